//! The slow, obvious twin of the tokenizer: words by the Unicode rules, each folded, numbers by how they are written.
//!
//! **In** a text below 4 GiB. **Out** [`Token`]s in text order. **Cost** linear for words, quadratic in the groups of one number.
//! **Never** goes by table, and knows nothing of a number but its characters.

use super::super::{fold, unicode};
use super::{Params, Token, word_hash};
use crate::span::ByteRange;

/// Most digits of a number that is written in groups with spaces: what follows begins another one.
const MOST_DIGITS: usize = 24;

/// All tokens of `text` by the slow path alone: the judge of [`super::tokenize`].
pub fn tokenize_slow(text: &str, params: &Params) -> Vec<Token> {
    let mut words = Vec::new();
    unicode::words(text, |start, end| words.push((start, end)));
    let mut tokens = Vec::new();
    let mut next = 0;
    while next < words.len() {
        let start = words[next].0;
        // The longest number in groups that begins here; any other word stands for itself.
        let ends = words[next..].iter().map(|&(_, end)| end);
        let num_groups = ends.take_while(|&end| is_number_in_groups(&text[start..end])).count();
        let num_words = num_groups.max(1);
        let end = words[next + num_words - 1].1;
        let mut folded = String::new();
        if num_groups > 0 {
            folded.extend(text[start..end].chars().filter(char::is_ascii_digit));
        } else {
            fold::fold(&text[start..end], params.fold_accents, &mut folded);
        }
        if !folded.is_empty() {
            let span = ByteRange::new(start as u32, end as u32);
            tokens.push(Token { hash: word_hash(folded.as_bytes()), span });
        }
        next += num_words;
    }
    tokens
}

/// Whether `written` is one to three digits, the first not 0, and any number of groups of three digits, each behind one space:
/// `1`, `16 300`, `1 300 000`. Digits are those of ASCII: all others are words that stand alone.
fn is_number_in_groups(written: &str) -> bool {
    let is_digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    let groups: Vec<&str> = written.split([' ', '\u{A0}', '\u{202F}', '\u{2009}']).collect();
    let (first, others) = (groups[0], &groups[1..]);
    (1..=3).contains(&first.len())
        && is_digits(first)
        && !first.starts_with('0')
        && others.iter().all(|group| group.len() == 3 && is_digits(group))
        && groups.concat().len() <= MOST_DIGITS
}
