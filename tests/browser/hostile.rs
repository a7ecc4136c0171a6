//! What an article says changes nothing but what is read.

use crate::{chrome::Page, scan};
use retold::report::html::REPORT_FILE;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything a text may try, twice, so that it becomes a passage.
fn hostile_folder(dir: &Path) -> PathBuf {
    let attacks = [
        "</script><script>window.hit = 1</script>",
        "<img src=x onerror=\"window.hit = 2\">",
        "<!--<script>window.hit = 3",
        "&lt;b&gt; &amp; &#60;script&#62;",
        "{{data}} {{script}} ${window.hit = 4} `+window.hit+`",
        "\u{202e}right to left override\u{202c} \u{2066}isolate \u{2028}\u{2029} \u{feff}",
        "'; DROP TABLE articles; -- \\u003c/script\\u003e ]]> %3Cscript%3E",
    ];
    let common = "The harbour master said on Tuesday that all nine cranes of the northern quay will stay closed until the \
        insurers have seen the damage, and that no ship may unload there before the first of June.";
    let mut lines = String::new();
    for (number, outlet) in
        ["<b>Bold</b> & Sons", "\u{202e}Evil Times", "\" onmouseover=\"window.hit=5"].iter().enumerate()
    {
        for (attack_number, attack) in attacks.iter().enumerate() {
            let url = [
                "javascript:window.hit=6",
                "data:text/html,<script>hit</script>",
                "https://example.org/?a=1&b=<c>",
            ][number];
            let record = json!({
                "id": format!("{attack}/{number}?#&="),
                "outlet": outlet,
                "title": format!("{attack} title"),
                "date": format!("2026-03-{:02}T10:00:00Z", 1 + number),
                "url": url,
                "text": format!("{attack} {common} {attack} Report number {attack_number} by the same hand goes on: {attack} and so it ends. {common}"),
            });
            lines += &format!("{record}\n");
        }
    }
    for outlet in ["One", "Two"] {
        let endless = "x".repeat(1 << 20);
        let record = json!({ "id": format!("endless {outlet}"), "outlet": outlet, "text": format!("{common} {endless} 😀 {common}") });
        lines += &format!("{record}\n");
    }
    let input = dir.join("hostile.jsonl");
    fs::write(&input, lines).unwrap();
    let folder = dir.join("findings");
    scan(&[input], &folder);
    folder
}

#[test]
fn hostile_texts_are_read_and_do_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = hostile_folder(dir.path()).join(REPORT_FILE);
    let mut page = Page::new(1280, 900);
    page.open(&path, "");
    for view in [
        "#/",
        "#/pairs",
        "#/passages",
        "#/articles",
        "#/clusters",
        "#/records",
        "#/articles?words=window.hit",
    ] {
        page.eval(&format!("location.hash = '{view}'"));
        page.drawn();
        assert_eq!(page.eval("window.hit === undefined"), true, "{view}");
        assert_eq!(
            page.eval("document.querySelectorAll('main script, main img, main b b').length"),
            0,
            "{view}"
        );
        assert!(page.eval("document.documentElement.scrollWidth").as_u64().unwrap() <= 1280, "{view}");
    }
    page.open(&path, "#/pairs");
    let pairs = page.eval("[...document.querySelectorAll('.row a')].map(a => a.getAttribute('href'))");
    assert!(!pairs.as_array().unwrap().is_empty());
    for pair in pairs.as_array().unwrap().iter().take(12) {
        page.open(&path, pair.as_str().unwrap());
        assert_eq!(page.eval("document.querySelectorAll('.panes .text').length"), 2, "{pair}");
        let links = page.eval("[...document.querySelectorAll('main a')].map(a => a.protocol)");
        assert!(links.as_array().unwrap().iter().all(|p| p == "file:" || p == "https:"), "{links}");
    }
    assert_eq!(page.eval("window.hit === undefined"), true);
    page.assert_clean();
}

#[test]
fn the_text_shown_is_the_text_given() {
    let dir = tempfile::tempdir().unwrap();
    let folder = hostile_folder(dir.path());
    let id = "</script><script>window.hit = 1</script>/0?#&=";
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "");
    page.eval(&format!("location.hash = toArticle(data.keys.get({}))", json!(id)));
    page.drawn();
    let shown = page.text("(() => { const t = document.querySelector('.text').cloneNode(true); t.querySelectorAll('sup').forEach(s => s.remove()); return t.textContent; })()");
    let lines = fs::read_to_string(dir.path().join("hostile.jsonl")).unwrap();
    let given = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .find(|r| r["id"] == id);
    assert_eq!(shown, given.unwrap()["text"].as_str().unwrap());
    page.assert_clean();
}

#[test]
fn a_megabyte_without_a_space_opens() {
    let dir = tempfile::tempdir().unwrap();
    let folder = hostile_folder(dir.path());
    let mut page = Page::new(390, 800);
    page.open(&folder.join(REPORT_FILE), "#/pair/endless%20One/endless%20Two");
    assert!(page.eval("document.querySelectorAll('.chip').length").as_u64().unwrap() >= 2);
    assert!(page.eval("document.documentElement.scrollWidth").as_u64().unwrap() <= 390);
    page.open(&folder.join(REPORT_FILE), "#/article/endless%20One");
    assert!(page.eval("document.documentElement.scrollWidth").as_u64().unwrap() <= 390);
    page.assert_clean();
}

#[test]
fn the_policy_refuses_what_is_not_ours() {
    let mut page = crate::sample_page("");
    page.eval("(() => { const s = document.createElement('script'); s.textContent = 'window.hit = 7'; document.body.append(s); })()");
    page.eval("(() => { const i = document.createElement('img'); i.src = 'https://example.org/x.png'; document.body.append(i); })()");
    page.wait("true");
    assert_eq!(page.eval("window.hit === undefined"), true);
    assert_eq!(page.eval("fetch('https://example.org/').then(() => 'fetched', () => 'refused')"), "refused");
}
