//! Two documents to the passages they share: seeds, chains, alignment, level.
//!
//! **In** two documents and the hits of their seeds. **Out** [`Passage`]s in order of their left start, then right start.
//! **Cost** that of [`chain`] and [`align`]. **Never** knows outlets, clusters or other pairs.

pub mod align;
pub mod chain;
pub mod level;
pub mod seed;
pub mod soft;

use crate::span::TokenRange;
use align::{Alignment, Column};
use level::{Evidence, Level};
use soft::Words;

/// What this room may decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Params {
    /// Which word runs are sampled.
    pub seed: seed::Params,
    /// How runs are chained.
    pub chain: chain::Params,
    /// How words are aligned.
    pub align: align::Params,
    /// What is reported, at which level.
    pub level: level::Params,
}

/// A stretch of text that two articles share.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Tokens of the left document.
    pub left: TokenRange,
    /// Tokens of the right document.
    pub right: TokenRange,
    /// How near the two are.
    pub level: Level,
    /// How sure we are that one text stands behind both, in [0, 1].
    pub score: f64,
    /// Share of words that are the same on both sides, in [0, 1].
    pub identity: f64,
    /// Word by word.
    pub columns: Vec<Column>,
}

/// What became of the chains of one or many pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainCounts {
    /// Chains aligned.
    pub chains: u64,
    /// Alignments refused because they show too little.
    pub refused: u64,
}

/// The passages of one pair. `hits` are positions of equal seeds, sorted.
pub fn passages(
    words: &Words,
    hits: &[(u32, u32)],
    params: &Params,
    counts: &mut ChainCounts,
) -> Vec<Passage> {
    let runs = chain::runs(words.left, words.right, hits, words.is_same);
    let (mut out, mut undecided): (Vec<Passage>, _) = (Vec::new(), Vec::new());
    let mut shown = 0.0;
    for chain in chain::chains(&runs, &params.chain) {
        let weight: f32 = chain.iter().flat_map(|run| &words.left_weights[run.left_range()]).sum();
        if f64::from(weight) < params.level.chain_weight {
            continue;
        }
        counts.chains += 1;
        let alignment = align::align(words, &chain, &params.align);
        for piece in align::split(&alignment, &params.align) {
            let evidence = Evidence::of(words, &piece);
            if params.level.decide(&evidence, 0.0).is_some() {
                shown += evidence.weight;
                accept(words, piece, &evidence, 0.0, params, &mut out);
            } else {
                undecided.push((piece, evidence));
            }
        }
    }
    // What is too little by itself may be enough beside the rest.
    for (piece, evidence) in undecided {
        counts.refused += u64::from(!accept(words, piece, &evidence, shown, params, &mut out));
    }
    out.sort_by_key(|p| (p.left, p.right));
    out
}

/// Takes a piece among the passages if it shows enough and says something new. Returns whether it did.
fn accept(
    words: &Words,
    piece: Alignment,
    evidence: &Evidence,
    beside: f64,
    params: &Params,
    out: &mut Vec<Passage>,
) -> bool {
    let is_known = out.iter().any(|passage| covers(passage, &piece));
    if is_known || (words.is_same && piece.left.overlap(piece.right) > 0) {
        return false;
    }
    let Some((level, score)) = params.level.decide(evidence, beside) else { return false };
    let Alignment { left, right, columns } = piece;
    out.push(Passage { left, right, level, score, identity: evidence.identity(), columns });
    true
}

/// Whether most of both sides of `piece` lies in one passage found before.
fn covers(passage: &Passage, piece: &Alignment) -> bool {
    2 * passage.left.overlap(piece.left) > piece.left.len()
        && 2 * passage.right.overlap(piece.right) > piece.right.len()
}
