//! Keys where containment decides: buckets in which a text meets the longer one that it stands in.
//!
//! Of most texts one shingle in four is a key, the same ones in every text. A text of few such keys, of which the other may have none
//! though it has the share that is asked for, has all of its shingles as keys, and all other texts are asked for those.
//!
//! **In** packed words of all texts, by ordinal. **Out** keys, and what they need to be judged. **Cost** the shingles of every text
//! are made once, twice where some have few keys; memory of four bytes a text and of a filter, a sixteenth of what may be used at most.
//! **Never** depends on the size of the filter: a bucket of a key that it took for one of a short text has none in it, and falls.
//! **From** sampling modulo (Broder 1997); the filter of Bloom (1970).

use crate::candidates::lsh::BandRecord;
use crate::error::Result;
use crate::options::Options;
use crate::spill::Sorter;
use crate::spill::store::TextStore;
use crate::text::shingle::{num_packed, unpack};
use rayon::prelude::*;

/// One of so many shingles is a key of every text.
const SAMPLE: u64 = 4;

/// Two texts share a tenth at least of the keys that the shorter one has. Measured on the generated corpora: loses no pair at 0.5.
const LEAST_PART: u32 = 10;

/// From so many keys on a text is judged as one of so many: the sums are long, and a larger sample is no less sure.
const MOST_SUMMED: u32 = 1000;

/// Which texts meet in which buckets.
#[derive(Default)]
pub struct Contained {
    /// Sampled keys of each text.
    num_samples: Vec<u32>,
    /// So many keys are a sample; a text of fewer has all its shingles as keys.
    needed: u32,
    /// How many keys two texts must share, by the number that the one with fewer has.
    fewest: Vec<u32>,
}

impl Contained {
    /// The keys of all `texts`, added to `keys`.
    ///
    /// # Errors
    /// When a working file fails.
    pub fn gather(texts: &TextStore, keys: &mut Sorter<BandRecord>, options: &Options) -> Result<Self> {
        let (containment, recall) = (options.dedup.threshold, options.recall);
        let mut out = Self {
            num_samples: Vec::with_capacity(texts.len()),
            needed: needed(containment, recall),
            fewest: (0..=MOST_SUMMED).map(|samples| fewest(samples, containment, recall)).collect(),
        };
        let all = 0..texts.len() as u32;
        let num_shingles = all.clone().map(|ordinal| num_packed(texts.num_bytes(ordinal))).sum();
        let mut filter = Filter::new(num_shingles, options.memory / 16);
        let mut has_short = false;
        let part = options.memory / 64;
        for_parts(
            texts,
            all.clone(),
            part,
            |mut shingles| {
                let mut samples = sampled(&shingles);
                distinct(&mut samples);
                let num_samples = samples.len() as u32;
                let is_short = num_samples < out.needed;
                if is_short {
                    distinct(&mut shingles);
                    samples = shingles;
                }
                (num_samples, is_short, samples)
            },
            |ordinal, (num_samples, is_short, own)| {
                out.num_samples.push(num_samples);
                if is_short {
                    own.iter().for_each(|&shingle| filter.add(shingle));
                    has_short = true;
                }
                own.into_iter().try_for_each(|key| keys.push(BandRecord { key, ordinal }))
            },
        )?;
        if has_short {
            let others = all.filter(|&ordinal| !out.is_short(ordinal));
            for_parts(
                texts,
                others,
                part,
                |mut shingles| {
                    shingles.retain(|&shingle| !is_sampled(shingle) && filter.may_have(shingle));
                    distinct(&mut shingles);
                    shingles
                },
                |ordinal, asked| asked.into_iter().try_for_each(|key| keys.push(BandRecord { key, ordinal })),
            )?;
        }
        Ok(out)
    }

    /// Whether every shingle of a text is a key.
    fn is_short(&self, ordinal: u32) -> bool {
        self.num_samples[ordinal as usize] < self.needed
    }

    /// Whether a bucket says something: other keys than those of all texts are for short ones.
    pub fn is_bucket(&self, key: u64, mut ordinals: impl Iterator<Item = u32>) -> bool {
        is_sampled(key) || ordinals.any(|ordinal| self.is_short(ordinal))
    }

    /// How many keys two texts must share for their shingles to be counted.
    pub fn fewest_buckets(&self, one: u32, other: u32) -> u32 {
        if self.is_short(one) || self.is_short(other) {
            return 1;
        }
        let samples = self.num_samples[one as usize].min(self.num_samples[other as usize]);
        self.fewest[samples.min(MOST_SUMMED) as usize]
    }
}

fn is_sampled(shingle: u64) -> bool {
    shingle.is_multiple_of(SAMPLE)
}

fn sampled(shingles: &[u64]) -> Vec<u64> {
    shingles.iter().copied().filter(|&shingle| is_sampled(shingle)).collect()
}

fn distinct(shingles: &mut Vec<u64>) {
    shingles.sort_unstable();
    shingles.dedup();
}

/// How many keys a text needs for another one that has this share of it to have one of them, with a chance of `recall`.
fn needed(containment: f64, recall: f64) -> u32 {
    if containment >= 1.0 {
        1
    } else {
        ((1.0 - recall).ln() / (1.0 - containment).ln()).ceil().max(1.0) as u32
    }
}

/// How many of its `samples` keys another one that has this share of the text has at least, with a chance of `recall`; no more than is
/// worth asking for.
fn fewest(samples: u32, containment: f64, recall: f64) -> u32 {
    let most = (samples / LEAST_PART).max(1);
    if containment >= 1.0 {
        return most;
    }
    // The chance of so many, and of fewer.
    let (mut chance, mut fewer) = ((1.0 - containment).powi(samples as i32), 0.0);
    for shared in 0..most {
        fewer += chance;
        if 1.0 - fewer < recall {
            return shared.max(1);
        }
        let left = f64::from(samples - shared) / f64::from(shared + 1);
        chance *= left * containment / (1.0 - containment);
    }
    most
}

/// Makes something of the shingles of each text, in parallel, and hands it on in order of ordinals; texts of about `bytes` at a time.
fn for_parts<T: Send>(
    texts: &TextStore,
    ordinals: impl Iterator<Item = u32>,
    bytes: u64,
    make: impl Fn(Vec<u64>) -> T + Sync,
    mut take: impl FnMut(u32, T) -> Result<()>,
) -> Result<()> {
    let made = |&ordinal: &u32| {
        let mut packed = vec![0; texts.num_bytes(ordinal) as usize];
        texts.get_bytes(ordinal, &mut packed)?;
        let mut shingles = Vec::new();
        unpack(&packed, &mut shingles);
        Ok(make(shingles))
    };
    let mut ordinals = ordinals.peekable();
    while ordinals.peek().is_some() {
        let (mut part, mut room) = (Vec::new(), bytes);
        while let Some(ordinal) = ordinals.next_if(|_| part.is_empty() || room > 0) {
            room = room.saturating_sub(texts.num_bytes(ordinal) + 16);
            part.push(ordinal);
        }
        let all: Vec<Result<T>> = part.par_iter().map(made).collect();
        part.into_iter().zip(all).try_for_each(|(ordinal, one)| take(ordinal, one?))?;
    }
    Ok(())
}

/// A set of shingles that may hold some more: two bits for each.
struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    /// For up to `number` shingles, in `bytes` at most.
    fn new(number: u64, bytes: u64) -> Self {
        // A byte a shingle: of those that are not in it one in twenty is taken for one.
        let words = (number / 8).clamp(1, (bytes / 8).max(1)) as usize;
        Self { bits: vec![0; words] }
    }

    fn places(&self, shingle: u64) -> [(usize, u64); 2] {
        // Shingles are spread over all bits.
        let words = self.bits.len() as u64;
        [shingle >> 32, shingle & 0xFFFF_FFFF].map(|half| {
            let spread = (half * words) >> 26;
            ((spread >> 6) as usize, 1 << (spread & 63))
        })
    }

    fn add(&mut self, shingle: u64) {
        for (word, bit) in self.places(shingle) {
            self.bits[word] |= bit;
        }
    }

    fn may_have(&self, shingle: u64) -> bool {
        self.places(shingle).iter().all(|&(word, bit)| self.bits[word] & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spill::WorkDir;
    use crate::text::{self, Document};
    use std::collections::{BTreeMap, BTreeSet};

    /// Texts of 5 to 60 words, each whole or in part inside a longer one, and in two others some words of them.
    fn texts() -> Vec<String> {
        let mut state = 7_u64;
        let mut words = |count: usize| -> Vec<String> {
            let mut word = || {
                state = crate::text::shingle::finalize(state.wrapping_add(0x9E37_79B9_7F4A_7C15));
                format!("w{}", state % 100_000)
            };
            (0..count).map(|_| word()).collect()
        };
        let mut out = Vec::new();
        for length in (5..60).flat_map(|length| [length; 12]) {
            let (short, before, behind) = (words(length), words(70), words(70));
            // Of every third the last words are others.
            let part = if out.len() / 2 % 3 == 0 { length * 9 / 10 } else { length };
            out.push(short.join(" "));
            out.push([&before, &short[..part], &behind].map(|words| words.join(" ")).join(" "));
        }
        out
    }

    fn shingles(text: &str) -> Vec<u64> {
        let (mut packed, mut out) = (Vec::new(), Vec::new());
        let params = text::Params::default();
        Document::new(text, &params).pack(text, &params, &mut packed);
        unpack(&packed, &mut out);
        out
    }

    fn options(containment: f64, memory: u64) -> Options {
        let mut options = Options { memory, ..Options::default() };
        options.dedup.threshold = containment;
        options
    }

    /// How many keys every two texts share.
    fn shared(texts: &[String], options: &Options) -> (BTreeMap<(u32, u32), u32>, Contained) {
        let dir = WorkDir::new(None).unwrap();
        let (mut store, mut keys) = (TextStore::new(&dir, 1 << 30), Sorter::new(&dir, 1 << 24));
        for text in texts {
            let params = text::Params::default();
            let mut packed = Vec::new();
            Document::new(text, &params).pack(text, &params, &mut packed);
            store.push_bytes(&packed).unwrap();
        }
        let contained = Contained::gather(&store, &mut keys, options).unwrap();
        let (mut keys, mut group, mut shared) = (keys.finish().unwrap(), Vec::new(), BTreeMap::new());
        while keys.next_shared(|record| record.key, &mut group).unwrap() {
            let ordinals: BTreeSet<u32> = group.iter().map(|record| record.ordinal).collect();
            if !contained.is_bucket(group[0].key, ordinals.iter().copied()) {
                continue;
            }
            for (&one, &other) in
                ordinals.iter().flat_map(|one| ordinals.range(one + 1..).map(move |o| (one, o)))
            {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
        (shared, contained)
    }

    #[test]
    fn as_many_pairs_meet_as_are_asked_for_however_short_the_texts() {
        let texts = texts();
        let sets: Vec<BTreeSet<u64>> =
            texts.iter().map(|text| shingles(text).into_iter().collect()).collect();
        for containment in [0.1, 0.5, 0.8, 1.0] {
            let options = options(containment, 1 << 30);
            let (shared, contained) = shared(&texts, &options);
            let (mut all, mut found) = (0, 0);
            for (at, pair) in sets.chunks(2).enumerate() {
                let ordinals = (2 * at as u32, 2 * at as u32 + 1);
                let in_common = pair[0].intersection(&pair[1]).count();
                if in_common as f64 >= containment * pair[0].len() as f64 {
                    let num = shared.get(&ordinals).copied().unwrap_or(0);
                    all += 1;
                    found += u32::from(num >= contained.fewest_buckets(ordinals.0, ordinals.1));
                }
            }
            assert!(
                all > 300 && f64::from(found) >= options.recall * f64::from(all),
                "{found} of {all} at {containment}"
            );
        }
    }

    #[test]
    fn a_filter_that_holds_everything_changes_nothing() {
        let texts = texts();
        for containment in [0.3, 0.9] {
            let (large, _) = shared(&texts, &options(containment, 1 << 30));
            let (small, _) = shared(&texts, &options(containment, 16));
            assert!(large == small && !large.is_empty(), "at {containment}");
        }
    }

    #[test]
    fn chances_are_those_of_the_sums() {
        assert_eq!(
            [needed(0.8, 0.99), needed(0.5, 0.99), needed(0.1, 0.99), needed(1.0, 0.99)],
            [3, 7, 44, 1]
        );
        // Slowly: every way in which the other text has so many of the keys.
        let slow = |samples: u32, containment: f64, least: u32| -> f64 {
            (0..1_u32 << samples)
                .filter(|has| has.count_ones() >= least)
                .map(|has| {
                    let num = has.count_ones() as i32;
                    containment.powi(num) * (1.0 - containment).powi(samples as i32 - num)
                })
                .sum()
        };
        for samples in 1..16 {
            for containment in [0.05, 0.2, 0.5, 0.9, 1.0] {
                for recall in [0.5, 0.9, 0.99] {
                    let most = (samples / LEAST_PART).max(1);
                    let least = (1..=most).rev().find(|&least| slow(samples, containment, least) >= recall);
                    assert_eq!(fewest(samples, containment, recall), least.unwrap_or(1));
                    assert_eq!(
                        samples >= needed(containment, recall),
                        slow(samples, containment, 1) >= recall
                    );
                }
            }
        }
    }
}
