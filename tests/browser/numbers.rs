//! Every number in the page equals the one in the tables.

use crate::{sample, sample_page};
use serde_json::Value;
use std::fs;

fn table(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(sample().join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn rows_in_the_page_are_the_rows_of_the_tables() {
    let mut page = sample_page("#/passages");
    let rows = page.eval(
        "(() => { const p = data.passages, k = data.articles.key; return Array.from(p.left, (_, i) => ({ left: k[p.left[i]], left_start: p.leftStart[i], \
         left_end: p.leftEnd[i], right: k[p.right[i]], right_start: p.rightStart[i], right_end: p.rightEnd[i], level: LEVELS[p.level[i]], \
         score: p.score[i] / 1e6, identity: p.identity[i] / 1e6 })); })()",
    );
    let shown = rows.as_array().unwrap();
    let table_rows = table("passages.jsonl");
    assert_eq!(shown.len(), table_rows.len());
    for (shown, row) in shown.iter().zip(&table_rows) {
        for (name, value) in shown.as_object().unwrap() {
            match (value.as_f64(), row[name].as_f64()) {
                (Some(shown), Some(given)) => {
                    assert!((shown - given).abs() < 1e-9, "{name}: {shown} {given}")
                }
                _ => assert_eq!(value, &row[name], "{name}"),
            }
        }
    }
    let articles = page.eval("data.articles.key.map((k, a) => [k, data.articles.chars[a], data.articles.words[a], data.articles.shared[a], data.articles.earlier[a], data.articles.later[a], data.articles.date[a]])");
    for (shown, row) in articles.as_array().unwrap().iter().zip(table("articles.jsonl")) {
        assert_eq!(
            shown,
            &serde_json::json!([
                row["id"],
                row["chars"],
                row["words"],
                row["shared_chars"],
                row["earlier_chars"],
                row["later_chars"],
                row["date"]
            ])
        );
    }
}

#[test]
fn the_overview_says_what_the_tables_say() {
    let mut page = sample_page("");
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(sample().join("findings.json")).unwrap()).unwrap();
    let found = &summary["counts"]["found"];
    let facts = page.text("document.querySelector('.facts').innerText.replaceAll('\\u202f', '')");
    for name in ["passages", "pairs", "clusters"] {
        assert!(facts.contains(&found[name].to_string()), "{name} in {facts}");
    }
    let levels = page.eval("[...document.querySelectorAll('table.levels tr')].map(r => [r.cells[0].textContent, Number(r.cells[1].textContent.replaceAll('\\u202f', ''))])");
    for level in levels.as_array().unwrap() {
        assert_eq!(found[level[0].as_str().unwrap()], level[1]);
    }
    for measure in ["chars", "articles", "passages"] {
        page.click(&format!("input[name=measure][value={measure}]"));
        page.wait(&format!("document.querySelector('input[name=measure]:checked').value === '{measure}'"));
        let cells = page.eval("[...document.querySelectorAll('.matrix td a')].map(a => a.getAttribute('aria-label').replaceAll('\\u202f', ''))");
        let cells: Vec<&str> = cells.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect();
        let rows = table("outlets.jsonl");
        assert_eq!(cells.len(), rows.len());
        for row in rows {
            let label = format!(
                "{} with {}: {}",
                row["outlet"].as_str().unwrap(),
                row["other"].as_str().unwrap(),
                row[measure]
            );
            assert!(cells.contains(&label.as_str()), "{label}");
        }
    }
    page.assert_clean();
}

#[test]
fn own_and_shared_parts_sum_to_the_whole() {
    let mut page = sample_page("");
    let wrong = page.eval(
        "data.articles.key.filter((_, a) => { const d = data.articles; return d.earlier[a] + d.later[a] + d.unknown[a] !== d.shared[a]; })",
    );
    assert_eq!(wrong, serde_json::json!([]));
}
