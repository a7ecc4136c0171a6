//! Makes the pictures of the README from the sample corpus: `cargo run --example screenshots [FOLDER]`.
//!
//! Needs Chromium: `.ci/browser` installs it.

#[path = "../tests/browser/chrome.rs"]
mod chrome;

use retold::options::Options;
use retold::{pipeline, report};
use std::fs;
use std::path::PathBuf;

/// Name, fragment, width, height, scheme.
const PICTURES: &[(&str, &str, u32, u32, &str)] = &[
    ("overview", "#/", 1120, 1130, "light"),
    ("pair", "#/pair/agence-0311-eau/echo-0312-eau?p=3", 1120, 760, "light"),
    ("article-dark", "#/article/agence-0304-ferry", 1120, 700, "dark"),
    ("families-phone", "#/families", 390, 760, "light"),
];

fn main() -> retold::error::Result<()> {
    let target: PathBuf = std::env::args_os().nth(1).unwrap_or_else(|| "docs/screenshots".into()).into();
    fs::create_dir_all(&target).expect("the folder can be made");
    let dir = tempfile::tempdir().expect("there is room for working files");
    let folder = dir.path().join("findings");
    let findings = pipeline::scan(&["corpus".into()], &Options::default(), &mut ())?;
    report::write(&findings, &folder, false)?;
    for &(name, fragment, width, height, scheme) in PICTURES {
        let mut page = chrome::Page::new(width, height);
        page.scheme(scheme);
        page.open(&folder.join(report::html::REPORT_FILE), fragment);
        // Excerpts come after the list.
        page.wait("[...document.querySelectorAll('.excerpt')].every(e => e.textContent)");
        let path = target.join(name).with_extension("png");
        fs::write(&path, page.picture(false)).expect("the picture can be written");
        println!("{}", path.display());
    }
    Ok(())
}
