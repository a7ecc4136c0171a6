//! `retold tables`: the tables of a folder in other formats, or as far as a filter passes them.

use super::summary::plural;
use super::{End, complain, print_of};
use crate::error::Result;
use crate::report::export::{self, Exported, TableFormat};
use crate::report::html::{Filter, Named};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `retold tables`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold tables findings -o tables\n  retold tables findings -o mirador --format parquet --filter outlet=Mirador\n  \
    retold tables findings -o sheet --format sheet --filter level=rewritten\n\n\
    A scan has written JSON Lines, Parquet and GraphML already. Filters are those of retold report: level, length and score choose passages and families, the \
    others also pairs and clusters. Outlet names are matched whole. All articles stay; what they \
    and outlets share is counted again over the passages left. Columns: docs/tables.md."
)]
pub struct TablesArgs {
    /// Folder that a scan wrote
    #[arg(value_name = "FINDINGS")]
    pub findings: PathBuf,
    /// Folder for the tables; it appears whole or not at all
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// Replace the tables in a folder; what others laid beside them stays
    #[arg(long)]
    pub force: bool,
    /// How they are written; may be given several times
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "csv")]
    pub format: Vec<TableFormat>,
    /// Only findings that pass; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub filter: Vec<String>,
}

impl ValueEnum for TableFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Csv, Self::Parquet, Self::Jsonl, Self::Sheet, Self::Graphml]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        let (name, help) = match self {
            Self::Csv => ("csv", "Every table as comma-separated values"),
            Self::Parquet => ("parquet", "Every table as Parquet"),
            Self::Jsonl => ("jsonl", "Every table as JSON Lines"),
            Self::Sheet => {
                ("sheet", "Passages with their words, outlets, dates and titles, for Excel or LibreOffice")
            }
            Self::Graphml => ("graphml", "The outlets as a graph, for Gephi"),
        };
        Some(clap::builder::PossibleValue::new(name).help(help))
    }
}

pub fn run(args: &TablesArgs, is_quiet: bool) -> Result<End> {
    let filter = Filter::parse(&args.filter)?;
    let filter = (!args.filter.is_empty()).then_some(&filter);
    let written = export::write(&args.findings, &args.output, &args.format, filter, args.force)?;
    tell_filter(filter, &written, is_quiet);
    if !is_quiet {
        let told = format!("tables in {}: {}\n", args.output.display(), told(&args.format, &written));
        print_of(&args.output, &told);
    }
    Ok(End::Finished)
}

/// What stands in the files of some formats: a sheet has passages alone, a graph the outlets.
fn told(formats: &[TableFormat], written: &Exported) -> String {
    let has_sheet = formats.contains(&TableFormat::Sheet);
    let has_graph = formats.contains(&TableFormat::Graphml);
    let has_tables =
        formats.iter().any(|format| !matches!(format, TableFormat::Sheet | TableFormat::Graphml));
    let counts = [
        (has_tables, written.articles, "article", "articles"),
        (has_tables || has_sheet, written.passages, "passage", "passages"),
        (has_tables, written.pairs, "pair", "pairs"),
        (has_tables, written.clusters, "cluster", "clusters"),
        (has_tables, written.families, "family", "families"),
    ];
    let counts = counts.into_iter().filter(|&(is_there, ..)| is_there);
    let mut told: Vec<String> = counts.map(|(_, number, one, many)| plural(number, one, many)).collect();
    told.extend(has_graph.then(|| "the outlets as a graph".to_owned()));
    told.join(", ")
}

/// Tells what a filter names in vain, and what it does not choose.
pub(super) fn tell_filter(filter: Option<&Filter>, written: &Exported, is_quiet: bool) {
    for Named { part, value, hint, .. } in &written.unknown.named {
        let what = match *part {
            "article" => "no article has this id",
            "file" | "with-file" => "no article was read from it",
            _ => "no article is of this outlet",
        };
        complain(&format!("--filter {part}={value}: {what}"), Some(hint));
    }
    if !is_quiet && filter.is_some() && written.passages == 0 {
        complain(
            "no passage passes the filter",
            Some("leave one of its parts out: a passage must pass them all"),
        );
    }
    if !is_quiet && filter.is_some_and(Filter::is_of_passages) {
        complain(
            "level, length and score choose passages and families; pairs and clusters are of whole articles",
            Some("the other parts choose those"),
        );
    }
}
