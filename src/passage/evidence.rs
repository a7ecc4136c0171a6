//! Why a passage in other words was reported, in a form that a reader can judge in seconds.
//!
//! **In** nothing. **Out** [`Evidence`], plain values. **Cost** none. **Never** computes.

use crate::text::language::coded;

/// A term on both sides.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct SharedTerm {
    /// As the left article writes it.
    pub left: Box<str>,
    /// As the right one does, where it writes it in another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<Box<str>>,
}

/// The languages of two articles, where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Languages {
    /// Language of the left article, as its ISO 639 code.
    pub left: &'static str,
    /// Language of the right article.
    pub right: &'static str,
}

/// The same as it is written down.
#[derive(serde::Deserialize)]
struct Codes {
    left: Box<str>,
    right: Box<str>,
}

impl<'de> serde::Deserialize<'de> for Languages {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Codes { left, right } = Codes::deserialize(from)?;
        match (coded(&left), coded(&right)) {
            (Some(left), Some(right)) => Ok(Self { left, right }),
            _ => Err(serde::de::Error::custom("no language of this code")),
        }
    }
}

/// What speaks for and against one text behind two passages in other words.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Evidence {
    /// Rare words both have, the rarest first, neither names nor numbers; where there are few of all, also lighter ones.
    pub terms: Vec<SharedTerm>,
    /// Names both have; where there are few of all, also lighter ones.
    pub names: Vec<SharedTerm>,
    /// Numbers both have, as digits; of a million and more as the left one writes them.
    pub numbers: Vec<Box<str>>,
    /// Numbers the left passage has and the right one lacks, where both lack some.
    pub left_only: Vec<Box<str>>,
    /// Numbers the right passage has and the left one lacks, where both lack some.
    pub right_only: Vec<Box<str>>,
    /// Most words in a row that both have, in order.
    pub longest_run: u32,
    /// Whether the sentences before or after are alike too.
    pub has_neighbors: bool,
    /// How many other sentences the two articles share, about.
    pub sentences_elsewhere: u32,
    /// Cosine of the vectors of both, in [-1, 1], where a model of vectors was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cosine: Option<f64>,
    /// Languages of the two articles, where a model of vectors was given and they differ: one may be a translation of the other,
    /// or both of a third.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible_translation: Option<Languages>,
}

impl Evidence {
    /// Whether a reader sees at most one word, name or number that both sides have, in one language.
    pub fn shows_little(&self) -> bool {
        self.possible_translation.is_none() && self.terms.len() + self.names.len() + self.numbers.len() <= 1
    }
}
