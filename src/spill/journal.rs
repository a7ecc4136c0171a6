//! Results of batches of work, written down one by one, so that a run that broke off need not do them again.
//!
//! **In** a digest of what a batch is asked, and the work itself. **Out** its result: from the file, where a broken run was asked the
//! same in the same place. **Cost** one write a batch, one read of what was written before. **Never** trusts: every entry carries a
//! checksum, and from the first that is damaged, cut off or about something else all is done again.

use super::WorkDir;
use crate::error::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_128;

const NAME: &str = "journal";

/// What stands before the bytes of an entry: what was asked, their checksum, how many there are.
const HEAD_BYTES: usize = 16 + 16 + 8;

/// The entries of this run.
#[derive(Debug, Default)]
pub struct Journal(Option<Open>);

#[derive(Debug)]
struct Open {
    dir: WorkDir,
    file: File,
    path: PathBuf,
    /// Where the next entry begins.
    at: u64,
    /// Whether what stands there may be one of a broken run.
    may_be_known: bool,
}

impl Journal {
    /// In a [lasting](WorkDir::lasting) folder, with what a broken run left there.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(dir: WorkDir) -> Result<Self> {
        let path = dir.path().join(NAME);
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|source| Error::write(&path, source))?;
        Ok(Self(Some(Open { dir, file, path, at: 0, may_be_known: true })))
    }

    /// The result of the next batch, which is asked what `asked` is a digest of: as it was written down, or what `work` gives. A
    /// journal that is not open only works.
    ///
    /// # Errors
    /// Those of `work`, or when the file cannot be read or written.
    pub fn batch<T>(&mut self, asked: u128, work: impl FnOnce() -> Result<T>) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(open) = &mut self.0 else { return work() };
        if let Some(known) = open.known(asked).map_err(|source| Error::write(&open.path, source))? {
            return Ok(known);
        }
        let done = work()?;
        open.put(asked, &done).map_err(|source| Error::write(&open.path, source))?;
        Ok(done)
    }

    /// All is done and written elsewhere: the folder goes.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn finish(&self) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |open| open.dir.finish())
    }
}

impl Open {
    /// The next entry if it is whole and answers this.
    fn known<T: DeserializeOwned>(&mut self, asked: u128) -> std::io::Result<Option<T>> {
        if !self.may_be_known {
            return Ok(None);
        }
        let (mut head, mut bytes) = (Vec::new(), Vec::new());
        (&mut self.file).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let number = |from: usize| head.get(from..from + 16)?.try_into().ok().map(u128::from_le_bytes);
        let length = head.get(32..).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
        let length = length.filter(|_| number(0) == Some(asked)).unwrap_or(0);
        // A length that is damaged may be any: no more than there is is read.
        (&mut self.file).take(length).read_to_end(&mut bytes)?;
        let is_whole = length > 0 && bytes.len() as u64 == length && number(16) == Some(xxh3_128(&bytes));
        let known = is_whole.then(|| serde_json::from_slice(&bytes).ok()).flatten();
        if known.is_some() {
            self.at += (HEAD_BYTES + bytes.len()) as u64;
        } else {
            self.may_be_known = false;
            self.file.set_len(self.at)?;
            self.file.seek(SeekFrom::Start(self.at))?;
        }
        Ok(known)
    }

    fn put(&mut self, asked: u128, done: &impl Serialize) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(done)?;
        let mut entry = Vec::with_capacity(HEAD_BYTES + bytes.len());
        entry.extend(asked.to_le_bytes());
        entry.extend(xxh3_128(&bytes).to_le_bytes());
        entry.extend((bytes.len() as u64).to_le_bytes());
        entry.extend(bytes);
        self.at += entry.len() as u64;
        self.file.write_all(&entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Asks for the squares of `numbers`, under digests of their own; returns them and which of them were worked on.
    fn squares(journal: &mut Journal, numbers: &[u64]) -> (Vec<(u64, f64)>, Vec<u64>) {
        let mut worked = Vec::new();
        let mut square = |&number: &u64| {
            let mut work = || {
                worked.push(number);
                Ok((number * number, 0.1 / number as f64))
            };
            journal.batch(u128::from(number) << 70, &mut work).unwrap()
        };
        (numbers.iter().map(&mut square).collect(), worked)
    }

    fn open(dir: &tempfile::TempDir) -> Journal {
        Journal::open(WorkDir::lasting(&dir.path().join("run")).unwrap()).unwrap()
    }

    #[test]
    fn what_was_written_down_is_not_done_again() {
        let dir = tempfile::tempdir().unwrap();
        let (expected, worked) = squares(&mut Journal::default(), &[3, 7, 11, 19]);
        assert_eq!(worked, [3, 7, 11, 19]);
        assert_eq!(squares(&mut open(&dir), &[3, 7]).1, [3, 7]);
        for new in [vec![11, 19], vec![]] {
            let (found, worked) = squares(&mut open(&dir), &[3, 7, 11, 19]);
            assert_eq!((found, worked), (expected.clone(), new));
        }
        open(&dir).finish().unwrap();
        assert!(!dir.path().join("run").exists());
    }

    #[test]
    fn from_where_something_else_is_asked_all_is_done_again() {
        let dir = tempfile::tempdir().unwrap();
        squares(&mut open(&dir), &[3, 7, 11]);
        assert_eq!(squares(&mut open(&dir), &[3, 8, 11]).1, [8, 11]);
        assert!(squares(&mut open(&dir), &[3, 8, 11]).1.is_empty());
        let (_, worked) = squares(&mut open(&dir), &[3]);
        assert!(worked.is_empty(), "a run that asks less takes nothing away");
        assert_eq!(squares(&mut open(&dir), &[3, 8, 11, 5]).1, [5]);
    }

    #[test]
    fn what_is_cut_off_or_changed_anywhere_is_done_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run").join(NAME);
        let (expected, _) = squares(&mut open(&dir), &[3, 7]);
        let whole = fs::read(&path).unwrap();
        let first = HEAD_BYTES + serde_json::to_vec(&expected[0]).unwrap().len();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            for bytes in [&whole[..at], &changed] {
                fs::write(&path, bytes).unwrap();
                let (found, worked) = squares(&mut open(&dir), &[3, 7]);
                let again = if at < first { vec![3, 7] } else { vec![7] };
                assert_eq!((found, worked), (expected.clone(), again));
                assert_eq!(fs::read(&path).unwrap(), whole, "{at}");
            }
        }
    }
}
