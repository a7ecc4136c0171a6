#!/usr/bin/env python3
"""What is scored of labelled pairs where almost nothing else is known: each pair in a collection of its own, with a few others.

usage: zstd -dc ARTICLES.jsonl.zst | few.py LABELS.tsv RETELL_FEATURES [others] > FEATURES.jsonl

ARTICLES         JSON Lines with `id`; what stands before a colon in it names the event
RETELL_FEATURES  the program: `cargo build --release --example retell_features`
others           articles about the same event, drawn at random but always alike, beside the two of the pair (3)

The weights must hold in a folder of five articles as in a collection of thousands: fit.py takes both at once.
"""
import csv, json, os, random, subprocess, sys, tempfile

def main(labels, program, others="3"):
    articles = {json.loads(line)["id"]: line for line in sys.stdin}
    events = {}
    for key in articles: events.setdefault(key.split(":")[0], []).append(key)
    rng = random.Random(7)
    pairs = sorted({(r["a"], r["b"]) for r in csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t") if r["a"] != r["b"]})
    with tempfile.TemporaryDirectory() as folder:
        few, pair = os.path.join(folder, "few.jsonl"), os.path.join(folder, "pair.tsv")
        for a, b in pairs:
            pool = [key for key in events[a.split(":")[0]] if key not in (a, b)]
            with open(few, "w", encoding="utf-8") as out:
                out.writelines(articles[key] for key in [a, b] + rng.sample(pool, min(int(others), len(pool))))
            with open(pair, "w", encoding="utf-8") as out: out.write(f"a\tb\n{a}\t{b}\n")
            subprocess.run([program, pair, few], stdout=sys.stdout, stderr=subprocess.DEVNULL, check=True)

if __name__ == "__main__": main(*sys.argv[1:])
