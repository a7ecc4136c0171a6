//! Verified pairs to clusters that do not chain.
//!
//! **In** edges (one article may stand for another: their pair reached the threshold), in any order; a priority for each
//! article; the hubs of oversized buckets.
//! **Out** clusters in order of their representative's id: every member has an edge to the representative.
//! **Cost** O(E log E) for E edges; four bytes an article for the components. **Never** sees text; never joins two articles
//! because a third resembles both.
//! **From** the leader algorithm (Hartigan, *Clustering Algorithms*, 1975, ch. 3), run inside each connected component.

use crate::article::ArticleId;
use std::collections::HashMap;

/// One near-duplicate cluster of two articles or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The member that stands for the others; each of them reaches the threshold with it.
    pub representative: ArticleId,
    /// All members in order of id, the representative among them.
    pub members: Vec<ArticleId>,
}

/// Most leaders that an article is offered to beyond those it has an edge to: keeps completion linear.
const MAX_OFFERS: u8 = 4;

/// Clusters by leaders: articles are taken in order of `priority` (smaller first, ties by id); each one not yet in a cluster
/// becomes a representative and takes every free article it has an edge to.
///
/// An edge `(leader, member)` says that the first may stand for the second. `hubs`, sorted, are articles that an oversized
/// bucket was paired with in place of all its pairs: a leader beside a hub is shown the hub's other free neighbours, and
/// `more` says, by exact counts, which of them it may stand for. Each article is shown to at most four leaders so.
///
/// # Errors
/// Those of `more`.
pub fn clusters<P: Ord, E>(
    mut edges: Vec<(ArticleId, ArticleId)>,
    priority: impl Fn(ArticleId) -> P,
    hubs: &[ArticleId],
    mut more: impl FnMut(ArticleId, Vec<ArticleId>) -> Result<Vec<ArticleId>, E>,
) -> Result<Vec<Cluster>, E> {
    edges.retain(|(leader, member)| leader != member);
    edges.sort_unstable();
    edges.dedup();
    let mut linked: Vec<ArticleId> = edges.iter().flat_map(|&(leader, member)| [leader, member]).collect();
    linked.sort_unstable();
    linked.dedup();
    let index_of = |id: ArticleId| linked.binary_search(&id).expect("every end of an edge is linked");
    let members_of = |leader: ArticleId| {
        let start = edges.partition_point(|edge| edge.0 < leader);
        let length = edges[start..].partition_point(|edge| edge.0 == leader);
        &edges[start..start + length]
    };
    let mut order: Vec<u32> = (0..linked.len() as u32).collect();
    order.sort_by_cached_key(|&index| (priority(linked[index as usize]), index));

    let mut is_taken = vec![false; linked.len()];
    let mut offers = vec![0u8; if hubs.is_empty() { 0 } else { linked.len() }];
    // What each hub may still show: who is taken, or was shown often enough, is looked at no more.
    let mut left_at: HashMap<ArticleId, Vec<ArticleId>> = HashMap::new();
    let mut out = Vec::new();
    for index in order {
        if std::mem::replace(&mut is_taken[index as usize], true) {
            continue;
        }
        let leader = linked[index as usize];
        let mut members = vec![leader];
        let (mut beside, mut shown) = (Vec::new(), Vec::new());
        for &(_, member) in members_of(leader) {
            if !std::mem::replace(&mut is_taken[index_of(member)], true) {
                members.push(member);
            }
            if hubs.binary_search(&member).is_ok() {
                beside.push(member);
            }
        }
        for hub in beside {
            let all = || members_of(hub).iter().map(|&(_, other)| other).collect();
            let others = left_at.entry(hub).or_insert_with(all);
            others.retain(|&other| {
                let at = index_of(other);
                !is_taken[at] && offers[at] < MAX_OFFERS
            });
            shown.extend_from_slice(others);
        }
        if !shown.is_empty() {
            shown.sort_unstable();
            shown.dedup();
            shown.iter().for_each(|&other| offers[index_of(other)] += 1);
            for member in more(leader, shown)? {
                is_taken[index_of(member)] = true;
                members.push(member);
            }
        }
        if members.len() > 1 {
            members.sort_unstable();
            out.push(Cluster { representative: leader, members });
        }
    }
    out.sort_unstable_by_key(|cluster| cluster.representative);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naive;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn both_ways(edges: &[(u32, u32)]) -> Vec<(ArticleId, ArticleId)> {
        edges
            .iter()
            .flat_map(|&(l, r)| [(ArticleId(l), ArticleId(r)), (ArticleId(r), ArticleId(l))])
            .collect()
    }

    fn clusters_by<P: Ord>(edges: &[(u32, u32)], priority: impl Fn(ArticleId) -> P) -> Vec<Cluster> {
        let Ok(found) = clusters(both_ways(edges), priority, &[], |_, _| Ok::<_, Infallible>(Vec::new()));
        found
    }

    fn by_id(edges: &[(u32, u32)]) -> Vec<Cluster> {
        clusters_by(edges, |id| id)
    }

    #[test]
    fn a_leader_beside_a_hub_is_shown_what_the_hub_had() {
        // 1 was paired with everything, but 0 takes it away.
        let star: Vec<_> = (2..5000).map(|i| (1, i)).chain([(0, 1)]).collect();
        assert_eq!(by_id(&star).len(), 1, "5,000 near-duplicates all stay");
        let mut shown = 0;
        let Ok(found) = clusters(
            both_ways(&star),
            |id| id,
            &[ArticleId(1)],
            |leader, others| {
                shown += others.len();
                Ok::<_, Infallible>(if leader == ArticleId(0) { Vec::new() } else { others })
            },
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].members.len(), 4998);
        assert!(shown <= 2 * 5000);
        // Nobody stands for anybody but the hub: as many leaders as neighbours, and 10^10 looks if each were shown all.
        let many = 100_000;
        let star: Vec<_> = (2..many).map(|i| (1, i)).chain([(0, 1)]).collect();
        let (mut shown, started) = (0, std::time::Instant::now());
        let Ok(none) = clusters(
            both_ways(&star),
            |id| id,
            &[ArticleId(1)],
            |_, others| {
                shown += others.len();
                Ok::<_, Infallible>(Vec::new())
            },
        );
        assert_eq!(none.len(), 1);
        // What is looked at and not shown is not counted: by far the most of it would be, for minutes.
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
        assert!(shown <= usize::from(MAX_OFFERS) * many as usize, "{shown} is not linear");
    }

    #[test]
    fn an_edge_counts_in_its_direction_only() {
        let edges = vec![(ArticleId(5), ArticleId(1))];
        let Ok(found) = clusters(edges.clone(), |id| id, &[], |_, _| Ok::<_, Infallible>(Vec::new()));
        assert!(found.is_empty());
        let Ok(found) = clusters(edges, std::cmp::Reverse, &[], |_, _| Ok::<_, Infallible>(Vec::new()));
        assert_eq!(found[0].representative, ArticleId(5));
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
        let found = clusters_by(&[(1, 2), (2, 3)], |id| std::cmp::Reverse(id == ArticleId(2)));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].representative, ArticleId(2));
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_the_definition(
            edges in prop::collection::vec((0u32..40, 0u32..40), 0..120),
            // Few values, so that ids decide as well.
            priorities in prop::collection::vec(0u8..6, 40),
        ) {
            let priority = |id: ArticleId| priorities[id.index()];
            let named: Vec<_> = edges.iter().map(|&(l, r)| (ArticleId(l), ArticleId(r))).collect();
            prop_assert_eq!(clusters_by(&edges, priority), naive::clusters(40, &named, priority));
        }

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
