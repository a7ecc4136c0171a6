//! Two stretches of sentences, and the terms of one that are matched with terms of the other.
//!
//! **In** an account with the weights of a pair. **Out** [`Stretch`]es, [`Match`]es. **Cost** linear in the terms of both stretches for
//! equal ones; partners in another form are sought for the rest. **Never** decides.

use super::account::Account;
use super::features::Counts;
use super::partner::Partners;
use super::weigh::Vocabulary;

/// A term must weigh more than this to say something. Measured: none, 0.3, 0.7 and 1 do alike.
pub const TELLING_WEIGHT: f64 = 1.0;

/// One distinct term of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Index into the vocabulary.
    pub term: u32,
    /// Whether it is a name here.
    pub is_name: bool,
    /// Whether it is a number that facts have here: no day of a month.
    pub is_figure: bool,
}

/// Consecutive sentences of one article, as a set of terms.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// Distinct terms, sorted.
    pub terms: Vec<Held>,
    /// How many words it has.
    pub num_words: usize,
    /// Weight of all terms.
    pub weight: f64,
    /// Weight of those that are neither names nor numbers.
    pub plain: f64,
    /// How many terms say something: those heavier than [`TELLING_WEIGHT`].
    pub num_telling: u32,
    /// How many may stand against another stretch.
    pub counts: Counts,
    /// Whether a sentence of it names a day with its month and year.
    pub is_dated: bool,
}

impl Stretch {
    /// The sentences `first..=last` of an account, whose terms stand in the vocabulary at `places`.
    pub fn new(account: &Account, places: &[u32], words: &Vocabulary, first: usize, last: usize) -> Self {
        let number = (first..=last).map(|sentence| account.distinct(sentence).len()).sum();
        let mut terms = Vec::with_capacity(number);
        for sentence in first..=last {
            // Terms of an account and places in the vocabulary are both in order of their keys.
            terms.extend(account.distinct(sentence).iter().map(|&(term, is_marked)| {
                let term = places[term as usize];
                let is_name = is_marked && words.names[term as usize];
                Held { term, is_name, is_figure: !is_marked && words.figures[term as usize] }
            }));
        }
        if first < last {
            // Two rows in order; a name, or a number that counts nothing, wherever it is one in the stretch.
            terms.sort_by_key(|held: &Held| (held.term, !held.is_name, held.is_figure));
            terms.dedup_by_key(|held| held.term);
        }
        let is_dated = account.sentences()[first..=last].iter().any(|sentence| sentence.is_dated);
        Self { is_dated, ..Self::of(terms, account.places(first, last).len(), words) }
    }

    /// A stretch of distinct terms, sorted.
    pub(super) fn of(terms: Vec<Held>, num_words: usize, words: &Vocabulary) -> Self {
        let mut out = Self { terms, num_words, ..Self::default() };
        for held in &out.terms {
            let weight = words.weights[held.term as usize];
            out.weight += weight;
            out.num_telling += u32::from(weight > TELLING_WEIGHT);
            out.counts.add(held, words);
            if !held.is_name && !words.numbers[held.term as usize] {
                out.plain += weight;
            }
        }
        out
    }

    fn find(&self, term: u32) -> Option<usize> {
        self.terms.binary_search_by_key(&term, |held| held.term).ok()
    }
}

/// A term of the left stretch and its partner in the right one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Index among the terms of the left stretch.
    pub left: usize,
    /// Index among the terms of the right stretch.
    pub right: usize,
    /// 1 for equal terms, less for other forms.
    pub strength: f64,
    /// Strength by the lighter of both weights.
    pub weight: f64,
}

/// Memory for [`matches()`].
#[derive(Debug, Default)]
pub struct Matching {
    found: Vec<Match>,
    lone: Vec<usize>,
    possible: Vec<(f64, usize, usize)>,
    /// Terms of both sides that have a partner in another form.
    is_taken: (Vec<bool>, Vec<bool>),
}

/// All matches of two stretches, one to one: equal terms, then by strength.
pub fn matches<'m>(
    left: &Stretch,
    right: &Stretch,
    words: &Vocabulary,
    partners: Option<&Partners>,
    matching: &'m mut Matching,
) -> &'m [Match] {
    let weigh = |l: usize, r: usize, strength: f64| {
        let of = |stretch: &Stretch, at: usize| words.weights[stretch.terms[at].term as usize];
        Match { left: l, right: r, strength, weight: strength * of(left, l).min(of(right, r)) }
    };
    let Matching { found, lone, possible, is_taken } = matching;
    found.clear();
    lone.clear();
    let mut r = 0;
    for (l, held) in left.terms.iter().enumerate() {
        while r < right.terms.len() && right.terms[r].term < held.term {
            r += 1;
        }
        if r < right.terms.len() && right.terms[r].term == held.term {
            found.push(weigh(l, r, 1.0));
        } else {
            lone.push(l);
        }
    }
    let Some(partners) = partners else { return found };
    possible.clear();
    for &l in &*lone {
        for &(_, partner, strength) in partners.of(left.terms[l].term) {
            if let Some(r) = right.find(partner)
                && left.find(partner).is_none()
            {
                possible.push((strength, l, r));
            }
        }
    }
    possible.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    is_taken.0.clear();
    is_taken.0.resize(left.terms.len(), false);
    is_taken.1.clear();
    is_taken.1.resize(right.terms.len(), false);
    for &(strength, l, r) in &*possible {
        if !is_taken.0[l] && !is_taken.1[r] {
            (is_taken.0[l], is_taken.1[r]) = (true, true);
            found.push(weigh(l, r, strength));
        }
    }
    found
}

/// A row of right terms where those that were matched with a left term in another form are that term.
pub fn as_left(row: &[u32], left: &Stretch, right: &Stretch, matches: &[Match], out: &mut Vec<u32>) {
    let mut fuzzy: Vec<(u32, u32)> = matches
        .iter()
        .filter(|m| m.strength < 1.0)
        .map(|m| (right.terms[m.right].term, left.terms[m.left].term))
        .collect();
    fuzzy.sort_by_key(|&(r, _)| r);
    let as_left = |&term: &u32| match fuzzy.get(fuzzy.partition_point(|&(r, _)| r < term)) {
        Some(&(r, l)) if r == term => l,
        _ => term,
    };
    out.clear();
    out.extend(row.iter().map(as_left));
}
