//! Endings of names, in languages that decline them: `Łodzi` and `Łódź`, `Tuskiem` and `Tusk`, `Rize'de` and `Rize`.
//!
//! **In** folded names of two texts in one language. **Out** whether they may be cases of one name; a name without what is written behind
//! its apostrophe. **Cost** linear in their letters. **Never** needed: of a language that is not in the list, names meet by their letters
//! alone. Cyrillic ones have lost their endings before (`retell::term`).
//! **From** lists written by hand for this crate.

/// Letters that two cases of a name begin with.
const LEAST_LETTERS: usize = 3;

/// Languages, and the endings that names take in them, folded. Of Turkish and Azeri they stand behind an apostrophe, one after the other.
const DECLENSIONS: [(&[&str], &str); 8] = [
    (&["pl"], "a u y i e o ie owi em iem om ow ami ach ego emu ej im ym iego iemu"),
    (&["cs", "sk"], "a u e y i o em om ovi ove ou um ech ich ej eho emu ho mu"),
    (&["hr", "sr", "sl"], "a u e i o om em ov ev ima oj ju ja"),
    (&["lt"], "as is us ys a e o ai ui io iui iu u ei es"),
    (&["lv"], "s is us a e u am im um i ei as es"),
    (&["fi"], "n a ta na an en in i e ssa sta lla lta lle ksi essa esta ella elta elle een iin"),
    (&["et"], "s st sse le l lt ga ni ks t i a e u is it"),
    (
        &["hu"],
        "t at et ot nak nek ban ben ba be bol rol tol ra re on en an nal nel hoz hez ig ert ett ott val vel",
    ),
];

/// Languages whose names have an apostrophe before their endings, and the parts of such endings, folded.
const BEHIND_APOSTROPHE: [&str; 2] = ["tr", "az"];
const SUFFIXES: &str = "a e i u ya ye yi yu na ne ni nu da de ta te dan den tan ten nda nde ndan nden in un nin nun la le yla yle ca ce \
    ki li lu lik luk ci cu si su lar ler dir dur tir tur ydi ydu ymis ymus daki deki taki teki";

/// The declension of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declension(usize);

impl Declension {
    /// That of a language, if it declines names.
    pub fn of(language: Option<&str>) -> Option<Self> {
        DECLENSIONS
            .iter()
            .position(|(languages, _)| language.is_some_and(|own| languages.contains(&own)))
            .map(Self)
    }

    /// Whether two names differ by nothing but their endings.
    pub fn are_cases(self, one: &str, other: &str) -> bool {
        let begin = one.char_indices().zip(other.chars()).take_while(|((_, c), other)| c == other);
        let ends = begin.map(|((at, c), _)| at + c.len_utf8()).skip(LEAST_LETTERS - 1);
        ends.into_iter().any(|end| self.is_ending(&one[end..]) && self.is_ending(&other[end..]))
    }

    fn is_ending(self, rest: &str) -> bool {
        rest.is_empty() || DECLENSIONS[self.0].1.split(' ').any(|ending| ending == rest)
    }
}

/// Whether a language writes endings of names behind an apostrophe.
pub fn are_behind_apostrophe(language: Option<&str>) -> bool {
    language.is_some_and(|language| BEHIND_APOSTROPHE.contains(&language))
}

/// What stands before the apostrophe of a name in such a language, if only endings stand behind it. `fold` adds a folded word.
pub fn without_suffix(written: &str, fold: impl Fn(&str, &mut String)) -> Option<&str> {
    let (at, _) = written.char_indices().rfind(|(_, c)| matches!(c, '\'' | '’' | '‘' | '＇'))?;
    let (name, behind) = written.split_at(at);
    let is_name = name.chars().next().is_some_and(char::is_uppercase) && name.chars().nth(1).is_some();
    let suffix = behind.trim_start_matches(['\'', '’', '‘', '＇']);
    if !is_name || !suffix.starts_with(char::is_lowercase) {
        return None;
    }
    let mut folded = String::new();
    fold(suffix, &mut folded);
    are_suffixes(&folded).then_some(name)
}

/// Bytes that endings behind one name have at most.
const MOST_BYTES: usize = 24;

/// Whether a word of at most [`MOST_BYTES`] is made of nothing but such endings.
fn are_suffixes(word: &str) -> bool {
    if word.len() > MOST_BYTES {
        return false;
    }
    // Where some endings end; `daki` may be one or two.
    let mut reached = [false; MOST_BYTES + 1];
    reached[0] = true;
    for at in 0..word.len() {
        if reached[at] {
            let fit = SUFFIXES.split_ascii_whitespace().filter(|suffix| word[at..].starts_with(suffix));
            fit.for_each(|suffix| reached[at + suffix.len()] = true);
        }
    }
    reached[word.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use proptest::prelude::*;

    fn bare(written: &str) -> &str {
        without_suffix(written, |word, out| fold(word, true, out)).unwrap_or(written)
    }

    #[test]
    fn what_turkish_writes_behind_an_apostrophe_is_no_part_of_the_name() {
        for (written, name) in [
            ("Ankara'da", "Ankara"),
            ("Erdoğan’ın", "Erdoğan"),
            ("TBMM'nin", "TBMM"),
            ("İzmir'dekiler", "İzmir"),
            ("Kur'an'ın", "Kur'an"),
            ("Mart'ta", "Mart"),
        ] {
            assert_eq!(bare(written), name, "{written}");
        }
        for written in ["Kur'an", "O'Neill", "Osmy's", "kur'a", "D'Osmy", "Rize"] {
            assert_eq!(bare(written), written);
        }
    }

    fn are_suffixes_slow(rest: &str) -> bool {
        let mut fit = SUFFIXES.split_ascii_whitespace().filter_map(|suffix| rest.strip_prefix(suffix));
        rest.is_empty() || fit.any(are_suffixes_slow)
    }

    proptest! {
        #[test]
        fn endings_one_after_the_other_are_found(word in "(da|ki|daki|la|le|n|un|x|ı){0,6}") {
            prop_assert_eq!(are_suffixes(&word), are_suffixes_slow(&word));
        }
    }

    #[test]
    fn endings_without_end_are_none() {
        let daki = format!("{}x", "daki".repeat(5));
        let long = "la".repeat(100_000);
        assert!(!are_suffixes(&daki) && !are_suffixes(&long) && are_suffixes("ndakiler"));
    }

    #[test]
    fn endings_are_folded_and_short() {
        let all = DECLENSIONS.iter().map(|&(_, endings)| endings).chain([SUFFIXES]);
        for ending in all.flat_map(str::split_ascii_whitespace) {
            let mut folded = String::new();
            fold(ending, true, &mut folded);
            assert_eq!(folded, ending);
            assert!(ending.len() <= 5, "{ending}");
        }
    }
}
