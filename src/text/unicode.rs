//! Words of any script, by the Unicode rules and ours: the slow path that judges the fast one.
//!
//! **In** a text, or a piece of one that starts and ends at a certain word border. **Out** words with their byte
//! ranges, in order. **Cost** linear, about 60 MB a second. **Never** joins over white space (see
//! [`super::tokenize`] for numbers written with spaces).
//! **From** Unicode Annex 29 (default word boundaries) through unicode-segmentation; where we differ:
//! - French and Italian elisions are words of their own: `l’année` is `l`, `année`;
//! - a full stop inside a word ends it where a capitalized word follows: `acceptée.Cette`, not `U.S.`;
//! - `:`, `;`, `_` and the narrow no-break space always separate;
//! - scripts written without spaces (Han, Kana, Thai, Lao, Khmer, Burmese) give one word a character;
//! - a zero-width space between two letters of one word does not part them.

use super::fold::is_mark;
use std::sync::OnceLock;
use unicode_segmentation::UnicodeSegmentation;

/// Calls `word(start, end)` for every word of `text`, in order, with byte offsets.
pub fn words(text: &str, mut word: impl FnMut(usize, usize)) {
    // A word waits until it is known that no zero-width space glues the next one to it.
    let mut waiting: Option<(usize, usize)> = None;
    for (offset, segment) in text.split_word_bound_indices() {
        if !segment.contains(is_alphanumeric) {
            continue;
        }
        pieces(segment, |start, end| {
            let (start, end) = (offset + start, offset + end);
            waiting = match waiting {
                Some((first, last)) if is_glued(text, last, start) => Some((first, end)),
                Some((first, last)) => {
                    word(first, last);
                    Some((start, end))
                }
                None => Some((start, end)),
            };
        });
    }
    if let Some((start, end)) = waiting {
        word(start, end);
    }
}

/// Code points of one table.
const BLOCK: usize = 256;

/// Letters and digits of the basic plane, a bit each, made when one of them is first met.
static ALPHANUMERIC: [OnceLock<[u64; BLOCK / 64]>; 0x1_0000 / BLOCK] =
    [const { OnceLock::new() }; 0x1_0000 / BLOCK];

/// [`char::is_alphanumeric`] by table.
fn is_alphanumeric(c: char) -> bool {
    let code = c as usize;
    let Some(block) = ALPHANUMERIC.get(code / BLOCK) else { return c.is_alphanumeric() };
    let bits = block.get_or_init(|| {
        let mut bits = [0; BLOCK / 64];
        for at in 0..BLOCK {
            let c = char::from_u32((code - code % BLOCK + at) as u32);
            bits[at / 64] |= u64::from(c.is_some_and(char::is_alphanumeric)) << (at % 64);
        }
        bits
    });
    bits[code % BLOCK / 64] >> (code % 64) & 1 == 1
}

/// Whether only zero-width spaces part two letters of a script that has spaces of its own.
fn is_glued(text: &str, end: usize, start: usize) -> bool {
    end < start
        && text[end..start].chars().all(|c| c == '\u{200B}')
        && text[..end].chars().next_back().is_some_and(|c| !is_unspaced(c))
        && text[start..].chars().next().is_some_and(|c| !is_unspaced(c))
}

/// Cuts one segment of the default boundaries into our words.
fn pieces(segment: &str, mut piece: impl FnMut(usize, usize)) {
    // `start` is the first letter or digit of the piece, `end` the end of its last letter, digit or accent.
    let (mut start, mut end) = (None::<usize>, 0);
    let chars = segment.char_indices();
    let mut previous = ' ';
    for (at, c) in chars {
        let after = at + c.len_utf8();
        if is_alphanumeric(c) {
            if (is_unspaced(c) || is_unspaced(previous))
                && let Some(start) = start.take()
            {
                piece(start, end);
            }
            start.get_or_insert(at);
            end = after;
            previous = c;
        } else if is_mark(c) {
            if start.is_some() {
                end = after;
            }
        } else if !is_ignored(c) {
            let cut = match c {
                '\'' | '’' | '‘' | '＇' => start.is_some_and(|s| is_elision(&segment[s..end])),
                '.' | '․' | '．' => {
                    let mut following = segment[after..].chars().filter(|&c| !is_mark(c) && !is_ignored(c));
                    let (next, second) = (following.next(), following.next());
                    starts_sentence(previous, next, second)
                        || opens_elided(next, second) && ends_in_capitals(&segment[..at])
                }
                // A quotation mark inside a segment stands between Hebrew letters: it is typed for gershayim.
                ',' | '·' | '‧' | '٫' | '٬' | '،' | '״' | '"' | '׳' | '՟' | '−' => false,
                _ => true,
            };
            if cut {
                if let Some(start) = start.take() {
                    piece(start, end);
                }
                previous = ' ';
            }
        }
    }
    if let Some(start) = start {
        piece(start, end);
    }
}

/// Whether a full stop after `previous` ends a sentence although no space follows:
/// `mot.Phrase`, `M.Dupont`, but not `U.S.A` or `example.org`.
pub fn starts_sentence(previous: char, next: Option<char>, second: Option<char>) -> bool {
    next.is_some_and(char::is_uppercase)
        && (previous.is_lowercase() || second.is_some_and(char::is_lowercase))
}

/// Whether a sentence begins with a lone capital: `L'orage`, `À l'aube`.
fn opens_elided(next: Option<char>, second: Option<char>) -> bool {
    match second {
        Some('\'' | '’') => matches!(next, Some('L' | 'D' | 'C' | 'S' | 'N' | 'J')),
        None => matches!(next, Some('A' | 'À')),
        _ => false,
    }
}

/// Whether a name in capitals ends there, `GMT`, and no initial, `U.S`.
fn ends_in_capitals(before: &str) -> bool {
    let mut last = before.chars().rev();
    last.by_ref().take(2).filter(|c| c.is_uppercase()).count() == 2
}

/// Format characters that stand inside words and say nothing: soft hyphen, joiners, direction marks.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Elided words, folded, without their apostrophe.
const ELISIONS: [&str; 24] = [
    "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "all", "dall",
    "dell", "nell", "sull", "un", "gl", "quell", "quest", "sant", "tutt",
];

/// Whether `word`, which stands before an apostrophe, is a word of its own there.
pub fn is_elision(word: &str) -> bool {
    word.len() <= 6
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && ELISIONS.iter().any(|e| word.eq_ignore_ascii_case(e))
}

/// Scripts written without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF       // Thai, Lao
        | 0x1000..=0x109F     // Burmese
        | 0x1780..=0x17FF     // Khmer
        | 0x2E80..=0x2FDF     // Han radicals
        | 0x3005..=0x3007
        | 0x3041..=0x30FF     // Kana
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF  // Han
        | 0xFF66..=0xFF9F     // half-width Kana
        | 0x1AFF0..=0x1B16F
        | 0x20000..=0x323AF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        words(text, |start, end| out.push(&text[start..end]));
        out
    }

    #[test]
    fn the_table_knows_every_letter_and_digit() {
        assert!(('\0'..=char::MAX).all(|c| is_alphanumeric(c) == c.is_alphanumeric()));
    }

    #[test]
    fn words_are_cut_as_readers_cut_them() {
        for (text, expected) in [
            (
                "L’année d'après, jusqu’à aujourd’hui",
                &["L", "année", "d", "après", "jusqu", "à", "aujourd’hui"][..],
            ),
            ("invitation acceptée.Cette nouvelle", &["invitation", "acceptée", "Cette", "nouvelle"]),
            ("M.Dupont, U.S. and example.org", &["M", "Dupont", "U.S", "and", "example.org"]),
            ("fin de phrase.A Paris", &["fin", "de", "phrase", "A", "Paris"]),
            ("à 9h GMT.L'Osmie, AFP.À Brest", &["à", "9h", "GMT", "L", "Osmie", "AFP", "À", "Brest"]),
            ("U.S.A, S.A, F.D'Orsay", &["U.S.A", "S.A", "F.D'Orsay"]),
            ("it's 1,300.50 or 3.5", &["it's", "1,300.50", "or", "3.5"]),
            ("«\u{202F}mot\u{202F}» snake_case a:b", &["mot", "snake", "case", "a", "b"]),
            ("消息稱", &["消", "息", "稱"]),
            ("カタカナ ひらがな", &["カ", "タ", "カ", "ナ", "ひ", "ら", "が", "な"]),
            ("ไทย", &["ไ", "ท", "ย"]),
            ("ze\u{200B}ro wid\u{AD}th", &["ze\u{200B}ro", "wid\u{AD}th"]),
            ("한국어 뉴스", &["한국어", "뉴스"]),
            ("… — !", &[]),
        ] {
            assert_eq!(list(text), expected, "{text}");
        }
    }
}
