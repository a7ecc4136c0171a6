//! Chosen pairs of articles through the lane for other words, each decision kept: what `explain` tells, and what weights are fitted on.
//!
//! **In** a collection, pairs of its articles. **Out** the doors each pair came through, every pair of stretches as it was judged.
//! **Cost** that of finding the candidates of the whole collection, since what a term is worth depends on all of it; then that of the
//! pairs. **Never** decides anything itself.

use super::copies::Copies;
use super::events::{Events, Told};
use super::near_dup::NearDuplicates;
use crate::article::ArticleId;
use crate::candidates::local;
use crate::candidates::story_pair::StoryPair;
use crate::collection::Collection;
use crate::error::Result;
use crate::options::Options;
use crate::retell::account::Account;
use crate::retell::context::Judged;
use crate::retell::evidence::Texts;
use crate::retell::glance;
use crate::retell::turn::is_turned;
use crate::retell::weigh::Surroundings;
use crate::retell::{self, Stretches};
use crate::span::CodePointRange;
use crate::spill::{Sorter, WorkDir};
use crate::vectors::Model;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;

/// How two stories come to be compared. A passage found word by word is one more way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Doors {
    /// There are so few stories that every two are compared.
    pub all_pairs: bool,
    /// They share rare terms, names and numbers, as reports of one event do.
    pub event: bool,
    /// Two of their sentences share rare stems near each other.
    pub local: bool,
}

impl Doors {
    /// Whether any is open.
    pub fn is_open(self) -> bool {
        self.all_pairs || self.event || self.local
    }
}

/// What is known of a whole collection before pairs of it are judged.
pub struct Lane<'a> {
    stories: &'a [ArticleId],
    model: Option<&'a Model>,
    events: Events<'a>,
    ranks: HashMap<ArticleId, u32>,
    doors: HashMap<StoryPair, Doors>,
}

/// Two articles and others about the same event, read.
pub struct Read {
    pub left: Told,
    pub right: Told,
    pub around: Vec<Told>,
}

impl<'a> Lane<'a> {
    /// Reads the collection; `stories` gives for each article the one that stands for it, `pairs` those whose doors are asked for.
    pub fn new(
        collection: &'a Collection,
        stories: &'a [ArticleId],
        model: Option<&'a Model>,
        options: &'a Options,
        dir: &WorkDir,
        pairs: &[(ArticleId, ArticleId)],
    ) -> Result<Self> {
        let memory = super::retell::working_memory(model, options)?;
        let mut events = Events::new(collection, |id| stories[id.index()], options);
        events.count(0, dir)?;
        let mut met = Sorter::new(dir, memory / 10);
        let mut nearby: Sorter<local::NearbyRecord> = Sorter::new(dir, memory / 5);
        events.meet(&mut met, &mut nearby)?;
        let mut beside = Sorter::new(dir, memory / 10);
        events.pair_up(nearby, dir, memory / 5, &mut beside)?;
        let ranks = events.ranks();
        let mut lane = Self { stories, model, events, ranks, doors: HashMap::new() };
        let asked = pairs.iter().filter_map(|&(left, right)| lane.story_pair(left, right));
        lane.doors = asked.map(|pair| (pair, Doors::default())).collect();
        let are_all = lane.events.are_all_paired();
        let (mut met, mut beside) = (met.finish()?, beside.finish()?);
        while let Some(pair) = met.next()? {
            if let Some(doors) = lane.doors.get_mut(&pair) {
                (doors.all_pairs, doors.event) = (are_all, !are_all);
            }
        }
        while let Some(pair) = beside.next()? {
            if let Some(doors) = lane.doors.get_mut(&pair) {
                doors.local = true;
            }
        }
        Ok(lane)
    }

    /// The two stories; nothing where one stands for both articles.
    fn story_pair(&self, left: ArticleId, right: ArticleId) -> Option<StoryPair> {
        let rank = |id: ArticleId| self.ranks[&self.stories[id.index()]];
        let (one, other) = (rank(left), rank(right));
        (one != other).then(|| StoryPair::new(one, other))
    }

    /// The doors of a pair that was asked for; nothing where one story stands for both.
    pub fn doors(&self, left: ArticleId, right: ArticleId) -> Option<Doors> {
        self.doors.get(&self.story_pair(left, right)?).copied()
    }

    /// Whether two articles of different stories are among those that these stand for.
    pub fn are_compared(&self, left: ArticleId, right: ArticleId) -> bool {
        let story = |id: ArticleId| self.stories[id.index()];
        let of = |lead: ArticleId| {
            let all = (0..self.stories.len() as u32).map(ArticleId);
            self.events.dated(all.filter(|&id| story(id) == lead))
        };
        let (one, other) = (story(left), story(right));
        let (ones, others) = (of(one), of(other));
        let copies = |lead, all| Copies { lead, all };
        let met = self.events.copies(copies(one, &ones), copies(other, &others));
        met.into_iter().any(|(one, other)| (one.min(other), one.max(other)) == (left, right))
    }

    /// Whether two articles were published too far apart in time for passages in other words.
    fn are_apart(&self, left: ArticleId, right: ArticleId) -> bool {
        !self.events.are_compared(left, right)
    }

    /// Reads two articles of different stories and what stands around them.
    pub fn read(&self, left: ArticleId, right: ArticleId) -> Result<Read> {
        let around = self
            .story_pair(left, right)
            .filter(|_| !self.are_apart(left, right))
            .map_or_else(Vec::new, |pair| self.events.around(pair.left, pair.right));
        let read = |&rank: &u32| self.events.read(self.events.article(rank));
        Ok(Read {
            left: self.events.read(left)?,
            right: self.events.read(right)?,
            around: around.iter().map(read).collect::<Result<_>>()?,
        })
    }

    /// The highest log-odds of sentences at a glance; nothing in two languages, or in a small collection, which are not glanced at.
    pub fn glance(&self, read: &Read) -> Option<f64> {
        let are_two = self.model.is_some() && read.left.languages(&read.right).is_some();
        if are_two || !self.events.are_glanced_at() {
            return None;
        }
        let terms = self.events.terms();
        let seen = [&read.left, &read.right].map(|told| told.seen(terms));
        Some(glance::glance(seen[0], seen[1], terms, &mut glance::Scratch::default()))
    }

    /// Calls `work` with what the room for other words needs of two articles.
    pub fn with<T>(&self, read: &Read, work: impl FnOnce(&Surroundings, Option<&Model>) -> T) -> T {
        let neighbors: Vec<&Account> = read.around.iter().map(|told| &told.account).collect();
        work(&self.events.surroundings(&neighbors), self.model)
    }
}

/// Every pair of stretches of two articles as it was judged, with the evidence for the `explained` likeliest ones.
pub fn judged(
    left: &Told,
    right: &Told,
    around: &Surroundings,
    model: Option<&Model>,
    explained: usize,
) -> Vec<Stretches> {
    let is_turned = is_turned(&left.text, &right.text);
    let (left, right) = if is_turned { (right, left) } else { (left, right) };
    let pair = left.beside(right, around, model);
    let texts = Texts { left: &left.text, right: &right.text, is_turned };
    let found = retell::stretches(&pair, texts, explained);
    if is_turned { found.into_iter().map(Stretches::turned).collect() } else { found }
}

/// Two articles by key, and every pair of their stretches that was judged.
pub struct JudgedPair {
    /// The smaller key.
    pub left: String,
    /// The larger key.
    pub right: String,
    /// How they come to be compared; nothing where one story stands for both.
    pub doors: Option<Doors>,
    /// The highest log-odds of sentences at a glance.
    pub glance: Option<f64>,
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
    let of_key = |(at, entry): (usize, &crate::collection::Entry)| (entry.key.clone(), ArticleId(at as u32));
    let ids: HashMap<Box<str>, ArticleId> = collection.entries().iter().enumerate().map(of_key).collect();
    let mut pairs: Vec<(ArticleId, ArticleId)> = keys
        .iter()
        .filter_map(|(one, other)| Some((*ids.get(&**one)?, *ids.get(&**other)?)))
        .filter(|(one, other)| one != other)
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let lane = Lane::new(collection, &near.story, model, options, dir, &pairs)?;
    let judge = |&(left, right): &(ArticleId, ArticleId)| {
        let read = lane.read(left, right)?;
        let found = lane.with(&read, |around, model| judged(&read.left, &read.right, around, model, 0));
        let key = |id: ArticleId| collection.entry(id).key.to_string();
        Ok(JudgedPair {
            left: key(left),
            right: key(right),
            doors: lane.doors(left, right),
            glance: lane.glance(&read),
            cells: found.into_iter().map(|found| (found.left, found.right, found.judged)).collect(),
            num_sentences: (read.left.account.sentences().len(), read.right.account.sentences().len()),
        })
    };
    pairs.par_iter().map(judge).collect()
}
