//! Documents of office programs, archives of files, stores of tables and the like, told by their first bytes: no articles can be read from
//! them, but their owner can save them otherwise.
//!
//! **In** the first bytes of a file, decompressed, and its name; or its name alone. **Out** what it is and what can be done.
//! **Cost** a look at a few bytes; of archives at 64 KiB. **Never** unpacks anything.
//! **From** the magic numbers of PDF (ISO 32000), ZIP (APPNOTE), tar (POSIX.1-1988), OLE2 ([MS-CFB]), LZ4, snappy, 7z, RAR, Arrow, Feather,
//! Avro, HDF5, SQLite, pickle and R; the layouts of ECMA-376 and OpenDocument.

use std::path::Path;

use super::inflate::Compression;

/// What a document is, and how its text can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    pub what: &'static str,
    pub remedy: &'static str,
}

const SHEET: &str = "save it as CSV (UTF-8) and read that";
const UNPACK: &str = "unpack it and read the folder that comes out";
const TEXT: &str = "save it as plain text (.txt) or as a web page (.html) and read that";
const PDF: &str = "take its text out, as pdftotext does, and read that as a .txt file";
const AGAIN: &str = "decompress it once, and read what comes out";
const REPACK: &str = "decompress it, or pack it with gzip or zstd, and read that";
const FRAME: &str = "save the table as Parquet (df.to_parquet in pandas) or CSV and read that";
const TABLE: &str = "save the table as CSV (UTF-8) or Parquet and read that";
const OF_R: &str = "save the table as CSV (write.csv in R) and read that";

/// The kinds by the ending of their name: first those that stand in a ZIP archive or an OLE2 container.
const KINDS: [(&[&str], &str, &str); 20] = [
    (&["xlsx", "xlsm", "xls"], "an Excel workbook", SHEET),
    (&["ods"], "an OpenDocument spreadsheet", SHEET),
    (&["docx", "docm", "doc"], "a Word document", TEXT),
    (&["odt"], "an OpenDocument text", TEXT),
    (&["epub"], "an EPUB book", TEXT),
    (&["pdf"], "a PDF document", PDF),
    (&["rtf"], "an RTF document", TEXT),
    (&["zip"], "a ZIP archive", UNPACK),
    (&["tar", "tgz", "tbz2", "txz", "tzst"], "a tar archive", UNPACK),
    (&["7z"], "a 7z archive", UNPACK),
    (&["rar"], "a RAR archive", UNPACK),
    (&["lz4"], "an LZ4 file", REPACK),
    (&["snappy", "sz"], "a snappy file", REPACK),
    (&["feather", "arrow", "ipc", "arrows"], "an Arrow or Feather table", FRAME),
    (&["pkl", "pickle"], "a pickle of Python", FRAME),
    (&["orc"], "an ORC table", TABLE),
    (&["avro"], "an Avro file", TABLE),
    (&["h5", "hdf5", "hdf"], "an HDF5 file", TABLE),
    (&["sqlite", "sqlite3", "db"], "a SQLite database", TABLE),
    (&["rds", "rdata", "rda"], "data of R", OF_R),
];
/// The first bytes of some of them, and one of their endings.
const MAGIC: [(&[u8], &str); 13] = [
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!\x1A\x07", "rar"),
    (b"\x04\x22\x4D\x18", "lz4"),
    (b"\x02\x21\x4C\x18", "lz4"),
    (b"\xFF\x06\0\0sNaPpY", "snappy"),
    (b"ARROW1\0\0", "feather"),
    (b"FEA1", "feather"),
    (b"\xFF\xFF\xFF\xFF", "arrow"),
    (b"\x80\x04\x95", "pickle"),
    (b"\x80\x05\x95", "pickle"),
    (b"Obj\x01", "avro"),
    (b"\x89HDF\r\n\x1A\n", "h5"),
    (b"SQLite format 3\0", "sqlite"),
];
/// How many of them are told by their names where their bytes are those of a container.
const INNER_KINDS: usize = 5;

/// Names inside a ZIP archive that tell whose document it is.
const INSIDE: [(&[u8], &str); 5] = [
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/epub+zip", "epub"),
    (b"xl/workbook", "xlsx"),
    (b"word/document", "docx"),
];

impl Foreign {
    /// What it is and what can be done, in a few words.
    pub fn told(self) -> String {
        format!("{}: {}", self.what, self.remedy)
    }
}

/// The kind that a name with this ending is of.
fn kind(kinds: &[(&[&str], &'static str, &'static str)], ending: &str) -> Option<Foreign> {
    let ending = ending.to_ascii_lowercase();
    let (_, what, remedy) = *kinds.iter().find(|(endings, ..)| endings.contains(&&*ending))?;
    Some(Foreign { what, remedy })
}

/// What a file is by its name without the ending of a compression, if that is the name of such a document.
pub(super) fn by_name(name: &Path) -> Option<Foreign> {
    kind(&KINDS, &name.extension()?.to_string_lossy())
}

/// What the file is, if it is such a document.
pub(super) fn of(head: &[u8], path: &Path) -> Option<Foreign> {
    let ending = path.extension().map(|ending| ending.to_string_lossy());
    let kind = |ending: &str| kind(&KINDS[..INNER_KINDS], ending);
    // What was decompressed already.
    let inside = match Compression::of(head) {
        Compression::Plain => None,
        Compression::Gzip => Some("a gzip file that was compressed again"),
        Compression::Bzip2 => Some("a bzip2 file that was compressed again"),
        Compression::Xz => Some("an xz file that was compressed again"),
        Compression::Zstd => Some("a zstd file that was compressed again"),
    };
    let magic = MAGIC.iter().find(|(mark, _)| head.starts_with(mark));
    let is_of_r = [&b"RDX2\n"[..], b"RDX3\n", b"X\n\0\0\0\x02", b"X\n\0\0\0\x03"];
    if let Some((_, ending)) = magic {
        self::kind(&KINDS, ending)
    } else if is_of_r.iter().any(|mark| head.starts_with(mark)) {
        self::kind(&KINDS, "rds")
    } else if head.starts_with(b"\x80\x02}")
        || head.starts_with(b"\x80\x03c")
        || head.starts_with(b"\x80\x02c")
    {
        self::kind(&KINDS, "pickle")
    } else if let Some(what) = inside {
        Some(Foreign { what, remedy: AGAIN })
    } else if head.starts_with(b"\xFF\xFE\0\0") || head.starts_with(b"\0\0\xFE\xFF") {
        Some(Foreign { what: "text in UTF-32", remedy: "convert it to UTF-8 and read that" })
    } else if head.starts_with(b"%PDF-") {
        Some(Foreign { what: "a PDF document", remedy: PDF })
    } else if head.starts_with(b"{\\rtf") {
        Some(Foreign { what: "an RTF document", remedy: TEXT })
    } else if head.starts_with(b"PK\x03\x04") {
        let inside = INSIDE.iter().find(|(mark, _)| memchr::memmem::find(head, mark).is_some());
        let named = || kind(ending.as_deref()?);
        inside
            .and_then(|(_, ending)| kind(ending))
            .or_else(named)
            .or(Some(Foreign { what: "a ZIP archive", remedy: UNPACK }))
    } else if head.get(257..262) == Some(b"ustar") {
        Some(Foreign { what: "a tar archive", remedy: UNPACK })
    } else if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        let other = Foreign {
            what: "a document of an old office program",
            remedy: "save a table as CSV (UTF-8), a text as plain text, and read that",
        };
        Some(ending.as_deref().and_then(kind).unwrap_or(other))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_by_their_bytes_then_by_their_names() {
        const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0";
        for (head, name, what) in [
            (&b"%PDF-1.7\n%"[..], "a.txt", "a PDF document"),
            (b"{\\rtf1\\ansi Oui", "a", "an RTF document"),
            (b"PK\x03\x04\x14\0[Content_Types].xml..PK\x03\x04xl/workbook.xml", "-", "an Excel workbook"),
            (b"PK\x03\x04..word/document.xml", "a.csv", "a Word document"),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.textPK", "-", "an OpenDocument text"),
            (b"PK\x03\x04[Content_Types].xml", "a.XLSX", "an Excel workbook"),
            (b"PK\x03\x04a.txt", "a.zip", "a ZIP archive"),
            (OLE, "a.xls", "an Excel workbook"),
            (OLE, "a.doc", "a Word document"),
            (OLE, "-", "a document of an old office program"),
        ] {
            assert_eq!(of(head, Path::new(name)).map(|found| found.what), Some(what), "{name}");
        }
        for (head, what) in [
            (&b"\x04\x22\x4D\x18d@"[..], "an LZ4 file"),
            (b"ARROW1\0\0", "an Arrow or Feather table"),
            (b"\x80\x05\x95\xF1\x0F", "a pickle of Python"),
            (b"\x80\x03cpandas", "a pickle of Python"),
            (b"X\n\0\0\0\x03\0\x04", "data of R"),
            (b"SQLite format 3\0\x10", "a SQLite database"),
            (b"Obj\x01\x04", "an Avro file"),
            (b"7z\xBC\xAF\x27\x1C\0", "a 7z archive"),
        ] {
            let found = of(head, Path::new("a.csv"));
            assert_eq!(found.map(|found| found.what), Some(what), "{head:?}");
        }
        let tar = [&b"a.txt"[..], &[0; 252], b"ustar\x0000"].concat();
        assert_eq!(of(&tar, Path::new("a.tar.gz")).map(|found| found.what), Some("a tar archive"));
        for (name, what) in [
            ("a.ZIP", "a ZIP archive"),
            ("a.tgz", "a tar archive"),
            ("a.docx", "a Word document"),
            ("a.rds", "data of R"),
        ] {
            assert_eq!(by_name(Path::new(name)).map(|found| found.what), Some(what), "{name}");
        }
        assert_eq!(by_name(Path::new("a.png")), None);
        for text in [&b"PKs are rare. %PDF- is not."[..], b"{\"text\": 1}", b""] {
            assert_eq!(of(text, Path::new("a.pdf")), None);
        }
    }
}
