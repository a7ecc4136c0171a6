//! Where a passage begins and ends for a reader: at sentences, where its own ends lie near their borders.
//!
//! **In** an alignment and the sentences of both sides. **Out** the alignment with its ends moved: a few words that spill over
//! into the next sentence are cut, what a sentence lacks is added: a few words, or as many as it has where the sentences are
//! alike in whatever order. **Cost** a binary search for each end, and that of [`Shared`] where more than a few words are missing.
//! **Never** moves an end beyond the sentence it stands in.

use super::align::{Alignment, Column};
use super::sentence::{Shared, num_equal};
use super::soft::Words;
use crate::span::{ByteRange, TokenRange};
use crate::text::tokenize::Token;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Most words of a further sentence that are cut, on both sides.
    pub most_cut: u32,
    /// Most words of a further sentence that are cut, on both sides, where they are a small part of it and the rest is not alike.
    pub most_fragment: u32,
    /// Most words missing from a sentence that are added, on each side, whatever they are.
    pub most_added: u32,
    /// Share of the weight of both sentences that must stand on both sides, in any order, for more to be added.
    pub alike: f64,
    /// Share of the weight of one of them that must stand in the other: one sentence inside another.
    pub contained: f64,
    /// Share of the weight of both sentences of which a part was copied, so that they are one edited passage.
    pub reordered: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { most_cut: 3, most_fragment: 12, most_added: 12, alike: 0.45, contained: 0.8, reordered: 0.6 }
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

    /// Whether a stretch begins or ends at a border.
    pub fn is_touched_by(&self, range: TokenRange) -> bool {
        [range.start, range.end].iter().any(|end| self.0.binary_search(end).is_ok())
    }

    /// The last border at or before `token`, and the first at or after it.
    fn around(&self, token: u32) -> (u32, u32) {
        let after = self.0.partition_point(|&border| border < token);
        let next = self.0.get(after).copied().unwrap_or(token);
        let is_border = next == token;
        (if is_border || after == 0 { if is_border { token } else { 0 } } else { self.0[after - 1] }, next)
    }

    /// The sentence that holds `token`.
    pub fn sentence(&self, token: u32) -> TokenRange {
        TokenRange::new(self.around(token).0, self.around(token + 1).1)
    }
}

/// Cuts the ends of `alignment` that spill over a sentence border on both sides.
pub fn cut(words: &Words, alignment: &mut Alignment, params: &Params) {
    let (left, right) = (words.borders)();
    let Alignment { left: l, right: r, columns } = alignment;
    // The end: the last sentence holds a few words only.
    let (left_border, right_border) = (left.around(l.end).0, right.around(r.end).0);
    let spilled = (l.end - left_border.max(l.start), r.end - right_border.max(r.start));
    let is_apart = left_border > l.start && right_border > r.start;
    if is_apart && is_spill(words, spilled, (l.end - 1, r.end - 1), params) {
        while columns.last().is_some() && (l.end > left_border || r.end > right_border) {
            let (left_step, right_step) = columns.pop().map_or((0, 0), Column::steps);
            (l.end, r.end) = (l.end - left_step, r.end - right_step);
        }
    }
    // The beginning: the first sentence holds its last few words only.
    let (left_border, right_border) = (left.around(l.start).1, right.around(r.start).1);
    let spilled = (left_border.min(l.end) - l.start, right_border.min(r.end) - r.start);
    let is_apart = left_border < l.end && right_border < r.end;
    if is_apart && is_spill(words, spilled, (l.start, r.start), params) {
        let mut taken = 0;
        while taken < columns.len() && (l.start < left_border || r.start < right_border) {
            let (left_step, right_step) = columns[taken].steps();
            (l.start, r.start) = (l.start + left_step, r.start + right_step);
            taken += 1;
        }
        columns.drain(..taken);
    }
}

/// A fragment is so small a part of its sentence at most: a third.
const PARTS: u32 = 3;

/// Whether so many words at an end of an alignment, of the sentences that hold two tokens, are cut.
fn is_spill(words: &Words, spilled: (u32, u32), at: (u32, u32), params: &Params) -> bool {
    let most = spilled.0.max(spilled.1);
    if most == 0 || most <= params.most_cut {
        return most > 0;
    }
    let (left, right) = (words.borders)();
    let (left, right) = (left.sentence(at.0), right.sentence(at.1));
    most <= params.most_fragment
        && PARTS * spilled.0 <= left.len()
        && PARTS * spilled.1 <= right.len()
        && !are_alike(words, (left, right), params)
}

/// Whether two sentences are alike in whatever order, or one is in the other.
fn are_alike(words: &Words, (left, right): (TokenRange, TokenRange), params: &Params) -> bool {
    let shared = Shared::of(words, left, right);
    shared.is_some_and(|s| s.both() >= params.alike || s.either() >= params.contained)
}

/// The tokens to show for an edited passage: up to the borders of its sentences where both sides lack a few words only, or where
/// the sentences at that end are alike in whatever order their words stand.
pub fn grow(words: &Words, alignment: &Alignment, params: &Params) -> (TokenRange, TokenRange) {
    let (left, right) = (words.borders)();
    let (mut l, mut r) = (alignment.left, alignment.right);
    if l.is_empty() || r.is_empty() {
        return (l, r);
    }
    let is_grown = |added: (u32, u32), at: (u32, u32)| {
        let is_few = added.0.max(added.1) <= params.most_added;
        is_few || are_alike(words, (left.sentence(at.0), right.sentence(at.1)), params)
    };
    let ends = (left.around(l.end).1, right.around(r.end).1);
    let starts = (left.around(l.start).0, right.around(r.start).0);
    let is_end = is_grown((ends.0 - l.end, ends.1 - r.end), (l.end - 1, r.end - 1));
    if is_grown((l.start - starts.0, r.start - starts.1), (l.start, r.start)) {
        (l.start, r.start) = starts;
    }
    if is_end {
        (l.end, r.end) = ends;
    }
    (l, r)
}

/// How many words of a passage are equal that was grown from an alignment with `kept` of them: in what was added, whatever their order.
pub fn num_kept(
    words: &Words,
    alignment: &Alignment,
    kept: u32,
    (left, right): (TokenRange, TokenRange),
) -> u32 {
    let Alignment { left: l, right: r, .. } = alignment;
    let before =
        num_equal(words, TokenRange::new(left.start, l.start), TokenRange::new(right.start, r.start));
    let behind = num_equal(words, TokenRange::new(l.end, left.end), TokenRange::new(r.end, right.end));
    before + kept + behind
}

/// The two sentences that hold `alignment`, if it is less than half of either and most of the rest is there too, elsewhere in them.
pub fn reordered(
    words: &Words,
    alignment: &Alignment,
    params: &Params,
) -> Option<(TokenRange, TokenRange, Shared)> {
    let Alignment { left: l, right: r, .. } = alignment;
    if l.is_empty() || r.is_empty() {
        return None;
    }
    let (left, right) = (words.borders)();
    let (left, right) = (left.sentence(l.start), right.sentence(r.start));
    let is_part =
        left.end >= l.end && right.end >= r.end && 2 * l.len() < left.len() && 2 * r.len() < right.len();
    let shared = if is_part { Shared::of(words, left, right)? } else { return None };
    (shared.both() >= params.reordered).then_some((left, right, shared))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::soft::with_words;

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
        let text = |from: usize| {
            let sentence = |nth: usize| format!("Also {}.", filler(from + 9 * nth, from + 9 * nth + 9));
            (0..4).map(sentence).collect::<Vec<_>>().join(" ")
        };
        let cut = |left: &str, right: &str, mut found: Alignment| {
            with_words(left, right, |words| cut(words, &mut found, &Params::default()));
            found
        };
        let (left, right) = (text(0), text(10));
        assert_eq!(cut(&left, &right, alignment((8, 22), (18, 32))), alignment((10, 20), (20, 30)));
        let whole = alignment((5, 25), (15, 35));
        assert_eq!(cut(&left, &right, whole.clone()), whole, "half a sentence is no spill");
        // Of long sentences four words are one, unless the sentences are alike.
        let long = |from: usize| format!("Also {}. Then {}.", filler(0, 9), filler(from, from + 14));
        let (found, shorter) = (alignment((0, 14), (0, 14)), alignment((0, 10), (0, 10)));
        assert_eq!(cut(&long(10), &long(26), found.clone()), shorter);
        assert_eq!(cut(&long(10), &long(10), found.clone()), found);
    }

    /// Words `from..to` that nobody else has, none a form of another.
    fn filler(from: usize, to: usize) -> String {
        let (starts, ends) = (
            ["zor", "mip", "lek", "dav", "hun", "qas"],
            ["tand", "ibel", "oxun", "erig", "upaz", "ysko", "alme", "onwi"],
        );
        (from..to)
            .map(|nth| format!("{}{} ", starts[nth % 6], ends[nth / 6]))
            .collect::<String>()
            .trim()
            .to_owned()
    }

    /// An edited passage of the five words beside "comet", grown.
    fn grown(left: &str, right: &str) -> (TokenRange, TokenRange) {
        with_words(left, right, |words| grow(words, &beside_comet(words), &Params::default()))
    }

    fn beside_comet(words: &Words) -> Alignment {
        let at = |text: &str, tokens: &[Token]| {
            let place = text.find("comet").unwrap() as u32;
            tokens.iter().position(|token| token.span.start == place).unwrap() as u32
        };
        let (l, r) = (at(words.left_text, words.left), at(words.right_text, words.right));
        alignment((l, l + 5), (r, r + 5))
    }

    const COMET: &str = "comet passed over Ossimar yesterday";

    #[test]
    fn a_few_missing_words_are_added_on_both_sides_or_not_at_all() {
        let (few, many) = (filler(0, 12), filler(12, 40));
        let (left, right) = (format!("A {COMET} {few}."), format!("The {COMET} at dawn. Then."));
        assert_eq!(grown(&left, &right), (TokenRange::new(0, 18), TokenRange::new(0, 8)));
        let left = format!("A {COMET} {many}.");
        assert_eq!(grown(&left, &right), (TokenRange::new(0, 6), TokenRange::new(0, 6)));
    }

    #[test]
    fn a_grown_passage_is_as_equal_as_what_is_shown() {
        let left = format!("A rare {COMET} {}.", filler(0, 12));
        let right = format!("The {COMET} a rare {}.", filler(20, 23));
        with_words(&left, &right, |words| {
            let alignment = beside_comet(words);
            let (left, right) = grow(words, &alignment, &Params::default());
            assert_eq!((left.len(), right.len()), (19, 11));
            // Five in the middle; `a rare` stands before and behind it.
            assert_eq!(num_kept(words, &alignment, 5, (left, right)), 5);
        });
        with_words(&format!("A rare {COMET}."), &format!("Rare a {COMET}."), |words| {
            let alignment = beside_comet(words);
            let grown = grow(words, &alignment, &Params::default());
            assert_eq!(num_kept(words, &alignment, 5, grown), grown.0.len());
        });
    }

    #[test]
    fn sentences_alike_in_another_order_are_taken_whole() {
        let rest =
            "while thousands of astonished villagers watched from frozen rooftops above Calderholm harbour";
        let left = format!("A {COMET} {rest}, says Ilse Morvane, mayor.");
        let turned =
            "From frozen rooftops above Calderholm harbour thousands of astonished villagers watched while a";
        let right = format!("{turned} {COMET}.");
        let (l, r) = grown(&left, &right);
        assert_eq!((l.start, l.len(), r.start, r.len()), (0, 22, 0, 18));
    }

    #[test]
    fn a_sentence_inside_a_longer_one_brings_it_whole() {
        let left = format!("The {COMET}, {}.", filler(0, 30));
        assert_eq!(grown(&left, &format!("The {COMET}.")).0, TokenRange::new(0, 36));
        // Where the shorter one says something else as well, neither is taken whole.
        let other = format!("The {COMET} {}.", filler(30, 44));
        assert_eq!(grown(&left, &other).0, TokenRange::new(0, 6));
    }

    #[test]
    fn a_copied_part_of_a_sentence_put_in_another_order_is_all_of_it() {
        let reordered = |left: &str, right: &str| {
            with_words(left, right, |words| reordered(words, &beside_comet(words), &Params::default()))
        };
        let (one, other) = ("fishermen of Calderholm harbour reported", "to the astonished observatory");
        let left = format!("The {COMET}, {one} {other}.");
        let right = format!("To the astonished observatory {one} that the {COMET}.");
        let (l, r, shared) = reordered(&left, &right).unwrap();
        assert_eq!((l, r), (TokenRange::new(0, 15), TokenRange::new(0, 16)));
        assert!(shared.words > 14.0 && shared.both() > 0.9, "{shared:?}");
        assert_eq!(reordered(&left, &format!("{} the {COMET}.", filler(0, 9))), None);
        // Most of the sentence is in order: it stays what it is.
        assert_eq!(reordered(&format!("The {COMET}."), &right), None);
    }
}
