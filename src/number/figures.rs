//! The numbers of two stretches set against each other, whatever they are written in: `five` and 5 are one, `million` and `billion` two.
//!
//! **In** the words of both. **Out** their numbers, as values that are equal where the numbers are. **Cost** linear, and that of sorting.
//! **Never** asks where a number stands: news puts the same figures in another order.

use super::row::{Measure, Number, Row, Spoken, Words};
use super::{duration, fraction, is_written, is_year, ordinal, scale, words};
use crate::span::ByteRange;
use crate::text::tokenize::{Token, word_hash};

/// A number, or what may be one, and the words that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Figure {
    hash: u64,
    from: usize,
    to: usize,
    is_year: bool,
}

/// The numbers of one stretch, by the places of their words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    numbers: Vec<Figure>,
    /// Words that are numbers only where one stands across from them: `un`, `one`, `sei`.
    possible: Vec<Figure>,
}

impl Figures {
    /// Reads a sentence, or a part of one, whose first word has the place `first`.
    pub fn read(&mut self, spoken: &Spoken, tokens: &[Token], first: usize) {
        let words = Folded::new(spoken, tokens);
        let mut at = 0;
        while at < words.num() {
            let row = Row { words: &words, from: at };
            let unit = |at: usize| if at < words.num() { words.word(at) } else { "" };
            at += if let Some(Measure { digits, used, unit }) = row.measure() {
                self.add_number(&digits, unit.map_or("", |(_, name)| name), first + at, used);
                used
            } else if let Some(Number { digits, with, .. }) = row.number() {
                self.add_number(&digits, unit(at + with), first + at, with);
                with
            } else {
                let next = (row.power_behind(1), unit(at + 1));
                self.add_word(words.word(at), first + at, next, &|| spoken.language())
            };
        }
    }

    /// Adds a number in digits, which is so many words from a place on. `next` is the word behind it: 24 months and 2 months have no number
    /// in common, though the first are two years.
    pub fn add_number(&mut self, digits: &str, next: &str, from: usize, used: usize) {
        let hash = value(digits, next);
        self.numbers.push(Figure { hash, from, to: from + used, is_year: is_year(digits) });
    }

    /// Adds a folded word, if it says a number by itself: how many words that takes. `next` is the power of ten that the word behind it is,
    /// and that word.
    pub fn add_word(
        &mut self,
        word: &str,
        at: usize,
        (power, next): (Option<usize>, &str),
        language: &dyn Fn() -> Option<&'static str>,
    ) -> usize {
        let digits = word.strip_prefix('-').unwrap_or(word);
        if digits.starts_with(char::is_numeric) {
            match ordinal::spelled(digits, language) {
                Some(spelled) => self.add_other(spelled, at, language),
                None => self.add_number(digits, next, at, 1),
            }
            return 1;
        }
        let Some(number) = words::possible(word) else {
            self.add_other(word, at, language);
            return 1;
        };
        match power {
            Some(power) => self.add_number(&format!("{number}{}", "0".repeat(power)), "", at, 2),
            None => {
                let hash = value(&number.to_string(), next);
                self.possible.push(Figure { hash, from: at, to: at + 1, is_year: false });
            }
        }
        1 + usize::from(power.is_some())
    }

    /// A million that nobody counts, thousands, the third.
    fn add_other(&mut self, word: &str, at: usize, language: &dyn Fn() -> Option<&'static str>) {
        let power = || scale::power(word, language).or_else(|| scale::power(word, &|| None));
        if let Some(power) = power() {
            self.add_number(&format!("1{}", "0".repeat(power)), "", at, 1);
        } else if let Some(many) = scale::uncounted(word, language) {
            self.add_number(&many.to_string(), "", at, 1);
        } else if let Some(place) = ordinal::place(word) {
            self.add_number(&format!("{place}."), "", at, 1);
        }
    }

    /// The numbers of two stretches, each sorted: equal numbers are equal values. `across` are places of words that stand in place of each
    /// other.
    pub fn beside(&self, other: &Self, across: impl Iterator<Item = (usize, usize)>) -> [Vec<u64>; 2] {
        let hashes = |side: &Self| side.numbers.iter().map(|number| number.hash).collect::<Vec<u64>>();
        let (mut left, mut right) = (hashes(self), hashes(other));
        for (l, r) in across {
            left.extend(self.possible_at(l).filter(|_| other.has_count_at(r)));
            right.extend(other.possible_at(r).filter(|_| self.has_count_at(l)));
        }
        left.sort_unstable();
        right.sort_unstable();
        [left, right]
    }

    /// What the word at a place may be.
    fn possible_at(&self, place: usize) -> Option<u64> {
        let at = self.possible.binary_search_by_key(&place, |possible| possible.from).ok()?;
        Some(self.possible[at].hash)
    }

    /// Whether a word at a place is a number, or a part of one, and no year.
    fn has_count_at(&self, place: usize) -> bool {
        let before = self.numbers.partition_point(|number| number.from <= place);
        before > 0 && place < self.numbers[before - 1].to && !self.numbers[before - 1].is_year
    }
}

/// A number, and what it counts where that is time.
fn value(digits: &str, next: &str) -> u64 {
    let hash = word_hash(digits.as_bytes());
    duration::kind(next).map_or(hash, |kind| hash.wrapping_add(kind + 1))
}

/// Whether a word, as it is written, can be one of these numbers, a part of one, or what tells which one it is.
pub fn may_be(written: &str) -> bool {
    let mut word = String::new();
    super::fold_as_number(written, &mut word);
    word.starts_with(char::is_numeric)
        || words::may_open(&word)
        || words::possible(&word).is_some()
        || scale::power(&word, &|| None).is_some()
        || scale::power(&word, &|| Some("tr")).is_some()
        || scale::uncounted(&word, &|| Some("es")).is_some()
        || ordinal::place(&word).is_some()
        || fraction::is_part(&word)
        || duration::kind(&word).is_some()
}

/// The words of a sentence by themselves.
pub(super) struct Folded<'a> {
    spoken: &'a Spoken<'a>,
    tokens: &'a [Token],
    letters: String,
    ends: Vec<usize>,
}

impl<'a> Folded<'a> {
    pub(super) fn new(spoken: &'a Spoken<'a>, tokens: &'a [Token]) -> Self {
        let mut out = Self { spoken, tokens, letters: String::new(), ends: Vec::with_capacity(tokens.len()) };
        let mut word = String::new();
        for token in tokens {
            word.clear();
            super::fold_as_number(token.span.of(spoken.text), &mut word);
            out.letters.push_str(&word);
            out.ends.push(out.letters.len());
        }
        out
    }

    fn written(&self, at: usize) -> &'a str {
        self.tokens[at].span.of(self.spoken.text)
    }
}

impl Words for Folded<'_> {
    fn num(&self) -> usize {
        self.tokens.len()
    }

    fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start..self.ends[at]]
    }

    fn digits(&self, at: usize) -> Option<&str> {
        Some(self.word(at)).filter(|word| is_written(word))
    }

    fn is_marked(&self, at: usize) -> bool {
        let written = self.written(at);
        written.starts_with(char::is_uppercase) || is_year(written)
    }

    fn may_count(&self, at: usize) -> bool {
        let word = self.word(at);
        word.starts_with(|c: char| c.is_ascii_digit()) || words::may_open(word)
    }

    fn span(&self, at: usize) -> ByteRange {
        self.tokens[at].span
    }

    fn spoken(&self) -> &Spoken<'_> {
        self.spoken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    fn figures(language: &'static str, text: &str) -> Figures {
        let mut out = Figures::default();
        let tokens = Document::new(text, &Default::default()).tokens;
        out.read(&Spoken::in_language(text, Some(language)), &tokens, 0);
        out
    }

    /// How many numbers both have, and how many of one stand against others of the other one, where words at one place of both stand in
    /// place of each other.
    fn contrast(language: &'static str, left: &str, right: &str) -> (usize, usize) {
        let [one, other] = [left, right].map(|text| figures(language, text));
        let places = || (0..20).map(|at| (at, at));
        let [left, right] = one.beside(&other, places());
        assert_eq!(other.beside(&one, places()), [right.clone(), left.clone()], "either way round");
        let mut rest = right.clone();
        let mut strike =
            |number: &&u64| rest.iter().position(|other| other == *number).map(|at| rest.remove(at));
        let equal = left.iter().filter_map(|number| strike(&number)).count();
        (equal, left.len().min(right.len()) - equal)
    }

    #[test]
    fn other_numbers_are_told_in_their_language() {
        for (language, left, right) in [
            ("en", "worth 5 million crowns", "worth 5 billion crowns"),
            ("en", "worth millions of crowns", "worth billions of crowns"),
            ("en", "worth several million crowns", "worth several billion crowns"),
            ("en", "worth a million crowns", "worth a billion crowns"),
            ("en", "worth 5 million crowns", "worth 5 crowns"),
            ("en", "hundreds of gulls", "thousands of gulls"),
            ("en", "dozens of gulls", "hundreds of gulls"),
            ("en", "five gulls", "nine gulls"),
            ("en", "five gulls", "9 gulls"),
            ("en", "Five gulls", "nine gulls"),
            ("en", "one gull", "two gulls"),
            ("en", "twenty-three gulls", "twenty-four gulls"),
            ("en", "two hundred gulls", "two hundred and fifty gulls"),
            ("en", "for the third time", "for the fourth time"),
            ("en", "24 months in prison", "2 months in prison"),
            ("en", "two decades in prison", "20 months in prison"),
            ("en", "two decades in prison", "two centuries in prison"),
            ("en", "six weeks in prison", "42 weeks in prison"),
            ("en", "for a decade and a half", "for a century and a half"),
            ("en", "half of the gulls", "a quarter of the gulls"),
            ("fr", "la moitié des mouettes", "le quart des mouettes"),
            ("fr", "un quart des mouettes", "un tiers des mouettes"),
            ("en", "for the 3rd time", "for the fourth time"),
            ("en", "half a million gulls", "a million gulls"),
            ("fr", "deux mouettes", "douze mouettes"),
            ("fr", "un mort", "deux morts"),
            ("fr", "vingt-trois mouettes", "vingt-quatre mouettes"),
            ("fr", "vingt mouettes", "vingt-deux mouettes"),
            ("fr", "sept mouettes", "seize mouettes"),
            ("fr", "un million d'euros", "un milliard d'euros"),
            ("fr", "des millions d'euros", "des milliards d'euros"),
            ("fr", "une vingtaine de mouettes", "une trentaine de mouettes"),
            ("fr", "des centaines de mouettes", "des milliers de mouettes"),
            ("fr", "la première fois", "la deuxième fois"),
            ("de", "zwei Möwen", "zwölf Möwen"),
            ("de", "eine Million Möwen", "zwei Millionen Möwen"),
            ("de", "eine Million Möwen", "eine Milliarde Möwen"),
            ("de", "dreiundzwanzig Möwen", "vierundzwanzig Möwen"),
            ("de", "die dritte Möwe", "die vierte Möwe"),
            ("es", "once gaviotas", "doce gaviotas"),
            ("es", "dos millones de euros", "dos mil millones de euros"),
            ("es", "miles de gaviotas", "millones de gaviotas"),
            ("it", "due gabbiani", "tre gabbiani"),
            ("it", "sei gabbiani", "sette gabbiani"),
            ("it", "un milione", "un miliardo"),
            ("pt", "dois milhões", "dois bilhões"),
            ("pt", "sete gaivotas", "nove gaivotas"),
            ("nl", "vijf meeuwen", "zes meeuwen"),
            ("nl", "een miljoen", "een miljard"),
            ("pl", "dwie mewy", "trzy mewy"),
            ("ru", "две чайки", "пять чаек"),
            ("ru", "миллион чаек", "миллиард чаек"),
            ("tr", "beş martı", "altı martı"),
            ("zh", "三百万人", "三百亿人"),
        ] {
            assert!(contrast(language, left, right).1 > 0, "{left} | {right}");
        }
    }

    #[test]
    fn the_same_number_in_other_words_is_no_other_one() {
        for (language, left, right) in [
            ("en", "five gulls", "5 gulls"),
            ("en", "one gull", "a gull"),
            ("en", "one gull", "1 gull"),
            ("en", "one gull", "the gull"),
            ("en", "a million", "one million"),
            ("en", "5 million", "5,000,000"),
            ("en", "£5 million", "£5m"),
            ("en", "five per cent", "5%"),
            ("en", "the 3rd time", "the third time"),
            ("en", "two dozen gulls", "24 gulls"),
            ("en", "one half of the gulls", "half of the gulls"),
            ("en", "a year ago", "one year ago"),
            ("en", "24 months of rain", "two years of rain"),
            ("fr", "un an de pluie", "1 an de pluie"),
            ("fr", "deux semaines de pluie", "14 jours de pluie"),
            ("fr", "quinze jours de pluie", "deux semaines de pluie"),
            ("en", "five boats and 9 gulls", "5 boats and nine gulls"),
            ("en", "two or three", "three or two"),
            ("en", "the two gulls", "the gulls"),
            ("en", "few gulls", "five gulls"),
            ("en", "three men seize gulls", "three men take gulls"),
            ("en", "gulls seize bread, an elf", "five gulls take bread"),
            ("fr", "un goéland", "une mouette"),
            ("fr", "un goéland", "le goéland"),
            ("fr", "seize mouettes", "16 mouettes"),
            ("fr", "un million", "1 million"),
            ("fr", "un millier de mouettes", "1 000 mouettes"),
            ("fr", "le 2e jour", "le deuxième jour"),
            ("fr", "le second jour", "le deuxième jour"),
            ("de", "eine Million Möwen", "1 Million Möwen"),
            ("de", "zwölf Möwen", "12 Möwen"),
            ("es", "once gaviotas", "11 gaviotas"),
            ("it", "sei gabbiani", "6 gabbiani"),
            ("it", "un milione", "1 milione"),
            ("pt", "três gaivotas", "3 gaivotas"),
            ("ru", "один миллион", "1 миллион"),
        ] {
            assert_eq!(contrast(language, left, right).1, 0, "{left} | {right}");
        }
        assert_eq!(contrast("en", "five boats, nine gulls", "9 gulls"), (1, 0));
        assert_eq!(contrast("fr", "samedi un goéland", "samedi ce goéland, 15"), (0, 0), "not in its place");
        assert_eq!(contrast("fr", "en mars un goéland", "en mars 2018, ce goéland"), (0, 0), "a year");
        assert_eq!(contrast("fr", "une mouette", "vingt-deux mouettes"), (0, 1));
        assert_eq!(contrast("en", "five boats, nine gulls", "5 gulls, 8 boats"), (1, 1));
    }

    #[test]
    fn every_word_of_a_number_may_be_one() {
        for word in "five hundred Million milliards eine zwölf première dritte third miles bin sei 5 18h41 vingtaine полтора три 万 quart half decade"
            .split(' ')
        {
            assert!(may_be(word), "{word}");
        }
        assert!(!["gull", "mouette", "accord", "barge", "sentence", "le"].into_iter().any(may_be));
    }
}
