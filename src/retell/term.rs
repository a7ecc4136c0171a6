//! What counts as one term: a stem, or a number.
//!
//! **In** a folded word. **Out** its stem. **Cost** none. **Never** knows a language: the first letters are what most forms of
//! a word share.

/// Letters of a stem. Measured on news in English and French: 5, 6 and 7 do alike, 6 best on rewritten sentences.
pub const STEM_LETTERS: usize = 6;

/// Letters that make two stems worth comparing.
const PREFIX_LETTERS: usize = 5;

/// The first letters of a folded word.
pub fn stem(word: &str) -> &str {
    head(word, STEM_LETTERS)
}

/// The first letters of a stem, by which inflected forms meet.
pub fn prefix(word: &str) -> &str {
    head(word, PREFIX_LETTERS)
}

fn head(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(at, _)| &word[..at])
}
