//! The program as people meet it: help, exit codes, what goes where, what is refused.

use crate::support::{DISPATCH, OTHER, Ran, Shelf, corpus, record, retold, run, run_args, scan};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Snapshots without what differs from run to run.
fn assert_snapshot(name: &str, text: &str, shelf: Option<&Shelf>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    if let Some(shelf) = shelf {
        settings.add_filter(&shelf.path("").display().to_string().replace('.', "\\."), "[folder]/");
    }
    settings.add_filter(r"retold(\.exe)? \d+\.\d+\.\d+\S*", "retold [version]");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn pair() -> Shelf {
    Shelf::with(&[
        ("a.txt", format!("{DISPATCH} Nobody was hurt.").as_bytes()),
        ("b.txt", format!("Shipping news. {DISPATCH}").as_bytes()),
        ("c.txt", OTHER.as_bytes()),
    ])
}

#[test]
fn help_is_a_reference() {
    for (name, args) in [
        ("help", "--help"),
        ("help-scan", "scan --help"),
        ("help-compare", "compare --help"),
        ("help-eval", "eval --help"),
        ("help-explain", "explain --help"),
        ("help-report", "report --help"),
        ("help-tables", "tables --help"),
        ("version", "--version"),
    ] {
        let Ran { code, out, err } = run(args);
        assert_eq!((code, &*err), (Some(0), ""), "{args}");
        assert_snapshot(name, &out, None);
    }
}

#[test]
fn no_arguments_teach_and_do_not_succeed() {
    let Ran { code, out, err } = run("");
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(err.contains("retold scan corpus -o report"), "{err}");
}

#[test]
fn finished_is_0_skipped_is_1_impossible_is_2() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    shelf.put("in/bad.jsonl", "{\"id\": 1}\n");
    assert_eq!(shelf.scan("--force").code, Some(1));
    assert_eq!(shelf.scan("--force --strict").code, Some(2));
    assert_eq!(run("scan no/such/folder -o never").code, Some(2));
    assert_eq!(run("scan corpus").code, Some(2), "an output folder is needed");
    assert_eq!(run("frobnicate").code, Some(2));
    assert!(!Path::new("never").exists());
}

#[test]
fn nothing_found_is_a_0_and_says_why() {
    let shelf = Shelf::with(&[("a.txt", DISPATCH.as_bytes()), ("b.txt", OTHER.as_bytes())]);
    let ran = shelf.scan("");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert!(ran.out.contains("nothing was found:"), "{}", ran.out);
    assert!(!ran.out.contains("--window"), "{}", ran.out);
    let ran = shelf.scan("--force --window 2");
    assert!(ran.out.contains("articles of 2 days at most from each other (--window)"), "{}", ran.out);
    for table in ["pairs", "passages", "clusters"] {
        assert!(shelf.rows(table).is_empty());
    }
}

#[test]
fn options_without_sense_are_refused_with_their_range() {
    for (flags, flag, expected) in [
        ("--threshold 1.5", "--threshold", "a resemblance above 0, up to 1"),
        ("--threshold nan", "--threshold", "a resemblance above 0, up to 1"),
        ("--threshold 0.01", "--threshold", "a larger resemblance"),
        ("--recall 1", "--recall", "a share between 0 and 1"),
        ("--containment 0", "--containment", "a share above 0"),
        ("--memory 1M", "--memory", "at least 64M"),
        ("--width 0", "--width", "1 word or more"),
        ("--threads 0", "--threads", "1 to "),
        ("--threads 5000", "--threads", "1 to "),
    ] {
        let shelf = pair();
        let ran = shelf.scan(flags);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{flags}");
        assert!(ran.err.starts_with(&format!("retold: {flag}: ")), "{flags}: {}", ran.err);
        assert!(ran.err.contains(&format!("hint: expected {expected}")), "{flags}: {}", ran.err);
        assert!(!shelf.path("out").exists());
    }
    let ran = run("scan - - -o never");
    assert!(ran.code == Some(2) && ran.err.contains("standard input once"), "{}", ran.err);
}

#[test]
fn messages_go_to_stderr_and_data_to_stdout() {
    let shelf = pair();
    let ran = shelf.scan("");
    assert_eq!(ran.err, "", "no bars where stderr is no terminal");
    assert!(ran.out.starts_with("read       3 articles\n"), "{}", ran.out);
    let ran = shelf.scan("--force --quiet");
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(0), "", ""));
    let ran = run("scan no/such/file.txt -o never");
    assert_eq!(ran.out, "");
    assert!(ran.err.starts_with("retold: no/such/file.txt: "), "{}", ran.err);
    assert!(ran.err.contains("\nhint: check the spelling"), "{}", ran.err);
}

#[test]
fn the_summary_fits_one_screen() {
    let shelf = Shelf::new();
    let ran = scan(&[Path::new("corpus")], &shelf.path("out"), "");
    let told =
        "retold: 3 files were passed over, among them corpus/truth.tsv (a table without a column of texts)\n";
    assert_eq!((ran.code, &*ran.err), (Some(0), told));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines.len() <= 24 && lines.iter().all(|line| line.chars().count() <= 80), "{}", ran.out);
    let articles = corpus();
    let outlets: BTreeSet<&str> = articles.iter().filter_map(|row| row["outlet"].as_str()).collect();
    assert_eq!(lines[0], format!("read       {} articles of {} outlets", articles.len(), outlets.len()));
    for (line, start) in lines[1..].iter().zip(["copies ", "passages ", "repeats "]) {
        assert!(line.starts_with(start), "{line}");
    }
    // The matrix says what the table says.
    let at = lines.iter().position(|line| line.starts_with("largest overlaps: ")).unwrap();
    let (first, second) = (lines[at + 2], lines[at + 3]);
    let name = |line: &str| line.trim_start().split("  ").next().unwrap()[2..].to_owned();
    let row = shelf
        .rows("outlets")
        .into_iter()
        .find(|row| row["outlet"] == name(first) && row["other"] == name(second));
    let chars = row.unwrap()["chars"].as_u64().unwrap();
    let cell = first.split("  ").filter(|cell| !cell.trim().is_empty()).nth(2).unwrap().replace(' ', "");
    assert_eq!(cell, chars.to_string(), "{first}");
    assert!(ran.out.ends_with(&format!("findings in {}\n", shelf.path("out").display())));
}

#[test]
fn standard_input_is_an_input() {
    let shelf = Shelf::new();
    let input = shelf.put("two.jsonl", record("a", DISPATCH) + &record("b", DISPATCH));
    let mut command = retold();
    command.args(["scan", "-", "-o"]).arg(shelf.path("out")).stdin(fs::File::open(input).unwrap());
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.rows("pairs")[0]["resemblance"], 1.0);
    assert_eq!(shelf.rows("articles")[0]["file"], "-");
}

#[test]
fn standard_input_is_cleaned_as_a_file_is() {
    let shelf = Shelf::new();
    let input =
        shelf.put("two.jsonl", record("a", DISPATCH) + &record("b", DISPATCH) + &record("c", "Other words."));
    let kept = |command: &mut Command, out: &str| {
        let ran: Ran = command.arg("-o").arg(shelf.path(out)).output().unwrap().into();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        fs::read_to_string(shelf.path(out).join("kept.jsonl")).unwrap()
    };
    let from_file = kept(retold().arg("dedup").arg(&input), "from-file");
    let from_stdin = kept(retold().args(["dedup", "-"]).stdin(fs::File::open(&input).unwrap()), "from-stdin");
    assert_eq!(from_file.lines().count(), 2);
    assert_eq!(from_file, from_stdin);
    let removed = fs::read_to_string(shelf.path("from-stdin").join("removed.jsonl")).unwrap();
    assert!(removed.contains("\"file\":\"-\""), "{removed}");
}

#[test]
fn a_threshold_that_is_named_wins_over_the_preset() {
    let shelf = Shelf::new();
    let input = shelf.put("one.jsonl", record("a", DISPATCH));
    for (flags, expected) in [("", 0.8), ("--preset ocr", 0.5), ("--preset ocr --threshold 0.8", 0.8)] {
        let mut command = retold();
        command.arg("dedup").arg(&input).args(["--force", "-o"]).arg(shelf.path("out"));
        let ran: Ran = command.args(flags.split_whitespace()).output().unwrap().into();
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let summary = fs::read_to_string(shelf.path("out").join("dedup.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        assert_eq!(summary["options"]["threshold"], expected, "{flags}");
    }
}

#[test]
fn fields_are_mapped_by_flags() {
    let shelf = Shelf::new();
    let line = |id: &str| {
        serde_json::json!({"n": id, "doc": {"prose": DISPATCH}, "paper": "The Post", "when": "2026-03-02"})
            .to_string()
    };
    let input = shelf.put("x.data", line("one") + "\n" + &line("two") + "\n");
    let flags = "--format jsonl --id n --text doc.prose --outlet paper --date when";
    let ran = scan(&[&input], &shelf.path("out"), flags);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let first = &shelf.rows("articles")[0];
    assert_eq!(
        (&first["id"], &first["outlet"], &first["date"]),
        (&"one".into(), &"The Post".into(), &"2026-03-02".into())
    );
}

#[test]
fn findings_are_replaced_only_by_force() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let before = shelf.findings();
    let ran = shelf.scan("--threshold 0.7");
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err.contains("out: holds findings already\nhint: ") && ran.err.contains("--force"),
        "{}",
        ran.err
    );
    assert_eq!(shelf.findings(), before);
    assert_eq!(shelf.scan("--threshold 0.7 --force").code, Some(0));
    assert_eq!(shelf.findings()["options"]["verify"]["resemblance"], 0.7);
    assert_eq!(shelf.list(""), ["in", "out"], "nothing is left beside the findings");
}

#[test]
fn a_folder_of_other_files_is_never_replaced() {
    let shelf = pair();
    shelf.put("out/thesis.tex", "years of work");
    for flags in ["", "--force"] {
        let ran = shelf.scan(flags);
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains("out: holds other files; choose a folder that is new or empty"),
            "{}",
            ran.err
        );
    }
    assert_eq!(shelf.list("out"), ["thesis.tex"]);
    // An empty folder is as good as none.
    fs::remove_file(shelf.path("out/thesis.tex")).unwrap();
    assert_eq!(shelf.scan("").code, Some(0));
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_anything_is_read() {
    let shelf = pair();
    shelf.put("file", "not a folder");
    let ran = scan(&[&shelf.path("in")], &shelf.path("file/report"), "");
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err.starts_with(&format!("retold: {}: ", shelf.path("file/report").display())),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\nhint: "), "{}", ran.err);
    let ran = scan(&[&shelf.path("in")], &shelf.path("file"), "");
    assert!(ran.code == Some(2) && ran.err.contains("\nhint: "), "{}", ran.err);
    assert_eq!(fs::read_to_string(shelf.path("file")).unwrap(), "not a folder");
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = pair();
    fs::create_dir(shelf.path("locked")).unwrap();
    fs::set_permissions(shelf.path("locked"), fs::Permissions::from_mode(0o555)).unwrap();
    let ran = scan(&[&shelf.path("in")], &shelf.path("locked/report"), "");
    if fs::write(shelf.path("locked/probe"), "").is_ok() {
        // The superuser may write anywhere.
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    } else {
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains("hint: check the permissions"), "{}", ran.err);
    }
}

/// Files may not grow beyond a limit: to the program that is a disk that is full in the middle of a file.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_nothing_is_left_behind() {
    let shelf = Shelf::new();
    // Enough rows for the limit of 512 or 1024 bytes a block, depending on the shell.
    let lines: String = (0..40).map(|n| record(&format!("article-{n}"), DISPATCH)).collect();
    shelf.put("in/many.jsonl", lines);
    fs::create_dir(shelf.path("work")).unwrap();
    let shell = "trap '' XFSZ; ulimit -f 4; TMPDIR=\"$1/work\" exec \"$0\" scan \"$1/in\" -o \"$1/out\"";
    let mut command = std::process::Command::new("sh");
    command.args(["-c", shell, env!("CARGO_BIN_EXE_retold")]).arg(shelf.path(""));
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
    let place = shelf.path("out/articles.jsonl").display().to_string();
    assert!(
        ran.err.starts_with(&format!("retold: {}", place.replace("//", "/"))) || ran.err.contains("jsonl: "),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\nhint: free some space"), "{}", ran.err);
    assert_eq!(shelf.list(""), ["in", "work"]);
    assert!(shelf.list("work").is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full_is_told() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let shelf = pair();
    let mut command = retold();
    command.arg("compare").args([shelf.path("in/a.txt"), shelf.path("in/b.txt")]).stdout(full);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("retold: standard output: ") && ran.err.contains("\nhint: free some space"),
        "{}",
        ran.err
    );
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let shelf = pair();
    for args in [
        vec!["scan".into(), shelf.path("in"), "-o".into(), shelf.path("out")],
        vec!["compare".into(), shelf.path("in/a.txt"), shelf.path("in/b.txt")],
        vec!["report".into(), shelf.path("out"), "-o".into(), "-".into()],
        vec!["--help".into()],
    ] {
        let mut command = retold();
        let mut child = command.args(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran: Ran = child.wait_with_output().unwrap().into();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{args:?}");
    }
    assert!(shelf.path("out/findings.json").is_file(), "findings are whole although nobody read the summary");
}

#[test]
fn compare_marks_passages_in_both_texts() {
    let shelf = pair();
    let mut command = retold();
    command.arg("compare").args([shelf.path("in/a.txt"), shelf.path("in/b.txt")]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_snapshot("compare", &ran.out, Some(&shelf));
    let short = shelf.put("short.txt", "Ships wait.");
    let (stars, dashes) = (shelf.put("stars.txt", "* * *"), shelf.put("dashes.txt", "— —"));
    let (a, c) = (shelf.path("in/a.txt"), shelf.path("in/c.txt"));
    for (texts, preset, said) in [
        ([&a, &c], "default", "no passage is shared; --rewritten wide asks for less\n"),
        ([&short, &c], "wide", "no passage is shared\n"),
        (
            [&short, &short],
            "default",
            "no passage is shared: the words of both are the same, but too few for one\n",
        ),
        ([&stars, &dashes], "default", "no passage is shared: a text without a word shares none\n"),
        ([&a, &dashes], "default", "no passage is shared: a text without a word shares none\n"),
    ] {
        let ran: Ran =
            retold().arg("compare").args(texts).args(["--rewritten", preset]).output().unwrap().into();
        assert!(ran.code == Some(0) && ran.out.ends_with(said), "{}", ran.out);
    }
}

#[test]
fn two_files_of_one_name_go_by_their_paths() {
    let shelf = pair();
    let [one, other] = ["one/a.txt", "other/a.txt"].map(|name| shelf.put(name, DISPATCH));
    let mut command = retold();
    let ran: Ran = command.arg("compare").args([&one, &other]).arg("--json").output().unwrap().into();
    let row: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!((&row["left"], &row["right"]), (&one.to_str().into(), &other.to_str().into()));
}

#[test]
fn a_page_replaces_nothing_but_a_page() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let report = |target: &Path| {
        let mut command = retold();
        let ran: Ran =
            command.arg("report").arg(shelf.path("out")).arg("-o").arg(target).output().unwrap().into();
        ran
    };
    let data = shelf.put("articles.jsonl", "{\"text\":\"Un pont.\"}\n");
    let told = report(&data);
    assert_eq!(told.code, Some(2), "{}", told.err);
    assert!(told.err.contains("holds something else than a page"), "{}", told.err);
    assert_eq!(fs::read_to_string(&data).unwrap(), "{\"text\":\"Un pont.\"}\n");
    let told = report(&shelf.path("in"));
    assert!(told.code == Some(2) && told.err.contains("is a folder"), "{}", told.err);
    // A new folder is made, an empty file filled, and a page replaced.
    let (new, empty) = (shelf.path("pages/new.html"), shelf.put("empty.html", ""));
    for target in [&new, &new, &empty] {
        assert_eq!(report(target).code, Some(0));
        assert!(fs::read_to_string(target).unwrap().starts_with("<!doctype html>"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_printed_fails_no_run() {
    let shelf = pair();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = retold();
    command.arg("scan").arg(shelf.path("in")).arg("-o").arg(shelf.path("out")).stdout(full);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("standard output") && ran.err.contains("is whole"), "{}", ran.err);
    assert!(shelf.path("out/report.html").is_file());
}

#[test]
fn the_number_of_a_name_is_no_evidence() {
    let left = "Harbour clinics counted 412 new cases of Covid-19 among dockers of Tarnmouth on Monday, the health office said.";
    let right = "Among the dockers of Tarnmouth the health office counted 412 fresh Covid-19 infections in harbour clinics.";
    let shelf = Shelf::with(&[("a.txt", left.as_bytes()), ("b.txt", right.as_bytes())]);
    let (left, right) = (shelf.path("in/a.txt"), shelf.path("in/b.txt"));
    let mut command = retold();
    let ran: Ran = command.arg("compare").args([left, right]).arg("--json").output().unwrap().into();
    let rows = ran.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let numbers: Vec<_> = rows.map(|row| row["evidence"]["numbers"].clone()).collect();
    assert_eq!(numbers, [serde_json::json!(["412"])]);
}

#[test]
fn scans_are_compared_by_letter() {
    let read = "Thc old bridgc at Harrowford will 0pen again to cars on M0nday, the rnayor said in a letter to rcsidents \
        of the lower town.\n";
    let again = "Officials report: the old bridge at Harrow ford wi11 open again to cars on Monday, the mayor said iu a letter \
        to resldents of the l0wer town, and the ferry stops.\n";
    let shelf = Shelf::with(&[("a.txt", read.as_bytes()), ("b.txt", again.as_bytes())]);
    let compared = |flags: &[&str]| -> Ran {
        let mut command = retold();
        command.arg("compare").args([shelf.path("in/a.txt"), shelf.path("in/b.txt")]).args(flags);
        command.output().unwrap().into()
    };
    let ran = compared(&["--preset", "ocr"]);
    assert!(ran.code == Some(0) && ran.out.contains(" letters, "), "{}", ran.out);
    assert_eq!(compared(&["--preset", "ocr", "--rewritten", "wide"]).code, Some(2));
    assert_eq!(shelf.scan("--preset ocr --width 4").code, Some(2));
    assert_eq!(shelf.scan("--preset ocr").code, Some(0));
    assert_eq!(shelf.rows("passages").len(), 1);
    assert_eq!(shelf.rows("articles")[0]["words"], 24);
    let out = shelf.path("out");
    let ran = run_args(&["explain", out.to_str().unwrap(), "a", "b"]);
    for counted in [" shingles of 8 letters in both", " sampled runs of 12 letters on the left"] {
        assert!(ran.out.contains(counted), "{}", ran.out);
    }
    let apart = Shelf::with(&[("a.txt", read.as_bytes()), ("b.txt", b"A choir sang in the rain.\n")]);
    let ran = apart.scan("--preset ocr");
    assert!(ran.out.contains("no two articles share a sampled run of 12 letters"), "{}", ran.out);
}

#[test]
fn compare_prints_the_rows_of_a_scan() {
    let shelf = pair();
    let mut command = retold();
    command.arg("compare").args([shelf.path("in/a.txt"), shelf.path("in/b.txt")]).arg("--json");
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let compared: Vec<serde_json::Value> =
        ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(shelf.scan("").code, Some(0));
    let spans = |row: &serde_json::Value| {
        ["left", "right", "left_start", "left_end", "right_start", "right_end", "level"]
            .map(|key| row[key].clone())
    };
    let scanned: Vec<_> = shelf.rows("passages").iter().map(spans).collect();
    assert_eq!(compared.iter().map(spans).collect::<Vec<_>>(), scanned);
    assert_eq!(scanned.len(), 1);
}

#[test]
fn compare_tells_what_it_cannot_read() {
    let shelf = pair();
    for (name, bytes, says) in [
        ("empty.txt", &b""[..], "the file is empty"),
        ("broken.txt", b"caf\xc3\xa9, th\xc3\xa9, lait sucr\xc3\xa9 \xff", "not UTF-8"),
        ("half.jsonl", b"{\"id\": 1, \"text\": \"cut in ha", "not valid JSON"),
    ] {
        let path = shelf.put(name, bytes);
        let mut command = retold();
        command.arg("compare").args([shelf.path("in/a.txt"), path.clone()]);
        let ran: Ran = command.output().unwrap().into();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{name}");
        assert!(
            ran.err.starts_with(&format!("retold: {}", path.display())) && ran.err.contains(says),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.matches("hint: ").count(), 1, "{}", ran.err);
    }
}

#[test]
fn colour_is_for_those_who_want_it() {
    let shelf = pair();
    let compare = |variables: &[(&str, &str)], flags: &[&str]| -> String {
        let mut command = retold();
        command.arg("compare").args([shelf.path("in/a.txt"), shelf.path("in/b.txt")]);
        command.args(flags).envs(variables.iter().copied());
        Ran::from(command.output().unwrap()).out
    };
    let escape = '\u{1b}';
    assert!(!compare(&[], &[]).contains(escape), "a pipe is no terminal");
    assert!(compare(&[], &["--color", "always"]).contains(escape));
    assert!(compare(&[("CLICOLOR_FORCE", "1")], &[]).contains(escape));
    assert!(!compare(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]).contains(escape));
    assert!(!compare(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]).contains(escape));
}

#[test]
fn article_text_cannot_steer_the_terminal() {
    let shelf = Shelf::new();
    let hostile = format!("\u{1b}[2J\u{1b}]0;owned\u{7}{DISPATCH}\u{202E}");
    let (a, b) = (shelf.put("a.txt", &hostile), shelf.put("b.txt", &hostile));
    let mut command = retold();
    let ran: Ran = command.arg("compare").args([a, b]).output().unwrap().into();
    assert!(!ran.out.contains(['\u{1b}', '\u{7}', '\u{202E}']));
}

#[test]
fn every_flag_named_in_a_hint_exists() {
    let help = run("scan --help").out;
    for folder in ["src", "src/read"] {
        for entry in fs::read_dir(crate::support::root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let Ok(source) = fs::read_to_string(&path) else { continue };
            for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in line.split(|c: char| !(c.is_ascii_lowercase() || c == '-')) {
                    let is_flag = word.len() > 3 && word.starts_with("--") && !word.ends_with('-');
                    assert!(!is_flag || help.contains(word), "{}: {word} is not a flag", path.display());
                }
            }
        }
    }
}

#[test]
fn dedup_tells_what_it_read_as_scan_does() {
    let garbled = "{\"id\": 1, \"text\": \"Le maire a dÃ©clarÃ© vendredi que le pont rouvrirait\"}\n";
    let shelf = Shelf::with(&[("a.jsonl", garbled.as_bytes()), ("table.csv", b"x,y\n1,2\n")]);
    let told = |command: &str| {
        let (input, out) = (shelf.path("in"), shelf.path(command));
        let ran = run_args(&[command, input.to_str().unwrap(), "-o", out.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.err
    };
    let of_dedup = told("dedup");
    assert_eq!(of_dedup, told("scan"));
    assert!(of_dedup.contains("table.csv (a table without a column of texts)"), "{of_dedup}");
    assert!(of_dedup.contains("1 article holds letters that were decoded wrongly"), "{of_dedup}");
    let summary = fs::read_to_string(shelf.path("dedup/dedup.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    assert_eq!((&summary["counts"]["garbled"], &summary["passed_over"]["files"]), (&1.into(), &1.into()));
}

#[test]
fn texts_with_tags_or_entities_are_told() {
    let line = |id: u8, text: &str| format!("{{\"id\": {id}, \"text\": \"{text}\"}}\n");
    let lines =
        [line(1, "Le café rouvre lundi."), line(2, "Le caf&eacute; rouvre lundi."), line(3, "Oui.<br>Non.")];
    let shelf = Shelf::with(&[("a.jsonl", lines.concat().as_bytes())]);
    for command in ["scan", "dedup"] {
        let (input, out) = (shelf.path("in"), shelf.path(command));
        let ran = run_args(&[command, input.to_str().unwrap(), "-o", out.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let told = "retold: 2 articles hold tags or entities of HTML, such as &eacute; for é, which count as words\nhint: ";
        assert_eq!(ran.err.matches(told).count(), 1, "{}", ran.err);
    }
    let read = |path: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(shelf.path(path)).unwrap()).unwrap()
    };
    assert_eq!(read("scan/findings.json")["counts"]["records"]["with_markup"], 2);
    assert_eq!(read("dedup/dedup.json")["counts"]["with_markup"], 2);
}

#[test]
fn a_field_that_gives_way_to_a_note_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.jsonl"), dir.path().join("out"));
    let line = |own: &str| format!("{{\"text\": \"The ferry to Osmy stays in port.\"{own}}}\n");
    fs::write(&input, [line(""), line(", \"retold\": \"twice\"")].concat()).unwrap();
    let (from, to) = (input.to_str().unwrap(), out.to_str().unwrap());
    let ran = run_args(&["dedup", from, "--annotate", "-o", to]);
    assert!(ran.err.contains("1 record had a field `retold` already"), "{}", ran.err);
    let written = out.join("annotated.jsonl");
    let again = run_args(&["dedup", written.to_str().unwrap(), "--annotate", "--force", "-o", to]);
    assert!(!again.err.contains("`retold` already"), "{}", again.err);
}

#[test]
fn annotating_what_has_no_fields_is_refused_before_any_work() {
    let shelf = Shelf::with(&[
        ("a.jsonl", b"{\"id\": 1, \"text\": \"Un pont.\"}\n{}\n"),
        ("b.csv", b"id,text\n2,Deux.\n"),
    ]);
    let (input, out) = (shelf.path("in"), shelf.path("out"));
    let ran =
        run_args(&["dedup", input.to_str().unwrap(), "--annotate", "--strict", "-o", out.to_str().unwrap()]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    // The bad record before it was not reached.
    assert!(ran.err.contains("b.csv (csv)") && ran.err.contains("--annotate"), "{}", ran.err);
    assert!(!out.exists());
}
