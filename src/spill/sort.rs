//! Sorting more records than fit: sorted runs on disk, merged while they are read.
//!
//! **In** records in any order. **Out** the same in order. **Cost** O(n log n); what does not fit is written once where it is up to
//! [`FAN_IN`] runs, then about log runs times to that base; memory of a buffer of records, later of one for each run that is read.
//! **Never** reads more than [`FAN_IN`] runs at a time; removes one that is [sealed](Sorter::seal).
//! **From** Knuth, *The Art of Computer Programming* 3, 5.4.1 (replacement by a heap over sorted runs).

use super::WorkDir;
use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
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

/// Most runs that are read at a time. What four sorters give is read side by side at most: 192 files, and some systems allow 256.
/// Their buffers, 3 MiB a sorter, are less than its share of the least `--memory`.
const FAN_IN: usize = 48;

/// What is read of a run at once.
const READ_BYTES: usize = 1 << 16;

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
    /// So many of the first runs are sealed.
    num_sealed: usize,
    dir: WorkDir,
    num_records: u64,
}

impl<R: Record> Sorter<R> {
    /// A sorter that holds at most about `memory` bytes of records at a time.
    pub fn new(dir: &WorkDir, memory: usize) -> Self {
        let capacity = (memory / size_of::<R>()).max(1024);
        Self {
            buffer: Vec::new(),
            capacity,
            runs: Vec::new(),
            num_sealed: 0,
            dir: dir.clone(),
            num_records: 0,
        }
    }

    /// Takes the runs that an earlier sorter [sealed](Self::seal), of `num_records` records in all.
    pub fn resume(&mut self, runs: Vec<PathBuf>, num_records: u64) {
        self.num_sealed = runs.len();
        (self.runs, self.num_records) = (runs, num_records);
    }

    /// Writes what is held in memory as a run. Returns all runs so far, which stay as they are while the folder does.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn seal(&mut self) -> Result<&[PathBuf]> {
        if !self.buffer.is_empty() {
            self.spill()?;
        }
        self.num_sealed = self.runs.len();
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
        write_run(&path, self.buffer.iter().copied().map(Ok))?;
        self.runs.push(path);
        self.buffer.clear();
        Ok(())
    }

    /// All records in order.
    ///
    /// # Errors
    /// When a run cannot be written or opened, or is damaged.
    pub fn finish(mut self) -> Result<Sorted<R>> {
        if self.runs.is_empty() {
            sort(&mut self.buffer);
            return Ok(Sorted {
                memory: self.buffer,
                next: 0,
                runs: Vec::new(),
                heap: BinaryHeap::new(),
                ahead: None,
            });
        }
        if !self.buffer.is_empty() {
            self.spill()?;
        }
        // The buffers of what is read take its place.
        self.buffer = Vec::new();
        while self.runs.len() > FAN_IN {
            self.merge_first()?;
        }
        Sorted::merged(&self.runs)
    }

    /// Merges the first runs into one, which goes last: those that were merged least often come first.
    fn merge_first(&mut self) -> Result<()> {
        // No more than it takes for the rest to be read at a time.
        let count = FAN_IN.min(self.runs.len() - FAN_IN + 1);
        let path = self.dir.file("run");
        let mut sorted = Sorted::<R>::merged(&self.runs[..count])?;
        write_run(&path, std::iter::from_fn(|| sorted.next().transpose()))?;
        drop(sorted);
        self.runs.push(path);
        let sealed = self.num_sealed.min(count);
        self.num_sealed -= sealed;
        for path in self.runs.drain(..count).skip(sealed) {
            std::fs::remove_file(&path).map_err(|source| Error::write(path, source))?;
        }
        Ok(())
    }
}

/// Writes sorted `records` to a new file.
fn write_run<R: Record>(path: &Path, mut records: impl Iterator<Item = Result<R>>) -> Result<()> {
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
    runs: Vec<Run>,
    /// The smallest record not given yet of each run.
    heap: BinaryHeap<Reverse<(R, usize)>>,
    /// A record taken too far by [`Sorted::next_group`].
    ahead: Option<R>,
}

impl<R: Record> Sorted<R> {
    /// The records of all `runs`, which are open until it is dropped.
    fn merged(runs: &[PathBuf]) -> Result<Self> {
        let runs = runs.iter().map(|path| Run::open(path.clone())).collect::<Result<Vec<_>>>()?;
        let mut sorted = Self { memory: Vec::new(), next: 0, runs, heap: BinaryHeap::new(), ahead: None };
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    /// A sorter whose runs have `capacity` records each.
    fn tiny<R: Record>(dir: &WorkDir, capacity: usize) -> Sorter<R> {
        Sorter { capacity, ..Sorter::new(dir, 0) }
    }

    fn num_files(dir: &WorkDir) -> usize {
        std::fs::read_dir(dir.path()).unwrap().count()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

        #[test]
        fn thousands_of_runs_give_the_order_of_a_plain_sort(
            capacity in 1..3usize,
            count in 2_000..3_000u64,
            sealed in 0..3_000usize,
        ) {
            let (dir, mut expected) = (WorkDir::new(None).unwrap(), numbers(count));
            let (before, after) = expected.split_at(sealed.min(expected.len()));
            let mut sorter = tiny(&dir, capacity);
            sorter.extend(before).unwrap();
            let sealed = sorter.seal().unwrap().to_vec();
            sorter.extend(after).unwrap();
            let sorted = sorter.finish().unwrap();
            prop_assert!(sorted.runs.len() <= FAN_IN);
            prop_assert!(sealed.iter().all(|path| path.exists()));
            prop_assert!(num_files(&dir) <= sealed.len() + FAN_IN, "merged runs are removed");
            expected.sort_unstable();
            prop_assert_eq!(drain(sorted).unwrap(), expected);
        }
    }

    #[cfg(target_os = "linux")]
    thread_local! {
        /// A folder, and the most files in it that were open when a record was read on this thread.
        static WATCHED: std::cell::RefCell<(PathBuf, usize)> = const { std::cell::RefCell::new((PathBuf::new(), 0)) };
    }

    /// A record that looks what is open as it is read.
    #[cfg(target_os = "linux")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Watching(u64);

    #[cfg(target_os = "linux")]
    impl Record for Watching {
        const BYTES: usize = 8;
        fn write(&self, out: &mut [u8]) {
            self.0.write(out);
        }
        fn read(bytes: &[u8]) -> Self {
            WATCHED.with_borrow_mut(|(folder, most)| {
                let all = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
                let open = all.filter_map(|entry| std::fs::read_link(entry.path()).ok());
                *most = open.filter(|path| path.starts_with(&*folder)).count().max(*most);
            });
            Self(u64::read(bytes))
        }
        fn rank(&self) -> u64 {
            self.0
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn few_runs_are_open_at_a_time() {
        for num_runs in [2, FAN_IN, FAN_IN + 1, 2 * FAN_IN, 9 * FAN_IN] {
            let dir = WorkDir::new(None).unwrap();
            let mut sorter = tiny(&dir, 2);
            numbers(2 * num_runs as u64).into_iter().for_each(|x| sorter.push(Watching(x)).unwrap());
            WATCHED.set((dir.path().canonicalize().unwrap(), 0));
            let (mut sorted, mut found) = (sorter.finish().unwrap(), Vec::new());
            while let Some(Watching(x)) = sorted.next().unwrap() {
                found.push(x);
            }
            assert!(found.len() == 2 * num_runs && found.is_sorted());
            // One is written meanwhile.
            let expected = if num_runs < 2 * FAN_IN { num_runs.min(FAN_IN) } else { FAN_IN + 1 };
            assert_eq!(WATCHED.take().1, expected, "{num_runs} runs");
        }
    }

    #[test]
    fn sealed_runs_outlive_their_merging() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("work");
        let mut expected = numbers(2_000);
        let (before, after) = expected.split_at(1_500);
        let (sealed, found) = {
            let dir = WorkDir::lasting(&path).unwrap();
            let mut sorter = tiny(&dir, 10);
            sorter.extend(before).unwrap();
            let sealed = sorter.seal().unwrap().to_vec();
            sorter.extend(after).unwrap();
            (sealed, drain(sorter.finish().unwrap()).unwrap())
        };
        // The run was broken off after that: another one begins with what is sealed.
        let dir = WorkDir::lasting(&path).unwrap();
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        dir.keep_only(&sealed.iter().map(name).collect::<Vec<_>>()).unwrap();
        assert_eq!(num_files(&dir), sealed.len() + 1, "and a lock");
        let mut sorter = tiny(&dir, 10);
        sorter.resume(sealed, 1_500);
        sorter.extend(after).unwrap();
        assert_eq!(sorter.len(), 2_000);
        assert_eq!(drain(sorter.finish().unwrap()).unwrap(), found);
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_run_that_cannot_be_written_is_named() {
        let dir = WorkDir::new(None).unwrap();
        let mut sorter = tiny(&dir, 1);
        sorter.extend(&numbers(100)).unwrap();
        sorter.seal().unwrap();
        let next = dir.path().join("run-100");
        std::fs::write(&next, "in the way").unwrap();
        let error = sorter.finish().map(|_| ()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Write { path, .. } if *path == next), "{error}");
    }

    #[test]
    fn a_damaged_run_is_an_error() {
        for (count, damage) in [(5_000, 0), (5_000, 1), (100_000, 0), (100_000, 1)] {
            let dir = WorkDir::new(None).unwrap();
            let mut sorter = Sorter::new(&dir, 0);
            sorter.extend(&numbers(count)).unwrap();
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
