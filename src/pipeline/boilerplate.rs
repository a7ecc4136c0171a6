//! Boilerplate: sentences to suspects, suspects to verdicts, and passages that are nothing else set aside.

use super::near_dup::NearDuplicates;
use crate::article::{ArticleId, Precision};
use crate::boilerplate::{Boilerplate, Profile, SAMPLE, SentenceRecord, Standing};
use crate::collection::Collection;
use crate::error::Result;
use crate::findings::FoundPassage;
use crate::options::Options;
use crate::span::{ByteRange, CodePointRange, CodePoints};
use crate::spill::Sorted;
use crate::text::Document;
use crate::text::frequency::Weights;
use rayon::prelude::*;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Boilerplate of a collection, in bytes and in characters.
pub struct Found {
    pub sentences: Vec<Boilerplate>,
    /// Spans of each article that has any, in order.
    pub spans: BTreeMap<ArticleId, Vec<CodePointRange>>,
}

pub fn find(
    collection: &Collection,
    mut sentences: Sorted<SentenceRecord>,
    near: &NearDuplicates,
    weights: &Weights,
    options: &Options,
) -> Result<Found> {
    let mut num_articles: HashMap<u32, usize> = HashMap::new();
    for outlet in collection.entries().iter().filter_map(|entry| entry.outlet) {
        *num_articles.entry(outlet).or_default() += 1;
    }
    let (mut suspects, mut group) = (Vec::new(), Vec::new());
    while sentences.next_group(|sentence| sentence.key, &mut group)? {
        if group.len() < options.boilerplate.min_stories {
            continue;
        }
        let mut places: Vec<_> = group.iter().map(|s| (collection.id(s.ordinal), s.start, s.end)).collect();
        places.sort_unstable();
        let standing = |same: &[(ArticleId, u32, u32)]| {
            let id = same[0].0;
            let published = collection.entry(id).published;
            // What is known to its month or year only may have been any day of it.
            let exact = published.filter(|published| published.precision >= Precision::Day);
            Standing { story: near.story[id.index()], day: exact.map(|published| published.days().0) }
        };
        // An article counts once, however often it has the sentence.
        let standings: Vec<Standing> = places.chunk_by(|a, b| a.0 == b.0).map(standing).collect();
        let Some(outlet) = collection.entry(places[0].0).outlet else { continue };
        if options.boilerplate.suspects(&standings, num_articles[&outlet]) {
            suspects.push(Boilerplate { outlet, places });
        }
    }
    suspects.sort_by_key(|suspect| suspect.places[0]);
    let sentences = judge(collection, suspects, near, weights, options)?;
    let spans = spans(collection, &sentences)?;
    Ok(Found { sentences, spans })
}

/// Keeps the suspects whose articles are about different things once all suspected sentences are left out.
fn judge(
    collection: &Collection,
    suspects: Vec<Boilerplate>,
    near: &NearDuplicates,
    weights: &Weights,
    options: &Options,
) -> Result<Vec<Boilerplate>> {
    let mut without: HashMap<ArticleId, Vec<(u32, u32)>> = HashMap::new();
    for &(id, start, end) in suspects.iter().flat_map(|suspect| &suspect.places) {
        without.entry(id).or_default().push((start, end));
    }
    without.values_mut().for_each(|ranges| ranges.sort_unstable());
    // A whole article that an outlet repeats is many suspects in the same articles: these are looked at once.
    let samples: Vec<Vec<ArticleId>> = suspects.par_iter().map(|suspect| sample(suspect, near)).collect();
    let mut distinct: Vec<&Vec<ArticleId>> = samples.iter().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let verdicts: Vec<Result<bool>> = distinct
        .par_iter()
        .map_init(HashMap::new, |profiles: &mut HashMap<ArticleId, Profile>, &sample| {
            // Samples in a row have articles in common.
            if profiles.len() > 4 * SAMPLE {
                profiles.retain(|id, _| sample.contains(id));
            }
            for &id in sample {
                if let Entry::Vacant(vacant) = profiles.entry(id) {
                    let mut text = String::new();
                    collection.text(id, &mut text)?;
                    let document = Document::new(&text, &options.text);
                    vacant.insert(Profile::new(&text, &document, weights, &without[&id]));
                }
            }
            let sample: Vec<&Profile> = sample.iter().map(|id| &profiles[id]).collect();
            Ok(options.boilerplate.are_unrelated(&sample))
        })
        .collect();
    let mut are_unrelated = HashMap::with_capacity(distinct.len());
    for (sample, verdict) in distinct.into_iter().zip(verdicts) {
        are_unrelated.insert(sample, verdict?);
    }
    let kept = suspects.into_iter().zip(&samples).filter(|(_, sample)| are_unrelated[sample]);
    Ok(kept.map(|(suspect, _)| suspect).collect())
}

/// The articles of a suspect that are looked at: one of each story, spread over all of them.
fn sample(suspect: &Boilerplate, near: &NearDuplicates) -> Vec<ArticleId> {
    let mut stories: Vec<(ArticleId, ArticleId)> =
        suspect.places.iter().map(|&(id, ..)| (near.story[id.index()], id)).collect();
    stories.sort_unstable();
    stories.dedup_by_key(|(story, _)| *story);
    let step = stories.len().div_ceil(SAMPLE);
    stories.iter().step_by(step).map(|&(_, id)| id).collect()
}

fn spans(
    collection: &Collection,
    sentences: &[Boilerplate],
) -> Result<BTreeMap<ArticleId, Vec<CodePointRange>>> {
    let mut bytes: BTreeMap<ArticleId, Vec<ByteRange>> = BTreeMap::new();
    for &(id, start, end) in sentences.iter().flat_map(|sentence| &sentence.places) {
        bytes.entry(id).or_default().push(ByteRange::new(start, end));
    }
    let mut out = BTreeMap::new();
    let mut text = String::new();
    for (id, mut ranges) in bytes {
        ranges.sort_unstable();
        ranges.dedup();
        collection.text(id, &mut text)?;
        let points = CodePoints::new(&text);
        out.insert(id, ranges.into_iter().map(|range| points.range(range)).collect());
    }
    Ok(out)
}

/// So many characters in a row beside boilerplate may be a sentence of its own: eight words.
const SENTENCE: u32 = 40;

/// Parts passages from those that are boilerplate on either side and nothing else.
pub fn set_aside(passages: Vec<FoundPassage>, found: &Found) -> (Vec<FoundPassage>, u64) {
    let is_boilerplate = |id: ArticleId, span: CodePointRange| {
        found.spans.get(&id).is_some_and(|spans| is_nothing_else(spans, span))
    };
    let before = passages.len();
    let kept: Vec<FoundPassage> = passages
        .into_iter()
        .filter(|p| !(is_boilerplate(p.left, p.left_span) || is_boilerplate(p.right, p.right_span)))
        .collect();
    let aside = (before - kept.len()) as u64;
    (kept, aside)
}

/// Whether four fifths of a span are boilerplate, which is in order, and no sentence is left of it.
fn is_nothing_else(boilerplate: &[CodePointRange], span: CodePointRange) -> bool {
    let (mut covered, mut longest, mut reached) = (0, 0, span.start);
    for one in boilerplate.iter().filter(|one| one.overlap(span) > 0) {
        longest = longest.max(one.start.saturating_sub(reached));
        covered += one.end.min(span.end).saturating_sub(one.start.max(reached));
        reached = reached.max(one.end);
    }
    longest = longest.max(span.end.saturating_sub(reached));
    10 * covered >= 8 * span.len() && longest < SENTENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_beside_boilerplate_is_kept() {
        let range = CodePointRange::new;
        let menu = [range(100, 200), range(201, 400), range(200, 300)];
        assert!(is_nothing_else(&menu, range(100, 400)));
        assert!(is_nothing_else(&menu, range(70, 410)), "a heading");
        assert!(!is_nothing_else(&menu, range(50, 400)), "a sentence");
        assert!(!is_nothing_else(&menu, range(300, 460)));
    }
}
