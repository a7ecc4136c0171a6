#!/usr/bin/env python3
"""Draws pairs of sentences to be labelled: hard ones, evenly by what the program thinks of them.

usage: draw.py articles PASSAGES.jsonl NUMBER [LABELS.tsv ...] > PAIRS.tsv
       zstd -dc ARTICLES.jsonl.zst | draw.py sentences FEATURES.jsonl NUMBER KEY.tsv > TO_READ.txt

articles    pairs of articles, evenly by the best score of `retold scan --rewritten wide` between them; none that LABELS know
sentences   one pair of sentences of each, evenly by probability, with what stands around them; FEATURES is what
            `cargo run --release --example retell_features PAIRS.tsv INPUT...` prints; KEY.tsv says which is which
"""
import collections, json, random, sys

EDGES = [0., .08, .2, .38, .6, .85, 1.01]

def articles(found, number, *labels):
    known = {tuple(sorted((row.split("\t")[0], row.split("\t")[3]))) for name in labels for row in open(name, encoding="utf-8")}
    best = collections.defaultdict(float)
    for line in open(found, encoding="utf-8"):
        p = json.loads(line)
        key = p["left"], p["right"]
        if p["left"] != p["right"] and tuple(sorted(key)) not in known: best[key] = max(best[key], p["score"])
    keys = sorted(best); random.Random(11).shuffle(keys)
    of_article, of_score = collections.Counter(), collections.Counter()
    print("a\tb")
    for a, b in keys:
        score = int(best[a, b] * 5)
        if max(of_article[a], of_article[b]) >= 2 or of_score[score] >= int(number) / 5: continue
        of_score[score] += 1; of_article[a] += 1; of_article[b] += 1
        print(f"{a}\t{b}")

def sentences(features, number, key):
    rows = [json.loads(line) for line in open(features, encoding="utf-8")]
    texts = {a["id"]: a for a in map(json.loads, sys.stdin)}
    rng, taken, drawn = random.Random(5), collections.Counter(), []
    rng.shuffle(rows)
    for row in rows:
        bins = collections.defaultdict(list)
        for c in row["cells"]:
            i0, i1, j0, j1 = c["at"]
            if i0 == i1 and j0 == j1 and min(c["left"][1] - c["left"][0], c["right"][1] - c["right"][0]) >= 40:
                bins[next(k for k in range(6) if c["p"] < EDGES[k + 1])].append(c)
        open_bins = [k for k in bins if taken[k] < int(number) / 6]
        if open_bins:
            k = min(open_bins, key=lambda k: taken[k]); taken[k] += 1
            drawn.append((row["left"], row["right"], rng.choice(bins[k])))
    rng.shuffle(drawn)
    around = lambda t, s, e: f"…{t[max(0, s - 160):s]} [[{t[s:e]}]] {t[e:e + 160]}…".replace("\n", " / ")
    with open(key, "w", encoding="utf-8") as out:
        out.write("n\ta\ta_start\ta_end\tb\tb_start\tb_end\n")
        for n, (a, b, c) in enumerate(drawn):
            out.write("\t".join(map(str, (n, a, *c["left"], b, *c["right"]))) + "\n")
            for side, article, span in (("A", a, c["left"]), ("B", b, c["right"])):
                print(("### %d\n" % n if side == "A" else "") + f"{side} ({texts[article].get('date')}) {around(texts[article]['text'], *span)}")
            print()

if __name__ == "__main__":
    doors = {"articles": articles, "sentences": sentences}
    if len(sys.argv) < 4 or sys.argv[1] not in doors: sys.exit(__doc__)
    doors[sys.argv[1]](*sys.argv[2:])
