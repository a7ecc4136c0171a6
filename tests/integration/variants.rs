//! Every passage of the sample corpus is found again when it is re-quoted, re-numbered, stripped of its accents, decomposed,
//! re-ordered or glued together.

use crate::support::{Shelf, record, root, rows};
use retold::options::Options;
use retold::pipeline::scan;
use std::collections::BTreeMap;
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

#[test]
fn every_variant_of_every_passage_is_found() {
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
    let mut passages: Vec<(String, u32, u32)> = truth
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
    for (name, variant) in [
        ("re-quoted", requoted as fn(&str) -> String),
        ("re-numbered", renumbered),
        ("accent-stripped", unaccented),
        ("NFD", decomposed),
        ("re-ordered", reordered),
        ("glued", glued),
    ] {
        let mut lines: String = texts.iter().map(|(id, text)| record(id, text)).collect();
        for (number, (id, start, end)) in passages.iter().enumerate() {
            let text: String = texts[id].chars().skip(*start as usize).take((end - start) as usize).collect();
            let framed = format!("From another desk.\n\n{}\n\nMore follows later today.", variant(&text));
            lines += &record(&format!("zz-variant-{number:03}"), &framed);
        }
        let shelf = Shelf::new();
        let found = scan(&[shelf.put("in.jsonl", lines)], &Options::default(), &mut ()).unwrap();
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
                missed.push((variant, id, start, end));
            }
        }
        assert!(missed.is_empty(), "{name}: of {} passages not found {missed:?}", passages.len());
    }
}
