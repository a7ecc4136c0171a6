//! The house is as its plan says: who imports whom, cards, sizes, names. The table of ARCHITECTURE.md is the rule.

use crate::support::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, in lines.
const MOST_LINES: usize = 700;

/// Every Rust file under `folder`, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// The room a file belongs to: `src/read/walk.rs` and `src/read.rs` are both `read`.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The file without comments, strings of paths aside, and without its tests at the foot.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.iter().any(|folder| folder == "tests")
}

/// The rooms in backquotes of a cell: types begin with a capital.
fn quoted(cell: &str) -> Vec<String> {
    let words = cell.split('`').skip(1).step_by(2);
    words.filter(|word| word.starts_with(char::is_lowercase)).map(str::to_owned).collect()
}

/// Rooms in the order of the table, each with the rooms it may import; nothing for "everything above".
fn table() -> (Vec<String>, BTreeMap<String, BTreeSet<String>>) {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| Room |")).skip(2);
    let (mut order, mut allowed): (Vec<String>, BTreeMap<String, BTreeSet<String>>) = Default::default();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [rooms, _, imports] = cells[..] else { panic!("a row has three cells: {row}") };
        let above: BTreeSet<String> = order.iter().cloned().collect();
        for room in quoted(rooms) {
            let mut may: BTreeSet<String> = if imports.contains("everything")
                || imports.contains("all of the above")
                || imports.contains("types of the rooms above")
            {
                above.clone()
            } else if let Some((_, arrow)) = imports.split_once('→') {
                // "nothing (`article` → `error`)": an exception for one of the rooms of the row.
                let of = quoted(imports)[0].clone();
                if of == room { quoted(arrow).into_iter().collect() } else { BTreeSet::new() }
            } else {
                quoted(imports).into_iter().collect()
            };
            if imports.contains("each room's") {
                may.extend(above.iter().cloned());
            }
            order.push(room.clone());
            allowed.insert(room, may);
        }
    }
    assert!(order.len() > 10, "the table was found");
    (order, allowed)
}

/// Rooms named after `crate::` in the code of a file, also in groups: `use crate::{pipeline, read::Format};`.
fn imports(path: &Path) -> BTreeSet<String> {
    let code = code(path);
    let mut out = BTreeSet::new();
    let name =
        |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if !rest.starts_with('{') {
            out.insert(name(rest));
            continue;
        }
        let (mut depth, mut item) = (0, String::new());
        for c in rest.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => out.extend([name(&std::mem::take(&mut item))]),
                c if depth == 1 => item.push(c),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        out.insert(name(&item));
    }
    out.remove("");
    out
}

#[test]
fn rooms_import_what_the_table_allows() {
    let (_, allowed) = table();
    for path in sources(&root().join("src")).iter().filter(|path| !is_test(path)) {
        let room = room(path);
        if room == "lib" || room == "main" {
            continue;
        }
        let may =
            allowed.get(&room).unwrap_or_else(|| panic!("{room} is not in the table of ARCHITECTURE.md"));
        for import in imports(path).iter().filter(|import| **import != room) {
            assert!(
                may.contains(import),
                "{} imports {import}, which the table does not allow",
                path.display()
            );
        }
    }
}

#[test]
fn every_room_of_the_table_exists_and_imports_point_up() {
    let (order, allowed) = table();
    let rooms: BTreeSet<String> = sources(&root().join("src")).iter().map(|path| room(path)).collect();
    for room in &order {
        assert!(rooms.contains(room), "{room} is in the table and not in src");
    }
    // Types of findings are the one exception: shares are made from passages as they are reported.
    for (at, room) in order.iter().enumerate() {
        for import in &allowed[room] {
            let is_above = order[..at].contains(import);
            assert!(
                is_above || (room == "overlap" && import == "findings"),
                "{room} may import {import} below it"
            );
        }
    }
}

#[test]
fn only_main_imports_the_command_line_and_nobody_the_slow_twins() {
    for path in sources(&root().join("src")).iter().filter(|path| !is_test(path)) {
        let (room, imports) = (room(path), imports(path));
        assert!(room == "cli" || !imports.contains("cli"), "{}", path.display());
        assert!(room == "naive" || !imports.contains("naive"), "{}", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_and_every_room_has_its_card() {
    for path in sources(&root().join("src")) {
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} says what it is", path.display());
        let is_room = inside.iter().count() == 1 || inside.ends_with("mod.rs");
        if !is_room || inside == Path::new("lib.rs") || inside == Path::new("main.rs") {
            continue;
        }
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        for word in ["**In**", "**Out**", "**Cost**", "**Never**"] {
            assert!(head.contains(word), "{} has no {word} in its card", path.display());
        }
    }
}

#[test]
fn no_file_is_too_long() {
    for folder in ["src", "tests", "benches"] {
        for path in sources(&root().join(folder)) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines <= MOST_LINES, "{} has {lines} lines", path.display());
        }
    }
}

#[test]
fn nothing_panics_on_purpose_outside_tests() {
    for path in sources(&root().join("src")).iter().filter(|path| !is_test(path)) {
        let code = code(path);
        for word in [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "dbg!("] {
            assert!(!code.contains(word), "{} has {word}", path.display());
        }
        if room(path) != "cli" {
            for word in ["println!(", "eprintln!(", "print!("] {
                assert!(!code.contains(word), "{} prints", path.display());
            }
        }
    }
}

#[test]
fn no_module_is_a_drawer_for_odds_and_ends() {
    for path in sources(&root().join("src")) {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(!["utils", "util", "common", "helpers", "misc"].contains(&stem), "{}", path.display());
    }
}

#[test]
fn flags_of_the_front_page_exist() {
    let help = ["scan", "compare", "report", "tables"]
        .map(|command| crate::support::run(&format!("{command} --help")).out)
        .concat();
    let words = help.split(|c: char| c.is_whitespace() || c == ',').collect::<BTreeSet<_>>();
    for page in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        // Flags of other programs stand in lines that name them.
        for line in text.lines().filter(|line| !line.contains("cargo ")) {
            for word in line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
                let is_flag = word.starts_with("--") && word.len() > 2 && !word[2..].starts_with('-');
                assert!(!is_flag || words.contains(word), "{page}: {word} is not a flag");
            }
        }
    }
}
