//! A stream of bytes → records, cut at their borders.
//!
//! **In** a [`Stream`] and the format's [`Border`]. **Out** records with line and byte offset, pushed into a [`Batch`].
//! **Cost** one scan of the bytes; memory of one batch or one record.
//! **Never** decodes; keeps a record beyond the limit in memory.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use memchr::{memchr, memchr_iter};

use super::batch::{Batch, Source};
use super::format::{self, ByName, Format};
use super::inflate::{RatioPassed, Stream};
use super::skip::{SkipReason, Skipped};
use super::{InputFile, ReadParams};
use crate::error::Place;

/// What is looked at to tell the format.
const HEAD_BYTES: usize = 64 << 10;
/// What is read at a time.
const CHUNK_BYTES: usize = 256 << 10;
/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Finds where records end, fed with one piece of the stream after another.
enum Border {
    /// After each line feed.
    Line,
    /// Only at the end of the file.
    File,
}

impl Border {
    /// The offset in `new` after which the current record ends. `new` follows what was fed before.
    fn find(&mut self, new: &[u8]) -> Option<usize> {
        match self {
            Self::Line => memchr(b'\n', new).map(|at| at + 1),
            Self::File => None,
        }
    }
}

/// One file being cut into records.
pub(super) struct Cutting {
    source: Arc<Source>,
    stream: Stream,
    border: Border,
    /// Bytes read but not yet part of a batch: the start of the next record.
    rest: Vec<u8>,
    /// How many bytes of `rest` the border has seen.
    scanned: usize,
    /// Line on which the next record starts, from 1.
    line: u64,
    /// Offset at which the next record starts.
    byte: u64,
    /// The current record is over the limit: its bytes are dropped until its end.
    dropping: bool,
    /// Whether anything but white space came.
    any: bool,
    /// Why the stream broke off.
    broken: Option<std::io::Error>,
}

/// What opening a file comes to.
pub(super) enum Opened {
    /// Its records can be cut.
    Records(Box<Cutting>),
    /// It holds no articles: a file met in a folder, not named by the user.
    PassOver(&'static str),
}

impl Cutting {
    /// Opens `file` and tells its format.
    pub fn open(
        file: &mut InputFile,
        params: &ReadParams,
        total: &Arc<AtomicU64>,
    ) -> Result<Opened, Skipped> {
        let place = || Place::file(Arc::clone(&file.path));
        let mut stream = Stream::open(&file.path, total, params.max_ratio)
            .map_err(|error| Skipped::unreadable(place(), &error))?;
        let mut head = Vec::new();
        let broken = (&mut stream).take(HEAD_BYTES as u64).read_to_end(&mut head).err();
        let bom = if head.starts_with(BOM) { BOM.len() } else { 0 };
        head.drain(..bom);

        let by_name = match params.format {
            Some(format) => ByName::Is(format),
            None => format::by_name(&file.path),
        };
        let format = match by_name {
            ByName::Is(format) => format,
            _ => match format::by_content(&head) {
                Ok(format) => format,
                Err(why) if !file.named => return Ok(Opened::PassOver(why)),
                Err(_) => Format::Text,
            },
        };
        file.format = Some(format);
        file.compression = Some(stream.compression);
        let source = Source::new(file, format);
        Ok(Opened::Records(Box::new(Self {
            source: Arc::new(source),
            stream,
            border: if format.is_whole_file() { Border::File } else { Border::Line },
            rest: head,
            scanned: 0,
            line: 1,
            byte: bom as u64,
            dropping: false,
            any: false,
            broken,
        })))
    }

    /// Cuts records into `batch`; true when the file is done, false when the batch is full before.
    pub fn fill(&mut self, batch: &mut Batch, params: &ReadParams) -> bool {
        let mut start = batch.bytes.len();
        let mut scan = start + std::mem::take(&mut self.scanned);
        batch.bytes.append(&mut self.rest);
        let mut ended = false;
        loop {
            while let Some(found) = self.border.find(&batch.bytes[scan..]) {
                scan += found;
                self.record(batch, start, scan, params);
                start = scan;
            }
            scan = batch.bytes.len();
            if !self.dropping && (scan - start) as u64 > params.max_record_bytes {
                batch.skip(self.too_large(params));
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
                self.end(batch, start, params);
                return true;
            }
            if batch.is_full(params.batch_bytes) {
                self.rest = batch.bytes.split_off(start);
                self.scanned = self.rest.len();
                return false;
            }
            if self.broken.is_none() {
                // Bytes that came before an error are appended too, and used.
                match (&mut self.stream).take(CHUNK_BYTES as u64).read_to_end(&mut batch.bytes) {
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
            } else {
                SkipReason::Broken { what: error.to_string() }
            };
            return batch.skip(Skipped::new(self.place(), reason));
        }
        let end = batch.bytes.len();
        self.record(batch, start, end, params);
        if !self.any {
            batch.skip(Skipped::new(Place::file(Arc::clone(&self.source.path)), SkipReason::EmptyFile));
        }
    }

    /// One record ends: into the batch with it, unless it is blank, dropped or over the limit.
    fn record(&mut self, batch: &mut Batch, start: usize, end: usize, params: &ReadParams) {
        let record = &batch.bytes[start..end];
        let is_blank = record.trim_ascii_start().is_empty();
        self.any |= !is_blank;
        if self.dropping {
            self.dropping = false;
        } else if (end - start) as u64 > params.max_record_bytes {
            batch.skip(self.too_large(params));
        } else if !is_blank {
            batch.push(&self.source, start..end, self.line, self.byte);
        }
        self.advance(&batch.bytes[start..end]);
    }

    fn advance(&mut self, over: &[u8]) {
        self.any |= self.dropping;
        self.line += memchr_iter(b'\n', over).count() as u64;
        self.byte += over.len() as u64;
    }

    fn too_large(&self, params: &ReadParams) -> Skipped {
        Skipped::new(self.place(), SkipReason::TooLarge { limit: params.max_record_bytes })
    }

    fn place(&self) -> Place {
        Place { line: Some(self.line), byte: Some(self.byte), ..Place::file(Arc::clone(&self.source.path)) }
    }
}
