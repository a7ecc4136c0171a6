//! Seed records to hits: places where two articles share a sampled run of words.
//!
//! This is the door for what bands cannot see: a dispatch inside a longer article, a paragraph shared by two others.
//!
//! **In** sorted [`SeedRecord`]s. **Out** [`Hit`]s. **Cost** linear in records and hits given. A seed that stands in more
//! than `cap` stories is told apart by the words around it, and what is still too common is linked as a star, so that a
//! dispatch run by thousands keeps its seeds while a phrase that everybody uses loses them.
//! **Never** reads a text.
//! **From** the frequency caps of minimap2 (Li 2018) and the posting caps of text-reuse tools; counting stories instead of
//! copies and splitting by context are ours.

use super::pairs_of_bucket;
use crate::article::{ArticleId, Published};
use crate::error::Result;
use crate::spill::{Record, Sorted, Sorter};

/// A sampled run of words at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeedRecord {
    /// Hash of the words.
    pub hash: u64,
    /// Fingerprints of the four words before and the four after, four bits each, nearest before in the lowest bits.
    pub context: u32,
    /// Which article, counted as they were read.
    pub ordinal: u32,
    /// Index of the first token.
    pub position: u32,
}

impl Record for SeedRecord {
    const BYTES: usize = 20;

    fn write(&self, out: &mut [u8]) {
        out[..8].copy_from_slice(&self.hash.to_le_bytes());
        out[8..12].copy_from_slice(&self.context.to_le_bytes());
        out[12..16].copy_from_slice(&self.ordinal.to_le_bytes());
        out[16..].copy_from_slice(&self.position.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        Self {
            hash: u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")),
            context: word(8),
            ordinal: word(12),
            position: word(16),
        }
    }

    fn rank(&self) -> u64 {
        self.hash
    }
}

/// How many of the eight words around two equal seeds agree, by their fingerprints: never fewer than truly do.
pub fn agreeing_context(left: u32, right: u32) -> u32 {
    let different = left ^ right;
    // One bit for each group of four that is not zero.
    let any = (different | (different >> 1) | (different >> 2) | (different >> 3)) & 0x1111_1111;
    8 - any.count_ones()
}

/// One seed on both sides of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The smaller id; equal to `right` for a repeat inside one article.
    pub left: ArticleId,
    /// The larger id.
    pub right: ArticleId,
    /// First token of the seed on the left.
    pub left_position: u32,
    /// First token of the seed on the right.
    pub right_position: u32,
    /// Agreeing words around the seed, 0 to 8.
    pub context: u8,
    /// In how many surroundings the seed stands; at most [`u8::MAX`].
    pub settings: u8,
    /// Over how many weeks the seed is spread, a story without a date counting as one; at most [`u16::MAX`].
    pub spread: u16,
}

impl Record for Hit {
    const BYTES: usize = 20;

    fn write(&self, out: &mut [u8]) {
        let last = u32::from(self.context) << 24 | u32::from(self.settings) << 16 | u32::from(self.spread);
        let words = [self.left.0, self.right.0, self.left_position, self.right_position, last];
        for (word, out) in words.iter().zip(out.chunks_exact_mut(4)) {
            out.copy_from_slice(&word.to_le_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        Self {
            left: ArticleId(word(0)),
            right: ArticleId(word(4)),
            left_position: word(8),
            right_position: word(12),
            context: (word(16) >> 24) as u8,
            settings: (word(16) >> 16) as u8,
            spread: word(16) as u16,
        }
    }

    fn rank(&self) -> u64 {
        u64::from(self.left.0) << 32 | u64::from(self.right.0)
    }
}

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Most stories (articles that are not near-duplicates of each other) in which a seed is compared with every other.
    pub max_stories: usize,
    /// Most places of one seed inside one article that are compared with every place in another.
    pub max_repeats: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_stories: 64, max_repeats: 8 }
    }
}

/// Counts of seeds by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeedCounts {
    /// Distinct seeds that stand in two places or more.
    pub shared: u64,
    /// Of these, seeds of more stories than the cap, told apart by their context.
    pub split: u64,
    /// Contexts still too common, linked as a star.
    pub stars: u64,
    /// Places of split seeds whose context stands nowhere else.
    pub dropped: u64,
}

/// What is known of an article when its seeds are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which article.
    pub id: ArticleId,
    /// The article that stands for its near-duplicates, itself if there is none.
    pub story: ArticleId,
    /// When it was published, as far as known.
    pub published: Option<Published>,
}

/// Turns seeds into hits. `place` gives the id and story of an ordinal; two articles meet within `window_days`, if there are any.
///
/// # Errors
/// When a working file fails.
pub fn pair_up(
    mut seeds: Sorted<SeedRecord>,
    params: &Params,
    window_days: Option<u32>,
    place: impl Fn(u32) -> Place,
    hits: &mut Sorter<Hit>,
) -> Result<SeedCounts> {
    let (mut counts, mut group) = (SeedCounts::default(), Vec::new());
    let mut linker = Linker { params, window_days, hits, stands: Stands::default(), spread: 0, settings: 0 };
    while seeds.next_shared(|s| s.hash, &mut group)? {
        counts.shared += 1;
        if !linker.link_stories(&group, &place)? {
            counts.split += 1;
            // Sorted by (hash, context): equal contexts stand together.
            for same in group.chunk_by(|a, b| a.context == b.context) {
                if same.len() < 2 {
                    counts.dropped += 1;
                } else {
                    counts.stars += u64::from(linker.link_star(same, &place)?);
                }
            }
        }
    }
    Ok(counts)
}

/// One article's places of one seed: `seeds[start..end]`.
#[derive(Clone, Copy)]
struct Member {
    place: Place,
    start: usize,
    end: usize,
}

impl Member {
    /// Who comes first: the first published; of one date that with the smallest context, so that ids decide between equals alone.
    fn order(&self, seeds: &[(Place, SeedRecord)]) -> ([i64; 2], u32, ArticleId) {
        (Published::order(self.place.published), seeds[self.start].1.context, self.place.id)
    }
}

/// Over how many weeks stories with one seed are spread: a dispatch is run by many in a few days, a phrase of everybody
/// turns up all year. A story without a date counts as a week of its own.
fn spread(witnesses: &[Member]) -> u16 {
    let week = |witness: &Member| Some(witness.place.published?.start.div_euclid(7 * 86_400));
    let mut weeks: Vec<i64> = witnesses.iter().filter_map(week).collect();
    let undated = witnesses.len() - weeks.len();
    weeks.sort_unstable();
    weeks.dedup();
    u16::try_from(weeks.len() + undated).unwrap_or(u16::MAX)
}

/// In how many surroundings a seed stands: the fewer of the different pairs of words before it and behind it, one for each
/// story. Where one text is behind the stories, one side at least is the same in them; a phrase that everybody uses
/// stands between other words each time.
fn settings(contexts: impl Iterator<Item = u32>, [before, behind]: &mut [Vec<u8>; 2]) -> u8 {
    before.clear();
    behind.clear();
    for context in contexts {
        before.push(context as u8);
        behind.push((context >> 16) as u8);
    }
    let distinct = |words: &mut Vec<u8>| {
        words.sort_unstable();
        words.dedup();
        words.len()
    };
    u8::try_from(distinct(before).min(distinct(behind))).unwrap_or(u8::MAX)
}

/// How common a seed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Common {
    /// Articles that have it.
    pub articles: usize,
    /// Stories among them.
    pub stories: usize,
    /// Over how many weeks these are spread, a story without a date counting as one.
    pub weeks: u16,
    /// In how many surroundings it stands in these.
    pub settings: u8,
}

/// How common the seed of `group` is, in the places it stands in.
pub fn common(group: &[SeedRecord], place: impl Fn(u32) -> Place) -> Common {
    let mut stands = Stands::default();
    stands.gather(group, place);
    stands.common()
}

/// Where one seed stands.
#[derive(Default)]
struct Stands {
    /// Its places, by article.
    seeds: Vec<(Place, SeedRecord)>,
    /// Its articles, by id.
    members: Vec<Member>,
    /// Of each story the article that speaks for it, by story: the first in [order](Member::order).
    witnesses: Vec<Member>,
    /// Scratch memory.
    around: [Vec<u8>; 2],
}

impl Stands {
    fn gather(&mut self, group: &[SeedRecord], place: impl Fn(u32) -> Place) {
        self.seeds.clear();
        self.seeds.extend(group.iter().map(|&seed| (place(seed.ordinal), seed)));
        self.seeds.sort_unstable_by_key(|(place, seed)| (place.id, seed.position));
        self.members.clear();
        for (index, (place, _)) in self.seeds.iter().enumerate() {
            match self.members.last_mut() {
                Some(last) if last.place.id == place.id => last.end = index + 1,
                _ => self.members.push(Member { place: *place, start: index, end: index + 1 }),
            }
        }
        self.witnesses.clone_from(&self.members);
        let seeds = &self.seeds;
        self.witnesses.sort_unstable_by_key(|one| (one.place.story, one.order(seeds)));
        self.witnesses.dedup_by_key(|member| member.place.story);
    }

    fn common(&mut self) -> Common {
        let contexts = self.witnesses.iter().map(|witness| self.seeds[witness.start].1.context);
        Common {
            articles: self.members.len(),
            stories: self.witnesses.len(),
            weeks: spread(&self.witnesses),
            settings: settings(contexts, &mut self.around),
        }
    }
}

struct Linker<'a> {
    params: &'a Params,
    window_days: Option<u32>,
    hits: &'a mut Sorter<Hit>,
    /// Where the seed in hand stands.
    stands: Stands,
    /// Over how many weeks it is spread.
    spread: u16,
    /// In how many surroundings it stands.
    settings: u8,
}

impl Linker<'_> {
    /// Whether two articles were published near enough in time.
    fn is_compared(&self, one: &Member, other: &Member) -> bool {
        let published = (one.place.published, other.place.published);
        self.window_days.is_none_or(|days| Published::are_within(published.0, published.1, days))
    }

    /// All pairs of few articles; of many as [`link_many`](Self::link_many). Returns false, having done nothing, where the seed stands in
    /// too many stories.
    fn link_stories(&mut self, group: &[SeedRecord], place: impl Fn(u32) -> Place) -> Result<bool> {
        let cap = self.params.max_stories;
        self.stands.gather(group, place);
        let common = self.stands.common();
        (self.spread, self.settings) = (common.weeks, common.settings);
        if common.stories > cap {
            return Ok(false);
        }
        let members = std::mem::take(&mut self.stands.members);
        members.iter().try_for_each(|member| self.repeats(member))?;
        if members.len() <= cap {
            pairs_of_bucket(&members, cap, |left, right| self.pair(&left, &right))?;
        } else {
            self.link_many(&members)?;
        }
        self.stands.members = members;
        Ok(true)
    }

    /// Many articles of few stories: every article with the first of its story that it is compared with, and the stories by their
    /// witnesses, one for each window that a story spans. Each witness meets as many before it as there may be stories.
    fn link_many(&mut self, members: &[Member]) -> Result<()> {
        let mut ordered = members.to_vec();
        ordered.sort_unstable_by_key(|one| (one.place.story, one.order(&self.stands.seeds)));
        let mut witnesses: Vec<Member> = Vec::new();
        for story in ordered.chunk_by(|one, other| one.place.story == other.place.story) {
            let from = witnesses.len();
            for (at, member) in story.iter().enumerate() {
                self.pair(&story[self.first_compared(story, at)], member)?;
                if witnesses[from..].last().is_none_or(|last| !self.is_compared(last, member)) {
                    witnesses.push(*member);
                }
            }
        }
        witnesses.sort_unstable_by_key(|one| one.order(&self.stands.seeds));
        for (at, witness) in witnesses.iter().enumerate() {
            let before = &witnesses[self.first_compared(&witnesses, at)..at];
            before.iter().take(self.params.max_stories).try_for_each(|other| self.pair(other, witness))?;
        }
        Ok(())
    }

    /// The first of articles in [order](Member::order) that the one at `at` is compared with, at most itself.
    fn first_compared(&self, ordered: &[Member], at: usize) -> usize {
        let is_apart = |one: &Member| !self.is_compared(one, &ordered[at]);
        // Days of far zones may stand a little out of order.
        let first = ordered[..at].partition_point(is_apart);
        first + ordered[first..at].iter().take_while(|one| is_apart(one)).count()
    }

    /// Places of one seed in one context: all pairs of few articles; of many each with the first published that it is compared with, so
    /// that who had it first is among those that are. Returns whether it was such a star.
    fn link_star(&mut self, group: &[SeedRecord], place: impl Fn(u32) -> Place) -> Result<bool> {
        // What is linked here stands in one surrounding.
        self.settings = 1;
        self.stands.gather(group, place);
        let members = std::mem::take(&mut self.stands.members);
        members.iter().try_for_each(|member| self.repeats(member))?;
        let is_star = members.len() > self.params.max_stories;
        if is_star {
            let mut ordered = members.clone();
            ordered.sort_unstable_by_key(|one| one.order(&self.stands.seeds));
            for (at, member) in ordered.iter().enumerate() {
                self.pair(&ordered[self.first_compared(&ordered, at)], member)?;
            }
        } else {
            pairs_of_bucket(&members, self.params.max_stories, |left, right| self.pair(&left, &right))?;
        }
        self.stands.members = members;
        Ok(is_star)
    }

    /// Hits between two articles: every place with every other if there are few, else in order, one to one.
    fn pair(&mut self, one: &Member, other: &Member) -> Result<()> {
        if one.place.id == other.place.id || !self.is_compared(one, other) {
            return Ok(());
        }
        let (left, right) = if one.place.id < other.place.id { (one, other) } else { (other, one) };
        let (lefts, rights) = (left.start..left.end, right.start..right.end);
        let is_few = lefts.len().max(rights.len()) <= self.params.max_repeats;
        for (nth, l) in lefts.clone().enumerate() {
            let partners = if is_few {
                rights.clone()
            } else {
                (rights.start + nth).min(rights.end)..(rights.start + nth + 1).min(rights.end)
            };
            for r in partners {
                self.push(l, r)?;
            }
        }
        Ok(())
    }

    /// Hits inside one article: each place with the next.
    fn repeats(&mut self, member: &Member) -> Result<()> {
        for index in member.start + 1..member.end {
            self.push(index - 1, index)?;
        }
        Ok(())
    }

    fn push(&mut self, left: usize, right: usize) -> Result<()> {
        let ((left_place, left), (right_place, right)) = (self.stands.seeds[left], self.stands.seeds[right]);
        self.hits.push(Hit {
            left: left_place.id,
            right: right_place.id,
            left_position: left.position,
            right_position: right.position,
            context: agreeing_context(left.context, right.context) as u8,
            settings: self.settings,
            spread: self.spread,
        })
    }
}

#[cfg(test)]
mod tests;
