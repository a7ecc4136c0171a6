//! Why a passage in other words is shown: what the table says of it stands in the page.

use crate::{chrome::Page, rows};
use retold::options::Options;
use retold::report::html::REPORT_FILE;
use retold::retell::Preset;
use retold::{pipeline, report};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The sample corpus with all that is told in other words, scanned once.
fn wide() -> &'static Path {
    static FOLDER: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, folder) = FOLDER.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("findings");
        let mut options = Options { threads: Some(2), ..Options::default() };
        options.retell.preset = Preset::Wide;
        let findings = pipeline::scan(&["corpus".into()], &options, &mut ()).unwrap();
        report::write(&findings, &folder, false).unwrap();
        (dir, folder)
    });
    folder
}

/// The words that the evidence of a passage names.
fn words_of(evidence: &Value) -> Vec<&str> {
    let listed = evidence.as_object().unwrap().values().filter_map(Value::as_array).flatten();
    listed.flat_map(|one| [one.as_str(), one["left"].as_str(), one["right"].as_str()]).flatten().collect()
}

#[test]
fn every_rewritten_passage_of_a_pair_stands_with_its_own_evidence() {
    let passages = rows(wide(), "passages");
    let pairs =
        passages.chunk_by(|one, other| (&one["left"], &one["right"]) == (&other["left"], &other["right"]));
    let told = |row: &&Value| row["level"] == "rewritten" && !row["evidence"].is_null();
    let most = pairs.max_by_key(|pair| pair.iter().filter(told).count()).unwrap();
    let told: Vec<&Value> = most.iter().filter(told).collect();
    assert!(told.len() > 2, "the sample has a pair with some");
    let mut page = Page::new(1280, 900);
    let [left, right] = ["left", "right"].map(|side| most[0][side].as_str().unwrap());
    page.open(&wide().join(REPORT_FILE), &format!("#/pair/{left}/{right}"));
    let items = page.eval(
        "[...document.querySelectorAll('.reasoned li')].map(li => [li.querySelectorAll('.quote mark').length, \
         ...[...li.querySelectorAll('.brief bdi')].flatMap(one => one.textContent.split(/, | ~ /))])",
    );
    let mut items: Vec<&Vec<Value>> =
        items.as_array().unwrap().iter().map(|item| item.as_array().unwrap()).collect();
    assert_eq!(items.len(), told.len());
    for row in &told {
        let words: BTreeSet<&str> = words_of(&row["evidence"]).into_iter().collect();
        let says = |item: &&Vec<Value>| {
            item[1..].iter().map(|word| word.as_str().unwrap()).collect::<BTreeSet<_>>() == words
        };
        let at = items.iter().position(says).unwrap_or_else(|| panic!("{row} in {items:?}"));
        let item = items.swap_remove(at);
        assert!(item[0].as_u64().unwrap() > 0, "the words are marked where they stand: {item:?}");
    }
    // From there to the texts, and back.
    page.click(".reasoned li:last-child button");
    let number = page.text("document.querySelector('.reasoned li:last-child button').textContent");
    page.wait(&format!("document.querySelector('.counter').textContent.startsWith('Passage {number} of')"));
    page.wait("document.activeElement.matches('.panes .chip') && document.activeElement.getBoundingClientRect().top >= 0");
    page.click(".bar-line button:nth-of-type(3)");
    page.wait("document.activeElement.matches('.each-reason h2') && document.activeElement.getBoundingClientRect().top < innerHeight");
    page.assert_clean();
}

#[test]
fn of_very_many_reasons_the_first_are_drawn_until_more_are_asked_for() {
    let page = &mut crate::sample_page("#/pair/agence-0304-ferry/courrier-0304-ferry");
    page.eval(
        "(() => { const text = { slice: () => 'The ferry left at nine', chars: 22 }; \
         const one = { level: 2, score: .5, isTurned: false, spans: [[0, 22], [0, 22]], texts: [text, text], reasons: { terms: [{ left: 'ferry' }] } }; \
         document.body.append(eachReason(Array.from({ length: 230 }, (_, i) => i), () => one, () => {}, new AbortController().signal).element); })()",
    );
    let drawn = "document.querySelectorAll('.reasoned li').length";
    assert_eq!(page.eval(drawn), 50);
    page.click(".each-reason > button");
    assert_eq!(page.eval(drawn), 100);
    assert_eq!(page.text("document.activeElement.textContent"), "51", "the first that is new");
    // On paper as many as lists have.
    page.eval("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(page.eval(drawn), 200);
    assert_eq!(
        page.text("document.querySelector('.each-reason .on-paper').textContent"),
        "Printed: the first 200 of 230."
    );
    page.click(".each-reason > button");
    assert_eq!(page.eval(drawn), 230);
    assert_eq!(page.eval("document.querySelector('.each-reason > button').hidden"), true);
    page.assert_clean();
}

#[test]
fn rewritten_passages_in_the_list_say_why() {
    let mut page = Page::new(1280, 900);
    page.open(&wide().join(REPORT_FILE), "#/passages?level=rewritten");
    page.wait("document.querySelectorAll('.row .why-line').length > 3");
    let rows = page.eval(
        "[...document.querySelectorAll('.row')].map(row => [row.querySelector('.why-line').textContent, row.querySelectorAll('.excerpt mark').length])",
    );
    for row in rows.as_array().unwrap() {
        assert!(row[0].as_str().unwrap().contains("both have"), "{row}");
    }
    assert!(rows.as_array().unwrap().iter().any(|row| row[1].as_u64() > Some(1)), "{rows}");
    // It takes no line of its own, and what is long is cut off.
    let tall = page.eval("[...document.querySelectorAll('.item')].filter(item => item.scrollHeight > item.clientHeight + 1).length");
    assert_eq!(tall, 0);
    page.assert_clean();
}

#[test]
fn a_passage_in_other_words_says_what_both_sides_have() {
    let folder = wide();
    let passages = rows(folder, "passages");
    let told = passages.iter().filter(|row| !row["evidence"].is_null());
    let mut seen = 0;
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "");
    for row in told.take(5) {
        let of_pair = passages
            .iter()
            .filter(|other| (&other["left"], &other["right"]) == (&row["left"], &row["right"]));
        let number = 1 + of_pair.clone().position(|other| other == row).unwrap();
        let [left, right] = ["left", "right"].map(|side| row[side].as_str().unwrap());
        page.eval(&format!("location.hash = '#/pair/{left}/{right}?p={number}'"));
        page.drawn();
        let shown = page.text("document.querySelector('.reasons').innerText");
        let evidence = row["evidence"].as_object().unwrap();
        // The words of both sides that speak for it are marked where they stand.
        let marked = page.eval("[...document.querySelectorAll('.why .twins .quote')].map(side => [side.textContent, ...[...side.querySelectorAll('mark')].map(mark => mark.textContent)])");
        let sides: Vec<&Vec<serde_json::Value>> =
            marked.as_array().unwrap().iter().map(|side| side.as_array().unwrap()).collect();
        let has = |side: &[serde_json::Value], word: &str| {
            side.iter().any(|mark| mark.as_str().unwrap().to_lowercase() == word.to_lowercase())
        };
        for term in row["evidence"]["terms"].as_array().unwrap() {
            let left = term["left"].as_str().unwrap();
            let right = term["right"].as_str().unwrap_or(left);
            let [one, two] = &sides[..] else { panic!("two sides: {sides:?}") };
            let is_marked = has(&one[1..], left) && has(&two[1..], right)
                || has(&one[1..], right) && has(&two[1..], left);
            assert!(is_marked, "{left} and {right} in {sides:?}");
        }
        for term in evidence.values().filter_map(|value| value.as_array()).flatten() {
            let words = [term.as_str(), term["left"].as_str(), term["right"].as_str()];
            for word in words.into_iter().flatten() {
                assert!(shown.contains(word), "{word} in {shown}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "the sample has passages in other words");
    page.assert_clean();
}

#[test]
fn a_verbatim_passage_says_how_long_its_longest_run_is() {
    let page = &mut crate::sample_page("#/pair/agence-0304-ferry/courrier-0304-ferry");
    let why = page.text("document.querySelector('.why').textContent");
    assert!(why.contains("in a row") && why.contains("score"), "{why}");
}

#[test]
fn numbers_are_marked_as_the_program_reads_them() {
    let page = &mut crate::sample_page("#/pair/agence-0311-eau/courrier-0312-eau?p=1");
    let marked = page.eval("['mark', 'del'].map(tag => [...document.querySelectorAll('.why .twins ' + tag)].map(one => one.textContent).filter(text => /\\d/.test(text)))");
    assert_eq!(marked, serde_json::json!([["4,60", "4,60"], ["3,85", "75"]]));
}

/// Letters of scripts without spaces are words, as the tables count them, not what the browser takes for words.
#[test]
fn letters_without_spaces_are_counted_as_in_the_tables() {
    let dir = tempfile::tempdir().unwrap();
    let articles = dir.path().join("articles");
    std::fs::create_dir(&articles).unwrap();
    let shared = "码头工人的工会宣布从星期一开始无限期停工";
    for (name, text) in [
        ("a", format!("里罗市长在会议上没有回答问题。{shared}。雨下了一整天。")),
        ("b", format!("渔民们把船停在岸边等候消息。{shared}。市场已经关门。")),
    ] {
        std::fs::write(articles.join(format!("{name}.txt")), text).unwrap();
    }
    let folder = dir.path().join("findings");
    let findings = pipeline::scan(&[articles], &Options::default(), &mut ()).unwrap();
    report::write(&findings, &folder, false).unwrap();
    let mut page = Page::new(1280, 900);
    page.open(&folder.join(REPORT_FILE), "#/pair/a/b?p=1");
    page.drawn();
    let why = page.text("document.querySelector('.why').textContent");
    let expected = format!("{} words the same, all in a row", shared.chars().count());
    assert!(why.contains(&expected), "{expected}: {why}");
    let words = |text: &str| {
        format!("pieces({text:?}).filter(piece => piece.word !== null).map(piece => piece.text)")
    };
    for (text, expected) in [
        ("水曜日にSelma号は900トン。", vec!["水", "曜", "日", "に", "Selma", "号", "は", "900", "ト", "ン"]),
        ("l’année à Ōsaka", vec!["l’année", "à", "Ōsaka"]),
    ] {
        assert_eq!(page.eval(&words(text)), serde_json::json!(expected), "{text}");
    }
    page.assert_clean();
}
