//! When two different words are one word in another form or spelling.
//!
//! **In** tokens of two texts. **Out** for each pair of words: the same, soft, or different. **Cost** linear in the letters
//! of the words looked at. **Never** looks at meaning.

use super::align::Column;
use super::border::Borders;
use crate::span::{ByteRange, TokenRange};
use crate::text::fold::{fold, fold_alone};
use crate::text::tokenize::Token;

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
    /// The letters of both sides; asked for only where words are compared by letters.
    pub letters: &'a dyn Fn() -> (&'a Letters, &'a Letters),
    /// Where sentences begin on the left and on the right; asked for only where there is something to show.
    pub borders: &'a dyn Fn() -> (&'a Borders, &'a Borders),
    /// What is quoted on the left and on the right, in bytes; asked for only where there is something to show.
    pub quotations: &'a dyn Fn() -> (&'a [ByteRange], &'a [ByteRange]),
    /// The language of both, where it is certain; asked for only where a number word decides.
    pub language: &'a dyn Fn() -> Option<&'static str>,
    /// How much each token on the left says, in [0, 1].
    pub left_weights: &'a [f32],
    /// How much each token on the right says.
    pub right_weights: &'a [f32],
}

impl Words<'_> {
    /// Number of tokens on the right.
    pub fn right_len(&self) -> u32 {
        self.right.len() as u32
    }

    /// Number of tokens on the left.
    pub fn left_len(&self) -> u32 {
        self.left.len() as u32
    }

    /// Of some words on the left and some on the right, whether each is a form or spelling of one on the other side.
    pub fn are_soft(&self, left: &[usize], right: &[usize]) -> (Vec<bool>, Vec<bool>) {
        let (left_letters, right_letters) = (self.letters)();
        let is_soft = left_letters.is_soft_beside(right_letters);
        let rights: Vec<(Ends, &str)> = right.iter().map(|&r| Ends::beside(right_letters.of(r))).collect();
        let mut are_soft = (vec![false; left.len()], vec![false; right.len()]);
        for (&l, left_soft) in left.iter().zip(&mut are_soft.0) {
            let (left_ends, left_word) = Ends::beside(left_letters.of(l));
            for (&(ends, word), right_soft) in rights.iter().zip(&mut are_soft.1) {
                if left_ends.may_be_soft(ends) && !(*left_soft && *right_soft) && is_soft(left_word, word) {
                    (*left_soft, *right_soft) = (true, true);
                }
            }
        }
        are_soft
    }

    /// The column for each pair of words of the two ranges, left by left; backwards from their ends if asked.
    pub fn columns(&self, left: TokenRange, right: TokenRange, is_backward: bool) -> Vec<Column> {
        let (left_letters, right_letters) = (self.letters)();
        let is_soft = left_letters.is_soft_beside(right_letters);
        let mut out = Vec::with_capacity((left.len() * right.len()) as usize);
        let mut rights: Vec<(u64, Ends, &str)> = (right.start as usize..right.end as usize)
            .map(|r| (self.right[r].hash, right_letters.of(r)))
            .map(|(hash, word)| (hash, Ends::of(word), word))
            .collect();
        if is_backward {
            rights.reverse();
        }
        for nth in 0..left.len() {
            let l = if is_backward { left.end - 1 - nth } else { left.start + nth } as usize;
            let (left_hash, left_word) = (self.left[l].hash, left_letters.of(l));
            let left_ends = Ends::of(left_word);
            out.extend(rights.iter().map(|&(hash, ends, word)| {
                if left_hash == hash {
                    Column::Keep
                } else if left_ends.may_be_soft(ends) && is_soft(left_word, word) {
                    Column::Soft
                } else {
                    Column::Edit
                }
            }));
        }
        out
    }
}

/// The first two and the last two bytes of a word.
#[derive(Clone, Copy, PartialEq)]
struct Ends(u32);

impl Ends {
    /// Of a word that is soft to none: no letter has such bytes.
    const NONE: Self = Self(u32::MAX);

    /// Those of a word, beside it.
    fn beside(word: &str) -> (Self, &str) {
        (Self::of(word), word)
    }

    fn of(word: &str) -> Self {
        match word.as_bytes() {
            &[a, b, .., c, d] if word.len() >= LEAST_LETTERS => Self(u32::from_le_bytes([a, b, c, d])),
            _ => Self::NONE,
        }
    }

    /// Whether [`is_soft`] may say so: one letter in another place leaves the beginning or the end as it is.
    #[inline]
    fn may_be_soft(self, other: Self) -> bool {
        let differ = self.0 ^ other.0;
        (differ & 0xFFFF == 0 || differ >> 16 == 0) && self != Self::NONE
    }
}

/// The folded letters of all words of a document, in one string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    letters: String,
    ends: Vec<u32>,
    is_ascii: bool,
}

impl Letters {
    /// The letters of `tokens`, words of `text`.
    pub fn new(text: &str, tokens: &[Token]) -> Self {
        let mut letters = String::with_capacity(text.len());
        let mut ends = Vec::with_capacity(tokens.len());
        for token in tokens {
            let (word, start) = (token.span.of(text), letters.len());
            if word.bytes().all(|b| b.is_ascii_alphabetic()) {
                letters.push_str(word);
                letters[start..].make_ascii_lowercase();
            } else if !fold_alone(word, true, &mut letters) {
                fold(word, true, &mut letters);
            }
            ends.push(letters.len() as u32);
        }
        Self { is_ascii: letters.is_ascii(), letters, ends }
    }

    /// [`is_soft`] for words of two documents: without asking each word of what letters it is, where all are alike.
    fn is_soft_beside(&self, other: &Self) -> fn(&str, &str) -> bool {
        match self.is_ascii && other.is_ascii {
            true => |left, right| is_soft_ascii(left.as_bytes(), right.as_bytes()),
            false => is_soft,
        }
    }

    /// The letters of the word of one token.
    fn of(&self, token: usize) -> &str {
        let start = if token == 0 { 0 } else { self.ends[token - 1] };
        &self.letters[start as usize..self.ends[token] as usize]
    }
}

/// Fewest letters of a word in another form.
const LEAST_LETTERS: usize = 4;

/// Whether two folded, different words are forms or spellings of one: a common beginning of three fifths of the longer (at least four
/// letters), or one letter changed, added or left out in a word of five letters or more. Numbers are soft to nothing.
pub fn is_soft(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return is_soft_ascii(left.as_bytes(), right.as_bytes());
    }
    let (left, right) = ((left, left.chars().count()), (right, right.chars().count()));
    let ((short, short_len), (long, long_len)) =
        if left.1 <= right.1 { (left, right) } else { (right, left) };
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    if short_len < LEAST_LETTERS || long_len > short_len + 4 || is_number(short) || is_number(long) {
        return false;
    }
    let alike = short.chars().zip(long.chars()).take_while(|(s, l)| s == l);
    let (common, bytes) = alike.fold((0, 0), |(number, bytes), (c, _)| (number + 1, bytes + c.len_utf8()));
    if has_long_beginning(common, long_len) {
        return true;
    }
    let behind = |word: &str, letters: usize| -> usize {
        bytes + word[bytes..].chars().take(letters).map(char::len_utf8).sum::<usize>()
    };
    let skipped = usize::from(short_len == long_len);
    short_len >= 5 && long_len <= short_len + 1 && short[behind(short, skipped)..] == long[behind(long, 1)..]
}

/// The same for words in which a letter is a byte.
fn is_soft_ascii(left: &[u8], right: &[u8]) -> bool {
    // Cheap refusals first: most pairs differ in length or in the first letters.
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() < LEAST_LETTERS || long.len() > short.len() + 4 {
        return false;
    }
    if short[0].is_ascii_digit() || long[0].is_ascii_digit() {
        return false;
    }
    let common = short.iter().zip(long).take_while(|(l, r)| l == r).count();
    if has_long_beginning(common, long.len()) {
        return true;
    }
    // One edit: what is left behind the first difference must be equal, with one letter skipped on the longer side or on both.
    short.len() >= 5
        && long.len() <= short.len() + 1
        && short[common + usize::from(short.len() == long.len())..] == long[common + 1..]
}

/// Whether so many letters at the beginning, of those of the longer word, make two words forms of one.
fn has_long_beginning(common: usize, long: usize) -> bool {
    common >= LEAST_LETTERS && 10 * common >= 6 * long && long - common <= 4
}

/// What is compared of two texts in which every word says the same.
#[cfg(test)]
pub(super) fn with_words<R>(left: &str, right: &str, look: impl FnOnce(&Words) -> R) -> R {
    use crate::text::{Document, language::language, sentence::sentences};
    let documents = [left, right].map(|text| Document::new(text, &Default::default()));
    let sides = [(left, &documents[0]), (right, &documents[1])];
    let borders = sides.map(|(text, document)| Borders::new(&document.tokens, &sentences(text)));
    let letters = sides.map(|(text, document)| Letters::new(text, &document.tokens));
    let weights = sides.map(|(_, document)| vec![1.0; document.tokens.len()]);
    look(&Words {
        left_text: left,
        left: &documents[0].tokens,
        right_text: right,
        right: &documents[1].tokens,
        is_same: false,
        letters: &|| (&letters[0], &letters[1]),
        borders: &|| (&borders[0], &borders[1]),
        quotations: &|| (&[], &[]),
        language: &|| language(left).or_else(|| language(right)),
        left_weights: &weights[0],
        right_weights: &weights[1],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Letter by letter.
    fn is_soft_slow(left: &str, right: &str) -> bool {
        let [left, right]: [Vec<char>; 2] = [left, right].map(|word| word.chars().collect());
        let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
        let common = (0..short.len()).take_while(|&at| short[at] == long[at]).count();
        let without = |word: &[char], at: usize| [&word[..at], &word[at + 1..]].concat();
        let is_one_edit = match long.len() - short.len() {
            0 => (0..short.len()).any(|at| without(&short, at) == without(&long, at)),
            1 => (0..long.len()).any(|at| short == without(&long, at)),
            _ => false,
        };
        let is_number = |word: &[char]| word.first().is_some_and(char::is_ascii_digit);
        let begins_alike = common >= 4 && 10 * common >= 6 * long.len() && long.len() - common <= 4;
        !is_number(&short) && !is_number(&long) && (begins_alike || short.len() >= 5 && is_one_edit)
    }

    proptest! {
        #[test]
        fn words_of_all_letters_are_compared_alike(left in "[ab]{0,9}|[1abя猫]{0,9}|[яд]{0,9}", right in "[ab]{0,9}|[1abя猫]{0,9}|[яд]{0,9}") {
            prop_assume!(left != right);
            prop_assert_eq!(is_soft(&left, &right), is_soft_slow(&left, &right));
            prop_assert!(Ends::of(&left).may_be_soft(Ends::of(&right)) || !is_soft(&left, &right));
        }
    }

    #[test]
    fn forms_of_a_word_are_soft() {
        for (left, right) in [
            ("bilaterale", "bilateral"),
            ("prisonnier", "prisonniers"),
            ("tikhanovski", "tikhanovsky"),
            ("liberation", "liberations"),
            ("announced", "announces"),
            ("loukachenko", "lukachenko"),
            ("лукашенко", "лукашенка"),
            ("президент", "президента"),
            ("москва", "масква"),
        ] {
            assert!(is_soft(left, right) && is_soft(right, left), "{left} {right}");
        }
    }

    #[test]
    fn other_words_are_not_soft() {
        for (left, right) in [
            ("1300", "1301"),
            ("mars", "mais"),
            ("president", "prison"),
            ("in", "on"),
            ("кот", "кол"),
            ("мир", "мера"),
        ] {
            assert!(!is_soft(left, right), "{left} {right}");
        }
    }
}
