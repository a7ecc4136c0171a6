//! Shapes that other programs give to articles, and what is made of them.

use super::*;

/// What a file that is named comes to.
fn named(name: &str, bytes: impl AsRef<[u8]>) -> Read {
    let shelf = Shelf::with(name, bytes);
    read(&[shelf.path().join(name)], &ReadParams::default())
}

#[test]
fn articles_in_xml_are_no_page() {
    for xml in [
        "<articles><article><id>0</id><headline>H0</headline><body>Le pont rouvre.</body></article></articles>",
        "<newsMessage><header><sent>2025</sent></header><newsItem><p>Le pont rouvre.</p></newsItem></newsMessage>",
        "<nitf><head><title>Pont</title></head><body><p>Le pont rouvre.</p></body></nitf>",
    ] {
        let read = named("a.xml", format!("<?xml version=\"1.0\"?>\n{xml}"));
        assert_eq!((read.articles.len(), read.reasons()), (0, vec!["not-here"]), "{xml}");
    }
}

/// The answer of a server as the one record of a web archive.
fn archived(head: &str, body: &[u8]) -> Read {
    let head = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n");
    let length = head.len() + body.len();
    let record = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n{head}");
    Shelf::with("a.warc", [record.as_bytes(), body, b"\r\n\r\n"].concat()).read()
}

#[test]
fn bodies_of_a_web_archive_are_unpacked_as_their_server_says_or_told() {
    let text = "Le pont rouvre lundi, a dit la mairie après onze mois de travaux. ".repeat(9);
    let text = text.trim_end().as_bytes();
    let packed = |bytes: &[u8]| {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(bytes).unwrap();
        zlib.finish().unwrap()
    };
    let zlib = packed(text);
    let bare = &zlib[2..zlib.len() - 4];
    let zstd = zstd::encode_all(text, 3).unwrap();
    for (encoding, body) in [
        ("deflate", &*zlib),
        ("deflate", bare),
        ("zstd", &zstd),
        ("deflate, gzip", &gzip(&zlib)),
        ("", &gzip(text)),
        // Stored as it was before, or never packed.
        ("gzip", text),
        ("br", text),
        ("UTF-8", text),
    ] {
        let read = archived(&format!("Content-Type: text/plain\r\nContent-Encoding: {encoding}"), body);
        assert_eq!(read.texts(), [std::str::from_utf8(text).unwrap()], "{encoding}");
    }
    for (encoding, body) in [("br", bare), ("gzip", &gzip(text)[..70]), ("deflate", &zlib[9..])] {
        let read = archived(&format!("Content-Type: text/html\r\nContent-Encoding: {encoding}"), body);
        assert_eq!((read.articles.len(), read.reasons()), (0, vec!["bad-warc"]), "{encoding}");
        let told = read.skipped[0].to_string();
        assert!(
            told.contains(&format!("with {encoding} and")) && told.contains("unpack the bodies"),
            "{told}"
        );
    }
}

#[test]
fn a_page_declares_the_encoding_of_letters_that_come_late() {
    let styles = ".a { color: red }\n".repeat(5000);
    let text = "S\u{153}ur \u{17D}i\u{17E}ek a dit lundi que le pont rouvre aux pi\u{E9}tons. ".repeat(9);
    let page = format!(
        "<html><head><meta charset=\"iso-8859-15\"><style>{styles}</style></head><body><article><p>{text}</p></article></body></html>"
    );
    let (bytes, encoding, has_errors) =
        encoding_rs::Encoding::for_label(b"iso-8859-15").unwrap().encode(&page);
    assert!(!has_errors && bytes.len() > 64 << 10);
    let of_file = Shelf::with("a.html", &bytes).read();
    for (read, name) in [(of_file, encoding.name()), (archived("Content-Type: text/html", &bytes), "a page")]
    {
        assert!(read.skipped.is_empty(), "{name}: {:?}", read.skipped);
        assert!(read.texts()[0].starts_with(text.trim_end()), "{name}: {:?}", read.texts());
    }
}

#[test]
fn the_words_that_were_searched_for_are_no_article() {
    let list = "[{\"id\":1,\"text\":\"The climate is changing.\"},{\"id\":2,\"text\":\"So are we.\"}]";
    for json in [
        format!("{{\"text\":\"climate change\",\"articles\":{list}}}"),
        format!("{{\"results\":{list},\n\"content\":\"climate change\"}}"),
    ] {
        let read = Shelf::with("a.json", &json).read();
        assert_eq!((read.keys(), read.reasons()), (vec!["1", "2"], vec![]), "{json}");
    }
}

#[test]
fn an_article_with_a_list_of_longer_ones_is_an_article() {
    let text = "The climate is changing. ".repeat(9);
    let json = format!("{{\"id\":1,\"text\":\"{text}\",\"posts\":[{{\"text\":\"{text}{text}\"}}]}}");
    assert_eq!(Shelf::with("a.json", &json).read().keys(), ["1"]);
}

#[test]
fn the_address_of_an_article_is_no_outlet() {
    let text = "\"text\":\"Le pont rouvre.\"";
    for (json, outlet, url) in [
        (
            "\"title\":\"Pont\",\"hostname\":\"fanal.example\",\"source-hostname\":\"Le Fanal\",\"source\":\"https://www.fanal.example/1.html\"",
            "Le Fanal",
            Some("https://www.fanal.example/1.html"),
        ),
        (
            "\"source\":\"https://www.fanal.example/1.html\",\"url\":\"https://fanal.example/1\"",
            "fanal.example",
            Some("https://fanal.example/1"),
        ),
        (
            "\"source\":\"https://fanal.example/1.html\",\"host\":\"Le Fanal\"",
            "Le Fanal",
            Some("https://fanal.example/1.html"),
        ),
        // A site is no article.
        ("\"source\":\"https://www.fanal.example/\"", "fanal.example", None),
        ("\"domain\":\"www.fanal.example\"", "fanal.example", None),
        ("\"source\":\"Le\u{A0}Fanal  du\u{202F}soir\"", "Le Fanal du soir", None),
        ("\"source\":\"Le Fanal / La Vigie\"", "Le Fanal / La Vigie", None),
    ] {
        let read = Shelf::with("a.jsonl", format!("{{{json},{text}}}\n")).read();
        let article = &read.articles[0];
        assert_eq!((article.outlet.as_deref(), article.url.as_deref()), (Some(outlet), url), "{json}");
    }
}

#[test]
fn an_address_in_a_named_outlet_is_read_as_in_a_usual_one() {
    let line = "{\"text\":\"Le pont rouvre.\",\"page\":\"https://www.fanal.example/1.html\",\"link\":\"https://fanal.example/1\"}\n";
    let shelf = Shelf::with("a.jsonl", line);
    let shown = |params: &ReadParams| {
        let article = shelf.read_with(params).articles.swap_remove(0);
        (article.outlet.unwrap(), article.url.unwrap())
    };
    let named = |outlet: &str| ReadParams { outlet: Some(outlet.into()), ..ReadParams::default() };
    let [own, first] = ["https://fanal.example/1", "https://www.fanal.example/1.html"].map(str::to_owned);
    let outlet = || "fanal.example".to_owned();
    assert_eq!(shown(&named("page")), (outlet(), own.clone()));
    assert_eq!(shown(&named("link")), (outlet(), own));
    shelf.put("a.jsonl", line.replace("link", "other"));
    assert_eq!(shown(&named("page")), (outlet(), first));
    // `inspect` tells which field the address is from.
    let params = named("page");
    let mut reader = open(&[shelf.path().to_path_buf()], &params).unwrap();
    let fields = reader.next_batch().unwrap().unwrap().fields(&params).swap_remove(0);
    let of_page: Vec<_> = fields.iter().filter(|one| one.path == "page").map(|one| one.role).collect();
    assert_eq!(of_page, [Some(Role::Outlet), Some(Role::Url)]);
}

#[test]
fn an_entry_that_was_collected_has_its_own_outlet() {
    let body = "<title>Pont</title><description>Le pont rouvre.</description>";
    let feed = format!(
        "<rss><channel><title>Tout lire</title><item><source url=\"https://fanal.example\">Le Fanal &amp; fils</source>{body}</item>\
         <item><dc:publisher>La Vigie</dc:publisher>{body}</item><item>{body}</item></channel></rss>"
    );
    let outlets = |feed: &str| -> Vec<Option<String>> {
        Shelf::with("a.xml", feed).read().articles.into_iter().map(|article| article.outlet).collect()
    };
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(outlets(&feed), [some("Le Fanal & fils"), some("La Vigie"), some("Tout lire")]);
    let atom = |source: &str| {
        format!(
            "<feed><title>Tout lire</title><entry><source><id>s</id>{source}<updated>2020-01-01</updated></source><id>1</id>\
             <link href=\"https://fanal.example/1\"/><title>Pont</title><content>Le pont rouvre.</content></entry></feed>"
        )
    };
    assert_eq!(outlets(&atom("<title>Le Fanal</title>")), [some("Le Fanal")]);
    let linked = atom("<link href=\"https://fanal.example\"/>");
    assert_eq!(outlets(&linked), [some("Tout lire")]);
    assert_eq!(Shelf::with("a.xml", &linked).read().articles[0].url, some("https://fanal.example/1"));
}

#[test]
fn a_date_that_cannot_be_read_does_not_hide_one_that_can() {
    let day = crate::read::date::parse("2025-08-15");
    for json in [
        "\"published\":1,\"date\":\"2025-08-15\"",
        "\"date\":\"2025-08-15\",\"published\":1",
        "\"published\":\"soon\",\"created\":\"soon\",\"date\":\"2025-08-15\",\"time\":\"2020-01-01\"",
    ] {
        let read = Shelf::with("a.jsonl", format!("{{{json},\"text\":\"Le pont rouvre.\"}}\n")).read();
        assert_eq!(read.articles[0].published, day, "{json}");
        assert_eq!(read.articles[0].unread_date, None, "{json}");
    }
    let read =
        Shelf::with("a.jsonl", "{\"date\":\"late\",\"published\":\"soon\",\"text\":\"Le pont rouvre.\"}\n")
            .read();
    assert_eq!(read.articles[0].unread_date.as_deref(), Some("soon"));
    // As MongoDB writes a time.
    let json = "{\"date\":{\"$date\":{\"$numberLong\":\"1755250215000\"}},\"text\":\"Le pont rouvre.\"}\n";
    let read = Shelf::with("a.jsonl", json).read();
    assert_eq!(read.articles[0].published, crate::read::date::parse("1755250215000"));
    assert!(read.articles[0].published.is_some());
}

#[test]
fn an_article_of_a_press_archive_without_a_publication_is_kept_and_an_empty_one_told() {
    let article = |outlet: &str, text: &str| {
        format!(
            "<article>{outlet}<div class=\"titreArticle\">Pont</div><div class=\"DocText\">{text}</div></article>\n"
        )
    };
    let page = format!(
        "<html><body>\n{}{}<article>rien</article>\n</body></html>",
        article("<span class=\"DocPublicationName\">Le Fanal</span>", "Un."),
        article("", "Deux."),
    );
    let read = Shelf::with("export.html", &page).read();
    assert_eq!(read.texts(), ["Un.", "Deux."]);
    assert_eq!((read.articles[1].outlet.as_deref(), read.articles[1].title.as_deref()), (None, Some("Pont")));
    assert_eq!((read.reasons(), read.skipped[0].place.line), (vec!["no-main-text"], Some(4)));
}

#[test]
fn quotes_of_two_rows_between_tabs_do_not_make_one_of_them() {
    for (table, texts) in [
        (
            "id\ttext\n1\t\"We stay. That is all.\n2\tMore of it. So be it.\"\n3\tYes.\n",
            &["\"We stay. That is all.", "More of it. So be it.\"", "Yes."][..],
        ),
        ("id\ttext\n1\t\"We stay.\n2\tNo.\n3\tSo be it.\"", &["\"We stay.", "No.", "So be it.\""]),
        ("id\ttext\tdate\n1\t\"We stay.\t2025\n2\tSo be it.\"\t2025\n", &["\"We stay.", "So be it.\""]),
        // Cells of several lines, with a tab inside or without one.
        ("id\ttext\n1\t\"We stay.\nSo be it.\"\n2\tYes.\n", &["We stay.\nSo be it.", "Yes."]),
        ("text\tid\n\"We stay.\nSo be it.\"\t1\nYes.\t2\n", &["We stay.\nSo be it.", "Yes."]),
        (
            "id\ttext\n1\t\"We stay.\nSo be it.\nname\tvalue\"\n2\tYes.\n",
            &["We stay.\nSo be it.\nname\tvalue", "Yes."],
        ),
        ("id\ttext\tdate\n1\t\"We\tstay.\nSo be it.\"\t2025\n", &["We\tstay.\nSo be it."]),
    ] {
        for batch_bytes in [1, 1 << 20] {
            let params = ReadParams { batch_bytes, ..ReadParams::default() };
            let read = Shelf::with("a.tsv", table).read_with(&params);
            assert_eq!(read.texts(), texts, "{table}");
            assert!(read.skipped.is_empty(), "{table}");
        }
    }
}

#[test]
fn records_inside_others_are_told_with_what_takes_them_out() {
    let hit = "{\"_source\":{\"title\":\"Pont\",\"text\":\"Le pont rouvre.\"}}";
    let article = "{\"title\":\"Pont\",\"text\":\"Le pont rouvre.\"}";
    for (name, json, remedy) in [
        (
            "a.json",
            format!("{{\"took\":1,\"hits\":{{\"total\":1,\"hits\":[{hit}]}}}}"),
            "jq -c '.hits.hits[]'",
        ),
        ("a.json", format!("{{\"a1\":{article},\"a2\":{article}}}"), "jq -c '.[]'"),
        ("a.jsonl", format!("{{\"status\":\"ok\",\"articles\":[{article}]}}\n"), "--format json"),
    ] {
        let read = Shelf::with(name, &json).read();
        assert_eq!((read.articles.len(), read.reasons()), (0, vec!["no-text"]), "{json}");
        assert!(read.skipped[0].hint.as_deref().unwrap().contains(remedy), "{}", read.skipped[0]);
    }
}

#[test]
fn remedies_are_those_of_what_went_wrong() {
    let record = "{\"id\":1,\"text\":\"Le pont rouvre.\"}";
    let cut = gzip("Le pont rouvre lundi. ".repeat(99).as_bytes());
    let tar = [&b"a.txt"[..], &[0; 252], b"ustar\x0000", &[0; 500]].concat();
    for (name, bytes, remedy) in [
        ("a.txt.gz", cut[..cut.len() - 9].to_vec(), "nothing of it was read"),
        ("a.tar.gz", gzip(&tar), "read the folder"),
        ("a.jsonl", b"{\"id\":1,\"score\":NaN,\"text\":\"x\"}\n".to_vec(), "write null instead"),
        ("a.jsonl", b"{\"id\":1,\"score\": -Infinity,\"text\":\"x\"}\n".to_vec(), "write null instead"),
        ("a.jsonl", format!("[{record}]").into(), "--format json"),
        ("a.jsonl", format!("[\n{record}\n]\n").into(), "--format json"),
        (
            "a.jsonl",
            format!("{record}\r{record}\r").into(),
            "carriage returns alone: read the file with --format json",
        ),
        ("a.json", format!("[{record}, {{\"id\" 2}}, {record}]").into(), "correct this record"),
        (
            "a.jsonl.gz.zst",
            zstd::encode_all(&gzip(record.as_bytes())[..], 1).unwrap(),
            "a gzip file that was compressed again",
        ),
        ("a.txt", b"\xFF\xFE\0\0L\0\0\0e\0\0\0".to_vec(), "text in UTF-32"),
        ("a.parquet", b"PAR1PAR1".to_vec(), "nothing of it was read"),
        ("a.xml", b"<?xml version=\"1.0\"?><news/>".to_vec(), "hint: convert it to CSV or JSON Lines"),
    ] {
        #[cfg(not(feature = "parquet"))]
        if name == "a.parquet" {
            continue;
        }
        let read = named(name, bytes);
        let told = read.skipped[0].to_string();
        assert!(told.contains(remedy), "{told}");
    }
    let told = named("a.jsonl", "[1, 2]\n").skipped[0].to_string();
    assert!(told.contains("each record is an object"), "{told}");
    // A string that is cut off is so on its own line, not on the next.
    let told =
        named("a.jsonl", "{\"text\":\"x\"}\n{\"text\":\"Le po\n{\"text\":\"y\"}\n").skipped[0].to_string();
    assert!(
        told.contains(":2: not valid JSON: ends in the middle of a record") && !told.contains("line 3"),
        "{told}"
    );
    // What is null is empty.
    for text in [None, Some("text".to_owned())] {
        let params = ReadParams { text, ..ReadParams::default() };
        let told =
            Shelf::with("a.jsonl", "{\"id\":1,\"text\":null}\n").read_with(&params).skipped[0].to_string();
        assert!(told.contains("the text is empty") && !told.contains("no field"), "{told}");
    }
    // A NaN in a text is no fault of the number.
    let told = named("a.jsonl", "{\"text\":\"NaN\" x}\n").skipped[0].to_string();
    assert!(!told.contains("null"), "{told}");
}

#[test]
fn of_two_columns_of_one_name_none_is_taken() {
    for (name, table, field) in [
        ("a.csv", "id,text,text\n1,Un.,\n", "text"),
        ("a.tsv", "ID\tid\ttext\n1\t2\tUn.\n", "id"),
        ("a.csv", "date,text,x,x,Date\n2025,Un.,1,2,2024\n", "Date"),
    ] {
        let read = named(name, table);
        assert_eq!((read.articles.len(), read.reasons()), (0, vec!["same-name"]), "{table}");
        let told = read.skipped[0].to_string();
        assert!(
            told.contains(&format!(":1: field `{field}`")) && told.contains("rename one of them"),
            "{told}"
        );
    }
    // Those that play no role are no matter, nor are those put aside by another that is named.
    let table = "id,text,x,x,id,key\n1,Un.,,,2,3\n";
    let params = ReadParams { id: Some("key".to_owned()), ..ReadParams::default() };
    assert_eq!(Shelf::with("a.csv", table).read_with(&params).keys(), ["3"]);
}

#[test]
fn a_header_without_end_is_none() {
    let columns: String = (0..20_000).map(|at| format!("c{at},")).collect();
    let row = "x,".repeat(20_000) + "Un.\n";
    for header in [format!("{columns}text"), format!("text,{columns}c")] {
        let read = named("a.csv", header + "\n" + &row);
        assert_eq!((read.articles.len(), read.reasons()), (0, vec!["long-header"]));
        assert!(read.skipped[0].to_string().contains(":1:"), "{}", read.skipped[0]);
    }
    let fewer: String = (0..9_000).map(|at| format!("c{at},")).collect();
    let read = named("a.csv", fewer + "text\n" + &"x,".repeat(9_000) + "Un.\n");
    assert_eq!(read.articles.len(), 1, "{:?}", read.reasons());
}

#[cfg(feature = "parquet")]
#[test]
fn of_two_columns_of_one_name_none_is_taken_from_parquet() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;

    let schema = "message news { required binary text (STRING); required binary text (STRING); }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    while let Some(mut column) = rows.next_column().unwrap() {
        let texts = [ByteArray::from("Un.")];
        column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
        column.close().unwrap();
    }
    rows.close().unwrap();
    let read = named("a.parquet", writer.into_inner().unwrap());
    assert_eq!((read.articles.len(), read.reasons()), (0, vec!["same-name"]));
    assert!(read.skipped[0].to_string().contains("field `text`"), "{}", read.skipped[0]);
}

#[test]
fn marks_between_records_are_stepped_over() {
    let record = "{\"id\":1,\"text\":\"Le pont rouvre.\"}\n";
    for (name, part) in [("a.jsonl", record.to_owned()), ("a.json", format!("[\n{record}]\n"))] {
        let read = Shelf::with(name, format!("\u{FEFF}{part}\u{FEFF}{part}\u{FEFF}")).read();
        assert_eq!((read.articles.len(), read.reasons()), (2, vec![]), "{name}");
        assert_eq!(read.raw[1], record.trim_end_matches(if name == "a.json" { "\n" } else { "" }).as_bytes());
    }
}

#[test]
fn an_id_of_any_number_of_digits_is_as_it_is_written() {
    let ids = ["340282366920938463463374607431768211455", "340282366920938463463374607431768211400"];
    let deep = "-9223372036854775809";
    let records = format!(
        "{{\"text\":\"9e9 \\\\\\\"1\\\" \",\"id\":{}}}\n{{\"n\":[1.5,-2],\"id\":{},\"text\":\"b\"}}\n{{\"_id\":{{\"$numberLong\":{deep}}},\"text\":\"c\"}}\n{{\"id\":123456789012345.678901,\"text\":\"d\"}}\n{{\"id\":7.0,\"text\":\"e\"}}\n",
        ids[0], ids[1]
    );
    let read = named("a.jsonl", records);
    assert_eq!(read.keys(), [ids[0], ids[1], deep, "123456789012345.678901", "7"]);
}

#[test]
fn the_first_line_of_a_text_may_be_its_date_in_any_form() {
    let text = "Le pont rouvre.\n";
    for (first, day, is_cut) in [
        ("Date : 2018-07-16", Some("2018-07-16"), true),
        ("date: 16 juillet 2018", Some("2018-07-16"), true),
        ("date 16 juillet 2018", Some("2018-07-16"), true),
        ("DATE 16/07/2018", Some("2018-07-16"), true),
        ("Published: 2018-07-16", Some("2018-07-16"), true),
        ("Erschienen: Montag, 16. Juli 2018, 10:30 Uhr", Some("2018-07-16T10:30"), true),
        ("date 16 juillet 2018 Le maire a parlé.", Some("2018-07-16"), false),
        // A year alone, a number, a name that is none of a date.
        ("date: 2018", None, false),
        ("Date 12 Le maire a parlé.", None, false),
        ("Source: 2018-07-16", None, false),
        ("Published 2018-07-16", None, false),
        ("date 03/04/2018", None, false),
    ] {
        let whole = format!("{first}\n{text}");
        let read = Shelf::with("a.txt", &whole).read();
        let article = &read.articles[0];
        assert_eq!(article.published.map(|date| date::iso(&date)).as_deref(), day, "{first}");
        assert_eq!(article.text, if is_cut { text } else { &whole }, "{first}");
        assert_eq!(article.unread_date.is_some(), first.ends_with("03/04/2018"), "{first}");
    }
    let params = ReadParams { date_order: Some(DateOrder::DayFirst), ..ReadParams::default() };
    let read = Shelf::with("a.txt", format!("date 03/04/2018\n{text}")).read_with(&params);
    assert_eq!((read.texts()[0], read.articles[0].published), (text, date::parse("2018-04-03")));
}

#[test]
fn the_order_of_dates_counts_in_every_format() {
    let params = ReadParams { date_order: Some(DateOrder::MonthFirst), ..ReadParams::default() };
    let page = "<html><head><meta name=\"date\" content=\"03/04/2018\"></head><body><article><p>Le pont rouvrira lundi à la circulation, \
        a annoncé vendredi la mairie, après onze mois de travaux.</p></article></body></html>";
    for (name, bytes) in [
        ("a.jsonl", "{\"text\":\"Un.\",\"date\":\"03/04/2018\"}\n"),
        // Of two fields the one that can be read.
        ("a.jsonl", "{\"text\":\"Un.\",\"published\":\"soon\",\"date\":\"3-4-2018\"}\n"),
        ("a.csv", "date,text\n03/04/2018,Un.\n"),
        (
            "a.rss",
            "<rss><channel><item><pubDate>03/04/2018</pubDate><description>Un.</description></item></channel></rss>",
        ),
        ("a.html", page),
        ("a.txt", "Date: 03/04/2018\nTitle: Pont\n\nUn.\n"),
    ] {
        let shelf = Shelf::with(name, bytes);
        assert_eq!(shelf.read_with(&params).articles[0].published, date::parse("2018-03-04"), "{name}");
        assert_eq!(shelf.read().articles[0].published, None, "{name}");
    }
}
