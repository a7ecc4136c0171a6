//! Folding: what two spellings of a word have in common.
//!
//! **In** one word as written. **Out** its folded form: NFKC, case folded, accents folded on request, punctuation
//! inside it dropped, numbers in one spelling. **Cost** linear, allocating; [`fold_alone`] avoids it by table.
//! **Never** stems, transliterates or drops a letter. **From** Unicode Annex 15 (NFKC) and the case folding of the
//! Unicode Character Database; letters without a decomposition (ł, ø, ß, œ …) by the short list below.

use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// Appends the folded form of `word` to `out`. A word of digits and separators takes the one spelling of
/// [`number`]; every other word loses what is neither letter nor digit.
pub fn fold(word: &str, accents: bool, out: &mut String) {
    let from = out.len();
    // Of what was read; a fraction ends them, so that they are not looked at again at each.
    let mut are_digits = true;
    for piece in word.split_inclusive(is_fraction) {
        let begun = out.len();
        let fraction = piece.chars().next_back().filter(|&c| is_fraction(c));
        let letters = &piece[..piece.len() - fraction.map_or(0, char::len_utf8)];
        for c in letters.chars().nfkc().flat_map(char::to_lowercase) {
            push_letter(c, accents, out);
        }
        if let Some(fraction) = fraction {
            are_digits = are_digits && out[begun..].bytes().all(|b| b.is_ascii_digit());
            let has_digits = are_digits && out.len() > from;
            push_fraction(fraction, are_digits, has_digits, out);
            are_digits = false;
        }
    }
    if accents {
        let plain: String = out[from..].nfd().filter(|&c| !is_accent(c)).nfc().collect();
        out.truncate(from);
        out.push_str(&plain);
    } else {
        let composed: String = out[from..].nfc().collect();
        out.truncate(from);
        out.push_str(&composed);
    }
    if out[from..].bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        let spelled = number(&out[from..]);
        out.truncate(from);
        out.push_str(&spelled);
    } else {
        let plain: String = out[from..].chars().filter(|&c| c.is_alphanumeric() || is_mark(c)).collect();
        out.truncate(from);
        out.push_str(&plain);
    }
}

/// Code points of one table of letters.
const BLOCK: usize = 256;

/// Tables of the basic plane, made when a letter of theirs is first met: with accents folded, and with accents kept.
static ALONE: [[OnceLock<[u16; BLOCK]>; 0x1_0000 / BLOCK]; 2] =
    [const { [const { OnceLock::new() }; 0x1_0000 / BLOCK] }; 2];

/// The folded form of a letter that is one letter whatever stands beside it, unless a mark does.
fn alone(c: char, accents: bool) -> Option<char> {
    let code = c as usize;
    let block = ALONE[usize::from(accents)].get(code / BLOCK)?.get_or_init(|| {
        let first = (code - code % BLOCK) as u32;
        std::array::from_fn(|at| char::from_u32(first + at as u32).map_or(0, |c| alone_slow(c, accents)))
    });
    char::from_u32(block[code % BLOCK].into()).filter(|&folded| folded != '\0')
}

fn alone_slow(c: char, accents: bool) -> u16 {
    if !c.is_alphabetic() || joins_others(c) {
        return 0;
    }
    let mut out = String::new();
    fold(c.encode_utf8(&mut [0; 4]), accents, &mut out);
    let mut folded = out.chars();
    match (folded.next(), folded.next()) {
        (Some(one), None) if one.is_alphabetic() && !joins_others(one) => {
            u16::try_from(one as u32).unwrap_or(0)
        }
        _ => 0,
    }
}

/// Whether a letter may be composed with the one before or behind it, or change places with it: parts of Hangul syllables, marks.
fn joins_others(c: char) -> bool {
    is_mark(c) || matches!(c, '\u{1100}'..='\u{11FF}')
}

/// What [`fold`] does, where `word` is of letters that each fold alone; else `out` is left as it was and the answer is no.
pub fn fold_alone(word: &str, accents: bool, out: &mut String) -> bool {
    let from = out.len();
    for c in word.chars() {
        let Some(folded) = alone(c, accents) else {
            out.truncate(from);
            return false;
        };
        out.push(folded);
    }
    true
}

/// Letters that normalization leaves alone although readers take them for the same.
fn push_letter(c: char, accents: bool, out: &mut String) {
    match c {
        'ς' => out.push('σ'),
        'ß' => out.push_str("ss"),
        // Tatweel stretches a word and says nothing.
        '\u{640}' => {}
        '٫' => out.push('.'),
        '٬' => out.push(','),
        '٠'..='٩' => out.push(digit(c, '٠')),
        '۰'..='۹' => out.push(digit(c, '۰')),
        '०'..='९' => out.push(digit(c, '०')),
        _ if !accents => out.push(c),
        'œ' => out.push_str("oe"),
        'æ' => out.push_str("ae"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'ٱ' => out.push('ا'),
        'ى' | 'ی' => out.push('ي'),
        'ک' => out.push('ك'),
        'ة' => out.push('ه'),
        _ => out.push(c),
    }
}

fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '\u{2150}'..='\u{215F}' | '\u{2189}')
}

/// A fraction as decimals behind a word of digits: 2½ is 2.5. One that two decimals do not tell stays the letter it is, since 1⅓ is not 113,
/// and 1.333 would be read as thousands.
fn push_fraction(fraction: char, are_digits: bool, has_digits: bool, out: &mut String) {
    let decimals = match fraction {
        '½' => "5",
        '¼' => "25",
        '¾' => "75",
        _ => return out.push(fraction),
    };
    match (are_digits, has_digits) {
        (true, false) => out.push_str("0."),
        (true, true) => out.push('.'),
        (false, _) => return out.push(fraction),
    }
    out.push_str(decimals);
}

fn digit(c: char, zero: char) -> char {
    char::from(b'0' + (c as u32 - zero as u32) as u8)
}

/// Combining marks that are accents or vowel points: Latin, Greek, Cyrillic, Hebrew, Arabic.
/// In other scripts (Thai, Devanagari) such marks are letters of their own and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}'
        | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Any combining mark.
pub fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// One spelling for numbers: groups of three joined, `.` before decimals.
///
/// `1,300`, `1.300` and `1300` are all `1300`; `8,5` and `8.5` are `8.5`. A single separator before exactly three digits is
/// read as grouping, since news writes thousands far more often than three decimals. Other patterns (`12.05.2018`)
/// keep their groups, with `.` between.
pub fn number(word: &str) -> String {
    let groups: Vec<&str> = word.split(['.', ',']).filter(|g| !g.is_empty()).collect();
    let separators: Vec<u8> = word.bytes().filter(|b| !b.is_ascii_digit()).collect();
    let Some((&last, head)) = groups.split_last() else { return String::new() };
    if head.is_empty() {
        return last.into();
    }
    let grouped = |groups: &[&str]| {
        (1..=3).contains(&groups[0].len())
            && !groups[0].starts_with('0')
            && groups[1..].iter().all(|g| g.len() == 3)
    };
    let uniform = |separators: &[u8]| separators.windows(2).all(|w| w[0] == w[1]);
    if separators.len() != head.len() {
        return groups.join(".");
    }
    if grouped(&groups) && uniform(&separators) {
        return groups.concat();
    }
    let (&point, grouping) = separators.split_last().expect("there are two groups or more");
    if head.len() == 1 || (grouped(head) && uniform(grouping) && grouping[0] != point) {
        return format!("{}.{last}", head.concat());
    }
    groups.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        let mut out = String::new();
        fold(word, true, &mut out);
        out
    }

    #[test]
    fn spellings_of_a_word_fold_together() {
        for (left, right) in [
            ("Élysée", "elysee"),
            ("E\u{301}lyse\u{301}e", "ÉLYSÉE"),
            ("cœur", "COEUR"),
            ("Straße", "STRASSE"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("don’t", "don't"),
            ("ﬁn", "fin"),
            ("soft\u{AD}ware", "software"),
            ("مُحَمَّد", "محمد"),
            ("مـحـمد", "محمد"),
            ("أحمد", "احمد"),
            ("שָׁלוֹם", "שלום"),
            ("ＡＢＣ", "abc"),
            ("Việt", "Vie\u{323}\u{302}t"),
            ("İstanbul", "istanbul"),
            ("٣٤٥", "345"),
            ("U.S", "US"),
            ("가각", "가각"),
        ] {
            assert_eq!(folded(left), folded(right), "{left} and {right}");
        }
    }

    proptest::proptest! {
        #[test]
        fn letters_folded_alone_are_folded_as_words(word in "[\\p{L}\\p{N}\\p{M}'.]{1,6}|[α-ωА-яא-תء-ي가-힣ぁ-ヶ一-龥]{1,6}") {
            for accents in [false, true] {
                let (mut slow, mut fast) = (String::new(), String::new());
                fold(&word, accents, &mut slow);
                if fold_alone(&word, accents, &mut fast) {
                    proptest::prop_assert_eq!(&slow, &fast, "{}", word);
                } else {
                    proptest::prop_assert_eq!(&fast, "");
                }
            }
        }
    }

    /// Each letter that folds alone, between two of another one that does, of which there is one for whatever may be composed with a
    /// letter before it, and all that are marks.
    #[test]
    fn letters_that_fold_alone_do_so_beside_each_other() {
        let nfd = |c: char| std::iter::once(c).nfd();
        let mut behind: Vec<char> =
            ('\0'..=char::MAX).filter(|&c| nfd(c).count() > 1).filter_map(|c| nfd(c).last()).collect();
        behind.sort_unstable();
        behind.dedup();
        assert!(behind.len() > 100 && behind.contains(&'\u{1161}') && behind.contains(&'\u{11AA}'));
        for accents in [false, true] {
            let letters: Vec<(char, char)> =
                ('\0'..=char::MAX).filter_map(|c| Some((c, alone(c, accents)?))).collect();
            assert!(letters.len() > 40_000);
            let composed = |&c: &char| {
                let is_composed = |first| unicode_normalization::char::compose(first, c).is_some();
                letters.iter().position(|&(_, folded)| is_composed(folded))
            };
            let mut beside: Vec<usize> = behind.iter().filter_map(composed).collect();
            beside.extend((0..letters.len()).filter(|&at| is_mark(letters[at].1)));
            beside.sort_unstable();
            beside.dedup();
            let is_beside = |c: char| beside.iter().any(|&at| letters[at].0 == c);
            assert!(
                is_beside('A') && is_beside('가'),
                "what takes an accent, and a syllable that takes a consonant"
            );
            for (other, folded) in beside.into_iter().map(|at| letters[at]) {
                let word: String = letters.iter().flat_map(|&(c, _)| [other, c]).collect();
                let (mut together, mut apart) = (String::new(), String::new());
                fold(&word, accents, &mut together);
                apart.extend(letters.iter().flat_map(|&(_, letter)| [folded, letter]));
                let differs = together.chars().zip(apart.chars()).position(|(one, other)| one != other);
                assert!(together == apart, "{other} beside {:?}", differs.map(|at| letters[at / 2].0));
            }
        }
    }

    #[test]
    fn letters_that_join_others_do_not_fold_alone() {
        for word in ["ㄱㅏ", "가ㄳ", "\u{FFA1}\u{FFC2}", "\u{37A}\u{FE71}"] {
            for accents in [false, true] {
                let (mut slow, mut fast) = (String::new(), String::new());
                fold(word, accents, &mut slow);
                assert!(!fold_alone(word, accents, &mut fast) || fast == slow, "{word}: {fast}, not {slow}");
            }
        }
        assert_eq!(folded("ㄱㅏ"), "가");
    }

    #[test]
    fn most_letters_fold_alone() {
        let mut out = String::new();
        assert!(fold_alone("новостиשלוםειδησεισ消息稱뉴스ニュース", true, &mut out));
        assert!(!fold_alone("ﬁn", true, &mut out) && !fold_alone("가\u{11A8}", true, &mut out));
    }

    #[test]
    fn accents_stay_on_request() {
        let mut out = String::new();
        fold("E\u{301}lysée", false, &mut out);
        assert_eq!(out, "élysée");
    }

    #[test]
    fn numbers_have_one_spelling() {
        for (word, spelled) in [
            ("1,300", "1300"),
            ("1.300", "1300"),
            ("1.300.000", "1300000"),
            ("1,300.50", "1300.50"),
            ("1.300,50", "1300.50"),
            ("8,5", "8.5"),
            ("8.5", "8.5"),
            ("0,300", "0.300"),
            ("12.05.2018", "12.05.2018"),
            ("1,300.500", "1300.500"),
            ("2018", "2018"),
        ] {
            assert_eq!(number(word), spelled, "{word}");
        }
    }

    #[test]
    fn fractions_are_decimals_or_letters() {
        for (word, expected) in
            [("2½", "2.5"), ("½", "0.5"), ("١¼", "1.25"), ("1⅓", "1⅓"), ("a¾", "a¾"), ("½½", "05½")]
        {
            assert_eq!(folded(word), expected, "{word}");
        }
    }

    #[test]
    fn many_fractions_are_folded_in_linear_time() {
        let word = format!("{}{}", "1".repeat(200_000), "\u{200B}½".repeat(50_000));
        let started = std::time::Instant::now();
        assert_eq!(folded(&word).chars().count(), 250_000);
        assert!(started.elapsed().as_secs() < 5);
    }

    /// The rules one after the other, by the first that the whole number is written by.
    fn number_slow(word: &str) -> String {
        let is_digits = |written: &str| !written.is_empty() && written.chars().all(|c| c.is_ascii_digit());
        let is_group = |written: &str| written.len() == 3 && is_digits(written);
        let is_grouped = |written: &str, separator: char| {
            written.split_once(separator).is_some_and(|(first, others)| {
                let is_first = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
                is_first && others.split(separator).all(is_group)
            })
        };
        for separator in [',', '.'] {
            // 1,300,000
            if is_grouped(word, separator) {
                return word.replace(separator, "");
            }
        }
        for (separator, point) in [(',', '.'), ('.', ',')] {
            // 1,300.50 or 8.5
            if let Some((whole, decimals)) = word.split_once(point)
                && (is_digits(whole) || is_grouped(whole, separator))
                && is_digits(decimals)
            {
                return format!("{}.{decimals}", whole.replace(separator, ""));
            }
        }
        // 12.05.2018, and what nobody writes
        word.split(['.', ',']).filter(|group| !group.is_empty()).collect::<Vec<_>>().join(".")
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig {
            cases: 20_000,
            failure_persistence: None,
            ..Default::default()
        })]

        #[test]
        fn numbers_are_spelled_by_the_rules(word in "[0-9]{0,4}([.,][0-9]{1,4}|[.,][1-9][0-9]{2}|[.,]{0,2}[0-9]{3}){0,4}[.,]?") {
            proptest::prop_assert_eq!(number(&word), number_slow(&word), "{}", word);
        }
    }
}
