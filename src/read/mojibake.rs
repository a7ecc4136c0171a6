//! Texts that were decoded wrongly before they came here: `dÃ©clarÃ©` for `déclaré`.
//!
//! Such letters are no error of the file: its bytes are sound UTF-8. They are noticed and told, never changed, since offsets
//! count in the text as it stands. The usual accidents are known: UTF-8 that was taken for Windows-1252 or, for Cyrillic, for
//! Windows-1251.

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};
use memchr::memmem;

/// The first garbled word of a text, and what it was meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Garbled<'t> {
    /// As it stands.
    pub found: &'t str,
    /// As it was before somebody decoded it wrongly.
    pub meant: String,
}

/// Beginnings that hardly any sound text has: `Ã`, `Â` and `â€`, as UTF-8.
const STARTS: [&[u8]; 3] = ["Ã".as_bytes(), "Â".as_bytes(), "â€".as_bytes()];
/// How far rarer accidents are looked for: they garble every word, so that the start of the text shows them.
const LOOKED_AT_CHARS: usize = 600;
/// Fewest garbled letters that show a rarer accident.
const FEWEST: usize = 4;

/// The first garbled word of `text`, if there is one.
///
/// ```
/// use retold::read::mojibake::garbled;
///
/// let found = garbled("Le maire a dÃ©clarÃ© vendredi").unwrap();
/// assert_eq!((found.found, found.meant.as_str()), ("dÃ©clarÃ©", "déclaré"));
/// assert_eq!(garbled("Le maire a déclaré « vendredi »"), None);
/// ```
pub fn garbled(text: &str) -> Option<Garbled<'_>> {
    let first = STARTS
        .iter()
        .filter_map(|start| {
            memmem::find_iter(text.as_bytes(), start).find(|&at| letter(&text[at..], WINDOWS_1252).is_some())
        })
        .min();
    if let Some(at) = first {
        return Some(shown(text, at, WINDOWS_1252));
    }
    if text.is_ascii() {
        return None;
    }
    [WINDOWS_1252, WINDOWS_1251].into_iter().find_map(|encoding| throughout(text, encoding))
}

/// Where nearly all letters beyond ASCII are garbled, the first of them.
fn throughout<'t>(text: &'t str, encoding: &'static Encoding) -> Option<Garbled<'t>> {
    let (mut first, mut garbled, mut sound, mut rest) = (None, 0, 0, text);
    for _ in 0..LOOKED_AT_CHARS {
        let Some(c) = rest.chars().next() else { break };
        let length = if c.is_ascii() {
            1
        } else if let Some(length) = letter(rest, encoding) {
            first.get_or_insert(text.len() - rest.len());
            garbled += 1;
            length
        } else {
            sound += usize::from(c.is_alphabetic());
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    (garbled >= FEWEST && garbled >= 8 * sound).then(|| shown(text, first.unwrap_or(0), encoding))
}

/// The length in `text` of one letter at its start that was decoded wrongly by `encoding`; nothing where it is sound.
fn letter(text: &str, encoding: &'static Encoding) -> Option<usize> {
    // Most are told by this: of a garbled letter two bytes or more became characters beyond ASCII.
    let mut ahead = text.chars();
    if [ahead.next(), ahead.next()].iter().any(|c| c.is_none_or(|c| c.is_ascii())) {
        return None;
    }
    let mut bytes = [0; 4];
    let (mut have, mut wanted) = (0, 4);
    for (at, c) in text.char_indices().take(4) {
        let mut one = [0; 4];
        let (encoded, _, has_errors) = encoding.encode(c.encode_utf8(&mut one));
        if has_errors || encoded.len() != 1 || encoded[0] < 0x80 {
            return None;
        }
        bytes[have] = encoded[0];
        have += 1;
        if have == 1 {
            wanted = match bytes[0] {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return None,
            };
        }
        if have == wanted {
            let is_letter =
                std::str::from_utf8(&bytes[..have]).is_ok_and(|meant| meant.chars().all(is_likely));
            return is_letter.then_some(at + c.len_utf8());
        }
    }
    None
}

/// Whether a character is one that news is written with: two accents side by side may look like a garbled rarity.
fn is_likely(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{17F}' | '\u{370}'..='\u{52F}' | '\u{5D0}'..='\u{5F4}' | '\u{600}'..='\u{6FF}'
        | '\u{E00}'..='\u{E7F}' | '\u{1E00}'..='\u{1FFF}' | '\u{2000}'..='\u{22FF}' | '\u{3000}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{FE00}'..='\u{FFEF}' | '\u{1F300}'..='\u{1FAFF}')
}

/// The word around `at`, and what it was.
fn shown<'t>(text: &'t str, at: usize, encoding: &'static Encoding) -> Garbled<'t> {
    let is_break = |c: char| c.is_ascii_whitespace();
    let start = text[..at].rfind(is_break).map_or(0, |found| found + 1);
    let end = text[at..].find(is_break).map_or(text.len(), |found| at + found);
    let mut found = &text[start..end];
    if let Some((far, _)) = found.char_indices().nth(60) {
        // A script without spaces: the letters from the first garbled one on.
        let far = if at > start { (at - start).min(far) } else { 0 };
        let tail = &found[far..];
        found = tail.char_indices().nth(24).map_or(tail, |(end, _)| &tail[..end]);
    }
    let mut meant = String::new();
    let mut rest = found;
    while let Some(c) = rest.chars().next() {
        let length = letter(rest, encoding).unwrap_or(c.len_utf8());
        let (encoded, _, _) = encoding.encode(&rest[..length]);
        match std::str::from_utf8(&encoded) {
            Ok(letter) if length > c.len_utf8() => meant.push_str(letter),
            _ => meant.push(c),
        }
        rest = &rest[length..];
    }
    Garbled { found, meant }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` in UTF-8, taken for another encoding.
    fn mangled(text: &str, encoding: &'static Encoding) -> String {
        encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn text_decoded_wrongly_is_noticed_and_understood() {
        for text in [
            "Le maire a déclaré vendredi",
            "où l’on dîne à midi",
            "il dit « oui »",
            "El alcalde habló ayer en la plaza de España",
            "Der Bürgermeister sagte",
            "It’s the mayor’s bridge",
            "Łódź: nowy most będzie gotowy w przyszłą środę",
            "Мэр города заявил в пятницу",
            "市长星期五宣布旧桥将于星期一重新开放",
        ] {
            let bad = mangled(text, WINDOWS_1252);
            let found = garbled(&bad).unwrap_or_else(|| panic!("{bad}"));
            assert!(bad.contains(found.found), "{bad}");
            assert!(text.contains(&found.meant) || !found.found.is_ascii(), "{text}: {found:?}");
        }
        let cyrillic = mangled("Мэр города заявил в пятницу", WINDOWS_1251);
        assert_eq!(garbled(&cyrillic).map(|found| found.meant).as_deref(), Some("Мэр"));
        assert_eq!(garbled("Ã©tÃ©").map(|found| found.meant).as_deref(), Some("été"));
    }

    #[test]
    fn sound_texts_are_left_alone() {
        for text in [
            "Le maire a déclaré « où l’été brûle », à Évreux. Cœur, ÇA ET LÀ, NOËL",
            "São Paulo: AÇÃO, NÃO, MÃE, CRISTÃ, Â, Ângela",
            "Der Spaß“, sagte er. ÜBERALL, GRÖSSE, Ä…",
            "Ñandú, AÑO, España — ¿dónde?",
            "Він і вона: Її, Її, мії. «Європі» СССР°",
            "Мэр города заявил «в пятницу». Рё, С…",
            "Å, ÆØÅ – på Åland, Ærø",
            "ŻÓŁĆ, łódź “Å”",
            "Việt Nam: ĐÂY LÀ CÂU CHUYỆN",
            "市长星期五宣布",
            "",
        ] {
            assert_eq!(garbled(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_string_is_too_odd(text in "[ÃÂâ€©Ð°Р° a]{0,40}|\\PC{0,80}") {
            if let Some(found) = garbled(&text) {
                proptest::prop_assert!(text.contains(found.found) && !found.found.is_empty());
            }
        }
    }
}
