//! The slow, obvious twin of the JSON reader: the whole tree first, then a search through it for every role.

use proptest::prelude::*;
use std::result::Result;

use serde_json::{Map, Value, json};

use super::*;
use crate::read::fields::{CONTAINERS, USUAL};

/// What both readers must agree on.
type Answer = Result<(String, [Option<String>; 4], String), &'static str>;

/// `Ok(None)` where nothing usable stands, `Err` where it cannot play the role.
fn usable(value: &Value, role: Role) -> Result<Option<String>, ()> {
    let is_text = role == Role::Text;
    let blank = |text: &str| text.trim_start().is_empty();
    match value {
        Value::Null => Ok(None),
        Value::Bool(_) => Err(()),
        Value::Number(_) if is_text => Err(()),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::String(text) => Ok((!blank(text)).then(|| text.clone())),
        Value::Array(parts) => {
            let parts: Vec<&str> =
                parts.iter().map(|part| part.as_str().ok_or(())).collect::<Result<_, _>>()?;
            let Some(first) = parts.iter().find(|part| !blank(part)) else { return Ok(None) };
            Ok(Some(if is_text { parts.join("\n") } else { (*first).to_owned() }))
        }
        Value::Object(object) => {
            let names: &[&str] = if is_text {
                &["text", "rendered", "value"]
            } else {
                &["name", "$oid", "value", "url", "id"]
            };
            inner(object, names).map_or(Err(()), |inner| usable(inner, role))
        }
    }
}

/// What stands for an object: under one of these names, or under one of them in an object there.
fn inner<'v>(object: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    names.iter().find_map(|name| match object.get(*name)? {
        Value::Object(deeper) => inner(deeper, names),
        value => Some(value).filter(|value| value.is_string() || value.is_number()),
    })
}

fn find(object: &Map<String, Value>, role: Role) -> Result<Option<String>, bool> {
    let names = USUAL.iter().find(|(one, _)| *one == role).unwrap().1;
    let is_container = |name: &str| CONTAINERS.contains(&name);
    let mut faults = false;
    let mut nothing = false;
    for name in names {
        let Some(value) = object.get(*name) else { continue };
        if is_container(name) && value.is_object() {
            continue;
        }
        match usable(value, role) {
            Ok(Some(found)) => return Ok(Some(found)),
            Ok(None) => nothing = true,
            Err(()) => faults = true,
        }
    }
    for name in names {
        for container in CONTAINERS {
            let Some(value) = object.get(*container).and_then(|inner| inner.get(*name)) else { continue };
            match usable(value, role) {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => nothing = true,
                Err(()) => faults = true,
            }
        }
    }
    if faults {
        Err(true)
    } else if nothing {
        Err(false)
    } else {
        Ok(None)
    }
}

fn slow(line: &str) -> Answer {
    let value: Value = serde_json::from_str(line).map_err(|_| "bad-json")?;
    let object = value.as_object().ok_or("not-an-object")?;
    let text =
        find(object, Role::Text).map_err(|is_wrong| if is_wrong { "wrong-type" } else { "empty-text" })?;
    let text = text.ok_or("no-text")?;
    if text.contains('\0') {
        return Err("nul");
    }
    let role = |role| find(object, role).ok().flatten();
    let key = role(Role::Id).unwrap_or_else(|| "a.jsonl:1".into());
    Ok((
        key,
        [
            role(Role::Outlet).map(|name| outlet_name(&name)),
            role(Role::Title),
            role(Role::Url),
            role(Role::Date),
        ],
        text,
    ))
}

fn fast(line: &str) -> Answer {
    let read = Shelf::with("a.jsonl", line).read();
    if let Some(skipped) = read.skipped.first() {
        return Err(skipped.reason.name());
    }
    let article = read.articles.into_iter().next().unwrap();
    let date = article.unread_date.map(String::from);
    Ok((article.key, [article.outlet, article.title, article.url, date], article.text))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z \\\\\"\n\u{0}-\u{1f}é水😀]{0,12}",
        Just(String::new()),
        Just(" \n".into()),
        "\\PC{0,20}"
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => text().prop_map(Value::String),
        1 => any::<i64>().prop_map(|n| json!(n)),
        1 => (-1e6..1e6).prop_map(|n: f64| json!(n)),
        1 => any::<bool>().prop_map(|b| json!(b)),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        let names = prop::sample::select(vec!["text", "name", "$oid", "value", "body", "id", "url", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((names, inner), 0..4).prop_map(object),
        ]
    })
}

fn object(pairs: Vec<(&'static str, Value)>) -> Value {
    Value::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn record() -> impl Strategy<Value = Value> {
    let names = vec![
        "text",
        "body",
        "content",
        "article",
        "metadata",
        "id",
        "guid",
        "source",
        "publisher",
        "title",
        "url",
        "link",
        "tags",
        "x",
    ];
    prop::collection::vec((prop::sample::select(names), value()), 0..8).prop_map(object)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_fast_reader_agrees_with_the_slow_one(record in record(), pretty in any::<bool>(), cut in 0..200_usize) {
        let mut line = record.to_string();
        if pretty {
            line = line.replace('é', "\\u00e9").replace('😀', "\\ud83d\\ude00");
        }
        if let Some((at, _)) = line.char_indices().nth(cut).filter(|_| cut % 5 == 0) {
            line.truncate(at);
        }
        prop_assume!(!line.trim().is_empty());
        prop_assert_eq!(fast(&line), slow(&line), "{}", line);
    }
}

#[test]
fn of_a_list_the_first_that_is_not_blank_counts() {
    for line in [r#"{"source":[""," ","Le Fanal"],"text":"a"}"#, r#"{"source":["Le Fanal",""],"text":"a"}"#] {
        assert_eq!(fast(line).unwrap().1[0].as_deref(), Some("Le Fanal"), "{line}");
        assert_eq!(fast(line), slow(line));
    }
}
