//! Outlets as a graph in GraphML, for Gephi and its like: an edge from each outlet to those that have text of it too.

use super::Tables;
use crate::error::{Error, Result};
use quick_xml::escape::escape;
use std::io::Write;

/// The graph in a folder of findings.
pub const GRAPH_FILE: &str = "outlets.graphml";

/// Name, whose, type. The weight of an edge is what programs draw first.
const KEYS: &[(&str, &str, &str)] = &[
    ("label", "node", "string"),
    ("articles", "node", "long"),
    ("chars", "node", "long"),
    ("boilerplate_chars", "node", "long"),
    ("shared_chars", "node", "long"),
    ("own_outlet_chars", "node", "long"),
    ("earlier_chars", "node", "long"),
    ("unknown_order_chars", "node", "long"),
    ("later_chars", "node", "long"),
    ("weight", "edge", "double"),
    ("chars", "edge", "long"),
    ("share", "edge", "double"),
    ("articles", "edge", "long"),
    ("earlier_chars", "edge", "long"),
    ("passages", "edge", "long"),
];

/// What the articles of an outlet come to.
#[derive(Clone, Copy, Default)]
struct Sums {
    articles: u64,
    chars: u64,
    boilerplate: u64,
    shared: u64,
    own_outlet: u64,
    earlier: u64,
    unknown: u64,
    later: u64,
}

/// Writes the graph. Edges are the rows of the table `outlets`; their weight is the number of characters.
///
/// # Errors
/// When `out` fails.
pub fn write(tables: &Tables, out: &mut dyn Write) -> Result<()> {
    write_xml(tables, out).map_err(|source| Error::write(GRAPH_FILE, source))
}

fn write_xml(tables: &Tables, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (name, whose, kind) in KEYS {
        let id = format!("{whose}-{name}");
        writeln!(out, "  <key id=\"{id}\" for=\"{whose}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "  <graph id=\"outlets\" edgedefault=\"directed\">")?;
    let mut sums = vec![Sums::default(); tables.outlet_names.len()];
    for article in &tables.articles {
        let Some(outlet) = article.outlet else { continue };
        let sum = &mut sums[outlet.index()];
        sum.articles += 1;
        for (sum, chars) in [
            (&mut sum.chars, article.chars),
            (&mut sum.boilerplate, article.boilerplate_chars),
            (&mut sum.shared, article.shared_chars),
            (&mut sum.own_outlet, article.own_outlet_chars),
            (&mut sum.earlier, article.earlier_chars),
            (&mut sum.unknown, article.unknown_order_chars),
            (&mut sum.later, article.later_chars),
        ] {
            *sum += u64::from(chars);
        }
    }
    let data = |out: &mut dyn Write, key: &str, value: &dyn std::fmt::Display| {
        writeln!(out, "      <data key=\"{key}\">{value}</data>")
    };
    for (number, (name, sum)) in tables.outlet_names.iter().zip(&sums).enumerate() {
        writeln!(out, "    <node id=\"n{number}\">")?;
        data(out, "node-label", &escape(allowed(name)))?;
        data(out, "node-articles", &sum.articles)?;
        data(out, "node-chars", &sum.chars)?;
        data(out, "node-boilerplate_chars", &sum.boilerplate)?;
        data(out, "node-shared_chars", &sum.shared)?;
        data(out, "node-own_outlet_chars", &sum.own_outlet)?;
        data(out, "node-earlier_chars", &sum.earlier)?;
        data(out, "node-unknown_order_chars", &sum.unknown)?;
        data(out, "node-later_chars", &sum.later)?;
        writeln!(out, "    </node>")?;
    }
    for (number, row) in tables.outlets.iter().enumerate() {
        let (source, target) = (row.outlet.0, row.other.0);
        writeln!(out, "    <edge id=\"e{number}\" source=\"n{source}\" target=\"n{target}\">")?;
        data(out, "edge-weight", &row.chars)?;
        data(out, "edge-chars", &row.chars)?;
        data(out, "edge-share", &row.share)?;
        data(out, "edge-articles", &row.articles)?;
        data(out, "edge-earlier_chars", &row.earlier_chars)?;
        data(out, "edge-passages", &row.passages)?;
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

/// Without the characters that no XML 1.0 may hold.
fn allowed(text: &str) -> String {
    let is_allowed = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if is_allowed(c) { c } else { '\u{FFFD}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::schema::OutletRow;
    use crate::report::table::OutletNumber;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    #[test]
    fn names_of_outlets_are_text_and_nothing_else() {
        let hostile = "</data><edge source=\"n0\"/> & \u{0}\u{1b}[31m ]]> 𝒳";
        let row = OutletRow {
            outlet: OutletNumber(0),
            other: OutletNumber(1),
            articles: 2,
            chars: 3,
            share: 0.25,
            earlier_chars: 1,
            passages: 4,
        };
        let names = vec![hostile.to_owned(), "Plain".to_owned()];
        let tables = Tables { outlet_names: names, outlets: vec![row], ..Tables::default() };
        let mut xml = Vec::new();
        write(&tables, &mut xml).unwrap();
        let mut reader = Reader::from_reader(&xml[..]);
        let mut text = String::new();
        let (mut nodes, mut edges, mut buffer) = (0, 0, Vec::new());
        loop {
            match reader.read_event_into(&mut buffer).unwrap() {
                Event::Start(tag) if tag.name().as_ref() == "node" => nodes += 1,
                Event::Start(tag) if tag.name().as_ref() == "edge" => edges += 1,
                Event::Empty(tag) => assert_eq!(tag.name().as_ref(), "key"),
                Event::Text(part) => text += &part,
                Event::GeneralRef(name) => {
                    let name: &str = &name;
                    text.push(match name {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "quot" => '"',
                        _ => panic!("{name}"),
                    });
                }
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        assert_eq!((nodes, edges), (2, 1));
        assert!(text.contains("</data><edge source=\"n0\"/> & \u{FFFD}\u{FFFD}[31m ]]> 𝒳"), "{text}");
    }
}
