//! The field `retold` of an annotated record.
//!
//! **In** the bytes of a JSON object, and the value of the field. **Out** the same bytes with that field: in place of an older one,
//! or last. **Cost** one scan. **Never** changes any other byte.

use memchr::memchr2;
use std::ops::Range;

const FIELD: &str = "retold";

/// A field of that name which the record has already.
struct Old {
    /// Where its name begins.
    start: usize,
    value: Range<usize>,
    /// The comma or brace behind it.
    end: usize,
}

/// What a note took the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// Nothing, or an older note.
    Note,
    /// A field that somebody else called so.
    Other,
}

/// Whether the value of a field is a note.
fn is_note(value: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(value)
        .is_ok_and(|value| value.get("cluster").is_some() && value.get("kept").is_some())
}

/// Appends the object in `record`, with `note` as its field, to `out`; nothing where there is no object.
pub fn annotate(record: &[u8], note: &[u8], out: &mut Vec<u8>) -> Option<Replaced> {
    let (old, close) = fields(record)?;
    let are_notes = old.iter().all(|one| is_note(&record[one.value.clone()]));
    let mut from = 0;
    match old.split_last() {
        Some((last, earlier)) => {
            for one in earlier {
                out.extend_from_slice(&record[from..one.start]);
                from = one.end + 1;
            }
            out.extend_from_slice(&record[from..last.value.start]);
            from = last.value.end;
        }
        None => {
            out.extend_from_slice(&record[..close]);
            out.extend_from_slice(format!(",\"{FIELD}\":").as_bytes());
            from = close;
        }
    }
    out.extend_from_slice(note);
    out.extend_from_slice(&record[from..]);
    Some(if are_notes { Replaced::Note } else { Replaced::Other })
}

/// The fields of that name in the object, not in those inside it, and its closing brace.
fn fields(record: &[u8]) -> Option<(Vec<Old>, usize)> {
    let mut at = record.iter().position(|&byte| byte == b'{')? + 1;
    let (mut old, mut depth, mut is_key) = (Vec::new(), 1, true);
    // Where the name of the field that is met begins, and where its value may.
    let (mut start, mut colon) = (None, 0);
    loop {
        let byte = *record.get(at)?;
        let is_end = depth == 1 && matches!(byte, b',' | b'}');
        if let Some(start) = start.take_if(|_| is_end) {
            let value = &record[colon + 1..at];
            let from = colon + 1 + value.len() - value.trim_ascii_start().len();
            old.push(Old { start, value: from..from + value.trim_ascii().len(), end: at });
        }
        match byte {
            b'"' => {
                let end = string_end(record, at)?;
                if std::mem::take(&mut is_key) {
                    start = is_field(&record[at..end]).then_some(at);
                }
                at = end;
                continue;
            }
            b'}' if depth == 1 => return Some((old, at)),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' => is_key = depth == 1,
            b':' if depth == 1 => colon = at,
            _ => {}
        }
        at += 1;
    }
}

/// Where the string that begins at `at` is over.
fn string_end(record: &[u8], mut at: usize) -> Option<usize> {
    at += 1;
    loop {
        at += memchr2(b'"', b'\\', record.get(at..)?)?;
        match record[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

fn is_field(name: &[u8]) -> bool {
    // Any letter of a name may be escaped.
    let is_escaped = || serde_json::from_slice::<String>(name).is_ok_and(|name| name == FIELD);
    name[1..name.len() - 1] == *FIELD.as_bytes() || name.contains(&b'\\') && is_escaped()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_no_note_is_told_apart() {
        for (record, expected) in [
            (r#"{"a":1}"#, Replaced::Note),
            (r#"{"retold":{"id":"a","cluster":"a","kept":true}}"#, Replaced::Note),
            (r#"{"retold":{"id":"a"}}"#, Replaced::Other),
            (r#"{"retold":"twice"}"#, Replaced::Other),
            (r#"{"retold":1,"retold":{"cluster":"a","kept":true}}"#, Replaced::Other),
        ] {
            assert_eq!(annotate(record.as_bytes(), b"9", &mut Vec::new()), Some(expected), "{record}");
        }
    }

    #[test]
    fn an_older_field_is_replaced_and_nothing_else_is_touched() {
        for (record, expected) in [
            (r#"{"a":1}"#, r#"{"a":1,"retold":9}"#),
            ("{\"a\": \"}\" }\r\n", "{\"a\": \"}\" ,\"retold\":9}\r\n"),
            (r#"{"retold" : {"kept":[1,"}"]} , "a":1}"#, r#"{"retold" : 9 , "a":1}"#),
            (r#"{"a":"\\","\u0072etold":null}"#, r#"{"a":"\\","\u0072etold":9}"#),
            (r#"{"a":{"retold":1},"b":["retold",{"retold":2}],"c":"retold"}"#, ""),
            (r#"{"a":"\"retold\":1"}"#, ""),
            (r#"{"retold":1,"a":2,"retold":{"x":3}}"#, r#"{"a":2,"retold":9}"#),
        ] {
            let added = record.strip_suffix('}').map(|open| format!("{open},\"retold\":9}}"));
            let expected = if expected.is_empty() { added.unwrap() } else { expected.to_owned() };
            let mut out = Vec::new();
            annotate(record.as_bytes(), b"9", &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
        for record in ["", "1", "{", "{\"a", "{\"a\\", "{\"a\":[}"] {
            assert!(annotate(record.as_bytes(), b"9", &mut Vec::new()).is_none(), "{record}");
        }
    }
}
