//! What a cleaning job knows of every record: enough to choose, nothing of the text.
//!
//! **In** rows in reading order. **Out** a [`Ledger`], columns by ordinal, and ids ranked by who stands for whom.
//! **Cost** about 60 bytes an article and its key. **Never** compares texts.

use crate::article::{Article, ArticleId, Published};
use crate::collection::{RepeatedKey, name_apart};
use crate::error::Place;
use bytemuck::{Pod, cast_slice, cast_slice_mut};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Which article of a cluster stands for the others. Ties go to the earlier, then by id, file and line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The one with the earliest date; articles without a date come last.
    Earliest,
    /// The one with most words.
    Longest,
    /// The first one read.
    First,
    /// That of the outlet named first; outlets not named come last.
    Outlets(Vec<String>),
}

/// One article without its text.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The user's own id.
    pub key: String,
    /// The publication.
    pub outlet: Option<String>,
    /// When it was published, as far as known.
    pub published: Option<Published>,
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
            published: article.published,
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
/// Columns of what is known, by ordinal: the number of an article in reading order.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    keys: String,
    key_ends: Vec<u64>,
    outlets: Vec<u32>,
    outlet_names: Vec<Box<str>>,
    outlet_numbers: HashMap<Box<str>, u32>,
    /// By which they come one after the other in time.
    dates: Vec<[i64; 2]>,
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
    /// Articles whose key another one has, and that other one.
    repeated: Vec<(u32, u32)>,
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

    /// Names of all outlets, in reading order.
    pub fn outlet_names(&self) -> &[Box<str>] {
        &self.outlet_names
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
        self.dates.push(Published::order(row.published));
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

    /// Everything from article `from` and batch `from_batch` on, as bytes. `file_number` numbers the files.
    pub fn to_bytes(&self, from: usize, from_batch: usize, file_number: impl Fn(&Path) -> u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut section = |bytes: &[u8]| {
            out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            out.extend_from_slice(bytes);
        };
        let keys_from = if from == 0 { 0 } else { self.key_ends[from - 1] as usize };
        section(&self.keys.as_bytes()[keys_from..]);
        section(cast_slice(&self.key_ends[from..]));
        section(cast_slice(&self.outlets[from..]));
        section(cast_slice(&self.dates[from..]));
        section(cast_slice(&self.num_tokens[from..]));
        section(cast_slice(&self.hashes[from..]));
        section(cast_slice(&self.lines[from..]));
        let files: Vec<u32> =
            self.files.iter().flat_map(|(first, path)| [*first, file_number(path)]).collect();
        section(cast_slice(&files));
        section(cast_slice(&self.skipped_at));
        let marks = self.batches[from_batch..].iter().flat_map(|mark| [mark.digest, mark.num_records]);
        section(cast_slice(&marks.collect::<Vec<u64>>()));
        section(&serde_json::to_vec(&self.outlet_names).expect("names are plain data"));
        out
    }

    /// Adds what [`Self::to_bytes`] gave; nothing where the bytes are not of that form.
    pub fn extend_from_bytes(&mut self, bytes: &[u8], file: impl Fn(u32) -> Option<Arc<Path>>) -> Option<()> {
        let mut rest = bytes;
        let mut section = || {
            let (length, after) = rest.split_at_checked(8)?;
            let length = u64::from_le_bytes(length.try_into().ok()?);
            let (section, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
            rest = after;
            Some(section)
        };
        self.keys.push_str(std::str::from_utf8(section()?).ok()?);
        self.key_ends.extend(values_of::<u64>(section()?));
        self.outlets.extend(values_of::<u32>(section()?));
        self.dates.extend(values_of::<[i64; 2]>(section()?));
        self.num_tokens.extend(values_of::<u32>(section()?));
        self.hashes.extend(values_of::<u128>(section()?));
        self.lines.extend(values_of::<u32>(section()?));
        let lengths = [
            self.outlets.len(),
            self.dates.len(),
            self.num_tokens.len(),
            self.hashes.len(),
            self.lines.len(),
        ];
        if lengths != [self.key_ends.len(); 5] {
            return None;
        }
        let files: Vec<u32> = values_of(section()?);
        self.files = files.chunks_exact(2).map(|run| Some((run[0], file(run[1])?))).collect::<Option<_>>()?;
        self.skipped_at = values_of(section()?);
        let marks: Vec<u64> = values_of(section()?);
        self.batches
            .extend(marks.chunks_exact(2).map(|mark| BatchMark { digest: mark[0], num_records: mark[1] }));
        self.outlet_names = serde_json::from_slice(section()?).ok()?;
        self.outlet_numbers = self
            .outlet_names
            .iter()
            .enumerate()
            .map(|(number, name)| (name.clone(), number as u32))
            .collect();
        self.num_records = self.batches.iter().map(|mark| mark.num_records).sum();
        rest.is_empty().then_some(())
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
            |ordinal: u32| (ordinal >= self.num_others, first_rule(ordinal), self.dates[ordinal as usize]);
        let mut order: Vec<_> = (0..self.len() as u32).map(|ordinal| (rule(ordinal), ordinal)).collect();
        order.par_sort_unstable_by(|(a_rule, a), (b_rule, b)| {
            let by_place = || self.path(*a).cmp(self.path(*b)).then(a.cmp(b));
            a_rule.cmp(b_rule).then_with(|| self.key(*a).cmp(self.key(*b))).then_with(by_place)
        });
        self.ordinals = order.into_iter().map(|(_, ordinal)| ordinal).collect();
        self.ids = vec![ArticleId(0); self.ordinals.len()];
        for (rank, &ordinal) in self.ordinals.iter().enumerate() {
            self.ids[ordinal as usize] = ArticleId(rank as u32);
        }
    }

    /// Gives every later article of a key a name of its own, by file and line; those of other collections come last.
    pub fn name_apart(&mut self) {
        let hash = |ordinal: u32| (xxh3_64(self.key(ordinal).as_bytes()), ordinal);
        let mut hashes: Vec<(u64, u32)> = (0..self.len() as u32).into_par_iter().map(hash).collect();
        hashes.par_sort_unstable();
        let runs = hashes.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
        let mut alike: Vec<u32> = runs.flatten().map(|&(_, ordinal)| ordinal).collect();
        alike.par_sort_unstable_by(|&a, &b| {
            let place = |ordinal: u32| (ordinal < self.num_others, self.path(ordinal), ordinal);
            self.key(a).cmp(self.key(b)).then_with(|| place(a).cmp(&place(b)))
        });
        let is_taken = |name: &str| {
            let hash = xxh3_64(name.as_bytes());
            let alike = &hashes[hashes.partition_point(|&(other, _)| other < hash)..];
            alike.iter().take_while(|one| one.0 == hash).any(|&(_, ordinal)| self.key(ordinal) == name)
        };
        let mut renamed = name_apart(alike.iter().map(|&ordinal| self.key(ordinal)), is_taken);
        self.repeated = renamed.iter().map(|one| (alike[one.at], alike[one.first])).collect();
        if renamed.is_empty() {
            return;
        }
        renamed.sort_unstable_by_key(|one| alike[one.at]);
        let mut renamed = renamed.into_iter().peekable();
        let (mut keys, mut key_ends) =
            (String::with_capacity(self.keys.len()), Vec::with_capacity(self.len()));
        for ordinal in 0..self.len() as u32 {
            match renamed.next_if(|one| alike[one.at] == ordinal) {
                Some(one) => keys.push_str(&one.name),
                None => keys.push_str(self.key(ordinal)),
            }
            key_ends.push(keys.len() as u64);
        }
        (self.keys, self.key_ends) = (keys, key_ends);
    }

    /// Ids that more than one record gave, once they are [told apart](Self::name_apart).
    pub fn repeated_keys(&self) -> impl ExactSizeIterator<Item = RepeatedKey> {
        self.repeated.iter().map(|&(later, first)| RepeatedKey {
            key: self.key(first).into(),
            renamed: self.key(later).into(),
            first: self.place(first),
            later: self.place(later),
        })
    }

    fn place(&self, ordinal: u32) -> Place {
        Place { line: self.line(ordinal).map(u64::from), ..Place::file(Arc::clone(self.path(ordinal))) }
    }

    /// The id of an article, once they are [ranked](Self::rank).
    pub fn id(&self, ordinal: u32) -> ArticleId {
        self.ids[ordinal as usize]
    }

    /// The ordinal of an id.
    pub fn ordinal(&self, id: ArticleId) -> u32 {
        self.ordinals[id.index()]
    }

    /// The user's own id of an article, made unique once they are [told apart](Self::name_apart).
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

    /// Hash of the words of an article in order; nothing for a text without words.
    pub fn text_hash(&self, ordinal: u32) -> Option<u128> {
        Some(self.hashes[ordinal as usize]).filter(|&hash| hash != 0)
    }
}

/// The values that were written down as `bytes`; what is left over at the end is not one.
pub fn values_of<T: Pod>(bytes: &[u8]) -> Vec<T> {
    let mut values = vec![T::zeroed(); bytes.len() / size_of::<T>()];
    let whole = size_of_val(&values[..]);
    cast_slice_mut(&mut values).copy_from_slice(&bytes[..whole]);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Precision;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        let path: Arc<Path> = Path::new("a.jsonl").into();
        let rows = [("d", "Echo", 30, 9), ("c", "Fanal", 20, 5), ("b", "Post", 20, 7), ("a", "Echo", -1, 8)];
        for (key, outlet, start, num_tokens) in rows {
            let (precision, offset) = (Precision::Second, None);
            let published = Published { start, end: start + 1, precision, offset };
            let published = Some(published).filter(|published| published.start >= 0);
            let (key, outlet) = (key.to_owned(), Some(outlet.to_owned()));
            ledger.push(Row { key, outlet, published, num_tokens, ..Row::default() }, &path);
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
    fn articles_of_one_key_are_told_apart_whatever_the_order_of_files() {
        let rows = [("b", "a"), ("b", "a#2"), ("a", "a"), ("c", "c"), ("b", "a")];
        for order in [[0, 1, 2, 3, 4], [2, 3, 0, 1, 4]] {
            let mut ledger = Ledger::default();
            for at in order {
                let (path, key) = rows[at];
                ledger.push(
                    Row { key: key.into(), line: Some(at as u64 + 1), ..Row::default() },
                    &Path::new(path).into(),
                );
            }
            ledger.name_apart();
            let name =
                |at| ledger.key(order.iter().position(|&other| other == at).unwrap() as u32).to_owned();
            assert_eq!([0, 1, 2, 3, 4].map(name), ["a#3", "a#2", "a", "c", "a#4"]);
            let told: Vec<String> = ledger
                .repeated_keys()
                .map(|one| format!("{} {} {} {}", one.key, one.renamed, one.first, one.later))
                .collect();
            assert_eq!(told, ["a a#3 a:3 b:1", "a a#4 a:3 b:5"]);
        }
        let mut ledger = ledger();
        ledger.push(Row { key: "d".into(), ..Row::default() }, &Path::new("z").into());
        ledger.num_others = 1;
        ledger.name_apart();
        // What another collection has goes by another name.
        assert_eq!((ledger.key(0), ledger.key(4)), ("d#2", "d"));
    }

    #[test]
    fn columns_come_back_from_bytes_in_parts() {
        let (mut ledger, path) = (ledger(), Arc::<Path>::from(Path::new("a.jsonl")));
        ledger.mark(BatchMark { digest: 1, num_records: 5 }, [2]);
        let first = ledger.to_bytes(0, 0, |_| 0);
        ledger.push(Row { key: "z".into(), outlet: Some("New".into()), ..Row::default() }, &path);
        ledger.mark(BatchMark { digest: 2, num_records: 2 }, [1]);
        let second = ledger.to_bytes(4, 1, |_| 0);
        let mut read = Ledger::default();
        for bytes in [first, second.clone()] {
            read.extend_from_bytes(&bytes, |_| Some(Arc::clone(&path))).unwrap();
        }
        assert_eq!(format!("{:?}", read.batches), format!("{:?}", ledger.batches));
        assert_eq!((read.key(4), read.skipped_at(), read.num_records), ("z", &[2, 6][..], 7));
        assert_eq!(
            (&read.outlets, &read.hashes, &read.files),
            (&ledger.outlets, &ledger.hashes, &ledger.files)
        );
        for length in 0..second.len() {
            assert!(Ledger::default().extend_from_bytes(&second[..length], |_| Some(path.clone())).is_none());
        }
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
