//! Where somebody's words are quoted.
//!
//! **In** a text. **Out** the byte ranges between quotation marks, in order. **Cost** linear.
//! **Never** guesses beyond a paragraph: a mark without its partner opens nothing, and the sign of inches (`5"`) is none.

use crate::span::ByteRange;

/// Longest quotation that is believed, in bytes: beyond it a mark was left open.
const LONGEST: usize = 1500;

/// The text between quotation marks « », “ ”, „ “, " ", 「」, 『』 inside one paragraph, marks excluded.
pub fn quotations(text: &str) -> Vec<ByteRange> {
    let mut out: Vec<ByteRange> = Vec::new();
    // The mark that would close the quotation in hand, and where that began.
    let mut open: Option<(&[char], usize)> = None;
    let mut last_was_newline = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let behind = std::mem::replace(&mut before, c);
        if c == '\r' && text[at + 1..].starts_with('\n') {
            continue;
        }
        if matches!(c, '\n' | '\r') {
            if last_was_newline {
                open = None;
            }
            last_was_newline = true;
            continue;
        }
        last_was_newline = false;
        // A straight mark between a space and a word can only open: the one before had no partner.
        let opens_anew = || {
            let next = text[at + 1..].chars().next();
            behind.is_whitespace() && next.is_some_and(char::is_alphanumeric)
        };
        if let Some((closing, start)) = open {
            if c == '"' && closing == ['"'] && opens_anew() {
                open = Some((closing, at + 1));
            } else if closing.contains(&c) {
                if at > start {
                    out.push(ByteRange::new(start as u32, at as u32));
                }
                open = None;
            } else if at - start > LONGEST {
                open = None;
            }
            continue;
        }
        let closing: &[char] = match c {
            '«' => &['»'],
            '»' => &['«'],
            '“' => &['”', '“'],
            '„' => &['“', '”'],
            // Behind a digit it is the sign of inches.
            '"' if !behind.is_numeric() => &['"'],
            '「' => &['」'],
            '『' => &['』'],
            _ => continue,
        };
        open = Some((closing, at + c.len_utf8()));
    }
    out
}

/// Whether `range` lies in one of the `quotations`, which are in order.
pub fn is_quoted(quotations: &[ByteRange], range: ByteRange) -> bool {
    let after = quotations.partition_point(|quotation| quotation.end < range.end);
    quotations.get(after).is_some_and(|quotation| quotation.start <= range.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_of_every_style_are_found() {
        for (text, expected) in [
            ("Il a dit « bonjour » hier", &[" bonjour "][..]),
            ("He said “hello” and \"bye\".", &["hello", "bye"]),
            ("Er sagte „hallo“ gestern", &["hallo"]),
            ("Powiedział „cześć” wczoraj", &["cześć"]),
            ("他說「你好」。", &["你好"]),
            ("an inch mark 5\" is\n\nnot \"closed", &[]),
            ("of 5\" he said \"enough\" twice", &["enough"]),
            ("\"one mark too many. He said \"enough\" twice", &["enough"]),
            ("\"enough,\" he said, \"of that\"", &["enough,", "of that"]),
            ("an inch mark 5 \"is\r\n\r\nnot \"closed", &[]),
            ("of one paragraph \"in two\nlines\"", &["in two\nlines"]),
            (&format!("left “open {}” here", "and on ".repeat(300)), &[]),
        ] {
            let found: Vec<&str> = quotations(text).into_iter().map(|q| q.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn words_inside_are_quoted_and_others_not() {
        let text = "Il a dit « bonjour » hier";
        let quotations = quotations(text);
        let at = |word: &str| {
            let start = text.find(word).unwrap() as u32;
            ByteRange::new(start, start + word.len() as u32)
        };
        assert!(is_quoted(&quotations, at("bonjour")));
        assert!(!is_quoted(&quotations, at("hier")) && !is_quoted(&quotations, at("dit")));
    }
}
