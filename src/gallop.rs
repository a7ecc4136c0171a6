//! How far to go in a sorted list, where the next place is likely near: of a short list and a long one few places are looked at.
//!
//! **In** a sorted slice, what comes before the place that is sought. **Out** how many items come before it. **Cost** logarithmic in that
//! number. **Never** looks further than twice as far. **From** Bentley and Yao, *An almost optimal algorithm for unbounded searching*, 1976.

/// A list is long beside another where it is so many times as long.
const LONG: usize = 16;

/// Whether one of two lists is long beside the other.
pub fn is_lopsided(one: usize, other: usize) -> bool {
    one / LONG > other || other / LONG > one
}

/// How many of the first items are before what is sought.
pub fn gallop<T>(items: &[T], is_before: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    while step <= items.len() && is_before(&items[step - 1]) {
        step *= 2;
    }
    let from = step / 2;
    from + items[from..items.len().min(step)].partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_many_as_one_by_one(mut items in prop::collection::vec(0u8..40, 0..60), sought in 0u8..41) {
            items.sort_unstable();
            let slow = items.iter().take_while(|&&item| item < sought).count();
            prop_assert_eq!(gallop(&items, |&item| item < sought), slow);
        }
    }
}
