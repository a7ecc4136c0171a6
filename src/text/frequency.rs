//! How common words are: in the collection where it is large, by their length where it is small.
//!
//! **In** the tokens of every article. **Out** a weight in [0, 1] for any word: near 0 for one that stands in every article,
//! 1 for a rare one. **Cost** four megabytes; one count for each distinct word of an article.
//! **Never** depends on the order in which articles are counted.
//! **From** inverse document frequency (Spärck Jones 1972), smoothed by [`PRIOR_ARTICLES`] imagined articles.

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

    /// How much the word `token` of `text` says, in [0, 1].
    pub fn weight(&self, text: &str, token: &Token) -> f64 {
        let count = f64::from(self.counts[slot(token.hash)].load(Ordering::Relaxed));
        let all = f64::from(self.num_articles.load(Ordering::Relaxed)) + PRIOR_ARTICLES;
        let expected = count + PRIOR_ARTICLES * prior(token.span.of(text));
        // A word of two articles, rare by its shape, says as much as a word can here; at most one of a thousand articles.
        let most = f64::ln(all / (2.0 + PRIOR_ARTICLES * 0.01)).min(f64::ln(1000.0));
        (f64::ln(all / expected) / most).clamp(0.0, 1.0)
    }
}

/// The share of articles that a word of this shape stands in, as a guess. Measured on French and English news: words of
/// one or two letters stand in nearly every article, those of three or four in many, capitalized ones and numbers in few.
fn prior(word: &str) -> f64 {
    let first = word.chars().next().unwrap_or(' ');
    if is_unspaced(first) {
        return 0.1;
    }
    let length = word.chars().take(8).count();
    match length {
        _ if first.is_numeric() => 0.02,
        0..=2 => 0.8,
        3 => 0.45,
        4 => 0.15,
        5 => 0.06,
        6 => 0.03,
        7 => 0.02,
        _ => 0.01,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

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
        let weights: Vec<f64> = document.tokens.iter().map(|t| frequencies.weight(text, t)).collect();
        assert!(weights[0] < 0.05 && weights[1] > 0.4, "{weights:?}");
        assert_eq!(weights[1], weights[2]);
    }
}
