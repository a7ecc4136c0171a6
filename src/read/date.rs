//! A date as written → [`Published`], with the precision it was given in.
//!
//! **In** a string. **Out** the interval it can mean, or `None`: what is not understood stays unknown.
//! **Cost** one pass over a short string. **Never** guesses: `03/04/2025` is a date only where its owner says in which order, `15/08/2025` is one.
//! **From** ISO 8601, RFC 2822 and RFC 9557 (by `jiff`), and the way newspapers date articles in French, English,
//! German, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Ukrainian, Turkish, Arabic, Indonesian, Chinese, Japanese and Korean.
//!
//! A time without a zone is taken as UTC and says so by [`Published::offset`] being `None`. Zone names such as `EST`
//! are known only where they have one meaning; with another name the day is kept and the time is not.

use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use super::calendar::{has_two_months, is_era, is_filler, is_weekday, month_of};
use super::clock::{clock, is_zone_name, offset_of};
use super::counted;
use crate::article::{Precision, Published};

/// Longer strings are prose, not dates.
const MAX_BYTES: usize = 100;
/// Years an article can be from: since the first newspaper, and not from a broken clock.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;

/// What `text` means as a date, if that is certain.
///
/// ```
/// use retold::article::Precision;
/// use retold::read::date::parse;
///
/// let written = parse("15 août 2025").unwrap();
/// assert_eq!(written.precision, Precision::Day);
/// assert_eq!(Some(written), parse("August 15, 2025"));
/// assert!(written.precedes(parse("2025-08-16T07:30:00+02:00").unwrap()));
/// assert_eq!(parse("03/04/2025"), None);
/// ```
pub fn parse(text: &str) -> Option<Published> {
    parse_in(text, None)
}

/// Which number of `03/04/2025` is the day, where both could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// 3 April.
    DayFirst,
    /// 4 March.
    MonthFirst,
}

impl DateOrder {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];

    /// The name as typed after `--date-order`.
    pub fn name(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }
}

/// What `text` means as the date of an article, read in `order` where it can be read in two ways.
///
/// The first second of 1970 is what programs write for a time that they do not know, so it is none.
pub(super) fn of_article(text: &str, order: Option<DateOrder>) -> Option<Published> {
    parse_in(text, order).filter(|date| date.start != 0 || date.precision < Precision::Minute)
}

/// Whether `text` is a date that can be read in two ways: `03/04/2025`.
pub fn has_two_ways(text: &str) -> bool {
    let [day_first, month_first] = DateOrder::ALL.map(|order| parse_in(text, Some(order)));
    day_first.is_some() && (day_first != month_first || parse(text).is_none())
}

/// The order of day and month that the date `text` has, where that can only be one: `15/08/2025` has the day first.
pub(super) fn order_in(text: &str) -> Option<DateOrder> {
    let text = text.trim();
    // Few dates are of this kind.
    let number = |rest: &str| {
        let len = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&len).then_some(len)
    };
    let first = number(text)?;
    let rest = text[first..].strip_prefix(['/', '-'])?;
    let second = number(rest)?;
    let (first, second) = (text[..first].parse::<u8>().ok()?, rest[..second].parse::<u8>().ok()?);
    parse(text)?;
    match (first > 12, second > 12) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// What `text` means as a date, in `order` where it could be read in two ways.
fn parse_in(text: &str, order: Option<DateOrder>) -> Option<Published> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let plain = (!text.is_ascii()).then(|| counted::plain(text));
    let text = plain.as_deref().unwrap_or(text).trim();
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
        && let Some(number) = number(text)
    {
        return Some(number);
    }
    let counted = || if plain.is_some() { counted::counted(text) } else { None };
    let words = || standard(text).or_else(|| mail(text)).or_else(|| written(text, order));
    counted().or_else(words).or_else(|| printed(text))
}

/// Digits only: `20250815`, `202508150930`, `20250815093000`, a year, or Unix time in seconds, milli-, micro- or nanoseconds.
fn number(text: &str) -> Option<Published> {
    let whole = text.split('.').next().unwrap_or_default();
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to).and_then(|digits| digits.parse::<i8>().ok());
    let year = whole.get(..4).and_then(|digits| digits.parse::<i16>().ok());
    match (whole.len(), whole.len() == text.len()) {
        (4, true) => span(year?, None, None),
        (8, true) => span(year?, part(4, 6), part(6, 8)),
        (14, true) => compact(&whole[..8], &whole[8..]),
        // Milliseconds of twelve digits are before 2001; few of them are a time of this or the last century too.
        (12, true) if compact(&whole[..8], &whole[8..]).is_some() => compact(&whole[..8], &whole[8..]),
        // Unix seconds have nine or ten digits from 1973 to 2286; three, six and nine more for the finer units.
        (digits @ (9 | 10 | 12 | 13 | 15 | 16 | 18 | 19), _) => {
            let seconds = whole.parse::<i64>().ok()? / 10_i64.pow((digits as u32 - 9) / 3 * 3);
            instant(seconds)
        }
        _ => None,
    }
}

/// A day and a time without marks between their numbers: `20250815`, `0930Z`.
fn compact(day: &str, time: &str) -> Option<Published> {
    let part = |from: usize, to: usize| day.get(from..to).and_then(|digits| digits.parse::<i8>().ok());
    let date = Date::new(day.get(..4)?.parse().ok()?, part(4, 6)?, part(6, 8)?).ok()?;
    unmarked(date, time)
}

/// A time without colons, as ISO 8601 has it behind a `T`: `10Z`, `0930`, `093015.5+02:00`. An hour alone is as `9h` is.
fn unmarked(date: Date, time: &str) -> Option<Published> {
    let end = time.find(|c: char| !c.is_ascii_digit()).unwrap_or(time.len());
    let (digits, rest) = time.split_at(end);
    let (hour, more) = digits.split_at_checked(2)?;
    match (more.len(), rest.chars().next()) {
        (0, None | Some(' ' | '+' | '-' | '−' | 'A'..='Z' | 'z')) => {
            timed(date, &format!("{hour}:00{rest}"))
        }
        (2 | 4, next) if next != Some(':') => {
            let (minute, second) = more.split_at(2);
            let colon = if second.is_empty() { "" } else { ":" };
            timed(date, &format!("{hour}:{minute}{colon}{second}{rest}"))
        }
        _ => None,
    }
}

fn instant(seconds: i64) -> Option<Published> {
    let year = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).year();
    if !YEARS.contains(&year) {
        return None;
    }
    Some(Published { start: seconds, end: seconds + 1, precision: Precision::Second, offset: Some(0) })
}

/// ISO 8601 and its relatives: `2025`, `2025-08`, `2025-08-15`, `2025/08/15 9:30`, `2025-08-15T09:30:15.5+02:00`; the day of a year
/// `2025-227` and of a week `2025-W33-5`.
fn standard(text: &str) -> Option<Published> {
    let bytes = text.as_bytes();
    if let Some((day, time)) = text.split_once('T').filter(|(day, _)| day.len() == 8)
        && day.bytes().all(|b| b.is_ascii_digit())
    {
        return compact(day, time);
    }
    if bytes.len() < 7
        || !bytes[..4].iter().all(u8::is_ascii_digit)
        || !matches!(bytes[4], b'-' | b'/' | b'.')
    {
        return None;
    }
    let mark = bytes[4] as char;
    let year = text[..4].parse().ok()?;
    let week = text[4..].strip_prefix("-W");
    let numbers = week.unwrap_or(&text[5..]);
    // The fast way of the common form.
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != mark).unwrap_or(numbers.len());
    let (numbers, rest) = numbers.split_at(end);
    let (first, second) = match numbers.split_once(mark) {
        Some((first, second)) => (first, Some(second)),
        None => (numbers, None),
    };
    let date = match (week, first.len(), second) {
        (Some(_), 2, Some(day)) => {
            let day = Weekday::from_monday_one_offset(day.parse().ok()?).ok()?;
            ISOWeekDate::new(year, first.parse().ok()?, day).ok()?.date()
        }
        (None, 3, None) if mark == '-' => {
            Date::new(year, 1, 1).ok()?.with().day_of_year(first.parse().ok()?).build().ok()?
        }
        (None, 1 | 2, None) if rest.is_empty() => return span(year, Some(first.parse().ok()?), None),
        (None, 1 | 2, Some(day)) if day.len() <= 2 => {
            Date::new(year, first.parse().ok()?, day.parse().ok()?).ok()?
        }
        _ => return None,
    };
    let time = rest.trim_start_matches(['T', 't', ' ', ',', '_']).trim();
    // A day may name its zone too, as XML Schema has it.
    if time.is_empty() || is_zone_of_day(rest) {
        return of_day(date);
    }
    let is_marked = || rest.starts_with(['T', 't']);
    timed(date, time).or_else(|| is_marked().then(|| unmarked(date, time))?)
}

/// `Z` or `+02:00`, right behind a day.
fn is_zone_of_day(rest: &str) -> bool {
    let is_offset = || {
        let shape: String = rest.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        matches!(&*shape, "+00:00" | "+0000") && offset_of(rest).is_some()
    };
    rest == "Z" || is_offset()
}

/// RFC 2822, as in mail and RSS.
fn mail(text: &str) -> Option<Published> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    // The parser takes every name it does not know for UTC: only those of the standard are left to it.
    const NAMES: [&str; 10] = ["UT", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];
    if let Some((rest, name)) = text.rsplit_once(' ')
        && name.bytes().all(|b| b.is_ascii_alphabetic())
        && !NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
    {
        let time = parser.parse_zoned(format!("{rest} -0000")).ok()?.datetime();
        let colon = rest.find(':')?;
        let clock = &rest[rest[..colon].rfind(' ')? + 1..];
        return timed(time.date(), &format!("{clock} {name}"));
    }
    let zoned = parser.parse_zoned(text).ok()?;
    let offset = zoned.offset().seconds();
    // No zone is farther from Greenwich.
    if offset.abs() > 15 * 3600 {
        return None;
    }
    // The parser takes `-0000`, an unknown zone, for UTC.
    let offset = (!text.ends_with("-0000")).then_some(offset);
    let precision = if text.matches(':').count() > 1 { Precision::Second } else { Precision::Minute };
    at(zoned.date(), zoned.time(), precision, offset)
}

/// A date in words, or with the day first and certain: `le 15 août 2025 à 9h30`, `Fri., July 15, 2018 9:30 p.m.`.
fn written(text: &str, order: Option<DateOrder>) -> Option<Published> {
    // Letters of one piece each, and in lower case only for the words: names of zones are told by their capitals.
    let whole: String =
        text.nfc().map(|c| if matches!(c, '\u{A0}' | '\u{202F}') { ' ' } else { c }).collect();
    if has_two_months(&whole) {
        return None;
    }
    if let Some((day, month, year, time)) = stored(&whole) {
        let rest = time.trim();
        return if rest.is_empty() {
            span(year, Some(month), Some(day))
        } else {
            timed(Date::new(year, month, day).ok()?, &rest.replacen('.', ":", 2))
        };
    }
    let mut words = Words { rest: &whole };
    let (mut day, mut month, mut year) = (None, None, None);
    // `mar. 5 août`: the month before was a Tuesday.
    let mut was_weekday = false;
    while (day.is_none() || month.is_none() || year.is_none()) && !words.is_empty() {
        if let Some((first, second, third)) = words.slashed() {
            return slashed(first, second, third, order, words.rest);
        }
        match words.next()? {
            Word::Number(number @ 1..=31) if day.is_none() => day = i8::try_from(number).ok(),
            Word::Number(number @ 1600..=2100) if year.is_none() && month.is_some() => {
                year = i16::try_from(number).ok()
            }
            Word::Letters(letters) => {
                let letters = &*letters.to_lowercase();
                match month_of(letters) {
                    Some(found) if month.is_none() || was_weekday => {
                        was_weekday = month.is_none() && day.is_none() && is_weekday(letters);
                        month = Some(found);
                        // `تموز/يوليو`: by both names.
                        words.rest = words.rest.strip_prefix('/').unwrap_or(words.rest);
                    }
                    Some(found) if month == Some(found) => {}
                    // `Stand: 16.07.2018`, `Publié : 16/07/2018`
                    _ if is_filler(letters) => {
                        let rest = words.rest.trim_start();
                        words.rest = rest.strip_prefix(':').unwrap_or(rest);
                    }
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    let (year, month) = (year?, month?);
    let marks = [' ', ',', '.', '-', '–', '—', '|', '·'];
    let mut rest = words.rest.trim_start_matches(marks).trim();
    // `August 15, 2025 Friday`, `16 июля 2018 г., понедельник`
    let behind: [fn(&str) -> bool; 2] = [is_era, is_weekday];
    for is_it in behind {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if is_it(&rest[..end].to_lowercase()) {
            rest = rest[end..].trim_start_matches(marks).trim();
        }
    }
    if rest.is_empty() {
        return span(year, Some(month), day);
    }
    timed(Date::new(year, month, day?).ok()?, rest)
}

/// Day, month, year and time as databases of Oracle write them, with two digits for the year: `16-JUL-18`,
/// `16-JUL-18 10.30.00.000000 AM`. Their rule for the century is its own: years from 50 on are of the last one.
fn stored(text: &str) -> Option<(i8, i8, i16, &str)> {
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = date.split('-');
    let (day, name, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_it = day.len() == 2 && year.len() == 2 && parts.next().is_none();
    let month = month_of(&name.to_lowercase()).filter(|_| is_it)?;
    let year: i16 = year.bytes().all(|b| b.is_ascii_digit()).then(|| year.parse().ok())??;
    Some((day.parse().ok()?, month, if year < 50 { 2000 + year } else { 1900 + year }, time))
}

/// As C prints a time, with the year last: `Tue Jan  2 10:00:00 2024`, `Tue Jan 02 10:00:00 +0000 2024`.
fn printed(text: &str) -> Option<Published> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let [weekday, month, day, time, zone @ .., year] = &*words else { return None };
    let is_it = time.contains(':') && year.len() == 4;
    is_it.then(|| written(&format!("{weekday} {month} {day} {year} {time} {}", zone.join(" ")), None))?
}

/// `15/08/2025`, `15-08-2025`, `15.08.2025`: day first in most of the world, month first in the United States. Only what can be
/// read in one way is taken, unless its order is told; with dots the day always stands first. Of a year with two digits, which could
/// be a day itself, a number above 12 must show which one is the day, or its owner say the order.
fn slashed(
    first: (i8, char),
    second: i8,
    year: Year,
    order: Option<DateOrder>,
    rest: &str,
) -> Option<Published> {
    let (first, mark) = first;
    let year = match year {
        Year::Whole(year) => year,
        // Between hyphens it is as likely the year that stands first.
        Year::Short(_) if mark == '-' || order.is_none() && first.max(second) <= 12 => return None,
        // The century as POSIX has it.
        Year::Short(year) => year + if year < 69 { 2000 } else { 1900 },
    };
    let (day, month) = match order {
        _ if mark == '.' || first > 12 || first == second => (first, second),
        _ if second > 12 => (second, first),
        Some(DateOrder::DayFirst) => (first, second),
        Some(DateOrder::MonthFirst) => (second, first),
        None => return None,
    };
    let rest = rest.trim_start_matches([',', ' ', '-', '–']).trim();
    if rest.is_empty() {
        return span(year, Some(month), Some(day));
    }
    timed(Date::new(year, month, day).ok()?, rest)
}

/// The year of a date in numbers.
enum Year {
    Whole(i16),
    /// Its last two digits.
    Short(i16),
}

enum Word<'t> {
    Number(u32),
    Letters(&'t str),
}

struct Words<'t> {
    rest: &'t str,
}

impl<'t> Words<'t> {
    fn is_empty(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches([' ', ',', '.', '-', '|', '·', '(', ')']);
        self.rest.is_empty()
    }

    fn next(&mut self) -> Option<Word<'t>> {
        let is_digit = self.rest.starts_with(|c: char| c.is_ascii_digit());
        let end =
            self.rest
                .find(|c: char| {
                    if is_digit { !c.is_ascii_digit() } else { !c.is_alphabetic() && c != '\'' && c != '’' }
                })
                .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if !is_digit {
            return (!word.is_empty()).then_some(Word::Letters(word));
        }
        // 1st, 2nd, 3rd, 4th; 1er; 1º.
        for ending in ["st", "nd", "rd", "th", "er", "º", "ª", "°"] {
            if let Some(rest) = self.rest.strip_prefix(ending)
                && !rest.starts_with(char::is_alphanumeric)
            {
                self.rest = rest;
                break;
            }
        }
        word.parse().ok().map(Word::Number)
    }

    /// Three numbers with `/`, `-` or `.` between, the last a year.
    fn slashed(&mut self) -> Option<((i8, char), i8, Year)> {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let token = &self.rest[..end];
        let mark = token.chars().find(|c| !c.is_ascii_digit())?;
        let mut parts = token.split(mark);
        let (first, second, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let year = match year.len() {
            4 => Year::Whole(year.parse().ok()?),
            2 => Year::Short(year.parse().ok()?),
            _ => return None,
        };
        self.rest = &self.rest[end..];
        Some(((first, mark), second, year))
    }
}

/// A whole year, month or day.
pub(super) fn span(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Published> {
    if !YEARS.contains(&year) {
        return None;
    }
    let start = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let (end, precision) = match (month, day) {
        (Some(_), Some(_)) => (start.tomorrow().ok()?, Precision::Day),
        (Some(12), None) | (None, _) => {
            let precision = if month.is_some() { Precision::Month } else { Precision::Year };
            (Date::new(year + 1, 1, 1).ok()?, precision)
        }
        (Some(month), None) => (Date::new(year, month + 1, 1).ok()?, Precision::Month),
    };
    let seconds = |date: Date| unix(date.to_datetime(Time::midnight()));
    Some(Published { start: seconds(start)?, end: seconds(end)?, precision, offset: None })
}

/// A whole day.
fn of_day(date: Date) -> Option<Published> {
    span(date.year(), Some(date.month()), Some(date.day()))
}

/// A day and what stands behind it: a time of day; of a zone that is not known only the day is certain.
pub(super) fn timed(date: Date, rest: &str) -> Option<Published> {
    let (time, precision, zone) = clock(rest)?;
    let offset = match zone {
        None => None,
        Some(zone) => match offset_of(zone) {
            Some(offset) => Some(offset),
            None if is_zone_name(zone) => return of_day(date),
            None => return None,
        },
    };
    match time {
        Some(time) => at(date, time, precision, offset),
        None => at(date.tomorrow().ok()?, Time::midnight(), precision, offset),
    }
}

/// A time of a day, one minute or one second long.
fn at(date: Date, time: Time, precision: Precision, offset: Option<i32>) -> Option<Published> {
    if !YEARS.contains(&date.year()) {
        return None;
    }
    let start = unix(date.to_datetime(time))? - i64::from(offset.unwrap_or(0));
    let length = if precision == Precision::Second { 1 } else { 60 };
    Some(Published { start, end: start + length, precision, offset })
}

fn unix(time: DateTime) -> Option<i64> {
    TimeZone::UTC.to_timestamp(time).ok().map(|time| time.as_second())
}

/// A time at its own precision: `2025`, `2025-03`, `2025-03-14`, `2025-03-14T09:30+01:00`.
pub fn iso(published: &Published) -> String {
    let Published { start, precision, offset, .. } = *published;
    let Ok(instant) = jiff::Timestamp::from_second(start) else { return String::new() };
    let offset_seconds = offset.unwrap_or(0);
    let zone = jiff::tz::Offset::from_seconds(offset_seconds).unwrap_or(jiff::tz::Offset::UTC);
    let local = zone.to_datetime(instant);
    let date = match precision {
        Precision::Year => return local.strftime("%Y").to_string(),
        Precision::Month => return local.strftime("%Y-%m").to_string(),
        Precision::Day => return local.strftime("%Y-%m-%d").to_string(),
        Precision::Minute => local.strftime("%Y-%m-%dT%H:%M").to_string(),
        Precision::Second => local.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    };
    let sign = if offset_seconds < 0 { '-' } else { '+' };
    let minutes = offset_seconds.abs() / 60;
    match offset {
        None => date,
        Some(0) => date + "Z",
        Some(_) => format!("{date}{sign}{:02}:{:02}", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests;
