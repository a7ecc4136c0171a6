//! Who meets whom by seeds: few, many, in windows of time; the slow twin stands beside.

mod twin;

use super::*;
use crate::article::Precision;
use crate::spill::WorkDir;

fn hits(seeds: &[SeedRecord], params: &Params, story: impl Fn(u32) -> u32) -> (Vec<Hit>, SeedCounts) {
    let dir = WorkDir::new(None).unwrap();
    let (mut sorter, mut hits) = (Sorter::new(&dir, 1 << 20), Sorter::new(&dir, 1 << 20));
    sorter.extend(seeds).unwrap();
    let place = |ordinal| Place { id: ArticleId(ordinal), story: ArticleId(story(ordinal)), published: None };
    let counts = pair_up(sorter.finish().unwrap(), params, None, place, &mut hits).unwrap();
    let (mut sorted, mut out) = (hits.finish().unwrap(), Vec::new());
    while let Some(hit) = sorted.next().unwrap() {
        out.push(hit);
    }
    (out, counts)
}

fn seed(ordinal: u32, context: u32) -> SeedRecord {
    SeedRecord { hash: 1, context, ordinal, position: 10 }
}

#[test]
fn few_articles_meet_each_other() {
    let seeds: Vec<_> = (0..5).map(|i| seed(i, i)).collect();
    assert_eq!(hits(&seeds, &Params::default(), |i| i).0.len(), 10);
}

#[test]
fn a_common_phrase_is_dropped_but_a_story_run_by_many_is_linked() {
    let params = Params { max_stories: 8, max_repeats: 8 };
    let phrase: Vec<_> = (0..100).map(|i| seed(i, i)).collect();
    let (found, counts) = hits(&phrase, &params, |i| i);
    assert_eq!((found.len(), counts.dropped), (0, 100));
    let dispatch: Vec<_> = (0..100).map(|i| seed(i, 7)).collect();
    let (found, counts) = hits(&dispatch, &params, |i| i);
    assert_eq!((found.len(), counts.stars), (99, 1));
    // Copies of one story count once.
    let (found, counts) = hits(&phrase, &params, |_| 0);
    assert_eq!((found.len(), counts.split), (99, 0));
}

/// Which of `articles`, all with one seed, meet: each is of a story and was published on a day, for `length` of them.
fn met(
    articles: u32,
    window_days: Option<u32>,
    about: impl Fn(u32) -> (u32, Option<(i64, i64)>),
) -> Vec<(u32, u32)> {
    let params = Params { max_stories: 8, max_repeats: 8 };
    let dir = WorkDir::new(None).unwrap();
    let (mut sorter, mut hits) = (Sorter::new(&dir, 1 << 20), Sorter::new(&dir, 1 << 20));
    sorter.extend(&(0..articles).map(|i| seed(i, 7)).collect::<Vec<_>>()).unwrap();
    let place = |ordinal: u32| {
        let (story, days) = about(ordinal);
        let published = days.map(|(day, length)| Published {
            start: day * 86_400,
            end: (day + length) * 86_400,
            precision: if length == 1 { Precision::Day } else { Precision::Month },
            offset: None,
        });
        Place { id: ArticleId(ordinal), story: ArticleId(story), published }
    };
    pair_up(sorter.finish().unwrap(), &params, window_days, place, &mut hits).unwrap();
    let (mut sorted, mut out) = (hits.finish().unwrap(), Vec::new());
    while let Some(hit) = sorted.next().unwrap() {
        out.push((hit.left.0, hit.right.0));
    }
    out
}

#[test]
fn of_many_articles_each_meets_the_first_published_that_it_is_compared_with() {
    // The later the smaller the id, a day after a day; the last has no date.
    let pairs = |window_days| {
        met(20, window_days, |ordinal| (ordinal, (ordinal > 0).then(|| (20 - i64::from(ordinal), 1))))
    };
    assert_eq!(pairs(None), (0..19).map(|id| (id, 19)).collect::<Vec<_>>());
    let near = (1..19).map(|id| (id, (id + 3).min(19)));
    assert_eq!(pairs(Some(3)), std::iter::once((0, 19)).chain(near).collect::<Vec<_>>());
    // What is only dated by its month, of which the last day comes late, meets the first day of it.
    let by_month = met(20, Some(3), |ordinal| {
        (ordinal, Some(if ordinal > 0 { (i64::from(ordinal), 1) } else { (5, 30) }))
    });
    assert!(by_month.contains(&(0, 2)), "{by_month:?}");
}

#[test]
fn stories_of_many_copies_meet_in_every_window_they_span() {
    // Two stories, a copy of each every ten days: those of one day meet.
    let apart = met(24, Some(3), |ordinal| (ordinal / 12, Some((i64::from(ordinal % 12) * 10, 1))));
    assert_eq!(apart, (0..12).map(|id| (id, id + 12)).collect::<Vec<_>>());
    // A copy of each every day: each meets the first of its story within three days, and stories meet every four.
    let daily = met(24, Some(3), |ordinal| (ordinal / 12, Some((i64::from(ordinal % 12), 1))));
    let of = |story: u32, day: u32| story * 12 + day;
    let inside = (0..2)
        .flat_map(|story| (1..12).map(move |day: u32| (of(story, day.saturating_sub(3)), of(story, day))));
    assert!(inside.clone().all(|pair| daily.contains(&pair)), "{daily:?}");
    for day in [0, 4, 8] {
        assert!(daily.contains(&(of(0, day), of(1, day))), "{daily:?}");
    }
    assert_eq!(daily.len(), inside.count() + 3);
    // Without a window each meets the first of its story, and the first ones each other.
    assert_eq!(met(24, None, |ordinal| (ordinal / 12, None)).len(), 11 + 11 + 1);
}

#[test]
fn a_seed_repeated_in_one_article_meets_itself_in_order() {
    let mut seeds: Vec<_> = (0..50).map(|i| SeedRecord { position: i * 20, ..seed(0, 0) }).collect();
    assert_eq!(hits(&seeds, &Params::default(), |i| i).0.len(), 49);
    seeds.extend((0..50).map(|i| SeedRecord { position: i * 20, ..seed(1, 0) }));
    assert_eq!(hits(&seeds, &Params::default(), |i| i).0.len(), 49 + 49 + 50);
}

#[test]
fn how_common_a_seed_is_does_not_depend_on_ids() {
    // Five copies each of two stories, every one in another week and other surroundings, and a story that stands alone.
    let copies = 5;
    let common_by = |id: &dyn Fn(u32) -> u32| {
        let place = |ordinal: u32| {
            let start = i64::from(ordinal) * 7 * 86_400;
            let published = Published { start, end: start + 86_400, precision: Precision::Day, offset: None };
            let story = (0..=2 * copies).filter(|one| one / copies == ordinal / copies).map(id).min();
            // The last copy of each has no date.
            let published = Some(published).filter(|_| ordinal % copies != copies - 1);
            Place { id: ArticleId(id(ordinal)), story: ArticleId(story.unwrap()), published }
        };
        // The first copies stand in one week and surrounding less than there are stories.
        let context = |ordinal: u32| if ordinal == copies { 0 } else { ordinal | ordinal << 16 };
        let seeds: Vec<SeedRecord> =
            (0..=2 * copies).map(|ordinal| seed(ordinal, context(ordinal))).collect();
        common(&seeds, place)
    };
    let expected = Common { articles: 11, stories: 3, weeks: 3, settings: 2 };
    for turn in 0..11 {
        assert_eq!(common_by(&|ordinal| (ordinal + turn) % 11), expected);
        assert_eq!(common_by(&|ordinal| (11 + turn - ordinal) % 11), expected);
    }
    // Of one date: the smallest context speaks, whoever has it.
    let settings_by = |id: &dyn Fn(u32) -> u32| {
        let place =
            |ordinal| Place { id: ArticleId(id(ordinal)), story: ArticleId(ordinal % 2), published: None };
        let seeds: Vec<SeedRecord> = (0..4)
            .map(|at| seed(at, [3 | 3 << 16, 4 | 4 << 16, 5 | 5 << 16, 3 | 3 << 16][at as usize]))
            .collect();
        common(&seeds, place).settings
    };
    assert_eq!([settings_by(&|at| at), settings_by(&|at| 3 - at)], [1, 1]);
}

#[test]
fn context_counts_equal_nibbles() {
    assert_eq!(agreeing_context(0x1234_5678, 0x1234_5678), 8);
    assert_eq!(agreeing_context(0x1234_5678, 0x0234_5670), 6);
    assert_eq!(agreeing_context(0x1111_1111, 0x2222_2222), 0);
}
