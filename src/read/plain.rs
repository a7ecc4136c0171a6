//! A file of plain text → one article.
//!
//! **In** the whole file. **Out** an article whose key is the file name without extension.
//! **Cost** one copy. **Never** takes anything off the text: it stays as it was read, so offsets count in the file.

use super::batch::Record;
use super::skip::Skipped;
use crate::article::Article;

/// The file as an article.
pub(super) fn article(record: &Record<'_>) -> Result<Article, Skipped> {
    let text = record.utf8()?;
    if let Some(fault) = record.fault_of(text) {
        return Err(record.skip(fault));
    }
    Ok(Article { key: record.key(), text: text.to_owned(), place: record.file_place(), ..Article::default() })
}
