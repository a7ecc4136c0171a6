//! One JSON object → one article.
//!
//! **In** the bytes of one object. **Out** an article, or why it is none.
//! **Cost** one pass; only mapped fields are built, all others are stepped over.
//! **Never** builds the tree of the object; follows nesting deeper than the parser's 128 levels.
//!
//! Of the same key twice, the last counts.
//!
//! Measured with `benches/read.rs` on a shared two-core EPYC: this visitor on `serde_json` reads 1.0 to 1.2 GiB/s of
//! English and 1.3 to 1.4 GiB/s of French news to articles, on one core. On `sonic-rs` the same visitor measured 10 %
//! more on English and no difference on French, which did not outweigh its `unsafe` code and its dependencies.

use std::borrow::Cow;
use std::fmt;

use memchr::memchr2;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::assemble::{Candidates, OBJECT, Value};
use super::batch::Record;
use super::fields::{Field, Mapping, Match, inner_rank};
use super::format::Format;
use super::nested;
use super::skip::{SkipReason, Skipped};
use crate::article::Article;

/// What can be done about a file that was cut off.
const CUT: &str = "the file was cut off here: fetch or copy it again; what came before was read";
/// What can be done about a bad element of a list.
const NO_ELEMENT: &str = "correct this record, or write the file again; the others were read";
/// Longest list of paragraphs that is joined; beyond it something else is meant.
const MAX_PARTS: usize = 1 << 20;

/// Parses records, remembering what the keys of the last ones meant.
pub(super) struct Parser {
    mapping: Mapping,
    /// The n-th key of the last object, and what it meant: records of one file mostly have the same keys in order.
    keys: Vec<(Box<str>, Match)>,
}

impl Parser {
    pub fn new(mapping: Mapping) -> Self {
        Self { mapping, keys: Vec::new() }
    }

    /// The mapping of fields.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The article of one record.
    pub fn article(&mut self, record: &Record<'_>) -> Result<Article, Skipped> {
        // A string that is cut off would go on into the next line.
        let json = record.utf8()?.trim_end_matches(['\r', '\n']);
        let mut found = Candidates::new(record.date_order);
        let mut parser = serde_json::Deserializer::from_str(json);
        let object = ObjectSeed {
            json,
            parser: self,
            found: &mut found,
            depth: 0,
            inside: !0,
            container: None,
            key: Match::default(),
        };
        let outcome = object.deserialize(&mut parser).and_then(|_| parser.end());
        if let Err(error) = outcome {
            let is_cut = error.is_eof();
            let skipped = record.skip(fault_of_json(json, record.line, &error));
            if let Some(hint) = hint_of_json(json, record, &error) {
                return Err(Skipped { hint: Some(hint.to_owned()), ..skipped });
            }
            // Every line but the last one of a file has an end.
            let hint = match record.source.format {
                _ if is_cut && record.is_last() => CUT,
                Format::Json => NO_ELEMENT,
                _ => return Err(skipped),
            };
            return Err(Skipped { hint: Some(hint.to_owned()), ..skipped });
        }
        found.article(&self.mapping, record, || nested::instead(json))
    }
}

/// Longest record whose fields are listed.
const LISTED_BYTES: usize = 4 << 20;
/// Most fields of a record that are listed, and how deep they may lie.
const LISTED: (usize, usize) = (200, 3);

impl Parser {
    /// The fields of one record, and what they were taken for.
    pub fn fields(&mut self, record: &Record<'_>) -> Vec<Field> {
        let Some(json) = record.utf8().ok().filter(|json| json.len() <= LISTED_BYTES) else {
            return Vec::new();
        };
        let mut found = Candidates::new(record.date_order);
        let mut parser = serde_json::Deserializer::from_str(json);
        let object = ObjectSeed {
            json,
            parser: self,
            found: &mut found,
            depth: 0,
            inside: !0,
            container: None,
            key: Match::default(),
        };
        if object.deserialize(&mut parser).is_err() {
            return Vec::new();
        }
        let tree: serde_json::Map<_, _> = serde_json::from_str(json).unwrap_or_default();
        let mut paths = Vec::new();
        list(&self.mapping, &tree, &mut Vec::new(), None, &mut paths);
        let keys: Vec<(String, Match)> =
            paths.into_iter().map(|path| (path.join("."), self.mapping.of_path(path))).collect();
        found.fields(&self.mapping, keys.iter().map(|(path, key)| (path.as_str(), *key)))
    }
}

/// The paths of all fields of an object; those of inner objects after their own. What stands for the object itself, which is held by
/// `key`, is no field of its own.
fn list<'t>(
    mapping: &Mapping,
    object: &'t serde_json::Map<String, serde_json::Value>,
    path: &mut Vec<&'t str>,
    key: Option<Match>,
    paths: &mut Vec<Vec<&'t str>>,
) {
    let is_one = |value: &serde_json::Value| value.is_string() || value.is_number() || value.is_object();
    let rank = |(name, value): (&'t String, &serde_json::Value)| {
        is_one(value).then(|| inner_rank(key?, name).map(|rank| (rank, name)))?
    };
    let own = object.iter().filter_map(rank).min().map(|(_, name)| name);
    for (name, value) in object {
        if paths.len() == LISTED.0 {
            return;
        }
        path.push(name);
        let is_own = own == Some(name);
        if !is_own {
            paths.push(path.clone());
        }
        if let Some(inner) = value.as_object().filter(|_| path.len() < LISTED.1) {
            let key = if is_own { key } else { Some(mapping.of_path(path.iter().copied())) };
            list(mapping, inner, path, key, paths);
        }
        path.pop();
    }
}

/// The n-th key of an object is remembered up to here.
const REMEMBERED_KEYS: usize = 64;

/// Reads one object into a [`Candidates`].
struct ObjectSeed<'p, 'f, 'de> {
    /// The whole record.
    json: &'de str,
    parser: &'p mut Parser,
    found: &'f mut Candidates<'de>,
    depth: usize,
    /// Bits of the roles whose given path led here.
    inside: u8,
    /// Where the object itself is a container: its place among them.
    container: Option<u16>,
    /// The key that holds this object, whose own value may stand inside under a usual inner name.
    key: Match,
}

impl<'de> ObjectSeed<'_, '_, 'de> {
    /// Reads the entries; returns what the object itself stands for.
    fn entries<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut own: Option<(usize, Value<'de>)> = None;
        let mut nth = 0;
        while let Some((key, inner)) = map.next_key_seed(KeySeed { object: &mut self, nth })? {
            nth += 1;
            if key.is_nothing() && inner.is_none() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value =
                map.next_value_seed(ValueSeed { object: &mut self, key, is_wanted: inner.is_some() })?;
            if let (Some(rank), Value::Str(_) | Value::Number(_)) = (inner, &value)
                && own.as_ref().is_none_or(|(other, _)| rank <= *other)
            {
                own = Some((rank, value.clone()));
            }
            self.found.offer(key, value);
        }
        Ok(own.map_or(Value::Wrong(OBJECT), |(_, value)| value))
    }
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_, '_, 'de> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_, '_, 'de> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
        self.entries(map)
    }
}

/// Tells what a key means, without building it.
struct KeySeed<'s, 'p, 'f, 'de> {
    object: &'s mut ObjectSeed<'p, 'f, 'de>,
    nth: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_, '_, 'de> {
    type Value = (Match, Option<usize>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_, '_, '_, '_> {
    type Value = (Match, Option<usize>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let object = self.object;
        let Parser { mapping, keys } = &mut *object.parser;
        if object.depth > 0 {
            let key = mapping.find(name, object.depth, object.inside, object.container);
            return Ok((key, inner_rank(object.key, name)));
        }
        if let Some((_, key)) = keys.get(self.nth).filter(|(known, _)| **known == *name) {
            return Ok((*key, None));
        }
        let key = mapping.find(name, 0, object.inside, None);
        if self.nth < keys.len() {
            keys[self.nth] = (name.into(), key);
        } else if self.nth == keys.len() && self.nth < REMEMBERED_KEYS {
            keys.push((name.into(), key));
        }
        Ok((key, None))
    }
}

/// Reads one value: what is wanted of it, and what is wanted inside it.
struct ValueSeed<'s, 'p, 'f, 'de> {
    object: &'s mut ObjectSeed<'p, 'f, 'de>,
    key: Match,
    /// Wanted as the value of the object around it.
    is_wanted: bool,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_, '_, 'de> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_, '_, 'de> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Wrong("true or false"))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        let text = number.to_string();
        let is_wanted = self.is_wanted || self.key.is_wanted();
        let written = (is_wanted && text.len() > EXACT_DIGITS).then(|| as_written(self.object.json, number));
        Ok(Value::Number(written.flatten().map_or(text, str::to_owned)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Str(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        let is_wanted = self.is_wanted || self.key.is_wanted();
        Ok(if is_wanted { Value::Str(Cow::Owned(text.to_owned())) } else { Value::Wrong("a string") })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut parts = Vec::new();
        let mut wrong = None;
        while let Some(part) = seq.next_element::<Part<'de>>()? {
            match part.0 {
                Some(part) if parts.len() < MAX_PARTS => parts.push(part),
                _ => wrong = Some(Value::Wrong("an array of other things than strings")),
            }
        }
        Ok(wrong.unwrap_or(Value::List(parts)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
        let Self { object, key, is_wanted } = self;
        let nested = ObjectSeed {
            json: object.json,
            parser: &mut *object.parser,
            found: &mut *object.found,
            depth: object.depth + 1,
            inside: key.deeper,
            container: key.container,
            // `{"$date": {"$numberLong": …}}`: what stands for the object around is one itself.
            key: if is_wanted && !key.is_wanted() { object.key } else { key },
        };
        nested.entries(map)
    }
}

/// So many digits a float keeps as they are written.
const EXACT_DIGITS: usize = 15;

/// The first number of a record that reads as `number`: an id of more digits than a float holds is the user's all the same.
fn as_written(json: &str, number: f64) -> Option<&str> {
    let bytes = json.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(end) = memchr2(b'"', b'\\', bytes.get(at..)?).map(|end| at + end) {
                    at = end + if bytes[end] == b'"' { 1 } else { 2 };
                    if bytes[end] == b'"' {
                        break;
                    }
                }
            }
            b'-' | b'0'..=b'9' => {
                let is_part = |b: &u8| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                let len = bytes[at..].iter().take_while(|b| is_part(b)).count();
                let written = &json[at..at + len];
                if written.parse::<f64>() == Ok(number) {
                    return Some(written);
                }
                at += len;
            }
            _ => at += 1,
        }
    }
    None
}

/// An element of an array: a string, or something else that is stepped over.
struct Part<'de>(Option<Cow<'de, str>>);

impl<'de> Deserialize<'de> for Part<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor)
    }
}

struct PartVisitor;

impl<'de> Visitor<'de> for PartVisitor {
    type Value = Part<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Part<'de>, E> {
        Ok(Part(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Part<'de>, E> {
        Ok(Part(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_unit<E>(self) -> Result<Part<'de>, E> {
        Ok(Part(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Part<'de>, E> {
        Ok(Part(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Part<'de>, E> {
        Ok(Part(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Part<'de>, E> {
        Ok(Part(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Part<'de>, E> {
        Ok(Part(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Part<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Part(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Part(None))
    }
}

/// What can be done about a record that the parser refused, where it is no object on a line of its own for a reason that can be told.
fn hint_of_json(json: &str, record: &Record<'_>, error: &serde_json::Error) -> Option<&'static str> {
    let said = error.to_string();
    if said.contains("hex escape") || said.contains("surrogate") {
        return Some(
            "half a letter is escaped there, such as \\ud83d: write the letter itself, or leave it out",
        );
    }
    if said.starts_with("number out of range") {
        return Some("write so large a number in quotation marks");
    }
    let line = json.lines().nth(error.line().saturating_sub(1)).unwrap_or_default().as_bytes();
    let at = error.column().saturating_sub(1).min(line.len());
    // The parser stops at the first letter that is wrong, or behind the sign.
    let from = line[..at].iter().rposition(|b| !matches!(b, b'-')).map_or(0, |before| before + 1);
    let word = line[from..].trim_ascii_start();
    let word = word.strip_prefix(b"-").unwrap_or(word);
    if word.starts_with(b"NaN") || word.starts_with(b"Infinity") {
        return Some("JSON has no NaN and no Infinity: write null instead");
    }
    let is_lines = record.source.format == Format::JsonLines;
    // What the parser stops at is another record behind the line end of old Macs.
    if is_lines && word.starts_with(b"{") && line[..from].ends_with(b"\r") {
        return Some("the lines end with carriage returns alone: read the file with --format json");
    }
    // Of records, or one that goes on below.
    let list = json.trim_start().strip_prefix('[').map(str::trim_start);
    let is_list = list.is_some_and(|list| list.is_empty() || list.starts_with('{'));
    (is_list && is_lines)
        .then_some("this is a list, not a record on each line: read the file with --format json")
}

/// What is wrong with a record that begins at `line` and that the parser refused.
fn fault_of_json(json: &str, line: u64, error: &serde_json::Error) -> SkipReason {
    if !json.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(json).is_ok() {
        return SkipReason::NotAnObject;
    }
    if memchr::memchr(0, json.as_bytes()).is_some() {
        return SkipReason::Nul;
    }
    if error.is_eof() {
        return SkipReason::BadJson { what: "ends in the middle of a record".to_owned() };
    }
    // The place names the line where the record begins.
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    let below = match error.line() as u64 {
        0 | 1 => String::new(),
        nth => format!(" of line {}", line + nth - 1),
    };
    SkipReason::BadJson { what: format!("{what} at column {}{below}", error.column()) }
}
