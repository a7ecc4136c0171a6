//! Findings as they were written: a folder, or one of its tables.

use super::{IdPair, Reported, Truth, in_order};
use crate::error::{Error, ErrorKind, Place, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Where findings stand.
pub struct Found {
    /// The folder, or the table itself.
    path: PathBuf,
    /// Which table it is, where it is one.
    table: Option<Table>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Passages,
    Pairs,
    Clusters,
}

impl Table {
    fn file(self) -> &'static str {
        match self {
            Self::Passages => "passages.jsonl",
            Self::Pairs => "pairs.jsonl",
            Self::Clusters => "clusters.jsonl",
        }
    }
}

#[derive(Deserialize)]
struct PassageRow {
    left: Id,
    left_start: i64,
    left_end: i64,
    right: Id,
    right_start: i64,
    right_end: i64,
    #[serde(default)]
    level: String,
    #[serde(default = "certain")]
    score: f64,
}

/// Findings of other programs may have no score.
fn certain() -> f64 {
    1.0
}

#[derive(Deserialize)]
struct PairRow {
    left: Id,
    right: Id,
    /// Of passages.
    #[serde(default)]
    level: String,
}

#[derive(Deserialize)]
struct ClusterRow {
    cluster: Id,
    id: Id,
}

#[derive(Deserialize)]
struct ArticleRow {
    id: Id,
    /// Characters of its text.
    #[serde(default)]
    chars: Option<i64>,
}

/// An id as text, whether it was written as text or as a number.
#[derive(Deserialize)]
#[serde(from = "serde_json::Value")]
struct Id(String);

impl From<serde_json::Value> for Id {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Self(text),
            other => Self(other.to_string()),
        }
    }
}

impl Found {
    /// The findings at `path`.
    pub fn at(path: &Path) -> Result<Self> {
        if path.is_dir() {
            let tables = [Table::Passages, Table::Pairs, Table::Clusters];
            if !tables.iter().any(|table| path.join(table.file()).is_file()) {
                let hint = "name a folder that `retold scan` wrote, or one of its tables";
                let kind = ErrorKind::NoInput { asked: path.display().to_string(), hint: hint.into() };
                return Err(kind.into());
            }
            return Ok(Self { path: path.to_path_buf(), table: None });
        }
        Ok(Self { path: path.to_path_buf(), table: Some(table_of(path)?) })
    }

    fn file(&self, table: Table) -> Option<PathBuf> {
        match self.table {
            None => Some(self.path.join(table.file())).filter(|path| path.is_file()),
            Some(own) => (own == table).then(|| self.path.clone()),
        }
    }

    /// All passages.
    pub fn passages(&self) -> Result<Vec<Reported>> {
        let Some(path) = self.file(Table::Passages) else {
            let hint =
                "this truth is of passages: name a folder that `retold scan` wrote, or its passages.jsonl";
            let kind = ErrorKind::NoInput { asked: self.path.display().to_string(), hint: hint.into() };
            return Err(kind.into());
        };
        let mut out = Vec::new();
        rows(&path, |row: PassageRow| {
            out.push(Reported {
                left: row.left.0,
                left_span: (row.left_start, row.left_end),
                right: row.right.0,
                right_span: (row.right_start, row.right_end),
                level: row.level,
                score: row.score,
            });
        })?;
        Ok(out)
    }

    /// All pairs of articles: those of the table of pairs, else those that share a passage that is no quotation.
    pub fn pairs(&self) -> Result<Option<BTreeSet<IdPair>>> {
        let mut out = BTreeSet::new();
        let path = self.file(Table::Pairs).or_else(|| self.file(Table::Passages));
        let Some(path) = path else { return Ok(None) };
        rows(&path, |row: PairRow| {
            if row.left.0 != row.right.0 && row.level != "quote" {
                out.insert(in_order(&row.left.0, &row.right.0));
            }
        })?;
        Ok(Some(out))
    }

    /// The cluster of each article that is in one.
    pub fn clusters(&self) -> Result<Option<BTreeMap<String, String>>> {
        let Some(path) = self.file(Table::Clusters) else { return Ok(None) };
        let mut out = BTreeMap::new();
        rows(&path, |row: ClusterRow| {
            out.insert(row.id.0, row.cluster.0);
        })?;
        // Articles in no cluster stand alone, and count.
        let articles = self.path.join("articles.jsonl");
        if self.table.is_none() && articles.is_file() {
            rows(&articles, |row: ArticleRow| {
                out.entry(row.id.0.clone()).or_insert_with(|| format!("alone {}", row.id.0));
            })?;
        }
        Ok(Some(out))
    }

    /// A few ids of the truth that no article of the findings has, and its spans that reach beyond the end of their article.
    pub fn misfits(&self, place: &Path, truth: &Truth) -> Result<(Vec<String>, Vec<String>)> {
        let articles = self.path.join("articles.jsonl");
        if self.table.is_some() || !articles.is_file() {
            return Ok(Default::default());
        }
        let mut known = BTreeMap::new();
        rows(&articles, |row: ArticleRow| {
            known.insert(row.id.0, row.chars.unwrap_or(i64::MAX));
        })?;
        let ids: BTreeSet<&str> = truth.ids().into_iter().collect();
        let unknown: Vec<&&str> = ids.iter().filter(|id| !known.contains_key(**id)).collect();
        if let Some(first) = unknown.first().filter(|_| unknown.len() == ids.len()) {
            let what = format!("no id of this table stands in the findings, beginning with `{first}`");
            let hint = "score the folder of a scan of the labelled articles, with --id naming the field of their ids";
            return Err(Error::record(Place::file(place), what, Some(hint)));
        }
        let outside = truth.spans().into_iter().filter_map(|(id, (start, end))| {
            let chars = *known.get(id).filter(|&&chars| end > chars)?;
            Some(format!("{start} to {end} reaches beyond the end of `{id}`, which has {chars} characters"))
        });
        Ok((unknown.iter().take(5).map(|id| (**id).to_owned()).collect(), outside.collect()))
    }
}

/// Which table a file is, by its first row; an empty one by its name.
fn table_of(path: &Path) -> Result<Table> {
    let unread = |source: io::Error| Error::read(Place::file(path), source);
    let mut line = String::new();
    BufReader::new(File::open(path).map_err(unread)?).read_line(&mut line).map_err(unread)?;
    let row: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
    let has = |name: &str| row.get(name).is_some();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if has("left_start") || (line.is_empty() && !name.starts_with("pairs") && !name.starts_with("clusters")) {
        Ok(Table::Passages)
    } else if has("left") && has("right") || line.is_empty() && name.starts_with("pairs") {
        Ok(Table::Pairs)
    } else if has("cluster") && has("id") || line.is_empty() {
        Ok(Table::Clusters)
    } else {
        let place = Place { line: Some(1), ..Place::file(path) };
        let hint = "expected passages.jsonl, pairs.jsonl or clusters.jsonl of a scan, or their folder";
        Err(Error::record(place, "no row of findings", Some(hint)))
    }
}

fn rows<R: DeserializeOwned>(path: &Path, mut take: impl FnMut(R)) -> Result<()> {
    let unread = |source: io::Error| Error::read(Place::file(path), source);
    let mut lines = BufReader::with_capacity(1 << 18, File::open(path).map_err(unread)?);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if lines.read_line(&mut line).map_err(unread)? == 0 {
            break;
        }
        let row = serde_json::from_str(&line).map_err(|error| {
            let place = Place { line: Some(number), ..Place::file(path) };
            Error::record(place, error.to_string(), Some("each row is one JSON object on a line of its own"))
        })?;
        take(row);
    }
    Ok(())
}
