//! Text to tokens at speed: one pass, ASCII and Latin by table and by eight bytes at a time, without branches on the length of a word, the rest by [`super::unicode`].
//!
//! **In** a text below 4 GiB. **Out** [`Token`]s in text order. **Cost** linear; see `benches/text.rs`.
//! **Never** differs from the slow path: [`tokenize_slow`] is the judge, on any string.
//! **From** the byte tests of Mycroft (1987, letters among eight bytes at once); word hash after Wang Yi's wyhash.

mod slow;

pub use slow::tokenize_slow;

use super::fold;
use super::unicode;
use crate::span::ByteRange;
use std::sync::LazyLock;

/// One word: a 64-bit hash of its folded form, and where it stands in the original text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// [`word_hash`] of the folded word.
    pub hash: u64,
    /// The word as written, as bytes of the text.
    pub span: ByteRange,
}

/// What the tokenizer may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Whether accents are folded away: on for matching.
    pub fold_accents: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { fold_accents: true }
    }
}

const K0: u64 = 0x9E37_79B9_7F4A_7C15;
const K1: u64 = 0xD6E8_FEB8_6659_FD93;
const K2: u64 = 0xA076_1D64_78BD_642F;

fn multiply_fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// 64-bit hash of a folded word: sixteen bytes at a time, little-endian, the last ones padded with zeros, then the length.
/// The same on every machine.
pub fn word_hash(folded: &[u8]) -> u64 {
    let mut state = K0;
    for blocks in folded.chunks(BLOCKS) {
        let mut padded = [0; BLOCKS];
        padded[..blocks.len()].copy_from_slice(blocks);
        state = absorb(state, load(&padded, 0), load(&padded, 8));
    }
    finish(state, folded.len())
}

/// Bytes absorbed at once: most words have fewer, and cost the same whatever their length.
const BLOCKS: usize = 16;

#[inline]
fn absorb(state: u64, low: u64, high: u64) -> u64 {
    multiply_fold(state ^ low, K1 ^ high)
}

#[inline]
fn finish(state: u64, length: usize) -> u64 {
    multiply_fold(state ^ length as u64, K2)
}

/// [`word_hash`] of the first `length` bytes of a buffer in which others may follow.
#[inline]
fn hash_of_first(buffer: &[u8], length: usize) -> u64 {
    let (mut state, mut at) = (K0, 0);
    while at < length {
        let (low, high) = ((length - at).min(8), (length - at).saturating_sub(8).min(8));
        state = absorb(state, keep(load(buffer, at), low), keep(load(buffer, at + 8), high));
        at += BLOCKS;
    }
    finish(state, length)
}

/// Longest Latin word the fast path folds; longer ones take the slow path.
const WORD_MAX: usize = 64;

/// First code point past Latin Extended-A, the last block folded by table.
const LATIN_END: usize = 0x180;

/// Folded forms of U+0080..U+0180, at most two bytes each; length 0 where the slow path must decide.
struct Latin([(u8, [u8; 2]); LATIN_END]);

static LATIN: LazyLock<[Latin; 2]> = LazyLock::new(|| [Latin::new(false), Latin::new(true)]);

impl Latin {
    fn new(accents: bool) -> Self {
        let mut table = [(0, [0; 2]); LATIN_END];
        let mut folded = String::new();
        for (code, entry) in table.iter_mut().enumerate().skip(0xC0) {
            let c = char::from_u32(code as u32).expect("Latin code points are characters");
            folded.clear();
            fold::fold(c.encode_utf8(&mut [0; 4]), accents, &mut folded);
            let is_simple = c.is_alphabetic() && (1..=2).contains(&folded.len());
            if is_simple {
                entry.0 = folded.len() as u8;
                entry.1[..folded.len()].copy_from_slice(folded.as_bytes());
            }
        }
        Self(table)
    }

    /// The folded letter at `bytes[at..]`, if it is one of two bytes that the table knows.
    #[inline(always)]
    fn letter(&self, bytes: &[u8], at: usize) -> Option<(u8, [u8; 2])> {
        let lead = *bytes.get(at)?;
        if !(0xC3..=0xC5).contains(&lead) {
            return None;
        }
        let next = *bytes.get(at + 1)?;
        let entry = self.0[(usize::from(lead & 0x1F) << 6) | usize::from(next & 0x3F)];
        (entry.0 > 0).then_some(entry)
    }
}

/// Tokens of one text on their way out, and the number that a following group of three digits would continue.
struct Sink<'a> {
    text: &'a str,
    tokens: &'a mut Vec<Token>,
    /// Digits of the last token if it is a number that can be continued, and how many.
    digits: [u8; 24],
    num_digits: usize,
}

impl Sink<'_> {
    #[inline]
    fn push(&mut self, hash: u64, start: usize, end: usize) {
        self.num_digits = 0;
        self.tokens.push(Token { hash, span: ByteRange { start: start as u32, end: end as u32 } });
    }

    /// A number: joined to the one before where that is written in groups of three with spaces (`1 300 000`).
    fn push_number(&mut self, folded: &[u8], start: usize, end: usize) {
        // As written: one character may fold to three digits.
        let group = &self.text.as_bytes()[start..end];
        let is_plain = group.len() <= 3 && group.iter().all(u8::is_ascii_digit);
        let held = self.num_digits;
        if is_plain && group.len() == 3 && held > 0 && held + 3 <= self.digits.len() {
            let last = self.tokens.last_mut().expect("digits belong to a token");
            let between = &self.text[last.span.end as usize..start];
            if matches!(between, " " | "\u{A0}" | "\u{202F}" | "\u{2009}") {
                self.digits[held..held + 3].copy_from_slice(group);
                self.num_digits += 3;
                last.hash = word_hash(&self.digits[..held + 3]);
                last.span.end = end as u32;
                return;
            }
        }
        self.push(word_hash(folded), start, end);
        // Only one to three plain digits, not starting with 0, open a group.
        if is_plain && group[0] != b'0' {
            self.digits[..group.len()].copy_from_slice(group);
            self.num_digits = group.len();
        }
    }

    fn push_folded(&mut self, folded: &str, start: usize, end: usize) {
        match folded.as_bytes() {
            [] => {}
            bytes if bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.') => {
                self.push_number(bytes, start, end)
            }
            bytes => self.push(word_hash(bytes), start, end),
        }
    }

    /// Every word of `text[start..end]` by the Unicode rules.
    #[cold]
    fn push_unicode(&mut self, start: usize, end: usize, params: &Params) {
        let (text, mut folded) = (self.text, String::new());
        unicode::words(&text[start..end], |from, to| {
            let (from, to) = (start + from, start + to);
            folded.clear();
            match fold::fold_alone(&text[from..to], params.fold_accents, &mut folded) {
                true => self.push(word_hash(folded.as_bytes()), from, to),
                false => {
                    fold::fold(&text[from..to], params.fold_accents, &mut folded);
                    self.push_folded(&folded, from, to);
                }
            }
        });
    }
}

/// Eight bytes from `at`, little-endian, zeros past the end.
#[inline]
fn load(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(block) => u64::from_le_bytes(block.try_into().expect("eight bytes")),
        None => {
            let mut padded = [0; 8];
            if let Some(rest) = bytes.get(at..) {
                padded[..rest.len()].copy_from_slice(rest);
            }
            u64::from_le_bytes(padded)
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The block in lower case, and how many of its first bytes are ASCII letters.
#[inline]
fn letters(block: u64) -> (u64, usize) {
    let lower = block | (ONES * 0x20);
    let low = lower & !HIGHS;
    let from_a = low + ONES * (0x80 - b'a' as u64);
    let past_z = low + ONES * (0x80 - b'z' as u64 - 1);
    let others = !(from_a & !past_z & !block) & HIGHS;
    (lower, others.trailing_zeros() as usize / 8)
}

/// The first `length` bytes of a block, eight at most.
#[inline]
fn keep(block: u64, length: usize) -> u64 {
    block & u64::MAX.unbounded_shr(64 - 8 * length as u32)
}

/// What follows a run of letters.
enum After {
    /// The word ends here.
    End,
    /// An apostrophe of so many bytes with a letter behind it.
    Apostrophe(usize),
    /// A Latin letter outside ASCII.
    Latin,
    /// Something only the slow path can judge.
    Unclear,
}

/// Punctuation of three bytes that certainly ends a word: dashes, quotation marks, bullets, ellipsis, narrow no-break space.
#[inline]
fn is_plain_punctuation(third: u8) -> bool {
    matches!(third, 0x90..=0x95 | 0x9A..=0x9F | 0xA0..=0xA3 | 0xA6 | 0xAF..=0xB3 | 0xB9 | 0xBA)
}

/// Length of the character at `at` if it is one outside ASCII that certainly separates words, else 0.
#[inline]
fn separator(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        0xC2 if matches!(bytes.get(at + 1), Some(0xA0 | 0xAB | 0xBB)) => 2,
        0xE2 if bytes.get(at + 1) == Some(&0x80)
            && bytes.get(at + 2).is_some_and(|&third| is_plain_punctuation(third)) =>
        {
            3
        }
        _ => 0,
    }
}

#[inline]
fn after_letters(bytes: &[u8], at: usize, latin: &Latin) -> After {
    let Some(&byte) = bytes.get(at) else { return After::End };
    if ENDS_WORD[usize::from(byte)] {
        return After::End;
    }
    match byte {
        b'0'..=b'9' => After::Unclear,
        b'\'' => after_apostrophe(bytes, at, 1, latin),
        // A mark behind a colon between letters belongs to the letters.
        b':' if bytes.get(at + 1).is_some_and(|&next| next >= 0x80) => After::Unclear,
        b'.' => match bytes.get(at + 1) {
            Some(&next) if next.is_ascii_alphabetic() || next >= 0x80 => After::Unclear,
            _ => After::End,
        },
        0..0x80 => After::End,
        0xE2 if bytes[at + 1..].starts_with(&[0x80, 0x99]) => after_apostrophe(bytes, at, 3, latin),
        _ if latin.letter(bytes, at).is_some() => After::Latin,
        _ if separator(bytes, at) > 0 => After::End,
        _ => After::Unclear,
    }
}

#[inline]
fn after_apostrophe(bytes: &[u8], at: usize, width: usize, latin: &Latin) -> After {
    match bytes.get(at + width) {
        Some(b) if b.is_ascii_alphabetic() => After::Apostrophe(width),
        Some(0x80..) if latin.letter(bytes, at + width).is_some() => After::Apostrophe(width),
        Some(0x80..) if separator(bytes, at + width) == 0 => After::Unclear,
        _ => After::End,
    }
}

/// Appends the tokens of `text` to `tokens`, which is not cleared.
pub fn tokenize(text: &str, params: &Params, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let latin = &LATIN[usize::from(params.fold_accents)];
    let mut sink = Sink { text, tokens, digits: [0; 24], num_digits: 0 };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            at = word(bytes, at, latin, params, &mut sink);
            continue;
        }
        at = match byte {
            b'0'..=b'9' => digits(bytes, at, params, &mut sink),
            // A mark behind an underscore belongs to it, which shows only to who sees both.
            b'_' if bytes.get(at + 1).is_some_and(|&next| next >= 0x80) => {
                any_script(bytes, at, params, &mut sink)
            }
            0..0x80 => at + 1,
            _ if latin.letter(bytes, at).is_some() => folded_word(bytes, at, latin, params, &mut sink),
            _ => match separator(bytes, at) {
                0 => any_script(bytes, at, params, &mut sink),
                width => at + width,
            },
        };
    }
}

/// Hands everything from `start` to the next white space to the Unicode rules. Returns where that ends.
#[inline]
fn any_script(bytes: &[u8], start: usize, params: &Params, sink: &mut Sink) -> usize {
    let length = bytes[start..].iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len() - start);
    sink.push_unicode(start, start + length, params);
    start + length
}

/// Whether a byte behind letters ends the word, itself belongs to none, and says nothing of what follows it.
static ENDS_WORD: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0u8;
    while byte < 0x80 {
        ends[byte as usize] = !byte.is_ascii_alphanumeric() && !matches!(byte, b'\'' | b'.' | b':' | b'_');
        byte += 1;
    }
    ends
};

/// `more` where `run` is eight, else 0: arithmetic, so that it is no branch.
#[inline]
fn behind_eight(run: usize, more: usize) -> usize {
    more & (run >> 3).wrapping_neg()
}

/// A word that begins with an ASCII letter at `start`. Returns where the next one may begin.
#[inline]
fn word(bytes: &[u8], start: usize, latin: &Latin, params: &Params, sink: &mut Sink) -> usize {
    // Without a branch on the length, which nothing predicts.
    let (low, run) = letters(load(bytes, start));
    let (high, more) = letters(load(bytes, start + 8));
    let more = behind_eight(run, more);
    let mut end = start + run + more;
    let mut state = absorb(K0, keep(low, run), keep(high, more));
    if more == 8 {
        (state, end) = long_word(bytes, end, state);
    }
    let hash = finish(state, end - start);
    match bytes.get(end) {
        Some(&byte) if ENDS_WORD[usize::from(byte)] => {
            sink.push(hash, start, end);
            return end + 1;
        }
        _ => {}
    }
    match after_letters(bytes, end, latin) {
        After::End => {
            sink.push(hash, start, end);
            end
        }
        After::Apostrophe(width) if is_elision(&bytes[start..end]) => {
            sink.push(hash, start, end);
            end + width
        }
        After::Unclear => any_script(bytes, start, params, sink),
        After::Apostrophe(_) | After::Latin => folded_word(bytes, start, latin, params, sink),
    }
}

/// Goes on behind sixteen letters. Returns the state of the hash and the end of the word.
#[cold]
fn long_word(bytes: &[u8], mut end: usize, mut state: u64) -> (u64, usize) {
    loop {
        let (low, run) = letters(load(bytes, end));
        if run == 0 {
            return (state, end);
        }
        let (high, more) = letters(load(bytes, end + 8));
        let more = behind_eight(run, more);
        state = absorb(state, keep(low, run), keep(high, more));
        end += run + more;
        if more < 8 {
            return (state, end);
        }
    }
}

#[inline]
fn is_elision(word: &[u8]) -> bool {
    word.len() <= 6 && std::str::from_utf8(word).is_ok_and(unicode::is_elision)
}

/// A word from `start` on that holds letters outside ASCII or an apostrophe, folded through a buffer.
fn folded_word(bytes: &[u8], start: usize, latin: &Latin, params: &Params, sink: &mut Sink) -> usize {
    let mut folded = [0; WORD_MAX + BLOCKS];
    let (mut at, mut length) = (start, 0);
    // Elisions are plain ASCII; a word that has another letter is none.
    let mut is_ascii = true;
    while length <= WORD_MAX {
        let (block, run) = letters(load(bytes, at));
        folded[length..length + 8].copy_from_slice(&block.to_le_bytes());
        length += run;
        at += run;
        if run == 8 {
            continue;
        }
        if let Some((width, letter)) = latin.letter(bytes, at) {
            folded[length..length + 2].copy_from_slice(&letter);
            length += usize::from(width);
            at += 2;
            is_ascii = false;
            continue;
        }
        match after_letters(bytes, at, latin) {
            After::Unclear => break,
            After::Apostrophe(width) => {
                if is_ascii && at - start == length && is_elision(&folded[..length]) {
                    sink.push(hash_of_first(&folded, length), start, at);
                    return at + width;
                }
                at += width;
                is_ascii = false;
            }
            After::End | After::Latin => {
                sink.push(hash_of_first(&folded, length), start, at);
                return at;
            }
        }
    }
    any_script(bytes, start, params, sink)
}

/// A number that begins at `start`. Returns where the next word may begin.
fn digits(bytes: &[u8], start: usize, params: &Params, sink: &mut Sink) -> usize {
    let mut end = start;
    let mut is_plain = true;
    loop {
        match bytes.get(end) {
            Some(b'0'..=b'9') => end += 1,
            Some(b'.' | b',') if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => {
                is_plain = false;
                end += 1;
            }
            Some(b'.' | b',' | b';' | b'\'') if bytes.get(end + 1).is_some_and(|&b| b >= 0x80) => {
                return any_script(bytes, start, params, sink);
            }
            Some(b'\'') if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => {
                return any_script(bytes, start, params, sink);
            }
            Some(b'a'..=b'z' | b'A'..=b'Z') => return any_script(bytes, start, params, sink),
            Some(0x80..) if separator(bytes, end) == 0 => return any_script(bytes, start, params, sink),
            _ => break,
        }
    }
    if is_plain {
        sink.push_number(&bytes[start..end], start, end);
    } else {
        let spelled = fold::number(&sink.text[start..end]);
        sink.push_number(spelled.as_bytes(), start, end);
    }
    end
}

#[cfg(test)]
mod tests;
