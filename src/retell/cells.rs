//! Which stretches of two articles are worth scoring, and their features.
//!
//! **In** two accounts with the weights of the pair. **Out** [`Cell`]s by their sentences. **Cost** the product of the occurrences of
//! terms that both have; some eighty cells for two articles of thirty sentences, in a handful of stories all nine hundred, and a bounded
//! number for each sentence of longer ones.
//! **Never** looks at sentences below three words.

use super::account::Account;
use super::background::{Asked, Background};
use super::features::{Features, features};
use super::grid::Grid;
use super::meaning::{Meaning, Nearness, Tongues};
use super::partner::Partners;
use super::run::{Runs, longest_run};
use super::score::{ALONE, probability};
use super::stretch::{Held, Match, Matching, Stretch, as_left, matches};
use super::weigh::{Size, Vocabulary};
use std::cell::OnceCell;

/// A term this common opens no cell.
const COMMON: f64 = 0.5;

/// A cell is kept if it shares so much weight in two terms, or so large a part of the heavier side, or so many pairs of terms.
const LEAST_WEIGHT: f64 = 2.5;
const LEAST_PART: f64 = 0.4;
const MANY_PAIRS: u32 = 3;

/// Each left sentence is compared with so many of the right ones, those it shares most weight with: of two books all sentences have
/// a few terms in common, and in Chinese, where letters are terms, all of two chapters. No labelled pair is lost by it, and 2 of 100
/// passages of English news that are reported.
const MOST_COMPARED: usize = 32;

/// A beginning that so many words of the right article have opens no cell either: in a book whose language has no list of everyday words
/// each of them would meet every sentence of another one.
const MOST_ALIKE: usize = 4096;

/// In a small collection a cell is kept if it shares so much, in a handful of stories whatever it shares; but not of two articles with more
/// pairs of sentences.
const LITTLE_WEIGHT: f64 = 1.0;
const MOST_PAIRS: usize = 1 << 14;

/// Fewest words of a sentence.
const FEWEST_WORDS: usize = 3;

/// A stretch of two sentences counts only if it says so much more than the best single pair inside it, in log-odds.
const LONGER_GAIN: f64 = 0.3;

/// News is retold within a day; from the other on nothing gets less likely.
const PROMPT_DAYS: f64 = 1.0;
const LATE_DAYS: f64 = 3.0;

/// Below these log-odds other forms and runs are not looked for.
const HOPELESS: f64 = -4.0;

/// Two articles without a pair of sentences that reaches these log-odds by equal terms are left at that. On 9,000 French articles
/// this and [`HOPELESS`] cost 5 of 3,659 passages.
const FARFETCHED: f64 = -3.5;

/// One or two sentences on each side, and what they share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// First and last sentence on the left.
    pub left: (u32, u32),
    /// First and last sentence on the right.
    pub right: (u32, u32),
    /// What is scored.
    pub features: Features,
    /// Log-odds by themselves.
    pub alone: f64,
}

impl Cell {
    /// Whether it has one sentence on each side.
    pub fn is_single(&self) -> bool {
        self.left.0 == self.left.1 && self.right.0 == self.right.1
    }

    /// Probability by itself.
    pub fn probability(&self) -> f64 {
        probability(self.alone)
    }
}

/// A stretch, and its first and last sentence.
pub type Placed<'a> = (&'a Stretch, (u32, u32));

/// Two articles with their words weighed.
pub struct Compared<'a> {
    /// The left article.
    pub left: &'a Account,
    /// The right article.
    pub right: &'a Account,
    /// Terms of both, weighed.
    pub words: Vocabulary,
    /// Whether a closer look is taken, at sentences that share little: in a small collection, if they are not too many.
    is_close: bool,
    /// Vectors of both, where there is a model.
    pub meaning: Option<Meaning<'a>>,
    /// [`Features::apart`] of every two stretches.
    apart: f64,
    /// What was told before the earlier of both, and its day.
    before: Option<(&'a Background, i64)>,
    partners: OnceCell<Partners>,
    /// Terms of all words of either article, in text order.
    rows: OnceCell<(Vec<u32>, Vec<u32>)>,
}

/// Memory to work in.
#[derive(Default)]
pub struct Scratch {
    matching: Matching,
    run: RunScratch,
}

/// The same for runs of words.
#[derive(Default)]
pub struct RunScratch {
    runs: Runs,
    row: Vec<u32>,
}

impl<'a> Compared<'a> {
    /// Two articles and their weighed terms.
    pub fn new(left: &'a Account, right: &'a Account, words: Vocabulary) -> Self {
        let (partners, rows) = (OnceCell::new(), OnceCell::new());
        let number = left.sentences().len() * right.sentences().len();
        let is_close = words.size != Size::Large && number <= MOST_PAIRS;
        Self { left, right, words, is_close, meaning: None, apart: 0.0, before: None, partners, rows }
    }

    /// The same with vectors of their sentences.
    pub fn with_meaning(self, meaning: Option<Meaning<'a>>) -> Self {
        Self { meaning, ..self }
    }

    /// The same of articles published so many days apart, where that is known.
    pub fn with_days(self, days: Option<f64>) -> Self {
        let late =
            days.map_or(0.0, |days| ((days - PROMPT_DAYS) / (LATE_DAYS - PROMPT_DAYS)).clamp(0.0, 1.0));
        Self { apart: -late, ..self }
    }

    /// The same where it is known what was told before the earlier of both, which was published on this day.
    pub fn with_background(self, before: Option<(&'a Background, i64)>) -> Self {
        Self { before, ..self }
    }

    /// [`Features::background`] of two stretches; nothing where it is not known what was told before.
    pub fn background(&self, cell: &Cell, scratch: &mut Scratch) -> Option<f64> {
        let (background, day) = self.before?;
        let left = self.left_stretch(cell.left.0 as usize, cell.left.1 as usize);
        let right = self.right_stretch(cell.right.0 as usize, cell.right.1 as usize);
        let found = matches(&left, &right, &self.words, Some(self.partners()), &mut scratch.matching);
        let asked = |found: &Match| {
            let terms =
                [left.terms[found.left].term, right.terms[found.right].term].map(|term| term as usize);
            let [one, other] = terms.map(|term| self.words.rarities[term]);
            Asked { keys: terms.map(|term| self.words.keys[term]), rarity: one.min(other) }
        };
        let told = background.told_before(day, &mut found.iter().map(asked).collect());
        Some(-(told as f64).ln_1p())
    }

    /// Whether they are in two languages, as far as vectors let them meet.
    pub fn tongues(&self) -> Tongues {
        self.meaning.map_or(Tongues::One, |meaning| meaning.tongues())
    }

    /// Terms that are alike in another form, found when first needed.
    pub fn partners(&self) -> &Partners {
        self.partners.get_or_init(|| Partners::new(self.left, self.right, &self.words))
    }

    /// Sentences of the left article as one stretch.
    pub fn left_stretch(&self, first: usize, last: usize) -> Stretch {
        Stretch::new(self.left, &self.words.left, &self.words, first, last)
    }

    /// Sentences of the right article as one stretch.
    pub fn right_stretch(&self, first: usize, last: usize) -> Stretch {
        Stretch::new(self.right, &self.words.right, &self.words, first, last)
    }

    /// Terms of the words of the sentences `left` and `right`, in text order.
    pub fn row(&self, left: (u32, u32), right: (u32, u32)) -> (&[u32], &[u32]) {
        let row = |account: &Account, places: &[u32]| -> Vec<u32> {
            account.all_words().iter().map(|word| places[word.term as usize]).collect()
        };
        let make = || (row(self.left, &self.words.left), row(self.right, &self.words.right));
        let (lefts, rights) = self.rows.get_or_init(make);
        (
            &lefts[self.left.places(left.0 as usize, left.1 as usize)],
            &rights[self.right.places(right.0 as usize, right.1 as usize)],
        )
    }

    /// Length of the longest common run of words, partners counting as equal.
    pub fn run(&self, found: &[Match], left: Placed, right: Placed, scratch: &mut RunScratch) -> u32 {
        let (lefts, rights) = self.row(left.1, right.1);
        as_left(rights, left.0, right.0, found, &mut scratch.row);
        longest_run(lefts, &scratch.row, &mut scratch.runs)
    }

    /// What two stretches share in equal terms.
    fn rough(&self, left: &Stretch, right: &Stretch, scratch: &mut Scratch) -> Features {
        let found = matches(left, right, &self.words, None, &mut scratch.matching);
        Features { apart: self.apart, ..features(left, right, &self.words, found, 0) }
    }

    /// The features of two stretches that share so much in equal terms and are so near, and what they show by themselves.
    fn features(
        &self,
        rough: Features,
        left: Placed,
        right: Placed,
        scratch: &mut Scratch,
    ) -> (Features, f64) {
        let (tongues, Features { cosine, apart, .. }) = (self.tongues(), rough);
        let alone = tongues.alone(&rough);
        if alone <= HOPELESS && !self.is_close {
            return (rough, alone);
        }
        let Scratch { matching, run } = scratch;
        let found = matches(left.0, right.0, &self.words, Some(self.partners()), matching);
        let run = self.run(found, left, right, run);
        let features = Features { cosine, apart, ..features(left.0, right.0, &self.words, found, run) };
        (features, tongues.alone(&features))
    }

    /// All cells with evidence, sorted by their sentences; longer ones only where they say more than what lies inside.
    pub fn cells(&self) -> Vec<Cell> {
        let (lefts, rights) = self.singles();
        let mut scratch = Scratch::default();
        let mut kept = self.promising(&lefts, &rights);
        let is_two = self.tongues() == Tongues::Two;
        let nearness = |kept: &[_]| {
            let nearness = |meaning| Nearness::new(meaning, kept, lefts.len(), rights.len());
            self.meaning.map(nearness)
        };
        // In two languages vectors tell what is worth a look, else only what it is worth.
        let early = if is_two { nearness(&kept) } else { None };
        if let Some(nearness) = &early {
            kept.retain(|&(l, r)| nearness.is_near(l, r));
        }
        let mut out = Vec::with_capacity(kept.len());
        let rough: Vec<Features> =
            kept.iter().map(|&(l, r)| self.rough(&lefts[l], &rights[r], &mut scratch)).collect();
        let highest = rough.iter().map(|rough| ALONE.log_odds(rough, 0.0));
        if !is_two && !self.is_close && highest.fold(f64::NEG_INFINITY, f64::max) < FARFETCHED {
            return out;
        }
        let nearness = early.or_else(|| nearness(&kept));
        let near = |left, right| nearness.as_ref().map_or(0.0, |nearness| nearness.feature(left, right));
        for (&(l, r), &rough) in kept.iter().zip(&rough) {
            let (left, right) = ((l as u32, l as u32), (r as u32, r as u32));
            let rough = Features { cosine: near(left, right), ..rough };
            let (features, alone) =
                self.features(rough, (&lefts[l], left), (&rights[r], right), &mut scratch);
            out.push(Cell { left, right, features, alone });
        }
        let by_place = Grid::new(out.iter().map(|cell| (cell.left.0, cell.right.0, cell.alone)));
        let single = |l: usize, r: usize| by_place.get(l as u32, r as u32);
        let mut left_pairs: Vec<OnceCell<Stretch>> = vec![OnceCell::new(); lefts.len()];
        let mut right_pairs: Vec<OnceCell<Stretch>> = vec![OnceCell::new(); rights.len()];
        let (left_pairs, right_pairs) = (&mut left_pairs, &mut right_pairs);
        for &(l, r) in &kept {
            let left_pair = || left_pairs[l].get_or_init(|| self.left_stretch(l, l + 1));
            let right_pair = || right_pairs[r].get_or_init(|| self.right_stretch(r, r + 1));
            for (down, across) in [(0, 1), (1, 0), (1, 1)] {
                if single(l + down, r + across).is_none() {
                    continue;
                }
                let inside = (0..=down).flat_map(|d| (0..=across).map(move |a| (l + d, r + a)));
                let best = inside.filter_map(|(l, r)| single(l, r)).fold(f64::NEG_INFINITY, f64::max);
                let left = (l as u32, (l + down) as u32);
                let right = (r as u32, (r + across) as u32);
                let one = if down == 1 { left_pair() } else { &lefts[l] };
                let other = if across == 1 { right_pair() } else { &rights[r] };
                let rough = Features { cosine: near(left, right), ..self.rough(one, other, &mut scratch) };
                let (features, alone) = self.features(rough, (one, left), (other, right), &mut scratch);
                if alone >= best + LONGER_GAIN {
                    out.push(Cell { left, right, features, alone });
                }
            }
        }
        out.sort_unstable_by_key(|cell| (cell.left, cell.right));
        out
    }

    /// Every sentence as a stretch, left and right; an empty one where no term begins as one of the other article does: of a book beside a
    /// note most are.
    fn singles(&self) -> (Vec<Stretch>, Vec<Stretch>) {
        let Vocabulary { left, right, prefixes, priors, num_prefixes, .. } = &self.words;
        let is_telling = |word: &u32| priors[*word as usize] < COMMON;
        let begin = |words: &mut dyn Iterator<Item = &u32>| -> Vec<bool> {
            let mut is_there = vec![false; *num_prefixes];
            words.for_each(|&word| is_there[prefixes[word as usize] as usize] = true);
            is_there
        };
        let on_left = begin(&mut left.iter());
        let on_right = begin(&mut right.iter().filter(|word| is_telling(word)));
        let is_met = |word: &u32, other: &[bool]| other[prefixes[*word as usize] as usize];
        let left_met: Vec<bool> = left.iter().map(|word| is_met(word, &on_right)).collect();
        let right_met: Vec<bool> =
            right.iter().map(|word| is_telling(word) && is_met(word, &on_left)).collect();
        let all = |account: &Account, is_met: &[bool], stretch: &dyn Fn(usize) -> Stretch| -> Vec<Stretch> {
            let of = |at: usize| {
                let is_worth = account.distinct(at).iter().any(|&(term, _)| is_met[term as usize]);
                if is_worth || self.is_close { stretch(at) } else { Stretch::default() }
            };
            (0..account.sentences().len()).map(of).collect()
        };
        let lefts = all(self.left, &left_met, &|at| self.left_stretch(at, at));
        let rights = all(self.right, &right_met, &|at| self.right_stretch(at, at));
        (lefts, rights)
    }

    /// Pairs of sentences that share enough to be looked at, in order.
    fn promising<'s>(&self, lefts: &'s [Stretch], rights: &'s [Stretch]) -> Vec<(usize, usize)> {
        // Sentences of the right article by prefix of their terms.
        let telling = |stretch: &'s Stretch| {
            let terms = stretch.terms.iter().map(|held| held.term as usize);
            terms.filter(|&term| self.words.priors[term] < COMMON)
        };
        let mut starts = vec![0; self.words.num_prefixes + 1];
        for term in rights.iter().flat_map(telling) {
            starts[self.words.prefixes[term] as usize + 1] += 1;
        }
        starts.iter_mut().filter(|number| **number > MOST_ALIKE).for_each(|number| *number = 0);
        let is_open: Vec<bool> = starts[1..].iter().map(|&number| number > 0).collect();
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut places: Vec<(u32, f64)> = vec![(0, 0.0); starts.last().copied().unwrap_or(0)];
        let mut next = starts.clone();
        for (r, stretch) in rights.iter().enumerate() {
            for term in telling(stretch) {
                let prefix = self.words.prefixes[term] as usize;
                if !is_open[prefix] {
                    continue;
                }
                let place = &mut next[prefix];
                places[*place] = (r as u32, self.words.weights[term]);
                *place += 1;
            }
        }
        // In two languages one name or number may be all that is shared; vectors judge the rest.
        let is_two = self.tongues() == Tongues::Two;
        let are_all = self.is_close && self.words.size == Size::Handful;
        let mut out = Vec::new();
        let mut row: Vec<(f64, usize)> = Vec::new();
        let mut shared = vec![(0.0, 0u32); rights.len()];
        let mut met: Vec<u32> = Vec::new();
        for (l, left) in lefts.iter().enumerate() {
            if left.num_words < FEWEST_WORDS {
                continue;
            }
            row.clear();
            for held in &left.terms {
                let weight = self.words.weights[held.term as usize];
                let prefix = self.words.prefixes[held.term as usize] as usize;
                for &(r, other) in &places[starts[prefix]..starts[prefix + 1]] {
                    let (sum, number) = &mut shared[r as usize];
                    *sum += weight.min(other);
                    *number += 1;
                }
            }
            // Those that were met, of many all.
            let places = |held: &Held| {
                let prefix = self.words.prefixes[held.term as usize] as usize;
                &places[starts[prefix]..starts[prefix + 1]]
            };
            let number_met: usize = left.terms.iter().map(|held| places(held).len()).sum();
            met.clear();
            if number_met < rights.len() && !are_all {
                met.extend(left.terms.iter().flat_map(places).map(|&(r, _)| r));
                met.sort_unstable();
                met.dedup();
            } else {
                met.extend(0..rights.len() as u32);
            }
            for r in met.iter().map(|&r| r as usize) {
                let (right, (sum, number)) = (&rights[r], std::mem::take(&mut shared[r]));
                if number == 0 && !are_all || right.num_words < FEWEST_WORDS {
                    continue;
                }
                let is_kept = is_two
                    || are_all
                    || (self.is_close && sum >= LITTLE_WEIGHT)
                    || (sum >= LEAST_WEIGHT && number >= 2)
                    || sum >= LEAST_PART * left.weight.max(right.weight)
                    || number >= MANY_PAIRS;
                if is_kept {
                    row.push((sum, r));
                }
            }
            if row.len() > MOST_COMPARED {
                row.select_nth_unstable_by(MOST_COMPARED, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                row.truncate(MOST_COMPARED);
                row.sort_unstable_by_key(|&(_, r)| r);
            }
            out.extend(row.iter().map(|&(_, r)| (l, r)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pairs of sentences that are looked at, as it is told: of every two, those that share enough in words that begin alike, and of many
    /// partners those that share most.
    fn promising_slow(pair: &Compared, lefts: &[Stretch], rights: &[Stretch]) -> Vec<(usize, usize)> {
        let words = &pair.words;
        let telling = |stretch: &Stretch| -> Vec<u32> {
            let terms = stretch.terms.iter().map(|held| held.term);
            terms.filter(|&term| words.priors[term as usize] < COMMON).collect()
        };
        let mut out = Vec::new();
        for (l, left) in lefts.iter().enumerate() {
            let mut row = Vec::new();
            for (r, right) in rights.iter().enumerate() {
                let (mut sum, mut number) = (0.0, 0);
                for one in left.terms.iter().map(|held| held.term as usize) {
                    for other in telling(right).into_iter().map(|term| term as usize) {
                        if words.prefixes[one] == words.prefixes[other] {
                            sum += words.weights[one].min(words.weights[other]);
                            number += 1;
                        }
                    }
                }
                let is_kept = sum >= LEAST_WEIGHT && number >= 2
                    || number >= MANY_PAIRS
                    || number > 0 && sum >= LEAST_PART * left.weight.max(right.weight);
                if is_kept && left.num_words.min(right.num_words) >= FEWEST_WORDS {
                    row.push((sum, r));
                }
            }
            row.sort_by(|a: &(f64, usize), b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            row.truncate(MOST_COMPARED);
            row.sort_by_key(|&(_, r)| r);
            out.extend(row.iter().map(|&(_, r)| (l, r)));
        }
        out
    }

    proptest! {
        #[test]
        fn sentences_are_looked_at_as_it_is_told(
            texts in prop::collection::vec(
                "((Minsk|libre|liberty|contact|contain|16|appel|apple|the|mer)( |[.] )){0,240}",
                2,
            ),
        ) {
            let accounts: Vec<Account> = texts.iter().map(|text| Account::of_text(text)).collect();
            let words = Vocabulary::of_two(&accounts[0], &accounts[1]);
            let mut pair = Compared::new(&accounts[0], &accounts[1], words);
            let number = |side: usize| accounts[side].sentences().len();
            let lefts: Vec<Stretch> = (0..number(0)).map(|at| pair.left_stretch(at, at)).collect();
            let rights: Vec<Stretch> = (0..number(1)).map(|at| pair.right_stretch(at, at)).collect();
            let is_long = |stretch: &&Stretch| stretch.num_words >= FEWEST_WORDS;
            let (ones, others) = (lefts.iter().filter(is_long).count(), rights.iter().filter(is_long).count());
            if number(0) * number(1) <= MOST_PAIRS {
                prop_assert_eq!(pair.promising(&lefts, &rights).len(), ones * others.min(MOST_COMPARED));
            }
            pair.is_close = false;
            let promising = pair.promising(&lefts, &rights);
            prop_assert_eq!(&promising, &promising_slow(&pair, &lefts, &rights));
            let (some_lefts, some_rights) = pair.singles();
            prop_assert_eq!(pair.promising(&some_lefts, &some_rights), promising, "the rest is empty");
        }
    }

    #[test]
    fn of_two_books_a_bounded_number_of_sentences_is_looked_at() {
        let number = MOST_ALIKE + 1;
        // Other words in every sentence, which begin alike.
        let word = |at: usize| -> String {
            at.to_string().bytes().map(|digit| (digit - b'0' + b'a') as char).collect()
        };
        let book = |from: usize| -> Account {
            let line = |at| format!("Belor{0} ferry{0} storm{0}.\n", word(from + at));
            let text: String = (0..number).map(line).collect();
            Account::of_text(&text)
        };
        let (left, right) = (book(0), book(number));
        let words = Vocabulary::of_two(&left, &right);
        let pair = Compared::new(&left, &right, words);
        let all = |stretch: &dyn Fn(usize) -> Stretch| (0..number).map(stretch).collect::<Vec<_>>();
        let (lefts, all_rights) =
            (all(&|at| pair.left_stretch(at, at)), all(&|at| pair.right_stretch(at, at)));
        let (some, few) = (700, MOST_COMPARED - 2);
        let looked_at = |rights: usize| pair.promising(&lefts[..some], &all_rights[..rights]).len();
        assert_eq!(looked_at(few), some * few, "all share three beginnings");
        assert_eq!(looked_at(some), some * MOST_COMPARED);
        assert_eq!(looked_at(MOST_ALIKE), some * MOST_COMPARED);
        assert_eq!(looked_at(number), 0, "what stands in all sentences of a book says nothing");
    }
}
