//! Stories in order of their dates, and which of them may tell the same in other words.
//!
//! **In** a collection, who stands for whom. **Out** candidate pairs of stories; who stands around a pair. **Cost** each text is read and
//! cut into words once; what is asked of those that are not kept waits on disk, about as many bytes as the texts; three counters a slot, the
//! heaviest terms of every story, its window. **Never** compares sentences.

use super::copies::{self, Copies, Dated};
use super::near_dup::NearDuplicates;
use crate::article::{ArticleId, Published};
use crate::candidates::events::{self, Index};
use crate::candidates::local;
use crate::candidates::story_pair::StoryPair;
use crate::candidates::windows::{self, Days, Windows};
use crate::collection::Collection;
use crate::error::Result;
use crate::findings::FoundPassage;
use crate::options::Options;
use crate::passage::evidence::Languages;
use crate::retell::account::{Account, Lexicon};
use crate::retell::background::{self, Background, Traces};
use crate::retell::cells::Compared;
use crate::retell::gist::Gist;
use crate::retell::glance::{Seen, Weighed};
use crate::retell::meaning::Meaning;
use crate::retell::weigh::{Size, Stories, Surroundings, Vocabulary};
use crate::spill::store::TextStore;
use crate::spill::{Sorter, WorkDir};
use crate::text::Document;
use crate::text::language::language;
use crate::vectors::{Model, Vectors};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Stories worked on at a time.
const CHUNK: usize = 4096;

/// Stories read at a time, whose pairs of rare stems are held.
const READ: usize = 256;

/// So many words of what was told before are held at most, in some 25 megabytes; twice that while they are collected.
const BACKGROUND_WORDS: u64 = 8 << 20;

/// What is made of the shortest text takes as much as of so many bytes.
const SHORTEST: u64 = 100;

/// An article read again.
pub struct Told {
    pub text: String,
    pub account: Account,
    published: Option<Published>,
    /// As far as certain.
    language: Option<&'static str>,
    weighed: OnceLock<Weighed>,
    /// With a model only.
    vectors: OnceLock<Vectors>,
}

impl Told {
    /// Makes a text ready; of findings that were read again nobody knows the language.
    pub fn new(
        text: String,
        published: Option<Published>,
        known: Option<&'static str>,
        lexicon: &Lexicon,
        options: &Options,
    ) -> Self {
        let language = known.or_else(|| language(&text));
        let document = Document::new(&text, &options.text);
        let account = Account::new(&text, language, &document.tokens, lexicon);
        let (weighed, vectors) = Default::default();
        Self { text, account, published, weighed, language, vectors }
    }

    /// Days between two articles, where both dates are known.
    fn days_apart(&self, other: &Self) -> Option<f64> {
        self.published?.days_apart(other.published?)
    }

    /// The day of the earlier of two articles, where both dates are known.
    fn first_day(&self, other: &Self) -> Option<i64> {
        let [one, other] = [self, other].map(|told| Some(told.published?.days().0));
        Some(one?.min(other?))
    }

    /// Two articles with their words weighed, and what is known of them beside the words.
    pub fn beside<'a>(
        &'a self,
        right: &'a Self,
        around: &Surroundings<'a>,
        model: Option<&Model>,
    ) -> Compared<'a> {
        let [one, other] = [self, right].map(|told| (&told.account, &told.seen(around.stories).1.standing));
        let words = Vocabulary::new(one, other, around);
        Compared::new(&self.account, &right.account, words)
            .with_meaning(self.meaning(right, model))
            .with_days(self.days_apart(right))
            .with_background(around.background.zip(self.first_day(right)))
    }

    fn vectors(&self, model: &Model) -> &Vectors {
        let sentences = self.account.sentences().iter().map(|sentence| sentence.bytes);
        self.vectors.get_or_init(|| Vectors::new(model, &self.text, sentences))
    }

    /// The languages of two articles, where they are known and differ.
    pub fn languages(&self, other: &Self) -> Option<Languages> {
        let (left, right) = (self.language?, other.language?);
        (left != right).then_some(Languages { left, right })
    }

    /// What vectors say of two articles.
    fn meaning<'a>(&'a self, other: &'a Self, model: Option<&Model>) -> Option<Meaning<'a>> {
        let model = model?;
        let (left, right) = (self.vectors(model), other.vectors(model));
        Some(Meaning { left, right, languages: self.languages(other) })
    }

    /// The account, weighed by the collection alone.
    pub fn seen(&self, stories: &Stories) -> Seen<'_> {
        (&self.account, self.weighed.get_or_init(|| Weighed::new(&self.account, stories)))
    }
}

/// Stories in order of their dates, what is known of their terms, and who stands near whom.
pub struct Events<'a> {
    collection: &'a Collection,
    options: &'a Options,
    /// The article that stands for each story.
    ranked: Vec<ArticleId>,
    /// The days of each, from its first copy to its last.
    days: Vec<Days>,
    /// The day by which a copy of each was certainly published, where a date is known.
    told_by: Vec<Option<i64>>,
    /// Who was published at about the same time.
    windows: Windows,
    terms: Stories,
    lexicon: Lexicon,
    /// What was told when.
    background: Background,
    /// The first of them, read and kept until they are asked for.
    kept: Vec<Told>,
    /// What is asked of all others before any two are compared.
    gists: Option<TextStore>,
    /// Others about the same event: those of story `rank` begin at `starts[rank]`.
    neighbors: Vec<u32>,
    starts: Vec<u32>,
}

impl<'a> Events<'a> {
    /// Stories in order of their dates; nothing is read yet.
    pub fn new(
        collection: &'a Collection,
        story: impl Fn(ArticleId) -> ArticleId,
        options: &'a Options,
    ) -> Self {
        let entries = collection.entries();
        let days_of = |id: ArticleId| entries[id.index()].published.map(Published::days);
        let ids = || (0..entries.len() as u32).map(ArticleId);
        // A story without a date, or with a copy without, may be of any day.
        let mut spans: Vec<Days> = ids().map(days_of).collect();
        for id in ids() {
            let held = story(id).index();
            let both = spans[held].zip(days_of(id));
            spans[held] = both.map(|(one, other)| (one.0.min(other.0), one.1.max(other.1)));
        }
        let mut ranked: Vec<ArticleId> = ids().filter(|&id| story(id) == id).collect();
        ranked.sort_unstable_by_key(|id| (windows::order(spans[id.index()]), *id));
        let mut certain: Vec<Option<i64>> = vec![None; entries.len()];
        for (id, (_, last)) in ids().filter_map(|id| Some((id, days_of(id)?))) {
            let held = &mut certain[story(id).index()];
            *held = Some(held.map_or(last, |one| one.min(last)));
        }
        let num_words = entries.iter().map(|entry| u64::from(entry.num_tokens)).sum();
        let terms = Stories::new(num_words);
        let days: Vec<Days> = ranked.iter().map(|id| spans[id.index()]).collect();
        let told_by = ranked.iter().map(|id| certain[id.index()]).collect();
        let windows = Windows::new(&days, options.events_window());
        let (background, kept, gists, neighbors) = Default::default();
        Self {
            collection,
            options,
            ranked,
            days,
            told_by,
            windows,
            terms,
            lexicon: Lexicon::new(num_words),
            background,
            kept,
            gists,
            neighbors,
            starts: vec![0],
        }
    }

    /// Reads one article.
    pub fn read(&self, id: ArticleId) -> Result<Told> {
        let mut text = String::new();
        self.collection.text(id, &mut text)?;
        Ok(self.told(id, text))
    }

    /// Makes the text of an article ready.
    pub fn told(&self, id: ArticleId, text: String) -> Told {
        let entry = self.collection.entry(id);
        Told::new(text, entry.published, entry.language, &self.lexicon, self.options)
    }

    /// Counts the terms of all stories, and keeps the first of them, of up to `budget` bytes of text; of the others the gist, on disk.
    pub fn count(&mut self, budget: u64, dir: &WorkDir) -> Result<()> {
        let mut bytes = 0;
        let is_kept = |id: &&ArticleId| {
            bytes += SHORTEST + self.collection.num_bytes(**id);
            bytes <= budget
        };
        let kept = self.ranked.iter().take_while(is_kept).count();
        let (first, rest) = self.ranked.split_at(kept);
        let read = |&id: &ArticleId| {
            let told = self.read(id)?;
            self.terms.count(&told.account);
            Ok(told)
        };
        let kept = first.par_iter().map(read).collect::<Result<_>>()?;
        let mut gists = TextStore::new(dir, 0);
        for ids in rest.chunks(READ) {
            let written = ids.par_iter().map(|id| {
                let (told, mut bytes) = (read(id)?, Vec::new());
                Gist::new(&told.account, &told.text).write(&mut bytes);
                Ok(bytes)
            });
            let written: Vec<Result<Vec<u8>>> = written.collect();
            written.into_iter().try_for_each(|bytes| gists.push_bytes(&bytes?))?;
        }
        gists.flush()?;
        (self.kept, self.gists) = (kept, Some(gists));
        Ok(())
    }

    /// The gist of the story `rank`, once all are counted.
    fn gist(&self, rank: usize) -> Result<Gist> {
        if let Some(told) = self.kept.get(rank) {
            return Ok(Gist::new(&told.account, &told.text));
        }
        let gists = self.gists.as_ref().expect("stories are counted before they meet");
        let index = (rank - self.kept.len()) as u32;
        let mut bytes = vec![0; gists.num_bytes(index) as usize];
        gists.get_bytes(index, &mut bytes)?;
        Gist::read(&bytes).ok_or_else(|| gists.damaged("it holds no gist"))
    }

    /// What was kept, each with its article.
    pub fn take_kept(&mut self) -> impl Iterator<Item = (ArticleId, Told)> + use<'_, 'a> {
        self.ranked.iter().copied().zip(std::mem::take(&mut self.kept))
    }

    /// The article that stands for the story `rank`.
    pub fn article(&self, rank: u32) -> ArticleId {
        self.ranked[rank as usize]
    }

    /// The rank of each article that stands for a story.
    pub fn ranks(&self) -> HashMap<ArticleId, u32> {
        self.ranked.iter().zip(0..).map(|(&id, rank)| (id, rank)).collect()
    }

    /// In how many stories each term stands.
    pub fn terms(&self) -> &Stories {
        &self.terms
    }

    /// Whether there are so few stories that every two are compared.
    pub fn are_all_paired(&self) -> bool {
        self.ranked.len() <= self.options.events.all_pairs
    }

    /// Whether two articles are left at a glance: not in a small collection.
    pub fn are_glanced_at(&self) -> bool {
        self.terms.size() == Size::Large
    }

    /// Whether two stories were published near enough in time, for some of their articles to be compared.
    fn are_near(&self, one: u32, other: u32) -> bool {
        let days = |rank: u32| self.days[rank as usize];
        windows::are_within(days(one), days(other), self.options.events_window())
    }

    /// Whether two articles were.
    pub fn are_compared(&self, left: ArticleId, right: ArticleId) -> bool {
        let published = |id: ArticleId| self.collection.entry(id).published;
        Published::are_within(published(left), published(right), self.options.events_window())
    }

    /// The articles that a story stands for, in the order in which [`copies::pairs`] has them.
    pub fn dated(&self, members: impl IntoIterator<Item = ArticleId>) -> Vec<Dated> {
        let day = |id: ArticleId| self.collection.entry(id).published.map(|published| published.days().0);
        let mut out: Vec<Dated> = members.into_iter().map(|id| (day(id), id)).collect();
        out.sort_unstable();
        out
    }

    /// The pairs of copies of two stories that are compared.
    pub fn copies(&self, one: Copies, other: Copies) -> Vec<(ArticleId, ArticleId)> {
        copies::pairs(one, other, |left, right| self.are_compared(left, right))
    }

    /// Surroundings of two stories, of which the neighbours were read.
    pub fn surroundings<'s>(&'s self, neighbors: &'s [&'s Account]) -> Surroundings<'s> {
        Surroundings { stories: &self.terms, neighbors, background: Some(&self.background) }
    }

    /// Finds who stands near whom, and puts the candidates among `pairs`; pairs of rare stems among `nearby`.
    pub fn meet(
        &mut self,
        pairs: &mut Sorter<StoryPair>,
        nearby: &mut Sorter<local::NearbyRecord>,
    ) -> Result<()> {
        let params = &self.options.events;
        let mut index = Index::default();
        let entries = self.collection.entries();
        let dated = self.ranked.iter().zip(&self.told_by).filter(|(_, day)| day.is_some());
        let num_words = dated.map(|(id, _)| u64::from(entries[id.index()].num_tokens)).sum();
        let window = self.options.events_window();
        let mut background = background::Builder::new(num_words, BACKGROUND_WORDS, window);
        for first in (0..self.ranked.len()).step_by(READ) {
            let ranks = first..self.ranked.len().min(first + READ);
            let read: Vec<Result<_>> = ranks
                .into_par_iter()
                .map(|rank| {
                    let gist = self.gist(rank)?;
                    let weighed = gist.terms.iter().map(|term| {
                        let share = self.terms.share(self.terms.holders(term.key), term.prior, 0);
                        (term.key, (1.0 + f64::from(term.count).ln()) * (-share.ln() - 1.0).max(0.0))
                    });
                    let mut heaviest = events::heaviest(weighed, params.terms);
                    // What one story alone has finds no other.
                    heaviest.retain(|&(key, _)| self.terms.holders(key) >= 2);
                    let day = self.told_by[rank].filter(|_| background.takes(gist.text_hash));
                    let traces = day.map(|day| Traces::new(&gist, day, &self.terms));
                    Ok((heaviest, self.nearby(&gist, rank as u32), traces))
                })
                .collect();
            for one in read {
                let (heaviest, records, traces) = one?;
                traces.iter().for_each(|traces| background.push(traces));
                index.push(&heaviest);
                nearby.extend(&records)?;
            }
        }
        self.gists.take().map_or(Ok(()), TextStore::remove)?;
        self.background = background.finish();
        let all = self.ranked.len() as u32;
        let ranks: Vec<u32> = (0..all).collect();
        for chunk in ranks.chunks(CHUNK) {
            let near: Vec<events::Near> = chunk
                .par_iter()
                .map_init(events::Scratch::default, |scratch, &rank| {
                    index.near(rank, self.windows.of(rank), params, scratch)
                })
                .collect();
            for (&rank, near) in chunk.iter().zip(near) {
                let around = near.neighbors.into_iter().filter(|&other| self.are_near(rank, other));
                let around: Vec<u32> = around.collect();
                self.neighbors.extend(around);
                self.starts.push(self.neighbors.len() as u32);
                let others = if self.are_all_paired() { (rank + 1..all).collect() } else { near.candidates };
                for other in others.into_iter().filter(|&other| self.are_near(rank, other)) {
                    pairs.push(StoryPair::new(rank, other))?;
                }
            }
        }
        Ok(())
    }

    /// Pairs that share a passage word by word are candidates too.
    pub fn add_known(
        &self,
        passages: &[FoundPassage],
        near: &NearDuplicates,
        pairs: &mut Sorter<StoryPair>,
    ) -> Result<()> {
        let ranks = self.ranks();
        let rank = |id: ArticleId| ranks[&near.story[id.index()]];
        for same in passages.chunk_by(|a, b| (a.left, a.right) == (b.left, b.right)) {
            let (one, other) = (rank(same[0].left), rank(same[0].right));
            if one != other && self.are_near(one, other) {
                pairs.push(StoryPair::new(one, other))?;
            }
        }
        Ok(())
    }

    /// Pairs of rare stems of one story.
    fn nearby(&self, gist: &Gist, rank: u32) -> Vec<local::NearbyRecord> {
        let mut out = Vec::new();
        if self.are_all_paired() {
            return out;
        }
        let most = 0.3 * self.ranked.len() as f64;
        let rare_key = gist.terms.iter().map(|term| {
            let holders = self.terms.holders(term.key);
            (term.prior < 0.1 && holders >= 2 && f64::from(holders) <= most).then_some(term.key)
        });
        let rare_key: Vec<Option<u64>> = rare_key.collect();
        let mut rare = Vec::new();
        for (sentence, words) in (0..).zip(gist.sentences()) {
            rare.clear();
            rare.extend(words.iter().filter_map(|&term| rare_key[term as usize]));
            local::nearby(&rare, rank, sentence, &mut out);
        }
        out
    }

    /// Pairs of stories that share rare stems near each other, put among `pairs`; how many.
    ///
    /// # Errors
    /// When a working file fails.
    pub fn pair_up(
        &self,
        nearby: Sorter<local::NearbyRecord>,
        dir: &WorkDir,
        memory: usize,
        pairs: &mut Sorter<StoryPair>,
    ) -> Result<u64> {
        local::pair_up(nearby.finish()?, |rank| self.windows.of(rank), dir, memory, pairs)
    }

    /// Others about the event of either story, in order, neither of the two among them.
    pub fn around(&self, one: u32, other: u32) -> Vec<u32> {
        let of = |rank: u32| {
            &self.neighbors[self.starts[rank as usize] as usize..self.starts[rank as usize + 1] as usize]
        };
        let mut around: Vec<u32> = of(one).iter().chain(of(other)).copied().collect();
        around.sort_unstable();
        around.dedup();
        around.retain(|&rank| rank != one && rank != other);
        around
    }
}
