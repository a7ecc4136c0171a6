//! Bytes → [`Article`](crate::article::Article): whatever people have, as it is.
//!
//! **In** files, folders, globs or standard input; plain or compressed; in the order given, folders sorted by name.
//! **Out** [`Batch`]es of raw records, which become articles or [`Skipped`] entries, in the order of the input.
//! **Cost** one pass; memory of one batch (about 1 MiB) or of the longest record, whichever is larger.
//! **Never** tokenizes or normalizes text; holds more than one batch; starts a thread; loses a record silently.
//! **From** the layout of `ripgrep`'s walk and searcher: cheap serial reading, pure parallel work on what was read.
//!
//! Reading has two halves. [`Reader::next_batch`] does all input and output: it opens, decompresses and cuts at
//! the borders of records. [`Batch::parse`] does all decoding and is pure, so many batches can be parsed at once.
//!
//! ```
//! use retold::read::{ReadParams, open};
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("news.jsonl");
//! # std::fs::write(&file, "{\"id\": 7, \"text\": \"Le pont rouvre lundi.\", \"source\": \"Le Fanal\"}\n")?;
//! let params = ReadParams::default();
//! let mut reader = open(&[file], &params)?;
//! while let Some(batch) = reader.next_batch()? {
//!     for record in batch.parse(&params) {
//!         match record {
//!             Ok(article) => assert_eq!(article.outlet.as_deref(), Some("Le Fanal")),
//!             Err(skipped) => eprintln!("{skipped}"),
//!         }
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// A `Skipped` is no larger than the `Article` on the other side, and boxing it would burden every caller.
#![allow(clippy::result_large_err)]

mod assemble;
mod batch;
mod border;
mod calendar;
mod clock;
#[cfg(feature = "parquet")]
mod columns;
mod counted;
mod cut;
pub mod date;
mod decode;
mod detect;
mod feed;
mod fields;
mod foreign;
mod format;
mod inflate;
mod json;
mod jsonl;
pub mod markup;
mod met;
pub mod mojibake;
mod nested;
mod outlet;
mod page;
#[cfg(feature = "parquet")]
mod pages;
mod pipe;
mod plain;
mod press;
mod prose;
mod row;
mod skip;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod walk;
mod warc;
mod written;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use batch::Batch;
pub use date::DateOrder;
pub use fields::{Field, Role};
pub use format::Format;
pub use inflate::Compression;
pub use met::Met;
pub use outlet::outlet_name;
pub use skip::{SkipReason, Skipped};
pub use walk::{PassedOver, PassedOverFile};
pub use written::{DEDUP_FILE, FINDINGS_FILE, TABLES_FILE, WORK_PREFIX, Written, is_record};

use crate::error::{ErrorKind, Result};
use cut::Cutting;

/// How input is read. Every field name may be a dotted path into nested objects, such as `article.body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadParams {
    /// Field that holds the text; `None` finds it by its usual names.
    pub text: Option<String>,
    /// Field that holds the id.
    pub id: Option<String>,
    /// Field that holds the outlet.
    pub outlet: Option<String>,
    /// Field that holds the date of publication.
    pub date: Option<String>,
    /// Field that holds the headline.
    pub title: Option<String>,
    /// Field that holds the address.
    pub url: Option<String>,
    /// Whether the day or the month stands first in dates such as `03/04/2025`; `None` leaves them unknown.
    pub date_order: Option<DateOrder>,
    /// Format of every file; `None` tells it by name and content.
    pub format: Option<Format>,
    /// Label of the encoding of every file, as on the web: `windows-1252`, `utf-16le`; `None` tells it by byte order
    /// mark, declaration and content.
    pub encoding: Option<String>,
    /// Where standard input was saved, to be read more than once; `None` reads it as it comes.
    pub saved_stdin: Option<PathBuf>,
    /// Largest record that is read, in bytes; a larger one is skipped in bounded memory.
    pub max_record_bytes: u64,
    /// Largest ratio of decompressed to compressed size, applied once 256 MiB came out of one file.
    pub max_ratio: u64,
    /// Largest file that is read, in bytes after decompression; the rest of a larger one is skipped.
    pub max_file_bytes: Option<u64>,
    /// Bytes after which a batch is closed at the next border of a record.
    pub batch_bytes: usize,
}

impl Default for ReadParams {
    fn default() -> Self {
        Self {
            text: None,
            id: None,
            outlet: None,
            date: None,
            title: None,
            url: None,
            date_order: None,
            format: None,
            encoding: None,
            saved_stdin: None,
            max_record_bytes: 256 << 20,
            // Derived: deflate cannot pass 1032:1, so only archives built to hurt, or empty of news, go beyond.
            max_ratio: 1000,
            max_file_bytes: None,
            batch_bytes: 1 << 20,
        }
    }
}

impl ReadParams {
    /// The field that the user named for `role`.
    fn named(&self, role: Role) -> Option<&str> {
        let named = match role {
            Role::Text => &self.text,
            Role::Id => &self.id,
            Role::Outlet => &self.outlet,
            Role::Date => &self.date,
            Role::Title => &self.title,
            Role::Url => &self.url,
        };
        named.as_deref()
    }
}

/// One file that is read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// The path as the user named it, or as found in a folder; `-` for standard input.
    pub path: Arc<Path>,
    /// Size on disk in bytes, where known.
    pub bytes: Option<u64>,
    /// Its format, once it was opened; `None` still where it was then passed over.
    pub format: Option<Format>,
    /// How it is compressed, once it was opened.
    pub compression: Option<Compression>,
    /// Name of its encoding, once it was opened. What was read of other encodings than UTF-8 is in UTF-8 from here on.
    pub encoding: Option<&'static str>,
    /// Named by the user, not found in a folder.
    pub(crate) named: bool,
    /// Name of records without an id: the file name, or the path where two files have that name.
    pub(crate) label: Arc<str>,
    /// Key of a file that is one article: the file name without extension, or the path where two share it.
    pub(crate) stem: Arc<str>,
}

/// The file being read.
enum Current {
    Records(Box<Cutting>),
    #[cfg(feature = "parquet")]
    Columns(Box<columns::Columns>),
}

/// Reads inputs batch by batch. Made by [`open`].
pub struct Reader {
    params: ReadParams,
    files: Vec<InputFile>,
    passed_over: PassedOver,
    /// Folders that could not be listed: reported in the first batch.
    unlisted: Vec<Skipped>,
    next_file: usize,
    current: Option<Current>,
    /// Where the first file is read from, if not from its path.
    stream: Option<Box<dyn Read + Send>>,
    bytes_read: Arc<AtomicU64>,
}

/// Opens inputs: files, folders (walked in sorted order, hidden files left out), globs, `-` for standard input.
///
/// The same file named twice is read once, and [`Reader::passed_over`] says so. An input that does not exist is
/// an error, as is finding nothing to read; a file that cannot be opened is a [`Skipped`] entry of a later batch.
pub fn open(inputs: &[PathBuf], params: &ReadParams) -> Result<Reader> {
    check_encoding(params)?;
    let found = walk::find(inputs, params)?;
    Ok(Reader {
        params: params.clone(),
        files: found.files,
        passed_over: found.passed_over,
        unlisted: found.unlisted,
        next_file: 0,
        current: None,
        stream: None,
        bytes_read: Arc::default(),
    })
}

/// Reads one stream as if it were the file `name`, compressed or not, in any format but Parquet.
///
/// # Errors
/// When the encoding asked for is not known.
///
/// ```
/// use retold::read::{ReadParams, open_stream};
///
/// let params = ReadParams::default();
/// let mut reader = open_stream("news.csv", &b"id;texte\n1;Le pont rouvre.\n"[..], &params)?;
/// let batch = reader.next_batch()?.expect("there is a row");
/// assert_eq!(batch.parse(&params)[0].as_ref().unwrap().text, "Le pont rouvre.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open_stream(
    name: impl AsRef<Path>,
    stream: impl Read + Send + 'static,
    params: &ReadParams,
) -> Result<Reader> {
    check_encoding(params)?;
    Ok(Reader {
        params: params.clone(),
        files: vec![walk::file(name.as_ref(), None, true)],
        passed_over: PassedOver::default(),
        unlisted: Vec::new(),
        next_file: 0,
        current: None,
        stream: Some(Box::new(stream)),
        bytes_read: Arc::default(),
    })
}

/// The format of each file that would be read, told by its first bytes, before any record is; but for standard input and pipes, whose
/// bytes come once.
///
/// # Errors
/// As [`open`].
pub fn formats(inputs: &[PathBuf], params: &ReadParams) -> Result<Vec<(Arc<Path>, Format)>> {
    let mut files = open(inputs, params)?.files;
    files.retain(|file| file.bytes.is_some());
    let told = files.iter_mut().filter_map(|file| match Cutting::open(file, None, params, &Arc::default()) {
        // What cannot be opened is named when it is read.
        Err(_) | Ok(cut::Opened::PassOver(_)) => None,
        Ok(_) => file.format.map(|format| (Arc::clone(&file.path), format)),
    });
    Ok(told.collect())
}

fn check_encoding(params: &ReadParams) -> Result<()> {
    if let Some(label) = &params.encoding
        && detect::by_label(label).is_none()
    {
        let bound = "a label of the Encoding Standard, such as utf-8, windows-1252 or shift_jis".to_owned();
        return Err(ErrorKind::Options { flag: "--encoding", value: label.clone(), bound }.into());
    }
    Ok(())
}

impl Reader {
    /// The next batch of raw records, or `None` at the end. This is the only place that does input and output.
    ///
    /// A file that cannot be opened, or breaks off, yields a [`Skipped`] entry; the other files are still read.
    pub fn next_batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch::new(self.params.batch_bytes);
        batch.skip_all(std::mem::take(&mut self.unlisted));
        while !batch.is_full(self.params.batch_bytes) {
            let Some(current) = self.current.as_mut() else {
                if self.next_file == self.files.len() {
                    break;
                }
                self.open_next(&mut batch);
                continue;
            };
            let is_done = match current {
                Current::Records(cutting) => {
                    let is_done = cutting.fill(&mut batch, &self.params);
                    if let Some(encoding) = cutting.late_encoding() {
                        self.files[self.next_file - 1].encoding = Some(encoding);
                    }
                    is_done
                }
                #[cfg(feature = "parquet")]
                Current::Columns(columns) => columns.fill(&mut batch, &self.params),
            };
            if !is_done {
                break;
            }
            self.current = None;
        }
        for (why, count) in std::mem::take(&mut batch.passed_over) {
            *self.passed_over.records.entry(why).or_default() += count;
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn open_next(&mut self, batch: &mut Batch) {
        let file = &mut self.files[self.next_file];
        self.next_file += 1;
        match Cutting::open(file, self.stream.take(), &self.params, &self.bytes_read) {
            Ok(cut::Opened::Records(cutting)) => self.current = Some(Current::Records(cutting)),
            #[cfg(feature = "parquet")]
            Ok(cut::Opened::Columns(columns)) => self.current = Some(Current::Columns(columns)),
            Ok(cut::Opened::PassOver(why)) => {
                file.format = None;
                self.passed_over.add(file.path.to_path_buf(), why);
            }
            Err(skipped) => batch.skip(skipped),
        }
    }

    /// Size of all files on disk, as compressed; `None` where one has no size, as standard input.
    pub fn total_bytes(&self) -> Option<u64> {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Bytes read from disk so far, before decompression.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// The files to read, in order. Format and compression are known once a file was opened.
    pub fn files(&self) -> &[InputFile] {
        &self.files
    }

    /// What stood in the folders and in web archives and was not read.
    pub fn passed_over(&self) -> &PassedOver {
        &self.passed_over
    }
}

/// Nothing to read: says what stood there instead.
fn no_input(inputs: &[PathBuf], passed_over: &PassedOver) -> crate::error::Error {
    let asked = match inputs {
        [] => "no input".to_owned(),
        _ => inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "),
    };
    let hint = match passed_over.files.first() {
        None => "give a file, a folder of articles, a glob in quotes, or - for standard input".to_owned(),
        Some(first) => format!(
            "{} file(s) passed over, the first is {} ({}); name a file itself to have it read all the same",
            passed_over.count,
            first.path.display(),
            first.why
        ),
    };
    ErrorKind::NoInput { asked, hint }.into()
}
