//! What was told before: sentences of earlier stories, by their terms.
//!
//! **In** the gists of a collection and their days. **Out** how many stories, published before a day, have one sentence with most of
//! what two stretches share: who somebody is, what a law says, the frame of a series. **Cost** four bytes for each term of each sentence,
//! twelve while it is made; a question some hundred places of rare terms. **Never** holds more words than it was made for: of larger
//! collections a sample of the stories, by their texts.
//! **From** Allan, Papka and Lavrenko, *On-line New Event Detection and Tracking*, 1998: what earlier stories hold is no news.

use super::gist::Gist;
use super::weigh::{Stories, rarity};

/// A sentence tells the same if it holds so much of the weight of what is shared. Measured: .5 and .7 do worse.
const MOST_OF_IT: f64 = 0.6;

/// The rarest terms two stretches share, by which it is asked for. Measured: four do worse, six and all alike.
const ASKED: usize = 8;

/// More stories than this count no more. Measured: 5 to 40 do alike.
pub const MOST_TELLING: usize = 10;

/// Most sentences that are looked at, where all terms are common.
const MOST_LOOKED_AT: usize = 1 << 14;

/// A term is told by so many bits of its key.
fn slot(key: u64) -> u32 {
    (key >> 32) as u32
}

/// The terms of the sentences of one story, by which they are found.
#[derive(Debug, Default)]
pub struct Traces {
    day: i64,
    /// Terms, and the sentence each stands in.
    terms: Vec<(u32, u32)>,
    num_sentences: u32,
}

impl Traces {
    /// Of a story that was certainly published by `day`.
    pub fn new(gist: &Gist, day: i64, stories: &Stories) -> Self {
        let says = gist.terms.iter().map(|term| {
            let holders = stories.holders(term.key);
            holders >= 2 && rarity(stories.share(holders, term.prior, 0)) > 0.0
        });
        let says: Vec<bool> = says.collect();
        let (mut terms, mut distinct) = (Vec::new(), Vec::<u32>::new());
        for (sentence, words) in (0..).zip(gist.sentences()) {
            distinct.clear();
            distinct.extend(words.iter().copied().filter(|&term| says[term as usize]));
            distinct.sort_unstable();
            distinct.dedup();
            terms.extend(distinct.iter().map(|&term| (slot(gist.terms[term as usize].key), sentence)));
        }
        Self { day, terms, num_sentences: gist.sentences().len() as u32 }
    }
}

/// What is being collected.
#[derive(Debug)]
pub struct Builder {
    /// What was told before was told more days before than these.
    window: i64,
    /// Texts with a hash up to this are taken.
    most_hash: u64,
    /// Most sentences, and most places.
    most_words: usize,
    /// Day of each story and how many sentences it has.
    stories: Vec<(i64, u32)>,
    num_sentences: u32,
    /// Terms, and the sentence each stands in.
    places: Vec<(u32, u32)>,
}

impl Builder {
    /// For dated stories with `num_words` words, of which about `most_words` may be held; told before is what was told more than `window`
    /// days before.
    pub fn new(num_words: u64, most_words: u64, window: u32) -> Self {
        let share = most_words as f64 / num_words.max(1) as f64;
        // What exceeds the largest number becomes it.
        let most_hash = (share * u64::MAX as f64) as u64;
        Self {
            window: window.into(),
            most_hash,
            most_words: usize::try_from(most_words).unwrap_or(usize::MAX).min(u32::MAX as usize),
            stories: Vec::new(),
            num_sentences: 0,
            places: Vec::new(),
        }
    }

    /// Whether a story is in the sample, by the hash of its text.
    pub fn takes(&self, text_hash: u64) -> bool {
        text_hash <= self.most_hash
    }

    /// Adds a story, but for one so long that more words would be held than may.
    pub fn push(&mut self, traces: &Traces) {
        let from = self.num_sentences;
        let num_sentences = from as usize + traces.num_sentences as usize;
        if num_sentences.max(self.places.len() + traces.terms.len()) > self.most_words {
            return;
        }
        self.num_sentences = num_sentences as u32;
        self.stories.push((traces.day, traces.num_sentences));
        self.places.extend(traces.terms.iter().map(|&(slot, sentence)| (slot, from + sentence)));
    }

    /// What was collected, ready to be asked.
    pub fn finish(mut self) -> Background {
        // Sentences are counted again by day: earlier ones stand first in every list.
        let mut firsts: Vec<u32> = Vec::with_capacity(self.stories.len());
        let mut first = 0;
        for &(_, num_sentences) in &self.stories {
            firsts.push(first);
            first += num_sentences;
        }
        let mut order: Vec<u32> = (0..self.stories.len() as u32).collect();
        order.sort_by_key(|&story| self.stories[story as usize].0);
        let mut renumbered = vec![0; first as usize];
        let (mut stories, mut days) = (Vec::with_capacity(renumbered.len()), Vec::<(i64, u32)>::new());
        for story in order {
            let (day, num_sentences) = self.stories[story as usize];
            let from = stories.len() as u32;
            if days.last().is_none_or(|&(last, _)| last != day) {
                days.push((day, from));
            }
            let first = firsts[story as usize] as usize;
            (first..).zip(from..from + num_sentences).for_each(|(old, new)| renumbered[old] = new);
            stories.resize(stories.len() + num_sentences as usize, story);
        }
        for (_, sentence) in &mut self.places {
            *sentence = renumbered[*sentence as usize];
        }
        self.places.sort_unstable();
        self.places.dedup();
        let (mut slots, mut starts) = (Vec::new(), Vec::new());
        for (at, &(slot, _)) in self.places.iter().enumerate() {
            if slots.last() != Some(&slot) {
                slots.push(slot);
                starts.push(at);
            }
        }
        starts.push(self.places.len());
        let sentences = self.places.iter().map(|&(_, sentence)| sentence).collect();
        Background { window: self.window, days, stories, slots, starts, sentences }
    }
}

/// Sentences of the stories of a collection, by their terms.
#[derive(Debug, Default)]
pub struct Background {
    window: i64,
    /// The days of stories in order, and the first sentence of each.
    days: Vec<(i64, u32)>,
    /// The story of each sentence.
    stories: Vec<u32>,
    /// Terms in order, where the sentences of each begin, and these.
    slots: Vec<u32>,
    starts: Vec<usize>,
    sentences: Vec<u32>,
}

/// A term two stretches share, as either writes it, and how rare it is in the collection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// Keys; the same one twice, but for another form.
    pub keys: [u64; 2],
    /// How rare the more common one is.
    pub rarity: f64,
}

impl Background {
    /// The sentences of a term before the sentence `end`, in order.
    fn of(&self, key: u64, end: u32) -> &[u32] {
        match self.slots.binary_search(&slot(key)) {
            Ok(at) => {
                let all = &self.sentences[self.starts[at]..self.starts[at + 1]];
                &all[..all.partition_point(|&sentence| sentence < end)]
            }
            Err(_) => &[],
        }
    }

    /// How many stories certainly published before `day` and the window, up to [`MOST_TELLING`], have a sentence with most of what is shared:
    /// three fifths of the weight of its rarest terms, which are left in `asked`.
    pub fn told_before(&self, day: i64, asked: &mut Vec<Asked>) -> usize {
        asked.retain(|term| term.rarity > 0.0);
        asked.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.keys.cmp(&b.keys)));
        asked.truncate(ASKED);
        let day = day.saturating_sub(self.window);
        let later = self.days.partition_point(|&(first, _)| first < day);
        let end = self.days.get(later).map_or(self.stories.len() as u32, |&(_, from)| from);
        if asked.is_empty() {
            return 0;
        }
        // A sentence without any of the terms that are opened has too little, whatever else it holds: the rarest ones will do.
        let mut rest: f64 = asked.iter().map(|term| term.rarity).sum();
        // Sums of one order and another differ in their last digits.
        let enough = MOST_OF_IT * rest * (1.0 - 1e-9);
        let lists: Vec<[&[u32]; 2]> =
            asked.iter().map(|term| term.keys.map(|key| self.of(key, end))).collect();
        let mut opened = 0;
        // What is left of each list, and its term.
        let mut heads: Vec<(&[u32], usize)> = Vec::with_capacity(2 * asked.len());
        while rest >= enough && opened < asked.len() {
            let [one, other] = asked[opened].keys;
            heads.push((lists[opened][0], opened));
            if one != other {
                heads.push((lists[opened][1], opened));
            }
            rest -= asked[opened].rarity;
            opened += 1;
        }
        let (mut told, mut last, mut looked_at) = (0, None, 0);
        while let Some(sentence) = heads.iter().filter_map(|(list, _)| list.first()).min().copied() {
            let (mut weight, mut counted) = (0.0, None);
            for (list, term) in &mut heads {
                if list.first() == Some(&sentence) {
                    *list = &list[1..];
                    if counted != Some(*term) {
                        weight += asked[*term].rarity;
                        counted = Some(*term);
                    }
                }
            }
            looked_at += 1;
            if looked_at > MOST_LOOKED_AT {
                break;
            }
            let at = sentence as usize;
            if weight + rest < enough || last.is_some_and(|story| story == self.stories[at]) {
                continue;
            }
            let mut possible = weight + rest;
            for (term, lists) in asked[opened..].iter().zip(&lists[opened..]) {
                let is_in = |list: &[u32]| list.binary_search(&sentence).is_ok();
                if !is_in(lists[0]) && (term.keys[0] == term.keys[1] || !is_in(lists[1])) {
                    possible -= term.rarity;
                    if possible < enough {
                        break;
                    }
                }
            }
            if possible >= enough {
                last = Some(self.stories[at]);
                told += 1;
                if told == MOST_TELLING {
                    break;
                }
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retell::account::Account;
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_64;

    /// The same by all terms of every sentence.
    fn slow(stories: &[(i64, Vec<Vec<u64>>)], day: i64, asked: &[Asked]) -> usize {
        let mut asked: Vec<Asked> = asked.iter().copied().filter(|term| term.rarity > 0.0).collect();
        asked.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.keys.cmp(&b.keys)));
        asked.truncate(ASKED);
        let weight = |is_in: &dyn Fn(&Asked) -> bool| -> f64 {
            asked.iter().filter(|term| is_in(term)).map(|term| term.rarity).sum()
        };
        let least = MOST_OF_IT * weight(&|_| true);
        let tells = |terms: &Vec<u64>| {
            !asked.is_empty() && weight(&|term| term.keys.iter().any(|key| terms.contains(key))) >= least
        };
        let earlier = stories.iter().filter(|(first, _)| *first < day);
        earlier.filter(|(_, sentences)| sentences.iter().any(tells)).count().min(MOST_TELLING)
    }

    fn key(number: u64) -> u64 {
        (number + 1) << 32
    }

    proptest! {
        #[test]
        fn asked_by_rare_terms_or_by_all_is_one(
            stories in prop::collection::vec((0i64..6, prop::collection::vec(prop::collection::vec(0u64..9, 0..6), 1..4)), 0..30),
            asked in prop::collection::vec((0u64..9, 0u64..9, 0u8..5), 0..11),
            day in 0i64..7,
        ) {
            let mut builder = Builder::new(1, 1 << 20, 0);
            let mut plain = Vec::new();
            for (first, sentences) in stories {
                let terms = sentences.iter().zip(0..).flat_map(|(terms, at)| terms.iter().map(move |&term| (slot(key(term)), at)));
                builder.push(&Traces { day: first, terms: terms.collect(), num_sentences: sentences.len() as u32 });
                plain.push((first, sentences.into_iter().map(|terms| terms.into_iter().map(key).collect()).collect()));
            }
            let asked: Vec<Asked> =
                asked.into_iter().map(|(one, other, rarity)| Asked { keys: [key(one), key(other)], rarity: rarity.into() }).collect();
            let expected = slow(&plain, day, &asked);
            prop_assert_eq!(builder.finish().told_before(day, &mut asked.clone()), expected);
        }
    }

    #[test]
    fn of_a_large_collection_a_sample_is_held() {
        let hash = |at: u32| xxh3_64(&at.to_le_bytes());
        let few = Builder::new(1000, 100, 7);
        let taken = (0..1000).filter(|&at| few.takes(hash(at))).count();
        assert!((60..140).contains(&taken), "{taken}");
        let mut all = Builder::new(1000, 1000, 7);
        assert!((0..1000).all(|at| all.takes(hash(at))));
        // A book beside stories does not get in by luck.
        for (words, held) in [(600, 600), (600, 600), (400, 1000), (1, 1000)] {
            all.push(&Traces { day: 0, terms: (0..words).map(|word| (word, 0)).collect(), num_sentences: 1 });
            assert_eq!(all.places.len(), held);
        }
    }

    #[test]
    fn a_sentence_that_was_told_before_is_found_by_its_story_and_day() {
        let account = Account::of_text;
        let told =
            account("The mayor slept. The old harbour of Selma burned down in the great storm of 1987.");
        let other = account("The harbour was quiet. A storm came to Selma. Nothing burned.");
        let stories = Stories::new(0);
        let rain = account("Rain.");
        let all = [&told, &told, &other, &other].into_iter().chain(std::iter::repeat_n(&rain, 40));
        all.for_each(|account| stories.count(account));
        let mut builder = Builder::new(1, 1 << 20, 7);
        for one in [&told, &other] {
            builder.push(&Traces::new(&Gist::new(one, ""), 10, &stories));
        }
        let background = builder.finish();
        let terms = |account: &Account| -> Vec<Asked> {
            let sentence = account.distinct(1).iter().map(|&(term, _)| account.terms()[term as usize].key);
            sentence.map(|key| Asked { keys: [key, key], rarity: 1.0 }).collect()
        };
        assert_eq!(background.told_before(18, &mut terms(&told)), 1, "not by words of three sentences");
        assert_eq!(background.told_before(17, &mut terms(&told)), 0, "not within the window");
    }
}
