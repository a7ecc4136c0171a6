//! Kept rows of Parquet files, in files of the same schema.
//!
//! **In** a Parquet file, and which of its rows stay. **Out** a file with those rows in their order, every column of them, also
//! those that play no role; metadata of the file as they were. **Cost** one pass; memory of some thousand values and of one
//! compressed row group. **Never** decodes a value further than its page asks for; writes a row that was not read as an article.

use super::Folder;
use super::copy::Copies;
use super::folder::FolderFile;
use crate::error::{Error, Place, Result};
use crate::pipeline::Deduplicated;
use crate::read::{Compression, Format};
use ::parquet::basic;
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::writer::SerializedFileWriter;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Rows of one column that are held at a time.
const ROWS: usize = 4096;

/// Writes what is kept of every Parquet file among the inputs, named by `copies`.
pub fn write(found: &Deduplicated, copies: &Copies<'_>, folder: &Folder) -> Result<()> {
    let ledger = &found.ledger;
    let mut kept: BTreeMap<Arc<Path>, Vec<u32>> = BTreeMap::new();
    for ordinal in (ledger.num_others()..ledger.len() as u32).filter(|&ordinal| !found.is_removed(ordinal)) {
        // Rows count from 1, as lines do.
        if let Some(line) = ledger.line(ordinal) {
            kept.entry(Arc::clone(ledger.path(ordinal))).or_default().push(line - 1);
        }
    }
    // Of an only file the schema is kept where no row is.
    if kept.is_empty() && copies.has_one_file() && ledger.len() as u32 > ledger.num_others() {
        kept.insert(Arc::clone(ledger.path(ledger.num_others())), Vec::new());
    }
    for (path, rows) in kept {
        if is_parquet(&path) {
            let out = folder.open(copies.name(&path, Format::Parquet, Compression::Plain))?;
            let copied = copy(&path, &rows, out);
            copied.map_err(|error| Error::read(Place::file(path), io::Error::other(error)))??;
        }
    }
    Ok(())
}

fn is_parquet(path: &Path) -> bool {
    let mut magic = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok() && magic == *b"PAR1"
}

/// Writes the rows of `path` numbered `kept` to `out`.
fn copy(path: &Path, kept: &[u32], out: FolderFile) -> std::result::Result<Result<()>, ParquetError> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let metadata = reader.metadata().file_metadata();
    let column = reader.metadata().row_groups().first().and_then(|group| group.columns().first());
    let compression = column.map_or(basic::Compression::UNCOMPRESSED, |column| column.compression());
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_key_value_metadata(metadata.key_value_metadata().cloned());
    let schema = metadata.schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
    let mut first = 0;
    for index in 0..reader.num_row_groups() {
        let group = reader.get_row_group(index)?;
        let mut stays = vec![false; usize::try_from(group.metadata().num_rows()).unwrap_or(0)];
        let last = first + stays.len();
        let from = kept.partition_point(|&row| (row as usize) < first);
        for &row in kept[from..].iter().take_while(|&&row| (row as usize) < last) {
            stays[row as usize - first] = true;
        }
        first = last;
        if !stays.contains(&true) {
            continue;
        }
        let mut target = writer.next_row_group()?;
        let mut at = 0;
        while let Some(mut column) = target.next_column()? {
            let descriptor = group.metadata().column(at).column_descr_ptr();
            let levels = (descriptor.max_def_level(), descriptor.max_rep_level());
            copy_column(group.get_column_reader(at)?, column.untyped(), levels, &stays)?;
            column.close()?;
            at += 1;
        }
        target.close()?;
    }
    Ok(writer.into_inner()?.finish())
}

fn copy_column(
    reader: ColumnReader,
    writer: &mut ColumnWriter<'_>,
    levels: (i16, i16),
    stays: &[bool],
) -> std::result::Result<(), ParquetError> {
    macro_rules! of_types {
        ($($kind:ident $writer:ident),*) => {
            match (reader, writer) {
                $((ColumnReader::$kind(mut reader), ColumnWriter::$writer(writer)) => {
                    copy_values(&mut reader, writer, levels, stays)
                })*
                _ => Err(ParquetError::General("a column has two types".to_owned())),
            }
        };
    }
    of_types!(
        BoolColumnReader BoolColumnWriter,
        Int32ColumnReader Int32ColumnWriter,
        Int64ColumnReader Int64ColumnWriter,
        Int96ColumnReader Int96ColumnWriter,
        FloatColumnReader FloatColumnWriter,
        DoubleColumnReader DoubleColumnWriter,
        ByteArrayColumnReader ByteArrayColumnWriter,
        FixedLenByteArrayColumnReader FixedLenByteArrayColumnWriter
    )
}

/// Copies the values and levels of the rows that stay.
fn copy_values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    writer: &mut ColumnWriterImpl<'_, T>,
    (most_defined, most_repeated): (i16, i16),
    stays: &[bool],
) -> std::result::Result<(), ParquetError> {
    let mut row = 0;
    while row < stays.len() {
        let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let wanted = ROWS.min(stays.len() - row);
        let (records, _, _) =
            reader.read_records(wanted, Some(&mut defined), Some(&mut repeated), &mut values)?;
        if records == 0 {
            return Err(ParquetError::General("a column ends before the others".to_owned()));
        }
        let part = &stays[row..row + records];
        row += records;
        if most_defined == 0 {
            let kept: Vec<T::T> =
                values.into_iter().zip(part).filter(|(_, stays)| **stays).map(|(value, _)| value).collect();
            writer.write_batch(&kept, None, None)?;
            continue;
        }
        let (mut kept, mut kept_defined, mut kept_repeated) = (Vec::new(), Vec::new(), Vec::new());
        let (mut values, mut next, mut stays_here) = (values.into_iter(), part.iter(), false);
        for (at, &level) in defined.iter().enumerate() {
            let repeat = if most_repeated > 0 { repeated[at] } else { 0 };
            if repeat == 0 {
                stays_here = next.next().copied().unwrap_or(false);
            }
            let value = if level == most_defined { values.next() } else { None };
            if stays_here {
                kept.extend(value);
                kept_defined.push(level);
                kept_repeated.push(repeat);
            }
        }
        writer.write_batch(&kept, Some(&kept_defined), (most_repeated > 0).then_some(&kept_repeated[..]))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};

    /// Two row groups of 5000 rows: a number, a text that may be missing, a list of texts.
    fn made(path: &Path) {
        let schema = "message m { required int64 id; optional binary text (STRING); optional group tags (LIST) { \
            repeated group list { required binary element (STRING); } } }";
        let schema = Arc::new(::parquet::schema::parser::parse_message_type(schema).unwrap());
        let about = ::parquet::file::metadata::KeyValue::new("about".into(), "kept".to_owned());
        let properties = WriterProperties::builder()
            .set_compression(basic::Compression::SNAPPY)
            .set_key_value_metadata(Some(vec![about]));
        let file = File::create(path).unwrap();
        let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).unwrap();
        for group in 0..2_i64 {
            let rows = 0..5000_i64;
            let mut target = writer.next_row_group().unwrap();
            let mut column = target.next_column().unwrap().unwrap();
            let ids: Vec<i64> = rows.clone().map(|row| group * 5000 + row).collect();
            column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
            let mut column = target.next_column().unwrap().unwrap();
            let defined: Vec<i16> = rows.clone().map(|row| i16::from(row % 7 != 0)).collect();
            let texts: Vec<ByteArray> = ids
                .iter()
                .zip(&defined)
                .filter(|(_, level)| **level == 1)
                .map(|(id, _)| ByteArray::from(format!("text {id}").as_str()))
                .collect();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&defined), None).unwrap();
            column.close().unwrap();
            let mut column = target.next_column().unwrap().unwrap();
            let (mut tags, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
            for row in rows {
                let count = row % 4;
                // No list, an empty one, or one with tags.
                if count < 2 {
                    defined.push(count as i16);
                    repeated.push(0);
                }
                for tag in 0..if count < 2 { 0 } else { count } {
                    tags.push(ByteArray::from(format!("{row}-{tag}").as_str()));
                    defined.push(2);
                    repeated.push(i16::from(tag > 0));
                }
            }
            column.typed::<ByteArrayType>().write_batch(&tags, Some(&defined), Some(&repeated)).unwrap();
            column.close().unwrap();
            target.close().unwrap();
        }
        writer.close().unwrap();
    }

    fn rows(path: &Path) -> Vec<String> {
        let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
    }

    #[test]
    fn rows_that_stay_are_whole_and_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let source = dir.path().join("a.parquet");
        made(&source);
        let all = rows(&source);
        assert_eq!(all.len(), 10_000);
        for (name, kept) in [
            ("every", (0..10_000).collect::<Vec<u32>>()),
            ("third", (0..10_000).step_by(3).collect()),
            ("second-group", (5001..5003).collect()),
            ("none", Vec::new()),
        ] {
            let folder = Folder::create(&dir.path().join(name), None, false).unwrap();
            copy(&source, &kept, folder.open("kept.parquet").unwrap()).unwrap().unwrap();
            folder.publish().unwrap();
            let target = dir.path().join(name).join("kept.parquet");
            let expected: Vec<String> = kept.iter().map(|&row| all[row as usize].clone()).collect();
            assert_eq!(rows(&target), expected, "{name}");
            let reader = SerializedFileReader::new(File::open(&target).unwrap()).unwrap();
            let about = reader.metadata().file_metadata().key_value_metadata().unwrap();
            assert!(about.iter().any(|one| one.key == "about"));
        }
    }
}
