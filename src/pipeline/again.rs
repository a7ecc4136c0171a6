//! What the lane word by word tells of a line that both articles have several times: once for each place.
//!
//! **In** passages word by word with the tokens of both sides; later what became of them. **Out** the same without those whose places
//! others tell. **Cost** linear but for lines that stand several times. **Never** takes a passage away before the lane for other words
//! has seen it: what is known there is not told again.

use super::paired::Paired;
use crate::article::ArticleId;
use crate::findings::FoundPassage;
use crate::passage::Passage;
use crate::passage::repeat::{self, Stretches};
use crate::span::{CodePointRange, TokenRange};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A passage whose words stand several times on both sides.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Again {
    pub left: ArticleId,
    pub right: ArticleId,
    pub stretches: Stretches<CodePointRange>,
}

/// Those of the passages of two articles whose words stand several times on both sides.
pub fn of(left: &Paired, right: &Paired, passages: &[Passage]) -> Vec<Stretches<TokenRange>> {
    let digest = |side: &Paired, range: TokenRange| {
        repeat::digest_of(&side.document.tokens[range.start as usize..range.end as usize])
    };
    let stretches = |p: &Passage| Stretches {
        left_words: digest(left, p.left),
        right_words: digest(right, p.right),
        left: p.left,
        right: p.right,
    };
    repeat::several(&passages.iter().map(stretches).collect::<Vec<_>>())
}

/// Places on both sides of what is left out of those that still `stands`.
pub fn left_out<P: Copy + Ord + std::hash::Hash>(
    again: &[Stretches<P>],
    stands: impl Fn(P, P) -> bool,
) -> HashSet<(P, P)> {
    let standing: Vec<_> = again.iter().copied().filter(|one| stands(one.left, one.right)).collect();
    let kept = repeat::kept(&standing, 0);
    standing.iter().zip(kept).filter(|&(_, is_kept)| !is_kept).map(|(one, _)| (one.left, one.right)).collect()
}

/// Takes away what is left out of the passages of all pairs; `again` has those of each pair together.
pub fn leave_out(passages: &mut Vec<FoundPassage>, again: &[Again]) {
    if again.is_empty() {
        return;
    }
    let key = |p: &FoundPassage| (p.left, p.right, p.left_span, p.right_span);
    let asked: HashSet<_> =
        again.iter().map(|one| (one.left, one.right, one.stretches.left, one.stretches.right)).collect();
    let is_asked = |p: &&FoundPassage| p.evidence.is_none() && asked.contains(&key(p));
    let standing: HashSet<_> = passages.iter().filter(is_asked).map(key).collect();
    let mut out = HashSet::new();
    for of_pair in again.chunk_by(|one, other| (one.left, one.right) == (other.left, other.right)) {
        let Again { left, right, .. } = of_pair[0];
        let stretches: Vec<_> = of_pair.iter().map(|one| one.stretches).collect();
        let stands = |one, other| standing.contains(&(left, right, one, other));
        out.extend(left_out(&stretches, stands).into_iter().map(|(one, other)| (left, right, one, other)));
    }
    passages.retain(|p| p.evidence.is_some() || !out.contains(&key(p)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::level::Level;

    #[test]
    fn what_fell_meanwhile_tells_no_place() {
        let span = |place: u32| CodePointRange::new(100 * place, 100 * place + 60);
        let ids = (ArticleId(0), ArticleId(1));
        let passage = |(left, right): (u32, u32)| FoundPassage {
            left: ids.0,
            right: ids.1,
            left_span: span(left),
            right_span: span(right),
            level: Level::Verbatim,
            score: 0.9,
            identity: 1.0,
            evidence: None,
        };
        let all = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let again = all.map(|(left, right)| Again {
            left: ids.0,
            right: ids.1,
            stretches: Stretches { left_words: 1, right_words: 1, left: span(left), right: span(right) },
        });
        let told = |places: &[(u32, u32)]| {
            let mut passages: Vec<FoundPassage> = places.iter().copied().map(passage).collect();
            leave_out(&mut passages, &again);
            passages.iter().map(|p| (p.left_span.start / 100, p.right_span.start / 100)).collect::<Vec<_>>()
        };
        assert_eq!(told(&all), [(0, 0), (1, 1)]);
        assert_eq!(told(&all[1..3]), [(0, 1), (1, 0)]);
        assert_eq!(told(&[(0, 0), (0, 1), (2, 2)]), [(0, 0), (0, 1), (2, 2)]);
    }
}
