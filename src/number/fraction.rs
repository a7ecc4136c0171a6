//! Fractions as the shares they are: `un quart des foyers` are 25 %, `two thirds of` 67 %, `one in five` 20 %.
//!
//! **In** folded words, numbers as digits. **Out** hundredths, and how many words say so. **Cost** none.
//! **Never** a part of one thing: of an hour, a century, a final.

/// Hundredths of a part, as its name says how many make the whole.
fn part(word: &str) -> Option<u64> {
    Some(match word {
        "half" | "moitie" | "halfte" | "mitad" | "meta" | "metade" | "helft" => 2,
        "third" | "thirds" | "tiers" | "drittel" | "tercio" | "tercios" | "terzo" | "terzi" | "terco"
        | "tercos" | "derde" => 3,
        "quarter" | "quarters" | "quart" | "quarts" | "viertel" | "cuarto" | "cuartos" | "quarto"
        | "quartos" | "quarti" | "kwart" => 4,
        "fifth" | "fifths" | "cinquieme" | "cinquiemes" | "funftel" | "quinto" | "quintos" | "quinti" => 5,
        "tenth" | "tenths" | "dixieme" | "dixiemes" | "zehntel" | "decimo" | "decimos" | "decimi" => 10,
        _ => return None,
    })
}

/// Whether a word names a part.
pub fn is_part(word: &str) -> bool {
    part(word).is_some()
}

/// Hundredths that so many parts are; a whole and more is none.
fn hundredths(number: u64, parts: u64) -> Option<u64> {
    (0 < number && number < parts).then(|| (100 * number + parts / 2) / parts)
}

/// Whether two words after a part say that it is a part of many, or of all that there is: `des`, `of the`.
fn is_of_many(after: [&str; 2]) -> bool {
    match after {
        ["des" | "du" | "dei" | "delle" | "degli" | "della" | "del" | "dos" | "das" | "der" | "aller", _] => {
            true
        }
        ["de" | "d", then] => matches!(
            then,
            "la" | "l"
                | "ses"
                | "leurs"
                | "leur"
                | "sa"
                | "son"
                | "ces"
                | "cette"
                | "nos"
                | "los"
                | "las"
                | "sus"
                | "entre"
        ),
        ["of", then] => !matches!(then, "an" | "a" | "one" | "hour" | "century"),
        ["van", "de" | "het" | "alle"] => true,
        _ => false,
    }
}

/// Whether a part may stand behind an article without a number: `the half of`, `le tiers des`.
pub fn is_article(word: &str) -> bool {
    matches!(word, "la" | "the" | "die" | "der" | "de" | "le" | "du" | "au")
}

/// The hundredths that two words are a fraction of many for, by the two words after them: `un quart des`, `two thirds of the`.
pub fn of_many(number: &str, name: &str, after: [&str; 2]) -> Option<u64> {
    let parts = part(name)?;
    let number = match number {
        "un" | "une" | "a" | "one" | "ein" | "einem" | "una" | "uma" | "um" | "een" => 1,
        // Of others, the fifth is one after the fourth.
        "la" | "the" | "die" | "der" | "de" if parts == 2 => 1,
        "le" | "du" | "au" if matches!(name, "tiers" | "quart") => 1,
        digits => digits.parse().ok()?,
    };
    hundredths(number, parts).filter(|_| is_of_many(after))
}

/// Half of many without a word before it: `half of the houses`, `half the houses`.
pub fn half_of_many(words: [&str; 3]) -> bool {
    match words {
        ["half", "of", then] => is_of_many(["of", then]),
        ["half", "the" | "its" | "their" | "all", _] => true,
        _ => false,
    }
}

/// The hundredths that one number of another is: `six sur dix`, `one in five`; of wholes that say no more than a share does.
pub fn ratio(number: u64, whole: u64) -> Option<u64> {
    if matches!(whole, 2..=5 | 10 | 100) { hundredths(number, whole) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_shares() {
        for (number, name, after, expected) in [
            ("un", "quart", ["des", "foyers"], Some(25)),
            ("3", "quarts", ["de", "la"], Some(75)),
            ("3", "quarts", ["de", "finale"], None),
            ("un", "quart", ["d", "heure"], None),
            ("le", "tiers", ["de", "confiance"], None),
            ("le", "tiers", ["des", "foyers"], Some(33)),
            ("le", "cinquieme", ["des", "enfants"], None),
            ("2", "tiers", ["du", "budget"], Some(67)),
            ("la", "moitie", ["des", "eleves"], Some(50)),
            ("a", "third", ["of", "all"], Some(33)),
            ("a", "quarter", ["of", "an"], None),
            ("2", "drittel", ["der", "boote"], Some(67)),
            ("4", "quarters", ["of", "the"], None),
            ("2", "boats", ["of", "the"], None),
        ] {
            assert_eq!(of_many(number, name, after), expected, "{number} {name} {after:?}");
        }
        assert!(half_of_many(["half", "of", "the"]) && half_of_many(["half", "the", "boats"]));
        assert!(!half_of_many(["half", "an", "hour"]) && !half_of_many(["half", "of", "a"]));
        assert_eq!((ratio(6, 10), ratio(1, 5), ratio(1, 3)), (Some(60), Some(20), Some(33)));
        assert_eq!((ratio(7, 12), ratio(0, 10), ratio(10, 10), ratio(2018, 10)), (None, None, None, None));
    }
}
