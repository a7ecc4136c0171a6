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
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The part of the filter, such as `outlet`.
    pub part: &'static str,
    /// What it names, as typed.
    pub value: String,
    /// Where such names stand; of the first of a part also those most like it.
    pub hint: String,
    /// Whether nothing can pass, since the part names nothing that is there.
    pub is_all: bool,
}

impl Unknown {
    /// Refuses a filter that nothing can pass, whatever was found.
    ///
    /// # Errors
    /// When one of its parts names nothing that is there.
    pub fn check(&self) -> Result<()> {
        let Some(Named { part, value, hint, .. }) = self.named.iter().find(|named| named.is_all) else {
            return Ok(());
        };
        let asked = format!("--filter {part}={value}");
        Err(ErrorKind::Unknown { asked, hint: hint.clone() }.into())
    }

    /// Adds what a part names in vain, of `values`; `names` are those that are there.
    pub(super) fn add<'n>(
        &mut self,
        part: &'static str,
        values: &[String],
        is_known: impl Fn(&String) -> bool,
        names: impl IntoIterator<Item = &'n str>,
    ) {
        let is_all = part != "without" && !values.iter().any(&is_known);
        // Going through all names for each of many values would take long, and one tells how they look.
        let (mut names, mut place) = (Some(names), place_of(part));
        for value in values.iter().filter(|value| !is_known(value)) {
            let hint = match names.take().map(|names| alike(value, names.into_iter())) {
                Some(alike) if alike.is_empty() => {
                    place = none_of(part);
                    place.to_owned()
                }
                Some(alike) => format!("{place}, such as {}", alike.join(", ")),
                None => place.to_owned(),
            };
            self.named.push(Named { part, value: value.clone(), hint, is_all });
        }
    }
}

/// Where what a part names stands.
fn place_of(part: &str) -> &'static str {
    match part {
        "article" => "ids stand in articles.jsonl",
        "file" | "with-file" => {
            "files stand in articles.jsonl, folders are named by one or more whole names of their path"
        }
        _ => "outlets stand in articles.jsonl, and are named whole",
    }
}

/// The same where there is no such name.
fn none_of(part: &str) -> &'static str {
    match part {
        "article" => "there are no articles",
        "file" | "with-file" => "of no article it is known which file it was read from",
        _ => "no article has an outlet",
    }
}

/// Most names that are told in place of one that is not there.
const ALIKE: usize = 3;

/// The names most like one that is not there, by the pairs of letters they have in common; of two as like the first.
fn alike<'n>(meant: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
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
