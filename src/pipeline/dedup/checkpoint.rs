//! What a broken run left, so that the same command goes on from there.
//!
//! **In** a sink at the border of a segment. **Out** files with checksums and a manifest that names them, written beside and
//! renamed, so that it names only whole segments. **Cost** one write of the ledger; nothing without a working folder.
//! **Never** trusts: every batch is read again and compared.

use super::gather::Sink;
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::values_of;
use crate::options::Options;
use crate::pipeline::lasting::{self, Job};
use crate::read::{Met, Reader};
use crate::spill::WorkDir;
use crate::spill::store::TextStore;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

const MANIFEST: &str = "manifest.json";

/// Batches in a segment: about 80 MB of packed words, 100 MB of text.
const SEGMENT_BATCHES: usize = 128;

/// What was finished.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Manifest {
    /// Ledger files with their checksums, in order.
    ledgers: Vec<(String, u64)>,
    /// Runs of keys; each carries its checksum.
    runs: Vec<String>,
    num_keys: u64,
    /// The file of packed words, if there are any; each text in it has its checksum.
    words: Option<String>,
    /// Ends and checksums of all texts are in the ledger files.
    num_articles: usize,
    num_batches: usize,
    wordless: u64,
    unread_dates: u64,
    two_ways_dates: u64,
    garbled: u64,
    with_markup: u64,
    met: Met,
}

/// Writes down finished segments.
pub struct Checkpoint {
    dir: WorkDir,
    manifest: Manifest,
    /// Bytes of packed words in a segment.
    segment_bytes: u64,
    files: Vec<Arc<Path>>,
}

/// The folder for working files of this run, and whether it lasts.
pub fn work_dir(inputs: &[PathBuf], options: &Options) -> Result<(WorkDir, bool)> {
    match lasting::folder(inputs, options, Job::Dedup)? {
        Some(path) => Ok((WorkDir::lasting(&path)?, true)),
        None => Ok((WorkDir::new(options.work_dir.as_deref())?, false)),
    }
}

fn name(path: &Path) -> String {
    path.file_name().expect("working files have names").to_string_lossy().into_owned()
}

impl Checkpoint {
    /// Brings `sink` and `reader` to where the last finished segment ended, if there is one.
    pub fn resume(dir: &WorkDir, sink: &mut Sink, reader: &mut Reader, options: &Options) -> Result<Self> {
        let files: Vec<Arc<Path>> = reader.files().iter().map(|file| Arc::clone(&file.path)).collect();
        let path = dir.path().join(MANIFEST);
        let manifest: Manifest = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| damaged(&path))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Manifest::default(),
            Err(error) => return Err(Error::write(path, error)),
        };
        let mut names = vec![MANIFEST.to_owned()];
        names.extend(manifest.ledgers.iter().map(|(name, _)| name.clone()));
        names.extend(manifest.runs.iter().cloned().chain(manifest.words.clone()));
        dir.keep_only(&names)?;
        let (mut ends, mut checksums) = (Vec::new(), Vec::new());
        for (name, checksum) in &manifest.ledgers {
            let path = dir.path().join(name);
            let bytes = std::fs::read(&path).map_err(|source| Error::write(&path, source))?;
            let whole = (xxh3_64(&bytes) == *checksum).then_some(&bytes[..]);
            let read = whole.and_then(|bytes| {
                let (length, rest) = bytes.split_at_checked(8)?;
                let count = u64::from_le_bytes(length.try_into().ok()?) as usize;
                let (texts, rest) = rest.split_at_checked(count.checked_mul(12)?)?;
                ends.extend(values_of::<u64>(&texts[..count * 8]));
                checksums.extend(values_of::<u32>(&texts[count * 8..]));
                sink.ledger.extend_from_bytes(rest, |number| files.get(number as usize).cloned())
            });
            read.ok_or_else(|| damaged(&path))?;
        }
        if let Some(words) = &manifest.words {
            sink.words = TextStore::resume(dir, dir.path().join(words), ends, checksums)?;
        }
        sink.keys.resume(manifest.runs.iter().map(|run| dir.path().join(run)).collect(), manifest.num_keys);
        sink.counts.articles = sink.ledger.len() as u64;
        (sink.counts.wordless, sink.counts.garbled) = (manifest.wordless, manifest.garbled);
        sink.counts.with_markup = manifest.with_markup;
        (sink.counts.unread_dates, sink.counts.two_ways_dates) =
            (manifest.unread_dates, manifest.two_ways_dates);
        sink.met = manifest.met.clone();
        pass(sink, reader, options, &manifest, dir)?;
        // Packed words take about five eighths of a text written in words of six letters, with their spaces.
        let segment_bytes = (SEGMENT_BATCHES * options.read.batch_bytes) as u64 * 5 / 8;
        Ok(Self { dir: dir.clone(), manifest, segment_bytes, files })
    }

    /// Writes down a segment if one is full, or if `is_last`.
    pub fn reach(&mut self, sink: &mut Sink, is_last: bool) -> Result<()> {
        let num_batches = sink.ledger.batches().len();
        let from = self.manifest.num_batches;
        let ends = sink.words.places().0;
        let last = |count: usize| count.checked_sub(1).map_or(0, |index| ends[index]);
        let new_bytes = last(ends.len()) - last(self.manifest.num_articles);
        if num_batches == from || (new_bytes < self.segment_bytes && !is_last) {
            return Ok(());
        }
        sink.words.flush()?;
        self.manifest.runs = sink.keys.seal()?.iter().map(|path| name(path)).collect();
        self.manifest.num_keys = sink.keys.len();
        self.manifest.words = sink.words.path().map(name);
        let (ends, checksums) = sink.words.places();
        let from_article = self.manifest.num_articles;
        let mut bytes = ((ends.len() - from_article) as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(bytemuck::cast_slice(&ends[from_article..]));
        bytes.extend_from_slice(bytemuck::cast_slice(&checksums[from_article..]));
        // The first number of a path that is given twice.
        let numbered = self.files.iter().enumerate().rev();
        let numbers: HashMap<&Path, u32> = numbered.map(|(at, file)| (&**file, at as u32)).collect();
        let file_number = |path: &Path| numbers.get(path).copied().unwrap_or(u32::MAX);
        bytes.extend(sink.ledger.to_bytes(from_article, from, file_number));
        let path = self.dir.file("ledger");
        std::fs::write(&path, &bytes).map_err(|source| Error::write(&path, source))?;
        self.manifest.ledgers.push((name(&path), xxh3_64(&bytes)));
        (self.manifest.num_articles, self.manifest.num_batches) = (sink.ledger.len(), num_batches);
        let counts = &sink.counts;
        (self.manifest.wordless, self.manifest.garbled) = (counts.wordless, counts.garbled);
        self.manifest.with_markup = counts.with_markup;
        (self.manifest.unread_dates, self.manifest.two_ways_dates) =
            (counts.unread_dates, counts.two_ways_dates);
        self.manifest.met = sink.met.clone();
        let (beside, place) = (self.dir.path().join("manifest.new"), self.dir.path().join(MANIFEST));
        let bytes = serde_json::to_vec(&self.manifest).expect("a manifest is plain data");
        std::fs::write(&beside, bytes)
            .and_then(|()| std::fs::rename(&beside, &place))
            .map_err(|source| Error::write(place, source))
    }
}

fn damaged(path: &Path) -> Error {
    ErrorKind::Damaged { path: path.to_path_buf(), what: "its checksum does not agree".into() }.into()
}

/// Reads over the batches of finished segments and compares them; bad records are told again.
fn pass(
    sink: &mut Sink,
    reader: &mut Reader,
    options: &Options,
    manifest: &Manifest,
    dir: &WorkDir,
) -> Result<()> {
    let mut position = 0;
    for index in 0..manifest.num_batches {
        let mark = sink.ledger.batches()[index];
        let batch = reader.next_batch()?;
        let Some(batch) = batch.filter(|batch| batch.digest() == mark.digest) else {
            return Err(ErrorKind::Outdated { path: dir.path().to_path_buf() }.into());
        };
        let skipped = sink.ledger.skipped_at();
        let first = skipped.partition_point(|&at| at < position);
        position += mark.num_records;
        if skipped.get(first).is_some_and(|&at| at < position) {
            let mut all = batch.parse(&options.read).into_iter().filter_map(|record| record.err());
            all.try_for_each(|skipped| sink.skipped.push(&skipped))?;
        }
    }
    sink.counts.read = position + sink.skipped.len() - sink.skipped.num_rows() as u64;
    Ok(())
}
