//! Maps whose keys are hashes already, so that nothing is hashed twice.
//!
//! **In** keys that are well mixed, as [`super::tokenize::word_hash`] gives them. **Out** [`Hashed`]. **Cost** that of a table.
//! **Never** for keys that come from outside as they are.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by keys that are hashes.
pub type Hashed<V> = HashMap<u64, V, BuildHasherDefault<AsIs>>;

/// Takes a 64-bit hash as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
