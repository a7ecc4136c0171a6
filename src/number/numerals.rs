//! Number words of languages that have no table in [`super::words`] or [`super::single`].
//!
//! **In** a folded word. **Out** its value, and the language in whose texts it is one. **Cost** one look-up.
//! **Never** knows a grammar: how words make a number stands in [`super::words`].

use crate::text::hashed::Hashed;
use crate::text::tokenize::word_hash;
use std::sync::LazyLock;

/// A number word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    pub value: u64,
    pub language: &'static str,
}

/// Languages and their words, folded, each value before its words. Ones that are articles too count only behind others.
const TABLES: [(&str, &str); 5] = [
    (
        "pt",
        "1 um uma 2 dois duas 3 tres 4 quatro 6 seis 7 sete 8 oito 9 nove 10 dez 11 onze 12 doze 13 treze 14 catorze quatorze 15 quinze \
         16 dezesseis dezasseis 17 dezessete dezassete 18 dezoito 19 dezenove dezanove 20 vinte 30 trinta 40 quarenta 50 cinquenta \
         60 sessenta 70 setenta 80 oitenta 90 noventa 100 cem 200 duzentos duzentas 300 trezentos trezentas 400 quatrocentos \
         quatrocentas 500 quinhentos quinhentas 600 seiscentos seiscentas 700 setecentos setecentas 800 oitocentos oitocentas \
         900 novecentos novecentas",
    ),
    (
        "nl",
        "1 een 2 twee 3 drie 5 vijf 6 zes 7 zeven 9 negen 10 tien 12 twaalf 13 dertien 14 veertien 15 vijftien 16 zestien 17 zeventien \
         18 achttien 19 negentien 20 twintig 30 dertig 40 veertig 50 vijftig 60 zestig 70 zeventig 80 tachtig 90 negentig 100 honderd \
         1000 duizend",
    ),
    (
        "pl",
        "1 jeden jedna 2 dwa dwie dwaj dwoch 3 trzy trzej trzech 4 cztery czterej czterech 5 piec pieciu 6 szesc szesciu 7 siedem siedmiu \
         8 osiem osmiu 9 dziewiec dziewieciu 10 dziesiec dziesieciu 11 jedenascie jedenastu 12 dwanascie dwunastu 13 trzynascie \
         trzynastu 14 czternascie czternastu 15 pietnascie pietnastu 16 szesnascie szesnastu 17 siedemnascie siedemnastu \
         18 osiemnascie osiemnastu 19 dziewietnascie dziewietnastu 20 dwadziescia dwudziestu 30 trzydziesci trzydziestu \
         40 czterdziesci czterdziestu 50 piecdziesiat piecdziesieciu 60 szescdziesiat szescdziesieciu 70 siedemdziesiat \
         siedemdziesieciu 80 osiemdziesiat osiemdziesieciu 90 dziewiecdziesiat dziewiecdziesieciu 100 sto stu 200 dwiescie dwustu \
         300 trzysta trzystu 400 czterysta czterystu 500 piecset pieciuset 600 szescset 700 siedemset 800 osiemset 900 dziewiecset \
         1000 tysiac",
    ),
    (
        "ru",
        "1 один одна одно 2 два две двух 3 три трех 4 четыре четырех 5 пять пяти 6 шесть шести 7 семь семи 8 восемь восьми \
         9 девять девяти 10 десять десяти 11 одиннадцать одиннадцати 12 двенадцать двенадцати 13 тринадцать тринадцати \
         14 четырнадцать четырнадцати 15 пятнадцать пятнадцати 16 шестнадцать шестнадцати 17 семнадцать семнадцати 18 восемнадцать \
         восемнадцати 19 девятнадцать девятнадцати 20 двадцать двадцати 30 тридцать тридцати 40 сорок сорока 50 пятьдесят пятидесяти \
         60 шестьдесят шестидесяти 70 семьдесят семидесяти 80 восемьдесят восьмидесяти 90 девяносто 100 сто ста 200 двести двухсот \
         300 триста трехсот 400 четыреста четырехсот 500 пятьсот пятисот 600 шестьсот 700 семьсот 800 восемьсот 900 девятьсот \
         1000 тысяча",
    ),
    (
        "tr",
        "1 bir 2 iki 3 uc 4 dort 5 bes 6 alti 7 yedi 8 sekiz 9 dokuz 10 on 20 yirmi 30 otuz 40 kirk 50 elli 60 altmis 70 yetmis 80 seksen \
         90 doksan 100 yuz 1000 bin",
    ),
];

/// The number that a word is in one of these languages.
pub fn numeral(word: &str) -> Option<Numeral> {
    static NUMERALS: LazyLock<Hashed<Numeral>> = LazyLock::new(|| {
        let mut out = Hashed::default();
        for (language, words) in TABLES {
            let mut value = 0;
            for word in words.split_ascii_whitespace() {
                match word.parse() {
                    Ok(next) => value = next,
                    Err(_) => _ = out.insert(word_hash(word.as_bytes()), Numeral { value, language }),
                }
            }
        }
        out
    });
    NUMERALS.get(&word_hash(word.as_bytes())).copied()
}

impl Numeral {
    /// Whether ones stand right behind tens: `двадцать три`, and in Turkish behind ten.
    pub fn is_side_by_side(self) -> bool {
        matches!(self.language, "pl" | "ru" | "tr")
    }

    /// Whether it is one in a text of that language; letters of one language need not be asked.
    pub fn is_in(self, language: Option<&str>) -> bool {
        self.language == "ru" || language == Some(self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_folded;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_is_folded_and_stands_once() {
        let words = || TABLES.iter().flat_map(|(_, words)| words.split_ascii_whitespace());
        words().for_each(assert_folded);
        let spelled: Vec<&str> =
            words().filter(|word| !word.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert_eq!(spelled.iter().collect::<HashSet<_>>().len(), spelled.len());
    }

    #[test]
    fn words_are_numbers_in_their_language() {
        let value = |word| numeral(word).map(|numeral| numeral.value);
        assert_eq!(
            ["vinte", "twaalf", "stu", "сорок", "otuz", "maison"].map(value),
            [Some(20), Some(12), Some(100), Some(40), Some(30), None]
        );
        let is_in = |word, language| numeral(word).is_some_and(|numeral| numeral.is_in(language));
        assert!(is_in("on", Some("tr")) && !is_in("on", Some("en")) && !is_in("on", None));
        assert!(is_in("три", None));
    }
}
