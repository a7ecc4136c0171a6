//! An article as a row of sentences, each a row of terms: what the scoring of retold passages reads.
//!
//! **In** a text and its tokens. **Out** an [`Account`]. **Cost** linear. **Never** sees a second article; a term weighs nothing yet;
//! a sentence of more than 256 words.

use super::calendar::{self, Written};
use super::everyday;
use super::number;
use super::senses;
use super::spelling::Spellings;
use super::term::{prefix, stem};
use crate::span::{ByteRange, CodePointRange, CodePoints, TokenRange};
use crate::text::fold::{fold, fold_alone};
use crate::text::hashed::Hashed;
use crate::text::sentence::sentences;
use crate::text::tokenize::{Token, word_hash};
use crate::text::unicode::is_unspaced;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Marks the keys of numbers, so that the term 16 is none of the words.
const NUMBER: u64 = 0x6E75_6D62_6572_2331;

/// Words of a sentence, and the share of its longer words that are capitalized, from which it is a headline in title case:
/// there a capital says nothing about names.
const TITLE_WORDS: usize = 4;
const TITLE_SHARE: f64 = 0.6;

/// A sentence of more words is none: such a text has no full stops, or is a list. It is cut into pieces as long as sentences are; where
/// letters are taken one by one, some make a word. None of 9,000 French articles has a longer one; pieces of 16 to 24
/// words do alike in English news without full stops, longer ones find less.
const MOST_WORDS: usize = 256;
const PIECE_WORDS: usize = 20;
const LETTERS_OF_WORD: usize = 3;

/// A stem or a number of one article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Hash of the stem, or of the number.
    pub key: u64,
    /// Hash of the first letters, by which inflected forms meet; the key of a number.
    pub prefix: u64,
    /// Share of articles expected to hold it.
    pub prior: f64,
    /// Groups of like words it stands in.
    pub senses: &'static [u16],
    /// Whether it is a number.
    pub is_number: bool,
    /// Whether it is one that facts have: no year, as backgrounds have, no zero, as scores and ranges (`2-0`, `0 to 100`).
    pub is_figure: bool,
    /// How often the article has it.
    pub count: u32,
    /// How many of its sentences have it.
    pub sentences: u32,
    /// Capitalized inside a sentence.
    pub capitals: u32,
    /// In lower case.
    pub lowercase: u32,
}

/// A word as the article writes it, folded.
#[derive(Debug)]
struct Form {
    /// Bytes of the words of the account.
    word: ByteRange,
    term: u32,
    /// Whether it is the name of a month.
    is_month: bool,
}

/// One word or number phrase at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Index into the terms of the article.
    pub term: u32,
    /// Index into its forms.
    pub form: u32,
    /// Bytes of the text.
    bytes: ByteRange,
    /// Whether it begins with a capital; of a number, whether it is the day of a month.
    pub is_marked: bool,
    /// Whether it stands between quotation marks.
    pub is_quoted: bool,
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the text.
    pub bytes: ByteRange,
    /// Tokens of the document.
    pub tokens: TokenRange,
    /// Characters of the text, from its first word to its last.
    pub chars: CodePointRange,
    /// Whether it names a day with its month and year, as captions and backgrounds do and reports of the day do not.
    pub is_dated: bool,
    start: u32,
    end: u32,
    /// Its distinct terms begin there; those of the next sentence follow.
    distinct: u32,
}

/// An article ready to be compared.
#[derive(Debug, Default)]
pub struct Account {
    sentences: Vec<Sentence>,
    occurrences: Vec<Occurrence>,
    /// Distinct terms of each sentence, one sentence after the other, and whether any occurrence is marked.
    distinct: Vec<(u32, bool)>,
    /// The sentences of each term, one term after the other, with the same; those of a term begin at its place in `holders`.
    held: Vec<(u32, bool)>,
    holders: Vec<u32>,
    terms: Vec<Term>,
    /// Their keys once more, close together: much is asked of them alone.
    keys: Vec<u64>,
    /// The form each term has first.
    first_forms: Vec<u32>,
    forms: Vec<Form>,
    /// The folded words of all forms, one after the other.
    folded: String,
    /// Asked of few articles.
    spellings: OnceLock<Spellings>,
}

impl Account {
    /// Reads a text that was cut into `tokens`.
    pub fn new(text: &str, tokens: &[Token]) -> Self {
        let mut builder = Builder::with_room(tokens.len());
        let mut next = 0;
        let quoted = quotations(text);
        let points = CodePoints::new(text);
        for bytes in sentences(text) {
            while next < tokens.len() && tokens[next].span.start < bytes.start {
                next += 1;
            }
            let first = next;
            while next < tokens.len() && tokens[next].span.start < bytes.end {
                next += 1;
            }
            let number = number_of_pieces(text, &tokens[first..next]);
            for piece in 0..number {
                let at = |piece: usize| first + (next - first) * piece / number;
                let (first, next) = (at(piece), at(piece + 1));
                let range = TokenRange::new(first as u32, next as u32);
                // From its first word to its last: passages begin and end at words.
                let words = ByteRange::new(tokens[first].span.start, tokens[next - 1].span.end);
                let bytes = if number == 1 { bytes } else { words };
                builder.sentence(text, bytes, tokens, range, &quoted);
                builder.account.sentences.last_mut().expect("just read").chars = points.range(words);
            }
        }
        builder.finish()
    }

    /// Its sentences in text order, each with at least one word.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The words of one sentence.
    pub fn words(&self, sentence: usize) -> &[Occurrence] {
        let Sentence { start, end, .. } = self.sentences[sentence];
        &self.occurrences[start as usize..end as usize]
    }

    /// The words of all sentences, in text order.
    pub fn all_words(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// The place of the words of some sentences among [`Self::all_words`].
    pub fn places(&self, first: usize, last: usize) -> std::ops::Range<usize> {
        self.sentences[first].start as usize..self.sentences[last].end as usize
    }

    /// How many words some sentences have; of letters that are taken one by one, some make a word.
    pub fn num_words(&self, (first, last): (u32, u32)) -> usize {
        let words = &self.occurrences[self.places(first as usize, last as usize)];
        let letters = words.iter().filter(|word| self.word(word.form).starts_with(is_unspaced)).count();
        length_in_words(words.len(), letters)
    }

    /// The distinct terms of one sentence, sorted, and whether each is marked anywhere in it: capitalized, or the day of a month.
    pub fn distinct(&self, sentence: usize) -> &[(u32, bool)] {
        let from = self.sentences[sentence].distinct as usize;
        let to = self.sentences.get(sentence + 1).map_or(self.distinct.len(), |next| next.distinct as usize);
        &self.distinct[from..to]
    }

    /// The sentences that have a term, in order, and whether it is marked there.
    pub fn sentences_with(&self, term: usize) -> &[(u32, bool)] {
        &self.held[self.holders[term] as usize..self.holders[term + 1] as usize]
    }

    /// Its distinct terms, by key.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The keys of its terms, sorted.
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// A word as folded.
    pub fn word(&self, form: u32) -> &str {
        self.forms[form as usize].word.of(&self.folded)
    }

    /// Where a word stands in the text.
    pub fn bytes(&self, occurrence: &Occurrence) -> ByteRange {
        occurrence.bytes
    }

    /// The terms that are words, each as it is written first, ready for comparison with other spellings.
    pub fn spellings(&self) -> &Spellings {
        let is_word = |&at: &u32| !self.terms[at as usize].is_number;
        let written = |at: u32| (at, self.word(self.first_forms[at as usize]));
        self.spellings
            .get_or_init(|| Spellings::new((0..self.terms.len() as u32).filter(is_word).map(written)))
    }

    /// About how many bytes this takes for a text of `num_bytes`.
    pub fn expected_bytes(num_bytes: u64) -> u64 {
        20 * num_bytes
    }
}

/// How many words there are where letters are taken one by one, so many of them.
fn length_in_words(number: usize, letters: usize) -> usize {
    number - letters + letters / LETTERS_OF_WORD
}

/// How many pieces a sentence of these words is cut into.
fn number_of_pieces(text: &str, words: &[Token]) -> usize {
    let is_letter = |word: &&Token| word.span.of(text).starts_with(is_unspaced);
    if words.len() <= MOST_WORDS {
        return usize::from(!words.is_empty());
    }
    let letters = words.iter().filter(is_letter).count();
    let length = length_in_words(words.len(), letters);
    if length <= MOST_WORDS { 1 } else { length.div_ceil(PIECE_WORDS) }
}

/// Byte ranges between quotation marks, in order: at most a paragraph each.
fn quotations(text: &str) -> Vec<ByteRange> {
    let mut out = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\n', _) => open = None,
            ('«', None) => open = Some((at, &['»'])),
            ('“', None) => open = Some((at, &['”'])),
            ('„', None) => open = Some((at, &['“', '”'])),
            ('"', None) => open = Some((at, &['"'])),
            (c, Some((from, closing))) if closing.contains(&c) => {
                out.push(ByteRange::new(from as u32, (at + c.len_utf8()) as u32));
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// A word before number phrases are joined.
struct Word {
    form: u32,
    token: u32,
    tokens: u8,
    number: Option<Box<str>>,
    is_marked: bool,
}

#[derive(Default)]
struct Builder {
    account: Account,
    /// Form of a folded word, by the hash of its token.
    forms: Hashed<u32>,
    /// Form of a number phrase.
    numbers: HashMap<Box<str>, u32>,
    /// Place of a term, and the last sentence that had it.
    terms: Hashed<(u32, u32)>,
    folded: String,
    words: Vec<Word>,
}

impl Builder {
    /// For a text of so many tokens, of which about half are distinct.
    fn with_room(num_tokens: usize) -> Self {
        let mut builder = Self::default();
        builder.forms.reserve(num_tokens / 2);
        builder.terms.reserve(num_tokens / 2);
        builder.account.forms.reserve(num_tokens / 2);
        builder.account.terms.reserve(num_tokens / 2);
        builder.account.occurrences.reserve(num_tokens);
        builder
    }

    fn sentence(
        &mut self,
        text: &str,
        bytes: ByteRange,
        tokens: &[Token],
        range: TokenRange,
        quoted: &[ByteRange],
    ) {
        let number_of_sentence = self.account.sentences.len() as u32;
        self.read_words(text, tokens, range);
        self.join_numbers(text, tokens);
        let has_month = self.words.iter().any(|word| self.account.forms[word.form as usize].is_month);
        if has_month {
            self.mark_days();
        }
        let is_dated = has_month && calendar::is_dated(&self.written());
        let words = std::mem::take(&mut self.words);
        let long = |word: &&Word| word.number.is_none() && self.account.word(word.form).chars().count() >= 4;
        let capitals = words.iter().filter(long).filter(|word| word.is_marked).count();
        let longs = words.iter().filter(long).count();
        let is_title = words.len() >= TITLE_WORDS && capitals as f64 >= TITLE_SHARE * longs as f64;
        let start = self.account.occurrences.len() as u32;
        for (index, word) in words.iter().enumerate() {
            let term = self.account.forms[word.form as usize].term;
            let held = &mut self.account.terms[term as usize];
            held.count += 1;
            let (_, last) = self.terms.get_mut(&held.key).expect("every form has its term");
            if *last != number_of_sentence {
                *last = number_of_sentence;
                held.sentences += 1;
            }
            if !is_title && word.number.is_none() {
                held.capitals += u32::from(word.is_marked && index > 0);
                held.lowercase += u32::from(!word.is_marked);
            }
            let at = tokens[word.token as usize].span.start;
            let after = quoted.partition_point(|quotation| quotation.end <= at);
            let is_quoted = quoted.get(after).is_some_and(|quotation| quotation.start <= at);
            self.account.occurrences.push(Occurrence {
                term,
                form: word.form,
                bytes: ByteRange::new(
                    at,
                    tokens[word.token as usize + usize::from(word.tokens) - 1].span.end,
                ),
                is_marked: word.is_marked,
                is_quoted,
            });
        }
        let end = self.account.occurrences.len() as u32;
        self.account.sentences.push(Sentence {
            bytes,
            tokens: range,
            chars: CodePointRange::default(),
            is_dated,
            start,
            end,
            distinct: 0,
        });
        self.words = words;
    }

    /// Marks the numbers that are days of a month: the 16th is none of 16 people.
    fn mark_days(&mut self) {
        for at in calendar::days(&self.written()) {
            let word = &mut self.words[at];
            word.is_marked |= word.number.is_some();
        }
    }

    /// The words of the sentence at hand.
    fn written(&self) -> Vec<Written<'_>> {
        let written = |word: &Word| match &word.number {
            Some(_) => Written::Number(self.account.word(word.form)),
            None => Written::Word(self.account.word(word.form)),
        };
        self.words.iter().map(written).collect()
    }

    fn read_words(&mut self, text: &str, tokens: &[Token], range: TokenRange) {
        self.words.clear();
        for index in range.start..range.end {
            let token = &tokens[index as usize];
            let written = token.span.of(text);
            let form = match self.forms.get(&token.hash) {
                Some(&form) => form,
                None => {
                    self.folded.clear();
                    fold_word(written, &mut self.folded);
                    let folded = std::mem::take(&mut self.folded);
                    let form = self.form(&folded);
                    self.folded = folded;
                    self.forms.insert(token.hash, form);
                    form
                }
            };
            let word = &self.account.forms[form as usize];
            let is_number = self.account.terms[word.term as usize].is_number;
            let is_capital = written.chars().next().is_some_and(char::is_uppercase);
            let number = is_number.then(|| self.account.word(form).into());
            self.words.push(Word {
                form,
                token: index,
                tokens: 1,
                number,
                is_marked: is_capital && !is_number,
            });
        }
    }

    /// Number words become numbers, phrases of them one word each.
    fn join_numbers(&mut self, text: &str, tokens: &[Token]) {
        let mut kept = Vec::with_capacity(self.words.len());
        let words = std::mem::take(&mut self.words);
        let mut index = 0;
        while index < words.len() {
            let word = &words[index];
            let folded = self.account.word(word.form);
            let mut value = None;
            let before = index.checked_sub(1).map_or("", |before| self.account.word(words[before].form));
            if word.number.is_none() && number::opens(folded, before) {
                let ahead: Vec<&str> = words[index..words.len().min(index + 8)]
                    .iter()
                    .take_while(|word| word.number.is_none())
                    .map(|word| self.account.word(word.form))
                    .collect();
                let joined = |nth: usize| {
                    let before = tokens[words[index + nth - 1].token as usize].span.end as usize;
                    let after = tokens[words[index + nth].token as usize].span.start as usize;
                    text[before..after]
                        .chars()
                        .all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
                };
                value = number::phrase(&ahead, joined);
                // Capitalized alone it may be a name: Cent, Neuf.
                let is_name = word.is_marked && index > 0 && matches!(value, Some((_, 1)));
                value = value.filter(|_| !is_name);
            } else if word.number.is_none() && !(word.is_marked && index > 0) {
                value = number::single(folded).map(|value| (value, 1));
            }
            match value {
                Some((value, used)) => {
                    let digits: Box<str> = value.to_string().into();
                    let form = match self.numbers.get(&digits) {
                        Some(&form) => form,
                        None => {
                            let form = self.form(&digits);
                            self.numbers.insert(digits.clone(), form);
                            form
                        }
                    };
                    let tokens = used as u8;
                    kept.push(Word {
                        form,
                        token: word.token,
                        tokens,
                        number: Some(digits),
                        is_marked: false,
                    });
                    index += used;
                }
                None => {
                    let Word { form, token, tokens, ref number, is_marked } = *word;
                    kept.push(Word { form, token, tokens, number: number.clone(), is_marked });
                    index += 1;
                }
            }
        }
        self.words = kept;
    }

    /// The form of a folded word, and its term.
    fn form(&mut self, folded: &str) -> u32 {
        let is_number = folded.starts_with(|c: char| c.is_ascii_digit())
            && folded.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let stem = if is_number { folded } else { stem(folded) };
        let hash = word_hash(stem.as_bytes());
        let key = if is_number { hash ^ NUMBER } else { hash };
        let place = match self.terms.get(&key) {
            Some(&(place, _)) => place,
            None => {
                let prior = if is_number { everyday::of_number(stem) } else { everyday::of_word(stem, key) };
                let prefix = if is_number { key } else { word_hash(prefix(stem).as_bytes()) };
                let place = self.account.terms.len() as u32;
                self.account.terms.push(Term {
                    key,
                    prefix,
                    prior,
                    senses: if is_number { &[] } else { senses::of(key) },
                    is_number,
                    is_figure: is_number && folded != "0" && !calendar::is_year(folded),
                    count: 0,
                    sentences: 0,
                    capitals: 0,
                    lowercase: 0,
                });
                self.terms.insert(key, (place, u32::MAX));
                place
            }
        };
        let start = self.account.folded.len() as u32;
        self.account.folded.push_str(folded);
        let word = ByteRange::new(start, self.account.folded.len() as u32);
        self.account.forms.push(Form {
            word,
            term: place,
            is_month: !is_number && calendar::is_month(folded),
        });
        self.account.forms.len() as u32 - 1
    }

    /// Terms by key.
    fn finish(self) -> Account {
        let mut account = self.account;
        // Words that were joined to number phrases may have no place of their own.
        let mut order: Vec<u32> =
            (0..account.terms.len() as u32).filter(|&at| account.terms[at as usize].count > 0).collect();
        order.sort_unstable_by_key(|&at| account.terms[at as usize].key);
        let mut rank = vec![u32::MAX; account.terms.len()];
        order.iter().enumerate().for_each(|(new, &old)| rank[old as usize] = new as u32);
        account.terms = order.iter().map(|&old| account.terms[old as usize]).collect();
        account.keys = account.terms.iter().map(|term| term.key).collect();
        account.forms.iter_mut().for_each(|form| form.term = rank[form.term as usize]);
        account.first_forms = vec![u32::MAX; account.terms.len()];
        for word in &mut account.occurrences {
            word.term = rank[word.term as usize];
            let first = &mut account.first_forms[word.term as usize];
            *first = (*first).min(word.form);
        }
        for sentence in &mut account.sentences {
            let from = account.distinct.len();
            sentence.distinct = from as u32;
            let words = &account.occurrences[sentence.start as usize..sentence.end as usize];
            let mut own: Vec<(u32, bool)> = words.iter().map(|word| (word.term, word.is_marked)).collect();
            own.sort_unstable_by_key(|&(term, is_marked)| (term, !is_marked));
            own.dedup_by_key(|&mut (term, _)| term);
            account.distinct.extend(own);
        }
        account.holders = vec![0; account.terms.len() + 1];
        for &(term, _) in &account.distinct {
            account.holders[term as usize + 1] += 1;
        }
        (1..account.holders.len()).for_each(|at| account.holders[at] += account.holders[at - 1]);
        let mut next = account.holders.clone();
        account.held = vec![(0, false); account.distinct.len()];
        for sentence in 0..account.sentences.len() {
            for at in 0..account.distinct(sentence).len() {
                let (term, is_marked) = account.distinct(sentence)[at];
                account.held[next[term as usize] as usize] = (sentence as u32, is_marked);
                next[term as usize] += 1;
            }
        }
        // Accounts are kept by the thousand.
        account.sentences.shrink_to_fit();
        account.occurrences.shrink_to_fit();
        account.distinct.shrink_to_fit();
        account.forms.shrink_to_fit();
        account.folded.shrink_to_fit();
        account
    }
}

/// Folds one word.
fn fold_word(written: &str, out: &mut String) {
    if fold_alone(written, true, out) {
        return;
    }
    fold(written, true, out);
    if out.contains(' ') {
        // Groups of digits written with spaces.
        out.retain(|c| c != ' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;
    use proptest::prelude::*;

    fn account(text: &str) -> Account {
        Account::new(text, &Document::new(text, &Default::default()).tokens)
    }

    fn term(account: &Account, key: u64) -> Term {
        *account.terms().iter().find(|term| term.key == key).unwrap()
    }

    fn words(text: &str) -> Vec<String> {
        let account = account(text);
        (0..account.sentences().len())
            .flat_map(|s| {
                account.words(s).iter().map(|w| account.word(w.form).to_owned()).collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn numbers_are_one_term_in_words_and_digits() {
        assert_eq!(
            words("Seize prisonniers, dix-neuf mille manifestants, 1 300 euros."),
            ["16", "prisonniers", "19000", "manifestants", "1300", "euros"]
        );
        let account = account("Ils sont seize. Oui, 16. Une fois.");
        let sixteen = term(&account, word_hash(b"16") ^ NUMBER);
        assert_eq!((sixteen.count, sixteen.sentences), (2, 2));
    }

    #[test]
    fn capitals_inside_sentences_are_counted() {
        let account = account("Minsk libère Minsk. Le Président de Minsk parle au président.");
        let term = |word: &str| term(&account, word_hash(stem(word).as_bytes()));
        assert_eq!((term("minsk").capitals, term("minsk").lowercase), (2, 0));
        assert_eq!((term("president").capitals, term("president").lowercase), (1, 1));
    }

    #[test]
    fn full_dates_are_seen_in_the_order_of_any_language() {
        let is_dated = |text: &str| account(text).sentences()[0].is_dated;
        for text in [
            "The two leave the hall in Osmy, Monday, July 16, 2018.",
            "La salle d'Osmy, le 1er mars 2019.",
            "Sala de prensa, 16 de julio de 2018.",
            "La sala di Osmy, 3 ottobre 2020.",
        ] {
            assert!(is_dated(text), "{text}");
        }
        for text in
            ["He came on July 16 and left in 2018.", "May 16 people come?", "16 victims in 2018", "2018"]
        {
            assert!(!is_dated(text), "{text}");
        }
    }

    #[test]
    fn a_text_without_full_stops_is_cut_into_pieces() {
        for (text, pieces) in [
            ("mot ".repeat(MOST_WORDS), 1),
            ("mot ".repeat(MOST_WORDS + 1), 13),
            ("Mot. ".repeat(300), 300),
            ("字".repeat(3 * MOST_WORDS), 1),
            ("字".repeat(3 * MOST_WORDS + 3), 13),
        ] {
            let account = account(&text);
            assert_eq!(account.sentences().len(), pieces);
            let words: Vec<u32> = account.sentences().iter().map(|s| s.tokens.len()).collect();
            assert!(pieces != 13 || words.iter().max() <= words.iter().min().map(|least| least + 1).as_ref());
        }
    }

    #[test]
    fn quoted_words_are_marked() {
        for (text, expected) in [
            ("Il dit « non merci » puis s’en va.", &["non", "merci"]),
            ("He says “no, thanks” and “leaves.", &["no", "thanks"]),
            ("Er sagt „nein danke“ und geht.", &["nein", "danke"]),
            ("On mówi „nie, dziękuję” i „idzie.", &["nie", "dziekuje"]),
        ] {
            let account = account(text);
            let quoted: Vec<&str> =
                account.words(0).iter().filter(|w| w.is_quoted).map(|w| account.word(w.form)).collect();
            assert_eq!(quoted, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([a-zA-Zé0-9.,« »\n-]{0,80})|(.{0,60})") {
            let document = Document::new(&text, &Default::default());
            let account = Account::new(&text, &document.tokens);
            let read: usize = account.sentences().iter().map(|s| s.tokens.len() as usize).sum();
            prop_assert_eq!(read, document.tokens.len());
            prop_assert!(account.terms().windows(2).all(|w| w[0].key < w[1].key));
            let counted: u32 = account.terms().iter().map(|t| t.count).sum();
            prop_assert_eq!(counted as usize, account.occurrences.len());
        }
    }
}
