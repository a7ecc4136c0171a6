//! A line that stands several times on both sides is told once for each place, not once for every two.
//!
//! **In** stretches on both sides, with a digest of their words. **Out** which of them are kept. **Cost** that of sorting them.
//! **Never** leaves a place untold.
//!
//! A headline that a page has three times and another four times makes twelve passages that say one thing. Of those with the same words
//! on both sides the first place is kept with the first, the second with the second; what is left over with whichever has it.

use crate::text::tokenize::Token;
use std::collections::HashSet;
use xxhash_rust::xxh3::Xxh3;

/// Of fewer passages with the same words none can be left out.
const FEWEST: usize = 3;

/// Two stretches of a passage: on each side its words, as a digest, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stretches<P> {
    /// Of the left words.
    pub left_words: u64,
    /// Of the right words.
    pub right_words: u64,
    /// Where it stands on the left.
    pub left: P,
    /// Where it stands on the right.
    pub right: P,
}

/// A digest of some words.
pub fn digest<'w>(words: impl Iterator<Item = &'w [u8]>) -> u64 {
    let mut digest = Xxh3::new();
    for word in words {
        digest.update(word);
        digest.update(&[0]);
    }
    digest.digest()
}

/// The same of tokens.
pub fn digest_of(tokens: &[Token]) -> u64 {
    let hashes: Vec<[u8; 8]> = tokens.iter().map(|token| token.hash.to_le_bytes()).collect();
    digest(hashes.iter().map(|hash| &hash[..]))
}

/// Calls `group` with the numbers of passages of the same words that stand several times on both sides.
fn groups<P: Copy + Ord>(passages: &[Stretches<P>], mut group: impl FnMut(&[usize])) {
    let mut order: Vec<usize> = (0..passages.len()).collect();
    let words = |&at: &usize| (passages[at].left_words, passages[at].right_words);
    order.sort_by_key(words);
    for same in order.chunk_by(|one, other| words(one) == words(other)) {
        if same.len() < FEWEST {
            continue;
        }
        let first = passages[same[0]];
        let are_several =
            |side: fn(&Stretches<P>) -> P| same.iter().any(|&at| side(&passages[at]) != side(&first));
        if are_several(|p| p.left) && are_several(|p| p.right) {
            group(same);
        }
    }
}

/// Those of the passages of two articles that may be left out, and those beside which they may be.
pub fn several<P: Copy + Ord>(passages: &[Stretches<P>]) -> Vec<Stretches<P>> {
    let mut out = Vec::new();
    groups(passages, |same| out.extend(same.iter().map(|&at| passages[at])));
    out
}

/// Whether each passage of two articles is kept; the first `num_told` are whatever others tell.
pub fn kept<P: Copy + Ord>(passages: &[Stretches<P>], num_told: usize) -> Vec<bool> {
    let mut kept = vec![true; passages.len()];
    groups(passages, |same| thin(passages, num_told, same, &mut kept));
    kept
}

/// Leaves out those of a group with the same words whose places are told by others.
fn thin<P: Copy + Ord>(passages: &[Stretches<P>], num_told: usize, group: &[usize], kept: &mut [bool]) {
    let places = |side: fn(&Stretches<P>) -> P| {
        let mut places: Vec<P> = group.iter().map(|&at| side(&passages[at])).collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    let (lefts, rights) = (places(|p| p.left), places(|p| p.right));
    let rank = |places: &[P], place| places.partition_point(|&before| before < place);
    let ranks = |at: usize| (rank(&lefts, passages[at].left), rank(&rights, passages[at].right));
    let mut order: Vec<usize> = group.to_vec();
    order.sort_by_key(|&at| {
        let (left, right) = ranks(at);
        (at >= num_told, left.abs_diff(right), left, right)
    });
    let (mut left_told, mut right_told) = (HashSet::new(), HashSet::new());
    for at in order {
        let (left, right) = ranks(at);
        let is_new = [left_told.insert(left), right_told.insert(right)];
        kept[at] = is_new.contains(&true) || at < num_told;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::TokenRange;
    use proptest::prelude::*;

    fn at(place: u32) -> TokenRange {
        TokenRange::new(10 * place, 10 * place + 5)
    }

    fn passage(left: u32, right: u32) -> Stretches<TokenRange> {
        Stretches { left_words: 1, right_words: 2, left: at(left), right: at(right) }
    }

    fn told(passages: &[Stretches<TokenRange>]) -> Vec<(u32, u32)> {
        let kept = kept(passages, 0);
        let told = passages.iter().zip(kept).filter(|&(_, is_kept)| is_kept);
        told.map(|(p, _)| (p.left.start / 10, p.right.start / 10)).collect()
    }

    #[test]
    fn of_every_two_places_each_is_told_once() {
        let grid = |lefts: u32, rights: u32| -> Vec<Stretches<TokenRange>> {
            (0..lefts).flat_map(|left| (0..rights).map(move |right| passage(left, right))).collect()
        };
        assert_eq!(told(&grid(2, 2)), [(0, 0), (1, 1)]);
        assert_eq!(told(&grid(3, 4)), [(0, 0), (1, 1), (2, 2), (2, 3)]);
        assert_eq!(told(&grid(4, 2)).len(), 4);
        assert_eq!(told(&grid(1, 3)), [(0, 0), (0, 1), (0, 2)], "a fact may be told again");
        // The first with the first is a part of something longer.
        assert_eq!(told(&grid(2, 2)[1..]), [(0, 1), (1, 0), (1, 1)]);
        assert_eq!(several(&grid(3, 4)).len(), 12);
        assert!(several(&grid(1, 3)).is_empty());
        let other = Stretches { right_words: 3, ..passage(1, 0) };
        assert_eq!(told(&[passage(0, 0), other, passage(1, 1)]).len(), 3, "other words are another passage");
    }

    #[test]
    fn what_is_told_already_is_told_by_no_other() {
        let told = [passage(0, 0), passage(1, 1)];
        let kept = |others: &[(u32, u32)]| {
            let others = others.iter().map(|&(left, right)| passage(left, right));
            let all: Vec<_> = told.into_iter().chain(others).collect();
            kept(&all, told.len())[told.len()..].to_vec()
        };
        assert_eq!(kept(&[(0, 1), (1, 0)]), [false, false]);
        // A third place on the right, and it once.
        assert_eq!(kept(&[(0, 1), (0, 2), (1, 2)]), [false, false, true]);
        let all = [passage(0, 0), passage(1, 1), passage(0, 1), passage(1, 0)];
        assert_eq!(super::kept(&all, 3), [true, true, true, false], "told is told");
    }

    proptest! {
        #[test]
        fn every_place_stays_and_none_is_told_for_nothing(cells in prop::collection::hash_set((0u32..5, 0u32..5), 0..20)) {
            let passages: Vec<Stretches<TokenRange>> = cells.iter().map(|&(left, right)| passage(left, right)).collect();
            let told = told(&passages);
            let places = |cells: &mut dyn Iterator<Item = (u32, u32)>| -> HashSet<(bool, u32)> {
                cells.flat_map(|(left, right)| [(false, left), (true, right)]).collect()
            };
            prop_assert!(passages.len() >= FEWEST || told.len() == passages.len());
            prop_assert_eq!(places(&mut told.iter().copied()), places(&mut cells.iter().copied()));
            // Each had a place of its own when it was taken, and the first had two.
            prop_assert!(told.is_empty() || told.len() < places(&mut told.iter().copied()).len());
        }
    }
}
