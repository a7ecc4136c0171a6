//! What is asked of an account before any two are compared: its terms, how often it has each, and which stand in each sentence.
//!
//! **In** an account. **Out** a [`Gist`], and its bytes. **Cost** about as many bytes as its text, a tenth of the time of an account.
//! **Never** knows a word.

use super::account::Account;
use xxhash_rust::xxh3::xxh3_64;

/// A term of an article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Hash of the stem, or of the number.
    pub key: u64,
    /// Share of articles expected to hold it.
    pub prior: f64,
    /// How often the article has it.
    pub count: u32,
}

/// The terms of one article and their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gist {
    /// Hash of the text.
    pub text_hash: u64,
    /// Sorted by key.
    pub terms: Vec<Term>,
    /// Terms of the words of all sentences, in text order.
    places: Vec<u32>,
    /// Where each sentence ends among them.
    ends: Vec<u32>,
}

impl Gist {
    /// That of a text.
    pub fn new(account: &Account, text: &str) -> Self {
        let mut ends = Vec::with_capacity(account.sentences().len());
        let mut places = Vec::with_capacity(account.all_words().len());
        for sentence in 0..account.sentences().len() {
            places.extend(account.words(sentence).iter().map(|word| word.term));
            ends.push(places.len() as u32);
        }
        Self {
            text_hash: xxh3_64(text.as_bytes()),
            terms: account
                .terms()
                .iter()
                .map(|term| Term { key: term.key, prior: term.prior, count: term.count })
                .collect(),
            places,
            ends,
        }
    }

    /// For each sentence the terms of its words, in text order.
    pub fn sentences(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        let from = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] as usize };
        (0..self.ends.len()).map(move |at| &self.places[from(at)..self.ends[at] as usize])
    }

    /// Adds its bytes.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.text_hash.to_le_bytes());
        // Few shares are expected, and many terms share one.
        let mut priors: Vec<f64> = self.terms.iter().map(|term| term.prior).collect();
        priors.sort_unstable_by(f64::total_cmp);
        priors.dedup();
        for number in [priors.len(), self.terms.len(), self.ends.len()] {
            write_number(number as u32, out);
        }
        priors.iter().for_each(|prior| out.extend(prior.to_le_bytes()));
        for term in &self.terms {
            out.extend(term.key.to_le_bytes());
            write_number(term.count, out);
            write_number(priors.partition_point(|prior| prior.total_cmp(&term.prior).is_lt()) as u32, out);
        }
        for sentence in self.sentences() {
            write_number(sentence.len() as u32, out);
            sentence.iter().for_each(|&place| write_number(place, out));
        }
    }

    /// What was written; nothing where these are no such bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = &mut &*bytes;
        let text_hash = u64::from_le_bytes(read_eight(rest)?);
        let [num_priors, num_terms, num_sentences] =
            [read_number(rest)?, read_number(rest)?, read_number(rest)?];
        let priors = (0..num_priors).map(|_| read_eight(rest).map(f64::from_le_bytes));
        let priors: Vec<f64> = priors.collect::<Option<_>>()?;
        let terms = (0..num_terms).map(|_| {
            let key = u64::from_le_bytes(read_eight(rest)?);
            let (count, prior) = (read_number(rest)?, read_number(rest)?);
            Some(Term { key, prior: *priors.get(prior as usize)?, count })
        });
        let terms: Vec<Term> = terms.collect::<Option<_>>()?;
        let (mut places, mut ends) =
            (Vec::with_capacity(rest.len()), Vec::with_capacity(rest.len().min(1 << 10)));
        for _ in 0..num_sentences {
            for _ in 0..read_number(rest)? {
                places.push(read_number(rest).filter(|&place| place < num_terms)?);
            }
            ends.push(places.len() as u32);
        }
        Some(Self { text_hash, terms, places, ends })
    }
}

fn read_eight(rest: &mut &[u8]) -> Option<[u8; 8]> {
    rest.split_off(..8)?.try_into().ok()
}

/// Seven bits a byte, the lowest first; a further byte follows where the highest bit is set.
fn write_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read_number(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = *rest.split_off_first()?;
        number |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "((Minsk|libre|16|le|appel|A)[ ,.]{1,2}){0,300}", cut in 0usize..100) {
            let account = Account::of_text(&text);
            let gist = Gist::new(&account, &text);
            for ((at, sentence), words) in gist.sentences().enumerate().zip(0..) {
                let terms: Vec<u32> = account.words(words).iter().map(|word| word.term).collect();
                prop_assert_eq!(sentence, &terms[..], "{}", at);
            }
            let mut bytes = Vec::new();
            gist.write(&mut bytes);
            prop_assert_eq!(Gist::read(&bytes), Some(gist));
            // Cut off anywhere they are no gist, and no panic.
            let cut = cut * bytes.len() / 100;
            prop_assert_eq!(Gist::read(&bytes[..cut]), None);
        }

        #[test]
        fn numbers_of_any_size_come_back(number in any::<u32>(), small in 0u32..300) {
            for number in [number, small] {
                let mut bytes = Vec::new();
                write_number(number, &mut bytes);
                prop_assert_eq!(read_number(&mut &bytes[..]), Some(number));
            }
        }
    }
}
