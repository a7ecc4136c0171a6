//! The command line: flags to options, findings to words.
//!
//! **In** what was typed. **Out** a folder of findings, a summary on stdout, talk on stderr, an exit code.
//! **Cost** none of its own. **Never** imported by anything but `main`.

pub mod args;
mod beside;
mod compare;
mod config;
mod dedup;
mod eval;
mod explain;
mod inspect;
mod interrupt;
mod manual;
mod progress;
mod summary;
mod tables;
mod terminal;
mod typed;

use crate::collection::{RepeatedKey, SkippedRecords};
use crate::error::{Error, ErrorKind, Result};
use crate::findings::Counts;
use crate::options::Options;
use crate::pipeline::{self, Job, LeftBehind, Progress, Unit};
use crate::read::{Met, PassedOver, ReadParams, Role, Written};
use crate::report;
use crate::retell::Preset;
use anstream::ColorChoice;
use args::{Cli, Color, Command, ReportArgs, ScanArgs};
use clap::Parser;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use terminal::visible;

/// How a run ended.
enum End {
    /// Everything was read.
    Finished,
    /// Some records were skipped.
    Skipped,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let typed = match config::merged(std::env::args_os().collect()) {
        Ok(typed) => typed,
        Err(error) => {
            complain(&error.to_string(), error.hint().as_deref());
            return ExitCode::from(2);
        }
    };
    let cli = Cli::parse_from(&typed.arguments);
    match cli.color {
        Color::Auto => {}
        Color::Always => ColorChoice::Always.write_global(),
        Color::Never => ColorChoice::Never.write_global(),
    }
    if let Some(path) = typed.found.filter(|_| !cli.quiet) {
        let what = format!("options from {} are in effect (--no-config leaves them out)", path.display());
        complain(&what, None);
    }
    let goes_on = match &cli.command {
        Command::Scan(args) => args.machine.goes_on(&args.inputs),
        Command::Dedup(args) => args.goes_on(),
        _ => false,
    };
    interrupt::watch(goes_on.then_some("the same command goes on from where this one was"));
    let ended = match &cli.command {
        Command::Inspect(args) => inspect::run(args, cli.quiet),
        Command::Completions(args) => manual::completions(args),
        Command::Man(args) => manual::page(args),
        Command::Scan(args) => scan(args, cli.quiet),
        Command::Dedup(args) => dedup::run(args, cli.quiet),
        Command::Compare(args) => compare::run(args, cli.quiet),
        Command::Report(args) => write_report(args, cli.quiet),
        Command::Tables(args) => tables::run(args, cli.quiet),
        Command::Eval(args) => eval::run(args),
        Command::Explain(args) => explain::run(args),
    };
    match ended {
        Ok(End::Finished) => ExitCode::SUCCESS,
        Ok(End::Skipped) => ExitCode::from(1),
        Err(error) => {
            complain(&error.to_string(), error.hint().as_deref());
            ExitCode::from(2)
        }
    }
}

/// The name standard output goes by in errors.
const STDOUT: &str = "standard output";

/// Prints to standard output, whole. A reader that has seen enough, such as `head`, is not a failure.
fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::write(STDOUT, error)),
        _ => Ok(()),
    }
}

/// Prints what came of a run whose output stands in `written`: where that cannot be printed it is told, and nothing has failed.
fn print_of(written: &Path, text: &str) {
    if let Err(error) = print(text) {
        let whole = format!("the output in {} is whole", written.display());
        complain(&error.to_string(), Some(&whole));
    }
}

/// Whether a reader of what is written has seen enough.
fn is_closed_pipe(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
}

fn complain(what: &str, hint: Option<&str>) {
    // Names and ids of the input are in it, which may be hostile.
    let (what, hint) = (visible(what), hint.map(visible));
    // Where nobody can be told, the run goes on: the exit code and the tables say it too.
    let mut talk = anstream::stderr();
    let _ = writeln!(talk, "retold: {what}");
    if let Some(hint) = hint {
        let _ = writeln!(talk, "hint: {hint}");
    }
}

/// How many records of one trouble are told one by one.
const TOLD: usize = 10;

/// Names the first skipped records; the table beside the findings has them all.
fn tell_skipped(skipped: &SkippedRecords) -> Result<()> {
    let mut told = BTreeSet::new();
    for one in skipped.first(TOLD)? {
        // A remedy for many is told once.
        let hint = one.hint.as_deref().filter(|hint| told.insert(hint.to_string()));
        complain(&format!("skipped {one}"), hint);
    }
    if skipped.num_rows() > TOLD {
        let more = summary::grouped((skipped.num_rows() - TOLD) as u64);
        complain(&format!("skipped {more} more; all are listed in {}", report::SKIPPED_FILE), None);
    }
    Ok(())
}

/// What can be done about dates such as `03/04/2026`.
const TWO_WAYS: &str = "03/04/2026 can be read in two ways: say --date-order day-first or month-first; retold inspect shows such dates";

/// What can be done about texts with tags or entities.
const MARKUP: &str =
    "retold inspect shows where; take a field with plain text by --text FIELD, or decode the texts before";

/// Names files that were not read, counts what web archives hold beside pages, and tells of dates and texts that came here broken.
fn tell_reading(passed_over: &PassedOver, counts: &Counts) {
    let Counts { garbled, with_markup, unread_dates, two_ways_dates, .. } = *counts;
    if let Some(first) = passed_over.first_unexpected() {
        let shown = format!("{} ({})", first.path.display(), first.why);
        let told = match passed_over.count {
            1 => format!("passed over {shown}"),
            count => format!("{} files were passed over, among them {shown}", summary::grouped(count)),
        };
        complain(&told, None);
    }
    if let Some(records) = summary::archived(&passed_over.records) {
        complain(&format!("passed over {records}"), None);
    }
    if garbled > 0 {
        let articles = summary::plural(garbled, "article holds", "articles hold");
        let what = format!("{articles} letters that were decoded wrongly, such as Ã© for é");
        complain(&what, Some("retold inspect shows where; such words are compared as they stand"));
    }
    if with_markup > 0 {
        let articles = summary::plural(with_markup, "article holds", "articles hold");
        let what =
            format!("{articles} tags or entities of HTML, such as &eacute; for é, which count as words");
        complain(&what, Some(MARKUP));
    }
    if unread_dates > 0 {
        let articles = summary::plural(unread_dates, "article has a date", "articles have dates");
        let what = format!("{articles} that cannot be read, as if there were none");
        let hint = match two_ways_dates {
            0 => "retold inspect shows them; 2026-03-01 and 1 March 2026 are read",
            _ => TWO_WAYS,
        };
        complain(&what, Some(hint));
    }
}

/// Most names that a hint tells.
const NAMED: usize = 12;

/// What there is instead of what was `meant`, the nearest first.
fn others(meant: &str, names: &[&str]) -> String {
    let listed = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = if names.len() > NAMED { ", …" } else { "" };
    match config::nearest(meant, names) {
        _ if names.is_empty() => "there is none at all".to_owned(),
        Some(near) => format!("did you mean `{near}`? There are {listed}{more}"),
        None => format!("there are {listed}{more}"),
    }
}

/// Where plain text tells what it has no field for.
fn in_a_head(role: Role) -> String {
    let line = match role {
        Role::Text => return String::new(),
        Role::Date => "",
        Role::Outlet => "`Source: The Post` and ",
        Role::Id => "`ID: 17` and ",
        Role::Title => "`Title: The bridge opens again` and ",
        Role::Url => "`URL: https://post.example/bridge` and ",
    };
    let flag = role.flag();
    format!(
        ": plain text tells this in a head, such as {line}`Date: 2026-03-01` with a blank line below, which is read without {flag}"
    )
}

/// Names the fields that were asked for and stand in none of so many records.
fn tell_missing(met: &Met, params: &ReadParams, records: u64) {
    for (role, field) in met.missing(params).into_iter().filter(|_| records > 0) {
        let records = summary::plural(records, "record", "records");
        complain(
            &format!("{} {field}: no such field in any of {records}", role.flag()),
            Some(&instead_of(field, role, met)),
        );
    }
}

/// What there is instead of a field that was asked for.
fn instead_of(field: &str, role: Role, met: &Met) -> String {
    let names: Vec<&str> = met.names().iter().map(String::as_str).collect();
    match names.is_empty() {
        true => format!("what was read has no fields with names{}", in_a_head(role)),
        false => others(field, &names),
    }
}

/// Whether a text was found at all, where its field was named: otherwise nothing is worth writing.
///
/// # Errors
/// When no record has that field.
fn check_text(met: &Met, params: &ReadParams, read: u64, articles: u64) -> Result<()> {
    let named = met.missing(params).into_iter().find(|&(role, _)| role == Role::Text);
    // Where no record could be read as far as its fields, each is told for itself.
    let is_read = read > 0 && !met.names().is_empty();
    let Some((role, field)) = named.filter(|_| is_read && articles == 0) else { return Ok(()) };
    let hint = format!("{}; nothing was written", instead_of(field, role, met));
    Err(ErrorKind::NoField { flag: role.flag(), field: field.to_owned(), records: read, hint }.into())
}

/// Names the first ids that more than one record gave.
fn tell_repeated(repeated: impl ExactSizeIterator<Item = RepeatedKey>) {
    let more = repeated.len().saturating_sub(TOLD) as u64;
    for RepeatedKey { key, renamed, first, later } in repeated.take(TOLD) {
        complain(&format!("{later}: id `{key}` is taken by {first}; this one goes by `{renamed}`"), None);
    }
    if more > 0 {
        let records = summary::plural(more, "more record goes", "more records go");
        complain(&format!("{records} by an id and a number, because the id is taken"), None);
    }
}

/// Names working files that nobody will take away: the run they are of cannot go on from here.
fn tell_left_behind(left: &[LeftBehind]) {
    for LeftBehind { path, bytes } in left {
        let (path, size) = (path.display(), summary::size(*bytes));
        let what = format!("{path} ({size}) is of a run that broke off, with other inputs or options");
        complain(&what, Some("run that one again to go on from there, or delete the folder"));
    }
}

/// Tells of a model that is not asked.
fn tell_unused(options: &Options) {
    if options.vectors.is_some() && options.retell.preset == Preset::Off {
        complain("--vectors has no effect with --rewritten off", Some("leave one of the two out"));
    }
}

fn scan(args: &ScanArgs, is_quiet: bool) -> Result<End> {
    let options = args.options()?;
    // Better refused now than after an hour.
    report::Folder::check(&args.output, Some(Written::Findings), args.force)?;
    report::Folder::check_inputs(&args.output, &args.inputs)?;
    report::Folder::check_work_dir(&args.output, options.work_dir.as_deref())?;
    if !is_quiet {
        tell_unused(&options);
    }
    tell_left_behind(&pipeline::left_behind(&args.inputs, &options, Job::Scan)?);
    let mut bars = progress::Bars::new(!is_quiet && io::stderr().is_terminal());
    let findings = pipeline::scan(&args.inputs, &options, &mut bars);
    let written = findings.and_then(|findings| {
        check_text(&findings.met, &options.read, findings.counts.read, findings.counts.articles)?;
        bars.begin("writing", None, Unit::Pairs);
        report::write(&findings, &args.output, args.force).map(|()| findings)
    });
    bars.finish();
    let findings = written?;
    tell_skipped(&findings.skipped)?;
    tell_missing(&findings.met, &options.read, findings.counts.read);
    if !is_quiet {
        tell_reading(&findings.passed_over, &findings.counts);
        tell_repeated(findings.collection.repeated_keys().iter().cloned());
        print_of(&args.output, &summary::of(&findings, &args.output));
    }
    Ok(if findings.skipped.is_empty() { End::Finished } else { End::Skipped })
}

fn write_report(args: &ReportArgs, is_quiet: bool) -> Result<End> {
    let filter = report::html::Filter::parse(&args.filter)?;
    let filter = (!args.filter.is_empty()).then_some(&filter);
    let limits = report::html::Limits { passages: args.max_passages.get(), ..Default::default() };
    // The page of the whole scan stays beside one of a part.
    let name = if filter.is_some() { report::html::FILTERED_FILE } else { report::html::REPORT_FILE };
    let target = args.output.clone().unwrap_or_else(|| args.folder.join(name));
    let (written, held) = match report::saved::write_page(&args.folder, &target, filter, &limits) {
        Err(error) if is_closed_pipe(&error) => return Ok(End::Finished),
        page => page?,
    };
    tables::tell_filter(filter, &written, is_quiet);
    // Into a pipe goes the page alone.
    if !is_quiet && target.is_file() {
        let told = |held: u64, all: u64, one: &str, many: &str| match held == all {
            true => summary::plural(all, one, many),
            false => format!("{} of {}", summary::grouped(held), summary::plural(all, one, many)),
        };
        let passages = told(held.passages, written.passages, "passage", "passages");
        let families = told(held.families, written.families, "family", "families");
        print_of(&target, &format!("page in {}: {passages}, {families}\n", target.display()));
    }
    Ok(End::Finished)
}
