//! Judged cells to passages: neighbouring ones join where both sides go on together.
//!
//! **In** judged cells and the sentences of both sides. **Out** [`Grown`] boxes of whole sentences. **Cost** that of sorting the cells of
//! [`Params::beside`] and more, times those near each. **Never** reports a box that is mostly gap.
//! **From** the bilateral clustering with a shrinking gap of Sanchez-Perez, Sidorov and Gelbukh, *A winning approach to text
//! alignment for text reuse detection at PAN 2014*.

use super::account::Sentence;
use super::context::Judged;
use super::{chars, is_told_by};
use crate::components::Components;
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

/// How passages grow.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Least probability of a cell around which a passage grows; likely ones below it stand alone.
    pub joining: f64,
    /// Least probability of the cells that join it: what stands beside a retelling in the same order is told in it too.
    pub beside: f64,
    /// Most sentences between two cells that join.
    pub gap: i32,
}

impl Default for Params {
    fn default() -> Self {
        Self { joining: 0.5, beside: 0.2, gap: 2 }
    }
}

/// Most cells of one sentence that join.
const MOST_CELLS: usize = 8;

/// Least share of the characters of a box that lie in its cells, on both sides.
const LEAST_FILL: f64 = 0.6;

/// The longer side may have so many times the characters of the shorter one, and so many more.
const MOST_SKEW: f64 = 2.5;
const SKEW_CHARS: f64 = 200.0;

/// Two passages that follow each other on both sides join over a gap of at most so many characters, and so large a share of
/// their own; their gaps may differ by so much. Neither may be shorter than the least.
const JOIN_GAP: f64 = 600.0;
const JOIN_SHARE: f64 = 0.5;
const JOIN_LEAST: f64 = 100.0;
const JOIN_SKEW: f64 = 200.0;

/// A passage of whole sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Grown {
    /// First and last sentence on the left.
    pub left: (u32, u32),
    /// First and last sentence on the right.
    pub right: (u32, u32),
    /// Its most probable cell.
    pub best: Judged,
}

/// Grows passages from cells of at least [`Params::joining`], which take in those of [`Params::beside`], and adds those that reach `threshold` and stand alone.
pub fn grow(
    judged: &[Judged],
    left: &[Sentence],
    right: &[Sentence],
    threshold: f64,
    params: &Params,
) -> Vec<Grown> {
    let cells = likeliest(judged.iter().filter(|j| j.probability >= params.beside).collect());
    let mut out = Vec::new();
    group(cells, left, right, threshold.max(params.joining), params.gap, &mut out);
    let mut joined = join(out, left, right);
    // Larger ones first; what lies inside another on both sides is dropped.
    joined.sort_by(|a, b| {
        let size = |g: &Grown| num_chars(left, g.left) + num_chars(right, g.right);
        size(b).total_cmp(&size(a)).then((a.left, a.right).cmp(&(b.left, b.right)))
    });
    let mut kept = Chosen { passages: Vec::new(), by_left: vec![Vec::new(); left.len()] };
    for grown in joined {
        let inside = |outer: (u32, u32), inner: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
        let mut around = kept.with((grown.left.0, grown.left.0));
        if !around.any(|k| inside(k.left, grown.left) && inside(k.right, grown.right)) {
            drop(around);
            kept.push(grown);
        }
    }
    add_alone(judged, left, right, threshold..params.joining, &mut kept);
    let mut kept = kept.passages;
    kept.sort_by_key(|g| (g.left, g.right));
    kept
}

/// Passages that stand, by the left sentences they have.
struct Chosen {
    passages: Vec<Grown>,
    by_left: Vec<Vec<usize>>,
}

impl Chosen {
    fn push(&mut self, grown: Grown) {
        let (first, last) = grown.left;
        self.by_left[first as usize..=last as usize].iter_mut().for_each(|of| of.push(self.passages.len()));
        self.passages.push(grown);
    }

    /// Those that have one of some left sentences; one with more of them may come again.
    fn with(&self, (first, last): (u32, u32)) -> impl Iterator<Item = &Grown> {
        let numbers = self.by_left[first as usize..=last as usize].iter().flatten();
        numbers.map(|&number| &self.passages[number])
    }
}

/// The likeliest cells of each sentence: a refrain has as many as it is long, times as many.
fn likeliest(mut cells: Vec<&Judged>) -> Vec<&Judged> {
    if cells.len() <= MOST_CELLS {
        return cells;
    }
    cells.sort_by(|a, b| a.by_likelihood(b));
    let (mut lefts, mut rights) = (HashMap::new(), HashMap::new());
    cells.retain(|j| {
        let left: &mut usize = lefts.entry(j.cell.left.0).or_default();
        let right: &mut usize = rights.entry(j.cell.right.0).or_default();
        let is_kept = *left < MOST_CELLS && *right < MOST_CELLS;
        *left += usize::from(is_kept);
        *right += usize::from(is_kept);
        is_kept
    });
    cells.sort_by_key(|j| (j.cell.left, j.cell.right));
    cells
}

/// Adds cells in a range of probability, likelier ones first, where no passage tells them already.
fn add_alone(
    judged: &[Judged],
    left: &[Sentence],
    right: &[Sentence],
    range: std::ops::Range<f64>,
    kept: &mut Chosen,
) {
    let mut alone: Vec<&Judged> = judged.iter().filter(|j| range.contains(&j.probability)).collect();
    alone.sort_by(|a, b| a.by_likelihood(b));
    for best in alone {
        let stretches = (chars(left, best.cell.left), chars(right, best.cell.right));
        let is_told = kept.with(best.cell.left).any(|told| {
            told.right.0 <= best.cell.right.1
                && best.cell.right.0 <= told.right.1
                && (told.best.probability < range.end
                    || is_told_by(stretches, (chars(left, told.left), chars(right, told.right))))
        });
        if !is_told {
            kept.push(Grown { left: best.cell.left, right: best.cell.right, best: *best });
        }
    }
}

fn group(
    cells: Vec<&Judged>,
    left: &[Sentence],
    right: &[Sentence],
    threshold: f64,
    gap: i32,
    out: &mut Vec<Grown>,
) {
    for members in components(cells, gap) {
        let best = members.iter().copied().reduce(|a, b| if b.probability > a.probability { b } else { a });
        let Some(best) = best.filter(|best| best.probability >= threshold) else { continue };
        let bounds = |side: fn(&Judged) -> (u32, u32)| {
            let first = members.iter().map(|m| side(m).0).min().unwrap_or(0);
            (first, members.iter().map(|m| side(m).1).max().unwrap_or(first))
        };
        let grown = Grown { left: bounds(|j| j.cell.left), right: bounds(|j| j.cell.right), best: *best };
        if members.len() == 1 || gap < 0 || is_filled(&members, &grown, left, right) {
            out.push(grown);
        } else {
            group(members, left, right, threshold, gap - 1, out);
        }
    }
}

/// Groups of cells that meet, in order of their first. Cells are sorted by their sentences.
fn components(cells: Vec<&Judged>, gap: i32) -> Vec<Vec<&Judged>> {
    let mut linked = Components::new(cells.len());
    for (at, one) in cells.iter().enumerate() {
        let near = |other: &&&Judged| other.cell.left.0 as i32 - one.cell.left.1 as i32 <= gap + 1;
        for (ahead, _) in
            cells[at + 1..].iter().take_while(near).enumerate().filter(|(_, other)| meets(one, other, gap))
        {
            linked.link(at as u32, (at + 1 + ahead) as u32);
        }
    }
    let mut out: Vec<Vec<&Judged>> = Vec::new();
    let mut groups = vec![0; cells.len()];
    for (at, &cell) in cells.iter().enumerate() {
        let first = linked.first(at as u32) as usize;
        if first == at {
            groups[at] = out.len();
            out.push(Vec::new());
        }
        out[groups[first]].push(cell);
    }
    out
}

/// Whether at most `gap` sentences lie between two cells on both sides, in the same order. What is told twice on one side, a headline and
/// its sentence, are two, but where a cell has both.
fn meets(one: &Judged, other: &Judged, gap: i32) -> bool {
    let between = |a: (u32, u32), b: (u32, u32)| (a.0 as i32 - b.1 as i32).max(b.0 as i32 - a.1 as i32);
    let middle = |side: (u32, u32)| i64::from(side.0) + i64::from(side.1);
    let down = middle(one.cell.left) - middle(other.cell.left);
    let across = middle(one.cell.right) - middle(other.cell.right);
    let is_told_twice = one.cell.left == other.cell.left && between(one.cell.right, other.cell.right) > 0
        || one.cell.right == other.cell.right && between(one.cell.left, other.cell.left) > 0;
    !is_told_twice
        && between(one.cell.left, other.cell.left) <= gap + 1
        && between(one.cell.right, other.cell.right) <= gap + 1
        && down * across >= 0
}

fn num_chars(sentences: &[Sentence], range: (u32, u32)) -> f64 {
    sentences[range.0 as usize..=range.1 as usize].iter().map(|s| f64::from(s.chars.len())).sum()
}

fn is_filled(members: &[&Judged], grown: &Grown, left: &[Sentence], right: &[Sentence]) -> bool {
    let fill = |sentences: &[Sentence], (first, last): (u32, u32), side: fn(&Judged) -> (u32, u32)| {
        let mut is_held = vec![false; (last - first + 1) as usize];
        for (from, to) in members.iter().map(|member| side(member)) {
            is_held[(from - first) as usize..=(to - first) as usize].fill(true);
        }
        let of_range = sentences[first as usize..=last as usize].iter().zip(is_held);
        let held: f64 = of_range
            .filter(|&(_, is_held)| is_held)
            .map(|(sentence, _)| f64::from(sentence.chars.len()))
            .sum();
        held >= LEAST_FILL * num_chars(sentences, (first, last))
    };
    let (l, r) = (num_chars(left, grown.left), num_chars(right, grown.right));
    fill(left, grown.left, |j| j.cell.left)
        && fill(right, grown.right, |j| j.cell.right)
        && l.max(r) <= MOST_SKEW * l.min(r) + SKEW_CHARS
}

/// Two passages that may join, the closest first, then by their places and by their numbers.
#[derive(Clone, Copy, PartialEq)]
struct Joint {
    gap: f64,
    places: [((u32, u32), (u32, u32)); 2],
    numbers: [usize; 2],
}

impl Eq for Joint {}

impl Ord for Joint {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |joint: &Self| (joint.places, joint.numbers);
        self.gap.total_cmp(&other.gap).then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for Joint {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Joins passages that follow each other on both sides, closest first.
fn join(grown: Vec<Grown>, left: &[Sentence], right: &[Sentence]) -> Vec<Grown> {
    // Passages by number; those that went into others are none any more.
    let mut passages: Vec<Option<Grown>> = Vec::new();
    let (mut by_first, mut by_last) = (vec![Vec::new(); left.len()], vec![Vec::new(); left.len()]);
    let mut joints: BinaryHeap<Reverse<Joint>> = BinaryHeap::new();
    let mut waiting = grown;
    waiting.sort_by_key(|g| (g.left, g.right));
    waiting.reverse();
    loop {
        while let Some(new) = waiting.pop() {
            let number = passages.len();
            let mut meet = |first: (usize, &Grown), second: (usize, &Grown)| {
                if let Some(gap) = gap_between(first.1, second.1, left, right) {
                    let places = [first.1, second.1].map(|passage| (passage.left, passage.right));
                    joints.push(Reverse(Joint { gap, places, numbers: [first.0, second.0] }));
                }
            };
            let is_near = |one: u32, other: u32| {
                let (end, start) = (left[one as usize].chars.end, left[other as usize].chars.start);
                f64::from(start) - f64::from(end) <= JOIN_GAP
            };
            for after in (new.left.1 + 1..left.len() as u32).take_while(|&at| is_near(new.left.1, at)) {
                for &other in &by_first[after as usize] {
                    if let Some(passage) = &passages[other] {
                        meet((number, &new), (other, passage));
                    }
                }
            }
            for before in (0..new.left.0).rev().take_while(|&at| is_near(at, new.left.0)) {
                for &other in &by_last[before as usize] {
                    if let Some(passage) = &passages[other] {
                        meet((other, passage), (number, &new));
                    }
                }
            }
            by_first[new.left.0 as usize].push(number);
            by_last[new.left.1 as usize].push(number);
            passages.push(Some(new));
        }
        let Some(Reverse(Joint { numbers: [first, second], .. })) = joints.pop() else { break };
        if passages[first].is_none() || passages[second].is_none() {
            continue;
        }
        if let (Some(one), Some(other)) = (passages[first].take(), passages[second].take()) {
            let best = if other.best.probability > one.best.probability { other.best } else { one.best };
            let (left, right) =
                ((one.left.0, one.left.1.max(other.left.1)), (one.right.0, one.right.1.max(other.right.1)));
            waiting.push(Grown { left, right, best });
        }
    }
    let mut out: Vec<Grown> = passages.into_iter().flatten().collect();
    out.sort_by_key(|g| (g.left, g.right));
    out
}

/// The wider gap between two passages that may join; `one` stands first on both sides.
fn gap_between(one: &Grown, other: &Grown, left: &[Sentence], right: &[Sentence]) -> Option<f64> {
    if other.left.0 <= one.left.1 || other.right.0 <= one.right.1 {
        return None;
    }
    let gap = |sentences: &[Sentence], a: (u32, u32), b: (u32, u32)| {
        let (a, b) = (chars(sentences, a), chars(sentences, b));
        let (one, other) = (f64::from(a.len()), f64::from(b.len()));
        let gap = f64::from(b.start) - f64::from(a.end);
        let fits = one.min(other) >= JOIN_LEAST && gap <= JOIN_GAP.min(JOIN_SHARE * (one + other));
        fits.then_some(gap)
    };
    let (l, r) = (gap(left, one.left, other.left)?, gap(right, one.right, other.right)?);
    ((l - r).abs() <= JOIN_SKEW).then_some(l.max(r))
}

#[cfg(test)]
mod tests {
    use super::super::account::Account;
    use super::super::cells::Cell;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn judged(left: u32, right: u32, probability: f64) -> Judged {
        let cell =
            Cell { left: (left, left), right: (right, right), features: Default::default(), alone: 0.0 };
        Judged { cell, probability, beside: 0.0, elsewhere: 0.0, context: 0.0 }
    }

    /// The boxes grown of cells in two articles of ten sentences.
    fn boxes(cells: &[Judged], threshold: f64) -> Vec<((u32, u32), (u32, u32))> {
        let text = "The ferry stays in the harbour of Belorme until the storm is over.\n".repeat(10);
        let account = Account::of_text(&text);
        let sentences = account.sentences();
        let grown = grow(cells, sentences, sentences, threshold, &Params::default());
        grown.iter().map(|g| (g.left, g.right)).collect()
    }

    #[test]
    fn neighbours_join_and_likely_cells_stand_alone() {
        let cells = [judged(1, 1, 0.7), judged(2, 2, 0.6), judged(6, 4, 0.4), judged(8, 8, 0.2)];
        assert_eq!(boxes(&cells, 0.35), [((1, 2), (1, 2)), ((6, 6), (4, 4))]);
        assert_eq!(boxes(&cells, 0.65), [((1, 2), (1, 2))]);
        assert_eq!(boxes(&cells, 0.8), []);
    }

    #[test]
    fn what_is_told_twice_on_one_side_is_two_passages() {
        let twice = [judged(1, 3, 0.6), judged(2, 3, 0.7)];
        assert_eq!(boxes(&twice, 0.35), [((1, 1), (3, 3)), ((2, 2), (3, 3))]);
        // But where a cell of both is likely: one sentence was cut in two.
        let mut both = judged(1, 3, 0.8);
        both.cell.left.1 = 2;
        assert_eq!(boxes(&[twice[0], both, twice[1]], 0.35), [((1, 2), (3, 3))]);
    }

    /// All pairs again after each that joins.
    fn join_slow(mut grown: Vec<Grown>, left: &[Sentence], right: &[Sentence]) -> Vec<Grown> {
        loop {
            grown.sort_by_key(|g| (g.left, g.right));
            let all = (0..grown.len()).flat_map(|first| (0..grown.len()).map(move |second| (first, second)));
            let gaps = all.filter_map(|(first, second)| {
                Some((gap_between(&grown[first], &grown[second], left, right)?, first, second))
            });
            let Some((_, first, second)) = gaps.min_by(|a, b| a.0.total_cmp(&b.0)) else { return grown };
            let other = grown.remove(second);
            let one = &mut grown[first - usize::from(second < first)];
            one.left.1 = one.left.1.max(other.left.1);
            one.right.1 = one.right.1.max(other.right.1);
            if other.best.probability > one.best.probability {
                one.best = other.best;
            }
        }
    }

    /// Groups grown cell by cell.
    fn components_slow(mut rest: Vec<&Judged>, gap: i32) -> Vec<Vec<&Judged>> {
        let mut out = Vec::new();
        while !rest.is_empty() {
            let mut members = vec![rest.remove(0)];
            let mut next = 0;
            while next < members.len() {
                let (met, others) = rest.into_iter().partition(|j| meets(members[next], j, gap));
                members.extend::<Vec<_>>(met);
                rest = others;
                next += 1;
            }
            members.sort_by_key(|m| (m.cell.left, m.cell.right));
            out.push(members);
        }
        out
    }

    /// Grown as it is told, every passage and every cell held against all others.
    fn grow_slow(judged: &[Judged], sentences: &[Sentence], threshold: f64, params: &Params) -> Vec<Grown> {
        let mut out = Vec::new();
        let cells = likeliest(judged.iter().filter(|j| j.probability >= params.beside).collect());
        group(cells, sentences, sentences, threshold.max(params.joining), params.gap, &mut out);
        let joined = join_slow(out, sentences, sentences);
        let holds = |outer: &Grown, inner: &Grown| {
            let holds = |outer: (u32, u32), inner: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
            holds(outer.left, inner.left) && holds(outer.right, inner.right)
        };
        // Of two that are the same the first stands.
        let is_held = |(at, inner): (usize, &Grown)| {
            let mut all = joined.iter().enumerate();
            all.any(|(other, outer)| {
                other != at && holds(outer, inner) && (!holds(inner, outer) || other < at)
            })
        };
        let standing = joined.iter().enumerate().filter(|&(at, grown)| !is_held((at, grown)));
        let mut kept: Vec<Grown> = standing.map(|(_, grown)| grown.clone()).collect();
        let mut alone: Vec<&Judged> =
            judged.iter().filter(|j| threshold <= j.probability && j.probability < params.joining).collect();
        alone.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        for best in alone {
            let meet = |one: (u32, u32), other: (u32, u32)| one.0 <= other.1 && other.0 <= one.1;
            let place = |left, right| (chars(sentences, left), chars(sentences, right));
            let tells = |told: &Grown| {
                meet(told.left, best.cell.left)
                    && meet(told.right, best.cell.right)
                    && (told.best.probability < params.joining
                        || is_told_by(place(best.cell.left, best.cell.right), place(told.left, told.right)))
            };
            if !kept.iter().any(tells) {
                kept.push(Grown { left: best.cell.left, right: best.cell.right, best: *best });
            }
        }
        kept.sort_by_key(|g| (g.left, g.right));
        kept
    }

    /// The account of a text whose sentences are so long.
    fn account(lengths: &[usize]) -> Account {
        let line = |&words: &usize| format!("{}stays.\n", "ferry harbour ".repeat(words));
        Account::of_text(&lengths.iter().map(line).collect::<String>())
    }

    /// A cell for each place, of one or two sentences on each side, in order.
    fn cells(places: &BTreeMap<(u32, u32), u32>) -> Vec<Judged> {
        let cell = |(&(l, r), &p): (&(u32, u32), &u32)| {
            let mut cell = judged(l, r, f64::from(p) / 10.0);
            (cell.cell.left.1, cell.cell.right.1) = (l + p % 2, r + p / 2 % 2);
            cell
        };
        let mut cells: Vec<Judged> = places.iter().map(cell).collect();
        cells.sort_by_key(|j| (j.cell.left, j.cell.right));
        cells
    }

    proptest! {
        #[test]
        fn passages_hold_others_as_if_all_were_looked_at(
            places in prop::collection::btree_map((0u32..24, 0u32..24), 1u32..9, 0..90),
            lengths in prop::collection::vec(1usize..14, 26),
            threshold in prop::sample::select(vec![0.15, 0.35, 0.65]),
        ) {
            let (account, cells, params) = (account(&lengths), cells(&places), Params::default());
            let sentences = account.sentences();
            let grown = grow(&cells, sentences, sentences, threshold, &params);
            prop_assert_eq!(grown, grow_slow(&cells, sentences, threshold, &params));
        }

        #[test]
        fn what_is_near_joins_as_if_all_pairs_were_looked_at(
            places in prop::collection::btree_map((0u32..24, 0u32..24), 1u32..9, 0..40),
            lengths in prop::collection::vec(1usize..14, 26),
            gap in -1i32..2,
        ) {
            let (account, cells) = (account(&lengths), cells(&places));
            let sentences = account.sentences();
            let groups = components(cells.iter().collect(), gap);
            prop_assert_eq!(groups, components_slow(cells.iter().collect(), gap));
            let grown = |&best: &Judged| Grown { left: best.cell.left, right: best.cell.right, best };
            let grown: Vec<Grown> = cells.iter().map(grown).collect();
            prop_assert_eq!(join(grown.clone(), sentences, sentences), join_slow(grown, sentences, sentences));
        }
    }

    #[test]
    fn a_refrain_joins_by_few_cells_of_each_sentence() {
        let cells: Vec<Judged> = (0..40).flat_map(|l| (0..40).map(move |r| judged(l, r, 0.9))).collect();
        let kept = likeliest(cells.iter().collect());
        for at in 0..40 {
            assert!(kept.iter().filter(|j| j.cell.left.0 == at).count() <= MOST_CELLS, "left {at}");
            assert!(kept.iter().filter(|j| j.cell.right.0 == at).count() <= MOST_CELLS, "right {at}");
        }
        assert!(kept.len() >= 40 && kept.is_sorted_by_key(|j| (j.cell.left, j.cell.right)));
    }

    #[test]
    fn what_stands_beside_a_likely_cell_joins_it() {
        let beside = [judged(3, 3, 0.6), judged(4, 4, 0.25)];
        assert_eq!(boxes(&beside, 0.44), [((3, 4), (3, 4))]);
        assert_eq!(
            boxes(&[judged(3, 3, 0.46), judged(4, 4, 0.25)], 0.44),
            [((3, 3), (3, 3))],
            "not likely enough"
        );
        assert_eq!(
            boxes(&[judged(3, 3, 0.6), judged(4, 4, 0.15)], 0.44),
            [((3, 3), (3, 3))],
            "nothing beside it"
        );
        assert_eq!(
            boxes(&[judged(3, 4, 0.6), judged(4, 3, 0.25)], 0.44),
            [((3, 3), (4, 4))],
            "another order"
        );
        assert_eq!(boxes(&beside, 0.8), [], "strict");
    }

    #[test]
    fn of_overlapping_cells_the_likelier_stands() {
        let mut longer = judged(3, 3, 0.45);
        longer.cell.left.1 = 4;
        assert_eq!(boxes(&[judged(3, 3, 0.4), longer], 0.35), [((3, 4), (3, 3))]);
    }
}
