//! Numbers that are one word in German, Dutch, Spanish or Italian: `dreihundert`, `drieëntwintig`, `duemila`, `trescientos`.
//!
//! **In** a folded word. **Out** its value. **Cost** linear in the word. **Never** reads more than one word.

use super::numerals::numeral;

/// Numbers that are one word, also of the languages in `numerals`.
pub fn single(word: &str) -> Option<u64> {
    simple(word)
        .or_else(|| numeral(word).map(|numeral| numeral.value).filter(|&value| value > 1))
        .or_else(|| compound(word))
}

/// Those that have no parts.
pub fn simple(word: &str) -> Option<u64> {
    Some(match word {
        "zwei" | "dos" | "due" => 2,
        "drei" | "tres" | "tre" => 3,
        "vier" | "cuatro" | "quattro" => 4,
        "funf" | "cinco" | "cinque" => 5,
        "sechs" | "seis" => 6,
        "sieben" | "siete" | "sette" => 7,
        "acht" | "ocho" | "otto" => 8,
        "neun" | "nueve" | "nove" => 9,
        "zehn" | "diez" | "dieci" => 10,
        "elf" | "once" | "undici" => 11,
        "zwolf" | "doce" | "dodici" => 12,
        "dreizehn" | "trece" | "tredici" => 13,
        "vierzehn" | "catorce" | "quattordici" => 14,
        "funfzehn" | "quince" | "quindici" => 15,
        "sechzehn" | "dieciseis" | "sedici" => 16,
        "siebzehn" | "diecisiete" | "diciassette" => 17,
        "achtzehn" | "dieciocho" | "diciotto" => 18,
        "neunzehn" | "diecinueve" | "diciannove" => 19,
        "zwanzig" | "veinte" | "venti" => 20,
        "dreissig" | "treinta" | "trenta" => 30,
        "vierzig" | "cuarenta" | "quaranta" => 40,
        "funfzig" | "cincuenta" | "cinquanta" => 50,
        "sechzig" | "sesenta" | "sessanta" => 60,
        "siebzig" | "setenta" | "settanta" => 70,
        "achtzig" | "ochenta" | "ottanta" => 80,
        "neunzig" | "noventa" | "novanta" => 90,
        "hundert" | "cien" | "ciento" | "cento" => 100,
        "quinientos" | "quinientas" => 500,
        "tausend" => 1000,
        _ => return None,
    })
}

/// Words that are a number in a compound only: elsewhere they are articles, or words of another language.
pub fn bound(word: &str) -> Option<u64> {
    Some(match word {
        "ein" | "uno" | "una" | "un" => 1,
        "sei" => 6,
        "sete" => 7,
        _ => return None,
    })
}

/// Bytes of the longest number that is written in one word, and more: what is longer would be read part by part without end.
const LONGEST: usize = 128;

/// `duemila`, `trescientos`; `veinticinco`, `trentacinque`; and those of German and Dutch.
fn compound(word: &str) -> Option<u64> {
    const POWERS: [(&str, u64); 4] = [("mila", 1000), ("cento", 100), ("cientos", 100), ("cientas", 100)];
    const TENS: [(&str, u64); 9] = [
        ("veinti", 20),
        ("vent", 20),
        ("trent", 30),
        ("quarant", 40),
        ("cinquant", 50),
        ("sessant", 60),
        ("settant", 70),
        ("ottant", 80),
        ("novant", 90),
    ];
    let ones = |word: &str| bound(word).or_else(|| simple(word)).filter(|&value| value < 10);
    if word.len() > LONGEST || !word.is_ascii() {
        return None;
    }
    if let Some((head, times)) =
        POWERS.iter().find_map(|&(tail, times)| Some((word.strip_suffix(tail)?, times)))
    {
        return bound(head)
            .or_else(|| single(head))
            .filter(|&value| value < times)
            .map(|value| value * times);
    }
    if let Some(value) = germanic(word) {
        return Some(value);
    }
    let (tail, value) = TENS.iter().find_map(|&(head, value)| Some((word.strip_prefix(head)?, value)))?;
    let tail = tail.strip_prefix(['a', 'i']).unwrap_or(tail);
    Some(value + ones(tail)?)
}

/// `zweihunderttausend`, `hundertfunfzig`, `dreiundzwanzig`, `drieentwintig`.
fn germanic(word: &str) -> Option<u64> {
    // Few words have what every hundred and thousand has: every new word of a text is asked.
    if !word.as_bytes().windows(3).any(|three| matches!(three, b"und" | b"ond" | b"end")) {
        return ones_and_tens(word);
    }
    if let Some((head, tail)) = ["tausend", "duizend"].iter().find_map(|power| word.split_once(power)) {
        let times = if head.is_empty() { 1 } else { hundreds(head).or_else(|| below_hundred(head))? };
        return Some(1000 * times + rest(tail, |tail| hundreds(tail).or_else(|| below_hundred(tail)))?);
    }
    hundreds(word).or_else(|| ones_and_tens(word))
}

fn hundreds(word: &str) -> Option<u64> {
    let (head, tail) = ["hundert", "honderd"].iter().find_map(|power| word.split_once(power))?;
    let times =
        if head.is_empty() { 1 } else { below_hundred(head).filter(|times| (1..20).contains(times))? };
    Some(100 * times + rest(tail, below_hundred)?)
}

/// What stands behind a power of ten, where anything does.
fn rest(tail: &str, read: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    if tail.is_empty() { Some(0) } else { read(tail.strip_prefix("und").unwrap_or(tail)) }
}

fn below_hundred(word: &str) -> Option<u64> {
    small(word).or_else(|| ones_and_tens(word))
}

/// Ones before tens.
fn ones_and_tens(word: &str) -> Option<u64> {
    // As all tens do: `zwanzig`, `dreissig`, `twintig`.
    if !word.ends_with("ig") {
        return None;
    }
    let mut parts = word.match_indices("und").chain(word.match_indices("en"));
    parts.find_map(|(at, between)| {
        let ones = small(&word[..at]).filter(|ones| (1..10).contains(ones))?;
        let tens = small(&word[at + between.len()..]).filter(|tens| *tens >= 20 && tens % 10 == 0)?;
        Some(tens + ones)
    })
}

/// A number below a hundred that has no parts.
fn small(word: &str) -> Option<u64> {
    let dutch = || numeral(word).filter(|numeral| numeral.language == "nl").map(|numeral| numeral.value);
    let value = match word {
        "eins" | "een" => Some(1),
        _ => bound(word).or_else(|| simple(word)).or_else(dutch),
    };
    value.filter(|&value| value < 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_many_parts_is_no_number() {
        for part in ["hundert", "mila", "cento", "tausend", "und", "en"] {
            assert_eq!(single(&part.repeat(200_000)), None, "{part}");
            assert_eq!(single(&part.repeat(20)), None, "{part}");
        }
        assert_eq!(single("dreihunderttausend"), Some(300_000));
    }

    #[test]
    fn one_word_may_be_a_number_of_many() {
        for (word, expected) in [
            ("dreihundert", Some(300)),
            ("zwanzigtausend", Some(20_000)),
            ("zweihunderttausend", Some(200_000)),
            ("funfunddreissig", Some(35)),
            ("neunundneunzig", Some(99)),
            ("trescientas", Some(300)),
            ("quinientos", Some(500)),
            ("setecientos", Some(700)),
            ("veintidos", Some(22)),
            ("trecento", Some(300)),
            ("duemila", Some(2000)),
            ("ventuno", Some(21)),
            ("trentacinque", Some(35)),
            ("novantotto", Some(98)),
            ("hundertfunfzig", Some(150)),
            ("einhundertzwanzig", Some(120)),
            ("dreiundzwanzig", Some(23)),
            ("zweitausendfunfhundert", Some(2500)),
            ("tausendundeins", Some(1001)),
            ("zwolfhundert", Some(1200)),
            ("drieentwintig", Some(23)),
            ("zevenenzeventig", Some(77)),
            ("tweehonderdvijftig", Some(250)),
            ("vijfduizend", Some(5000)),
            ("hunderttausend", Some(100_000)),
            ("eins", None),
            ("ein", None),
            ("een", None),
            ("undzwei", None),
            ("hunderte", None),
            ("hundertstel", None),
            ("tausende", None),
            ("hundert", Some(100)),
            ("jahrhundert", None),
            ("accento", None),
            ("trentino", None),
            ("und", None),
            ("mila", None),
        ] {
            assert_eq!(single(word), expected, "{word}");
        }
    }
}
