//! Told to stop: what was begun goes, what was there before stays.

use crate::begun;
use std::io::Write;

/// The exit code of a program that Ctrl-C stopped, as shells have it.
const STOPPED: i32 = 130;

/// From here on Ctrl-C, and what asks the process to end, take working files away before they end it. `hint` says what is left.
pub fn watch(hint: Option<&'static str>) {
    // Where no handler can be set the process ends as it would without this.
    let _ = ctrlc::set_handler(move || {
        begun::remove_all();
        // The terminal may be gone, which is why this is called: nothing that fails here keeps the process from its end.
        let mut talk = anstream::stderr();
        let _ = writeln!(talk, "\nretold: stopped; no unfinished output is left");
        if let Some(hint) = hint {
            let _ = writeln!(talk, "hint: {hint}");
        }
        std::process::exit(STOPPED);
    });
}
