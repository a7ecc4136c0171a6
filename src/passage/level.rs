//! What an alignment shows, whether that is enough, and at which level. Only what is more than an alignment is named elsewhere: a
//! sentence that chains find in another order, parts that are joined, and a passage with what both lanes found in it are edited.
//!
//! **In** an alignment with its words. **Out** a [`Level`] and a score, or nothing. **Cost** linear in the columns.
//! **Never** asks how a candidate was found.

use super::align::{Alignment, Column};
use super::border::Borders;
use super::sentence::num_in_common;
use super::soft::Words;
use crate::number::figures::{self, Figures};
use crate::number::row::Spoken;
use crate::span::TokenRange;
use crate::text::quotation::is_quoted;
use crate::text::tokenize::Token;

/// How near two passages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The same words and numbers, at least eight words in a row.
    Verbatim,
    /// Most words kept in the same phrases.
    Edited,
    /// Other words, the same specific facts.
    Rewritten,
    /// Only somebody's quoted words are shared.
    Quote,
}

impl Level {
    /// The level of a passage in other words. None where the words are the same and fewer than a copy needs: as a credit or a caption,
    /// they are nobody's.
    pub fn of_retelling(kept: &Kept, params: &Params) -> Option<Self> {
        let is_same = kept.identity >= params.verbatim_identity;
        let is_copy = kept.in_order >= params.verbatim_identity && !kept.has_other_figures;
        let is_run = kept.longest_run >= params.verbatim_run;
        let is_phrase = is_run && kept.in_row >= MOSTLY_KEPT;
        match (kept.quoted >= MOSTLY_QUOTED, is_same, is_run) {
            (_, true, false) if kept.num_words < params.verbatim_run as usize => None,
            (true, ..) => Some(Self::Quote),
            (_, true, true) if is_copy => Some(Self::Verbatim),
            (_, true, _) => Some(Self::Edited),
            _ if is_phrase || is_run && kept.in_order >= MOSTLY_IN_ORDER => Some(Self::Edited),
            _ => Some(Self::Rewritten),
        }
    }

    /// All of them, from the nearest.
    pub const ALL: [Self; 4] = [Self::Verbatim, Self::Edited, Self::Rewritten, Self::Quote];

    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The name used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
            Self::Quote => "quote",
        }
    }
}

/// What a passage in other words keeps of the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// Share of the matched weight that stands between quotation marks on both sides.
    pub quoted: f64,
    /// Share of the words of the longer side that the other one has, in whatever order.
    pub identity: f64,
    /// Share of them that both have in one order.
    pub in_order: f64,
    /// Most words in a row.
    pub longest_run: u32,
    /// Their share of the shorter side: where that is most of it, it stands in the longer one as a phrase.
    pub in_row: f64,
    /// Words of the side with fewer.
    pub num_words: usize,
    /// Whether both sides have numbers that the other one lacks, in whatever they are written.
    pub has_other_figures: bool,
}

/// A passage in other words is edited if so many of the words of its shorter side stand in a row on both sides.
const MOSTLY_KEPT: f64 = 0.75;

/// It is, too, if a run of words stands among so many of the longer side that both have in one order.
const MOSTLY_IN_ORDER: f64 = 0.5;

/// A passage in other words of which so much is quoted shares a quotation only.
const MOSTLY_QUOTED: f64 = 0.8;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Least identity of a verbatim passage.
    pub verbatim_identity: f64,
    /// Fewest words in a row of a verbatim passage.
    pub verbatim_run: u32,
    /// Least share of the numbers of the side with fewer that a verbatim passage has on both.
    pub verbatim_numbers: f64,
    /// Least weight of the equal words of a verbatim passage.
    pub verbatim_weight: f64,
    /// Most words of a verbatim passage inside a sentence that must weigh as much as an edited one.
    pub phrase_words: u32,
    /// Fewest equal words of an edited passage.
    pub edited_words: u32,
    /// Least weight of the equal words of a chain that is aligned whatever else the pair shares.
    pub strong_chain: f64,
    /// Least weight of the equal words of a chain that is aligned in a pair with enough support.
    pub weak_chain: f64,
    /// Least share of equal words of an edited passage.
    pub edited_identity: f64,
    /// Least weight of the shared words of an edited passage.
    pub edited_weight: f64,
    /// The same in a pair of articles whose other passages weigh at least [`Self::support`]: what stands beside
    /// text that is certainly shared is more likely shared too.
    pub supported_weight: f64,
    /// Weight of other passages that counts as such support.
    pub support: f64,
    /// Share of equal words below which a passage with mostly conflicting numbers is a template.
    pub template_nearness: f64,
    /// Least share of the equal words that stands between quotation marks on both sides of a shared quotation.
    pub quoted: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            verbatim_identity: 0.95,
            verbatim_run: 8,
            verbatim_numbers: 1.0,
            verbatim_weight: 1.5,
            phrase_words: 11,
            edited_words: 8,
            strong_chain: 1.8,
            weak_chain: 1.0,
            edited_identity: 0.4,
            edited_weight: 3.0,
            supported_weight: 1.5,
            support: 4.0,
            template_nearness: 0.8,
            quoted: 0.9,
        }
    }
}

/// What speaks for one text behind both sides of an alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Tally {
    /// Equal words.
    pub kept: u32,
    /// Words in another form.
    pub soft: u32,
    /// All columns.
    pub columns: u32,
    /// Most equal words in a row.
    pub longest_run: u32,
    /// Numbers that both sides have: of what is nearly verbatim as they are said ([`Tally::read_numbers`]), else in digits alone.
    pub equal_numbers: u32,
    /// Numbers of one side against as many others of the other side.
    pub conflicting_numbers: u32,
    /// Weight of the equal words: rare words count up to 1, common ones little.
    pub weight: f64,
    /// Whether no end of it is an end of a sentence on one side at least, nor is it a quotation.
    pub is_inside: bool,
}

impl Tally {
    /// Counts the columns of `alignment`.
    pub fn of(words: &Words, alignment: &Alignment) -> Self {
        let mut tally = Self { columns: alignment.columns.len() as u32, ..Self::default() };
        let (mut left, mut run) = (alignment.left.start, 0);
        for &column in &alignment.columns {
            let token_weight = words.left_weights.get(left as usize).copied().map_or(0.0, f64::from);
            match column {
                Column::Keep => {
                    tally.kept += 1;
                    run += 1;
                    tally.weight += token_weight;
                    tally.longest_run = tally.longest_run.max(run);
                }
                Column::Soft => {
                    tally.soft += 1;
                    run = 0;
                    tally.weight += 0.7 * token_weight;
                }
                Column::Edit | Column::Delete | Column::Insert => run = 0,
            }
            left += column.steps().0;
        }
        tally.count_numbers(words, alignment.left, alignment.right);
        let (left, right) = (words.borders)();
        let is_touched = left.is_touched_by(alignment.left) && right.is_touched_by(alignment.right);
        tally.is_inside = !is_touched && !is_quote(words, alignment, MOSTLY_QUOTED);
        tally
    }

    /// Counts the numbers of two stretches.
    pub fn count_numbers(&mut self, words: &Words, left: TokenRange, right: TokenRange) {
        // In whatever digits.
        let is_number = |text: &str, token: &Token| token.span.of(text).starts_with(char::is_numeric);
        let numbers = |text: &str, tokens: &[Token], range: TokenRange| {
            let inside = tokens[range.start as usize..range.end as usize].iter();
            let mut numbers: Vec<u64> =
                inside.filter(|token| is_number(text, token)).map(|token| token.hash).collect();
            numbers.sort_unstable();
            numbers
        };
        let left_numbers = numbers(words.left_text, words.left, left);
        let right_numbers = numbers(words.right_text, words.right, right);
        self.compare_numbers(&[left_numbers, right_numbers]);
    }

    /// Sets the numbers of both sides, sorted, against each other, wherever they stand: news puts the same figures in another order.
    fn compare_numbers(&mut self, [left, right]: &[Vec<u64>; 2]) {
        self.equal_numbers = num_in_common(left, right);
        self.conflicting_numbers = left.len().min(right.len()) as u32 - self.equal_numbers;
    }

    /// Counts the numbers again as they are said, in words or digits, where they alone are left to decide whether it is verbatim: `five`
    /// and 5 are one, `five` and `nine`, `million` and `billion` two.
    pub fn read_numbers(&mut self, words: &Words, alignment: &Alignment, params: &Params) {
        let is_near = self.identity() >= params.verbatim_identity && self.longest_run >= params.verbatim_run;
        if is_near && params.verbatim_numbers > 0.0 && has_changed_number(words, alignment) {
            self.compare_numbers(&numbers_said(words, alignment));
        }
    }

    /// Share of the numbers of the side with fewer that both have; 1 where it has none.
    fn share_of_numbers(&self) -> f64 {
        let fewer = self.equal_numbers + self.conflicting_numbers;
        if fewer == 0 { 1.0 } else { f64::from(self.equal_numbers) / f64::from(fewer) }
    }

    /// Share of columns with equal words.
    pub fn identity(&self) -> f64 {
        if self.columns == 0 { 0.0 } else { f64::from(self.kept) / f64::from(self.columns) }
    }

    /// Share of columns with equal words, a word in another form counting as most of one.
    pub fn nearness(&self) -> f64 {
        (f64::from(self.kept) + 0.7 * f64::from(self.soft)) / f64::from(self.columns.max(1))
    }
}

/// Each column, and the places of its words; of one side alone, where the other one goes on.
fn placed(alignment: &Alignment) -> impl Iterator<Item = (Column, usize, usize)> {
    let (mut left, mut right) = (alignment.left.start, alignment.right.start);
    alignment.columns.iter().map(move |&column| {
        let (at_left, at_right) = (left as usize, right as usize);
        let (left_step, right_step) = column.steps();
        (left, right) = (left + left_step, right + right_step);
        (column, at_left, at_right)
    })
}

/// Whether a word that is not kept may be a number or a part of one, as far as single words tell.
fn has_changed_number(words: &Words, alignment: &Alignment) -> bool {
    let may_be = |text: &str, tokens: &[Token], at: usize| figures::may_be(tokens[at].span.of(text));
    placed(alignment).filter(|&(column, ..)| column != Column::Keep).any(|(column, left, right)| {
        let (left_step, right_step) = column.steps();
        left_step > 0 && may_be(words.left_text, words.left, left)
            || right_step > 0 && may_be(words.right_text, words.right, right)
    })
}

/// The numbers of both sides as they are said, sorted.
fn numbers_said(words: &Words, alignment: &Alignment) -> [Vec<u64>; 2] {
    let language = (words.language)();
    let (left_borders, right_borders) = (words.borders)();
    let read = |text: &str, tokens: &[Token], borders: &Borders, range: TokenRange| {
        let (spoken, mut figures) = (Spoken::in_language(text, language), Figures::default());
        let mut from = range.start;
        while from < range.end {
            let to = borders.sentence(from).end.clamp(from + 1, range.end);
            figures.read(&spoken, &tokens[from as usize..to as usize], from as usize);
            from = to;
        }
        figures
    };
    let left = read(words.left_text, words.left, left_borders, alignment.left);
    let right = read(words.right_text, words.right, right_borders, alignment.right);
    let across = placed(alignment).filter(|(column, ..)| matches!(column, Column::Soft | Column::Edit));
    left.beside(&right, across.map(|(_, left, right)| (left, right)))
}

/// Whether at least `share` of the equal words stand between quotation marks on both sides.
pub fn is_quote(words: &Words, alignment: &Alignment, share: f64) -> bool {
    let (left_quotations, right_quotations) = (words.quotations)();
    if left_quotations.is_empty() || right_quotations.is_empty() {
        return false;
    }
    let (mut left, mut right) = (alignment.left.start as usize, alignment.right.start as usize);
    let (mut kept, mut quoted) = (0u32, 0u32);
    for column in &alignment.columns {
        if *column == Column::Keep {
            kept += 1;
            let is_inside = is_quoted(left_quotations, words.left[left].span)
                && is_quoted(right_quotations, words.right[right].span);
            quoted += u32::from(is_inside);
        }
        let (left_step, right_step) = column.steps();
        (left, right) = (left + left_step as usize, right + right_step as usize);
    }
    f64::from(quoted) >= share * f64::from(kept.max(1))
}

/// One thing an alignment must show for a level, and what it shows.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Test {
    /// For which level.
    pub level: Level,
    /// What is measured.
    pub what: &'static str,
    /// How much there is of it.
    pub value: f64,
    /// How much there must be.
    pub least: f64,
}

impl Test {
    /// Whether there is enough.
    pub fn is_passed(&self) -> bool {
        self.value >= self.least
    }
}

impl Params {
    /// Everything that is asked of a tally. `beside` is the weight of other passages of the same pair.
    pub fn tests(&self, tally: &Tally, beside: f64) -> [Test; 8] {
        let verbatim = |what, value, least| Test { level: Level::Verbatim, what, value, least };
        let edited = |what, value, least| Test { level: Level::Edited, what, value, least };
        let enough = if beside >= self.support { self.supported_weight } else { self.edited_weight };
        let copied = if self.is_phrase(tally) { enough } else { self.verbatim_weight };
        [
            verbatim("share of equal words", tally.identity(), self.verbatim_identity),
            verbatim("equal words in a row", f64::from(tally.longest_run), f64::from(self.verbatim_run)),
            verbatim("weight of equal words", tally.weight, copied),
            verbatim("share of numbers in common", tally.share_of_numbers(), self.verbatim_numbers),
            edited("share of equal words and forms", tally.nearness(), self.edited_identity),
            edited("weight of equal words", tally.weight, enough),
            edited("equal words", f64::from(tally.kept), f64::from(self.edited_words)),
            edited(
                "share of equal words and forms, as numbers differ",
                tally.nearness(),
                if has_other_numbers(tally) { self.template_nearness } else { 0.0 },
            ),
        ]
    }

    /// Whether it is a few words from inside a sentence, on one side at least, that nobody is quoted with: a title, an office, a set
    /// phrase, unless they say as much as an edited passage.
    fn is_phrase(&self, tally: &Tally) -> bool {
        tally.is_inside && tally.columns <= self.phrase_words
    }

    /// Whether the same words stand around other figures: last month's release, another match.
    pub fn is_template(&self, tally: &Tally) -> bool {
        has_other_numbers(tally) && tally.nearness() < self.template_nearness
    }

    /// Level and score of what the tally shows; nothing where it is too little. `beside` is the weight of other passages
    /// of the same pair.
    pub fn decide(&self, tally: &Tally, beside: f64) -> Option<(Level, f64)> {
        let tests = self.tests(tally, beside);
        let is_passed = |level| tests.iter().filter(|test| test.level == level).all(Test::is_passed);
        let level = [Level::Verbatim, Level::Edited].into_iter().find(|&level| is_passed(level))?;
        Some((level, score(tally.weight, tally.nearness())))
    }
}

/// Whether most of the numbers of both sides are others, and more than one.
fn has_other_numbers(tally: &Tally) -> bool {
    tally.conflicting_numbers >= 2 && tally.conflicting_numbers > tally.equal_numbers
}

/// How sure we are: saturates with the weight of what is shared; 3 rare words .5, 9 words .75, 27 words .9 of equal text.
pub fn score(weight: f64, nearness: f64) -> f64 {
    (weight / (weight + 3.0)) * (0.5 + 0.5 * nearness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::soft::with_words;
    use crate::span::ByteRange;
    use proptest::prelude::*;

    const OFFICE: &str = "the chairwoman of the harbour commission of Osmy Ilse Varnholt";

    static WHOLE: [ByteRange; 1] = [ByteRange { start: 0, end: 1000 }];

    /// Whether the words of an office are a phrase in two texts.
    fn is_phrase(left: &str, right: &str, is_quoted: bool) -> bool {
        let num = OFFICE.split(' ').count() as u32;
        with_words(left, right, |words| {
            let at = |text: &str| text[..text.find(OFFICE).unwrap()].split_whitespace().count() as u32;
            let range = |from: u32| TokenRange::new(from, from + num);
            let columns = vec![Column::Keep; num as usize];
            let alignment = Alignment { left: range(at(left)), right: range(at(right)), columns };
            let quoted = Words { quotations: &|| (&WHOLE, &WHOLE), ..*words };
            let words = if is_quoted { &quoted } else { words };
            Params::default().is_phrase(&Tally::of(words, &alignment))
        })
    }

    #[test]
    fn a_few_words_that_end_a_sentence_on_one_side_only_are_a_phrase_unless_quoted() {
        let inside = format!("Crews heard {OFFICE} refuse. Boats left.");
        let ends = format!("Guests met {OFFICE}. Bakers sold cakes.");
        assert!(is_phrase(&inside, &inside, false));
        assert!(is_phrase(&inside, &ends, false) && is_phrase(&ends, &inside, false));
        assert!(!is_phrase(&ends, &ends, false));
        assert!(!is_phrase(&inside, &inside, true));
    }

    #[test]
    fn figures_are_told_in_whatever_digits() {
        for (one, other) in [("25", "87"), ("٢٥", "٨٧"), ("२५", "८७"), ("２５", "８７")] {
            let numbers = |left: &str, right: &str| {
                with_words(&format!("Boats {left} left"), &format!("Boats {right} left"), |words| {
                    let mut tally = Tally::default();
                    tally.count_numbers(words, TokenRange::new(0, 3), TokenRange::new(0, 3));
                    (tally.equal_numbers, tally.conflicting_numbers)
                })
            };
            assert_eq!((numbers(one, one), numbers(one, other)), ((1, 0), (0, 1)), "{one}");
        }
    }

    #[test]
    fn a_copy_with_another_figure_is_edited() {
        let copy = Tally { kept: 39, columns: 40, longest_run: 30, weight: 9.0, ..Tally::default() };
        let level = |equal_numbers, conflicting_numbers| {
            let tally = Tally { equal_numbers, conflicting_numbers, ..copy };
            Params::default().decide(&tally, 0.0).map(|(level, _)| level)
        };
        assert_eq!([level(0, 0), level(3, 0)], [Some(Level::Verbatim); 2]);
        assert_eq!([level(0, 1), level(3, 1)], [Some(Level::Edited); 2]);
    }

    proptest! {
        /// Where no word that is not kept may be a number, reading all of them tells nothing.
        #[test]
        fn numbers_are_read_wherever_they_may_differ(
            left in prop::collection::vec(0usize..22, 1..24), changes in prop::collection::vec((0usize..24, 0usize..22), 0..4),
        ) {
            const WORDS: [&str; 22] = [
                "gull", "five", "million", "and", "twenty", "hundred", "three", "a", "one", "billion", "harbour", "5", "third", "of",
                "thousands", "board", "half", "quarter", "the", "years", "decades", "24",
            ];
            let mut right = left.clone();
            changes.into_iter().for_each(|(at, word)| right[at % left.len()] = word);
            let column = |(one, other)| if one == other { Column::Keep } else { Column::Edit };
            let columns = left.iter().zip(&right).map(column).collect();
            let text = |words: &[usize]| words.iter().map(|&at| WORDS[at]).collect::<Vec<_>>().join(" ");
            with_words(&text(&left), &text(&right), |words| {
                let all = TokenRange::new(0, left.len() as u32);
                let alignment = Alignment { left: all, right: all, columns };
                let params = Params { verbatim_identity: 0.0, verbatim_run: 0, ..Params::default() };
                let mut tally = Tally::of(words, &alignment);
                tally.read_numbers(words, &alignment, &params);
                let mut said = tally;
                said.compare_numbers(&numbers_said(words, &alignment));
                let conflicting = said.conflicting_numbers;
                let is_read = has_changed_number(words, &alignment);
                assert_eq!(tally.conflicting_numbers, if is_read { conflicting } else { 0 });
                assert!(is_read || conflicting == 0);
            });
        }
    }
}
