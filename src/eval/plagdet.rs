//! Text alignment as at PAN: macro precision, macro recall, granularity, and plagdet, which joins them.

use super::meeting::ByStart;
use super::{Reported, rounded};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// A span of a suspicious article that stands in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Id of the suspicious article.
    pub suspicious: String,
    /// Its span in characters.
    pub suspicious_span: (i64, i64),
    /// Id of the source.
    pub source: String,
    /// Its span in characters.
    pub source_span: (i64, i64),
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Harmonic mean of precision and recall, over log2(1 + granularity).
    pub plagdet: f64,
    /// Mean share of each detection that lies in cases it meets on both sides.
    pub precision: f64,
    /// Mean share of each case that lies in detections it meets on both sides.
    pub recall: f64,
    /// Mean number of detections of a case that is detected at all; 1 is best.
    pub granularity: f64,
    /// Cases there are.
    pub cases: usize,
    /// Detections there are.
    pub detections: usize,
}

/// One pair of spans, the suspicious side first.
struct Two<'a> {
    ids: (&'a str, &'a str),
    spans: [(i64, i64); 2],
}

impl Two<'_> {
    fn meets(&self, other: &Self) -> bool {
        (0..2).all(|side| {
            let (one, other) = (self.spans[side], other.spans[side]);
            one.0 < other.1 && other.0 < one.1
        })
    }

    fn meets_any(&self, by_pair: &ByPair) -> bool {
        let others = by_pair.get(&self.ids);
        others.is_some_and(|others| others.near(self.spans[0]).any(|other| self.meets(other)))
    }
}

/// What two articles have, by their ids.
type ByPair<'a, 't> = HashMap<(&'a str, &'a str), ByStart<&'t Two<'a>>>;

fn by_pair<'a, 't>(all: &'t [Two<'a>]) -> ByPair<'a, 't> {
    let mut by_pair: HashMap<_, Vec<_>> = HashMap::new();
    for one in all {
        by_pair.entry(one.ids).or_default().push((one.spans[0], one));
    }
    by_pair.into_iter().map(|(ids, all)| (ids, ByStart::new(all))).collect()
}

/// Measures the passages between articles that were reported, shared quotations apart; with `is_only_listed` those alone between articles
/// that some case names together.
pub fn score(cases: &[Case], reported: &[Reported], is_only_listed: bool) -> Scores {
    let listed: HashSet<(&str, &str)> = cases.iter().map(|case| (&*case.suspicious, &*case.source)).collect();
    let cases: Vec<Two> = cases
        .iter()
        .map(|case| Two {
            ids: (&case.suspicious, &case.source),
            spans: [case.suspicious_span, case.source_span],
        })
        .collect();
    let by_pair = by_pair(&cases);
    let detections: Vec<Two> = reported
        .iter()
        .filter(|passage| passage.left != passage.right && passage.level != "quote")
        .filter_map(|passage| {
            let as_is =
                Two { ids: (&passage.left, &passage.right), spans: [passage.left_span, passage.right_span] };
            let turned =
                Two { ids: (as_is.ids.1, as_is.ids.0), spans: [passage.right_span, passage.left_span] };
            // Where cases name the two both ways, that of the cases it meets.
            match (listed.contains(&as_is.ids), listed.contains(&turned.ids)) {
                (true, true) if !as_is.meets_any(&by_pair) && turned.meets_any(&by_pair) => Some(turned),
                (true, _) => Some(as_is),
                (false, true) => Some(turned),
                (false, false) => (!is_only_listed).then_some(as_is),
            }
        })
        .collect();
    let (recall, met) = cover(&cases, &detections);
    let (precision, _) = cover(&detections, &cases);
    let met: Vec<usize> = met.into_iter().filter(|&number| number > 0).collect();
    let granularity = if met.is_empty() { 1.0 } else { met.iter().sum::<usize>() as f64 / met.len() as f64 };
    let both = precision + recall;
    let f1 = if both > 0.0 { 2.0 * precision * recall / both } else { 0.0 };
    Scores {
        plagdet: rounded(f1 / (1.0 + granularity).log2()),
        precision: rounded(precision),
        recall: rounded(recall),
        granularity: rounded(granularity),
        cases: cases.len(),
        detections: detections.len(),
    }
}

/// Mean share of the characters of each of `items` that lie in those of `others` it meets on both sides; and how many of
/// those each meets.
fn cover(items: &[Two], others: &[Two]) -> (f64, Vec<usize>) {
    let by_pair = by_pair(others);
    let (mut sum, mut met) = (0.0, Vec::with_capacity(items.len()));
    for item in items {
        let near = by_pair.get(&item.ids).into_iter().flat_map(|others| others.near(item.spans[0]));
        let meeting: Vec<&&Two> = near.filter(|other| item.meets(other)).collect();
        met.push(meeting.len());
        let covered = |side: usize| {
            let (start, end) = item.spans[side];
            union(meeting.iter().map(|other| (other.spans[side].0.max(start), other.spans[side].1.min(end))))
        };
        let whole: i64 = item.spans.iter().map(|(start, end)| end - start).sum();
        if whole > 0 {
            sum += (covered(0) + covered(1)) as f64 / whole as f64;
        }
    }
    (if items.is_empty() { 0.0 } else { sum / items.len() as f64 }, met)
}

/// How much all the spans together cover. Its own, so that a fault in how findings are counted does not judge itself.
fn union(spans: impl Iterator<Item = (i64, i64)>) -> i64 {
    let mut sorted: Vec<(i64, i64)> = spans.collect();
    sorted.sort_unstable();
    let (mut total, mut reached) = (0, i64::MIN);
    for (start, end) in sorted {
        if end > reached {
            total += end - start.max(reached);
            reached = end;
        }
    }
    total
}
