//! What is published about the outputs is what the program writes: schemas, the page of columns; and every file of a scan keeps
//! to its schema.
//!
//! `RETOLD_PUBLISH=1 cargo test --lib published` writes them again after a change.

use super::schema::{
    ArticleRow, BoilerplateRow, ClusterRow, FamilyRow, OutletRow, PairRow, PassageRow, RemovedRow, SkippedRow,
};
use super::summary::{DedupSummary, Summary};
use super::table::{Column, Kind, Row};
use super::{DEDUP_FILE, FINDINGS_FILE, dedup, parquet};
use crate::options::Options;
use crate::passage::evidence::Evidence;
use crate::passage::level::Level;
use crate::pipeline;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A table as declared.
struct Declared {
    table: &'static str,
    about: &'static str,
    columns: &'static [Column],
}

fn declared<R: Row>() -> Declared {
    Declared { table: R::TABLE, about: R::ABOUT.trim(), columns: R::COLUMNS }
}

/// The tables of a scan, and the one of a cleaned collection.
fn all() -> Vec<Declared> {
    vec![
        declared::<ArticleRow>(),
        declared::<PairRow>(),
        declared::<PassageRow>(),
        declared::<ClusterRow>(),
        declared::<OutletRow>(),
        declared::<FamilyRow>(),
        declared::<BoilerplateRow>(),
        declared::<SkippedRow>(),
        declared::<RemovedRow>(),
    ]
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A published file is what the code says, or becomes it when asked.
fn assert_published(name: &str, content: &str) {
    let path = root().join(name);
    if std::env::var_os("RETOLD_PUBLISH").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(published == content, "{name} is out of date: RETOLD_PUBLISH=1 cargo test --lib published");
}

/// Quoted words as they are meant in a description.
fn plain(about: &str) -> String {
    about.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn schema_of(column: &Column) -> Value {
    let mut schema = match column.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Level => json!({ "type": "string", "enum": Level::ALL.map(Level::name) }),
        Kind::Count => json!({ "type": "integer", "minimum": 0 }),
        Kind::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Tree => schema_of_evidence(),
    };
    if column.is_optional {
        schema["type"] = json!([schema["type"], "null"]);
        // By `get_mut`: an index would make what is missing.
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    schema["description"] = plain(column.about).into();
    schema
}

/// The only nested column.
fn schema_of_evidence() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().with(|set| {
        set.inline_subschemas = true;
        set.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<Evidence>().to_value();
    schema["type"] = "object".into();
    schema
}

fn schema_of_table(table: &Declared) -> Value {
    let properties: Map<String, Value> =
        table.columns.iter().map(|column| (column.name.to_owned(), schema_of(column))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("A row of {}.jsonl", table.table),
        "description": plain(table.about),
        "type": "object",
        "properties": properties,
        "required": table.columns.iter().map(|column| column.name).collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

fn schema_of_summary() -> Value {
    titled(schemars::schema_for!(Summary), FINDINGS_FILE)
}

fn schema_of_dedup() -> Value {
    titled(schemars::schema_for!(DedupSummary), DEDUP_FILE)
}

fn titled(schema: schemars::Schema, title: &str) -> Value {
    let mut schema = serde_json::to_value(schema).unwrap();
    schema["title"] = title.into();
    schema
}

fn file_of_schema(name: &str) -> String {
    format!("schema/{name}.schema.json")
}

#[test]
fn published_schemas_are_those_of_the_code() {
    let pretty = |schema: &Value| serde_json::to_string_pretty(schema).unwrap() + "\n";
    for table in all() {
        assert_published(&file_of_schema(table.table), &pretty(&schema_of_table(&table)));
    }
    assert_published(&file_of_schema("findings"), &pretty(&schema_of_summary()));
    assert_published(&file_of_schema("dedup"), &pretty(&schema_of_dedup()));
}

const BEGIN: &str = "<!-- columns: written from the code -->\n";

#[test]
fn published_columns_are_those_of_the_code() {
    let page = fs::read_to_string(root().join("docs/tables.md")).unwrap();
    let (before, _) = page.split_once(BEGIN).expect("the page has a place for the columns");
    let mut columns = String::new();
    for table in all() {
        columns += &format!("\n### {}\n\n{}\n\n", table.table, plain(table.about));
        columns += "| Column | Type | Parquet | Meaning |\n|---|---|---|---|\n";
        for column in table.columns {
            let kind = match column.kind {
                Kind::Text => "text",
                Kind::Level => "level",
                Kind::Count => "count",
                Kind::Share => "share",
                Kind::Flag => "true or false",
                Kind::Tree => "object",
            };
            let or_none = if column.is_optional { " or null" } else { "" };
            let (name, stored, about) = (column.name, parquet::type_name(column.kind), plain(column.about));
            columns += &format!("| `{name}` | {kind}{or_none} | {stored} | {about} |\n");
        }
    }
    assert_published("docs/tables.md", &format!("{before}{BEGIN}{columns}"));
}

/// A scan of the sample corpus, and one with records that are skipped and ids that are repeated.
fn folders(dir: &Path) -> Vec<PathBuf> {
    let bad = dir.join("bad.jsonl");
    let text =
        "The harbour of Tarnmouth was closed to ferries on Tuesday evening after a grain barge ran aground.";
    let line = |date: &str| format!("{{\"id\": \"a\", \"date\": \"{date}\", \"text\": \"{text}\"}}\n");
    fs::write(&bad, line("2026-03") + &line("2026-03-02T10:00+01:00") + "{\"id\": 3}\nnothing\n").unwrap();
    let inputs = [root().join("corpus"), bad];
    let mut options = Options { threads: Some(2), ..Options::default() };
    // Everything that is told in other words, so that there is evidence to check.
    options.retell.preset = crate::retell::Preset::Wide;
    let scan = |(number, input): (usize, PathBuf)| {
        let folder = dir.join(number.to_string());
        let findings = pipeline::scan(&[input], &options, &mut ()).unwrap();
        super::write(&findings, &folder, false).unwrap();
        folder
    };
    inputs.into_iter().enumerate().map(scan).collect()
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::validator_for(schema).unwrap()
}

fn check(validator: &jsonschema::Validator, text: &str, name: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{name}: {text}: {errors:?}");
}

/// Holds every line of a table to its schema; how many there are.
fn check_rows<R: Row>(folder: &Path) -> usize {
    let of_row = validator(&schema_of_table(&declared::<R>()));
    let text = fs::read_to_string(folder.join(format!("{}.jsonl", R::TABLE))).unwrap();
    text.lines().map(|line| check(&of_row, line, R::TABLE)).count()
}

#[test]
fn every_file_of_a_cleaned_collection_keeps_to_its_schema() {
    let dir = tempfile::tempdir().unwrap();
    let bad = dir.path().join("bad.jsonl");
    fs::write(&bad, "{\"id\": 3}\nnothing\n").unwrap();
    let options = Options { threads: Some(2), ..Options::default() };
    let found = pipeline::dedup(&[root().join("corpus"), bad], &options, &mut ()).unwrap();
    let out = dir.path().join("out");
    let layout = dedup::Layout { has_pairs: true, ..dedup::Layout::default() };
    dedup::write(&found, layout, &out, false, &mut ()).unwrap();
    let summary = fs::read_to_string(out.join(DEDUP_FILE)).unwrap();
    check(&validator(&schema_of_dedup()), &summary, DEDUP_FILE);
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(check_rows::<RemovedRow>(&out), summary["counts"]["removed"].as_u64().unwrap() as usize);
    assert_eq!((check_rows::<SkippedRow>(&out), summary["passed_over"]["files"].as_u64()), (2, Some(3)));
    assert!(check_rows::<PairRow>(&out) > 0 && summary["counts"]["removed"] != 0);
    assert!(!validator(&schema_of_dedup()).is_valid(&json!({})));
}

#[test]
fn every_file_of_a_scan_keeps_to_its_schema() {
    let dir = tempfile::tempdir().unwrap();
    let of_findings = validator(&schema_of_summary());
    let (mut num_rows, mut num_evidence) = (0, 0);
    for folder in folders(dir.path()) {
        // What the summary names of skipped records are rows of their table.
        let of_skipped = validator(&schema_of_table(&declared::<SkippedRow>()));
        let summary: Value =
            serde_json::from_str(&fs::read_to_string(folder.join(FINDINGS_FILE)).unwrap()).unwrap();
        assert!(summary["skipped"].as_array().unwrap().iter().all(|row| of_skipped.is_valid(row)));
        check(&of_findings, &fs::read_to_string(folder.join(FINDINGS_FILE)).unwrap(), FINDINGS_FILE);
        for table in all().iter().filter(|table| table.table != "removed") {
            let of_row = validator(&schema_of_table(table));
            for line in fs::read_to_string(folder.join(format!("{}.jsonl", table.table))).unwrap().lines() {
                check(&of_row, line, table.table);
                num_rows += 1;
                num_evidence += usize::from(line.contains("\"evidence\":{"));
            }
        }
    }
    assert!(num_rows > 300 && num_evidence > 0, "{num_rows} rows, {num_evidence} with evidence");
    // A schema that lets everything pass would prove nothing.
    assert!(!validator(&schema_of_table(&declared::<PairRow>())).is_valid(&json!({ "left": "a" })));
    assert!(!of_findings.is_valid(&json!({})));
}
