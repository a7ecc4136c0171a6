//! Finds what the news repeats.
pub mod article;
pub mod error;
pub mod read;
pub mod span;
