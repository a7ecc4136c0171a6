//! `retold dedup`: a collection without its near-duplicates.

use super::args::DedupArgs;
use super::summary::{grouped, plural};
use super::{
    End, check_text, complain, others, print_of, progress, tell_left_behind, tell_missing, tell_reading,
    tell_repeated, tell_skipped,
};
use crate::error::Result;
use crate::ledger::{Keep, Ledger};
use crate::pipeline::{self, Converted, Deduplicated, Job};
use crate::read::Written;
use crate::report;
use std::fmt::Write;
use std::io::{self, IsTerminal};

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
