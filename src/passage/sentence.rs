//! How much two sentences have in common, in whatever order their words stand.
//!
//! **In** a stretch of each side. **Out** [`Shared`]. **Cost** that of sorting, and words left over on one side times those on
//! the other. **Never** asks where a word stands; [`Shared`] never looks at more than [`LONGEST`] words.
//! **From** the sentence similarity of text-alignment systems (Sanchez-Perez et al., PAN 2014), words weighed by the collection.

use super::soft::Words;
use crate::span::TokenRange;
use crate::text::tokenize::Token;

/// Longer sentences are lists, tables or text without marks: their words turn up anywhere.
pub const LONGEST: u32 = 120;

/// A word in another form counts so much of one.
const SOFT: f64 = 0.7;

/// What two stretches have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shared {
    /// Share of the weight of the left side that is on the right side too, in [0, 1].
    pub left: f64,
    /// The same of the right side.
    pub right: f64,
    /// Words that both have, other forms in part.
    pub words: f64,
    /// Their weight.
    pub weight: f64,
}

impl Shared {
    /// What `left` and `right` have in common; nothing where one of them is too long to tell. Every word counts as often as
    /// both sides have it.
    pub fn of(words: &Words, left: TokenRange, right: TokenRange) -> Option<Self> {
        if left.is_empty() || right.is_empty() || left.len().max(right.len()) > LONGEST {
            return None;
        }
        let sorted = |range: TokenRange, hash: &dyn Fn(usize) -> u64| {
            let mut sorted: Vec<(u64, usize)> =
                (range.start as usize..range.end as usize).map(|at| (hash(at), at)).collect();
            sorted.sort_unstable();
            sorted
        };
        let lefts = sorted(left, &|at| words.left[at].hash);
        let rights = sorted(right, &|at| words.right[at].hash);
        let weight = |at: usize| f64::from(words.left_weights[at]);
        let right_weight = |at: usize| f64::from(words.right_weights[at]);
        let (mut l, mut r) = (0, 0);
        let (mut left_over, mut right_over) = (Vec::new(), Vec::new());
        let mut shared = Self::default();
        while l < lefts.len() || r < rights.len() {
            match (lefts.get(l), rights.get(r)) {
                (Some(one), Some(other)) if one.0 == other.0 => {
                    shared.words += 1.0;
                    shared.weight += weight(one.1);
                    (l, r) = (l + 1, r + 1);
                }
                (Some(one), other) if other.is_none_or(|other| one.0 < other.0) => {
                    left_over.push(one.1);
                    l += 1;
                }
                (_, other) => {
                    right_over.extend(other.map(|other| other.1));
                    r += 1;
                }
            }
        }
        let all_left: f64 = (left.start as usize..left.end as usize).map(weight).sum();
        let all_right: f64 = (right.start as usize..right.end as usize).map(right_weight).sum();
        // Each side by itself, so that it does not matter which is called left.
        let (soft_left, soft_right) = words.are_soft(&left_over, &right_over);
        let soft_left = left_over.iter().zip(soft_left).filter_map(|(at, is_soft)| is_soft.then_some(at));
        let soft_right = right_over.iter().zip(soft_right).filter_map(|(at, is_soft)| is_soft.then_some(at));
        let sum = |(number, sum): (f64, f64), weight: f64| (number + SOFT, sum + SOFT * weight);
        let soft_left = soft_left.map(|&l| weight(l)).fold((0.0, 0.0), sum);
        let soft_right = soft_right.map(|&r| right_weight(r)).fold((0.0, 0.0), sum);
        shared.left = (shared.weight + soft_left.1) / all_left.max(f64::MIN_POSITIVE);
        shared.right = (shared.weight + soft_right.1) / all_right.max(f64::MIN_POSITIVE);
        shared.words += soft_left.0.min(soft_right.0);
        shared.weight += soft_left.1.min(soft_right.1);
        Some(shared)
    }

    /// The share of the side that has less of it in common.
    pub fn both(&self) -> f64 {
        self.left.min(self.right)
    }

    /// The share of the side that has more of it in common.
    pub fn either(&self) -> f64 {
        self.left.max(self.right)
    }
}

/// How many values two sorted lists have in common, each as often as both have it.
pub fn num_in_common<T: Ord>(left: &[T], right: &[T]) -> u32 {
    let (mut l, mut r, mut shared) = (0, 0, 0);
    while l < left.len() && r < right.len() {
        shared += u32::from(left[l] == right[r]);
        let (step_left, step_right) = (left[l] <= right[r], right[r] <= left[l]);
        (l, r) = (l + usize::from(step_left), r + usize::from(step_right));
    }
    shared
}

/// How many words two stretches have in common in the same form, in whatever order.
pub fn num_equal(words: &Words, left: TokenRange, right: TokenRange) -> u32 {
    let sorted = |tokens: &[Token], range: TokenRange| {
        let mut hashes: Vec<u64> =
            tokens[range.start as usize..range.end as usize].iter().map(|token| token.hash).collect();
        hashes.sort_unstable();
        hashes
    };
    num_in_common(&sorted(words.left, left), &sorted(words.right, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::soft::with_words;
    use proptest::prelude::*;

    fn shared(left: &str, right: &str) -> Option<Shared> {
        with_words(left, right, |words| {
            let all = |tokens: usize| TokenRange::new(0, tokens as u32);
            Shared::of(words, all(words.left.len()), all(words.right.len()))
        })
    }

    #[test]
    fn order_does_not_matter_and_repeats_count_as_often_as_both_have_them() {
        let found = shared("grey herons left the grey marsh", "the marsh grey herons left").unwrap();
        assert_eq!((found.words, found.weight, found.right), (5.0, 5.0, 1.0));
        assert!((found.left - 5.0 / 6.0).abs() < 1e-9 && found.both() == found.left && found.either() == 1.0);
    }

    #[test]
    fn other_forms_count_in_part() {
        let found = shared("herons leaving", "heron arrives").unwrap();
        assert!((found.words - 0.7).abs() < 1e-9 && (found.left - 0.35).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn long_or_empty_stretches_tell_nothing() {
        assert_eq!(shared("", "heron"), None);
        assert_eq!(shared(&"heron ".repeat(LONGEST as usize + 1), "heron"), None);
    }

    /// The slow twin of exact matches: each word strikes out one of its like.
    fn words_slow(left: &str, right: &str) -> f64 {
        let mut rest: Vec<&str> = right.split(' ').collect();
        let strike = |word| rest.iter().position(|&other| other == word).map(|at| rest.swap_remove(at));
        left.split(' ').filter_map(strike).count() as f64
    }

    proptest! {
        #[test]
        fn sides_can_be_swapped_and_the_slow_twin_agrees(
            left in prop::collection::vec("[a-d]{1,2}", 1..20), right in prop::collection::vec("[a-d]{1,2}", 1..20),
        ) {
            let (left, right) = (left.join(" "), right.join(" "));
            let (one, other) = (shared(&left, &right).unwrap(), shared(&right, &left).unwrap());
            prop_assert_eq!((one.left, one.right, one.words), (other.right, other.left, other.words));
            prop_assert_eq!(one.words, words_slow(&left, &right));
        }
    }
}
