//! Chosen rows to blocks: named, compressed, in base64; the script of the page decodes each when it is needed.
//!
//! **In** the rows, their order, what is chosen, the texts. **Out** [`Block`]s. **Cost** linear; one chunk of texts in memory
//! beside the compressed ones. **Never** leaves a byte that means something to HTML in a block.
//!
//! | block | content |
//! |---|---|
//! | `meta` | JSON: summary, outlets, shares, clusters, limits |
//! | `articles` | JSON, one array a column |
//! | `passages` | little-endian `u32` columns `left left_start left_end right right_start right_end score identity`, then a byte each of level; shares in millionths |
//! | `boilerplate` | JSON, an object: by the number of an article where its boilerplate begins and ends, one after the other |
//! | `pairs`, `families` | JSON |
//! | `evidence` | JSON, an object: by the number of a passage what speaks for it, where that is known |
//! | `texts-0`, `texts-1`, … | JSON array of texts, [`CHUNK`] bytes or one text each |

use super::Texts;
use super::chosen::Chosen;
use crate::article::{ArticleId, CLOCKS};
use crate::error;
use crate::overlap::{Crowd, Role};
use crate::passage::level::Level;
use crate::report::schema::{ArticleRow, ClusterRow, FamilyRow, OutletRow, PairRow, PassageRow};
use crate::report::table::{OutletNumber, Tree};
use crate::report::tables::Tables;
use crate::span::CodePointRange;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderStringWriter;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};

/// Bytes of text in a block. Measured: decodes in about 5 ms, and larger blocks compress hardly better.
const CHUNK: usize = 1 << 18;

/// Measured: a third of the time of the usual level, and pages 3 to 5 % larger.
const LEVEL: u32 = 4;

/// Characters that stand for a missing title: a line on a laptop.
const OPENING: usize = 90;

/// A named piece of data in the page.
pub struct Block {
    /// The name the script asks for.
    pub name: String,
    /// Base64 of gzip.
    pub data: String,
}

impl Block {
    /// What `fill` writes, compressed as it comes.
    fn new(name: impl Into<String>, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Self {
        let gzip = GzEncoder::new(EncoderStringWriter::new(&STANDARD), Compression::new(LEVEL));
        let mut out = BufWriter::new(gzip);
        let packed = fill(&mut out).and_then(|()| out.into_inner()?.finish());
        Self { name: name.into(), data: packed.expect("writing to memory does not fail").into_inner() }
    }

    fn json(name: impl Into<String>, value: &impl Serialize) -> Self {
        Self::new(name, |out| Ok(serde_json::to_writer(out, value)?))
    }
}

/// A JSON array that is made as it is written: one value for each of `rows`.
struct Column<'r, T, F>(&'r [T], F);

impl<T: Copy, V: Serialize, F: Fn(T) -> V> Serialize for Column<'_, T, F> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.0.iter().copied().map(&self.1))
    }
}

/// Puts columns of the same rows into a map, by name.
macro_rules! columns {
    ($map:ident, $rows:expr, $($name:literal: $value:expr,)*) => {
        $($map.serialize_entry($name, &Column(&$rows, $value))?;)*
    };
}

/// Position of each article in the page.
struct Positions(Vec<u32>);

impl Positions {
    fn of(&self, article: ArticleId) -> u32 {
        self.0[article.index()]
    }
}

/// All blocks of the page, in the order in which they are needed.
///
/// # Errors
/// When a text cannot be read.
pub fn blocks(tables: &Tables, chosen: &Chosen, texts: &mut dyn Texts) -> error::Result<Vec<Block>> {
    let mut positions = Positions(vec![u32::MAX; tables.articles.len()]);
    for (position, &number) in chosen.articles.iter().enumerate() {
        positions.0[number as usize] = position as u32;
    }
    let packed = TextBlocks::new(tables, chosen, texts)?;
    let families: Vec<_> = tables.families.chunk_by(FamilyRow::is_of).take(chosen.num_families).collect();
    let mut blocks = vec![
        Block::json("meta", &meta(tables, chosen, &positions)),
        Block::json("articles", &Articles { tables, chosen, packed: &packed }),
        Block::new("passages", |out| passages(tables, chosen, &positions, out)),
        Block::json("boilerplate", &boilerplate(tables, &positions)),
        Block::json("pairs", &Pairs { tables, chosen, positions: &positions }),
        Block::json("families", &Column(&families, |members| family(members, &positions))),
        Block::json("evidence", &evidence(tables, chosen)),
    ];
    if let Some(filter) = &tables.filter {
        blocks.push(Block::json("crowds", &crowds(&filter.crowds, &positions)));
    }
    blocks.extend(packed.blocks);
    Ok(blocks)
}

fn meta(tables: &Tables, chosen: &Chosen, positions: &Positions) -> Value {
    let total = |part: fn(&ArticleRow) -> u64| {
        let mut totals = vec![0; tables.outlet_names.len()];
        for article in &tables.articles {
            if let Some(outlet) = article.outlet {
                totals[outlet.index()] += part(article);
            }
        }
        totals
    };
    let groups = || tables.clusters.chunk_by(ClusterRow::is_of);
    let clusters = groups().filter(|members| chosen.clusters.binary_search(&members[0].cluster).is_ok()).map(
        |members| {
            let representative = positions.of(members[0].representative);
            let ids: Vec<u32> = members.iter().map(|member| positions.of(member.id)).collect();
            json!({ "number": members[0].cluster, "representative": representative, "members": ids })
        },
    );
    let is_held = |outlet: OutletNumber| chosen.outlets.binary_search(&outlet.0).is_ok();
    let shares: Vec<&OutletRow> =
        tables.outlets.iter().filter(|row| is_held(row.outlet) && is_held(row.other)).collect();
    let share = |part: fn(&OutletRow) -> Value| shares.iter().map(|row| part(row)).collect::<Vec<_>>();
    let held = |kept: &[u32], all: usize| json!([kept.len(), all]);
    json!({
        "summary": tables.summary,
        "filter": tables.filter.as_ref().map(|filter| &filter.typed),
        "levels": Level::ALL.map(|level| {
            tables.passages.iter().filter(|passage| passage.level == level && passage.left != passage.right).count()
        }),
        "repeats": tables.passages.iter().filter(|passage| passage.left == passage.right).count(),
        "outlets": {
            "name": tables.outlet_names,
            "unnamed": tables.articles.iter().filter(|article| article.outlet.is_none()).count(),
            "articles": total(|_| 1),
            "chars": total(|article| article.chars.into()),
            "boilerplate": total(|article| article.boilerplate_chars.into()),
            "again": total(|article| article.own_outlet_chars.into()),
            "earlier": total(|article| article.earlier_chars.into()),
            "unknown": total(|article| article.unknown_order_chars.into()),
            "later": total(|article| article.later_chars.into()),
        },
        "shares": {
            "among": chosen.outlets,
            "outlet": share(|s| s.outlet.0.into()),
            "other": share(|s| s.other.0.into()),
            "articles": share(|s| s.articles.into()),
            "chars": share(|s| s.chars.into()),
            "share": share(|s| s.share.into()),
            "passages": share(|s| s.passages.into()),
        },
        "clusters": clusters.collect::<Vec<_>>(),
        "boilerplate": tables.boilerplate.iter()
            .map(|row| json!({ "outlet": row.outlet.map(|outlet| outlet.0), "text": row.text, "articles": row.articles }))
            .collect::<Vec<_>>(),
        "held": {
            "articles": held(&chosen.articles, tables.articles.len()),
            "texts": held(&chosen.texts, tables.articles.len()),
            "passages": held(&chosen.passages, tables.passages.len()),
            "pairs": held(&chosen.pairs, tables.pairs.len()),
            "clusters": held(&chosen.clusters, groups().count()),
            "families": [chosen.num_families, tables.families.chunk_by(FamilyRow::is_of).count()],
            "outlets": held(&chosen.outlets, tables.outlet_names.len()),
        },
    })
}

struct Articles<'a> {
    tables: &'a Tables,
    chosen: &'a Chosen,
    packed: &'a TextBlocks,
}

impl Serialize for Articles<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let Self { tables, chosen, packed } = *self;
        let of = |number: u32| -> &ArticleRow { &tables.articles[number as usize] };
        let published = |number: u32| tables.published.get(number as usize).copied().flatten();
        let place = |number: u32| chosen.texts.binary_search(&number).ok().map(|index| &packed.places[index]);
        let mut map = out.serialize_map(None)?;
        columns! { map, chosen.articles,
            "key": |n| of(n).id.as_str(),
            "outlet": |n| of(n).outlet.map(|outlet| outlet.0),
            "date": |n| of(n).date.as_deref(),
            "clock": |n| published(n).map(|published| published.clock() as u8),
            "first_day": |n| published(n).map(|published| published.days().0),
            "last_day": |n| published(n).map(|published| published.days().1),
            "title": |n| of(n).title.as_deref(),
            "opening": |n| place(n).and_then(|place| place.opening.as_deref()),
            "url": |n| of(n).url.as_deref(),
            "language": |n| of(n).language.as_deref(),
            "chars": |n| of(n).chars,
            "words": |n| of(n).words,
            "shared": |n| of(n).shared_chars,
            "verbatim": |n| of(n).verbatim_chars,
            "edited": |n| of(n).edited_chars,
            "rewritten": |n| of(n).rewritten_chars,
            "boilerplate": |n| of(n).boilerplate_chars,
            "again": |n| of(n).own_outlet_chars,
            "earlier": |n| of(n).earlier_chars,
            "unknown": |n| of(n).unknown_order_chars,
            "later": |n| of(n).later_chars,
            "chunk": |n| place(n).map(|place| place.block),
            "slot": |n| place(n).map(|place| place.slot),
        }
        // A column for each clock that an article may be set against.
        for (name, end) in [("starts", false), ("ends", true)] {
            let of = |(start, last): (i64, i64)| if end { last } else { start };
            let clocks = CLOCKS.map(|clock| {
                Column(&chosen.articles, move |n| published(n).map(|published| of(published.span_by(clock))))
            });
            map.serialize_entry(name, &clocks)?;
        }
        if let Some(filter) = &tables.filter {
            map.serialize_entry("role", &Column(&chosen.articles, |n| role(filter.roles[n as usize])))?;
        }
        map.end()
    }
}

fn passages(tables: &Tables, chosen: &Chosen, positions: &Positions, out: &mut dyn Write) -> io::Result<()> {
    type Number = fn(&PassageRow, &Positions) -> u32;
    fn millionths(share: f64) -> u32 {
        (share * 1e6).round() as u32
    }
    let columns: [Number; 8] = [
        |p, positions| positions.of(p.left),
        |p, _| p.left_start,
        |p, _| p.left_end,
        |p, positions| positions.of(p.right),
        |p, _| p.right_start,
        |p, _| p.right_end,
        |p, _| millionths(p.score),
        |p, _| millionths(p.identity),
    ];
    let rows = || chosen.passages.iter().map(|&number| &tables.passages[number as usize]);
    for column in columns {
        rows().try_for_each(|p| out.write_all(&column(p, positions).to_le_bytes()))?;
    }
    rows().try_for_each(|p| out.write_all(&[level(p.level)]))
}

fn evidence<'t>(tables: &'t Tables, chosen: &Chosen) -> BTreeMap<String, &'t Tree> {
    let rows = chosen.passages.iter().zip(0..).filter_map(|(&number, position): (_, u32)| {
        let evidence = tables.passages[number as usize].evidence.as_ref()?;
        Some((position.to_string(), evidence))
    });
    rows.collect()
}

/// Where the boilerplate of each article in the page begins and ends.
fn boilerplate(tables: &Tables, positions: &Positions) -> Value {
    let held = tables.boilerplate_spans.iter().filter(|(id, _)| positions.of(**id) != u32::MAX);
    let row = |(id, spans): (&ArticleId, &Vec<CodePointRange>)| {
        let ends: Vec<u32> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
        (positions.of(*id).to_string(), ends.into())
    };
    Value::Object(held.map(row).collect())
}

/// Number of a level in the page.
fn level(level: Level) -> u8 {
    match level {
        Level::Verbatim => 0,
        Level::Edited => 1,
        Level::Rewritten => 2,
        Level::Quote => 3,
    }
}

struct Pairs<'a> {
    tables: &'a Tables,
    chosen: &'a Chosen,
    positions: &'a Positions,
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let Self { tables, chosen, positions } = *self;
        let of = |number: u32| -> &PairRow { &tables.pairs[number as usize] };
        let mut map = out.serialize_map(None)?;
        columns! { map, chosen.pairs,
            "left": |n| positions.of(of(n).left),
            "right": |n| positions.of(of(n).right),
            "resemblance": |n| of(n).resemblance,
            "containment_of_left": |n| of(n).containment_of_left,
            "containment_of_right": |n| of(n).containment_of_right,
        }
        map.end()
    }
}

fn family(family: &[FamilyRow], positions: &Positions) -> Value {
    let column = |value: &dyn Fn(&FamilyRow) -> Value| family.iter().map(value).collect::<Vec<_>>();
    // An article may hold the text more than once.
    let first = family.iter().filter(|member| member.first_seen).map(|member| positions.of(member.id));
    let first: BTreeSet<u32> = first.collect();
    json!({
        "number": family[0].family,
        "article": column(&|m| positions.of(m.id).into()),
        "start": column(&|m| m.start.into()),
        "end": column(&|m| m.end.into()),
        "level": column(&|m| m.level.map(level).into()),
        "medoid": family.iter().position(|member| member.medoid),
        "first_seen": first,
    })
}

/// The crowds that a filter counted, as far as their articles are in the page; in the form of families.
fn crowds(crowds: &[Crowd], positions: &Positions) -> Value {
    let columns = |crowd: &Crowd| {
        let held = || crowd.iter().filter(|(id, _)| positions.of(*id) != u32::MAX);
        json!({
            "article": held().map(|(id, _)| positions.of(*id)).collect::<Vec<_>>(),
            "start": held().map(|(_, span)| span.start).collect::<Vec<_>>(),
            "end": held().map(|(_, span)| span.end).collect::<Vec<_>>(),
        })
    };
    crowds.iter().map(columns).collect()
}

/// The bits of a role in the page.
fn role(role: Role) -> u8 {
    let Role { is_one, is_other, is_asked, is_within, is_first } = role;
    let bits = [is_one, is_other, is_asked, is_within, is_first.is_some(), is_first == Some(true)];
    bits.into_iter().rev().fold(0, |bits, bit| bits << 1 | u8::from(bit))
}

/// Where a text stands.
struct TextPlace {
    block: u32,
    slot: u32,
    /// How the text begins, for an article without a title.
    opening: Option<String>,
}

/// The chosen texts in blocks, and the place of each in the order of [`Chosen::texts`].
#[derive(Default)]
struct TextBlocks {
    blocks: Vec<Block>,
    places: Vec<TextPlace>,
    chunk: Vec<Value>,
}

impl TextBlocks {
    fn new(tables: &Tables, chosen: &Chosen, texts: &mut dyn Texts) -> error::Result<Self> {
        let (mut out, mut bytes) = (Self::default(), 0);
        texts.each(&chosen.texts, &mut |number, text| {
            if bytes + text.len() > CHUNK {
                out.finish_chunk();
                bytes = 0;
            }
            let has_title = tables.articles[number as usize].title.is_some();
            out.places.push(TextPlace {
                block: out.blocks.len() as u32,
                slot: out.chunk.len() as u32,
                opening: if has_title { None } else { opening(text) },
            });
            bytes += text.len();
            out.chunk.push(text.into());
        })?;
        out.finish_chunk();
        Ok(out)
    }

    fn finish_chunk(&mut self) {
        if !self.chunk.is_empty() {
            let name = format!("texts-{}", self.blocks.len());
            self.blocks.push(Block::json(&name, &Value::Array(std::mem::take(&mut self.chunk))));
        }
    }
}

/// The first line of a text that says something, else the first with a letter, cut after [`OPENING`] characters.
fn opening(text: &str) -> Option<String> {
    let has_letters = |line: &&str| line.chars().any(char::is_alphabetic);
    let mut lines = text.lines().map(str::trim).filter(has_letters);
    // `Print`, `share`, `×` are buttons; where words have no spaces between them a line is known by its letters.
    let is_telling = |line: &&str| {
        line.split_whitespace().nth(2).is_some()
            || line.chars().filter(|&c| c >= '\u{2E80}' && c.is_alphabetic()).nth(3).is_some()
    };
    let line = lines.clone().find(is_telling).or_else(|| lines.next())?;
    let cut: String = line.chars().take(OPENING).collect();
    Some(if cut.len() < line.len() { cut + "…" } else { cut })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_line_that_says_something() {
        let title = |text: &str| opening(text);
        assert_eq!(
            title("share\n×\n\n The ferry sank at noon. \nMore").as_deref(),
            Some("The ferry sank at noon.")
        );
        assert_eq!(title("Print\nComments").as_deref(), Some("Print"), "nothing else is there");
        assert_eq!(title("広告\n大学新入生が二人\n続き").as_deref(), Some("大学新入生が二人"));
        assert_eq!(
            title("* * *\n- 12 - 14 -\n😀😀😀😀😀\nFerry"),
            Some("Ferry".into()),
            "lines without a letter"
        );
        assert_eq!(title("1 2 3 4\n-- * --"), None);
        assert_eq!(title(" \n"), None);
        let long = title(&"word ".repeat(100)).unwrap();
        assert_eq!(long.chars().count(), OPENING + 1);
    }
}
