//! Boilerplate: sentences to suspects, suspects to verdicts, and passages that are nothing else set aside.

use super::documents::Shelf;
use super::near_dup::NearDuplicates;
use crate::article::{ArticleId, Precision};
use crate::boilerplate::{Boilerplate, Holder, Profile, SAMPLE, SentenceRecord};
use crate::candidates::story_pair::StoryPair;
use crate::collection::Collection;
use crate::error::Result;
use crate::findings::FoundPassage;
use crate::options::Options;
use crate::span::{ByteRange, CodePointRange, CodePoints};
use crate::spill::Sorted;
use crate::text::Document;
use crate::text::frequency::Weights;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

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
        let holder = |same: &[(ArticleId, u32, u32)]| {
            let id = same[0].0;
            let published = collection.entry(id).published;
            // What is known to its month or year only may have been any day of it.
            let exact = published.filter(|published| published.precision >= Precision::Day);
            Holder { story: near.story[id.index()], day: exact.map(|published| published.days().0) }
        };
        // An article counts once, however often it has the sentence.
        let holders: Vec<Holder> = places.chunk_by(|a, b| a.0 == b.0).map(holder).collect();
        let Some(outlet) = collection.entry(places[0].0).outlet else { continue };
        if options.boilerplate.suspects(&holders, num_articles[&outlet]) {
            suspects.push(Boilerplate { outlet, places });
        }
    }
    suspects.sort_by_key(|suspect| suspect.places[0]);
    let sentences = about_different_things(collection, suspects, near, weights, options)?;
    let spans = spans(collection, &sentences)?;
    Ok(Found { sentences, spans })
}

/// Keeps the suspects whose articles are about different things once all suspected sentences are left out.
fn about_different_things(
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
    let samples: Vec<Vec<ArticleId>> = suspects.par_iter().map(|suspect| sample(suspect, near)).collect();
    let profile = |id| {
        let mut text = String::new();
        collection.text(id, &mut text)?;
        Ok(Profile::new(&text, &Document::new(&text, &options.text), weights, &without[&id]))
    };
    let num_bytes = |id| collection.num_bytes(id);
    let are_unrelated = |left: &Profile, right: &Profile| options.boilerplate.are_unrelated(left, right);
    let verdicts = verdicts(&samples, options.memory / 16, num_bytes, profile, are_unrelated)?;
    let kept = suspects.into_iter().zip(verdicts).filter(|&(_, is_kept)| is_kept);
    Ok(kept.map(|(suspect, _)| suspect).collect())
}

/// Of each sample whether most pairs of its articles are about different things. `make` reads an article of so many `num_bytes`;
/// up to `memory` of them are held at a time.
fn verdicts<T: Send + Sync>(
    samples: &[Vec<ArticleId>],
    memory: u64,
    num_bytes: impl Fn(ArticleId) -> u64,
    make: impl Fn(ArticleId) -> Result<T> + Sync,
    are_unrelated: impl Fn(&T, &T) -> bool + Sync,
) -> Result<Vec<bool>> {
    // Suspects of one outlet have articles in common, and these their pairs: each is looked at once for all of them.
    let mut pairs: Vec<StoryPair> = samples.par_iter().flat_map_iter(|sample| pairs_of(sample)).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    let mut shelf = Shelf::new(memory);
    let mut found: Vec<bool> = Vec::with_capacity(pairs.len());
    let mut rest = &pairs[..];
    while !rest.is_empty() {
        let batch;
        (batch, rest) = rest.split_at(num_within(rest, memory, &num_bytes));
        let mut ids: Vec<ArticleId> = batch.iter().flat_map(|&pair| both(pair)).collect();
        shelf.fetch_with(&mut ids, &num_bytes, &make)?;
        let (held, are_unrelated) = (&shelf, &are_unrelated);
        found.par_extend(batch.par_iter().map(|&pair| {
            let [left, right] = both(pair).map(|id| held.get(id));
            are_unrelated(left, right)
        }));
    }
    let is_found = |pair| found[pairs.binary_search(&pair).expect("every pair was looked at")];
    let is_most = |sample: &Vec<ArticleId>| {
        let num_found = pairs_of(sample).filter(|&pair| is_found(pair)).count();
        2 * num_found > pairs_of(sample).count()
    };
    Ok(samples.par_iter().map(is_most).collect())
}

/// Every two articles of a sample, in an order that reads few of them more than once.
fn pairs_of(sample: &[ArticleId]) -> impl Iterator<Item = StoryPair> {
    let rest = sample.iter().enumerate().map(|(at, &one)| (one, &sample[at + 1..]));
    rest.flat_map(|(one, others)| others.iter().map(move |other| StoryPair::new(one.0, other.0)))
}

fn both(pair: StoryPair) -> [ArticleId; 2] {
    [ArticleId(pair.left), ArticleId(pair.right)]
}

/// How many of `pairs`, one at least, have articles of up to so many bytes.
fn num_within(pairs: &[StoryPair], bytes: u64, num_bytes: impl Fn(ArticleId) -> u64) -> usize {
    let (mut met, mut total) = (HashSet::new(), 0);
    let mut is_within = |&pair: &StoryPair| {
        total += both(pair).into_iter().filter(|&id| met.insert(id)).map(&num_bytes).sum::<u64>();
        total <= bytes
    };
    pairs.iter().position(|pair| !is_within(pair)).map_or(pairs.len(), |at| at.max(1))
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

/// Whether four fifths of a span are boilerplate, which is in order and apart, and no sentence is left of it.
fn is_nothing_else(boilerplate: &[CodePointRange], span: CodePointRange) -> bool {
    let (mut covered, mut longest, mut reached) = (0, 0, span.start);
    let from = boilerplate.partition_point(|one| one.end <= span.start);
    for one in boilerplate[from..].iter().take_while(|one| one.start < span.end) {
        longest = longest.max(one.start.saturating_sub(reached));
        covered += one.overlap(span);
        reached = one.end;
    }
    longest = longest.max(span.end.saturating_sub(reached));
    10 * covered >= 8 * span.len() && longest < SENTENCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    proptest! {
        #[test]
        fn samples_are_judged_as_each_by_itself(
            raw in prop::collection::vec(prop::collection::btree_set(0u32..40, 1..=SAMPLE), 1..30),
            memory in 1u64..500,
        ) {
            let samples: Vec<Vec<ArticleId>> =
                raw.iter().map(|sample| sample.iter().map(|&id| ArticleId(id)).collect()).collect();
            let are_unrelated = |left: &u32, right: &u32| (left * right) % 5 > 1;
            let slow = |sample: &Vec<ArticleId>| {
                let pairs: Vec<bool> = (0..sample.len())
                    .flat_map(|right| (0..right).map(move |left| (left, right)))
                    .map(|(left, right)| are_unrelated(&sample[left].0, &sample[right].0))
                    .collect();
                2 * pairs.iter().filter(|&&is| is).count() > pairs.len()
            };
            let found = verdicts(&samples, memory, |id| id.0.into(), |id| Ok(id.0), are_unrelated).unwrap();
            prop_assert_eq!(found, samples.iter().map(slow).collect::<Vec<bool>>());
        }
    }

    #[test]
    fn an_article_of_many_samples_is_read_once_and_each_pair_compared_once() {
        // Every six of sixteen articles: 8,008 samples, 120 pairs.
        let every = (0u32..1 << 16).filter(|chosen| chosen.count_ones() == 6);
        let samples: Vec<Vec<ArticleId>> =
            every.map(|chosen| (0..16).filter(|at| chosen >> at & 1 > 0).map(ArticleId).collect()).collect();
        let (num_read, num_compared) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let read = |_| Ok(num_read.fetch_add(1, Ordering::Relaxed));
        let compare = |_: &usize, _: &usize| num_compared.fetch_add(1, Ordering::Relaxed) > 0;
        assert_eq!(verdicts(&samples, 16, |_| 1, read, compare).unwrap().len(), 8_008);
        assert_eq!((num_read.into_inner(), num_compared.into_inner()), (16, 120));
    }

    #[test]
    fn a_sentence_beside_boilerplate_is_kept() {
        let range = CodePointRange::new;
        let menu = [range(20, 40), range(100, 200), range(200, 300), range(301, 400)];
        assert!(is_nothing_else(&menu, range(100, 400)));
        assert!(is_nothing_else(&menu, range(70, 410)), "a heading");
        assert!(!is_nothing_else(&menu, range(50, 400)), "a sentence");
        assert!(!is_nothing_else(&menu, range(300, 460)));
    }
}
