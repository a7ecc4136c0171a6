//! Words that multiply a number by a power of ten: thousand, `millions`, `тыс.`, 万.
//!
//! **In** a folded word. **Out** the power, or what nobody counts. **Cost** one look-up. **Never** asks for the language but where it depends on that.

use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// Powers, and the words that are such whatever language they stand in, folded.
const POWERS: [(usize, &str); 7] = [
    (2, "百"),
    (
        3,
        "thousand mille mil mila tausend tsd duizend ribu tysiac tysiace tysiecy tys тысяча тысячи тысяч тысячу тыс الف \
         الفا الاف 千",
    ),
    (4, "万 萬"),
    (
        6,
        "million millions millionen mio mln millon millones milione milioni milhao milhoes miljoen juta milyon milion miliony \
         milionow млн миллион миллиона миллионов миллиону مليون مليونا مليونين ملايين",
    ),
    (8, "亿 億"),
    (
        9,
        "milliard milliards milliarde milliarden mrd miliardo miliardi miliar miljard mld milyar miliard miliardy miliardow \
         bilhao bilhoes billion billions bn млрд миллиард миллиарда миллиардов مليار مليارا مليارين مليارات",
    ),
    (
        12,
        "billionen billon billones bilione bilioni biljoen trillion trillions triliun trilyon trilhao trilhoes bilion трлн \
         триллион триллиона триллионов تريليون 兆",
    ),
];

/// The power of ten by which a word multiplies the number before it; `language` is asked for where that depends on it. In English, millions
/// after a number are counted by nobody: `on July 4 millions left`.
pub fn power(word: &str, language: &dyn Fn() -> Option<&'static str>) -> Option<usize> {
    static TABLE: LazyLock<Hashed<usize>> = LazyLock::new(|| {
        let words = |&(power, words): &(usize, &'static str)| {
            words.split_ascii_whitespace().map(move |word| (word_hash(word.as_bytes()), power))
        };
        POWERS.iter().flat_map(words).collect()
    });
    match word {
        "millions" | "billions" | "trillions" if language() == Some("en") => None,
        "billion" | "billions" if matches!(language(), Some("de" | "fr" | "es" | "it")) => Some(12),
        // Elsewhere a verb, and a container.
        "bin" => (language() == Some("tr")).then_some(3),
        _ => TABLE.get(&word_hash(word.as_bytes())).copied(),
    }
}

/// What is multiplied where nobody says by how much, and the words for it, folded.
const UNCOUNTED: [(u64, &str); 4] = [
    (10, "dizaines decenas decine dezenas tientallen dziesiatki dziesiatek десятки десятков"),
    (12, "dozens douzaines dutzende docenas dozzine duzias dozijnen"),
    (
        100,
        "hundreds centaines hunderte hunderten centenares cientos centinaia centenas honderden setki setek сотни сотен",
    ),
    (1000, "thousands milliers tausende tausenden millares migliaia milhares duizenden"),
];

/// Ten, a dozen, a hundred or a thousand, of which a word says that there are some: `thousands of people`.
pub fn uncounted(word: &str, language: &dyn Fn() -> Option<&'static str>) -> Option<u64> {
    static TABLE: LazyLock<Hashed<u64>> = LazyLock::new(|| {
        let words = |&(value, words): &(u64, &'static str)| {
            words.split_ascii_whitespace().map(move |word| (word_hash(word.as_bytes()), value))
        };
        UNCOUNTED.iter().flat_map(words).collect()
    });
    match word {
        // Elsewhere a measure.
        "miles" => (language() == Some("es")).then_some(1000),
        _ => TABLE.get(&word_hash(word.as_bytes())).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_folded;
    use super::*;

    #[test]
    fn every_word_is_folded_as_words_are() {
        POWERS.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).for_each(assert_folded);
        UNCOUNTED.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).for_each(assert_folded);
    }

    #[test]
    fn thousands_are_some_that_nobody_counts() {
        let of = |word, language| uncounted(word, &|| language);
        assert_eq!(
            (of("milliers", None), of("dozens", None), of("mille", None)),
            (Some(1000), Some(12), None)
        );
        assert_eq!((of("miles", Some("es")), of("miles", Some("en"))), (Some(1000), None));
    }

    #[test]
    fn a_word_is_a_power_in_its_language() {
        for (word, language, expected) in [
            ("bin", Some("tr"), Some(3)),
            ("bin", Some("de"), None),
            ("milyon", Some("tr"), Some(6)),
            ("тыс", None, Some(3)),
            ("الاف", None, Some(3)),
            ("billion", Some("de"), Some(12)),
            ("billion", None, Some(9)),
            ("millions", Some("en"), None),
            ("maison", None, None),
        ] {
            assert_eq!(power(word, &|| language), expected, "{word}");
        }
    }
}
