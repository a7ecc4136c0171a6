//! `retold inspect`: what is recognised, on one screen.

use super::args::ReadArgs;
use super::summary::{archived, grouped, plural, shortened, size};
use super::terminal::on_one_line;
use super::{End, print, progress, tell_missing};
use crate::error::Result;
use crate::inspect::{Count, Inspection};
use crate::options::Options;
use crate::pipeline;
use crate::read::{Role, date};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// `retold inspect`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold inspect articles/\n  retold inspect 'crawl-*.jsonl.zst' --text article.body --date crawled\n  \
    zcat dump.gz | retold inspect - --json\n\n\
    Everything is read once and nothing is compared. What is shown here is what scan, dedup and compare read with the \
    same flags."
)]
pub struct InspectArgs {
    /// Files, folders, globs in quotes, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Print everything as one JSON object
    #[arg(long)]
    pub json: bool,
    /// How many articles are shown
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value_t = 10)]
    pub records: usize,
    /// How records are read
    #[command(flatten)]
    pub reading: ReadArgs,
    /// Worker threads [default: one a core]
    #[arg(long, short = 'j', value_name = "NUMBER", allow_negative_numbers = true, help_heading = "Machine")]
    pub threads: Option<usize>,
}

/// Width of the names at the left.
const NAMES: usize = 12;
/// Most names of one kind that are told.
const TOLD: usize = 8;
/// Longest line of an article that is shown.
const LINE: usize = 100;

/// Looks at the inputs and prints what is recognised.
pub fn run(args: &InspectArgs, is_quiet: bool) -> Result<End> {
    let mut options = Options { threads: args.threads, ..Options::default() };
    args.reading.apply(&mut options);
    options.validate()?;
    let mut bars = progress::Bars::new(!is_quiet && io::stderr().is_terminal());
    let found = pipeline::inspect(&args.inputs, &options, args.records, &mut bars);
    bars.finish();
    let found = found?;
    tell_missing(&found.met, &options.read, found.records);
    if args.json {
        print(&(serde_json::to_string_pretty(&found).unwrap_or_default() + "\n"))?;
    } else {
        print(&shown(&found))?;
    }
    Ok(if found.num_skipped() == 0 { End::Finished } else { End::Skipped })
}

fn shown(found: &Inspection) -> String {
    let mut out = String::new();
    let mut read = format!(
        "{} in {}",
        plural(found.articles, "article", "articles"),
        plural(found.files.iter().map(|group| group.files).sum(), "file", "files")
    );
    let skipped = found.num_skipped();
    if skipped > 0 {
        let _ = write!(read, "; {} skipped", plural(skipped, "record", "records"));
    }
    line(&mut out, "read", &read);
    files(found, &mut out);
    fields(found, &mut out);
    dates(found, &mut out);
    line(&mut out, "languages", &or_none(&listed(&found.languages, TOLD)));
    outlets(found, &mut out);
    let texts = &found.texts;
    if found.articles > 0 {
        line(
            &mut out,
            "texts",
            &format!(
                "{} characters; {} to {} each, half of them up to {}",
                grouped(texts.chars),
                grouped(texts.shortest.into()),
                grouped(texts.longest.into()),
                grouped(texts.median.into())
            ),
        );
    }
    troubles(found, &mut out);
    first(found, &mut out);
    out
}

fn line(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "{name:<NAMES$}{text}");
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { text.to_owned() }
}

/// `en 680, fr 12 and 3 more`, most frequent first.
fn listed<K: AsRef<str> + Ord>(counts: &BTreeMap<K, u64>, most: usize) -> String {
    let mut counts: Vec<(&str, u64)> = counts.iter().map(|(name, count)| (name.as_ref(), *count)).collect();
    counts.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
    let told: Vec<String> = counts
        .iter()
        .take(most)
        .map(|(name, count)| format!("{} {}", on_one_line(&shortened(name)), grouped(*count)))
        .collect();
    let more = counts.len().saturating_sub(most);
    told.join(", ") + &if more > 0 { format!(" and {} more", grouped(more as u64)) } else { String::new() }
}

fn files(found: &Inspection, out: &mut String) {
    let mut name = "format";
    for group in found.files.iter().take(TOLD) {
        let mut told = group.format.to_owned();
        if group.compression != "plain" {
            let _ = write!(told, ", {}", group.compression);
        }
        if let Some(encoding) = group.encoding {
            let _ = write!(told, ", {encoding}");
        }
        let _ = write!(told, ": {}", plural(group.files, "file", "files"));
        if let Some(bytes) = group.bytes {
            let _ = write!(told, ", {}", size(bytes));
        }
        let example = on_one_line(&group.example);
        told += &if group.files > 1 { format!(", such as {example}") } else { format!(" ({example})") };
        line(out, name, &told);
        name = "";
    }
    if found.files.len() > TOLD {
        line(out, "", &format!("and {} more kinds of files", found.files.len() - TOLD));
    }
    if found.passed_over > 0 {
        let first = found.passed_over_examples.first();
        let first = first.map(|one| format!(", such as {} ({})", on_one_line(&one.place), one.what));
        let files = plural(found.passed_over, "file", "files");
        line(out, "passed over", &format!("{files}{}", first.unwrap_or_default()));
    }
    if let Some(records) = archived(&found.passed_over_records) {
        line(out, if found.passed_over > 0 { "" } else { "passed over" }, &records);
    }
}

fn fields(found: &Inspection, out: &mut String) {
    let mut name = "fields";
    for (role, used) in Role::ALL.into_iter().zip(&found.fields) {
        let from = listed_fields(&used.from);
        let told = match (used.known, from.is_empty()) {
            (0, true) if role == Role::Id => "none: made from file name and line".to_owned(),
            (0, true) => format!("not found; {} FIELD names it", role.flag()),
            (0, false) => format!("from {from}, of which nothing could be taken"),
            (known, true) => format!("known of {}", of_all(known, found.articles)),
            (known, false) => format!("from {from}, {}", of_all(known, found.articles)),
        };
        line(out, name, &format!("{:<8}{told}", used.role));
        name = "";
    }
    // R leaves the column without a name that numbers its rows.
    let others: Vec<&String> = found.other_fields.keys().filter(|name| !name.is_empty()).collect();
    if !others.is_empty() {
        let names: Vec<String> =
            others.iter().take(2 * TOLD).map(|name| on_one_line(&shortened(name))).collect();
        let more = if others.len() > names.len() { ", …" } else { "" };
        line(out, "", &format!("{:<8}{}{more}", "unused", names.join(", ")));
    }
}

/// `body`, or `body (600) and text (80)`.
fn listed_fields(from: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<(&String, &u64)> = from.iter().collect();
    counts.sort_by_key(|&(name, count)| (std::cmp::Reverse(*count), name));
    match &counts[..] {
        [] => String::new(),
        [(name, _)] => on_one_line(name),
        several => {
            let told: Vec<String> = several
                .iter()
                .take(4)
                .map(|(name, count)| format!("{} ({})", on_one_line(name), grouped(**count)))
                .collect();
            told.join(" and ")
        }
    }
}

fn of_all(known: u64, all: u64) -> String {
    match (known, all) {
        (1, 1) => "the only article".to_owned(),
        (known, all) if known == all => format!("all {} articles", grouped(all)),
        (known, all) => format!("{} of {} articles", grouped(known), grouped(all)),
    }
}

fn dates(found: &Inspection, out: &mut String) {
    let dates = &found.dates;
    let (Some(earliest), Some(latest)) = (&dates.earliest, &dates.latest) else {
        if dates.unread == 0 {
            return;
        }
        return unread_dates(found, "dates", out);
    };
    let (earliest, latest) = (date::iso(earliest), date::iso(latest));
    let range = if earliest == latest { earliest } else { format!("{earliest} to {latest}") };
    let precision: Vec<String> =
        dates.precision.iter().map(|(name, count)| format!("{} to the {name}", grouped(*count))).collect();
    line(out, "dates", &format!("{range}; {}", precision.join(", ")));
    if dates.without_zone > 0 {
        line(out, "", &format!("{} without a time zone, taken as UTC", grouped(dates.without_zone)));
    }
    if dates.missing > 0 {
        line(out, "", &plural(dates.missing, "article has none", "articles have none"));
    }
    if dates.unread > 0 {
        unread_dates(found, "", out);
    }
}

fn unread_dates(found: &Inspection, name: &str, out: &mut String) {
    let dates = &found.dates;
    let examples: Vec<String> =
        dates.unread_examples.iter().map(|one| format!("`{}`", on_one_line(&one.what))).collect();
    let told =
        format!("{} not understood and left unknown, such as {}", grouped(dates.unread), examples.join(", "));
    line(out, name, &told);
}

fn outlets(found: &Inspection, out: &mut String) {
    if !found.outlets.is_empty() {
        let told = listed(&found.outlets, 5);
        line(out, "outlets", &format!("{}: {told}", grouped(found.outlets.len() as u64)));
    }
}

fn troubles(found: &Inspection, out: &mut String) {
    if found.skipped.is_empty() && found.troubles.is_empty() {
        return line(out, "troubles", "none");
    }
    let skipped = found.skipped.iter().map(|(name, count)| (format!("skipped, {name}"), count));
    let others = found.troubles.iter().map(|(name, count)| ((*name).to_owned(), count));
    let mut name = "troubles";
    for (what, count) in skipped.chain(others) {
        trouble(name, &what, count, out);
        name = "";
    }
}

fn trouble(name: &str, what: &str, count: &Count, out: &mut String) {
    line(out, name, &format!("{}: {}", what, plural(count.count, "record", "records")));
    for example in &count.examples {
        let told = clipped(&format!("{}: {}", on_one_line(&example.place), on_one_line(&example.what)), LINE);
        line(out, "", &format!("  {told}"));
    }
    if let Some(hint) = &count.hint {
        line(out, "", &format!("  hint: {}", on_one_line(hint)));
    }
}

fn first(found: &Inspection, out: &mut String) {
    if found.first.is_empty() {
        return;
    }
    let _ = match found.first.len() {
        1 => writeln!(out, "\nthe first article"),
        several => writeln!(out, "\nthe first {several} articles"),
    };
    for article in &found.first {
        let about = [
            Some(article.id.clone()),
            article.published.as_ref().map(date::iso),
            article.outlet.clone(),
            article.language.map(str::to_owned),
            Some(format!("{} characters", grouped(article.chars.into()))),
        ];
        let about: Vec<String> = about.into_iter().flatten().map(|part| on_one_line(&part)).collect();
        let _ = writeln!(out, "  {}", about.join(" · "));
        if let Some(title) = &article.title {
            let _ = writeln!(out, "    {}", clipped(&on_one_line(title), LINE));
        }
        let _ = writeln!(out, "    {}", clipped(&on_one_line(&article.text), LINE));
    }
}

fn clipped(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
