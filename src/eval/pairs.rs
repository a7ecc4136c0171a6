//! Pairs of articles: precision, recall, F1.

use super::{IdPair, rounded, share};
use serde::Serialize;
use std::collections::BTreeSet;

/// Pairs that should be found and pairs that should not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Pairs that should be found.
    pub wanted: BTreeSet<IdPair>,
    /// Pairs that should not.
    pub unwanted: BTreeSet<IdPair>,
    /// Pairs that are listed and count neither way.
    pub left_out: BTreeSet<IdPair>,
    /// Whether each listed pair was judged one way or the other: nothing is then known of the others.
    pub is_judged: bool,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Share of wanted pairs among the found ones that count.
    pub precision: Option<f64>,
    /// Share of the wanted pairs that is found.
    pub recall: Option<f64>,
    /// Harmonic mean of both.
    pub f1: Option<f64>,
    /// Wanted pairs.
    pub wanted: usize,
    /// Found pairs that count: those the truth says something of.
    pub found: usize,
    /// Pairs that are both.
    pub right: usize,
}

/// Measures the pairs found. Where pairs were judged one by one, or with `is_only_listed`, others count neither way; else every
/// pair that is not wanted is wrong.
pub fn score(truth: &Wanted, found: &BTreeSet<IdPair>, is_only_listed: bool) -> Scores {
    let is_open = truth.is_judged || is_only_listed;
    let right = found.iter().filter(|pair| truth.wanted.contains(pair)).count();
    let is_wrong = |pair: &&IdPair| {
        !truth.wanted.contains(pair)
            && !truth.left_out.contains(pair)
            && (!is_open || truth.unwanted.contains(pair))
    };
    let wrong = found.iter().filter(is_wrong).count();
    let all = truth.wanted.len();
    Scores {
        precision: share(right, right + wrong),
        recall: share(right, all),
        f1: (all > 0).then(|| rounded(2.0 * right as f64 / (right + wrong + all) as f64)),
        wanted: all,
        found: right + wrong,
        right,
    }
}
