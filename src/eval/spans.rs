//! Labelled pairs of spans: how many of each label are found, and how well the scores part reuse from the rest.

use super::meeting::ByStart;
use super::{Reported, rounded, share};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Two spans and what people say of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// Id of one article.
    pub a: String,
    /// Its span in characters.
    pub a_span: (i64, i64),
    /// Id of the other, or the same.
    pub b: String,
    /// Its span in characters.
    pub b_span: (i64, i64),
    /// V verbatim, E edited, R rewritten: reuse. S same event, U unrelated: none. Any other is left out.
    pub label: String,
    /// What kind of thing it is, where the table says so.
    pub case: Option<String>,
}

/// Labels of reuse, in the order they are told.
const REUSE: [&str; 3] = ["V", "E", "R"];
/// Labels of what is not.
const OTHER: [&str; 2] = ["S", "U"];

/// What is measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Share found of each label of reuse.
    pub recall: BTreeMap<String, f64>,
    /// Share found of each label that is not reuse.
    pub false_positive_rate: BTreeMap<String, f64>,
    /// Share of reuse among labelled pairs that are found.
    pub precision: Option<f64>,
    /// Harmonic mean of precision and of recall over all labels of reuse.
    pub f1: Option<f64>,
    /// How often reuse scores above what is not, ties half; what is not found scores 0.
    pub auc: Option<f64>,
    /// The same for rewritten pairs alone.
    pub auc_rewritten: Option<f64>,
    /// How many pairs of each label were found at each level, as `label->level`.
    pub levels: BTreeMap<String, usize>,
    /// How many rows have another label, and were not measured.
    #[serde(skip_serializing_if = "is_none")]
    pub other_labels: usize,
    /// How many pairs of each label were found.
    pub found: BTreeMap<String, usize>,
    /// How many pairs each label has.
    pub pairs: BTreeMap<String, usize>,
    /// For each label and case: how many were found, and how many there are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cases: BTreeMap<String, (usize, usize)>,
}

/// The left span of a passage, and it with its place among all.
type Spanned<'a> = ((i64, i64), (usize, &'a Reported));

/// Measures the passages that were reported. Shared quotations do not count as reuse.
pub fn score(rows: &[Labelled], reported: &[Reported]) -> Scores {
    let mut by_pair: HashMap<(&str, &str), Vec<Spanned>> = HashMap::new();
    for (at, passage) in reported.iter().enumerate().filter(|(_, passage)| passage.level != "quote") {
        let pair = (&*passage.left, &*passage.right);
        by_pair.entry(pair).or_default().push((passage.left_span, (at, passage)));
    }
    let by_pair: HashMap<(&str, &str), ByStart<(usize, &Reported)>> =
        by_pair.into_iter().map(|(pair, passages)| (pair, ByStart::new(passages))).collect();
    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut out = Scores::default();
    for label in REUSE.iter().chain(&OTHER) {
        scores.insert(label, Vec::new());
        out.found.insert((*label).to_owned(), 0);
    }
    for row in rows {
        let Some(scores) = scores.get_mut(&*row.label) else {
            out.other_labels += 1;
            continue;
        };
        // Of equal scores the last that was reported.
        let mut best: Option<(f64, usize, &str)> = None;
        let sides = [(&row.a, row.a_span), (&row.b, row.b_span)];
        for [(left, left_span), (right, right_span)] in [sides, [sides[1], sides[0]]] {
            let passages = by_pair.get(&(&**left, &**right)).into_iter();
            for &(at, passage) in passages.flat_map(|passages| passages.near(left_span)) {
                let is_better = best.is_none_or(|(score, last, _)| (passage.score, at) > (score, last));
                if is_better && shows(passage, left_span, right_span) {
                    best = Some((passage.score, at, &passage.level));
                }
            }
        }
        let level = best.map(|(.., level)| level);
        if let Some(level) = level {
            *out.levels.entry(format!("{}->{level}", row.label)).or_default() += 1;
            *out.found.entry(row.label.clone()).or_default() += 1;
        }
        if let Some(case) = &row.case {
            let (found, all) = out.cases.entry(format!("{} {case}", row.label)).or_default();
            (*found, *all) = (*found + usize::from(level.is_some()), *all + 1);
        }
        scores.push(best.map_or(0.0, |(score, ..)| score));
    }
    let found = |label: &str| out.found[label];
    let shares = |labels: &[&str]| -> BTreeMap<String, f64> {
        let of = |label: &&str| Some(((*label).to_owned(), share(found(label), scores[*label].len())?));
        labels.iter().filter_map(of).collect()
    };
    let all = |labels: &[&str]| -> Vec<f64> {
        labels.iter().flat_map(|label| scores[*label].iter().copied()).collect()
    };
    let (positive, negative) = (all(&REUSE), all(&OTHER));
    let right: usize = REUSE.iter().map(|label| found(label)).sum();
    let wrong: usize = OTHER.iter().map(|label| found(label)).sum();
    let (recall, false_positive_rate) = (shares(&REUSE), shares(&OTHER));
    (out.recall, out.false_positive_rate) = (recall, false_positive_rate);
    out.precision = share(right, right + wrong);
    out.f1 =
        (!positive.is_empty()).then(|| rounded(2.0 * right as f64 / (right + wrong + positive.len()) as f64));
    out.auc = area(&positive, &negative);
    out.auc_rewritten = area(&scores["R"], &negative);
    out.pairs = scores.iter().map(|(label, scores)| ((*label).to_owned(), scores.len())).collect();
    out
}

fn is_none(number: &usize) -> bool {
    *number == 0
}

/// Whether a passage holds at least half of both spans, and carries the middle of the left one, in proportion, into the right
/// one, give or take 100 characters or 15 % of the passage.
fn shows(passage: &Reported, left: (i64, i64), right: (i64, i64)) -> bool {
    let float = |(start, end): (i64, i64)| (start as f64, end as f64);
    let (left, right) = (float(left), float(right));
    let (l, r) = (float(passage.left_span), float(passage.right_span));
    let overlap = |one: (f64, f64), other: (f64, f64)| one.1.min(other.1) - one.0.max(other.0);
    if overlap(l, left) < 0.5 * (left.1 - left.0) || overlap(r, right) < 0.5 * (right.1 - right.0) {
        return false;
    }
    let middle = ((left.0 + left.1) / 2.0).max(l.0).min(l.1);
    let carried = r.0 + (middle - l.0) / (l.1 - l.0).max(1.0) * (r.1 - r.0);
    let slack = (0.15 * (r.1 - r.0)).max(100.0);
    (right.0 - slack..=right.1 + slack).contains(&carried)
}

/// Area under the curve of true against false positives: how often a positive is above a negative, ties half.
fn area(positive: &[f64], negative: &[f64]) -> Option<f64> {
    if positive.is_empty() || negative.is_empty() {
        return None;
    }
    let mut sorted = negative.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    // Halves, so that the sum is exact.
    let halves: usize = positive
        .iter()
        .map(|score| {
            let below = sorted.partition_point(|other| other < score);
            below + sorted.partition_point(|other| other <= score)
        })
        .sum();
    Some(rounded(halves as f64 / (2 * positive.len() * negative.len()) as f64))
}
