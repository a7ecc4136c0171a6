//! The input truth: one article as it was published.
//!
//! **In** nothing. **Out** [`Article`], [`ArticleId`], [`Published`].
//! **Cost** the text and its fields. **Never** normalizes: the text stays as it was read.

use crate::error::Place;

/// Dense number of an article: its rank when all articles are sorted by key, then by place.
///
/// So it depends on the set of articles alone, not on the order of files, and `left < right` by id
/// is `left < right` by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
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

impl Published {
    /// Whether this certainly lies before `other`: neither a tie nor an overlap of what both can mean.
    pub fn precedes(&self, other: &Self) -> bool {
        self.end <= other.start
    }
}
