//! `texts.jsonl.zst`: the texts beside the findings, so that `report` and `explain` need no input.
//!
//! **In** findings. **Out** one record an article, `{"id", "text", "boilerplate"}`, by id, in zstd. **Cost** one pass over the texts.
//! **Never** changes a text.

use super::Folder;
use crate::article::ArticleId;
use crate::error::{Error, Result};
use crate::findings::Findings;
use crate::span::{ByteRange, CodePoints};
use std::collections::BTreeMap;
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
        let mut boilerplate: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
        for &(id, start, end) in findings.boilerplate.iter().flat_map(|sentence| &sentence.places) {
            boilerplate.entry(id.0).or_default().push((start, end));
        }
        let mut text = String::new();
        for (index, entry) in findings.collection.entries().iter().enumerate() {
            findings.collection.text(ArticleId(index as u32), &mut text)?;
            let of_article = boilerplate.get(&(index as u32)).map_or(&[][..], Vec::as_slice);
            let row = serde_json::json!({ "id": entry.key, "text": text, "boilerplate": code_points(&text, of_article) });
            writeln!(packed, "{row}").map_err(failed)?;
        }
        packed.finish().map_err(failed)?;
        Ok(())
    })
}

/// Places in a text from bytes to characters, in order.
fn code_points(text: &str, places: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let points = CodePoints::new(text);
    let range = |&(start, end): &(u32, u32)| {
        let range = points.range(ByteRange::new(start, end));
        (range.start, range.end)
    };
    let mut places: Vec<_> = places.iter().map(range).collect();
    places.sort_unstable();
    places
}
