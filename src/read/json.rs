//! Where the records of a JSON file lie: one after another, in arrays, or in arrays that objects hold.
//!
//! **In** the first bytes, or a frame around records. **Out** whether it is JSON, which list holds the records, and which others do; the
//! records themselves [`Border`] finds. **Cost** one scan of what is given. **Never** keeps a value.

mod border;

pub(super) use border::Border;

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

#[cfg(test)]
mod tests {
    use super::*;

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
