//! Two documents to the passages they share: seeds, chains, alignment, level.
//!
//! **In** two documents and the hits of their seeds. **Out** [`Passage`]s in order of their left start, then right start.
//! **Cost** that of [`chain`] and [`align`]. **Never** knows outlets, clusters or other pairs.

pub mod align;
pub mod border;
pub mod chain;
pub mod level;
pub mod seed;
pub mod soft;

use crate::span::TokenRange;
use align::Alignment;
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
    /// Where passages begin and end.
    pub border: border::Params,
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
    /// Word by word; its ends may lie inside those of the passage, which is shown up to the borders of its sentences.
    pub alignment: Alignment,
}

/// What became of the chains of one or many pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainCounts {
    /// Chains aligned.
    pub chains: u64,
    /// Alignments refused because they show too little.
    pub refused: u64,
}

/// A sampled seed that both sides have, and how common it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampledHit {
    /// First token on the left.
    pub left: u32,
    /// First token on the right.
    pub right: u32,
    /// Over how many weeks it is spread in the collection.
    pub spread: u16,
}

/// A seed spread over up to so many weeks counts in full.
const FEW_WEEKS: f64 = 4.0;

impl SampledHit {
    /// How much the seed says, in (0, 1]: a phrase that turns up all year is anybody's.
    pub fn novelty(&self) -> f64 {
        (FEW_WEEKS / f64::from(self.spread.max(1))).min(1.0)
    }
}

/// Mean novelty of the sampled seeds inside a piece; 1 where there is none. `sampled` is sorted.
fn novelty(sampled: &[SampledHit], piece: &Alignment) -> f64 {
    let from = sampled.partition_point(|hit| hit.left < piece.left.start);
    let inside = sampled[from..]
        .iter()
        .take_while(|hit| hit.left < piece.left.end)
        .filter(|hit| (piece.right.start..piece.right.end).contains(&hit.right));
    let (number, sum) = inside.fold((0, 0.0), |(number, sum), hit| (number + 1, sum + hit.novelty()));
    if number == 0 { 1.0 } else { sum / f64::from(number) }
}

/// The passages of one pair. `hits` are positions of equal seeds; `sampled` are those the collection knows. Both are sorted.
pub fn passages(
    words: &Words,
    hits: &[(u32, u32)],
    sampled: &[SampledHit],
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
        for mut piece in align::split(&alignment, &params.align) {
            border::cut(&mut piece, words.left_borders, words.right_borders, &params.border);
            let mut evidence = Evidence::of(words, &piece);
            evidence.weight *= novelty(sampled, &piece);
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
    let (left, right) = if level == Level::Edited && !words.is_same {
        border::grow(&piece, words.left_borders, words.right_borders, &params.border)
    } else {
        (piece.left, piece.right)
    };
    out.push(Passage { left, right, level, score, identity: evidence.identity(), alignment: piece });
    true
}

/// Whether most of both sides of `piece` lies in one passage found before.
fn covers(passage: &Passage, piece: &Alignment) -> bool {
    2 * passage.left.overlap(piece.left) > piece.left.len()
        && 2 * passage.right.overlap(piece.right) > piece.right.len()
}
