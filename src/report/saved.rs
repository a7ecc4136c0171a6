//! A folder of findings back to the rows of the page, and the page written again.
//!
//! **In** a folder that a scan wrote. **Out** `report.html` in it, or wherever asked. **Cost** one pass over the tables and
//! the texts. **Never** finds anything new: without a filter the page is the same, byte for byte, as the scan's.

use super::html::{
    self, Article, Boilerplate, Cluster, Family, Filter, Input, Limits, Member, Pair, Passage, Share, Texts,
};
use super::texts::TEXTS_FILE;
use super::{FINDINGS_FILE, SCHEMA_VERSION};
use crate::error::{Error, Place, Result};
use crate::passage::level::Level;
use crate::read::date;
use crate::span::CodePointRange;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes the page of the findings in `folder` to `target`, as far as `filter` passes them.
///
/// # Errors
/// When the folder holds no findings of this layout, or the page cannot be written.
pub fn write_page(folder: &Path, target: &Path, filter: Option<&Filter>, limits: &Limits) -> Result<()> {
    let mut input = read(folder)?;
    if let Some(filter) = filter {
        filter.apply(&mut input);
    }
    let failed = |source| Error::write(target, source);
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Written beside its place, so that a page is whole or the old one stays.
    let mut beside = tempfile::Builder::new();
    beside.prefix(".retold-");
    open_to_all(&mut beside);
    let mut beside = beside.tempfile_in(parent).map_err(failed)?;
    let mut out = BufWriter::with_capacity(1 << 18, beside.as_file_mut());
    html::write(&input, &mut SavedTexts(folder.join(TEXTS_FILE)), limits, &mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    beside.persist(target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Temporary files are private; a page is as open as the user's other files.
#[cfg(unix)]
fn open_to_all(file: &mut tempfile::Builder) {
    use std::os::unix::fs::PermissionsExt;
    file.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn open_to_all(_: &mut tempfile::Builder) {}

/// The rows of the tables in `folder`.
///
/// # Errors
/// When a table cannot be read or a row is not one of this layout.
pub fn read(folder: &Path) -> Result<Input> {
    let path = folder.join(FINDINGS_FILE);
    let unread = |source: io::Error| Error::read(Place::file(path.clone()), source);
    let text = std::fs::read_to_string(&path).map_err(unread)?;
    let summary: serde_json::Value = serde_json::from_str(&text).map_err(|error| unread(error.into()))?;
    if summary["schema_version"] != SCHEMA_VERSION {
        let what = format!("findings of layout {}, not {SCHEMA_VERSION}", summary["schema_version"]);
        let hint = Some("scan again with this version of retold");
        return Err(Error::record(Place::file(path), what, hint));
    }
    let mut input = Input { summary, ..Input::default() };
    let mut named = Vec::new();
    rows(folder, "articles.jsonl", |row: ArticleRow| {
        named.push(row.outlet);
        input.articles.push(Article {
            key: row.id,
            outlet: None,
            interval: row.date.as_deref().and_then(date::parse).map(|date| (date.start, date.end)),
            date: row.date,
            title: row.title,
            url: row.url,
            chars: row.chars,
            words: row.words,
            boilerplate_chars: row.boilerplate_chars,
            shared_chars: row.shared_chars,
            earlier_chars: row.earlier_chars,
            unknown_order_chars: row.unknown_order_chars,
            later_chars: row.later_chars,
        });
        Some(())
    })?;
    input.outlets = named.iter().flatten().cloned().collect();
    input.outlets.sort_unstable();
    input.outlets.dedup();
    for (article, name) in input.articles.iter_mut().zip(named) {
        article.outlet = name.and_then(|name| number_of(&input.outlets, &name));
    }
    tables(folder, &mut input)?;
    Ok(input)
}

fn tables(folder: &Path, input: &mut Input) -> Result<()> {
    let Input { articles, outlets, passages, pairs, clusters, shares, families, boilerplate, .. } = input;
    let number = |key: &str| -> Option<u32> {
        articles.binary_search_by(|article| article.key.as_str().cmp(key)).ok().map(|index| index as u32)
    };
    rows(folder, "passages.jsonl", |row: PassageRow| {
        passages.push(Passage {
            left: number(&row.left)?,
            right: number(&row.right)?,
            left_span: span(row.left_start, row.left_end)?,
            right_span: span(row.right_start, row.right_end)?,
            level: level(&row.level)?,
            score: row.score,
            identity: row.identity,
        });
        Some(())
    })?;
    rows(folder, "pairs.jsonl", |row: PairRow| {
        pairs.push(Pair {
            left: number(&row.left)?,
            right: number(&row.right)?,
            resemblance: row.resemblance,
            containment_of_left: row.containment_of_left,
            containment_of_right: row.containment_of_right,
        });
        Some(())
    })?;
    rows(folder, "clusters.jsonl", |row: ClusterRow| {
        if row.cluster as usize > clusters.len() {
            clusters.push(Cluster { representative: number(&row.representative)?, members: Vec::new() });
        }
        clusters.last_mut()?.members.push(number(&row.id)?);
        Some(())
    })?;
    rows(folder, "families.jsonl", |row: FamilyRow| {
        if row.family as usize > families.len() {
            families.push(Family { members: Vec::new(), medoid: 0 });
        }
        let family = families.last_mut()?;
        if row.medoid {
            family.medoid = family.members.len() as u32;
        }
        let level = match &row.level {
            Some(name) => Some(level(name)?),
            None => None,
        };
        let (article, span) = (number(&row.id)?, span(row.start, row.end)?);
        family.members.push(Member { article, span, level, is_first: row.first_seen });
        Some(())
    })?;
    rows(folder, "boilerplate.jsonl", |row: BoilerplateRow| {
        let outlet = row.outlet.map(|name| number_of(outlets, &name).ok_or(())).transpose().ok()?;
        boilerplate.push(Boilerplate { outlet, text: row.text, articles: row.articles });
        Some(())
    })?;
    rows(folder, "outlets.jsonl", |row: OutletRow| {
        shares.push(Share {
            outlet: number_of(outlets, &row.outlet)?,
            other: number_of(outlets, &row.other)?,
            articles: row.articles,
            chars: row.chars,
            share: row.share,
            passages: row.passages,
        });
        Some(())
    })
}

fn number_of(names: &[String], name: &str) -> Option<u32> {
    names.binary_search_by(|one| one.as_str().cmp(name)).ok().map(|index| index as u32)
}

fn span(start: u32, end: u32) -> Option<CodePointRange> {
    (start <= end).then(|| CodePointRange::new(start, end))
}

fn level(name: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.name() == name)
}

/// Calls `take` with every row of a table; it returns nothing for a row that names what is not there.
pub(super) fn rows<R: DeserializeOwned>(
    folder: &Path,
    name: &str,
    mut take: impl FnMut(R) -> Option<()>,
) -> Result<()> {
    let path = folder.join(name);
    let unread = |source: io::Error| Error::read(Place::file(path.clone()), source);
    let mut lines = BufReader::with_capacity(1 << 18, File::open(&path).map_err(unread)?);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if lines.read_line(&mut line).map_err(unread)? == 0 {
            break;
        }
        let bad = |what: String| {
            let place = Place { line: Some(number), ..Place::file(path.clone()) };
            Error::record(place, what, Some("the folder was changed after the scan: scan again"))
        };
        let row = serde_json::from_str(&line).map_err(|error| bad(error.to_string()))?;
        take(row).ok_or_else(|| bad("the row names what no other table holds".into()))?;
    }
    Ok(())
}

/// Texts from the file beside the tables.
pub(super) struct SavedTexts(pub(super) PathBuf);

#[derive(Deserialize)]
struct TextRow<'d> {
    #[serde(borrow)]
    text: Cow<'d, str>,
}

impl Texts for SavedTexts {
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
        let unread = |source: io::Error| Error::read(Place::file(self.0.clone()), source);
        let file = File::open(&self.0).map_err(unread)?;
        let mut lines = BufReader::with_capacity(1 << 18, zstd::Decoder::new(file).map_err(unread)?);
        let (mut line, mut next) = (String::new(), 0);
        for &number in wanted {
            while next <= number {
                line.clear();
                if lines.read_line(&mut line).map_err(unread)? == 0 {
                    return Err(unread(io::ErrorKind::UnexpectedEof.into()));
                }
                next += 1;
            }
            let row: TextRow = serde_json::from_str(&line).map_err(|error| unread(error.into()))?;
            use_text(number, &row.text);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
pub(super) struct ArticleRow {
    pub(super) id: String,
    pub(super) outlet: Option<String>,
    pub(super) date: Option<String>,
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) chars: u32,
    pub(super) words: u32,
    pub(super) boilerplate_chars: u32,
    pub(super) shared_chars: u32,
    pub(super) earlier_chars: u32,
    pub(super) unknown_order_chars: u32,
    pub(super) later_chars: u32,
}

#[derive(Deserialize)]
pub(super) struct PassageRow {
    pub(super) left: String,
    pub(super) left_start: u32,
    pub(super) left_end: u32,
    pub(super) right: String,
    pub(super) right_start: u32,
    pub(super) right_end: u32,
    pub(super) level: String,
    pub(super) score: f64,
    pub(super) identity: f64,
}

#[derive(Deserialize)]
struct PairRow {
    left: String,
    right: String,
    resemblance: f64,
    containment_of_left: f64,
    containment_of_right: f64,
}

#[derive(Deserialize)]
pub(super) struct ClusterRow {
    pub(super) cluster: u32,
    pub(super) id: String,
    pub(super) representative: String,
}

#[derive(Deserialize)]
struct FamilyRow {
    family: u32,
    id: String,
    start: u32,
    end: u32,
    level: Option<String>,
    medoid: bool,
    first_seen: bool,
}

#[derive(Deserialize)]
struct BoilerplateRow {
    outlet: Option<String>,
    text: String,
    articles: u32,
}

#[derive(Deserialize)]
struct OutletRow {
    outlet: String,
    other: String,
    articles: u32,
    chars: u64,
    share: f64,
    passages: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::pipeline;

    #[test]
    fn a_saved_folder_gives_the_page_of_the_scan() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("findings");
        let options = Options { threads: Some(2), ..Options::default() };
        let findings = pipeline::scan(&["corpus".into()], &options, &mut ()).unwrap();
        crate::report::write(&findings, &folder, false).unwrap();
        assert_eq!(read(&folder).unwrap(), Input::new(&findings).unwrap());
        let again = dir.path().join("again.html");
        write_page(&folder, &again, None, &Limits::default()).unwrap();
        let pages = [folder.join(html::REPORT_FILE), again].map(|path| std::fs::read(path).unwrap());
        assert!(pages[0] == pages[1], "the page depends on where the rows came from");
        let unread = write_page(dir.path(), &dir.path().join("x.html"), None, &Limits::default());
        assert!(matches!(unread.unwrap_err().kind(), crate::error::ErrorKind::Read { .. }));
    }
}
