//! Finds what the news repeats: near-duplicate articles, copied and edited passages, and who shares them with whom.
//!
//! ```text
//!  bytes ──read──▶ Article ──text──▶ Document ──sketch──▶ bands          parallel over articles, streaming
//!                                             └─passage::seed──▶ seeds
//!  ═══ every article is known: ids are given by sorted key ═══
//!  bands ──candidates──▶ CandidatePair ──verify──▶ VerifiedPair ──cluster──▶ Cluster
//!  seeds ──candidates──▶ Hit ──passage──▶ Passage                        parallel over pairs
//!  ═══ every pair is known ═══
//!  passages ──overlap──▶ shares ══▶ Findings ──report──▶ tables          ordered, one writer
//! ```
//!
//! The same from Rust:
//!
//! ```
//! use retold::{options::Options, pipeline, report};
//!
//! # fn main() -> retold::error::Result<()> {
//! let options = Options { threads: Some(2), ..Options::default() };
//! let findings = pipeline::scan(&["corpus".into()], &options, &mut ())?;
//! for passage in &findings.passages {
//!     let key = |id| &findings.collection.entry(id).key;
//!     println!("{} {} {}", key(passage.left), key(passage.right), passage.level.name());
//! }
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("report");
//! report::write(&findings, &path, false)
//! # }
//! ```
//!
//! Stable before 1.0: [`pipeline`], [`options`], [`report`], [`article`], [`findings`]. The other rooms are public for
//! tests, benches and the curious, and may change.

pub mod article;
pub mod begun;
pub mod bilateral;
pub mod boilerplate;
pub mod candidates;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cluster;
pub mod collection;
pub mod components;
pub mod error;
pub mod eval;
pub mod family;
pub mod findings;
pub mod inspect;
pub mod ledger;
#[cfg(any(test, feature = "naive"))]
pub mod naive;
pub mod options;
pub mod overlap;
pub mod passage;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod retell;
pub mod sketch;
pub mod span;
pub mod spill;
pub mod text;
pub mod vectors;
pub mod verify;
