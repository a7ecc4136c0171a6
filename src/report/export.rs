//! The tables of a folder again: in other formats, or as far as a filter passes them.
//!
//! **In** a folder that a scan wrote. **Out** another folder, whole or not at all. **Cost** one pass over the tables.
//! **Never** finds anything new, or writes into the folder of the scan.

use super::html::{Filter, Unknown};
use super::schema::{ClusterRow, FamilyRow};
use super::{Folder, TABLES_FILE, Tables, csv, graph, jsonl, saved, sheet};
use crate::error::{Error, Result};
use crate::read::Written;
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
    /// Passages with their words, for a spreadsheet.
    Sheet,
    /// The outlets as a graph.
    Graphml,
}

/// What was written: rows of each kind, in each format the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Articles, of which a filter leaves out none.
    pub articles: u64,
    /// Passages.
    pub passages: u64,
    /// Pairs of near-duplicates.
    pub pairs: u64,
    /// Clusters.
    pub clusters: u64,
    /// Families.
    pub families: u64,
    /// What the filter names and the findings have not.
    pub unknown: Unknown,
}

/// Writes the tables of the findings in `folder` into the folder `target`, as far as `filter` passes them.
///
/// # Errors
/// When the folder holds no findings of this layout, or the target cannot be written, holds tables already and `is_forced` is not set,
/// or holds anything else; when nothing can pass `filter`, since a part of it names nothing that is there.
pub fn write(
    folder: &Path,
    target: &Path,
    formats: &[TableFormat],
    filter: Option<&Filter>,
    is_forced: bool,
) -> Result<Exported> {
    let out = Folder::create(target, Some(Written::Tables), is_forced)?;
    let (mut tables, skipped) = (saved::read(folder)?, jsonl::Saved(folder));
    let unknown = match filter {
        Some(filter) => filter.apply(&mut tables, &mut saved::texts(folder))?,
        None => Unknown::default(),
    };
    unknown.check()?;
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
            TableFormat::Sheet => sheet::write(&tables, &mut saved::texts(folder), &out)?,
            TableFormat::Graphml => out.file(graph::GRAPH_FILE, |file| graph::write(&tables, file))?,
        }
    }
    // By this file the folder is known again.
    out.file(TABLES_FILE, |file| {
        let told =
            serde_json::json!({ "retold_version": env!("CARGO_PKG_VERSION"), "filtered": filter.is_some() });
        writeln!(file, "{told}").map_err(|source| Error::write(TABLES_FILE, source))
    })?;
    out.publish()?;
    Ok(Exported::of(&tables, unknown))
}

impl Exported {
    /// What is in `tables`.
    pub fn of(tables: &Tables, unknown: Unknown) -> Self {
        Self {
            articles: tables.articles.len() as u64,
            passages: tables.passages.len() as u64,
            pairs: tables.pairs.len() as u64,
            clusters: tables.clusters.chunk_by(ClusterRow::is_of).count() as u64,
            families: tables.families.chunk_by(FamilyRow::is_of).count() as u64,
            unknown,
        }
    }
}
