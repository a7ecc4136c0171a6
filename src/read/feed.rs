//! An RSS or Atom file → its entries → articles.
//!
//! **In** the file; then one `<item>` or `<entry>`. **Out** an article with the fullest text the entry has.
//! **Cost** one scan to cut, one parse of each entry. **Never** fetches what an entry only links to.
//! **From** RSS 2.0, RSS 1.0 with its content and Dublin Core modules, and RFC 4287, by `quick-xml`.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::batch::Record;
use super::skip::{SkipReason, Skipped};
use super::{date, page};
use crate::article::Article;

/// Whether `head` starts as a feed does.
pub(super) fn is_feed(head: &[u8]) -> bool {
    let start = &head[..head.len().min(4096)];
    let is_xml = start.trim_ascii_start().starts_with(b"<");
    let is_named = || [&b"<rss"[..], b"<feed", b"<rdf:RDF"].iter().any(|mark| is_element(start, mark));
    is_xml && (is_named() || root(start).is_some_and(|name| name.ends_with(b":feed")))
}

/// Whether an element begins with `mark` and has no longer name.
pub(super) fn is_element(start: &[u8], mark: &[u8]) -> bool {
    let is_over = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/');
    memmem::find_iter(start, mark).any(|at| start.get(at + mark.len()).is_none_or(is_over))
}

/// The name of the first element; what stands in comments is none.
pub(super) fn root(start: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'<', &start[at..])? + 1;
        match start[at..].strip_prefix(b"!--") {
            Some(comment) => at += 3 + memmem::find(comment, b"-->")?,
            None if start.get(at).is_some_and(u8::is_ascii_alphabetic) => break,
            None => {}
        }
    }
    let len = start[at..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
    Some(&start[at..at + len])
}

/// The entries of a feed, and what names the publication: the title of the channel.
pub(super) fn entries(file: &[u8]) -> (Vec<Range<usize>>, Option<String>) {
    let mut entries = Vec::new();
    let mut at = 0;
    let last_section = memmem::rfind(file, SECTION.1).unwrap_or(0);
    while let Some((start, name)) = next_open(file, at) {
        let close = format!("</{name}>");
        let end = find_outside(&file[start..], close.as_bytes(), last_section.saturating_sub(start))
            .map_or(file.len(), |end| start + end + close.len());
        entries.push(start..end);
        at = end;
    }
    let head = &file[..entries.first().map_or(file.len(), |first| first.start)];
    let title = std::str::from_utf8(head)
        .ok()
        .and_then(|head| fields(head).ok())
        .and_then(|fields| page::text_of(fields.get("title")?).ok());
    (entries, title.filter(|title| !title.is_empty()))
}

/// How sections of plain text begin and end.
const SECTION: (&[u8], &[u8]) = (b"<![CDATA[", b"]]>");

/// Where `mark` stands outside of sections of plain text, which may hold anything; the last of them ends at `last`.
fn find_outside(bytes: &[u8], mark: &[u8], last: usize) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = from + memmem::find(&bytes[from..], mark)?;
        // Sections before it, of which the last may go on behind it.
        loop {
            let Some(open) = memmem::find(&bytes[from..found], SECTION.0) else { return Some(found) };
            from += open + SECTION.0.len();
            // A section that is never closed is none, and its end is not looked for.
            if from > last {
                return Some(found);
            }
            let Some(close) = memmem::find(&bytes[from..], SECTION.1) else { return Some(found) };
            from += close + SECTION.1.len();
            if from > found {
                break;
            }
        }
    }
}

/// The next `<item` or `<entry` that is a whole name, with a prefix before it or none.
fn next_open(file: &[u8], from: usize) -> Option<(usize, String)> {
    memchr::memchr_iter(b'<', &file[from..]).find_map(|at| {
        let rest = &file[from + at + 1..];
        let len = rest.iter().take(MAX_NAME_BYTES).position(|b| b.is_ascii_whitespace() || *b == b'>');
        let name = &rest[..len.unwrap_or(0)];
        let local = name.rsplit(|&b| b == b':').next()?;
        let is_entry = matches!(local, b"item" | b"entry");
        is_entry.then(|| (from + at, String::from_utf8_lossy(name).into_owned()))
    })
}

/// Longer names are not those of entries.
const MAX_NAME_BYTES: usize = 32;

/// The first content of each element, by its local name or, where the prefix counts, its whole one.
fn fields(xml: &str) -> Result<HashMap<String, String>, String> {
    // Where Atom has a prefix, its elements have it too.
    let prefix = root(xml.as_bytes()).and_then(|name| {
        let at = ["feed", "entry"].iter().find_map(|local| name.strip_suffix(local.as_bytes()))?;
        std::str::from_utf8(at).ok().filter(|prefix| prefix.ends_with(':'))
    });
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut fields: HashMap<String, String> = HashMap::new();
    // Name and content of the element being read, and how many elements are open inside it.
    let mut open: Option<(String, String, usize)> = None;
    // Of the feed that an entry of Atom was taken from, only the title is kept.
    let mut is_kept = true;
    // Where the markup begins that is the content of an element itself, not written as text.
    let mut markup: Option<usize> = None;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(xml.len());
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Eof => return Ok(fields),
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().as_ref() == "link"
                    && attribute(&tag, "href").is_some()
                    && open.as_ref().is_none_or(|(name, ..)| name != "source") =>
            {
                let (href, rel) = (attribute(&tag, "href"), attribute(&tag, "rel"));
                if let Some(href) = href.filter(|_| rel.is_none_or(|rel| rel == "alternate")) {
                    fields.entry("link".to_owned()).or_insert(href);
                }
            }
            Event::Start(tag) => match &mut open {
                Some((name, _, depth)) => {
                    if *depth == 0 && name == "source" {
                        is_kept = tag.local_name().as_ref() == "title";
                    }
                    *depth += 1;
                }
                None => {
                    let name = tag.name();
                    let name: &str = name.as_ref();
                    let name = prefix.and_then(|prefix| name.strip_prefix(prefix)).unwrap_or(name).to_owned();
                    // The elements around the ones that are wanted.
                    if !matches!(name.as_str(), "item" | "entry" | "rss" | "channel" | "feed" | "rdf:RDF") {
                        let is_markup = attribute(&tag, "type").is_some_and(|kind| kind == "xhtml");
                        markup = is_markup.then(|| reader.buffer_position() as usize);
                        is_kept = true;
                        open = Some((name, String::new(), 0));
                    }
                }
            },
            Event::End(_) => match &mut open {
                Some((_, _, depth)) if *depth > 0 => *depth -= 1,
                _ => {
                    if let Some((name, mut content, _)) = open.take() {
                        if let Some(raw) = markup.take().and_then(|start| xml.get(start..at)) {
                            content = raw.to_owned();
                        }
                        fields.entry(name).or_insert_with(|| content.trim().to_owned());
                    }
                }
            },
            Event::Text(text) if is_kept => {
                if let Some((_, content, _)) = &mut open {
                    content.push_str(&text);
                }
            }
            Event::CData(text) if is_kept => {
                if let Some((_, content, _)) = &mut open {
                    content.push_str(&text);
                }
            }
            Event::GeneralRef(name) if is_kept => {
                if let Some((_, content, _)) = &mut open {
                    let name: &str = &name;
                    match quick_xml::escape::unescape(&format!("&{name};")) {
                        Ok(text) => content.push_str(&text),
                        // A name of HTML: left for the parser of the content.
                        Err(_) => content.push_str(&format!("&{name};")),
                    }
                }
            }
            _ => {}
        }
    }
}

fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    let value = attribute.value;
    Some(quick_xml::escape::unescape(&value).map_or_else(|_| value.to_string(), |text| text.into_owned()))
}

/// The article of one entry.
pub(super) fn article(record: &Record<'_>) -> Result<Article, Skipped> {
    let xml = record.utf8()?;
    let fields = fields(xml).map_err(|what| record.skip(SkipReason::BadXml { what }))?;
    let get =
        |names: &[&str]| names.iter().find_map(|name| fields.get(*name)).filter(|text| !text.is_empty());
    let mut bodies = ["content:encoded", "content", "atom:content", "description", "summary", "atom:summary"]
        .iter()
        .filter_map(|name| fields.get(*name))
        .map(|html| page::text_of(html));
    let body = bodies.find(|text| text.as_ref().map_or(true, |text| !text.is_empty()));
    let text = body.unwrap_or(Ok(String::new())).map_err(|why| record.skip(why.into()))?;
    if let Some(fault) = record.fault_of(&text) {
        return Err(record.skip(fault));
    }
    let said = get(&["pubDate", "published", "dc:date", "dcterms:issued", "updated", "atom:published"]);
    let published = said.and_then(|said| date::of_article(said, record.date_order));
    let url = get(&["link"]).cloned();
    // What collects from many names each of them; the channel is then none of them.
    let outlet = get(&["source", "dc:publisher"]).and_then(|name| page::text_of(name).ok());
    let outlet = outlet.filter(|name| !name.is_empty()).or_else(|| record.source.outlet.clone());
    Ok(Article {
        key: get(&["guid", "id"]).cloned().unwrap_or_else(|| record.key()),
        outlet: outlet.or_else(|| url.as_deref().and_then(page::host)),
        published,
        unread_date: said.filter(|_| published.is_none()).map(|said| said.as_str().into()),
        title: get(&["title", "dc:title"]).and_then(|title| page::text_of(title).ok()),
        url,
        text,
        place: record.place(),
    })
}
