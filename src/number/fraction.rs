//! Fractions as the shares they are: `un quart des foyers` are 25 %, `two thirds of` 67 %, `one in five` 20 %.
//!
//! **In** folded words, numbers as digits. **Out** hundredths. **Cost** none.
//! **Never** a part of one thing: of an hour, a century, a final, a match that has two halves.

/// How many parts of a name make the whole.
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

/// Whether a word that may be an Italian half is a goal as it is written: `la meta del viaggio`.
pub fn is_goal(word: &str, written: &str) -> bool {
    word == "meta" && written.is_ascii()
}

/// Whether a part behind such a word is one of several that have an order, or is read with that word: the second half, one half.
fn is_counted_by(before: &str) -> bool {
    matches!(
        before,
        "first"
            | "second"
            | "third"
            | "fourth"
            | "last"
            | "past"
            | "next"
            | "latter"
            | "other"
            | "opening"
            | "closing"
            | "final"
            | "top"
            | "bottom"
            | "premiers"
            | "derniers"
            | "ersten"
            | "letzten"
            | "primeros"
            | "primi"
            | "primeiros"
            | "one"
            | "a"
            | "the"
    )
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
        ["of", then] => {
            let is_number = then.starts_with(|c: char| c.is_ascii_digit());
            !is_number && !matches!(then, "an" | "a" | "one" | "hour" | "century")
        }
        ["van", "de" | "het" | "alle"] => true,
        _ => false,
    }
}

/// Whether a part may stand behind an article without a number: `the half of`, `le tiers des`.
pub fn is_article(word: &str) -> bool {
    matches!(word, "la" | "the" | "die" | "der" | "de" | "le" | "du" | "au")
}

/// The hundredths that two words are a fraction of many for, by the word before and the two words after them: `un quart des`, `two thirds
/// of the`. A German `Viertel` may be a part of a town, a Spanish `cuarto` a room, quarters those of a year.
pub fn of_many(before: &str, number: &str, name: &str, after: [&str; 2]) -> Option<u64> {
    let parts = part(name)?;
    let is_other = match name {
        "viertel" => number == "einem",
        "cuarto" => after[0] == "del",
        "quarters" => number == "2",
        _ => false,
    };
    let is_ordered = !is_article(number) && is_counted_by(before);
    if is_other || is_ordered {
        return None;
    }
    let number = match number {
        "un" | "une" | "a" | "one" | "ein" | "einem" | "una" | "uma" | "um" | "een" => 1,
        // Of others, the fifth is one after the fourth.
        "la" | "the" | "die" | "der" | "de" if parts == 2 => 1,
        "le" | "du" | "au" if matches!(name, "tiers" | "quart") => 1,
        digits => digits.parse().ok()?,
    };
    hundredths(number, parts).filter(|_| is_of_many(after))
}

/// Half of many without a number: `half of the houses`, `half the houses`, not behind `the second`.
pub fn half_of_many(before: &str, words: [&str; 3]) -> bool {
    !is_counted_by(before)
        && match words {
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
            ("3", "quarters", ["of", "households"], Some(75)),
            ("3", "quarters", ["of", "2018"], None),
            ("2", "quarters", ["of", "falling"], None),
            ("a", "quarter", ["of", "1"], None),
            ("einem", "viertel", ["der", "stadt"], None),
            ("ein", "viertel", ["der", "boote"], Some(25)),
            ("un", "cuarto", ["del", "hotel"], None),
            ("un", "cuarto", ["de", "los"], Some(25)),
            ("2", "boats", ["of", "the"], None),
        ] {
            assert_eq!(of_many("", number, name, after), expected, "{number} {name} {after:?}");
        }
        assert_eq!(of_many("first", "3", "quarters", ["of", "the"]), None);
        let half = |words| half_of_many("", words);
        assert!(half(["half", "of", "the"]) && half(["half", "the", "boats"]));
        assert!(!half(["half", "an", "hour"]) && !half(["half", "of", "a"]));
        assert!(!half_of_many("second", ["half", "of", "the"]), "of a match");
        assert!(!half_of_many("one", ["half", "of", "the"]), "read with its number");
        assert_eq!((ratio(6, 10), ratio(1, 5), ratio(1, 3)), (Some(60), Some(20), Some(33)));
        assert_eq!((ratio(7, 12), ratio(0, 10), ratio(10, 10), ratio(2018, 10)), (None, None, None, None));
    }
}
