//! Shares of articles and outlets, counted again over the passages that a filter left.
//!
//! **In** rows of passages, and with them the boilerplate of each article. **Out** the columns of `articles` and the rows of `outlets` that count
//! characters. **Cost** that of [`Overlap`]. **Never** counts in another way than the scan: a filter that passes everything changes
//! nothing.

use super::schema::PassageRow;
use super::table::OutletNumber;
use super::tables::{Tables, outlet_rows};
use crate::article::ArticleId;
use crate::family;
use crate::options::Options;
use crate::overlap::{About, FoundPassage};

/// Counts the shares in `tables` again.
pub fn recount(tables: &mut Tables) {
    let passages: Vec<FoundPassage> = tables.passages.iter().map(found).collect();
    let about = |id: ArticleId| About {
        outlet: tables.articles[id.index()].outlet.map(|outlet| outlet.0),
        published: tables.published[id.index()],
        boilerplate: tables.boilerplate_spans.get(&id).map_or(&[], Vec::as_slice),
    };
    // As many as the scan compared with each other.
    let options = Options::of_echo(&tables.summary["options"]).map_or_else(|_| Options::default(), |of| of.0);
    let all_paired = options.postings.max_stories;
    let (_, overlap) = family::shares(tables.articles.len(), &passages, all_paired, about);
    for (article, shares) in tables.articles.iter_mut().zip(&overlap.articles) {
        article.take(shares);
    }
    let own = tables.articles.iter().map(|article| {
        let chars = article.chars.saturating_sub(article.boilerplate_chars);
        (article.outlet.map(|OutletNumber(number)| number), chars)
    });
    tables.outlets = outlet_rows(&overlap, tables.outlet_names.len(), own);
}

fn found(row: &PassageRow) -> FoundPassage {
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
