//! A web archive (WARC) → its pages → articles.
//!
//! **In** the records of a WARC file, compressed record by record or not at all.
//! **Out** an article for each page that was answered with 200 and holds a text; other contents are counted as passed over, what tells of
//! the crawl itself is not.
//! **Cost** that of [`page`]. **Never** takes the time of the crawl for the date of publication.
//! **From** ISO 28500 (WARC 1.1), RFC 9112 and RFC 9110 (`Content-Encoding`).

use std::borrow::Cow;
use std::io::Read;

use flate2::read;
use memchr::memmem;

use super::batch::Record;
use super::skip::{SkipReason, Skipped};
use super::{decode, detect, page};
use crate::article::Article;

/// Longest header of a record.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// The state between two pieces of an archive.
#[derive(Debug, Default)]
pub(super) struct Border {
    /// The header of the current record so far.
    header: Vec<u8>,
    /// Bytes of the body and of the blank lines after it still to come.
    left: Option<u64>,
    /// The header does not say how long the body is: it ends where a line begins as a record does.
    is_lost: bool,
}

/// How a record begins, and the end of the line before.
const NEXT: &[u8] = b"\r\nWARC/";

impl Border {
    /// How many bytes of the pieces before may begin the next record.
    pub fn again(&self) -> usize {
        if self.is_lost { NEXT.len() - 1 } else { 0 }
    }

    pub fn find(&mut self, new: &[u8]) -> Option<usize> {
        let mut at = 0;
        if self.left.is_none() && !self.is_lost {
            let before = self.header.len();
            let room = MAX_HEADER_BYTES.saturating_sub(before).min(new.len());
            self.header.extend_from_slice(&new[..room]);
            let from = before.saturating_sub(3);
            match memmem::find(&self.header[from..], b"\r\n\r\n") {
                Some(end) => {
                    let end = from + end + 4;
                    at = end - before;
                    // Two line ends follow each body.
                    self.left = length(&self.header[..end]).map(|body| body.saturating_add(4));
                    self.is_lost = self.left.is_none();
                }
                // Not an archive from here on: what is left is one bad record.
                None => return None,
            }
        }
        if self.is_lost {
            let next = at + memmem::find(&new[at..], NEXT)? + 2;
            self.is_lost = false;
            self.header.clear();
            return Some(next);
        }
        let left = self.left?;
        let here = (new.len() - at) as u64;
        if here < left {
            self.left = Some(left - here);
            return None;
        }
        self.left = None;
        self.header.clear();
        Some(at + left as usize)
    }
}

/// The value of a header field.
fn value<'h>(header: &'h [u8], name: &str) -> Option<&'h str> {
    header.split(|&b| b == b'\n').skip(1).find_map(|line| {
        let colon = line.iter().position(|&b| b == b':')?;
        let is_it = line[..colon].eq_ignore_ascii_case(name.as_bytes());
        is_it.then(|| std::str::from_utf8(&line[colon + 1..]).map(str::trim).ok())?
    })
}

/// How many bytes the body of a record has, as its header says.
fn length(header: &[u8]) -> Option<u64> {
    value(header, "content-length")?.parse().ok()
}

/// The three digits that say how an answer went.
fn status(answer: &[u8]) -> Option<&[u8]> {
    let mut words = answer.split(u8::is_ascii_whitespace);
    words.next().filter(|version| version.starts_with(b"HTTP/") || version.starts_with(b"http/"))?;
    words.next().filter(|code| code.len() == 3 && code.iter().all(u8::is_ascii_digit))
}

/// Header and body of a record or of an answer.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memmem::find(bytes, b"\r\n\r\n")? + 4;
    Some((&bytes[..end], &bytes[end..]))
}

/// How long the record is that begins `head` and tells of the archive itself; 0 where there is none, or not all of it is here.
pub(super) fn info(head: &[u8]) -> usize {
    let end = Border::default().find(head).filter(|_| head.starts_with(b"WARC/"));
    end.filter(|&end| value(&head[..end], "warc-type") == Some("warcinfo")).unwrap_or(0)
}

/// What a record is to a reader of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It may hold an article, or is no record at all, which is told as such.
    Page,
    /// Requests, logs and the like: they tell of the crawl.
    Crawl,
    /// Content that is not read, and why.
    PassedOver(&'static str),
}

/// Why contents are not read.
const STATUS_WHY: &str = "another answer than 200";
const TYPE_WHY: &str = "another type than HTML or plain text";
const NO_TYPE_WHY: &str = "no type of content";
const REVISIT_WHY: &str = "the same as an earlier record";

/// How addresses begin that crawlers give to their logs, to names they looked up, and to what they took from pages for themselves.
const OF_CRAWL: [&str; 6] = ["metadata:", "urn:x-wpull:", "urn:pageinfo:", "urn:text:", "dns:", "whois:"];

/// What a record is, by its header and that of its answer.
pub(super) fn kind(record: &[u8]) -> Kind {
    let Some((header, body)) = split(record) else { return Kind::Page };
    if !record.starts_with(b"WARC/") || length(header).is_none() {
        return Kind::Page;
    }
    let by_type = |header: &[u8], unnamed: Kind| match value(header, "content-type") {
        None => unnamed,
        Some(name) => match name.to_ascii_lowercase() {
            name if name.contains("html") || name.contains("text/plain") => Kind::Page,
            _ => Kind::PassedOver(TYPE_WHY),
        },
    };
    let uri =
        value(header, "warc-target-uri").unwrap_or_default().trim_start_matches('<').to_ascii_lowercase();
    match value(header, "warc-type") {
        Some("response" | "resource") if OF_CRAWL.iter().any(|start| uri.starts_with(start)) => Kind::Crawl,
        // What is no answer is told as such.
        Some("response") => match split(body).and_then(|(answer, _)| Some((answer, status(answer)?))) {
            Some((answer, b"200")) => by_type(answer, Kind::Page),
            Some(_) => Kind::PassedOver(STATUS_WHY),
            None => Kind::Page,
        },
        Some("conversion") => by_type(header, Kind::Page),
        Some("resource") => by_type(header, Kind::PassedOver(NO_TYPE_WHY)),
        Some("revisit") => Kind::PassedOver(REVISIT_WHY),
        _ => Kind::Crawl,
    }
}

/// Records whose body is the page itself, without the answer of a server around it: files that were saved, texts taken from pages.
fn is_bare(kind: &str) -> bool {
    matches!(kind, "resource" | "conversion")
}

/// What can be done about an archive that is told by its lines and not by its bytes.
const AS_TEXT: &str = "copy the archive as it is, not as a text: its records are found by their number of bytes; none of this one can be read";

/// The article of one page, of up to `most` bytes after its own decompression.
pub(super) fn article(record: &Record<'_>, most: u64) -> Result<Article, Skipped> {
    let bad = |what: &str| record.skip(SkipReason::BadWarc { what: what.to_owned() });
    if !record.bytes.starts_with(b"WARC/") {
        return Err(bad("a record starts with WARC/ and a version"));
    }
    let Some((header, body)) = split(record.bytes) else {
        let head = &record.bytes[..record.bytes.len().min(MAX_HEADER_BYTES)];
        return Err(match memmem::find(head, b"\n\n") {
            Some(_) => {
                Skipped { hint: Some(AS_TEXT.to_owned()), ..bad("its lines end without a carriage return") }
            }
            None => bad("the header has no end"),
        });
    };
    let length = length(header).ok_or_else(|| bad("its Content-Length is missing or no number"))?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let body = body.get(..length).ok_or_else(|| bad("the body is cut off"))?;
    let (answer, body) = match value(header, "warc-type") {
        Some(kind) if is_bare(kind) => (header, body),
        _ => {
            let (answer, body) = split(body).ok_or_else(|| bad("the answer has no end of its header"))?;
            status(answer)
                .ok_or_else(|| bad("the answer does not begin with HTTP/, a version and a status"))?;
            (answer, body)
        }
    };
    let chunked = value(answer, "transfer-encoding").is_some_and(|text| text.eq_ignore_ascii_case("chunked"));
    // Crawlers often store the body decoded and keep the header: what does not fit is taken as it is.
    let body =
        if chunked { unchunked(body).map_or(Cow::Borrowed(body), Cow::Owned) } else { Cow::Borrowed(body) };
    let encodings = value(answer, "content-encoding").unwrap_or_default();
    let body = unpacked(body, encodings, most).map_err(|packed| match packed {
        Packed::TooLarge => record.skip(SkipReason::TooLarge { limit: most }),
        Packed::With(encoding) => {
            let what = format!("the body is compressed with {encoding} and cannot be unpacked");
            Skipped { hint: Some(PACKED.to_owned()), ..bad(&what) }
        }
    })?;
    let html = decode::page(&body, value(answer, "content-type"))
        .ok_or_else(|| record.skip(SkipReason::NotUtf8 { at: 0 }))?;
    let is_plain =
        value(answer, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("text/plain"));
    let mut article = if is_plain {
        Article { text: html.into_owned(), ..Article::default() }
    } else {
        page::article(&html, record.date_order).map_err(|reason| record.skip(reason))?
    };
    if let Some(fault) = record.fault_of(&article.text) {
        return Err(record.skip(fault));
    }
    let named = |name: &str| {
        let value = value(header, name)?.trim_matches(['<', '>', ' ']);
        (!value.is_empty()).then(|| value.to_owned())
    };
    let target = named("warc-target-uri");
    article.outlet = article.outlet.or_else(|| target.as_deref().and_then(page::host));
    article.url = article.url.or(target);
    article.key = named("warc-record-id").unwrap_or_else(|| record.key());
    article.place = record.place();
    Ok(article)
}

/// The chunks of a body put together; `None` where they are not chunks.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = memmem::find(body, b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        let start = end + 2;
        whole.extend_from_slice(body.get(start..start.checked_add(size)?)?);
        body = body.get(start + size + 2..)?;
    }
}

/// What can be done about a body that stays packed.
const PACKED: &str =
    "unpack the bodies when the archive is written, or fetch the page with gzip or without compression";
/// How gzip begins.
const GZIP: &[u8] = &[0x1F, 0x8B];
/// Largest zstd window of a page, as a power of two, by RFC 9659.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Why a body stays packed.
enum Packed {
    /// More would come out than a page may have.
    TooLarge,
    /// This compression cannot be undone.
    With(String),
}

/// A body without the compressions of its `Content-Encoding`, of up to `most` bytes.
fn unpacked<'b>(mut body: Cow<'b, [u8]>, encodings: &str, most: u64) -> Result<Cow<'b, [u8]>, Packed> {
    // The last one was applied last.
    for name in encodings.rsplit(',').map(|name| name.trim().to_ascii_lowercase()) {
        let packed: &[u8] = &body;
        let plain = match &*name {
            // Some servers leave the frame of zlib out.
            "deflate" => whole(read::ZlibDecoder::new(packed), most)
                .or_else(|| whole(read::DeflateDecoder::new(packed), most)),
            "zstd" => zstd::Decoder::with_buffer(packed).ok().and_then(|mut decoder| {
                decoder.window_log_max(ZSTD_WINDOW_LOG).ok()?;
                whole(decoder, most)
            }),
            // Told by its first bytes: some servers compress and do not say so.
            _ if packed.starts_with(GZIP) => whole(read::MultiGzDecoder::new(packed), most),
            _ => None,
        };
        match plain {
            Some(plain) if plain.len() as u64 > most => return Err(Packed::TooLarge),
            Some(plain) => body = Cow::Owned(plain),
            None if name.is_empty() || is_text(&body) => {}
            None => return Err(Packed::With(name)),
        }
    }
    Ok(body)
}

/// All that comes out of a decoder, and no more than a byte beyond what a page may have.
fn whole(decoder: impl Read, most: u64) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    decoder.take(most.saturating_add(1)).read_to_end(&mut whole).ok()?;
    Some(whole)
}

/// Whether a body is no longer compressed: what is has a control character in every ten bytes, text has next to none.
fn is_text(body: &[u8]) -> bool {
    let head = &body[..body.len().min(4096)];
    let controls = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | 0x0C | b'\r' | 0x1B));
    50 * controls.count() <= head.len() || detect::unicode(head).is_some()
}
