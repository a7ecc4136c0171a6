//! Half-open ranges, one type for each unit, so that tokens, bytes and code points never mix.
//!
//! **In** nothing. **Out** [`TokenRange`], [`ByteRange`], [`CodePointRange`], and [`CodePoints`] to go from bytes to code points.
//! **Cost** two `u32` each; [`CodePoints`] is linear in its text once, then constant for each offset.
//! **Never** converts silently: a byte becomes a code point only through [`CodePoints`].

use std::borrow::Cow;

/// A range of tokens of one document: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TokenRange {
    /// Index of the first token.
    pub start: u32,
    /// Index after the last token.
    pub end: u32,
}

/// A range of bytes of one article's text: `start` inclusive, `end` exclusive, both on character borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ByteRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

/// A range of Unicode code points of one article's text: `start` inclusive, `end` exclusive. The unit of every output.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub struct CodePointRange {
    /// Offset of the first code point.
    pub start: u32,
    /// Offset after the last code point.
    pub end: u32,
}

macro_rules! range {
    ($name:ident, $unit:literal) => {
        impl $name {
            #[doc = concat!("The range `start..end`, in ", $unit, ". Panics in debug builds if `start > end`.")]
            pub fn new(start: u32, end: u32) -> Self {
                debug_assert!(start <= end, "a range ends before it starts");
                Self { start, end }
            }

            #[doc = concat!("Length in ", $unit, ".")]
            pub fn len(self) -> u32 {
                self.end - self.start
            }

            /// Whether nothing lies in the range.
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            #[doc = concat!("How many ", $unit, " both ranges hold.")]
            pub fn overlap(self, other: Self) -> u32 {
                self.end.min(other.end).saturating_sub(self.start.max(other.start))
            }
        }
    };
}

range!(TokenRange, "tokens");
range!(ByteRange, "bytes");
range!(CodePointRange, "code points");

impl ByteRange {
    /// The slice of `text` the range names.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

impl CodePointRange {
    /// How many code points lie in at least one of `spans`, which come by where they start.
    pub fn covered(spans: impl IntoIterator<Item = Self>) -> u32 {
        let (mut total, mut covered_to) = (0, 0);
        for span in spans {
            total += span.end.saturating_sub(span.start.max(covered_to));
            covered_to = covered_to.max(span.end);
        }
        total
    }
}

/// Code points before any byte of one text: one checkpoint every 512 bytes.
pub struct CodePoints<'t> {
    text: &'t str,
    checkpoints: Cow<'t, [u32]>,
}

const STRIDE: usize = 512;

/// A code point starts at every byte that is not a continuation byte.
fn starts(bytes: &[u8]) -> u32 {
    // Counted in bytes, which are added many at a time.
    let counted = |chunk: &[u8]| u32::from(chunk.iter().map(|&b| u8::from(b & 0xC0 != 0x80)).sum::<u8>());
    bytes.chunks(128).map(counted).sum()
}

impl<'t> CodePoints<'t> {
    /// The index of `text`, made in one pass over it.
    pub fn new(text: &'t str) -> Self {
        Self { text, checkpoints: Cow::Owned(Self::checkpoints(text)) }
    }

    /// The index of `text` with its [`Self::checkpoints`], which were made before.
    pub fn with(text: &'t str, checkpoints: &'t [u32]) -> Self {
        Self { text, checkpoints: Cow::Borrowed(checkpoints) }
    }

    /// What is worth keeping of the index of `text`: the code points before every 512th byte.
    pub fn checkpoints(text: &str) -> Vec<u32> {
        let mut before = 0;
        let count = |chunk| {
            let here = before;
            before += starts(chunk);
            here
        };
        text.as_bytes().chunks(STRIDE).map(count).collect()
    }

    /// The number of code points before `byte`, which lies on a character border.
    pub fn at(&self, byte: u32) -> u32 {
        let byte = byte as usize;
        let Some(&before) = self.checkpoints.get(byte / STRIDE) else {
            return self.checkpoints.last().map_or(0, |before| {
                before + starts(&self.text.as_bytes()[(self.checkpoints.len() - 1) * STRIDE..])
            });
        };
        before + starts(&self.text.as_bytes()[byte / STRIDE * STRIDE..byte])
    }

    /// A range of bytes in code points.
    pub fn range(&self, bytes: ByteRange) -> CodePointRange {
        CodePointRange::new(self.at(bytes.start), self.at(bytes.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_covered_is_counted_once(raw in prop::collection::vec((0u32..60, 0u32..20), 0..12)) {
            let mut spans: Vec<_> =
                raw.iter().map(|&(start, len)| CodePointRange::new(start, start + len)).collect();
            let mut is_covered = [false; 80];
            for span in &spans {
                is_covered[span.start as usize..span.end as usize].fill(true);
            }
            spans.sort_unstable();
            let slow = is_covered.iter().filter(|&&is_covered| is_covered).count();
            prop_assert_eq!(CodePointRange::covered(spans) as usize, slow);
        }
    }

    #[test]
    fn bytes_become_code_points_in_any_order() {
        for text in ["", "é€a😀b", &"é€a😀b".repeat(300), &"a".repeat(512)] {
            let at = CodePoints::new(text);
            for (byte, _) in text.char_indices().rev() {
                assert_eq!(at.at(byte as u32) as usize, text[..byte].chars().count());
            }
            assert_eq!(at.at(text.len() as u32) as usize, text.chars().count());
        }
    }

    #[test]
    fn overlap_of_disjoint_ranges_is_nothing() {
        assert_eq!(TokenRange::new(0, 3).overlap(TokenRange::new(5, 9)), 0);
        assert_eq!(TokenRange::new(0, 6).overlap(TokenRange::new(5, 9)), 1);
    }
}
