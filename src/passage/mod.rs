//! Two documents to the passages they share: seeds, chains, alignment, level.
//!
//! **In** two documents and the hits of their seeds. **Out** [`Passage`]s in order of their left start, then right start.
//! **Cost** that of [`chain`] and [`align`]. **Never** knows outlets, clusters or other pairs.

pub mod align;
pub mod border;
pub mod chain;
pub mod evidence;
pub mod join;
pub mod level;
pub mod repeat;
pub mod seed;
pub mod sentence;
pub mod soft;
mod turn;
pub mod witness;

use crate::span::TokenRange;
use align::Alignment;
use level::{Level, Tally};
use soft::Words;
use std::collections::HashMap;
use witness::{ChainFate, PieceFate, Witness};

/// What this room may decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
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
    /// Which passages are one.
    pub join: join::Params,
}

impl Params {
    /// For text read by letter: what is counted in words is counted in letters, five a word, and more is asked for, since letters
    /// meet by chance where words do not. The weight of a letter is its share of that of its word, so weights stay.
    pub fn by_letter() -> Self {
        let seed = seed::Params {
            length_unspaced: 12,
            window_unspaced: 6,
            dense_unspaced: 10,
            ..Default::default()
        };
        let chain = chain::Params { max_gap: 80, ..Default::default() };
        let align = align::Params {
            edit: -10,
            gap_open: -12,
            gap_extend: -6,
            drop: 200,
            reach: 48,
            ..Default::default()
        };
        // Which letters two sentences have says nothing.
        const NEVER: f64 = 2.0;
        let border = border::Params {
            most_cut: 15,
            most_fragment: 15,
            most_added: 60,
            alike: NEVER,
            contained: NEVER,
            reordered: NEVER,
        };
        let level = level::Params {
            verbatim_run: 40,
            // A digit may be misread as a letter may.
            verbatim_numbers: 0.0,
            phrase_words: 55,
            edited_words: 40,
            edited_identity: 0.6,
            strong_chain: 3.0,
            weak_chain: 1.8,
            ..Default::default()
        };
        let join = join::Params { gap: 400, short: 150, identity: 0.75 };
        Self { seed, chain, align, border, level, join }
    }
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
    /// How many words are equal; of a joined passage no more than there are.
    pub equal: f64,
    /// Weight of its equal words.
    pub weight: f64,
    /// Word by word; of a joined passage that of its heaviest part. Its ends may lie inside those of the passage, which is shown up to the borders of its sentences.
    pub alignment: Alignment,
    /// Why, where it is told in other words: then nothing is aligned.
    pub evidence: Option<Box<evidence::Evidence>>,
}

/// What became of the chains of one or many pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
    /// In how many surroundings it stands there.
    pub settings: u8,
}

/// A seed spread over up to so many weeks counts in full.
const FEW_WEEKS: f64 = 4.0;

/// A seed that stands in up to so many surroundings counts in full.
const FEW_SETTINGS: f64 = 8.0;

impl SampledHit {
    /// How much the seed says, in (0, 1]: a phrase that turns up all year, or between other words each time, is anybody's.
    pub fn novelty(&self) -> f64 {
        let weeks = FEW_WEEKS / f64::from(self.spread.max(1));
        weeks.min(FEW_SETTINGS / f64::from(self.settings.max(1))).min(1.0)
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

/// The passages of one pair, the same whichever side is called left. `hits` are positions of equal seeds; `sampled` are those the
/// collection knows. Both are sorted. `witness` is told of every step.
pub fn passages(
    words: &Words,
    hits: &[(u32, u32)],
    sampled: &[SampledHit],
    params: &Params,
    counts: &mut ChainCounts,
    witness: &mut dyn Witness,
) -> Vec<Passage> {
    if !words.is_same && turn::is_turned(words) {
        let (hits, sampled, mut witness) = (turn::hits(hits), turn::sampled(sampled), turn::Turned(witness));
        let found = words.turned(|words| passages(words, &hits, &sampled, params, counts, &mut witness));
        let mut passages: Vec<Passage> = found.into_iter().map(turn::passage).collect();
        passages.sort_by_key(|p| (p.left, p.right));
        return passages;
    }
    let runs = chain::runs(words.left, words.right, hits, words.is_same);
    let mut found = Found {
        words,
        sampled,
        params,
        passages: Vec::new(),
        by_place: HashMap::new(),
        spare: words.left_len() + words.right_len(),
        shown: 0.0,
        counts,
        witness,
    };
    let (mut weak, mut undecided) = (Vec::new(), Vec::new());
    let chains = chain::chains(&runs, &params.chain).into_iter();
    for chain in chains.flat_map(|chain| if words.is_same { chain::apart(&chain) } else { vec![chain] }) {
        let weight: f32 = chain.iter().flat_map(|run| &words.left_weights[run.left_range()]).sum();
        let weight = f64::from(weight);
        if weight < params.level.weak_chain {
            found.witness.chain(&chain, weight, 1.0, ChainFate::TooLight);
            continue;
        }
        let (left, right) = chain::ranges(&chain);
        let novelty = novelty(sampled, left, right);
        if weight * novelty >= params.level.strong_chain {
            undecided.extend(found.try_chain(&chain, weight, novelty));
        } else if weight * novelty >= params.level.weak_chain {
            weak.push((chain, weight, novelty));
        } else {
            found.witness.chain(&chain, weight, novelty, ChainFate::TooLight);
        }
    }
    // What is too little by itself may be enough beside the rest.
    let is_supported = found.shown >= params.level.support;
    for (chain, weight, novelty) in &weak {
        if is_supported {
            undecided.extend(found.try_chain(chain, *weight, *novelty));
        } else {
            found.witness.chain(chain, *weight, *novelty, ChainFate::Unsupported);
        }
    }
    for (piece, evidence) in undecided {
        let beside = if is_supported { found.shown } else { 0.0 };
        let fate = found.accept(&piece, &evidence, beside);
        found.counts.refused += u64::from(fate == PieceFate::Refused);
        found.witness.piece(&piece, &evidence, beside, fate);
    }
    let mut passages = found.passages;
    passages.sort_by_key(|p| (p.left, p.right));
    if words.is_same { passages } else { join::join(passages, words.borders, &params.join) }
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
    /// Words that chains may still grow by beyond what each may.
    spare: u32,
    /// Weight of all passages that were enough by themselves.
    shown: f64,
    counts: &'a mut ChainCounts,
    witness: &'a mut dyn Witness,
}

impl Found<'_, '_> {
    /// Aligns a chain and takes its pieces that are enough by themselves. Returns the others.
    fn try_chain(
        &mut self,
        chain: &chain::Chain,
        weight: f64,
        novelty_of_chain: f64,
    ) -> Vec<(Alignment, Tally)> {
        let (left, right) = chain::ranges(chain);
        self.counts.chains += 1;
        if self.is_known(left, right) {
            self.witness.chain(chain, weight, novelty_of_chain, ChainFate::Known);
            return Vec::new();
        }
        self.witness.chain(chain, weight, novelty_of_chain, ChainFate::Aligned);
        let alignment = align::align(self.words, chain, &self.params.align, &mut self.spare);
        let mut undecided = Vec::new();
        for mut piece in align::split(&alignment, &self.params.align) {
            border::cut(self.words, &mut piece, &self.params.border);
            let mut evidence = Tally::of(self.words, &piece);
            evidence.read_numbers(self.words, &piece, &self.params.level);
            evidence.weight *= novelty(self.sampled, piece.left, piece.right);
            let fate = self.accept(&piece, &evidence, 0.0);
            if let PieceFate::Passage { .. } = fate {
                self.shown += evidence.weight;
                self.witness.piece(&piece, &evidence, 0.0, fate);
            } else {
                undecided.push((piece, evidence));
            }
        }
        undecided
    }

    /// Takes a piece among the passages if it shows enough and says something new.
    fn accept(&mut self, piece: &Alignment, evidence: &Tally, beside: f64) -> PieceFate {
        let Some((level, score)) = self.params.level.decide(evidence, beside) else {
            return PieceFate::Refused;
        };
        let level =
            if level::is_quote(self.words, piece, self.params.level.quoted) { Level::Quote } else { level };
        let is_repeat = self.words.is_same;
        debug_assert!(!is_repeat || piece.left.end <= piece.right.start, "both sides of a repeat are apart");
        if self.is_known(piece.left, piece.right) {
            return PieceFate::Known;
        }
        let border = &self.params.border;
        let (mut level, mut score) = (level, score);
        let mut weight = evidence.weight;
        let mut equal = f64::from(evidence.kept);
        let (mut left, mut right) = (piece.left, piece.right);
        if level == Level::Edited && !is_repeat {
            let (l, r) = border::grow(self.words, piece, border);
            let kept = border::num_kept(self.words, piece, evidence.kept, (l, r));
            let mut grown = Tally { kept, columns: l.len().max(r.len()), ..*evidence };
            grown.count_numbers(self.words, l, r);
            // What stands around other figures is not shown as shared.
            if !self.params.level.is_template(&grown) {
                (left, right, equal) = (l, r, f64::from(kept));
            }
        } else if level == Level::Verbatim
            && !is_repeat
            && let Some((l, r, shared)) = border::reordered(self.words, piece, border)
        {
            (left, right, level) = (l, r, Level::Edited);
            // Stock phrases weigh less here too.
            let shared_weight = shared.weight * novelty(self.sampled, l, r);
            (equal, weight) = (shared.words, shared_weight.max(weight));
            score = level::score(weight, equal / f64::from(l.len().max(r.len())));
        }
        let identity = equal / f64::from(left.len().max(right.len()).max(1));
        for place in left.start / PLACE..=left.end / PLACE {
            self.by_place.entry(place).or_default().push(self.passages.len() as u32);
        }
        let alignment = piece.clone();
        self.passages.push(Passage {
            left,
            right,
            level,
            score,
            identity,
            equal,
            weight,
            alignment,
            evidence: None,
        });
        PieceFate::Passage { level, score }
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
