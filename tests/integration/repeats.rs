//! A line that two articles have several times is told once for each place, whatever lane tells it.

use crate::support::{Shelf, record, run_args};
use serde_json::Value;

const HEADLINE: &str = "Ferries of Tarnmouth wait while tugs free a grain barge at the northern pier";

fn mixed(number: u64) -> u64 {
    let number = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (number ^ number >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 8
}

/// Two pages with one headline so many times, and other words of each between.
fn pages(headline: &str, num: usize) -> [String; 2] {
    // No two alike, so that none is taken for another form of one.
    let word = |number: usize| -> String {
        let letter = |at: u32| (b'a' + (mixed(number as u64) >> (5 * at)) as u8 % 26) as char;
        (0..8).map(letter).collect()
    };
    // Sentences of another length on each side, so that none is taken for what another tells.
    [(0, 20), (1, 8)].map(|(side, length)| {
        let between = |place: usize| -> String {
            let from = 40 * (2 * place + side);
            let words: Vec<String> = (from..from + 40).map(word).collect();
            words.chunks(length).map(|sentence| format!("So {}. ", sentence.join(" "))).collect()
        };
        (0..num).map(|place| format!("{headline}.\n\n{}\n\n", between(place))).collect()
    })
}

fn compared(shelf: &Shelf, flags: &[&str]) -> Vec<Value> {
    let paths = ["a", "b"].map(|id| shelf.path(&format!("{id}.txt")).display().to_string());
    let ran = run_args(&[&["compare", &paths[0], &paths[1], "--json"], flags].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Where passages begin on one side, each place once.
fn places(passages: &[Value], side: &str) -> Vec<u64> {
    let mut starts: Vec<u64> = passages.iter().map(|p| p[side].as_u64().unwrap()).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

#[test]
fn a_line_is_told_once_for_each_of_its_places_however_many_they_are() {
    // Up to eight places each is set against each; of more the first with the first.
    for num in [3, 8, 9, 20] {
        let shelf = Shelf::new();
        let [left, right] = pages(HEADLINE, num);
        shelf.put("a.txt", &left);
        shelf.put("b.txt", &right);
        shelf.put("in/all.jsonl", record("a", &left) + &record("b", &right));
        assert_eq!(shelf.scan("").code, Some(0));
        let mut found = shelf.rows("passages");
        // What a page repeats inside is told there.
        found.retain(|p| p["left"] != p["right"]);
        let (default, off) = (compared(&shelf, &[]), compared(&shelf, &["--rewritten", "off"]));
        for (how, passages) in [("compare", default), ("off", off), ("scan", found)] {
            assert_eq!(passages.len(), num, "{how}, {num}: {passages:#?}");
            for side in ["left_start", "right_start"] {
                assert_eq!(places(&passages, side).len(), num, "{how}, {num}");
            }
        }
    }
}

#[test]
fn a_line_that_one_page_has_more_often_is_told_there_too() {
    let sentences = format!(
        "{HEADLINE}. Mayor Ilona Dravec called the closing a bitter necessity after the storm. Engineers had \
        warned in spring that the concrete was cracking beneath the cranes"
    );
    for line in [HEADLINE, &sentences] {
        let shelf = Shelf::new();
        shelf.put("a.txt", &pages(line, 9)[0]);
        shelf.put("b.txt", &pages(line, 12)[1]);
        let passages = compared(&shelf, &[]);
        assert_eq!(passages.len(), 12, "{passages:#?}");
        assert_eq!(places(&passages, "left_start").len(), 9);
        assert_eq!(places(&passages, "right_start").len(), 12);
    }
}

#[test]
fn of_what_is_told_by_others_it_is_explained_that_it_is() {
    let shelf = Shelf::new();
    let [left, right] = pages(HEADLINE, 3);
    shelf.put("in/all.jsonl", record("a", &left) + &record("b", &right));
    assert_eq!(shelf.scan("").code, Some(0));
    let folder = shelf.path("out").display().to_string();
    let told = run_args(&["explain", &folder, "a", "b"]).out;
    let lines = |what: &str| told.lines().filter(|line| line.ends_with(what)).count();
    assert_eq!(lines("; reported"), 3, "{told}");
    assert_eq!(lines("; left out: its places are told by others"), 6, "{told}");
    assert!(!told.contains("boilerplate"), "{told}");
    let found: Value =
        serde_json::from_str(&run_args(&["explain", &folder, "a", "b", "--json"]).out).unwrap();
    assert_eq!(found["told_by_others"].as_array().unwrap().len(), 6, "{found}");
}
