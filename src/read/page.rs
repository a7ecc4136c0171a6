//! A saved web page → one article: its main text, and what its head says about it.
//!
//! **In** the HTML of one page, as UTF-8. **Out** an article: text by paragraphs, title, outlet, date, address.
//! **Cost** a tree of the page; some 20 MB/s. **Never** keeps menus, teasers, comments or scripts, as far as can be told.
//! **From** Mozilla's Readability by `dom_smoothie`; Open Graph, JSON-LD and the usual `meta` names.
//!
//! Offsets count in the extracted text, not in the page.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use super::batch::Record;
use super::skip::{SkipReason, Skipped};
use super::tree::{TooTangled, tree};
use super::{DateOrder, date};
use crate::article::Article;

/// Where a page says when it was published, first choice first: selector and attribute.
const DATES: &[(&str, &str)] = &[
    ("meta[property='article:published_time']", "content"),
    ("meta[name='article:published_time']", "content"),
    ("meta[name='date']", "content"),
    ("meta[name='pubdate']", "content"),
    ("meta[name='publish-date']", "content"),
    ("meta[name='dc.date']", "content"),
    ("meta[name='DC.date.issued']", "content"),
    ("meta[name='parsely-pub-date']", "content"),
];
/// Where it names the publication, beside what Open Graph and JSON-LD say.
const OUTLETS: &[(&str, &str)] =
    &[("meta[name='application-name']", "content"), ("meta[name='publisher']", "content")];
/// Where it gives its lasting address.
const ADDRESSES: &[(&str, &str)] =
    &[("link[rel='canonical']", "href"), ("meta[property='og:url']", "content")];

/// What a page holds, its key and place still unset.
pub(super) fn article(html: &str, date_order: Option<DateOrder>) -> Result<Article, SkipReason> {
    let tree = tree(html)?;
    let config = Config {
        text_mode: TextMode::Formatted,
        // A dispatch can be short.
        char_threshold: 200,
        ..Config::default()
    };
    let mut page =
        Readability::with_document(tree, None, Some(config)).map_err(|_| SkipReason::NoMainText)?;
    let find = |(selector, name): &(&str, &str)| {
        let value = page.doc.select(selector).attr(name)?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let linked = Linked::of(&page.doc);
    // A relative address says nothing without the one it was saved from.
    let is_whole = |url: &String| url.contains("://");
    let url = ADDRESSES.iter().filter_map(find).find(is_whole).or(linked.url.filter(is_whole));
    let dates = DATES.iter().filter_map(find).chain(linked.published).chain(shown_time(&page.doc));
    let dates: Vec<String> = dates.collect();
    let outlet = linked.outlet.or_else(|| OUTLETS.iter().find_map(find));
    let main = page.parse().map_err(|_| SkipReason::NoMainText)?;
    let text = main.text_content.trim();
    if text.is_empty() {
        return Err(SkipReason::NoMainText);
    }
    let said: Vec<String> = main.published_time.into_iter().chain(dates).collect();
    let published = said.iter().find_map(|date| date::of_article(date, date_order));
    Ok(Article {
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

/// The time that stands in the main article or outside of articles, not that of a teaser: one that says it is the day of publication,
/// then the first in the article, then the only one outside.
fn shown_time(page: &Document) -> Option<String> {
    let articles = page.select("article");
    let main = articles.nodes().iter().max_by_key(|article| article.text().len()).map(|article| article.id);
    let (mut own, mut outside) = (Vec::new(), Vec::new());
    for time in page.select("time[datetime], [itemprop='datePublished']").nodes() {
        let article =
            time.ancestors_it(None).find(|above| above.has_name("article")).map(|article| article.id);
        let is_beside = time.ancestors_it(None).take_while(|above| Some(above.id) != article).any(|above| {
            ["aside", "nav"].iter().any(|name| above.has_name(name))
                || article.is_none() && above.has_name("footer")
        });
        let value = ["datetime", "content"].into_iter().find_map(|name| time.attr(name));
        let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let Some(value) = value.filter(|_| !is_beside && (article.is_none() || article == main)) else {
            continue;
        };
        let is_named = time.attr("itemprop").is_some_and(|name| &*name == "datePublished");
        if article.is_some() { &mut own } else { &mut outside }.push((is_named, value));
    }
    let named = own.iter().chain(&outside).find(|(is_named, _)| *is_named).cloned();
    let only = || outside.windows(2).all(|two| two[0].1 == two[1].1).then(|| outside.first().cloned())?;
    named.or_else(|| own.first().cloned()).or_else(only).map(|(_, value)| value)
}

/// What JSON-LD says of the article.
#[derive(Default)]
struct Linked {
    published: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
}

impl Linked {
    fn of(page: &Document) -> Self {
        let mut found = Self::default();
        for script in page.select("script[type='application/ld+json']").nodes() {
            if let Ok(value) = serde_json::from_str::<Value>(&script.text()) {
                found.read(&value);
            }
        }
        found
    }

    /// An article, a list of things, or a graph of them.
    fn read(&mut self, value: &Value) {
        if let Some(list) = value.as_array().or_else(|| value["@graph"].as_array()) {
            return list.iter().for_each(|one| self.read(one));
        }
        let kinds = one_or_many(&value["@type"]).iter().filter_map(Value::as_str);
        if !kinds.into_iter().any(|kind| kind.ends_with("Article") || kind.ends_with("Posting")) {
            return;
        }
        let string = |value: &Value| {
            let text = value.as_str().or(value["@id"].as_str()).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let publisher = || one_or_many(&value["publisher"]).iter().find_map(|one| string(&one["name"]));
        self.published = self.published.take().or_else(|| string(&value["datePublished"]));
        self.outlet = self.outlet.take().or_else(publisher);
        self.url =
            self.url.take().or_else(|| string(&value["url"])).or_else(|| string(&value["mainEntityOfPage"]));
    }
}

fn one_or_many(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// The file as an article.
pub(super) fn file(record: &Record<'_>) -> Result<Article, Skipped> {
    // A stray NUL is dropped, as browsers do; letters of four bytes have three each.
    if 2 * memchr::memchr_iter(0, record.bytes).count() > record.bytes.len() {
        return Err(record.skip(SkipReason::Nul));
    }
    let article = article(record.utf8()?, record.date_order).map_err(|reason| record.skip(reason))?;
    match record.fault_of(&article.text) {
        Some(fault) => Err(record.skip(fault)),
        None => Ok(Article { key: record.key(), place: record.file_place(), ..article }),
    }
}

/// The text of a fragment of HTML, such as the body of a feed entry; text without tags stays as it is.
pub(super) fn text_of(fragment: &str) -> Result<String, TooTangled> {
    if !fragment.contains(['<', '&']) {
        return Ok(fragment.trim().to_owned());
    }
    let tree = tree(fragment)?;
    tree.select("script, style").remove();
    Ok(tree.select("body").formatted_text().trim().to_owned())
}

/// Elements that the body of an article in HTML begins with.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "p", "div", "article", "section", "main", "header", "figure", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "span",
    "strong", "b", "em", "i", "a", "img", "br", "ul", "ol", "table", "html", "body", "!doctype",
];

/// Whether a text from a field is the body of a page: it begins with an element of one, and closes some.
pub(super) fn is_fragment(text: &str) -> bool {
    let mut start = text.trim_start();
    // WordPress tells of its blocks in comments.
    while let Some((_, behind)) = start.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        start = behind.trim_start();
    }
    let Some(tag) = start.strip_prefix('<') else { return false };
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    let is_tag =
        tag.get(..end).is_some_and(|name| BEGINNINGS.iter().any(|one| one.eq_ignore_ascii_case(name)));
    is_tag && end < tag.len() && memchr::memmem::find(tag.as_bytes(), b"</").is_some()
}

/// The site of an address, without `www.`.
pub(super) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
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

    fn read(html: &str) -> Result<Article, SkipReason> {
        article(html, None)
    }

    #[test]
    fn the_main_text_and_the_head_are_read() {
        let article = read(PAGE).unwrap();
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
        let article = read(&page).unwrap();
        assert_eq!(article.outlet.as_deref(), Some("La Vigie"));
        assert!(article.published.is_some());
    }

    #[test]
    fn a_graph_of_json_ld_is_read_and_the_first_whole_address_counts() {
        let ld = r#"<meta property="og:url" content="/pont"><script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},
            {"@type":["NewsArticle"],"datePublished":"2025-08-15","publisher":[{"name":"La Vigie"}],
            "mainEntityOfPage":{"@id":"https://vigie.example/pont"}}]}</script></head>"#;
        let page = PAGE
            .replace("<meta property=\"og:site_name\" content=\"Le Fanal\">", "")
            .replace("https://www.fanal.example/pont", "/pont")
            .replace("article:published_time", "x")
            .replace("</head>", ld);
        let article = read(&page).unwrap();
        assert_eq!(article.outlet.as_deref(), Some("La Vigie"));
        assert_eq!(article.published, date::parse("2025-08-15"));
        assert_eq!(article.url.as_deref(), Some("https://vigie.example/pont"));
    }

    #[test]
    fn the_time_of_a_teaser_is_not_that_of_the_article() {
        let page = PAGE.replace("article:published_time", "x");
        let time = |day: &str| format!("<time datetime=\"{day}\">then</time>");
        let aside =
            format!("<aside>{0}</aside><article>{0}<p>Old</article><footer>{0}</footer>", time("2019-01-01"));
        let with_teasers = page.replace("<footer>", &format!("{aside}<footer>"));
        assert_eq!(read(&with_teasers).unwrap().published, None);
        let with_own =
            with_teasers.replace("</h1>", &format!("</h1><footer>{}</footer>", time("2025-08-15")));
        assert_eq!(read(&with_own).unwrap().published, date::parse("2025-08-15"));
        let outside = with_teasers.replace("<article><h1>", &format!("{}<article><h1>", time("2025-08-16")));
        assert_eq!(read(&outside).unwrap().published, date::parse("2025-08-16"));
        // Teasers say that their day is that of publication too.
        let named = |page: &str| page.replace("<time ", "<time itemprop=\"datePublished\" ");
        assert_eq!(read(&named(&with_teasers)).unwrap().published, None);
        let teaser = format!("<aside><article>{}</article></aside><article><h1>", time("2019-01-01"));
        let before = page
            .replace("<article><h1>", &named(&teaser))
            .replace("</h1>", &format!("</h1>{}", time("2025-08-15")));
        assert_eq!(read(&before).unwrap().published, date::parse("2025-08-15"));
        // Of two times in the article it is the one that says so.
        let told = "<time datetime=\"1998-03-01\">en 1998</time><meta itemprop=\"datePublished\" content=\"2025-08-15\">";
        let both = page.replace("</h1>", &format!("</h1>{told}"));
        assert_eq!(read(&both).unwrap().published, date::parse("2025-08-15"));
    }

    #[test]
    fn fragments_become_text() {
        assert_eq!(text_of("no tags").unwrap(), "no tags");
        let text = text_of("<p>Un &amp; deux</p><p>trois<br>quatre</p><style>x</style>").unwrap();
        assert!(
            text.contains("Un & deux") && text.contains("trois\nquatre") && !text.contains('<'),
            "{text}"
        );
    }

    #[test]
    fn fragments_are_told_by_how_they_begin() {
        for (text, is_it) in [
            ("<p>Le pont rouvre.</p>", true),
            (" <!-- wp:paragraph -->\n<P class=\"x\">Le pont rouvre.</P>", true),
            ("<img src=\"x\"/><p>Le pont rouvre.</p>", true),
            ("<p>Le pont rouvre.", false),
            ("Le pont <b>rouvre</b>.", false),
            ("<Le pont rouvre> </i>", false),
            ("<3 le pont </3", false),
            ("<p", false),
            ("<!-- </p>", false),
        ] {
            assert_eq!(is_fragment(text), is_it, "{text}");
        }
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
        let deep = read(&"<div>".repeat(100_000));
        assert!(matches!(deep, Err(SkipReason::BadHtml { .. })), "{deep:?}");
        assert_eq!(read("").err(), Some(SkipReason::NoMainText));
        // As deep and as many as is still read.
        let start = std::time::Instant::now();
        let _ = read(&("<div>".repeat(500) + &"<p>some words".repeat(2000)));
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
