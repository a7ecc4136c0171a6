//! Where one record ends and the next begins.
//!
//! **In** a stream, piece by piece. **Out** for each piece, the offset after which the current record ends, if it does.
//! **Cost** one scan; a few bytes of state, so a record may be as long as it likes.
//! **Never** needs the whole record; decodes.

use memchr::{memchr, memchr2, memchr3};

use super::format::Format;
use super::warc;

/// Finds where records end, fed with one piece of the stream after another.
#[derive(Debug)]
pub(super) enum Border {
    /// After each line feed.
    Line,
    /// Only at the end of the file.
    File,
    /// After each object of an array, or of a sequence of objects.
    Json(Json),
    /// Where the header of each record of a web archive says.
    Warc(warc::Border),
    /// After each line feed that stands outside quotes.
    Table(Table),
}

impl Border {
    pub fn of(format: Format, delimiter: u8) -> Self {
        match format {
            Format::JsonLines => Self::Line,
            Format::Json => Self::Json(Json::default()),
            Format::Csv | Format::Tsv => Self::Table(Table::new(delimiter)),
            Format::Warc => Self::Warc(warc::Border::default()),
            // Parquet is not read as a stream.
            Format::Parquet | Format::Text | Format::Markdown | Format::Html | Format::Feed => Self::File,
        }
    }

    /// The offset in `new` after which the current record ends. `new` follows what was fed before.
    pub fn find(&mut self, new: &[u8]) -> Option<usize> {
        match self {
            Self::Line => memchr(b'\n', new).map(|at| at + 1),
            Self::File => None,
            Self::Json(json) => json.find(new),
            Self::Warc(warc) => warc.find(new),
            Self::Table(table) => table.find(new),
        }
    }

    /// Whether nothing that follows belongs to a record.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Json(Json { over: true, .. }))
    }
}

/// The state between two pieces of JSON.
#[derive(Debug, Default)]
pub(super) struct Json {
    /// Open brackets of the current record.
    depth: u64,
    in_string: bool,
    /// The last byte of the piece before was a backslash.
    escaped: bool,
    /// The array that holds the records was closed.
    over: bool,
}

impl Json {
    fn find(&mut self, new: &[u8]) -> Option<usize> {
        let mut at = 0;
        if self.over {
            return None;
        }
        while at < new.len() {
            if self.escaped {
                self.escaped = false;
                at += 1;
            } else if self.in_string {
                at += memchr2(b'"', b'\\', &new[at..])?;
                self.escaped = new[at] == b'\\';
                self.in_string = self.escaped;
                at += 1;
            } else {
                at += new[at..].iter().position(|b| matches!(b, b'"' | b'{' | b'}' | b'[' | b']'))?;
                let byte = new[at];
                at += 1;
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    _ if self.depth > 1 => self.depth -= 1,
                    _ => {
                        self.over = self.depth == 0 && byte == b']';
                        self.depth = 0;
                        if self.over {
                            return None;
                        }
                        return Some(at);
                    }
                }
            }
        }
        None
    }
}

/// The state between two pieces of a table.
#[derive(Debug)]
pub(super) struct Table {
    delimiter: u8,
    at: Cell,
}

/// Where in a table the last piece ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Start,
    Bare,
    Quoted,
    /// After a quote inside quotes: the end of them, or the first of two that stand for one.
    AfterQuote,
}

impl Table {
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, at: Cell::Start }
    }

    pub fn find(&mut self, new: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < new.len() {
            match self.at {
                Cell::Start if new[at] == b'"' => {
                    self.at = Cell::Quoted;
                    at += 1;
                }
                Cell::Start => self.at = Cell::Bare,
                Cell::Quoted => {
                    at += memchr(b'"', &new[at..])? + 1;
                    self.at = Cell::AfterQuote;
                }
                Cell::AfterQuote if new[at] == b'"' => {
                    self.at = Cell::Quoted;
                    at += 1;
                }
                Cell::Bare | Cell::AfterQuote => {
                    self.at = Cell::Bare;
                    at += memchr3(self.delimiter, b'\n', b'\r', &new[at..])?;
                    let byte = new[at];
                    at += 1;
                    if byte != b'\r' {
                        self.at = Cell::Start;
                    }
                    if byte == b'\n' {
                        return Some(at);
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces that `border` cuts from `bytes`, fed `step` bytes at a time.
    fn pieces(mut border: Border, bytes: &str, step: usize) -> Vec<String> {
        let (mut pieces, mut start, mut scan) = (Vec::new(), 0, 0);
        for fed in (0..bytes.len()).step_by(step) {
            let until = (fed + step).min(bytes.len());
            while let Some(found) = border.find(&bytes.as_bytes()[scan..until]) {
                scan += found;
                pieces.push(bytes[start..scan].to_owned());
                start = scan;
            }
            scan = until;
        }
        pieces.push(bytes[start..].to_owned());
        pieces
    }

    #[test]
    fn borders_do_not_depend_on_how_the_stream_comes() {
        let json = r#"{"a":"}\"\\","b":[{}]} {"a":[1,"]"]},{"c":{}}"#;
        let table = "a,\"b\n\"\"c\"\"\",d\r\n\"\",e\"f\n,\n\"x\"y,\"z\n\"\n";
        for step in 1..50 {
            let cut = pieces(Border::of(Format::Json, 0), json, step);
            assert_eq!(cut, [r#"{"a":"}\"\\","b":[{}]}"#, r#" {"a":[1,"]"]}"#, r#",{"c":{}}"#, ""]);
            let cut = pieces(Border::of(Format::Csv, b','), table, step);
            assert_eq!(cut, ["a,\"b\n\"\"c\"\"\",d\r\n", "\"\",e\"f\n", ",\n", "\"x\"y,\"z\n\"\n", ""]);
        }
    }

    #[test]
    fn what_follows_an_array_is_not_a_record() {
        let mut border = Border::of(Format::Json, 0);
        assert_eq!(border.find(b"{}"), Some(2));
        assert_eq!(border.find(b"], \"more\": {}"), None);
        assert!(border.is_over());
    }
}
