//! Article to document: words, shingles and sentences, every one with its place in the original text.
//!
//! **In** the text of one article. **Out** a [`Document`]. **Cost** linear in the text.
//! **Never** sees a second document; never fails.

pub mod fold;
pub mod frequency;
pub mod hashed;
pub mod language;
pub mod sentence;
pub mod shingle;
pub mod tokenize;
pub mod unicode;

use crate::span::{ByteRange, TokenRange};
use tokenize::Token;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// How words are cut and folded.
    pub tokenize: tokenize::Params,
    /// Words in a shingle, at least 1.
    pub width: usize,
    /// Characters in a shingle where a text is written without spaces between words, at least 1.
    pub width_unspaced: usize,
    /// Characters in a shingle of folded letters and digits, whatever the script: for noisy text. Nothing for words.
    pub width_chars: Option<usize>,
}

impl Default for Params {
    fn default() -> Self {
        // A Han word has two characters on average: ten of them say about as much as five words.
        Self { tokenize: tokenize::Params::default(), width: 5, width_unspaced: 10, width_chars: None }
    }
}

/// One article as the rooms behind see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its words in text order.
    pub tokens: Vec<Token>,
    /// Whether most of them are single characters of a script written without spaces.
    pub is_unspaced: bool,
}

impl Document {
    /// Tokens of `text`.
    pub fn new(text: &str, params: &Params) -> Self {
        let mut document = Self::default();
        document.read(text, params);
        document
    }

    /// Reads another text into this document, keeping its memory.
    pub fn read(&mut self, text: &str, params: &Params) {
        self.tokens.clear();
        self.tokens.reserve(text.len() / 5);
        tokenize::tokenize(text, &params.tokenize, &mut self.tokens);
        self.is_unspaced = is_unspaced(text, &self.tokens);
    }

    /// Words in a shingle of this document: more where most tokens are single characters of a script without spaces.
    pub fn width(&self, params: &Params) -> usize {
        if self.is_unspaced { params.width_unspaced } else { params.width }
    }

    /// Appends the shingles of this document to `out`, which is not cleared.
    pub fn shingles(&self, text: &str, params: &Params, out: &mut Vec<u64>) {
        match params.width_chars {
            Some(width) => {
                shingle::letter_shingles(&shingle::letters(text, &self.tokens, &params.tokenize), width, out)
            }
            None => shingle::shingles(&self.tokens, self.width(params), out),
        }
    }

    /// Appends to `out` what [`shingle::unpack`] makes the shingles of this document from.
    pub fn pack(&self, text: &str, params: &Params, out: &mut Vec<u8>) {
        match params.width_chars {
            Some(width) => {
                shingle::pack_letters(&shingle::letters(text, &self.tokens, &params.tokenize), width, out)
            }
            None => shingle::pack_words(&self.tokens, self.width(params), out),
        }
    }

    /// Bytes from the first to the last token of `range`, which is not empty.
    pub fn bytes(&self, range: TokenRange) -> ByteRange {
        ByteRange::new(
            self.tokens[range.start as usize].span.start,
            self.tokens[range.end as usize - 1].span.end,
        )
    }
}

/// Whether most of the tokens of `text` are single characters of a script written without spaces.
fn is_unspaced(text: &str, tokens: &[Token]) -> bool {
    // Their first bytes are 0xE0 or above, as those of typographic marks are: counting them tells most texts apart.
    let high: u32 = text
        .as_bytes()
        .chunks(128)
        .map(|c| u32::from(c.iter().map(|&b| u8::from(b >= 0xE0)).sum::<u8>()))
        .sum();
    if 2 * (high as usize) <= tokens.len() {
        return false;
    }
    // Such a character has three bytes or more, which few words of other scripts have: look at those alone.
    let is_unspaced = |token: &&Token| {
        (3..=6).contains(&token.span.len())
            && text.as_bytes()[token.span.start as usize] >= 0xE0
            && token.span.of(text).chars().next().is_some_and(unicode::is_unspaced)
    };
    2 * tokens.iter().filter(is_unspaced).count() > tokens.len()
}
