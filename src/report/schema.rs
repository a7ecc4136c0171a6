//! Rows of the tables and the summary, field by field as they are written.
//!
//! Offsets are Unicode code points into the article's text as it was read, end exclusive; shares lie in [0, 1], rounded to
//! six decimals; ids are the user's own.

use crate::passage::evidence::Evidence;
use serde::Serialize;

/// A row of `articles.jsonl`, one for each article, by id.
#[derive(Serialize)]
pub struct ArticleRow<'a> {
    /// The user's id, made unique.
    pub id: &'a str,
    /// Outlet, if known.
    pub outlet: Option<&'a str>,
    /// When it was published, at the precision given (ISO 8601).
    pub date: Option<String>,
    /// Headline, if known.
    pub title: Option<String>,
    /// Address, if known.
    pub url: Option<String>,
    /// Language as far as certain, by its ISO 639 code.
    pub language: Option<&'static str>,
    /// Characters.
    pub chars: u32,
    /// Words.
    pub words: u32,
    /// Characters of boilerplate: sentences the outlet repeats in unrelated articles. They count in no share.
    pub boilerplate_chars: u32,
    /// Characters that some other article has too: the sum of the three levels below.
    pub shared_chars: u32,
    /// In verbatim passages.
    pub verbatim_chars: u32,
    /// In edited passages and not in verbatim ones.
    pub edited_chars: u32,
    /// In rewritten passages only.
    pub rewritten_chars: u32,
    /// Characters that an article certainly published earlier has too.
    pub earlier_chars: u32,
    /// Characters that no such article has, but one whose order is unknown: the same date, or none.
    pub unknown_order_chars: u32,
    /// Characters that only articles certainly published later have too. The three add up to the shared ones.
    pub later_chars: u32,
    /// Shared characters as a share of the characters that are not boilerplate.
    pub shared: f64,
    /// File the article was read from.
    pub file: Option<String>,
    /// Line of the record, from 1.
    pub line: Option<u64>,
}

/// A row of `pairs.jsonl`: two articles with exact counts, by left then right.
#[derive(Serialize)]
pub struct PairRow<'a> {
    /// The smaller id.
    pub left: &'a str,
    /// The larger id.
    pub right: &'a str,
    /// Shared of all distinct shingles.
    pub resemblance: f64,
    /// Shared of the distinct shingles of the left article.
    pub containment_of_left: f64,
    /// Shared of the distinct shingles of the right article.
    pub containment_of_right: f64,
    /// Distinct shingles both have.
    pub shared: u32,
    /// Distinct shingles of the left article.
    pub left_shingles: u32,
    /// Distinct shingles of the right article.
    pub right_shingles: u32,
}

/// A row of `passages.jsonl`: a stretch two articles share, or one article has twice.
#[derive(Serialize)]
pub struct PassageRow<'a> {
    /// The smaller id.
    pub left: &'a str,
    /// First character on the left.
    pub left_start: u32,
    /// Behind the last character on the left.
    pub left_end: u32,
    /// The larger id; the same for a repeat inside one article.
    pub right: &'a str,
    /// First character on the right.
    pub right_start: u32,
    /// Behind the last character on the right.
    pub right_end: u32,
    /// `verbatim`, `edited`, `rewritten` or `quote`.
    pub level: &'static str,
    /// How sure we are.
    pub score: f64,
    /// Share of equal words.
    pub identity: f64,
    /// Why, for a passage in other words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<&'a Evidence>,
}

/// A row of `clusters.jsonl`: one for each member, by cluster then id.
#[derive(Serialize)]
pub struct ClusterRow<'a> {
    /// Number of the cluster, from 1, in order of its representative's id.
    pub cluster: u32,
    /// A member.
    pub id: &'a str,
    /// The member that stands for the others: the earliest.
    pub representative: &'a str,
}

/// A row of `outlets.jsonl`: what the articles of one outlet share with those of another, by both names.
#[derive(Serialize)]
pub struct OutletRow<'a> {
    /// The outlet whose articles are counted.
    pub outlet: &'a str,
    /// The outlet they share passages with; the same for passages between its own articles.
    pub other: &'a str,
    /// Articles of `outlet` that share a passage with `other`.
    pub articles: u32,
    /// Characters of `outlet` that `other` has too.
    pub chars: u64,
    /// These as a share of all characters of `outlet` that are not boilerplate.
    pub share: f64,
    /// Characters of `outlet` that `other` certainly published earlier.
    pub earlier_chars: u64,
    /// Passages between the two.
    pub passages: u64,
}

/// A row of `families.jsonl`: one for each member, by family then article. Families are numbered from 1, largest first.
#[derive(Serialize)]
pub struct FamilyRow<'a> {
    /// Number of the family.
    pub family: u32,
    /// The article of the member.
    pub id: &'a str,
    /// Its outlet, if known.
    pub outlet: Option<&'a str>,
    /// When it was published.
    pub date: Option<String>,
    /// First character.
    pub start: u32,
    /// Behind the last character.
    pub end: u32,
    /// How near it is to the medoid; nothing for the medoid.
    pub level: Option<&'static str>,
    /// Whether it is the medoid, which shares a passage with every member.
    pub medoid: bool,
    /// Whether no member of known date certainly precedes it in this collection; ties are all first.
    pub first_seen: bool,
}

/// A row of `boilerplate.jsonl`: a sentence that an outlet repeats in unrelated articles, by outlet then text.
#[derive(Serialize)]
pub struct BoilerplateRow<'a> {
    /// The outlet, if known.
    pub outlet: Option<&'a str>,
    /// The sentence as it stands in the first of its articles.
    pub text: &'a str,
    /// How many articles have it.
    pub articles: u32,
}

/// A row of `removed.jsonl`: a record that goes, and the one that stands for it.
#[derive(Serialize)]
pub struct RemovedRow<'a> {
    /// The removed record.
    pub id: &'a str,
    /// The record that stands for it.
    pub kept: &'a str,
    /// Shared of all shingles of both, counted exactly.
    pub resemblance: f64,
    /// Shared shingles as a share of the removed record's.
    pub containment_of_removed: f64,
    /// Shared shingles as a share of the kept record's.
    pub containment_of_kept: f64,
    /// Number of the cluster of both, from 1.
    pub cluster: u32,
    /// File of the removed record.
    pub file: String,
    /// Its line.
    pub line: Option<u32>,
    /// File of the kept record: of the other collection, where it stands there.
    pub kept_file: String,
    /// Its line.
    pub kept_line: Option<u32>,
}

/// A row of `skipped.jsonl`: a record that was left out, with its place.
#[derive(Serialize)]
pub struct SkippedRow {
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
