//! Things linked in pairs, so that those of one set can be looked at together.
//!
//! **In** numbers below a known one, linked two by two in any order. **Out** for each the smallest number it is linked to, over any
//! number of links. **Cost** four bytes a number; nearly constant time a link. **Never** decides: who is linked says the caller.
//! **From** Tarjan, *Efficiency of a good but not linear set union algorithm* (1975), here by smaller number with path halving.

/// Disjoint sets of numbers.
#[derive(Clone, Debug)]
pub struct Components(Vec<u32>);

impl Components {
    /// Every number below `num` for itself.
    pub fn new(num: usize) -> Self {
        Self((0..num as u32).collect())
    }

    /// Joins the sets of both.
    pub fn link(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        self.0[one.max(other) as usize] = one.min(other);
    }

    /// The smallest number of the set of one.
    pub fn first(&mut self, number: u32) -> u32 {
        let mut at = number;
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All numbers of both sets are given the smaller name.
    fn firsts_slow(num: u32, links: &[(u32, u32)]) -> Vec<u32> {
        let mut firsts: Vec<u32> = (0..num).collect();
        for &(one, other) in links {
            let (one, other) = (firsts[one as usize], firsts[other as usize]);
            for first in &mut firsts {
                if *first == one || *first == other {
                    *first = one.min(other);
                }
            }
        }
        firsts
    }

    fn firsts(num: u32, links: &[(u32, u32)]) -> Vec<u32> {
        let mut components = Components::new(num as usize);
        links.iter().for_each(|&(one, other)| components.link(one, other));
        (0..num).map(|number| components.first(number)).collect()
    }

    #[test]
    fn what_is_linked_shares_its_smallest_number() {
        let links = [(3, 7), (5, 9), (7, 9), (0, 1), (4, 4)];
        assert_eq!(firsts(10, &links), [0, 0, 2, 3, 4, 3, 6, 3, 8, 3]);
    }

    #[test]
    fn a_long_chain_costs_no_stack() {
        let links: Vec<_> = (1..100_000).rev().map(|number| (number - 1, number)).collect();
        assert!(firsts(100_000, &links).iter().all(|&first| first == 0));
    }

    proptest! {
        #[test]
        fn sets_are_those_of_naming_all_again(links in prop::collection::vec((0u32..30, 0u32..30), 0..40)) {
            prop_assert_eq!(firsts(30, &links), firsts_slow(30, &links));
        }
    }
}
