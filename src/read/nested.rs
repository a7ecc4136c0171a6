//! What a JSON record without a text has instead, for a hint.
//!
//! **In** the record. **Out** the names of its fields, and where inside them the text may lie.
//! **Cost** the whole tree, of records that are skipped only. **Never** decides what is read.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::assemble::Instead;
use super::fields::text_rank;

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
    if json.len() > MAX_BYTES {
        return Instead::of(names(json));
    }
    let tree: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
    let mut best = None;
    search(&tree, &mut Vec::new(), false, &mut best);
    let (path, list) = match best {
        Some(Place { path, list: None, .. }) => (Some(path), None),
        Some(Place { list, .. }) => (None, list),
        None => (None, None),
    };
    Instead { names: names(json), path, list }
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
    list: Option<String>,
    /// Less is better: reachable before not, by name before by length, then the usual order of names, the longest.
    order: (bool, usize, std::cmp::Reverse<usize>),
}

fn search<'t>(
    object: &'t Map<String, Value>,
    path: &mut Vec<&'t str>,
    is_in_list: bool,
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
                    let order = (is_in_list, rank, std::cmp::Reverse(chars));
                    if best.as_ref().is_none_or(|best| order < best.order) {
                        let list = is_in_list.then(|| path[..path.len() - 1].join("."));
                        *best = Some(Place { path: path.join("."), list, order });
                    }
                }
            }
            Value::Object(inner) if path.len() < DEPTH => search(inner, path, is_in_list, best),
            Value::Array(parts) if path.len() < DEPTH => {
                if let Some(Value::Object(inner)) = parts.first() {
                    search(inner, path, true, best);
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
    }
}
