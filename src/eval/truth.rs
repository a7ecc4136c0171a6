//! Tables of labels: which of the known kinds one is, and its rows.

use super::pairs::Wanted;
use super::plagdet::Case;
use super::spans::Labelled;
use super::{Params, in_order};
use crate::error::{Error, Place, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io;
use std::path::Path;

/// What should be found.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// Pairs of spans with a label: V, E, R for reuse, S, U for none.
    Spans(Vec<Labelled>),
    /// Spans of a suspicious article that stand in a source, as at PAN.
    Cases(Vec<Case>),
    /// Pairs of articles.
    Pairs(Wanted),
    /// The cluster of each article.
    Clusters(BTreeMap<String, String>),
}

impl Truth {
    /// Every span it names, with the id of its article.
    pub fn spans(&self) -> Vec<(&str, (i64, i64))> {
        match self {
            Self::Spans(rows) => {
                rows.iter().flat_map(|row| [(&*row.a, row.a_span), (&row.b, row.b_span)]).collect()
            }
            Self::Cases(cases) => cases
                .iter()
                .flat_map(|case| {
                    [(&*case.suspicious, case.suspicious_span), (&case.source, case.source_span)]
                })
                .collect(),
            Self::Pairs(_) | Self::Clusters(_) => Vec::new(),
        }
    }

    /// Every id it names, repeats among them.
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Self::Spans(rows) => rows.iter().flat_map(|row| [&*row.a, &row.b]).collect(),
            Self::Cases(cases) => cases.iter().flat_map(|case| [&*case.suspicious, &case.source]).collect(),
            Self::Pairs(pairs) => {
                let all = pairs.wanted.iter().chain(&pairs.unwanted).chain(&pairs.left_out);
                all.flat_map(|(left, right)| [&**left, right]).collect()
            }
            Self::Clusters(clusters) => clusters.keys().map(String::as_str).collect(),
        }
    }
}

const SPANS: [&str; 7] = ["a", "a_start", "a_end", "b", "b_start", "b_end", "label"];
const CASES: [&str; 6] = ["susp", "susp_off", "susp_len", "src", "src_off", "src_len"];

/// Reads the table at `path`: tab-separated with a header, quotation marks as they are, the kind told by its columns.
pub fn read(path: &Path, params: &Params) -> Result<Truth> {
    let unread = |source: io::Error| Error::read(Place::file(path), source);
    let file = File::open(path).map_err(unread)?;
    let mut table =
        csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_reader(file);
    let no_table = |error: csv::Error| {
        let place = Place { line: error.position().map(csv::Position::line), ..Place::file(path) };
        let what = match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_owned(),
            _ => error.to_string(),
        };
        Error::record(place, what, Some("save the table as tab-separated UTF-8"))
    };
    let header = table.headers();
    let header =
        header.map_err(|error| if error.is_io_error() { unread(error.into()) } else { no_table(error) });
    let header = header?.clone();
    // A table saved by a spreadsheet may open with a byte order mark.
    let columns: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{FEFF}')).collect();
    let has = |names: &[&str]| names.iter().all(|name| columns.contains(name));
    let rows = table.records().enumerate().map(|(index, row)| match row {
        Ok(row) => {
            let line = row.position().map_or(index as u64 + 2, csv::Position::line);
            Ok(Row { path, line, columns: &columns, row })
        }
        Err(error) => Err(no_table(error)),
    });
    let has_kinds = !has(&SPANS) && !has(&CASES) && has(&["a", "b", "kind"]);
    if params.kind.is_some() && !has_kinds {
        let place = Place { line: Some(1), ..Place::file(path) };
        let what = if has(&["kind"]) {
            "is no table of pairs with kinds, which --kind asks for".to_owned()
        } else {
            format!("has no column `kind`, which --kind asks for: its columns are {}", columns.join(", "))
        };
        return Err(Error::record(
            place,
            what,
            Some("leave --kind out, or give a table with the columns a, b and kind"),
        ));
    }
    let has_grades = !has(&SPANS) && !has_kinds && (has(&["grade"]) || has(&["label"]));
    if let Some(grade) = params.least_grade.filter(|_| !has_grades) {
        let what = format!("has no column `grade` or `label` of pairs, which --grade {grade} asks for");
        let hint = "leave --grade out, or give a table with the columns a, b and grade";
        return Err(Error::record(Place { line: Some(1), ..Place::file(path) }, what, Some(hint)));
    }
    if has(&SPANS) {
        let (mut out, mut lines) = (Vec::new(), HashMap::new());
        for row in rows {
            let row = row?;
            let labelled = labelled(&row)?;
            let (one, other) = ((&labelled.a, labelled.a_span), (&labelled.b, labelled.b_span));
            let spans = if one <= other { (one, other) } else { (other, one) };
            let key = format!("{spans:?}");
            let earlier = lines.insert(key, (labelled.label.clone(), row.line));
            if let Some((label, line)) = earlier.filter(|(label, _)| *label != labelled.label) {
                let what =
                    format!("`{}`, and `{label}` in line {line}, of the same two spans", labelled.label);
                return Err(row.bad("label", what, "give each pair of spans one label"));
            }
            out.push(labelled);
        }
        Ok(Truth::Spans(out))
    } else if has(&CASES) {
        let cases: Result<Vec<Case>> = rows.map(|row| case(&row?)).collect();
        Ok(Truth::Cases(cases?))
    } else if has(&["a", "b"]) {
        // Of pairs with kinds all are wanted that count; a label or grade beside them is not read.
        let mut out = Wanted { is_judged: has_grades, ..Wanted::default() };
        let mut kinds = BTreeSet::new();
        for row in rows {
            let row = row?;
            kinds.extend(
                row.optional("kind")
                    .iter()
                    .flat_map(|kind| kind.split(','))
                    .map(|kind| kind.trim().to_owned()),
            );
            pair(&row, params, &mut out)?;
        }
        match &params.kind {
            Some(kind) if !kinds.contains(kind) => {
                let what = format!("has no row of the kind `{kind}`, which --kind asks for");
                let known = format!("its kinds are {}", kinds.into_iter().collect::<Vec<_>>().join(", "));
                Err(Error::record(Place::file(path), what, Some(&known)))
            }
            _ => Ok(Truth::Pairs(out)),
        }
    } else if has(&["id", "cluster"]) {
        let mut out = BTreeMap::new();
        for row in rows {
            let row = row?;
            let (id, cluster) = (row.text("id")?, row.text("cluster")?);
            if out.insert(id.to_owned(), cluster.to_owned()).is_some() {
                return Err(row.bad("id", format!("`{id}` stands in two rows"), "give each article once"));
            }
        }
        Ok(Truth::Clusters(out))
    } else {
        let place = Place { line: Some(1), ..Place::file(path) };
        let what = format!("no table of labels: its columns are {}", columns.join(", "));
        let hint = "expected a header with, separated by tabs: a a_start a_end b b_start b_end label; or \
            susp susp_off susp_len src src_off src_len; or a b (with label, grade or kind); or id cluster";
        Err(Error::record(place, what, Some(hint)))
    }
}

/// One row of the table with its place.
struct Row<'t> {
    path: &'t Path,
    line: u64,
    columns: &'t [&'t str],
    row: csv::StringRecord,
}

impl Row<'_> {
    fn bad(&self, field: &str, what: String, hint: &str) -> Error {
        let place = Place { line: Some(self.line), field: Some(field.into()), ..Place::file(self.path) };
        Error::record(place, what, Some(hint))
    }

    fn optional(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.row.get(at)
    }

    fn text(&self, column: &str) -> Result<&str> {
        match self.optional(column) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(self.bad(column, "nothing stands here".into(), "fill in the field or take the row out")),
        }
    }

    fn number(&self, column: &str) -> Result<i64> {
        let text = self.text(column)?;
        let hint = match column {
            "grade" | "label" => "write 1 or more for a pair that should be found, 0 for one that should not",
            _ => "write a whole number, as offsets in characters are",
        };
        text.trim().parse().map_err(|_| self.bad(column, format!("`{text}` is no whole number"), hint))
    }

    /// The span of two offsets.
    fn span(&self, start: &str, end: &str) -> Result<(i64, i64)> {
        let span = (self.number(start)?, self.number(end)?);
        if span.0 < 0 {
            return Err(self.bad(start, format!("`{}` is below 0", span.0), "offsets are counted from 0"));
        }
        if span.1 <= span.0 {
            let what = format!("`{}` does not lie behind the start, {}", span.1, span.0);
            return Err(self.bad(end, what, "the end is exclusive"));
        }
        Ok(span)
    }
}

fn labelled(row: &Row) -> Result<Labelled> {
    Ok(Labelled {
        a: row.text("a")?.to_owned(),
        a_span: row.span("a_start", "a_end")?,
        b: row.text("b")?.to_owned(),
        b_span: row.span("b_start", "b_end")?,
        label: row.text("label")?.to_owned(),
        case: row.optional("case").filter(|case| !case.is_empty()).map(str::to_owned),
    })
}

fn case(row: &Row) -> Result<Case> {
    let span = |offset: &str, length: &str| -> Result<(i64, i64)> {
        let (start, len) = (row.number(offset)?, row.number(length)?);
        match start.checked_add(len) {
            Some(end) if start >= 0 && len > 0 => Ok((start, end)),
            _ => Err(row.bad(
                length,
                format!("`{len}` is no length"),
                "lengths are 1 or more, offsets 0 or more",
            )),
        }
    };
    Ok(Case {
        suspicious: row.text("susp")?.to_owned(),
        suspicious_span: span("susp_off", "susp_len")?,
        source: row.text("src")?.to_owned(),
        source_span: span("src_off", "src_len")?,
    })
}

fn pair(row: &Row, params: &Params, out: &mut Wanted) -> Result<()> {
    let (one, other) = (row.text("a")?, row.text("b")?);
    if one == other {
        return Err(row.bad(
            "b",
            format!("`{one}` stands on both sides"),
            "a pair is of two articles: take the row out",
        ));
    }
    let pair = in_order(one, other);
    let list = if let Some(kind) = row.optional("kind") {
        match &params.kind {
            Some(wanted) if !kind.split(',').any(|word| word.trim() == wanted) => &mut out.left_out,
            _ => &mut out.wanted,
        }
    } else {
        let grade = if row.optional("grade").is_some() { "grade" } else { "label" };
        let is_wanted =
            row.optional(grade).is_none() || row.number(grade)? >= params.least_grade.unwrap_or(1);
        if is_wanted { &mut out.wanted } else { &mut out.unwanted }
    };
    list.insert(pair.clone());
    if out.wanted.contains(&pair) && (out.unwanted.contains(&pair) || out.left_out.contains(&pair)) {
        let what = format!("`{one}` and `{other}` should be found by one row and not by another");
        return Err(row.bad("b", what, "give each pair of articles once"));
    }
    Ok(())
}
