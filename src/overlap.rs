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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
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

/// A text without its boilerplate.
struct Rest {
    /// Stretches of boilerplate, in order and apart, and how many characters all before it have.
    taken: Vec<(CodePointRange, u32)>,
}

impl Rest {
    fn new(boilerplate: &[CodePointRange]) -> Self {
        let (mut taken, mut reached, mut sum): (Vec<_>, u32, u32) = (Vec::new(), 0, 0);
        for one in boilerplate.iter().filter(|one| !one.is_empty()) {
            let start = one.start.max(reached);
            if start < one.end {
                taken.push((CodePointRange::new(start, one.end), sum));
                (reached, sum) = (one.end, sum + one.end - start);
            }
        }
        Self { taken }
    }

    /// Where a span of the text lies in it: what spans cover there is what they cover beside boilerplate.
    fn span(&self, span: CodePointRange) -> CodePointRange {
        let place = |at: u32| {
            let before = self.taken.partition_point(|(one, _)| one.start < at);
            let last = before.checked_sub(1).map(|last| self.taken[last]);
            at - last.map_or(0, |(one, sum)| sum + one.end.min(at) - one.start)
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
            let rest = Rest::new(one.boilerplate);
            parts.clear();
            levels.clear();
            for side in found {
                let partner = about(side.partner);
                let order = Order::of(one.published, partner.published);
                if !one.role.meets(partner.role, order) {
                    continue;
                }
                let span = rest.span(side.span);
                parts.push(Part { other: partner.outlet, order, span });
                levels.push((side.level, span));
                if let (Some(own), Some(other)) = (one.outlet, partner.outlet) {
                    overlap.outlets.entry((own, other)).or_default().passages += 1;
                }
            }
            for &(span, members) in crowded.get(&article).into_iter().flatten() {
                let from = parts.len();
                members.parts(&one, rest.span(span), &mut parts);
                if parts.len() > from {
                    let within = found.iter().filter(|side| side.span.overlap(span) > 0);
                    levels.extend(within.map(|side| {
                        let (start, end) = (side.span.start.max(span.start), side.span.end.min(span.end));
                        (side.level, rest.span(CodePointRange::new(start, end)))
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
mod tests;
