//! Passages to families: stretches of many articles that are the same text, and who had it first in this collection.
//!
//! **In** passages between articles. **Out** [`Family`]s of two stretches or more, largest first, and the shares that they and the passages
//! make. **Cost** O(P log P) for P passages, and that of [`Overlap`]. **Never** joins two stretches because a third resembles both: every member
//! shares a passage with the medoid. **From** the interval graph of passim; the split by medoids after leader clustering
//! (Hartigan 1975), here over stretches.

use crate::article::{ArticleId, Dates, Published};
use crate::cluster::clusters;
use crate::overlap::{About, Crowd, FoundPassage, Overlap};
use crate::passage::level::Level;
use crate::span::CodePointRange;
use std::collections::HashMap;

/// One stretch of one article that belongs to a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The article.
    pub article: ArticleId,
    /// Its characters.
    pub span: CodePointRange,
    /// How near it is to the medoid; nothing for the medoid itself.
    pub level: Option<Level>,
    /// Whether no other member of known date certainly precedes it. Ties are all first; a member without a date never is.
    pub is_first: bool,
}

/// Stretches of several articles that tell the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Index of the member that shares most passages with the others.
    pub medoid: usize,
    /// By article, then span.
    pub members: Vec<Member>,
}

/// A stretch of one article: sides of its passages that overlap the first of them by half of the longer one. So a paragraph that others
/// have is not one with the whole text that a copy has, nor what stands at both ends of it with each other.
struct Stretch {
    article: ArticleId,
    /// The one that begins first.
    first: CodePointRange,
    /// What they cover together.
    span: CodePointRange,
}

/// Families of `passages`, and what `num_articles` articles share: by passages, and by families of more than `all_paired` articles, of which
/// not all were compared with each other.
pub fn shares<'a>(
    num_articles: usize,
    passages: &[FoundPassage],
    all_paired: usize,
    about: impl Fn(ArticleId) -> About<'a>,
) -> (Vec<Family>, Overlap) {
    let families = families(passages, |id| about(id).published);
    let crowds = crowds(&families, all_paired);
    let overlap = Overlap::new(num_articles, passages, &crowds, about);
    (families, overlap)
}

/// Families of `passages`; quotes and repeats inside one article make none.
pub fn families(
    passages: &[FoundPassage],
    published: impl Fn(ArticleId) -> Option<Published>,
) -> Vec<Family> {
    let is_counted = |p: &&FoundPassage| p.left != p.right && p.level != Level::Quote;
    let counted: Vec<&FoundPassage> = passages.iter().filter(is_counted).collect();
    // Every side of every passage: 2i is the left of passage i, 2i + 1 its right.
    let mut sides: Vec<(ArticleId, CodePointRange, usize)> = counted
        .iter()
        .enumerate()
        .flat_map(|(index, p)| [(p.left, p.left_span, 2 * index), (p.right, p.right_span, 2 * index + 1)])
        .collect();
    sides.sort_unstable();
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut stretch_of = vec![0u32; 2 * counted.len()];
    // Those of this article that may reach the side in hand. No two overlap by half of the longer one, so they are few.
    let mut open: Vec<usize> = Vec::new();
    for &(article, span, side) in &sides {
        open.retain(|&at| stretches[at].article == article && stretches[at].first.end > span.start);
        let overlap = |&at: &usize| stretches[at].first.overlap(span);
        let is_one = |at: &usize| 2 * overlap(at) >= stretches[*at].first.len().max(span.len());
        let nearest =
            open.iter().copied().filter(is_one).max_by_key(|at| (overlap(at), std::cmp::Reverse(*at)));
        let at = nearest.unwrap_or_else(|| {
            stretches.push(Stretch { article, first: span, span });
            open.push(stretches.len() - 1);
            stretches.len() - 1
        });
        stretches[at].span.end = stretches[at].span.end.max(span.end);
        stretch_of[side] = at as u32;
    }
    // The clusters of stretches; the best connected one leads.
    let edge = |index: usize| (ArticleId(stretch_of[2 * index]), ArticleId(stretch_of[2 * index + 1]));
    let edges: Vec<_> = (0..counted.len()).map(edge).collect();
    let mut degrees = vec![0u32; stretches.len()];
    let mut levels: HashMap<(ArticleId, ArticleId), Level> = HashMap::new();
    for (&(left, right), passage) in edges.iter().zip(&counted) {
        degrees[left.index()] += 1;
        degrees[right.index()] += 1;
        let nearest = levels.entry((left.min(right), left.max(right))).or_insert(passage.level);
        *nearest = passage.level.min(*nearest);
    }
    // Either end of a passage may stand for the other.
    let both_ways = edges.iter().flat_map(|&(left, right)| [(left, right), (right, left)]).collect();
    let priority = |stretch: ArticleId| std::cmp::Reverse(degrees[stretch.index()]);
    let Ok(found) = clusters(both_ways, priority, &[], |_, _| Ok::<_, std::convert::Infallible>(Vec::new()));
    let mut out: Vec<Family> = found
        .into_iter()
        .map(|cluster| {
            let medoid = cluster.members.binary_search(&cluster.representative).expect("it is a member");
            let member = |&index: &ArticleId| {
                let Stretch { article, span, .. } = stretches[index.index()];
                let pair = (index.min(cluster.representative), index.max(cluster.representative));
                Member { article, span, level: levels.get(&pair).copied(), is_first: false }
            };
            let mut members: Vec<Member> = cluster.members.iter().map(member).collect();
            mark_first(&mut members, &published);
            Family { medoid, members }
        })
        .collect();
    out.sort_by_key(|family| {
        let medoid = family.members[family.medoid];
        (std::cmp::Reverse(family.members.len()), medoid.article, medoid.span)
    });
    out
}

/// The families of more than `all_paired` articles.
pub fn crowds(families: &[Family], all_paired: usize) -> Vec<Crowd> {
    // Members are by article.
    let articles = |family: &Family| family.members.chunk_by(|a, b| a.article == b.article).count();
    let large = families.iter().filter(|family| articles(family) > all_paired);
    large.map(|family| family.members.iter().map(|member| (member.article, member.span)).collect()).collect()
}

fn mark_first(members: &mut [Member], published: impl Fn(ArticleId) -> Option<Published>) {
    let dates: Dates = members.iter().filter_map(|member| published(member.article)).collect();
    for member in members {
        member.is_first = published(member.article).is_some_and(|date| dates.num_before(date) == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Precision;
    use crate::overlap::Role;

    fn passage(left: u32, right: u32, l: (u32, u32), r: (u32, u32)) -> FoundPassage {
        FoundPassage {
            left: ArticleId(left),
            right: ArticleId(right),
            left_span: CodePointRange::new(l.0, l.1),
            right_span: CodePointRange::new(r.0, r.1),
            level: Level::Verbatim,
            score: 0.9,
            identity: 1.0,
            evidence: None,
        }
    }

    fn at(start: i64, end: i64) -> Option<Published> {
        Some(Published { start, end, precision: Precision::Day, offset: None })
    }

    #[test]
    fn one_stretch_in_three_articles_is_one_family() {
        let passages = [
            passage(0, 1, (0, 100), (50, 150)),
            passage(0, 2, (5, 100), (0, 95)),
            passage(1, 2, (50, 150), (0, 95)),
            passage(0, 1, (500, 600), (700, 800)),
        ];
        let found = families(&passages, |id| at(i64::from(id.0) * 10, i64::from(id.0) * 10 + 5));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].members.len(), 3);
        let first: Vec<bool> = found[0].members.iter().map(|m| m.is_first).collect();
        assert_eq!(first, [true, false, false]);
    }

    #[test]
    fn parts_of_a_copied_text_have_families_of_their_own() {
        // 0 and 1 are copies of three parts; 2 has the first part, 3 the second.
        let passages = [
            passage(0, 1, (0, 300), (0, 300)),
            passage(0, 2, (0, 100), (0, 100)),
            passage(0, 3, (100, 200), (0, 100)),
            passage(1, 2, (0, 100), (0, 100)),
            passage(1, 3, (100, 200), (0, 100)),
        ];
        let days = [4, 5, 1, 3];
        let found = families(&passages, |id| at(days[id.index()], days[id.index()] + 1));
        let told = |family: &Family| -> Vec<(u32, bool)> {
            family.members.iter().map(|member| (member.article.0, member.is_first)).collect()
        };
        let told: Vec<_> = found.iter().map(told).collect();
        let firsts = |first: u32| vec![(0, false), (1, false), (first, true)];
        assert_eq!(told, [firsts(2), firsts(3), vec![(0, true), (1, false)]]);
    }

    #[test]
    fn of_more_than_are_all_compared_each_shares_with_each() {
        // All were compared with the first, each of an outlet of its own.
        let passages: Vec<_> = (1..5).map(|id| passage(0, id, (0, 100), (0, 100))).collect();
        let about = |id: ArticleId| About {
            outlet: Some(id.0),
            published: None,
            boilerplate: &[],
            role: Role::default(),
        };
        let num_told = |all_paired| shares(5, &passages, all_paired, about).1.outlets.len();
        assert_eq!((num_told(5), num_told(4)), (8, 20));
    }

    #[test]
    fn a_day_does_not_precede_an_hour_of_that_day() {
        let passages = [passage(0, 1, (0, 100), (0, 100))];
        let found = families(&passages, |id| if id.0 == 0 { at(0, 86_400) } else { at(40_000, 40_001) });
        assert!(found[0].members.iter().all(|m| m.is_first));
        let unknown = families(&passages, |id| if id.0 == 0 { None } else { at(5, 6) });
        assert_eq!(unknown[0].members.iter().map(|m| m.is_first).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn members_that_do_not_meet_the_medoid_are_split_off() {
        // A chain of stretches, each shared with the next only.
        let passages: Vec<_> = (0..20).map(|i| passage(i, i + 1, (0, 100), (0, 100))).collect();
        assert!(families(&passages, |_| None).iter().all(|family| family.members.len() <= 3));
    }
}
