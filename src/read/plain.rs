//! A file of plain text or Markdown → one article.
//!
//! **In** the whole file. **Out** an article whose key is the file name without extension, or the id in its header.
//! **Cost** one copy. **Never** takes a header off where it could be part of the text; touches the text itself.
//!
//! Three headers are understood:
//! - front matter, `key: value` lines between two lines `---`: taken off the text;
//! - `Title: …` lines at the top, every one of them a known field, then a blank line: taken off the text;
//! - first words `date 2025-08-15` or `date 2025-08`: the date is taken, the text stays whole.
//!
//! [`Place::byte`](crate::error::Place) of the article is where its text starts in the file.

use std::borrow::Cow;

use super::assemble::{Candidates, Value};
use super::batch::Record;
use super::date;
use super::fields::{Mapping, Match, Role};
use super::skip::Skipped;
use crate::article::Article;

/// Headers longer than this are text.
const MAX_HEADER_BYTES: usize = 16 << 10;

/// The file as an article.
pub(super) fn article(record: &Record<'_>, mapping: &Mapping, is_markdown: bool) -> Result<Article, Skipped> {
    let whole = record.utf8()?;
    let (fields, start) = front_matter(whole, mapping).or_else(|| lines(whole, mapping)).unwrap_or_default();
    let text = &whole[start..];
    if let Some(fault) = record.fault_of(text) {
        return Err(record.skip(fault));
    }
    let mut found = Candidates::default();
    for (key, value) in fields {
        found.offer(key, Value::Str(Cow::Borrowed(value)));
    }
    let mut article = found.about(mapping, record);
    if article.published.is_none() && article.unread_date.is_none() {
        article.published = first_word_date(text);
    }
    if article.title.is_none() && is_markdown {
        article.title = heading(text).map(str::to_owned);
    }
    article.text = text.to_owned();
    article.place.byte = (start > 0).then_some(start as u64);
    Ok(article)
}

type Header<'t> = (Vec<(Match, &'t str)>, usize);

/// YAML front matter, as far as it is lines of `key: value`; nested values are stepped over.
fn front_matter<'t>(text: &'t str, mapping: &Mapping) -> Option<Header<'t>> {
    let mut at = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?.len();
    let mut fields = Vec::new();
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        if at > MAX_HEADER_BYTES {
            return None;
        }
        let body = line.trim_end();
        if matches!(body, "---" | "...") {
            let blank = text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len();
            return (!fields.is_empty()).then_some((fields, at + blank));
        }
        if body.is_empty() || body.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        let (key, value) = body.split_once(':')?;
        let value = value.trim();
        let quoted = |mark: char| value.strip_prefix(mark).and_then(|value| value.strip_suffix(mark));
        let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
        fields.push((about(mapping, key.trim()), value));
    }
    None
}

/// Lines of `Name: value` at the top, each a known field but the text and none twice, ended by a blank line.
fn lines<'t>(text: &'t str, mapping: &Mapping) -> Option<Header<'t>> {
    let (mut fields, mut at): (Vec<(Match, &str)>, _) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let body = line.trim();
        if body.is_empty() {
            // One line alone may be the text: `Source: police.` Only a date that can be read makes sure.
            let date =
                |(key, value): &(Match, &str)| role(*key) == Some(Role::Date) && date::parse(value).is_some();
            return (fields.len() > 1 || fields.iter().any(date)).then_some((fields, at));
        }
        let (name, value) =
            body.split_once(':').filter(|(name, value)| name.len() <= 32 && !value.trim().is_empty())?;
        let key = about(mapping, name.trim());
        let known = role(key)?;
        if fields.iter().any(|(other, _)| role(*other) == Some(known)) {
            return None;
        }
        fields.push((key, value.trim()));
    }
    None
}

/// What `name` means among the fields around the text; the text itself is not among them.
fn about(mapping: &Mapping, name: &str) -> Match {
    let found = mapping.find(name, 0, !0, false);
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

/// `date 2025-08-15 …` at the very start.
fn first_word_date(text: &str) -> Option<crate::article::Published> {
    let mut words = text.trim_start().splitn(3, ' ');
    let (word, value) = (words.next()?, words.next()?);
    // `date 2025` could go on in any way: a month at least makes sure.
    let is_date = value.len() >= 7 && value.as_bytes().get(4) == Some(&b'-');
    (word.eq_ignore_ascii_case("date") && is_date).then(|| date::parse(value.trim()))?
}

/// The first heading, if the text starts with one.
fn heading(text: &str) -> Option<&str> {
    let title = text.trim_start().lines().next()?.strip_prefix("# ")?.trim();
    (!title.is_empty()).then_some(title)
}
