//! The same pair with its sides exchanged: left and right are only names, so what is found may not depend on them.
//!
//! **In** anything that has a left and a right side. **Out** the same the other way round. **Cost** linear in what is turned.
//! **Never** changes what is found: [`is_turned`] looks at the words alone.

use super::align::{Alignment, Column};
use super::chain::{Chain, Run};
use super::level::Tally;
use super::soft::Words;
use super::witness::{ChainFate, PieceFate, Witness};
use super::{Passage, SampledHit};
use crate::text::tokenize::Token;

/// Whether a pair is worked on the other way round; the pair turned is not. Chains look back along one side and ties go to the first, so that side is
/// chosen by the words: the shorter one, then the smaller hashes.
pub fn is_turned(words: &Words) -> bool {
    let hashes = |tokens: &'_ [Token]| tokens.iter().map(|token| token.hash).collect::<Vec<_>>();
    let lengths = words.left.len().cmp(&words.right.len());
    lengths.then_with(|| hashes(words.left).cmp(&hashes(words.right))).is_gt()
}

impl Words<'_> {
    /// Hands the same words, sides exchanged, to `work`.
    pub fn turned<T>(&self, work: impl FnOnce(&Words) -> T) -> T {
        fn exchanged<A, B>((left, right): (A, B)) -> (B, A) {
            (right, left)
        }
        work(&Words {
            left_text: self.right_text,
            left: self.right,
            right_text: self.left_text,
            right: self.left,
            is_same: self.is_same,
            letters: &|| exchanged((self.letters)()),
            borders: &|| exchanged((self.borders)()),
            quotations: &|| exchanged((self.quotations)()),
            language: self.language,
            left_weights: self.right_weights,
            right_weights: self.left_weights,
        })
    }
}

/// Sorted hits, exchanged and sorted again.
pub fn hits(hits: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut out: Vec<_> = hits.iter().map(|&(left, right)| (right, left)).collect();
    out.sort_unstable();
    out
}

/// Sorted sampled hits, exchanged and sorted again.
pub fn sampled(sampled: &[SampledHit]) -> Vec<SampledHit> {
    let mut out: Vec<_> =
        sampled.iter().map(|hit| SampledHit { left: hit.right, right: hit.left, ..*hit }).collect();
    out.sort_unstable_by_key(|hit| (hit.left, hit.right));
    out
}

/// A passage with its sides exchanged.
pub fn passage(passage: Passage) -> Passage {
    let alignment = alignment(&passage.alignment);
    Passage { left: passage.right, right: passage.left, alignment, ..passage }
}

fn alignment(aligned: &Alignment) -> Alignment {
    let column = |&column: &Column| match column {
        Column::Delete => Column::Insert,
        Column::Insert => Column::Delete,
        same => same,
    };
    let columns = aligned.columns.iter().map(column).collect();
    Alignment { left: aligned.right, right: aligned.left, columns }
}

/// Tells a witness of a pair that is worked on the other way round.
pub struct Turned<'a>(pub &'a mut dyn Witness);

impl Witness for Turned<'_> {
    fn chain(&mut self, chain: &Chain, weight: f64, novelty: f64, fate: ChainFate) {
        let turned =
            chain.iter().map(|run| Run { left: run.right, right: run.left, length: run.length }).collect();
        self.0.chain(&turned, weight, novelty, fate);
    }

    fn piece(&mut self, piece: &Alignment, evidence: &Tally, beside: f64, fate: PieceFate) {
        self.0.piece(&alignment(piece), evidence, beside, fate);
    }
}
