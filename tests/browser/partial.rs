//! What a page does not hold: passages that a limit or a filter left out, repeats, articles without an outlet, findings that are none.

use crate::{chrome::Page, rows, sample, sample_page, scan};
use retold::report::html::{Filter, Limits, REPORT_FILE};
use retold::report::saved;
use serde_json::{Value, json};
use std::fs;
use std::process::Command;

/// Pairs of near-duplicates of which the page has no passage, as fragments.
const WITHOUT: &str = "passages().then(verified).then(all => [...all.keys()].map(k => k.split(' ').map(Number)).filter(([a, b]) => ![...passagesOf(a)].some(p => data.passages.left[p] === b || data.passages.right[p] === b)).map(([a, b]) => toPair(a, b)))";

/// Whether each cell of the matrix that is a link leads to a list that is not empty.
const LED: &str = "[...document.querySelectorAll('.matrix td a')].map(a => { const filter = filterOf(new URLSearchParams(a.hash.split('?')[1])); for (let p = 0; p < data.passages.count; p++) if (passesPassage(filter, p)) return true; return false; })";

#[test]
fn a_page_of_a_filter_that_nothing_passes_says_so() {
    let dir = tempfile::tempdir().unwrap();
    for (typed, passes) in [("words=zeppelin", false), ("words=ferry", true)] {
        let filter = Filter::parse(&[typed.to_owned()]).unwrap();
        let path = dir.path().join("page.html");
        saved::write_page(sample(), &path, Some(&filter), &Limits::default()).unwrap();
        let mut page = Page::new(1280, 900);
        page.open(&path, "");
        let said = page.text("document.querySelector('.notice').textContent");
        assert!(said.contains(typed), "{said}");
        assert_eq!(said.contains("No passage passes it"), !passes, "{said}");
        page.assert_clean();
    }
}

#[test]
fn no_share_is_given_of_passages_that_are_not_in_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let filter = Filter::parse(&["level=rewritten".to_owned()]).unwrap();
    let few = Limits { passages: 5, ..Limits::default() };
    for (name, filter, limits) in [("limited", None, few), ("filtered", Some(&filter), Limits::default())] {
        let path = dir.path().join(name).with_extension("html");
        saved::write_page(sample(), &path, filter, &limits).unwrap();
        let mut page = Page::new(1280, 900);
        page.open(&path, "");
        let led = page.eval(LED);
        assert!(!led.as_array().unwrap().is_empty(), "{name}");
        assert!(led.as_array().unwrap().iter().all(|led| led == true), "{name}");
        if name == "limited" {
            assert!(page.eval("document.querySelectorAll('.matrix td .alone').length").as_u64().unwrap() > 0);
            let article = page.text("(() => { const a = data.articles.key.findIndex((_, a) => data.articles.shared[a] > 0 && passagesOf(a).length === 0); return toArticle(a); })()");
            page.eval(&format!("location.hash = {}", json!(article)));
            page.drawn();
            let said = page.text("document.querySelector('.reading').textContent");
            assert!(said.contains("in passages that are not in this page"), "{said}");
            assert!(said.contains("articles in this page share text with this one"), "{said}");
        }
        let pairs = page.eval(WITHOUT);
        let fragment = pairs[0].as_str().unwrap_or_else(|| panic!("{name}: no such pair"));
        page.eval(&format!("location.hash = {}", json!(fragment)));
        page.drawn();
        let heads = page.text("document.querySelector('.heads').textContent");
        assert!(!heads.contains('%'), "{name}: {heads}");
        let said = page.text("document.querySelector('.remarks').textContent");
        assert!(said.contains("Passages of these two are not in this page."), "{name}: {said}");
        page.assert_clean();
    }
    // In a whole page every cell leads somewhere.
    let mut page = sample_page("");
    assert_eq!(page.eval("document.querySelectorAll('.matrix .alone').length"), 0);
}

#[test]
fn lists_of_a_page_that_holds_a_part_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("few.html");
    let few = Limits { passages: 5, families: 2, ..Limits::default() };
    saved::write_page(sample(), &path, None, &few).unwrap();
    let mut page = Page::new(1280, 900);
    page.open(&path, "");
    for view in ["passages", "pairs", "families", "articles", "clusters"] {
        page.eval(&format!("location.hash = '#/{view}'"));
        page.drawn();
        let notice = page.text("document.querySelector('.notice').textContent");
        assert!(notice.starts_with("This page holds 5 of"), "{view}: {notice}");
        let count = page.text("document.querySelector('.count').textContent");
        assert!(count.ends_with(" in this page"), "{view}: {count}");
        page.eval(&format!("location.hash = '#/{view}?words=nosuchword'"));
        page.drawn();
        let count = page.text("document.querySelector('.count').textContent");
        assert_eq!(count, "Nothing in this page passes this filter.");
    }
    // Their passages may well be in the tables.
    let without = page.eval(WITHOUT).as_array().unwrap().len();
    page.eval("location.hash = '#/pairs'");
    page.drawn();
    let lead = page.text("document.querySelector('.lead').textContent");
    let pairs = if without == 1 { "pair has" } else { "pairs have" };
    let said = format!("{without} near-duplicate {pairs} no passage in this page.");
    assert!(without > 0 && lead.ends_with(&said), "{lead}");
    page.assert_clean();
}

#[test]
fn of_too_many_outlets_those_that_share_most_are_set_against_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("few.html");
    saved::write_page(sample(), &path, None, &Limits { outlets: 3, ..Limits::default() }).unwrap();
    let mut page = Page::new(1280, 900);
    page.open(&path, "");
    let names = |page: &mut Page| {
        page.eval("[...document.querySelectorAll('.matrix tbody th')].map(th => th.textContent)")
    };
    let shown = names(&mut page);
    assert_eq!(shown.as_array().unwrap().len(), 3);
    let all = page.eval("data.meta.outlets.name").as_array().unwrap().clone();
    let notice = page.text("document.querySelector('.notice').textContent");
    let said = format!("This page holds 3 of {} outlets set against each other", all.len());
    assert!(notice.starts_with(&said), "{notice}");
    // An order by a column that is not here is none.
    let absent = all.iter().find(|name| !shown.as_array().unwrap().contains(name)).unwrap();
    page.eval(&format!("location.hash = '#/?by=' + encodeURIComponent({absent})"));
    page.drawn();
    assert_eq!(names(&mut page), shown);
    page.assert_clean();
}

#[test]
fn what_stands_twice_in_one_article_is_counted_by_itself() {
    let told = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service, \
        because repairs to its corroded hull would cost more than eleven million crowns.";
    let other = "A bakery in the narrow lane behind the station has sold rye bread since the spring of the great flood, \
        and its ovens are still fired with beech wood from the hills.";
    let record = |id: &str, text: String| json!({ "id": id, "outlet": id, "text": text }).to_string() + "\n";
    let lines = record("one", format!("{told} {told} On Sunday nothing sailed."))
        + &record("two", format!("{told} Children waved from the pier."))
        + &record("three", format!("{other} Then it was noon. {other}"));
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines).unwrap();
    let folder = dir.path().join("out");
    scan(&[input], &folder);
    let passages = rows(&folder, "passages");
    let is_repeat = |row: &&Value| row["left"] == row["right"];
    let repeats = passages.iter().filter(is_repeat).count();
    let between = passages.len() - repeats;
    assert!(repeats >= 2 && between >= 1, "{passages:#?}");
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "");
    let fact = page.text("document.querySelector('.fact b').textContent");
    assert_eq!(fact, between.to_string());
    let levels = page.eval("[...document.querySelectorAll('table.levels tr')].reduce((sum, r) => sum + Number(r.cells[1].textContent), 0)");
    assert_eq!(levels, between);
    let count = |page: &mut Page| page.text("document.querySelector('.count').textContent");
    for view in ["passages", "pairs"] {
        page.eval(&format!("location.hash = '#/{view}'"));
        page.drawn();
        assert!(!page.text("document.querySelector('.list').textContent").contains("three"), "{view}");
    }
    page.eval("location.hash = '#/'");
    page.drawn();
    page.click("table.levels + .note a");
    page.wait("document.body.dataset.view === 'passages'");
    page.drawn();
    assert_eq!(count(&mut page), format!("{repeats} passages"));
    assert_eq!(page.eval("document.querySelector('input[name=repeats]').checked"), true);
    page.eval("location.hash = '#/article/three'");
    page.drawn();
    page.click(".by-level a");
    page.wait("document.body.dataset.view === 'passages'");
    page.drawn();
    let of_three = passages.iter().filter(|row| row["left"] == "three").count();
    assert_eq!(count(&mut page), format!("{of_three} passage{}", if of_three == 1 { "" } else { "s" }));
    page.assert_clean();
}

#[test]
fn articles_without_an_outlet_are_told_of() {
    let told = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service, \
        because repairs to its corroded hull would cost more than eleven million crowns.";
    let record = |at: usize| {
        let outlet = (at < 2).then(|| format!("Outlet {at}"));
        json!({ "id": at, "outlet": outlet, "text": format!("{told} And so ended day {at}.") }).to_string()
            + "\n"
    };
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, (0..5).map(record).collect::<String>()).unwrap();
    scan(&[input], &dir.path().join("out"));
    let mut page = Page::new(1280, 900);
    page.open(&dir.path().join("out").join(REPORT_FILE), "");
    for place in ["matrix", "own"] {
        let said = page.text(&format!("document.getElementById('{place}').textContent"));
        assert!(said.contains("3 articles name no outlet and are in none of these."), "{place}: {said}");
    }
    page.eval("location.hash = '#/families'");
    page.drawn();
    let row = page.text("document.querySelector('.row').textContent");
    assert!(row.contains("5 articles of 2 outlets, 3 without one"), "{row}");
    // What stands for a title says so, and is not found as if it were one.
    page.eval("location.hash = '#/articles'");
    page.drawn();
    let names = page.eval("[...document.querySelectorAll('.row .name')].map(e => e.textContent)");
    let all = names.as_array().unwrap();
    assert!(
        all.iter().all(|name| name.as_str().unwrap().starts_with("begins: The harbour master")),
        "{names}"
    );
    page.eval("location.hash = '#/articles?words=begins'");
    page.drawn();
    assert_eq!(page.text("document.querySelector('.count').textContent"), "Nothing passes this filter.");
    page.assert_clean();
}

#[test]
fn where_nothing_was_found_the_page_says_why_as_the_command_does() {
    let dir = tempfile::tempdir().unwrap();
    let texts = [
        "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service.",
        "A bakery in the narrow lane behind the station has sold rye bread since the spring of the great flood.",
    ];
    let lines =
        texts.iter().enumerate().map(|(id, text)| json!({ "id": id, "text": text }).to_string() + "\n");
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines.collect::<String>()).unwrap();
    let folder = dir.path().join("out");
    let run = Command::new(env!("CARGO_BIN_EXE_retold"))
        .args(["scan", "--window", "7", "--output"])
        .args([&folder, &input])
        .output()
        .unwrap();
    let told = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
    let reasons: Vec<&str> = told
        .lines()
        .skip_while(|line| *line != "nothing was found:")
        .skip(1)
        .map_while(|line| line.strip_prefix("  "))
        .collect();
    assert!(reasons.len() >= 3, "{told}");
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "");
    let said = page.eval(
        "[...document.querySelectorAll('.silence li')].map(li => li.textContent.replaceAll('\\u202f', ' '))",
    );
    assert_eq!(said, json!(reasons));
    // Nor is anything drawn of what was not found, or asked about it.
    assert_eq!(page.eval("document.querySelectorAll('table.levels, #matrix').length"), 0);
    for list in ["passages", "pairs", "families", "clusters"] {
        page.eval(&format!("location.hash = '#/{list}'"));
        page.drawn();
        assert_eq!(page.eval("document.querySelectorAll('form').length"), 0, "{list}");
        assert_eq!(page.text("document.querySelector('.count').textContent"), "None was found.");
    }
    page.assert_clean();
    let mut page = sample_page("");
    assert_eq!(page.eval("document.querySelector('.silence')"), Value::Null);
    assert_eq!(page.eval("document.querySelectorAll('table.levels, #matrix').length"), 2);
}

#[test]
fn what_is_there_once_is_told_so() {
    let told = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service, \
        because repairs to its corroded hull would cost more than eleven million crowns.";
    let record = |at: usize| {
        let title =
            "The last voyage of the old ferry from Tarnmouth to Osmy and what became of its crew ".repeat(4);
        json!({ "id": at, "outlet": format!("Outlet {at}"), "date": "2026-03-01", "title": title, "text": told })
    };
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, format!("{}\n{}\n", record(1), record(2))).unwrap();
    scan(&[input], &dir.path().join("out"));
    let mut page = Page::new(390, 844);
    page.open(&dir.path().join("out").join(REPORT_FILE), "");
    let facts =
        page.eval("[...document.querySelectorAll('.fact')].map(fact => fact.innerText.replace('\\n', ' '))");
    let once =
        ["1 passage", "1 near-duplicate pair", "1 near-duplicate cluster", "1 family", "0 records skipped"];
    assert_eq!(facts, json!(once));
    let lead = page.text("document.querySelector('.lead').textContent");
    assert!(lead.starts_with("2 articles of 2 outlets, 2026-03-01. "), "{lead}");
    // A long title leaves room for what stands beside it.
    page.eval("location.hash = '#/cluster/1'");
    page.drawn();
    let title = page.eval("(() => { const a = document.querySelector('.members th a'); return [a.clientWidth, a.clientHeight / parseFloat(getComputedStyle(a).lineHeight)]; })()");
    assert!(title[0].as_f64().unwrap() >= 200.0 && title[1].as_f64().unwrap() < 3.5, "{title}");
    page.assert_clean();
}

#[test]
fn of_very_many_passages_of_two_articles_the_surest_are_marked() {
    let mut page = sample_page("");
    // The first pair, as if it had two thousand passages, each a little surer than the one before.
    let fragment = page.text(
        "passages().then(p => { const count = 2000, of = value => Uint32Array.from({ length: count }, (_, i) => value(i)); \
         const [left, right] = [p.left[0], p.right[0]]; const starts = i => (7 * i) % 400; \
         Object.assign(p, { count, left: of(() => left), right: of(() => right), leftStart: of(starts), rightStart: of(starts), \
            leftEnd: of(i => starts(i) + 5), rightEnd: of(i => starts(i) + 5), score: of(i => 1000 + i), identity: of(() => 1e6), level: new Uint8Array(count) }); \
         [data.byArticle, data.pairs] = [byArticle(p), pairsOf(p)]; return toPair(left, right); })",
    );
    let marked = |page: &mut Page, fragment: &str| {
        page.eval(&format!("location.hash = {}", json!(fragment)));
        page.drawn();
        page.eval("document.querySelectorAll('.panes .text:first-child .chip').length")
    };
    assert_eq!(marked(&mut page, &fragment), 500);
    let said = page.text("document.querySelector('.remarks').innerText.replaceAll('\\u202f', '')");
    assert!(said.contains("The 500 surest of 2000 passages are marked."), "{said}");
    assert_eq!(
        page.text("document.querySelector('.key').innerText.replaceAll('\\u202f', '')"),
        "verbatim 2000"
    );
    let least = page.text("document.querySelector('.why').textContent");
    assert!(least.contains("score 0.00"), "{least}");
    // One that is asked for is marked too.
    assert_eq!(marked(&mut page, &format!("{fragment}?p=3")), 501);
    assert_eq!(page.eval("route().params.get('p')"), "3");
    page.assert_clean();
}
