//! The tables of a folder again: in other formats, or as far as a filter passes them.
//!
//! **In** a folder that a scan wrote. **Out** another folder, whole or not at all. **Cost** one pass over the tables.
//! **Never** finds anything new, or writes into the folder of the scan.

use super::html::Filter;
use super::{Folder, csv, graph, jsonl, saved};
use crate::error::Result;
use std::path::Path;

/// How tables can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// Parquet.
    Parquet,
    /// JSON Lines.
    Jsonl,
    /// The outlets as a graph.
    Graphml,
}

/// Writes the tables of the findings in `folder` into the folder `target`, as far as `filter` passes them.
///
/// # Errors
/// When the folder holds no findings of this layout, or the target cannot be written or holds anything.
pub fn write(folder: &Path, target: &Path, formats: &[TableFormat], filter: Option<&Filter>) -> Result<()> {
    let out = Folder::create(target, false)?;
    let (mut tables, skipped) = (saved::read(folder)?, jsonl::Saved(folder));
    if let Some(filter) = filter {
        filter.apply(&mut tables, &mut saved::texts(folder), &saved::boilerplate(folder)?)?;
    }
    let mut formats = formats.to_vec();
    formats.sort_unstable();
    formats.dedup();
    for format in formats {
        match format {
            TableFormat::Csv => tables.write(&csv::Csv, &skipped, &out)?,
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => tables.write(&super::parquet::Parquet, &skipped, &out)?,
            #[cfg(not(feature = "parquet"))]
            TableFormat::Parquet => {
                let bound = "a format of this build, which was made without Parquet".to_owned();
                let value = "parquet".to_owned();
                return Err(crate::error::ErrorKind::Options { flag: "--format", value, bound }.into());
            }
            TableFormat::Jsonl => tables.write(&jsonl::JsonLines, &skipped, &out)?,
            TableFormat::Graphml => out.file(graph::GRAPH_FILE, |file| graph::write(&tables, file))?,
        }
    }
    out.publish()
}
