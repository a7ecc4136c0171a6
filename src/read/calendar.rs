//! Words that stand in dates: months, weekdays, and what is written around them.
//!
//! **In** a word in lower case. **Out** what it is. **Cost** a look through short lists. **Never** decides what a date means.
//! **From** newspapers in French, English, German, Spanish, Italian and Portuguese.

/// Weekdays and the small words around dates.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: &[&str] = &[
        "le",
        "de",
        "of",
        "the",
        "den",
        "der",
        "am",
        "el",
        "del",
        "il",
        "do",
        "on",
        "date",
        "published",
        "publié",
        "publiée",
        "posted",
        "updated",
        "vom",
        "em",
        "du",
        "stand",
        "en",
        "mis",
        "mise",
        "à",
        "jour",
        "modifié",
        "actualizado",
        "aggiornato",
        "aktualisiert",
    ];
    FILLERS.contains(&word) || is_weekday(word)
}

pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word) || (word.ends_with("day") && word.len() <= 9)
}

const WEEKDAYS: &[&str] = &[
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "tues",
    "thur",
    "thurs",
    "lun",
    "mar",
    "mer",
    "jeu",
    "ven",
    "sam",
    "dim",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "mié",
    "jue",
    "vie",
    "sáb",
    "dom",
    "gio",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "segunda",
    "terça",
    "quarta",
    "quinta",
    "sexta",
    "feira",
];

/// The month a lower-case word names, in the languages read.
pub(super) fn month_of(word: &str) -> Option<i8> {
    #[rustfmt::skip]
    const MONTHS: [&[&str]; 12] = [
        &["january", "jan", "janvier", "janv", "januar", "jänner", "jän", "enero", "ene", "gennaio", "genn", "gen", "janeiro"],
        &["february", "feb", "février", "fevrier", "févr", "fevr", "fév", "februar", "febrero", "febbraio", "febbr", "fevereiro", "fev"],
        &["march", "mar", "mars", "märz", "maerz", "mär", "mrz", "marzo", "março"],
        &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
        &["may", "mai", "mayo", "maggio", "magg", "mag", "maio"],
        &["june", "jun", "juin", "juni", "junio", "giugno", "giu", "junho"],
        &["july", "jul", "juillet", "juill", "juil", "juli", "julio", "luglio", "lug", "lugl", "julho"],
        &["august", "aug", "août", "aout", "agosto", "ago"],
        &["september", "sept", "sep", "septembre", "septiembre", "setiembre", "settembre", "sett", "set", "setembro"],
        &["october", "oct", "octobre", "oktober", "okt", "octubre", "ottobre", "ott", "outubro", "out"],
        &["november", "nov", "novembre", "noviembre", "novembro"],
        &["december", "dec", "décembre", "decembre", "déc", "dezember", "dez", "diciembre", "dic", "dicembre", "dezembro"],
    ];
    MONTHS.iter().position(|names| names.contains(&word)).map(|at| at as i8 + 1)
}
