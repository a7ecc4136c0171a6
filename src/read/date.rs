//! A date as written → [`Published`], with the precision it was given in.
//!
//! **In** a string. **Out** the interval it can mean, or `None`: what is not understood stays unknown.
//! **Cost** one pass over a short string. **Never** guesses the order of day and month; fills in an hour.

use jiff::civil;

use crate::article::{Precision, Published};

/// What `text` means as a date, if that is certain.
pub fn parse(text: &str) -> Option<Published> {
    let text = text.trim();
    // Longer strings are prose, not dates.
    if text.len() > 100 {
        return None;
    }
    iso(text)
}

fn iso(text: &str) -> Option<Published> {
    let date: civil::Date = text.get(..10)?.parse().ok()?;
    day(date)
}

fn day(date: civil::Date) -> Option<Published> {
    let start = date.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    Some(Published { start, end: start + 86_400, precision: Precision::Day, offset: None })
}
