//! Words of a sentence in which a number may begin: `seize`, `4.2bn`, the 4 of `4 to 7 billion`.
//!
//! **In** the words of a sentence before numbers are joined. **Out** a [`Number`]. **Cost** linear in the words that it takes.
//! **Never** changes the words.

use super::{Full, Joined, collective, duration, fold_word, fraction, half, words};
use crate::span::ByteRange;
use crate::text::language::language;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A text, and its language where that is asked for.
pub struct Spoken<'a> {
    pub(crate) text: &'a str,
    language: OnceCell<Option<&'static str>>,
}

impl<'a> Spoken<'a> {
    /// A text of which nothing is known.
    pub fn new(text: &'a str) -> Self {
        Self { text, language: OnceCell::new() }
    }

    /// A text whose language was found before.
    pub fn in_language(text: &'a str, language: Option<&'static str>) -> Self {
        Self { text, language: language.into() }
    }

    /// Whether a number word is one here: not in every language, nor with an accent (`très`).
    fn is_number(&self, folded: &str, written: &str) -> bool {
        !words::is_ambiguous(folded) || words::is_number_in(folded, written.is_ascii(), self.language())
    }

    /// Its language, where it is certain.
    pub fn language(&self) -> Option<&'static str> {
        *self.language.get_or_init(|| language(self.text))
    }
}

/// The words of a sentence, before numbers are joined.
pub trait Words {
    /// How many there are.
    fn num(&self) -> usize;
    /// One of them, folded.
    fn word(&self, at: usize) -> &str;
    /// Its digits, where it is a number.
    fn digits(&self, at: usize) -> Option<&str>;
    /// Whether it has a capital, or as a number is written as a year is.
    fn is_marked(&self, at: usize) -> bool;
    /// Whether a number may begin with it.
    fn may_count(&self, at: usize) -> bool;
    /// Whether what is measured may begin with it ([`may_measure`]); where that is not known, with every word.
    fn may_measure(&self, _at: usize) -> bool {
        true
    }
    /// Where it stands in the text.
    fn span(&self, at: usize) -> ByteRange;
    /// The text.
    fn spoken(&self) -> &Spoken<'_>;
}

/// A number as it is read.
pub struct Number {
    /// Its digits, with a sign where it is a share.
    pub digits: Box<str>,
    /// How many words become this one.
    pub used: usize,
    /// The same with those that tell what it is.
    pub with: usize,
}

/// What is told in other words too.
pub struct Measure {
    /// The digits of the number.
    pub digits: Box<str>,
    /// How many words become it and its unit.
    pub used: usize,
    /// Which of them is the unit, and its name there.
    pub unit: Option<(usize, &'static str)>,
}

/// Whether [`Row::measure`] may find something that begins with `word`, whatever stands around it: a number, an article, or half of
/// something.
pub fn may_measure(word: &str) -> bool {
    word.starts_with(char::is_numeric)
        || words::may_open(word)
        || words::single(word).is_some()
        || half::opens_hour(word)
        || duration::is_half(word)
        || duration::is_one(word)
        || fraction::is_article(word)
        || matches!(word, "ce")
}

/// Words of a sentence from one of them on.
pub struct Row<'a, W> {
    /// All of them.
    pub words: &'a W,
    /// The one at hand.
    pub from: usize,
}

impl<'a, W: Words> Row<'a, W> {
    /// How many words there are, from the one at hand on.
    fn len(&self) -> usize {
        self.words.num().saturating_sub(self.from)
    }

    fn from(&self, nth: usize) -> Self {
        Self { words: self.words, from: self.from + nth }
    }

    fn word(&self, nth: usize) -> &'a str {
        if nth < self.len() { self.words.word(self.from + nth) } else { "" }
    }

    /// The word that stands so many before the one at hand.
    fn before(&self, back: usize) -> &'a str {
        self.from.checked_sub(back).map_or("", |at| self.words.word(at))
    }

    fn text(&self) -> &'a str {
        self.words.spoken().text
    }

    fn span(&self, nth: usize) -> ByteRange {
        self.words.span(self.from + nth)
    }

    fn written(&self, nth: usize) -> &'a str {
        if nth < self.len() { self.span(nth).of(self.text()) } else { "" }
    }

    /// What stands between a word and the one before it.
    fn gap(&self, nth: usize) -> &'a str {
        let at = self.from + nth;
        // The words of a date that is one token have nothing between them.
        let between = self.words.span(at - 1).end as usize..self.words.span(at).start as usize;
        self.text().get(between).unwrap_or(".")
    }

    fn is_joined(&self, nth: usize) -> bool {
        nth < self.len()
            && self.gap(nth).chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
    }

    /// Whether the word at hand is a number that is written as a year is.
    fn is_year(&self) -> bool {
        self.words.digits(self.from).is_some() && self.words.is_marked(self.from)
    }

    /// The number at hand, where it is none in digits that stand alone.
    pub fn number(&self) -> Option<Number> {
        let (digits, used) = self.counted()?;
        let mut full = self.full(&digits, used, None);
        if full.with == 0
            && full.digits == digits
            && let Some(lower) = self.lower_end(&digits, used)
        {
            full.digits = lower;
        }
        let is_new = self.words.digits(self.from) != Some(&*full.digits);
        is_new.then(|| Number { digits: full.digits.into(), used: used + full.taken, with: used + full.with })
    }

    /// The same with what stands after the words it was read from; of a part of another number, as far as it is `below` a power of ten.
    fn full(&self, digits: &str, used: usize, below: Option<u64>) -> Full {
        let number = |nth: usize, below: u64| {
            let row = self.from(used + nth);
            let (digits, used) = row.counted().filter(|_| !row.is_year())?;
            let full = row.full(&digits, used, Some(below));
            Some((full.digits, used + full.with))
        };
        let around = Joined {
            word: &|nth| self.word(used + nth),
            power: &|nth| self.power(used + nth),
            is_joined: &|nth| self.is_joined(used + nth),
            number: &number,
            is_year: self.is_year(),
            is_share: self.is_share(used),
            below,
        };
        super::in_full(digits, &around)
    }

    /// Whether a sign behind so many words, or before them, says that they are a share: `12,5 %`, `%12,5`, `yüzde 12,5`.
    fn is_share(&self, used: usize) -> bool {
        let (first, last) = (self.span(0), self.span(used - 1));
        let (before, behind) = self.text().split_at(first.start as usize);
        let behind = behind[(last.end - first.start) as usize..].trim_start();
        let is_behind = behind.starts_with(['%', '٪', '％']) || behind.starts_with("パーセント");
        let is_before = || {
            let sign = before.strip_suffix(['%', '٪']);
            sign.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
                || before.ends_with("百分之")
                || self.before(1) == "yuzde"
        };
        is_behind || is_before()
    }

    /// A number read from so many words as the first end of a range, where the other one says what both are.
    fn lower_end(&self, digits: &str, used: usize) -> Option<String> {
        let is_dashed = |gap: &str| matches!(gap.trim(), "-" | "\u{2010}" | "\u{2011}" | "–");
        let (between, other) = match self.len() - used {
            0 => return None,
            _ if is_dashed(self.gap(used)) => ("", used),
            1 => return None,
            _ if super::is_between(self.word(used)) && self.is_joined(used) && self.is_joined(used + 1) => {
                (self.word(used), used + 1)
            }
            _ => return None,
        };
        if self.is_year() {
            return None;
        }
        let row = self.from(other);
        let (written, words) = row.counted()?;
        super::lower_end(digits, between, &written, &row.full(&written, words, None).digits)
    }

    /// Digits, and the words that are read as such, with a half or dozens behind them.
    fn counted(&self) -> Option<(String, usize)> {
        if matches!(self.word(0), "one" | "un" | "une" | "um" | "bir")
            && let Some(more) = self.with_half("1", 1)
        {
            return Some(more);
        }
        let (digits, used) = self.counted_whole()?;
        let dozens = || {
            let is_dozens = self.is_joined(used) && collective::is_dozen(self.word(used)) && !self.is_year();
            let number =
                digits.parse::<u64>().ok().filter(|number| is_dozens && (2..100).contains(number))?;
            Some(((12 * number).to_string(), used + 1))
        };
        Some(self.with_half(&digits, used).or_else(dozens).unwrap_or((digits, used)))
    }

    /// So many and a half, where a thousand or more stands behind it: `two and a half million`.
    fn with_half(&self, digits: &str, used: usize) -> Option<(String, usize)> {
        let half = half::behind([0, 1, 2].map(|nth| self.word(used + nth)))?;
        let is_half = (0..=half).all(|nth| self.is_joined(used + nth)) && self.power(used + half) >= Some(3);
        let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_half && is_whole && !self.is_year()).then(|| (format!("{digits}.5"), used + half))
    }

    fn counted_whole(&self) -> Option<(String, usize)> {
        if self.len() == 0 {
            return None;
        }
        if let Some(digits) = self.words.digits(self.from) {
            return Some((digits.to_owned(), 1));
        }
        if !self.words.may_count(self.from) {
            return None;
        }
        let folded = self.word(0);
        if folded.starts_with(|c: char| c.is_ascii_digit()) {
            return self.abbreviated().map(|digits| (digits, 1));
        }
        let half = words::num_of_half([folded, self.word(1)]).filter(|&used| self.counts_millions(used));
        if let Some(used) = half.filter(|&used| (1..used).all(|nth| self.is_joined(nth))) {
            return Some(("0.5".to_owned(), used));
        }
        if let Some(digits) = half::in_one_word(folded) {
            let is_number = self.is_joined(1) && self.power(1) >= Some(3);
            return is_number.then(|| (digits.to_owned(), 1));
        }
        self.in_words(folded).map(|(value, used)| (value.to_string(), used))
    }

    /// What the words at hand measure, where that is told in other words too: a span of time, a share.
    pub fn measure(&self) -> Option<Measure> {
        if self.words.may_measure(self.from) { self.measure_slow() } else { None }
    }

    /// The same, whatever word is at hand.
    fn measure_slow(&self) -> Option<Measure> {
        self.half_hour().or_else(|| self.quarters()).or_else(|| self.duration()).or_else(|| self.fraction())
    }

    /// Half an hour, and what minutes are called there; `an hour and a half hour` is none.
    fn half_hour(&self) -> Option<Measure> {
        let (used, minutes) = half::of_hour([0, 1, 2].map(|nth| self.word(nth)))?;
        let is_more = |word: &str| matches!(word, "and" | "et" | "y" | "e" | "und" | "en" | "i");
        let is_added = is_more(self.before(1)) || self.before(1) == "a" && is_more(self.before(2));
        let is_joined =
            (1..used).all(|nth| self.is_joined(nth) || self.gap(nth) == "'" || self.gap(nth) == "’");
        let digits = "30".into();
        (is_joined && !is_added).then_some(Measure { digits, used, unit: Some((used - 1, minutes)) })
    }

    /// A span of time that is mostly told in another unit: `un an et demi`, `two decades`, `24 mois`.
    fn duration(&self) -> Option<Measure> {
        let half_behind = |nth: usize| half::behind([0, 1, 2].map(|more| self.word(nth + more))).unwrap_or(0);
        let (mut halves, at) = self.halves()?;
        let unit_at = |nth: usize| duration::unit(self.word(nth), || self.words.spoken().language());
        let unit = unit_at(at)?;
        let mut used = at + 1;
        let behind = used + half_behind(used);
        if halves % 2 == 0 && behind > used && !self.is_half_of_next(behind) {
            (halves, used) = (halves + 1, behind);
        }
        let is_time = unit.is_of_clock()
            && matches!(
                self.before(1),
                "a" | "vers" | "des" | "avant" | "entre" | "at" | "um" | "las" | "alle"
            );
        let (number, name) = unit.told(halves).filter(|_| !is_time)?;
        // Alone it may be some fifteen people.
        if unit.is_of_days() {
            let is_of_days = matches!(self.word(used), "de" | "di" | "d")
                && unit_at(used + 1).is_some_and(duration::Named::is_day);
            used += if is_of_days { 2 } else { return None };
        }
        let is_joined = (1..used).all(|nth| self.is_joined(nth));
        is_joined.then(|| Measure { digits: number.to_string().into(), used, unit: Some((at, name)) })
    }

    /// Whether a half that ends before a word is one of what stands there: `two years and a half-million`, `dos años y media docena`.
    fn is_half_of_next(&self, nth: usize) -> bool {
        nth < self.len()
            && (matches!(self.gap(nth), "-" | "\u{2010}" | "\u{2011}")
                || collective::is_dozen(self.word(nth))
                || collective::value(self.word(nth)).is_some()
                || self.power(nth).is_some())
    }

    /// How many the words at hand are, in halves, and how many words say so: one, a half, two and a half, 24.
    fn halves(&self) -> Option<(u64, usize)> {
        let folded = self.word(0);
        if duration::is_half(folded) {
            let is_of_one = folded == "half" && matches!(self.word(1), "a" | "an");
            return Some((1, if is_of_one { 2 } else { 1 }));
        }
        if duration::is_one(folded) {
            let half = half::behind([1, 2, 3].map(|nth| self.word(nth)));
            return Some(half.map_or((2, 1), |words| (3, 1 + words)));
        }
        let (digits, used) = match half::in_one_word(folded) {
            Some(digits) => (digits.to_owned(), 1),
            None => self.counted().filter(|_| !self.is_year())?,
        };
        if self.full(&digits, used, None).with > 0 {
            return None;
        }
        let half = half::behind([0, 1, 2].map(|nth| self.word(used + nth)));
        match (digits.strip_suffix(".5"), half) {
            (Some(whole), _) => Some((whole.parse::<u64>().ok()?.checked_mul(2)? + 1, used)),
            (None, None) => Some((digits.parse::<u64>().ok()?.checked_mul(2)?, used)),
            (None, Some(words)) => {
                Some((digits.parse::<u64>().ok()?.checked_mul(2)?.checked_add(1)?, used + words))
            }
        }
    }

    /// Quarters of an hour.
    fn quarters(&self) -> Option<Measure> {
        let (words, minutes) = duration::quarters_of_hour([1, 2, 3, 4].map(|nth| self.word(nth)))?;
        let number = match (self.number_of_parts()?, self.word(0)) {
            (None, "un" | "a" | "one" | "le" | "ce" | "una" | "um") => 1,
            (number, _) => number.filter(|&number| number < 4)?,
        };
        let digits = (15 * number).to_string().into();
        Some(Measure { digits, used: 1 + words, unit: Some((words, minutes)) })
    }

    /// The number at hand, if the word behind it is what is counted, and none where it is an article: the three of `three quarters`.
    fn number_of_parts(&self) -> Option<Option<u64>> {
        let word = self.word(0);
        let spoken = || words::phrase(&[word], false, |_| false).map(|(value, _)| value);
        let written = self.words.digits(self.from).map(|digits| digits.parse().ok());
        self.is_joined(1).then(|| written.unwrap_or_else(|| spoken().or_else(|| words::single(word))))
    }

    /// A fraction of many: `un quart des`, `two thirds of the`, `half of them`. The name of the part stays a word.
    fn fraction(&self) -> Option<Measure> {
        let words = [0, 1, 2, 3].map(|nth| self.word(nth));
        let share = if fraction::half_of_many(self.before(1), [words[0], words[1], words[2]]) {
            Some(50)
        } else {
            let is_part = fraction::is_part(words[1]) && !fraction::is_goal(words[1], self.written(1));
            let number = if is_part { self.number_of_parts()? } else { return None };
            let number = number.map_or(Cow::Borrowed(words[0]), |number| number.to_string().into());
            fraction::of_many(self.before(1), &number, words[1], [words[2], words[3]])
        };
        let share = share.filter(|_| self.is_joined(1) && self.is_joined(2));
        share.map(|share| Measure { digits: format!("{share}%").into(), used: 1, unit: None })
    }

    /// Whether a word is joined to those before, and is a million or more.
    fn counts_millions(&self, nth: usize) -> bool {
        self.is_joined(nth) && self.power(nth).is_some_and(|power| power >= 6)
    }

    /// `4.2bn`.
    fn abbreviated(&self) -> Option<String> {
        // As written: folded, a point beside letters is none.
        let written = self.written(0);
        let end = written.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?;
        let is_money = self.text()[..self.span(0).start as usize].ends_with(['£', '$', '€']);
        let mut digits = String::new();
        fold_word(&written[..end], &mut digits);
        super::abbreviated(&digits, &written[end..], is_money)
    }

    fn in_words(&self, folded: &str) -> Option<(u64, usize)> {
        let before = [self.before(2), self.before(1)];
        // Capitalized alone it may be a name: Cent, Neuf.
        let may_be_name = self.words.is_marked(self.from) && self.from > 0;
        let is_counted = |nth: &usize| {
            *nth < self.len()
                && self.words.digits(self.from + nth).is_none()
                && self.words.spoken().is_number(self.word(*nth), self.written(*nth))
        };
        if words::is_vague(before[1]) && words::is_round(folded) {
            return None;
        }
        if let Some(value) = collective::value(folded) {
            return self.collected(folded, collective::counted(value, before)?);
        }
        let ahead = || -> Vec<&str> { (0..8).take_while(is_counted).map(|nth| self.word(nth)).collect() };
        let is_joined = |nth| self.is_joined(nth);
        let is_one = || words::is_one(folded) && self.is_joined(1) && self.power(1).is_some();
        // A thousand are said of many; a million, mostly of one. In other languages `a` is no article: `a milioni`.
        if folded == "a" {
            let is_one = matches!(self.word(1), "million" | "billion" | "trillion") && self.is_joined(1);
            return is_one.then_some((1, 1));
        }
        if words::is_sign(folded) {
            // The 23rd, some hundred thousand, the 11th of November.
            let is_none = matches!(before[1], "第" | "几" | "幾" | "数" | "數" | "双" | "雙");
            let counts_more = |nth: usize| self.power(nth).is_some_and(|power| power >= 4);
            // The rest of what was no number.
            let is_rest = words::is_sign(before[1]) && self.is_joined(0);
            return words::signs(&ahead(), is_joined, counts_more).filter(|_| !is_none && !is_rest);
        }
        let mut value = None;
        if words::opens(folded, before[1]) {
            value = words::phrase(&ahead(), super::opens_range(before[1]), is_joined)
                .or_else(|| is_one().then_some((1, 1)));
        }
        // Of a word that two languages have, the longer number is meant.
        if value.is_none_or(|(_, used)| used == 1) && words::opens_row(folded) {
            let row = words::row(&ahead(), is_joined);
            value = if value.is_none() || row.is_some_and(|(_, used)| used > 1) { row } else { value };
        }
        let value = value.or_else(|| words::dozen(folded, before).map(|value| (value, 1)));
        value.filter(|&(_, used)| (used > 1 || !may_be_name) && !self.is_part_of_ordinal(used))
    }

    /// A noun that is a number, where it counts something: `une vingtaine de marins`, with the thousands and `de` that it multiplies.
    fn collected(&self, noun: &str, value: u64) -> Option<(u64, usize)> {
        if collective::is_bare(noun) {
            return Some((value, 1));
        }
        let counted = self.word(2);
        let is_of = matches!(self.word(1), "de" | "d" | "di") && self.is_joined(1);
        let is_span = collective::is_fortnight(noun)
            && matches!(counted, "jours" | "dias" | "giorni" | "jour")
            || collective::is_isolation(noun) && self.power(2).is_none() && self.from(2).counted().is_some();
        match is_of && !is_span {
            false => None,
            true if self.is_joined(2) && collective::is_of_thousands(counted) => Some((1000 * value, 3)),
            true if self.is_joined(2) && self.power(2).is_some_and(|power| power >= 3) => Some((value, 2)),
            true => Some((value, 1)),
        }
    }

    /// Whether so many words, and the one behind them, are an ordinal or a fraction.
    fn is_part_of_ordinal(&self, used: usize) -> bool {
        self.is_joined(used)
            && words::is_rest_of_ordinal(self.word(used), !self.gap(used).contains(char::is_whitespace))
    }

    /// The power of ten that a word is which is joined to the one before it.
    pub fn power_behind(&self, nth: usize) -> Option<usize> {
        if self.is_joined(nth) { self.power(nth) } else { None }
    }

    /// The power of ten that a word is.
    fn power(&self, nth: usize) -> Option<usize> {
        super::power(self.word(nth), &|| self.words.spoken().language())
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::Folded;
    use super::*;
    use crate::text::Document;
    use proptest::prelude::*;

    /// Words that measures are made of, and a few that are in none.
    const WORDS: &str = "half a an hour the of quarter quarters three third thirds two tenth year years and decade decades one its \
        demi demie heure d un une le ce la moitié tiers quart quarts des du de et trois deux an ans quinzaine jours mois siècle 24 3 \
        au les ein eine einem halbe halben halbes stunde viertel drittel zwei der die jahre anderthalb zweieinhalb monate hälfte \
        medio media hora horas cuarto cuartos tres dos y años los tercio mitad mezzo mezza mezz mezzora ora quarti quarto tre anni un' \
        meio meia uma um dois metade das een half uur helft van het derde yarım saat buçuk bir iki pol godziny полчаса полтора hundert \
        boat bateau seize ce plusieurs 2018 1.5 millones mil cien dreihundert";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_is_measured_begins_with_a_word_that_may(
            words in proptest::collection::vec(proptest::sample::select(WORDS.split_whitespace().collect::<Vec<_>>()), 1..7),
        ) {
            let text = words.join(" ");
            let document = Document::new(&text, &Default::default());
            let spoken = Spoken::new(&text);
            let folded = Folded::new(&spoken, &document.tokens);
            let row = Row { words: &folded, from: 0 };
            prop_assert!(row.measure_slow().is_none() || may_measure(row.word(0)), "{}", text);
        }
    }

    #[test]
    fn few_words_may_be_the_first_of_a_measure() {
        for word in ["half", "demi", "the", "une", "24", "dreihundert", "mezzora", "ce"] {
            assert!(may_measure(word), "{word}");
        }
        for word in ["boat", "president", "les", "with", "in", "il", "que"] {
            assert!(!may_measure(word), "{word}");
        }
    }
}
