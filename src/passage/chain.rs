//! Seeds to chains: runs of equal words that follow each other on both sides.
//!
//! **In** hits of one pair of documents, sorted. **Out** [`Chain`]s, best first, no run in two of them; no order among chains is
//! asked for, since news re-orders paragraphs. **Cost** O(h · runs) with a look-back of h = [`Params::look_back`] runs.
//! **Never** aligns what lies between the runs.
//! **From** minimap2 (Li 2018, section 2.1): anchors become runs of words, the gap cost is counted in words.

use crate::span::TokenRange;
use crate::text::tokenize::Token;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Most words between two runs of a chain, on either side.
    pub max_gap: u32,
    /// How many earlier runs are tried as the one before.
    pub look_back: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_gap: 40, look_back: 50 }
    }
}

/// A run of equal words: `left..left + length` against `right..right + length`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// First token on the left.
    pub left: u32,
    /// First token on the right.
    pub right: u32,
    /// Words.
    pub length: u32,
}

impl Run {
    /// Its tokens on the left.
    pub fn left_range(&self) -> std::ops::Range<usize> {
        self.left as usize..(self.left + self.length) as usize
    }
}

/// Runs in ascending order on both sides, not overlapping.
pub type Chain = Vec<Run>;

/// The tokens from the first to the last run of a chain, on the left and on the right.
pub fn ranges(chain: &Chain) -> (TokenRange, TokenRange) {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    (
        TokenRange::new(first.left, last.left + last.length),
        TokenRange::new(first.right, last.right + last.length),
    )
}

/// Grows each seed to the longest run of equal words around it. `hits` are (left, right) positions, sorted.
/// `is_same` says that both sides are one document, whose runs must not overlap themselves.
pub fn runs(left: &[Token], right: &[Token], hits: &[(u32, u32)], is_same: bool) -> Vec<Run> {
    // Sorted by diagonal, then position: a seed inside the last run of its diagonal adds nothing.
    let mut by_diagonal: Vec<(i64, u32, u32)> =
        hits.iter().map(|&(l, r)| (i64::from(l) - i64::from(r), l, r)).collect();
    by_diagonal.sort_unstable();
    let mut out: Vec<Run> = Vec::new();
    let (mut diagonal, mut covered) = (i64::MIN, 0);
    for (d, l, r) in by_diagonal {
        if d != diagonal {
            (diagonal, covered) = (d, 0);
        }
        if l < covered {
            continue;
        }
        let equal = |l: u32, r: u32| left[l as usize].hash == right[r as usize].hash;
        if !equal(l, r) {
            continue;
        }
        let (mut start_l, mut start_r) = (l, r);
        while start_l > covered && start_r > 0 && equal(start_l - 1, start_r - 1) {
            (start_l, start_r) = (start_l - 1, start_r - 1);
        }
        // In one document what follows is the next repeat, if one stands behind the other: it is looked at in its turn.
        let most = if is_same { start_r.abs_diff(start_l) } else { u32::MAX };
        let (mut end_l, mut end_r) = (l, r);
        while end_l - start_l < most
            && (end_l as usize) < left.len()
            && (end_r as usize) < right.len()
            && equal(end_l, end_r)
        {
            (end_l, end_r) = (end_l + 1, end_r + 1);
        }
        let length = (end_l - start_l).min(most);
        covered = start_l + length;
        out.push(Run { left: start_l, right: start_r, length });
    }
    out.sort_unstable();
    out
}

/// Hundredths of a word that a gap costs.
fn gap_cost(left: u32, right: u32) -> i64 {
    // Words left out on one side only weigh more than words exchanged for as many others.
    30 * i64::from(left.abs_diff(right)) + 12 * i64::from(left.min(right))
}

/// The best chains over `runs`, which are sorted.
pub fn chains(runs: &[Run], params: &Params) -> Vec<Chain> {
    let mut best: Vec<(i64, Option<usize>)> = Vec::with_capacity(runs.len());
    for (index, run) in runs.iter().enumerate() {
        let mut choice = (100 * i64::from(run.length), None);
        for before in (index.saturating_sub(params.look_back)..index).rev() {
            let Some((gained, left_gap, right_gap)) = link(&runs[before], run) else { continue };
            if left_gap > params.max_gap || right_gap > params.max_gap {
                continue;
            }
            let score = best[before].0 + 100 * i64::from(gained) - gap_cost(left_gap, right_gap);
            if score > choice.0 {
                choice = (score, Some(before));
            }
        }
        best.push(choice);
    }
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(best[index].0), index));
    let mut is_used = vec![false; runs.len()];
    let mut out = Vec::new();
    for end in order {
        let mut chain = Vec::new();
        let mut at = Some(end);
        while let Some(index) = at.filter(|&index| !is_used[index]) {
            is_used[index] = true;
            chain.push(runs[index]);
            at = best[index].1;
        }
        if !chain.is_empty() {
            chain.reverse();
            trim(&mut chain);
            out.push(chain);
        }
    }
    out
}

/// A chain of one document in parts whose left side ends before their right one begins: what stands there three times in short
/// succession is twice a repeat, not one that repeats itself.
pub fn apart(chain: &Chain) -> Vec<Chain> {
    let mut parts: Vec<Chain> = Vec::new();
    for &run in chain {
        match parts.last_mut() {
            Some(part) if run.left + run.length <= part[0].right => part.push(run),
            _ => parts.push(vec![run]),
        }
    }
    parts
}

/// Words that `next` adds behind `before`, and the gaps between them; nothing if it does not follow on both sides.
fn link(before: &Run, next: &Run) -> Option<(u32, u32, u32)> {
    if next.left <= before.left || next.right <= before.right {
        return None;
    }
    let (left_end, right_end) = (before.left + before.length, before.right + before.length);
    let overlap = left_end.saturating_sub(next.left).max(right_end.saturating_sub(next.right));
    if overlap >= next.length {
        return None;
    }
    Some((next.length - overlap, (next.left + overlap) - left_end, (next.right + overlap) - right_end))
}

/// Cuts the beginning of each run that overlaps the one before it.
fn trim(chain: &mut Chain) {
    for index in 1..chain.len() {
        let before = chain[index - 1];
        let run = &mut chain[index];
        let overlap = (before.left + before.length)
            .saturating_sub(run.left)
            .max((before.right + before.length).saturating_sub(run.right));
        run.left += overlap;
        run.right += overlap;
        run.length -= overlap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(left: u32, right: u32, length: u32) -> Run {
        Run { left, right, length }
    }

    #[test]
    fn the_sides_of_a_repeat_are_apart() {
        let thrice = vec![run(0, 10, 8), run(10, 20, 8)];
        assert_eq!(apart(&thrice), [vec![run(0, 10, 8)], vec![run(10, 20, 8)]]);
        let twice = vec![run(0, 30, 8), run(10, 40, 8)];
        assert_eq!(apart(&twice), [twice]);
    }

    #[test]
    fn repeats_in_a_row_are_each_found_beside_the_next() {
        let tokens: Vec<Token> =
            (0..30).map(|at| Token { hash: at % 10, span: crate::span::ByteRange::new(0, 1) }).collect();
        let hits: Vec<(u32, u32)> =
            (0..30).flat_map(|l| [(l, l + 10), (l, l + 20)]).filter(|&(_, r)| r < 30).collect();
        let found = runs(&tokens, &tokens, &hits, true);
        assert_eq!(found, [run(0, 10, 10), run(0, 20, 10), run(10, 20, 10)]);
    }

    #[test]
    fn colinear_runs_make_one_chain_and_others_their_own() {
        let found = chains(&[run(0, 100, 10), run(12, 113, 9), run(30, 20, 15)], &Params::default());
        assert_eq!(found, [vec![run(0, 100, 10), run(12, 113, 9)], vec![run(30, 20, 15)]]);
    }

    #[test]
    fn far_runs_are_not_chained() {
        assert_eq!(chains(&[run(0, 0, 10), run(60, 60, 10)], &Params::default()).len(), 2);
    }

    /// The slow twin: the best score over every increasing sequence of runs, by trying all predecessors.
    fn best_score_slow(runs: &[Run], params: &Params) -> i64 {
        fn best(runs: &[Run], end: usize, params: &Params) -> i64 {
            let alone = 100 * i64::from(runs[end].length);
            (0..end)
                .filter_map(|before| {
                    let (gained, l, r) = link(&runs[before], &runs[end])?;
                    (l <= params.max_gap && r <= params.max_gap)
                        .then(|| best(runs, before, params) + 100 * i64::from(gained) - gap_cost(l, r))
                })
                .fold(alone, i64::max)
        }
        (0..runs.len()).map(|end| best(runs, end, params)).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn the_first_chain_is_the_best(raw in prop::collection::vec((0u32..60, 0u32..60, 1u32..12), 1..11)) {
            let mut runs: Vec<Run> = raw.into_iter().map(|(l, r, n)| run(l, r, n)).collect();
            runs.sort_unstable();
            runs.dedup_by_key(|r| (r.left, r.right));
            let params = Params::default();
            let chains = chains(&runs, &params);
            let first = &chains[0];
            let mut score = 100 * i64::from(first[0].length);
            for pair in first.windows(2) {
                let (l, r) = (pair[1].left - pair[0].left - pair[0].length, pair[1].right - pair[0].right - pair[0].length);
                score += 100 * i64::from(pair[1].length) - gap_cost(l, r);
            }
            // Cutting overlaps may cost the first run what it shares with the second, never gain.
            prop_assert_eq!(score, best_score_slow(&runs, &params));
            prop_assert_eq!(chains.iter().map(Vec::len).sum::<usize>(), runs.len());
        }

        #[test]
        fn runs_are_maximal_and_equal(left in prop::collection::vec(0u64..4, 0..40), right in prop::collection::vec(0u64..4, 0..40)) {
            let tokens = |words: &[u64]| -> Vec<Token> {
                words.iter().map(|&hash| Token { hash, span: crate::span::ByteRange::new(0, 1) }).collect()
            };
            let hits: Vec<(u32, u32)> = (0..left.len() as u32)
                .flat_map(|l| (0..right.len() as u32).map(move |r| (l, r)))
                .filter(|&(l, r)| left[l as usize] == right[r as usize])
                .collect();
            let found = runs(&tokens(&left), &tokens(&right), &hits, false);
            let covered: u32 = found.iter().map(|r| r.length).sum();
            prop_assert_eq!(covered as usize, hits.len());
            let are_equal = |l: u32, r: u32| left.get(l as usize).is_some_and(|one| right.get(r as usize) == Some(one));
            for run in &found {
                prop_assert!((0..run.length).all(|nth| are_equal(run.left + nth, run.right + nth)));
                prop_assert!(run.left == 0 || run.right == 0 || !are_equal(run.left - 1, run.right - 1));
                prop_assert!(!are_equal(run.left + run.length, run.right + run.length));
            }
        }
    }
}
