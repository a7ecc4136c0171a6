//! The cleaning job: which records are near-duplicates, and which one stands for them.
//!
//! **In** inputs, [`Options`]. **Out** [`Deduplicated`]: a ledger of all records, clusters, who stands for each removed one
//! with exact counts. **Cost** one pass over the input, two sorts of band records, exact counts of candidate pairs.
//! **Never** writes output: [`report::dedup`](crate::report::dedup) copies what is kept in a second pass.

mod checkpoint;
mod contained;
mod gather;

use super::lasting::is_stdin;
use super::near_dup::{self, Articles, Comparison};
use super::{Progress, with_threads};
use crate::article::ArticleId;
use crate::candidates::CandidatePair;
use crate::candidates::bands::Bands;
use crate::cluster::Cluster;
use crate::collection::SkippedRecords;
use crate::error::{Error, Result};
use crate::findings::Counts;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::read::{Met, PassedOver};
use crate::spill::WorkDir;
use crate::spill::store::TextStore;
use crate::text::shingle::{num_packed, unpack};
use crate::verify::{Measure, ShingleSet, VerifiedPair};
use contained::Contained;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a cleaning job found.
pub struct Deduplicated {
    /// The inputs as named by the user, in order: the second pass reads them again.
    pub inputs: Vec<PathBuf>,
    /// The options it ran with.
    pub options: Options,
    /// The bands they led to.
    pub bands: Bands,
    /// What is known of every article; ids are ranks, the smaller stands for the larger.
    pub ledger: Ledger,
    /// Records that are not articles.
    pub skipped: SkippedRecords,
    /// Files that stood in the inputs and were not read.
    pub passed_over: PassedOver,
    /// Files that are not in UTF-8, if there are any.
    pub converted: Option<Converted>,
    /// Which of the fields that the user named were met.
    pub met: Met,
    /// Clusters of all articles, by representative.
    pub clusters: Vec<Cluster>,
    /// Verified pairs with `left < right`, sorted. Of articles with the same words only the first is in them.
    pub verified: Vec<VerifiedPair>,
    /// What stands for each article, by ordinal: itself where it is kept.
    pub stands_for: Vec<ArticleId>,
    /// What each stage did.
    pub counts: Counts,
    classes: near_dup::Classes,
    articles: Shingled,
    dir: WorkDir,
}

/// Files that are not in UTF-8: what is written of them is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub path: Arc<Path>,
    /// Its encoding.
    pub encoding: &'static str,
}

/// How a removed article compares with the one that stands for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Shared of all shingles.
    pub resemblance: f64,
    /// How much of the removed article the kept one has.
    pub containment_of_removed: f64,
    /// How much of the kept article the removed one has.
    pub containment_of_kept: f64,
}

impl Deduplicated {
    /// Whether the article read as number `ordinal` goes.
    pub fn is_removed(&self, ordinal: u32) -> bool {
        ordinal >= self.ledger.num_others() && self.stands_for[ordinal as usize] != self.ledger.id(ordinal)
    }

    /// How a removed article compares with the one that stands for it.
    pub fn likeness(&self, removed: ArticleId, kept: ArticleId) -> Likeness {
        let (removed, kept) = (self.classes.first(removed), self.classes.first(kept));
        if removed == kept {
            return Likeness { resemblance: 1.0, containment_of_removed: 1.0, containment_of_kept: 1.0 };
        }
        let key = (removed.min(kept), removed.max(kept));
        let at = self.verified.binary_search_by_key(&key, |pair| (pair.left, pair.right));
        let pair = self.verified[at.expect("every member has a verified edge to its representative")];
        let (left, right) = (pair.containment_of_left(), pair.containment_of_right());
        let (of_removed, of_kept) = if pair.left == removed { (left, right) } else { (right, left) };
        Likeness {
            resemblance: pair.resemblance(),
            containment_of_removed: of_removed,
            containment_of_kept: of_kept,
        }
    }

    /// Everything is written: what waited in case the run breaks off goes.
    ///
    /// # Errors
    /// When a working folder cannot be removed.
    pub fn finish(&self) -> Result<()> {
        self.dir.finish()
    }

    /// Every verified pair, those of articles with the same words among them; beyond the bucket cap one pair a member.
    ///
    /// # Errors
    /// When a working file is damaged.
    pub fn pairs(&self) -> Result<Vec<VerifiedPair>> {
        near_dup::expand(
            &self.articles.with(&self.ledger),
            &self.classes,
            self.verified.clone(),
            &self.options,
        )
    }
}

/// Reads all records and finds which of them are near-duplicates of which.
///
/// What is found depends on the set of records and the options alone, not on threads, memory or, unless the first one read
/// is kept, the order of files.
///
/// # Errors
/// When an option has no sense, nothing can be read, a working file fails, or, if strict, at the first bad record.
pub fn dedup(
    inputs: &[PathBuf],
    options: &Options,
    progress: &mut (dyn Progress + Send),
) -> Result<Deduplicated> {
    let (dir, is_resumable) = checkpoint::work_dir(inputs, options)?;
    let (mut options, bands) = options.for_dedup()?;
    if inputs.iter().any(|path| is_stdin(path)) {
        options.read.saved_stdin = Some(save_stdin(&dir)?);
    }
    with_threads(options.threads, || {
        let mut counts = Counts::default();
        let mut gathered =
            gather::gather(inputs, &options, bands, &dir, is_resumable, &mut counts, progress)?;
        let has_keys = !options.dedup.is_exact_only && options.dedup.by == Measure::Containment;
        let contained = match has_keys {
            true => Some(Contained::gather(&gathered.words, &mut gathered.keys, &options)?),
            false => None,
        };
        let mut ledger = gathered.ledger;
        let rank = || {
            ledger.rank(&options.dedup.keep);
            ledger.name_apart();
        };
        let (keys, ()) = rayon::join(|| gathered.keys.finish(), rank);
        let articles = Shingled { words: gathered.words, contained };
        let rule = (options.dedup.by, options.dedup.threshold);
        let compared =
            near_dup::compare(&articles.with(&ledger), keys?, rule, &options, &dir, &mut counts, progress)?;
        let Comparison { classes, verified, clusters } = compared;
        let mut stands_for: Vec<ArticleId> =
            (0..ledger.len() as u32).map(|ordinal| ledger.id(ordinal)).collect();
        for cluster in &clusters {
            for &member in &cluster.members {
                stands_for[ledger.ordinal(member) as usize] = cluster.representative;
            }
        }
        Ok(Deduplicated {
            inputs: inputs.to_vec(),
            options,
            bands,
            ledger,
            skipped: gathered.skipped,
            passed_over: gathered.passed_over,
            converted: gathered.converted,
            met: gathered.met,
            clusters,
            verified,
            stands_for,
            counts,
            classes,
            articles,
            dir,
        })
    })
}

/// Records are read once to be compared and once to be copied: standard input waits on disk in between.
fn save_stdin(dir: &WorkDir) -> Result<PathBuf> {
    let path = dir.file("stdin");
    let save = || std::io::copy(&mut std::io::stdin().lock(), &mut std::fs::File::create_new(&path)?);
    save().map_err(|source| Error::write(&path, source))?;
    Ok(path)
}

/// What the shingles of all articles are made from, by ordinal.
struct Shingled {
    words: TextStore,
    /// The keys, where containment decides.
    contained: Option<Contained>,
}

impl Shingled {
    fn with<'a>(&'a self, ledger: &'a Ledger) -> Shelved<'a> {
        Shelved { ledger, shingled: self }
    }
}

/// Ledger and shingles together, as the comparing stage asks for them.
struct Shelved<'a> {
    ledger: &'a Ledger,
    shingled: &'a Shingled,
}

impl Articles for Shelved<'_> {
    fn len(&self) -> usize {
        self.ledger.len()
    }

    fn text_hash(&self, id: ArticleId) -> Option<u128> {
        self.ledger.text_hash(self.ledger.ordinal(id))
    }

    fn id(&self, ordinal: u32) -> ArticleId {
        self.ledger.id(ordinal)
    }

    fn set_bytes(&self, id: ArticleId) -> u64 {
        8 * num_packed(self.shingled.words.num_bytes(self.ledger.ordinal(id))) + 64
    }

    fn shingle_set(&self, id: ArticleId, _: &Options) -> Result<ShingleSet> {
        let (ordinal, store) = (self.ledger.ordinal(id), &self.shingled.words);
        let mut packed = vec![0; store.num_bytes(ordinal) as usize];
        store.get_bytes(ordinal, &mut packed)?;
        let mut shingles = Vec::new();
        unpack(&packed, &mut shingles);
        Ok(ShingleSet::new(shingles))
    }

    fn priority(&self, _: ArticleId) -> [i64; 2] {
        // Ids are ranks already.
        [0; 2]
    }

    fn is_asked(&self, pair: CandidatePair) -> bool {
        // Two articles of other collections both stay where they are.
        self.ledger.ordinal(pair.right) >= self.ledger.num_others()
    }

    fn is_bucket(&self, key: u64, ids: &[ArticleId]) -> bool {
        let ordinals = || ids.iter().map(|&id| self.ledger.ordinal(id));
        self.shingled.contained.as_ref().is_none_or(|contained| contained.is_bucket(key, ordinals()))
    }

    fn fewest_buckets(&self, pair: CandidatePair) -> u32 {
        let [one, other] = [pair.left, pair.right].map(|id| self.ledger.ordinal(id));
        self.shingled.contained.as_ref().map_or(1, |contained| contained.fewest_buckets(one, other))
    }
}
