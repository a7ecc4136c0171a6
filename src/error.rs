//! What can go wrong, where, and what to do about it.
//!
//! **In** nothing. **Out** [`Error`], [`ErrorKind`], [`Place`].
//! **Cost** one allocation each. **Never** a string where a kind is meant; never a panic.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where in the input something stands. Every part but the path may be unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The file as the user named it, or `-` for standard input.
    pub path: Option<Arc<Path>>,
    /// Line, counted from 1.
    pub line: Option<u64>,
    /// Byte offset of the record in the decompressed file.
    pub byte: Option<u64>,
    /// The field of the record that is at fault.
    pub field: Option<Box<str>>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl Into<Arc<Path>>) -> Self {
        Self { path: Some(path.into()), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}", path.display())?,
            None => f.write_str("input")?,
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": field `{field}`")?;
        }
        Ok(())
    }
}

/// Kinds of failure.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file, folder or stream could not be read at all.
    Read {
        /// Which one.
        place: Place,
        /// What the system or decoder said.
        source: io::Error,
    },
    /// A record is not an article: bad JSON, missing field, not UTF-8, too large.
    Record {
        /// Which one.
        place: Place,
        /// What is wrong with it.
        what: String,
        /// What its owner can do.
        hint: Option<String>,
    },
    /// An option has no sense.
    Options {
        /// The flag as typed, such as `--threshold`.
        flag: &'static str,
        /// The value given.
        value: String,
        /// What would be taken.
        bound: String,
    },
    /// Nothing to read was found.
    NoInput {
        /// What was asked for.
        asked: String,
        /// What its owner can do.
        hint: String,
    },
    /// What was asked for by its name is not there.
    Unknown {
        /// What was asked for.
        asked: String,
        /// What there is instead.
        hint: String,
    },
    /// A field was named that no record has.
    NoField {
        /// The flag that names it.
        flag: &'static str,
        /// The name as given.
        field: String,
        /// How many records were read.
        records: u64,
        /// What there is instead.
        hint: String,
    },
    /// More records were skipped than the user allows.
    TooManySkipped {
        /// Records skipped so far.
        skipped: u64,
        /// Records read so far.
        read: u64,
        /// How many may be, as typed.
        limit: String,
        /// The first of them, and what is wrong with it.
        first: String,
        /// What can be done about that.
        remedy: Option<String>,
    },
    /// A file of options cannot be used.
    Config {
        /// The file and line.
        place: Place,
        /// What is wrong with it.
        what: String,
        /// What its owner can do.
        hint: String,
    },
    /// A model of word vectors cannot be used.
    Model {
        /// The file or folder.
        place: Place,
        /// What is wrong with it.
        what: String,
        /// What its owner can do.
        hint: String,
    },
    /// Records that were read are neither kept nor skipped: an error of this program.
    Lost {
        /// Records read.
        read: u64,
        /// Articles.
        kept: u64,
        /// Records skipped.
        skipped: u64,
    },
    /// Output could not be written.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An output folder holds findings already.
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The input is no longer what it was when it was read first.
    Changed {
        /// The inputs.
        path: PathBuf,
    },
    /// The input is no longer what it was when the run that is gone on with was begun.
    Outdated {
        /// The folder of working files.
        path: PathBuf,
    },
    /// A working file is damaged: its checksum does not agree.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
}

/// An error of this crate: a [kind](ErrorKind) with its place.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What happened, taken out.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// Where, if it happened in the input.
    pub fn place(&self) -> Option<&Place> {
        match self.kind() {
            ErrorKind::Read { place, .. }
            | ErrorKind::Record { place, .. }
            | ErrorKind::Config { place, .. }
            | ErrorKind::Model { place, .. } => Some(place),
            _ => None,
        }
    }

    /// What to do about it, if there is a remedy.
    pub fn hint(&self) -> Option<String> {
        match self.kind() {
            ErrorKind::Record { hint, .. } => hint.clone(),
            ErrorKind::NoInput { hint, .. }
            | ErrorKind::Unknown { hint, .. }
            | ErrorKind::NoField { hint, .. }
            | ErrorKind::Config { hint, .. }
            | ErrorKind::Model { hint, .. } => Some(hint.clone()),
            ErrorKind::TooManySkipped { remedy, .. } => {
                let first = remedy.as_ref().map(|remedy| format!("; for the first: {remedy}"));
                Some(format!(
                    "look at the input with `retold inspect`, or allow more with --max-skipped; nothing was written{}",
                    first.unwrap_or_default()
                ))
            }
            ErrorKind::Lost { .. } => Some("this is an error of retold: please report it".into()),
            ErrorKind::Options { bound, .. } => Some(format!("expected {bound}")),
            ErrorKind::Exists { .. } => {
                Some("choose another folder with -o, or write over it with --force".into())
            }
            ErrorKind::Changed { .. } => Some(
                "run again when nothing writes to it; standard input and pipes cannot be read twice".into(),
            ),
            ErrorKind::Outdated { .. } | ErrorKind::Damaged { .. } => {
                Some("delete the working folder and run the same command again".into())
            }
            ErrorKind::Read { source, .. } | ErrorKind::Write { source, .. } => hint_for(source),
        }
    }

    /// An error while reading `place`.
    pub fn read(place: Place, source: io::Error) -> Self {
        ErrorKind::Read { place, source }.into()
    }

    /// An error while writing `path`.
    pub fn write(path: impl Into<PathBuf>, source: io::Error) -> Self {
        ErrorKind::Write { path: path.into(), source }.into()
    }

    /// A record that is not an article.
    pub fn record(place: Place, what: impl Into<String>, hint: Option<&str>) -> Self {
        ErrorKind::Record { place, what: what.into(), hint: hint.map(Into::into) }.into()
    }
}

fn hint_for(source: &io::Error) -> Option<String> {
    let hint = match source.kind() {
        io::ErrorKind::PermissionDenied => "check the permissions of the file and of its folder",
        io::ErrorKind::NotFound => "check the spelling, and that the folder exists",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "free some space, or choose another disk with -o and --work-dir"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder is needed: choose another path"
        }
        io::ErrorKind::UnexpectedEof => "the file ends too early: fetch or compress it again",
        _ => return None,
    };
    Some(hint.into())
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Read { place, source } => write!(f, "{place}: {source}"),
            ErrorKind::Record { place, what, .. } => write!(f, "{place}: {what}"),
            ErrorKind::Options { flag, value, .. } => write!(f, "{flag}: `{value}` has no sense here"),
            ErrorKind::NoInput { asked, .. } => write!(f, "{asked}: nothing to read"),
            ErrorKind::Unknown { asked, .. } => write!(f, "{asked}: there is none"),
            ErrorKind::NoField { flag, field, records, .. } => {
                let records = if *records == 1 {
                    "the only record".to_owned()
                } else {
                    format!("any of {records} records")
                };
                write!(f, "{flag} {field}: no such field in {records}")
            }
            ErrorKind::TooManySkipped { skipped, read, limit, first, .. } => write!(
                f,
                "{skipped} of {read} records cannot be read, --max-skipped is {limit}; the first: {first}"
            ),
            ErrorKind::Config { place, what, .. } | ErrorKind::Model { place, what, .. } => {
                write!(f, "{place}: {what}")
            }
            ErrorKind::Lost { read, kept, skipped } => {
                write!(f, "{read} records were read, but {kept} kept and {skipped} skipped")
            }
            ErrorKind::Write { path, source } => write!(f, "{}: {source}", path.display()),
            ErrorKind::Exists { path } => write!(f, "{}: holds findings already", path.display()),
            ErrorKind::Changed { path } => {
                write!(f, "{}: changed while it was read", path.display())
            }
            ErrorKind::Outdated { path } => {
                write!(f, "{}: an input changed since this run was begun", path.display())
            }
            ErrorKind::Damaged { path, what } => {
                write!(f, "{}: damaged working file: {what}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Read { source, .. } | ErrorKind::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;
