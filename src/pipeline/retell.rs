//! Passages in other words: stories to events, events to pairs, pairs to what one retells of the other.

use super::documents::Shelf;
use super::near_dup::NearDuplicates;
use super::settle::{Verdict, judge_edited, needs_judging, settle};
use super::{Progress, Unit};
use crate::article::ArticleId;
use crate::candidates::events::{self, Index};
use crate::candidates::story_pair::StoryPair;
use crate::candidates::{CandidatePair, local};
use crate::collection::Collection;
use crate::error::{ErrorKind, Result};
use crate::findings::{Counts, FoundPassage};
use crate::options::Options;
use crate::passage::evidence::Languages;
use crate::passage::level::Level;
use crate::retell::account::{Account, Sentence};
use crate::retell::cells;
use crate::retell::context::{Judged, judge};
use crate::retell::glance::{self, Seen, Weighed, glance};
use crate::retell::meaning::Meaning;
use crate::retell::turn::is_turned;
use crate::retell::weigh::{Stories, Surroundings, Vocabulary};
use crate::retell::{Retelling, Retold, retellings};
use crate::span::CodePointRange;
use crate::spill::{Sorted, Sorter, WorkDir};
use crate::text::Document;
use crate::text::language::language;
use crate::vectors::{Model, Vectors};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// Stories worked on at a time.
const CHUNK: usize = 4096;

/// Pairs worked on at a time, at most.
const BATCH: usize = 1 << 14;

/// Most pairs of members that a pair of stories stands for; beyond it, each member is compared with one of the other story.
const MOST_MEMBER_PAIRS: usize = 256;

/// An article read again.
pub struct Told {
    text: String,
    account: Account,
    weighed: OnceLock<Weighed>,
    /// With a model only.
    language: OnceLock<Option<&'static str>>,
    vectors: OnceLock<Vectors>,
}

impl Told {
    pub fn new(text: String, options: &Options) -> Self {
        let account = Account::new(&text, &Document::new(&text, &options.text).tokens);
        Self { text, account, weighed: OnceLock::new(), language: OnceLock::new(), vectors: OnceLock::new() }
    }

    fn language(&self) -> Option<&'static str> {
        *self.language.get_or_init(|| language(&self.text))
    }

    fn vectors(&self, model: &Model) -> &Vectors {
        let sentences = self.account.sentences().iter().map(|sentence| sentence.bytes);
        self.vectors.get_or_init(|| Vectors::new(model, &self.text, sentences))
    }

    /// The languages of two articles, where they are known and differ.
    fn languages(&self, other: &Self) -> Option<Languages> {
        let (left, right) = (self.language()?, other.language()?);
        (left != right).then_some(Languages { left, right })
    }

    /// What vectors say of two articles.
    fn meaning<'a>(&'a self, other: &'a Self, model: Option<&Model>) -> Option<Meaning<'a>> {
        let model = model?;
        let (left, right) = (self.vectors(model), other.vectors(model));
        Some(Meaning { left, right, languages: self.languages(other) })
    }

    /// The account, weighed by the collection alone.
    fn seen(&self, stories: &Stories) -> Seen<'_> {
        (&self.account, self.weighed.get_or_init(|| Weighed::new(&self.account, stories)))
    }
}

/// Stories in order of time, what is known of their terms, and who stands near whom.
pub struct Events<'a> {
    collection: &'a Collection,
    options: &'a Options,
    /// The article that stands for each story; those without a date last.
    ranked: Vec<ArticleId>,
    /// How many have a date.
    dated: usize,
    /// Of each story with a date, the ranks published at about the same time.
    reach: Vec<Range<u32>>,
    terms: Stories,
    /// Others about the same event: those of story `rank` begin at `starts[rank]`.
    neighbors: Vec<u32>,
    starts: Vec<u32>,
}

impl<'a> Events<'a> {
    pub fn new(
        collection: &'a Collection,
        story: impl Fn(ArticleId) -> ArticleId,
        options: &'a Options,
    ) -> Self {
        let ids = (0..collection.entries().len() as u32).map(ArticleId);
        let mut ranked: Vec<ArticleId> = ids.filter(|&id| story(id) == id).collect();
        let start = |id: ArticleId| collection.entry(id).published.map(|published| published.start);
        ranked.sort_unstable_by_key(|&id| (start(id).unwrap_or(i64::MAX), id));
        let dated = ranked.partition_point(|&id| start(id).is_some());
        let num_words = collection.entries().iter().map(|entry| u64::from(entry.num_tokens)).sum();
        let terms = Stories::new(num_words);
        let times: Vec<i64> =
            ranked[..dated].iter().map(|&id| start(id).expect("those with a date come first")).collect();
        let days = i64::from(options.window_days.unwrap_or(options.events.window_days)) * 86_400;
        let reach = times.iter().map(|time| {
            let from = times.partition_point(|other| *other < time - days);
            from as u32..times.partition_point(|other| *other <= time + days) as u32
        });
        let reach = reach.collect();
        Self { collection, options, ranked, dated, reach, terms, neighbors: Vec::new(), starts: vec![0] }
    }

    fn read(&self, id: ArticleId) -> Result<Told> {
        let mut text = String::new();
        self.collection.text(id, &mut text)?;
        Ok(Told::new(text, self.options))
    }

    /// Counts the terms of all stories.
    pub fn count(&mut self) -> Result<()> {
        self.ranked.par_iter().try_for_each(|&id| {
            self.terms.count(&self.read(id)?.account);
            Ok(())
        })
    }

    /// The ranks that a story is compared with: those published at about the same time, and those without a date.
    fn windows(&self, rank: u32) -> [Range<u32>; 2] {
        let (dated, all) = (self.dated as u32, self.ranked.len() as u32);
        [self.reach.get(rank as usize).cloned().unwrap_or(0..dated), dated..all]
    }

    fn is_compared(&self, one: u32, other: u32) -> bool {
        self.windows(one).iter().any(|window| window.contains(&other))
    }

    /// Finds who stands near whom, and puts the candidates among `pairs`; pairs of rare stems among `nearby`.
    pub fn meet(
        &mut self,
        pairs: &mut Sorter<StoryPair>,
        nearby: &mut Sorter<local::NearbyRecord>,
    ) -> Result<()> {
        let params = &self.options.events;
        let mut index = Index::default();
        for (chunk, ids) in self.ranked.chunks(CHUNK).enumerate() {
            let read: Vec<Result<_>> = ids
                .par_iter()
                .enumerate()
                .map(|(at, &id)| {
                    let told = self.read(id)?;
                    let weighed = told.account.terms().iter().map(|term| {
                        let share = self.terms.share(term.key, term.prior, 0);
                        (term.key, (1.0 + f64::from(term.count).ln()) * (-share.ln() - 1.0).max(0.0))
                    });
                    let heaviest = events::heaviest(weighed, params.terms);
                    Ok((heaviest, self.nearby(&told.account, (chunk * CHUNK + at) as u32)))
                })
                .collect();
            for one in read {
                let (heaviest, records) = one?;
                index.push(&heaviest);
                nearby.extend(&records)?;
            }
        }
        let all = self.ranked.len() as u32;
        let ranks: Vec<u32> = (0..all).collect();
        for chunk in ranks.chunks(CHUNK) {
            let near: Vec<events::Near> = chunk
                .par_iter()
                .map_init(events::Scratch::default, |scratch, &rank| {
                    index.near(rank, &self.windows(rank), params, scratch)
                })
                .collect();
            for (&rank, near) in chunk.iter().zip(near) {
                self.neighbors.extend(near.neighbors);
                self.starts.push(self.neighbors.len() as u32);
                if all as usize > params.all_pairs {
                    near.candidates.iter().try_for_each(|&other| pairs.push(StoryPair::new(rank, other)))?;
                } else {
                    let others = (rank + 1..all).filter(|&other| self.is_compared(rank, other));
                    others.into_iter().try_for_each(|other| pairs.push(StoryPair::new(rank, other)))?;
                }
            }
        }
        Ok(())
    }

    /// Pairs that share a passage word by word are candidates too.
    fn add_known(
        &self,
        passages: &[FoundPassage],
        near: &NearDuplicates,
        pairs: &mut Sorter<StoryPair>,
    ) -> Result<()> {
        let ranks: HashMap<ArticleId, u32> =
            self.ranked.iter().zip(0..).map(|(&id, rank)| (id, rank)).collect();
        let rank = |id: ArticleId| ranks[&near.story[id.index()]];
        for same in passages.chunk_by(|a, b| (a.left, a.right) == (b.left, b.right)) {
            let (one, other) = (rank(same[0].left), rank(same[0].right));
            if one != other && self.is_compared(one, other) {
                pairs.push(StoryPair::new(one, other))?;
            }
        }
        Ok(())
    }

    /// Pairs of rare stems of one story.
    fn nearby(&self, account: &Account, rank: u32) -> Vec<local::NearbyRecord> {
        let mut out = Vec::new();
        if self.ranked.len() <= self.options.events.all_pairs {
            return out;
        }
        let most = 0.3 * self.ranked.len() as f64;
        let mut rare = Vec::new();
        for sentence in 0..account.sentences().len() {
            rare.clear();
            rare.extend(account.words(sentence).iter().filter_map(|word| {
                let term = &account.terms()[word.term as usize];
                let holders = self.terms.holders(term.key);
                (term.prior < 0.1 && holders >= 2 && f64::from(holders) <= most).then_some(term.key)
            }));
            local::nearby(&rare, rank, sentence as u32, &mut out);
        }
        out
    }

    /// Others about the event of either story, in order, neither of the two among them.
    fn around(&self, one: u32, other: u32) -> Vec<u32> {
        let of = |rank: u32| {
            &self.neighbors[self.starts[rank as usize] as usize..self.starts[rank as usize + 1] as usize]
        };
        let mut around: Vec<u32> = of(one).iter().chain(of(other)).copied().collect();
        around.sort_unstable();
        around.dedup();
        around.retain(|&rank| rank != one && rank != other);
        around
    }

    /// The next tasks and who stands around each, as many as keep what must be read within `budget` bytes of text; and that.
    fn next_surrounded(
        &self,
        tasks: &mut impl Iterator<Item = Task>,
        budget: u64,
    ) -> (Vec<(Task, Vec<u32>)>, Vec<ArticleId>) {
        let (mut out, mut ids, mut bytes) = (Vec::new(), HashSet::new(), 0);
        while bytes < budget {
            let Some(task) = tasks.next() else { break };
            let around = self.around(task.stories.left, task.stories.right);
            let others = around.iter().map(|&rank| self.ranked[rank as usize]);
            for id in others.chain([task.left, task.right]) {
                if ids.insert(id) {
                    bytes += self.collection.num_bytes(id);
                }
            }
            out.push((task, around));
        }
        let mut ids: Vec<ArticleId> = ids.into_iter().collect();
        ids.sort_unstable();
        (out, ids)
    }
}

/// Two articles to compare, and the stories they stand for.
struct Task {
    left: ArticleId,
    right: ArticleId,
    stories: StoryPair,
}

struct Tasks<'a> {
    pairs: Sorted<StoryPair>,
    events: &'a Events<'a>,
    /// Members of stories with more than one.
    members: HashMap<ArticleId, &'a [ArticleId]>,
    last: Option<StoryPair>,
    seen: u64,
}

impl Tasks<'_> {
    /// The next pairs, as many as keep their own texts within `budget` bytes; and what must be read.
    fn next_batch(&mut self, budget: u64) -> Result<(Vec<Task>, Vec<ArticleId>)> {
        let (mut batch, mut ids, mut bytes) = (Vec::new(), HashSet::new(), 0);
        while bytes < budget && batch.len() < BATCH {
            let Some(pair) = self.pairs.next()? else { break };
            self.seen += 1;
            if self.last == Some(pair) {
                continue;
            }
            self.last = Some(pair);
            let (one, other) =
                (self.events.ranked[pair.left as usize], self.events.ranked[pair.right as usize]);
            let mut need = |id: ArticleId| {
                if ids.insert(id) {
                    bytes += self.events.collection.num_bytes(id);
                }
            };
            let (alone_one, alone_other) = ([one], [other]);
            let ones = self.members.get(&one).copied().unwrap_or(&alone_one);
            let others = self.members.get(&other).copied().unwrap_or(&alone_other);
            let mut push = |one: ArticleId, other: ArticleId| {
                need(one);
                need(other);
                let CandidatePair { left, right } = CandidatePair::new(one, other);
                batch.push(Task { left, right, stories: pair });
            };
            if ones.len() * others.len() <= MOST_MEMBER_PAIRS {
                ones.iter().for_each(|&one| others.iter().for_each(|&other| push(one, other)));
            } else {
                others.iter().for_each(|&member| push(one, member));
                ones.iter().filter(|&&member| member != one).for_each(|&member| push(member, other));
            }
        }
        let mut ids: Vec<ArticleId> = ids.into_iter().collect();
        ids.sort_unstable();
        Ok((batch, ids))
    }
}

/// Adds the passages in other words to `passages`, which are those found word by word, sorted by left then right.
#[allow(clippy::too_many_arguments)]
pub fn find(
    collection: &Collection,
    near: &NearDuplicates,
    model: Option<&Model>,
    options: &Options,
    dir: &WorkDir,
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
    events.count()?;
    let mut pairs = Sorter::new(dir, memory / 10);
    let mut nearby = Sorter::new(dir, memory / 5);
    events.meet(&mut pairs, &mut nearby)?;
    counts.event_candidates = pairs.len();
    events.add_known(passages, near, &mut pairs)?;
    let is_compared = |one, other| events.is_compared(one, other);
    counts.local_candidates = local::pair_up(nearby.finish()?, is_compared, dir, memory / 5, &mut pairs)?;
    progress.begin("retellings", Some(pairs.len()), Unit::Pairs);

    let many = near.clusters.iter().map(|cluster| (cluster.representative, &cluster.members[..]));
    let mut tasks =
        Tasks { pairs: pairs.finish()?, events: &events, members: many.collect(), last: None, seen: 0 };
    // What is made of a text takes some twenty times its bytes, and its vectors.
    let of_vectors = model.map_or(0, Vectors::expected_bytes);
    let budget = memory as u64 / (4 * (Account::expected_bytes(1) + of_vectors));
    let mut shelf: Shelf<Told> = Shelf::new(budget);
    let mut found: Vec<FoundPassage> = Vec::new();
    let mut verdicts: Vec<(usize, Verdict)> = Vec::new();
    loop {
        let (batch, mut ids) = tasks.next_batch(budget)?;
        if batch.is_empty() {
            break;
        }
        shelf.fetch(collection, &mut ids, |_, text| Told::new(text, options))?;
        counts.retold_pairs += batch.len() as u64;
        let is_worth = |scratch: &mut glance::Scratch, task: &Task| {
            // In two languages few terms are shared: a glance sees nothing.
            if model.is_some() && shelf.get(task.left).languages(shelf.get(task.right)).is_some() {
                return true;
            }
            let seen = [task.left, task.right].map(|id| shelf.get(id).seen(&events.terms));
            glance(seen[0], seen[1], &events.terms, scratch) >= glance::LEAST
        };
        let is_small = events.ranked.len() <= options.events.all_pairs;
        let worth: Vec<bool> = batch
            .par_iter()
            .map_init(glance::Scratch::new, |scratch, task| {
                is_small
                    || needs_judging(&passages[known(passages, task)], options)
                    || is_worth(scratch, task)
            })
            .collect();
        let mut worth = batch.into_iter().zip(worth).filter(|(_, is_worth)| *is_worth).map(|(task, _)| task);
        loop {
            let (some, mut ids) = events.next_surrounded(&mut worth, budget);
            if some.is_empty() {
                break;
            }
            shelf.fetch(collection, &mut ids, |_, text| Told::new(text, options))?;
            let work = |(task, around): &(Task, Vec<u32>)| {
                let at = known(passages, task);
                (at.start, compare_pair(task, around, &events, &shelf, &passages[at], model, options))
            };
            let done: Vec<(usize, Compared)> = some.par_iter().map(work).collect();
            for (from, Compared { passages, verdicts: of_pair }) in done {
                found.extend(passages);
                verdicts.extend((from..).zip(of_pair));
            }
        }
        progress.reach(tasks.seen);
    }
    counts.unlikely = judge_edited(passages, &verdicts, options);
    passages.append(&mut found);
    passages.sort_by_key(|p| (p.left, p.right, p.left_span, p.right_span));
    Ok(())
}

/// The memory that is left beside a model.
///
/// # Errors
/// When that is less than any run needs.
pub fn working_memory(model: Option<&Model>, options: &Options) -> Result<usize> {
    let model = model.map_or(0, Model::num_bytes);
    match options.memory.checked_sub(model).filter(|&left| model == 0 || left >= Options::MIN_MEMORY) {
        Some(left) => Ok(left as usize),
        None => {
            let least = (model + Options::MIN_MEMORY).div_ceil(1 << 20);
            let bound = format!("at least {least} MB: the model takes {} of them", model.div_ceil(1 << 20));
            Err(ErrorKind::Options { flag: "--memory", value: options.memory.to_string(), bound }.into())
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
struct Compared {
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
) -> Compared {
    let (left, right) = (shelf.get(task.left), shelf.get(task.right));
    let neighbors: Vec<&Account> =
        around.iter().map(|&rank| &shelf.get(events.ranked[rank as usize]).account).collect();
    let around = Surroundings { stories: &events.terms, neighbors: &neighbors };
    let spans: Vec<(CodePointRange, CodePointRange)> =
        known.iter().map(|p| (p.left_span, p.right_span)).collect();
    let levels: Vec<(Level, f64)> = known.iter().map(|p| (p.level, p.score)).collect();
    let retold = between(left, right, &around, &spans, model, options);
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
    Compared { passages: settled.into_iter().map(passage).collect(), verdicts }
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
    if is_turned(&left.text, &right.text) {
        let known: Vec<_> = known.iter().map(|&(left, right)| (right, left)).collect();
        return between(right, left, around, &known, model, options).turned();
    }
    let words = Vocabulary::new(&left.account, &right.account, false, around);
    let pair = cells::Compared::new(&left.account, &right.account, false, words)
        .with_meaning(left.meaning(right, model));
    retellings(&pair, (&left.text, &right.text), known, &options.retell)
}

/// The same without a collection around them.
pub fn alone(
    left: &str,
    right: &str,
    known: &[(CodePointRange, CodePointRange)],
    model: Option<&Model>,
    options: &Options,
) -> Retold {
    let (left, right) = (Told::new(left.to_owned(), options), Told::new(right.to_owned(), options));
    let stories = Stories::new(0);
    stories.count(&left.account);
    stories.count(&right.account);
    between(&left, &right, &Surroundings { stories: &stories, neighbors: &[] }, known, model, options)
}

/// Two articles by key, and every pair of their stretches that was judged.
pub struct JudgedPair {
    /// The smaller key.
    pub left: String,
    /// The larger key.
    pub right: String,
    /// Characters of both stretches, and what was made of them.
    pub cells: Vec<(CodePointRange, CodePointRange, Judged)>,
    /// How many sentences the two articles have.
    pub num_sentences: (usize, usize),
}

/// Judges pairs of articles of a collection that was gathered, whether or not they would be candidates. Keys that are not there
/// are left out.
pub fn judge_pairs(
    collection: &Collection,
    near: &NearDuplicates,
    model: Option<&Model>,
    options: &Options,
    dir: &WorkDir,
    keys: &[(String, String)],
) -> Result<Vec<JudgedPair>> {
    let mut events = Events::new(collection, |id| near.story[id.index()], options);
    events.count()?;
    let memory = options.memory as usize;
    events.meet(&mut Sorter::new(dir, memory / 10), &mut Sorter::new(dir, memory / 5))?;
    let ids: HashMap<&str, ArticleId> = collection
        .entries()
        .iter()
        .enumerate()
        .map(|(at, entry)| (&*entry.key, ArticleId(at as u32)))
        .collect();
    let ranks: HashMap<ArticleId, u32> =
        events.ranked.iter().zip(0..).map(|(&id, rank)| (id, rank)).collect();
    let mut pairs: Vec<(ArticleId, ArticleId)> = keys
        .iter()
        .filter_map(|(one, other)| Some((*ids.get(&**one)?, *ids.get(&**other)?)))
        .filter(|(one, other)| one != other)
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let judged = pairs.par_iter().map(|&(left, right)| {
        let rank = |id: ArticleId| ranks[&near.story[id.index()]];
        let around = events.around(rank(left), rank(right));
        let read: Result<Vec<Told>> =
            around.iter().map(|&rank| events.read(events.ranked[rank as usize])).collect();
        let read = read?;
        let neighbors: Vec<&Account> = read.iter().map(|told| &told.account).collect();
        let around = Surroundings { stories: &events.terms, neighbors: &neighbors };
        let (l, r) = (events.read(left)?, events.read(right)?);
        let words = Vocabulary::new(&l.account, &r.account, false, &around);
        let pair =
            cells::Compared::new(&l.account, &r.account, false, words).with_meaning(l.meaning(&r, model));
        let (ls, rs) = (l.account.sentences(), r.account.sentences());
        let cells = judge(&pair.cells(), ls.len(), rs.len(), pair.tongues()).into_iter().map(|judged| {
            let span = |sentences: &[Sentence], (first, last): (u32, u32)| {
                CodePointRange::new(sentences[first as usize].chars.start, sentences[last as usize].chars.end)
            };
            (span(ls, judged.cell.left), span(rs, judged.cell.right), judged)
        });
        let key = |id: ArticleId| collection.entry(id).key.to_string();
        Ok(JudgedPair {
            left: key(left),
            right: key(right),
            cells: cells.collect(),
            num_sentences: (ls.len(), rs.len()),
        })
    });
    judged.collect()
}
