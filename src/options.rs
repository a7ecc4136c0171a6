//! Everything a run can be told: the parameters of each room, their defaults, and whether they make sense.
//!
//! **In** nothing. **Out** [`Options`], validated by [`Options::validate`]. **Cost** none.
//! **Never** imported by a room: each gets its own parameters.

use crate::candidates::bands::Bands;
use crate::candidates::{events, postings};
use crate::error::{ErrorKind, Result};
use crate::read::ReadParams;
use crate::{passage, retell, text, verify};
use std::path::PathBuf;

/// All options of a scan, each at its default.
#[derive(Clone, Debug)]
pub struct Options {
    /// How inputs are read.
    pub read: ReadParams,
    /// How texts are cut into words and shingles.
    pub text: text::Params,
    /// What a pair of articles must reach to be reported.
    pub verify: verify::Params,
    /// Share of the pairs at the resemblance threshold that must become candidates.
    pub recall: f64,
    /// Most cells of a signature.
    pub max_hashes: usize,
    /// Most articles in a bucket of which all pairs are looked at.
    pub bucket_cap: usize,
    /// How seeds are turned into candidate pairs.
    pub postings: postings::Params,
    /// How passages are found and judged.
    pub passage: passage::Params,
    /// Which articles are about the same event.
    pub events: events::Params,
    /// How passages in other words are found.
    pub retell: retell::Params,
    /// Compare only articles published at most so many days apart; articles without a date are compared with all.
    pub window_days: Option<u32>,
    /// Stop at the first record that cannot be read.
    pub is_strict: bool,
    /// Worker threads; nothing for one a core.
    pub threads: Option<usize>,
    /// About how many bytes of memory may be used.
    pub memory: u64,
    /// Where working files go; nothing for the system's folder.
    pub work_dir: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            read: ReadParams::default(),
            text: text::Params::default(),
            verify: verify::Params { resemblance: 0.8, containment: 0.8 },
            recall: 0.99,
            max_hashes: 128,
            bucket_cap: 256,
            postings: postings::Params::default(),
            passage: passage::Params::default(),
            events: events::Params::default(),
            retell: retell::Params::default(),
            window_days: None,
            is_strict: false,
            threads: None,
            memory: 1 << 30,
            work_dir: None,
        }
    }
}

impl Options {
    /// Least memory a run can be given.
    pub const MIN_MEMORY: u64 = 64 << 20;

    /// The bands these options lead to.
    ///
    /// # Errors
    /// When an option lies outside its range: which one, its value, and the range.
    pub fn validate(&self) -> Result<Bands> {
        let invalid =
            |flag, value: String, bound: String| Err(ErrorKind::Options { flag, value, bound }.into());
        if self.verify.containment.is_nan() || self.verify.containment <= 0.0 {
            return invalid("--containment", self.verify.containment.to_string(), "a share above 0".into());
        }
        if self.memory < Self::MIN_MEMORY {
            return invalid(
                "--memory",
                self.memory.to_string(),
                format!("at least {} MB", Self::MIN_MEMORY >> 20),
            );
        }
        if self.threads == Some(0) {
            return invalid("--threads", "0".into(), "1 or more".into());
        }
        if self.text.width == 0 || self.text.width_unspaced == 0 {
            return invalid("--width", "0".into(), "1 word or more".into());
        }
        Bands::for_goal(self.verify.resemblance, self.recall, self.max_hashes)
    }

    /// Everything that can change a finding, for the echo in the output: not threads, memory or working folder.
    pub fn echo(&self, bands: Bands) -> serde_json::Value {
        serde_json::json!({
            "fields": {
                "text": self.read.text, "id": self.read.id, "outlet": self.read.outlet,
                "date": self.read.date, "title": self.read.title, "url": self.read.url,
            },
            "text": self.text,
            "verify": self.verify,
            "recall": self.recall,
            "bands": bands,
            "bucket_cap": self.bucket_cap,
            "postings": self.postings,
            "passage": self.passage,
            "events": self.events,
            "retell": self.retell,
            "window_days": self.window_days,
            "strict": self.is_strict,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_make_sense() {
        let bands = Options::default().validate().unwrap();
        assert!(bands.recall(0.8) >= 0.99);
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let refused = |change: fn(&mut Options)| {
            let mut options = Options::default();
            change(&mut options);
            match options.validate().unwrap_err().kind() {
                ErrorKind::Options { flag, .. } => *flag,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(refused(|o| o.memory = 1), "--memory");
        assert_eq!(refused(|o| o.threads = Some(0)), "--threads");
        assert_eq!(refused(|o| o.verify.resemblance = 1.5), "--threshold");
        assert_eq!(refused(|o| o.verify.containment = f64::NAN), "--containment");
        assert_eq!(refused(|o| o.text.width = 0), "--width");
    }
}
