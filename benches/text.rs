//! The text room: bytes of article a second to tokens, to sentences and to quotations, on mixed French and English.
//!
//! The slow twin of the tokenizer runs on the same articles; both must give the same tokens before anything is timed.

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::text::quotation::quotations;
use retold::text::sentence::sentences;
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
    let stops = |article: &String| article.matches(". ").count() + 1;
    let num_sentences: usize = articles.iter().map(stops).sum();
    let marks: usize = articles.iter().map(|article| article.matches(['"', '«', '“']).count()).sum();
    for (name, cut, most) in
        [("sentences", sentences as fn(&str) -> _, 2 * num_sentences), ("quotations", quotations, marks)]
    {
        let found: usize = articles.iter().map(|article| cut(article).len()).sum();
        assert!(found <= most && 4 * found >= most, "{name}: {found} of {most}");
        group.bench_function(name, |b| {
            b.iter(|| assert_eq!(articles.iter().map(|article| cut(article).len()).sum::<usize>(), found))
        });
    }
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
