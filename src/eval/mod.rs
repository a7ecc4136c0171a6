//! Findings against a labelled truth: how much of what should be found is found, and how much of what is found is right.
//!
//! **In** a table of labels and a folder of findings, or one of its tables. **Out** an [`Evaluation`]. **Cost** linear in both,
//! but for spans, which are compared within their pair of articles. **Never** says what is good enough.
//! **From** Potthast et al., *An evaluation framework for plagiarism detection* (COLING 2010), for plagdet; Hubert and Arabie
//! (1985) for the adjusted Rand index; Bagga and Baldwin (1998) for B³.

pub mod clusters;
mod found;
mod meeting;
pub mod pairs;
pub mod plagdet;
pub mod spans;
mod truth;

pub use truth::Truth;

use crate::error::{Error, Place, Result};
use serde::Serialize;
use std::path::Path;

/// How a truth is read and how far it reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    /// Findings between articles that the truth does not name together are left out, not wrong.
    pub is_only_listed: bool,
    /// Least grade of a pair that should be found, for a truth with grades; 1 unless given.
    pub least_grade: Option<i64>,
    /// Only pairs whose kind holds this word should be found, where the truth has kinds; other listed pairs count neither way.
    pub kind: Option<String>,
}

/// Everything that a truth and its findings allow to be measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Labelled pairs of spans.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub spans: Option<spans::Scores>,
    /// Cases of reuse, as at PAN.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub plagdet: Option<plagdet::Scores>,
    /// Pairs of articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<pairs::Scores>,
    /// Clusters of articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<clusters::Scores>,
    /// Ids of the truth that no article has, where the findings name their articles: a few of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_ids: Vec<String>,
    /// Spans of the truth that reach beyond the end of their article, where the findings tell how long it is, as they are told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<String>,
}

/// Measures the findings at `found` against the table at `truth`.
///
/// # Errors
/// When either cannot be read, a row is not understood, or the two have no article in common.
pub fn evaluate(truth: &Path, found: &Path, params: &Params) -> Result<Evaluation> {
    if truth.is_dir() {
        let what = "this is a folder, where the table of labels belongs";
        let hint = match found.is_dir() {
            true => "the table comes first, then the findings: retold eval TRUTH FOUND".to_owned(),
            false => {
                format!("the arguments are swapped: retold eval {} {}", found.display(), truth.display())
            }
        };
        return Err(Error::record(Place::file(truth), what, Some(&hint)));
    }
    let (place, truth) = (truth, truth::read(truth, params)?);
    let found = found::Found::at(found)?;
    let (unknown_ids, outside) = found.misfits(place, &truth)?;
    let mut out = Evaluation { unknown_ids, outside, ..Evaluation::default() };
    match &truth {
        Truth::Spans(rows) => out.spans = Some(spans::score(rows, &found.passages()?)),
        Truth::Cases(cases) => {
            out.plagdet = Some(plagdet::score(cases, &found.passages()?, params.is_only_listed));
        }
        Truth::Pairs(pairs) => {
            if let Some(found) = found.pairs()? {
                out.pairs = Some(pairs::score(pairs, &found, params.is_only_listed));
            }
            // Where only some pairs were judged, or some count neither way, nothing is known of the clusters they lie in.
            if !pairs.is_judged
                && pairs.left_out.is_empty()
                && let Some(found) = found.clusters()?
            {
                out.clusters = Some(clusters::score(&clusters::of_pairs(&pairs.wanted), &found));
            }
        }
        Truth::Clusters(wanted) => {
            if let Some(found) = found.clusters()? {
                out.clusters = Some(clusters::score(wanted, &found));
            }
            if let Some(found) = found.pairs()? {
                out.pairs = Some(pairs::score_clusters(wanted, &found, params.is_only_listed));
            }
        }
    }
    if out.spans.is_none() && out.plagdet.is_none() && out.pairs.is_none() && out.clusters.is_none() {
        let hint = "these labels say something of pairs: name a folder of findings, or its pairs.jsonl";
        let what = "of these labels nothing can be measured in a table of clusters";
        return Err(Error::record(Place::file(place), what, Some(hint)));
    }
    Ok(out)
}

/// Share of `part` in `whole`, rounded to four decimals; nothing of nothing.
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| rounded(part as f64 / whole as f64))
}

/// Four decimals.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// A pair of ids, the smaller first.
pub type IdPair = (String, String);

/// Both ids in order.
fn in_order(one: &str, other: &str) -> IdPair {
    let (left, right) = if one <= other { (one, other) } else { (other, one) };
    (left.to_owned(), right.to_owned())
}

/// A stretch that two articles share, as reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Id of the left article.
    pub left: String,
    /// First and behind the last character.
    pub left_span: (i64, i64),
    /// Id of the right article.
    pub right: String,
    /// First and behind the last character.
    pub right_span: (i64, i64),
    /// Its level.
    pub level: String,
    /// Its score.
    pub score: f64,
}

#[cfg(test)]
mod tests;
