//! Lines of a page's program that were taken for its text.
//!
//! **In** a sentence. **Out** whether it is none. **Cost** linear, and a glance for what has no bracket or sign of a program.
//! **Never** takes prose about programs for one: it wants what only a statement has.

/// What only a program has.
const STATEMENTS: [&str; 5] = ["});", "|| [", "|| {", "document.getElementBy", "document.createElement"];

/// What a block follows.
const FUNCTIONS: [&str; 2] = ["function(", "function ("];

/// What a name follows that something is assigned to.
const ASSIGNED: [&str; 4] = ["window.", "var ", "let ", "const "];

/// Whether `sentence` is a piece of a program.
pub fn is_code(sentence: &str) -> bool {
    if !sentence.bytes().any(|byte| matches!(byte, b'=' | b'{' | b'|' | b'}' | b'(')) {
        return false;
    }
    let is_in = |statement: &&str| sentence.contains(*statement);
    let after = |opening: &str| sentence.find(opening).map(|at| &sentence[at + opening.len()..]);
    STATEMENTS.iter().any(is_in)
        || FUNCTIONS.iter().any(|function| after(function).is_some_and(|rest| rest.contains('{')))
        || ASSIGNED.iter().any(|opening| {
            let is_closed = || *opening == "window." || sentence.contains(';');
            after(opening).is_some_and(is_assignment) && is_closed()
        })
}

/// Whether a text begins with a name that something is assigned to: `width = 5`.
fn is_assignment(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    rest.len() < text.len() && rest.trim_start().starts_with('=')
}

/// Whether a program begins there, behind a sentence: it has no capital.
pub fn starts_code(text: &str) -> bool {
    text.starts_with("window.") || text.starts_with("document.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_code_and_prose_is_not() {
        for code in [
            "window._box = window._box || [];    _box.push({ mode: 'a' });",
            "window.pv_1f = new Pv('a', {id: \"b\"",
            "document.getElementById('box').hidden",
            "var width = 5; height",
            "$(function() { show",
        ] {
            assert!(is_code(code), "{code}");
        }
        for prose in [
            "She looked out of the window. It was late (= past ten).",
            "The function (a church) and the var (a river) = nothing; so be it.",
            "|||Le total monte (+5).",
            "Let us go; let it be; x = 5.",
            "Il rit (fort) =12pt.",
        ] {
            assert!(!is_code(prose), "{prose}");
        }
    }
}
