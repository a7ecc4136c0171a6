//! The lane for other words, told: how two articles came to be compared, every pair of stretches with what was made of it.

use super::Articles;
use super::told::{Stage, Stretch, push, window};
use crate::article::ArticleId;
use crate::error::Result;
use crate::options::Options;
use crate::passage::evidence::Evidence;
use crate::passage::level::Level;
use crate::pipeline::judged::{Doors, Lane, judged};
use crate::pipeline::retell::between;
use crate::pipeline::settle::{LeftOut, Verdict, is_judged, is_unsure, judged_score, level, settle};
use crate::retell::{self, Retelling};
use crate::span::CodePointRange;
use serde::Serialize;

/// Everything that was decided about two articles in the lane for other words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OtherWords {
    /// The ways by which the two came to be compared.
    #[serde(flatten)]
    pub doors: Doors,
    /// Whether a passage found word by word is one more.
    pub passage: bool,
    /// Whether one between other articles of the two stories is, or one that was left out afterwards.
    pub copies: bool,
    /// Whether they were near enough in time, and not two of too many copies.
    pub is_paired: bool,
    /// The highest log-odds of sentences at a glance; nothing in two languages, which are not glanced at.
    pub glance: Option<f64>,
    /// Whether every two sentences were judged, or the pair was left at a glance or never met.
    pub is_looked_at: bool,
    /// Least probability of a passage.
    pub threshold: f64,
    /// Least probability of what is reported singly, or of what is joined.
    pub single: f64,
    /// Pairs of stretches, the likeliest first. Where the pair was not looked at, these are what would have been found.
    pub stretches: Vec<Stretches>,
    /// What their sentences say of the passages that were found word by word.
    pub word_by_word: Vec<WordByWord>,
    /// The passages that come of it.
    pub passages: Vec<Stretch>,
}

/// One or two sentences against one or two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stretches {
    /// Characters on the left.
    pub left: (u32, u32),
    /// Characters on the right.
    pub right: (u32, u32),
    /// Text on the left.
    pub left_text: String,
    /// Text on the right.
    pub right_text: String,
    /// Probability that one text stands behind both.
    pub probability: f64,
    /// The same without what stands beside them.
    pub alone: f64,
    /// What each signal adds to the log-odds, the constant first; those that add nothing are left out.
    pub parts: Vec<retell::score::Part>,
    /// What speaks for and against; of the likeliest ones only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of two stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// They lie in a passage in other words.
    Passage,
    /// A passage found word by word tells them already.
    Known,
    /// Likely enough, but a likelier pair of the same sentences stands, or others tell the same words of both places.
    Outdone,
    /// They have the same words, and too few.
    SameWords,
    /// One of them has too few words for a passage.
    Few,
    /// One word, name or number at most that both have says anything.
    Nothing,
    /// They are a frame of words around other figures.
    Template,
    /// Not likely enough.
    Unlikely,
}

/// A passage found word by word, and what its sentences say of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordByWord {
    /// Characters on the left.
    pub left: (u32, u32),
    /// Characters on the right.
    pub right: (u32, u32),
    /// How likely the sentences are that it lies in; nothing where it is a part of a passage that both lanes found.
    pub probability: Option<f64>,
    /// Its score after that; nothing where it is not reported by itself.
    pub score: Option<f64>,
}

/// Pairs of stretches that are told with their evidence, and at all.
const EXPLAINED: usize = 12;
const TOLD: usize = 60;

/// Takes the pair through the lane; `known` are the passages found word by word, `is_listed` says whether any such are reported of the two
/// stories. Nothing where one story stands for both.
pub fn explain(
    lane: &Lane,
    (left, right): (ArticleId, ArticleId),
    (known, is_listed): (&[Stretch], bool),
    options: &Options,
) -> Result<Option<OtherWords>> {
    let Some(doors) = lane.doors(left, right) else { return Ok(None) };
    let is_paired = lane.are_compared(left, right);
    let read = lane.read(left, right)?;
    let glance = lane.glance(&read);
    let passage = !known.is_empty();
    let copies = is_listed && !passage;
    let least = options.retell.preset.word_by_word_threshold();
    let has_unsure = known.iter().any(|p| is_unsure(p.level, p.score, least));
    let is_worth = doors.all_pairs
        || glance.is_none_or(|glance| glance >= options.retell.preset.glance_threshold())
        || has_unsure;
    let is_looked_at = is_paired && (doors.is_open() || passage || copies) && is_worth;
    let range = |(start, end): (u32, u32)| CodePointRange::new(start, end);
    let spans: Vec<_> = known.iter().map(|p| (range(p.left), range(p.right))).collect();
    let levels: Vec<(Level, f64)> = known.iter().map(|p| (p.level, p.score)).collect();
    let (found, retold) = lane.with(&read, |around, model| {
        let found = judged(&read.left, &read.right, around, model, EXPLAINED);
        (found, between(&read.left, &read.right, around, &spans, model, options))
    });
    let left_out = retold.retellings.iter().filter_map(|told| {
        let why = level(told, &levels, &retold.likely, options).err()?;
        Some((told.left_chars, told.right_chars, why))
    });
    let left_out: Vec<_> = left_out.collect();
    let likely: Vec<_> = retold.likely.iter().copied().map(Verdict::Likely).collect();
    let (settled, held) = settle(retold, &levels, options);
    // Where none are sought there are no passages in other words to be a part of.
    let verdicts = if is_paired { held } else { likely };
    let threshold = options.retell.preset.threshold();
    let single = options.single_threshold().min(threshold);
    let inside =
        |outer: CodePointRange, inner: CodePointRange| outer.start <= inner.start && inner.end <= outer.end;
    let fate = |found: &retell::Stretches| {
        let holds = |(told, ..): &(Retelling, Level, f64)| {
            inside(told.left_chars, found.left) && inside(told.right_chars, found.right)
        };
        if found.judged.probability < single {
            Fate::Unlikely
        } else if settled.iter().any(holds) {
            Fate::Passage
        } else if retell::is_known((found.left, found.right), &spans) {
            Fate::Known
        } else {
            let mut of =
                left_out.iter().filter(|told| inside(told.0, found.left) && inside(told.1, found.right));
            match of.next() {
                Some((.., LeftOut::SameWords)) => Fate::SameWords,
                Some((.., LeftOut::Few)) => Fate::Few,
                Some((.., LeftOut::Nothing)) => Fate::Nothing,
                Some((.., LeftOut::Known)) => Fate::Known,
                Some((.., LeftOut::Template)) => Fate::Template,
                None => Fate::Outdone,
            }
        }
    };
    let both = |range: CodePointRange| (range.start, range.end);
    let told = |found: retell::Stretches| Stretches {
        left: both(found.left),
        right: both(found.right),
        left_text: cut(&read.left.text, found.left),
        right_text: cut(&read.right.text, found.right),
        probability: found.judged.probability,
        alone: found.judged.cell.probability(),
        fate: fate(&found),
        parts: found.parts.into_iter().filter(|(_, part)| *part != 0.0).collect(),
        evidence: found.evidence,
    };
    let is_looked_into = is_looked_at || !is_paired && has_unsure;
    let judged = known.iter().zip(&verdicts).filter(|(p, _)| is_judged(p.level) && is_looked_into);
    let word_by_word = judged.map(|(passage, verdict)| {
        let (probability, score) = match *verdict {
            Verdict::Held => (None, None),
            Verdict::Likely(likely) => {
                (Some(likely), judged_score((passage.level, passage.score), likely, least))
            }
        };
        WordByWord { left: passage.left, right: passage.right, probability, score }
    });
    let passages = settled.iter().map(|(told, level, score)| Stretch {
        left: both(told.left_chars),
        right: both(told.right_chars),
        level: *level,
        score: *score,
        identity: told.identity,
    });
    Ok(Some(OtherWords {
        doors,
        passage,
        copies,
        is_paired,
        glance,
        is_looked_at,
        threshold,
        single,
        word_by_word: word_by_word.collect(),
        passages: passages.collect(),
        stretches: found.into_iter().take(TOLD).map(told).collect(),
    }))
}

/// Characters of a text.
fn cut(text: &str, range: CodePointRange) -> String {
    text.chars().skip(range.start as usize).take(range.len() as usize).collect()
}

const OTHER_WORDS: &str = "other words";

/// The decisions of the lane, in order.
pub fn stages(
    found: Option<&OtherWords>,
    articles: &Articles,
    pair: [ArticleId; 2],
    options: &Options,
    stages: &mut Vec<Stage>,
) {
    let Some(found) = found else {
        let what = if options.retell.preset == retell::Preset::Off {
            "not looked for: --rewritten off"
        } else {
            "not looked for: both are copies of one story"
        };
        push(stages, Stage::new(OTHER_WORDS, false, what.into()));
        return;
    };
    let stories = pair.map(|id| articles.stories[id.index()]);
    let window = window(OTHER_WORDS, articles, pair, options.events_window());
    if !window.is_none_or(|stage| push(stages, stage)) {
        push_left_out(found, stages);
        return;
    }
    if !found.is_paired {
        let what = "not compared: two of very many copies";
        push(stages, Stage::new(OTHER_WORDS, false, what.into()));
        push_left_out(found, stages);
        return;
    }
    let doors = [
        (found.doors.all_pairs, "so few articles that every two are compared"),
        (found.doors.event, "rare words in common, as reports of one event have"),
        (found.doors.local, "two sentences with rare words near each other"),
        (found.passage, "a passage found word by word"),
        (found.copies, "a passage found word by word, between copies of the two or left out afterwards"),
    ];
    let open: Vec<&str> = doors.iter().filter(|(is_open, _)| *is_open).map(|(_, what)| *what).collect();
    if open.is_empty() {
        let what = "too few rare words in common to be compared, in the articles or in any two sentences";
        push(stages, Stage::new(OTHER_WORDS, false, what.into()));
        return;
    }
    let how = if stories == pair { "compared" } else { "compared, as the articles that stand for them are" };
    push(stages, Stage::new(OTHER_WORDS, true, format!("{how}: {}", open.join("; "))));
    if let Some(glance) = found.glance.filter(|_| !found.doors.all_pairs) {
        let least = options.retell.preset.glance_threshold();
        let what = if found.is_looked_at && glance < least {
            "log-odds of the best sentences at a glance; judged for the sake of what was found word by word"
        } else {
            "log-odds of the best sentences at a glance"
        };
        push(stages, Stage::at(OTHER_WORDS, found.is_looked_at, what, glance, least));
    }
    if !found.is_looked_at {
        return;
    }
    let best = found.stretches.iter().map(|one| one.probability).fold(0.0, f64::max);
    let least = found.single;
    push(
        stages,
        Stage::at(OTHER_WORDS, best >= least, "probability of the likeliest two stretches", best, least),
    );
    push_left_out(found, stages);
}

/// The passages found word by word that their sentences leave out.
fn push_left_out(found: &OtherWords, stages: &mut Vec<Stage>) {
    let is_lost = |judged: &&WordByWord| judged.probability.is_some() && judged.score.is_none();
    let lost = found.word_by_word.iter().filter(is_lost).count();
    if lost > 0 {
        let passages = if lost == 1 { "passage" } else { "passages" };
        let what =
            format!("{lost} {passages} found word by word left out, whose sentences tell different things");
        push(stages, Stage::new(OTHER_WORDS, false, what));
    }
}
