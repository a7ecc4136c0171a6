//! First stretch: records to articles, words, bands and seeds, in parallel over batches, gathered in reading order.

use super::{Progress, Unit};
use crate::article::Article;
use crate::boilerplate::SentenceRecord;
use crate::candidates::bands::Bands;
use crate::candidates::lsh::BandRecord;
use crate::candidates::postings::SeedRecord;
use crate::collection::{Collection, Gathering, SkippedRecords};
use crate::error::Result;
use crate::findings::Counts;
use crate::options::Options;
use crate::passage::seed;
use crate::read::{self, Batch, Met, PassedOver, Reader, Skipped, markup, mojibake};
use crate::sketch::{Cell, sketch};
use crate::spill::{Sorted, Sorter, WorkDir};
use crate::text::Document;
use crate::text::frequency::{Frequencies, Stamps, Weights};
use crate::text::language::language;
use crate::text::sentence::sentences;
use crate::text::shingle::finalize;
use std::collections::VecDeque;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

/// What the first stretch hands on.
pub struct Gathered {
    pub collection: Collection,
    pub skipped: SkippedRecords,
    pub passed_over: PassedOver,
    pub met: Met,
    pub bands: Sorted<BandRecord>,
    pub seeds: Sorted<SeedRecord>,
    pub sentences: Sorted<SentenceRecord>,
    pub weights: Weights,
    /// A digest of all articles in reading order.
    pub digest: u64,
}

/// An article, and what is known of its text.
struct Read {
    article: Article,
    num_tokens: u32,
    text_hash: Option<u128>,
    language: Option<&'static str>,
    is_garbled: bool,
    has_markup: bool,
    /// Of all that comparing asks of an article.
    digest: u64,
}

/// What became of one batch. Ordinals count from the first article of the batch.
#[derive(Default)]
struct Processed {
    num_records: u64,
    articles: Vec<Read>,
    skipped: Vec<Skipped>,
    met: Met,
    bands: Vec<BandRecord>,
    seeds: Vec<SeedRecord>,
    sentences: Vec<SentenceRecord>,
}

/// Memory of one thread, kept from article to article.
#[derive(Default)]
struct Scratch {
    document: Document,
    shingles: Vec<u64>,
    runs: Vec<u64>,
    stamps: Stamps,
    signature: Vec<Cell>,
}

pub fn gather(
    inputs: &[PathBuf],
    options: &Options,
    bands: Bands,
    dir: &WorkDir,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<Gathered> {
    let mut reader = read::open(inputs, &options.read)?;
    progress.begin("reading", reader.total_bytes(), Unit::Bytes);
    let memory = options.memory as usize;
    let mut sink = Sink {
        gathering: Gathering::new(dir, memory / 4),
        skipped: SkippedRecords::new(dir),
        met: Met::default(),
        bands: Sorter::new(dir, memory / 10),
        seeds: Sorter::new(dir, memory / 5),
        sentences: Sorter::new(dir, memory / 16),
        digest: Xxh3::new(),
        options,
        counts,
    };
    let frequencies = Frequencies::default();
    let work = |scratch: &mut Scratch, batch: &Batch| process(batch, options, bands, &frequencies, scratch);
    stream(&mut reader, progress, work, |one| sink.take(one))?;
    sink.skipped.finish()?;
    sink.counts.check(sink.skipped.len())?;
    options.check_skipped(sink.counts.read, &sink.skipped, true)?;
    Ok(Gathered {
        collection: sink.gathering.finish()?,
        skipped: sink.skipped,
        passed_over: reader.passed_over().clone(),
        met: sink.met,
        bands: sink.bands.finish()?,
        seeds: sink.seeds.finish()?,
        sentences: sink.sentences.finish()?,
        weights: frequencies.weights(),
        digest: sink.digest.digest(),
    })
}

/// Reads all batches, works on them in parallel, each thread with its own scratch memory, and takes the results in
/// reading order. The thread that reads and takes works too while it waits.
pub(super) fn stream<S: Default + Send, T: Send>(
    reader: &mut Reader,
    progress: &mut (dyn Progress + Send),
    work: impl Fn(&mut S, &Batch) -> T + Sync,
    mut take: impl FnMut(T) -> Result<()> + Send,
) -> Result<()> {
    // One for each thread to work on, one to go on with, one to put away.
    let most = 3 * rayon::current_num_threads();
    let scratches: Mutex<Vec<S>> = Mutex::default();
    let pop = || scratches.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    let push = |scratch| scratches.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    let worked = |batch: &Batch| {
        let mut scratch = pop();
        let one = work(&mut scratch, batch);
        push(scratch);
        one
    };
    rayon::scope_fifo(|scope| {
        let mut ahead: VecDeque<Receiver<T>> = VecDeque::with_capacity(most);
        // How reading ended: told when all that was read before is put away.
        let mut end = None;
        loop {
            while end.is_none() && ahead.len() < most {
                match reader.next_batch() {
                    Ok(Some(batch)) => {
                        let (sender, receiver) = channel();
                        let worked = &worked;
                        // Nobody listens any more where an earlier batch failed.
                        scope.spawn_fifo(move |_| drop(sender.send(worked(&batch))));
                        ahead.push_back(receiver);
                    }
                    Ok(None) => end = Some(Ok(())),
                    Err(error) => end = Some(Err(error)),
                }
            }
            let Some(first) = ahead.front() else { return end.unwrap_or(Ok(())) };
            match first.try_recv() {
                Ok(one) => {
                    ahead.pop_front();
                    take(one)?;
                    progress.reach(reader.bytes_read());
                }
                Err(TryRecvError::Empty) => {
                    if rayon::yield_now() == Some(rayon::Yield::Idle) {
                        std::thread::yield_now();
                    }
                }
                // It panicked, which the scope tells.
                Err(TryRecvError::Disconnected) => return Ok(()),
            }
        }
    })
}

fn process(
    batch: &Batch,
    options: &Options,
    bands: Bands,
    frequencies: &Frequencies,
    scratch: &mut Scratch,
) -> Processed {
    let mut out = Processed { num_records: batch.len() as u64, ..Processed::default() };
    scratch.signature.resize(bands.num_hashes(), 0);
    for record in batch.parse_noting(&options.read, &mut out.met) {
        match record {
            Err(skipped) => out.skipped.push(skipped),
            Ok(article) => {
                process_article(article, options, bands, scratch, &mut out);
                frequencies.count(scratch.document.words(), &mut scratch.stamps);
            }
        }
    }
    out
}

fn process_article(
    article: Article,
    options: &Options,
    bands: Bands,
    scratch: &mut Scratch,
    out: &mut Processed,
) {
    let Scratch { document, shingles, runs, signature, .. } = scratch;
    let ordinal = out.articles.len() as u32;
    document.read(&article.text, &options.text);
    let is_unspaced = document.is_unspaced;
    shingles.clear();
    document.shingles(&article.text, &options.text, shingles);
    if sketch(shingles, signature) {
        out.bands.extend(bands.keys(signature).map(|key| BandRecord { key, ordinal }));
    }
    seed::seeds(&document.tokens, is_unspaced, &options.passage.seed, runs, |seed| {
        let seed::Seed { hash, context, position } = seed;
        out.seeds.push(SeedRecord { hash, context, ordinal, position });
    });
    sentence_records(&article, document, ordinal, &mut out.sentences);
    let language = language(&article.text);
    let mut digest = Xxh3::new();
    (&article.key, &article.text, article.published, &article.outlet, language).hash(&mut digest);
    out.articles.push(Read {
        digest: digest.digest(),
        num_tokens: document.words().len() as u32,
        text_hash: text_hash(shingles),
        language,
        is_garbled: mojibake::garbled(&article.text).is_some(),
        has_markup: markup::first(&article.text).is_some(),
        article,
    });
}

/// Hash of the words of a text in order, from its shingles in order; nothing for a text without words.
pub(super) fn text_hash(shingles: &[u64]) -> Option<u128> {
    // Two texts with the same shingles in the same order have the same words in the same order.
    (!shingles.is_empty()).then(|| xxh3_128(bytemuck::cast_slice(shingles)))
}

/// Fewest words of a sentence that can be boilerplate: shorter ones are bylines and answers.
const SENTENCE_WORDS: usize = 4;

/// The sentences of an article, each with the hash of its outlet and words.
fn sentence_records(article: &Article, document: &Document, ordinal: u32, out: &mut Vec<SentenceRecord>) {
    // What no outlet is known for is nobody's boilerplate.
    let Some(outlet) = article.outlet.as_deref().map(|name| xxh3_64(name.as_bytes())) else { return };
    let mut tokens = document.words();
    for sentence in sentences(&article.text) {
        let (own, later) = tokens.split_at(tokens.partition_point(|token| token.span.start < sentence.end));
        tokens = later;
        if own.len() >= SENTENCE_WORDS {
            let key = own.iter().fold(outlet, |key, token| finalize(key ^ token.hash));
            out.push(SentenceRecord { key, ordinal, start: sentence.start, end: sentence.end });
        }
    }
}

struct Sink<'a> {
    gathering: Gathering,
    skipped: SkippedRecords,
    met: Met,
    bands: Sorter<BandRecord>,
    seeds: Sorter<SeedRecord>,
    sentences: Sorter<SentenceRecord>,
    digest: Xxh3,
    options: &'a Options,
    counts: &'a mut Counts,
}

impl Sink<'_> {
    fn take(&mut self, mut processed: Processed) -> Result<()> {
        let from = self.gathering.len();
        let together: u64 = processed.skipped.iter().map(|skipped| skipped.num_records() - 1).sum();
        self.counts.read += processed.num_records + together;
        self.met.append(std::mem::take(&mut processed.met));
        self.counts.articles += processed.articles.len() as u64;
        if self.options.is_strict && !processed.skipped.is_empty() {
            return Err(processed.skipped.swap_remove(0).into_error());
        }
        processed.skipped.iter().try_for_each(|skipped| self.skipped.push(skipped))?;
        self.options.check_skipped(self.counts.read, &self.skipped, false)?;
        processed.bands.iter_mut().for_each(|record| record.ordinal += from);
        processed.seeds.iter_mut().for_each(|record| record.ordinal += from);
        self.bands.extend(&processed.bands)?;
        self.seeds.extend(&processed.seeds)?;
        processed.sentences.iter_mut().for_each(|record| record.ordinal += from);
        self.sentences.extend(&processed.sentences)?;
        for one in processed.articles {
            self.counts.wordless += u64::from(one.text_hash.is_none());
            if let Some(unread) = &one.article.unread_date {
                self.counts.unread_dates += 1;
                self.counts.two_ways_dates += u64::from(read::date::has_two_ways(unread));
            }
            self.counts.garbled += u64::from(one.is_garbled);
            self.counts.with_markup += u64::from(one.has_markup);
            self.digest.update(&one.digest.to_le_bytes());
            self.gathering.push(one.article, one.num_tokens, one.text_hash, one.language)?;
        }
        Ok(())
    }
}
