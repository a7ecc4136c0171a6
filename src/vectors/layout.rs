//! The three files of a model, read and checked before anything is compared.
//!
//! **In** a folder. **Out** [`Parts`] that fit each other. **Cost** each file once. **Never** goes on with a file that does not say
//! what it should: every fault has its place and a remedy.

use super::matrix::{Kind, Matrix};
use crate::error::{Error, ErrorKind, Place, Result};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use tokenizers::Tokenizer;
use xxhash_rust::xxh3::Xxh3;

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const TENSORS: &str = "model.safetensors";

/// A file of words, or of settings, is no larger; the largest known has 20 MB.
const MOST_BYTES: u64 = 256 << 20;

/// Most numbers of a row: each sentence of a candidate takes so many, and known models have some hundreds.
const MOST_DIMS: usize = 8192;
const REMEDY: &str = "the folder of a static model has tokenizer.json, model.safetensors and config.json, as model2vec saves them";
const AGAIN: &str = "save or fetch the model again: its files belong together";

/// What the files hold.
pub struct Parts {
    /// Cuts texts into tokens.
    pub tokenizer: Tokenizer,
    /// The token of words that are not known, which is left out.
    pub unknown: Option<u32>,
    /// A row for each token, or for those that the mapping names.
    pub matrix: Matrix,
    /// The row of each token, where several share one.
    pub rows: Option<Vec<u32>>,
    /// How much each token counts.
    pub weights: Option<Vec<f32>>,
    /// Whether vectors of sentences have length one.
    pub is_normalized: bool,
    /// Median bytes of a token.
    pub median_token: usize,
    /// Hash of all three files.
    pub fingerprint: String,
}

#[derive(Deserialize)]
struct Config {
    /// What is not said is not done, as in the Python library.
    #[serde(default)]
    normalize: bool,
}

/// What `tokenizer.json` says of words that are not known.
#[derive(Deserialize)]
struct Declared {
    model: DeclaredModel,
}

#[derive(Deserialize)]
struct DeclaredModel {
    unk_token: Option<String>,
    unk_id: Option<u32>,
}

fn fault(path: &Path, what: impl Into<String>, hint: &str) -> Error {
    ErrorKind::Model { place: Place::file(path), what: what.into(), hint: hint.into() }.into()
}

fn file(folder: &Path, name: &str, most: u64) -> Result<(PathBuf, Vec<u8>)> {
    let path = folder.join(name);
    let about = match fs::metadata(&path) {
        Ok(about) => about,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(fault(&path, "there is no such file", REMEDY));
        }
        Err(source) => return Err(Error::read(Place::file(path), source)),
    };
    if !about.is_file() {
        return Err(fault(&path, "is no file", REMEDY));
    }
    if about.len() > most {
        let what = format!("has {} MB, of which {} are read", about.len() >> 20, most >> 20);
        return Err(fault(&path, what, "a model so large is none of static vectors"));
    }
    let bytes = fs::read(&path).map_err(|source| Error::read(Place::file(path.clone()), source))?;
    Ok((path, bytes))
}

/// Bytes of its tensors as they lie on disk, which is about what the model takes in memory; 0 where there are none.
pub fn expected_bytes(folder: &Path) -> u64 {
    fs::metadata(folder.join(TENSORS)).map_or(0, |about| about.len())
}

/// Reads a model.
///
/// # Errors
/// When a file is missing, is not what its name says, or does not fit the others.
pub fn read(folder: &Path) -> Result<Parts> {
    let about = fs::metadata(folder).map_err(|source| Error::read(Place::file(folder), source))?;
    if !about.is_dir() {
        return Err(fault(folder, "is no folder", REMEDY));
    }
    let (config_path, config) = file(folder, CONFIG, MOST_BYTES)?;
    let (words_path, words) = file(folder, TOKENIZER, MOST_BYTES)?;
    let (path, tensors) = file(folder, TENSORS, u64::MAX)?;
    let fingerprint = fingerprint(&[&config, &words, &tensors]);
    let config: Config = serde_json::from_slice(&config)
        .map_err(|error| fault(&config_path, format!("is no settings of a model: {error}"), REMEDY))?;
    let (tokenizer, unknown) = tokenizer(&words_path, &words)?;
    let vocabulary = tokenizer.get_vocab(true);
    let mut lengths: Vec<usize> = tokenizer.get_vocab(false).keys().map(String::len).collect();
    lengths.sort_unstable();
    let median_token = lengths.get(lengths.len() / 2).copied().unwrap_or(1).max(1);
    let num_tokens = vocabulary.values().max().map_or(0, |&last| last as usize + 1);

    let (matrix, rows, weights, num_rows) = {
        let all = SafeTensors::deserialize(&tensors)
            .map_err(|error| fault(&path, format!("holds no tensors: {error}"), AGAIN))?;
        let found = all.tensor("embeddings").map_err(|_| {
            let mut names = all.names();
            names.sort_unstable();
            fault(&path, format!("has no tensor `embeddings`, but: {}", names.join(", ")), REMEDY)
        })?;
        let &[num_rows, dims] = found.shape() else {
            let what = format!("`embeddings` has the shape {:?}: rows and columns are needed", found.shape());
            return Err(fault(&path, what, REMEDY));
        };
        if num_rows == 0 || dims == 0 {
            return Err(fault(&path, format!("`embeddings` is empty: {num_rows} rows of {dims}"), AGAIN));
        }
        if dims > MOST_DIMS {
            return Err(fault(
                &path,
                format!("`embeddings` has rows of {dims}: at most {MOST_DIMS} are read"),
                REMEDY,
            ));
        }
        let kind = kind(&path, "embeddings", found.dtype())?;
        // The matrix stays where it is in the file.
        let start = found.data().as_ptr() as usize - tensors.as_ptr() as usize;
        let place = start..start + found.data().len();
        let rows = all.tensor("mapping").ok().map(|mapping| rows(&path, &mapping, num_rows)).transpose()?;
        let weights = all.tensor("weights").ok().map(|weights| numbers(&path, &weights)).transpose()?;
        ((place, kind, dims), rows, weights, num_rows)
    };
    let counted = |what: &str, number: usize| {
        let of_words = format!("{} has {num_tokens} tokens", words_path.display());
        (number != num_tokens)
            .then(|| fault(&path, format!("`{what}` has {number} rows, but {of_words}"), AGAIN))
    };
    let lengths = [
        ("mapping", rows.as_ref().map(Vec::len)),
        ("weights", weights.as_ref().map(Vec::len)),
        ("embeddings", rows.is_none().then_some(num_rows)),
    ];
    if let Some(fault) = lengths.into_iter().find_map(|(what, number)| counted(what, number?)) {
        return Err(fault);
    }
    let (place, kind, dims) = matrix;
    let matrix = Matrix::new(tensors, place, kind, dims);
    if let Some(row) = matrix.first_odd_row() {
        let what = format!("row {row} of `embeddings` holds what is no finite number");
        return Err(fault(&path, what, AGAIN));
    }
    let is_normalized = config.normalize;
    Ok(Parts { tokenizer, unknown, matrix, rows, weights, is_normalized, median_token, fingerprint })
}

fn fingerprint(files: &[&[u8]]) -> String {
    let mut hash = Xxh3::new();
    for file in files {
        hash.update(&(file.len() as u64).to_le_bytes());
        hash.update(file);
    }
    format!("{:032x}", hash.digest128())
}

/// What is said of a tokenizer at which the library gives up.
const BROKEN: &str = "a part of it is broken";

/// What `work` of the library comes to; nothing where it panics, as at some parts that are broken.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

fn tokenizer(path: &Path, bytes: &[u8]) -> Result<(Tokenizer, Option<u32>)> {
    let wrong = |error: &dyn std::fmt::Display| fault(path, format!("is no tokenizer: {error}"), REMEDY);
    // By `parse`: the doors for bytes and files are generic, and would be compiled here once more.
    let text = std::str::from_utf8(bytes).map_err(|error| wrong(&error))?;
    // Nothing is decoded here nor marked at its ends, and the library panics at some layouts of both; parts of words are left out at
    // random for training alone.
    let mut layout: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| wrong(&error))?;
    layout.remove("decoder");
    layout.remove("post_processor");
    if let Some(model) = layout.get_mut("model").and_then(|model| model.as_object_mut()) {
        model.remove("dropout");
    }
    let written = serde_json::to_string(&layout).map_err(|error| wrong(&error))?;
    let parsed = guarded(|| written.parse::<Tokenizer>()).ok_or_else(|| wrong(&BROKEN))?;
    let mut tokenizer = parsed.map_err(|error| wrong(&error))?;
    tokenizer.with_truncation(None).map_err(|error| wrong(&error))?;
    tokenizer.with_padding(None);
    let declared: Declared = serde_json::from_slice(bytes).map_err(|error| wrong(&error))?;
    let unknown = match declared.model {
        DeclaredModel { unk_token: Some(token), .. } => {
            let missing =
                || fault(path, format!("the unknown token `{token}` is not among its tokens"), AGAIN);
            Some(tokenizer.token_to_id(&token).ok_or_else(missing)?)
        }
        DeclaredModel { unk_id, .. } => unk_id,
    };
    // A tokenizer that cannot cut a word that it does not know would cut none of a text.
    let cut = guarded(|| tokenizer.encode_fast("\u{10FFFF} 0 a", false)).ok_or_else(|| wrong(&BROKEN))?;
    cut.map_err(|error| wrong(&error))?;
    Ok((tokenizer, unknown))
}

fn kind(path: &Path, name: &str, dtype: Dtype) -> Result<Kind> {
    match dtype {
        Dtype::I8 => Ok(Kind::I8),
        Dtype::F16 => Ok(Kind::F16),
        Dtype::F32 => Ok(Kind::F32),
        Dtype::F64 => Ok(Kind::F64),
        other => {
            let what = format!("`{name}` is of type {other:?}: f16, f32, f64 and i8 are read");
            Err(fault(path, what, "save the model in one of these types"))
        }
    }
}

fn numbers(path: &Path, tensor: &TensorView) -> Result<Vec<f32>> {
    let numbers = kind(path, "weights", tensor.dtype())?.numbers(tensor.data());
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(row) => Err(fault(path, format!("row {row} of `weights` is no finite number"), AGAIN)),
        None => Ok(numbers),
    }
}

fn rows(path: &Path, tensor: &TensorView, num_rows: usize) -> Result<Vec<u32>> {
    let data = tensor.data();
    let read: Vec<i64> = match tensor.dtype() {
        Dtype::I64 => data.as_chunks().0.iter().map(|&number| i64::from_le_bytes(number)).collect(),
        Dtype::I32 => data.as_chunks().0.iter().map(|&number| i32::from_le_bytes(number).into()).collect(),
        other => {
            let what = format!("`mapping` is of type {other:?}: i32 and i64 are read");
            return Err(fault(path, what, "save the model in one of these types"));
        }
    };
    let outside = |&(_, &row): &(usize, &i64)| u64::try_from(row).map_or(true, |row| row >= num_rows as u64);
    if let Some((token, row)) = read.iter().enumerate().find(outside) {
        let what = format!("`mapping` gives token {token} the row {row}, of {num_rows}");
        return Err(fault(path, what, AGAIN));
    }
    Ok(read.into_iter().map(|row| row as u32).collect())
}
