//! Sorting records in memory, by digits of their ranks as far as these go.
//!
//! **In** records in any order. **Out** the same in order, in place. **Cost** O(n log n), for the most part two passes and short sorts.
//! **Never** takes memory beside them.
//! **From** McIlroy, Bostic and McIlroy, *Engineering radix sort*, 1993 (American flag sort).

use super::Record;
use rayon::prelude::*;

/// Records in a bucket below which comparing is faster than counting.
const SMALL: usize = 256;

/// Sorts by ranks, eight bits at a time from the highest, then by comparison.
pub(super) fn sort<R: Record>(records: &mut [R]) {
    // Few digits tell them apart: those above are all the same.
    let largest = records.par_iter().map(Record::rank).max().unwrap_or(0);
    let shift = (u64::BITS - largest.leading_zeros()).saturating_sub(8);
    sort_from(records, shift, 2);
}

fn sort_from<R: Record>(records: &mut [R], shift: u32, levels: u32) {
    if records.len() <= SMALL || levels == 0 {
        return records.sort_unstable();
    }
    let digit = |record: &R| (record.rank() >> shift) as usize & 0xFF;
    let mut ends = [0; 256];
    records.iter().for_each(|record| ends[digit(record)] += 1);
    if ends.contains(&records.len()) {
        return records.par_sort_unstable();
    }
    let (mut starts, mut sum) = ([0; 256], 0);
    for (start, end) in starts.iter_mut().zip(&mut ends) {
        *start = sum;
        sum += *end;
        *end = sum;
    }
    let mut heads = starts;
    for bucket in 0..256 {
        while heads[bucket] < ends[bucket] {
            let at = heads[bucket];
            let to = digit(&records[at]);
            records.swap(at, heads[to]);
            heads[to] += 1;
        }
    }
    let mut rest = records;
    let mut buckets = Vec::with_capacity(256);
    for (start, end) in starts.into_iter().zip(ends) {
        let (bucket, after) = rest.split_at_mut(end - start);
        buckets.push(bucket);
        rest = after;
    }
    let next = |bucket: &mut &mut [R]| sort_from(bucket, shift.saturating_sub(8), levels - 1);
    buckets.par_iter_mut().for_each(next);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_comparison_give_the_same_order() {
        let spread = |count: u64, bits: u32| -> Vec<u64> {
            (0..count).map(|x| crate::text::shingle::finalize(x) >> (64 - bits)).collect()
        };
        for count in [0, 1, 255, 257, 5_000, 100_000] {
            for bits in [1, 3, 4, 12, 40, 64] {
                let mut records = spread(count, bits);
                let mut expected = records.clone();
                expected.sort_unstable();
                sort(&mut records);
                assert!(records == expected, "{count} records of {bits} bits");
            }
        }
    }
}
