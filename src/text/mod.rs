//! Article to document: words, shingles and sentences, every one with its place in the original text.
//!
//! **In** the text of one article. **Out** a [`Document`]. **Cost** linear in the text.
//! **Never** sees a second document; never fails.

pub mod abbreviation;
mod attribution;
pub mod code;
mod ending;
pub mod fold;
pub mod frequency;
pub mod hashed;
pub mod language;
pub mod marks;
pub mod month;
pub mod opener;
mod plain;
pub mod quotation;
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
    /// Whether every letter is a token of its own: for text in which most words have a misread letter.
    #[serde(default)]
    pub is_by_letter: bool,
}

impl Default for Params {
    fn default() -> Self {
        // A Han word has two characters on average: ten of them say about as much as five words.
        Self {
            tokenize: tokenize::Params::default(),
            width: 5,
            width_unspaced: 10,
            width_chars: None,
            is_by_letter: false,
        }
    }
}

/// One article as the rooms behind see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its words in text order; its letters, where text is read by letter.
    pub tokens: Vec<Token>,
    /// Whether most of them are single characters: of a script written without spaces, or since text is read by letter.
    pub is_unspaced: bool,
    /// Its words, where its tokens are letters.
    words: Vec<Token>,
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
        self.words.clear();
        if params.is_by_letter {
            std::mem::swap(&mut self.words, &mut self.tokens);
            letters(text, &self.words, &params.tokenize, &mut self.tokens);
            self.is_unspaced = true;
        }
    }

    /// Its words, whatever its tokens are.
    pub fn words(&self) -> &[Token] {
        if self.words.is_empty() { &self.tokens } else { &self.words }
    }

    /// What its tokens are called.
    pub fn unit(&self, params: &Params) -> &'static str {
        match (params.is_by_letter, self.is_unspaced) {
            (true, _) => "letters",
            (false, true) => "characters",
            (false, false) => "words",
        }
    }

    /// Words in a shingle of this document: more where most tokens are single characters of a script without spaces.
    pub fn width(&self, params: &Params) -> usize {
        if self.is_unspaced { params.width_unspaced } else { params.width }
    }

    /// Appends the shingles of this document to `out`, which is not cleared.
    pub fn shingles(&self, text: &str, params: &Params, out: &mut Vec<u64>) {
        match params.width_chars {
            Some(width) => {
                shingle::letter_shingles(&shingle::letters(text, self.words(), &params.tokenize), width, out)
            }
            None => shingle::shingles(&self.tokens, self.width(params), out),
        }
    }

    /// Appends to `out` what [`shingle::unpack`] makes the shingles of this document from.
    pub fn pack(&self, text: &str, params: &Params, out: &mut Vec<u8>) {
        match params.width_chars {
            Some(width) => {
                shingle::pack_letters(&shingle::letters(text, self.words(), &params.tokenize), width, out)
            }
            None => shingle::pack_words(&self.tokens, self.width(params), out),
        }
    }

    /// What is shown of `range`, which is not empty: from its first token to its last, with the marks that belong to them.
    pub fn shown(&self, text: &str, range: TokenRange) -> ByteRange {
        marks::with_marks(text, self.bytes(range))
    }

    /// Bytes from the first to the last token of `range`, which is not empty.
    pub fn bytes(&self, range: TokenRange) -> ByteRange {
        ByteRange::new(
            self.tokens[range.start as usize].span.start,
            self.tokens[range.end as usize - 1].span.end,
        )
    }
}

/// Appends a token for each letter and digit of `words`; a mark belongs to the letter before it.
fn letters(text: &str, words: &[Token], params: &tokenize::Params, out: &mut Vec<Token>) {
    let mut folded = String::new();
    for word in words {
        let from = out.len();
        for (at, c) in word.span.of(text).char_indices() {
            let start = word.span.start + at as u32;
            let end = start + c.len_utf8() as u32;
            folded.clear();
            if c.is_alphanumeric() {
                fold::fold(c.encode_utf8(&mut [0; 4]), params.fold_accents, &mut folded);
            }
            if !folded.is_empty() {
                let hash = tokenize::word_hash(folded.as_bytes());
                out.push(Token { hash, span: ByteRange::new(start, end) });
            } else if let Some(last) =
                out[from..].last_mut().filter(|_| unicode_normalization::char::is_combining_mark(c))
            {
                last.span.end = end;
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_letter_every_letter_is_a_token_and_words_are_kept() {
        let params = Params { is_by_letter: true, ..Params::default() };
        let read = |text: &str| {
            let document = Document::new(text, &params);
            let tokens: Vec<String> = document.tokens.iter().map(|t| t.span.of(text).to_owned()).collect();
            (tokens.join("|"), document.words().len())
        };
        assert_eq!(read("An Élan, 1 300 km"), ("A|n|É|l|a|n|1|3|0|0|k|m".into(), 4));
        assert_eq!(read("E\u{301}t"), ("E\u{301}|t".into(), 1));
        assert_eq!(read("שלום"), ("ש|ל|ו|ם".into(), 1));
        let hashes =
            |text: &str| Document::new(text, &params).tokens.iter().map(|t| t.hash).collect::<Vec<_>>();
        assert_eq!(hashes("Élan vital"), hashes("e\u{301}LAN-VITAL"));
    }

    #[test]
    fn a_document_read_again_forgets_what_it_held() {
        let by_letter = Params { is_by_letter: true, ..Params::default() };
        let mut document = Document::new("seven letters here", &by_letter);
        document.read("two words", &Params::default());
        assert_eq!(document, Document::new("two words", &Params::default()));
        document.read("", &by_letter);
        assert!(document.words().is_empty() && document.tokens.is_empty());
    }
}
