//! `retold dedup`: a collection without its near-duplicates.

use super::args::{MachineArgs, Preset, ReadArgs, SkipArgs};
use super::summary::{grouped, plural};
use super::typed;
use super::{
    End, check_text, complain, others, print_of, progress, tell_left_behind, tell_missing, tell_reading,
    tell_repeated, tell_skipped,
};
use crate::error::{ErrorKind, Result};
use crate::ledger::{Keep, Ledger};
use crate::options::Options;
use crate::pipeline::{self, Converted, Deduplicated, Job};
use crate::read::Written;
use crate::report;
use crate::report::dedup::Layout;
use crate::verify::Measure;
use clap::{Args, ValueEnum};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// `retold dedup`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold dedup crawl.jsonl.gz -o clean\n  retold dedup 'day-*.jsonl' -o clean --against archive.jsonl --keep longest\n  \
    retold dedup scans.jsonl -o clean --preset ocr --memory 4G --work-dir /scratch\n\n\
    One input file gives kept.FORMAT in the same compression; several give a folder kept with a file for each, under \
    its own name; with --annotate it is called annotated. Records stand there byte for byte, in order, in UTF-8 without a byte order mark but for HTML. removed.jsonl names, for each removed record, the one \
    that stands for it, with exact resemblance and both containments. Parquet gives Parquet, its kept rows with \
    all their columns; feeds, whose entries cannot stand alone, give kept-ids.jsonl."
)]
pub struct DedupArgs {
    /// Files, folders, globs in quotes, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder for what is kept; it appears whole or not at all
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// Replace what an earlier run left in the folder; what others laid beside it stays
    #[arg(long)]
    pub force: bool,
    /// What a pair must reach for one article to stand for the other
    /// [default: 0.8; 0.5 with --preset ocr]
    #[arg(long, value_name = "FRACTION", allow_negative_numbers = true, value_parser = typed::fraction)]
    pub threshold: Option<f64>,
    /// Measure of the threshold
    #[arg(long, value_enum, value_name = "MEASURE", default_value_t = By::Resemblance)]
    pub by: By,
    /// Which article stands for the others: earliest, longest, first, or outlets:A,B,C in order of priority
    /// [default: earliest; longest with --by containment]
    #[arg(long, value_name = "RULE", value_parser = typed::keep)]
    pub keep: Option<Keep>,
    /// Remove only articles with the same words; goes with none of --threshold, --by, --recall, --shingles and --preset
    #[arg(long, conflicts_with_all = ["threshold", "by", "recall", "shingles", "preset"])]
    pub exact_only: bool,
    /// Keep every record and add its cluster to it, as a last field `retold` or in place of an older one; for JSON Lines and JSON
    #[arg(long)]
    pub annotate: bool,
    /// Remove what this collection has already; may be given several times
    #[arg(long, value_name = "OTHER")]
    pub against: Vec<PathBuf>,
    /// Write every verified pair to pairs.jsonl too
    #[arg(long)]
    pub pairs: bool,
    /// Share of the pairs at the threshold that must be found
    #[arg(long, value_name = "FRACTION", allow_negative_numbers = true, value_parser = typed::fraction, default_value_t = Options::default().recall)]
    pub recall: f64,
    /// What a shingle is made of: words:N or chars:N [default: words:5]
    #[arg(long, value_name = "KIND:N", value_parser = typed::shingles)]
    pub shingles: Option<Shingles>,
    /// Settings made for one kind of text: ocr is --shingles chars:8 --threshold 0.5; does not go with --shingles
    #[arg(long, value_enum, value_name = "PRESET", conflicts_with = "shingles")]
    pub preset: Option<Preset>,
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

/// Measure of the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Shared of all word shingles of both
    Resemblance,
    /// Shared of the word shingles of the removed article
    Containment,
}

/// What a shingle is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shingles {
    /// So many words.
    Words(usize),
    /// So many folded letters and digits.
    Chars(usize),
}

impl DedupArgs {
    /// Whether the same command, typed again after the run broke off, goes on from where it was.
    pub fn goes_on(&self) -> bool {
        self.against.is_empty() && self.machine.goes_on(&self.inputs)
    }

    /// The options of this run, validated.
    ///
    /// # Errors
    /// When one has no sense.
    pub fn options(&self) -> Result<Options> {
        let mut options = Options::default();
        let dedup = &mut options.dedup;
        let of_preset = (self.preset == Some(Preset::Ocr)).then_some(Options::OCR_THRESHOLD);
        dedup.threshold = self.threshold.or(of_preset).unwrap_or(dedup.threshold);
        (dedup.by, dedup.keep) = match self.by {
            By::Resemblance => (Measure::Resemblance, Keep::Earliest),
            By::Containment => (Measure::Containment, Keep::Longest),
        };
        if let Some(keep) = &self.keep {
            dedup.keep = keep.clone();
        }
        dedup.is_exact_only = self.exact_only;
        dedup.against.clone_from(&self.against);
        match self.shingles {
            Some(Shingles::Words(width)) => options.text.width = width,
            Some(Shingles::Chars(width)) => options.text.width_chars = Some(width),
            None => {}
        }
        if self.preset == Some(Preset::Ocr) {
            options.text.width_chars = Some(Options::OCR_CHARS);
        }
        options.recall = self.recall;
        self.reading.apply(&mut options);
        self.skipping.apply(&mut options);
        self.machine.apply(&mut options);
        options.for_dedup()?;
        if self.against.iter().any(|path| path.as_os_str() == "-") {
            let (value, bound) = ("-".to_owned(), "files: standard input is what is cleaned".to_owned());
            return Err(ErrorKind::Options { flag: "--against", value, bound }.into());
        }
        Ok(options)
    }

    /// What is written.
    pub fn layout(&self) -> Layout {
        Layout { is_annotated: self.annotate, has_pairs: self.pairs }
    }
}

pub fn run(args: &DedupArgs, is_quiet: bool) -> Result<End> {
    let (options, layout) = (args.options()?, args.layout());
    // Better refused now than after an hour.
    report::Folder::check(&args.output, Some(Written::Cleaned), args.force)?;
    report::Folder::check_inputs(&args.output, args.inputs.iter().chain(&options.dedup.against))?;
    report::Folder::check_work_dir(&args.output, options.work_dir.as_deref())?;
    if layout.is_annotated {
        report::dedup::check_annotated(&args.inputs, &options.read)?;
    }
    tell_left_behind(&pipeline::left_behind(&args.inputs, &options, Job::Dedup)?);
    let mut bars = progress::Bars::new(!is_quiet && io::stderr().is_terminal());
    let found = pipeline::dedup(&args.inputs, &options, &mut bars);
    let written = found.and_then(|found| {
        found.counts.check(found.skipped.len())?;
        options.check_skipped(found.counts.read, &found.skipped, true)?;
        check_text(&found.met, &options.read, found.counts.read, found.counts.articles)?;
        report::dedup::write(&found, layout, &args.output, args.force, &mut bars)
            .map(|copied| (found, copied))
    });
    bars.finish();
    let (found, copied) = written?;
    tell_skipped(&found.skipped)?;
    tell_missing(&found.met, &options.read, found.counts.read);
    tell_unknown(&options.dedup.keep, &found.ledger);
    tell_replaced(copied.num_replaced);
    if !is_quiet {
        tell_reading(&found.passed_over, &found.counts);
        tell_converted(found.converted.as_ref());
        tell_repeated(found.ledger.repeated_keys());
        print_of(&args.output, &summary(&found, args));
    }
    Ok(if found.skipped.is_empty() { End::Finished } else { End::Skipped })
}

/// Names the outlets that should have stood for others and that no article is of.
fn tell_unknown(keep: &Keep, ledger: &Ledger) {
    let Keep::Outlets(named) = keep else { return };
    let mut known: Vec<&str> = ledger.outlet_names().iter().map(|name| &**name).collect();
    known.sort_unstable();
    for outlet in named.iter().filter(|name| !name.is_empty() && !known.contains(&name.as_str())) {
        complain(&format!("--keep outlets: no article is of {outlet}"), Some(&others(outlet, &known)));
    }
}

/// Says that fields of the records themselves gave way to notes.
fn tell_replaced(number: u64) {
    if number > 0 {
        let what = plural(number, "record had a field", "records had fields");
        let hint = "what is written has the note in its place: rename it in the input to have both";
        complain(&format!("--annotate: {what} `retold` already, which is not from this program"), Some(hint));
    }
}

/// Says that what is written is not byte for byte what was read.
fn tell_converted(converted: Option<&Converted>) {
    let Some(Converted { count, path, encoding }) = converted else { return };
    let path = path.display();
    let what = match count {
        1 => format!("{path} is in {encoding}, not in UTF-8"),
        _ => format!("{} files are not in UTF-8, among them {path} ({encoding})", grouped(*count)),
    };
    complain(&what, Some("what is written of them is in UTF-8, without a byte order mark but for HTML"));
}

fn summary(found: &Deduplicated, args: &DedupArgs) -> String {
    let cleaned = found.ledger.num_others()..found.ledger.len() as u32;
    let removed = cleaned.clone().filter(|&ordinal| found.is_removed(ordinal)).count();
    let share = 100.0 * removed as f64 / cleaned.len().max(1) as f64;
    // Where another collection stands beside, copies inside that one are counted too.
    let same = match found.ledger.num_others() {
        0 => format!(", {} of them with the same words as another", found.counts.exact_copies),
        _ => String::new(),
    };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "read       {}, {} skipped",
        plural(cleaned.len() as u64, "article", "articles"),
        grouped(found.skipped.len())
    );
    // With notes every record is written, and says itself whether it would stay.
    let [kept, gone] = if args.annotate { ["to keep", "to remove"] } else { ["kept", "removed"] };
    let _ = writeln!(out, "{kept:<11}{}", grouped((cleaned.len() - removed) as u64));
    let _ = writeln!(out, "{gone:<11}{} ({share:.1} %){same}", grouped(removed as u64));
    let _ = writeln!(
        out,
        "counted    {} exactly, {} below the threshold",
        plural(found.counts.band_candidates, "pair", "pairs"),
        grouped(found.counts.below_threshold)
    );
    if found.counts.buckets.oversized > 0 {
        let _ = writeln!(
            out,
            "oversized  {}: compared with their first article only",
            plural(found.counts.buckets.oversized, "bucket", "buckets")
        );
    }
    let all = if args.annotate { "every article is annotated; " } else { "" };
    let _ = writeln!(out, "\n{all}written to {}", args.output.display());
    out
}
