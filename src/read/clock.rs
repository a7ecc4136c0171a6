//! Times of day as they are written behind dates, and names of zones.
//!
//! **In** what stands behind a date. **Out** hour, minute and second with their precision; seconds east of UTC.
//! **Cost** one pass over a short string. **Never** takes a name for a zone that has more than one.
//! **From** ISO 8601, RFC 9557, and newspapers in French, English, German, Spanish, Italian, Portuguese, Dutch, Polish, Russian,
//! Turkish, Arabic and Indonesian.

use jiff::civil::Time;

use crate::article::Precision;

/// A time of day, or `None` for the midnight after it, and what a zone is called if one is: `09:30:15.123Z`, `9h30`, `à 9 h`,
/// `9:30 p.m. EDT`, `14.30 Uhr`.
pub(super) fn clock(text: &str) -> Option<(Option<Time>, Precision, Option<&str>)> {
    let mut rest = text;
    #[rustfmt::skip]
    const LEADS: [&str; 23] = [
        "à ", "at ", "um ", "a las ", "alle ", "alle ore ", "ore ", "as ", "às ", "h ", "| ", "- ", "– ",
        "om ", "o godz. ", "godz. ", "o ", "saat ", "pukul ", "jam ", "в ", "о ", "الساعة ",
    ];
    for lead in LEADS {
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
    let halves = [(0, ["a.m.", "am", "a.m", "صباحا", "ص"]), (12, ["p.m.", "pm", "p.m", "مساء", "م"])];
    for (half, names) in halves {
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
    let unit = ["uhr", "uur", "minutes", "min", "hrs", "h"].into_iter().chain(HOURS);
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

/// Whether `text` is the name of a zone, known or not: `ET`, `(WIB)`, `Europe/Paris`.
pub(super) fn is_zone_name(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', '[', ']', '.', ' ']);
    let is_place = || {
        let mut parts = text.split('/');
        let is_part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_uppercase())
                && part.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-'))
        };
        text.contains('/') && text.len() <= 40 && parts.all(is_part)
    };
    (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase()) || is_place()
}

/// Seconds east of UTC: `Z`, `+02:00`, `+0200`, `GMT`, `(UTC+1)`, `EDT`.
pub(super) fn offset_of(zone: &str) -> Option<i32> {
    let lower = zone.to_lowercase();
    let text = lower.as_str();
    // RFC 9557: `+02:00[Europe/Paris]`; the offset is what counts.
    let text = text.split('[').next()?.trim().trim_matches(['(', ')', '.']).trim();
    let hours = match text {
        "z" | "utc" | "gmt" | "ut" | "wet" | "tu" => 0,
        "cet" | "mez" | "bst" | "west" | "wat" => 1,
        "cest" | "mesz" | "eet" | "sast" | "cat" => 2,
        "msk" | "мск" | "eest" | "eat" => 3,
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
