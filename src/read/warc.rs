//! A web archive (WARC) → its pages → articles.
//!
//! **In** the records of a WARC file, compressed record by record or not at all.
//! **Out** an article for each page that was answered with 200 and holds a text; other records are no articles.
//! **Cost** that of [`page`]. **Never** takes the time of the crawl for the date of publication.
//! **From** ISO 28500 (WARC 1.1) and RFC 9112.

use std::borrow::Cow;
use std::io::Read;

use memchr::memmem;

use super::batch::Record;
use super::skip::{SkipReason, Skipped};
use super::{decode, page};
use crate::article::Article;

/// Longest header of a record.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Largest page after its own decompression.
const MAX_PAGE_BYTES: u64 = 64 << 20;

/// The state between two pieces of an archive.
#[derive(Debug, Default)]
pub(super) struct Border {
    /// The header of the current record so far.
    header: Vec<u8>,
    /// Bytes of the body and of the blank lines after it still to come.
    left: Option<u64>,
}

impl Border {
    pub fn find(&mut self, new: &[u8]) -> Option<usize> {
        let mut at = 0;
        if self.left.is_none() {
            let before = self.header.len();
            let room = MAX_HEADER_BYTES.saturating_sub(before).min(new.len());
            self.header.extend_from_slice(&new[..room]);
            let from = before.saturating_sub(3);
            match memmem::find(&self.header[from..], b"\r\n\r\n") {
                Some(end) => {
                    let end = from + end + 4;
                    at = end - before;
                    // Two line ends follow each body.
                    let body = value(&self.header[..end], "content-length")
                        .and_then(|text| text.parse::<u64>().ok());
                    self.left = Some(body.unwrap_or(0).saturating_add(4));
                }
                // Not an archive from here on: what is left is one bad record.
                None => return None,
            }
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

/// Header and body of a record or of an answer.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memmem::find(bytes, b"\r\n\r\n")? + 4;
    Some((&bytes[..end], &bytes[end..]))
}

/// Whether a record is an answer that holds a page.
pub(super) fn is_page(record: &[u8]) -> bool {
    let Some((header, body)) = split(record) else { return true };
    if !record.starts_with(b"WARC/") {
        return true;
    }
    let is_text = |header: &[u8]| {
        let kind = value(header, "content-type").unwrap_or("text/html").to_ascii_lowercase();
        kind.contains("html") || kind.contains("text/plain")
    };
    match value(header, "warc-type") {
        Some("response") => split(body).is_some_and(|(answer, _)| {
            answer.split(u8::is_ascii_whitespace).nth(1) == Some(b"200") && is_text(answer)
        }),
        Some("conversion") => is_text(header),
        // The log of a crawl is such a record too, as plain text.
        Some("resource") => value(header, "content-type").is_some_and(|kind| kind.contains("html")),
        Some(_) => false,
        None => false,
    }
}

/// Records whose body is the page itself, without the answer of a server around it: files that were saved, texts taken from pages.
fn is_bare(kind: &str) -> bool {
    matches!(kind, "resource" | "conversion")
}

/// The article of one page.
pub(super) fn article(record: &Record<'_>) -> Result<Article, Skipped> {
    let bad = |what: &str| record.skip(SkipReason::BadWarc { what: what.to_owned() });
    if !record.bytes.starts_with(b"WARC/") {
        return Err(bad("a record starts with WARC/ and a version"));
    }
    let (header, body) = split(record.bytes).ok_or_else(|| bad("the header has no end"))?;
    let length = value(header, "content-length").and_then(|text| text.parse::<usize>().ok());
    let body = body
        .get(..length.ok_or_else(|| bad("no Content-Length"))?)
        .ok_or_else(|| bad("the body is cut off"))?;
    let (answer, body) = match value(header, "warc-type") {
        Some(kind) if is_bare(kind) => (header, body),
        _ => split(body).ok_or_else(|| bad("the answer has no end of its header"))?,
    };
    let chunked = value(answer, "transfer-encoding").is_some_and(|text| text.eq_ignore_ascii_case("chunked"));
    // Crawlers often store the body decoded and keep the header: what does not fit is taken as it is.
    let body =
        if chunked { unchunked(body).map_or(Cow::Borrowed(body), Cow::Owned) } else { Cow::Borrowed(body) };
    let body = if body.starts_with(&[0x1F, 0x8B]) { gunzipped(&body).map_or(body, Cow::Owned) } else { body };
    let html = decode::page(&body, value(answer, "content-type"))
        .ok_or_else(|| record.skip(SkipReason::NotUtf8 { at: 0 }))?;
    let is_plain =
        value(answer, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("text/plain"));
    let mut article = if is_plain {
        Article { text: html.into_owned(), ..Article::default() }
    } else {
        page::article(&html).map_err(|reason| record.skip(reason))?
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

fn gunzipped(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    flate2::read::MultiGzDecoder::new(body).take(MAX_PAGE_BYTES).read_to_end(&mut whole).ok()?;
    Some(whole)
}
