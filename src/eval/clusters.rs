//! Clusters of articles: adjusted Rand index and B³.

use super::{IdPair, rounded};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is measured, over all articles that the truth or the findings name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Agreement on pairs of articles beyond chance: 1 is the same, 0 is chance.
    pub adjusted_rand: f64,
    /// Mean share of an article's found cluster that belongs with it.
    pub b3_precision: f64,
    /// Mean share of what belongs with an article that its found cluster holds.
    pub b3_recall: f64,
    /// Harmonic mean of both.
    pub b3_f1: f64,
    /// Articles compared; one that is in no cluster stands alone.
    pub articles: usize,
    /// Clusters of two articles or more in the truth.
    pub wanted: usize,
    /// Clusters of two articles or more among the findings.
    pub found: usize,
}

/// Compares the clusters found with those wanted; both name the cluster of each article.
pub fn score(wanted: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> Scores {
    let ids: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    // How many articles each cell of the table of both holds, and each of its margins.
    let mut cells: BTreeMap<(Side, Side), u64> = BTreeMap::new();
    let (mut rows, mut columns): (BTreeMap<Side, u64>, BTreeMap<Side, u64>) = Default::default();
    for id in &ids {
        let side = |clusters: &'_ BTreeMap<String, String>| match clusters.get(*id) {
            Some(name) => Side::In(name.clone()),
            None => Side::Alone((*id).clone()),
        };
        let (row, column) = (side(wanted), side(found));
        *rows.entry(row.clone()).or_default() += 1;
        *columns.entry(column.clone()).or_default() += 1;
        *cells.entry((row, column)).or_default() += 1;
    }
    let num = ids.len() as u64;
    let two = |number: u64| (number * number.saturating_sub(1) / 2) as f64;
    let together: f64 = cells.values().map(|&n| two(n)).sum();
    let (in_rows, in_columns): (f64, f64) =
        (rows.values().map(|&n| two(n)).sum(), columns.values().map(|&n| two(n)).sum());
    let expected = if num > 1 { in_rows * in_columns / two(num) } else { 0.0 };
    let most = 0.5 * (in_rows + in_columns);
    // Nothing can differ where all stand alone, or all together, on both sides.
    let adjusted_rand = if most == expected { 1.0 } else { (together - expected) / (most - expected) };
    let mean = |margin: &dyn Fn(&(Side, Side)) -> u64| {
        let sum: f64 = cells.iter().map(|(key, &n)| (n * n) as f64 / margin(key) as f64).sum();
        if num == 0 { 0.0 } else { sum / num as f64 }
    };
    let (precision, recall) = (mean(&|key| columns[&key.1]), mean(&|key| rows[&key.0]));
    let both = precision + recall;
    Scores {
        adjusted_rand: rounded(adjusted_rand),
        b3_precision: rounded(precision),
        b3_recall: rounded(recall),
        b3_f1: rounded(if both > 0.0 { 2.0 * precision * recall / both } else { 0.0 }),
        articles: ids.len(),
        wanted: rows.values().filter(|&&n| n > 1).count(),
        found: columns.values().filter(|&&n| n > 1).count(),
    }
}

/// Where an article stands on one side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    In(String),
    Alone(String),
}

/// Clusters of articles that a path of pairs links, each named by its smallest id.
pub fn of_pairs(pairs: &BTreeSet<IdPair>) -> BTreeMap<String, String> {
    let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (left, right) in pairs {
        near.entry(left).or_default().push(right);
        near.entry(right).or_default().push(left);
    }
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for &first in near.keys() {
        let mut waiting = vec![first];
        while let Some(id) = waiting.pop() {
            if !out.contains_key(id) {
                out.insert(id.to_owned(), first.to_owned());
                waiting.extend(&near[id]);
            }
        }
    }
    out
}
