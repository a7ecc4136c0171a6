//! `findings.json`: the run as a whole, field by field as it is written.

use super::SCHEMA_VERSION;
use super::tables::path;
use crate::findings::Findings;
use crate::passage::level::Level;
use crate::read;
use serde::Serialize;

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
    pub options: serde_json::Value,
    /// How much each stage took in and gave on.
    pub counts: StageCounts,
    /// Ids that more than one record gives.
    pub repeated_ids: Vec<RepeatedId>,
    /// Records that are not articles, by place.
    pub skipped: Vec<SkippedRecord>,
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
    pub skipped: usize,
    /// Records whose id an earlier one has.
    pub repeated_ids: usize,
    /// Articles without a single word: compared with nothing.
    pub without_words: u64,
    /// Dates given that were not understood.
    pub unread_dates: u64,
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
    /// Seeds paired with their smallest article only.
    pub seed_stars: u64,
    /// Seeds dropped.
    pub seeds_dropped: u64,
    /// Pairs that share a seed.
    pub candidates: u64,
    /// Of these, pairs with a single seed and too few equal words around it.
    pub lone_seeds: u64,
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
    /// Pairs of stories about one event.
    pub event_candidates: u64,
    /// Pairs of stories with rare words near each other in two sentences.
    pub local_candidates: u64,
    /// Pairs of articles whose sentences were compared.
    pub compared: u64,
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

/// A record that was left out, with its place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkippedRecord {
    /// File, or `-` for standard input.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Byte offset of the record in the decompressed file.
    pub byte: Option<u64>,
    /// The field at fault.
    pub field: Option<String>,
    /// Short stable name of the reason.
    pub reason: &'static str,
    /// What is wrong.
    pub what: String,
    /// What can be done.
    pub hint: Option<String>,
}

impl From<&read::Skipped> for SkippedRecord {
    fn from(skipped: &read::Skipped) -> Self {
        Self {
            file: path(&skipped.place),
            line: skipped.place.line,
            byte: skipped.place.byte,
            field: skipped.place.field.as_deref().map(str::to_owned),
            reason: skipped.reason.name(),
            what: skipped.reason.to_string(),
            hint: skipped.hint.clone(),
        }
    }
}

impl Summary {
    /// That of `findings`.
    pub fn new(findings: &Findings) -> Self {
        let counts = &findings.counts;
        let by_level = |level| findings.passages.iter().filter(|p| p.level == level).count();
        let repeated: Vec<RepeatedId> = findings
            .collection
            .repeated_keys()
            .iter()
            .map(|one| RepeatedId {
                id: one.key.to_string(),
                renamed: one.renamed.to_string(),
                first: one.first.to_string(),
                later: one.later.to_string(),
            })
            .collect();
        Self {
            schema_version: SCHEMA_VERSION,
            retold_version: env!("CARGO_PKG_VERSION"),
            inputs: findings.inputs.iter().map(|path| path.display().to_string()).collect(),
            options: findings.options.clone(),
            counts: StageCounts {
                records: RecordCounts {
                    read: counts.read,
                    articles: counts.articles,
                    skipped: findings.skipped.len(),
                    repeated_ids: repeated.len(),
                    without_words: counts.wordless,
                    unread_dates: counts.unread_dates,
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
                    lone_seeds: counts.lone_seeds,
                    boilerplate_set_aside: counts.set_aside,
                    chains: counts.chains.chains,
                    chains_refused: counts.chains.refused,
                },
                retold: RetoldCounts {
                    event_candidates: counts.event_candidates,
                    local_candidates: counts.local_candidates,
                    compared: counts.retold_pairs,
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
            skipped: findings.skipped.iter().map(SkippedRecord::from).collect(),
        }
    }
}
