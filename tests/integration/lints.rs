//! Format, lints and documentation, by the tools that come with Rust. A tool that is not installed is passed over.

use crate::support::root;
use std::process::{Command, Output};
use std::sync::Mutex;

/// One at a time: they share the folder they build in.
static TURN: Mutex<()> = Mutex::new(());

/// Runs `cargo` with `args`; nothing where its part `tool` is not installed.
fn cargo(tool: &str, args: &[&str], variables: &[(&str, &str)]) -> Option<Output> {
    let _turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let cargo = || {
        let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
        command.current_dir(root());
        command
    };
    let is_installed =
        tool == "doc" || cargo().args([tool, "--version"]).output().is_ok_and(|probe| probe.status.success());
    if !is_installed {
        eprintln!("cargo {tool} is not installed: passed over");
        return None;
    }
    Some(cargo().args(args).envs(variables.iter().copied()).output().expect("cargo starts"))
}

fn assert_clean(output: Option<Output>) {
    if let Some(output) = output {
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}

#[test]
fn sources_are_formatted() {
    assert_clean(cargo("fmt", &["fmt", "--check"], &[]));
}

#[test]
fn clippy_has_nothing_to_say() {
    let args = ["clippy", "--offline", "--quiet", "--all-targets", "--", "-D", "warnings"];
    assert_clean(cargo("clippy", &args, &[]));
}

#[test]
fn documentation_has_no_loose_ends() {
    let args = ["doc", "--offline", "--quiet", "--no-deps", "--document-private-items"];
    assert_clean(cargo("doc", &args, &[("RUSTDOCFLAGS", "-D warnings")]));
}

/// Library users do without the program.
#[test]
fn the_library_builds_without_the_program() {
    let args = ["clippy", "--offline", "--quiet", "--lib", "--no-default-features", "--", "-D", "warnings"];
    assert_clean(cargo("clippy", &args, &[]));
}
