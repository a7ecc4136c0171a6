//! What is fuzzed: each target takes any bytes and panics where a promise is broken.
//!
//! The same functions run under libFuzzer (`fuzz_targets/`) and, with a plain mutation driver on stable Rust, in the test suite
//! (`tests/fuzz.rs`).

use retold::article::Article;
use retold::options::Options;
use retold::read::{self, Format, ReadParams, Skipped, date, mojibake};
use retold::report::schema::ArticleRow;
use retold::report::table::OutletNumber;
use retold::report::{Tables, html};
use retold::text::tokenize::{self, tokenize_slow};
use retold::text::{Document, Params, language};
use retold::{naive, pipeline};
use std::io::Cursor;

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by name.
pub const TARGETS: [(&str, Target); 16] = [
    ("read_jsonl", |bytes| read_as(Some(Format::JsonLines), "a.jsonl", bytes)),
    ("read_json", |bytes| read_as(Some(Format::Json), "a.json", bytes)),
    ("read_csv", |bytes| read_as(Some(Format::Csv), "a.csv", bytes)),
    ("read_tsv", |bytes| read_as(Some(Format::Tsv), "a.tsv", bytes)),
    ("read_html", |bytes| read_as(Some(Format::Html), "a.html", bytes)),
    ("read_feed", |bytes| read_as(Some(Format::Feed), "a.xml", bytes)),
    ("read_warc", |bytes| read_as(Some(Format::Warc), "a.warc", bytes)),
    ("read_text", |bytes| read_as(Some(Format::Markdown), "a.md", bytes)),
    ("read_any", |bytes| read_as(None, "a", bytes)),
    ("read_compressed", |bytes| read_as(None, "a.jsonl.gz", bytes)),
    ("read_parquet", read_parquet),
    ("decode", decode),
    ("dates", dates),
    ("tokenize", tokenize_any),
    ("align", align),
    ("escape", escape),
];

/// Small limits, so that they are met.
fn params(format: Option<Format>, batch_bytes: usize) -> ReadParams {
    ReadParams {
        format,
        batch_bytes,
        max_record_bytes: 4096,
        max_file_bytes: Some(1 << 20),
        ..ReadParams::default()
    }
}

/// Everything that stands in a stream, read as promised: one result a record, every article sound.
fn all(name: &str, bytes: &[u8], params: &ReadParams) -> Vec<Result<Article, Skipped>> {
    let mut reader =
        read::open_stream(name, Cursor::new(bytes.to_vec()), params).expect("the options make sense");
    drain(&mut reader, params)
}

fn drain(reader: &mut read::Reader, params: &ReadParams) -> Vec<Result<Article, Skipped>> {
    let mut out = Vec::new();
    while let Some(batch) = reader.next_batch().expect("a stream in memory can be read") {
        let records = batch.parse(params);
        assert_eq!(records.len(), batch.len(), "one result for each record");
        assert_eq!(batch.fields(params).len(), batch.len());
        for record in &records {
            match record {
                Ok(article) => {
                    assert!(!article.text.trim_start().is_empty() && !article.text.contains('\0'));
                    assert!(!article.key.is_empty() && article.place.path.is_some());
                    assert!(article.published.is_none_or(|date| date.start < date.end));
                }
                Err(skipped) => assert!(skipped.hint.is_some() && skipped.place.path.is_some(), "{skipped}"),
            }
        }
        out.extend(records);
    }
    out
}

fn read_as(format: Option<Format>, name: &str, bytes: &[u8]) {
    let whole = all(name, bytes, &params(format, 1 << 20));
    // The borders of batches change nothing.
    assert_eq!(all(name, bytes, &params(format, 1)), whole);
}

fn read_parquet(bytes: &[u8]) {
    let params = params(Some(Format::Parquet), 1 << 16);
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("a.parquet");
    std::fs::write(&path, bytes).expect("the folder can be written");
    drain(&mut read::open(&[path], &params).expect("the file is there"), &params);
}

/// The first byte chooses the encoding.
fn decode(bytes: &[u8]) {
    const LABELS: [&str; 10] = [
        "utf-8",
        "utf-16le",
        "utf-16be",
        "windows-1252",
        "windows-1251",
        "shift_jis",
        "gb18030",
        "big5",
        "euc-kr",
        "iso-2022-jp",
    ];
    let Some((&first, rest)) = bytes.split_first() else { return };
    let label = LABELS.get(usize::from(first)).map(|label| (*label).to_owned());
    let of = |batch_bytes| ReadParams { encoding: label.clone(), ..params(Some(Format::Csv), batch_bytes) };
    assert_eq!(all("a.csv", rest, &of(1)), all("a.csv", rest, &of(1 << 20)));
    let text = ReadParams { encoding: label.clone(), ..params(Some(Format::Text), 1) };
    for article in all("a.txt", rest, &text).into_iter().flatten() {
        mojibake::garbled(&article.text);
        language::language(&article.text);
    }
}

/// What a date is written as means the same again.
fn dates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(found) = date::parse(text) else { return };
    assert!(found.start < found.end);
    let again = date::parse(&date::iso(&found));
    assert_eq!(again, Some(found), "{text:?} is written {:?}", date::iso(&found));
}

/// The fast tokenizer does as the slow one, and every word stands where it says.
fn tokenize_any(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for fold_accents in [true, false] {
        let params = tokenize::Params { fold_accents };
        let mut tokens = Vec::new();
        tokenize::tokenize(text, &params, &mut tokens);
        assert_eq!(tokens, tokenize_slow(text, &params));
        let mut last = 0;
        for token in &tokens {
            assert!(last <= token.span.start && token.span.start < token.span.end);
            assert!(token.span.of(text).chars().any(char::is_alphanumeric));
            last = token.span.end;
        }
    }
    mojibake::garbled(text);
    language::language(text);
}

/// Two texts, cut at the first NUL: passages lie in their texts, equal runs are found, sides can be swapped.
fn align(bytes: &[u8]) {
    let Ok(both) = std::str::from_utf8(bytes) else { return };
    let Some((left, right)) = both.split_once('\0').filter(|_| both.len() < 4096) else { return };
    let article = |text: &str| Article { text: text.to_owned(), ..Article::default() };
    let options = Options::default();
    let (left_words, right_words, found) =
        pipeline::compare(&article(left), &article(right), &options).expect("no model is asked for");
    let inside = |document: &Document, range: retold::span::TokenRange| {
        range.start < range.end && range.end as usize <= document.tokens.len()
    };
    for passage in &found {
        assert!(inside(&left_words, passage.left) && inside(&right_words, passage.right));
        assert!((0.0..=1.0).contains(&passage.identity) && (0.0..=1.0).contains(&passage.score));
        let steps = passage.alignment.columns.iter().fold((0, 0), |sum, column| {
            let (left, right) = column.steps();
            (sum.0 + left, sum.1 + right)
        });
        if !passage.alignment.columns.is_empty() {
            assert_eq!(steps, (passage.alignment.left.len(), passage.alignment.right.len()));
        }
    }
    let (_, _, swapped) =
        pipeline::compare(&article(right), &article(left), &options).expect("no model is asked for");
    assert_eq!(swapped.len(), found.len(), "the other way round");
    // Equal texts of some length are one passage.
    let words = naive::Text::new(left, &Params::default()).words;
    let is_same = words == naive::Text::new(right, &Params::default()).words;
    if is_same && words.len() >= 60 && words.iter().collect::<std::collections::HashSet<_>>().len() >= 40 {
        assert!(!found.is_empty(), "equal texts share a passage");
    }
}

/// Nothing that is said in a text becomes markup of the page.
fn escape(bytes: &[u8]) {
    struct One(String);
    impl html::Texts for One {
        fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> retold::error::Result<()> {
            wanted.iter().for_each(|&number| use_text(number, &self.0));
            Ok(())
        }
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let page = |said: &str| {
        let tables = Tables {
            summary: serde_json::json!({ "schema_version": 1, "options": said, "inputs": [said] }),
            outlet_names: vec![said.to_owned()],
            articles: vec![ArticleRow {
                id: said.to_owned(),
                outlet: Some(OutletNumber(0)),
                title: Some(said.to_owned()),
                url: Some(said.to_owned()),
                chars: said.chars().count() as u32,
                ..ArticleRow::default()
            }],
            ..Tables::default()
        };
        let mut out = Vec::new();
        html::write(&tables, &mut One(said.to_owned()), &html::Limits::default(), &mut out)
            .expect("memory takes all");
        String::from_utf8(out).expect("the page is UTF-8")
    };
    // Outside the blocks of data two pages are the same; inside there is nothing but base64.
    let frame = |page: &str| {
        let mut frame = String::new();
        let mut rest = page;
        while let Some((before, after)) = rest.split_once("<script type=\"application/gzip\" id=\"data-") {
            let (block, after) = after.split_once("</script>").expect("a block has an end");
            let (name, data) = block.split_once("\">").expect("a block has a name");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{name}");
            assert!(data.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)), "{data}");
            frame += before;
            frame += name;
            rest = after;
        }
        frame + rest
    };
    assert_eq!(frame(&page(&text)), frame(&page("plain")));
}
