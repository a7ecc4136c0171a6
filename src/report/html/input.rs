//! What the page is made of: the rows of the tables, with numbers for ids.
//!
//! **In** findings of a scan, or the tables of a folder. **Out** [`Input`]. **Cost** that of the rows; no texts.
//! **Never** computes anything but the numbers of articles.

use crate::article::ArticleId;
use crate::error::Result;
use crate::findings::Findings;
use crate::passage::level::Level;
use crate::report::tables::{self, rounded};
use crate::span::CodePointRange;
use serde_json::Value;

/// One article without its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// The user's id.
    pub key: String,
    /// Index into [`Input::outlets`].
    pub outlet: Option<u32>,
    /// When it was published, as the tables write it.
    pub date: Option<String>,
    /// First second the date can mean and first it can no longer mean, since 1970-01-01 UTC.
    pub interval: Option<(i64, i64)>,
    /// Headline.
    pub title: Option<String>,
    /// Address, as given.
    pub url: Option<String>,
    /// Characters.
    pub chars: u32,
    /// Words.
    pub words: u32,
    /// Characters of boilerplate, which count in no share.
    pub boilerplate_chars: u32,
    /// Characters that some other article has too: the sum of the three below.
    pub shared_chars: u32,
    /// Of these, with one certainly published earlier.
    pub earlier_chars: u32,
    /// With one whose order is unknown, and none earlier.
    pub unknown_order_chars: u32,
    /// Only with ones certainly published later.
    pub later_chars: u32,
}

/// A stretch two articles share, or one has twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Number of the left article.
    pub left: u32,
    /// Number of the right article; the same for a repeat.
    pub right: u32,
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
}

/// Two articles with exact counts of their shingles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Number of the left article.
    pub left: u32,
    /// Number of the right article.
    pub right: u32,
    /// Shared of all distinct shingles.
    pub resemblance: f64,
    /// Shared of those of the left article.
    pub containment_of_left: f64,
    /// Shared of those of the right article.
    pub containment_of_right: f64,
}

/// Near-duplicate articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The member that stands for the others.
    pub representative: u32,
    /// All members.
    pub members: Vec<u32>,
}

/// A passage family: stretches of several articles that tell the same thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// The stretches.
    pub members: Vec<Member>,
    /// Index of the member that stands in the middle of the others.
    pub medoid: u32,
}

/// A stretch of one article in a family.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Number of the article.
    pub article: u32,
    /// Characters of its text.
    pub span: CodePointRange,
    /// How near it is to the medoid; nothing for the medoid itself.
    pub level: Option<Level>,
    /// Whether no other member certainly precedes it: more than one is a tie.
    pub is_first: bool,
}

/// What the articles of one outlet share with those of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The outlet whose articles are counted.
    pub outlet: u32,
    /// The other one; the same for passages between its own articles.
    pub other: u32,
    /// Articles of `outlet`.
    pub articles: u32,
    /// Characters of `outlet`.
    pub chars: u64,
    /// These as a share of all characters of `outlet`.
    pub share: f64,
    /// Passages between the two.
    pub passages: u64,
}

/// Text an outlet repeats in unrelated articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Boilerplate {
    /// Index into [`Input::outlets`].
    pub outlet: Option<u32>,
    /// The text.
    pub text: String,
    /// Articles that carry it.
    pub articles: u32,
}

/// Everything the page shows but the texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// `findings.json`, whole.
    pub summary: Value,
    /// Names of all outlets, sorted.
    pub outlets: Vec<String>,
    /// Articles, by id.
    pub articles: Vec<Article>,
    /// Passages, by left then right.
    pub passages: Vec<Passage>,
    /// Verified pairs, by left then right.
    pub pairs: Vec<Pair>,
    /// Near-duplicate clusters.
    pub clusters: Vec<Cluster>,
    /// Passage families, largest first.
    pub families: Vec<Family>,
    /// Boilerplate, by outlet then text.
    pub boilerplate: Vec<Boilerplate>,
    /// Shares of outlets, by both numbers.
    pub shares: Vec<Share>,
    /// The filter that chose among the findings, as typed; nothing if all are here.
    pub filter: Option<String>,
}

/// Where texts come from.
pub trait Texts {
    /// Calls `use_text` with each wanted article's number and text; `wanted` is sorted, and so are the calls.
    ///
    /// # Errors
    /// When a text cannot be read.
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()>;
}

impl Texts for &Findings {
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
        let mut text = String::new();
        wanted.iter().try_for_each(|&number| {
            self.collection.text(ArticleId(number), &mut text)?;
            use_text(number, &text);
            Ok(())
        })
    }
}

impl Input {
    /// The rows of these findings.
    ///
    /// # Errors
    /// When a title cannot be read.
    pub fn new(findings: &Findings) -> Result<Self> {
        let collection = &findings.collection;
        let articles = collection.entries().iter().enumerate().map(|(index, entry)| {
            let (title, url) = collection.title_and_url(ArticleId(index as u32))?;
            let shares = findings.overlap.articles[index];
            Ok(Article {
                key: entry.key.to_string(),
                outlet: entry.outlet,
                date: entry.published.as_ref().map(crate::read::date::iso),
                interval: entry.published.map(|published| (published.start, published.end)),
                title,
                url,
                chars: entry.num_chars,
                words: entry.num_tokens,
                boilerplate_chars: shares.boilerplate,
                shared_chars: shares.shared,
                earlier_chars: shares.earlier,
                unknown_order_chars: shares.unknown,
                later_chars: shares.later,
            })
        });
        Ok(Self {
            articles: articles.collect::<Result<_>>()?,
            summary: tables::summary(findings),
            outlets: collection.outlets().iter().map(|name| name.to_string()).collect(),
            passages: passages(findings),
            pairs: pairs(findings),
            clusters: clusters(findings),
            families: families(findings),
            boilerplate: boilerplate(findings)?,
            shares: shares(findings),
            filter: None,
        })
    }
}

fn passages(findings: &Findings) -> Vec<Passage> {
    let rows = findings.passages.iter().map(|passage| Passage {
        left: passage.left.0,
        right: passage.right.0,
        left_span: passage.left_span,
        right_span: passage.right_span,
        level: passage.level,
        score: rounded(passage.score),
        identity: rounded(passage.identity),
    });
    rows.collect()
}

fn pairs(findings: &Findings) -> Vec<Pair> {
    let rows = findings.pairs.iter().map(|pair| Pair {
        left: pair.left.0,
        right: pair.right.0,
        resemblance: rounded(pair.resemblance()),
        containment_of_left: rounded(pair.containment_of_left()),
        containment_of_right: rounded(pair.containment_of_right()),
    });
    rows.collect()
}

fn clusters(findings: &Findings) -> Vec<Cluster> {
    let rows = findings.clusters.iter().map(|cluster| Cluster {
        representative: cluster.representative.0,
        members: cluster.members.iter().map(|member| member.0).collect(),
    });
    rows.collect()
}

fn shares(findings: &Findings) -> Vec<Share> {
    let rows = tables::outlet_rows(findings);
    let rows = findings.overlap.outlets.keys().zip(&rows).map(|(&(outlet, other), row)| Share {
        outlet,
        other,
        articles: row.articles,
        chars: row.chars,
        share: row.share,
        passages: row.passages,
    });
    rows.collect()
}

fn families(findings: &Findings) -> Vec<Family> {
    let rows = findings.families.iter().map(|family| {
        let members = family.members.iter().map(|member| Member {
            article: member.article.0,
            span: member.span,
            level: member.level,
            is_first: member.is_first,
        });
        Family { members: members.collect(), medoid: family.medoid as u32 }
    });
    rows.collect()
}

fn boilerplate(findings: &Findings) -> Result<Vec<Boilerplate>> {
    let outlets = findings.collection.outlets();
    let rows = tables::boilerplate_rows(findings)?.into_iter().map(|(outlet, text, articles)| Boilerplate {
        outlet: outlet
            .and_then(|name| outlets.binary_search_by(|one| (**one).cmp(name)).ok())
            .map(|number| number as u32),
        text,
        articles,
    });
    Ok(rows.collect())
}
