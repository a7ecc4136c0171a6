//! Nothing is lost silently: what stands in a file is an article, or is skipped with its place.

use super::*;

/// Keys of the articles; reason and line of what was skipped.
fn outcome(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<String>, Vec<(&'static str, Option<u64>)>) {
    let mut outcomes = Vec::new();
    // However the stream is cut into batches.
    for batch_bytes in [1, 1 << 20] {
        let params = ReadParams { batch_bytes, ..ReadParams::default() };
        let read = Shelf::with(name, &bytes).read_with(&params);
        let keys = read.articles.iter().map(|article| article.key.clone()).collect::<Vec<_>>();
        let skipped = read.skipped.iter().map(|one| (one.reason.name(), one.place.line));
        outcomes.push((keys, skipped.collect::<Vec<_>>()));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    outcomes.swap_remove(0)
}

fn keys(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn what_follows_an_array_is_read_too() {
    let one = |id: u32| format!("{{\"id\":{id},\"text\":\"Le pont rouvre.\"}}");
    let [a, b, c] = [1, 2, 3].map(one);
    for (json, ids, skipped) in [
        (format!("{{\"articles\":[{a}]}}\n{{\"articles\":[{b}]}}"), &["1", "2"][..], vec![]),
        (format!("[{a}]\n[{b},{c}]\n"), &["1", "2", "3"], vec![]),
        (format!("[{a}]\n{b}{c}"), &["1", "2", "3"], vec![]),
        (
            format!("{{\"articles\":[{a}],\"next\":{{\"page\":[2]}}}}\n trailing\n{b}"),
            &["1", "2"],
            vec![("bad-json", Some(2))],
        ),
        (
            format!("[null,{a},\"]\",\n{b}]"),
            &["1", "2"],
            vec![("not-an-object", Some(1)), ("not-an-object", Some(1))],
        ),
        (format!("{a}{b}\n{c}"), &["1", "2", "3"], vec![]),
        // Broken off between two records.
        (format!("[{a},\n{b},\n"), &["1", "2"], vec![("broken", Some(3))]),
        (format!("{{\"articles\":[\n{a}"), &["1"], vec![("broken", Some(2))]),
        (format!("{{\"articles\":[{a}],\"more\":1"), &["1"], vec![("broken", Some(1))]),
        (format!("{{\"data\":[{{\"k\":1}}],\"articles\":[{a}]}}"), &["1"], vec![]),
    ] {
        assert_eq!(outcome("a.json", &json), (keys(ids), skipped), "{json}");
    }
}

#[test]
fn lines_that_list_something_are_records() {
    for key in ["items", "data", "entries", "value", "hits", "rows", "news"] {
        let lines: String = (0..5)
            .map(|id| format!("{{\"id\":\"{id}\",\"text\":\"Le pont rouvre.\",\"{key}\":[{{\"k\":1}}]}}\n"))
            .collect();
        for name in ["a.json", "a", "a.jsonl"] {
            assert_eq!(outcome(name, &lines), (keys(&["0", "1", "2", "3", "4"]), vec![]), "{key} in {name}");
        }
    }
}

#[test]
fn rows_end_as_their_header_does() {
    let ids = keys(&["1", "2", "3"]);
    for (name, table) in [
        ("a.csv", "id,text\r1,Un.\r2,\"Deux,\nou trois.\"\r3,Trois.\r"),
        ("a.tsv", "id\ttext\r1\tUn.\r2\tDeux.\r3\tTrois.\r"),
        ("a.csv", "id,text\r1,Un.\r2,Deux.\n3,Trois.\r"),
        ("a.csv", "sep=;\r\nid;text\r\n1;Un.\r\n2;Deux.\r\n3;Trois.\r\n"),
        ("a.csv", "id;text\n1;Un.;\n2;Deux.;\n3;Trois.;\n"),
    ] {
        assert_eq!(outcome(name, table), (ids.clone(), vec![]), "{table:?}");
    }
    // Elsewhere it is a letter like others.
    let read =
        Shelf::with("a.csv", "id,text,title\r\n1,Premier.\rSecond.,Pont\r\n2,\"Un.\r\nDeux.\",Rive\r\n")
            .read();
    assert_eq!(read.texts(), ["Premier.\rSecond.", "Un.\r\nDeux."]);
    assert_eq!(read.articles[0].title.as_deref(), Some("Pont"));
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_alone() {
    let skipped = vec![("unclosed-quote", Some(2))];
    for table in [
        "id,text\n1,\"Un.\n2,Deux.\n3,Trois.\n",
        "id,text\n1,\"Un.\n2,\"Deux.\"\n3,Trois.\n",
        "id,text\n1,\"Un.\n2,Deux.\n3,\"Trois \"\"ou\"\" quatre.\"\n",
    ] {
        assert_eq!(outcome("a.csv", table), (keys(&["2", "3"]), skipped.clone()), "{table}");
    }
    let cut_off = "id,text\n1,Un.\n2,\"Deux";
    assert_eq!(outcome("a.csv", cut_off), (keys(&["1"]), vec![("unclosed-quote", Some(3))]));
    // Between tabs it is a letter of the text, unless it has a partner.
    let tabs =
        "id\ttext\tdate\n1\t\"Un.\t2025\n2\t\"Deux.\nTrois.\"\t2025\n3\tQuatre.\t2025\n4\t\"Cinq\t2025\n";
    let read = Shelf::with("a.tsv", tabs).read();
    assert_eq!(read.texts(), ["\"Un.", "Deux.\nTrois.", "Quatre.", "\"Cinq"]);
    assert!(read.skipped.is_empty() && read.articles.iter().all(|article| article.published.is_some()));
}

#[test]
fn many_quotes_that_are_never_closed_cost_no_more_time_than_their_length() {
    let start = std::time::Instant::now();
    for row in ["a\",\"\n", "1,\"a\n", "\"\"\"\n", "1,\"a\"\"\n", "\"a\n\",\"b\n"] {
        Shelf::with("a.csv", "id,text\n".to_owned() + &row.repeat(50_000)).read();
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn a_bad_byte_costs_its_row_alone_in_every_encoding() {
    let japanese = "市長は金曜日、古い橋が月曜日に再び開通すると発表した。";
    let chinese = "市长星期五宣布，旧桥将于星期一重新开放，公交车和汽车都可以通行。";
    for (encoding, text) in
        [(encoding_rs::SHIFT_JIS, japanese), (encoding_rs::EUC_JP, japanese), (encoding_rs::GBK, chinese)]
    {
        let row = |id: usize| encoding.encode(&format!("{id},{text}\n")).0.into_owned();
        let mut bytes = b"id,text\n".to_vec();
        (0..200).for_each(|id| bytes.extend(row(id)));
        bytes.extend(b"200,\x81\xFF\xFF.\n");
        (201..300).for_each(|id| bytes.extend(row(id)));
        let read = Shelf::with("a.csv", &bytes).read();
        assert_eq!((read.articles.len(), read.reasons()), (299, vec!["bad-encoding"]), "{}", encoding.name());
        assert_eq!(read.skipped[0].place.line, Some(202));
        assert!(read.texts().iter().all(|one| *one == text), "{}", encoding.name());
    }
    assert_eq!(outcome("a.txt", b"\xFF\xFEa\x00\x00\xD8b\x00"), (vec![], vec![("bad-encoding", None)]));
}

#[test]
fn an_encoding_may_show_late() {
    let row = |id: usize, text: &str| format!("{id};{text}\n");
    let plain: String = (0..5000).map(|id| row(id, "The bridge opens on Monday.")).collect();
    assert!(plain.len() > 2 * (64 << 10));
    let text = "L'été dernier, la forêt brûlait à Évreux, a déclaré le maire.";
    let late: String = (5000..5100).map(|id| row(id, text)).collect();
    let table = format!("id;text\n{plain}{late}");
    for bytes in [table.as_bytes(), &encoding_rs::WINDOWS_1252.encode(&table).0] {
        let read = Shelf::with("a.csv", bytes).read();
        assert_eq!((read.articles.len(), read.texts().last()), (5100, Some(&text)));
        assert!(read.skipped.is_empty());
    }
}

#[test]
fn headers_are_taken_off_where_they_are_certain_only() {
    let text = "Le pont rouvre lundi.";
    for (header, title, date, outlet) in [
        // Nothing known among it, or nothing sure: all of it is text.
        ("---\nMaire: Nous rouvrons.\nJournaliste: Quand ?\n---\n", None, false, None),
        ("Time: 7pm\nSite: Town Hall\n\n", None, false, None),
        // An unknown line among known ones is part of the header.
        ("Title: Pont\nAuthor: Paul\nDate: 2025-08-15\n\n", Some("Pont"), true, None),
        (
            "---\ntitle: >\n  Le pont\n  enfin\ndate: 2025-08-15 # hier\n---\n",
            Some("Le pont enfin"),
            true,
            None,
        ),
        ("---\n\"title\": 'L''été'\n'date': \"2025-08-15\"\n---\n", Some("L'été"), true, None),
        (
            "---\ntitle: \"Un \\\"pont\\\"\"\nsource:\n  name: La Croix\n  url: https://x.example\n---\n",
            Some("Un \"pont\""),
            false,
            Some("La Croix"),
        ),
    ] {
        let read = Shelf::with("a.txt", format!("{header}{text}")).read();
        let article = &read.articles[0];
        let is_text = title.is_none() && !date;
        assert_eq!(article.text, if is_text { format!("{header}{text}") } else { text.to_owned() });
        assert_eq!((article.title.as_deref(), article.outlet.as_deref()), (title, outlet), "{header}");
        assert_eq!(article.published.is_some(), date, "{header}");
    }
    // What goes on in the line is text.
    for (start, is_line) in [
        ("date 2025-08-15\n", true),
        ("date\t2025-08-15\t", false),
        ("date: 2025-08-15 ", false),
        ("\nDate: 2025-08-15\r\n\r\n", true),
        ("date 2025-08-15, ", false),
    ] {
        let read = Shelf::with("a.txt", format!("{start}{text}")).read();
        let expected = if is_line { text.to_owned() } else { format!("{start}{text}") };
        assert_eq!(
            (read.articles[0].published.is_some(), read.texts()),
            (true, vec![&*expected]),
            "{start:?}"
        );
    }
    assert_eq!(Shelf::with("a.txt", "date 2025-08-15\n").read().reasons(), ["empty-text"]);
}

#[test]
fn feeds_keep_paragraphs_and_sections_of_plain_text() {
    let feed = "<feed><title>La Vigie</title><entry><id>a</id><content type=\"xhtml\"><div><p>Un &amp; deux.</p><p>Trois.</p></div></content>\
        </entry><entry><id>b</id><summary><![CDATA[<p>Pas </entry> encore.</p>]]></summary></entry></feed>";
    let read = Shelf::with("a.xml", feed).read();
    assert_eq!(read.texts(), ["Un & deux.\n\nTrois.", "Pas encore."]);
    assert!(read.skipped.is_empty());
}

#[test]
fn a_feed_may_have_a_prefix() {
    let feed = "<?xml version=\"1.0\"?><a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:title>La Vigie</a:title><a:entry><a:id>1</a:id>\
        <a:title>Pont</a:title><a:content>Le pont rouvre.</a:content></a:entry></a:feed>";
    let read = Shelf::with("a.xml", feed).read();
    assert_eq!((read.keys(), read.texts()), (vec!["1"], vec!["Le pont rouvre."]));
    assert_eq!(read.articles[0].outlet.as_deref(), Some("La Vigie"));
}

#[test]
fn an_entry_is_not_told_by_its_source() {
    let feed = "<feed><title>La Vigie</title><entry><source><id>s</id><title>Ailleurs</title><updated>2020-01-01</updated></source>\
        <author><name>A</name></author><id>1</id><title>Pont</title><updated>2025-03-01</updated><content>Le pont rouvre.</content></entry></feed>";
    let read = Shelf::with("a.xml", feed).read();
    let article = &read.articles[0];
    assert_eq!((&*article.key, article.title.as_deref()), ("1", Some("Pont")));
    assert_eq!(article.published, crate::read::date::parse("2025-03-01"));
}

#[test]
fn a_feed_without_entries_is_told_and_a_page_is_none() {
    assert_eq!(
        outcome("a.rss", "<rss><channel><title>La Vigie</title></channel></rss>").1,
        [("no-entries", None)]
    );
    let page = "<html><body><feed-back></feed-back><p>Le pont rouvre aux piétons après deux ans de travaux, dit la mairie.</p></body></html>";
    assert_eq!(Shelf::with("page", page).read().articles.len(), 1);
}

#[test]
fn sections_that_are_never_closed_cost_no_more_than_others() {
    let feed = format!("<rss><channel>{}</channel></rss>", "<item><![CDATA[</item>".repeat(100_000));
    let start = std::time::Instant::now();
    let (kept, told) = outcome("a.rss", feed);
    assert_eq!(kept.len() + told.len(), 100_000);
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn entries_built_to_hurt_are_skipped_and_named() {
    let hurting: String = (0..8000).map(|n| format!("<p><b a={n}>x</p>")).collect();
    let feed = format!(
        "<rss><item><guid>1</guid><description><![CDATA[{hurting}]]></description></item>\
        <item><guid>2</guid><description>Le pont.</description></item></rss>"
    );
    let start = std::time::Instant::now();
    assert_eq!(outcome("a.rss", feed), (keys(&["2"]), vec![("bad-html", Some(1))]));
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn xml_that_is_no_feed_is_named() {
    let shelf = Shelf::with("a.xml", "<?xml version=\"1.0\"?><news><body>Le pont rouvre.</body></news>");
    let read = read(&[shelf.path().join("a.xml")], &ReadParams::default());
    assert_eq!((read.reasons(), read.articles.len()), (vec!["not-here"], 0));
}

/// A short dispatch of Factiva has its whole text in the lead.
#[test]
fn a_lead_without_more_is_the_text() {
    let read = Shelf::with("a.csv", "HD,LP,TD,AN\nPont,Un.,Deux.,a\nPont,Trois.,,b\n").read();
    assert_eq!((read.texts(), read.keys()), (vec!["Un.\nDeux.", "Trois."], vec!["a", "b"]));
}

#[test]
fn a_fault_in_a_record_of_many_lines_is_told_with_its_line() {
    let read =
        Shelf::with("a.json", "[\n  {\"text\": \"Le pont rouvre.\"},\n  {\n    \"text\" \"x\"\n  }\n]\n")
            .read();
    let told: Vec<_> = read.skipped.iter().map(|one| (one.place.line, one.reason.to_string())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0 == Some(3) && told[0].1.contains("column 12 of line 4"), "{told:?}");
}

#[test]
fn a_record_over_the_limit_is_told_on_its_own_line() {
    let long = "x".repeat(300 << 10);
    let json = format!(
        "[\n{{\"id\":1,\"text\":\"a\"}},\n{{\"id\":2,\"text\":\"{long}\"}},\n{{\"id\":3,\"text\":\"c\"}}]"
    );
    for max_record_bytes in [100, 200 << 10] {
        let params = ReadParams { max_record_bytes, ..ReadParams::default() };
        let read = Shelf::with("a.json", &json).read_with(&params);
        assert_eq!(read.articles.iter().map(|article| article.key.as_str()).collect::<Vec<_>>(), ["1", "3"]);
        let told: Vec<_> =
            read.skipped.iter().map(|one| (one.reason.name(), one.place.line, one.place.byte)).collect();
        assert_eq!(told, [("too-large", Some(3), Some(23))]);
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_however_long_the_table() {
    let rows: String = (2..40_000).map(|id| format!("{id},Le pont rouvre.\n")).collect();
    let table = format!("id,text\n0,Le pont.\n1,\"Le pont\n{rows}");
    let params = ReadParams { max_record_bytes: 100 << 10, ..ReadParams::default() };
    let read = Shelf::with("a.csv", &table).read_with(&params);
    assert_eq!(read.articles.len(), 39_999);
    let told: Vec<_> = read.skipped.iter().map(|one| (one.reason.name(), one.place.line)).collect();
    assert_eq!(told, [("unclosed-quote", Some(3))]);
}

#[test]
fn of_a_file_over_its_limit_all_records_within_are_read() {
    let lines: String =
        (0..10_000).map(|id| format!("{{\"id\":\"{id}\",\"text\":\"Le pont rouvre.\"}}\n")).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, lines.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    for limit in [1_000, 70_000, 200_001, lines.len() as u64 - 1, lines.len() as u64] {
        let whole = lines[..limit as usize].matches('\n').count();
        for (name, bytes) in [("a.jsonl", lines.as_bytes()), ("a.jsonl.gz", &packed)] {
            let params = ReadParams { max_file_bytes: Some(limit), ..ReadParams::default() };
            let read = Shelf::with(name, bytes).read_with(&params);
            assert_eq!(read.articles.len(), whole, "{limit}");
            let told: Vec<_> = read.skipped.iter().map(|one| one.reason.name()).collect();
            assert_eq!(told.len(), usize::from(limit < lines.len() as u64), "{told:?}");
        }
    }
}

#[test]
fn a_page_of_a_web_archive_is_whole_or_told() {
    let record = |body: &[u8]| {
        let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body, b"\r\n\r\n"].concat()
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n";
    let packed = [head.as_bytes(), &gzip("Le pont rouvre. ".repeat(1000).as_bytes())].concat();
    let read = |most| {
        let params = ReadParams { max_record_bytes: most, ..ReadParams::default() };
        Shelf::with("a.warc", record(&packed)).read_with(&params)
    };
    assert_eq!(read(16_000).texts()[0].len(), 16_000);
    let cut = read(15_999);
    assert_eq!((cut.articles.len(), cut.reasons()), (0, vec!["too-large"]), "not a part of it");
    // What is no answer is not passed over as one that went wrong.
    for body in ["", "\r\n\r\n", "<html><p>Le pont rouvre.</p>\r\n\r\n</html>", "HTTP/1.1 2\r\n\r\n"] {
        let read = Shelf::with("a.warc", record(body.as_bytes())).read();
        assert_eq!((read.passed_over.records.len(), read.reasons()), (0, vec!["bad-warc"]), "{body}");
    }
    let lines = String::from_utf8(record(b"HTTP/1.1 200 OK\r\n\r\nUn.")).unwrap().replace("\r\n", "\n");
    let told = Shelf::with("a.warc", lines).read().skipped[0].to_string();
    assert!(told.contains("without a carriage return") && told.contains("not as a text"), "{told}");
}

#[test]
fn what_is_called_json_and_is_none_is_no_text() {
    for (text, line) in [
        ("[{'id': 'a', 'text': 'Le pont rouvre.'},\n {'id': 'b', 'text': 'Le pont ferme.'}]", 1),
        ("// pages\n{\"id\":1,\"text\":\"Le pont rouvre.\"}", 1),
        ("null", 1),
        ("\"Le pont rouvre.\"", 1),
    ] {
        assert_eq!(outcome("a.json", text), (vec![], vec![("bad-json", Some(line))]), "{text}");
    }
}

#[test]
fn letters_of_four_bytes_are_told() {
    let page = format!("<html><body><p>{}</p></body></html>", "Le pont rouvre. ".repeat(30));
    let wide: Vec<u8> = page.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert_eq!(outcome("a.html", wide).1, [("nul", None)]);
}

#[test]
fn rows_of_empty_cells_are_rows_whatever_parts_them() {
    for (name, mark) in [("a.csv", ","), ("a.tsv", "\t")] {
        let table = "id,text\n1,Un.\n2,\n,\n ,\n\n3,Trois.\n".replace(',', mark);
        let skipped = vec![("empty-text", Some(3)), ("empty-text", Some(4)), ("empty-text", Some(5))];
        assert_eq!(outcome(name, table), (keys(&["1", "3"]), skipped), "{name}");
    }
}

#[test]
fn records_of_one_line_are_told_apart() {
    let record = "{\"text\":\"Le pont rouvre.\"}";
    let list = format!("[{record}, {record},\n{record},{record}]");
    assert_eq!(outcome("a.json", list).0, keys(&["a.json:1", "a.json:1:2", "a.json:2", "a.json:2:2"]));
}
