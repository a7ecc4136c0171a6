//! Tables as Parquet: the same columns as in JSON Lines, in types that data frames know.
//!
//! Counts are signed 64-bit integers, since the difference of two unsigned ones goes wrong below zero in most readers.

use super::table::{Column, Kind, Names, Row, Value};
use super::{Folder, Tables};
use crate::error::{Error, Result};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result as Written;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// The ending of these files.
pub const ENDING: &str = "parquet";

/// Rows in a group. Borrowed from DuckDB, whose own groups have about as many.
const GROUP: usize = 1 << 16;

/// Every table.
///
/// # Errors
/// When one cannot be written.
pub fn write(tables: &Tables, folder: &Folder) -> Result<()> {
    let names = &tables.known();
    write_file(&tables.articles, names, folder)?;
    write_file(&tables.pairs, names, folder)?;
    write_file(&tables.passages, names, folder)?;
    write_file(&tables.clusters, names, folder)?;
    write_file(&tables.outlets, names, folder)?;
    write_file(&tables.families, names, folder)?;
    write_file(&tables.boilerplate, names, folder)?;
    write_file(&tables.skipped, names, folder)
}

fn write_file<R: Row>(rows: &[R], names: &dyn Names, folder: &Folder) -> Result<()> {
    let name = format!("{}.{ENDING}", R::TABLE);
    folder.file(&name, |out| {
        let written = write_rows(rows, names, Sent(out));
        written.map_err(|error| Error::write(&name, std::io::Error::other(error)))
    })
}

/// The writer of a file, which the crate wants to own and hand to its own threads.
struct Sent<'a>(&'a mut (dyn Write + Send));

impl Write for Sent<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn write_rows<R: Row>(rows: &[R], names: &dyn Names, out: impl Write + Send) -> Written<()> {
    let fields = R::COLUMNS.iter().map(|column| field(column).map(Arc::new));
    let fields = fields.collect::<Written<_>>()?;
    let schema = Type::group_type_builder(R::TABLE).with_fields(fields).build()?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("retold ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    for group in rows.chunks(GROUP) {
        let mut buffers: Vec<Buffer> = R::COLUMNS.iter().map(Buffer::new).collect();
        for row in group {
            for (buffer, value) in buffers.iter_mut().zip(row.values(names)) {
                buffer.push(value);
            }
        }
        let mut writing = file.next_row_group()?;
        for buffer in &buffers {
            let mut column = writing.next_column()?.expect("there is a column for each buffer");
            buffer.write(&mut column)?;
            column.close()?;
        }
        writing.close()?;
    }
    file.close()?;
    Ok(())
}

fn field(column: &Column) -> Written<Type> {
    let (physical, logical, converted) = match column.kind {
        Kind::Text | Kind::Level => (Physical::BYTE_ARRAY, Some(LogicalType::String), ConvertedType::UTF8),
        Kind::Tree => (Physical::BYTE_ARRAY, Some(LogicalType::Json), ConvertedType::JSON),
        Kind::Count => (Physical::INT64, None, ConvertedType::NONE),
        Kind::Share => (Physical::DOUBLE, None, ConvertedType::NONE),
        Kind::Flag => (Physical::BOOLEAN, None, ConvertedType::NONE),
    };
    let repetition = if column.is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .with_converted_type(converted)
        .build()
}

/// Values of one column of a group.
struct Buffer {
    values: Values,
    /// For each row whether there is a value; nothing for a column that always has one.
    is_there: Option<Vec<i16>>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Counts(Vec<i64>),
    Shares(Vec<f64>),
    Flags(Vec<bool>),
}

impl Buffer {
    fn new(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Text | Kind::Level | Kind::Tree => Values::Texts(Vec::new()),
            Kind::Count => Values::Counts(Vec::new()),
            Kind::Share => Values::Shares(Vec::new()),
            Kind::Flag => Values::Flags(Vec::new()),
        };
        Self { values, is_there: column.is_optional.then(Vec::new) }
    }

    fn push(&mut self, value: Value) {
        if let Some(is_there) = &mut self.is_there {
            is_there.push(i16::from(value != Value::Nothing));
        }
        match (&mut self.values, value) {
            (_, Value::Nothing) => {}
            (Values::Texts(texts), Value::Text(text)) => texts.push(text.into()),
            (Values::Texts(texts), Value::Tree(tree)) => texts.push(tree.to_string().as_str().into()),
            (Values::Counts(counts), Value::Count(count)) => {
                counts.push(i64::try_from(count).unwrap_or(i64::MAX));
            }
            (Values::Shares(shares), Value::Share(share)) => shares.push(share),
            (Values::Flags(flags), Value::Flag(flag)) => flags.push(flag),
            _ => unreachable!("the kind of a column is that of its values"),
        }
    }

    fn write(&self, column: &mut SerializedColumnWriter) -> Written<()> {
        fn put<T: DataType>(
            column: &mut SerializedColumnWriter,
            values: &[T::T],
            is_there: Option<&[i16]>,
        ) -> Written<()> {
            column.typed::<T>().write_batch(values, is_there, None).map(drop)
        }
        let is_there = self.is_there.as_deref();
        match &self.values {
            Values::Texts(texts) => put::<ByteArrayType>(column, texts, is_there),
            Values::Counts(counts) => put::<Int64Type>(column, counts, is_there),
            Values::Shares(shares) => put::<DoubleType>(column, shares, is_there),
            Values::Flags(flags) => put::<BoolType>(column, flags, is_there),
        }
    }
}

/// What a reader calls the type of a column.
pub fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Level => "STRING",
        Kind::Count => "INT64",
        Kind::Share => "DOUBLE",
        Kind::Flag => "BOOLEAN",
        Kind::Tree => "JSON",
    }
}
