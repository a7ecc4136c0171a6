//! Word vectors from disk: what they let meet, what they change, and what is said of a model that is none.
//!
//! The model is made here: a dozen words in two languages, in the layout that model2vec writes.

use crate::support::{Shelf, assert_same, retold, run_args, scan};
use proptest::prelude::*;
use retold::error::ErrorKind;
use retold::vectors::{Model, Vectors};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Words that say the same, English and French.
const MEANINGS: &[&[&str]] = &[
    &["fire", "incendie"],
    &["destroyed", "detruit"],
    &["warehouse", "entrepot"],
    &["firefighters", "pompiers"],
    &["injured", "blesses"],
    &["residents", "habitants"],
    &["evacuated", "evacues"],
    &["hall", "gymnase"],
    &["asked", "demande"],
    &["keep", "garder"],
    &["windows", "fenetres"],
    &["closed", "fermees"],
    &["cause", "origine"],
    &["known", "connue"],
    &["disaster", "sinistre"],
    &["furniture", "meubles"],
    &["employs", "emploie"],
];

const FRENCH: &str = "Un incendie a détruit dans la nuit un entrepôt de la société Kerdonis à Marvillon. Trois pompiers ont été \
    légèrement blessés. Quelque 120 habitants ont été évacués vers le gymnase de Marvillon. Joseph Lantier a demandé à tous de garder \
    les fenêtres fermées. L'origine du sinistre chez Kerdonis n'est pas encore connue.";
const ENGLISH: &str = "A fire destroyed a warehouse of the Kerdonis company in Marvillon overnight. Three firefighters were slightly \
    injured. About 120 residents were evacuated to the hall of Marvillon. Joseph Lantier asked everybody to keep their windows \
    closed. The cause of the disaster at Kerdonis is not known yet. The company makes furniture and employs many people in the region.";

/// How the files of a model are written.
struct Layout {
    kind: &'static str,
    rows: Vec<Vec<f32>>,
    config: Value,
    /// Further tensors: name, type, number of values, bytes.
    more: Vec<(&'static str, &'static str, usize, Vec<u8>)>,
}

/// The tokens: the unknown one, then each word.
fn tokens() -> Vec<&'static str> {
    ["[UNK]"].into_iter().chain(MEANINGS.iter().flat_map(|words| words.iter().copied())).collect()
}

impl Layout {
    /// A row a token; words that say the same have nearly the same.
    fn new() -> Self {
        let dims = MEANINGS.len() + 1;
        let mut rows = vec![vec![0.0; dims]];
        for (meaning, words) in MEANINGS.iter().enumerate() {
            for nth in 0..words.len() {
                let mut row = vec![0.0; dims];
                (row[meaning], row[dims - 1]) = (8.0, nth as f32);
                rows.push(row);
            }
        }
        Self { kind: "F32", rows, config: json!({ "normalize": true }), more: Vec::new() }
    }

    fn numbers(&self, numbers: impl Iterator<Item = f32>) -> Vec<u8> {
        match self.kind {
            "I8" => numbers.map(|number| number as i8 as u8).collect(),
            "F16" => numbers.flat_map(|number| half::f16::from_f32(number).to_le_bytes()).collect(),
            _ => numbers.flat_map(f32::to_le_bytes).collect(),
        }
    }

    /// Writes the three files and gives the folder.
    fn write(&self, shelf: &Shelf, name: &str) -> PathBuf {
        let vocabulary: serde_json::Map<String, Value> =
            tokens().iter().enumerate().map(|(at, token)| ((*token).to_owned(), at.into())).collect();
        let tokenizer = json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
            "normalizer": { "type": "Sequence", "normalizers": [
                { "type": "NFD" }, { "type": "StripAccents" }, { "type": "Lowercase" },
            ] },
            "pre_tokenizer": { "type": "Whitespace" }, "post_processor": null, "decoder": null,
            "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]" },
        });
        let data = self.numbers(self.rows.iter().flatten().copied());
        let (mut header, mut bytes) = (serde_json::Map::new(), Vec::new());
        let shape = json!([self.rows.len(), self.rows[0].len()]);
        let tensors = [("embeddings", self.kind, shape, data)].into_iter();
        let more =
            self.more.iter().map(|(name, kind, number, data)| (*name, *kind, json!([number]), data.clone()));
        for (name, kind, shape, data) in tensors.chain(more) {
            let place = json!([bytes.len(), bytes.len() + data.len()]);
            header.insert(name.into(), json!({ "dtype": kind, "shape": shape, "data_offsets": place }));
            bytes.extend(data);
        }
        let mut header = Value::Object(header).to_string().into_bytes();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header);
        file.extend(bytes);
        fs::create_dir(shelf.path(name)).unwrap();
        shelf.put(&format!("{name}/tokenizer.json"), tokenizer.to_string());
        shelf.put(&format!("{name}/config.json"), self.config.to_string());
        shelf.put(&format!("{name}/model.safetensors"), file);
        shelf.path(name)
    }
}

/// A folder with two articles in two languages, three others, and a model.
fn two_languages() -> (Shelf, PathBuf) {
    let shelf = Shelf::new();
    let articles = [
        ("fr", FRENCH),
        ("en", ENGLISH),
        (
            "other-1",
            "The harbour of Lindau will be dredged again in May, and the ferries will leave from another pier until then.",
        ),
        (
            "other-2",
            "Le marché couvert de Lindau rouvrira samedi après deux ans de travaux, et ses commerçants s'en réjouissent.",
        ),
        (
            "other-3",
            "A choir from Lindau sang for an hour in the rain, and the people of the town stayed to the very end.",
        ),
    ];
    let lines: String = articles
        .iter()
        .map(|(id, text)| {
            json!({ "id": id, "outlet": id, "date": "2026-03-02", "text": text }).to_string() + "\n"
        })
        .collect();
    shelf.put("in/articles.jsonl", lines);
    let model = Layout::new().write(&shelf, "model");
    (shelf, model)
}

/// The rows of `passages.jsonl` that are possible translations.
fn translations(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("passages.jsonl")).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter(|row| !row["evidence"]["possible_translation"].is_null()).collect()
}

#[test]
fn two_languages_meet_by_vectors() {
    let (shelf, model) = two_languages();
    let flags = format!("--vectors {}", model.display());
    for (name, flags) in [("without", ""), ("with", &*flags)] {
        let ran = scan(&[&shelf.path("in")], &shelf.path(name), flags);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert!(translations(&shelf.path("without")).is_empty());
    let ran = scan(&[&shelf.path("in")], &shelf.path("off"), &format!("{flags} --rewritten off"));
    assert!(ran.err.contains("--vectors has no effect"), "{}", ran.err);
    let text = fs::read_to_string(shelf.path("without/passages.jsonl")).unwrap();
    assert!(!text.contains("cosine"), "{text}");
    let found = translations(&shelf.path("with"));
    assert!(!found.is_empty());
    for row in &found {
        assert_eq!(
            (&row["left"], &row["right"], &row["level"]),
            (&json!("en"), &json!("fr"), &json!("rewritten"))
        );
        assert_eq!(row["evidence"]["possible_translation"], json!({ "left": "en", "right": "fr" }));
        assert!(row["evidence"]["cosine"].as_f64().unwrap() > 0.5, "{row}");
    }
    // What has no counterpart is in none of them.
    let end = ENGLISH.find("The company makes").unwrap() as u64;
    assert!(found.iter().all(|row| row["left_end"].as_u64().unwrap() <= end), "{found:?}");
    let summary: Value =
        serde_json::from_slice(&fs::read(shelf.path("with/findings.json")).unwrap()).unwrap();
    assert_eq!(summary["options"]["vectors"]["dims"], MEANINGS.len() + 1);
    let explained = run_args(&["explain", shelf.path("with").to_str().unwrap(), "en", "fr"]);
    assert!(explained.out.contains("possible translation, en ~ fr"), "{}", explained.out);
    assert!(explained.err.contains("name it with --vectors"), "{}", explained.err);
    let model = model.to_str().unwrap();
    // No other model, and none for a scan without.
    fs::create_dir(shelf.path("other")).unwrap();
    for file in fs::read_dir(model).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), shelf.path("other").join(file.file_name())).unwrap();
    }
    let config = shelf.path("other/config.json");
    fs::write(&config, fs::read_to_string(&config).unwrap() + "\n").unwrap();
    let other = shelf.path("other").display().to_string();
    for (folder, model, why) in [("with", &*other, "the model of the scan"), ("without", model, "used none")]
    {
        let refused =
            run_args(&["explain", shelf.path(folder).to_str().unwrap(), "en", "fr", "--vectors", model]);
        assert!(refused.code == Some(2) && refused.err.contains(why), "{}", refused.err);
    }
    let told = run_args(&[
        "explain",
        shelf.path("with").to_str().unwrap(),
        "en",
        "fr",
        "--vectors",
        model,
        "--json",
    ]);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    for row in &found {
        let score = row["score"].as_f64().unwrap();
        let passages = told["other_words"]["passages"].as_array().unwrap();
        let is_it = |passage: &&Value| {
            passage["left"] == json!([row["left_start"], row["left_end"]])
                && (passage["score"].as_f64().unwrap() - score).abs() < 1e-5
        };
        assert!(passages.iter().any(|passage| is_it(&passage)), "{row} {told}");
    }
}

#[test]
fn compare_says_possible_translation() {
    let (shelf, model) = two_languages();
    let (one, other) = (shelf.put("fr.txt", FRENCH), shelf.put("en.txt", ENGLISH));
    let paths = [one.to_str().unwrap(), other.to_str().unwrap()];
    let without = run_args(&["compare", paths[0], paths[1]]);
    assert!(!without.out.contains("possible translation"), "{}", without.out);
    let with = run_args(&["compare", paths[0], paths[1], "--vectors", model.to_str().unwrap()]);
    assert!(
        with.out.contains("possible translation") && with.out.contains("fr ~ en"),
        "{} {}",
        with.out,
        with.err
    );
}

#[test]
fn compare_asks_for_no_flag_that_it_lacks() {
    let (shelf, model) = two_languages();
    let (one, other) = (shelf.put("fr.txt", FRENCH), shelf.put("en.txt", ENGLISH));
    let compare = |more: &[&str]| {
        let paths = [one.to_str().unwrap(), other.to_str().unwrap(), "--vectors", model.to_str().unwrap()];
        run_args(&[&["compare"], &paths[..], more].concat())
    };
    assert!(compare(&["--rewritten", "off"]).err.contains("--vectors has no effect"));
    // Two gigabytes that take no place on disk, and are no tensors.
    let file = fs::OpenOptions::new().write(true).open(model.join("model.safetensors")).unwrap();
    file.set_len(2 << 30).unwrap();
    let ran = compare(&[]);
    assert!(ran.err.contains("model.safetensors") && !ran.err.contains("--memory"), "{}", ran.err);
    let ran = scan(&[&shelf.path("in")], &shelf.path("out"), &format!("--vectors {}", model.display()));
    assert!(ran.err.contains("--memory"), "{}", ran.err);
}

#[test]
fn threads_change_nothing_with_vectors() {
    let (shelf, model) = two_languages();
    for threads in [1, 2, 8] {
        let flags = format!("--threads {threads} --rewritten wide --vectors {}", model.display());
        let ran = scan(&[&shelf.path("in")], &shelf.path(&threads.to_string()), &flags);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert_same(&shelf.path("1"), &shelf.path("2"));
    assert_same(&shelf.path("1"), &shelf.path("8"));
}

#[test]
fn a_model_may_be_named_in_a_file_of_options() {
    let (shelf, _) = two_languages();
    shelf.put("in/retold.toml", "vectors = \"../model\"\n");
    let ran = scan(&[&shelf.path("in/articles.jsonl")], &shelf.path("out"), "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!translations(&shelf.path("out")).is_empty());
}

/// The vectors of sentences, by a model in a folder.
fn vectors(folder: &Path, sentences: &[&str]) -> Vectors {
    let model = Model::open(folder).unwrap();
    let mut text = String::new();
    let ranges: Vec<_> = sentences
        .iter()
        .map(|sentence| {
            let start = text.len() as u32;
            text.push_str(sentence);
            retold::span::ByteRange::new(start, text.len() as u32)
        })
        .collect();
    Vectors::new(&model, &text, ranges.into_iter())
}

#[test]
fn every_type_of_number_gives_the_same_vectors() {
    let shelf = Shelf::new();
    let sentences = ["Fire in the warehouse", "Un incendie dans l'entrepôt", "Furniture", "Nothing of it"];
    let plain = vectors(&Layout::new().write(&shelf, "F32"), &sentences);
    for kind in ["F16", "I8"] {
        let layout = Layout { kind, ..Layout::new() };
        assert_eq!(vectors(&layout.write(&shelf, kind), &sentences), plain, "{kind}");
    }
    let cosine = |one: u32, other: u32| plain.cosine((one, one), &plain, (other, other));
    assert!(cosine(0, 1) > 0.9 && cosine(0, 2) < 0.1, "{} {}", cosine(0, 1), cosine(0, 2));
    assert_eq!(cosine(0, 3), 0.0, "of unknown words there is no vector");
}

#[test]
fn lengths_count_where_the_model_does_not_normalize() {
    let shelf = Shelf::new();
    let sum = |layout: Layout, name: &str| {
        let sentences = ["fire fire", "furniture furniture warehouse hall", "fire fire"];
        let of = vectors(&layout.write(&shelf, name), &sentences);
        of.cosine((0, 1), &of, (2, 2))
    };
    let normalized = sum(Layout::new(), "yes");
    let plain = sum(Layout { config: json!({ "normalize": false }), ..Layout::new() }, "no");
    assert!((normalized - 0.5f64.sqrt()).abs() < 0.02, "two sentences of one length: {normalized}");
    assert!(plain > normalized, "the mean of different words is shorter: {plain}");
}

#[test]
fn rows_may_be_shared_and_weighed() {
    let shelf = Shelf::new();
    let (tokens, base) = (tokens(), Layout::new());
    // One row a meaning, the first for what is unknown.
    let rows: Vec<Vec<f32>> = base.rows.iter().step_by(2).cloned().collect();
    let rows = [vec![0.0; rows[0].len()]].into_iter().chain(rows.into_iter().skip(1)).collect::<Vec<_>>();
    let mapping: Vec<u8> = (0..tokens.len() as i64)
        .flat_map(|token| (if token == 0 { 0 } else { (token - 1) / 2 % (rows.len() as i64) }).to_le_bytes())
        .collect();
    let weights: Vec<u8> = (0..tokens.len())
        .flat_map(|token| (if tokens[token] == "furniture" { 0.0f32 } else { 1.0 }).to_le_bytes())
        .collect();
    let more = vec![("mapping", "I64", tokens.len(), mapping), ("weights", "F32", tokens.len(), weights)];
    let folder = Layout { rows, more, ..Layout::new() }.write(&shelf, "shared");
    let of = vectors(&folder, &["warehouse", "entrepôt", "warehouse furniture", "furniture"]);
    let cosine = |one: u32, other: u32| of.cosine((one, one), &of, (other, other));
    assert!((cosine(0, 1) - 1.0).abs() < 1e-6, "one row: {}", cosine(0, 1));
    assert!((cosine(0, 2) - 1.0).abs() < 1e-6 && cosine(0, 3) == 0.0, "a weight of nothing");
}

/// What is said of a model that was changed in one way.
fn refused(change: impl FnOnce(&Shelf, &mut Layout)) -> String {
    let shelf = Shelf::new();
    let mut layout = Layout::new();
    // Files are put beside the folder first and take the place of those that are written.
    change(&shelf, &mut layout);
    let folder = layout.write(&shelf, "model");
    for name in ["tokenizer.json", "config.json", "model.safetensors"] {
        if let Ok(bytes) = fs::read(shelf.path(name)) {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let error = Model::open(&folder).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Model { .. }), "{error:?}");
    assert!(error.place().is_some_and(|place| place.path.is_some()) && error.hint().is_some(), "{error}");
    error.to_string()
}

#[test]
fn a_model_that_is_none_is_told_with_its_file() {
    let put =
        |name: &'static str, bytes: &'static [u8]| refused(move |shelf, _| drop(shelf.put(name, bytes)));
    for (said, expected) in [
        (put("config.json", b"7"), "config.json: is no settings"),
        (put("config.json", b"{\"normalize\": 7}"), "config.json: is no settings"),
        (put("tokenizer.json", b"{\"model\": 3}"), "tokenizer.json: is no tokenizer"),
        (put("tokenizer.json", b"\xff\xfe"), "tokenizer.json: is no tokenizer"),
        (put("model.safetensors", b"PK\x03\x04 not this"), "model.safetensors: holds no tensors"),
        (refused(|_, layout| drop(layout.rows.pop())), "`embeddings` has 34 rows, but"),
        (refused(|_, layout| layout.rows[3][2] = f32::NAN), "row 3 of `embeddings`"),
        (refused(|_, layout| layout.rows[4][0] = f32::INFINITY), "row 4 of `embeddings`"),
        (refused(|_, layout| layout.kind = "U32"), "type U32"),
        (
            refused(|_, layout| layout.more.push(("weights", "F32", 1, 1f32.to_le_bytes().into()))),
            "`weights` has 1 rows",
        ),
        (
            refused(|_, layout| layout.more.push(("mapping", "I64", 1, (-1i64).to_le_bytes().into()))),
            "token 0 the row -1",
        ),
        (
            refused(|_, layout| layout.more.push(("mapping", "I64", 1, 0i64.to_le_bytes().into()))),
            "`mapping` has 1 rows",
        ),
    ] {
        assert!(said.contains(expected), "{said} instead of {expected}");
    }
}

/// The model with a changed tokenizer.
fn with_tokenizer(shelf: &Shelf, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let folder = Layout::new().write(shelf, name);
    let path = folder.join("tokenizer.json");
    let mut tokenizer: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut tokenizer);
    fs::write(path, tokenizer.to_string()).unwrap();
    folder
}

#[test]
fn parts_of_a_tokenizer_at_which_its_library_gives_up_are_told_or_not_used() {
    let shelf = Shelf::new();
    let broken = with_tokenizer(&shelf, "broken", |tokenizer| {
        tokenizer["pre_tokenizer"] = json!({ "type": "FixedLength", "length": 0 });
    });
    let error = Model::open(&broken).unwrap_err();
    assert!(error.to_string().contains("a part of it is broken"), "{error}");
    let mut wide = Layout::new();
    wide.rows.iter_mut().for_each(|row| row.resize(8193, 0.0));
    let error = Model::open(&wide.write(&shelf, "wide")).unwrap_err();
    assert!(error.to_string().contains("rows of 8193"), "{error}");
    let plain = Layout::new().write(&shelf, "plain");
    let marked = with_tokenizer(&shelf, "marked", |tokenizer| {
        tokenizer["post_processor"] = json!({
            "type": "TemplateProcessing", "special_tokens": {},
            "single": [{ "Sequence": { "id": "B", "type_id": 0 } }],
            "pair": [{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 0 } }],
        });
    });
    let sentences = &["A fire in the warehouse", "the cause is known"];
    assert_eq!(format!("{:?}", vectors(&marked, sentences)), format!("{:?}", vectors(&plain, sentences)));
    // Random parts of words: each run would differ.
    let random = with_tokenizer(&shelf, "random", |tokenizer| {
        let all = tokens();
        let mut vocabulary = serde_json::Map::new();
        let letters = ["[UNK]", "f", "i", "r", "e", "fi", "fir", "fire"];
        let others = all[letters.len()..].iter().map(|token| token.to_uppercase());
        let names = letters.iter().map(|letter| (*letter).to_owned()).chain(others);
        vocabulary.extend(names.enumerate().map(|(at, token)| (token, Value::from(at))));
        tokenizer["model"] = json!({
            "type": "BPE", "dropout": 0.5, "unk_token": "[UNK]", "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
            "vocab": vocabulary, "merges": ["f i", "fi r", "fir e"],
        });
    });
    let first = format!("{:?}", vectors(&random, &["fire fire"]));
    assert!((0..20).all(|_| format!("{:?}", vectors(&random, &["fire fire"])) == first));
}

#[test]
fn a_missing_model_is_told_before_anything_is_read() {
    let (shelf, model) = two_languages();
    let run = |folder: &Path| {
        let mut command = retold();
        command.args(["scan", "no-such-input", "-o"]).arg(shelf.path("out")).arg("--vectors").arg(folder);
        crate::support::Ran::from(command.output().unwrap())
    };
    fs::remove_file(model.join("model.safetensors")).unwrap();
    for (folder, expected) in [
        (&*model, "model.safetensors"),
        (&shelf.path("nowhere"), "nowhere"),
        (&shelf.path("in"), "config.json"),
    ] {
        let ran = run(folder);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(expected) && ran.err.contains("hint:"), "{}", ran.err);
    }
    // One that does not fit is told by its size alone: of these 2 GB nothing is on disk, and none is read.
    let file = fs::File::create(model.join("model.safetensors")).unwrap();
    file.set_len(2 << 30).unwrap();
    let ran = run(&model);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--memory") && ran.err.contains("the model takes 2048M"), "{}", ran.err);
    assert!(!shelf.path("out").exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn a_damaged_model_is_refused_or_read(at in 0usize..4096, byte in any::<u8>(), cut in 0usize..4096) {
        let shelf = Shelf::new();
        let folder = Layout::new().write(&shelf, "model");
        for name in ["tokenizer.json", "config.json", "model.safetensors"] {
            let path = folder.join(name);
            let whole = fs::read(&path).unwrap();
            let mut changed = whole.clone();
            changed[at % whole.len()] = byte;
            for bytes in [&changed[..], &whole[..cut % whole.len()]] {
                fs::write(&path, bytes).unwrap();
                if let Ok(model) = Model::open(&folder) {
                    let mut vector = Vec::new();
                    model.push_sentence("A fire in the warehouse; évacués.", &mut vector);
                    prop_assert_eq!(vector.len(), model.dims());
                }
            }
            fs::write(&path, whole).unwrap();
        }
    }
}
