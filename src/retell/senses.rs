//! Words that say the same in the news: `killed` and `dead`, `libérés` and `relâchés`, `talks` and `entretien`.
//!
//! **In** a word, the key of its stem. **Out** the groups of like words it stands in, by the language of its text where that matters.
//! **Cost** one look-up, and a look at the words of one stem. **Never** needed: a word in no group is matched by its letters alone.
//! **From** a list written by hand for this crate, a group a line, English, a bar, then French; no thesaurus, no licence.

use super::term::stem;
use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// Groups of folded words, one a line.
const GROUPS: &str = include_str!("senses.txt");

/// Words that have a stem in common with one of the list and say something else: a department is no departure.
const OTHERS: [&str; 16] = [
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
    "attention",
    "attentions",
    "corporal",
    "corporals",
    "companion",
    "companions",
];

/// The languages of the list, in its order, and the endings that forms of one word differ by; among them those of who does it, and of
/// what is done.
const LANGUAGES: [&str; 2] = ["en", "fr"];
const ENDINGS: [&str; 2] = [
    "s e es ed d ing er ers or ors r rs y ies ied ying ion ions ation ations ment ments al als ive",
    "s x e es ee ees er ez ent a ai as ait aient ais ant ante antes ants ons ions i ie ies is it ir u ue us ues ra rai ront rait raient era \
     erai eront erait eraient erent irent issent issait issant re r rent al aux ale ales ion ation ations ement ements eur eurs \
     euse euses rice rices age ages",
];

/// The endings of each language in order, and the longest of them.
static IN_ORDER: LazyLock<([Vec<&str>; 2], usize)> = LazyLock::new(|| {
    let in_order = ENDINGS.map(|endings| {
        let mut endings: Vec<&str> = endings.split_ascii_whitespace().collect();
        endings.sort_unstable();
        endings
    });
    let longest = in_order.iter().flatten().map(|ending| ending.len()).max().unwrap_or(0);
    (in_order, longest)
});

/// Letters that two forms of a word begin with.
const LEAST_LETTERS: usize = 3;

/// Whether a word is a form of one of the list in this language: they differ by nothing but endings. `vent` is none of `vente`, since a
/// mute `e` is no ending of a noun; in French it is one of a feminine.
fn is_form(word: &str, listed: &str, language: usize) -> bool {
    let (in_order, longest) = &*IN_ORDER;
    let is_ending = |rest: &str| {
        rest.is_empty() || rest.len() <= *longest && in_order[language].binary_search(&rest).is_ok()
    };
    let is_bare = |rest: &str| matches!(rest, "" | "s");
    let is_mute = |rest: &str| matches!(rest, "e" | "es");
    let shared = word.bytes().zip(listed.bytes()).take_while(|(one, other)| one == other).count();
    (LEAST_LETTERS..=shared).any(|end| {
        let (Some(own), Some(other)) = (word.get(end..), listed.get(end..)) else { return false };
        let is_other = is_bare(own) && is_mute(other) || language == 0 && is_mute(own) && is_bare(other);
        // `stopped`, where the consonant is doubled.
        let is_doubled = |rest: &str| {
            let is_same = rest.as_bytes().first() == word.as_bytes().get(end - 1);
            is_same && rest.get(1..).is_some_and(|rest| matches!(rest, "ed" | "ing" | "er" | "ers"))
        };
        let may_end = |rest: &str| is_ending(rest) || language == 0 && is_doubled(rest);
        may_end(own) && may_end(other) && !is_other
    })
}

/// A word of the list, and the groups that it and its forms stand in: in each language, and in either.
struct Listed {
    word: &'static str,
    /// Which languages have it.
    is_in: [bool; 2],
    of_language: [Vec<u16>; 2],
    all: Vec<u16>,
}

impl Listed {
    /// Whether a word is a form of it, in this language or, where that is not known, in one that has it.
    fn is_of(&self, word: &str, language: Option<usize>) -> bool {
        (0..LANGUAGES.len())
            .filter(|&own| language.is_none_or(|language| language == own))
            .any(|own| self.is_in[own] && (self.word == word || is_form(word, self.word, own)))
    }
}

/// The words of the list by their stems.
static LISTED: LazyLock<Hashed<Vec<Listed>>> = LazyLock::new(|| {
    let mut by_stem: Hashed<Vec<(&str, usize, u16)>> = Hashed::default();
    for (group, line) in (0..).zip(GROUPS.lines()) {
        for (language, words) in line.split('|').enumerate() {
            for word in words.split_ascii_whitespace() {
                by_stem.entry(word_hash(stem(word).as_bytes())).or_default().push((word, language, group));
            }
        }
    }
    let listed = |rows: Vec<(&'static str, usize, u16)>| {
        let mut words: Vec<&str> = rows.iter().map(|&(word, ..)| word).collect();
        words.sort_unstable();
        words.dedup();
        let of_word = |word: &'static str| {
            let mut own =
                Listed { word, is_in: [false; 2], of_language: Default::default(), all: Vec::new() };
            for &(other, language, group) in &rows {
                if other == word || is_form(word, other, language) {
                    own.is_in[language] |= other == word;
                    for groups in [&mut own.of_language[language], &mut own.all] {
                        if groups.last() != Some(&group) {
                            groups.push(group);
                        }
                    }
                }
            }
            own
        };
        words.into_iter().map(of_word).collect()
    };
    by_stem.into_iter().map(|(key, rows)| (key, listed(rows))).collect()
});

/// The groups a word stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Senses {
    of_language: [&'static [u16]; 2],
    either: &'static [u16],
}

impl Senses {
    /// Those of a text in a language, in order: the `pays` of English are none of French, and neither those of Spanish. Where the language
    /// is not known, those of both. It is asked for only where the word stands in any.
    pub fn in_language(&self, language: impl FnOnce() -> Option<&'static str>) -> &'static [u16] {
        if self.either.is_empty() {
            return &[];
        }
        match language() {
            None => self.either,
            Some(language) => match LANGUAGES.iter().position(|&known| known == language) {
                None => &[],
                Some(known) => self.of_language[known],
            },
        }
    }
}

/// The groups a folded word, whose stem has this key, stands in. A word that is not in the list stands where the likest word does of which
/// it is a form.
pub fn of(word: &str, key: u64) -> Senses {
    let Some(listed) = LISTED.get(&key).filter(|_| !OTHERS.contains(&word)) else { return Senses::default() };
    let shared = |listed: &&Listed| {
        let shared = word.bytes().zip(listed.word.bytes()).take_while(|(one, other)| one == other).count();
        (listed.word == word, shared)
    };
    let likest = |language: Option<usize>| {
        listed.iter().filter(|listed| listed.is_of(word, language)).max_by_key(shared)
    };
    Senses {
        of_language: [0, 1]
            .map(|known| likest(Some(known)).map_or(&[][..], |listed| &listed.of_language[known])),
        either: likest(None).map_or(&[], |listed| &listed.all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_a_group((one, language): (&str, &'static str), (other, second): (&str, &'static str)) -> bool {
        let of = |word: &str, language| {
            of(word, word_hash(stem(word).as_bytes())).in_language(move || Some(language))
        };
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
    fn words_of_one_stem_stand_in_the_groups_of_their_own_forms() {
        for (language, one, other, expected) in [
            ("fr", "ventes", "vendu", true),
            ("fr", "vent", "vendu", false),
            ("fr", "vents", "vendu", false),
            ("fr", "militaires", "armee", true),
            ("fr", "militants", "armee", false),
            ("fr", "environnement", "presque", false),
            ("fr", "environ", "presque", true),
            ("fr", "annoncaient", "devoile", true),
            ("fr", "relachees", "liberation", true),
            ("fr", "mortes", "tue", true),
            ("fr", "licencies", "licenciement", true),
            ("en", "stopping", "halted", true),
            ("en", "investigating", "probe", true),
            ("en", "planes", "plan", false),
            ("en", "plans", "plan", true),
        ] {
            assert_eq!(share_a_group((one, language), (other, language)), expected, "{one} {other}");
        }
    }

    #[test]
    fn words_are_those_of_the_language_of_their_text() {
        assert!(share_a_group(("pays", "en"), ("salary", "en")));
        assert!(!share_a_group(("pays", "fr"), ("salaire", "fr")), "a country");
        assert!(!share_a_group(("chat", "fr"), ("discussion", "fr")), "a cat");
        assert!(!share_a_group(("department", "en"), ("leave", "en")));
        assert!(!share_a_group(("hotel", "es"), ("inn", "en")), "a language that is not in the list");
        let either = of("chat", word_hash(stem("chat").as_bytes())).in_language(|| None);
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
