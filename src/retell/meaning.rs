//! How near two stretches are in meaning, as far as vectors of their words tell; and whether two languages meet.
//!
//! **In** the vectors of the sentences of two articles, the languages of both. **Out** how near two stretches are.
//! **Cost** two passes over the dimensions for each two sentences. **Never** makes a candidate: names, numbers and dates do.
//! **From** Artetxe and Schwenk, *Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings*, 2019: across two
//! languages a cosine says little by itself, and much beside those of the other sentences.

use super::features::Features;
use super::score::{ACROSS, ACROSS_IN_CONTEXT, ALONE, CENTER, IN_CONTEXT, NUM_PARTS, Part};
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

/// How many of the nearest other sentences a pair is held against.
const RIVALS: usize = 4;

impl Meaning<'_> {
    /// The cosine of two stretches, first and last sentence.
    pub fn cosine(&self, left: (u32, u32), right: (u32, u32)) -> f64 {
        self.left.cosine(left, self.right, right)
    }

    /// Which weights apply.
    pub fn tongues(&self) -> Tongues {
        if self.languages.is_some() { Tongues::Two } else { Tongues::One }
    }
}

/// The nearest partners of a sentence: cosine and place, nearest first.
type Nearest = Vec<(f64, u32)>;

/// How near the sentences of two articles are, in one language by itself, in two beside the nearest others.
pub struct Nearness<'a> {
    meaning: Meaning<'a>,
    /// Of each left sentence, then of each right one: its nearest partners, nearest first. In two languages only.
    rivals: Option<[Vec<Nearest>; 2]>,
}

impl<'a> Nearness<'a> {
    /// Of two articles of which the sentences `pairs` are looked at.
    pub fn new(meaning: Meaning<'a>, pairs: &[(usize, usize)], num_left: usize, num_right: usize) -> Self {
        let rivals = || {
            let mut sides = [vec![Vec::new(); num_left], vec![Vec::new(); num_right]];
            for &(l, r) in pairs {
                let cosine = meaning.cosine((l as u32, l as u32), (r as u32, r as u32));
                sides[0][l].push((cosine, r as u32));
                sides[1][r].push((cosine, l as u32));
            }
            for list in sides.iter_mut().flatten() {
                list.sort_unstable_by(|a: &(f64, u32), b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                // Two of them may be the partner itself.
                list.truncate(RIVALS + 2);
            }
            sides
        };
        Self { meaning, rivals: (meaning.tongues() == Tongues::Two).then(rivals) }
    }

    /// Whether two sentences are worth a closer look: in two languages each must be among the nearest partners of the other.
    pub fn is_near(&self, left: usize, right: usize) -> bool {
        let Some([lefts, rights]) = &self.rivals else { return true };
        let holds = |list: &[(f64, u32)], other: usize| {
            list.iter().take(RIVALS).any(|&(_, partner)| partner as usize == other)
        };
        holds(&lefts[left], right) && holds(&rights[right], left)
    }

    /// What is scored of two stretches.
    pub fn feature(&self, left: (u32, u32), right: (u32, u32)) -> f64 {
        let cosine = self.meaning.cosine(left, right);
        let Some([lefts, rights]) = &self.rivals else { return cosine - CENTER };
        cosine - 0.5 * (mean_rival(lefts, left, right) + mean_rival(rights, right, left))
    }
}

/// Mean cosine of the nearest partners of `own` sentences, those inside `other` left out.
fn mean_rival(lists: &[Nearest], own: (u32, u32), other: (u32, u32)) -> f64 {
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let (number, sum) = values.fold((0, 0.0), |(number, sum), value| (number + 1, sum + value));
        if number == 0 { CENTER } else { sum / f64::from(number) }
    };
    let of_sentence = |sentence: u32| {
        let others = lists[sentence as usize].iter().filter(|(_, at)| *at < other.0 || *at > other.1);
        mean(&mut others.take(RIVALS).map(|&(cosine, _)| cosine))
    };
    mean(&mut (own.0..=own.1).map(of_sentence))
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

    /// What each signal adds to these log-odds, by the weights that gave them.
    pub fn parts(self, features: &Features, context: f64) -> [Part; NUM_PARTS] {
        let is_across = self == Self::Two
            && ACROSS_IN_CONTEXT.log_odds(features, context) > IN_CONTEXT.log_odds(features, context);
        if is_across { ACROSS_IN_CONTEXT } else { IN_CONTEXT }.parts(features, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_higher_cosine_never_lowers_a_score(
            shares in prop::collection::vec(0.0f64..1.0, 2),
            against in prop::collection::vec(-3.0f64..=0.0, 3),
            cosines in (-1.0f64..=1.0, -1.0f64..=1.0),
            context in 0.0f64..3.0,
        ) {
            let [plain, numbers] = shares[..] else { unreachable!() };
            let [telling, conflicts, strangers] = against[..] else { unreachable!() };
            let score = |cosine: f64| {
                let features = Features {
                    plain, telling, numbers, conflicts, strangers,
                    figures: 0.0, run: 0.0, dated: 0.0, apart: 0.0, cosine: cosine - CENTER,
                    background: 0.0,
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
