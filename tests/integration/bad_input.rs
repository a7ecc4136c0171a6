//! Whatever is wrong with an input: its place and a remedy are told, and the rest of the run goes on.

use crate::support::{DISPATCH, OTHER, Ran, Shelf, record, rows, run_args, scan};
use std::fs;
use std::io::Write;

/// Two sound articles, and something bad beside them.
fn beside(name: &str, bytes: &[u8]) -> Shelf {
    Shelf::with(&[("good-a.txt", DISPATCH.as_bytes()), ("good-b.txt", DISPATCH.as_bytes()), (name, bytes)])
}

/// The bad thing is told by place, reason and remedy; the good articles are compared all the same; counts add up.
fn assert_skipped(shelf: &Shelf, place: &str, reason: &str, hint: &str) {
    let ran = shelf.scan("");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let told = format!("retold: skipped {}", shelf.path("in").join(place).display());
    assert!(ran.err.contains(&told), "{told} not in:\n{}", ran.err);
    assert!(ran.err.contains("\nhint: ") && ran.err.contains(hint), "{}", ran.err);
    assert_eq!(ran.err.lines().filter(|line| line.starts_with("hint: ")).count(), 1, "one hint: {}", ran.err);
    assert!(ran.out.contains("1 skipped"), "{}", ran.out);
    assert_eq!(shelf.rows("pairs").len(), 1, "the others are compared");
    let findings = shelf.findings();
    assert_counts(&findings, 1);
    let skipped = &findings["skipped"][0];
    assert_eq!(skipped["reason"], reason);
    assert!(skipped["hint"].is_string() && skipped["file"].is_string());
    assert_eq!(shelf.rows("skipped"), std::slice::from_ref(skipped));

    let strict = scan(&[&shelf.path("in")], &shelf.path("strict"), "--strict");
    assert_eq!((strict.code, &*strict.out), (Some(2), ""), "{}", strict.err);
    assert!(strict.err.starts_with("retold: ") && strict.err.contains("\nhint: "), "{}", strict.err);
    assert!(!shelf.path("strict").exists());
}

fn assert_counts(findings: &serde_json::Value, skipped: u64) {
    let records = &findings["counts"]["records"];
    let count = |name: &str| records[name].as_u64().unwrap();
    assert_eq!(count("read"), count("articles") + count("skipped"));
    assert_eq!(count("skipped"), skipped);
    assert_eq!(findings["skipped"].as_array().unwrap().len() as u64, skipped);
}

fn assert_refused(ran: &Ran, place: &str, says: &str) {
    assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.starts_with(&format!("retold: {place}")), "{}", ran.err);
    assert!(ran.err.contains(says) && ran.err.contains("\nhint: "), "{}", ran.err);
}

#[test]
fn an_empty_folder_is_nothing_to_read() {
    let shelf = Shelf::with(&[]);
    let ran = shelf.scan("");
    assert_refused(&ran, &shelf.path("in").display().to_string(), "nothing to read");
    assert!(!shelf.path("out").exists());
}

#[test]
fn a_folder_of_other_things_says_what_was_passed_over() {
    let shelf = Shelf::with(&[("photo.jpg", b"\xff\xd8\xff")]);
    let ran = shelf.scan("");
    assert_refused(&ran, &shelf.path("in").display().to_string(), "photo.jpg");
}

#[test]
fn an_empty_file() {
    assert_skipped(
        &beside("empty.txt", b""),
        "empty.txt",
        "empty-file",
        "fetch the file again, or leave it out",
    );
}

#[test]
fn a_record_without_text() {
    let shelf = beside("x.jsonl", b"{\"id\": \"x\", \"headline\": \"Only that\"}\n");
    assert_skipped(&shelf, "x.jsonl:1", "no-text", "--text");
}

#[test]
fn a_table_of_texts_under_a_name_that_is_not_known() {
    let row = format!("7,Post,\"{OTHER}\"\n");
    for (header, hint) in
        [("nr,medium,proza", "--text proza;"), ("nr,medium,Our story", "--text 'Our story';")]
    {
        let table = format!("{header}\n{row}");
        let shelf = beside("t.csv", table.as_bytes());
        assert_skipped(&shelf, "t.csv:2: field `text`", "no-text", hint);
        let (input, out) = (shelf.path("in"), shelf.path("clean"));
        let cleaned = run_args(&["dedup", input.to_str().unwrap(), "-o", out.to_str().unwrap()]);
        assert_eq!(cleaned.code, Some(1), "{}", cleaned.err);
        assert!(cleaned.err.contains(hint), "{}", cleaned.err);
        let shown = run_args(&["inspect", input.to_str().unwrap()]);
        assert_eq!(shown.code, Some(1), "{}", shown.out);
        assert!(
            shown.out.contains("skipped, no-text: 1 record") && shown.out.contains(hint),
            "{}",
            shown.out
        );
        // The remedy is one.
        let column = header.rsplit(',').next().unwrap();
        let read = run_args(&["inspect", shelf.path("in/t.csv").to_str().unwrap(), "--text", column]);
        assert_eq!((read.code, read.out.contains("troubles    none")), (Some(0), true), "{}", read.out);
    }
    // A row that stands where the header should.
    let headless = format!("7,2018-07-16,Post,\"{OTHER}\"\n");
    assert_skipped(&beside("t.csv", headless.as_bytes()), "t.csv:1", "no-text", "no header line");
    assert_skipped(&beside("t.csv", headless.repeat(2).as_bytes()), "t.csv:2", "no-text", "no header line");
    // Labels and numbers hold no article.
    let labels =
        beside("t.csv", b"town,people,note\nTarnmouth,31000,harbour town on the coast\nNorthfold,8000,\n");
    let ran = labels.scan("");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("t.csv (a table without a column of texts)"), "{}", ran.err);
}

#[test]
fn a_record_with_an_empty_text() {
    let shelf = beside("x.jsonl", b"{\"id\": \"x\", \"text\": \"  \"}\n");
    assert_skipped(&shelf, "x.jsonl:1", "empty-text", "--text");
}

#[test]
fn bytes_that_are_not_utf_8() {
    let broken = b"caf\xc3\xa9, th\xc3\xa9, lait sucr\xc3\xa9 et un octet \xff perdu";
    assert_skipped(&beside("broken.txt", broken), "broken.txt", "not-utf8", "convert the file to UTF-8");
    let shelf = beside("broken.jsonl", b"{\"id\": 1, \"text\": \"caf\xc3\xa9 au lait sucr\xc3\xa9 \xff\"}\n");
    assert_skipped(&shelf, "broken.jsonl:1", "not-utf8", "convert the file to UTF-8");
}

#[test]
fn a_text_in_an_older_encoding_is_decoded() {
    let shelf = beside(
        "latin.txt",
        b"Le caf\xe9 et le th\xe9 sont servis \xe0 l'\xe9tage depuis l'\xe9t\xe9 dernier.",
    );
    let ran = shelf.scan("");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.rows("articles").len(), 3);
}

#[test]
fn a_nul_in_a_text() {
    assert_skipped(&beside("nul.txt", b"before\0after and more"), "nul.txt", "nul", "remove the NUL");
    let shelf = beside("nul.jsonl", b"{\"id\": 1, \"text\": \"before\\u0000after\"}\n");
    assert_skipped(&shelf, "nul.jsonl:1", "nul", "remove the NUL");
}

#[test]
fn a_json_line_cut_in_half() {
    let half = record("half", OTHER);
    let lines = record("whole", OTHER) + &half[..half.len() / 2] + "\n";
    let shelf = beside("x.jsonl", lines.as_bytes());
    assert_skipped(&shelf, "x.jsonl:2", "bad-json", "one whole object on each line");
    assert_eq!(shelf.rows("articles").len(), 3);
}

#[test]
fn a_line_that_is_no_object() {
    let shelf = beside("x.jsonl", (record("a", OTHER) + "[1, 2]\n").as_bytes());
    assert_skipped(&shelf, "x.jsonl:2", "not-an-object", "each record is an object");
}

#[test]
fn a_field_of_the_wrong_type() {
    let shelf = beside("x.jsonl", b"{\"id\": \"x\", \"text\": {\"of\": [\"wrong\", \"type\"]}}\n");
    assert_skipped(&shelf, "x.jsonl:1", "wrong-type", "");
    let field = shelf.findings()["skipped"][0]["field"].clone();
    assert_eq!(field, "text");
}

#[test]
fn a_truncated_gzip_gives_what_was_whole() {
    let lines: String =
        (0..2000).map(|n| record(&format!("n{n}"), &format!("{n} {OTHER} {}", n * 7))).collect();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(lines.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    let shelf = beside("cut.jsonl.gz", &whole[..whole.len() / 2]);
    // What was whole before the break is read, too: the pairs are more than one, so only the rest is asserted here.
    let ran = shelf.scan("--threshold 0.999 --containment 2");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("cut.jsonl.gz") && ran.err.contains("breaks off here"), "{}", ran.err);
    assert!(ran.err.contains("hint: what came before was read"), "{}", ran.err);
    assert_counts(&shelf.findings(), 1);
    assert!(shelf.rows("articles").len() > 500);
    let strict = scan(&[&shelf.path("in")], &shelf.path("strict"), "--strict");
    assert_eq!(strict.code, Some(2));
}

#[test]
fn a_line_of_50_megabytes_is_an_article() {
    let mut text = String::with_capacity(51 << 20);
    let mut random = crate::support::made::Random(7);
    while text.len() < 50 << 20 {
        let mut number = random.next();
        for _ in 0..12 {
            text.push(char::from(b'a' + (number % 26) as u8));
            number /= 26;
        }
        text.push(' ');
    }
    let shelf = beside("long.jsonl", record("long", &text).as_bytes());
    let ran = shelf.scan("");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let articles = shelf.rows("articles");
    let long = articles.iter().find(|row| row["id"] == "long").unwrap();
    assert_eq!(long["chars"].as_u64().unwrap() as usize, text.len());
    assert_counts(&shelf.findings(), 0);
}

#[test]
fn a_line_beyond_the_limit_is_skipped_in_bounded_memory() {
    let lines = record("long", &"word ".repeat(4000)) + &record("short", OTHER);
    let shelf = beside("x.jsonl", lines.as_bytes());
    let ran = shelf.scan("--max-record-bytes 10K");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.err.contains("x.jsonl:1: larger than 10240 bytes\nhint: raise the limit with --max-record-bytes"),
        "{}",
        ran.err
    );
    assert_counts(&shelf.findings(), 1);
    assert!(shelf.rows("articles").iter().any(|row| row["id"] == "short"));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 19).unwrap();
    encoder.write_all(&vec![b' '; 300 << 20]).unwrap();
    let shelf = beside("bomb.jsonl.zst", &encoder.finish().unwrap());
    assert_skipped(&shelf, "bomb.jsonl.zst", "ratio", "--max-ratio");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_listed() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = beside("locked/inside.txt", b"unused");
    fs::write(shelf.path("in/locked/inside.txt"), OTHER).unwrap();
    fs::set_permissions(shelf.path("in/locked"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(shelf.path("in/locked")).is_ok() {
        // The superuser may read anything: then everything is read.
        let ran = shelf.scan("");
        assert_eq!((ran.code, shelf.rows("articles").len()), (Some(0), 3), "{}", ran.err);
    } else {
        assert_skipped(&shelf, "locked", "unreadable", "check the permissions");
    }
    fs::set_permissions(shelf.path("in/locked"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere() {
    let shelf = beside("c.txt", OTHER.as_bytes());
    std::os::unix::fs::symlink(shelf.path("nowhere.txt"), shelf.path("in/link.txt")).unwrap();
    assert_skipped(&shelf, "link.txt", "unreadable", "");
}

#[test]
fn of_two_records_with_one_id_neither_is_lost() {
    let shelf = Shelf::with(&[
        ("one.jsonl", record("same", DISPATCH).as_bytes()),
        ("two.jsonl", (record("other", OTHER) + &record("same", DISPATCH)).as_bytes()),
    ]);
    let ran = shelf.scan("");
    assert_eq!(ran.code, Some(0), "a repeated id is a complaint, not a loss");
    for place in ["one.jsonl:1", "two.jsonl:2"] {
        assert!(ran.err.contains(place), "{place} is named: {}", ran.err);
    }
    assert!(ran.err.contains("`same`") && ran.err.contains("`same#2`"), "{}", ran.err);
    let ids: Vec<_> = shelf.rows("articles").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["other", "same", "same#2"]);
    let findings = shelf.findings();
    assert_eq!(findings["counts"]["records"]["repeated_ids"], 1);
    assert_eq!(findings["repeated_ids"][0]["renamed"], "same#2");
    assert_eq!(shelf.rows("pairs")[0]["right"], "same#2");
}

#[test]
fn of_many_repeated_ids_the_first_are_told_and_the_rest_counted() {
    let shelf = Shelf::with(&[("x.jsonl", record("same", OTHER).repeat(25).as_bytes())]);
    let (input, output) = (shelf.path("in"), shelf.path("clean"));
    let dedup = run_args(&["dedup", input.to_str().unwrap(), "-o", output.to_str().unwrap()]);
    for ran in [shelf.scan(""), dedup] {
        assert_eq!(ran.err.matches("is taken by").count(), 10, "{}", ran.err);
        assert!(ran.err.contains("`same#11`") && ran.err.contains("14 more records go by"), "{}", ran.err);
    }
    let removed = rows(&output.join("removed.jsonl"));
    assert!(removed.iter().all(|row| row["kept"] == "same") && removed[23]["id"] == "same#25");
}

#[test]
fn many_bad_records_are_counted_and_the_first_told() {
    let shelf = beside("x.jsonl", "{\"id\": 1}\n".repeat(25).as_bytes());
    let ran = shelf.scan("");
    assert_eq!(ran.err.matches("retold: skipped ").count(), 11, "{}", ran.err);
    assert!(ran.err.contains("skipped 15 more; all are listed in skipped.jsonl"), "{}", ran.err);
    assert_counts(&shelf.findings(), 25);
    assert_eq!(shelf.findings()["counts"]["records"]["skipped_by_reason"]["no-text"], 25);
    let rows = shelf.rows("skipped");
    assert_eq!((rows.len(), &rows[24]["line"], &rows[24]["byte"]), (25, &25.into(), &240.into()));
}

#[test]
fn too_many_bad_records_end_the_run_and_nothing_is_written() {
    let shelf = beside("x.jsonl", "{\"id\": 1}\n".repeat(25).as_bytes());
    for (limit, is_over) in [("24", true), ("25", false), ("50%", true), ("95%", false), ("0", true)] {
        for command in ["scan", "dedup"] {
            let mut program = crate::support::retold();
            program.arg(command).arg(shelf.path("in")).args(["--max-skipped", limit, "--force", "-o"]);
            let ran: Ran = program.arg(shelf.path("out")).output().unwrap().into();
            assert_eq!(ran.code, Some(if is_over { 2 } else { 1 }), "{command} {limit}: {}", ran.err);
            if is_over {
                assert!(ran.err.contains(&format!("--max-skipped is {limit}; the first: ")), "{}", ran.err);
                assert!(
                    ran.err.contains("x.jsonl:1") && ran.err.contains("hint: look at the input"),
                    "{}",
                    ran.err
                );
                assert!(!shelf.path("out").exists());
            } else {
                assert_eq!(shelf.rows("skipped").len(), 25);
                fs::remove_dir_all(shelf.path("out")).unwrap();
            }
        }
    }
    let ran = shelf.scan("--max-skipped many");
    assert!(ran.code == Some(2) && ran.err.contains("such as 20 or 5%"), "{}", ran.err);
}

#[test]
fn a_text_without_words_is_an_article_like_nothing() {
    let shelf = beside("marks.txt", "… — !?".as_bytes());
    let ran = shelf.scan("");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.findings()["counts"]["records"]["without_words"], 1);
    assert_eq!(shelf.rows("pairs").len(), 1);
}

#[test]
fn a_date_that_is_not_understood_stays_unknown() {
    let shelf = beside(
        "x.jsonl",
        serde_json::json!({"id": "x", "text": OTHER, "date": "some day"}).to_string().as_bytes(),
    );
    let ran = shelf.scan("");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(shelf.findings()["counts"]["records"]["unread_dates"], 1);
}
