//! What a scan found, on one screen.

use super::terminal::{columns, visible};
use crate::article::ArticleId;
use crate::findings::Findings;
use crate::passage::level::Level;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most outlets in the matrix, and fewest, where a terminal is too narrow for that.
const OUTLETS: usize = 6;
const FEWEST_OUTLETS: usize = 2;

/// `12345` as `12 345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `2 articles`.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// How many records of web archives were passed over, by reason, the most first; nothing where none was.
pub fn archived(records: &BTreeMap<&'static str, u64>) -> Option<String> {
    let mut reasons: Vec<_> = records.iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let told: Vec<String> =
        reasons.iter().map(|(why, count)| format!("{why}: {}", grouped(**count))).collect();
    let all = plural(records.values().sum(), "record of web archives", "records of web archives");
    (!told.is_empty()).then(|| format!("{all} ({})", told.join("; ")))
}

/// A number of bytes for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// The summary of `findings`, which stand in the folder `output`.
pub fn of(findings: &Findings, output: &Path) -> String {
    let mut out = String::new();
    let counts = &findings.counts;
    let outlets = findings.collection.outlets().len() as u64;
    let line = |out: &mut String, name: &str, text: String| {
        let _ = writeln!(out, "{name:<11}{text}");
    };
    let mut articles = plural(counts.articles, "article", "articles");
    if outlets > 0 {
        let _ = write!(articles, " of {}", plural(outlets, "outlet", "outlets"));
    }
    if !findings.skipped.is_empty() {
        let _ = write!(articles, ", {} skipped", grouped(findings.skipped.len()));
    }
    line(&mut out, "read", articles);

    let members: u64 = findings.clusters.iter().map(|c| c.members.len() as u64).sum();
    let mut clusters = plural(findings.clusters.len() as u64, "cluster", "clusters");
    if !findings.clusters.is_empty() {
        let _ = write!(clusters, " of near-duplicates, {} in all", plural(members, "article", "articles"));
    }
    line(&mut out, "copies", clusters);

    let of_level =
        |level| findings.passages.iter().filter(|p| p.level == level && p.left != p.right).count() as u64;
    let levels = [Level::Verbatim, Level::Edited, Level::Rewritten, Level::Quote];
    let named: Vec<String> = levels
        .into_iter()
        .map(|level| (of_level(level), level.name()))
        .filter(|&(number, _)| number > 0)
        .map(|(number, name)| format!("{} {name}", grouped(number)))
        .collect();
    let repeats = findings.passages.iter().filter(|p| p.left == p.right).count() as u64;
    let shares = |id: &ArticleId| findings.overlap.articles[id.index()].shared > 0;
    // A quotation counts in no share, but both articles have it.
    let both = findings.passages.iter().filter(|p| p.left != p.right).flat_map(|p| [p.left, p.right]);
    let all = (0..findings.overlap.articles.len() as u32).map(ArticleId).filter(shares).chain(both);
    let sharing = all.collect::<HashSet<_>>().len() as u64;
    if named.is_empty() {
        line(&mut out, "passages", "none shared".into());
    } else {
        line(
            &mut out,
            "passages",
            format!("{}, in {}", named.join(", "), plural(sharing, "article", "articles")),
        );
    }
    if repeats > 0 {
        line(&mut out, "repeats", format!("{} inside one article", plural(repeats, "passage", "passages")));
    }
    overlaps(findings, &mut out);
    if findings.passages.is_empty() && findings.clusters.is_empty() {
        silence(findings, &mut out);
    }
    let _ = writeln!(out, "\nfindings in {}", output.display());
    out
}

/// A small matrix of the outlets that share most.
fn overlaps(findings: &Findings, out: &mut String) {
    let (names, shared) = (findings.collection.outlets(), &findings.overlap.outlets);
    let mut totals = vec![0u64; names.len()];
    for (&(one, other), cell) in shared.iter().filter(|((one, other), _)| one != other) {
        totals[one as usize] += cell.chars;
        totals[other as usize] += cell.chars;
    }
    let mut order: Vec<u32> = (0..names.len() as u32).filter(|&one| totals[one as usize] > 0).collect();
    if order.is_empty() {
        return;
    }
    order.sort_by_key(|&one| (std::cmp::Reverse(totals[one as usize]), one));
    let num_outlets = order.len();
    order.truncate(OUTLETS);
    let cell = |one: u32, other: u32| match shared.get(&(one, other)) {
        _ if one == other => "·".to_owned(),
        Some(cell) if cell.chars > 0 => grouped(cell.chars),
        _ => "–".to_owned(),
    };
    let (labels, widest, widths) = loop {
        let widths: Vec<usize> = order
            .iter()
            .map(|&other| order.iter().map(|&one| cell(one, other).chars().count()).max().unwrap_or(0).max(2))
            .collect();
        let labels: Vec<String> =
            order.iter().map(|&one| shortened(&visible(&names[one as usize]))).collect();
        let widest = labels.iter().map(|label| label.width()).max().unwrap_or(0);
        let width = widest + 6 + widths.iter().map(|width| width + 2).sum::<usize>();
        if width <= columns() || order.len() <= FEWEST_OUTLETS {
            break (labels, widest, widths);
        }
        order.pop();
    };
    let hidden = num_outlets - order.len();
    let _ = writeln!(out, "\nlargest overlaps: characters of each outlet that others have too");
    let _ = write!(out, "  {:widest$}    ", "");
    for (number, width) in widths.iter().enumerate() {
        let _ = write!(out, "  {:>width$}", number + 1);
    }
    out.push('\n');
    for (row, &one) in order.iter().enumerate() {
        let label = &labels[row];
        let _ = write!(out, "  {} {label}{:2$}", row + 1, "", widest - label.width() + 2);
        for (&other, &width) in order.iter().zip(&widths) {
            let _ = write!(out, "  {:>width$}", cell(one, other));
        }
        out.push('\n');
    }
    if hidden > 0 {
        let _ = writeln!(out, "  and {} with less", plural(hidden as u64, "outlet", "outlets"));
    }
}

/// A name in at most 24 cells.
pub fn shortened(name: &str) -> String {
    const CELLS: usize = 24;
    if name.width() <= CELLS {
        return name.to_owned();
    }
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used < CELLS
    };
    name.chars().take_while(fits).chain(['…']).collect()
}

/// Why nothing was found: which step removed how many candidates.
fn silence(findings: &Findings, out: &mut String) {
    let counts = &findings.counts;
    let _ = writeln!(out, "\nnothing was found:");
    let mut say = |text: String| {
        let _ = writeln!(out, "  {text}");
    };
    if counts.articles < 2 {
        say("there is nothing to compare: give two articles or more".into());
        return;
    }
    if counts.band_candidates == 0 {
        say("no two articles looked alike enough to be counted".into());
    } else {
        say(format!(
            "{} counted, {} below --threshold {} and --containment {}",
            plural(counts.band_candidates, "pair of articles was", "pairs of articles were"),
            grouped(counts.below_threshold),
            findings.options["verify"]["resemblance"],
            findings.options["verify"]["containment"],
        ));
    }
    let seed = &findings.options["passage"]["seed"];
    let run = match findings.options["text"]["is_by_letter"].as_bool() {
        Some(true) => format!("{} letters", seed["length_unspaced"]),
        _ => format!("{} words", seed["length"]),
    };
    if counts.seed_candidates == 0 {
        say(format!("no two articles share a sampled run of {run}"));
    } else {
        say(format!(
            "{} a run of {run}, {} of them no more than that, or a phrase that turns up everywhere; of the others {} shown to be too little",
            plural(counts.seed_candidates, "pair shares", "pairs share"),
            grouped(counts.not_aligned),
            plural(counts.chains.refused, "stretch was", "stretches were"),
        ));
    }
    if counts.retold_pairs > 0 {
        let preset = findings.options["retell"]["preset"].as_str().unwrap_or_default();
        let wider = if preset == "wide" { "" } else { ": --rewritten wide asks for less" };
        say(format!(
            "{} compared sentence by sentence, without a passage that --rewritten {preset} reports{wider}",
            plural(counts.retold_pairs, "pair was", "pairs were"),
        ));
    }
    if counts.unlikely > 0 {
        say(format!(
            "{} left out: the sentences around tell different things",
            plural(counts.unlikely, "passage found word by word was", "passages found word by word were")
        ));
    }
    if counts.set_aside > 0 {
        say(format!(
            "{} of sentences that an outlet repeats in unrelated articles (boilerplate)",
            plural(counts.set_aside, "passage is made", "passages are made")
        ));
    }
    if let Some(days) = findings.options["window_days"].as_u64() {
        say(format!(
            "passages were sought in articles of {} at most from each other (--window)",
            plural(days, "day", "days")
        ));
    }
    if counts.wordless > 0 {
        say(format!("{} no word at all", plural(counts.wordless, "article has", "articles have")));
    }
}
