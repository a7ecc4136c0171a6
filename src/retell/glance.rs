//! A glance at two articles: whether any sentence of one could be told in the other, before their words are weighed as a pair.
//!
//! **In** two accounts, how common their terms are in the collection. **Out** the highest log-odds that two of their sentences, or
//! neighbours of them with figures in common, reach by equal terms, weighed by the collection alone. **Cost** the occurrences of the
//! terms that both have, some microseconds for two articles of thirty sentences; eight bytes a sentence and a term. **Never** makes a
//! finding, and never looks for other forms or spellings.

use super::account::{Account, Term};
use super::features::{FIGURE_WEIGHT, FIGURES, Features, RATIO_MASS, share_of_figures, share_of_telling};
use super::score::ALONE;
use super::stretch::TELLING_WEIGHT;
use super::weigh::{MOST_WEIGHT, Standing, Stories};

/// A pair of articles is left at a glance below these log-odds. On 9,000 French articles this costs 34 of 1,970 passages in other words
/// that a bound of -2 leaves, and that one a tenth of the time; of the labelled ones of 36,152 it costs one that tells the same and two
/// that do not.
pub const LEAST: f64 = -1.2;

/// The same where unlikely passages are asked for too: [`LEAST`] would cost 2,500 of 23,700 of them.
pub const LEAST_WIDE: f64 = -4.0;

/// Terms that more stories than this share have are passed over where sentences are matched.
const COMMON: f64 = 0.5;

/// So are those that would make so many sentences meet: in two books some words stand in every tenth one.
const MOST_MEETINGS: usize = 1 << 16;

/// What an article weighs by the collection alone.
#[derive(Debug)]
pub struct Weighed {
    /// What the collection knows of its terms.
    pub standing: Standing,
    /// What each sentence holds.
    sentences: Vec<Sums>,
}

impl Weighed {
    /// Weighs the terms of one of the stories.
    pub fn new(account: &Account, stories: &Stories) -> Self {
        let standing = Standing::new(account, stories);
        let mut sentences = vec![Sums::default(); account.sentences().len()];
        for ((at, term), rarity) in account.terms().iter().enumerate().zip(standing.rarities()) {
            let weight = weight_of(rarity);
            for &(sentence, is_marked) in account.sentences_with(at) {
                sentences[sentence as usize].count(
                    weight,
                    is_marked && standing.names[at],
                    term.is_figure && !is_marked,
                    term.is_number,
                );
            }
        }
        Self { standing, sentences }
    }
}

fn weight(share: f64) -> f32 {
    weight_of(-share.ln())
}

fn weight_of(rarity: f64) -> f32 {
    rarity.clamp(0.0, MOST_WEIGHT) as f32
}

/// An article and what it weighs.
pub type Seen<'a> = (&'a Account, &'a Weighed);

/// What a sentence holds, or what two of them share: the weight of what is neither name nor number, how many terms say something, and how
/// many of them are figures.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    plain: f32,
    telling: u16,
    figures: u16,
}

impl std::ops::Add for Sums {
    type Output = Self;

    /// What neighbours hold; a term of both counts twice, and makes the pair look more alike.
    fn add(self, other: Self) -> Self {
        Self {
            plain: self.plain + other.plain,
            telling: self.telling.saturating_add(other.telling),
            figures: self.figures.saturating_add(other.figures),
        }
    }
}

impl Sums {
    /// Whether nothing was counted; what says nothing may be counted again.
    fn is_empty(self) -> bool {
        self.plain == 0.0 && self.telling == 0
    }

    fn count(&mut self, weight: f32, is_name: bool, is_figure: bool, is_number: bool) {
        // A sentence of 65,535 terms has enough of them.
        self.telling = self.telling.saturating_add(u16::from(f64::from(weight) > TELLING_WEIGHT));
        self.figures = self.figures.saturating_add(u16::from(is_figure && f64::from(weight) > FIGURE_WEIGHT));
        if !is_name && !is_number {
            self.plain += weight;
        }
    }

    fn log_odds(&self, left: Self, right: Self) -> f64 {
        let features = Features {
            plain: f64::from(self.plain) / (f64::from(left.plain.max(right.plain)) + RATIO_MASS),
            telling: share_of_telling(self.telling.into(), left.telling.min(right.telling).into()),
            figures: share_of_figures(self.figures.into(), left.figures.max(right.figures).into(), false),
            ..Features::default()
        };
        ALONE.log_odds(&features, 0.0)
    }
}

/// Memory to work in.
#[derive(Default)]
pub struct Scratch {
    /// For each left term the right one that is equal, and their weight.
    equals: Vec<Option<(u32, f32)>>,
    /// What one left sentence shares with the right ones, and what the one before it does.
    rows: [Row; 2],
}

/// What a sentence shares with those of another article.
#[derive(Default)]
struct Row {
    /// By sentence of the other one.
    shared: Vec<Sums>,
    /// Those that it shares something with.
    met: Vec<u32>,
}

impl Row {
    /// Nothing shared with so many sentences.
    fn clear(&mut self, number: usize) {
        self.met.drain(..).for_each(|across| self.shared[across as usize] = Sums::default());
        self.shared.resize(number, Sums::default());
    }

    fn at(&mut self, across: u32) -> &mut Sums {
        let sums = &mut self.shared[across as usize];
        if sums.is_empty() {
            self.met.push(across);
        }
        sums
    }
}

/// The highest log-odds of two sentences of two stories.
pub fn glance(left: Seen, right: Seen, stories: &Stories, scratch: &mut Scratch) -> f64 {
    let (lefts, rights) = (&left.1.sentences, &right.1.sentences);
    let (left_terms, left_keys, right_keys) = (left.0.terms(), left.0.keys(), right.0.keys());
    let (left_names, right_names) = (&left.1.standing.names, &right.1.standing.names);
    let Scratch { equals, rows: [row, before] } = scratch;
    equals.clear();
    equals.resize(left_terms.len(), None);
    let (mut l, mut r) = (0, 0);
    while l < left_keys.len() && r < right_keys.len() {
        let (one, other) = (left_keys[l], right_keys[r]);
        if one == other {
            let share = stories.share(left.1.standing.holders[l], left_terms[l].prior, 2);
            let meetings = left.0.sentences_with(l).len() * right.0.sentences_with(r).len();
            equals[l] = (share < COMMON && meetings <= MOST_MEETINGS).then(|| (r as u32, weight(share)));
        }
        l += usize::from(one <= other);
        r += usize::from(other <= one);
    }
    let (mut highest, mut had_figures) = (f64::NEG_INFINITY, false);
    before.clear(rights.len());
    for (down, whole) in lefts.iter().enumerate() {
        row.clear(rights.len());
        let mut has_figures = false;
        for &(l, left_marked) in left.0.distinct(down) {
            let Some((r, weight)) = equals[l as usize] else { continue };
            let Term { is_number, is_figure, .. } = left_terms[l as usize];
            for &(across, right_marked) in right.0.sentences_with(r as usize) {
                let is_name =
                    (left_marked && left_names[l as usize]) || (right_marked && right_names[r as usize]);
                let is_figure = is_figure && !left_marked && !right_marked;
                row.at(across).count(weight, is_name, is_figure, is_number);
                has_figures |= is_figure;
            }
        }
        let shared = row.met.iter().map(|&across| (row.shared[across as usize], rights[across as usize]));
        for (shared, right) in shared.filter(|(shared, _)| shared.telling > 0) {
            highest = highest.max(shared.log_odds(*whole, right));
        }
        if has_figures || had_figures {
            let two = (down > 0).then(|| lefts[down - 1] + *whole);
            highest = highest.max(in_twos(row, before, *whole, two, rights));
        }
        had_figures = has_figures;
        std::mem::swap(row, before);
    }
    highest
}

/// The highest log-odds of stretches of two sentences with figures in common: those of one fact often stand in two. `row` and `before`
/// are what a left sentence and the one before it share with every right one, `whole` what it holds, `two` what both do.
fn in_twos(row: &Row, before: &Row, whole: Sums, two: Option<Sums>, rights: &[Sums]) -> f64 {
    let met = row.met.iter().chain(&before.met).map(|&across| across as usize);
    let (row, before) = (&row.shared, &before.shared);
    let mut highest = f64::NEG_INFINITY;
    let mut look = |shared: Sums, left: Sums, right: Sums| {
        if shared.figures >= FIGURES as u16 {
            highest = highest.max(shared.log_odds(left, right));
        }
    };
    for across in met.filter(|&across| row[across].figures | before[across].figures > 0) {
        let starts = [across.checked_sub(1), (across + 1 < row.len()).then_some(across)];
        for start in starts.into_iter().flatten() {
            let (shared, right) = (row[start] + row[start + 1], rights[start] + rights[start + 1]);
            look(shared, whole, right);
            if let Some(two) = two {
                look(shared + before[start] + before[start + 1], two, right);
            }
        }
        if let Some(two) = two {
            look(row[across] + before[across], two, rights[across]);
        }
    }
    highest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every two sentences, term by term.
    fn glance_slow(left: &Account, right: &Account, stories: &Stories) -> f64 {
        let sums = |account: &Account, sentence: usize| {
            let mut sums = Sums::default();
            for &(term, is_marked) in account.distinct(sentence) {
                let term = account.terms()[term as usize];
                let weight = weight(stories.share(stories.holders(term.key), term.prior, 1));
                let is_name = is_marked && !term.is_number && stories.is_name(term.key);
                sums.count(weight, is_name, term.is_figure && !is_marked, term.is_number);
            }
            sums
        };
        let shared = |l: usize, r: usize| {
            let mut shared = Sums::default();
            for &(one, one_marked) in left.distinct(l) {
                for &(other, other_marked) in right.distinct(r) {
                    let (one, other) = (left.terms()[one as usize], right.terms()[other as usize]);
                    let share = stories.share(stories.holders(one.key), one.prior, 2);
                    if one.key == other.key && share < COMMON {
                        let is_name =
                            !one.is_number && stories.is_name(one.key) && (one_marked || other_marked);
                        let is_figure = one.is_figure && !one_marked && !other_marked;
                        shared.count(weight(share), is_name, is_figure, one.is_number);
                    }
                }
            }
            shared
        };
        let mut highest = f64::NEG_INFINITY;
        let (num_left, num_right) = (left.sentences().len(), right.sentences().len());
        for (l, r) in (0..num_left).flat_map(|l| (0..num_right).map(move |r| (l, r))) {
            if shared(l, r).telling > 0 {
                highest = highest.max(shared(l, r).log_odds(sums(left, l), sums(right, r)));
            }
            for (last_left, last_right) in [(l, r + 1), (l + 1, r), (l + 1, r + 1)] {
                if last_left == num_left || last_right == num_right {
                    continue;
                }
                let both = || (l..=last_left).flat_map(|l| (r..=last_right).map(move |r| (l, r)));
                let all = both().map(|(l, r)| shared(l, r)).fold(Sums::default(), |a, b| a + b);
                if all.figures >= 2 {
                    let lefts = (l..=last_left).map(|l| sums(left, l)).fold(Sums::default(), |a, b| a + b);
                    let rights = (r..=last_right).map(|r| sums(right, r)).fold(Sums::default(), |a, b| a + b);
                    highest = highest.max(all.log_odds(lefts, rights));
                }
            }
        }
        highest
    }

    #[test]
    fn words_of_a_refrain_make_no_sentences_meet() {
        let glanced = |sentences: usize| {
            let book = |own: &str| -> Account {
                let line = |at: usize| format!("Belorme kravath zintrol {own}{at}. ");
                Account::of_text(&(0..sentences).map(line).collect::<String>())
            };
            let (left, right, stories) = (book("one"), book("other"), Stories::new(0));
            (0..3).for_each(|_| stories.count(&Account::of_text("Minsk.")));
            stories.count(&left);
            stories.count(&right);
            let weighed = [&left, &right].map(|account| Weighed::new(account, &stories));
            glance((&left, &weighed[0]), (&right, &weighed[1]), &stories, &mut Scratch::default())
        };
        assert!(glanced(256) > f64::NEG_INFINITY, "{MOST_MEETINGS} meetings");
        assert_eq!(glanced(257), f64::NEG_INFINITY, "no two sentences are looked at");
    }

    proptest! {
        #[test]
        fn a_glance_sees_the_best_two_sentences(
            left in "((Minsk|libère|16|4500|38000|prisonniers|appel|de|Kellogg|visite|Alaska)( |\\. )){0,24}",
            right in "((Minsk|libère|16|4500|38000|prisonniers|appel|de|Kellogg|visite|Alaska)( |\\. )){0,24}",
        ) {
            let (left, right) = (Account::of_text(&left), Account::of_text(&right));
            let stories = Stories::new(0);
            for account in [&left, &right] {
                stories.count(account);
            }
            let weighed = [&left, &right].map(|account| Weighed::new(account, &stories));
            let quick = glance((&left, &weighed[0]), (&right, &weighed[1]), &stories, &mut Scratch::default());
            let slow = glance_slow(&left, &right, &stories);
            prop_assert!(quick == slow || (quick - slow).abs() < 1e-4, "{quick} {slow}");
        }
    }
}
