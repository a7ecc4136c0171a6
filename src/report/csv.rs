//! Tables as CSV (RFC 4180): a line of names, nothing where there is no value, texts as they are.

use super::table::{Names, Row, Value};
use super::{Folder, Tables};
use crate::error::{Error, Result};

/// The ending of these files.
pub const ENDING: &str = "csv";

/// Every table.
///
/// # Errors
/// When one cannot be written.
pub fn write(tables: &Tables, folder: &Folder) -> Result<()> {
    let names = &tables.known();
    write_table(&tables.articles, names, folder)?;
    write_table(&tables.pairs, names, folder)?;
    write_table(&tables.passages, names, folder)?;
    write_table(&tables.clusters, names, folder)?;
    write_table(&tables.outlets, names, folder)?;
    write_table(&tables.families, names, folder)?;
    write_table(&tables.boilerplate, names, folder)?;
    write_table(&tables.skipped, names, folder)
}

fn write_table<R: Row>(rows: &[R], names: &dyn Names, folder: &Folder) -> Result<()> {
    let name = format!("{}.{ENDING}", R::TABLE);
    folder.file(&name, |out| {
        let mut out = csv::Writer::from_writer(out);
        let failed = |error: csv::Error| Error::write(&name, error.into());
        out.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(failed)?;
        for row in rows {
            out.write_record(row.values(names).into_iter().map(shown)).map_err(failed)?;
        }
        out.flush().map_err(|source| Error::write(&name, source))
    })
}

fn shown(value: Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.to_owned(),
        Value::Count(count) => count.to_string(),
        Value::Share(share) => share.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Tree(tree) => tree.to_string(),
    }
}
