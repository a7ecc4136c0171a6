//! `report.html` in a real browser: every view, by mouse and keyboard, with ordinary and with hostile texts.
//!
//! Needs Chromium: `.ci/browser` installs it.

mod access;
mod chrome;
mod evidence;
mod groups;
mod hostile;
mod lists;
mod numbers;
mod partial;
mod print;
mod views;

use retold::options::Options;
use retold::{pipeline, report};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Scans `inputs` into the folder `target`.
fn scan(inputs: &[PathBuf], target: &Path) {
    let options = Options { threads: Some(2), ..Options::default() };
    let findings = pipeline::scan(inputs, &options, &mut ()).unwrap();
    report::write(&findings, target, false).unwrap();
}

/// The folder of findings of the sample corpus, made once.
fn sample() -> &'static Path {
    static FOLDER: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, folder) = FOLDER.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("sample");
        scan(&["corpus".into()], &folder);
        (dir, folder)
    });
    folder
}

/// The page of the sample corpus at `fragment`, on a laptop.
fn sample_page(fragment: &str) -> chrome::Page {
    let mut page = chrome::Page::new(1280, 900);
    page.open(&sample().join(report::html::REPORT_FILE), fragment);
    page
}

/// The rows of a table in `folder`.
fn rows(folder: &Path, table: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder.join(format!("{table}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
