//! Sorting more records than fit: sorted runs on disk, merged while they are read.
//!
//! **From** Knuth, *The Art of Computer Programming* 3, 5.4.1 (replacement by a heap over sorted runs).

use super::WorkDir;
use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use xxhash_rust::xxh3::Xxh3;

/// A value of fixed size that can be written down and sorted.
pub trait Record: Copy + Ord + Send + Sync {
    /// How many bytes it takes on disk.
    const BYTES: usize;
    /// Writes it into `out`, which has [`Self::BYTES`] bytes.
    fn write(&self, out: &mut [u8]);
    /// Reads it back.
    fn read(bytes: &[u8]) -> Self;
    /// A number whose order is that of the records, as far as it goes: of two records with different ranks the one with the
    /// smaller is smaller.
    fn rank(&self) -> u64;
}

/// Records in a bucket below which comparing is faster than counting.
const SMALL: usize = 256;

/// Sorts by ranks, eight bits at a time from the highest, then by comparison: American flag sort (McIlroy, Bostic and
/// McIlroy, *Engineering radix sort*, 1993), in place.
fn sort<R: Record>(records: &mut [R]) {
    // Few digits tell them apart: those above are all the same.
    let largest = records.par_iter().map(Record::rank).max().unwrap_or(0);
    let shift = (u64::BITS - largest.leading_zeros()).saturating_sub(8);
    sort_from(records, shift, 2);
}

fn sort_from<R: Record>(records: &mut [R], shift: u32, levels: u32) {
    if records.len() <= SMALL || levels == 0 {
        return records.sort_unstable();
    }
    let digit = |record: &R| (record.rank() >> shift) as usize & 0xFF;
    let mut ends = [0; 256];
    records.iter().for_each(|record| ends[digit(record)] += 1);
    if ends.contains(&records.len()) {
        return records.par_sort_unstable();
    }
    let (mut starts, mut sum) = ([0; 256], 0);
    for (start, end) in starts.iter_mut().zip(&mut ends) {
        *start = sum;
        sum += *end;
        *end = sum;
    }
    let mut heads = starts;
    for bucket in 0..256 {
        while heads[bucket] < ends[bucket] {
            let at = heads[bucket];
            let to = digit(&records[at]);
            records.swap(at, heads[to]);
            heads[to] += 1;
        }
    }
    let mut rest = records;
    let mut buckets = Vec::with_capacity(256);
    for (start, end) in starts.into_iter().zip(ends) {
        let (bucket, after) = rest.split_at_mut(end - start);
        buckets.push(bucket);
        rest = after;
    }
    let next = |bucket: &mut &mut [R]| sort_from(bucket, shift.saturating_sub(8), levels - 1);
    buckets.par_iter_mut().for_each(next);
}

/// Takes records in any order; [`Sorter::finish`] gives them back sorted.
pub struct Sorter<R> {
    buffer: Vec<R>,
    capacity: usize,
    runs: Vec<PathBuf>,
    dir: WorkDir,
    num_records: u64,
}

impl<R: Record> Sorter<R> {
    /// A sorter that holds at most about `memory` bytes of records at a time.
    pub fn new(dir: &WorkDir, memory: usize) -> Self {
        let capacity = (memory / size_of::<R>()).max(1024);
        Self { buffer: Vec::new(), capacity, runs: Vec::new(), dir: dir.clone(), num_records: 0 }
    }

    /// Takes the runs that an earlier sorter [sealed](Self::seal), of `num_records` records in all.
    pub fn resume(&mut self, runs: Vec<PathBuf>, num_records: u64) {
        (self.runs, self.num_records) = (runs, num_records);
    }

    /// Writes what is held in memory as a run. Returns all runs so far.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn seal(&mut self) -> Result<&[PathBuf]> {
        if !self.buffer.is_empty() {
            self.spill()?;
        }
        Ok(&self.runs)
    }

    /// How many records were taken.
    pub fn len(&self) -> u64 {
        self.num_records
    }

    /// Whether none was taken.
    pub fn is_empty(&self) -> bool {
        self.num_records == 0
    }

    /// Takes one record.
    ///
    /// # Errors
    /// When a full buffer cannot be written.
    pub fn push(&mut self, record: R) -> Result<()> {
        if self.buffer.len() == self.capacity {
            self.spill()?;
        }
        self.grow(1);
        self.buffer.push(record);
        self.num_records += 1;
        Ok(())
    }

    /// Takes many records.
    ///
    /// # Errors
    /// When a full buffer cannot be written.
    pub fn extend(&mut self, mut records: &[R]) -> Result<()> {
        self.num_records += records.len() as u64;
        while !records.is_empty() {
            if self.buffer.len() == self.capacity {
                self.spill()?;
            }
            let (now, later) = records.split_at(records.len().min(self.capacity - self.buffer.len()));
            self.grow(now.len());
            self.buffer.extend_from_slice(now);
            records = later;
        }
        Ok(())
    }

    /// Doubles the buffer as a vector does, but never beyond its capacity.
    fn grow(&mut self, more: usize) {
        let needed = self.buffer.len() + more;
        if needed > self.buffer.capacity() {
            let target = needed.max(self.buffer.capacity() * 2).min(self.capacity);
            self.buffer.reserve_exact(target - self.buffer.len());
        }
    }

    fn spill(&mut self) -> Result<()> {
        sort(&mut self.buffer);
        let path = self.dir.file("run");
        write_run(&path, &self.buffer).map_err(|source| Error::write(&path, source))?;
        self.runs.push(path);
        self.buffer.clear();
        Ok(())
    }

    /// All records in order.
    ///
    /// # Errors
    /// When a run cannot be written or opened.
    pub fn finish(mut self) -> Result<Sorted<R>> {
        sort(&mut self.buffer);
        if self.runs.is_empty() {
            return Ok(Sorted {
                memory: self.buffer,
                next: 0,
                runs: Vec::new(),
                heap: BinaryHeap::new(),
                ahead: None,
            });
        }
        let mut runs = Vec::with_capacity(self.runs.len());
        for path in self.runs {
            runs.push(Run::open(path)?);
        }
        let mut sorted = Sorted { memory: self.buffer, next: 0, runs, heap: BinaryHeap::new(), ahead: None };
        for index in 0..=sorted.runs.len() {
            sorted.refill(index)?;
        }
        Ok(sorted)
    }
}

fn write_run<R: Record>(path: &PathBuf, records: &[R]) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 18, File::create_new(path)?);
    let (mut checksum, mut bytes) = (Xxh3::new(), vec![0; R::BYTES * 512]);
    for chunk in records.chunks(512) {
        let bytes = &mut bytes[..R::BYTES * chunk.len()];
        for (record, out) in chunk.iter().zip(bytes.chunks_exact_mut(R::BYTES)) {
            record.write(out);
        }
        checksum.update(bytes);
        file.write_all(bytes)?;
    }
    file.write_all(&checksum.digest().to_le_bytes())?;
    file.flush()
}

/// One sorted run on disk, its records followed by their checksum.
struct Run {
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
            file: BufReader::with_capacity(1 << 16, file),
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
    memory: Vec<R>,
    next: usize,
    runs: Vec<Run>,
    /// The smallest record not given yet of each run; the buffer in memory counts as the last run.
    heap: BinaryHeap<Reverse<(R, usize)>>,
    /// A record taken too far by [`Sorted::next_group`].
    ahead: Option<R>,
}

impl<R: Record> Sorted<R> {
    fn refill(&mut self, index: usize) -> Result<()> {
        let record = match self.runs.get_mut(index) {
            Some(run) => run.next()?,
            None => {
                self.next += 1;
                self.memory.get(self.next - 1).copied()
            }
        };
        if let Some(record) = record {
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

#[cfg(test)]
mod tests {
    use super::*;

    impl Record for u64 {
        const BYTES: usize = 8;
        fn write(&self, out: &mut [u8]) {
            out.copy_from_slice(&self.to_le_bytes());
        }
        fn read(bytes: &[u8]) -> Self {
            u64::from_le_bytes(bytes.try_into().unwrap())
        }
        fn rank(&self) -> u64 {
            // Not all there is to the order.
            self >> 3
        }
    }

    #[test]
    fn groups_from_memory_and_from_runs_are_the_same() {
        let records: Vec<u64> = (0..5_000u64).map(|x| crate::text::shingle::finalize(x) % 4_000).collect();
        let mut expected: std::collections::BTreeMap<u64, usize> = Default::default();
        records.iter().for_each(|&record| *expected.entry(record / 3).or_default() += 1);
        for memory in [1 << 20, 1] {
            let dir = WorkDir::new(None).unwrap();
            let sorted = || {
                let mut sorter = Sorter::new(&dir, memory);
                sorter.extend(&records).unwrap();
                sorter.finish().unwrap()
            };
            let (mut all, mut shared, mut group) = (sorted(), sorted(), Vec::new());
            let mut found = Vec::new();
            while all.next_group(|record| record / 3, &mut group).unwrap() {
                found.push((group[0] / 3, group.len()));
            }
            assert!(found.iter().copied().eq(expected.iter().map(|(&key, &count)| (key, count))));
            found.retain(|(_, count)| *count > 1);
            let mut met = Vec::new();
            while shared.next_shared(|record| record / 3, &mut group).unwrap() {
                met.push((group[0] / 3, group.len()));
            }
            assert_eq!(met, found);
            assert!(all.next().unwrap().is_none() && shared.next().unwrap().is_none());
        }
    }

    #[test]
    fn digits_and_comparison_give_the_same_order() {
        let spread = |count: u64, bits: u32| -> Vec<u64> {
            (0..count).map(|x| crate::text::shingle::finalize(x) >> (64 - bits)).collect()
        };
        for count in [0, 1, 255, 257, 5_000, 100_000] {
            for bits in [1, 3, 4, 12, 40, 64] {
                let mut records = spread(count, bits);
                let mut expected = records.clone();
                expected.sort_unstable();
                sort(&mut records);
                assert!(records == expected, "{count} records of {bits} bits");
            }
        }
    }

    fn numbers(count: u64) -> Vec<u64> {
        (0..count).map(|x| crate::text::shingle::finalize(x) % 5000).collect()
    }

    fn drain(mut sorted: Sorted<u64>) -> Result<Vec<u64>> {
        let mut out = Vec::new();
        while let Some(x) = sorted.next()? {
            out.push(x);
        }
        Ok(out)
    }

    #[test]
    fn spilled_and_not_spilled_give_the_same_order() {
        let mut expected = numbers(20_000);
        let dir = WorkDir::new(None).unwrap();
        for memory in [0, 1 << 14, 1 << 24] {
            let mut sorter = Sorter::new(&dir, memory);
            sorter.extend(&expected[..7_000]).unwrap();
            expected[7_000..].iter().for_each(|&x| sorter.push(x).unwrap());
            assert_eq!(sorter.runs.is_empty(), memory == 1 << 24);
            let found = drain(sorter.finish().unwrap()).unwrap();
            let mut sorted = expected.clone();
            sorted.sort_unstable();
            assert_eq!(found, sorted);
        }
        expected.clear();
    }

    #[test]
    fn groups_hold_equal_keys() {
        let dir = WorkDir::new(None).unwrap();
        let mut sorter = Sorter::new(&dir, 0);
        sorter.extend(&numbers(9_000)).unwrap();
        let (mut sorted, mut group, mut total) = (sorter.finish().unwrap(), Vec::new(), 0);
        let mut last = None;
        while sorted.next_group(|x| *x / 10, &mut group).unwrap() {
            assert!(group.iter().all(|x| x / 10 == group[0] / 10) && last < Some(group[0] / 10));
            last = Some(group[0] / 10);
            total += group.len();
        }
        assert_eq!(total, 9_000);
    }

    #[test]
    fn a_damaged_run_is_an_error() {
        for damage in [0usize, 1] {
            let dir = WorkDir::new(None).unwrap();
            let mut sorter = Sorter::new(&dir, 0);
            sorter.extend(&numbers(5_000)).unwrap();
            let run = sorter.runs[0].clone();
            let mut bytes = std::fs::read(&run).unwrap();
            if damage == 0 {
                bytes[3000] ^= 1;
            } else {
                bytes.truncate(3001);
            }
            std::fs::write(&run, bytes).unwrap();
            let error = sorter.finish().and_then(drain).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Damaged { path, .. } if *path == run), "{error}");
        }
    }
}
