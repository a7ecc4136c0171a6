//! Writes every table as JSON Lines, and the summary of the run.

use super::schema::{
    ArticleRow, BoilerplateRow, ClusterRow, FamilyRow, OutletRow, PairRow, PassageRow, SkippedRow,
};
use super::{FINDINGS_FILE, Folder, SCHEMA_VERSION, SKIPPED_FILE};
use crate::article::ArticleId;
use crate::error::{Error, Place, Result};
use crate::findings::Findings;
use crate::passage::level::Level;
use crate::read::date::iso;
use crate::read::{PassedOver, Skipped};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Six decimals: more than any count behind a share can tell apart in a text of a million words.
pub fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

pub(super) fn row(out: &mut dyn Write, name: &str, row: &impl Serialize) -> Result<()> {
    let written =
        serde_json::to_writer(&mut *out, row).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"));
    written.map_err(|source| Error::write(name, source))
}

fn key(findings: &Findings, id: ArticleId) -> &str {
    &findings.collection.entry(id).key
}

pub(super) fn path(place: &Place) -> Option<String> {
    place.path.as_ref().map(|path| path.display().to_string())
}

/// `articles.jsonl`
pub fn write_articles(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "articles.jsonl";
    folder.file(name, |out| {
        for (index, entry) in findings.collection.entries().iter().enumerate() {
            let id = ArticleId(index as u32);
            let (title, url) = findings.collection.title_and_url(id)?;
            let shares = findings.overlap.articles[index];
            let own = f64::from((entry.num_chars - shares.boilerplate).max(1));
            row(
                out,
                name,
                &ArticleRow {
                    id: &entry.key,
                    outlet: findings.collection.outlet(id),
                    date: entry.published.as_ref().map(iso),
                    title,
                    url,
                    language: entry.language,
                    chars: entry.num_chars,
                    words: entry.num_tokens,
                    boilerplate_chars: shares.boilerplate,
                    shared_chars: shares.shared,
                    verbatim_chars: shares.verbatim,
                    edited_chars: shares.edited,
                    rewritten_chars: shares.rewritten,
                    earlier_chars: shares.earlier,
                    unknown_order_chars: shares.unknown,
                    later_chars: shares.later,
                    shared: rounded(f64::from(shares.shared) / own),
                    file: path(&entry.place),
                    line: entry.place.line,
                },
            )?;
        }
        Ok(())
    })
}

/// `pairs.jsonl`
pub fn write_pairs(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "pairs.jsonl";
    folder.file(name, |out| {
        findings.pairs.iter().try_for_each(|pair| {
            row(
                out,
                name,
                &PairRow {
                    left: key(findings, pair.left),
                    right: key(findings, pair.right),
                    resemblance: rounded(pair.resemblance()),
                    containment_of_left: rounded(pair.containment_of_left()),
                    containment_of_right: rounded(pair.containment_of_right()),
                    shared: pair.shared,
                    left_shingles: pair.left_shingles,
                    right_shingles: pair.right_shingles,
                },
            )
        })
    })
}

/// `passages.jsonl`
pub fn write_passages(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "passages.jsonl";
    folder.file(name, |out| {
        findings.passages.iter().try_for_each(|passage| {
            row(
                out,
                name,
                &PassageRow {
                    left: key(findings, passage.left),
                    left_start: passage.left_span.start,
                    left_end: passage.left_span.end,
                    right: key(findings, passage.right),
                    right_start: passage.right_span.start,
                    right_end: passage.right_span.end,
                    level: passage.level.name(),
                    score: rounded(passage.score),
                    identity: rounded(passage.identity),
                    evidence: passage.evidence.as_deref(),
                },
            )
        })
    })
}

/// `clusters.jsonl`
pub fn write_clusters(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "clusters.jsonl";
    folder.file(name, |out| {
        for (index, cluster) in findings.clusters.iter().enumerate() {
            let representative = key(findings, cluster.representative);
            for &member in &cluster.members {
                let id = key(findings, member);
                row(out, name, &ClusterRow { cluster: index as u32 + 1, id, representative })?;
            }
        }
        Ok(())
    })
}

/// The rows of `outlets.jsonl`.
pub fn outlet_rows(findings: &Findings) -> Vec<OutletRow<'_>> {
    let outlets = findings.collection.outlets();
    let mut chars = vec![0u64; outlets.len()];
    for (entry, shares) in findings.collection.entries().iter().zip(&findings.overlap.articles) {
        if let Some(outlet) = entry.outlet {
            chars[outlet as usize] += u64::from(entry.num_chars - shares.boilerplate);
        }
    }
    let rows = findings.overlap.outlets.iter().map(|(&(one, other), shared)| OutletRow {
        outlet: &outlets[one as usize],
        other: &outlets[other as usize],
        articles: shared.articles,
        chars: shared.chars,
        share: rounded(shared.chars as f64 / chars[one as usize].max(1) as f64),
        earlier_chars: shared.earlier,
        passages: shared.passages,
    });
    rows.collect()
}

/// `outlets.jsonl`
pub fn write_outlets(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "outlets.jsonl";
    folder.file(name, |out| outlet_rows(findings).iter().try_for_each(|one| row(out, name, one)))
}

/// `families.jsonl`
pub fn write_families(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "families.jsonl";
    folder.file(name, |out| {
        for (index, family) in findings.families.iter().enumerate() {
            for (at, member) in family.members.iter().enumerate() {
                let entry = findings.collection.entry(member.article);
                let family_row = FamilyRow {
                    family: index as u32 + 1,
                    id: &entry.key,
                    outlet: findings.collection.outlet(member.article),
                    date: entry.published.as_ref().map(iso),
                    start: member.span.start,
                    end: member.span.end,
                    level: member.level.map(Level::name),
                    medoid: at == family.medoid,
                    first_seen: member.is_first,
                };
                row(out, name, &family_row)?;
            }
        }
        Ok(())
    })
}

/// `boilerplate.jsonl`
pub fn write_boilerplate(findings: &Findings, folder: &Folder) -> Result<()> {
    let name = "boilerplate.jsonl";
    let rows = boilerplate_rows(findings)?;
    folder.file(name, |out| {
        rows.iter().try_for_each(|(outlet, text, articles)| {
            row(out, name, &BoilerplateRow { outlet: *outlet, text, articles: *articles })
        })
    })
}

/// Outlet, text and number of articles of each row of `boilerplate.jsonl`.
pub fn boilerplate_rows(findings: &Findings) -> Result<Vec<(Option<&str>, String, u32)>> {
    let mut rows = Vec::with_capacity(findings.boilerplate.len());
    let mut text = String::new();
    for sentence in &findings.boilerplate {
        let (id, start, end) = sentence.places[0];
        findings.collection.text(id, &mut text)?;
        let articles = sentence.places.chunk_by(|a, b| a.0 == b.0).count() as u32;
        rows.push((findings.collection.outlet(id), text[start as usize..end as usize].to_owned(), articles));
    }
    rows.sort();
    Ok(rows)
}

/// `skipped.jsonl`
pub fn write_skipped(skipped: &[Skipped], folder: &Folder) -> Result<()> {
    folder.file(SKIPPED_FILE, |out| {
        skipped.iter().try_for_each(|one| row(out, SKIPPED_FILE, &SkippedRow::from(one)))
    })
}

/// How many skipped records the summary names; the table has them all.
const NAMED: usize = 500;

/// How many records were skipped for each reason.
pub(super) fn by_reason(skipped: &[Skipped]) -> BTreeMap<&'static str, u64> {
    let mut reasons = BTreeMap::new();
    for one in skipped {
        *reasons.entry(one.reason.name()).or_default() += 1;
    }
    reasons
}

/// The first skipped records, as the summary names them.
pub(super) fn first_skipped(skipped: &[Skipped]) -> Vec<SkippedRow> {
    skipped.iter().take(NAMED).map(SkippedRow::from).collect()
}

/// Files that were not read, as the summary names them.
fn passed_over(passed_over: &PassedOver) -> serde_json::Value {
    let named = passed_over.files.iter();
    let named: Vec<_> =
        named.map(|one| json!({ "file": one.path.display().to_string(), "why": one.why })).collect();
    json!({ "files": passed_over.count, "first": named })
}

/// What `findings.json` says.
pub fn summary(findings: &Findings) -> serde_json::Value {
    let counts = &findings.counts;
    let by_level = |level| findings.passages.iter().filter(|p| p.level == level).count();
    let repeated: Vec<_> = findings
        .collection
        .repeated_keys()
        .iter()
        .map(|one| {
            json!({ "id": one.key, "renamed": one.renamed, "first": one.first.to_string(), "later": one.later.to_string() })
        })
        .collect();
    json!({
        "schema_version": SCHEMA_VERSION,
        "retold_version": env!("CARGO_PKG_VERSION"),
        "inputs": findings.inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "options": findings.options,
        "counts": {
            "records": { "read": counts.read, "articles": counts.articles, "skipped": findings.skipped.len(),
                "repeated_ids": repeated.len(), "without_words": counts.wordless, "unread_dates": counts.unread_dates,
                "garbled": counts.garbled, "skipped_by_reason": by_reason(&findings.skipped) },
            "outlets": findings.collection.outlets().len(),
            "near_duplicates": { "exact_copies": counts.exact_copies, "buckets": counts.buckets.buckets,
                "oversized_buckets": counts.buckets.oversized, "candidates": counts.band_candidates,
                "below_threshold": counts.below_threshold },
            "passages": { "shared_seeds": counts.seeds.shared, "seeds_split": counts.seeds.split,
                "seed_stars": counts.seeds.stars, "seeds_dropped": counts.seeds.dropped,
                "candidates": counts.seed_candidates, "lone_seeds": counts.lone_seeds, "boilerplate_set_aside": counts.set_aside,
                "chains": counts.chains.chains, "chains_refused": counts.chains.refused },
            "found": { "pairs": findings.pairs.len(), "clusters": findings.clusters.len(), "families": findings.families.len(),
                "boilerplate": findings.boilerplate.len(),
                "passages": findings.passages.len(), "verbatim": by_level(Level::Verbatim),
                "edited": by_level(Level::Edited), "rewritten": by_level(Level::Rewritten),
                "quote": by_level(Level::Quote) },
        },
        "repeated_ids": repeated,
        "skipped": first_skipped(&findings.skipped),
        "passed_over": passed_over(&findings.passed_over),
    })
}

/// `findings.json`
pub fn write_summary(findings: &Findings, folder: &Folder) -> Result<()> {
    folder.file(FINDINGS_FILE, |out| {
        let written = serde_json::to_writer_pretty(&mut *out, &summary(findings)).map_err(io::Error::from);
        written.and_then(|()| out.write_all(b"\n")).map_err(|source| Error::write(FINDINGS_FILE, source))
    })
}
