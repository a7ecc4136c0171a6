//! Collections that hurt stay linear and right. Full sizes: `cargo run --release --example scale`.

use crate::support::Shelf;
use crate::support::made::hard;
use retold::findings::Findings;
use retold::options::Options;
use retold::pipeline::scan;

fn scanned(lines: String) -> Findings {
    let shelf = Shelf::new();
    let input = shelf.put("in.jsonl", lines);
    // The least that may be asked for: what does not fit goes to working files.
    let options = Options { threads: Some(2), memory: Options::MIN_MEMORY, ..Options::default() };
    scan(&[input], &options, &mut ()).unwrap()
}

#[test]
fn a_dispatch_run_by_a_thousand_is_one_family_and_linear() {
    let (half, whole) = (scanned(hard::dispatch(500)), scanned(hard::dispatch(1000)));
    let copies = |found: &Findings| {
        let key = |id| found.collection.entry(id).key.starts_with("copy-");
        assert!(found.passages.iter().all(|p| key(p.left) && key(p.right)), "an unrelated article is linked");
        found.collection.entries().iter().filter(|entry| entry.key.starts_with("copy-")).count()
    };
    for found in [&half, &whole] {
        let copies = copies(found);
        let members = |at: usize| {
            let mut ids: Vec<_> = found.families[at].members.iter().map(|member| member.article).collect();
            ids.sort_unstable();
            ids.dedup();
            ids.len()
        };
        // A copy with other words at both ends, or cut short, may stand in a family beside it.
        assert!(members(0) * 100 >= copies * 85, "{} of {copies} in the largest family", members(0));
    }
    let growth = whole.counts.chains.chains as f64 / half.counts.chains.chains as f64;
    assert!(growth <= 2.5, "twice the copies, {growth:.2} times the chains");
    assert!(whole.counts.seed_candidates <= 200 * 1100, "{}", whole.counts.seed_candidates);
}

#[test]
fn a_template_on_a_thousand_pages_is_boilerplate_and_links_nothing() {
    let (half, whole) = (scanned(hard::template(500)), scanned(hard::template(1000)));
    for (found, pages) in [(&half, 500), (&whole, 1000)] {
        assert_eq!(found.boilerplate.len(), 3, "three sentences");
        assert!(found.boilerplate.iter().all(|sentence| sentence.places.len() == pages));
        assert_eq!(found.passages.len(), 0);
        assert!(found.overlap.articles.iter().all(|article| article.shared == 0));
    }
    let growth = whole.counts.seed_candidates as f64 / half.counts.seed_candidates as f64;
    assert!(growth <= 2.5, "twice the pages, {growth:.2} times the pairs");
}

#[test]
fn a_book_against_itself_is_one_passage() {
    let found = scanned(hard::book(60_000));
    let covered: u32 = found.passages.iter().filter(|p| p.left != p.right).map(|p| p.left_span.len()).sum();
    let whole = found.collection.entries()[0].num_chars;
    assert!(covered as f64 >= 0.97 * f64::from(whole), "{covered} of {whole} characters");
    assert!(found.passages.len() < 20, "{} passages", found.passages.len());
}
