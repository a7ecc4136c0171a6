//! The sketch room: shingles to signatures.
//!
//! Measured: signatures of 96 cells from shingles already cut, and shingles from words already cut, on one core, in
//! shingles a second. Model: the generated articles of `support`, about 330 words each; and sets of 50 to 5,000 shingles, since
//! the cost of a short article is that of its cells. Ignore: the first call, which warms the tables of the text room.

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use retold::sketch::{estimate, sketch};
use retold::text::shingle::{finalize, shingles, shingles_slow};
use retold::text::{Document, Params};
use std::collections::HashSet;

const CELLS: usize = 96;

fn signatures(c: &mut Criterion) {
    let params = Params::default();
    let documents: Vec<Document> =
        support::articles(500, 1).iter().map(|article| Document::new(article, &params)).collect();
    let cut: Vec<Vec<u64>> = documents.iter().map(|d| shingles_slow(&d.tokens, params.width)).collect();
    let num_shingles: usize = cut.iter().map(Vec::len).sum();
    let mut out = Vec::new();
    for (document, expected) in documents.iter().zip(&cut) {
        out.clear();
        shingles(&document.tokens, params.width, &mut out);
        assert_eq!(&out, expected);
    }
    assert_estimates(&cut);

    let mut group = c.benchmark_group("sketch");
    group.throughput(Throughput::Elements(num_shingles as u64)).sample_size(20);
    group.bench_function("shingles", |b| {
        b.iter(|| {
            let mut count = 0;
            for document in &documents {
                out.clear();
                shingles(&document.tokens, params.width, &mut out);
                count += out.len();
            }
            assert_eq!(count, num_shingles);
        })
    });
    let mut signature = [0; CELLS];
    group.bench_function("articles", |b| {
        b.iter(|| cut.iter().filter(|shingles| sketch(shingles, &mut signature)).count())
    });
    for size in [50u64, 500, 5_000] {
        let set: Vec<u64> = (0..size).map(finalize).collect();
        group.throughput(Throughput::Elements(size));
        group.bench_with_input(BenchmarkId::new("set", size), &set, |b, set| {
            b.iter(|| sketch(set, &mut signature))
        });
    }
    group.finish();
}

/// Estimates lie around the resemblance of the sets: five standard errors off at most.
fn assert_estimates(cut: &[Vec<u64>]) {
    let signature = |shingles: &[u64]| {
        let mut out = [0; CELLS];
        assert!(sketch(shingles, &mut out));
        out
    };
    for pair in cut.windows(2).take(200) {
        let (left, right): (HashSet<u64>, HashSet<u64>) =
            (pair[0].iter().copied().collect(), pair[1].iter().copied().collect());
        let shared = left.intersection(&right).count() as f64;
        let exact =
            shared / (left.len() + right.len()) as f64 / (1.0 - shared / (left.len() + right.len()) as f64);
        let error = 5.0 * (exact * (1.0 - exact) / CELLS as f64).sqrt() + 1e-9;
        let estimated = estimate(&signature(&pair[0]), &signature(&pair[1]));
        assert!((estimated - exact).abs() <= error, "{estimated} for {exact}");
    }
}

criterion_group!(benches, signatures);
criterion_main!(benches);
