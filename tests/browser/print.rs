//! On paper: no controls, whole texts, nothing cut off at the side.

use crate::sample_page;
use base64::Engine;
use serde_json::json;

const PAIR: &str = "#/pair/agence-0309-hopital/courrier-0310-hopital";

#[test]
fn printed_views_have_texts_and_no_controls() {
    let mut page = sample_page("");
    page.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    page.resize(700, 1000);
    for view in
        ["#/", "#/families", "#/family/1", "#/passages", "#/articles", "#/boilerplate", "#/records", PAIR]
    {
        page.eval(&format!("location.hash = '{view}'"));
        page.drawn();
        let controls = page.eval(
            "[...document.querySelectorAll('nav, form, .choices, .bar-line button, footer')].filter(e => e.offsetParent !== null && getComputedStyle(e).display !== 'none').map(e => e.outerHTML.slice(0, 80))",
        );
        assert_eq!(controls, json!([]), "{view}");
        assert!(page.eval("document.documentElement.scrollWidth").as_u64().unwrap() <= 700, "{view}");
    }
    let cut = "[...document.querySelectorAll('.panes .text')].filter(t => t.scrollHeight > t.clientHeight + 1).length";
    assert_eq!(page.eval(cut), 0, "texts are printed whole");
    page.assert_clean();
}

#[test]
fn lists_are_printed_with_their_texts() {
    for view in ["#/passages", "#/passages?level=rewritten", "#/families"] {
        let mut page = sample_page(view);
        // Nothing can be waited for between the question and the print.
        let printed = page.eval(
            "(() => { dispatchEvent(new Event('beforeprint')); const texts = [...document.querySelectorAll('.excerpt')]; \
             return { rows: document.querySelectorAll('.row').length, empty: texts.filter(e => !e.textContent).length, \
             all: parseInt(document.querySelector('.count').textContent.replace(/\\D/g, '')) }; })()",
        );
        assert_eq!(printed["empty"], 0, "{view}");
        assert_eq!(printed["rows"], printed["all"], "{view}");
        page.assert_clean();
    }
}

#[test]
fn a_long_list_is_printed_from_its_first_row() {
    let mut page = sample_page("#/passages");
    page.eval("scrollTo(0, 4000)");
    let printed = page.call("Page.printToPDF", json!({ "paperWidth": 8.27, "paperHeight": 11.69 }));
    let bytes = base64::engine::general_purpose::STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"%PDF"));
    let pages = String::from_utf8_lossy(&bytes).matches("/Type /Page\n").count();
    assert!(pages >= 3, "{pages} pages for 65 passages");
    page.wait("document.querySelector('.row')");
    page.assert_clean();
}

#[test]
fn who_carries_a_stretch_covers_no_text_on_paper() {
    let mut page = sample_page("#/article/agence-0304-ferry");
    page.click("[data-stretch]");
    page.wait("document.querySelectorAll('.carriers li').length >= 2");
    page.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    page.resize(700, 1000);
    assert_eq!(page.text("getComputedStyle(document.querySelector('.carriers')).position"), "static");
    page.assert_clean();
}
