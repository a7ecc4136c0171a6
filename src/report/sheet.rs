//! Passages to read in a spreadsheet: the words of both sides, with outlet, date and title.
//!
//! **In** rows of passages, the texts. **Out** `passages_sheet.csv`: UTF-8 with a byte order mark, which Excel asks for. **Cost** one pass over the
//! texts; memory that of the words of all passages. **Never** gives a cell that a spreadsheet would take for a formula, or more than it
//! holds.

use super::Folder;
use super::html::Texts;
use super::tables::Tables;
use crate::article::ArticleId;
use crate::error::{Error, Result};

/// The file in a folder of tables.
pub const SHEET_FILE: &str = "passages_sheet.csv";

/// Most characters of a cell: Excel and LibreOffice hold 32,767.
const MOST_CHARS: usize = 32_000;

const ABOUT: [&str; 5] = ["level", "score", "identity", "chars", "first_seen"];
const SIDE: [&str; 8] = ["id", "outlet", "date", "title", "url", "start", "end", "text"];

/// Writes the passages of `tables` with their words.
///
/// # Errors
/// When a text cannot be read, or the file not be written.
pub fn write(tables: &Tables, texts: &mut dyn Texts, folder: &Folder) -> Result<()> {
    let words = words(tables, texts)?;
    folder.file(SHEET_FILE, |out| {
        out.write_all("\u{FEFF}".as_bytes()).map_err(|source| Error::write(SHEET_FILE, source))?;
        let mut out = csv::Writer::from_writer(out);
        let failed = |error: csv::Error| Error::write(SHEET_FILE, error.into());
        let sides = ["left", "right"].map(|side| SIDE.map(|name| format!("{side}_{name}")));
        out.write_record(ABOUT.map(str::to_owned).iter().chain(sides.iter().flatten())).map_err(failed)?;
        for (passage, words) in tables.passages.iter().zip(&words) {
            let mut row = vec![
                passage.level.name().to_owned(),
                passage.score.to_string(),
                passage.identity.to_string(),
                passage.length().to_string(),
                first_seen(tables, passage.left, passage.right).to_owned(),
            ];
            let sides = [(passage.left, passage.left_span()), (passage.right, passage.right_span())];
            for ((id, span), words) in sides.into_iter().zip(words) {
                let article = &tables.articles[id.index()];
                let outlet = article.outlet.map(|number| tables.outlet_names[number.index()].as_str());
                let date = article.date.as_deref();
                let [title, url] = [&article.title, &article.url].map(|field| field.as_deref());
                row.extend([Some(article.id.as_str()), outlet, date, title, url].map(cell));
                row.extend([span.start.to_string(), span.end.to_string(), cell(Some(words))]);
            }
            out.write_record(row).map_err(failed)?;
        }
        out.flush().map_err(|source| Error::write(SHEET_FILE, source))
    })
}

/// The words of both sides of each passage.
fn words(tables: &Tables, texts: &mut dyn Texts) -> Result<Vec<[String; 2]>> {
    let mut sides: Vec<(u32, usize, usize, u32, u32)> = Vec::with_capacity(2 * tables.passages.len());
    for (row, p) in tables.passages.iter().enumerate() {
        sides.push((p.left.0, row, 0, p.left_start, p.left_end));
        sides.push((p.right.0, row, 1, p.right_start, p.right_end));
    }
    sides.sort_unstable();
    let mut wanted: Vec<u32> = sides.iter().map(|side| side.0).collect();
    wanted.dedup();
    let mut out = vec![[const { String::new() }; 2]; tables.passages.len()];
    texts.each(&wanted, &mut |number, text| {
        let from = sides.partition_point(|side| side.0 < number);
        let starts = text.char_indices().map(|(at, _)| at);
        let places: Vec<usize> = starts.chain([text.len()]).collect();
        for &(_, row, side, start, end) in sides[from..].iter().take_while(|side| side.0 == number) {
            text[places[start as usize]..places[end as usize]].clone_into(&mut out[row][side]);
        }
    })?;
    Ok(out)
}

/// Which side was certainly published before the other.
fn first_seen(tables: &Tables, left: ArticleId, right: ArticleId) -> &'static str {
    let [one, other] = [left, right].map(|id| tables.published[id.index()]);
    match one.zip(other) {
        Some((one, other)) if one.precedes(other) => "left",
        Some((one, other)) if other.precedes(one) => "right",
        _ => "unknown",
    }
}

fn cell(value: Option<&str>) -> String {
    let value = value.unwrap_or_default();
    let mut out = String::with_capacity(value.len());
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        out.push(' ');
    }
    let cut = value.char_indices().nth(MOST_CHARS);
    out.push_str(cut.map_or(value, |(at, _)| &value[..at]));
    if cut.is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_no_longer_than_a_spreadsheet_holds() {
        assert_eq!(cell(Some("=SUM(A1)")), " =SUM(A1)");
        assert_eq!(cell(Some("A = B")), "A = B");
        assert_eq!(cell(None), "");
        let long = cell(Some(&"é".repeat(MOST_CHARS + 1)));
        assert_eq!((long.chars().count(), long.ends_with('…')), (MOST_CHARS + 1, true));
        assert_eq!(cell(Some(&"é".repeat(MOST_CHARS))).chars().count(), MOST_CHARS);
    }
}
