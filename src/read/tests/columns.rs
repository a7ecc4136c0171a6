//! Columns of Parquet, as programs write them.

use super::*;

#[test]
fn columns_of_parquet_are_read_with_nested_paths_lists_and_times() {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;

    let schema = "message news { required int64 id (INTEGER(64, false)); optional binary text (STRING); optional int64 date (TIMESTAMP(MILLIS, true));
        required group meta { required binary url (STRING); } required group source { required binary name (STRING); } optional group paragraphs (LIST) { repeated group list {
        required binary element (STRING); } } }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let shelf = Shelf::new();
    let path = shelf.path().join("a.parquet");
    let file = fs::File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let strings = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
    for group in 0..2_i64 {
        let mut rows = writer.next_row_group().unwrap();
        let mut nth = 0;
        while let Some(mut column) = rows.next_column().unwrap() {
            match nth {
                0 => drop(
                    column
                        .typed::<Int64Type>()
                        .write_batch(&[group * 3, group * 3 + 1, 2 - group * 3], None, None)
                        .unwrap(),
                ),
                1 => drop(
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["Un.", "Deux."]), Some(&[1, 1, 0]), None)
                        .unwrap(),
                ),
                2 => drop(
                    column
                        .typed::<Int64Type>()
                        .write_batch(&[1_755_250_215_000], Some(&[0, 1, 0]), None)
                        .unwrap(),
                ),
                3 | 4 => drop(
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["u0", "u1", "u2"]), None, None)
                        .unwrap(),
                ),
                _ => drop(
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["a", "b"]), Some(&[0, 1, 2, 2]), Some(&[0, 0, 0, 1]))
                        .unwrap(),
                ),
            }
            column.close().unwrap();
            nth += 1;
        }
        rows.close().unwrap();
    }
    writer.close().unwrap();

    let read = shelf.read();
    assert_eq!(read.keys(), ["0", "1", "2", "3", "4", "18446744073709551615"]);
    assert_eq!(read.texts()[..3], ["Un.", "Deux.", "a\nb"]);
    assert_eq!(read.articles[1].published, date::parse("2025-08-15T09:30:15Z"));
    assert_eq!(read.articles[4].url.as_deref(), Some("u1"));
    assert_eq!(read.articles[4].outlet.as_deref(), Some("u1"), "the name of the source");
    assert_eq!(read.articles[4].place.line, Some(5));
    let params = ReadParams { text: Some("meta.url".into()), batch_bytes: 1, ..ReadParams::default() };
    assert_eq!(shelf.read_with(&params).texts()[..2], ["u0", "u1"]);

    let bytes = fs::read(&path).unwrap();
    let zipped = Shelf::with("a.parquet.gz", gzip(&bytes)).read();
    assert_eq!(zipped.reasons(), ["not-here"]);
    for end in [bytes.len() - 1, bytes.len() / 2, 8] {
        assert_eq!(Shelf::with("a.parquet", &bytes[..end]).read().reasons(), ["broken"]);
    }
    // A byte that rots harms its file alone: whatever it does to the library, the run goes on.
    let (mut broken, mut read) = (0, 0);
    for at in 4..bytes.len() {
        for mask in [0xFF, 0x80] {
            let mut rotten = bytes.clone();
            rotten[at] ^= mask;
            fs::write(&path, rotten).unwrap();
            let found = shelf.read();
            broken += u32::from(found.reasons().iter().any(|reason| reason.starts_with("broken")));
            read += u32::from(!found.articles.is_empty());
        }
    }
    assert!(broken > 500 && read > 500, "{broken} {read}");
}

#[test]
fn a_column_of_parquet_that_looks_like_the_text_is_named() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;

    let long = "Le pont rouvrira lundi à la circulation, a annoncé la mairie vendredi. ".repeat(2);
    let write = |second: &str| {
        let schema = "message news { required binary lieu (STRING); required binary récit (STRING); }";
        let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
        let shelf = Shelf::new();
        let file = fs::File::create(shelf.path().join("a.parquet")).unwrap();
        let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
        let mut rows = writer.next_row_group().unwrap();
        for text in ["Osmy", second] {
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&vec![ByteArray::from(text); 3], None, None).unwrap();
            column.close().unwrap();
        }
        rows.close().unwrap();
        writer.close().unwrap();
        shelf
    };
    let shelf = write(&long);
    let read = shelf.read();
    assert_eq!((read.reasons(), read.passed_over.count), (vec!["no-text"; 3], 0));
    let hint = read.skipped[0].hint.as_deref().unwrap();
    assert!(hint.contains("--text récit; this record has lieu, récit"), "{hint}");
    let params = ReadParams { text: Some("récit".into()), ..ReadParams::default() };
    assert_eq!(shelf.read_with(&params).texts(), [&*long; 3]);
    let read = write("Oui").read();
    assert_eq!((read.skipped.len(), read.passed_over.count), (0, 1));
}
