//! Finds what the news repeats: near-duplicate articles, copied, edited and rewritten passages, and who shares them with whom.
//!
//! ```text
//!  bytes ──read──▶ Article ──text──▶ Document ──sketch──▶ bands          parallel over articles, streaming
//!                                             └─passage::seed──▶ seeds
//!  ═══ every article is known: ids are given by sorted key ═══
//!  bands ──candidates──▶ CandidatePair ──verify──▶ VerifiedPair ──cluster──▶ Cluster
//!  seeds ──candidates──▶ Hit ──passage──▶ copied and edited passages     parallel over pairs
//!  stories ──candidates::events──▶ StoryPair ──retell──▶ rewritten ones
//!  ═══ every pair is known ═══
//!  passages ──boilerplate──▶ those that count ──bilateral, if asked for──▶ ──family──▶ families
//!           ──overlap──▶ shares ══▶ Findings ──report──▶ tables, page    ordered, one writer
//! ```
//!
//! # A collection
//!
//! ```
//! use retold::{options::Options, pipeline, report};
//!
//! # fn main() -> retold::error::Result<()> {
//! let options = Options { threads: Some(2), ..Options::default() };
//! let findings = pipeline::scan(&["corpus".into()], &options, &mut ())?;
//! for passage in &findings.passages {
//!     let key = |id| &findings.collection.entry(id).key;
//!     // Code points of the text as it was read, the end exclusive.
//!     let (left, right) = (passage.left_span, passage.right_span);
//!     println!("{} {}..{} {}", key(passage.left), left.start, left.end, passage.level.name());
//!     println!("{} {}..{}", key(passage.right), right.start, right.end);
//! }
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("report");
//! report::write(&findings, &path, false)
//! # }
//! ```
//!
//! # Two texts in memory
//!
//! No collection and no files. A passage is made of words; `shown` gives its bytes in the text, and `CodePoints` what the tables count.
//!
//! ```
//! use retold::{article::Article, options::Options, pipeline, span::CodePoints};
//!
//! # fn main() -> retold::error::Result<()> {
//! let article = |text: &str| Article { text: text.into(), ..Article::default() };
//! let left = article("Tarnmouth. The harbour ferry will not sail before Thursday, the captain of the port said.");
//! let right = article("« The harbour ferry will not sail before Thursday, the captain of the port said. »");
//!
//! let (left_words, right_words, passages) = pipeline::compare(&left, &right, &Options::default())?;
//! for passage in &passages {
//!     let bytes = left_words.shown(&left.text, passage.left);
//!     let offsets = CodePoints::new(&left.text).range(bytes);
//!     println!("{} {:.2}", passage.level.name(), passage.score);
//!     println!("{}..{} {}", offsets.start, offsets.end, bytes.of(&left.text));
//!     println!("{}", right_words.shown(&right.text, passage.right).of(&right.text));
//! }
//! # assert_eq!(passages.len(), 1);
//! # let shown = left_words.shown(&left.text, passages[0].left).of(&left.text);
//! # assert_eq!(shown, &left.text["Tarnmouth. ".len()..]);
//! # Ok(())
//! # }
//! ```
//!
//! # What will stay
//!
//! Until 1.0 we keep these compatible: [`pipeline`], [`options`], [`report`], [`article`] and [`findings`], and of what they hand
//! out [`error`], [`collection`], [`passage::Passage`], [`text::Document`] and [`span`]. Everything else may change. It is public for
//! tests, benches and the curious.

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
pub mod gallop;
pub mod inspect;
pub mod ledger;
#[cfg(any(test, feature = "naive"))]
pub mod naive;
pub mod number;
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
