//! Why two articles were or were not reported: the same rooms as the scan, one pair, every decision with value and threshold.
//!
//! **In** the texts a scan kept, who stands for whom, its options, two articles. **Out** an [`Explanation`]. **Cost** the texts are
//! read once and cut into words, since what a seed or a word is worth depends on all of them; where other words were looked for, two times
//! more, from working files. Memory that of [`Options::memory`] at most, and some 140 bytes an article.
//! **Never** decides anything itself: each decision is asked of the room that takes it in a scan.

mod near;
mod other_words;
mod seeds;
mod told;

pub use near::{Bucket, Near};
pub use other_words::{Fate as StretchesFate, OtherWords, Stretches, WordByWord};
pub use seeds::{Fate, Seed, Seeds};
pub use told::{Chain, Column, Piece, Run, Side, Stage, Stretch};

use super::again;
use super::judged::Lane;
use super::passages::{Gate, coverage, least_coverage, sampled};
use super::with_threads;
use crate::article::{ArticleId, Published};
use crate::candidates::bands::Bands;
use crate::candidates::postings::Place;
use crate::collection::Gathering;
use crate::error::Result;
use crate::options::Options;
use crate::passage::ChainCounts;
use crate::retell::Preset;
use crate::spill::WorkDir;
use crate::text::frequency::Frequencies;
use serde::Serialize;
use std::collections::HashMap;

/// Texts of a collection in order of id.
pub trait Texts {
    /// Calls `use_text` with the text of each of `wanted`, which are in order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()>;
}

/// What is known of each article without its text, by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Articles {
    /// The user's ids.
    pub keys: Vec<String>,
    /// When each was published.
    pub published: Vec<Option<Published>>,
    /// The article that stands for its near-duplicates.
    pub stories: Vec<ArticleId>,
}

impl Articles {
    fn place(&self, id: ArticleId) -> Place {
        Place { id, story: self.stories[id.index()], published: self.published[id.index()] }
    }

    fn key(&self, id: ArticleId) -> &str {
        &self.keys[id.index()]
    }
}

/// Everything that was decided about two articles, in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The article of the smaller id.
    pub left: Side,
    /// The other one.
    pub right: Side,
    /// Each decision with its value and threshold.
    pub stages: Vec<Stage>,
    /// How the two compare as a whole.
    pub near: Near,
    /// Sampled runs of words that both have.
    pub seeds: Seeds,
    /// Runs of equal words that follow each other on both sides, best first. Where the pair was not looked at, these are
    /// what would have been found.
    pub chains: Vec<Chain>,
    /// Alignments of these, word by word.
    pub pieces: Vec<Piece>,
    /// The passages they make: ends moved to the borders of sentences, parts of sentences joined with their neighbours.
    pub passages: Vec<Stretch>,
    /// Left and right characters of those of them whose places others tell in the same words: a line that both articles have several
    /// times is told once for each place.
    pub told_by_others: Vec<((u32, u32), (u32, u32))>,
    /// Whether the scan looked for passages of this pair at all.
    pub is_looked_at: bool,
    /// Whether passages near each other were joined afterwards.
    pub is_joined: bool,
    /// The lane for other words; nothing where the scan had it off, or one story stands for both.
    pub other_words: Option<OtherWords>,
}

/// Explains the pair `left`, `right`, in order of id; the same twice for repeats inside one article. `is_listed` says whether the scan
/// reported a passage found word by word between any articles of their two stories.
///
/// # Errors
/// When the texts cannot be read or a working file fails.
pub fn explain(
    texts: &mut (dyn Texts + Send),
    articles: &Articles,
    (left, right): (ArticleId, ArticleId),
    is_listed: bool,
    options: &Options,
    bands: Bands,
) -> Result<Explanation> {
    with_threads(options.threads, || {
        let dir = WorkDir::new(options.work_dir.as_deref())?;
        let mut both: Vec<String> = Vec::with_capacity(2);
        texts.each(&[left.0, right.0], &mut |_, text| both.push(text.to_owned()))?;
        let right_text = both.pop().unwrap_or_default();
        let left_text = both.pop().unwrap_or_else(|| right_text.clone());
        let pair = seeds::Pair::new((left, &left_text), (right, &right_text), options, bands);
        let frequencies = Frequencies::default();
        let is_same = left == right;
        let is_retold = options.retell.preset != Preset::Off && !is_same;
        let model = super::open_within(options)?;
        let mut gathering = is_retold.then(|| Gathering::new(&dir, options.memory as usize / 4));
        let met =
            seeds::meet(texts, articles, &pair, &frequencies, gathering.as_mut(), options, bands, &dir)?;
        let weights = frequencies.weights();
        let (seeds, hits) = seeds::explain(articles, &pair, met.seeds, options, &dir)?;

        let (left_read, right_read) = (
            super::paired::Paired::new(left_text, &weights, options),
            super::paired::Paired::new(right_text, &weights, options),
        );
        let sampled: Vec<_> = hits.iter().map(sampled).collect();
        let mut record = told::Record::default();
        let counts = &mut ChainCounts::default();
        let passages = left_read.passages(&right_read, &sampled, is_same, options, counts, &mut record);

        let mut stages = Vec::new();
        let window =
            options.window_days.and_then(|days| told::window(told::PASSAGES, articles, pair.ids, days));
        let is_in_window = window.map(|stage| told::push(&mut stages, stage));
        let gate = (!hits.is_empty()).then(|| Gate::of(&hits));
        told::gate(gate.as_ref(), &seeds, &mut stages);
        let is_looked_at = is_in_window != Some(false) && gate.is_some_and(|gate| gate.is_open());
        let covered = if is_looked_at { coverage(&left_read, &right_read, &passages) } else { 0.0 };
        let near = near::explain(
            articles,
            &pair,
            &met.buckets,
            (&left_read, &right_read),
            (covered, least_coverage(options)),
            options,
            bands,
        );
        if !is_same {
            near.stages(options, &mut stages);
        }
        let (chains, pieces) = record.told(&left_read, &right_read, options);
        told::passages(&chains, &pieces, is_looked_at, options, &mut stages);
        let several = if is_same { Vec::new() } else { again::of(&left_read, &right_read, &passages) };
        let tokens: Vec<_> = passages.iter().map(|passage| (passage.left, passage.right)).collect();
        let passages = told::stretches(&passages, &left_read, &right_read);
        let known = if is_looked_at { &passages[..] } else { &[] };
        let collection = gathering.map(Gathering::finish).transpose()?;
        let other_words = match &collection {
            Some(collection) => {
                let (stories, pair) = (&articles.stories, (left, right));
                let lane = Lane::new(collection, stories, model.as_ref(), options, &dir, &[pair])?;
                other_words::explain(&lane, pair, (known, is_listed), options)?
            }
            None => None,
        };
        if !is_same {
            other_words::stages(other_words.as_ref(), articles, [left, right], options, &mut stages);
        }
        let places: HashMap<_, _> = tokens.into_iter().zip(&passages).collect();
        let judged = other_words.as_ref().map_or(&[][..], |told| &told.word_by_word);
        let stands = |left, right| {
            let Stretch { left, right, .. } = places[&(left, right)];
            is_looked_at
                && judged.iter().all(|one| (one.left, one.right) != (*left, *right) || one.score.is_some())
        };
        let mut told_by_others: Vec<_> = again::left_out(&several, stands)
            .into_iter()
            .map(|tokens| (places[&tokens].left, places[&tokens].right))
            .collect();
        told_by_others.sort_unstable();
        let side = |id: ArticleId, read: &super::paired::Paired| Side {
            id: articles.key(id).to_owned(),
            words: read.document.words().len(),
            chars: read.text.chars().count(),
            story: articles.key(articles.stories[id.index()]).to_owned(),
        };
        Ok(Explanation {
            left: side(left, &left_read),
            right: side(right, &right_read),
            stages,
            near,
            seeds,
            chains,
            pieces,
            passages,
            told_by_others,
            is_looked_at,
            is_joined: options.join_chars.is_some(),
            other_words,
        })
    })
}
