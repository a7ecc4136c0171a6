//! Row groups of Parquet: every compression, and what a damaged group costs.

use super::*;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use std::sync::Arc;

/// Three groups of four rows with a text each.
fn made(compression: Compression) -> Vec<u8> {
    let schema =
        parquet::schema::parser::parse_message_type("message news { required binary text (STRING); }");
    let properties = WriterProperties::builder().set_compression(compression).set_dictionary_enabled(false);
    let mut out = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut out, Arc::new(schema.unwrap()), Arc::new(properties.build())).unwrap();
    for group in 0..3 {
        let mut rows = writer.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let texts: Vec<ByteArray> =
            (0..4).map(|row| ByteArray::from(format!("Text {}.", 4 * group + row).as_str())).collect();
        column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    writer.close().unwrap();
    out
}

#[test]
fn every_compression_of_columns_is_read() {
    let (gzip, zstd, brotli) = (Default::default(), Default::default(), Default::default());
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(gzip),
        Compression::ZSTD(zstd),
        Compression::BROTLI(brotli),
        Compression::LZ4_RAW,
    ] {
        let read = Shelf::with("a.parquet", made(compression)).read();
        assert_eq!((read.articles.len(), read.reasons()), (12, vec![]), "{compression}");
    }
}

#[test]
fn a_damaged_group_costs_its_rows_and_no_others() {
    let mut bytes = made(Compression::ZSTD(Default::default()));
    let shelf = Shelf::new();
    let path = shelf.put("a.parquet", &bytes);
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let column = reader.metadata().row_group(1).column(0);
    let (start, length) = (column.data_page_offset() as usize, column.compressed_size() as usize);
    bytes[start..start + length].fill(0xFF);
    shelf.put("a.parquet", bytes);
    let read = shelf.read();
    let expected: Vec<String> = (0..4).chain(8..12).map(|row| format!("Text {row}.")).collect();
    assert_eq!(read.texts(), expected);
    assert_eq!(read.articles[4].place.line, Some(9));
    let lost = &read.skipped[..];
    assert_eq!((lost.len(), lost[0].num_records(), lost[0].place.line), (1, 4, Some(5)));
    assert_eq!(lost[0].reason.name(), "broken-rows");
}

#[test]
fn a_compression_that_is_not_read_is_named() {
    let mut bytes = made(Compression::UNCOMPRESSED);
    // The footer names the column, then its compression: from none to LZO, as Thrift writes numbers.
    let named = b"\x19\x18\x04text\x15\x00";
    let places: Vec<usize> =
        memchr::memmem::find_iter(&bytes, named).map(|at| at + named.len() - 1).collect();
    assert_eq!(places.len(), 3);
    places.into_iter().for_each(|at| bytes[at] = 6);
    let read = Shelf::with("a.parquet", bytes).read();
    assert_eq!((read.articles.len(), read.reasons()), (0, vec!["codec"; 3]));
    assert_eq!(read.skipped.iter().map(Skipped::num_records).sum::<u64>(), 12);
    let told = read.skipped[1].to_string();
    assert!(told.contains(":5: from here on 4 rows cannot be read: LZO") && told.contains("zstd"), "{told}");
}

#[test]
fn decimals_and_uuids_are_ids_and_what_is_not_read_is_to_be_cast() {
    use parquet::data_type::{FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type};

    let schema = "message news { required fixed_len_byte_array (16) id (DECIMAL(38, 2)); required int32 price (DECIMAL(9, 1));
        required int64 date (DECIMAL(18, 3)); required fixed_len_byte_array (16) uuid (UUID); required fixed_len_byte_array (2) half (FLOAT16);
        required binary text (STRING); }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut out = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut out, schema, Default::default()).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    let fixed = |bytes: &[u8]| FixedLenByteArray::from(bytes.to_vec());
    let mut nth = 0;
    while let Some(mut column) = rows.next_column().unwrap() {
        let written = match nth {
            0 => column.typed::<FixedLenByteArrayType>().write_batch(
                &[fixed(&12_345_i128.to_be_bytes())],
                None,
                None,
            ),
            1 => column.typed::<Int32Type>().write_batch(&[-5], None, None),
            2 => column.typed::<Int64Type>().write_batch(&[1_755_250_215_000], None, None),
            3 => column.typed::<FixedLenByteArrayType>().write_batch(&[fixed(&[7; 16])], None, None),
            4 => column.typed::<FixedLenByteArrayType>().write_batch(&[fixed(&[0; 2])], None, None),
            _ => column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("Le pont.")], None, None),
        };
        assert_eq!(written.unwrap(), 1);
        column.close().unwrap();
        nth += 1;
    }
    rows.close().unwrap();
    writer.close().unwrap();
    let shelf = Shelf::with("a.parquet", out);
    let article = &shelf.read().articles[0];
    assert_eq!((&*article.key, article.published), ("123.45", date::parse("2025-08-15T09:30:15Z")));
    let by = |id: &str| shelf.read_with(&ReadParams { id: Some(id.to_owned()), ..ReadParams::default() });
    assert_eq!(
        (by("price").keys(), by("uuid").keys()),
        (vec!["-0.5"], vec!["07070707-0707-0707-0707-070707070707"])
    );
    let told = by("half").skipped[0].to_string();
    assert!(told.contains("bytes of fixed length") && told.contains("cast the column to a string"), "{told}");
}
