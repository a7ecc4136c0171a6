//! Which marks around a stretch of words belong to it when it is shown: `« Foo bar. »` for `Foo bar`.
//!
//! **In** a text and a range from one word to another. **Out** the range with the full stop behind it, the quotation marks and
//! brackets whose partner lies in it or on its other side, signs of money and shares beside its figures.
//! **Cost** linear in the range where a quotation mark or bracket touches it, else constant.
//! **Never** reaches into another word; never takes a quotation mark or bracket without its partner, a comma, a colon or a dash.

use crate::span::ByteRange;

/// So many marks on a side are looked at.
const MOST: usize = 6;

/// `words` with the marks that belong to it.
pub fn with_marks(text: &str, words: ByteRange) -> ByteRange {
    let (mut start, mut end) = (words.start as usize, words.end as usize);
    start = before_sign(text, start);
    let limit = limit(text, end);
    end = behind_sign(text, end).filter(|&after| after <= limit).unwrap_or(end);
    for _ in 0..MOST {
        let Some((mark, after)) = closing(text, end).filter(|&(_, after)| after <= limit) else { break };
        if is_stop(mark) || depth(&text[start..end], mark) > 0 {
            end = after;
        } else if let Some((_, before)) = opening(text, start).filter(|&(c, _)| is_pair(c, mark)) {
            (start, end) = (before, after);
        } else {
            break;
        }
    }
    for _ in 0..MOST {
        let Some((mark, before)) = opening(text, start) else { break };
        if !is_closed(&text[start..end], mark) {
            break;
        }
        start = before;
    }
    ByteRange::new(start as u32, end as u32)
}

/// How far marks behind `end` may be taken: not those that the next word may take.
fn limit(text: &str, end: usize) -> usize {
    // Further away, neither side reaches the other.
    let gap = text[end..].char_indices().take(8 * MOST).find(|(_, c)| c.is_alphanumeric());
    let Some(mut start) = gap.map(|(at, _)| before_sign(text, end + at)) else { return text.len() };
    while start > end
        && let Some((_, before)) = opening(text, start)
    {
        start = before;
    }
    start
}

/// What ends a sentence.
fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '؟' | '۔' | '।')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}')
}

/// Whether the second closes what the first opens: writers mix straight marks with others.
fn is_pair(open: char, close: char) -> bool {
    matches!(
        (open, close),
        ('«', '»')
            | ('»', '«')
            | ('‹', '›')
            | ('›', '‹')
            | ('“', '”' | '"')
            | ('„', '“' | '”' | '"')
            | ('"', '"' | '”')
            | ('‘', '’' | '\'')
            | ('‚', '‘' | '’')
            | ('\'', '\'')
            | ('(', ')')
            | ('[', ']')
            | ('（', '）')
            | ('「', '」')
            | ('『', '』')
            | ('｢', '｣')
            | ('〝', '〟' | '〞')
            | ('＂', '＂')
    )
}

/// Whether a mark between two characters may open something.
fn opens(before: Option<char>, mark: char, after: Option<char>) -> bool {
    match mark {
        '"' | '‘' | '\'' => {
            before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '‘' | '«' | '—' | '–'))
                && after.is_some_and(|c| !c.is_whitespace())
        }
        _ => true,
    }
}

/// Whether a mark between two characters may close something: an apostrophe inside a word does not.
fn closes(before: Option<char>, mark: char, after: Option<char>) -> bool {
    match mark {
        '"' | '’' | '\'' => {
            before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric)
        }
        _ => true,
    }
}

/// What a mark typed twice stands for, if it is one: `,,words''`.
fn doubled(mark: char) -> Option<char> {
    match mark {
        ',' => Some('„'),
        '‘' | '`' => Some('“'),
        '’' => Some('”'),
        '\'' => Some('"'),
        _ => None,
    }
}

/// The mark that `chars` goes on with after its first one, which may be the same again, and their bytes.
fn typed(first: char, second: Option<char>) -> (char, usize) {
    let twice = doubled(first).filter(|_| second == Some(first));
    twice.map_or((first, first.len_utf8()), |mark| (mark, 2 * first.len_utf8()))
}

/// The mark right behind `end`, and where it ends. French sets a space before some of them.
fn closing(text: &str, end: usize) -> Option<(char, usize)> {
    let first = text[end..].chars().next()?;
    let spaces = if is_space(first) { first.len_utf8() } else { 0 };
    let mut chars = text[end + spaces..].chars();
    let (written, second) = (chars.next()?, chars.next());
    let (mark, length) = typed(written, second);
    let after = end + spaces + length;
    let next = text[after..].chars().next();
    let is_spaced = spaces > 0;
    let is_known = match mark {
        '!' | '?' | '»' => true,
        '„' => false,
        '“' if matches!(written, '‘' | '`') => false,
        '"' | '”' | '“' | '’' | '‘' | '\'' | '«' | '›' | '‹' | ')' | ']' | '）' | '」' | '』' | '｣'
        | '〟' | '〞' | '＂' => !is_spaced,
        _ => is_stop(mark) && !is_spaced,
    };
    // `example.com` goes on; what has no spaces between sentences does not.
    let is_glued = || mark == '"' && !is_spaced && glued_opens(text, end) == Some(false);
    let goes_on = (mark.is_ascii() || is_spaced) && next.is_some_and(char::is_alphanumeric) && !is_glued();
    (is_known && !goes_on).then_some((mark, after))
}

/// The mark right before `start`, and where it begins.
fn opening(text: &str, start: usize) -> Option<(char, usize)> {
    let first = text[..start].chars().next_back()?;
    let spaces = if is_space(first) { first.len_utf8() } else { 0 };
    let mut chars = text[..start - spaces].chars().rev();
    let (written, second) = (chars.next()?, chars.next());
    let (mark, length) = typed(written, second);
    let begin = start - spaces - length;
    let is_known = match mark {
        '«' => true,
        '”' => false,
        '"' | '“' | '„' | '‘' | '‚' | '\'' | '»' | '›' | '‹' | '(' | '[' | '（' | '「' | '『' | '｢'
        | '〝' | '＂' => spaces == 0,
        _ => false,
    };
    let before = text[..begin].chars().next_back();
    let follows = (matches!(mark, '“' | '«' | '»' | '›' | '‹') || written == ',')
        && before.is_some_and(|c| !c.is_whitespace() && !is_opener(c));
    let is_open = || opens(before, mark, Some('a')) || mark == '"' && glued_opens(text, begin) == Some(true);
    (is_known && !follows && is_open()).then_some((mark, begin))
}

fn is_opener(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '‘' | '«' | '„' | '—' | '–')
}

fn ends_sentence(c: char) -> bool {
    is_stop(c) || c == '"'
}

/// So far before a straight mark the one before it is looked for, in bytes: as long as quotations are believed.
const LONGEST: usize = 1500;

/// Where a straight mark stands between the end of a sentence and a letter, whether it opens, which depends on the one before it:
/// `Elle part."Il neige`, `"Elle part."Il neige`.
fn glued_opens(text: &str, at: usize) -> Option<bool> {
    let mut before = text[..at].chars().rev();
    let is_glued = before.next().is_some_and(ends_sentence)
        && text[at..].starts_with('"')
        && text[at + 1..].starts_with(char::is_alphabetic);
    if !is_glued {
        return None;
    }
    // Straight marks that are glued like this one, back to one that says itself what it does.
    let mut is_open = true;
    let mut chars = text[..at].char_indices().rev().take_while(|&(from, _)| at - from <= LONGEST).peekable();
    while let Some((from, c)) = chars.next() {
        if c == '"' {
            let after = text[from + 1..].chars().next();
            let before = chars.peek().map(|&(_, c)| c);
            if opens(before, c, after) && after.is_some_and(char::is_alphanumeric) {
                return Some(!is_open);
            }
            if !before.is_some_and(ends_sentence) || !after.is_some_and(char::is_alphabetic) {
                return Some(is_open);
            }
            is_open = !is_open;
        }
        if matches!(c, '\n' | '\r') {
            break;
        }
    }
    Some(is_open)
}

/// Marks in `inside` that `close` would close.
fn depth(inside: &str, close: char) -> usize {
    marks(inside, |c| is_pair(c, close), |c| c == close).0
}

/// Whether `inside` closes what `open` opens before it.
fn is_closed(inside: &str, open: char) -> bool {
    marks(inside, |c| c == open, |c| is_pair(open, c)).1
}

/// How many marks are still open at the end of `inside`, and whether one was closed that was not opened there.
fn marks(inside: &str, is_open: impl Fn(char) -> bool, is_close: impl Fn(char) -> bool) -> (usize, bool) {
    let (mut depth, mut is_closed) = (0_usize, false);
    let mut before = None;
    let mut chars = inside.chars().peekable();
    while let Some(written) = chars.next() {
        let (c, _) = typed(written, chars.peek().copied());
        if c != written {
            chars.next();
        }
        let after = chars.peek().copied();
        // Glued on both sides it does what is due.
        let is_glued =
            c == '"' && before.is_some_and(ends_sentence) && after.is_some_and(char::is_alphabetic);
        if is_open(c) && (opens(before, c, after) || is_glued && depth == 0) {
            depth += 1;
        } else if is_close(c) && (closes(before, c, after) || is_glued) {
            is_closed |= depth == 0;
            depth = depth.saturating_sub(1);
        }
        before = Some(written);
    }
    (depth, is_closed)
}

/// A sign of money, number or name right before `start` belongs to what it stands before.
fn before_sign(text: &str, start: usize) -> usize {
    let before = text[..start].chars().next_back();
    before
        .filter(|c| matches!(c, '$' | '£' | '€' | '¥' | '#' | '@' | '§'))
        .map_or(start, |c| start - c.len_utf8())
}

/// A sign of shares, money or degrees behind a figure belongs to it.
fn behind_sign(text: &str, end: usize) -> Option<usize> {
    if !text[..end].ends_with(|c: char| c.is_numeric()) {
        return None;
    }
    let rest = text[end..].strip_prefix(is_space).unwrap_or(&text[end..]);
    let mut chars = rest.chars();
    let sign = chars.next().filter(|c| matches!(c, '%' | '‰' | '€' | '$' | '£' | '°'))?;
    let is_free = !chars.next().is_some_and(char::is_numeric);
    is_free.then(|| text.len() - rest.len() + sign.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is shown of the words between `[[` and `]]`.
    fn shown(marked: &str) -> String {
        let (before, rest) = marked.split_once("[[").unwrap();
        let (words, after) = rest.split_once("]]").unwrap();
        let text = format!("{before}{words}{after}");
        let range = ByteRange::new(before.len() as u32, (before.len() + words.len()) as u32);
        with_marks(&text, range).of(&text).to_owned()
    }

    #[test]
    fn marks_belong_to_the_words_that_they_end_or_enclose() {
        for (marked, expected) in [
            ("[[The comet passed]]. Then", "The comet passed."),
            ("[[The comet passed]], then", "The comet passed"),
            ("[[The comet passed]] – then", "The comet passed"),
            ("[[in the U.S]]. Then", "in the U.S."),
            ("[[see example]].com", "see example"),
            ("“[[We saw it]],” he said", "We saw it"),
            ("“[[We saw it]].” Then", "“We saw it.”"),
            ("[[He said “we saw it]].” Then", "He said “we saw it.”"),
            ("he said: “never. [[We saw it]].” Then", "We saw it."),
            ("“[[We saw it”, he said]].", "“We saw it”, he said."),
            ("“[[We saw it]], and more”", "We saw it"),
            ("\"[[We saw it]]!\" Then", "\"We saw it!\""),
            ("\"[[We\" saw \"it]]\" Then", "\"We\" saw \"it\""),
            ("dit « [[On l'a vue]] ». Puis", "« On l'a vue »."),
            ("[[dit « on l'a vue]] » à l'aube", "dit « on l'a vue »"),
            ("[[dit-il]] « puis", "dit-il"),
            ("[[Qui l'a vue]]\u{A0}? Puis", "Qui l'a vue\u{A0}?"),
            ("sagte: „[[Wir sahen ihn]]“. Dann", "„Wir sahen ihn“."),
            ("»[[Wir sahen ihn]].« Dann", "»Wir sahen ihn.«"),
            ("[[the village]] »und", "the village"),
            ("([[The comet passed]].)", "(The comet passed.)"),
            ("[[The comet (the first]]) passed", "The comet (the first)"),
            ("[[the villagers’ comet]]’ passed", "the villagers’ comet"),
            ("[[彗星が通過した]]。村人", "彗星が通過した。"),
            ("「[[彗星が通過した]]」と", "「彗星が通過した」"),
            ("wrote '[[we saw it]]', then", "'we saw it'"),
            ("[[they called it 'madness]]'. Then", "they called it 'madness'."),
            ("“[[We saw it]].\" Then", "“We saw it.\""),
            ("the fishers' [[nets]]' ends", "nets"),
            ("verlassen« [[la comète « a traversé]] »", "la comète « a traversé »"),
            ("«\u{2009}[[On l'a vue]]\u{2009}». Puis", "«\u{2009}On l'a vue\u{2009}»."),
            ("for $[[5 million]].", "$5 million."),
            ("[[une baisse de 5]] %, puis", "une baisse de 5 %"),
            ("[[a 5]]%5 b", "a 5"),
            ("[[the 11]]$a b", "the 11"),
            ("the 11[[$a]] b", "$a"),
            ("»[[alt]]« »neu«", "»alt«"),
            ("»alt« »[[neu]]«", "»neu«"),
            ("Elle part.\"[[L'eau monte]]\", dit-il", "\"L'eau monte\""),
            ("Elle part.\"[[L'eau monte\", dit-il]].", "\"L'eau monte\", dit-il."),
            ("\"Elle part.\"[[L'eau monte]]\" dit-il", "L'eau monte"),
            ("\"[[Elle part]].\"L'eau monte.", "\"Elle part.\""),
            ("\"Un.\"\"[[Elle part]].\"\"Trois.\"", "\"Elle part.\""),
            ("Rzekł: ,,[[nie wiem]]'' i", ",,nie wiem''"),
            ("Rzekł: ,,[[nie wiem]].” Potem", ",,nie wiem.”"),
            ("a ‘‘[[rigged deal]].’’ Then", "‘‘rigged deal.’’"),
            ("[[a ''rigged deal]]'' then", "a ''rigged deal''"),
            ("sagte ‚[[ja doch]]‘ und", "‚ja doch‘"),
            ("sagte ›[[nein]]‹ und", "›nein‹"),
            ("他说｢[[你好]]｣，", "｢你好｣"),
            ("eins,,[[zwei]]'' drei", "zwei"),
        ] {
            assert_eq!(shown(marked), expected, "{marked}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_reached_and_nothing_is_taken_twice(text in "[aB1 .,!?“”„‚«»‹›\"'`‘’()$%\u{A0}。「」é]{0,20}[aB1é][aB1 .,!?“”„‚«»‹›\"'`‘’()$%\u{A0}。「」é]{0,20}", from in 0usize..40, to in 0usize..40) {
            let words: Vec<(usize, &str)> = text.char_indices().filter(|(_, c)| c.is_alphanumeric())
                .map(|(at, c)| (at, &text[at..at + c.len_utf8()])).collect();
            let (from, to) = (from % words.len(), to % words.len());
            let (from, to) = (from.min(to), from.max(to));
            let range = ByteRange::new(words[from].0 as u32, (words[to].0 + words[to].1.len()) as u32);
            let shown = with_marks(&text, range);
            prop_assert!(shown.start <= range.start && shown.end >= range.end);
            let added = [&text[shown.start as usize..range.start as usize], &text[range.end as usize..shown.end as usize]];
            prop_assert!(added.iter().all(|added| !added.contains(char::is_alphanumeric)), "{added:?}");
            // What stands behind has none of the marks, however long it is.
            for last in to + 1..words.len() {
                let (next, (last, word)) = (words[to + 1].0, words[last]);
                let next = with_marks(&text, ByteRange::new(next as u32, (last + word.len()) as u32));
                prop_assert!(shown.end <= next.start, "{shown:?} {next:?}");
            }
        }
    }
}
