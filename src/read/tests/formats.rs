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
