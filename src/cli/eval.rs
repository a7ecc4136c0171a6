//! `retold eval`: findings against a table of labels.

use super::summary::plural;
use super::{End, complain, print};
use crate::error::Result;
use crate::eval::{self, Evaluation, Params, clusters, pairs, plagdet, spans};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// `retold eval`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold scan corpus -o report && retold eval corpus/truth.tsv report\n  \
    retold eval cases.tsv report --only-listed --json\n  retold eval copies.tsv report/pairs.jsonl --kind article\n\n\
    TRUTH is tab-separated with a header; its columns tell what is measured:\n  \
    a a_start a_end b b_start b_end label   passages: label V, E, R is reuse (verbatim, edited, rewritten), S, U is not;\n  \
                                           a pair is found when a passage holds half of both spans at that place\n  \
    susp susp_off susp_len src src_off src_len   passages as at PAN: precision, recall, granularity, plagdet\n  \
    a b, with kind, grade or label          pairs of articles; with a grade or label, pairs not listed count neither way\n  \
    id cluster                              clusters: adjusted Rand index, B3; and the pairs they make\n\n\
    Offsets are Unicode code points, end exclusive; ids are those of the findings. Shared quotations are not reuse. \
    It measures and does not judge: exit code 0 whatever the figures."
)]
pub struct EvalArgs {
    /// Table of labels
    #[arg(value_name = "TRUTH")]
    pub truth: PathBuf,
    /// Folder that a scan wrote, or its passages.jsonl, pairs.jsonl or clusters.jsonl
    #[arg(value_name = "FOUND")]
    pub found: PathBuf,
    /// Leave out findings between articles that the truth does not name together
    #[arg(long)]
    pub only_listed: bool,
    /// Least grade or label of a pair of articles that should be found [default: 1]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub grade: Option<i64>,
    /// Only pairs whose kind holds this word should be found; others count neither way
    #[arg(long, value_name = "WORD")]
    pub kind: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Measures and prints.
pub fn run(args: &EvalArgs) -> Result<End> {
    let params =
        Params { is_only_listed: args.only_listed, least_grade: args.grade, kind: args.kind.clone() };
    let found = eval::evaluate(&args.truth, &args.found, &params)?;
    if !found.unknown_ids.is_empty() {
        let named = found.unknown_ids.join(", ");
        complain(
            &format!("no article of the findings goes by {named}"),
            Some("what is labelled there counts as missed"),
        );
    }
    if let Some(first) = found.outside.first() {
        let more = match found.outside.len() {
            1 => String::new(),
            number => format!(", and {} more", plural(number as u64 - 1, "span does", "spans do")),
        };
        complain(
            &format!("{first}{more}"),
            Some("the labels were made on another text; what they name there counts as missed"),
        );
    }
    print(&if args.json {
        serde_json::to_string(&found).expect("figures are plain data") + "\n"
    } else {
        told(&found)
    })?;
    Ok(End::Finished)
}

fn told(found: &Evaluation) -> String {
    let mut out = String::new();
    if let Some(scores) = &found.spans {
        spans(scores, &mut out);
    }
    if let Some(scores) = &found.plagdet {
        cases(scores, &mut out);
    }
    if let Some(scores) = &found.pairs {
        pairs(scores, &mut out);
    }
    if let Some(scores) = &found.clusters {
        clusters(scores, &mut out);
    }
    out
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".into(), |share| format!("{:.1} %", 100.0 * share))
}

fn spans(scores: &spans::Scores, out: &mut String) {
    let names = |label: &str| match label {
        "V" => "verbatim, found",
        "E" => "edited, found",
        "R" => "rewritten, found",
        "S" => "same event, taken for reuse",
        _ => "unrelated, taken for reuse",
    };
    let _ = writeln!(out, "labelled pairs of spans");
    for label in ["V", "E", "R", "S", "U"] {
        let shares = if "VER".contains(label) { &scores.recall } else { &scores.false_positive_rate };
        let number = scores.pairs.get(label).copied().unwrap_or(0);
        let Some(share) = shares.get(label) else { continue };
        let found = scores.found.get(label).copied().unwrap_or(0);
        let (name, share) = (names(label), percent(Some(*share)));
        let _ = writeln!(out, "  {label}  {name:<28}{share:>8}  {found:>5} of {number}");
    }
    if scores.other_labels > 0 {
        let rows = plural(scores.other_labels as u64, "row has", "rows have");
        let _ = writeln!(out, "  {rows} another label than V, E, R, S, U, and no part in this");
    }
    let _ = writeln!(out, "  precision {}, F1 {}", percent(scores.precision), percent(scores.f1));
    if let Some(auc) = scores.auc {
        let _ = write!(out, "  area under the curve of scores {auc:.3}");
        let rewritten = scores.auc_rewritten.map(|auc| format!(", of rewritten pairs alone {auc:.3}"));
        let _ = writeln!(out, "{}", rewritten.unwrap_or_default());
    }
    counted("levels given", &scores.levels, out);
    if !scores.cases.is_empty() {
        let _ = writeln!(out, "  found by label and case");
        for (case, (found, all)) in &scores.cases {
            let _ = writeln!(out, "    {case:<32}{found:>5} of {all}");
        }
    }
}

fn counted(what: &str, counts: &BTreeMap<String, usize>, out: &mut String) {
    if !counts.is_empty() {
        let all: Vec<String> = counts.iter().map(|(name, number)| format!("{name} {number}")).collect();
        let _ = writeln!(out, "  {what}: {}", all.join(", "));
    }
}

fn cases(scores: &plagdet::Scores, out: &mut String) {
    let plagdet::Scores { plagdet, precision, recall, granularity, cases, detections } = scores;
    let _ = writeln!(out, "cases of reuse (macro averages over characters)");
    let _ = writeln!(out, "  plagdet      {plagdet:.4}");
    let _ = writeln!(out, "  precision    {precision:.4}  of {detections} passages");
    let _ = writeln!(out, "  recall       {recall:.4}  of {cases} cases");
    let _ = writeln!(out, "  granularity  {granularity:.4}  passages for a case that is found at all");
}

fn pairs(scores: &pairs::Scores, out: &mut String) {
    let pairs::Scores { precision, recall, f1, wanted, found, right } = scores;
    let _ = writeln!(out, "pairs of articles");
    let _ = writeln!(out, "  precision {:>8}  {right} of {found} found", percent(*precision));
    let _ = writeln!(out, "  recall    {:>8}  {right} of {wanted} wanted", percent(*recall));
    let _ = writeln!(out, "  F1        {:>8}", percent(*f1));
}

fn clusters(scores: &clusters::Scores, out: &mut String) {
    let clusters::Scores { adjusted_rand, b3_precision, b3_recall, b3_f1, articles, wanted, found } = scores;
    let _ = writeln!(out, "clusters: {found} found, {wanted} wanted, {articles} articles");
    let _ = writeln!(out, "  adjusted Rand index  {adjusted_rand:.4}");
    let _ = writeln!(out, "  B3  precision {b3_precision:.4}, recall {b3_recall:.4}, F1 {b3_f1:.4}");
}
