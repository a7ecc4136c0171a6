//! `retold eval` as people meet it: figures of the sample corpus, and what it says of tables it cannot use.

use crate::support::{Shelf, retold, run_args, scan};

#[test]
fn the_sample_corpus_is_measured() {
    let shelf = Shelf::new();
    let report = shelf.path("report");
    assert_eq!(scan(&["corpus".as_ref()], &report, "").code, Some(0));
    let ran = run_args(&["eval", "corpus/truth.tsv", report.to_str().unwrap(), "--json"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let scores: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(scores["recall"]["V"], 1.0);
    assert_eq!(scores["pairs"]["S"], 90);
    let told = run_args(&["eval", "corpus/truth.tsv", report.to_str().unwrap()]);
    assert!(told.out.contains("verbatim, found") && told.out.contains("34 of 34"), "{}", told.out);
    // One table of the folder does as well, and swapped arguments are told apart.
    let passages = report.join("passages.jsonl");
    let alone = run_args(&["eval", "corpus/truth.tsv", passages.to_str().unwrap(), "--json"]);
    assert_eq!(alone.out, ran.out);
    let swapped = retold().arg("eval").arg(&passages).arg("corpus/truth.tsv").output().unwrap();
    let said = String::from_utf8(swapped.stderr).unwrap();
    assert_eq!(swapped.status.code(), Some(2));
    assert!(said.contains("no table of labels") && said.contains("hint: expected a header"), "{said}");
}
