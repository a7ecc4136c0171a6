//! Near-duplicates: exact copies by their words, others by bands, exact counts, clusters.

use super::documents::Shelf;
use super::{Progress, Unit};
use crate::article::ArticleId;
use crate::candidates::lsh::{self, BandRecord};
use crate::candidates::{CandidatePair, pairs_of_bucket};
use crate::cluster::{Cluster, clusters};
use crate::collection::Collection;
use crate::error::Result;
use crate::findings::Counts;
use crate::options::Options;
use crate::spill::{Sorted, Sorter, WorkDir};
use crate::text::{Document, shingle};
use crate::verify::{ShingleSet, VerifiedPair};
use rayon::prelude::*;

/// Near-duplicates of a collection.
pub struct NearDuplicates {
    /// Verified pairs that bands or equal words proposed, sorted.
    pub pairs: Vec<VerifiedPair>,
    pub clusters: Vec<Cluster>,
    /// For each article the one that stands for its story: its representative, or itself.
    pub story: Vec<ArticleId>,
}

/// Articles with the same words: every class with its members in order.
struct Classes {
    /// The first member of the class of each article.
    first: Vec<ArticleId>,
    /// All articles, class by class.
    sorted: Vec<ArticleId>,
    /// Where the class of each first member lies in `sorted`.
    ranges: Vec<(u32, u32)>,
}

impl Classes {
    fn new(collection: &Collection) -> Self {
        let num = collection.entries().len();
        let mut keyed: Vec<(u128, ArticleId)> = collection
            .entries()
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| entry.text_hash.map(|hash| (hash, ArticleId(index as u32))))
            .collect();
        keyed.sort_unstable();
        let mut classes = Self {
            first: (0..num as u32).map(ArticleId).collect(),
            sorted: keyed.iter().map(|&(_, id)| id).collect(),
            ranges: vec![(0, 0); num],
        };
        let mut start = 0;
        for class in keyed.chunk_by(|a, b| a.0 == b.0) {
            let first = class[0].1;
            class.iter().for_each(|&(_, id)| classes.first[id.index()] = first);
            classes.ranges[first.index()] = (start, start + class.len() as u32);
            start += class.len() as u32;
        }
        classes
    }

    fn members(&self, first: ArticleId) -> &[ArticleId] {
        let (start, end) = self.ranges[first.index()];
        &self.sorted[start as usize..end as usize]
    }

    fn is_first(&self, id: ArticleId) -> bool {
        self.first[id.index()] == id
    }
}

pub fn find(
    collection: &Collection,
    bands: Sorted<BandRecord>,
    options: &Options,
    dir: &WorkDir,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<NearDuplicates> {
    let classes = Classes::new(collection);
    let mut pairs = Sorter::new(dir, options.memory as usize / 8);
    let id = |ordinal| Some(collection.id(ordinal)).filter(|&id| classes.is_first(id));
    counts.buckets = lsh::pair_up(bands, options.bucket_cap, id, &mut pairs)?;
    progress.begin("near-duplicates", Some(pairs.len()), Unit::Pairs);
    let verified = verify_all(collection, pairs.finish()?, options, counts, progress)?;

    let clusters = cluster_classes(collection, &classes, &verified, options);
    let mut story: Vec<ArticleId> = (0..collection.entries().len() as u32).map(ArticleId).collect();
    for cluster in &clusters {
        cluster.members.iter().for_each(|member| story[member.index()] = cluster.representative);
    }
    let pairs = expand(collection, &classes, verified, options, counts);
    Ok(NearDuplicates { pairs, clusters, story })
}

/// Exact counts of all candidate pairs; keeps those that reach a threshold.
fn verify_all(
    collection: &Collection,
    mut candidates: Sorted<CandidatePair>,
    options: &Options,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<Vec<VerifiedPair>> {
    let mut shelf = Shelf::new(options.memory / 12);
    let mut verified = Vec::new();
    let budget = options.memory / 6;
    let (mut seen, mut last) = (0, None);
    loop {
        // As many pairs as keep their articles within the budget.
        let (mut batch, mut ids, mut bytes) = (Vec::new(), Vec::new(), 0);
        while bytes < budget && batch.len() < 1 << 16 {
            let Some(pair) = candidates.next()? else { break };
            seen += 1;
            if last == Some(pair) {
                continue;
            }
            if last.is_none_or(|last| last.left != pair.left) {
                ids.push(pair.left);
                bytes += 2 * collection.num_bytes(pair.left);
            }
            last = Some(pair);
            ids.push(pair.right);
            bytes += 2 * collection.num_bytes(pair.right);
            batch.push(pair);
        }
        let Some(first) = batch.first() else { break };
        ids.push(first.left);
        shelf.fetch(collection, &mut ids, |_, text| shingle_set(&text, options))?;
        let kept: Vec<Option<VerifiedPair>> = batch
            .par_iter()
            .map(|pair| {
                options.verify.verify(pair.left, shelf.get(pair.left), pair.right, shelf.get(pair.right))
            })
            .collect();
        counts.band_candidates += batch.len() as u64;
        counts.below_threshold += kept.iter().filter(|pair| pair.is_none()).count() as u64;
        verified.extend(kept.into_iter().flatten());
        progress.reach(seen);
    }
    Ok(verified)
}

/// The distinct shingles of a text.
pub fn shingle_set(text: &str, options: &Options) -> ShingleSet {
    let document = Document::new(text, &options.text);
    shingle_set_of(&document, text, options)
}

/// The distinct shingles of a document.
pub fn shingle_set_of(document: &Document, text: &str, options: &Options) -> ShingleSet {
    let mut shingles = Vec::new();
    shingle::shingles(&document.tokens, document.width(text, &options.text), &mut shingles);
    ShingleSet::new(shingles)
}

/// Clusters of classes, then of their members: the earliest article stands for the others.
fn cluster_classes(
    collection: &Collection,
    classes: &Classes,
    verified: &[VerifiedPair],
    options: &Options,
) -> Vec<Cluster> {
    let priority = |id: ArticleId| {
        let start = collection.entry(id).published.map_or(i64::MAX, |published| published.start);
        (start, id)
    };
    let witness = |first: ArticleId| {
        classes.members(first).iter().copied().min_by_key(|&id| priority(id)).unwrap_or(first)
    };
    let is_near = |pair: &&VerifiedPair| pair.resemblance() >= options.verify.resemblance;
    let edges: Vec<_> = verified.iter().filter(is_near).map(|pair| (pair.left, pair.right)).collect();
    let mut out = clusters(&edges, |first| priority(witness(first)));
    let mut is_clustered = vec![false; collection.entries().len()];
    for cluster in &mut out {
        cluster.members.iter().for_each(|member| is_clustered[member.index()] = true);
        cluster.representative = witness(cluster.representative);
        cluster.members = cluster.members.iter().flat_map(|&first| classes.members(first)).copied().collect();
        cluster.members.sort_unstable();
    }
    // Copies that resemble nothing else.
    for class in classes.sorted.chunk_by(|&a, &b| classes.first[a.index()] == classes.first[b.index()]) {
        if class.len() > 1 && !is_clustered[class[0].index()] {
            out.push(Cluster { representative: witness(class[0]), members: class.to_vec() });
        }
    }
    out.sort_unstable_by_key(|cluster| cluster.representative);
    out
}

/// Pairs of classes to pairs of their members, and the pairs inside each class.
fn expand(
    collection: &Collection,
    classes: &Classes,
    verified: Vec<VerifiedPair>,
    options: &Options,
    counts: &mut Counts,
) -> Vec<VerifiedPair> {
    let cap = options.bucket_cap;
    let mut sizes = std::collections::HashMap::new();
    let mut out = Vec::with_capacity(verified.len());
    for pair in verified {
        let (lefts, rights) = (classes.members(pair.left), classes.members(pair.right));
        sizes.insert(pair.left, pair.left_shingles);
        sizes.insert(pair.right, pair.right_shingles);
        let mut push = |left: ArticleId, right: ArticleId| {
            let (left_shingles, right_shingles) = (pair.left_shingles, pair.right_shingles);
            out.push(if left < right {
                VerifiedPair { left, right, left_shingles, right_shingles, ..pair }
            } else {
                VerifiedPair {
                    left: right,
                    right: left,
                    left_shingles: right_shingles,
                    right_shingles: left_shingles,
                    ..pair
                }
            });
        };
        if lefts.len() + rights.len() <= cap {
            lefts.iter().for_each(|&left| rights.iter().for_each(|&right| push(left, right)));
        } else {
            rights.iter().for_each(|&right| push(lefts[0], right));
            lefts[1..].iter().for_each(|&left| push(left, rights[0]));
        }
    }
    for class in classes.sorted.chunk_by(|&a, &b| classes.first[a.index()] == classes.first[b.index()]) {
        counts.exact_copies += class.len() as u64 - 1;
        if class.len() < 2 {
            continue;
        }
        let size = sizes.get(&class[0]).copied().unwrap_or_else(|| {
            let mut text = String::new();
            collection.text(class[0], &mut text).map_or(0, |()| shingle_set(&text, options).len())
        });
        let pairs = pairs_of_bucket(class, cap, |left, right| {
            out.push(VerifiedPair { left, right, shared: size, left_shingles: size, right_shingles: size });
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(_) = pairs;
    }
    out.sort_unstable_by_key(|pair| (pair.left, pair.right));
    out
}
