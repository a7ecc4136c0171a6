//! `texts.jsonl.zst`: the texts beside the findings, so that `report` and `explain` need no input.
//!
//! **In** findings. **Out** one record an article, `{"id", "text", "boilerplate"}`, by id, in zstd. **Cost** one pass over the texts.
//! **Never** changes a text.

use super::Folder;
use crate::article::ArticleId;
use crate::error::{Error, Result};
use crate::findings::Findings;
use std::io::Write;

/// The file of texts in a folder of findings.
pub const TEXTS_FILE: &str = "texts.jsonl.zst";

/// Borrowed from zstd, which calls it the default: fast, and about a third of the size.
const COMPRESSION: i32 = 3;

/// `texts.jsonl.zst`
pub fn write(findings: &Findings, folder: &Folder) -> Result<()> {
    let failed = |source| Error::write(TEXTS_FILE, source);
    folder.file(TEXTS_FILE, |out| {
        let mut packed = zstd::Encoder::new(out, COMPRESSION).map_err(failed)?;
        let mut text = String::new();
        for (index, entry) in findings.collection.entries().iter().enumerate() {
            findings.collection.text(ArticleId(index as u32), &mut text)?;
            let id = ArticleId(index as u32);
            let spans = findings.boilerplate_spans.get(&id).map_or(&[][..], Vec::as_slice);
            let spans: Vec<(u32, u32)> = spans.iter().map(|span| (span.start, span.end)).collect();
            let row = serde_json::json!({ "id": entry.key, "text": text, "boilerplate": spans });
            writeln!(packed, "{row}").map_err(failed)?;
        }
        packed.finish().map_err(failed)?;
        Ok(())
    })
}
