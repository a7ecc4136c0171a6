//! A folder of findings back to what a pair of its articles is explained from: texts, dates, who stands for whom, options.
//!
//! **In** a folder that a scan wrote. **Out** [`Recalled`]. **Cost** one pass over the table of articles; some thirty bytes and an
//! id for each. **Never** reads the inputs of the scan: they may have moved.

use super::texts::TEXTS_FILE;
use super::{FINDINGS_FILE, SCHEMA_VERSION, jsonl, saved};
use crate::article::ArticleId;
use crate::candidates::bands::Bands;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::options::Options;
use crate::passage::level::Level;
use crate::pipeline::explain::{Articles, Texts};
use crate::read::date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};

/// What a folder of findings still knows.
pub struct Recalled {
    folder: PathBuf,
    /// Every article without its text.
    pub articles: Articles,
    /// The options of the scan.
    pub options: Options,
    /// The bands they led to.
    pub bands: Bands,
    /// The fingerprint of the model of vectors, where one was used.
    pub model: Option<String>,
}

/// A passage as it stands in the table.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Listed {
    /// Characters on the left.
    pub left: (u32, u32),
    /// Characters on the right.
    pub right: (u32, u32),
    /// Its level.
    pub level: String,
    /// Its score.
    pub score: f64,
    /// Share of equal words.
    pub identity: f64,
    /// Languages of both sides, of a possible translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<(String, String)>,
    /// Whether vectors had a part in it.
    #[serde(skip)]
    pub has_vectors: bool,
}

/// What the table has of a pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reported {
    /// The passages of the pair.
    pub passages: Vec<Listed>,
    /// Whether there are any of their two stories that were found word by word.
    pub is_listed: bool,
}

/// What findings.json in `folder` holds.
///
/// # Errors
/// When it is not there, or of another layout.
pub(super) fn summary(folder: &Path) -> Result<Value> {
    let path = folder.join(FINDINGS_FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            let hint = format!("name a folder that `retold scan -o FOLDER` wrote: it holds {FINDINGS_FILE}");
            return Err(ErrorKind::NoInput { asked: folder.display().to_string(), hint }.into());
        }
        Err(source) => return Err(Error::read(Place::file(path), source)),
    };
    let summary: Value =
        serde_json::from_str(&text).map_err(|error| other_version(folder, error.to_string()))?;
    if summary["schema_version"] != SCHEMA_VERSION {
        let what = format!("findings of layout {}, not {SCHEMA_VERSION}", summary["schema_version"]);
        return Err(other_version(folder, what));
    }
    Ok(summary)
}

fn other_version(folder: &Path, what: String) -> Error {
    let hint = Some("the findings are of another version of retold: scan again with this one");
    Error::record(Place::file(folder.join(FINDINGS_FILE)), what, hint)
}

impl Recalled {
    /// Reads the tables in `folder`.
    ///
    /// # Errors
    /// When it holds no findings of this layout.
    pub fn open(folder: &Path) -> Result<Self> {
        let summary = summary(folder)?;
        let (options, bands) = Options::of_echo(&summary["options"])
            .map_err(|error| other_version(folder, format!("options: {error}")))?;
        let mut articles = Articles::default();
        rows(folder, "articles.jsonl", |row: ArticleRow| {
            articles.keys.push(row.id);
            articles.published.push(row.date.as_deref().and_then(date::parse));
            articles.stories.push(ArticleId(articles.stories.len() as u32));
            Some(())
        })?;
        let number = |key: &str| articles.keys.binary_search_by(|own| own.as_str().cmp(key)).ok();
        let stories = &mut articles.stories;
        rows(folder, "clusters.jsonl", |row: ClusterRow| {
            let representative = ArticleId(number(&row.representative)? as u32);
            *stories.get_mut(number(&row.id)?)? = representative;
            Some(())
        })?;
        let texts = folder.join(TEXTS_FILE);
        if !texts.is_file() {
            let hint = "the texts are not beside the findings any more: put the file back, or scan again";
            let kind = ErrorKind::NoInput { asked: texts.display().to_string(), hint: hint.into() };
            return Err(kind.into());
        }
        let model = summary["options"]["vectors"]["fingerprint"].as_str().map(str::to_owned);
        Ok(Self { folder: folder.to_path_buf(), articles, options, bands, model })
    }

    /// The article that goes by `key`.
    ///
    /// # Errors
    /// When there is none; similar ids are named.
    pub fn id(&self, key: &str) -> Result<ArticleId> {
        let keys = &self.articles.keys;
        let beside = match keys.binary_search_by(|own| own.as_str().cmp(key)) {
            Ok(index) => return Ok(ArticleId(index as u32)),
            // One letter too few or too many mostly leaves an id near its place.
            Err(index) => index.saturating_sub(1).min(keys.len().saturating_sub(3)),
        };
        let folded = key.to_lowercase();
        let alike = keys.iter().filter(|own| own.to_lowercase().contains(&folded)).take(3);
        let mut alike: Vec<&str> = alike.map(String::as_str).collect();
        if alike.is_empty() {
            alike = keys[beside..].iter().take(3).map(String::as_str).collect();
        }
        let hint = format!("ids stand in articles.jsonl, such as {}", alike.join(", "));
        Err(ErrorKind::Unknown { asked: format!("{}: article `{key}`", self.folder.display()), hint }.into())
    }

    /// The texts beside the findings.
    pub fn texts(&self) -> impl Texts + Send + use<> {
        Beside(saved::texts(&self.folder))
    }

    /// The passages that the table has of a pair, in order of id.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn passages(&self, left: ArticleId, right: ArticleId) -> Result<Reported> {
        let Articles { keys, stories, .. } = &self.articles;
        let pair = [left, right].map(|id| stories[id.index()]);
        let [left, right] = [left, right].map(|id| keys[id.index()].as_str());
        let story = |key: &str| Some(stories[keys.binary_search_by(|own| own.as_str().cmp(key)).ok()?]);
        let mut out = Reported::default();
        rows(&self.folder, "passages.jsonl", |row: PassageRow| {
            let of_row = [story(&row.left)?, story(&row.right)?];
            // What was found in other words has evidence; an edited one that has some was found word by word too.
            let by_words = row.evidence.is_none() || row.level == Level::Edited.name();
            out.is_listed |= by_words && (of_row == pair || of_row == [pair[1], pair[0]]);
            if row.left == left && row.right == right {
                let vectors = row.evidence.as_ref().and_then(|evidence| evidence.cosine);
                out.passages.push(Listed {
                    has_vectors: vectors.is_some(),
                    left: (row.left_start, row.left_end),
                    right: (row.right_start, row.right_end),
                    level: row.level,
                    score: row.score,
                    identity: row.identity,
                    languages: row
                        .evidence
                        .and_then(|evidence| evidence.possible_translation)
                        .map(|l| (l.left, l.right)),
                });
            }
            Some(())
        })?;
        Ok(out)
    }
}

/// The texts beside the tables.
struct Beside<T>(T);

impl<T: super::html::Texts> Texts for Beside<T> {
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
        self.0.each(wanted, use_text)
    }
}

#[derive(Deserialize)]
struct ArticleRow {
    id: String,
    date: Option<String>,
}

#[derive(Deserialize)]
struct ClusterRow {
    id: String,
    representative: String,
}

#[derive(Deserialize)]
struct PassageRow {
    left: String,
    left_start: u32,
    left_end: u32,
    right: String,
    right_start: u32,
    right_end: u32,
    level: String,
    score: f64,
    identity: f64,
    evidence: Option<EvidenceRow>,
}

#[derive(Deserialize)]
struct EvidenceRow {
    possible_translation: Option<LanguagesRow>,
    cosine: Option<f64>,
}

#[derive(Deserialize)]
struct LanguagesRow {
    left: String,
    right: String,
}

/// Calls `take` with every row of a table; it returns nothing for a row that names what is not there.
fn rows<R: DeserializeOwned>(folder: &Path, name: &str, mut take: impl FnMut(R) -> Option<()>) -> Result<()> {
    let row = |line: &str| {
        let row = serde_json::from_str(line).map_err(|error| error.to_string())?;
        take(row).ok_or_else(|| "the row names what no other table holds".to_owned())
    };
    jsonl::lines(folder, name, row, |()| Ok(()))
}
