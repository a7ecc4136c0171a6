//! Passages of two articles that lie near each other on both sides, made one where the user asks for it.
//!
//! **In** all passages, sorted by left then right article; how many characters may lie between two on each side; the least score of
//! what stands by itself in other words. **Out** the same, with neighbours in one, whatever their order; what is weaker and joins nothing
//! stronger is left out. **Cost** O(P log P) for P passages of a pair, for each of at most 32 turns
//! and each halving of the gap. **Never** touches quotes and repeats inside one article; never joins what fills less than a tenth of the whole on either side.
//! **From** the bilateral clustering with a shrinking gap of Sanchez-Perez et al. (PAN 2014); two thresholds, the lower one for what
//! touches the higher, as edges are traced (Canny 1986).

use crate::overlap::FoundPassage;
use crate::passage::level::Level;
use crate::span::CodePointRange;

/// Share of either side that must lie in the passages that become one.
const LEAST_FILL: f64 = 0.1;

/// Most turns of dividing a group: passages in a spiral would be divided one at a time, which nothing but made-up texts does.
const MOST_TURNS: u32 = 32;

/// Least scores of what stands by itself and was not found word by word.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Of what is rewritten.
    pub strong: f64,
    /// Of the other levels: as where nothing is joined.
    pub least: f64,
}

/// Joins what lies within `gap` characters on both sides; what is in other words and below its bound only counts beside what is not.
pub fn join(passages: Vec<FoundPassage>, gap: u32, bounds: Bounds) -> Vec<FoundPassage> {
    let mut out = Vec::with_capacity(passages.len());
    for same in passages.chunk_by(|a, b| (a.left, a.right) == (b.left, b.right)) {
        let is_joined = |p: &&FoundPassage| p.left != p.right && p.level != Level::Quote;
        let (joined, alone): (Vec<_>, Vec<_>) = same.iter().partition(is_joined);
        let from = out.len();
        out.extend(alone.into_iter().filter(|p| is_strong(p, bounds)).cloned());
        cluster(joined, gap, bounds, &mut out);
        out[from..].sort_by_key(|p| (p.left_span, p.right_span));
    }
    out
}

/// Clusters that are filled well enough, each as one passage; the others again, with half the gap.
fn cluster(passages: Vec<&FoundPassage>, gap: u32, bounds: Bounds, out: &mut Vec<FoundPassage>) {
    for members in near(passages, gap) {
        match &members[..] {
            _ if !members.iter().any(|member| is_strong(member, bounds)) => {}
            [one] => out.push((*one).clone()),
            _ if is_filled(&members, left) && is_filled(&members, right) => out.push(one_of(&members)),
            _ if gap > 0 => cluster(members, gap / 2, bounds, out),
            _ => out.extend(members.into_iter().filter(|member| is_strong(member, bounds)).cloned()),
        }
    }
}

/// Whether a passage stands by itself: found word by word, or likely enough.
fn is_strong(passage: &FoundPassage, bounds: Bounds) -> bool {
    let least = if passage.level == Level::Rewritten { bounds.strong } else { bounds.least };
    passage.evidence.is_none() || passage.score >= least
}

type Side = fn(&FoundPassage) -> CodePointRange;

fn left(passage: &FoundPassage) -> CodePointRange {
    passage.left_span
}

fn right(passage: &FoundPassage) -> CodePointRange {
    passage.right_span
}

/// Groups that no gap divides on either side: divided by turns until nothing changes.
fn near(passages: Vec<&FoundPassage>, gap: u32) -> Vec<Vec<&FoundPassage>> {
    let (mut todo, mut out) = (vec![(passages, 1)], Vec::new());
    while let Some((group, turn)) = todo.pop() {
        let parts = divided(group, left, gap);
        let parts: Vec<_> = parts.into_iter().flat_map(|part| divided(part, right, gap)).collect();
        if parts.len() == 1 || turn == MOST_TURNS {
            out.extend(parts);
        } else {
            todo.extend(parts.into_iter().map(|part| (part, turn + 1)));
        }
    }
    out
}

/// Groups between which more than `gap` characters of one side lie in no passage.
fn divided(mut passages: Vec<&FoundPassage>, side: Side, gap: u32) -> Vec<Vec<&FoundPassage>> {
    passages.sort_by_key(|passage| side(passage));
    let (mut out, mut end): (Vec<Vec<&FoundPassage>>, u32) = (Vec::new(), 0);
    for passage in passages {
        let span = side(passage);
        match out.last_mut().filter(|_| span.start.saturating_sub(end) <= gap) {
            Some(group) => group.push(passage),
            None => out.push(vec![passage]),
        }
        end = end.max(span.end);
    }
    out
}

fn hull(members: &[&FoundPassage], side: Side) -> CodePointRange {
    let start = members.iter().map(|member| side(member).start).min().unwrap_or(0);
    CodePointRange::new(start, members.iter().map(|member| side(member).end).max().unwrap_or(start))
}

fn is_filled(members: &[&FoundPassage], side: Side) -> bool {
    let mut spans: Vec<CodePointRange> = members.iter().map(|member| side(member)).collect();
    spans.sort_unstable();
    f64::from(CodePointRange::covered(spans)) >= LEAST_FILL * f64::from(hull(members, side).len())
}

/// For each passage the share of a side that lies in no other one that begins before it.
fn added(members: &[&FoundPassage], side: Side) -> Vec<f64> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    let span = |at: usize| side(members[at]);
    order.sort_by_key(|&at| (span(at).start, std::cmp::Reverse(span(at).end), at));
    let (mut out, mut end) = (vec![0.0; members.len()], 0);
    for at in order {
        let new = span(at).end.saturating_sub(end.max(span(at).start));
        out[at] = f64::from(new) / f64::from(span(at).len().max(1));
        end = end.max(span(at).end);
    }
    out
}

/// Several as one: edited, or rewritten where any of them is; as sure as the surest.
fn one_of(members: &[&FoundPassage]) -> FoundPassage {
    let (left_span, right_span) = (hull(members, left), hull(members, right));
    let longer = |left: CodePointRange, right: CodePointRange| f64::from(left.len().max(right.len()));
    let added = [added(members, left), added(members, right)];
    let equal = |(at, p): (usize, &&FoundPassage)| {
        // What lies in several of them counts once.
        p.identity * longer(p.left_span, p.right_span) * added[0][at].min(added[1][at])
    };
    let equal: f64 = members.iter().enumerate().map(equal).sum();
    let likeliest = |one: &&&FoundPassage, other: &&&FoundPassage| one.score.total_cmp(&other.score);
    let told = members.iter().filter(|p| p.level == Level::Rewritten).rev().max_by(likeliest);
    FoundPassage {
        left: members[0].left,
        right: members[0].right,
        left_span,
        right_span,
        level: if told.is_some() { Level::Rewritten } else { Level::Edited },
        score: members.iter().map(|p| p.score).fold(0.0, f64::max),
        identity: (equal / longer(left_span, right_span)).min(1.0),
        evidence: told.and_then(|told| told.evidence.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;
    use proptest::prelude::*;

    fn passage((left, right, length): (u32, u32, u32), level: Level) -> FoundPassage {
        let span = |start: u32| CodePointRange::new(start, start + length);
        FoundPassage {
            left: ArticleId(0),
            right: ArticleId(1),
            left_span: span(left),
            right_span: span(right),
            level,
            score: 0.5,
            identity: 1.0,
            evidence: None,
        }
    }

    fn spans(passages: &[FoundPassage]) -> Vec<(u32, u32, u32, u32)> {
        let span =
            |p: &FoundPassage| (p.left_span.start, p.left_span.end, p.right_span.start, p.right_span.end);
        passages.iter().map(span).collect()
    }

    #[test]
    fn shuffled_neighbours_become_one_and_what_is_far_stays() {
        let made = [(0, 500, 100), (150, 300, 100), (300, 0, 90), (4000, 700, 100)];
        let mut all: Vec<_> = made.iter().map(|&at| passage(at, Level::Verbatim)).collect();
        let joined = join(all.clone(), 300, Bounds { strong: 0.33, least: 0.33 });
        assert_eq!(spans(&joined), [(0, 390, 0, 600), (4000, 4100, 700, 800)]);
        assert_eq!((joined[0].level, joined[1].level), (Level::Edited, Level::Verbatim));
        assert!((joined[0].identity - 290.0 / 600.0).abs() < 1e-9);
        all[1].level = Level::Quote;
        assert_eq!(
            join(all, 100, Bounds { strong: 0.33, least: 0.33 }).len(),
            4,
            "a quote is no part of it, and the rest is too far apart"
        );
    }

    #[test]
    fn what_lies_in_two_joined_passages_counts_once() {
        let mut told = passage((0, 0, 100), Level::Rewritten);
        (told.score, told.identity, told.evidence) = (0.9, 0.5, Some(Box::default()));
        let inside = passage((20, 30, 40), Level::Verbatim);
        let beside = passage((110, 110, 90), Level::Verbatim);
        let joined = join(vec![told, inside, beside], 50, Bounds { strong: 0.6, least: 0.36 });
        assert_eq!(spans(&joined), [(0, 200, 0, 200)]);
        assert!((joined[0].identity - (50.0 + 90.0) / 200.0).abs() < 1e-9, "{}", joined[0].identity);
    }

    #[test]
    fn what_is_hardly_filled_is_joined_over_smaller_gaps_only() {
        let all: Vec<_> =
            [(0, 0, 50), (60, 60, 50), (3000, 3000, 50)].map(|at| passage(at, Level::Verbatim)).to_vec();
        assert_eq!(
            spans(&join(all, 3000, Bounds { strong: 0.33, least: 0.33 })),
            [(0, 110, 0, 110), (3000, 3050, 3000, 3050)]
        );
    }

    #[test]
    fn weak_passages_in_other_words_count_beside_stronger_ones_only() {
        let made = [(0, 0, 100), (200, 150, 100), (5000, 5000, 100)];
        let mut all: Vec<_> = made.iter().map(|&at| passage(at, Level::Rewritten)).collect();
        for (one, score) in all.iter_mut().zip([0.7, 0.3, 0.3]) {
            one.score = score;
            one.evidence = Some(Box::default());
        }
        assert_eq!(spans(&join(all.clone(), 500, Bounds { strong: 0.6, least: 0.6 })), [(0, 300, 0, 250)]);
        assert_eq!(join(all.clone(), 500, Bounds { strong: 0.8, least: 0.8 }), []);
        assert_eq!(join(all, 500, Bounds { strong: 0.3, least: 0.3 }).len(), 2);
        let by_word = [(0, 0, 100), (200, 150, 100)].map(|at| passage(at, Level::Edited));
        assert_eq!(
            join(by_word.to_vec(), 500, Bounds { strong: 0.8, least: 0.8 }).len(),
            1,
            "what was found word by word is never weak"
        );
        let mut same_words = passage((0, 0, 100), Level::Edited);
        (same_words.score, same_words.evidence) = (0.5, Some(Box::default()));
        let alone = |least| join(vec![same_words.clone()], 500, Bounds { strong: 0.8, least }).len();
        assert_eq!((alone(0.4), alone(0.6)), (1, 0), "what is not rewritten, as where nothing is joined");
        let quote = FoundPassage { level: Level::Quote, ..same_words };
        assert_eq!(
            join(vec![quote.clone()], 500, Bounds { strong: 0.9, least: 0.4 }).len(),
            1,
            "a quote stands as it does where nothing is joined"
        );
        assert_eq!(join(vec![quote], 500, Bounds { strong: 0.1, least: 0.6 }).len(), 0);
    }

    /// Whether nothing but gaps of at most `gap` lies between the passages of a group, on both sides.
    fn is_whole(group: &[&FoundPassage], gap: u32) -> bool {
        [left as Side, right as Side].iter().all(|side| {
            let hull = hull(group, *side);
            let is_free = |at: u32| group.iter().all(|p| !(side(p).start..side(p).end).contains(&at));
            let free = (hull.start..hull.end).map(is_free).collect::<Vec<_>>();
            free.split(|free| !free).all(|run| run.len() <= gap as usize)
        })
    }

    proptest! {
        #[test]
        fn groups_have_no_gap_and_hold_every_passage_once(
            made in prop::collection::vec((0u32..300, 0u32..300, 1u32..40), 1..12),
            gap in 0u32..60,
        ) {
            let all: Vec<_> = made.iter().map(|&at| passage(at, Level::Edited)).collect();
            let groups = near(all.iter().collect(), gap);
            prop_assert!(groups.iter().all(|group| is_whole(group, gap)));
            for (at, one) in groups.iter().enumerate() {
                for other in &groups[at + 1..] {
                    prop_assert!(!is_whole(&[&one[..], other].concat(), gap), "two groups that are one");
                }
            }
            let mut held: Vec<_> = groups.concat().into_iter().map(std::ptr::from_ref).collect();
            held.sort_unstable();
            let mut expected: Vec<_> = all.iter().map(std::ptr::from_ref).collect();
            expected.sort_unstable();
            prop_assert_eq!(held, expected);
            // Joined passages are found in any order of the input.
            let mut turned = all.clone();
            turned.reverse();
            prop_assert_eq!(spans(&join(all, gap, Bounds { strong: 0.33, least: 0.33 })), spans(&join(turned, gap, Bounds { strong: 0.33, least: 0.33 })));
        }
    }
}
