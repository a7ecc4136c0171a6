//! Values as people type them.
//!
//! **In** what stands behind a flag, or in a file of options. **Out** the value, or what would be taken. **Cost** that of one string.
//! **Never** knows which flag it is for.

use super::dedup::Shingles;
use crate::ledger::Keep;
use crate::read::{self, DateOrder, Format};

/// `500M`, `4G`, `123456`.
pub fn bytes(typed: &str) -> Result<u64, String> {
    let plain = typed.trim().trim_end_matches(['b', 'B']).trim_end_matches(['i', 'I']);
    let (number, shift) = match plain.chars().last().map(|c| c.to_ascii_uppercase()) {
        Some('K') => (&plain[..plain.len() - 1], 10),
        Some('M') => (&plain[..plain.len() - 1], 20),
        Some('G') => (&plain[..plain.len() - 1], 30),
        Some('T') => (&plain[..plain.len() - 1], 40),
        _ => (plain, 0),
    };
    let number: f64 = number.trim().parse().map_err(|_| "expected a size such as 500M or 4G".to_owned())?;
    if !(0.0..1e15).contains(&number) {
        return Err("expected a size such as 500M or 4G".into());
    }
    Ok((number * (1u64 << shift) as f64) as u64)
}

/// `0.8`, `80%`, `0,8`.
pub fn fraction(typed: &str) -> Result<f64, String> {
    let plain = typed.trim().replace(',', ".");
    let (number, whole) = match plain.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (&*plain, 1.0),
    };
    let number: f64 = number.parse().map_err(|_| "expected a share such as 0.8 or 80%".to_owned())?;
    Ok(number / whole)
}

/// `7`, `1500`.
pub fn whole(typed: &str) -> Result<u32, String> {
    typed.trim().parse().map_err(|_| "expected a whole number, 0 or more".to_owned())
}

/// `words:5`, `chars:8`.
pub fn shingles(typed: &str) -> Result<Shingles, String> {
    let expected = || "expected words:N or chars:N, such as words:5 or chars:8".to_owned();
    let (kind, number) = typed.split_once(':').ok_or_else(expected)?;
    let number = number.parse().ok().filter(|number| (1..=1000).contains(number)).ok_or_else(expected)?;
    match kind {
        "words" => Ok(Shingles::Words(number)),
        "chars" => Ok(Shingles::Chars(number)),
        _ => Err(expected()),
    }
}

/// `earliest`, `longest`, `first`, `outlets:A,B`.
pub fn keep(typed: &str) -> Result<Keep, String> {
    match typed.split_once(':') {
        None if typed == "earliest" => Ok(Keep::Earliest),
        None if typed == "longest" => Ok(Keep::Longest),
        None if typed == "first" => Ok(Keep::First),
        Some(("outlets", names)) if !names.is_empty() => {
            // As the names of articles are read.
            Ok(Keep::Outlets(names.split(',').map(read::outlet_name).collect()))
        }
        _ => Err("expected earliest, longest, first, or outlets:A,B,C".into()),
    }
}

/// The format of this name.
pub fn format(name: &str) -> Result<Format, String> {
    let found = Format::ALL.iter().find(|format| format.name() == name);
    found.copied().ok_or_else(|| format!("known formats: {}", formats()))
}

/// `day-first`, `month-first`.
pub fn date_order(name: &str) -> Result<DateOrder, String> {
    let found = DateOrder::ALL.into_iter().find(|order| order.name() == name);
    found.ok_or_else(|| "expected day-first or month-first".into())
}

/// What the help says of formats.
pub fn format_help() -> String {
    format!("Format of every input, whatever its name says: {}", formats())
}

/// The names of all formats that are read.
fn formats() -> String {
    Format::ALL.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (typed, expected) in
            [("1G", 1 << 30), ("500M", 500 << 20), ("1.5k", 1536), ("2GiB", 2 << 30), ("7", 7)]
        {
            assert_eq!(bytes(typed), Ok(expected), "{typed}");
        }
        for typed in ["", "much", "-1G", "1X"] {
            assert!(bytes(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (typed, expected) in
            [("0.8", 0.8), ("80%", 0.8), ("80 %", 0.8), ("0,8", 0.8), ("1", 1.0), ("-1", -1.0)]
        {
            assert_eq!(fraction(typed), Ok(expected), "{typed}");
        }
        for typed in ["", "%", "most", "1/2"] {
            assert!(fraction(typed).is_err(), "{typed}");
        }
        assert_eq!(whole(" 7"), Ok(7));
        for typed in ["-1", "0.5", "", "99999999999"] {
            assert!(whole(typed).is_err(), "{typed}");
        }
    }
}
