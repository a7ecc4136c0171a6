//! `retold dedup` as it is typed: what it writes in any case, and what it says.

use crate::support::{DISPATCH, OTHER, Ran, Shelf, record, retold, rows, scan};
use std::fs;
use std::path::Path;

/// Cleans `input` into the folder `out` of the shelf, anew.
fn clean(shelf: &Shelf, input: &Path, flags: &[&str]) -> Ran {
    let mut command = retold();
    command.arg("dedup").arg(input).arg("-o").arg(shelf.path("out")).arg("--force").args(flags);
    command.output().unwrap().into()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_is_kept_of_other_encodings_is_utf8_and_told() {
    let shelf = Shelf::new();
    let lines = record("a", "Le café rouvre à midi.") + &record("b", "Une autre brève.");
    let table = "id,text\n1,Le café rouvre à midi.\n2,Une autre brève est déjà là.\n";
    let latin: Vec<u8> = table.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    // Longer in ASCII than what is looked at first.
    let long = format!("id,text\n{}", "7,Plain words.\n".repeat(8000));
    let late = [long.as_bytes(), &latin[8..]].concat();
    let cases: [(&str, Vec<u8>, &str, &str); 4] = [
        ("a.jsonl", [b"\xFF\xFE", &utf16(&lines)[..]].concat(), &lines, "UTF-16LE"),
        ("b.jsonl", utf16(&lines), &lines, "UTF-16LE"),
        ("c.csv", latin, table, "windows-1252"),
        ("d.csv", late, "", "windows-1252"),
    ];
    for (name, bytes, expected, encoding) in cases {
        let input = shelf.put(name, bytes);
        let ran = clean(&shelf, &input, &[]);
        let told = format!("retold: {} is in {encoding}, not in UTF-8\nhint: what", input.display());
        assert!(ran.code == Some(0) && ran.err.starts_with(&told), "{name}: {}", ran.err);
        let kept = fs::read_to_string(shelf.path(&format!("out/kept.{}", &name[2..]))).unwrap();
        assert!(if expected.is_empty() { kept.ends_with("déjà là.\n") } else { kept == expected }, "{name}");
    }
    let marked = shelf.put("e.csv", format!("\u{FEFF}{table}"));
    let ran = clean(&shelf, &marked, &[]);
    assert_eq!((&*ran.err, fs::read_to_string(shelf.path("out/kept.csv")).unwrap()), ("", table.to_owned()));
}

#[test]
fn an_only_input_has_its_file_where_nothing_is_kept() {
    let shelf = Shelf::new();
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Fanal</title><item><title>One</title>\
         <description>{OTHER}</description></item></channel></rss>"
    );
    for (name, bytes, kept, expected) in [
        ("a.jsonl", record("a", OTHER), "kept.jsonl", ""),
        ("a.json", format!("[{}]", record("a", OTHER)), "kept.json", "[\n]\n"),
        ("a.csv", format!("id,text\n1,\"{OTHER}\"\n"), "kept.csv", "id,text\n"),
        ("a.xml", feed, "kept-ids.jsonl", ""),
        // Not one record that is an article, and not one record.
        ("b.jsonl", "{}\n".to_owned(), "kept.jsonl", ""),
        ("c.jsonl", String::new(), "kept.jsonl", ""),
    ] {
        let input = shelf.put(name, bytes);
        let ran = clean(&shelf, &input, &["--against", input.to_str().unwrap()]);
        assert!(ran.code != Some(2), "{name}: {}", ran.err);
        assert_eq!(
            fs::read_to_string(shelf.path("out").join(kept)).ok().as_deref(),
            Some(expected),
            "{name}"
        );
    }
    let text = shelf.put("a.txt", OTHER);
    clean(&shelf, &text, &["--against", text.to_str().unwrap()]);
    assert_eq!(shelf.list("out"), ["dedup.json", "removed.jsonl", "skipped.jsonl"]);
}

#[cfg(feature = "parquet")]
#[test]
fn of_parquet_the_schema_stays_where_no_row_does() {
    let shelf =
        Shelf::with(&[("a.jsonl", b"{\"title\": \"Un pont\", \"text\": \"Le pont rouvre lundi.\"}\n")]);
    assert_eq!(scan(&[&shelf.path("in")], &shelf.path("found"), "").code, Some(0));
    let table = shelf.put("a.parquet", fs::read(shelf.path("found/articles.parquet")).unwrap());
    let flags = ["--text", "title", "--outlet", "outlets", "--against", table.to_str().unwrap()];
    let ran = clean(&shelf, &table, &flags);
    assert!(ran.code == Some(0) && ran.err.contains("did you mean `outlet`?"), "{}", ran.err);
    let kept = shelf.path("out/kept.parquet");
    let ran = retold().args(["inspect", "--text", "title"]).arg(&kept).output().unwrap().into();
    let Ran { out, .. } = ran;
    assert!(out.contains("empty-file") && out.contains("format      parquet"), "{out}");
}

#[test]
fn a_field_that_no_record_has_is_told() {
    let shelf = Shelf::new();
    let line = |more: &str| format!("{{\"id\": 1, \"source\": \"Fanal\"{more}, \"text\": \"{DISPATCH}\"}}\n");
    let lines = shelf.put("a.jsonl", line("") + &line(", \"when\": null"));
    let table = shelf.put("a.csv", format!("id;source;text;when\n1;Fanal;\"{DISPATCH}\";\n"));
    let text = shelf.put("a.txt", DISPATCH);
    let out = shelf.path("found");
    for command in ["scan", "dedup", "inspect"] {
        let said = |input: &Path, flags: &[&str]| {
            let mut typed = retold();
            typed.args([command, "-q"]).arg(input).args(flags);
            if command != "inspect" {
                typed.arg("-o").arg(&out).arg("--force");
            }
            let ran: Ran = typed.output().unwrap().into();
            assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
            let is_other = |line: &&str| !line.contains("is taken by");
            ran.err.lines().filter(is_other).map(|line| format!("{line}\n")).collect::<String>()
        };
        let near = "retold: --outlet sorce: no such field in any of 2 records\n\
            hint: did you mean `source`? There are id, source, text, when\n";
        assert_eq!(said(&lines, &["--outlet", "sorce"]), near, "{command}");
        let far =
            "retold: --date meta.day: no such field in any of 1 record\nhint: there are id, source, text\n";
        assert_eq!(said(&table, &["--date", "meta.day"]), far, "{command}");
        // One record has it, though nothing stands in it.
        assert_eq!(said(&lines, &["--date", "when", "--id", "id"]), "", "{command}");
        assert_eq!(said(&table, &["--date", "when"]), "", "{command}");
        let none = said(&text, &["--title", "head"]);
        assert!(none.contains("--title head: ") && none.contains("a head, such as `Title: "), "{none}");
        fs::remove_dir_all(&out).ok();
    }
}

#[test]
fn binary_beside_texts_is_no_chinese() {
    let shelf = Shelf::new();
    let input = shelf.put("a.txt", b"ab\0cd");
    let ran = clean(&shelf, &input, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(rows(&shelf.path("out/skipped.jsonl"))[0]["reason"], "nul");
}
