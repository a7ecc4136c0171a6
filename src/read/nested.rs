//! What a JSON record without a text has instead, for a hint.
//!
//! **In** the record. **Out** the names of its fields, and where inside them the text may lie.
//! **Cost** the whole tree, of records that are skipped only. **Never** decides what is read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::ReadParams;
use super::assemble::Instead;
use super::fields::{Mapping, Match, Role, text_rank};

/// How many of a record's own fields a hint names, and how much of each name.
const NAMED: usize = 8;
const NAME_CHARS: usize = 40;
/// How deep the text is looked for.
const DEPTH: usize = 4;
/// Strings from this length on may be texts whatever their name: shorter ones are titles and addresses.
const LONG_CHARS: usize = 200;
/// Larger records are not looked into.
const MAX_BYTES: usize = 4 << 20;

/// What the object `json` has.
pub(super) fn instead(json: &str) -> Instead {
    if is_by_columns(json) {
        return Instead { remedy: Some(BY_COLUMNS), ..Instead::of(names(json)) };
    }
    if json.len() > MAX_BYTES {
        return Instead::of(names(json));
    }
    let tree: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
    let mut best = None;
    search(&tree, &mut Vec::new(), None, &mut best);
    let found = Instead::of(names(json));
    // Objects side by side that all have a text are an article each, whatever they are called.
    if tree.len() > 1 && tree.values().all(|one| one.as_object().is_some_and(has_text)) {
        return Instead {
            records: Some((String::new(), "jq -c '.[]' FILE > FILE.jsonl".to_owned())),
            ..found
        };
    }
    match best {
        Some(Place { path, list: None, .. }) => Instead { path: Some(path), ..found },
        Some(Place { list: Some(List { path, command: Some(command) }), .. }) => {
            Instead { records: Some((path, command)), ..found }
        }
        Some(Place { list: Some(List { path, .. }), .. }) => Instead { list: Some(path), ..found },
        None => found,
    }
}

/// What can be done about a table that pandas wrote without being told how.
const BY_COLUMNS: &str =
    "the table lies column by column: write it with df.to_json(FILE, orient=\"records\", lines=True)";

/// Whether the record is a table whose columns are objects, with the number of the row before each value.
fn is_by_columns(json: &str) -> bool {
    /// Whether an object is such a column: its first key is a number.
    struct Column(bool);
    impl<'de> Deserialize<'de> for Column {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(ColumnVisitor)
        }
    }
    struct ColumnVisitor;
    impl<'de> Visitor<'de> for ColumnVisitor {
        type Value = Column;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a column")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Column, A::Error> {
            let first = map.next_entry::<Cow<'de, str>, IgnoredAny>()?;
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            let is_number = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
            Ok(Column(first.is_some_and(|(name, _)| is_number(&name))))
        }
    }
    // What is no object at all ends it.
    let columns = serde_json::from_str::<HashMap<Cow<'_, str>, Column>>(json);
    columns.is_ok_and(|columns| columns.len() > 1 && columns.values().all(|column| column.0))
}

fn has_text(object: &Map<String, Value>) -> bool {
    object.iter().any(|(name, value)| {
        text_rank(name).is_some() && value.as_str().is_some_and(|text| !text.trim().is_empty())
    })
}

/// Whether an element of a list is an article, not a part of one: its text lies where exports put an article, or has a title, a date or
/// an address beside it.
fn is_record(element: &Map<String, Value>) -> bool {
    let mapping = Mapping::new(&ReadParams::default());
    let is = |key: Match, roles: &[Role]| key.usual.is_some_and(|(role, _)| roles.contains(&role));
    let keys = || element.iter().map(|(name, value)| (mapping.find(name, 0, !0, None), value));
    let is_inside =
        keys().any(|(key, value)| key.container.is_some() && value.as_object().is_some_and(has_text));
    is_inside || has_text(element) && keys().any(|(key, _)| is(key, &[Role::Title, Role::Date, Role::Url]))
}

/// What writes the records of the list at `path` into a file of their own; nothing where a name would have to be quoted twice.
fn command(path: &[&str]) -> Option<String> {
    let mut command = "jq -c '".to_owned();
    for name in path {
        if name.contains(['"', '\'', '\\']) {
            return None;
        }
        let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !name.starts_with(|c: char| c.is_ascii_digit());
        command += &if is_plain { format!(".{name}") } else { format!(".\"{name}\"") };
    }
    Some(command + "[]' FILE > FILE.jsonl")
}

/// The first keys, as they stand in the record.
fn names(json: &str) -> String {
    struct Names(Vec<String>);
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Vec<String>, A::Error> {
            while let Some((name, IgnoredAny)) = map.next_entry::<Cow<'de, str>, _>()? {
                if self.0.len() <= NAMED {
                    self.0.push(name.chars().take(NAME_CHARS).collect());
                }
            }
            Ok(self.0)
        }
    }
    let names =
        serde_json::Deserializer::from_str(json).deserialize_map(Names(Vec::new())).unwrap_or_default();
    match names.len() {
        0 => "no fields".to_owned(),
        n if n > NAMED => format!("{}, …", names[..NAMED].join(", ")),
        _ => names.join(", "),
    }
}

/// Where a text may lie.
struct Place {
    /// The dotted path.
    path: String,
    /// The list on the way there, which no path leads through.
    list: Option<List>,
    /// Less is better: reachable before not, by name before by length, then the usual order of names, the longest.
    order: (bool, usize, std::cmp::Reverse<usize>),
}

#[derive(Clone)]
struct List {
    /// The dotted path.
    path: String,
    /// What writes its elements into a file of their own, where they are records.
    command: Option<String>,
}

fn search<'t>(
    object: &'t Map<String, Value>,
    path: &mut Vec<&'t str>,
    list: Option<&List>,
    best: &mut Option<Place>,
) {
    for (name, value) in object {
        // A name with a dot inside cannot be a part of a path.
        if name.contains('.') || name.is_empty() {
            continue;
        }
        path.push(name);
        match value {
            Value::String(text) => {
                let chars = text.trim().chars().count();
                let rank = text_rank(name).or((chars >= LONG_CHARS).then_some(usize::MAX));
                if let Some(rank) = rank.filter(|_| chars > 0 && path.len() > 1) {
                    let order = (list.is_some(), rank, std::cmp::Reverse(chars));
                    if best.as_ref().is_none_or(|best| order < best.order) {
                        *best = Some(Place { path: path.join("."), list: list.cloned(), order });
                    }
                }
            }
            Value::Object(inner) if path.len() < DEPTH => search(inner, path, list, best),
            Value::Array(parts) if path.len() < DEPTH => {
                if let Some(Value::Object(inner)) = parts.first() {
                    // Of a list in a list each element of the outer one would have to be taken apart.
                    let command = command(path).filter(|_| list.is_none() && is_record(inner));
                    search(inner, path, Some(&List { path: path.join("."), command }), best);
                }
            }
            _ => {}
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_by_columns_is_told() {
        for (json, is_it) in [
            (r#"{"id":{"0":1,"1":2},"texte":{"0":"Oui.","1":"Non."}}"#, true),
            (r#"{"1":{"text":"Oui."},"2":{"text":"Non."}}"#, false),
            (r#"{"id":1,"texte":{"0":"Oui."}}"#, false),
            (r#"{"texte":{"0":"Oui."}}"#, false),
        ] {
            assert_eq!(instead(json).remedy, is_it.then_some(BY_COLUMNS), "{json}");
        }
    }

    #[test]
    fn the_likeliest_place_of_the_text_is_named() {
        let long = "Le pont rouvre lundi. ".repeat(20);
        for (json, path) in [
            (r#"{"payload": {"title": "T", "body": "Oui."}}"#.to_owned(), Some("payload.body")),
            (r#"{"a": {"content": "Oui."}, "b": {"c": {"text": "Non."}}}"#.to_owned(), Some("b.c.text")),
            (format!(r#"{{"a": {{"short": "Oui.", "words": "{long}"}}}}"#), Some("a.words")),
            (r#"{"a": {"b": "Oui."}, "c": 1}"#.to_owned(), None),
            (r#"{"a": {"b.c": "Oui.", "text": " "}}"#.to_owned(), None),
        ] {
            assert_eq!(instead(&json).path.as_deref(), path, "{json}");
        }
        let found = instead(r#"{"id": 1, "blocks": [{"kind": "p", "text": "Oui."}]}"#);
        assert_eq!((found.path, found.list.as_deref(), &*found.names), (None, Some("blocks"), "id, blocks"));
        for (json, records) in [
            (
                r#"{"hits":{"hits":[{"_source":{"title":"Pont","text":"Oui."}}]}}"#,
                Some(("hits.hits", "jq -c '.hits.hits[]' FILE > FILE.jsonl")),
            ),
            (
                r#"{"a-b":[{"webTitle":"Pont","webUrl":"x","fields":{"bodyText":"Oui."}}]}"#,
                Some(("a-b", "jq -c '.\"a-b\"[]' FILE > FILE.jsonl")),
            ),
            (r#"{"a1":{"text":"Oui."},"a2":{"text":"Non."}}"#, Some(("", "jq -c '.[]' FILE > FILE.jsonl"))),
            // Parts of one article.
            (r#"{"id":1,"blocks":[{"id":1,"text":"Oui."},{"id":2,"text":"Non."}]}"#, None),
            (r#"{"id":{"n":1},"a":{"text":"Oui."}}"#, None),
        ] {
            let found = instead(json).records;
            let found = found.as_ref().map(|(list, command)| (list.as_str(), command.as_str()));
            assert_eq!(found, records, "{json}");
        }
    }
}
