//! Two articles with their words weighed, and the features of their stretches that are worth scoring.
//!
//! **In** two accounts with the weights of the pair. **Out** [`Cell`]s by their sentences. **Cost** that of the features of each of them.
//! **Never** looks at sentences that are not `promising`, nor at more than two on a side.

use super::account::Account;
use super::background::{Asked, Background};
use super::features::{Features, features};
use super::grid::Grid;
use super::meaning::{Meaning, Nearness, Tongues};
use super::partner::Partners;
use super::run::{Runs, longest_run};
use super::score::{ALONE, probability};
use super::stretch::{Match, Matching, Stretch, as_left, matches};
use super::weigh::{Size, Vocabulary};
use std::cell::OnceCell;

/// Of two articles with more pairs of sentences no closer look is taken.
pub(super) const MOST_PAIRS: usize = 1 << 14;

/// A stretch of two sentences counts only if it says so much more than the best single pair inside it, in log-odds.
const LONGER_GAIN: f64 = 0.3;

/// News is retold within a day; from the other on nothing gets less likely.
const PROMPT_DAYS: f64 = 1.0;
const LATE_DAYS: f64 = 3.0;

/// Below these log-odds other forms and runs are not looked for.
const HOPELESS: f64 = -4.0;

/// Two articles without a pair of sentences that reaches these log-odds by equal terms are left at that. On 9,000 French articles
/// this and [`HOPELESS`] cost 5 of 3,659 passages.
const FARFETCHED: f64 = -3.5;

/// One or two sentences on each side, and what they share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// First and last sentence on the left.
    pub left: (u32, u32),
    /// First and last sentence on the right.
    pub right: (u32, u32),
    /// What is scored.
    pub features: Features,
    /// Log-odds by themselves.
    pub alone: f64,
}

impl Cell {
    /// Whether it has one sentence on each side.
    pub fn is_single(&self) -> bool {
        self.left.0 == self.left.1 && self.right.0 == self.right.1
    }

    /// Probability by itself.
    pub fn probability(&self) -> f64 {
        probability(self.alone)
    }
}

/// A stretch, and its first and last sentence.
pub type Placed<'a> = (&'a Stretch, (u32, u32));

/// Two articles with their words weighed.
pub struct Compared<'a> {
    /// The left article.
    pub left: &'a Account,
    /// The right article.
    pub right: &'a Account,
    /// Terms of both, weighed.
    pub words: Vocabulary,
    /// Whether a closer look is taken, at sentences that share little: in a small collection, if they are not too many.
    pub(super) is_close: bool,
    /// Vectors of both, where there is a model.
    pub meaning: Option<Meaning<'a>>,
    /// [`Features::apart`] of every two stretches.
    apart: f64,
    /// What was told before the earlier of both, and its day.
    before: Option<(&'a Background, i64)>,
    partners: OnceCell<Partners>,
    /// Terms of all words of either article, in text order.
    rows: OnceCell<(Vec<u32>, Vec<u32>)>,
}

/// Memory to work in.
#[derive(Default)]
pub struct Scratch {
    matching: Matching,
    run: RunScratch,
}

/// The same for runs of words.
#[derive(Default)]
pub struct RunScratch {
    runs: Runs,
    row: Vec<u32>,
}

impl<'a> Compared<'a> {
    /// Two articles and their weighed terms.
    pub fn new(left: &'a Account, right: &'a Account, words: Vocabulary) -> Self {
        let (partners, rows) = (OnceCell::new(), OnceCell::new());
        let number = left.sentences().len() * right.sentences().len();
        let is_close = words.size != Size::Large && number <= MOST_PAIRS;
        Self { left, right, words, is_close, meaning: None, apart: 0.0, before: None, partners, rows }
    }

    /// The same with vectors of their sentences.
    pub fn with_meaning(self, meaning: Option<Meaning<'a>>) -> Self {
        Self { meaning, ..self }
    }

    /// The same of articles published so many days apart, where that is known.
    pub fn with_days(self, days: Option<f64>) -> Self {
        let late =
            days.map_or(0.0, |days| ((days - PROMPT_DAYS) / (LATE_DAYS - PROMPT_DAYS)).clamp(0.0, 1.0));
        Self { apart: -late, ..self }
    }

    /// The same where it is known what was told before the earlier of both, which was published on this day.
    pub fn with_background(self, before: Option<(&'a Background, i64)>) -> Self {
        Self { before, ..self }
    }

    /// [`Features::background`] of two stretches; nothing where it is not known what was told before.
    pub fn background(&self, cell: &Cell, scratch: &mut Scratch) -> Option<f64> {
        let (background, day) = self.before?;
        let left = self.left_stretch(cell.left.0 as usize, cell.left.1 as usize);
        let right = self.right_stretch(cell.right.0 as usize, cell.right.1 as usize);
        let found = matches(&left, &right, &self.words, Some(self.partners()), &mut scratch.matching);
        let asked = |found: &Match| {
            let terms =
                [left.terms[found.left].term, right.terms[found.right].term].map(|term| term as usize);
            let [one, other] = terms.map(|term| self.words.rarities[term]);
            Asked { keys: terms.map(|term| self.words.keys[term]), rarity: one.min(other) }
        };
        let told = background.told_before(day, &mut found.iter().map(asked).collect());
        Some(-(told as f64).ln_1p())
    }

    /// Whether they are in two languages, as far as vectors let them meet.
    pub fn tongues(&self) -> Tongues {
        self.meaning.map_or(Tongues::One, |meaning| meaning.tongues())
    }

    /// Terms that are alike in another form, found when first needed.
    pub fn partners(&self) -> &Partners {
        self.partners.get_or_init(|| Partners::new(self.left, self.right, &self.words))
    }

    /// Sentences of the left article as one stretch.
    pub fn left_stretch(&self, first: usize, last: usize) -> Stretch {
        Stretch::new(self.left, &self.words.left, &self.words, first, last)
    }

    /// Sentences of the right article as one stretch.
    pub fn right_stretch(&self, first: usize, last: usize) -> Stretch {
        Stretch::new(self.right, &self.words.right, &self.words, first, last)
    }

    /// Terms of the words of the sentences `left` and `right`, in text order.
    pub fn row(&self, left: (u32, u32), right: (u32, u32)) -> (&[u32], &[u32]) {
        let row = |account: &Account, places: &[u32]| -> Vec<u32> {
            account.all_words().iter().map(|word| places[word.term as usize]).collect()
        };
        let make = || (row(self.left, &self.words.left), row(self.right, &self.words.right));
        let (lefts, rights) = self.rows.get_or_init(make);
        (
            &lefts[self.left.places(left.0 as usize, left.1 as usize)],
            &rights[self.right.places(right.0 as usize, right.1 as usize)],
        )
    }

    /// Length of the longest common run of words, partners counting as equal.
    pub fn run(&self, found: &[Match], left: Placed, right: Placed, scratch: &mut RunScratch) -> u32 {
        let (lefts, rights) = self.row(left.1, right.1);
        as_left(rights, left.0, right.0, found, &mut scratch.row);
        longest_run(lefts, &scratch.row, &mut scratch.runs)
    }

    /// What two stretches share in equal terms.
    fn rough(&self, left: &Stretch, right: &Stretch, scratch: &mut Scratch) -> Features {
        let found = matches(left, right, &self.words, None, &mut scratch.matching);
        Features { apart: self.apart, ..features(left, right, &self.words, found, 0) }
    }

    /// The features of two stretches that share so much in equal terms and are so near, and what they show by themselves.
    fn features(
        &self,
        rough: Features,
        left: Placed,
        right: Placed,
        scratch: &mut Scratch,
    ) -> (Features, f64) {
        let (tongues, Features { cosine, apart, .. }) = (self.tongues(), rough);
        let alone = tongues.alone(&rough);
        if alone <= HOPELESS && !self.is_close {
            return (rough, alone);
        }
        let Scratch { matching, run } = scratch;
        let found = matches(left.0, right.0, &self.words, Some(self.partners()), matching);
        let run = self.run(found, left, right, run);
        let features = Features { cosine, apart, ..features(left.0, right.0, &self.words, found, run) };
        (features, tongues.alone(&features))
    }

    /// All cells with evidence, sorted by their sentences; longer ones only where they say more than what lies inside.
    pub fn cells(&self) -> Vec<Cell> {
        let (lefts, rights) = self.singles();
        let mut scratch = Scratch::default();
        let mut kept = self.promising(&lefts, &rights);
        let is_two = self.tongues() == Tongues::Two;
        let nearness = |kept: &[_]| {
            let nearness = |meaning| Nearness::new(meaning, kept, lefts.len(), rights.len());
            self.meaning.map(nearness)
        };
        // In two languages vectors tell what is worth a look, else only what it is worth.
        let early = if is_two { nearness(&kept) } else { None };
        if let Some(nearness) = &early {
            kept.retain(|&(l, r)| nearness.is_near(l, r));
        }
        let mut out = Vec::with_capacity(kept.len());
        let rough: Vec<Features> =
            kept.iter().map(|&(l, r)| self.rough(&lefts[l], &rights[r], &mut scratch)).collect();
        let highest = rough.iter().map(|rough| ALONE.log_odds(rough, 0.0));
        if !is_two && !self.is_close && highest.fold(f64::NEG_INFINITY, f64::max) < FARFETCHED {
            return out;
        }
        let nearness = early.or_else(|| nearness(&kept));
        let near = |left, right| nearness.as_ref().map_or(0.0, |nearness| nearness.feature(left, right));
        for (&(l, r), &rough) in kept.iter().zip(&rough) {
            let (left, right) = ((l as u32, l as u32), (r as u32, r as u32));
            let rough = Features { cosine: near(left, right), ..rough };
            let (features, alone) =
                self.features(rough, (&lefts[l], left), (&rights[r], right), &mut scratch);
            out.push(Cell { left, right, features, alone });
        }
        let by_place = Grid::new(out.iter().map(|cell| (cell.left.0, cell.right.0, cell.alone)));
        let single = |l: usize, r: usize| by_place.get(l as u32, r as u32);
        let mut left_pairs: Vec<OnceCell<Stretch>> = vec![OnceCell::new(); lefts.len()];
        let mut right_pairs: Vec<OnceCell<Stretch>> = vec![OnceCell::new(); rights.len()];
        let (left_pairs, right_pairs) = (&mut left_pairs, &mut right_pairs);
        for &(l, r) in &kept {
            let left_pair = || left_pairs[l].get_or_init(|| self.left_stretch(l, l + 1));
            let right_pair = || right_pairs[r].get_or_init(|| self.right_stretch(r, r + 1));
            for (down, across) in [(0, 1), (1, 0), (1, 1)] {
                if single(l + down, r + across).is_none() {
                    continue;
                }
                let inside = (0..=down).flat_map(|d| (0..=across).map(move |a| (l + d, r + a)));
                let best = inside.filter_map(|(l, r)| single(l, r)).fold(f64::NEG_INFINITY, f64::max);
                let left = (l as u32, (l + down) as u32);
                let right = (r as u32, (r + across) as u32);
                let one = if down == 1 { left_pair() } else { &lefts[l] };
                let other = if across == 1 { right_pair() } else { &rights[r] };
                let rough = Features { cosine: near(left, right), ..self.rough(one, other, &mut scratch) };
                let (features, alone) = self.features(rough, (one, left), (other, right), &mut scratch);
                if alone >= best + LONGER_GAIN {
                    out.push(Cell { left, right, features, alone });
                }
            }
        }
        out.sort_unstable_by_key(|cell| (cell.left, cell.right));
        out
    }
}
