//! Tables as CSV (RFC 4180, but lines end as on Unix): a line of names, nothing where there is no value, texts as they are.

use super::Folder;
use super::table::{Form, Names, Row, Rows, Value};
use crate::error::{Error, Result};

/// The ending of these files.
pub const ENDING: &str = "csv";

/// Tables as CSV.
pub struct Csv;

impl Form for Csv {
    fn write<R: Row>(
        &self,
        rows: &(impl Rows<R> + ?Sized),
        names: &dyn Names,
        folder: &Folder,
    ) -> Result<()> {
        let name = format!("{}.{ENDING}", R::TABLE);
        folder.file(&name, |out| {
            let mut out = csv::Writer::from_writer(out);
            let failed = |error: csv::Error| Error::write(&name, error.into());
            out.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(failed)?;
            rows.each(&mut |row| out.write_record(row.values(names).into_iter().map(shown)).map_err(failed))?;
            out.flush().map_err(|source| Error::write(&name, source))
        })
    }
}

fn shown(value: Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.to_owned(),
        Value::Count(count) => count.to_string(),
        Value::Share(share) => share.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Tree(tree) => tree.json().to_owned(),
    }
}
