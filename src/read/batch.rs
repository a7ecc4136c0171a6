//! Raw records of one batch, and their decoding.
//!
//! **In** records cut from one or several files. **Out** an [`Article`] or a [`Skipped`] for each, in order.
//! **Cost** one pass over the bytes, one copy of each field that is kept.
//! **Never** reads a file: parsing is pure, so batches can be parsed on any thread.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "parquet")]
use super::assemble::{Candidates, Instead, Value};
#[cfg(feature = "parquet")]
use super::fields::Match;
use super::fields::{Field, Mapping};
use super::format::Format;
use super::met::{LISTED_RECORDS, Met};
use super::outlet::outlet_name;
use super::skip::{SkipReason, Skipped};
use super::table::Header;
#[cfg(feature = "parquet")]
use super::table::{as_typed, listed};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Compression, DateOrder, InputFile, ReadParams, feed, jsonl, page, plain, press, warc};
use crate::article::Article;
use crate::error::Place;

/// Records of a batch beyond which it is closed, so that a million tiny records are not one batch.
const MAX_RECORDS: usize = 1 << 16;

/// What all records of one file share.
#[derive(Clone)]
pub(super) struct Source {
    pub path: Arc<Path>,
    pub format: Format,
    pub compression: Option<Compression>,
    /// What it was converted from, where it is not UTF-8.
    pub encoding: Option<&'static str>,
    /// What stands before its records.
    pub heading: Vec<u8>,
    /// The columns, where the file is a table.
    pub header: Option<Header>,
    /// The columns of a file that is read by columns, and what they may mean.
    #[cfg(feature = "parquet")]
    pub columns: Vec<(String, Match)>,
    /// The one of them that looks like the text, where none has a name of one.
    #[cfg(feature = "parquet")]
    pub prose: Option<usize>,
    /// The publication of all records, where the file names it.
    pub outlet: Option<String>,
    label: Arc<str>,
    stem: Arc<str>,
}

impl Source {
    pub fn new(file: &InputFile, format: Format) -> Self {
        Self {
            path: Arc::clone(&file.path),
            format,
            compression: file.compression,
            encoding: file.encoding.filter(|&name| name != encoding_rs::UTF_8.name()),
            heading: Vec::new(),
            header: None,
            #[cfg(feature = "parquet")]
            columns: Vec::new(),
            #[cfg(feature = "parquet")]
            prose: None,
            outlet: None,
            label: Arc::clone(&file.label),
            stem: Arc::clone(&file.stem),
        }
    }
}

/// Raw records, cut but not decoded.
pub struct Batch {
    pub(super) bytes: Vec<u8>,
    entries: Vec<Entry>,
    sources: Vec<Arc<Source>>,
    /// Bytes of rows that are held as values.
    row_bytes: usize,
    /// Records that hold no article and are not told one by one, by reason.
    pub(super) passed_over: BTreeMap<&'static str, u64>,
}

enum Entry {
    Record {
        source: u32,
        /// How many records begin before it on its line.
        nth: u32,
        range: Range<usize>,
        line: u64,
        byte: u64,
    },
    #[cfg(feature = "parquet")]
    Row {
        source: u32,
        row: Vec<(Match, Value<'static>)>,
        line: u64,
    },
    Skipped(Box<Skipped>),
}

impl Batch {
    pub(super) fn new(bytes: usize) -> Self {
        // A batch is full when it has so many, and what was read with the last of them.
        let room = bytes.saturating_add(bytes / 8);
        Self {
            bytes: Vec::with_capacity(room),
            entries: Vec::new(),
            sources: Vec::new(),
            row_bytes: 0,
            passed_over: BTreeMap::new(),
        }
    }

    pub(super) fn is_full(&self, bytes: usize) -> bool {
        !self.entries.is_empty()
            && (self.bytes.len() + self.row_bytes >= bytes || self.entries.len() >= MAX_RECORDS)
    }

    /// A record at a line and a byte of its file, `nth` records behind the first of that line.
    pub(super) fn push(
        &mut self,
        source: &Arc<Source>,
        range: Range<usize>,
        (line, nth, byte): (u64, u32, u64),
    ) {
        let source = self.source(source);
        self.entries.push(Entry::Record { source, nth, range, line, byte });
    }

    /// A row whose values are built already, `bytes` long in all.
    #[cfg(feature = "parquet")]
    pub(super) fn push_row(
        &mut self,
        source: &Arc<Source>,
        row: Vec<(Match, Value<'static>)>,
        bytes: usize,
        line: u64,
    ) {
        let source = self.source(source);
        self.row_bytes += bytes;
        self.entries.push(Entry::Row { source, row, line });
    }

    fn source(&mut self, source: &Arc<Source>) -> u32 {
        if !self.sources.last().is_some_and(|last| Arc::ptr_eq(last, source)) {
            self.sources.push(Arc::clone(source));
        }
        (self.sources.len() - 1) as u32
    }

    pub(super) fn skip(&mut self, skipped: Skipped) {
        self.entries.push(Entry::Skipped(Box::new(skipped)));
    }

    pub(super) fn pass_over(&mut self, why: &'static str) {
        *self.passed_over.entry(why).or_default() += 1;
    }

    pub(super) fn skip_all(&mut self, skipped: Vec<Skipped>) {
        skipped.into_iter().for_each(|one| self.skip(one));
    }

    /// How many records it holds, skipped ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Decodes every record: one result for each, in order. Pure.
    pub fn parse(&self, params: &ReadParams) -> Vec<Result<Article, Skipped>> {
        self.parse_noting(params, &mut Met::default())
    }

    /// The same, and which of the fields that the user named were met.
    pub fn parse_noting(&self, params: &ReadParams, met: &mut Met) -> Vec<Result<Article, Skipped>> {
        let mut parser = jsonl::Parser::new(Mapping::new(params));
        let date_order = params.date_order;
        let mut parse = |entry: &Entry| match entry {
            Entry::Skipped(skipped) => Err((**skipped).clone()),
            #[cfg(feature = "parquet")]
            Entry::Row { source, row, line } => {
                let record = Record {
                    source: &self.sources[*source as usize],
                    bytes: &[],
                    line: *line,
                    nth: 0,
                    byte: 0,
                    date_order,
                };
                let mut found = Candidates::new(date_order);
                for (key, value) in row {
                    found.offer(*key, value.borrowed());
                }
                found.article(parser.mapping(), &record, || {
                    let Source { columns, prose, .. } = &*self.sources[*source as usize];
                    let path = prose.map(|at| as_typed(&columns[at].0));
                    Instead { path, ..Instead::of(listed(columns.iter().map(|(name, _)| name.as_str()))) }
                })
            }
            Entry::Record { source, nth, range, line, byte } => {
                let source = &*self.sources[*source as usize];
                let bytes = &self.bytes[range.clone()];
                let record = Record { source, bytes, line: *line, nth: *nth, byte: *byte, date_order };
                match (source.format, &source.header) {
                    (Format::JsonLines | Format::Json, _) => parser.article(&record),
                    (Format::Csv | Format::Tsv, Some(header)) => header.article(parser.mapping(), &record),
                    (Format::Html, _) if press::is_article(record.bytes) => press::article(&record),
                    (Format::Html, _) => page::file(&record),
                    (Format::Feed, _) => feed::article(&record),
                    (Format::Warc, _) => warc::article(&record, params.max_record_bytes),
                    (format, _) => plain::article(&record, parser.mapping(), format == Format::Markdown),
                }
            }
        };
        let named = |article: Article| {
            let outlet = article.outlet.as_deref().map(outlet_name).filter(|name| !name.is_empty());
            Article { outlet, ..article }
        };
        let articles = self.entries.iter().map(|entry| parse(entry).map(named)).collect();
        let mut names = Vec::new();
        if parser.mapping().is_missing() {
            let fields = self
                .entries
                .iter()
                .take(LISTED_RECORDS)
                .flat_map(|one| self.fields_of(one, &mut parser, date_order));
            for Field { path, .. } in fields {
                if !names.contains(&path) {
                    names.push(path);
                }
            }
        }
        met.append(Met { roles: parser.mapping().met(), names });
        articles
    }

    /// The fields of every record, in order, and what they were taken for; none where the format has no fields.
    ///
    /// To be looked at, not for speed: of JSON the whole tree is built.
    pub fn fields(&self, params: &ReadParams) -> Vec<Vec<Field>> {
        let mut parser = jsonl::Parser::new(Mapping::new(params));
        self.entries.iter().map(|entry| self.fields_of(entry, &mut parser, params.date_order)).collect()
    }

    fn fields_of(
        &self,
        entry: &Entry,
        parser: &mut jsonl::Parser,
        date_order: Option<DateOrder>,
    ) -> Vec<Field> {
        match entry {
            Entry::Skipped(_) => Vec::new(),
            #[cfg(feature = "parquet")]
            Entry::Row { source, row, .. } => {
                let mut found = Candidates::new(date_order);
                for (key, value) in row {
                    found.offer(*key, value.borrowed());
                }
                let columns = self.sources[*source as usize].columns.iter();
                found.fields(parser.mapping(), columns.map(|(path, key)| (path.as_str(), *key)))
            }
            Entry::Record { source, nth, range, line, byte } => {
                let source = &*self.sources[*source as usize];
                let bytes = &self.bytes[range.clone()];
                let record = Record { source, bytes, line: *line, nth: *nth, byte: *byte, date_order };
                match (source.format, &source.header) {
                    (Format::JsonLines | Format::Json, _) => parser.fields(&record),
                    (_, Some(header)) => header.fields(parser.mapping(), &record),
                    _ => Vec::new(),
                }
            }
        }
    }

    /// The file that record `index` was cut from; nothing where none could be opened.
    pub fn path(&self, index: usize) -> Option<&Arc<Path>> {
        self.source_of(index).map(|source| &source.path)
    }

    /// The format of that file.
    pub fn format(&self, index: usize) -> Option<Format> {
        self.source_of(index).map(|source| source.format)
    }

    /// What that file was converted from, where it is not UTF-8.
    pub fn encoding(&self, index: usize) -> Option<&'static str> {
        self.source_of(index).and_then(|source| source.encoding)
    }

    /// How that file is compressed.
    pub fn compression(&self, index: usize) -> Option<Compression> {
        self.source_of(index).and_then(|source| source.compression)
    }

    fn source_of(&self, index: usize) -> Option<&Source> {
        match &self.entries[index] {
            Entry::Record { source, .. } => Some(&self.sources[*source as usize]),
            #[cfg(feature = "parquet")]
            Entry::Row { source, .. } => Some(&self.sources[*source as usize]),
            Entry::Skipped(_) => None,
        }
    }

    /// A checksum of all bytes of the batch, to know it again.
    pub fn digest(&self) -> u64 {
        xxh3_64_with_seed(&self.bytes, self.row_bytes as u64)
    }

    /// What must stand before the records of the same file for them to be read again: the header of a table, the record of a web
    /// archive that tells of it.
    pub fn heading(&self, index: usize) -> &[u8] {
        self.source_of(index).map_or(&[], |source| &source.heading)
    }

    /// The exact bytes of record `index` as they came in, decompressed: of JSON Lines the line with its terminator.
    ///
    /// Where the file is not UTF-8 they are converted. Empty for rows of Parquet, which have no bytes of their own, and
    /// for an entry that was skipped before it was cut, such as a file that could not be opened.
    pub fn raw(&self, index: usize) -> &[u8] {
        match &self.entries[index] {
            Entry::Record { range, .. } => &self.bytes[range.clone()],
            _ => &[],
        }
    }
}

/// One raw record with its place.
pub(super) struct Record<'b> {
    pub source: &'b Source,
    pub bytes: &'b [u8],
    pub line: u64,
    /// How many records begin before it on its line.
    pub nth: u32,
    pub byte: u64,
    /// How dates are read that could be two.
    pub date_order: Option<DateOrder>,
}

impl<'b> Record<'b> {
    pub fn place(&self) -> Place {
        let path = Some(Arc::clone(&self.source.path));
        Place { path, line: Some(self.line), byte: Some(self.byte), field: None }
    }

    /// Whether nothing can follow it in its file: no line ends here.
    pub fn is_last(&self) -> bool {
        !self.bytes.ends_with(b"\n")
    }

    /// The place of a whole-file article: lines and offsets say nothing there.
    pub fn file_place(&self) -> Place {
        Place::file(Arc::clone(&self.source.path))
    }

    pub fn skip(&self, reason: SkipReason) -> Skipped {
        let place = if self.source.format.is_whole_file() { self.file_place() } else { self.place() };
        Skipped::new(place, reason)
    }

    /// The same with its line, also where other files of this format are one article each.
    pub fn skip_at_line(&self, reason: SkipReason) -> Skipped {
        Skipped::new(self.place(), reason)
    }

    pub fn skip_field(&self, field: &str, reason: SkipReason, hint: Option<String>) -> Skipped {
        let place = Place { field: Some(field.into()), ..self.place() };
        match hint {
            Some(hint) => Skipped::with_hint(place, reason, hint),
            None => Skipped::new(place, reason),
        }
    }

    /// The key of a record that has no id.
    pub fn key(&self) -> String {
        if self.source.format.is_whole_file() { self.source.stem.to_string() } else { self.line_key() }
    }

    /// The file and line as a key; of later records on one line with their number there.
    pub fn line_key(&self) -> String {
        let (label, line) = (&self.source.label, self.line);
        if self.nth == 0 { format!("{label}:{line}") } else { format!("{label}:{line}:{}", self.nth + 1) }
    }

    /// What is wrong with `text` as the text of an article, if anything is.
    pub fn fault_of(&self, text: &str) -> Option<SkipReason> {
        if text.len() > u32::MAX as usize {
            return Some(SkipReason::TooLarge { limit: u32::MAX.into() });
        }
        if text.trim_start().is_empty() {
            return Some(SkipReason::EmptyText);
        }
        memchr::memchr(0, text.as_bytes()).map(|_| SkipReason::Nul)
    }

    /// The record as UTF-8.
    pub fn utf8(&self) -> Result<&'b str, Skipped> {
        simdutf8::compat::from_utf8(self.bytes).map_err(|error| {
            let at = error.valid_up_to();
            self.skip(match self.source.encoding {
                Some(encoding) => SkipReason::BadEncoding { encoding, at },
                None => SkipReason::NotUtf8 { at },
            })
        })
    }
}
