//! A saved web page → one article: its main text, and what its head says about it.
//!
//! **In** the HTML of one page, as UTF-8. **Out** an article: text by paragraphs, title, outlet, date, address.
//! **Cost** a tree of the page; some 20 MB/s. **Never** keeps menus, teasers, comments or scripts, as far as can be told.
//! **From** Mozilla's Readability by `dom_smoothie`; Open Graph, JSON-LD and the usual `meta` names.
//!
//! Offsets count in the extracted text, not in the page.

use dom_smoothie::{Config, Readability, TextMode};

use super::batch::Record;
use super::date;
use super::skip::{SkipReason, Skipped};
use crate::article::Article;

/// Pages with more elements are not news, or are built to hurt.
const MAX_ELEMENTS: usize = 200_000;
/// Elements nested deeper than any editor writes: trees like this cost quadratic time.
const MAX_DEPTH: usize = 1000;

/// Where a page says when it was published, first choice first: selector and attribute.
const DATES: &[(&str, &str)] = &[
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("meta[name='date']", "content"),
    ("meta[name='pubdate']", "content"),
    ("meta[name='publish-date']", "content"),
    ("meta[name='dc.date']", "content"),
    ("meta[name='DC.date.issued']", "content"),
    ("meta[name='parsely-pub-date']", "content"),
    ("[itemprop='datePublished']", "datetime"),
    ("article time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
];
/// Where it names the publication, beside what Open Graph and JSON-LD say.
const OUTLETS: &[(&str, &str)] =
    &[("meta[name='application-name']", "content"), ("meta[name='publisher']", "content")];
/// Where it gives its lasting address.
const ADDRESSES: &[(&str, &str)] =
    &[("link[rel='canonical']", "href"), ("meta[property='og:url']", "content")];

/// What a page holds, its key and place still unset; `None` where it has no main text.
pub(super) fn article(html: &str) -> Option<Article> {
    if is_too_deep(html) {
        return None;
    }
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: MAX_ELEMENTS,
        // A dispatch can be short.
        char_threshold: 200,
        ..Config::default()
    };
    let mut page = Readability::new(html, None, Some(config)).ok()?;
    let find = |places: &[(&str, &str)]| {
        places.iter().find_map(|(selector, name)| {
            let value = page.doc.select(selector).attr(name)?;
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        })
    };
    let url = find(ADDRESSES).filter(|url| url.contains("://"));
    let dates: Vec<String> = DATES.iter().filter_map(|place| find(&[*place])).collect();
    let outlet = find(OUTLETS);
    let main = page.parse().ok()?;
    let text = main.text_content.trim();
    if text.is_empty() {
        return None;
    }
    let said: Vec<String> = main.published_time.into_iter().chain(dates).collect();
    let published = said.iter().find_map(|date| date::parse(date));
    Some(Article {
        outlet: main
            .site_name
            .filter(|name| !name.is_empty())
            .or(outlet)
            .or_else(|| url.as_deref().and_then(host)),
        published,
        unread_date: said.into_iter().next().filter(|_| published.is_none()).map(Into::into),
        title: Some(main.title.trim().to_owned()).filter(|title| !title.is_empty()),
        url,
        text: text.to_owned(),
        ..Article::default()
    })
}

/// The file as an article.
pub(super) fn file(record: &Record<'_>) -> Result<Article, Skipped> {
    let article = article(record.utf8()?).ok_or_else(|| record.skip(SkipReason::NoMainText))?;
    match record.fault_of(&article.text) {
        Some(fault) => Err(record.skip(fault)),
        None => Ok(Article { key: record.key(), place: record.file_place(), ..article }),
    }
}

/// The text of a fragment of HTML, such as the body of a feed entry; text without tags stays as it is.
pub(super) fn text_of(fragment: &str) -> String {
    if !fragment.contains(['<', '&']) || is_too_deep(fragment) {
        return fragment.trim().to_owned();
    }
    // The parser of whole pages takes fragments too, and puts the missing elements around them.
    match Readability::new(fragment, None, None) {
        Ok(page) => {
            page.doc.select("script, style").remove();
            page.doc.select("body").formatted_text().trim().to_owned()
        }
        Err(_) => fragment.trim().to_owned(),
    }
}

/// The site of an address, without `www.`.
pub(super) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Whether open tags pile up: judged by a count that knows nothing of HTML but `<x` and `</x`.
pub(super) fn is_too_deep(html: &str) -> bool {
    const VOID: &[&str] =
        &["br", "img", "meta", "link", "input", "hr", "p", "li", "source", "wbr", "col", "td", "tr"];
    let (mut depth, bytes) = (0_usize, html.as_bytes());
    for at in memchr::memchr_iter(b'<', bytes) {
        match bytes.get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b) if b.is_ascii_alphabetic() => {
                let name: String = bytes[at + 1..]
                    .iter()
                    .take(8)
                    .take_while(|b| b.is_ascii_alphanumeric())
                    .map(|&b| b as char)
                    .collect();
                depth += usize::from(!VOID.contains(&name.to_ascii_lowercase().as_str()));
            }
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html lang="fr"><head><title>Le pont rouvre - Le Fanal</title>
        <meta property="og:site_name" content="Le Fanal"><link rel="canonical" href="https://www.fanal.example/pont">
        <meta property="article:published_time" content="2025-08-15T09:30:00+02:00"></head><body>
        <nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav>
        <article><h1>Le pont rouvre</h1>
        <p>Le vieux pont rouvrira lundi à la circulation, a annoncé vendredi la mairie, après onze mois de travaux
        qui ont coûté quatre millions d’euros à la commune et à la région.</p>
        <p>Les automobilistes, qui faisaient un détour de douze kilomètres, pourront de nouveau passer par le centre,
        tandis que les poids lourds resteront interdits jusqu’au printemps, selon l’arrêté publié hier.</p>
        <script>var x = 1;</script></article><footer>Mentions légales</footer></body></html>"#;

    #[test]
    fn the_main_text_and_the_head_are_read() {
        let article = article(PAGE).unwrap();
        assert_eq!(article.outlet.as_deref(), Some("Le Fanal"));
        assert!(article.title.as_deref().is_some_and(|title| title.starts_with("Le pont rouvre")));
        assert_eq!(article.url.as_deref(), Some("https://www.fanal.example/pont"));
        assert_eq!(article.published, date::parse("2025-08-15T09:30:00+02:00"));
        assert!(
            article.text.contains("Le vieux pont") && article.text.contains("poids lourds"),
            "{}",
            article.text
        );
        assert!(!article.text.contains("Mentions") && !article.text.contains("var x"), "{}", article.text);
    }

    #[test]
    fn json_ld_is_read() {
        let ld = r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
            "headline":"Le pont","datePublished":"2025-08-15","publisher":{"name":"La Vigie"}}</script></head>"#;
        let page =
            PAGE.replace("<meta property=\"og:site_name\" content=\"Le Fanal\">", "").replace("</head>", ld);
        let article = article(&page).unwrap();
        assert_eq!(article.outlet.as_deref(), Some("La Vigie"));
        assert!(article.published.is_some());
    }

    #[test]
    fn fragments_become_text() {
        assert_eq!(text_of("no tags"), "no tags");
        let text = text_of("<p>Un &amp; deux</p><p>trois<br>quatre</p><style>x</style>");
        assert!(
            text.contains("Un & deux") && text.contains("trois\nquatre") && !text.contains('<'),
            "{text}"
        );
    }

    #[test]
    fn hosts_are_taken_from_addresses() {
        assert_eq!(
            host("https://user@WWW.Fanal.example:80/x").as_deref(),
            Some("WWW.Fanal.example".to_lowercase().trim_start_matches("www."))
        );
        assert_eq!(host("nothing"), None);
    }

    #[test]
    fn pages_built_to_hurt_are_bounded() {
        assert!(article(&"<div>".repeat(100_000)).is_none());
        let _ = article(&"<p>".repeat(100_000));
        assert!(article("").is_none());
    }
}
