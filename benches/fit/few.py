#!/usr/bin/env python3
"""What is scored of labelled pairs where almost nothing else is known: each pair in a collection of its own, with a few others.

usage: zstd -dc ARTICLES.jsonl.zst | few.py LABELS.tsv RETELL_FEATURES [others] > FEATURES.jsonl

ARTICLES         JSON Lines with `id`, `date`, `text`; what stands before a colon in an id names the event
RETELL_FEATURES  the program: `cargo build --release --example retell_features`
others           articles about the same event beside the two of the pair (3): drawn at random but always alike where ids name events,
                 else those of the four days around that share most rare words with one of the two

The weights must hold in a folder of five articles as in a collection of thousands: fit.py takes both at once.
"""
import collections, csv, datetime, json, math, os, random, re, subprocess, sys, tempfile

class Near:
    """the articles of the days around two that share most rare words with one of them"""
    def __init__(self, articles):
        read = {key: json.loads(line) for key, line in articles.items()}
        self.words = {key: set(re.findall(r"\w{4,}", a["text"].lower())) for key, a in read.items()}
        self.date = {key: datetime.date.fromisoformat(a["date"][:10]) for key, a in read.items()}
        self.holders = collections.Counter(w for words in self.words.values() for w in words)
        self.of_day = collections.defaultdict(list)
        for key, date in self.date.items(): self.of_day[date].append(key)

    def likeness(self, one, other):
        one, other, all_ = self.words[one], self.words[other], len(self.words)
        return sum(math.log(all_ / self.holders[w]) for w in one & other if self.holders[w] < all_ / 50) / (1 + len(one) * len(other)) ** .5

    def __call__(self, a, b, number):
        days = {self.date[k] + datetime.timedelta(d) for k in (a, b) for d in range(-4, 5)}
        pool = {key for day in days for key in self.of_day[day]} - {a, b}
        return sorted(pool, key=lambda k: (-max(self.likeness(k, a), self.likeness(k, b)), k))[:number]

class Events:
    """articles drawn from those about the same event"""
    def __init__(self, articles):
        self.rng, self.of_event = random.Random(7), collections.defaultdict(list)
        for key in articles: self.of_event[key.split(":")[0]].append(key)

    def __call__(self, a, b, number):
        pool = [key for key in self.of_event[a.split(":")[0]] if key not in (a, b)]
        return self.rng.sample(pool, min(number, len(pool)))

def main(labels, program, others="3"):
    articles = {json.loads(line)["id"]: line for line in sys.stdin}
    beside = (Events if all(":" in key for key in articles) else Near)(articles)
    pairs = sorted({(r["a"], r["b"]) for r in csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t") if r["a"] != r["b"]})
    with tempfile.TemporaryDirectory() as folder:
        few, pair = os.path.join(folder, "few.jsonl"), os.path.join(folder, "pair.tsv")
        for a, b in pairs:
            with open(few, "w", encoding="utf-8") as out:
                out.writelines(articles[key] for key in [a, b] + beside(a, b, int(others)))
            with open(pair, "w", encoding="utf-8") as out: out.write(f"a\tb\n{a}\t{b}\n")
            subprocess.run([program, pair, few], stdout=sys.stdout, stderr=subprocess.DEVNULL, check=True)

if __name__ == "__main__": main(*sys.argv[1:])
