//! Which encoding some bytes are in.
//!
//! **In** the first bytes of a file, or a label given by the user. **Out** an encoding.
//! **Cost** a few passes over 64 KiB. **Never** converts; takes UTF-8 with a broken letter for something else.
//! **From** the WHATWG Encoding Standard by `encoding_rs`; detection by `chardetng`, as in Firefox.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GBK, ISO_8859_15, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1252,
};

/// How far into a page its declaration is looked for; browsers look 1024 bytes far.
const DECLARED_WITHIN: usize = 4096;

/// UTF-8 or UTF-16, if a byte order mark or the pattern of its NULs says so, and the length of the mark.
pub(super) fn unicode(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    if let Some(marked) = Encoding::for_bom(head) {
        return Some(marked);
    }
    let pairs = head.as_chunks::<2>().0;
    let is_ascii = head.iter().all(|&byte| byte == 0 || is_letter_of_ascii(byte));
    let found = if pairs.len() < 2 {
        None
    } else if is_ascii {
        ascii(head, pairs)
    } else {
        latin_pairs(pairs).or_else(|| unmarked(head, pairs))
    };
    found.map(|encoding| (encoding, 0))
}

/// Letters that are enough to be sure where all others speak for the same.
const SURE: usize = 16;

fn is_letter_of_ascii(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7E | b'\t' | b'\n' | 0x0C | b'\r' | 0x1B)
}

/// Letters, marks and spaces of UTF-16 whose first half is a NUL; and the marks beside them that have none.
fn is_latin(unit: u16) -> bool {
    matches!(unit, 0x20..=0x7E | 0xA0..=0xFF | 0x09 | 0x0A | 0x0D | 0x2010..=0x2026)
}

/// UTF-16 that has no other bytes than ASCII and NUL: nearly every pair is a letter of it, or the NULs stand in a text of bytes.
fn ascii(head: &[u8], pairs: &[[u8; 2]]) -> Option<&'static Encoding> {
    let is_it = |to_unit: fn([u8; 2]) -> u16| {
        let letters = pairs.iter().filter(|&&pair| is_latin(to_unit(pair))).count();
        let is_whole = pairs.len() >= SURE || head.len().is_multiple_of(2) && letters == pairs.len();
        is_whole && 20 * letters > 19 * pairs.len()
    };
    match (head.contains(&0), is_it(u16::from_le_bytes), is_it(u16::from_be_bytes)) {
        (true, true, _) => Some(UTF_16LE),
        (true, _, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Text of most scripts in UTF-16 has a NUL in every other byte: spaces and line feeds at least.
fn latin_pairs(pairs: &[[u8; 2]]) -> Option<&'static Encoding> {
    let count = |to_unit: fn([u8; 2]) -> u16| {
        let units = || pairs.iter().map(|&pair| to_unit(pair));
        let letters = units().filter(|&unit| unit < 0x100 && is_latin(unit)).count();
        let controls = units().filter(|&unit| unit < 0xA0 && !is_latin(unit)).count();
        (letters, controls)
    };
    let is_it = |(letters, controls): (usize, usize), (other, _): (usize, usize)| {
        let is_enough = letters >= SURE || 2 * letters > pairs.len();
        // Some letters, such as 一 (U+4E00), have their NUL on the other side.
        is_enough && 4 * letters > pairs.len() && letters > SURE * other && 20 * controls <= pairs.len()
    };
    let (little, big) = (count(u16::from_le_bytes), count(u16::from_be_bytes));
    match (is_it(little, big), is_it(big, little)) {
        (true, _) => Some(UTF_16LE),
        (_, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-16 of other scripts than Latin, which has few NULs or none: nearly all pairs are letters and marks of these scripts one way round
/// and not the other, among them bytes that no other encoding has in a text.
fn unmarked(head: &[u8], pairs: &[[u8; 2]]) -> Option<&'static Encoding> {
    const FEWEST: usize = 8;
    // Escape begins the shifts of ISO-2022.
    let is_control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | 0x0C | b'\r' | 0x1B);
    if pairs.len() < FEWEST || !head.iter().any(is_control) {
        return None;
    }
    let is_wide =
        |unit: u16| matches!(unit, 0x3000..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0xFF00..=0xFFEF);
    let is_plain = |unit: u16| matches!(unit, 0x20..=0x7E | 0x2010..=0x2026 | 0x09 | 0x0A | 0x0D);
    let count = |to_unit: fn([u8; 2]) -> u16| {
        let wide = pairs.iter().filter(|&&pair| is_wide(to_unit(pair))).count();
        let plain = pairs.iter().filter(|&&pair| is_plain(to_unit(pair))).count();
        (wide, wide + plain)
    };
    let is_sure = |(wide, all): (usize, usize), (_, other): (usize, usize)| {
        2 * wide > pairs.len() && 20 * all > 19 * pairs.len() && 4 * other < 3 * all
    };
    let alphabet = |to_unit: fn([u8; 2]) -> u16| is_alphabet(pairs, to_unit);
    match (alphabet(u16::from_le_bytes), alphabet(u16::from_be_bytes)) {
        (true, false) => return Some(UTF_16LE),
        (false, true) => return Some(UTF_16BE),
        _ => {}
    }
    let (little, big) = (count(u16::from_le_bytes), count(u16::from_be_bytes));
    if is_sure(little, big) {
        Some(UTF_16LE)
    } else if is_sure(big, little) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether nearly all units are letters of one script that has few, or the marks and spaces between them: the other way round they would
/// be of as many scripts as there are letters.
fn is_alphabet(pairs: &[[u8; 2]], to_unit: fn([u8; 2]) -> u16) -> bool {
    let (mut plain, mut of_page) = (0, [0_usize; 256]);
    for &pair in pairs {
        match to_unit(pair) {
            0x20..=0x7E | 0x09 | 0x0A | 0x0D | 0xA0..=0xBF | 0x2010..=0x2026 => plain += 1,
            // Greek to Arabic, the scripts of South Asia, Georgian, and what was added to them.
            unit @ (0x0370..=0x07BF | 0x0900..=0x10FF | 0x1C80..=0x1FFF) => {
                of_page[usize::from(unit >> 8)] += 1
            }
            _ => {}
        }
    }
    let most = of_page.into_iter().max().unwrap_or(0);
    2 * most > pairs.len() && 20 * (plain + most) > 19 * pairs.len()
}

/// The encoding of `head`, which has no mark: UTF-8 if that fits, else the one declared, else the likeliest.
pub(super) fn legacy(head: &[u8]) -> &'static Encoding {
    legacy_of(head, declared(head))
}

/// The same of bytes from further on in a file that declared this encoding at its start, or none.
pub(super) fn legacy_of(head: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    match fits_utf8(head) {
        true => UTF_8,
        // A page may lie about its encoding, but not when it is not UTF-8 and names another.
        false => match declared.filter(|&encoding| encoding != UTF_8) {
            Some(declared) => declared,
            None => {
                let guess = guess(head);
                if guess.is_single_byte() { wide(head).unwrap_or_else(|| latin(head, guess)) } else { guess }
            }
        },
    }
}

fn guess(head: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(head, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Encodings of several bytes a letter, which the detector gives up at the first wrong one.
const WIDE: [&Encoding; 5] = [SHIFT_JIS, EUC_JP, GBK, BIG5, EUC_KR];
/// Letters for each wrong byte, at least.
const LETTERS_PER_FAULT: usize = 25;

/// The encoding of several bytes a letter that `head` is in but for a few wrong bytes.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    WIDE.into_iter().find(|&encoding| {
        let (sound, faults) = sound(head, encoding);
        let (text, _) = encoding.decode_without_bom_handling(&sound);
        let letters = text.chars().filter(|c| *c >= '\u{1100}').count();
        faults > 0 && faults * LETTERS_PER_FAULT <= letters && guess(&sound) == encoding
    })
}

/// `head` without the bytes that make no sense in `encoding`, and how often there were some.
fn sound(head: &[u8], encoding: &'static Encoding) -> (Vec<u8>, usize) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut sound, mut faults, mut from) = (Vec::with_capacity(head.len()), 0, 0);
    let mut letters = vec![0; decoder.max_utf8_buffer_length_without_replacement(head.len()).unwrap_or(0)];
    loop {
        let left = &head[from..];
        let (outcome, read, _) = decoder.decode_to_utf8_without_replacement(left, &mut letters, false);
        match outcome {
            DecoderResult::Malformed(wrong, after) => {
                let wrong = usize::from(wrong) + usize::from(after);
                sound.extend_from_slice(&left[..read.saturating_sub(wrong)]);
                (faults, from) = (faults + 1, from + read);
            }
            _ => {
                sound.extend_from_slice(&left[..read]);
                return (sound, faults);
            }
        }
    }
}

/// Latin-9 where a guess between its neighbours leaves fractions and odd signs inside words, as `c½ur`: it has letters and the euro
/// there, and nothing where the others have their quotation marks.
fn latin(head: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let is_western = guess == WINDOWS_1252;
    if !is_western && guess != WINDOWS_1250 || head.iter().any(|b| (0x80..0xA0).contains(b)) {
        return guess;
    }
    let is_letter = |at: Option<usize>| {
        let byte = at.and_then(|at| head.get(at));
        byte.is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0xC0)
    };
    let (mut fitting, mut other) = (0, 0);
    for (at, byte) in head.iter().enumerate() {
        let (before, after) = (is_letter(at.checked_sub(1)), is_letter(Some(at + 1)));
        match byte {
            // €, which was made for this encoding; the sign before it was never used.
            0xA4 => fitting += 1,
            // œ
            0xBD if before || after => fitting += 1,
            // Œ, where no letter of another encoding begins words.
            0xBC if after && is_western => fitting += 1,
            0xBC..=0xBE if is_western => other += 1,
            _ => {}
        }
    }
    if fitting > other { ISO_8859_15 } else { guess }
}

/// Whether `head` is UTF-8, or meant to be: broken in places, but with more whole letters than broken ones.
fn fits_utf8(head: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| b & 0xC0 == 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // The last letter may be cut in half by the end of the head.
    let is_only_cut = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    is_only_cut || whole > broken
}

/// The encoding of that name: a label of the web, or a spelling of Latin-9 that the web has not.
pub(super) fn by_label(label: &str) -> Option<&'static Encoding> {
    let is_latin_9 = matches!(label.trim().to_ascii_lowercase().as_str(), "latin9" | "latin-9" | "latin_9");
    Encoding::for_label(label.as_bytes()).or(is_latin_9.then_some(ISO_8859_15))
}

/// The encoding a page or an XML file declares: `charset=…`, `encoding="…"`. That of a script or a style sheet is its own.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(DECLARED_WITHIN)];
    let lower = head.to_ascii_lowercase();
    if !lower.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let label = ["charset=", "encoding="].iter().find_map(|mark| {
        let is_own = |at: &usize| {
            let tag = memchr::memrchr(b'<', &lower[..*at]).map_or(&[][..], |open| &lower[open..]);
            tag.starts_with(b"<meta") || tag.starts_with(b"<?xml")
        };
        let at = memchr::memmem::find_iter(&lower, mark.as_bytes()).find(is_own)? + mark.len();
        let rest = lower[at..].strip_prefix(b"\"").or(lower[at..].strip_prefix(b"'")).unwrap_or(&lower[at..]);
        let end = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'>' | b' ' | b';' | b'/' | b'?'))?;
        Some(&rest[..end])
    })?;
    Encoding::for_label(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::decode::Utf8;
    use std::io::{self, Read};

    const FRENCH: &str =
        "L’été dernier, le maire a déclaré que la forêt brûlait à Évreux. Où étaient les pompiers ?";

    fn converted(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        Utf8::new(bytes, encoding).read_to_string(&mut text).map(|_| text)
    }

    const MANY_BYTES: [(&str, &str); 4] = [
        ("shift_jis", "市長は金曜日、古い橋が月曜日に再び開通すると発表した。"),
        ("gbk", "市长星期五宣布，旧桥将于星期一重新开放，公交车和汽车都可以通行。"),
        ("big5", "市長星期五宣布，舊橋將於星期一重新開放，公車和汽車都可以通行。"),
        ("euc-kr", "시장은 금요일에 오래된 다리가 월요일에 다시 열린다고 발표했다."),
    ];

    #[test]
    fn encodings_of_the_world_are_detected_and_converted() {
        for (label, text) in [
            ("windows-1252", FRENCH),
            ("windows-1251", "Мэр города заявил в пятницу, что старый мост снова откроют для движения."),
            ("shift_jis", "市長は金曜日、古い橋が月曜日に再び開通すると発表した。"),
            ("gb18030", "市长星期五宣布，旧桥将于星期一重新开放，公交车和汽车都可以通行。"),
            ("big5", "市長星期五宣布，舊橋將於星期一重新開放，公車和汽車都可以通行。"),
            ("euc-kr", "시장은 금요일에 오래된 다리가 월요일에 다시 열린다고 발표했다."),
            ("windows-1256", "أعلن رئيس البلدية يوم الجمعة أن الجسر القديم سيفتح من جديد يوم الاثنين."),
        ] {
            let (bytes, encoding, _) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            let found = legacy(&bytes);
            assert_eq!(converted(&bytes, found).unwrap(), text, "{label} as {}", found.name());
            assert!(found == encoding || found.name() == "GBK", "{label} as {}", found.name());
        }
    }

    #[test]
    fn utf16_is_found_with_and_without_mark() {
        for (encoding, mark) in [(UTF_16LE, [0xFF, 0xFE]), (UTF_16BE, [0xFE, 0xFF])] {
            let bytes: Vec<u8> = FRENCH
                .encode_utf16()
                .flat_map(|unit| if encoding == UTF_16LE { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            for bytes in [bytes.clone(), [&mark[..], &bytes].concat()] {
                assert_eq!(unicode(&bytes).map(|(found, _)| found), Some(encoding));
                assert_eq!(converted(&bytes, encoding).unwrap(), FRENCH);
            }
        }
        assert_eq!(unicode(b"plain"), None);
        // Scripts without spaces have no NULs; other encodings of them are not taken for it.
        for text in [
            "市长星期五宣布，旧桥将于星期一重新开放，公交车和汽车都可以通行。",
            "市長は金曜日、古い橋が月曜日に再び開通すると発表した。",
            "市長星期五宣布，舊橋將於星期一重新開放，公車和汽車都可以通行。\n工程歷時11個月。",
            "Мэр города заявил в пятницу, что старый мост снова откроют.\n",
            "أعلن رئيس البلدية يوم الجمعة أن الجسر القديم سيفتح من جديد",
            "시장은 금요일에 오래된 다리가 월요일에 다시 열린다고 발표했다.",
            "ראש העיר הודיע ביום שישי כי הגשר הישן ייפתח מחדש",
            "Ο δήμαρχος δήλωσε την Παρασκευή ότι η παλιά γέφυρα θα ανοίξει",
            "นายกเทศมนตรีประกาศเมื่อวันศุกร์ว่าสะพานเก่าจะเปิดอีกครั้ง",
        ] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!(unicode(&little), Some((UTF_16LE, 0)), "{text}");
            assert_eq!(unicode(&big), Some((UTF_16BE, 0)), "{text}");
            for label in ["shift_jis", "euc-jp", "iso-2022-jp", "gb18030", "big5", "utf-8"] {
                let (bytes, _, has_errors) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
                assert!(has_errors || unicode(&bytes).is_none(), "{label}: {text}");
            }
        }
    }

    #[test]
    fn a_nul_or_two_do_not_make_utf16() {
        let strings: Vec<u8> = b"abc\0".repeat(100);
        let numbers: Vec<u8> = (0..500_u16).flat_map(|number| (number * 7 % 256).to_le_bytes()).collect();
        for bytes in [
            &b"ab\0cd"[..],
            b"ab\0\n",
            b"a\0bc\0",
            b"x\0\0y",
            b"one\0two\0three\0four",
            b"a note\0",
            b"\0\0\0\0",
            b"\xC3\xA9t\xC3\xA9\0",
            &strings,
            &numbers,
        ] {
            assert_eq!(unicode(bytes), None, "{bytes:?}");
        }
        for text in [
            "ab",
            "Wait\u{2026} ok\n",
            "{\"text\": \"x\"}\n",
            "\u{201C}Oui\u{201D}, dit-il.",
            "œuvre à Łódź, déjà",
        ] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(unicode(&bytes), Some((UTF_16LE, 0)), "{text}");
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(unicode(&bytes), Some((UTF_16BE, 0)), "{text}");
        }
    }

    #[test]
    fn utf8_stays_utf8_even_with_a_broken_letter() {
        assert_eq!(legacy(FRENCH.as_bytes()), UTF_8);
        assert_eq!(legacy(&FRENCH.as_bytes()[..8]), UTF_8);
        let mut broken = FRENCH.as_bytes().to_vec();
        broken[1] = 0xFF;
        assert_eq!(legacy(&broken), UTF_8);
    }

    #[test]
    fn a_declaration_counts_before_a_guess() {
        let page = b"<html><meta charset=\"ISO-8859-2\"><p>\xB3\xF3d\xBC</p>";
        assert_eq!(legacy(page).name(), "ISO-8859-2");
        // That of a script is not the one of the page.
        let page = b"<html><script charset=\"utf-8\" src=\"a\"></script><link charset=windows-1251 href=b>\
            <meta http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-2\"><p>\xB3\xF3d\xBC</p>";
        assert_eq!(legacy(page).name(), "ISO-8859-2");
    }

    #[test]
    fn a_few_wrong_bytes_do_not_hide_an_encoding() {
        for (label, text) in MANY_BYTES {
            let (bytes, encoding, _) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            let bytes = [&bytes.repeat(3)[..], b"\n\x81\xFF\xFF\n", &bytes.repeat(2)].concat();
            assert_eq!(legacy(&bytes).name(), encoding.name(), "{label}");
        }
    }

    #[test]
    fn latin_9_is_told_from_its_neighbours() {
        for (text, name) in [
            ("Le cœur de l’œuvre".replace('’', "'"), "ISO-8859-15"),
            ("Le chantier a coûté 4 000 € à la commune.".to_owned(), "ISO-8859-15"),
            (
                "Œuvre commune : le maire a salué le cœur de l'équipe, qui a déjà reçu 300 € du département."
                    .to_owned(),
                "ISO-8859-15",
            ),
        ] {
            let bytes: Vec<u8> = text
                .chars()
                .map(|c| match c {
                    '€' => 0xA4,
                    'Œ' => 0xBC,
                    'œ' => 0xBD,
                    c => u8::try_from(u32::from(c)).unwrap(),
                })
                .collect();
            let found = legacy(&bytes);
            assert_eq!((found.name(), converted(&bytes, found).unwrap()), (name, text));
        }
        // A half is a number, and stands where numbers do.
        let half = "Il a plu 2½ heures, puis ½ journée : l'été s'achève à la mi-août, a déclaré la météo.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(half);
        assert_eq!(converted(&bytes, legacy(&bytes)).unwrap(), half);
        // ő is no half, and stays one of its own neighbours.
        assert_eq!(latin(b"h\xBDve \xBD", WINDOWS_1250), ISO_8859_15);
        assert_eq!(latin(b"ez b\xF5s\xE9ges id\xF5, \x84igen\x94 h\xBD", WINDOWS_1250), WINDOWS_1250);
    }
}
