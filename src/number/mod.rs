//! Numbers as they are said: `seize` is 16, `dix-neuf mille` 19000, `1.3 million` 1300000, `75 pour cent` 75%.
//!
//! **In** the words of a sentence ([`row`]). **Out** the digits of the whole number; whether two stretches say the same ones ([`figures`]).
//! **Cost** linear in what it takes. **Never** guesses what a number counts.

pub mod collective;
pub mod duration;
pub mod figures;
pub mod fraction;
pub mod half;
pub mod ordinal;
pub mod row;
pub mod scale;
pub mod words;

mod chinese;
mod numerals;
mod single;

use crate::text::fold::{fold, fold_alone};
use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
pub use scale::power;
use std::sync::LazyLock;

/// Most digits of a number that is written out.
const MOST_DIGITS: usize = 18;

/// Moves the point of a decimal number.
fn scaled(digits: &str, power: usize) -> Option<String> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.contains('.') || whole.len() + power > MOST_DIGITS {
        return None;
    }
    let moved: String = part.chars().chain(std::iter::repeat('0')).take(power).collect();
    let rest = part.get(power..).unwrap_or("").trim_end_matches('0');
    let number = format!("{whole}{moved}");
    let whole = number.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") })
}

/// What is said of a million and more where the power is left out: `14.5` of 14,500,000.
pub fn said(digits: &str) -> Option<String> {
    let power = match digits.len() {
        0..=6 => return None,
        7..=9 => 6,
        10..=12 => 9,
        _ => 12,
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (whole, part) = digits.split_at(digits.len() - power);
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") })
}

/// A number with its power in letters: `4.2bn`, and of money `14m` and `10k`, which elsewhere are other things.
pub fn abbreviated(digits: &str, letters: &str, is_money: bool) -> Option<String> {
    let power = match letters.to_ascii_lowercase().as_str() {
        "tn" => 12,
        "t" if is_money => 12,
        "bn" | "mrd" => 9,
        "b" if is_money => 9,
        "mn" | "mln" | "mio" => 6,
        "m" if is_money => 6,
        "k" if is_money => 3,
        _ => return None,
    };
    scaled(digits, power)
}

/// Words after a number.
pub struct Joined<'a> {
    /// The nth of them, as folded; empty where there is none.
    pub word: &'a dyn Fn(usize) -> &'a str,
    /// The power of ten that the nth is.
    pub power: &'a dyn Fn(usize) -> Option<usize>,
    /// Whether nothing but spaces and hyphens stands before the nth.
    pub is_joined: &'a dyn Fn(usize) -> bool,
    /// The number that begins with the nth, in full as far as it may be below a power of ten, and how many words it takes.
    pub number: &'a dyn Fn(usize, u64) -> Option<(String, usize)>,
    /// Whether the number is written as a year is.
    pub is_year: bool,
    /// Whether a sign says that the number is a share.
    pub is_share: bool,
    /// Of what is added to a greater number, the power of ten that it must stay below.
    pub below: Option<u64>,
}

/// What a number is with the words after it.
#[derive(Debug, PartialEq, Eq)]
pub struct Full {
    /// Its digits, with a sign where it is a share: a share is none of so many things.
    pub digits: String,
    /// How many words become a part of it: thousands, which are numbers themselves.
    pub taken: usize,
    /// The same, with those that tell what it is and stay words.
    pub with: usize,
}

/// Words that make a share of the number before them, folded.
const PERCENT: &str = "percent pct prozent persen procent procenta procentow proc процент процента процентов проц بالميه بالمايه";

/// Whether a word makes a share of the number before it.
fn is_percent(word: &str) -> bool {
    static WORDS: LazyLock<Hashed<()>> = LazyLock::new(|| {
        PERCENT.split_ascii_whitespace().map(|word| (word_hash(word.as_bytes()), ())).collect()
    });
    WORDS.contains_key(&word_hash(word.as_bytes()))
}

/// Reads what stands after a number. `In 2018 millions left` counts none: a year is not multiplied.
pub fn in_full(digits: &str, after: &Joined) -> Full {
    let mut full = Full { digits: digits.to_owned(), taken: 0, with: 0 };
    let mut last = 0;
    while !after.is_year
        && (after.is_joined)(full.with)
        && let Some((power, words)) = power_at(full.with, after)
        && let Some(more) = scaled(&full.digits, power)
        && more != full.digits
    {
        full.digits = more;
        full.taken += usize::from(power == 3 && words == 1 && full.taken == full.with);
        full.with += words;
        last = power;
    }
    if last > 0
        && let Some((sum, words)) = and_more(&full, last, after)
    {
        full.digits = sum;
        full.with += words;
        full.taken = full.with;
    }
    let next = |nth: usize| {
        let is_joined = (after.is_joined)(full.with + nth);
        if is_joined { (after.word)(full.with + nth) } else { "" }
    };
    let share = match (next(0), next(1)) {
        (word, _) if is_percent(word) => Some(1),
        ("per" | "pour", "cent") | ("por", "ciento" | "cento") | ("per", "cento") => Some(2),
        ("في", "الميه" | "المايه") => Some(2),
        _ => (after.is_share && full.with == 0).then_some(0),
    };
    if let Some(words) = share {
        full.digits.push('%');
        full.with += words;
    }
    full
}

/// The power of ten that stands there, and in how many words: `5000多万` are about so many.
fn power_at(nth: usize, after: &Joined) -> Option<(usize, usize)> {
    match (after.word)(nth) {
        "多" | "余" | "餘" if (after.is_joined)(nth + 1) => Some(((after.power)(nth + 1)?, 2)),
        _ => Some(((after.power)(nth)?, 1)),
    }
}

/// What a number that was multiplied by a power of ten is with what is added to it: `un million deux cent mille`, `two million and a
/// half`; and how many words that takes.
fn and_more(full: &Full, power: usize, after: &Joined) -> Option<(String, usize)> {
    let next = |nth: usize| {
        let is_joined = (after.is_joined)(full.with + nth);
        if is_joined { (after.word)(full.with + nth) } else { "" }
    };
    let whole: u64 = full.digits.parse().ok()?;
    // What is too great already is no part, whatever follows: `1万1万1万` is read in one pass.
    if after.below.is_some_and(|below| whole >= below) {
        return None;
    }
    if let Some(words) = half::behind([next(0), next(1), next(2)]) {
        return Some((whole.checked_add(5 * 10u64.pow(power as u32 - 1))?.to_string(), words));
    }
    let below = 10u64.pow(power as u32);
    let (more, words) = (after.is_joined)(full.with).then(|| (after.number)(full.with, below))??;
    let more: u64 = more.parse().ok()?;
    // Below a hundred it may count something else: `2 million five of them`.
    let is_part = more < below && (power == 3 || more >= 100);
    Some((whole.checked_add(more).filter(|_| is_part)?.to_string(), words))
}

/// Whether a word stands between the two ends of a range: `between 4 and 7 billion`, `4 à 7 milliards`.
pub fn is_between(word: &str) -> bool {
    matches!(
        word,
        "to" | "and"
            | "or"
            | "et"
            | "a"
            | "ou"
            | "und"
            | "bis"
            | "oder"
            | "y"
            | "e"
            | "o"
            | "hingga"
            | "sampai"
    )
}

/// Whether a word stands before the two ends of a range.
pub fn opens_range(word: &str) -> bool {
    matches!(word, "between" | "entre" | "zwischen" | "tra" | "fra" | "antara")
}

/// The first end of a range, of which only the other says what it counts: the 4 of `4 to 7 billion`, whose other end is `digits` as it is
/// written and `full` as it is read. Of sums, and of what a list may be, it must be the lower one: `5 and 3 million` are two.
pub fn lower_end(first: &str, between: &str, digits: &str, full: &str) -> Option<String> {
    let is_lower = first.parse::<f64>().ok()? < digits.parse::<f64>().ok()?;
    if full.ends_with('%') {
        let is_list = matches!(between, "and" | "or" | "et" | "ou" | "und" | "oder" | "y" | "e" | "o");
        return (is_lower || !is_list).then(|| format!("{first}%"));
    }
    let power = (2..=MOST_DIGITS).find(|&power| scaled(digits, power).as_deref() == Some(full))?;
    scaled(first, power).filter(|_| is_lower)
}

/// Hundredths by which a rounded number may differ from the exact one, and one that is said to be less: `more than 5,000` of 5,453.
const ROUNDED: u64 = 7;
const CUT_OFF: u64 = 15;

/// What a number of four digits and more is called where it is rounded to thousands or more: 6,113,340 are 6,110,000, 6,100,000, and
/// 6,000,000; three digits are left at most.
pub fn rounded(number: u64) -> impl Iterator<Item = u64> {
    units(number)
        .filter_map(move |unit| (number.checked_add(unit / 2)? / unit).checked_mul(unit))
        .filter(move |&round| is_near(number, round, ROUNDED))
}

/// What a number is at least, so rounded: 838,912 are more than 838,000.
pub fn floors(number: u64) -> impl Iterator<Item = u64> {
    units(number).map(move |unit| number / unit * unit).filter(move |&round| is_near(number, round, CUT_OFF))
}

/// Thousands and more by which a number is rounded.
fn units(number: u64) -> impl Iterator<Item = u64> {
    let digits = number.checked_ilog10().unwrap_or(0) + 1;
    (3..digits).rev().take(3).map(|zeros| 10u64.pow(zeros))
}

fn is_near(number: u64, round: u64, hundredths: u64) -> bool {
    let apart = u128::from(number.abs_diff(round));
    apart > 0 && apart * 100 <= u128::from(number) * u128::from(hundredths)
}

/// Whether two words before a number say that it is at least so much.
pub fn is_floor(before: [&str; 2]) -> bool {
    match before {
        ["plus", "de" | "d"] | ["more" | "greater", "than"] | ["mehr", "als"] | ["mas" | "mais", "de"] => {
            true
        }
        ["piu", "di"] | ["at", "least"] | ["au", "moins"] | ["al", "menos"] | ["meer", "dan"] => true,
        ["nie", "mniej"] | ["не", "менее"] => true,
        [_, last] => {
            matches!(last, "over" | "uber" | "oltre" | "mindestens" | "almeno" | "ponad" | "более" | "свыше")
        }
    }
}

/// Takes away a particle that Arabic writes in one word with the number behind it: `و30` are 30.
fn detach(folded: &mut String) {
    const PARTICLES: [char; 5] = ['و', 'ب', 'ل', 'ف', 'ك'];
    if folded.strip_prefix(PARTICLES).is_some_and(is_written) {
        folded.remove(0);
    }
}

/// Folds one word, and reads it as numbers are: `و30` is 30, and 3.50 is 3.5.
pub fn fold_as_number(written: &str, out: &mut String) {
    fold_word(written, out);
    detach(out);
    trim(out);
}

/// Takes away what says nothing behind the point of a number: 3.50 is 3.5.
fn trim(folded: &mut String) {
    if is_written(folded) && folded.bytes().filter(|&byte| byte == b'.').count() == 1 {
        folded.truncate(folded.trim_end_matches('0').trim_end_matches('.').len());
    }
}

/// Folds one word as words and numbers are read here.
pub fn fold_word(written: &str, out: &mut String) {
    if fold_alone(written, true, out) {
        return;
    }
    fold(written, true, out);
    if out.contains(' ') {
        // Groups of digits written with spaces.
        out.retain(|c| c != ' ');
    }
}

/// Whether a number is written as a year of our time is.
pub fn is_year(digits: &str) -> bool {
    let is_whole = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_whole && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Whether a folded word is a number, or a share, in digits.
pub fn is_written(folded: &str) -> bool {
    let digits = folded.strip_suffix('%').unwrap_or(folded);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words are compared folded: one that is written otherwise would never be met.
    #[test]
    fn every_word_is_folded_as_words_are() {
        PERCENT.split_ascii_whitespace().chain(["في", "الميه", "المايه"]).for_each(assert_folded);
    }

    /// For the tables of this room.
    pub(super) fn assert_folded(word: &str) {
        let mut folded = String::new();
        crate::text::fold::fold(word, true, &mut folded);
        assert_eq!(folded, word);
    }

    #[test]
    fn what_stands_after_a_number_tells_what_it_is() {
        for (text, digits, taken, with) in [
            ("1.3 million", "1300000", 0, 1),
            ("7 milliards", "7000000000", 0, 1),
            ("5 mille", "5000", 1, 1),
            ("2 mil millones", "2000000000", 1, 2),
            ("1.25 thousand", "1250", 1, 1),
            ("1.2345 thousand", "1234.5", 1, 1),
            ("0.5 million", "500000", 0, 1),
            ("75 pour cent", "75%", 0, 2),
            ("75 percent", "75%", 0, 1),
            ("75 por cento", "75%", 0, 2),
            ("75 في الميه", "75%", 0, 2),
            ("12.5 بالميه", "12.5%", 0, 1),
            ("12.5 proc", "12.5%", 0, 1),
            ("5000 多 万", "50000000", 0, 2),
            ("300 тыс", "300000", 1, 1),
            ("2 mil milhoes", "2000000000", 1, 2),
            ("2 миллиона", "2000000", 0, 1),
            ("75 per se", "75", 0, 0),
            ("12345678901234567 million", "12345678901234567", 0, 0),
            ("1.2.3 million", "1.2.3", 0, 0),
            ("16 stations", "16", 0, 0),
            ("2018 millions", "2018", 0, 0),
            ("0 million million", "0", 0, 0),
            ("2000 billion", "2000000000000", 0, 1),
            ("3 万", "30000", 0, 1),
            ("1.2 亿", "120000000", 0, 1),
            ("2 millions et demi", "2500000", 3, 3),
            ("2 million and a half", "2500000", 4, 4),
            ("1 million 200000", "1200000", 2, 2),
            ("1 million 5000000", "1000000", 0, 1),
            ("2 million 5", "2000000", 0, 1),
            ("3 mil 500 personas", "3500", 2, 2),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let (word, is_joined) =
                (|nth| words.get(1 + nth).copied().unwrap_or(""), |nth| nth + 1 < words.len());
            let number = |nth: usize, _: u64| {
                let digits = words.get(1 + nth).filter(|word| is_written(word))?;
                Some(((*digits).to_owned(), 1))
            };
            let power = |nth| power(word(nth), &|| None);
            let is_year = words[0] == "2018";
            let after = Joined {
                word: &word,
                power: &power,
                is_joined: &is_joined,
                number: &number,
                is_year,
                is_share: false,
                below: None,
            };
            let full = Full { digits: digits.to_owned(), taken, with };
            assert_eq!(in_full(words[0], &after), full, "{text}");
        }
    }

    #[test]
    fn a_range_says_once_what_it_counts() {
        for (range, full, expected) in [
            ("4 and 7", "7000000000", Some("4000000000")),
            ("1.5 to 2", "2000000", Some("1500000")),
            ("5 to 7", "7%", Some("5%")),
            ("7 to 5", "5%", Some("7%")),
            ("300 and 7", "7%", None),
            ("5 and 7", "7%", Some("5%")),
            ("5 and 3", "3000000", None),
            ("900000 to 1.2", "1200000", None),
            ("3 to 5", "50000", Some("30000")),
            ("4 to 7", "7", None),
        ] {
            let [first, between, digits] = range.split(' ').collect::<Vec<_>>()[..] else { unreachable!() };
            assert_eq!(lower_end(first, between, digits, full).as_deref(), expected, "{range}, {full}");
        }
    }

    #[test]
    fn a_number_is_rounded_to_thousands_and_more() {
        let all = |number| rounded(number).collect::<Vec<_>>();
        assert_eq!(all(6_113_340), [6_000_000, 6_100_000, 6_110_000]);
        assert_eq!(all(1_960), [2_000]);
        assert_eq!((all(2_000), all(999), all(0)), (vec![], vec![], vec![]));
        assert!(rounded(u64::MAX).count() <= 3);
        assert_eq!((all(1_500), all(5_453)), (vec![], vec![]), "too far");
        let least = |number| floors(number).collect::<Vec<_>>();
        assert_eq!(least(838_912), [800_000, 830_000, 838_000]);
        assert_eq!((least(5_453), least(1_960), least(5_000)), (vec![5_000], vec![], vec![]));
        assert!(is_floor(["plus", "de"]) && is_floor(["", "uber"]) && !is_floor(["pres", "de"]));
    }

    #[test]
    fn powers_are_written_out_and_left_out() {
        for (digits, expected) in
            [("14500000", Some("14.5")), ("7000000000", Some("7")), ("999999", None), ("1234567.5", None)]
        {
            assert_eq!(said(digits).as_deref(), expected, "{digits}");
        }
        assert_eq!(abbreviated("4.2", "bn", false).as_deref(), Some("4200000000"));
        assert_eq!(abbreviated("14", "M", true).as_deref(), Some("14000000"));
        assert_eq!(abbreviated("1.3", "B", true).as_deref(), Some("1300000000"));
        assert_eq!((abbreviated("430", "m", false), abbreviated("16", "th", true)), (None, None));
    }
}
