//! What both sides of a passage have in common, and what a reader sees of it.
//!
//! **In** a grown passage and the words of its pair; stretches of both texts. **Out** [`Evidence`], and the shares that the level is
//! decided by. **Cost** that of one cell. **Never** changes a score.

use super::account::{Account, Occurrence};
use super::cells::Compared;
use super::features::{FIGURE_WEIGHT, NAME_ALLOWANCE};
use super::grow::Grown;
use super::run::{Runs, across, longest_run, num_in_order};
use super::stretch::{Match, Matching, Stretch, matches};
use crate::number::{self, figures::Figures};
use crate::passage::evidence::{Evidence, SharedTerm};
use crate::passage::sentence::num_in_common;
use crate::span::{ByteRange, CodePointRange, CodePoints};
use crate::text::unicode::is_unspaced;
use std::collections::{HashMap, HashSet};

/// Lightest term shown, and most of each kind.
const LIGHTEST: f64 = 1.0;
const MOST_SHOWN: usize = 12;

/// With fewer of all kinds, lighter terms are shown too, down to a weight: where all articles are about one event, all of them are light.
const FEWEST_SHOWN: usize = 4;
const LIGHTEST_OF_FEW: f64 = 0.4;

/// Fewest letters of a term that is neither name nor number, in Latin letters: an elided word says nothing.
const LETTERS: usize = 3;
const LAST_LATIN: char = '\u{24f}';

/// Most digits of a number that is shown in digits.
const MOST_DIGITS: usize = 6;

/// Share of articles that are expected to hold an everyday letter of a script without spaces.
const EVERYDAY: f64 = 0.35;

/// Neighbouring sentences that show so much are told.
const BESIDE: f64 = 0.5;

/// Two texts as they are worked on.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// That of the left article.
    pub left: &'a str,
    /// That of the right one.
    pub right: &'a str,
    /// Whether the sides will be exchanged: what both write alike is shown as the left one of the two names does.
    pub is_turned: bool,
}

/// What both sides of a grown passage have in common.
pub struct InCommon<'a> {
    pair: &'a Compared<'a>,
    grown: &'a Grown,
    texts: Texts<'a>,
    left: Stretch,
    right: Stretch,
    /// The heaviest first.
    found: Vec<Match>,
    /// The words of both sides as they are written, case and accents aside: one number for each, in text order.
    written: (Vec<u32>, Vec<u32>),
}

/// Characters of the left text and of the right one.
type Sides = (CodePointRange, CodePointRange);

impl<'a> InCommon<'a> {
    /// Matches the words of both sides.
    pub fn new(pair: &'a Compared<'a>, grown: &'a Grown, texts: Texts<'a>) -> Self {
        let left = pair.left_stretch(grown.left.0 as usize, grown.left.1 as usize);
        let right = pair.right_stretch(grown.right.0 as usize, grown.right.1 as usize);
        let mut matching = Matching::default();
        let mut found = matches(&left, &right, &pair.words, Some(pair.partners()), &mut matching).to_vec();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then((a.left, a.right).cmp(&(b.left, b.right))));
        Self { pair, grown, texts, left, right, found, written: written(pair, grown) }
    }

    /// What a reader sees of it.
    pub fn evidence(&self) -> Evidence {
        let Self { pair, grown, texts, .. } = *self;
        let mut out = Evidence {
            longest_run: longest_run(&self.written.0, &self.written.1, &mut Runs::default()),
            has_neighbors: grown.best.beside >= BESIDE,
            sentences_elsewhere: grown.best.elsewhere.round() as u32,
            cosine: pair.meaning.map(|meaning| rounded(meaning.cosine(grown.left, grown.right))),
            possible_translation: pair.meaning.and_then(|meaning| meaning.languages),
            ..Evidence::default()
        };
        let is_word = |term: &SharedTerm| {
            term.left.chars().count() >= LETTERS || term.left.chars().any(|c| c > LAST_LATIN)
        };
        let mut lighter = Vec::new();
        for found in &self.found {
            let (l, r) = (self.left.terms[found.left], self.right.terms[found.right]);
            let is_name = l.is_name || r.is_name;
            if pair.words.numbers[l.term as usize] {
                if out.numbers.len() < MOST_SHOWN && l.is_figure == r.is_figure {
                    let term = if texts.is_turned { r.term } else { l.term };
                    out.numbers.push(self.number(!texts.is_turned, term));
                }
            } else if found.weight > if is_name { NAME_ALLOWANCE } else { LIGHTEST } {
                let terms = if is_name { &mut out.names } else { &mut out.terms };
                // Written out only where there is room: that goes through the words of both sides.
                if terms.len() < MOST_SHOWN {
                    terms.extend(Some(self.term(found)).filter(|term| is_name || is_word(term)));
                }
            } else if found.weight >= LIGHTEST_OF_FEW {
                lighter.push((found, is_name));
            }
        }
        let missing = FEWEST_SHOWN.saturating_sub(out.names.len() + out.numbers.len() + out.terms.len());
        let lighter = lighter.into_iter().map(|(found, is_name)| (self.term(found), is_name));
        for (term, is_name) in lighter.filter(|(term, _)| is_word(term)).take(missing) {
            if is_name { &mut out.names } else { &mut out.terms }.push(term);
        }
        let matched = [true, false].map(|is_left| -> HashSet<usize> {
            self.found.iter().map(|found| if is_left { found.left } else { found.right }).collect()
        });
        for are_figures in [true, false] {
            let left_only = self.lone(true, are_figures, &matched[0]);
            let right_only = self.lone(false, are_figures, &matched[1]);
            if !left_only.is_empty() && !right_only.is_empty() {
                out.left_only.extend(left_only);
                out.right_only.extend(right_only);
            }
        }
        out
    }

    /// How many numbers, of any kind, and times of day one side has and the other one lacks; of the side with fewer.
    pub fn num_other(&self) -> usize {
        let Compared { words, left, right, .. } = self.pair;
        let of = |is_left: bool| {
            let (account, stretch) = if is_left { (*left, &self.left) } else { (*right, &self.right) };
            let place = |found: &Match| if is_left { found.left } else { found.right };
            let matched: HashSet<u32> =
                self.found.iter().map(|found| stretch.terms[place(found)].term).collect();
            let has_digit =
                |word: &Occurrence| account.word(word.form).starts_with(|c: char| c.is_ascii_digit());
            let such = self.words(is_left).filter(|&(term, word)| {
                words.weights[term as usize] > FIGURE_WEIGHT
                    && (words.numbers[term as usize] || has_digit(word))
                    && !matched.contains(&term)
            });
            such.map(|(term, _)| term).collect::<HashSet<u32>>().len()
        };
        of(true).min(of(false))
    }

    /// Whether numbers of one side, whatever they weigh, stand against others of the other one.
    pub fn has_other_numbers(&self) -> bool {
        let across = across(&self.written.0, &self.written.1).into_iter();
        let [left, right] = self.figures(true).beside(&self.figures(false), across);
        (num_in_common(&left, &right) as usize) < left.len().min(right.len())
    }

    /// All numbers of a side.
    fn figures(&self, is_left: bool) -> Figures {
        let words: Vec<&Occurrence> = self.words(is_left).map(|(_, word)| word).collect();
        figures(if is_left { self.pair.left } else { self.pair.right }, &words)
    }

    /// Numbers of one kind that the other side lacks.
    fn lone(&self, is_left: bool, are_figures: bool, matched: &HashSet<usize>) -> Vec<Box<str>> {
        let stretch = if is_left { &self.left } else { &self.right };
        let words = &self.pair.words;
        let open = stretch.terms.iter().enumerate().filter(|(at, held)| {
            let term = held.term as usize;
            words.numbers[term]
                && words.weights[term] > FIGURE_WEIGHT
                && held.is_figure == are_figures
                && !matched.contains(at)
        });
        open.take(MOST_SHOWN).map(|(_, held)| self.number(is_left, held.term)).collect()
    }

    /// Shares of the words of the longer side that the other one has too, in the same form, in [0, 1]: whatever their order, and in
    /// one order.
    pub fn identity(&self) -> (f64, f64) {
        let (mut left, mut right) = self.written.clone();
        let longer = left.len().max(right.len()).max(1) as f64;
        let in_order = num_in_order(&left, &right);
        left.sort_unstable();
        right.sort_unstable();
        let shared = num_in_common(&left, &right);
        (f64::from(shared) / longer, f64::from(in_order) / longer)
    }

    /// Share of the matched weight, names aside, that lies between quotation marks on both sides, in [0, 1].
    pub fn quoted_share(&self) -> f64 {
        self.share_where(|word| word.is_quoted, |word| word.is_quoted)
    }

    /// The same of what lies in such stretches on both sides.
    pub fn share_inside(&self, (left, right): (&CodePoints, &CodePoints), stretches: &[Sides]) -> f64 {
        let [lefts, rights] = [reaches(stretches, |both| both.0), reaches(stretches, |both| both.1)];
        let is_inside = |bytes: ByteRange, points: &CodePoints, reaches: &[CodePointRange]| {
            let at = points.range(bytes);
            let before = reaches.partition_point(|stretch| stretch.start <= at.start);
            before > 0 && at.end <= reaches[before - 1].end
        };
        self.share_where(
            |word| is_inside(self.pair.left.bytes(word), left, &lefts),
            |word| is_inside(self.pair.right.bytes(word), right, &rights),
        )
    }

    /// Share of the matched weight, names aside, whose words are such on both sides. Of scripts without spaces each letter counts alike, where
    /// it is one of a word that both have; what is everyday says nothing outside.
    fn share_where(
        &self,
        is_left: impl Fn(&Occurrence) -> bool,
        is_right: impl Fn(&Occurrence) -> bool,
    ) -> f64 {
        let terms = |is_left: bool, is_such: &dyn Fn(&Occurrence) -> bool| -> HashSet<u32> {
            self.words(is_left).filter(|&(_, word)| is_such(word)).map(|(term, _)| term).collect()
        };
        let (lefts, rights) = (terms(true, &is_left), terms(false, &is_right));
        let letters = self.letters();
        let (mut all, mut such) = (0.0, 0.0);
        for found in &self.found {
            let [l, r] = [self.left.terms[found.left], self.right.terms[found.right]];
            // Who says it is named outside.
            if l.is_name && r.is_name {
                continue;
            }
            let is_such = lefts.contains(&l.term) && rights.contains(&r.term);
            let weight = match letters.get(&l.term) {
                None => found.weight,
                Some(is_in_word) => {
                    let is_everyday = self.pair.words.priors[l.term as usize] >= EVERYDAY;
                    f64::from(u8::from(*is_in_word && (is_such || !is_everyday)))
                }
            };
            all += weight;
            such += if is_such { weight } else { 0.0 };
        }
        if all > 0.0 { such / all } else { 0.0 }
    }

    /// The letters of scripts without spaces on the left side, and whether each stands beside the same letter on both sides: others are
    /// parts of different words, and any two sentences share some.
    fn letters(&self) -> HashMap<u32, bool> {
        let is_letter =
            |account: &Account, word: &Occurrence| account.word(word.form).starts_with(is_unspaced);
        let lefts = self.words(true).filter(|(_, word)| is_letter(self.pair.left, word));
        let mut out: HashMap<u32, bool> = lefts.map(|(term, _)| (term, false)).collect();
        if out.is_empty() {
            return out;
        }
        let pairs = |is_left: bool| -> HashSet<[u32; 2]> {
            let account = if is_left { self.pair.left } else { self.pair.right };
            let neighbors = self.words(is_left).zip(self.words(is_left).skip(1));
            let are_joined = |one: &Occurrence, next: &Occurrence| {
                account.bytes(one).end == account.bytes(next).start
                    && is_letter(account, one)
                    && is_letter(account, next)
            };
            let joined = neighbors.filter(|((_, one), (_, next))| are_joined(one, next));
            joined.map(|((one, _), (next, _))| [one, next]).collect()
        };
        for &term in pairs(true).intersection(&pairs(false)).flatten() {
            out.insert(term, true);
        }
        out
    }

    /// The words of a side in text order, with the place of their terms in the vocabulary.
    fn words(&self, is_left: bool) -> impl Iterator<Item = (u32, &'a Occurrence)> {
        let Compared { left, right, words, .. } = self.pair;
        let (account, places, (first, last)) = if is_left {
            (*left, &words.left, self.grown.left)
        } else {
            (*right, &words.right, self.grown.right)
        };
        let words = (first..=last).flat_map(|s| account.words(s as usize));
        words.map(|word| (places[word.term as usize], word))
    }

    fn occurrence(&self, is_left: bool, term: u32) -> Option<(&Account, &Occurrence)> {
        let account = if is_left { self.pair.left } else { self.pair.right };
        self.words(is_left).find(|&(other, _)| other == term).map(|(_, word)| (account, word))
    }

    /// A word as the article writes it.
    fn as_written(&self, is_left: bool, term: u32) -> Box<str> {
        let text = if is_left { self.texts.left } else { self.texts.right };
        self.occurrence(is_left, term).map_or("", |(account, word)| account.bytes(word).of(text)).into()
    }

    /// A term as both sides write it, where one word of each is the same, case and accents aside.
    fn in_one_form(&self, (left, right): (u32, u32)) -> Option<[Box<str>; 2]> {
        let of = |is_left: bool, term: u32| self.words(is_left).filter(move |&(other, _)| other == term);
        let (account, other) = (self.pair.left, self.pair.right);
        let [one, same] = of(true, left).find_map(|(_, one)| {
            let written = account.word(one.form);
            let same = of(false, right).find(|(_, same)| other.word(same.form) == written)?;
            Some([account.bytes(one), other.bytes(same.1)])
        })?;
        Some([one.of(self.texts.left).into(), same.of(self.texts.right).into()])
    }

    /// A number in digits; one of many digits as the article writes it: `7 billion`.
    fn number(&self, is_left: bool, term: u32) -> Box<str> {
        let digits = self.occurrence(is_left, term).map_or("", |(account, word)| account.word(word.form));
        if digits.len() > MOST_DIGITS { self.as_written(is_left, term) } else { digits.into() }
    }

    fn term(&self, found: &Match) -> SharedTerm {
        let terms = (self.left.terms[found.left].term, self.right.terms[found.right].term);
        let [left, right] = self
            .in_one_form(terms)
            .unwrap_or_else(|| [self.as_written(true, terms.0), self.as_written(false, terms.1)]);
        match left.to_lowercase() == right.to_lowercase() {
            true => SharedTerm { left: if self.texts.is_turned { right } else { left }, right: None },
            false => SharedTerm { left, right: Some(right) },
        }
    }
}

/// All numbers of some words that follow each other, those that nobody counts too: millions.
fn figures(account: &Account, words: &[&Occurrence]) -> Figures {
    let (mut figures, mut at, mut end) = (Figures::default(), 0, 0);
    let behind = |at: usize| words.get(at + 1).map_or("", |next| account.word(next.form));
    while let Some(&occurrence) = words.get(at) {
        let (word, span) = (account.word(occurrence.form), account.bytes(occurrence));
        if account.terms()[occurrence.term as usize].is_number {
            figures.add_number(word, behind(at), at, 1);
            (at, end) = (at + 1, span.end);
            continue;
        }
        let next = (number::power(behind(at), &|| None), behind(at));
        // What tells how much a number is says nothing more.
        at += if span.start < end { 1 } else { figures.add_word(word, at, next, &|| None) };
    }
    figures
}

/// As many decimals as a reader can use.
fn rounded(cosine: f64) -> f64 {
    (cosine * 1e3).round() / 1e3
}

/// The words of both sides as they are written, case and accents aside: one number for each, in text order.
fn written(pair: &Compared, grown: &Grown) -> (Vec<u32>, Vec<u32>) {
    fn words(account: &Account, (first, last): (u32, u32)) -> impl Iterator<Item = &str> {
        (first..=last).flat_map(|s| account.words(s as usize)).map(|word| account.word(word.form))
    }
    let mut numbers = HashMap::new();
    let mut number = |word| {
        let next = numbers.len() as u32;
        *numbers.entry(word).or_insert(next)
    };
    (
        words(pair.left, grown.left).map(&mut number).collect(),
        words(pair.right, grown.right).map(&mut number).collect(),
    )
}

/// One side of stretches by where they start, and how far any up to each one reaches.
fn reaches(stretches: &[Sides], side: fn(&Sides) -> CodePointRange) -> Vec<CodePointRange> {
    let mut out: Vec<CodePointRange> = stretches.iter().map(side).collect();
    out.sort_unstable_by_key(|stretch| stretch.start);
    let mut end = 0;
    for stretch in &mut out {
        end = end.max(stretch.end);
        stretch.end = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::row::Spoken;
    use crate::text::Document;

    /// Both lanes read the same numbers.
    #[test]
    fn numbers_of_an_account_are_those_of_its_words() {
        for (language, text) in [
            (
                "en",
                "Five boats worth 5 million crowns, one of 2.5bn, and twenty-three gulls, 40 per cent of them",
            ),
            (
                "en",
                "Millions of gulls, a hundred herons, the third of thousands; one and a half million for the 3rd",
            ),
            (
                "fr",
                "Une vingtaine de barques, un million d'euros, des milliards, vingt-trois mouettes et la deuxième",
            ),
            ("de", "Eine Million Möwen, zwölf Boote und dreiundzwanzig Reiher, einer davon der dritte"),
            ("it", "Un milione di gabbiani, sei barche, due aironi"),
            ("en", "24 months for half of the boats, three decades for a third of the gulls, one year for 5"),
            (
                "fr",
                "Un an et demi pour un quart des barques, quinze jours pour la moitié des mouettes, 3 ans pour 5",
            ),
            ("zh", "三百万人，五条船"),
        ] {
            let tokens = Document::new(text, &Default::default()).tokens;
            let account = Account::in_language(text, Some(language), &tokens);
            let words: Vec<&Occurrence> = account.all_words().iter().collect();
            let mut read = Figures::default();
            read.read(&Spoken::in_language(text, Some(language)), &tokens, 0);
            let of = |figures: &Figures| figures.beside(&Figures::default(), std::iter::empty());
            assert_eq!(of(&figures(&account, &words)), of(&read), "{text}");
        }
    }
}
