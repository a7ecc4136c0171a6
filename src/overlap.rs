//! Passages to shares: how much of each article others have too, and how much outlets share.
//!
//! **In** the articles and all passages between different ones. **Out** an [`Overlap`]. **Cost** O(P log P) for P passages.
//! **Never** counts a character twice: shares are unions of spans. Passages at level `quote` and repeats inside one
//! article are not counted.

use crate::article::ArticleId;
use crate::findings::FoundPassage;
use crate::passage::level::Level;
use crate::span::CodePointRange;
use std::collections::BTreeMap;

/// What one outlet has of its own that another has too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Articles of the first outlet with such a passage.
    pub articles: u32,
    /// Characters of the first outlet in such passages.
    pub chars: u64,
    /// Passages between the two.
    pub passages: u64,
}

/// Shares of articles and outlets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Characters of each article that some other article has too, by id.
    pub shared_chars: Vec<u32>,
    /// For each ordered pair of outlets what the first shares with the second, where that is anything.
    pub outlets: BTreeMap<(u32, u32), Shared>,
}

impl Overlap {
    /// Shares of `num_articles` articles; `outlet` gives the number of an article's outlet.
    pub fn new(
        num_articles: usize,
        passages: &[FoundPassage],
        outlet: impl Fn(ArticleId) -> Option<u32>,
    ) -> Self {
        // Every passage seen from both sides: (article, partner's outlet, span).
        let mut sides: Vec<(ArticleId, Option<u32>, CodePointRange)> = passages
            .iter()
            .filter(|p| p.left != p.right && p.level != Level::Quote)
            .flat_map(|p| [(p.left, outlet(p.right), p.left_span), (p.right, outlet(p.left), p.right_span)])
            .collect();
        sides.sort_unstable();
        let mut overlap = Self { shared_chars: vec![0; num_articles], outlets: BTreeMap::new() };
        for same_article in sides.chunk_by(|a, b| a.0 == b.0) {
            let id = same_article[0].0;
            let mut spans: Vec<CodePointRange> = same_article.iter().map(|side| side.2).collect();
            spans.sort_unstable();
            overlap.shared_chars[id.index()] = union(&spans);
            let Some(own) = outlet(id) else { continue };
            for same_outlet in same_article.chunk_by(|a, b| a.1 == b.1) {
                let Some(other) = same_outlet[0].1 else { continue };
                let spans: Vec<CodePointRange> = same_outlet.iter().map(|side| side.2).collect();
                let shared = overlap.outlets.entry((own, other)).or_default();
                shared.articles += 1;
                shared.chars += u64::from(union(&spans));
                shared.passages += same_outlet.len() as u64;
            }
        }
        overlap
    }
}

/// Characters in at least one of `spans`, which are sorted.
fn union(spans: &[CodePointRange]) -> u32 {
    let mut covered_to = 0;
    spans.iter().fold(0, |total, span| {
        let new = span.end.saturating_sub(span.start.max(covered_to));
        covered_to = covered_to.max(span.end);
        total + new
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_union_counts_each_character_once(raw in prop::collection::vec((0u32..60, 1u32..20), 0..12)) {
            let mut spans: Vec<_> = raw.iter().map(|&(start, len)| CodePointRange::new(start, start + len)).collect();
            spans.sort_unstable();
            let slow = (0..100).filter(|&at| spans.iter().any(|s| s.start <= at && at < s.end)).count();
            prop_assert_eq!(union(&spans) as usize, slow);
        }
    }

    #[test]
    fn shares_are_counted_from_both_sides() {
        let passage = |left, right, l: (u32, u32), r: (u32, u32)| FoundPassage {
            left: ArticleId(left),
            right: ArticleId(right),
            left_span: CodePointRange::new(l.0, l.1),
            right_span: CodePointRange::new(r.0, r.1),
            level: Level::Edited,
            score: 0.5,
            identity: 0.7,
            evidence: None,
        };
        // Articles 0 and 2 of outlet 0, article 1 of outlet 1.
        let passages = [
            passage(0, 1, (0, 10), (5, 17)),
            passage(1, 2, (10, 20), (0, 9)),
            passage(0, 0, (0, 5), (6, 11)),
        ];
        let overlap = Overlap::new(3, &passages, |id| Some(u32::from(id.0 == 1)));
        assert_eq!(overlap.shared_chars, [10, 15, 9]);
        assert_eq!(overlap.outlets[&(0, 1)], Shared { articles: 2, chars: 19, passages: 2 });
        assert_eq!(overlap.outlets[&(1, 0)], Shared { articles: 1, chars: 15, passages: 2 });
    }
}
