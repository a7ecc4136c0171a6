//! Dates of publication as they were met: their range and precision, and those that are not understood.
//!
//! **In** articles, in reading order. **Out** counts, examples and troubles.
//! **Cost** a few bytes for each file whose dates tell the order of day and month. **Never** decides how a date is read.

use super::{Count, EXAMPLES, Example, MOST_NAMES};
use crate::article::{Article, Precision, Published};
use crate::read::{DateOrder, date};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Dates of publication.
#[derive(Debug, Default, Serialize)]
pub struct Dates {
    /// Articles with a date that was understood.
    pub known: u64,
    /// Articles without one.
    pub missing: u64,
    /// Articles with one that was not understood: it stays unknown.
    pub unread: u64,
    /// The first of those that are written differently.
    pub unread_examples: Vec<Example>,
    /// Of those not understood, the ones that can be read in two ways, such as `03/04/2025`.
    pub two_ways: u64,
    /// The earliest, at its own precision.
    #[serde(serialize_with = "as_iso")]
    pub earliest: Option<Published>,
    /// The latest.
    #[serde(serialize_with = "as_iso")]
    pub latest: Option<Published>,
    /// How exactly they are given: `year`, `month`, `day`, `minute`, `second`.
    pub precision: BTreeMap<&'static str, u64>,
    /// Times of day without a time zone, which are taken as UTC.
    pub without_zone: u64,
    /// The first that can be read in two ways.
    #[serde(skip)]
    two_ways_examples: Vec<Example>,
    /// What the dates of each file say about the order of day and month in it; only of files where they say something.
    #[serde(skip)]
    orders: BTreeMap<Arc<Path>, Orders>,
}

/// What the dates of one file say about the order of day and month.
#[derive(Debug, Default)]
struct Orders {
    has_two_ways: bool,
    /// Where the first date stands that can only have the day first, and the first that can only have the month first.
    proofs: [Option<String>; 2],
}

impl Dates {
    /// Counts the date of an article; `order` where it can only have that one.
    pub(super) fn add(&mut self, article: &Article, order: Option<DateOrder>) {
        let Some(published) = article.published else {
            match &article.unread_date {
                None => self.missing += 1,
                Some(unread) => {
                    self.unread += 1;
                    let what = unread.chars().take(80).collect();
                    let example = Example { place: article.place.to_string(), what };
                    if date::has_two_ways(unread) {
                        self.two_ways += 1;
                        if let Some(orders) = self.orders_of(article) {
                            orders.has_two_ways = true;
                        }
                        keep(&mut self.two_ways_examples, [example.clone()]);
                    }
                    keep(&mut self.unread_examples, [example]);
                }
            }
            return;
        };
        self.known += 1;
        if let Some(order) = order
            && let Some(orders) = self.orders_of(article)
        {
            orders.proofs[order as usize].get_or_insert_with(|| article.place.to_string());
        }
        self.reach(Some(published), Some(published));
        let name = match published.precision {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Minute => "minute",
            Precision::Second => "second",
        };
        *self.precision.entry(name).or_default() += 1;
        self.without_zone +=
            u64::from(published.precision >= Precision::Minute && published.offset.is_none());
    }

    /// Widens the range. Of two that begin at once the one met first stays.
    fn reach(&mut self, earliest: Option<Published>, latest: Option<Published>) {
        self.earliest = self.earliest.into_iter().chain(earliest).min_by_key(|date| date.start);
        // `max_by_key` would take the later of two equals.
        self.latest = latest.into_iter().chain(self.latest).max_by_key(|date| date.start);
    }

    pub(super) fn append(&mut self, later: Self) {
        self.known += later.known;
        self.missing += later.missing;
        self.unread += later.unread;
        self.two_ways += later.two_ways;
        keep(&mut self.unread_examples, later.unread_examples);
        keep(&mut self.two_ways_examples, later.two_ways_examples);
        for (path, theirs) in later.orders {
            if self.orders.len() < MOST_NAMES || self.orders.contains_key(&path) {
                let mine = self.orders.entry(path).or_default();
                mine.has_two_ways |= theirs.has_two_ways;
                for (mine, theirs) in mine.proofs.iter_mut().zip(theirs.proofs) {
                    *mine = mine.take().or(theirs);
                }
            }
        }
        self.reach(later.earliest, later.latest);
        for (name, count) in later.precision {
            *self.precision.entry(name).or_default() += count;
        }
        self.without_zone += later.without_zone;
    }

    /// What is known of the file that `article` stands in.
    fn orders_of(&mut self, article: &Article) -> Option<&mut Orders> {
        let path = article.place.path.as_ref()?;
        if !self.orders.contains_key(path) && self.orders.len() == MOST_NAMES {
            return None;
        }
        Some(self.orders.entry(Arc::clone(path)).or_default())
    }

    /// What is wrong with them, by name.
    pub(super) fn troubles(&self) -> Vec<(&'static str, Count)> {
        let mut troubles = Vec::new();
        if self.two_ways > 0 {
            let (count, examples) = (self.two_ways, self.two_ways_examples.clone());
            troubles.push((TWO_WAYS, Count { count, hint: Some(self.order_hint()), examples }));
        }
        let others = self.unread - self.two_ways;
        if self.unread > self.known && others > 0 {
            let is_other = |one: &&Example| !date::has_two_ways(&one.what);
            let examples = self.unread_examples.iter().filter(is_other).cloned().collect();
            troubles.push((UNREAD, Count { count: others, hint: Some(UNREAD_HINT.to_owned()), examples }));
        }
        troubles
    }

    /// How dates can be read that have two ways: by the dates beside them in the same files, then by those of all files.
    fn order_hint(&self) -> String {
        let first = |among: &dyn Fn(&Orders) -> bool| {
            let files = || self.orders.values().filter(|orders| among(orders));
            DateOrder::ALL.map(|order| files().find_map(|orders| orders.proofs[order as usize].as_deref()))
        };
        let beside = first(&|orders| orders.has_two_ways);
        let proofs = if beside == [None, None] { first(&|_| true) } else { beside };
        let [day_first, month_first] = DateOrder::ALL.map(DateOrder::name);
        match proofs {
            [None, None] => two_ways_hint(self.two_ways_examples.first().map_or("", |one| &one.what)),
            [Some(place), None] => {
                format!(
                    "say --date-order {day_first}: other dates can only have the day first, as in {place}"
                )
            }
            [None, Some(place)] => {
                format!(
                    "say --date-order {month_first}: other dates can only have the month first, as in {place}"
                )
            }
            [Some(day), Some(month)] => format!(
                "dates with the day first stand in {day}, with the month first in {month}: read what differs apart, each with its --date-order"
            ),
        }
    }
}

/// What can be done about a date that can be read in two ways.
pub fn two_ways_hint(date: &str) -> String {
    format!("`{date}` can be read in two ways: say --date-order day-first or month-first")
}

const TWO_WAYS: &str = "dates that can be read in two ways";
const UNREAD: &str = "dates that are not understood";
const UNREAD_HINT: &str =
    "they stay unknown: write them as 2026-03-01, or name another field with --date FIELD";

/// Adds examples as long as there is room, none twice.
fn keep(examples: &mut Vec<Example>, more: impl IntoIterator<Item = Example>) {
    for one in more {
        if examples.len() < EXAMPLES && examples.iter().all(|known| known.what != one.what) {
            examples.push(one);
        }
    }
}

pub(super) fn as_iso<S: serde::Serializer>(date: &Option<Published>, out: S) -> Result<S::Ok, S::Error> {
    date.as_ref().map(date::iso).serialize(out)
}
