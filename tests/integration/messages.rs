//! What commands say of names that nothing has, of arguments in the wrong place, and of what they wrote.

use crate::support::{Ran, Shelf, retold, rows};
use std::fs;
use std::path::Path;

const DISPATCH: &str = "The old bridge at Harrowford will open again to cars on Monday morning, the mayor told residents of the lower town.";

fn ran(command: &str, paths: &[&Path], flags: &[&str]) -> Ran {
    let mut typed = retold();
    typed.arg(command).args(paths).args(flags);
    typed.output().unwrap().into()
}

/// Two outlets with one dispatch, and what each of them adds.
fn wire() -> Shelf {
    let row = |id: &str, outlet: &str, more: &str| {
        serde_json::json!({"id": id, "outlet": outlet, "text": format!("{DISPATCH} {more}")}).to_string()
            + "\n"
    };
    let lines = row("a", "Harrow Post", "Ferries stop.") + &row("b", "Mirador", "Ferries stop.");
    Shelf::with(&[("a.jsonl", (lines + &row("c", "Mirador", &made_up())).as_bytes())])
}

/// Words that stand in no other article.
fn made_up() -> String {
    (0..40).map(|number| format!("wordy{number} ")).collect()
}

#[test]
fn outlets_that_no_article_is_of_are_told_with_the_nearest() {
    let shelf = wire();
    let (input, out) = (shelf.path("in"), shelf.path("clean"));
    let told = ran(
        "dedup",
        &[&input],
        &["-q", "--keep", "outlets:Miradorr,Harrow Post", "-o", out.to_str().unwrap()],
    );
    assert_eq!(
        (told.code, &*told.err),
        (
            Some(0),
            "retold: --keep outlets: no article is of Miradorr\nhint: did you mean `Mirador`? There are Harrow Post, Mirador\n"
        )
    );
    assert_eq!(shelf.scan("").code, Some(0));
    let findings = shelf.path("out");
    for (command, output) in [("tables", "t"), ("report", "r.html")] {
        let output = shelf.path(output);
        let flags = ["--filter", "outlet=Post", "--filter", "outlet=Mirador", "-o", output.to_str().unwrap()];
        let told = ran(command, &[&findings], &flags);
        assert_eq!(told.code, Some(0));
        assert!(
            told.err.starts_with(
                "retold: --filter outlet=Post: no article is of this outlet\nhint: outlets stand in articles.jsonl, and are \
                named whole, such as Harrow Post, Mirador\n"
            ),
            "{}",
            told.err
        );
        assert!(
            told.err.ends_with("Harrow Post, Mirador\n") && told.err.lines().count() == 2,
            "{}",
            told.err
        );
    }
}

#[test]
fn a_filter_that_nothing_can_pass_is_refused_with_the_nearest_names() {
    let shelf = wire();
    assert_eq!(shelf.scan("").code, Some(0));
    let findings = shelf.path("out");
    for (command, output) in [("tables", "t"), ("report", "r.html")] {
        let output = shelf.path(output);
        let told = |filters: &[&str]| {
            let mut flags = vec!["-o", output.to_str().unwrap()];
            filters.iter().for_each(|filter| flags.extend(["--filter", filter]));
            ran(command, &[&findings], &flags)
        };
        for (filter, near) in [
            ("outlet=miradorr", "such as Mirador"),
            ("article=nobody", "ids stand in"),
            ("file=elsewhere", "files stand in"),
        ] {
            // Another part that is right does not help.
            let told = told(&[filter, "score=0"]);
            assert_eq!(told.code, Some(2), "{filter}: {}", told.err);
            assert!(
                told.err.starts_with(&format!("retold: --filter {filter}: there is none\nhint: ")),
                "{}",
                told.err
            );
            assert!(told.err.contains(near) && told.err.contains("such as"), "{}", told.err);
            assert!(!output.exists(), "nothing is written");
        }
        let told = told(&["words=zeppelin", "outlet=Mirador"]);
        assert_eq!(told.code, Some(0), "what is right may find nothing: {}", told.err);
        assert!(told.err.starts_with("retold: no passage passes the filter\nhint: "), "{}", told.err);
        assert!(output.exists());
    }
}

#[test]
fn where_no_article_has_an_outlet_a_filter_of_outlets_is_told_that() {
    let shelf = Shelf::with(&[("a.txt", DISPATCH.as_bytes()), ("b.txt", DISPATCH.as_bytes())]);
    assert_eq!(shelf.scan("").code, Some(0));
    let output = shelf.path("t");
    let flags = |filter| ["--filter", filter, "-o", output.to_str().unwrap()];
    for (filter, code, said) in
        [("outlet=Post", 2, "there is none"), ("without=Post", 0, "no article is of this outlet")]
    {
        let told = ran("tables", &[&shelf.path("out")], &flags(filter));
        assert_eq!(told.code, Some(code));
        let expected = format!("retold: --filter {filter}: {said}\nhint: no article has an outlet\n");
        assert!(told.err.starts_with(&expected), "{}", told.err);
    }
    let two = [&flags("without=Post")[..], &["--filter", "without=Mirador", "--force"]].concat();
    let told = ran("tables", &[&shelf.path("out")], &two);
    assert_eq!(told.err.matches("hint: no article has an outlet\n").count(), 2, "{}", told.err);
}

#[test]
fn tables_say_what_they_hold_and_what_the_filter_does_not_choose() {
    let shelf = wire();
    assert_eq!(shelf.scan("").code, Some(0));
    let findings = shelf.path("out");
    let tables = |name: &str, filters: &[&str]| {
        let output = shelf.path(name);
        let mut flags = vec!["--format", "jsonl", "-o", output.to_str().unwrap()];
        filters.iter().for_each(|filter| flags.extend(["--filter", filter]));
        let told = ran("tables", &[&findings], &flags);
        let count = |table: &str| rows(&output.join(format!("{table}.jsonl"))).len();
        (told.out, told.err, ["passages", "families", "pairs"].map(count))
    };
    let (out, err, all) = tables("all", &[]);
    assert_eq!(
        (out, &*err),
        (
            format!(
                "tables in {}: 3 articles, {} passages, 3 pairs, 1 cluster, 1 family\n",
                shelf.path("all").display(),
                all[0]
            ),
            ""
        )
    );
    let (_, err, long) = tables("long", &["length=5000"]);
    assert_eq!(long, [0, 0, 3]);
    assert!(err.contains("pairs and clusters are of whole articles"), "{err}");
    let (_, err, _) = tables("mirador", &["outlet=Mirador"]);
    assert_eq!(err, "");

    // Of formats that hold less, no more is told.
    let output = shelf.path("sheet");
    let flags = ["--format", "sheet", "--format", "graphml", "-o", output.to_str().unwrap()];
    let told = ran("tables", &[&findings], &flags).out;
    let expected = format!("tables in {}: {} passages, the outlets as a graph\n", output.display(), all[0]);
    assert_eq!(told, expected);
}

#[test]
fn swapped_arguments_are_told() {
    let shelf = wire();
    assert_eq!(shelf.scan("").code, Some(0));
    let truth = shelf.put("truth.tsv", "a\tb\na\tb\n");
    let (truth, found) = (truth.as_path(), shelf.path("out"));
    assert_eq!(ran("eval", &[truth, &found], &[]).code, Some(0));
    let swapped = ran("eval", &[&found, truth], &[]);
    assert_eq!(swapped.code, Some(2));
    let hint =
        format!("hint: the arguments are swapped: retold eval {} {}\n", truth.display(), found.display());
    assert!(swapped.err.contains("this is a folder") && swapped.err.ends_with(&hint), "{}", swapped.err);
    assert!(ran("eval", &[&found, &found], &[]).err.contains("the table comes first"));
}

#[test]
fn compare_says_which_of_many_records_it_took_and_which_fields_are_missing() {
    let shelf = wire();
    let text = shelf.put("b.txt", DISPATCH);
    let lines = shelf.path("in/a.jsonl");
    let told = ran("compare", &[&lines, &text], &["--title", "headline", "--outlet", "outlt"]);
    assert_eq!(told.code, Some(0));
    assert!(told.err.contains("a.jsonl holds 3 records: the first, a, is compared\nhint: "), "{}", told.err);
    assert!(
        told.err.contains("--outlet outlt: no such field in any of 4 records\nhint: did you mean `outlet`?"),
        "{}",
        told.err
    );
    assert!(!told.err.contains("b.txt holds"), "{}", told.err);
    assert_eq!(ran("compare", &[&lines, &text], &["-q"]).err, "");
}

#[test]
fn a_cut_off_last_line_and_a_misspelt_text_are_told() {
    let shelf = wire();
    let lines = fs::read_to_string(shelf.path("in/a.jsonl")).unwrap();
    let cut = shelf.put("cut.jsonl", &lines[..lines.len() - 9]);
    let told = ran("inspect", &[&cut], &["--json"]);
    assert!(
        told.out.contains("ends in the middle of a record") && told.out.contains("the file was cut off here"),
        "{}",
        told.out
    );
    let table = shelf.put("table.csv", "id,boddy,when\n1,Un pont.,2026\n2,Deux ponts.,2026\n");
    let told = ran("scan", &[&table], &["--text", "body", "-o", shelf.path("new").to_str().unwrap()]);
    assert_eq!((told.code, shelf.path("new").exists()), (Some(2), false));
    let near = "retold: --text body: no such field in any of 2 records\nhint: did you mean `boddy`? There are id, boddy, when; nothing was written\n";
    assert!(told.err.contains(near), "{}", told.err);
    let told = ran("scan", &[&table], &["--max-skipped", "50%", "-o", shelf.path("none").to_str().unwrap()]);
    assert!(told.err.contains("2 of 2 records cannot be read"), "{}", told.err);
    assert!(told.err.contains("; for the first: name the field that holds the text with --text FIELD; this record has id, boddy, when\n"), "{}", told.err);
}

#[test]
fn what_web_archives_hold_beside_pages_is_counted() {
    let answer = |status: &str, kind: &str, text: &str| {
        let body = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{text}");
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n", body.len())
    };
    let page = answer("200 OK", "text/plain", DISPATCH);
    let others = answer("404 Not Found", "text/html", "None.") + &answer("404 Gone", "text/html", "None.");
    let archive = page + &others + &answer("200 OK", "application/pdf", "%PDF-");
    let shelf = Shelf::with(&[("a.warc", archive.as_bytes())]);
    let told = "passed over 3 records of web archives (another answer than 200: 2; another type than HTML or plain text: 1)\n";
    let scanned = shelf.scan("");
    assert_eq!((scanned.code, scanned.err.contains(told)), (Some(0), true), "{}", scanned.err);
    assert_eq!(shelf.findings()["passed_over"]["records"]["another answer than 200"], 2);
    let (input, out) = (shelf.path("in"), shelf.path("clean"));
    let cleaned = ran("dedup", &[&input], &["-o", out.to_str().unwrap()]);
    assert_eq!((cleaned.code, cleaned.err.contains(told)), (Some(0), true), "{}", cleaned.err);
    assert!(ran("inspect", &[&input], &[]).out.contains(told));
}

#[test]
fn one_is_not_called_many() {
    let shelf = Shelf::with(&[("a.txt", DISPATCH.as_bytes())]);
    let (input, out) = (shelf.path("in"), shelf.path("clean"));
    let told = ran("dedup", &[&input], &["-o", out.to_str().unwrap()]);
    assert!(told.out.starts_with("read       1 article, 0 skipped\n"), "{}", told.out);
}

#[test]
fn what_is_annotated_is_not_called_removed() {
    let shelf = wire();
    let (input, out) = (shelf.path("in"), shelf.path("clean"));
    let told = ran("dedup", &[&input], &["--annotate", "-o", out.to_str().unwrap()]).out;
    assert!(told.contains("\nto keep    2\nto remove  1 "), "{told}");
    assert!(
        told.ends_with(&format!("\nevery article is annotated; written to {}\n", out.display())),
        "{told}"
    );
}
