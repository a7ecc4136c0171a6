//! Two texts side by side in a terminal: shared passages start on the same line, as far as their order allows.

use super::compare::style;
use super::terminal::visible;
use crate::passage::level::Level;
use crate::span::ByteRange;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// A passage in both texts.
pub struct Marked {
    /// Bytes of the left and of the right text.
    pub spans: [ByteRange; 2],
    /// How near the two are.
    pub level: Level,
}

/// Between the two columns.
const GAP: &str = " │ ";

/// Passages that are considered when both sides are brought into line; the longest of more.
const LIMIT_ANCHORS: usize = 1000;

/// A word as it is shown, or the end of a paragraph.
enum Piece {
    Word {
        text: String,
        /// The passage it belongs to.
        number: Option<usize>,
        /// Whether no space stands before it, as before a comma behind a passage.
        is_glued: bool,
    },
    Break,
}

impl Piece {
    fn word(text: impl Into<String>, number: Option<usize>) -> Self {
        Self::Word { text: text.into(), number, is_glued: false }
    }
}

/// The two texts in columns that together fill `width` cells. `marked` come in order of the left text.
pub fn columns(titles: [&str; 2], texts: [&str; 2], marked: &[Marked], width: usize) -> String {
    let width = (width.saturating_sub(GAP.chars().count()) / 2).max(16);
    let mut out = String::new();
    let heads = titles.map(|title| lines(&[Piece::word(title, None)], width));
    put(&mut out, &heads, marked, width);
    let _ = writeln!(out, "{}─┼─{}", "─".repeat(width), "─".repeat(width));
    let mut at = [0, 0];
    for anchor in anchors(marked).into_iter().map(Some).chain([None]) {
        // What lies before the passage, then the passage itself, each from the same line.
        let ends = match anchor {
            // What closes the passage before may belong to this one.
            Some(number) => [0, 1].map(|side| (marked[number].spans[side].start as usize).max(at[side])),
            None => texts.map(str::len),
        };
        block(&mut out, texts, at, ends, marked, width);
        if let Some(number) = anchor {
            let end = |side: usize| behind(texts[side], marked[number].spans[side].end as usize);
            let ends_of_passage = [0, 1].map(|side| end(side).max(ends[side]));
            block(&mut out, texts, ends, ends_of_passage, marked, width);
            at = ends_of_passage;
        }
    }
    out
}

/// Where the marks end that stand right behind `at`: a full stop goes with what it closes.
fn behind(text: &str, at: usize) -> usize {
    let is_mark = |c: char| !c.is_whitespace() && !c.is_alphanumeric();
    at + text[at..].chars().take_while(|&c| is_mark(c)).map(char::len_utf8).sum::<usize>()
}

/// Writes both texts from `starts` to `ends`.
fn block(
    out: &mut String,
    texts: [&str; 2],
    starts: [usize; 2],
    ends: [usize; 2],
    marked: &[Marked],
    width: usize,
) {
    let side = |side: usize| lines(&pieces(texts[side], starts[side], ends[side], side, marked), width);
    put(out, &[side(0), side(1)], marked, width);
}

/// Passages that come in the same order on both sides and overlap on neither: those that hold most of the left text.
fn anchors(marked: &[Marked]) -> Vec<usize> {
    let mut considered: Vec<usize> = (0..marked.len()).collect();
    considered.sort_by_key(|&number| std::cmp::Reverse(marked[number].spans[0].len()));
    considered.truncate(LIMIT_ANCHORS);
    considered.sort_by_key(|&number| marked[number].spans.map(|span| span.start));
    // Best chain that ends at each, by its length in bytes, and what comes before it there.
    let mut best: Vec<(u64, Option<usize>)> = Vec::with_capacity(considered.len());
    for (at, &number) in considered.iter().enumerate() {
        let spans = marked[number].spans;
        let follows = |before: usize| {
            let earlier = marked[considered[before]].spans;
            earlier[0].end <= spans[0].start && earlier[1].end <= spans[1].start
        };
        let before = (0..at).filter(|&before| follows(before)).max_by_key(|&before| best[before].0);
        let length = before.map_or(0, |before| best[before].0) + spans[0].len() as u64;
        best.push((length, before));
    }
    let mut chain = Vec::new();
    let mut next = (0..best.len()).max_by_key(|&at| best[at].0);
    while let Some(at) = next {
        chain.push(considered[at]);
        next = best[at].1;
    }
    chain.reverse();
    chain
}

/// The words of one side from `start` to `end`, passages in numbered brackets.
fn pieces(text: &str, start: usize, end: usize, side: usize, marked: &[Marked]) -> Vec<Piece> {
    let mut spans: Vec<(usize, usize, usize)> = marked
        .iter()
        .enumerate()
        .map(|(number, passage)| {
            let span = passage.spans[side];
            ((span.start as usize).max(start), (span.end as usize).min(end), number)
        })
        .filter(|&(from, to, _)| from < to)
        .collect();
    spans.sort_unstable();
    let (mut out, mut at) = (Vec::new(), start);
    for (from, to, number) in spans {
        // Passages may overlap on one side: each shows what the ones before it left.
        let (from, to) = (from.max(at), to.max(at));
        let before = out.len();
        words(&text[at..from], None, &mut out);
        glue(&mut out[before..], at > start && !text[at..].starts_with(char::is_whitespace));
        if from < to {
            let is_glued = from > start && !text[..from].ends_with(char::is_whitespace);
            out.push(Piece::Word { text: format!("[{}", number + 1), number: Some(number), is_glued });
            words(&text[from..to], Some(number), &mut out);
            out.push(Piece::word(format!("{}]", number + 1), Some(number)));
        }
        at = to;
    }
    let rest = out.len();
    words(&text[at..end], None, &mut out);
    glue(&mut out[rest..], at > start && !text[at..].starts_with(char::is_whitespace));
    out
}

fn glue(pieces: &mut [Piece], is_so: bool) {
    if let Some(Piece::Word { is_glued, .. }) = pieces.first_mut() {
        *is_glued = is_so;
    }
}

fn words(text: &str, number: Option<usize>, out: &mut Vec<Piece>) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push(Piece::Break);
        }
        out.extend(line.split_whitespace().map(|word| Piece::word(visible(word), number)));
    }
}

/// One line of a column: stretches with the passage they belong to, and how many cells they take.
#[derive(Default)]
struct Line {
    stretches: Vec<(String, Option<usize>)>,
    width: usize,
}

impl Line {
    /// Cells taken once another word is to follow.
    fn used(&self) -> usize {
        if self.stretches.is_empty() { 0 } else { self.width + 1 }
    }

    fn push(&mut self, word: &str, number: Option<usize>, is_glued: bool) {
        let space = if self.stretches.is_empty() || is_glued { "" } else { " " };
        self.width += space.len() + word.width();
        match self.stretches.last_mut() {
            Some((stretch, last)) if *last == number => {
                stretch.push_str(space);
                stretch.push_str(word);
            }
            // The space between a passage and what is not of it is not marked.
            Some((stretch, None)) => {
                stretch.push_str(space);
                self.stretches.push((word.to_owned(), number));
            }
            Some(_) if number.is_none() => self.stretches.push((format!("{space}{word}"), None)),
            Some(_) => {
                self.stretches.push((space.to_owned(), None));
                self.stretches.push((word.to_owned(), number));
            }
            None => self.stretches.push((word.to_owned(), number)),
        }
    }
}

/// A word of more bytes a cell does not fit on a line.
const LONGEST: usize = 32;

/// Pieces in lines of at most `width` cells; one empty line between paragraphs.
fn lines(pieces: &[Piece], width: usize) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut line = Line::default();
    // What no space parts stays on one line, where it fits on any.
    for group in pieces.chunk_by(|_, next| matches!(next, Piece::Word { is_glued: true, .. })) {
        let of = |piece: &Piece| if let Piece::Word { text, .. } = piece { text.width() } else { 0 };
        let whole: usize = group.iter().map(of).sum();
        if whole <= width && line.used() + whole > width {
            out.push(std::mem::take(&mut line));
        }
        for piece in group {
            let Piece::Word { text, number, is_glued } = piece else {
                if !line.stretches.is_empty() {
                    out.push(std::mem::take(&mut line));
                    out.push(Line::default());
                }
                continue;
            };
            let (mut rest, mut is_glued) = (text.as_str(), *is_glued);
            // Of a long word no more is measured than may fit.
            let cells = |rest: &str| if rest.len() > LONGEST * width { usize::MAX / 2 } else { rest.width() };
            while !rest.is_empty() {
                let used = if is_glued { line.width } else { line.used() };
                let rest_width = cells(rest);
                if used + rest_width <= width {
                    line.push(rest, *number, is_glued);
                    break;
                }
                // A script without spaces, or an address, is cut where the line is full.
                let fits =
                    if rest_width > width { cut(rest, width.saturating_sub(used), used == 0) } else { 0 };
                if fits > 0 {
                    line.push(&rest[..fits], *number, is_glued);
                    rest = &rest[fits..];
                }
                out.push(std::mem::take(&mut line));
                is_glued = false;
            }
        }
    }
    if !line.stretches.is_empty() {
        out.push(line);
    }
    while out.last().is_some_and(|line| line.stretches.is_empty()) {
        out.pop();
    }
    out
}

/// How many bytes of `word` fit into `width` cells; at least one character where it must go on.
fn cut(word: &str, width: usize, must: bool) -> usize {
    let (mut used, mut end) = (0, 0);
    for (at, c) in word.char_indices() {
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used > width && !(must && at == 0) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Writes two columns of lines side by side.
fn put(out: &mut String, sides: &[Vec<Line>; 2], marked: &[Marked], width: usize) {
    let empty = Line::default();
    for row in 0..sides[0].len().max(sides[1].len()) {
        let [left, right] = [0, 1].map(|side| sides[side].get(row).unwrap_or(&empty));
        write_line(out, left, marked);
        out.extend(std::iter::repeat_n(' ', width.saturating_sub(left.width)));
        out.push_str(if right.width == 0 { GAP.trim_end() } else { GAP });
        write_line(out, right, marked);
        out.push('\n');
    }
}

fn write_line(out: &mut String, line: &Line, marked: &[Marked]) {
    for (text, number) in &line.stretches {
        match number {
            Some(number) => {
                let style = style(marked[*number].level);
                let _ = write!(out, "{style}{text}{style:#}");
            }
            None => out.push_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(spans: &[[(u32, u32); 2]]) -> Vec<Marked> {
        let span = |(start, end)| ByteRange::new(start, end);
        spans.iter().map(|&sides| Marked { spans: sides.map(span), level: Level::Verbatim }).collect()
    }

    fn shown(texts: [&str; 2], spans: &[[(u32, u32); 2]], width: usize) -> String {
        anstream::adapter::strip_str(&columns(["a", "b"], texts, &marked(spans), width)).to_string()
    }

    #[test]
    fn a_passage_begins_on_one_line_on_both_sides() {
        let left = "one two three four five six seven eight nine shared words here end";
        let right = "shared words here and on";
        let at = |text: &str| text.find("shared").unwrap() as u32;
        let spans = [[at(left), at(right)].map(|at| (at, at + 17))];
        let text = shown([left, right], &spans, 43);
        let line = text.lines().find(|line| line.contains("[1 shared words")).unwrap();
        assert_eq!(line.matches("[1 shared").count(), 2, "{text}");
    }

    #[test]
    fn every_word_is_shown_once_and_no_line_is_too_wide() {
        let left = "葦湖大橋今日通車葦湖大橋今日通車葦湖大橋今日通車 and a_very_long_word_without_any_space_in_it\n\nlast";
        let right = "first words\n\nthen 葦湖大橋今日通車 more";
        for width in [35, 40, 61, 120] {
            let text = shown([left, right], &[[(0, 24), (18, 42)], [(0, 12), (0, 5)]], width);
            for line in text.lines() {
                assert!(line.width() <= width.max(35), "{width}: {line}");
            }
            let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            for c in ['w', '橋'] {
                let given = left.matches(c).count() + right.matches(c).count();
                assert_eq!(plain.matches(c).count(), given, "{width}: {c}\n{text}");
            }
        }
    }

    #[test]
    fn crossing_passages_do_not_stop_the_others() {
        // The second is shorter and crosses the first; the third follows the first.
        let spans = marked(&[[(0, 30), (50, 80)], [(35, 40), (0, 5)], [(50, 60), (90, 100)]]);
        assert_eq!(anchors(&spans), [0, 2]);
    }
}
