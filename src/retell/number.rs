//! Numbers as they are said: `seize` is 16, `dix-neuf mille` 19000, `1.3 million` 1300000, `75 pour cent` 75%.
//!
//! **In** folded words in a row. **Out** the value of the longest number phrase at their head; the digits of a number with what stands
//! after it. **Cost** linear in the phrase.
//! **Never** reads a lone `un`, `une` or `one` as a number: mostly it is an article.

use super::calendar::is_year;

/// What a word means inside a number phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// 0 to 19, and tens.
    Value(u64),
    Hundred,
    Thousand,
    /// Between tens and ones.
    And,
}

fn part(word: &str) -> Option<Part> {
    Some(match word {
        "zero" => Part::Value(0),
        "one" | "un" | "une" => Part::Value(1),
        "two" | "deux" => Part::Value(2),
        "three" | "trois" => Part::Value(3),
        "four" | "quatre" => Part::Value(4),
        "five" | "cinq" => Part::Value(5),
        "six" => Part::Value(6),
        "seven" | "sept" => Part::Value(7),
        "eight" | "huit" => Part::Value(8),
        "nine" | "neuf" => Part::Value(9),
        "ten" | "dix" => Part::Value(10),
        "eleven" | "onze" => Part::Value(11),
        "twelve" | "douze" | "dozen" | "douzaine" => Part::Value(12),
        "thirteen" | "treize" => Part::Value(13),
        "fourteen" | "quatorze" => Part::Value(14),
        "fifteen" | "quinze" => Part::Value(15),
        "sixteen" | "seize" => Part::Value(16),
        "seventeen" => Part::Value(17),
        "eighteen" => Part::Value(18),
        "nineteen" => Part::Value(19),
        "twenty" | "vingt" | "vingts" => Part::Value(20),
        "thirty" | "trente" => Part::Value(30),
        "forty" | "quarante" => Part::Value(40),
        "fifty" | "cinquante" => Part::Value(50),
        "sixty" | "soixante" => Part::Value(60),
        "seventy" | "septante" => Part::Value(70),
        "eighty" | "octante" | "huitante" => Part::Value(80),
        "ninety" | "nonante" => Part::Value(90),
        "hundred" | "cent" | "cents" => Part::Hundred,
        "thousand" | "mille" => Part::Thousand,
        "et" | "and" => Part::And,
        _ => return None,
    })
}

/// Single number words of German, Spanish and Italian.
pub fn single(word: &str) -> Option<u64> {
    Some(match word {
        "zwei" => 2,
        "drei" | "tres" => 3,
        "vier" | "cuatro" | "quattro" => 4,
        "funf" | "cinco" | "cinque" => 5,
        "sechs" | "seis" => 6,
        "sieben" | "siete" | "sette" => 7,
        "acht" | "ocho" | "otto" => 8,
        "neun" | "nueve" | "nove" => 9,
        "zehn" | "diez" | "dieci" => 10,
        "elf" | "undici" => 11,
        "zwolf" | "doce" | "dodici" => 12,
        "dreizehn" | "trece" => 13,
        "vierzehn" | "catorce" => 14,
        "funfzehn" => 15,
        "sechzehn" | "dieciseis" => 16,
        "zwanzig" | "veinte" | "venti" => 20,
        "dreissig" | "treinta" | "trenta" => 30,
        "vierzig" | "cuarenta" | "quaranta" => 40,
        "funfzig" | "cincuenta" | "cinquanta" => 50,
        "sechzig" | "sesenta" | "sessanta" => 60,
        "hundert" | "cien" | "cento" => 100,
        "tausend" => 1000,
        _ => return None,
    })
}

/// Whether a number before `cents` is one of hundreds, not of coins.
fn is_french(word: &str) -> bool {
    matches!(word, "deux" | "trois" | "quatre" | "cinq" | "six" | "sept" | "huit" | "neuf")
}

/// Whether a number phrase may begin with `word`, which follows `before`: none does with the cent of `per cent` and `pour cent`, nor
/// with `cents`, which are coins.
pub fn opens(word: &str, before: &str) -> bool {
    match part(word) {
        Some(Part::Hundred) => word != "cents" && !matches!(before, "per" | "pour" | "por" | "pro"),
        Some(Part::Value(_) | Part::Thousand) => true,
        Some(Part::And) | None => false,
    }
}

/// The number that is an article as well.
pub fn is_one(word: &str) -> bool {
    matches!(word, "un" | "une" | "one")
}

/// The power of ten by which a word multiplies the number before it. A billion is that of English.
pub fn power(word: &str) -> Option<usize> {
    Some(match word {
        "thousand" | "mille" | "mil" | "mila" | "tausend" | "ribu" => 3,
        "million" | "millions" | "millionen" | "mio" | "mln" | "millon" | "millones" | "milione"
        | "milioni" | "juta" => 6,
        "milliard" | "milliards" | "milliarde" | "milliarden" | "mrd" | "miliardo" | "miliardi"
        | "miliar" | "billion" | "billions" | "bn" => 9,
        "trillion" | "trillions" | "triliun" => 12,
        _ => return None,
    })
}

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
        "bn" | "mrd" => 9,
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
    /// Whether nothing but spaces and hyphens stands before the nth.
    pub is_joined: &'a dyn Fn(usize) -> bool,
    /// Whether a sign says that the number is a share.
    pub is_share: bool,
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

/// Reads what stands after a number. `In 2018 millions left` counts none: a year is not multiplied.
pub fn in_full(digits: &str, after: &Joined) -> Full {
    let mut full = Full { digits: digits.to_owned(), taken: 0, with: 0 };
    while !is_year(digits)
        && (after.is_joined)(full.with)
        && let Some(power) = power((after.word)(full.with))
        && let Some(more) = scaled(&full.digits, power)
        && more != full.digits
    {
        full.digits = more;
        full.taken += usize::from(power == 3 && full.taken == full.with);
        full.with += 1;
    }
    let next = |nth: usize| {
        let is_joined = (after.is_joined)(full.with + nth);
        if is_joined { (after.word)(full.with + nth) } else { "" }
    };
    let share = match (next(0), next(1)) {
        ("percent" | "pct" | "prozent" | "persen", _) => Some(1),
        ("per" | "pour", "cent") | ("por", "ciento") | ("per", "cento") => Some(2),
        _ => (after.is_share && full.with == 0).then_some(0),
    };
    if let Some(words) = share {
        full.digits.push('%');
        full.with += words;
    }
    full
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

/// The first end of a range, of which only the other says what it counts: the 4 of `4 to 7 billion`, whose other end is `digits` as it is
/// written and `full` as it is read. Of sums it must be the lower one: `5 and 3 million` are two.
pub fn lower_end(first: &str, digits: &str, full: &str) -> Option<String> {
    if is_year(first) {
        return None;
    }
    if full.ends_with('%') {
        return Some(format!("{first}%"));
    }
    let power = (3..=MOST_DIGITS).step_by(3).find(|&power| scaled(digits, power).as_deref() == Some(full))?;
    let is_lower = first.parse::<f64>().ok()? < digits.parse::<f64>().ok()?;
    scaled(first, power).filter(|_| is_lower)
}

/// Whether a folded word is a number, or a share, in digits.
pub fn is_written(folded: &str) -> bool {
    let digits = folded.strip_suffix('%').unwrap_or(folded);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The value of the longest number phrase at the head of `words`, and how many of them it takes. `joined(i)` says whether
/// nothing but spaces and hyphens stands before word `i`.
pub fn phrase(words: &[&str], joined: impl Fn(usize) -> bool) -> Option<(u64, usize)> {
    let (mut total, mut group, mut used) = (0, 0, 0);
    let mut is_hundred = false;
    // The number word before.
    let mut before = "";
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !joined(index) {
            break;
        }
        let Some(part) = part(word) else { break };
        match part {
            Part::And => {
                let goes_on =
                    words.get(index + 1).is_some_and(|next| matches!(self::part(next), Some(Part::Value(_))));
                if used == 0 || group < 20 || !goes_on {
                    break;
                }
                continue;
            }
            // Quatre-vingts.
            Part::Value(20) if group % 100 == 4 && used > 0 && word.starts_with("vingt") => group += 76,
            Part::Value(value) => {
                let rest = group % 100;
                let fits = used == 0
                    || match value {
                        0 => false,
                        // Dix-sept; then twenty-one, cent trois.
                        1..10 => {
                            (rest == 10 && before == "dix" && value >= 7)
                                || (rest % 10 == 0 && rest != 10 && (rest > 0 || group > 0 || total > 0))
                        }
                        // Soixante-douze, quatre-vingt-onze, cent douze.
                        10..20 => {
                            (matches!(rest, 60 | 80) && matches!(before, "soixante" | "vingt" | "vingts"))
                                || (rest == 0 && (group > 0 || total > 0))
                        }
                        _ => rest == 0 && (group > 0 || total > 0),
                    };
                if !fits {
                    break;
                }
                group += value;
            }
            // Fifty cents; but deux cents.
            Part::Hundred
                if *word == "cents" && !words[..index].last().is_some_and(|word| is_french(word)) =>
            {
                break;
            }
            Part::Hundred | Part::Thousand if used > 0 && total + group == 0 => break,
            Part::Hundred if group < 100 && !is_hundred => {
                group = group.max(1) * 100;
                is_hundred = true;
            }
            Part::Thousand if total == 0 => {
                total = group.max(1) * 1000;
                (group, is_hundred) = (0, false);
            }
            Part::Hundred | Part::Thousand => break,
        }
        used = index + 1;
        before = word;
    }
    let is_article = used == 1 && is_one(words[0]);
    (used > 0 && !is_article).then_some((total + group, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_have_their_value() {
        for (words, expected) in [
            ("seize", Some((16, 1))),
            ("dix neuf mille", Some((19_000, 3))),
            ("quatre vingt sept", Some((87, 3))),
            ("quatre vingts", Some((80, 2))),
            ("quatre vingt dix", Some((90, 3))),
            ("soixante et onze", Some((71, 3))),
            ("vingt et un", Some((21, 3))),
            ("vingt et Paris", Some((20, 1))),
            ("eighty seven", Some((87, 2))),
            ("two hundred and thirty", Some((230, 4))),
            ("twelve hundred", Some((1200, 2))),
            ("mille", Some((1000, 1))),
            ("fifty cents", Some((50, 1))),
            ("deux cents", Some((200, 2))),
            ("cents", None),
            ("deux cent trois", Some((203, 3))),
            ("one hundred", Some((100, 2))),
            ("ten eight hour", Some((10, 1))),
            ("dix huit", Some((18, 2))),
            ("sixty twelve", Some((60, 1))),
            ("soixante douze", Some((72, 2))),
            ("vingt douze", Some((20, 1))),
            ("zero hundred", Some((0, 1))),
            ("deux trois", Some((2, 1))),
            ("un", None),
            ("one", None),
            ("maison", None),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(phrase(&words, |_| true), expected, "{words:?}");
        }
        assert_eq!(phrase(&["vingt", "deux"], |_| false), Some((20, 1)));
        assert!(
            opens("cent", "quelque")
                && !opens("cent", "pour")
                && !opens("cent", "per")
                && !opens("cents", "ten")
        );
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
            ("75 per se", "75", 0, 0),
            ("12345678901234567 million", "12345678901234567", 0, 0),
            ("1.2.3 million", "1.2.3", 0, 0),
            ("16 stations", "16", 0, 0),
            ("2018 millions", "2018", 0, 0),
            ("0 million million", "0", 0, 0),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let (word, is_joined) =
                (|nth| words.get(1 + nth).copied().unwrap_or(""), |nth| nth + 1 < words.len());
            let after = Joined { word: &word, is_joined: &is_joined, is_share: false };
            let full = Full { digits: digits.to_owned(), taken, with };
            assert_eq!(in_full(words[0], &after), full, "{text}");
        }
    }

    #[test]
    fn a_range_says_once_what_it_counts() {
        for (first, digits, full, expected) in [
            ("4", "7", "7000000000", Some("4000000000")),
            ("1.5", "2", "2000000", Some("1500000")),
            ("5", "7", "7%", Some("5%")),
            ("7", "5", "5%", Some("7%")),
            ("5", "3", "3000000", None),
            ("900000", "1.2", "1200000", None),
            ("2018", "3000", "3000000", None),
            ("4", "7", "7", None),
        ] {
            assert_eq!(lower_end(first, digits, full).as_deref(), expected, "{first}, {full}");
        }
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
        assert_eq!((abbreviated("430", "m", false), abbreviated("16", "th", true)), (None, None));
    }
}
