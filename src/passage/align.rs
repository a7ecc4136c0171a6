//! Chains to alignments: word by word, between the runs and beyond their ends.
//!
//! **In** a chain and both documents. **Out** an [`Alignment`]: one column a word kept, changed, left out or added.
//! **Cost** O(gap²) for each gap of at most [`super::chain::Params::max_gap`] words, O(reach²) for each step of an end.
//! **Never** compares a whole document with another.
//! **From** Gotoh (1982) for affine gaps; Altschul et al. (1990) for the extension that gives up when it has lost too much.

use super::chain::Chain;
use super::soft::Words;
use crate::span::TokenRange;

/// One column of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The same word on both sides.
    Keep,
    /// Another form or spelling of one word.
    Soft,
    /// One word in place of another.
    Edit,
    /// A word of the left side only.
    Delete,
    /// A word of the right side only.
    Insert,
}

impl Column {
    /// Tokens the column takes on the left and on the right.
    pub fn steps(self) -> (u32, u32) {
        match self {
            Self::Keep | Self::Soft | Self::Edit => (1, 1),
            Self::Delete => (1, 0),
            Self::Insert => (0, 1),
        }
    }
}

/// Columns from `left.start`, `right.start` to `left.end`, `right.end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// Tokens of the left document.
    pub left: TokenRange,
    /// Tokens of the right document.
    pub right: TokenRange,
    /// In text order.
    pub columns: Vec<Column>,
}

/// What this room may decide. Scores are tenths of a kept word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// A word in another form.
    pub soft: i32,
    /// One word for another, negative.
    pub edit: i32,
    /// First word of a gap, negative.
    pub gap_open: i32,
    /// Every further word of a gap, negative.
    pub gap_extend: i32,
    /// How far below its best an alignment may fall before it is cut.
    pub drop: i32,
    /// Words looked at beyond each end at a time.
    pub reach: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { soft: 7, edit: -6, gap_open: -8, gap_extend: -3, drop: 75, reach: 16 }
    }
}

const KEEP: i32 = 10;

/// Each end may grow by so many times [`Params::reach`]; further only as far as the words that a pair has to spare go.
const FREE_REACHES: u32 = 32;
const NEVER: i32 = i32::MIN / 2;

impl Params {
    fn pair(&self, column: Column) -> i32 {
        match column {
            Column::Keep => KEEP,
            Column::Soft => self.soft,
            _ => self.edit,
        }
    }
}

/// Aligns a chain: its runs, the gaps between them, and what the ends can be grown by. `spare` are the words that all chains of the pair
/// together may still grow by beyond what each may: lines of a table that are all alike would let each of them grow over the whole.
pub fn align(words: &Words, chain: &Chain, params: &Params, spare: &mut u32) -> Alignment {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let (left_end, right_end) = (last.left + last.length, last.right + last.length);
    // Inside one article the left side ends before the right one begins.
    let floor = if words.is_same { left_end } else { 0 };
    let mut columns = extend(words, first.left, first.right, Direction::Back, floor, params, spare);
    columns.reverse();
    let (left_grown, right_grown) = taken(&columns);
    for (index, run) in chain.iter().enumerate() {
        if index > 0 {
            let before = chain[index - 1];
            let left = TokenRange::new(before.left + before.length, run.left);
            let right = TokenRange::new(before.right + before.length, run.right);
            columns.extend(between(words, left, right, params));
        }
        columns.extend(std::iter::repeat_n(Column::Keep, run.length as usize));
    }
    let ceiling = if words.is_same { first.right - right_grown } else { words.left_len() };
    let tail = extend(words, left_end, right_end, Direction::On, ceiling, params, spare);
    let (left_tail, right_tail) = taken(&tail);
    columns.extend(tail);
    Alignment {
        left: TokenRange::new(first.left - left_grown, left_end + left_tail),
        right: TokenRange::new(first.right - right_grown, right_end + right_tail),
        columns,
    }
}

/// The best global alignment of two short stretches.
fn between(words: &Words, left: TokenRange, right: TokenRange, params: &Params) -> Vec<Column> {
    if left.is_empty() || right.is_empty() {
        let one_sided = |range: TokenRange, column| std::iter::repeat_n(column, range.len() as usize);
        return one_sided(left, Column::Delete).chain(one_sided(right, Column::Insert)).collect();
    }
    let pairs = words.columns(left, right, false);
    let table = Table::fill(&pairs, left.len() as usize, right.len() as usize, params);
    table.trace(left.len() as usize, right.len() as usize)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    On,
}

/// Grows an end by up to `reach` words at a time, as long as that gains, to a bound. Columns come nearest first. `limit` is how far back
/// the right side may grow, or how far on the left side.
fn extend(
    words: &Words,
    left: u32,
    right: u32,
    direction: Direction,
    limit: u32,
    params: &Params,
    spare: &mut u32,
) -> Vec<Column> {
    let (first, mut left, mut right) = (left, left, right);
    let mut out = Vec::new();
    let reach = params.reach as u32;
    loop {
        let (left_range, right_range) = match direction {
            Direction::Back => (
                TokenRange::new(left.saturating_sub(reach), left),
                TokenRange::new(right.saturating_sub(reach).max(limit.min(right)), right),
            ),
            Direction::On => (
                TokenRange::new(left, (left + reach).min(limit.max(left))),
                TokenRange::new(right, (right + reach).min(words.right_len())),
            ),
        };
        if left_range.is_empty() || right_range.is_empty() {
            return out;
        }
        let pairs = words.columns(left_range, right_range, direction == Direction::Back);
        let (width, height) = (left_range.len() as usize, right_range.len() as usize);
        let table = Table::fill(&pairs, width, height, params);
        let (best, l, r) = table.best();
        if best <= 0 {
            return out;
        }
        out.extend(table.trace(l, r));
        let grown = left.abs_diff(first);
        if grown >= FREE_REACHES * reach {
            match spare.checked_sub(l as u32) {
                Some(rest) => *spare = rest,
                None => return out,
            }
        }
        match direction {
            Direction::Back => (left, right) = (left - l as u32, right - r as u32),
            Direction::On => (left, right) = (left + l as u32, right + r as u32),
        }
        // Growing further makes sense only where the best end lies near the border of what was looked at.
        if l + 4 < params.reach && r + 4 < params.reach {
            return out;
        }
    }
}

/// Gotoh's three matrices over `(left + 1) × (right + 1)` cells: best score ending in a pair, a deletion, an insertion.
struct Table<'a> {
    pairs: &'a [Column],
    right: usize,
    cells: Vec<[i32; 3]>,
    params: &'a Params,
}

impl<'a> Table<'a> {
    fn fill(pairs: &'a [Column], left: usize, right: usize, params: &'a Params) -> Self {
        let stride = right + 1;
        let mut cells = vec![[NEVER; 3]; (left + 1) * stride];
        cells[0][0] = 0;
        let top = |cell: [i32; 3]| cell[0].max(cell[1]).max(cell[2]);
        let gap =
            |cell: [i32; 3], state: usize| (top(cell) + params.gap_open).max(cell[state] + params.gap_extend);
        for r in 1..=right {
            cells[r][2] = gap(cells[r - 1], 2);
        }
        for l in 1..=left {
            let (above, row) = cells.split_at_mut(l * stride);
            let (above, pairs) = (&above[(l - 1) * stride..], &pairs[(l - 1) * right..]);
            row[0][1] = gap(above[0], 1);
            let mut last = row[0];
            for ((cell, above), &pair) in row[1..].iter_mut().zip(above.windows(2)).zip(&pairs[..right]) {
                let (diagonal, up) = (above[0], above[1]);
                *cell = [top(diagonal) + params.pair(pair), gap(up, 1), gap(last, 2)];
                last = *cell;
            }
        }
        Self { pairs, right, cells, params }
    }

    /// The best cell that ends in a pair: its score, and how many words of each side it takes.
    fn best(&self) -> (i32, usize, usize) {
        let stride = self.right + 1;
        let ends = self.cells.iter().enumerate().map(|(at, cell)| (cell[0], at / stride, at % stride));
        // The first of equals, which takes the fewest words.
        ends.reduce(|best, next| if next.0 > best.0 { next } else { best }).expect("there is a cell")
    }

    /// Columns of the best path from the origin to `(left, right)`.
    fn trace(&self, left: usize, right: usize) -> Vec<Column> {
        let stride = self.right + 1;
        let (mut l, mut r) = (left, right);
        let mut out = Vec::with_capacity(l + r);
        let first_best =
            |cell: [i32; 3]| (0..3).rev().max_by_key(|&state| cell[state]).expect("three states");
        let mut state = first_best(self.cells[l * stride + r]);
        while l > 0 || r > 0 {
            let here = self.cells[l * stride + r][state];
            match state {
                0 => {
                    out.push(self.pairs[(l - 1) * self.right + r - 1]);
                    (l, r) = (l - 1, r - 1);
                    state = first_best(self.cells[l * stride + r]);
                }
                1 | 2 => {
                    out.push(if state == 1 { Column::Delete } else { Column::Insert });
                    (l, r) = if state == 1 { (l - 1, r) } else { (l, r - 1) };
                    let before = self.cells[l * stride + r];
                    if before[state] + self.params.gap_extend != here {
                        state = first_best(before);
                    }
                }
                _ => unreachable!("there are three states"),
            }
        }
        out.reverse();
        out
    }
}

/// Tokens that columns take on the left and on the right.
fn taken(columns: &[Column]) -> (u32, u32) {
    columns.iter().fold((0, 0), |(l, r), c| (l + c.steps().0, r + c.steps().1))
}

/// An alignment that gained nothing in so many columns ends where it last gained: what follows is gone through again.
const MOST_WITHOUT_GAIN: usize = 512;

/// Cuts an alignment where it loses more than [`Params::drop`], or gains nothing for long, and drops what does not gain at its ends.
pub fn split(alignment: &Alignment, params: &Params) -> Vec<Alignment> {
    let columns = &alignment.columns;
    let mut out = Vec::new();
    // The last piece ends before this column, and at these tokens.
    let (mut done, mut left_done, mut right_done) = (0, alignment.left.start, alignment.right.start);
    let mut cut = |start: usize, end: usize| {
        let (left_before, right_before) = taken(&columns[done..start]);
        let (left, right) = taken(&columns[start..end]);
        let (left_start, right_start) = (left_done + left_before, right_done + right_before);
        (done, left_done, right_done) = (end, left_start + left, right_start + right);
        out.push(Alignment {
            left: TokenRange::new(left_start, left_done),
            right: TokenRange::new(right_start, right_done),
            columns: columns[start..end].to_vec(),
        });
    };
    // Start, score and best end of the piece in hand.
    let (mut start, mut score, mut best, mut best_end) = (0, 0, 0, 0);
    let mut in_gap = false;
    let mut at = 0;
    while at <= columns.len() {
        let is_over = at == columns.len()
            || score < best - params.drop
            || score < 0
            || at - best_end > MOST_WITHOUT_GAIN;
        if is_over {
            if best > 0 {
                cut(start, best_end);
                at = best_end;
            }
            if at >= columns.len() {
                break;
            }
            (start, score, best, best_end, in_gap) = (at, 0, 0, at, false);
            continue;
        }
        let column = columns[at];
        score += match column {
            Column::Delete | Column::Insert if in_gap => params.gap_extend,
            Column::Delete | Column::Insert => params.gap_open,
            pair => params.pair(pair),
        };
        in_gap = matches!(column, Column::Delete | Column::Insert);
        at += 1;
        if score > best {
            (best, best_end) = (score, at);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::chain::Run;
    use super::super::soft::with_words;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn beyond_what_each_may_chains_grow_by_what_is_to_spare() {
        let list = "the share closed at nine crowns ".repeat(1_000);
        with_words(&list, &list, |words| {
            let params = Params::default();
            let run = Run { left: 3_000, right: 3_000, length: 6 };
            let grown = |spare: u32| {
                let mut rest = spare;
                let alignment = align(words, &vec![run], &params, &mut rest);
                (alignment.left, spare - rest)
            };
            let (whole, used) = grown(u32::MAX);
            assert_eq!((whole.start, whole.end), (0, 6_000));
            let free = FREE_REACHES * params.reach as u32;
            assert_eq!(used, 6_000 - 6 - 2 * free);
            let (short, used) = grown(0);
            let most = free + params.reach as u32;
            assert!(short.start >= 3_000 - most && short.end <= 3_006 + most, "{short:?}");
            assert_eq!(used, 0);
        });
    }

    /// What a column is worth behind another one.
    fn worth(before: Option<Column>, column: Column, params: &Params) -> i32 {
        match column {
            Column::Keep => KEEP,
            Column::Soft => params.soft,
            Column::Edit => params.edit,
            _ if before == Some(column) => params.gap_extend,
            _ => params.gap_open,
        }
    }

    /// The most that columns of all words between two places are worth, tried one by one.
    fn best_slow(
        (l, r): (usize, usize),
        end: (usize, usize),
        before: Option<Column>,
        pair: &impl Fn(usize, usize) -> Column,
        params: &Params,
    ) -> i32 {
        let try_one = |column: Column, place: (usize, usize)| {
            worth(before, column, params) + best_slow(place, end, Some(column), pair, params)
        };
        let paired = (l < end.0 && r < end.1).then(|| try_one(pair(l, r), (l + 1, r + 1)));
        let deleted = (l < end.0).then(|| try_one(Column::Delete, (l + 1, r)));
        let inserted = (r < end.1).then(|| try_one(Column::Insert, (l, r + 1)));
        paired.max(deleted).max(inserted).unwrap_or(0)
    }

    proptest! {
        #[test]
        fn no_alignment_is_worth_more_than_the_one_found(
            raw in prop::collection::vec(0usize..6, 36),
            (left, right) in (0usize..=6, 0usize..=6),
            (soft, edit) in (0i32..10, -12i32..0),
            (gap_open, gap_more) in (-20i32..0, 0i32..12),
        ) {
            let gap_extend = (gap_open + gap_more).min(0);
            let params = Params { soft, edit, gap_open, gap_extend, ..Params::default() };
            // As many words that are the same as others.
            let column = |&of: &usize| [Column::Keep, Column::Keep, Column::Keep, Column::Soft, Column::Edit, Column::Edit][of];
            let pairs: Vec<Column> = raw[..left * right].iter().map(column).collect();
            let pair = |l: usize, r: usize| pairs[l * right + r];
            let table = Table::fill(&pairs, left, right, &params);
            // What the columns found come to, each of which stands where it may.
            let found = |l: usize, r: usize| {
                let (mut place, mut before, mut sum) = ((0, 0), None, 0);
                for column in table.trace(l, r) {
                    let (down, across) = column.steps();
                    assert!((down, across) != (1, 1) || column == pair(place.0, place.1));
                    place = (place.0 + down as usize, place.1 + across as usize);
                    sum += worth(before, column, &params);
                    before = Some(column);
                }
                assert_eq!(place, (l, r));
                sum
            };
            let slow = |l: usize, r: usize| best_slow((0, 0), (l, r), None, &pair, &params);
            prop_assert_eq!(found(left, right), slow(left, right));
            // An end grows up to a pair.
            let places = (0..left).flat_map(|l| (0..right).map(move |r| (l, r)));
            let grown = places.map(|(l, r)| slow(l, r) + worth(None, pair(l, r), &params)).max();
            let (best, l, r) = table.best();
            prop_assert_eq!(best, grown.unwrap_or(0).max(0));
            prop_assert_eq!(found(l, r), best);
        }

        #[test]
        fn pieces_hold_the_tokens_of_their_columns(raw in prop::collection::vec(0usize..5, 0..200)) {
            use Column::{Delete, Edit, Insert, Keep, Soft};
            // Runs of each, or nothing would be kept.
            let column = |(at, &of): (usize, &usize)| if at % 3 == 0 { [Keep, Soft, Edit, Delete, Insert][of] } else { Keep };
            let columns: Vec<Column> = raw.iter().enumerate().map(column).collect();
            let (left, right) = taken(&columns);
            let whole = Alignment { left: TokenRange::new(7, 7 + left), right: TokenRange::new(9, 9 + right), columns };
            let mut from = 0;
            for piece in split(&whole, &Params { drop: 20, ..Params::default() }) {
                let start = (from..).find(|&at| {
                    let (left, right) = taken(&whole.columns[..at]);
                    (7 + left, 9 + right) == (piece.left.start, piece.right.start)
                });
                let start = start.expect("it begins where its columns do");
                prop_assert_eq!(&whole.columns[start..start + piece.columns.len()], &piece.columns[..]);
                prop_assert_eq!(taken(&piece.columns), (piece.left.len(), piece.right.len()));
                from = start + piece.columns.len();
            }
        }
    }
}
