//! Whether a sentence ends at a mark or at the end of a line.
//!
//! **In** what stands before and behind. **Out** whether it ends there. **Cost** a few words, of a line its letters. **Never** keeps what it
//! read. **From** Unicode Annex 29 for the terminators; the rest is our own.

use super::abbreviation::{self, first_word, is_abbreviation, is_initial, is_number, last_word};
use super::attribution::is_attribution;
use super::code::starts_code;
use super::opener::opens_sentence;
use super::unicode;
use std::ops::RangeInclusive;

/// Letters of a line that may be wrapped at a fixed width.
const WRAPPED: RangeInclusive<usize> = 55..=100;

pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Marks after which a sentence may end.
pub(super) fn is_terminator(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '．'
            | '｡'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '։'
            | '።'
            | '‼'
            | '⁇'
    )
}

/// Terminators that never stand inside a sentence.
fn is_strong(c: char) -> bool {
    !matches!(c, '.' | '…' | '．')
}

pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '»' | '\'' | ')' | ']' | '」' | '』' | '）' | '›' | '“')
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Whether a dash between `previous` and `after` ends a subheading glued to the text: `- Couvre-feu -L'Australie`.
pub(super) fn ends_subheading(previous: Option<char>, after: &str) -> bool {
    previous.is_some_and(char::is_whitespace)
        && after.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '«'))
}

/// French style: a space, mostly one that does not break, before the closing mark.
pub(super) fn is_closing_after_space(text: &str, at: usize) -> bool {
    let mut chars = text[at..].chars();
    matches!(chars.next(), Some(' ' | '\u{A0}' | '\u{202F}')) && chars.next() == Some('»')
}

/// Whether a line end at `at` ends the sentence that began at `start`: not where a hard-wrapped line goes on.
pub(super) fn ends_line(text: &str, start: usize, at: usize, after: usize, is_wrapped: bool) -> bool {
    let rest = &text[after..];
    let line = rest.trim_start_matches(|c: char| c.is_whitespace() && !is_line_end(c));
    // A blank line, or the end.
    let Some(next) = line.chars().next() else { return true };
    if is_line_end(next) {
        return true;
    }
    let before = text[start..at].trim_end();
    // Nothing yet.
    let Some(last) = before.chars().next_back() else { return true };
    if is_terminator(last) || is_closing(last) || last == ':' {
        return true;
    }
    if next.is_lowercase() || matches!(last, ',' | '-' | ';') {
        return false;
    }
    // A heading or a paragraph without a full stop, unless the lines look wrapped at a fixed width.
    let line_length = before.rsplit(is_line_end).next().map_or(0, |l| l.chars().count());
    !is_wrapped || !WRAPPED.contains(&line_length)
}

/// Whether the lines of a text look wrapped at a fixed width: of eight that are long enough one at most is longer than that.
pub(super) fn is_wrapped(text: &str) -> bool {
    let (mut wrapped, mut longer) = (0u32, 0u32);
    for line in lines(text) {
        let length = line.trim().chars().take(WRAPPED.end() + 1).count();
        wrapped += u32::from(WRAPPED.contains(&length));
        longer += u32::from(length > *WRAPPED.end());
    }
    wrapped > 0 && longer * 8 <= wrapped + longer
}

/// What stands between line ends: `split(is_line_end)`, by the bytes that may be one.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let starts_line_end = |&at: &usize| text.as_bytes()[at] != 0xE2 || text[at..].starts_with(is_line_end);
    let ends = memchr::memchr3_iter(b'\n', b'\r', 0xE2, text.as_bytes()).filter(starts_line_end);
    let mut start = 0;
    ends.chain([text.len()]).map(move |end| {
        let line = &text[start..end];
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
        line
    })
}

/// Whether the terminator and closing marks `ending` end the sentence `before`, whose first character stands at `first`.
pub(super) fn ends_sentence(before: &str, first: usize, ending: &str, rest: &str) -> bool {
    let c = ending.chars().next().unwrap_or('.');
    let is_alone = ending.len() == c.len_utf8();
    let mut following = rest.chars();
    let Some(next) = following.next() else { return true };
    if goes_on(next) {
        return false;
    }
    let word = last_word(before);
    if !next.is_whitespace() {
        if starts_glued(rest) {
            // `mot."Phrase`, `mot...Phrase`, but not `(...)Phrase`, `M.Dupont`, `J.Dupont`, `U.S.A `.
            let is_word = || {
                is_abbreviation(word)
                    || is_glued_initial(before, word) && !opens_after_initial(rest)
                    || is_number(word) && abbreviation::goes_on(before, rest)
            };
            return !(c == '.' && is_alone && is_word() || ending.ends_with([')', ']']));
        }
        if c != '.' || !is_alone {
            // `。` and the like need no space; `?` inside an address does.
            let cased = next.is_alphanumeric() && !unicode::is_unspaced(next);
            return is_strong(c) && (!c.is_ascii() || !cased || next.is_uppercase());
        }
        let previous = before.chars().next_back().unwrap_or(' ');
        return unicode::starts_sentence(previous, Some(next), following.next())
            && !abbreviation::goes_on(before, rest);
    }
    // What begins the next sentence: past spaces, opening marks and dashes.
    let opening = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '“' | '«' | '‘' | '\'' | '(' | '[' | '—' | '–' | '-' | '„' | '¿' | '¡' | '‹')
    };
    let spaces = rest.chars().take_while(|c| c.is_whitespace());
    let breaks_line = spaces.filter(|&c| is_line_end(c)).count() > 0;
    let Some(opener) = rest.chars().find(|&c| !opening(c)) else { return true };
    if breaks_line && !is_abbreviation(word) {
        return true;
    }
    if goes_on(opener) && rest.trim_start().starts_with(opener) {
        return false;
    }
    if opener.is_lowercase() {
        // « Quoi ? » demande-t-il: the quotation goes on in the same sentence.
        return starts_code(rest.trim_start());
    }
    if ending.contains(|c| is_terminator(c) && is_strong(c)) {
        return !(ending.ends_with(is_quotation_mark) && is_attribution(rest));
    }
    if c == '.' && is_alone {
        // A number in a list: `1. Title`.
        let is_listed = is_number(word) && first + word.len() == before.len();
        return !is_listed && !abbreviation::goes_on(before, rest);
    }
    true
}

/// Marks that never begin a sentence: `« Quoi ? », dit-il`.
fn goes_on(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '，' | '、' | '；' | '：' | '،' | '؛')
}

fn is_quotation_mark(c: char) -> bool {
    is_closing(c) && !matches!(c, ')' | ']' | '）')
}

/// Whether a word that opens sentences follows a single capital: `le plan B.Mais`, `à 40°C.Cet été`, unlike `E.Morin`, `F.D'Orsay`.
fn opens_after_initial(rest: &str) -> bool {
    first_word(rest).chars().nth(1).is_some() && opens_sentence(rest)
}

/// Whether a name may go on behind a capital and a full stop without a space: not behind `le concept II`, `1,5 °C`.
fn is_glued_initial(before: &str, word: &str) -> bool {
    let is_lone = word.contains('.') || word.chars().nth(1).is_none();
    is_initial(word) && is_lone && !before[..before.len() - word.len()].ends_with('°')
}

/// Whether a sentence begins at once, behind an opening mark or a dash with a space: `"Phrase`, `- Phrase`, `Phrase`.
pub(super) fn starts_glued(rest: &str) -> bool {
    let opened = rest.trim_start_matches(['"', '“', '«', '„', '\u{A0}', '\u{202F}']);
    let dashed = rest.strip_prefix(is_dash).filter(|rest| rest.starts_with([' ', '"', '“', '«']));
    let mut chars = dashed.map_or(opened, |rest| rest.trim_start_matches([' ', '"', '“', '«'])).chars();
    let (first, second) = (chars.next(), chars.next());
    first.is_some_and(char::is_uppercase)
        && second.is_some_and(|c| c.is_lowercase() || matches!(c, '\'' | '’' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_what_stands_between_line_ends(text in "[a ’\u{2028}\u{2029}\u{2027}â\r\n]{0,20}") {
            prop_assert_eq!(lines(&text).collect::<Vec<_>>(), text.split(is_line_end).collect::<Vec<_>>());
        }
    }
}
