//! Sentences to vectors, by a static embedding model that lies on disk; how near two stretches of sentences are by them.
//!
//! ```text
//!  folder ──layout──▶ Model ──sentence──▶ Vectors of an article ──cosine──▶ nearness of two stretches
//! ```
//!
//! **In** a folder in the public layout of Model2Vec: `tokenizer.json`, `model.safetensors`, `config.json`; the sentences of an
//! article. **Out** [`Vectors`], and cosines of them. **Cost** a model takes the size of its files, in memory as on disk; a sentence
//! its words times the dimensions. **Never** touches a network; never knows a pair of articles; a cosine decides nothing here.
//! **From** Tulkens and van Dongen, *Model2Vec: Fast State-of-the-Art Static Embeddings*, 2024, whose vectors these are: the mean of
//! the rows of a sentence's tokens, of length one where the model asks for it.

#[cfg(feature = "vectors")]
mod layout;
#[cfg(feature = "vectors")]
mod matrix;
#[cfg(feature = "vectors")]
mod model;
#[cfg(feature = "vectors")]
pub use model::Model;

#[cfg(not(feature = "vectors"))]
mod absent;
#[cfg(not(feature = "vectors"))]
pub use absent::Model;

use crate::span::ByteRange;
use std::borrow::Cow;

/// The vectors of the sentences of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    dims: usize,
    /// The row of each sentence; [`NONE`] of one too short for a vector.
    places: Vec<u32>,
    values: Vec<f32>,
}

/// A sentence of fewer bytes has no vector: three words have as many letters and marks.
const LEAST_SENTENCE: usize = 8;
const NONE: u32 = u32::MAX;

/// Sums that are made side by side, so that they do not wait for each other. A fixed number: the same sums on every machine.
const LANES: usize = 8;

impl Vectors {
    /// The vectors of stretches of a text.
    pub fn new(model: &Model, text: &str, sentences: impl ExactSizeIterator<Item = ByteRange>) -> Self {
        let (mut places, mut values) = (Vec::with_capacity(sentences.len()), Vec::new());
        let mut num_rows = 0;
        for sentence in sentences {
            if (sentence.len() as usize) < LEAST_SENTENCE {
                places.push(NONE);
                continue;
            }
            places.push(num_rows);
            num_rows += 1;
            model.push_sentence(sentence.of(text), &mut values);
        }
        Self { dims: model.dims(), places, values }
    }

    /// Most bytes this takes for each byte of text.
    pub fn expected_bytes(model: &Model) -> u64 {
        (model.dims() * size_of::<f32>() / LEAST_SENTENCE + size_of::<u32>()) as u64
    }

    /// The sum of the sentences `first..=last`.
    fn sum(&self, (first, last): (u32, u32)) -> Cow<'_, [f32]> {
        let rows = self.places[first as usize..=last as usize].iter().filter(|&&row| row != NONE);
        let mut rows =
            rows.map(|&row| &self.values[row as usize * self.dims..(row as usize + 1) * self.dims]);
        let Some(first) = rows.next() else { return vec![0.0; self.dims].into() };
        rows.fold(Cow::Borrowed(first), |mut sum, row| {
            sum.to_mut().iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
            sum
        })
    }

    /// The cosine of the angle between the sentences `left` of this article and `right` of another, first and last: in [-1, 1];
    /// 0 where one of them holds no word that the model knows. Both are of one model.
    pub fn cosine(&self, left: (u32, u32), other: &Self, right: (u32, u32)) -> f64 {
        let (one, another) = (self.sum(left), other.sum(right));
        let length = (product(&one, &one) * product(&another, &another)).sqrt();
        let cosine = product(&one, &another) / length;
        // Rounding may go beyond the ends; of nothing and of sums beyond all numbers there is none.
        if cosine.is_finite() { cosine.clamp(-1.0, 1.0) } else { 0.0 }
    }
}

/// The scalar product of two vectors, summed in one order.
fn product(left: &[f32], right: &[f32]) -> f64 {
    let mut sums = [0.0; LANES];
    let (lefts, rights) = (left.chunks_exact(LANES), right.chunks_exact(LANES));
    let rest = lefts.remainder().iter().zip(rights.remainder());
    let rest: f64 = rest.map(|(l, r)| f64::from(*l) * f64::from(*r)).sum();
    for (left, right) in lefts.zip(rights) {
        for ((sum, l), r) in sums.iter_mut().zip(left).zip(right) {
            *sum += f64::from(*l) * f64::from(*r);
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of_rows(dims: usize, values: Vec<f32>) -> Vectors {
        Vectors { dims, places: (0..(values.len() / dims) as u32).collect(), values }
    }

    #[test]
    fn what_is_too_short_for_a_vector_adds_nothing() {
        let with = Vectors { dims: 2, places: vec![NONE, 0, NONE, 1], values: vec![1.0, 2.0, 3.0, 4.0] };
        assert_eq!(with.sum((0, 3))[..], [4.0, 6.0]);
        assert_eq!((&with.sum((1, 2))[..], &with.sum((2, 2))[..]), (&[1.0, 2.0][..], &[0.0, 0.0][..]));
    }

    proptest! {
        #[test]
        fn a_product_is_the_sum_of_products(values in prop::collection::vec((-9i32..9, -9i32..9), 0..40)) {
            let (left, right): (Vec<f32>, Vec<f32>) = values.iter().map(|&(l, r)| (l as f32, r as f32)).unzip();
            let slow: i32 = values.iter().map(|(l, r)| l * r).sum();
            prop_assert_eq!(product(&left, &right), f64::from(slow));
        }

        #[test]
        fn cosines_lie_between_their_ends(
            values in prop::collection::vec(-1.0e3f32..1.0e3, 12),
            others in prop::collection::vec(-1.0e3f32..1.0e3, 12),
        ) {
            let (one, other) = (of_rows(3, values), of_rows(3, others));
            for (left, right) in [((0, 0), (0, 0)), ((0, 1), (2, 3)), ((3, 3), (0, 3))] {
                let cosine = one.cosine(left, &other, right);
                prop_assert!((-1.0..=1.0).contains(&cosine));
                prop_assert_eq!(cosine, other.cosine(right, &one, left));
                prop_assert!((one.cosine(left, &one, left) - 1.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn what_has_no_vector_is_near_nothing() {
        let (one, other) = (of_rows(2, vec![0.0, 0.0]), of_rows(2, vec![1.0, 0.0]));
        assert_eq!(one.cosine((0, 0), &other, (0, 0)), 0.0);
    }
}
