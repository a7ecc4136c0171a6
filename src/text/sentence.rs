//! Sentences of a text, with spans.
//!
//! **In** a text. **Out** byte ranges of its sentences in order, trimmed, never empty, never overlapping; everything but
//! white space lies in one of them. **Cost** linear. **Never** asks for the language: its short lists are of all at once.
//! **From** Unicode Annex 29 for the terminators; abbreviations, initials, glued sentences and line ends by the rules below.

use super::fold::fold;
use super::month::is_month;
use super::unicode;
use crate::span::ByteRange;
use std::ops::RangeInclusive;

/// Words that end in a full stop without ending a sentence, folded, in the languages news comes in.
const ABBREVIATIONS: [&str; 33] = [
    "mme", "mmes", "mlle", "mgr", "dr", "drs", "prof", "ste", "mr", "mrs", "jr", "sr", "capt", "lt", "sgt",
    "cmdr", "gov", "vs", "cf", "eg", "ie", "al", "inc", "ltd", "corp", "av", "bd", "env", "hrn", "bzw",
    "sra", "dra", "ud",
];

/// The same where they have a capital: `tout près.`, `told me.` and `5 m.` end one.
const TITLES: [&str; 21] = [
    "m", "mm", "me", "pr", "st", "ms", "gen", "col", "maj", "sen", "sens", "rep", "reps", "rev", "hon",
    "pres", "co", "amb", "adm", "dott", "sig",
];

/// The same before a number: a part of a law or a book.
const NUMBERED: [&str; 11] = ["no", "nos", "nr", "num", "art", "arts", "vol", "fig", "sec", "ed", "pp"];

/// What stands before an ordinal in German: `beim 3. Unfall`.
const BEFORE_ORDINAL: [&str; 8] = ["beim", "zum", "zur", "vom", "der", "dem", "das", "im"];

/// Months and the like that end a sentence rarely enough.
const SHORT_DATES: [&str; 21] = [
    "jan", "feb", "fev", "fevr", "febr", "mar", "apr", "avr", "aug", "sept", "sep", "oct", "okt", "nov",
    "dec", "janv", "juil", "mon", "tue", "thu", "fri",
];

/// Words that open a sentence more often than they end a name: a headline is glued to them, `jeudiUn orage`, as no name is, `LinkedIn`.
const OPENERS: [&str; 44] = [
    "Le",
    "La",
    "Les",
    "Un",
    "Une",
    "Des",
    "Du",
    "Au",
    "Aux",
    "Ce",
    "Cet",
    "Cette",
    "Ces",
    "Il",
    "Elle",
    "Ils",
    "Elles",
    "Nous",
    "Dans",
    "Pour",
    "Par",
    "Selon",
    "Alors",
    "Après",
    "Avec",
    "Mais",
    "Depuis",
    "Pendant",
    "Lors",
    "Malgré",
    "À",
    "Plusieurs",
    "The",
    "He",
    "She",
    "They",
    "We",
    "This",
    "That",
    "But",
    "After",
    "When",
    "There",
    "While",
];

/// So many spaces in a row stand where a border was taken away: between a headline and the text.
const GAP: u32 = 3;

/// Letters of a line that may be wrapped at a fixed width.
const WRAPPED: RangeInclusive<usize> = 55..=100;

/// All sentences of `text`.
pub fn sentences(text: &str) -> Vec<ByteRange> {
    let mut out = Vec::new();
    let (mut start, mut begun) = (0, Begun::default());
    let is_wrapped = is_wrapped(text);
    let mut num_spaces = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let previous = begun.last;
        let is_glued = || previous.is_some_and(char::is_lowercase) && opens_sentence(&text[at..]);
        if c.is_uppercase() && (num_spaces >= GAP || is_glued()) {
            push(text, start, at, &mut out);
            (start, begun) = (at, Begun::default());
        }
        num_spaces = if c.is_whitespace() { num_spaces + 1 } else { 0 };
        begun.read(c);
        if c == '\r' && text[after..].starts_with('\n') {
            // One line end with the next one.
            continue;
        }
        if is_line_end(c) {
            if ends_line(text, start, at, after, is_wrapped) {
                push(text, start, at, &mut out);
                (start, begun) = (after, Begun::default());
            }
            continue;
        }
        if is_dash(c) && begun.is_subheading() && ends_subheading(previous, &text[after..]) {
            push(text, start, after, &mut out);
            (start, begun) = (after, Begun::default());
            continue;
        }
        if !is_terminator(c) {
            continue;
        }
        // Further terminators and closing quotation marks belong to the sentence.
        let mut end = after;
        while let Some(&(next_at, next)) = chars.peek() {
            let closes = is_terminator(next)
                || is_closing(next) && !begun.opens_next(next, &text[next_at + next.len_utf8()..])
                || is_closing_after_space(text, next_at);
            if !closes {
                break;
            }
            end = next_at + next.len_utf8();
            begun.read(next);
            chars.next();
        }
        if ends_sentence(text, start, at, c, end) {
            push(text, start, end, &mut out);
            (start, begun) = (end, Begun::default());
        }
    }
    push(text, start, text.len(), &mut out);
    out
}

/// What was read of a sentence so far, so that nothing is read twice.
#[derive(Clone, Copy, Default)]
struct Begun {
    /// Its first character that is no white space.
    first: Option<char>,
    last: Option<char>,
    has_odd_quotes: bool,
}

impl Begun {
    fn read(&mut self, c: char) {
        if !c.is_whitespace() {
            self.first.get_or_insert(c);
        }
        self.last = Some(c);
        self.has_odd_quotes ^= c == '"';
    }

    /// Whether it begins as a subheading between dashes does, and goes on.
    fn is_subheading(&self) -> bool {
        self.first.is_some_and(is_dash)
    }

    /// Whether a straight quotation mark glued to both sides opens the next sentence rather than closing this one: `mot."Phrase`.
    fn opens_next(&self, mark: char, after: &str) -> bool {
        mark == '"' && !self.has_odd_quotes && after.starts_with(char::is_uppercase)
    }
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<ByteRange>) {
    let trimmed = text[start..end].trim_start();
    let start = end - trimmed.len();
    let end = start + trimmed.trim_end().len();
    if start < end {
        out.push(ByteRange::new(start as u32, end as u32));
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Marks after which a sentence may end.
pub fn is_terminator(c: char) -> bool {
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

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '»' | '\'' | ')' | ']' | '」' | '』' | '）' | '›' | '“')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Whether a dash between `previous` and `after` ends a subheading glued to the text: `- Couvre-feu -L'Australie`.
fn ends_subheading(previous: Option<char>, after: &str) -> bool {
    previous.is_some_and(char::is_whitespace)
        && after.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '«'))
}

/// French style: a space, mostly one that does not break, before the closing mark.
fn is_closing_after_space(text: &str, at: usize) -> bool {
    let mut chars = text[at..].chars();
    matches!(chars.next(), Some(' ' | '\u{A0}' | '\u{202F}')) && chars.next() == Some('»')
}

/// Whether a line end at `at` ends the sentence that began at `start`: not where a hard-wrapped line goes on.
fn ends_line(text: &str, start: usize, at: usize, after: usize, is_wrapped: bool) -> bool {
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
fn is_wrapped(text: &str) -> bool {
    let (mut wrapped, mut longer) = (0u32, 0u32);
    for line in text.split(is_line_end) {
        let length = line.trim().chars().take(WRAPPED.end() + 1).count();
        wrapped += u32::from(WRAPPED.contains(&length));
        longer += u32::from(length > *WRAPPED.end());
    }
    wrapped > 0 && longer * 8 <= wrapped + longer
}

/// Whether the terminator `c` at `at`, whose closing marks end at `end`, ends the sentence that began at `start`.
fn ends_sentence(text: &str, start: usize, at: usize, c: char, end: usize) -> bool {
    let before = &text[start..at];
    let rest = &text[end..];
    let mut following = rest.chars();
    let Some(next) = following.next() else { return true };
    let word = last_word(before);
    if !next.is_whitespace() {
        if starts_glued(rest) && !is_abbreviation(word) {
            // `mot."Phrase`, `mot...Phrase`, but not `(...)Phrase`.
            let closing = &text[at + c.len_utf8()..end];
            return !closing.ends_with([')', ']']);
        }
        if c != '.' || end > at + 1 {
            // `。` and the like need no space; `?` inside an address does.
            let cased = next.is_alphanumeric() && !unicode::is_unspaced(next);
            return is_strong(c) && (!c.is_ascii() || !cased || next.is_uppercase());
        }
        let previous = before.chars().next_back().unwrap_or(' ');
        return unicode::starts_sentence(previous, Some(next), following.next()) && !is_abbreviation(word);
    }
    // What begins the next sentence: past spaces, opening marks and dashes.
    let opening = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '“' | '«' | '‘' | '\'' | '(' | '[' | '—' | '–' | '-' | '„' | '¿' | '¡' | '‹')
    };
    let spaces = rest.chars().take_while(|c| c.is_whitespace());
    let breaks_line = spaces.filter(|&c| is_line_end(c)).count() > 0;
    let Some(first) = rest.chars().find(|&c| !opening(c)) else { return true };
    if breaks_line && !is_abbreviation(word) {
        return true;
    }
    if is_strong(c) {
        // « Quoi ? » demande-t-il: the quotation goes on in the same sentence.
        return !first.is_lowercase();
    }
    if first.is_lowercase() {
        return false;
    }
    if c == '.' && end == at + 1 {
        if is_abbreviation(word) || is_initial(word) {
            return false;
        }
        if first.is_ascii_digit() {
            let word = folded(word);
            if SHORT_DATES.contains(&word.as_str()) || NUMBERED.contains(&word.as_str()) {
                return false;
            }
        }
        let next = rest.trim_start();
        if !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
            // A number in a list: `1. Title`; `am 16. Juli`, `beim 3. Unfall`.
            let before = before[..before.len() - word.len()].trim_end();
            return !(before.trim_start().is_empty()
                || is_month(&folded(first_word(next)))
                || BEFORE_ORDINAL.contains(&folded(last_word(before)).as_str()));
        }
        if word.ends_with(".m") && is_zone(first_word(next)) {
            return false;
        }
    }
    true
}

/// Whether a text begins with one of [`OPENERS`], or with an article that is elided: `L'orage`.
fn opens_sentence(text: &str) -> bool {
    let word = first_word(text);
    let after = &text[word.len()..];
    OPENERS.contains(&word) && after.starts_with(char::is_whitespace)
        || matches!(word, "L" | "D" | "C" | "J" | "Qu") && after.starts_with(['\'', '’'])
}

/// Whether a sentence begins at once, behind an opening mark or a dash with a space: `"Phrase`, `- Phrase`, `Phrase`.
fn starts_glued(rest: &str) -> bool {
    let opened = rest.trim_start_matches(['"', '“', '«', '„', '\u{A0}', '\u{202F}']);
    let dashed = rest.strip_prefix(is_dash).filter(|rest| rest.starts_with([' ', '"', '“', '«']));
    let mut chars = dashed.map_or(opened, |rest| rest.trim_start_matches([' ', '"', '“', '«'])).chars();
    let (first, second) = (chars.next(), chars.next());
    first.is_some_and(char::is_uppercase)
        && second.is_some_and(|c| c.is_lowercase() || matches!(c, '\'' | '’' | ' '))
}

/// Letters of a word that are looked at, more than whatever is asked of it, so that `a.a.a.a` is not read again at each full stop.
const LONGEST: usize = 16;

/// The letters and digits right before a full stop; of a long word its end.
fn last_word(before: &str) -> &str {
    let from = before.char_indices().rev().take(LONGEST).last().map_or(0, |(at, _)| at);
    let end = &before[from..];
    let start = end
        .char_indices()
        .rev()
        .find(|&(_, c)| !(c.is_alphanumeric() || c == '.'))
        .map_or(0, |(at, c)| at + c.len_utf8());
    &end[start..]
}

fn folded(word: &str) -> String {
    let mut out = String::new();
    fold(word, true, &mut out);
    out
}

fn is_abbreviation(word: &str) -> bool {
    if word.is_empty() || word.chars().count() > 5 {
        return false;
    }
    let is_capital = word.starts_with(char::is_uppercase);
    let word = folded(word).replace('.', "");
    ABBREVIATIONS.contains(&word.as_str()) || is_capital && TITLES.contains(&word.as_str())
}

/// A single capital: `J. Smith`, and more often than not that of `Vitamin C. Then`; also the last letter of `U.S.`, which stands inside
/// a sentence more often than at its end.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    // `EE. UU.` are two words that are doubled for their number.
    let is_doubled = before == last && letters.next().is_none();
    last.is_some_and(char::is_uppercase) && (before.is_none_or(|before| before == '.') || is_doubled)
}

/// The clock of a zone behind `a.m.`: `ET`, `GMT`.
fn is_zone(word: &str) -> bool {
    (2..=4).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// The letters at the beginning of a text; of many the first.
fn first_word(text: &str) -> &str {
    let end = text.char_indices().take(LONGEST).find(|(_, c)| !c.is_alphanumeric());
    end.map_or_else(
        || text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at]),
        |(at, _)| &text[..at],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn sentences_are_cut_as_readers_cut_them() {
        for (text, expected) in [
            ("Il pleut. Il neige.", &["Il pleut.", "Il neige."][..]),
            ("Titre,\n\u{2003}\u{2003}\nil pleut", &["Titre,", "il pleut"]),
            (
                "Titre sans point\n\nIl pleut. M. Dupont l'a dit.",
                &["Titre sans point", "Il pleut.", "M. Dupont l'a dit."],
            ),
            ("« Il pleut. » Puis il neige.", &["« Il pleut. »", "Puis il neige."]),
            ("« Quoi ? » demande-t-il. Rien.", &["« Quoi ? » demande-t-il.", "Rien."]),
            ("“It rains.” He left.", &["“It rains.”", "He left."]),
            (
                "The U.S. President spoke. J. Smith listened.",
                &["The U.S. President spoke.", "J. Smith listened."],
            ),
            (
                "L'offre est acceptée.Cette nouvelle est bonne.",
                &["L'offre est acceptée.", "Cette nouvelle est bonne."],
            ),
            ("Il l'a dit.\"Il neige\", dit-elle.", &["Il l'a dit.", "\"Il neige\", dit-elle."]),
            ("\"Il pleut.\"\"Elle part.\"Il neige.", &["\"Il pleut.\"", "\"Elle part.\"", "Il neige."]),
            (
                "Il pleut fort.- Loin d'ici -La mer monte.",
                &["Il pleut fort.", "- Loin d'ici -", "La mer monte."],
            ),
            ("Il pleut...Elle part (...)Ailleurs.", &["Il pleut...", "Elle part (...)Ailleurs."]),
            ("A U.S.-Based firm, St.-Malo, www.site.org.", &["A U.S.-Based firm, St.-Malo, www.site.org."]),
            ("See example.org for more. Bye!", &["See example.org for more.", "Bye!"]),
            ("It costs 3.50 euros. Or 4.", &["It costs 3.50 euros.", "Or 4."]),
            ("今天下雨。明天下雪！", &["今天下雨。", "明天下雪！"]),
            ("First line goes\non here. Second.", &["First line goes\non here.", "Second."]),
            (
                "First line goes\r\non here. Second.\r\n\r\nThird",
                &["First line goes\r\non here.", "Second.", "Third"],
            ),
            ("Le 5 déc. 2019 et le 3 févr. 2020. Rien.", &["Le 5 déc. 2019 et le 3 févr. 2020.", "Rien."]),
            (
                "Am 16. Juli sank sie. Beim 3. Unfall starb niemand.",
                &["Am 16. Juli sank sie.", "Beim 3. Unfall starb niemand."],
            ),
            ("Sie ist 16. Juristen kamen.", &["Sie ist 16.", "Juristen kamen."]),
            (
                "It left at 6 a.m. ET on Monday. At 7 a.m. He came.",
                &["It left at 6 a.m. ET on Monday.", "At 7 a.m.", "He came."],
            ),
            (
                "EE. UU. lo dijo. Sens. Orlan and Marr met.",
                &["EE. UU. lo dijo.", "Sens. Orlan and Marr met."],
            ),
            ("He told me. Rain fell.", &["He told me.", "Rain fell."]),
            (
                "Dijo que no. Los buzos salieron. See no. 5 there.",
                &["Dijo que no.", "Los buzos salieron.", "See no. 5 there."],
            ),
            (
                "Orages jeudiUn homme est mort. YouTube et LinkedIn",
                &["Orages jeudi", "Un homme est mort.", "YouTube et LinkedIn"],
            ),
            ("La mer monteL'eau aussi, à LeTreport", &["La mer monte", "L'eau aussi, à LeTreport"]),
            ("Storm ahead of summit   The president left", &["Storm ahead of summit", "The president left"]),
            ("", &[]),
            (" \n ", &[]),
        ] {
            assert_eq!(list(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_texts_are_cut_in_linear_time() {
        // A megabyte each without a border; read again at each mark, they would take minutes.
        for unit in ["M.\"A", "a.", "- ", "\"", "' -", "\r", "\r\n", "A\r", "A\u{2028}", "\n\t"] {
            let text = format!("A{}", unit.repeat((1 << 20) / unit.len()));
            let started = std::time::Instant::now();
            assert!(!sentences(&text).is_empty());
            assert!(started.elapsed().as_secs() < 60, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_lies_between(text in "([a-zA-Zé. !?\n«»\"。,0-9]{0,80})|(.{0,80})") {
            let mut last = 0;
            for span in sentences(&text) {
                prop_assert!(text[last..span.start as usize].trim().is_empty());
                prop_assert!(!span.of(&text).trim().is_empty());
                last = span.end as usize;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }
}
