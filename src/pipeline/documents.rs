//! Articles read a second time: only those that are paired, and no more at a time than fit.

use crate::article::ArticleId;
use crate::collection::Collection;
use crate::error::Result;
use rayon::prelude::*;
use std::collections::HashMap;

/// Values made from the texts of articles, kept while they are needed.
pub struct Shelf<T> {
    held: HashMap<ArticleId, T>,
    /// Bytes of text behind what is held.
    bytes: u64,
    capacity: u64,
}

impl<T: Send> Shelf<T> {
    /// Keeps values of up to `capacity` bytes of text from one call to the next.
    pub fn new(capacity: u64) -> Self {
        Self { held: HashMap::new(), bytes: 0, capacity }
    }

    /// Makes the values of `ids` available: what is missing is made, in parallel; where that is too much to keep, what is
    /// held and not asked for goes.
    ///
    /// `ids` may hold repeats and is left sorted without them.
    pub fn fetch(
        &mut self,
        collection: &Collection,
        ids: &mut Vec<ArticleId>,
        make: impl Fn(ArticleId, String) -> T + Sync,
    ) -> Result<()> {
        self.fetch_with(
            ids,
            |id| collection.num_bytes(id),
            |id| {
                let mut text = String::new();
                collection.text(id, &mut text)?;
                Ok(make(id, text))
            },
        )
    }

    /// The same where the values come from elsewhere; `bytes` says how large the text behind each is.
    pub fn fetch_with(
        &mut self,
        ids: &mut Vec<ArticleId>,
        bytes: impl Fn(ArticleId) -> u64,
        make: impl Fn(ArticleId) -> Result<T> + Sync,
    ) -> Result<()> {
        ids.sort_unstable();
        ids.dedup();
        let missing: Vec<ArticleId> = ids.iter().copied().filter(|id| !self.held.contains_key(id)).collect();
        let added: u64 = missing.iter().map(|&id| bytes(id)).sum();
        if self.bytes + added > self.capacity {
            self.held.retain(|id, _| ids.binary_search(id).is_ok());
            self.bytes = self.held.keys().map(|&id| bytes(id)).sum();
        }
        self.bytes += added;
        let made: Vec<Result<(ArticleId, T)>> =
            missing.into_par_iter().map(|id| Ok((id, make(id)?))).collect();
        for one in made {
            let (id, value) = one?;
            self.held.insert(id, value);
        }
        Ok(())
    }

    /// Puts values there that were made before, of no more than `capacity` bytes of text.
    pub fn put(&mut self, values: impl Iterator<Item = (ArticleId, T)>, bytes: impl Fn(ArticleId) -> u64) {
        for (id, value) in values {
            self.bytes += bytes(id);
            self.held.insert(id, value);
        }
    }

    /// The value of an article that was fetched.
    pub fn get(&self, id: ArticleId) -> &T {
        &self.held[&id]
    }
}
