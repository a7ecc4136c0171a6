//! Shares by hand, and by their definitions.

use super::*;
use crate::article::Precision;
use proptest::prelude::*;

fn passage(left: u32, right: u32, l: (u32, u32), r: (u32, u32), level: Level) -> FoundPassage {
    FoundPassage {
        left: ArticleId(left),
        right: ArticleId(right),
        left_span: CodePointRange::new(l.0, l.1),
        right_span: CodePointRange::new(r.0, r.1),
        level,
        score: 0.5,
        identity: 0.7,
        evidence: None,
    }
}

fn about(outlet: u32, boilerplate: &[CodePointRange]) -> About<'_> {
    About { outlet: Some(outlet), published: None, boilerplate, role: Role::default() }
}

proptest! {
    #[test]
    fn a_span_without_boilerplate_has_the_characters_beside_it(
        cuts in prop::collection::btree_set(0u32..40, 0..12),
        start in 0u32..30,
        len in 0u32..20,
    ) {
        let cuts: Vec<u32> = cuts.into_iter().collect();
        let boilerplate: Vec<CodePointRange> =
            cuts.chunks_exact(2).map(|ends| CodePointRange::new(ends[0], ends[1])).collect();
        let is_left = |at: &u32| boilerplate.iter().all(|one| !(one.start..one.end).contains(at));
        let number = |to: u32| (0..to).filter(is_left).count() as u32;
        let expected = CodePointRange::new(number(start), number(start + len));
        prop_assert_eq!(Rest::new(&boilerplate).span(CodePointRange::new(start, start + len)), expected);
    }
}

proptest! {
    #[test]
    fn levels_add_up_and_boilerplate_is_left_out(
        raw in prop::collection::vec((0u32..3, 0u32..3, 0u32..80, 1u32..30, 0usize..3), 0..12), from in 0u32..90,
    ) {
        let levels = [Level::Verbatim, Level::Edited, Level::Rewritten];
        let passages: Vec<_> = raw.iter().filter(|r| r.0 < r.1)
            .map(|&(l, r, at, len, level)| passage(l, r, (at, at + len), (at, at + len), levels[level])).collect();
        let boilerplate = [CodePointRange::new(from, from + 9)];
        let overlap = Overlap::new(3, &passages, &[], |id| about(id.0, &boilerplate));
        for shares in &overlap.articles {
            prop_assert_eq!(shares.shared, shares.verbatim + shares.edited + shares.rewritten);
            prop_assert_eq!(shares.shared, shares.own_outlet + shares.earlier + shares.unknown + shares.later);
            prop_assert!(shares.shared <= 110 - 9);
            prop_assert_eq!(shares.boilerplate, 9);
        }
    }
}

proptest! {
    #[test]
    fn a_crowd_is_as_if_each_that_counts_had_met_each(
        raw in prop::collection::vec((0u32..4, prop::option::of((0i64..6, 1i64..3)), 0u8..32), 2..9),
        is_ordered in any::<bool>(),
    ) {
        let about = |id: ArticleId| {
            let (outlet, date, bits) = raw[id.index()];
            let published = date
                .map(|(start, len)| Published { start, end: start + len, precision: Precision::Day, offset: None });
            let has = |bit: u8| bits & bit > 0;
            let role = Role {
                is_one: has(1),
                is_other: has(2),
                is_asked: has(4),
                // Most are, or hardly any pair would pass.
                is_within: bits < 28,
                is_first: is_ordered.then(|| has(8)),
            };
            About { outlet: (outlet > 0).then_some(outlet), published, boilerplate: &[], role }
        };
        let passes = |left: u32, right: u32| {
            let [left, right] = [left, right].map(|id| about(ArticleId(id)));
            let precedes = |one: &About, other: &About| {
                one.published.is_some_and(|one| other.published.is_some_and(|other| one.precedes(other)))
            };
            let is_led = |one: &About, other: &About| one.role.is_first == Some(true) && precedes(one, other);
            let is_between = |one: &About, other: &About| one.role.is_one && other.role.is_other;
            (is_between(&left, &right) || is_between(&right, &left))
                && (left.role.is_asked || right.role.is_asked)
                && left.role.is_within
                && right.role.is_within
                && (!is_ordered || is_led(&left, &right) || is_led(&right, &left))
        };
        let number = raw.len() as u32;
        let met = |is_met: &dyn Fn(u32, u32) -> bool| -> Vec<FoundPassage> {
            let all = (0..number).flat_map(|left| (left + 1..number).map(move |right| (left, right)));
            all.filter(|&(left, right)| is_met(left, right))
                .map(|(left, right)| passage(left, right, (10, 50), (10, 50), Level::Edited))
                .collect()
        };
        let crowd = (0..number).map(|id| (ArticleId(id), CodePointRange::new(10, 50))).collect();
        let mut fast = Overlap::new(raw.len(), &met(&|left, _| left == 0), &[crowd], about);
        let free = |id| About { role: Role::default(), ..about(id) };
        let mut slow = Overlap::new(raw.len(), &met(&passes), &[], free);
        for overlap in [&mut fast, &mut slow] {
            overlap.outlets.values_mut().for_each(|shared| shared.passages = 0);
        }
        prop_assert_eq!(fast, slow);
    }
}

#[test]
fn of_too_many_outlets_what_is_of_its_own_is_not_elsewhere() {
    // A day each; the first two are of one outlet, all others of one each.
    let number = MOST_OUTLETS as u32 + 2;
    let of = |id: ArticleId| {
        let start = i64::from(id.0) * 86_400;
        let published = Published { start, end: start + 1, precision: Precision::Second, offset: None };
        About {
            outlet: Some(id.0.saturating_sub(1)),
            published: Some(published),
            boilerplate: &[],
            role: Role::default(),
        }
    };
    let met = |left: u32| {
        (left + 1..number).map(move |right| passage(left, right, (0, 40), (0, 40), Level::Verbatim))
    };
    let crowd: Crowd = (0..number).map(|id| (ArticleId(id), CodePointRange::new(0, 40))).collect();
    let few: Vec<_> = met(0).collect();
    let overlap = Overlap::new(number as usize, &few, &[crowd], of);
    // Nothing elsewhere is earlier than the second.
    assert_eq!((overlap.articles[1].earlier, overlap.articles[1].later), (0, 40));
    let all: Vec<_> = (0..number).flat_map(met).collect();
    assert!(overlap.articles == Overlap::new(number as usize, &all, &[], of).articles);
    // Of other outlets only those that were compared.
    assert_eq!(overlap.outlets.len(), 2 * MOST_OUTLETS + 1);
    assert_eq!(overlap.outlets[&(0, 0)], Shared { articles: 2, chars: 80, earlier: 40, passages: 1 });
}

#[test]
fn shares_are_counted_from_both_sides() {
    // Articles 0 and 2 of outlet 0, article 1 of outlet 1.
    let passages = [
        passage(0, 1, (0, 10), (5, 17), Level::Edited),
        passage(1, 2, (10, 20), (0, 9), Level::Verbatim),
        passage(0, 0, (0, 5), (6, 11), Level::Verbatim),
    ];
    let overlap = Overlap::new(3, &passages, &[], |id| about(u32::from(id.0 == 1), &[]));
    assert_eq!(overlap.articles.iter().map(|a| a.shared).collect::<Vec<_>>(), [10, 15, 9]);
    assert_eq!(overlap.outlets[&(0, 1)], Shared { articles: 2, chars: 19, earlier: 0, passages: 2 });
    assert_eq!(overlap.outlets[&(1, 0)], Shared { articles: 1, chars: 15, earlier: 0, passages: 2 });
}

#[test]
fn what_an_outlet_repeats_is_not_elsewhere() {
    // Articles 0 and 1 of outlet 0, article 2 of outlet 1, articles 3 and 4 of none that is known.
    let passages = [
        passage(0, 1, (0, 30), (0, 30), Level::Verbatim),
        passage(0, 2, (20, 35), (0, 15), Level::Verbatim),
        passage(3, 4, (0, 30), (0, 30), Level::Verbatim),
    ];
    let of = |id: ArticleId| {
        let published =
            |start| Published { start, end: start + 1, precision: Precision::Second, offset: None };
        let outlet = [Some(0), Some(0), Some(1), None, None][id.index()];
        About {
            outlet,
            published: Some(published(-i64::from(id.0))),
            boilerplate: &[],
            role: Role::default(),
        }
    };
    let overlap = Overlap::new(5, &passages, &[], of);
    let parts = |shares: &ArticleShares| [shares.own_outlet, shares.earlier, shares.unknown, shares.later];
    let parts: Vec<_> = overlap.articles.iter().map(parts).collect();
    assert_eq!(parts, [[20, 15, 0, 0], [30, 0, 0, 0], [0, 0, 0, 15], [0, 30, 0, 0], [0, 0, 0, 30]]);
}

#[test]
fn identical_articles_share_everything_but_their_boilerplate() {
    let boilerplate = [CodePointRange::new(80, 100)];
    let passages = [passage(0, 1, (0, 100), (0, 100), Level::Verbatim)];
    let overlap = Overlap::new(2, &passages, &[], |id| about(id.0, &boilerplate));
    assert!(overlap.articles.iter().all(|a| a.shared == 80 && a.boilerplate == 20));
    let overlap = Overlap::new(2, &passages, &[], |_| about(0, &boilerplate));
    assert_eq!(overlap.outlets[&(0, 0)], Shared { articles: 2, chars: 160, earlier: 0, passages: 1 });
}
