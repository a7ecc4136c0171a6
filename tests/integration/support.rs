//! The real program, folders that go away, and articles made up.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[path = "../../benches/support/mod.rs"]
pub mod made;

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, at the root of the project, in an environment that says nothing about colours or widths.
pub fn retold() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
    command.current_dir(root()).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    command
}

/// How a run of the program ended and what it said.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Runs the program with `args`, split at white space.
pub fn run(args: &str) -> Ran {
    run_args(&args.split_whitespace().collect::<Vec<_>>())
}

pub fn run_args(args: &[&str]) -> Ran {
    retold().args(args).output().expect("the program starts").into()
}

/// Scans `inputs` into `output` with further `flags`.
pub fn scan(inputs: &[&Path], output: &Path, flags: &str) -> Ran {
    let mut command = retold();
    command.arg("scan").args(inputs).arg("-o").arg(output).args(flags.split_whitespace());
    command.output().expect("the program starts").into()
}

/// A folder with files, gone at the end of the test.
pub struct Shelf(tempfile::TempDir);

impl Shelf {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    /// A shelf with a folder `in` that holds `files`.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let shelf = Self::new();
        fs::create_dir(shelf.path("in")).unwrap();
        for (name, bytes) in files {
            shelf.put(&format!("in/{name}"), bytes);
        }
        shelf
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Names of all that stands in a folder of the shelf, sorted.
    pub fn list(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Scans the folder `in` to the folder `out`.
    pub fn scan(&self, flags: &str) -> Ran {
        scan(&[&self.path("in")], &self.path("out"), flags)
    }

    /// `findings.json` of the folder `out`.
    pub fn findings(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("out/findings.json")).unwrap()).unwrap()
    }

    /// The rows of a table of the folder `out`.
    pub fn rows(&self, table: &str) -> Vec<Value> {
        rows(&self.path("out").join(format!("{table}.jsonl")))
    }
}

/// The rows of one JSON Lines file.
pub fn rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every record of the sample corpus.
pub fn corpus() -> Vec<Value> {
    let paths = fs::read_dir(root().join("corpus")).unwrap().map(|entry| entry.unwrap().path());
    let records: Vec<Value> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .flat_map(|path| rows(&path))
        .collect();
    assert!(!records.is_empty());
    records
}

/// Every file of a folder, by name.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

/// Two folders of findings hold the same bytes.
pub fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        if bytes != &other[name] {
            let (a, b) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&other[name]));
            let differing = a.lines().zip(b.lines()).find(|(a, b)| a != b);
            panic!("{name} differs: {} and {} bytes, first at {differing:?}", bytes.len(), other[name].len());
        }
    }
}

/// A record of JSON Lines.
pub fn record(id: &str, text: &str) -> String {
    serde_json::json!({ "id": id, "text": text }).to_string() + "\n"
}

/// A dispatch that two articles may share.
pub const DISPATCH: &str = "The harbour of Tarnmouth was closed to ferries on Tuesday evening after a grain barge \
    ran aground at the northern pier, the port authority said, and tugs from Northfold will try to free it at dawn.";

/// An article that shares nothing with [`DISPATCH`].
pub const OTHER: &str = "Seven apple growers have asked the valley council to lower its water levy before spring, arguing \
    that frost destroyed most blossoms twice within three years.";
