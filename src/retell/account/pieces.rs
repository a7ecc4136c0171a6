//! Sentences too long to be one, as those of texts without full stops.
//!
//! **In** the words of a sentence. **Out** how many pieces it is cut into. **Cost** linear, and none for the sentences of news.
//! **Never** looks for a border: pieces are of one length.

use crate::text::tokenize::Token;
use crate::text::unicode::is_unspaced;

/// A sentence of more words is none: such a text has no full stops, or is a list. It is cut into pieces as long as sentences are; where
/// letters are taken one by one, some make a word. None of 9,000 French articles has a longer one; pieces of 16 to 24
/// words do alike in English news without full stops, longer ones find less.
const MOST_WORDS: usize = 256;
const PIECE_WORDS: usize = 20;
const LETTERS_OF_WORD: usize = 3;

/// How many words there are where letters are taken one by one, so many of them.
pub(super) fn length_in_words(number: usize, letters: usize) -> usize {
    number - letters + letters / LETTERS_OF_WORD
}

/// How many pieces a sentence of these words is cut into.
pub(super) fn number_of_pieces(text: &str, words: &[Token]) -> usize {
    let is_letter = |word: &&Token| word.span.of(text).starts_with(is_unspaced);
    if words.len() <= MOST_WORDS {
        return usize::from(!words.is_empty());
    }
    let letters = words.iter().filter(is_letter).count();
    let length = length_in_words(words.len(), letters);
    if length <= MOST_WORDS { 1 } else { length.div_ceil(PIECE_WORDS) }
}

#[cfg(test)]
mod tests {
    use super::super::Account;
    use super::*;

    #[test]
    fn a_text_without_full_stops_is_cut_into_pieces() {
        for (text, pieces) in [
            ("mot ".repeat(MOST_WORDS), 1),
            ("mot ".repeat(MOST_WORDS + 1), 13),
            ("Mot. ".repeat(300), 300),
            ("字".repeat(3 * MOST_WORDS), 1),
            ("字".repeat(3 * MOST_WORDS + 3), 13),
        ] {
            let account = Account::of_text(&text);
            assert_eq!(account.sentences().len(), pieces);
            let words: Vec<u32> = account.sentences().iter().map(|s| s.tokens.len()).collect();
            assert!(pieces != 13 || words.iter().max() <= words.iter().min().map(|least| least + 1).as_ref());
        }
    }
}
