//! The same collection in every format, compression and encoding is the same collection.
//!
//! Every mixture of format, compression and encoding is read to articles and compared with those of plain JSON Lines: the sample
//! corpus in the encodings that can hold it, sentences of the right languages in the others. Of every format the findings are
//! compared too, byte for byte, each in all encodings and all compressions of the corpus. Findings are made of articles and options
//! alone, so that equal articles are enough for the other mixtures.

use crate::support::{self, Shelf, files, made};
use encoding_rs::Encoding;
use rayon::prelude::*;
use retold::article::Published;
use retold::options::Options;
use retold::read::{self, Format, ReadParams};
use retold::{pipeline, report};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// An article as it is written into files.
#[derive(Clone)]
struct Written {
    id: String,
    outlet: String,
    date: String,
    title: String,
    url: String,
    paragraphs: Vec<String>,
}

/// What must come out of every file, whatever it was.
#[derive(Debug, PartialEq)]
struct Kept {
    id: String,
    outlet: Option<String>,
    published: Option<Published>,
    title: Option<String>,
    url: Option<String>,
    text: String,
}

fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

/// The sample corpus. Formats differ in what white space means, so that each paragraph is one line.
fn corpus() -> Vec<Written> {
    let written = |row: serde_json::Value| {
        let field = |name: &str| row[name].as_str().unwrap_or("").to_owned();
        Written {
            id: field("id"),
            outlet: field("outlet"),
            date: field("date"),
            title: field("title"),
            url: field("url"),
            paragraphs: paragraphs(row["text"].as_str().unwrap()),
        }
    };
    let mut out: Vec<Written> = support::corpus().into_iter().map(written).collect();
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

impl Written {
    fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }

    fn json(&self) -> String {
        serde_json::json!({"id": self.id, "outlet": self.outlet, "date": self.date, "title": self.title,
            "url": self.url, "text": self.text()})
        .to_string()
    }

    fn body(&self) -> String {
        self.paragraphs.iter().map(|one| format!("<p>{}</p>\n", escaped(one))).collect()
    }

    fn page(&self, charset: &str) -> String {
        let meta = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!("<meta property=\"{name}\" content=\"{}\">\n", escaped(value)),
        };
        format!(
            "<!doctype html><html><head><meta charset=\"{charset}\"><title>{}</title>\n{}{}{}\
             <link rel=\"canonical\" href=\"{}\"></head><body><nav><a href=\"/\">Home</a></nav><article>\n{}</article></body></html>",
            escaped(&self.title),
            meta("og:title", &self.title),
            meta("og:site_name", &self.outlet),
            meta("article:published_time", &self.date),
            self.url,
            self.body(),
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A text as bytes of some encoding; the name it goes by in a declaration.
type Encode<'a> = &'a (dyn Fn(&str) -> Vec<u8> + Sync);

/// The files of a collection in one format.
fn written(
    articles: &[Written],
    format: Format,
    charset: &str,
    encode: Encode<'_>,
) -> Vec<(String, Vec<u8>)> {
    let lines =
        |line: &dyn Fn(&Written) -> String| articles.iter().map(|one| line(one) + "\n").collect::<String>();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let table = |mark: &str| {
        let row = |one: &Written| {
            [&one.id, &one.outlet, &one.date, &one.title, &one.url, &one.text()]
                .map(|cell| quoted(cell))
                .join(mark)
        };
        ["id", "outlet", "date", "title", "url", "text"].join(mark) + "\n" + &lines(&row)
    };
    match format {
        Format::JsonLines => vec![("news.jsonl".into(), encode(&lines(&Written::json)))],
        Format::Json => {
            let all: Vec<String> = articles.iter().map(Written::json).collect();
            vec![(
                "news.json".into(),
                encode(&format!("{{\"count\": 1, \"articles\": [\n{}\n]}}", all.join(",\n"))),
            )]
        }
        Format::Csv => vec![("news.csv".into(), encode(&table(";")))],
        Format::Tsv => vec![("news.tsv".into(), encode(&table("\t")))],
        Format::Parquet => vec![("news.parquet".into(), parquet(articles))],
        Format::Html => {
            articles.iter().map(|one| (format!("{}.html", one.id), encode(&one.page(charset)))).collect()
        }
        Format::Feed => {
            feeds(articles, charset).into_iter().map(|(name, text)| (name, encode(&text))).collect()
        }
        Format::Warc => vec![("crawl.warc".into(), archive(articles, charset, encode))],
        Format::Text | Format::Markdown => {
            let ending = if format == Format::Text { "txt" } else { "md" };
            let file = |one: &Written| {
                format!(
                    "---\nid: {}\noutlet: \"{}\"\ndate: {}\ntitle: \"{}\"\nurl: {}\n---\n\n{}",
                    one.id,
                    one.outlet,
                    one.date,
                    one.title,
                    one.url,
                    one.text()
                )
            };
            articles.iter().map(|one| (format!("{}.{ending}", one.id), encode(&file(one)))).collect()
        }
        other => panic!("{other} is not written here"),
    }
}

/// A feed has one publication: one file for each.
fn feeds(articles: &[Written], charset: &str) -> Vec<(String, String)> {
    let mut by_outlet: BTreeMap<&str, String> = BTreeMap::new();
    for one in articles {
        let date =
            if one.date.is_empty() { String::new() } else { format!("<dc:date>{}</dc:date>", one.date) };
        *by_outlet.entry(&one.outlet).or_default() += &format!(
            "<item><guid>{}</guid><title>{}</title><link>{}</link>{date}<description>short</description>\
             <content:encoded><![CDATA[{}]]></content:encoded></item>\n",
            one.id,
            escaped(&one.title),
            one.url,
            one.body()
        );
    }
    let feed = |(number, (outlet, items)): (usize, (&str, String))| {
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"{charset}\"?>\n<rss version=\"2.0\"><channel><title>{}</title>",
            escaped(outlet)
        );
        (format!("feed-{number}.xml"), format!("{head}{items}</channel></rss>"))
    };
    by_outlet.into_iter().enumerate().map(feed).collect()
}

fn archive(articles: &[Written], charset: &str, encode: Encode<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for one in articles {
        let mut body =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n\r\n").into_bytes();
        body.extend(encode(&one.page(charset)));
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <{}>\r\nWARC-Target-URI: {}\r\nContent-Length: {}\r\n\r\n",
            one.id,
            one.url,
            body.len()
        );
        out.extend([head.as_bytes(), &body, b"\r\n\r\n"].concat());
    }
    out
}

#[cfg(feature = "parquet")]
fn parquet(articles: &[Written]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;
    // Short columns repeat and are written with a dictionary, long ones are not; two row groups.
    let schema = "message news { required binary id (STRING); optional binary outlet (STRING); optional binary date (STRING); \
        required binary title (STRING); required binary url (STRING); required binary text (STRING); }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let compression = parquet::basic::Compression::ZSTD(Default::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for part in articles.chunks(60) {
        let mut group = writer.next_row_group().unwrap();
        let mut nth = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            let cells: Vec<String> = part
                .iter()
                .map(|one| [&one.id, &one.outlet, &one.date, &one.title, &one.url, &one.text()][nth].clone())
                .collect();
            let is_optional = nth == 1 || nth == 2;
            let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
            let values: Vec<ByteArray> = cells
                .iter()
                .filter(|cell| !is_optional || !cell.is_empty())
                .map(|cell| ByteArray::from(cell.as_str()))
                .collect();
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, is_optional.then_some(&levels[..]), None)
                .unwrap();
            column.close().unwrap();
            nth += 1;
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

const COMPRESSIONS: [&str; 5] = ["", "gz", "bz2", "xz", "zst"];

fn compressed(bytes: &[u8], ending: &str) -> Vec<u8> {
    match ending {
        "gz" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "bz2" => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "xz" => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 0);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "zst" => zstd::encode_all(bytes, 1).unwrap(),
        _ => bytes.to_vec(),
    }
}

fn put(shelf: &Shelf, folder: &str, files: &[(String, Vec<u8>)], compression: &str) -> PathBuf {
    for (name, bytes) in files {
        let ending = if compression.is_empty() { String::new() } else { format!(".{compression}") };
        shelf.put(&format!("{folder}/{name}{ending}"), compressed(bytes, compression));
    }
    shelf.path(folder)
}

/// All articles in a folder, by id; nothing may be skipped.
fn kept(folder: &Path, params: &ReadParams) -> Vec<Kept> {
    let mut reader = read::open(&[folder.to_path_buf()], params).unwrap();
    let mut out = Vec::new();
    while let Some(batch) = reader.next_batch().unwrap() {
        for record in batch.parse(params) {
            let one = record.unwrap_or_else(|skipped| panic!("{skipped}"));
            assert_eq!(one.unread_date, None);
            out.push(Kept {
                id: one.key,
                outlet: one.outlet,
                published: one.published,
                title: one.title,
                url: one.url,
                text: one.text,
            });
        }
    }
    assert_eq!(reader.passed_over().count, 0);
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

fn assert_same_articles(found: &[Kept], expected: &[Kept], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (one, other) in found.iter().zip(expected) {
        assert_eq!(one, other, "{what}");
    }
}

fn is_built(format: Format) -> bool {
    format != Format::Parquet || cfg!(feature = "parquet")
}

/// The encodings that hold every script, as they are written; whether they are told without being named.
const WHOLE: [(&str, bool); 6] = [
    ("utf-8", true),
    ("utf-8-marked", true),
    ("utf-16le-marked", true),
    ("utf-16be", true),
    ("utf-16le", true),
    // Detection takes text of many languages for another encoding; a declaration or the user settles it.
    ("gb18030", false),
];

fn wide(text: &str, name: &str) -> Vec<u8> {
    let mark = if name.ends_with("marked") { "\u{FEFF}" } else { "" };
    let units = mark.encode_utf16().chain(text.encode_utf16());
    match name {
        "utf-8" => text.as_bytes().to_vec(),
        "utf-8-marked" => [mark, text].concat().into_bytes(),
        "gb18030" => encoding_rs::GB18030.encode(text).0.into_owned(),
        _ if name.starts_with("utf-16be") => units.flat_map(u16::to_be_bytes).collect(),
        _ => units.flat_map(u16::to_le_bytes).collect(),
    }
}

/// The files of the corpus in a format and an encoding, and how they are to be read.
fn written_wide(
    articles: &[Written],
    format: Format,
    encoding: (&str, bool),
) -> (Vec<(String, Vec<u8>)>, ReadParams) {
    let (name, is_told) = encoding;
    let declared = if is_told { "utf-8" } else { name };
    let encode: Encode<'_> = &|text| wide(text, name);
    // The pages of an archive declare their own.
    let is_named = !is_told && format != Format::Warc;
    let params = ReadParams { encoding: is_named.then(|| name.to_owned()), ..ReadParams::default() };
    (written(articles, format, declared, encode), params)
}

/// Parquet is Unicode, and compressed inside.
fn is_mixed(format: Format, compression: &str, encoding: &str) -> bool {
    format != Format::Parquet || compression.is_empty() && encoding == "utf-8"
}

#[test]
fn every_format_and_compression_and_encoding_gives_the_same_articles() {
    let articles = corpus();
    let shelf = Shelf::new();
    let (plain, params) = written_wide(&articles, Format::JsonLines, WHOLE[0]);
    let expected = kept(&put(&shelf, "expected", &plain, ""), &params);
    let num_dated = articles.iter().filter(|one| !one.date.is_empty()).count();
    assert_eq!(
        (expected.len(), expected.iter().filter(|one| one.published.is_some()).count()),
        (articles.len(), num_dated)
    );
    let formats: Vec<Format> = Format::ALL.iter().copied().filter(|&format| is_built(format)).collect();
    formats.par_iter().for_each(|&format| {
        for encoding in WHOLE {
            let (files, params) = written_wide(&articles, format, encoding);
            for compression in COMPRESSIONS.into_iter().filter(|one| is_mixed(format, one, encoding.0)) {
                let shelf = Shelf::new();
                let what = format!("{format}-{}-{compression}", encoding.0);
                let folder = put(&shelf, &what, &files, compression);
                assert_same_articles(&kept(&folder, &params), &expected, &what);
            }
        }
    });
}

#[test]
fn every_format_and_compression_and_encoding_gives_the_same_findings() {
    let articles = corpus();
    let found = |format: Format, compression: &str, encoding: (&str, bool)| {
        let shelf = Shelf::new();
        let (written, read) = written_wide(&articles, format, encoding);
        let options = Options { threads: Some(2), read, ..Options::default() };
        let folder = put(&shelf, "in", &written, compression);
        let findings = pipeline::scan(&[folder], &options, &mut ()).unwrap();
        let out = shelf.path("findings");
        report::write(&findings, &out, true).unwrap();
        let mut tables = files(&out);
        // Where each record stood, and what the input was called.
        for name in ["findings.json", "report.html", "articles.jsonl", "articles.parquet"] {
            assert!(tables.remove(name).is_some());
        }
        let mut rows = crate::support::rows(&out.join("articles.jsonl"));
        for row in &mut rows {
            let row = row.as_object_mut().unwrap();
            assert!(row.remove("file").is_some() && row.remove("line").is_some());
        }
        (tables, rows)
    };
    let expected = found(Format::JsonLines, "", WHOLE[0]);
    assert!(expected.0["passages.jsonl"].len() > 10_000, "there is something to find");
    let built = Format::ALL.iter().enumerate().filter(|(_, format)| is_built(**format));
    for (number, &format) in built {
        for (step, encoding) in WHOLE.into_iter().enumerate() {
            // With each format every encoding and every compression; which with which turns from format to format.
            let compression = match format {
                Format::Parquet => "",
                _ => COMPRESSIONS[(number + step) % COMPRESSIONS.len()],
            };
            if is_mixed(format, compression, encoding.0) {
                let (tables, rows) = found(format, compression, encoding);
                let what = format!("{format}-{}-{compression}", encoding.0);
                assert_eq!(rows, expected.1, "{what}");
                for (name, bytes) in &expected.0 {
                    assert!(&tables[name] == bytes, "{what}: {name} differs");
                }
            }
        }
    }
}

/// Sentences in the languages an encoding was made for, none of them long.
const SENTENCES: [(&[&str], &[&str]); 9] = [
    (
        &["windows-1252", "iso-8859-1"],
        &[
            "L’été dernier, le maire a déclaré que la forêt brûlait à Évreux, où étaient déjà les pompiers.",
            "Der Bürgermeister erklärte, daß die Brücke für sämtliche Fußgänger geöffnet würde.",
            "El alcalde señaló que mañana abrirá también la línea número ocho, según informó ayer.",
        ],
    ),
    (
        &["iso-8859-15"],
        &[
            "Le chantier a coûté 400 000 € à la commune ; le maire a salué le cœur de l'œuvre, à Évreux.",
            "Les bœufs étaient déjà passés sur le pont où brûlait la forêt, selon une déclaration.",
        ],
    ),
    (
        &["windows-1251"],
        &[
            "Мэр города заявил в пятницу, что старый мост снова откроют для движения в понедельник утром.",
            "Водители, которые объезжали реку, смогут проехать через центр, сообщила администрация.",
        ],
    ),
    (
        &["windows-1256"],
        &[
            "أعلن رئيس البلدية يوم الجمعة أن الجسر القديم سيفتح من جديد يوم الاثنين أمام السيارات.",
            "وقالت البلدية إن السائقين سيتمكنون من العبور عبر وسط المدينة كما كان الحال من قبل.",
        ],
    ),
    (
        &["shift_jis", "euc-jp", "utf-16le", "utf-16be"],
        &[
            "市長は金曜日、古い橋が月曜日に再び開通すると発表した。車もバスも通れるようになる。",
            "工事は十一か月かかり、費用は四億円だったという。",
        ],
    ),
    (
        &["gb18030", "gbk", "utf-16le", "utf-16be"],
        &[
            "市长星期五宣布，旧桥将于星期一重新开放，公交车和汽车都可以通行。",
            "工程历时十一个月，耗资四百万元，市政府表示。",
        ],
    ),
    (
        &["big5", "utf-16be"],
        &[
            "市長星期五宣布，舊橋將於星期一重新開放，公車和汽車都可以通行。",
            "工程歷時十一個月，耗資四百萬元，市政府表示。",
        ],
    ),
    (
        &["euc-kr", "utf-16le"],
        &[
            "시장은 금요일에 오래된 다리가 월요일에 다시 열린다고 발표했다.",
            "공사는 열한 달이 걸렸고 비용은 사백만 원이었다고 시청은 밝혔다.",
        ],
    ),
    (
        &["windows-1253"],
        &[
            "Ο δήμαρχος δήλωσε την Παρασκευή ότι η παλιά γέφυρα θα ανοίξει ξανά τη Δευτέρα το πρωί.",
            "Οι οδηγοί θα μπορούν να περάσουν πάλι από το κέντρο της πόλης.",
        ],
    ),
];

fn in_sentences(sentences: &[&str]) -> Vec<Written> {
    // Pages need some length to have a main text.
    let many = sentences.iter().cycle().take(12).map(|one| (*one).to_owned());
    let paragraphs: Vec<String> = many.collect();
    (0..3)
        .map(|number| Written {
            id: format!("n{number}"),
            outlet: "Le Fanal".into(),
            date: format!("2026-03-0{}", number + 1),
            title: sentences[number % sentences.len()].chars().take(20).collect::<String>().trim().to_owned(),
            url: format!("https://fanal.example/{number}"),
            paragraphs: paragraphs[number..].to_vec(),
        })
        .collect()
}

/// Formats that are text, in the encodings people have them in.
const TEXTS: [Format; 7] =
    [Format::Csv, Format::Tsv, Format::Html, Format::Feed, Format::Warc, Format::Text, Format::Markdown];

#[test]
fn every_encoding_gives_the_same_articles() {
    let utf8: Encode<'_> = &|text| text.as_bytes().to_vec();
    SENTENCES.into_par_iter().for_each(|(labels, sentences)| {
        let (articles, shelf) = (in_sentences(sentences), Shelf::new());
        let plain = put(&shelf, "expected", &written(&articles, Format::JsonLines, "utf-8", utf8), "");
        let expected = kept(&plain, &ReadParams::default());
        for label in labels {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let encode: Encode<'_> = &|text| {
                // The encoder of UTF-16 writes UTF-8, as browsers do.
                if label.starts_with("utf-16") {
                    return wide(text, label);
                }
                let (bytes, _, has_errors) = encoding.encode(text);
                assert!(!has_errors, "{label} cannot hold {text}");
                bytes.into_owned()
            };
            for format in [Format::JsonLines, Format::Json].into_iter().chain(TEXTS) {
                let files = written(&articles, format, label, encode);
                for is_given in [false, true] {
                    // Pages and feeds declare it; elsewhere the content tells.
                    // JSON is Unicode by its standard: the user has to say so.
                    let is_unicode = matches!(format, Format::JsonLines | Format::Json);
                    if !is_given && is_unicode || is_given && format == Format::Warc {
                        continue;
                    }
                    let params = ReadParams {
                        encoding: is_given.then(|| (*label).to_owned()),
                        ..ReadParams::default()
                    };
                    for compression in COMPRESSIONS {
                        let what = format!("{label}-{format}-{is_given}-{compression}");
                        let folder = put(&shelf, &what, &files, compression);
                        assert_same_articles(&kept(&folder, &params), &expected, &what);
                    }
                }
            }
        }
    });
}

#[test]
fn texts_of_many_shapes_survive_every_format() {
    // Generated articles have elisions, marks and numbers of many spellings.
    let articles: Vec<Written> = made::articles(40, 3)
        .iter()
        .enumerate()
        .map(|(number, text)| Written {
            id: format!("m{number:02}"),
            outlet: "Post".into(),
            date: "2026-03-01".into(),
            title: format!("Title {number}"),
            url: format!("https://post.example/{number}"),
            paragraphs: paragraphs(text),
        })
        .collect();
    let (shelf, params) = (Shelf::new(), ReadParams { batch_bytes: 1000, ..ReadParams::default() });
    let utf8: Encode<'_> = &|text| text.as_bytes().to_vec();
    let plain = put(&shelf, "expected", &written(&articles, Format::JsonLines, "utf-8", utf8), "");
    let expected = kept(&plain, &params);
    for &format in Format::ALL.iter().filter(|&&format| is_built(format)) {
        let folder = put(&shelf, format.name(), &written(&articles, format, "utf-8", utf8), "");
        assert_same_articles(&kept(&folder, &params), &expected, format.name());
    }
}

/// A cleaning job gives back what it was given.
#[cfg(feature = "parquet")]
#[test]
fn kept_rows_of_parquet_are_those_of_json_lines() {
    let (shelf, mut articles) = (Shelf::new(), corpus());
    for copied in [3, 50, 70] {
        let mut copy = articles[copied].clone();
        copy.id += "-copy";
        articles.push(copy);
    }
    let utf8: Encode<'_> = &|text| text.as_bytes().to_vec();
    let mut ids = Vec::new();
    for format in [Format::JsonLines, Format::Parquet] {
        let folder = put(&shelf, format.name(), &written(&articles, format, "utf-8", utf8), "");
        let out = shelf.path(&format!("{format}-clean"));
        let mut command = crate::support::retold();
        let ran: crate::support::Ran =
            command.arg("dedup").arg(folder).arg("-o").arg(&out).output().unwrap().into();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        let kept = kept(&out.join(format!("kept.{format}")), &ReadParams::default());
        assert!(!out.join("kept-ids.jsonl").exists());
        ids.push(kept.into_iter().map(|one| (one.id, one.text)).collect::<Vec<_>>());
    }
    assert!(ids[0].len() < articles.len() - 2 && ids[0] == ids[1]);
}
