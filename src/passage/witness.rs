//! Who is told, step by step, what becomes of the chains and alignments of one pair: what `explain` shows.
//!
//! **In** each decision as it is taken. **Out** whatever the witness makes of it. **Cost** none where nobody listens.
//! **Never** changes a decision.

use super::align::Alignment;
use super::chain::Chain;
use super::level::{Level, Tally};

/// What became of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainFate {
    /// It was aligned word by word.
    Aligned,
    /// Its equal words say too little, whatever else the pair shares.
    TooLight,
    /// Its equal words would be enough beside other passages, and there are none that weigh enough.
    Unsupported,
    /// A passage holds it already.
    Known,
}

/// What became of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceFate {
    /// It became a passage.
    Passage {
        /// At this level.
        level: Level,
        /// With this score.
        score: f64,
    },
    /// It shows too little.
    Refused,
    /// A passage says the same already.
    Known,
}

/// One who listens.
pub trait Witness {
    /// A chain whose equal words weigh `weight`, of which the collection's use of its seeds leaves the share `novelty`.
    fn chain(&mut self, _chain: &Chain, _weight: f64, _novelty: f64, _fate: ChainFate) {}
    /// An alignment, what it shows, and the weight of other passages beside it.
    fn piece(&mut self, _piece: &Alignment, _evidence: &Tally, _beside: f64, _fate: PieceFate) {}
}

/// Nobody listens.
impl Witness for () {}
