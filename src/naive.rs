//! The slow, obvious twins: what the pipeline must find, straight from the definitions.
//!
//! **In** texts. **Out** their words as strings, pairs by counting sets of strings, clusters by the definition, and every
//! stretch of equal words. **Cost** quadratic in everything. **Never** imported outside tests and benches; never
//! hashes, samples, sorts by anything clever, or gives up early.

use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::span::{ByteRange, TokenRange};
use crate::text::fold::fold;
use crate::text::tokenize::{tokenize_slow, word_hash};
use crate::text::{Params, unicode};
use crate::verify::{self, VerifiedPair};
use std::collections::HashSet;

/// The words of one text, folded, as strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// In text order.
    pub words: Vec<String>,
    /// Where each stands in the text.
    pub spans: Vec<ByteRange>,
    /// Whether most words are single characters of a script written without spaces.
    pub is_unspaced: bool,
}

impl Text {
    /// The words of `text`.
    pub fn new(text: &str, params: &Params) -> Self {
        let mut out = Self::default();
        let mut num_unspaced = 0;
        for token in tokenize_slow(text, &params.tokenize) {
            let written = token.span.of(text);
            let mut folded = String::new();
            fold(written, params.tokenize.fold_accents, &mut folded);
            debug_assert_eq!(word_hash(folded.as_bytes()), token.hash, "{written} is folded as {folded}");
            num_unspaced += usize::from(written.chars().next().is_some_and(unicode::is_unspaced));
            out.words.push(folded);
            out.spans.push(token.span);
        }
        out.is_unspaced = 2 * num_unspaced > out.words.len();
        out
    }

    /// Every window of words, as one string each; all words together where there are fewer than a window.
    pub fn shingles(&self, params: &Params) -> HashSet<String> {
        let width = if self.is_unspaced { params.width_unspaced } else { params.width };
        if self.words.is_empty() {
            return HashSet::new();
        }
        self.words.windows(width.min(self.words.len())).map(|window| window.join(" ")).collect()
    }
}

/// The exact counts of every two texts that share a shingle; a text's id is its index.
pub fn counts(texts: &[Text], params: &Params) -> Vec<VerifiedPair> {
    let sets: Vec<HashSet<String>> = texts.iter().map(|text| text.shingles(params)).collect();
    let mut out = Vec::new();
    for (left, left_set) in sets.iter().enumerate() {
        for (right, right_set) in sets.iter().enumerate().skip(left + 1) {
            let shared = left_set.intersection(right_set).count() as u32;
            if shared > 0 {
                out.push(VerifiedPair {
                    left: ArticleId(left as u32),
                    right: ArticleId(right as u32),
                    shared,
                    left_shingles: left_set.len() as u32,
                    right_shingles: right_set.len() as u32,
                });
            }
        }
    }
    out
}

/// The pairs that reach a threshold.
pub fn pairs(texts: &[Text], params: &Params, thresholds: &verify::Params) -> Vec<VerifiedPair> {
    counts(texts, params).into_iter().filter(|pair| thresholds.keeps(pair)).collect()
}

/// Clusters by their definition: whoever comes first by `priority`, then id, and is in no cluster yet stands for all free
/// articles it has an edge to.
pub fn clusters<P: Ord>(
    num_articles: usize,
    edges: &[(ArticleId, ArticleId)],
    priority: impl Fn(ArticleId) -> P,
) -> Vec<Cluster> {
    let mut order: Vec<ArticleId> = (0..num_articles as u32).map(ArticleId).collect();
    order.sort_by_key(|&id| (priority(id), id));
    let mut free: HashSet<ArticleId> = order.iter().copied().collect();
    let mut out = Vec::new();
    for &representative in &order {
        if !free.contains(&representative) {
            continue;
        }
        let is_near = |&id: &ArticleId| {
            id == representative
                || edges.contains(&(representative, id))
                || edges.contains(&(id, representative))
        };
        let mut members: Vec<ArticleId> = free.iter().copied().filter(is_near).collect();
        free.retain(|id| !members.contains(id));
        if members.len() > 1 {
            members.sort();
            out.push(Cluster { representative, members });
        }
    }
    out.sort_by_key(|cluster| cluster.representative);
    out
}

/// Every longest stretch of at least `fewest` equal words of two texts; of one text with itself, where `left` comes before `right`
/// and the two do not meet.
pub fn common_runs(left: &Text, right: &Text, fewest: usize, is_same: bool) -> Vec<(TokenRange, TokenRange)> {
    let mut out = Vec::new();
    let equal = |l: usize, r: usize| left.words[l] == right.words[r];
    for l in 0..left.words.len() {
        for r in if is_same { l + 1 } else { 0 }..right.words.len() {
            if l > 0 && r > 0 && equal(l - 1, r - 1) {
                continue;
            }
            let most = (left.words.len() - l).min(right.words.len() - r);
            let most = if is_same { most.min(r - l) } else { most };
            let length = (0..most).take_while(|&at| equal(l + at, r + at)).count();
            if length >= fewest {
                let range = |start: usize| TokenRange::new(start as u32, (start + length) as u32);
                out.push((range(l), range(r)));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;
    use crate::text::shingle::shingles;
    use proptest::prelude::*;

    #[test]
    fn runs_are_as_long_as_they_can_be() {
        let text = |words: &str| Text::new(words, &Params::default());
        let (left, right) = (text("a b c d x a b"), text("z a b c d y"));
        let range = |start, end| TokenRange::new(start, end);
        assert_eq!(common_runs(&left, &right, 3, false), [(range(0, 4), range(1, 5))]);
        assert_eq!(common_runs(&left, &left, 2, true), [(range(0, 2), range(5, 7))]);
    }

    proptest! {
        #[test]
        fn strings_and_hashes_tell_the_same_words_apart(text in "([a-zé]{1,4}|[0-9]{1,4}|[ .,’]|[一-十]|[ก-ค]){0,80}") {
            let params = Params::default();
            let (slow, fast) = (Text::new(&text, &params), Document::new(&text, &params));
            prop_assert_eq!(slow.words.len(), fast.tokens.len());
            prop_assert_eq!(slow.is_unspaced, fast.is_unspaced);
            let mut hashes = Vec::new();
            shingles(&fast.tokens, fast.width(&params), &mut hashes);
            let distinct: HashSet<u64> = hashes.into_iter().collect();
            prop_assert_eq!(slow.shingles(&params).len(), distinct.len());
        }
    }
}
