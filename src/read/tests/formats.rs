//! Every format, in the forms people have it.

use super::*;
use crate::article::Precision;

#[test]
fn arrays_of_objects_are_records_with_their_lines() {
    let json = "\u{FEFF}[\n  {\"id\": 1, \"text\": \"a ] } \\\" b\"},\n\n  {\"id\": 2, \"text\": \"b\", \"x\": [{}]}, {\"id\": 3}\n]\n";
    for batch_bytes in [1, 1 << 20] {
        let params = ReadParams { batch_bytes, ..ReadParams::default() };
        let read = Shelf::with("a.json", json).read_with(&params);
        assert_eq!(read.keys(), ["1", "2"]);
        assert_eq!(read.reasons(), ["no-text"]);
        assert_eq!(read.raw[1], b"{\"id\": 2, \"text\": \"b\", \"x\": [{}]}");
        let lines: Vec<_> = read.articles.iter().map(|article| article.place.line).collect();
        assert_eq!(lines, [Some(2), Some(4)]);
        let byte = read.articles[1].place.byte.unwrap() as usize;
        assert!(json.as_bytes()[byte..].starts_with(&read.raw[1]));
    }
}

#[test]
fn other_shapes_of_json_are_read() {
    for (json, keys) in [
        ("{\n \"id\": 1,\n \"text\": \"a\"\n}\n{\n \"id\": 2, \"text\": \"b\"}", &["1", "2"][..]),
        (
            "{\"status\":\"ok\",\"articles\":[{\"id\":1,\"content\":\"a\"},{\"id\":2,\"content\":\"b\"}],\"next\":{}}",
            &["1", "2"],
        ),
        ("{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\"}\n", &["1", "2"]),
        ("[{\"id\":1,\"text\":\"a\"}]", &["1"]),
    ] {
        let read = Shelf::with("a.json", json).read();
        assert_eq!(read.keys(), keys, "{json}");
        assert!(read.skipped.is_empty(), "{json}");
    }
    assert_eq!(
        Shelf::with("a.json", "[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"te").read().reasons(),
        ["bad-json"]
    );
    // A second list of texts is told; one of other things is not.
    for more in ["\"archive\":[{\"id\":2,\"text\":\"b\"}]", "\"tags\":[{\"name\":\"b\"}]"] {
        let list = "\"articles\":[{\"id\":1,\"text\":\"a\"}]";
        for object in [format!("{{{list},{more}}}"), format!("{{{more},{list}}}")] {
            let read = Shelf::with("a.json", &object).read();
            let expected: &[&str] = if more.contains("archive") { &["other-list"] } else { &[] };
            assert_eq!((read.keys(), read.reasons()), (vec!["1"], expected.to_vec()), "{object}");
        }
    }
}

#[test]
fn tables_are_read_with_quotes_and_line_breaks_in_cells() {
    let table = "id,Date,\"Full Text\",source\r\n1,2025-08-15,\"Un \"\"pont\"\"\nrouvre.\",Le Fanal\r\n\r\n2,,Deux,\n3,,,X\n4,a,b,c,d\n";
    for batch_bytes in [1, 1 << 20] {
        let params = ReadParams { batch_bytes, ..ReadParams::default() };
        let read = Shelf::with("a.csv", table).read_with(&params);
        assert_eq!(read.keys(), ["1", "2"]);
        assert_eq!(read.texts(), ["Un \"pont\"\nrouvre.", "Deux"]);
        assert_eq!(read.articles[0].outlet.as_deref(), Some("Le Fanal"));
        assert_eq!(read.articles[0].published.map(|date| date.precision), Some(Precision::Day));
        assert_eq!(read.reasons(), ["empty-text", "bad-row"]);
        assert_eq!(read.articles[1].place.line, Some(5));
        assert_eq!(read.raw[1], b"2,,Deux,\n");
    }
}

#[test]
fn the_delimiter_of_a_table_is_found() {
    for (name, table) in [
        ("a.csv", "id;texte;titre, court\n1;Un, deux;x\n"),
        ("a.tsv", "id\ttexte\n1\tUn, deux\n"),
        ("a.csv", "id|texte\n1|Un, deux\n"),
        ("a.csv", "id\ttexte\n1\tUn, deux\n"),
        ("a", "id;texte\n1;Un, deux\n"),
    ] {
        assert_eq!(Shelf::with(name, table).read().texts(), ["Un, deux"], "{table}");
    }
}

#[test]
fn a_table_without_texts_is_passed_over_or_named() {
    let shelf = Shelf::with("a.txt", "text");
    let table = shelf.put("gold.tsv", "a\ta_start\tlabel\n1\t2\t3\n");
    let read = shelf.read();
    assert_eq!(read.keys(), ["a"]);
    assert!(read.passed_over.files[0].why.contains("column"));
    let read = super::read(std::slice::from_ref(&table), &ReadParams::default());
    assert_eq!(read.reasons(), ["no-text"]);
    assert!(read.skipped[0].hint.as_deref().unwrap().contains("a_start"));
    // Each row counts, for shares of skipped records; a header alone is told once.
    for (rows, places) in [("1\t2\t3\n4\t5\t6\n", &[Some(2), Some(3)][..]), ("", &[Some(1)])] {
        let table = shelf.put("more.tsv", format!("a\ta_start\tlabel\n{rows}"));
        let read =
            super::read(&[table], &ReadParams { text: Some("a_strat".into()), ..ReadParams::default() });
        let lines: Vec<_> = read.skipped.iter().map(|one| one.place.line).collect();
        assert_eq!(lines, places);
        assert!(read.skipped.iter().all(|one| one.hint.as_deref().unwrap().contains("a, a_start, label")));
    }
    let params = ReadParams { text: Some("label".into()), ..ReadParams::default() };
    assert_eq!(super::read(&[table], &params).texts(), ["3"]);
}

#[test]
fn exports_of_the_news_archives_are_understood() {
    // Headers as the archives and their tools write them; the rows are made up.
    let row = |header: &str, row: &str| {
        let read = Shelf::with("a.csv", format!("{header}\n{row}\n")).read();
        assert!(read.skipped.is_empty(), "{header}: {:?}", read.skipped);
        let article = read.articles.into_iter().next().unwrap();
        let date = article.published.map(|date| date::iso(&date));
        (article.key, article.outlet, date, article.title, article.url, article.text)
    };
    let some = |text: &str| Some(text.to_owned());
    let expected = |key: &str, url: Option<&str>, text: &str| {
        (
            key.to_owned(),
            some("Le Fanal"),
            some("2025-08-15"),
            some("Pont"),
            url.map(str::to_owned),
            text.to_owned(),
        )
    };
    for (header, cells, key, url, text) in [
        // Media Cloud.
        (
            "stories_id,publish_date,title,url,language,media_id,media_name,media_url,story_text",
            "7,2025-08-15,Pont,https://f.example/1,fr,3,Le Fanal,https://f.example,Le texte.",
            "7",
            Some("https://f.example/1"),
            "Le texte.",
        ),
        // Media Cloud, newer archive.
        (
            "id,indexed_date,language,media_name,media_url,publish_date,title,url,text",
            "7,2025-09-01,fr,Le Fanal,f.example,2025-08-15,Pont,https://f.example/1,Le texte.",
            "7",
            Some("https://f.example/1"),
            "Le texte.",
        ),
        // Europresse.
        (
            "Titre;Source;Date;Auteur;Texte",
            "Pont;Le Fanal;15 août 2025;AB;Le texte.",
            "a.csv:2",
            None,
            "Le texte.",
        ),
        // Factiva: the text begins in one column and goes on in another.
        (
            "AN,HD,BY,WC,PD,SN,LA,LP,TD,CO",
            "FAN0001,Pont,AB,2,15 August 2025,Le Fanal,fr,Le début.,La suite.,x",
            "FAN0001",
            None,
            "Le début.\nLa suite.",
        ),
        // Lexis, by hand and by its tools.
        (
            "Headline,Publication,Date,Byline,Section,Length,Load-Date,Body",
            "Pont,Le Fanal,\"August 15, 2025\",AB,Une,2 words,2025-08-20,Le texte.",
            "a.csv:2",
            None,
            "Le texte.",
        ),
        (
            "ID,Newspaper,Date,Length,Section,Author,Headline,Article",
            "7,Le Fanal,2025-08-15,2,x,AB,Pont,Le texte.",
            "7",
            None,
            "Le texte.",
        ),
        // Common Crawl News by its usual extractor.
        (
            "authors,date_download,date_publish,description,filename,language,maintext,source_domain,title,url",
            "AB,2025-09-01,2025-08-15,court,x,fr,Le texte.,Le Fanal,Pont,https://f.example/1",
            "a.csv:2",
            Some("https://f.example/1"),
            "Le texte.",
        ),
        // German and Spanish.
        (
            "Überschrift;Zeitung;Erscheinungsdatum;Volltext",
            "Pont;Le Fanal;15.08.2025;Le texte.",
            "a.csv:2",
            None,
            "Le texte.",
        ),
        (
            "Título,Medio,Fecha,Texto completo",
            "Pont,Le Fanal,15 de agosto de 2025,Le texte.",
            "a.csv:2",
            None,
            "Le texte.",
        ),
    ] {
        assert_eq!(row(header, cells), expected(key, url, text), "{header}");
    }
    // A first paragraph beside a whole text is left alone.
    let (.., text) = row("LP,text", "Le début.,Tout le texte.");
    assert_eq!(text, "Tout le texte.");
}

#[test]
fn the_heading_of_a_table_goes_with_its_rows() {
    let shelf = Shelf::with("a.csv", "id,text\n1,a\n");
    let params = ReadParams::default();
    let batch = open(&[shelf.path().to_path_buf()], &params).unwrap().next_batch().unwrap().unwrap();
    assert_eq!((batch.heading(0), batch.raw(0)), (&b"id,text\n"[..], &b"1,a\n"[..]));
}

#[test]
fn encodings_are_told_in_every_format() {
    let sentence = "L’été dernier, le maire a déclaré que la forêt brûlait à Évreux.";
    let table = format!("id;texte\n1;{sentence}\n");
    let json = format!("{{\"id\":1,\"text\":\"{sentence}\"}}\n");
    let utf16 = |text: &str| -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let western = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for (name, bytes, encoding) in [
        ("a.txt", western(sentence), "windows-1252"),
        ("a.txt", utf16(sentence), "UTF-16LE"),
        ("a.csv", western(&table), "windows-1252"),
        ("a.csv", utf16(&table), "UTF-16LE"),
        ("a.jsonl", utf16(&json), "UTF-16LE"),
        ("a.jsonl", gzip(&utf16(&json)), "UTF-16LE"),
        ("a.json", json.as_bytes().to_vec(), "UTF-8"),
    ] {
        let read = Shelf::with(name, bytes).read();
        assert_eq!(read.texts(), [sentence], "{name} {encoding}");
        assert_eq!(read.files[0].encoding, Some(encoding), "{name}");
    }
    // JSON is UTF-8 by its standard: other bytes are an error, unless the user says what they are.
    let shelf = Shelf::with("a.jsonl", western(&json));
    assert_eq!(shelf.read().reasons(), ["not-utf8"]);
    let params = ReadParams { encoding: Some("latin1".into()), ..ReadParams::default() };
    assert_eq!(shelf.read_with(&params).texts(), [sentence]);
    let params = ReadParams { encoding: Some("klingon".into()), ..ReadParams::default() };
    assert!(open(&[shelf.path().to_path_buf()], &params).is_err());
}

#[test]
fn a_table_is_known_by_its_decoded_header_whatever_its_name_and_encoding() {
    let table = "numéro\ttitre\ttexte intégral\n1\tÉté\tLa forêt brûlait à Évreux.\n2\tÂge\tLe pont rouvre à Nîmes.\n";
    let texts = ["La forêt brûlait à Évreux.", "Le pont rouvre à Nîmes."];
    let utf16: Vec<u8> =
        [0xFEFF].into_iter().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let semicolons = table.replace('\t', ";");
    let western = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for name in ["a", "a.txt", "-", "a.txt.gz"] {
        for (bytes, format) in [
            (table.as_bytes().to_vec(), Format::Tsv),
            (western(table), Format::Tsv),
            (utf16.clone(), Format::Tsv),
            (utf16[2..].to_vec(), Format::Tsv),
            (western(&semicolons), Format::Csv),
        ] {
            let bytes = if name.ends_with("gz") { gzip(&bytes) } else { bytes };
            let params = ReadParams::default();
            let mut reader = open_stream(name, std::io::Cursor::new(bytes), &params).unwrap();
            let records = reader.next_batch().unwrap().unwrap().parse(&params);
            let read: Vec<_> = records.into_iter().map(|record| record.unwrap().text).collect();
            assert_eq!(
                (&*read, reader.files()[0].format),
                (&texts.map(String::from)[..], Some(format)),
                "{name}"
            );
        }
    }
    // A text that begins like one stays a text, and so does what the user says is one.
    for text in [
        "Date, texte\nLe maire a parlé, hier, de la date.\n",
        "Texte, date\n",
        "title, text and more\n\nOui.",
    ] {
        assert_eq!(Shelf::with("a.txt", text).read().texts(), [text]);
    }
    let params = ReadParams { format: Some(Format::Text), ..ReadParams::default() };
    assert_eq!(Shelf::with("a.txt", table).read_with(&params).texts(), [table]);
}

#[test]
fn documents_of_office_programs_are_named_with_a_remedy() {
    let shelf = Shelf::with("a.csv", b"PK\x03\x04\x14\0xl/workbook.xml\xFF\xFE\0");
    shelf.put("b.txt", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\0");
    shelf.put("c", b"PK\x03\x04\x14\0word/document.xml\xFF\xFE\0");
    let named = shelf.put("d.docx", b"PK\x03\x04\x14\0[Content_Types].xml\xFF\xFE\0");
    let read = shelf.read();
    assert_eq!((read.reasons(), read.passed_over.count), (vec!["document"; 2], 2));
    assert_eq!(
        read.skipped[0].to_string().lines().last(),
        Some("hint: save it as CSV (UTF-8) and read that")
    );
    assert!(read.skipped[1].to_string().contains("a PDF document"), "{}", read.skipped[1]);
    let whys =
        ["not a kind of file that is read; a Word document: save it as", "a Word document: save it as"];
    assert!(whys.iter().all(|why| read.passed_over.files.iter().any(|file| file.why.starts_with(why))));
    let read = super::read(&[named], &ReadParams::default());
    assert!(
        read.skipped[0].to_string().contains("a Word document, which is not read"),
        "{}",
        read.skipped[0]
    );
}

#[test]
fn a_text_inside_other_objects_is_named_by_its_path() {
    let hint = |json: &str, text: Option<&str>| {
        let params = ReadParams { text: text.map(str::to_owned), ..ReadParams::default() };
        let mut read = Shelf::with("a.jsonl", json).read_with(&params);
        read.skipped.pop().and_then(|skipped| skipped.hint).unwrap_or_default()
    };
    let nested = "{\"id\": 1, \"payload\": {\"body\": \"Le pont rouvre.\"}}\n";
    assert!(hint(nested, None).contains("--text payload.body; this record has id, payload"));
    assert!(hint(nested, Some("body")).contains("meant by --text payload.body"));
    assert_eq!(hint(nested, Some("payload.body")), "");
    let listed = "{\"blocks\": [{\"text\": \"Le pont rouvre.\"}]}\n";
    assert!(hint(listed, None).contains("of the list `blocks`"));
}

#[test]
fn a_text_with_one_broken_letter_is_not_taken_for_another_encoding() {
    let mut bytes = "Été, à côté, forêt, brûlée : ".repeat(5).into_bytes();
    bytes.push(0xFF);
    assert_eq!(Shelf::with("a.txt", bytes).read().reasons(), ["not-utf8"]);
}

#[test]
fn headers_of_text_files_are_understood_where_they_are_certain() {
    let cases = [
        (
            "---\ntitle: \"Pont: rouvert\"\ndate: 2025-08-15\ntags:\n  - x\n---\n\nLe texte.",
            Some("Pont: rouvert"),
            true,
            "Le texte.",
        ),
        ("Title: Pont\nDate: 15 août 2025\nSource: Le Fanal\n\nLe texte.", Some("Pont"), true, "Le texte."),
        ("Title: Pont\nDate: \nSource: Le Fanal\n\nLe texte.", Some("Pont"), false, "Le texte."),
        (" date 2025-08-15 Le texte.", None, true, " date 2025-08-15 Le texte."),
        // Not certain: all of it is text.
        ("Source: police.\n\nLe texte.", None, false, "Source: police.\n\nLe texte."),
        (
            "Title: Pont\nAnd then: nothing\n\nLe texte.",
            None,
            false,
            "Title: Pont\nAnd then: nothing\n\nLe texte.",
        ),
        ("---\nA dialogue\n---\nLe texte.", None, false, "---\nA dialogue\n---\nLe texte."),
        ("date unknown Le texte.", None, false, "date unknown Le texte."),
    ];
    for (file, title, has_date, text) in cases {
        let read = Shelf::with("a.txt", file).read();
        let article = &read.articles[0];
        assert_eq!((article.title.as_deref(), article.published.is_some()), (title, has_date), "{file}");
        assert_eq!(article.text, text);
        assert_eq!(article.place.byte.unwrap_or(0) as usize, file.len() - text.len());
    }
    let read = Shelf::with("a.md", "# Le pont\n\nTexte *ici*.").read();
    assert_eq!(read.articles[0].title.as_deref(), Some("Le pont"));
    assert_eq!(read.texts(), ["# Le pont\n\nTexte *ici*."]);
}

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

#[cfg(feature = "parquet")]
#[test]
fn columns_of_parquet_are_read_with_nested_paths_lists_and_times() {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;

    let schema = "message news { required int64 id (INTEGER(64, false)); optional binary text (STRING); optional int64 date (TIMESTAMP(MILLIS, true));
        required group meta { required binary url (STRING); } required group source { required binary name (STRING); } optional group paragraphs (LIST) { repeated group list {
        required binary element (STRING); } } }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let shelf = Shelf::new();
    let path = shelf.path().join("a.parquet");
    let file = fs::File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let strings = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
    for group in 0..2_i64 {
        let mut rows = writer.next_row_group().unwrap();
        let mut nth = 0;
        while let Some(mut column) = rows.next_column().unwrap() {
            match nth {
                0 => drop(
                    column
                        .typed::<Int64Type>()
                        .write_batch(&[group * 3, group * 3 + 1, 2 - group * 3], None, None)
                        .unwrap(),
                ),
                1 => drop(
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["Un.", "Deux."]), Some(&[1, 1, 0]), None)
                        .unwrap(),
                ),
                2 => drop(
                    column
                        .typed::<Int64Type>()
                        .write_batch(&[1_755_250_215_000], Some(&[0, 1, 0]), None)
                        .unwrap(),
                ),
                3 | 4 => drop(
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["u0", "u1", "u2"]), None, None)
                        .unwrap(),
                ),
                _ => drop(
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["a", "b"]), Some(&[0, 1, 2, 2]), Some(&[0, 0, 0, 1]))
                        .unwrap(),
                ),
            }
            column.close().unwrap();
            nth += 1;
        }
        rows.close().unwrap();
    }
    writer.close().unwrap();

    let read = shelf.read();
    assert_eq!(read.keys(), ["0", "1", "2", "3", "4", "18446744073709551615"]);
    assert_eq!(read.texts()[..3], ["Un.", "Deux.", "a\nb"]);
    assert_eq!(read.articles[1].published, date::parse("2025-08-15T09:30:15Z"));
    assert_eq!(read.articles[4].url.as_deref(), Some("u1"));
    assert_eq!(read.articles[4].outlet.as_deref(), Some("u1"), "the name of the source");
    assert_eq!(read.articles[4].place.line, Some(5));
    let params = ReadParams { text: Some("meta.url".into()), batch_bytes: 1, ..ReadParams::default() };
    assert_eq!(shelf.read_with(&params).texts()[..2], ["u0", "u1"]);

    let bytes = fs::read(&path).unwrap();
    let zipped = Shelf::with("a.parquet.gz", gzip(&bytes)).read();
    assert_eq!(zipped.reasons(), ["not-here"]);
    for end in [bytes.len() - 1, bytes.len() / 2, 8] {
        assert_eq!(Shelf::with("a.parquet", &bytes[..end]).read().reasons(), ["broken"]);
    }
    // A byte that rots harms its file alone: whatever it does to the library, the run goes on.
    let (mut broken, mut read) = (0, 0);
    for at in 4..bytes.len() {
        for mask in [0xFF, 0x80] {
            let mut rotten = bytes.clone();
            rotten[at] ^= mask;
            fs::write(&path, rotten).unwrap();
            let found = shelf.read();
            broken += u32::from(found.reasons().iter().any(|reason| reason.starts_with("broken")));
            read += u32::from(!found.articles.is_empty());
        }
    }
    assert!(broken > 500 && read > 500, "{broken} {read}");
}

#[cfg(feature = "parquet")]
#[test]
fn a_column_of_parquet_that_looks_like_the_text_is_named() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;

    let long = "Le pont rouvrira lundi à la circulation, a annoncé la mairie vendredi. ".repeat(2);
    let write = |second: &str| {
        let schema = "message news { required binary lieu (STRING); required binary récit (STRING); }";
        let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
        let shelf = Shelf::new();
        let file = fs::File::create(shelf.path().join("a.parquet")).unwrap();
        let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
        let mut rows = writer.next_row_group().unwrap();
        for text in ["Osmy", second] {
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&vec![ByteArray::from(text); 3], None, None).unwrap();
            column.close().unwrap();
        }
        rows.close().unwrap();
        writer.close().unwrap();
        shelf
    };
    let shelf = write(&long);
    let read = shelf.read();
    assert_eq!((read.reasons(), read.passed_over.count), (vec!["no-text"; 3], 0));
    let hint = read.skipped[0].hint.as_deref().unwrap();
    assert!(hint.contains("--text récit; this record has lieu, récit"), "{hint}");
    let params = ReadParams { text: Some("récit".into()), ..ReadParams::default() };
    assert_eq!(shelf.read_with(&params).texts(), [&*long; 3]);
    let read = write("Oui").read();
    assert_eq!((read.skipped.len(), read.passed_over.count), (0, 1));
}
