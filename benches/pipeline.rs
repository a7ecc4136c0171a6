//! The whole: files to findings in memory, in articles and bytes a second, on one core and on all.
//!
//! Model: 2,000 generated articles of about 2 kB, one in five an edited copy of an earlier one: far more reuse than news has, so
//! that the second stretch is seen. Ignore: the first reading of the file, and the writing of reports.

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::options::Options;
use retold::pipeline::scan;

const ARTICLES: usize = 2_000;

fn pipeline(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("news.jsonl");
    let line = |(number, text)| serde_json::json!({"id": number, "text": text}).to_string() + "\n";
    let lines: String = support::articles(ARTICLES, 2).into_iter().enumerate().map(line).collect();
    std::fs::write(&input, &lines).unwrap();
    let inputs = [input];
    let with = |threads| Options { threads, ..Options::default() };

    let (one, all) =
        (scan(&inputs, &with(Some(1)), &mut ()).unwrap(), scan(&inputs, &with(None), &mut ()).unwrap());
    assert_eq!((&one.passages, &one.pairs, &one.counts), (&all.passages, &all.pairs, &all.counts));
    // One in five is a copy of an earlier one, most of them near.
    assert!(one.pairs.len() > ARTICLES / 10 && one.passages.len() > ARTICLES / 5);

    for (name, throughput) in [
        ("pipeline-articles", Throughput::Elements(ARTICLES as u64)),
        ("pipeline-bytes", Throughput::Bytes(lines.len() as u64)),
    ] {
        let mut group = c.benchmark_group(name);
        group.throughput(throughput).sample_size(10);
        for (name, threads) in [("one-core", Some(1)), ("all-cores", None)] {
            let options = with(threads);
            group.bench_function(name, |b| {
                b.iter(|| {
                    assert_eq!(scan(&inputs, &options, &mut ()).unwrap().passages.len(), one.passages.len())
                })
            });
        }
        group.finish();
    }
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
