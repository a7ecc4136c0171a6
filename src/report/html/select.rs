//! What the page holds: everything that passes a filter, and of a very large collection the strongest part.
//!
//! **In** the rows, a [`Filter`] or [`Limits`]. **Out** fewer rows, by number. **Cost** O(P log P) for P passages.
//! **Never** splits a pair: all its passages are in the page, or none; never hides that something is missing.

use super::{Article, Input, Passage};
use crate::error::{ErrorKind, Result};
use crate::passage::level::Level;
use crate::read::date;
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
}

impl Default for Limits {
    /// Measured: a page at these limits opens in less than three seconds on two cores.
    fn default() -> Self {
        Self { passages: 100_000, families: 20_000, articles: 100_000, text_bytes: 128 << 20 }
    }
}

/// Which findings a page is made of. Every part that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// As typed, for the page to say.
    pub typed: String,
    /// Outlets of which at least one article of a pair must be; empty for all.
    pub outlets: Vec<String>,
    /// Levels; empty for all.
    pub levels: Vec<Level>,
    /// First second in which both articles may have been published.
    pub from: Option<i64>,
    /// First second in which they may no longer.
    pub to: Option<i64>,
    /// Least characters of the shorter side of a passage.
    pub length: u32,
    /// Least score.
    pub score: f64,
}

impl Filter {
    /// A filter as typed: `outlet=…` and `level=…` (both may be given again), `from=…`, `to=…`, `length=…`, `score=…`;
    /// the names and values are those in the fragments of the page.
    ///
    /// # Errors
    /// When a name is none of these, or a value is not of its kind.
    pub fn parse(typed: &[String]) -> Result<Self> {
        let mut filter = Self { typed: typed.join(" "), ..Self::default() };
        for part in typed {
            let refused = |bound: &str| ErrorKind::Options {
                flag: "--filter",
                value: part.clone(),
                bound: bound.into(),
            };
            let (name, value) = part.split_once('=').ok_or_else(|| refused("NAME=VALUE"))?;
            let date = || date::parse(value).ok_or_else(|| refused("a date such as 2026-03-14"));
            match name {
                "outlet" => filter.outlets.push(value.into()),
                "level" => {
                    let level = Level::ALL.into_iter().find(|level| level.name() == value);
                    let known = Level::ALL.map(Level::name).join(", ");
                    filter.levels.push(level.ok_or_else(|| refused(&format!("a level: {known}")))?);
                }
                "from" => filter.from = Some(date()?.start),
                "to" => filter.to = Some(date()?.end),
                "length" => {
                    filter.length = value.parse().map_err(|_| refused("a number of characters"))?;
                }
                "score" => filter.score = value.parse().map_err(|_| refused("a number from 0 to 1"))?,
                _ => return Err(refused("outlet, level, from, to, length or score").into()),
            }
        }
        Ok(filter)
    }

    /// Leaves out of `input` what does not pass.
    pub fn apply(&self, input: &mut Input) {
        input.filter = Some(self.typed.clone());
        let Input { articles, outlets, passages, pairs, clusters, families, .. } = input;
        let numbers: Vec<Option<u32>> = self
            .outlets
            .iter()
            .map(|name| outlets.binary_search(name).ok().map(|number| number as u32))
            .collect();
        let is_named = |article: &Article| {
            numbers.is_empty() || (article.outlet.is_some() && numbers.contains(&article.outlet))
        };
        let is_within = |article: &Article| match article.interval {
            Some((start, end)) => {
                self.from.is_none_or(|from| end > from) && self.to.is_none_or(|to| start < to)
            }
            None => self.from.is_none() && self.to.is_none(),
        };
        let both = |left: u32, right: u32| {
            let [left, right] = [left, right].map(|number| &articles[number as usize]);
            (is_named(left) || is_named(right)) && is_within(left) && is_within(right)
        };
        passages.retain(|p| {
            both(p.left, p.right)
                && (self.levels.is_empty() || self.levels.contains(&p.level))
                && p.left_span.len().min(p.right_span.len()) >= self.length
                && p.score >= self.score
        });
        pairs.retain(|p| both(p.left, p.right));
        clusters.retain(|c| c.members.iter().any(|&member| both(c.representative, member)));
        families.retain(|family| {
            let article = |number: u32| &articles[number as usize];
            family.members.iter().any(|member| {
                is_named(article(member.article))
                    && is_within(article(member.article))
                    && (self.levels.is_empty() || member.level.is_some_and(|one| self.levels.contains(&one)))
                    && member.span.len() >= self.length
            })
        });
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
    /// Clusters.
    pub clusters: Vec<u32>,
    /// Families.
    pub families: Vec<u32>,
    /// Articles whose text is in the page.
    pub texts: Vec<u32>,
}

/// Chooses what fits into `limits`.
pub fn choose(input: &Input, limits: &Limits) -> Chosen {
    let passages = strongest(&input.passages, limits.passages);
    // They come largest first.
    let families: Vec<u32> = (0..input.families.len().min(limits.families) as u32).collect();
    // Articles that something in the page names, then the others, until the page is full.
    let mut rank = vec![2u8; input.articles.len()];
    for &number in &passages {
        let Passage { left, right, .. } = input.passages[number as usize];
        (rank[left as usize], rank[right as usize]) = (0, 0);
    }
    for &number in &families {
        let members = &input.families[number as usize].members;
        members.iter().for_each(|member| rank[member.article as usize] = 0);
    }
    for cluster in &input.clusters {
        for &member in &cluster.members {
            rank[member as usize] = rank[member as usize].min(1);
        }
    }
    let mut order: Vec<u32> = (0..input.articles.len() as u32).collect();
    order.sort_by_key(|&number| rank[number as usize]);
    let must = rank.iter().filter(|&&rank| rank == 0).count();
    order.truncate(limits.articles.max(must));
    let mut bytes = 0;
    let mut texts: Vec<u32> = order
        .iter()
        .copied()
        .take_while(|&number| {
            // Characters stand for bytes: exact for ASCII, and the same whatever the texts are stored in.
            bytes += u64::from(input.articles[number as usize].chars);
            bytes <= limits.text_bytes
        })
        .collect();
    texts.sort_unstable();
    order.sort_unstable();
    let is_in = |number: u32| order.binary_search(&number).is_ok();
    let pairs = numbers(&input.pairs, |pair| is_in(pair.left) && is_in(pair.right));
    let clusters = numbers(&input.clusters, |cluster| cluster.members.iter().all(|&member| is_in(member)));
    Chosen { passages, pairs, clusters, families, texts, articles: order }
}

fn numbers<T>(rows: &[T], is_kept: impl Fn(&T) -> bool) -> Vec<u32> {
    (0..rows.len() as u32).filter(|&number| is_kept(&rows[number as usize])).collect()
}

/// Numbers of the passages of the pairs that share most, at most `limit` of them unless the first pair has more.
fn strongest(passages: &[Passage], limit: usize) -> Vec<u32> {
    if passages.len() <= limit {
        return (0..passages.len() as u32).collect();
    }
    let mut first = 0;
    let mut pairs: Vec<(Reverse<u64>, usize, usize)> = passages
        .chunk_by(|a, b| (a.left, a.right) == (b.left, b.right))
        .map(|pair| {
            let strength = |p: &Passage| f64::from(p.left_span.len().min(p.right_span.len())) * p.score;
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
    use super::*;
    use crate::span::CodePointRange;

    /// Articles 0 to 3, a day each; outlet is the number halved.
    fn input() -> Input {
        let article = |number: i64| Article {
            key: number.to_string(),
            outlet: Some(number as u32 / 2),
            interval: Some((number * 86_400, (number + 1) * 86_400)),
            chars: 100,
            ..Article::default()
        };
        let passage = |left, right, len, level, score| Passage {
            left,
            right,
            left_span: CodePointRange::new(0, len),
            right_span: CodePointRange::new(0, len),
            level,
            score,
            identity: 1.0,
        };
        Input {
            outlets: vec!["a".into(), "b".into()],
            articles: (0..4).map(article).collect(),
            passages: vec![
                passage(0, 1, 10, Level::Verbatim, 0.9),
                passage(0, 2, 50, Level::Edited, 0.9),
                passage(0, 2, 40, Level::Edited, 0.9),
                passage(2, 3, 60, Level::Quote, 0.2),
            ],
            ..Input::default()
        }
    }

    fn kept(typed: &[&str]) -> Vec<(u32, u32)> {
        let typed: Vec<String> = typed.iter().map(|part| part.to_string()).collect();
        let mut input = input();
        Filter::parse(&typed).unwrap().apply(&mut input);
        input.passages.iter().map(|p| (p.left, p.right)).collect()
    }

    #[test]
    fn each_part_of_a_filter_must_hold() {
        assert_eq!(kept(&[]).len(), 4);
        assert_eq!(kept(&["outlet=b"]), [(0, 2), (0, 2), (2, 3)]);
        assert_eq!(kept(&["outlet=none"]), []);
        assert_eq!(kept(&["level=verbatim", "level=quote"]), [(0, 1), (2, 3)]);
        assert_eq!(kept(&["from=1970-01-03"]), [(2, 3)]);
        assert_eq!(kept(&["to=1970-01-02"]), [(0, 1)]);
        assert_eq!(kept(&["length=41", "score=0.5"]), [(0, 2)]);
    }

    #[test]
    fn nonsense_is_refused() {
        for typed in ["outlet", "color=red", "level=same", "from=soon", "length=-1"] {
            let error = Filter::parse(&[typed.to_string()]).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Options { flag: "--filter", .. }), "{typed}");
        }
    }

    #[test]
    fn pairs_are_kept_whole_and_the_strongest_first() {
        let limits = Limits { passages: 2, articles: 1, ..Limits::default() };
        let chosen = choose(&input(), &limits);
        assert_eq!(chosen.passages, [1, 2]);
        // Their articles are in the page whatever the limit.
        assert_eq!(chosen.articles, [0, 2]);
        assert_eq!(choose(&input(), &Limits::default()).articles, [0, 1, 2, 3]);
    }
}
