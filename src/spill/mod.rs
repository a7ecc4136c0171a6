//! Working files: what does not fit in the memory budget waits on disk, checksummed.
//!
//! **In** fixed-size [`Record`]s, in any order ([`Sorter`]); texts, one by one ([`store::TextStore`]); results, batch by batch
//! ([`journal::Journal`]).
//! **Out** the records in order; any text again. **Cost** one write and one read of what does not fit, another of each where records
//! are very many; sorting is O(n log n). **Never** gives back a byte whose checksum does not agree; leaves files behind only where a
//! broken run is to go on from them ([`WorkDir::lasting`]), or where it was ended before it could take them away: the next run in the
//! same place does that.

mod abandoned;
mod flag;
pub mod journal;
mod merge;
mod sort;
pub mod store;

pub use merge::Sorted;
pub use sort::{Record, Sorter};

use crate::begun::Begun;
use crate::error::{Error, Result};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file in a folder of working files, locked for as long as a run is at work there.
const LOCK: &str = "lock";

/// The folder for working files. It goes with the last clone.
#[derive(Clone, Debug)]
pub struct WorkDir(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    place: Location,
    num_files: AtomicU64,
}

#[derive(Debug)]
enum Location {
    /// Held by such a lock too, where locks can be had: what is not held is of a run that is no longer alive.
    Temporary(tempfile::TempDir, #[allow(dead_code)] Begun, #[allow(dead_code)] Option<File>),
    /// Held by a lock on a file beside the others, so that two runs never share it.
    Lasting(PathBuf, #[allow(dead_code)] File),
}

impl WorkDir {
    /// A new folder inside `parent`, or inside the system's folder for temporary files. Those that runs which were ended at once left
    /// there go.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let made = std::fs::create_dir_all(&parent).and_then(|()| {
            Begun::make(|| tempfile::Builder::new().prefix(abandoned::PREFIX).tempdir_in(&parent))
        });
        let (folder, begun) = made.map_err(|source| Error::write(&parent, source))?;
        let lock = abandoned::hold(folder.path());
        abandoned::remove(&parent);
        Ok(Self::at(Location::Temporary(folder, begun, lock)))
    }

    /// The folder `path`, which stays until [`Self::finish`]: a run that breaks off finds its files there. What others that were ended at
    /// once left beside it goes.
    ///
    /// # Errors
    /// When it cannot be made, or another run is at work in it.
    pub fn lasting(path: &Path) -> Result<Self> {
        let locked = std::fs::create_dir_all(path).and_then(|()| {
            let lock = File::create(path.join(LOCK))?;
            lock.try_lock().map_err(|_| std::io::Error::other("another run is at work in this folder"))?;
            Ok(lock)
        });
        let lock = locked.map_err(|source| Error::write(path, source))?;
        if let Some(parent) = path.parent() {
            abandoned::remove(parent);
        }
        Ok(Self::at(Location::Lasting(path.to_path_buf(), lock)))
    }

    /// Whether no run is at work in a [lasting](Self::lasting) folder.
    pub fn is_free(path: &Path) -> bool {
        let lock = File::open(path.join(LOCK));
        lock.map_or_else(|error| error.kind() == std::io::ErrorKind::NotFound, |lock| lock.try_lock().is_ok())
    }

    fn at(place: Location) -> Self {
        Self(Arc::new(Folder { place, num_files: AtomicU64::new(0) }))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        match &self.0.place {
            Location::Temporary(folder, ..) => folder.path(),
            Location::Lasting(path, _) => path,
        }
    }

    /// Removes every file but those called `names`, which a broken run finished, and begins numbers after them.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn keep_only(&self, names: &[String]) -> Result<()> {
        let path = self.path();
        let number = |name: &String| name.rsplit('-').next().and_then(|number| number.parse::<u64>().ok());
        let next = names.iter().filter_map(number).max().map_or(0, |last| last + 1);
        self.0.num_files.store(next, Ordering::Relaxed);
        let failed = |source| Error::write(path, source);
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            if name != LOCK && !names.contains(&name) {
                std::fs::remove_file(path.join(name)).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// The work is done: a lasting folder goes too.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn finish(&self) -> Result<()> {
        match &self.0.place {
            Location::Temporary(..) => Ok(()),
            Location::Lasting(path, _) => {
                std::fs::remove_dir_all(path).map_err(|source| Error::write(path, source))
            }
        }
    }

    /// The path of a new working file.
    pub(crate) fn file(&self, kind: &str) -> PathBuf {
        let number = self.0.num_files.fetch_add(1, Ordering::Relaxed);
        self.path().join(format!("{kind}-{number}"))
    }
}
