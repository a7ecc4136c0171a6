//! Names of months, in the languages news comes in.
//!
//! **In** a folded word. **Out** whether it names a month. **Cost** one look-up. **Never** asks for the language.

use super::hashed::Hashed;
use super::tokenize::word_hash;
use std::sync::LazyLock;

const MONTHS: &str = "january february march april may june july august september october november december \
     janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre \
     januar februar marz juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre \
     octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre \
     janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro \
     januari februari maart maret mei augustus agustus desember \
     января февраля марта апреля мая июня июля августа сентября октября ноября декабря \
     يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر \
     jan feb mar apr jun jul aug sept sep oct nov dec janv fevr avr juil";

static NAMES: LazyLock<Hashed<()>> =
    LazyLock::new(|| MONTHS.split_ascii_whitespace().map(|name| (word_hash(name.as_bytes()), ())).collect());

/// Whether a folded word is the name of a month, or short for one.
pub fn is_month(word: &str) -> bool {
    NAMES.contains_key(&word_hash(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn every_name_is_folded_as_words_are() {
        for name in MONTHS.split_ascii_whitespace() {
            let mut folded = String::new();
            fold(name, true, &mut folded);
            assert_eq!(folded, name);
        }
        assert!(is_month("juillet") && !is_month("juillets"));
    }
}
