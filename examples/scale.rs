//! Collections that hurt, at full size: `cargo run --release --example scale`. Prints seconds and what was found.
//!
//! A dispatch run by 10,000 outlets, one run by 2,000 and quoted by as many, a template on 20,000 pages, a book of 500,000 words against itself, two texts of 80,000
//! words without a full stop, two of 200,000 of which three in eight are equal, two price lists of 20,000 lines, a book of 40,000 sentences retold, two books of as many in a language
//! without lists of words, two of as many with a refrain among other articles. The tests scan the same collections at a tenth of the size, or a quarter.

#[path = "../benches/support/mod.rs"]
mod support;

use retold::options::Options;
use retold::pipeline;
use std::time::Instant;
use support::hard;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    for (name, sizes, make) in [
        ("dispatch", [5_000, 10_000], hard::dispatch as fn(usize) -> String),
        ("excerpts", [1_000, 2_000], hard::excerpts),
        ("template", [10_000, 20_000], hard::template),
        ("book", [250_000, 500_000], hard::book),
        ("patchwork", [100_000, 200_000], hard::patchwork),
        ("litany", [250_000, 500_000], hard::litany),
        ("unstopped", [40_000, 80_000], hard::unstopped),
        ("prices", [10_000, 20_000], hard::prices),
        ("retelling", [20_000, 40_000], hard::retelling),
        ("foreign", [20_000, 40_000], hard::foreign),
        ("refrains", [20_000, 40_000], hard::refrains),
    ] {
        for size in sizes {
            let path = folder.path().join(format!("{name}-{size}.jsonl"));
            std::fs::write(&path, make(size))?;
            let options = Options { threads: Some(1), memory: 256 << 20, ..Options::default() };
            let start = Instant::now();
            let found = pipeline::scan(&[path], &options, &mut ())?;
            println!(
                "{name} {size}: {:.2} s, {} passages, {} families, {} clusters, {} of boilerplate",
                start.elapsed().as_secs_f64(),
                found.passages.len(),
                found.families.len(),
                found.clusters.len(),
                found.boilerplate.len()
            );
        }
    }
    Ok(())
}
