//! What stands for a model where this crate is built without the feature `vectors`.

use crate::error::{ErrorKind, Result};
use std::path::Path;

/// No model can be opened.
#[derive(Debug)]
pub enum Model {}

impl Model {
    /// Says that models are not read.
    ///
    /// # Errors
    /// Always.
    pub fn open(folder: &Path) -> Result<Self> {
        let bound = "a build with the feature `vectors`: this one reads no models".to_owned();
        Err(ErrorKind::Options { flag: "--vectors", value: folder.display().to_string(), bound }.into())
    }

    /// None: no model can be opened.
    pub fn expected_bytes(_: &Path) -> u64 {
        0
    }

    /// Length of a vector.
    pub fn dims(&self) -> usize {
        match *self {}
    }

    /// Bytes it takes in memory.
    pub fn num_bytes(&self) -> u64 {
        match *self {}
    }

    /// What tells it from other models.
    pub fn fingerprint(&self) -> &str {
        match *self {}
    }

    /// Appends the vector of a sentence.
    pub fn push_sentence(&self, _: &str, _: &mut Vec<f32>) {
        match *self {}
    }
}
