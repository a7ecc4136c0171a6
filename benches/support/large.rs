//! A page of any size, made without a scan: stories of five articles that share five paragraphs each.

use retold::article::ArticleId;
use retold::error::Result;
use retold::options::Options;
use retold::passage::level::Level;
use retold::pipeline;
use retold::report::Tables;
use retold::report::html::{self, Limits, Texts};
use retold::report::schema::{ArticleRow, FamilyRow, PassageRow};
use retold::report::table::OutletNumber;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Articles of one story, each of another outlet.
const CARRIERS: u32 = 5;
/// Paragraphs that all of them carry.
const PARAGRAPHS: u32 = 5;
/// Passages of one story: every two articles share every paragraph.
const PASSAGES: usize = (CARRIERS * (CARRIERS - 1) / 2 * PARAGRAPHS) as usize;
/// Outlets.
const OUTLETS: u32 = 40;

/// A row of numbers that looks like chance and is the same everywhere (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % below
    }
}

fn words(seed: u64, count: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "rin", "to", "ker", "mi", "sol", "da", "ne", "vor", "ly", "pa", "gu", "tes", "hol", "fi", "am",
    ];
    let mut chance = Chance(seed);
    let mut out = String::new();
    for number in 0..count {
        for _ in 0..=chance.next(3) {
            out.push_str(SYLLABLES[chance.next(16) as usize]);
        }
        out.push_str(if number % 12 == 11 { ". " } else { " " });
    }
    out
}

/// The paragraph `number` of a story.
fn paragraph(story: u32, number: u32) -> String {
    words(u64::from(story * PARAGRAPHS + number), 40)
}

struct Made;

impl Made {
    /// The text of an article and where its paragraphs stand.
    fn article(article: u32) -> (String, Vec<(u32, u32)>) {
        let story = article / CARRIERS;
        let (mut text, mut places) = (String::new(), Vec::new());
        for number in 0..PARAGRAPHS {
            text += &words(u64::MAX - u64::from(article * PARAGRAPHS + number), 15);
            text.push_str("\n\n");
            let start = text.len() as u32;
            text += &paragraph(story, number);
            places.push((start, text.len() as u32));
        }
        (text, places)
    }
}

impl Texts for Made {
    fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
        wanted.iter().for_each(|&number| use_text(number, &Self::article(number).0));
        Ok(())
    }
}

/// Writes a page of at least `num_passages` passages to `path`; returns how many there are.
pub fn write_page(num_passages: usize, path: &Path) -> Result<usize> {
    let stories = num_passages.div_ceil(PASSAGES) as u32;
    // A summary of the real shape, whose counts are set right.
    let findings = pipeline::scan(&["corpus".into()], &Options::default(), &mut ())?;
    let mut tables = Tables { summary: Tables::new(&findings)?.summary, ..Tables::default() };
    tables.outlet_names = (0..OUTLETS).map(|number| format!("Outlet {number:02}")).collect();
    for article in 0..stories * CARRIERS {
        let (text, places) = Made::article(article);
        let chars = text.len() as u32;
        let shared: u32 = places.iter().map(|(start, end)| end - start).sum();
        let (day, is_first) = (article / CARRIERS % 28, article % CARRIERS == 0);
        tables.articles.push(ArticleRow {
            id: format!("{article:08}"),
            outlet: Some(OutletNumber((article * 7) % OUTLETS)),
            date: Some(format!("2026-02-{:02}T{:02}:00Z", day + 1, article % CARRIERS * 4)),
            title: Some(words(u64::from(article) << 32, 7)),
            url: None,
            language: None,
            chars,
            words: text.split_whitespace().count() as u32,
            boilerplate_chars: 0,
            shared_chars: shared,
            verbatim_chars: shared,
            edited_chars: 0,
            rewritten_chars: 0,
            own_outlet_chars: 0,
            earlier_chars: if is_first { 0 } else { shared },
            unknown_order_chars: 0,
            later_chars: if is_first { shared } else { 0 },
            shared: f64::from(shared) / f64::from(chars),
            file: None,
            line: None,
        });
    }
    for story in 0..stories {
        let members: Vec<u32> = (0..CARRIERS).map(|member| story * CARRIERS + member).collect();
        let places: Vec<_> = members.iter().map(|&article| Made::article(article).1).collect();
        for left in 0..members.len() {
            for right in left + 1..members.len() {
                for (number, (one, two)) in places[left].iter().zip(&places[right]).enumerate() {
                    tables.passages.push(PassageRow {
                        left: ArticleId(members[left]),
                        left_start: one.0,
                        left_end: one.1,
                        right: ArticleId(members[right]),
                        right_start: two.0,
                        right_end: two.1,
                        level: Level::ALL[(story as usize + number) % 3],
                        score: 0.5 + f64::from(story % 50) / 100.0,
                        identity: 1.0,
                        evidence: None,
                    });
                }
            }
        }
        for number in 0..PARAGRAPHS {
            for (at, &article) in members.iter().enumerate() {
                let (start, end) = places[at][number as usize];
                let row = &tables.articles[article as usize];
                tables.families.push(FamilyRow {
                    family: story * PARAGRAPHS + number + 1,
                    id: ArticleId(article),
                    outlet: row.outlet,
                    date: row.date.clone(),
                    start,
                    end,
                    level: (at > 0).then_some(Level::Verbatim),
                    medoid: at == 0,
                    first_seen: at == 0,
                });
            }
        }
    }
    let found = &mut tables.summary["counts"]["found"];
    found["passages"] = json!(tables.passages.len());
    found["families"] = json!(stories * PARAGRAPHS);
    tables.read_dates();
    let mut out = BufWriter::new(File::create(path).expect("the page can be made"));
    html::write(&tables, &mut Made, &Limits { passages: usize::MAX, ..Limits::default() }, &mut out)?;
    out.flush().expect("the page can be written");
    Ok(tables.passages.len())
}
