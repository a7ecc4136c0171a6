//! The texts of all articles, or other strings of bytes, out of memory where they do not fit, each at hand by its number.
//!
//! **In** texts in reading order. **Out** any of them again, byte for byte. **Cost** one write, one positioned read each;
//! twelve bytes of memory a text.

use super::WorkDir;
use crate::error::{Error, ErrorKind, Result};
use std::fs::File;
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_64;

/// Append-only texts. The first `memory` bytes stay in memory, all that follow go to a file.
pub struct TextStore {
    dir: WorkDir,
    held: Vec<u8>,
    memory: usize,
    /// End of each text, counted over memory and file together, and its checksum where it is in the file.
    ends: Vec<u64>,
    checksums: Vec<u32>,
    file: Option<(File, PathBuf)>,
    /// Bytes not written yet.
    tail: Vec<u8>,
    /// Where the texts in the file begin, in the count of `ends`.
    spilled_from: u64,
    written: u64,
}

const TAIL_BYTES: usize = 1 << 20;

impl TextStore {
    /// An empty store that keeps at most `memory` bytes of text in memory.
    pub fn new(dir: &WorkDir, memory: usize) -> Self {
        Self {
            dir: dir.clone(),
            held: Vec::new(),
            memory,
            ends: Vec::new(),
            checksums: Vec::new(),
            file: None,
            tail: Vec::new(),
            spilled_from: 0,
            written: 0,
        }
    }

    /// A store without texts in memory that goes on in the file `path` of a broken run, after the texts that end at `ends`.
    ///
    /// # Errors
    /// When the file is shorter than they are, or cannot be opened.
    pub fn resume(dir: &WorkDir, path: PathBuf, ends: Vec<u64>, checksums: Vec<u32>) -> Result<Self> {
        let mut store = Self::new(dir, 0);
        let length = ends.last().copied().unwrap_or(0);
        let open = || -> std::io::Result<(File, u64)> {
            let mut file = File::options().read(true).write(true).open(&path)?;
            let found = file.metadata()?.len();
            file.set_len(length.min(found))?;
            std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(length))?;
            Ok((file, found))
        };
        let (file, found) = open().map_err(|source| Error::write(&path, source))?;
        store.file = Some((file, path));
        if found < length {
            return Err(store.damaged("it ends too early"));
        }
        (store.ends, store.checksums, store.written) = (ends, checksums, length);
        Ok(store)
    }

    /// The file of the texts, once one was written.
    pub fn path(&self) -> Option<&std::path::Path> {
        self.file.as_ref().map(|(_, path)| &**path)
    }

    /// Where each text ends, and its checksum.
    pub fn places(&self) -> (&[u64], &[u32]) {
        (&self.ends, &self.checksums)
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds a text; its number is the count of those before it.
    ///
    /// # Errors
    /// When the working file cannot be written.
    pub fn push(&mut self, text: &str) -> Result<()> {
        self.push_bytes(text.as_bytes())
    }

    /// Adds a string of bytes that need not be text; the same numbers count both.
    ///
    /// # Errors
    /// When the working file cannot be written.
    pub fn push_bytes(&mut self, text: &[u8]) -> Result<()> {
        let start = self.ends.last().copied().unwrap_or(0);
        self.ends.push(start + text.len() as u64);
        if self.file.is_none() {
            if self.held.len() + text.len() <= self.memory {
                self.held.extend_from_slice(text);
                self.checksums.push(0);
                return Ok(());
            }
            let path = self.dir.file("texts");
            let options = File::options().read(true).write(true).create_new(true).open(&path);
            self.file = Some((options.map_err(|source| Error::write(&path, source))?, path));
            self.spilled_from = start;
        }
        self.checksums.push(xxh3_64(text) as u32);
        self.tail.extend_from_slice(text);
        if self.tail.len() >= TAIL_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what waits in memory; call it once before reading.
    ///
    /// # Errors
    /// When the working file cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        let Some((file, path)) = &mut self.file else { return Ok(()) };
        std::io::Write::write_all(file, &self.tail).map_err(|source| Error::write(&*path, source))?;
        self.written += self.tail.len() as u64;
        self.tail.clear();
        Ok(())
    }

    /// Length in bytes of text `index`.
    pub fn num_bytes(&self, index: u32) -> u64 {
        let index = index as usize;
        self.ends[index] - if index == 0 { 0 } else { self.ends[index - 1] }
    }

    /// Text `index`, into `out`.
    ///
    /// # Errors
    /// When the working file is damaged.
    pub fn get(&self, index: u32, out: &mut String) -> Result<()> {
        let mut bytes = std::mem::take(out).into_bytes();
        bytes.resize(self.num_bytes(index) as usize, 0);
        self.get_bytes(index, &mut bytes)?;
        *out = String::from_utf8(bytes).map_err(|_| self.damaged("a text is not UTF-8"))?;
        Ok(())
    }

    /// Bytes number `index`, into `out`, which has [`Self::num_bytes`] of them.
    ///
    /// # Errors
    /// When the working file is damaged.
    pub fn get_bytes(&self, index: u32, out: &mut [u8]) -> Result<()> {
        if out.is_empty() {
            return Ok(());
        }
        let start = self.ends[index as usize] - out.len() as u64;
        match &self.file {
            Some((file, path)) if start >= self.spilled_from => {
                read_at(file, out, start - self.spilled_from).map_err(|source| {
                    if source.kind() == std::io::ErrorKind::UnexpectedEof {
                        self.damaged("it ends too early")
                    } else {
                        Error::write(path, source)
                    }
                })?;
                if xxh3_64(out) as u32 != self.checksums[index as usize] {
                    return Err(self.damaged("the checksum of a text does not agree"));
                }
            }
            _ => out.copy_from_slice(&self.held[start as usize..start as usize + out.len()]),
        }
        Ok(())
    }

    /// Takes the working file away before the others go.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn remove(self) -> Result<()> {
        let Some((file, path)) = self.file else { return Ok(()) };
        drop(file);
        std::fs::remove_file(&path).map_err(|source| Error::write(path, source))
    }

    /// The error where what was read is not what was written.
    pub(crate) fn damaged(&self, what: &str) -> Error {
        let path = self.file.as_ref().map(|(_, path)| path.clone()).unwrap_or_default();
        ErrorKind::Damaged { path, what: what.into() }.into()
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        offset += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_memory_and_from_disk() {
        for memory in [0, 100, 1 << 20] {
            let mut store = TextStore::new(&WorkDir::new(None).unwrap(), memory);
            let texts: Vec<String> = (0..200).map(|i| "é".repeat(i * 7 % 90)).collect();
            texts.iter().for_each(|text| store.push(text).unwrap());
            store.flush().unwrap();
            let mut out = String::new();
            for (index, text) in texts.iter().enumerate().rev() {
                store.get(index as u32, &mut out).unwrap();
                assert_eq!(&out, text);
            }
        }
    }

    #[test]
    fn a_damaged_text_is_an_error() {
        let mut store = TextStore::new(&WorkDir::new(None).unwrap(), 0);
        store.push("some text of some length").unwrap();
        store.flush().unwrap();
        let path = store.file.as_ref().unwrap().1.clone();
        std::fs::write(path, "some text of same length").unwrap();
        assert!(matches!(store.get(0, &mut String::new()).unwrap_err().kind(), ErrorKind::Damaged { .. }));
    }
}
