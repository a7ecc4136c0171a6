//! Sorting more records than fit: sorted runs on disk, merged while they are read.
//!
//! **In** records in any order. **Out** the same in order. **Cost** O(n log n); what does not fit is written once where it is up to
//! [`FAN_IN`] runs, then about log runs times to that base; memory of a buffer of records, later of one for each run that is read.
//! **Never** reads more than [`FAN_IN`] runs at a time; removes one that is [sealed](Sorter::seal).

use super::WorkDir;
use super::flag::sort;
use super::merge::{Sorted, write_run};
use crate::error::{Error, Result};
use std::path::PathBuf;

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

/// Most runs that are read at a time. What four sorters give is read side by side at most: 192 files, and some systems allow 256.
/// Their buffers, 3 MiB a sorter, are less than its share of the least `--memory`.
const FAN_IN: usize = 48;

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
            return Ok(Sorted::in_memory(self.buffer));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
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
        let names = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name != super::super::LOCK).count()
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
                let runs =
                    open.filter(|path| path.starts_with(&*folder) && !path.ends_with(super::super::LOCK));
                *most = runs.count().max(*most);
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
        assert_eq!(num_files(&dir), sealed.len(), "nothing else but a lock");
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
