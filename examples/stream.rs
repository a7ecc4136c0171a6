//! A stream as long as you like, read to articles: `cargo run --release --example stream [GIGABYTES [plain|gzip|zstd]]`.
//!
//! Prints the speed on one core and, where the system tells it, the most memory that was ever taken. JSON Lines like those of
//! `benches/read.rs` are made as they are read, so that nothing needs a disk; 10 GB of each compression unless named.

#[path = "../benches/support/mod.rs"]
mod support;

use retold::read::{ReadParams, open_stream};
use std::io::{Cursor, Read, Write};
use std::time::Instant;

/// Lines as news has them, about 16 MB; a compressed stream is one member or frame of it after another.
fn piece() -> String {
    let texts = support::articles(6_000, 11);
    let line = |(n, text): (usize, &String)| {
        serde_json::json!({"id": n, "outlet": "The Lantern", "date": "2025-08-15", "text": text}).to_string() + "\n"
    };
    texts.iter().enumerate().map(line).collect()
}

/// The same bytes again and again.
struct Again {
    piece: Cursor<Vec<u8>>,
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

/// The most memory this process ever took, in bytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn compressed(piece: &[u8], name: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let gigabytes: f64 = args.next().map_or(Ok(10.0), |typed| typed.parse())?;
    let only = args.next();
    for name in ["plain", "gzip", "zstd"].into_iter().filter(|name| only.as_ref().is_none_or(|only| only == name)) {
        let (bytes, stream) = {
            let piece = piece();
            let times = (gigabytes * 1e9 / piece.len() as f64).ceil().max(1.0) as u64;
            let packed = Cursor::new(compressed(piece.as_bytes(), name)?);
            (times * piece.len() as u64, Again { piece: packed, times: times - 1 })
        };
        let (params, start) = (ReadParams::default(), Instant::now());
        let mut reader = open_stream("news.jsonl", stream, &params)?;
        let (mut articles, mut chars) = (0u64, 0u64);
        while let Some(batch) = reader.next_batch()? {
            for record in batch.parse(&params) {
                articles += 1;
                chars += record.map_err(|skipped| skipped.to_string())?.text.len() as u64;
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        let memory = peak().map_or("unknown".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
        println!(
            "{name}: {:.1} GB, {articles} articles with {:.1} GB of text in {seconds:.1} s, {:.0} MB/s; most memory so far {memory}",
            bytes as f64 / 1e9,
            chars as f64 / 1e9,
            bytes as f64 / 1e6 / seconds
        );
    }
    Ok(())
}
