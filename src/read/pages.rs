//! What stands between a damaged Parquet file and the run: its column chunks are checked before they are read, its dictionaries as
//! they come, and a panic of the library ends the file alone.
//!
//! **In** the metadata of a row group, its pages, a piece of work. **Out** the same, or what is wrong.
//! **Cost** a few comparisons a page. **Never** prints: what went wrong is a [`Skipped`](super::Skipped) of the file.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use parquet::basic::Type;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::ColumnDescPtr;

/// That the columns of a row group lie inside a file of `bytes`, as the library takes for granted.
pub(super) fn check(group: &RowGroupMetaData, bytes: u64) -> Result<()> {
    let is_sound = group.columns().iter().all(|column| {
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let end = start.checked_add(column.compressed_size());
        start >= 0
            && column.data_page_offset() >= 0
            && column.compressed_size() >= 0
            && column.num_values() >= 0
            && end.is_some_and(|end| end.unsigned_abs() <= bytes)
    });
    if is_sound && group.num_rows() >= 0 {
        Ok(())
    } else {
        Err(ParquetError::General("a column lies outside the file".to_owned()))
    }
}

/// The reader of a column whose pages are checked as they come.
pub(super) fn column_reader(
    group: &dyn RowGroupReader,
    index: usize,
    column: ColumnDescPtr,
) -> Result<ColumnReader> {
    let least_bytes = match column.physical_type() {
        Type::BOOLEAN => 0,
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
        Type::FIXED_LEN_BYTE_ARRAY => u64::try_from(column.type_length()).unwrap_or(0),
    };
    let pages = group.get_column_page_reader(index)?;
    Ok(get_column_reader(column, Box::new(Checked { pages, least_bytes })))
}

/// Pages, checked.
struct Checked {
    pages: Box<dyn PageReader>,
    /// The fewest bytes of a value.
    least_bytes: u64,
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        // Room is made for all values of a dictionary before the first is looked at.
        if let Some(Page::DictionaryPage { buf, num_values, .. }) = &page
            && u64::from(*num_values) * self.least_bytes > buf.len() as u64
        {
            return Err(ParquetError::General("a dictionary of more values than bytes".to_owned()));
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

thread_local! {
    /// Panics of this thread are caught and told elsewhere.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Does some work of the library; a panic in it is an error, and prints nothing.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let other = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_CAUGHT.get() {
                other(info);
            }
        }));
    });
    let before = IS_CAUGHT.replace(true);
    // What was being read is not touched again after a panic.
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(before);
    outcome.unwrap_or_else(|_| Err(ParquetError::General("the file is damaged".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        let broken = caught(|| -> Result<()> { panic!("deep inside") });
        assert!(broken.unwrap_err().to_string().contains("damaged"));
        assert_eq!(caught(|| Ok(1)).unwrap(), 1);
    }
}
