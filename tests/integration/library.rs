//! The crate as Rust programs use it: values in, values out, nothing printed, threads as given.

use crate::support::{DISPATCH, OTHER, Shelf, record, root};
use retold::article::Article;
use retold::error::ErrorKind;
use retold::options::Options;
use retold::passage::level::Level;
use retold::pipeline::{Progress, Unit, scan};
use retold::{pipeline, report};
use std::thread;

fn options(threads: usize) -> Options {
    Options { threads: Some(threads), ..Options::default() }
}

/// Everything a run told.
#[derive(Default)]
struct Told {
    stages: Vec<(&'static str, Option<u64>, Unit)>,
    done: Vec<u64>,
}

impl Progress for Told {
    fn begin(&mut self, stage: &'static str, total: Option<u64>, unit: Unit) {
        self.stages.push((stage, total, unit));
    }
    fn reach(&mut self, done: u64) {
        self.done.push(done);
    }
}

#[test]
fn from_articles_to_findings_and_files() {
    let shelf = Shelf::new();
    let lines = record("a", DISPATCH) + &record("b", &format!("{DISPATCH} {OTHER}")) + &record("c", OTHER);
    let input = shelf.put("news.jsonl", lines);
    let mut told = Told::default();
    let findings = scan(&[input], &options(2), &mut told).unwrap();

    assert_eq!(findings.collection.entries().len(), 3);
    let key = |id| &*findings.collection.entry(id).key;
    let passages: Vec<_> = findings.passages.iter().map(|p| (key(p.left), key(p.right), p.level)).collect();
    assert_eq!(passages, [("a", "b", Level::Verbatim), ("b", "c", Level::Verbatim)]);
    let pairs: Vec<_> = findings.pairs.iter().map(|p| (key(p.left), key(p.right))).collect();
    assert_eq!(pairs, [("a", "b"), ("b", "c")]);
    assert_eq!(findings.pairs[0].containment_of_left(), 1.0);
    assert!(findings.skipped.is_empty() && findings.clusters.is_empty());

    assert_eq!(told.stages[0].0, "reading");
    assert!(told.stages[0].1.is_some() && told.stages[0].2 == Unit::Bytes);
    let stages: Vec<_> = told.stages.iter().map(|stage| stage.0).collect();
    let later = ["passages", "events", "retellings", "boilerplate"];
    assert_eq!(stages, [&["reading", "near-duplicates", "shared words"][..], &later].concat());
    assert!(!told.done.is_empty());

    report::write(&findings, &shelf.path("out"), false).unwrap();
    assert_eq!(shelf.rows("passages").len(), 2);
    let again = report::write(&findings, &shelf.path("out"), false).unwrap_err();
    assert!(matches!(again.kind(), ErrorKind::Exists { .. }));
    report::write(&findings, &shelf.path("out"), true).unwrap();
}

#[test]
fn scans_run_side_by_side() {
    let corpus = [root().join("corpus")];
    let counts: Vec<_> = thread::scope(|scope| {
        let scans: Vec<_> = [1, 2]
            .map(|threads| {
                let corpus = &corpus;
                scope.spawn(move || {
                    let findings = scan(corpus, &options(threads), &mut ()).unwrap();
                    (findings.counts, findings.passages, findings.pairs)
                })
            })
            .into_iter()
            .collect();
        scans.into_iter().map(|scan| scan.join().unwrap()).collect()
    });
    assert_eq!(counts[0], counts[1]);
}

#[test]
fn two_articles_are_compared_without_a_collection() {
    let article = |text: &str| Article { text: text.into(), ..Article::default() };
    let (left, right) = (article(&format!("{OTHER} {DISPATCH}")), article(DISPATCH));
    let (left_document, right_document, passages) =
        pipeline::compare(&left, &right, &Options::default()).unwrap();
    assert_eq!(passages.len(), 1);
    assert_eq!(left_document.shown(&left.text, passages[0].left).of(&left.text), DISPATCH);
    assert_eq!(right_document.shown(&right.text, passages[0].right).of(&right.text), DISPATCH);
}

#[test]
fn errors_are_kinds_with_places() {
    let missing = scan(&["no/such/file".into()], &Options::default(), &mut ()).err().unwrap();
    assert!(matches!(missing.kind(), ErrorKind::Read { .. }));
    assert!(missing.place().is_some() && missing.hint().is_some());
    let nothing = scan(&[], &Options::default(), &mut ()).err().unwrap();
    assert!(matches!(nothing.kind(), ErrorKind::NoInput { .. }));

    let shelf = Shelf::new();
    let input = shelf.put("x.jsonl", record("a", OTHER) + "{}\n");
    let strict = Options { is_strict: true, ..options(1) };
    let bad = scan(std::slice::from_ref(&input), &strict, &mut ()).err().unwrap();
    assert!(matches!(bad.kind(), ErrorKind::Record { .. }));
    assert_eq!(bad.place().unwrap().line, Some(2));
    let findings = scan(&[input], &options(1), &mut ()).unwrap();
    assert_eq!((findings.counts.read, findings.skipped.len()), (2, 1));
}
