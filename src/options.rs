//! Everything a run can be told: the parameters of each room, their defaults, and whether they make sense.
//!
//! **In** nothing. **Out** [`Options`], validated by [`Options::validate`]. **Cost** none.
//! **Never** imported by a room: each gets its own parameters.

use crate::candidates::bands::Bands;
use crate::candidates::{events, postings};
use crate::collection::SkippedRecords;
use crate::error::{ErrorKind, Result};
use crate::ledger::Keep;
use crate::read::{DateOrder, Format, ReadParams};
use crate::verify::Measure;
use crate::{boilerplate, passage, retell, text, verify};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

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
    /// Folder of a static embedding model, for what is told in other words and in two languages; nothing for none.
    pub vectors: Option<PathBuf>,
    /// What counts as boilerplate.
    pub boilerplate: boilerplate::Params,
    /// Compare only articles published at most so many days apart; articles without a date are compared with all.
    pub window_days: Option<u32>,
    /// Passages of two articles that lie within so many characters of each other on both sides are one; nothing to join none.
    pub join_chars: Option<u32>,
    /// How a collection is cleaned of near-duplicates.
    pub dedup: Dedup,
    /// Stop at the first record that cannot be read.
    pub is_strict: bool,
    /// How many records may be skipped before the run is given up; nothing for any number.
    pub max_skipped: Option<MaxSkipped>,
    /// Worker threads; nothing for one a core.
    pub threads: Option<usize>,
    /// About how many bytes of memory may be used.
    pub memory: u64,
    /// Where working files go; nothing for the system's folder.
    pub work_dir: Option<PathBuf>,
}

/// How a collection is cleaned of near-duplicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Dedup {
    /// What a pair must reach for one article to stand for the other, in (0, 1].
    pub threshold: f64,
    /// In which measure.
    pub by: Measure,
    /// Which article stands for the others.
    pub keep: Keep,
    /// Only articles with the same words are duplicates.
    pub is_exact_only: bool,
    /// Collections that are kept elsewhere: what they have already is removed.
    pub against: Vec<PathBuf>,
}

impl Default for Dedup {
    fn default() -> Self {
        Self {
            threshold: 0.8,
            by: Measure::Resemblance,
            keep: Keep::Earliest,
            is_exact_only: false,
            against: Vec::new(),
        }
    }
}

/// How many records may be skipped before a run is given up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaxSkipped {
    /// So many.
    Number(u64),
    /// Such a share of those read, in [0, 1].
    Share(f64),
}

impl fmt::Display for MaxSkipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Share(share) => write!(f, "{}%", share * 100.0),
        }
    }
}

impl FromStr for MaxSkipped {
    type Err = String;

    /// `20`, `5%`, `0.5 %`.
    fn from_str(typed: &str) -> std::result::Result<Self, String> {
        let expected = || "expected a number or a share of the records, such as 20 or 5%".to_owned();
        let Some(percent) = typed.trim().strip_suffix('%') else {
            return typed.trim().parse().map(Self::Number).map_err(|_| expected());
        };
        let percent: f64 = percent.trim().parse().map_err(|_| expected())?;
        (0.0..=100.0).contains(&percent).then_some(Self::Share(percent / 100.0)).ok_or_else(expected)
    }
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
            vectors: None,
            boilerplate: boilerplate::Params::default(),
            window_days: None,
            join_chars: None,
            dedup: Dedup::default(),
            is_strict: false,
            max_skipped: None,
            threads: None,
            memory: 1 << 30,
            work_dir: None,
        }
    }
}

impl Options {
    /// Characters in a shingle of scanned text: about a word and a half, so that one misread letter in twenty leaves most of
    /// them whole.
    pub const OCR_CHARS: usize = 8;
    /// Scans of the same article resemble each other less than their texts do.
    pub const OCR_THRESHOLD: f64 = 0.5;

    /// The options of a scan of pages with misread letters: articles and passages are compared letter by letter. What is told
    /// in other words is not sought, since that asks for whole words.
    pub fn for_ocr() -> Self {
        let mut options = Self { passage: passage::Params::by_letter(), ..Self::default() };
        options.text.is_by_letter = true;
        options.text.width_chars = Some(Self::OCR_CHARS);
        options.verify =
            verify::Params { resemblance: Self::OCR_THRESHOLD, containment: Self::OCR_THRESHOLD };
        options.retell.preset = retell::Preset::Off;
        options
    }

    /// Least memory a run can be given.
    pub const MIN_MEMORY: u64 = 64 << 20;

    /// Least probability of stretches in other words that are told one by one: in `wide` all to be ranked, and where passages are joined
    /// those that are joined to likelier ones near them.
    pub fn single_threshold(&self) -> f64 {
        let single = self.retell.preset.single_threshold();
        let is_joined = self.join_chars.is_some() && self.retell.preset != retell::Preset::Off;
        if is_joined { single.min(retell::SUPPORTED) } else { single }
    }

    /// Most threads a run can be given: beyond four for each core they only wait for each other, and take memory.
    pub fn most_threads() -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        cores.saturating_mul(4).clamp(16, 256)
    }

    /// Most days between two articles about one event.
    pub fn events_window(&self) -> u32 {
        self.window_days.unwrap_or(self.events.window_days)
    }

    /// The bands these options lead to.
    ///
    /// # Errors
    /// When an option lies outside its range: which one, its value, and the range.
    pub fn validate(&self) -> Result<Bands> {
        let invalid =
            |flag, value: String, bound: String| Err(ErrorKind::Options { flag, value, bound }.into());
        if !self.verify.containment.is_finite() || self.verify.containment <= 0.0 {
            return invalid("--containment", self.verify.containment.to_string(), "a share above 0".into());
        }
        if self.memory < Self::MIN_MEMORY {
            return invalid(
                "--memory",
                megabytes(self.memory),
                format!("at least {}", megabytes(Self::MIN_MEMORY)),
            );
        }
        let most = Self::most_threads();
        if let Some(threads) = self.threads.filter(|threads| !(1..=most).contains(threads)) {
            let bound = format!("1 to {most} on this machine");
            return invalid("--threads", threads.to_string(), bound);
        }
        if self.text.width == 0 || self.text.width_unspaced == 0 {
            return invalid("--width", "0".into(), "1 word or more".into());
        }
        Bands::for_goal(self.verify.resemblance, self.recall, self.max_hashes)
    }

    /// Whether so many records may be skipped of those read so far; of a share only the end of the input can tell.
    ///
    /// # Errors
    /// When there are more than [`Self::max_skipped`] allows.
    pub fn check_skipped(&self, read: u64, skipped: &SkippedRecords, is_end: bool) -> Result<()> {
        let number = skipped.len();
        let is_too_many = match self.max_skipped {
            None => false,
            Some(MaxSkipped::Number(most)) => number > most,
            Some(MaxSkipped::Share(share)) => is_end && number as f64 > share * read as f64,
        };
        let Some(limit) = self.max_skipped.filter(|_| is_too_many) else { return Ok(()) };
        let records = skipped.first(1)?;
        let first = records.first().map(|first| first.to_string()).unwrap_or_default();
        let remedy = records.into_iter().next().and_then(|first| first.hint);
        Err(ErrorKind::TooManySkipped { skipped: number, read, limit: limit.to_string(), first, remedy }
            .into())
    }

    /// The same options as a cleaning job uses them, with the bands they lead to.
    ///
    /// # Errors
    /// When an option lies outside its range.
    pub fn for_dedup(&self) -> Result<(Self, Bands)> {
        let mut options = self.clone();
        // The other measure is not asked for.
        const NEVER: f64 = 2.0;
        options.verify = match self.dedup.by {
            Measure::Resemblance => verify::Params { resemblance: self.dedup.threshold, containment: NEVER },
            Measure::Containment => {
                if !(self.dedup.threshold > 0.0 && self.dedup.threshold <= 1.0) {
                    let (value, bound) =
                        (self.dedup.threshold.to_string(), "a containment above 0, up to 1".to_owned());
                    return Err(ErrorKind::Options { flag: "--threshold", value, bound }.into());
                }
                verify::Params { resemblance: 1.0, containment: self.dedup.threshold }
            }
        };
        let bands = options.validate()?;
        Ok((options, bands))
    }

    /// Everything that can change what a cleaning job keeps, for the echo in the output.
    pub fn echo_dedup(&self, bands: Bands) -> serde_json::Value {
        let mut against: Vec<String> =
            self.dedup.against.iter().map(|path| path.display().to_string()).collect();
        against.sort_unstable();
        serde_json::json!({
            "fields": self.fields(),
            "text": self.text,
            "threshold": self.dedup.threshold,
            "by": self.dedup.by,
            "keep": self.dedup.keep,
            "exact_only": self.dedup.is_exact_only,
            "against": against,
            "recall": self.recall,
            "bands": bands,
            "bucket_cap": self.bucket_cap,
            "reading": self.reading(),
        })
    }

    fn reading(&self) -> serde_json::Value {
        let read = &self.read;
        serde_json::json!({
            "date_order": read.date_order.map(DateOrder::name),
            "format": read.format.map(Format::name), "encoding": read.encoding,
            "max_record_bytes": read.max_record_bytes, "max_file_bytes": read.max_file_bytes,
            "max_ratio": read.max_ratio, "strict": self.is_strict,
            "max_skipped": self.max_skipped.map(|limit| limit.to_string()),
        })
    }

    /// The options of a scan and its bands, as far as they decide how two articles compare, back from their echo.
    ///
    /// # Errors
    /// When the echo is of another version.
    pub fn of_echo(echo: &serde_json::Value) -> std::result::Result<(Self, Bands), serde_json::Error> {
        use serde::Deserialize;
        let options = Self {
            text: Deserialize::deserialize(&echo["text"])?,
            verify: Deserialize::deserialize(&echo["verify"])?,
            recall: Deserialize::deserialize(&echo["recall"])?,
            bucket_cap: Deserialize::deserialize(&echo["bucket_cap"])?,
            postings: Deserialize::deserialize(&echo["postings"])?,
            passage: Deserialize::deserialize(&echo["passage"])?,
            events: Deserialize::deserialize(&echo["events"])?,
            retell: Deserialize::deserialize(&echo["retell"])?,
            window_days: Deserialize::deserialize(&echo["window_days"])?,
            join_chars: Deserialize::deserialize(&echo["join_chars"])?,
            ..Self::default()
        };
        Ok((options, Deserialize::deserialize(&echo["bands"])?))
    }

    fn fields(&self) -> serde_json::Value {
        serde_json::json!({
            "text": self.read.text, "id": self.read.id, "outlet": self.read.outlet,
            "date": self.read.date, "title": self.read.title, "url": self.read.url,
        })
    }

    /// Everything that can change a finding, for the echo in the output: not threads, memory or working folder.
    pub fn echo(&self, bands: Bands) -> serde_json::Value {
        serde_json::json!({
            "fields": self.fields(),
            "text": self.text,
            "verify": self.verify,
            "recall": self.recall,
            "bands": bands,
            "bucket_cap": self.bucket_cap,
            "postings": self.postings,
            "passage": self.passage,
            "events": self.events,
            "retell": self.retell,
            "boilerplate": self.boilerplate,
            "window_days": self.window_days,
            "join_chars": self.join_chars,
            "reading": self.reading(),
        })
    }
}

/// Bytes as `--memory` takes them: `64M`.
pub(crate) fn megabytes(bytes: u64) -> String {
    if bytes < 1 << 20 { bytes.to_string() } else { format!("{}M", bytes >> 20) }
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
    fn an_echo_gives_the_options_back() {
        let mut options = Options { window_days: Some(7), ..Options::default() };
        options.text.width = 7;
        options.passage.level.support = 4.25;
        options.postings.max_stories = 9;
        let bands = options.validate().unwrap();
        // Through text, as it stands in the file.
        let echo = serde_json::from_str(&options.echo(bands).to_string()).unwrap();
        let (again, same_bands) = Options::of_echo(&echo).unwrap();
        assert_eq!((again.echo(bands), same_bands), (options.echo(bands), bands));
        assert!(Options::of_echo(&serde_json::json!({ "text": {} })).is_err());
    }

    #[test]
    fn more_threads_than_make_sense_are_refused() {
        let validated = |threads| Options { threads: Some(threads), ..Options::default() }.validate();
        assert!(validated(1).is_ok() && validated(Options::most_threads()).is_ok());
        for threads in [0, Options::most_threads() + 1, usize::MAX] {
            let error = validated(threads).unwrap_err();
            assert!(error.to_string().contains("--threads"), "{error}");
            assert!(error.hint().unwrap().contains("1 to "), "{:?}", error.hint());
        }
    }

    #[test]
    fn limits_of_skipped_records_are_read_and_kept() {
        assert_eq!("20".parse(), Ok(MaxSkipped::Number(20)));
        assert_eq!(" 0.5 %".parse(), Ok(MaxSkipped::Share(0.005)));
        for typed in ["", "some", "-1", "101%", "nan%", "%"] {
            assert!(typed.parse::<MaxSkipped>().is_err(), "{typed}");
        }
        let skipped = |number: usize| {
            let mut all = SkippedRecords::new(&crate::spill::WorkDir::new(None).unwrap());
            if number == 0 {
                return all;
            }
            let params = ReadParams::default();
            let bytes = "{}\n".repeat(number).into_bytes();
            let mut reader =
                crate::read::open_stream("a.jsonl", std::io::Cursor::new(bytes), &params).unwrap();
            let records = reader.next_batch().unwrap().unwrap().parse(&params);
            records.iter().for_each(|record| all.push(record.as_ref().unwrap_err()).unwrap());
            all
        };
        let check = |limit: &str, read, number, is_end| {
            let options = Options { max_skipped: Some(limit.parse().unwrap()), ..Options::default() };
            options.check_skipped(read, &skipped(number), is_end).is_ok()
        };
        assert!(check("2", 10, 2, false) && !check("2", 10, 3, false));
        assert!(check("25%", 8, 2, true) && !check("25%", 8, 3, true) && check("25%", 8, 3, false));
        assert!(check("0", 1, 0, true) && check("0%", 0, 0, true));
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
