//! `tests/cases/*.toml`: small collections with what must be found in them, run through the pipeline and judged by the slow
//! twins as well. A new case needs a file and nothing else; the layout is that of [`Case`].

use crate::support::{Shelf, root};
use retold::article::{ArticleId, Published};
use retold::findings::{Findings, FoundPassage};
use retold::naive;
use retold::options::Options;
use retold::pipeline;
use retold::span::{CodePointRange, CodePoints};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One small collection.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case is there for.
    name: String,
    /// The articles.
    #[serde(default, rename = "article")]
    articles: Vec<Told>,
    /// Pairs that must be reported; no other may be.
    #[serde(default, rename = "pair")]
    pairs: Vec<Pair>,
    /// Passages that must be reported.
    #[serde(default, rename = "passage")]
    passages: Vec<Expected>,
    /// Two articles, or two stretches of them, that no passage may link.
    #[serde(default, rename = "absent")]
    absent: Vec<Absent>,
    /// Clusters, each by its members, the representative first; no other may be reported.
    #[serde(default, rename = "cluster")]
    clusters: Vec<Vec<String>>,
    /// Why the slow twins need not agree, where a limit of the method is shown.
    limit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    id: String,
    #[serde(default)]
    date: Option<String>,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    left: String,
    right: String,
    /// Exact shared shingles, where it is worth counting them by hand.
    shared: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    left: String,
    right: String,
    /// Stretch of the left text that the passage holds; without it, any.
    left_quote: Option<String>,
    right_quote: Option<String>,
    level: String,
    /// Whether the passage is the quoted stretch and nothing more.
    #[serde(default)]
    exact: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Absent {
    left: String,
    right: String,
    left_quote: Option<String>,
    right_quote: Option<String>,
}

/// Fewest equal words in a row that must always be found; characters in scripts without spaces.
const RUN: usize = 8;
const RUN_UNSPACED: usize = 16;

/// A case with what was found in it.
struct Tried<'a> {
    case: &'a Case,
    file: &'a Path,
    findings: Findings,
}

impl Tried<'_> {
    fn id(&self, key: &str) -> ArticleId {
        let at = self.findings.collection.entries().iter().position(|entry| &*entry.key == key);
        ArticleId(at.unwrap_or_else(|| panic!("{}: no article {key}", self.file.display())) as u32)
    }

    fn text(&self, id: ArticleId) -> &str {
        let key = &*self.findings.collection.entry(id).key;
        &self.case.articles.iter().find(|article| article.id == key).unwrap().text
    }

    /// Where a quote stands in an article.
    fn place(&self, id: ArticleId, quote: &str) -> CodePointRange {
        let text = self.text(id);
        let at = text
            .find(quote)
            .unwrap_or_else(|| panic!("{}: {quote:?} is not in the text", self.file.display()));
        assert_eq!(
            text.matches(quote).count(),
            1,
            "{}: {quote:?} stands more than once",
            self.file.display()
        );
        let start = text[..at].chars().count() as u32;
        CodePointRange::new(start, start + quote.chars().count() as u32)
    }

    fn between(&self, left: ArticleId, right: ArticleId) -> impl Iterator<Item = &FoundPassage> {
        self.findings.passages.iter().filter(move |passage| (passage.left, passage.right) == (left, right))
    }

    /// All passages in words, for messages.
    fn told(&self) -> String {
        let quote = |id, span: CodePointRange| {
            self.text(id).chars().skip(span.start as usize).take(span.len() as usize).collect::<String>()
        };
        let key = |id| &self.findings.collection.entry(id).key;
        let passages = self.findings.passages.iter().map(|p| {
            let (left, right) = (quote(p.left, p.left_span), quote(p.right, p.right_span));
            format!("\n  {} {:?} – {} {left:?} – {right:?}", p.level.name(), key(p.left), key(p.right))
        });
        passages.collect()
    }

    /// Whether `span` holds the quote; at ends a character of punctuation more or less does not count.
    fn holds(&self, id: ArticleId, span: CodePointRange, quote: Option<&str>, is_exact: bool) -> bool {
        let Some(quote) = quote else { return true };
        let place = self.place(id, quote);
        let slack = 2;
        let is_inside = span.start <= place.start + slack && span.end + slack >= place.end;
        is_inside && (!is_exact || (span.start + slack >= place.start && span.end <= place.end + slack))
    }

    fn check(&self) {
        let name = format!("{}: {}", self.file.display(), self.case.name);
        for expected in &self.case.passages {
            let (left, right) = (self.id(&expected.left), self.id(&expected.right));
            assert!(left <= right, "{name}: left comes first by id");
            let is_found = self.between(left, right).any(|p| {
                p.level.name() == expected.level
                    && self.holds(left, p.left_span, expected.left_quote.as_deref(), expected.exact)
                    && self.holds(right, p.right_span, expected.right_quote.as_deref(), expected.exact)
            });
            let quote = expected.left_quote.as_deref().unwrap_or("anything");
            assert!(is_found, "{name}: no {} passage {quote:?} in:{}", expected.level, self.told());
        }
        for absent in &self.case.absent {
            let (left, right) = (self.id(&absent.left), self.id(&absent.right));
            for passage in self.between(left, right) {
                let touches = |id, span: CodePointRange, quote: &Option<String>| {
                    quote.as_ref().is_none_or(|quote| span.overlap(self.place(id, quote)) > 0)
                };
                let is_there = touches(left, passage.left_span, &absent.left_quote)
                    && touches(right, passage.right_span, &absent.right_quote);
                assert!(!is_there, "{name}: a passage too many in:{}", self.told());
            }
        }
        self.check_pairs(&name);
        self.check_clusters(&name);
        self.check_twins(&name);
    }

    fn check_pairs(&self, name: &str) {
        let key = |id| self.findings.collection.entry(id).key.to_string();
        let found: BTreeSet<_> =
            self.findings.pairs.iter().map(|pair| (key(pair.left), key(pair.right))).collect();
        let expected: BTreeSet<_> =
            self.case.pairs.iter().map(|pair| (pair.left.clone(), pair.right.clone())).collect();
        assert_eq!(found, expected, "{name}: pairs");
        for pair in self.case.pairs.iter().filter(|pair| pair.shared.is_some()) {
            let (left, right) = (self.id(&pair.left), self.id(&pair.right));
            let found = self.findings.pairs.iter().find(|found| (found.left, found.right) == (left, right));
            assert_eq!(found.map(|found| found.shared), pair.shared, "{name}: {} {}", pair.left, pair.right);
        }
    }

    fn check_clusters(&self, name: &str) {
        let key = |id| self.findings.collection.entry(id).key.to_string();
        let found: BTreeSet<Vec<String>> = self
            .findings
            .clusters
            .iter()
            .map(|cluster| {
                let others = cluster.members.iter().copied().filter(|&id| id != cluster.representative);
                std::iter::once(cluster.representative).chain(others).map(key).collect()
            })
            .collect();
        assert_eq!(found, self.case.clusters.iter().cloned().collect(), "{name}: clusters");
    }

    /// What the slow twins find is found, and nothing else is counted.
    fn check_twins(&self, name: &str) {
        let options = Options::default();
        let num_articles = self.findings.collection.entries().len();
        let ids: Vec<ArticleId> = (0..num_articles as u32).map(ArticleId).collect();
        let texts: Vec<naive::Text> =
            ids.iter().map(|&id| naive::Text::new(self.text(id), &options.text)).collect();
        let pairs = naive::pairs(&texts, &options.text, &options.verify);
        for pair in &self.findings.pairs {
            assert!(pairs.contains(pair), "{name}: {pair:?} is not what counting sets gives");
        }
        let edges: Vec<_> = self
            .findings
            .pairs
            .iter()
            .filter(|pair| pair.resemblance() >= options.verify.resemblance)
            .map(|pair| (pair.left, pair.right))
            .collect();
        let order = |id| Published::order(self.findings.collection.entry(id).published);
        assert_eq!(self.findings.clusters, naive::clusters(ids.len(), &edges, order), "{name}: clusters");
        if self.case.limit.is_some() {
            return;
        }
        assert_eq!(self.findings.pairs, pairs, "{name}: pairs by counting sets");
        for &left in &ids {
            for &right in &ids[left.index()..] {
                self.check_runs(name, &texts, left, right);
            }
        }
    }

    /// Every long run of equal words lies in a passage.
    fn check_runs(&self, name: &str, texts: &[naive::Text], left: ArticleId, right: ArticleId) {
        let (left_text, right_text) = (&texts[left.index()], &texts[right.index()]);
        let fewest = if left_text.is_unspaced || right_text.is_unspaced { RUN_UNSPACED } else { RUN };
        let points = [left, right].map(|id| CodePoints::new(self.text(id)));
        for (left_run, right_run) in naive::common_runs(left_text, right_text, fewest, left == right) {
            let span = |side: usize, text: &naive::Text, run: retold::span::TokenRange| {
                let (first, last) = (text.spans[run.start as usize], text.spans[run.end as usize - 1]);
                CodePointRange::new(points[side].at(first.start), points[side].at(last.end))
            };
            let (left_span, right_span) = (span(0, left_text, left_run), span(1, right_text, right_run));
            let holds = |outer: CodePointRange, inner: CodePointRange| {
                outer.start <= inner.start && inner.end <= outer.end
            };
            // Of many repeats inside one article each is told with the one before it.
            let is_inside = self.between(left, right).any(|passage| {
                holds(passage.right_span, right_span)
                    && (left == right || holds(passage.left_span, left_span))
            });
            let words = left_text.words[left_run.start as usize..left_run.end as usize].join(" ");
            assert!(is_inside, "{name}: the run {words:?} lies in no passage of:{}", self.told());
        }
    }
}

#[test]
fn every_case_is_told_by_the_pipeline_and_agreed_by_the_slow_twins() {
    let mut files: Vec<_> =
        fs::read_dir(root().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    assert!(files.len() >= 25);
    let mut failures = Vec::new();
    for file in &files {
        let tried = std::panic::catch_unwind(|| {
            let case: Case = toml::from_str(&fs::read_to_string(file).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let shelf = Shelf::new();
            let lines = case.articles.iter().map(|article| {
                serde_json::json!({"id": article.id, "date": article.date, "text": article.text}).to_string()
                    + "\n"
            });
            let input = shelf.put("case.jsonl", lines.collect::<String>());
            let options = Options { threads: Some(1), ..Options::default() };
            let findings = pipeline::scan(&[input], &options, &mut ()).unwrap();
            // Records without text are skipped: a case shows that the rest is found.
            let articles = case.articles.iter().filter(|article| !article.text.trim().is_empty()).count();
            assert_eq!(findings.collection.entries().len(), articles, "{}", file.display());
            Tried { case: &case, file: file.strip_prefix(root()).unwrap(), findings }.check();
        });
        if let Err(panic) = tried {
            let told = panic.downcast_ref::<String>().cloned();
            failures.push(
                told.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string())).unwrap_or_default(),
            );
        }
    }
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), files.len(), failures.join("\n\n"));
}
