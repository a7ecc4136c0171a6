//! Nouns that are numbers: `une vingtaine de marins`, `un centenar de personas`, `zwei Dutzend`.
//!
//! **In** a folded word and those around it. **Out** how many it is. **Cost** none. **Never** counts a plural by itself: of dozens nobody
//! knows how many.

/// How many such a noun is in the singular.
pub fn value(word: &str) -> Option<u64> {
    Some(match word {
        "dizaine" | "decena" | "decina" | "dezena" | "tiental" => 10,
        "dutzend" | "docena" | "dozzina" | "duzia" | "dozijn" => 12,
        "quinzaine" | "quincena" | "quindicina" | "quinzena" => 15,
        "vingtaine" | "veintena" | "ventina" | "vintena" | "twintigtal" => 20,
        "trentaine" | "treintena" | "trentina" | "trintena" | "dertigtal" => 30,
        "quarantaine" | "cuarentena" | "quarantina" | "quarentena" | "veertigtal" => 40,
        "cinquantaine" | "cincuentena" | "cinquantina" | "vijftigtal" => 50,
        "soixantaine" | "sesentena" | "sessantina" => 60,
        "centaine" | "centenar" | "centinaio" | "centena" | "honderdtal" => 100,
        "millier" | "millar" | "migliaio" | "milhar" | "duizendtal" => 1000,
        _ => return None,
    })
}

/// Whether `word` is a dozen, or what is multiplied by a number as one: `zwei Dutzend`, `dos docenas`.
pub fn is_dozen(word: &str) -> bool {
    matches!(
        word,
        "dozen"
            | "dutzend"
            | "douzaines"
            | "docenas"
            | "dozzine"
            | "duzias"
            | "dozijn"
            | "docena"
            | "douzaine"
    )
}

/// Whether such a noun counts something by itself, and not only before `of`.
pub fn is_bare(word: &str) -> bool {
    matches!(word, "dutzend" | "dozijn") || word.ends_with("tal")
}

/// Whether it is also a time of isolation: `la quarantaine de 14 jours`.
pub fn is_isolation(word: &str) -> bool {
    matches!(word, "quarantaine" | "cuarentena" | "quarantina" | "quarentena")
}

/// Whether it is also a time of two weeks, where days stand behind it: `une quinzaine de jours`.
pub fn is_fortnight(word: &str) -> bool {
    matches!(word, "quinzaine" | "quincena" | "quindicina" | "quinzena")
}

/// Whether a word stands for thousands behind such a noun: `une dizaine de milliers`.
pub fn is_of_thousands(word: &str) -> bool {
    matches!(word, "milliers" | "miles" | "millares" | "migliaia" | "milhares")
}

/// What the two words before such a noun make of it: one of it, or a half.
pub fn counted(value: u64, before: [&str; 2]) -> Option<u64> {
    match before {
        [_, "demi" | "demie" | "medio" | "media" | "mezza" | "mezzo" | "meia" | "meio" | "half"]
        | [_, "halbes" | "halben"] => Some(value / 2),
        [_, one] if is_article(one) => Some(value),
        [
            one,
            "bonne" | "petite" | "bon" | "petit" | "buona" | "buen" | "buena" | "boa" | "gutes" | "guten"
            | "knappes",
        ] if is_article(one) => Some(value),
        _ => None,
    }
}

/// Whether it is one such noun, or the one.
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "un" | "une"
            | "la"
            | "le"
            | "una"
            | "el"
            | "uma"
            | "um"
            | "a"
            | "ein"
            | "einem"
            | "eines"
            | "een"
            | "het"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_it_or_a_half() {
        assert_eq!(value("vingtaine").and_then(|value| counted(value, ["pour", "une"])), Some(20));
        assert_eq!(value("centenar").and_then(|value| counted(value, ["un", "medio"])), Some(50));
        assert_eq!(value("dutzend").and_then(|value| counted(value, ["ein", "halbes"])), Some(6));
        assert_eq!(counted(20, ["une", "petite"]), Some(20));
        assert_eq!(counted(20, ["", "cette"]), None);
        assert_eq!((value("dizaines"), value("vingt")), (None, None));
        assert!(is_bare("tiental") && !is_bare("dizaine") && is_dozen("docenas"));
    }
}
