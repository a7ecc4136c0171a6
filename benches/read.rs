//! How fast bytes become articles.
//!
//! Measured: cutting and parsing of JSON Lines held in a file, on one core, in bytes of input a second.
//! Model: 20,000 records of the length and make of news (about 3 kB, six fields mapped, three stepped over), mostly
//! ASCII, two escapes a paragraph; and the same in French, with two-byte letters.
//! Ignore: the first reading of the file, which the warm-up takes into the cache of the system.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::read::{ReadParams, open};

const RECORDS: usize = 20_000;

fn line(n: usize, sentence: &str) -> String {
    let mut text = String::new();
    for part in 0..6 {
        for k in 0..6 {
            text += &format!("{sentence} {} ", (n * 31 + part * 7 + k) % 9973);
        }
        text += "\n\n";
    }
    serde_json::json!({
        "id": format!("article-{n}"),
        "outlet": "The Lantern",
        "date": "2025-08-15T09:30:00Z",
        "title": format!("Bridge {n} reopens on Monday"),
        "url": format!("https://lantern.example/2025/08/15/{n}"),
        "tags": ["bridge", "traffic"],
        "language": "en",
        "scores": {"a": 0.5, "b": [1, 2, 3]},
        "text": text,
    })
    .to_string()
}

fn read(file: &PathBuf, params: &ReadParams) -> (usize, usize) {
    let mut reader = open(std::slice::from_ref(file), params).unwrap();
    let (mut articles, mut bytes) = (0, 0);
    while let Some(batch) = reader.next_batch().unwrap() {
        for article in batch.parse(params) {
            let article = black_box(article.unwrap());
            articles += 1;
            bytes += article.text.len();
        }
    }
    (articles, bytes)
}

fn json_lines(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let params = ReadParams::default();
    let mut group = c.benchmark_group("json-lines");
    group.sample_size(20);
    for (name, sentence) in [
        ("english", "The mayor said on Friday that the \"old bridge\" would open again to cars and buses in"),
        (
            "french",
            "Le maire a déclaré vendredi que le « vieux pont » rouvrirait à la circulation dès l’été en",
        ),
    ] {
        let lines: String = (0..RECORDS).map(|n| line(n, sentence) + "\n").collect();
        let file = folder.path().join(format!("{name}.jsonl"));
        std::fs::write(&file, &lines).unwrap();
        let (articles, bytes) = read(&file, &params);
        assert_eq!(articles, RECORDS);
        assert!(bytes > lines.len() / 2 && bytes < lines.len());
        group.throughput(Throughput::Bytes(lines.len() as u64));
        group.bench_function(name, |b| b.iter(|| read(&file, &params)));
    }
    group.finish();
}

criterion_group!(benches, json_lines);
criterion_main!(benches);
