//! Records to files of their own format and compression, byte for byte; those of other encodings in UTF-8.
//!
//! **In** raw records in reading order. **Out** one file for each input file, beginning at its first record that is written; of
//! an only one in any case, empty where nothing is.
//! **Cost** one copy of each record. **Never** decodes a record.

use super::folder::{Folder, FolderFile};
use crate::error::{Error, Result};
use crate::read::{Batch, Compression, Format};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The byte order mark of UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// The file that records come from: what a copy is alike in.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    pub path: &'a Arc<Path>,
    pub format: Format,
    pub compression: Compression,
    /// What must stand before its records.
    pub heading: &'a [u8],
}

impl<'a> Original<'a> {
    /// That of one record; nothing where none could be opened.
    pub fn of(batch: &'a Batch, index: usize) -> Option<Self> {
        let (path, format) = (batch.path(index)?, batch.format(index)?);
        let compression = batch.compression(index).unwrap_or(Compression::Plain);
        // A page that names the encoding it had is believed no more than the mark before it.
        let is_named_otherwise = format == Format::Html && batch.encoding(index).is_some();
        let heading = if is_named_otherwise { MARK } else { batch.heading(index) };
        Some(Self { path, format, compression, heading })
    }
}

/// The file being written.
struct Open {
    source: Arc<Path>,
    out: Encoder,
    format: Format,
    num_records: u64,
}

/// Writes records into files named after those they came from.
pub struct Copies<'f> {
    folder: &'f Folder,
    /// Name of the only file, without its endings, or of the folder of all of them.
    stem: &'static str,
    is_only: bool,
    /// What the paths of all files have in common.
    common: PathBuf,
    current: Option<Open>,
}

impl<'f> Copies<'f> {
    /// Files of `folder`: one called `stem` and its endings if there is one input file, else a folder `stem` with one
    /// file for each, named as those are.
    pub fn new(folder: &'f Folder, stem: &'static str, inputs: &[&Path]) -> Self {
        let parent = |path: &&Path| spelled_out(path).parent().map(Path::to_path_buf).unwrap_or_default();
        let parents: Vec<PathBuf> = inputs.iter().map(parent).collect();
        let mut common = parents.first().cloned().unwrap_or_default();
        while !parents.iter().all(|path| path.starts_with(&common)) && common.pop() {}
        Self { folder, stem, is_only: inputs.len() <= 1, common, current: None }
    }

    /// Whether there is one input file.
    #[cfg(feature = "parquet")]
    pub fn has_one_file(&self) -> bool {
        self.is_only
    }

    /// Whether records of this format have bytes of their own that can stand in a new file.
    pub fn can_hold(format: Format) -> bool {
        !matches!(format, Format::Parquet | Format::Feed)
    }

    /// Writes one record of `batch` as `bytes`.
    pub fn write(&mut self, batch: &Batch, index: usize, bytes: &[u8]) -> Result<()> {
        let Some(original) = Original::of(batch, index) else { return Ok(()) };
        let is_open = |open: &Open| Arc::ptr_eq(&open.source, original.path) || open.source == *original.path;
        if !self.current.as_ref().is_some_and(is_open) {
            self.open(original)?;
        }
        let mut open = self.current.take().expect("it was just opened");
        if open.format == Format::Json && open.num_records > 0 {
            open.out.put(b",\n")?;
        }
        if open.format == Format::Warc && (open.num_records > 0 || !original.heading.is_empty()) {
            open.out = open.out.part()?;
        }
        open.num_records += 1;
        let written = open.out.put(bytes);
        self.current = Some(open);
        written
    }

    /// Begins the file for what is kept of the only input, which may be nothing, unless it is open already or its format
    /// makes one article of a file.
    pub fn begin(&mut self, original: Original<'_>) -> Result<()> {
        let is_due = self.is_only && self.current.is_none();
        if !is_due || !Self::can_hold(original.format) || original.format.is_whole_file() {
            return Ok(());
        }
        self.open(original)
    }

    fn open(&mut self, original: Original<'_>) -> Result<()> {
        self.close()?;
        let Original { path, format, compression, heading } = original;
        let name = self.name(path, format, compression);
        let mut out = Encoder::new(self.folder.open(name)?, compression)?;
        out.put(heading)?;
        if format == Format::Json {
            out.put(b"[\n")?;
        }
        self.current = Some(Open { source: Arc::clone(path), out, format, num_records: 0 });
        Ok(())
    }

    /// The name of the file that holds what is kept of `path`.
    pub fn name(&self, path: &Path, format: Format, compression: Compression) -> PathBuf {
        let stem = self.stem;
        if self.is_only {
            let ending = match compression {
                Compression::Gzip => ".gz",
                Compression::Bzip2 => ".bz2",
                Compression::Xz => ".xz",
                Compression::Zstd => ".zst",
                _ => "",
            };
            let format = match format {
                Format::Text => "txt",
                Format::Markdown => "md",
                other => other.name(),
            };
            return format!("{stem}.{format}{ending}").into();
        }
        let path = spelled_out(path);
        let inner = path.strip_prefix(&self.common).unwrap_or(&path);
        let plain = inner.components().filter(|part| matches!(part, Component::Normal(_)));
        Path::new(stem).join(plain.collect::<PathBuf>())
    }

    /// Ends the last file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn close(&mut self) -> Result<()> {
        let Some(mut open) = self.current.take() else { return Ok(()) };
        if open.format == Format::Json {
            open.out.put(if open.num_records == 0 { b"]\n" } else { b"\n]\n" })?;
        }
        open.out.finish()
    }
}

/// A path from the root on, without `..`: two that are spelled otherwise are two.
fn spelled_out(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut out = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// A file in its compression.
enum Encoder {
    Plain(FolderFile),
    Gzip(flate2::write::GzEncoder<FolderFile>),
    Bzip2(bzip2::write::BzEncoder<FolderFile>),
    Xz(liblzma::write::XzEncoder<FolderFile>),
    Zstd(zstd::Encoder<'static, FolderFile>),
}

impl Encoder {
    fn new(file: FolderFile, compression: Compression) -> Result<Self> {
        let path = file.path().to_path_buf();
        Ok(match compression {
            Compression::Gzip => Self::Gzip(flate2::write::GzEncoder::new(file, Default::default())),
            Compression::Bzip2 => Self::Bzip2(bzip2::write::BzEncoder::new(file, Default::default())),
            Compression::Xz => Self::Xz(liblzma::write::XzEncoder::new(file, 6)),
            // Level 0 is the library's default.
            Compression::Zstd => {
                Self::Zstd(zstd::Encoder::new(file, 0).map_err(|source| Error::write(path, source))?)
            }
            _ => Self::Plain(file),
        })
    }

    fn path(&self) -> &Path {
        match self {
            Self::Plain(file) => file.path(),
            Self::Gzip(encoder) => encoder.get_ref().path(),
            Self::Bzip2(encoder) => encoder.get_ref().path(),
            Self::Xz(encoder) => encoder.get_ref().path(),
            Self::Zstd(encoder) => encoder.get_ref().path(),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match self {
            Self::Plain(out) => out.write_all(bytes),
            Self::Gzip(out) => out.write_all(bytes),
            Self::Bzip2(out) => out.write_all(bytes),
            Self::Xz(out) => out.write_all(bytes),
            Self::Zstd(out) => out.write_all(bytes),
        };
        written.map_err(|source| Error::write(self.path(), source))
    }

    /// Ends what can be unpacked by itself and begins the next: those who read web archives jump from record to record.
    fn part(self) -> Result<Self> {
        let path = self.path().to_path_buf();
        let (ended, compression) = match self {
            Self::Gzip(encoder) => (encoder.finish(), Compression::Gzip),
            Self::Zstd(encoder) => (encoder.finish(), Compression::Zstd),
            whole => return Ok(whole),
        };
        Self::new(ended.map_err(|source| Error::write(path, source))?, compression)
    }

    fn finish(self) -> Result<()> {
        let path = self.path().to_path_buf();
        let finished: io::Result<FolderFile> = match self {
            Self::Plain(file) => Ok(file),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Bzip2(encoder) => encoder.finish(),
            Self::Xz(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        };
        finished.map_err(|source| Error::write(path, source))?.finish()
    }
}
