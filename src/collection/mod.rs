//! All articles of a run: what is known of each, and where its text waits.
//!
//! **In** articles in reading order. **Out** a [`Collection`] in order of id, each text at hand. **Cost** about 140 bytes an
//! article and its key; texts and titles wait in working files. **Never** compares articles.

mod apart;
mod skipped;

pub use apart::name_apart;
pub use skipped::{SkippedRecord, SkippedRecords};

use crate::article::{Article, ArticleId, Published};
use crate::error::{Place, Result};
use crate::spill::{WorkDir, store::TextStore};
use std::collections::HashMap;

/// What is known of one article without its text.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The user's own id, made unique.
    pub key: Box<str>,
    /// Index into [`Collection::outlets`].
    pub outlet: Option<u32>,
    /// When it was published.
    pub published: Option<Published>,
    /// Where it stood in the input.
    pub place: Place,
    /// Its number in reading order, which is also that of its text.
    pub ordinal: u32,
    /// Words.
    pub num_tokens: u32,
    /// Characters (Unicode code points).
    pub num_chars: u32,
    /// Hash of its words in order; nothing for a text without words.
    pub text_hash: Option<u128>,
    /// Its language as far as certain, by its ISO 639 code.
    pub language: Option<&'static str>,
}

/// Two or more records that gave the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedKey {
    /// The id as given.
    pub key: Box<str>,
    /// The id the later record goes by.
    pub renamed: Box<str>,
    /// Where the first record stood.
    pub first: Place,
    /// Where the later record stood.
    pub later: Place,
}

/// Articles while they are read.
pub struct Gathering {
    entries: Vec<Entry>,
    outlets: Vec<Box<str>>,
    outlet_numbers: HashMap<Box<str>, u32>,
    texts: TextStore,
    titles: TextStore,
}

impl Gathering {
    /// Nothing yet; texts beyond `memory` bytes go to working files.
    pub fn new(dir: &WorkDir, memory: usize) -> Self {
        Self {
            entries: Vec::new(),
            outlets: Vec::new(),
            outlet_numbers: HashMap::new(),
            texts: TextStore::new(dir, memory),
            titles: TextStore::new(dir, memory / 16),
        }
    }

    /// Number of articles so far: the ordinal of the next one.
    pub fn len(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds the next article with its number of words, the hash of its text, and its language.
    ///
    /// # Errors
    /// When a working file cannot be written.
    pub fn push(
        &mut self,
        article: Article,
        num_tokens: u32,
        text_hash: Option<u128>,
        language: Option<&'static str>,
    ) -> Result<()> {
        let outlet = article.outlet.map(|name| {
            let name = name.into_boxed_str();
            *self.outlet_numbers.entry(name.clone()).or_insert_with(|| {
                self.outlets.push(name);
                self.outlets.len() as u32 - 1
            })
        });
        self.texts.push(&article.text)?;
        self.titles.push(&format!(
            "{}\u{0}{}",
            article.title.unwrap_or_default().replace('\u{0}', ""),
            article.url.unwrap_or_default().replace('\u{0}', "")
        ))?;
        self.entries.push(Entry {
            key: article.key.into_boxed_str(),
            outlet,
            published: article.published,
            place: article.place,
            ordinal: self.entries.len() as u32,
            num_tokens,
            num_chars: article.text.chars().count() as u32,
            text_hash,
            language,
        });
        Ok(())
    }

    /// All articles in order of id.
    ///
    /// # Errors
    /// When a working file cannot be written.
    pub fn finish(mut self) -> Result<Collection> {
        self.texts.flush()?;
        self.titles.flush()?;
        let mut entries = self.entries;
        let repeated_keys = tell_apart(&mut entries);
        let mut ids = vec![ArticleId(0); entries.len()];
        for (rank, entry) in entries.iter().enumerate() {
            ids[entry.ordinal as usize] = ArticleId(rank as u32);
        }
        // Outlets in order of name, so that their numbers do not depend on the order of files.
        let mut order: Vec<u32> = (0..self.outlets.len() as u32).collect();
        order.sort_by(|&a, &b| self.outlets[a as usize].cmp(&self.outlets[b as usize]));
        let mut ranks = vec![0; order.len()];
        for (rank, &number) in order.iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        for entry in &mut entries {
            entry.outlet = entry.outlet.map(|number| ranks[number as usize]);
        }
        let mut outlets = self.outlets;
        outlets.sort_unstable();
        Ok(Collection { entries, ids, outlets, repeated_keys, texts: self.texts, titles: self.titles })
    }
}

/// Sorts by key, then place; gives every later record of a key a name of its own.
fn tell_apart(entries: &mut [Entry]) -> Vec<RepeatedKey> {
    entries.sort_unstable_by(|a, b| {
        a.key.cmp(&b.key).then_with(|| a.place.cmp(&b.place)).then_with(|| a.ordinal.cmp(&b.ordinal))
    });
    let is_taken = |name: &str| entries.binary_search_by(|entry| (*entry.key).cmp(name)).is_ok();
    let renamed = name_apart(entries.iter().map(|entry| &*entry.key), is_taken);
    let mut repeated = Vec::with_capacity(renamed.len());
    for one in renamed {
        let (first, later) = (entries[one.first].place.clone(), entries[one.at].place.clone());
        let key = std::mem::replace(&mut entries[one.at].key, one.name.clone());
        repeated.push(RepeatedKey { key, renamed: one.name, first, later });
    }
    if !repeated.is_empty() {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
    }
    repeated
}

/// All articles, in order of id.
pub struct Collection {
    entries: Vec<Entry>,
    ids: Vec<ArticleId>,
    outlets: Vec<Box<str>>,
    repeated_keys: Vec<RepeatedKey>,
    texts: TextStore,
    titles: TextStore,
}

impl Collection {
    /// What is known of each article, by id.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is known of one article.
    pub fn entry(&self, id: ArticleId) -> &Entry {
        &self.entries[id.index()]
    }

    /// The id of the article that was read as number `ordinal`.
    pub fn id(&self, ordinal: u32) -> ArticleId {
        self.ids[ordinal as usize]
    }

    /// Names of all outlets, sorted.
    pub fn outlets(&self) -> &[Box<str>] {
        &self.outlets
    }

    /// Name of the outlet of one article.
    pub fn outlet(&self, id: ArticleId) -> Option<&str> {
        self.entry(id).outlet.map(|number| &*self.outlets[number as usize])
    }

    /// Ids that more than one record gave.
    pub fn repeated_keys(&self) -> &[RepeatedKey] {
        &self.repeated_keys
    }

    /// Bytes of the text of one article.
    pub fn num_bytes(&self, id: ArticleId) -> u64 {
        self.texts.num_bytes(self.entry(id).ordinal)
    }

    /// The text of one article, into `out`.
    ///
    /// # Errors
    /// When a working file is damaged.
    pub fn text(&self, id: ArticleId, out: &mut String) -> Result<()> {
        self.texts.get(self.entry(id).ordinal, out)
    }

    /// Title and address of one article, where known.
    ///
    /// # Errors
    /// When a working file is damaged.
    pub fn title_and_url(&self, id: ArticleId) -> Result<(Option<String>, Option<String>)> {
        let mut both = String::new();
        self.titles.get(self.entry(id).ordinal, &mut both)?;
        let (title, url) = both.split_once('\u{0}').unwrap_or((&both, ""));
        let known = |field: &str| (!field.is_empty()).then(|| field.to_owned());
        Ok((known(title), known(url)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collection(keys: &[&str]) -> Collection {
        let mut gathering = Gathering::new(&WorkDir::new(None).unwrap(), 1 << 20);
        for (line, key) in keys.iter().enumerate() {
            let place = Place { line: Some(line as u64 + 1), ..Place::default() };
            let article =
                Article { key: key.to_string(), text: format!("text {line}"), place, ..Article::default() };
            gathering.push(article, 2, None, None).unwrap();
        }
        gathering.finish().unwrap()
    }

    #[test]
    fn ids_follow_keys_and_texts_follow_ids() {
        let collection = collection(&["b", "a", "c"]);
        let mut text = String::new();
        for (id, expected) in ["text 1", "text 0", "text 2"].iter().enumerate() {
            collection.text(ArticleId(id as u32), &mut text).unwrap();
            assert_eq!(&text, expected);
        }
        assert_eq!(collection.id(0), ArticleId(1));
    }

    #[test]
    fn records_of_one_key_are_all_kept_and_told_apart() {
        let collection = collection(&["a", "a", "a#2", "a"]);
        let keys: Vec<_> = collection.entries().iter().map(|e| &*e.key).collect();
        assert_eq!(keys, ["a", "a#2", "a#3", "a#4"]);
        assert_eq!(collection.repeated_keys().len(), 2);
        assert_eq!(collection.repeated_keys()[0].later.line, Some(2));
    }
}
