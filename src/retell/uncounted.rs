//! Numbers that count nothing of their own, and so are no fact that two reports share: `24 hours`, `six sur dix`, `6-4`, `the two`.
//!
//! **In** the folded words of a sentence, numbers as digits. **Out** the places of such numbers. **Cost** linear.
//! **Never** takes one away: it is only none of the figures.

use crate::number::{duration, fraction};
use crate::retell::calendar::Written;

/// Words between the first number of a ratio and what it is of: `six jeunes adultes sur dix`.
const BETWEEN: usize = 2;

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// Nothing but a dash.
    Dash,
    /// Nothing but a colon, with spaces on both sides or none.
    Colon,
    /// Anything else.
    Other,
}

/// Places of the numbers that count nothing; `between(i)` is what stands before word `i`.
pub fn uncounted(words: &[Written], between: impl Fn(usize) -> Between) -> Vec<usize> {
    let number = |at: usize| match words.get(at) {
        Some(Written::Number(digits)) => digits.parse::<u64>().ok(),
        _ => None,
    };
    let word = |at: usize| match words.get(at) {
        Some(Written::Word(word)) => *word,
        _ => "",
    };
    let mut out = Vec::new();
    for at in 0..words.len() {
        let Some(value) = number(at) else { continue };
        let is_period = matches!(value, 24 | 48 | 72)
            && matches!(word(at + 1), "heures" | "hours" | "stunden" | "horas" | "ore" | "uur");
        let is_known = value == 2
            && at > 0
            && matches!(
                word(at - 1),
                "the" | "these" | "those" | "les" | "aux" | "des" | "ces" | "die" | "los" | "las"
            );
        if is_period || is_known {
            out.push(at);
        }
        // Of a range the ends have more digits.
        let is_small = |at: usize, most: u64| number(at).is_some_and(|other| other < most);
        if value < 10 && is_small(at + 1, 10) && between(at + 1) == Between::Dash {
            out.extend([at, at + 1]);
        }
        // A time has two digits behind the colon.
        let is_one_digit = || matches!(words[at + 1], Written::Number(digits) if digits.len() == 1);
        if value < 100 && is_small(at + 1, 10) && is_one_digit() && between(at + 1) == Between::Colon {
            out.extend([at, at + 1]);
        }
        if value < 100 && word(at + 1) == "比" && is_small(at + 2, 100) {
            out.extend([at, at + 2]);
        }
    }
    out
}

/// Words that may stand behind `sur deux` where it is a share, and before a noun where it is none: `un film sur deux soeurs`.
fn goes_on(word: &str) -> bool {
    matches!(
        word,
        "" | "est"
            | "a"
            | "ont"
            | "sont"
            | "etait"
            | "etaient"
            | "avait"
            | "avaient"
            | "n"
            | "ne"
            | "se"
            | "s"
            | "qui"
            | "dans"
            | "en"
            | "au"
            | "aux"
            | "et"
            | "ou"
            | "mais"
            | "e"
            | "ha"
            | "hanno"
            | "non"
            | "si"
            | "che"
            | "in"
            | "nel"
            | "nella"
    )
}

/// What the ratios of a sentence are as shares, with the places of both numbers: `six jeunes adultes sur dix`, `one in five`. None is a
/// contract for three years, and none the first one in ten years.
pub fn ratios(words: &[Written]) -> Vec<(usize, usize, u64)> {
    let word = |at: usize| match words.get(at) {
        Some(Written::Word(word)) => *word,
        _ => "",
    };
    let number = |at: usize| match words.get(at) {
        Some(Written::Number(digits)) => digits.parse::<u64>().ok(),
        Some(Written::Word("un" | "une" | "one" | "uno" | "una" | "ein" | "eine" | "einer")) => Some(1),
        _ => None,
    };
    let ratio = |at: usize| {
        let value = number(at)?;
        (at + 1..=at + 1 + BETWEEN).find_map(|of| {
            let is_one_word = matches!(words[at], Written::Word(_));
            let is_first =
                at > 0 && matches!(word(at - 1), "no" | "the" | "first" | "only" | "last" | "any" | "every");
            let (whole, may_be) = match (word(of), word(of + 1)) {
                ("sur" | "su", _) => (of + 1, !is_one_word || goes_on(word(of + 2))),
                ("von", _) if of == at + 1 => (of + 1, !is_one_word || word(at) == "einer"),
                // `Three in four games` are no share.
                ("in", _) if of == at + 1 => {
                    (of + 1, !is_first && (value == 1 || number(of + 1).is_some_and(|of| of >= 10)))
                }
                ("out", "of") | ("de", "cada") => (of + 2, true),
                _ => return None,
            };
            let is_one = matches!(words.get(whole), Some(Written::Word(_)));
            let is_of_time = duration::kind(word(whole + 1)).is_some();
            let whole_number = number(whole).filter(|_| may_be && !is_one && !is_of_time)?;
            Some((at, whole, fraction::ratio(value, whole_number)?))
        })
    };
    (0..words.len()).filter_map(ratio).collect()
}

/// Whether a number behind this word is its name, and counts nothing: `article 49`, `ligne 13`, `n° 5`.
pub fn is_label(word: &str) -> bool {
    matches!(
        word,
        "article"
            | "articles"
            | "art"
            | "artikel"
            | "articulo"
            | "articolo"
            | "ligne"
            | "line"
            | "linie"
            | "linea"
            | "ligue"
            | "acte"
            | "categorie"
            | "category"
            | "kategorie"
            | "categoria"
            | "chapitre"
            | "chapter"
            | "phase"
            | "niveau"
            | "level"
            | "etape"
            | "stage"
            | "page"
            | "room"
            | "flight"
            | "vol"
            | "route"
            | "highway"
            | "interstate"
            | "formule"
            | "formula"
            | "formel"
            | "gate"
            | "no"
            | "n"
            | "nr"
            | "numero"
            | "number"
            | "nummer"
    )
}

/// Whether a word with a capital that a number follows is no name of what is numbered: days, and money.
pub fn stands_before_number(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
            | "eur"
            | "euro"
            | "euros"
            | "usd"
            | "us"
            | "gbp"
            | "chf"
            | "rs"
            | "rp"
            | "inr"
            | "cad"
            | "aud"
            | "kr"
            | "r"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_shares() {
        for (text, expected) in [
            ("6 francais sur 10", Some((0, 3, 60))),
            ("6 sur 10", Some((0, 2, 60))),
            ("une personne sur 3", Some((0, 3, 33))),
            ("one in 5", Some((0, 2, 20))),
            ("3 out of 10", Some((0, 3, 30))),
            ("7 out of 12", None),
            ("20 sur 10", None),
            ("6 hommes arretes jeudi sur 10", None),
            ("6 in the 10", None),
            ("une sur une", None),
            ("un francais sur 2 est", Some((0, 3, 50))),
            ("un film sur 2 soeurs", None),
            ("un contrat sur 3 ans", None),
            ("eine von 2 piloten", None),
            ("einer von 3 piloten", Some((0, 2, 33))),
            ("no one in 10 years", None),
            ("the first one in 5", None),
            ("9 in 10 voters", Some((0, 2, 90))),
            ("3 in 4 games", None),
        ] {
            assert_eq!(ratios(&written(text)).first().copied(), expected, "{text}");
        }
    }

    fn written(text: &str) -> Vec<Written<'_>> {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let words = text.split(' ').map(|word| word.trim_start_matches(['-', ':']));
        words.map(|word| if is_number(word) { Written::Number(word) } else { Written::Word(word) }).collect()
    }

    fn places(text: &str) -> Vec<usize> {
        let before = |word: &str| match word.chars().next() {
            Some('-') => Between::Dash,
            Some(':') => Between::Colon,
            _ => Between::Other,
        };
        let between: Vec<Between> = text.split(' ').map(before).collect();
        uncounted(&written(text), |at| between[at])
    }

    #[test]
    fn what_counts_nothing_is_told() {
        for (text, expected) in [
            ("en 24 heures", &[1][..]),
            ("24 prisonniers", &[]),
            ("the 2 leaders", &[1]),
            ("the 3 leaders", &[]),
            ("6 -4 6 -3", &[0, 1, 2, 3]),
            ("10 -15 people", &[]),
            ("won 3 :1", &[1, 2]),
            ("a 1 :3 model", &[1, 2]),
            ("at 12 :30", &[]),
            ("at 12 :05", &[]),
            ("300 :1", &[]),
            ("以 3 比 1 取", &[1, 3]),
        ] {
            assert_eq!(places(text), expected, "{text}");
        }
        assert!(is_label("article") && !is_label("ferry"));
        assert!(stands_before_number("friday") && !stands_before_number("boeing"));
    }
}
