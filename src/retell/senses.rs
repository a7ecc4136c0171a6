//! Words that say the same in the news: `killed` and `dead`, `libérés` and `relâchés`, `talks` and `entretien`.
//!
//! **In** the key of a stem, and the language of its text where that matters. **Out** the groups of like words it stands in. **Cost** one
//! look-up. **Never** needed: a word in no group is matched by its letters alone.
//! **From** a list written by hand for this crate, a group a line, English, a bar, then French; no thesaurus, no licence.

use super::term::stem;
use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// Groups of folded words, one a line.
const GROUPS: &str = include_str!("senses.txt");

/// Words that have a stem in common with one of the list and say something else: a department is no departure.
const OTHERS: [&str; 10] = [
    "department",
    "departments",
    "departement",
    "departements",
    "departemental",
    "departementale",
    "according",
    "accordingly",
    "responded",
    "responding",
];

/// The languages of the list, in its order.
const LANGUAGES: [&str; 2] = ["en", "fr"];

/// The groups that words of one stem stand in: in each language, and in either.
#[derive(Default)]
struct Senses {
    of_language: [Vec<u16>; 2],
    all: Vec<u16>,
}

static SENSES: LazyLock<Hashed<Senses>> = LazyLock::new(|| {
    let mut senses: Hashed<Senses> = Hashed::default();
    for (group, line) in (0..).zip(GROUPS.lines()) {
        for (language, words) in line.split('|').enumerate() {
            for word in words.split_ascii_whitespace() {
                let own = senses.entry(word_hash(stem(word).as_bytes())).or_default();
                for groups in [&mut own.of_language[language], &mut own.all] {
                    if groups.last() != Some(&group) {
                        groups.push(group);
                    }
                }
            }
        }
    }
    senses
});

/// The groups a folded word, whose stem has this key, stands in, in order, in a text of this language: the `pays` of English are none of
/// French, and neither those of Spanish. Where the language is not known, those of both.
pub fn of(word: &str, key: u64, language: impl FnOnce() -> Option<&'static str>) -> &'static [u16] {
    let Some(senses) = SENSES.get(&key).filter(|_| !OTHERS.contains(&word)) else { return &[] };
    match language() {
        None => &senses.all,
        Some(language) => match LANGUAGES.iter().position(|&known| known == language) {
            Some(known) => &senses.of_language[known],
            None => &[],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_a_group((one, language): (&str, &'static str), (other, second): (&str, &'static str)) -> bool {
        let of = |word: &str, language| of(word, word_hash(stem(word).as_bytes()), move || Some(language));
        of(one, language).iter().any(|group| of(other, second).contains(group))
    }

    #[test]
    fn like_words_share_a_group() {
        for (one, other) in [("killed", "dead"), ("talks", "meeting")] {
            assert!(share_a_group((one, "en"), (other, "en")), "{one} {other}");
        }
        assert!(share_a_group(("liberation", "fr"), ("relaches", "fr")));
        assert!(share_a_group(("talks", "en"), ("entretien", "fr")), "also across languages");
        assert!(!share_a_group(("killed", "en"), ("alive", "en")));
    }

    #[test]
    fn words_are_those_of_the_language_of_their_text() {
        assert!(share_a_group(("pays", "en"), ("salary", "en")));
        assert!(!share_a_group(("pays", "fr"), ("salaire", "fr")), "a country");
        assert!(!share_a_group(("chat", "fr"), ("discussion", "fr")), "a cat");
        assert!(!share_a_group(("department", "en"), ("leave", "en")));
        assert!(!share_a_group(("hotel", "es"), ("inn", "en")), "a language that is not in the list");
        let either = of("chat", word_hash(stem("chat").as_bytes()), || None);
        assert_eq!(either.len(), 2);
    }

    #[test]
    fn every_group_has_its_languages() {
        for line in GROUPS.lines() {
            assert_eq!(line.split('|').count(), 2, "{line}");
            assert!(
                line.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'|')),
                "{line}"
            );
        }
    }
}
