//! Findings to files: tables, summary of the run, and the folder they stand in.
//!
//! **In** [`Findings`]. **Out** a folder, whole or not at all. **Cost** one pass over the findings and the titles.
//! **Never** changes a finding.

mod copy;
pub mod dedup;
mod folder;
pub mod html;
pub mod saved;
pub mod schema;
pub mod tables;
pub mod texts;

pub use folder::{Folder, FolderFile};

use crate::error::Result;
use crate::findings::Findings;
use std::path::Path;

/// Version of the layout of everything written here; it grows when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// The file that makes a folder one of findings.
pub const FINDINGS_FILE: &str = "findings.json";

/// The table of records that are no articles.
pub const SKIPPED_FILE: &str = "skipped.jsonl";

/// The file that makes a folder one of a cleaned collection.
pub const DEDUP_FILE: &str = "dedup.json";

/// Writes all findings into the folder `path`, which appears whole at the end or not at all.
///
/// # Errors
/// When the folder holds findings already and `is_forced` is not set, or cannot be written.
pub fn write(findings: &Findings, path: &Path, is_forced: bool) -> Result<()> {
    let folder = Folder::create(path, is_forced)?;
    tables::write_articles(findings, &folder)?;
    tables::write_pairs(findings, &folder)?;
    tables::write_passages(findings, &folder)?;
    tables::write_clusters(findings, &folder)?;
    tables::write_outlets(findings, &folder)?;
    tables::write_families(findings, &folder)?;
    tables::write_boilerplate(findings, &folder)?;
    tables::write_skipped(&findings.skipped, &folder)?;
    tables::write_summary(findings, &folder)?;
    texts::write(findings, &folder)?;
    let input = html::Input::new(findings)?;
    let mut texts = findings;
    folder.file(html::REPORT_FILE, |out| html::write(&input, &mut texts, &html::Limits::default(), out))?;
    folder.publish()
}
