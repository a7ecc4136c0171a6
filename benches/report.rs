//! A page of 100,000 passages in Chromium: opened, listed, filtered, searched, scrolled, each in less than three seconds.
//!
//! `cargo bench --bench report` prints the figures; as a test it runs a small page by the same steps and limits. Measured is
//! what a reader waits for: from the request to the view drawn, in a browser that was just started. Ignore the size of the
//! file: the texts are made of syllables and compress well.

#[path = "../tests/browser/chrome.rs"]
mod chrome;
#[path = "support/large.rs"]
mod large;

use chrome::Page;
use retold::report::html::REPORT_FILE;
use std::path::Path;
use std::time::{Duration, Instant};

/// The longest a reader waits for anything.
const LIMIT: Duration = Duration::from_secs(3);

/// The longest between two frames while scrolling.
const LIMIT_FRAME: f64 = 100.0;

fn measured(what: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let took = start.elapsed();
    println!("{what:<44} {:>6.0} ms", took.as_secs_f64() * 1e3);
    assert!(took < LIMIT, "{what}: {took:?}");
}

/// Goes to a view and waits until it is drawn; returns what its list counts.
fn go(page: &mut Page, fragment: &str) -> usize {
    page.eval(&format!("location.hash = '{fragment}'"));
    page.drawn();
    let said = page.text("document.querySelector('.count').textContent");
    said.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

/// Scrolls through the list for 120 frames; the median and the longest time between two of them.
fn scroll(page: &mut Page) -> (f64, f64) {
    let frames = page.eval(
        "new Promise(done => { const times = []; let last = performance.now(); const step = now => { times.push(now - last); last = now; \
         scrollBy(0, 700); times.length < 120 ? requestAnimationFrame(step) : done(times.slice(1)); }; requestAnimationFrame(step); })",
    );
    let mut frames: Vec<f64> = frames.as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).collect();
    frames.sort_by(f64::total_cmp);
    (frames[frames.len() / 2], frames[frames.len() - 1])
}

fn run(path: &Path, num_passages: usize, is_timed: bool) {
    let mut page = Page::new(1280, 900);
    measured("open the report: overview drawn", || page.open(path, ""));
    assert_eq!(page.eval("data.meta.held.passages[1]").as_u64(), Some(num_passages as u64));
    page = Page::new(1280, 900);
    measured("open a link to all passages", || page.open(path, "#/passages"));
    measured("filter by level", || {
        let found = go(&mut page, "#/passages?level=edited");
        assert!(0 < found && found < num_passages, "{found}");
    });
    measured("filter by outlet, date, length and score", || {
        let found =
            go(&mut page, "#/passages?outlet=Outlet+07&from=2026-02-03&to=2026-02-20&length=20&score=0.6");
        assert!(0 < found && found < num_passages, "{found}");
    });
    measured("search a word in every text", || assert!(go(&mut page, "#/passages?words=solvor") > 0));
    measured("all families", || assert!(go(&mut page, "#/families?sort=speed") > 0));
    measured("all pairs", || assert!(go(&mut page, "#/pairs?sort=share") > 0));
    measured("all passages again", || assert_eq!(go(&mut page, "#/passages"), num_passages));
    let (median, longest) = scroll(&mut page);
    println!("{:<44} {median:>6.1} ms, {longest:.1} ms at most", "scroll by a screen: between two frames");
    // A machine that is busy with other tests drops frames.
    assert!(!is_timed || longest < LIMIT_FRAME, "{longest}");
    measured("the last passage", || {
        page.eval("scrollTo(0, document.documentElement.scrollHeight)");
        page.wait(&format!("document.querySelector('[data-row=\"{}\"]')", num_passages - 1));
    });
    page.assert_clean();
}

fn main() {
    // Cargo says `--bench` when it is to be timed, and nothing when it is tested.
    let is_timed = std::env::args().any(|arg| arg == "--bench");
    let dir = tempfile::tempdir().expect("there is room for a page");
    let path = dir.path().join(REPORT_FILE);
    let num_passages =
        large::write_page(if is_timed { 100_000 } else { 2_000 }, &path).expect("the page can be made");
    let bytes = path.metadata().expect("it was written").len();
    println!("{num_passages} passages, page of {:.1} MB", bytes as f64 / 1e6);
    run(&path, num_passages, is_timed);
}
