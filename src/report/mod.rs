//! Findings to files: tables, summary of the run, and the folder they stand in.
//!
//! **In** [`Findings`]. **Out** a folder, whole or not at all. **Cost** one pass over the findings and the titles; memory that
//! of the rows. **Never** changes a finding.
//!
//! ```text
//!  Findings ──tables──▶ Tables ──jsonl, parquet, csv──▶ tables of the folder
//!  a folder ──saved───▶   rows ──html──▶ report.html    ──graph──▶ outlets.graphml
//! ```

mod copy;
pub mod csv;
pub mod dedup;
pub mod export;
mod folder;
pub mod graph;
pub mod html;
pub mod jsonl;
mod note;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod recalled;
pub mod recount;
#[cfg(feature = "parquet")]
mod rows;
pub mod saved;
pub mod schema;
mod sheet;
pub mod summary;
pub mod table;
pub mod tables;
#[cfg(test)]
mod tests;
pub mod texts;

use crate::read::Written;
pub use crate::read::{DEDUP_FILE, FINDINGS_FILE, TABLES_FILE};
pub use folder::{Folder, FolderFile};
pub use tables::Tables;

use crate::error::{Error, Result};
use crate::findings::Findings;
use std::io;
use std::path::Path;

/// Version of the layout of everything written here; it grows when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// The table of records that are no articles.
pub const SKIPPED_FILE: &str = "skipped.jsonl";

/// The list of kept records that cannot be copied.
pub(crate) const LISTED_FILE: &str = "kept-ids.jsonl";

/// Writes all findings into the folder `path`, which appears whole at the end or not at all.
///
/// # Errors
/// When the folder holds findings already and `is_forced` is not set, or cannot be written.
pub fn write(findings: &Findings, path: &Path, is_forced: bool) -> Result<()> {
    let folder = Folder::create(path, Some(Written::Findings), is_forced)?;
    let tables = Tables::new(findings)?;
    tables.write(&jsonl::JsonLines, &findings.skipped, &folder)?;
    #[cfg(feature = "parquet")]
    tables.write(&parquet::Parquet, &findings.skipped, &folder)?;
    folder.file(graph::GRAPH_FILE, |out| graph::write(&tables, out))?;
    folder.file(FINDINGS_FILE, |out| {
        let written = serde_json::to_writer_pretty(&mut *out, &tables.summary).map_err(io::Error::from);
        written.and_then(|()| out.write_all(b"\n")).map_err(|source| Error::write(FINDINGS_FILE, source))
    })?;
    texts::write(findings, &folder)?;
    let mut texts = findings;
    folder.file(html::REPORT_FILE, |out| {
        html::write(&tables, &mut texts, &html::Limits::default(), out).map(|_| ())
    })?;
    folder.publish()?;
    findings.finish()
}
