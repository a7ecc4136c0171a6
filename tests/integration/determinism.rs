//! The same articles give the same bytes: whatever the threads, the order of files, or the memory.

use crate::support::{Shelf, assert_same, made, scan};
use std::fs;
use std::path::{Path, PathBuf};

/// A collection of `count` generated articles in files `0.jsonl`, `1.jsonl` …, with bad records and repeated ids.
fn collection(shelf: &Shelf, count: usize, num_files: usize) -> Vec<PathBuf> {
    let mut files = vec![String::new(); num_files];
    for (number, text) in made::articles(count, 5).iter().enumerate() {
        // Ids have nothing to do with the order of reading; every hundredth is taken twice.
        let id = format!("{:05}", (number * 7919) % 100_003 / if number % 100 == 99 { 100_003 } else { 1 });
        let day = 1 + number % 28;
        let outlet = ["Post", "Mercury", "Ledger"][number % 3];
        let line = serde_json::json!({"id": id, "outlet": outlet, "date": format!("2026-02-{day:02}"), "text": text});
        let file = &mut files[number % num_files];
        file.push_str(&line.to_string());
        file.push_str(if number % 97 == 0 { "\n{\"id\": 3}\n" } else { "\n" });
    }
    let names =
        files.iter().enumerate().map(|(number, lines)| shelf.put(&format!("in/{number}.jsonl"), lines));
    names.collect()
}

fn scan_all(inputs: &[PathBuf], output: &Path, flags: &str) {
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let ran = scan(&inputs, output, flags);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
}

#[test]
fn threads_change_nothing() {
    let shelf = Shelf::new();
    let inputs = collection(&shelf, 600, 3);
    for threads in [1, 2, 8] {
        scan_all(&inputs, &shelf.path(&threads.to_string()), &format!("--threads {threads}"));
    }
    assert_same(&shelf.path("1"), &shelf.path("2"));
    assert_same(&shelf.path("1"), &shelf.path("8"));
    assert!(
        fs::metadata(shelf.path("1/passages.jsonl")).unwrap().len() > 10_000,
        "there is something to compare"
    );
}

#[test]
fn the_order_of_arguments_changes_nothing() {
    let shelf = Shelf::new();
    let mut inputs = collection(&shelf, 400, 5);
    scan_all(&inputs, &shelf.path("in-order"), "");
    inputs.rotate_left(2);
    inputs.swap(0, 3);
    scan_all(&inputs, &shelf.path("shuffled"), "");
    assert_same(&shelf.path("in-order"), &shelf.path("shuffled"));
}

/// The same records in other files and another order: everything but where each record stood is the same.
#[test]
fn the_order_of_records_changes_no_finding() {
    let texts = made::articles(300, 11);
    let line = |number: usize| crate::support::record(&format!("{number:04}"), &texts[number]);
    let shelf = Shelf::new();
    let forth: String = (0..texts.len()).map(line).collect();
    let (odd, even): (Vec<usize>, Vec<usize>) = (0..texts.len()).rev().partition(|number| number % 2 == 1);
    let [odd, even] = [odd, even].map(|numbers| numbers.into_iter().map(line).collect::<String>());
    let forth = shelf.put("forth.jsonl", forth);
    let (odd, even) = (shelf.put("odd.jsonl", odd), shelf.put("even.jsonl", even));
    assert_eq!(scan(&[&forth], &shelf.path("one"), "").code, Some(0));
    assert_eq!(scan(&[&odd, &even], &shelf.path("two"), "").code, Some(0));
    for table in ["pairs", "passages", "clusters", "outlets"] {
        let read =
            |folder: &str| fs::read_to_string(shelf.path(folder).join(format!("{table}.jsonl"))).unwrap();
        assert!(read("one") == read("two"), "{table}");
    }
}

#[test]
fn memory_changes_nothing() {
    let shelf = Shelf::new();
    // About 20 MB: beyond what 64 MB leave for texts and seeds, so that both wait on disk.
    let inputs = collection(&shelf, 10_000, 2);
    fs::create_dir(shelf.path("work")).unwrap();
    let work = format!("--work-dir {}", shelf.path("work").display());
    scan_all(&inputs, &shelf.path("much"), "--memory 1G");
    scan_all(&inputs, &shelf.path("little"), &format!("--memory 64M {work}"));
    assert_same(&shelf.path("much"), &shelf.path("little"));
    assert!(shelf.list("work").is_empty(), "working files go");
}
