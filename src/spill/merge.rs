//! Sorted runs on disk, each with its checksum, and records in order out of many.
//!
//! **In** sorted records, run by run. **Out** all of them in order, or group by group. **Cost** a heap with one record of each run, and a
//! buffer for it. **Never** ends well where a run is damaged.
//! **From** Knuth, *The Art of Computer Programming* 3, 5.4.1 (replacement by a heap over sorted runs).

use super::Record;
use crate::error::{Error, ErrorKind, Result};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// What is read of a run at once.
const READ_BYTES: usize = 1 << 16;

/// Writes sorted `records` to a new file.
pub(super) fn write_run<R: Record>(path: &Path, mut records: impl Iterator<Item = Result<R>>) -> Result<()> {
    let failed = |source| Error::write(path, source);
    let mut file = BufWriter::with_capacity(1 << 18, File::create_new(path).map_err(failed)?);
    let (mut checksum, mut bytes) = (Xxh3::new(), vec![0; R::BYTES * 512]);
    loop {
        let mut filled = 0;
        for (out, record) in bytes.chunks_exact_mut(R::BYTES).zip(&mut records) {
            record?.write(out);
            filled += R::BYTES;
        }
        if filled == 0 {
            break;
        }
        checksum.update(&bytes[..filled]);
        file.write_all(&bytes[..filled]).map_err(failed)?;
    }
    file.write_all(&checksum.digest().to_le_bytes()).and_then(|()| file.flush()).map_err(failed)
}

/// One sorted run on disk, its records followed by their checksum.
pub(super) struct Run {
    path: PathBuf,
    file: BufReader<File>,
    left: u64,
    checksum: Xxh3,
}

impl Run {
    fn open(path: PathBuf) -> Result<Self> {
        let open = || -> std::io::Result<(File, u64)> {
            let file = File::open(&path)?;
            let bytes = file.metadata()?.len();
            Ok((file, bytes))
        };
        let (file, bytes) = open().map_err(|source| Error::write(&path, source))?;
        Ok(Self {
            file: BufReader::with_capacity(READ_BYTES, file),
            left: bytes.saturating_sub(8),
            checksum: Xxh3::new(),
            path,
        })
    }

    fn next<R: Record>(&mut self) -> Result<Option<R>> {
        let mut bytes = [0; 64];
        if self.left == 0 {
            let read = self.file.read_exact(&mut bytes[..8]);
            let expected = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
            if read.is_err() || expected != self.checksum.digest() {
                return Err(self.damaged("its checksum does not agree"));
            }
            return Ok(None);
        }
        let bytes = &mut bytes[..R::BYTES];
        if self.left < R::BYTES as u64 || self.file.read_exact(bytes).is_err() {
            return Err(self.damaged("it ends too early"));
        }
        self.left -= R::BYTES as u64;
        self.checksum.update(bytes);
        Ok(Some(R::read(bytes)))
    }

    fn damaged(&self, what: &str) -> Error {
        ErrorKind::Damaged { path: self.path.clone(), what: what.into() }.into()
    }
}

/// Records in order, from memory or merged from runs.
pub struct Sorted<R> {
    /// All of them, where there are no runs.
    memory: Vec<R>,
    next: usize,
    pub(super) runs: Vec<Run>,
    /// The smallest record not given yet of each run.
    heap: BinaryHeap<Reverse<(R, usize)>>,
    /// A record taken too far by [`Sorted::next_group`].
    ahead: Option<R>,
}

impl<R: Record> Sorted<R> {
    /// Sorted records that need no disk.
    pub(super) fn in_memory(records: Vec<R>) -> Self {
        Self { memory: records, next: 0, runs: Vec::new(), heap: BinaryHeap::new(), ahead: None }
    }

    /// The records of all `runs`, which are open until it is dropped.
    pub(super) fn merged(runs: &[PathBuf]) -> Result<Self> {
        let runs = runs.iter().map(|path| Run::open(path.clone())).collect::<Result<Vec<_>>>()?;
        let mut sorted = Self { runs, ..Self::in_memory(Vec::new()) };
        for index in 0..sorted.runs.len() {
            sorted.refill(index)?;
        }
        Ok(sorted)
    }

    fn refill(&mut self, index: usize) -> Result<()> {
        if let Some(record) = self.runs[index].next()? {
            self.heap.push(Reverse((record, index)));
        }
        Ok(())
    }

    /// The next record.
    ///
    /// # Errors
    /// When a run is damaged.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<R>> {
        if let Some(record) = self.ahead.take() {
            return Ok(Some(record));
        }
        if self.runs.is_empty() {
            self.next += 1;
            return Ok(self.memory.get(self.next - 1).copied());
        }
        let Some(Reverse((record, index))) = self.heap.pop() else { return Ok(None) };
        self.refill(index)?;
        Ok(Some(record))
    }

    /// All records with the same key as the next one, into `group`. Returns false at the end.
    ///
    /// # Errors
    /// When a run is damaged.
    pub fn next_group<K: PartialEq>(&mut self, key: impl Fn(&R) -> K, group: &mut Vec<R>) -> Result<bool> {
        group.clear();
        if self.runs.is_empty() && self.ahead.is_none() {
            let rest = self.memory.get(self.next..).unwrap_or_default();
            let Some(first) = rest.first().map(&key) else { return Ok(false) };
            let end = rest.iter().position(|record| key(record) != first).unwrap_or(rest.len());
            group.extend_from_slice(&rest[..end]);
            self.next += end;
            return Ok(true);
        }
        let Some(first) = self.next()? else { return Ok(false) };
        group.push(first);
        while let Some(record) = self.next()? {
            if key(&record) != key(&first) {
                self.ahead = Some(record);
                break;
            }
            group.push(record);
        }
        Ok(true)
    }

    /// The same, without the records whose key no other has.
    ///
    /// # Errors
    /// When a run is damaged.
    pub fn next_shared<K: PartialEq>(&mut self, key: impl Fn(&R) -> K, group: &mut Vec<R>) -> Result<bool> {
        if self.runs.is_empty() && self.ahead.is_none() {
            let rest = self.memory.get(self.next..).unwrap_or_default();
            let shared = rest.windows(2).position(|pair| key(&pair[0]) == key(&pair[1]));
            self.next += shared.unwrap_or(rest.len());
        }
        while self.next_group(&key, group)? {
            if group.len() > 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
