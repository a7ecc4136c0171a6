//! A folder that appears whole or not at all: written beside its place, renamed at the end.

use super::graph::GRAPH_FILE;
use super::html::{FILTERED_FILE, REPORT_FILE};
use super::schema::{PairRow, RemovedRow, TABLES};
use super::sheet::SHEET_FILE;
use super::table::Row;
use super::texts::TEXTS_FILE;
use super::{DEDUP_FILE, FINDINGS_FILE, LISTED_FILE, SKIPPED_FILE, TABLES_FILE};
use crate::begun::Begun;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{Written, is_record};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A folder being written. Dropped before [`Folder::publish`], it leaves nothing behind.
pub struct Folder {
    target: PathBuf,
    replaced: Option<Written>,
    is_forced: bool,
    beside: tempfile::TempDir,
    begun: Begun,
}

impl Folder {
    /// Begins the folder `target`, whose parents are made as needed, for what `replaced` names: `None` replaces nothing.
    ///
    /// # Errors
    /// As of [`check`](Self::check), or when its parent cannot be written.
    pub fn create(target: &Path, replaced: Option<Written>, is_forced: bool) -> Result<Self> {
        let target = &behind_links(target);
        Self::check(target, replaced, is_forced)?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let (beside, begun) = fs::create_dir_all(parent)
            .and_then(|()| Begun::make(|| tempfile::Builder::new().prefix(".retold-").tempdir_in(parent)))
            .map_err(|source| Error::write(target, source))?;
        Ok(Self { target: target.to_path_buf(), replaced, is_forced, beside, begun })
    }

    /// Whether `target` may be written: it does not exist, is an empty folder, or holds what an earlier run of the same kind wrote and
    /// `is_forced` is set. It is replaced as a whole, which cannot be done to the folder one is in nor to one where a disk is mounted.
    ///
    /// # Errors
    /// When it may not.
    pub fn check(target: &Path, replaced: Option<Written>, is_forced: bool) -> Result<()> {
        let refused = |what: &str| Err(Error::write(target, io::Error::other(what.to_owned())));
        let mut entries = match fs::read_dir(target) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::write(target, error)),
        };
        if is_here(target) {
            return refused("is the folder you are in, which a run cannot replace; name one inside it");
        }
        if is_mounted(target) {
            return refused(
                "is where a disk is mounted, which a run cannot replace; name a folder inside it",
            );
        }
        if entries.next().is_none() {
            return Ok(());
        }
        match Written::of(target) {
            Some(held) if replaced == Some(held) && is_forced => Ok(()),
            Some(held) if replaced == Some(held) => {
                Err(ErrorKind::Exists { path: target.to_path_buf() }.into())
            }
            Some(Written::Findings) => refused("holds findings; choose a folder that is new or empty"),
            Some(Written::Cleaned) => {
                refused("holds a cleaned collection; choose a folder that is new or empty")
            }
            Some(Written::Tables) => {
                refused("holds tables of findings; choose a folder that is new or empty")
            }
            None => refused("holds other files; choose a folder that is new or empty"),
        }
    }

    /// Whether working files in `work_dir` stay clear of the folder `target` that is to be written.
    ///
    /// # Errors
    /// When they would lie inside it.
    pub fn check_work_dir(target: &Path, work_dir: Option<&Path>) -> Result<()> {
        let Some(work_dir) = work_dir else { return Ok(()) };
        let place = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
        let is_inside = |path: PathBuf| place(target).is_ok_and(|target| path.starts_with(target));
        if place(work_dir).is_ok_and(is_inside) {
            let what = format!("--work-dir {} lies in it; choose one outside", work_dir.display());
            return Err(Error::write(target, io::Error::other(what)));
        }
        Ok(())
    }

    /// Whether the folder `target`, which is to be replaced, holds none of the inputs.
    ///
    /// # Errors
    /// When it holds one.
    pub fn check_inputs<'p>(target: &Path, inputs: impl IntoIterator<Item = &'p PathBuf>) -> Result<()> {
        let Ok(target_path) = target.canonicalize() else { return Ok(()) };
        let is_within = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(&target_path));
        // Also a path with the signs of a pattern in its name is read as it stands, where there is one.
        let is_inside = |input: &&PathBuf| match input.to_str() {
            Some(pattern) if !input.exists() => glob::glob(pattern)
                .is_ok_and(|mut paths| paths.any(|path| path.is_ok_and(|path| is_within(&path)))),
            _ => is_within(input),
        };
        match inputs.into_iter().find(is_inside) {
            Some(input) => {
                let what = format!("{} lies in it and would be lost; choose another folder", input.display());
                Err(Error::write(target, io::Error::other(what)))
            }
            None => Ok(()),
        }
    }

    /// Writes the file `name` by `fill`.
    ///
    /// # Errors
    /// When it cannot be written, as on a full disk.
    pub fn file(&self, name: &str, fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<()>) -> Result<()> {
        let mut out = self.open(name)?;
        // Who fills a file knows its name, not the folder it goes to.
        fill(&mut out).map_err(|error| match error.into_kind() {
            ErrorKind::Write { source, .. } => Error::write(&out.path, source),
            other => other.into(),
        })?;
        out.finish()
    }

    /// Begins the file `name`, which may stand in a folder inside this one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(&self, name: impl AsRef<Path>) -> Result<FolderFile> {
        let path = self.target.join(&name);
        let place = self.beside.path().join(&name);
        let parent = place.parent().expect("it stands in the folder");
        match fs::create_dir_all(parent).and_then(|()| File::create_new(&place)) {
            Ok(file) => Ok(FolderFile { out: BufWriter::with_capacity(1 << 18, file), path }),
            Err(source) => Err(Error::write(path, source)),
        }
    }

    /// Puts the folder in its place. What others laid into the folder it replaces lies in this one then.
    ///
    /// # Errors
    /// When it cannot be renamed, or when another run has written the same folder in the meantime and this one may not replace it.
    pub fn publish(self) -> Result<()> {
        let Self { target, replaced, is_forced, beside, begun } = self;
        Self::check(&target, replaced, is_forced)?;
        open_as(beside.path(), &target).map_err(|source| Error::write(&target, source))?;
        let foreign = foreign(&target).map_err(|source| Error::write(&target, source))?;
        if let Some(name) = foreign.iter().find(|name| beside.path().join(name).exists()) {
            let what =
                format!("holds {} of another hand, which would be lost: move it", Path::new(name).display());
            return Err(Error::write(&target, io::Error::other(what)));
        }
        let old = beside.path().with_extension("old");
        let carry = |name: &OsString| fs::rename(old.join(name), target.join(name));
        let replaces = begun.finish(|| {
            let replaces = if is_forced {
                swap(beside.path(), &target, &old)?
            } else {
                // An empty folder gives way, and nothing else: two runs may have come this far.
                let _ = fs::remove_dir(&target);
                fs::rename(beside.path(), &target)?;
                false
            };
            foreign.iter().try_for_each(carry).map(|()| replaces)
        });
        let replaces = replaces.map_err(|source| {
            Self::check(&target, replaced, is_forced).err().unwrap_or_else(|| Error::write(&target, source))
        })?;
        let _ = beside.keep();
        if replaces {
            fs::remove_dir_all(&old).map_err(|source| Error::write(&old, source))?;
        }
        Ok(())
    }
}

/// Most links that lead from one to the next.
const LINKS: usize = 40;

/// The place that `path` names: where it is a link, what that leads to, which need not be there yet.
pub(super) fn behind_links(path: &Path) -> PathBuf {
    let mut place = path.to_path_buf();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&place) else { return place };
        place = place.parent().unwrap_or(Path::new("")).join(next);
    }
    place
}

/// Renames `beside` to `target`, and what stood there to `old`; whether anything did. Where it fails, all is as before.
fn swap(beside: &Path, target: &Path, old: &Path) -> io::Result<bool> {
    let replaces = match fs::rename(target, old) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    if let Err(error) = fs::rename(beside, target) {
        if replaces {
            fs::rename(old, target)?;
        }
        return Err(error);
    }
    Ok(replaces)
}

/// Whether `target` is the folder the run was begun in.
fn is_here(target: &Path) -> bool {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    here.is_ok_and(|here| target.canonicalize().is_ok_and(|target| target == here))
}

/// Whether another disk begins at `target`.
#[cfg(unix)]
fn is_mounted(target: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    let Ok(target) = target.canonicalize() else { return false };
    target.parent().is_none_or(|parent| disk(parent) != disk(&target))
}

#[cfg(not(unix))]
fn is_mounted(_: &Path) -> bool {
    false
}

/// What others laid into the folder `target` of findings, if there is one.
fn foreign(target: &Path) -> io::Result<Vec<OsString>> {
    let held = Written::of(target).unwrap_or(Written::Findings);
    let entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let names = names.collect::<io::Result<Vec<OsString>>>()?;
    Ok(names.into_iter().filter(|name| !is_written(name, held)).collect())
}

/// Whether a run writes what goes by this name into its folder of this kind.
fn is_written(name: &OsStr, kind: Written) -> bool {
    let is_cleaned = kind == Written::Cleaned;
    let Some(text) = name.to_str() else { return is_cleaned && is_record(name) };
    if is_cleaned {
        let tables = [PairRow::TABLE, RemovedRow::TABLE].map(|table| format!("{table}.jsonl"));
        return is_record(name)
            || [DEDUP_FILE, LISTED_FILE, SKIPPED_FILE].contains(&text)
            || tables.iter().any(|table| table == text);
    }
    let is_table = |name: &str, endings: &[&str]| {
        let parts = name.split_once('.');
        parts.is_some_and(|(table, ending)| {
            table != RemovedRow::TABLE && TABLES.contains(&table) && endings.contains(&ending)
        })
    };
    if kind == Written::Tables {
        return [TABLES_FILE, SHEET_FILE, GRAPH_FILE].contains(&text)
            || is_table(text, &["csv", "jsonl", "parquet"]);
    }
    [FINDINGS_FILE, REPORT_FILE, FILTERED_FILE, TEXTS_FILE, GRAPH_FILE].contains(&text)
        || is_table(text, &["jsonl", "parquet"])
}

/// A file of a [`Folder`] being written.
pub struct FolderFile {
    out: BufWriter<File>,
    path: PathBuf,
}

impl FolderFile {
    /// Where it will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written, as on a full disk.
    pub fn finish(mut self) -> Result<()> {
        // What the disk refuses late must be known before the folder is published.
        let written = self.out.flush().and_then(|()| self.out.get_ref().sync_all());
        written.map_err(|source| Error::write(self.path, source))
    }
}

impl Write for FolderFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Makes `folder` as open as `target`, which it replaces, or as the user's other folders: those for temporary files are private.
#[cfg(unix)]
fn open_as(folder: &Path, target: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
    if let Ok(replaced) = fs::metadata(target) {
        return fs::set_permissions(folder, replaced.permissions());
    }
    // A folder made the ordinary way shows what the user's mask allows.
    let probe = folder.join(".mode");
    fs::DirBuilder::new().mode(0o777).create(&probe)?;
    let mode = fs::metadata(&probe)?.mode();
    fs::remove_dir(&probe)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode & 0o777))
}

#[cfg(not(unix))]
fn open_as(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Folder, name: &str) {
        folder
            .file(name, |out| out.write_all(br#"{"retold_version":1}"#).map_err(|e| Error::write(name, e)))
            .unwrap();
    }

    #[test]
    fn nothing_appears_before_it_is_published() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a/report");
        let folder = Folder::create(&target, Some(Written::Findings), false).unwrap();
        put(&folder, FINDINGS_FILE);
        assert!(!target.exists());
        drop(folder);
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 0);
        let folder = Folder::create(&target, Some(Written::Findings), false).unwrap();
        put(&folder, FINDINGS_FILE);
        folder.publish().unwrap();
        assert!(target.join(FINDINGS_FILE).is_file());
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1);
    }

    #[test]
    fn findings_are_replaced_only_by_force_and_other_files_never() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("report");
        let folder = Folder::create(&target, Some(Written::Findings), false).unwrap();
        put(&folder, FINDINGS_FILE);
        put(&folder, "pairs.jsonl");
        folder.publish().unwrap();
        put_other(&target);
        fs::create_dir(target.join("kept")).unwrap();
        assert!(matches!(
            Folder::create(&target, Some(Written::Findings), false).err().unwrap().kind(),
            ErrorKind::Exists { .. }
        ));
        let folder = Folder::create(&target, Some(Written::Findings), true).unwrap();
        put(&folder, FINDINGS_FILE);
        folder.publish().unwrap();
        assert!(!target.join("pairs.jsonl").exists());
        // What others laid beside the findings stays, or is told if it stands in the way.
        assert!(target.join("thesis.tex").is_file() && target.join("kept").is_dir());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let folder = Folder::create(&target, Some(Written::Findings), true).unwrap();
        put(&folder, "kept");
        assert!(folder.publish().unwrap_err().to_string().contains("kept of another hand"));
        assert!(target.join("kept").is_dir());
        fs::remove_file(target.join(FINDINGS_FILE)).unwrap();
        assert!(matches!(
            Folder::create(&target, Some(Written::Findings), true).err().unwrap().kind(),
            ErrorKind::Write { .. }
        ));
    }

    #[test]
    fn of_two_runs_that_write_one_folder_the_later_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("report");
        fs::create_dir(&target).unwrap();
        let folders = [1, 2].map(|_| Folder::create(&target, Some(Written::Findings), false).unwrap());
        folders.iter().for_each(|folder| put(folder, FINDINGS_FILE));
        let [first, second] = folders;
        first.publish().unwrap();
        fs::write(target.join("pairs.jsonl"), "of the first").unwrap();
        assert!(matches!(second.publish().unwrap_err().kind(), ErrorKind::Exists { .. }));
        assert!(target.join("pairs.jsonl").is_file());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_the_folder_it_names_is_written() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let (disk, link, second) =
            (dir.path().join("disk/report"), dir.path().join("link"), dir.path().join("second"));
        fs::create_dir_all(&disk).unwrap();
        symlink("disk/report", &link).unwrap();
        symlink("link", &second).unwrap();
        for is_there in [true, false, true] {
            if !is_there {
                fs::remove_dir_all(&disk).unwrap();
            }
            let folder = Folder::create(&second, Some(Written::Findings), true).unwrap();
            put(&folder, FINDINGS_FILE);
            folder.publish().unwrap();
            assert!(link.is_symlink() && second.is_symlink() && disk.join(FINDINGS_FILE).is_file());
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_folder_that_holds_an_input_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("kept");
        fs::create_dir(&target).unwrap();
        put_other(&target);
        fs::write(dir.path().join("beside.txt"), "x").unwrap();
        for inside in ["kept/thesis.tex", "kept", "kept/*.tex", "ke*/thesis.tex", "*/*.tex"] {
            let inputs = [dir.path().join("beside.txt"), dir.path().join(inside)];
            let error = Folder::check_inputs(&target, &inputs).unwrap_err();
            assert!(error.to_string().contains("would be lost"), "{error}");
        }
        Folder::check_inputs(&target, &[dir.path().join("beside.txt"), dir.path().join("*.txt")]).unwrap();
        Folder::check_inputs(&dir.path().join("new"), &[target.join("thesis.tex")]).unwrap();
        // Signs of a glob in the name of a folder that is there.
        let odd = dir.path().join("out[1]");
        fs::create_dir(&odd).unwrap();
        put_other(&odd);
        Folder::check_inputs(&odd, &[odd.join("thesis.tex")]).unwrap_err();
    }

    #[test]
    fn only_what_a_run_of_the_same_kind_wrote_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("clean");
        let write = |names: &[&str]| {
            let folder = Folder::create(&target, Some(Written::Cleaned), true).unwrap();
            names.iter().for_each(|name| put(&folder, name));
            folder.publish().unwrap();
        };
        write(&[DEDUP_FILE, "kept.jsonl", "removed.jsonl", "pairs.jsonl"]);
        for own in ["articles.jsonl", "report.html"] {
            fs::write(target.join(own), "mine").unwrap();
        }
        write(&[DEDUP_FILE, "kept.csv"]);
        let mut left: Vec<_> =
            fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["articles.jsonl", DEDUP_FILE, "kept.csv", "report.html"]);
        let refused = |replaced| Folder::check(&target, replaced, true).unwrap_err().to_string();
        assert!(refused(Some(Written::Findings)).contains("holds a cleaned collection"));
        assert!(refused(None).contains("holds a cleaned collection"));
        // A summary of another hand.
        fs::write(target.join(DEDUP_FILE), r#"{"mine":1}"#).unwrap();
        assert!(refused(Some(Written::Cleaned)).contains("holds other files"));
    }

    #[test]
    fn the_folder_of_the_run_and_working_files_inside_are_refused_at_once() {
        let here = Folder::check(Path::new("."), Some(Written::Findings), true).unwrap_err();
        assert!(here.to_string().contains("is the folder you are in"), "{here}");
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        for inside in [target.clone(), target.join("tmp")] {
            Folder::check_work_dir(&target, Some(&inside)).unwrap_err();
        }
        Folder::check_work_dir(&target, Some(dir.path())).unwrap();
        Folder::check_work_dir(&target, None).unwrap();
    }

    fn put_other(target: &Path) {
        fs::write(target.join("thesis.tex"), "x").unwrap();
    }
}
