//! Records that are no articles: counted as they come, their rows out of memory until they are listed.
//!
//! **In** [`Skipped`] in reading order. **Out** each of them again, by name of its file. **Cost** one write, one read, twelve bytes of
//! memory a record. **Never** keeps more of them in memory than it was given, however many there are.

use crate::error::{ErrorKind, Place, Result};
use crate::read::Skipped;
use crate::spill::{WorkDir, store::TextStore};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Bytes of rows kept in memory: tens of thousands of them.
const HELD_BYTES: usize = 8 << 20;

/// A record that is no article, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRecord {
    /// Where it stands.
    pub place: Place,
    /// Short stable name of the reason.
    pub reason: String,
    /// What is wrong.
    pub what: String,
    /// What can be done.
    pub hint: Option<String>,
}

impl fmt::Display for SkippedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What is stored of a record; its file is known.
#[derive(Serialize, Deserialize)]
struct Stored<'d> {
    line: Option<u64>,
    byte: Option<u64>,
    #[serde(borrow)]
    field: Option<Cow<'d, str>>,
    reason: Cow<'d, str>,
    what: Cow<'d, str>,
    hint: Option<Cow<'d, str>>,
}

/// All skipped records of a run.
pub struct SkippedRecords {
    rows: TextStore,
    /// Which rows are of which file, as they were read.
    files: Vec<(Option<Arc<Path>>, Range<u32>)>,
    reasons: BTreeMap<&'static str, u64>,
    num_records: u64,
}

impl SkippedRecords {
    /// None yet.
    pub fn new(dir: &WorkDir) -> Self {
        Self {
            rows: TextStore::new(dir, HELD_BYTES),
            files: Vec::new(),
            reasons: BTreeMap::new(),
            num_records: 0,
        }
    }

    /// Adds the next one.
    ///
    /// # Errors
    /// When a working file cannot be written.
    pub fn push(&mut self, skipped: &Skipped) -> Result<()> {
        let (Skipped { place, reason, hint }, num_records) = (skipped, skipped.num_records());
        let stored = Stored {
            line: place.line,
            byte: place.byte,
            field: place.field.as_deref().map(Cow::from),
            reason: reason.name().into(),
            what: reason.to_string().into(),
            hint: hint.as_deref().map(Cow::from),
        };
        let row = serde_json::to_string(&stored).expect("a stored row is plain data");
        let number = self.rows.len() as u32;
        self.rows.push(&row)?;
        let of_reason = self.reasons.entry(reason.name()).or_default();
        *of_reason += num_records;
        self.num_records += num_records;
        match self.files.last_mut() {
            Some((path, rows)) if *path == place.path => rows.end = number + 1,
            _ => self.files.push((place.path.clone(), number..number + 1)),
        }
        Ok(())
    }

    /// All have come: they can be read.
    ///
    /// # Errors
    /// When a working file cannot be written.
    pub fn finish(&mut self) -> Result<()> {
        // Of one file in reading order, whatever the order of files.
        self.files.sort_by(|a, b| a.0.cmp(&b.0));
        self.rows.flush()
    }

    /// How many records they are.
    pub fn len(&self) -> u64 {
        self.num_records
    }

    /// How many rows tell of them: many rows of a Parquet file that are lost together are told as one.
    pub fn num_rows(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many were skipped for each reason.
    pub fn by_reason(&self) -> &BTreeMap<&'static str, u64> {
        &self.reasons
    }

    /// Each of them, by name of the file, then as read.
    pub fn iter(&self) -> impl Iterator<Item = Result<SkippedRecord>> {
        self.files.iter().flat_map(move |(path, rows)| rows.clone().map(move |row| self.record(path, row)))
    }

    /// The first `number` of them.
    ///
    /// # Errors
    /// When a working file is damaged.
    pub fn first(&self, number: usize) -> Result<Vec<SkippedRecord>> {
        self.iter().take(number).collect()
    }

    fn record(&self, path: &Option<Arc<Path>>, row: u32) -> Result<SkippedRecord> {
        let mut text = String::new();
        self.rows.get(row, &mut text)?;
        let stored: Stored = serde_json::from_str(&text).map_err(|error| {
            let path = self.rows.path().unwrap_or(Path::new("")).to_path_buf();
            ErrorKind::Damaged { path, what: error.to_string() }
        })?;
        let field = stored.field.map(|field| field.into());
        Ok(SkippedRecord {
            place: Place { path: path.clone(), line: stored.line, byte: stored.byte, field },
            reason: stored.reason.into_owned(),
            what: stored.what.into_owned(),
            hint: stored.hint.map(Cow::into_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{ReadParams, open_stream};
    use std::io::Cursor;

    /// What is skipped of `lines` empty records.
    fn skipped(name: &str, lines: usize) -> Vec<Skipped> {
        let params = ReadParams::default();
        let bytes = "{\"title\": \"ü\\n\"}\n".repeat(lines).into_bytes();
        let mut reader = open_stream(name, Cursor::new(bytes), &params).unwrap();
        let mut all = Vec::new();
        while let Some(batch) = reader.next_batch().unwrap() {
            all.extend(batch.parse(&params).into_iter().filter_map(|record| record.err()));
        }
        all
    }

    #[test]
    fn records_come_back_as_they_went_by_name_of_file() {
        let dir = WorkDir::new(None).unwrap();
        let mut records = SkippedRecords::new(&dir);
        // What does not fit is read back from disk.
        records.rows = TextStore::new(&dir, 1000);
        let (b, a) = (skipped("b.jsonl", 700), skipped("a.jsonl", 300));
        b.iter().chain(&a).for_each(|one| records.push(one).unwrap());
        records.finish().unwrap();
        assert_eq!((records.len(), records.by_reason()["no-text"]), (1000, 1000));
        let expected = a.iter().chain(&b).map(|one| SkippedRecord {
            place: one.place.clone(),
            reason: one.reason.name().to_owned(),
            what: one.reason.to_string(),
            hint: one.hint.clone(),
        });
        assert!(records.iter().map(Result::unwrap).eq(expected));
        assert_eq!(
            records.first(2).unwrap()[1].to_string(),
            "a.jsonl:2: field `text`: no field holds the text"
        );
        assert!(records.rows.path().is_some(), "some went to disk");
    }
}
