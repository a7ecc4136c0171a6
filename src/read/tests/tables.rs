//! Tables as programs write them: what stands for nothing, and headers that are none.

use super::*;

#[test]
fn what_programs_write_for_nothing_is_nothing() {
    // As R writes a table, with a name for the rows.
    let table = "\"\",\"doc_id\",\"media\",\"date\",\"titre\",\"url\",\"texte\"\n\
        \"1\",NA,NA,NA,NA,NA,NA\n\"2\",NA,N/A,NaT,null, NA ,\"Le pont rouvre.\"\n\
        \"3\",nan,None,<NA>,#N/A,NULL,\"NA et NaN.\"\n\"4\",NaN,NATO,,n/a,,None\n\"5\",7,NATO,,Nan,,Nul.\n";
    let read = Shelf::with("a.csv", table).read();
    assert_eq!(read.texts(), ["Le pont rouvre.", "NA et NaN.", "Nul."]);
    assert_eq!(read.keys(), ["a.csv:3", "a.csv:4", "7"]);
    assert_eq!(read.reasons(), ["empty-text", "empty-text"]);
    for article in &read.articles[..2] {
        let Article { outlet, published, unread_date, title, url, .. } = article;
        assert!(outlet.is_none() && title.is_none() && url.is_none(), "{article:?}");
        assert!(published.is_none() && unread_date.is_none(), "{article:?}");
    }
    assert_eq!(read.articles[2].outlet.as_deref(), Some("NATO"));
    assert_eq!(read.articles[2].title.as_deref(), Some("Nan"));
    // A column that is named is read in the same way.
    let params = ReadParams { outlet: Some("media".into()), ..ReadParams::default() };
    assert_eq!(Shelf::with("a.csv", table).read_with(&params).articles[0].outlet, None);
    // JSON says nothing in its own way.
    let read = Shelf::with("a.jsonl", "{\"text\":\"None\",\"source\":\"NA\"}\n").read();
    assert_eq!((read.texts(), read.articles[0].outlet.as_deref()), (vec!["None"], Some("NA")));
}

#[test]
fn a_table_without_a_header_is_told() {
    let text = "Le pont rouvrira lundi à la circulation, a annoncé la mairie. ".repeat(3);
    let (one, two) =
        (format!("1,Le Fanal,2025-08-15,\"{text}\"\n"), format!("2,La Vigie,2025-08-16,\"{text}\"\n"));
    for table in [one.clone(), one + &two] {
        let shelf = Shelf::new();
        let path = shelf.put("a.csv", &table);
        let read = read(&[path], &ReadParams::default());
        let hint = read.skipped[0].hint.as_deref().unwrap();
        assert!(hint.contains("no header line") && hint.contains("Le Fanal"), "{hint}");
    }
    let shelf = Shelf::new();
    let read = read(&[shelf.put("a.csv", "id,chapeau\n1,Oui.\n")], &ReadParams::default());
    assert!(read.skipped[0].hint.as_deref().unwrap().contains("--text"), "{:?}", read.skipped);
}

#[test]
fn tables_of_other_languages_are_read_by_their_names() {
    for (table, text, title, outlet) in [
        (
            "ид,дата,издание,заголовок,текст\n1,16.07.2018,Вести,Шторм,Порт закрыт.\n",
            "Порт закрыт.",
            "Шторм",
            "Вести",
        ),
        ("编号,日期,媒体,标题,正文\n1,2018年7月16日,日报,台风,港口关闭。\n", "港口关闭。", "台风", "日报"),
        ("記事ID,日付,媒体名,見出し,本文\n1,2018/7/16,新報,台風,港は閉鎖。\n", "港は閉鎖。", "台風", "新報"),
        (
            "id;data;źródło;tytuł;treść\n1;16 lipca 2018;Kurier;Burza;Port zamknięto.\n",
            "Port zamknięto.",
            "Burza",
            "Kurier",
        ),
        (
            "id;tarih;kaynak;başlık;metin\n1;16 Temmuz 2018;Kent;Fırtına;Liman kapalı.\n",
            "Liman kapalı.",
            "Fırtına",
            "Kent",
        ),
        (
            "id,التاريخ,المصدر,العنوان,النص\n1,16 يوليو 2018,الخبر,عاصفة,الميناء مغلق.\n",
            "الميناء مغلق.",
            "عاصفة",
            "الخبر",
        ),
        (
            "id;datum;bron;titel;tekst\n1;16 juli 2018;Bode;Storm;De haven is dicht.\n",
            "De haven is dicht.",
            "Storm",
            "Bode",
        ),
    ] {
        let article = Shelf::with("a.csv", table).read().articles.remove(0);
        let day = article.published.as_ref().map(date::iso);
        assert_eq!(
            (&*article.text, &*article.key, day.as_deref()),
            (text, "1", Some("2018-07-16")),
            "{table}"
        );
        assert_eq!(
            (article.title.as_deref(), article.outlet.as_deref()),
            (Some(title), Some(outlet)),
            "{table}"
        );
    }
}

#[test]
fn a_column_that_looks_like_the_text_is_named() {
    let long = "Le pont rouvrira lundi à la circulation, a annoncé la mairie vendredi. ".repeat(2);
    let table = format!("n,lieu,chapeau,récit\n1,Osmy,Oui,\"{long}\"\n2,Osmy,Non,\n3,Osmy,Oui,\"{long}\"\n");
    let read = Shelf::with("a.csv", &table).read();
    assert_eq!((read.reasons(), read.passed_over.count), (vec!["no-text"; 3], 0));
    let hint =
        "name the field that holds the text with --text récit; this record has n, lieu, chapeau, récit";
    assert_eq!(read.skipped[0].hint.as_deref(), Some(hint));
    let params = ReadParams { text: Some("récit".into()), ..ReadParams::default() };
    let read = Shelf::with("a.csv", &table).read_with(&params);
    assert_eq!((read.keys(), read.reasons()), (vec!["a.csv:2", "a.csv:4"], vec!["empty-text"]));
    // Without a name there is nothing to name it by.
    let read = Shelf::with("a.csv", format!("n,\n1,\"{long}\"\n")).read();
    assert_eq!(read.reasons(), ["no-text"]);
    assert!(read.skipped[0].hint.as_deref().unwrap().contains("--text FIELD"), "{:?}", read.skipped);
    // Nor are texts lost where the first one is a whole head long.
    let read = Shelf::with("a.csv", format!("1,\"{}\"\n", long.repeat(1000))).read();
    assert_eq!(read.reasons(), ["long-header"]);
    let read = Shelf::with("a.csv", "n,lieu\n1,Osmy\n").read();
    assert_eq!((read.skipped.len(), read.passed_over.count), (0, 1));
}

#[test]
fn a_table_that_pandas_wrote_is_read_or_told() {
    let columns = "{\"ID\":{\"0\":\"a\",\"1\":\"b\"},\"texte\":{\"0\":\"Oui.\",\"1\":\"Non.\"}}";
    let read = Shelf::with("a.json", columns).read();
    assert!(
        read.skipped[0].hint.as_deref().unwrap().contains("orient=\"records\", lines=True"),
        "{:?}",
        read.skipped
    );
    let long = "Le pont rouvrira lundi à la circulation, a annoncé la mairie. ".repeat(5);
    let table = format!(
        "{{\"schema\":{{\"fields\":[{{\"name\":\"index\",\"type\":\"integer\"}}],\"primaryKey\":[\"index\"]}},\"data\":[\
         {{\"index\":0,\"ID\":\"a\",\"texte\":\"{long}\"}},{{\"index\":1,\"ID\":\"b\",\"texte\":\"{long}\"}}]}}"
    );
    assert_eq!(Shelf::with("a.json", table).read().keys(), ["a", "b"]);
}

#[test]
fn a_text_in_html_is_read_as_a_page_is() {
    let line = "{\"id\":1,\"title\":{\"rendered\":\"L&#8217;affaire\"},\"content\":{\"rendered\":\"<p class=\\\"x\\\">L&#8217;affaire du pont</p>\
         \\n<p>Il <b>rouvre</b> lundi.</p><script>x()</script>\"}}\n";
    let read = Shelf::with("a.jsonl", line).read();
    assert_eq!(
        (read.texts()[0], read.articles[0].title.as_deref()),
        ("L’affaire du pont\n\nIl rouvre lundi.", Some("L’affaire"))
    );
    // Markup inside a text is the owner's, and what is nothing but markup is no text.
    let read = Shelf::with("a.csv", "title,text\nA &amp; B,Il <b>rouvre</b> lundi.\nC,<p></p>\n").read();
    assert_eq!(
        (read.texts(), read.articles[0].title.as_deref()),
        (vec!["Il <b>rouvre</b> lundi."], Some("A &amp; B"))
    );
    assert_eq!(read.reasons(), ["empty-text"]);
    let deep = format!("{}Le pont</p>", "<div>".repeat(1000));
    assert_eq!(Shelf::with("a.csv", format!("text\n{deep}\n")).read().texts(), [deep]);
}
