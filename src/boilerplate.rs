//! What an outlet repeats in unrelated articles: copyright lines, "read also", agency blurbs, biography lines.
//!
//! **In** every sentence of every article by its hash, sorted; afterwards a sample of the articles themselves. **Out** [`Boilerplate`]
//! sentences with their places. **Cost** linear in sentences; at most [`SAMPLE`] articles are compared for each suspect, every two of them once for all suspects.
//! **Never** takes a sentence for boilerplate because it is repeated in articles about one thing: background paragraphs of a
//! running story are text like any other.
//! **From** the recurrence rules of passim's same-series edges; the test of relatedness is ours.

use crate::article::ArticleId;
use crate::spill::Record;
use crate::text::Document;
use crate::text::frequency::Weights;
use serde::Serialize;

/// One sentence at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SentenceRecord {
    /// Hash of the outlet and of the words of the sentence.
    pub key: u64,
    /// Which article, counted as they were read.
    pub ordinal: u32,
    /// First byte.
    pub start: u32,
    /// Behind the last byte.
    pub end: u32,
}

impl Record for SentenceRecord {
    const BYTES: usize = 20;

    fn write(&self, out: &mut [u8]) {
        out[..8].copy_from_slice(&self.key.to_le_bytes());
        for (word, out) in [self.ordinal, self.start, self.end].iter().zip(out[8..].chunks_exact_mut(4)) {
            out.copy_from_slice(&word.to_le_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let key = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        Self { key, ordinal: word(8), start: word(12), end: word(16) }
    }

    fn rank(&self) -> u64 {
        self.key
    }
}

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Params {
    /// Fewest stories of one outlet.
    pub min_stories: usize,
    /// Least share of the outlet's articles.
    pub min_share: f64,
    /// Fewest days, of articles with a date.
    pub min_days: usize,
    /// Most resemblance by rare words, in [0, 1], at which two articles count as unrelated.
    pub unrelated: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_stories: 3, min_share: 0.005, min_days: 3, unrelated: 0.1 }
    }
}

/// A sentence that its outlet repeats in unrelated articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boilerplate {
    /// Index of the outlet.
    pub outlet: u32,
    /// Every place: article, first byte, behind the last byte; by article.
    pub places: Vec<(ArticleId, u32, u32)>,
}

/// How many articles of a suspect are compared with each other.
pub const SAMPLE: usize = 6;

/// What is known of an article when its sentences are counted.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    /// The article that stands for its near-duplicates.
    pub story: ArticleId,
    /// Its day, if known.
    pub day: Option<i64>,
}

impl Params {
    /// Whether a sentence in these articles of an outlet with `num_articles` recurs often enough to be suspected.
    pub fn suspects(&self, holders: &[Holder], num_articles: usize) -> bool {
        let distinct = |mut values: Vec<i64>| {
            values.sort_unstable();
            values.dedup();
            values.len()
        };
        let stories = distinct(holders.iter().map(|holder| i64::from(holder.story.0)).collect());
        let days: Vec<i64> = holders.iter().filter_map(|holder| holder.day).collect();
        let undated = holders.len() - days.len();
        stories >= self.min_stories
            && stories as f64 >= self.min_share * num_articles as f64
            && distinct(days) + undated >= self.min_days
    }

    /// Whether two articles, without their suspected sentences, are about different things.
    pub fn are_unrelated(&self, left: &Profile, right: &Profile) -> bool {
        left.resemblance(right) < self.unrelated
    }
}

/// Fewest rare words that must be left of an article to say what it is about.
const LEAST_WORDS: usize = 12;

/// The rare words of one article with their weights, sorted: so that sums do not depend on the order of a table.
pub struct Profile {
    words: Vec<(u64, f32)>,
    norm: f64,
}

impl Profile {
    /// Profile of `text`, leaving out what lies in `without` (byte ranges, in order).
    pub fn new(text: &str, document: &Document, weights: &Weights, without: &[(u32, u32)]) -> Self {
        let mut words = Vec::new();
        for token in document.words() {
            let after = without.partition_point(|&(_, end)| end <= token.span.start);
            if without.get(after).is_some_and(|&(start, _)| start <= token.span.start) {
                continue;
            }
            let weight = weights.of(text, token);
            if weight > 0.2 {
                words.push((token.hash, weight));
            }
        }
        words.sort_by_key(|&(hash, _)| hash);
        words.dedup_by_key(|&mut (hash, _)| hash);
        words.shrink_to_fit();
        let squares = words.iter().map(|&(_, weight)| f64::from(weight).powi(2));
        Self { norm: squares.sum::<f64>().sqrt(), words }
    }

    /// Cosine of both profiles.
    fn resemblance(&self, other: &Self) -> f64 {
        // Of an article that is little else, nothing is known: that is no reason to call it unrelated.
        let norms = self.norm * other.norm;
        if self.words.len().min(other.words.len()) < LEAST_WORDS || norms == 0.0 {
            return 1.0;
        }
        let (mut sum, mut others) = (0.0, other.words.iter().peekable());
        for &(hash, weight) in &self.words {
            while others.next_if(|other| other.0 < hash).is_some() {}
            if let Some(&(_, other)) = others.next_if(|other| other.0 == hash) {
                sum += f64::from(weight) * f64::from(other);
            }
        }
        sum / norms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::frequency::{Frequencies, Stamps};

    fn holder(story: u32, day: Option<i64>) -> Holder {
        Holder { story: ArticleId(story), day }
    }

    #[test]
    fn copies_of_one_story_are_no_recurrence() {
        let params = Params::default();
        let days =
            |stories: &[u32]| stories.iter().map(|&s| holder(s, Some(i64::from(s)))).collect::<Vec<_>>();
        assert!(params.suspects(&days(&[1, 2, 3]), 20));
        assert!(!params.suspects(&days(&[1, 1, 1, 1]), 20));
        assert!(!params.suspects(&days(&[1, 2, 3]), 2000));
        assert!(!params.suspects(&[holder(1, Some(5)), holder(2, Some(5)), holder(3, Some(5))], 20));
        assert!(params.suspects(&[holder(1, None), holder(2, None), holder(3, None)], 20));
    }

    #[test]
    fn articles_about_one_thing_are_related() {
        let texts = [
            "The harbour ferry Marisol stopped sailing because of storm Ottoline yesterday, leaving hundreds of travellers \
             stranded between Gannet Point and Calder overnight",
            "Storm Ottoline stopped the harbour ferry Marisol from sailing; hundreds of travellers were stranded overnight \
             between Calder and Gannet Point",
            "Goalkeeper Brandt transferred to Northfold for eleven million after lengthy negotiations concerning bonuses, \
             medical examinations and image rights, spokesman Pascoe confirmed",
        ];
        let (frequencies, mut stamps) = (Frequencies::default(), Stamps::default());
        let documents: Vec<Document> = texts.iter().map(|t| Document::new(t, &Default::default())).collect();
        documents.iter().for_each(|d| frequencies.count(&d.tokens, &mut stamps));
        let weights = frequencies.weights();
        let profiles: Vec<Profile> =
            texts.iter().zip(&documents).map(|(t, d)| Profile::new(t, d, &weights, &[])).collect();
        assert!(profiles[0].resemblance(&profiles[1]) > 0.5);
        assert!(profiles[0].resemblance(&profiles[2]) < 0.1);
        let params = Params::default();
        let [same_story, same_storm, transfer] = &profiles[..] else { unreachable!() };
        assert!(!params.are_unrelated(same_story, same_storm) && params.are_unrelated(same_storm, transfer));
    }
}
