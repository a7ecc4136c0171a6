//! Two stretches of sentences and what they share: matched terms, and the features that are scored.
//!
//! **In** an account with the weights of a pair. **Out** [`Stretch`]es, [`Match`]es, [`Features`]. **Cost** linear in the terms of
//! both stretches for equal ones; partners in another form and names without one are sought among the matches of a few sentences.
//! **Never** decides.

use super::account::Account;
use super::number;
use super::spelling::Spellings;
use super::weigh::{Size, Vocabulary};

/// A name must weigh more than this to be shown, or to be missed: names stand in every report of an event.
pub const NAME_ALLOWANCE: f64 = 2.5;

/// A term must weigh more than this to say something. Measured: none, 0.3, 0.7 and 1 do alike.
pub const TELLING_WEIGHT: f64 = 1.0;

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

/// One distinct term of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Index into the vocabulary.
    pub term: u32,
    /// Whether it is a name here.
    pub is_name: bool,
    /// Whether it is a number that facts have here: no day of a month.
    pub is_figure: bool,
}

/// Consecutive sentences of one article, as a set of terms.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// Distinct terms, sorted.
    pub terms: Vec<Held>,
    /// How many words it has.
    pub num_words: usize,
    /// Weight of all terms.
    pub weight: f64,
    /// Weight of those that are neither names nor numbers.
    pub plain: f64,
    /// How many terms say something: those heavier than [`TELLING_WEIGHT`].
    pub num_telling: u32,
    /// Whether a sentence of it names a day with its month and year.
    pub is_dated: bool,
}

impl Stretch {
    /// The sentences `first..=last` of an account, whose terms stand in the vocabulary at `places`.
    pub fn new(account: &Account, places: &[u32], words: &Vocabulary, first: usize, last: usize) -> Self {
        let number = (first..=last).map(|sentence| account.distinct(sentence).len()).sum();
        let mut terms = Vec::with_capacity(number);
        for sentence in first..=last {
            // Terms of an account and places in the vocabulary are both in order of their keys.
            terms.extend(account.distinct(sentence).iter().map(|&(term, is_marked)| {
                let term = places[term as usize];
                let is_name = is_marked && words.names[term as usize];
                Held { term, is_name, is_figure: !is_marked && words.figures[term as usize] }
            }));
        }
        if first < last {
            // A name, or a number that counts nothing, wherever it is one in the stretch.
            terms.sort_unstable_by_key(|held: &Held| (held.term, !held.is_name, held.is_figure));
            terms.dedup_by_key(|held| held.term);
        }
        let is_dated = account.sentences()[first..=last].iter().any(|sentence| sentence.is_dated);
        Self { is_dated, ..Self::of(terms, account.places(first, last).len(), words) }
    }

    /// A stretch of distinct terms, sorted.
    fn of(terms: Vec<Held>, num_words: usize, words: &Vocabulary) -> Self {
        let mut out = Self { terms, num_words, ..Self::default() };
        for held in &out.terms {
            let weight = words.weights[held.term as usize];
            out.weight += weight;
            out.num_telling += u32::from(weight > TELLING_WEIGHT);
            if !held.is_name && !words.numbers[held.term as usize] {
                out.plain += weight;
            }
        }
        out
    }

    fn find(&self, term: u32) -> Option<usize> {
        self.terms.binary_search_by_key(&term, |held| held.term).ok()
    }
}

/// Terms of the left article that may be matched with others of the right one, and how surely.
#[derive(Debug, Default)]
pub struct Partners {
    /// Sorted by left, then right term.
    pairs: Vec<(u32, u32, f64)>,
}

/// Strength of two words that say the same.
const KIN: f64 = 0.6;

/// A term lighter than this needs no partner in another form.
const PARTNER_WEIGHT: f64 = 1.0;

/// Of an article with more terms only the heaviest have partners in another form, each so many at most: a book, or made-up words that
/// begin alike, would have hundreds of millions.
const MOST_SPELLED: usize = 4096;
const MOST_PARTNERS: usize = 16;

impl Partners {
    /// Every two terms of two articles that are alike in another form.
    pub fn new(left: &Account, right: &Account, words: &Vocabulary) -> Self {
        let (ones, others) = (left.spellings(), right.spellings());
        let lefts = heaviest(ones, &words.left, words);
        let is_kept = is_among(heaviest(others, &words.right, words), others);
        // The right words by what they begin with: a word is compared only with those that begin alike.
        let begins = others.by_beginning().iter().filter(|&&(_, other)| is_kept[other as usize]);
        let rights: Vec<(char, u32)> = begins.copied().collect();
        let mut pairs = Vec::new();
        for one in lefts {
            let l = words.left[ones.number(one) as usize];
            let (letter, sound) = ones.begins(one);
            let letters = if sound == letter { &[letter][..] } else { &[letter, sound] };
            let from_own = pairs.len();
            for &begin in letters {
                let from = rights.partition_point(|&(letter, _)| letter < begin);
                for &(_, other) in rights[from..].iter().take_while(|&&(letter, _)| letter == begin) {
                    let r = words.right[others.number(other) as usize];
                    let are_names = words.names[l as usize] && words.names[r as usize];
                    let strength = if l == r { 0.0 } else { ones.likeness(one, others, other, are_names) };
                    if strength > 0.0 {
                        pairs.push((l, r, strength));
                    }
                }
            }
            if pairs.len() - from_own > MOST_PARTNERS {
                let mut own: Vec<(u32, u32, f64)> = pairs.split_off(from_own);
                own.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(&b.1)));
                // What begins alike by letter and by sound was met twice.
                own.dedup();
                own.truncate(MOST_PARTNERS);
                pairs.append(&mut own);
            }
        }
        add_kin(left, right, words, &mut pairs);
        add_said(left, right, words, &mut pairs);
        add_rounded(left, right, words, &mut pairs);
        pairs.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        pairs.dedup_by_key(|&mut (l, r, _)| (l, r));
        Self { pairs }
    }

    fn of(&self, left: u32) -> &[(u32, u32, f64)] {
        let start = self.pairs.partition_point(|&(l, _, _)| l < left);
        let end = start + self.pairs[start..].partition_point(|&(l, _, _)| l == left);
        &self.pairs[start..end]
    }
}

/// The words of an article that say enough to need a partner, in order; of too many the heaviest.
fn heaviest(spellings: &Spellings, places: &[u32], words: &Vocabulary) -> Vec<u32> {
    let weight = |word: u32| words.weights[places[spellings.number(word) as usize] as usize];
    let all = 0..spellings.len() as u32;
    let mut out: Vec<u32> = all.filter(|&word| weight(word) > PARTNER_WEIGHT).collect();
    if out.len() > MOST_SPELLED {
        out.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
        out.truncate(MOST_SPELLED);
        out.sort_unstable();
    }
    out
}

/// For each word whether it is one of those.
fn is_among(kept: Vec<u32>, spellings: &Spellings) -> Vec<bool> {
    let mut out = vec![false; spellings.len()];
    kept.into_iter().for_each(|word| out[word as usize] = true);
    out
}

/// Adds the terms that say the same in other words.
fn add_kin(left: &Account, right: &Account, words: &Vocabulary, pairs: &mut Vec<(u32, u32, f64)>) {
    fn listed(account: &Account, places: &[u32], words: &Vocabulary) -> Vec<(u16, u32)> {
        let terms = account.terms().iter().zip(places);
        let heavy = terms.filter(|&(_, &term)| words.weights[term as usize] > PARTNER_WEIGHT);
        let mut out: Vec<(u16, u32)> =
            heavy.flat_map(|(held, &term)| held.senses.iter().map(move |&group| (group, term))).collect();
        out.sort_unstable();
        out
    }
    let (lefts, rights) = (listed(left, &words.left, words), listed(right, &words.right, words));
    for &(group, l) in &lefts {
        let from = rights.partition_point(|&(other, _)| other < group);
        for &(_, r) in rights[from..].iter().take_while(|&&(other, _)| other == group) {
            if l != r {
                pairs.push((l, r, KIN));
            }
        }
    }
}

/// Adds the millions of which one side says how many, and no more: `nine` of nine million.
fn add_said(left: &Account, right: &Account, words: &Vocabulary, pairs: &mut Vec<(u32, u32, f64)>) {
    fn numbers(account: &Account, places: &[u32]) -> Vec<(u64, bool, u32)> {
        let terms = account.terms().iter().zip(places).filter(|(held, _)| held.is_number);
        let mut out: Vec<_> =
            terms.map(|(held, &term)| (held.prefix, held.key == held.prefix, term)).collect();
        out.sort_unstable();
        out
    }
    let (lefts, rights) = (numbers(left, &words.left), numbers(right, &words.right));
    for &(said, is_bare, l) in &lefts {
        let from = rights.partition_point(|&(other, ..)| other < said);
        let alike = rights[from..].iter().take_while(|&&(other, ..)| other == said);
        pairs.extend(alike.filter(|&&(_, other, _)| other != is_bare).map(|&(.., r)| (l, r, KIN)));
    }
}

/// Adds the numbers that one side rounds, `six millions` of 6,113,340, or says to be the least, `plus de 838.000` of 838,912.
fn add_rounded(left: &Account, right: &Account, words: &Vocabulary, pairs: &mut Vec<(u32, u32, f64)>) {
    let (lefts, rights) = (left.whole_numbers(), right.whole_numbers());
    let find = |numbers: &[(u64, u32)], round: u64| {
        numbers.binary_search_by_key(&round, |&(number, _)| number).ok().map(|at| numbers[at].1)
    };
    let mut add = |l: u32, r: u32| pairs.push((words.left[l as usize], words.right[r as usize], KIN));
    for &(exact, l) in lefts {
        number::rounded(exact).filter_map(|round| find(rights, round)).for_each(|r| add(l, r));
        let least = number::floors(exact).filter_map(|round| find(rights, round));
        least.filter(|&r| right.is_floor(r)).for_each(|r| add(l, r));
    }
    for &(exact, r) in rights {
        number::rounded(exact).filter_map(|round| find(lefts, round)).for_each(|l| add(l, r));
        let least = number::floors(exact).filter_map(|round| find(lefts, round));
        least.filter(|&l| left.is_floor(l)).for_each(|l| add(l, r));
    }
}

/// A term of the left stretch and its partner in the right one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Index among the terms of the left stretch.
    pub left: usize,
    /// Index among the terms of the right stretch.
    pub right: usize,
    /// 1 for equal terms, less for other forms.
    pub strength: f64,
    /// Strength by the lighter of both weights.
    pub weight: f64,
}

/// Memory for [`matches()`].
#[derive(Debug, Default)]
pub struct Matching {
    found: Vec<Match>,
    lone: Vec<usize>,
    possible: Vec<(f64, usize, usize)>,
    /// Terms of both sides that have a partner in another form.
    is_taken: (Vec<bool>, Vec<bool>),
}

/// All matches of two stretches, one to one: equal terms, then by strength.
pub fn matches<'m>(
    left: &Stretch,
    right: &Stretch,
    words: &Vocabulary,
    partners: Option<&Partners>,
    matching: &'m mut Matching,
) -> &'m [Match] {
    let weigh = |l: usize, r: usize, strength: f64| {
        let of = |stretch: &Stretch, at: usize| words.weights[stretch.terms[at].term as usize];
        Match { left: l, right: r, strength, weight: strength * of(left, l).min(of(right, r)) }
    };
    let Matching { found, lone, possible, is_taken } = matching;
    found.clear();
    lone.clear();
    let mut r = 0;
    for (l, held) in left.terms.iter().enumerate() {
        while r < right.terms.len() && right.terms[r].term < held.term {
            r += 1;
        }
        if r < right.terms.len() && right.terms[r].term == held.term {
            found.push(weigh(l, r, 1.0));
        } else {
            lone.push(l);
        }
    }
    let Some(partners) = partners else { return found };
    possible.clear();
    for &l in &*lone {
        for &(_, partner, strength) in partners.of(left.terms[l].term) {
            if let Some(r) = right.find(partner)
                && left.find(partner).is_none()
            {
                possible.push((strength, l, r));
            }
        }
    }
    possible.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    is_taken.0.clear();
    is_taken.0.resize(left.terms.len(), false);
    is_taken.1.clear();
    is_taken.1.resize(right.terms.len(), false);
    for &(strength, l, r) in &*possible {
        if !is_taken.0[l] && !is_taken.1[r] {
            (is_taken.0[l], is_taken.1[r]) = (true, true);
            found.push(weigh(l, r, strength));
        }
    }
    found
}

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
    // Of each kind of number: those that count something, and days, years and the like.
    let (mut left_numbers, mut right_numbers) = ([0; 2], [0; 2]);
    let is_open = |term: u32| words.numbers[term as usize] && words.weights[term as usize] > FIGURE_WEIGHT;
    // Where all articles are about one event its figures are light.
    let is_small = words.size != Size::Large;
    let least = if is_small { TELLING_WEIGHT } else { FIGURE_WEIGHT };
    let is_of_fact = |held: &Held| {
        held.is_figure && words.numbers[held.term as usize] && words.weights[held.term as usize] > least
    };
    for found in matches {
        let (l, r) = (left.terms[found.left], right.terms[found.right]);
        let lighter = words.weights[l.term as usize].min(words.weights[r.term as usize]);
        telling += u32::from(lighter > TELLING_WEIGHT);
        if words.numbers[l.term as usize] {
            // 27 countries are none of the 27th.
            numbers += if l.is_figure == r.is_figure { found.weight } else { 0.0 };
            left_numbers[usize::from(l.is_figure)] += u32::from(is_open(l.term));
            right_numbers[usize::from(r.is_figure)] += u32::from(is_open(r.term));
            if is_of_fact(&l) && is_of_fact(&r) {
                figures += 1;
                heaviest = heaviest.max(lighter);
            }
        } else if !l.is_name && !r.is_name {
            plain += found.weight;
        } else {
            is_named = true;
        }
    }
    let of_kind = |stretch: &Stretch, are_figures: bool| {
        let terms = stretch.terms.iter().filter(|held| held.is_figure == are_figures);
        terms.filter(|held| is_open(held.term)).count() as u32
    };
    let listed = |stretch: &Stretch| stretch.terms.iter().filter(|held| is_of_fact(held)).count() as u32;
    let is_named = is_named && is_small && heaviest > FIGURE_WEIGHT;
    let figures = share_of_figures(figures, listed(left).max(listed(right)), is_named);
    let conflicts = [false, true].map(|kind| {
        let open = |stretch: &Stretch, matched: [u32; 2]| of_kind(stretch, kind) - matched[usize::from(kind)];
        open(left, left_numbers).min(open(right, right_numbers))
    });
    let conflicts = conflicts.iter().sum::<u32>().min(MOST_CONFLICTS);
    let is_stranger = |held: &Held| held.is_name && words.weights[held.term as usize] > NAME_ALLOWANCE;
    let strange = |stretch: &Stretch, is_matched: &dyn Fn(usize) -> bool| {
        let names = stretch.terms.iter().enumerate();
        names.filter(|(at, held)| is_stranger(held) && !is_matched(*at)).count() as u32
    };
    let strangers = strange(left, &|at| matches.iter().any(|m| m.left == at))
        .min(strange(right, &|at| matches.iter().any(|m| m.right == at)))
        .min(MOST_CONFLICTS);
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

/// A row of right terms where those that were matched with a left term in another form are that term.
pub fn as_left(row: &[u32], left: &Stretch, right: &Stretch, matches: &[Match], out: &mut Vec<u32>) {
    let mut fuzzy: Vec<(u32, u32)> = matches
        .iter()
        .filter(|m| m.strength < 1.0)
        .map(|m| (right.terms[m.right].term, left.terms[m.left].term))
        .collect();
    fuzzy.sort_by_key(|&(r, _)| r);
    let as_left = |&term: &u32| match fuzzy.get(fuzzy.partition_point(|&(r, _)| r < term)) {
        Some(&(r, l)) if r == term => l,
        _ => term,
    };
    out.clear();
    out.extend(row.iter().map(as_left));
}

#[cfg(test)]
mod tests {
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

    /// Two texts and their words, as if there were no others.
    fn pair(left: &str, right: &str) -> ([Account; 2], Vocabulary) {
        use crate::retell::weigh::{Standing, Stories, Surroundings};
        use crate::text::Document;
        let [left, right] =
            [left, right].map(|text| Account::new(text, &Document::new(text, &Default::default()).tokens));
        let stories = Stories::new(0);
        [&left, &right].into_iter().for_each(|account| stories.count(account));
        let [one, other] = [&left, &right].map(|account| Standing::new(account, &stories));
        let around = Surroundings { stories: &stories, neighbors: &[], background: None };
        let words = Vocabulary::new((&left, &one), (&right, &other), &around);
        ([left, right], words)
    }

    /// Words and numbers of which many are partners of each other.
    const SPOKEN: [&str; 24] = [
        "libération",
        "libérés",
        "relâchés",
        "Tikhanovsky",
        "Tikhanovski",
        "Loukachenko",
        "Lukashenko",
        "meurtre",
        "tués",
        "victimes",
        "procès",
        "tribunal",
        "6 113 340,",
        "6 millions,",
        "six millions,",
        "6,",
        "6 110 000,",
        "1 960,",
        "plus de 5 000,",
        "5 453,",
        "2 000,",
        "Christine",
        "Christophe",
        "accord",
    ];

    /// The slow twin of [`Partners::new`]: every term with every other, by what is told of them.
    fn partners_slow(left: &Account, right: &Account, words: &Vocabulary) -> Vec<(u32, u32, f64)> {
        let (ones, others) = (left.spellings(), right.spellings());
        let spelled = |spellings: &Spellings, term: usize| {
            (0..spellings.len() as u32).find(|&word| spellings.number(word) as usize == term)
        };
        let whole = |account: &Account, term: usize| {
            account.whole_numbers().iter().find(|&&(_, at)| at as usize == term).map(|&(number, _)| number)
        };
        let mut out = Vec::new();
        for (at, l) in words.left.iter().enumerate() {
            for (to, r) in words.right.iter().enumerate().filter(|&(_, r)| r != l) {
                let (one, other) = (&left.terms()[at], &right.terms()[to]);
                let are_heavy = [l, r].iter().all(|&&term| words.weights[term as usize] > PARTNER_WEIGHT);
                let are_names = words.names[*l as usize] && words.names[*r as usize];
                let alike = spelled(ones, at).zip(spelled(others, to)).filter(|_| are_heavy);
                let alike = alike.map_or(0.0, |(one, other)| ones.likeness(one, others, other, are_names));
                let are_kin = are_heavy && one.senses.iter().any(|group| other.senses.contains(group));
                let is_said = one.is_number
                    && other.is_number
                    && one.prefix == other.prefix
                    && (one.key == one.prefix) != (other.key == other.prefix);
                let are_rounded = whole(left, at).zip(whole(right, to)).is_some_and(|(one, other)| {
                    number::rounded(one).any(|round| round == other)
                        || number::rounded(other).any(|round| round == one)
                        || number::floors(one).any(|round| round == other) && right.is_floor(to as u32)
                        || number::floors(other).any(|round| round == one) && left.is_floor(at as u32)
                });
                let strength = if are_kin || is_said || are_rounded { f64::max(alike, KIN) } else { alike };
                if strength > 0.0 {
                    out.push((*l, *r, strength));
                }
            }
        }
        out.sort_unstable_by_key(|&(l, r, _)| (l, r));
        out
    }

    /// What two texts share, each a sentence.
    fn shared(left: &str, right: &str) -> Features {
        let ([left, right], words) = pair(left, right);
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

    proptest! {
        #[test]
        fn partners_are_those_of_the_slow_twin(
            left in proptest::collection::vec(0..SPOKEN.len(), 1..14),
            right in proptest::collection::vec(0..SPOKEN.len(), 1..14),
        ) {
            let text = |words: &[usize]| words.iter().map(|&at| SPOKEN[at]).collect::<Vec<_>>().join(" ");
            let ([left, right], words) = pair(&text(&left), &text(&right));
            let found = Partners::new(&left, &right, &words).pairs;
            prop_assert_eq!(found, partners_slow(&left, &right, &words));
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
