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

/// Words as typed; what stands between quotation marks is one, with single spaces.
pub fn query(typed: &str) -> Vec<String> {
    let (mut out, mut rest) = (Vec::new(), typed.trim_start());
    while !rest.is_empty() {
        let inside = rest.strip_prefix(['"', '“', '”', '„', '«']);
        let phrase = inside.and_then(|inside| inside.split_once(['"', '“', '”', '»']));
        let (word, behind) =
            phrase.unwrap_or_else(|| rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())));
        out.push(word.split_whitespace().collect::<Vec<_>>().join(" "));
        rest = behind.trim_start();
    }
    out.retain(|word| !word.is_empty());
    out
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
pub fn holding(words: &[String], tables: &Tables, texts: &mut dyn Texts) -> Result<Holding> {
    let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let has_phrase = words.iter().any(|word| word.contains(' '));
    let holds = |text: &str| {
        let mut folded = fold(text);
        if has_phrase {
            // Lines end anywhere.
            folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        words.iter().all(|word| folded.contains(word.as_str()))
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
        assert_eq!(
            query(" ferry  \"seize \n heures\" « Osmy »nuit"),
            ["ferry", "seize heures", "Osmy", "nuit"]
        );
        assert_eq!(query("\"never closed"), ["\"never", "closed"]);
        assert_eq!(query("\"\" l\"eau"), ["l\"eau"]);
    }
}
