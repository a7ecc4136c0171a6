//! Passages to shares: how much of each article others have too, and how much outlets share.
//!
//! **In** the articles, all passages, the crowds among them, the boilerplate of each article, and with whom each counts. **Out** an
//! [`Overlap`]. **Cost** O(P log P) for P passages, and for each member of a crowd its outlets.
//! **Never** counts a character twice: shares are unions of spans, without boilerplate. Passages at level `quote` and repeats
//! inside one article are not counted. The levels of an article add up to what it shares.

use crate::article::{ArticleId, Dates, Published};
use crate::passage::evidence::Evidence;
use crate::passage::level::Level;
use crate::span::CodePointRange;
use std::collections::{BTreeMap, HashMap};

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

/// One side of a passage.
struct Side {
    article: ArticleId,
    partner: ArticleId,
    level: Level,
    span: CodePointRange,
}

/// What an article has in common with another one, or with several of a crowd, of one outlet and one order.
#[derive(Clone, Copy)]
struct Part {
    /// Outlet on the other side.
    other: Option<u32>,
    order: Order,
    /// Characters of the article, its boilerplate left out.
    span: CodePointRange,
}

/// When the other side was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Certainly before.
    Earlier,
    /// That is not known.
    Unknown,
    /// Certainly after.
    Later,
}

impl Order {
    /// That of `other`, as seen from `one`.
    pub fn of(one: Option<Published>, other: Option<Published>) -> Self {
        match (one, other) {
            (Some(one), Some(other)) if other.precedes(one) => Self::Earlier,
            (Some(one), Some(other)) if one.precedes(other) => Self::Later,
            _ => Self::Unknown,
        }
    }
}

/// What a filter asks of the two articles of a pair, as far as one article has it. Without a filter each has all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Role {
    /// Whether it may be the one side.
    pub is_one: bool,
    /// Whether it may be the other side.
    pub is_other: bool,
    /// Whether it is one of those of which a pair must have at least one.
    pub is_asked: bool,
    /// Whether it may be in a pair at all.
    pub is_within: bool,
    /// Whether it may be the side that was certainly published earlier; nothing where the order is not asked for.
    pub is_first: Option<bool>,
}

impl Default for Role {
    fn default() -> Self {
        Self { is_one: true, is_other: true, is_asked: true, is_within: true, is_first: None }
    }
}

impl Role {
    /// Whether a pair of both passes, where the other one was published so.
    pub fn meets(self, other: Self, order: Order) -> bool {
        let is_in_order = match order {
            Order::Earlier => other.is_first.unwrap_or(true),
            Order::Unknown => self.is_first.is_none(),
            Order::Later => self.is_first.unwrap_or(true),
        };
        (self.is_one && other.is_other || other.is_one && self.is_other)
            && (self.is_asked || other.is_asked)
            && (self.is_within && other.is_within)
            && is_in_order
    }
}

/// What is known of an article beside its passages.
pub struct About<'a> {
    /// Its outlet.
    pub outlet: Option<u32>,
    /// Its date.
    pub published: Option<Published>,
    /// Its boilerplate, in order.
    pub boilerplate: &'a [CodePointRange],
    /// With whom it counts.
    pub role: Role,
}

impl About<'_> {
    /// Where a span lies in the text without its boilerplate: what spans cover there is what they cover beside it.
    fn without_boilerplate(&self, span: CodePointRange) -> CodePointRange {
        let place = |at: u32| {
            let before = self.boilerplate.iter().take_while(|one| one.start < at);
            at - CodePointRange::covered(before.map(|one| CodePointRange::new(one.start, one.end.min(at))))
        };
        CodePointRange::new(place(span.start), place(span.end))
    }
}

/// Of a stretch in more outlets than these, only those are told to share it whose articles were compared: each with each would be too many.
const MOST_OUTLETS: usize = 1024;

/// Stretches of one text in more articles than are all compared with each other: all of them share it, whichever were compared.
pub type Crowd = Vec<(ArticleId, CodePointRange)>;

/// How many articles, and their dates.
#[derive(Default)]
struct Group {
    number: usize,
    dates: Dates,
}

impl Group {
    /// Those of `articles`, by role.
    fn by_role<'a>(
        mut articles: Vec<ArticleId>,
        about: &impl Fn(ArticleId) -> About<'a>,
    ) -> Vec<(Role, Self)> {
        articles.sort_by_key(|&article| about(article).role);
        let same = articles.chunk_by(|&a, &b| about(a).role == about(b).role);
        same.map(|same| {
            let dates = same.iter().filter_map(|&id| about(id).published).collect();
            (about(same[0]).role, Self { number: same.len(), dates })
        })
        .collect()
    }

    /// How many were published earlier, in unknown order and later, as seen from `one`.
    fn by_order(&self, one: &About) -> [usize; 3] {
        let (earlier, later) =
            one.published.map_or((0, 0), |own| (self.dates.num_before(own), self.dates.num_after(own)));
        [earlier, self.number - earlier - later, later]
    }
}

/// The articles of a crowd, by role.
struct Members {
    by_outlet: BTreeMap<Option<u32>, Vec<(Role, Group)>>,
    /// All of them, where they are of too many outlets to tell each with each.
    all: Option<Vec<(Role, Group)>>,
}

impl Members {
    fn of<'a>(crowd: &Crowd, about: &impl Fn(ArticleId) -> About<'a>) -> Self {
        let mut articles: Vec<ArticleId> = crowd.iter().map(|&(article, _)| article).collect();
        articles.sort_unstable();
        articles.dedup();
        let mut by_outlet: BTreeMap<Option<u32>, Vec<ArticleId>> = BTreeMap::new();
        for &article in &articles {
            by_outlet.entry(about(article).outlet).or_default().push(article);
        }
        let num_named = by_outlet.keys().flatten().count();
        Self {
            by_outlet: by_outlet
                .into_iter()
                .map(|(outlet, own)| (outlet, Group::by_role(own, about)))
                .collect(),
            all: (num_named > MOST_OUTLETS).then(|| Group::by_role(articles, about)),
        }
    }

    /// What one of them has in common with those of the others that it counts with: its stretch `span`.
    fn parts(&self, one: &About, span: CodePointRange, out: &mut Vec<Part>) {
        let mut add = |other: Option<u32>, role: Role, numbers: [usize; 3]| {
            let by_order = [Order::Earlier, Order::Unknown, Order::Later].into_iter().zip(numbers);
            let met = by_order.filter(|&(order, number)| number > 0 && one.role.meets(role, order));
            out.extend(met.map(|(order, _)| Part { other, order, span }));
        };
        let own = self.by_outlet.get(&one.outlet).map_or(&[][..], Vec::as_slice);
        for (role, group) in own {
            let [earlier, unknown, later] = group.by_order(one);
            // It is one of them itself, in no order with itself.
            add(one.outlet, *role, [earlier, unknown.saturating_sub((*role == one.role).into()), later]);
        }
        let Some(all) = &self.all else {
            for (&other, groups) in self.by_outlet.iter().filter(|&(&other, _)| other != one.outlet) {
                groups.iter().for_each(|(role, group)| add(other, *role, group.by_order(one)));
            }
            return;
        };
        for (role, group) in all {
            let own = own.iter().find(|(own, _)| own == role).map_or([0; 3], |(_, own)| own.by_order(one));
            let all = group.by_order(one);
            add(None, *role, [0, 1, 2].map(|at| all[at] - own[at]));
        }
    }
}

impl Overlap {
    /// Shares of `num_articles` articles, over the pairs of articles whose roles meet. What a member of a crowd shares with it is to be
    /// covered by passages of that member, whoever they are with: it is shared at their levels.
    pub fn new<'a>(
        num_articles: usize,
        passages: &[FoundPassage],
        crowds: &[Crowd],
        about: impl Fn(ArticleId) -> About<'a>,
    ) -> Self {
        let mut sides: Vec<Side> = passages
            .iter()
            .filter(|p| p.left != p.right && p.level != Level::Quote)
            .flat_map(|p| {
                [(p.left, p.right, p.left_span), (p.right, p.left, p.right_span)]
                    .map(|(article, partner, span)| Side { article, partner, level: p.level, span })
            })
            .collect();
        sides.sort_unstable_by_key(|side| side.article);
        let mut overlap = Self { articles: vec![ArticleShares::default(); num_articles], ..Self::default() };
        for (index, shares) in overlap.articles.iter_mut().enumerate() {
            let about = about(ArticleId(index as u32));
            shares.boilerplate = CodePointRange::covered(about.boilerplate.iter().copied());
        }
        let members: Vec<Members> = crowds.iter().map(|crowd| Members::of(crowd, &about)).collect();
        let mut crowded: HashMap<ArticleId, Vec<(CodePointRange, &Members)>> = HashMap::new();
        for (crowd, members) in crowds.iter().zip(&members) {
            for &(article, span) in crowd {
                crowded.entry(article).or_default().push((span, members));
            }
        }
        let (mut parts, mut levels) = (Vec::new(), Vec::new());
        for found in sides.chunk_by(|a, b| a.article == b.article) {
            let article = found[0].article;
            let one = about(article);
            parts.clear();
            levels.clear();
            for side in found {
                let partner = about(side.partner);
                let order = Order::of(one.published, partner.published);
                if !one.role.meets(partner.role, order) {
                    continue;
                }
                let span = one.without_boilerplate(side.span);
                parts.push(Part { other: partner.outlet, order, span });
                levels.push((side.level, span));
                if let (Some(own), Some(other)) = (one.outlet, partner.outlet) {
                    overlap.outlets.entry((own, other)).or_default().passages += 1;
                }
            }
            for &(span, members) in crowded.get(&article).into_iter().flatten() {
                let from = parts.len();
                members.parts(&one, one.without_boilerplate(span), &mut parts);
                if parts.len() > from {
                    let within = found.iter().filter(|side| side.span.overlap(span) > 0);
                    levels.extend(within.map(|side| {
                        let (start, end) = (side.span.start.max(span.start), side.span.end.min(span.end));
                        (side.level, one.without_boilerplate(CodePointRange::new(start, end)))
                    }));
                }
            }
            if parts.is_empty() {
                continue;
            }
            overlap.add_article(article, one.outlet, &mut parts, &mut levels);
        }
        // Between articles of one outlet a passage was met from both sides.
        for (_, shared) in overlap.outlets.iter_mut().filter(|((one, other), _)| one == other) {
            shared.passages /= 2;
        }
        overlap
    }

    fn add_article(
        &mut self,
        article: ArticleId,
        outlet: Option<u32>,
        parts: &mut [Part],
        levels: &mut [(Level, CodePointRange)],
    ) {
        // By place once for all that is counted, of the article and, within each, of the outlets.
        parts.sort_by_key(|part| part.span);
        levels.sort_by_key(|&(_, span)| span);
        let covered = |parts: &[Part], is_counted: &dyn Fn(&Part) -> bool| {
            CodePointRange::covered(parts.iter().filter(|part| is_counted(part)).map(|part| part.span))
        };
        let up_to = |level: Level| {
            CodePointRange::covered(levels.iter().filter(|(own, _)| *own <= level).map(|&(_, span)| span))
        };
        let shares = &mut self.articles[article.index()];
        shares.shared = covered(parts, &|_| true);
        debug_assert_eq!(shares.shared, up_to(Level::Rewritten), "a crowd shares what no passage covers");
        shares.verbatim = up_to(Level::Verbatim);
        let edited = up_to(Level::Edited);
        shares.edited = edited - shares.verbatim;
        shares.rewritten = shares.shared - edited;
        let is_elsewhere = |part: &Part| part.other.is_none() || part.other != outlet;
        let elsewhere = covered(parts, &is_elsewhere);
        shares.own_outlet = shares.shared - elsewhere;
        shares.earlier = covered(parts, &|part| is_elsewhere(part) && part.order == Order::Earlier);
        shares.unknown =
            covered(parts, &|part| is_elsewhere(part) && part.order != Order::Later) - shares.earlier;
        shares.later = elsewhere - shares.earlier - shares.unknown;

        let Some(own) = outlet else { return };
        parts.sort_by_key(|part| part.other);
        for with_outlet in parts.chunk_by(|a, b| a.other == b.other) {
            let Some(other) = with_outlet[0].other else { continue };
            let shared = self.outlets.entry((own, other)).or_default();
            shared.articles += 1;
            shared.chars += u64::from(covered(with_outlet, &|_| true));
            shared.earlier += u64::from(covered(with_outlet, &|part| part.order == Order::Earlier));
        }
    }
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
        About { outlet: Some(outlet), published: None, boilerplate, role: Role::default() }
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
        fn a_crowd_is_as_if_each_that_counts_had_met_each(
            raw in prop::collection::vec((0u32..4, prop::option::of((0i64..6, 1i64..3)), 0u8..32), 2..9),
            is_ordered in any::<bool>(),
        ) {
            let about = |id: ArticleId| {
                let (outlet, date, bits) = raw[id.index()];
                let published = date
                    .map(|(start, len)| Published { start, end: start + len, precision: Precision::Day, offset: None });
                let has = |bit: u8| bits & bit > 0;
                let role = Role {
                    is_one: has(1),
                    is_other: has(2),
                    is_asked: has(4),
                    // Most are, or hardly any pair would pass.
                    is_within: bits < 28,
                    is_first: is_ordered.then(|| has(8)),
                };
                About { outlet: (outlet > 0).then_some(outlet), published, boilerplate: &[], role }
            };
            let passes = |left: u32, right: u32| {
                let [left, right] = [left, right].map(|id| about(ArticleId(id)));
                let precedes = |one: &About, other: &About| {
                    one.published.is_some_and(|one| other.published.is_some_and(|other| one.precedes(other)))
                };
                let is_led = |one: &About, other: &About| one.role.is_first == Some(true) && precedes(one, other);
                let is_between = |one: &About, other: &About| one.role.is_one && other.role.is_other;
                (is_between(&left, &right) || is_between(&right, &left))
                    && (left.role.is_asked || right.role.is_asked)
                    && left.role.is_within
                    && right.role.is_within
                    && (!is_ordered || is_led(&left, &right) || is_led(&right, &left))
            };
            let number = raw.len() as u32;
            let met = |is_met: &dyn Fn(u32, u32) -> bool| -> Vec<FoundPassage> {
                let all = (0..number).flat_map(|left| (left + 1..number).map(move |right| (left, right)));
                all.filter(|&(left, right)| is_met(left, right))
                    .map(|(left, right)| passage(left, right, (10, 50), (10, 50), Level::Edited))
                    .collect()
            };
            let crowd = (0..number).map(|id| (ArticleId(id), CodePointRange::new(10, 50))).collect();
            let mut fast = Overlap::new(raw.len(), &met(&|left, _| left == 0), &[crowd], about);
            let free = |id| About { role: Role::default(), ..about(id) };
            let mut slow = Overlap::new(raw.len(), &met(&passes), &[], free);
            for overlap in [&mut fast, &mut slow] {
                overlap.outlets.values_mut().for_each(|shared| shared.passages = 0);
            }
            prop_assert_eq!(fast, slow);
        }
    }

    #[test]
    fn of_too_many_outlets_what_is_of_its_own_is_not_elsewhere() {
        // A day each; the first two are of one outlet, all others of one each.
        let number = MOST_OUTLETS as u32 + 2;
        let of = |id: ArticleId| {
            let start = i64::from(id.0) * 86_400;
            let published = Published { start, end: start + 1, precision: Precision::Second, offset: None };
            About {
                outlet: Some(id.0.saturating_sub(1)),
                published: Some(published),
                boilerplate: &[],
                role: Role::default(),
            }
        };
        let met = |left: u32| {
            (left + 1..number).map(move |right| passage(left, right, (0, 40), (0, 40), Level::Verbatim))
        };
        let crowd: Crowd = (0..number).map(|id| (ArticleId(id), CodePointRange::new(0, 40))).collect();
        let few: Vec<_> = met(0).collect();
        let overlap = Overlap::new(number as usize, &few, &[crowd], of);
        // Nothing elsewhere is earlier than the second.
        assert_eq!((overlap.articles[1].earlier, overlap.articles[1].later), (0, 40));
        let all: Vec<_> = (0..number).flat_map(met).collect();
        assert!(overlap.articles == Overlap::new(number as usize, &all, &[], of).articles);
        // Of other outlets only those that were compared.
        assert_eq!(overlap.outlets.len(), 2 * MOST_OUTLETS + 1);
        assert_eq!(overlap.outlets[&(0, 0)], Shared { articles: 2, chars: 80, earlier: 40, passages: 1 });
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
            About {
                outlet,
                published: Some(published(-i64::from(id.0))),
                boilerplate: &[],
                role: Role::default(),
            }
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
