//! Near-duplicates: exact copies by their words, others by bands, exact counts, clusters.

use super::documents::Shelf;
use super::{Progress, Unit};
use crate::article::{ArticleId, Published};
use crate::candidates::lsh::{self, BandRecord};
use crate::candidates::placed::Placed;
use crate::candidates::{CandidatePair, pairs_of_bucket};
use crate::cluster::{Cluster, clusters};
use crate::collection::Collection;
use crate::components::Components;
use crate::error::Result;
use crate::findings::Counts;
use crate::options::Options;
use crate::spill::{Sorted, Sorter, WorkDir};
use crate::text::Document;
use crate::verify::{Measure, ShingleSet, VerifiedPair};
use rayon::prelude::*;
use std::collections::HashMap;

/// What this stage asks of the articles it compares.
pub trait Articles: Sync {
    /// How many there are.
    fn len(&self) -> usize;
    /// Hash of the words of one in order; nothing for a text without words.
    fn text_hash(&self, id: ArticleId) -> Option<u128>;
    /// The id of the article read as number `ordinal`.
    fn id(&self, ordinal: u32) -> ArticleId;
    /// About how many bytes the shingle set of one takes.
    fn set_bytes(&self, id: ArticleId) -> u64;
    /// The shingle set of one.
    fn shingle_set(&self, id: ArticleId, options: &Options) -> Result<ShingleSet>;
    /// The smaller stands for the larger, ties by id.
    fn priority(&self, id: ArticleId) -> [i64; 2];
    /// Whether a bucket says that its articles may be alike.
    fn is_bucket(&self, _key: u64, _ids: &[ArticleId]) -> bool {
        true
    }
    /// In how many buckets two articles must meet to be compared.
    fn fewest_buckets(&self, _pair: CandidatePair) -> u32 {
        1
    }
    /// Whether it matters how the two compare.
    fn is_asked(&self, _pair: CandidatePair) -> bool {
        true
    }
}

impl Articles for Collection {
    fn len(&self) -> usize {
        self.entries().len()
    }

    fn text_hash(&self, id: ArticleId) -> Option<u128> {
        self.entry(id).text_hash
    }

    fn id(&self, ordinal: u32) -> ArticleId {
        self.id(ordinal)
    }

    fn set_bytes(&self, id: ArticleId) -> u64 {
        // A shingle of eight bytes for each word of about six.
        2 * self.num_bytes(id)
    }

    fn shingle_set(&self, id: ArticleId, options: &Options) -> Result<ShingleSet> {
        let mut text = String::new();
        self.text(id, &mut text)?;
        Ok(shingle_set(&text, options))
    }

    fn priority(&self, id: ArticleId) -> [i64; 2] {
        Published::order(self.entry(id).published)
    }
}

/// Near-duplicates of a collection.
pub struct NearDuplicates {
    /// Verified pairs that bands or equal words proposed, sorted.
    pub pairs: Vec<VerifiedPair>,
    pub clusters: Vec<Cluster>,
    /// For each article the one that stands for its story: its representative, or itself.
    pub story: Vec<ArticleId>,
}

/// What comparing comes to: classes of articles with the same words, and how their first members compare.
pub struct Comparison {
    /// Articles with the same words.
    pub classes: Classes,
    /// Verified pairs of first members, sorted.
    pub verified: Vec<VerifiedPair>,
    /// Clusters of all articles.
    pub clusters: Vec<Cluster>,
}

/// Articles with the same words: every class with its members in order.
pub struct Classes {
    /// The first member of the class of each article.
    first: Vec<ArticleId>,
    /// All articles, class by class.
    sorted: Vec<ArticleId>,
    /// Where the class of each first member lies in `sorted`.
    ranges: Vec<(u32, u32)>,
}

impl Classes {
    fn new(articles: &impl Articles) -> Self {
        let num = articles.len();
        let all = (0..num as u32).map(ArticleId);
        let mut keyed: Vec<(u128, ArticleId)> =
            all.filter_map(|id| articles.text_hash(id).map(|hash| (hash, id))).collect();
        keyed.par_sort_unstable();
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

    /// All members of the class of `first`, in order.
    pub fn members(&self, first: ArticleId) -> &[ArticleId] {
        let (start, end) = self.ranges[first.index()];
        &self.sorted[start as usize..end as usize]
    }

    /// The first member of the class of an article.
    pub fn first(&self, id: ArticleId) -> ArticleId {
        self.first[id.index()]
    }

    fn is_first(&self, id: ArticleId) -> bool {
        self.first[id.index()] == id
    }
}

/// Near-duplicates of a collection: all pairs, clusters, and who stands for whom.
pub fn find(
    collection: &Collection,
    bands: Sorted<BandRecord>,
    options: &Options,
    dir: &WorkDir,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<NearDuplicates> {
    let rule = (Measure::Resemblance, options.verify.resemblance);
    let Comparison { classes, verified, clusters } =
        compare(collection, bands, rule, options, dir, counts, progress)?;
    let mut story: Vec<ArticleId> = (0..collection.entries().len() as u32).map(ArticleId).collect();
    for cluster in &clusters {
        cluster.members.iter().for_each(|member| story[member.index()] = cluster.representative);
    }
    let pairs = expand(collection, &classes, verified, options)?;
    Ok(NearDuplicates { pairs, clusters, story })
}

/// Compares all articles that share a band, exactly, and clusters them by `rule`: what must be reached for one to stand
/// for another.
pub fn compare(
    articles: &impl Articles,
    bands: Sorted<BandRecord>,
    rule: (Measure, f64),
    options: &Options,
    dir: &WorkDir,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<Comparison> {
    let classes = Classes::new(articles);
    let memory = options.memory as usize / 8;
    let mut hubs = Vec::new();
    let mut components = Components::new(articles.len());
    let mut pairs = Sorter::new(dir, memory);
    let id = |ordinal| Some(articles.id(ordinal)).filter(|&id| classes.is_first(id));
    let is_bucket = |key, ids: &[ArticleId]| articles.is_bucket(key, ids);
    counts.buckets = lsh::pair_up(bands, options.bucket_cap, id, is_bucket, &mut hubs, |pair| {
        if !articles.is_asked(pair) {
            return Ok(());
        }
        components.link(pair.left.0, pair.right.0);
        pairs.push(pair)
    })?;
    // Pairs of one component stand together, so that each article is fetched once.
    let (mut pairs, mut placed) = (pairs.finish()?, Sorter::new(dir, memory));
    let mut met: Option<(CandidatePair, u32)> = None;
    loop {
        let next = pairs.next()?;
        match (&mut met, next) {
            (Some((pair, times)), Some(next)) if *pair == next => *times += 1,
            (last, next) => {
                if let Some((pair, times)) = last.take()
                    && times >= articles.fewest_buckets(pair)
                {
                    placed.push(Placed { component: ArticleId(components.first(pair.left.0)), pair })?;
                }
                let Some(next) = next else { break };
                met = Some((next, 1));
            }
        }
    }
    drop((pairs, components));
    progress.begin("near-duplicates", Some(placed.len()), Unit::Pairs);
    let mut verified = verify_all(articles, placed.finish()?, options, counts, progress)?;
    verified.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
    let clusters = cluster_classes(articles, &classes, &mut verified, &hubs, rule, options)?;
    for class in classes.sorted.chunk_by(|&a, &b| classes.first[a.index()] == classes.first[b.index()]) {
        counts.exact_copies += class.len() as u64 - 1;
    }
    Ok(Comparison { classes, verified, clusters })
}

/// Exact counts of all candidate pairs; keeps those that reach a threshold.
fn verify_all(
    articles: &impl Articles,
    mut candidates: Sorted<Placed>,
    options: &Options,
    counts: &mut Counts,
    progress: &mut (dyn Progress + Send),
) -> Result<Vec<VerifiedPair>> {
    let mut shelf = Shelf::new(options.memory / 12);
    let mut verified = Vec::new();
    let budget = options.memory / 6;
    loop {
        // As many pairs as keep their articles within the budget.
        let (mut batch, mut ids, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut last = None;
        while bytes < budget && batch.len() < 1 << 16 {
            let Some(Placed { pair, .. }) = candidates.next()? else { break };
            if last != Some(pair.left) {
                ids.push(pair.left);
                bytes += articles.set_bytes(pair.left);
                last = Some(pair.left);
            }
            ids.push(pair.right);
            bytes += articles.set_bytes(pair.right);
            batch.push(pair);
        }
        if batch.is_empty() {
            return Ok(verified);
        }
        shelf.fetch_with(&mut ids, |id| articles.set_bytes(id), |id| articles.shingle_set(id, options))?;
        let kept: Vec<Option<VerifiedPair>> = batch
            .par_iter()
            .with_min_len(64)
            .map(|pair| {
                options.verify.verify(pair.left, shelf.get(pair.left), pair.right, shelf.get(pair.right))
            })
            .collect();
        counts.band_candidates += batch.len() as u64;
        counts.below_threshold += kept.iter().filter(|pair| pair.is_none()).count() as u64;
        verified.extend(kept.into_iter().flatten());
        progress.reach(counts.band_candidates);
    }
}

/// The distinct shingles of a text.
pub fn shingle_set(text: &str, options: &Options) -> ShingleSet {
    let document = Document::new(text, &options.text);
    shingle_set_of(&document, text, options)
}

/// The distinct shingles of a document.
pub fn shingle_set_of(document: &Document, text: &str, options: &Options) -> ShingleSet {
    let mut shingles = Vec::new();
    document.shingles(text, &options.text, &mut shingles);
    ShingleSet::new(shingles)
}

/// Clusters of classes, then of their members: the article of least priority stands for the others. Pairs that are counted
/// to complete the clusters of oversized buckets are added to `verified`.
fn cluster_classes(
    articles: &impl Articles,
    classes: &Classes,
    verified: &mut Vec<VerifiedPair>,
    hubs: &[ArticleId],
    (measure, threshold): (Measure, f64),
    options: &Options,
) -> Result<Vec<Cluster>> {
    let priority = |id: ArticleId| (articles.priority(id), id);
    let witness = |first: ArticleId| {
        classes.members(first).iter().copied().min_by_key(|&id| priority(id)).unwrap_or(first)
    };
    let directed = |pair: &VerifiedPair| {
        let (left, right) = (pair.left, pair.right);
        let either = [(left, right), (right, left)];
        let pair = *pair;
        either.into_iter().filter(move |edge| pair.may_lead(edge.0, measure, threshold))
    };
    let edges: Vec<_> = verified.iter().flat_map(directed).collect();
    let mut out = clusters(
        edges,
        |first| priority(witness(first)),
        hubs,
        |leader, others| {
            let set = articles.shingle_set(leader, options)?;
            let found: Vec<Result<Option<VerifiedPair>>> = others
                .into_par_iter()
                .map(|other| {
                    let pair = CandidatePair::new(leader, other);
                    if !articles.is_asked(pair) {
                        return Ok(None);
                    }
                    let other_set = articles.shingle_set(other, options)?;
                    let (left, right) = if leader < other { (&set, &other_set) } else { (&other_set, &set) };
                    Ok(options.verify.verify(pair.left, left, pair.right, right))
                })
                .collect();
            let mut taken = Vec::new();
            for pair in found {
                let Some(pair) = pair? else { continue };
                verified.push(pair);
                if pair.may_lead(leader, measure, threshold) {
                    taken.push(if pair.left == leader { pair.right } else { pair.left });
                }
            }
            Ok::<_, crate::error::Error>(taken)
        },
    )?;
    if !hubs.is_empty() {
        verified.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        verified.dedup();
    }
    let mut is_clustered = vec![false; articles.len()];
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
    Ok(out)
}

/// Pairs of classes to pairs of their members, and the pairs inside each class. Of classes that are linked to so many that an article
/// would have more than the cap of pairs, on average, each has those with the first members alone.
pub fn expand(
    articles: &impl Articles,
    classes: &Classes,
    verified: Vec<VerifiedPair>,
    options: &Options,
) -> Result<Vec<VerifiedPair>> {
    let cap = options.bucket_cap;
    let mut sizes = HashMap::new();
    let mut out = Vec::with_capacity(verified.len());
    let mut linked = Components::new(articles.len());
    verified.iter().for_each(|pair| linked.link(pair.left.0, pair.right.0));
    // Pairs of members, and members, of all classes that are linked, by the first of them.
    let mut expected: HashMap<u32, (usize, usize)> = HashMap::new();
    for pair in &verified {
        let number = |first| classes.members(first).len();
        expected.entry(linked.first(pair.left.0)).or_default().0 += number(pair.left) * number(pair.right);
    }
    let mut firsts: Vec<ArticleId> = verified.iter().flat_map(|pair| [pair.left, pair.right]).collect();
    firsts.par_sort_unstable();
    firsts.dedup();
    for first in firsts {
        expected.entry(linked.first(first.0)).or_default().1 += classes.members(first).len();
    }
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
        let (pairs, members) = expected[&linked.first(pair.left.0)];
        if 2 * pairs <= cap * members {
            lefts.iter().for_each(|&left| rights.iter().for_each(|&right| push(left, right)));
        } else {
            rights.iter().for_each(|&right| push(lefts[0], right));
            lefts[1..].iter().for_each(|&left| push(left, rights[0]));
        }
    }
    for class in classes.sorted.chunk_by(|&a, &b| classes.first[a.index()] == classes.first[b.index()]) {
        if class.len() < 2 {
            continue;
        }
        let size = match sizes.get(&class[0]) {
            Some(&size) => size,
            None => articles.shingle_set(class[0], options)?.len(),
        };
        let pairs = pairs_of_bucket(class, cap, |left, right| {
            out.push(VerifiedPair { left, right, shared: size, left_shingles: size, right_shingles: size });
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(_) = pairs;
    }
    out.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
    Ok(out)
}
