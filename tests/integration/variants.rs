//! Every passage of the sample corpus is found again when it is re-quoted, re-numbered, stripped of its accents, decomposed,
//! re-ordered or glued together, and by letter when it was scanned badly.

use crate::support::{Shelf, made, record, root, rows};
use retold::options::Options;
use retold::pipeline::scan;
use std::collections::{BTreeMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Sentences of a text, with the space behind them.
fn sentences(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.last_mut().unwrap().push(c);
        if ".!?؟".contains(c) && chars.peek().is_some_and(|next| next.is_whitespace()) {
            out.push(String::new());
        }
    }
    out
}

fn requoted(text: &str) -> String {
    let quotes = |c| match c {
        '«' | '“' | '„' => '"',
        '»' | '”' => '"',
        '’' | '‘' => '\'',
        '\'' => '’',
        '—' | '–' => '-',
        other => other,
    };
    text.chars().map(quotes).collect::<String>().replace("\" ", "\"").replace(" \"", "\"")
}

/// Thousands parted by another sign, decimals by the other one.
fn renumbered(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let three = |at: usize| (1..=3).all(|next| digit(at + next)) && !digit(at + 4);
    let number = |(at, &c): (usize, &char)| match c {
        ' ' | '\u{A0}' | '\u{202F}' | '.' | ',' if at > 0 && digit(at - 1) && three(at) => '\u{202F}',
        ',' if at > 0 && digit(at - 1) && digit(at + 1) => '.',
        other => other,
    };
    chars.iter().enumerate().map(number).collect()
}

fn unaccented(text: &str) -> String {
    text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect()
}

fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

fn reordered(text: &str) -> String {
    let mut parts = sentences(text);
    parts.iter_mut().for_each(|part| *part = part.trim().to_owned());
    parts.rotate_left(1);
    parts.join(" ")
}

fn glued(text: &str) -> String {
    let parts: Vec<String> = sentences(text).iter().map(|part| part.trim().to_owned()).collect();
    parts.concat()
}

/// One letter in sixteen misread or lost, one space in ten lost, words cut by a space here and there: about one word in three is
/// damaged, as on a bad scan.
fn scanned(text: &str) -> String {
    let mut random = made::Random(text.len() as u64 + 1);
    let mut out = String::new();
    for c in text.chars() {
        match c {
            ' ' if random.chance(0.1) => {}
            c if c.is_alphanumeric() && random.chance(1.0 / 16.0) => match c {
                'e' => out.push('c'),
                'n' => out.push('u'),
                'i' | 'l' => out.push('1'),
                'm' => out.push_str("rn"),
                'a' | 'o' => out.push('0'),
                _ => {}
            },
            c => {
                out.push(c);
                if random.chance(0.01) {
                    out.push(' ');
                }
            }
        }
    }
    out
}

/// A passage of the sample corpus: an article, from, to.
type Labelled = (String, u32, u32);

/// The texts of the sample corpus, and the passages in it that are copied or edited.
fn corpus() -> (BTreeMap<String, String>, Vec<Labelled>) {
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("corpus")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            for row in rows(&path) {
                let field = |name: &str| row[name].as_str().unwrap().to_owned();
                texts.insert(field("id"), field("text"));
            }
        }
    }
    let truth = std::fs::read_to_string(root().join("corpus/truth.tsv")).unwrap();
    let mut passages: Vec<Labelled> = truth
        .lines()
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let is_reuse = ["V", "E"].contains(&fields[6]);
            is_reuse.then(|| (fields[0].to_owned(), fields[1].parse().unwrap(), fields[2].parse().unwrap()))
        })
        .collect();
    passages.sort_unstable();
    passages.dedup();
    assert!(passages.len() > 30);
    (texts, passages)
}

/// The passages of which less than half is found again when a variant of each stands in a page of its own.
fn missed(
    variant: fn(&str) -> String,
    texts: &BTreeMap<String, String>,
    passages: &[Labelled],
    options: &Options,
) -> Vec<String> {
    let mut lines: String = texts.iter().map(|(id, text)| record(id, text)).collect();
    for (number, (id, start, end)) in passages.iter().enumerate() {
        let text: String = texts[id].chars().skip(*start as usize).take((end - start) as usize).collect();
        let framed = format!("From another desk.\n\n{}\n\nMore follows later today.", variant(&text));
        lines += &record(&format!("zz-variant-{number:03}"), &framed);
    }
    let shelf = Shelf::new();
    let found = scan(&[shelf.put("in.jsonl", lines)], options, &mut ()).unwrap();
    let mut missed = Vec::new();
    for (number, (id, start, end)) in passages.iter().enumerate() {
        let variant = format!("zz-variant-{number:03}");
        let covered: u32 = found
            .passages
            .iter()
            .filter(|p| {
                *found.collection.entry(p.left).key == **id
                    && *found.collection.entry(p.right).key == *variant
            })
            .map(|p| p.left_span.end.min(*end).saturating_sub(p.left_span.start.max(*start)))
            .sum();
        if 2 * covered < end - start {
            missed.push(format!("{variant} {id} {start}-{end}"));
        }
    }
    missed
}

#[test]
fn every_variant_of_every_passage_is_found() {
    let (texts, passages) = corpus();
    for (name, variant) in [
        ("re-quoted", requoted as fn(&str) -> String),
        ("re-numbered", renumbered),
        ("accent-stripped", unaccented),
        ("NFD", decomposed),
        ("re-ordered", reordered),
        ("glued", glued),
    ] {
        let missed = missed(variant, &texts, &passages, &Options::default());
        assert!(missed.is_empty(), "{name}: of {} passages not found {missed:?}", passages.len());
    }
}

#[test]
fn bad_scans_of_every_passage_are_found_by_letter() {
    let (texts, passages) = corpus();
    let by_letter = missed(scanned, &texts, &passages, &Options::for_ocr());
    assert!(by_letter.is_empty(), "of {} passages not found {by_letter:?}", passages.len());
    let mut words = Options::default();
    words.retell.preset = retold::retell::Preset::Off;
    let by_word = missed(scanned, &texts, &passages, &words);
    assert!(8 * by_word.len() > passages.len(), "words would do: {} missed", by_word.len());
}

#[test]
fn scans_of_unrelated_pages_share_nothing_by_letter() {
    // One in five is an edited copy of another one: those are left out.
    let mut pages: Vec<(String, HashSet<String>)> = Vec::new();
    for text in made::articles(80, 5) {
        let words: HashSet<String> = text.split(' ').map(str::to_owned).collect();
        if pages.iter().all(|(_, other)| 2 * words.intersection(other).count() < words.len()) {
            pages.push((scanned(&text), words));
        }
    }
    assert!(pages.len() > 40, "{}", pages.len());
    let record = |(number, (text, _)): (usize, &(String, _))| record(&format!("page-{number:02}"), text);
    let lines: String = pages.iter().enumerate().map(record).collect();
    let shelf = Shelf::new();
    let found = scan(&[shelf.put("in.jsonl", lines)], &Options::for_ocr(), &mut ()).unwrap();
    assert_eq!(found.passages.len(), 0, "{:?}", found.passages.first());
}

#[test]
fn shuffled_parts_are_one_passage_where_that_is_asked_for() {
    let (barge, apples) = (crate::support::DISPATCH, crate::support::OTHER);
    let between = "Nobody was hurt. ";
    let shelf = crate::support::Shelf::new();
    let lines = crate::support::record("a", &format!("{barge} {between}{apples}"))
        + &crate::support::record("b", &format!("{apples} Snow is on its way. {barge}"));
    shelf.put("in/two.jsonl", lines);
    let spans = |flags: &str| {
        assert_eq!(shelf.scan(flags).code, Some(0));
        let rows = shelf.rows("passages");
        let shown = |row: &serde_json::Value| (row["left_end"].as_u64().unwrap(), row["level"].clone());
        rows.iter().map(shown).collect::<Vec<_>>()
    };
    let whole = format!("{barge} {between}{apples}").len() as u64;
    assert_eq!(spans("").len(), 2);
    assert_eq!(spans("--force --join 5").len(), 2, "more than five characters lie between them");
    assert_eq!(spans("--force --join 100"), [(whole, "edited".into())]);
}
