//! Articles about the same event: nearest neighbours by their rarest terms, among what was published at about the same time.
//!
//! Articles go by *rank* here, as in [`super::windows`].
//!
//! **In** the heaviest terms of every story, in order of rank. **Out** for each story its nearest ones, as ranks.
//! **Cost** sixteen bytes for each of the heaviest terms of a story that another has too, and a list for each such term; time is the sum of the squares of the posting lists inside the window.
//! **Never** reads a text. **From** cosine over tf-idf with an inverted index (Salton); event windows as in news-flow analysis
//! (Welbers et al., *RNewsflow*).

use std::collections::HashMap;

/// What this room may decide.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Params {
    /// Terms of a story that are compared.
    pub terms: usize,
    /// Nearest stories that become candidates.
    pub nearest: usize,
    /// Least cosine of a candidate.
    pub least_cosine: f64,
    /// Stories that stand around a story as others about its event: at most so many ...
    pub neighbors: usize,
    /// ... with at least this cosine ...
    pub neighbor_least: f64,
    /// ... and at most this one, above which they may be reprints.
    pub neighbor_most: f64,
    /// Days between two stories about one event, where both have a date.
    pub window_days: u32,
    /// So few stories are all compared with each other.
    pub all_pairs: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            terms: 32,
            nearest: 50,
            least_cosine: 0.08,
            neighbors: 20,
            neighbor_least: 0.1,
            neighbor_most: 0.4,
            window_days: 7,
            all_pairs: 128,
        }
    }
}

/// A term that more stories of a window have says nothing about an event.
const MOST_HOLDERS: usize = 4096;

/// The heaviest terms of one story, normalized to length 1.
pub fn heaviest(weighed: impl Iterator<Item = (u64, f64)>, terms: usize) -> Vec<(u64, f64)> {
    let mut all: Vec<(u64, f64)> = weighed.filter(|&(_, weight)| weight > 0.0).collect();
    all.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(terms);
    all.sort_unstable_by_key(|&(key, _)| key);
    let length = all.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    all.iter_mut().for_each(|(_, weight)| *weight /= length);
    all
}

/// The inverted index of all stories.
#[derive(Default)]
pub struct Index {
    numbers: HashMap<u64, u32>,
    /// For each term its stories, by rank.
    postings: Vec<Vec<(u32, f32)>>,
    /// Terms of all stories one after the other, and where each story begins.
    terms: Vec<(u32, f32)>,
    starts: Vec<u32>,
}

/// What stands near one story.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Near {
    /// Candidates, nearest first.
    pub candidates: Vec<u32>,
    /// Others about the same event, nearest first.
    pub neighbors: Vec<u32>,
}

/// Memory of one thread.
#[derive(Default)]
pub struct Scratch {
    cosines: Vec<f64>,
    touched: Vec<u32>,
}

impl Index {
    /// Takes the heaviest terms of the story that comes next by rank.
    pub fn push(&mut self, terms: &[(u64, f64)]) {
        let rank = self.starts.len() as u32;
        self.starts.push(self.terms.len() as u32);
        for &(key, weight) in terms {
            let next = self.numbers.len() as u32;
            let number = *self.numbers.entry(key).or_insert(next);
            if number == next {
                self.postings.push(Vec::new());
            }
            self.postings[number as usize].push((rank, weight as f32));
            self.terms.push((number, weight as f32));
        }
    }

    /// How many stories there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// What stands near the story `rank`, among `windows`: ascending ranges of ranks that do not overlap.
    pub fn near(
        &self,
        rank: u32,
        windows: &[std::ops::Range<u32>],
        params: &Params,
        scratch: &mut Scratch,
    ) -> Near {
        scratch.cosines.resize(self.len(), 0.0);
        let from = self.starts[rank as usize] as usize;
        let to = self.starts.get(rank as usize + 1).map_or(self.terms.len(), |&to| to as usize);
        // Terms by key: both sides of a pair add up the same products in the same order.
        for &(number, weight) in &self.terms[from..to] {
            let postings = &self.postings[number as usize];
            let inside = windows.iter().map(|window| {
                let from = postings.partition_point(|&(other, _)| other < window.start);
                let to = postings.partition_point(|&(other, _)| other < window.end);
                &postings[from..to]
            });
            if inside.clone().map(<[_]>::len).sum::<usize>() > MOST_HOLDERS {
                continue;
            }
            for &(other, theirs) in inside.flatten() {
                let cosine = &mut scratch.cosines[other as usize];
                if *cosine == 0.0 {
                    scratch.touched.push(other);
                }
                *cosine += f64::from(weight) * f64::from(theirs);
            }
        }
        let mut found: Vec<(f64, u32)> = Vec::new();
        for other in scratch.touched.drain(..) {
            let cosine = std::mem::take(&mut scratch.cosines[other as usize]);
            if other != rank && cosine >= params.least_cosine {
                found.push((cosine, other));
            }
        }
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let is_neighbor =
            |&&(cosine, _): &&(f64, u32)| (params.neighbor_least..=params.neighbor_most).contains(&cosine);
        Near {
            candidates: found.iter().take(params.nearest).map(|&(_, other)| other).collect(),
            neighbors: found
                .iter()
                .filter(is_neighbor)
                .take(params.neighbors)
                .map(|&(_, other)| other)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn neighbors_are_those_of_all_cosines(
            raw in prop::collection::vec(prop::collection::vec((0u64..12, 0.1f64..3.0), 0..6), 1..12),
            window in 1u32..12,
        ) {
            let params = Params { nearest: 4, ..Params::default() };
            let stories: Vec<Vec<(u64, f64)>> = raw
                .iter()
                .map(|terms| {
                    let distinct: std::collections::BTreeMap<u64, f64> = terms.iter().copied().collect();
                    heaviest(distinct.into_iter(), 3)
                })
                .collect();
            let mut index = Index::default();
            stories.iter().for_each(|terms| index.push(terms));
            let mut scratch = Scratch::default();
            for rank in 0..stories.len() as u32 {
                let range = rank.saturating_sub(window)..(rank + window).min(stories.len() as u32);
                let near = index.near(rank, std::slice::from_ref(&range), &params, &mut scratch);
                let cosine = |other: u32| -> f64 {
                    stories[rank as usize]
                        .iter()
                        .flat_map(|l| stories[other as usize].iter().map(move |r| (l, r)))
                        .filter(|(l, r)| l.0 == r.0)
                        .map(|(l, r)| f64::from(l.1 as f32) * f64::from(r.1 as f32))
                        .sum()
                };
                let mut slow: Vec<(f64, u32)> = range
                    .filter(|&other| other != rank)
                    .map(|other| (cosine(other), other))
                    .filter(|&(cosine, _)| cosine >= params.least_cosine)
                    .collect();
                slow.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                let slow: Vec<u32> = slow.into_iter().take(4).map(|(_, other)| other).collect();
                prop_assert_eq!(near.candidates, slow);
            }
        }
    }
}
