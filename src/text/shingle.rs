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
    let width = width.min(tokens.len());
    if width == 0 {
        return;
    }
    let leading = BASE.wrapping_pow(width as u32 - 1);
    let mut rolling =
        tokens[..width].iter().fold(0, |sum: u64, t| sum.wrapping_mul(BASE).wrapping_add(t.hash));
    out.reserve(tokens.len() - width + 1);
    out.push(finalize(rolling));
    out.extend(tokens.iter().zip(&tokens[width..]).map(|(first, next)| {
        rolling =
            rolling.wrapping_sub(first.hash.wrapping_mul(leading)).wrapping_mul(BASE).wrapping_add(next.hash);
        finalize(rolling)
    }));
}

/// Appends the shingles of `width` characters to `out`, which is not cleared: windows over the folded letters and digits of
/// the words, without what stands between them. A damaged letter costs `width` shingles, a lost space none.
pub fn char_shingles(
    text: &str,
    tokens: &[Token],
    width: usize,
    params: &super::tokenize::Params,
    out: &mut Vec<u64>,
) {
    let mut folded = String::with_capacity(text.len());
    for token in tokens {
        super::fold::fold(token.span.of(text), params.fold_accents, &mut folded);
    }
    let place = crate::span::ByteRange::new(0, 0);
    let letters: Vec<Token> =
        folded.chars().map(|c| Token { hash: finalize(u64::from(c) + 1), span: place }).collect();
    shingles(&letters, width, out);
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
    }
}
