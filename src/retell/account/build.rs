//! A text and its tokens to an account: words become terms, and a number with its words one term.
//!
//! **In** a text, its tokens. **Out** an [`Account`]. **Cost** linear. **Never** looks beyond one sentence, but for quotation marks.

use super::pieces::number_of_pieces;
use super::{Account, Form, NUMBER, Occurrence, Sentence, Term};
use crate::retell::calendar::{self, Written};
use crate::retell::number::{self, Full, Joined};
use crate::retell::term::{prefix, stem};
use crate::retell::{everyday, senses};
use crate::span::{ByteRange, CodePointRange, CodePoints, TokenRange};
use crate::text::fold::{fold, fold_alone};
use crate::text::hashed::Hashed;
use crate::text::quotation::{is_quoted, quotations};
use crate::text::sentence::sentences;
use crate::text::tokenize::{Token, word_hash};
use std::collections::HashMap;

/// Words of a sentence, and the share of its longer words that are capitalized, from which it is a headline in title case:
/// there a capital says nothing about names.
const TITLE_WORDS: usize = 4;
const TITLE_SHARE: f64 = 0.6;

/// Reads a text that was cut into `tokens`.
pub fn account(text: &str, tokens: &[Token]) -> Account {
    let mut builder = Builder::with_room(tokens.len());
    let mut next = 0;
    let quotations = quotations(text);
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
            builder.sentence(text, bytes, tokens, range, &quotations);
            builder.account.sentences.last_mut().expect("just read").chars = points.range(words);
        }
    }
    let mut account = builder.account;
    account.index();
    account
}

/// A word before number phrases are joined.
struct Word {
    form: u32,
    token: u32,
    tokens: u32,
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
        quotations: &[ByteRange],
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
            let last = word.token as usize + word.tokens as usize - 1;
            let span = ByteRange::new(tokens[word.token as usize].span.start, tokens[last].span.end);
            self.account.occurrences.push(Occurrence {
                term,
                form: word.form,
                bytes: span,
                is_marked: word.is_marked,
                is_quoted: is_quoted(quotations, span),
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

    /// Number words become numbers, phrases of them one word each, and what stands after a number tells what it is: 1.3 million are
    /// 1,300,000, and 7 % are not 7 people. Such words stay words: reports of one sum have them in common too.
    fn join_numbers(&mut self, text: &str, tokens: &[Token]) {
        let words = std::mem::take(&mut self.words);
        let mut kept = Vec::with_capacity(words.len());
        let mut index = 0;
        while index < words.len() {
            let word = &words[index];
            let row = Row { account: &self.account, words: &words[index..], text, tokens };
            let before = index.checked_sub(1).map_or("", |before| self.account.word(words[before].form));
            match row.number(before) {
                Some(Number { digits, used, with }) => {
                    let form = match self.numbers.get(&digits) {
                        Some(&form) => form,
                        None => {
                            let form = self.form(&digits);
                            self.numbers.insert(digits.clone(), form);
                            form
                        }
                    };
                    let tokens = with as u32;
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
        let is_number = number::is_written(folded);
        let stem = if is_number { folded } else { stem(folded) };
        let hash = word_hash(stem.as_bytes());
        let key = if is_number { hash ^ NUMBER } else { hash };
        let place = match self.terms.get(&key) {
            Some(&(place, _)) => place,
            None => {
                let prior = if is_number { everyday::of_number(stem) } else { everyday::of_word(stem, key) };
                let prefix = match number::said(stem).filter(|_| is_number) {
                    Some(said) => word_hash(said.as_bytes()) ^ NUMBER,
                    None if is_number => key,
                    None => word_hash(prefix(stem).as_bytes()),
                };
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
}

/// A number as it is read.
struct Number {
    digits: Box<str>,
    /// How many words become this one.
    used: usize,
    /// The same with those that tell what it is.
    with: usize,
}

/// Words of a sentence from one of them on, before numbers are joined.
struct Row<'a> {
    account: &'a Account,
    words: &'a [Word],
    text: &'a str,
    tokens: &'a [Token],
}

impl<'a> Row<'a> {
    fn word(&self, nth: usize) -> &'a str {
        self.words.get(nth).map_or("", |word| self.account.word(word.form))
    }

    /// What stands between a word and the one before it.
    fn gap(&self, nth: usize) -> &str {
        let span = |nth: usize| self.tokens[self.words[nth].token as usize].span;
        &self.text[span(nth - 1).end as usize..span(nth).start as usize]
    }

    fn is_joined(&self, nth: usize) -> bool {
        nth < self.words.len()
            && self.gap(nth).chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
    }

    /// The number at the head, where it is none in digits that stand alone; `before` is the word before.
    fn number(&self, before: &str) -> Option<Number> {
        let (digits, used) = self.counted(before)?;
        let mut full = self.full(&digits, used);
        if full.with == 0
            && full.digits == digits
            && let Some(lower) = self.lower_end(&digits, used)
        {
            full.digits = lower;
        }
        let is_new = self.words[0].number.is_none() || full.digits != digits;
        is_new.then(|| Number { digits: full.digits.into(), used: used + full.taken, with: used + full.with })
    }

    /// The same with what stands after the words it was read from.
    fn full(&self, digits: &str, used: usize) -> Full {
        let around = Joined {
            word: &|nth| self.word(used + nth),
            is_joined: &|nth| self.is_joined(used + nth),
            is_share: self.text[self.tokens[self.words[used - 1].token as usize].span.end as usize..]
                .trim_start()
                .starts_with(['%', '٪']),
        };
        number::in_full(digits, &around)
    }

    /// A number read from so many words as the first end of a range, where the other one says what both are.
    fn lower_end(&self, digits: &str, used: usize) -> Option<String> {
        let is_dashed = |gap: &str| matches!(gap.trim(), "-" | "\u{2010}" | "\u{2011}" | "–");
        let other = match self.words.len() - used {
            0 => return None,
            _ if is_dashed(self.gap(used)) => used,
            1 => return None,
            _ if number::is_between(self.word(used)) && self.is_joined(used) && self.is_joined(used + 1) => {
                used + 1
            }
            _ => return None,
        };
        let row = Row { words: &self.words[other..], ..*self };
        let (written, words) = row.counted(self.word(other - 1))?;
        number::lower_end(digits, &written, &row.full(&written, words).digits)
    }

    /// Digits, and the words that are read as such.
    fn counted(&self, before: &str) -> Option<(String, usize)> {
        let word = &self.words[0];
        if let Some(digits) = &word.number {
            return Some((digits.to_string(), 1));
        }
        let folded = self.word(0);
        // Capitalized alone it may be a name: Cent, Neuf.
        let may_be_name = word.is_marked && !before.is_empty();
        if number::opens(folded, before) {
            let number = self.words.iter().take(8).take_while(|word| word.number.is_none()).count();
            let ahead: Vec<&str> = (0..number).map(|nth| self.word(nth)).collect();
            let is_one =
                || number::is_one(folded) && self.is_joined(1) && number::power(self.word(1)).is_some();
            let value =
                number::phrase(&ahead, |nth| self.is_joined(nth)).or_else(|| is_one().then_some((1, 1)));
            return value
                .filter(|&(_, used)| used > 1 || !may_be_name)
                .map(|(value, used)| (value.to_string(), used));
        }
        if folded.starts_with(|c: char| c.is_ascii_digit()) {
            // As written: folded, a point beside letters is none.
            let span = self.tokens[word.token as usize].span;
            let written = span.of(self.text);
            let end = written.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?;
            let is_money = self.text[..span.start as usize].ends_with(['£', '$', '€']);
            let mut digits = String::new();
            fold_word(&written[..end], &mut digits);
            return number::abbreviated(&digits, &written[end..], is_money).map(|digits| (digits, 1));
        }
        let value = number::single(folded).filter(|_| !may_be_name);
        value.map(|value| (value.to_string(), 1))
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
