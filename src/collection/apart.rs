//! Names for records whose id another one has.
//!
//! **In** ids, equal ones side by side. **Out** a name of its own for each later one. **Cost** a look-up for each new name.
//! **Never** renames the first of an id; gives two records one name.

/// A later one of equal ids.
pub struct Renamed {
    /// Its position.
    pub at: usize,
    /// The position of the first of them.
    pub first: usize,
    /// The name it goes by.
    pub name: Box<str>,
}

/// `key#2`, `key#3` and so on for the later ones of equal `keys`, which stand side by side; names that `is_taken` are left out.
pub fn name_apart<'k>(
    keys: impl IntoIterator<Item = &'k str>,
    is_taken: impl Fn(&str) -> bool,
) -> Vec<Renamed> {
    let (mut renamed, mut first, mut number, mut last) = (Vec::new(), 0, 1, None);
    for (at, key) in keys.into_iter().enumerate() {
        if last != Some(key) {
            (first, number, last) = (at, 1, Some(key));
            continue;
        }
        let name = loop {
            number += 1;
            let name = format!("{key}#{number}");
            if !is_taken(&name) {
                break name.into_boxed_str();
            }
        };
        renamed.push(Renamed { at, first, name });
    }
    renamed
}
