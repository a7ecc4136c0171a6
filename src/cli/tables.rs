//! `retold tables`: the tables of a folder in other formats, or as far as a filter passes them.

use super::End;
use crate::error::Result;
use crate::report::export::{self, TableFormat};
use crate::report::html::Filter;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `retold tables`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold tables findings -o tables\n  retold tables findings -o mirador --format parquet --filter outlet=Mirador\n\n\
    A scan has written JSON Lines, Parquet and GraphML already. Filters are those of retold report; they choose passages, \
    pairs, clusters and families, and what articles and outlets share is counted again over the passages left. Columns: docs/tables.md."
)]
pub struct TablesArgs {
    /// Folder that a scan wrote
    #[arg(value_name = "FINDINGS")]
    pub findings: PathBuf,
    /// Folder for the tables: new or empty; it appears whole or not at all
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// How they are written; may be given several times
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "csv")]
    pub format: Vec<TableFormat>,
    /// Only findings that pass; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub filter: Vec<String>,
}

impl ValueEnum for TableFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Csv, Self::Parquet, Self::Jsonl, Self::Graphml]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        let (name, help) = match self {
            Self::Csv => ("csv", "Every table as comma-separated values"),
            Self::Parquet => ("parquet", "Every table as Parquet"),
            Self::Jsonl => ("jsonl", "Every table as JSON Lines"),
            Self::Graphml => ("graphml", "The outlets as a graph, for Gephi"),
        };
        Some(clap::builder::PossibleValue::new(name).help(help))
    }
}

pub fn run(args: &TablesArgs) -> Result<End> {
    let filter = Filter::parse(&args.filter)?;
    let filter = (!args.filter.is_empty()).then_some(&filter);
    export::write(&args.findings, &args.output, &args.format, filter)?;
    Ok(End::Finished)
}
