//! Where one record of a JSON file ends, as the stream comes in.
//!
//! **In** the stream, piece by piece. **Out** for each piece the offset after which a record, or what stands between two records, ends.
//! **Cost** one scan; a few bytes of state. **Never** needs a whole record; stops before the end: what is no record and no frame around
//! records is cut as a bad one.

use memchr::memchr2;

/// Longer keys are no names of lists.
const MAX_KEY_BYTES: usize = 16;

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
pub struct Border {
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
}
