//! Where a passage begins and ends for a reader: at sentences, where its own ends lie near their borders.
//!
//! **In** an alignment and the sentences of both sides. **Out** the alignment with its ends moved: a few words that spill over
//! into the next sentence are cut, a few words that a sentence lacks are added. **Cost** a binary search for each end.
//! **Never** moves an end by more than [`Params::most_added`] words on either side.

use super::align::{Alignment, Column};
use crate::span::{ByteRange, TokenRange};
use crate::text::tokenize::Token;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Most words of a further sentence that are cut, on both sides.
    pub most_cut: u32,
    /// Most words missing from a sentence that are added, on each side.
    pub most_added: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { most_cut: 3, most_added: 12 }
    }
}

/// First tokens of all sentences of a document, and its length: every border, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Borders(Vec<u32>);

impl Borders {
    /// The borders of `tokens` cut into `sentences`.
    pub fn new(tokens: &[Token], sentences: &[ByteRange]) -> Self {
        let first =
            |sentence: &ByteRange| tokens.partition_point(|token| token.span.start < sentence.start) as u32;
        let mut borders: Vec<u32> = sentences.iter().map(first).collect();
        borders.push(tokens.len() as u32);
        borders.dedup();
        Self(borders)
    }

    /// Whether a stretch begins and ends at a border.
    pub fn are_at(&self, range: TokenRange) -> bool {
        [range.start, range.end].iter().all(|end| self.0.binary_search(end).is_ok())
    }

    /// The last border at or before `token`, and the first at or after it.
    fn around(&self, token: u32) -> (u32, u32) {
        let after = self.0.partition_point(|&border| border < token);
        let next = self.0.get(after).copied().unwrap_or(token);
        let is_border = next == token;
        (if is_border || after == 0 { if is_border { token } else { 0 } } else { self.0[after - 1] }, next)
    }
}

/// Cuts the ends of `alignment` that spill over a sentence border on both sides.
pub fn cut(alignment: &mut Alignment, left: &Borders, right: &Borders, params: &Params) {
    let Alignment { left: l, right: r, columns } = alignment;
    // The end: the last sentence holds a few words only.
    let (left_border, right_border) = (left.around(l.end).0, right.around(r.end).0);
    let spilled = (l.end - left_border.max(l.start), r.end - right_border.max(r.start));
    if is_spill(spilled, params) && left_border > l.start && right_border > r.start {
        while columns.last().is_some() && (l.end > left_border || r.end > right_border) {
            let (left_step, right_step) = columns.pop().map_or((0, 0), Column::steps);
            (l.end, r.end) = (l.end - left_step, r.end - right_step);
        }
    }
    // The beginning: the first sentence holds its last few words only.
    let (left_border, right_border) = (left.around(l.start).1, right.around(r.start).1);
    let spilled = (left_border.min(l.end) - l.start, right_border.min(r.end) - r.start);
    if is_spill(spilled, params) && left_border < l.end && right_border < r.end {
        let mut taken = 0;
        while taken < columns.len() && (l.start < left_border || r.start < right_border) {
            let (left_step, right_step) = columns[taken].steps();
            (l.start, r.start) = (l.start + left_step, r.start + right_step);
            taken += 1;
        }
        columns.drain(..taken);
    }
}

fn is_spill((left, right): (u32, u32), params: &Params) -> bool {
    left.max(right) > 0 && left <= params.most_cut && right <= params.most_cut
}

/// The tokens to show for an edited passage: up to the borders of its sentences where both sides lack a few words only.
pub fn grow(
    alignment: &Alignment,
    left: &Borders,
    right: &Borders,
    params: &Params,
) -> (TokenRange, TokenRange) {
    let (mut l, mut r) = (alignment.left, alignment.right);
    let (left_end, right_end) = (left.around(l.end).1, right.around(r.end).1);
    if left_end - l.end <= params.most_added && right_end - r.end <= params.most_added {
        (l.end, r.end) = (left_end, right_end);
    }
    let (left_start, right_start) = (left.around(l.start).0, right.around(r.start).0);
    if l.start - left_start <= params.most_added && r.start - right_start <= params.most_added {
        (l.start, r.start) = (left_start, right_start);
    }
    (l, r)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn borders(at: &[u32]) -> Borders {
        Borders(at.to_vec())
    }

    fn alignment(left: (u32, u32), right: (u32, u32)) -> Alignment {
        assert_eq!(left.1 - left.0, right.1 - right.0);
        Alignment {
            left: TokenRange::new(left.0, left.1),
            right: TokenRange::new(right.0, right.1),
            columns: vec![Column::Keep; (left.1 - left.0) as usize],
        }
    }

    #[test]
    fn borders_around_a_token() {
        let borders = borders(&[0, 10, 20]);
        assert_eq!(borders.around(0), (0, 0));
        assert_eq!(borders.around(5), (0, 10));
        assert_eq!(borders.around(10), (10, 10));
        assert_eq!(borders.around(20), (20, 20));
    }

    #[test]
    fn a_few_words_of_the_next_sentence_are_cut() {
        let mut found = alignment((8, 22), (28, 42));
        cut(&mut found, &borders(&[0, 10, 20, 40]), &borders(&[0, 30, 40, 60]), &Params::default());
        assert_eq!(found, alignment((10, 20), (30, 40)));
    }

    #[test]
    fn a_few_missing_words_are_added_on_both_sides_or_not_at_all() {
        let found = alignment((12, 18), (32, 38));
        let (left, right) = (borders(&[0, 10, 20]), borders(&[0, 30, 40]));
        assert_eq!(
            grow(&found, &left, &right, &Params::default()),
            (TokenRange::new(10, 20), TokenRange::new(30, 40))
        );
        let far = borders(&[0, 10, 60]);
        assert_eq!(
            grow(&found, &far, &right, &Params::default()),
            (TokenRange::new(10, 18), TokenRange::new(30, 38))
        );
    }
}
