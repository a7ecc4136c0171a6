//! Band records to candidate pairs: articles that agree in one whole band.

use super::{Bucket, CandidatePair, pairs_of_bucket};
use crate::article::ArticleId;
use crate::error::Result;
use crate::spill::{Record, Sorted};

/// One band of one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BandRecord {
    /// Key of the band and its content.
    pub key: u64,
    /// Which article, counted as they were read.
    pub ordinal: u32,
}

impl Record for BandRecord {
    const BYTES: usize = 12;

    fn write(&self, out: &mut [u8]) {
        out[..8].copy_from_slice(&self.key.to_le_bytes());
        out[8..].copy_from_slice(&self.ordinal.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        Self {
            key: u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")),
            ordinal: u32::from_le_bytes(bytes[8..].try_into().expect("four bytes")),
        }
    }

    fn rank(&self) -> u64 {
        self.key
    }
}

/// How many buckets there were, and how many were too large for all their pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BucketCounts {
    /// Buckets of two articles or more.
    pub buckets: u64,
    /// Of these, buckets that gave a star only.
    pub oversized: u64,
}

/// Proposes the pairs of all buckets. `id` gives the id of an ordinal, or nothing for an article that another one
/// of the same text stands for; `is_bucket` says by its key and ids whether a bucket counts. The smallest ids of oversized buckets are added to `hubs`.
///
/// # Errors
/// When a working file fails.
pub fn pair_up(
    mut records: Sorted<BandRecord>,
    cap: usize,
    id: impl Fn(u32) -> Option<ArticleId>,
    is_bucket: impl Fn(u64, &[ArticleId]) -> bool,
    hubs: &mut Vec<ArticleId>,
    mut pair: impl FnMut(CandidatePair) -> Result<()>,
) -> Result<BucketCounts> {
    let (mut counts, mut group, mut ids) = (BucketCounts::default(), Vec::new(), Vec::new());
    while records.next_shared(|r| r.key, &mut group)? {
        ids.clear();
        ids.extend(group.iter().filter_map(|r| id(r.ordinal)));
        ids.sort_unstable();
        ids.dedup();
        if ids.len() < 2 || !is_bucket(group[0].key, &ids) {
            continue;
        }
        counts.buckets += 1;
        let bucket = pairs_of_bucket(&ids, cap, |left, right| pair(CandidatePair { left, right }))?;
        if bucket == Bucket::Star {
            counts.oversized += 1;
            hubs.push(ids[0]);
        }
    }
    hubs.sort_unstable();
    hubs.dedup();
    Ok(counts)
}
