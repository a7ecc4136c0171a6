//! A text and its tokens to an account: words become terms, and a number with its words one term.
//!
//! **In** a text, its tokens. **Out** an [`Account`]. **Cost** linear. **Never** looks beyond one sentence, but for quotation marks.

use super::moment::{Ahead, Moment, Part};
use super::pieces::number_of_pieces;
use super::{Account, Form, Lexicon, Occurrence, Sentence, Term};
use crate::number::row::{Measure, Number, Row, Spoken, Words};
use crate::number::{self, fold_as_number, fold_word};
use crate::retell::calendar::{self, Written};
use crate::retell::endings::{self, Declension};
use crate::retell::uncounted::{self, Between};
use crate::span::{ByteRange, CodePointRange, CodePoints, TokenRange};
use crate::text::code::is_code;
use crate::text::hashed::Hashed;
use crate::text::marks::with_marks;
use crate::text::month::{is_month, name_of};
use crate::text::quotation::{is_quoted, quotations};
use crate::text::sentence::sentences;
use crate::text::tokenize::Token;
use std::collections::HashMap;

/// Words of a sentence, and the share of its longer words that are capitalized, from which it is a headline in title case:
/// there a capital says nothing about names.
const TITLE_WORDS: usize = 4;
const TITLE_SHARE: f64 = 0.6;

/// Reads a text that was cut into `tokens`.
pub(super) fn account(spoken: Spoken, tokens: &[Token], lexicon: &Lexicon) -> Account {
    let text = spoken.text;
    let mut builder = Builder::with_room(tokens.len(), lexicon);
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
            let words = ByteRange::new(tokens[first].span.start, tokens[next - 1].span.end);
            let bytes = if number == 1 { bytes } else { words };
            builder.sentence(&spoken, bytes, tokens, range, &quotations);
            builder.account.sentences.last_mut().expect("just read").chars =
                points.range(with_marks(text, words));
        }
    }
    let mut account = builder.account;
    account.declension = Declension::of(spoken.language());
    // What stands in headlines and bylines alone is a name as far as is known.
    for term in builder.in_titles {
        let held = &mut account.terms[term as usize];
        held.capitals = held.capitals.max(u32::from(held.lowercase == 0));
    }
    account.index();
    account
}

/// A word before number phrases are joined.
#[derive(Clone)]
struct Word {
    form: u32,
    token: u32,
    tokens: u32,
    number: Option<Box<str>>,
    is_marked: bool,
}

/// Those of a sentence, as numbers are read in them.
struct Read<'a> {
    account: &'a Account,
    words: &'a [Word],
    spoken: &'a Spoken<'a>,
    tokens: &'a [Token],
}

impl Words for Read<'_> {
    fn num(&self) -> usize {
        self.words.len()
    }

    fn word(&self, at: usize) -> &str {
        self.account.word(self.words[at].form)
    }

    fn digits(&self, at: usize) -> Option<&str> {
        self.words[at].number.as_deref()
    }

    fn is_marked(&self, at: usize) -> bool {
        self.words[at].is_marked
    }

    fn may_count(&self, at: usize) -> bool {
        self.account.forms[self.words[at].form as usize].may_count
    }

    fn may_measure(&self, at: usize) -> bool {
        self.words[at].number.is_some() || self.account.forms[self.words[at].form as usize].may_measure
    }

    fn span(&self, at: usize) -> ByteRange {
        self.tokens[self.words[at].token as usize].span
    }

    fn spoken(&self) -> &Spoken<'_> {
        self.spoken
    }
}

struct Builder<'a> {
    lexicon: &'a Lexicon,
    account: Account,
    /// Form of a folded word, by the hash of its token.
    forms: Hashed<u32>,
    /// Form of a number phrase, of a time, of the number of a name.
    phrases: HashMap<Box<str>, u32>,
    /// Place of a term, and the last sentence that had it.
    terms: Hashed<(u32, u32)>,
    folded: String,
    words: Vec<Word>,
    /// Terms with a capital in headlines.
    in_titles: Vec<u32>,
    /// Whether one of the words is a date in digits.
    has_date: bool,
}

impl<'a> Builder<'a> {
    /// For a text of so many tokens, of which about half are distinct.
    fn with_room(num_tokens: usize, lexicon: &'a Lexicon) -> Self {
        let (account, phrases, folded, words, in_titles, has_date) = Default::default();
        let (mut forms, mut terms): (Hashed<u32>, Hashed<_>) = Default::default();
        forms.reserve(num_tokens / 2);
        terms.reserve(num_tokens / 2);
        let mut builder =
            Self { lexicon, account, forms, phrases, terms, folded, words, in_titles, has_date };
        builder.account.forms.reserve(num_tokens / 2);
        builder.account.terms.reserve(num_tokens / 2);
        builder.account.occurrences.reserve(num_tokens);
        builder
    }

    fn sentence(
        &mut self,
        spoken: &Spoken,
        bytes: ByteRange,
        tokens: &[Token],
        range: TokenRange,
        quotations: &[ByteRange],
    ) {
        let number_of_sentence = self.account.sentences.len() as u32;
        if is_code(bytes.of(spoken.text)) {
            // A sentence without words is compared with none.
            self.words.clear();
            self.has_date = false;
        } else {
            self.read_words(spoken, tokens, range);
            self.join_numbers(spoken, tokens);
        }
        let has_month = self.words.iter().any(|word| self.account.forms[word.form as usize].is_month);
        let is_dated = has_month && self.mark_days(spoken) || self.has_date;
        self.spell_ordinals(spoken);
        self.mark_uncounted(spoken, tokens);
        let words = std::mem::take(&mut self.words);
        let forms = &self.account.forms;
        let long = |word: &&Word| word.number.is_none() && forms[word.form as usize].is_long;
        let capitals = words.iter().filter(long).filter(|word| word.is_marked).count();
        let longs = words.iter().filter(long).count();
        let is_title =
            words.len() >= TITLE_WORDS && longs > 0 && capitals as f64 >= TITLE_SHARE * longs as f64;
        let start = self.account.occurrences.len() as u32;
        for (index, word) in words.iter().enumerate() {
            let term = self.account.forms[word.form as usize].term;
            if word.number.is_some() && !word.is_marked && index > 0 {
                let before =
                    |back: usize| index.checked_sub(back).map_or("", |at| self.account.word(words[at].form));
                if number::is_floor([before(2), before(1)]) {
                    self.account.floors.push(term);
                }
            }
            let held = &mut self.account.terms[term as usize];
            held.count += 1;
            let (_, last) = self.terms.get_mut(&held.key).expect("every form has its term");
            if *last != number_of_sentence {
                *last = number_of_sentence;
                held.sentences += 1;
            }
            if is_title && word.is_marked && index > 0 && word.number.is_none() {
                self.in_titles.push(term);
            } else if !is_title && word.number.is_none() {
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

    /// Marks the numbers that are days of a month, as years are: the 16th is none of 16 people. Whether one stands with its month and year.
    fn mark_days(&mut self, spoken: &Spoken) -> bool {
        let written = self.written(spoken);
        let (signed, is_signed) = calendar::written_with_signs(&written);
        let (days, is_dated) = (calendar::days(&written), calendar::is_dated(&written) || is_signed);
        let ordinal = |&at: &usize| match written[at] {
            Written::Word(_) => written[at].as_day().map(|day| (at, day.to_owned())),
            _ => None,
        };
        let ordinals: Vec<(usize, String)> = days.iter().filter_map(ordinal).collect();
        for at in days.into_iter().chain(signed) {
            let word = &mut self.words[at];
            word.is_marked |= word.number.is_some();
        }
        // `July 11th` is `July 11`.
        for (at, day) in ordinals {
            let form = self.form_of(spoken, &day);
            let word = &mut self.words[at];
            (word.form, word.number, word.is_marked) = (form, Some(day.into()), true);
        }
        is_dated
    }

    /// Ordinals in digits become the words that they are: `3rd` is `third`.
    fn spell_ordinals(&mut self, spoken: &Spoken) {
        for at in 0..self.words.len() {
            let folded = self.account.word(self.words[at].form);
            let language = || spoken.language();
            let spelled = match folded.as_bytes() {
                _ if self.words[at].number.is_some() => None,
                [b'0'..=b'9', ..] => number::ordinal::spelled(folded, &language),
                [b's', ..] => number::ordinal::as_common(folded, &language),
                _ => None,
            };
            if let Some(spelled) = spelled {
                self.words[at].form = self.form_of(spoken, spelled);
            }
        }
    }

    /// The words of the sentence at hand.
    fn written(&self, spoken: &Spoken) -> Vec<Written<'_>> {
        let language = || spoken.language();
        let written = |word: &Word| {
            let folded = self.account.word(word.form);
            match word.number {
                // A fraction is marked too.
                Some(_) if word.is_marked && !folded.ends_with('%') => Written::Year,
                Some(_) => Written::Number(folded),
                None if is_month(folded)
                    && calendar::is_written_as_month(folded, word.is_marked, &language) =>
                {
                    Written::Month
                }
                None => Written::Word(folded),
            }
        };
        self.words.iter().map(written).collect()
    }

    fn read_words(&mut self, spoken: &Spoken, tokens: &[Token], range: TokenRange) {
        let text = spoken.text;
        self.words.clear();
        self.has_date = false;
        let mut index = range.start;
        while index < range.end {
            let token = &tokens[index as usize];
            let before = self.words.last().map_or("", |word| self.account.word(word.form));
            let language = || spoken.language();
            let tokens_ahead = &tokens[index as usize..range.end as usize];
            let ahead = Ahead { text, tokens: tokens_ahead, before, language: &language };
            match ahead.moment() {
                Some(Moment::Time(written, used)) => {
                    let (form, tokens) = (self.form_of(spoken, &written), used as u32);
                    self.words.push(Word { form, token: index, tokens, number: None, is_marked: false });
                    index += tokens;
                    continue;
                }
                Some(Moment::Date(parts, used)) => {
                    self.has_date = true;
                    for (nth, part) in (0..).zip(parts) {
                        let token = if used == parts.len() { index + nth } else { index };
                        let word = self.part_of_date(spoken, part, token);
                        self.words.push(word);
                    }
                    index += used as u32;
                    continue;
                }
                None => {}
            }
            let written = token.span.of(text);
            let form = match (bare_name(spoken, written), self.forms.get(&token.hash)) {
                (Some(name), _) => self.form_of(spoken, &name),
                (None, Some(&form)) => form,
                (None, None) => {
                    self.folded.clear();
                    fold_as_number(written, &mut self.folded);
                    let folded = std::mem::take(&mut self.folded);
                    let form = self.form(spoken, &folded);
                    self.folded = folded;
                    self.forms.insert(token.hash, form);
                    form
                }
            };
            let word = &self.account.forms[form as usize];
            let is_number = self.account.terms[word.term as usize].is_number;
            let is_capital = written.chars().next().is_some_and(char::is_uppercase);
            let number = is_number.then(|| self.account.word(form).into());
            // 1,950 people are no year.
            let is_marked = if is_number { number::is_year(written) } else { is_capital };
            let is_name = || {
                let (before, behind) = text.split_at(token.span.start as usize);
                self.is_in_name(before) || self.is_of_name(spoken, before, behind)
            };
            let word = if is_number && is_name() {
                let name = format!("-{}", self.account.word(form));
                Word {
                    form: self.form_of(spoken, &name),
                    token: index,
                    tokens: 1,
                    number: None,
                    is_marked: true,
                }
            } else {
                Word { form, token: index, tokens: 1, number, is_marked }
            };
            self.words.push(word);
            index += 1;
        }
    }

    /// A word of a date in digits, as it is where months are spelled: `16/07/2018` are the words of `16 July 2018`.
    fn part_of_date(&mut self, spoken: &Spoken, part: Part, token: u32) -> Word {
        let (written, name) = match part {
            Part::Year(number) | Part::Day(number) => (number.to_string(), None),
            Part::Month(number) => (number.to_string(), name_of(number, spoken.language().unwrap_or("en"))),
        };
        let is_capital = !matches!(spoken.language(), Some("fr" | "es" | "it" | "pt" | "nl" | "pl" | "ru"));
        match name {
            Some(name) => {
                let form = self.form_of(spoken, name);
                Word { form, token, tokens: 1, number: None, is_marked: is_capital }
            }
            None => {
                let form = self.form_of(spoken, &written);
                Word { form, token, tokens: 1, number: Some(written.into()), is_marked: true }
            }
        }
    }

    /// The form of what is no single word of the text: a number phrase, a time, the number of a name.
    fn form_of(&mut self, spoken: &Spoken, written: &str) -> u32 {
        match self.phrases.get(written) {
            Some(&form) => form,
            None => {
                let form = self.form(spoken, written);
                self.phrases.insert(written.into(), form);
                form
            }
        }
    }

    /// Number words become numbers, phrases of them one word each, and what stands after a number tells what it is: 1.3 million are
    /// 1,300,000, and 7 % are not 7 people. Such words stay words: reports of one sum have them in common too.
    fn join_numbers(&mut self, spoken: &Spoken, tokens: &[Token]) {
        let words = std::mem::take(&mut self.words);
        let mut kept = Vec::with_capacity(words.len());
        let mut index = 0;
        while index < words.len() {
            let word = &words[index];
            let read = Read { account: &self.account, words: &words, spoken, tokens };
            let row = Row { words: &read, from: index };
            if let Some(Measure { digits, used, unit }) = row.measure() {
                let form = self.form_of(spoken, &digits);
                let words_of_number = unit.map_or(used, |(at, _)| at.max(1));
                let (token, tokens) = (word.token, words_of_number as u32);
                // A fraction alone is no fact that two reports share.
                let is_marked = unit.is_none();
                kept.push(Word { form, token, tokens, number: Some(digits), is_marked });
                if let Some((at, name)) = unit {
                    let form = self.form_of(spoken, name);
                    let (token, tokens) = (words[index + at].token, (used - at) as u32);
                    kept.push(Word { form, token, tokens, number: None, is_marked: false });
                }
                index += used;
                continue;
            }
            match row.number() {
                Some(Number { digits, used, with }) => {
                    let form = self.form_of(spoken, &digits);
                    let (token, tokens) = (word.token, with as u32);
                    kept.push(Word { form, token, tokens, number: Some(digits), is_marked: false });
                    index += used;
                }
                None => {
                    kept.push(word.clone());
                    index += 1;
                }
            }
        }
        self.words = kept;
    }

    /// Ratios become shares, `six sur dix` are 60 %, and numbers that count nothing, and so are no fact, are marked: those of a ratio, of a
    /// score, of 24 hours; the two.
    fn mark_uncounted(&mut self, spoken: &Spoken, tokens: &[Token]) {
        if self.words.iter().all(|word| word.number.is_none()) {
            return;
        }
        let span = |word: &Word| tokens[word.token as usize].span;
        let between = |at: usize| {
            let (from, to) = (span(&self.words[at - 1]).end, span(&self.words[at]).start);
            match spoken.text.get(from as usize..to as usize).unwrap_or_default() {
                "-" | "\u{2010}" | "\u{2011}" | "–" => Between::Dash,
                ":" | " : " | "：" => Between::Colon,
                _ => Between::Other,
            }
        };
        let uncounted = uncounted::uncounted(&self.written(spoken), between);
        let ratios = uncounted::ratios(&self.written(spoken));
        uncounted.into_iter().for_each(|at| self.words[at].is_marked = true);
        for (at, whole, share) in ratios {
            let digits = format!("{share}%");
            self.words[at].form = self.form_of(spoken, &digits);
            self.words[at].number = Some(digits.into());
            (self.words[at].is_marked, self.words[whole].is_marked) = (true, true);
        }
    }

    /// Whether a number behind this text is a part of a name, or numbers what is named, `article 49`: not the other end of a range, nor a day.
    fn is_in_name(&self, written: &str) -> bool {
        let letters = written.strip_suffix(['-', '\u{2010}', '\u{2011}']);
        let [.., name] = &self.words[..] else { return false };
        if written.ends_with([' ', '\u{a0}']) && uncounted::is_label(self.account.word(name.form)) {
            return true;
        }
        let before = self.words.iter().rev().nth(1);
        let is_counted = !name.is_marked && before.is_some_and(|word| word.number.is_some());
        letters.is_some_and(|letters| letters.ends_with(|c: char| c.is_lowercase() || c.is_uppercase()))
            && !self.account.forms[name.form as usize].is_month
            && !is_counted
            && number::power(self.account.word(name.form), &|| None).is_none()
    }

    /// Whether a number at the head of `behind` numbers the name before it: `France 2`, `Falcon 9`, `Boeing 737 MAX`; what is counted would
    /// stand behind. In German every noun has a capital.
    fn is_of_name(&self, spoken: &Spoken, before: &str, behind: &str) -> bool {
        let [_, .., name] = &self.words[..] else { return false };
        let folded = self.account.word(name.form);
        let is_capital = |word: &str| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let mut rest = behind[digits..].chars();
        let is_alone = match rest.next() {
            None => true,
            Some(',' | '.' | ':' | ';') => !rest.next().is_some_and(|c| c.is_ascii_digit()),
            Some(')' | '!' | '?' | '"' | '»' | '”' | '’') => true,
            Some(' ' | '\u{a0}') => {
                let next = rest.as_str().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                is_capital(next) && !before.trim_end().ends_with(|c: char| c.is_uppercase())
            }
            _ => false,
        };
        is_alone
            && name.is_marked
            && name.number.is_none()
            && (1..=3).contains(&digits)
            && before.ends_with([' ', '\u{a0}'])
            && before.trim_end().ends_with(char::is_alphabetic)
            && !self.account.forms[name.form as usize].is_month
            && !uncounted::stands_before_number(folded)
            && number::power(folded, &|| None).is_none()
            && spoken.language() != Some("de")
    }

    /// The form of a folded word, and its term.
    fn form(&mut self, spoken: &Spoken, folded: &str) -> u32 {
        let lexicon = self.lexicon;
        let known = lexicon.of(folded);
        let senses = || known.senses.in_language(|| spoken.language());
        let place = match self.terms.get(&known.key) {
            Some(&(place, _)) => {
                let held = &mut self.account.terms[place as usize];
                if held.senses.is_empty() {
                    held.senses = senses();
                }
                place
            }
            None => {
                let place = self.account.terms.len() as u32;
                self.account.terms.push(Term {
                    key: known.key,
                    prefix: known.prefix,
                    prior: known.prior,
                    senses: senses(),
                    is_number: known.is_number,
                    is_figure: known.is_figure,
                    count: 0,
                    sentences: 0,
                    capitals: 0,
                    lowercase: 0,
                });
                self.terms.insert(known.key, (place, u32::MAX));
                place
            }
        };
        let start = self.account.folded.len() as u32;
        self.account.folded.push_str(folded);
        let word = ByteRange::new(start, self.account.folded.len() as u32);
        self.account.forms.push(Form {
            word,
            term: place,
            is_month: known.is_month,
            may_count: known.may_count,
            may_measure: known.may_measure,
            is_long: known.is_long,
        });
        self.account.forms.len() as u32 - 1
    }
}

/// A folded name without what Turkish writes behind its apostrophe: `Rize'de` is `rize`.
fn bare_name(spoken: &Spoken, written: &str) -> Option<String> {
    if !endings::are_behind_apostrophe(spoken.language()) || !written.contains(['\'', '’', '‘', '＇']) {
        return None;
    }
    let mut folded = String::new();
    fold_word(endings::without_suffix(written, fold_word)?, &mut folded);
    Some(folded)
}
