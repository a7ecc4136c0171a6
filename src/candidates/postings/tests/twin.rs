//! Who meets whom by seeds, by the rules as they are told: the slow, obvious twin of [`pair_up`](super::super::pair_up).
//!
//! **In** seeds and what is known of their articles. **Out** pairs of ids. **Cost** quadratic in the articles of a seed.
//! **Never** sorts by more than who had a seed first, nor searches an order.

use super::super::*;
use crate::article::Precision;
use crate::spill::WorkDir;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Articles in order of who had a seed first, each with the context of its first place.
fn first_had(seeds: &[SeedRecord], about: &[Place]) -> Vec<Place> {
    let mut all: Vec<_> = about
        .iter()
        .enumerate()
        .filter_map(|(ordinal, place)| {
            let own = seeds.iter().filter(|seed| seed.ordinal as usize == ordinal);
            let first = own.min_by_key(|seed| seed.position)?;
            Some((Published::order(place.published), first.context, place.id, *place))
        })
        .collect();
    all.sort_by_key(|&(published, context, id, _)| (published, context, id));
    all.into_iter().map(|(.., place)| place).collect()
}

/// Who meets whom, by the rules as they are told: an article that has a seed twice meets itself.
fn met_slow(
    seeds: &[SeedRecord],
    about: &[Place],
    params: &Params,
    window_days: Option<u32>,
) -> BTreeSet<(u32, u32)> {
    let is_compared = |one: Place, other: Place| {
        window_days.is_none_or(|days| Published::are_within(one.published, other.published, days))
    };
    let first_compared = |ordered: &[Place], at: usize| {
        ordered[..at].iter().copied().find(|&other| is_compared(ordered[at], other))
    };
    let (mut met, mut repeats) = (BTreeSet::new(), BTreeSet::new());
    let mut meet = |one: Place, other: Place| {
        if one.id != other.id && is_compared(one, other) {
            met.insert((one.id.min(other.id).0, one.id.max(other.id).0));
        }
    };
    let mut repeat = |seeds: &[SeedRecord]| {
        let has_more = |ordinal: u32| seeds.iter().filter(|seed| seed.ordinal == ordinal).count() > 1;
        let ordinals = seeds.iter().map(|seed| seed.ordinal).filter(|&ordinal| has_more(ordinal));
        repeats.extend(ordinals.map(|ordinal| about[ordinal as usize].id.0).map(|id| (id, id)));
    };
    for hash in seeds.iter().map(|seed| seed.hash).collect::<BTreeSet<u64>>() {
        let same: Vec<SeedRecord> = seeds.iter().copied().filter(|seed| seed.hash == hash).collect();
        let articles = first_had(&same, about);
        let stories: BTreeSet<ArticleId> = articles.iter().map(|place| place.story).collect();
        if same.len() < 2 {
            continue;
        }
        // In too many stories a seed is told apart by the words around it, and meets nobody where these stand once.
        if stories.len() > params.max_stories {
            for context in same.iter().map(|seed| seed.context).collect::<BTreeSet<u32>>() {
                let same: Vec<SeedRecord> =
                    same.iter().copied().filter(|seed| seed.context == context).collect();
                let articles = first_had(&same, about);
                let is_star = articles.len() > params.max_stories;
                repeat(&same);
                for (at, &one) in articles.iter().enumerate() {
                    let first = first_compared(&articles, at);
                    let all = articles[..at].iter().copied();
                    all.filter(|&other| !is_star || Some(other) == first).for_each(|other| meet(one, other));
                }
            }
            continue;
        }
        repeat(&same);
        if articles.len() <= params.max_stories {
            articles.iter().for_each(|&one| articles.iter().for_each(|&other| meet(one, other)));
            continue;
        }
        // Of many articles of few stories each meets the first of its story that it may be compared with. The first speaks for the story,
        // up to one that may not be compared with it, which then does.
        let mut witnesses: Vec<Place> = Vec::new();
        for &story in &stories {
            let own: Vec<Place> = articles.iter().copied().filter(|place| place.story == story).collect();
            let mut speaks: Option<Place> = None;
            for (at, &one) in own.iter().enumerate() {
                if let Some(first) = first_compared(&own, at) {
                    meet(one, first);
                }
                if speaks.is_none_or(|last| !is_compared(last, one)) {
                    speaks = Some(one);
                    witnesses.push(one);
                }
            }
        }
        // Those who speak for stories meet others as many as there may be stories, from the first that they may be compared with.
        let witnesses: Vec<Place> =
            articles.iter().copied().filter(|place| witnesses.contains(place)).collect();
        for (at, &one) in witnesses.iter().enumerate() {
            let from = witnesses[..at].iter().copied().skip_while(|&other| !is_compared(one, other));
            from.take(params.max_stories).for_each(|other| meet(one, other));
        }
    }
    met.extend(repeats);
    met
}

proptest! {
    #[test]
    fn those_meet_whom_the_rules_name(
        // Of each article its story, and a day or a month if its date is known.
        raw in prop::collection::vec((0usize..14, prop::option::of((0i64..20, prop::bool::weighted(0.2)))), 14),
        // An article, a seed, what stands around it.
        places in prop::collection::vec((0u32..14, 1u64..4, 0u32..3), 0..60),
        num_stories in 1usize..14,
        (max_stories, window_days) in (1usize..6, prop::option::of(0u32..8)),
    ) {
        let about: Vec<Place> = raw.iter().enumerate().map(|(ordinal, &(story, day))| {
            let published = day.map(|(day, is_month)| Published {
                start: (if is_month { 0 } else { day }) * 86_400,
                end: (if is_month { 30 } else { day + 1 }) * 86_400,
                precision: if is_month { Precision::Month } else { Precision::Day },
                offset: None,
            });
            // Ids are not in order of reading.
            let id = |ordinal: usize| ArticleId((ordinal * 5 % 14) as u32);
            Place { id: id(ordinal), story: id(story % num_stories), published }
        }).collect();
        let of = |(at, &(ordinal, hash, context)): (usize, &(u32, u64, u32))| {
            SeedRecord { hash, context, ordinal, position: at as u32 }
        };
        let seeds: Vec<SeedRecord> = places.iter().enumerate().map(of).collect();
        let params = Params { max_stories, max_repeats: 8 };
        let dir = WorkDir::new(None).unwrap();
        let (mut sorter, mut hits) = (Sorter::new(&dir, 1 << 20), Sorter::new(&dir, 1 << 20));
        sorter.extend(&seeds).unwrap();
        let place = |ordinal: u32| about[ordinal as usize];
        pair_up(sorter.finish().unwrap(), &params, window_days, place, &mut hits).unwrap();
        let (mut sorted, mut met) = (hits.finish().unwrap(), BTreeSet::new());
        while let Some(hit) = sorted.next().unwrap() {
            met.insert((hit.left.0, hit.right.0));
        }
        prop_assert_eq!(met, met_slow(&seeds, &about, &params, window_days));
    }
}
