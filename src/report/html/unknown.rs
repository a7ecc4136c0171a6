//! What a filter names and that is not there, with what may have been meant.
//!
//! **In** a name, and the names there are. **Out** the likest of these. **Cost** linear in their letters. **Never** takes one for another.

use super::words;
use crate::error::{ErrorKind, Result};
use std::collections::HashSet;

/// What a filter names and that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// Outlets, articles and files, in the order of the parts.
    pub named: Vec<Named>,
    /// The outlets there are; none where all that were named are among them.
    pub known: Vec<String>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The part of the filter, such as `outlet`.
    pub part: &'static str,
    /// What it names, as typed.
    pub value: String,
    /// Names of the same kind that are there and most like it, the likest first.
    pub alike: Vec<String>,
    /// Whether nothing can pass, since the part names nothing that is there.
    pub is_all: bool,
}

impl Unknown {
    /// Refuses a filter that nothing can pass, whatever was found.
    ///
    /// # Errors
    /// When one of its parts names nothing that is there.
    pub fn check(&self) -> Result<()> {
        let Some(Named { part, value, alike, .. }) = self.named.iter().find(|named| named.is_all) else {
            return Ok(());
        };
        let place = match *part {
            "article" => "ids stand in articles.jsonl",
            "file" | "with-file" => {
                "files stand in articles.jsonl, folders are named by one or more whole names of their path"
            }
            _ => "outlets stand in articles.jsonl, and are named whole",
        };
        let hint = match alike.is_empty() {
            true => place.to_owned(),
            false => format!("{place}, such as {}", alike.join(", ")),
        };
        Err(ErrorKind::Unknown { asked: format!("--filter {part}={value}"), hint }.into())
    }
}

/// Parts that name outlets.
pub(super) const OUTLETS: [&str; 4] = ["outlet", "with", "without", "first"];

/// Most names that are told in place of one that is not there.
const ALIKE: usize = 3;

/// The names most like one that is not there, by the pairs of letters they have in common; of two as like the first.
pub(super) fn alike<'n>(meant: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let pairs = |name: &str| -> HashSet<(char, char)> {
        let letters: Vec<char> = [' '].into_iter().chain(words::fold(name).chars()).chain([' ']).collect();
        letters.windows(2).map(|two| (two[0], two[1])).collect()
    };
    let own = pairs(meant);
    let mut like: Vec<(u64, &str)> = Vec::new();
    for name in names {
        let other = pairs(name);
        let share = 2 * own.intersection(&other).count() * 1000 / (own.len() + other.len()).max(1);
        like.push((share as u64, name));
        if like.len() > 64 {
            like.sort_by_key(|&(share, _)| std::cmp::Reverse(share));
            like.truncate(ALIKE);
        }
    }
    like.sort_by_key(|&(share, _)| std::cmp::Reverse(share));
    like.into_iter().take(ALIKE).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_by_their_pairs_of_letters() {
        let names = ["Harrow Post", "L’Écho du Port", "Mirador", "The Post"];
        let near = |meant| alike(meant, names.into_iter());
        assert_eq!(near("miradorr")[0], "Mirador");
        assert_eq!(near("L'Echo du port")[0], "L’Écho du Port", "spelling aside");
        assert_eq!(near("Post")[..2], ["The Post", "Harrow Post"]);
        let many: Vec<String> = (0..500).map(|number| format!("id-{number:04}")).collect();
        assert_eq!(alike("id-0499x", many.iter().map(String::as_str))[0], "id-0499");
    }
}
