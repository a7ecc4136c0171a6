//! An article as a row of sentences, each a row of terms: what the scoring of retold passages reads.
//!
//! **In** a text and its tokens. **Out** an [`Account`]. **Cost** linear. **Never** sees a second article; a term weighs nothing yet;
//! a sentence of more than 256 words.

mod build;
mod index;
mod lexicon;
mod moment;
mod pieces;

use super::endings::Declension;
use super::spelling::Spellings;
use crate::number;
use crate::number::row::Spoken;
use crate::span::{ByteRange, CodePointRange, TokenRange};
use crate::text::tokenize::Token;
use crate::text::unicode::is_unspaced;
pub use lexicon::Lexicon;
use pieces::length_in_words;
use std::sync::OnceLock;

/// Marks the keys of numbers, so that the term 16 is none of the words.
const NUMBER: u64 = 0x6E75_6D62_6572_2331;

/// A stem or a number of one article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Hash of the stem, or of the number.
    pub key: u64,
    /// Hash of the first letters, by which inflected forms meet; the key of a number, as it is said: of millions how many.
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
    /// Whether a number may begin with it: told once for all places where it stands.
    may_count: bool,
    /// Whether what is measured may.
    may_measure: bool,
    /// Whether it has four letters or more.
    is_long: bool,
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
    /// Whether it begins with a capital, or is the number of a name; of a number, whether it counts nothing: a day, a year, the 24 of 24
    /// hours.
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
    /// Whole numbers with their terms.
    whole: Vec<(u64, u32)>,
    /// Groups of like words, and each term that stands in one.
    kin: Vec<(u16, u32)>,
    /// First letters of each term, as hashes, sorted.
    by_prefix: Vec<(u64, u32)>,
    /// Terms of numbers that are said to be the least: `more than 5,000`.
    floors: Vec<u32>,
    forms: Vec<Form>,
    /// The folded words of all forms, one after the other.
    folded: String,
    /// How the names of its language end.
    declension: Option<Declension>,
    /// Asked of few articles.
    spellings: OnceLock<Spellings>,
}

impl Account {
    /// Reads a text that was cut into `tokens`, whose language, as far as certain, was found before. The lexicon is that of all texts of a
    /// collection, or by default knows no word.
    pub fn new(text: &str, language: Option<&'static str>, tokens: &[Token], lexicon: &Lexicon) -> Self {
        build::account(Spoken::in_language(text, language), tokens, lexicon)
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

    /// The same of those that are no numbers.
    pub fn num_spelled(&self, (first, last): (u32, u32)) -> usize {
        let words = &self.occurrences[self.places(first as usize, last as usize)];
        let spelled = || words.iter().filter(|word| !self.terms[word.term as usize].is_number);
        let letters = spelled().filter(|word| self.word(word.form).starts_with(is_unspaced)).count();
        length_in_words(spelled().count(), letters)
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
        // `18h41` and `18h42` are two times, millions no billions.
        let has_digit =
            |at: u32| self.word(self.first_forms[at as usize]).bytes().any(|byte| byte.is_ascii_digit());
        let is_scale = |at: u32| number::power(self.word(self.first_forms[at as usize]), &|| None).is_some();
        let is_word = |&at: &u32| !self.terms[at as usize].is_number && !has_digit(at) && !is_scale(at);
        let written = |at: u32| (at, self.word(self.first_forms[at as usize]));
        let words = || (0..self.terms.len() as u32).filter(is_word).map(written);
        self.spellings.get_or_init(|| Spellings::new(words(), self.declension))
    }

    /// Its whole numbers with their terms, sorted.
    pub fn whole_numbers(&self) -> &[(u64, u32)] {
        &self.whole
    }

    /// Groups of like words with each of its terms that stands in one, sorted.
    pub fn kin(&self) -> &[(u16, u32)] {
        &self.kin
    }

    /// The first letters of its terms, as hashes, with the terms, sorted.
    pub fn by_prefix(&self) -> &[(u64, u32)] {
        &self.by_prefix
    }

    /// Whether a number is said to be the least of what it counts.
    pub fn is_floor(&self, term: u32) -> bool {
        self.floors.binary_search(&term).is_ok()
    }

    /// About how many bytes this takes for a text of `num_bytes`.
    pub fn expected_bytes(num_bytes: u64) -> u64 {
        20 * num_bytes
    }
}

#[cfg(test)]
mod numbers;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retell::term::stem;
    use crate::text::Document;
    use crate::text::tokenize::word_hash;
    use proptest::prelude::*;

    impl Account {
        /// The account of a text.
        pub fn of_text(text: &str) -> Self {
            let tokens = Document::new(text, &Default::default()).tokens;
            build::account(Spoken::new(text), &tokens, &Lexicon::default())
        }

        /// That of a text in a language.
        pub fn in_language(text: &str, language: Option<&'static str>, tokens: &[Token]) -> Self {
            Self::new(text, language, tokens, &Lexicon::default())
        }
    }

    fn account(text: &str) -> Account {
        Account::of_text(text)
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
        assert_eq!(
            words(
                "1,3 million, un million ; 4.2bn, £14m 430m 7 % 7\u{202f}% sept pour cent, 5 mille 48-million."
            ),
            [
                "1300000",
                "million",
                "1000000",
                "million",
                "4200000000",
                "14000000",
                "430m",
                "7%",
                "7%",
                "7%",
                "pour",
                "cent",
                "5000",
                "48000000",
                "million"
            ]
        );
        assert_eq!(
            words("between 4 and 7 milliards, 2–3 million, de deux à trois pour cent; 4 and 7 cars 5-7 %"),
            [
                "between",
                "4000000000",
                "and",
                "7000000000",
                "milliards",
                "2000000",
                "3000000",
                "million",
                "de",
                "2%",
                "a",
                "3%",
                "pour",
                "cent",
                "4",
                "and",
                "7",
                "cars",
                "5%",
                "7%"
            ]
        );
        for (text, expected) in [
            ("half a dozen, two dozen, une demi-douzaine, dozens", "half a 6 24 une demi 6 dozens"),
            ("Un million deux cent mille euros", "1200000 euros"),
            (
                "half a million, un demi-million, a million, a thousand",
                "500000 million 500000 million 1000000 million a 1000",
            ),
            ("a milioni di persone", "a milioni di persone"),
            ("12 بحارا و30 جرارا", "12 بحارا 30 جرارا"),
            ("medio millón de personas, $1.3B", "500000 millon de personas 1300000000"),
            ("two million and a half; deux millions et demi", "2500000 2500000"),
            ("1 million 2018 cars", "1000000 million 2018 cars"),
            ("tres mil quinientas personas, treinta y cinco", "3500 personas 35"),
            ("2,000 billion; in 2000 billion", "2000000000000 billion in 2000 billion"),
            ("300 and 7% of them, 5 and 7%", "300 and 7% of them 5% and 7%"),
            ("3万吨 ７％ 5千万人", "30000 万 吨 7% 50000000 万 人"),
            ("between one hundred and two hundred people", "between 100 and 200 people"),
            ("between twenty and five people", "between 20 and 5 people"),
            (
                "several hundred, mehrere tausend, several dozen, a hundred",
                "several hundred mehrere tausend several dozen a 100",
            ),
            ("a six-month repair, the fifth", "a 6 month repair the fifth"),
            (
                "the twenty-first of two-thirds, la vingt-cinquième",
                "the twenty first of two thirds la vingt cinquieme",
            ),
            (
                "Las mil doscientas personas de la ciudad no son del rey, pero este puerto es el más grande",
                "las 1200 personas de la ciudad no son del rey pero este puerto es el mas grande",
            ),
            (
                "On July 4 millions of them said that they would not go to the sea with the others",
                "on july 4 millions of them said that they would not go to the sea with the others",
            ),
            (
                "Die Stadt hat für die Brücke und das Tor nicht 1 Billion Euro, sondern eine Million",
                "die stadt hat fur die brucke und das tor nicht 1000000000000 billion euro sondern eine million",
            ),
            ("$3.50, 6.0 and 10", "3.5 6 and 10"),
            (
                "Los once barcos y los dos puertos de la ciudad no son del rey, pero este puerto es el más grande",
                "los 11 barcos y los 2 puertos de la ciudad no son del rey pero este puerto es el mas grande",
            ),
            (
                "Once more the two of them said that the rent was due and that they would pay",
                "once more the 2 of them said that the rent was due and that they would pay",
            ),
            ("Il est très grand; son numero tres", "il est tres grand son numero 3"),
            (
                "The police said that they would seize the ship and that it was from the north",
                "the police said that they would seize the ship and that it was from the north",
            ),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
        assert_eq!(words(&format!("Zero{}.", " million".repeat(255))).len(), 256);
        let account = account("Ils sont seize. Oui, 16. Une fois.");
        let sixteen = term(&account, word_hash(b"16") ^ NUMBER);
        assert_eq!((sixteen.count, sixteen.sentences), (2, 2));
    }

    #[test]
    fn a_number_is_marked_where_it_counts_nothing() {
        let is_marked = |text: &str| {
            let account = account(text);
            let words = account.words(0).iter().filter(|word| account.terms()[word.term as usize].is_number);
            words.map(|word| word.is_marked).collect::<Vec<_>>()
        };
        for (text, expected) in [
            ("In 1950 they were 16", &[true, false][..]),
            ("The 1,950 and 1 950 sailors of two thousand", &[false, false, false]),
            ("On May 16 they were 900", &[true, false]),
            ("At least 16 may have drowned", &[false]),
            ("Le 16 mai 1950", &[true, true]),
            // The numbers of names are none.
            ("19 Covid-19 patients saw an F-16 of covid\u{2011}19 in article 49", &[false]),
            ("A 19-year-old won 2-0", &[false, true, true]),
            ("On 2018-07-16 at 6:41 p.m. the two left after 24 hours", &[true, true, true, true]),
            ("Between 3 million-4 million and 3 percent-4 percent", &[false, false, false, false]),
            ("3万-5万人", &[false, false]),
            ("On July-16-2018", &[true, true]),
            ("From Jun 3 to Jul 5", &[true, true]),
            ("Beat the egg, mar 3 plates", &[false]),
        ] {
            assert_eq!(is_marked(text), expected, "{text}");
        }
    }

    #[test]
    fn capitals_inside_sentences_are_counted() {
        let account = account("Minsk libère Minsk. Le Président de Minsk parle au président.");
        let term = |word: &str| term(&account, word_hash(stem(word).as_bytes()));
        assert_eq!((term("minsk").capitals, term("minsk").lowercase), (2, 0));
        assert_eq!((term("president").capitals, term("president").lowercase), (1, 1));
    }

    #[test]
    fn names_lose_what_their_language_writes_behind_an_apostrophe() {
        for (language, text, expected) in [
            ("tr", "Kurul Rize'de, Rizede ve Rize’nin köyünde", "kurul rize rizede ve rize koyunde"),
            ("fr", "Ceux de l'Europe et d'Osmy", "ceux de l europe et d osmy"),
            ("en", "At Osmy's quay in Rize'de", "at osmys quay in rizede"),
        ] {
            let tokens = Document::new(text, &Default::default()).tokens;
            let account = Account::in_language(text, Some(language), &tokens);
            let words: Vec<&str> = account.words(0).iter().map(|word| account.word(word.form)).collect();
            assert_eq!(words.join(" "), expected);
        }
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
    fn quoted_words_are_marked() {
        for (text, expected) in [
            ("Il dit « non merci » puis s’en va.", &["non", "merci"]),
            ("He says “no, thanks” and “leaves.", &["no", "thanks"]),
            ("Er sagt „nein danke“ und geht.", &["nein", "danke"]),
            ("On mówi „nie, dziękuję” i „idzie.", &["nie", "dziekuje"]),
            ("Er sagt »nein danke« und geht.", &["nein", "danke"]),
            ("他說「你好」。", &["你", "好"]),
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
            let account = Account::of_text(&text);
            let read: usize = account.sentences().iter().map(|s| s.tokens.len() as usize).sum();
            prop_assert_eq!(read, document.tokens.len());
            prop_assert!(account.terms().windows(2).all(|w| w[0].key < w[1].key));
            let counted: u32 = account.terms().iter().map(|t| t.count).sum();
            prop_assert_eq!(counted as usize, account.occurrences.len());
        }
    }
}
