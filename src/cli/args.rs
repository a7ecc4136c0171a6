//! Flags as typed, each declared once; its help is its reference.
//!
//! Here are those of `scan` and `report`, and those that several commands share. The flags of other commands, and those of the file of
//! options, stand beside the code of these.

use super::compare::CompareArgs;
use super::config::ConfigArgs;
use super::dedup::DedupArgs;
use super::eval::EvalArgs;
use super::explain::ExplainArgs;
use super::inspect::InspectArgs;
use super::manual::{CompletionsArgs, ManArgs};
use super::typed;
use crate::error::{ErrorKind, Result};
use crate::options::{MaxSkipped, Options};
use crate::read::{DateOrder, Format};
use crate::report;
use crate::retell;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Finds what the news repeats: near-duplicate articles, copied, edited and rewritten passages, and who shares them with whom.
#[derive(Parser)]
#[command(name = "retold", version = version(), max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Start here:\n  retold inspect corpus             what is recognised in your files\n  retold scan corpus -o report      what a folder of articles shares\n  \
    retold dedup crawl.jsonl -o clean  the same articles without near-duplicates\n  \
    retold compare A.txt B.txt        two texts side by side\n\nExit codes: 0 finished, 1 finished but some records were \
    skipped, 2 could not run, 130 stopped by Ctrl-C. Finding nothing is a 0."
)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing but errors, and which records are skipped
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Where options are read from
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Program, version, and the layout of what it writes.
fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        format!("{} (layout of findings: {})", env!("CARGO_PKG_VERSION"), report::SCHEMA_VERSION)
    });
    &VERSION
}

/// How much is reported that is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rewritten {
    /// Nothing
    Off,
    /// What can hardly be chance
    Strict,
    /// What is likely
    Default,
    /// Also every pair of sentences with some evidence, to be ranked by score
    Wide,
}

impl From<Rewritten> for retell::Preset {
    fn from(typed: Rewritten) -> Self {
        match typed {
            Rewritten::Off => Self::Off,
            Rewritten::Strict => Self::Strict,
            Rewritten::Default => Self::Default,
            Rewritten::Wide => Self::Wide,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Show what is recognised in the inputs: formats, fields, dates, languages, troubles
    Inspect(InspectArgs),
    /// Find near-duplicate articles and shared passages in a collection, and write them to a folder
    Scan(ScanArgs),
    /// Drop near-duplicates: kept records as they came in, and what stands for each removed one
    Dedup(DedupArgs),
    /// Show the passages that two files share, marked in both texts
    Compare(CompareArgs),
    /// Write report.html again from a folder of findings, with other limits or a filter
    Report(ReportArgs),
    /// Why two articles of a scan were reported or not: seeds, chains, alignment, and the threshold that decided
    Explain(ExplainArgs),
    /// Write the tables of a folder of findings in other formats, or filtered
    Tables(super::tables::TablesArgs),
    /// Print the completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page of retold, or of one of its commands
    Man(ManArgs),
    /// Measure findings against a table of labels: what was found, and how much of it is right
    Eval(EvalArgs),
}

/// `retold scan`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold scan articles/ -o report\n  retold scan 'crawl-*.jsonl.zst' more.jsonl.gz -o report\n  \
    zcat dump.gz | retold scan - -o report --text body --date published_at\n  retold scan big.jsonl -o report --window 7 --memory 4G\n  retold scan newspapers.jsonl -o report --preset ocr\n\n\
    Reads JSON Lines, JSON, CSV, TSV, Parquet, HTML, feeds, WARC, text and Markdown, plain or compressed (gzip, zstd, \
    bzip2, xz). Fields are found by their usual names (text, body, content; source, site, outlet; date, published; ...) \
    or named with the flags above; retold inspect INPUT shows which.\n\n\
    Writes a page to read (report.html), findings.json, and the tables as JSON Lines and Parquet, skipped records among them. \
    Offsets are Unicode code points into the text as it was read, end exclusive."
)]
pub struct ScanArgs {
    /// Files, folders, globs in quotes, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder for the findings; it appears whole or not at all
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// Replace the findings in a folder, filtered.html too; what others laid beside them stays
    #[arg(long)]
    pub force: bool,
    /// Least resemblance (shared of all shingles) of near-duplicate articles; 0.5 with --preset ocr unless given
    #[arg(long, value_name = "FRACTION", allow_negative_numbers = true, value_parser = typed::fraction, default_value_t = Options::default().verify.resemblance)]
    #[arg(default_value_if("preset", "ocr", Options::for_ocr().verify.resemblance.to_string()))]
    pub threshold: f64,
    /// Least containment (shared shingles of one of the two) of a pair; above 1: not asked for; 0.5 with --preset ocr unless given
    #[arg(long, value_name = "FRACTION", allow_negative_numbers = true, value_parser = typed::fraction, default_value_t = Options::default().verify.containment)]
    #[arg(default_value_if("preset", "ocr", Options::for_ocr().verify.containment.to_string()))]
    pub containment: f64,
    /// Share of the pairs at the threshold that must be found: above 0, below 1
    #[arg(long, value_name = "FRACTION", allow_negative_numbers = true, value_parser = typed::fraction, default_value_t = Options::default().recall)]
    pub recall: f64,
    /// Words in a shingle, of which resemblance and containment are counted
    #[arg(long, value_name = "WORDS", allow_negative_numbers = true, default_value_t = Options::default().text.width)]
    pub width: usize,
    /// How much is reported that is rewritten, that is, told in other words
    #[arg(long, value_enum, value_name = "PRESET", default_value_t = Rewritten::Default)]
    pub rewritten: Rewritten,
    /// Settings made for one kind of text: ocr compares letter by letter, and seeks nothing rewritten; goes with none of --width, --rewritten
    /// and --vectors
    #[arg(long, value_enum, value_name = "PRESET", conflicts_with_all = ["width", "rewritten", "vectors"])]
    pub preset: Option<Preset>,
    /// Folder of a static embedding model as model2vec saves it (tokenizer.json, model.safetensors, config.json): its vectors
    /// score sentences again, and let two languages meet [default: none; nothing is ever fetched]
    #[arg(long, value_name = "FOLDER")]
    pub vectors: Option<PathBuf>,
    /// Look for passages only between articles published at most so many days of the calendar apart: 0 is the
    /// same day; near-duplicates by resemblance are sought over all dates, those by containment alone within the window
    /// [default: all days for copied and edited passages, 7 days for rewritten ones; the flag sets both]
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true, value_parser = typed::whole)]
    pub window: Option<u32>,
    /// Make passages of two articles one where at most so many characters lie between them on both sides, in any order; what
    /// lies between counts as shared too, and what stands alone in other words is left out below a score of 0.6 [default: none]
    #[arg(long, value_name = "CHARS", allow_negative_numbers = true, value_parser = typed::whole)]
    pub join: Option<u32>,
    /// How records are read
    #[command(flatten)]
    pub reading: ReadArgs,
    /// What is done about records that cannot be read
    #[command(flatten)]
    pub skipping: SkipArgs,
    /// What of the machine is used
    #[command(flatten)]
    pub machine: MachineArgs,
}

impl ScanArgs {
    /// The options of this scan, validated.
    ///
    /// # Errors
    /// When one has no sense.
    pub fn options(&self) -> Result<Options> {
        let mut options = start(self.preset, self.rewritten);
        options.verify.resemblance = self.threshold;
        options.verify.containment = self.containment;
        options.recall = self.recall;
        options.text.width = self.width;
        options.vectors.clone_from(&self.vectors);
        options.window_days = self.window;
        options.join_chars = self.join;
        self.reading.apply(&mut options);
        self.skipping.apply(&mut options);
        self.machine.apply(&mut options);
        options.validate()?;
        if self.inputs.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
            let (value, bound) = ("- -".to_owned(), "standard input once".to_owned());
            return Err(ErrorKind::Options { flag: "INPUT", value, bound }.into());
        }
        Ok(options)
    }
}

/// How records are read.
#[derive(Args)]
#[command(next_help_heading = "Reading")]
pub struct ReadArgs {
    /// Field that holds the text; a dotted path reaches into nested objects
    #[arg(long, value_name = "FIELD")]
    pub text: Option<String>,
    /// Field that holds the id
    #[arg(long, value_name = "FIELD")]
    pub id: Option<String>,
    /// Field that holds the outlet
    #[arg(long, value_name = "FIELD")]
    pub outlet: Option<String>,
    /// Field that holds the date
    #[arg(long, value_name = "FIELD")]
    pub date: Option<String>,
    /// Field that holds the title
    #[arg(long, value_name = "FIELD")]
    pub title: Option<String>,
    /// Field that holds the address
    #[arg(long, value_name = "FIELD")]
    pub url: Option<String>,
    /// Which comes first in dates such as 03/04/2025: day-first or month-first [default: told by the date itself, or unknown]
    #[arg(long, value_name = "ORDER", value_parser = typed::date_order)]
    pub date_order: Option<DateOrder>,
    /// Format of every input, whatever its name says
    #[arg(long, value_name = "FORMAT", value_parser = typed::format, help = typed::format_help())]
    pub format: Option<Format>,
    /// Encoding of every file, as named on the web, such as windows-1252 [default: told by each file]
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// Largest record that is read; larger ones are skipped
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, default_value = "256M", value_parser = typed::bytes)]
    pub max_record_bytes: u64,
    /// Largest ratio of decompressed to compressed size; the rest of a file beyond it is skipped
    #[arg(long, value_name = "RATIO", allow_negative_numbers = true, default_value_t = Options::default().read.max_ratio)]
    pub max_ratio: u64,
    /// Largest file that is read, decompressed; the rest of a larger one is skipped [default: any]
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = typed::bytes)]
    pub max_file_bytes: Option<u64>,
}

impl ReadArgs {
    /// Puts what was typed into `options`.
    pub fn apply(&self, options: &mut Options) {
        let read = &mut options.read;
        for (field, typed) in [
            (&mut read.text, &self.text),
            (&mut read.id, &self.id),
            (&mut read.outlet, &self.outlet),
            (&mut read.date, &self.date),
            (&mut read.title, &self.title),
            (&mut read.url, &self.url),
        ] {
            field.clone_from(typed);
        }
        read.date_order = self.date_order;
        read.format = self.format;
        read.encoding.clone_from(&self.encoding);
        read.max_record_bytes = self.max_record_bytes;
        read.max_ratio = self.max_ratio;
        read.max_file_bytes = self.max_file_bytes;
    }
}

/// What is done about records that cannot be read.
#[derive(Args)]
#[command(next_help_heading = "Reading")]
pub struct SkipArgs {
    /// Stop at the first record that cannot be read
    #[arg(long)]
    pub strict: bool,
    /// Give up when more records cannot be read: a number, or a share of all such as 5% [default: any]
    #[arg(long, value_name = "N|P%", allow_negative_numbers = true)]
    pub max_skipped: Option<MaxSkipped>,
}

impl SkipArgs {
    /// Puts what was typed into `options`.
    pub fn apply(&self, options: &mut Options) {
        options.is_strict = self.strict;
        options.max_skipped = self.max_skipped;
    }
}

/// What of the machine is used.
#[derive(Args)]
#[command(next_help_heading = "Machine")]
pub struct MachineArgs {
    /// Worker threads [default: one a core]
    #[arg(long, short = 'j', value_name = "NUMBER", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// About how much memory may be used, such as 500M or 4G; at least 64M
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, default_value = "1G", value_parser = typed::bytes)]
    pub memory: u64,
    /// Folder for working files; a scan or dedup that broke off goes on from there [default: the system's]
    #[arg(long, value_name = "FOLDER")]
    pub work_dir: Option<PathBuf>,
}

impl MachineArgs {
    /// Puts what was typed into `options`.
    pub fn apply(&self, options: &mut Options) {
        options.threads = self.threads;
        options.memory = self.memory;
        options.work_dir.clone_from(&self.work_dir);
    }

    /// Whether the same command, typed again after the run broke off, goes on from where it was.
    pub fn goes_on(&self, inputs: &[PathBuf]) -> bool {
        self.work_dir.is_some() && inputs.iter().all(|path| path.as_os_str() != "-")
    }
}

/// Settings made for one kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// Scanned pages with misread letters
    Ocr,
}

/// The options of a preset, or the defaults and what is typed of other words.
pub(super) fn start(preset: Option<Preset>, rewritten: Rewritten) -> Options {
    match preset {
        Some(Preset::Ocr) => Options::for_ocr(),
        None => {
            let mut options = Options::default();
            options.retell.preset = rewritten.into();
            options
        }
    }
}

/// `retold report`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold report findings\n  retold report findings --filter outlet=Mirador --filter level=verbatim -o mirador.html\n  \
    retold report findings --filter from=2026-03-01 --filter to=2026-03-07 --filter length=200\n  \
    retold report findings --filter outlet=\"The Tarnmouth Mercury\" --filter with=\"Agence Corvane\"\n  \
    retold report findings --filter first=\"Agence Corvane\" --filter level=rewritten\n  \
    retold report findings --filter file=agency --filter with-file=clients\n\n\
    Names: outlet, with (the outlet on the other side), without (an outlet to leave out), file (a file or folder), with-file (that of the other side), first (the outlet that certainly had it before the other side; of families and clusters, one that is among the first), article (an id), level, from and to (days by the calendar of each article; both must lie between them), \
    length (characters), score, words (all of them on one side, and \"a phrase\" as it stands). Outlet names are matched whole. Parts of one name are \
    alternatives; different names must all hold. Nothing is scanned again."
)]
pub struct ReportArgs {
    /// Folder that a scan wrote
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Where the page goes, - for standard output [default: report.html in the folder, filtered.html with a filter]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only findings that pass; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub filter: Vec<String>,
    /// Most passages in the page; the pairs that share most come first
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value_t = most_passages())]
    pub max_passages: NonZeroUsize,
}

fn most_passages() -> NonZeroUsize {
    NonZeroUsize::new(report::html::Limits::default().passages).expect("a page holds some")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn flags_are_declared_without_conflict() {
        Cli::command().debug_assert();
    }

    #[test]
    fn defaults_written_as_sizes_are_those_of_the_options() {
        let scan = Cli::parse_from(["retold", "scan", "in", "-o", "out"]);
        let Command::Scan(args) = scan.command else { panic!("a scan was asked for") };
        let (typed, default) = (args.options().unwrap(), Options::default());
        assert_eq!((typed.memory, typed.read), (default.memory, default.read));
    }
}
