//! Two documents to the passages they share: seeds, chains, alignment, level.
//!
//! **In** two documents and the hits of their seeds. **Out** [`Passage`]s in order of their left start, then right start.
//! **Cost** that of [`chain`] and [`align`]. **Never** knows outlets, clusters or other pairs.

pub mod align;
pub mod border;
pub mod chain;
pub mod evidence;
pub mod level;
pub mod quote;
pub mod seed;
pub mod soft;

use crate::span::TokenRange;
use align::Alignment;
use level::{Evidence, Level};
use soft::Words;
use std::collections::HashMap;

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
    /// Why, where it is told in other words: then nothing is aligned.
    pub evidence: Option<Box<evidence::Evidence>>,
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

/// Mean novelty of the sampled seeds inside a stretch; 1 where there is none. `sampled` is sorted.
fn novelty(sampled: &[SampledHit], left: TokenRange, right: TokenRange) -> f64 {
    let from = sampled.partition_point(|hit| hit.left < left.start);
    let inside = sampled[from..]
        .iter()
        .take_while(|hit| hit.left < left.end)
        .filter(|hit| (right.start..right.end).contains(&hit.right));
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
    let mut found =
        Found { words, sampled, params, passages: Vec::new(), by_place: HashMap::new(), shown: 0.0 };
    let (mut weak, mut undecided) = (Vec::new(), Vec::new());
    for chain in chain::chains(&runs, &params.chain) {
        let weight: f32 = chain.iter().flat_map(|run| &words.left_weights[run.left_range()]).sum();
        if f64::from(weight) < params.level.weak_chain {
            continue;
        }
        let (left, right) = chain::ranges(&chain);
        let weight = f64::from(weight) * novelty(sampled, left, right);
        if weight >= params.level.strong_chain {
            counts.chains += 1;
            undecided.extend(found.try_chain(&chain));
        } else if weight >= params.level.weak_chain {
            weak.push(chain);
        }
    }
    // What is too little by itself may be enough beside the rest.
    if found.shown >= params.level.support {
        counts.chains += weak.len() as u64;
        for chain in &weak {
            undecided.extend(found.try_chain(chain));
        }
        undecided.retain(|(piece, evidence)| !found.accept(piece, evidence, found.shown));
    }
    counts.refused += undecided.len() as u64;
    found.passages.sort_by_key(|p| (p.left, p.right));
    found.passages
}

/// Tokens in a place by which passages are found again.
const PLACE: u32 = 128;

/// Passages found so far in one pair.
struct Found<'a, 'w> {
    words: &'a Words<'w>,
    sampled: &'a [SampledHit],
    params: &'a Params,
    passages: Vec<Passage>,
    /// Passages by each place on the left that they reach into.
    by_place: HashMap<u32, Vec<u32>>,
    /// Weight of all passages that were enough by themselves.
    shown: f64,
}

impl Found<'_, '_> {
    /// Aligns a chain and takes its pieces that are enough by themselves. Returns the others.
    fn try_chain(&mut self, chain: &chain::Chain) -> Vec<(Alignment, Evidence)> {
        let (left, right) = chain::ranges(chain);
        if self.is_known(left, right) {
            return Vec::new();
        }
        let alignment = align::align(self.words, chain, &self.params.align);
        let mut undecided = Vec::new();
        for mut piece in align::split(&alignment, &self.params.align) {
            let (left, right) = (self.words.borders)();
            border::cut(&mut piece, left, right, &self.params.border);
            let mut evidence = Evidence::of(self.words, &piece);
            evidence.weight *= novelty(self.sampled, piece.left, piece.right);
            if self.accept(&piece, &evidence, 0.0) {
                self.shown += evidence.weight;
            } else {
                undecided.push((piece, evidence));
            }
        }
        undecided
    }

    /// Takes a piece among the passages if it shows enough and says something new. Returns whether it did.
    fn accept(&mut self, piece: &Alignment, evidence: &Evidence, beside: f64) -> bool {
        let Some((level, score)) = self.params.level.decide(evidence, beside) else { return false };
        let level =
            if level::is_quote(self.words, piece, self.params.level.quoted) { Level::Quote } else { level };
        let is_repeat = self.words.is_same;
        if self.is_known(piece.left, piece.right) || (is_repeat && piece.left.overlap(piece.right) > 0) {
            return false;
        }
        let (left, right) = if level == Level::Edited && !is_repeat {
            {
                let (left, right) = (self.words.borders)();
                border::grow(piece, left, right, &self.params.border)
            }
        } else {
            (piece.left, piece.right)
        };
        for place in left.start / PLACE..=left.end / PLACE {
            self.by_place.entry(place).or_default().push(self.passages.len() as u32);
        }
        let identity = evidence.identity();
        self.passages.push(Passage {
            left,
            right,
            level,
            score,
            identity,
            alignment: piece.clone(),
            evidence: None,
        });
        true
    }

    /// Whether one passage holds most of both stretches: then it holds the middle of the left one.
    fn is_known(&self, left: TokenRange, right: TokenRange) -> bool {
        let middle = left.start.midpoint(left.end);
        self.by_place.get(&(middle / PLACE)).is_some_and(|near| {
            near.iter().map(|&index| &self.passages[index as usize]).any(|passage| {
                2 * passage.left.overlap(left) > left.len() && 2 * passage.right.overlap(right) > right.len()
            })
        })
    }
}
