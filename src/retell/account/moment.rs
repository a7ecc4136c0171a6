//! Times of day and dates in digits, each one term: `18h41` and `6:41 p.m.`, `2018-07-16` and `16/07/2018`.
//!
//! **In** the words of a sentence from one of them on. **Out** a [`Moment`]. **Cost** none but where a digit begins.
//! **Never** takes a number for one that may count something: 6 hours are none.

use crate::span::ByteRange;
use crate::text::tokenize::Token;

/// A time of day, or a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// As it is compared, `18h41`, and how many words it takes.
    Time(String, usize),
    /// What a date has, in its order, and how many words it takes: three, or one.
    Date([Part; 3], usize),
}

/// Of a date in digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Year(u32),
    Month(u32),
    Day(u32),
}

/// Words from one of them on, and the one before.
pub(super) struct Ahead<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// As folded; empty where there is none.
    pub(super) before: &'a str,
    /// The language of the text, where it is certain: in German `am` is a preposition (`12 am Montag`).
    pub(super) language: &'a dyn Fn() -> Option<&'static str>,
}

impl Ahead<'_> {
    /// The time or date that begins with the first word.
    pub(super) fn moment(&self) -> Option<Moment> {
        let first = self.word(0);
        let time = |(hour, minute, used)| {
            let written = if minute == 0 { format!("{hour}h") } else { format!("{hour}h{minute:02}") };
            Moment::Time(written, used)
        };
        if first.len() == 4 && first.starts_with(['h', 'H']) {
            return self.half_before().map(time);
        }
        if !first.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let date = self.date().map(|(parts, used)| Moment::Date(parts, used));
        date.or_else(|| self.clock().map(time))
    }

    /// `halb zwölf` is half past eleven, and so is `half twaalf`.
    fn half_before(&self) -> Option<(u32, u32, usize)> {
        let hour = hour_of(self.word(1)).filter(|_| self.follows(1))?;
        let is_half = match self.word(0) {
            "halb" | "Halb" => true,
            "half" | "Half" => (self.language)() == Some("nl"),
            _ => false,
        };
        is_half.then_some((if hour == 1 { 12 } else { hour - 1 }, 30, 2))
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
        if let Some(time) = self.clock_with_signs(hour).filter(|_| letters.is_empty()) {
            return Some(time);
        }
        let half_behind = |used: usize| {
            let is_preposition = || self.word(used) == "am" && (self.language)() == Some("de");
            half(self.word(used)).filter(|_| self.follows(used) && !is_preposition())
        };
        let behind = |hour, minute, used: usize| match half_behind(used) {
            Some(shift) => Some((of_day(hour, shift)?, minute, used + 1)),
            None => Some((hour, minute, used)),
        };
        if let Some(rest) = letters.strip_prefix('.') {
            let is_time = self.follows(1) && self.is(1, &["Uhr", "uur"])
                || matches!(
                    self.before,
                    "godz"
                        | "godzinie"
                        | "saat"
                        | "saati"
                        | "в"
                        | "pukul"
                        | "jam"
                        | "kl"
                        | "klo"
                        | "ore"
                        | "alle"
                )
                || self.is_behind_short_hour()
                || matches!(self.gap(1), "'" | "’")
                    && self.is(1, &["da", "de", "ta", "te", "dan", "den", "tan", "ten"]);
            return is_time.then_some((hour, minute(rest)?, 1));
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
        if (matches!(self.before, "godzinie" | "pukul") || self.is_behind_short_hour()) && hour < 24 {
            return Some((hour, 0, 1));
        }
        match self.is(1, &["heures", "heure"]) {
            true if self.follows(2) && !self.is(3, &["minutes"]) && minute(self.word(2)).is_some() => {
                Some((hour, minute(self.word(2))?, 3))
            }
            true => is_at.then_some((hour, 0, 1)),
            false => self.is(1, &["Uhr", "uur"]).then_some((hour, 0, 1)),
        }
    }

    /// Whether the hour is told by a word cut short, whose full stop may end a sentence: `godz. 18.30`.
    fn is_behind_short_hour(&self) -> bool {
        let before = self.text[..self.tokens[0].span.start as usize].trim_end();
        before.strip_suffix('.').unwrap_or(before).ends_with("godz")
    }

    /// 午後6時30分, 下午6点半; hours by themselves may be a length.
    fn clock_with_signs(&self, hour: u32) -> Option<(u32, u32, usize)> {
        let is_sign = matches!(self.word(1), "時" | "时" | "点" | "點") && self.gap(1).is_empty();
        if !is_sign || matches!(self.word(2), "間" | "间") {
            return None;
        }
        let before = &self.text[..self.tokens[0].span.start as usize];
        let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
        let is_late = ends(&["午後", "午后", "下午", "晚上", "傍晚"]);
        let is_told = is_late || ends(&["午前", "上午", "凌晨", "早上", "清晨"]);
        let (minute, used) = match (self.word(2), self.word(3)) {
            (digits, "分") if self.gap(2).is_empty() => (minute(digits)?, 4),
            ("半", _) => (30, 3),
            _ if is_told => (0, 2),
            _ => return None,
        };
        Some((if is_late && hour < 12 { hour + 12 } else { hour }, minute, used))
    }

    fn is(&self, nth: usize, words: &[&str]) -> bool {
        words.contains(&self.word(nth))
    }

    /// Year, month and day, and the words; of two numbers that may be both, the day is the first.
    fn date(&self) -> Option<([Part; 3], usize)> {
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
fn ordered(parts: [&str; 3], sign: &str) -> Option<[Part; 3]> {
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
    let parts = match first.len() {
        4 => [Part::Year(year(first)?), Part::Month(number(second, 12)?), Part::Day(number(third, 31)?)],
        // A month there is none above twelve.
        _ => match (number(first, 31)?, number(second, 31)?) {
            (month, day) if day > 12 => [Part::Month(month), Part::Day(day), Part::Year(year(third)?)],
            (day, month) => [Part::Day(day), Part::Month(month), Part::Year(year(third)?)],
        },
    };
    let is_month = |part: &Part| matches!(part, Part::Month(13..));
    (!parts.iter().any(is_month)).then_some(parts)
}

/// An hour of the clock, in German or Dutch or digits.
fn hour_of(word: &str) -> Option<u32> {
    Some(match word {
        "eins" | "een" | "één" => 1,
        "zwei" | "twee" => 2,
        "drei" | "drie" => 3,
        "vier" => 4,
        "fünf" | "vijf" => 5,
        "sechs" | "zes" => 6,
        "sieben" | "zeven" => 7,
        "acht" => 8,
        "neun" | "negen" => 9,
        "zehn" | "tien" => 10,
        "elf" => 11,
        "zwölf" | "twaalf" => 12,
        _ => return word.parse().ok().filter(|hour| (1..=12).contains(hour) && word.len() <= 2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    fn moment(before: &str, text: &str) -> Option<(String, usize)> {
        let document = Document::new(text, &Default::default());
        let language =
            || if text.ends_with("Montag") { Some("de") } else { text.ends_with("uur").then_some("nl") };
        // As after the first words of it.
        let first = document.tokens.iter().position(|token| {
            token.span.of(text).starts_with(|c: char| c.is_ascii_digit() || c == 'h' || c == 'H')
        });
        let tokens = &document.tokens[first.unwrap_or(0)..];
        let ahead = Ahead { text, tokens, before, language: &language };
        ahead.moment().map(|found| match found {
            Moment::Time(written, used) => (written, used),
            Moment::Date(parts, used) => {
                let [mut year, mut month, mut day] = [0; 3];
                for part in parts {
                    match part {
                        Part::Year(number) => year = number,
                        Part::Month(number) => month = number,
                        Part::Day(number) => day = number,
                    }
                }
                (format!("{year}.{month}.{day}"), used)
            }
        })
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
            ("18.30 uur", "18h30", 1),
            ("06.40'ta", "6h40", 1),
            ("06.40’ta", "6h40", 1),
            ("halb zwölf", "11h30", 2),
            ("halb eins", "12h30", 2),
            ("half 8 uur", "7h30", 2),
            ("午後6時30分", "18h30", 4),
            ("下午6点半", "18h30", 3),
            ("午前6時", "6h", 2),
            ("18時05分", "18h05", 4),
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
        assert_eq!(moment("", "o godz. 18.30 i"), Some(("18h30".into(), 1)));
        for before in ["godzinie", "saat", "в"] {
            assert_eq!(moment(before, "18.30 x"), Some(("18h30".into(), 1)), "{before}");
        }
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
            "18.30 euros",
            "halb so",
            "half eight",
            "6時間",
            "6时",
            "",
        ] {
            assert_eq!(moment("", text), None, "{text}");
        }
        assert_eq!(moment("a", "24 heures"), None);
        assert_eq!(moment("", "12 am Montag"), None);
    }
}
