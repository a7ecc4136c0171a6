//! A page saved from a press archive (Europresse) → its articles.
//!
//! **In** the file, one HTML page with many articles; then one `<article>`. **Out** an article with title, outlet and date as the
//! archive prints them. **Cost** one scan to cut, one tree of each article. **Never** takes any other page for such a one.

use std::ops::Range;

use memchr::memmem;

use super::batch::Record;
use super::date;
use super::skip::{SkipReason, Skipped};
use super::tree::tree;
use crate::article::{Article, Precision, Published};

/// What only the archive writes: the name of the publication above an article.
const MARK: &[u8] = b"DocPublicationName";
/// What tells an article of such a page from other elements of that name.
const MARKS: [&[u8]; 4] = [MARK, b"DocHeader", b"titreArticle", b"DocText"];
const OPEN: &[u8] = b"<article";
const CLOSE: &[u8] = b"</article>";

/// The `<article>`s of such a page, whatever they hold; none where the page is another one.
pub(super) fn articles(file: &[u8]) -> Vec<Range<usize>> {
    let mut articles = Vec::new();
    if memmem::find(file, MARK).is_none() {
        return articles;
    }
    let mut at = 0;
    while let Some(start) = memmem::find(&file[at..], OPEN).map(|start| at + start) {
        let end = memmem::find(&file[start..], CLOSE).map_or(file.len(), |end| start + end + CLOSE.len());
        articles.push(start..end);
        at = end;
    }
    articles
}

/// Whether a record is one article of such a page.
pub(super) fn is_article(record: &[u8]) -> bool {
    record.starts_with(OPEN) && MARKS.iter().any(|mark| memmem::find(record, mark).is_some())
}

/// One article of the page.
pub(super) fn article(record: &Record<'_>) -> Result<Article, Skipped> {
    let html = record.utf8()?;
    let none = || record.skip_at_line(SkipReason::NoMainText);
    let page = tree(html).map_err(|why| record.skip_at_line(why.into()))?;
    let text_of = |selector: &str| {
        let text = page.select(selector).first().text();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let body = [".DocText", ".docOcurrContainer", "section"]
        .into_iter()
        .map(|selector| page.select(selector).first().formatted_text().trim().to_owned())
        .find(|text| !text.is_empty())
        .ok_or_else(none)?;
    if let Some(fault) = record.fault_of(&body) {
        return Err(record.skip_at_line(fault));
    }
    // `La Croix, no. 43018`: the number is that of the issue.
    let outlet = text_of(".DocPublicationName").map(|name| {
        let end = name.find(", no").unwrap_or(name.len());
        name[..end].trim_matches([' ', ',', '•']).to_owned()
    });
    let head = text_of(".DocHeader");
    let published = head.as_deref().and_then(date_in);
    Ok(Article {
        key: record.line_key(),
        outlet: outlet.filter(|name| !name.is_empty()),
        published,
        unread_date: head.filter(|_| published.is_none()).map(Into::into),
        title: text_of(".titreArticleVisu").or_else(|| text_of(".titreArticle")),
        url: None,
        text: body,
        place: record.place(),
    })
}

/// The first day that is named in a line such as `Économie, vendredi 3 mars 2017 1234 mots, p. 7`.
fn date_in(head: &str) -> Option<Published> {
    let words: Vec<&str> = head.split_whitespace().collect();
    // Month, day and year stand side by side, in one order or another.
    words.windows(3).find_map(|three| {
        let text = three.join(" ");
        date::parse(text.trim_end_matches([',', ';']))
            .filter(|date| date.precision == Precision::Day && text.contains(char::is_alphabetic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_between_other_words() {
        for (head, day) in [
            ("Économie, vendredi 3 mars 2017 1234 mots, p. 7", Some("2017-03-03")),
            ("News, Friday, March 3, 2017 612 words, p. A12", Some("2017-03-03")),
            ("lundi 15 août 2025 - 09:30:00 UTC +0200 501 mots", Some("2025-08-15")),
            ("Une 12 mots", None),
        ] {
            assert_eq!(date_in(head).map(|date| date::iso(&date)).as_deref(), day, "{head}");
        }
    }
}
