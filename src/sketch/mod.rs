//! Shingles to signature: a fixed number of values from which the resemblance of two articles can be estimated.
//!
//! **In** shingle hashes, spread evenly over 64 bits, any order, repeats allowed. **Out** a signature of `num_hashes` cells; the share of equal
//! cells of two signatures is an unbiased estimate of the resemblance of the two sets.
//! **Cost** O(n + k log k) for n shingles and k cells, one pass for articles of ordinary length.
//! **Never** sees text or ids. An empty set has no signature.
//! **From** Dahlgaard, Knudsen and Thorup, *Fast Similarity Sketching* (FOCS 2017, arXiv 1704.04370). Where we differ:
//! two rounds share one 64-bit hash, the first two the shingle itself, and a cell keeps 9 bits of round and 23 bits of hash, so that unequal sets agree
//! in a cell by accident about once in eight million.

use crate::text::shingle::finalize;

/// One value of a signature: the round in which it was filled, then the smallest hash of that round.
pub type Cell = u32;

const HASH_BITS: u32 = 23;
const EMPTY: Cell = Cell::MAX;

/// Most cells a signature can have: rounds are counted in 9 bits, and there are up to two a cell.
pub const MAX_HASHES: usize = 255;

/// Fills `signature` from `shingles`. Returns false, leaving only empty cells, when there are none.
///
/// `signature` has between 1 and [`MAX_HASHES`] cells.
pub fn sketch(shingles: &[u64], signature: &mut [Cell]) -> bool {
    debug_assert!((1..=MAX_HASHES).contains(&signature.len()));
    let num_cells = signature.len();
    // As many as a byte can count, so that no access needs a check.
    let mut cells = [EMPTY; MAX_HASHES + 1];
    let is_filled = fill(shingles, num_cells, &mut cells);
    signature.copy_from_slice(&cells[..num_cells]);
    is_filled
}

fn fill(shingles: &[u64], num_cells: usize, cells: &mut [Cell; MAX_HASHES + 1]) -> bool {
    if shingles.is_empty() {
        return false;
    }
    let random_rounds = num_cells as u32;
    for round in (0..random_rounds).step_by(2) {
        match round {
            0 => two_rounds(shingles, num_cells, round, cells, |shingle| shingle),
            _ => {
                let seed = finalize(u64::from(round) + 1);
                two_rounds(shingles, num_cells, round, cells, |shingle| finalize(shingle ^ seed));
            }
        }
        if cells[..num_cells].iter().all(|&cell| cell != EMPTY) {
            return true;
        }
    }
    // Cells that no random round reached take the smallest hash of a round of their own.
    let empty = cells[..num_cells].iter_mut().enumerate().filter(|(_, cell)| **cell == EMPTY);
    for (index, cell) in empty {
        let round = random_rounds + index as u32 + 1;
        let seed = finalize(u64::from(round) + 1);
        let smallest =
            shingles.iter().map(|&shingle| finalize(shingle ^ seed)).min().expect("there are shingles");
        *cell = (round << HASH_BITS) | (smallest >> (64 - HASH_BITS)) as u32;
    }
    true
}

#[inline]
fn two_rounds(
    shingles: &[u64],
    num_cells: usize,
    round: u32,
    cells: &mut [Cell; MAX_HASHES + 1],
    hash: impl Fn(u64) -> u64,
) {
    let (first, second) = (round << HASH_BITS, (round + 1) << HASH_BITS);
    for &shingle in shingles {
        let hash = hash(shingle);
        for (half, tag) in [((hash >> 32) as u32, first), (hash as u32, second)] {
            let cell = (u64::from(half) * num_cells as u64) >> 32;
            let value = tag | (half & ((1 << HASH_BITS) - 1));
            let cell = &mut cells[usize::from(cell as u8)];
            *cell = value.min(*cell);
        }
    }
}

/// The share of equal cells: an estimate of the resemblance of the sets behind two signatures of one length.
pub fn estimate(left: &[Cell], right: &[Cell]) -> f64 {
    debug_assert_eq!(left.len(), right.len());
    left.iter().zip(right).filter(|(l, r)| l == r).count() as f64 / left.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// The slow twin: for each cell, the smallest (round, hash) over all rounds, straight from the definition.
    fn sketch_slow(shingles: &[u64], num_cells: usize) -> Vec<Cell> {
        let mut best: HashMap<usize, Cell> = HashMap::new();
        let mut offer = |cell: usize, value: Cell| {
            best.entry(cell).and_modify(|old| *old = value.min(*old)).or_insert(value);
        };
        for &shingle in shingles {
            for round in 0..(num_cells as u32).div_ceil(2) * 2 {
                let seed = finalize(u64::from(round / 2 * 2) + 1);
                let hash = if round < 2 { shingle } else { finalize(shingle ^ seed) };
                let half = if round % 2 == 0 { (hash >> 32) as u32 } else { hash as u32 };
                let cell = (u64::from(half) * num_cells as u64) >> 32;
                offer(cell as usize, (round << HASH_BITS) | (half & ((1 << HASH_BITS) - 1)));
            }
            for cell in 0..num_cells {
                let round = num_cells as u32 + cell as u32 + 1;
                let hash = finalize(shingle ^ finalize(u64::from(round) + 1));
                offer(cell, (round << HASH_BITS) | (hash >> (64 - HASH_BITS)) as u32);
            }
        }
        (0..num_cells).map(|cell| best[&cell]).collect()
    }

    fn set(from: u64, count: u64) -> Vec<u64> {
        (from..from + count).map(|x| finalize(x.wrapping_mul(0xABCD_1234_5678_9101))).collect()
    }

    #[test]
    fn fast_equals_the_definition() {
        for num_cells in [1, 2, 7, 96, 128, 255] {
            for count in [1, 2, 5, 60, 400] {
                let shingles = set(count * 1000, count);
                let mut signature = vec![0; num_cells];
                assert!(sketch(&shingles, &mut signature));
                assert_eq!(
                    signature,
                    sketch_slow(&shingles, num_cells),
                    "{num_cells} cells, {count} shingles"
                );
            }
        }
    }

    #[test]
    fn order_and_repeats_change_nothing() {
        let mut shingles = set(1, 50);
        let (mut left, mut right) = ([0; 64], [0; 64]);
        sketch(&shingles, &mut left);
        shingles.reverse();
        shingles.extend_from_within(..20);
        sketch(&shingles, &mut right);
        assert_eq!(left, right);
    }

    #[test]
    fn an_empty_set_has_no_signature() {
        assert!(!sketch(&[], &mut [0; 8]));
    }

    /// Over many pairs the mean of the estimate is the resemblance, and its variance no larger than J(1-J)/k.
    #[test]
    fn the_estimate_is_unbiased_and_no_wider_than_theory() {
        const CELLS: usize = 96;
        for size in [20u64, 60, 300, 1500] {
            for shared in [0.2, 0.5, 0.8] {
                let common = (size as f64 * shared) as u64;
                let truth = common as f64 / (2 * size - common) as f64;
                let (mut sum, mut squares, trials) = (0.0, 0.0, 600);
                for trial in 0..trials {
                    let from = trial * 1_000_003 + size * 7;
                    let (mut left, mut right) = ([0; CELLS], [0; CELLS]);
                    sketch(&set(from, size), &mut left);
                    sketch(&set(from + size - common, size), &mut right);
                    let error = estimate(&left, &right) - truth;
                    sum += error;
                    squares += error * error;
                }
                let (mean, variance) = (sum / trials as f64, squares / trials as f64);
                let theory = truth * (1.0 - truth) / CELLS as f64;
                // Four standard errors of the mean; a fifth of slack on the variance for 600 trials.
                assert!(mean.abs() < 4.0 * (theory / trials as f64).sqrt(), "bias {mean} at {size}, {truth}");
                assert!(variance < 1.2 * theory, "variance {variance} against {theory} at {size}, {truth}");
            }
        }
    }
}
