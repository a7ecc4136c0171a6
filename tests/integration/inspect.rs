//! `retold inspect`: what is told of an input is what is so.

use crate::support::{Ran, Shelf, retold, run};
use serde_json::Value;
use std::fs;

fn inspect(shelf: &Shelf, flags: &str) -> Ran {
    let mut command = retold();
    command.arg("inspect").arg(shelf.path("in")).args(flags.split_whitespace());
    command.output().unwrap().into()
}

fn json(shelf: &Shelf, flags: &str) -> Value {
    let ran = inspect(shelf, &format!("{flags} --json"));
    assert_eq!(ran.err, "");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn the_sample_corpus_is_recognised() {
    let Ran { code, out, err } = run("inspect corpus --records 2");
    assert_eq!((code, &*err), (Some(0), ""));
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("inspect", out);
    });
}

#[test]
fn it_reads_what_a_scan_reads() {
    let shelf = Shelf::new();
    let found: Value = serde_json::from_str(&run("inspect corpus --json").out).unwrap();
    let ran = crate::support::scan(&["corpus".as_ref()], &shelf.path("out"), "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let articles = shelf.rows("articles");
    assert_eq!(found["articles"], articles.len());
    let chars: u64 = articles.iter().map(|row| row["chars"].as_u64().unwrap()).sum();
    assert_eq!(found["texts"]["chars"], chars);
    for (code, count) in found["languages"].as_object().unwrap() {
        let of = articles.iter().filter(|row| row["language"].as_str().unwrap_or("unknown") == code).count();
        assert_eq!(*count, of, "{code}");
    }
    let dated = articles.iter().filter(|row| row["date"].is_string()).count();
    assert_eq!(found["dates"]["known"], dated);
    assert_eq!(found["passed_over"], shelf.findings()["passed_over"]["files"]);
}

#[test]
fn troubles_are_named_with_place_and_remedy() {
    let shelf = Shelf::with(&[
        (
            "a.jsonl",
            "{\"id\": 1, \"text\": \"Le maire a dÃ©clarÃ© vendredi que le pont rouvrirait\"}\n{\"id\": 1}\n"
                .as_bytes(),
        ),
        ("b.jsonl", b"{\"id\": 1, \"text\": \"Fish &amp; chips\", \"date\": \"soon\"}\n"),
        ("c.pdf", b"%PDF"),
    ]);
    let ran = inspect(&shelf, "");
    assert_eq!((ran.code, &*ran.err), (Some(1), ""));
    for told in [
        "read        2 articles in 2 files; 1 record skipped",
        "passed over 1 file, such as ",
        "c.pdf (not a kind of file that is read; a PDF document: take its text out",
        "1 not understood and left unknown, such as `soon`",
        "skipped, no-text: 1 record",
        "a.jsonl:2: field `text`: no field holds the text",
        "garbled letters: 1 record",
        "`dÃ©clarÃ©` for `déclaré`",
        "markup in the text: 1 record",
        "repeated ids: 1 record",
        "hint: ",
    ] {
        assert!(ran.out.contains(told), "{told}\n{}", ran.out);
    }
    let found = json(&shelf, "");
    assert_eq!((&found["records"], &found["articles"]), (&3.into(), &2.into()));
    assert_eq!(found["skipped"]["no-text"]["count"], 1);
    assert_eq!(found["troubles"]["garbled letters"]["examples"].as_array().unwrap().len(), 1);
    // A scan says so too, and goes on.
    let scanned = shelf.scan("");
    assert_eq!(scanned.code, Some(1));
    assert!(scanned.err.contains("1 article holds letters"), "{}", scanned.err);
    assert!(
        scanned.err.contains("c.pdf (not a kind of file that is read; a PDF document: take its text out"),
        "{}",
        scanned.err
    );
    assert_eq!(shelf.findings()["counts"]["records"]["garbled"], 1);
}

#[test]
fn a_mapping_is_tried_out() {
    let shelf = Shelf::with(&[(
        "a.jsonl",
        b"{\"doc\": {\"prose\": \"The bridge opens on Monday.\"}, \"paper\": \"The Post\", \"n\": 7}\n",
    )]);
    let found = json(&shelf, "");
    assert_eq!((&found["articles"], &found["skipped"]["no-text"]["count"]), (&0.into(), &1.into()));
    assert!(found["other_fields"].as_object().unwrap().contains_key("doc.prose"), "{found}");
    let found = json(&shelf, "--text doc.prose --id n");
    assert_eq!(found["fields"][0]["from"]["doc.prose"], 1);
    assert_eq!((&found["first"][0]["id"], &found["first"][0]["outlet"]), (&"7".into(), &"The Post".into()));
}

#[test]
fn what_stands_in_an_input_cannot_steer_the_terminal() {
    let line = serde_json::json!({"id": "\u{1b}[2J", "title": "\u{1b}]0;owned\u{7}", "outlet": "\u{202E}x", "text": "a\u{1b}[31m word"});
    let shelf = Shelf::with(&[("a.jsonl", line.to_string().as_bytes())]);
    let ran = inspect(&shelf, "");
    assert!(!ran.out.contains(['\u{1b}', '\u{7}', '\u{202E}']), "{:?}", ran.out);
}

#[test]
fn tables_name_their_columns() {
    let shelf = Shelf::with(&[("a.csv", "Headline;Publication;Load-Date;Body;Byline\nPont;Le Fanal;15/08/2025;Le vieux pont rouvre lundi.;AB\n".as_bytes())]);
    let found = json(&shelf, "");
    let from = |role: usize| found["fields"][role]["from"].as_object().unwrap().keys().next().cloned();
    assert_eq!(from(0).as_deref(), Some("Body"));
    assert_eq!(from(2).as_deref(), Some("Publication"));
    assert_eq!(from(4).as_deref(), Some("Headline"));
    assert!(found["other_fields"].as_object().unwrap().contains_key("Byline"));
    fs::remove_file(shelf.path("in/a.csv")).unwrap();
    assert_eq!(inspect(&shelf, "").code, Some(2));
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_told_with_the_order_that_others_prove() {
    let rows = |dates: &[&str]| {
        let row = |(id, date): (usize, &&str)| format!("{id},{date},Le pont rouvre.\n");
        "id,date,text\n".to_owned() + &dates.iter().enumerate().map(row).collect::<String>()
    };
    let hint = |shelf: &Shelf, flags: &str| {
        let found = json(shelf, flags);
        let trouble = &found["troubles"]["dates that can be read in two ways"];
        (trouble["count"].as_u64(), trouble["hint"].as_str().unwrap_or_default().to_owned())
    };
    let shelf = Shelf::with(&[("a.csv", rows(&["03/04/2025", "03/04/2025", "05-04-2025"]).as_bytes())]);
    let (count, told) = hint(&shelf, "");
    assert_eq!(count, Some(3));
    assert_eq!(told, "`03/04/2025` can be read in two ways: say --date-order day-first or month-first");
    let found = json(&shelf, "--date-order month-first");
    assert_eq!((&found["dates"]["known"], &found["dates"]["earliest"]), (&3.into(), &"2025-03-04".into()));
    assert!(found["troubles"].get("dates that can be read in two ways").is_none());
    // Each is shown once.
    let shown: Vec<_> = json(&shelf, "")["dates"]["unread_examples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].clone())
        .collect();
    assert_eq!(shown, ["03/04/2025", "05-04-2025"]);
    // A file beside it is of another country.
    let american = rows(&["07/13/2018", "07/13/2018"]);
    let french = rows(&["03/04/2025", "13/07/2018"]);
    let shelf = Shelf::with(&[("a.csv", american.as_bytes()), ("b.csv", french.as_bytes())]);
    let (_, told) = hint(&shelf, "");
    assert!(told.contains("--date-order day-first") && told.contains("b.csv:3"), "{told}");
    let shelf = Shelf::with(&[("a.csv", rows(&["03/04/2025", "13/07/2018", "07/13/2018"]).as_bytes())]);
    let (_, told) = hint(&shelf, "");
    assert!(told.contains("a.csv:3") && told.contains("a.csv:4"), "{told}");
    // A scan says it too, and echoes the order.
    let ran = crate::support::scan(&[&shelf.path("in")], &shelf.path("out"), "");
    assert!(ran.err.contains("say --date-order day-first or month-first"), "{}", ran.err);
    let ran =
        crate::support::scan(&[&shelf.path("in")], &shelf.path("out"), "--date-order day-first --force");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.findings()["options"]["reading"]["date_order"], "day-first");
    assert_eq!(shelf.rows("articles")[0]["date"], "2025-04-03");
}

#[test]
fn dates_of_which_most_are_not_understood_and_outlets_in_two_spellings_are_troubles() {
    let shelf = Shelf::with(&[(
        "a.jsonl",
        "{\"text\":\"Un.\",\"source\":\"Le Monde\",\"date\":\"soon\"}\n{\"text\":\"Deux.\",\"source\":\"LE MONDE\",\"date\":\"late\"}\n\
         {\"text\":\"Trois.\",\"source\":\"Le Monde\",\"date\":\"2025-08-15\"}\n{\"text\":\"Quatre.\",\"date\":\"1970-01-01T00:00:00Z\"}\n"
            .as_bytes(),
    )]);
    let troubles = &json(&shelf, "")["troubles"];
    assert_eq!(troubles["dates that are not understood"]["count"], 3);
    assert_eq!(troubles["dates of 1970-01-01"]["count"], 1);
    let outlets = &troubles["outlets that differ in capitals only"];
    assert_eq!((&outlets["count"], &outlets["examples"][0]["what"]), (&1.into(), &"also `LE MONDE`".into()));
}

#[test]
fn what_stands_for_an_object_is_no_field_of_its_own() {
    let line = "{\"id\":1,\"title\":{\"rendered\":\"Pont\"},\"content\":{\"rendered\":\"Le pont rouvre.\",\"protected\":false}}\n";
    let found = json(&Shelf::with(&[("a.jsonl", line.as_bytes())]), "");
    let others: Vec<_> = found["other_fields"].as_object().unwrap().keys().collect();
    assert_eq!(others, ["content.protected"]);
}
