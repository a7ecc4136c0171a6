//! Finds what the news repeats.
pub mod article;
pub mod error;
pub mod span;
pub mod text;
pub mod sketch;
pub mod spill;
pub mod candidates;
pub mod verify;
pub mod cluster;
pub mod passage;
