//! Which two sentences of two articles share enough to be looked at.
//!
//! **In** two articles with their words weighed. **Out** pairs of their sentences, in order. **Cost** the product of the occurrences of
//! terms that both have; some eighty pairs of two articles of thirty sentences, in a handful of stories all nine hundred, and a bounded
//! number for each sentence of longer ones.
//! **Never** looks at sentences below three words.

use super::account::Account;
use super::cells::Compared;
use super::meaning::Tongues;
use super::stretch::{Held, Stretch};
use super::weigh::{Size, Vocabulary};

/// A term this common is no reason to look.
const COMMON: f64 = 0.5;

/// Two sentences are looked at if they share so much weight in two terms, or so large a part of the heavier side, or so many pairs of terms.
const LEAST_WEIGHT: f64 = 2.5;
const LEAST_PART: f64 = 0.4;
const MANY_PAIRS: u32 = 3;

/// In a small collection they are if they share so much, in a handful of stories whatever they share; but not of two articles with many
/// sentences.
const LITTLE_WEIGHT: f64 = 1.0;

/// Each left sentence is compared with so many of the right ones, those it shares most weight with: of two books all sentences have
/// a few terms in common, and in Chinese, where letters are terms, all of two chapters. No labelled pair is lost by it, and 2 of 100
/// passages of English news that are reported.
const MOST_COMPARED: usize = 32;

/// Nor is a beginning that so many words of the right article have: in a book whose language has no list of everyday words each of them
/// would meet every sentence of another one.
const MOST_ALIKE: usize = 4096;

/// Fewest words of a sentence.
const FEWEST_WORDS: usize = 3;

impl Compared<'_> {
    /// Every sentence as a stretch, left and right; an empty one where no term begins as one of the other article does: of a book beside a
    /// note most are.
    pub(super) fn singles(&self) -> (Vec<Stretch>, Vec<Stretch>) {
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
    pub(super) fn promising<'s>(&self, lefts: &'s [Stretch], rights: &'s [Stretch]) -> Vec<(usize, usize)> {
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
        let places = |held: &Held| {
            let prefix = self.words.prefixes[held.term as usize] as usize;
            &places[starts[prefix]..starts[prefix + 1]]
        };
        for (l, left) in lefts.iter().enumerate() {
            if left.num_words < FEWEST_WORDS {
                continue;
            }
            row.clear();
            for held in &left.terms {
                let weight = self.words.weights[held.term as usize];
                for &(r, other) in places(held) {
                    let (sum, number) = &mut shared[r as usize];
                    *sum += weight.min(other);
                    *number += 1;
                }
            }
            // Those that were met, of many all.
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
    use super::super::cells::MOST_PAIRS;
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
