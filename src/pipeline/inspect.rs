//! One pass over the inputs that compares nothing: what is there, and what looks wrong.

use super::gather::stream;
use super::{Progress, Unit, with_threads};
use crate::error::Result;
use crate::inspect::Inspection;
use crate::options::Options;
use crate::read::{self, Batch};
use std::path::PathBuf;

/// Looks at `inputs` and tells what is recognised; `first` articles are shown.
///
/// # Errors
/// When nothing can be read at all.
///
/// ```
/// use retold::{options::Options, pipeline};
///
/// let found = pipeline::inspect(&["corpus".into()], &Options::default(), 10, &mut ())?;
/// assert_eq!((found.articles, found.files[0].format), (104, "jsonl"));
/// # Ok::<(), retold::error::Error>(())
/// ```
pub fn inspect(
    inputs: &[PathBuf],
    options: &Options,
    first: usize,
    progress: &mut (dyn Progress + Send),
) -> Result<Inspection> {
    with_threads(options.threads, || {
        let mut reader = read::open(inputs, &options.read)?;
        progress.begin("looking", reader.total_bytes(), Unit::Bytes);
        let mut found = Inspection::default();
        let work = |_: &mut (), batch: &Batch| Inspection::of(batch, &options.read, first);
        stream(&mut reader, progress, work, |part| {
            found.append(part, first);
            Ok(())
        })?;
        found.finish(reader.files(), reader.passed_over());
        Ok(found)
    })
}
