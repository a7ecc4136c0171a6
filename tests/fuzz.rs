//! The fuzz targets on stable Rust: every file of the corpora and every case once found, then a number of mutations of them.
//!
//! `RETOLD_FUZZ_SECONDS=60 cargo test --release --test fuzz` gives each target a minute. What breaks a promise is written to
//! `target/fuzz-found/` and named.

#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

#[path = "../benches/support/mod.rs"]
mod made;

/// Longest input that is tried.
const MOST_BYTES: usize = 16 << 10;
/// One input may not take longer; this is far more than any of that size needs.
const PATIENCE: Duration = Duration::from_secs(20);
/// An input that takes longer is written down, to be looked at.
const SLOW: Duration = Duration::from_millis(500);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What is tried with every target: marks that mean something to one format or another.
const WORDS: [&[u8]; 40] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b";",
    b"\t",
    b"\n",
    b"\r\n",
    b"\r\n\r\n",
    b"\0",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"text",
    b"id",
    b"date",
    b"<p>",
    b"</p>",
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"]]>",
    b"&amp;",
    b"&#x110000;",
    b"WARC/1.0\r\n",
    b"Content-Length: 5\r\n",
    b"---\n",
    b"Title: x\n",
    b"2025-08-15",
    b"\\ud800",
    "é".as_bytes(),
    "市".as_bytes(),
    "\u{301}".as_bytes(),
    "ـ".as_bytes(),
    b"1 300",
    b"PAR1",
];

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for folder in ["fuzz/corpus", "fuzz/found"] {
        let Ok(entries) = fs::read_dir(root().join(folder).join(name)) else { continue };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        out.extend(paths.iter().map(|path| fs::read(path).unwrap()));
    }
    #[cfg(feature = "parquet")]
    if name == "read_parquet" {
        out.extend([parquet(false), parquet(true)]);
    }
    assert!(!out.is_empty(), "{name} has a corpus");
    out
}

/// A small table of two row groups, whose bytes are made here since they are no text.
#[cfg(feature = "parquet")]
fn parquet(is_packed: bool) -> Vec<u8> {
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message news { required int64 id; optional binary text (STRING); optional int64 date (TIMESTAMP(MILLIS, true)); \
        optional group paragraphs (LIST) { repeated group list { required binary element (STRING); } } }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let compression = if is_packed { Compression::SNAPPY } else { Compression::UNCOMPRESSED };
    let properties =
        WriterProperties::builder().set_compression(compression).set_dictionary_enabled(is_packed).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties.into()).unwrap();
    let strings = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
    for _ in 0..2 {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1, 2], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&strings(&["Un."]), Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_755_250_215_000], Some(&[0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&strings(&["a", "b"]), Some(&[0, 2, 2]), Some(&[0, 0, 1]))
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// One to four small changes.
fn mutated(random: &mut made::Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut out = corpus[random.below(corpus.len())].clone();
    for _ in 0..1 + random.below(4) {
        let at = random.below(out.len() + 1);
        let end = (at + random.below(32)).min(out.len());
        match random.below(9) {
            0 if at < out.len() => out[at] ^= 1 << random.below(8),
            1 if at < out.len() => out[at] = random.next() as u8,
            2 => drop(out.splice(at..at, WORDS[random.below(WORDS.len())].iter().copied())),
            3 => drop(out.splice(at..end, WORDS[random.below(WORDS.len())].iter().copied())),
            4 => drop(out.drain(at..end)),
            5 => {
                let piece = out[at..end].to_vec();
                let times = 1 + random.below(8);
                out.splice(at..at, piece.repeat(times));
            }
            6 => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len() + 1);
                let piece = other[from..(from + random.below(200)).min(other.len())].to_vec();
                out.splice(at..at, piece);
            }
            7 => out.truncate(at),
            _ => {
                // A run of one mark, as in what is built to hurt.
                let word = WORDS[random.below(WORDS.len())];
                let times = random.below(64);
                out.splice(at..at, word.repeat(times));
            }
        }
    }
    out.truncate(MOST_BYTES);
    out
}

/// Keeps an input to be looked at.
fn write_down(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-found").join(name);
    fs::create_dir_all(&folder).unwrap();
    let hash = bytes.iter().fold(0u64, |hash, &b| hash.wrapping_mul(31).wrapping_add(b.into()));
    let path = folder.join(format!("{hash:016x}"));
    fs::write(&path, bytes).unwrap();
    path
}

/// Runs one input; what breaks a promise is written down.
fn try_one(name: &str, target: Target, bytes: &[u8]) -> Result<(), String> {
    let start = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| target(bytes)));
    if ended.is_err() || start.elapsed() > PATIENCE {
        let path = write_down(name, bytes);
        let why = if ended.is_err() { "breaks a promise" } else { "takes too long" };
        return Err(format!("{name}: {why}: {}: {:?}", path.display(), String::from_utf8_lossy(bytes)));
    }
    Ok(())
}

/// Mutations of a short run, the same on every machine: some tenths of a second each without optimization.
fn num_mutations(name: &str) -> u64 {
    match name {
        "dates" => 50_000,
        "tokenize" => 5_000,
        "read_html" | "read_parquet" | "align" => 200,
        "read_csv" | "read_tsv" | "decode" | "escape" => 400,
        _ => 1_000,
    }
}

/// Every target, each with its number of mutations or for as long as is asked for.
#[test]
fn no_input_breaks_a_promise() {
    let seconds = std::env::var("RETOLD_FUZZ_SECONDS").ok().and_then(|text| text.parse::<f64>().ok());
    let time = seconds.map(Duration::from_secs_f64);
    // The same mutations each time in a short run, others in a long one.
    let seed = if seconds.is_some() { std::process::id().into() } else { 1 };
    let only = std::env::var("RETOLD_FUZZ_TARGET").ok();
    let mut found = Vec::new();
    for (name, target) in
        TARGETS.into_iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name))
    {
        let corpus = corpus(name);
        let (mut random, start, mut tried) = (made::Random(seed), Instant::now(), 0u64);
        let mut slowest = (Duration::ZERO, Vec::new());
        let mut ended = corpus.iter().try_for_each(|bytes| try_one(name, target, bytes));
        let goes_on = |tried| time.map_or(tried < num_mutations(name), |time| start.elapsed() < time);
        while ended.is_ok() && goes_on(tried) {
            let (bytes, begun) = (mutated(&mut random, &corpus), Instant::now());
            ended = try_one(name, target, &bytes);
            tried += 1;
            if begun.elapsed() > slowest.0 {
                slowest = (begun.elapsed(), bytes);
            }
        }
        eprintln!("{name}: {tried} inputs, the slowest {:?}", slowest.0);
        if slowest.0 > SLOW {
            write_down(name, &slowest.1);
        }
        found.extend(ended.err());
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The targets of libFuzzer are those of the table, one each.
#[test]
fn every_target_can_be_run_by_cargo_fuzz() {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        let bin = format!("[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"");
        assert!(manifest.contains(&bin), "{name} is not in fuzz/Cargo.toml");
        let text = fs::read_to_string(root().join(format!("fuzz/fuzz_targets/{name}.rs"))).unwrap();
        assert!(text.contains(&format!("retold_fuzz::run(\"{name}\", bytes)")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}
