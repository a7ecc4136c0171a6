//! Decisions in plain values: stages, chains, alignments with their words.

use super::Articles;
use super::seeds::Seeds;
use crate::article::{ArticleId, Published};
use crate::options::Options;
use crate::passage::Passage;
use crate::passage::align::{self, Alignment};
use crate::passage::chain;
use crate::passage::level::{Level, Tally, Test};
use crate::passage::witness::{ChainFate, PieceFate, Witness};
use crate::pipeline::paired::Paired;
use crate::pipeline::passages::Gate;
use crate::span::{CodePointRange, TokenRange};
use serde::Serialize;

/// One of the two articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The user's id.
    pub id: String,
    /// Words.
    pub words: usize,
    /// Characters.
    pub chars: usize,
    /// The article that stands for its near-duplicates, itself if there are none.
    pub story: String,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Which lane it belongs to.
    pub stage: &'static str,
    /// Whether the pair went on.
    pub passed: bool,
    /// What was asked.
    pub what: String,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What was needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

impl Stage {
    /// A decision without figures.
    pub fn new(stage: &'static str, passed: bool, what: String) -> Self {
        Self { stage, passed, what, value: None, threshold: None }
    }

    /// A decision by a figure.
    pub fn at(stage: &'static str, passed: bool, what: &str, value: f64, threshold: f64) -> Self {
        Self { stage, passed, what: what.into(), value: Some(value), threshold: Some(threshold) }
    }
}

/// Adds a decision. Returns whether it passed.
pub fn push(stages: &mut Vec<Stage>, stage: Stage) -> bool {
    let passed = stage.passed;
    stages.push(stage);
    passed
}

/// Whether both were published close enough in time to be compared.
pub fn is_in_window(articles: &Articles, ids: [ArticleId; 2], days: Option<u32>) -> bool {
    let [left, right] = ids.map(|id| articles.published[id.index()]);
    days.is_none_or(|days| Published::are_within(left, right, days))
}

pub const PASSAGES: &str = "passages";

/// The decision about time, where both dates are known.
pub fn window(stage: &'static str, articles: &Articles, ids: [ArticleId; 2], days: u32) -> Option<Stage> {
    let [left, right] = ids.map(|id| articles.published[id.index()]);
    let apart = left?.days_between(right?) as f64;
    let is_within = Published::are_within(left, right, days);
    Some(Stage::at(stage, is_within, "days apart, at most", apart, f64::from(days)))
}

/// The decisions about seeds.
pub fn gate(gate: Option<&Gate>, seeds: &Seeds, stages: &mut Vec<Stage>) {
    let num = seeds.shared.iter().filter(|seed| seed.hits > 0).count();
    let what =
        format!("sampled runs of {} {} that both have and that are compared", seeds.length, seeds.unit);
    push(stages, Stage::at(PASSAGES, num > 0, &what, num as f64, 1.0));
    let Some(gate) = gate else { return };
    if gate.is_one_place {
        let what = "equal words around a seed that stands alone, of eight";
        let (found, least) = (f64::from(gate.context), f64::from(Gate::LEAST_CONTEXT));
        push(stages, Stage::at(PASSAGES, found >= least, what, found, least));
    }
    let what = "what the seeds say together, a phrase used over many weeks little";
    push(
        stages,
        Stage::at(PASSAGES, gate.novelty >= Gate::LEAST_NOVELTY, what, gate.novelty, Gate::LEAST_NOVELTY),
    );
}

/// The decisions about chains and alignments: the best of each.
pub fn passages(
    chains: &[Chain],
    pieces: &[Piece],
    is_looked_at: bool,
    options: &Options,
    stages: &mut Vec<Stage>,
) {
    if !is_looked_at {
        return;
    }
    let level = &options.passage.level;
    let best = chains.iter().map(|chain| chain.weight * chain.novelty).fold(0.0, f64::max);
    let is_aligned = chains.iter().any(|chain| chain.fate == ChainFate::Aligned);
    let what = "weight of the equal words of the best chain";
    push(stages, Stage::at(PASSAGES, is_aligned, what, best, level.strong_chain));
    if !is_aligned {
        return;
    }
    let found = pieces.iter().filter(|piece| matches!(piece.fate, PieceFate::Passage { .. })).count();
    if found > 0 {
        push(
            stages,
            Stage::new(PASSAGES, true, format!("{found} of {} alignments are passages", pieces.len())),
        );
        return;
    }
    // The alignment that came nearest, and what it lacks.
    let lacking = |piece: &Piece| -> usize {
        let of = |level| piece.tests.iter().filter(|test| test.level == level && !test.is_passed()).count();
        of(Level::Verbatim).min(of(Level::Edited))
    };
    let Some(nearest) = pieces.iter().min_by_key(|piece| lacking(piece)) else { return };
    for test in nearest.tests.iter().filter(|test| test.level == Level::Edited && !test.is_passed()) {
        push(stages, Stage::at(PASSAGES, false, test.what, test.value, test.least));
    }
}

/// A run of equal words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// First token on the left.
    pub left: u32,
    /// First token on the right.
    pub right: u32,
    /// Words.
    pub length: u32,
    /// As the left article writes them.
    pub words: String,
}

/// Runs that follow each other on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chain {
    /// In order.
    pub runs: Vec<Run>,
    /// Weight of the equal words: rare words count up to 1, common ones little.
    pub weight: f64,
    /// What is left of it where its seeds are in use all year.
    pub novelty: f64,
    /// What became of it.
    pub fate: ChainFate,
}

/// One column of an alignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// `keep`, `soft` (another form of the word), `edit`, `delete` or `insert`.
    pub op: &'static str,
    /// The word on the left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// The word on the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
}

/// An alignment, what it shows, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Piece {
    /// Characters on the left.
    pub left: (u32, u32),
    /// Characters on the right.
    pub right: (u32, u32),
    /// Word by word.
    pub columns: Vec<Column>,
    /// What is counted of it.
    pub evidence: Tally,
    /// Weight of the passages beside it.
    pub beside: f64,
    /// Everything that is asked of it.
    pub tests: Vec<Test>,
    /// What became of it.
    pub fate: PieceFate,
}

/// A passage as it goes to the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stretch {
    /// Characters on the left.
    pub left: (u32, u32),
    /// Characters on the right.
    pub right: (u32, u32),
    /// Its level.
    pub level: Level,
    /// Its score.
    pub score: f64,
    /// Share of equal words.
    pub identity: f64,
}

/// The passages of the pair, in order.
pub fn stretches(passages: &[Passage], left: &Paired, right: &Paired) -> Vec<Stretch> {
    let (left_points, right_points) = (left.points(), right.points());
    let both = |range: CodePointRange| (range.start, range.end);
    let stretch = |passage: &Passage| Stretch {
        left: both(left_points.range(left.shown(passage.left))),
        right: both(right_points.range(right.shown(passage.right))),
        level: passage.level,
        score: passage.score,
        identity: passage.identity,
    };
    passages.iter().map(stretch).collect()
}

/// Writes down what it is told.
#[derive(Default)]
pub struct Record {
    chains: Vec<(chain::Chain, f64, f64, ChainFate)>,
    pieces: Vec<(Alignment, Tally, f64, PieceFate)>,
}

impl Witness for Record {
    fn chain(&mut self, chain: &chain::Chain, weight: f64, novelty: f64, fate: ChainFate) {
        self.chains.push((chain.clone(), weight, novelty, fate));
    }

    fn piece(&mut self, piece: &Alignment, evidence: &Tally, beside: f64, fate: PieceFate) {
        self.pieces.push((piece.clone(), *evidence, beside, fate));
    }
}

impl Record {
    /// Chains by weight, alignments in order of the left text, with their words.
    pub fn told(mut self, left: &Paired, right: &Paired, options: &Options) -> (Vec<Chain>, Vec<Piece>) {
        let word = |side: &Paired, at: u32| side.document.tokens[at as usize].span.of(&side.text).to_owned();
        let run = |run: &chain::Run| Run {
            left: run.left,
            right: run.right,
            length: run.length,
            words: left
                .document
                .bytes(TokenRange::new(run.left, run.left + run.length))
                .of(&left.text)
                .to_owned(),
        };
        self.chains.sort_by(|a, b| (b.1 * b.2).total_cmp(&(a.1 * a.2)));
        let chains = self
            .chains
            .iter()
            .map(|(chain, weight, novelty, fate)| Chain {
                runs: chain.iter().filter(|one| one.length > 0).map(run).collect(),
                weight: *weight,
                novelty: *novelty,
                fate: *fate,
            })
            .collect();
        self.pieces.sort_by_key(|(piece, ..)| (piece.left, piece.right));
        let (left_points, right_points) = (left.points(), right.points());
        let pieces = self
            .pieces
            .iter()
            .filter(|(piece, ..)| !piece.left.is_empty() && !piece.right.is_empty())
            .map(|(piece, evidence, beside, fate)| {
                let both = |range: CodePointRange| (range.start, range.end);
                let (mut l, mut r) = (piece.left.start, piece.right.start);
                let columns = piece.columns.iter().map(|&column| {
                    let (left_step, right_step) = column.steps();
                    let told = Column {
                        op: op(column),
                        left: (left_step > 0).then(|| word(left, l)),
                        right: (right_step > 0).then(|| word(right, r)),
                    };
                    (l, r) = (l + left_step, r + right_step);
                    told
                });
                Piece {
                    columns: columns.collect(),
                    left: both(left_points.range(left.shown(piece.left))),
                    right: both(right_points.range(right.shown(piece.right))),
                    evidence: *evidence,
                    beside: *beside,
                    tests: options.passage.level.tests(evidence, *beside).to_vec(),
                    fate: *fate,
                }
            })
            .collect();
        (chains, pieces)
    }
}

fn op(column: align::Column) -> &'static str {
    match column {
        align::Column::Keep => "keep",
        align::Column::Soft => "soft",
        align::Column::Edit => "edit",
        align::Column::Delete => "delete",
        align::Column::Insert => "insert",
    }
}
