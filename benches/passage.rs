//! The passage room, and the exact counts of the verify room, in pairs a second.
//!
//! Measured: two articles already cut into words to their passages (sentences, dense seeds, chains, alignment, level); two shingle
//! sets to their shared count. Model: generated articles of about 330 words against a copy with one word in twenty changed
//! and its halves exchanged, and against an unrelated article. Ignore: reading and tokenizing (see `read`, `text`).

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::article::{Article, ArticleId};
use retold::naive;
use retold::options::Options;
use retold::passage::border::Borders;
use retold::passage::level::Level;
use retold::passage::seed::DenseSeeds;
use retold::passage::soft::{Letters, Words};
use retold::passage::{ChainCounts, Passage, passages};
use retold::pipeline;
use retold::text::sentence::sentences;
use retold::text::{Document, shingle};
use retold::verify::ShingleSet;

const PAIRS: usize = 100;

/// The second half first, one word in twenty changed.
fn edited(text: &str, random: &mut support::Random) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    let half = words.len() / 2;
    words.rotate_left(half);
    words.iter_mut().filter(|_| random.chance(0.05)).for_each(|word| *word = "gewechselt");
    words.join(" ")
}

fn found(left: (&str, &Document), right: (&str, &Document), options: &Options) -> Vec<Passage> {
    let seed = &options.passage.seed;
    let [left_seeds, right_seeds] = [left, right].map(|side| DenseSeeds::new(&side.1.tokens, false, seed));
    let [left_weights, right_weights] = [left, right].map(|side| vec![0.5; side.1.tokens.len()]);
    let [left_borders, right_borders] =
        [left, right].map(|side| Borders::new(&side.1.tokens, &sentences(side.0)));
    let [left_letters, right_letters] = [left, right].map(|side| Letters::new(side.0, &side.1.tokens));
    let words = Words {
        left_text: left.0,
        left: &left.1.tokens,
        right_text: right.0,
        right: &right.1.tokens,
        is_same: false,
        letters: &|| (&left_letters, &right_letters),
        borders: &|| (&left_borders, &right_borders),
        quotations: &|| (&[], &[]),
        language: &|| None,
        left_weights: &left_weights,
        right_weights: &right_weights,
    };
    let hits = left_seeds.hits(&right_seeds, seed.max_repeats);
    passages(&words, &hits, &[], &options.passage, &mut ChainCounts::default(), &mut ())
}

fn passage(c: &mut Criterion) {
    let options = Options::default();
    let texts = support::articles(PAIRS, 9);
    let mut random = support::Random(4);
    let copies: Vec<String> = texts.iter().map(|text| edited(text, &mut random)).collect();
    let read = |texts: &[String]| -> Vec<Document> {
        texts.iter().map(|text| Document::new(text, &options.text)).collect()
    };
    let (documents, copied) = (read(&texts), read(&copies));
    let side = |at: usize| (texts[at].as_str(), &documents[at]);
    let copy = |at: usize| (copies[at].as_str(), &copied[at]);

    // Most words of every copy are found, and the conductor says the same of two articles alone.
    let mut num_passages = 0;
    for (at, document) in documents.iter().enumerate() {
        let passages = found(side(at), copy(at), &options);
        let words: u32 = passages.iter().map(|passage| passage.left.len()).sum();
        assert!(words as usize * 10 >= document.tokens.len() * 8, "{words} words");
        assert!(passages.iter().all(|p| p.level == Level::Edited || p.level == Level::Verbatim));
        num_passages += passages.len();
    }
    let article = |text: &str| Article { text: text.into(), ..Article::default() };
    assert!(!pipeline::compare(&article(&texts[0]), &article(&copies[0]), &options).unwrap().2.is_empty());

    let sets: Vec<ShingleSet> = documents.iter().chain(&copied).map(|d| set(d, &options)).collect();
    let twins: Vec<naive::Text> =
        texts.iter().chain(&copies).take(20).map(|text| naive::Text::new(text, &options.text)).collect();
    for pair in naive::counts(&twins, &options.text) {
        let [left, right] = [pair.left, pair.right].map(|ArticleId(id)| &sets[id as usize]);
        assert_eq!(left.shared(right, 0), Some(pair.shared));
    }

    let mut group = c.benchmark_group("passage");
    group.throughput(Throughput::Elements(PAIRS as u64)).sample_size(20);
    group.bench_function("edited-copy", |b| {
        b.iter(|| {
            let count: usize = (0..PAIRS).map(|at| found(side(at), copy(at), &options).len()).sum();
            assert_eq!(count, num_passages);
        })
    });
    group.bench_function("unrelated", |b| {
        b.iter(|| (0..PAIRS).map(|at| found(side(at), copy((at + 1) % PAIRS), &options).len()).sum::<usize>())
    });
    group.bench_function("verify", |b| {
        b.iter(|| (0..PAIRS).filter_map(|at| sets[at].shared(&sets[PAIRS + at], 0)).sum::<u32>())
    });
    group.finish();
}

fn set(document: &Document, options: &Options) -> ShingleSet {
    let mut shingles = Vec::new();
    shingle::shingles(&document.tokens, options.text.width, &mut shingles);
    ShingleSet::new(shingles)
}

criterion_group!(benches, passage);
criterion_main!(benches);
