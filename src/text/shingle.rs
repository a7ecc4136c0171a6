//! Tokens to shingles: every window of `width` words as one 64-bit hash.
//!
//! **In** tokens in text order. **Out** one hash for each window, in text order (index = first token); a text of fewer
//! tokens than `width` is one shingle; a text without tokens has none. **Cost** O(1) a token, by a rolling polynomial.
//! **Never** sorts or drops repeats: the same array feeds the sketch, as a set, and the passage seeds, with positions.
//! **From** Karp and Rabin (1987) over word hashes; Broder (1997) for shingles.

use super::tokenize::Token;

/// Odd, and `BASE - 1` is divisible by 2 only once, so that order is lost in one bit of 64 at most.
const BASE: u64 = 0x9E6C_63D0_876A_3F6B;

/// Spreads the polynomial over all bits (the finalizer of splitmix64, Steele et al. 2014). A bijection.
#[inline]
pub fn finalize(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Appends the shingles of `tokens` to `out`, which is not cleared. `width` is at least 1.
pub fn shingles(tokens: &[Token], width: usize, out: &mut Vec<u64>) {
    windows(tokens.iter().map(|token| token.hash), width, out);
}

/// Every window of `width` of these hashes, or one of all where there are fewer.
fn windows(hashes: impl ExactSizeIterator<Item = u64> + Clone, width: usize, out: &mut Vec<u64>) {
    let width = width.min(hashes.len());
    if width == 0 {
        return;
    }
    let leading = BASE.wrapping_pow(width as u32 - 1);
    let mut ahead = hashes.clone();
    let mut rolling =
        ahead.by_ref().take(width).fold(0, |sum: u64, hash| sum.wrapping_mul(BASE).wrapping_add(hash));
    out.reserve(ahead.len() + 1);
    out.push(finalize(rolling));
    out.extend(hashes.zip(ahead).map(|(first, next)| {
        rolling = rolling.wrapping_sub(first.wrapping_mul(leading)).wrapping_mul(BASE).wrapping_add(next);
        finalize(rolling)
    }));
}

/// Bytes of a packed word.
const PACKED_BYTES: usize = 5;

/// Appends what is needed to make the shingles of an article again: its width, then 40 bits of the hash of each word, in
/// five eighths of the room that the shingles take. Two words that differ agree in them once in 10^12, and only where
/// that is the one difference of two shingles does it count.
fn pack(hashes: impl ExactSizeIterator<Item = u64>, width: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&(width as u32).to_le_bytes());
    let (mut at, end) = (out.len(), out.len() + PACKED_BYTES * hashes.len());
    // Eight bytes are written for each word, the last three of them only to be written over.
    out.resize(end + 3, 0);
    for hash in hashes {
        out[at..at + 8].copy_from_slice(&hash.to_le_bytes());
        at += PACKED_BYTES;
    }
    out.truncate(end);
}

/// Number of packed words in so many bytes.
pub fn num_packed(bytes: u64) -> u64 {
    bytes.saturating_sub(4) / PACKED_BYTES as u64
}

/// Appends the shingles of a [packed](super::Document::pack) article to `out`, which is not cleared: as many as
/// [`super::Document::shingles`] gives, equal where those are equal, but not the same numbers.
pub fn unpack(packed: &[u8], out: &mut Vec<u64>) {
    let Some((width, words)) = packed.split_first_chunk::<4>() else { return };
    let hash = |word: &[u8]| {
        let low = u32::from_le_bytes(word[..4].try_into().expect("four of five bytes"));
        u64::from(word[4]) << 32 | u64::from(low)
    };
    windows(words.chunks_exact(PACKED_BYTES).map(hash), u32::from_le_bytes(*width) as usize, out);
}

/// A hash for each folded letter and digit of the words, without what stands between them: with shingles of `width` of these
/// a damaged letter costs `width` shingles, a lost space none.
pub fn letters(text: &str, tokens: &[Token], params: &super::tokenize::Params) -> Vec<u64> {
    let mut folded = String::with_capacity(text.len());
    for token in tokens {
        super::fold::fold(token.span.of(text), params.fold_accents, &mut folded);
    }
    folded.chars().map(|c| finalize(u64::from(c) + 1)).collect()
}

/// Appends the shingles of `width` letters to `out`, which is not cleared.
pub fn letter_shingles(letters: &[u64], width: usize, out: &mut Vec<u64>) {
    windows(letters.iter().copied(), width, out);
}

/// Appends packed words to `out`.
pub fn pack_words(tokens: &[Token], width: usize, out: &mut Vec<u8>) {
    pack(tokens.iter().map(|token| token.hash), width, out);
}

/// Appends packed letters to `out`.
pub fn pack_letters(letters: &[u64], width: usize, out: &mut Vec<u8>) {
    pack(letters.iter().copied(), width, out);
}

/// The slow twin: each window by itself.
#[cfg(any(test, feature = "naive"))]
pub fn shingles_slow(tokens: &[Token], width: usize) -> Vec<u64> {
    let width = width.min(tokens.len());
    if width == 0 {
        return Vec::new();
    }
    let one = |window: &[Token]| {
        finalize(window.iter().fold(0, |sum: u64, t| sum.wrapping_mul(BASE).wrapping_add(t.hash)))
    };
    tokens.windows(width).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::ByteRange;
    use proptest::prelude::*;

    fn tokens(words: &[u64]) -> Vec<Token> {
        words.iter().map(|&hash| Token { hash: finalize(hash), span: ByteRange::new(0, 0) }).collect()
    }

    #[test]
    fn short_text_is_one_shingle() {
        for (len, expected) in [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2)] {
            let mut out = Vec::new();
            shingles(&tokens(&vec![7; len]), 5, &mut out);
            assert_eq!(out.len(), expected);
        }
    }

    #[test]
    fn order_of_words_matters() {
        let mut out = Vec::new();
        shingles(&tokens(&[1, 2, 3, 4, 5]), 5, &mut out);
        shingles(&tokens(&[1, 2, 3, 5, 4]), 5, &mut out);
        shingles(&tokens(&[5, 4, 3, 2, 1]), 5, &mut out);
        assert!(out[0] != out[1] && out[1] != out[2] && out[0] != out[2]);
    }

    proptest! {
        #[test]
        fn rolling_equals_each_window_by_itself(words in prop::collection::vec(0u64..9, 0..60), width in 1usize..12) {
            let tokens = tokens(&words);
            let mut out = Vec::new();
            shingles(&tokens, width, &mut out);
            prop_assert_eq!(out, shingles_slow(&tokens, width));
        }

        #[test]
        fn packed_words_give_shingles_that_are_equal_where_the_shingles_are(
            words in prop::collection::vec(0u64..5, 0..60), width in 1usize..12
        ) {
            let tokens = tokens(&words);
            let (mut packed, mut out) = (b"before".to_vec(), Vec::new());
            pack_words(&tokens, width, &mut packed);
            prop_assert_eq!(num_packed(packed.len() as u64 - 6), words.len() as u64);
            unpack(&packed[6..], &mut out);
            let slow = shingles_slow(&tokens, width);
            prop_assert_eq!(out.len(), slow.len());
            for left in 0..slow.len() {
                for right in 0..left {
                    prop_assert_eq!(out[left] == out[right], slow[left] == slow[right]);
                }
            }
        }

        #[test]
        fn letters_are_those_of_the_folded_text_without_spaces(text in "[a-cÉé1 .,']{0,40}", width in 1usize..9) {
            let params = crate::text::Params { width_chars: Some(width), ..Default::default() };
            let (document, mut out) = (crate::text::Document::new(&text, &params), Vec::new());
            document.shingles(&text, &params, &mut out);
            let folded: Vec<char> = document.tokens.iter().flat_map(|token| {
                let mut folded = String::new();
                crate::text::fold::fold(token.span.of(&text), true, &mut folded);
                folded.chars().collect::<Vec<_>>()
            }).collect();
            let as_tokens: Vec<Token> = folded.iter()
                .map(|&c| Token { hash: finalize(u64::from(c) + 1), span: ByteRange::new(0, 0) }).collect();
            prop_assert_eq!(out, shingles_slow(&as_tokens, width));
        }
    }
}
