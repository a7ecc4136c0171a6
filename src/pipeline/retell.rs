//! Passages in other words: stories to events, events to pairs, pairs to what one retells of the other.

use super::copies::{Copies, Dated};
use super::documents::Shelf;
use super::events::{Events, Told};
use super::near_dup::NearDuplicates;
use super::settle::{Verdict, apply_verdicts, needs_judging, settle};
use super::{Progress, Unit};
use crate::article::{ArticleId, Published};
use crate::candidates::CandidatePair;
use crate::candidates::story_pair::StoryPair;
use crate::collection::Collection;
use crate::error::{ErrorKind, Result};
use crate::findings::{Counts, FoundPassage};
use crate::options::{Options, megabytes};
use crate::passage::level::Level;
use crate::retell::account::{Account, Lexicon};
use crate::retell::evidence::Texts;
use crate::retell::glance::{self, glance};
use crate::retell::turn::is_turned;
use crate::retell::weigh::{Stories, Surroundings};
use crate::retell::{Retelling, Retold, retellings};
use crate::span::CodePointRange;
use crate::spill::journal::Journal;
use crate::spill::{Sorted, Sorter, WorkDir};
use crate::vectors::{Model, Vectors};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_128;

/// Pairs worked on at a time, at most.
const BATCH: usize = 1 << 14;

/// Two articles to compare, and the stories they stand for.
struct Task {
    left: ArticleId,
    right: ArticleId,
    stories: StoryPair,
    /// Not compared for passages in other words, too far apart in time or two of very many copies: only what was found word by word
    /// is judged.
    is_judged_only: bool,
}

struct Tasks<'a> {
    pairs: Sorted<StoryPair>,
    collection: &'a Collection,
    events: &'a Events<'a>,
    /// Members of stories with more than one.
    members: HashMap<ArticleId, Vec<Dated>>,
    last: Option<StoryPair>,
    /// Pairs of articles of the last two stories that wait for the next batch.
    waiting: VecDeque<Task>,
    /// What comes when there are no more of them.
    judged_only: std::vec::IntoIter<Task>,
    seen: u64,
}

impl Tasks<'_> {
    /// The next pairs, as many as keep their own texts within `budget` bytes; and what must be read.
    fn next_batch(&mut self, budget: u64) -> Result<(Vec<Task>, Vec<ArticleId>)> {
        let (mut batch, mut ids, mut bytes) = (Vec::new(), HashSet::new(), 0);
        while bytes < budget && batch.len() < BATCH {
            if let Some(task) = self.waiting.pop_front() {
                for id in [task.left, task.right] {
                    if ids.insert(id) {
                        bytes += self.collection.num_bytes(id);
                    }
                }
                batch.push(task);
                continue;
            }
            let Some(pair) = self.pairs.next()? else {
                let Some(task) = self.judged_only.next() else { break };
                self.waiting.push_back(task);
                continue;
            };
            self.seen += 1;
            if self.last == Some(pair) {
                continue;
            }
            self.last = Some(pair);
            let (one, other) = (self.events.article(pair.left), self.events.article(pair.right));
            let alone = [one, other].map(|lead| [(None, lead)]);
            let of = |lead: ArticleId, alone| Copies {
                lead,
                all: self.members.get(&lead).map_or(alone, Vec::as_slice),
            };
            let copies = self.events.copies(of(one, &alone[0]), of(other, &alone[1]));
            self.waiting.extend(copies.into_iter().map(|(one, other)| {
                let CandidatePair { left, right } = CandidatePair::new(one, other);
                Task { left, right, stories: pair, is_judged_only: false }
            }));
        }
        let mut ids: Vec<ArticleId> = ids.into_iter().collect();
        ids.sort_unstable();
        Ok((batch, ids))
    }
}

/// Pairs of articles of two stories that were not compared, with a passage that stands only if its sentences are likely.
fn not_judged(
    events: &Events,
    passages: &[FoundPassage],
    verdicts: &[(usize, Verdict)],
    near: &NearDuplicates,
    options: &Options,
) -> Vec<Task> {
    let mut is_judged = vec![false; passages.len()];
    verdicts.iter().for_each(|&(at, _)| is_judged[at] = true);
    let ranks = events.ranks();
    let rank = |id: ArticleId| ranks[&near.story[id.index()]];
    let (mut out, mut from) = (Vec::new(), 0);
    for same in passages.chunk_by(|a, b| (a.left, a.right) == (b.left, b.right)) {
        let (left, right) = (same[0].left, same[0].right);
        let (one, other) = (rank(left), rank(right));
        if one != other && !is_judged[from] && needs_judging(same, options) {
            out.push(Task { left, right, stories: StoryPair::new(one, other), is_judged_only: true });
        }
        from += same.len();
    }
    out
}

/// The next tasks and who stands around each, as many as keep what must be read within `budget` bytes of text; and that.
fn next_surrounded(
    events: &Events,
    collection: &Collection,
    tasks: &mut impl Iterator<Item = Task>,
    budget: u64,
) -> (Vec<(Task, Vec<u32>)>, Vec<ArticleId>) {
    let (mut out, mut ids, mut bytes) = (Vec::new(), HashSet::new(), 0);
    while bytes < budget {
        let Some(task) = tasks.next() else { break };
        // Who stands around two that are far apart has nothing to do with both.
        let around = if events.are_compared(task.left, task.right) {
            events.around(task.stories.left, task.stories.right)
        } else {
            Vec::new()
        };
        let others = around.iter().map(|&rank| events.article(rank));
        for id in others.chain([task.left, task.right]) {
            if ids.insert(id) {
                bytes += collection.num_bytes(id);
            }
        }
        out.push((task, around));
    }
    let mut ids: Vec<ArticleId> = ids.into_iter().collect();
    ids.sort_unstable();
    (out, ids)
}

/// A digest of what a batch is asked: in one collection all else follows from the pairs.
fn asked(batch: &[Task]) -> u128 {
    let of = |task: &Task| [task.left.0, task.right.0, u32::from(task.is_judged_only)];
    let numbers: Vec<u32> = batch.iter().flat_map(of).collect();
    xxh3_128(bytemuck::cast_slice(&numbers))
}

/// What a batch of pairs brought.
#[derive(Default, Serialize, Deserialize)]
struct Brought {
    /// Pairs whose sentences were compared.
    num_pairs: u64,
    passages: Vec<FoundPassage>,
    /// What is said of passages found word by word, by their place among all of them.
    verdicts: Vec<(usize, Verdict)>,
}

/// What every pair is compared in.
struct Room<'a> {
    collection: &'a Collection,
    events: &'a Events<'a>,
    model: Option<&'a Model>,
    options: &'a Options,
    /// Bytes of text at a time.
    budget: u64,
}

impl Room<'_> {
    /// Compares a batch, whose articles are `ids`, with the `passages` of all pairs that were found word by word.
    fn compare(
        &self,
        batch: Vec<Task>,
        mut ids: Vec<ArticleId>,
        passages: &[FoundPassage],
        shelf: &mut Shelf<Told>,
    ) -> Result<Brought> {
        let Self { collection, events, model, options, budget } = *self;
        let make = |id, text| events.told(id, text);
        shelf.fetch(collection, &mut ids, make)?;
        let least = options.retell.preset.glance_threshold();
        let is_worth = |scratch: &mut glance::Scratch, task: &Task| {
            // In two languages few terms are shared: a glance sees nothing.
            if model.is_some() && shelf.get(task.left).languages(shelf.get(task.right)).is_some() {
                return true;
            }
            let seen = [task.left, task.right].map(|id| shelf.get(id).seen(events.terms()));
            glance(seen[0], seen[1], events.terms(), scratch) >= least
        };
        let are_glanced_at = events.are_glanced_at();
        let worth: Vec<bool> = batch
            .par_iter()
            .map_init(glance::Scratch::default, |scratch, task| {
                !are_glanced_at
                    || needs_judging(&passages[known(passages, task)], options)
                    || is_worth(scratch, task)
            })
            .collect();
        let mut worth = batch.into_iter().zip(worth).filter(|(_, is_worth)| *is_worth).map(|(task, _)| task);
        let mut brought = Brought::default();
        loop {
            let (some, mut ids) = next_surrounded(events, collection, &mut worth, budget);
            if some.is_empty() {
                return Ok(brought);
            }
            brought.num_pairs += some.len() as u64;
            shelf.fetch(collection, &mut ids, make)?;
            let work = |(task, around): &(Task, Vec<u32>)| {
                let at = known(passages, task);
                (at.start, compare_pair(task, around, events, shelf, &passages[at], model, options))
            };
            let done: Vec<(usize, Outcome)> = some.par_iter().map(work).collect();
            for (from, Outcome { passages, verdicts }) in done {
                brought.passages.extend(passages);
                brought.verdicts.extend((from..).zip(verdicts));
            }
        }
    }
}

/// Adds the passages in other words to `passages`, which are those found word by word, sorted by left then right.
#[allow(clippy::too_many_arguments)]
pub fn find(
    collection: &Collection,
    near: &NearDuplicates,
    model: Option<&Model>,
    options: &Options,
    (dir, journal): (&WorkDir, &mut Journal),
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
    passages: &mut Vec<FoundPassage>,
) -> Result<()> {
    if options.retell.preset == crate::retell::Preset::Off {
        return Ok(());
    }
    let memory = working_memory(model, options)?;
    progress.begin("events", None, Unit::Pairs);
    let mut events = Events::new(collection, |id| near.story[id.index()], options);
    // What is made of a text takes some twenty times its bytes, and its vectors.
    let of_vectors = model.map_or(0, Vectors::expected_bytes);
    let budget = memory as u64 / (4 * (Account::expected_bytes(1) + of_vectors));
    events.count(budget, dir)?;
    let mut pairs = Sorter::new(dir, memory / 10);
    let mut nearby = Sorter::new(dir, memory / 5);
    events.meet(&mut pairs, &mut nearby)?;
    counts.event_candidates = pairs.len();
    events.add_known(passages, near, &mut pairs)?;
    counts.local_candidates = events.pair_up(nearby, dir, memory / 5, &mut pairs)?;
    let mut shelf: Shelf<Told> = Shelf::new(budget);
    shelf.put(events.take_kept(), |id| collection.num_bytes(id));
    progress.begin("retellings", Some(pairs.len()), Unit::Pairs);

    let many = near
        .clusters
        .iter()
        .map(|cluster| (cluster.representative, events.dated(cluster.members.iter().copied())));
    let (pairs, members) = (pairs.finish()?, many.collect());
    let mut tasks = Tasks {
        pairs,
        collection,
        events: &events,
        members,
        last: None,
        waiting: VecDeque::new(),
        judged_only: Vec::new().into_iter(),
        seen: 0,
    };
    let room = Room { collection, events: &events, model, options, budget };
    let mut found: Vec<FoundPassage> = Vec::new();
    let mut verdicts: Vec<(usize, Verdict)> = Vec::new();
    let mut is_last = false;
    loop {
        let (batch, ids) = tasks.next_batch(budget)?;
        if batch.is_empty() && is_last {
            break;
        } else if batch.is_empty() {
            tasks.judged_only = not_judged(&events, passages, &verdicts, near, options).into_iter();
            is_last = true;
            continue;
        }
        let brought = journal.batch(asked(&batch), || room.compare(batch, ids, passages, &mut shelf))?;
        counts.retold_pairs += brought.num_pairs;
        found.extend(brought.passages);
        verdicts.extend(brought.verdicts);
        progress.reach(tasks.seen);
    }
    counts.unlikely = apply_verdicts(passages, &verdicts, options);
    passages.append(&mut found);
    passages.sort_by_key(|p| (p.left, p.right, p.left_span, p.right_span));
    Ok(())
}

/// The memory that is left beside a model.
///
/// # Errors
/// When that is less than any run needs.
pub fn working_memory(model: Option<&Model>, options: &Options) -> Result<usize> {
    memory_beside(model.map_or(0, Model::num_bytes), options)
}

/// The memory that is left beside a model of so many bytes.
///
/// # Errors
/// When that is less than any run needs.
pub fn memory_beside(model: u64, options: &Options) -> Result<usize> {
    match options.memory.checked_sub(model).filter(|&left| model == 0 || left >= Options::MIN_MEMORY) {
        Some(left) => Ok(left as usize),
        None => {
            // Whole megabytes, and no less than are needed.
            let [least, of_model] =
                [model + Options::MIN_MEMORY, model].map(|bytes| megabytes(bytes + (1 << 20) - 1));
            let bound = format!("at least {least}: the model takes {of_model} of them");
            Err(ErrorKind::Options { flag: "--memory", value: megabytes(options.memory), bound }.into())
        }
    }
}

/// Where the passages of a pair that were found word by word stand.
fn known(passages: &[FoundPassage], task: &Task) -> Range<usize> {
    let pair = (task.left, task.right);
    let from = passages.partition_point(|p| (p.left, p.right) < pair);
    from..from + passages[from..].partition_point(|p| (p.left, p.right) == pair)
}

/// What comparing a pair brought: passages, and what that says of each one known.
struct Outcome {
    passages: Vec<FoundPassage>,
    verdicts: Vec<Verdict>,
}

fn compare_pair(
    task: &Task,
    around: &[u32],
    events: &Events,
    shelf: &Shelf<Told>,
    known: &[FoundPassage],
    model: Option<&Model>,
    options: &Options,
) -> Outcome {
    let (left, right) = (shelf.get(task.left), shelf.get(task.right));
    let neighbors: Vec<&Account> =
        around.iter().map(|&rank| &shelf.get(events.article(rank)).account).collect();
    let around = events.surroundings(&neighbors);
    let spans: Vec<(CodePointRange, CodePointRange)> =
        known.iter().map(|p| (p.left_span, p.right_span)).collect();
    let levels: Vec<(Level, f64)> = known.iter().map(|p| (p.level, p.score)).collect();
    let retold = between(left, right, &around, &spans, model, options);
    if task.is_judged_only {
        let verdicts = retold.likely.into_iter().map(Verdict::Likely).collect();
        return Outcome { passages: Vec::new(), verdicts };
    }
    let (settled, verdicts) = settle(retold, &levels, options);
    let passage = |(retelling, level, score): (Retelling, Level, f64)| FoundPassage {
        left: task.left,
        right: task.right,
        left_span: retelling.left_chars,
        right_span: retelling.right_chars,
        level,
        score,
        identity: retelling.identity,
        evidence: Some(Box::new(retelling.evidence)),
    };
    Outcome { passages: settled.into_iter().map(passage).collect(), verdicts }
}

/// What two articles tell in other words, apart from what is `known`.
pub fn between(
    left: &Told,
    right: &Told,
    around: &Surroundings,
    known: &[(CodePointRange, CodePointRange)],
    model: Option<&Model>,
    options: &Options,
) -> Retold {
    let is_turned = is_turned(&left.text, &right.text);
    let exchanged: Vec<_>;
    let (left, right, known) = if is_turned {
        exchanged = known.iter().map(|&(left, right)| (right, left)).collect();
        (right, left, &exchanged[..])
    } else {
        (left, right, known)
    };
    let pair = left.beside(right, around, model);
    let texts = Texts { left: &left.text, right: &right.text, is_turned };
    let found = retellings(&pair, texts, known, &options.retell, options.single_threshold());
    if is_turned { found.turned() } else { found }
}

/// The same without a collection around them.
pub fn alone(
    left: (&str, Option<Published>),
    right: (&str, Option<Published>),
    known: &[(CodePointRange, CodePointRange)],
    model: Option<&Model>,
    options: &Options,
) -> Retold {
    let [left, right] = [left, right]
        .map(|(text, published)| Told::new(text.to_owned(), published, None, &Lexicon::default(), options));
    let stories = Stories::new(0);
    stories.count(&left.account);
    stories.count(&right.account);
    between(
        &left,
        &right,
        &Surroundings { stories: &stories, neighbors: &[], background: None },
        known,
        model,
        options,
    )
}
