//! Where one record ends and the next begins.
//!
//! **In** a stream, piece by piece. **Out** for each piece, the offset after which the current record ends, if it does.
//! **Cost** one scan; a few bytes of state, so a record may be as long as it likes.
//! **Never** needs the whole record; decodes; lets a quote that nobody closed swallow more than its line.

use memchr::{memchr, memchr3};

use super::format::Format;
use super::{json, warc};

/// Finds where records end, fed with one piece of the stream after another.
#[derive(Debug)]
pub(super) enum Border {
    /// After each line feed.
    Line,
    /// Only at the end of the file.
    File,
    /// After each object of an array, or of a sequence of objects.
    Json(json::Border),
    /// Where the header of each record of a web archive says.
    Warc(warc::Border),
    /// After each line end that stands outside quotes.
    Table(Table),
}

impl Border {
    /// For a format whose border depends on nothing else.
    pub fn of(format: Format) -> Self {
        match format {
            Format::JsonLines => Self::Line,
            Format::Json => Self::Json(json::Border::default()),
            Format::Csv => Self::Table(Table::new(b',', b'\n')),
            Format::Tsv => Self::Table(Table::new(b'\t', b'\n')),
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

    /// How many bytes of the pieces before [`find`](Self::find) wants to see again.
    pub fn again(&self) -> usize {
        if let Self::Warc(warc) = self { warc.again() } else { 0 }
    }

    /// Whether what was cut last is a frame around records, not a record.
    pub fn is_frame(&self) -> bool {
        matches!(self, Self::Json(json) if json.is_frame())
    }

    /// Whether what was cut last is a row whose quotes are never closed. Then [`find`](Self::find) gave its length up to the end of its
    /// first line in quotes, which may have been seen before.
    pub fn is_torn(&self) -> bool {
        matches!(self, Self::Table(table) if table.is_torn)
    }

    /// The stream is over: the same length, where the `left` bytes that follow the last border end inside quotes.
    pub fn torn_end(&mut self, left: usize) -> Option<usize> {
        match self {
            Self::Table(table) if table.at == Cell::Quoted && left > 0 => {
                let torn = table.torn.take().unwrap_or(left);
                (table.at, table.seen) = (Cell::Start, 0);
                Some(torn)
            }
            _ => None,
        }
    }

    /// The same, where the row is not over yet: `None` too while its first line in quotes is not.
    pub fn torn_line(&mut self, left: usize) -> Option<usize> {
        let is_seen = matches!(self, Self::Table(table) if table.torn.is_some());
        if is_seen { self.torn_end(left) } else { None }
    }

    /// What comes next begins a row, whatever was seen.
    pub fn restart(&mut self) {
        if let Self::Table(table) = self {
            (table.at, table.seen, table.torn) = (Cell::Start, 0, None);
        }
    }

    /// The stream is over: whether a list of records, or the object around it, was not closed. Of a record that is the parser's to tell.
    pub fn is_list_open(&self) -> bool {
        matches!(self, Self::Json(json) if json.is_list_open())
    }

    /// The byte that ends a line.
    pub fn line_end(&self) -> u8 {
        if let Self::Table(table) = self { table.end } else { b'\n' }
    }
}

/// The state between two pieces of a table.
#[derive(Debug)]
pub(super) struct Table {
    delimiter: u8,
    /// The last byte of a line: a line feed, or a carriage return as old Macs wrote; a line feed ends a line there too.
    pub end: u8,
    at: Cell,
    /// Bytes of the row that were seen in the pieces before.
    seen: usize,
    /// Length of the row up to the first line end in the quotes that are open.
    torn: Option<usize>,
    /// What was cut last is a row whose quotes are never closed, up to the end of its line.
    is_torn: bool,
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
    pub fn new(delimiter: u8, end: u8) -> Self {
        Self { delimiter, end, at: Cell::Start, seen: 0, torn: None, is_torn: false }
    }

    /// Whether the row so far ends inside quotes.
    pub fn is_quoted(&self) -> bool {
        self.at == Cell::Quoted
    }

    pub fn find(&mut self, new: &[u8]) -> Option<usize> {
        self.is_torn = false;
        let found = self.scan(new);
        match found {
            Some(_) => (self.seen, self.torn) = (0, None),
            None => self.seen += new.len(),
        }
        found
    }

    fn scan(&mut self, new: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < new.len() {
            match self.at {
                Cell::Start if new[at] == b'"' => {
                    (self.at, self.torn) = (Cell::Quoted, None);
                    at += 1;
                }
                Cell::Start => self.at = Cell::Bare,
                Cell::Quoted => {
                    if self.torn.is_none() {
                        at += memchr3(b'"', self.end, b'\n', &new[at..])?;
                        if new[at] != b'"' {
                            self.torn = Some(self.seen + at + 1);
                        }
                    }
                    at += memchr(b'"', &new[at..])? + 1;
                    self.at = Cell::AfterQuote;
                }
                Cell::AfterQuote if new[at] == b'"' => {
                    self.at = Cell::Quoted;
                    at += 1;
                }
                // Lines later comes a quote that ends nothing: it opens the cell of another row.
                Cell::AfterQuote
                    if self.torn.is_some()
                        && !matches!(new[at], b'\r' | b'\n')
                        && new[at] != self.delimiter =>
                {
                    return self.tear();
                }
                Cell::Bare | Cell::AfterQuote => {
                    self.at = Cell::Bare;
                    at += memchr3(self.delimiter, self.end, b'\n', &new[at..])?;
                    self.at = Cell::Start;
                    at += 1;
                    if new[at - 1] != self.delimiter {
                        return Some(at);
                    }
                }
            }
        }
        None
    }

    /// The row is torn: what is cut ends with its line, which may have been seen before.
    fn tear(&mut self) -> Option<usize> {
        (self.at, self.is_torn) = (Cell::Start, true);
        self.torn
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
    fn a_quote_that_is_never_closed_tears_its_line_off() {
        // Of a quote lines later that closes nothing, of the end of the file; earlier cells with lines in them stay whole.
        for (table, torn, rest) in [
            ("1,\"a\n2,\"b\"\n", "1,\"a\n", "2,\"b\"\n"),
            ("1,\"a\n2,b\n3,c", "1,\"a\n", "2,b\n3,c"),
            ("\"x\ny\",\"a\"\"\n2,b\n", "\"x\ny\",\"a\"\"\n", "2,b\n"),
            ("1,\"a", "1,\"a", ""),
        ] {
            for step in 1..table.len() {
                let mut border = Border::of(Format::Csv);
                let mut found = None;
                for at in (0..table.len()).step_by(step) {
                    let piece = &table.as_bytes()[at..(at + step).min(table.len())];
                    found = found.or_else(|| border.find(piece).filter(|_| border.is_torn()));
                }
                let found = found.or_else(|| border.torn_end(table.len())).unwrap();
                assert_eq!((&table[..found], &table[found..]), (torn, rest));
            }
        }
        // Sloppy quotes within a line are no matter.
        assert_eq!(Border::of(Format::Csv).find(b"1,\"he said \"no\" twice\"\n2"), Some(23));
    }

    #[test]
    fn borders_do_not_depend_on_how_the_stream_comes() {
        let table = "a,\"b\n\"\"c\"\"\",d\r\n\"\",e\"f\n,\n\"x\"y,\"z\n\"\n";
        for step in 1..50 {
            let cut = pieces(Border::of(Format::Csv), table, step);
            assert_eq!(cut, ["a,\"b\n\"\"c\"\"\",d\r\n", "\"\",e\"f\n", ",\n", "\"x\"y,\"z\n\"\n", ""]);
        }
    }
}
