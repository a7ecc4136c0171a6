//! Bytes in any encoding → UTF-8.
//!
//! **In** the first bytes of a file, or a label given by the user; then the stream. **Out** the stream as UTF-8.
//! **Cost** nothing for UTF-8; one pass of `encoding_rs` for others.
//! **Never** puts a replacement character where a byte makes no sense: the file breaks off there instead, and is named.
//! **From** the WHATWG Encoding Standard by `encoding_rs`; detection by `chardetng`, as in Firefox.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The byte order mark of UTF-8.
const UTF_8_BOM: &[u8] = b"\xEF\xBB\xBF";
/// How far into a page its declaration is looked for; browsers look 1024 bytes far.
const DECLARED_WITHIN: usize = 4096;

/// UTF-8 or UTF-16, if a byte order mark or the pattern of its NULs says so, and the length of the mark.
pub(super) fn unicode(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    if let Some(marked) = Encoding::for_bom(head) {
        return Some(marked);
    }
    // Text of most scripts in UTF-16 has a NUL in every other byte: spaces and line feeds at least.
    let pairs = head.as_chunks::<2>().0;
    let nul = |side: usize| pairs.iter().filter(|pair| pair[side] == 0 && pair[1 - side] != 0).count();
    let (high_first, low_first) = (nul(0), nul(1));
    // Some letters, such as 一 (U+4E00), have their NUL on the other side.
    const SURE: usize = 16;
    match pairs.len() {
        n if n >= 2 && low_first * 4 > n && low_first > SURE * high_first => Some((UTF_16LE, 0)),
        n if n >= 2 && high_first * 4 > n && high_first > SURE * low_first => Some((UTF_16BE, 0)),
        _ => unspaced(head, pairs).map(|encoding| (encoding, 0)),
    }
}

/// UTF-16 of Chinese or Japanese, which has few NULs or none: nearly all pairs are letters and marks of these scripts one way round
/// and not the other, among them bytes that no other encoding has in a text.
fn unspaced(head: &[u8], pairs: &[[u8; 2]]) -> Option<&'static Encoding> {
    const FEWEST: usize = 8;
    // Escape begins the shifts of ISO-2022.
    let is_control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | 0x0C | b'\r' | 0x1B);
    if pairs.len() < FEWEST || !head.iter().any(is_control) {
        return None;
    }
    let is_wide = |unit: u16| matches!(unit, 0x3000..=0x30FF | 0x3400..=0x9FFF | 0xFF00..=0xFFEF);
    let is_plain = |unit: u16| matches!(unit, 0x20..=0x7E | 0x2010..=0x2026 | 0x09 | 0x0A | 0x0D);
    let count = |to_unit: fn([u8; 2]) -> u16| {
        let wide = pairs.iter().filter(|&&pair| is_wide(to_unit(pair))).count();
        let plain = pairs.iter().filter(|&&pair| is_plain(to_unit(pair))).count();
        (wide, wide + plain)
    };
    let is_sure = |(wide, all): (usize, usize), (_, other): (usize, usize)| {
        2 * wide > pairs.len() && 20 * all > 19 * pairs.len() && 4 * other < 3 * all
    };
    let (little, big) = (count(u16::from_le_bytes), count(u16::from_be_bytes));
    if is_sure(little, big) {
        Some(UTF_16LE)
    } else if is_sure(big, little) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding of `head`, which has no mark: UTF-8 if that fits, else the one declared, else the likeliest.
pub(super) fn legacy(head: &[u8]) -> &'static Encoding {
    let declared = declared(head);
    match fits_utf8(head) {
        true => UTF_8,
        // A page may lie about its encoding, but not when it is not UTF-8 and names another.
        false => match declared.filter(|&encoding| encoding != UTF_8) {
            Some(declared) => declared,
            None => {
                let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
                detector.feed(head, true);
                detector.guess(None, Utf8Detection::Allow)
            }
        },
    }
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

/// The encoding a page or an XML file declares: `charset=…`, `encoding="…"`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(DECLARED_WITHIN)];
    let lower = head.to_ascii_lowercase();
    if !lower.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let label = ["charset=", "encoding="].iter().find_map(|mark| {
        let at = memchr::memmem::find(&lower, mark.as_bytes())? + mark.len();
        let rest = lower[at..].strip_prefix(b"\"").or(lower[at..].strip_prefix(b"'")).unwrap_or(&lower[at..]);
        let end = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'>' | b' ' | b';' | b'/' | b'?'))?;
        Some(&rest[..end])
    })?;
    Encoding::for_label(label)
}

/// A whole page as UTF-8: by mark, by what the server said, by declaration, by content. `None` where that fails.
pub(super) fn page<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Option<Cow<'b, str>> {
    let told = || {
        let label = content_type?.to_ascii_lowercase();
        let label = label.split_once("charset=")?.1.trim_matches(['"', '\'', ' ']).to_owned();
        Encoding::for_label(label.split(';').next()?.as_bytes())
    };
    let head = &bytes[..bytes.len().min(64 << 10)];
    let encoding = match unicode(head) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => told().filter(|&encoding| encoding != UTF_8).unwrap_or_else(|| legacy(head)),
    };
    let bytes = bytes.strip_prefix(UTF_8_BOM).unwrap_or(bytes);
    let bytes = Encoding::for_bom(bytes).map_or(bytes, |(_, mark)| &bytes[mark..]);
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The length of the mark at the start of UTF-8.
pub(super) fn bom_bytes(head: &[u8]) -> usize {
    if head.starts_with(UTF_8_BOM) { UTF_8_BOM.len() } else { 0 }
}

/// What is taken from the stream at a time; several times as much can come out.
const INPUT_BYTES: u64 = 64 << 10;

/// A stream converted to UTF-8 as it is read.
pub(super) struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    encoding: &'static Encoding,
    input: Vec<u8>,
    output: String,
    /// How much of `output` was handed out.
    given: usize,
    ended: bool,
    /// Met where the next byte would stand.
    error: Option<io::Error>,
}

impl<R: Read> Utf8<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let (input, output) = (Vec::new(), String::new());
        Self { inner, decoder, encoding, input, output, given: 0, ended: false, error: None }
    }

    /// Decodes the next piece into `output`. What came before an error is still handed out.
    fn refill(&mut self) {
        self.input.clear();
        self.output.clear();
        self.given = 0;
        match (&mut self.inner).take(INPUT_BYTES).read_to_end(&mut self.input) {
            Ok(read) => self.ended = read == 0,
            Err(error) => self.error = Some(error),
        }
        let room = self.decoder.max_utf8_buffer_length_without_replacement(self.input.len());
        self.output.reserve(room.unwrap_or(self.input.len() * 4 + 16));
        let decoded =
            self.decoder.decode_to_string_without_replacement(&self.input, &mut self.output, self.ended);
        if let (DecoderResult::Malformed(..), _) = decoded {
            self.error = Some(io::Error::other(Malformed(self.encoding)));
        }
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if let Some(error) = self.error.take() {
                self.ended = true;
                self.output.clear();
                self.given = 0;
                return Err(error);
            }
            if self.ended {
                return Ok(0);
            }
            self.refill();
        }
        let rest = &self.output.as_bytes()[self.given..];
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        self.given += read;
        Ok(read)
    }
}

/// Bytes that make no sense in the encoding of the file.
#[derive(Debug)]
pub(super) struct Malformed(&'static Encoding);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not valid {}", self.0.name())
    }
}

impl std::error::Error for Malformed {}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str =
        "L’été dernier, le maire a déclaré que la forêt brûlait à Évreux. Où étaient les pompiers ?";

    fn converted(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        Utf8::new(bytes, encoding).read_to_string(&mut text).map(|_| text)
    }

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
        ] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!(unicode(&little), Some((UTF_16LE, 0)), "{text}");
            assert_eq!(unicode(&big), Some((UTF_16BE, 0)), "{text}");
            for label in ["shift_jis", "euc-jp", "iso-2022-jp", "gb18030", "big5", "utf-8"] {
                let (bytes, _, _) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
                assert_eq!(unicode(&bytes), None, "{label}: {text}");
            }
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
    }

    #[test]
    fn bytes_without_sense_are_an_error() {
        let error = converted(b"abc\x81\xFF", encoding_rs::SHIFT_JIS).unwrap_err();
        assert!(error.to_string().contains("Shift_JIS"), "{error}");
    }
}
