//! Shares of articles and outlets, counted again over what a filter left.
//!
//! **In** passages as far as they pass by themselves, with whom each article counts, and the boilerplate of each. **Out** the columns of
//! `articles` and the rows of `outlets` that count characters, and the crowds that were counted. **Cost** that of [`family::shares`].
//! **Never** counts in another way than the scan: a filter that passes everything changes nothing. Families are made before pairs
//! are left out, so that a crowd stays what it is whomever the filter asks for.

use super::schema::PassageRow;
use super::table::OutletNumber;
use super::tables::{Tables, outlet_rows};
use crate::article::ArticleId;
use crate::family;
use crate::options::Options;
use crate::overlap::{About, Crowd, FoundPassage, Role};

/// Counts the shares in `tables` again: over the pairs of `passages`, and of the crowds that these make, whose `roles` meet.
pub fn recount(tables: &mut Tables, passages: &[FoundPassage], roles: &[Role]) -> Vec<Crowd> {
    let about = |id: ArticleId| About {
        outlet: tables.articles[id.index()].outlet.map(|outlet| outlet.0),
        published: tables.published[id.index()],
        boilerplate: tables.boilerplate_spans.get(&id).map_or(&[], Vec::as_slice),
        role: roles[id.index()],
    };
    // As many as the scan compared with each other.
    let options = Options::of_echo(&tables.summary["options"]).map_or_else(|_| Options::default(), |of| of.0);
    let all_paired = options.postings.max_stories;
    let (families, overlap) = family::shares(tables.articles.len(), passages, all_paired, about);
    for (article, shares) in tables.articles.iter_mut().zip(&overlap.articles) {
        article.take(shares);
    }
    let own = tables.articles.iter().map(|article| {
        let chars = article.chars.saturating_sub(article.boilerplate_chars);
        (article.outlet.map(|OutletNumber(number)| number), chars)
    });
    tables.outlets = outlet_rows(&overlap, tables.outlet_names.len(), own);
    family::crowds(&families, all_paired)
}

/// The passage of a row.
pub fn found(row: &PassageRow) -> FoundPassage {
    FoundPassage {
        left: row.left,
        right: row.right,
        left_span: row.left_span(),
        right_span: row.right_span(),
        level: row.level,
        score: row.score,
        identity: row.identity,
        evidence: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use crate::passage::level::Level;
    use crate::report::html::{Filter, Texts};
    use crate::report::schema::ArticleRow;
    use std::collections::BTreeMap;

    struct NoTexts;

    impl Texts for NoTexts {
        fn each(&mut self, _: &[u32], _: &mut dyn FnMut(u32, &str)) -> Result<()> {
            Ok(())
        }
    }

    /// One text of 100 characters in 70 articles of four outlets and of none, each of which met the first only.
    fn tables() -> Tables {
        let article = |number: u32| ArticleRow {
            id: format!("{number:02}"),
            outlet: (number % 5 < 4).then_some(OutletNumber(number % 5)),
            date: (!number.is_multiple_of(7)).then(|| format!("1970-01-{:02}", 1 + number % 11)),
            chars: 100,
            ..ArticleRow::default()
        };
        let passage = |right| PassageRow {
            left: ArticleId(0),
            left_start: 0,
            left_end: 100,
            right: ArticleId(right),
            right_start: 0,
            right_end: 100,
            level: Level::Verbatim,
            score: 0.9,
            identity: 1.0,
            evidence: None,
        };
        let mut tables = Tables {
            outlet_names: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
            articles: (0..70).map(article).collect(),
            passages: (1..70).map(passage).collect(),
            ..Tables::default()
        };
        tables.read_dates();
        tables
    }

    #[test]
    fn of_a_crowd_those_pairs_are_counted_that_pass_a_filter() {
        type Passes = fn(&Tables, usize, usize) -> bool;
        let filters: [(&[&str], Passes); 7] = [
            (&["score=0"], |_, _, _| true),
            (&["outlet=b"], |_, one, other| one % 5 == 1 || other % 5 == 1),
            (&["outlet=b", "with=c"], |_, one, other| {
                [one % 5, other % 5] == [1, 2] || [one % 5, other % 5] == [2, 1]
            }),
            (&["outlet=b", "with=b"], |_, one, other| [one % 5, other % 5] == [1, 1]),
            (&["article=33", "article=34"], |_, one, other| {
                [one, other].iter().any(|id| [33, 34].contains(id))
            }),
            (&["first=d"], |tables, one, other| {
                let led = |one: usize, other: usize| {
                    let [date, later] = [one, other].map(|id| tables.published[id]);
                    one % 5 == 3 && date.is_some_and(|date| later.is_some_and(|later| date.precedes(later)))
                };
                led(one, other) || led(other, one)
            }),
            (&["from=1970-01-03", "to=1970-01-05"], |_, one, other| {
                [one, other].iter().all(|id| id % 7 > 0 && (2..5).contains(&(id % 11)))
            }),
        ];
        for (typed, passes) in filters {
            let mut tables = tables();
            let typed: Vec<String> = typed.iter().map(|part| part.to_string()).collect();
            Filter::parse(&typed).unwrap().apply(&mut tables, &mut NoTexts).unwrap();
            // Every pair of the 70, one by one: how many articles share with an outlet, and with it what was earlier there.
            let mut outlets: BTreeMap<(u32, u32), (u32, u64)> = BTreeMap::new();
            for one in 0..70 {
                let met: Vec<usize> =
                    (0..70).filter(|&other| other != one && passes(&tables, one, other)).collect();
                let precedes = |&other: &usize| {
                    let [date, own] = [other, one].map(|id| tables.published[id]);
                    date.is_some_and(|date| own.is_some_and(|own| date.precedes(own)))
                };
                let follows = |&other: &usize| {
                    let [date, own] = [other, one].map(|id| tables.published[id]);
                    date.is_some_and(|date| own.is_some_and(|own| own.precedes(date)))
                };
                let elsewhere: Vec<usize> =
                    met.iter().copied().filter(|other| one % 5 == 4 || other % 5 != one % 5).collect();
                let order = match () {
                    () if met.is_empty() => [0; 4],
                    () if elsewhere.is_empty() => [100, 0, 0, 0],
                    () if elsewhere.iter().any(precedes) => [0, 100, 0, 0],
                    () if !elsewhere.iter().all(follows) => [0, 0, 100, 0],
                    () => [0, 0, 0, 100],
                };
                let row = &tables.articles[one];
                let told =
                    [row.own_outlet_chars, row.earlier_chars, row.unknown_order_chars, row.later_chars];
                assert_eq!(told, order, "{typed:?}: article {one}");
                let shared = if met.is_empty() { 0 } else { 100 };
                assert_eq!((row.shared_chars, row.verbatim_chars), (shared, shared), "{typed:?}: {one}");
                for outlet in (0..4).filter(|_| one % 5 < 4) {
                    let of_outlet: Vec<usize> =
                        met.iter().copied().filter(|other| other % 5 == outlet).collect();
                    if !of_outlet.is_empty() {
                        let row = outlets.entry(((one % 5) as u32, outlet as u32)).or_default();
                        row.0 += 1;
                        row.1 += if of_outlet.iter().any(precedes) { 100 } else { 0 };
                    }
                }
            }
            let told: Vec<_> = tables
                .outlets
                .iter()
                .map(|row| ((row.outlet.0, row.other.0), (row.articles, row.chars, row.earlier_chars)))
                .collect();
            let slow: Vec<_> = outlets
                .into_iter()
                .map(|(pair, (articles, earlier))| (pair, (articles, u64::from(articles) * 100, earlier)))
                .collect();
            assert_eq!(told, slow, "{typed:?}");
        }
    }

    #[test]
    fn a_crowd_is_of_more_than_the_scan_compared_with_each_other() {
        let mut options = Options::default();
        let bands = options.validate().unwrap();
        for (max_stories, num_told) in [(69, 16), (70, 7)] {
            options.postings.max_stories = max_stories;
            let summary = serde_json::json!({ "options": options.echo(bands) });
            let mut tables = Tables { summary, ..tables() };
            Filter::default().apply(&mut tables, &mut NoTexts).unwrap();
            assert_eq!(tables.outlets.len(), num_told, "{max_stories}");
        }
    }
}
