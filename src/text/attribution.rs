//! Sentences that say no more than who spoke: `“Never!” Smith said.`
//!
//! **In** what follows a quotation. **Out** whether it belongs to it. **Cost** a few words. **Never** knows verbs but English ones:
//! in other languages the verb comes first there, in small letters, and that tells enough.

use super::abbreviation::{is_abbreviation, is_initial, last_word};

/// Most words of a sentence that says no more than who spoke.
const ATTRIBUTION: usize = 5;

/// Verbs of saying as newspapers use them.
const SAYING: [&str; 44] = [
    "said",
    "says",
    "say",
    "asked",
    "asks",
    "tweeted",
    "tweets",
    "wrote",
    "writes",
    "added",
    "adds",
    "told",
    "tells",
    "demanded",
    "demands",
    "replied",
    "replies",
    "responded",
    "shouted",
    "shouts",
    "yelled",
    "cried",
    "screamed",
    "exclaimed",
    "concluded",
    "continued",
    "answered",
    "insisted",
    "warned",
    "joked",
    "quipped",
    "declared",
    "recalled",
    "posted",
    "laughed",
    "wondered",
    "argued",
    "explained",
    "boasted",
    "urged",
    "sighed",
    "whispered",
    "chanted",
    "remarked",
];

/// Whether all that follows up to the next full stop is who spoke: `“Never!” Smith said.`
pub(super) fn is_attribution(rest: &str) -> bool {
    let mut has_verb = false;
    for word in rest.split_whitespace().take(ATTRIBUTION) {
        let bare = word.strip_suffix(['.', ',']).unwrap_or(word);
        if word.contains(['"', '“', '«', '!', '?', ':', ';']) {
            return false;
        }
        has_verb |= SAYING.contains(&bare);
        if word.ends_with('.') && !is_abbreviation(last_word(bare)) && !is_initial(last_word(bare)) {
            return has_verb;
        }
    }
    false
}
