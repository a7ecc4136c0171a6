//! What is scored of two stretches: features of what they share, and of what only one of them has.
//!
//! **In** two [`Stretch`]es and their [`Match`]es. **Out** [`Features`]. **Cost** linear in the matches: what a stretch has is counted when
//! it is made. **Never** decides.

use super::stretch::{Held, Match, Stretch, TELLING_WEIGHT};
use super::weigh::{Size, Vocabulary};

/// A name must weigh more than this to be shown, or to be missed: names stand in every report of an event.
pub const NAME_ALLOWANCE: f64 = 2.5;

/// Shared numbers of more weight count no more: lists of figures are shared by whoever lists the same things.
const MOST_NUMBERS: f64 = 3.0;

/// Mass added below the ratios, so that two short sentences do not look alike by two words.
pub const RATIO_MASS: f64 = 4.0;

/// Numbers lighter than this say nothing, for or against.
pub const FIGURE_WEIGHT: f64 = 1.5;

/// So many shared figures are those of one fact, if they are such a share of those of the side with more: lists have many, and some
/// in common with any other list.
pub const FIGURES: u32 = 2;
const FIGURES_SHARE: f64 = 0.4;

/// What a figure with a name in common is worth beside two figures, in a small collection.
const FIGURE_AND_NAME: f64 = 0.5;

/// What shared figures add up to, as a feature, beside `most` on the side with more; `is_named` where a name is shared too.
pub fn share_of_figures(shared: u32, most: u32, is_named: bool) -> f64 {
    let is_part = shared > 0 && f64::from(shared) >= FIGURES_SHARE * f64::from(most);
    match is_part {
        true if shared >= FIGURES => 1.0,
        true if is_named => FIGURE_AND_NAME,
        _ => 0.0,
    }
}

/// More conflicts than this count no more.
const MOST_CONFLICTS: u32 = 3;

/// What is scored of two stretches. Every one grows, or stays, when more is shared, but for `dated`, `figures` and `background`: a whole date,
/// on both sides too, is mostly that of a caption, and what more is shared may have been told before.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Features {
    /// Share of the plain terms of the fuller side that are matched: no names, no numbers.
    pub plain: f64,
    /// Share of the telling terms of the side with fewer of them that are matched, whatever they weigh, as a logarithm.
    pub telling: f64,
    /// Length of the longest common run of words, as a logarithm.
    pub run: f64,
    /// Weight of shared numbers, up to a bound.
    pub numbers: f64,
    /// 1 where two different figures are shared, and no small part of a long list of them, and neither side names a day with its month
    /// and year, which are numbers too; half of that, in a small collection, where one is and a name. Reports of one fact have its figures,
    /// whatever the words.
    pub figures: f64,
    /// Numbers on both sides without a partner, negative.
    pub conflicts: f64,
    /// Names on both sides without a partner, negative.
    pub strangers: f64,
    /// Whether either side names a day with its month and year, as captions do, and the background of the news: then -1.
    pub dated: f64,
    /// How much longer than a day lies between the two articles, negative, -1 from three days on: news is retold at once, and what is
    /// alike later is a series or a background.
    pub apart: f64,
    /// How many earlier stories have a sentence with most of what is shared, as a logarithm, negative: a background, or a series.
    pub background: f64,
    /// How much nearer their vectors are than [`super::score::CENTER`]; 0 without vectors.
    pub cosine: f64,
}

/// How many of so many telling terms are matched, as a logarithm.
pub fn share_of_telling(matched: u32, number: u32) -> f64 {
    (f64::from(1 + matched) / f64::from(1 + number)).ln()
}

/// Whether a term is a number that says something, for or against.
fn is_open(term: u32, words: &Vocabulary) -> bool {
    words.numbers[term as usize] && words.weights[term as usize] > FIGURE_WEIGHT
}

/// Whether it is a figure of a fact: where all articles are about one event its figures are light.
fn is_of_fact(held: &Held, words: &Vocabulary) -> bool {
    let least = if words.size != Size::Large { TELLING_WEIGHT } else { FIGURE_WEIGHT };
    held.is_figure && words.numbers[held.term as usize] && words.weights[held.term as usize] > least
}

/// Whether it is a name that is missed where the other side lacks it.
fn is_stranger(held: &Held, words: &Vocabulary) -> bool {
    held.is_name && words.weights[held.term as usize] > NAME_ALLOWANCE
}

/// How many terms of a stretch may stand against another one, counted once for all that it is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Numbers that say something: days, years and the like, and those that count something.
    open: [u32; 2],
    /// Figures of facts.
    listed: u32,
    /// Names that are missed where they are not matched.
    strange: u32,
}

impl Counts {
    /// Counts one more term.
    pub fn add(&mut self, held: &Held, words: &Vocabulary) {
        self.open[usize::from(held.is_figure)] += u32::from(is_open(held.term, words));
        self.listed += u32::from(is_of_fact(held, words));
        self.strange += u32::from(is_stranger(held, words));
    }
}

/// Features of two stretches, given their matches; `run` is the longest common run of words.
pub fn features(
    left: &Stretch,
    right: &Stretch,
    words: &Vocabulary,
    matches: &[Match],
    run: u32,
) -> Features {
    let (mut plain, mut numbers, mut telling, mut figures) = (0.0, 0.0, 0, 0);
    let (mut heaviest, mut is_named): (f64, _) = (0.0, false);
    // What of each side is matched.
    let (mut lefts, mut rights) = (Counts::default(), Counts::default());
    for found in matches {
        let (l, r) = (left.terms[found.left], right.terms[found.right]);
        lefts.add(&l, words);
        rights.add(&r, words);
        let lighter = words.weights[l.term as usize].min(words.weights[r.term as usize]);
        telling += u32::from(lighter > TELLING_WEIGHT);
        if words.numbers[l.term as usize] {
            // 27 countries are none of the 27th.
            numbers += if l.is_figure == r.is_figure { found.weight } else { 0.0 };
            if is_of_fact(&l, words) && is_of_fact(&r, words) {
                figures += 1;
                heaviest = heaviest.max(lighter);
            }
        } else if !l.is_name && !r.is_name {
            plain += found.weight;
        } else {
            is_named = true;
        }
    }
    let is_named = is_named && words.size != Size::Large && heaviest > FIGURE_WEIGHT;
    let figures = share_of_figures(figures, left.counts.listed.max(right.counts.listed), is_named);
    let conflicts = [0, 1].map(|kind| {
        let open = |all: &Counts, matched: &Counts| all.open[kind] - matched.open[kind];
        open(&left.counts, &lefts).min(open(&right.counts, &rights))
    });
    let conflicts = conflicts.iter().sum::<u32>().min(MOST_CONFLICTS);
    let strangers =
        (left.counts.strange - lefts.strange).min(right.counts.strange - rights.strange).min(MOST_CONFLICTS);
    let is_dated = left.is_dated || right.is_dated;
    Features {
        plain: plain / (left.plain.max(right.plain) + RATIO_MASS),
        telling: share_of_telling(telling, left.num_telling.min(right.num_telling)),
        run: f64::from(run.saturating_sub(2)).ln_1p(),
        numbers: f64::min(numbers, MOST_NUMBERS) / 6.0,
        figures: if is_dated { 0.0 } else { figures },
        conflicts: -f64::from(conflicts),
        strangers: -f64::from(strangers),
        dated: -f64::from(u8::from(is_dated)),
        apart: 0.0,
        background: 0.0,
        cosine: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::Account;
    use super::super::partner::Partners;
    use super::super::stretch::{Matching, matches};
    use super::*;
    use proptest::prelude::*;

    /// Words of a pair: weight, and whether each is a number.
    fn vocabulary(words: &[(f64, bool)]) -> Vocabulary {
        Vocabulary {
            weights: words.iter().map(|&(weight, _)| weight).collect(),
            priors: vec![0.01; words.len()],
            numbers: words.iter().map(|&(_, is_number)| is_number).collect(),
            figures: words.iter().map(|&(_, is_number)| is_number).collect(),
            names: words.iter().map(|&(_, is_number)| !is_number).collect(),
            ..Vocabulary::default()
        }
    }

    /// A stretch of these terms; the first of the vocabulary are names.
    fn stretch(terms: &std::collections::BTreeSet<u32>, words: &Vocabulary, names: u32) -> Stretch {
        let held = |&term: &u32| Held {
            term,
            is_name: term < names && !words.numbers[term as usize],
            is_figure: words.figures[term as usize],
        };
        Stretch::of(terms.iter().map(held).collect(), terms.len(), words)
    }

    /// What two texts share, each a sentence.
    fn shared(left: &str, right: &str) -> Features {
        let [left, right] = [left, right].map(Account::of_text);
        let words = Vocabulary::of_two(&left, &right);
        let partners = Partners::new(&left, &right, &words);
        let ones = Stretch::new(&left, &words.left, &words, 0, 0);
        let others = Stretch::new(&right, &words.right, &words, 0, 0);
        let mut matching = Matching::default();
        let found = matches(&ones, &others, &words, Some(&partners), &mut matching);
        features(&ones, &others, &words, found, 0)
    }

    #[test]
    fn numbers_meet_by_what_they_are() {
        let numbers = |left, right| shared(left, right).numbers;
        let (full, bare) = ("Le club paie neuf millions pour lui", "Le joueur en coûte neuf à ses acheteurs");
        assert!(numbers(full, bare) > 0.0, "how many millions, without the word");
        assert_eq!(numbers(full, bare), numbers(bare, full));
        assert!(numbers(full, "Ils donnent 9 000 000 d'euros") > numbers(full, bare));
        let (round, exact) = ("Près de six millions de cas", "On en compte 6.113.340 depuis mars");
        assert!(numbers(round, exact) > 0.0 && shared(round, exact).conflicts == 0.0, "one is rounded");
        assert_eq!(numbers("Près de six millions de cas", "On en compte 6.713.340"), 0.0);
        let exact = "On en compte 5.453 depuis mars";
        for (round, are_one) in [("plus de 5.000", true), ("près de 5.000", false)] {
            let round = format!("Il y a {round} cas");
            assert_eq!(shared(&round, exact).numbers > 0.0, are_one, "{round}");
        }
        let (least, exact) = ("Il en faut plus de 838.000", "Il en faut 838.912 par an");
        assert_eq!(shared(least, exact).conflicts, 0.0);
        assert_eq!(numbers("Il en faut 1.500 par an", "Il en faut 2.000 par an"), 0.0);
        for other in ["Elle monte de 9 %", "Le trou est de neuf milliards", "Ils sont 9000"] {
            assert_eq!(numbers(full, other), 0.0, "{other}");
        }
    }

    /// [`Features::conflicts`] and [`Features::strangers`] as they are told, by all terms of both sides: those that lack a partner.
    fn against_slow(left: &Stretch, right: &Stretch, words: &Vocabulary, matches: &[Match]) -> (f64, f64) {
        let lack = |of_left: bool, is_so: &dyn Fn(&Held) -> bool| {
            let side = if of_left { left } else { right };
            let is_matched = |at| matches.iter().any(|m| at == if of_left { m.left } else { m.right });
            (0..side.terms.len()).filter(|&at| is_so(&side.terms[at]) && !is_matched(at)).count()
        };
        let weight = |held: &Held| words.weights[held.term as usize];
        let both = |is_so: &dyn Fn(&Held) -> bool| lack(true, is_so).min(lack(false, is_so)) as f64;
        let is_number = |held: &Held| words.numbers[held.term as usize] && weight(held) > FIGURE_WEIGHT;
        let conflicts = both(&|held| held.is_figure && is_number(held))
            + both(&|held| !held.is_figure && is_number(held));
        let strangers = both(&|held| held.is_name && weight(held) > NAME_ALLOWANCE);
        let most = f64::from(MOST_CONFLICTS);
        (-conflicts.min(most), -strangers.min(most))
    }

    proptest! {
        #[test]
        fn what_speaks_against_is_that_of_its_slow_twin(
            words in prop::collection::vec((0.0f64..6.0, any::<bool>()), 12),
            left in prop::collection::btree_set(0u32..12, 0..10),
            right in prop::collection::btree_set(0u32..12, 0..10),
            days in prop::collection::btree_set(0u32..12, 0..6),
            names in 0u32..=12,
        ) {
            let words = vocabulary(&words);
            let [left, right] = [left, right].map(|terms| {
                let mut held = stretch(&terms, &words, names).terms;
                held.iter_mut().for_each(|held| held.is_figure &= !days.contains(&held.term));
                Stretch::of(held, terms.len(), &words)
            });
            let mut matching = Matching::default();
            let found = matches(&left, &right, &words, None, &mut matching);
            let fast = features(&left, &right, &words, found, 0);
            prop_assert_eq!((fast.conflicts, fast.strangers), against_slow(&left, &right, &words, found));
        }

        #[test]
        fn one_more_shared_term_never_lowers_the_score(
            words in prop::collection::vec((0.0f64..6.0, any::<bool>()), 12),
            mut left in prop::collection::btree_set(0u32..11, 0..9),
            mut right in prop::collection::btree_set(0u32..11, 0..9),
            names in 0u32..=12,
            context in 0.0f64..3.0,
        ) {
            use crate::retell::score::{ALONE, IN_CONTEXT};
            let words = vocabulary(&words);
            let score = |left: &std::collections::BTreeSet<u32>, right: &std::collections::BTreeSet<u32>| {
                let (left, right) = (stretch(left, &words, names), stretch(right, &words, names));
                let found = features(&left, &right, &words, matches(&left, &right, &words, None, &mut Matching::default()), 0);
                [ALONE, IN_CONTEXT].map(|model| model.log_odds(&found, context))
            };
            let before = score(&left, &right);
            left.insert(11);
            right.insert(11);
            let after = score(&left, &right);
            prop_assert!(before.iter().zip(after).all(|(before, after)| after >= before - 1e-9), "{before:?} {after:?}");
        }
    }
}
