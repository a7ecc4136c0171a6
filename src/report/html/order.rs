//! Passages and dates to who had it first: how much of each article is its own, was seen earlier elsewhere, or later.
//!
//! **In** the rows. **Out** an [`Order`] for each article, whose parts sum to the characters others have too.
//! **Cost** O(P log P) for P passages. **Never** says who wrote it: only what was published before what in this collection.
//! Passages at level `quote` and repeats inside one article are not counted, as in [`crate::overlap`].

use super::Input;
use crate::passage::level::Level;

/// Characters of one article, or of all articles of an outlet, that other articles have too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Some other outlet certainly published them before.
    pub earlier: u64,
    /// No other outlet did certainly, but the order of at least one is unknown: no date, or the same one.
    pub unknown: u64,
    /// All other outlets that have them certainly published them after.
    pub later: u64,
    /// Only articles of the same outlet have them.
    pub within: u64,
}

impl Order {
    /// All of them.
    pub fn shared(&self) -> u64 {
        self.earlier + self.unknown + self.later + self.within
    }
}

impl std::ops::AddAssign for Order {
    fn add_assign(&mut self, other: Self) {
        self.earlier += other.earlier;
        self.unknown += other.unknown;
        self.later += other.later;
        self.within += other.within;
    }
}

/// Relation of the partner of a stretch, in the order in which one hides the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Partner {
    Earlier,
    Unknown,
    Later,
    Within,
}

/// The order of each article.
pub fn of(input: &Input) -> Vec<Order> {
    // (article, character, partner, +1 or -1) at the borders of every stretch.
    let mut borders: Vec<(u32, u32, Partner, i32)> = Vec::new();
    let counted = |p: &&super::Passage| p.left != p.right && p.level != Level::Quote;
    for passage in input.passages.iter().filter(counted) {
        let sides = [
            (passage.left, passage.right, passage.left_span),
            (passage.right, passage.left, passage.right_span),
        ];
        for (article, other, span) in sides {
            let partner = partner(input, article, other);
            borders.push((article, span.start, partner, 1));
            borders.push((article, span.end, partner, -1));
        }
    }
    borders.sort_unstable();
    let mut orders = vec![Order::default(); input.articles.len()];
    for one in borders.chunk_by(|a, b| a.0 == b.0) {
        orders[one[0].0 as usize] = sweep(one);
    }
    orders
}

fn partner(input: &Input, article: u32, other: u32) -> Partner {
    let [article, other] = [article, other].map(|number| &input.articles[number as usize]);
    if article.outlet.is_some() && article.outlet == other.outlet {
        return Partner::Within;
    }
    match (article.interval, other.interval) {
        (Some(own), Some(its)) if its.1 <= own.0 => Partner::Earlier,
        (Some(own), Some(its)) if own.1 <= its.0 => Partner::Later,
        _ => Partner::Unknown,
    }
}

/// Goes through the sorted borders of one article and counts each character once.
fn sweep(borders: &[(u32, u32, Partner, i32)]) -> Order {
    let (mut order, mut open, mut from) = (Order::default(), [0i32; 4], 0);
    for &(_, at, partner, step) in borders {
        let len = u64::from(at - from);
        match open.iter().position(|&count| count > 0) {
            Some(0) => order.earlier += len,
            Some(1) => order.unknown += len,
            Some(2) => order.later += len,
            Some(_) => order.within += len,
            None => {}
        }
        open[partner as usize] += step;
        from = at;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::super::{Article, Passage};
    use super::*;
    use crate::span::CodePointRange;

    fn input(passages: &[(u32, u32, u32, u32)]) -> Input {
        let article = |outlet, day: Option<i64>| Article {
            outlet: Some(outlet),
            interval: day.map(|day| (day * 86_400, (day + 1) * 86_400)),
            chars: 100,
            ..Article::default()
        };
        Input {
            articles: vec![
                article(0, Some(2)),
                article(1, Some(1)),
                article(2, Some(3)),
                article(3, None),
                article(0, Some(9)),
            ],
            passages: passages
                .iter()
                .map(|&(left, right, start, end)| Passage {
                    left,
                    right,
                    left_span: CodePointRange::new(start, end),
                    right_span: CodePointRange::new(start, end),
                    level: Level::Edited,
                    score: 0.5,
                    identity: 0.5,
                })
                .collect(),
            ..Input::default()
        }
    }

    #[test]
    fn each_character_is_counted_once_under_the_earliest_that_is_certain() {
        let orders =
            of(&input(&[(0, 1, 0, 10), (0, 2, 5, 20), (0, 3, 15, 30), (0, 4, 28, 40), (0, 0, 50, 60)]));
        assert_eq!(orders[0], Order { earlier: 10, unknown: 15, later: 5, within: 10 });
        assert_eq!(orders[0].shared(), 40);
        assert_eq!(orders[1], Order { later: 10, ..Order::default() });
        assert_eq!(orders[2], Order { earlier: 15, ..Order::default() });
        assert_eq!(orders[3], Order { unknown: 15, ..Order::default() });
    }
}
