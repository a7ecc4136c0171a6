//! Pairs of articles: precision, recall, F1.

use super::{IdPair, rounded, share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    Scores::of(right, found.iter().filter(is_wrong).count(), truth.wanted.len())
}

/// Measures the pairs found against the cluster of each article: two of one cluster should be found, any others not; with
/// `is_only_listed` those count neither way of which the truth does not name both.
pub fn score_clusters(
    truth: &BTreeMap<String, String>,
    found: &BTreeSet<IdPair>,
    is_only_listed: bool,
) -> Scores {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    truth.values().for_each(|cluster| *sizes.entry(cluster).or_default() += 1);
    let wanted = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let (mut right, mut wrong) = (0, 0);
    for (one, other) in found {
        match (truth.get(one), truth.get(other)) {
            (Some(one), Some(other)) if one == other => right += 1,
            (Some(_), Some(_)) => wrong += 1,
            _ => wrong += usize::from(!is_only_listed),
        }
    }
    Scores::of(right, wrong, wanted)
}

impl Scores {
    fn of(right: usize, wrong: usize, wanted: usize) -> Self {
        Self {
            precision: share(right, right + wrong),
            recall: share(right, wanted),
            f1: (wanted > 0).then(|| rounded(2.0 * right as f64 / (right + wrong + wanted) as f64)),
            wanted,
            found: right + wrong,
            right,
        }
    }
}
