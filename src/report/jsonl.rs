//! Tables as JSON Lines: one object a row, every column in it.

use super::table::{Named, Names, Numbers, Row};
use super::{Folder, Tables};
use crate::error::{Error, Place, Result};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// The ending of these files.
pub const ENDING: &str = "jsonl";

/// One row of anything.
pub(super) fn line(out: &mut dyn Write, name: &str, row: &impl Serialize) -> Result<()> {
    let written =
        serde_json::to_writer(&mut *out, row).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"));
    written.map_err(|source| Error::write(name, source))
}

/// The file of a table.
pub fn file_of<R: Row>() -> String {
    format!("{}.{ENDING}", R::TABLE)
}

pub(super) fn write_table<R: Row>(rows: &[R], names: &dyn Names, folder: &Folder) -> Result<()> {
    let name = file_of::<R>();
    folder.file(&name, |out| rows.iter().try_for_each(|row| line(out, &name, &Named(row, names))))
}

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

/// Calls `take` with each line of a table in `folder`; it says what is wrong with one, if anything.
///
/// # Errors
/// When the table cannot be read, or `take` finds something wrong.
pub(super) fn lines(
    folder: &Path,
    name: &str,
    mut take: impl FnMut(&str) -> std::result::Result<(), String>,
) -> Result<()> {
    let path = folder.join(name);
    let unread = |source: io::Error| Error::read(Place::file(path.clone()), source);
    let mut lines = BufReader::with_capacity(1 << 18, File::open(&path).map_err(unread)?);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if lines.read_line(&mut line).map_err(unread)? == 0 {
            break;
        }
        take(&line).map_err(|what| {
            let place = Place { line: Some(number), ..Place::file(path.clone()) };
            Error::record(place, what, Some("the folder was changed after the scan: scan again"))
        })?;
    }
    Ok(())
}

/// The rows of a table in `folder`.
///
/// # Errors
/// When the table cannot be read, or a line is no row of it.
pub fn read<R: Row>(folder: &Path, numbers: &dyn Numbers) -> Result<Vec<R>> {
    let mut rows = Vec::new();
    lines(folder, &file_of::<R>(), |line| {
        let mut object = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let row = R::read(&mut object, numbers)
            .map_err(|column| format!("`{column}` is missing or not what the other tables hold"))?;
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}
