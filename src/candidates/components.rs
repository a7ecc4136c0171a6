//! Articles linked by candidate pairs, so that pairs of the same articles can be looked at together.
//!
//! **In** candidate pairs in any order. **Out** for each article the smallest id it is linked to, over any number of pairs.
//! **Cost** four bytes an article; nearly constant time a pair. **Never** decides: this orders work, clusters are made elsewhere.
//! **From** Tarjan (1975), union by smaller id with path halving.

use super::CandidatePair;
use crate::article::ArticleId;
use crate::spill::Record;

/// Disjoint sets of articles.
pub struct Components(Vec<u32>);

impl Components {
    /// Every article for itself.
    pub fn new(num_articles: usize) -> Self {
        Self((0..num_articles as u32).collect())
    }

    /// Joins the sets of both sides.
    pub fn link(&mut self, pair: CandidatePair) {
        let (left, right) = (self.root(pair.left), self.root(pair.right));
        self.0[left.max(right).index()] = left.min(right).0;
    }

    /// The smallest id of the set of an article.
    pub fn root(&mut self, id: ArticleId) -> ArticleId {
        let mut at = id.0;
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        ArticleId(at)
    }
}

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
    fn linked_articles_share_their_smallest_id() {
        let mut components = Components::new(10);
        for (left, right) in [(3, 7), (5, 9), (7, 9), (0, 1)] {
            components.link(CandidatePair { left: ArticleId(left), right: ArticleId(right) });
        }
        let roots: Vec<u32> = (0..10).map(|id| components.root(ArticleId(id)).0).collect();
        assert_eq!(roots, [0, 0, 2, 3, 4, 3, 6, 3, 8, 3]);
    }

    #[test]
    fn a_placed_pair_comes_back_from_bytes() {
        let pair = CandidatePair { left: ArticleId(2), right: ArticleId(1 << 30) };
        let placed = Placed { component: ArticleId(1), pair };
        let mut bytes = [0; Placed::BYTES];
        placed.write(&mut bytes);
        assert_eq!(Placed::read(&bytes), placed);
    }
}
