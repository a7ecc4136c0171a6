//! What a table is: rows of named columns, declared once, from which every format, schema and description is made.
//!
//! In memory a row names articles and outlets by number; what is written and read names them by the user's ids.

use super::Folder;
use crate::article::ArticleId;
use crate::error::Result;
use crate::passage::level::Level;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;
use std::sync::Arc;

/// Number of an outlet: its place among the sorted names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OutletNumber(pub u32);

impl OutletNumber {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// From numbers to names.
pub trait Names {
    /// The user's id of an article.
    fn article(&self, id: ArticleId) -> &str;
    /// The name of an outlet.
    fn outlet(&self, number: OutletNumber) -> &str;
}

/// The names of tables that name neither articles nor outlets.
pub struct Nameless;

impl Names for Nameless {
    fn article(&self, _: ArticleId) -> &str {
        ""
    }

    fn outlet(&self, _: OutletNumber) -> &str {
        ""
    }
}

/// From names to numbers.
pub trait Numbers {
    /// The article of this id.
    fn article(&self, key: &str) -> Option<ArticleId>;
    /// The outlet of this name.
    fn outlet(&self, name: &str) -> Option<OutletNumber>;
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// One of the names of [`Level`].
    Level,
    /// A whole number, at least 0.
    Count,
    /// A number in [0, 1].
    Share,
    /// True or false.
    Flag,
    /// Nested values.
    Tree,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it means, in a sentence or two.
    pub about: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub is_optional: bool,
}

/// What stands in one column of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Not known, or there is none.
    Nothing,
    /// [`Kind::Text`] and [`Kind::Level`].
    Text(&'a str),
    /// [`Kind::Count`].
    Count(u64),
    /// [`Kind::Share`].
    Share(f64),
    /// [`Kind::Flag`].
    Flag(bool),
    /// [`Kind::Tree`].
    Tree(&'a Tree),
}

/// A small tree of values, as the JSON it is written as, which takes less memory than its nodes.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Tree(Box<RawValue>);

impl Tree {
    /// Any plain value, the fields of its objects in the order of their names.
    pub fn new(value: &impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("plain data");
        Self(serde_json::value::to_raw_value(&value).expect("plain data"))
    }

    /// Its JSON.
    pub fn json(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match *self {
            Self::Nothing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(count) => serializer.serialize_u64(count),
            Self::Share(share) => serializer.serialize_f64(share),
            Self::Flag(flag) => serializer.serialize_bool(flag),
            Self::Tree(tree) => tree.serialize(serializer),
        }
    }
}

/// A type that can stand in a column.
pub trait Cell: Sized {
    /// What it is in every format.
    const KIND: Kind;
    /// Whether it may be nothing.
    const IS_OPTIONAL: bool = false;
    /// As it is written.
    fn value<'a>(&'a self, names: &'a dyn Names) -> Value<'a>;
    /// As it was written; nothing when it is not of its kind or names what is not there.
    fn read(value: serde_json::Value, numbers: &dyn Numbers) -> Option<Self>;
}

impl<C: Cell> Cell for Option<C> {
    const KIND: Kind = C::KIND;
    const IS_OPTIONAL: bool = true;

    fn value<'a>(&'a self, names: &'a dyn Names) -> Value<'a> {
        self.as_ref().map_or(Value::Nothing, |cell| cell.value(names))
    }

    fn read(value: serde_json::Value, numbers: &dyn Numbers) -> Option<Self> {
        if value.is_null() { Some(None) } else { C::read(value, numbers).map(Some) }
    }
}

/// Implements [`Cell`] by two expressions.
macro_rules! cell {
    ($type:ty, $kind:ident, |$cell:ident, $names:ident| $value:expr, |$read:ident, $numbers:ident| $parsed:expr) => {
        impl Cell for $type {
            const KIND: Kind = Kind::$kind;

            fn value<'a>(&'a self, $names: &'a dyn Names) -> Value<'a> {
                let $cell = self;
                $value
            }

            fn read($read: serde_json::Value, $numbers: &dyn Numbers) -> Option<Self> {
                $parsed
            }
        }
    };
}

cell!(ArticleId, Text, |id, names| Value::Text(names.article(*id)), |value, numbers| numbers
    .article(value.as_str()?));
cell!(OutletNumber, Text, |number, names| Value::Text(names.outlet(*number)), |value, numbers| numbers
    .outlet(value.as_str()?));
cell!(String, Text, |text, _names| Value::Text(text), |value, _numbers| match value {
    serde_json::Value::String(text) => Some(text),
    _ => None,
});
cell!(Arc<str>, Text, |text, _names| Value::Text(text), |value, _numbers| Some(value.as_str()?.into()));
cell!(Level, Level, |level, _names| Value::Text(level.name()), |value, _numbers| Level::named(
    value.as_str()?
));
cell!(u32, Count, |count, _names| Value::Count((*count).into()), |value, _numbers| value
    .as_u64()?
    .try_into()
    .ok());
cell!(u64, Count, |count, _names| Value::Count(*count), |value, _numbers| value.as_u64());
cell!(f64, Share, |share, _names| Value::Share(*share), |value, _numbers| value.as_f64());
cell!(bool, Flag, |flag, _names| Value::Flag(*flag), |value, _numbers| value.as_bool());
cell!(Tree, Tree, |tree, _names| Value::Tree(tree), |value, _numbers| Some(Tree::new(&value)));

/// A row of a table.
pub trait Row: Sized {
    /// Name of the table, which is that of its files without their endings.
    const TABLE: &'static str;
    /// What a row is, and in which order they come.
    const ABOUT: &'static str;
    /// The columns in order.
    const COLUMNS: &'static [Column];
    /// What stands in each of them.
    fn values<'a>(&'a self, names: &'a dyn Names) -> Vec<Value<'a>>;
    /// The row of an object of JSON Lines.
    ///
    /// # Errors
    /// The name of a column that is missing, not of its kind, or names what is not there.
    fn read(
        object: &mut serde_json::Map<String, serde_json::Value>,
        numbers: &dyn Numbers,
    ) -> std::result::Result<Self, &'static str>;
}

/// The rows of a table, in memory or not, one after another.
pub trait Rows<R> {
    /// Calls `take` with each of them.
    ///
    /// # Errors
    /// Those of `take`, or when the rows cannot be read.
    fn each(&self, take: &mut dyn FnMut(&R) -> Result<()>) -> Result<()>;
}

impl<R> Rows<R> for Vec<R> {
    fn each(&self, take: &mut dyn FnMut(&R) -> Result<()>) -> Result<()> {
        self.iter().try_for_each(take)
    }
}

/// A way to write tables into files.
pub trait Form {
    /// Writes one of them.
    ///
    /// # Errors
    /// When it cannot be written, or its rows cannot be read.
    fn write<R: Row>(&self, rows: &(impl Rows<R> + ?Sized), names: &dyn Names, folder: &Folder)
    -> Result<()>;
}

/// A row as JSON writes it.
pub struct Named<'a, R>(pub &'a R, pub &'a dyn Names);

impl<R: Row> Serialize for Named<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(R::COLUMNS.len()))?;
        for (column, value) in R::COLUMNS.iter().zip(self.0.values(self.1)) {
            map.serialize_entry(column.name, &value)?;
        }
        map.end()
    }
}

/// Declares the row of a table: the struct, and all that [`Row`] says of it.
macro_rules! table {
    ($(#[doc = $about:literal])+ $row:ident in $table:literal $(derives $derive:ident)? { $($(#[doc = $doc:literal])+ $name:ident: $type:ty,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq $(, $derive)?)]
        pub struct $row { $($(#[doc = $doc])+ pub $name: $type,)+ }

        impl $crate::report::table::Row for $row {
            const TABLE: &'static str = $table;
            const ABOUT: &'static str = concat!($($about),+);
            const COLUMNS: &'static [$crate::report::table::Column] = &[$($crate::report::table::Column {
                name: stringify!($name),
                about: concat!($($doc),+),
                kind: <$type as $crate::report::table::Cell>::KIND,
                is_optional: <$type as $crate::report::table::Cell>::IS_OPTIONAL,
            },)+];

            fn values<'a>(&'a self, names: &'a dyn $crate::report::table::Names) -> Vec<$crate::report::table::Value<'a>> {
                vec![$($crate::report::table::Cell::value(&self.$name, names),)+]
            }

            fn read(
                object: &mut serde_json::Map<String, serde_json::Value>,
                numbers: &dyn $crate::report::table::Numbers,
            ) -> std::result::Result<Self, &'static str> {
                Ok(Self {
                    $($name: object
                        .remove(stringify!($name))
                        .and_then(|value| $crate::report::table::Cell::read(value, numbers))
                        .ok_or(stringify!($name))?,)+
                })
            }
        }
    };
}

pub(super) use table;
