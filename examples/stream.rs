//! A stream as long as you like, read to articles: `cargo run --release --example stream [GIGABYTES [plain|gzip|zstd]]`.
//!
//! Prints how fast the decoder alone is, how fast it is with records cut from what it gives, and how fast records become articles,
//! all on one core, and the most memory that was ever taken. Seconds are those of the processor where the system tells them, so that a
//! busy machine measures nearly the same. JSON Lines as hard to pack as news are made as they are read, so that nothing needs a disk;
//! 10 GB of each compression unless named.

#[path = "../benches/support/mod.rs"]
mod support;

use retold::read::{Batch, ReadParams, open_stream};
use std::hint::black_box;
use std::io::{BufReader, Cursor, Read, Write};
use std::sync::Arc;
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

/// Lines as news has them, about 5 MB; a compressed stream is one member or frame of it after another.
fn piece() -> String {
    let texts = support::articles(2_000, 11);
    let line = |(n, text): (usize, &String)| {
        serde_json::json!({"id": n, "outlet": "The Lantern", "date": "2025-08-15", "text": text}).to_string()
            + "\n"
    };
    texts.iter().enumerate().map(line).collect()
}

/// The same bytes again and again.
struct Again {
    piece: Cursor<Arc<[u8]>>,
    times: u64,
}

impl Read for Again {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.piece.read(buffer)?;
        if read > 0 || self.times == 0 {
            return Ok(read);
        }
        self.times -= 1;
        self.piece.set_position(0);
        self.piece.read(buffer)
    }
}

fn compressed(piece: &[u8], name: &str) -> Result<Vec<u8>, Failure> {
    Ok(match name {
        "plain" => piece.to_vec(),
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(piece)?;
            encoder.finish()?
        }
        "zstd" => zstd::encode_all(piece, 3)?,
        _ => return Err(format!("{name} is none of plain, gzip and zstd").into()),
    })
}

/// Seconds this thread had the processor, or those that passed.
fn seconds(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The most memory this process ever took, in MB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| (kilobytes << 10) / 1_000_000)
}

/// The decoder alone, as large a buffer as the reader's in front of it; the bytes it gives.
fn decode(name: &str, stream: Again) -> Result<u64, Failure> {
    let packed = BufReader::with_capacity(128 << 10, stream);
    let mut decoder: Box<dyn Read> = match name {
        "gzip" => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
        "zstd" => Box::new(zstd::Decoder::with_buffer(packed)?),
        _ => Box::new(packed),
    };
    let (mut buffer, mut bytes) = (vec![0; 64 << 10], 0);
    loop {
        match decoder.read(&mut buffer)? {
            0 => return Ok(bytes),
            read => bytes += black_box(&buffer[..read]).len() as u64,
        }
    }
}

/// Calls `take` with each batch of the stream.
fn read(stream: Again, mut take: impl FnMut(&Batch) -> Result<u64, Failure>) -> Result<u64, Failure> {
    let mut reader = open_stream("news.jsonl", stream, &ReadParams::default())?;
    let mut records = 0;
    while let Some(batch) = reader.next_batch()? {
        records += take(&batch)?;
    }
    Ok(records)
}

fn articles(batch: &Batch) -> Result<u64, Failure> {
    let mut articles = 0;
    for record in batch.parse(&ReadParams::default()) {
        black_box(record.map_err(|skipped| skipped.to_string())?);
        articles += 1;
    }
    Ok(articles)
}

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let gigabytes: f64 = args.next().map_or(Ok(10.0), |typed| typed.parse())?;
    let only = args.next();
    for name in
        ["plain", "gzip", "zstd"].into_iter().filter(|name| only.as_ref().is_none_or(|only| only == name))
    {
        let piece = piece();
        let times = (gigabytes * 1e9 / piece.len() as f64).ceil().max(1.0) as u64;
        let bytes = times * piece.len() as u64;
        let packed: Arc<[u8]> = compressed(piece.as_bytes(), name)?.into();
        drop(piece);
        let stream = || Again { piece: Cursor::new(Arc::clone(&packed)), times: times - 1 };
        let timed = |work: &dyn Fn() -> Result<u64, Failure>| -> Result<(u64, f64), Failure> {
            let (start, before) = (Instant::now(), seconds(Instant::now()));
            let count = work()?;
            let after = seconds(start);
            Ok((count, bytes as f64 / 1e6 / if after > before { after - before } else { after }))
        };
        let (decoded, alone) = timed(&|| decode(name, stream()))?;
        assert_eq!(decoded, bytes);
        let (_, cut) = timed(&|| read(stream(), |batch| Ok(black_box(batch).len() as u64)))?;
        let (count, whole) = timed(&|| read(stream(), articles))?;
        let memory = peak().map_or("unknown".to_owned(), |megabytes| format!("{megabytes} MB"));
        println!(
            "{name}: {:.1} GB, {count} articles; decoder {alone:.0} MB/s, records {cut:.0} MB/s, articles {whole:.0} MB/s; most memory {memory}",
            bytes as f64 / 1e9,
        );
    }
    Ok(())
}
