//! Reading end to end: what people have, and what goes wrong with it.

#[cfg(feature = "parquet")]
mod columns;
mod formats;
#[cfg(feature = "parquet")]
mod groups;
mod losses;
mod pages;
mod shapes;
mod tables;
mod twin;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::*;
use crate::article::Article;

/// A folder with files, gone at the end of the test.
pub(super) struct Shelf(tempfile::TempDir);

impl Shelf {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn with(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let shelf = Self::new();
        shelf.put(name, bytes);
        shelf
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn read(&self) -> Read {
        self.read_with(&ReadParams::default())
    }

    pub fn read_with(&self, params: &ReadParams) -> Read {
        read(&[self.path().to_path_buf()], params)
    }
}

/// Everything that was read.
#[derive(Default)]
pub(super) struct Read {
    pub articles: Vec<Article>,
    pub skipped: Vec<Skipped>,
    pub raw: Vec<Vec<u8>>,
    pub passed_over: PassedOver,
    pub files: Vec<InputFile>,
    pub largest_batch: usize,
}

impl Read {
    pub fn keys(&self) -> Vec<&str> {
        self.articles.iter().map(|article| article.key.as_str()).collect()
    }

    pub fn reasons(&self) -> Vec<&'static str> {
        self.skipped.iter().map(|skipped| skipped.reason.name()).collect()
    }

    pub fn texts(&self) -> Vec<&str> {
        self.articles.iter().map(|article| article.text.as_str()).collect()
    }
}

pub(super) fn read(inputs: &[PathBuf], params: &ReadParams) -> Read {
    let mut reader = open(inputs, params).unwrap();
    let mut read = Read::default();
    while let Some(batch) = reader.next_batch().unwrap() {
        let parsed = batch.parse(params);
        assert_eq!(parsed.len(), batch.len(), "one result for each record");
        read.largest_batch = read.largest_batch.max(batch.bytes.len());
        for (index, record) in parsed.into_iter().enumerate() {
            match record {
                Ok(article) => {
                    read.articles.push(article);
                    read.raw.push(batch.raw(index).to_vec());
                }
                Err(skipped) => {
                    assert!(skipped.hint.is_some(), "{skipped} names a remedy");
                    assert!(skipped.place.path.is_some(), "{skipped} names its file");
                    read.skipped.push(skipped);
                }
            }
        }
    }
    read.passed_over = reader.passed_over().clone();
    read.files = reader.files().to_vec();
    if let Some(total) = reader.total_bytes()
        && read.skipped.is_empty()
    {
        assert_eq!(reader.bytes_read(), total);
    }
    read
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn small() -> ReadParams {
    ReadParams { batch_bytes: 64, max_record_bytes: 1000, ..ReadParams::default() }
}

#[test]
fn a_folder_of_texts_is_one_article_a_file() {
    let shelf = Shelf::with("b/two.txt", "Deux.\n");
    shelf.put("one.txt", "\u{FEFF}Un.");
    shelf.put("README.txt", "about");
    let read = shelf.read();
    assert_eq!(read.keys(), ["two", "one"]);
    assert_eq!(read.texts(), ["Deux.\n", "Un."]);
    assert_eq!(read.passed_over.count, 1);
}

#[test]
fn all_fields_of_a_record_are_found() {
    let line = r#"{"ID": 12, "Source": {"name": "Le Fanal", "id": null}, "Title": "Pont", "url": "https://fanal.example/1", "pubDate": "2025-08-15", "extra": [1, {"a": "\u00e9"}], "body": "Le pont\nrouvre."}"#;
    let read = Shelf::with("news.jsonl", line).read();
    let article = &read.articles[0];
    assert_eq!(article.key, "12");
    assert_eq!(article.outlet.as_deref(), Some("Le Fanal"));
    assert_eq!(article.title.as_deref(), Some("Pont"));
    assert_eq!(article.url.as_deref(), Some("https://fanal.example/1"));
    assert_eq!(article.text, "Le pont\nrouvre.");
    assert_eq!(article.published, date::parse("2025-08-15"));
    assert!(article.published.is_some() && article.unread_date.is_none());
}

#[test]
fn compression_is_told_by_content_whatever_the_name() {
    let plain = "{\"id\":\"a\",\"text\":\"Un.\"}\n{\"id\":\"b\",\"text\":\"Deux.\"}\n";
    for bytes in
        [plain.as_bytes().to_vec(), gzip(plain.as_bytes()), zstd::encode_all(plain.as_bytes(), 1).unwrap()]
    {
        for name in ["x.jsonl", "x.jsonl.gz", "x"] {
            assert_eq!(Shelf::with(name, &bytes).read().keys(), ["a", "b"], "{name}");
        }
    }
}

#[test]
fn records_cut_across_batches_are_the_same() {
    let mut lines = String::new();
    for n in 0..300 {
        lines += &format!("{{\"id\":{n},\"text\":\"{}\"}}\r\n", "é".repeat(n + 1));
        lines += &"\n".repeat(n % 3);
    }
    lines.truncate(lines.trim_end().len());
    let shelf = Shelf::with("news.jsonl", &lines);
    let whole = shelf.read();
    assert_eq!(whole.articles.len(), 300);
    assert!(whole.skipped.is_empty());
    for batch_bytes in [1, 100, 5000] {
        let read = shelf.read_with(&ReadParams { batch_bytes, ..ReadParams::default() });
        assert_eq!(read.articles, whole.articles);
        assert_eq!(read.raw, whole.raw);
    }
    // Blank lines are no records but count as lines, and the raw bytes stand at the offset named.
    for (article, raw) in whole.articles.iter().zip(&whole.raw) {
        let byte = article.place.byte.unwrap() as usize;
        assert_eq!(&lines.as_bytes()[byte..byte + raw.len()], raw);
        let line = lines[..byte].matches('\n').count() as u64 + 1;
        assert_eq!(article.place.line, Some(line));
    }
    assert!(whole.raw[0].ends_with(b"\r\n") && !whole.raw[299].ends_with(b"\n"));
}

#[test]
fn records_without_id_are_named_by_file_and_line() {
    let read = Shelf::with("a.jsonl", "{\"text\":\"x\"}\n\n{\"text\":\"y\",\"id\":\"\"}\n").read();
    assert_eq!(read.keys(), ["a.jsonl:1", "a.jsonl:3"]);
}

#[test]
fn each_bad_record_is_skipped_with_its_place_and_the_rest_goes_on() {
    let cases: &[(&[u8], &str)] = &[
        (b"{\"id\":1,\"text\":\"cut in ha", "bad-json"),
        (b"{\"id\":1,\"text\":\"a\"} {}", "bad-json"),
        (b"not json", "bad-json"),
        (b"[\"text\"]", "not-an-object"),
        (b"17", "not-an-object"),
        (b"{\"id\":1}", "no-text"),
        (b"{\"id\":1,\"text\":null}", "empty-text"),
        (b"{\"id\":1,\"text\":\"\"}", "empty-text"),
        (b"{\"id\":1,\"text\":\" \\n\\u00a0\"}", "empty-text"),
        (b"{\"id\":1,\"text\":[]}", "empty-text"),
        (b"{\"id\":1,\"text\":5}", "wrong-type"),
        (b"{\"id\":1,\"text\":true}", "wrong-type"),
        (b"{\"id\":1,\"text\":{\"a\":1}}", "wrong-type"),
        (b"{\"id\":1,\"text\":[1,2]}", "wrong-type"),
        (b"{\"id\":1,\"text\":\"a\\u0000b\"}", "nul"),
        (b"{\"id\":1,\"text\":\"a\0b\"}", "nul"),
        (b"{\"id\":1,\"text\":\"caf\xE9\"}", "not-utf8"),
        (b"{\"id\":1,\"text\":\"\\ud800\"}", "bad-json"),
    ];
    for (line, reason) in cases {
        let bytes =
            [b"{\"id\":\"a\",\"text\":\"x\"}\n", *line, b"\n{\"id\":\"b\",\"text\":\"y\"}\n"].concat();
        let read = Shelf::with("news.jsonl", bytes).read();
        let shown = String::from_utf8_lossy(line);
        assert_eq!(read.keys(), ["a", "b"], "{shown}");
        assert_eq!(read.reasons(), [*reason], "{shown}");
        assert_eq!((read.skipped[0].place.line, read.skipped[0].place.byte), (Some(2), Some(22)), "{shown}");
        assert!(read.skipped[0].to_string().contains("hint:"), "{shown}");
    }
}

#[test]
fn a_missing_text_names_the_flag_and_the_fields_there_are() {
    let read = Shelf::with("news.jsonl", "{\"id\":1,\"chapeau\":\"x\"}").read();
    let hint = read.skipped[0].hint.as_deref().unwrap();
    assert!(hint.contains("--text") && hint.contains("chapeau"), "{hint}");
    assert_eq!(read.skipped[0].place.field.as_deref(), Some("text"));
}

#[test]
fn a_given_field_is_strict_and_may_be_nested() {
    let lines = "{\"a\":{\"b\":{\"c\":\"inner\"}},\"text\":\"outer\",\"id\":1}\n{\"a\":\"flat\",\"text\":\"outer\"}\n\
                 {\"a\":{\"b\":{\"c\":7}}}\n{\"a.b.c\":\"literal\"}\n";
    let params = ReadParams { text: Some("a.b.c".into()), ..ReadParams::default() };
    let read = Shelf::with("news.jsonl", lines).read_with(&params);
    assert_eq!(read.texts(), ["inner", "literal"]);
    assert_eq!(read.keys(), ["1", "news.jsonl:4"]);
    assert_eq!(read.reasons(), ["no-text", "wrong-type"]);
    assert_eq!(read.skipped[1].place.field.as_deref(), Some("a.b.c"));
    // One field can serve two roles.
    let params = ReadParams { id: Some("url".into()), ..ReadParams::default() };
    let read = Shelf::with("news.jsonl", "{\"url\":\"u\",\"text\":\"x\"}").read_with(&params);
    assert_eq!((read.keys()[0], read.articles[0].url.as_deref()), ("u", Some("u")));
}

#[test]
fn the_first_usable_name_wins_and_containers_come_last() {
    for (line, text) in [
        (r#"{"body":"b","text":"t"}"#, "t"),
        (r#"{"text":"","body":"b"}"#, "b"),
        (r#"{"text":5,"body":"b"}"#, "b"),
        (r#"{"_source":{"text":"in"},"body":"b"}"#, "b"),
        (r#"{"_index":"i","_source":{"text":"in"}}"#, "in"),
        (r#"{"article":{"title":"no","body":"in"}}"#, "in"),
        (r#"{"content":{"rendered":"r"}}"#, "r"),
        (r#"{"paragraphs":["one","two"]}"#, "one\ntwo"),
        (r#"{"text":"a","text":"b"}"#, "b"),
        (r#"{"article":{"text":"a"},"metadata":{"text":"b"}}"#, "a"),
        (r#"{"metadata":{"text":"b"},"article":{"text":"a"}}"#, "a"),
    ] {
        assert_eq!(Shelf::with("a.jsonl", line).read().texts(), [text], "{line}");
    }
    let line =
        r#"{"_id":{"$oid":"5f"},"date":{"$date":"2025-08-15T10:00:00Z"},"metadata":{"url":"u"},"text":"x"}"#;
    let article = &Shelf::with("a.jsonl", line).read().articles[0];
    assert_eq!((article.key.as_str(), article.url.as_deref()), ("5f", Some("u")));
    assert!(article.published.is_some());
}

#[test]
fn an_unread_date_is_kept_as_given() {
    let read = Shelf::with("a.jsonl", r#"{"date":"last Tuesday","text":"x"}"#).read();
    assert_eq!(read.articles[0].unread_date.as_deref(), Some("last Tuesday"));
}

#[test]
fn a_line_of_50_mb_is_read_and_a_longer_one_is_skipped_in_bounded_memory() {
    let shelf = Shelf::new();
    let long = format!("{{\"id\":\"long\",\"text\":\"{}\"}}\n", "word ".repeat(10 << 20));
    let after = "{\"id\":\"after\",\"text\":\"x\"}\n";
    shelf.put("a.jsonl", [after, &long, after].concat());
    let read = shelf.read();
    assert_eq!(read.keys(), ["after", "long", "after"]);
    assert_eq!(read.articles[1].text.len(), 50 << 20);
    let params = ReadParams { max_record_bytes: 1 << 20, ..ReadParams::default() };
    let read = shelf.read_with(&params);
    assert_eq!(read.keys(), ["after", "after"]);
    assert_eq!(read.reasons(), ["too-large"]);
    assert_eq!(read.skipped[0].place.line, Some(2));
    assert_eq!(read.articles[1].place.line, Some(3));
    assert!(read.largest_batch < 4 << 20, "{}", read.largest_batch);
}

#[test]
fn the_limit_of_a_record_is_exact() {
    for (extra, reasons) in [(0, vec![]), (1, vec!["too-large"])] {
        let text = "x".repeat(small().max_record_bytes as usize + extra);
        assert_eq!(Shelf::with("a.txt", &text).read_with(&small()).reasons(), reasons);
    }
}

#[test]
fn empty_files_and_blank_ones_are_named() {
    let shelf = Shelf::with("a.txt", "");
    shelf.put("b.jsonl", "\n \n");
    shelf.put("c.txt", "ok");
    let read = shelf.read();
    assert_eq!(read.reasons(), ["empty-file", "empty-file"]);
    assert_eq!(read.keys(), ["c"]);
}

#[test]
fn an_empty_folder_is_an_error_with_a_remedy() {
    let shelf = Shelf::new();
    let error = open(&[shelf.path().to_path_buf()], &ReadParams::default()).err().unwrap();
    assert!(matches!(error.kind(), crate::error::ErrorKind::NoInput { .. }) && error.hint().is_some());
}

#[test]
fn a_truncated_archive_gives_what_came_before_the_break() {
    let lines: String =
        (0..30_000).map(|n| format!("{{\"id\":{n},\"text\":\"text number {n}\"}}\n")).collect();
    for whole in [gzip(lines.as_bytes()), zstd::encode_all(lines.as_bytes(), 1).unwrap()] {
        let shelf = Shelf::with("a.jsonl.gz", &whole[..whole.len() / 2]);
        shelf.put("b.txt", "still read");
        let read = shelf.read();
        assert_eq!(read.reasons(), ["broken"]);
        let count = read.articles.len() as u64 - 1;
        assert!(count > 0, "what came before is used");
        assert_eq!(read.skipped[0].place.line, Some(count + 1));
        assert_eq!(read.keys().last(), Some(&"b"));
    }
}

#[test]
fn damaged_archives_are_named_and_the_rest_is_read() {
    let shelf = Shelf::with("a.gz", [0x1F, 0x8B, 0x08, 0xFF, 1, 2, 3]);
    shelf.put("b.txt", "still read");
    assert_eq!(shelf.read().reasons(), ["broken"]);
}

#[test]
fn texts_with_nul_or_other_bytes_than_utf8_are_skipped() {
    let shelf = Shelf::with("a.txt", b"a\0b");
    shelf.put("c.txt", "ok");
    shelf.put("image", b"\x89PNG\0\0");
    let read = shelf.read();
    assert_eq!(read.reasons(), ["nul"]);
    assert_eq!(read.keys(), ["c"]);
    assert!(read.passed_over.files[0].path.ends_with("image"));
}

#[test]
fn a_file_that_vanishes_is_skipped() {
    let shelf = Shelf::with("a.txt", "gone");
    shelf.put("b.txt", "stays");
    let params = ReadParams::default();
    let mut reader = open(&[shelf.path().to_path_buf()], &params).unwrap();
    fs::remove_file(shelf.path().join("a.txt")).unwrap();
    let records = reader.next_batch().unwrap().unwrap().parse(&params);
    assert!(matches!(&records[0], Err(skipped) if skipped.reason.name() == "unreadable"));
    assert_eq!(records[1].as_ref().unwrap().text, "stays");
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_read() {
    use std::os::unix::ffi::OsStrExt;
    let shelf = Shelf::new();
    fs::write(shelf.path().join(std::ffi::OsStr::from_bytes(b"caf\xE9.txt")), "x").unwrap();
    assert_eq!(shelf.read().keys(), ["caf\u{FFFD}"]);
}

#[cfg(unix)]
#[test]
fn folders_and_files_without_permission_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::with("closed/a.txt", "x");
    let closed = shelf.put("closed.txt", "x");
    shelf.put("open.txt", "y");
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&shelf.path().join("closed"), 0);
    set(&closed, 0);
    if fs::read(&closed).is_err() {
        let read = shelf.read();
        assert_eq!(read.reasons(), ["unreadable", "unreadable"]);
        assert_eq!(read.keys(), ["open"]);
    }
    set(&shelf.path().join("closed"), 0o755);
}

#[test]
fn deep_nesting_and_many_fields_are_bounded() {
    let deep = format!("{{\"text\":\"x\",\"a\":{}}}\n", "[".repeat(100_000));
    let wide: String = (0..100_000).map(|n| format!("\"f{n}\":{n},")).collect();
    let read = Shelf::with("a.jsonl", format!("{deep}{{{wide}\"text\":\"ok\"}}\n")).read();
    assert_eq!(read.reasons(), ["bad-json"]);
    assert_eq!(read.texts(), ["ok"]);
}
