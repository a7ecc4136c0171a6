//! Tokens to seeds: a sample of word runs that two articles choose alike.
//!
//! **In** one document. **Out** [`Seed`]s in text order. **Cost** linear; about 0.4 seeds a word by default.
//! **Never** misses a shared run of `length + window - 1` words: both sides choose the same seed in it.
//! **From** minimizers (Roberts et al. 2004; Schleimer et al., winnowing, 2003) over words instead of letters.

use crate::gallop::{gallop, is_lopsided};
use crate::text::shingle::shingles;
use crate::text::tokenize::Token;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Words in a seed.
    pub length: usize,
    /// Neighbouring runs of which one is chosen. Any shared run of `length + window - 1` words holds a seed.
    pub window: usize,
    /// Characters in a seed where a text is written without spaces.
    pub length_unspaced: usize,
    /// Window where a text is written without spaces.
    pub window_unspaced: usize,
    /// Words in a run when a pair is searched densely.
    pub dense: usize,
    /// Characters in such a run where a text is written without spaces.
    pub dense_unspaced: usize,
    /// Most places of one run inside one article that are compared with every place in another.
    pub max_repeats: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            length: 4,
            window: 4,
            length_unspaced: 8,
            window_unspaced: 8,
            dense: 3,
            dense_unspaced: 6,
            max_repeats: 8,
        }
    }
}

/// A chosen run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    /// Hash of the words in order.
    pub hash: u64,
    /// Fingerprints of four words before and four after, four bits each.
    pub context: u32,
    /// Index of the first token.
    pub position: u32,
}

/// Calls `seed` for every chosen run of `tokens`. `runs` is scratch memory.
pub fn seeds(
    tokens: &[Token],
    is_unspaced: bool,
    params: &Params,
    runs: &mut Vec<u64>,
    mut seed: impl FnMut(Seed),
) {
    let (length, window) = if is_unspaced {
        (params.length_unspaced, params.window_unspaced)
    } else {
        (params.length, params.window)
    };
    if tokens.len() < length {
        return;
    }
    runs.clear();
    shingles(tokens, length, runs);
    let window = window.min(runs.len());
    let mut last = None;
    for start in 0..=runs.len() - window {
        // The last of the smallest, so that a repeated word gives few seeds.
        let in_window = runs[start..start + window].iter().enumerate();
        let (offset, &hash) = in_window.rev().min_by_key(|&(_, hash)| hash).expect("a window holds a run");
        let position = start + offset;
        if last != Some(position) {
            last = Some(position);
            seed(Seed { hash, context: context(tokens, position, length), position: position as u32 });
        }
    }
}

fn context(tokens: &[Token], position: usize, length: usize) -> u32 {
    let fingerprint = |index: Option<usize>| {
        index.and_then(|index| tokens.get(index)).map_or(0, |token| (token.hash >> 60) as u32)
    };
    (0..4).fold(0, |context, at| {
        let before = fingerprint(position.checked_sub(at + 1));
        let after = fingerprint(Some(position + length + at));
        context | before << (4 * at) | after << (16 + 4 * at)
    })
}

/// Every run of a few words of a document, sorted by hash then position: how two articles that are compared at all
/// are searched again, densely.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenseSeeds(Vec<(u32, u32)>);

impl DenseSeeds {
    /// All runs of `tokens`.
    pub fn new(tokens: &[Token], is_unspaced: bool, params: &Params) -> Self {
        let length = if is_unspaced { params.dense_unspaced } else { params.dense };
        if tokens.len() < length {
            return Self::default();
        }
        let mut runs = Vec::new();
        shingles(tokens, length, &mut runs);
        // Half a hash is enough here: what two articles share is compared word by word.
        let mut sorted: Vec<(u32, u32)> = runs.into_iter().map(|hash| hash as u32).zip(0..).collect();
        sorted.sort_unstable();
        Self(sorted)
    }

    /// Places of equal runs, sorted: every place with every other where there are at most `max_repeats`, else one to one in order.
    pub fn hits(&self, other: &Self, max_repeats: usize) -> Vec<(u32, u32)> {
        let (lefts, rights) = (&self.0[..], &other.0[..]);
        let (mut l, mut r) = (0, 0);
        let mut hits = Vec::new();
        let is_lopsided = is_lopsided(lefts.len(), rights.len());
        while l < lefts.len() && r < rights.len() {
            let (left, right) = (lefts[l].0, rights[r].0);
            if is_lopsided && left < right {
                l += gallop(&lefts[l..], |place| place.0 < right);
                continue;
            }
            if is_lopsided && right < left {
                r += gallop(&rights[r..], |place| place.0 < left);
                continue;
            }
            if left != right {
                // Without a branch: which one is smaller cannot be foretold.
                l += usize::from(left < right);
                r += usize::from(right < left);
                continue;
            }
            let same = |places: &[(u32, u32)]| places.iter().take_while(|p| p.0 == left).count();
            let (num_l, num_r) = (same(&lefts[l..]), same(&rights[r..]));
            let (in_left, in_right) = (&lefts[l..l + num_l], &rights[r..r + num_r]);
            if num_l.max(num_r) <= max_repeats {
                hits.extend(in_left.iter().flat_map(|l| in_right.iter().map(|r| (l.1, r.1))));
            } else {
                hits.extend(in_left.iter().zip(in_right).map(|(l, r)| (l.1, r.1)));
            }
            (l, r) = (l + num_l, r + num_r);
        }
        hits.sort_unstable();
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn hashes(text: &str) -> Vec<Seed> {
        let document = Document::new(text, &Default::default());
        let mut out = Vec::new();
        seeds(&document.tokens, document.is_unspaced, &Params::default(), &mut Vec::new(), |s| out.push(s));
        out
    }

    proptest! {
        #[test]
        fn a_shared_run_of_seven_words_holds_a_seed(
            before in prop::collection::vec("[a-h]{1,2}", 0..30), shared in prop::collection::vec("[a-h]{1,2}", 7..8),
            after in prop::collection::vec("[a-h]{1,2}", 0..30), host in prop::collection::vec("[a-h]{1,2}", 0..30),
        ) {
            let left = [before, shared.clone(), after].concat().join(" ");
            let right = [host, shared].concat().join(" ");
            let right: HashSet<u64> = hashes(&right).iter().map(|s| s.hash).collect();
            prop_assert!(hashes(&left).iter().any(|s| right.contains(&s.hash)));
        }
    }

    proptest! {
        #[test]
        fn hits_are_all_places_of_equal_runs(
            left in prop::collection::vec(0u32..60, 0..120),
            right in prop::collection::vec(0u32..60, 0..8),
            is_turned: bool,
        ) {
            let sorted = |runs: &[u32]| {
                let mut places: Vec<(u32, u32)> = runs.iter().copied().zip(0..).collect();
                places.sort_unstable();
                DenseSeeds(places)
            };
            let (one, other) = if is_turned { (&right, &left) } else { (&left, &right) };
            let mut slow = Vec::new();
            for hash in 0..60 {
                let of = |runs: &[u32]| -> Vec<u32> {
                    let places = runs.iter().zip(0..).filter(|(other, _)| **other == hash);
                    places.map(|(_, at)| at).collect()
                };
                let (lefts, rights) = (of(one), of(other));
                if lefts.len().max(rights.len()) <= 2 {
                    lefts.iter().for_each(|&l| slow.extend(rights.iter().map(|&r| (l, r))));
                } else {
                    slow.extend(lefts.into_iter().zip(rights));
                }
            }
            slow.sort_unstable();
            prop_assert_eq!(sorted(one).hits(&sorted(other), 2), slow);
        }
    }

    #[test]
    fn equal_surroundings_give_equal_contexts() {
        let text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
        let (plain, shifted) = (hashes(text), hashes(&format!("zero zero zero zero {text} end end end end")));
        let inner = |s: &&Seed| (4..7).contains(&s.position);
        for seed in plain.iter().filter(inner) {
            assert!(shifted.iter().any(|s| s.hash == seed.hash && s.context == seed.context));
        }
    }

    #[test]
    fn fewer_words_than_a_seed_give_none() {
        assert!(hashes("one two three").is_empty());
        assert_eq!(hashes("one two three four").len(), 1);
    }
}
