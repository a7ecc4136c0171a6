//! What a terminal shows: how wide it is, and text of the input that cannot steer it.
//!
//! **In** text as it was read, which may be hostile. **Out** the same with `U+FFFD` for what would move a cursor, set a colour, or turn
//! what follows around; marks that single letters have, as Arabic and Hebrew do, stay. **Cost** linear. **Never** cuts.

/// Where the width is not known, as in a pipe: two columns of newspaper width.
const WIDTH: usize = 100;

/// No terminal is wider.
const MOST: usize = 10_000;

/// How wide the terminal is, as far as it says so.
pub fn columns() -> usize {
    let typed = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let told = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    typed.or_else(told).unwrap_or(WIDTH).clamp(1, MOST)
}

/// Text with its line ends and tabs.
pub fn visible(text: &str) -> String {
    let is_steering = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_steering(c) { '\u{FFFD}' } else { c }).collect()
}

/// Text on one line.
pub fn on_one_line(text: &str) -> String {
    visible(&text.replace(['\n', '\r', '\t'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_steer() {
        let text = "a\u{1B}[2Jb\tc\r\nd\u{202E}e\u{200F}ש";
        assert_eq!(visible(text), "a\u{FFFD}[2Jb\tc\u{FFFD}\nd\u{FFFD}e\u{200F}ש");
        assert_eq!(on_one_line(text), "a\u{FFFD}[2Jb c  d\u{FFFD}e\u{200F}ש");
    }
}
