//! Inputs as typed → the files to read, in order.
//!
//! **In** files, folders, globs, `-`. **Out** files in the order given, folders sorted by name; what was passed over.
//! **Cost** one listing of each folder; the path of each file.
//! **Never** reads a file; follows a link twice; takes one file for two.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::foreign;
use super::format::{self, ByName};
use super::skip::Skipped;
use super::written::{self, WORK_PREFIX, Written};
use super::{InputFile, ReadParams, no_input};
use crate::error::{Error, ErrorKind, Place, Result};

/// How many files passed over are kept by name; the rest is only counted.
const EXAMPLES: usize = 20;
/// Files that come with collections and are not articles.
const ABOUT: &[&str] = &["readme", "license", "licence", "copying"];

/// Why they are not read.
const ABOUT_WHY: &str = "tells about the collection";

/// Why pipes, sockets and devices are not read where they are only met.
const NO_FILE_WHY: &str = "not a regular file";

/// Why files are not read whose names tell that they hold something else.
const NOT_READ_WHY: &str = "not a kind of file that is read";

/// Why findings are not read where they are only met.
const FINDINGS_WHY: &str = "findings of an earlier scan";

/// Why the same in other formats are not.
const TABLES_WHY: &str = "tables of an earlier scan";

/// Why findings are not read where their folder is named.
const NAMED_FINDINGS_WHY: &str = "findings of a scan, no articles";

/// Why a cleaned collection is not read where it is only met: it holds articles a second time.
const CLEANED_WHY: &str = "a cleaned copy of articles";

/// Why the tables beside kept records are not read.
const CLEANING_WHY: &str = "tells what was removed";

/// Reasons that need no word: nobody meant these to be read.
const EXPECTED: &[&str] = &[ABOUT_WHY, FINDINGS_WHY, TABLES_WHY, CLEANED_WHY, CLEANING_WHY];

/// Files that stood in the inputs and were not read, and records in files that were.
#[derive(Clone, Debug, Default)]
pub struct PassedOver {
    /// How many files.
    pub count: u64,
    /// The first few of them.
    pub files: Vec<PassedOverFile>,
    /// Records of web archives that hold content and no article, by reason.
    pub records: BTreeMap<&'static str, u64>,
}

/// One file that was not read.
#[derive(Clone, Debug)]
pub struct PassedOverFile {
    /// Its path.
    pub path: PathBuf,
    /// Why it was not read, such as `not a kind of file that is read`.
    pub why: String,
}

impl PassedOver {
    /// The first one, as far as it is named here, whose owner may have meant it to be read.
    pub fn first_unexpected(&self) -> Option<&PassedOverFile> {
        self.files.iter().find(|file| !EXPECTED.contains(&&*file.why))
    }

    pub(super) fn add(&mut self, path: PathBuf, why: impl Into<String>) {
        self.count += 1;
        if self.files.len() < EXAMPLES {
            self.files.push(PassedOverFile { path, why: why.into() });
        }
    }
}

/// Options for the program, which may lie beside the data.
const CONFIG: &str = "retold.toml";

/// What makes two paths one file.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    /// Device and number of the file: also two hard links are one file.
    #[cfg(unix)]
    Inode(u64, u64),
    /// The path without links and detours.
    Path(PathBuf),
}

impl Identity {
    /// Of the file at `path`, whose metadata are `about` where they are known.
    fn of(path: &Path, about: Option<&fs::Metadata>) -> Self {
        #[cfg(unix)]
        if let Some(about) = about.filter(|about| about.is_file()) {
            use std::os::unix::fs::MetadataExt;
            return Self::Inode(about.dev(), about.ino());
        }
        let _ = about;
        Self::Path(fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()))
    }
}

/// What [`find`] found.
#[derive(Default)]
pub(super) struct Found {
    pub files: Vec<InputFile>,
    pub passed_over: PassedOver,
    /// Folders that could not be listed, or entries that vanished.
    pub unlisted: Vec<Skipped>,
    /// Files met so far.
    seen: HashSet<Identity>,
}

/// Finds the files that `inputs` name.
pub(super) fn find(inputs: &[PathBuf], params: &ReadParams) -> Result<Found> {
    let mut found = Found::default();
    for input in inputs {
        found.input(input, params)?;
    }
    if found.files.is_empty() && found.unlisted.is_empty() {
        return Err(no_input(inputs, &found.passed_over));
    }
    name(&mut found.files);
    Ok(found)
}

impl Found {
    fn input(&mut self, input: &Path, params: &ReadParams) -> Result<()> {
        if input.as_os_str() == "-" {
            if self.seen.insert(Identity::Path(input.to_path_buf())) {
                self.files.push(file(input, None, true));
            } else {
                self.passed_over.add(input.to_path_buf(), "standard input was named twice");
            }
            return Ok(());
        }
        match fs::metadata(input) {
            Ok(about) if about.is_dir() => self.folder(input, params),
            Ok(about) => {
                let bytes = about.is_file().then_some(about.len());
                self.add(input, bytes, Identity::of(input, Some(&about)), true);
            }
            // A link that leads nowhere is a file that cannot be read.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !input.is_symlink() => {
                return self.glob(input, params, error);
            }
            Err(error) => {
                let place = Place::file(input);
                self.unlisted.push(Skipped::unreadable(place, &error));
            }
        }
        Ok(())
    }

    /// A name that does not exist is a pattern, or a mistake.
    fn glob(&mut self, input: &Path, params: &ReadParams, missing: io::Error) -> Result<()> {
        let not_found = || Error::read(Place::file(input), missing);
        let Some(pattern) = input.to_str().filter(|text| text.contains(['*', '?', '['])) else {
            return Err(not_found());
        };
        let paths = glob::glob(pattern).map_err(|error| ErrorKind::NoInput {
            asked: pattern.to_owned(),
            hint: format!("the pattern cannot be read: {error}"),
        })?;
        let mut any = false;
        for path in paths {
            any = true;
            match path.map(|path| (fs::metadata(&path), path)) {
                // As in a folder: what is no file may wait for ever.
                Ok((Ok(about), path)) if !about.is_file() && !about.is_dir() => {
                    self.passed_over.add(path, NO_FILE_WHY);
                }
                Ok((Ok(_), path)) => self.input(&path, params)?,
                // A link that leads nowhere; its name is no pattern.
                Ok((Err(error), path)) => {
                    self.unlisted.push(Skipped::unreadable(Place::file(path), &error));
                }
                Err(error) => {
                    let place = Place::file(error.path());
                    self.unlisted.push(Skipped::unreadable(place, error.error()));
                }
            }
        }
        if any {
            return Ok(());
        }
        let hint = "no file has a name like this; check the spelling and the folder".to_owned();
        Err(ErrorKind::NoInput { asked: pattern.to_owned(), hint }.into())
    }

    fn folder(&mut self, folder: &Path, params: &ReadParams) {
        let named = Written::of(folder);
        if matches!(named, Some(Written::Findings | Written::Tables)) {
            return self.passed_over.add(folder.to_path_buf(), NAMED_FINDINGS_WHY);
        }
        let shown = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry.file_name());
        let mut walk =
            WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(shown);
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry)
                    if entry.depth() == 1 && named.is_some() && !written::is_record(entry.file_name()) =>
                {
                    self.passed_over.add(entry.path().to_path_buf(), CLEANING_WHY);
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {
                    let why = match Written::of(entry.path()).filter(|_| entry.depth() > 0) {
                        None => continue,
                        Some(Written::Findings) => FINDINGS_WHY,
                        Some(Written::Tables) => TABLES_WHY,
                        Some(Written::Cleaned) => CLEANED_WHY,
                    };
                    self.passed_over.add(entry.path().to_path_buf(), why);
                    walk.skip_current_dir();
                }
                Ok(entry) => self.entry(&entry, params),
                Err(error) if error.loop_ancestor().is_some() => {
                    let path = error.path().unwrap_or(folder).to_path_buf();
                    self.passed_over.add(path, "a link to a folder that holds it");
                }
                Err(error) => {
                    let place = Place::file(error.path().unwrap_or(folder));
                    let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    self.unlisted.push(Skipped::unreadable(place, &error));
                }
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry, params: &ReadParams) {
        let path = entry.path();
        if entry.file_name() == CONFIG {
            return;
        }
        if !entry.file_type().is_file() {
            return self.passed_over.add(path.to_path_buf(), NO_FILE_WHY);
        }
        if is_about(entry.file_name()) {
            return self.passed_over.add(path.to_path_buf(), ABOUT_WHY);
        }
        if params.format.is_none() && format::by_name(path) == ByName::NotRead {
            let what = foreign::by_name(Path::new(format::without_compression(path)));
            let what = what.map_or_else(String::new, |what| format!("; {}", what.told()));
            return self.passed_over.add(path.to_path_buf(), format!("{NOT_READ_WHY}{what}"));
        }
        let about = entry.metadata().ok();
        let bytes = about.as_ref().map(fs::Metadata::len);
        self.add(path, bytes, Identity::of(path, about.as_ref()), false);
    }

    fn add(&mut self, path: &Path, bytes: Option<u64>, identity: Identity, named: bool) {
        if self.seen.insert(identity) {
            self.files.push(file(path, bytes, named));
        } else {
            self.passed_over.add(path.to_path_buf(), "the same file was named before and is read once");
        }
    }
}

/// A file as it is known before it is opened.
pub(super) fn file(path: &Path, bytes: Option<u64>, named: bool) -> InputFile {
    InputFile {
        path: Arc::from(path),
        bytes,
        format: None,
        compression: None,
        encoding: None,
        named,
        label: Arc::from(path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().as_ref()),
        stem: Arc::from(format::stem(path)),
    }
}

/// Hidden by its owner, or the work of a broken run.
fn is_hidden(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(WORK_PREFIX.as_bytes())
}

/// `README`, `readme.fr.md`, `LICENSE-MIT`; but `licences-taxi.txt` is an article.
fn is_about(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    let (stem, has_ending) = name.split_once('.').map_or((&*name, false), |(stem, _)| (stem, true));
    ABOUT.iter().any(|about| {
        let rest = stem.strip_prefix(about);
        rest.is_some_and(|rest| rest.is_empty() || !has_ending && rest.starts_with('-'))
    })
}

/// Where two files have the same name, their paths name them instead, so that keys stay apart.
fn name(files: &mut [InputFile]) {
    let mut labels: HashMap<Arc<str>, u32> = HashMap::new();
    let mut stems: HashMap<Arc<str>, u32> = HashMap::new();
    for file in &*files {
        *labels.entry(Arc::clone(&file.label)).or_default() += 1;
        *stems.entry(Arc::clone(&file.stem)).or_default() += 1;
    }
    for file in files {
        let path = || Arc::from(file.path.to_string_lossy().as_ref());
        let (label_is_shared, stem_is_shared) = (labels[&file.label] > 1, stems[&file.stem] > 1);
        let path: Option<Arc<str>> = (label_is_shared || stem_is_shared).then(path);
        if let Some(path) = path {
            if label_is_shared {
                file.label = Arc::clone(&path);
            }
            if stem_is_shared {
                file.stem = path;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Found) -> Vec<String> {
        found.files.iter().map(|file| file.path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        folder
    }

    fn find_in(inputs: &[PathBuf]) -> Found {
        find(inputs, &ReadParams::default()).unwrap()
    }

    #[test]
    fn a_folder_is_walked_in_order_and_other_kinds_are_passed_over() {
        let folder = folder(&[
            "b.txt",
            "a/z.txt",
            "c.png",
            "README.md",
            "License.txt",
            "LICENSE-MIT",
            "licences-taxi.txt",
            ".hidden.txt",
            ".git/x.txt",
            "d",
        ]);
        let found = find_in(&[folder.path().to_path_buf()]);
        assert_eq!(names(&found), ["z.txt", "b.txt", "d", "licences-taxi.txt"]);
        assert_eq!(found.passed_over.count, 4);
        assert!(found.passed_over.files.iter().any(|f| f.path.ends_with("c.png")));
    }

    #[test]
    fn a_named_file_is_read_whatever_its_name() {
        let folder = folder(&["README.md", "notes.xyz"]);
        let inputs = [folder.path().join("README.md"), folder.path().join("notes.xyz")];
        assert_eq!(names(&find_in(&inputs)), ["README.md", "notes.xyz"]);
    }

    #[test]
    fn the_same_file_by_two_ways_is_read_once() {
        let folder = folder(&["a/x.txt", "b.txt"]);
        let root = folder.path().to_path_buf();
        let found = find_in(&[root.join("b.txt"), root.join("a/../b.txt"), root.clone(), root.join("*.txt")]);
        assert_eq!(names(&found), ["b.txt", "x.txt"]);
        assert_eq!(found.passed_over.count, 3);
    }

    #[test]
    fn globs_find_files_and_folders() {
        let folder = folder(&["a1/x.txt", "a2/y.txt", "b/z.txt"]);
        assert_eq!(names(&find_in(&[folder.path().join("a*")])), ["x.txt", "y.txt"]);
        assert_eq!(names(&find_in(&[folder.path().join("**/*.txt")])), ["x.txt", "y.txt", "z.txt"]);
    }

    #[test]
    fn mistakes_are_errors_with_a_remedy() {
        let folder = folder(&["a/pic.png"]);
        let params = ReadParams::default();
        for input in ["a", "missing", "*.csv"] {
            let error = find(&[folder.path().join(input)], &params).err().unwrap();
            assert!(error.hint().is_some(), "{error}");
            assert!(error.to_string().contains(input), "{error}");
        }
        assert!(find(&[], &params).is_err());
    }

    #[test]
    fn files_of_one_name_are_told_apart_by_their_paths() {
        let folder = folder(&["a/x.txt", "b/x.txt", "c/y.txt"]);
        let found = find_in(&[folder.path().to_path_buf()]);
        let stems: Vec<_> = found.files.iter().map(|f| f.stem.to_string()).collect();
        assert!(stems[0].ends_with("a/x.txt") && stems[1].ends_with("b/x.txt"), "{stems:?}");
        assert_eq!(stems[2], "y");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_round_in_circles() {
        let folder = folder(&["a/x.txt"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/up")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("a/x.txt"), folder.path().join("same.txt")).unwrap();
        let found = find_in(&[folder.path().to_path_buf()]);
        assert_eq!(names(&found), ["x.txt"]);
        assert_eq!(found.passed_over.count, 2);
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone.txt")).unwrap();
        let found = find_in(&[folder.path().to_path_buf()]);
        assert!(found.unlisted[0].hint.as_ref().unwrap().contains("leads nowhere"));
        let found = find_in(&[folder.path().join("gone.txt"), folder.path().join("a/x.txt")]);
        assert_eq!((names(&found), found.unlisted.len()), (vec!["x.txt".to_owned()], 1), "named itself");
        // Matched by a pattern, with a name that is one.
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone*.txt")).unwrap();
        let found = find_in(&[folder.path().join("*.txt")]);
        assert_eq!((names(&found), found.unlisted.len()), (vec!["same.txt".to_owned()], 2));
    }

    #[cfg(unix)]
    #[test]
    fn two_hard_links_are_one_file() {
        let folder = folder(&["a.txt"]);
        fs::hard_link(folder.path().join("a.txt"), folder.path().join("b.txt")).unwrap();
        let found = find_in(&[folder.path().to_path_buf()]);
        assert_eq!((names(&found), found.passed_over.count), (vec!["a.txt".to_owned()], 1));
    }

    #[test]
    fn what_retold_wrote_is_not_read_again() {
        let folder = folder(&[
            "a.txt",
            "found/articles.jsonl",
            "clean/kept/a.txt",
            "clean/removed.jsonl",
            "clean/kept-ids.jsonl",
            "retold-run-0/words",
            "press/findings.json",
        ]);
        let root = folder.path().to_path_buf();
        for summary in ["found/findings.json", "clean/dedup.json"] {
            fs::write(root.join(summary), "{\"retold_version\": \"0.1.0\"}").unwrap();
        }
        let found = find_in(std::slice::from_ref(&root));
        assert_eq!(names(&found), ["a.txt", "findings.json"]);
        assert_eq!((found.passed_over.count, found.passed_over.first_unexpected().is_none()), (2, true));
        // A cleaned collection that is named is read as far as it was kept.
        let found = find_in(&[root.join("clean")]);
        assert_eq!((names(&found), found.passed_over.count), (vec!["a.txt".to_owned()], 3));
        let error = find(&[root.join("found")], &ReadParams::default()).err().unwrap();
        assert!(error.hint().unwrap().contains(NAMED_FINDINGS_WHY), "{:?}", error.hint());
        assert_eq!(names(&find_in(&[root.join("found/articles.jsonl")])), ["articles.jsonl"]);
    }

    #[test]
    fn options_beside_the_data_are_no_data() {
        let folder = folder(&["a.txt", "retold.toml"]);
        let found = find_in(&[folder.path().to_path_buf()]);
        assert_eq!((names(&found), found.passed_over.count), (vec!["a.txt".to_owned()], 0));
    }

    #[cfg(unix)]
    #[test]
    fn sockets_and_pipes_in_folders_are_not_opened() {
        let folder = folder(&["a.txt"]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("b.txt")).unwrap();
        let found = find_in(&[folder.path().to_path_buf()]);
        assert_eq!(names(&found), ["a.txt"]);
        assert_eq!(found.passed_over.files[0].why, NO_FILE_WHY);
        let found = find_in(&[folder.path().join("*.txt")]);
        assert_eq!(
            (names(&found), &*found.passed_over.files[0].why),
            (vec!["a.txt".to_owned()], NO_FILE_WHY)
        );
    }
}
