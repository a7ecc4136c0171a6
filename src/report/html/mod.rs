//! Findings and texts to `report.html`: one file that opens from disk, without a network.
//!
//! **In** [`Tables`] and the texts. **Out** the bytes of one page, the same for the same
//! input. **Cost** O(P log P) for P passages, one pass over the texts; memory that of the rows and of the compressed texts.
//! **Never** writes markup made of what an article says: data lie in compressed blocks, and the script of the page inserts
//! them as text. **From** the section files of JPlag's and dolos' viewers, folded into one page.
//!
//! ```text
//!  Tables ─select, chosen──▶ what the page holds ──pack──▶ blocks ─┐
//!  template/*.css, *.js ───────────────────────────────────────────┴──page──▶ report.html
//! ```

mod chosen;
mod pack;
mod page;
#[cfg(test)]
mod sample;
mod select;
mod unknown;
mod words;

pub use chosen::Limits;
pub use select::Filter;
pub use unknown::{Named, Unknown};

use super::Tables;
use crate::article::ArticleId;
use crate::error::Result;
use crate::findings::Findings;
use std::io::Write;

/// The name of the page in a folder of findings.
pub const REPORT_FILE: &str = "report.html";

/// The page of what a filter passes, where no other name is given.
pub const FILTERED_FILE: &str = "filtered.html";

/// Where texts come from.
pub trait Texts {
    /// Calls `use_text` with each wanted article's number and text; `wanted` is sorted, and so are the calls.
    ///
    /// # Errors
    /// When a text cannot be read.
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()>;
}

impl Texts for &Findings {
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
        let mut text = String::new();
        wanted.iter().try_for_each(|&number| {
            self.collection.text(ArticleId(number), &mut text)?;
            use_text(number, &text);
            Ok(())
        })
    }
}

/// How much of what there is a page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Passages.
    pub passages: u64,
    /// Families.
    pub families: u64,
}

/// Writes the page that shows `tables`, as far as `limits` allow, and tells how far.
///
/// # Errors
/// When a text cannot be read or `out` cannot be written.
pub fn write(tables: &Tables, texts: &mut dyn Texts, limits: &Limits, out: &mut dyn Write) -> Result<Held> {
    let chosen = chosen::choose(tables, limits);
    let blocks = pack::blocks(tables, &chosen, texts)?;
    page::write(&blocks, out).map_err(|source| crate::error::Error::write(REPORT_FILE, source))?;
    Ok(Held { passages: chosen.passages.len() as u64, families: chosen.num_families as u64 })
}
