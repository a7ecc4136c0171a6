//! Ordinals in digits as they are spelled: `3rd` is `third`, `2e` and `2ème` are `deuxième`.
//!
//! **In** a folded word that begins with a digit, or one in letters. **Out** the same in letters, or the place. **Cost** none. **Never** makes a figure of one: it is a word.

use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// From the first on.
const ENGLISH: &str = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth \
     sixteenth seventeenth eighteenth nineteenth twentieth";
const FRENCH: &str = "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme \
     quatorzieme quinzieme seizieme";
const SPANISH: &str = "primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo";
const PORTUGUESE: &str = "primeiro segundo terceiro quarto quinto sexto setimo oitavo nono decimo";
const ITALIAN: &str = "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo";
const DUTCH: &str = "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende";

const GERMAN: &str = "erst zweit dritt viert funft sechst siebt acht neunt zehnt elft zwolft";

/// The place that an ordinal in letters names: 3 of `third`, `troisième` and `dritten`.
pub fn place(folded: &str) -> Option<u64> {
    static PLACES: LazyLock<Hashed<u64>> = LazyLock::new(|| {
        let tables = [ENGLISH, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH];
        let places = |words: &'static str| (1..).zip(words.split_ascii_whitespace());
        let mut out = Hashed::default();
        let mut add = |place: u64, word: &str| _ = out.insert(word_hash(word.as_bytes()), place);
        for (place, word) in tables.into_iter().flat_map(places) {
            add(place, word);
            if let Some(stem) = word.strip_suffix('o') {
                add(place, &format!("{stem}a"));
            }
        }
        for (place, stem) in places(GERMAN) {
            ["e", "en", "er", "es", "em"]
                .into_iter()
                .for_each(|ending| add(place, &format!("{stem}{ending}")));
        }
        let others = [(1, "premiere"), (1, "primer"), (2, "seconde"), (3, "tercer")];
        others.into_iter().for_each(|(place, word)| add(place, word));
        out
    });
    PLACES.get(&word_hash(folded.as_bytes())).copied()
}

/// The ordinal that a word is; `language` is asked for where two have the ending.
pub fn spelled(folded: &str, language: &dyn Fn() -> Option<&'static str>) -> Option<&'static str> {
    let end = folded.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, ending) = folded.split_at(end);
    let number: usize = digits.parse().ok().filter(|_| end <= 2)?;
    let words = match ending {
        "st" | "rd" | "th" => ENGLISH,
        "nd" if language() != Some("fr") => ENGLISH,
        "e" if language() == Some("nl") => DUTCH,
        "e" | "eme" | "er" | "nd" => FRENCH,
        "re" | "ere" if number == 1 => return Some("premiere"),
        "nde" | "de" if number == 2 && language() != Some("nl") => return Some("deuxieme"),
        "de" | "ste" => DUTCH,
        "o" => match language() {
            Some("pt") => PORTUGUESE,
            Some("it") => ITALIAN,
            Some("es") => SPANISH,
            _ => return None,
        },
        _ => return None,
    };
    words.split_ascii_whitespace().nth(number.checked_sub(1)?)
}

/// The word that French has beside another for the same ordinal.
pub fn as_common(folded: &str, language: &dyn Fn() -> Option<&'static str>) -> Option<&'static str> {
    matches!(folded, "second" | "seconde").then(language).flatten().filter(|&language| language == "fr")?;
    Some("deuxieme")
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_folded;
    use super::*;

    #[test]
    fn ordinals_name_a_place() {
        for (word, expected) in [
            ("third", Some(3)),
            ("dritten", Some(3)),
            ("premiere", Some(1)),
            ("segunda", Some(2)),
            ("thirds", None),
        ] {
            assert_eq!(place(word), expected, "{word}");
        }
    }

    #[test]
    fn digits_are_spelled_in_their_language() {
        for (word, language, expected) in [
            ("3rd", Some("en"), Some("third")),
            ("2nd", None, Some("second")),
            ("2nd", Some("fr"), Some("deuxieme")),
            ("2e", Some("fr"), Some("deuxieme")),
            ("2e", Some("nl"), Some("tweede")),
            ("12eme", None, Some("douzieme")),
            ("1re", None, Some("premiere")),
            ("2o", Some("es"), Some("segundo")),
            ("2o", None, None),
            ("0th", None, None),
            ("33e", None, None),
            ("5km", None, None),
            ("112th", None, None),
        ] {
            assert_eq!(spelled(word, &|| language), expected, "{word}");
        }
        assert_eq!(as_common("seconde", &|| Some("fr")), Some("deuxieme"));
        assert_eq!(as_common("second", &|| Some("en")), None);
        [ENGLISH, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH, GERMAN]
            .iter()
            .flat_map(|words| words.split_ascii_whitespace())
            .for_each(assert_folded);
    }
}
