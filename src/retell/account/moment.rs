//! Times of day and dates in digits, each one term: `18h41` and `6:41 p.m.`, `2018-07-16` and `16/07/2018`.
//!
//! **In** the words of a sentence from one of them on. **Out** a [`Moment`]. **Cost** none but where a digit begins.
//! **Never** takes a number for one that may count something: 6 hours are none.

use crate::span::ByteRange;
use crate::text::tokenize::Token;

/// A time of day, or a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// As it is compared: `18h41`, `2018.7.16`.
    pub(super) written: String,
    /// How many words it takes.
    pub(super) used: usize,
    /// Whether it is a date.
    pub(super) is_date: bool,
}

/// Words from one of them on, and the one before.
pub(super) struct Ahead<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// As folded; empty where there is none.
    pub(super) before: &'a str,
    /// Whether the text is certainly in German, where `am` is a preposition: `12 am Montag`.
    pub(super) is_german: &'a dyn Fn() -> bool,
}

impl Ahead<'_> {
    /// The time or date that begins with the first word.
    pub(super) fn moment(&self) -> Option<Moment> {
        if !self.word(0).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let date = || self.date().map(|(written, used)| Moment { written, used, is_date: true });
        let clock = |(hour, minute, used)| {
            let written = if minute == 0 { format!("{hour}h") } else { format!("{hour}h{minute:02}") };
            Moment { written, used, is_date: false }
        };
        date().or_else(|| self.clock().map(clock))
    }

    fn word(&self, nth: usize) -> &str {
        self.tokens.get(nth).map_or("", |token| token.span.of(self.text))
    }

    /// What stands between a word and the one before it.
    fn gap(&self, nth: usize) -> &str {
        match (self.tokens.get(nth - 1), self.tokens.get(nth)) {
            (Some(one), Some(next)) => ByteRange::new(one.span.end, next.span.start).of(self.text),
            _ => "",
        }
    }

    fn follows(&self, nth: usize) -> bool {
        nth < self.tokens.len() && self.gap(nth).chars().all(char::is_whitespace)
    }

    /// Hour, minute, words.
    fn clock(&self) -> Option<(u32, u32, usize)> {
        let first = self.word(0);
        let (digits, letters) = first.split_at(first.bytes().take_while(u8::is_ascii_digit).count());
        let hour = digits.parse().ok().filter(|&hour: &u32| hour <= 24 && digits.len() <= 2)?;
        if let Some(rest) = letters.strip_prefix(['h', 'H']) {
            return Some((hour, if rest.is_empty() { 0 } else { minute(rest)? }, 1));
        }
        if let Some(shift) = half(letters) {
            return Some((of_day(hour, shift)?, 0, 1));
        }
        let half_behind = |used: usize| {
            let is_preposition = || self.word(used) == "am" && (self.is_german)();
            half(self.word(used)).filter(|_| self.follows(used) && !is_preposition())
        };
        let behind = |hour, minute, used: usize| match half_behind(used) {
            Some(shift) => Some((of_day(hour, shift)?, minute, used + 1)),
            None => Some((hour, minute, used)),
        };
        if let Some(rest) = letters.strip_prefix('.') {
            return (self.follows(1) && self.is(1, &["Uhr"])).then_some((hour, minute(rest)?, 1));
        }
        if !letters.is_empty() {
            return None;
        }
        if self.gap(1) == ":" {
            let second = self.word(1);
            let (digits, letters) = second.split_at(second.bytes().take_while(u8::is_ascii_digit).count());
            let minute = minute(digits)?;
            if let Some(shift) = half(letters) {
                return Some((of_day(hour, shift)?, minute, 2));
            }
            let has_seconds = self.gap(2) == ":" && self::minute(self.word(2)).is_some();
            return if letters.is_empty() {
                behind(hour, minute, 2 + usize::from(has_seconds))
            } else {
                None
            };
        }
        if !self.follows(1) {
            return None;
        }
        if let Some(shift) = half_behind(1) {
            return Some((of_day(hour, shift)?, 0, 2));
        }
        let is_at = matches!(self.before, "a" | "vers" | "des") && hour < 24;
        match self.is(1, &["heures", "heure"]) {
            true if self.follows(2) && !self.is(3, &["minutes"]) && minute(self.word(2)).is_some() => {
                Some((hour, minute(self.word(2))?, 3))
            }
            true => is_at.then_some((hour, 0, 1)),
            false => self.is(1, &["Uhr"]).then_some((hour, 0, 1)),
        }
    }

    fn is(&self, nth: usize, words: &[&str]) -> bool {
        words.contains(&self.word(nth))
    }

    /// Year, month and day, and the words; of two numbers that may be both, the day is the first.
    fn date(&self) -> Option<(String, usize)> {
        let first = self.word(0);
        if first.contains('.') {
            let mut parts = first.split('.');
            let three = [parts.next()?, parts.next()?, parts.next()?];
            return parts.next().is_none().then(|| ordered(three, ".")).flatten().map(|date| (date, 1));
        }
        let sign = self.gap(1);
        if !matches!(sign, "-" | "/") || self.gap(2) != sign {
            return None;
        }
        ordered([first, self.word(1), self.word(2)], sign).map(|date| (date, 3))
    }
}

/// Two digits below sixty.
fn minute(written: &str) -> Option<u32> {
    let is_two = written.len() == 2 && written.bytes().all(|byte| byte.is_ascii_digit());
    written.parse().ok().filter(|&minute| is_two && minute < 60)
}

/// Hours to add for a half of the day, `a.m.` or `p.m.`.
fn half(word: &str) -> Option<u32> {
    if word.len() > "a.m.".len() {
        return None;
    }
    let letters: String = word.chars().filter(|&c| c != '.').flat_map(char::to_lowercase).collect();
    match letters.as_str() {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    }
}

fn of_day(hour: u32, shift: u32) -> Option<u32> {
    (1..=12).contains(&hour).then_some(hour % 12 + shift)
}

/// A date of three numbers with such a sign between them.
fn ordered(parts: [&str; 3], sign: &str) -> Option<String> {
    let number = |part: &str, most: u32| {
        let is_short = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|number| is_short && (1..=most).contains(number))
    };
    let year = |part: &str| match part.len() {
        4 => part.parse::<u32>().ok().filter(|year| (1800..2200).contains(year)),
        2 if sign == "/" => {
            part.parse::<u32>().ok().map(|year| if year < 70 { 2000 + year } else { 1900 + year })
        }
        _ => None,
    };
    let [first, second, third] = parts;
    let (year, month, day) = match first.len() {
        4 => (year(first)?, number(second, 12)?, number(third, 31)?),
        // A month there is none above twelve.
        _ => match (number(first, 31)?, number(second, 31)?) {
            (month, day) if day > 12 => (year(third)?, month, day),
            (day, month) => (year(third)?, month, day),
        },
    };
    (month <= 12).then(|| format!("{year}.{month}.{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    fn moment(before: &str, text: &str) -> Option<(String, usize)> {
        let document = Document::new(text, &Default::default());
        let ahead = Ahead { text, tokens: &document.tokens, before, is_german: &|| text.ends_with("Montag") };
        ahead.moment().map(|found| (found.written, found.used))
    }

    #[test]
    fn one_time_has_one_form() {
        for (text, expected, used) in [
            ("18h41 à Tarnmouth", "18h41", 1),
            ("05H00", "5h", 1),
            ("18:41, said", "18h41", 2),
            ("6:41 p.m. on Monday", "18h41", 3),
            ("6:41pm", "18h41", 2),
            ("6 p.m. on", "18h", 2),
            ("6 am Monday", "6h", 2),
            ("12 a.m.", "0h", 2),
            ("6pm", "18h", 1),
            ("18:41:07", "18h41", 3),
            ("18 heures 30, dit-il", "18h30", 3),
            ("18.30 Uhr", "18h30", 1),
            ("18 Uhr", "18h", 1),
            ("2018-07-16", "2018.7.16", 3),
            ("2018/07/16", "2018.7.16", 3),
            ("16.07.2018", "2018.7.16", 1),
            ("16/07/2018", "2018.7.16", 3),
            ("7/16/18", "2018.7.16", 3),
            ("7/8/2018", "2018.8.7", 3),
        ] {
            assert_eq!(moment("", text), Some((expected.to_owned(), used)), "{text}");
        }
        assert_eq!(moment("a", "18 heures"), Some(("18h".into(), 1)));
    }

    #[test]
    fn what_may_count_is_none() {
        for text in [
            "18 heures",
            "6 hours",
            "25:41",
            "6:4",
            "6:75",
            "18 heures 30 minutes",
            "13 pm",
            "3.5",
            "1.2.3",
            "2-1",
            "6-4-2",
            "24/7",
            "2018-19",
            "31/31/2018",
            "2018",
            "18hectares",
            "",
        ] {
            assert_eq!(moment("", text), None, "{text}");
        }
        assert_eq!(moment("a", "24 heures"), None);
        assert_eq!(moment("", "12 am Montag"), None);
    }
}
