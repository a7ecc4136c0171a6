//! Tables as Parquet: the same columns as in JSON Lines, in types that data frames know.
//!
//! Counts are signed 64-bit integers, since the difference of two unsigned ones goes wrong below zero in most readers.

use super::Folder;
use super::table::{Column, Form, Kind, Names, Row, Rows, Value};
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

/// Tables as Parquet.
pub struct Parquet;

impl Form for Parquet {
    fn write<R: Row>(
        &self,
        rows: &(impl Rows<R> + ?Sized),
        names: &dyn Names,
        folder: &Folder,
    ) -> Result<()> {
        let name = format!("{}.{ENDING}", R::TABLE);
        let failed = |error| Error::write(&name, std::io::Error::other(error));
        folder.file(&name, |out| {
            let mut groups = Groups::begin::<R>(Sent(out)).map_err(failed)?;
            rows.each(&mut |row| groups.push(row.values(names)).map_err(failed))?;
            groups.end().map_err(failed)
        })
    }
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

/// A file being written, one group of rows after another.
struct Groups<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: &'static [Column],
    /// The columns of the group that is not full yet.
    buffers: Vec<Buffer>,
    num_rows: usize,
}

impl<W: Write + Send> Groups<W> {
    fn begin<R: Row>(out: W) -> Written<Self> {
        let fields = R::COLUMNS.iter().map(|column| field(column).map(Arc::new));
        let fields = fields.collect::<Written<_>>()?;
        let schema = Type::group_type_builder(R::TABLE).with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("retold ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let buffers = R::COLUMNS.iter().map(Buffer::new).collect();
        Ok(Self { file, columns: R::COLUMNS, buffers, num_rows: 0 })
    }

    fn push(&mut self, row: Vec<Value>) -> Written<()> {
        self.buffers.iter_mut().zip(row).for_each(|(buffer, value)| buffer.push(value));
        self.num_rows += 1;
        if self.num_rows == GROUP { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Written<()> {
        let mut writing = self.file.next_row_group()?;
        for buffer in &self.buffers {
            let mut column = writing.next_column()?.expect("there is a column for each buffer");
            buffer.write(&mut column)?;
            column.close()?;
        }
        writing.close()?;
        self.buffers = self.columns.iter().map(Buffer::new).collect();
        self.num_rows = 0;
        Ok(())
    }

    fn end(mut self) -> Written<()> {
        if self.num_rows > 0 {
            self.write()?;
        }
        self.file.close().map(drop)
    }
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
            (Values::Texts(texts), Value::Tree(tree)) => texts.push(tree.json().into()),
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
