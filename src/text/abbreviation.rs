//! Full stops that end a word and not the sentence.
//!
//! **In** what stands before a full stop, and behind it. **Out** whether the stop belongs to its word. **Cost** constant.
//! **Never** asks for the language: its short lists are of all at once, and what is a word elsewhere stands in none of them.

use super::fold::fold;
use super::month::is_month;
use super::opener::opens_sentence;

/// Words that end in a full stop without ending a sentence, folded, in the languages news comes in.
const ABBREVIATIONS: [&str; 63] = [
    "mme",
    "mmes",
    "mlle",
    "mgr",
    "dr",
    "drs",
    "prof",
    "ste",
    "mr",
    "mrs",
    "jr",
    "sr",
    "capt",
    "lt",
    "sgt",
    "cmdr",
    "gov",
    "vs",
    "cf",
    "eg",
    "ie",
    "al",
    "inc",
    "ltd",
    "corp",
    "av",
    "bd",
    "env",
    "hrn",
    "bzw",
    "sra",
    "dra",
    "ud",
    "uds",
    "atty",
    "approx",
    "aprox",
    "avda",
    "gral",
    "dhr",
    "mevr",
    "bijv",
    "evtl",
    "ggf",
    "inkl",
    "np",
    "ks",
    "ul",
    "sw",
    "pl",
    "tzw",
    "kpt",
    "plk",
    "mjr",
    "abp",
    "yrd",
    "د",
    "ул",
    "проф",
    "акад",
    "просп",
    "пл",
    "пер",
];

/// The same where they have a capital: `tout près.`, `told me.` and `5 m.` end one.
const TITLES: [&str; 21] = [
    "m", "mm", "me", "pr", "st", "ms", "gen", "col", "maj", "sen", "sens", "rep", "reps", "rev", "hon",
    "pres", "co", "amb", "adm", "dott", "sig",
];

/// The same where they have one capital alone: `the SEC.` and `ING.` end one.
const NAMES: [&str; 31] = [
    "mio", "mrd", "tsd", "gens", "cols", "lts", "govs", "sta", "sto", "eng", "cel", "pe", "dep", "lic",
    "ing", "cad", "sok", "mah", "doc", "alb", "cpl", "pvt", "pfc", "supt", "det", "insp", "asst", "sec",
    "mt", "ft", "exmo",
];

/// The same where they have none: `NL.` and `GEN.` end one.
const LOWER: [&str; 2] = ["nl", "gen"];

/// The same before a number: a part of a law or a book, about so many, so many thousands, a house.
const NUMBERED: [&str; 28] = [
    "no", "nos", "nr", "num", "art", "arts", "vol", "fig", "sec", "ed", "pp", "ca", "cca", "ok", "godz",
    "proc", "tys", "mln", "mld", "тыс", "млн", "млрд", "руб", "д", "кв", "стр", "корп", "tel",
];

/// Amounts, before what they count: `5 mln. PLN`, `30 proc. Polaków`.
const AMOUNTS: [&str; 7] = ["mio", "mrd", "mln", "mld", "tys", "proc", "млн"];

/// Two words that end in full stops, with a space between or none.
const PAIRS: [&str; 17] = [
    "u.a", "d.h", "z.b", "o.a", "o.g", "i.d", "s.o", "v.a", "m.in", "m.a", "t.j", "t.n", "bl.a", "p.ex",
    "т.е", "т.к", "т.н",
];

/// Words that a name follows, and that end a sentence as pronouns: `szkoła im. Kopernika`, `музей им. Пушкина`.
const NAMED: [&str; 2] = ["im", "им"];

/// What stands before an ordinal in German: `beim 3. Unfall`.
const BEFORE_ORDINAL: [&str; 13] =
    ["beim", "zum", "zur", "vom", "der", "dem", "das", "im", "am", "den", "die", "des", "ins"];

/// What stands behind one, in Turkish, in sports and in history: `2. Dünya Savaşı`, `1. FC`.
const BEHIND_ORDINAL: [&str; 15] = [
    "dunya",
    "lig",
    "asliye",
    "agir",
    "sulh",
    "uluslararasi",
    "olagan",
    "kolordu",
    "geleneksel",
    "fc",
    "liga",
    "bundesliga",
    "weltkrieg",
    "weltkriegs",
    "weltkrieges",
];

/// Months and the like that end a sentence rarely enough.
const SHORT_DATES: [&str; 21] = [
    "jan", "feb", "fev", "fevr", "febr", "mar", "apr", "avr", "aug", "sept", "sep", "oct", "okt", "nov",
    "dec", "janv", "juil", "mon", "tue", "thu", "fri",
];

/// What may follow a zone, `Eastern`, which may as well be the name of somebody: `Central bankers`.
const BEHIND_ZONE: [&str; 10] =
    ["time", "standard", "daylight", "on", "and", "to", "in", "at", "for", "with"];

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Letters of a word that are looked at, more than whatever is asked of it, so that `a.a.a.a` is not read again at each full stop.
const LONGEST: usize = 16;

/// Letters of the longest abbreviation.
const LONGEST_ABBREVIATION: usize = 6;

/// Whether the stop between `before` and `rest`, with white space behind it and no capital missing there, belongs to its word.
pub fn goes_on(before: &str, rest: &str) -> bool {
    let word = last_word(before);
    if is_abbreviation(word) || is_initial(word) {
        return true;
    }
    let next = rest.trim_start();
    let behind = first_word(next);
    if is_number(word) {
        // `am 16. Juli`, `beim 3. Unfall`, `1. FC`.
        let named = folded(behind);
        let leads = || folded(last_word(before[..before.len() - word.len()].trim_end()));
        return is_month(&named)
            || BEHIND_ORDINAL.contains(&named.as_str())
            || BEFORE_ORDINAL.contains(&leads().as_str()) && !opens_sentence(next);
    }
    if word.ends_with(".m") && is_zone(next) {
        return true;
    }
    let folded = folded(word);
    if next.starts_with(|c: char| c.is_ascii_digit()) {
        return SHORT_DATES.contains(&folded.as_str()) || NUMBERED.contains(&folded.as_str());
    }
    AMOUNTS.contains(&folded.as_str()) && is_counted(behind)
        || NAMED.contains(&folded.as_str()) && (behind.chars().count() > 2 || is_lone_initial(next))
        || is_paired(before, word)
        || is_single(before, word, next)
}

/// Whether a word is an abbreviation whatever follows.
pub fn is_abbreviation(word: &str) -> bool {
    if word.is_empty() || word.chars().count() > LONGEST_ABBREVIATION {
        return false;
    }
    let mut capitals = word.chars().map(char::is_uppercase);
    let (first, second) = (capitals.next() == Some(true), capitals.next() == Some(true));
    let word = folded(word);
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    is_in(&ABBREVIATIONS)
        || first && is_in(&TITLES)
        || first && !second && is_in(&NAMES)
        || !first && is_in(&LOWER)
}

/// A single capital: `J. Smith`, and more often than not that of `Vitamin C. Then`; also the last letter of `U.S.`, which stands inside
/// a sentence more often than at its end.
pub fn is_initial(word: &str) -> bool {
    let mut letters = word.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    // `EE. UU.` are two words that are doubled for their number.
    let is_doubled = before == last && letters.next().is_none();
    last.is_some_and(char::is_uppercase) && (before.is_none_or(|before| before == '.') || is_doubled)
}

/// One or two digits: the day of a month, a place in a list.
pub fn is_number(word: &str) -> bool {
    (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// What is counted: money in capitals, or people, in Polish.
fn is_counted(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|letter| letter.is_ascii_uppercase())
        || word.chars().count() > 4 && word.ends_with("ów")
}

/// Whether `word` is the second of two abbreviated ones: `u. a.`
fn is_paired(before: &str, word: &str) -> bool {
    if word.contains('.') {
        return PAIRS.contains(&folded_pair(word).as_str());
    }
    let Some(first) = before[..before.len() - word.len()].trim_end().strip_suffix('.') else { return false };
    PAIRS.contains(&format!("{}.{}", folded(last_word(first)), folded(word)).as_str())
}

fn folded_pair(word: &str) -> String {
    word.split('.').map(folded).collect::<Vec<_>>().join(".")
}

/// Whether `word` is a letter that an abbreviated word follows, as in `z. B.`, or a Russian town, `г. Омск`; `5 m.` and `2020 г.` are neither.
fn is_single(before: &str, word: &str, next: &str) -> bool {
    let mut letters = word.chars();
    let is_letter = letters.next().is_some_and(char::is_lowercase) && letters.next().is_none();
    let is_counting =
        || before[..before.len() - word.len()].trim_end().ends_with(|c: char| c.is_ascii_digit());
    let is_followed = || (word == "г" || is_lone_initial(next)) && !is_counting();
    is_letter && (first_word(next) == "Chr" || is_followed())
}

/// Whether a text begins with one letter and a full stop.
fn is_lone_initial(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some('.')
}

/// The clock or the day behind `a.m.`: `ET`, `Eastern`, `Moscow time`, `Friday`.
fn is_zone(text: &str) -> bool {
    let word = first_word(text);
    let after = &text[word.len()..];
    let second = first_word(after.trim_start());
    let third = first_word(after.trim_start()[second.len()..].trim_start());
    let is_time = |word: &str| word.eq_ignore_ascii_case("time");
    match word {
        "Eastern" | "Central" | "Mountain" | "Pacific" => {
            !after.starts_with(' ') || BEHIND_ZONE.contains(&folded(second).as_str())
        }
        _ if (2..=4).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_uppercase()) => true,
        _ if DAYS.contains(&folded(word).as_str()) => true,
        _ => is_time(second) || second.starts_with(char::is_uppercase) && is_time(third),
    }
}

/// The letters and digits right before a full stop; of a long word its end.
pub fn last_word(before: &str) -> &str {
    let from = before.char_indices().rev().take(LONGEST).last().map_or(0, |(at, _)| at);
    let end = &before[from..];
    let start = end
        .char_indices()
        .rev()
        .find(|&(_, c)| !(c.is_alphanumeric() || c == '.'))
        .map_or(0, |(at, c)| at + c.len_utf8());
    &end[start..]
}

/// The letters at the beginning of a text; of many the first.
pub fn first_word(text: &str) -> &str {
    let end = text.char_indices().take(LONGEST).find(|(_, c)| !c.is_alphanumeric());
    end.map_or_else(
        || text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at]),
        |(at, _)| &text[..at],
    )
}

fn folded(word: &str) -> String {
    let mut out = String::new();
    fold(word, true, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use crate::text::sentence::sentences;

    /// Where `|` stands a sentence ends, and nowhere else.
    #[test]
    fn stops_end_their_word_or_the_sentence() {
        for marked in [
            // German
            "Das kostet 5 Mio. Euro, dann 2 Mrd. Dollar.| Dann ca. 300 Tsd. Kronen.",
            "Sie nahm z. B. Brot, u. a. Käse, d. h. Essen mit.| Er nahm z.B. Wein.",
            "Am 3. Verhandlungstag schwieg sie.| Den 1. FC Dunen schlug niemand.| Die 3. Liga ruht.",
            "Zu Ende des 2. Weltkriegs war er fort.| Er stand auf Platz 3.| Der Sieger kam aus Osm.",
            "Die Burg stand 300 v. Chr.| Heute nicht.| Sie fiel.",
            // Russian
            "Судно вышло в г. Мурманск.| Он умер в 2020 г.| Врачи молчат.",
            "Дом на ул. Садовой, музей им. Орлова, 5 тыс. 200 рублей.| Он помог им.| Но они ушли.",
            "Это сказал проф. Орлов.| Суд взял 5 млн.| Всего их два.",
            // Polish
            "Przy ul. Polnej ok. 300 osób czeka do godz. 18 na prof. Nowaka i gen. Lisa.| Potem cisza.",
            "Szkoła im. Kota i kościół św. Jana, np. Biały, m.in. Zielony.| Pomógł im.| W domu śpi.",
            "Chce tego 30 proc. Polaków.| Ceny wzrosły o 5 proc.| Rząd milczy.| Dług to 3 mln. PLN i tys. 5.",
            "Ks. Lis i ks. Wilk na pl. Zielonym.",
            // Dutch
            "De boot, bijv. Zeeleeuw, van dhr. Vos en mevr. Bos kost ca. 300 euro, o.a. Deens geld.",
            "Het kostte 5 mln.| Daarna ging nl. Vos weg.",
            // Turkish
            "Doç. Dr. Ay ve Prof. Gün, Orman Cad. Yol Sok. No: 5, Av. Su geldi.",
            "Dede 2. Dünya Savaşı sırasında doğdu.| Takım 1. Lig yolunda.",
            // Spanish and Portuguese
            "El Gral. Soto vive en la Avda. Mayor con la Dra. Sol y Ud. Puede, aprox. Diez.| Santo no.",
            "En Sta. Rosa y Sto. Tomé llueve.| O Eng. Vaz, o Cel. Luz, o Pe. Rui e a Sra. Dias vieram.",
            // Arabic
            "قال د. سامي ذلك.| ثم ذهب.",
            // English
            "Deputy Atty. Gen. Ray Marr met Sgt. Orlan, Cpl. Vance and Supt. Bell.| They sat.",
            "U.S.- Osmian talks ended.| A U.S. - Osmian deal stood.",
            "It left at 9:50 a.m. Eastern on Monday.| It came at 6 a.m. Washington time.| At 7 a.m.| Central bankers met.",
            "It left at 9 p.m. New Osm time.| It is due by 10 a.m. Friday.| By 8 p.m.| He came.",
        ] {
            let text = marked.replace('|', "");
            let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
            let found: Vec<&str> = sentences(&text).into_iter().map(|s| s.of(&text)).collect();
            assert_eq!(found, expected);
        }
    }
}
