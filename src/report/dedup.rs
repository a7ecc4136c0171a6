//! A cleaned collection: the kept records as they came in, and what stands for each removed one.
//!
//! **In** [`Deduplicated`]; the inputs, read a second time. **Out** a folder, whole or not at all. **Cost** one pass over the
//! input. **Never** changes a record; goes on when the input is no longer what it was.

use super::copy::{Copies, Original};
use super::jsonl::{self, line};
use super::note::{Replaced, annotate};
use super::schema::{PairRow, RemovedRow};
use super::summary::DedupSummary;
use super::table::{Form, Named, Nameless, Names, OutletNumber};
use super::tables::rounded;
use super::{DEDUP_FILE, Folder, LISTED_FILE};
use crate::article::ArticleId;
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::BatchMark;
use crate::pipeline::{Deduplicated, Progress, Unit, with_threads};
use crate::read::{self, Batch, Format, Written};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};

/// What is written beside the records and `removed.jsonl`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Every record is kept, with its cluster in its field `retold`: JSON Lines and JSON only.
    pub is_annotated: bool,
    /// Every verified pair too, in `pairs.jsonl`.
    pub has_pairs: bool,
}

/// What became of the records that were copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Records that had a field `retold` of their own, which was no note and gave way to one.
    pub num_replaced: u64,
}

/// Writes the cleaned collection into the folder `target`, which appears whole at the end or not at all.
///
/// # Errors
/// When the input is no longer what it was, or the folder cannot be written.
pub fn write(
    found: &Deduplicated,
    layout: Layout,
    target: &Path,
    is_forced: bool,
    progress: &mut (dyn Progress + Send),
) -> Result<Copied> {
    let folder = Folder::create(target, Some(Written::Cleaned), is_forced)?;
    let copied = with_threads(found.options.threads, || {
        let (copied, listed) = rayon::join(
            || copy_records(found, layout, &folder, progress),
            || write_tables(found, layout, &folder),
        );
        copied.and_then(|copied| listed.map(|()| copied))
    })?;
    folder.publish()?;
    found.finish()?;
    Ok(copied)
}

fn write_tables(found: &Deduplicated, layout: Layout, folder: &Folder) -> Result<()> {
    write_removed(found, folder)?;
    if layout.has_pairs {
        write_pairs(found, folder)?;
    }
    jsonl::JsonLines.write(&found.skipped, &Nameless, folder)?;
    write_summary(found, folder)
}

/// Whether every record of the inputs has a place for a field, as [`Layout::is_annotated`] needs; of standard input only its copy
/// can tell.
///
/// # Errors
/// When a file is neither JSON Lines nor JSON, or nothing can be read.
pub fn check_annotated(inputs: &[PathBuf], params: &read::ReadParams) -> Result<()> {
    let formats = read::formats(inputs, params)?;
    let other = formats.iter().find(|(_, format)| !has_fields(*format));
    other.map_or(Ok(()), |(path, format)| Err(no_fields(format!("{} ({format})", path.display()))))
}

fn has_fields(format: Format) -> bool {
    matches!(format, Format::JsonLines | Format::Json)
}

fn no_fields(value: String) -> Error {
    let bound = "JSON Lines or JSON: other formats have no place for a field".to_owned();
    ErrorKind::Options { flag: "--annotate", value, bound }.into()
}

/// The input is no longer what was read.
fn changed(found: &Deduplicated) -> Error {
    let place = found.inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    ErrorKind::Changed { path: PathBuf::from(place) }.into()
}

fn copy_records(
    found: &Deduplicated,
    layout: Layout,
    folder: &Folder,
    progress: &mut (dyn Progress + Send),
) -> Result<Copied> {
    let params = &found.options.read;
    let mut reader = read::open(&found.inputs, params)?;
    progress.begin("copying", reader.total_bytes(), Unit::Bytes);
    let paths: Vec<_> = reader.files().iter().map(|file| file.path.clone()).collect();
    let paths: Vec<&Path> = paths.iter().map(|path| &**path).collect();
    let name = if layout.is_annotated { "annotated" } else { "kept" };
    let mut copying = Copying {
        found,
        layout,
        copies: Copies::new(folder, name, &paths),
        listed: None,
        folder,
        skipped_at: found.ledger.skipped_at(),
        position: 0,
        ordinal: found.ledger.num_others(),
        line: Vec::new(),
        copied: Copied::default(),
    };
    let mut marks = found.ledger.batches().iter();
    let read = |reader: &mut read::Reader| -> Result<Option<(Batch, BatchMark)>> {
        let batch = reader.next_batch()?;
        Ok(batch.map(|batch| {
            let mark = BatchMark { digest: batch.digest(), num_records: batch.len() as u64 };
            (batch, mark)
        }))
    };
    let mut next = read(&mut reader)?;
    while let Some((batch, mark)) = next {
        if marks.next() != Some(&mark) {
            return Err(changed(found));
        }
        // While this batch is written, the next one is read.
        let (written, ahead) = rayon::join(|| copying.batch(&batch), || read(&mut reader));
        written?;
        next = ahead?;
        progress.reach(reader.bytes_read());
    }
    if marks.next().is_some() {
        return Err(changed(found));
    }
    if let [only] = reader.files()
        && let (Some(format), Some(compression)) = (only.format, only.compression)
    {
        copying.copies.begin(Original { path: &only.path, format, compression, heading: &[] })?;
        if format == Format::Feed {
            copying.listed()?;
        }
    }
    copying.copies.close()?;
    #[cfg(feature = "parquet")]
    if !layout.is_annotated {
        super::rows::write(found, &copying.copies, folder)?;
    }
    copying.listed.map_or(Ok(()), super::FolderFile::finish)?;
    Ok(copying.copied)
}

/// The second pass.
struct Copying<'a> {
    found: &'a Deduplicated,
    layout: Layout,
    copies: Copies<'a>,
    /// Names of kept records that have no bytes of their own.
    listed: Option<super::FolderFile>,
    folder: &'a Folder,
    /// Positions of skipped records not passed yet.
    skipped_at: &'a [u64],
    position: u64,
    ordinal: u32,
    line: Vec<u8>,
    copied: Copied,
}

impl Copying<'_> {
    fn batch(&mut self, batch: &Batch) -> Result<()> {
        for index in 0..batch.len() {
            if let Some(original) = Original::of(batch, index) {
                self.copies.begin(original)?;
            }
            let position = self.position;
            self.position += 1;
            if self.skipped_at.first() == Some(&position) {
                self.skipped_at = &self.skipped_at[1..];
                continue;
            }
            let ordinal = self.ordinal;
            self.ordinal += 1;
            let Some(format) = batch.format(index) else { return Err(changed(self.found)) };
            let is_removed = self.found.is_removed(ordinal);
            if is_removed && !self.layout.is_annotated {
                continue;
            }
            // Rows of Parquet are copied by columns, when all records are known.
            if format == Format::Parquet && cfg!(feature = "parquet") && !self.layout.is_annotated {
                continue;
            }
            if !Copies::can_hold(format) {
                self.list(ordinal)?;
                continue;
            }
            if self.layout.is_annotated {
                self.annotate(batch.raw(index), format, ordinal)?;
                self.copies.write(batch, index, &self.line)?;
            } else {
                self.copies.write(batch, index, batch.raw(index))?;
            }
        }
        Ok(())
    }

    /// The record with the field `retold`, all other bytes as they are.
    fn annotate(&mut self, raw: &[u8], format: Format, ordinal: u32) -> Result<()> {
        let (ledger, found) = (&self.found.ledger, self.found);
        let (id, kept) = (ledger.id(ordinal), found.stands_for[ordinal as usize]);
        let mut note = json!({
            "id": ledger.key(ordinal),
            "cluster": ledger.key(ledger.ordinal(kept)),
            "kept": !found.is_removed(ordinal),
        });
        if id != kept {
            note["resemblance"] = json!(rounded(found.likeness(id, kept).resemblance));
        }
        self.line.clear();
        let replaced =
            has_fields(format).then(|| annotate(raw, note.to_string().as_bytes(), &mut self.line)).flatten();
        let replaced = replaced.ok_or_else(|| no_fields(format.name().to_owned()))?;
        self.copied.num_replaced += u64::from(replaced == Replaced::Other);
        Ok(())
    }

    fn list(&mut self, ordinal: u32) -> Result<()> {
        let ledger = &self.found.ledger;
        let named = json!({
            "id": ledger.key(ordinal),
            "file": ledger.path(ordinal).display().to_string(),
            "line": ledger.line(ordinal),
        });
        line(self.listed()?, LISTED_FILE, &named)
    }

    /// The file of names.
    fn listed(&mut self) -> Result<&mut super::FolderFile> {
        if self.listed.is_none() {
            self.listed = Some(self.folder.open(LISTED_FILE)?);
        }
        Ok(self.listed.as_mut().expect("it was just opened"))
    }
}

/// The ids of the records; their rows name no outlets.
struct Keys<'a>(&'a Deduplicated);

impl Names for Keys<'_> {
    fn article(&self, id: ArticleId) -> &str {
        self.0.ledger.key(self.0.ledger.ordinal(id))
    }

    fn outlet(&self, _: OutletNumber) -> &str {
        ""
    }
}

fn write_removed(found: &Deduplicated, folder: &Folder) -> Result<()> {
    let (name, ledger) = (jsonl::file_of::<RemovedRow>(), &found.ledger);
    folder.file(&name, |out| {
        for ordinal in (ledger.num_others()..ledger.len() as u32).filter(|&at| found.is_removed(at)) {
            let (id, kept_id) = (ledger.id(ordinal), found.stands_for[ordinal as usize]);
            let (kept, likeness) = (ledger.ordinal(kept_id), found.likeness(id, kept_id));
            let cluster = found.clusters.partition_point(|cluster| cluster.representative < kept_id);
            let removed = RemovedRow {
                id,
                kept: kept_id,
                resemblance: rounded(likeness.resemblance),
                containment_of_removed: rounded(likeness.containment_of_removed),
                containment_of_kept: rounded(likeness.containment_of_kept),
                cluster: cluster as u32 + 1,
                file: ledger.path(ordinal).display().to_string(),
                line: ledger.line(ordinal),
                kept_file: ledger.path(kept).display().to_string(),
                kept_line: ledger.line(kept),
            };
            line(out, &name, &Named(&removed, &Keys(found)))?;
        }
        Ok(())
    })
}

fn write_pairs(found: &Deduplicated, folder: &Folder) -> Result<()> {
    let (name, pairs, keys) = (jsonl::file_of::<PairRow>(), found.pairs()?, Keys(found));
    folder.file(&name, |out| {
        pairs.iter().try_for_each(|pair| {
            let mut sides = [
                (pair.left, pair.containment_of_left(), pair.left_shingles),
                (pair.right, pair.containment_of_right(), pair.right_shingles),
            ];
            // As in other tables, the left id is the smaller.
            sides.sort_by_key(|side| keys.article(side.0));
            let [left, right] = sides;
            let row_of_pair = PairRow {
                left: left.0,
                right: right.0,
                resemblance: rounded(pair.resemblance()),
                containment_of_left: rounded(left.1),
                containment_of_right: rounded(right.1),
                shared: pair.shared,
                left_shingles: left.2,
                right_shingles: right.2,
            };
            line(out, &name, &Named(&row_of_pair, &keys))
        })
    })
}

fn write_summary(found: &Deduplicated, folder: &Folder) -> Result<()> {
    let told = DedupSummary::new(found)?;
    folder.file(DEDUP_FILE, |out| {
        let written = serde_json::to_writer_pretty(&mut *out, &told).map_err(io::Error::from);
        written.and_then(|()| out.write_all(b"\n")).map_err(|source| Error::write(DEDUP_FILE, source))
    })
}
