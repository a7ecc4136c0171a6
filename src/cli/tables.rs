//! `retold tables`: the tables of a folder in other formats, or as far as a filter passes them.

use super::summary::plural;
use super::{End, complain, others, print_of};
use crate::error::Result;
use crate::report::export::{self, Exported, TableFormat};
use crate::report::html::Filter;
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
    let unknown = &written.unknown;
    let known: Vec<&str> = unknown.known.iter().map(String::as_str).collect();
    for outlet in &unknown.outlets {
        complain(
            &format!("--filter {}={outlet}: no article is of this outlet", part_of(filter, outlet, &OUTLETS)),
            Some(&others(outlet, &known)),
        );
    }
    for file in &unknown.files {
        complain(
            &format!("--filter {}={file}: no article was read from it", part_of(filter, file, &FILES)),
            Some(
                "file in articles.jsonl has all of them; a folder is named by one or more whole names of its path",
            ),
        );
    }
    for article in &unknown.articles {
        complain(
            &format!("--filter article={article}: no article has this id"),
            Some("articles.jsonl has all of them"),
        );
    }
    let is_known = unknown.outlets.is_empty() && unknown.articles.is_empty() && unknown.files.is_empty();
    if !is_quiet && filter.is_some() && written.passages == 0 && is_known {
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

/// The parts of a filter that have names of one kind.
type Parts<const N: usize> = [(&'static str, fn(&Filter) -> &Vec<String>); N];

const OUTLETS: Parts<4> = [
    ("outlet", |filter| &filter.outlets),
    ("with", |filter| &filter.with),
    ("without", |filter| &filter.without),
    ("first", |filter| &filter.first),
];
const FILES: Parts<2> = [("file", |filter| &filter.files), ("with-file", |filter| &filter.with_files)];

/// The first of some parts of a filter that has this value.
fn part_of<const N: usize>(filter: Option<&Filter>, value: &String, parts: &Parts<N>) -> &'static str {
    let has = |filter: &Filter| parts.iter().find(|(_, values)| values(filter).contains(value));
    filter.and_then(has).unwrap_or(&parts[0]).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_in_vain_is_told_by_its_part() {
        let typed = ["outlet=X", "with-file=X", "first=Y"].map(str::to_owned);
        let filter = Filter::parse(&typed).unwrap();
        let [x, y] = ["X", "Y"].map(str::to_owned);
        let part = |value, of_file| match of_file {
            true => part_of(Some(&filter), value, &FILES),
            false => part_of(Some(&filter), value, &OUTLETS),
        };
        assert_eq!([part(&x, false), part(&x, true), part(&y, false)], ["outlet", "with-file", "first"]);
    }
}
