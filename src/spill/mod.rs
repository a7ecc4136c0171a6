//! Working files: what does not fit in the memory budget waits on disk, checksummed.
//!
//! **In** fixed-size [`Record`]s, in any order ([`Sorter`]); texts, one by one ([`store::TextStore`]).
//! **Out** the records in order; any text again. **Cost** one write and one read of what does not fit; sorting is
//! O(n log n). **Never** gives back a byte whose checksum does not agree; never leaves files behind.

mod sort;
pub mod store;

pub use sort::{Record, Sorted, Sorter};

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The folder for working files. It goes with the last clone.
#[derive(Clone, Debug)]
pub struct WorkDir(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    folder: tempfile::TempDir,
    num_files: AtomicU64,
}

impl WorkDir {
    /// A new folder inside `parent`, or inside the system's folder for temporary files.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let made = std::fs::create_dir_all(&parent)
            .and_then(|()| tempfile::Builder::new().prefix("retold-").tempdir_in(&parent));
        made.map(|folder| Self(Arc::new(Folder { folder, num_files: AtomicU64::new(0) })))
            .map_err(|source| Error::write(parent, source))
    }

    /// The path of a new working file.
    fn file(&self, kind: &str) -> PathBuf {
        let number = self.0.num_files.fetch_add(1, Ordering::Relaxed);
        self.0.folder.path().join(format!("{kind}-{number}"))
    }
}
