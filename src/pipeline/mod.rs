//! The conductor: calls the rooms in order, owns threads, memory and barriers.
//!
//! **In** inputs and [`Options`]. **Out** [`Findings`]. **Cost** that of the rooms. **Never** contains maths; never prints;
//! never writes output.
//!
//! ```text
//!  gather      bytes → articles → words → bands and seeds        parallel over batches of records
//!  ═══ every article is known: ids are given by sorted key ═══
//!  near_dup    bands → candidate pairs → exact counts → clusters
//!  passages    seeds → hits → chains → alignments → passages
//!  retell      stories → events → pairs → passages in other words
//!  ═══ every pair is known ═══
//!  boilerplate sentences → what outlets repeat; passages of nothing else are set aside
//!  family      passages → families, and with them shares (overlap)
//! ```

mod again;
mod boilerplate;
mod copies;
pub mod dedup;
mod documents;
mod events;
pub mod explain;
mod gather;
mod inspect;
mod judged;
mod lasting;
mod near_dup;
mod paired;
mod passages;
mod retell;
mod settle;

pub use dedup::{Converted, Deduplicated, dedup};
pub use explain::explain;
pub use inspect::inspect;
pub use judged::{Doors, JudgedPair};
pub use lasting::{Job, LeftBehind, left_behind};
pub use passages::compare;

use crate::bilateral::{self, Bounds};
use crate::candidates::bands::Bands;
use crate::error::Result;
use crate::family;
use crate::findings::{Counts, Findings};
use crate::options::Options;
use crate::overlap::{About, Role};
use crate::retell::Preset;
use crate::spill::WorkDir;
use crate::spill::journal::Journal;
use crate::vectors::Model;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// What a run tells about itself while it works. Every method may be called from the thread that called [`scan`] only.
pub trait Progress {
    /// A stage begins; `total` is how much it will do in all, where known, counted in `unit`.
    fn begin(&mut self, stage: &'static str, total: Option<u64>, unit: Unit);
    /// So much is done in all.
    fn reach(&mut self, done: u64);
}

/// What a stage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of input as they lie on disk.
    Bytes,
    /// Pairs of articles.
    Pairs,
}

/// Nobody is told.
impl Progress for () {
    fn begin(&mut self, _: &'static str, _: Option<u64>, _: Unit) {}
    fn reach(&mut self, _: u64) {}
}

/// Reads all articles and finds what they share.
///
/// The findings depend on the set of articles and on the options alone: not on threads, memory or the order of files.
///
/// # Errors
/// When an option has no sense, nothing can be read, a working file fails, or, if strict, at the first bad record.
pub fn scan(inputs: &[PathBuf], options: &Options, progress: &mut (dyn Progress + Send)) -> Result<Findings> {
    let bands = options.validate()?;
    let model = open_within(options)?;
    retell::working_memory(model.as_ref(), options)?;
    with_threads(options.threads, || {
        let dir = WorkDir::new(options.work_dir.as_deref())?;
        let mut counts = Counts::default();
        let gathered = gather::gather(inputs, options, bands, &dir, &mut counts, progress)?;
        let collection = gathered.collection;
        let near = near_dup::find(&collection, gathered.bands, options, &dir, &mut counts, progress)?;
        let model = model.as_ref();
        let echo = echo(options, bands, model);
        let mut journal = journal(inputs, options, &echo, gathered.digest)?;
        let (seeds, weights) = (gathered.seeds, &gathered.weights);
        let (on_disk, counted) = ((&dir, &mut journal), &mut counts);
        let mut found =
            passages::find(&collection, seeds, weights, &near, options, on_disk, counted, progress)?;
        let (on_disk, passages) = ((&dir, &mut journal), &mut found.passages);
        retell::find(&collection, &near, model, options, on_disk, &mut counts, progress, passages)?;
        again::leave_out(passages, &found.again);
        progress.begin("boilerplate", None, Unit::Pairs);
        let boilerplate = boilerplate::find(&collection, gathered.sentences, &near, weights, options)?;
        let (passages, set_aside) = boilerplate::set_aside(found.passages, &boilerplate);
        counts.set_aside = set_aside;
        let passages = match options.join_chars {
            Some(gap) => {
                let preset = options.retell.preset;
                let least = preset.threshold().min(preset.single_threshold());
                bilateral::join(passages, gap, Bounds { strong: preset.supporting_threshold(), least })
            }
            None => passages,
        };
        let about = |id| About {
            outlet: collection.entry(id).outlet,
            published: collection.entry(id).published,
            boilerplate: boilerplate.spans.get(&id).map_or(&[], Vec::as_slice),
            role: Role::default(),
        };
        let num_articles = collection.entries().len();
        let (families, overlap) =
            family::shares(num_articles, &passages, options.postings.max_stories, about);
        let mut inputs = inputs.to_vec();
        inputs.sort_unstable();
        Ok(Findings {
            options: echo,
            bands,
            inputs,
            skipped: gathered.skipped,
            passed_over: gathered.passed_over,
            met: gathered.met,
            pairs: found.pairs,
            families,
            boilerplate: boilerplate.sentences,
            boilerplate_spans: boilerplate.spans,
            passages,
            clusters: near.clusters,
            overlap,
            counts,
            collection,
            journal,
        })
    })
}

/// Where finished comparisons of these articles are written down, if a broken run is to go on from them.
fn journal(
    inputs: &[PathBuf],
    options: &Options,
    echo: &serde_json::Value,
    articles: u64,
) -> Result<Journal> {
    let Some(path) = lasting::folder(inputs, options, Job::Scan)? else { return Ok(Journal::default()) };
    let mut journal = Journal::open(WorkDir::lasting(&path)?)?;
    // Of other articles, or with another model, nothing is known.
    let asked = xxh3_128(format!("{articles} {echo}").as_bytes());
    journal.batch(asked, || Ok(()))?;
    Ok(journal)
}

/// The folder of the model that was asked for; without passages in other words there is no use for one.
fn model_folder(options: &Options) -> Option<&Path> {
    options.vectors.as_deref().filter(|_| options.retell.preset != Preset::Off)
}

/// The model of vectors that was asked for.
fn open(options: &Options) -> Result<Option<Model>> {
    model_folder(options).map(Model::open).transpose()
}

/// The same where it takes its part of the memory.
fn open_within(options: &Options) -> Result<Option<Model>> {
    // A model that does not fit is not read first.
    let expected = model_folder(options).map_or(0, Model::expected_bytes);
    retell::memory_beside(expected, options)?;
    open(options)
}

/// The options as they stand in the findings, with the model that was used.
fn echo(options: &Options, bands: Bands, model: Option<&Model>) -> serde_json::Value {
    let mut echo = options.echo(bands);
    if let Some(model) = model {
        echo["vectors"] = serde_json::json!({ "dims": model.dims(), "fingerprint": model.fingerprint() });
    }
    echo
}

/// Judges the stretches of given pairs of articles, named by their keys, inside the collection of `inputs`: what the weights of
/// [`crate::retell::score`] are fitted on.
///
/// # Errors
/// As [`scan`].
pub fn judge_pairs(
    inputs: &[PathBuf],
    options: &Options,
    keys: &[(String, String)],
) -> Result<Vec<JudgedPair>> {
    let bands = options.validate()?;
    let model = open_within(options)?;
    with_threads(options.threads, || {
        let dir = WorkDir::new(options.work_dir.as_deref())?;
        let mut counts = Counts::default();
        let gathered = gather::gather(inputs, options, bands, &dir, &mut counts, &mut ())?;
        let near = near_dup::find(&gathered.collection, gathered.bands, options, &dir, &mut counts, &mut ())?;
        judged::judge_pairs(&gathered.collection, &near, model.as_ref(), options, &dir, keys)
    })
}

/// Runs `work` on a pool of so many threads, all that the machine has where none are named.
///
/// # Errors
/// Those of `work`, or when the system cannot start so many.
pub fn with_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(error) => Err(crate::error::ErrorKind::Options {
            flag: "--threads",
            value: threads.map_or_else(|| error.to_string(), |number| format!("{number} ({error})")),
            bound: "a number of threads that the system can start".into(),
        }
        .into()),
    }
}
