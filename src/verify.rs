//! Candidate to verified pair: exact counts over shingle sets.
//!
//! **In** two [`ShingleSet`]s. **Out** how many shingles they share, exactly, or that they share fewer than asked.
//! **Cost** linear in the smaller set at best, in both at most; a logarithm for
//! each of the smaller where the other is long beside it. **Never** estimates.
//! **From** Broder (1997) for resemblance and containment.

use crate::article::ArticleId;
use crate::gallop::{gallop, is_lopsided};

/// The distinct shingles of one article, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet(Vec<u64>);

impl ShingleSet {
    /// The set of these shingles, in any order, with repeats.
    pub fn new(mut shingles: Vec<u64>) -> Self {
        shingles.sort_unstable();
        shingles.dedup();
        Self(shingles)
    }

    /// Number of distinct shingles.
    pub fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Whether the article has no word at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The shingles, in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    /// Number of shared shingles if it is at least `minimum`; gives up as soon as it cannot be.
    pub fn shared(&self, other: &Self, minimum: u32) -> Option<u32> {
        let (left, right) = (&self.0[..], &other.0[..]);
        if is_lopsided(left.len(), right.len()) {
            let (few, many) = if left.len() < right.len() { (left, right) } else { (right, left) };
            return shared_with_many(few, many, minimum);
        }
        let (mut l, mut r, mut shared) = (0, 0, 0u32);
        while l < left.len() && r < right.len() {
            // Checked a block at a time, so that the inner loop has no branch but its own.
            let reachable = shared + (left.len() - l).min(right.len() - r) as u32;
            if reachable < minimum {
                return None;
            }
            let steps = (left.len() - l).min(right.len() - r).min(64);
            for _ in 0..steps {
                let (a, b) = (left[l], right[r]);
                shared += u32::from(a == b);
                l += usize::from(a <= b);
                r += usize::from(b <= a);
            }
        }
        (shared >= minimum).then_some(shared)
    }
}

/// The same where one set is long beside the other.
fn shared_with_many(few: &[u64], mut many: &[u64], minimum: u32) -> Option<u32> {
    let mut shared = 0;
    for (&one, left) in few.iter().zip((1..=few.len() as u32).rev()) {
        if shared + left < minimum {
            return None;
        }
        many = &many[gallop(many, |&other| other < one)..];
        shared += u32::from(many.first() == Some(&one));
    }
    (shared >= minimum).then_some(shared)
}

/// A pair with its exact counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VerifiedPair {
    /// The smaller id.
    pub left: ArticleId,
    /// The larger id.
    pub right: ArticleId,
    /// Shingles that both have.
    pub shared: u32,
    /// Distinct shingles of the left article.
    pub left_shingles: u32,
    /// Distinct shingles of the right article.
    pub right_shingles: u32,
}

impl VerifiedPair {
    /// Shared of all: Jaccard.
    pub fn resemblance(&self) -> f64 {
        ratio(self.shared, self.left_shingles + self.right_shingles - self.shared)
    }

    /// How much of the left article the right one has.
    pub fn containment_of_left(&self) -> f64 {
        ratio(self.shared, self.left_shingles)
    }

    /// How much of the right article the left one has.
    pub fn containment_of_right(&self) -> f64 {
        ratio(self.shared, self.right_shingles)
    }
}

/// What decides whether one article can stand for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Shared of all shingles, the same in both directions.
    #[default]
    Resemblance,
    /// Shared of the shingles of the one that is stood for.
    Containment,
}

impl VerifiedPair {
    /// Whether `leader`, one of the two, may stand for the other one.
    pub fn may_lead(&self, leader: ArticleId, measure: Measure, threshold: f64) -> bool {
        let reached = match measure {
            Measure::Resemblance => self.resemblance(),
            Measure::Containment if leader == self.left => self.containment_of_right(),
            Measure::Containment => self.containment_of_left(),
        };
        reached >= threshold
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// What a pair must reach to be kept.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Least resemblance, in [0, 1].
    pub resemblance: f64,
    /// Least containment of either side, in [0, 1]; above 1 it is not asked for.
    pub containment: f64,
}

impl Params {
    /// Fewest shared shingles with which sets of these sizes can reach either threshold.
    pub fn fewest_shared(&self, left: u32, right: u32) -> u32 {
        let both = f64::from(left) + f64::from(right);
        let by_resemblance = self.resemblance * both / (1.0 + self.resemblance);
        let by_containment = self.containment * f64::from(left.min(right));
        // Rounded down by a hair: the exact test follows.
        (by_resemblance.min(by_containment) - 1e-6).ceil().max(1.0) as u32
    }

    /// The pair with its counts, if it reaches either threshold.
    pub fn verify(
        &self,
        left: ArticleId,
        left_set: &ShingleSet,
        right: ArticleId,
        right_set: &ShingleSet,
    ) -> Option<VerifiedPair> {
        let (left_shingles, right_shingles) = (left_set.len(), right_set.len());
        let shared = left_set.shared(right_set, self.fewest_shared(left_shingles, right_shingles))?;
        let pair = VerifiedPair { left, right, shared, left_shingles, right_shingles };
        self.keeps(&pair).then_some(pair)
    }

    /// Whether the pair reaches either threshold.
    pub fn keeps(&self, pair: &VerifiedPair) -> bool {
        pair.resemblance() >= self.resemblance
            || pair.containment_of_left().max(pair.containment_of_right()) >= self.containment
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn counts_equal_those_of_hash_sets(
            left in prop::collection::vec(0u64..200, 0..300),
            right in prop::collection::vec(0u64..200, 0..300),
            minimum in 0u32..150,
            resemblance in 0.0f64..1.0,
            containment in 0.0f64..1.2,
        ) {
            let (l, r): (HashSet<u64>, HashSet<u64>) = (left.iter().copied().collect(), right.iter().copied().collect());
            let shared = l.intersection(&r).count() as u32;
            let (left, right) = (ShingleSet::new(left), ShingleSet::new(right));
            prop_assert_eq!(left.shared(&right, minimum), (shared >= minimum).then_some(shared));

            let params = Params { resemblance, containment };
            let exact = VerifiedPair {
                left: ArticleId(0), right: ArticleId(1), shared,
                left_shingles: l.len() as u32, right_shingles: r.len() as u32,
            };
            let found = params.verify(ArticleId(0), &left, ArticleId(1), &right);
            prop_assert_eq!(found, (shared > 0 && params.keeps(&exact)).then_some(exact));
        }
    }

    #[test]
    fn empty_sets_resemble_nothing() {
        let empty = ShingleSet::default();
        let params = Params { resemblance: 0.0, containment: 0.0 };
        assert_eq!(params.verify(ArticleId(0), &empty, ArticleId(1), &empty), None);
    }
}
