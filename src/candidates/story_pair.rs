//! Two stories to be compared, in an order that reads few articles more than once.
//!
//! **In** two ranks: places in order of time. **Out** a [`StoryPair`]. **Cost** none. **Never** decides.
//! **From** blocked nested-loop joins: pairs come tile by tile, so that the articles of two tiles are read once for all their
//! pairs, where pairs in order of the left story would read everything on the right again and again.

use crate::spill::Record;
use std::cmp::Ordering;

/// Bits of a rank inside its tile: 1,024 stories, of news some three megabytes.
const TILE_BITS: u32 = 10;

/// An unordered pair of stories by rank, `left < right`, in order of their tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StoryPair {
    /// The earlier story.
    pub left: u32,
    /// The later one.
    pub right: u32,
}

impl StoryPair {
    /// The pair of two different stories.
    pub fn new(one: u32, other: u32) -> Self {
        debug_assert_ne!(one, other);
        Self { left: one.min(other), right: one.max(other) }
    }
}

impl Ord for StoryPair {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for StoryPair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Record for StoryPair {
    const BYTES: usize = 8;

    fn write(&self, out: &mut [u8]) {
        out[..4].copy_from_slice(&self.left.to_le_bytes());
        out[4..].copy_from_slice(&self.right.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let rank = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        Self { left: rank(0), right: rank(4) }
    }

    fn rank(&self) -> u64 {
        let (left, right) = (u64::from(self.left), u64::from(self.right));
        let inside = (1 << TILE_BITS) - 1;
        left >> TILE_BITS << (32 + TILE_BITS)
            | right >> TILE_BITS << (2 * TILE_BITS)
            | (left & inside) << TILE_BITS
            | right & inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_come_tile_by_tile(one: (u32, u32), other: (u32, u32)) {
            let pairs = [one, other].map(|(left, right)| StoryPair { left, right });
            let key = |pair: &StoryPair| (pair.left / 1024, pair.right / 1024, pair.left, pair.right);
            prop_assert_eq!(pairs[0].cmp(&pairs[1]), key(&pairs[0]).cmp(&key(&pairs[1])));
            let mut bytes = [0; 8];
            pairs[0].write(&mut bytes);
            prop_assert_eq!(StoryPair::read(&bytes), pairs[0]);
        }
    }
}
