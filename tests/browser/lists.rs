//! Lists: all that is in a row is seen, by whatever text and on whatever window; all that filters is seen too.

use crate::{chrome::Page, sample_page, scan};
use retold::report::html::REPORT_FILE;
use serde_json::{Value, json};
use std::fs;

/// Lines and dates of rows that are cut off by their row, by their line or by the window.
const CUT: &str = "[...document.querySelectorAll('.row')].flatMap(row => [...row.querySelectorAll('.line, time, .byline')].filter(one => { \
    const [box, around] = [one.getBoundingClientRect(), row.getBoundingClientRect()]; \
    return box.bottom > around.bottom || box.right > around.right + 1 || (one.matches('.line') && one.scrollHeight > one.clientHeight + 2) || \
        (one.matches('.byline') && one.scrollWidth > one.clientWidth + 1); \
  }).map(one => row.textContent))";

const LISTS: [&str; 5] = ["families", "pairs", "passages", "articles", "clusters"];

#[test]
fn rows_grow_with_the_text_of_the_browser() {
    let mut page = sample_page("");
    page.call("Page.setFontSizes", json!({ "fontSizes": { "standard": 28, "fixed": 24 } }));
    for (width, lists) in [(1400, LISTS), (700, LISTS)] {
        page.resize(width, 900);
        for list in lists {
            page.eval(&format!("location.hash = '#/{list}'"));
            page.drawn();
            assert_eq!(page.eval("parseFloat(getComputedStyle(document.documentElement).fontSize)"), 28);
            assert_eq!(page.eval(CUT), json!([]), "{list} at {width}");
            // One row begins where the other ends.
            let apart = page.eval("(() => { const [a, b] = ['0', '1'].map(i => document.querySelector(`[data-row=\"${i}\"]`).getBoundingClientRect()); return Math.abs(a.bottom - b.top); })()");
            assert!(apart.as_f64().unwrap() < 1.0, "{list}: {apart}");
        }
    }
    page.assert_clean();
}

#[test]
fn on_a_phone_a_long_outlet_is_cut_off_and_no_date_or_share() {
    let mut page = sample_page("");
    page.resize(390, 844);
    for times in [1, 8] {
        page.eval(&format!(
            "data.meta.outlets.name = data.meta.outlets.name.map(name => name.repeat({times})); 0"
        ));
        for list in LISTS {
            page.eval(&format!("location.hash = '#/{list}'"));
            page.drawn();
            assert_eq!(page.eval(CUT), json!([]), "{list}");
            let is_seen = page.eval("[...document.querySelectorAll('.row time')].every(one => one.offsetWidth > 40 && one.getBoundingClientRect().right <= 390)");
            assert_eq!(is_seen, true, "{list}");
        }
    }
    page.assert_clean();
}

/// The fields of the form with their values, where they have one.
fn set_fields(page: &mut Page) -> Value {
    page.eval("[...document.querySelectorAll('form [name]')].filter(e => e.type === 'checkbox' ? e.checked : e.value && e.name !== 'sort').map(e => [e.name, e.value])")
}

#[test]
fn nothing_filters_unseen() {
    let mut page = sample_page("");
    let mut opened = |fragment: &str| {
        page.eval(&format!("location.hash = {}", json!(fragment)));
        page.drawn();
        (set_fields(&mut page), page.text("location.hash"))
    };
    let (fields, hash) = opened("#/passages?from=2026&to=2026-02");
    assert_eq!(fields, json!([["from", "2026-01-01"], ["to", "2026-02-28"]]));
    assert_eq!(hash, "#/passages?from=2026&to=2026-02");
    assert_eq!(opened("#/passages?from=soon&length=far"), (json!([]), "#/passages".to_owned()));
    assert_eq!(opened("#/families?level=quote&score=0.9"), (json!([]), "#/families".to_owned()));
    assert_eq!(opened("#/families?level=quote,edited").0, json!([["level", "edited"]]));
    assert_eq!(opened("#/families?with=Mirador").0, json!([["with", "Mirador"]]));
    assert_eq!(opened("#/clusters?level=edited&near=1"), (json!([]), "#/clusters".to_owned()));
    page.eval("location.hash = '#/articles?article=agence-0304-ferry'");
    page.drawn();
    assert_eq!(page.text("document.querySelector('.count').textContent"), "1 article");
    page.assert_clean();
}

#[test]
fn a_cleared_filter_is_empty_and_stays_so() {
    let mut page = sample_page("#/passages?level=edited");
    page.eval("document.querySelector('input[name=from]').focus()");
    page.call("Input.insertText", json!({ "text": "0" }));
    for key in ["1", "2"] {
        page.call("Input.dispatchKeyEvent", json!({ "type": "char", "text": key }));
    }
    page.fill("input[name=words]", "pont");
    page.eval("[...document.querySelectorAll('form button')].find(b => b.textContent === 'Clear').click()");
    page.drawn();
    page.eval("new Promise((resume) => setTimeout(resume, 400))");
    assert_eq!(page.text("location.hash"), "#/passages");
    assert_eq!(set_fields(&mut page), json!([]));
    assert_eq!(page.eval("document.querySelector('input[name=from]').validity.badInput"), false);
    page.assert_clean();
}

#[test]
fn on_paper_a_list_says_its_filter_and_order_in_the_words_of_the_form() {
    let mut page = sample_page("#/pairs?near=1&with=Mirador&level=verbatim,edited&sort=share");
    assert_eq!(
        page.text("document.querySelector('.on-paper').textContent"),
        "Level: verbatim, edited; With outlet: Mirador; Near-duplicates only; Order: largest share."
    );
    page.eval("location.hash = '#/passages'");
    page.drawn();
    assert_eq!(page.text("document.querySelector('.on-paper').textContent"), "Order: longest first.");
    page.assert_clean();
}

#[test]
fn only_what_there_is_a_choice_of_is_asked() {
    let told = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service, \
        because repairs to its corroded hull would cost more than eleven million crowns.";
    let record = |at: usize| json!({ "id": at, "title": format!("Day {at}"), "text": format!("{told} And so ended day {at}.") });
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, format!("{}\n{}\n", record(1), record(2))).unwrap();
    scan(&[input], &dir.path().join("out"));
    let mut page = Page::new(1280, 900);
    page.open(&dir.path().join("out").join(REPORT_FILE), "");
    for list in LISTS {
        page.eval(&format!("location.hash = '#/{list}'"));
        page.drawn();
        let asked = page
            .eval("[...document.querySelectorAll('form [name], form option')].map(e => e.name || e.value)");
        for name in ["outlet", "with", "first", "from", "to", "date", "speed", "spread", "earlier"] {
            assert!(!asked.as_array().unwrap().contains(&json!(name)), "{list}: {asked}");
        }
        assert!(asked.as_array().unwrap().contains(&json!("words")), "{list}: {asked}");
        // Where no outlet is named the titles tell the articles apart.
        let row = page.text("document.querySelector('.row').textContent");
        assert!(row.contains("Day ") && !row.contains("no outlet"), "{list}: {row}");
    }
    page.assert_clean();
}
