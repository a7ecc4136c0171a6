//! Folders under [`Options::work_dir`] that a run which breaks off leaves, so that the same command goes on from there.
//!
//! **In** inputs, options, the job. **Out** the folder of this run; those of others, left behind. **Cost** a look at every input file.
//! **Never** opens one: options and inputs (path, size, time) are its name, and what lies in it is compared by its owner.

use crate::error::Result;
use crate::options::Options;
use crate::read::WORK_PREFIX;
use crate::spill::WorkDir;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// Working files of a run that broke off, which this one cannot go on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    /// Their folder.
    pub path: PathBuf,
    /// What they take.
    pub bytes: u64,
}

/// What is done, with what it writes down: changed where that is, so that no run goes on from files that it reads otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// [`scan`](super::scan).
    Scan,
    /// [`dedup`](super::dedup()).
    Dedup,
}

impl Job {
    fn layout(self) -> &'static str {
        match self {
            Self::Scan => "scan 2",
            Self::Dedup => "dedup 3",
        }
    }

    /// The options that change what it finds.
    fn echo(self, options: &Options) -> Result<serde_json::Value> {
        Ok(match self {
            Self::Scan => options.echo(options.validate()?),
            Self::Dedup => {
                let (options, bands) = options.for_dedup()?;
                options.echo_dedup(bands)
            }
        })
    }
}

/// The folder that a run with these inputs and options goes on from, where the user named a place for it and all can be read again.
///
/// # Errors
/// When an option has no sense, or nothing can be read.
pub(super) fn folder(inputs: &[PathBuf], options: &Options, job: Job) -> Result<Option<PathBuf>> {
    let Some(parent) = &options.work_dir else { return Ok(None) };
    if !options.dedup.against.is_empty() || inputs.iter().any(|path| is_stdin(path)) {
        return Ok(None);
    }
    let reader = crate::read::open(inputs, &options.read)?;
    let mut told = format!("{} {} {}", env!("CARGO_PKG_VERSION"), job.layout(), job.echo(options)?);
    for file in reader.files() {
        let changed = std::fs::metadata(&file.path).and_then(|metadata| metadata.modified()).ok();
        told += &format!("\n{:?} {:?} {changed:?}", file.path, file.bytes);
    }
    let name = format!("{WORK_PREFIX}{:032x}", xxh3_128(told.as_bytes()));
    Ok(Some(parent.join(name)))
}

/// What runs with other inputs or options left in [`Options::work_dir`].
///
/// # Errors
/// When an option has no sense, or nothing can be read.
pub fn left_behind(inputs: &[PathBuf], options: &Options, job: Job) -> Result<Vec<LeftBehind>> {
    let Some(parent) = &options.work_dir else { return Ok(Vec::new()) };
    let own = folder(inputs, options, job)?;
    // A folder that cannot be listed is told of when this run writes to it.
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let is_left = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_hash = |hash: &str| hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        name.strip_prefix(WORK_PREFIX).is_some_and(is_hash)
            && path.is_dir()
            && own.as_ref() != Some(path)
            && WorkDir::is_free(path)
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_left).collect();
    paths.sort_unstable();
    let bytes = |path: &Path| -> u64 {
        let files = std::fs::read_dir(path).into_iter().flatten().flatten();
        files
            .filter_map(|file| file.metadata().ok())
            .filter(|about| about.is_file())
            .map(|about| about.len())
            .sum()
    };
    Ok(paths.into_iter().map(|path| LeftBehind { bytes: bytes(&path), path }).collect())
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}
