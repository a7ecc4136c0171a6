//! The text room: bytes of article a second to tokens, to sentences and to quotations, on mixed French and English.
//!
//! The slow twins run on the same articles; both must give the same before anything is timed.

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::span::ByteRange;
use retold::text::quotation::{quotations, quotations_slow};
use retold::text::sentence::{sentences, sentences_slow};
use retold::text::tokenize::{Params, tokenize, tokenize_slow};

fn text(c: &mut Criterion) {
    let articles = support::articles(1_000, 1);
    let bytes: usize = articles.iter().map(String::len).sum();
    let params = Params::default();
    let mut tokens = Vec::new();
    let mut num_tokens = 0;
    for article in &articles {
        tokens.clear();
        tokenize(article, &params, &mut tokens);
        assert_eq!(tokens, tokenize_slow(article, &params));
        num_tokens += tokens.len();
    }
    assert!(num_tokens > 200_000);

    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);
    group.bench_function("tokenize", |b| {
        b.iter(|| {
            let mut count = 0;
            for article in &articles {
                tokens.clear();
                tokenize(article, &params, &mut tokens);
                count += tokens.len();
            }
            assert_eq!(count, num_tokens);
        })
    });
    group.bench_function("tokenize_slow", |b| {
        b.iter(|| articles.iter().map(|article| tokenize_slow(article, &params).len()).sum::<usize>())
    });
    type Cut = fn(&str) -> Vec<ByteRange>;
    for (name, cut, slow) in
        [("sentences", sentences as Cut, sentences_slow as Cut), ("quotations", quotations, quotations_slow)]
    {
        let found: usize = articles.iter().map(|article| cut(article).len()).sum();
        assert!(found > 1_000, "{name}: {found}");
        assert!(articles.iter().all(|article| cut(article) == slow(article)));
        for (name, cut) in [(name, cut), (&format!("{name}_slow"), slow)] {
            group.bench_function(name, |b| {
                b.iter(|| assert_eq!(articles.iter().map(|article| cut(article).len()).sum::<usize>(), found))
            });
        }
    }
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
