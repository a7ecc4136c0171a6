//! `retold explain` tells what the scan did: the same passages, for every pair, and why there are none.

use crate::support::{DISPATCH, OTHER, Shelf, retold, rows, run_args, scan};
use serde_json::Value;
use std::collections::BTreeMap;

fn explained(folder: &str, left: &str, right: &str) -> Value {
    let ran = run_args(&["explain", folder, left, right, "--json"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{left} {right}");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn what_is_explained_is_what_was_reported() {
    let shelf = Shelf::new();
    let report = shelf.path("report");
    assert_eq!(scan(&["corpus".as_ref()], &report, "").code, Some(0));
    let mut pairs: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
    for row in rows(&report.join("passages.jsonl")) {
        let id = |side: &str| row[side].as_str().unwrap().to_owned();
        pairs.entry((id("left"), id("right"))).or_default().push(row.clone());
    }
    let counted: BTreeMap<(String, String), f64> = rows(&report.join("pairs.jsonl"))
        .into_iter()
        .map(|row| {
            let id = |side: &str| row[side].as_str().unwrap().to_owned();
            ((id("left"), id("right")), row["resemblance"].as_f64().unwrap())
        })
        .collect();
    let mut num_near = 0;
    for ((left, right), listed) in &pairs {
        // Asked for in the other order, too.
        let found = explained(report.to_str().unwrap(), right, left);
        let near = |a: &Value, b: &Value| (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-5;
        for row in listed.iter().filter(|row| row["evidence"].is_null()) {
            let is_same = |passage: &&Value| {
                passage["left"] == serde_json::json!([row["left_start"], row["left_end"]])
                    && passage["right"] == serde_json::json!([row["right_start"], row["right_end"]])
                    && passage["level"] == row["level"]
                    // What the sentences around an edited passage say may raise its score in the table.
                    && (near(&passage["score"], &row["score"])
                        || row["level"] == "edited" && passage["score"].as_f64() < row["score"].as_f64())
                    && near(&passage["identity"], &row["identity"])
            };
            let passages = found["passages"].as_array().unwrap();
            assert!(passages.iter().any(|p| is_same(&p)), "{left} {right}: {row} is not explained");
        }
        assert_eq!(found["reported"].as_array().unwrap().len(), listed.len());
        if let Some(resemblance) = counted.get(&(left.clone(), right.clone())) {
            assert!((found["near"]["resemblance"].as_f64().unwrap() - resemblance).abs() < 1e-5);
            num_near += 1;
        }
    }
    assert!(pairs.len() > 20 && num_near > 0, "{} pairs, {num_near} near-duplicates", pairs.len());
}

/// What the lane for other words reports of a pair is what its explanation ends with, and each of its passages holds a pair of stretches
/// that reached the threshold.
#[test]
fn what_is_explained_of_other_words_is_what_was_reported() {
    let shelf = Shelf::new();
    for (folder, flags, least) in
        [("benches/fit/folders/fr1-03.jsonl", "", 1), ("corpus", "--rewritten wide", 40)]
    {
        let report = shelf.path(&folder.replace('/', "-"));
        assert_eq!(scan(&[folder.as_ref()], &report, flags).code, Some(0));
        let mut pairs: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
        for row in rows(&report.join("passages.jsonl")) {
            let id = |side: &str| row[side].as_str().unwrap().to_owned();
            if row["level"] == "rewritten" {
                pairs.entry((id("left"), id("right"))).or_default().push(row.clone());
            }
        }
        let mut seen = 0;
        for ((left, right), listed) in &pairs {
            let found = explained(report.to_str().unwrap(), left, right);
            let told = &found["other_words"];
            assert_eq!(told["is_looked_at"], true, "{left} {right}");
            // The invented folder has no copies: what was found in other words is no passage of theirs found word by word.
            assert!(folder == "corpus" || told["copies"] == false, "{left} {right}");
            for row in listed {
                let span = |side: &str| {
                    serde_json::json!([row[format!("{side}_start")], row[format!("{side}_end")]])
                };
                let is_it = |passage: &&Value| {
                    (&passage["left"], &passage["right"]) == (&span("left"), &span("right"))
                        && passage["level"] == row["level"]
                        && (passage["score"].as_f64().unwrap() - row["score"].as_f64().unwrap()).abs() < 1e-5
                };
                assert!(told["passages"].as_array().unwrap().iter().any(|p| is_it(&p)), "{row} {told}");
                seen += 1;
            }
            let stretches = told["stretches"].as_array().unwrap();
            let best = &stretches[0];
            assert!(best["probability"].as_f64() >= Some(0.08) && best["evidence"].is_object(), "{best}");
            let log_odds: f64 =
                best["parts"].as_array().unwrap().iter().map(|part| part[1].as_f64().unwrap()).sum();
            let probability = 1.0 / (1.0 + (-log_odds).exp());
            assert!((best["probability"].as_f64().unwrap() - probability).abs() < 1e-9, "{best}");
        }
        assert!(seen >= least, "{folder}: {seen}");
    }
}

#[test]
fn other_words_are_told_also_of_pairs_that_never_met() {
    let shelf = Shelf::with(&[("a.txt", DISPATCH.as_bytes()), ("b.txt", OTHER.as_bytes())]);
    assert_eq!(shelf.scan("").code, Some(0));
    let folder = shelf.path("out");
    let folder = folder.to_str().unwrap();
    let found = explained(folder, "a", "b");
    assert_eq!(
        (&found["other_words"]["all_pairs"], &found["other_words"]["passages"]),
        (&true.into(), &serde_json::json!([]))
    );
    let told = run_args(&["explain", folder, "a", "b"]);
    assert!(told.out.contains("so few articles that every two are compared"), "{}", told.out);
    assert_eq!(shelf.scan("--force --rewritten off").code, Some(0));
    let told = run_args(&["explain", folder, "a", "b"]);
    assert!(told.out.contains("not looked for: --rewritten off"), "{}", told.out);
}

/// What many earlier stories told as well speaks against two that tell it in other words: not what others told on the same days.
#[test]
fn what_was_told_before_counts_less() {
    let told_on = |day: &dyn Fn(usize) -> String| {
        let shelf = Shelf::new();
        let article = |id: String, day: String, text: String| {
            serde_json::json!({ "id": id, "date": day, "text": text }).to_string() + "\n"
        };
        let beside = |at: usize| own_words(at, 30);
        let mut lines = vec![
            article(
                "a".into(),
                "2024-05-20".into(),
                format!(
                    "{} The Selma harbour, built by the Corvane family in 1911, was ruined when a storm sank forty trawlers. {}",
                    beside(0),
                    beside(1)
                ),
            ),
            article(
                "b".into(),
                "2024-05-21".into(),
                format!(
                    "{} Forty trawlers went down in a storm that ruined the harbour of Selma, which the Corvane family had built. {}",
                    beside(2),
                    beside(3)
                ),
            ),
        ];
        lines.extend((0..6).map(|at| {
            let again =
                "Selma lost the harbour that the Corvane family built, and forty trawlers: a storm ruined it.";
            article(
                format!("early-{at}"),
                day(at),
                format!("{} {again}", beside(10 + at)),
            )
        }));
        lines.extend((20..300).map(|at| article(format!("other-{at}"), "2024-05-20".into(), beside(at))));
        shelf.put("all.jsonl", lines.concat());
        assert_eq!(scan(&[shelf.path("all.jsonl").as_ref()], &shelf.path("out"), "").code, Some(0));
        let found = explained(shelf.path("out").to_str().unwrap(), "a", "b");
        let best = &found["other_words"]["stretches"][0];
        // What adds nothing is not told.
        let background = best["parts"].as_array().unwrap().iter().find(|part| part[0] == "background");
        (background.map_or(0.0, |part| part[1].as_f64().unwrap()), best["probability"].as_f64().unwrap())
    };
    let (before, beside) = (told_on(&|at| format!("2024-02-2{at}")), told_on(&|at| format!("2024-05-2{at}")));
    assert!(before.0 < -1.5 && beside.0 == 0.0, "{before:?} {beside:?}");
    assert!(before.1 < beside.1, "{before:?} {beside:?}");
    let (month, year) = (told_on(&|_| "2024-04".into()), told_on(&|_| "2024".into()));
    assert!(month.0 < -1.5 && year.0 == 0.0, "that year may have been later: {month:?} {year:?}");
}

/// Words that no other text has, in sentences of ten.
fn own_words(text: usize, number: usize) -> String {
    let word = |at: usize| -> String {
        let letters = format!("{:03}{:03}", text, at);
        letters
            .bytes()
            .map(|digit| {
                ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu"][usize::from(digit - b'0')]
            })
            .collect()
    };
    let sentence = |from: usize| (from..from + 10).map(word).collect::<Vec<_>>().join(" ") + ". ";
    (0..number).step_by(10).map(sentence).collect()
}

/// More stories than are all compared with each other: `a-copy` is `a` and a paragraph more, which `b` has too.
fn many_stories() -> Shelf {
    let shelf = Shelf::new();
    let paragraph = own_words(900, 40);
    let mut all: Vec<(String, String)> =
        (0..160).map(|at| (format!("other-{at}"), own_words(at, 60))).collect();
    all.push(("a".into(), own_words(901, 400)));
    all.push(("a-copy".into(), format!("{}{paragraph}", own_words(901, 400))));
    all.push(("b".into(), format!("{paragraph}{}", own_words(902, 100))));
    let line =
        |(id, text): &(String, String)| serde_json::json!({ "id": id, "text": text }).to_string() + "\n";
    shelf.put("in/all.jsonl", all.iter().map(line).collect::<String>());
    assert_eq!(shelf.scan("").code, Some(0));
    shelf
}

#[test]
fn articles_meet_where_their_copies_share_a_passage_and_others_never() {
    let shelf = many_stories();
    let folder = shelf.path("out");
    let folder = folder.to_str().unwrap();
    for (left, right, passage, copies, what) in [
        ("a", "b", false, true, "between copies of the two"),
        (
            "a-copy",
            "b",
            true,
            false,
            "compared, as the articles that stand for them are: a passage found word by word",
        ),
        ("a", "other-7", false, false, "too few rare words in common to be compared"),
        ("other-3", "other-7", false, false, "too few rare words in common to be compared"),
    ] {
        let found = explained(folder, left, right);
        let told = &found["other_words"];
        assert_eq!((&told["passage"], &told["copies"]), (&passage.into(), &copies.into()), "{left} {right}");
        for door in ["all_pairs", "event", "local"] {
            assert_eq!(told[door], false, "{left} {right}: {door}");
        }
        let stages = found["stages"].as_array().unwrap();
        let is_told = |stage: &Value| stage["what"].as_str().unwrap().contains(what);
        assert!(stages.iter().any(is_told), "{left} {right}: {stages:?}");
    }
}

#[test]
fn of_vectors_is_spoken_where_the_scan_had_some() {
    let shelf =
        Shelf::with(&[("a.txt", DISPATCH.as_bytes()), ("b.txt", format!("News. {DISPATCH}").as_bytes())]);
    assert_eq!(shelf.scan("").code, Some(0));
    let folder = shelf.path("out");
    let table = folder.join("passages.jsonl");
    let row = &rows(&table)[0];
    // A row that explaining does not find again.
    let mut other = row.clone();
    other["left_end"] = (row["left_end"].as_u64().unwrap() - 9).into();
    for (evidence, said) in [(serde_json::json!(null), false), (serde_json::json!({ "cosine": 0.5 }), true)] {
        other["evidence"] = evidence;
        std::fs::write(&table, format!("{row}\n{other}\n")).unwrap();
        let told = run_args(&["explain", folder.to_str().unwrap(), "a", "b"]);
        assert_eq!(told.code, Some(0), "{}", told.err);
        assert!(told.out.matches("; reported").count() == 2, "{}", told.out);
        assert_eq!(told.out.contains("--vectors tells more"), said, "{}", told.out);
    }
}

#[test]
fn days_are_counted_between_the_nearest_ends_of_two_dates_in_both_lanes() {
    let shelf = Shelf::new();
    let record = |(id, date, text): (&str, &str, &str)| {
        serde_json::json!({ "id": id, "date": date, "text": text }).to_string() + "\n"
    };
    let articles =
        [("day", "2020-03-20", DISPATCH), ("later", "2020-04-08", OTHER), ("month", "2020-03", DISPATCH)];
    shelf.put("in/all.jsonl", articles.map(record).concat());
    let folder = shelf.path("out");
    let folder = folder.to_str().unwrap();
    // The first and the last are copies; each is compared by its own date.
    for (days, compared) in [(7, 0), (8, 1)] {
        assert_eq!(shelf.scan(&format!("--force --window {days}")).code, Some(0));
        assert_eq!(shelf.findings()["counts"]["retold"]["compared"], compared);
        let found = explained(folder, "later", "month");
        let stages = found["stages"].as_array().unwrap();
        for lane in ["passages", "other words"] {
            let of_lane = |stage: &&Value| stage["stage"] == lane && stage["what"] == "days apart, at most";
            let stage = stages.iter().find(of_lane).unwrap();
            assert_eq!(
                (&stage["value"], &stage["threshold"], &stage["passed"]),
                (&8.0.into(), &f64::from(days).into(), &(days == 8).into())
            );
        }
    }
}

#[test]
fn a_pair_that_was_not_reported_is_told_what_stopped_it() {
    let shelf = Shelf::with(&[
        ("a.txt", format!("{DISPATCH} Nobody was hurt.").as_bytes()),
        ("b.txt", format!("Shipping news. {DISPATCH}").as_bytes()),
        ("c.txt", OTHER.as_bytes()),
    ]);
    assert_eq!(shelf.scan("").code, Some(0));
    let folder = shelf.path("out");
    let folder = folder.to_str().unwrap();
    let found = explained(folder, "a", "c");
    let stages = found["stages"].as_array().unwrap();
    assert_eq!((&stages[0]["passed"], &stages[0]["value"]), (&Value::Bool(false), &0.0.into()), "{found}");
    assert_eq!(found["is_looked_at"], false);
    // The inputs may go: the folder holds what is needed.
    std::fs::remove_dir_all(shelf.path("in")).unwrap();
    let told = run_args(&["explain", folder, "a", "b"]);
    for part in ["Stages", "Near-duplicates", "Seeds", "Alignment 1: passage, verbatim", "; reported"] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    let found = explained(folder, "a", "b");
    let columns = found["pieces"][0]["columns"].as_array().unwrap();
    assert!(
        columns.iter().any(|c| c["op"] == "keep" && c["left"] == "Tarnmouth" && c["right"] == "Tarnmouth")
    );
}

#[test]
fn what_is_not_there_is_named_with_a_remedy() {
    let shelf = Shelf::with(&[("a.txt", DISPATCH.as_bytes()), ("b.txt", OTHER.as_bytes())]);
    assert_eq!(shelf.scan("").code, Some(0));
    let folder = shelf.path("out");
    let refused = |args: &[&str]| {
        let ran = retold().arg("explain").arg(&folder).args(args).output().unwrap();
        assert_eq!(ran.status.code(), Some(2));
        String::from_utf8(ran.stderr).unwrap()
    };
    let said = refused(&["a", "z"]);
    assert!(said.contains("article `z`") && said.contains("such as a, b"), "{said}");
    std::fs::remove_file(folder.join("texts.jsonl.zst")).unwrap();
    let said = refused(&["a", "b"]);
    assert!(said.contains("texts.jsonl.zst") && said.contains("scan again"), "{said}");
    let empty = run_args(&["explain", shelf.path("in").to_str().unwrap(), "a", "b"]);
    assert!(empty.err.contains("name a folder that `retold scan -o FOLDER` wrote"), "{}", empty.err);
}

#[test]
fn each_copy_is_compared_by_its_own_date() {
    const COUNCIL: &str = "The Belorme council voted on Tuesday to close the old northern ferry terminal. Twelve workers will \
        lose their posts and 340 vessels a year must berth at Selma instead. Mayor Ilona Dravec called the decision a bitter \
        necessity after the storm damage. Engineers had warned in spring that the concrete pier was cracking beneath the cranes.";
    const RETOLD: &str = "Closing the ancient north terminal for ferries was decided by councillors in Belorme on Tuesday. In \
        future 340 vessels each year will have to berth in Selma, and twelve workers are losing their posts. It was, said mayor \
        Ilona Dravec, a bitter necessity given what the storm had damaged.";
    let longer = format!("{COUNCIL} Read more.");
    // Whichever of the copies is the older one, and stands for both.
    for (first, second) in [("2020-03-01", "2020-09-01"), ("2019-09-01", "2020-03-01")] {
        let shelf = Shelf::new();
        let record = |(id, date, text): (&str, &str, &str)| {
            serde_json::json!({ "id": id, "date": date, "text": text }).to_string() + "\n"
        };
        let articles = [("a", first, COUNCIL), ("b", second, &longer), ("r", "2020-03-02", RETOLD)];
        shelf.put("in/all.jsonl", articles.map(record).concat());
        assert_eq!(shelf.scan("").code, Some(0));
        let near = if first == "2020-03-01" { "a" } else { "b" };
        let found: Vec<_> =
            shelf.rows("passages").into_iter().filter(|p| p["level"] == "rewritten").collect();
        assert!(
            !found.is_empty() && found.iter().all(|p| p["left"] == near && p["right"] == "r"),
            "{found:?}"
        );
        let folder = shelf.path("out");
        for id in ["a", "b"] {
            let told = explained(folder.to_str().unwrap(), id, "r");
            let stages = told["stages"].as_array().unwrap().iter();
            let dropped =
                stages.filter(|stage| stage["stage"] == "other words").any(|stage| stage["passed"] == false);
            assert_eq!(dropped, id != near, "{told}");
        }
    }
}

#[test]
fn weak_passages_are_judged_by_their_sentences_however_far_apart() {
    let quay = "Fishing crews along the northern quays said on Monday that the new winch had failed twice in a week. After a \
        meeting the chairwoman of the harbour commission of Osmy, Ilse Varnholt, refused to pay for another repair before the \
        insurers have answered. Two boats left at noon without nets.";
    let fair = "A choir of forty children opened the spring fair in the old tannery on Saturday evening. Among the guests were \
        the deputy chairwoman of the harbour commission in Osmy, Ilse Varnholt, who praised the costumes and stayed for the \
        dance. The bakers sold every cake they had brought.";
    let quay_ends = "Fishing crews along the northern quays said on Monday that the new winch had failed twice in a week. Another \
        repair of its corroded gearbox before the underwriters in Tarnmouth have answered three letters about the insurance was \
        refused after a long meeting by the head of the harbour office of Osmy. Two boats left at noon without nets.";
    let fair_ends = "A choir of forty children opened the spring fair in the old tannery on Saturday evening. Embroidered costumes \
        and dances that lasted until the paraffin lamps in the courtyard went out were praised among jugglers and acrobats by \
        the head of the harbour office of Osmy. The bakers sold every cake they had brought.";
    let copies = [("edited", quay, fair), ("verbatim", quay_ends, fair_ends)];
    for ((level, quay, fair), date) in
        copies.into_iter().flat_map(|copy| ["2026-01-11", "2026-03-11"].map(|date| (copy, date)))
    {
        let shelf = Shelf::new();
        let record = |(id, date, text): (&str, &str, &str)| {
            serde_json::json!({ "id": id, "date": date, "text": text }).to_string() + "\n"
        };
        shelf.put("in/all.jsonl", [("a", "2026-01-10", quay), ("b", date, fair)].map(record).concat());
        assert_eq!(shelf.scan("--rewritten off").code, Some(0));
        let levels: Vec<_> = shelf.rows("passages").into_iter().map(|p| p["level"].clone()).collect();
        assert_eq!(levels, [level], "{date}");
        assert_eq!(shelf.scan("--force").code, Some(0));
        assert!(shelf.rows("passages").is_empty(), "{date}");
        let told = explained(shelf.path("out").to_str().unwrap(), "a", "b");
        let judged = told["other_words"]["word_by_word"].as_array().unwrap();
        assert!(judged.len() == 1 && judged[0]["score"].is_null(), "{date}: {told}");
        let is_told = |stage: &serde_json::Value| {
            stage["what"].as_str().unwrap().contains("found word by word left out")
        };
        assert!(told["stages"].as_array().unwrap().iter().any(is_told), "{date}: {told}");
    }
}
