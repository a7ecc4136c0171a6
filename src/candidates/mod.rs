//! Signatures and seeds to candidate pairs: which articles to look at.
//!
//! **In** sorted [`BandRecord`](lsh::BandRecord)s and [`SeedRecord`](postings::SeedRecord)s. **Out** [`CandidatePair`]s and
//! [`Hit`](postings::Hit)s, each pair with `left < right`. **Cost** linear in records and in pairs given; a bucket gives at most
//! `cap²/2` pairs, beyond that one pair a member. **Never** decides: a candidate is not a finding.

pub mod bands;
pub mod events;
pub mod local;
pub mod lsh;
pub mod placed;
pub mod postings;
pub mod story_pair;
pub mod windows;

use crate::article::ArticleId;
use crate::spill::Record;

/// An unordered pair of articles to be verified, `left < right`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    /// The smaller id.
    pub left: ArticleId,
    /// The larger id.
    pub right: ArticleId,
}

impl CandidatePair {
    /// The pair of two different articles, in order.
    pub fn new(one: ArticleId, other: ArticleId) -> Self {
        debug_assert_ne!(one, other);
        Self { left: one.min(other), right: one.max(other) }
    }
}

impl Record for CandidatePair {
    const BYTES: usize = 8;

    fn write(&self, out: &mut [u8]) {
        out[..4].copy_from_slice(&self.left.0.to_le_bytes());
        out[4..].copy_from_slice(&self.right.0.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let id = |at: usize| ArticleId(u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")));
        Self { left: id(0), right: id(4) }
    }

    fn rank(&self) -> u64 {
        u64::from(self.left.0) << 32 | u64::from(self.right.0)
    }
}

/// What a bucket's size made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// Every pair of its members was proposed.
    AllPairs,
    /// Too large: every member was paired with the smallest id only.
    Star,
}

/// Proposes the pairs of one bucket: all pairs of up to `cap` members, beyond that a star to the smallest id.
///
/// `members` are sorted by id without repeats; the rule depends on this set alone.
pub fn pairs_of_bucket<T: Copy, E>(
    members: &[T],
    cap: usize,
    mut pair: impl FnMut(T, T) -> Result<(), E>,
) -> Result<Bucket, E> {
    if members.len() > cap {
        for &other in &members[1..] {
            pair(members[0], other)?;
        }
        return Ok(Bucket::Star);
    }
    for (index, &left) in members.iter().enumerate() {
        for &right in &members[index + 1..] {
            pair(left, right)?;
        }
    }
    Ok(Bucket::AllPairs)
}
