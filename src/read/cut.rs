//! A stream of bytes → records, cut at their borders.
//!
//! **In** a [`Stream`] and the format's [`Border`]. **Out** records with line and byte offset, pushed into a [`Batch`].
//! **Cost** one scan of the bytes; memory of one batch or one record.
//! **Never** decodes; keeps a record beyond the limit in memory.

use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr_iter};

use super::batch::{Batch, Source};
use super::border::{Border, Table};
#[cfg(feature = "parquet")]
use super::columns;
use super::decode;
use super::detect;
use super::feed;
use super::fields::Mapping;
use super::foreign::{self, Foreign};
use super::format::{self, ByName, Format};
use super::inflate::{Compression, Limits, RatioPassed, SizePassed, Stream};
use super::json;
use super::press;
use super::skip::{SkipReason, Skipped};
use super::table::Header;
use super::warc;
use super::{InputFile, ReadParams};
use crate::error::Place;

/// What is looked at to tell the format.
pub(super) const HEAD_BYTES: usize = 64 << 10;
/// What is read at a time: little is left over, and copied, when a batch is full, and it stays in the cache from the decoder to the
/// search for borders. Measured flat from 32 to 64 KiB, slower above.
const CHUNK_BYTES: usize = 64 << 10;
/// The same for gzip, whose decoder puts its window of 32 KiB aside after every piece.
const GZIP_CHUNK_BYTES: usize = 128 << 10;

/// What a list of records that goes on past the end of its file lacks.
const OPEN_LIST: &str = "the list of records is not closed";

/// What can be done about a file that breaks off and is one article, or is cut as a whole.
pub(super) const NOTHING_READ: &str = "nothing of it was read; fetch or compress the file again";
/// What can be done about XML that is neither a feed nor a page.
const OTHER_XML: &str = "convert it to CSV or JSON Lines, with the text of each article in a field";
/// What can be done about a file that is called JSON and is none.
const NO_JSON: &str = "write it as JSON, as `json.dumps` does and printing a list does not; or call a text .txt and records by lines .jsonl";
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

/// The first bytes of a stream, and the stream that goes on after them.
struct Start {
    head: Vec<u8>,
    stream: Box<dyn Read + Send>,
    broken: Option<io::Error>,
}

impl Start {
    fn of(mut stream: Box<dyn Read + Send>) -> Self {
        let mut head = Vec::new();
        let broken = (&mut stream).take(HEAD_BYTES as u64).read_to_end(&mut head).err();
        Self { head, stream, broken }
    }

    /// The same in UTF-8.
    fn converted(self, encoding: &'static Encoding, file: &mut InputFile) -> Self {
        file.encoding = Some(encoding.name());
        if encoding == UTF_8 {
            return self;
        }
        let rest: Box<dyn Read + Send> = match self.broken {
            Some(error) => Box::new(decode::Fails(Some(error))),
            None => self.stream,
        };
        Self::of(Box::new(decode::Utf8::new(io::Cursor::new(self.head).chain(rest), encoding)))
    }
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

/// A table whose columns hold no text: passed over in a folder, unless texts are lost with it, and named where the user asked for it.
fn without_text(
    file: &InputFile,
    columns: String,
    remedy: Option<&'static str>,
    has_prose: bool,
) -> Result<Opened, Skipped> {
    if !file.named && !has_prose {
        return Ok(Opened::PassOver("a table without a column of texts".to_owned()));
    }
    let place = Place { line: Some(1), byte: Some(0), ..Place::file(Arc::clone(&file.path)) };
    let hint = match remedy {
        Some(remedy) => format!("{remedy}; it begins with {columns}"),
        None => format!("name the column that holds the text with --text COLUMN; the table has {columns}"),
    };
    Err(Skipped::with_hint(place, SkipReason::NoText, hint))
}

/// A Parquet file is read at many places, so it must be a plain file on disk.
fn parquet(
    file: &InputFile,
    params: &ReadParams,
    total: &Arc<AtomicU64>,
    reported: u64,
) -> Result<Opened, Skipped> {
    let not_here = |what| Skipped::new(Place::file(Arc::clone(&file.path)), SkipReason::NotHere { what });
    if file.compression != Some(Compression::Plain) || file.bytes.is_none() {
        return Err(not_here("Parquet is read from plain files on disk only"));
    }
    #[cfg(not(feature = "parquet"))]
    return Err(not_here("this build reads no Parquet")).inspect(|_: &Opened| _ = (params, total, reported));
    #[cfg(feature = "parquet")]
    match columns::Columns::open(file, params, total, reported)? {
        columns::Opened::Rows(columns) => Ok(Opened::Columns(columns)),
        columns::Opened::NoText { names } => without_text(file, names, None, false),
    }
}

/// What opening a file comes to.
pub(super) enum Opened {
    /// Its records can be cut.
    Records(Box<Cutting>),
    /// Its rows can be read.
    #[cfg(feature = "parquet")]
    Columns(Box<columns::Columns>),
    /// It holds no articles: a file met in a folder, not named by the user.
    PassOver(String),
}

/// Where the bytes of `path` stand: elsewhere only for standard input that was saved.
fn saved<'p>(path: &'p Path, params: &'p ReadParams) -> &'p Path {
    params.saved_stdin.as_deref().filter(|_| path.as_os_str() == "-").unwrap_or(path)
}

impl Cutting {
    /// Opens `file`, tells its encoding and format, and steps over what stands before the first record.
    pub fn open(
        file: &mut InputFile,
        stream: Option<Box<dyn Read + Send>>,
        params: &ReadParams,
        total: &Arc<AtomicU64>,
    ) -> Result<Opened, Skipped> {
        let limits = Limits { ratio: params.max_ratio, bytes: params.max_file_bytes.unwrap_or(u64::MAX) };
        let stamp = if stream.is_none() { stamp(&file.path) } else { None };
        let stream = match stream {
            Some(stream) => Stream::of(stream, total, limits),
            None => Stream::open(saved(&file.path, params), total, limits),
        };
        let stream =
            stream.map_err(|error| Skipped::unreadable(Place::file(Arc::clone(&file.path)), &error))?;
        file.compression = Some(stream.compression);
        let mapping = Mapping::new(params);
        let mut start = Start::of(Box::new(stream));
        let by_name = params.format.map_or_else(|| format::by_name(&file.path), ByName::Is);
        if let Some(document) = foreign::of(&start.head, &file.path) {
            if !file.named && by_name == ByName::Unknown {
                return Ok(Opened::PassOver(document.told()));
            }
            let Foreign { what, remedy } = document;
            let place = Place::file(Arc::clone(&file.path));
            return Err(Skipped::with_hint(place, SkipReason::Document { what }, remedy.to_owned()));
        }
        let is_parquet = match params.format {
            Some(format) => format == Format::Parquet,
            None => start.head.starts_with(b"PAR1"),
        };
        if is_parquet {
            file.format = Some(Format::Parquet);
            return parquet(file, params, total, start.head.len() as u64);
        }
        // The pages of an archive have encodings of their own.
        let is_archive = start.head.starts_with(b"WARC/");
        let given = params.encoding.as_deref().and_then(detect::by_label);
        let told = given.or_else(|| detect::unicode(&start.head).map(|(encoding, _)| encoding));
        match told.filter(|_| !is_archive) {
            Some(encoding) => start = start.converted(encoding, file),
            None => file.encoding = Some(UTF_8.name()),
        }
        let mut byte = decode::bom_bytes(&start.head);
        start.head.drain(..byte);

        let is_told = given.is_some() || file.encoding != Some(UTF_8.name()) || byte > 0;
        let legacy = (!is_told && !start.head.contains(&0)).then(|| detect::legacy(&start.head));
        // Names of columns are known once they are decoded.
        let decoded = match legacy {
            Some(encoding) if encoding != UTF_8 => encoding.decode_without_bom_handling(&start.head).0,
            _ => String::new().into(),
        };
        let head = if decoded.is_empty() { &start.head } else { decoded.as_bytes() };
        let format = match by_name {
            ByName::Is(Format::Text) if params.format.is_none() => {
                format::table_in_text(head, &mapping).unwrap_or(Format::Text)
            }
            ByName::Is(format) => format,
            _ => match format::by_content(head, &mapping) {
                Ok(Format::Text) if format::is_json(&file.path) && !head.trim_ascii().is_empty() => {
                    let place = Place { line: Some(1), ..Place::file(Arc::clone(&file.path)) };
                    let what =
                        "does not begin with { or [ as JSON does, or goes on as it does not".to_owned();
                    let hint = NO_JSON.to_owned();
                    return Err(Skipped::with_hint(place, SkipReason::BadJson { what }, hint));
                }
                Ok(format) => format,
                Err(why) if !file.named => return Ok(Opened::PassOver(why.to_owned())),
                // Binary is no text either, which its NULs will tell.
                Err(_) if start.head.contains(&0) => Format::Text,
                Err(what) => {
                    let (place, hint) = (Place::file(Arc::clone(&file.path)), OTHER_XML.to_owned());
                    return Err(Skipped::with_hint(place, SkipReason::NotHere { what }, hint));
                }
            },
        };
        file.format = Some(format);
        let late = Arc::default();
        if let Some(encoding) = legacy.filter(|_| format.may_be_legacy()) {
            if start.head.is_ascii() && start.head.len() == HEAD_BYTES {
                let declared = detect::declared(&start.head);
                start.stream = Box::new(decode::Late::new(start.stream, declared, Arc::clone(&late)));
            }
            start = start.converted(encoding, file);
        }

        let mut header = None;
        let mut border = Border::of(format);
        let prelude = match format {
            Format::Csv | Format::Tsv if !start.head.trim_ascii().is_empty() => {
                let tabs = (format == Format::Tsv).then_some(b'\t');
                let mut found = Header::sniff(&start.head, tabs, &mapping);
                if let Some(header) = &mut found {
                    header.look_for_prose(&start.head);
                }
                let has_prose = found.as_ref().is_some_and(Header::has_prose);
                // Of a file that was named, or has texts under a name that is not known, each row is told, as each record of other
                // formats is.
                let is_asked = file.named || has_prose;
                let is_read = found.as_ref().is_some_and(|header| {
                    let has_rows = !start.head[header.bytes.len()..].trim_ascii().is_empty();
                    header.has_text() || is_asked && has_rows
                });
                if found.as_ref().is_some_and(|header| header.is_cut && (is_asked || header.has_text())) {
                    let place = Place { line: Some(1), byte: Some(0), ..Place::file(Arc::clone(&file.path)) };
                    return Err(Skipped::new(place, SkipReason::LongHeader));
                }
                if !is_read {
                    let found = found.unwrap_or_default();
                    return without_text(file, found.shown(), found.remedy(), has_prose);
                }
                let found = header.insert(found.unwrap_or_default());
                if let Some(name) = found.repeated() {
                    let place = Place {
                        field: Some(name.into()),
                        line: Some(1),
                        ..Place::file(Arc::clone(&file.path))
                    };
                    return Err(Skipped::new(place, SkipReason::SameName));
                }
                border = Border::Table(Table::new(found.delimiter, found.end));
                found.bytes.len()
            }
            Format::Json => {
                border = Border::Json(json::Border::new(json::list(&start.head, &mapping)));
                0
            }
            Format::Warc => warc::info(&start.head),
            _ => 0,
        };
        let line = 1 + memchr_iter(border.line_end(), &start.head[..prelude]).count() as u64;
        byte += prelude;
        let mut source = Source::new(file, format);
        source.heading = start.head.drain(..prelude).collect();
        source.header = header;
        Ok(Opened::Records(Box::new(Self {
            source: Arc::new(source),
            stream: start.stream,
            chunk: match file.compression {
                Some(Compression::Gzip) => GZIP_CHUNK_BYTES,
                _ => CHUNK_BYTES,
            },
            border,
            rest: start.head,
            scanned: 0,
            line,
            last_record: None,
            byte: byte as u64,
            dropping: false,
            any: prelude > 0,
            broken: start.broken,
            late,
            stamp,
        })))
    }

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
