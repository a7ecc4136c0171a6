//! Passages to shares: how much of each article others have too, and how much outlets share.
//!
//! **In** the articles, all passages, the crowds among them, and the boilerplate of each article. **Out** an [`Overlap`]. **Cost**
//! O(P log P) for P passages, and for each member of a crowd its outlets.
//! **Never** counts a character twice: shares are unions of spans, without boilerplate. Passages at level `quote` and repeats
//! inside one article are not counted. The levels of an article add up to what it shares.

use crate::article::{ArticleId, Dates, Published};
use crate::passage::evidence::Evidence;
use crate::passage::level::Level;
use crate::span::CodePointRange;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One passage of a pair of articles, or of one article with itself.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPassage {
    /// The smaller id; equal to `right` for a repeat inside one article.
    pub left: ArticleId,
    /// The larger id.
    pub right: ArticleId,
    /// Characters of the left text.
    pub left_span: CodePointRange,
    /// Characters of the right text.
    pub right_span: CodePointRange,
    /// How near the two are.
    pub level: Level,
    /// How sure we are, in [0, 1].
    pub score: f64,
    /// Share of equal words, in [0, 1].
    pub identity: f64,
    /// Why, where it is told in other words.
    pub evidence: Option<Box<Evidence>>,
}

/// How much of one article others have too, in characters without boilerplate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArticleShares {
    /// At any level: the sum of the three levels.
    pub shared: u32,
    /// In verbatim passages.
    pub verbatim: u32,
    /// In edited passages and not in verbatim ones.
    pub edited: u32,
    /// In rewritten passages only.
    pub rewritten: u32,
    /// With nothing but other articles of its outlet.
    pub own_outlet: u32,
    /// With articles elsewhere that were certainly published earlier: of another outlet, or where one of both outlets is unknown.
    pub earlier: u32,
    /// Not with those, but with one elsewhere whose order is unknown: the same date, or none.
    pub unknown: u32,
    /// Elsewhere with nothing but articles that were certainly published later; the four add up to what is shared.
    pub later: u32,
    /// Characters of boilerplate, which count neither here nor in the whole.
    pub boilerplate: u32,
}

/// What one outlet has of its own that another has too, in characters without boilerplate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Articles of the first outlet with such a passage.
    pub articles: u32,
    /// Characters of the first outlet in such passages.
    pub chars: u64,
    /// Of these, characters that the second outlet certainly published earlier.
    pub earlier: u64,
    /// Passages between the two that were found, quotes apart; of a crowd each article has a few only.
    pub passages: u64,
}

/// Shares of articles and outlets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// By article.
    pub articles: Vec<ArticleShares>,
    /// For each ordered pair of outlets what the first shares with the second, where that is anything.
    pub outlets: BTreeMap<(u32, u32), Shared>,
}

/// One side of a passage, or of a stretch of a crowd.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Side {
    article: ArticleId,
    /// Outlet of the article on the other side.
    other: Option<u32>,
    /// That of the passage; none in a crowd.
    level: Option<Level>,
    order: Order,
    span: CodePointRange,
}

/// When the other side was published.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Earlier,
    Unknown,
    Later,
}

/// What is known of an article beside its passages.
pub struct About<'a> {
    /// Its outlet.
    pub outlet: Option<u32>,
    /// Its date.
    pub published: Option<Published>,
    /// Its boilerplate, in order.
    pub boilerplate: &'a [CodePointRange],
}

/// Of a stretch in more outlets than these, only those are told to share it whose articles were compared: each with each would be too many.
const MOST_OUTLETS: usize = 1024;

/// Stretches of one text in more articles than are all compared with each other: all of them share it, whichever were compared.
pub type Crowd = Vec<(ArticleId, CodePointRange)>;

/// The outlets of a crowd, with how many articles they have in it and their dates.
type Outlets = BTreeMap<Option<u32>, (usize, Dates)>;

fn outlets_of<'a>(crowd: &Crowd, about: &impl Fn(ArticleId) -> About<'a>) -> Outlets {
    let mut articles: Vec<ArticleId> = crowd.iter().map(|&(article, _)| article).collect();
    articles.sort_unstable();
    articles.dedup();
    let outlet = |article: ArticleId| about(article).outlet;
    let are_told =
        articles.iter().filter_map(|&article| outlet(article)).collect::<BTreeSet<_>>().len() <= MOST_OUTLETS;
    let mut by_outlet: BTreeMap<Option<u32>, Vec<ArticleId>> = BTreeMap::new();
    for article in articles {
        by_outlet.entry(outlet(article).filter(|_| are_told)).or_default().push(article);
    }
    let dates = |articles: &[ArticleId]| articles.iter().filter_map(|&id| about(id).published).collect();
    by_outlet.into_iter().map(|(outlet, articles)| (outlet, (articles.len(), dates(&articles)))).collect()
}

/// What an article has in common with the others of a crowd.
fn in_crowd(article: ArticleId, span: CodePointRange, about: &About, outlets: &Outlets, out: &mut Vec<Side>) {
    let own = if outlets.contains_key(&about.outlet) { about.outlet } else { None };
    for (&other, &(number, ref dates)) in outlets {
        let others = number - usize::from(other == own);
        let (earlier, later) =
            about.published.map_or((0, 0), |own| (dates.num_before(own), dates.num_after(own)));
        let unknown = others - earlier - later;
        for (number, order) in [(earlier, Order::Earlier), (unknown, Order::Unknown), (later, Order::Later)] {
            if number > 0 {
                out.push(Side { article, other, level: None, order, span });
            }
        }
    }
}

impl Overlap {
    /// Shares of `num_articles` articles.
    pub fn new<'a>(
        num_articles: usize,
        passages: &[FoundPassage],
        crowds: &[Crowd],
        about: impl Fn(ArticleId) -> About<'a>,
    ) -> Self {
        let order = |one: ArticleId, other: ArticleId| match (about(one).published, about(other).published) {
            (Some(one), Some(other)) if other.precedes(one) => Order::Earlier,
            (Some(one), Some(other)) if one.precedes(other) => Order::Later,
            _ => Order::Unknown,
        };
        let mut sides: Vec<Side> = passages
            .iter()
            .filter(|p| p.left != p.right && p.level != Level::Quote)
            .flat_map(|p| {
                [(p.left, p.right, p.left_span), (p.right, p.left, p.right_span)].map(
                    |(article, partner, span)| {
                        let (other, order) = (about(partner).outlet, order(article, partner));
                        Side { article, other, level: Some(p.level), order, span }
                    },
                )
            })
            .collect();
        sides.sort_unstable();
        let mut overlap = Self { articles: vec![ArticleShares::default(); num_articles], ..Self::default() };
        for (index, shares) in overlap.articles.iter_mut().enumerate() {
            shares.boilerplate = union(about(ArticleId(index as u32)).boilerplate.iter().copied());
        }
        let outlets: Vec<Outlets> = crowds.iter().map(|crowd| outlets_of(crowd, &about)).collect();
        let mut crowded: HashMap<ArticleId, Vec<(CodePointRange, &Outlets)>> = HashMap::new();
        for (crowd, outlets) in crowds.iter().zip(&outlets) {
            for &(article, span) in crowd {
                crowded.entry(article).or_default().push((span, outlets));
            }
        }
        let mut of_article = Vec::new();
        for found in sides.chunk_by(|a, b| a.article == b.article) {
            let article = found[0].article;
            let about = about(article);
            of_article.clear();
            of_article.extend_from_slice(found);
            for &(span, outlets) in crowded.get(&article).into_iter().flatten() {
                in_crowd(article, span, &about, outlets, &mut of_article);
            }
            of_article.sort_unstable();
            overlap.add_article(&of_article, &about);
        }
        // Between articles of one outlet a passage was met from both sides.
        for (_, shared) in overlap.outlets.iter_mut().filter(|((one, other), _)| one == other) {
            shared.passages /= 2;
        }
        overlap
    }

    fn add_article(&mut self, sides: &[Side], about: &About) {
        let without = union(about.boilerplate.iter().copied());
        let covered = |is_counted: &dyn Fn(&Side) -> bool, sides: &[Side]| {
            let counted = sides.iter().filter(|side| is_counted(side)).map(|side| side.span);
            union(counted.chain(about.boilerplate.iter().copied())) - without
        };
        let up_to = |level: Level| covered(&|side| side.level.is_some_and(|own| own <= level), sides);
        let (verbatim, edited, shared) =
            (up_to(Level::Verbatim), up_to(Level::Edited), up_to(Level::Rewritten));
        let shares = &mut self.articles[sides[0].article.index()];
        shares.shared = shared;
        shares.verbatim = verbatim;
        shares.edited = edited - verbatim;
        shares.rewritten = shared - edited;
        let is_elsewhere = |side: &Side| side.other.is_none() || side.other != about.outlet;
        let elsewhere = covered(&is_elsewhere, sides);
        shares.own_outlet = shared - elsewhere;
        shares.earlier = covered(&|side| is_elsewhere(side) && side.order == Order::Earlier, sides);
        shares.unknown =
            covered(&|side| is_elsewhere(side) && side.order != Order::Later, sides) - shares.earlier;
        shares.later = elsewhere - shares.earlier - shares.unknown;

        let Some(own) = about.outlet else { return };
        for with_outlet in sides.chunk_by(|a, b| a.other == b.other) {
            let Some(other) = with_outlet[0].other else { continue };
            let chars = covered(&|_| true, with_outlet);
            let shared = self.outlets.entry((own, other)).or_default();
            shared.articles += 1;
            shared.chars += u64::from(chars);
            shared.earlier += u64::from(covered(&|side| side.order == Order::Earlier, with_outlet));
            shared.passages += with_outlet.iter().filter(|side| side.level.is_some()).count() as u64;
        }
    }
}

/// Characters in at least one of `spans`.
fn union(spans: impl Iterator<Item = CodePointRange>) -> u32 {
    let mut spans: Vec<CodePointRange> = spans.collect();
    spans.sort_unstable();
    CodePointRange::covered(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Precision;
    use proptest::prelude::*;

    fn passage(left: u32, right: u32, l: (u32, u32), r: (u32, u32), level: Level) -> FoundPassage {
        FoundPassage {
            left: ArticleId(left),
            right: ArticleId(right),
            left_span: CodePointRange::new(l.0, l.1),
            right_span: CodePointRange::new(r.0, r.1),
            level,
            score: 0.5,
            identity: 0.7,
            evidence: None,
        }
    }

    fn about(outlet: u32, boilerplate: &[CodePointRange]) -> About<'_> {
        About { outlet: Some(outlet), published: None, boilerplate }
    }

    proptest! {
        #[test]
        fn levels_add_up_and_boilerplate_is_left_out(
            raw in prop::collection::vec((0u32..3, 0u32..3, 0u32..80, 1u32..30, 0usize..3), 0..12), from in 0u32..90,
        ) {
            let levels = [Level::Verbatim, Level::Edited, Level::Rewritten];
            let passages: Vec<_> = raw.iter().filter(|r| r.0 < r.1)
                .map(|&(l, r, at, len, level)| passage(l, r, (at, at + len), (at, at + len), levels[level])).collect();
            let boilerplate = [CodePointRange::new(from, from + 9)];
            let overlap = Overlap::new(3, &passages, &[], |id| about(id.0, &boilerplate));
            for shares in &overlap.articles {
                prop_assert_eq!(shares.shared, shares.verbatim + shares.edited + shares.rewritten);
                prop_assert_eq!(shares.shared, shares.own_outlet + shares.earlier + shares.unknown + shares.later);
                prop_assert!(shares.shared <= 110 - 9);
                prop_assert_eq!(shares.boilerplate, 9);
            }
        }
    }

    proptest! {
        #[test]
        fn a_crowd_is_as_if_each_had_met_each(
            raw in prop::collection::vec((0u32..4, prop::option::of((0i64..6, 1i64..3))), 2..9),
        ) {
            let about = |id: ArticleId| {
                let (outlet, date) = raw[id.index()];
                let published = date
                    .map(|(start, len)| Published { start, end: start + len, precision: Precision::Day, offset: None });
                About { outlet: (outlet > 0).then_some(outlet), published, boilerplate: &[] }
            };
            let number = raw.len() as u32;
            let shares = |pairs: &dyn Fn(u32, u32) -> bool, crowds: &[Crowd]| {
                let all = (0..number).flat_map(|left| (left + 1..number).map(move |right| (left, right)));
                let passages: Vec<_> = all
                    .filter(|&(left, right)| pairs(left, right))
                    .map(|(left, right)| passage(left, right, (10, 50), (10, 50), Level::Edited))
                    .collect();
                let mut overlap = Overlap::new(raw.len(), &passages, crowds, about);
                overlap.outlets.values_mut().for_each(|shared| shared.passages = 0);
                overlap
            };
            let crowd = (0..number).map(|id| (ArticleId(id), CodePointRange::new(10, 50))).collect();
            prop_assert_eq!(shares(&|left, _| left == 0, &[crowd]), shares(&|_, _| true, &[]));
        }
    }

    #[test]
    fn shares_are_counted_from_both_sides() {
        // Articles 0 and 2 of outlet 0, article 1 of outlet 1.
        let passages = [
            passage(0, 1, (0, 10), (5, 17), Level::Edited),
            passage(1, 2, (10, 20), (0, 9), Level::Verbatim),
            passage(0, 0, (0, 5), (6, 11), Level::Verbatim),
        ];
        let overlap = Overlap::new(3, &passages, &[], |id| about(u32::from(id.0 == 1), &[]));
        assert_eq!(overlap.articles.iter().map(|a| a.shared).collect::<Vec<_>>(), [10, 15, 9]);
        assert_eq!(overlap.outlets[&(0, 1)], Shared { articles: 2, chars: 19, earlier: 0, passages: 2 });
        assert_eq!(overlap.outlets[&(1, 0)], Shared { articles: 1, chars: 15, earlier: 0, passages: 2 });
    }

    #[test]
    fn what_an_outlet_repeats_is_not_elsewhere() {
        // Articles 0 and 1 of outlet 0, article 2 of outlet 1, articles 3 and 4 of none that is known.
        let passages = [
            passage(0, 1, (0, 30), (0, 30), Level::Verbatim),
            passage(0, 2, (20, 35), (0, 15), Level::Verbatim),
            passage(3, 4, (0, 30), (0, 30), Level::Verbatim),
        ];
        let of = |id: ArticleId| {
            let published =
                |start| Published { start, end: start + 1, precision: Precision::Second, offset: None };
            let outlet = [Some(0), Some(0), Some(1), None, None][id.index()];
            About { outlet, published: Some(published(-i64::from(id.0))), boilerplate: &[] }
        };
        let overlap = Overlap::new(5, &passages, &[], of);
        let parts =
            |shares: &ArticleShares| [shares.own_outlet, shares.earlier, shares.unknown, shares.later];
        let parts: Vec<_> = overlap.articles.iter().map(parts).collect();
        assert_eq!(parts, [[20, 15, 0, 0], [30, 0, 0, 0], [0, 0, 0, 15], [0, 30, 0, 0], [0, 0, 0, 30]]);
    }

    #[test]
    fn identical_articles_share_everything_but_their_boilerplate() {
        let boilerplate = [CodePointRange::new(80, 100)];
        let passages = [passage(0, 1, (0, 100), (0, 100), Level::Verbatim)];
        let overlap = Overlap::new(2, &passages, &[], |id| about(id.0, &boilerplate));
        assert!(overlap.articles.iter().all(|a| a.shared == 80 && a.boilerplate == 20));
        let overlap = Overlap::new(2, &passages, &[], |_| about(0, &boilerplate));
        assert_eq!(overlap.outlets[&(0, 0)], Shared { articles: 2, chars: 160, earlier: 0, passages: 1 });
    }
}
