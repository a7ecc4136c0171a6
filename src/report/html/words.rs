//! Words looked for in texts, as the page looks for them: `words.js` says the same in the page.

use super::Texts;
use crate::error::Result;
use crate::report::schema::PassageRow;
use crate::report::tables::Tables;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Case, accents, compatibility forms, invisible characters and the shape of apostrophes aside.
pub fn fold(text: &str) -> String {
    let is_invisible = |c: char| matches!(c, '\u{AD}' | '\u{640}' | '\u{200B}'..='\u{200F}' | '\u{2060}');
    let plain = |c: char| if matches!(c, '\u{2018}' | '\u{2019}' | '\u{2BC}') { '\'' } else { c };
    text.to_lowercase().nfkd().filter(|&c| !is_combining_mark(c) && !is_invisible(c)).map(plain).collect()
}

/// What is looked for: the beginning of a word, or whole words as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// As typed, with single spaces.
    pub words: String,
    /// Whether the last word ends there.
    pub is_whole: bool,
}

/// Words as typed; what stands between quotation marks is one, and whole.
pub fn query(typed: &str) -> Vec<Sought> {
    let (mut out, mut rest) = (Vec::new(), typed.trim_start());
    while !rest.is_empty() {
        let inside = rest.strip_prefix(['"', '“', '”', '„', '«']);
        let phrase = inside.and_then(|inside| inside.split_once(['"', '“', '”', '»']));
        let is_whole = phrase.is_some();
        let (word, behind) =
            phrase.unwrap_or_else(|| rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())));
        out.push(Sought { words: word.split_whitespace().collect::<Vec<_>>().join(" "), is_whole });
        rest = behind.trim_start();
    }
    out.retain(|sought| !sought.words.is_empty());
    out
}

/// Letters and digits of which words are made that spaces part and nothing is written before: Latin, Greek, Cyrillic.
fn is_joining(c: char) -> bool {
    let is_of_script = matches!(
        c,
        '\0'..='\u{52F}'
            | '\u{1C80}'..='\u{1C8F}'
            | '\u{1D00}'..='\u{1FFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A640}'..='\u{A69F}'
            | '\u{A720}'..='\u{A7FF}'
    );
    c.is_numeric() || c.is_alphabetic() && is_of_script
}

/// Whether no word goes on across a place of a text.
fn is_border(text: &str, at: usize) -> bool {
    let (before, behind) = text.split_at(at);
    !(before.ends_with(is_joining) && behind.starts_with(is_joining))
}

/// Whether a folded text holds what is looked for, which is folded too.
fn holds(folded: &str, sought: &Sought) -> bool {
    let mut places = folded.match_indices(sought.words.as_str());
    places
        .any(|(at, found)| is_border(folded, at) && (!sought.is_whole || is_border(folded, at + found.len())))
}

/// Which rows hold all of some words.
#[derive(Default)]
pub struct Holding {
    /// For each article: whether its title and text do.
    pub articles: Vec<bool>,
    /// For each passage: whether one of its sides does.
    pub passages: Vec<bool>,
    /// For each member of a family: whether its stretch does.
    pub members: Vec<bool>,
}

/// Reads every text once.
///
/// # Errors
/// When a text cannot be read.
pub fn holding(sought: &[Sought], tables: &Tables, texts: &mut dyn Texts) -> Result<Holding> {
    let sought: Vec<Sought> = sought.iter().map(|one| Sought { words: fold(&one.words), ..*one }).collect();
    let has_phrase = sought.iter().any(|one| one.words.contains(' '));
    let holds = |text: &str| {
        let mut folded = fold(text);
        if has_phrase {
            // Lines end anywhere.
            folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        sought.iter().all(|one| holds(&folded, one))
    };
    // Stretches of each article: which row they belong to, and where they stand.
    let mut sides: Vec<(u32, Stretch, u32, u32)> = Vec::new();
    for (row, passage) in tables.passages.iter().enumerate() {
        let PassageRow { left, left_start, left_end, right, right_start, right_end, .. } = *passage;
        sides.push((left.0, Stretch::Passage(row), left_start, left_end));
        sides.push((right.0, Stretch::Passage(row), right_start, right_end));
    }
    for (row, member) in tables.families.iter().enumerate() {
        sides.push((member.id.0, Stretch::Member(row), member.start, member.end));
    }
    sides.sort_unstable();
    let mut found = Holding {
        articles: vec![false; tables.articles.len()],
        passages: vec![false; tables.passages.len()],
        members: vec![false; tables.families.len()],
    };
    let wanted: Vec<u32> = (0..tables.articles.len() as u32).collect();
    texts.each(&wanted, &mut |number, text| {
        let article = &tables.articles[number as usize];
        let title = article.title.as_deref().unwrap_or_default();
        if !holds(&format!("{title} {text}")) {
            return;
        }
        found.articles[number as usize] = true;
        let from = sides.partition_point(|side| side.0 < number);
        let starts = text.char_indices().map(|(at, _)| at as u32);
        let places: Vec<u32> = starts.chain([text.len() as u32]).collect();
        for &(_, stretch, start, end) in sides[from..].iter().take_while(|side| side.0 == number) {
            let part = &text[places[start as usize] as usize..places[end as usize] as usize];
            match stretch {
                Stretch::Passage(row) => found.passages[row] |= holds(part),
                Stretch::Member(row) => found.members[row] |= holds(part),
            }
        }
    })?;
    Ok(found)
}

/// A stretch of an article by its row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stretch {
    Passage(usize),
    Member(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_set_aside_as_in_the_page() {
        assert_eq!(fold("ÉTOILE d’Ｏｓｍｙ co\u{AD}op"), "etoile d'osmy coop");
        assert_eq!(fold("ﬁn"), "fin");
    }

    #[test]
    fn a_phrase_is_one_word() {
        let query = |typed| -> Vec<(String, bool)> {
            query(typed).into_iter().map(|sought| (sought.words, sought.is_whole)).collect()
        };
        let expected = [("ferry", false), ("seize heures", true), ("Osmy", true), ("nuit", false)];
        assert_eq!(
            query(" ferry  \"seize \n heures\" « Osmy »nuit"),
            expected.map(|(words, is_whole)| (words.to_owned(), is_whole))
        );
        assert_eq!(query("\"never closed"), [("\"never".into(), false), ("closed".into(), false)]);
        assert_eq!(query("\"\" l\"eau"), [("l\"eau".into(), false)]);
    }

    #[test]
    fn words_are_found_by_their_beginning_and_whole_ones_in_quotation_marks() {
        let holds =
            |text: &str, words: &str, is_whole| holds(&fold(text), &Sought { words: fold(words), is_whole });
        assert!(holds("Two ferries, a pier", "ferr", false) && !holds("Two ferries", "ferr", true));
        assert!(!holds("la fusion d'une usine", "us", true) && holds("la fusion d'une usine", "us", false));
        assert!(!holds("Trump, trumpet", "ump", false));
        assert!(holds("The U-boat of the US.", "us", true) && holds("dogs, USA; US", "us", true));
        assert!(holds("l’usine", "usine", true), "behind an apostrophe");
        // No spaces, or words with others written before them.
        assert!(holds("他说北京的渡轮", "北京", true) && holds("والكتاب", "كتاب", true));
        assert!(holds("der 16.", "16", true) && !holds("der 1600", "16", true));
    }
}
