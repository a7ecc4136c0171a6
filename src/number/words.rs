//! Number words: `seize` is 16, `dix-neuf mille` 19000, `dreihundert` 300, `treinta y cinco` 35.
//!
//! **In** folded words in a row. **Out** the value of the longest number phrase at their head. **Cost** linear in the phrase.
//! **Never** reads a lone `un`, `une` or `one` as a number: mostly it is an article.

use super::numerals::numeral;
use super::single::{bound, simple};
use super::{chinese, collective, half};

pub use super::single::single;

/// What a word means inside a number phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// 0 to 19, and tens.
    Value(u64),
    Dozen,
    Hundred,
    Thousand,
    /// Between tens and ones.
    And,
}

fn part(word: &str) -> Option<Part> {
    Some(match word {
        "zero" => Part::Value(0),
        "one" | "un" | "une" => Part::Value(1),
        "two" | "deux" => Part::Value(2),
        "three" | "trois" => Part::Value(3),
        "four" | "quatre" => Part::Value(4),
        "five" | "cinq" => Part::Value(5),
        "six" => Part::Value(6),
        "seven" | "sept" => Part::Value(7),
        "eight" | "huit" => Part::Value(8),
        "nine" | "neuf" => Part::Value(9),
        "ten" | "dix" => Part::Value(10),
        "eleven" | "onze" => Part::Value(11),
        "twelve" | "douze" => Part::Value(12),
        "thirteen" | "treize" => Part::Value(13),
        "fourteen" | "quatorze" => Part::Value(14),
        "fifteen" | "quinze" => Part::Value(15),
        "sixteen" | "seize" => Part::Value(16),
        "seventeen" => Part::Value(17),
        "eighteen" => Part::Value(18),
        "nineteen" => Part::Value(19),
        "twenty" | "vingt" | "vingts" => Part::Value(20),
        "thirty" | "trente" => Part::Value(30),
        "forty" | "quarante" => Part::Value(40),
        "fifty" | "cinquante" => Part::Value(50),
        "sixty" | "soixante" => Part::Value(60),
        "seventy" | "septante" => Part::Value(70),
        "eighty" | "octante" | "huitante" => Part::Value(80),
        "ninety" | "nonante" => Part::Value(90),
        "dozen" | "dozens" | "douzaine" | "douzaines" => Part::Dozen,
        "hundred" | "cent" | "cents" => Part::Hundred,
        "thousand" | "mille" => Part::Thousand,
        "et" | "and" => Part::And,
        _ => return None,
    })
}

/// The value of the longest row of number words of all languages but English and French at the head of `words`, and how many of them it
/// takes: `ciento cincuenta mil`, `treinta y cinco`, `mille e duecento`, `cento e vinte`, `двадцать три`. `joined(i)` as in [`phrase`].
pub fn row(words: &[&str], joined: impl Fn(usize) -> bool) -> Option<(u64, usize)> {
    let (mut total, mut group, mut used) = (0u64, 0u64, 0);
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !joined(index) {
            break;
        }
        let next = || words.get(index + 1).copied().unwrap_or_default();
        let ones_of = |word: &str| {
            let numeral = || numeral(word).map(|numeral| numeral.value);
            bound(word).or_else(|| simple(word)).or_else(numeral).filter(|value| (1..10).contains(value))
        };
        if matches!(*word, "y" | "e") {
            // Between tens and ones, in Italian and Portuguese after a thousand, in Portuguese after a hundred.
            let after_tens = group % 100 >= 20 && group % 10 == 0 && ones_of(next()).is_some();
            let after_thousand = *word == "e" && total > 0 && group == 0 && single(next()).is_some();
            let after_hundred = *word == "e" && group > 0 && group % 100 == 0 && {
                let is_own = |word: &str| numeral(word).is_some_and(|numeral| numeral.language == "pt");
                (is_own(words[index - 1]) || is_own(next()))
                    && (ones_of(next()).is_some() || single(next()).is_some_and(|next| next < 100))
            };
            if used == index && (after_tens || after_thousand || after_hundred) {
                continue;
            }
            break;
        }
        if is_thousand(word) && total == 0 && group < 1000 {
            total = group.max(1) * 1000;
            (group, used) = (0, index + 1);
            continue;
        }
        // Two hundred, in Turkish.
        if *word == "yuz" && (2..10).contains(&group) {
            (group, used) = (group * 100, index + 1);
            continue;
        }
        let value = match single(word) {
            Some(value) => value,
            None if used > 0 => ones_of(word).unwrap_or(0),
            None => 0,
        };
        let is_beside = || {
            let own = numeral(word).filter(|numeral| numeral.is_side_by_side());
            own.is_some_and(|own| used == index && (group % 100 >= 20 || own.language == "tr"))
        };
        let fits = match value {
            0 => false,
            1..10 => group % 100 == 0 || (group % 10 == 0 && (used + 1 == index || is_beside())),
            10..100 => group % 100 == 0,
            100..1000 => group == 0,
            _ => total + group == 0,
        };
        // Side by side only what grows smaller is one number.
        if !fits || (used == 0 && index > 0) {
            break;
        }
        match value {
            1000.. => total = value,
            _ => group += value,
        }
        used = index + 1;
    }
    // By itself it is a face.
    let is_number = used > 1 || used == 1 && words[0] != "yuz";
    is_number.then_some((total + group, used))
}

fn is_thousand(word: &str) -> bool {
    matches!(word, "mil" | "mille" | "tausend" | "duizend" | "tysiac" | "тысяча" | "bin")
}

/// Whether [`row`] reads a number that begins with `word`.
pub fn opens_row(word: &str) -> bool {
    matches!(word, "mil" | "mille") || single(word).is_some()
}

/// Whether a word is a sign with which a number in Chinese characters may begin.
pub fn is_sign(word: &str) -> bool {
    chinese::opens(word)
}

/// The number at the head of such signs: `chinese::phrase`.
pub fn signs(
    words: &[&str],
    joined: impl Fn(usize) -> bool,
    counts_more: impl Fn(usize) -> bool,
) -> Option<(u64, usize)> {
    chinese::phrase(words, joined, counts_more)
}

/// Whether a number in words may begin with `word`, whatever stands around it.
pub fn may_open(word: &str) -> bool {
    part(word).is_some()
        || opens_row(word)
        || num_of_half([word, "a"]).is_some()
        || half::in_one_word(word).is_some()
        || collective::value(word).is_some()
        || chinese::opens(word)
        || matches!(word, "a" | "eine" | "bir")
}

/// Whether nobody knows how many hundreds, thousands or dozens stand behind a word.
pub fn is_vague(word: &str) -> bool {
    matches!(
        word,
        "several"
            | "few"
            | "many"
            | "some"
            | "mehrere"
            | "einige"
            | "viele"
            | "plusieurs"
            | "quelques"
            | "varios"
            | "varias"
            | "algunos"
            | "algunas"
            | "alcuni"
            | "alcune"
            | "diversi"
            | "diverse"
    )
}

/// Whether a word is all that a vague one makes of it: a hundred, a thousand, a dozen.
pub fn is_round(word: &str) -> bool {
    matches!(part(word), Some(Part::Hundred | Part::Thousand | Part::Dozen))
        || matches!(word, "hundert" | "tausend" | "cien" | "cento" | "mil")
}

/// Whether a number word before this one, and joined to it by a hyphen or a space, is the first part of an ordinal or a fraction:
/// `twenty-first`, `deux tiers`.
pub fn is_rest_of_ordinal(word: &str, is_hyphen: bool) -> bool {
    let is_fraction = matches!(
        word,
        "thirds"
            | "quarters"
            | "fifths"
            | "tenths"
            | "tiers"
            | "quarts"
            | "cinquiemes"
            | "dixiemes"
            | "drittel"
            | "viertel"
            | "tercios"
            | "cuartos"
            | "terzi"
            | "quarti"
    );
    // No month and no tooth.
    const ENDINGS: [&str; 12] = [
        "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "teenth",
        "ieme", "iemes",
    ];
    let is_ordinal = || {
        matches!(word, "first" | "second" | "third") || ENDINGS.iter().any(|ending| word.ends_with(ending))
    };
    is_fraction || is_hyphen && is_ordinal()
}

/// Whether a word is a number in a text of a language, where that is certain: officers seize, Sept is a month, an elf is none, and once
/// is eleven in Spanish alone. With an accent (`très`) it is another word, but in the languages that write it so.
pub fn is_number_in(word: &str, is_ascii: bool, language: Option<&str>) -> bool {
    let is_listed = match word {
        "once" | "dos" | "quince" => is_ascii && language == Some("es"),
        "mil" => is_ascii && matches!(language, Some("es" | "pt")),
        "due" | "tre" => is_ascii && language == Some("it"),
        "seize" | "sept" | "cent" => is_ascii && language != Some("en"),
        "elf" => is_ascii && !matches!(language, Some("en" | "fr" | "es" | "it")),
        "tres" => is_ascii && language != Some("fr"),
        "ten" | "onze" => is_ascii && language != Some("nl"),
        _ => part(word).is_some() || simple(word).is_some(),
    };
    is_listed || numeral(word).is_some_and(|numeral| numeral.is_in(language))
}

/// Whether that depends on the language.
pub fn is_ambiguous(word: &str) -> bool {
    matches!(
        word,
        "once"
            | "dos"
            | "quince"
            | "mil"
            | "due"
            | "tre"
            | "seize"
            | "sept"
            | "cent"
            | "elf"
            | "tres"
            | "ten"
            | "onze"
    ) || numeral(word).is_some()
}

/// How many a dozen is, where these are the words before it.
pub fn dozen(word: &str, before: [&str; 2]) -> Option<u64> {
    let is_half = matches!(before, [_, "half" | "demi"] | ["half", "a"]);
    matches!(word, "dozen" | "douzaine").then_some(if is_half { 6 } else { 12 })
}

/// Whether a number before `cents` is one of hundreds, not of coins.
fn is_french(word: &str) -> bool {
    matches!(word, "deux" | "trois" | "quatre" | "cinq" | "six" | "sept" | "huit" | "neuf")
}

/// Whether a number phrase may begin with `word`, which follows `before`: none does with the cent of `per cent` and `pour cent`, nor
/// with `cents`, which are coins.
pub fn opens(word: &str, before: &str) -> bool {
    match part(word) {
        Some(Part::Hundred) => word != "cents" && !matches!(before, "per" | "pour" | "por" | "pro"),
        Some(Part::Value(_) | Part::Thousand) => true,
        Some(Part::And | Part::Dozen) | None => false,
    }
}

/// Whether it is one, which is an article as well.
pub fn is_one(word: &str) -> bool {
    matches!(word, "un" | "une" | "one" | "a")
}

/// What a word is where a number stands in its place elsewhere: by itself it is mostly an article, or another word.
pub fn possible(word: &str) -> Option<u64> {
    match word {
        "one" | "une" | "eine" | "einen" | "einem" | "einer" | "eines" | "eins" | "um" | "uma" | "een"
        | "jeden" | "jedna" | "bir" | "один" | "одна" | "одно" => Some(1),
        _ => bound(word),
    }
}

/// How many of these words before a power of ten halve it: `half a million`, `un demi-million`, `medio millón`.
pub fn num_of_half(words: [&str; 2]) -> Option<usize> {
    match words {
        ["half", "a"] | ["un", "demi"] | ["eine", "halbe"] => Some(2),
        ["demi" | "medio" | "mezzo" | "meio" | "halbe", _] => Some(1),
        _ => None,
    }
}

/// The value of the longest number phrase of English or French at the head of `words`, and how many of them it takes. `joined(i)` says
/// whether nothing but spaces and hyphens stands before word `i`, `is_range` whether the phrase is the first end of one: `between twenty
/// and thirty` are two.
pub fn phrase(words: &[&str], is_range: bool, joined: impl Fn(usize) -> bool) -> Option<(u64, usize)> {
    let (mut total, mut group, mut used) = (0, 0, 0);
    let mut is_hundred = false;
    // The number word before.
    let mut before = "";
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !joined(index) {
            break;
        }
        let Some(part) = part(word) else { break };
        match part {
            Part::And => {
                let next = words.get(index + 1).copied().unwrap_or_default();
                let behind = words.get(index + 2).and_then(|word| self::part(word));
                let goes_on = matches!(self::part(next), Some(Part::Value(_)))
                    && !matches!(behind, Some(Part::Hundred | Part::Dozen));
                // Two hundred and thirty, one thousand and fifty, vingt et un.
                let fits = match group {
                    0 => total > 0 && behind != Some(Part::Thousand),
                    _ if is_hundred => true,
                    _ => matches!(next, "un" | "une" | "onze"),
                };
                if used == 0 || is_range || !goes_on || !fits {
                    break;
                }
                continue;
            }
            // Quatre-vingts.
            Part::Value(20) if group % 100 == 4 && used > 0 && word.starts_with("vingt") => group += 76,
            Part::Value(value) => {
                let rest = group % 100;
                let fits = used == 0
                    || match value {
                        0 => false,
                        // Dix-sept; then twenty-one, cent trois.
                        1..10 => {
                            (rest == 10 && before == "dix" && value >= 7)
                                || (rest % 10 == 0 && rest != 10 && (rest > 0 || group > 0 || total > 0))
                        }
                        // Soixante-douze, quatre-vingt-onze, cent douze.
                        10..20 => {
                            (matches!(rest, 60 | 80) && matches!(before, "soixante" | "vingt" | "vingts"))
                                || (rest == 0 && (group > 0 || total > 0))
                        }
                        _ => rest == 0 && (group > 0 || total > 0),
                    };
                if !fits {
                    break;
                }
                group += value;
            }
            // Fifty cents; but deux cents.
            Part::Hundred
                if *word == "cents" && !words[..index].last().is_some_and(|word| is_french(word)) =>
            {
                break;
            }
            // Two dozen; of many dozens nobody knows how many.
            Part::Dozen if total == 0 && (1..100).contains(&group) => {
                used = index + 1;
                group *= 12;
                break;
            }
            Part::Dozen => break,
            Part::Hundred | Part::Thousand if used > 0 && total + group == 0 => break,
            Part::Hundred if group < 100 && !is_hundred => {
                group = group.max(1) * 100;
                is_hundred = true;
            }
            Part::Thousand if total == 0 => {
                total = group.max(1) * 1000;
                (group, is_hundred) = (0, false);
            }
            Part::Hundred | Part::Thousand => break,
        }
        used = index + 1;
        before = word;
    }
    let is_article = used == 1 && is_one(words[0]);
    (used > 0 && !is_article).then_some((total + group, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_have_their_value() {
        for (words, expected) in [
            ("seize", Some((16, 1))),
            ("dix neuf mille", Some((19_000, 3))),
            ("quatre vingt sept", Some((87, 3))),
            ("quatre vingts", Some((80, 2))),
            ("quatre vingt dix", Some((90, 3))),
            ("soixante et onze", Some((71, 3))),
            ("vingt et un", Some((21, 3))),
            ("vingt et Paris", Some((20, 1))),
            ("eighty seven", Some((87, 2))),
            ("two hundred and thirty", Some((230, 4))),
            ("two hundred and thirty thousand", Some((230_000, 5))),
            ("one hundred and two hundred", Some((100, 2))),
            ("one thousand and fifty", Some((1050, 4))),
            ("two thousand and five hundred", Some((2000, 2))),
            ("mille et une", Some((1001, 3))),
            ("twenty and five", Some((20, 1))),
            ("twelve hundred", Some((1200, 2))),
            ("mille", Some((1000, 1))),
            ("fifty cents", Some((50, 1))),
            ("deux cents", Some((200, 2))),
            ("cents", None),
            ("deux cent trois", Some((203, 3))),
            ("one hundred", Some((100, 2))),
            ("ten eight hour", Some((10, 1))),
            ("dix huit", Some((18, 2))),
            ("sixty twelve", Some((60, 1))),
            ("soixante douze", Some((72, 2))),
            ("vingt douze", Some((20, 1))),
            ("zero hundred", Some((0, 1))),
            ("deux trois", Some((2, 1))),
            ("two dozen", Some((24, 2))),
            ("une douzaine", Some((12, 2))),
            ("trois douzaines", Some((36, 2))),
            ("dozens", None),
            ("cent douzaines", Some((100, 1))),
            ("un", None),
            ("one", None),
            ("maison", None),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(phrase(&words, false, |_| true), expected, "{words:?}");
        }
        assert_eq!(phrase(&["vingt", "deux"], false, |_| false), Some((20, 1)));
        assert_eq!(phrase(&["two", "hundred", "and", "three"], true, |_| true), Some((200, 2)));
        assert!(
            opens("cent", "quelque")
                && !opens("cent", "pour")
                && !opens("cent", "per")
                && !opens("cents", "ten")
        );
    }

    #[test]
    fn a_dozen_is_halved() {
        assert_eq!(
            [["", "a"], ["half", "a"], ["une", "demi"]].map(|before| dozen("dozen", before)),
            [Some(12), Some(6), Some(6)]
        );
    }

    /// What is told once a form stands for what is asked at each place.
    #[test]
    fn a_word_that_opens_anything_may_open() {
        let words = "un six cent mille vingt dozen douzaine and zwei tres ciento mil dreihundert ventuno neuf one und barge \
            accento jahrhundert hundred cents thousand veintidos";
        for word in words.split_whitespace() {
            let opens_here = ["", "per", "a", "half"]
                .iter()
                .any(|before| opens(word, before) || dozen(word, ["", before]).is_some());
            assert!(may_open(word) || !(opens_here || opens_row(word)), "{word}");
        }
        assert!(!may_open("barge") && !may_open("accento") && may_open("douzaine"));
    }

    #[test]
    fn rows_have_their_value() {
        for (words, expected) in [
            ("treinta y cinco", Some((35, 3))),
            ("treinta y veinte", Some((30, 1))),
            ("treinta y cinco mil", Some((35_000, 4))),
            ("mil doscientas personas", Some((1200, 2))),
            ("mil cien", Some((1100, 2))),
            ("ciento cincuenta mil", Some((150_000, 3))),
            ("doscientas cincuenta y dos", Some((252, 4))),
            ("cinco mil quinientas", Some((5500, 3))),
            ("ciento dos", Some((102, 2))),
            ("mille e duecento", Some((1200, 3))),
            ("mille duecento", Some((1200, 2))),
            ("cento cinquanta", Some((150, 2))),
            ("duemila trecento", Some((2300, 2))),
            ("drei tausend", Some((3000, 2))),
            ("cinco y seis", Some((5, 1))),
            ("cinco seis", Some((5, 1))),
            ("cincuenta ciento", Some((50, 1))),
            ("mil mil", Some((1000, 1))),
            ("y cinco", None),
            ("una", None),
            ("cento e vinte e tres", Some((123, 5))),
            ("vinte e cinco mil", Some((25_000, 4))),
            ("mil e quinhentos", Some((1500, 3))),
            ("duzentas e uma", Some((201, 3))),
            ("cento e venti", Some((100, 1))),
            ("dwadziescia trzy", Some((23, 2))),
            ("sto dwadziescia jeden", Some((121, 3))),
            ("dziesiec dwa", Some((10, 1))),
            ("двадцать три", Some((23, 2))),
            ("сто сорок два", Some((142, 3))),
            ("тысяча двести", Some((1200, 2))),
            ("on iki", Some((12, 2))),
            ("iki yuz elli bes", Some((255, 4))),
            ("bes bin uc yuz", Some((5300, 4))),
            ("yuz yirmi", Some((120, 2))),
            ("yuz", None),
            ("bir", None),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(row(&words, |_| true), expected, "{words:?}");
        }
        assert_eq!(row(&["mil", "doscientas"], |_| false), Some((1000, 1)));
    }
}
