//! Two articles to the passages that one retells in the words of the other.
//!
//! ```text
//!  Account ──glance─▶ worth it ──weigh──▶ Vocabulary ──cells──▶ Cell ──context, background──▶ Judged ──grow──▶ Grown ──evidence──▶ Retelling
//!  Vectors, where there is a model ──meaning──▶ cosine of a Cell
//! ```
//!
//! **In** two [`account::Account`]s, how common their terms are. **Out** [`Retold`]: what is told in other words, and how likely passages
//! found word by word are. **Cost** some 100 to
//! 200 microseconds for two articles of thirty sentences. **Never** knows outlets or other pairs; never reports
//! what the passages found word by word hold already.

pub mod account;
mod again;
pub mod background;
pub mod calendar;
pub mod cells;
pub mod context;
pub mod endings;
pub mod everyday;
pub mod evidence;
pub mod features;
pub mod gist;
pub mod glance;
pub mod grid;
pub mod grow;
pub mod meaning;
pub mod partner;
mod promising;
pub mod run;
pub mod score;
pub mod senses;
pub mod spelling;
pub mod stretch;
pub mod term;
pub mod turn;
pub mod uncounted;
pub mod weigh;

use crate::passage::evidence::Evidence;
use crate::span::{CodePointRange, CodePoints, TokenRange};
use account::Sentence;
use again::{Places, Words};
use cells::Compared;
use context::Judged;
use evidence::{InCommon, Texts};
use grow::Grown;
use std::cell::OnceCell;
use std::collections::HashSet;

/// How much is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Nothing in other words.
    Off,
    /// What can hardly be chance.
    Strict,
    /// What is likely: of pairs of sentences about one event that are not reuse one in 25, in sample.
    #[default]
    Default,
    /// Also every pair of sentences with some evidence, singly, to be ranked by score.
    Wide,
}

/// Of less likely stretches it is not asked what was told before, whatever else is decided by them.
const WORTH_ASKING: f64 = 0.05;

/// Where passages are joined: least probability of stretches that are a part of what others near them tell, and of a passage in other
/// words that others may lean on, or that stands alone.
pub const SUPPORTED: f64 = 0.2;
const SUPPORTING: f64 = 0.6;

/// What this room may decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// How much is reported.
    pub preset: Preset,
    /// How passages grow.
    pub grow: grow::Params,
}

impl Preset {
    /// Least probability of a passage.
    pub fn threshold(self) -> f64 {
        match self {
            Self::Off => f64::INFINITY,
            Self::Strict => 0.8,
            Self::Default | Self::Wide => 0.44,
        }
    }

    /// Least probability of a passage in other words that is not joined to a likelier one, where passages are joined.
    pub fn supporting_threshold(self) -> f64 {
        self.single_threshold().min(self.threshold().max(SUPPORTING))
    }

    /// Least log-odds at a glance of two articles that are compared.
    pub fn glance_threshold(self) -> f64 {
        if self == Self::Wide { glance::LEAST_WIDE } else { glance::LEAST }
    }

    /// Least probability of a passage found word by word, [`SURE_ENOUGH`] ones apart: words in a row are evidence already, so it is lower.
    pub fn word_by_word_threshold(self) -> f64 {
        if self == Self::Wide { 0.0 } else { 0.25 }
    }

    /// Least probability of a pair of stretches that is reported singly, below the threshold.
    pub fn single_threshold(self) -> f64 {
        if self == Self::Wide { 0.08 } else { f64::INFINITY }
    }
}

/// A passage of one article that another tells in other words.
#[derive(Clone, Debug, PartialEq)]
pub struct Retelling {
    /// Tokens of the left document.
    pub left: TokenRange,
    /// Tokens of the right document.
    pub right: TokenRange,
    /// Characters of the left text.
    pub left_chars: CodePointRange,
    /// Characters of the right text.
    pub right_chars: CodePointRange,
    /// Share of the words of the longer side that the other one has too, in [0, 1].
    pub identity: f64,
    /// Share of them that both have in one order, or a little less.
    pub in_order: f64,
    /// Probability that one text stands behind both.
    pub probability: f64,
    /// Share of the matched weight that stands between quotation marks on both sides.
    pub quoted: f64,
    /// Longest common run of words, or letters, as a share of the side with fewer.
    pub in_row: f64,
    /// Why.
    pub evidence: Evidence,
    /// Known passages that lie in it and make up a good part of it, where it is likely: it is one passage with them.
    pub holds: Vec<usize>,
    /// Known passages that it lies in for the most part on both sides, wherever, or on one side, where the other has that and more.
    pub within: Vec<usize>,
    /// Known passages that lie in it for the most part on both sides.
    pub inside: Vec<usize>,
    /// Share of the matched weight that lies in them on both sides, in [0, 1]; 0 where nothing is quoted.
    pub share_inside: f64,
    /// Words of the side with fewer.
    pub num_words: usize,
    /// Those of them, on the side with fewer, that are no numbers.
    pub num_spelled: usize,
    /// Figures, times and other numbers that only one side has, of the side with fewer.
    pub num_other: usize,
    /// Whether numbers of one side, whatever they weigh and are written in, stand against others of the other one.
    pub has_other_numbers: bool,
}

/// A passage found word by word with this score stands whatever the sentences it lies in say.
pub const SURE_ENOUGH: f64 = 0.6;

/// What two articles tell in other words, and what that says of the passages found word by word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retold {
    /// In order of their sentences.
    pub retellings: Vec<Retelling>,
    /// For each known passage, the highest probability of the stretches in it, or of the sentences it lies in.
    pub likely: Vec<f64>,
}

/// Two stretches as they were judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretches {
    /// Characters of the left text.
    pub left: CodePointRange,
    /// Characters of the right text.
    pub right: CodePointRange,
    /// What was made of them.
    pub judged: Judged,
    /// What each signal adds to the log-odds, the constant first.
    pub parts: [score::Part; score::NUM_PARTS],
    /// What speaks for and against them, of the likeliest ones.
    pub evidence: Option<Evidence>,
}

/// Share of a stretch that known passages inside it must make up, on both sides, to be one passage with it.
const HELD_SHARE: f64 = 0.3;

/// Share of a stretch that must lie in a passage found word by word for it to be known.
const KNOWN_SHARE: f64 = 0.8;

/// How far from the straight line through such a passage its sentences may lie, as a share of it.
const ACROSS_SHARE: f64 = 0.15;

fn is_mostly_in(stretch: CodePointRange, passage: CodePointRange) -> bool {
    f64::from(passage.overlap(stretch)) >= KNOWN_SHARE * f64::from(stretch.len())
}

/// Whether a passage found word by word holds the left stretch and has the right one across from it.
fn is_told_by(
    (left, right): (CodePointRange, CodePointRange),
    (known_left, known_right): (CodePointRange, CodePointRange),
) -> bool {
    let share = (middle(left) - f64::from(known_left.start)) / f64::from(known_left.len().max(1));
    let across = f64::from(known_right.start) + share * f64::from(known_right.len());
    let reach = 0.5 * f64::from(left.len().max(right.len())) + ACROSS_SHARE * f64::from(known_right.len());
    is_mostly_in(left, known_left)
        && is_mostly_in(right, known_right)
        && (across - middle(right)).abs() <= reach
}

/// Whether a passage found word by word holds one of two stretches, and the other one has most of what stands across from that: beside
/// the copy it has only more than the first one says.
fn is_copy_with_more(
    (left, right): (CodePointRange, CodePointRange),
    (known_left, known_right): (CodePointRange, CodePointRange),
) -> bool {
    let holds =
        |one: CodePointRange, other: CodePointRange, known: CodePointRange, across: CodePointRange| {
            is_mostly_in(one, known) && {
                let scale = f64::from(across.len()) / f64::from(known.len().max(1));
                let at = |place: u32| {
                    let inside = f64::from(place.clamp(known.start, known.end) - known.start);
                    across.start + (scale * inside) as u32
                };
                let part = CodePointRange::new(at(one.start), at(one.end));
                f64::from(part.overlap(other)) >= KNOWN_SHARE * f64::from(part.len())
            }
        };
    holds(left, right, known_left, known_right) || holds(right, left, known_right, known_left)
}

/// Passages found word by word.
struct Known<'a> {
    passages: &'a [(CodePointRange, CodePointRange)],
    /// By each left sentence those that reach into it.
    by_left: Vec<Vec<usize>>,
}

impl<'a> Known<'a> {
    fn new(passages: &'a [(CodePointRange, CodePointRange)], left: &[Sentence]) -> Self {
        let mut by_left = vec![Vec::new(); left.len()];
        for (at, (own, _)) in passages.iter().enumerate() {
            let from = left.partition_point(|sentence| sentence.chars.end <= own.start);
            let inside = left[from..].iter().take_while(|sentence| sentence.chars.start < own.end).count();
            by_left[from..from + inside].iter_mut().for_each(|of| of.push(at));
        }
        Self { passages, by_left }
    }

    /// Those that reach into some left sentences; one may come again with each.
    fn beside(&self, (first, last): (u32, u32)) -> impl Iterator<Item = usize> {
        self.by_left[first as usize..=last as usize].iter().flatten().copied()
    }

    /// Those of them that are so, in order.
    fn such(&self, left: (u32, u32), is_so: impl Fn(CodePointRange, CodePointRange) -> bool) -> Vec<usize> {
        let such = |&at: &usize| is_so(self.passages[at].0, self.passages[at].1);
        let mut out: Vec<usize> = self.beside(left).filter(such).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Those that lie in two stretches, whose left sentences these are.
    fn inside(&self, left: (u32, u32), stretches: (CodePointRange, CodePointRange)) -> Vec<usize> {
        self.such(left, |one, other| is_mostly_in(one, stretches.0) && is_mostly_in(other, stretches.1))
    }

    /// Whether some make up a good part of two stretches on both sides.
    fn are_much(&self, some: &[usize], stretches: (CodePointRange, CodePointRange)) -> bool {
        let share = |side: fn(&(CodePointRange, CodePointRange)) -> u32, whole: CodePointRange| {
            let held: f64 = some.iter().map(|&at| f64::from(side(&self.passages[at]))).sum();
            held >= HELD_SHARE * f64::from(whole.len())
        };
        share(|known| known.0.len(), stretches.0) && share(|known| known.1.len(), stretches.1)
    }

    /// Those that hold most of two stretches, whose left sentences these are, or most of one and what the other has of it.
    fn around(&self, left: (u32, u32), stretches: (CodePointRange, CodePointRange)) -> Vec<usize> {
        self.such(left, |one, other| {
            let are_in = is_mostly_in(stretches.0, one) && is_mostly_in(stretches.1, other);
            are_in || is_copy_with_more(stretches, (one, other))
        })
    }
}

/// Whether a passage found word by word lies for the most part in the two sentences.
fn lies_in(
    (known_left, known_right): (CodePointRange, CodePointRange),
    (left, right): (CodePointRange, CodePointRange),
) -> bool {
    2 * left.overlap(known_left) >= known_left.len() && 2 * right.overlap(known_right) >= known_right.len()
}

fn middle(stretch: CodePointRange) -> f64 {
    (f64::from(stretch.start) + f64::from(stretch.end)) / 2.0
}

fn tokens(sentences: &[Sentence], (first, last): (u32, u32)) -> TokenRange {
    TokenRange::new(sentences[first as usize].tokens.start, sentences[last as usize].tokens.end)
}

fn chars(sentences: &[Sentence], (first, last): (u32, u32)) -> CodePointRange {
    CodePointRange::new(sentences[first as usize].chars.start, sentences[last as usize].chars.end)
}

/// First and last of the sentences that lie for the most part in a stretch.
fn sentences_in(sentences: &[Sentence], stretch: CodePointRange) -> Option<(u32, u32)> {
    let from = sentences.partition_point(|sentence| sentence.chars.end <= stretch.start);
    let to = sentences.partition_point(|sentence| sentence.chars.start < stretch.end);
    let mut inside = (from..to).filter(|&at| is_mostly_in(sentences[at].chars, stretch));
    let first = inside.next()?;
    Some((first as u32, inside.next_back().unwrap_or(first) as u32))
}

/// Every pair of stretches that shares enough as it is judged: by itself, in its context, and by what was told before where
/// it is at least so likely.
fn judge(pair: &Compared, least: f64) -> Vec<Judged> {
    let (num_left, num_right) = (pair.left.sentences().len(), pair.right.sentences().len());
    let mut judged = context::in_context(&pair.cells(), num_left, num_right, pair.tongues());
    let mut scratch = cells::Scratch::default();
    for judged in judged.iter_mut().filter(|judged| judged.probability >= least) {
        if let Some(background) = pair.background(&judged.cell, &mut scratch) {
            judged.cell.features.background = background;
            let log_odds = pair.tongues().in_context(&judged.cell.features, judged.context);
            judged.probability = score::probability(log_odds);
        }
    }
    judged
}

/// The passages that two articles tell in other words. `known` are passages found word by word: what lies mostly inside one of
/// them is not reported again, but speaks for it and for what stands beside it. Pairs of stretches from probability `singly` are told
/// one by one below the threshold.
pub fn retellings(
    pair: &Compared,
    texts: Texts,
    known: &[(CodePointRange, CodePointRange)],
    params: &Params,
    singly: f64,
) -> Retold {
    let (left, right) = (pair.left.sentences(), pair.right.sentences());
    let judged = judge(pair, params.preset.word_by_word_threshold().min(singly).max(WORTH_ASKING));
    let mut likely = vec![0.0; known.len()];
    let known = Known::new(known, left);
    let (told, mut judged): (Vec<Judged>, Vec<Judged>) = judged.into_iter().partition(|j| {
        let stretches = (chars(left, j.cell.left), chars(right, j.cell.right));
        let mut is_known = false;
        for at in known.beside(j.cell.left) {
            let is_told = is_told_by(stretches, known.passages[at]);
            is_known |= is_told;
            if is_told || j.cell.is_single() && lies_in(known.passages[at], stretches) {
                likely[at] = j.probability.max(likely[at]);
            }
        }
        is_known
    });
    // Passages whose sentences are less likely may fall.
    let stands = |probability: f64| probability >= params.preset.word_by_word_threshold();
    let cells = told.iter().filter(|j| stands(j.probability)).map(|j| (j.cell.left, j.cell.right));
    let whole = (0..likely.len()).filter(|&at| stands(likely[at]));
    let whole = whole.filter_map(|at| {
        let (one, other) = known.passages[at];
        Some((sentences_in(left, one)?, sentences_in(right, other)?))
    });
    let told: Vec<Places> = cells.chain(whole).collect();
    let mut words = Words::new(pair);
    again::leave_out(&mut judged, &told, &mut words);
    let threshold = params.preset.threshold();
    let mut grown = grow::grow(&judged, left, right, threshold, &params.grow);
    let below = judged.iter().filter(|j| (singly..threshold).contains(&j.probability));
    let places: HashSet<_> = grown.iter().map(|g| (g.left, g.right)).collect();
    let below = below.filter(|j| !places.contains(&(j.cell.left, j.cell.right)));
    grown.extend(below.map(|&best| Grown { left: best.cell.left, right: best.cell.right, best }));
    grown.sort_by_key(|g| (g.left, g.right));
    again::once_a_place(&mut grown, &told, &mut words);
    let points = OnceCell::new();
    let retelling = |grown: &Grown| {
        let (left_chars, right_chars) = (chars(left, grown.left), chars(right, grown.right));
        let probability = grown.best.probability;
        let common = InCommon::new(pair, grown, texts);
        let evidence = common.evidence();
        let tokens_of = |account: &account::Account, (first, last): (u32, u32)| {
            account.places(first as usize, last as usize).len()
        };
        let (identity, in_order) = common.identity();
        let fewer = tokens_of(pair.left, grown.left).min(tokens_of(pair.right, grown.right));
        let inside = known.inside(grown.left, (left_chars, right_chars));
        let quoted = common.quoted_share();
        let share_inside = if inside.is_empty() || quoted == 0.0 {
            0.0
        } else {
            let spans: Vec<_> = inside.iter().map(|&at| known.passages[at]).collect();
            let (left, right) =
                points.get_or_init(|| (CodePoints::new(texts.left), CodePoints::new(texts.right)));
            common.share_inside((left, right), &spans)
        };
        Retelling {
            left: tokens(left, grown.left),
            right: tokens(right, grown.right),
            left_chars,
            right_chars,
            identity,
            in_order,
            probability,
            quoted,
            in_row: f64::from(evidence.longest_run) / fewer.max(1) as f64,
            evidence,
            holds: if probability >= threshold && known.are_much(&inside, (left_chars, right_chars)) {
                inside.clone()
            } else {
                Vec::new()
            },
            share_inside,
            inside,
            within: known.around(grown.left, (left_chars, right_chars)),
            num_words: pair.left.num_words(grown.left).min(pair.right.num_words(grown.right)),
            num_spelled: pair.left.num_spelled(grown.left).min(pair.right.num_spelled(grown.right)),
            num_other: common.num_other(),
            has_other_numbers: common.has_other_numbers(),
        }
    };
    Retold { retellings: grown.iter().map(retelling).collect(), likely }
}

/// Every pair of stretches that was judged, the likeliest first, with the evidence for the first `explained`.
pub fn stretches(pair: &Compared, texts: Texts, explained: usize) -> Vec<Stretches> {
    let (left, right) = (pair.left.sentences(), pair.right.sentences());
    let mut judged = judge(pair, WORTH_ASKING);
    judged.sort_by(Judged::by_likelihood);
    let told = |(at, judged): (usize, Judged)| Stretches {
        left: chars(left, judged.cell.left),
        right: chars(right, judged.cell.right),
        judged,
        parts: pair.tongues().parts(&judged.cell.features, judged.context),
        evidence: (at < explained).then(|| {
            let grown = Grown { left: judged.cell.left, right: judged.cell.right, best: judged };
            InCommon::new(pair, &grown, texts).evidence()
        }),
    };
    judged.into_iter().enumerate().map(told).collect()
}

/// Whether one of the `known` passages tells the same as two stretches.
pub fn is_known(
    stretches: (CodePointRange, CodePointRange),
    known: &[(CodePointRange, CodePointRange)],
) -> bool {
    known.iter().any(|&passage| is_told_by(stretches, passage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_more_on_one_side_is_known_and_half_a_copy_is_not() {
        let span = CodePointRange::new;
        let known = (span(100, 300), span(1000, 1200));
        for (left, right, expected) in [
            // The whole copy, and a clause before it.
            ((100, 300), (940, 1200), true),
            ((40, 300), (1000, 1200), true),
            // Its first sentence, and what stands across from it with more.
            ((100, 180), (900, 1080), true),
            // Its first sentence, and what stands across from its end.
            ((100, 180), (1100, 1300), false),
            // Half a copy on both sides.
            ((200, 400), (1100, 1300), false),
        ] {
            let stretches = (span(left.0, left.1), span(right.0, right.1));
            assert_eq!(is_copy_with_more(stretches, known), expected, "{left:?} {right:?}");
            let turned = ((stretches.1, stretches.0), (known.1, known.0));
            assert_eq!(is_copy_with_more(turned.0, turned.1), expected, "turned: {left:?} {right:?}");
        }
    }
}
