//! Which copies of two stories are compared with each other.
//!
//! **In** the articles that two stories stand for, each story's by day. **Out** pairs of them that are near enough in time. **Cost** all
//! pairs of up to [`MOST_PAIRS`]; beyond that one or a few looks a copy. **Never** leaves a copy out that has a partner, unless
//! there are so many that the leading ones stand for all.

use crate::article::ArticleId;

/// Two stories have so many pairs at most; of more copies those that lead are compared.
const MOST_PAIRS: usize = 256;

/// An article and the first day it can be of; one without a date comes before all others.
pub type Dated = (Option<i64>, ArticleId);

/// The copies of a story, in order.
#[derive(Clone, Copy)]
pub struct Copies<'a> {
    /// The article that leads it: the first published.
    pub lead: ArticleId,
    /// All, the leading one too.
    pub all: &'a [Dated],
}

impl Copies<'_> {
    /// The copy that `member` of another story goes with: the leading one, or one of about the same day, or any.
    fn partner(
        &self,
        (day, member): Dated,
        are_compared: &impl Fn(ArticleId, ArticleId) -> bool,
    ) -> Option<ArticleId> {
        let next = self.all.partition_point(|&(first, _)| first < day);
        let near = [next.checked_sub(1), Some(next)].into_iter().flatten();
        let near = near.filter_map(|at| self.all.get(at));
        // A date known to its month or year may reach to days that come long after its first.
        let all = near.chain(self.all).map(|&(_, id)| id);
        std::iter::once(self.lead).chain(all).find(|&id| are_compared(member, id))
    }
}

/// The pairs of copies of two stories that are compared: all that `are_compared`. Where they would be too many, each copy goes with one of
/// the other story; of still more copies, those that lead do.
pub fn pairs(
    one: Copies,
    other: Copies,
    are_compared: impl Fn(ArticleId, ArticleId) -> bool,
) -> Vec<(ArticleId, ArticleId)> {
    if one.all.len() * other.all.len() <= MOST_PAIRS {
        let all =
            one.all.iter().flat_map(|&(_, left)| other.all.iter().map(move |&(_, right)| (left, right)));
        return all.filter(|&(left, right)| are_compared(left, right)).collect();
    }
    let are_many = one.all.len() + other.all.len() > MOST_PAIRS;
    let going = |side: Copies, with: Copies, are_compared: &dyn Fn(ArticleId, ArticleId) -> bool| {
        let goes = |&&(_, id): &&Dated| !are_many || id == side.lead;
        let partner = |&member: &Dated| Some((member.1, with.partner(member, &are_compared)?));
        side.all.iter().filter(goes).filter_map(partner).collect::<Vec<_>>()
    };
    let mut out = going(one, other, &are_compared);
    let turned = going(other, one, &|right, left| are_compared(left, right));
    out.extend(turned.into_iter().map(|(right, left)| (left, right)));
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// First and last day of each copy; the first of the story leads.
    fn dated(days: &[(i64, i64)], from: u32) -> Vec<(ArticleId, (i64, i64))> {
        (from..).map(ArticleId).zip(days.iter().copied()).collect()
    }

    fn by_day(copies: &[(ArticleId, (i64, i64))]) -> Vec<Dated> {
        let mut out: Vec<Dated> = copies.iter().map(|&(id, (first, _))| (Some(first), id)).collect();
        out.sort_unstable();
        out
    }

    /// As it is told: every two, or each copy with the first of these that it may go with, found by looking at all.
    fn pairs_slow(
        one: &[(ArticleId, (i64, i64))],
        other: &[(ArticleId, (i64, i64))],
        are_compared: &dyn Fn((i64, i64), (i64, i64)) -> bool,
    ) -> BTreeSet<(ArticleId, ArticleId)> {
        let mut out = BTreeSet::new();
        let few = one.len() * other.len() <= MOST_PAIRS;
        let many = one.len() + other.len() > MOST_PAIRS;
        for (members, others, is_turned) in [(one, other, false), (other, one, true)] {
            for (at, &(member, days)) in members.iter().enumerate() {
                let fits = |&&(_, theirs): &&(ArticleId, (i64, i64))| are_compared(days, theirs);
                let key = |&&(id, (first, _)): &&(ArticleId, (i64, i64))| (first, id);
                let before = others.iter().filter(|(_, theirs)| theirs.0 < days.0).max_by_key(key);
                let behind = others.iter().filter(|(_, theirs)| theirs.0 >= days.0).min_by_key(key);
                let any = others.iter().filter(fits).min_by_key(key);
                let chosen: Vec<ArticleId> = if few {
                    others.iter().filter(fits).map(|&(id, _)| id).collect()
                } else if many && at > 0 {
                    Vec::new()
                } else {
                    let order = [others.first(), before, behind, any].into_iter().flatten();
                    order.filter(fits).map(|&(id, _)| id).take(1).collect()
                };
                out.extend(chosen.into_iter().map(|id| if is_turned { (id, member) } else { (member, id) }));
            }
        }
        out
    }

    fn days() -> impl Strategy<Value = (i64, i64)> {
        (0i64..60, prop_oneof![4 => Just(0i64), 1 => Just(30i64)]).prop_map(|(day, more)| (day, day + more))
    }

    proptest! {
        #[test]
        fn copies_go_with_those_that_are_told(
            one in prop::collection::vec(days(), 1..40),
            other in prop_oneof![
                prop::collection::vec(days(), 1..40),
                prop::collection::vec(days(), 250..280),
            ],
        ) {
            let (one, other) = (dated(&one, 0), dated(&other, 1000));
            let near = |a: (i64, i64), b: (i64, i64)| a.0 <= b.1 + 7 && b.0 <= a.1 + 7;
            let of = |id: ArticleId| match id.0 {
                left @ ..1000 => one[left as usize].1,
                right => other[right as usize - 1000].1,
            };
            let (left, right) = (by_day(&one), by_day(&other));
            let [left, right] = [(one[0].0, &left), (other[0].0, &right)].map(|(lead, all)| Copies { lead, all });
            let found = pairs(left, right, |a, b| near(of(a), of(b)));
            let found: BTreeSet<_> = found.into_iter().collect();
            prop_assert_eq!(&found, &pairs_slow(&one, &other, &near));
            if one.len() + other.len() <= MOST_PAIRS {
                for &(id, days) in &one {
                    let has_partner = other.iter().any(|&(_, theirs)| near(days, theirs));
                    prop_assert_eq!(has_partner, found.iter().any(|&(left, _)| left == id));
                }
            }
        }
    }
}
