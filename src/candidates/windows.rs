//! Who was published near enough in time to be compared.
//!
//! Stories go by *rank* here: those dated alike (to the year, the month, the day ...) stand together in order of time, those
//! without a date last. So a few dates that mean a whole year reach far and leave the others as they are.
//!
//! **In** publications in order of [`order`]. **Out** for each rank the ranks within so many days, by [`Published::are_within`]: between the
//! nearest ends of what the two dates can mean. **Cost** eight bytes a story and kind of date, of which there are six at most.
//! **Never** asks what the stories tell.

use crate::article::Published;
use std::ops::Range;

/// By what publications are sorted.
pub fn order(published: Option<Published>) -> impl Ord {
    (published.is_none(), published.map(|published| (published.precision, published.days(), published.start)))
}

/// For each rank those that are compared with it.
#[derive(Debug, Default)]
pub struct Windows {
    ranges: Vec<Range<u32>>,
    /// Ranges of one rank.
    kinds: usize,
}

impl Windows {
    /// Takes publications in order.
    pub fn new(published: &[Option<Published>], days: u32) -> Self {
        let days = i64::from(days);
        let kind = |published: &Option<Published>| published.map(|published| published.precision);
        let mut kinds: Vec<Range<usize>> = Vec::new();
        // The last days of dates of one kind are in the order of the first ones; should they not be, a window is rather too wide.
        let mut ends = Vec::with_capacity(published.len());
        for alike in published.chunk_by(|a, b| kind(a) == kind(b)) {
            kinds.push(ends.len()..ends.len() + alike.len());
            let mut latest = i64::MIN;
            ends.extend(alike.iter().map(|one| {
                latest = latest.max(one.map_or(i64::MAX, |one| one.days().1));
                latest
            }));
        }
        let mut ranges = Vec::with_capacity(published.len() * kinds.len());
        for one in published {
            for kind in &kinds {
                let is_over = |last: &i64| one.is_some_and(|one| *last < one.days().0.saturating_sub(days));
                let has_begun = |other: &Option<Published>| {
                    let both = one.zip(*other);
                    both.is_none_or(|(one, other)| other.days().0 <= one.days().1.saturating_add(days))
                };
                let first = kind.start + ends[kind.clone()].partition_point(is_over);
                let last = kind.start + published[kind.clone()].partition_point(has_begun);
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
            raw in prop::collection::vec((0u32..6, 2019u32..2021, 1u32..13, 1u32..29, 0u32..24), 1..40),
            days in 0u32..40,
        ) {
            let published = |(kind, year, month, day, hour)| match kind {
                0 => None,
                1 => date::parse(&format!("{year}")),
                2 => date::parse(&format!("{year}-{month:02}")),
                3 => date::parse(&format!("{year}-{month:02}-{day:02}")),
                4 if day % 2 == 0 => date::parse(&format!("{year}-{month:02}-{day:02}T{hour:02}:00-08:00")),
                4 => date::parse(&format!("{year}-{month:02}-{day:02}T{hour:02}:00+05:30")),
                _ => date::parse(&format!("{year}-{month:02}-{day:02}T{hour:02}:00:30Z")),
            };
            let mut all: Vec<Option<Published>> = raw.into_iter().map(published).collect();
            all.sort_by_key(|&one| order(one));
            let windows = Windows::new(&all, days);
            for (rank, &one) in (0u32..).zip(&all) {
                let found: Vec<u32> = windows.of(rank).iter().cloned().flatten().collect();
                let within = |&other: &u32| Published::are_within(one, all[other as usize], days);
                let slow: Vec<u32> = (0..all.len() as u32).filter(within).collect();
                prop_assert_eq!(found, slow);
            }
        }
    }
}
