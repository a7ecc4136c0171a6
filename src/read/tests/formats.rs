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
    let params = ReadParams { text: Some("label".into()), ..ReadParams::default() };
    assert_eq!(super::read(&[table], &params).texts(), ["3"]);
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
