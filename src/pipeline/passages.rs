//! Passages: seeds to hits, hits to chains, chains to what is reported; containment counted on the way.

use super::again::{self, Again};
use super::documents::Shelf;
use super::near_dup::NearDuplicates;
use super::paired::Paired;
use super::settle::{Verdict, apply_verdicts, settle};
use super::{Progress, Unit};
use crate::article::{Article, ArticleId, Published};
use crate::candidates::postings::{self, Hit, Place, SeedRecord};
use crate::collection::Collection;
use crate::error::Result;
use crate::findings::{Counts, FoundPassage};
use crate::options::Options;
use crate::passage::align::Alignment;
use crate::passage::level::Level;
use crate::passage::repeat::Stretches;
use crate::passage::{ChainCounts, Passage, SampledHit};
use crate::spill::journal::Journal;
use crate::spill::{Sorted, Sorter, WorkDir};
use crate::text::Document;
use crate::text::frequency::{Frequencies, Stamps, Weights};
use crate::vectors::Model;
use crate::verify::VerifiedPair;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use xxhash_rust::xxh3::xxh3_128;

/// What the second stretch hands on.
pub struct Found {
    /// All verified pairs, sorted.
    pub pairs: Vec<VerifiedPair>,
    /// All passages, sorted.
    pub passages: Vec<FoundPassage>,
    /// Those that may be left out in the end, by pair.
    pub again: Vec<Again>,
}

/// A pair with the places of its seeds.
struct Task {
    left: ArticleId,
    right: ArticleId,
    hits: Vec<SampledHit>,
}

// Everything the first stretch gathered, one by one: a struct for a single call would only rename them.
#[allow(clippy::too_many_arguments)]
pub fn find(
    collection: &Collection,
    seeds: Sorted<SeedRecord>,
    weights: &Weights,
    near: &NearDuplicates,
    options: &Options,
    (dir, journal): (&WorkDir, &mut Journal),
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<Found> {
    let mut hits = Sorter::new(dir, options.memory as usize / 5);
    let place = |ordinal| {
        let id = collection.id(ordinal);
        Place { id, story: near.story[id.index()], published: collection.entry(id).published }
    };
    progress.begin("shared words", None, Unit::Pairs);
    counts.seeds = postings::pair_up(seeds, &options.postings, options.window_days, place, &mut hits)?;
    progress.begin("passages", Some(hits.len()), Unit::Pairs);
    let mut tasks = Tasks { hits: hits.finish()?, group: Vec::new(), seen: 0 };

    let mut found = Found { pairs: near.pairs.clone(), passages: Vec::new(), again: Vec::new() };
    let mut shelf: Shelf<Paired> = Shelf::new(options.memory / 16);
    loop {
        let batch = tasks.next_batch(collection, options.memory / 8, counts)?;
        if batch.is_empty() {
            break;
        }
        let Aligned { passages, again, pairs, chains } = journal.batch(asked(&batch), || {
            let mut ids: Vec<ArticleId> = batch.iter().flat_map(|task| [task.left, task.right]).collect();
            shelf.fetch(collection, &mut ids, |_, text| Paired::new(text, weights, options))?;
            let done: Vec<_> = batch.par_iter().map(|task| align_pair(task, &shelf, near, options)).collect();
            Ok(done.into_iter().fold(Aligned::default(), Aligned::with))
        })?;
        counts.chains.chains += chains.chains;
        counts.chains.refused += chains.refused;
        found.pairs.extend(pairs);
        found.passages.extend(passages);
        found.again.extend(again);
        progress.reach(tasks.seen);
    }
    found.pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
    Ok(found)
}

/// What a batch of pairs brought.
#[derive(Default, Serialize, Deserialize)]
struct Aligned {
    passages: Vec<FoundPassage>,
    again: Vec<Again>,
    pairs: Vec<VerifiedPair>,
    chains: ChainCounts,
}

impl Aligned {
    fn with(mut self, other: Self) -> Self {
        self.passages.extend(other.passages);
        self.again.extend(other.again);
        self.pairs.extend(other.pairs);
        self.chains.chains += other.chains.chains;
        self.chains.refused += other.chains.refused;
        self
    }
}

/// A digest of what a batch is asked: in one collection the seeds follow from the pairs.
fn asked(batch: &[Task]) -> u128 {
    let ids: Vec<u32> = batch.iter().flat_map(|task| [task.left.0, task.right.0]).collect();
    xxh3_128(bytemuck::cast_slice(&ids))
}

struct Tasks {
    hits: Sorted<Hit>,
    group: Vec<Hit>,
    seen: u64,
}

impl Tasks {
    /// The next pairs worth aligning, as many as keep their articles within `budget` bytes.
    fn next_batch(&mut self, collection: &Collection, budget: u64, counts: &mut Counts) -> Result<Vec<Task>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while bytes < budget && batch.len() < 1 << 14 {
            if !self.hits.next_group(|hit| (hit.left, hit.right), &mut self.group)? {
                break;
            }
            self.seen += self.group.len() as u64;
            counts.seed_candidates += 1;
            let Hit { left, right, .. } = self.group[0];
            if !Gate::of(&self.group).is_open() {
                counts.not_aligned += 1;
                continue;
            }
            bytes +=
                4 * (collection.num_bytes(left) + collection.num_bytes(right)) + 8 * self.group.len() as u64;
            let hits = self.group.iter().map(sampled).collect();
            batch.push(Task { left, right, hits });
        }
        Ok(batch)
    }
}

/// A seed of a pair as it is kept for its alignment.
pub fn sampled(hit: &Hit) -> SampledHit {
    let Hit { left_position: left, right_position: right, spread, settings, .. } = *hit;
    SampledHit { left, right, spread, settings }
}

/// Whether a pair with these seeds is looked at.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Gate {
    /// Whether all seeds stand in one place of both articles.
    pub is_one_place: bool,
    /// Most equal words around a seed, of eight.
    pub context: u8,
    /// How much the seeds say together.
    pub novelty: f64,
}

impl Gate {
    /// Fewest equal words around a seed that stands alone: a run of eight words holds a seed and at least four more.
    pub const LEAST_CONTEXT: u8 = 4;
    /// A pair whose seeds together say less than this is not looked at: a lone seed spread over eight weeks, two over sixteen.
    pub const LEAST_NOVELTY: f64 = 0.5;

    /// What the seeds of one pair come to; there is at least one.
    pub fn of(hits: &[Hit]) -> Self {
        Self {
            is_one_place: is_one_place(hits),
            context: hits.iter().map(|hit| hit.context).max().unwrap_or(0),
            novelty: hits.iter().map(|hit| sampled(hit).novelty()).sum(),
        }
    }

    /// Whether that is enough.
    pub fn is_open(&self) -> bool {
        let is_lone = self.is_one_place && self.context < Self::LEAST_CONTEXT;
        !is_lone && self.novelty >= Self::LEAST_NOVELTY
    }
}

/// Whether all hits lie within a dozen words on one diagonal.
fn is_one_place(hits: &[Hit]) -> bool {
    let (first, last) = (hits[0], hits[hits.len() - 1]);
    last.left_position - first.left_position <= 12
        && hits.iter().all(|hit| {
            i64::from(hit.left_position) - i64::from(hit.right_position)
                == i64::from(first.left_position) - i64::from(first.right_position)
        })
}

/// The passages of one pair; its exact counts if it is contained enough and not counted yet.
fn align_pair(task: &Task, shelf: &Shelf<Paired>, near: &NearDuplicates, options: &Options) -> Aligned {
    let (left, right) = (shelf.get(task.left), shelf.get(task.right));
    let is_same = task.left == task.right;
    let mut chains = ChainCounts::default();
    let passages = left.passages(right, &task.hits, is_same, options, &mut chains, &mut ());
    let pair = if is_same { None } else { count_pair(task, left, right, &passages, near, options) };
    let pairs = pair.into_iter().collect();
    if passages.is_empty() {
        return Aligned { pairs, chains, ..Aligned::default() };
    }
    let (left_points, right_points) = (left.points(), right.points());
    let found = passages.iter().map(|passage| FoundPassage {
        left: task.left,
        right: task.right,
        left_span: left_points.range(left.shown(passage.left)),
        right_span: right_points.range(right.shown(passage.right)),
        level: passage.level,
        score: passage.score,
        identity: passage.identity,
        evidence: None,
    });
    let several = if is_same { Vec::new() } else { again::of(left, right, &passages) };
    let again = several.into_iter().map(|Stretches { left_words, right_words, left: one, right: other }| {
        let (one, other) = (left_points.range(left.shown(one)), right_points.range(right.shown(other)));
        Again {
            left: task.left,
            right: task.right,
            stretches: Stretches { left_words, right_words, left: one, right: other },
        }
    });
    Aligned { passages: found.collect(), again: again.collect(), pairs, chains }
}

/// The larger share of the words of either article that lie in passages.
pub fn coverage(left: &Paired, right: &Paired, passages: &[Passage]) -> f64 {
    let share = |side: fn(&Passage) -> u32, whole: usize| {
        let words: u32 = passages.iter().map(side).sum();
        f64::from(words) / whole.max(1) as f64
    };
    share(|p| p.left.len(), left.document.tokens.len())
        .max(share(|p| p.right.len(), right.document.tokens.len()))
}

/// Least coverage of a pair that is counted: only where passages cover a good part of one side can it be contained in the other.
pub fn least_coverage(options: &Options) -> f64 {
    0.5 * options.verify.containment.min(options.verify.resemblance)
}

fn count_pair(
    task: &Task,
    left: &Paired,
    right: &Paired,
    passages: &[Passage],
    near: &NearDuplicates,
    options: &Options,
) -> Option<VerifiedPair> {
    let is_known =
        near.pairs.binary_search_by_key(&(task.left, task.right), |pair| (pair.left, pair.right)).is_ok();
    if is_known || coverage(left, right, passages) < least_coverage(options) {
        return None;
    }
    options.verify.verify(task.left, left.shingles(options), task.right, right.shingles(options))
}

/// Adds what two articles tell in other words.
fn add_retellings(
    left: &Paired,
    right: &Paired,
    published: (Option<Published>, Option<Published>),
    model: Option<&Model>,
    options: &Options,
    found: &mut Vec<Passage>,
) {
    if options.retell.preset == crate::retell::Preset::Off {
        return;
    }
    let (left_points, right_points) = (left.points(), right.points());
    let spans =
        |p: &Passage| (left_points.range(left.shown(p.left)), right_points.range(right.shown(p.right)));
    let known: Vec<_> = found.iter().map(spans).collect();
    let levels: Vec<(Level, f64)> = found.iter().map(|p| (p.level, p.score)).collect();
    let retold =
        super::retell::alone((&left.text, published.0), (&right.text, published.1), &known, model, options);
    let (settled, verdicts) = settle(retold, &levels, options);
    let verdicts: Vec<(usize, Verdict)> = verdicts.into_iter().enumerate().collect();
    apply_verdicts(found, &verdicts, options);
    found.extend(settled.into_iter().map(|(told, level, score)| Passage {
        left: told.left,
        right: told.right,
        level,
        score,
        identity: told.identity,
        equal: 0.0,
        weight: 0.0,
        alignment: Alignment { left: told.left, right: told.right, columns: Vec::new() },
        evidence: Some(Box::new(told.evidence)),
    }));
    found.sort_by_key(|p| (p.left, p.right));
}

/// The passages that two articles share, without a collection around them, and the documents they are counted in.
///
/// # Errors
/// When the model of vectors cannot be used.
pub fn compare(
    left: &Article,
    right: &Article,
    options: &Options,
) -> Result<(Document, Document, Vec<Passage>)> {
    let model = super::open(options)?;
    let (frequencies, mut stamps) = (Frequencies::default(), Stamps::default());
    let mut read = |text: &str| frequencies.count(Document::new(text, &options.text).words(), &mut stamps);
    read(&left.text);
    read(&right.text);
    let weights = frequencies.weights();
    let published = (left.published, right.published);
    let left = Paired::new(left.text.clone(), &weights, options);
    let right = Paired::new(right.text.clone(), &weights, options);
    let mut found = left.passages(&right, &[], false, options, &mut ChainCounts::default(), &mut ());
    let several = again::of(&left, &right, &found);
    add_retellings(&left, &right, published, model.as_ref(), options, &mut found);
    let standing: HashSet<_> =
        found.iter().filter(|p| p.evidence.is_none()).map(|p| (p.left, p.right)).collect();
    let out = again::left_out(&several, |one, other| standing.contains(&(one, other)));
    found.retain(|p| p.evidence.is_some() || !out.contains(&(p.left, p.right)));
    Ok((left.document, right.document, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The levels of what two texts share, told by the lane of words alone.
    fn levels(left: &str, right: &str) -> Vec<Level> {
        let mut options = Options::default();
        options.retell.preset = crate::retell::Preset::Off;
        let [left, right] = [left, right].map(|text| Article { text: text.into(), ..Article::default() });
        let (.., passages) = compare(&left, &right, &options).unwrap();
        passages.iter().map(|passage| passage.level).collect()
    }

    /// The same, told by the lane of other words where the other one found nothing.
    fn levels_retold(left: &str, right: &str) -> Vec<Level> {
        let options = Options::default();
        let retold = super::super::retell::alone((left, None), (right, None), &[], None, &options);
        let (settled, _) = settle(retold, &[], &options);
        settled.into_iter().map(|(_, level, _)| level).collect()
    }

    const TEXTS: [(&str, &str); 4] = [
        (
            "en",
            "The harbour board of Calderholm said on Friday that the new breakwater, which the town has asked for since the great storm, \
             would cost {} crowns, and that the work would begin in spring with the old quay. Ships of the ferry line will meanwhile call at Ossimar, where a \
             wooden pier was built for them last year.",
        ),
        (
            "fr",
            "Le conseil du port de Calderholm a annoncé vendredi que la nouvelle digue, que la ville demande depuis la grande tempête, \
             coûterait {} couronnes et que les travaux commenceraient au printemps par le vieux quai. Les bateaux de la ligne \
             accosteront entre-temps à Ossimar, où un ponton de bois avait été construit pour eux.",
        ),
        (
            "de",
            "Der Hafenrat von Calderholm teilte am Freitag mit, dass die neue Mole, die sich die Stadt seit dem großen Sturm wünscht, \
             wohl {} Kronen kosten werde und dass die Arbeiten im Frühjahr am alten Kai beginnen sollen. Die Schiffe der \
             Fährlinie legen solange in Ossimar an, wo für sie im letzten Jahr ein hölzerner Steg gebaut wurde.",
        ),
        (
            "it",
            "Il consiglio del porto di Calderholm ha detto venerdì che la nuova diga, che la città chiede dal giorno della grande tempesta, \
             costerà {} corone e che i lavori cominceranno in primavera dal vecchio molo della marina. Le navi \
             della linea attraccheranno intanto a Ossimar, dove per loro era stato costruito un pontile di legno.",
        ),
    ];

    #[test]
    fn a_copy_with_another_number_in_words_is_edited() {
        for (language, left, right, is_copy) in [
            ("en", "five million", "five billion", false),
            ("en", "5 million", "5 billion", false),
            ("en", "millions of", "billions of", false),
            ("en", "five thousand", "nine thousand", false),
            ("en", "twenty-three", "twenty-four", false),
            ("en", "one million", "two million", false),
            ("en", "five thousand", "5,000", true),
            ("en", "a million", "one million", true),
            ("en", "five thousand", "five thousand good", true),
            ("en", "some silver", "few silver", true),
            ("en", "some silver", "nine silver", true),
            ("fr", "deux mille", "douze mille", false),
            ("fr", "deux millions de", "deux milliards de", false),
            ("fr", "vingt-trois", "vingt-quatre", false),
            ("fr", "seize mille", "16.000", true),
            ("de", "zwei Millionen", "zwei Milliarden", false),
            ("de", "zweitausend", "zwölftausend", false),
            ("de", "eine Million", "zwei Millionen", false),
            ("de", "zwölf", "12", true),
            ("it", "due milioni di", "due miliardi di", false),
            ("it", "sei", "sette", false),
            ("it", "sei", "6", true),
        ] {
            let text = TEXTS.iter().find(|text| text.0 == language).unwrap().1;
            let [one, other] = [left, right].map(|number| text.replace("{}", number));
            let expected = if is_copy { Level::Verbatim } else { Level::Edited };
            assert_eq!(levels(&one, &other), [expected], "{left} | {right}");
            assert_eq!(levels(&other, &one), [expected], "{right} | {left}");
            let retold = levels_retold(&one, &other);
            assert_eq!(retold.first(), Some(&expected), "in other words: {left} | {right}: {retold:?}");
        }
    }
}
