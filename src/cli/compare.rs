//! `retold compare`: two texts with their shared passages marked.

use super::args::CompareArgs;
use super::{End, print};
use crate::article::Article;
use crate::error::{ErrorKind, Result};
use crate::options::Options;
use crate::passage::Passage;
use crate::passage::evidence::{Evidence, SharedTerm};
use crate::passage::level::Level;
use crate::report::schema::PassageRow;
use crate::report::tables::rounded;
use crate::span::{ByteRange, CodePoints};
use crate::text::Document;
use crate::{pipeline, read};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use std::path::Path;

pub fn run(args: &CompareArgs) -> Result<End> {
    let mut options = Options::default();
    args.reading.apply(&mut options);
    options.retell.preset = args.rewritten.into();
    let (left, right) = (article(&args.left, &options)?, article(&args.right, &options)?);
    let (left_document, right_document, passages) = pipeline::compare(&left, &right, &options);
    print(&if args.json {
        json(&left, &right, &left_document, &right_document, &passages)
    } else {
        let sides = [(&left, &left_document, true), (&right, &right_document, false)];
        let mut out: String =
            sides.map(|(article, document, is_left)| marked(article, document, &passages, is_left)).concat();
        let _ = writeln!(out, "{}", told(&passages));
        out
    })?;
    Ok(End::Finished)
}

/// The first article of a file.
fn article(path: &Path, options: &Options) -> Result<Article> {
    let mut reader = read::open(&[path.to_path_buf()], &options.read)?;
    while let Some(batch) = reader.next_batch()? {
        if let Some(first) = batch.parse(&options.read).into_iter().next() {
            return first.map_err(read::Skipped::into_error);
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
    let mut out = String::new();
    for passage in passages {
        let left_span = left_points.range(left_document.bytes(passage.left));
        let right_span = right_points.range(right_document.bytes(passage.right));
        let row = PassageRow {
            left: &left.key,
            left_start: left_span.start,
            left_end: left_span.end,
            right: &right.key,
            right_start: right_span.start,
            right_end: right_span.end,
            level: passage.level.name(),
            score: rounded(passage.score),
            identity: rounded(passage.identity),
            evidence: passage.evidence.as_deref(),
        };
        let _ = writeln!(out, "{}", serde_json::to_string(&row).expect("a row is plain data"));
    }
    out
}

fn style(level: Level) -> Style {
    match level {
        Level::Verbatim => AnsiColor::Green.on_default().bold(),
        Level::Edited => AnsiColor::Yellow.on_default().underline(),
        Level::Rewritten => AnsiColor::Magenta.on_default().italic(),
        Level::Quote => AnsiColor::Cyan.on_default(),
    }
}

/// The text with its passages in brackets, numbered as on the other side.
fn marked(article: &Article, document: &Document, passages: &[Passage], is_left: bool) -> String {
    let mut spans: Vec<(ByteRange, usize)> = passages
        .iter()
        .enumerate()
        .map(|(number, passage)| (document.bytes(if is_left { passage.left } else { passage.right }), number))
        .collect();
    spans.sort_unstable();
    let text = &article.text;
    let mut out = format!("── {} ──\n", article.key);
    let mut at = 0;
    for (span, number) in spans {
        // Passages may overlap on one side: each shows what the ones before it left.
        let (start, end) = (at.max(span.start as usize), (span.end as usize).max(at));
        let style = style(passages[number].level);
        let _ = write!(
            out,
            "{}{style}[{} {} {}]{style:#}",
            visible(&text[at..start]),
            number + 1,
            visible(&text[start..end]),
            number + 1
        );
        at = end;
    }
    let _ = writeln!(out, "{}\n", visible(&text[at..]));
    out
}

/// Text without what would steer a terminal: article text is hostile.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// Why a passage in other words was found, in a few lines.
fn why(evidence: &Evidence) -> String {
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
    line("also", around);
    out
}

fn told(passages: &[Passage]) -> String {
    if passages.is_empty() {
        return "no passage is shared".into();
    }
    let mut out = String::new();
    for (number, passage) in passages.iter().enumerate() {
        let style = style(passage.level);
        let _ = writeln!(
            out,
            "{style}{:>3} {:<9}{style:#} {:>4} words, {:>3.0} % the same, score {:.2}",
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
