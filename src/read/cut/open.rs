//! A file opened for cutting: its compression, format and encoding told, and what stands before its first record stepped over.
//!
//! **In** a file that was met. **Out** [`Opened`]: its records to be cut, its rows, or why it is passed over. **Cost** its first bytes.
//! **Never** cuts; reads on where the document of an office program begins, or a table without texts.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use encoding_rs::{Encoding, UTF_8};
use memchr::memchr_iter;

use super::{Cutting, HEAD_BYTES, stamp};
use crate::error::Place;
use crate::read::batch::Source;
use crate::read::border::{Border, Table};
#[cfg(feature = "parquet")]
use crate::read::columns;
use crate::read::fields::Mapping;
use crate::read::foreign::{self, Foreign};
use crate::read::format::{self, ByName, Format};
use crate::read::inflate::{Compression, Limits, Stream};
use crate::read::skip::{SkipReason, Skipped};
use crate::read::table::Header;
use crate::read::{InputFile, ReadParams, decode, detect, json, warc};

/// What is read at a time: little is left over, and copied, when a batch is full, and it stays in the cache from the decoder to the
/// search for borders. Measured flat from 32 to 64 KiB, slower above.
const CHUNK_BYTES: usize = 64 << 10;

/// The same for gzip, whose decoder puts its window of 32 KiB aside after every piece.
const GZIP_CHUNK_BYTES: usize = 128 << 10;

/// What can be done about XML that is neither a feed nor a page.
const OTHER_XML: &str = "convert it to CSV or JSON Lines, with the text of each article in a field";

/// What can be done about a file that is called JSON and is none.
const NO_JSON: &str = "write it as JSON, as `json.dumps` does and printing a list does not; or call a text .txt and records by lines .jsonl";

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
pub(in crate::read) enum Opened {
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
}
