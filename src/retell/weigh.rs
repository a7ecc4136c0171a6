//! How much a term says about a pair of articles: rare in the collection, and rare among other articles about the same event.
//!
//! **In** how many stories hold each term, the accounts around a pair. **Out** a weight in [0, [`MOST_WEIGHT`]] for each term of the pair.
//! **Cost** twelve bytes a slot, two slots a term; a bit looked up for each term of each neighbour, and more for those that are shared. **Never** depends on
//! the order of counting.
//! **From** inverse document frequency (Spärck Jones 1972) with a prior (so that five articles give comparable weights to a
//! million), and a second one over the neighbours of the pair, so that what every report of the event says counts little.

use super::account::{Account, Term};
use super::background::Background;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// How many stories the prior is worth, in the collection and among the neighbours. Measured: 20 to 60 and 4 to 16 do alike.
const PRIOR_STORIES: f64 = 20.0;
const PRIOR_NEIGHBORS: f64 = 8.0;

/// How the two rarities are mixed.
const NEIGHBORS_PART: f64 = 0.7;

/// Most a term can weigh.
pub const MOST_WEIGHT: f64 = 6.0;

/// Below so many stories the texts of the pair themselves tell which words are everyday ones.
const FEW_STORIES: f64 = 50.0;
const FEW_SENTENCES: u32 = 12;
const COMMON_SHARE: f64 = 0.25;
const MOST_SHARE: f64 = 0.6;

/// How large a collection is, as far as something is done otherwise: where all articles may be about one event, its figures are light, and
/// it is told in other words. Measured: of free retellings in folders of five a half more are found, and no more that are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// Up to 32 stories: every two sentences of two articles are scored.
    Handful,
    /// Up to 256: no two articles are left at a glance, sentences are scored that share little, and lighter figures make a fact.
    Small,
    /// More.
    #[default]
    Large,
}

impl Size {
    fn of(num_stories: u32) -> Self {
        match num_stories {
            ..=32 => Self::Handful,
            33..=256 => Self::Small,
            _ => Self::Large,
        }
    }
}

/// A term in more than this share of the stories is as good as everywhere.
const EVERY_THIRD: f64 = 0.37;

/// Where so many of the rare words are capitalized, as in German, a capital does not make a name.
const NAMES_MEAN_NOTHING: f64 = 0.6;

/// Rarity of a term that such a share of the stories holds; 0 where it says nothing, since every third one has it.
pub fn rarity(share: f64) -> f64 {
    where_telling(share, -share.ln())
}

/// The rarity of such a share, whose logarithm is known.
fn where_telling(share: f64, rarity: f64) -> f64 {
    if share > EVERY_THIRD { 0.0 } else { rarity }
}

/// In how many stories a term stands, and how often with and without a capital.
#[derive(Default)]
struct Slot {
    holders: AtomicU32,
    capitals: AtomicU32,
    lowercase: AtomicU32,
}

/// In how many stories each term stands, and how it is written. A count-min sketch (Cormode and Muthukrishnan 2005): each term has a slot
/// in both rows, and the smaller count is the nearer one.
pub struct Stories {
    rows: [Vec<Slot>; 2],
    rare_capitals: AtomicU64,
    rare_lowercase: AtomicU64,
    number: AtomicU32,
    shift: u32,
}

/// Adds to a counter; a full one stays full, whoever adds first.
fn add(counter: &AtomicU32, number: u32) {
    let sum = |count: u32| Some(count.saturating_add(number));
    let _ = counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum);
}

impl Stories {
    /// Counters for a collection of about `num_words` words.
    pub fn new(num_words: u64) -> Self {
        let bits = 64 - num_words.clamp(1 << 17, 1 << 21).next_power_of_two().leading_zeros() - 1;
        let row = || (0..1u32 << bits).map(|_| Slot::default()).collect();
        Self {
            rows: [row(), row()],
            rare_capitals: AtomicU64::new(0),
            rare_lowercase: AtomicU64::new(0),
            number: AtomicU32::new(0),
            shift: 64 - bits,
        }
    }

    /// The slots of a term: one by the higher half of its key, one by the lower.
    fn slots(&self, key: u64) -> [&Slot; 2] {
        let [one, other] = &self.rows;
        [&one[(key >> self.shift) as usize], &other[(key.rotate_left(32) >> self.shift) as usize]]
    }

    /// The smaller one of what its slots counted.
    fn least(&self, key: u64, counter: impl Fn(&Slot) -> &AtomicU32) -> u32 {
        let [one, other] = self.slots(key).map(|slot| counter(slot).load(Ordering::Relaxed));
        one.min(other)
    }

    /// Counts one more story. May be called from many threads.
    pub fn count(&self, account: &Account) {
        let (mut capitals, mut lowercase) = (0u64, 0u64);
        for term in account.terms() {
            for slot in self.slots(term.key) {
                add(&slot.holders, 1);
                if !term.is_number && term.capitals > 0 {
                    add(&slot.capitals, term.capitals);
                }
                if !term.is_number && term.lowercase > 0 {
                    add(&slot.lowercase, term.lowercase);
                }
            }
            if !term.is_number && term.prior < 0.1 {
                capitals += u64::from(term.capitals);
                lowercase += u64::from(term.lowercase);
            }
        }
        self.rare_capitals.fetch_add(capitals, Ordering::Relaxed);
        self.rare_lowercase.fetch_add(lowercase, Ordering::Relaxed);
        self.number.fetch_add(1, Ordering::Relaxed);
    }

    /// How many stories were counted.
    pub fn len(&self) -> u32 {
        self.number.load(Ordering::Relaxed)
    }

    /// How large that makes the collection.
    pub fn size(&self) -> Size {
        Size::of(self.len())
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many stories hold a term; more only where others share both its slots.
    pub fn holders(&self, key: u64) -> u32 {
        self.least(key, |slot| &slot.holders)
    }

    /// Whether a term is mostly written with a capital, where that means anything.
    pub fn is_name(&self, key: u64) -> bool {
        let rare = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64;
        let (capitals, lowercase) = (rare(&self.rare_capitals), rare(&self.rare_lowercase));
        capitals < NAMES_MEAN_NOTHING * (capitals + lowercase + 1.0)
            && self.least(key, |slot| &slot.capitals) > self.least(key, |slot| &slot.lowercase)
    }

    /// The share of stories that hold a term which so many do, `without` of them left out.
    pub fn share(&self, holders: u32, prior: f64, without: u32) -> f64 {
        let number = f64::from(self.len().saturating_sub(without));
        let holders = f64::from(holders.saturating_sub(without));
        (holders + PRIOR_STORIES * prior) / (number + PRIOR_STORIES)
    }
}

/// What the collection knows of the terms of one article: looked up once, for all pairs it is in.
#[derive(Debug)]
pub struct Standing {
    /// How many stories hold each term.
    pub holders: Vec<u32>,
    /// Whether each is a name when capitalized.
    pub names: Vec<bool>,
    /// The share of the other stories that hold each, and how rare that makes it, as a logarithm.
    shares: Vec<(f64, f64)>,
}

impl Standing {
    /// Looks up the terms of an account, after all stories are counted.
    pub fn new(account: &Account, stories: &Stories) -> Self {
        let terms = account.terms().iter();
        let holders: Vec<u32> = account.keys().iter().map(|&key| stories.holders(key)).collect();
        let shares = holders.iter().zip(terms.clone()).map(|(&holders, term)| {
            let share = stories.share(holders, term.prior, 1);
            (share, -share.ln())
        });
        Self {
            shares: shares.collect(),
            holders,
            names: terms.map(|term| !term.is_number && stories.is_name(term.key)).collect(),
        }
    }

    /// How rare each term is among the other stories, as a logarithm.
    pub fn rarities(&self) -> impl Iterator<Item = f64> {
        self.shares.iter().map(|&(_, rarity)| rarity)
    }

    fn of<'a>(&self, account: &'a Account, place: Option<u32>) -> Option<Stands<'a>> {
        let at = place? as usize;
        let (term, (share, rarity)) = (&account.terms()[at], self.shares[at]);
        Some(Stands { term, holders: self.holders[at], is_name: self.names[at], share, rarity })
    }
}

/// What is known of one term of an account.
#[derive(Clone, Copy)]
struct Stands<'a> {
    term: &'a Term,
    holders: u32,
    is_name: bool,
    /// The share of the other stories that hold it, and how rare that makes it, as a logarithm.
    share: f64,
    rarity: f64,
}

/// A pair of articles and what stands around it.
pub struct Surroundings<'a> {
    /// The collection.
    pub stories: &'a Stories,
    /// Other articles about the same event, in a fixed order, none of them one of the pair.
    pub neighbors: &'a [&'a Account],
    /// What was told before, where that is known.
    pub background: Option<&'a Background>,
}

/// The words both articles of a pair use, with their weights.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Weight of each term of either article.
    pub weights: Vec<f64>,
    /// How rare each is in the collection.
    pub rarities: Vec<f64>,
    /// The key of each.
    pub keys: Vec<u64>,
    /// Share of articles expected to hold each.
    pub priors: Vec<f64>,
    /// Prefix of each, as a dense number.
    pub prefixes: Vec<u32>,
    /// How many prefixes there are.
    pub num_prefixes: usize,
    /// Whether each is a number.
    pub numbers: Vec<bool>,
    /// Whether each is a number that facts have.
    pub figures: Vec<bool>,
    /// Whether each is a name when capitalized.
    pub names: Vec<bool>,
    /// How large the collection is.
    pub size: Size,
    /// The word of each term of the left article.
    pub left: Vec<u32>,
    /// The word of each term of the right article.
    pub right: Vec<u32>,
}

impl Vocabulary {
    /// All terms of two articles.
    pub fn new(
        (left, left_standing): (&Account, &Standing),
        (right, right_standing): (&Account, &Standing),
        around: &Surroundings,
    ) -> Self {
        let most = left.terms().len() + right.terms().len();
        let mut out = Self {
            weights: Vec::with_capacity(most),
            rarities: Vec::with_capacity(most),
            priors: Vec::with_capacity(most),
            numbers: Vec::with_capacity(most),
            figures: Vec::with_capacity(most),
            names: Vec::with_capacity(most),
            left: vec![0; left.terms().len()],
            right: vec![0; right.terms().len()],
            size: around.stories.size(),
            ..Self::default()
        };
        // The places of each term on both sides, and its key.
        let mut merged: Vec<(Option<u32>, Option<u32>)> = Vec::with_capacity(most);
        let mut keys: Vec<u64> = Vec::with_capacity(most);
        let (mut l, mut r) = (0, 0);
        loop {
            let (one, other) = (left.keys().get(l), right.keys().get(r));
            let (order, &key) = match (one, other) {
                (None, None) => break,
                (Some(one), None) => (std::cmp::Ordering::Less, one),
                (None, Some(other)) => (std::cmp::Ordering::Greater, other),
                (Some(one), Some(other)) => (one.cmp(other), one.min(other)),
            };
            let index = merged.len() as u32;
            merged.push((order.is_le().then_some(l as u32), order.is_ge().then_some(r as u32)));
            keys.push(key);
            if order.is_le() {
                out.left[l] = index;
                l += 1;
            }
            if order.is_ge() {
                out.right[r] = index;
                r += 1;
            }
        }
        let held = neighbors_holding(&keys, around.neighbors);
        let num_neighbors = around.neighbors.len() as f64;
        let of_none = ((num_neighbors + PRIOR_NEIGHBORS) / PRIOR_NEIGHBORS).ln();
        let num_sentences = left.sentences().len() as u32 + right.sentences().len() as u32;
        let are_few = f64::from(around.stories.len()) < FEW_STORIES && num_sentences >= FEW_SENTENCES;
        for (&(one, other), &held) in merged.iter().zip(&held) {
            let (own, others) = (left_standing.of(left, one), right_standing.of(right, other));
            let Stands { term, holders, is_name, share, rarity } =
                own.or(others).expect("a term stands on one side or the other");
            let sentences = |stands: Option<Stands>| stands.map_or(0, |stands| stands.term.sentences);
            let of_sentences = if are_few {
                f64::from(sentences(own) + sentences(others)) / f64::from(num_sentences)
            } else {
                0.0
            };
            let without = u32::from(own.is_some()) + u32::from(others.is_some());
            let (share, rarity) = if of_sentences > COMMON_SHARE || without > 1 {
                let prior = if of_sentences > COMMON_SHARE {
                    of_sentences.min(MOST_SHARE).max(term.prior)
                } else {
                    term.prior
                };
                let share = around.stories.share(holders, prior, without);
                (share, -share.ln())
            } else {
                (share, rarity)
            };
            let among = if held == 0 {
                rarity + of_none
            } else {
                -((f64::from(held) + PRIOR_NEIGHBORS * share) / (num_neighbors + PRIOR_NEIGHBORS)).ln()
            };
            let weight = NEIGHBORS_PART * among + (1.0 - NEIGHBORS_PART) * rarity;
            out.weights.push(weight.clamp(0.0, MOST_WEIGHT));
            out.rarities.push(where_telling(share, rarity));
            out.priors.push(term.prior);
            out.numbers.push(term.is_number);
            out.figures.push(term.is_figure);
            out.names.push(is_name);
        }
        out.number_prefixes(left, right);
        out.keys = keys;
        out
    }

    /// Numbers the first letters of the terms.
    fn number_prefixes(&mut self, left: &Account, right: &Account) {
        self.prefixes = vec![0; self.weights.len()];
        let (mut lefts, mut rights) = (left.by_prefix(), right.by_prefix());
        let head = |of: &[(u64, u32)]| of.first().map(|&(prefix, _)| prefix);
        while let Some(prefix) = head(lefts).into_iter().chain(head(rights)).min() {
            for (own, places) in [(&mut lefts, &self.left), (&mut rights, &self.right)] {
                while let Some((&(_, at), rest)) = own.split_first().filter(|(first, _)| first.0 == prefix) {
                    self.prefixes[places[at as usize] as usize] = self.num_prefixes as u32;
                    *own = rest;
                }
            }
            self.num_prefixes += 1;
        }
    }
}

/// Bits that tell groups of keys apart, and bits of the filter of each group.
const GROUP_BITS: u32 = 7;
const FILTER_BITS: u32 = 6;

/// How many neighbours hold each of the terms, which are sorted.
fn neighbors_holding(keys: &[u64], neighbors: &[&Account]) -> Vec<u32> {
    let mut held = vec![0; keys.len()];
    // Keys are hashes: by their first bits they fall into groups of a few, and the next ones tell most others apart from all of a group.
    let group = |key: u64| (key >> (64 - GROUP_BITS)) as usize;
    let bit = |key: u64| 1u64 << (key >> (64 - GROUP_BITS - FILTER_BITS) & ((1 << FILTER_BITS) - 1));
    let mut filters = [0u64; 1 << GROUP_BITS];
    let mut ends = [0; 1 << GROUP_BITS];
    for (&key, at) in keys.iter().zip(1..) {
        filters[group(key)] |= bit(key);
        ends[group(key)] = at;
    }
    let mut starts = [0; 1 << GROUP_BITS];
    for at in 1..ends.len() {
        ends[at] = ends[at].max(ends[at - 1]);
        starts[at] = ends[at - 1];
    }
    for neighbor in neighbors {
        for &key in neighbor.keys() {
            let group = group(key);
            if filters[group] & bit(key) != 0 {
                let members = starts[group]..ends[group];
                for (held, &own) in held[members.clone()].iter_mut().zip(&keys[members]) {
                    *held += u32::from(own == key);
                }
            }
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Vocabulary {
        /// The words of two articles as if there were no others.
        pub fn of_two(left: &Account, right: &Account) -> Self {
            let stories = Stories::new(0);
            [left, right].into_iter().for_each(|account| stories.count(account));
            let [one, other] = [left, right].map(|account| Standing::new(account, &stories));
            let around = Surroundings { stories: &stories, neighbors: &[], background: None };
            Self::new((left, &one), (right, &other), &around)
        }
    }

    /// The weight of a term of two articles as it is told.
    fn weight_slow(key: u64, [left, right]: [&Account; 2], around: &Surroundings) -> f64 {
        let own: Vec<&Term> =
            [left, right].iter().flat_map(|one| one.terms()).filter(|term| term.key == key).collect();
        let of_sentences = f64::from(own.iter().map(|term| term.sentences).sum::<u32>())
            / (left.sentences().len() + right.sentences().len()) as f64;
        let are_many = left.sentences().len() + right.sentences().len() >= FEW_SENTENCES as usize;
        let is_common = around.stories.len() < FEW_STORIES as u32 && are_many && of_sentences > COMMON_SHARE;
        let prior = if is_common { own[0].prior.max(of_sentences.min(MOST_SHARE)) } else { own[0].prior };
        let share = around.stories.share(around.stories.holders(key), prior, own.len() as u32);
        let held = around.neighbors.iter().filter(|one| one.keys().contains(&key)).count() as f64;
        let among = (held + PRIOR_NEIGHBORS * share) / (around.neighbors.len() as f64 + PRIOR_NEIGHBORS);
        (-NEIGHBORS_PART * among.ln() - (1.0 - NEIGHBORS_PART) * share.ln()).clamp(0.0, MOST_WEIGHT)
    }

    proptest! {
        #[test]
        fn terms_weigh_as_it_is_told(
            texts in prop::collection::vec("((Minsk|Minskois|libre|16|appel|appelle|mer)( |[.] )){1,30}", 2..6),
            others in 0usize..60,
        ) {
            let accounts: Vec<Account> = texts.iter().map(|text| Account::of_text(text)).collect();
            let [left, right] = [&accounts[0], &accounts[1]];
            let stories = Stories::new(0);
            let rain = Account::of_text("Rain.");
            accounts.iter().chain(std::iter::repeat_n(&rain, others)).for_each(|account| stories.count(account));
            let neighbors: Vec<&Account> = accounts[2..].iter().collect();
            let around = Surroundings { stories: &stories, neighbors: &neighbors, background: None };
            let [one, other] = [left, right].map(|account| Standing::new(account, &stories));
            let words = Vocabulary::new((left, &one), (right, &other), &around);
            for (&key, &weight) in words.keys.iter().zip(&words.weights) {
                let slow = weight_slow(key, [left, right], &around);
                prop_assert!((weight - slow).abs() < 1e-9, "{weight} {slow}");
            }
            // Terms that begin alike have one number, and no others.
            let sides = [(left, &words.left), (right, &words.right)];
            let begun = sides.iter().flat_map(|(side, places)| side.terms().iter().zip(places.iter()));
            let begun: Vec<(u64, u32)> = begun.map(|(term, &at)| (term.prefix, words.prefixes[at as usize])).collect();
            for (prefix, number) in &begun {
                prop_assert!(begun.iter().all(|(p, n)| (p == prefix) == (n == number)));
                prop_assert!((*number as usize) < words.num_prefixes);
            }
        }

        #[test]
        fn neighbors_are_counted_for_every_term(
            texts in prop::collection::vec("((Minsk|libre|16|appel|visite|Alaska|mer)( |[.] )){0,9}", 2..6),
        ) {
            let accounts: Vec<Account> = texts.iter().map(|text| Account::of_text(text)).collect();
            let (own, neighbors) = (&accounts[0], accounts[1..].iter().collect::<Vec<_>>());
            let holds = |key: u64| neighbors.iter().filter(|one| one.keys().contains(&key)).count() as u32;
            let slow: Vec<u32> = own.keys().iter().map(|&key| holds(key)).collect();
            prop_assert_eq!(neighbors_holding(own.keys(), &neighbors), slow);
        }
    }

    #[test]
    fn a_full_counter_stays_full() {
        let counter = AtomicU32::new(u32::MAX - 2);
        add(&counter, 1);
        assert_eq!(counter.load(Ordering::Relaxed), u32::MAX - 1);
        add(&counter, 9);
        assert_eq!(counter.load(Ordering::Relaxed), u32::MAX);
    }
}
