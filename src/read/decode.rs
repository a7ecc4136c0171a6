//! Bytes in any encoding → UTF-8.
//!
//! **In** a stream and its encoding; whole pages. **Out** the same as UTF-8.
//! **Cost** nothing for UTF-8; one pass of `encoding_rs` for others.
//! **Never** puts a replacement character where a byte makes no sense: the record it stands in is no text, and is named.
//! **From** the WHATWG Encoding Standard by `encoding_rs`.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::cut::HEAD_BYTES;
use super::detect::{declared, legacy_of, unicode};

/// The byte order mark of UTF-8.
const UTF_8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// A whole page as UTF-8: by mark, by what the server said, by declaration, by content. `None` where that fails.
pub(super) fn page<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Option<Cow<'b, str>> {
    let told = || {
        let label = content_type?.to_ascii_lowercase();
        let label = label.split_once("charset=")?.1.trim_matches(['"', '\'', ' ']).to_owned();
        Encoding::for_label(label.split(';').next()?.as_bytes())
    };
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let encoding = match unicode(head) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => told().filter(|&encoding| encoding != UTF_8).unwrap_or_else(|| {
            // Behind so many scripts and styles the letters come late.
            let first = bytes.iter().position(|b| !b.is_ascii()).filter(|_| head.is_ascii()).unwrap_or(0);
            legacy_of(&bytes[first..bytes.len().min(first + HEAD_BYTES)], declared(head))
        }),
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

/// Stands in the converted stream for bytes that make no sense in the encoding: no letter of UTF-8, so that the record they stand in is
/// no text.
const NONSENSE: u8 = 0xFF;

/// A stream converted to UTF-8 as it is read.
pub(super) struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    /// How much of `output` was handed out.
    given: usize,
    ended: bool,
    /// Met where the next byte would stand.
    error: Option<io::Error>,
}

impl<R: Read> Utf8<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, input: Vec::new(), output: Vec::new(), given: 0, ended: false, error: None }
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
        let mut from = 0;
        loop {
            let left = &self.input[from..];
            let room = self.decoder.max_utf8_buffer_length_without_replacement(left.len());
            let at = self.output.len();
            self.output.resize(at + room.unwrap_or(left.len() * 4 + 16), 0);
            let (outcome, read, written) =
                self.decoder.decode_to_utf8_without_replacement(left, &mut self.output[at..], self.ended);
            self.output.truncate(at + written);
            from += read;
            match outcome {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.output.push(NONSENSE),
            }
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
        let rest = &self.output[self.given..];
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        self.given += read;
        Ok(read)
    }
}

/// A stream that was plain ASCII as far as it was looked at: its encoding is told where the first other byte stands.
pub(super) struct Late<R> {
    plain: Option<R>,
    /// What comes after the plain part, once that is over.
    rest: Option<Box<dyn Read + Send>>,
    /// Name of the encoding, once it is told and not UTF-8.
    told: Arc<OnceLock<&'static str>>,
    /// What the plain part declared.
    declared: Option<&'static Encoding>,
}

impl<R: Read + Send + 'static> Late<R> {
    /// `told` will hold the name of the encoding, where that is not UTF-8.
    pub fn new(inner: R, declared: Option<&'static Encoding>, told: Arc<OnceLock<&'static str>>) -> Self {
        Self { plain: Some(inner), rest: None, told, declared }
    }

    /// `head` follows the plain part: tells its encoding.
    fn tell(&self, mut head: Vec<u8>, mut plain: R) -> Box<dyn Read + Send> {
        // Enough from there on to tell.
        let more = (&mut plain).take(INPUT_BYTES).read_to_end(&mut head);
        let encoding = legacy_of(&head, self.declared);
        let after: Box<dyn Read + Send> = match more {
            Err(error) => Box::new(Fails(Some(error))),
            Ok(_) => Box::new(plain),
        };
        let rest = io::Cursor::new(head).chain(after);
        if encoding == UTF_8 {
            return Box::new(rest);
        }
        // Told once: the plain part is over once.
        let _ = self.told.set(encoding.name());
        Box::new(Utf8::new(rest, encoding))
    }
}

impl<R: Read + Send + 'static> Read for Late<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(plain) = &mut self.plain {
            let read = plain.read(buffer)?;
            // Word by word, where to look for the place would be byte by byte.
            if buffer[..read].is_ascii() {
                return Ok(read);
            }
            let at = buffer[..read].iter().position(|b| !b.is_ascii()).unwrap_or(read);
            let head = buffer[at..read].to_vec();
            self.rest = self.plain.take().map(|plain| self.tell(head, plain));
            if at > 0 {
                return Ok(at);
            }
        }
        self.rest.as_mut().map_or(Ok(0), |rest| rest.read(buffer))
    }
}

/// A stream that broke off already.
pub(super) struct Fails(pub Option<io::Error>);

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_without_sense_are_no_letter_and_the_rest_is_read() {
        let mut bytes = Vec::new();
        Utf8::new(&b"abc\x81\xFFd\n\x82\xA0\x81"[..], encoding_rs::SHIFT_JIS)
            .read_to_end(&mut bytes)
            .unwrap();
        let lines: Vec<_> = bytes.utf8_chunks().map(|chunk| (chunk.valid(), chunk.invalid().len())).collect();
        assert_eq!(lines.iter().map(|(text, _)| *text).collect::<String>(), "abcd\nあ");
        assert!(lines[0].1 > 0 && lines.last().unwrap().1 > 0, "{lines:?}");
    }
}
