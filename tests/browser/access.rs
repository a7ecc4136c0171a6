//! axe-core finds nothing serious in any view, light and dark, wide and narrow; all stands in landmarks, and names hold what is seen.

use crate::sample_page;
use serde_json::Value;

const AXE: &str = include_str!("vendor/axe.min.js");

const VIEWS: &[&str] = &[
    "#/",
    "#/families",
    "#/family/1",
    "#/pairs",
    "#/passages",
    "#/articles",
    "#/clusters",
    "#/cluster/1",
    "#/boilerplate",
    "#/records",
    "#/pair/agence-0304-ferry/courrier-0304-ferry",
    "#/article/agence-0304-ferry",
];

#[test]
fn no_view_has_a_serious_fault() {
    for (scheme, width) in [("light", 1280), ("dark", 390)] {
        let mut page = sample_page("");
        page.resize(width, 900);
        page.scheme(scheme);
        page.eval(&format!("{AXE}; 0"));
        for view in VIEWS {
            page.eval(&format!("location.hash = '{view}'"));
            page.drawn();
            let found = page.eval("axe.run(document, { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: true } } }).then(r => r.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + (n.any[0] ? n.any[0].message : '')) })))");
            let serious =
                |v: &&Value| v["impact"] == "serious" || v["impact"] == "critical" || v["id"] == "region";
            let serious: Vec<_> = found.as_array().unwrap().iter().filter(serious).collect();
            assert!(
                serious.is_empty(),
                "{view}, {scheme}, {width}: {}",
                serde_json::to_string_pretty(&serious).unwrap()
            );
        }
    }
}

#[test]
fn what_is_cut_off_in_the_matrix_is_told() {
    let mut page = sample_page("");
    // A number of five digits is shortened.
    page.eval("data.meta.shares.chars = data.meta.shares.chars.map(() => 13603); 0");
    page.click("input[name=measure][value=share]");
    page.click("input[name=measure][value=chars]");
    page.wait("document.querySelector('.matrix td:not(.self) a').textContent === '14k'");
    let name = page.text("document.querySelector('.matrix tbody th').textContent");
    assert_eq!(page.text("document.querySelector('.matrix tbody th').title"), name);
    let told = page.eval("(() => { const a = document.querySelector('.matrix td:not(.self) a'); return [a.closest('td').title, a.getAttribute('aria-label')].map(one => one.replaceAll('\\u202f', ' ')); })()");
    let other = page.text("new URLSearchParams(document.querySelector('.matrix td:not(.self) a').hash.split('?')[1]).get('with')");
    let said = [format!("{name} × {other}: 13 603"), format!("{name} with {other}: 14k (13 603)")];
    assert_eq!(told, serde_json::json!(said));
    page.assert_clean();
}

#[test]
fn the_focus_stays_where_rows_are_added() {
    let dir = tempfile::tempdir().unwrap();
    let dispatch = "The harbour master of Tarnmouth said on Monday that the old ferry would be scrapped after forty years of \
        service, because repairs to its corroded hull would cost more than eleven million crowns.";
    let record = |at: usize| {
        let date = format!("2026-03-01T10:{:02}:{:02}Z", at / 60, at % 60);
        let text = format!("{dispatch} So ended report number {at} of outlet {at}.");
        serde_json::json!({ "id": at, "outlet": format!("Outlet {at:03}"), "date": date, "text": text })
            .to_string()
            + "\n"
    };
    let input = dir.path().join("in.jsonl");
    std::fs::write(&input, (0..110).map(record).collect::<String>()).unwrap();
    crate::scan(&[input], &dir.path().join("out"));
    let mut page = crate::chrome::Page::new(1280, 900);
    page.open(&dir.path().join("out").join(retold::report::html::REPORT_FILE), "");
    let row =
        "[...document.activeElement.closest('tbody').rows].indexOf(document.activeElement.closest('tr'))";
    for place in ["#own", "#first"] {
        page.click(&format!("{place} button"));
        assert_eq!(page.eval(&format!("document.querySelectorAll('{place} tbody tr').length")), 110);
        assert_eq!(page.eval(row), 20, "{place}");
    }
    page.eval("location.hash = '#/family/1'");
    page.drawn();
    page.click(".variants + button");
    page.wait("document.activeElement.closest('li')?.value === 101");
    page.eval("location.hash = '#/passages?article=1'");
    page.drawn();
    page.click(".of-article button");
    page.wait("document.activeElement.tagName === 'H1'");
    page.assert_clean();
}
