//! What a scan found, in memory.
//!
//! **In** the values of the rooms above. **Out** [`Findings`], everything in order of id. **Cost** that of what was found.
//! **Never** computes.

use crate::article::ArticleId;
use crate::boilerplate::Boilerplate;
use crate::candidates::bands::Bands;
use crate::candidates::lsh::BucketCounts;
use crate::candidates::postings::SeedCounts;
use crate::cluster::Cluster;
use crate::collection::{Collection, SkippedRecords};
use crate::error::{ErrorKind, Result};
use crate::family::Family;
pub use crate::overlap::FoundPassage;
use crate::overlap::Overlap;
use crate::passage::ChainCounts;
use crate::read::{Met, PassedOver};
use crate::span::CodePointRange;
use crate::spill::journal::Journal;
use crate::verify::VerifiedPair;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How much each stage took in and gave on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records met, skipped ones included.
    pub read: u64,
    /// Articles kept.
    pub articles: u64,
    /// Articles without a single word: compared with nothing.
    pub wordless: u64,
    /// Dates given that were not understood.
    pub unread_dates: u64,
    /// Of these, the ones that can be read in two ways, such as `03/04/2025`.
    pub two_ways_dates: u64,
    /// Articles with letters that were decoded wrongly before they came here.
    pub garbled: u64,
    /// Articles whose texts hold tags or entities of HTML, which count as words.
    pub with_markup: u64,
    /// Articles whose words are those of another one.
    pub exact_copies: u64,
    /// Buckets of the bands.
    pub buckets: BucketCounts,
    /// Pairs that share a band.
    pub band_candidates: u64,
    /// Of these, pairs below the threshold.
    pub below_threshold: u64,
    /// Seeds shared by articles.
    pub seeds: SeedCounts,
    /// Pairs that share a seed.
    pub seed_candidates: u64,
    /// Of these, pairs that were not aligned: seeds in one place with too few equal words around, or phrases that turn up everywhere.
    pub not_aligned: u64,
    /// Passages set aside because they are boilerplate.
    pub set_aside: u64,
    /// Chains of the rest.
    pub chains: ChainCounts,
    /// How often a story has another one among those about its event: of each other, twice.
    pub event_candidates: u64,
    /// Pairs of stories with rare words near each other in two sentences.
    pub local_candidates: u64,
    /// Pairs of articles whose sentences were compared.
    pub retold_pairs: u64,
    /// Verbatim and edited passages left out because the sentences they lie in tell different things.
    pub unlikely: u64,
}

impl Counts {
    /// Whether nothing was lost: every record that was read is an article or one of the `skipped`.
    ///
    /// # Errors
    /// When the counts do not add up, which is an error of this program.
    pub fn check(&self, skipped: u64) -> Result<()> {
        if self.read == self.articles + skipped {
            return Ok(());
        }
        Err(ErrorKind::Lost { read: self.read, kept: self.articles, skipped }.into())
    }
}

/// Everything a scan found.
pub struct Findings {
    /// The articles.
    pub collection: Collection,
    /// What was read, as named by the user, sorted.
    pub inputs: Vec<PathBuf>,
    /// Records that are not articles.
    pub skipped: SkippedRecords,
    /// Files that stood in the inputs and were not read.
    pub passed_over: PassedOver,
    /// Which of the fields that the user named were met.
    pub met: Met,
    /// Options that can change a finding.
    pub options: serde_json::Value,
    /// The bands they led to.
    pub bands: Bands,
    /// Pairs with exact counts, by left then right.
    pub pairs: Vec<VerifiedPair>,
    /// Passages, by left, right, left span, right span.
    pub passages: Vec<FoundPassage>,
    /// Near-duplicate clusters, by representative.
    pub clusters: Vec<Cluster>,
    /// Stretches of several articles that are the same, largest family first.
    pub families: Vec<Family>,
    /// Sentences that outlets repeat in unrelated articles.
    pub boilerplate: Vec<Boilerplate>,
    /// Where they stand in each article that has any, in order.
    pub boilerplate_spans: BTreeMap<ArticleId, Vec<CodePointRange>>,
    /// Who shares how much with whom.
    pub overlap: Overlap,
    /// What each stage did.
    pub counts: Counts,
    /// What a broken run goes on from.
    pub journal: Journal,
}

impl Findings {
    /// Everything is written: what waited in case the run breaks off goes.
    ///
    /// # Errors
    /// When a working folder cannot be removed.
    pub fn finish(&self) -> Result<()> {
        self.journal.finish()
    }
}
