//! What a cleaning job knows of every record: enough to choose, nothing of the text.
//!
//! **In** rows in reading order. **Out** a [`Ledger`], columns by ordinal, and ids ranked by who stands for whom.
//! **Cost** about 60 bytes an article and its key. **Never** compares texts.

use crate::article::{Article, ArticleId};
use crate::options::Keep;
use rayon::slice::ParallelSliceMut;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// One article without its text.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The user's own id.
    pub key: String,
    /// The publication.
    pub outlet: Option<String>,
    /// First second of its date; nothing where none is known.
    pub start: Option<i64>,
    /// Words.
    pub num_tokens: u32,
    /// Hash of its words in order; nothing for a text without words.
    pub text_hash: Option<u128>,
    /// Line on which it starts.
    pub line: Option<u64>,
}

impl Row {
    /// The row of an article.
    pub fn new(article: Article, num_tokens: u32, text_hash: Option<u128>) -> Self {
        Self {
            key: article.key,
            outlet: article.outlet,
            start: article.published.map(|published| published.start),
            num_tokens,
            text_hash,
            line: article.place.line,
        }
    }
}

/// One batch of the input, to know it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchMark {
    /// Checksum of its bytes.
    pub digest: u64,
    /// Its records, skipped ones included.
    pub num_records: u64,
}

const NONE: u32 = u32::MAX;
const UNDATED: i64 = i64::MAX;

/// Columns of what is known, by ordinal: the number of an article in reading order.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    keys: String,
    key_ends: Vec<u64>,
    outlets: Vec<u32>,
    outlet_names: Vec<Box<str>>,
    outlet_numbers: HashMap<Box<str>, u32>,
    starts: Vec<i64>,
    num_tokens: Vec<u32>,
    hashes: Vec<u128>,
    lines: Vec<u32>,
    /// First ordinal of each run of articles of one file.
    files: Vec<(u32, Arc<Path>)>,
    /// Positions of skipped records, counted over all records of the input that is cleaned.
    skipped_at: Vec<u64>,
    batches: Vec<BatchMark>,
    num_records: u64,
    num_others: u32,
    /// Ordinals by id, and ids by ordinal.
    ordinals: Vec<u32>,
    ids: Vec<ArticleId>,
}

impl Ledger {
    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.key_ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.key_ends.is_empty()
    }

    /// Adds the next article, which stands in the file `path`.
    pub fn push(&mut self, row: Row, path: &Arc<Path>) {
        if self.files.last().is_none_or(|(_, last)| last != path) {
            self.files.push((self.len() as u32, Arc::clone(path)));
        }
        self.keys.push_str(&row.key);
        self.key_ends.push(self.keys.len() as u64);
        let outlet = row.outlet.map(|name| match self.outlet_numbers.get(&*name) {
            Some(&number) => number,
            None => {
                let (number, name) = (self.outlet_names.len() as u32, name.into_boxed_str());
                self.outlet_names.push(name.clone());
                self.outlet_numbers.insert(name, number);
                number
            }
        });
        self.outlets.push(outlet.unwrap_or(NONE));
        self.starts.push(row.start.unwrap_or(UNDATED));
        self.num_tokens.push(row.num_tokens);
        self.hashes.push(row.text_hash.unwrap_or(0));
        self.lines.push(row.line.unwrap_or(0).min(u64::from(u32::MAX)) as u32);
    }

    /// All articles so far belong to another collection: they stand for others and are never removed.
    pub fn end_of_others(&mut self) {
        self.num_others = self.len() as u32;
    }

    /// Adds the mark of the next batch, of which the records at `skipped` are no articles.
    pub fn mark(&mut self, mark: BatchMark, skipped: impl IntoIterator<Item = usize>) {
        self.skipped_at.extend(skipped.into_iter().map(|index| self.num_records + index as u64));
        self.num_records += mark.num_records;
        self.batches.push(mark);
    }

    /// Marks of the batches of the input that is cleaned.
    pub fn batches(&self) -> &[BatchMark] {
        &self.batches
    }

    /// Positions of skipped records in that input, in order.
    pub fn skipped_at(&self) -> &[u64] {
        &self.skipped_at
    }

    /// Articles of other collections: the first so many ordinals.
    pub fn num_others(&self) -> u32 {
        self.num_others
    }

    /// Gives ids: the smaller id stands for the larger. Articles of other collections first, then by `keep`, ties by
    /// date, key, file and line.
    pub fn rank(&mut self, keep: &Keep) {
        let outlet_ranks: Vec<u32> = match keep {
            Keep::Outlets(names) => {
                let rank = |name: &str| names.iter().position(|known| known == name);
                self.outlet_names.iter().map(|name| rank(name).map_or(NONE, |rank| rank as u32)).collect()
            }
            _ => Vec::new(),
        };
        let first_rule = |ordinal: u32| -> i64 {
            match keep {
                Keep::Earliest => 0,
                Keep::First => i64::from(ordinal),
                Keep::Longest => -i64::from(self.num_tokens[ordinal as usize]),
                Keep::Outlets(_) => match self.outlets[ordinal as usize] {
                    NONE => i64::from(NONE),
                    number => i64::from(outlet_ranks[number as usize]),
                },
            }
        };
        let rule =
            |ordinal: u32| (ordinal >= self.num_others, first_rule(ordinal), self.starts[ordinal as usize]);
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.par_sort_unstable_by(|&a, &b| {
            let by_place = || self.path(a).cmp(self.path(b)).then(a.cmp(&b));
            rule(a).cmp(&rule(b)).then_with(|| self.key(a).cmp(self.key(b))).then_with(by_place)
        });
        let mut ids = vec![ArticleId(0); order.len()];
        for (rank, &ordinal) in order.iter().enumerate() {
            ids[ordinal as usize] = ArticleId(rank as u32);
        }
        (self.ordinals, self.ids) = (order, ids);
    }

    /// The id of an article, once they are [ranked](Self::rank).
    pub fn id(&self, ordinal: u32) -> ArticleId {
        self.ids[ordinal as usize]
    }

    /// The ordinal of an id.
    pub fn ordinal(&self, id: ArticleId) -> u32 {
        self.ordinals[id.index()]
    }

    /// The user's own id of an article.
    pub fn key(&self, ordinal: u32) -> &str {
        let at = ordinal as usize;
        let start = if at == 0 { 0 } else { self.key_ends[at - 1] };
        &self.keys[start as usize..self.key_ends[at] as usize]
    }

    /// The file of an article.
    pub fn path(&self, ordinal: u32) -> &Arc<Path> {
        let run = self.files.partition_point(|(first, _)| *first <= ordinal);
        &self.files[run - 1].1
    }

    /// The line of an article in its file, where that says something.
    pub fn line(&self, ordinal: u32) -> Option<u32> {
        Some(self.lines[ordinal as usize]).filter(|&line| line > 0)
    }

    /// Words of an article.
    pub fn num_tokens(&self, ordinal: u32) -> u32 {
        self.num_tokens[ordinal as usize]
    }

    /// Hash of the words of an article in order; nothing for a text without words.
    pub fn text_hash(&self, ordinal: u32) -> Option<u128> {
        Some(self.hashes[ordinal as usize]).filter(|&hash| hash != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        let path: Arc<Path> = Path::new("a.jsonl").into();
        let rows = [("d", "Echo", 30, 9), ("c", "Fanal", 20, 5), ("b", "Post", 20, 7), ("a", "Echo", -1, 8)];
        for (key, outlet, start, num_tokens) in rows {
            let start = Some(start).filter(|&start| start >= 0);
            let (key, outlet) = (key.to_owned(), Some(outlet.to_owned()));
            ledger.push(Row { key, outlet, start, num_tokens, ..Row::default() }, &path);
        }
        ledger
    }

    fn order(keep: Keep, num_others: u32) -> String {
        let mut ledger = ledger();
        ledger.num_others = num_others;
        ledger.rank(&keep);
        (0..4).map(|id| ledger.key(ledger.ordinal(ArticleId(id))).to_owned()).collect()
    }

    #[test]
    fn ids_follow_the_rule_then_date_then_key() {
        assert_eq!(order(Keep::Earliest, 0), "bcda");
        assert_eq!(order(Keep::Longest, 0), "dabc");
        assert_eq!(order(Keep::First, 0), "dcba");
        assert_eq!(order(Keep::Outlets(vec!["Post".into(), "Echo".into()]), 0), "bdac");
        assert_eq!(order(Keep::Earliest, 1), "dbca");
    }

    #[test]
    fn rows_come_back() {
        let mut ledger = ledger();
        ledger.push(Row { key: "é".into(), line: Some(7), ..Row::default() }, &Path::new("b").into());
        assert_eq!((ledger.key(1), ledger.key(4), ledger.line(4), ledger.line(0)), ("c", "é", Some(7), None));
        assert_eq!((&**ledger.path(3), &**ledger.path(4)), (Path::new("a.jsonl"), Path::new("b")));
        assert_eq!(ledger.text_hash(0), None);
    }
}
