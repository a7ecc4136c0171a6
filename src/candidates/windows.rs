//! Who was published near enough in time to be compared.
//!
//! Stories go by *rank* here: those that span about as many days (a day, a month, a year; copies of one text from the first to the last)
//! stand together in order of time, those without a date last. So a few stories that span a whole year reach far and leave the others
//! as they are.
//!
//! **In** the days of all stories in order of [`order`]. **Out** for each rank the ranks within so many days: between the nearest ends of
//! what two stories span. **Cost** eight bytes a story and length of span, of which there are a dozen at most.
//! **Never** asks what the stories tell.

use crate::article::days_between;
use std::ops::Range;

/// First and last day, by [`crate::article::Published::days`]; nothing where a date is missing.
pub type Days = Option<(i64, i64)>;

/// How many times a span doubles a day.
fn length((first, last): (i64, i64)) -> u32 {
    last.saturating_sub(first).max(0).saturating_add(1).ilog2()
}

/// By what stories are sorted.
pub fn order(days: Days) -> impl Ord {
    (days.is_none(), days.map(length), days)
}

/// Whether two stories lie at most so many days apart; one without a date may lie anywhere.
pub fn are_within(one: Days, other: Days, days: u32) -> bool {
    one.zip(other).is_none_or(|(one, other)| days_between(one, other) <= days.into())
}

/// For each rank those that are compared with it.
#[derive(Debug, Default)]
pub struct Windows {
    ranges: Vec<Range<u32>>,
    /// Ranges of one rank.
    kinds: usize,
}

impl Windows {
    /// Takes stories in order. Of those that span more than a day some may be in a window that are a little outside.
    pub fn new(stories: &[Days], days: u32) -> Self {
        let days = i64::from(days);
        let mut kinds: Vec<Range<usize>> = Vec::new();
        // Spans of one kind are of different lengths: the last days are those of the latest so far.
        let mut ends = Vec::with_capacity(stories.len());
        for alike in stories.chunk_by(|a, b| a.map(length) == b.map(length)) {
            kinds.push(ends.len()..ends.len() + alike.len());
            let mut latest = i64::MIN;
            ends.extend(alike.iter().map(|one| {
                latest = latest.max(one.map_or(i64::MAX, |(_, last)| last));
                latest
            }));
        }
        let mut ranges = Vec::with_capacity(stories.len() * kinds.len());
        for one in stories {
            for kind in &kinds {
                let is_over = |last: &i64| one.is_some_and(|(first, _)| *last < first.saturating_sub(days));
                let has_begun = |other: &Days| {
                    let both = one.zip(*other);
                    both.is_none_or(|((_, last), (first, _))| first <= last.saturating_add(days))
                };
                let first = kind.start + ends[kind.clone()].partition_point(is_over);
                let last = kind.start + stories[kind.clone()].partition_point(has_begun);
                ranges.push(first as u32..last.max(first) as u32);
            }
        }
        Self { ranges, kinds: kinds.len() }
    }

    /// The ranks that are compared with one, in ascending ranges that do not overlap; itself among them.
    pub fn of(&self, rank: u32) -> &[Range<u32>] {
        &self.ranges[rank as usize * self.kinds..][..self.kinds]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Published;
    use crate::read::date;
    use proptest::prelude::*;

    #[test]
    fn a_date_reaches_from_the_end_of_what_it_can_mean() {
        let of = |text: &str| date::parse(text).unwrap();
        let days = |one: &str, other: &str| {
            let is_within = |&days: &u32| Published::are_within(Some(of(one)), Some(of(other)), days);
            (0..99).find(is_within).unwrap()
        };
        assert_eq!(days("2020-03-01", "2020-03-01"), 0);
        assert_eq!(days("2020-03-01", "2020-03-02"), 1);
        assert_eq!(days("2020-03-01", "2020-03-08"), 7);
        assert_eq!(days("2020-03", "2020-03-09"), 0);
        assert_eq!(days("2020-03", "2020-04-08"), 8);
        assert_eq!(days("2020-04-08T12:00", "2020-03"), 8);
        assert_eq!(days("2020", "2021-01-08"), 8);
        assert_eq!(days("2020-03-01T06:00:00Z", "2020-03-08T06:00:00Z"), 7);
        assert_eq!(days("2020-03-01T06:00:00Z", "2020-03-08T23:00:01Z"), 7);
        assert_eq!(days("2020-03-01T06:40+01:00", "2020-03-01T07:55+01:00"), 0);
        assert_eq!(days("2020-03-01T23:59+01:00", "2020-03-02T00:01+01:00"), 1);
        assert_eq!(days("2020-03-02T00:30+01:00", "2020-03-02"), 0);
    }

    proptest! {
        #[test]
        fn windows_are_all_pairs_within_so_many_days(
            raw in prop::collection::vec((0u32..6, 2019u32..2021, 1u32..13, 1u32..29, 0u32..24, 0i64..40), 1..40),
            days in 0u32..40,
        ) {
            let story = |(kind, year, month, day, hour, longer)| {
                let published = match kind {
                    0 => None,
                    1 => date::parse(&format!("{year}")),
                    2 => date::parse(&format!("{year}-{month:02}")),
                    3 => date::parse(&format!("{year}-{month:02}-{day:02}")),
                    4 if day % 2 == 0 => date::parse(&format!("{year}-{month:02}-{day:02}T{hour:02}:00-08:00")),
                    _ => date::parse(&format!("{year}-{month:02}-{day:02}T{hour:02}:00:30+05:30")),
                };
                // Some have copies of another day.
                let (first, last) = published?.days();
                Some((first, last + if hour > 20 { longer } else { 0 }))
            };
            let mut all: Vec<Days> = raw.into_iter().map(story).collect();
            all.sort_by_key(|&one| order(one));
            let windows = Windows::new(&all, days);
            for (rank, &one) in (0u32..).zip(&all) {
                let found: Vec<u32> = windows.of(rank).iter().cloned().flatten().collect();
                let slow: Vec<u32> =
                    (0..all.len() as u32).filter(|&other| are_within(one, all[other as usize], days)).collect();
                prop_assert!(slow.iter().all(|rank| found.contains(rank)));
                // Of a day each there is none too many.
                let is_short = |&&rank: &&u32| all[rank as usize].is_none_or(|(first, last)| first == last);
                let short = |ranks: &[u32]| ranks.iter().filter(is_short).copied().collect::<Vec<u32>>();
                prop_assert_eq!(short(&found), short(&slow));
            }
        }
    }
}
