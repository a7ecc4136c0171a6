//! A Parquet file → its rows → articles.
//!
//! **In** a file on disk that can be read at any place. **Out** rows with the columns that are mapped, as owned values.
//! **Cost** the pages of mapped columns only; memory of one page for each of them, and one batch of rows.
//! **Never** reads a column that plays no role, but for the first rows where none is the text; builds Arrow arrays.
//! **From** Apache Parquet, by the column readers of the `parquet` crate.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::assemble::Value;
use super::batch::{Batch, Source};
use super::cut::NOTHING_READ;
use super::fields::{Mapping, Match, Role, inner_rank};
use super::format::Format;
use super::pages;
use super::prose;
use super::skip::{SkipReason, Skipped};
use super::table::listed;
use super::{InputFile, ReadParams};
use crate::error::Place;

/// Rows that are read of all columns before the next batch is considered.
const ROWS: usize = 256;

/// One file being read by rows.
pub(super) struct Columns {
    source: Arc<Source>,
    file: SerializedFileReader<File>,
    columns: Vec<Column>,
    next_group: usize,
    /// Rows of the current group still to come.
    rows_left: usize,
    /// Number of the next row, from 1.
    row: u64,
    /// Bytes of the file.
    size: u64,
    /// Bytes of the file that no progress was reported for yet.
    unreported: u64,
    total: Arc<AtomicU64>,
}

struct Column {
    index: usize,
    key: Match,
    descriptor: Arc<ColumnDescriptor>,
    reader: Option<ColumnReader>,
}

/// What opening comes to.
pub(super) enum Opened {
    Rows(Box<Columns>),
    NoText { names: String },
}

impl Columns {
    /// Opens `file`, of which `reported` bytes count as read already.
    pub fn open(
        file: &InputFile,
        params: &ReadParams,
        total: &Arc<AtomicU64>,
        reported: u64,
    ) -> Result<Opened, Skipped> {
        let place = || Place::file(Arc::clone(&file.path));
        let unreadable = |error: &io::Error| Skipped::unreadable(place(), error);
        let opened = File::open(&file.path).map_err(|error| unreadable(&error))?;
        let size = opened.metadata().map_err(|error| unreadable(&error))?.len();
        let reader = pages::caught(|| SerializedFileReader::new(opened)).map_err(|error| {
            let reason = SkipReason::Broken { what: error.to_string() };
            Skipped::with_hint(place(), reason, NOTHING_READ.to_owned())
        })?;
        let mapping = Mapping::new(params);
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let columns: Vec<Column> = (0..schema.num_columns())
            .map(|index| {
                let descriptor = schema.column(index);
                Column { index, key: role_of(&mapping, descriptor.path().parts()), descriptor, reader: None }
            })
            .filter(|column| column.key.is_wanted())
            .collect();
        let text = 1 << Role::Text as u8;
        let is_text =
            |key: Match| key.given & text != 0 || key.usual.is_some_and(|(role, _)| role == Role::Text);
        let has_text = columns.iter().any(|column| is_text(column.key));
        // A damaged one is told when its rows are read.
        let look = || pages::caught(|| column_of_prose(&reader, size)).ok().flatten();
        let prose = if has_text { None } else { look() };
        // Of a file that was named, or has texts under a name that is not known, each row is told, as each record of other formats is.
        let has_rows = reader.metadata().file_metadata().num_rows() > 0;
        if !(has_text || prose.is_some() || file.named && has_rows) {
            let names: Vec<_> = schema.columns().iter().map(|column| column.path().string()).collect();
            return Ok(Opened::NoText { names: listed(names.iter().map(String::as_str)) });
        }
        let is_plain = |column: &Column| column.descriptor.path().parts().len() == 1;
        let mut plain = columns.iter().enumerate();
        let is_repeated = |(at, column): &(usize, &Column)| {
            let before = columns[..*at].iter();
            is_plain(column) && before.filter(|one| is_plain(one)).any(|one| one.key == column.key)
        };
        if let Some((_, column)) = plain.find(is_repeated) {
            let field = Some(column.descriptor.path().string().into());
            return Err(Skipped::new(Place { field, ..place() }, SkipReason::SameName));
        }
        let mut source = Source::new(file, Format::Parquet);
        source.columns = (0..schema.num_columns())
            .map(|index| {
                let path = schema.column(index).path().clone();
                let names = path.parts().iter().map(String::as_str).enumerate();
                let shown: Vec<&str> =
                    names.filter(|(at, name)| *at == 0 || !is_of_list(name)).map(|(_, name)| name).collect();
                (shown.join("."), role_of(&mapping, path.parts()))
            })
            .collect();
        source.prose = prose;
        Ok(Opened::Rows(Box::new(Self {
            source: Arc::new(source),
            file: reader,
            columns,
            next_group: 0,
            rows_left: 0,
            row: 1,
            size,
            unreported: size.saturating_sub(reported),
            total: Arc::clone(total),
        })))
    }

    /// Reads rows into `batch`; true when the file is done, false when the batch is full before.
    pub fn fill(&mut self, batch: &mut Batch, params: &ReadParams) -> bool {
        while !batch.is_full(params.batch_bytes) {
            match pages::caught(|| self.rows(batch, params)) {
                Ok(true) => {}
                Ok(false) => {
                    self.report(self.unreported);
                    if self.row == 1 {
                        batch.skip(Skipped::new(
                            Place::file(Arc::clone(&self.source.path)),
                            SkipReason::EmptyFile,
                        ));
                    }
                    return true;
                }
                Err(error) => self.lose_group(
                    batch,
                    SkipReason::BrokenRows { what: error.to_string(), rows: self.rows_left as u64 },
                ),
            }
        }
        false
    }

    fn report(&mut self, bytes: u64) {
        let bytes = bytes.min(self.unreported);
        self.unreported -= bytes;
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Passes over what is left of the current group.
    fn lose_group(&mut self, batch: &mut Batch, reason: SkipReason) {
        let place = Place { line: Some(self.row), ..Place::file(Arc::clone(&self.source.path)) };
        batch.skip(Skipped::new(place, reason));
        self.row = self.row.saturating_add(self.rows_left as u64);
        self.rows_left = 0;
    }

    /// Reads the next rows; false at the end.
    fn rows(&mut self, batch: &mut Batch, params: &ReadParams) -> Result<bool, ParquetError> {
        while self.rows_left == 0 {
            if self.next_group == self.file.num_row_groups() {
                return Ok(false);
            }
            let index = self.next_group;
            // Whatever is wrong with it, the next one is read after it.
            self.next_group += 1;
            let metadata = self.file.metadata().row_group(index);
            self.rows_left = usize::try_from(metadata.num_rows()).unwrap_or(0);
            if let Some(codec) = self.columns.iter().find_map(|column| unread(metadata, column.index)) {
                self.lose_group(batch, SkipReason::Codec { codec, rows: self.rows_left as u64 });
                continue;
            }
            pages::check(metadata, self.size)?;
            let group = self.file.get_row_group(index)?;
            for column in &mut self.columns {
                let descriptor = Arc::clone(&column.descriptor);
                column.reader = Some(pages::column_reader(&*group, column.index, descriptor)?);
            }
            let bytes = u64::try_from(group.metadata().compressed_size()).unwrap_or(0);
            drop(group);
            self.report(bytes);
        }
        let count = ROWS.min(self.rows_left);
        let mut rows: Vec<Vec<(Match, Value<'static>)>> = Vec::new();
        rows.resize_with(count, Vec::new);
        for column in &mut self.columns {
            let values = column.values(count)?;
            if values.len() != count {
                return Err(ParquetError::General("a column ends before the others".to_owned()));
            }
            for (row, value) in rows.iter_mut().zip(values) {
                row.push((column.key, value));
            }
        }
        for row in rows {
            let bytes = row.iter().map(|(_, value)| value.len()).sum::<usize>();
            if bytes as u64 > params.max_record_bytes {
                let place = Place { line: Some(self.row), ..Place::file(Arc::clone(&self.source.path)) };
                batch.skip(Skipped::new(place, SkipReason::TooLarge { limit: params.max_record_bytes }));
            } else {
                batch.push_row(&self.source, row, bytes, self.row);
            }
            self.row += 1;
        }
        self.rows_left -= count;
        Ok(true)
    }
}

/// The column that looks like the text, by the first rows.
fn column_of_prose(file: &SerializedFileReader<File>, size: u64) -> Result<Option<usize>, ParquetError> {
    if file.num_row_groups() == 0 {
        return Ok(None);
    }
    let group = file.get_row_group(0)?;
    let metadata = group.metadata();
    pages::check(metadata, size)?;
    let rows = usize::try_from(metadata.num_rows()).unwrap_or(0).min(prose::SAMPLE);
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let mut found = vec![prose::Column::default(); schema.num_columns()];
    for (index, seen) in found.iter_mut().enumerate() {
        let descriptor = schema.column(index);
        if descriptor.physical_type() != Type::BYTE_ARRAY || unread(metadata, index).is_some() {
            continue;
        }
        let reader = Some(pages::column_reader(&*group, index, Arc::clone(&descriptor))?);
        let mut column = Column { index, key: Match::default(), descriptor, reader };
        for value in column.values(rows)? {
            if let Value::Str(text) = value {
                seen.add(&text);
            }
        }
    }
    Ok(prose::richest(&found))
}

/// The compression of a column, if the library does not read it.
fn unread(group: &RowGroupMetaData, column: usize) -> Option<&'static str> {
    // A group may have fewer columns than its file where that is damaged.
    let column = group.columns().get(column)?;
    (column.compression() == Compression::LZO).then_some("LZO")
}

/// Names that Parquet puts between a list and what it holds.
fn is_of_list(name: &str) -> bool {
    matches!(name, "list" | "element" | "array" | "item" | "bag")
}

/// The role of a column by its path. Lists are named by what holds them, and `source.name` is what `source` stands for.
fn role_of(mapping: &Mapping, path: &[String]) -> Match {
    let names = path.iter().map(String::as_str).enumerate();
    let names: Vec<&str> =
        names.filter(|(at, name)| *at == 0 || !is_of_list(name)).map(|(_, name)| name).collect();
    let found = mapping.of_path(names.iter().copied());
    let Some((inner, outer)) =
        names.split_last().filter(|(_, outer)| !outer.is_empty() && !found.is_wanted())
    else {
        return found;
    };
    let outer = mapping.of_path(outer.iter().copied());
    match inner_rank(outer, inner) {
        Some(rank) => {
            let usual = outer.usual.map(|(role, of_outer)| (role, of_outer + rank as u16));
            Match { given: outer.given, usual, ..Match::default() }
        }
        None => found,
    }
}

impl Column {
    /// The values of the next `rows` rows.
    fn values(&mut self, rows: usize) -> Result<Vec<Value<'static>>, ParquetError> {
        let descriptor = Arc::clone(&self.descriptor);
        let logical = descriptor.logical_type_ref().cloned();
        let number = |text: String| Value::Number(text);
        let is_unsigned = matches!(&logical, Some(LogicalType::Integer(kind)) if !kind.is_signed)
            || matches!(descriptor.converted_type(), ConvertedType::UINT_32 | ConvertedType::UINT_64);
        let is_decimal = matches!(&logical, Some(LogicalType::Decimal(_)))
            || descriptor.converted_type() == ConvertedType::DECIMAL;
        let scale = usize::try_from(descriptor.type_scale()).ok();
        let scale = scale.filter(|&scale| is_decimal && scale <= MOST_DECIMALS);
        let Some(reader) = &mut self.reader else { return Ok(Vec::new()) };
        macro_rules! read {
            ($reader:expr, $convert:expr) => {{
                let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
                let mut met = 0;
                while met < rows {
                    let (records, _, levels) = $reader.read_records(
                        rows - met,
                        Some(&mut defined),
                        Some(&mut repeated),
                        &mut values,
                    )?;
                    if records == 0 && levels == 0 {
                        break;
                    }
                    met += records;
                }
                let values = values.into_iter().map($convert).collect();
                spread(values, &defined, &repeated, &descriptor, met)
            }};
        }
        Ok(match reader {
            ColumnReader::ByteArrayColumnReader(reader) => match scale {
                Some(scale) => read!(reader, |value: ByteArray| decimal(whole(value.data()), scale)),
                None => read!(reader, |value: ByteArray| string(value.data())),
            },
            ColumnReader::Int32ColumnReader(reader) => match (logical, scale) {
                (_, Some(scale)) => read!(reader, |value: i32| decimal(Some(value.into()), scale)),
                (Some(LogicalType::Date), _) => {
                    read!(reader, |days: i32| instant(i64::from(days) * 86_400, Some(false)))
                }
                _ if is_unsigned => {
                    read!(reader, |value: i32| number(value.cast_unsigned().to_string()))
                }
                _ => read!(reader, |value: i32| number(value.to_string())),
            },
            ColumnReader::Int64ColumnReader(reader) => match (logical, scale) {
                (_, Some(scale)) => read!(reader, |value: i64| decimal(Some(value.into()), scale)),
                (Some(LogicalType::Timestamp(kind)), _) => {
                    let (per_second, is_utc) = match kind.unit {
                        TimeUnit::MILLIS => (1_000, kind.is_adjusted_to_u_t_c),
                        TimeUnit::MICROS => (1_000_000, kind.is_adjusted_to_u_t_c),
                        TimeUnit::NANOS => (1_000_000_000, kind.is_adjusted_to_u_t_c),
                    };
                    read!(reader, |value: i64| instant(value.div_euclid(per_second), is_utc.then_some(true)))
                }
                _ if is_unsigned => {
                    read!(reader, |value: i64| number(value.cast_unsigned().to_string()))
                }
                _ => read!(reader, |value: i64| number(value.to_string())),
            },
            ColumnReader::Int96ColumnReader(reader) => {
                read!(reader, |value: Int96| instant(value.to_millis().div_euclid(1000), None))
            }
            ColumnReader::FloatColumnReader(reader) => {
                read!(reader, |value: f32| if value.is_nan() {
                    Value::Null
                } else {
                    number(value.to_string())
                })
            }
            ColumnReader::DoubleColumnReader(reader) => {
                read!(reader, |value: f64| if value.is_nan() {
                    Value::Null
                } else {
                    number(value.to_string())
                })
            }
            ColumnReader::BoolColumnReader(reader) => read!(reader, |_: bool| Value::Wrong("true or false")),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => match (logical, scale) {
                (_, Some(scale)) => {
                    read!(reader, |value: FixedLenByteArray| decimal(whole(value.data()), scale))
                }
                (Some(LogicalType::Uuid), _) => read!(reader, |value: FixedLenByteArray| uuid(value.data())),
                _ => read!(reader, |_: FixedLenByteArray| Value::Wrong("bytes of fixed length")),
            },
        })
    }
}

fn string(bytes: &[u8]) -> Value<'static> {
    match simdutf8::basic::from_utf8(bytes) {
        // Tables are turned into columns with what stands for nothing in them.
        Ok(text) => Value::of_cell(text.to_owned().into()),
        Err(_) => Value::Wrong("bytes that are not UTF-8"),
    }
}

/// More digits behind the point no writer has: the widest decimals hold 76 in all.
const MOST_DECIMALS: usize = 76;

/// A whole number divided by ten, `scale` times, as it would be written.
fn decimal(number: Option<i128>, scale: usize) -> Value<'static> {
    let Some(number) = number else { return Value::Wrong("a decimal of more than 38 digits") };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if number < 0 { "-" } else { "" }, if scale > 0 { "." } else { "" });
    Value::Number(format!("{sign}{whole}{point}{part}"))
}

/// The two's complement in some bytes, the highest first; `None` where 128 bits do not hold it.
fn whole(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first().is_some_and(|&byte| byte >= 0x80) { -1_i128 } else { 0 };
    bytes.iter().try_fold(sign, |number, &byte| number.checked_mul(256)?.checked_add(byte.into()))
}

/// Sixteen bytes as `6ba7b810-9dad-11d1-80b4-00c04fd430c8`.
fn uuid(bytes: &[u8]) -> Value<'static> {
    let mark = |at: usize| if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
    let hex = bytes.iter().enumerate().map(|(at, byte)| format!("{}{byte:02x}", mark(at)));
    Value::Str(hex.collect::<String>().into())
}

/// A time as ISO 8601: `Some(true)` with UTC as its zone, `None` without a zone, `Some(false)` only the day.
fn instant(seconds: i64, zone: Option<bool>) -> Value<'static> {
    let Ok(time) = jiff::Timestamp::from_second(seconds) else { return Value::Null };
    let text = time.to_string();
    Value::Str(
        match zone {
            Some(true) => text,
            Some(false) => text[..10.min(text.len())].to_owned(),
            None => text.trim_end_matches('Z').to_owned(),
        }
        .into(),
    )
}

/// Puts values to their rows: nothing where none is defined, a list where the column repeats.
fn spread(
    values: Vec<Value<'static>>,
    defined: &[i16],
    repeated: &[i16],
    descriptor: &ColumnDescriptor,
    rows: usize,
) -> Vec<Value<'static>> {
    let most = descriptor.max_def_level();
    let mut values = values.into_iter();
    if descriptor.max_rep_level() == 0 {
        if most == 0 {
            return values.collect();
        }
        let place =
            |&level: &i16| if level == most { values.next().unwrap_or(Value::Null) } else { Value::Null };
        return defined.iter().map(place).collect();
    }
    let mut lists: Vec<Value<'static>> = Vec::with_capacity(rows);
    for (level, repeat) in defined.iter().zip(repeated) {
        let value = (*level == most).then(|| values.next()).flatten();
        if *repeat == 0 {
            lists.push(Value::List(Vec::new()));
        }
        match (lists.last_mut(), value) {
            (Some(Value::List(parts)), Some(Value::Str(part))) => parts.push(part),
            (Some(last), Some(_)) => *last = Value::Wrong("an array of other things than strings"),
            _ => {}
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ReadParams;

    #[test]
    fn what_stands_for_a_column_ranks_as_that_column() {
        let mapping = Mapping::new(&ReadParams::default());
        let rank = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|&name| name.to_owned()).collect();
            role_of(&mapping, &path).usual.unwrap()
        };
        // By convention an outlet is named by `source` before `domain`.
        let ranks = [&["source", "name"][..], &["source", "id"], &["domain"], &["article", "source", "name"]]
            .map(rank);
        assert!(ranks.iter().all(|(role, _)| *role == Role::Outlet), "{ranks:?}");
        assert!(ranks.is_sorted_by_key(|(_, rank)| *rank), "{ranks:?}");
    }

    #[test]
    fn strings_that_stand_for_nothing_are_nothing() {
        let values = [&b"None"[..], b"<NA>", b"Nonne"].map(string);
        assert_eq!(values, [Value::Null, Value::Null, Value::Str("Nonne".into())]);
    }

    #[test]
    fn decimals_are_read_as_they_would_be_written() {
        for (bytes, scale, expected) in [
            (&[0x04, 0xD2][..], 2, Value::Number("12.34".into())),
            (&[0xFF, 0xFB], 2, Value::Number("-0.05".into())),
            (&[0x80], 0, Value::Number("-128".into())),
            (&[], 0, Value::Number("0".into())),
            (&[0xFF; 32], 0, Value::Number("-1".into())),
            (&[0x7F; 17], 0, Value::Wrong("a decimal of more than 38 digits")),
        ] {
            assert_eq!(decimal(whole(bytes), scale), expected, "{bytes:?}");
        }
        assert_eq!(decimal(whole(&i128::MIN.to_be_bytes()), 0), Value::Number(i128::MIN.to_string()));
        assert_eq!(uuid(&[7; 16]), Value::Str("07070707-0707-0707-0707-070707070707".into()));
    }
}
