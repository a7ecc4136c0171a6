//! The words that two stretches have in common in one order: the longest run of them, and those that follow each other.
//!
//! **In** two rows of terms. **Out** the length of the longest run that stands in both; how many follow each other.
//! **Cost** near-linear in the words, however often they repeat. **Never** knows what a term weighs.
//! **From** the doubling of Karp, Miller and Rosenberg (1972): windows of a power of two words get names, those of twice as many are
//! named by the names of their halves.

use crate::text::hashed::Hashed;
use crate::text::shingle::finalize;
use std::ops::Range;

/// Longest row whose places are the bits of a number.
const MOST_BITS: usize = u64::BITS as usize;

/// Memory for [`longest_run`].
#[derive(Debug, Default)]
pub struct Runs {
    /// For each word of the longer row the places of the other one that are equal, and those at which a run ends.
    equal: Vec<u64>,
    ending: Vec<u64>,
}

/// Length of the longest common run of two rows of terms. Time grows with their words and the logarithm of what is found, and where one
/// row has no more than 64 words with the words of the other and the length found.
pub fn longest_run(left: &[u32], right: &[u32], runs: &mut Runs) -> u32 {
    let (long, short) = if left.len() < right.len() { (right, left) } else { (left, right) };
    match short.len() <= MOST_BITS {
        true => longest_run_of_bits(long, short, runs),
        false => longest_run_of_names(long, short),
    }
}

/// So many words ahead, two rows that part are looked for where they meet again.
const AHEAD: usize = 8;

/// How many words follow each other on both sides where the sides part for a few words only: at most the length of their longest
/// common subsequence, and all where they are equal. Linear in the words.
pub fn num_in_order(left: &[u32], right: &[u32]) -> u32 {
    in_order(left, right, |_, _| {})
}

/// The places of words that stand in place of each other where the sides part for a few words: the first of them against the first.
pub fn across(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    in_order(left, right, |left, right| out.extend(left.zip(right)));
    out
}

/// [`num_in_order`]; tells where the sides part, and up to where.
fn in_order(left: &[u32], right: &[u32], mut part: impl FnMut(Range<usize>, Range<usize>)) -> u32 {
    let (mut l, mut r, mut count) = (0, 0, 0);
    while l < left.len() && r < right.len() {
        if left[l] == right[r] {
            (l, r, count) = (l + 1, r + 1, count + 1);
            continue;
        }
        let meet = |skipped: usize| {
            let mut ways = (0..=skipped).map(|by| (l + by, r + skipped - by));
            ways.find(|&(l, r)| left.get(l).is_some_and(|term| right.get(r) == Some(term)))
        };
        let (next_l, next_r) = (1..=2 * AHEAD).find_map(meet).unwrap_or((l + 1, r + 1));
        part(l..next_l, r..next_r);
        (l, r) = (next_l, next_r);
    }
    count
}

fn longest_run_of_bits(long: &[u32], short: &[u32], runs: &mut Runs) -> u32 {
    let Runs { equal, ending, .. } = runs;
    // The places of the shorter row by the last bits of its terms; few others have the same.
    let mut buckets = [0u64; MOST_BITS];
    let bucket = |term: u32| term as usize % MOST_BITS;
    for (at, &term) in short.iter().enumerate() {
        buckets[bucket(term)] |= 1 << at;
    }
    let places = |&term: &u32| {
        let (mut alike, mut left) = (0u64, buckets[bucket(term)]);
        while left != 0 {
            let at = left.trailing_zeros();
            alike |= u64::from(short[at as usize] == term) << at;
            left &= left - 1;
        }
        alike
    };
    equal.clear();
    equal.extend(long.iter().map(places));
    ending.clone_from(equal);
    let mut length = 0;
    // Ends of runs of one word, of two, and so on, until there is none.
    while ending.iter().any(|&places| places != 0) {
        length += 1;
        let mut before = 0;
        for (ending, &equal) in ending.iter_mut().zip(&*equal) {
            before = std::mem::replace(ending, before << 1 & equal);
        }
    }
    length
}

/// The name of a window that the other row does not have.
const UNKNOWN: u32 = u32::MAX;

/// Names of the windows of two rows, by where they begin. Windows of the second row that the first one has not are [`UNKNOWN`].
type Names = [Vec<u32>; 2];

fn longest_run_of_names(long: &[u32], short: &[u32]) -> u32 {
    let mut doubled: Vec<Names> = Vec::new();
    let mut next = named([long, short].map(|row| row.iter().map(|&term| (term, 0)).collect()));
    // Windows of one word, of two, of four, as long as one is common.
    while let Some(names) = next {
        next = joined(&names, &names, 1 << doubled.len());
        doubled.push(names);
    }
    let Some(mut names) = doubled.pop() else { return 0 };
    let mut length = 1 << doubled.len();
    for (power, more) in doubled.iter().enumerate().rev() {
        if let Some(longer) = joined(&names, more, length) {
            names = longer;
            length += 1 << power;
        }
    }
    length as u32
}

/// Names of the windows made of two that follow each other, the first of so many words; nothing if none is common.
fn joined(first: &Names, second: &Names, length: usize) -> Option<Names> {
    let halves = |at: usize| {
        let second = second[at].get(length..).unwrap_or_default();
        first[at].iter().copied().zip(second.iter().copied()).collect()
    };
    named([halves(0), halves(1)])
}

fn named([long, short]: [Vec<(u32, u32)>; 2]) -> Option<Names> {
    let mut names = Hashed::with_capacity_and_hasher(long.len(), Default::default());
    // One key for each two halves: what mixes the bits can be undone.
    let key = |&(first, second): &(u32, u32)| finalize(u64::from(first) << 32 | u64::from(second));
    let long = long.iter().map(|halves| {
        let number = names.len() as u32;
        *names.entry(key(halves)).or_insert(number)
    });
    let long: Vec<u32> = long.collect();
    // Of what is not known no half is a name of the longer row.
    let short: Vec<u32> = short.iter().map(|halves| *names.get(&key(halves)).unwrap_or(&UNKNOWN)).collect();
    short.iter().any(|&name| name != UNKNOWN).then_some([long, short])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stand_in_place_of_each_other_where_the_sides_part() {
        assert_eq!(across(&[1, 2, 9, 3, 4], &[1, 2, 7, 8, 3, 4]), [(2, 2)]);
        assert_eq!(across(&[1, 2, 5, 6, 3], &[1, 2, 7, 8, 3]), [(2, 2), (3, 3)]);
        assert_eq!(across(&[1, 2, 3], &[1, 9, 2, 3]), [], "one side has more");
    }

    proptest! {
        #[test]
        fn what_follows_each_other_is_a_common_subsequence(
            left in prop::collection::vec(0u32..4, 0..24),
            right in prop::collection::vec(0u32..4, 0..24),
            (added, at) in (4u32..6, 0usize..24),
        ) {
            let mut longest = vec![vec![0; right.len() + 1]; left.len() + 1];
            for l in 0..left.len() {
                for r in 0..right.len() {
                    longest[l + 1][r + 1] = if left[l] == right[r] {
                        longest[l][r] + 1
                    } else {
                        longest[l][r + 1].max(longest[l + 1][r])
                    };
                }
            }
            prop_assert!(num_in_order(&left, &right) <= longest[left.len()][right.len()]);
            let mut more = left.clone();
            more.insert(at.min(left.len()), added);
            prop_assert_eq!(num_in_order(&left, &more), left.len() as u32, "one word more");
            prop_assert_eq!(num_in_order(&more, &left), left.len() as u32);
        }

        #[test]
        fn words_around_short_gaps_all_follow_each_other(
            runs in prop::collection::vec((1u32..6, 0usize..=AHEAD, 0usize..=AHEAD), 1..6),
        ) {
            // Each word stands once on a side, and those of the gaps on one side only.
            let (mut left, mut right, mut equal) = (Vec::new(), Vec::new(), 0);
            for (length, more_left, more_right) in runs {
                left.extend((0..more_left as u32).map(|at| 1_000 + 100 * equal + at));
                right.extend((0..more_right as u32).map(|at| 10_000 + 100 * equal + at));
                left.extend(equal..equal + length);
                right.extend(equal..equal + length);
                equal += length;
            }
            prop_assert_eq!(num_in_order(&left, &right), equal);
            prop_assert!(across(&left, &right).into_iter().all(|(l, r)| left[l] >= 1_000 && right[r] >= 10_000));
        }

        #[test]
        fn longest_run_is_that_of_all_runs(
            left in prop::collection::vec((0u32..2, 0u32..2), 0..24),
            right in prop::collection::vec((0u32..2, 0u32..2), 0..24),
        ) {
            // Two terms of each two have the same last bits.
            let [left, right] =
                [left, right].map(|row| row.iter().map(|(bits, more)| bits + 64 * more).collect::<Vec<u32>>());
            let runs = |row: &[u32]| -> std::collections::HashSet<Vec<u32>> {
                (0..row.len()).flat_map(|from| (from + 1..=row.len()).map(move |to| (from, to)))
                    .map(|(from, to)| row[from..to].to_vec()).collect()
            };
            let slow = runs(&left).intersection(&runs(&right)).map(Vec::len).max().unwrap_or(0);
            let of_names = |left: &[u32], right: &[u32], _: &mut Runs| longest_run_of_names(left, right);
            for fast in [longest_run, longest_run_of_bits, of_names] {
                prop_assert_eq!(fast(&left, &right, &mut Runs::default()) as usize, slow);
            }
        }
    }
}
