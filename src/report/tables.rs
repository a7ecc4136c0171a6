//! Everything that is reported, as rows: the one form from which tables, page and graph are written.
//!
//! The rows come from the findings of a scan, or again from the folder it wrote ([`super::saved`]).

use super::schema::{
    ArticleRow, BoilerplateRow, ClusterRow, FamilyRow, OutletRow, PairRow, PassageRow, SkippedRow,
};
use super::summary::Summary;
use super::table::{Names, Numbers, OutletNumber};
use crate::article::ArticleId;
use crate::error::{Place, Result};
use crate::findings::Findings;
use crate::passage::evidence::Evidence;
use crate::read::{Skipped, date};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// Six decimals: more than any count behind a share can tell apart in a text of a million words.
pub fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

pub(super) fn path(place: &Place) -> Option<String> {
    place.path.as_ref().map(|path| path.display().to_string())
}

/// All tables, and what goes with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// `findings.json`, whole.
    pub summary: Value,
    /// Names of all outlets, sorted.
    pub outlet_names: Vec<String>,
    /// Articles, by id.
    pub articles: Vec<ArticleRow>,
    /// For each article the first second its date can mean and the first it can no longer mean, since 1970-01-01 UTC.
    pub intervals: Vec<Option<(i64, i64)>>,
    /// Verified pairs, by left then right.
    pub pairs: Vec<PairRow>,
    /// Passages, by left then right.
    pub passages: Vec<PassageRow>,
    /// Members of clusters, by cluster.
    pub clusters: Vec<ClusterRow>,
    /// Overlap of outlets, by both.
    pub outlets: Vec<OutletRow>,
    /// Members of families, by family, largest first.
    pub families: Vec<FamilyRow>,
    /// Boilerplate, by outlet then text.
    pub boilerplate: Vec<BoilerplateRow>,
    /// Records that are no articles, by place.
    pub skipped: Vec<SkippedRow>,
    /// The filter that chose among the findings, as typed; nothing if all are here.
    pub filter: Option<String>,
}

/// The names of articles and outlets, both sorted.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Articles, by id.
    pub articles: &'a [ArticleRow],
    /// Outlets.
    pub outlets: &'a [String],
}

impl Names for Known<'_> {
    fn article(&self, id: ArticleId) -> &str {
        &self.articles[id.index()].id
    }

    fn outlet(&self, number: OutletNumber) -> &str {
        &self.outlets[number.index()]
    }
}

impl Numbers for Known<'_> {
    fn article(&self, key: &str) -> Option<ArticleId> {
        let found = self.articles.binary_search_by(|article| article.id.as_str().cmp(key));
        found.ok().map(|index| ArticleId(index as u32))
    }

    fn outlet(&self, name: &str) -> Option<OutletNumber> {
        let found = self.outlets.binary_search_by(|one| one.as_str().cmp(name));
        found.ok().map(|index| OutletNumber(index as u32))
    }
}

impl Tables {
    /// The rows of these findings.
    ///
    /// # Errors
    /// When a title or a sentence cannot be read.
    pub fn new(findings: &Findings) -> Result<Self> {
        let mut tables = Self {
            summary: serde_json::to_value(Summary::new(findings)).expect("a summary is plain data"),
            outlet_names: findings.collection.outlets().iter().map(|name| name.to_string()).collect(),
            articles: articles(findings)?,
            pairs: pairs(findings),
            passages: passages(findings),
            clusters: clusters(findings),
            outlets: outlets(findings),
            boilerplate: boilerplate(findings)?,
            skipped: skipped(&findings.skipped).collect(),
            ..Self::default()
        };
        tables.families = families(findings, &tables.articles);
        tables.find_intervals();
        Ok(tables)
    }

    /// The names in these tables.
    pub fn known(&self) -> Known<'_> {
        Known { articles: &self.articles, outlets: &self.outlet_names }
    }

    /// Fills [`Self::intervals`] from the dates as written.
    pub fn find_intervals(&mut self) {
        let interval = |article: &ArticleRow| {
            let date = date::parse(article.date.as_deref()?)?;
            Some((date.start, date.end))
        };
        self.intervals = self.articles.iter().map(interval).collect();
    }
}

fn articles(findings: &Findings) -> Result<Vec<ArticleRow>> {
    // Most articles come from a file with many; its name is kept once.
    let mut last: Option<(Arc<Path>, Arc<str>)> = None;
    let mut file = |place: &Place| {
        let path = place.path.as_ref()?;
        if last.as_ref().is_none_or(|(known, _)| known != path) {
            last = Some((path.clone(), path.display().to_string().into()));
        }
        last.as_ref().map(|(_, name)| name.clone())
    };
    let rows = findings.collection.entries().iter().enumerate().map(|(index, entry)| {
        let (title, url) = findings.collection.title_and_url(ArticleId(index as u32))?;
        let shares = findings.overlap.articles[index];
        let own = f64::from((entry.num_chars - shares.boilerplate).max(1));
        Ok(ArticleRow {
            id: entry.key.to_string(),
            outlet: entry.outlet.map(OutletNumber),
            date: entry.published.as_ref().map(date::iso),
            title,
            url,
            language: entry.language.map(str::to_owned),
            chars: entry.num_chars,
            words: entry.num_tokens,
            boilerplate_chars: shares.boilerplate,
            shared_chars: shares.shared,
            verbatim_chars: shares.verbatim,
            edited_chars: shares.edited,
            rewritten_chars: shares.rewritten,
            earlier_chars: shares.earlier,
            unknown_order_chars: shares.unknown,
            later_chars: shares.later,
            shared: rounded(f64::from(shares.shared) / own),
            file: file(&entry.place),
            line: entry.place.line,
        })
    });
    rows.collect()
}

fn pairs(findings: &Findings) -> Vec<PairRow> {
    let rows = findings.pairs.iter().map(|pair| PairRow {
        left: pair.left,
        right: pair.right,
        resemblance: rounded(pair.resemblance()),
        containment_of_left: rounded(pair.containment_of_left()),
        containment_of_right: rounded(pair.containment_of_right()),
        shared: pair.shared,
        left_shingles: pair.left_shingles,
        right_shingles: pair.right_shingles,
    });
    rows.collect()
}

fn passages(findings: &Findings) -> Vec<PassageRow> {
    let rows = findings.passages.iter().map(|passage| PassageRow {
        left: passage.left,
        left_start: passage.left_span.start,
        left_end: passage.left_span.end,
        right: passage.right,
        right_start: passage.right_span.start,
        right_end: passage.right_span.end,
        level: passage.level,
        score: rounded(passage.score),
        identity: rounded(passage.identity),
        evidence: passage.evidence.as_deref().map(evidence),
    });
    rows.collect()
}

/// Evidence as the tables hold it.
pub fn evidence(evidence: &Evidence) -> Box<Value> {
    Box::new(serde_json::to_value(evidence).expect("evidence is plain data"))
}

fn clusters(findings: &Findings) -> Vec<ClusterRow> {
    let numbered = findings.clusters.iter().zip(1..);
    let rows = numbered.flat_map(|(cluster, number)| {
        let representative = cluster.representative;
        cluster.members.iter().map(move |&id| ClusterRow { cluster: number, id, representative })
    });
    rows.collect()
}

fn outlets(findings: &Findings) -> Vec<OutletRow> {
    let mut chars = vec![0u64; findings.collection.outlets().len()];
    for (entry, shares) in findings.collection.entries().iter().zip(&findings.overlap.articles) {
        if let Some(outlet) = entry.outlet {
            chars[outlet as usize] += u64::from(entry.num_chars - shares.boilerplate);
        }
    }
    let rows = findings.overlap.outlets.iter().map(|(&(one, other), shared)| OutletRow {
        outlet: OutletNumber(one),
        other: OutletNumber(other),
        articles: shared.articles,
        chars: shared.chars,
        share: rounded(shared.chars as f64 / chars[one as usize].max(1) as f64),
        earlier_chars: shared.earlier,
        passages: shared.passages,
    });
    rows.collect()
}

fn families(findings: &Findings, articles: &[ArticleRow]) -> Vec<FamilyRow> {
    let numbered = findings.families.iter().zip(1..);
    let rows = numbered.flat_map(|(family, number)| {
        family.members.iter().enumerate().map(move |(at, member)| {
            let article = &articles[member.article.index()];
            FamilyRow {
                family: number,
                id: member.article,
                outlet: article.outlet,
                date: article.date.clone(),
                start: member.span.start,
                end: member.span.end,
                level: member.level,
                medoid: at == family.medoid,
                first_seen: member.is_first,
            }
        })
    });
    rows.collect()
}

fn boilerplate(findings: &Findings) -> Result<Vec<BoilerplateRow>> {
    let mut rows = Vec::with_capacity(findings.boilerplate.len());
    let mut text = String::new();
    for sentence in &findings.boilerplate {
        let (id, start, end) = sentence.places[0];
        findings.collection.text(id, &mut text)?;
        rows.push(BoilerplateRow {
            outlet: findings.collection.entry(id).outlet.map(OutletNumber),
            text: text[start as usize..end as usize].to_owned(),
            articles: sentence.places.chunk_by(|a, b| a.0 == b.0).count() as u32,
        });
    }
    rows.sort_by(|a, b| (a.outlet, &a.text, a.articles).cmp(&(b.outlet, &b.text, b.articles)));
    Ok(rows)
}

/// The rows of skipped records.
pub(super) fn skipped(skipped: &[Skipped]) -> impl Iterator<Item = SkippedRow> {
    skipped.iter().map(|one| SkippedRow {
        file: path(&one.place),
        line: one.place.line,
        byte: one.place.byte,
        field: one.place.field.as_deref().map(str::to_owned),
        reason: one.reason.name().to_owned(),
        what: one.reason.to_string(),
        hint: one.hint.clone(),
    })
}
