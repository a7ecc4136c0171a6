//! What this process began to write and would leave behind if it were broken off.
//!
//! **In** paths of files and folders made for the time of a run. **Out** a guard for each; all of them removed, once, when the
//! program is told to stop. **Cost** one entry a path. **Never** holds a file that is finished, or one that lets a broken run go on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static BEGUN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn begun() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A set of paths is whole whenever a holder panics.
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file or folder that goes if the program is told to stop before this is dropped.
#[derive(Debug)]
pub struct Begun(PathBuf);

impl Begun {
    /// Of what `make` makes, which a call to stop waits for, so that nothing is made and not known here.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn make<T: AsRef<Path>, E>(make: impl FnOnce() -> Result<T, E>) -> Result<(T, Self), E> {
        let mut begun = begun();
        let made = make()?;
        let path = made.as_ref().to_path_buf();
        begun.insert(path.clone());
        Ok((made, Self(path)))
    }

    /// Does `finish`, which a call to stop waits for; it ends the need for this guard.
    ///
    /// # Errors
    /// Those of `finish`.
    pub fn finish<T, E>(self, finish: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut begun = begun();
        let finished = finish()?;
        begun.remove(&self.0);
        drop(begun);
        Ok(finished)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        begun().remove(&self.0);
    }
}

/// Removes all that was begun and keeps anything from being finished until the process ends, which the caller brings about.
pub fn remove_all() {
    let begun = begun();
    for path in &*begun {
        // Other threads may still be at work in a folder: what they add meanwhile is taken in the next round.
        for _ in 0..10 {
            let removed =
                if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
            if removed.is_ok() || !path.exists() {
                break;
            }
        }
    }
    std::mem::forget(begun);
}
