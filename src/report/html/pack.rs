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
use super::select::Chosen;
use crate::article::{ArticleId, CLOCKS};
use crate::error::Result;
use crate::passage::level::Level;
use crate::report::schema::{ArticleRow, ClusterRow, FamilyRow, OutletRow, PairRow, PassageRow};
use crate::report::table::Tree;
use crate::report::tables::Tables;
use crate::span::CodePointRange;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

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
    fn new(name: impl Into<String>, bytes: &[u8]) -> Self {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
        let written = gzip.write_all(bytes).and_then(|()| gzip.finish());
        let packed = written.expect("writing to memory does not fail");
        Self { name: name.into(), data: STANDARD.encode(packed) }
    }

    fn json(name: &str, value: &impl Serialize) -> Self {
        Self::new(name, &serde_json::to_vec(value).expect("plain data"))
    }
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
pub fn blocks(tables: &Tables, chosen: &Chosen, texts: &mut dyn Texts) -> Result<Vec<Block>> {
    let mut positions = Positions(vec![u32::MAX; tables.articles.len()]);
    for (position, &number) in chosen.articles.iter().enumerate() {
        positions.0[number as usize] = position as u32;
    }
    let packed = TextBlocks::new(tables, chosen, texts)?;
    let mut blocks = vec![
        Block::json("meta", &meta(tables, chosen, &positions)),
        Block::json("articles", &articles(tables, chosen, &packed)),
        Block::new("passages", &passages(tables, chosen, &positions)),
        Block::json("boilerplate", &boilerplate(tables, &positions)),
        Block::json("pairs", &pairs(tables, chosen, &positions)),
        Block::json("families", &families(tables, chosen, &positions)),
        Block::json("evidence", &evidence(tables, chosen)),
    ];
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
    let share = |part: fn(&OutletRow) -> Value| tables.outlets.iter().map(part).collect::<Vec<_>>();
    let held = |kept: &[u32], all: usize| json!([kept.len(), all]);
    json!({
        "summary": tables.summary,
        "filter": tables.filter,
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
        },
    })
}

fn articles(tables: &Tables, chosen: &Chosen, packed: &TextBlocks) -> Value {
    fn column<T: Into<Value>>(chosen: &Chosen, value: impl Fn(u32) -> T) -> Value {
        chosen.articles.iter().map(|&number| value(number).into()).collect::<Vec<Value>>().into()
    }
    let of = |number: u32| -> &ArticleRow { &tables.articles[number as usize] };
    let published = |number: u32| tables.published.get(number as usize).copied().flatten();
    // A column for each clock that an article may be set against.
    let spans_by_clock = |of: &dyn Fn((i64, i64)) -> i64| {
        CLOCKS.map(|clock| column(chosen, |n| published(n).map(|published| of(published.span_by(clock)))))
    };
    let place = |number: u32| chosen.texts.binary_search(&number).ok().map(|index| &packed.places[index]);
    json!({
        "key": column(chosen, |n| of(n).id.as_str()),
        "outlet": column(chosen, |n| of(n).outlet.map(|outlet| outlet.0)),
        "date": column(chosen, |n| of(n).date.clone()),
        "clock": column(chosen, |n| published(n).map(|published| published.clock() as u8)),
        "starts": spans_by_clock(&|(start, _)| start),
        "ends": spans_by_clock(&|(_, end)| end),
        "first_day": column(chosen, |n| published(n).map(|published| published.days().0)),
        "last_day": column(chosen, |n| published(n).map(|published| published.days().1)),
        "title": column(chosen, |n| of(n).title.clone()),
        "opening": column(chosen, |n| place(n).and_then(|place| place.opening.clone())),
        "url": column(chosen, |n| of(n).url.clone()),
        "language": column(chosen, |n| of(n).language.clone()),
        "chars": column(chosen, |n| of(n).chars),
        "words": column(chosen, |n| of(n).words),
        "shared": column(chosen, |n| of(n).shared_chars),
        "verbatim": column(chosen, |n| of(n).verbatim_chars),
        "edited": column(chosen, |n| of(n).edited_chars),
        "rewritten": column(chosen, |n| of(n).rewritten_chars),
        "boilerplate": column(chosen, |n| of(n).boilerplate_chars),
        "again": column(chosen, |n| of(n).own_outlet_chars),
        "earlier": column(chosen, |n| of(n).earlier_chars),
        "unknown": column(chosen, |n| of(n).unknown_order_chars),
        "later": column(chosen, |n| of(n).later_chars),
        "chunk": column(chosen, |n| place(n).map(|place| place.block)),
        "slot": column(chosen, |n| place(n).map(|place| place.slot)),
    })
}

fn passages(tables: &Tables, chosen: &Chosen, positions: &Positions) -> Vec<u8> {
    type Column = fn(&PassageRow, &Positions) -> u32;
    let millionths = |share: f64| (share * 1e6).round() as u32;
    let columns: [Column; 6] = [
        |p, positions| positions.of(p.left),
        |p, _| p.left_start,
        |p, _| p.left_end,
        |p, positions| positions.of(p.right),
        |p, _| p.right_start,
        |p, _| p.right_end,
    ];
    let rows = || chosen.passages.iter().map(|&number| &tables.passages[number as usize]);
    let mut out = Vec::with_capacity(chosen.passages.len() * 33);
    for column in columns {
        rows().for_each(|p| out.extend(column(p, positions).to_le_bytes()));
    }
    rows().for_each(|p| out.extend(millionths(p.score).to_le_bytes()));
    rows().for_each(|p| out.extend(millionths(p.identity).to_le_bytes()));
    out.extend(rows().map(|p| level(p.level)));
    out
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

fn pairs(tables: &Tables, chosen: &Chosen, positions: &Positions) -> Value {
    let column = |value: &dyn Fn(&PairRow) -> Value| {
        chosen.pairs.iter().map(|&number| value(&tables.pairs[number as usize])).collect::<Vec<_>>()
    };
    json!({
        "left": column(&|p| positions.of(p.left).into()),
        "right": column(&|p| positions.of(p.right).into()),
        "resemblance": column(&|p| p.resemblance.into()),
        "containment_of_left": column(&|p| p.containment_of_left.into()),
        "containment_of_right": column(&|p| p.containment_of_right.into()),
    })
}

fn families(tables: &Tables, chosen: &Chosen, positions: &Positions) -> Value {
    let rows = tables.families.chunk_by(FamilyRow::is_of).take(chosen.num_families).map(|family| {
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
    });
    rows.collect::<Vec<_>>().into()
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
    fn new(tables: &Tables, chosen: &Chosen, texts: &mut dyn Texts) -> Result<Self> {
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

    #[test]
    fn the_page_knows_how_many_are_compared_with_each_other() {
        let data = include_str!("../template/data.js");
        assert!(data.contains(&format!("const ALL_PAIRED = {};", crate::overlap::ALL_PAIRED)));
    }
}
