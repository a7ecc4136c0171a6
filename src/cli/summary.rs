//! What a scan found, on one screen.

use crate::findings::Findings;
use crate::overlap::Shared;
use crate::passage::level::Level;
use std::fmt::Write;
use std::path::Path;

/// Most overlaps between outlets that are named.
const OVERLAPS: usize = 5;

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
        let _ = write!(articles, ", {} skipped", grouped(findings.skipped.len() as u64));
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
    let sharing = findings.overlap.articles.iter().filter(|article| article.shared > 0).count() as u64;
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

/// The largest overlaps between two outlets.
fn overlaps(findings: &Findings, out: &mut String) {
    let names = findings.collection.outlets();
    let mut largest: Vec<_> =
        findings.overlap.outlets.iter().filter(|((one, other), _)| one != other).collect();
    largest.sort_by_key(|&(outlets, shared)| (std::cmp::Reverse(shared.chars), *outlets));
    // Each pair of outlets once, from the side that shares more.
    let mut told: Vec<((u32, u32), &Shared)> = Vec::new();
    for (&(one, other), shared) in largest {
        if told.len() < OVERLAPS && !told.iter().any(|&(outlets, _)| outlets == (other, one)) {
            told.push(((one, other), shared));
        }
    }
    if told.is_empty() {
        return;
    }
    let name = |outlet: u32| shortened(&names[outlet as usize]);
    let width = |side: fn(&(u32, u32)) -> u32| {
        told.iter().map(|(outlets, _)| name(side(outlets)).chars().count()).max().unwrap_or(0)
    };
    let (left, right) = (width(|outlets| outlets.0), width(|outlets| outlets.1));
    let _ = writeln!(out, "\nlargest overlaps between outlets");
    for ((one, other), shared) in &told {
        let _ = writeln!(
            out,
            "  {:<left$}  {:<right$} {:>9} characters in {}",
            name(*one),
            name(*other),
            grouped(shared.chars),
            plural(u64::from(shared.articles), "article", "articles"),
        );
    }
}

/// A name cut to 24 characters.
pub fn shortened(name: &str) -> String {
    if name.chars().count() <= 24 {
        name.to_owned()
    } else {
        name.chars().take(23).collect::<String>() + "…"
    }
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
    if counts.seed_candidates == 0 {
        say("no two articles share a sampled run of four words".into());
    } else {
        say(format!(
            "{} a run of four words: {} only one, with nothing alike around it; of the others {} shown to be too little",
            plural(counts.seed_candidates, "pair shares", "pairs share"),
            grouped(counts.lone_seeds),
            plural(counts.chains.refused, "stretch was", "stretches were"),
        ));
    }
    if counts.wordless > 0 {
        say(format!("{} no word at all", plural(counts.wordless, "article has", "articles have")));
    }
}
