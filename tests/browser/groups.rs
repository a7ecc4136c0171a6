//! Families and clusters: who had them first, how large they are, how their texts differ.

use crate::{chrome::Page, rows, sample, sample_page, scan};
use retold::report::html::REPORT_FILE;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn count(page: &mut Page, fragment: &str) -> usize {
    page.eval(&format!("location.hash = {}", json!(fragment)));
    page.drawn();
    let text = page.text("document.querySelector('.count').textContent");
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

#[test]
fn first_seen_in_an_outlet_is_what_it_had_first_and_nothing_else() {
    let mut page = sample_page("");
    let families = rows(sample(), "families");
    let outlets = page.eval("data.meta.outlets.name");
    let (mut seen, mut carried) = (0, 0);
    for outlet in outlets.as_array().unwrap() {
        let of_outlet = |family: &&[Value], is_first: bool| {
            family.iter().any(|row| row["outlet"] == *outlet && (!is_first || row["first_seen"] == true))
        };
        let groups = || families.chunk_by(|a, b| a["family"] == b["family"]);
        let given = groups().filter(|family| of_outlet(family, true)).count();
        let name = page.text(&format!("encodeURIComponent({outlet})"));
        assert_eq!(count(&mut page, &format!("#/families?first={name}")), given, "{outlet}");
        seen += given;
        carried += groups().filter(|family| of_outlet(family, false)).count();
        let clusters = page.eval(&format!(
            "data.meta.clusters.filter(({{ members }}) => members.some((a) => outletOf(a) === {outlet} && data.articles.start[a] !== null && !members.some((b) => precedes(b, a)))).length"
        ));
        assert_eq!(clusters, count(&mut page, &format!("#/clusters?first={name}")), "{outlet}");
    }
    assert!(0 < seen && seen < carried, "{seen} of {carried}");
    page.assert_clean();
}

#[test]
fn the_overview_counts_who_had_families_first() {
    let families = rows(sample(), "families");
    let mut expected: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for family in families.chunk_by(|a, b| a["family"] == b["family"]) {
        let of = |is_asked: fn(&Value) -> bool| -> BTreeSet<Option<&str>> {
            family.iter().filter(|row| is_asked(row)).map(|row| row["outlet"].as_str()).collect()
        };
        let (outlets, first) = (of(|_| true), of(|row| row["first_seen"] == true));
        for name in outlets.iter().flatten().filter(|_| outlets.len() > 1) {
            let column = if !first.contains(&Some(*name)) { 2 } else { usize::from(first.len() > 1) };
            expected.entry(name).or_default()[column] += 1;
        }
    }
    let mut page = sample_page("");
    let shown = page.eval(
        "[...document.querySelectorAll('table.firsts tbody tr')].map(row => [...row.children].map(cell => cell.textContent))",
    );
    let shown: Vec<Vec<String>> = serde_json::from_value(shown).unwrap();
    assert_eq!(shown.len(), expected.len());
    for row in &shown {
        let numbers: Vec<usize> = row[1..].iter().map(|cell| cell.parse().unwrap_or(0)).collect();
        assert_eq!(numbers, expected[&*row[0]], "{}", row[0]);
    }
    let alone: Vec<usize> = shown.iter().map(|row| row[1].parse().unwrap_or(0)).collect();
    assert!(alone.is_sorted_by(|a, b| a >= b) && alone[0] > 0, "{alone:?}");
    page.click("table.firsts tbody a");
    page.wait("document.body.dataset.view === 'families' && location.hash.includes('first=')");
    page.assert_clean();
}

#[test]
fn a_family_is_as_large_as_it_has_articles() {
    let told = "The harbour master of Tarnmouth said that the old ferry would be scrapped after forty years of service, \
        because repairs to its corroded hull would cost more than eleven million crowns.";
    let record = |second: usize, text: String| {
        let date = format!("2026-03-01T10:00:{second:02}Z");
        json!({ "id": format!("at {second}"), "outlet": format!("Outlet {second}"), "date": date, "text": text })
            .to_string()
            + "\n"
    };
    let lines = record(0, format!("Council notes. {told} Elsewhere it rained on the quiet market square."))
        + &record(20, format!("Shipping news of the week. {told} Fares rise in autumn, a clerk wrote."))
        + &record(
            40,
            format!("{told} Nobody on the southern pier had expected it, said a fisherman. {told}"),
        );
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines).unwrap();
    let folder = dir.path().join("out");
    scan(&[input], &folder);
    assert_eq!(rows(&folder, "families").len(), 4, "one of them has it twice");
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "#/families");
    let row = page.text("document.querySelector('.row').textContent");
    assert!(row.starts_with("3 articles of 3 outlets"), "{row}");
    assert!(row.contains("half of them in under a minute"), "{row}");
    page.click(".row a");
    page.wait("document.body.dataset.view === 'family'");
    page.drawn();
    let lead = page.text("document.querySelector('.lead').textContent");
    assert_eq!(lead, "4 passages in 3 articles of 3 outlets");
    page.eval("location.hash = '#/'");
    page.drawn();
    assert!(page.text("document.querySelector('#when .names').textContent").ends_with("(3)"));
    page.assert_clean();
}

#[test]
fn how_soon_others_had_it_is_what_their_dates_leave_no_doubt_of() {
    let stories = [
        (["2026-01", "2026-02"], "both within 59 days"),
        (["2026-03-01", "2026-03-02"], "both within 2 days"),
        (["2026-03-01T10:00Z", "2026-03-01T15:00Z"], "both within 5 hours"),
        (["2026-03-01T10:00:00Z", "2026-03-01T12:30:00Z"], "both within 3 hours"),
        // Who was first is not known, nor then how soon the other followed.
        (["2026-03", "2026-03-02"], ""),
    ];
    let words = |story: usize, from: usize| -> String {
        let word = |at: usize| -> String {
            let number = (10_000 + 7_919 * (100 * story + at)).to_string();
            number.bytes().map(|digit| char::from(digit + b'k' - b'0')).collect()
        };
        (from..from + 30).map(|at| word(at) + " ").collect()
    };
    let mut lines = String::new();
    for (story, (dates, _)) in stories.iter().enumerate() {
        for (side, date) in dates.iter().enumerate() {
            let text = format!("{}. {}.", words(story, 0), words(story, 30 * (side + 1)));
            let outlet = format!("Outlet {side}");
            let record =
                json!({ "id": format!("{story} {side}"), "outlet": outlet, "date": date, "text": text });
            lines += &format!("{record}\n");
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines).unwrap();
    let folder = dir.path().join("out");
    scan(&[input], &folder);
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "#/families?sort=speed");
    for (story, (_, words)) in stories.iter().enumerate() {
        let said = page.eval(&format!("families().then(all => [...new Set(all.filter(f => data.articles.key[f.article[0]].startsWith('{story} ')).map(f => halfWords(f).replaceAll('\\u202f', ' ')))])"));
        assert_eq!(said, json!([words]), "{story}");
    }
    let order = page.eval("[...new Set([...document.querySelectorAll('.row .line .quiet')].map(one => one.textContent.replaceAll('\\u202f', ' ')).filter(said => said.startsWith('both')))]");
    let fastest = ["both within 3 hours", "both within 5 hours", "both within 2 days", "both within 59 days"];
    assert_eq!(order, json!(fastest));
    page.assert_clean();
}

#[test]
fn what_is_struck_through_keeps_the_blank_behind_it() {
    let mut page = sample_page("");
    let mut shown = |middle: &str, own: &str| {
        page.text(&format!(
            "(() => {{ const e = h('p', null, variant({}, {})); e.querySelectorAll('del').forEach(d => d.prepend('-')); return e.textContent; }})()",
            json!(middle),
            json!(own)
        ))
    };
    assert_eq!(shown("Big red bus", "red bus"), "-Big red bus");
    assert_eq!(shown("A small red bus", "A red bus"), "A -small red bus");
    assert_eq!(shown("He said yesterday, then left", "He said, then left"), "He said -yesterday, then left");
    assert_eq!(shown("Big red bus", "Small red bus"), "-Big Small red bus");
    assert_eq!(shown("the red bus stop", "the red bus"), "the red bus -stop");
}

#[test]
fn members_in_other_words_stand_whole() {
    let mut page = sample_page("");
    let rewritten =
        page.eval("families().then(all => all.filter(f => f.level.includes(2)).map(f => f.number))");
    let numbers = rewritten.as_array().unwrap();
    assert!(!numbers.is_empty(), "the sample has families in other words");
    let mut marked = 0;
    for number in numbers {
        page.eval(&format!("location.hash = '#/family/{number}'"));
        page.drawn();
        let members = page.eval("[...document.querySelectorAll('.variants li')].filter(li => li.querySelector('.level.l2')).map(li => [li.querySelectorAll('.text del').length, li.querySelectorAll('.text mark').length, li.querySelector('.text').textContent])");
        let texts = page.eval(&format!(
            "families().then(all => all.find(f => f.number === {number})).then(f => Promise.all(f.article.map(async (a, i) => f.level[i] === 2 ? (await textOf(a)).slice(f.start[i], f.end[i]) : null)))"
        ));
        for member in members.as_array().unwrap() {
            assert_eq!(member[0], 0, "{number}");
            assert!(texts.as_array().unwrap().contains(&member[2]), "{number}: {member}");
            marked += member[1].as_u64().unwrap();
        }
    }
    assert!(marked > 0, "words that speak for it are marked");
    page.assert_clean();
}
