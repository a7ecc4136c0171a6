//! Runs of characters that mean nothing to whoever cuts a text: small Latin letters, digits, spaces.
//!
//! **In** a text, a place. **Out** where the next character stands that may mean something. **Cost** linear.
//! **Never** passes a capital, a mark, a line end, nor a letter of another script.

/// The bytes that are such a character by themselves.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = matches!(byte as u8, b'a'..=b'z' | b'0'..=b'9' | b' ');
        byte += 1;
    }
    plain
};

/// The end of the run of such characters that begins at the byte `at`, a border of characters; `at` where there is none.
#[inline]
pub fn plain_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at) {
            Some(&byte) if PLAIN[usize::from(byte)] => at += 1,
            // `à` to `ÿ`, and `÷`.
            Some(0xC3) if bytes[at + 1] >= 0xA0 => at += 2,
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_run_ends_at_the_first_character_that_is_not_plain(text in "[a-c0 é÷A.ÀßŷА\"\n]{0,20}") {
            let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | ' ' | 'à'..='ÿ');
            for (at, _) in text.char_indices() {
                let expected = text[at..].find(|c| !is_plain(c)).map_or(text.len(), |length| at + length);
                prop_assert_eq!(plain_end(&text, at), expected);
            }
        }
    }
}
