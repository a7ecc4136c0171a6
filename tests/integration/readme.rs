//! The front page keeps its word: its commands run, and its pictures are of what they print.

use crate::support::{Ran, Shelf, files, retold, root};
use std::fs;

/// The blocks of a page that open with `fence`, in order.
fn blocks(page: &str, fence: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            out.push(
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect(),
            );
        }
    }
    out
}

fn page() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

#[test]
fn its_commands_run() {
    let shelf = Shelf::new();
    for folder in ["corpus", "examples"] {
        for (name, bytes) in files(&root().join(folder)) {
            shelf.put(&format!("{folder}/{name}"), bytes);
        }
    }
    let mut tried = 0;
    for command in blocks(&page(), "```sh").concat().lines() {
        let Some(args) = command.strip_prefix("retold ").or(command.strip_prefix("cargo run --release -- "))
        else {
            assert!(command.starts_with("cargo "), "a command nobody tries: {command}");
            continue;
        };
        let args = args.split(" #").next().unwrap().split_whitespace();
        let mut program = retold();
        let ran: Ran = program.current_dir(shelf.path("")).args(args).output().unwrap().into();
        assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
        tried += 1;
    }
    assert!(tried >= 2);
}

#[test]
fn its_pictures_are_what_is_printed() {
    let shelf = Shelf::new();
    let mut command = retold();
    let ran: Ran = command.args(["scan", "corpus", "-o"]).arg(shelf.path("report")).output().unwrap().into();
    let pictures = blocks(&page(), "```text");
    let report = shelf.path("report").display().to_string();
    assert_eq!(pictures[0], ran.out.replace(&report, "report"));
    let ran: Ran =
        retold().args(["compare", "examples/agency.txt", "examples/mercury.txt"]).output().unwrap().into();
    assert_eq!(pictures[1], ran.out);
}

/// The test command is named once, and continuous integration runs the same.
#[test]
fn its_test_command_is_the_one_that_is_run() {
    let script = fs::read_to_string(root().join(".ci/run")).unwrap();
    let command = script.lines().last().unwrap();
    assert!(page().contains(&format!("\n{command}")), "{command}");
}
