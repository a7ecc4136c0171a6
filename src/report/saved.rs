//! A folder of findings back to its rows, and the page written again.
//!
//! **In** a folder that a scan wrote. **Out** `report.html` in it, or wherever asked. **Cost** one pass over the tables and
//! the texts. **Never** finds anything new: without a filter the page is the same, byte for byte, as the scan's.

use super::export::Exported;
use super::folder::behind_links;
use super::html::{self, Filter, Held, Limits, Texts, Unknown};
use super::jsonl;
use super::recalled::summary;
use super::schema::{ArticleRow, FamilyRow, PassageRow};
use super::tables::{BoilerplateSpans, Known, Tables};
use super::texts::TEXTS_FILE;
use crate::article::ArticleId;
use crate::begun::Begun;
use crate::error::{Error, Place, Result};
use crate::span::CodePointRange;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The name of standard output.
const STANDARD: &str = "-";

/// Writes the page of the findings in `folder` to `target`, as far as `filter` passes them; tells how much that is, what the filter names
/// and they have not, and how much of it is in the page. A file appears whole or not at all, with the permissions of the one it replaces;
/// a pipe, a device or `-`, standard output, is written to as it comes.
///
/// # Errors
/// When the folder holds no findings of this layout, or the page cannot be written.
pub fn write_page(
    folder: &Path,
    target: &Path,
    filter: Option<&Filter>,
    limits: &Limits,
) -> Result<(Exported, Held)> {
    check_target(target)?;
    let (mut tables, mut texts) = (read(folder)?, texts(folder));
    let unknown = match filter {
        Some(filter) => filter.apply(&mut tables, &mut texts)?,
        None => Unknown::default(),
    };
    unknown.check()?;
    let failed = |source| Error::write(target, source);
    let mut page = |out: &mut dyn Write| -> Result<Held> {
        let mut out = BufWriter::with_capacity(1 << 18, out);
        let held = html::write(&tables, &mut texts, limits, &mut out)?;
        out.flush().map_err(failed)?;
        Ok(held)
    };
    let held = match std::fs::metadata(target) {
        _ if target == Path::new(STANDARD) => page(&mut io::stdout().lock())?,
        // What is no file cannot be replaced by one.
        Ok(met) if !met.is_file() && !met.is_dir() => {
            page(&mut File::options().write(true).open(target).map_err(failed)?)?
        }
        met => publish(&behind_links(target), met.ok().as_ref(), page)?,
    };
    Ok((Exported::of(&tables, unknown), held))
}

/// What a page begins with, but for the lines before it.
const GENERATOR: &str = r#"<meta name="generator" content="retold">"#;
/// That stands within so many bytes.
const HEAD: u64 = 4096;

/// Whether `target` may be replaced: it is no folder, and what stands there is a page, or nothing.
fn check_target(target: &Path) -> Result<()> {
    let refused = |what: &str| Err(Error::write(target, io::Error::other(what.to_owned())));
    match std::fs::metadata(target) {
        _ if target == Path::new(STANDARD) => Ok(()),
        Ok(met) if met.is_dir() => refused("is a folder; name a file in it, such as report.html"),
        Ok(met) if met.is_file() && met.len() > 0 => {
            let mut head = Vec::new();
            let file = File::open(target).map_err(|source| Error::read(Place::file(target), source))?;
            let read = file.take(HEAD).read_to_end(&mut head);
            read.map_err(|source| Error::read(Place::file(target), source))?;
            if String::from_utf8_lossy(&head).contains(GENERATOR) {
                Ok(())
            } else {
                refused(
                    "holds something else than a page of retold; name another file, or take it away first",
                )
            }
        }
        _ => Ok(()),
    }
}

/// Fills a file beside `target` and puts it in its place, where `replaced` stood.
fn publish(
    target: &Path,
    replaced: Option<&Metadata>,
    page: impl FnOnce(&mut dyn Write) -> Result<Held>,
) -> Result<Held> {
    let failed = |source| Error::write(target, source);
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(parent).map_err(|source| Error::write(parent, source))?;
    let mut beside = tempfile::Builder::new();
    beside.prefix(".retold-");
    open_to_all(&mut beside);
    let (mut beside, begun) = Begun::make(|| beside.tempfile_in(parent)).map_err(failed)?;
    if let Some(replaced) = replaced {
        beside.as_file().set_permissions(replaced.permissions()).map_err(failed)?;
    }
    let held = page(beside.as_file_mut())?;
    begun.finish(|| beside.persist(target)).map_err(|error| failed(error.error))?;
    Ok(held)
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
pub fn read(folder: &Path) -> Result<Tables> {
    let summary = summary(folder)?;
    let outlet_names = outlet_names(folder)?;
    let articles = jsonl::read(folder, &Known { articles: &[], outlets: &outlet_names })?;
    let known = Known { articles: &articles, outlets: &outlet_names };
    let mut tables = Tables {
        summary,
        pairs: jsonl::read(folder, &known)?,
        passages: jsonl::read(folder, &known)?,
        clusters: jsonl::read(folder, &known)?,
        outlets: jsonl::read(folder, &known)?,
        families: jsonl::read(folder, &known)?,
        boilerplate: jsonl::read(folder, &known)?,
        boilerplate_spans: boilerplate_spans(folder)?,
        ..Tables::default()
    };
    check_spans(folder, &tables, &articles)?;
    (tables.articles, tables.outlet_names) = (articles, outlet_names);
    tables.read_dates();
    Ok(tables)
}

/// Whether every span lies in its article: rows may have been edited by others.
fn check_spans(folder: &Path, tables: &Tables, articles: &[ArticleRow]) -> Result<()> {
    let is_outside = |id: ArticleId, start: u32, end: u32| start > end || end > articles[id.index()].chars;
    let passages = tables.passages.iter().map(|row| {
        is_outside(row.left, row.left_start, row.left_end)
            || is_outside(row.right, row.right_start, row.right_end)
    });
    let members = tables.families.iter().map(|row| is_outside(row.id, row.start, row.end));
    let outside = [
        (jsonl::file_of::<PassageRow>(), passages.collect::<Vec<_>>()),
        (jsonl::file_of::<FamilyRow>(), members.collect()),
    ];
    let refused = |file: &str, at: usize| {
        let place = Place { line: Some(at as u64 + 1), ..Place::file(folder.join(file)) };
        let hint = Some("the folder was changed after the scan: scan again");
        Err(Error::record(place, "a span that its article does not have".to_owned(), hint))
    };
    for (file, rows) in outside {
        if let Some(at) = rows.into_iter().position(|is_outside| is_outside) {
            return refused(&file, at);
        }
    }
    for (id, spans) in &tables.boilerplate_spans {
        let chars = articles.get(id.index()).map_or(0, |article| article.chars);
        // In order, apart, and inside.
        let mut end = 0;
        for span in spans {
            if span.start < end || span.end < span.start || span.end > chars {
                return refused(TEXTS_FILE, id.index());
            }
            end = span.end;
        }
    }
    Ok(())
}

/// Names of all outlets, sorted: rows name them by number, so they are read first.
fn outlet_names(folder: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Named {
        outlet: Option<String>,
    }
    let mut names = BTreeSet::new();
    jsonl::lines(
        folder,
        &jsonl::file_of::<ArticleRow>(),
        |line| serde_json::from_str::<Named>(line).map_err(|error| error.to_string()),
        |row| {
            names.extend(row.outlet);
            Ok(())
        },
    )?;
    Ok(names.into_iter().collect())
}

/// The texts of the articles in `folder`.
pub fn texts(folder: &Path) -> impl Texts + Send + use<> {
    SavedTexts(folder.join(TEXTS_FILE))
}

/// The boilerplate of the articles in `folder`.
fn boilerplate_spans(folder: &Path) -> Result<BoilerplateSpans> {
    #[derive(Deserialize)]
    struct Places {
        boilerplate: Vec<(u32, u32)>,
    }
    let (mut texts, mut out) = (TextLines::open(&folder.join(TEXTS_FILE))?, BoilerplateSpans::new());
    for number in 0.. {
        let Some(places) = texts.next::<Places>()? else { break };
        if !places.boilerplate.is_empty() {
            let spans = places.boilerplate.into_iter().map(|(start, end)| CodePointRange { start, end });
            out.insert(ArticleId(number), spans.collect());
        }
    }
    Ok(out)
}

/// Texts from the file beside the tables.
struct SavedTexts(PathBuf);

#[derive(Deserialize)]
struct TextRow<'d> {
    #[serde(borrow)]
    text: Cow<'d, str>,
}

/// The lines of that file, one after another.
struct TextLines {
    path: PathBuf,
    lines: BufReader<zstd::Decoder<'static, BufReader<File>>>,
    line: String,
}

impl TextLines {
    fn open(path: &Path) -> Result<Self> {
        let unread = |source: io::Error| Error::read(Place::file(path), source);
        let decoder = File::open(path).and_then(zstd::Decoder::new).map_err(unread)?;
        let lines = BufReader::with_capacity(1 << 18, decoder);
        Ok(Self { path: path.to_path_buf(), lines, line: String::new() })
    }

    /// Steps to the next line; false at the end.
    fn step(&mut self) -> Result<bool> {
        self.line.clear();
        let read = self.lines.read_line(&mut self.line);
        read.map(|bytes| bytes > 0).map_err(|source| Error::read(Place::file(&*self.path), source))
    }

    fn row<'s, R: Deserialize<'s>>(&'s self) -> Result<R> {
        serde_json::from_str(&self.line).map_err(|error| Error::read(Place::file(&*self.path), error.into()))
    }

    /// The next row, if there is one.
    fn next<R: for<'d> Deserialize<'d>>(&mut self) -> Result<Option<R>> {
        if self.step()? { self.row().map(Some) } else { Ok(None) }
    }
}

impl Texts for SavedTexts {
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
        let (mut lines, mut next) = (TextLines::open(&self.0)?, 0);
        for &number in wanted {
            while next <= number {
                if !lines.step()? {
                    return Err(Error::read(Place::file(&*self.0), io::ErrorKind::UnexpectedEof.into()));
                }
                next += 1;
            }
            use_text(number, &lines.row::<TextRow>()?.text);
        }
        Ok(())
    }
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
        let tables = Tables::new(&findings).unwrap();
        assert_eq!(read(&folder).unwrap(), tables);
        let given = findings.collection.entries().iter().map(|entry| entry.published);
        assert!(given.eq(tables.published.iter().copied()), "a date as written means what was read");
        // A filter that passes everything changes nothing.
        let mut filtered = read(&folder).unwrap();
        let all = Filter::parse(&["score=0".to_owned()]).unwrap();
        assert!(!filtered.boilerplate_spans.is_empty());
        all.apply(&mut filtered, &mut texts(&folder)).unwrap();
        assert_eq!(Tables { filter: None, ..filtered }, tables);
        let again = dir.path().join("again.html");
        write_page(&folder, &again, None, &Limits::default()).unwrap();
        let pages = [folder.join(html::REPORT_FILE), again].map(|path| std::fs::read(path).unwrap());
        assert!(pages[0] == pages[1], "the page depends on where the rows came from");
        // Boilerplate that its article does not have.
        let path = folder.join(TEXTS_FILE);
        let lines = zstd::decode_all(File::open(&path).unwrap()).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        for wrong in ["[[0,4000000000]]", "[[9,3]]", "[[0,9],[4,12]]"] {
            let (before, behind) = lines.split_once("\"boilerplate\":[]").unwrap();
            let changed = format!("{before}\"boilerplate\":{wrong}{behind}");
            std::fs::write(&path, zstd::encode_all(changed.as_bytes(), 1).unwrap()).unwrap();
            let refused = read(&folder).unwrap_err().to_string();
            assert!(refused.contains("a span that its article does not have"), "{wrong}: {refused}");
        }
        let unread = write_page(dir.path(), &dir.path().join("x.html"), None, &Limits::default());
        assert!(matches!(unread.unwrap_err().kind(), crate::error::ErrorKind::NoInput { .. }));
    }
}
