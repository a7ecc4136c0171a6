//! Words that say the same in the news: `killed` and `dead`, `libérés` and `relâchés`, `talks` and `entretien`.
//!
//! **In** a word, the key of its stem. **Out** the groups of like words it stands in, by the language of its text where that matters.
//! **Cost** one look-up, and a look at the listed words with its first three letters. **Never** needed: a word in no group is matched by
//! its letters alone.
//! **From** lists written by hand for this crate, a group a line, a column a language; no thesaurus, no licence.

use super::term::stem;
use crate::text::tokenize::word_hash;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Groups of folded words, one a line. Of these all words of a line say the same, in both languages.
const ACROSS: &str = include_str!("senses/news.txt");

/// Of these all words of a column do, and those of two columns do not: what two languages share by them was never measured.
const WITHIN: [&str; 5] = [
    include_str!("senses/crime.txt"),
    include_str!("senses/economy.txt"),
    include_str!("senses/politics.txt"),
    include_str!("senses/science.txt"),
    include_str!("senses/verbs.txt"),
];

/// Words that look like forms of one of the lists and say something else: a department is no departure.
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

/// The languages of the lists, in the order of their columns.
const NUM_LANGUAGES: usize = 5;
const LANGUAGES: [&str; NUM_LANGUAGES] = ["en", "fr", "de", "es", "it"];

/// The endings that forms of one word differ by in each language, those of one pattern in one row.
const INFLECTIONS: [&[&str]; NUM_LANGUAGES] = [
    &["s e es ed d ing", "y ies ied ying"],
    &[
        "s x e es ee ees er ez ent a ai as ait aient ais ant ante antes ants ons ra rai ront rait raient era erai eront erait eraient erent",
        "i ie ies is it ir ira iront irent issent issait issant",
        "s u ue us ues re r rent",
        "al aux ale ales",
    ],
    &["e en er es em n s st t te ten tes ter tem test et ete eten end ende enden ender endes endem"],
    &[
        "s es a as o os e en an ar er ir ando iendo ado ada ados adas ido ida idos idas aba aban ia ian aron ieron io ara aran era eran ira \
       iran",
    ],
    &[
        "o a i e are ere ire ato ata ati ate uto uta uti ute ito ita iti ite ando endo ano ono ava avano eva evano iva ivano era eranno \
       ira iranno arono erono irono",
    ],
];

/// Those of who does it, of what is done, and of what is like it.
const DERIVATIONS: [&str; NUM_LANGUAGES] = [
    "er ers or ors r rs ion ions ation ations ment ments al als ive",
    "ion ions ation ations ement ements eur eurs euse euses rice rices age ages",
    "ung ungen in innen ern erin erinnen",
    "cion ciones acion aciones icion iciones miento mientos amiento amientos imiento imientos dor dora dores doras ador adora adores adoras \
     ante antes",
    "zione zioni azione azioni izione izioni mento menti amento amenti imento imenti tore tori trice trici atore atori atrice atrici ante anti",
];

/// Which patterns an ending stands in, a bit each, and whether it ends a form or another word made of it: all endings do.
const ANY_PATTERN: u8 = 0x7f;
const DERIVED: u8 = 0x80;

/// The endings of each language in order with their patterns.
static IN_ORDER: LazyLock<[Vec<(&str, u8)>; NUM_LANGUAGES]> = LazyLock::new(|| {
    std::array::from_fn(|language| {
        let mut patterns: BTreeMap<&str, u8> = BTreeMap::new();
        for (bit, endings) in INFLECTIONS[language].iter().enumerate() {
            for ending in endings.split_ascii_whitespace() {
                *patterns.entry(ending).or_insert(DERIVED) |= 1 << bit;
            }
        }
        for ending in DERIVATIONS[language].split_ascii_whitespace() {
            patterns.entry(ending).or_insert(DERIVED);
        }
        patterns.into_iter().collect()
    })
});

/// Letters that two forms of a word begin with: of one stem, and of two (`libérée`, `libère`).
const LEAST_LETTERS: usize = 3;
const LEAST_OF_TWO_STEMS: usize = 5;

/// Whether a word is a form of a listed one in this language, by such patterns: they have that many first letters in common, and differ
/// by nothing but endings. `vent` is none of `vente`, since a mute `e` is no ending of a noun; in French it is one of a feminine.
fn is_form(word: &str, listed: &str, least: usize, language: usize, patterns: u8) -> bool {
    let (is_english, has_mute) = (language == 0, language < 2);
    let is_bare = |rest: &str| matches!(rest, "" | "s");
    let is_mute = |rest: &str| has_mute && matches!(rest, "e" | "es");
    (least..=shared_letters(word, listed)).any(|end| {
        let (Some(own), Some(other)) = (word.get(end..), listed.get(end..)) else { return false };
        // `stopped`, where the consonant is doubled.
        let is_doubled = |rest: &str| {
            let is_same = rest.as_bytes().first() == word.as_bytes().get(end - 1);
            is_english
                && is_same
                && rest.get(1..).is_some_and(|rest| matches!(rest, "ed" | "ing" | "er" | "ers"))
        };
        let is_short = |rest: &str| is_bare(rest) || is_doubled(rest);
        let is_other = is_short(own) && is_mute(other) || is_english && is_mute(own) && is_short(other);
        let patterns_of =
            |rest: &str| match IN_ORDER[language].binary_search_by_key(&rest, |&(ending, _)| ending) {
                _ if rest.is_empty() || is_doubled(rest) => ANY_PATTERN | DERIVED,
                Ok(at) => IN_ORDER[language][at].1,
                Err(_) => 0,
            };
        !is_other && patterns_of(own) & patterns_of(other) & patterns != 0
    })
}

fn shared_letters(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}

/// A word of the lists, and the groups that it and its forms stand in: in each language, and in any.
struct Listed {
    word: &'static str,
    stem: u64,
    /// Which languages have it.
    is_in: [bool; NUM_LANGUAGES],
    of_language: [Vec<u16>; NUM_LANGUAGES],
    all: Vec<u16>,
}

impl Listed {
    /// Whether a word whose stem has this key is a form of it in a language. Of two stems, or where the lists have both words, none is
    /// made of the other: police is no policy.
    fn is_of(&self, word: &str, key: u64, language: usize, is_listed: bool) -> bool {
        let is_other = || OTHERS.contains(&word) || OTHERS.contains(&self.word);
        let is_one_stem = self.stem == key;
        let least = if is_one_stem { LEAST_LETTERS } else { LEAST_OF_TWO_STEMS };
        let patterns = if is_one_stem && !is_listed { ANY_PATTERN | DERIVED } else { ANY_PATTERN };
        self.is_in[language]
            && (self.word == word || !is_other() && is_form(word, self.word, least, language, patterns))
    }
}

/// The words of the lists by their first letters.
static LISTED: LazyLock<HashMap<&str, Vec<Listed>>> = LazyLock::new(|| {
    let mut groups: HashMap<&str, [Vec<u16>; NUM_LANGUAGES]> = HashMap::new();
    let across = ACROSS.lines().map(|line| (line, false));
    let within = WITHIN.iter().flat_map(|list| list.lines()).map(|line| (line, true));
    let mut group = 0;
    for (line, is_within) in across.chain(within) {
        group += 1;
        for (language, words) in line.split('|').enumerate() {
            group += u16::from(is_within);
            for word in words.split_ascii_whitespace() {
                groups.entry(word).or_default()[language].push(group);
            }
        }
    }
    let mut out: HashMap<&str, Vec<Listed>> = HashMap::new();
    for (&word, own) in &groups {
        let listed = Listed {
            word,
            stem: word_hash(stem(word).as_bytes()),
            is_in: std::array::from_fn(|language| !own[language].is_empty()),
            of_language: Default::default(),
            all: Vec::new(),
        };
        out.entry(begin(word)).or_default().push(listed);
    }
    for begun in out.values_mut() {
        begun.sort_unstable_by_key(|listed| listed.word);
        for at in 0..begun.len() {
            let one = &begun[at];
            let of_language = std::array::from_fn(|language| {
                let forms = begun.iter().filter(|other| other.is_of(one.word, one.stem, language, true));
                in_order(forms.flat_map(|other| &groups[other.word][language]))
            });
            begun[at].all = in_order(of_language.iter().flatten());
            begun[at].of_language = of_language;
        }
    }
    out
});

fn in_order<'a>(groups: impl Iterator<Item = &'a u16>) -> Vec<u16> {
    let mut out: Vec<u16> = groups.copied().collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// What a word begins with.
fn begin(word: &str) -> &str {
    word.get(..LEAST_LETTERS).unwrap_or(word)
}

/// The groups a word stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Senses {
    of_language: [&'static [u16]; NUM_LANGUAGES],
    any: &'static [u16],
}

impl Senses {
    /// Those of a text in a language, in order: the `pays` of English are none of French, and neither those of Swedish. Where the language
    /// is not known, those of all. It is asked for only where the word stands in any.
    pub fn in_language(&self, language: impl FnOnce() -> Option<&'static str>) -> &'static [u16] {
        if self.any.is_empty() {
            return &[];
        }
        match language() {
            None => self.any,
            Some(language) => match LANGUAGES.iter().position(|&known| known == language) {
                None => &[],
                Some(known) => self.of_language[known],
            },
        }
    }
}

/// The groups a folded word, whose stem has this key, stands in. A word that is not in the lists stands where the likest word does of
/// which it is a form.
pub fn of(word: &str, key: u64) -> Senses {
    match LISTED.get(begin(word)) {
        Some(begun) => likest(word, key, begun.iter()),
        None => Senses::default(),
    }
}

/// The groups of the likest of some listed words in order, of which it is a form.
fn likest<'a>(word: &str, key: u64, listed: impl Iterator<Item = &'static Listed> + Clone + 'a) -> Senses {
    let likeness =
        |listed: &&Listed| (listed.word == word, listed.stem == key, shared_letters(word, listed.word));
    let forms: [Option<&Listed>; NUM_LANGUAGES] = std::array::from_fn(|language| {
        listed.clone().filter(|listed| listed.is_of(word, key, language, false)).max_by_key(likeness)
    });
    Senses {
        of_language: std::array::from_fn(|language| {
            forms[language].map_or(&[][..], |listed| &listed.of_language[language])
        }),
        any: forms.into_iter().flatten().max_by_key(likeness).map_or(&[], |listed| &listed.all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            ("en", "planes", "planning", false),
            ("fr", "liberee", "relache", true),
            ("fr", "liberations", "relachee", true),
            ("de", "gestiegene", "zunahme", true),
            ("de", "verletzter", "unverletzt", false),
            ("es", "rescatadas", "salvamento", true),
            ("it", "feriti", "ferrovia", false),
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
        assert!(!share_a_group(("hotel", "sv"), ("inn", "en")), "a language that is not in the list");
        let [any, english, french] = [None, Some("en"), Some("fr")]
            .map(|language| of("chat", word_hash(stem("chat").as_bytes())).in_language(|| language));
        assert!(english.iter().chain(french).all(|group| any.contains(group)), "where it is not known, all");
        assert_eq!(any.len(), english.len() + french.len());
        assert!(!share_a_group(("evacuated", "en"), ("evacues", "fr")), "of one list alone");
    }

    #[test]
    fn every_group_has_its_languages() {
        let across = ACROSS.lines().map(|line| (line, 2));
        let within = WITHIN.iter().flat_map(|list| list.lines()).map(|line| (line, NUM_LANGUAGES));
        for (line, columns) in across.chain(within) {
            assert_eq!(line.split('|').count(), columns, "{line}");
            assert!(
                line.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'|')),
                "{line}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_word_stands_where_the_likest_of_all_lists_does(at in any::<usize>(), cut in 0usize..4, end in "[a-z]{0,4}") {
            let mut all: Vec<&'static Listed> = LISTED.values().flatten().collect();
            all.sort_unstable_by_key(|listed| listed.word);
            let listed = all[at % all.len()].word;
            let word = format!("{}{end}", &listed[..listed.len().saturating_sub(cut)]);
            let key = word_hash(stem(&word).as_bytes());
            prop_assert_eq!(of(&word, key), likest(&word, key, all.into_iter()));
        }
    }
}
