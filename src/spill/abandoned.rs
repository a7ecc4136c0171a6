//! Working files of runs that were ended at once (`kill -9`, a power cut), taken away by the next run in the same place.
//!
//! **In** the folder that holds those of all runs. **Out** nothing: what cannot be removed stays. **Cost** a look at each of its entries.
//! **Never** touches what may be of a run that is alive, what one is to go on from, or what looks otherwise than working files do; opens
//! what is no plain file. Locks may be known to one machine only, as on some network disks: runs on several do not share such a folder.

use super::LOCK;
use std::fs::{self, File};
use std::path::Path;

/// What the names of folders begin with that go with their run; six letters or digits follow.
pub(super) const PREFIX: &str = "retold-";

/// Letters and digits that make such a name one of its own, as `tempfile` gives them.
const DRAWN: usize = 6;

/// Locks a new folder for as long as what is returned lives; nothing where no lock can be had, and then nobody takes the folder away.
pub(super) fn hold(folder: &Path) -> Option<File> {
    // It gets its name when it is locked: no run finds it before.
    let coming = folder.join("coming");
    let lock = File::create(&coming).ok()?;
    let is_held = lock.try_lock().is_ok() && fs::rename(&coming, folder.join(LOCK)).is_ok();
    if !is_held {
        let _ = fs::remove_file(coming);
    }
    is_held.then_some(lock)
}

/// Removes the folders in `parent` that nobody holds any more.
pub(super) fn remove(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && is_drawn(&entry.file_name().to_string_lossy()) {
            remove_free(&entry.path());
        }
    }
}

fn is_drawn(name: &str) -> bool {
    let drawn = name.strip_prefix(PREFIX);
    drawn.is_some_and(|drawn| drawn.len() == DRAWN && drawn.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn remove_free(folder: &Path) {
    let lock = folder.join(LOCK);
    // Looked at before it is opened: a pipe would hold this run for ever, a link lead elsewhere.
    if !fs::symlink_metadata(&lock).is_ok_and(|found| found.is_file()) {
        return;
    }
    // An older program held none, and its run may be alive.
    let Ok(lock) = File::open(lock) else { return };
    if lock.try_lock().is_err() || !has_working_files_alone(folder) {
        return;
    }
    // Where an open file cannot be removed the folder goes in the second round.
    if fs::remove_dir_all(folder).is_err() {
        drop(lock);
        let _ = fs::remove_dir_all(folder);
    }
}

/// Whether all in a folder are plain files called as [`super::WorkDir::file`] calls them, and the lock.
fn has_working_files_alone(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else { return false };
    entries.all(|entry| {
        entry.is_ok_and(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let number = name.rsplit_once('-').is_some_and(|(_, number)| number.parse::<u64>().is_ok());
            entry.file_type().is_ok_and(|kind| kind.is_file()) && (name == LOCK || number)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::WorkDir;
    use super::*;
    use std::path::PathBuf;

    fn put(folder: PathBuf, files: &[&str]) -> PathBuf {
        fs::create_dir_all(&folder).unwrap();
        files.iter().for_each(|file| fs::write(folder.join(file), "x").unwrap());
        folder
    }

    #[test]
    fn what_a_dead_run_left_goes_and_all_else_stays() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let dead = put(at("retold-aB3xYz"), &[LOCK, "texts-0", "run-12"]);
        let living = WorkDir::new(Some(dir.path())).unwrap();
        assert!(!dead.exists(), "the first run takes it away");
        fs::write(living.file("texts"), "x").unwrap();
        let others = [
            // To be gone on from.
            put(at("retold-run-0123456789abcdef0123456789abcdef"), &[LOCK, "journal"]),
            // Of a program that held no lock.
            put(at("retold-aaaaaa"), &["texts-0"]),
            // Somebody else's.
            put(at("retold-bbbbbb"), &[LOCK, "notes.txt"]),
            put(at("retold-corpus"), &[LOCK, "texts-0", "a.jsonl"]),
            put(at("retold-cccccc").join("texts-1"), &[]),
            put(at("retold-ddddddd"), &[LOCK]),
        ];
        fs::write(at("retold-cccccc").join(LOCK), "").unwrap();
        let path = living.path().to_path_buf();
        let second = WorkDir::new(Some(dir.path())).unwrap();
        assert!(path.join("texts-0").exists() && second.path().exists());
        assert!(others.iter().all(|other| other.exists()), "{others:?}");
        drop((living, second));
        assert!(!path.exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), others.len());
    }

    #[test]
    fn a_run_in_a_lasting_folder_takes_it_away_too() {
        let dir = tempfile::tempdir().unwrap();
        let dead = put(dir.path().join("retold-aB3xYz"), &[LOCK, "texts-0"]);
        let lasting = WorkDir::lasting(&dir.path().join("retold-run-0")).unwrap();
        assert!(!dead.exists() && lasting.path().exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_stays() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = put(dir.path().join("elsewhere"), &[LOCK, "texts-0"]);
        std::os::unix::fs::symlink(&elsewhere, dir.path().join("retold-aB3xYz")).unwrap();
        remove(dir.path());
        assert!(elsewhere.join("texts-0").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_is_no_plain_file_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let piped = put(dir.path().join("retold-aaaaaa"), &["texts-0"]);
        let made = std::process::Command::new("mkfifo").arg(piped.join(LOCK)).status();
        assert!(made.unwrap().success());
        let linked = put(dir.path().join("retold-bbbbbb"), &["texts-0"]);
        let elsewhere = put(dir.path().join("elsewhere"), &[LOCK]).join(LOCK);
        std::os::unix::fs::symlink(elsewhere, linked.join(LOCK)).unwrap();
        let (done, is_done) = std::sync::mpsc::channel();
        let parent = dir.path().to_path_buf();
        // Where the pipe is opened this thread never ends.
        std::thread::spawn(move || {
            remove(&parent);
            done.send(())
        });
        is_done.recv_timeout(std::time::Duration::from_secs(20)).expect("nothing is waited for");
        assert!(piped.join("texts-0").exists() && linked.join("texts-0").exists());
    }
}
