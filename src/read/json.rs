//! Where the records of a JSON file lie: one after another, in arrays, or in arrays that objects hold.
//!
//! **In** the first bytes; then the stream, piece by piece. **Out** whether it is JSON and which list holds the records; then for each
//! piece the offset after which a record, or what stands between two records, ends.
//! **Cost** one scan; a few bytes of state. **Never** needs a whole record; stops before the end: what is no record and no frame around
//! records is cut as a bad one.

use memchr::memchr2;
use serde::de::IgnoredAny;

use super::ReadParams;
use super::fields::{Mapping, Role};

/// Names under which one object holds an array of records.
const LISTS: &[&str] = &[
    "articles",
    "items",
    "results",
    "records",
    "documents",
    "docs",
    "data",
    "hits",
    "stories",
    "news",
    "entries",
    "posts",
    "rows",
    "response",
    "value",
];
/// Words to search for are no more: a longer text is that of a record, whatever it lists.
const SEARCHED_BYTES: usize = 128;
/// Longer keys are none of them.
const MAX_KEY_BYTES: usize = 16;

/// Whether records are looked for in a list of this name.
pub(super) fn is_list(name: &str) -> bool {
    LISTS.iter().any(|list| name.eq_ignore_ascii_case(list))
}

/// Whether `start`, which begins with a bracket, is JSON as far as it goes: `[1] First of all` is prose.
pub(super) fn is_json(start: &[u8]) -> bool {
    // An array of objects, whatever is wrong with some of them.
    let list = start.strip_prefix(b"[").unwrap_or_default().trim_ascii_start();
    let object = list.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    if object.is_some_and(|object| matches!(object.first(), Some(b'"' | b'}'))) {
        return true;
    }
    let mut values = serde_json::Deserializer::from_slice(start).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let rest = start[values.byte_offset()..].trim_ascii_start();
            rest.is_empty() || matches!(rest[0], b'[' | b'{' | b',' | 0x1E)
        }
        // Cut off by the end of what was looked at, or nested too deep for the parser, not by a wrong letter.
        Some(Err(error)) => error.is_eof() || error.to_string().starts_with("recursion limit"),
        None => false,
    }
}

/// Whether `start` begins with a whole record that is a line of its own, or with one too long to be seen whole.
pub(super) fn is_line(start: &[u8], mapping: &Mapping) -> bool {
    if list(start, mapping).is_some() {
        return false;
    }
    let line = memchr::memchr(b'\n', start);
    match (Border::default().find(start), line) {
        (Some(end), line) => {
            let line = line.unwrap_or(start.len());
            end <= line && start[end..line].trim_ascii().is_empty()
        }
        (None, line) => line.is_none(),
    }
}

/// The key under which the object at the start of `head` holds the records, where it is not a record itself.
pub(super) fn list(head: &[u8], mapping: &Mapping) -> Option<&'static str> {
    let object = head.trim_ascii_start();
    if object.first() != Some(&b'{') {
        return None;
    }
    let own = text_of(object, mapping, true);
    let first_of = |value: &[u8]| value.strip_prefix(b"[").map(|list| list.trim_ascii_start().to_vec());
    let lists: Vec<(&str, Vec<u8>)> = Keys::of(object)
        .filter_map(|(key, value)| {
            let name = LISTS.iter().find(|name| key.eq_ignore_ascii_case(name.as_bytes()))?;
            Some((*name, first_of(value).filter(|first| first.starts_with(b"{"))?))
        })
        .collect();
    if let Some(own) = own {
        if is_titled(object, mapping) {
            return None;
        }
        // The words that were searched for stand beside what was found: they are shorter than its texts, and no other object follows.
        let is_longer = |first: &[u8]| text_of(first, mapping, true).is_some_and(|text| text > own);
        let found = lists.iter().find(|(_, first)| own <= SEARCHED_BYTES && is_longer(first));
        return found.filter(|_| !is_followed_by_another(object)).map(|(name, _)| *name);
    }
    let with_text = lists.iter().find(|(_, first)| text_of(first, mapping, false).is_some());
    with_text.or_else(|| lists.first().filter(|_| !is_followed_by_another(object))).map(|(name, _)| *name)
}

/// Whether the object has what articles have beside their text: a title, a date or an address.
fn is_titled(object: &[u8], mapping: &Mapping) -> bool {
    Keys::of(object).any(|(key, _)| {
        let usual = std::str::from_utf8(key).ok().and_then(|key| mapping.find(key, 0, !0, None).usual);
        usual.is_some_and(|(role, _)| matches!(role, Role::Title | Role::Date | Role::Url))
    })
}

/// The keys of lists whose first record has a text, in a frame around the list that is read: what stands before it, or behind it.
pub(super) fn other_lists(frame: &[u8], params: &ReadParams) -> Vec<String> {
    let is_behind = !frame.trim_ascii_start().starts_with(b"{");
    let keys = Keys { rest: frame, depth: u32::from(is_behind) };
    let mut lists = keys.filter_map(|(key, value)| {
        let first = value.strip_prefix(b"[")?.trim_ascii_start();
        first.starts_with(b"{").then_some((key, first))
    });
    // Most frames have none, and what names mean is not asked for them.
    let Some(first) = lists.next() else { return Vec::new() };
    let mapping = Mapping::new(params);
    let with_text =
        [first].into_iter().chain(lists).filter(|(_, first)| text_of(first, &mapping, false).is_some());
    with_text.map(|(key, _)| String::from_utf8_lossy(key).into_owned()).collect()
}

/// Whether a whole object is followed by another on the next line: then both are records, whatever they hold.
fn is_followed_by_another(object: &[u8]) -> bool {
    let end = Border::default().find(object);
    end.is_some_and(|end| object[end..].trim_ascii_start().starts_with(b"{"))
}

/// How long the object's text is, in bytes as far as they are there; where `is_filled`, only of a field with something in it.
fn text_of(object: &[u8], mapping: &Mapping, is_filled: bool) -> Option<usize> {
    let text = 1 << Role::Text as u8;
    let of_field = |(key, value): (&[u8], &[u8])| {
        let found = mapping.find(std::str::from_utf8(key).ok()?, 0, !0, None);
        let is_text = (found.given | found.deeper) & text != 0
            || found.is_lead
            || found.usual.is_some_and(|(role, _)| role == Role::Text);
        let is_object = value.starts_with(b"{");
        let value = value.strip_prefix(b"[").unwrap_or(value).trim_ascii_start();
        let is_string = value.starts_with(b"\"") && !value.starts_with(b"\"\"");
        if is_text && (!is_filled || is_string || found.deeper & text != 0) {
            return Some(string_bytes(value));
        }
        // What stands in a list is not the text of the object around it.
        let is_inside = (found.container.is_some() || found.deeper & text != 0) && is_object;
        if !is_inside {
            return None;
        }
        let inside = Keys::of(value)
            .filter(|(key, value)| is_text_inside(key, value, mapping, found.container, is_filled));
        inside.map(|(_, value)| string_bytes(value)).max()
    };
    Keys::of(object).filter_map(of_field).max()
}

/// The length of the string at the start of `value`, if one stands there.
fn string_bytes(value: &[u8]) -> usize {
    let Some(string) = value.strip_prefix(b"\"") else { return 0 };
    let mut end = 0;
    while string.get(end).is_some_and(|&byte| byte != b'"') {
        end += if string[end] == b'\\' { 2 } else { 1 };
    }
    end.min(string.len())
}

fn is_text_inside(
    key: &[u8],
    value: &[u8],
    mapping: &Mapping,
    container: Option<u16>,
    is_filled: bool,
) -> bool {
    let found = std::str::from_utf8(key).map(|key| mapping.find(key, 1, !0, container)).unwrap_or_default();
    found.usual.is_some_and(|(role, _)| role == Role::Text) && (!is_filled || value.starts_with(b"\""))
}

/// The keys of the object at the start of some bytes, with the bytes from their values on.
struct Keys<'j> {
    rest: &'j [u8],
    depth: u32,
}

impl<'j> Keys<'j> {
    fn of(object: &'j [u8]) -> Self {
        Self { rest: object, depth: 0 }
    }
}

impl<'j> Iterator for Keys<'j> {
    type Item = (&'j [u8], &'j [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'"' => {
                    let mut end = 0;
                    while *rest.get(end)? != b'"' {
                        end += if rest[end] == b'\\' { 2 } else { 1 };
                    }
                    self.rest = &rest[end + 1..];
                    let value = self.rest.trim_ascii_start().strip_prefix(b":");
                    if let Some(value) = value.filter(|_| self.depth == 1) {
                        return Some((&rest[..end], value.trim_ascii_start()));
                    }
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth <= 1 => return None,
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
        }
        None
    }
}

/// Where the last piece of the stream ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Between the values of the file.
    #[default]
    Top,
    /// In an object of the file, before its list.
    Before,
    /// Between the elements of a list.
    List,
    /// In a record.
    Record,
    /// In an object of the file, behind its list.
    Behind,
}

/// The state between two pieces of JSON.
#[derive(Debug, Default)]
pub(super) struct Border {
    /// The key of the list that each object of the file holds; `None` where objects are records.
    list: Option<&'static str>,
    place: Place,
    /// Open brackets of the current record, or of the object around it.
    depth: u64,
    in_string: bool,
    /// The last byte of the piece before was a backslash.
    escaped: bool,
    /// The records are elements of an array.
    in_list: bool,
    /// That array is held by an object.
    is_held: bool,
    /// The last string of the object around: perhaps the key of its list.
    key: Vec<u8>,
    /// The list may have begun: the next letter tells.
    is_begun: bool,
    /// Something that is no bracket stands between two records.
    is_junk: bool,
    /// What was cut last is a part of the frame, not a record.
    is_frame: bool,
}

impl Border {
    pub fn new(list: Option<&'static str>) -> Self {
        Self { list, ..Self::default() }
    }

    /// Whether what was cut last, or is left at the end, is a frame around records.
    pub fn is_frame(&self) -> bool {
        self.is_frame
    }

    /// Whether what was fed last ends between the records of a list, or in the object around it.
    pub fn is_list_open(&self) -> bool {
        matches!(self.place, Place::List | Place::Behind)
    }

    pub fn find(&mut self, new: &[u8]) -> Option<usize> {
        self.is_frame = self.place == Place::Behind;
        let mut at = 0;
        while at < new.len() {
            if self.escaped {
                self.escaped = false;
                at += 1;
            } else if self.in_string {
                let end = memchr2(b'"', b'\\', &new[at..]).map_or(new.len(), |end| at + end);
                if self.place == Place::Before && self.depth == 1 {
                    let room = MAX_KEY_BYTES.saturating_sub(self.key.len()).min(end - at);
                    self.key.extend_from_slice(&new[at..at + room]);
                }
                at = end;
                let byte = *new.get(at)?;
                self.escaped = byte == b'\\';
                self.in_string = self.escaped;
                at += 1;
            } else {
                let cut = match self.place {
                    Place::Record => self.record(new, &mut at),
                    Place::Top => self.top(new, &mut at),
                    Place::List => self.element(new, &mut at),
                    Place::Before => self.before(new, &mut at),
                    Place::Behind => self.behind(new, &mut at),
                };
                if cut {
                    return Some(at);
                }
            }
        }
        None
    }

    /// One bracket or quote further; true where a record ends.
    fn record(&mut self, new: &[u8], at: &mut usize) -> bool {
        let next = new[*at..].iter().position(|b| matches!(b, b'"' | b'{' | b'}' | b'[' | b']'));
        let Some(next) = next else {
            *at = new.len();
            return false;
        };
        let byte = new[*at + next];
        *at += next + 1;
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            _ => self.depth -= 1,
        }
        if self.depth == 0 {
            self.place = if self.in_list { Place::List } else { Place::Top };
        }
        self.depth == 0
    }

    fn top(&mut self, new: &[u8], at: &mut usize) -> bool {
        let byte = new[*at];
        if self.is_junk {
            // Up to the next value or the next line.
            let ends = matches!(byte, b'{' | b'[' | b'\n');
            self.is_junk = !ends;
            *at += usize::from(!ends || byte == b'\n');
            return ends;
        }
        *at += 1;
        match byte {
            b'{' => {
                (self.place, self.depth, self.in_list) = (Place::Record, 1, false);
                if self.list.is_some() {
                    self.place = Place::Before;
                    self.key.clear();
                }
            }
            b'[' => {
                (self.place, self.in_list, self.is_held) = (Place::List, true, false);
                self.is_frame = true;
                return true;
            }
            b',' | 0x1E => {}
            byte => self.is_junk = !byte.is_ascii_whitespace(),
        }
        false
    }

    fn element(&mut self, new: &[u8], at: &mut usize) -> bool {
        let byte = new[*at];
        if self.is_junk && matches!(byte, b'{' | b'[' | b']' | b',') {
            self.is_junk = false;
            return true;
        }
        *at += 1;
        match byte {
            b'{' | b'[' => (self.place, self.depth) = (Place::Record, 1),
            b']' => {
                self.place = if self.is_held { Place::Behind } else { Place::Top };
                (self.depth, self.is_frame) = (1, true);
                return true;
            }
            b'"' => (self.in_string, self.is_junk) = (true, true),
            b',' | 0x1E => {}
            byte => self.is_junk |= !byte.is_ascii_whitespace(),
        }
        false
    }

    fn before(&mut self, new: &[u8], at: &mut usize) -> bool {
        let byte = new[*at];
        if self.is_begun && !byte.is_ascii_whitespace() {
            self.is_begun = false;
            if matches!(byte, b'{' | b']') {
                (self.place, self.in_list, self.is_held, self.is_frame) = (Place::List, true, true, true);
                return true;
            }
            self.depth += 1;
        }
        *at += 1;
        match byte {
            b'"' => {
                self.in_string = true;
                if self.depth == 1 {
                    self.key.clear();
                }
            }
            b',' if self.depth == 1 => self.key.clear(),
            b'[' if self.depth == 1
                && self.list.is_some_and(|list| self.key.eq_ignore_ascii_case(list.as_bytes())) =>
            {
                self.is_begun = true;
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.place = Place::Top;
                    return true;
                }
            }
            _ => {}
        }
        false
    }

    fn behind(&mut self, new: &[u8], at: &mut usize) -> bool {
        let is_over = self.record(new, at);
        if is_over {
            self.place = Place::Top;
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records and the frames around them, fed `step` bytes at a time.
    fn cut(list: Option<&'static str>, bytes: &str, step: usize) -> Vec<(bool, String)> {
        let (mut border, mut cut, mut start, mut scan) = (Border::new(list), Vec::new(), 0, 0);
        for fed in (0..bytes.len()).step_by(step) {
            let until = (fed + step).min(bytes.len());
            while let Some(found) = border.find(&bytes.as_bytes()[scan..until]) {
                scan += found;
                cut.push((border.is_frame(), bytes[start..scan].to_owned()));
                start = scan;
            }
            scan = until;
        }
        cut.push((border.is_frame(), bytes[start..].to_owned()));
        cut
    }

    fn records(list: Option<&'static str>, bytes: &str) -> Vec<String> {
        let whole = cut(list, bytes, bytes.len().max(1));
        for step in 1..bytes.len().min(40) {
            assert_eq!(cut(list, bytes, step), whole, "{bytes}");
        }
        assert_eq!(whole.iter().map(|(_, piece)| piece.as_str()).collect::<String>(), bytes);
        let found = whole.into_iter().filter(|(is_frame, _)| !is_frame);
        found
            .map(|(_, piece)| piece.trim_matches([' ', '\n', ',']).to_owned())
            .filter(|piece| !piece.is_empty())
            .collect()
    }

    #[test]
    fn records_are_cut_from_lists_and_sequences() {
        let articles = Some("articles");
        for (list, bytes, expected) in [
            (
                None,
                r#"{"a":"}\"\\","b":[{}]} {"a":[1,"]"]},{"c":{}}"#,
                &[r#"{"a":"}\"\\","b":[{}]}"#, r#"{"a":[1,"]"]}"#, r#"{"c":{}}"#][..],
            ),
            (None, "[{\"a\":1},\n{}]\n[{\"b\":2}, {}] {}", &["{\"a\":1}", "{}", "{\"b\":2}", "{}", "{}"]),
            (None, "[{}] and so on\n{\"b\":1} x [{}]", &["{}", "and so on", "{\"b\":1}", "x", "{}"]),
            (
                None,
                "[null, \"a, {\", 1, {}, [1], {} x, {}]",
                &["null", "\"a, {\"", "1", "{}", "[1]", "{}", "x", "{}"],
            ),
            (None, "[]", &[]),
            (
                articles,
                r#"{"n":["articles"],"articles" : [ {"x":1}, {}], "more":[{}]}"#,
                &["{\"x\":1}", "{}"],
            ),
            (
                articles,
                "{\"articles\":[{}],\"n\":{\"k\":\"}\"}}\n{\"articles\":[]}\n{\"articles\":[{\"a\":\"]\"}]}",
                &["{}", "{\"a\":\"]\"}"],
            ),
            (
                articles,
                r#"{"articles":[{}]}{"articles":[[1]],"x":"articles","y":[{}]}"#,
                &["{}", r#"{"articles":[[1]],"x":"articles","y":[{}]}"#],
            ),
        ] {
            assert_eq!(records(list, bytes), expected, "{bytes}");
        }
    }

    #[test]
    fn the_list_is_the_one_whose_records_have_a_text() {
        let mapping = Mapping::new(&crate::read::ReadParams::default());
        for (head, list, is_alone) in [
            (r#"{"articles":[{"text":"x"}]}"#, Some("articles"), false),
            (r#"{"data":[{"k":1}],"articles":[{"text":"x"}]}"#, Some("articles"), false),
            (r#"{"hits":[{"_source":{"text":"x"}}]}"#, Some("hits"), false),
            // Its own text makes a record of it, whatever it lists.
            ("{\"id\":1,\"items\":[{\"k\":1}],\"text\":\"x\"}\n{", None, true),
            ("{\"id\":1,\"items\":[{\"text\":1}],\"body\":[\"x\"]}\n{", None, true),
            (r#"{"id":1,"items":[{"text":"x"}],"text":"Le pont."}"#, None, true),
            ("{\"id\":1,\"items\":[{\"text\":\"Le pont.\"}],\"text\":\"x\"}\n{}", None, true),
            (r#"{"title":"T","content":"Pont.","results":[{"text":"Le pont rouvre."}]}"#, None, true),
            // What was searched for is none.
            (r#"{"text":"pont","articles":[{"text":"Le pont rouvre."}]}"#, Some("articles"), false),
            (
                r#"{"hits":[{"_source":{"text":"Le pont \"rouvre\"."}}],"content":"pont"}"#,
                Some("hits"),
                false,
            ),
            // Nothing known has a text: one object is a frame, a line among others is a record.
            (r#"{"data":[{"k":1}]}"#, Some("data"), false),
            ("{\"data\":[{\"k\":1}]}\n{\"data\":[{\"k\":1}]}", None, true),
            ("{\"items\": [1]}", None, true),
            ("{\"text\":1}{\"text\":2}\n", None, false),
        ] {
            assert_eq!(super::list(head.as_bytes(), &mapping), list, "{head}");
            assert_eq!(is_line(head.as_bytes(), &mapping), is_alone, "{head}");
        }
    }

    #[test]
    fn lists_of_texts_beside_the_one_that_is_read_are_named() {
        let params = ReadParams::default();
        for (frame, expected) in [
            (r#"{"archive":[{"text":"x"}],"n":[1],"articles":["#, &["archive"][..]),
            (r#","more":[{"id":1,"text":"x"},{}],"n":{"list":[{"text":"x"}]},"tags":[{"k":1}]}"#, &["more"]),
            ("[", &[]),
            ("]", &[]),
            ("}", &[]),
        ] {
            assert_eq!(other_lists(frame.as_bytes(), &params), expected, "{frame}");
        }
    }

    #[test]
    fn prose_in_brackets_is_not_json() {
        for (start, expected) in [
            ("[1] First of all, a note.", false),
            ("[scna] more", false),
            ("[{id}] more", false),
            ("[ { \"id\": 1 }, { \"id\": NaN } { \"id\": 3 } ]", true),
            ("[[1]]", true),
            ("[null,{\"text\": \"x\"", true),
            ("[{}]\n[{}]", true),
        ] {
            assert_eq!(is_json(start.as_bytes()), expected, "{start}");
        }
        assert!(is_json("[".repeat(1000).as_bytes()));
    }
}
