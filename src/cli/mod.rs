//! The command line.
use std::process::ExitCode;
/// tmp
pub fn main() -> ExitCode {
    let args: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let (out, inputs) = args.split_last().unwrap();
    let t = std::time::Instant::now();
    match crate::pipeline::scan(inputs, &Default::default(), &mut ()) {
        Ok(f) => { eprintln!("{:?} {:?} pairs {} passages {} clusters {} skipped {}", t.elapsed(), f.counts, f.pairs.len(), f.passages.len(), f.clusters.len(), f.skipped.len());
          if let Err(e) = crate::report::write(&f, out, true) { eprintln!("{e}"); } ExitCode::SUCCESS }
        Err(e) => { eprintln!("{e}"); ExitCode::from(2) }
    }
}
