//! Which column of a table is written in sentences.
//!
//! **In** cells of the first rows. **Out** the column that looks like the text of articles. **Cost** one pass over these cells.
//! **Never** chooses what is read: what looks like the text is named to its owner, who names it back.

/// How many rows are looked at.
pub(super) const SAMPLE: usize = 20;
/// Fewest words of a cell that is prose: labels, names and headlines have fewer.
const WORDS: usize = 20;
/// Fewest words of a long cell: what has no more is a list of addresses or of keys.
const LONG_WORDS: usize = 10;
/// What a long cell is, in characters.
const LONG_CHARS: usize = 200;
/// Fewest letters in a row of a script without spaces, whose words have two of them or so.
const UNSPACED: usize = 40;
/// One cell in so many is prose where a column is: texts stand among captions and gaps.
const ONE_IN: usize = 4;

/// What the cells of one column are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    filled: usize,
    prose: usize,
    letters: usize,
}

impl Column {
    /// One more cell.
    pub fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        self.filled += usize::from(!cell.is_empty());
        if is_prose(cell) {
            self.prose += 1;
            self.letters += cell.len();
        }
    }
}

/// The column of prose with most letters, the first of equals.
pub(super) fn richest(columns: &[Column]) -> Option<usize> {
    let is_text = |column: &Column| column.prose > 0 && column.prose * ONE_IN >= column.filled;
    let found = columns.iter().enumerate().rev().filter(|(_, column)| is_text(column));
    found.max_by_key(|(_, column)| column.letters).map(|(at, _)| at)
}

/// Whether so many letters stand without a space as no word has that is written with them. Keys are plain letters.
fn is_unspaced(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).nth(UNSPACED - 1).is_some()
}

/// Whether a cell is written in sentences: numbers, addresses, keys and lists of a program are not.
pub(super) fn is_prose(cell: &str) -> bool {
    if cell.starts_with(['{', '[', '<']) {
        return false;
    }
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !word.contains("://");
    let words = cell.split_whitespace().filter(is_word).take(WORDS).count();
    words == WORDS
        || words >= LONG_WORDS && cell.chars().nth(LONG_CHARS - 1).is_some()
        || cell.split_whitespace().any(is_unspaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_told_from_labels_and_numbers() {
        let words = |count: usize| "слово ".repeat(count);
        for (cell, expected) in [
            (words(20), true),
            (words(19), false),
            ("Feuerwehrhauptmann ".repeat(11), true),
            ("1 ".repeat(300), false),
            ("https://fanal.example/pont ".repeat(30), false),
            (format!("[\"{}\"]", words(30)), false),
            ("市".repeat(40), true),
            ("市".repeat(39), false),
            ("x".repeat(5000), false),
            (String::new(), false),
        ] {
            assert_eq!(is_prose(&cell), expected, "{cell}");
        }
    }

    #[test]
    fn a_column_is_prose_where_one_cell_in_four_is() {
        let text = "word ".repeat(30);
        let column = |cells: &[&str]| {
            let mut column = Column::default();
            cells.iter().for_each(|cell| column.add(cell));
            column
        };
        let (few, many) = (column(&[&text, "a", "b", "c", "d"]), column(&[&text, "", "", "a", "b", "c"]));
        let longer = column(&[&text.repeat(2)]);
        assert_eq!(richest(&[few, many]), Some(1));
        assert_eq!(richest(&[many, longer, longer]), Some(1));
        assert_eq!(richest(&[few, Column::default()]), None);
        assert_eq!(richest(&[]), None);
    }
}
