//! Which rows are in a page that cannot hold all.
//!
//! **In** tables, filtered or not, and [`Limits`]. **Out** [`Chosen`]. **Cost** linear, and sorting. **Never** takes a pair apart.

use crate::article::ArticleId;
use crate::report::schema::{ClusterRow, FamilyRow, PassageRow};
use crate::report::tables::Tables;
use std::cmp::Reverse;

/// The most a page holds, so that it opens within seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Passages; the pairs that share most come first.
    pub passages: usize,
    /// Families; the largest come first.
    pub families: usize,
    /// Articles; those of pairs, clusters and families come first.
    pub articles: usize,
    /// Bytes of text before compression; the same articles come first.
    pub text_bytes: u64,
    /// Outlets that are set against each other; those that share most come first.
    pub outlets: usize,
}

impl Default for Limits {
    /// Measured: a page at these limits opens in less than three seconds on two cores.
    fn default() -> Self {
        Self { passages: 100_000, families: 20_000, articles: 100_000, text_bytes: 128 << 20, outlets: 500 }
    }
}

/// Numbers of the rows in the page, each sorted.
pub struct Chosen {
    /// Articles.
    pub articles: Vec<u32>,
    /// Passages.
    pub passages: Vec<u32>,
    /// Pairs.
    pub pairs: Vec<u32>,
    /// Clusters, as numbers in the table.
    pub clusters: Vec<u32>,
    /// How many of the families, from the largest.
    pub num_families: usize,
    /// Articles whose text is in the page.
    pub texts: Vec<u32>,
    /// Outlets that are set against each other.
    pub outlets: Vec<u32>,
}

/// Chooses what fits into `limits`.
pub fn choose(tables: &Tables, limits: &Limits) -> Chosen {
    let passages = strongest(&tables.passages, limits.passages);
    // Articles that something in the page names, then the others, until the page is full.
    let mut rank = vec![2u8; tables.articles.len()];
    for &number in &passages {
        let PassageRow { left, right, .. } = tables.passages[number as usize];
        (rank[left.index()], rank[right.index()]) = (0, 0);
    }
    // They come largest first.
    let mut num_families = 0;
    for family in tables.families.chunk_by(FamilyRow::is_of).take(limits.families) {
        num_families += 1;
        family.iter().for_each(|member| rank[member.id.index()] = 0);
    }
    for member in &tables.clusters {
        let rank = &mut rank[member.id.index()];
        *rank = (*rank).min(1);
    }
    let mut order: Vec<u32> = (0..tables.articles.len() as u32).collect();
    order.sort_by_key(|&number| rank[number as usize]);
    let must = rank.iter().filter(|&&rank| rank == 0).count();
    order.truncate(limits.articles.max(must));
    let mut bytes = 0;
    let mut texts: Vec<u32> = order
        .iter()
        .copied()
        .take_while(|&number| {
            // Characters stand for bytes: exact for ASCII, and the same whatever the texts are stored in.
            bytes += u64::from(tables.articles[number as usize].chars);
            bytes <= limits.text_bytes
        })
        .collect();
    texts.sort_unstable();
    order.sort_unstable();
    let is_in = |id: ArticleId| order.binary_search(&id.0).is_ok();
    let pairs = (0..tables.pairs.len() as u32)
        .filter(|&number| {
            let pair = &tables.pairs[number as usize];
            is_in(pair.left) && is_in(pair.right)
        })
        .collect();
    let clusters = tables
        .clusters
        .chunk_by(ClusterRow::is_of)
        .filter(|members| members.iter().all(|member| is_in(member.id)))
        .map(|members| members[0].cluster)
        .collect();
    let outlets = sharing_most(tables, limits.outlets);
    Chosen { passages, pairs, clusters, num_families, texts, articles: order, outlets }
}

/// Numbers of at most `limit` outlets, of those whose text others have and that have text of others the most; of two alike the first.
fn sharing_most(tables: &Tables, limit: usize) -> Vec<u32> {
    let mut chars = vec![0u64; tables.outlet_names.len()];
    for row in tables.outlets.iter().filter(|row| row.outlet != row.other) {
        chars[row.outlet.index()] += row.chars;
        chars[row.other.index()] += row.chars;
    }
    let mut outlets: Vec<u32> = (0..tables.outlet_names.len() as u32).collect();
    outlets.sort_by_key(|&outlet| Reverse(chars[outlet as usize]));
    outlets.truncate(limit);
    outlets.sort_unstable();
    outlets
}

/// Numbers of the passages of the pairs that share most, at most `limit` of them unless the first pair has more.
fn strongest(passages: &[PassageRow], limit: usize) -> Vec<u32> {
    if passages.len() <= limit {
        return (0..passages.len() as u32).collect();
    }
    let mut first = 0;
    let mut pairs: Vec<(Reverse<u64>, usize, usize)> = passages
        .chunk_by(|a, b| (a.left, a.right) == (b.left, b.right))
        .map(|pair| {
            let strength = |p: &PassageRow| f64::from(p.length()) * p.score;
            let total: f64 = pair.iter().map(strength).sum();
            first += pair.len();
            (Reverse((total * 1e3) as u64), first - pair.len(), pair.len())
        })
        .collect();
    pairs.sort_unstable();
    let mut kept = Vec::with_capacity(limit);
    for (_, start, len) in pairs {
        if !kept.is_empty() && kept.len() + len > limit {
            break;
        }
        kept.extend(start as u32..(start + len) as u32);
    }
    kept.sort_unstable();
    kept
}

#[cfg(test)]
mod tests {
    use super::super::sample::tables;
    use super::*;
    use crate::report::schema::OutletRow;
    use crate::report::table::OutletNumber;

    #[test]
    fn pairs_are_kept_whole_and_the_strongest_first() {
        let limits = Limits { passages: 2, articles: 1, ..Limits::default() };
        let chosen = choose(&tables(), &limits);
        assert_eq!(chosen.passages, [1, 2]);
        // Their articles are in the page whatever the limit.
        assert_eq!(chosen.articles, [0, 2]);
        assert_eq!(choose(&tables(), &Limits::default()).articles, [0, 1, 2, 3]);
    }

    #[test]
    fn outlets_that_share_most_are_set_against_each_other() {
        let row = |outlet, other, chars| OutletRow {
            outlet: OutletNumber(outlet),
            other: OutletNumber(other),
            articles: 1,
            chars,
            share: 0.1,
            earlier_chars: 0,
            passages: 1,
        };
        let names = ["a", "b", "c", "d"].map(str::to_owned).into();
        let outlets = vec![row(0, 0, 900), row(0, 3, 10), row(1, 3, 20), row(2, 3, 10), row(3, 1, 30)];
        let tables = Tables { outlet_names: names, outlets, ..tables() };
        let among = |outlets| choose(&tables, &Limits { outlets, ..Limits::default() }).outlets;
        // What an outlet shares with itself says nothing; of two alike it is the first.
        assert_eq!(
            [among(1), among(2), among(3), among(9)],
            [vec![3], vec![1, 3], vec![0, 1, 3], vec![0, 1, 2, 3]]
        );
    }
}
