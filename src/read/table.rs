//! A row of a CSV or TSV file → one article.
//!
//! **In** the header, sniffed once for each file; the bytes of one row. **Out** an article, or why it is none.
//! **Cost** one pass over the row. **Never** reads a table without a header, or with two columns of one name for one role: they could
//! only be guessed. A column that looks like the text is named in a hint, and not taken either.
//! **From** RFC 4180; the delimiter is the one that splits the header best.

use std::borrow::Cow;

use super::assemble::{Candidates, Instead, Value};
use super::batch::Record;
use super::border;
use super::cut::HEAD_BYTES;
use super::fields::{Field, Mapping, Match, Role};
use super::row::Row;
use super::skip::{SkipReason, Skipped};
use super::{date, prose};
use crate::article::{Article, Precision};

/// Delimiters that are tried, first choice first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many columns a hint shows, and how much of each name.
const SHOWN: usize = 12;
const SHOWN_CHARS: usize = 40;
/// Longer cells are no names of columns.
const TEXT_CHARS: usize = 100;
/// What can be done about a table without a header.
const NO_HEADER: &str =
    "the file seems to have no header line: write one above its first row, such as id,outlet,date,text";

/// The header of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    pub delimiter: u8,
    /// The last byte of each line: a line feed, or what old Macs wrote.
    pub end: u8,
    /// Names of the columns.
    pub names: Vec<String>,
    /// What each column means.
    keys: Vec<Match>,
    /// Bytes of the header, terminator included.
    pub bytes: Vec<u8>,
    /// Whether it goes on behind what was looked at.
    pub is_cut: bool,
    /// The column that looks like the text, where none has a name of one.
    prose: Option<usize>,
}

impl Header {
    /// The header at the start of `head`, split by `delimiter` or by the one that fits best.
    pub fn sniff(head: &[u8], delimiter: Option<u8>, mapping: &Mapping) -> Option<Self> {
        let lead = head.len() - head.trim_ascii_start().len();
        // `sep=;` before the header is how Excel is told.
        let told = match head[lead..] {
            [b's', b'e', b'p', b'=', told, b'\r' | b'\n', ..] => Some(told),
            _ => None,
        };
        let lead = if told.is_some() { lead + 6 } else { lead };
        let wanted = delimiter.or(told.filter(|told| DELIMITERS.contains(told)));
        let tried = DELIMITERS.into_iter().filter(|&one| wanted.is_none_or(|wanted| wanted == one));
        let headers = tried.filter_map(|delimiter| Self::split(head, lead, delimiter, mapping));
        // The first of those with most known columns, then most columns.
        headers.first_max_by_key(|header| (header.known(), header.names.len()))
    }

    /// The header in `head`, of which `lead` bytes or more stand before it.
    fn split(head: &[u8], lead: usize, delimiter: u8, mapping: &Mapping) -> Option<Self> {
        let lead = head.len() - head[lead..].trim_ascii_start().len();
        let find = |end| border::Table::new(delimiter, end).find(&head[lead..]);
        let (line_feed, carriage) = (find(b'\n'), find(b'\r'));
        let is_old = carriage.is_some_and(|at| {
            line_feed.is_none_or(|other| at < other) && head.get(lead + at).is_some_and(|&next| next != b'\n')
        });
        let (end, len) = if is_old { (b'\r', carriage) } else { (b'\n', line_feed) };
        let bytes = head[..len.map_or(head.len(), |len| lead + len)].to_vec();
        let row = Row::read(&bytes[lead..], delimiter, end)?;
        let name = |cell: &[u8]| std::str::from_utf8(cell).map(|name| name.trim().to_owned());
        let names = row.iter().map(name).collect::<Result<Vec<_>, _>>().ok()?;
        let keys = names.iter().map(|name| mapping.find(name, 0, !0, None)).collect();
        let is_cut = len.is_none() && head.len() >= HEAD_BYTES;
        Some(Self { delimiter, end, names, keys, bytes, is_cut, prose: None })
    }

    fn known(&self) -> usize {
        self.keys.iter().filter(|key| key.is_wanted()).count()
    }

    /// Whether a column can hold the text.
    pub fn has_text(&self) -> bool {
        let text = 1 << Role::Text as u8;
        let is_text =
            |key: &Match| key.given & text != 0 || key.usual.is_some_and(|(role, _)| role == Role::Text);
        self.keys.iter().any(is_text)
    }

    /// Looks for a column that seems to hold the text, where none has a name of one, in the first rows of `head`.
    pub fn look_for_prose(&mut self, head: &[u8]) {
        if self.has_text() {
            return;
        }
        let mut rows = &head[self.bytes.len()..];
        let mut columns = vec![prose::Column::default(); self.names.len()];
        for _ in 0..prose::SAMPLE {
            let end = border::Table::new(self.delimiter, self.end).find(rows).unwrap_or(rows.len());
            let Some(row) = Row::read(&rows[..end], self.delimiter, self.end) else { break };
            for (column, cell) in columns.iter_mut().zip(row.iter()) {
                column.add(&String::from_utf8_lossy(cell));
            }
            rows = &rows[end..];
        }
        self.prose = prose::richest(&columns);
    }

    /// Whether texts stand in it under a name that is not known, or as if they were a header.
    pub fn has_prose(&self) -> bool {
        self.prose.is_some() || self.names.iter().any(|name| prose::is_prose(name))
    }

    /// A column that could be taken for another one, if one that plays a role could.
    pub fn repeated(&self) -> Option<&str> {
        let mut columns = self.keys.iter().enumerate();
        let is_repeated = |(at, key): &(usize, &Match)| key.is_wanted() && self.keys[..*at].contains(key);
        columns.find(is_repeated).map(|(at, _)| &*self.names[at])
    }

    /// Whether this looks like a header at all: several short names, the text among them and another known one.
    pub fn is_plausible(&self) -> bool {
        self.names.len() > 1
            && self.names.iter().all(|name| name.len() <= SHOWN_CHARS)
            && self.has_text()
            && self.known() > 1
    }

    /// Whether the row below it in `head`, which may end there, has as many cells.
    pub fn fits_next_row(&self, head: &[u8]) -> bool {
        let rest = &head[self.bytes.len()..];
        let end = border::Table::new(self.delimiter, self.end).find(rest);
        let cells = Row::read(&rest[..end.unwrap_or(rest.len())], self.delimiter, self.end);
        let cells = cells.map_or(0, |row| row.len());
        cells == self.names.len() || end.is_none() && head.len() >= HEAD_BYTES && cells > 1
    }

    /// What can be done about a header that is a row like others: none of its names is a usual one, and a cell is as long as a text or
    /// is a day.
    pub fn remedy(&self) -> Option<&'static str> {
        let is_day = |name: &str| date::parse(name).is_some_and(|date| date.precision >= Precision::Day);
        let is_cell =
            |name: &String| name.chars().count() >= TEXT_CHARS || prose::is_prose(name) || is_day(name);
        (self.known() == 0 && self.names.iter().any(is_cell)).then_some(NO_HEADER)
    }

    /// What a row without a text has instead.
    fn instead(&self) -> Instead {
        let path = self.prose.map(|at| as_typed(&self.names[at])).filter(|name| !name.is_empty());
        Instead { remedy: self.remedy(), path, ..Instead::of(self.shown()) }
    }

    /// The names of the columns, for a hint.
    pub fn shown(&self) -> String {
        listed(self.names.iter().map(String::as_str))
    }

    /// The article of one row.
    pub fn article(&self, mapping: &Mapping, record: &Record<'_>) -> Result<Article, Skipped> {
        let text = record.utf8()?;
        let row = Row::read(text.as_bytes(), self.delimiter, self.end).unwrap_or_default();
        // Some writers end each row, but not the header, with a delimiter.
        if row.iter().skip(self.names.len()).any(|cell| !cell.is_empty()) {
            let reason = SkipReason::BadRow { columns: self.names.len(), found: row.len() };
            return Err(record.skip(reason));
        }
        self.candidates(&row, record).article(mapping, record, || self.instead())
    }

    fn candidates<'r>(&self, row: &'r Row, record: &Record<'_>) -> Candidates<'r> {
        let mut found = Candidates::new(record.date_order);
        for (&key, cell) in self.keys.iter().zip(row.iter()) {
            // The row is UTF-8 and is split at ASCII bytes only.
            if key.is_wanted()
                && let Ok(cell) = std::str::from_utf8(cell)
            {
                found.offer(key, Value::of_cell(Cow::Borrowed(cell)));
            }
        }
        found
    }

    /// The columns, and what they were taken for in one row.
    pub fn fields(&self, mapping: &Mapping, record: &Record<'_>) -> Vec<Field> {
        let row = Row::read(record.bytes, self.delimiter, self.end).unwrap_or_default();
        let found = self.candidates(&row, record);
        let columns = self.names.iter().zip(&self.keys).zip(row.iter());
        let filled = columns.filter(|(_, cell)| !cell.is_empty());
        found.fields(mapping, filled.map(|((name, key), _)| (name.as_str(), *key)))
    }
}

/// A name as it is typed behind a flag.
pub(super) fn as_typed(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '@');
    match name.chars().all(is_plain) && !name.starts_with('-') {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\'', "'\\''")),
    }
}

/// The first names of columns, for a hint.
pub(super) fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let shown = |name: &'n str| if name.is_empty() { "(no name)" } else { name };
    let names = names.take(SHOWN).map(|name| shown(name).chars().take(SHOWN_CHARS).collect::<String>());
    names.collect::<Vec<_>>().join(", ") + more
}

/// `Iterator::max_by_key` that keeps the first of equals.
trait FirstMax: Iterator + Sized {
    fn first_max_by_key<K: Ord>(self, key: impl Fn(&Self::Item) -> K) -> Option<Self::Item> {
        self.reduce(|best, next| if key(&next) > key(&best) { next } else { best })
    }
}

impl<I: Iterator> FirstMax for I {}
