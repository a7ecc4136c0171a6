//! Everything that is reported, as rows: the one form from which tables, page and graph are written.
//!
//! The rows come from the findings of a scan, or again from the folder it wrote ([`super::saved`]).

use super::Folder;
use super::schema::{
    ArticleRow, BoilerplateRow, ClusterRow, FamilyRow, OutletRow, PairRow, PassageRow, SkippedRow,
};
use super::summary::Summary;
use super::table::{Form, Names, Numbers, OutletNumber, Rows, Tree};
use crate::article::{ArticleId, Published};
use crate::boilerplate::Boilerplate;
use crate::collection::{SkippedRecord, SkippedRecords};
use crate::error::{Place, Result};
use crate::findings::Findings;
use crate::overlap::{ArticleShares, Crowd, Overlap, Role};
use crate::read::date;
use crate::span::CodePointRange;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Six decimals: more than any count behind a share can tell apart in a text of a million words.
pub fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

/// Boilerplate of the articles that have any, in order.
pub type BoilerplateSpans = BTreeMap<ArticleId, Vec<CodePointRange>>;

/// All tables, and what goes with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// `findings.json`, whole.
    pub summary: Value,
    /// Names of all outlets, sorted.
    pub outlet_names: Vec<String>,
    /// Articles, by id.
    pub articles: Vec<ArticleRow>,
    /// For each article what its date as written means.
    pub published: Vec<Option<Published>>,
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
    /// Where it stands in each article that has any.
    pub boilerplate_spans: BoilerplateSpans,
    /// The filter that chose among the findings; nothing if all are here.
    pub filter: Option<Filtered>,
}

/// A filter, and what it let pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filtered {
    /// The filter as typed.
    pub typed: String,
    /// With whom each article counts.
    pub roles: Vec<Role>,
    /// The crowds whose members count with each other, as far as their roles meet.
    pub crowds: Vec<Crowd>,
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
            summary: serde_json::to_value(Summary::new(findings)?).expect("a summary is plain data"),
            outlet_names: findings.collection.outlets().iter().map(|name| name.to_string()).collect(),
            articles: articles(findings)?,
            pairs: pairs(findings),
            passages: passages(findings),
            clusters: clusters(findings),
            outlets: outlets(findings),
            boilerplate: boilerplate(findings)?,
            boilerplate_spans: findings.boilerplate_spans.clone(),
            ..Self::default()
        };
        tables.families = families(findings, &tables.articles);
        tables.read_dates();
        Ok(tables)
    }

    /// Writes every table in one form; those of records that are no articles come from elsewhere.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(&self, form: &impl Form, skipped: &dyn Rows<SkippedRow>, folder: &Folder) -> Result<()> {
        let names = &self.known();
        form.write(&self.articles, names, folder)?;
        form.write(&self.pairs, names, folder)?;
        form.write(&self.passages, names, folder)?;
        form.write(&self.clusters, names, folder)?;
        form.write(&self.outlets, names, folder)?;
        form.write(&self.families, names, folder)?;
        form.write(&self.boilerplate, names, folder)?;
        form.write(skipped, names, folder)
    }

    /// The names in these tables.
    pub fn known(&self) -> Known<'_> {
        Known { articles: &self.articles, outlets: &self.outlet_names }
    }

    /// Fills [`Self::published`] from the dates as written.
    pub fn read_dates(&mut self) {
        let published = |article: &ArticleRow| date::parse(article.date.as_deref()?);
        self.published = self.articles.iter().map(published).collect();
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
        let mut row = ArticleRow {
            id: entry.key.to_string(),
            outlet: entry.outlet.map(OutletNumber),
            date: entry.published.as_ref().map(date::iso),
            title,
            url,
            language: entry.language.map(str::to_owned),
            chars: entry.num_chars,
            words: entry.num_tokens,
            file: file(&entry.place),
            line: entry.place.line,
            ..ArticleRow::default()
        };
        row.take(&shares);
        Ok(row)
    });
    rows.collect()
}

impl ArticleRow {
    /// Takes over what the article shares.
    pub(super) fn take(&mut self, shares: &ArticleShares) {
        let own = f64::from((self.chars - shares.boilerplate).max(1));
        self.boilerplate_chars = shares.boilerplate;
        self.shared_chars = shares.shared;
        self.verbatim_chars = shares.verbatim;
        self.edited_chars = shares.edited;
        self.rewritten_chars = shares.rewritten;
        self.own_outlet_chars = shares.own_outlet;
        self.earlier_chars = shares.earlier;
        self.unknown_order_chars = shares.unknown;
        self.later_chars = shares.later;
        self.shared = rounded(f64::from(shares.shared) / own);
    }
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
        evidence: passage.evidence.as_deref().map(Tree::new),
    });
    rows.collect()
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
    let both = findings.collection.entries().iter().zip(&findings.overlap.articles);
    let own = both.map(|(entry, shares)| (entry.outlet, entry.num_chars - shares.boilerplate));
    outlet_rows(&findings.overlap, findings.collection.outlets().len(), own)
}

/// The rows of `overlap`; `own` gives for each article its outlet and its characters without boilerplate.
pub(super) fn outlet_rows(
    overlap: &Overlap,
    num_outlets: usize,
    own: impl Iterator<Item = (Option<u32>, u32)>,
) -> Vec<OutletRow> {
    let mut chars = vec![0u64; num_outlets];
    for (outlet, own) in own {
        if let Some(outlet) = outlet {
            chars[outlet as usize] += u64::from(own);
        }
    }
    let rows = overlap.outlets.iter().map(|(&(one, other), shared)| OutletRow {
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
    let outlet = |id| findings.collection.entry(id).outlet.map(OutletNumber);
    boilerplate_rows(&findings.boilerplate, outlet, |id, out| findings.collection.text(id, out))
}

/// The rows of sentences in order of their first places; the text of each article is fetched once for all that follow each other in it.
fn boilerplate_rows(
    sentences: &[Boilerplate],
    outlet: impl Fn(ArticleId) -> Option<OutletNumber>,
    fetch: impl Fn(ArticleId, &mut String) -> Result<()>,
) -> Result<Vec<BoilerplateRow>> {
    let mut rows = Vec::with_capacity(sentences.len());
    let (mut text, mut fetched) = (String::new(), None);
    for sentence in sentences {
        let (id, start, end) = sentence.places[0];
        if fetched != Some(id) {
            fetch(id, &mut text)?;
            fetched = Some(id);
        }
        rows.push(BoilerplateRow {
            outlet: outlet(id),
            text: text[start as usize..end as usize].to_owned(),
            articles: sentence.places.chunk_by(|a, b| a.0 == b.0).count() as u32,
        });
    }
    rows.sort_by(|a, b| (a.outlet, &a.text, a.articles).cmp(&(b.outlet, &b.text, b.articles)));
    Ok(rows)
}

impl From<SkippedRecord> for SkippedRow {
    fn from(one: SkippedRecord) -> Self {
        Self {
            file: one.place.path.as_ref().map(|path| path.display().to_string()),
            line: one.place.line,
            byte: one.place.byte,
            field: one.place.field.map(str::into_string),
            reason: one.reason,
            what: one.what,
            hint: one.hint,
        }
    }
}

/// The rows of skipped records, which are never all in memory.
impl Rows<SkippedRow> for SkippedRecords {
    fn each(&self, take: &mut dyn FnMut(&SkippedRow) -> Result<()>) -> Result<()> {
        self.iter().try_for_each(|one| take(&one?.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn an_article_is_read_once_for_all_its_boilerplate() {
        let sentence = |id, at: u32| Boilerplate { outlet: 0, places: vec![(ArticleId(id), at, at + 1)] };
        let sentences: Vec<Boilerplate> =
            (0..3).flat_map(|id| (0..26).map(move |at| sentence(id, at))).collect();
        let num_read = Cell::new(0);
        let fetch = |id: ArticleId, out: &mut String| {
            num_read.set(num_read.get() + 1);
            out.clear();
            out.extend(('a'..='z').map(|c| if id.0 == 1 { c.to_ascii_uppercase() } else { c }));
            Ok(())
        };
        let rows = boilerplate_rows(&sentences, |_| None, fetch).unwrap();
        assert_eq!((rows.len(), num_read.get()), (78, 3));
        let told: String = rows.iter().map(|row| row.text.as_str()).collect();
        assert!(told.starts_with("ABC") && told.ends_with("xyyzz"), "{told}");
    }
}
