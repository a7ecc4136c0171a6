//! Halves: `half an hour`, `one and a half million`, `anderthalb Millionen`, `un million et demi`.
//!
//! **In** folded words. **Out** what they make of the number beside them. **Cost** none. **Never** halves anything but what is told here.

/// How many of these words add a half to the number before them.
pub fn behind(words: [&str; 3]) -> Option<usize> {
    match words {
        ["and", "a", "half"] => Some(3),
        ["et", "demi" | "demie", _] | ["y", "medio" | "media", _] => Some(2),
        ["e", "mezzo" | "mezza" | "meio" | "meia", _] | ["i", "pol", _] | ["с", "половинои", _] => {
            Some(2)
        }
        ["bucuk", ..] => Some(1),
        _ => None,
    }
}

/// A number and a half in one word.
pub fn in_one_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "anderthalb" | "eineinhalb" | "anderhalf" | "полтора" | "poltora" => "1.5",
        "zweieinhalb" => "2.5",
        "dreieinhalb" => "3.5",
        "viereinhalb" => "4.5",
        "funfeinhalb" => "5.5",
        _ => return None,
    })
}

/// How many of these words are half an hour, and how a text in that language calls the minutes.
pub fn of_hour(words: [&str; 3]) -> Option<(usize, &'static str)> {
    Some(match words {
        ["half", "an", "hour"] => (3, "minutes"),
        ["half", "hour", _] | ["demi", "heure", _] => (2, "minutes"),
        ["halbe" | "halben", "stunde", _] | ["half", "uur", _] => (2, "minuten"),
        ["media" | "meia", "hora", _] => (2, "minutos"),
        ["mezz" | "mezza", "ora", _] => (2, "minuti"),
        ["mezzora", ..] => (1, "minuti"),
        ["yarim", "saat", _] => (2, "dakika"),
        ["pol", "godziny", _] => (2, "minut"),
        ["полчаса", ..] => (1, "минут"),
        _ => return None,
    })
}

/// Whether half an hour may begin with a word.
pub fn opens_hour(word: &str) -> bool {
    matches!(
        word,
        "half"
            | "demi"
            | "halbe"
            | "halben"
            | "media"
            | "meia"
            | "mezz"
            | "mezza"
            | "mezzora"
            | "yarim"
            | "pol"
            | "полчаса"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_folded;
    use super::*;

    #[test]
    fn halves_are_told() {
        assert_eq!(behind(["and", "a", "half"]), Some(3));
        assert_eq!(behind(["et", "demi", "de"]), Some(2));
        assert_eq!(behind(["and", "a", "house"]), None);
        assert_eq!(in_one_word("anderthalb"), Some("1.5"));
        assert_eq!(of_hour(["demi", "heure", "plus"]), Some((2, "minutes")));
        assert_eq!(of_hour(["half", "an", "apple"]), None);
        ["половинои", "полчаса", "полтора", "funfeinhalb", "bucuk"].into_iter().for_each(assert_folded);
    }
}
