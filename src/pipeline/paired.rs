//! An article read a second time, to be compared with others: words, weights, runs, and what is made when it is asked for.

use super::near_dup::shingle_set_of;
use crate::options::Options;
use crate::passage::border::Borders;
use crate::passage::seed::DenseSeeds;
use crate::passage::soft::{Letters, Words};
use crate::passage::witness::Witness;
use crate::passage::{ChainCounts, Passage, SampledHit, passages};
use crate::span::{ByteRange, CodePoints, TokenRange};
use crate::text::Document;
use crate::text::frequency::Weights;
use crate::text::language::language;
use crate::text::quotation::quotations;
use crate::text::sentence::sentences;
use crate::verify::ShingleSet;
use std::sync::OnceLock;

/// One article and everything a comparison asks of it.
pub struct Paired {
    pub text: String,
    pub document: Document,
    pub weights: Vec<f32>,
    seeds: DenseSeeds,
    letters: OnceLock<Letters>,
    borders: OnceLock<Borders>,
    quotations: OnceLock<Vec<ByteRange>>,
    language: OnceLock<Option<&'static str>>,
    checkpoints: OnceLock<Vec<u32>>,
    shingles: OnceLock<ShingleSet>,
}

/// How much each token says: a word what it says in the collection, a letter its share of its word.
fn token_weights(text: &str, document: &Document, weights: &Weights) -> Vec<f32> {
    let (words, mut tokens) = (document.words(), &document.tokens[..]);
    let mut out = Vec::with_capacity(tokens.len());
    for word in words {
        let (own, later) = tokens.split_at(tokens.partition_point(|token| token.span.start < word.span.end));
        let weight = weights.of(text, word);
        out.extend(own.iter().map(|_| weight / own.len() as f32));
        tokens = later;
    }
    out
}

impl Paired {
    pub fn new(text: String, weights: &Weights, options: &Options) -> Self {
        let document = Document::new(&text, &options.text);
        let weights = token_weights(&text, &document, weights);
        let seeds = DenseSeeds::new(&document.tokens, document.is_unspaced, &options.passage.seed);
        Self {
            text,
            document,
            weights,
            seeds,
            letters: OnceLock::new(),
            borders: OnceLock::new(),
            quotations: OnceLock::new(),
            language: OnceLock::new(),
            checkpoints: OnceLock::new(),
            shingles: OnceLock::new(),
        }
    }

    fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| Letters::new(&self.text, &self.document.tokens))
    }

    fn borders(&self) -> &Borders {
        self.borders.get_or_init(|| Borders::new(&self.document.tokens, &sentences(&self.text)))
    }

    fn quotations(&self) -> &[ByteRange] {
        self.quotations.get_or_init(|| quotations(&self.text))
    }

    fn language(&self) -> Option<&'static str> {
        *self.language.get_or_init(|| language(&self.text))
    }

    /// The language of both, where one is certain and the other one is certain of no other.
    fn language_with(&self, other: &Self) -> Option<&'static str> {
        match (self.language(), other.language()) {
            (Some(one), Some(another)) => (one == another).then_some(one),
            (one, another) => one.or(another),
        }
    }

    /// What is shown of a range of its tokens.
    pub fn shown(&self, range: TokenRange) -> ByteRange {
        self.document.shown(&self.text, range)
    }

    /// From bytes to characters.
    pub fn points(&self) -> CodePoints<'_> {
        CodePoints::with(&self.text, self.checkpoints.get_or_init(|| CodePoints::checkpoints(&self.text)))
    }

    /// Its distinct shingles.
    pub fn shingles(&self, options: &Options) -> &ShingleSet {
        self.shingles.get_or_init(|| shingle_set_of(&self.document, &self.text, options))
    }

    /// Places of equal runs, of which chains are made: those of the collection inside one article, all between two.
    pub fn hits(
        &self,
        other: &Self,
        sampled: &[SampledHit],
        is_same: bool,
        options: &Options,
    ) -> Vec<(u32, u32)> {
        if is_same {
            sampled.iter().map(|hit| (hit.left, hit.right)).collect()
        } else {
            self.seeds.hits(&other.seeds, options.passage.seed.max_repeats)
        }
    }

    /// The passages this article shares with another, or repeats itself, where `sampled` are its repeats.
    pub fn passages(
        &self,
        other: &Self,
        sampled: &[SampledHit],
        is_same: bool,
        options: &Options,
        counts: &mut ChainCounts,
        witness: &mut dyn Witness,
    ) -> Vec<Passage> {
        let words = Words {
            left_text: &self.text,
            left: &self.document.tokens,
            right_text: &other.text,
            right: &other.document.tokens,
            is_same,
            left_weights: &self.weights,
            right_weights: &other.weights,
            letters: &|| (self.letters(), other.letters()),
            borders: &|| (self.borders(), other.borders()),
            quotations: &|| (self.quotations(), other.quotations()),
            language: &|| self.language_with(other),
        };
        let hits = self.hits(other, sampled, is_same, options);
        passages(&words, &hits, sampled, &options.passage, counts, witness)
    }
}
