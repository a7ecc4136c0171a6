//! Numbers that count nothing of their own, and so are no fact that two reports share: `24 hours`, `six sur dix`, `6-4`, `the two`.
//!
//! **In** the folded words of a sentence, numbers as digits. **Out** the places of such numbers. **Cost** linear.
//! **Never** takes one away: it is only none of the figures.

use crate::retell::calendar::Written;

/// Words between the first number of a ratio and what it is of: `six jeunes adultes sur dix`.
const BETWEEN: usize = 2;

/// What a ratio is of that says no more than a share does; seven of twelve sinks are a fact.
const WHOLES: [u64; 2] = [10, 100];

/// Places of the numbers that count nothing; `is_dashed(i)` says whether nothing but a dash stands before word `i`.
pub fn uncounted(words: &[Written], is_dashed: impl Fn(usize) -> bool) -> Vec<usize> {
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
        if value < 10 && number(at + 1).is_some_and(|other| other < 10) && is_dashed(at + 1) {
            out.extend([at, at + 1]);
        }
        let whole = (at + 1..=at + 1 + BETWEEN).find_map(|of| {
            let whole = match (word(of), word(of + 1)) {
                ("sur" | "su", _) => of + 1,
                ("von", _) if of == at + 1 => of + 1,
                ("out", "of") | ("de", "cada") => of + 2,
                _ => return None,
            };
            number(whole).filter(|number| value < *number && WHOLES.contains(number)).map(|_| whole)
        });
        out.extend(whole.into_iter().flat_map(|whole| [at, whole]));
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<usize> {
        let dashed: Vec<bool> = text.split(' ').map(|word| word.starts_with('-')).collect();
        let words: Vec<Written> = text
            .split(' ')
            .map(|word| word.trim_start_matches('-'))
            .map(|word| {
                if word.bytes().all(|byte| byte.is_ascii_digit()) {
                    Written::Number(word)
                } else {
                    Written::Word(word)
                }
            })
            .collect();
        uncounted(&words, |at| dashed[at])
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
            ("6 francais sur 10", &[0, 3]),
            ("6 sur 10", &[0, 2]),
            ("3 out of 10", &[0, 3]),
            ("7 out of 12", &[]),
            ("20 sur 10", &[]),
            ("6 hommes arretes jeudi sur 10", &[]),
        ] {
            assert_eq!(places(text), expected, "{text}");
        }
        assert!(is_label("article") && !is_label("ferry"));
    }
}
