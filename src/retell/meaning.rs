//! How near two stretches are in meaning, as far as vectors of their words tell; and whether two languages meet.
//!
//! **In** the vectors of the sentences of two articles, the languages of both. **Out** the cosine of two stretches.
//! **Cost** two passes over the dimensions. **Never** makes a candidate: names, numbers and dates do.

use super::score::{ACROSS, ACROSS_IN_CONTEXT, ALONE, CENTER, IN_CONTEXT};
use super::stretch::Features;
use crate::passage::evidence::Languages;
use crate::vectors::Vectors;

/// The vectors of two articles.
#[derive(Clone, Copy, Debug)]
pub struct Meaning<'a> {
    /// Of the left sentences.
    pub left: &'a Vectors,
    /// Of the right sentences.
    pub right: &'a Vectors,
    /// Both languages, where they are known and differ.
    pub languages: Option<Languages>,
}

impl Meaning<'_> {
    /// The cosine of two stretches, first and last sentence.
    pub fn cosine(&self, left: (u32, u32), right: (u32, u32)) -> f64 {
        self.left.cosine(left, self.right, right)
    }

    /// What is scored of it.
    pub fn feature(&self, left: (u32, u32), right: (u32, u32)) -> f64 {
        self.cosine(left, right) - CENTER
    }
}

/// Which weights two articles are scored by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongues {
    /// One language, or it is not known.
    #[default]
    One,
    /// Two: what may be a translation is scored so, and in one language too, since names and words may be shared.
    Two,
}

impl Tongues {
    /// Log-odds that one text stands behind both, of two stretches by themselves.
    pub fn alone(self, features: &Features) -> f64 {
        let alone = ALONE.log_odds(features, 0.0);
        match self {
            Self::One => alone,
            Self::Two => alone.max(ACROSS.log_odds(features, 0.0)),
        }
    }

    /// The same in their context.
    pub fn in_context(self, features: &Features, context: f64) -> f64 {
        let told = IN_CONTEXT.log_odds(features, context);
        match self {
            Self::One => told,
            Self::Two => told.max(ACROSS_IN_CONTEXT.log_odds(features, context)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_higher_cosine_never_lowers_a_score(
            shares in prop::collection::vec(0.0f64..1.0, 5),
            against in prop::collection::vec(-3.0f64..=0.0, 3),
            cosines in (-1.0f64..=1.0, -1.0f64..=1.0),
            context in 0.0f64..3.0,
        ) {
            let [plain, specific, specific_of_shorter, all, numbers] = shares[..] else { unreachable!() };
            let [conflicts, days, strangers] = against[..] else { unreachable!() };
            let score = |cosine: f64| {
                let features = Features {
                    plain, specific, specific_of_shorter, all, numbers, conflicts, days, strangers,
                    run: 0.0, cosine: cosine - CENTER,
                };
                [Tongues::One, Tongues::Two]
                    .map(|tongues| [tongues.alone(&features), tongues.in_context(&features, context)])
            };
            let (low, high) = (score(cosines.0.min(cosines.1)), score(cosines.0.max(cosines.1)));
            for (low, high) in low.as_flattened().iter().zip(high.as_flattened()) {
                prop_assert!(low <= high, "{low} {high}");
            }
        }
    }
}
