//! Opens a file and decompresses it as it is read.
//!
//! **In** a path; `-` is standard input. **Out** a [`Stream`] of decompressed bytes.
//! **Cost** that of the decoder (flate2 with zlib-rs, zstd, bzip2, liblzma) and its window.
//! **Never** trusts a name: compression is told by the first bytes. Never decompresses beyond the ratio allowed.

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::pipe;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    Plain,
    /// gzip, one or several members.
    Gzip,
    /// bzip2, one or several streams.
    Bzip2,
    /// xz, one or several streams.
    Xz,
    /// Zstandard, one or several frames.
    Zstd,
}

impl Compression {
    /// By the first bytes of the file.
    pub(super) fn of(magic: &[u8]) -> Self {
        match magic {
            [0x1F, 0x8B, 0x08, ..] => Self::Gzip,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, 0x41 | 0x72, ..] => Self::Bzip2,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            // A skippable frame, which some writers put first.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        })
    }
}

/// Enough to tell every compression.
const MAGIC_BYTES: u64 = 8;
/// Below this many decompressed bytes the ratio is not judged: a short file of blanks harms nobody.
const RATIO_FREE_BYTES: u64 = 256 << 20;
/// Largest zstd window accepted, as a power of two: what `zstd --long=31` writes.
const ZSTD_WINDOW_LOG: u32 = 31;
/// What is asked of the system at a time; measured flat above 64 KiB.
const BUFFER_BYTES: usize = 128 << 10;

/// Decompressed bytes of one file.
pub(crate) struct Stream {
    decoder: Box<dyn Read + Send>,
    /// How it is compressed.
    pub(crate) compression: Compression,
    taken: Arc<AtomicU64>,
    produced: u64,
    limits: Limits,
}

/// How far a file may grow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Decompressed bytes for each compressed one.
    pub ratio: u64,
    /// Decompressed bytes in all.
    pub bytes: u64,
}

impl Stream {
    /// Opens `path`; every byte taken from it is added to `total`.
    pub(crate) fn open(path: &Path, total: &Arc<AtomicU64>, limits: Limits) -> io::Result<Self> {
        let file: Box<dyn Read + Send> =
            if path.as_os_str() == "-" { Box::new(io::stdin()) } else { pipe::open(path)? };
        Self::of(file, total, limits)
    }

    /// The same of a stream that is open already.
    pub(crate) fn of(file: Box<dyn Read + Send>, total: &Arc<AtomicU64>, limits: Limits) -> io::Result<Self> {
        let taken = Arc::new(AtomicU64::new(0));
        let mut counted = Counted { file, taken: Arc::clone(&taken), total: Arc::clone(total) };
        let mut magic = Vec::new();
        (&mut counted).take(MAGIC_BYTES).read_to_end(&mut magic)?;
        let compression = Compression::of(&magic);
        let whole = Cursor::new(magic).chain(counted);
        let decoder: Box<dyn Read + Send> = match compression {
            Compression::Plain => Box::new(whole),
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(buffered(whole))),
            Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(buffered(whole))),
            Compression::Xz => Box::new(liblzma::bufread::XzDecoder::new_multi_decoder(buffered(whole))),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(buffered(whole))?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Box::new(decoder)
            }
        };
        Ok(Self { decoder, compression, taken, produced: 0, limits })
    }
}

fn buffered<R: Read>(inner: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER_BYTES, inner)
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.produced > self.limits.bytes {
            return Err(io::Error::other(SizePassed));
        }
        let mut room = buffer.len();
        if self.compression != Compression::Plain {
            let free = RATIO_FREE_BYTES.saturating_sub(self.produced);
            let taken = self.taken.load(Ordering::Relaxed);
            if free == 0 && self.produced / taken.max(1) >= self.limits.ratio {
                return Err(io::Error::other(RatioPassed));
            }
            // A bomb gives no more than what is free.
            room = if free == 0 { room } else { room.min(usize::try_from(free).unwrap_or(room)) };
        }
        let read = self.decoder.read(&mut buffer[..room])?;
        // What lies within the limit is handed on; the error comes with the first byte beyond it.
        let beyond = (self.produced + read as u64).saturating_sub(self.limits.bytes);
        let within = (read as u64).saturating_sub(beyond);
        self.produced += read as u64;
        if beyond > 0 && within == 0 {
            return Err(io::Error::other(SizePassed));
        }
        Ok(within as usize)
    }
}

/// The error of a [`Stream`] that grew beyond its ratio.
#[derive(Debug)]
pub(crate) struct RatioPassed;

impl fmt::Display for RatioPassed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("grows beyond the ratio allowed")
    }
}

impl std::error::Error for RatioPassed {}

/// The error of a [`Stream`] that grew beyond its size.
#[derive(Debug)]
pub(crate) struct SizePassed;

impl fmt::Display for SizePassed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("grows beyond the size allowed")
    }
}

impl std::error::Error for SizePassed {}

/// Counts what is taken from the file, for progress and for the ratio.
struct Counted {
    file: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        self.total.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn stream(bytes: Vec<u8>, ratio: u64) -> Stream {
        let limits = Limits { ratio, bytes: u64::MAX };
        Stream::of(Box::new(Cursor::new(bytes)), &Arc::default(), limits).unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn several_members_and_frames_are_one_stream() {
        let two = [gzip(b"one "), gzip(b"two")].concat();
        let frames =
            [zstd::encode_all(&b"one "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 1).unwrap()].concat();
        let parts = [&b"one "[..], b"two"];
        let bzip2 = parts.map(|part| {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(part).unwrap();
            encoder.finish().unwrap()
        });
        let xz = parts.map(|part| {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
            encoder.write_all(part).unwrap();
            encoder.finish().unwrap()
        });
        for (bytes, compression) in [
            (bzip2.concat(), Compression::Bzip2),
            (xz.concat(), Compression::Xz),
            (two, Compression::Gzip),
            (frames, Compression::Zstd),
            (b"one two".to_vec(), Compression::Plain),
        ] {
            let mut stream = stream(bytes, 1000);
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            assert_eq!((text.as_str(), stream.compression), ("one two", compression));
        }
    }

    #[test]
    fn a_bomb_is_stopped_at_the_ratio() {
        let bomb = zstd::encode_all(io::repeat(b' ').take(RATIO_FREE_BYTES + (64 << 20)), 1).unwrap();
        assert!(bomb.len() < 1 << 20, "it is a bomb");
        let error = io::copy(&mut stream(bomb.clone(), 100), &mut io::sink()).unwrap_err();
        assert!(error.get_ref().is_some_and(|inner| inner.is::<RatioPassed>()));
        assert!(io::copy(&mut stream(bomb, u64::MAX), &mut io::sink()).is_ok());
    }
}
