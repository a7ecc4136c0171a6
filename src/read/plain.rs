//! A file of plain text or Markdown → one article.
//!
//! **In** the whole file. **Out** an article whose key is the file name without extension, or the id in its header.
//! **Cost** one copy. **Never** takes a header off where it could be part of the text; touches the text itself.
//!
//! Three headers are understood:
//! - front matter, `key: value` lines between two lines `---`, one of them a known field: taken off the text;
//! - `Title: …` lines at the top, then a blank line, among them a date that can be read or a title and another known field: taken off
//!   the text;
//! - first words `date 2025-08-15`, `Date: 16 juillet 2018` or `Published: 2025-08`: taken off the text where they are its first line, a part
//!   of it where that goes on.
//!
//! [`Place::byte`](crate::error::Place) of the article is where its text starts in the file.

use std::borrow::Cow;

use super::assemble::{Candidates, Value};
use super::batch::Record;
use super::fields::{Mapping, Match, Role, inner_rank};
use super::skip::Skipped;
use super::{DateOrder, date};
use crate::article::{Article, Precision, Published};

/// Headers longer than this are text.
const MAX_HEADER_BYTES: usize = 16 << 10;

/// The file as an article.
pub(super) fn article(record: &Record<'_>, mapping: &Mapping, is_markdown: bool) -> Result<Article, Skipped> {
    let whole = record.utf8()?;
    let (fields, mut start) =
        front_matter(whole, mapping).or_else(|| lines(whole, mapping, record.date_order)).unwrap_or_default();
    let mut found = Candidates::new(record.date_order);
    for (key, value) in fields {
        found.offer(key, Value::Str(value));
    }
    let mut article = found.about(mapping, record);
    if article.published.is_none()
        && article.unread_date.is_none()
        && let Some(first) = first_words(&whole[start..], mapping)
    {
        match first.date(record.date_order) {
            Some((date, is_all)) => {
                article.published = Some(date);
                start += if is_all { first.end } else { 0 };
            }
            // Told, since a flag could say what it means.
            None if date::has_two_ways(first.words) => article.unread_date = Some(first.words.into()),
            None => {}
        }
    }
    let text = &whole[start..];
    if let Some(fault) = record.fault_of(text) {
        return Err(record.skip(fault));
    }
    if article.title.is_none() && is_markdown {
        article.title = heading(text).map(str::to_owned);
    }
    article.text = text.to_owned();
    article.place.byte = (start > 0).then_some(start as u64);
    Ok(article)
}

type Header<'t> = (Vec<(Match, Cow<'t, str>)>, usize);

/// YAML front matter, as far as it is lines of `key: value`, quoted or folded; of nested values only those that stand for the whole.
fn front_matter<'t>(text: &'t str, mapping: &Mapping) -> Option<Header<'t>> {
    let mut at = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?.len();
    let mut fields: Vec<(Match, Cow<'t, str>)> = Vec::new();
    // The key whose value goes on in the lines that follow, and what joins them.
    let mut open: Option<(Match, Option<char>)> = None;
    // The rank of the name under which the value of an object was found.
    let mut best = usize::MAX;
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        if at > MAX_HEADER_BYTES {
            return None;
        }
        let body = line.trim_end();
        if matches!(body, "---" | "...") {
            let blank = text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len();
            let is_known = fields.iter().any(|(key, _)| role(*key).is_some());
            return is_known.then_some((fields, at + blank));
        }
        if body.is_empty() || body.starts_with([' ', '\t', '#', '-']) {
            match (open, fields.last_mut()) {
                (Some((_, Some(joint))), Some((_, value))) if !body.is_empty() => {
                    let value = value.to_mut();
                    value.extend((!value.is_empty()).then_some(joint));
                    value.push_str(body.trim());
                }
                (Some((key, None)), _) => {
                    let inner = body.trim().split_once(':');
                    let inner =
                        inner.and_then(|(name, value)| Some((inner_rank(key, &unquoted(name))?, value)));
                    if let Some((rank, value)) = inner.filter(|(rank, _)| *rank < best) {
                        best = rank;
                        fields.push((key, scalar(value)));
                    }
                }
                _ => {}
            }
            continue;
        }
        let (key, value) = body.split_once(':')?;
        let key = about(mapping, unquoted(key).trim());
        let joint = match value.trim().trim_end_matches(['+', '-']) {
            ">" => Some(' '),
            "|" => Some('\n'),
            _ => None,
        };
        let value = if joint.is_some() { Cow::Borrowed("") } else { scalar(value) };
        (open, best) = (value.is_empty().then_some((key, joint)), usize::MAX);
        fields.push((key, value));
    }
    None
}

/// A value of one line, without quotes or a comment.
fn scalar(value: &str) -> Cow<'_, str> {
    let value = value.trim();
    if value.starts_with(['"', '\'']) {
        return unquoted(value);
    }
    Cow::Borrowed(value.split_once(" #").map_or(value, |(value, _)| value.trim_end()))
}

/// What stands in quotes at the start; the whole where there are none.
fn unquoted(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let Some(mark) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Cow::Borrowed(text);
    };
    let (mut out, mut letters) = (String::new(), text[1..].chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if mark == '"' => match letters.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => break,
            },
            '\'' if mark == '\'' && letters.peek() == Some(&'\'') => out.extend(letters.next()),
            letter if letter == mark => return Cow::Owned(out),
            letter => out.push(letter),
        }
    }
    // Never closed: a letter like others.
    Cow::Borrowed(text)
}

/// Lines of `Name: value` at the top, ended by a blank line: no field twice, none the text, and enough of them known to be sure.
fn lines<'t>(text: &'t str, mapping: &Mapping, order: Option<DateOrder>) -> Option<Header<'t>> {
    let (mut fields, mut at): (Vec<(Match, Cow<'t, str>)>, _) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        if at > MAX_HEADER_BYTES {
            return None;
        }
        let body = line.trim();
        if body.is_empty() {
            let has = |wanted: Role| fields.iter().find(|(key, _)| role(*key) == Some(wanted));
            let known = fields.iter().filter(|(key, _)| role(*key).is_some()).count();
            // `Source: police.` and `Time: 7pm` may be the text.
            let is_dated = has(Role::Date).is_some_and(|(_, value)| date::of_article(value, order).is_some());
            return (is_dated || has(Role::Title).is_some() && known > 1).then_some((fields, at));
        }
        let (name, value) = body.split_once(':').filter(|(name, _)| name.len() <= 32)?;
        if value.trim().is_empty() {
            // A field without a value is none, but `He said:` is no field.
            role(about(mapping, name.trim()))?;
            continue;
        }
        let key = about(mapping, name.trim());
        let found = mapping.find(name.trim(), 0, !0, None);
        let is_twice =
            role(key).is_some_and(|known| fields.iter().any(|(other, _)| role(*other) == Some(known)));
        if is_twice
            || found.usual.is_some_and(|(role, _)| role == Role::Text)
            || name.split_whitespace().count() > 3
        {
            return None;
        }
        fields.push((key, Cow::Borrowed(value.trim())));
    }
    None
}

/// What `name` means among the fields around the text; the text itself is not among them.
fn about(mapping: &Mapping, name: &str) -> Match {
    let found = mapping.find(name, 0, !0, None);
    let text = 1 << Role::Text as u8;
    Match {
        usual: found.usual.filter(|(role, _)| *role != Role::Text),
        given: found.given & !text,
        ..Match::default()
    }
}

fn role(key: Match) -> Option<Role> {
    let given = Role::ALL.into_iter().find(|&role| key.given & (1 << role as u8) != 0);
    given.or(key.usual.map(|(role, _)| role))
}

/// What stands behind `date` or a name of the date and a colon, at the very start of a text.
struct FirstWords<'t> {
    /// The rest of the first line.
    words: &'t str,
    /// Where the next line with something in it begins.
    end: usize,
}

/// The most words that a date and its time have: `vendredi 1er août 2025 à 9 h 30 CEST`.
const DATE_WORDS: usize = 9;

/// The first words of a text, where they may be its date: `date 2025-08-15 …`, `Publié : 16 juillet 2018`.
fn first_words<'t>(text: &'t str, mapping: &Mapping) -> Option<FirstWords<'t>> {
    let start = text.trim_start();
    let (first, behind) = start.split_once('\n').unwrap_or((start, ""));
    let end = text.len() - behind.trim_start_matches(['\r', '\n']).len();
    let name = first.split([':', ' ', '\t', '\u{A0}']).next().unwrap_or_default();
    let is_word = name.eq_ignore_ascii_case("date");
    let words = match first.split_once(':') {
        Some((name, words)) if name.len() <= 32 && role(about(mapping, name.trim())) == Some(Role::Date) => {
            words
        }
        _ if is_word => &first[name.len()..],
        _ => return None,
    };
    Some(FirstWords { words: words.trim(), end })
}

impl FirstWords<'_> {
    /// The date, and whether it is all there is in the line.
    fn date(&self, order: Option<DateOrder>) -> Option<(Published, bool)> {
        let all: Vec<&str> = self.words.split_whitespace().collect();
        // Of a time of day no word is left over.
        (1..=all.len().min(DATE_WORDS)).rev().find_map(|count| {
            let words = all[..count].join(" ");
            let date = date::of_article(words.trim_end_matches([',', ';', '.']), order)?;
            // `date 2025` could go on in any way: a month at least makes sure.
            (date.precision >= Precision::Month).then_some((date, count == all.len()))
        })
    }
}

/// The first heading, if the text starts with one.
fn heading(text: &str) -> Option<&str> {
    let title = text.trim_start().lines().next()?.strip_prefix("# ")?.trim();
    (!title.is_empty()).then_some(title)
}
