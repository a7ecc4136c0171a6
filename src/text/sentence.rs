//! Sentences of a text, with spans.
//!
//! **In** a text. **Out** byte ranges of its sentences in order, trimmed, never empty, never overlapping; everything but
//! white space lies in one of them. **Cost** linear. **Never** asks for the language: its short lists are of all at once.
//! **From** Unicode Annex 29 for the terminators; abbreviations, initials, glued sentences and line ends by rules of our own.

use super::ending::{
    ends_line, ends_sentence, ends_subheading, is_closing, is_closing_after_space, is_dash, is_line_end,
    is_terminator, is_wrapped, starts_glued,
};
use super::opener::{follows_word, opens_sentence};
use super::plain::plain_end;
use crate::span::ByteRange;

/// So many spaces in a row stand where a border was taken away: between a headline and the text.
const GAP: u32 = 3;

/// All sentences of `text`.
pub fn sentences(text: &str) -> Vec<ByteRange> {
    cut(text, plain_end)
}

/// The slow twin of [`sentences`], which looks at every character.
pub fn sentences_slow(text: &str) -> Vec<ByteRange> {
    cut(text, |_, at| at)
}

/// All sentences, where `plain_end` tells how many characters may be passed at once.
fn cut(text: &str, plain_end: impl Fn(&str, usize) -> usize) -> Vec<ByteRange> {
    let mut out = Vec::new();
    let (mut start, mut begun) = (0, Begun::default());
    let mut marks = Marks::default();
    let is_wrapped = is_wrapped(text);
    let mut num_spaces = 0;
    let mut next_at = 0;
    while next_at < text.len() {
        let run = &text[next_at..plain_end(text, next_at)];
        if !run.is_empty() {
            let words = run.trim_end_matches(' ');
            let before = if words.is_empty() { num_spaces } else { 0 };
            num_spaces = before + (run.len() - words.len()) as u32;
            begun.read_plain(next_at, run);
            marks.read_plain(run);
            next_at += run.len();
        }
        let at = next_at;
        let Some(c) = text[at..].chars().next() else { break };
        let after = at + c.len_utf8();
        next_at = after;
        let previous = marks.last;
        if c.is_uppercase() && (num_spaces >= GAP || is_glued(text, at, &marks))
            || c == '"' && marks.opens_glued(&text[after..])
        {
            push(text, start, at, &mut out);
            (start, begun) = (at, Begun::default());
        }
        num_spaces = if c.is_whitespace() { num_spaces + 1 } else { 0 };
        begun.read(at, c);
        marks.read(c, &text[after..]);
        if c == '\r' && text[after..].starts_with('\n') {
            // One line end with the next one.
            continue;
        }
        if is_line_end(c) {
            if ends_line(text, start, at, after, is_wrapped) {
                push(text, start, at, &mut out);
                (start, begun) = (after, Begun::default());
                marks.is_open = false;
            }
            continue;
        }
        if is_dash(c) && begun.is_subheading(at) && ends_subheading(previous, &text[after..]) {
            push(text, start, after, &mut out);
            (start, begun) = (after, Begun::default());
            continue;
        }
        if !is_terminator(c) {
            continue;
        }
        // Further terminators and closing quotation marks belong to the sentence.
        let mut end = after;
        while let Some(next) = text[end..].chars().next() {
            let behind = end + next.len_utf8();
            let closes = is_terminator(next)
                || is_closing(next) && !marks.opens_next(next, &text[behind..])
                || is_closing_after_space(text, end);
            if !closes {
                break;
            }
            end = behind;
            marks.read(next, &text[end..]);
        }
        next_at = end;
        let before = &text[start..at];
        if ends_sentence(before, begun.first_byte(at) - start, &text[at..end], &text[end..]) {
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
    /// Its first character that is no white space, and where that stands.
    first: Option<(usize, char)>,
}

impl Begun {
    fn read(&mut self, at: usize, c: char) {
        if !c.is_whitespace() {
            self.first.get_or_insert((at, c));
        }
    }

    /// The same of a run of plain characters.
    fn read_plain(&mut self, at: usize, run: &str) {
        if self.first.is_none() {
            let words = run.trim_start_matches(' ');
            self.first = words.chars().next().map(|c| (at + run.len() - words.len(), c));
        }
    }

    /// Where it begins, or `at`.
    fn first_byte(&self, at: usize) -> usize {
        self.first.map_or(at, |(first, _)| first)
    }

    /// Whether it begins as a subheading between dashes does, and goes on to `at`.
    fn is_subheading(&self, at: usize) -> bool {
        self.first.is_some_and(|(first, c)| is_dash(c) && first < at)
    }
}

/// What was read of a text so far that says of a straight quotation mark whether it opens or closes.
#[derive(Clone, Copy, Default)]
struct Marks {
    last: Option<char>,
    second_last: Option<char>,
    /// Whether a straight mark was opened in this paragraph and not closed.
    is_open: bool,
}

impl Marks {
    fn read(&mut self, c: char, after: &str) {
        if c == '"' {
            let is_apart = self.last.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '«' | '“'));
            let goes_on = after.starts_with(char::is_alphanumeric);
            // One that was forgotten spoils what is glued on both sides, up to the next that is not.
            self.is_open = if is_apart == goes_on { goes_on } else { !self.is_open };
        }
        (self.second_last, self.last) = (self.last, Some(c));
    }

    /// The same of a run of plain characters, at least one.
    fn read_plain(&mut self, run: &str) {
        let mut chars = run.chars();
        let last = chars.next_back();
        (self.second_last, self.last) = (chars.next_back().or(self.last), last);
    }

    /// Whether a straight quotation mark glued to both sides opens the next sentence rather than closing this one: `mot."Phrase`.
    fn opens_next(&self, mark: char, after: &str) -> bool {
        mark == '"' && !self.is_open && after.starts_with(char::is_uppercase)
    }

    /// Whether it opens a sentence that is glued to a heading: `émotion"Il est parti`.
    fn opens_glued(&self, after: &str) -> bool {
        !self.is_open && self.last.is_some_and(char::is_lowercase) && starts_glued(after)
    }

    /// Whether a quotation was closed right here: `fort"`, `fort »`.
    fn closes(&self) -> bool {
        let is_inside = |c: char| c.is_lowercase() || c.is_numeric() || c == '%';
        match self.last {
            Some('"') => !self.is_open && self.second_last.is_some_and(is_inside),
            Some('”') => self.second_last.is_some_and(is_inside),
            Some('»') => {
                self.second_last.is_some_and(|c| is_inside(c) || matches!(c, ' ' | '\u{A0}' | '\u{202F}'))
            }
            _ => false,
        }
    }
}

/// Whether the capital at `at` begins a sentence glued to a heading or to a quotation: `jeudiUn orage`, `"trop fort"Un orage`.
fn is_glued(text: &str, at: usize, marks: &Marks) -> bool {
    match marks.last {
        Some(last) if last.is_lowercase() => {
            opens_sentence(&text[at..]) && follows_word(&text[..at], &text[at..])
        }
        _ => marks.closes() && starts_glued(&text[at..]),
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
            (
                "Une nuit d'attenteEn mai, vu sur OnePlus A et iOn.Selon elle, LinkedIn En ligne, rien.",
                &[
                    "Une nuit d'attente",
                    "En mai, vu sur OnePlus A et iOn.",
                    "Selon elle, LinkedIn En ligne, rien.",
                ],
            ),
            (
                "Une journée perdueInterrogé hier, il rit.La finÀ Brest, rien. Le canapéA l'aise, SpA a ri. En un anUne mer.",
                &[
                    "Une journée perdue",
                    "Interrogé hier, il rit.",
                    "La fin",
                    "À Brest, rien.",
                    "Le canapé",
                    "A l'aise, SpA a ri.",
                    "En un an",
                    "Une mer.",
                ],
            ),
            (
                "Un port \"trop petit\"Le maire attend. « Non »Luc part. Une \"mer\" de 5\" est là.",
                &[
                    "Un port \"trop petit\"",
                    "Le maire attend.",
                    "« Non »",
                    "Luc part.",
                    "Une \"mer\" de 5\" est là.",
                ],
            ),
            (
                "Le maire dément\"Il n'en sait rien\", dit-elle. \"Elle part. Elle rit\"Luc dort.",
                &[
                    "Le maire dément",
                    "\"Il n'en sait rien\", dit-elle.",
                    "\"Elle part.",
                    "Elle rit\"",
                    "Luc dort.",
                ],
            ),
            (
                "\"C'est énorme!\", sourit Anne Roc. \"Où ?\" : un récit ; « Là ! » , dit-il. Il y va !, dit-on.",
                &[
                    "\"C'est énorme!\", sourit Anne Roc.",
                    "\"Où ?\" : un récit ; « Là ! » , dit-il.",
                    "Il y va !, dit-on.",
                ],
            ),
            ("「走吗？」，他说。好！", &["「走吗？」，他说。", "好！"]),
            (
                "Il dort à 19h00 GMT.L'Osmie aussi, en 2020.L'hiver, en 2014.A l'aube, à l'AFP.À Brest.",
                &[
                    "Il dort à 19h00 GMT.",
                    "L'Osmie aussi, en 2020.",
                    "L'hiver, en 2014.",
                    "A l'aube, à l'AFP.",
                    "À Brest.",
                ],
            ),
            (
                "The U.S.A won. F.D'Orsay, J.-C. Roc, S.A d'Osm, E.Morin.",
                &["The U.S.A won.", "F.D'Orsay, J.-C. Roc, S.A d'Osm, E.Morin."],
            ),
            ("Il pleut.\n\n-Quelle mer !", &["Il pleut.", "-Quelle mer !"]),
            (
                "Un plan B.Mais il fait 40°C.Rien au Concept II.Luc dort.",
                &["Un plan B.", "Mais il fait 40°C.", "Rien au Concept II.", "Luc dort."],
            ),
            (
                "\"Stop it now!\" Marr tweeted. “Why?” Mr. Orlan asked Vance. “Why?” Nobody in the room knew.",
                &[
                    "\"Stop it now!\" Marr tweeted.",
                    "“Why?” Mr. Orlan asked Vance.",
                    "“Why?”",
                    "Nobody in the room knew.",
                ],
            ),
            (
                "Il neige. window.pv_1 = new Pv('a', {id: \"b\"});",
                &["Il neige.", "window.pv_1 = new Pv('a', {id: \"b\"});"],
            ),
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
        let blanks = format!("Wow.\n{}", " ".repeat(1 << 19));
        let letters = "a".repeat(1 << 19);
        let units = [
            "M.\"A",
            "a.",
            "- ",
            "\"",
            "' -",
            "\r",
            "\r\n",
            "A\r",
            "A\u{2028}",
            "\n\t",
            "der 3. Unfall ",
            "a\"A",
            "!\" A b. ",
            "u. ",
            "aLe ",
            "3. ",
        ];
        for prefix in ["A", &blanks, &letters] {
            for unit in units {
                let text = format!("{prefix}{}", unit.repeat((1 << 19) / unit.len()));
                let started = std::time::Instant::now();
                assert!(!sentences(&text).is_empty());
                assert!(started.elapsed().as_secs() < 5, "{unit}");
            }
        }
    }

    proptest! {
        #[test]
        fn plain_characters_passed_at_once_or_one_by_one_are_one(
            text in "([aé0 ]{0,4}([A-C]|Le|[.!?]|[\"'»«”)-]|[ \n\r\u{A0}]|M\\.|。)){0,24}[a ]{0,3}",
        ) {
            prop_assert_eq!(sentences(&text), sentences_slow(&text));
        }

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
