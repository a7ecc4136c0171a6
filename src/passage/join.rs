//! Passages that belong together: an edited stretch whose parts were put in another order, or that lost some words between them.
//!
//! **In** the passages of one pair, in order. **Out** the same with short neighbours joined. **Cost** linear in the passages, each
//! compared with those that end within [`Params::gap`] words before it. **Never** joins what would show fewer equal words than
//! [`Params::identity`], nor whole sentences with each other: what was only put in another order stays apart, each part with
//! its own level.
//! **From** the bilateral clustering of text-alignment systems (Sanchez-Perez et al., PAN 2014); the measure is that of
//! [`super::level`].

use super::border::Borders;
use super::level::{self, Level};
use super::{Passage, TokenRange};

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Most words between two passages that are joined, on each side.
    pub gap: u32,
    /// Most words of the shorter of the two, which is part of a sentence on some side.
    pub short: u32,
    /// Least share of equal words, of the longer side, that a joined passage must show.
    pub identity: f64,
}

impl Default for Params {
    fn default() -> Self {
        // Measured: longer parts, or less that is the same, and verbatim sentences drown in edited passages with text between
        // them that nobody shares.
        Self { gap: 80, short: 30, identity: 0.6 }
    }
}

/// Passages joined so far.
#[derive(Clone)]
struct Group {
    left: TokenRange,
    right: TokenRange,
    /// Equal words, and their weight.
    kept: f64,
    weight: f64,
    longest: u32,
    /// Whether it is made of whole sentences on both sides.
    is_whole: bool,
    members: Vec<usize>,
}

fn hull(one: TokenRange, other: TokenRange) -> TokenRange {
    TokenRange::new(one.start.min(other.start), one.end.max(other.end))
}

fn gap(one: TokenRange, other: TokenRange) -> u32 {
    one.start.max(other.start).saturating_sub(one.end.min(other.end))
}

impl Group {
    fn of(index: usize, passage: &Passage, is_whole: bool) -> Self {
        Self {
            is_whole,
            left: passage.left,
            right: passage.right,
            kept: passage.equal,
            weight: passage.weight,
            longest: passage.left.len().max(passage.right.len()),
            members: vec![index],
        }
    }

    /// Both as one, if that is allowed, but for the members: they are moved, not copied, where it is done.
    fn with(&self, other: &Self, params: &Params) -> Option<Self> {
        if gap(self.left, other.left) > params.gap
            || gap(self.right, other.right) > params.gap
            || self.is_whole && other.is_whole
            || [self, other].iter().all(|one| one.is_whole || one.longest > params.short)
        {
            return None;
        }
        let (left, right) = (hull(self.left, other.left), hull(self.right, other.right));
        // What both hold counts once, and a joint is a change.
        let twice = self.left.overlap(other.left).max(self.right.overlap(other.right));
        let kept = self.kept + other.kept - f64::from(twice);
        let columns = left.len().max(right.len()) + (self.members.len() + other.members.len()) as u32 - 1;
        if kept < params.identity * f64::from(columns) {
            return None;
        }
        Some(Self {
            left,
            right,
            kept,
            weight: self.weight + other.weight,
            longest: self.longest.max(other.longest),
            is_whole: false,
            members: Vec::new(),
        })
    }
}

/// Joins what belongs together. `passages` are in order of their left start; repeats inside one article are left alone.
pub fn join<'a>(
    passages: Vec<Passage>,
    borders: &dyn Fn() -> (&'a Borders, &'a Borders),
    params: &Params,
) -> Vec<Passage> {
    if passages.len() < 2 || params.gap == 0 {
        return passages;
    }
    let (left, right) = borders();
    let is_whole = |passage: &Passage| left.are_at(passage.left) && right.are_at(passage.right);
    let (mut out, mut open): (Vec<Passage>, Vec<Group>) = (Vec::new(), Vec::new());
    let mut done: Vec<Group> = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        if passage.level == Level::Quote {
            out.push(passage.clone());
            continue;
        }
        let is_near = |group: &Group| group.left.end + params.gap >= passage.left.start;
        let (near, far) = open.drain(..).partition(is_near);
        open = near;
        done.extend::<Vec<Group>>(far);
        let mut group = Group::of(index, passage, is_whole(passage));
        // Each join may bring the group nearer to another one.
        while let Some((at, joined)) =
            open.iter().enumerate().rev().find_map(|(at, other)| Some((at, other.with(&group, params)?)))
        {
            let mut members = open.remove(at).members;
            members.append(&mut group.members);
            group = Group { members, ..joined };
        }
        open.push(group);
    }
    done.extend(open);
    for group in done {
        let first = &passages[group.members[0]];
        if group.members.len() == 1 {
            out.push(first.clone());
            continue;
        }
        let heaviest = group.members.iter().map(|&index| &passages[index]);
        let heaviest = heaviest.max_by(|a, b| a.weight.total_cmp(&b.weight)).unwrap_or(first);
        let longer = group.left.len().max(group.right.len());
        let joints = group.members.len() as u32 - 1;
        let share = |of: u32| (group.kept / f64::from(of)).clamp(0.0, 1.0);
        out.push(Passage {
            left: group.left,
            right: group.right,
            level: Level::Edited,
            score: level::score(group.weight, share(longer + joints)),
            identity: share(longer),
            equal: group.kept,
            weight: group.weight,
            alignment: heaviest.alignment.clone(),
            evidence: None,
        });
    }
    out.sort_by_key(|p| (p.left, p.right));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::align::{Alignment, Column};
    use crate::span::ByteRange;
    use crate::text::tokenize::Token;
    use proptest::prelude::*;

    fn passage(left: (u32, u32), right: (u32, u32)) -> Passage {
        let (left, right) = (TokenRange::new(left.0, left.1), TokenRange::new(right.0, right.1));
        let columns = vec![Column::Keep; left.len() as usize];
        let alignment = Alignment { left, right, columns };
        let (level, weight) = (Level::Verbatim, 6.0);
        Passage {
            left,
            right,
            level,
            score: 0.5,
            identity: 1.0,
            equal: alignment.columns.len() as f64,
            weight,
            alignment,
            evidence: None,
        }
    }

    /// Sentences of twenty words.
    fn borders() -> Borders {
        let word = |at: u32| Token { hash: u64::from(at), span: ByteRange::new(2 * at, 2 * at + 1) };
        let tokens: Vec<Token> = (0..400).map(word).collect();
        let sentences: Vec<ByteRange> = (0..20).map(|nth| ByteRange::new(40 * nth, 40 * nth + 39)).collect();
        Borders::new(&tokens, &sentences)
    }

    fn joined(passages: &[Passage]) -> Vec<(u32, u32, u32, u32)> {
        let borders = borders();
        let found = join(passages.to_vec(), &|| (&borders, &borders), &Params::default());
        found.iter().map(|p| (p.left.start, p.left.end, p.right.start, p.right.end)).collect()
    }

    /// The same as it is told: each passage with the last group that ends near enough before it and may hold it, again and again.
    fn joined_slow(passages: &[Passage], borders: &Borders, params: &Params) -> Vec<(u32, u32, u32, u32)> {
        let mut groups: Vec<Group> = Vec::new();
        for (index, passage) in passages.iter().enumerate() {
            let is_whole = borders.are_at(passage.left) && borders.are_at(passage.right);
            let mut group = Group::of(index, passage, is_whole);
            loop {
                let found = (0..groups.len()).rev().find_map(|at| {
                    let is_near = groups[at].left.end + params.gap >= passage.left.start;
                    groups[at].with(&group, params).filter(|_| is_near).map(|joined| (at, joined))
                });
                let Some((at, joined)) = found else { break };
                let mut members = groups.remove(at).members;
                members.extend(group.members);
                group = Group { members, ..joined };
            }
            groups.push(group);
        }
        let place = |group: &Group| (group.left.start, group.left.end, group.right.start, group.right.end);
        let mut out: Vec<_> = groups.iter().map(place).collect();
        out.sort_unstable();
        out
    }

    proptest! {
        #[test]
        fn passages_are_joined_as_it_is_told(
            raw in prop::collection::vec((0u32..360, 0u32..360, 4u32..40), 1..14),
        ) {
            let spans = raw.iter().map(|&(left, right, length)| {
                passage((left, left + length), (right, right + length))
            });
            let mut passages: Vec<Passage> = spans.collect();
            passages.sort_by_key(|p| (p.left, p.right));
            let mut found = joined(&passages);
            found.sort_unstable();
            prop_assert_eq!(found, joined_slow(&passages, &borders(), &Params::default()));
        }
    }

    #[test]
    fn a_passage_that_joins_nothing_keeps_no_others_apart() {
        let three = [((0, 10), (315, 325)), ((12, 132), (100, 220)), ((134, 144), (232, 242))];
        let [one, other, last] = three.map(|(left, right)| passage(left, right));
        let beside = passage((100, 108), (390, 398));
        let alone = joined(&[one.clone(), other.clone(), last.clone()]);
        let mut with = joined(&[one, other, beside, last]);
        with.retain(|&place| place != (100, 108, 390, 398));
        assert_eq!(with, alone);
    }

    #[test]
    fn parts_of_a_sentence_in_another_order_are_one_passage() {
        let parts = [passage((2, 10), (112, 120)), passage((10, 19), (102, 111))];
        assert_eq!(joined(&parts), [(2, 19, 102, 120)]);
    }

    #[test]
    fn a_part_that_stands_twice_on_one_side_is_two_passages() {
        assert_eq!(joined(&[passage((2, 14), (102, 114)), passage((2, 14), (115, 127))]).len(), 2);
    }

    #[test]
    fn whole_sentences_in_another_order_stay_apart() {
        let whole = [passage((0, 20), (120, 140)), passage((20, 40), (100, 120))];
        assert_eq!(joined(&whole).len(), 2);
    }

    #[test]
    fn parts_far_apart_or_with_much_between_them_stay_apart() {
        assert_eq!(joined(&[passage((2, 10), (102, 110)), passage((95, 110), (115, 130))]).len(), 2);
        assert_eq!(joined(&[passage((2, 10), (102, 110)), passage((40, 48), (140, 148))]).len(), 2);
    }

    #[test]
    fn a_part_that_fills_a_gap_brings_its_neighbours_together() {
        let parts =
            [passage((1, 9), (121, 129)), passage((9, 30), (101, 122)), passage((30, 38), (130, 138))];
        assert_eq!(joined(&parts), [(1, 38, 101, 138)]);
    }
}
