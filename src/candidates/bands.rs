//! How a signature is cut into bands: from a threshold and a recall goal, not typed in.
//!
//! **From** Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, 3.4: two articles of resemblance s share at least
//! one of b bands of r rows with probability 1 − (1 − sʳ)ᵇ.

use crate::error::{ErrorKind, Result};
use crate::sketch::{Cell, MAX_HASHES};
use crate::text::shingle::finalize;

/// A signature of `bands × rows` cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bands {
    /// Number of bands.
    pub bands: usize,
    /// Cells in a band.
    pub rows: usize,
}

/// Any odd number without pattern: the cells of a band are the digits of a number to this base.
const ODD: u64 = 0xD134_2543_DE82_EF95;

impl Bands {
    /// The most selective bands that still reach `recall` at `threshold` with at most `max_hashes` cells.
    ///
    /// More rows propose fewer pairs below the threshold but need more bands for the same recall, so the largest number of
    /// rows that fits is taken.
    ///
    /// # Errors
    /// When the threshold or the goal lies outside (0, 1), or not even single rows reach the goal.
    pub fn for_goal(threshold: f64, recall: f64, max_hashes: usize) -> Result<Self> {
        let invalid = |flag, value: f64, bound: &str| {
            Err(ErrorKind::Options { flag, value: value.to_string(), bound: bound.into() }.into())
        };
        if !(threshold > 0.0 && threshold <= 1.0) {
            return invalid("--threshold", threshold, "a resemblance above 0, up to 1");
        }
        if !(recall > 0.0 && recall < 1.0) {
            return invalid("--recall", recall, "a share between 0 and 1, such as 0.99");
        }
        let max_hashes = max_hashes.min(MAX_HASHES);
        let needed = |rows: usize| -> usize {
            let hit = threshold.powi(rows as i32);
            if hit >= 1.0 { 1 } else { ((1.0 - recall).ln() / (1.0 - hit).ln()).ceil() as usize }
        };
        let rows = (1..=max_hashes).take_while(|&rows| rows * needed(rows) <= max_hashes).last();
        match rows {
            Some(rows) => Ok(Self { bands: needed(rows).max(1), rows }),
            None => invalid(
                "--threshold",
                threshold,
                "a larger resemblance: so low a one needs a longer signature",
            ),
        }
    }

    /// Cells in a signature.
    pub fn num_hashes(self) -> usize {
        self.bands * self.rows
    }

    /// Chance that two articles of this resemblance become a candidate.
    pub fn recall(self, resemblance: f64) -> f64 {
        1.0 - (1.0 - resemblance.powi(self.rows as i32)).powi(self.bands as i32)
    }

    /// One key for each band of `signature`, which has [`Self::num_hashes`] cells. Keys of different bands never meet but by accident.
    pub fn keys(self, signature: &[Cell]) -> impl Iterator<Item = u64> + '_ {
        debug_assert_eq!(signature.len(), self.num_hashes());
        signature.chunks_exact(self.rows).enumerate().map(|(band, cells)| {
            let seed = finalize(band as u64 + 1);
            finalize(
                cells.iter().fold(seed, |key, &cell| key.wrapping_mul(ODD).wrapping_add(u64::from(cell))),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_reach_their_goal_within_their_cells() {
        for threshold in [0.3, 0.5, 0.7, 0.8, 0.9, 0.99, 1.0] {
            for goal in [0.9, 0.99, 0.999] {
                let bands = Bands::for_goal(threshold, goal, 128).unwrap();
                assert!(
                    bands.num_hashes() <= 128 && bands.recall(threshold) >= goal,
                    "{bands:?} at {threshold}"
                );
            }
        }
    }

    #[test]
    fn hopeless_goals_are_errors() {
        assert!(Bands::for_goal(0.01, 0.99, 128).is_err());
        assert!(Bands::for_goal(0.0, 0.99, 128).is_err());
        assert!(Bands::for_goal(1.2, 0.99, 128).is_err());
        assert!(Bands::for_goal(0.8, 1.0, 128).is_err());
        assert!(Bands::for_goal(f64::NAN, 0.9, 128).is_err());
    }
}
