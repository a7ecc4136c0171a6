//! Number words to numbers: `seize` is 16, `dix-neuf mille` 19000, `two hundred and thirty` 230.
//!
//! **In** folded words in a row. **Out** the value of the longest number phrase at their head. **Cost** linear in the phrase.
//! **Never** reads a lone `un`, `une` or `one` as a number: mostly it is an article.

/// What a word means inside a number phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// 0 to 19, and tens.
    Value(u64),
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
        "twelve" | "douze" | "dozen" | "douzaine" => Part::Value(12),
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
        "hundred" | "cent" | "cents" => Part::Hundred,
        "thousand" | "mille" => Part::Thousand,
        "et" | "and" => Part::And,
        _ => return None,
    })
}

/// Single number words of German, Spanish and Italian.
pub fn single(word: &str) -> Option<u64> {
    Some(match word {
        "zwei" => 2,
        "drei" | "tres" => 3,
        "vier" | "cuatro" | "quattro" => 4,
        "funf" | "cinco" | "cinque" => 5,
        "sechs" | "seis" => 6,
        "sieben" | "siete" | "sette" => 7,
        "acht" | "ocho" | "otto" => 8,
        "neun" | "nueve" | "nove" => 9,
        "zehn" | "diez" | "dieci" => 10,
        "elf" | "undici" => 11,
        "zwolf" | "doce" | "dodici" => 12,
        "dreizehn" | "trece" => 13,
        "vierzehn" | "catorce" => 14,
        "funfzehn" => 15,
        "sechzehn" | "dieciseis" => 16,
        "zwanzig" | "veinte" | "venti" => 20,
        "dreissig" | "treinta" | "trenta" => 30,
        "vierzig" | "cuarenta" | "quaranta" => 40,
        "funfzig" | "cincuenta" | "cinquanta" => 50,
        "sechzig" | "sesenta" | "sessanta" => 60,
        "hundert" | "cien" | "cento" => 100,
        "tausend" => 1000,
        _ => return None,
    })
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
        Some(Part::And) | None => false,
    }
}

/// The value of the longest number phrase at the head of `words`, and how many of them it takes. `joined(i)` says whether
/// nothing but spaces and hyphens stands before word `i`.
pub fn phrase(words: &[&str], joined: impl Fn(usize) -> bool) -> Option<(u64, usize)> {
    let (mut total, mut group, mut used) = (0, 0, 0);
    let mut is_hundred = false;
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !joined(index) {
            break;
        }
        let Some(part) = part(word) else { break };
        match part {
            Part::And => {
                let goes_on =
                    words.get(index + 1).is_some_and(|next| matches!(self::part(next), Some(Part::Value(_))));
                if used == 0 || group < 20 || !goes_on {
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
                            (rest == 10 && value >= 7)
                                || (rest % 10 == 0 && rest != 10 && (rest > 0 || group > 0 || total > 0))
                        }
                        // Soixante-douze, quatre-vingt-onze, cent douze.
                        10..20 => matches!(rest, 60 | 80) || (rest == 0 && (group > 0 || total > 0)),
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
    }
    let is_article = used == 1 && matches!(words[0], "un" | "une" | "one");
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
            ("twelve hundred", Some((1200, 2))),
            ("mille", Some((1000, 1))),
            ("fifty cents", Some((50, 1))),
            ("deux cents", Some((200, 2))),
            ("cents", None),
            ("deux cent trois", Some((203, 3))),
            ("one hundred", Some((100, 2))),
            ("deux trois", Some((2, 1))),
            ("un", None),
            ("one", None),
            ("maison", None),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(phrase(&words, |_| true), expected, "{words:?}");
        }
        assert_eq!(phrase(&["vingt", "deux"], |_| false), Some((20, 1)));
        assert!(
            opens("cent", "quelque")
                && !opens("cent", "pour")
                && !opens("cent", "per")
                && !opens("cents", "ten")
        );
    }
}
