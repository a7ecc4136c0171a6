//! `retold eval` as people meet it: figures of the sample corpus, and what it says of tables it cannot use.

use crate::support::{Shelf, retold, root, run_args, scan};

#[test]
fn the_sample_corpus_is_measured() {
    let shelf = Shelf::new();
    let report = shelf.path("report");
    assert_eq!(scan(&["corpus".as_ref()], &report, "").code, Some(0));
    let ran = run_args(&["eval", "corpus/truth.tsv", report.to_str().unwrap(), "--json"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let scores: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let truth = std::fs::read_to_string(root().join("corpus/truth.tsv")).unwrap();
    let num_pairs =
        |label: &str| truth.lines().skip(1).filter(|row| row.split('\t').nth(6) == Some(label)).count();
    assert_eq!(scores["recall"]["V"], 1.0);
    assert_eq!(scores["pairs"]["S"], num_pairs("S"));
    let told = run_args(&["eval", "corpus/truth.tsv", report.to_str().unwrap()]);
    let all = num_pairs("V");
    assert!(all > 0);
    let found = told.out.lines().find(|line| line.contains("verbatim, found")).unwrap();
    assert!(found.contains(&format!("{all} of {all}")), "{}", told.out);
    // One table of the folder does as well, and swapped arguments are told apart.
    let passages = report.join("passages.jsonl");
    let alone = run_args(&["eval", "corpus/truth.tsv", passages.to_str().unwrap(), "--json"]);
    assert_eq!(alone.out, ran.out);
    let swapped = retold().arg("eval").arg(&passages).arg("corpus/truth.tsv").output().unwrap();
    let said = String::from_utf8(swapped.stderr).unwrap();
    assert_eq!(swapped.status.code(), Some(2));
    assert!(said.contains("no table of labels") && said.contains("hint: expected a header"), "{said}");
}

#[test]
fn a_table_is_read_as_it_stands_and_kinds_are_those_it_has() {
    let shelf = Shelf::new();
    let scanned = run_args(&["scan", "corpus", "-o", shelf.path("out").to_str().unwrap()]);
    assert_eq!(scanned.code, Some(0), "{}", scanned.err);
    let eval = |table: &str, flags: &[&str]| {
        let labels = shelf.put("labels.tsv", table);
        let out = shelf.path("out");
        let paths = [labels.to_str().unwrap(), out.to_str().unwrap()];
        run_args(&[&["eval"], &paths[..], flags].concat())
    };
    let truth = std::fs::read_to_string(crate::support::root().join("corpus/truth.tsv")).unwrap();
    let noted: String = truth
        .lines()
        .enumerate()
        .map(|(number, row)| match number {
            0 => format!("{row}\tnote\n"),
            // A quotation mark that nobody closes.
            30 => format!("{row}\t\"as it stood\n"),
            _ => format!("{row}\t\n"),
        })
        .collect();
    assert_eq!(eval(&noted, &[]).out, eval(&truth, &[]).out);
    for (table, what) in [
        (&*truth, "has no column `kind`"),
        ("id\tcluster\nx\t1\n", "has no column `kind`"),
        (
            "a\tb\tkind\nx\ty\tcopy\n",
            "has no row of the kind `copies`, which --kind asks for\nhint: its kinds are copy",
        ),
        ("a\tb\tkind\nx\tx\tcopies\n", "`x` stands on both sides"),
    ] {
        let ran = eval(table, &["--kind", "copies"]);
        assert!(ran.code == Some(2) && ran.err.contains(what), "{}", ran.err);
    }
}
