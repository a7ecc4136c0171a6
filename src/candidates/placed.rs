//! Candidate pairs beside the set of linked articles they belong to, so that pairs of the same articles can be looked at together.
//!
//! **In** a pair and the smallest id its articles are linked to. **Out** a record that sorts by both. **Cost** twelve bytes.
//! **Never** decides: this orders work, clusters are made elsewhere.

use super::CandidatePair;
use crate::article::ArticleId;
use crate::spill::Record;

/// A candidate pair with the set it belongs to: sorted, the pairs of one set stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// Smallest id of the set.
    pub component: ArticleId,
    /// The pair.
    pub pair: CandidatePair,
}

impl Record for Placed {
    const BYTES: usize = 12;

    fn write(&self, out: &mut [u8]) {
        out[..4].copy_from_slice(&self.component.0.to_le_bytes());
        self.pair.write(&mut out[4..]);
    }

    fn read(bytes: &[u8]) -> Self {
        let component = u32::from_le_bytes(bytes[..4].try_into().expect("four bytes"));
        Self { component: ArticleId(component), pair: CandidatePair::read(&bytes[4..]) }
    }

    fn rank(&self) -> u64 {
        u64::from(self.component.0) << 32 | u64::from(self.pair.left.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placed_pair_comes_back_from_bytes() {
        let pair = CandidatePair { left: ArticleId(2), right: ArticleId(1 << 30) };
        let placed = Placed { component: ArticleId(1), pair };
        let mut bytes = [0; Placed::BYTES];
        placed.write(&mut bytes);
        assert_eq!(Placed::read(&bytes), placed);
    }
}
