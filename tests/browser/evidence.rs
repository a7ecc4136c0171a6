//! Why a passage in other words is shown: what the table says of it stands in the page.

use crate::{chrome::Page, rows};
use retold::options::Options;
use retold::report::html::REPORT_FILE;
use retold::retell::Preset;
use retold::{pipeline, report};

#[test]
fn a_passage_in_other_words_says_what_both_sides_have() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("findings");
    let mut options = Options { threads: Some(2), ..Options::default() };
    options.retell.preset = Preset::Wide;
    let findings = pipeline::scan(&["corpus".into()], &options, &mut ()).unwrap();
    report::write(&findings, &folder, false).unwrap();
    let passages = rows(&folder, "passages");
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
        let marked = page.eval("[...document.querySelectorAll('.twins .quote')].map(side => [side.textContent, ...[...side.querySelectorAll('mark')].map(mark => mark.textContent)])");
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
    let marked = page.eval("['mark', 'del'].map(tag => [...document.querySelectorAll('.twins ' + tag)].map(one => one.textContent).filter(text => /\\d/.test(text)))");
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
