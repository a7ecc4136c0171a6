//! Numbers that are dates: days beside the name of a month, and years.
//!
//! **In** the folded words of a sentence, numbers as digits. **Out** which are days; whether one stands with its month and year.
//! **Cost** linear. **Never** knows a calendar: the 31st of June is a day.

/// A folded word, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written<'a> {
    /// No number.
    Word(&'a str),
    /// The name of a month.
    Month,
    /// A number that is written as a year of our time is.
    Year,
    /// The digits of any other one.
    Number(&'a str),
}

impl<'a> Written<'a> {
    /// Digits of what may be the day of a month: `1` for `1er`, `11` for `11th`.
    pub fn as_day(self) -> Option<&'a str> {
        let digits = match self {
            Self::Number(digits) => digits,
            Self::Word(word) => {
                ["er", "st", "nd", "rd", "th", "o"].iter().find_map(|end| word.strip_suffix(end))?
            }
            Self::Month | Self::Year => return None,
        };
        digits.parse().is_ok_and(|day| (1..=31).contains(&day)).then_some(digits)
    }

    fn is_of(self) -> bool {
        matches!(self, Self::Word("de" | "del" | "of"))
    }
}

/// Whether the name of a month stands for one: it may rain, troops march, Marco is none of March in Portuguese, and of some names another
/// language has a common word.
pub fn is_written_as_month(
    word: &str,
    is_capital: bool,
    language: &dyn Fn() -> Option<&'static str>,
) -> bool {
    match word {
        "marca" | "maja" => language() == Some("pl"),
        "mart" | "ekim" | "ocak" => is_capital && language() == Some("tr"),
        "may" | "march" | "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sept" | "sep" | "oct"
        | "nov" | "dec" => is_capital,
        "marco" => !is_capital,
        _ => true,
    }
}

/// Places of the days in a sentence, in order: `16 juillet`, `16 de julio`, `July 16`.
pub fn days(words: &[Written]) -> Vec<usize> {
    let mut out = Vec::new();
    for (month, word) in words.iter().enumerate() {
        if *word != Written::Month {
            continue;
        }
        let is_day = |at: usize| words.get(at).is_some_and(|word| word.as_day().is_some());
        let before =
            if month > 0 && words[month - 1].is_of() { month.checked_sub(2) } else { month.checked_sub(1) };
        let day = before.filter(|&at| is_day(at)).or_else(|| is_day(month + 1).then_some(month + 1));
        // Of a row of months and days each day is one once.
        let Some(day) = day.filter(|day| out.last() != Some(day)) else { continue };
        let from = out.len();
        out.push(day);
        // `du 3 au 7 mars`, `les 3, 4 et 7 mars`: no more of them than a week has.
        let mut first = day;
        while day < month && out.len() - from < 7 {
            let before = match words[..first] {
                [
                    ..,
                    one,
                    Written::Word("au" | "et" | "ou" | "and" | "to" | "y" | "al" | "und" | "bis" | "e"),
                ] if one.as_day().is_some() => first - 2,
                [.., one] if one.as_day().is_some() => first - 1,
                _ => break,
            };
            if out[..from].contains(&before) {
                break;
            }
            first = before;
            out.insert(from, first);
        }
    }
    out
}

/// Whether a day, a month and a year stand together: `July 16, 2018`, `16 juillet 2018`, `16 de julio de 2018`.
pub fn is_dated(words: &[Written]) -> bool {
    let is_day = |at: usize| words[at].as_day().is_some();
    let is_month = |at: usize| words[at] == Written::Month;
    (2..words.len()).filter(|&at| words[at] == Written::Year).any(|at| {
        is_month(at - 2) && is_day(at - 1)
            || is_day(at - 2) && is_month(at - 1)
            || at >= 4 && is_day(at - 4) && words[at - 3].is_of() && is_month(at - 2) && words[at - 1].is_of()
    })
}

/// Places of the numbers of dates as Chinese and Japanese write them (`2023年7月16日`), and whether a day stands with its month and year.
pub fn written_with_signs(words: &[Written]) -> (Vec<usize>, bool) {
    let sign = |at: usize| match words.get(at) {
        Some(Written::Word(sign @ ("年" | "月" | "日" | "号" | "號"))) => Some(*sign),
        _ => None,
    };
    let is_number = |at: usize| matches!(words.get(at), Some(Written::Number(_) | Written::Year));
    // A span of days has no month before it.
    let is_of_date = |at: usize| match sign(at + 1) {
        Some("年") => matches!(words[at], Written::Year),
        Some("月") => true,
        Some(_) => at >= 2 && sign(at - 1) == Some("月"),
        None => false,
    };
    let numbers: Vec<usize> = (0..words.len()).filter(|&at| is_number(at) && is_of_date(at)).collect();
    let is_dated = numbers.windows(3).any(|three| {
        three[2] == three[0] + 4 && sign(three[0] + 1) == Some("年") && sign(three[1] + 1) == Some("月")
    });
    (numbers, is_dated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::is_year;
    use crate::text::month::is_month;

    fn written(text: &str) -> Vec<Written<'_>> {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let one = |word| match word {
            word if is_year(word) => Written::Year,
            word if is_number(word) => Written::Number(word),
            word if is_month(word) => Written::Month,
            word => Written::Word(word),
        };
        text.split(' ').map(one).collect()
    }

    #[test]
    fn days_stand_beside_their_months() {
        for (text, expected) in [
            ("le 16 juillet 300 tonnes", &[1][..]),
            ("le 1er aout", &[1]),
            ("on july 16 18 people", &[2]),
            ("on jul 16 18 people", &[2]),
            ("le 16 juil 300 tonnes", &[1]),
            ("el 16 de julio", &[1]),
            ("from 3 june to 5 july", &[1, 4]),
            ("16 juillet 18 aout", &[0, 2]),
            ("45 juillet 2018", &[]),
            ("16 people in 2018", &[]),
            ("july 11th 18 people", &[1]),
            ("the 11th of july", &[1]),
            ("11th july 2018", &[0]),
            ("du 3 au 7 mars 300 tonnes", &[1, 3]),
            ("les 3 4 et 7 mars", &[1, 2, 4]),
            ("may", &[]),
        ] {
            assert_eq!(days(&written(text)), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_seen_by_their_signs() {
        for (text, days, is_dated) in [
            ("2023 年 7 月 16 日 台 风", &[0, 2, 4][..], true),
            ("新 华 社 7 月 16 日 电", &[3, 5], false),
            ("16 日", &[], false),
            ("7 年", &[], false),
            ("7 吨", &[], false),
        ] {
            assert_eq!(written_with_signs(&written(text)), (days.to_vec(), is_dated), "{text}");
        }
    }

    #[test]
    fn full_dates_have_a_day_a_month_and_a_year() {
        for text in [
            "july 16 2018",
            "le 16 juillet 2018",
            "16 de julio de 2018",
            "16 de julio del 2018",
            "1er aout 2020",
            "11th july 2018",
            "july 1st 2018",
            "the 11th of july of 2018",
            "16 lipca 2018",
            "16 temmuz 2018",
        ] {
            assert!(is_dated(&written(text)), "{text}");
        }
        for text in ["july 2018", "16 juillet", "16 people 2018", "2018", "july 16 20.5"] {
            assert!(!is_dated(&written(text)), "{text}");
        }
    }
}
