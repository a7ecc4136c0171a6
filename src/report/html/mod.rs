//! Findings and texts to `report.html`: one file that opens from disk, without a network.
//!
//! **In** an [`Input`] (rows of the tables by number) and the texts. **Out** the bytes of one page, the same for the same
//! input. **Cost** O(P log P) for P passages, one pass over the texts; memory that of the rows and of the compressed texts.
//! **Never** writes markup made of what an article says: data lie in compressed blocks, and the script of the page inserts
//! them as text. **From** the section files of JPlag's and dolos' viewers, folded into one page.
//!
//! ```text
//!  Input ──select──▶ what the page holds ──pack──▶ blocks ─┐
//!  template/*.css, *.js ───────────────────────────────────┴──page──▶ report.html
//! ```

mod input;
mod pack;
mod page;
mod select;

pub use input::{Article, Boilerplate, Cluster, Family, Input, Member, Pair, Passage, Share, Texts};
pub use select::{Filter, Limits};

use crate::error::Result;
use std::io::Write;

/// The name of the page in a folder of findings.
pub const REPORT_FILE: &str = "report.html";

/// Writes the page that shows `input`, as far as `limits` allow.
///
/// # Errors
/// When a text cannot be read or `out` cannot be written.
pub fn write(input: &Input, texts: &mut dyn Texts, limits: &Limits, out: &mut dyn Write) -> Result<()> {
    let chosen = select::choose(input, limits);
    let blocks = pack::blocks(input, &chosen, texts)?;
    page::write(&blocks, out).map_err(|source| crate::error::Error::write(REPORT_FILE, source))
}
