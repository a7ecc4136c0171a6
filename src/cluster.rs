//! Verified pairs to clusters that do not chain.
//!
//! **In** edges between articles (pairs that reached the resemblance threshold), in any order; a priority for each article.
//! **Out** clusters in order of their representative's id: every member has an edge to the representative.
//! **Cost** O(E log E) for E edges; four bytes an article for the components. **Never** sees text; never joins two articles
//! because a third resembles both.
//! **From** the leader algorithm (Hartigan, *Clustering Algorithms*, 1975, ch. 3), run inside each connected component.

use crate::article::ArticleId;

/// One near-duplicate cluster of two articles or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The member that stands for the others; each of them reaches the threshold with it.
    pub representative: ArticleId,
    /// All members in order of id, the representative among them.
    pub members: Vec<ArticleId>,
}

/// Clusters by leaders: articles are taken in order of `priority` (smaller first, ties by id); each one not yet in a cluster
/// becomes a representative and takes every free article it has an edge to.
pub fn clusters<P: Ord>(edges: &[(ArticleId, ArticleId)], priority: impl Fn(ArticleId) -> P) -> Vec<Cluster> {
    let mut directed: Vec<(ArticleId, ArticleId)> =
        edges.iter().flat_map(|&(l, r)| [(l, r), (r, l)]).filter(|(l, r)| l != r).collect();
    directed.sort_unstable();
    directed.dedup();
    // `starts[i]..starts[i + 1]` are the neighbours of `linked[i]`.
    let (mut linked, mut starts) = (Vec::new(), Vec::new());
    for (index, &(from, _)) in directed.iter().enumerate() {
        if linked.last() != Some(&from) {
            linked.push(from);
            starts.push(index);
        }
    }
    starts.push(directed.len());
    let mut order: Vec<usize> = (0..linked.len()).collect();
    order.sort_by_cached_key(|&index| (priority(linked[index]), linked[index]));

    let mut is_taken = vec![false; linked.len()];
    let mut out = Vec::new();
    for leader in order {
        if is_taken[leader] {
            continue;
        }
        is_taken[leader] = true;
        let mut members = vec![linked[leader]];
        for &(_, neighbour) in &directed[starts[leader]..starts[leader + 1]] {
            let index = linked.binary_search(&neighbour).expect("every neighbour has edges");
            if !is_taken[index] {
                is_taken[index] = true;
                members.push(neighbour);
            }
        }
        if members.len() > 1 {
            members.sort_unstable();
            out.push(Cluster { representative: linked[leader], members });
        }
    }
    out.sort_unstable_by_key(|cluster| cluster.representative);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_id(edges: &[(u32, u32)]) -> Vec<Cluster> {
        let edges: Vec<_> = edges.iter().map(|&(l, r)| (ArticleId(l), ArticleId(r))).collect();
        clusters(&edges, |id| id)
    }

    #[test]
    fn a_chain_of_two_thousand_is_not_one_cluster() {
        let chain: Vec<_> = (0..1999).map(|i| (i, i + 1)).collect();
        let clusters = by_id(&chain);
        assert!(clusters.iter().all(|c| c.members.len() <= 3));
        assert_eq!(clusters.len(), 1000);
    }

    #[test]
    fn everybody_like_the_first_is_one_cluster() {
        let star: Vec<_> = (1..50).map(|i| (0, i)).collect();
        assert_eq!(by_id(&star).len(), 1);
    }

    #[test]
    fn priority_chooses_the_representative() {
        let edges = [(ArticleId(1), ArticleId(2)), (ArticleId(2), ArticleId(3))];
        let found = clusters(&edges, |id| std::cmp::Reverse(id == ArticleId(2)));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].representative, ArticleId(2));
    }

    proptest! {
        #[test]
        fn every_member_has_an_edge_to_its_representative(
            edges in prop::collection::vec((0u32..40, 0u32..40), 0..120), seed in any::<u64>()
        ) {
            let clusters = by_id(&edges);
            let mut seen = std::collections::HashSet::new();
            for cluster in &clusters {
                for &member in &cluster.members {
                    prop_assert!(seen.insert(member));
                    let pair = (cluster.representative.0, member.0);
                    prop_assert!(pair.0 == pair.1 || edges.contains(&pair) || edges.contains(&(pair.1, pair.0)));
                }
            }
            let mut shuffled = edges.clone();
            let len = shuffled.len().max(1);
            shuffled.rotate_left(seed as usize % len);
            prop_assert_eq!(clusters, by_id(&shuffled));
        }
    }
}
