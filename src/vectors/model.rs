//! An opened model.

use super::layout::{self, Parts};
use crate::error::Result;
use std::path::Path;

/// More tokens of a sentence are not looked at, as in the Python library.
const MOST_TOKENS: usize = 512;

/// A static embedding model.
pub struct Model(Parts);

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("dims", &self.dims()).field("fingerprint", &self.fingerprint()).finish()
    }
}

impl Model {
    /// Reads and checks the files of a folder.
    ///
    /// # Errors
    /// When one is missing, is not what its name says, or does not fit the others: which one, and what to do.
    pub fn open(folder: &Path) -> Result<Self> {
        layout::read(folder).map(Self)
    }

    /// Bytes it will take in memory, about, before anything of it is read; 0 where it cannot be opened.
    pub fn expected_bytes(folder: &Path) -> u64 {
        layout::expected_bytes(folder)
    }

    /// Length of a vector.
    pub fn dims(&self) -> usize {
        self.0.matrix.dims()
    }

    /// Bytes it takes in memory, about: what cuts texts into tokens takes some hundred bytes a token.
    pub fn num_bytes(&self) -> u64 {
        const TOKEN_BYTES: u64 = 200;
        self.0.matrix.num_bytes() + TOKEN_BYTES * self.0.tokenizer.get_vocab_size(true) as u64
    }

    /// Hash of its files, which tells it from other models.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// Appends the vector of a sentence: the mean of the rows of its tokens; zeros where none is known.
    pub fn push_sentence(&self, sentence: &str, out: &mut Vec<f32>) {
        let from = out.len();
        out.resize(from + self.dims(), 0.0);
        let (sum, model) = (&mut out[from..], &self.0);
        let most = MOST_TOKENS * model.median_token;
        let end = sentence.char_indices().nth(most).map_or(sentence.len(), |(at, _)| at);
        // What cannot be cut into tokens has none.
        let cut = layout::guarded(|| model.tokenizer.encode_fast(&sentence[..end], false));
        let Some(Ok(encoding)) = cut else { return };
        let mut number = 0;
        for &token in
            encoding.get_ids().iter().take(MOST_TOKENS).filter(|&&token| Some(token) != model.unknown)
        {
            let at = token as usize;
            let row = model.rows.as_ref().map_or(Some(token), |rows| rows.get(at).copied());
            let times = model.weights.as_ref().map_or(Some(1.0), |weights| weights.get(at).copied());
            if let (Some(row), Some(times)) = (row, times) {
                model.matrix.add(row as usize, times, sum);
                number += 1;
            }
        }
        let mut by = number.max(1) as f32;
        if model.is_normalized {
            let squares: f32 = sum.iter().map(|value| (value / by) * (value / by)).sum();
            by *= squares.sqrt().max(1e-12);
        }
        sum.iter_mut().for_each(|value| *value /= by);
    }
}
