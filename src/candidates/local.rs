//! One retold paragraph in two articles that are not about the same event: two sentences with three pairs of rare stems in common.
//!
//! **In** [`NearbyRecord`]s: two rare stems of one sentence, a few words apart, in any order. **Out** pairs of stories, as ranks.
//! **Cost** one record for each two rare stems at most [`REACH`] apart, sorted; what is too common or stands once gives nothing. Two
//! stories meet at most 64 times by one pair of stems.
//! **Never** decides.

use super::story_pair::StoryPair;
use crate::error::Result;
use crate::spill::{Record, Sorted, Sorter, WorkDir};
use std::ops::Range;

/// How many rare stems apart two stems may stand.
pub const REACH: usize = 5;

/// Most stories at about the same time that hold a pair of stems, beside one that has it.
pub const MOST_STORIES: usize = 24;

/// Most sentences of one story that meet others by the same pair of stems, the first of them: a refrain would meet another one line by line. In 680
/// English articles, live blogs among them, this costs 4 of 53,500 passages, in 36,152 French ones none.
const MOST_SENTENCES: usize = 8;

/// Fewest pairs of stems that two sentences share.
const FEWEST_PAIRS: usize = 3;

/// Two stems near each other in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearbyRecord {
    /// Hash of the two.
    pub pair: u64,
    /// Which story.
    pub rank: u32,
    /// Which of its sentences.
    pub sentence: u32,
}

impl Record for NearbyRecord {
    const BYTES: usize = 16;

    fn write(&self, out: &mut [u8]) {
        out[..8].copy_from_slice(&self.pair.to_le_bytes());
        out[8..12].copy_from_slice(&self.rank.to_le_bytes());
        out[12..].copy_from_slice(&self.sentence.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let pair = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        Self { pair, rank: word(8), sentence: word(12) }
    }

    fn rank(&self) -> u64 {
        self.pair
    }
}

/// Two sentences that hold the same two stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Meeting {
    stories: StoryPair,
    sentences: (u32, u32),
    pair: u32,
}

impl Record for Meeting {
    const BYTES: usize = 20;

    fn write(&self, out: &mut [u8]) {
        self.stories.write(&mut out[..8]);
        let words = [self.sentences.0, self.sentences.1, self.pair];
        for (word, out) in words.iter().zip(out[8..].chunks_exact_mut(4)) {
            out.copy_from_slice(&word.to_le_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        Self { stories: StoryPair::read(&bytes[..8]), sentences: (word(8), word(12)), pair: word(16) }
    }

    fn rank(&self) -> u64 {
        self.stories.rank()
    }
}

/// The records of one sentence, whose rare stems are `keys` in text order.
pub fn nearby(keys: &[u64], rank: u32, sentence: u32, out: &mut Vec<NearbyRecord>) {
    for (at, &one) in keys.iter().enumerate() {
        for &other in keys[at + 1..].iter().take(REACH) {
            if one != other {
                let (low, high) = (one.min(other), one.max(other));
                let pair = (low ^ high.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (high >> 7);
                out.push(NearbyRecord { pair, rank, sentence });
            }
        }
    }
}

/// Pairs of stories with two sentences that share three pairs of stems (so three stems at least). `windows` gives the ranks
/// that are compared with one, in ascending ranges that do not overlap. A pair of stems that too many of them have meets nobody there.
///
/// # Errors
/// When a working file fails.
pub fn pair_up<'w>(
    mut records: Sorted<NearbyRecord>,
    windows: impl Fn(u32) -> &'w [Range<u32>],
    dir: &WorkDir,
    memory: usize,
    out: &mut Sorter<StoryPair>,
) -> Result<u64> {
    let mut meetings = Sorter::new(dir, memory);
    let (mut group, mut ranks, mut lonely) = (Vec::<NearbyRecord>::new(), Vec::new(), Vec::new());
    while records.next_group(|record| record.pair, &mut group)? {
        group.dedup();
        ranks.clear();
        ranks.extend(group.iter().map(|record| record.rank));
        ranks.dedup();
        // Stories that are not too many.
        let inside = |window: &Range<u32>| {
            let from = ranks.partition_point(|&rank| rank < window.start);
            from..ranks.partition_point(|&rank| rank < window.end).max(from)
        };
        lonely.clear();
        lonely.extend(ranks.iter().copied().filter(|&rank| {
            windows(rank).iter().map(|window| inside(window).len()).sum::<usize>() <= MOST_STORIES + 1
        }));
        let of = |rank: u32| {
            let from = group.partition_point(|record| record.rank < rank);
            let number = group[from..].partition_point(|record| record.rank == rank);
            &group[from..from + number.min(MOST_SENTENCES)]
        };
        for &one in &lonely {
            for window in windows(one) {
                for &other in &ranks[inside(window)] {
                    if other <= one || lonely.binary_search(&other).is_err() {
                        continue;
                    }
                    for (left, right) in
                        of(one).iter().flat_map(|left| of(other).iter().map(move |right| (left, right)))
                    {
                        meetings.push(Meeting {
                            stories: StoryPair::new(one, other),
                            sentences: (left.sentence, right.sentence),
                            pair: (left.pair >> 32) as u32,
                        })?;
                    }
                }
            }
        }
    }
    let mut meetings = meetings.finish()?;
    let (mut group, mut found) = (Vec::<Meeting>::new(), 0);
    while meetings.next_group(|meeting| meeting.stories, &mut group)? {
        group.dedup();
        if group.windows(FEWEST_PAIRS).any(|some| some[0].sentences == some[FEWEST_PAIRS - 1].sentences) {
            out.push(group[0].stories)?;
            found += 1;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice;

    #[test]
    fn two_sentences_meet_by_three_stems_in_any_order() {
        let dir = WorkDir::new(None).unwrap();
        let (mut records, mut out) = (Sorter::new(&dir, 1 << 20), Sorter::new(&dir, 1 << 20));
        let mut all = Vec::new();
        nearby(&[1 << 40, 2 << 40, 3 << 40], 0, 4, &mut all);
        nearby(&[3 << 40, 9 << 40, 1 << 40, 2 << 40], 1, 0, &mut all);
        nearby(&[1 << 40, 2 << 40], 2, 0, &mut all);
        records.extend(&all).unwrap();
        let windows = |_| slice::from_ref(&(0..3));
        let found = pair_up(records.finish().unwrap(), windows, &dir, 1 << 20, &mut out).unwrap();
        assert_eq!(found, 1);
        assert_eq!(out.finish().unwrap().next().unwrap(), Some(StoryPair::new(0, 1)));
    }

    /// Who meets whom of stories that all share one sentence.
    fn met<'w>(stories: u32, windows: impl Fn(u32) -> &'w [Range<u32>]) -> Vec<(u32, u32)> {
        let dir = WorkDir::new(None).unwrap();
        let (mut records, mut out) = (Sorter::new(&dir, 1 << 20), Sorter::new(&dir, 1 << 20));
        for rank in 0..stories {
            let mut all = Vec::new();
            nearby(&[1 << 40, 2 << 40, 3 << 40], rank, 0, &mut all);
            records.extend(&all).unwrap();
        }
        pair_up(records.finish().unwrap(), windows, &dir, 1 << 20, &mut out).unwrap();
        let (mut out, mut pairs) = (out.finish().unwrap(), Vec::new());
        while let Some(pair) = out.next().unwrap() {
            pairs.push((pair.left, pair.right));
        }
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn refrains_meet_a_few_times() {
        let dir = WorkDir::new(None).unwrap();
        let (mut records, mut out) = (Sorter::new(&dir, 1 << 20), Sorter::new(&dir, 1 << 20));
        for rank in 0..2 {
            let mut all = Vec::new();
            (0..10_000).for_each(|line| nearby(&[1 << 40, 2 << 40, 3 << 40], rank, line, &mut all));
            records.extend(&all).unwrap();
        }
        let (windows, meetings) = (|_| slice::from_ref(&(0..2)), WorkDir::new(None).unwrap());
        assert_eq!(pair_up(records.finish().unwrap(), windows, &meetings, 1 << 20, &mut out).unwrap(), 1);
        // Line by line they would meet three hundred million times, which memory does not hold.
        assert!(meetings.file("next").ends_with("next-0"), "meetings went to working files");
    }

    #[test]
    fn a_story_without_a_date_is_met_behind_one_out_of_the_window() {
        // 0 and 1 are months apart, 2 has no date.
        let windows = [[0..1, 2..3], [1..2, 2..3], [0..2, 2..3]];
        assert_eq!(met(3, |rank| &windows[rank as usize]), [(0, 2), (1, 2)]);
    }

    #[test]
    fn in_too_many_stories_nobody_meets_whatever_the_rank() {
        let most = MOST_STORIES as u32 + 1;
        let all = |stories: u32| {
            let window = 0..stories;
            met(stories, |_| slice::from_ref(&window))
        };
        assert_eq!(all(most).len() as u32, most * (most - 1) / 2);
        assert_eq!(all(most + 1), []);
    }
}
