//! Tables as JSON Lines: one object a row, every column in it.

use super::Folder;
use super::table::{Form, Named, Names, Numbers, Row, Rows};
use super::tables::Known;
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

/// Tables as JSON Lines.
pub struct JsonLines;

impl Form for JsonLines {
    fn write<R: Row>(
        &self,
        rows: &(impl Rows<R> + ?Sized),
        names: &dyn Names,
        folder: &Folder,
    ) -> Result<()> {
        let name = file_of::<R>();
        folder.file(&name, |out| rows.each(&mut |row| line(out, &name, &Named(row, names))))
    }
}

/// Calls `take` with what `parse` makes of each line of a table in `folder`; it says what is wrong with one, if anything.
///
/// # Errors
/// When the table cannot be read, `parse` finds something wrong, or those of `take`.
pub(super) fn lines<T>(
    folder: &Path,
    name: &str,
    mut parse: impl FnMut(&str) -> std::result::Result<T, String>,
    mut take: impl FnMut(T) -> Result<()>,
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
        let parsed = parse(&line).map_err(|what| {
            let place = Place { line: Some(number), ..Place::file(path.clone()) };
            Error::record(place, what, Some("the folder was changed after the scan: scan again"))
        })?;
        take(parsed)?;
    }
    Ok(())
}

fn row<R: Row>(line: &str, numbers: &dyn Numbers) -> std::result::Result<R, String> {
    let mut object = serde_json::from_str(line).map_err(|error| error.to_string())?;
    R::read(&mut object, numbers)
        .map_err(|column| format!("`{column}` is missing or not what the other tables hold"))
}

/// The rows of a table in `folder`.
///
/// # Errors
/// When the table cannot be read, or a line is no row of it.
pub fn read<R: Row>(folder: &Path, numbers: &dyn Numbers) -> Result<Vec<R>> {
    let mut rows = Vec::new();
    lines(
        folder,
        &file_of::<R>(),
        |line| row(line, numbers),
        |row| {
            rows.push(row);
            Ok(())
        },
    )?;
    Ok(rows)
}

/// A table that stands in a folder, read row by row as it is wanted. Its rows name nothing of other tables.
pub struct Saved<'f>(pub &'f Path);

impl<R: Row> Rows<R> for Saved<'_> {
    fn each(&self, take: &mut dyn FnMut(&R) -> Result<()>) -> Result<()> {
        let nothing = Known { articles: &[], outlets: &[] };
        lines(self.0, &file_of::<R>(), |line| row(line, &nothing), |row| take(&row))
    }
}
