//! The candidates room, bands and seeds to pairs, in articles a second; and the verify room, exact counts, in pairs a second.
//!
//! Measured: sorting the records and proposing pairs, then counting the pairs of bands, on one core, everything in memory. Model:
//! 2,000 generated articles, one in five an edited copy of an earlier one. Ignore: the choice of records itself (see `sketch` and
//! `passage`). The slow twin of buckets is a hash table, that of the counts a hash set.

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use retold::article::ArticleId;
use retold::candidates::bands::Bands;
use retold::candidates::lsh::{self, BandRecord};
use retold::candidates::postings::{self, Place, SeedRecord};
use retold::passage::seed;
use retold::read::date;
use retold::sketch::sketch;
use retold::spill::{Record, Sorted, Sorter, WorkDir};
use retold::text::shingle::shingles_slow;
use retold::text::{Document, Params};
use retold::verify::{self, ShingleSet};
use std::collections::{BTreeSet, HashMap, HashSet};

const ARTICLES: usize = 2_000;
const MEMORY: usize = 256 << 20;

fn all<T: Record>(mut sorted: Sorted<T>) -> Vec<T> {
    let mut out = Vec::new();
    while let Some(record) = sorted.next().unwrap() {
        out.push(record);
    }
    out
}

fn sorted<T: Record>(dir: &WorkDir, records: &[T]) -> Sorted<T> {
    let mut sorter = Sorter::new(dir, MEMORY);
    sorter.extend(records).unwrap();
    sorter.finish().unwrap()
}

fn candidates(c: &mut Criterion) {
    let dir = WorkDir::new(None).unwrap();
    let bands = Bands::for_goal(0.8, 0.99, 128).unwrap();
    let params = Params::default();
    let (mut band_records, mut seed_records, mut sets) = (Vec::new(), Vec::new(), Vec::new());
    let mut signature = vec![0; bands.num_hashes()];
    for (ordinal, article) in (0..).zip(&support::articles(ARTICLES, 3)) {
        let document = Document::new(article, &params);
        let shingles = shingles_slow(&document.tokens, params.width);
        sketch(&shingles, &mut signature);
        sets.push(ShingleSet::new(shingles));
        band_records.extend(bands.keys(&signature).map(|key| BandRecord { key, ordinal }));
        let mut keep = |seed::Seed { hash, context, position }| {
            seed_records.push(SeedRecord { hash, context, ordinal, position });
        };
        seed::seeds(&document.tokens, false, &seed::Params::default(), &mut Vec::new(), &mut keep);
    }

    let by_bands = || {
        let mut pairs = Sorter::new(&dir, MEMORY);
        let id = |ordinal| Some(ArticleId(ordinal));
        lsh::pair_up(
            sorted(&dir, &band_records),
            256,
            id,
            |_, _| true,
            &mut Vec::new(),
            |pair| pairs.push(pair),
        )
        .unwrap();
        all(pairs.finish().unwrap())
    };
    let published = date::parse("2026-03-04");
    let place = |ordinal| Place { id: ArticleId(ordinal), story: ArticleId(ordinal), published };
    let by_seeds = || {
        let mut hits = Sorter::new(&dir, MEMORY);
        let seeds = sorted(&dir, &seed_records);
        postings::pair_up(seeds, &postings::Params::default(), None, place, &mut hits).unwrap();
        all(hits.finish().unwrap())
    };

    // The same pairs as by looking into every bucket.
    let by_table = || {
        let mut buckets: HashMap<u64, Vec<u32>> = HashMap::new();
        band_records.iter().for_each(|record| buckets.entry(record.key).or_default().push(record.ordinal));
        let pairs_of = |bucket: &Vec<u32>| -> Vec<(u32, u32)> {
            bucket.iter().flat_map(|&l| bucket.iter().map(move |&r| (l, r))).filter(|(l, r)| l < r).collect()
        };
        buckets.values().flat_map(pairs_of).collect::<BTreeSet<(u32, u32)>>()
    };
    let pairs: BTreeSet<(u32, u32)> = by_bands().iter().map(|pair| (pair.left.0, pair.right.0)).collect();
    assert!(pairs == by_table() && pairs.len() > ARTICLES / 10);
    let num_hits = by_seeds().len();
    assert!(num_hits > ARTICLES);

    let mut group = c.benchmark_group("candidates");
    group.throughput(Throughput::Elements(ARTICLES as u64)).sample_size(20);
    group.bench_function("bands", |b| b.iter_batched(|| (), |()| by_bands(), BatchSize::PerIteration));
    group.bench_function("bands_slow", |b| b.iter(|| assert_eq!(by_table().len(), pairs.len())));
    group.bench_function("seeds", |b| {
        b.iter_batched(|| (), |()| assert_eq!(by_seeds().len(), num_hits), BatchSize::PerIteration)
    });
    group.finish();
    counts(c, &pairs, &sets);
}

fn counts(c: &mut Criterion, pairs: &BTreeSet<(u32, u32)>, sets: &[ShingleSet]) {
    let params = verify::Params { resemblance: 0.8, containment: 2.0 };
    let hashed: Vec<HashSet<u64>> = sets.iter().map(|set| set.iter().collect()).collect();
    let count = |&(left, right): &(u32, u32)| {
        let (l, r) = (left as usize, right as usize);
        params.verify(ArticleId(left), &sets[l], ArticleId(right), &sets[r]).map(|pair| pair.shared)
    };
    let count_slow = |&(left, right): &(u32, u32)| {
        let (left, right) = (&hashed[left as usize], &hashed[right as usize]);
        let shared = left.intersection(right).count();
        let is_kept = shared as f64 >= 0.8 * (left.len() + right.len() - shared) as f64;
        is_kept.then_some(shared as u32)
    };
    let expected: Vec<Option<u32>> = pairs.iter().map(count_slow).collect();
    assert_eq!(pairs.iter().map(count).collect::<Vec<_>>(), expected);
    assert!(expected.iter().flatten().count() > ARTICLES / 20);

    let mut group = c.benchmark_group("verify");
    group.throughput(Throughput::Elements(pairs.len() as u64)).sample_size(20);
    let num_kept = expected.iter().flatten().count();
    group.bench_function("counts", |b| {
        b.iter(|| assert_eq!(pairs.iter().filter_map(count).count(), num_kept))
    });
    group.bench_function("counts_slow", |b| {
        b.iter(|| assert_eq!(pairs.iter().filter_map(count_slow).count(), num_kept))
    });
    group.finish();
}

criterion_group!(benches, candidates);
criterion_main!(benches);
