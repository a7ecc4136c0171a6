//! Pages, feeds and archives of pages, as the web has them.

use super::*;

#[test]
fn feeds_are_read_entry_by_entry() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="x"><channel><title>Le Fanal &amp; Cie</title>
        <item><title>Pont</title><link>https://fanal.example/1</link><guid>g1</guid>
        <pubDate>Fri, 15 Aug 2025 09:30:00 +0200</pubDate><description>Court.</description>
        <content:encoded><![CDATA[<p>Le pont</p><p>rouvre.</p>]]></content:encoded></item>
        <item><guid>g2</guid><description>&lt;b&gt;Deux&lt;/b&gt; &amp;amp; trois</description></item><item><guid>g3</guid></item>
        </channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>La Vigie</title><entry><id>a1</id><title>Un</title>
        <link rel="self" href="no"/><link href="https://vigie.example/1"/><published>2025-08-15T09:30:00Z</published>
        <content type="html">&lt;p&gt;Le texte.&lt;/p&gt;</content></entry></feed>"#;
    let shelf = Shelf::with("a.xml", rss);
    shelf.put("b.atom", atom);
    let read = shelf.read();
    assert_eq!(read.keys(), ["g1", "g2", "a1"]);
    assert_eq!(read.texts(), ["Le pont\n\nrouvre.", "Deux & trois", "Le texte."]);
    assert_eq!(read.reasons(), ["empty-text"]);
    let outlets: Vec<_> = read.articles.iter().map(|article| article.outlet.as_deref().unwrap()).collect();
    assert_eq!(outlets, ["Le Fanal & Cie", "Le Fanal & Cie", "La Vigie"]);
    assert_eq!(read.articles[2].url.as_deref(), Some("https://vigie.example/1"));
    assert!(read.articles[0].published.is_some() && read.articles[2].published.is_some());
    assert_eq!(read.articles[1].place.line, Some(5));
    assert!(read.raw[0].starts_with(b"<item>") && read.raw[0].ends_with(b"</item>"));
}

#[test]
fn a_page_of_a_press_archive_is_many_articles() {
    let article = |outlet: &str, head: &str, title: &str, text: &str| {
        format!(
            "<article>\n<header><div class=\"rdp__DocPublicationName\"><span class=\"DocPublicationName\">{outlet}</span></div>\
             <div><span class=\"DocHeader\">{head}</span></div><div class=\"titreArticle\"><p class=\"sm-margin-TopNews \
             titreArticleVisu rdp__articletitle\">{title}</p></div></header><section><div class=\"DocText clearfix\">\
             <div class=\"docOcurrContainer\">{text}</div></div></section><footer>news·1234</footer></article>\n"
        )
    };
    let first = article(
        "Le Fanal, no. 4301",
        "Une, vendredi 15 août 2025 12 mots, p. 7",
        "Le pont",
        "<p>Le pont</p><p>rouvre.</p>",
    );
    let page = format!(
        "<html><head><title>Europresse</title></head><body>\n{first}{}{}</body></html>",
        article("La Vigie", "lundi", "Vide", ""),
        article("La Vigie", "lundi", "Deux", "<p>Court &amp; bon.</p>")
    );
    let read = Shelf::with("export.HTML", &page).read();
    assert_eq!(read.texts(), ["Le pont\n\nrouvre.", "Court & bon."]);
    assert_eq!(read.keys(), ["export.HTML:2", "export.HTML:6"]);
    let article = &read.articles[0];
    assert_eq!((article.outlet.as_deref(), article.title.as_deref()), (Some("Le Fanal"), Some("Le pont")));
    assert_eq!(article.published, date::parse("2025-08-15"));
    assert_eq!(read.articles[1].unread_date.as_deref(), Some("lundi"));
    assert_eq!((read.reasons(), read.skipped[0].place.line), (vec!["no-main-text"], Some(4)));
    assert_eq!(read.raw[0], first.trim_end().as_bytes());
}

fn page(body: &str) -> String {
    let more =
        "Les automobilistes, qui faisaient un détour de douze kilomètres, pourront de nouveau passer. "
            .repeat(5);
    format!(
        "<html><head><title>Pont</title></head><body><article><p>{body}</p><p>{more}</p></article></body></html>"
    )
}

#[test]
fn pages_are_read_in_their_encoding() {
    let shelf = Shelf::with("a.html", page("Le pont rouvre à l’été."));
    let western = page("<meta charset=windows-1252>Le pont rouvre à l’été.");
    shelf.put("b", encoding_rs::WINDOWS_1252.encode(&western).0);
    shelf.put("c.html", "<html><body></body></html>");
    let read = shelf.read();
    assert_eq!(read.keys(), ["a", "b"]);
    assert!(read.texts().iter().all(|text| text.contains("Le pont rouvre à l’été.")), "{:?}", read.texts());
    assert_eq!(read.reasons(), ["no-main-text"]);
}

#[test]
fn the_pages_of_a_web_archive_are_read() {
    let record = |kind: &str, id: &str, body: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\nWARC-Record-ID: <urn:{id}>\r\nWARC-Target-URI: https://www.fanal.example/{id}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body, b"\r\n\r\n"].concat()
    };
    let answer = |head: &str, body: &[u8]| [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    let html = page("Le pont rouvre.");
    let chunked = format!("{:x}\r\n{html}\r\n0\r\n\r\n", html.len());
    let records = [
        record("warcinfo", "info", b"software: x"),
        record("request", "r", b"GET / HTTP/1.1"),
        record("response", "1", &answer("200 OK\r\nContent-Type: text/html; charset=utf-8", html.as_bytes())),
        record(
            "response",
            "2",
            &answer("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", chunked.as_bytes()),
        ),
        record(
            "response",
            "3",
            &answer("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(html.as_bytes())),
        ),
        record("response", "4", &answer("404 Not Found\r\nContent-Type: text/html", html.as_bytes())),
        record("response", "5", &answer("200 OK\r\nContent-Type: image/png", b"\x89PNG")),
        record("response", "7", &answer("200\r\nContent-Type: text/html", html.as_bytes())),
        record("resource", "8", b"Le pont rouvre. Un texte."),
        record("revisit", "9", b""),
        // A text that was taken from a page before.
        record("conversion", "6", b"Le pont rouvre. a < b"),
    ];
    let zipped: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for bytes in [records.concat(), zipped] {
        for batch_bytes in [1, 1 << 20] {
            let params = ReadParams { batch_bytes, ..ReadParams::default() };
            let read = Shelf::with("crawl.warc.gz", &bytes).read_with(&params);
            assert_eq!(read.keys(), ["urn:1", "urn:2", "urn:3", "urn:7", "urn:8", "urn:6"]);
            assert_eq!(read.texts()[5], "Le pont rouvre. a < b");
            assert_eq!(
                Vec::from_iter(read.passed_over.records.clone()),
                [
                    ("another answer than 200", 1),
                    ("another type than HTML or plain text", 1),
                    ("the same as an earlier record", 1),
                ]
            );
            assert!(read.skipped.is_empty());
            assert!(
                read.texts().iter().all(|text| text.starts_with("Le pont rouvre.")),
                "{:?}",
                read.texts()
            );
            assert_eq!(read.articles[0].outlet.as_deref(), Some("fanal.example"));
        }
    }
    // What crawlers write for themselves is not content that was passed over.
    let log =
        |uri: &str| String::from_utf8(record("resource", "log", b"Log.")).unwrap().replacen("https:", uri, 1);
    for (record, count) in [
        (log("metadata:"), 0),
        (log("urn:pageinfo:https:"), 0),
        (log("http:").replacen("text/plain", "image/png", 1), 1),
    ] {
        let read = Shelf::with("crawl.warc", &record).read();
        assert_eq!(
            (read.articles.len(), read.passed_over.records.values().sum::<u64>()),
            (0, count),
            "{record}"
        );
    }
    // A record that does not say how long it is costs none but itself.
    let text = String::from_utf8(records[2].clone()).unwrap();
    for length in ["Content-Length: -5", "X-Length: 9"] {
        let at = text.find("Content-Length: ").unwrap();
        let end = at + text[at..].find("\r\n").unwrap();
        let bad = [&text[..at], length, &text[end..]].concat().into_bytes();
        let read = Shelf::with("crawl.warc", [&records[3][..], &bad, &records[4]].concat()).read();
        assert_eq!(read.keys(), ["urn:2", "urn:3"], "{length}");
        let line = records[3].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
        assert_eq!(read.skipped.iter().map(|one| one.place.line).collect::<Vec<_>>(), [Some(line)]);
        assert!(read.skipped[0].to_string().contains("Content-Length"), "{}", read.skipped[0]);
    }
    // Wherever the pieces of the stream end.
    let bad = text.replacen("Content-Length: ", "X-Length: ", 1).into_bytes();
    for past in 0..=10 {
        let padding = vec![b' '; (1 << 16) + past - records[2].len() - bad.len() - 8];
        let read =
            Shelf::with("crawl.warc", [&records[2][..], &bad, &padding, b"\r\n\r\n", &records[3]].concat())
                .read();
        assert_eq!(read.keys(), ["urn:1", "urn:2"], "{past}");
    }
    let cut = [&records.concat()[..300], b"garbage"].concat();
    assert_eq!(Shelf::with("crawl.warc", cut).read().articles.len(), 0);
}
