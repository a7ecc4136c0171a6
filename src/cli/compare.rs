//! `retold compare`: two texts side by side with their shared passages marked.

use super::args::{Preset, ReadArgs, Rewritten, start};
use super::beside::{self, Marked};
use super::summary::grouped;
use super::terminal::{columns, visible};
use super::{End, complain, print, tell_missing, tell_unused};
use crate::article::{Article, ArticleId};
use crate::error::{ErrorKind, Result};
use crate::options::Options;
use crate::passage::Passage;
use crate::passage::evidence::{Evidence, Languages, SharedTerm};
use crate::passage::level::Level;
use crate::read::Met;
use crate::report::schema::PassageRow;
use crate::report::table::{Named, Names, OutletNumber, Tree};
use crate::report::tables::rounded;
use crate::span::CodePoints;
use crate::text::Document;
use crate::{pipeline, read, retell};
use anstyle::{AnsiColor, Style};
use clap::Args;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// `retold compare`
#[derive(Args)]
#[command(after_help = "Each file is one article: plain text, or the first record of JSON Lines.\n\
    The texts stand side by side, as wide as the terminal (COLUMNS, or 100 in a pipe), with the shared passages marked \
    and numbered in both: [1 ... 1]. Verbatim is bold, edited is underlined; with colour, verbatim is green and edited yellow.")]
pub struct CompareArgs {
    /// One text
    #[arg(value_name = "A")]
    pub left: PathBuf,
    /// Another text
    #[arg(value_name = "B")]
    pub right: PathBuf,
    /// Print the passages as JSON Lines, as in passages.jsonl
    #[arg(long)]
    pub json: bool,
    /// How much is reported that is rewritten, that is, told in other words
    #[arg(long, value_enum, value_name = "PRESET", default_value_t = Rewritten::Default)]
    pub rewritten: Rewritten,
    /// Settings made for one kind of text: ocr compares letter by letter, and seeks nothing rewritten
    #[arg(long, value_enum, value_name = "PRESET", conflicts_with_all = ["rewritten", "vectors"])]
    pub preset: Option<Preset>,
    /// Folder of a static embedding model as model2vec saves it (tokenizer.json, model.safetensors, config.json): its vectors
    /// score sentences again, and let two languages meet [default: none; nothing is ever fetched]
    #[arg(long, value_name = "FOLDER")]
    pub vectors: Option<PathBuf>,
    /// How records are read
    #[command(flatten)]
    pub reading: ReadArgs,
}

impl CompareArgs {
    /// The options of this comparison.
    pub fn options(&self) -> Options {
        let mut options = start(self.preset, self.rewritten);
        options.vectors.clone_from(&self.vectors);
        self.reading.apply(&mut options);
        options
    }
}

pub fn run(args: &CompareArgs, is_quiet: bool) -> Result<End> {
    let options = args.options();
    if !is_quiet {
        tell_unused(&options);
    }
    let mut seen = Seen::default();
    let mut left = article(&args.left, &options, &mut seen, is_quiet)?;
    let mut right = article(&args.right, &options, &mut seen, is_quiet)?;
    if left.key == right.key && args.left != args.right {
        // Two files of one name in different folders.
        (left.key, right.key) = (args.left.display().to_string(), args.right.display().to_string());
    }
    tell_missing(&seen.met, &options.read, seen.records);
    let (left_document, right_document, passages) = pipeline::compare(&left, &right, &options)?;
    print(&if args.json {
        json(&left, &right, &left_document, &right_document, &passages)
    } else {
        let marked: Vec<Marked> = passages
            .iter()
            .map(|passage| Marked {
                spans: [
                    left_document.shown(&left.text, passage.left),
                    right_document.shown(&right.text, passage.right),
                ],
                level: passage.level,
            })
            .collect();
        let titles = [&left, &right].map(|article| visible(&article.key));
        let texts = [&*left.text, &*right.text];
        let mut out = beside::columns([&titles[0], &titles[1]], texts, &marked, columns());
        out.push('\n');
        let told = match passages.is_empty() {
            true => nothing(&left_document, &right_document, &options).to_owned(),
            false => told(&passages, options.text.is_by_letter),
        };
        let _ = writeln!(out, "{told}");
        out
    })?;
    Ok(End::Finished)
}

/// What was looked at of both files.
#[derive(Default)]
struct Seen {
    met: Met,
    records: u64,
}

/// The first article of a file. Tells which it is where there are more.
fn article(path: &Path, options: &Options, seen: &mut Seen, is_quiet: bool) -> Result<Article> {
    let mut reader = read::open(&[path.to_path_buf()], &options.read)?;
    while let Some(batch) = reader.next_batch()? {
        let records = batch.parse_noting(&options.read, &mut seen.met);
        seen.records += records.len() as u64;
        let mut number = records.len() as u64;
        if let Some(first) = records.into_iter().next() {
            let first = first.map_err(read::Skipped::into_error)?;
            while let Some(batch) = reader.next_batch()?.filter(|_| !is_quiet) {
                number += batch.len() as u64;
            }
            if number > 1 && !is_quiet {
                let (path, number, key) = (path.display(), grouped(number), visible(&first.key));
                let what = format!("{path} holds {number} records: the first, {key}, is compared");
                complain(&what, Some("retold scan compares all; retold explain tells of two of them"));
            }
            return Ok(first);
        }
    }
    let hint = "the file holds no article".to_owned();
    Err(ErrorKind::NoInput { asked: path.display().to_string(), hint }.into())
}

fn json(
    left: &Article,
    right: &Article,
    left_document: &Document,
    right_document: &Document,
    passages: &[Passage],
) -> String {
    let (left_points, right_points) = (CodePoints::new(&left.text), CodePoints::new(&right.text));
    let names = Sides([&left.key, &right.key]);
    let mut out = String::new();
    for passage in passages {
        let left_span = left_points.range(left_document.shown(&left.text, passage.left));
        let right_span = right_points.range(right_document.shown(&right.text, passage.right));
        let row = PassageRow {
            left: ArticleId(0),
            left_start: left_span.start,
            left_end: left_span.end,
            right: ArticleId(1),
            right_start: right_span.start,
            right_end: right_span.end,
            level: passage.level,
            score: rounded(passage.score),
            identity: rounded(passage.identity),
            evidence: passage.evidence.as_deref().map(Tree::new),
        };
        let _ =
            writeln!(out, "{}", serde_json::to_string(&Named(&row, &names)).expect("a row is plain data"));
    }
    out
}

/// The ids of the two articles.
struct Sides<'a>([&'a str; 2]);

impl Names for Sides<'_> {
    fn article(&self, id: ArticleId) -> &str {
        self.0[id.index()]
    }

    fn outlet(&self, _: OutletNumber) -> &str {
        ""
    }
}

pub(super) fn style(level: Level) -> Style {
    match level {
        Level::Verbatim => AnsiColor::Green.on_default().bold(),
        Level::Edited => AnsiColor::Yellow.on_default().underline(),
        Level::Rewritten => AnsiColor::Magenta.on_default().italic(),
        Level::Quote => AnsiColor::Cyan.on_default(),
    }
}

/// Why a passage in other words was found, in a few lines.
pub fn why(evidence: &Evidence) -> String {
    let mut out = String::new();
    let mut line = |what: &str, items: Vec<String>| {
        if !items.is_empty() {
            let _ = writeln!(out, "      {what:<9} {}", visible(&items.join(", ")));
        }
    };
    let terms = |terms: &[SharedTerm]| -> Vec<String> {
        let told = |term: &SharedTerm| match &term.right {
            Some(right) => format!("{} ~ {right}", term.left),
            None => term.left.to_string(),
        };
        terms.iter().map(told).collect()
    };
    let numbers = |numbers: &[Box<str>]| numbers.iter().map(|n| n.to_string()).collect::<Vec<_>>();
    line("words", terms(&evidence.terms));
    line("names", terms(&evidence.names));
    line("numbers", numbers(&evidence.numbers));
    if !evidence.left_only.is_empty() {
        let (left, right) = (numbers(&evidence.left_only), numbers(&evidence.right_only));
        line("against", vec![format!("{} here, {} there", left.join(" and "), right.join(" and "))]);
    }
    if let Some(Languages { left, right }) = evidence.possible_translation {
        line("possible translation", vec![format!("{left} ~ {right}")]);
    }
    let mut around = Vec::new();
    if evidence.longest_run > 2 {
        around.push(format!("{} words in a row", evidence.longest_run));
    }
    if evidence.has_neighbors {
        around.push("the sentences beside are alike too".into());
    }
    if evidence.sentences_elsewhere > 0 {
        around.push(format!("about {} more elsewhere", evidence.sentences_elsewhere));
    }
    if let Some(cosine) = evidence.cosine {
        around.push(format!("cosine of the vectors {cosine:.2}"));
    }
    line("also", around);
    out
}

/// That no passage is shared, and what may be done about it.
fn nothing(left: &Document, right: &Document, options: &Options) -> &'static str {
    let hashes =
        |document: &Document| -> Vec<u64> { document.words().iter().map(|word| word.hash).collect() };
    if left.words().is_empty() || right.words().is_empty() {
        "no passage is shared: a text without a word shares none"
    } else if hashes(left) == hashes(right) {
        "no passage is shared: the words of both are the same, but too few for one"
    } else if options.retell.preset == retell::Preset::Wide || options.text.is_by_letter {
        "no passage is shared"
    } else {
        "no passage is shared; --rewritten wide asks for less"
    }
}

fn told(passages: &[Passage], is_by_letter: bool) -> String {
    let counted = if is_by_letter { "letters" } else { "words" };
    let mut out = String::new();
    for (number, passage) in passages.iter().enumerate() {
        let style = style(passage.level);
        let _ = writeln!(
            out,
            "{style}{:>3} {:<9}{style:#} {:>4} {counted}, {:>3.0} % the same, score {:.2}",
            number + 1,
            passage.level.name(),
            passage.left.len(),
            100.0 * passage.identity,
            passage.score,
        );
        if let Some(evidence) = &passage.evidence {
            out.push_str(&why(evidence));
        }
    }
    out.truncate(out.trim_end().len());
    out
}
