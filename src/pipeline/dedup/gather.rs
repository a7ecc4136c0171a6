//! First stretch of a cleaning job: records to ledger rows, packed words and keys of buckets.

use super::Converted;
use super::checkpoint::Checkpoint;
use crate::article::Article;
use crate::candidates::bands::Bands;
use crate::candidates::lsh::BandRecord;
use crate::collection::SkippedRecords;
use crate::error::Result;
use crate::findings::Counts;
use crate::ledger::{BatchMark, Ledger, Row};
use crate::options::Options;
use crate::pipeline::gather::stream;
use crate::pipeline::{Progress, Unit};
use crate::read::{self, Batch, Format, InputFile, Met, PassedOver, Skipped, markup, mojibake};
use crate::sketch::{Cell, sketch};
use crate::spill::store::TextStore;
use crate::spill::{Sorter, WorkDir};
use crate::text::Document;
use crate::verify::Measure;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// What the first stretch hands on.
pub struct Gathered {
    pub ledger: Ledger,
    pub skipped: SkippedRecords,
    /// Files that stood in the inputs and were not read.
    pub passed_over: PassedOver,
    /// Files that are not in UTF-8, if there are any.
    pub converted: Option<Converted>,
    /// Which of the fields that the user named were met.
    pub met: Met,
    /// Keys of bands; none where containment decides.
    pub keys: Sorter<BandRecord>,
    /// Packed words by ordinal.
    pub words: TextStore,
}

/// What became of one batch. Ordinals count from the first article of the batch.
struct Processed {
    mark: BatchMark,
    rows: Vec<(Row, Arc<Path>)>,
    /// Packed words of all articles.
    words: Vec<u8>,
    /// End of the words of each article.
    ends: Vec<usize>,
    keys: Vec<BandRecord>,
    skipped: Vec<(usize, Skipped)>,
    met: Met,
    num_unread_dates: u64,
    num_two_ways_dates: u64,
    num_garbled: u64,
    num_with_markup: u64,
}

/// Memory of one thread, kept from article to article.
#[derive(Default)]
struct Scratch {
    document: Document,
    shingles: Vec<u64>,
    signature: Vec<Cell>,
}

pub fn gather(
    inputs: &[PathBuf],
    options: &Options,
    bands: Bands,
    dir: &WorkDir,
    is_resumable: bool,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<Gathered> {
    let mut sink = Sink {
        ledger: Ledger::default(),
        skipped: SkippedRecords::new(dir),
        met: Met::default(),
        keys: Sorter::new(dir, options.memory as usize / 5),
        // What a broken run shall find again is written at once.
        words: TextStore::new(dir, if is_resumable { 0 } else { options.memory as usize / 4 }),
        is_strict: options.is_strict,
        counts,
    };
    let work = |scratch: &mut Scratch, batch: &Batch| process(batch, options, bands, scratch);
    if !options.dedup.against.is_empty() {
        let mut reader = read::open(&options.dedup.against, &options.read)?;
        progress.begin("reading others", reader.total_bytes(), Unit::Bytes);
        stream(&mut reader, progress, work, |one| sink.take(one, false))?;
        sink.ledger.end_of_others();
    }
    let mut reader = read::open(inputs, &options.read)?;
    progress.begin("reading", reader.total_bytes(), Unit::Bytes);
    let mut checkpoint = match is_resumable {
        true => Some(Checkpoint::resume(dir, &mut sink, &mut reader, options)?),
        false => None,
    };
    stream(&mut reader, progress, work, |one| {
        sink.take(one, true)?;
        checkpoint.as_mut().map_or(Ok(()), |checkpoint| checkpoint.reach(&mut sink, false))
    })?;
    if let Some(checkpoint) = &mut checkpoint {
        checkpoint.reach(&mut sink, true)?;
    }
    sink.words.flush()?;
    sink.skipped.finish()?;
    Ok(Gathered {
        ledger: sink.ledger,
        skipped: sink.skipped,
        passed_over: reader.passed_over().clone(),
        converted: converted(reader.files()),
        met: sink.met,
        keys: sink.keys,
        words: sink.words,
    })
}

/// Those of `files` that are not in UTF-8.
fn converted(files: &[InputFile]) -> Option<Converted> {
    let mut others = files.iter().filter_map(|file| {
        let encoding = file.encoding.filter(|&name| name != "UTF-8")?;
        // The entries of feeds are not copied.
        (file.format? != Format::Feed).then_some((&file.path, encoding))
    });
    let (path, encoding) = others.next()?;
    Some(Converted { count: 1 + others.count() as u64, path: Arc::clone(path), encoding })
}

fn process(batch: &Batch, options: &Options, bands: Bands, scratch: &mut Scratch) -> Processed {
    let mark = BatchMark { digest: batch.digest(), num_records: batch.len() as u64 };
    let mut out = Processed {
        mark,
        rows: Vec::with_capacity(batch.len()),
        // Five bytes a word, which has more than five bytes with the space behind it.
        words: Vec::with_capacity(options.read.batch_bytes),
        ends: Vec::with_capacity(batch.len()),
        keys: Vec::with_capacity(batch.len() * bands.bands),
        skipped: Vec::new(),
        met: Met::default(),
        num_unread_dates: 0,
        num_two_ways_dates: 0,
        num_garbled: 0,
        num_with_markup: 0,
    };
    scratch.signature.resize(bands.num_hashes(), 0);
    let records = batch.parse_noting(&options.read, &mut out.met);
    for (index, record) in records.into_iter().enumerate() {
        match record {
            Err(skipped) => out.skipped.push((index, skipped)),
            Ok(article) => {
                let path = Arc::clone(batch.path(index).expect("an article stands in a file"));
                process_article(article, path, options, bands, scratch, &mut out);
            }
        }
    }
    out
}

fn process_article(
    article: Article,
    path: Arc<Path>,
    options: &Options,
    bands: Bands,
    scratch: &mut Scratch,
    out: &mut Processed,
) {
    let Scratch { document, shingles, signature } = scratch;
    let ordinal = out.rows.len() as u32;
    document.read(&article.text, &options.text);
    shingles.clear();
    document.shingles(&article.text, &options.text, shingles);
    document.pack(&article.text, &options.text, &mut out.words);
    let has_bands = !options.dedup.is_exact_only && options.dedup.by == Measure::Resemblance;
    if has_bands && sketch(shingles, signature) {
        out.keys.extend(bands.keys(signature).map(|key| BandRecord { key, ordinal }));
    }
    // Two texts with the same shingles in the same order have the same words in the same order.
    let hash = (!shingles.is_empty()).then(|| xxh3_128(bytemuck::cast_slice(shingles)).max(1));
    out.ends.push(out.words.len());
    if let Some(unread) = &article.unread_date {
        out.num_unread_dates += 1;
        out.num_two_ways_dates += u64::from(read::date::has_two_ways(unread));
    }
    out.num_garbled += u64::from(mojibake::garbled(&article.text).is_some());
    out.num_with_markup += u64::from(markup::first(&article.text).is_some());
    out.rows.push((Row::new(article, document.tokens.len() as u32, hash), path));
}

/// Where everything is put away.
pub struct Sink<'a> {
    pub ledger: Ledger,
    pub skipped: SkippedRecords,
    pub met: Met,
    pub keys: Sorter<BandRecord>,
    pub words: TextStore,
    is_strict: bool,
    pub counts: &'a mut Counts,
}

impl Sink<'_> {
    /// Puts away what became of a batch; `is_marked` where the second pass will read it again.
    fn take(&mut self, mut one: Processed, is_marked: bool) -> Result<()> {
        let from = self.ledger.len() as u32;
        if self.is_strict && !one.skipped.is_empty() {
            return Err(one.skipped.swap_remove(0).1.into_error());
        }
        let together: u64 = one.skipped.iter().map(|(_, skipped)| skipped.num_records() - 1).sum();
        self.counts.read += one.mark.num_records + together;
        self.met.append(std::mem::take(&mut one.met));
        self.counts.articles += one.rows.len() as u64;
        self.counts.unread_dates += one.num_unread_dates;
        self.counts.two_ways_dates += one.num_two_ways_dates;
        self.counts.garbled += one.num_garbled;
        self.counts.with_markup += one.num_with_markup;
        if is_marked {
            self.ledger.mark(one.mark, one.skipped.iter().map(|(index, _)| *index));
        }
        one.skipped.iter().try_for_each(|(_, skipped)| self.skipped.push(skipped))?;
        one.keys.iter_mut().for_each(|record| record.ordinal += from);
        self.keys.extend(&one.keys)?;
        let mut start = 0;
        for end in one.ends {
            self.words.push_bytes(&one.words[start..end])?;
            start = end;
        }
        for (row, path) in one.rows {
            self.counts.wordless += u64::from(row.text_hash.is_none());
            self.ledger.push(row, &path);
        }
        Ok(())
    }
}
