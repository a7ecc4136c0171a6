//! How fast bytes become articles.
//!
//! Measured, on one core, in decompressed bytes a second: JSON Lines held in a file, to articles; the same in gzip and zstd, cut
//! into records beside what the decoder alone takes, since decoding is the part that no second core can help with; Parquet.
//! Model: 20,000 records of the length and make of news (about 3 kB, six fields mapped, three stepped over), mostly
//! ASCII, two escapes a paragraph; and the same in French, with two-byte letters.
//! Ignore: the first reading of the file, which the warm-up takes into the cache of the system.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, Read, Write};
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::read::{ReadParams, open};

#[path = "support/mod.rs"]
mod support;

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

/// Decodes and cuts, parsing left to other cores: the number of records.
fn cut(file: &PathBuf, params: &ReadParams) -> usize {
    let mut reader = open(std::slice::from_ref(file), params).unwrap();
    let mut records = 0;
    while let Some(batch) = reader.next_batch().unwrap() {
        records += black_box(batch).len();
    }
    records
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
        ("english", ENGLISH),
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

const ENGLISH: &str =
    "The mayor said on Friday that the \"old bridge\" would open again to cars and buses in";
/// Fewer records where decoding is slow.
const PACKED: usize = 10_000;

/// The decoder alone, into nothing, with a buffer as large as the reader's.
fn decoded(mut decoder: impl Read) -> u64 {
    let (mut buffer, mut bytes) = (vec![0; 256 << 10], 0);
    loop {
        match decoder.read(&mut buffer).unwrap() {
            0 => return bytes,
            read => bytes += black_box(&buffer[..read]).len() as u64,
        }
    }
}

fn compressed(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let params = ReadParams::default();
    // Texts that are as hard to pack as news is, which a repeated sentence is not.
    let texts = support::articles(PACKED, 7);
    let record = |(n, text): (usize, &String)| {
        serde_json::json!({"id": n, "outlet": "The Lantern", "date": "2025-08-15", "text": text}).to_string()
            + "\n"
    };
    let lines: String = texts.iter().enumerate().map(record).collect();
    let length = lines.len() as u64;
    let gzip = folder.path().join("news.jsonl.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(lines.as_bytes()).unwrap();
    std::fs::write(&gzip, encoder.finish().unwrap()).unwrap();
    let zstd = folder.path().join("news.jsonl.zst");
    std::fs::write(&zstd, zstd::encode_all(lines.as_bytes(), 3).unwrap()).unwrap();
    let mut group = c.benchmark_group("compressed");
    group.sample_size(10).throughput(Throughput::Bytes(length));
    let buffered = |file: &PathBuf| BufReader::with_capacity(128 << 10, File::open(file).unwrap());
    let gzip_alone = || decoded(flate2::bufread::MultiGzDecoder::new(buffered(&gzip)));
    let zstd_alone = || decoded(zstd::Decoder::with_buffer(buffered(&zstd)).unwrap());
    assert_eq!((gzip_alone(), zstd_alone()), (length, length));
    for file in [&gzip, &zstd] {
        assert_eq!((cut(file, &params), read(file, &params).0), (PACKED, PACKED));
    }
    group.bench_function("gzip-decoder", |b| b.iter(gzip_alone));
    group.bench_function("gzip-cut", |b| b.iter(|| cut(&gzip, &params)));
    group.bench_function("gzip-articles", |b| b.iter(|| read(&gzip, &params)));
    group.bench_function("zstd-decoder", |b| b.iter(zstd_alone));
    group.bench_function("zstd-cut", |b| b.iter(|| cut(&zstd, &params)));
    group.bench_function("zstd-articles", |b| b.iter(|| read(&zstd, &params)));
    group.finish();
}

/// Columns as exports have them: short ones in dictionaries, the text in pages of its own, zstd.
#[cfg(feature = "parquet")]
fn parquet(c: &mut Criterion) {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let folder = tempfile::tempdir().unwrap();
    let (params, file) = (ReadParams::default(), folder.path().join("news.parquet"));
    let names = ["id", "outlet", "date", "title", "url", "text"];
    let fields = names.map(|name| format!("required binary {name} (STRING);")).join(" ");
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message news {{ {fields} }}")).unwrap();
    let compression = parquet::basic::Compression::ZSTD(Default::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let out = File::create(&file).unwrap();
    let mut writer = SerializedFileWriter::new(out, schema.into(), properties.into()).unwrap();
    let rows: Vec<serde_json::Value> =
        (0..PACKED).map(|n| serde_json::from_str(&line(n, ENGLISH)).unwrap()).collect();
    for part in rows.chunks(2_000) {
        let mut group = writer.next_row_group().unwrap();
        for name in names {
            let cells: Vec<ByteArray> =
                part.iter().map(|row| ByteArray::from(row[name].as_str().unwrap())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    let (articles, bytes) = read(&file, &params);
    assert_eq!(articles, PACKED);
    let mut group = c.benchmark_group("parquet");
    group.sample_size(10).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("articles", |b| b.iter(|| read(&file, &params)));
    group.finish();
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &mut Criterion) {}

criterion_group!(benches, json_lines, compressed, parquet);
criterion_main!(benches);
