//! `retold dedup` end to end: what is kept, what goes, and why, on collections made to mislead.

use retold::ledger::Keep;
use retold::options::{Dedup, Options};
use retold::pipeline::{self, Deduplicated};
use retold::report::dedup::{Layout, write};
use retold::verify::Measure;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A small generator (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z ^ (z >> 29)
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| format!("w{}", self.next() % 1_000_000)).collect()
    }
}

fn line(id: &str, date: &str, text: &str) -> String {
    // Odd spacing on purpose: records must come back byte for byte.
    format!("{{ \"id\" : {}, \"date\":{},\"text\":  {} }}\n", json!(id), json!(date), json!(text))
}

struct Run {
    _dir: tempfile::TempDir,
    out: PathBuf,
}

impl Run {
    fn rows(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.out.join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Removed id to the one that stands for it.
    fn removed(&self) -> BTreeMap<String, String> {
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        self.rows("removed.jsonl").iter().map(|row| (text(row, "id"), text(row, "kept"))).collect()
    }
}

fn run_with(files: &[(&str, &[u8])], dedup: Dedup, layout: Layout) -> Run {
    run_options(files, Options { dedup, threads: Some(2), ..Options::default() }, layout)
}

fn run_options(files: &[(&str, &[u8])], mut options: Options, layout: Layout) -> Run {
    let dir = tempfile::tempdir().unwrap();
    let mut inputs = Vec::new();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        if !name.starts_with("other") {
            inputs.push(path);
        }
    }
    options.dedup.against = options.dedup.against.iter().map(|path| dir.path().join(path)).collect();
    let found = pipeline::dedup(&inputs, &options, &mut ()).unwrap();
    check_edges(&found);
    let out = dir.path().join("out");
    write(&found, layout, &out, false, &mut ()).unwrap();
    Run { _dir: dir, out }
}

/// Every removed record has a verified edge to the one that stands for it.
fn check_edges(found: &Deduplicated) {
    let dedup = &found.options.dedup;
    for ordinal in (0..found.ledger.len() as u32).filter(|&ordinal| found.is_removed(ordinal)) {
        let likeness = found.likeness(found.ledger.id(ordinal), found.stands_for[ordinal as usize]);
        let reached = match dedup.by {
            Measure::Resemblance => likeness.resemblance,
            Measure::Containment => likeness.containment_of_removed,
        };
        assert!(reached >= dedup.threshold, "{likeness:?}");
    }
}

fn run(lines: &str) -> Run {
    run_with(&[("in.jsonl", lines.as_bytes())], Dedup::default(), Layout::default())
}

fn copies() -> (String, String) {
    let mut random = Random(1);
    let (story, other) = (random.words(60).join(" "), random.words(60).join(" "));
    let lines = [
        line("late", "2025-03-02", &story),
        line("only", "2025-01-01", &other),
        "not a record\n".to_owned(),
        line("early", "2025-03-01", &format!("{story} and more")),
        line("shout", "2025-03-03", &story.to_uppercase()),
    ];
    (lines.concat(), [&lines[1][..], &lines[3][..]].concat())
}

#[test]
fn kept_records_come_back_byte_for_byte_in_order() {
    let (lines, kept) = copies();
    let run = run(&lines);
    assert_eq!(fs::read_to_string(run.out.join("kept.jsonl")).unwrap(), kept);
    let removed = run.removed();
    assert_eq!(removed.len(), 2);
    assert!(removed.values().all(|kept| kept == "early"));
    let summary: Value = serde_json::from_slice(&fs::read(run.out.join("dedup.json")).unwrap()).unwrap();
    assert_eq!((&summary["counts"]["kept"], &summary["counts"]["skipped"]), (&json!(2), &json!(1)));
    let row = &run.rows("removed.jsonl")[0];
    // 60 words are 56 shingles, two more words two more.
    assert!((row["resemblance"].as_f64().unwrap() - 56.0 / 58.0).abs() < 1e-6, "{row}");
    assert_eq!(row["containment_of_removed"], json!(1.0));
    assert_eq!((&row["line"], &row["kept_line"]), (&json!(1), &json!(4)));
}

#[test]
fn compression_and_names_stay() {
    let (lines, kept) = copies();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    gzip.write_all(lines.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let run = run_with(&[("in.jsonl.gz", &gzip)], Dedup::default(), Layout::default());
    let mut text = String::new();
    let file = fs::File::open(run.out.join("kept.jsonl.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    assert_eq!(text, kept);

    let zstd = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    let files: &[(&str, &[u8])] = &[("a/one.jsonl.zst", &zstd), ("a/b/two.jsonl", lines.as_bytes())];
    let run = run_with(files, Dedup::default(), Layout::default());
    // Ties go to the path that sorts first, and a file of which nothing is kept is not written.
    assert_eq!(fs::read_to_string(run.out.join("kept/b/two.jsonl")).unwrap(), kept);
    assert!(!run.out.join("kept/one.jsonl.zst").exists());
}

#[test]
fn each_record_of_a_web_archive_can_be_unpacked_by_itself() {
    let record = |kind: &str, body: &str| {
        let length = body.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    };
    let text = |of: &str| format!("The ferry to {of} sails again from the northern pier of the old harbour.");
    let [info, request] = [record("warcinfo", "software: x"), record("request", "GET / HTTP/1.1")];
    let [one, other] = ["Calder", "Gannet Point"].map(|of| record("conversion", &text(of)));
    let records = [&info, &request, &one, &one, &other];
    let gzip = |record: &String| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(record.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = |record: &String| zstd::encode_all(record.as_bytes(), 1).unwrap();
    let ungzip = |rest: &mut &[u8], out: &mut String| {
        flate2::bufread::GzDecoder::new(rest).read_to_string(out).unwrap();
    };
    let unzstd = |rest: &mut &[u8], out: &mut String| {
        zstd::Decoder::with_buffer(rest).unwrap().single_frame().read_to_string(out).unwrap();
    };
    let parts = |name: &str, bytes: Vec<u8>, unpack: &dyn Fn(&mut &[u8], &mut String)| {
        let run = run_with(&[(&format!("in{name}"), &bytes)], Dedup::default(), Layout::default());
        let written = fs::read(run.out.join(format!("kept{name}"))).unwrap();
        let (mut rest, mut parts) = (&written[..], Vec::new());
        while !rest.is_empty() {
            let mut part = String::new();
            unpack(&mut rest, &mut part);
            parts.push(part);
        }
        parts
    };
    let expected = [&info, &one, &other].map(String::clone);
    assert_eq!(parts(".warc.gz", records.iter().flat_map(|one| gzip(one)).collect(), &ungzip), expected);
    assert_eq!(parts(".warc.zst", records.iter().flat_map(|one| zstd(one)).collect(), &unzstd), expected);
    let bare = records.iter().skip(1).flat_map(|one| gzip(one)).collect();
    assert_eq!(parts(".warc.gz", bare, &ungzip), expected[1..], "nothing tells of this archive");
}

#[test]
fn a_page_that_names_another_encoding_stays_readable() {
    let page = |words: &str| -> Vec<u8> {
        let page = format!(
            "<html><head><meta charset=windows-1252><title>Pont</title></head><body><article><p>{words}</p></article></body></html>"
        );
        page.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
    };
    let told = "Le pont de l'île rouvre aux piétons après l'été, a annoncé la mairie, qui prévoit des contrôles répétés.";
    let run = run_with(&[("a.html", &page(told))], Dedup::default(), Layout::default());
    let kept = run.out.join("kept.html");
    assert!(fs::read_to_string(&kept).unwrap().contains(told), "in UTF-8");
    let again =
        pipeline::dedup(&[kept], &Options { threads: Some(1), ..Options::default() }, &mut ()).unwrap();
    assert!(again.converted.is_none() && again.ledger.len() == 1, "read as what it is");
}

#[test]
fn each_of_several_files_keeps_its_place_and_name() {
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"the words of {id}\"}}\n");
    let (above, inside) = (line("above"), line("inside"));
    let files: &[(&str, &[u8])] = &[("sub/../a.jsonl", above.as_bytes()), ("sub/a.jsonl", inside.as_bytes())];
    let run = run_with(files, Dedup::default(), Layout::default());
    assert_eq!(fs::read_to_string(run.out.join("kept/a.jsonl")).unwrap(), above);
    assert_eq!(fs::read_to_string(run.out.join("kept/sub/a.jsonl")).unwrap(), inside);
    let run = run_with(files, Dedup::default(), ANNOTATED);
    assert!(run.out.join("annotated/sub/a.jsonl").is_file() && !run.out.join("kept").exists());
}

#[test]
fn other_formats_keep_their_form() {
    let csv = "id,text\r\n1,\"un deux trois, quatre cinq six\"\r\n2,\"un deux trois quatre cinq six\"\r\n3,autre chose\r\n";
    let run = run_with(&[("in.csv", csv.as_bytes())], Dedup::default(), Layout::default());
    let expected = "id,text\r\n1,\"un deux trois, quatre cinq six\"\r\n3,autre chose\r\n";
    assert_eq!(fs::read_to_string(run.out.join("kept.csv")).unwrap(), expected);

    let json = r#"[{"id":1,"text":"a b c"}, {"id":2,"text":"a b c"}, {"id":3,"text":"d"}]"#;
    let run = run_with(&[("in.json", json.as_bytes())], Dedup::default(), Layout::default());
    let kept: Value = serde_json::from_slice(&fs::read(run.out.join("kept.json")).unwrap()).unwrap();
    assert_eq!(kept, json!([{"id":1,"text":"a b c"}, {"id":3,"text":"d"}]));

    let texts: &[(&str, &[u8])] =
        &[("a/x.txt", b"one two three"), ("a/y.txt", b"One two three!"), ("b.txt", b"four")];
    let run = run_with(texts, Dedup::default(), Layout::default());
    assert!(run.out.join("kept/a/x.txt").is_file() && run.out.join("kept/b.txt").is_file());
    assert!(!run.out.join("kept/a/y.txt").exists());
}

#[test]
fn a_chain_is_not_one_cluster() {
    let mut random = Random(2);
    // Each window of 200 words shares 190 of them with the next: ends share nothing.
    let words = random.words(200 + 2000 * 10);
    let lines: String = (0..2000)
        .map(|at| line(&format!("{at:04}"), "2025-01-01", &words[at * 10..at * 10 + 200].join(" ")))
        .collect();
    let run = run(&lines);
    let mut sizes = BTreeMap::new();
    run.removed().values().for_each(|kept| *sizes.entry(kept.clone()).or_insert(1) += 1);
    assert!(sizes.len() > 300 && sizes.values().all(|&size| size <= 5), "{} clusters", sizes.len());
}

#[test]
fn a_template_shared_by_different_pages_is_not_a_cluster() {
    let mut random = Random(3);
    let template = random.words(60).join(" ");
    let lines: String = (0..10_000)
        .map(|at| line(&at.to_string(), "2025-01-01", &format!("{template} {}", random.words(40).join(" "))))
        .collect();
    let run = run(&lines);
    assert!(run.removed().is_empty());
    let summary: Value = serde_json::from_slice(&fs::read(run.out.join("dedup.json")).unwrap()).unwrap();
    let counted = summary["counts"]["candidates"].as_u64().unwrap();
    assert!(counted < 40 * 10_000, "{counted} pairs were counted");
}

#[test]
fn ten_thousand_near_copies_are_one_cluster() {
    let mut random = Random(4);
    let story = random.words(100).join(" ");
    let lines: String = (0..10_000)
        .map(|at| line(&at.to_string(), &format!("2025-01-{:02}", 1 + at % 28), &format!("{story} end{at}")))
        .collect();
    assert_eq!(run(&lines).removed().len(), 9_999);
}

#[test]
fn empty_and_very_short_texts_are_copies_only_of_their_own_words() {
    let texts = ["!", "?", "—", "ok", "OK.", "no", "yes no", "no yes", "a b c d", "a b c e"];
    let lines: String =
        texts.iter().enumerate().map(|(at, text)| line(&at.to_string(), "2025-01-01", text)).collect();
    let removed = run(&lines).removed();
    assert_eq!(removed, BTreeMap::from([("4".into(), "3".into())]));
}

#[test]
fn the_rule_names_who_stands() {
    let (lines, _) = copies();
    let kept = |keep| {
        let dedup = Dedup { keep, ..Dedup::default() };
        let run = run_with(&[("in.jsonl", lines.as_bytes())], dedup, Layout::default());
        run.removed().into_values().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(kept(Keep::Earliest), "early");
    assert_eq!(kept(Keep::First), "late");
    assert_eq!(kept(Keep::Longest), "early");
}

#[test]
fn of_dates_that_overlap_the_more_exact_one_stands() {
    let text = "one two three four five six seven";
    let dates = [("a", "2024"), ("b", "2024-12"), ("c", "2024-12-31"), ("d", "2024-12-31T10:00"), ("e", "")];
    for count in 2..=4 {
        let dated = dates[..count].iter().chain(&dates[4..]);
        let lines: String = dated.map(|(id, date)| line(id, date, text)).collect();
        let removed = run(&lines).removed();
        assert_eq!(removed.len(), count, "all but one");
        assert!(removed.values().all(|kept| kept == dates[count - 1].0), "{count} dates: {removed:?}");
    }
}

#[test]
fn outlets_have_priority_in_the_order_given() {
    let text = "one two three four five six seven";
    let lines: String = ["A", "B", "C"]
        .iter()
        .map(|outlet| json!({"id": outlet, "outlet": outlet, "text": text}).to_string() + "\n")
        .collect();
    let keep = Keep::Outlets(vec!["C".into(), "A".into()]);
    let run =
        run_with(&[("in.jsonl", lines.as_bytes())], Dedup { keep, ..Dedup::default() }, Layout::default());
    let expected = ["A", "B"].map(|removed| (removed.to_owned(), "C".to_owned()));
    assert_eq!(run.removed(), BTreeMap::from(expected));
}

#[test]
fn exact_only_leaves_near_copies() {
    let (lines, _) = copies();
    let dedup = Dedup { is_exact_only: true, ..Dedup::default() };
    let removed = run_with(&[("in.jsonl", lines.as_bytes())], dedup, Layout::default()).removed();
    assert_eq!(removed, BTreeMap::from([("shout".into(), "late".into())]));
}

#[test]
fn containment_finds_the_dispatch_inside_the_long_article() {
    let mut random = Random(5);
    let dispatch = random.words(60).join(" ");
    let long = format!("{} {dispatch} {}", random.words(300).join(" "), random.words(300).join(" "));
    let lines = [line("short", "2025-01-01", &dispatch), line("long", "2025-01-02", &long)].concat();
    let dedup = Dedup { by: Measure::Containment, keep: Keep::Longest, ..Dedup::default() };
    let run = run_with(&[("in.jsonl", lines.as_bytes())], dedup, Layout::default());
    assert_eq!(run.removed(), BTreeMap::from([("short".into(), "long".into())]));
    assert!(self::run(&lines).removed().is_empty());
}

#[test]
fn what_another_collection_has_is_dropped() {
    let (lines, _) = copies();
    let mut random = Random(1);
    let other = [
        line("old", "2030-01-01", &random.words(60).join(" ")),
        line("twin", "", "x y z"),
        line("twin2", "", "x y z"),
    ]
    .concat();
    let dedup = Dedup { against: vec!["other.jsonl".into()], ..Dedup::default() };
    let files: &[(&str, &[u8])] = &[("in.jsonl", lines.as_bytes()), ("other.jsonl", other.as_bytes())];
    let run = run_with(files, dedup, Layout::default());
    let removed = run.removed();
    assert_eq!(removed.keys().collect::<Vec<_>>(), ["early", "late", "shout"]);
    assert!(removed.values().all(|kept| kept == "old"));
}

#[test]
fn annotated_records_differ_by_one_field() {
    let (lines, _) = copies();
    let layout = Layout { is_annotated: true, has_pairs: true };
    let run = run_with(&[("in.jsonl", lines.as_bytes())], Dedup::default(), layout);
    let annotated = fs::read_to_string(run.out.join("annotated.jsonl")).unwrap();
    let plain: Vec<&str> = lines.lines().filter(|line| line.starts_with('{')).collect();
    assert_eq!(annotated.lines().count(), plain.len());
    for (line, plain) in annotated.lines().zip(plain) {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(value["retold"]["cluster"].is_string() && value["retold"]["kept"].is_boolean());
        let (start, end) = (line.find(",\"retold\":").unwrap(), line.rfind("}}").unwrap());
        assert_eq!(format!("{}{}", &line[..start], &line[end + 1..]), plain);
    }
    assert_eq!(run.rows("pairs.jsonl").len(), 3);
}

const ANNOTATED: Layout = Layout { is_annotated: true, has_pairs: false };

#[test]
fn records_of_one_id_are_told_apart_in_every_output() {
    let mut random = Random(6);
    let (story, other) = (random.words(60).join(" "), random.words(60).join(" "));
    // Two stories, each twice, all under one id.
    let lines: String =
        [&story, &other, &other, &story].iter().map(|text| line("7", "2025-01-01", text)).collect();
    let annotated = run_with(&[("in.jsonl", lines.as_bytes())], Dedup::default(), ANNOTATED);
    let notes: Vec<Value> =
        annotated.rows("annotated.jsonl").iter().map(|row| row["retold"].clone()).collect();
    let told = |at: usize| [&notes[at]["id"], &notes[at]["cluster"]].map(|name| name.as_str().unwrap());
    assert_eq!([told(0), told(1)], [["7", "7"], ["7#2", "7#2"]]);
    assert_eq!([told(2), told(3)], [["7#3", "7#2"], ["7#4", "7"]]);
    let run = run(&lines);
    assert_eq!(run.removed(), BTreeMap::from([("7#3".into(), "7#2".into()), ("7#4".into(), "7".into())]));
    let summary: Value = serde_json::from_slice(&fs::read(run.out.join("dedup.json")).unwrap()).unwrap();
    assert_eq!(summary["counts"]["repeated_ids"], json!(3));
}

#[test]
fn annotating_again_replaces_what_was_written_before() {
    let (lines, _) = copies();
    let array = "[\n{\"text\": \"un deux trois\", \"retold\": 1, \"n\" : 2},\n{\"text\":\"quatre\"}\n]\n";
    for (name, plain) in [("in.jsonl", &*lines), ("in.json", array)] {
        let annotated = |bytes: &[u8]| {
            let run = run_with(&[(name, bytes)], Dedup::default(), ANNOTATED);
            fs::read(run.out.join(name.replace("in.", "annotated."))).unwrap()
        };
        let once = annotated(plain.as_bytes());
        assert_eq!(annotated(&once), once, "{name}");
        let text = String::from_utf8(once).unwrap();
        assert_eq!(text.matches("\"retold\"").count(), plain.matches("\"text\"").count(), "{name}");
    }
    let again = run_with(&[("in.json", array.as_bytes())], Dedup::default(), ANNOTATED);
    let text = fs::read_to_string(again.out.join("annotated.json")).unwrap();
    assert!(text.contains("trois\", \"retold\": {") && text.contains("}, \"n\" : 2}"), "{text}");
}

#[test]
fn a_file_that_changed_between_the_passes_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let (lines, _) = copies();
    let path = dir.path().join("in.jsonl");
    for changed in [lines.replace("only", "once"), lines.clone() + &lines, String::from("{\"text\":\"x\"}\n")]
    {
        fs::write(&path, &lines).unwrap();
        let found = pipeline::dedup(std::slice::from_ref(&path), &Options::default(), &mut ()).unwrap();
        fs::write(&path, changed).unwrap();
        let out = dir.path().join("out");
        let error = write(&found, Layout::default(), &out, false, &mut ()).unwrap_err();
        assert!(error.to_string().contains("changed while it was read"), "{error}");
        assert!(!out.exists());
    }
}

/// All files of a folder with their bytes.
fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read =
        |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file());
    files.map(read).collect()
}

fn generated(count: usize) -> String {
    let mut random = Random(9);
    let mut texts: Vec<Vec<String>> = Vec::new();
    let mut lines = String::new();
    for at in 0..count {
        let mut words = match random.next() % 3 {
            0 if at > 0 => texts[(random.next() % at as u64) as usize].clone(),
            _ => random.words(80),
        };
        let place = (random.next() % 80) as usize;
        words[place] = format!("w{at}");
        lines += &line(&format!("{at:05}"), &format!("2025-01-{:02}", 1 + at % 28), &words.join(" "));
        texts.push(words);
    }
    lines
}

#[test]
fn threads_memory_and_order_of_files_change_nothing() {
    let lines = generated(6000);
    let half = lines[..lines.len() / 2].rfind('\n').unwrap() + 1;
    let dir = tempfile::tempdir().unwrap();
    let removed_by = |by, inputs: &[PathBuf], threads, memory, out: &str| {
        let dedup = Dedup { by, ..Dedup::default() };
        let options = Options { threads: Some(threads), memory, dedup, ..Options::default() };
        let found = pipeline::dedup(inputs, &options, &mut ()).unwrap();
        check_edges(&found);
        let out = dir.path().join(out);
        write(&found, Layout { has_pairs: true, ..Layout::default() }, &out, false, &mut ()).unwrap();
        bytes_of(&out)
    };
    let removed = |inputs: &[PathBuf], threads, memory, out: &str| {
        removed_by(Measure::Resemblance, inputs, threads, memory, out)
    };
    let (one, two) = (dir.path().join("1.jsonl"), dir.path().join("2.jsonl"));
    fs::write(&one, &lines).unwrap();
    let contained = |threads, memory, out: &str| {
        removed_by(Measure::Containment, std::slice::from_ref(&one), threads, memory, out)
    };
    assert_eq!(contained(1, 1 << 30, "e"), contained(3, Options::MIN_MEMORY, "f"));
    let expected = removed(std::slice::from_ref(&one), 1, 1 << 30, "a");
    assert!(expected["removed.jsonl"].len() > 10_000);
    assert_eq!(expected, removed(std::slice::from_ref(&one), 3, Options::MIN_MEMORY, "b"));
    fs::write(&one, &lines[..half]).unwrap();
    fs::write(&two, &lines[half..]).unwrap();
    let pairs = |inputs: &[PathBuf], out| removed(inputs, 2, 1 << 30, out).remove("pairs.jsonl");
    assert_eq!(Some(&expected["pairs.jsonl"]), pairs(&[one.clone(), two.clone()], "c").as_ref());
    assert_eq!(Some(&expected["pairs.jsonl"]), pairs(&[two, one], "d").as_ref());
}

/// Breaks a run off, as a kill does, after so many steps of reading.
struct BreaksAt(u32);

impl pipeline::Progress for BreaksAt {
    fn begin(&mut self, _: &'static str, _: Option<u64>, _: pipeline::Unit) {}
    fn reach(&mut self, _: u64) {
        self.0 -= 1;
        assert!(self.0 > 0, "broken off on purpose");
    }
}

/// A collection of several segments, its folder, and options to clean it resumably.
fn resumable() -> (tempfile::TempDir, PathBuf, Options) {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    let lines = generated(8000);
    fs::write(&input, format!("not a record\n{lines}")).unwrap();
    let mut options =
        Options { threads: Some(1), work_dir: Some(dir.path().join("work")), ..Options::default() };
    options.read.batch_bytes = 1 << 14;
    (dir, input, options)
}

fn cleaned(input: &Path, options: &Options, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let found = pipeline::dedup(&[input.to_path_buf()], options, &mut ()).unwrap();
    write(&found, Layout::default(), out, false, &mut ()).unwrap();
    bytes_of(out)
}

fn break_off(input: &Path, options: &Options, steps: u32) {
    let run = || pipeline::dedup(&[input.to_path_buf()], options, &mut BreaksAt(steps)).map(|_| ());
    assert!(std::panic::catch_unwind(run).is_err(), "it ended before step {steps}");
}

/// The one folder that a broken run left.
fn left(options: &Options) -> PathBuf {
    let mut folders = fs::read_dir(options.work_dir.as_ref().unwrap()).unwrap();
    folders.next().unwrap().unwrap().path()
}

#[test]
fn a_run_that_broke_off_goes_on_and_gives_the_same_bytes() {
    let (dir, input, options) = resumable();
    let plain = Options { work_dir: None, ..options.clone() };
    let expected = cleaned(&input, &plain, &dir.path().join("expected"));
    for (round, steps) in [6, 40, 52, 62].into_iter().enumerate() {
        break_off(&input, &options, steps);
        assert_eq!(left(&options).join("manifest.json").exists(), steps > 20, "{steps} steps");
        if round % 2 == 1 {
            break_off(&input, &options, 2);
        }
        assert_eq!(cleaned(&input, &options, &dir.path().join(format!("out-{round}"))), expected);
        assert_eq!(fs::read_dir(options.work_dir.as_ref().unwrap()).unwrap().count(), 0);
    }
}

/// Breaks a run off where pairs are counted: all is read by then, and keys are sorted.
struct BreaksAtPairs;

impl pipeline::Progress for BreaksAtPairs {
    fn begin(&mut self, stage: &'static str, _: Option<u64>, _: pipeline::Unit) {
        assert_ne!(stage, "near-duplicates", "broken off on purpose");
    }
    fn reach(&mut self, _: u64) {}
}

#[test]
fn runs_of_very_many_segments_are_merged_and_stay_for_a_run_that_goes_on() {
    let (dir, input, mut options) = resumable();
    options.read.batch_bytes = 1 << 8;
    let plain = Options { work_dir: None, ..options.clone() };
    let expected = cleaned(&input, &plain, &dir.path().join("expected"));
    for _ in 0..2 {
        let run = || pipeline::dedup(std::slice::from_ref(&input), &options, &mut BreaksAtPairs).map(|_| ());
        assert!(std::panic::catch_unwind(run).is_err());
        let manifest = fs::read(left(&options).join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        let runs = manifest["runs"].as_array().unwrap();
        assert!(runs.len() > 64, "{} runs", runs.len());
        assert!(runs.iter().all(|run| left(&options).join(run.as_str().unwrap()).exists()));
    }
    assert_eq!(cleaned(&input, &options, &dir.path().join("out")), expected);
    assert_eq!(fs::read_dir(options.work_dir.as_ref().unwrap()).unwrap().count(), 0);
}

#[test]
fn what_a_run_with_other_inputs_left_is_named() {
    let (_dir, input, options) = resumable();
    let inputs = std::slice::from_ref(&input);
    assert_eq!(pipeline::left_behind(inputs, &options, pipeline::Job::Dedup).unwrap(), []);
    break_off(&input, &options, 40);
    assert_eq!(
        pipeline::left_behind(inputs, &options, pipeline::Job::Dedup).unwrap(),
        [],
        "this run goes on from there"
    );
    let path = left(&options);
    let lines = fs::read_to_string(&input).unwrap();
    fs::write(&input, lines + "{\"text\": \"a b c\"}\n").unwrap();
    let told = pipeline::left_behind(inputs, &options, pipeline::Job::Dedup).unwrap();
    assert!(told.len() == 1 && told[0].path == path && told[0].bytes > 1 << 20, "{told:?}");
    let lock = fs::File::open(path.join("lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(
        pipeline::left_behind(inputs, &options, pipeline::Job::Dedup).unwrap(),
        [],
        "somebody is at work in it"
    );
}

#[test]
fn what_was_met_of_named_fields_outlives_a_broken_run() {
    let (_dir, input, mut options) = resumable();
    // Only the first segment has it.
    let lines = fs::read_to_string(&input).unwrap();
    fs::write(&input, format!("{{\"rubric\": 1, \"text\": \"a b c\"}}\n{lines}")).unwrap();
    options.read.title = Some("rubric".into());
    options.read.outlet = Some("never".into());
    break_off(&input, &options, 40);
    let found = pipeline::dedup(&[input], &options, &mut ()).unwrap();
    assert_eq!(found.met.missing(&options.read), [(retold::read::Role::Outlet, "never")]);
    assert_eq!(found.met.names()[..2], ["rubric", "text"]);
}

#[test]
fn what_a_broken_run_left_is_not_trusted() {
    for kind in ["run", "texts", "ledger", "manifest"] {
        let (_dir, input, options) = resumable();
        break_off(&input, &options, 40);
        for entry in fs::read_dir(left(&options)).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_str().unwrap().starts_with(kind) {
                let bytes = fs::read(&path).unwrap();
                fs::write(&path, &bytes[..bytes.len() / 3]).unwrap();
            }
        }
        let Err(error) = pipeline::dedup(&[input], &options, &mut ()) else { panic!("{kind} was trusted") };
        assert!(error.to_string().contains("damaged working file"), "{kind}: {error}");
    }
}

#[test]
fn other_options_or_a_changed_input_begin_anew() {
    let (dir, input, options) = resumable();
    break_off(&input, &options, 40);
    let mut other = options.clone();
    other.dedup.threshold = 0.9;
    let plain = Options { work_dir: None, ..other.clone() };
    let expected = cleaned(&input, &plain, &dir.path().join("expected"));
    assert_eq!(cleaned(&input, &other, &dir.path().join("out")), expected);
}

#[cfg(unix)]
#[test]
fn a_killed_program_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, generated(6000)).unwrap();
    let command = |out: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_retold"));
        command.args(["dedup", "-q", "-j1", "--work-dir"]).arg(dir.path().join("work"));
        command.arg(&input).arg("-o").arg(dir.path().join(out));
        command
    };
    assert!(command("expected").status().unwrap().success());
    let expected = bytes_of(&dir.path().join("expected"));
    // A segment takes 100 MB of text. Of less the only one ends with the reading: then a manifest lies in the folder, while articles are paired.
    let has_manifest = || {
        let folders = fs::read_dir(dir.path().join("work")).into_iter().flatten().flatten();
        folders.into_iter().any(|folder| folder.path().join("manifest.json").exists())
    };
    let moment = |milliseconds| std::thread::sleep(std::time::Duration::from_millis(milliseconds));
    let mut num_behind = 0;
    // At some moments, then as soon as there is a manifest, until one is left behind.
    for wait in [1, 20, 60, 120, 250].map(Some).into_iter().chain([None; 20]) {
        if wait.is_none() && num_behind > 0 {
            break;
        }
        let mut child = command("out").spawn().unwrap();
        match wait {
            Some(wait) => moment(wait),
            None => {
                while !has_manifest() && child.try_wait().unwrap().is_none() {
                    moment(1);
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if !dir.path().join("out").exists() {
            num_behind += u32::from(has_manifest());
            assert!(command("out").status().unwrap().success());
        }
        assert_eq!(bytes_of(&dir.path().join("out")), expected);
        fs::remove_dir_all(dir.path().join("out")).unwrap();
    }
    assert!(num_behind > 0, "no kill fell behind a checkpoint");
}
