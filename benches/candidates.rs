//! The candidates room: bands and seeds to pairs, in articles a second.
//!
//! Measured: sorting the records and proposing pairs, on one core, everything in memory. Model: 2,000 generated articles, one in
//! five an edited copy of an earlier one. Ignore: the choice of records itself (see `sketch` and `passage`).

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use retold::article::ArticleId;
use retold::candidates::bands::Bands;
use retold::candidates::lsh::{self, BandRecord};
use retold::candidates::postings::{self, Place, SeedRecord};
use retold::passage::seed;
use retold::sketch::sketch;
use retold::spill::{Record, Sorted, Sorter, WorkDir};
use retold::text::shingle::shingles_slow;
use retold::text::{Document, Params};
use std::collections::{BTreeSet, HashMap};

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
    let (mut band_records, mut seed_records) = (Vec::new(), Vec::new());
    let mut signature = vec![0; bands.num_hashes()];
    for (ordinal, article) in (0..).zip(&support::articles(ARTICLES, 3)) {
        let document = Document::new(article, &params);
        sketch(&shingles_slow(&document.tokens, params.width), &mut signature);
        band_records.extend(bands.keys(&signature).map(|key| BandRecord { key, ordinal }));
        let mut keep = |seed::Seed { hash, context, position }| {
            seed_records.push(SeedRecord { hash, context, ordinal, position });
        };
        seed::seeds(&document.tokens, false, &seed::Params::default(), &mut Vec::new(), &mut keep);
    }

    let by_bands = || {
        let mut pairs = Sorter::new(&dir, MEMORY);
        let id = |ordinal| Some(ArticleId(ordinal));
        lsh::pair_up(sorted(&dir, &band_records), 256, id, &mut Vec::new(), |pair| pairs.push(pair)).unwrap();
        all(pairs.finish().unwrap())
    };
    let place = |ordinal| Place { id: ArticleId(ordinal), story: ArticleId(ordinal), week: Some(0) };
    let by_seeds = || {
        let mut hits = Sorter::new(&dir, MEMORY);
        let seeds = sorted(&dir, &seed_records);
        postings::pair_up(seeds, &postings::Params::default(), place, |_, _| true, &mut hits).unwrap();
        all(hits.finish().unwrap())
    };

    // The same pairs as by looking into every bucket.
    let mut buckets: HashMap<u64, Vec<u32>> = HashMap::new();
    band_records.iter().for_each(|record| buckets.entry(record.key).or_default().push(record.ordinal));
    let expected: BTreeSet<(u32, u32)> = buckets
        .values()
        .flat_map(|bucket| bucket.iter().flat_map(|&l| bucket.iter().map(move |&r| (l, r))))
        .filter(|(left, right)| left < right)
        .collect();
    let found: BTreeSet<(u32, u32)> = by_bands().iter().map(|pair| (pair.left.0, pair.right.0)).collect();
    assert!(found == expected && found.len() > ARTICLES / 10);
    let num_hits = by_seeds().len();
    assert!(num_hits > ARTICLES);

    let mut group = c.benchmark_group("candidates");
    group.throughput(Throughput::Elements(ARTICLES as u64)).sample_size(20);
    group.bench_function("bands", |b| b.iter_batched(|| (), |()| by_bands(), BatchSize::PerIteration));
    group.bench_function("seeds", |b| {
        b.iter_batched(|| (), |()| assert_eq!(by_seeds().len(), num_hits), BatchSize::PerIteration)
    });
    group.finish();
}

criterion_group!(benches, candidates);
criterion_main!(benches);
