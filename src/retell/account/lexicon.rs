//! What is known of a folded word wherever it stands, told once for all texts of a collection.
//!
//! **In** a folded word. **Out** a [`Known`]. **Cost** of a word met before a look at its slot; at most [`MOST_SLOTS`] words are held, some
//! hundred bytes each. **Never** changes what is told: a word without a slot is asked again.

use super::NUMBER;
use crate::number::{self, row};
use crate::retell::senses::Senses;
use crate::retell::term::{prefix, stem};
use crate::retell::{everyday, senses};
use crate::text::month::is_month;
use crate::text::tokenize::word_hash;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Words held at most, in some 13 megabytes.
const MOST_SLOTS: u64 = 1 << 17;

/// Running words of a collection to one distinct word that is worth a slot.
const WORDS_A_SLOT: u64 = 64;

/// A folded word by itself.
#[derive(Clone, Debug)]
pub struct Known {
    /// Hash of its letters.
    hash: u64,
    /// Hash of its stem, or of the number.
    pub key: u64,
    /// Hash of the first letters of its stem; the key of a number, as it is said.
    pub prefix: u64,
    /// Share of articles expected to hold its stem.
    pub prior: f64,
    /// Groups of like words it stands in.
    pub senses: Senses,
    /// Whether it is a number.
    pub is_number: bool,
    /// Whether it is one that facts have.
    pub is_figure: bool,
    /// Whether it is the name of a month.
    pub is_month: bool,
    /// Whether a number may begin with it.
    pub may_count: bool,
    /// Whether what is measured may.
    pub may_measure: bool,
    /// Whether it has four letters or more.
    pub is_long: bool,
}

impl Known {
    fn new(folded: &str) -> Self {
        Self::with_hash(folded, word_hash(folded.as_bytes()))
    }

    fn with_hash(folded: &str, own: u64) -> Self {
        let is_number = number::is_written(folded);
        let stem = if is_number { Cow::Borrowed(folded) } else { stem(folded) };
        let stem = &*stem;
        let hash = word_hash(stem.as_bytes());
        let key = if is_number { hash ^ NUMBER } else { hash };
        Self {
            hash: own,
            key,
            prefix: match number::said(stem).filter(|_| is_number) {
                Some(said) => word_hash(said.as_bytes()) ^ NUMBER,
                None if is_number => key,
                None => word_hash(prefix(stem).as_bytes()),
            },
            prior: if is_number { everyday::of_number(stem) } else { everyday::of_word(stem, key) },
            senses: if is_number { Senses::default() } else { senses::of(folded, key) },
            is_number,
            is_figure: is_number && folded.contains(|c: char| matches!(c, '1'..='9')),
            is_month: !is_number && (is_month(folded) || folded == "月"),
            may_count: folded.starts_with(|c: char| c.is_ascii_digit()) || number::words::may_open(folded),
            may_measure: row::may_measure(folded),
            is_long: folded.chars().nth(3).is_some(),
        }
    }
}

/// The words of a collection that were met first, which are its common ones. By default none is held.
#[derive(Default)]
pub struct Lexicon {
    /// As many as a power of two; each word has one, whoever comes first keeps it.
    slots: Box<[OnceLock<Known>]>,
}

impl Lexicon {
    /// Room for the words of a collection of about so many running ones.
    pub fn new(num_words: u64) -> Self {
        let slots = (num_words / WORDS_A_SLOT).clamp(1, MOST_SLOTS).next_power_of_two();
        Self { slots: (0..slots).map(|_| OnceLock::new()).collect() }
    }

    /// What is known of a word. May be asked from many threads.
    pub fn of(&self, folded: &str) -> Cow<'_, Known> {
        if self.slots.is_empty() {
            return Cow::Owned(Known::new(folded));
        }
        let hash = word_hash(folded.as_bytes());
        let slot = &self.slots[hash as usize & (self.slots.len() - 1)];
        let held = slot.get_or_init(|| Known::with_hash(folded, hash));
        if held.hash == hash { Cow::Borrowed(held) } else { Cow::Owned(Known::with_hash(folded, hash)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_that_is_held_is_what_it_is_alone(words in proptest::collection::vec("[a-c0-9月é]{1,3}", 1..60)) {
            let lexicon = Lexicon::new(16 * WORDS_A_SLOT);
            for word in &words {
                prop_assert_eq!(format!("{:?}", lexicon.of(word)), format!("{:?}", Known::new(word)));
            }
        }
    }

    #[test]
    fn a_word_met_before_is_held() {
        let lexicon = Lexicon::new(WORDS_A_SLOT);
        assert!(matches!(lexicon.of("killed"), Cow::Borrowed(_)));
        assert!(matches!(lexicon.of("killed"), Cow::Borrowed(_)));
        assert!(matches!(lexicon.of("dead"), Cow::Owned(_)), "its slot is taken");
        assert!(matches!(Lexicon::default().of("killed"), Cow::Owned(_)));
    }
}
