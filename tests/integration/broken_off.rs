//! A scan that breaks off goes on, with `--work-dir`, where it was, and gives the same bytes.

use crate::support::{Shelf, assert_same, made};
use retold::options::Options;
use retold::pipeline::{self, Job, Progress, Unit};
use retold::report;
use std::fs;
use std::path::{Path, PathBuf};

/// Breaks a run off where a stage was reached so many times.
struct BreaksAt {
    stage: &'static str,
    left: usize,
    is_there: bool,
}

impl Progress for BreaksAt {
    fn begin(&mut self, stage: &'static str, _: Option<u64>, _: Unit) {
        self.is_there = stage == self.stage;
    }

    fn reach(&mut self, _: u64) {
        if self.is_there {
            self.left -= 1;
            assert!(self.left > 0, "broken off on purpose");
        }
    }
}

/// Generated articles: so many that what is compared takes several batches under the least memory, and options for that.
fn resumable(shelf: &Shelf) -> (Vec<PathBuf>, Options) {
    let texts = made::articles(900, 5).into_iter().enumerate();
    let line = |(number, text): (usize, String)| {
        let (id, day) = (format!("{number:05}"), 1 + number % 28);
        let outlet = ["Post", "Mercury", "Ledger"][number % 3];
        let record = serde_json::json!({
            "id": id, "outlet": outlet, "date": format!("2026-02-{day:02}"), "text": text,
        });
        format!("{record}\n")
    };
    let input = shelf.put("in.jsonl", texts.map(line).collect::<String>());
    let work_dir = Some(shelf.path("work"));
    (vec![input], Options { memory: Options::MIN_MEMORY, work_dir, ..Options::default() })
}

fn scanned(inputs: &[PathBuf], options: &Options, output: &Path) {
    let findings = pipeline::scan(inputs, options, &mut ()).unwrap();
    report::write(&findings, output, false).unwrap();
}

fn break_off(inputs: &[PathBuf], options: &Options, stage: &'static str, times: usize) {
    let run = || {
        let mut progress = BreaksAt { stage, left: times, is_there: false };
        pipeline::scan(inputs, options, &mut progress).map(|_| ())
    };
    assert!(std::panic::catch_unwind(run).is_err(), "{stage} is reached fewer than {times} times");
}

/// What the journal of a broken run holds.
fn journal(shelf: &Shelf) -> Vec<u8> {
    let folders = shelf.list("work");
    let [name] = &folders[..] else { panic!("{folders:?}") };
    fs::read(shelf.path("work").join(name).join("journal")).unwrap()
}

#[test]
fn a_scan_goes_on_from_finished_batches_and_gives_the_same_bytes() {
    let shelf = Shelf::new();
    let (inputs, options) = resumable(&shelf);
    scanned(&inputs, &Options { work_dir: None, ..options.clone() }, &shelf.path("whole"));
    let mut held = Vec::new();
    for (stage, times) in [("passages", 1), ("retellings", 1), ("retellings", 2)] {
        break_off(&inputs, &options, stage, times);
        let now = journal(&shelf);
        assert!(now.len() > held.len() && now.starts_with(&held), "{stage} {times}: batches are added");
        held = now;
    }
    // With other options nothing of it is taken, and nothing is lost.
    let other = Options { window_days: Some(2), ..options.clone() };
    let left = pipeline::left_behind(&inputs, &other, Job::Scan).unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(pipeline::left_behind(&inputs, &options, Job::Scan).unwrap().is_empty());
    scanned(&inputs, &options, &shelf.path("resumed"));
    assert_same(&shelf.path("whole"), &shelf.path("resumed"));
    assert!(shelf.list("work").is_empty(), "nothing stays when all is written");
}

#[test]
fn what_is_damaged_is_compared_again() {
    let shelf = Shelf::new();
    let (inputs, options) = resumable(&shelf);
    scanned(&inputs, &Options { work_dir: None, ..options.clone() }, &shelf.path("whole"));
    break_off(&inputs, &options, "retellings", 2);
    let mut held = journal(&shelf);
    let middle = held.len() / 2;
    held[middle] ^= 1;
    let path = shelf.path("work").join(&shelf.list("work")[0]).join("journal");
    fs::write(path, held).unwrap();
    scanned(&inputs, &options, &shelf.path("resumed"));
    assert_same(&shelf.path("whole"), &shelf.path("resumed"));
}
