//! What inputs hold, before anything is compared: formats, fields, dates, languages, troubles.
//!
//! **In** parsed batches, in reading order. **Out** an [`Inspection`], plain values for a screen or a program.
//! **Cost** one pass; four bytes an article for the lengths, eight for the ids. **Never** keeps a text; changes one.

mod dates;

use crate::article::{Article, Published};
use crate::error::Place;
use crate::read::{
    Batch, DateOrder, InputFile, Met, PassedOver, ReadParams, Role, Skipped, date, markup, mojibake,
};
use crate::text::language::language;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

pub use dates::{Dates, two_ways_hint};

use dates::as_iso;

/// How many examples of one trouble or reason are kept.
const EXAMPLES: usize = 3;
/// Most names of other fields that are counted one by one. Outlets all are: there are fewer than ids, which are all held as hashes.
const MOST_NAMES: usize = 10_000;
/// Longest piece of a text that is shown.
const SHOWN_CHARS: usize = 200;
/// Shorter texts are captions and teasers more often than articles.
const SHORT_CHARS: u32 = 100;

/// What was recognised in the inputs.
#[derive(Debug, Default, Serialize)]
pub struct Inspection {
    /// Groups of files that are read in the same way, largest first.
    pub files: Vec<FileGroup>,
    /// Files that stood in the inputs and were not read.
    pub passed_over: u64,
    /// The first of them, and why.
    pub passed_over_examples: Vec<Example>,
    /// Records of web archives that hold content and no article, by reason.
    pub passed_over_records: BTreeMap<&'static str, u64>,
    /// Records met: articles and skipped ones.
    pub records: u64,
    /// Articles.
    pub articles: u64,
    /// Records that are no articles, by reason.
    pub skipped: BTreeMap<&'static str, Count>,
    /// Each role, in how many articles it is filled, and from which fields.
    pub fields: Vec<FieldUse>,
    /// Fields that play no role, with the number of records that have them.
    pub other_fields: BTreeMap<String, u64>,
    /// Dates of publication.
    pub dates: Dates,
    /// Number of articles of each language, by code; `unknown` where that is not certain.
    pub languages: BTreeMap<&'static str, u64>,
    /// Number of articles of each outlet.
    pub outlets: BTreeMap<String, u64>,
    /// How long the texts are.
    pub texts: Texts,
    /// What looks wrong although it can be read, by name.
    pub troubles: BTreeMap<&'static str, Count>,
    /// The first articles.
    pub first: Vec<Shown>,
    /// Which of the fields that the user named were met.
    #[serde(skip)]
    pub met: Met,
    #[serde(skip)]
    lengths: Vec<u32>,
    #[serde(skip)]
    keys: HashSet<u64>,
}

/// Files that are read in the same way.
#[derive(Debug, Serialize)]
pub struct FileGroup {
    /// The format, as `--format` takes it.
    pub format: &'static str,
    /// The compression, `plain` for none.
    pub compression: String,
    /// The encoding; nothing where the format settles it.
    pub encoding: Option<&'static str>,
    /// How many files.
    pub files: u64,
    /// Their size on disk in bytes; nothing where one has none, as standard input.
    pub bytes: Option<u64>,
    /// The first of them.
    pub example: String,
}

/// How often something was met, with examples.
#[derive(Debug, Default, Serialize)]
pub struct Count {
    /// How often.
    pub count: u64,
    /// What can be done about it.
    pub hint: Option<String>,
    /// The first places.
    pub examples: Vec<Example>,
}

/// One place, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// File and line.
    pub place: String,
    /// What stands there.
    pub what: String,
}

/// A role, and the fields it is filled from.
#[derive(Debug, Serialize)]
pub struct FieldUse {
    /// `text`, `id`, `outlet`, `date`, `title` or `url`.
    pub role: &'static str,
    /// Articles where it is known.
    pub known: u64,
    /// Fields it was taken from, with the number of records; empty where the format has no fields.
    pub from: BTreeMap<String, u64>,
}

/// How long the texts are, in characters.
#[derive(Debug, Default, Serialize)]
pub struct Texts {
    /// All together.
    pub chars: u64,
    /// The shortest.
    pub shortest: u32,
    /// Half of them are no longer than this.
    pub median: u32,
    /// The longest.
    pub longest: u32,
}

/// One article, to be looked at.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its id, or the name it goes by.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// When it was published.
    #[serde(rename = "date", serialize_with = "as_iso")]
    pub published: Option<Published>,
    /// Its headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its language.
    pub language: Option<&'static str>,
    /// Characters.
    pub chars: u32,
    /// How its text begins.
    pub text: String,
    /// File and line.
    pub place: String,
}

impl Inspection {
    /// What one batch holds; `first` articles of it are shown.
    pub fn of(batch: &Batch, params: &ReadParams, first: usize) -> Self {
        let mut out = Self { fields: no_fields(), ..Self::default() };
        let records = batch.parse_noting(params, &mut out.met);
        for (record, fields) in records.into_iter().zip(batch.fields(params)) {
            out.records += record.as_ref().map_or_else(Skipped::num_records, |_| 1);
            match record {
                Ok(article) => {
                    let order = fields.iter().find_map(|field| field.date_order);
                    out.article(article, order, first);
                }
                Err(skipped) => out.skip(&skipped),
            }
            for field in fields {
                match field.role {
                    Some(role) => bump(&mut out.fields[role as usize].from, field.path),
                    None => bump(&mut out.other_fields, field.path),
                }
            }
        }
        out
    }

    /// Adds what the batches behind hold.
    pub fn append(&mut self, later: Self, first: usize) {
        self.records += later.records;
        self.met.append(later.met);
        self.articles += later.articles;
        for (name, count) in later.skipped {
            self.skipped.entry(name).or_default().append(count);
        }
        if self.fields.is_empty() {
            self.fields = no_fields();
        }
        for (mine, theirs) in self.fields.iter_mut().zip(later.fields) {
            mine.known += theirs.known;
            add_all(&mut mine.from, theirs.from);
        }
        add_all(&mut self.other_fields, later.other_fields);
        for (outlet, articles) in later.outlets {
            *self.outlets.entry(outlet).or_default() += articles;
        }
        self.dates.append(later.dates);
        for (code, count) in later.languages {
            *self.languages.entry(code).or_default() += count;
        }
        for (name, count) in later.troubles {
            self.troubles.entry(name).or_default().append(count);
        }
        let room = first.saturating_sub(self.first.len());
        self.first.extend(later.first.into_iter().take(room));
        self.lengths.extend(later.lengths);
        // Ids that both parts have.
        let before = self.keys.len();
        let theirs = later.keys.len();
        self.keys.extend(later.keys);
        let repeated = before + theirs - self.keys.len();
        if repeated > 0 {
            self.troubles.entry(REPEATED_ID).or_default().count += repeated as u64;
        }
    }

    /// Sums up what all batches hold: the files they came from, and lengths.
    pub fn finish(&mut self, files: &[InputFile], passed_over: &PassedOver) {
        let mut groups: BTreeMap<(&str, String, Option<&str>), FileGroup> = BTreeMap::new();
        for file in files {
            let (Some(format), Some(compression)) = (file.format, file.compression) else { continue };
            let key = (format.name(), compression.to_string(), file.encoding);
            let group = groups.entry(key).or_insert_with_key(|key| FileGroup {
                format: key.0,
                compression: key.1.clone(),
                encoding: file.encoding,
                files: 0,
                bytes: Some(0),
                example: file.path.display().to_string(),
            });
            group.files += 1;
            group.bytes = group.bytes.zip(file.bytes).map(|(sum, bytes)| sum + bytes);
        }
        self.files = groups.into_values().collect();
        self.files.sort_by_key(|group| std::cmp::Reverse(group.files));
        // A field that is empty in some records is no other one.
        let fields = &self.fields;
        self.other_fields.retain(|name, _| !fields.iter().any(|used| used.from.contains_key(name)));
        self.passed_over = passed_over.count;
        self.passed_over_records.clone_from(&passed_over.records);
        // First what may have been meant to be read.
        let first = passed_over.first_unexpected();
        let others =
            passed_over.files.iter().filter(|file| !first.is_some_and(|first| std::ptr::eq(first, *file)));
        self.passed_over_examples = first
            .into_iter()
            .chain(others)
            .take(EXAMPLES)
            .map(|file| Example { place: file.path.display().to_string(), what: file.why.clone() })
            .collect();
        self.lengths.sort_unstable();
        let at = |index: usize| self.lengths.get(index).copied().unwrap_or(0);
        self.texts = Texts {
            chars: self.lengths.iter().map(|&chars| u64::from(chars)).sum(),
            shortest: at(0),
            median: at(self.lengths.len() / 2),
            longest: at(self.lengths.len().saturating_sub(1)),
        };
        for (name, count) in &mut self.troubles {
            count.hint = hint(name).map(str::to_owned);
        }
        let told: Vec<_> = self.dates.troubles().into_iter().chain(self.spellings()).collect();
        self.troubles.extend(told);
    }

    /// Outlets whose names differ in capitals only.
    fn spellings(&self) -> Option<(&'static str, Count)> {
        let mut alike: BTreeMap<String, Vec<(&str, u64)>> = BTreeMap::new();
        for (name, articles) in &self.outlets {
            alike.entry(name.to_lowercase()).or_default().push((name, *articles));
        }
        let mut count = Count { hint: hint(SPELLINGS).map(str::to_owned), ..Count::default() };
        for mut names in alike.into_values().filter(|names| names.len() > 1) {
            names.sort_by_key(|&(_, articles)| std::cmp::Reverse(articles));
            count.count += names[1..].iter().map(|(_, articles)| articles).sum::<u64>();
            if count.examples.len() < EXAMPLES {
                let others: Vec<_> = names[1..].iter().map(|(name, _)| format!("`{name}`")).collect();
                let what = format!("also {}", others.join(", "));
                count.examples.push(Example { place: names[0].0.to_owned(), what });
            }
        }
        (count.count > 0).then_some((SPELLINGS, count))
    }

    /// How many records were skipped.
    pub fn num_skipped(&self) -> u64 {
        self.skipped.values().map(|count| count.count).sum()
    }

    fn skip(&mut self, skipped: &Skipped) {
        let count = self.skipped.entry(skipped.reason.name()).or_default();
        if count.hint.is_none() {
            count.hint.clone_from(&skipped.hint);
        }
        count.add(&skipped.place, || skipped.reason.to_string());
        count.count += skipped.num_records() - 1;
    }

    fn article(&mut self, article: Article, order: Option<DateOrder>, first: usize) {
        self.articles += 1;
        let known = [
            true,
            !is_made_up(&article),
            article.outlet.is_some(),
            article.published.is_some(),
            article.title.is_some(),
            article.url.is_some(),
        ];
        for (role, known) in self.fields.iter_mut().zip(known) {
            role.known += u64::from(known);
        }
        self.dates.add(&article, order);
        let language = language(&article.text);
        *self.languages.entry(language.unwrap_or("unknown")).or_default() += 1;
        if let Some(outlet) = &article.outlet {
            *self.outlets.entry(outlet.clone()).or_default() += 1;
        }
        let chars = article.text.chars().count() as u32;
        self.lengths.push(chars);
        self.troubles_of(&article, chars);
        if self.first.len() < first {
            let text = article.text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.first.push(Shown {
                id: article.key,
                outlet: article.outlet,
                published: article.published,
                title: article.title,
                url: article.url,
                language,
                chars,
                text: text.chars().take(SHOWN_CHARS).collect(),
                place: article.place.to_string(),
            });
        }
    }

    fn troubles_of(&mut self, article: &Article, chars: u32) {
        let Article { text, place, .. } = article;
        let mut add = |name, what: &dyn Fn() -> String| {
            self.troubles.entry(name).or_default().add(place, what);
        };
        if let Some(found) = mojibake::garbled(text) {
            add(GARBLED, &|| format!("`{}` for `{}`", found.found, found.meant));
        }
        if let Some(at) = text.find('\u{FFFD}') {
            add(REPLACED, &|| around(text, at));
        }
        if let Some(at) = markup::first(text) {
            add(MARKUP_LEFT, &|| around(text, at));
        }
        if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}')) {
            add(CONTROLS, &|| format!("U+{:04X}", text[at..].chars().next().map_or(0, u32::from)));
        }
        if chars < SHORT_CHARS {
            add(SHORT, &|| around(text, 0));
        }
        let unread = || article.unread_date.as_deref().and_then(date::parse);
        if let Some(date) = article.published.or_else(unread).filter(|date| date.start == 0) {
            add(EPOCH, &|| date::iso(&date));
        }
        if !self.keys.insert(xxh3_64(article.key.as_bytes())) {
            add(REPEATED_ID, &|| article.key.clone());
        }
    }
}

const GARBLED: &str = "garbled letters";
const REPLACED: &str = "lost letters";
const MARKUP_LEFT: &str = "markup in the text";
const CONTROLS: &str = "control characters";
const SHORT: &str = "short texts";
const EPOCH: &str = "dates of 1970-01-01";
const REPEATED_ID: &str = "repeated ids";
const SPELLINGS: &str = "outlets that differ in capitals only";

fn hint(trouble: &str) -> Option<&'static str> {
    Some(match trouble {
        GARBLED => {
            "decoded wrongly before they came here: export them again, or repair them with a tool such as ftfy"
        }
        REPLACED => "U+FFFD stands for letters that were lost when the text was decoded: export it again",
        MARKUP_LEFT => {
            "the field holds HTML: tags and entities count as words; take a field with plain text if there is one"
        }
        CONTROLS => {
            "kept as they are; U+0080 to U+009F are quotes and dashes of Windows-1252 that were read as Latin-1"
        }
        SHORT => {
            "under 100 characters: captions or teasers? if the text stands in another field, name it with --text FIELD"
        }
        EPOCH => {
            "a clock that was never set: such a time is left unknown, but a day or a year alone is taken as it stands"
        }
        SPELLINGS => "each is an outlet of its own: write them alike",
        REPEATED_ID => "the later record goes by its id and a number: choose another field with --id FIELD",
        _ => return None,
    })
}

impl Count {
    fn add(&mut self, place: &Place, what: impl Fn() -> String) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(Example { place: place.to_string(), what: what() });
        }
    }

    fn append(&mut self, later: Self) {
        self.count += later.count;
        let room = EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(later.examples.into_iter().take(room));
        if self.hint.is_none() {
            self.hint = later.hint;
        }
    }
}

fn no_fields() -> Vec<FieldUse> {
    Role::ALL.iter().map(|role| FieldUse { role: role.name(), known: 0, from: BTreeMap::new() }).collect()
}

/// Whether the id is one that was made from the file name or the line.
fn is_made_up(article: &Article) -> bool {
    let name = article.place.path.as_deref().and_then(|path| path.file_name()).unwrap_or_default();
    let name = name.to_string_lossy();
    match article.place.line {
        Some(line) => article.key.ends_with(&format!(":{line}")) && article.key.contains(&*name),
        None => name.starts_with(&article.key) || article.key.ends_with(&*name),
    }
}

fn bump(counts: &mut BTreeMap<String, u64>, name: String) {
    if counts.len() < MOST_NAMES || counts.contains_key(&name) {
        *counts.entry(name).or_default() += 1;
    }
}

fn add_all(counts: &mut BTreeMap<String, u64>, later: BTreeMap<String, u64>) {
    for (name, count) in later {
        if counts.len() < MOST_NAMES || counts.contains_key(&name) {
            *counts.entry(name).or_default() += count;
        }
    }
}

/// Some characters around a place in a text.
fn around(text: &str, at: usize) -> String {
    let before = text[..at].char_indices().rev().nth(19).map_or(0, |(start, _)| start);
    let piece: String = text[before..].chars().take(60).collect();
    piece.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::open_stream;

    fn inspect(name: &str, bytes: impl AsRef<[u8]>, batch_bytes: usize) -> Inspection {
        let params = ReadParams { batch_bytes, ..ReadParams::default() };
        let mut reader = open_stream(name, std::io::Cursor::new(bytes.as_ref().to_vec()), &params).unwrap();
        let mut out = Inspection::default();
        while let Some(batch) = reader.next_batch().unwrap() {
            out.append(Inspection::of(&batch, &params, 2), 2);
        }
        out.finish(reader.files(), reader.passed_over());
        out
    }

    const LINES: &str = concat!(
        r#"{"id": 1, "body": "Le vieux pont rouvrira lundi aux voitures et aux bus, a annoncé vendredi la mairie de la ville, après onze mois de travaux.", "source": {"name": "Le Fanal"}, "when": "2025"}"#,
        "\n",
        r#"{"id": 2, "body": "Le maire a dÃ©clarÃ© que le pont &amp; la route", "source": "Le Fanal", "date": "2025-08-15 09:30"}"#,
        "\n",
        r#"{"id": 2, "text": "short", "body": "no", "date": "soon"}"#,
        "\n{\"id\": 3}\n",
    );

    #[test]
    fn every_outlet_is_counted_however_many_there_are() {
        let lines: String = (0..MOST_NAMES + 50)
            .map(|nth| {
                format!("{{\"text\":\"Le pont rouvre.\",\"source\":\"Feuille {nth}\",\"x{nth}\":1}}\n")
            })
            .collect();
        let found = inspect("news.jsonl", lines, 1 << 20);
        assert_eq!((found.outlets.len(), found.other_fields.len()), (MOST_NAMES + 50, MOST_NAMES));
    }

    #[test]
    fn everything_is_counted_whatever_the_batches() {
        for batch_bytes in [1, 1 << 20] {
            let found = inspect("news.jsonl", LINES.as_bytes(), batch_bytes);
            assert_eq!((found.records, found.articles, found.num_skipped()), (4, 3, 1));
            assert_eq!(found.skipped["no-text"].examples[0].place, "news.jsonl:4: field `text`");
            let from = |role: Role| {
                let used = &found.fields[role as usize];
                (used.known, used.from.iter().map(|(name, n)| (name.as_str(), *n)).collect::<Vec<_>>())
            };
            assert_eq!(from(Role::Text), (3, vec![("body", 2), ("text", 1)]));
            assert_eq!(from(Role::Outlet), (2, vec![("source", 2)]));
            assert_eq!(from(Role::Id), (3, vec![("id", 4)]));
            assert_eq!(from(Role::Date), (1, vec![("date", 2)]));
            let others: Vec<_> = found.other_fields.keys().map(String::as_str).collect();
            assert_eq!(others, ["when"]);
            assert_eq!(found.languages, BTreeMap::from([("fr", 1), ("unknown", 2)]));
            assert_eq!(found.outlets, BTreeMap::from([("Le Fanal".to_owned(), 2)]));
            let dates = &found.dates;
            assert_eq!((dates.known, dates.missing, dates.unread, dates.without_zone), (1, 1, 1, 1));
            assert_eq!(dates.unread_examples[0].what, "soon");
            let troubles: Vec<_> = found.troubles.iter().map(|(name, count)| (*name, count.count)).collect();
            let expected = [(GARBLED, 1), (MARKUP_LEFT, 1), (REPEATED_ID, 1), (SHORT, 2)];
            assert_eq!(troubles, expected);
            assert_eq!(found.troubles[GARBLED].examples[0].what, "`dÃ©clarÃ©` for `déclaré`");
            assert_eq!((found.texts.shortest, found.texts.median, found.first.len()), (5, 47, 2));
            assert_eq!((found.files.len(), found.files[0].format), (1, "jsonl"));
        }
    }

    #[test]
    fn every_trouble_has_a_remedy() {
        for name in [GARBLED, REPLACED, MARKUP_LEFT, CONTROLS, SHORT, EPOCH, REPEATED_ID, SPELLINGS] {
            assert!(hint(name).is_some());
        }
    }
}
