//! What the rest of two articles says about one pair of stretches.
//!
//! **In** all [`Cell`]s of a pair of articles. **Out** a probability for each. **Cost** linear in the cells.
//! **Never** lets context alone make a finding: what it adds is bounded by what the pair shows by itself. Without that bound two
//! thirds of what is reported in a large collection are unrelated sentences beside copied ones [measured on French news].

use super::cells::Cell;
use super::grid::Grid;
use super::meaning::Tongues;
use super::score::probability;
use std::cmp::Ordering;

/// Weights inside the context: what the sentences before and after show, and what the rest of the articles shares.
const BESIDE: f64 = 1.07;
const ELSEWHERE: f64 = 2.67;

/// Sentences added below the share of what the articles have in common elsewhere.
const SENTENCE_MASS: f64 = 6.0;

/// Context adds at most so many times what the pair's own log-odds lie above this floor.
const BOUND: f64 = 1.5;
const FLOOR: f64 = -3.5;

/// A better partner elsewhere explains a pair away if it is better by so much, in log-odds, on both sides.
const BETTER: f64 = 1.0;

/// How many partners are remembered of each sentence.
const REMEMBERED: usize = 4;

/// Log-odds of no partner at all.
const NONE: f64 = -9.0;

/// Steps to a neighbouring pair, and how much it counts.
const STEPS: [(u32, u32, f64); 4] = [(1, 1, 1.0), (1, 2, 0.8), (2, 1, 0.8), (2, 2, 0.7)];

/// A cell judged in its context.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What it shows by itself.
    pub cell: Cell,
    /// Probability that one text stands behind both.
    pub probability: f64,
    /// How much the sentences before and after show, 0 to 2.
    pub beside: f64,
    /// How many other sentences the articles share, as a sum of probabilities.
    pub elsewhere: f64,
    /// What the context added, before its weight.
    pub context: f64,
}

impl Judged {
    /// The likelier one first, then by their sentences.
    pub fn by_likelihood(&self, other: &Self) -> Ordering {
        let place = |judged: &Self| (judged.cell.left, judged.cell.right);
        other.probability.total_cmp(&self.probability).then(place(self).cmp(&place(other)))
    }
}

/// Sums and partners of the sentences of one side.
struct Side {
    /// Highest probability of each sentence.
    best: Vec<f64>,
    total: f64,
    /// Partners of each sentence, best first.
    partners: Vec<Vec<(f64, u32)>>,
}

impl Side {
    fn new(number: usize, singles: impl Iterator<Item = (u32, u32, f64)>) -> Self {
        let (mut best, mut partners) = (vec![0.0; number], vec![Vec::new(); number]);
        for (own, other, alone) in singles {
            let held: &mut f64 = &mut best[own as usize];
            *held = held.max(probability(alone));
            let list: &mut Vec<(f64, u32)> = &mut partners[own as usize];
            list.push((alone, other));
        }
        for list in &mut partners {
            list.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            list.truncate(REMEMBERED);
        }
        Self { total: best.iter().sum(), best, partners }
    }

    /// What the sentences other than `first..=last` and the ones beside them share.
    fn elsewhere(&self, (first, last): (u32, u32)) -> f64 {
        let from = (first as usize).saturating_sub(1);
        let to = (last as usize + 2).min(self.best.len());
        self.total - self.best[from..to].iter().sum::<f64>()
    }

    /// The best partner outside `others`, of the sentence that has the worst one.
    fn alternative(&self, (first, last): (u32, u32), others: (u32, u32)) -> f64 {
        let of = |sentence: u32| {
            let mut partners = self.partners[sentence as usize].iter();
            partners
                .find(|&&(_, other)| other < others.0 || other > others.1)
                .map_or(NONE, |&(alone, _)| alone)
        };
        (first..=last).map(of).fold(f64::INFINITY, f64::min)
    }
}

/// Judges all cells of two articles with so many sentences, in one language or two. `cells` are sorted.
pub fn in_context(cells: &[Cell], num_left: usize, num_right: usize, tongues: Tongues) -> Vec<Judged> {
    let singles = || cells.iter().filter(|cell| cell.is_single());
    let left = Side::new(num_left, singles().map(|c| (c.left.0, c.right.0, c.alone)));
    let right = Side::new(num_right, singles().map(|c| (c.right.0, c.left.0, c.alone)));
    let by_place = Grid::new(singles().map(|cell| (cell.left.0, cell.right.0, cell.probability())));
    let at = |l: Option<u32>, r: Option<u32>| l.zip(r).and_then(|(l, r)| by_place.get(l, r)).unwrap_or(0.0);
    let judged = cells.iter().map(|&cell| {
        let before = STEPS.iter().map(|&(down, across, counts)| {
            counts * at(cell.left.0.checked_sub(down), cell.right.0.checked_sub(across))
        });
        let after = STEPS.iter().map(|&(down, across, counts)| {
            counts * at(Some(cell.left.1 + down), Some(cell.right.1 + across))
        });
        let beside = before.fold(0.0, f64::max) + after.fold(0.0, f64::max);
        let elsewhere = left.elsewhere(cell.left).min(right.elsewhere(cell.right)).max(0.0);
        let fewer = num_left.min(num_right) as f64;
        let share = (elsewhere / (fewer + SENTENCE_MASS)).min(1.0);
        let better = left.alternative(cell.left, cell.right).min(right.alternative(cell.right, cell.left));
        let explained = if better > cell.alone + BETTER { probability(better) } else { 0.0 };
        let context = ((BESIDE * beside + ELSEWHERE * share) * (1.0 - explained))
            .min(BOUND * (cell.alone - FLOOR).max(0.0));
        let probability = probability(tongues.in_context(&cell.features, context));
        Judged { cell, probability, beside, elsewhere, context }
    });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retell::features::Features;
    use proptest::prelude::*;

    /// What stands around one cell, as it is told: looked for among all single cells.
    fn in_context_slow(cell: &Cell, cells: &[Cell], (num_left, num_right): (u32, u32)) -> Judged {
        let singles: Vec<&Cell> = cells.iter().filter(|cell| cell.is_single()).collect();
        let (left, right) = (|cell: &Cell| cell.left, |cell: &Cell| cell.right);
        let beside = |steps: &dyn Fn(&Cell) -> (i64, i64)| {
            let counts = |other: &&Cell| {
                let found = STEPS.iter().find(|step| (i64::from(step.0), i64::from(step.1)) == steps(other));
                found.map_or(0.0, |step| step.2 * other.probability())
            };
            singles.iter().map(counts).fold(0.0, f64::max)
        };
        let apart = |one: u32, other: u32| i64::from(other) - i64::from(one);
        let before = beside(&|other| (apart(other.left.0, cell.left.0), apart(other.right.0, cell.right.0)));
        let after = beside(&|other| (apart(cell.left.1, other.left.0), apart(cell.right.1, other.right.0)));
        // Of each sentence apart from the cell on this side what it shares at most.
        let elsewhere = |number: u32, side: fn(&Cell) -> (u32, u32)| -> f64 {
            let (first, last) = side(cell);
            let far = (0..number).filter(|&at| at + 1 < first || at > last + 1);
            let best = |at: u32| {
                let own = singles.iter().filter(|single| side(single).0 == at);
                own.map(|single| single.probability()).fold(0.0, f64::max)
            };
            far.map(best).sum()
        };
        let elsewhere = elsewhere(num_left, left).min(elsewhere(num_right, right));
        // What the worst of its sentences shows with the best one that is no part of the cell.
        let other_partner = |side: fn(&Cell) -> (u32, u32), across: fn(&Cell) -> (u32, u32)| {
            let best = |at: u32| {
                let own = singles.iter().filter(|single| side(single).0 == at);
                let others =
                    own.filter(|single| !(across(cell).0..=across(cell).1).contains(&across(single).0));
                others.map(|single| single.alone).reduce(f64::max).unwrap_or(NONE)
            };
            (side(cell).0..=side(cell).1).map(best).fold(f64::INFINITY, f64::min)
        };
        let better = other_partner(left, right).min(other_partner(right, left));
        let explained = if better > cell.alone + BETTER { probability(better) } else { 0.0 };
        let share = elsewhere / (f64::from(num_left.min(num_right)) + SENTENCE_MASS);
        let most = if cell.alone > FLOOR { BOUND * (cell.alone - FLOOR) } else { 0.0 };
        let context = (1.0 - explained) * (BESIDE * (before + after) + ELSEWHERE * share.min(1.0));
        let context = context.min(most);
        let probability = probability(Tongues::One.in_context(&cell.features, context));
        Judged { cell: *cell, probability, beside: before + after, elsewhere, context }
    }

    proptest! {
        #[test]
        fn context_is_what_is_told(
            // Few sentences, and many cells of them: the better partner of a stretch of two may be its third.
            numbers in (1u32..8, 1u32..8),
            places in prop::collection::btree_map((0u32..7, 0u32..2, 0u32..7, 0u32..2), (-6.0f64..6.0, 0.0f64..1.0), 0..120),
        ) {
            let cell = |(&(l, down, r, across), &(alone, plain)): (&(u32, u32, u32, u32), &(f64, f64))| {
                let features = Features { plain, ..Features::default() };
                Cell { left: (l, l + down), right: (r, r + across), features, alone }
            };
            let is_there = |cell: &Cell| cell.left.1 < numbers.0 && cell.right.1 < numbers.1;
            let mut cells: Vec<Cell> = places.iter().map(cell).filter(is_there).collect();
            cells.sort_by_key(|cell| (cell.left, cell.right));
            let judged = in_context(&cells, numbers.0 as usize, numbers.1 as usize, Tongues::One);
            prop_assert_eq!(judged.len(), cells.len());
            for (found, cell) in judged.iter().zip(&cells) {
                let slow = in_context_slow(cell, &cells, numbers);
                prop_assert_eq!(found.cell, slow.cell);
                for (found, slow) in [
                    (found.beside, slow.beside),
                    (found.elsewhere, slow.elsewhere),
                    (found.context, slow.context),
                    (found.probability, slow.probability),
                ] {
                    prop_assert!((found - slow).abs() < 1e-9, "{:?} {} {}", cell, found, slow);
                }
            }
        }
    }
}
