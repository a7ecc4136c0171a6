//! When two different words are one word in another form or spelling.
//!
//! **In** tokens of two texts. **Out** for each pair of words: the same, soft, or different. **Cost** linear in the letters
//! of the words looked at. **Never** looks at meaning.

use super::align::Column;
use super::border::Borders;
use crate::span::{ByteRange, TokenRange};
use crate::text::fold::fold;
use crate::text::tokenize::Token;
use std::ops::Range;

/// Both sides of a comparison.
pub struct Words<'a> {
    /// Text of the left article.
    pub left_text: &'a str,
    /// Its tokens.
    pub left: &'a [Token],
    /// Text of the right article.
    pub right_text: &'a str,
    /// Its tokens.
    pub right: &'a [Token],
    /// Whether both are the same article.
    pub is_same: bool,
    /// Where sentences begin on the left and on the right; asked for only where there is something to show.
    pub borders: &'a dyn Fn() -> (&'a Borders, &'a Borders),
    /// What is quoted on the left and on the right, in bytes; asked for only where there is something to show.
    pub quotations: &'a dyn Fn() -> (&'a [ByteRange], &'a [ByteRange]),
    /// How much each token on the left says, in [0, 1].
    pub left_weights: &'a [f32],
}

impl Words<'_> {
    /// Number of tokens on the right.
    pub fn right_len(&self) -> u32 {
        self.right.len() as u32
    }

    /// How far back the right side and how far on the left side may grow: inside one article they must not meet.
    pub fn limits(&self, left: u32, right: u32) -> (u32, u32) {
        if self.is_same { (left.max(right.min(left)), right) } else { (0, self.left.len() as u32) }
    }

    /// The column for each pair of words of the two ranges, left by left; backwards from their ends if asked.
    pub fn columns(&self, left: TokenRange, right: TokenRange, is_backward: bool) -> Vec<Column> {
        let left = Folded::new(self.left_text, self.left, left, is_backward);
        let right = Folded::new(self.right_text, self.right, right, is_backward);
        let mut out = Vec::with_capacity(left.words.len() * right.words.len());
        for (left_hash, left_range) in &left.words {
            for (right_hash, right_range) in &right.words {
                out.push(if left_hash == right_hash {
                    Column::Keep
                } else if is_soft(&left.letters[left_range.clone()], &right.letters[right_range.clone()]) {
                    Column::Soft
                } else {
                    Column::Edit
                });
            }
        }
        out
    }
}

/// A few words with their folded letters, all in one string.
struct Folded {
    letters: String,
    words: Vec<(u64, Range<usize>)>,
}

impl Folded {
    fn new(text: &str, tokens: &[Token], range: TokenRange, is_backward: bool) -> Self {
        let tokens = &tokens[range.start as usize..range.end as usize];
        let mut letters = String::with_capacity(8 * tokens.len());
        let mut words: Vec<_> = Vec::with_capacity(tokens.len());
        for token in tokens {
            let (word, start) = (token.span.of(text), letters.len());
            if word.bytes().all(|b| b.is_ascii_alphabetic()) {
                letters.push_str(word);
                letters[start..].make_ascii_lowercase();
            } else {
                fold(word, true, &mut letters);
            }
            words.push((token.hash, start..letters.len()));
        }
        if is_backward {
            words.reverse();
        }
        Self { letters, words }
    }
}

/// Whether two folded, different words are forms or spellings of one: a common beginning of three fifths of the longer (at least four
/// letters), or one letter changed, added or left out in a word of five letters or more. Numbers are soft to nothing.
pub fn is_soft(left: &str, right: &str) -> bool {
    if left.as_bytes().first().is_none_or(u8::is_ascii_digit)
        || right.as_bytes().first().is_none_or(u8::is_ascii_digit)
    {
        return false;
    }
    // Cheap refusals first: most pairs differ in length or in the first letters.
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() < 4 || long.len() > short.len() + 4 {
        return false;
    }
    let common = left.bytes().zip(right.bytes()).take_while(|(l, r)| l == r).count();
    if common >= 4 && 10 * common >= 6 * long.len() && long.len() - common <= 4 {
        return true;
    }
    short.len() >= 5 && long.len() <= short.len() + 1 && {
        // One edit: what is left behind the first difference must be equal, with one letter skipped on the longer side or on both.
        let (l, r) = (&short.as_bytes()[common..], &long.as_bytes()[common..]);
        let skip = |bytes: &[u8]| bytes.get(1..).map(<[u8]>::to_vec);
        if short.len() == long.len() { skip(l) == skip(r) } else { r.get(1..) == Some(l) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_soft() {
        for (left, right) in [
            ("bilaterale", "bilateral"),
            ("prisonnier", "prisonniers"),
            ("tikhanovski", "tikhanovsky"),
            ("liberation", "liberations"),
            ("announced", "announces"),
            ("loukachenko", "lukachenko"),
        ] {
            assert!(is_soft(left, right) && is_soft(right, left), "{left} {right}");
        }
    }

    #[test]
    fn other_words_are_not_soft() {
        for (left, right) in [("1300", "1301"), ("mars", "mais"), ("president", "prison"), ("in", "on")] {
            assert!(!is_soft(left, right), "{left} {right}");
        }
    }
}
