//! Half-open ranges, one type for each unit, so that tokens, bytes and code points never mix.
//!
//! **In** nothing. **Out** [`TokenRange`], [`ByteRange`], [`CodePoints`].
//! **Cost** two `u32` each; [`CodePoints`] is linear in the text it walks.
//! **Never** converts silently: a byte becomes a code point only through [`CodePoints`], at the report.

/// A range of tokens of one document: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenRange {
    /// Index of the first token.
    pub start: u32,
    /// Index after the last token.
    pub end: u32,
}

/// A range of bytes of one article's text: `start` inclusive, `end` exclusive, both on character borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
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

impl ByteRange {
    /// The slice of `text` the range names.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

/// Converts byte offsets of one text to code points, in one pass over ascending offsets.
///
/// Offsets may come in any order; going back restarts from the beginning, so sort them where cost matters.
pub struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    code_point: u32,
}

impl<'t> CodePoints<'t> {
    /// A converter standing at the start of `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, byte: 0, code_point: 0 }
    }

    /// The number of code points before `byte`, which must lie on a character border.
    pub fn at(&mut self, byte: u32) -> u32 {
        let byte = byte as usize;
        if byte < self.byte {
            (self.byte, self.code_point) = (0, 0);
        }
        // A code point starts at every byte that is not a continuation byte.
        let walked = &self.text.as_bytes()[self.byte..byte];
        self.code_point += walked.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32;
        self.byte = byte;
        self.code_point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_code_points_in_any_order() {
        let text = "é€a😀b";
        let mut at = CodePoints::new(text);
        for (byte, _) in text.char_indices().rev().chain(text.char_indices()) {
            assert_eq!(at.at(byte as u32) as usize, text[..byte].chars().count());
        }
        assert_eq!(at.at(text.len() as u32), 5);
    }

    #[test]
    fn overlap_of_disjoint_ranges_is_nothing() {
        assert_eq!(TokenRange::new(0, 3).overlap(TokenRange::new(5, 9)), 0);
        assert_eq!(TokenRange::new(0, 6).overlap(TokenRange::new(5, 9)), 1);
    }
}
