//! Which format a file has, by its name and by its first bytes.
//!
//! **In** a file name; the first bytes, decompressed. **Out** a [`Format`], or why the file is not read.
//! **Cost** a look at 64 KiB. **Never** reads on.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::feed;
use super::fields::Mapping;
use super::json;
use super::table::Header;

/// A format of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object on each line.
    JsonLines,
    /// An array of JSON objects, such an array inside one object, or objects one after another.
    Json,
    /// A table with a header, comma, semicolon or bar between its columns.
    Csv,
    /// A table with a header, tabs between its columns.
    Tsv,
    /// A Parquet file of strings, numbers and times; nested columns by dotted paths.
    Parquet,
    /// One article in each file: a saved web page.
    Html,
    /// The entries of an RSS or Atom file.
    Feed,
    /// The pages of a web archive.
    Warc,
    /// One article in each file, as plain text.
    Text,
    /// One article in each file, as Markdown, kept as it is.
    Markdown,
}

impl Format {
    /// Every format, in the order of documentation.
    pub const ALL: &[Self] = &[
        Self::JsonLines,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Parquet,
        Self::Html,
        Self::Feed,
        Self::Warc,
        Self::Text,
        Self::Markdown,
    ];

    /// The name as typed after `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Html => "html",
            Self::Feed => "feed",
            Self::Warc => "warc",
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }

    /// Whether files of this format are found in encodings other than Unicode: JSON never is, by its standard.
    pub(crate) fn may_be_legacy(self) -> bool {
        !matches!(self, Self::JsonLines | Self::Json | Self::Parquet | Self::Warc)
    }

    /// Whether one file is one article.
    pub(crate) fn is_whole_file(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let wanted = name.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|format| format.name() == wanted).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.name()).collect();
            format!("one of {}", names.join(", "))
        })
    }
}

/// What a file name says about the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByName {
    /// The format is named.
    Is(Format),
    /// The name says nothing: no extension, or one that several formats share.
    Unknown,
    /// A kind of file that holds no articles.
    NotRead,
}

/// Extensions of compressed files, which are taken off before the name is judged.
const COMPRESSED: &[&str] = &["gz", "gzip", "zst", "zstd", "bz2", "xz"];

/// What the name of a file says. Compression is told by content, so only its extension is taken off.
pub(crate) fn by_name(path: &Path) -> ByName {
    let inner = without_compression(path);
    let Some(extension) = Path::new(inner).extension() else {
        return ByName::Unknown;
    };
    match extension.to_string_lossy().to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" | "jl" | "jsonlines" => ByName::Is(Format::JsonLines),
        "txt" | "text" => ByName::Is(Format::Text),
        "csv" => ByName::Is(Format::Csv),
        "tsv" | "tab" => ByName::Is(Format::Tsv),
        "md" | "markdown" => ByName::Is(Format::Markdown),
        "html" | "htm" | "xhtml" | "shtml" => ByName::Is(Format::Html),
        "rss" | "atom" | "rdf" => ByName::Is(Format::Feed),
        "parquet" | "parq" | "pq" => ByName::Is(Format::Parquet),
        "warc" => ByName::Is(Format::Warc),
        "json" | "xml" => ByName::Unknown,
        // `report.2024` or `12.345`: an ending of digits is part of the name, not a kind.
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => ByName::Unknown,
        _ => ByName::NotRead,
    }
}

/// Whether the name says that it holds JSON, in one piece or by lines.
pub(crate) fn is_json(path: &Path) -> bool {
    let extension = Path::new(without_compression(path)).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// The file name without the extension of a compression.
pub(super) fn without_compression(path: &Path) -> &OsStr {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let compressed =
        Path::new(name).extension().is_some_and(|e| COMPRESSED.iter().any(|c| e.eq_ignore_ascii_case(c)));
    match (compressed, Path::new(name).file_stem()) {
        (true, Some(stem)) => stem,
        _ => name,
    }
}

/// The file name without compression and without the extension of its format.
pub(crate) fn stem(path: &Path) -> String {
    let inner = Path::new(without_compression(path));
    let stem = match by_name(path) {
        ByName::Is(_) => inner.file_stem().unwrap_or(inner.as_os_str()),
        _ => inner.as_os_str(),
    };
    stem.to_string_lossy().into_owned()
}

/// What the first bytes say where the name says nothing; `Err` names why the file holds no articles.
pub(crate) fn by_content(head: &[u8], mapping: &Mapping) -> Result<Format, &'static str> {
    let start = head.trim_ascii_start();
    match start.first() {
        Some(b'{') if json::is_line(start, mapping) => return Ok(Format::JsonLines),
        Some(b'{') => return Ok(Format::Json),
        Some(b'[') if json::is_json(start) => return Ok(Format::Json),
        _ => {}
    }
    if start.starts_with(b"WARC/") {
        return Ok(Format::Warc);
    }
    if head.contains(&0) {
        return Err("not a text file");
    }
    if feed::is_feed(start) {
        return Ok(Format::Feed);
    }
    if is_page(start) {
        return Ok(Format::Html);
    }
    if start.starts_with(b"<?xml") {
        return Err("XML of a kind that is not read");
    }
    Ok(match Header::sniff(head, None, mapping) {
        Some(header) if header.is_plausible() => of_table(&header),
        _ => Format::Text,
    })
}

/// The table in a file whose name says it is text, as spreadsheets call what they save with tabs: a header, and a row that fits.
pub(crate) fn table_in_text(head: &[u8], mapping: &Mapping) -> Option<Format> {
    let header = Header::sniff(head, None, mapping)?;
    (header.is_plausible() && header.fits_next_row(head)).then(|| of_table(&header))
}

fn of_table(header: &Header) -> Format {
    if header.delimiter == b'\t' { Format::Tsv } else { Format::Csv }
}

/// Whether `start` is a web page: it has the elements only pages start with, and where it is XML, their root.
fn is_page(start: &[u8]) -> bool {
    let lower = start[..start.len().min(1024)].to_ascii_lowercase();
    let has = |mark: &[u8]| feed::is_element(&lower, mark);
    match lower.starts_with(b"<?xml") {
        // Articles in XML have a head too.
        true => has(b"<!doctype html") || feed::root(&lower) == Some(b"html"),
        false => lower.starts_with(b"<") && (has(b"<!doctype html") || has(b"<html") || has(b"<head")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format_through_compression() {
        for (name, expected) in [
            ("a.jsonl", ByName::Is(Format::JsonLines)),
            ("a.NDJSON.gz", ByName::Is(Format::JsonLines)),
            ("dir.txt/a", ByName::Unknown),
            ("a.txt.zst", ByName::Is(Format::Text)),
            ("a.gz", ByName::Unknown),
            ("story.2024", ByName::Unknown),
            ("a.png", ByName::NotRead),
            ("a.csv.xz", ByName::Is(Format::Csv)),
        ] {
            assert_eq!(by_name(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn stems_lose_compression_and_format() {
        for (name, expected) in [("x/a.b.txt.gz", "a.b"), ("story.2024", "story.2024"), ("a.gz", "a")] {
            assert_eq!(stem(Path::new(name)), expected);
        }
    }

    #[test]
    fn every_format_is_found_by_its_own_name() {
        for &format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("docx".parse::<Format>().unwrap_err().contains("jsonl"));
    }

    #[test]
    fn content_tells_what_a_name_does_not() {
        let mapping = Mapping::new(&crate::read::ReadParams::default());
        for (head, format) in [
            ("{\"text\": \"x\"}\n{", Format::JsonLines),
            ("{\"text\": \"x\", \"long\": \"", Format::JsonLines),
            (" [\n {\"text\": 1}]", Format::Json),
            ("{\n \"text\": 1}", Format::Json),
            ("{\"status\": [1, \"[\"], \"articles\": [ {\"text\": 1}]}", Format::Json),
            ("[null, {\"text\": \"x\"}]", Format::Json),
            ("{\"text\": \"x\"} {\"text\": \"y\"}\n", Format::Json),
            ("[1] First of all, a note.", Format::Text),
            ("id;date;texte\n1;2;3", Format::Csv),
            ("id\ttitle\tfull text\n", Format::Tsv),
            ("Once, content of date, was here\n", Format::Text),
            ("<!DOCTYPE html>\n<p>", Format::Html),
            ("<!-- saved -->\n<head>\n", Format::Html),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">\n<html xmlns=\"x\">", Format::Html),
            ("<?xml version=\"1.0\"?><html>", Format::Html),
            ("<?xml version=\"1.0\"?>\n<!--[if IE]><meta x=\"y\"/><![endif]-->\n<html><body>", Format::Html),
            ("<header>Un titre</header>", Format::Text),
        ] {
            assert_eq!(by_content(head.as_bytes(), &mapping), Ok(format), "{head}");
        }
        // Articles in XML, with names that begin as those of pages do, or are the same.
        for root in
            ["articles><article><headline>H", "newsMessage><header>", "nitf><head>", "newsitem><html-x"]
        {
            let head = format!("<?xml version=\"1.0\"?>\n<{root}");
            assert_eq!(
                by_content(head.as_bytes(), &mapping),
                Err("XML of a kind that is not read"),
                "{head}"
            );
        }
    }
}
