//! Spans that may meet one span, without going through all of an article's.
//!
//! **In** spans of one side, each with what stands behind it. **Out** those that may meet a span, a few more where long ones lie around.
//! **Cost** two searches and what is given. **Never** leaves one out that meets.

/// Spans in order of their starts, and how far those before and at each reach.
pub struct ByStart<T> {
    spans: Vec<((i64, i64), T)>,
    reach: Vec<i64>,
}

impl<T> ByStart<T> {
    /// In any order; those of one start keep theirs.
    pub fn new(mut spans: Vec<((i64, i64), T)>) -> Self {
        spans.sort_by_key(|&((start, _), _)| start);
        let mut furthest = i64::MIN;
        let reach = spans.iter().map(|&((_, end), _)| {
            furthest = furthest.max(end);
            furthest
        });
        let reach = reach.collect();
        Self { spans, reach }
    }

    /// All that overlap a span or touch it, and some that do neither.
    pub fn near(&self, (start, end): (i64, i64)) -> impl Iterator<Item = &T> {
        let to = self.spans.partition_point(|&((other, _), _)| other <= end);
        let from = self.reach.partition_point(|&reach| reach < start).min(to);
        self.spans[from..to].iter().map(|(_, behind)| behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn none_that_meets_is_left_out(
            spans in prop::collection::vec((0i64..40, 0i64..9), 0..20),
            start in 0i64..40,
            length in 0i64..9,
        ) {
            let spans: Vec<(i64, i64)> = spans.into_iter().map(|(start, length)| (start, start + length)).collect();
            let end = start + length;
            let ordered = ByStart::new(spans.iter().copied().zip(0..).collect());
            let near: Vec<usize> = ordered.near((start, end)).copied().collect();
            for (at, span) in spans.iter().enumerate() {
                prop_assert!(span.0 > end || span.1 < start || near.contains(&at), "{span:?}");
            }
        }
    }

    #[test]
    fn of_many_beside_each_other_few_are_near() {
        let spans = ByStart::new((0..1000).map(|at| ((10 * at, 10 * at + 8), at)).collect());
        assert_eq!(spans.near((502, 511)).copied().collect::<Vec<_>>(), [50, 51]);
    }
}
