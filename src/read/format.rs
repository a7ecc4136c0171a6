//! Which format a file has, by its name and by its first bytes.
//!
//! **In** a file name; the first bytes, decompressed. **Out** a [`Format`], or why the file is not read.
//! **Cost** a look at 64 KiB. **Never** reads on.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object on each line.
    JsonLines,
    /// One article in each file, as plain text.
    Text,
}

impl Format {
    /// Every format, in the order of documentation.
    pub const ALL: &[Self] = &[Self::JsonLines, Self::Text];

    /// The name as typed after `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Text => "text",
        }
    }

    /// Whether one file is one article.
    pub(crate) fn is_whole_file(self) -> bool {
        matches!(self, Self::Text)
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
const COMPRESSED: &[&str] = &["gz", "gzip", "zst", "zstd"];

/// What the name of a file says. Compression is told by content, so only its extension is taken off.
pub(crate) fn by_name(path: &Path) -> ByName {
    let inner = without_compression(path);
    let Some(extension) = Path::new(inner).extension() else {
        return ByName::Unknown;
    };
    match extension.to_string_lossy().to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" | "jl" | "jsonlines" => ByName::Is(Format::JsonLines),
        "txt" | "text" => ByName::Is(Format::Text),
        "json" => ByName::Unknown,
        // `report.2024` or `12.345`: an ending of digits is part of the name, not a kind.
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => ByName::Unknown,
        _ => ByName::NotRead,
    }
}

/// The file name without the extension of a compression.
fn without_compression(path: &Path) -> &OsStr {
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
pub(crate) fn by_content(head: &[u8]) -> Result<Format, &'static str> {
    let start = head.trim_ascii_start();
    if start.first() == Some(&b'{') {
        return Ok(Format::JsonLines);
    }
    if head.contains(&0) {
        return Err("not a text file");
    }
    Ok(Format::Text)
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
}
