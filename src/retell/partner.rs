//! Terms of two articles that are not the same and may be matched: other forms of a word, words of one sense, numbers as they are said.
//!
//! **In** two accounts with the weights of the pair. **Out** [`Partners`]. **Cost** the words that begin alike, of a book the heaviest alone.
//! **Never** matches: of the partners of a term a stretch takes one.

use super::account::Account;
use super::spelling::Spellings;
use super::weigh::Vocabulary;
use crate::number;

/// Terms of the left article that may be matched with others of the right one, and how surely.
#[derive(Debug, Default)]
pub struct Partners {
    /// Sorted by left, then right term.
    pairs: Vec<(u32, u32, f64)>,
    /// Where those of each left term begin.
    starts: Vec<u32>,
}

/// Strength of two words that say the same.
const KIN: f64 = 0.6;

/// A term lighter than this needs no partner in another form.
const PARTNER_WEIGHT: f64 = 1.0;

/// Of an article with more terms only the heaviest have partners in another form, each so many at most: a book, or made-up words that
/// begin alike, would have hundreds of millions.
const MOST_SPELLED: usize = 4096;
const MOST_PARTNERS: usize = 16;

impl Partners {
    /// Every two terms of two articles that are alike in another form.
    pub fn new(left: &Account, right: &Account, words: &Vocabulary) -> Self {
        let (ones, others) = (left.spellings(), right.spellings());
        let lefts = heaviest(ones, &words.left, words);
        let is_kept = is_among(heaviest(others, &words.right, words), others);
        // The right words by what they begin with: a word is compared only with those that begin alike.
        let begins = others.by_beginning().iter().filter(|&&(_, other)| is_kept[other as usize]);
        let rights: Vec<(char, u32)> = begins.copied().collect();
        let mut pairs = Vec::new();
        for one in lefts {
            let l = words.left[ones.number(one) as usize];
            let (letter, sound) = ones.begins(one);
            let letters = if sound == letter { &[letter][..] } else { &[letter, sound] };
            let from_own = pairs.len();
            for &begin in letters {
                let from = rights.partition_point(|&(letter, _)| letter < begin);
                for &(_, other) in rights[from..].iter().take_while(|&&(letter, _)| letter == begin) {
                    if !ones.may_be_like(one, others, other) {
                        continue;
                    }
                    let r = words.right[others.number(other) as usize];
                    let are_names = words.names[l as usize] && words.names[r as usize];
                    let strength = if l == r { 0.0 } else { ones.likeness(one, others, other, are_names) };
                    if strength > 0.0 {
                        pairs.push((l, r, strength));
                    }
                }
            }
            if pairs.len() - from_own > MOST_PARTNERS {
                let mut own: Vec<(u32, u32, f64)> = pairs.split_off(from_own);
                own.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(&b.1)));
                // What begins alike by letter and by sound was met twice.
                own.dedup();
                own.truncate(MOST_PARTNERS);
                pairs.append(&mut own);
            }
        }
        add_kin(left, right, words, &mut pairs);
        add_said(left, right, words, &mut pairs);
        add_rounded(left, right, words, &mut pairs);
        pairs.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        pairs.dedup_by_key(|&mut (l, r, _)| (l, r));
        let mut starts = vec![0; pairs.last().map_or(0, |&(l, ..)| l as usize + 2)];
        pairs.iter().for_each(|&(l, ..)| starts[l as usize + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        Self { pairs, starts }
    }

    /// The partners of a left term.
    pub(super) fn of(&self, left: u32) -> &[(u32, u32, f64)] {
        match self.starts.get(left as usize..left as usize + 2) {
            Some(&[start, end]) => &self.pairs[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// The words of an article that say enough to need a partner, in order; of too many the heaviest.
fn heaviest(spellings: &Spellings, places: &[u32], words: &Vocabulary) -> Vec<u32> {
    let weight = |word: u32| words.weights[places[spellings.number(word) as usize] as usize];
    let all = 0..spellings.len() as u32;
    let mut out: Vec<u32> = all.filter(|&word| weight(word) > PARTNER_WEIGHT).collect();
    if out.len() > MOST_SPELLED {
        out.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
        out.truncate(MOST_SPELLED);
        out.sort_unstable();
    }
    out
}

/// For each word whether it is one of those.
fn is_among(kept: Vec<u32>, spellings: &Spellings) -> Vec<bool> {
    let mut out = vec![false; spellings.len()];
    kept.into_iter().for_each(|word| out[word as usize] = true);
    out
}

/// Adds the terms that say the same in other words.
fn add_kin(left: &Account, right: &Account, words: &Vocabulary, pairs: &mut Vec<(u32, u32, f64)>) {
    let is_heavy = |term: u32| words.weights[term as usize] > PARTNER_WEIGHT;
    let mut rights = right.kin();
    for same in left.kin().chunk_by(|(one, _), (other, _)| one == other) {
        let group = same[0].0;
        rights = &rights[rights.partition_point(|&(other, _)| other < group)..];
        let others = &rights[..rights.partition_point(|&(other, _)| other == group)];
        for l in same.iter().map(|&(_, at)| words.left[at as usize]).filter(|&l| is_heavy(l)) {
            let others = others.iter().map(|&(_, at)| words.right[at as usize]);
            pairs.extend(others.filter(|&r| l != r && is_heavy(r)).map(|r| (l, r, KIN)));
        }
    }
}

/// Adds the millions of which one side says how many, and no more: `nine` of nine million.
fn add_said(left: &Account, right: &Account, words: &Vocabulary, pairs: &mut Vec<(u32, u32, f64)>) {
    fn numbers(account: &Account, places: &[u32]) -> Vec<(u64, bool, u32)> {
        let terms = account.terms().iter().zip(places).filter(|(held, _)| held.is_number);
        let mut out: Vec<_> =
            terms.map(|(held, &term)| (held.prefix, held.key == held.prefix, term)).collect();
        out.sort_unstable();
        out
    }
    let (lefts, rights) = (numbers(left, &words.left), numbers(right, &words.right));
    for &(said, is_bare, l) in &lefts {
        let from = rights.partition_point(|&(other, ..)| other < said);
        let alike = rights[from..].iter().take_while(|&&(other, ..)| other == said);
        pairs.extend(alike.filter(|&&(_, other, _)| other != is_bare).map(|&(.., r)| (l, r, KIN)));
    }
}

/// Adds the numbers that one side rounds, `six millions` of 6,113,340, or says to be the least, `plus de 838.000` of 838,912.
fn add_rounded(left: &Account, right: &Account, words: &Vocabulary, pairs: &mut Vec<(u32, u32, f64)>) {
    let (lefts, rights) = (left.whole_numbers(), right.whole_numbers());
    let find = |numbers: &[(u64, u32)], round: u64| {
        numbers.binary_search_by_key(&round, |&(number, _)| number).ok().map(|at| numbers[at].1)
    };
    let mut add = |l: u32, r: u32| pairs.push((words.left[l as usize], words.right[r as usize], KIN));
    for &(exact, l) in lefts {
        number::rounded(exact).filter_map(|round| find(rights, round)).for_each(|r| add(l, r));
        let least = number::floors(exact).filter_map(|round| find(rights, round));
        least.filter(|&r| right.is_floor(r)).for_each(|r| add(l, r));
    }
    for &(exact, r) in rights {
        number::rounded(exact).filter_map(|round| find(lefts, round)).for_each(|l| add(l, r));
        let least = number::floors(exact).filter_map(|round| find(lefts, round));
        least.filter(|&l| left.is_floor(l)).for_each(|l| add(l, r));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words and numbers of which many are partners of each other.
    const SPOKEN: [&str; 24] = [
        "libération",
        "libérés",
        "relâchés",
        "Tikhanovsky",
        "Tikhanovski",
        "Loukachenko",
        "Lukashenko",
        "meurtre",
        "tués",
        "victimes",
        "procès",
        "tribunal",
        "6 113 340,",
        "6 millions,",
        "six millions,",
        "6,",
        "6 110 000,",
        "1 960,",
        "plus de 5 000,",
        "5 453,",
        "2 000,",
        "Christine",
        "Christophe",
        "accord",
    ];

    /// The slow twin of [`Partners::new`]: every term with every other, by what is told of them.
    fn partners_slow(left: &Account, right: &Account, words: &Vocabulary) -> Vec<(u32, u32, f64)> {
        let (ones, others) = (left.spellings(), right.spellings());
        let spelled = |spellings: &Spellings, term: usize| {
            (0..spellings.len() as u32).find(|&word| spellings.number(word) as usize == term)
        };
        let whole = |account: &Account, term: usize| {
            account.whole_numbers().iter().find(|&&(_, at)| at as usize == term).map(|&(number, _)| number)
        };
        let mut out = Vec::new();
        for (at, l) in words.left.iter().enumerate() {
            for (to, r) in words.right.iter().enumerate().filter(|&(_, r)| r != l) {
                let (one, other) = (&left.terms()[at], &right.terms()[to]);
                let are_heavy = [l, r].iter().all(|&&term| words.weights[term as usize] > PARTNER_WEIGHT);
                let are_names = words.names[*l as usize] && words.names[*r as usize];
                let alike = spelled(ones, at).zip(spelled(others, to)).filter(|_| are_heavy);
                let alike = alike.map_or(0.0, |(one, other)| ones.likeness(one, others, other, are_names));
                let are_kin = are_heavy && one.senses.iter().any(|group| other.senses.contains(group));
                let is_said = one.is_number
                    && other.is_number
                    && one.prefix == other.prefix
                    && (one.key == one.prefix) != (other.key == other.prefix);
                let are_rounded = whole(left, at).zip(whole(right, to)).is_some_and(|(one, other)| {
                    number::rounded(one).any(|round| round == other)
                        || number::rounded(other).any(|round| round == one)
                        || number::floors(one).any(|round| round == other) && right.is_floor(to as u32)
                        || number::floors(other).any(|round| round == one) && left.is_floor(at as u32)
                });
                let strength = if are_kin || is_said || are_rounded { f64::max(alike, KIN) } else { alike };
                if strength > 0.0 {
                    out.push((*l, *r, strength));
                }
            }
        }
        out.sort_unstable_by_key(|&(l, r, _)| (l, r));
        out
    }

    proptest! {
        #[test]
        fn partners_are_those_of_the_slow_twin(
            left in proptest::collection::vec(0..SPOKEN.len(), 1..14),
            right in proptest::collection::vec(0..SPOKEN.len(), 1..14),
        ) {
            let text = |words: &[usize]| words.iter().map(|&at| SPOKEN[at]).collect::<Vec<_>>().join(" ");
            let [left, right] = [left, right].map(|words| Account::of_text(&text(&words)));
            let words = Vocabulary::of_two(&left, &right);
            let partners = Partners::new(&left, &right, &words);
            let of_each = (0..words.weights.len() as u32).flat_map(|left| partners.of(left));
            let found: Vec<_> = of_each.copied().collect();
            prop_assert_eq!(found, partners_slow(&left, &right, &words));
        }
    }
}
