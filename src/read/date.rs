//! A date as written → [`Published`], with the precision it was given in.
//!
//! **In** a string. **Out** the interval it can mean, or `None`: what is not understood stays unknown.
//! **Cost** one pass over a short string. **Never** guesses: `03/04/2025` is no date here, `15/08/2025` is one.
//! **From** ISO 8601, RFC 2822 and RFC 9557 (by `jiff`), and the way newspapers date articles in French, English,
//! German, Spanish, Italian and Portuguese.
//!
//! A time without a zone is taken as UTC and says so by [`Published::offset`] being `None`. Zone names such as `EST`
//! are known only where they have one meaning; with another name the day is kept and the time is not.

use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use super::calendar::{is_filler, is_weekday, month_of};
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
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
        && let Some(number) = number(text)
    {
        return Some(number);
    }
    standard(text).or_else(|| mail(text)).or_else(|| written(text)).or_else(|| printed(text))
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
    if time.is_empty() {
        return of_day(date);
    }
    let is_marked = || rest.starts_with(['T', 't']);
    timed(date, time).or_else(|| is_marked().then(|| unmarked(date, time))?)
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
fn written(text: &str) -> Option<Published> {
    // Letters of one piece each, and in lower case only for the words: names of zones are told by their capitals.
    let whole: String =
        text.nfc().map(|c| if matches!(c, '\u{A0}' | '\u{202F}') { ' ' } else { c }).collect();
    let mut words = Words { rest: &whole };
    let (mut day, mut month, mut year) = (None, None, None);
    // `mar. 5 août`: the month before was a Tuesday.
    let mut was_weekday = false;
    while (day.is_none() || month.is_none() || year.is_none()) && !words.is_empty() {
        if let Some((first, second, third)) = words.slashed() {
            return slashed(first, second, third, words.rest);
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
                    }
                    _ if is_filler(letters) => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    let (year, month) = (year?, month?);
    let marks = [' ', ',', '.', '-', '–', '—', '|', '·'];
    let mut rest = words.rest.trim_start_matches(marks).trim();
    // `August 15, 2025 Friday`
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    if is_weekday(&rest[..end].to_lowercase()) {
        rest = rest[end..].trim_start_matches(marks).trim();
    }
    if rest.is_empty() {
        return span(year, Some(month), day);
    }
    timed(Date::new(year, month, day?).ok()?, rest)
}

/// As C prints a time, with the year last: `Tue Jan  2 10:00:00 2024`, `Tue Jan 02 10:00:00 +0000 2024`.
fn printed(text: &str) -> Option<Published> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let [weekday, month, day, time, zone @ .., year] = &*words else { return None };
    let is_it = time.contains(':') && year.len() == 4;
    is_it.then(|| written(&format!("{weekday} {month} {day} {year} {time} {}", zone.join(" "))))?
}

/// `15/08/2025`, `15.08.2025`: day first in most of the world, month first in the United States. Only what can be
/// read in one way is taken; with dots the day always stands first.
fn slashed(first: (i8, char), second: i8, year: i16, rest: &str) -> Option<Published> {
    let (first, mark) = first;
    let (day, month) = match () {
        () if mark == '.' || first > 12 || first == second => (first, second),
        () if second > 12 => (second, first),
        () => return None,
    };
    let rest = rest.trim_start_matches([',', ' ', '-', '–']).trim();
    if rest.is_empty() {
        return span(year, Some(month), Some(day));
    }
    timed(Date::new(year, month, day).ok()?, rest)
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

    /// Three numbers with `/` or `.` between, the last a year.
    fn slashed(&mut self) -> Option<((i8, char), i8, i16)> {
        let end =
            self.rest.find(|c: char| !c.is_ascii_digit() && c != '/' && c != '.').unwrap_or(self.rest.len());
        let token = &self.rest[..end];
        let mark = token.chars().find(|c| !c.is_ascii_digit())?;
        let mut parts = token.split(mark);
        let (first, second, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        let year = year.parse().ok()?;
        self.rest = &self.rest[end..];
        Some(((first, mark), second, year))
    }
}

/// A time of day, or `None` for the midnight after it, and what a zone is called if one is: `09:30:15.123Z`, `9h30`, `à 9 h`,
/// `9:30 p.m. EDT`, `14.30 Uhr`.
fn clock(text: &str) -> Option<(Option<Time>, Precision, Option<&str>)> {
    let mut rest = text;
    for lead in
        ["à ", "at ", "um ", "a las ", "alle ", "alle ore ", "ore ", "as ", "às ", "h ", "| ", "- ", "– "]
    {
        rest = without(rest, lead).unwrap_or(rest).trim_start();
    }
    let hour = digits(&mut rest, 2)?;
    let mut precision = Precision::Minute;
    let (mut minute, mut second) = (0, 0);
    let mut named_hour = false;
    let spelt = HOURS.iter().find_map(|name| without(rest.trim_start(), name));
    if let Some(after) = spelt {
        (named_hour, rest) = (true, after);
    } else if let Some(after) = rest.strip_prefix([':', '.']).or_else(|| without(rest.trim_start(), "h")) {
        named_hour = true;
        let is_h = !rest.starts_with([':', '.']);
        rest = after;
        if is_h {
            rest = rest.trim_start();
        }
        match digits(&mut rest, 2) {
            Some(found) => minute = found,
            // `9h`: on the hour, as a minute.
            None if is_h => {}
            None => return None,
        }
        if let Some(mut after) = rest.strip_prefix(':')
            && let Some(found) = digits(&mut after, 2)
        {
            (second, precision, rest) = (found, Precision::Second, after);
            if let Some(fraction) = rest.strip_prefix(['.', ',']) {
                rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        }
    }
    rest = rest.trim_start();
    let mut hour = hour;
    for (half, names) in [(0, ["a.m.", "am", "a.m"]), (12, ["p.m.", "pm", "p.m"])] {
        if let Some(after) = names.iter().find_map(|name| without(rest, name)) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + half;
            named_hour = true;
            rest = after.trim_start();
            break;
        }
    }
    let unit = ["uhr", "minutes", "min", "hrs", "h"].into_iter().chain(HOURS);
    for name in unit {
        if let Some(after) = without(rest, name).filter(|after| !after.starts_with(char::is_alphanumeric)) {
            named_hour = true;
            rest = after.trim_start();
            break;
        }
    }
    if !named_hour {
        return None;
    }
    let zone = (!rest.is_empty()).then_some(rest);
    if (hour, minute, second) == (24, 0, 0) {
        return Some((None, precision, zone));
    }
    // A leap second is the second before it here: Unix time has none.
    let time = Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok()?;
    Some((Some(time), precision, zone))
}

/// Words after an hour.
const HOURS: [&str; 4] = ["heures", "heure", "horas", "hora"];

/// `text` without `lead` in any case.
fn without<'t>(text: &'t str, lead: &str) -> Option<&'t str> {
    let is_it = text.chars().flat_map(char::to_lowercase).take(lead.chars().count()).eq(lead.chars());
    let end = || text.char_indices().nth(lead.chars().count()).map_or(text.len(), |(at, _)| at);
    is_it.then(|| &text[end()..])
}

/// Whether `text` is the name of a zone, known or not: `ET`, `(WIB)`.
fn is_zone_name(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', '.', ' ']);
    (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Seconds east of UTC: `Z`, `+02:00`, `+0200`, `GMT`, `(UTC+1)`, `EDT`.
fn offset_of(zone: &str) -> Option<i32> {
    let lower = zone.to_lowercase();
    let text = lower.as_str();
    // RFC 9557: `+02:00[Europe/Paris]`; the offset is what counts.
    let text = text.split('[').next()?.trim().trim_matches(['(', ')', '.']).trim();
    let hours = match text {
        "z" | "utc" | "gmt" | "ut" | "wet" | "tu" => 0,
        "cet" | "mez" | "bst" | "west" | "wat" => 1,
        "cest" | "mesz" | "eet" | "sast" | "cat" => 2,
        "msk" | "eest" | "eat" => 3,
        "wib" => 7,
        "hkt" | "sgt" | "awst" => 8,
        "jst" | "kst" => 9,
        "aest" => 10,
        "aedt" => 11,
        "nzst" => 12,
        "nzdt" => 13,
        "edt" => -4,
        "est" | "cdt" => -5,
        "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => {
            let text = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt")).unwrap_or(text).trim();
            let sign = match text.chars().next()? {
                '+' => 1,
                '-' | '−' => -1,
                _ => return None,
            };
            let mut rest = text.trim_start_matches(['+', '-', '−']);
            let hours = i32::from(digits(&mut rest, 2)?);
            let rest = &mut rest.strip_prefix(':').unwrap_or(rest);
            let minutes = if rest.is_empty() { 0 } else { i32::from(digits(rest, 2)?) };
            if !rest.is_empty() || hours > 15 || minutes > 59 {
                return None;
            }
            return Some(sign * (hours * 3600 + minutes * 60));
        }
    };
    Some(hours * 3600)
}

/// Takes up to `most` digits off the front.
fn digits(text: &mut &str, most: usize) -> Option<i8> {
    let len = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let number = text[..len].parse().ok()?;
    *text = &text[len..];
    (!text.starts_with(|c: char| c.is_ascii_digit()) || most == 2).then_some(number)
}

/// A whole year, month or day.
fn span(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Published> {
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
fn timed(date: Date, rest: &str) -> Option<Published> {
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
mod tests {
    use super::*;

    /// The start as ISO 8601 in UTC, the precision and the offset in hours.
    fn shown(text: &str) -> Option<(String, Precision, Option<i32>)> {
        let date = parse(text)?;
        assert!(date.start < date.end);
        let start = jiff::Timestamp::from_second(date.start).unwrap().to_string();
        Some((start, date.precision, date.offset.map(|seconds| seconds / 3600)))
    }

    #[test]
    fn dates_keep_their_precision() {
        use Precision::*;
        for (text, start, precision, offset) in [
            ("2025", "2025-01-01T00:00:00Z", Year, None),
            ("2025-03", "2025-03-01T00:00:00Z", Month, None),
            ("2025-12", "2025-12-01T00:00:00Z", Month, None),
            ("2025-08-15", "2025-08-15T00:00:00Z", Day, None),
            ("2025/8/5", "2025-08-05T00:00:00Z", Day, None),
            ("20250815", "2025-08-15T00:00:00Z", Day, None),
            ("20250815093015", "2025-08-15T09:30:15Z", Second, None),
            ("2025-08-15T09:30", "2025-08-15T09:30:00Z", Minute, None),
            ("2025-08-15 09:30:15", "2025-08-15T09:30:15Z", Second, None),
            ("2025-08-15T09:30:15.123456Z", "2025-08-15T09:30:15Z", Second, Some(0)),
            ("2018-07-15T07:54:28-04:00", "2018-07-15T11:54:28Z", Second, Some(-4)),
            ("2025-08-15T09:30+0200", "2025-08-15T07:30:00Z", Minute, Some(2)),
            ("2025-08-15T09:30:00+02:00[Europe/Paris]", "2025-08-15T07:30:00Z", Second, Some(2)),
            ("2025-08-15 09:30:00 UTC", "2025-08-15T09:30:00Z", Second, Some(0)),
            ("1755250215", "2025-08-15T09:30:15Z", Second, Some(0)),
            ("1755250215.75", "2025-08-15T09:30:15Z", Second, Some(0)),
            ("1755250215123", "2025-08-15T09:30:15Z", Second, Some(0)),
            ("Fri, 15 Aug 2025 09:30:15 +0200", "2025-08-15T07:30:15Z", Second, Some(2)),
            ("15 Aug 2025 09:30 GMT", "2025-08-15T09:30:00Z", Minute, Some(0)),
            ("15 août 2025", "2025-08-15T00:00:00Z", Day, None),
            ("Publié le vendredi 1er août 2025 à 9h30", "2025-08-01T09:30:00Z", Minute, None),
            ("vendredi 15 août 2025 à 9\u{A0}h", "2025-08-15T09:00:00Z", Minute, None),
            ("août 2025", "2025-08-01T00:00:00Z", Month, None),
            ("July 15, 2018 9:30 p.m.", "2018-07-15T21:30:00Z", Minute, None),
            ("July 15, 2018 12:05 AM EDT", "2018-07-15T04:05:00Z", Minute, Some(-4)),
            ("Sept. 3rd, 2024", "2024-09-03T00:00:00Z", Day, None),
            ("Sunday, July 15, 2018", "2018-07-15T00:00:00Z", Day, None),
            ("15. März 2024", "2024-03-15T00:00:00Z", Day, None),
            ("15.03.2024, 14.30 Uhr", "2024-03-15T14:30:00Z", Minute, None),
            ("03.04.2024", "2024-04-03T00:00:00Z", Day, None),
            ("15 de marzo de 2024", "2024-03-15T00:00:00Z", Day, None),
            ("15 marzo 2024, ore 18:45", "2024-03-15T18:45:00Z", Minute, None),
            ("15/08/2025", "2025-08-15T00:00:00Z", Day, None),
            ("8/15/2025 21:05", "2025-08-15T21:05:00Z", Minute, None),
            ("202508150930", "2025-08-15T09:30:00Z", Minute, None),
            ("999999999999", "2001-09-09T01:46:39Z", Second, Some(0)),
            ("20250815T093015Z", "2025-08-15T09:30:15Z", Second, Some(0)),
            ("20250815T0930", "2025-08-15T09:30:00Z", Minute, None),
            ("2025-08-15T24:00", "2025-08-16T00:00:00Z", Minute, None),
            ("Fri, 15 Aug 2025 09:30:15 CEST", "2025-08-15T07:30:15Z", Second, Some(2)),
            ("Fri, 15 Aug 2025 09:30 jst", "2025-08-15T00:30:00Z", Minute, Some(9)),
            ("Fri, 15 Aug 2025 09:30:15 PDT", "2025-08-15T16:30:15Z", Second, Some(-7)),
            // Two zones have this name, none that one: the day is certain.
            ("Fri, 15 Aug 2025 09:30:15 IST", "2025-08-15T00:00:00Z", Day, None),
            ("2025-08-15T09:30 XYZ", "2025-08-15T00:00:00Z", Day, None),
            ("August 15, 2025 at 9:30 a.m. ET", "2025-08-15T00:00:00Z", Day, None),
            ("mar. 5 août 2025", "2025-08-05T00:00:00Z", Day, None),
            ("mar. 4 mars 2025", "2025-03-04T00:00:00Z", Day, None),
            ("mar, 5 ago 2025", "2025-08-05T00:00:00Z", Day, None),
            ("Mar. 5, 2025", "2025-03-05T00:00:00Z", Day, None),
            ("15 juill. 2025", "2025-07-15T00:00:00Z", Day, None),
            ("15. Mrz 2025", "2025-03-15T00:00:00Z", Day, None),
            ("15 aou\u{302}t 2025", "2025-08-15T00:00:00Z", Day, None),
            ("August 15, 2025 Friday", "2025-08-15T00:00:00Z", Day, None),
            ("August 15, 2025 Friday 9:30 AM GMT", "2025-08-15T09:30:00Z", Minute, Some(0)),
            ("Mis à jour le 15 août 2025 à 9 heures", "2025-08-15T09:00:00Z", Minute, None),
            ("mer. 6 août 2025 à 9:30 h", "2025-08-06T09:30:00Z", Minute, None),
            ("15 de agosto de 2025, 9.30 horas", "2025-08-15T09:30:00Z", Minute, None),
            ("15 août 2025 à 21 h 5 min", "2025-08-15T21:05:00Z", Minute, None),
            ("quinta-feira, 15 de maio de 2025", "2025-05-15T00:00:00Z", Day, None),
            ("2024-012", "2024-01-12T00:00:00Z", Day, None),
            ("2024-002", "2024-01-02T00:00:00Z", Day, None),
            ("2024-045", "2024-02-14T00:00:00Z", Day, None),
            ("2024-366", "2024-12-31T00:00:00Z", Day, None),
            ("2024-045T10:00Z", "2024-02-14T10:00:00Z", Minute, Some(0)),
            ("2024-W01-2", "2024-01-02T00:00:00Z", Day, None),
            ("2020-W53-7", "2021-01-03T00:00:00Z", Day, None),
            ("2024-01-02T10Z", "2024-01-02T10:00:00Z", Minute, Some(0)),
            ("2024-01-02T10+01", "2024-01-02T09:00:00Z", Minute, Some(1)),
            ("2024-01-02T1000", "2024-01-02T10:00:00Z", Minute, None),
            ("2024-01-02T100015.5-0500", "2024-01-02T15:00:15Z", Second, Some(-5)),
            ("20240102T10Z", "2024-01-02T10:00:00Z", Minute, Some(0)),
            ("Tue Jan 02 10:00:00 +0000 2024", "2024-01-02T10:00:00Z", Second, Some(0)),
            ("Sun Jan 14 00:00:00 UTC 2024", "2024-01-14T00:00:00Z", Second, Some(0)),
            ("Tue Jan  2 10:00:00 2024", "2024-01-02T10:00:00Z", Second, None),
            ("Tue Jan  2 10:00:00 PM EST 2024", "2024-01-03T03:00:00Z", Second, Some(-5)),
            ("Tue Jan  2 10:00:00 IST 2024", "2024-01-02T00:00:00Z", Day, None),
        ] {
            assert_eq!(shown(text), Some((start.to_owned(), precision, offset)), "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_stays_unknown() {
        for text in [
            "",
            "yesterday",
            "03/04/2025",
            "2025-13-01",
            "2025-02-30",
            "30 février 2025",
            "0001-01-01",
            "9999-12-31",
            "12",
            "123456",
            "15 2025",
            "2025-08-15 maybe",
            "15 août",
            "2025-08-15T25:00",
            "1/2/3",
            "août",
            "2025-08-15T09:30 xyz and more",
            "2025-08-15T24:01",
            "20250815T09301",
            "The 15 of us met in August 2025",
            "13:75 15 août 2025",
            "é",
            "-",
            "2025-08-15-16",
            "99999999999999999999",
            "2024-000",
            "2023-366",
            "2024-367",
            "2024/012",
            "2024-012-05",
            "2024-01-002",
            "2024-W01",
            "2024-W54-1",
            "2024-W01-8",
            "2024-01-02T100",
            "2024-01-02T10:60",
            "2024-01-02 10",
            "Tue Jan 02 10:00:00 somewhere 2024",
            "Tue Jan 32 10:00:00 2024",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_spans_all_its_hours() {
        let day = parse("2025-08-15").unwrap();
        assert_eq!(day.end - day.start, 86_400);
        assert_eq!(parse("2025-02").map(|month| month.end - month.start), Some(28 * 86_400));
        assert!(!day.precedes(parse("2025-08-15T12:00").unwrap()));
    }

    proptest::proptest! {
        #[test]
        fn no_string_is_too_odd(text in "[0-9 :./+apmTZhéû-]{0,30}|\\PC{0,40}") {
            if let Some(date) = parse(&text) {
                proptest::prop_assert!(date.start < date.end);
            }
        }
    }
}
