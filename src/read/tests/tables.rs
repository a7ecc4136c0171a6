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
