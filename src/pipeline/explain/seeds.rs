//! Sampled seeds of one pair, and what the whole collection makes of them.

use super::{Articles, Texts};
use crate::article::{Article, ArticleId};
use crate::candidates::bands::Bands;
use crate::candidates::postings::{self, Common, Hit, SeedRecord};
use crate::collection::Gathering;
use crate::error::Result;
use crate::options::Options;
use crate::passage::seed;
use crate::pipeline::gather::text_hash;
use crate::pipeline::passages::sampled;
use crate::sketch::{Cell, sketch};
use crate::span::TokenRange;
use crate::spill::{Record, Sorted, Sorter, WorkDir};
use crate::text::Document;
use crate::text::frequency::{Frequencies, Stamps};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Two articles read once more, with what others may meet them in.
pub struct Pair {
    pub ids: [ArticleId; 2],
    pub documents: [Document; 2],
    pub texts: [String; 2],
    pub signatures: [Vec<Cell>; 2],
    pub text_hashes: [Option<u128>; 2],
    /// Bands in which both agree, with their keys.
    pub bands: Vec<(usize, u64)>,
    /// Sampled seeds of each.
    pub seeds: [Vec<seed::Seed>; 2],
}

impl Pair {
    pub fn new(left: (ArticleId, &str), right: (ArticleId, &str), options: &Options, bands: Bands) -> Self {
        let sides = [left, right];
        let documents = sides.map(|(_, text)| Document::new(text, &options.text));
        let both = [0, 1].map(|side: usize| {
            let mut shingles = Vec::new();
            documents[side].shingles(sides[side].1, &options.text, &mut shingles);
            let mut signature = vec![0; bands.num_hashes()];
            let is_sketched = sketch(&shingles, &mut signature);
            let keys: Vec<u64> = if is_sketched { bands.keys(&signature).collect() } else { Vec::new() };
            (signature, keys, text_hash(&shingles))
        });
        let equal = both[0].1.iter().zip(&both[1].1).enumerate().filter(|(_, (l, r))| l == r);
        let seeds = [0, 1].map(|side: usize| {
            let mut out = Vec::new();
            sampled_seeds(&documents[side], options, &mut Vec::new(), |seed| out.push(seed));
            out
        });
        Self {
            ids: sides.map(|(id, _)| id),
            texts: sides.map(|(_, text)| text.to_owned()),
            bands: equal.map(|(band, (key, _))| (band, *key)).collect(),
            text_hashes: [both[0].2, both[1].2],
            signatures: both.map(|(signature, ..)| signature),
            documents,
            seeds,
        }
    }

    fn is_same(&self) -> bool {
        self.ids[0] == self.ids[1]
    }

    /// Seeds that both have; of one article, those it has twice.
    fn shared(&self) -> HashSet<u64> {
        let hashes = |side: usize| self.seeds[side].iter().map(|seed| seed.hash);
        if self.is_same() {
            let mut seen = HashSet::new();
            return hashes(0).filter(|&hash| !seen.insert(hash)).collect();
        }
        let left: HashSet<u64> = hashes(0).collect();
        hashes(1).filter(|hash| left.contains(hash)).collect()
    }
}

fn sampled_seeds(document: &Document, options: &Options, runs: &mut Vec<u64>, take: impl FnMut(seed::Seed)) {
    seed::seeds(&document.tokens, document.is_unspaced, &options.passage.seed, runs, take);
}

/// An article that stands in a bucket both are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    band: u32,
    /// Its text by hash.
    text: u128,
    id: ArticleId,
}

impl Record for Member {
    const BYTES: usize = 24;

    fn write(&self, out: &mut [u8]) {
        out[..4].copy_from_slice(&self.band.to_le_bytes());
        out[4..20].copy_from_slice(&self.text.to_le_bytes());
        out[20..].copy_from_slice(&self.id.0.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let text = u128::from_le_bytes(bytes[4..20].try_into().expect("sixteen bytes"));
        Self { band: word(0), text, id: ArticleId(word(20)) }
    }

    fn rank(&self) -> u64 {
        u64::from(self.band) << 32 | (self.text >> 96) as u64
    }
}

/// What stands in a bucket both are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inside {
    /// Articles.
    pub articles: usize,
    /// Different texts.
    pub texts: usize,
    /// The smallest id, and its text.
    pub first: (ArticleId, u128),
}

/// Counts what is in each bucket, which may be very many.
fn count(mut members: Sorted<Member>) -> Result<HashMap<usize, Inside>> {
    let mut out: HashMap<usize, Inside> = HashMap::new();
    let mut last = None;
    while let Some(Member { band, text, id }) = members.next()? {
        let first = (id, text);
        let inside = out.entry(band as usize).or_insert(Inside { articles: 0, texts: 0, first });
        inside.articles += 1;
        // Sorted by text: copies follow each other.
        inside.texts += usize::from(last != Some((band, text)));
        inside.first = inside.first.min(first);
        last = Some((band, text));
    }
    Ok(out)
}

/// What the collection has in common with the two.
pub struct Met {
    pub seeds: Sorted<SeedRecord>,
    /// By number of the band.
    pub buckets: HashMap<usize, Inside>,
}

/// Bytes of text that are worked on at a time.
const BATCH: usize = 8 << 20;

/// Reads all texts: counts their words, and keeps seeds and buckets that the two share; puts each into `gathering`, if there is one.
#[allow(clippy::too_many_arguments)]
pub fn meet(
    texts: &mut dyn Texts,
    articles: &Articles,
    pair: &Pair,
    frequencies: &Frequencies,
    mut gathering: Option<&mut Gathering>,
    options: &Options,
    bands: Bands,
    dir: &WorkDir,
) -> Result<Met> {
    let shared = pair.shared();
    let keys: HashMap<u64, usize> = pair.bands.iter().map(|&(band, key)| (key, band)).collect();
    let mut sorter = Sorter::new(dir, options.memory as usize / 5);
    let mut members = Sorter::new(dir, options.memory as usize / 20);
    let (mut batch, mut bytes): (Vec<(u32, String)>, usize) = Default::default();
    let mut failed = Ok(());
    let mut work = |batch: &mut Vec<(u32, String)>| -> Result<()> {
        let chunk = batch.len().div_ceil(2 * rayon::current_num_threads()).max(1);
        let done: Vec<_> = batch
            .par_chunks(chunk)
            .map_init(
                || (Scratch::default(), Stamps::default()),
                |(scratch, stamps), texts| {
                    let (mut out, mut counted) = ((Vec::new(), Vec::new()), Vec::new());
                    for (id, text) in texts {
                        scratch.read(*id, text, options, bands, (&shared, &keys), &mut out);
                        frequencies.count(scratch.document.words(), stamps);
                        counted.push(scratch.document.words().len() as u32);
                    }
                    (out, counted)
                },
            )
            .collect();
        let mut read = batch.drain(..);
        for ((seeds, found), counted) in done {
            sorter.extend(&seeds)?;
            members.extend(&found)?;
            for (num_tokens, (id, text)) in counted.into_iter().zip(&mut read) {
                if let Some(gathering) = &mut gathering {
                    let id = ArticleId(id);
                    let (key, published) = (articles.key(id).to_owned(), articles.published[id.index()]);
                    let article = Article { key, text, published, ..Article::default() };
                    gathering.push(article, num_tokens, None, None)?;
                }
            }
        }
        Ok(())
    };
    let all: Vec<u32> = (0..articles.keys.len() as u32).collect();
    texts.each(&all, &mut |id, text| {
        bytes += text.len();
        batch.push((id, text.to_owned()));
        if bytes >= BATCH && failed.is_ok() {
            (failed, bytes) = (work(&mut batch), 0);
        }
    })?;
    failed?;
    work(&mut batch)?;
    Ok(Met { seeds: sorter.finish()?, buckets: count(members.finish()?)? })
}

/// Memory of one thread.
#[derive(Default)]
struct Scratch {
    document: Document,
    shingles: Vec<u64>,
    runs: Vec<u64>,
    signature: Vec<Cell>,
}

impl Scratch {
    fn read(
        &mut self,
        id: u32,
        text: &str,
        options: &Options,
        bands: Bands,
        (shared, keys): (&HashSet<u64>, &HashMap<u64, usize>),
        (seeds, members): &mut (Vec<SeedRecord>, Vec<Member>),
    ) {
        self.document.read(text, &options.text);
        if !shared.is_empty() {
            sampled_seeds(&self.document, options, &mut self.runs, |seed| {
                let seed::Seed { hash, context, position } = seed;
                if shared.contains(&hash) {
                    seeds.push(SeedRecord { hash, context, ordinal: id, position });
                }
            });
        }
        if keys.is_empty() {
            return;
        }
        self.shingles.clear();
        self.document.shingles(text, &options.text, &mut self.shingles);
        self.signature.resize(bands.num_hashes(), 0);
        if let Some(hash) = text_hash(&self.shingles).filter(|_| sketch(&self.shingles, &mut self.signature))
        {
            let found = bands.keys(&self.signature).filter_map(|key| keys.get(&key));
            members.extend(found.map(|&band| Member { band: band as u32, text: hash, id: ArticleId(id) }));
        }
    }
}

/// What became of a seed between these two articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Compared: few enough stories have it.
    Compared,
    /// Compared, since the words around it are the same in both; too many stories have it otherwise.
    ComparedInContext,
    /// Left to the first published of their copies, in each window: too many have it.
    LeftToStory,
    /// Dropped: too many stories have it, and the words around it differ.
    DroppedTooCommon,
    /// Left to the first article: too many have it between the same words.
    LeftToFirst,
    /// Not compared: the two lie too far apart in time.
    OutOfWindow,
}

/// A sampled seed that both have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seed {
    /// Its words as the left article writes them.
    pub words: String,
    /// First tokens on the left.
    pub left: Vec<u32>,
    /// First tokens on the right.
    pub right: Vec<u32>,
    /// How common it is in the collection.
    #[serde(flatten)]
    pub common: Common,
    /// What that leaves of what it says, in (0, 1]; nothing where it was not compared.
    pub novelty: Option<f64>,
    /// Most equal words around it, of eight; nothing where it was not compared.
    pub context: Option<u8>,
    /// How many pairs of places it gave.
    pub hits: usize,
    /// What became of it.
    pub fate: Fate,
}

/// All sampled seeds of a pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seeds {
    /// Sampled seeds on the left.
    pub in_left: usize,
    /// Sampled seeds on the right.
    pub in_right: usize,
    /// Most stories in which a seed is compared with every other.
    pub max_stories: usize,
    /// Those both have, in order of the left text.
    pub shared: Vec<Seed>,
    /// Words in a seed of the left text; letters or characters.
    pub length: usize,
    /// Which of these.
    pub unit: &'static str,
}

/// Tells what became of each shared seed, and gives the hits of the pair.
pub fn explain(
    articles: &Articles,
    pair: &Pair,
    mut seeds: Sorted<SeedRecord>,
    options: &Options,
    dir: &WorkDir,
) -> Result<(Seeds, Vec<Hit>)> {
    let [left, right] = pair.ids;
    let place = |ordinal| articles.place(ArticleId(ordinal));
    let is_in_window = super::told::is_in_window(articles, pair.ids, options.window_days);
    let length = |side: usize| {
        let is_unspaced = pair.documents[side].is_unspaced;
        let seed = &options.passage.seed;
        if is_unspaced { seed.length_unspaced } else { seed.length }
    };
    let (mut shared, mut all, mut group) = (Vec::new(), Vec::new(), Vec::new());
    while seeds.next_group(|seed| seed.hash, &mut group)? {
        // One seed at a time through the room that links them.
        let (mut one, mut hits) = (Sorter::new(dir, 1 << 20), Sorter::new(dir, 1 << 20));
        one.extend(&group)?;
        let counts =
            postings::pair_up(one.finish()?, &options.postings, options.window_days, place, &mut hits)?;
        let (mut found, mut hits) = (Vec::new(), hits.finish()?);
        while let Some(hit) = hits.next()? {
            if (hit.left, hit.right) == (left, right) {
                found.push(hit);
            }
        }
        let positions = |id: ArticleId| -> Vec<u32> {
            group.iter().filter(|seed| seed.ordinal == id.0).map(|seed| seed.position).collect()
        };
        let contexts =
            |id: ArticleId| group.iter().filter(move |seed| seed.ordinal == id.0).map(|seed| seed.context);
        let is_around = contexts(left).any(|context| contexts(right).any(|other| other == context));
        let lefts = positions(left);
        let start = lefts.first().copied().unwrap_or(0);
        let range = TokenRange::new(start, start + length(0) as u32);
        shared.push(Seed {
            words: pair.documents[0].bytes(range).of(&pair.texts[0]).to_owned(),
            left: lefts,
            right: positions(right),
            common: postings::common(&group, place),
            novelty: found.first().map(|hit| sampled(hit).novelty()),
            context: found.iter().map(|hit| hit.context).max(),
            hits: found.len(),
            fate: match (found.is_empty(), counts.split > 0) {
                (false, false) => Fate::Compared,
                (false, true) => Fate::ComparedInContext,
                (true, _) if !is_in_window => Fate::OutOfWindow,
                (true, false) => Fate::LeftToStory,
                (true, true) if is_around => Fate::LeftToFirst,
                (true, true) => Fate::DroppedTooCommon,
            },
        });
        all.extend(found);
    }
    shared.sort_by(|a, b| (&a.left, &a.right).cmp(&(&b.left, &b.right)));
    all.sort_unstable();
    let seeds = Seeds {
        in_left: pair.seeds[0].len(),
        in_right: pair.seeds[1].len(),
        max_stories: options.postings.max_stories,
        length: length(0),
        unit: pair.documents[0].unit(&options.text),
        shared,
    };
    Ok((seeds, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_counted_as_they_stream_by() {
        let dir = WorkDir::new(None).unwrap();
        let mut members = Sorter::new(&dir, 1 << 20);
        for id in (0..30_000).rev() {
            // Three texts in one bucket, one in another.
            members
                .push(Member { band: 4, text: u128::from((id + 2) % 3) << 100, id: ArticleId(id) })
                .unwrap();
        }
        members.push(Member { band: 9, text: 7, id: ArticleId(5) }).unwrap();
        let found = count(members.finish().unwrap()).unwrap();
        let first = (ArticleId(0), 2 << 100);
        assert_eq!(found[&4], Inside { articles: 30_000, texts: 3, first });
        assert_eq!(found[&9], Inside { articles: 1, texts: 1, first: (ArticleId(5), 7) });
        assert_eq!(found.len(), 2);
    }
}
