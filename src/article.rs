//! The input truth: one article as it was published.
//!
//! **In** nothing. **Out** [`Article`], [`ArticleId`], [`Published`], [`Dates`].
//! **Cost** the text and its fields. **Never** normalizes: the text stays as it was read.

use crate::error::Place;

/// Dense number of an article: its rank when all articles are sorted by key, then by place.
///
/// So it depends on the set of articles alone, not on the order of files, and `left < right` by id
/// is `left < right` by key.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub struct ArticleId(pub u32);

impl ArticleId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One record of the input.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Article {
    /// The user's own id; where none is given, the file name or `file:line`.
    pub key: String,
    /// The publication: title, agency or site.
    pub outlet: Option<String>,
    /// When it was published, as far as known.
    pub published: Option<Published>,
    /// The date as given, where one was given and not understood: it stays unknown and is counted.
    pub unread_date: Option<Box<str>>,
    /// Headline.
    pub title: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// The text as read: decoded, not normalized. At most 4 GiB.
    pub text: String,
    /// Where the record stands in the input.
    pub place: Place,
}

/// A time of publication with the precision it was given in.
///
/// It stands for the whole interval `[start, end)`: a day without an hour does not precede an hour of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Published {
    /// First second it can mean, in seconds since 1970-01-01 UTC.
    pub start: i64,
    /// First second it can no longer mean.
    pub end: i64,
    /// How exactly it was given.
    pub precision: Precision,
    /// Offset from UTC in seconds as given; `None` where the source named no zone (UTC is then assumed).
    pub offset: Option<i32>,
}

impl Published {
    /// First and last day it can mean, counted from 1970-01-01, by the calendar of the zone it was given in.
    pub fn days(self) -> (i64, i64) {
        let day = |second: i64| second.saturating_add(self.offset.unwrap_or(0).into()).div_euclid(86_400);
        (day(self.start), day(self.end.saturating_sub(1)))
    }

    /// Days of the calendar between the nearest that two publications can mean: 0 where they have one in common, 1 from one day to the
    /// next.
    pub fn days_between(self, other: Self) -> i64 {
        days_between(self.days(), other.days())
    }

    /// By what publications come one after the other, those of unknown date last: by the last that each can mean, then the one that
    /// begins later. So of two dates that overlap the more exact one comes first, a day before its month.
    pub fn order(published: Option<Self>) -> [i64; 2] {
        published.map_or([i64::MAX; 2], |one| [one.end, one.start.saturating_neg()])
    }

    /// Whether two publications may lie at most so many days apart: one of unknown hour may have been at any, one of unknown date ever.
    pub fn are_within(one: Option<Self>, other: Option<Self>, days: u32) -> bool {
        one.zip(other).is_none_or(|(one, other)| one.days_between(other) <= days.into())
    }

    /// Days between two publications, from the middle of what each can mean; nothing where one is given by its month or year only.
    pub fn days_apart(self, other: Self) -> Option<f64> {
        let is_exact = |published: Self| published.precision >= Precision::Day;
        let middle = |published: Self| (published.start as f64 + published.end as f64) / 2.0;
        let seconds = (middle(self) - middle(other)).abs();
        (is_exact(self) && is_exact(other)).then_some(seconds / 86_400.0)
    }
}

/// Days of the calendar between the nearest of two spans of days, first and last.
pub fn days_between(one: (i64, i64), other: (i64, i64)) -> i64 {
    one.0.saturating_sub(other.1).max(other.0.saturating_sub(one.1)).max(0)
}

/// How exactly a time was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// `2025`
    Year,
    /// `2025-03`
    Month,
    /// `2025-03-14`
    Day,
    /// `2025-03-14T09:30`
    Minute,
    /// `2025-03-14T09:30:15`
    Second,
}

/// By what clock a time was given: a time that names no zone may have been told anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// A zone was named.
    Zoned,
    /// None was, and the time is known to its day or less.
    LocalDay,
    /// None was, and the hour is known.
    LocalTime,
}

/// All clocks, in order.
pub const CLOCKS: [Clock; 3] = [Clock::Zoned, Clock::LocalDay, Clock::LocalTime];

/// How far local times on earth are before UTC, and behind it, in seconds.
const MOST_AHEAD: i64 = 14 * 3600;
const MOST_BEHIND: i64 = 12 * 3600;

impl Published {
    /// By what clock it was given.
    pub fn clock(self) -> Clock {
        match self.offset {
            Some(_) => Clock::Zoned,
            None if self.precision <= Precision::Day => Clock::LocalDay,
            None => Clock::LocalTime,
        }
    }

    /// What it can mean where it is set against a time of another clock, as [`Self::start`] and [`Self::end`].
    ///
    /// Only a zoned time against one without a zone is more than it is by itself: against days it is also what its own clock
    /// said, so that no day precedes an hour of the same day as written; against an hour it is all that clocks on earth said.
    pub fn span_by(self, clock: Clock) -> (i64, i64) {
        let (ahead, behind) = match (self.offset, clock) {
            (Some(offset), Clock::LocalDay) => (i64::from(offset).max(0), i64::from(offset).min(0)),
            (Some(_), Clock::LocalTime) => (MOST_AHEAD, -MOST_BEHIND),
            _ => (0, 0),
        };
        (self.start.saturating_add(behind), self.end.saturating_add(ahead))
    }

    /// Whether this certainly lies before `other`: neither a tie nor an overlap of what both can mean.
    pub fn precedes(self, other: Self) -> bool {
        self.span_by(other.clock()).1 <= other.span_by(self.clock()).0
    }
}

/// Dates of several articles, to count those that [precede](Published::precedes) another one, or follow it.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// By the clock of these dates, then by that of what they are set against.
    sorted: [[Ends; 3]; 3],
}

/// What dates can mean, each sorted.
#[derive(Clone, Debug, Default)]
struct Ends {
    starts: Vec<i64>,
    ends: Vec<i64>,
}

impl FromIterator<Published> for Dates {
    fn from_iter<I: IntoIterator<Item = Published>>(dates: I) -> Self {
        let mut out = Self::default();
        for date in dates {
            for (clock, sorted) in CLOCKS.into_iter().zip(&mut out.sorted[date.clock() as usize]) {
                let (start, end) = date.span_by(clock);
                sorted.starts.push(start);
                sorted.ends.push(end);
            }
        }
        for sorted in out.sorted.iter_mut().flatten() {
            sorted.starts.sort_unstable();
            sorted.ends.sort_unstable();
        }
        out
    }
}

impl Dates {
    /// How many of them precede `date`.
    pub fn num_before(&self, date: Published) -> usize {
        let of_clock =
            |(start, _): (i64, i64), sorted: &Ends| sorted.ends.partition_point(|&end| end <= start);
        self.count(date, of_clock)
    }

    /// How many of them `date` precedes.
    pub fn num_after(&self, date: Published) -> usize {
        let of_clock = |(_, end): (i64, i64), Ends { starts, .. }: &Ends| {
            starts.len() - starts.partition_point(|&start| start < end)
        };
        self.count(date, of_clock)
    }

    /// Those of all clocks, each set against the clock of `date`, which is set against theirs.
    fn count(&self, date: Published, of_clock: impl Fn((i64, i64), &Ends) -> usize) -> usize {
        let sorted = self.sorted.iter().map(|by_clock| &by_clock[date.clock() as usize]);
        CLOCKS.into_iter().zip(sorted).map(|(clock, sorted)| of_clock(date.span_by(clock), sorted)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::date;
    use proptest::prelude::*;

    fn of(text: &str) -> Published {
        date::parse(text).unwrap()
    }

    #[test]
    fn of_an_unknown_zone_only_what_holds_in_all_is_certain() {
        let certain = |one: &str, other: &str| of(one).precedes(of(other));
        // Of one day as written, whatever UTC says.
        assert!(!certain("2024-03-05", "2024-03-05T20:00:00-05:00"));
        assert!(!certain("2024-03-05T03:00:00+05:00", "2024-03-05"));
        assert!(!certain("2024-03", "2024-03-31T20:00:00-05:00"));
        assert!(certain("2024-03-04", "2024-03-05T20:00:00-05:00"));
        assert!(certain("2024-03-05T16:20:00+01:00", "2024-03-06"));
        // Of two days as written, and of one by UTC.
        assert!(!certain("2024-03-05T20:00:00-05:00", "2024-03-06"));
        assert!(!certain("2024-03-05T12:00", "2024-03-05T20:00:00Z"));
        assert!(certain("2024-03-05T12:00", "2024-03-06T01:00:00Z"));
        assert!(!certain("2024-03-05T12:00:00Z", "2024-03-06T01:00"));
        assert!(certain("2024-03-05T12:00:00Z", "2024-03-06T03:00"));
        // One unknown zone is taken for another.
        assert!(certain("2024-03-05T12:00", "2024-03-05T13:00") && certain("2024-03-04", "2024-03-05T00:00"));
        assert!(certain("2024-03-05T12:00+02:00", "2024-03-05T11:00Z"));
    }

    proptest! {
        #[test]
        fn dates_are_counted_as_one_by_one(
            raw in prop::collection::vec((1u32..4, 0u32..24, 0usize..7), 1..30),
        ) {
            let date = |(day, hour, form): (u32, u32, usize)| match form {
                0 => of("2024"),
                1 => of("2024-03"),
                2 => of(&format!("2024-03-{day:02}")),
                3 => of(&format!("2024-03-{day:02}T{hour:02}:00")),
                _ => of(&format!("2024-03-{day:02}T{hour:02}:00{}", ["Z", "-08:00", "+14:00"][form - 4])),
            };
            let all: Vec<Published> = raw.into_iter().map(date).collect();
            let dates: Dates = all.iter().copied().collect();
            for &one in &all {
                prop_assert_eq!(dates.num_before(one), all.iter().filter(|other| other.precedes(one)).count());
                prop_assert_eq!(dates.num_after(one), all.iter().filter(|&&other| one.precedes(other)).count());
            }
        }
    }
}
