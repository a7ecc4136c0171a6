//! Collections that hurt stay linear and right. Full sizes: `cargo run --release --example scale`.

use crate::support::Shelf;
use crate::support::made::hard;
use retold::findings::{Findings, FoundPassage};
use retold::options::Options;
use retold::passage::level::Level;
use retold::pipeline::scan;

fn scanned(lines: String) -> Findings {
    let shelf = Shelf::new();
    let input = shelf.put("in.jsonl", lines);
    // The least that may be asked for: what does not fit goes to working files.
    let options = Options { threads: Some(2), memory: Options::MIN_MEMORY, ..Options::default() };
    scan(&[input], &options, &mut ()).unwrap()
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
    // Every page with some that stand for the story, never every page with every other: that would be 499,500 pairs.
    assert!(whole.counts.seed_candidates <= 100 * 1000, "{}", whole.counts.seed_candidates);
}

#[test]
fn an_article_that_an_outlet_repeats_line_by_line_is_judged_once() {
    let about = [
        "ferries harbour captain",
        "goalkeeper transfer stadium",
        "rents tenants landlords",
        "comet telescope orbit",
    ];
    let article = |(day, about): (usize, &&str)| {
        // More of its own than common lines, or all of them would be copies of one story.
        let line = |at: usize| {
            let own: String = (0..3).map(|nth| about.replace(' ', &format!("{at}{nth} ")) + ".\n").collect();
            format!("{own}Notice number {at} of the registry of {at} boats.\n")
        };
        let text: String = (0..1_000).map(line).collect();
        let date = format!("2026-03-{:02}", day + 1);
        serde_json::json!({ "outlet": "Gazette", "date": date, "text": text }).to_string() + "\n"
    };
    let started = std::time::Instant::now();
    let found = scanned(about.iter().enumerate().map(article).collect());
    assert!(found.boilerplate.len() >= 900, "{} lines", found.boilerplate.len());
    // That each two articles are judged once for all their lines is counted beside the code (`pipeline::boilerplate`); here time is bounded
    // for what nobody counts, so far off that no other work on the machine matters.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_text_of_one_line_over_and_over_is_gone_through_once() {
    let started = std::time::Instant::now();
    assert_eq!(scanned(hard::litany(500_000)).collection.entries().len(), 1);
    // A second here; minutes where every line is held against all behind it.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn texts_that_gain_nothing_for_long_are_aligned_once() {
    let started = std::time::Instant::now();
    assert_eq!(scanned(hard::patchwork(400_000)).collection.entries().len(), 2);
    // Two seconds here; a minute where all that follows is gone through again for every gain.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn copies_and_those_who_have_a_part_of_them_do_not_meet_each_with_each() {
    let copies = 600;
    let found = scanned(hard::excerpts(copies));
    let with_all = (copies * copies) as u64;
    assert!(10 * found.counts.retold_pairs < with_all, "{} pairs", found.counts.retold_pairs);
    let key = |id| &found.collection.entry(id).key;
    let is_of = |kind: &str, passage: &FoundPassage| {
        [passage.left, passage.right].iter().any(|&id| key(id).starts_with(kind))
    };
    let mut told: Vec<&str> = Vec::new();
    for passage in found.passages.iter().filter(|passage| is_of("copy", passage) && is_of("excerpt", passage))
    {
        told.extend([passage.left, passage.right].map(|id| key(id).as_ref()));
    }
    told.sort_unstable();
    told.dedup();
    let excerpts = told.iter().filter(|key| key.starts_with("excerpt")).count();
    assert!(excerpts > copies * 9 / 10, "{excerpts} have what a copy has");
}

#[test]
fn copies_of_many_variants_are_not_paired_one_by_one() {
    let word = |at: usize| format!("w{}", at * at + 7 * at);
    let text = |variant: usize| -> String {
        let words = (0..150).map(|at| if at == 5 * variant { "other".to_owned() } else { word(at) });
        words.collect::<Vec<_>>().join(" ")
    };
    let number = 24;
    let record = |at: usize| {
        serde_json::json!({ "id": format!("{at:03}"), "text": text(at % number) }).to_string() + "\n"
    };
    let found = scanned((0..number * number).map(record).collect());
    let articles = found.collection.entries().len();
    assert_eq!((articles, found.clusters.len()), (number * number, 1));
    assert_eq!(found.clusters[0].members.len(), articles);
    // All with all would be 165,600; an article has so many as the cap at most, on average.
    let cap = retold::options::Options::default().bucket_cap;
    assert!(2 * found.pairs.len() <= cap * articles, "{} pairs", found.pairs.len());
    let is_paired = |id| found.pairs.iter().any(|pair| pair.left == id || pair.right == id);
    assert!(found.clusters[0].members.iter().all(|&id| is_paired(id)), "each has one pair");
}

#[test]
fn a_weak_passage_is_judged_between_all_copies_however_many() {
    // One letter after another of a made-up language: words of four syllables, every other one a common word.
    let mut state = 7_u64;
    let mut next = move |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let common = ["the", "of", "and", "to", "in", "that", "was", "with", "from", "his", "which", "had"];
    let mut word = move || -> String {
        if next(2) == 0 {
            return common[next(12) as usize].to_owned();
        }
        (0..3)
            .map(|_| ["ba", "ko", "li", "nu", "te", "ro", "mi", "za", "fe", "du"][next(10) as usize])
            .collect()
    };
    let mut sentence = |words: usize| (0..words).map(|_| word()).collect::<Vec<_>>().join(" ") + ". ";
    let weak = "It was said that he had zeburi and nolaka taviro for this as they had ";
    let mut lines = String::new();
    let mut put = |id: String, text: String| {
        lines += &(serde_json::json!({ "id": id, "date": "2026-03-01", "text": text }).to_string() + "\n");
    };
    let copies = 17;
    for story in ["a", "b"] {
        let text: String = (0..22).map(|_| sentence(16)).collect::<String>() + weak + &sentence(70);
        (0..copies).for_each(|copy| put(format!("{story}{copy}"), format!("{text}Report {copy}.")));
    }
    (0..80).for_each(|other| put(format!("other {other}"), (0..15).map(|_| sentence(16)).collect()));
    let found = scanned(lines);
    // Those of up to 256 pairs are compared one by one; these are more.
    assert_eq!(found.counts.unlikely, copies * copies, "every two were found word by word, and judged");
    let key = |id| &found.collection.entry(id).key;
    let between = |p: &&FoundPassage| key(p.left).starts_with('a') && key(p.right).starts_with('b');
    assert_eq!(found.passages.iter().filter(between).count(), 0);
}

#[test]
fn a_dispatch_run_by_thousands_is_one_family() {
    let (half, whole) = (scanned(hard::dispatch(1_500)), scanned(hard::dispatch(3_000)));
    for (found, copies) in [(&half, 1_500), (&whole, 3_000)] {
        let family = &found.families[0].members;
        let keys: Vec<&str> = family.iter().map(|m| found.collection.entry(m.article).key.as_ref()).collect();
        assert!(keys.len() >= copies * 98 / 100 && keys.len() <= copies, "{} of {copies}", keys.len());
        assert!(keys.iter().all(|key| key.starts_with("copy-")), "no unrelated article is in it");
    }
    // Each copy with some others, never each with every other: that would be 4,498,500 pairs.
    assert!(whole.counts.seed_candidates <= 100 * 3_000, "{}", whole.counts.seed_candidates);
}

#[test]
fn shares_of_a_dispatch_in_many_outlets_do_not_depend_on_who_was_compared() {
    let copies = 80;
    let shares = |order: &dyn Fn(usize) -> usize| {
        let mut own = hard::dispatch(copies).lines().map(str::to_owned).collect::<Vec<_>>();
        own.truncate(copies);
        let renamed = own.iter().enumerate().map(|(at, line)| {
            let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["id"] = format!("{:03}", order(at)).into();
            record["date"] = format!("2026-03-{:02}", 1 + at / 10).into();
            record.to_string() + "\n"
        });
        let found = scanned(renamed.collect());
        let earlier = |at: usize| {
            let key = format!("{:03}", order(at));
            let id = found.collection.entries().iter().position(|entry| *entry.key == *key).unwrap();
            found.overlap.articles[id].earlier
        };
        ((0..copies).map(earlier).collect::<Vec<u32>>(), found.overlap.outlets.len())
    };
    let (up, outlets) = shares(&|at| at);
    assert!(up[..10].iter().all(|&earlier| earlier == 0), "the first day: {up:?}");
    assert!(up[10..].iter().all(|&earlier| earlier > 600), "all others have it from an earlier day: {up:?}");
    assert!(outlets >= copies * (copies - 1), "each outlet shares it with each other: {outlets}");
    let (down, _) = shares(&|at| copies - 1 - at);
    assert!(
        down[..10].iter().all(|&earlier| earlier == 0) && down[10..].iter().all(|&earlier| earlier > 600),
        "{down:?}"
    );
}

#[test]
fn in_texts_without_full_stops_other_words_are_found_as_in_others() {
    let found = scanned(hard::unstopped(20_000));
    let is_told = |collection: &retold::collection::Collection, passage: &FoundPassage| {
        let middle = collection.entry(passage.left).num_chars / 2;
        passage.level == Level::Rewritten
            && passage.left_span.start < middle + 200
            && passage.left_span.end > middle
    };
    assert!(found.passages.iter().any(|passage| is_told(&found.collection, passage)), "{:?}", found.passages);
    let longest =
        found.passages.iter().filter(|p| p.level == Level::Rewritten).map(|p| p.left_span.len()).max();
    assert!(longest < Some(1_000), "no passage is a whole text: {longest:?}");
}

#[test]
fn a_book_against_itself_is_one_passage() {
    let found = scanned(hard::book(60_000));
    let covered: u32 = found.passages.iter().filter(|p| p.left != p.right).map(|p| p.left_span.len()).sum();
    let whole = found.collection.entries()[0].num_chars;
    assert!(covered as f64 >= 0.97 * f64::from(whole), "{covered} of {whole} characters");
    assert!(found.passages.len() < 20, "{} passages", found.passages.len());
}

#[test]
fn remarks_between_lines_that_are_all_alike_are_found_wherever_they_went() {
    let lines = hard::prices(2_000);
    let texts: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned()
        })
        .collect();
    let found = scanned(lines);
    // Plain letters: code points are bytes.
    let place = |text: &str, remark: &str| -> u32 { text.find(remark).unwrap() as u32 };
    let remarks: Vec<&str> = texts[0].lines().filter(|line| !line.starts_with("The share")).collect();
    assert_eq!(remarks.len(), 200);
    for remark in remarks.into_iter().filter(|remark| texts[1].contains(remark)) {
        let [left, right] = [&texts[0], &texts[1]].map(|text| place(text, remark));
        let holds = |span: retold::span::CodePointRange, start: u32| {
            span.start <= start && span.end >= start + remark.len() as u32 - 1
        };
        assert!(
            found.passages.iter().any(|p| holds(p.left_span, left) && holds(p.right_span, right)),
            "{remark} at {left} and {right}"
        );
    }
}

#[test]
fn two_books_with_a_refrain_are_glanced_at_in_line_with_their_length() {
    let started = std::time::Instant::now();
    let found = scanned(hard::refrains(20_000));
    assert_eq!((found.collection.entries().len(), found.passages.len()), (302, 0));
    // That no sentence meets another by a refrain is asserted beside the code (`retell::glance`, `candidates::local`), and time bounded as above.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
