//! How common words are: in the collection where it is large, by their length where it is small.
//!
//! **In** the tokens of every article. **Out** a weight in [0, 1] for any word: near 0 for one that stands in every article,
//! 1 for a rare one. **Cost** four megabytes; one count for each distinct word of an article.
//! **Never** depends on the order in which articles are counted.
//! **From** inverse document frequency (Spärck Jones 1972), smoothed by sixty imagined articles.

use super::tokenize::Token;
use super::unicode::is_unspaced;
use std::sync::atomic::{AtomicU32, Ordering};

/// Words are counted in so many slots: two that share one look as common as both together.
const SLOTS: usize = 1 << 20;

/// How many articles the guess from a word's length is worth.
const PRIOR_ARTICLES: f64 = 60.0;

/// In how many articles each word stands.
pub struct Frequencies {
    counts: Vec<AtomicU32>,
    num_articles: AtomicU32,
}

/// Memory for counting each word of an article once.
pub struct Stamps {
    last: Vec<u32>,
    now: u32,
}

impl Default for Stamps {
    fn default() -> Self {
        Self { last: vec![0; SLOTS], now: 0 }
    }
}

fn slot(hash: u64) -> usize {
    (hash >> 44) as usize
}

impl Default for Frequencies {
    fn default() -> Self {
        Self { counts: (0..SLOTS).map(|_| AtomicU32::new(0)).collect(), num_articles: AtomicU32::new(0) }
    }
}

impl Frequencies {
    /// Counts the words of one more article. May be called from many threads, each with its own `stamps`.
    pub fn count(&self, tokens: &[Token], stamps: &mut Stamps) {
        stamps.now += 1;
        for token in tokens {
            let slot = slot(token.hash);
            if stamps.last[slot] != stamps.now {
                stamps.last[slot] = stamps.now;
                self.counts[slot].fetch_add(1, Ordering::Relaxed);
            }
        }
        self.num_articles.fetch_add(1, Ordering::Relaxed);
    }

    /// The weights of all words, once every article is counted.
    pub fn weights(self) -> Weights {
        Weights::new(
            self.counts.into_iter().map(AtomicU32::into_inner).collect(),
            self.num_articles.into_inner(),
        )
    }
}

/// How much each word says.
pub struct Weights {
    counts: Vec<u32>,
    num_articles: f64,
    /// Weights of words that stand in few articles, by shape and count.
    table: Vec<[f32; TABLED]>,
}

/// Counts whose weights are kept at hand.
const TABLED: usize = 1024;

impl Weights {
    fn new(counts: Vec<u32>, num_articles: u32) -> Self {
        let mut weights = Self { counts, num_articles: f64::from(num_articles), table: Vec::new() };
        weights.table = (0..PRIORS.len())
            .map(|shape| std::array::from_fn(|count| weights.smoothed(count as u32, shape)))
            .collect();
        weights
    }

    /// How much the word `token` of `text` says, in [0, 1].
    pub fn of(&self, text: &str, token: &Token) -> f32 {
        let count = self.counts[slot(token.hash)];
        let shape = shape(token.span.of(text));
        match self.table[shape].get(count as usize) {
            Some(&weight) => weight,
            None => self.smoothed(count, shape),
        }
    }

    fn smoothed(&self, count: u32, shape: usize) -> f32 {
        let all = self.num_articles + PRIOR_ARTICLES;
        let prior = PRIORS[shape];
        let mut expected = f64::from(count) + PRIOR_ARTICLES * prior;
        if prior <= LONG_PRIOR {
            expected = expected.min(MOST_SHARE * all);
        }
        // A word of two articles, rare by its shape, says as much as a word can here; at most one of a thousand articles.
        let most = f64::ln(all / (2.0 + PRIOR_ARTICLES * 0.01)).min(f64::ln(1000.0));
        (f64::ln(all / expected) / most).clamp(0.0, 1.0) as f32
    }
}

/// The share of articles that a word of each shape stands in, as a guess. Measured on French and English news: words of
/// one or two letters stand in nearly every article, those of three or four in many, longer ones and numbers in few.
const PRIORS: [f64; 9] = [0.8, 0.45, 0.15, 0.06, 0.03, 0.02, 0.01, 0.02, 0.1];

/// Prior of words of six letters, and of longer ones and numbers at most.
const LONG_PRIOR: f64 = 0.03;

/// Such words stand in no more than half of all articles, unless many of these are copies of one text: then the collection
/// repeats itself, and the word says what it would say elsewhere.
const MOST_SHARE: f64 = 0.5;

/// Index into [`PRIORS`]: length up to eight letters, then numbers, then characters of scripts without spaces.
fn shape(word: &str) -> usize {
    let first = word.chars().next().unwrap_or(' ');
    if first.is_ascii_lowercase() || !(is_unspaced(first) || first.is_numeric()) {
        word.chars().take(8).count().clamp(2, 8) - 2
    } else if first.is_numeric() {
        7
    } else {
        8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    #[test]
    fn words_of_a_text_that_everybody_runs_still_say_something() {
        let frequencies = Frequencies::default();
        let mut stamps = Stamps::default();
        let text = "with harbour";
        let document = Document::new(text, &Default::default());
        (0..5_000).for_each(|_| frequencies.count(&document.tokens, &mut stamps));
        let weights = frequencies.weights();
        let of = |at: usize| weights.of(text, &document.tokens[at]);
        assert!(of(0) < 0.01 && of(1) > 0.08, "{} {}", of(0), of(1));
    }

    #[test]
    fn common_words_say_less_than_rare_ones() {
        let frequencies = Frequencies::default();
        let mut stamps = Stamps::default();
        let text = "the minister minister speaks";
        let document = Document::new(text, &Default::default());
        for round in 0..500 {
            let only_the = &document.tokens[..1];
            frequencies.count(if round < 5 { &document.tokens } else { only_the }, &mut stamps);
        }
        let weights = frequencies.weights();
        let found: Vec<f32> = document.tokens.iter().map(|t| weights.of(text, t)).collect();
        assert!(found[0] < 0.05 && found[1] > 0.4, "{found:?}");
        assert_eq!(found[1], found[2]);
    }
}
