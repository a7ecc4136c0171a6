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
