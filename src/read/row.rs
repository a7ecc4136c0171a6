//! The bytes of one row of a CSV or TSV file → its cells.
//!
//! **In** the bytes, line end and all, and how the file splits them. **Out** the cells, unquoted. **Cost** one pass; parsers are made once a
//! thread, since making one takes as long as some hundred rows. **Never** reads past the first row. **From** RFC 4180 by `csv-core`.

use super::border;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use std::cell::RefCell;
use std::collections::HashMap;

/// Delimiter, line end, and whether quotes quote.
type Rules = (u8, u8, bool);

thread_local! {
    static PARSERS: RefCell<HashMap<Rules, Reader>> = RefCell::default();
}

/// The cells of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Row {
    /// The first row of `bytes`, which `end` may end; nothing where there is none.
    pub fn read(bytes: &[u8], delimiter: u8, end: u8) -> Option<Self> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let is_quoting = delimiter != b'\t' || memchr::memchr(b'"', bytes).is_none() || {
            // A quote without a partner is a letter between tabs.
            let mut table = border::Table::new(delimiter, end);
            table.find(bytes);
            !table.is_quoted()
        };
        let rules = (delimiter, end, is_quoting);
        PARSERS.with_borrow_mut(|made| {
            let parser = made.entry(rules).or_insert_with(|| parser(rules));
            parser.reset();
            Self::first(bytes, parser)
        })
    }

    fn first(bytes: &[u8], parser: &mut Reader) -> Option<Self> {
        let mut row = Self { bytes: vec![0; bytes.len()], ends: vec![0; 16] };
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            let (result, num_read, num_written, num_cells) =
                parser.read_record(&bytes[read..], &mut row.bytes[written..], &mut row.ends[cells..]);
            (read, written, cells) = (read + num_read, written + num_written, cells + num_cells);
            match result {
                // Once more without any bytes: that is the end.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => row.bytes.resize(2 * row.bytes.len() + 1, 0),
                ReadRecordResult::OutputEndsFull => row.ends.resize(2 * row.ends.len(), 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return None,
            }
        }
        row.bytes.truncate(written);
        row.ends.truncate(cells);
        Some(row)
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cells, from first to last.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }
}

fn parser((delimiter, end, is_quoting): Rules) -> Reader {
    // A carriage return inside a line is a letter like others, unless it ends them all.
    let terminator = if end == b'\n' { Terminator::Any(end) } else { Terminator::CRLF };
    ReaderBuilder::new().delimiter(delimiter).terminator(terminator).quoting(is_quoting).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by a reader made for this row.
    fn slow(bytes: &[u8], is_quoting: bool, delimiter: u8, end: u8) -> Option<Vec<Vec<u8>>> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let terminator = if end == b'\n' { csv::Terminator::Any(end) } else { csv::Terminator::CRLF };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .terminator(terminator)
            .quoting(is_quoting)
            .from_reader(bytes);
        let mut row = csv::ByteRecord::new();
        reader.read_byte_record(&mut row).unwrap().then(|| row.iter().map(<[u8]>::to_vec).collect())
    }

    proptest! {
        #[test]
        fn cells_are_those_of_a_reader_made_for_the_row(
            bytes in "(\u{feff})?[a,;é\" \r\n]{0,60}", is_old: bool, delimiter in prop::sample::select(vec![b',', b';']),
        ) {
            let end = if is_old { b'\r' } else { b'\n' };
            let row = Row::read(bytes.as_bytes(), delimiter, end);
            let cells = row.as_ref().map(|row| row.iter().map(<[u8]>::to_vec).collect::<Vec<_>>());
            prop_assert_eq!(row.map(|row| row.len()), cells.as_ref().map(Vec::len));
            prop_assert_eq!(cells, slow(bytes.as_bytes(), true, delimiter, end));
        }
    }

    #[test]
    fn many_cells_are_read() {
        let bytes = "cell,".repeat(1000) + "last";
        let row = Row::read(bytes.as_bytes(), b',', b'\n').unwrap();
        assert_eq!((row.len(), row.iter().last()), (1001, Some(&b"last"[..])));
    }
}
