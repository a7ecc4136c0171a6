//! The values found in one record → an article.
//!
//! **In** values offered with the roles their keys may play. **Out** an article, or which field is at fault.
//! **Cost** one copy of each field that is kept; of a text in HTML its tree. **Never** knows the format the values came from.
//!
//! A field given by the user must be there and fit. Of the fields found by convention the first usable one by rank
//! wins, of two with one rank the later; one that is empty or of a wrong type is passed by. So is a date that cannot be
//! read beside one that can, and the address of an article in the place of its outlet.

use std::borrow::Cow;

use super::batch::Record;
use super::fields::{Chosen, Field, Mapping, Match, Role, fields};
use super::format::Format;
use super::outlet::site_of_article;
use super::skip::{SkipReason, Skipped};
use super::{DateOrder, date, json, page};
use crate::article::Article;

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'de> {
    Null,
    Str(Cow<'de, str>),
    Number(String),
    /// An array of strings: paragraphs.
    List(Vec<Cow<'de, str>>),
    Wrong(&'static str),
}

/// The best candidate of each role so far.
#[derive(Default)]
pub(super) struct Candidates<'de> {
    usual: [Option<Usual<'de>>; 6],
    given: [Option<Value<'de>>; 6],
    /// Roles whose given field is there, as bits.
    met: u8,
    /// The first paragraph, where the text goes on in another field.
    lead: Option<Value<'de>>,
    /// The best text so far is the rest of such a text.
    is_tail: bool,
    /// Why a field with a usual name of the text could not be taken.
    text_fault: Option<&'static str>,
    /// How dates are read that could be two.
    date_order: Option<DateOrder>,
}

/// A value found by convention.
struct Usual<'de> {
    /// Less is better.
    rank: u16,
    /// Which field it stands in.
    from: Chosen,
    value: Value<'de>,
}

/// The rank of what an address says in the place of the outlet: behind all others.
const ADDRESS: u16 = u16::MAX;

/// What an object is called in a complaint.
pub(super) const OBJECT: &str = "an object";
/// What programs write into the cell of a table where nothing stands: R, pandas, spreadsheets and databases.
const MISSING: [&str; 11] = ["NA", "N/A", "n/a", "#N/A", "<NA>", "null", "NULL", "nan", "NaN", "NaT", "None"];
/// What can be done about a column whose type is not read.
const CAST: &str = "cast the column to a string, or name another field";
/// Stands for an empty string among wrong types.
const EMPTY: &str = "nothing";

fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

/// What a record without a text has instead, for a hint.
pub(super) struct Instead {
    /// The names of its fields.
    pub names: String,
    /// The path to a field inside others that may be the text.
    pub path: Option<String>,
    /// A list of objects that may hold the text, where no path leads.
    pub list: Option<String>,
    /// A list of records inside this one, empty where its own fields are them, and what writes them into a file of their own.
    pub records: Option<(String, String)>,
    /// What it is that is no record, and what can be done: a table by columns, or one without a header.
    pub remedy: Option<&'static str>,
}

impl Instead {
    /// Fields of these names, and nothing inside them.
    pub fn of(names: String) -> Self {
        Self { names, path: None, list: None, records: None, remedy: None }
    }
}

impl<'de> Value<'de> {
    /// What stands in the cell of a table, which has no other way to say that it is empty.
    pub fn of_cell(text: Cow<'de, str>) -> Self {
        // Few cells are as short as this.
        let is_missing = text.len() <= 16 && MISSING.contains(&text.trim());
        if is_missing { Self::Null } else { Self::Str(text) }
    }

    /// The same value without a copy of its strings.
    #[cfg(feature = "parquet")]
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Str(text) => Value::Str(Cow::Borrowed(text)),
            Self::Number(number) => Value::Number(number.clone()),
            Self::List(parts) => Value::List(parts.iter().map(|part| Cow::Borrowed(&**part)).collect()),
            Self::Wrong(found) => Value::Wrong(found),
        }
    }

    /// Its length in bytes.
    #[cfg(feature = "parquet")]
    pub fn len(&self) -> usize {
        match self {
            Self::Null | Self::Wrong(_) => 0,
            Self::Str(text) => text.len(),
            Self::Number(number) => number.len(),
            Self::List(parts) => parts.iter().map(|part| part.len()).sum(),
        }
    }

    /// As a string for `role`; `None` where nothing stands there.
    fn into_str(self, role: Role) -> Result<Option<Cow<'de, str>>, &'static str> {
        match self {
            Self::Null => Ok(None),
            Self::Number(_) if role == Role::Text => Err("a number"),
            Self::Number(number) => Ok(Some(number.into())),
            Self::Str(text) if role == Role::Text => Ok(Some(text)),
            Self::Str(text) => Ok((!is_blank(&text)).then_some(text)),
            Self::List(parts) if role == Role::Text => Ok(Some(parts.join("\n").into())),
            Self::List(parts) => Ok(parts.into_iter().find(|part| !is_blank(part))),
            Self::Wrong(found) => Err(found),
        }
    }

    /// The site, where this is the address of something on one.
    fn site_of_article(&self) -> Option<String> {
        let Self::Str(address) = self else { return None };
        site_of_article(address)
    }

    /// Whether it can be read as a date.
    fn is_date(&self, order: Option<DateOrder>) -> bool {
        self.first().is_some_and(|text| date::of_article(text, order).is_some())
    }

    /// What stands there as one string.
    fn first(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            Self::Number(number) => Some(number),
            Self::List(parts) => parts.iter().map(|part| &**part).find(|part| !is_blank(part)),
            Self::Null | Self::Wrong(_) => None,
        }
    }

    /// What keeps it from playing `role`, if anything does.
    fn fault(&self, role: Role) -> Option<&'static str> {
        match self {
            Self::Null => Some(EMPTY),
            Self::Number(_) => (role == Role::Text).then_some("a number"),
            Self::Str(text) => is_blank(text).then_some(EMPTY),
            Self::List(parts) => parts.iter().all(|part| is_blank(part)).then_some(EMPTY),
            Self::Wrong(found) => Some(found),
        }
    }
}

impl<'de> Candidates<'de> {
    /// None yet, whose dates are read in this order.
    pub fn new(date_order: Option<DateOrder>) -> Self {
        Self { date_order, ..Self::default() }
    }

    /// A value, and what its key may mean.
    pub fn offer(&mut self, key: Match, value: Value<'de>) {
        if key.given != 0 {
            self.met |= key.given;
            for role in Role::ALL.into_iter().filter(|&role| key.given & (1 << role as u8) != 0) {
                self.given[role as usize] = Some(value.clone());
            }
            if key.given & (1 << Role::Outlet as u8) != 0 && value.site_of_article().is_some() {
                let from = Chosen::Given(Role::Outlet);
                self.put(Role::Url, Usual { rank: ADDRESS, from, value: value.clone() });
            }
        }
        if key.is_lead && value.fault(Role::Text).is_none() {
            self.lead = Some(value);
            return;
        }
        let Some((role, rank)) = key.usual else { return };
        if let Some(fault) = value.fault(role) {
            let is_complaint = role == Role::Text && !(key.container.is_some() && fault == OBJECT);
            if is_complaint && (fault != EMPTY || self.text_fault.is_none()) {
                self.text_fault = Some(fault);
            }
            return;
        }
        let from = Chosen::Usual(role, rank);
        if role == Role::Outlet
            && let Some(site) = value.site_of_article()
        {
            let site = Value::Str(site.into());
            self.put(Role::Outlet, Usual { rank: ADDRESS, from, value: site });
            self.put(Role::Url, Usual { rank: ADDRESS, from, value });
        } else if self.put(role, Usual { rank, from, value }) && role == Role::Text {
            self.is_tail = key.is_tail;
        }
    }

    /// Keeps a value if it is better than the best so far, and tells if it was.
    fn put(&mut self, role: Role, new: Usual<'de>) -> bool {
        let date_order = self.date_order;
        let best = &mut self.usual[role as usize];
        // Looked at only where there is a choice.
        let order = |one: &Usual<'_>| (role == Role::Date && !one.value.is_date(date_order), one.rank);
        let is_better = best.as_ref().is_none_or(|best| order(&new) <= order(best));
        if is_better {
            *best = Some(new);
        }
        is_better
    }

    /// The fields of the record, each with its path and what that may mean, and what they were taken for.
    pub fn fields<'p>(&self, mapping: &Mapping, paths: impl Iterator<Item = (&'p str, Match)>) -> Vec<Field> {
        let mut found = fields(&self.chosen(mapping), paths);
        let date = match mapping.given(Role::Date) {
            Some(_) => self.given[Role::Date as usize].as_ref(),
            None => self.usual[Role::Date as usize].as_ref().map(|best| &best.value),
        };
        let order = date.and_then(Value::first).and_then(date::order_in);
        for field in found.iter_mut().filter(|field| field.role == Some(Role::Date)) {
            field.date_order = order;
        }
        found
    }

    /// Where the value of each role comes from.
    fn chosen(&self, mapping: &Mapping) -> [Option<Chosen>; 6] {
        Role::ALL.map(|role| match mapping.given(role) {
            Some(_) => self.given[role as usize]
                .as_ref()
                .filter(|value| value.fault(role).is_none())
                .map(|_| Chosen::Given(role)),
            None => self.usual[role as usize].as_ref().map(|best| best.from),
        })
    }

    /// The article of `record`; `instead` tells what it has if there is no text.
    pub fn article(
        mut self,
        mapping: &Mapping,
        record: &Record<'_>,
        instead: impl Fn() -> Instead,
    ) -> Result<Article, Skipped> {
        mapping.meet(self.met);
        let lead = self.lead.take().and_then(|lead| lead.into_str(Role::Text).ok()?);
        let is_tail = self.is_tail;
        let mut take = |role: Role| self.take(role, mapping, record);
        let id = take(Role::Id)?.map(Cow::into_owned);
        let outlet = take(Role::Outlet)?.map(Cow::into_owned);
        let given_date = take(Role::Date)?;
        let mut title = take(Role::Title)?.map(Cow::into_owned);
        let url = take(Role::Url)?.map(Cow::into_owned);
        let mut text = match take(Role::Text)? {
            Some(text) => match lead.filter(|_| is_tail) {
                Some(lead) => Cow::Owned(format!("{lead}\n{text}")),
                None => text,
            },
            // A short dispatch is its first paragraph.
            None => match lead {
                Some(lead) => lead,
                None => return Err(self.no_text(mapping, record, &instead())),
            },
        };
        // As WordPress and feed readers hand it on. What is too tangled stands as it is, rather than be lost.
        if page::is_fragment(&text)
            && let Ok(plain) = page::text_of(&text)
        {
            text = plain.into();
            let plain = |title: &String| page::text_of(title).ok();
            title = title.as_ref().and_then(plain).or(title);
        }
        if let Some(fault) = record.fault_of(&text) {
            let field = mapping.given(Role::Text).unwrap_or("text");
            return Err(record.skip_field(field, fault, None));
        }
        let published = given_date.as_deref().and_then(|text| date::of_article(text, record.date_order));
        let unread_date = given_date.filter(|_| published.is_none()).map(|date| date.into_owned().into());
        let key = id.unwrap_or_else(|| record.key());
        let text = text.into_owned();
        Ok(Article { key, outlet, published, unread_date, title, url, text, place: record.place() })
    }

    /// An article without text yet: what stands around it, where nothing of that has to be there.
    pub fn about(mut self, mapping: &Mapping, record: &Record<'_>) -> Article {
        mapping.meet(self.met);
        let mut take = |role: Role| self.take(role, mapping, record).ok().flatten().map(Cow::into_owned);
        let given_date = take(Role::Date);
        let published = given_date.as_deref().and_then(|text| date::of_article(text, record.date_order));
        Article {
            key: take(Role::Id).unwrap_or_else(|| record.key()),
            outlet: take(Role::Outlet),
            published,
            unread_date: given_date.filter(|_| published.is_none()).map(Into::into),
            title: take(Role::Title),
            url: take(Role::Url),
            text: String::new(),
            place: record.file_place(),
        }
    }

    /// The value of `role`: of the field given, which must fit, or of the best usual one.
    fn take(
        &mut self,
        role: Role,
        mapping: &Mapping,
        record: &Record<'_>,
    ) -> Result<Option<Cow<'de, str>>, Skipped> {
        let Some(name) = mapping.given(role) else {
            return Ok(self.usual[role as usize]
                .take()
                .and_then(|best| best.value.into_str(role).ok().flatten()));
        };
        let value = self.given[role as usize].take().unwrap_or(Value::Null);
        value.into_str(role).map_err(|wrong| {
            let expected = if role == Role::Text { "a string" } else { "a string or a number" };
            let hint = (record.source.format == Format::Parquet).then(|| CAST.to_owned());
            record.skip_field(name, SkipReason::WrongType { expected, found: wrong }, hint)
        })
    }

    fn no_text(&self, mapping: &Mapping, record: &Record<'_>, instead: &Instead) -> Skipped {
        let Instead { names, path, list, records, remedy } = instead;
        let hint = |lead: &str| {
            if let Some(remedy) = remedy {
                return format!("{remedy}; it begins with {names}");
            }
            if let Some((list, command)) = records {
                let is_line = record.source.format == Format::JsonLines && json::is_list(list);
                let remedy = match is_line {
                    true => "read the file with --format json",
                    false => &format!("read what this writes: {command}"),
                };
                return format!("the records stand inside this one, which has {names}: {remedy}");
            }
            let flag = format!("--text {}", path.as_deref().unwrap_or("FIELD"));
            let hint = format!("{lead}{flag}; this record has {names}");
            match list {
                Some(list) => {
                    format!(
                        "{hint}; of the list `{list}` nothing can be named: join its texts into one field"
                    )
                }
                None => hint,
            }
        };
        let (is_met, is_parquet) =
            (self.met & (1 << Role::Text as u8) != 0, record.source.format == Format::Parquet);
        let elsewhere = || hint("if the text stands elsewhere, name it with ");
        if let Some(given) = mapping.given(Role::Text) {
            if is_met {
                return record.skip_field(given, SkipReason::EmptyText, Some(elsewhere()));
            }
            let lead = if path.is_some() { "the text may be meant by " } else { "correct " };
            return record.skip_field(given, SkipReason::NoText, Some(hint(lead)));
        }
        if let Some(wrong) = self.text_fault {
            let reason = if wrong == EMPTY {
                SkipReason::EmptyText
            } else {
                SkipReason::WrongType { expected: "a string", found: wrong }
            };
            let hint = if is_parquet && wrong != EMPTY { CAST.to_owned() } else { elsewhere() };
            return record.skip_field("text", reason, Some(hint));
        }
        record.skip_field("text", SkipReason::NoText, Some(hint("name the field that holds the text with ")))
    }
}
