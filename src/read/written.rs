//! What retold itself wrote, so that a folder scanned twice gives the same articles twice.
//!
//! **In** a folder met among the inputs. **Out** whether retold wrote it, and what of it holds articles.
//! **Cost** three look-ups a folder; its summary is read where there is one. **Never** judges a file that is named itself.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The file that makes a folder one of findings.
pub const FINDINGS_FILE: &str = "findings.json";

/// The file that makes a folder one of a cleaned collection.
pub const DEDUP_FILE: &str = "dedup.json";

/// The file that makes a folder one of tables in other formats.
pub const TABLES_FILE: &str = "tables.json";

/// What files and folders with records of a cleaned collection are called, before their endings.
const RECORDS: &[&str] = &["kept", "annotated"];

/// How the names of folders begin in which a broken run left its work.
pub const WORK_PREFIX: &str = "retold-run-";

/// What every summary says of itself.
const MARK: &[u8] = b"\"retold_version\"";

/// As much of a summary as is looked through.
const LOOKED_AT: u64 = 1 << 24;

/// What a folder that retold wrote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Findings of a scan: no articles.
    Findings,
    /// A cleaned collection: articles are in what [`is_record`] names.
    Cleaned,
    /// Tables of findings in other formats: no articles.
    Tables,
}

impl Written {
    /// What retold wrote into `folder`, if it did: its summary bears the mark.
    pub fn of(folder: &Path) -> Option<Self> {
        let is_ours = |name: &str| {
            let (path, mut text) = (folder.join(name), Vec::new());
            if !path.is_file() {
                return false;
            }
            let read = File::open(path).and_then(|file| file.take(LOOKED_AT).read_to_end(&mut text));
            read.is_ok() && memchr::memmem::find(&text, MARK).is_some()
        };
        if is_ours(FINDINGS_FILE) {
            return Some(Self::Findings);
        }
        if is_ours(DEDUP_FILE) {
            return Some(Self::Cleaned);
        }
        is_ours(TABLES_FILE).then_some(Self::Tables)
    }
}

/// Whether an entry of a cleaned collection, by its name, holds records; `kept-ids.jsonl` lists them only.
pub fn is_record(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let rest = |stem: &&str| name.strip_prefix(stem.as_bytes());
    RECORDS.iter().filter_map(rest).any(|rest| rest.is_empty() || rest.starts_with(b"."))
}
