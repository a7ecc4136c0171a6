//! Everything that is tested from outside the crate, in one binary. One module for each question asked:
//! does the program behave, is it right, is it the same everywhere, is the house in order.

mod architecture;
mod bad_input;
mod broken_off;
mod cases;
mod cleaning;
mod cli;
mod config;
mod determinism;
mod eval;
mod explain;
mod folders;
mod hostile;
mod inspect;
mod library;
mod lints;
mod matrix;
mod messages;
mod properties;
mod quality;
mod readme;
mod repeats;
mod scale;
mod support;
mod tables;
mod variants;
mod vectors;
