//! Small invented cases whose values follow from the definitions by hand.

use super::*;
use crate::error::ErrorKind;
use spans::Labelled;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn reported(
    left: &str,
    left_span: (i64, i64),
    right: &str,
    right_span: (i64, i64),
    level: &str,
    score: f64,
) -> Reported {
    let [left, right, level] = [left, right, level].map(str::to_owned);
    Reported { left, left_span, right, right_span, level, score }
}

fn case(spans: [(i64, i64); 2]) -> plagdet::Case {
    plagdet::Case {
        suspicious: "s".into(),
        suspicious_span: spans[0],
        source: "r".into(),
        source_span: spans[1],
    }
}

#[test]
fn plagdet_of_a_case_found_in_two_pieces() {
    let cases = [case([(0, 100), (200, 300)]), case([(500, 600), (900, 1000)])];
    // Two pieces cover 40 + 40 characters of the first case on each side, turned round in the table; nothing of the second.
    // The second piece is 50 characters long and lies in the case with 40.
    let found = [
        reported("r", (200, 240), "s", (0, 40), "verbatim", 0.9),
        reported("s", (60, 110), "r", (260, 310), "edited", 0.5),
    ];
    let scores = plagdet::score(&cases, &found, false);
    assert_eq!((scores.recall, scores.precision, scores.granularity), (0.4, 0.9, 2.0));
    let f1 = 2.0 * 0.9 * 0.4 / 1.3;
    assert_eq!(scores.plagdet, rounded(f1 / 3f64.log2()));
}

#[test]
fn cases_of_both_directions_are_met_each_by_its_own() {
    let turned = plagdet::Case {
        suspicious: "r".into(),
        suspicious_span: (700, 750),
        source: "s".into(),
        source_span: (800, 850),
    };
    let cases = [case([(0, 90), (0, 90)]), turned];
    let found = [
        reported("s", (0, 90), "r", (0, 90), "verbatim", 1.0),
        reported("s", (800, 850), "r", (700, 750), "verbatim", 1.0),
    ];
    assert_eq!(plagdet::score(&cases, &found, false).plagdet, 1.0);
    let scores = plagdet::score(&cases, &found[1..], false);
    assert_eq!((scores.precision, scores.recall), (1.0, 0.5));
}

#[test]
fn passages_between_other_articles_count_unless_only_listed() {
    let found = [
        reported("s", (0, 100), "r", (200, 300), "verbatim", 1.0),
        reported("x", (0, 9), "y", (0, 9), "edited", 1.0),
    ];
    let scores = |is_only| plagdet::score(&[case([(0, 100), (200, 300)])], &found, is_only);
    assert_eq!((scores(false).precision, scores(false).detections), (0.5, 2));
    assert_eq!((scores(true).precision, scores(true).plagdet), (1.0, 1.0));
    let nothing = plagdet::score(&[case([(0, 1), (0, 1)])], &[], false);
    assert_eq!((nothing.plagdet, nothing.granularity), (0.0, 1.0));
}

fn labelled(label: &str, a_span: (i64, i64), b_span: (i64, i64)) -> Labelled {
    Labelled { a: "a".into(), a_span, b: "b".into(), b_span, label: label.into(), case: Some("k".into()) }
}

#[test]
fn labelled_pairs_are_found_by_half_of_both_and_by_place() {
    let rows = [
        labelled("V", (0, 100), (0, 100)),
        // Held whole, but the passage carries it to the other end of the right text.
        labelled("E", (0, 100), (1900, 2000)),
        labelled("S", (300, 400), (300, 400)),
        labelled("S", (9000, 9100), (0, 100)),
        labelled("Q", (0, 100), (0, 100)),
    ];
    let found = [
        reported("a", (0, 2000), "b", (0, 2000), "edited", 0.4),
        reported("b", (0, 60), "a", (20, 80), "verbatim", 0.8),
        reported("a", (0, 2000), "b", (1800, 2000), "quote", 1.0),
    ];
    let scores = spans::score(&rows, &found);
    assert_eq!(scores.recall, BTreeMap::from([("E".into(), 0.0), ("V".into(), 1.0)]));
    assert_eq!(scores.false_positive_rate, BTreeMap::from([("S".into(), 0.5)]));
    assert_eq!(scores.levels, BTreeMap::from([("S->edited".into(), 1), ("V->verbatim".into(), 1)]));
    assert_eq!((scores.precision, scores.f1), (Some(0.5), Some(0.5)));
    // Of four comparisons .8 wins two; the miss loses one against .4 and ties one with 0.
    assert_eq!((scores.auc, scores.auc_rewritten), (Some(2.5 / 4.0), None));
    assert_eq!(scores.cases["S k"], (1, 2));
    assert_eq!(scores.pairs["U"], 0);
}

fn set(pairs: &[(&str, &str)]) -> BTreeSet<IdPair> {
    pairs.iter().map(|(left, right)| in_order(left, right)).collect()
}

#[test]
fn pairs_not_listed_are_wrong_unless_judged_one_by_one() {
    let truth = pairs::Wanted {
        wanted: set(&[("a", "b"), ("b", "c")]),
        unwanted: set(&[("a", "d")]),
        ..Default::default()
    };
    let found = set(&[("b", "a"), ("a", "d"), ("x", "y")]);
    let scores = pairs::score(&truth, &found, false);
    assert_eq!((scores.precision, scores.recall, scores.f1), (Some(0.3333), Some(0.5), Some(0.4)));
    let judged = pairs::Wanted { is_judged: true, ..truth };
    assert_eq!(pairs::score(&judged, &found, false).precision, Some(0.5));
    let none = pairs::score(&pairs::Wanted::default(), &set(&[]), false);
    assert_eq!((none.precision, none.recall), (None, None));
}

fn clusters(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(id, cluster)| ((*id).to_owned(), (*cluster).to_owned())).collect()
}

#[test]
fn cluster_measures_of_a_table_computed_by_hand() {
    // Wanted {1 2 3} {4 5} {6}; found {1 2} {3 4 5}, 6 in none. Cells: 2, 1, 2, 1.
    let wanted = clusters(&[("1", "x"), ("2", "x"), ("3", "x"), ("4", "y"), ("5", "y"), ("6", "z")]);
    let found = clusters(&[("1", "p"), ("2", "p"), ("3", "q"), ("4", "q"), ("5", "q")]);
    let scores = clusters::score(&wanted, &found);
    // Pairs together in both 1 + 1; in rows 3 + 1, in columns 1 + 3, of 15: expected 16 / 15, most 4.
    assert_eq!(scores.adjusted_rand, rounded((2.0 - 16.0 / 15.0) / (4.0 - 16.0 / 15.0)));
    // Precision: 1 and 2 1; 3 a third; 4 and 5 two thirds; 6 1. Recall: 1 and 2 two thirds, 3 a third, 4, 5 and 6 1.
    assert_eq!(scores.b3_precision, rounded((2.0 + 1.0 / 3.0 + 4.0 / 3.0 + 1.0) / 6.0));
    assert_eq!(scores.b3_recall, rounded((4.0 / 3.0 + 1.0 / 3.0 + 3.0) / 6.0));
    assert_eq!((scores.articles, scores.wanted, scores.found), (6, 2, 2));
    let same = clusters::score(&wanted, &wanted);
    assert_eq!((same.adjusted_rand, same.b3_f1), (1.0, 1.0));
    assert_eq!(clusters::score(&BTreeMap::new(), &BTreeMap::new()).adjusted_rand, 1.0);
}

#[test]
fn pairs_make_clusters_and_clusters_pairs() {
    let found = clusters::of_pairs(&set(&[("a", "b"), ("b", "c"), ("x", "y")]));
    assert_eq!(found, clusters(&[("a", "a"), ("b", "a"), ("c", "a"), ("x", "x"), ("y", "x")]));
    // Of the four pairs two are found, and two that are none: one between the clusters, one with an article of neither.
    let pairs = set(&[("a", "c"), ("x", "y"), ("b", "x"), ("a", "z")]);
    let scores = |is_only_listed| pairs::score_clusters(&found, &pairs, is_only_listed);
    assert_eq!((scores(false).wanted, scores(false).found, scores(false).right), (4, 4, 2));
    assert_eq!((scores(true).found, scores(true).right, scores(true).precision), (3, 2, Some(0.6667)));
}

proptest::proptest! {
    #[test]
    fn pairs_of_clusters_are_counted_as_if_they_were_listed(
        truth in proptest::collection::btree_map("[a-g]", "[xy]", 0..6),
        found in proptest::collection::btree_set(("[a-g]", "[a-g]"), 0..9),
    ) {
        let found: BTreeSet<IdPair> =
            found.iter().filter(|(one, other)| one != other).map(|(one, other)| in_order(one, other)).collect();
        let ids: Vec<&String> = truth.keys().collect();
        let mut wanted = pairs::Wanted::default();
        for (at, one) in ids.iter().enumerate() {
            for other in &ids[at + 1..] {
                let list = if truth[*one] == truth[*other] { &mut wanted.wanted } else { &mut wanted.unwanted };
                list.insert(in_order(one, other));
            }
        }
        for is_only_listed in [false, true] {
            let listed = pairs::score(&wanted, &found, is_only_listed);
            proptest::prop_assert_eq!(pairs::score_clusters(&truth, &found, is_only_listed), listed);
        }
    }
}

#[test]
fn what_says_nothing_of_the_findings_is_told() {
    let none = measured(
        "a\tb\tlabel\n1\t2\t1\n",
        &[("clusters.jsonl", "{\"cluster\":1,\"id\":\"1\"}\n")],
        &Params::default(),
    );
    assert!(none.unwrap_err().to_string().contains("nothing can be measured"));
    let params = Params { kind: Some("para".into()), ..Params::default() };
    let without = measured("a\tb\tlabel\n1\t2\t1\n", &[("pairs.jsonl", PAIR)], &params);
    assert!(without.unwrap_err().to_string().contains("no column `kind`"));
}

#[test]
fn quotations_and_repeats_are_no_detections() {
    let passage = |left: &str, right: &str, level: &str| -> String {
        format!(
            "{{\"left\":\"{left}\",\"left_start\":0,\"left_end\":100,\"right\":\"{right}\",\"right_start\":0,\"right_end\":100,\"level\":\"{level}\",\"score\":0.9}}\n"
        )
    };
    let truth = "susp\tsusp_off\tsusp_len\tsrc\tsrc_off\tsrc_len\na\t0\t100\tb\t0\t100\n";
    let scores = |rows: &[String]| {
        measured(truth, &[("passages.jsonl", &rows.concat())], &Params::default()).unwrap().plagdet.unwrap()
    };
    let found =
        scores(&[passage("a", "b", "verbatim"), passage("a", "a", "verbatim"), passage("a", "c", "quote")]);
    assert_eq!((found.plagdet, found.detections), (1.0, 1));
    assert_eq!(scores(&[passage("a", "b", "quote")]).plagdet, 0.0);
}

/// A folder with a truth and findings in it.
fn measured(truth: &str, files: &[(&str, &str)], params: &Params) -> Result<Evaluation> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("truth.tsv"), truth).unwrap();
    files.iter().for_each(|(name, text)| fs::write(dir.path().join(name), text).unwrap());
    let found = if files.len() == 1 { dir.path().join(files[0].0) } else { dir.path().to_path_buf() };
    evaluate(&dir.path().join("truth.tsv"), &found, params)
}

const PAIR: &str = "{\"left\":\"1\",\"right\":\"2\",\"resemblance\":0.9}\n";

#[test]
fn each_kind_of_table_is_told_by_its_columns() {
    let params = Params::default();
    let passage =
        "{\"left\":1,\"left_start\":0,\"left_end\":9,\"right\":\"2\",\"right_start\":0,\"right_end\":9}\n";
    let spans = "a\ta_start\ta_end\tb\tb_start\tb_end\tlabel\n1\t0\t9\t2\t0\t9\tV\n";
    let scores = measured(spans, &[("found.jsonl", passage)], &params).unwrap().spans.unwrap();
    assert_eq!(scores.recall["V"], 1.0, "ids may be numbers, and a passage without a score counts");
    let cases = "susp\tsrc\tsusp_off\tsusp_len\tsrc_off\tsrc_len\n2\t1\t0\t9\t0\t9\n";
    assert_eq!(measured(cases, &[("found.jsonl", passage)], &params).unwrap().plagdet.unwrap().plagdet, 1.0);
    let kinds = "a\tb\tkind\n1\t2\ttitle,article\n2\t3\ttitle\n";
    let by_kind = Params { kind: Some("article".into()), ..Params::default() };
    let recall = |params| measured(kinds, &[("pairs.jsonl", PAIR)], params).unwrap().pairs.unwrap().recall;
    assert_eq!((recall(&params), recall(&by_kind)), (Some(0.5), Some(1.0)));
    // A row that counts neither way would count against the cluster it lies in.
    let cluster =
        "{\"cluster\":1,\"id\":\"1\"}\n{\"cluster\":1,\"id\":\"2\"}\n{\"cluster\":1,\"id\":\"3\"}\n";
    let of_clusters =
        |params| measured(kinds, &[("clusters.jsonl", cluster)], params).map(|found| found.clusters);
    assert_eq!(of_clusters(&params).unwrap().unwrap().adjusted_rand, 1.0);
    assert!(of_clusters(&by_kind).is_err(), "nothing is left to measure");
    let grades = "subset\ta\tb\tgrade\nx\t1\t2\t1\nx\t2\t3\t0\n";
    let strict = Params { least_grade: Some(2), ..Params::default() };
    let precision =
        |params| measured(grades, &[("pairs.jsonl", PAIR)], params).unwrap().pairs.unwrap().precision;
    assert_eq!((precision(&params), precision(&strict)), (Some(1.0), Some(0.0)));
    let clusters = "{\"cluster\":1,\"id\":\"1\"}\n{\"cluster\":1,\"id\":\"2\"}\n";
    let files = [("clusters.jsonl", clusters), ("pairs.jsonl", PAIR)];
    let found = measured("id\tcluster\n1\tx\n2\tx\n3\ty\n", &files, &params).unwrap();
    assert_eq!((found.clusters.unwrap().adjusted_rand, found.pairs.unwrap().f1), (1.0, Some(1.0)));
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let params = Params::default();
    let place = |truth: &str, files: &[(&str, &str)]| {
        let error = measured(truth, files, &params).unwrap_err();
        assert!(error.hint().is_some(), "{error} has no remedy");
        let place = error.place().cloned().unwrap_or_default();
        (place.line, place.field.map(String::from))
    };
    let pairs = [("pairs.jsonl", PAIR)];
    assert_eq!(place("x\ty\n", &pairs), (Some(1), None));
    let spans = "a\ta_start\ta_end\tb\tb_start\tb_end\tlabel\n";
    assert_eq!(place(&format!("{spans}1\t0\t9\t2\tx\t9\tV\n"), &pairs), (Some(2), Some("b_start".into())));
    assert_eq!(place(&format!("{spans}1\t9\t3\t2\t0\t9\tV\n"), &pairs), (Some(2), Some("a_end".into())));
    assert_eq!(place("a\tb\tgrade\n1\t2\thigh\n", &pairs), (Some(2), Some("grade".into())));
    assert_eq!(place("id\tcluster\n1\tx\n1\ty\n", &pairs), (Some(3), Some("id".into())));
    assert_eq!(place("a\tb\n1\t2\n", &[("found.jsonl", "{\"x\":1}\n")]), (Some(1), None));
    assert_eq!(place("a\tb\n1\t2\n", &[("pairs.jsonl", &format!("{PAIR}{{"))]), (Some(2), None));
    // A truth of passages, a table of pairs; findings of other articles.
    assert_eq!(place(&format!("{spans}1\t0\t9\t2\t0\t9\tV\n"), &pairs), (None, None));
    let other = [("articles.jsonl", "{\"id\":\"9\"}\n"), ("pairs.jsonl", "")];
    let error = measured("a\tb\n1\t2\n", &other, &params).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Record { .. }), "{error}");
    let some = [("articles.jsonl", "{\"id\":\"1\"}\n"), ("pairs.jsonl", "")];
    assert_eq!(measured("a\tb\n1\t2\n", &some, &params).unwrap().unknown_ids, ["2"]);
    // One thing with two labels.
    let twice = format!("{spans}1\t0\t9\t2\t3\t9\tV\n2\t3\t9\t1\t0\t9\tS\n");
    assert_eq!(place(&twice, &pairs), (Some(3), Some("label".into())));
    assert_eq!(place("a\tb\tgrade\n1\t2\t1\n2\t1\t0\n", &pairs), (Some(3), Some("b".into())));
    // A grade where there are none.
    let graded = Params { least_grade: Some(2), ..Params::default() };
    let error = measured("id\tcluster\n1\tx\n", &pairs, &graded).unwrap_err();
    assert!(error.to_string().contains("--grade 2"), "{error}");
}

#[test]
fn spans_behind_the_end_of_their_article_are_told() {
    let articles = "{\"id\":\"1\",\"chars\":40}\n{\"id\":\"2\",\"chars\":40}\n";
    let files = [("articles.jsonl", articles), ("passages.jsonl", "")];
    let spans = "a\ta_start\ta_end\tb\tb_start\tb_end\tlabel\n1\t0\t40\t2\t3\t41\tV\n";
    let found = measured(spans, &files, &Params::default()).unwrap();
    assert_eq!(found.outside, ["3 to 41 reaches beyond the end of `2`, which has 40 characters"]);
    let cases = "susp\tsrc\tsusp_off\tsusp_len\tsrc_off\tsrc_len\n2\t1\t31\t9\t31\t10\n";
    assert_eq!(measured(cases, &files, &Params::default()).unwrap().outside.len(), 1);
}
