//! Where somebody's words are quoted.
//!
//! **In** a text. **Out** the byte ranges of quoted words, in order and apart: between quotation marks, and posts that are shown with
//! the name of who wrote them. **Cost** linear.
//! **Never** guesses beyond a paragraph: a mark without its partner opens nothing, and the sign of inches (`5"`) is none.

use super::plain::plain_end;
use super::unicode::is_unspaced;
use crate::span::ByteRange;

/// Longest quotation that is believed, in bytes: beyond it a mark was left open.
const LONGEST: usize = 1500;

/// Fewest words between single marks: fewer may stand between two apostrophes.
const FEWEST_WORDS: usize = 3;

/// All quoted words of `text`: between « », » «, » », ‹ ›, “ ”, „ “, ” ”, " ", ‘ ’, ‚ ‘, ' ', 「」, 『』, ｢｣, 〝〟, ＂＂, and single marks or commas
/// typed twice, inside one paragraph, marks excluded, or in a post: `Words. — Name (@name)`.
pub fn quotations(text: &str) -> Vec<ByteRange> {
    with_posts(between_marks(text, plain_end), text)
}

/// The slow twin of [`quotations`], which looks at every character.
pub fn quotations_slow(text: &str) -> Vec<ByteRange> {
    with_posts(between_marks(text, |_, at| at), text)
}

fn with_posts(mut out: Vec<ByteRange>, text: &str) -> Vec<ByteRange> {
    let posts = posts(text);
    if !posts.is_empty() {
        out.extend(posts);
        out.sort_unstable();
        out.dedup_by(|next, last| {
            let is_joined = next.start <= last.end;
            if is_joined {
                last.end = last.end.max(next.end);
            }
            is_joined
        });
    }
    out
}

/// A mark that was met, and where what it opens begins.
#[derive(Clone, Copy)]
struct Open {
    mark: char,
    kind: Kind,
    start: usize,
    /// Whether it may have been closed by what may as well be an apostrophe: `‘the fishers’ nets`.
    is_doubtful: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A mark that is nothing else.
    Certain,
    /// A single mark, which may be an apostrophe.
    Single,
    /// One that was typed twice for a double one: `‘‘words’’`, `,,words''`.
    Doubled,
}

impl Open {
    /// Whether the mark is no apostrophe.
    fn is_certain(self) -> bool {
        self.kind != Kind::Single
    }

    /// Whether `c`, with `next` behind it, closes it: writers mix straight marks with others.
    fn is_closed_by(self, c: char, next: Option<char>) -> bool {
        if self.kind == Kind::Doubled {
            return matches!(c, '”' | '"')
                || c == '“' && self.mark == ','
                || matches!(c, '’' | '\'') && next == Some(c);
        }
        match self.mark {
            '«' => c == '»',
            '»' => c == '«',
            '“' => matches!(c, '”' | '“' | '"'),
            '„' => matches!(c, '“' | '”' | '"'),
            '"' => matches!(c, '"' | '”'),
            '”' => c == '”',
            '‹' => c == '›',
            '›' => c == '‹',
            '「' => c == '」',
            '『' => c == '』',
            '｢' => c == '｣',
            '〝' => matches!(c, '〟' | '〞'),
            '＂' => c == '＂',
            '‚' => c == '‘' || c == '’' && !next.is_some_and(char::is_alphanumeric),
            _ => matches!(c, '’' | '\''),
        }
    }
}

/// What a mark `c` is that may open a quotation between `behind` and `next`, `second` being what stands before `behind`.
fn kind(c: char, second: char, behind: char, next: Option<char>) -> Option<Kind> {
    let is_before_word = next.is_some_and(char::is_alphanumeric);
    let is_apart = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–');
    let (is_certain, is_single) = match c {
        '«' | '»' | '“' | '„' | '‹' | '「' | '『' | '｢' | '〝' | '＂' => (true, false),
        // What closes elsewhere opens in Swedish, Finnish and German.
        '”' | '›' => (behind.is_whitespace() && is_before_word, false),
        // Behind a digit it is the sign of inches.
        '"' => (!behind.is_numeric(), false),
        // Some type it for a comma.
        '‚' => (is_apart(behind) && is_before_word, false),
        // No apostrophe stands before a letter of these.
        '‘' if next.is_some_and(is_unspaced) => (true, false),
        '‘' | '\'' => (false, is_apart(behind) && is_before_word),
        _ => (false, false),
    };
    let is_doubled = matches!(c, ',' | '‘' | '\'' | '`') && behind == c && is_apart(second) && is_before_word;
    match (is_certain, is_doubled) {
        (_, true) => Some(Kind::Doubled),
        (true, _) => Some(Kind::Certain),
        _ => is_single.then_some(Kind::Single),
    }
}

/// The quotations between marks, where `plain_end` tells how many characters may be passed at once.
fn between_marks(text: &str, plain_end: impl Fn(&str, usize) -> usize) -> Vec<ByteRange> {
    let mut out: Vec<ByteRange> = Vec::new();
    let mut push = |start: usize, end: usize| {
        if end > start {
            out.push(ByteRange::new(start as u32, end as u32));
        }
    };
    let mut open: Option<Open> = None;
    let mut last_was_newline = false;
    let (mut second, mut before) = (' ', ' ');
    let mut next_at = 0;
    while next_at < text.len() {
        let run = &text[next_at..plain_end(text, next_at)];
        let mut passed = run.chars();
        if let Some(last) = passed.next_back() {
            (second, before) = (passed.next_back().unwrap_or(before), last);
            last_was_newline = false;
            next_at += run.len();
            open = open.filter(|held| next_at - last.len_utf8() <= held.start + LONGEST);
        }
        let at = next_at;
        let Some(c) = text[at..].chars().next() else { break };
        let behind = std::mem::replace(&mut before, c);
        let second = std::mem::replace(&mut second, behind);
        let after = at + c.len_utf8();
        next_at = after;
        if c == '\r' && text[after..].starts_with('\n') {
            continue;
        }
        if matches!(c, '\n' | '\r') {
            if last_was_newline {
                // Where the next paragraph opens with the same mark, this one is quoted to its end.
                let goes_on =
                    |held: &Open| held.mark != '\'' && text[after..].trim_start().starts_with(held.mark);
                if let Some(held) = open.take().filter(goes_on) {
                    push(held.start, held.start + text[held.start..at].trim_end().len());
                }
            }
            open = open.filter(|held| held.mark != '\'');
            last_was_newline = true;
            continue;
        }
        last_was_newline = false;
        let next = || text[after..].chars().next();
        let kind = kind(c, second, behind, next());
        let opens = || kind.is_some();
        // A straight mark between a space and a word can only open: the one before had no partner.
        let opens_anew = || behind.is_whitespace() && next().is_some_and(char::is_alphanumeric);
        let here = kind.map(|kind| Open { mark: c, kind, start: after, is_doubtful: false });
        let Some(held) = open else {
            open = here;
            continue;
        };
        if at - held.start > LONGEST {
            open = None;
        } else if !held.is_certain() {
            let has_stop = matches!(behind, '.' | ',' | '!' | '?' | '…');
            let is_before_mark =
                next().is_none_or(|c| matches!(c, '.' | ',' | '!' | '?' | ';' | ':' | '\n' | '\r'));
            let may_close = held.is_closed_by(c, next())
                && !behind.is_whitespace()
                && !next().is_some_and(char::is_alphanumeric);
            if may_close && (has_stop || is_before_mark && !held.is_doubtful) {
                let words = text[held.start..at].split_whitespace();
                if words.take(FEWEST_WORDS).count() == FEWEST_WORDS {
                    push(held.start, at);
                }
                open = None;
            } else if may_close {
                // Of a straight mark nobody knows what it opened.
                open = Some(Open { is_doubtful: true, ..held }).filter(|_| held.mark == '‘');
            } else if opens() && (c != '"' || opens_anew()) && !(c == '\'' && held.mark == '‘') {
                // It was an apostrophe, or what it opened is not worth a quotation inside.
                open = here;
            }
        } else if c == '"' && held.mark == '"' && opens_anew() {
            open = here;
        } else if held.is_closed_by(c, next()) || c == '»' && held.mark == '»' && !opens_anew() {
            push(held.start, at);
            open = None;
        }
    }
    out
}

/// Longest post, and longest name below it, in bytes.
const LONGEST_POST: usize = 700;
const LONGEST_NAME: usize = 80;

/// What is shown as a post: a paragraph with a dash, a name and a handle behind it, or below it.
fn posts(text: &str) -> Vec<ByteRange> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("(@") {
        let handle = text[at + 2..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if !handle.is_some_and(|length| length > 0 && text[at + 2 + length..].starts_with(')')) {
            continue;
        }
        let name = &text[border_before(text, at.saturating_sub(LONGEST_NAME))..at];
        let line = name.rfind(['\n', '\r']).map_or(name, |end| &name[end + 1..]);
        let Some(dash) = line.rfind(['—', '–']).or_else(|| line.starts_with('-').then_some(0)) else {
            continue;
        };
        if !is_signature(&line[dash..]) || !ends_a_post(&line[..dash]) {
            continue;
        }
        let body_end = text[..at - line.len() + dash].trim_end().len();
        let from = border_before(text, body_end.saturating_sub(LONGEST_POST));
        let start = text[from..body_end].rfind(['\n', '\r']).map(|end| from + end + 1);
        let start = start.or_else(|| (from == 0).then_some(0));
        out.extend(
            start.map(|start| ByteRange::new(start as u32, body_end as u32)).filter(|body| !body.is_empty()),
        );
    }
    out
}

/// Whether a dash and a name stand there: `— Mira Voss `, `-- Mira Voss `, and nothing that says what she does.
fn is_signature(line: &str) -> bool {
    let name = line.trim_start_matches(['-', '—', '–']);
    let is_apart = name.starts_with(char::is_whitespace);
    let is_name = |c: char| !c.is_ascii_digit() && !matches!(c, ',' | ';' | ':');
    let name = name.trim();
    is_apart && name.chars().all(is_name) && name.chars().next().is_some_and(|c| !c.is_lowercase())
}

/// Whether a post may end before a dash: nothing, the end of a sentence, or an address or the like.
fn ends_a_post(before: &str) -> bool {
    let Some(last) = before.split_whitespace().next_back() else { return true };
    let is_mark = last.starts_with(['#', '@']) || last.starts_with("http") || last.starts_with("pic.");
    before.ends_with(char::is_whitespace) && (is_mark || !last.ends_with(char::is_alphanumeric))
}

/// The last border of a character at or before a byte.
fn border_before(text: &str, byte: usize) -> usize {
    (0..=byte).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Whether `range` lies in one of the `quotations`, which are in order.
pub fn is_quoted(quotations: &[ByteRange], range: ByteRange) -> bool {
    let after = quotations.partition_point(|quotation| quotation.end < range.end);
    quotations.get(after).is_some_and(|quotation| quotation.start <= range.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_characters_passed_at_once_or_one_by_one_are_one(
            text in "([aé ]{0,4}([\"'‘’«»“”„‚,`A(—]|[.!?]|\r?\n|b{1490,1510})){0,24}[a ]{0,3}",
        ) {
            prop_assert_eq!(quotations(&text), quotations_slow(&text));
        }
    }

    #[test]
    fn quotations_of_every_style_are_found() {
        for (text, expected) in [
            ("Il a dit « bonjour » hier", &[" bonjour "][..]),
            ("He said “hello” and \"bye\".", &["hello", "bye"]),
            ("Er sagte „hallo“ gestern", &["hallo"]),
            ("Powiedział „cześć” wczoraj", &["cześć"]),
            ("他說「你好」。", &["你好"]),
            ("Hon sade ”hej” och »hej då».", &["hej", "hej då"]),
            ("Er sagte ›ja‹ und »nein«, dann »doch«.", &["ja", "nein", "doch"]),
            ("Il a dit ‹ oui › hier", &[" oui "]),
            ("Accueil › Monde › Il a dit « oui »", &[" oui "]),
            ("an inch mark 5\" is\n\nnot \"closed", &[]),
            ("of 5\" he said \"enough\" twice", &["enough"]),
            ("\"one mark too many. He said \"enough\" twice", &["enough"]),
            ("\"enough,\" he said, \"of that\"", &["enough,", "of that"]),
            ("an inch mark 5 \"is\r\n\r\nnot \"closed", &[]),
            ("of one paragraph \"in two\nlines\"", &["in two\nlines"]),
            ("“mixed\" and \"mixed” marks", &["mixed", "mixed"]),
            ("“A paragraph.\n\n“And another.” He left.", &["A paragraph.", "And another."]),
            ("“A paragraph\n\nAnd another.", &[]),
            ("‘We saw it pass,’ he said. It was ‘a bright thing’.", &["We saw it pass,", "a bright thing"]),
            ("He said: 'We saw it pass.' Then", &["We saw it pass."]),
            ("‘The villagers’ comet has passed,’ he said.", &["The villagers’ comet has passed,"]),
            ("the '90s, the villagers' years, 'tis said", &[]),
            ("l'un, l'autre et d'autres 'encore', dit-il", &[]),
            ("in the '90s he said “we saw it”, or so", &["we saw it"]),
            ("She wrote:\nWe saw it pass!\n— Mira Voss (@miravoss) March 3, 2026", &["We saw it pass!"]),
            ("We saw \"it\" pass! — Mira Voss (@miravoss) March 3", &["We saw \"it\" pass!"]),
            ("Mira Voss (@miravoss) saw it — we did not", &[]),
            ("They will close the pier — says Mira Voss (@miravoss).", &[]),
            ("They closed the pier in 2019–20, says Mira Voss (@miravoss).", &[]),
            ("The mayor of the harbour — Mira Voss (@miravoss) — did.", &[]),
            ("He called it 'a bright thing' and left. Critics spoke of 'madness'.", &[]),
            (
                "He called it ‘a bright thing’ and left. Critics spoke of ‘sheer red madness’.",
                &["sheer red madness"],
            ),
            ("It was ‘a bright thing’ and so were the fishers’, he said.", &[]),
            ("In the '90s the lawyers' union, the shopkeepers', opposed it.", &[]),
            ("‘We saw\nit pass,’ he said.", &["We saw\nit pass,"]),
            ("‘We saw it pass.\n\n‘And another one,’ he said.", &["We saw it pass.", "And another one,"]),
            ("Rzekł: ,,nie wiem'' i ,,dość” wczoraj", &["nie wiem", "dość"]),
            ("eins, ,,zwei“ und drei,,vier", &["zwei"]),
            (
                "Er sagte ‚ja‘ und ‚geht’s noch?‘ und „ein ‚kleines‘ Wort“.",
                &["ja", "geht’s noch?", "ein ‚kleines‘ Wort"],
            ),
            ("a ‘‘rigged deal’’ and ‘‘it’s a foe.’’ Then", &["rigged deal", "it’s a foe."]),
            ("a ''rigged deal'' and ``so it's,'' he said", &["rigged deal", "so it's,"]),
            ("他说｢你好｣，〝再见〟，＂好＂。", &["你好", "再见", "好"]),
            ("他说：‘你好。’又说‘走’。“他说‘好’的。”", &["你好。", "走", "他说‘好’的。"]),
            (&format!("left “open {}” here", "and on ".repeat(300)), &[]),
        ] {
            let found: Vec<&str> = quotations(text).into_iter().map(|q| q.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn words_inside_are_quoted_and_others_not() {
        let text = "Il a dit « bonjour » hier";
        let quotations = quotations(text);
        let at = |word: &str| {
            let start = text.find(word).unwrap() as u32;
            ByteRange::new(start, start + word.len() as u32)
        };
        assert!(is_quoted(&quotations, at("bonjour")));
        assert!(!is_quoted(&quotations, at("hier")) && !is_quoted(&quotations, at("dit")));
    }
}
