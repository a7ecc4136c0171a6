//! A stream of bytes → records, cut at their borders.
//!
//! **In** a file that was opened ([`Opened`]) and the format's [`Border`]. **Out** records with line and byte offset, pushed into a [`Batch`].
//! **Cost** one scan of the bytes; memory of one batch or one record.
//! **Never** decodes; keeps a record beyond the limit in memory.

mod open;

pub(super) use open::Opened;

use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use memchr::{memchr, memchr_iter};

use super::batch::{Batch, Source};
use super::border::Border;
use super::format::Format;
use super::inflate::{RatioPassed, SizePassed};
use super::skip::{SkipReason, Skipped};
use super::{ReadParams, feed, json, press, warc};
use crate::error::Place;

/// What is looked at to tell the format.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// What a list of records that goes on past the end of its file lacks.
const OPEN_LIST: &str = "the list of records is not closed";

/// What can be done about a file that breaks off and is one article, or is cut as a whole.
pub(super) const NOTHING_READ: &str = "nothing of it was read; fetch or compress the file again";

/// U+FEFF: between records where files that begin with it were put together.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// One file being cut into records.
pub(super) struct Cutting {
    source: Arc<Source>,
    stream: Box<dyn Read + Send>,
    /// How many bytes are read at a time.
    chunk: usize,
    border: Border,
    /// Bytes read but not yet part of a batch: the start of the next record.
    rest: Vec<u8>,
    /// How many bytes of `rest` the border has seen.
    scanned: usize,
    /// Line on which the next record starts, from 1.
    line: u64,
    /// The line where the last record began, and how many began before it there.
    last_record: Option<(u64, u32)>,
    /// Offset at which the next record starts.
    byte: u64,
    /// The current record is over the limit: its bytes are dropped until its end.
    dropping: bool,
    /// Whether anything but white space came.
    any: bool,
    /// Why the stream broke off.
    broken: Option<io::Error>,
    /// The encoding, where it showed behind the first bytes.
    late: Arc<OnceLock<&'static str>>,
    /// What the disk said of the file when it was opened.
    stamp: Option<Stamp>,
}

/// Size and time of a file on disk.
type Stamp = (u64, Option<SystemTime>);

fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok().filter(|about| about.is_file())?;
    Some((about.len(), about.modified().ok()))
}

/// Appends the next bytes of a stream, `chunk` at most; none at its end. Bytes that came before an error are appended too, and used.
fn read_chunk(stream: &mut dyn Read, chunk: usize, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let start = bytes.len();
    bytes.resize(start + chunk, 0);
    let mut end = start;
    let read = loop {
        match stream.read(&mut bytes[end..]) {
            Ok(0) => break Ok(end - start),
            Ok(read) => {
                end += read;
                if end == bytes.len() {
                    break Ok(end - start);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    bytes.truncate(end);
    read
}

impl Cutting {
    /// The encoding, where it showed behind the first bytes and is not UTF-8.
    pub fn late_encoding(&self) -> Option<&'static str> {
        self.late.get().copied()
    }

    /// Cuts records into `batch`; true when the file is done, false when the batch is full before.
    pub fn fill(&mut self, batch: &mut Batch, params: &ReadParams) -> bool {
        let mut start = batch.bytes.len();
        let mut scan = start + std::mem::take(&mut self.scanned);
        batch.bytes.append(&mut self.rest);
        let mut ended = false;
        loop {
            scan = start.max(scan.saturating_sub(self.border.again()));
            while let Some(found) = self.border.find(&batch.bytes[scan..]) {
                if self.border.is_torn() {
                    // Of a row that was dropped nothing is left to go back to.
                    scan = if self.dropping { scan } else { start + found };
                    self.torn(batch, start, scan, params);
                } else if let Some(line) = self.row_of_rows(&batch.bytes[start..scan + found]) {
                    scan = start + line;
                    self.torn(batch, start, scan, params);
                } else {
                    scan += found;
                    self.record(batch, start, scan, params);
                }
                start = scan;
            }
            scan = batch.bytes.len();
            if !self.dropping && (scan - start) as u64 > params.max_record_bytes {
                // A quote that nobody closed is likelier than a cell of this size.
                if let Some(torn) = self.border.torn_line(scan - start) {
                    scan = start + torn;
                    self.torn(batch, start, scan, params);
                    start = scan;
                    continue;
                }
                let lead = self.too_large(batch, start, scan, params);
                batch.bytes.drain(start..start + lead);
                self.dropping = true;
            }
            if self.dropping {
                self.advance(&batch.bytes[start..]);
                batch.bytes.truncate(start);
                scan = start;
                if matches!(self.border, Border::File) {
                    return true;
                }
            }
            if ended {
                let left = batch.bytes.len() - start;
                let is_whole = self.broken.is_none() && !self.dropping;
                let torn = is_whole.then(|| self.border.torn_end(left)).flatten();
                if let Some(torn) = torn.or_else(|| self.row_of_rows(&batch.bytes[start..])) {
                    self.border.restart();
                    scan = start + torn;
                    self.torn(batch, start, scan, params);
                    start = scan;
                    continue;
                }
                self.end(batch, start, params);
                return true;
            }
            if batch.is_full(params.batch_bytes) {
                self.rest = batch.bytes.split_off(start);
                self.scanned = self.rest.len();
                return false;
            }
            if self.broken.is_none() {
                match read_chunk(&mut self.stream, self.chunk, &mut batch.bytes) {
                    Ok(0) => ended = true,
                    Ok(_) => {}
                    Err(error) => self.broken = Some(error),
                }
            } else {
                ended = true;
            }
        }
    }

    /// The stream is over: what is left is a record without terminator, or the torn half of one.
    fn end(&mut self, batch: &mut Batch, start: usize, params: &ReadParams) {
        if let Some(error) = self.broken.take() {
            batch.bytes.truncate(start);
            let reason = if error.get_ref().is_some_and(|inner| inner.is::<RatioPassed>()) {
                SkipReason::Ratio { limit: params.max_ratio }
            } else if error.get_ref().is_some_and(|inner| inner.is::<SizePassed>()) {
                SkipReason::FileTooLarge { limit: params.max_file_bytes.unwrap_or(u64::MAX) }
            } else {
                SkipReason::Broken { what: error.to_string() }
            };
            let mut skipped = Skipped::new(self.place(), reason);
            if matches!((&self.border, &skipped.reason), (Border::File, SkipReason::Broken { .. })) {
                skipped.hint = Some(NOTHING_READ.to_owned());
            }
            return batch.skip(skipped);
        }
        let end = batch.bytes.len();
        self.record(batch, start, end, params);
        if self.border.is_list_open() {
            batch.skip(Skipped::new(self.place(), SkipReason::Broken { what: OPEN_LIST.to_owned() }));
        }
        if !self.any {
            batch.skip(Skipped::new(Place::file(Arc::clone(&self.source.path)), SkipReason::EmptyFile));
        }
        self.check_unchanged(batch);
    }

    /// Tells if somebody wrote to the file meanwhile: its records may then be of two minds.
    fn check_unchanged(&self, batch: &mut Batch) {
        if self.stamp.is_some() && self.stamp != stamp(&self.source.path) {
            batch.skip(Skipped::new(Place::file(Arc::clone(&self.source.path)), SkipReason::Changed));
        }
    }

    /// One record ends: into the batch with it, unless it is blank, dropped or over the limit.
    fn record(&mut self, batch: &mut Batch, start: usize, end: usize, params: &ReadParams) {
        if self.source.format == Format::Feed {
            return self.feed(batch, start, end);
        }
        if self.source.format == Format::Html && !self.dropping {
            let articles = press::articles(&batch.bytes[start..end]);
            if !articles.is_empty() {
                return self.parts(batch, start, articles, &Arc::clone(&self.source));
            }
        }
        let lead = self.lead(&batch.bytes[start..end]);
        let is_blank = lead == end - start;
        if self.border.is_frame() {
            (self.any, self.dropping) = (true, false);
            let frame = &batch.bytes[start..end];
            if end - start > 1 {
                for key in json::other_lists(frame, params) {
                    let place = Place { field: Some(key.into()), ..self.place() };
                    batch.skip(Skipped::new(place, SkipReason::OtherList));
                }
            }
            return self.advance(&batch.bytes[start..end]);
        }
        self.any |= !is_blank;
        if self.dropping {
            self.dropping = false;
        } else if (end - start) as u64 > params.max_record_bytes {
            let lead = self.too_large(batch, start, end, params);
            return self.advance(&batch.bytes[start + lead..end]);
        } else if !is_blank {
            self.advance(&batch.bytes[start..start + lead]);
            if self.source.format == Format::Warc {
                let kind = warc::kind(&batch.bytes[start + lead..end]);
                if let warc::Kind::PassedOver(why) = kind {
                    batch.pass_over(why);
                }
                if kind != warc::Kind::Page {
                    return self.advance(&batch.bytes[start + lead..end]);
                }
            }
            let source = Arc::clone(&self.source);
            self.push(batch, &source, start + lead..end);
            return self.advance(&batch.bytes[start + lead..end]);
        }
        self.advance(&batch.bytes[start..end]);
    }

    /// The length of the first line of a row whose quotes hold line ends, where every line of it is a whole row by its tabs:
    /// then its quotes are letters, that of one row at the start of a cell and that of a later one at its end.
    fn row_of_rows(&self, row: &[u8]) -> Option<usize> {
        let header = self.source.header.as_ref().filter(|header| header.delimiter == b'\t')?;
        if self.dropping || self.broken.is_some() {
            return None;
        }
        let end = self.border.line_end();
        let first = memchr(end, row).map(|at| at + 1).filter(|&first| first < row.len())?;
        let is_row = |line: &[u8]| memchr_iter(b'\t', line).count() + 1 == header.names.len();
        let mut lines = row.strip_suffix(&[end]).unwrap_or(row).split(|&byte| byte == end);
        (header.names.len() > 1 && lines.all(is_row)).then_some(first)
    }

    /// A line with a quote that is never closed: text where tabs part the cells, for few who write tabs know of quotes.
    fn torn(&mut self, batch: &mut Batch, start: usize, end: usize, params: &ReadParams) {
        let line = &batch.bytes[start..end];
        let is_text = self.source.header.as_ref().is_some_and(|header| header.delimiter == b'\t')
            && memchr_iter(self.border.line_end(), line).all(|at| at + 1 == line.len());
        if is_text || self.dropping {
            return self.record(batch, start, end, params);
        }
        batch.skip(Skipped::new(self.place(), SkipReason::UnclosedQuote));
        self.any = true;
        self.advance(&batch.bytes[start..end]);
    }

    /// The whole of a feed is here: its entries are the records.
    fn feed(&mut self, batch: &mut Batch, start: usize, end: usize) {
        let (entries, outlet) = feed::entries(&batch.bytes[start..end]);
        let mut source = Source::clone(&self.source);
        source.outlet = outlet;
        self.any |= !batch.bytes[start..end].trim_ascii().is_empty();
        if self.any && entries.is_empty() {
            let place = Place::file(Arc::clone(&self.source.path));
            return batch.skip(Skipped::new(place, SkipReason::NoEntries));
        }
        self.parts(batch, start, entries, &Arc::new(source));
    }

    /// The whole of a file is here, and these parts of it are the records.
    fn parts(&mut self, batch: &mut Batch, start: usize, parts: Vec<Range<usize>>, source: &Arc<Source>) {
        self.any |= !parts.is_empty();
        let mut at = start;
        for part in parts {
            let part = start + part.start..start + part.end;
            self.advance(&batch.bytes[at..part.start]);
            at = part.start;
            if source.format == Format::Html && !press::is_article(&batch.bytes[part.clone()]) {
                batch.skip(Skipped::new(self.place(), SkipReason::NoMainText));
            } else {
                self.push(batch, source, part);
            }
        }
    }

    /// A record that begins here.
    fn push(&mut self, batch: &mut Batch, source: &Arc<Source>, range: Range<usize>) {
        let nth = self.last_record.filter(|&(line, _)| line == self.line).map_or(0, |(_, nth)| nth + 1);
        self.last_record = Some((self.line, nth));
        batch.push(source, range, (self.line, nth, self.byte));
    }

    /// How much of the front is not the record: all of it where it is blank, commas and blanks between JSON records, and the marks there.
    fn lead(&self, record: &[u8]) -> usize {
        let is_json = matches!(self.border, Border::Json(_));
        // A tab parts cells: a row of them is a row.
        let has_tabs = self.source.header.as_ref().is_some_and(|header| header.delimiter == b'\t');
        let is_lead = |b: &u8| {
            b.is_ascii_whitespace() && !(has_tabs && *b == b'\t') || is_json && matches!(b, b',' | 0x1E)
        };
        let after = |from: usize| {
            record[from..].iter().position(|b| !is_lead(b)).map_or(record.len(), |lead| from + lead)
        };
        let lead = after(0);
        match record[lead..].starts_with(MARK) && (is_json || matches!(self.border, Border::Line)) {
            true => after(lead + MARK.len()),
            false if is_json || lead == record.len() => lead,
            false => 0,
        }
    }

    fn advance(&mut self, over: &[u8]) {
        self.any |= self.dropping;
        self.line += match self.border {
            // A record is a line here, and was looked through for its end already.
            Border::Line => u64::from(over.ends_with(b"\n")),
            _ => memchr_iter(self.border.line_end(), over).count() as u64,
        };
        self.byte += over.len() as u64;
    }

    /// Tells of a record over the limit, of which these bytes are here; steps over what stands before it, and says how much that is.
    fn too_large(&mut self, batch: &mut Batch, start: usize, end: usize, params: &ReadParams) -> usize {
        let lead = self.lead(&batch.bytes[start..end]);
        self.advance(&batch.bytes[start..start + lead]);
        batch.skip(Skipped::new(self.place(), SkipReason::TooLarge { limit: params.max_record_bytes }));
        lead
    }

    fn place(&self) -> Place {
        Place { line: Some(self.line), byte: Some(self.byte), ..Place::file(Arc::clone(&self.source.path)) }
    }
}
