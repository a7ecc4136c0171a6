//! Words that say the same in the news: `killed` and `dead`, `libérés` and `relâchés`, `talks` and `entretien`.
//!
//! **In** the key of a stem. **Out** the groups of like words it stands in. **Cost** one look-up.
//! **Never** needed: a word in no group is matched by its letters alone.
//! **From** a list written by hand for this crate, a group a line, English and French side by side; no thesaurus, no licence.

use super::term::stem;
use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// Groups of folded words, one a line.
const GROUPS: &str = include_str!("senses.txt");

static SENSES: LazyLock<Hashed<Box<[u16]>>> = LazyLock::new(|| {
    let mut senses: Hashed<Vec<u16>> = Hashed::default();
    for (group, line) in (0..).zip(GROUPS.lines()) {
        for word in line.split_ascii_whitespace() {
            let groups = senses.entry(word_hash(stem(word).as_bytes())).or_default();
            if groups.last() != Some(&group) {
                groups.push(group);
            }
        }
    }
    senses.into_iter().map(|(key, groups)| (key, groups.into())).collect()
});

/// The groups a word with the stem of this key stands in, in order.
pub fn of(key: u64) -> &'static [u16] {
    SENSES.get(&key).map_or(&[], |groups| groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_a_group(one: &str, other: &str) -> bool {
        let of = |word: &str| of(word_hash(stem(word).as_bytes()));
        of(one).iter().any(|group| of(other).contains(group))
    }

    #[test]
    fn like_words_share_a_group() {
        for (one, other) in [("killed", "dead"), ("liberation", "relaches"), ("talks", "entretien")] {
            assert!(share_a_group(one, other), "{one} {other}");
        }
        assert!(!share_a_group("killed", "alive"));
    }
}
