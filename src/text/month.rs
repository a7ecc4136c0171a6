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
     stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia \
     ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik \
     января февраля марта апреля мая июня июля августа сентября октября ноября декабря \
     январь февраль март апрель июнь июль август сентябрь октябрь ноябрь декабрь \
     يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر \
     شباط اذار نيسان ايار حزيران تموز ايلول جانفي فيفري افريل جويليه \
     jan feb mar apr jun jul aug sept sep oct nov dec janv fevr avr juil";

static NAMES: LazyLock<Hashed<()>> =
    LazyLock::new(|| MONTHS.split_ascii_whitespace().map(|name| (word_hash(name.as_bytes()), ())).collect());

/// The months of a language from January on, as they stand beside a day.
const ORDERED: [(&str, &str); 11] = [
    ("en", "january february march april may june july august september october november december"),
    ("fr", "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"),
    ("de", "januar februar marz april mai juni juli august september oktober november dezember"),
    ("es", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    ("pt", "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"),
    ("nl", "januari februari maart april mei juni juli augustus september oktober november december"),
    (
        "pl",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    ),
    ("tr", "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik"),
    ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    ("id", "januari februari maret april mei juni juli agustus september oktober november desember"),
];

/// The name of a month, 1 to 12, beside a day, folded, where the language is one of those.
pub fn name_of(month: u32, language: &str) -> Option<&'static str> {
    let (_, names) = ORDERED.iter().find(|&&(known, _)| known == language)?;
    names.split_ascii_whitespace().nth(month.checked_sub(1)? as usize)
}

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
        for (language, names) in ORDERED {
            let names: Vec<&str> = names.split_ascii_whitespace().collect();
            assert_eq!(names.len(), 12, "{language}");
            names.iter().for_each(|name| assert!(is_month(name), "{name}"));
        }
        assert_eq!((name_of(7, "fr"), name_of(13, "fr"), name_of(7, "zh")), (Some("juillet"), None, None));
    }
}
