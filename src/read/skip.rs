//! What is not an article, why, and what its owner can do.
//!
//! **In** a place and a reason. **Out** [`Skipped`], which prints as one line and a hint.
//! **Cost** an allocation or two, only for bad records. **Never** stops the run.

use std::fmt;
use std::fs;
use std::io;

use crate::error::{Error, ErrorKind, Place};

/// A record, file or folder that was not read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// File, line, byte offset and field, as far as they apply.
    pub place: Place,
    /// What is wrong.
    pub reason: SkipReason,
    /// What its owner can do.
    pub hint: Option<String>,
}

/// Why something was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// The file or folder could not be opened or listed.
    Unreadable {
        /// What the system said.
        what: String,
    },
    /// The file broke off: truncated or damaged. Whole records before the break were read.
    Broken {
        /// What the system or the decoder said.
        what: String,
    },
    /// Rows of a group of a Parquet file that is damaged. Those before and the other groups were read.
    BrokenRows {
        /// What the decoder said.
        what: String,
        /// How many.
        rows: u64,
    },
    /// Rows of a group of a Parquet file that is compressed in a way that is not read.
    Codec {
        /// By which method.
        codec: &'static str,
        /// How many.
        rows: u64,
    },
    /// The file holds nothing but white space.
    EmptyFile,
    /// More came out of the compressed file than the ratio allows.
    Ratio {
        /// Decompressed bytes for each compressed byte that are allowed.
        limit: u64,
    },
    /// The file is larger than it may be, once decompressed.
    FileTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is no longer the one that was opened: somebody wrote to it while it was read.
    Changed,
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// Offset of the first wrong byte in the record.
        at: usize,
    },
    /// Bytes make no sense in the encoding of the file.
    BadEncoding {
        /// Its name.
        encoding: &'static str,
        /// Offset of the first of them in the record, once it is UTF-8.
        at: usize,
    },
    /// The text holds a NUL, which no article does.
    Nul,
    /// The record is not valid JSON.
    BadJson {
        /// What the parser said.
        what: String,
    },
    /// The format cannot be read in this way: from a pipe, from an archive, or by this build.
    NotHere {
        /// Which format, and where.
        what: &'static str,
    },
    /// A document of an office program.
    Document {
        /// Of which.
        what: &'static str,
    },
    /// An entry of a feed is not valid XML.
    BadXml {
        /// What the parser said.
        what: String,
    },
    /// HTML beyond what is built of it: too deep, too many elements.
    BadHtml {
        /// What it has too much of.
        what: &'static str,
    },
    /// A feed without entries.
    NoEntries,
    /// A record of a web archive is not one, or its body cannot be unpacked.
    BadWarc {
        /// What is wrong with it.
        what: String,
    },
    /// A page without a main text.
    NoMainText,
    /// A row of a table has more cells than the header.
    BadRow {
        /// Columns of the header.
        columns: usize,
        /// Cells of the row.
        found: usize,
    },
    /// Two columns of a table have the name that would be taken.
    SameName,
    /// The first line of a table goes on and on.
    LongHeader,
    /// A row opens a quote that is never closed.
    UnclosedQuote,
    /// Valid JSON, but a number, string or array where an object is wanted.
    NotAnObject,
    /// No field holds the text.
    NoText,
    /// The text is empty or white space.
    EmptyText,
    /// A field holds something else than it should.
    WrongType {
        /// What would be read.
        expected: &'static str,
        /// What stood there.
        found: &'static str,
    },
    /// A list of records beside the one that is read.
    OtherList,
    /// The record is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

impl SkipReason {
    /// A short stable name, for counts and tables: `not-utf8`, `no-text` and so on.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::Broken { .. } => "broken",
            Self::BrokenRows { .. } => "broken-rows",
            Self::Codec { .. } => "codec",
            Self::EmptyFile => "empty-file",
            Self::Ratio { .. } => "ratio",
            Self::FileTooLarge { .. } => "file-too-large",
            Self::Changed => "changed",
            Self::NotUtf8 { .. } => "not-utf8",
            Self::BadEncoding { .. } => "bad-encoding",
            Self::Nul => "nul",
            Self::BadJson { .. } => "bad-json",
            Self::NotHere { .. } => "not-here",
            Self::Document { .. } => "document",
            Self::BadXml { .. } => "bad-xml",
            Self::BadHtml { .. } => "bad-html",
            Self::NoEntries => "no-entries",
            Self::BadWarc { .. } => "bad-warc",
            Self::NoMainText => "no-main-text",
            Self::BadRow { .. } => "bad-row",
            Self::SameName => "same-name",
            Self::LongHeader => "long-header",
            Self::UnclosedQuote => "unclosed-quote",
            Self::NotAnObject => "not-an-object",
            Self::NoText => "no-text",
            Self::EmptyText => "empty-text",
            Self::WrongType { .. } => "wrong-type",
            Self::OtherList => "other-list",
            Self::TooLarge { .. } => "too-large",
        }
    }
}

/// A number of rows.
struct Rows(u64);

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "row" } else { "rows" })
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { what } => write!(f, "cannot be read: {what}"),
            Self::Broken { what } => write!(f, "breaks off here: {what}"),
            Self::BrokenRows { what, rows } => {
                write!(f, "from here on {} cannot be read: {what}", Rows(*rows))
            }
            Self::Codec { codec, rows } => {
                write!(
                    f,
                    "from here on {} cannot be read: {codec} is a compression that is not read",
                    Rows(*rows)
                )
            }
            Self::EmptyFile => f.write_str("the file is empty"),
            Self::Ratio { limit } => {
                write!(f, "the file grows more than {limit} times when decompressed; the rest was not read")
            }
            Self::FileTooLarge { limit } => {
                write!(f, "the file is larger than {limit} bytes; the rest was not read")
            }
            Self::Changed => f.write_str("the file changed while it was read; what was read of it was kept"),
            Self::NotUtf8 { at } => write!(f, "not UTF-8 (byte {at} of the record)"),
            Self::BadEncoding { encoding, at } => write!(f, "not {encoding} (byte {at} of the record)"),
            Self::Nul => f.write_str("the text holds a NUL"),
            Self::BadJson { what } => write!(f, "not valid JSON: {what}"),
            Self::NotHere { what } => f.write_str(what),
            Self::Document { what } => write!(f, "this is {what}, which is not read"),
            Self::BadXml { what } => write!(f, "not valid XML: {what}"),
            Self::BadHtml { what } => write!(f, "HTML that is not read: {what}"),
            Self::NoEntries => f.write_str("the feed has no entries"),
            Self::BadWarc { what } => write!(f, "a record of a web archive that cannot be read: {what}"),
            Self::NoMainText => f.write_str("the page has no main text"),
            Self::BadRow { columns, found } => write!(f, "{found} cells where the header has {columns}"),
            Self::SameName => f.write_str("two columns have this name; no row was read"),
            Self::LongHeader => f.write_str("the header has more than 64 KiB, or is none; no row was read"),
            Self::UnclosedQuote => {
                f.write_str("a quote is opened here and never closed; the next line was read as a new row")
            }
            Self::NotAnObject => f.write_str("not a JSON object"),
            Self::NoText => f.write_str("no field holds the text"),
            Self::EmptyText => f.write_str("the text is empty"),
            Self::WrongType { expected, found } => write!(f, "{found} where {expected} is expected"),
            Self::OtherList => f.write_str("texts stand here too, beside the list that is read"),
            Self::TooLarge { limit } => write!(f, "larger than {limit} bytes"),
        }
    }
}

impl Skipped {
    /// A skipped entry whose hint follows from the reason.
    pub(crate) fn new(place: Place, reason: SkipReason) -> Self {
        let hint = hint_for(&reason).map(str::to_owned);
        Self { place, reason, hint }
    }

    /// A skipped entry with a hint of its own.
    pub(crate) fn with_hint(place: Place, reason: SkipReason, hint: String) -> Self {
        Self { place, reason, hint: Some(hint) }
    }

    /// How many records it stands for: one, but where rows are lost together. A damaged file may claim any number of them.
    pub fn num_records(&self) -> u64 {
        match self.reason {
            SkipReason::BrokenRows { rows, .. } | SkipReason::Codec { rows, .. } => {
                rows.clamp(1, u32::MAX.into())
            }
            _ => 1,
        }
    }

    /// A file or folder that could not be opened.
    pub(crate) fn unreadable(place: Place, error: &io::Error) -> Self {
        let hint = match error.kind() {
            io::ErrorKind::PermissionDenied => "check the permissions of the file and of its folder",
            io::ErrorKind::NotFound if is_link(&place) => "the link leads nowhere: mend it, or leave it out",
            io::ErrorKind::NotFound => "the file vanished while the others were read: run again",
            io::ErrorKind::TimedOut => {
                "start the program that writes to the pipe first, or leave the pipe out"
            }
            io::ErrorKind::InvalidFilename => {
                "the path is too long for the system: move the folder up, or read it from within"
            }
            _ => "check that the disk and the file are sound",
        };
        Self::with_hint(place, SkipReason::Unreadable { what: error.to_string() }, hint.to_owned())
    }

    /// The same as an [`Error`], for runs that stop at the first bad record.
    pub fn into_error(self) -> Error {
        ErrorKind::Record { place: self.place, what: self.reason.to_string(), hint: self.hint }.into()
    }
}

fn is_link(place: &Place) -> bool {
    place.path.as_ref().is_some_and(|path| fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()))
}

fn hint_for(reason: &SkipReason) -> Option<&'static str> {
    Some(match reason {
        SkipReason::Unreadable { .. } => return None,
        SkipReason::Broken { .. } => {
            "what came before was read; fetch or compress the file again for the rest"
        }
        SkipReason::BrokenRows { .. } => {
            "these rows of the file are lost, no others; fetch or write it again for them"
        }
        SkipReason::Codec { .. } => {
            "write the file again with a compression that is read: zstd, snappy, gzip, brotli or lz4"
        }
        SkipReason::EmptyFile => "fetch the file again, or leave it out",
        SkipReason::Ratio { .. } => "if the file is sound, raise the limit with --max-ratio",
        SkipReason::FileTooLarge { .. } => "if the file is sound, raise the limit with --max-file-bytes",
        SkipReason::Changed => "run again when nothing writes to it",
        SkipReason::NotUtf8 { .. } => "convert the file to UTF-8, or name its encoding with --encoding",
        SkipReason::BadEncoding { .. } => "correct these bytes, or name another encoding with --encoding",
        SkipReason::Nul => {
            "remove the NUL bytes; a file in UTF-16 or UTF-32 is read once it was converted to UTF-8"
        }
        SkipReason::BadJson { .. } => "JSON Lines has one whole object on each line",
        SkipReason::NotHere { .. } => "write the file to disk and unpack it, or convert it to JSON Lines",
        SkipReason::Document { .. } => "save it as CSV or as plain text and read that",
        SkipReason::BadXml { .. } => "fetch the feed again, or correct the entry",
        SkipReason::BadHtml { .. } => "save the page again, or give its text as a .txt file",
        SkipReason::NoEntries => {
            "look whether it is a page that says what went wrong, and fetch the feed again"
        }
        SkipReason::BadWarc { .. } => "check that the archive is whole; what came before was read",
        SkipReason::NoMainText => {
            "lists, menus and films have none; give the text itself as a .txt file if there is one"
        }
        SkipReason::BadRow { .. } => "put cells that hold the delimiter or a line break in double quotes",
        SkipReason::OtherList => "write each list into a file of its own, or all records into one",
        SkipReason::LongHeader => {
            "write a first line with shorter names, or with fewer columns, the text among them"
        }
        SkipReason::SameName => "rename one of them, or name another column by a flag such as --id",
        SkipReason::UnclosedQuote => "close the quote, or write a quote that is text twice within quotes",
        SkipReason::NotAnObject => "each record is an object such as {\"id\": …, \"text\": …}",
        SkipReason::NoText => "name the field with --text FIELD",
        SkipReason::EmptyText => "if the text stands in another field, name it with --text FIELD",
        SkipReason::WrongType { .. } => "name another field, or correct the record",
        SkipReason::TooLarge { .. } => "raise the limit with --max-record-bytes, or split the record",
    })
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}
