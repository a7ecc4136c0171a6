//! A line that both articles have several times is told once for each place, whichever lane tells it.
//!
//! **In** what was judged or has grown, and the places of cells that passages found word by word tell, and of these. **Out** the same
//! without those whose places are told in the same words. **Cost** that of sorting; words are read where places meet. **Never** leaves a
//! place untold.

use super::account::Account;
use super::cells::Compared;
use super::context::Judged;
use super::grow::Grown;
use crate::passage::repeat::{self, Stretches};
use std::collections::{HashMap, HashSet};

/// First and last sentence.
type Range = (u32, u32);

/// Sentences on the left and on the right.
pub type Places = (Range, Range);

/// Digests of the words of sentences, each made once.
pub struct Words<'a> {
    left: Side<'a>,
    right: Side<'a>,
}

impl<'a> Words<'a> {
    pub fn new(pair: &Compared<'a>) -> Self {
        let side = |account| Side { account, digests: HashMap::new() };
        Self { left: side(pair.left), right: side(pair.right) }
    }

    fn of(&mut self, (left, right): Places) -> (u64, u64) {
        (self.left.digest(left), self.right.digest(right))
    }
}

struct Side<'a> {
    account: &'a Account,
    digests: HashMap<Range, u64>,
}

impl Side<'_> {
    fn digest(&mut self, (first, last): Range) -> u64 {
        *self.digests.entry((first, last)).or_insert_with(|| {
            let words = &self.account.all_words()[self.account.places(first as usize, last as usize)];
            repeat::digest(words.iter().map(|word| self.account.word(word.form).as_bytes()))
        })
    }
}

/// Leaves out of `judged` what has both its places in the same words in those that are `told`: of a line that stands too often for every
/// place to be set against every other, word by word the first is told with the first, the second with the second.
pub fn leave_out(judged: &mut Vec<Judged>, told: &[Places], words: &mut Words) {
    let lefts: HashSet<Range> = told.iter().map(|told| told.0).collect();
    let rights: HashSet<Range> = told.iter().map(|told| told.1).collect();
    let are_met = |j: &Judged| lefts.contains(&j.cell.left) && rights.contains(&j.cell.right);
    if !judged.iter().any(are_met) {
        return;
    }
    let (mut left_told, mut right_told) = (HashSet::new(), HashSet::new());
    for &places in told {
        let words = words.of(places);
        left_told.insert((places.0, words));
        right_told.insert((places.1, words));
    }
    judged.retain(|j| {
        !are_met(j) || {
            let words = words.of((j.cell.left, j.cell.right));
            !left_told.contains(&(j.cell.left, words)) || !right_told.contains(&(j.cell.right, words))
        }
    });
}

/// Leaves out of `grown` what is told for places that others tell in the same words, or that are `told` already.
pub fn once_a_place(grown: &mut Vec<Grown>, told: &[Places], words: &mut Words) {
    let lefts: HashSet<Range> = grown.iter().map(|g| g.left).collect();
    let rights: HashSet<Range> = grown.iter().map(|g| g.right).collect();
    let are_met = |told: &&Places| lefts.contains(&told.0) || rights.contains(&told.1);
    let mut all: Vec<Places> = told.iter().filter(are_met).copied().collect();
    let num_told = all.len();
    all.extend(grown.iter().map(|g| (g.left, g.right)));
    let stretches = |(left, right): Places| {
        let (left_words, right_words) = words.of((left, right));
        Stretches { left_words, right_words, left, right }
    };
    let stretches: Vec<_> = all.into_iter().map(stretches).collect();
    let mut kept = repeat::kept(&stretches, num_told).into_iter().skip(num_told);
    grown.retain(|_| kept.next() != Some(false));
}
