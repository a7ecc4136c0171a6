//! Spans of time in the unit they are mostly told in: `un an et demi` are 18 months, `24 mois` two years, `two decades` 20 years.
//!
//! **In** how many of a unit, in halves. **Out** how many of another one, and its name. **Cost** none.
//! **Never** turns one month into days: nobody knows how many.

use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    /// Two weeks in one word.
    Fortnight,
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    Year,
    Decade,
    Century,
}

const UNITS: [Unit; 11] = [
    Unit::Minute,
    Unit::Hour,
    Unit::Day,
    Unit::Week,
    Unit::Fortnight,
    Unit::Month,
    Unit::Quarter,
    Unit::HalfYear,
    Unit::Year,
    Unit::Decade,
    Unit::Century,
];

/// Folded names of the units, in order, in English, German, Dutch, and in the languages in which two weeks are fifteen days; of each
/// the plural first.
const NAMES: [[&str; UNITS.len()]; 7] = [
    [
        "minutes minute",
        "hours hour",
        "days day",
        "weeks week",
        "fortnights fortnight",
        "months month",
        "",
        "",
        "years year",
        "decades decade",
        "centuries century",
    ],
    [
        "minuten minute",
        "stunden stunde",
        "tage tag tagen",
        "wochen woche",
        "",
        "monate monat monaten",
        "quartale quartal quartalen",
        "halbjahre halbjahr halbjahren",
        "jahre jahr jahren",
        "jahrzehnte jahrzehnt jahrzehnten",
        "jahrhunderte jahrhundert jahrhunderten",
    ],
    [
        "minuten minuut",
        "uur",
        "dagen dag",
        "weken week",
        "",
        "maanden maand",
        "kwartalen kwartaal",
        "",
        "jaar",
        "decennia decennium",
        "eeuwen eeuw",
    ],
    [
        "minutes minute",
        "heures heure",
        "jours jour",
        "semaines semaine",
        "quinzaines quinzaine",
        "mois",
        "trimestres trimestre",
        "semestres semestre",
        "ans an annees annee",
        "decennies decennie",
        "siecles siecle",
    ],
    [
        "minutos minuto",
        "horas hora",
        "dias dia",
        "semanas semana",
        "quincenas quincena",
        "meses mes",
        "trimestres trimestre",
        "semestres semestre",
        "anos ano",
        "decadas decada",
        "siglos siglo",
    ],
    [
        "minutos minuto",
        "horas hora",
        "dias dia",
        "semanas semana",
        "quinzenas quinzena",
        "meses mes",
        "trimestres trimestre",
        "semestres semestre",
        "anos ano",
        "decadas decada",
        "seculos seculo",
    ],
    [
        "minuti minuto",
        "ore ora",
        "giorni giorno",
        "settimane settimana",
        "quindicine quindicina",
        "mesi mese",
        "trimestri trimestre",
        "semestri semestre",
        "anni anno",
        "decenni decennio",
        "secoli secolo",
    ],
];

/// Their languages.
const LANGUAGES: [&str; NAMES.len()] = ["en", "de", "nl", "fr", "es", "pt", "it"];

/// The first language in which two weeks are fifteen days.
const FIFTEEN: usize = 3;

/// What a word names, and in which of the languages.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    unit: Unit,
    language: usize,
}

/// What a folded word names in each language that has it.
fn names_of(word: &str) -> &'static [Named] {
    static WORDS: LazyLock<Hashed<Vec<Named>>> = LazyLock::new(|| {
        let mut words: Hashed<Vec<Named>> = Hashed::default();
        for (language, names) in NAMES.iter().enumerate() {
            for (unit, names) in UNITS.into_iter().zip(names) {
                for name in names.split_ascii_whitespace() {
                    words.entry(word_hash(name.as_bytes())).or_default().push(Named { unit, language });
                }
            }
        }
        words
    });
    WORDS.get(&word_hash(word.as_bytes())).map_or(&[], Vec::as_slice)
}

/// The unit of time that a folded word names in a language, or where that is not known in any: the French year is a German word too.
pub fn unit(word: &str, language: impl FnOnce() -> Option<&'static str>) -> Option<Named> {
    let [first, ..] = names_of(word) else { return None };
    match language() {
        None => Some(*first),
        Some(language) => names_of(word).iter().find(|named| LANGUAGES[named.language] == language).copied(),
    }
}

/// A number for what the unit is that a folded word may name: the same for `years` and `ans`.
pub fn kind(word: &str) -> Option<u64> {
    names_of(word).first().map(|named| named.unit as u64)
}

impl Named {
    /// Whether it is a part of a day.
    pub fn is_of_clock(self) -> bool {
        self.unit == Unit::Hour
    }

    /// Whether it is a day.
    pub fn is_day(self) -> bool {
        self.unit == Unit::Day
    }

    /// Whether days behind such a word are the same ones: `une quinzaine de jours`.
    pub fn is_of_days(self) -> bool {
        self.unit == Unit::Fortnight && self.language >= FIFTEEN
    }

    /// How many of which unit so many halves of this one are told as; none where they are told as they stand. 48 hours are seldom a fact.
    pub fn told(self, halves: u64) -> Option<(u64, &'static str)> {
        let is_whole = halves.is_multiple_of(2);
        let days = |weeks: u64| if self.language >= FIFTEEN && weeks == 2 { 15 } else { 7 * weeks };
        let (number, unit) = match (self.unit, halves / 2) {
            (Unit::Day, 14) if is_whole && self.language >= FIFTEEN => (days(2), Unit::Day),
            (Unit::Minute | Unit::Day, _) => return None,
            (Unit::Hour, 0..=11) if !is_whole => (30 * halves, Unit::Minute),
            (Unit::Week, weeks @ 2..=8) if is_whole => (days(weeks), Unit::Day),
            (Unit::Fortnight, 1) if is_whole => (days(2), Unit::Day),
            (Unit::Month, number @ 24..=1200) if is_whole && number.is_multiple_of(12) => {
                (number / 12, Unit::Year)
            }
            (Unit::Quarter, 1..=9) if is_whole => (3 * (halves / 2), Unit::Month),
            (Unit::HalfYear, 1..=9) if is_whole => (3 * halves, Unit::Month),
            (Unit::Year, 0..=9) if !is_whole => (6 * halves, Unit::Month),
            (Unit::Decade, 0..=99) => (5 * halves, Unit::Year),
            (Unit::Century, 0..=99) => (50 * halves, Unit::Year),
            _ => return None,
        };
        let at = UNITS.iter().position(|&other| other == unit)?;
        NAMES[self.language][at].split_ascii_whitespace().next().map(|name| (number, name))
    }
}

/// Whether a word is half of what stands behind it.
pub fn is_half(word: &str) -> bool {
    matches!(word, "half" | "demi" | "halbes" | "halben" | "medio" | "mezzo" | "meio")
}

/// Whether a word says that there is one of what stands behind it.
pub fn is_one(word: &str) -> bool {
    matches!(
        word,
        "un" | "une" | "a" | "an" | "one" | "ein" | "eine" | "einem" | "een" | "una" | "uma" | "um"
    )
}

/// How many of these words are so many quarters of an hour, and how a text in that language calls the minutes.
pub fn quarters_of_hour(words: [&str; 4]) -> Option<(usize, &'static str)> {
    Some(match words {
        ["quart" | "quarts", "d", "heure" | "heures", _] => (3, "minutes"),
        ["quarter" | "quarters", "of", "an", "hour"] => (4, "minutes"),
        ["cuarto" | "cuartos" | "quarto" | "quartos", "de", "hora", _] => (3, "minutos"),
        ["quarto" | "quarti", "d", "ora", _] => (3, "minuti"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_folded;
    use super::*;

    #[test]
    fn spans_are_told_in_one_unit() {
        for (halves, word, expected) in [
            (3, "an", Some((18, "mois"))),
            (1, "year", Some((6, "months"))),
            (5, "jahre", Some((30, "monate"))),
            (2, "years", None),
            (48, "mois", Some((2, "ans"))),
            (36, "mois", None),
            (24, "months", None),
            (3, "heure", Some((90, "minutes"))),
            (60, "hours", None),
            (4, "semaines", Some((15, "jours"))),
            (4, "weeks", Some((14, "days"))),
            (6, "semaines", Some((21, "jours"))),
            (2, "fortnight", Some((14, "days"))),
            (2, "quinzaine", Some((15, "jours"))),
            (6, "trimestres", Some((9, "mois"))),
            (2, "halbjahr", Some((6, "monate"))),
            (4, "decennies", Some((20, "ans"))),
            (3, "decades", Some((15, "years"))),
            (1, "siecle", Some((50, "ans"))),
            (u64::MAX, "century", None),
        ] {
            let told = unit(word, || None).and_then(|unit| unit.told(halves));
            assert_eq!(told, expected, "{halves} {word}");
        }
        assert!(unit("boat", || None).is_none());
    }

    #[test]
    fn a_unit_is_one_of_its_language() {
        let told = |word, language| unit(word, || Some(language)).and_then(|unit| unit.told(3));
        assert_eq!((told("an", "de"), told("an", "fr")), (None, Some((18, "mois"))));
        let quarters = |language| unit("trimestre", || Some(language)).and_then(|unit| unit.told(6));
        assert_eq!((quarters("es"), quarters("it")), (Some((9, "meses")), Some((9, "mesi"))));
        assert_eq!(unit("jours", || Some("fr")).and_then(|unit| unit.told(28)), Some((15, "jours")));
        assert_eq!((kind("years"), kind("boat")), (kind("ans"), None));
        assert_ne!(kind("years"), kind("mois"));
    }

    #[test]
    fn every_name_is_folded_as_words_are() {
        NAMES.iter().flatten().flat_map(|names| names.split(' ')).for_each(assert_folded);
    }
}
