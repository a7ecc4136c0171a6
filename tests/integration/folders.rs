//! Folders of findings among other folders: scanned again, replaced, left by a run that was stopped, filtered.

use crate::support::{DISPATCH, OTHER, Ran, Shelf, retold, run_args, scan};
use std::fs;

fn pair() -> Shelf {
    Shelf::with(&[
        ("a.txt", format!("{DISPATCH} Nobody was hurt.").as_bytes()),
        ("b.txt", format!("Shipping news. {DISPATCH}").as_bytes()),
    ])
}

fn dedup(shelf: &Shelf, input: &str, output: &str) -> Ran {
    let mut command = retold();
    command.arg("dedup").arg(shelf.path(input)).arg("-o").arg(shelf.path(output));
    command.output().unwrap().into()
}

#[test]
fn a_folder_is_scanned_twice_with_its_findings_inside() {
    let shelf = pair();
    let inside = shelf.path("in/found");
    for flags in ["", "--force"] {
        let ran = scan(&[&shelf.path("in")], &inside, flags);
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{flags}");
        assert!(ran.out.contains("2 articles"), "{}", ran.out);
    }
    assert_eq!(dedup(&shelf, "in", "in/clean").code, Some(0));
    let ran = scan(&[&shelf.path("in")], &shelf.path("out"), "");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.rows("articles").len(), 2);
}

#[test]
fn of_a_cleaned_collection_the_kept_records_are_read() {
    let shelf = pair();
    shelf.put("in/c.txt", OTHER);
    assert_eq!(dedup(&shelf, "in", "clean").code, Some(0));
    let ran = scan(&[&shelf.path("clean")], &shelf.path("out"), "");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(
        (shelf.rows("articles").len(), shelf.list("clean/kept").len()),
        (2, 2),
        "one of three is a copy"
    );
}

#[test]
fn findings_are_no_articles() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let ran = scan(&[&shelf.path("out")], &shelf.path("again"), "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("findings of a scan, no articles"), "{}", ran.err);
}

#[test]
fn tables_of_findings_are_no_articles() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let (found, inside) = (shelf.path("out"), shelf.path("in/tables"));
    let tables = ["tables", found.to_str().unwrap(), "-o", inside.to_str().unwrap(), "--format", "jsonl"];
    assert_eq!(run_args(&tables).code, Some(0));
    let ran = scan(&[&shelf.path("in")], &shelf.path("again"), "");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert!(ran.out.contains("2 articles"), "{}", ran.out);
    assert_eq!(scan(&[&inside], &shelf.path("none"), "").code, Some(2));
}

#[test]
fn what_runs_write_is_replaced_whole_and_other_files_stay() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let written = shelf.list("out");
    shelf.put("out/notes.md", "read on Monday");
    shelf.put("out/mine/own.txt", "mine");
    assert_eq!(shelf.scan("--force").code, Some(0));
    assert_eq!(shelf.list("out").len(), written.len() + 2);
    // No cleaned collection in the place of findings, and no findings in the place of one: that may be all there is.
    let mut command = retold();
    command.arg("dedup").arg(shelf.path("in")).arg("-o").arg(shelf.path("out")).arg("--force");
    let ran = Ran::from(command.output().unwrap());
    assert!(ran.code == Some(2) && ran.err.contains("holds findings; choose"), "{}", ran.err);
    assert_eq!(dedup(&shelf, "in", "clean").code, Some(0));
    let ran = scan(&[&shelf.path("in")], &shelf.path("clean"), "--force");
    assert!(ran.code == Some(2) && ran.err.contains("holds a cleaned collection; choose"), "{}", ran.err);
    // Nor in the place of what is only compared with, however it is named.
    let clean = shelf.path("clean");
    for (input, against) in [("in".to_owned(), "clean"), ("cle*/kept/*".to_owned(), "in")] {
        let mut command = retold();
        command.current_dir(clean.parent().unwrap()).arg("dedup").arg(input);
        command.args(["--against", against, "-o", "clean", "--force"]);
        let ran = Ran::from(command.output().unwrap());
        assert!(ran.code == Some(2) && ran.err.contains("would be lost"), "{}", ran.err);
    }
    let mut expected = written;
    expected.extend(["mine".into(), "notes.md".into()]);
    expected.sort();
    assert_eq!(shelf.list("out"), expected);
}

#[cfg(unix)]
#[test]
fn a_page_goes_into_a_pipe_and_never_replaces_one() {
    use std::os::unix::fs::FileTypeExt;
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let whole = fs::read(shelf.path("out/report.html")).unwrap();
    let report = |target: &std::ffi::OsStr| {
        retold().arg("report").arg(shelf.path("out")).arg("-o").arg(target).output().unwrap()
    };
    for target in ["-", "/dev/stdout"] {
        assert!(report(target.as_ref()).stdout == whole, "{target}");
    }
    let pipe = shelf.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let held = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let ran: Ran = report(pipe.as_os_str()).into();
    assert_eq!((ran.code, &*ran.out), (Some(0), ""), "{}", ran.err);
    assert!(held.join().unwrap() == whole);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[cfg(unix)]
#[test]
fn what_is_replaced_stays_as_private_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = pair();
    let mode = |name: &str| fs::metadata(shelf.path(name)).unwrap().permissions().mode() & 0o777;
    let set = |name: &str, mode: u32| {
        fs::set_permissions(shelf.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    fs::create_dir(shelf.path("out")).unwrap();
    set("out", 0o700);
    assert_eq!(shelf.scan("").code, Some(0));
    assert_eq!(mode("out"), 0o700, "an empty folder");
    assert_eq!(shelf.scan("--force").code, Some(0));
    assert_eq!(mode("out"), 0o700);
    set("out/report.html", 0o600);
    let ran: Ran = retold().arg("report").arg(shelf.path("out")).output().unwrap().into();
    assert_eq!((ran.code, mode("out/report.html")), (Some(0), 0o600), "{}", ran.err);
}

#[test]
fn a_page_of_a_part_stands_beside_the_page_of_the_whole() {
    let shelf = pair();
    assert_eq!(shelf.scan("").code, Some(0));
    let whole = fs::read(shelf.path("out/report.html")).unwrap();
    let report = |filter: &[&str]| -> Ran {
        retold().arg("report").arg(shelf.path("out")).args(filter).output().unwrap().into()
    };
    let ran = report(&["--filter", "level=verbatim,edited"]);
    assert_eq!((ran.code, ran.out.contains("filtered.html")), (Some(0), true), "{}", ran.err);
    assert_eq!(fs::read(shelf.path("out/report.html")).unwrap(), whole);
    assert!(shelf.path("out/filtered.html").is_file());
    assert_eq!(report(&[]).code, Some(0));
    assert_eq!(fs::read(shelf.path("out/report.html")).unwrap(), whole);
    // Rows that others changed.
    let passages = shelf.path("out/passages.jsonl");
    let rows = fs::read_to_string(&passages).unwrap();
    fs::write(&passages, rows.replacen("\"left_end\":", "\"left_end\":9999", 1)).unwrap();
    for filter in [&[][..], &["--filter", "words=le"]] {
        let ran = report(filter);
        assert!(ran.code == Some(2) && ran.err.contains("passages.jsonl:1: a span"), "{}", ran.err);
    }
}

#[test]
fn quiet_runs_tell_of_skipped_records_and_no_more() {
    let shelf = pair();
    shelf.put("in/c.jsonl", "{\"id\": 1, \"text\": \"Ships wait.\", \"date\": \"some day\"}\n{\"id\": 2}\n");
    shelf.put("in/picture.png", "x");
    let ran = shelf.scan("");
    for told in ["passed over", "a date that cannot be read", "skipped"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    let ran = shelf.scan("--force --quiet");
    assert_eq!((ran.code, &*ran.out), (Some(1), ""));
    assert!(ran.err.contains("skipped") && !ran.err.contains("passed over"), "{}", ran.err);
    assert!(!ran.err.contains("a date"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn messages_that_cannot_be_written_stop_nothing() {
    let shelf = pair();
    shelf.put("in/c.jsonl", "{\"id\": 1}\n");
    for (input, code) in [("in", 1), ("nowhere", 2)] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = retold();
        command.arg("scan").arg(shelf.path(input)).arg("-o").arg(shelf.path("out")).stderr(full);
        assert_eq!(command.status().unwrap().code(), Some(code));
    }
    assert!(shelf.path("out/findings.json").is_file());
}

#[cfg(unix)]
#[test]
fn a_run_that_is_told_to_stop_leaves_nothing_behind() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let shelf = Shelf::new();
    fs::create_dir(shelf.path("temporary")).unwrap();
    // Where the terminal is gone nobody can be told.
    let deaf = || fs::File::options().write(true).open("/dev/full");
    for (signal, command, is_heard) in
        [("INT", "scan", true), ("TERM", "dedup", true), ("HUP", "scan", deaf().is_err())]
    {
        let talk = if is_heard { Stdio::piped() } else { deaf().unwrap().into() };
        let mut child = retold()
            .args([command, "-", "-o"])
            .arg(shelf.path("out"))
            .env("TMPDIR", shelf.path("temporary"))
            .stdin(Stdio::piped())
            .stderr(talk)
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"{\"id\": 1, \"text\": \"Ships wait before the strait.\"}\n").unwrap();
        let start = Instant::now();
        while shelf.list("temporary").is_empty() {
            assert!(start.elapsed() < Duration::from_secs(60), "working files were made");
            std::thread::sleep(Duration::from_millis(10));
        }
        let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(130), "{}", ran.err);
        assert!(!is_heard || ran.err.contains("stopped; no unfinished output is left"), "{}", ran.err);
        assert_eq!((shelf.list("temporary").len(), shelf.path("out").exists()), (0, false), "{command}");
        drop(input);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_run_left_goes_with_the_next_one_and_that_of_a_living_one_stays() {
    use std::io::Write;
    use std::process::Stdio;
    use std::time::{Duration, Instant};
    let shelf = pair();
    let work = shelf.path("work");
    let start = |output: &str| {
        let before = shelf.list("work");
        let mut command = retold();
        command.args(["scan", "-", "-o"]).arg(shelf.path(output)).arg("--work-dir").arg(&work);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"{\"id\": 1, \"text\": \"Ships wait before the strait.\"}\n").unwrap();
        let start = Instant::now();
        let is_new = |name: &String| !before.contains(name) && work.join(name).join("lock").exists();
        while !shelf.list("work").iter().any(is_new) {
            assert!(start.elapsed() < Duration::from_secs(60), "working files were made");
            std::thread::sleep(Duration::from_millis(10));
        }
        (child, input)
    };
    fs::create_dir(&work).unwrap();
    let (mut killed, _) = start("a");
    let left = shelf.list("work");
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(shelf.list("work"), left, "nobody took it away");
    // A folder that another job will go on from.
    let lasting = format!("retold-run-{:032x}", 7);
    fs::create_dir(work.join(&lasting)).unwrap();
    fs::write(work.join(&lasting).join("journal"), "x").unwrap();
    fs::write(work.join(&lasting).join("lock"), "").unwrap();
    let (living, input) = start("b");
    let held: Vec<String> = shelf.list("work").into_iter().filter(|name| *name != lasting).collect();
    assert!(held.len() == 1 && held != left, "{held:?} {left:?}");
    let mut next = retold();
    next.arg("scan").arg(shelf.path("in")).arg("-o").arg(shelf.path("c")).arg("--work-dir").arg(&work);
    assert_eq!(next.status().unwrap().code(), Some(0));
    assert_eq!(shelf.list("work").len(), 2, "that of the living one, and the other job's");
    drop(input);
    assert_eq!(Ran::from(living.wait_with_output().unwrap()).code, Some(0));
    assert_eq!(shelf.list("work"), [lasting]);
}
