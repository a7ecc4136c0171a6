//! Two stretches of sentences and what they share: matched terms, and the features that are scored.
//!
//! **In** an account with the weights of a pair. **Out** [`Stretch`]es, [`Match`]es, [`Features`]. **Cost** linear in the terms of
//! both stretches; the longest common run is a product of their lengths. **Never** decides.

use super::account::Account;
use super::weigh::Vocabulary;

/// A name must weigh more than this to count among the specific terms: names stand in every report of an event.
pub const NAME_ALLOWANCE: f64 = 2.5;

/// Mass added below the ratios, so that two short sentences do not look alike by two words.
const RATIO_MASS: f64 = 4.0;
const SHORT_SIDE_MASS: f64 = 8.0;

/// Numbers lighter than this are in conflict with nothing.
const CONFLICT_WEIGHT: f64 = 1.5;

/// One distinct term of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Index into the vocabulary.
    pub term: u32,
    /// Whether it is a name here.
    pub is_name: bool,
}

/// Consecutive sentences of one article, as a set of terms and as a row of them.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// Distinct terms, sorted.
    pub terms: Vec<Held>,
    /// Terms in text order.
    pub sequence: Vec<u32>,
    /// Weight of all terms.
    pub weight: f64,
    /// Weight of those that are neither names nor numbers.
    pub plain: f64,
    /// The same and what names weigh beyond [`NAME_ALLOWANCE`].
    pub specific: f64,
}

impl Stretch {
    /// The sentences `first..=last` of an account, whose terms stand in the vocabulary at `places`.
    pub fn new(account: &Account, places: &[u32], words: &Vocabulary, first: usize, last: usize) -> Self {
        let mut out = Self::default();
        for sentence in first..=last {
            for occurrence in account.words(sentence) {
                let term = places[occurrence.term as usize];
                out.sequence.push(term);
                out.terms.push(Held { term, is_name: occurrence.is_capital && words.names[term as usize] });
            }
        }
        // A name wherever it is one in the stretch.
        out.terms.sort_unstable_by_key(|held| (held.term, !held.is_name));
        out.terms.dedup_by_key(|held| held.term);
        for held in &out.terms {
            let weight = words.weights[held.term as usize];
            out.weight += weight;
            if held.is_name {
                out.specific += (weight - NAME_ALLOWANCE).max(0.0);
            } else if !words.numbers[held.term as usize] {
                out.plain += weight;
            }
        }
        out.specific += out.plain;
        out
    }

    fn find(&self, term: u32) -> Option<usize> {
        self.terms.binary_search_by_key(&term, |held| held.term).ok()
    }
}

/// Terms of the left article that may be matched with others of the right one, and how surely.
#[derive(Debug, Default)]
pub struct Partners {
    /// Sorted by left, then right term.
    pairs: Vec<(u32, u32, f64)>,
}

/// A term lighter than this needs no partner in another form.
const PARTNER_WEIGHT: f64 = 1.0;

impl Partners {
    /// Every two terms of two articles that are alike in another form.
    pub fn new(left: &Account, right: &Account, words: &Vocabulary) -> Self {
        fn listed<'a>(
            account: &'a Account,
            places: &[u32],
            words: &Vocabulary,
        ) -> Vec<(char, u32, &'a super::spelling::Spelled)> {
            let mut out = Vec::new();
            for (index, &term) in places.iter().enumerate() {
                if words.numbers[term as usize] || words.weights[term as usize] <= PARTNER_WEIGHT {
                    continue;
                }
                let form = account.first_form(index);
                let word = account.word(form);
                if word.chars().nth(super::spelling::LEAST_LETTERS - 1).is_some() {
                    out.push((word.chars().next().unwrap_or(' '), term, account.spelled(form)));
                }
            }
            out
        }
        let (lefts, rights) = (listed(left, &words.left, words), listed(right, &words.right, words));
        let mut pairs = Vec::new();
        for &(_, l, one) in &lefts {
            for &(_, r, other) in &rights {
                if l != r && one.may_be_like(other) {
                    let strength = one.likeness(other);
                    if strength > 0.0 {
                        pairs.push((l, r, strength));
                    }
                }
            }
        }
        pairs.sort_unstable_by_key(|&(l, r, _)| (l, r));
        Self { pairs }
    }

    fn of(&self, left: u32) -> &[(u32, u32, f64)] {
        let start = self.pairs.partition_point(|&(l, _, _)| l < left);
        let end = start + self.pairs[start..].partition_point(|&(l, _, _)| l == left);
        &self.pairs[start..end]
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

/// All matches of two stretches, one to one: equal terms, then by strength.
pub fn matches(
    left: &Stretch,
    right: &Stretch,
    words: &Vocabulary,
    partners: Option<&Partners>,
) -> Vec<Match> {
    let weigh = |l: usize, r: usize, strength: f64| {
        let of = |stretch: &Stretch, at: usize| words.weights[stretch.terms[at].term as usize];
        Match { left: l, right: r, strength, weight: strength * of(left, l).min(of(right, r)) }
    };
    let mut out = Vec::new();
    let mut lone = Vec::new();
    let mut r = 0;
    for (l, held) in left.terms.iter().enumerate() {
        while r < right.terms.len() && right.terms[r].term < held.term {
            r += 1;
        }
        if r < right.terms.len() && right.terms[r].term == held.term {
            out.push(weigh(l, r, 1.0));
        } else {
            lone.push(l);
        }
    }
    let Some(partners) = partners else { return out };
    let mut possible: Vec<(f64, usize, usize)> = Vec::new();
    for &l in &lone {
        for &(_, partner, strength) in partners.of(left.terms[l].term) {
            if let Some(r) = right.find(partner)
                && left.find(partner).is_none()
            {
                possible.push((strength, l, r));
            }
        }
    }
    possible.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for (strength, l, r) in possible {
        if !lefts.contains(&l) && !rights.contains(&r) {
            lefts.push(l);
            rights.push(r);
            out.push(weigh(l, r, strength));
        }
    }
    out
}

/// What is scored of two stretches. Every one grows, or stays, when more is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Features {
    /// Share of the plain terms of the fuller side that are matched: no names, no numbers.
    pub plain: f64,
    /// The same, with what names weigh beyond the allowance.
    pub specific: f64,
    /// The same of the side with less.
    pub specific_of_shorter: f64,
    /// Share of all terms of the heavier side that are matched.
    pub all: f64,
    /// Length of the longest common run of words, as a logarithm.
    pub run: f64,
    /// Weight of shared numbers.
    pub numbers: f64,
    /// Numbers on both sides without a partner, negative.
    pub conflicts: f64,
}

/// Features of two stretches, given their matches; `run` is the longest common run of words.
pub fn features(
    left: &Stretch,
    right: &Stretch,
    words: &Vocabulary,
    matches: &[Match],
    run: u32,
) -> Features {
    let (mut all, mut plain, mut names, mut numbers) = (0.0, 0.0, 0.0, 0.0);
    let (mut left_numbers, mut right_numbers) = (0, 0);
    let is_open = |term: u32| words.numbers[term as usize] && words.weights[term as usize] > CONFLICT_WEIGHT;
    for found in matches {
        let (l, r) = (left.terms[found.left], right.terms[found.right]);
        all += found.weight;
        if words.numbers[l.term as usize] {
            numbers += words.weights[l.term as usize];
            left_numbers += u32::from(is_open(l.term));
            right_numbers += u32::from(is_open(r.term));
        } else if l.is_name || r.is_name {
            names += (found.weight - NAME_ALLOWANCE).max(0.0);
        } else {
            plain += found.weight;
        }
    }
    let specific = plain + names;
    let open = |stretch: &Stretch, matched: u32| {
        stretch.terms.iter().filter(|held| is_open(held.term)).count() as u32 - matched
    };
    let conflicts = open(left, left_numbers).min(open(right, right_numbers)).min(2);
    Features {
        plain: plain / (left.plain.max(right.plain) + RATIO_MASS),
        specific: specific / (left.specific.max(right.specific) + RATIO_MASS),
        specific_of_shorter: specific / (left.specific.min(right.specific) + SHORT_SIDE_MASS),
        all: all / (left.weight.max(right.weight) + RATIO_MASS),
        run: f64::from(run.saturating_sub(2)).ln_1p(),
        numbers: numbers / 6.0,
        conflicts: -f64::from(conflicts),
    }
}

/// Length of the longest common run of words, partners counting as equal.
pub fn longest_run(left: &Stretch, right: &Stretch, matches: &[Match], lengths: &mut Vec<u32>) -> u32 {
    let partner = |term: u32| {
        let fuzzy = matches.iter().filter(|m| m.strength < 1.0);
        let mut found = fuzzy.filter(|m| right.terms[m.right].term == term);
        found.next().map_or(term, |m| left.terms[m.left].term)
    };
    let has_fuzzy = matches.iter().any(|m| m.strength < 1.0);
    lengths.clear();
    lengths.resize(right.sequence.len() + 1, 0);
    let rights: Vec<u32> = if has_fuzzy {
        right.sequence.iter().map(|&term| partner(term)).collect()
    } else {
        right.sequence.clone()
    };
    let mut longest = 0;
    for &l in &left.sequence {
        let mut before = 0;
        for (r, length) in rights.iter().zip(lengths.iter_mut().skip(1)) {
            let above = *length;
            *length = if *r == l { before + 1 } else { 0 };
            longest = longest.max(*length);
            before = above;
        }
    }
    longest
}
