//! Rows of the lists: all that is in one is seen, by whatever text and on whatever window.

use crate::sample_page;
use serde_json::json;

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
        page.eval(&format!("data.meta.outlets.name = data.meta.outlets.name.map(name => name.repeat({times})); 0"));
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
