//! Tables in other hands: DuckDB reads the Parquet files, the examples of the page run, CSV and filters say the same rows.

use crate::support::{Shelf, retold, root, rows, run_args};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const TABLES: [&str; 7] = ["articles", "pairs", "passages", "clusters", "outlets", "families", "boilerplate"];

fn scanned() -> Shelf {
    scanned_with(&[])
}

fn scanned_with(flags: &[&str]) -> Shelf {
    let shelf = Shelf::new();
    let output =
        retold().args(["scan", "corpus"]).args(flags).arg("-o").arg(shelf.path("findings")).output().unwrap();
    assert!(output.status.success());
    shelf
}

/// A Python that has DuckDB: `.ci/duckdb` makes one where there is none, once for all tests of this process.
fn python() -> &'static Path {
    static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("duckdb");
        let python = folder.join("bin/python");
        let tried = || Command::new(&python).args(["-c", "import duckdb"]).output();
        if !tried().is_ok_and(|tried| tried.status.success()) {
            let made = Command::new(root().join(".ci/duckdb")).arg(&folder).output().expect("bash is there");
            let said = [made.stdout, made.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            let tried = tried().unwrap_or_else(|e| panic!("{e}: {said}"));
            let told = String::from_utf8_lossy(&tried.stderr);
            let script = format!(".ci/duckdb {}", folder.display());
            assert!(tried.status.success(), "no DuckDB: run `{script}` with a network; {said}; {told}");
        }
        python
    });
    &PYTHON
}

/// The rows of each query, run in `folder`.
fn ask(folder: &Path, queries: &[String]) -> Vec<Vec<Value>> {
    const SCRIPT: &str = "\
import duckdb, json, sys
for query in json.load(sys.stdin):
    asked = duckdb.sql(query)
    # A column of JSON is handed to Python as its text.
    nested = {name for name, type in zip(asked.columns, asked.types) if str(type) == 'JSON'}
    say = lambda name, cell: json.loads(cell) if name in nested and cell is not None else cell
    rows = [{name: say(name, cell) for name, cell in zip(asked.columns, row)} for row in asked.fetchall()]
    print(json.dumps(rows))
";
    let input = folder.join("queries.json");
    fs::write(&input, serde_json::to_string(queries).unwrap()).unwrap();
    let output = Command::new(python())
        .current_dir(folder)
        .args(["-c", SCRIPT])
        .stdin(fs::File::open(&input).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn duckdb_reads_from_parquet_what_stands_in_json_lines() {
    // Passages of every level: only those in other words carry evidence, and they are looked for on request.
    let shelf = scanned_with(&["--rewritten", "wide"]);
    let read = TABLES.map(|table| format!("SELECT * FROM 'findings/{table}.parquet'"));
    for (table, read) in TABLES.iter().zip(ask(&shelf.path(""), &read)) {
        let written = rows(&shelf.path(&format!("findings/{table}.jsonl")));
        assert!(!written.is_empty(), "{table} has rows to compare");
        assert_eq!(read, written, "{table}");
        if table == &"passages" {
            for level in ["verbatim", "edited", "rewritten", "quote"] {
                assert!(written.iter().any(|row| row["level"] == level), "{level} is compared");
            }
            assert!(written.iter().any(|row| row["evidence"].is_object()));
        }
    }
}

#[test]
fn duckdb_finds_the_types_that_are_documented() {
    let shelf = scanned();
    let page = fs::read_to_string(root().join("docs/tables.md")).unwrap();
    for table in TABLES {
        let (_, section) = page.split_once(&format!("\n### {table}\n")).unwrap();
        let section = section.split("\n### ").next().unwrap();
        let documented: Vec<(String, String)> = section
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| {
                let cells: Vec<&str> = line.split(" | ").collect();
                let name = cells[0].trim_matches(['|', ' ', '`']);
                let types = [("STRING", "VARCHAR"), ("INT64", "BIGINT")];
                let own = types.iter().find(|(stored, _)| *stored == cells[2]).map_or(cells[2], |one| one.1);
                (name.to_owned(), own.to_owned())
            })
            .collect();
        let described = ask(&shelf.path(""), &[format!("DESCRIBE SELECT * FROM 'findings/{table}.parquet'")]);
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        let found: Vec<_> =
            described[0].iter().map(|row| (text(row, "column_name"), text(row, "column_type"))).collect();
        assert_eq!(found, documented, "{table}");
    }
}

#[test]
fn the_queries_of_the_page_run() {
    let shelf = scanned();
    let page = fs::read_to_string(root().join("docs/tables.md")).unwrap();
    let queries: Vec<String> = page
        .split("```sql\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap().trim().trim_end_matches(';').to_owned())
        .collect();
    assert!(queries.len() >= 3);
    let answers = ask(&shelf.path(""), &queries);
    for (query, answer) in queries.iter().zip(&answers) {
        assert!(!answer.is_empty(), "{query}");
    }
    // The offsets point at the words: a passage of DuckDB's stands in the text.
    let words = answers[1][0]["words"].as_str().unwrap();
    assert!(words.len() > 100, "{words}");
    let corpus: String = [
        "agence-corvane",
        "courrier-de-valmarie",
        "tarnmouth-mercury",
        "vessary-ledger",
        "phare-d-osmy",
        "mirador",
        "northfold-post",
        "echo-des-trois-ponts",
    ]
    .map(|name| rows(&root().join(format!("corpus/{name}.jsonl"))))
    .concat()
    .iter()
    .map(|row| row["text"].as_str().unwrap().to_owned() + "\n\n")
    .collect();
    assert!(corpus.contains(words), "{words}");
}

#[test]
fn csv_holds_the_rows_of_json_lines() {
    let shelf = scanned();
    let (findings, out) = (shelf.path("findings"), shelf.path("csv"));
    let (findings, target) = (findings.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(run_args(&["tables", findings, "-o", target]).code, Some(0));
    for table in TABLES {
        let written = rows(&shelf.path(&format!("findings/{table}.jsonl")));
        let mut reader = csv::Reader::from_path(out.join(format!("{table}.csv"))).unwrap();
        let names = reader.headers().unwrap().clone();
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(read.len(), written.len(), "{table}");
        for (cells, row) in read.iter().zip(&written) {
            assert_eq!(names.len(), row.as_object().unwrap().len(), "{table}");
            for (name, cell) in names.iter().zip(cells) {
                let same = match &row[name] {
                    Value::Null => cell.is_empty(),
                    Value::String(text) => cell == text,
                    Value::Number(number) => cell.parse::<f64>().unwrap() == number.as_f64().unwrap(),
                    Value::Bool(flag) => cell.parse::<bool>() == Ok(*flag),
                    tree => serde_json::from_str::<Value>(cell).unwrap() == *tree,
                };
                assert!(same, "{table}, {name}: {cell} is not {}", row[name]);
            }
        }
    }
    let again = run_args(&["tables", findings, "-o", target]);
    assert_eq!(again.code, Some(2), "a folder that holds something is left alone");
    assert!(
        again.err.contains("holds findings already\nhint: ") && again.err.contains("--force"),
        "{}",
        again.err
    );
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let sheet = ["tables", findings, "-o", target, "--format", "sheet", "--force"];
    assert_eq!(run_args(&sheet).code, Some(0));
    let mut left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["notes.txt", "passages_sheet.csv", "tables.json"]);
    // Tables that somebody else wrote stay.
    fs::remove_file(out.join("tables.json")).unwrap();
    let others = run_args(&sheet);
    assert_eq!(others.code, Some(2));
    assert!(others.err.contains("holds other files"), "{}", others.err);
}

#[test]
fn a_filter_passes_the_rows_that_hold_it() {
    let shelf = scanned();
    let findings = shelf.path("findings");
    let filtered = |name: &str, filters: &[&str]| {
        let out = shelf.path(name);
        let mut args =
            vec!["tables", findings.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "jsonl"];
        filters.iter().for_each(|filter| args.extend(["--filter", filter]));
        let ran = run_args(&args);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        rows(&out.join("passages.jsonl"))
    };
    let all = rows(&findings.join("passages.jsonl"));
    let verbatim = filtered("verbatim", &["level=verbatim", "length=200"]);
    let expected: Vec<&Value> = all
        .iter()
        .filter(|row| {
            let length = |side: &str| {
                row[format!("{side}_end")].as_u64().unwrap() - row[format!("{side}_start")].as_u64().unwrap()
            };
            row["level"] == "verbatim" && length("left").min(length("right")) >= 200
        })
        .collect();
    assert!(!expected.is_empty());
    assert!(verbatim.iter().eq(expected));
    let with_words = filtered("words", &["words=ETOILE belorme"]);
    assert!(!with_words.is_empty() && with_words.len() < all.len());
    assert!(filtered("none", &["words=nosuchwordanywhere"]).is_empty());
}

/// A bare date and an hour of another zone on the same day: neither is certainly before the other, in families as in clusters.
#[test]
fn who_had_it_first_is_one_thing_for_families_and_clusters() {
    let shelf = Shelf::new();
    let lines: String =
        [("Day", "2024-03-05"), ("Zone", "2024-03-05T20:00:00-05:00"), ("Late", "2024-03-09T10:00:00Z")]
            .iter()
            .map(|(outlet, date)| {
                let text = crate::support::DISPATCH;
                serde_json::json!({ "id": outlet, "outlet": outlet, "date": date, "text": text }).to_string()
                    + "\n"
            })
            .collect();
    shelf.put("in/three.jsonl", lines);
    assert_eq!(shelf.scan("").code, Some(0));
    for (outlet, number) in [("Day", 1), ("Zone", 1), ("Late", 0)] {
        let first = format!("first={outlet}");
        let (findings, told) = (shelf.path("out"), shelf.path(outlet));
        let [findings, told] = [&findings, &told].map(|path| path.to_str().unwrap());
        let flags = ["--format", "jsonl", "--filter", &first];
        assert_eq!(run_args(&[&["tables", findings, "-o", told], &flags[..]].concat()).code, Some(0));
        for (table, name) in [("families", "family"), ("clusters", "cluster")] {
            let groups: std::collections::BTreeSet<u64> =
                rows(&Path::new(told).join(table).with_extension("jsonl"))
                    .iter()
                    .map(|row| row[name].as_u64().unwrap())
                    .collect();
            assert_eq!(groups.len(), number, "{table} {outlet}");
        }
    }
}

#[test]
fn the_graph_has_the_outlets_and_their_overlap() {
    let shelf = scanned();
    let graph = fs::read_to_string(shelf.path("findings/outlets.graphml")).unwrap();
    let edges = rows(&shelf.path("findings/outlets.jsonl"));
    assert_eq!(graph.matches("<edge ").count(), edges.len());
    assert_eq!(graph.matches("<node ").count(), 8);
    for row in edges {
        assert!(graph.contains(&format!("<data key=\"edge-chars\">{}</data>", row["chars"])));
    }
}

#[test]
fn a_sheet_has_the_words_of_every_passage_and_whose_they_are() {
    let shelf = scanned();
    let (findings, sheet) = (shelf.path("findings"), shelf.path("sheet"));
    let told = run_args(&[
        "tables",
        findings.to_str().unwrap(),
        "-o",
        sheet.to_str().unwrap(),
        "--format",
        "sheet",
        "--filter",
        "level=edited,rewritten",
    ]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let bytes = fs::read(sheet.join("passages_sheet.csv")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut sheet =
        csv::Reader::from_reader(text.strip_prefix('\u{FEFF}').expect("Excel asks for a mark").as_bytes());
    let names = sheet.headers().unwrap().clone();
    let rows_of_sheet: Vec<BTreeMap<String, String>> = sheet
        .records()
        .map(|row| names.iter().map(str::to_owned).zip(row.unwrap().iter().map(str::to_owned)).collect())
        .collect();
    let (articles, passages) =
        (rows(&findings.join("articles.jsonl")), rows(&findings.join("passages.jsonl")));
    let passages: Vec<Value> =
        passages.into_iter().filter(|row| row["level"] == "edited" || row["level"] == "rewritten").collect();
    assert_eq!(rows_of_sheet.len(), passages.len());
    let texts = zstd::decode_all(fs::File::open(findings.join("texts.jsonl.zst")).unwrap()).unwrap();
    let texts: BTreeMap<String, Vec<char>> = String::from_utf8(texts)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|row| (row["id"].as_str().unwrap().to_owned(), row["text"].as_str().unwrap().chars().collect()))
        .collect();
    for (row, passage) in rows_of_sheet.iter().zip(&passages) {
        assert_eq!(row["level"], passage["level"].as_str().unwrap());
        for side in ["left", "right"] {
            let id = passage[side].as_str().unwrap();
            let end = |name: &str| passage[format!("{side}_{name}")].as_u64().unwrap() as usize;
            let words: String = texts[id][end("start")..end("end")].iter().collect();
            assert_eq!(row[&format!("{side}_text")].trim_start(), words);
            let article = articles.iter().find(|article| article["id"] == id).unwrap();
            for name in ["id", "outlet", "date", "title", "url"] {
                assert_eq!(
                    row[&format!("{side}_{name}")],
                    article[name].as_str().unwrap_or_default(),
                    "{name}"
                );
            }
        }
        if row["first_seen"] != "unknown" {
            let other = if row["first_seen"] == "left" { "right" } else { "left" };
            let date = |side: &str| retold_date(&row[&format!("{side}_date")]);
            assert!(date(&row["first_seen"]) < date(other), "{row:?}");
        }
    }
    assert!(rows_of_sheet.iter().any(|row| row["first_seen"] == "left"));
}

/// The first second a date can mean.
fn retold_date(written: &str) -> i64 {
    retold::read::date::parse(written).unwrap().start
}
