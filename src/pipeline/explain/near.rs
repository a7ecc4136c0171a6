//! How two articles compare as a whole, and through which door they came to be counted.

use super::Articles;
use super::seeds::{Inside, Pair};
use super::told::{Stage, push};
use crate::candidates::bands::Bands;
use crate::options::Options;
use crate::pipeline::paired::Paired;
use crate::sketch;
use crate::verify::VerifiedPair;
use serde::Serialize;
use std::collections::HashMap;

/// Two articles as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Near {
    /// Words in a shingle of which the figures are counted; letters or characters.
    pub width: usize,
    /// Which of these.
    pub unit: &'static str,
    /// Resemblance as the signatures estimate it.
    pub estimate: f64,
    /// Shared of all shingles, counted.
    pub resemblance: f64,
    /// Shared of the shingles of the left article.
    pub containment_of_left: f64,
    /// Shared of the shingles of the right article.
    pub containment_of_right: f64,
    /// Shingles both have.
    pub shared: u32,
    /// Distinct shingles of the left article.
    pub left_shingles: u32,
    /// Distinct shingles of the right article.
    pub right_shingles: u32,
    /// Whether both have the same words in the same order.
    pub is_copy: bool,
    /// Bands of the signatures.
    pub bands: usize,
    /// Cells in a band.
    pub rows: usize,
    /// Chance that two articles of this resemblance meet in a band.
    pub chance: f64,
    /// The bands in which both stand in one bucket.
    pub buckets: Vec<Bucket>,
    /// Share of the words of one of the two that lies in passages found between them.
    pub coverage: f64,
    /// From which coverage on a pair is counted whatever its bands say.
    pub least_coverage: f64,
    /// The article that stands for the near-duplicates of both, where one does.
    pub representative: Option<String>,
    /// Whether that is one of the two, so that the pair was counted, whatever proposed it.
    pub is_led: bool,
}

/// A bucket both stand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// Number of the band, from 1.
    pub band: usize,
    /// Articles in the bucket.
    pub articles: usize,
    /// Different texts among them.
    pub texts: usize,
    /// Whether all pairs of these were proposed; of too many only those with the smallest id.
    pub is_all_pairs: bool,
    /// Whether this pair was proposed.
    pub is_proposed: bool,
}

pub fn explain(
    articles: &Articles,
    pair: &Pair,
    inside: &HashMap<usize, Inside>,
    (left, right): (&Paired, &Paired),
    (coverage, least_coverage): (f64, f64),
    options: &Options,
    bands: Bands,
) -> Near {
    let (left_set, right_set) = (left.shingles(options), right.shingles(options));
    let counted = VerifiedPair {
        left: pair.ids[0],
        right: pair.ids[1],
        shared: left_set.shared(right_set, 0).unwrap_or(0),
        left_shingles: left_set.len(),
        right_shingles: right_set.len(),
    };
    let is_copy = pair.text_hashes[0].is_some() && pair.text_hashes[0] == pair.text_hashes[1];
    let buckets = pair.bands.iter().map(|&(band, _)| {
        let inside = inside.get(&band);
        let texts = inside.map_or(0, |inside| inside.texts);
        let is_all_pairs = texts <= options.bucket_cap;
        let is_hub = inside.is_some_and(|inside| pair.text_hashes.contains(&Some(inside.first.1)));
        Bucket {
            band: band + 1,
            articles: inside.map_or(0, |inside| inside.articles),
            texts,
            is_all_pairs,
            is_proposed: !is_copy && (is_all_pairs || is_hub),
        }
    });
    let stories = pair.ids.map(|id| articles.stories[id.index()]);
    Near {
        width: options.text.width_chars.unwrap_or_else(|| left.document.width(&options.text)),
        unit: options.text.width_chars.map_or_else(|| left.document.unit(&options.text), |_| "letters"),
        estimate: sketch::estimate(&pair.signatures[0], &pair.signatures[1]),
        resemblance: counted.resemblance(),
        containment_of_left: counted.containment_of_left(),
        containment_of_right: counted.containment_of_right(),
        shared: counted.shared,
        left_shingles: counted.left_shingles,
        right_shingles: counted.right_shingles,
        is_copy,
        bands: bands.bands,
        rows: bands.rows,
        chance: bands.recall(counted.resemblance()),
        buckets: buckets.collect(),
        coverage,
        least_coverage,
        representative: (stories[0] == stories[1]).then(|| articles.key(stories[0]).to_owned()),
        is_led: stories[0] == stories[1] && pair.ids.contains(&stories[0]),
    }
}

impl Near {
    /// How the pair came to be counted, if it was, and whether it is kept.
    pub fn stages(&self, options: &Options, stages: &mut Vec<Stage>) {
        const NAME: &str = "near-duplicates";
        if self.is_copy {
            push(stages, Stage::new(NAME, true, "both have the same words in the same order".into()));
            return;
        }
        let proposed = self.buckets.iter().filter(|bucket| bucket.is_proposed).count();
        let by_bands = format!(
            "{proposed} of {} bands proposed the pair (a chance of {:.3} at this resemblance)",
            self.bands, self.chance
        );
        let mut door = Stage::new(NAME, proposed > 0, by_bands);
        (door.value, door.threshold) = (Some(proposed as f64), Some(1.0));
        if !push(stages, door) && self.is_led {
            let what = "counted all the same: the leader of their cluster is shown what was paired with one of a large bucket";
            push(stages, Stage::new(NAME, true, what.into()));
        } else if proposed == 0 {
            let what =
                "share of one article that passages cover, from which the pair is counted all the same";
            let mut door = Stage::new(NAME, self.coverage >= self.least_coverage, what.into());
            (door.value, door.threshold) = (Some(self.coverage), Some(self.least_coverage));
            if !push(stages, door) {
                return;
            }
        }
        let mut resemblance =
            Stage::new(NAME, self.resemblance >= options.verify.resemblance, "resemblance".into());
        (resemblance.value, resemblance.threshold) =
            (Some(self.resemblance), Some(options.verify.resemblance));
        if !push(stages, resemblance) {
            let most = self.containment_of_left.max(self.containment_of_right);
            let mut stage =
                Stage::new(NAME, most >= options.verify.containment, "containment of either side".into());
            (stage.value, stage.threshold) = (Some(most), Some(options.verify.containment));
            push(stages, stage);
        }
    }
}
