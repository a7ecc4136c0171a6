//! `findings.json` and `dedup.json`: a run as a whole, field by field as it is written.

use super::SCHEMA_VERSION;
use super::schema::SkippedRow;
use super::table::{Named, Nameless};
use crate::collection::SkippedRecords;
use crate::error::Result;
use crate::findings::Findings;
use crate::passage::level::Level;
use crate::pipeline::Deduplicated;
use crate::read::{PassedOver, PassedOverFile as PassedOverOne};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The whole of `findings.json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Version of this layout and of that of the tables.
    pub schema_version: u32,
    /// Version of the program that wrote it.
    pub retold_version: &'static str,
    /// What was read, as named by the user, sorted.
    pub inputs: Vec<String>,
    /// Every option that can change a finding, by room. With these and the same input the same findings come out.
    pub options: Value,
    /// How much each stage took in and gave on.
    pub counts: StageCounts,
    /// The first of the records whose id another one has already; how many there are stands among the counts.
    pub repeated_ids: Vec<RepeatedId>,
    /// The first of the records that are not articles, as rows of the table `skipped`, which has them all.
    pub skipped: Vec<Value>,
    /// Files that stood in the inputs and were not read.
    pub passed_over: PassedOverFiles,
}

/// How much each stage took in and gave on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StageCounts {
    /// Reading.
    pub records: RecordCounts,
    /// Outlets that articles name.
    pub outlets: usize,
    /// From articles to near-duplicate pairs.
    pub near_duplicates: NearDuplicateCounts,
    /// From articles to passages.
    pub passages: PassageCounts,
    /// From articles to passages in other words.
    pub retold: RetoldCounts,
    /// What came out.
    pub found: FoundCounts,
}

/// Reading.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordCounts {
    /// Records met, skipped ones included.
    pub read: u64,
    /// Articles kept.
    pub articles: u64,
    /// Records skipped.
    pub skipped: u64,
    /// Records whose id an earlier one has.
    pub repeated_ids: usize,
    /// Articles without a single word: compared with nothing.
    pub without_words: u64,
    /// Dates given that were not understood.
    pub unread_dates: u64,
    /// Articles with letters that were decoded wrongly before they came here.
    pub garbled: u64,
    /// Articles whose texts hold tags or entities of HTML, which count as words.
    pub with_markup: u64,
    /// How many records were skipped for each reason.
    pub skipped_by_reason: BTreeMap<&'static str, u64>,
}

/// From articles to near-duplicate pairs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NearDuplicateCounts {
    /// Articles whose words are those of another one.
    pub exact_copies: u64,
    /// Buckets of the bands.
    pub buckets: u64,
    /// Of these, buckets with too many articles to pair all.
    pub oversized_buckets: u64,
    /// Pairs that share a band.
    pub candidates: u64,
    /// Of these, pairs below the threshold.
    pub below_threshold: u64,
}

/// From articles to passages.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PassageCounts {
    /// Seeds that articles share.
    pub shared_seeds: u64,
    /// Of these, seeds split by the words around them.
    pub seeds_split: u64,
    /// Contexts of these that are still too common: their articles are paired with the first published only.
    pub seed_stars: u64,
    /// Places of split seeds whose context stands nowhere else.
    pub seeds_dropped: u64,
    /// Pairs that share a seed.
    pub candidates: u64,
    /// Of these, pairs that were not aligned: seeds in one place with too few equal words around, or phrases that turn up everywhere.
    pub not_aligned: u64,
    /// Passages set aside because they are boilerplate.
    pub boilerplate_set_aside: u64,
    /// Chains aligned.
    pub chains: u64,
    /// Alignments refused because they show too little.
    pub chains_refused: u64,
}

/// From articles to passages in other words.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetoldCounts {
    /// How often a story has another one among those about its event: of each other, twice.
    pub event_candidates: u64,
    /// Pairs of stories with rare words near each other in two sentences.
    pub local_candidates: u64,
    /// Pairs of articles whose sentences were compared.
    pub compared: u64,
    /// Verbatim and edited passages left out because the sentences they lie in tell different things.
    pub unlikely: u64,
}

/// What came out.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FoundCounts {
    /// Rows of `pairs`.
    pub pairs: usize,
    /// Clusters of near-duplicates.
    pub clusters: usize,
    /// Families of passages.
    pub families: usize,
    /// Rows of `boilerplate`.
    pub boilerplate: usize,
    /// Rows of `passages`: the sum of the four levels.
    pub passages: usize,
    /// Of these, verbatim.
    pub verbatim: usize,
    /// Edited.
    pub edited: usize,
    /// Rewritten.
    pub rewritten: usize,
    /// Quotes.
    pub quote: usize,
}

/// An id that an earlier record has.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepeatedId {
    /// The id as given.
    pub id: String,
    /// What the later record goes by.
    pub renamed: String,
    /// Where the first one stands.
    pub first: String,
    /// Where the later one stands.
    pub later: String,
}

/// Files that stood in the inputs and were not read, and records in files that were.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PassedOverFiles {
    /// How many files.
    pub files: u64,
    /// The first of them.
    pub first: Vec<PassedOverFile>,
    /// Records of web archives that hold content and no article, by reason.
    pub records: BTreeMap<String, u64>,
}

/// A file that was not read.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PassedOverFile {
    /// Its path.
    pub file: String,
    /// Why it was not.
    pub why: String,
}

impl From<&PassedOver> for PassedOverFiles {
    fn from(passed_over: &PassedOver) -> Self {
        let file = |one: &PassedOverOne| PassedOverFile {
            file: one.path.display().to_string(),
            why: one.why.to_string(),
        };
        Self {
            files: passed_over.count,
            first: passed_over.files.iter().map(file).collect(),
            records: passed_over.records.iter().map(|(why, count)| ((*why).to_owned(), *count)).collect(),
        }
    }
}

/// The whole of `dedup.json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DedupSummary {
    /// Version of this layout and of that of the tables.
    pub schema_version: u32,
    /// Version of the program that wrote it.
    pub retold_version: &'static str,
    /// What was read, as named by the user, in order.
    pub inputs: Vec<String>,
    /// Every option that can change what is kept. With these and the same input the same records are kept.
    pub options: Value,
    /// How much each stage took in and gave on.
    pub counts: DedupCounts,
    /// The first of the records that are not articles, as rows of the table `skipped`, which has them all.
    pub skipped: Vec<Value>,
    /// Files that stood in the inputs and were not read.
    pub passed_over: PassedOverFiles,
}

/// How much each stage of a cleaning job took in and gave on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DedupCounts {
    /// Records met, skipped ones and those of other collections included.
    pub read: u64,
    /// Articles of the collection that is cleaned: kept and removed ones.
    pub articles: usize,
    /// Articles of the other collections.
    pub of_others: u32,
    /// Records skipped.
    pub skipped: u64,
    /// How many records were skipped for each reason.
    pub skipped_by_reason: BTreeMap<&'static str, u64>,
    /// Records whose id an earlier one has: each goes by its id and a number.
    pub repeated_ids: usize,
    /// Articles without a single word: compared with nothing.
    pub without_words: u64,
    /// Dates given that were not understood.
    pub unread_dates: u64,
    /// Articles with letters that were decoded wrongly before they came here.
    pub garbled: u64,
    /// Articles whose texts hold tags or entities of HTML, which count as words.
    pub with_markup: u64,
    /// Articles kept.
    pub kept: usize,
    /// Articles removed: rows of `removed`.
    pub removed: usize,
    /// Clusters of near-duplicates.
    pub clusters: usize,
    /// Articles of the largest of them.
    pub largest_cluster: usize,
    /// Articles whose words are those of another one.
    pub exact_copies: u64,
    /// Buckets of the bands.
    pub buckets: u64,
    /// Of these, buckets with too many articles to pair all.
    pub oversized_buckets: u64,
    /// Pairs that share a band.
    pub candidates: u64,
    /// Of these, pairs below the threshold.
    pub below_threshold: u64,
    /// Pairs that reach it.
    pub verified: usize,
}

impl DedupSummary {
    /// That of `found`.
    ///
    /// # Errors
    /// When a working file is damaged.
    pub fn new(found: &Deduplicated) -> Result<Self> {
        let (ledger, counts) = (&found.ledger, &found.counts);
        let cleaned = ledger.num_others()..ledger.len() as u32;
        let removed = cleaned.clone().filter(|&ordinal| found.is_removed(ordinal)).count();
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            retold_version: env!("CARGO_PKG_VERSION"),
            inputs: found.inputs.iter().map(|input| input.display().to_string()).collect(),
            options: found.options.echo_dedup(found.bands),
            counts: DedupCounts {
                read: counts.read,
                articles: cleaned.len(),
                of_others: ledger.num_others(),
                skipped: found.skipped.len(),
                skipped_by_reason: found.skipped.by_reason().clone(),
                repeated_ids: ledger.repeated_keys().len(),
                without_words: counts.wordless,
                unread_dates: counts.unread_dates,
                garbled: counts.garbled,
                with_markup: counts.with_markup,
                kept: cleaned.len() - removed,
                removed,
                clusters: found.clusters.len(),
                largest_cluster: found
                    .clusters
                    .iter()
                    .map(|cluster| cluster.members.len())
                    .max()
                    .unwrap_or(0),
                exact_copies: counts.exact_copies,
                buckets: counts.buckets.buckets,
                oversized_buckets: counts.buckets.oversized,
                candidates: counts.band_candidates,
                below_threshold: counts.below_threshold,
                verified: found.verified.len(),
            },
            skipped: first_skipped(&found.skipped)?,
            passed_over: (&found.passed_over).into(),
        })
    }
}

/// How many skipped records are named; the table has them all.
const NAMED: usize = 500;

/// The first skipped records, as rows of their table.
fn first_skipped(skipped: &SkippedRecords) -> Result<Vec<Value>> {
    let rows = skipped.iter().take(NAMED).map(|one| {
        let row = SkippedRow::from(one?);
        Ok(serde_json::to_value(Named(&row, &Nameless)).expect("a row is plain data"))
    });
    rows.collect()
}

impl Summary {
    /// That of `findings`.
    ///
    /// # Errors
    /// When a working file is damaged.
    pub fn new(findings: &Findings) -> Result<Self> {
        let counts = &findings.counts;
        let by_level = |level| findings.passages.iter().filter(|p| p.level == level).count();
        let repeated: Vec<RepeatedId> = findings
            .collection
            .repeated_keys()
            .iter()
            .take(NAMED)
            .map(|one| RepeatedId {
                id: one.key.to_string(),
                renamed: one.renamed.to_string(),
                first: one.first.to_string(),
                later: one.later.to_string(),
            })
            .collect();
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            retold_version: env!("CARGO_PKG_VERSION"),
            inputs: findings.inputs.iter().map(|path| path.display().to_string()).collect(),
            options: findings.options.clone(),
            counts: StageCounts {
                records: RecordCounts {
                    read: counts.read,
                    articles: counts.articles,
                    skipped: findings.skipped.len(),
                    repeated_ids: findings.collection.repeated_keys().len(),
                    without_words: counts.wordless,
                    unread_dates: counts.unread_dates,
                    garbled: counts.garbled,
                    with_markup: counts.with_markup,
                    skipped_by_reason: findings.skipped.by_reason().clone(),
                },
                outlets: findings.collection.outlets().len(),
                near_duplicates: NearDuplicateCounts {
                    exact_copies: counts.exact_copies,
                    buckets: counts.buckets.buckets,
                    oversized_buckets: counts.buckets.oversized,
                    candidates: counts.band_candidates,
                    below_threshold: counts.below_threshold,
                },
                passages: PassageCounts {
                    shared_seeds: counts.seeds.shared,
                    seeds_split: counts.seeds.split,
                    seed_stars: counts.seeds.stars,
                    seeds_dropped: counts.seeds.dropped,
                    candidates: counts.seed_candidates,
                    not_aligned: counts.not_aligned,
                    boilerplate_set_aside: counts.set_aside,
                    chains: counts.chains.chains,
                    chains_refused: counts.chains.refused,
                },
                retold: RetoldCounts {
                    event_candidates: counts.event_candidates,
                    local_candidates: counts.local_candidates,
                    compared: counts.retold_pairs,
                    unlikely: counts.unlikely,
                },
                found: FoundCounts {
                    pairs: findings.pairs.len(),
                    clusters: findings.clusters.len(),
                    families: findings.families.len(),
                    boilerplate: findings.boilerplate.len(),
                    passages: findings.passages.len(),
                    verbatim: by_level(Level::Verbatim),
                    edited: by_level(Level::Edited),
                    rewritten: by_level(Level::Rewritten),
                    quote: by_level(Level::Quote),
                },
            },
            repeated_ids: repeated,
            skipped: first_skipped(&findings.skipped)?,
            passed_over: (&findings.passed_over).into(),
        })
    }
}
