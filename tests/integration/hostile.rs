//! Inputs built to hurt, or left broken by somebody else: bounded work, a clear word, and the rest is read.

use crate::support::{DISPATCH, OTHER, Ran, Shelf, record, retold};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Far beyond what any of these may take: a hang ends here.
const PATIENCE: Duration = Duration::from_secs(60);

/// Each thread of glibc reserves address space of its own, 64 MB at a time and by number of cores, which `ulimit -v` counts.
const FEW_ARENAS: &str = "MALLOC_ARENA_MAX=2";

/// Scans the folder `in` with less memory than `limit_mb` for the whole process, within [`PATIENCE`].
fn scan_within(shelf: &Shelf, flags: &str, limit_mb: u64) -> Ran {
    let shell = format!(
        "ulimit -v {}; {FEW_ARENAS} exec \"$0\" scan \"$1/in\" -o \"$1/out\" --force -j 2 --memory 64M {flags}",
        limit_mb << 10
    );
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &shell, env!("CARGO_BIN_EXE_retold")]).arg(shelf.path(""));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    within(command)
}

fn within(mut command: std::process::Command) -> Ran {
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            return child.wait_with_output().unwrap().into();
        }
        assert!(start.elapsed() < PATIENCE, "it hangs");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn reasons(shelf: &Shelf) -> Vec<String> {
    shelf.rows("skipped").iter().map(|row| row["reason"].as_str().unwrap().to_owned()).collect()
}

/// The two good articles beside the bad input were read and compared.
fn assert_rest_is_read(shelf: &Shelf) {
    let records = &shelf.findings()["counts"]["records"];
    let count = |name: &str| records[name].as_u64().unwrap();
    assert_eq!(count("read"), count("articles") + count("skipped"));
    assert_eq!(shelf.rows("pairs").len(), 1);
}

fn beside(name: &str, bytes: &[u8]) -> Shelf {
    Shelf::with(&[("good-a.txt", DISPATCH.as_bytes()), ("good-b.txt", DISPATCH.as_bytes()), (name, bytes)])
}

fn gzip(write: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    write(&mut encoder);
    encoder.finish().unwrap()
}

fn repeated(out: &mut dyn Write, bytes: &[u8], times: usize) {
    (0..times).for_each(|_| out.write_all(bytes).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_is_defused_by_ratio_and_by_size() {
    // 600 MB of blanks, and 600 MB of one line, in less than 3 MB.
    let blanks = vec![b' '; 1 << 20];
    let bomb = zstd::encode_all(std::io::repeat(b'a').take_bytes(600 << 20), 1).unwrap();
    let shelf = beside("line.jsonl.zst", &bomb);
    shelf.put("in/blanks.txt.gz", gzip(|out| repeated(out, &blanks, 600)));
    assert!(bomb.len() < 1 << 20);
    let ran = scan_within(&shelf, "--max-ratio 200 --max-record-bytes 64M", 1200);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(reasons(&shelf).iter().any(|reason| reason == "ratio"), "{:?}", reasons(&shelf));
    assert_rest_is_read(&shelf);
    let ran = scan_within(&shelf, "--max-ratio 1000000 --max-file-bytes 10M", 1200);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(reasons(&shelf), ["file-too-large", "file-too-large"]);
    assert!(ran.err.contains("--max-file-bytes"), "{}", ran.err);
    assert_rest_is_read(&shelf);
}

/// `Read::take` by another name, since `Write` is in scope too.
trait TakeBytes: std::io::Read + Sized {
    fn take_bytes(self, bytes: u64) -> std::io::Take<Self> {
        self.take(bytes)
    }
}

impl<R: std::io::Read> TakeBytes for R {}

#[cfg(target_os = "linux")]
#[test]
fn lines_without_end_are_skipped_in_bounded_memory() {
    // Two gigabytes in one line, of which nothing but 2 MB of gzip are on disk.
    let part = vec![b'x'; 1 << 20];
    let lines = gzip(|out| {
        out.write_all(record("before", OTHER).as_bytes()).unwrap();
        out.write_all(b"{\"id\": 1, \"text\": \"").unwrap();
        repeated(out, &part, 1024);
        out.write_all(b"\"}\n").unwrap();
        out.write_all(record("after", DISPATCH).as_bytes()).unwrap();
    });
    let shelf = beside("long.jsonl.gz", &lines);
    let ran = scan_within(&shelf, "--max-ratio 100000 --max-record-bytes 16M", 700);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(reasons(&shelf), ["too-large"]);
    let skipped = &shelf.rows("skipped")[0];
    assert_eq!((&skipped["line"], &skipped["byte"]), (&2.into(), &record("before", OTHER).len().into()));
    let ids: Vec<_> =
        shelf.rows("articles").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["after", "before", "good-a", "good-b"]);
}

#[test]
fn a_million_fields_and_deep_nesting_are_bounded() {
    let mut wide = String::from("{");
    for number in 0..1_000_000 {
        wide += &format!("\"f{number}\":{number},");
    }
    wide += &format!("\"id\":\"wide\",\"text\":{}}}\n", serde_json::json!(OTHER));
    let shelf = beside("wide.jsonl", wide.as_bytes());
    let columns: String = (0..100_000).map(|number| format!("c{number},")).collect();
    shelf.put("in/wide.csv", format!("{columns}text\n{}\"{OTHER}\"\n", ",".repeat(100_000)));
    let deep = format!(
        "{{\"id\":\"deep\",\"text\":\"x y z\",\"a\":{}{}}}\n",
        "[".repeat(1_000_000),
        "]".repeat(1_000_000)
    );
    shelf.put("in/deep.jsonl", &deep);
    shelf.put("in/deep.json", "{\"a\":".repeat(1_000_000));
    shelf.put("in/deep.html", format!("<html>{}", "<div><span>".repeat(200_000)));
    shelf.put("in/deep.xml", format!("<rss><channel><item><description>{}", "<b>".repeat(200_000)));
    shelf.put("in/front.md", format!("---\n{}", "a: b\n".repeat(200_000)));
    let ran = scan_within(&shelf, "", 1500);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_rest_is_read(&shelf);
    let articles: Vec<_> =
        shelf.rows("articles").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert!(articles.contains(&"wide".to_owned()), "{articles:?}");
    for row in shelf.rows("skipped") {
        assert!(row["hint"].is_string() && row["file"].is_string(), "{row}");
    }
    let mut command = retold();
    command.arg("inspect").arg(shelf.path("in")).stdout(Stdio::piped()).stderr(Stdio::piped());
    assert_eq!(within(command).code, Some(1));
}

#[cfg(unix)]
#[test]
fn links_in_circles_pipes_and_sockets_are_passed_over() {
    use std::os::unix::fs::symlink;
    let shelf = beside("x.txt", OTHER.as_bytes());
    symlink(shelf.path("in"), shelf.path("in/round")).unwrap();
    symlink("b", shelf.path("in/a")).unwrap();
    symlink("a", shelf.path("in/b")).unwrap();
    fs::hard_link(shelf.path("in/x.txt"), shelf.path("in/y.txt")).unwrap();
    symlink("x.txt", shelf.path("in/z.txt")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(shelf.path("in/socket.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(shelf.path("in/pipe.jsonl")).status();
    let has_pipe = made.is_ok_and(|status| status.success());
    let ran = scan_within(&shelf, "", 4000);
    assert_eq!(ran.code, Some(1), "links to nowhere are named: {}", ran.err);
    assert_eq!(reasons(&shelf), ["unreadable", "unreadable"]);
    assert_rest_is_read(&shelf);
    assert_eq!(shelf.findings()["counts"]["records"]["articles"], 3);
    let passed: Vec<String> = shelf.findings()["passed_over"]["first"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["why"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(passed.iter().filter(|why| why.contains("the same file")).count(), 2, "{passed:?}");
    assert_eq!(
        passed.iter().filter(|why| *why == "not a regular file").count(),
        1 + usize::from(has_pipe),
        "{passed:?}"
    );
    assert!(passed.iter().any(|why| why.contains("a link to a folder that holds it")), "{passed:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_read() {
    let shelf = Shelf::new();
    let pipe = shelf.path("pipe");
    if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        return;
    }
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, record("a", DISPATCH) + &record("b", DISPATCH)).unwrap()
    });
    let mut command = retold();
    command
        .arg("scan")
        .arg(&pipe)
        .arg("-o")
        .arg(shelf.path("out"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let ran = within(command);
    writer.join().unwrap();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.rows("pairs").len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_are_read_and_told() {
    use std::os::unix::ffi::OsStrExt;
    let shelf = beside("x.txt", OTHER.as_bytes());
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9\n\x1b[31m.jsonl");
    if fs::write(shelf.path("in").join(name), "{\"id\": 1}\n").is_err() {
        return;
    }
    let ran = shelf.scan("");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(reasons(&shelf), ["no-text"]);
    assert!(shelf.rows("skipped")[0]["file"].as_str().unwrap().contains("caf\u{FFFD}"));
}

/// A file that grows while it is read: what was read counts, and the change is told.
#[test]
fn a_file_that_changes_while_it_is_read_is_told() {
    use retold::read::{ReadParams, open};
    let shelf = Shelf::new();
    let lines: String = (0..40).map(|number| record(&format!("{number}"), &OTHER.repeat(40))).collect();
    let path = shelf.put("news.jsonl", &lines);
    let params = ReadParams { batch_bytes: 64 << 10, ..ReadParams::default() };
    let read = |change: &dyn Fn(&Path)| {
        fs::write(&path, &lines).unwrap();
        let mut reader = open(std::slice::from_ref(&path), &params).unwrap();
        let (mut kept, mut reasons) = (0, Vec::new());
        let mut is_first = true;
        while let Some(batch) = reader.next_batch().unwrap() {
            for record in batch.parse(&params) {
                match record {
                    Ok(_) => kept += 1,
                    Err(skipped) => reasons.push(skipped.reason.name()),
                }
            }
            if std::mem::take(&mut is_first) {
                change(&path);
            }
        }
        (kept, reasons)
    };
    assert_eq!(read(&|_| ()), (40, vec![]));
    let append = |path: &Path| {
        fs::OpenOptions::new()
            .append(true)
            .open(path)
            .unwrap()
            .write_all(record("new", OTHER).as_bytes())
            .unwrap();
    };
    let (kept, reasons) = read(&append);
    assert!(kept >= 40 && reasons == ["changed"], "{kept} {reasons:?}");
    let (kept, reasons) = read(&|path| fs::write(path, "").unwrap());
    assert!(kept < 40 && reasons.last() == Some(&"changed"), "{kept} {reasons:?}");
    let (_, reasons) = read(&|path| fs::remove_file(path).unwrap());
    assert_eq!(reasons, ["changed"]);
}

/// A stream of records made on the fly, far larger than the memory the process may use.
#[cfg(target_os = "linux")]
#[test]
fn a_stream_larger_than_memory_is_read_in_bounded_memory() {
    use std::process::Command;
    let mut child = Command::new("sh")
        .args([
            "-c",
            &format!(
                "ulimit -v 400000; {FEW_ARENAS} exec \"$0\" inspect - --format jsonl --records 1 --json -j 1"
            ),
            env!("CARGO_BIN_EXE_retold"),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = OTHER.repeat(200);
    // Half a gigabyte, more than the run may hold.
    let count = (500 << 20) / text.len();
    let writer = std::thread::spawn(move || {
        for number in 0..count {
            input.write_all(record(&number.to_string(), &text).as_bytes()).unwrap();
        }
    });
    let ran: Ran = child.wait_with_output().unwrap().into();
    writer.join().unwrap();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["articles"], count);
}
