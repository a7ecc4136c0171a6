//! Rows of the tables, column by column.
//!
//! Offsets are Unicode code points into the article's text as it was read, end exclusive; shares lie in [0, 1], rounded to
//! six decimals; ids are the user's own.

use super::table::{OutletNumber, Row, Tree, table};
use crate::article::ArticleId;
use crate::passage::level::Level;
use crate::span::CodePointRange;
use std::sync::Arc;

/// The names of all tables.
pub const TABLES: [&str; 9] = [
    ArticleRow::TABLE,
    PairRow::TABLE,
    PassageRow::TABLE,
    ClusterRow::TABLE,
    OutletRow::TABLE,
    FamilyRow::TABLE,
    BoilerplateRow::TABLE,
    RemovedRow::TABLE,
    SkippedRow::TABLE,
];

table! {
    /// An article; by id.
    ArticleRow in "articles" derives Default {
        /// The user's id, made unique.
        id: String,
        /// Outlet, if known.
        outlet: Option<OutletNumber>,
        /// When it was published, at the precision given (ISO 8601).
        date: Option<String>,
        /// Headline, if known.
        title: Option<String>,
        /// Address, if known.
        url: Option<String>,
        /// Language as far as certain, by its ISO 639 code.
        language: Option<String>,
        /// Characters.
        chars: u32,
        /// Words.
        words: u32,
        /// Characters of boilerplate: sentences the outlet repeats in unrelated articles. They count in no share.
        boilerplate_chars: u32,
        /// Characters that some other article has too: the sum of the three levels below.
        shared_chars: u32,
        /// In verbatim passages.
        verbatim_chars: u32,
        /// In edited passages and not in verbatim ones.
        edited_chars: u32,
        /// In rewritten passages only.
        rewritten_chars: u32,
        /// Of the shared characters, those that only other articles of the same outlet have.
        own_outlet_chars: u32,
        /// Those that an article elsewhere, certainly published earlier, has too: of another outlet, or where an outlet is unknown.
        earlier_chars: u32,
        /// Those that no such article has, but one elsewhere whose order is unknown: the same date, or none.
        unknown_order_chars: u32,
        /// Those that elsewhere only articles certainly published later have. The four add up to the shared ones.
        later_chars: u32,
        /// Shared characters as a share of the characters that are not boilerplate.
        shared: f64,
        /// File the article was read from.
        file: Option<Arc<str>>,
        /// Line of the record, from 1.
        line: Option<u64>,
    }
}

table! {
    /// Two articles with exact counts; by left, then right, in a cleaned collection in order of reading.
    PairRow in "pairs" {
        /// The smaller id.
        left: ArticleId,
        /// The larger id.
        right: ArticleId,
        /// Shared of all distinct shingles.
        resemblance: f64,
        /// Shared of the distinct shingles of the left article.
        containment_of_left: f64,
        /// Shared of the distinct shingles of the right article.
        containment_of_right: f64,
        /// Distinct shingles both have.
        shared: u32,
        /// Distinct shingles of the left article.
        left_shingles: u32,
        /// Distinct shingles of the right article.
        right_shingles: u32,
    }
}

table! {
    /// A stretch that two articles share, or that one article has twice; by left, right, and places.
    PassageRow in "passages" {
        /// The smaller id.
        left: ArticleId,
        /// First character on the left.
        left_start: u32,
        /// Behind the last character on the left.
        left_end: u32,
        /// The larger id; the same for a repeat inside one article.
        right: ArticleId,
        /// First character on the right.
        right_start: u32,
        /// Behind the last character on the right.
        right_end: u32,
        /// `verbatim`, `edited`, `rewritten` or `quote`.
        level: Level,
        /// How sure we are that one text stands behind both.
        score: f64,
        /// Share of the words of the longer side that the other one has in the same form: in a `verbatim` passage word by word, elsewhere in any order where whole sentences were matched.
        identity: f64,
        /// Why, where it is told in other words: what both sides share, and what only one has.
        evidence: Option<Tree>,
    }
}

table! {
    /// A member of a cluster of near-duplicates; by cluster, then id.
    ClusterRow in "clusters" {
        /// Number of the cluster, from 1, in order of its representative's id.
        cluster: u32,
        /// A member.
        id: ArticleId,
        /// The member that stands for the others: the earliest.
        representative: ArticleId,
    }
}

table! {
    /// What the articles of one outlet share with those of another; by both names.
    OutletRow in "outlets" {
        /// The outlet whose articles are counted.
        outlet: OutletNumber,
        /// The outlet they share passages with; the same for passages between its own articles.
        other: OutletNumber,
        /// Articles of `outlet` that share a passage with `other`.
        articles: u32,
        /// Characters of `outlet` that `other` has too.
        chars: u64,
        /// These as a share of all characters of `outlet` that are not boilerplate.
        share: f64,
        /// Characters of `outlet` that `other` certainly published earlier.
        earlier_chars: u64,
        /// Passages between the two, quotes apart; of a text in more than 64 articles only those that were found.
        passages: u64,
    }
}

table! {
    /// A member of a family: one stretch of text in several articles, parts of it in families of their own; by family, then article.
    FamilyRow in "families" {
        /// Number of the family, from 1, largest first.
        family: u32,
        /// The article of the member.
        id: ArticleId,
        /// Its outlet, if known.
        outlet: Option<OutletNumber>,
        /// When it was published.
        date: Option<String>,
        /// First character.
        start: u32,
        /// Behind the last character.
        end: u32,
        /// How near it is to the medoid; nothing for the medoid.
        level: Option<Level>,
        /// Whether it is the medoid, which shares a passage with every member.
        medoid: bool,
        /// Whether it has a date, and no member certainly precedes it in this collection; ties are all first.
        first_seen: bool,
    }
}

table! {
    /// A sentence that an outlet repeats in unrelated articles; by outlet, then text.
    BoilerplateRow in "boilerplate" {
        /// The outlet, if known.
        outlet: Option<OutletNumber>,
        /// The sentence as it stands in the first of its articles.
        text: String,
        /// How many articles have it.
        articles: u32,
    }
}

table! {
    /// A record that goes, and the one that stands for it; in order of reading.
    RemovedRow in "removed" {
        /// The removed record.
        id: ArticleId,
        /// The record that stands for it.
        kept: ArticleId,
        /// Shared of all shingles of both, counted exactly.
        resemblance: f64,
        /// Shared shingles as a share of the removed record's.
        containment_of_removed: f64,
        /// Shared shingles as a share of the kept record's.
        containment_of_kept: f64,
        /// Number of the cluster of both, from 1.
        cluster: u32,
        /// File of the removed record.
        file: String,
        /// Its line.
        line: Option<u32>,
        /// File of the kept record: of the other collection, where it stands there.
        kept_file: String,
        /// Its line.
        kept_line: Option<u32>,
    }
}

table! {
    /// A record that was left out, with its place; by file, then place.
    SkippedRow in "skipped" {
        /// File, or `-` for standard input.
        file: Option<String>,
        /// Line, from 1.
        line: Option<u64>,
        /// Byte offset of the record in the decompressed file.
        byte: Option<u64>,
        /// The field at fault.
        field: Option<String>,
        /// Short stable name of the reason.
        reason: String,
        /// What is wrong.
        what: String,
        /// What can be done.
        hint: Option<String>,
    }
}

impl ClusterRow {
    /// Whether two rows are of one cluster.
    pub fn is_of(&self, other: &Self) -> bool {
        self.cluster == other.cluster
    }
}

impl FamilyRow {
    /// Whether two rows are of one family.
    pub fn is_of(&self, other: &Self) -> bool {
        self.family == other.family
    }
}

impl PassageRow {
    /// Characters of the left text.
    pub fn left_span(&self) -> CodePointRange {
        CodePointRange { start: self.left_start, end: self.left_end }
    }

    /// Characters of the right text.
    pub fn right_span(&self) -> CodePointRange {
        CodePointRange { start: self.right_start, end: self.right_end }
    }

    /// Characters of the shorter side.
    pub fn length(&self) -> u32 {
        self.left_span().len().min(self.right_span().len())
    }
}
