//! A value for some pairs of sentences of two articles.
//!
//! **In** pairs in order, each with its value. **Out** the value of a pair. **Cost** twelve bytes a pair and four a left sentence; a search
//! among the pairs of one left sentence. **Never** room for pairs without a value: two long articles have hundreds of millions.

/// Values by left, then right sentence.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The pairs of left sentence `l` begin at `starts[l]`.
    starts: Vec<u32>,
    rights: Vec<u32>,
    values: Vec<f64>,
}

impl Grid {
    /// Takes pairs in order of left, then right sentence.
    pub fn new(pairs: impl Iterator<Item = (u32, u32, f64)>) -> Self {
        let mut out = Self::default();
        for (left, right, value) in pairs {
            if out.starts.len() <= left as usize {
                out.starts.resize(left as usize + 1, out.rights.len() as u32);
            }
            out.rights.push(right);
            out.values.push(value);
        }
        out
    }

    /// The value of a pair, if it has one.
    pub fn get(&self, left: u32, right: u32) -> Option<f64> {
        let from = *self.starts.get(left as usize)? as usize;
        let to = self.starts.get(left as usize + 1).map_or(self.rights.len(), |&to| to as usize);
        let at = self.rights[from..to].binary_search(&right).ok()?;
        Some(self.values[from + at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_grid_is_a_map(pairs in prop::collection::btree_map((0u32..7, 0u32..7), -1.0f64..1.0, 0..30)) {
            let grid = Grid::new(pairs.iter().map(|(&(left, right), &value)| (left, right, value)));
            for place in (0..8).flat_map(|left| (0..8).map(move |right| (left, right))) {
                prop_assert_eq!(grid.get(place.0, place.1), pairs.get(&place).copied());
            }
        }
    }
}
