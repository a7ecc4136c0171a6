#!/usr/bin/env python3
"""What share of the rewritten passages that a scan reports tell the same, by labelled passages.

usage: reported.py LABELS.tsv FOLDER

LABELS  columns a a_start a_end b b_start b_end label, drawn evenly by score, as labels/*-reported.tsv were
FOLDER  what `retold scan` wrote of the same articles

A labelled passage counts where a passage of level `rewritten` covers half of both sides.  Prints how many of each label do, and the
shares of the labels, each passage weighed by how many of its score FOLDER has beside it.
"""
import collections, csv, json, os, sys
from fit import covers

EDGES = [0., .5, .65, .8, .9, 1.01]

def main(labels, folder):
    of_pair, number = collections.defaultdict(list), collections.Counter()
    part = lambda score: next(k for k in range(len(EDGES)) if score < EDGES[k + 1])
    for line in open(os.path.join(folder, "passages.jsonl"), encoding="utf-8"):
        p = json.loads(line)
        if p["level"] != "rewritten": continue
        number[part(p["score"])] += 1
        sides = [(p["left_start"], p["left_end"]), (p["right_start"], p["right_end"])]
        of_pair[p["left"], p["right"]].append((dict(left=sides[0], right=sides[1]), p["score"]))
        of_pair[p["right"], p["left"]].append((dict(left=sides[1], right=sides[0]), p["score"]))
    all_, found = collections.Counter(), []
    for r in csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t"):
        a, b = (int(r["a_start"]), int(r["a_end"])), (int(r["b_start"]), int(r["b_end"]))
        all_[r["label"]] += 1
        scores = [score for spans, score in of_pair[r["a"], r["b"]] if covers(spans, a, b)]
        if scores: found.append((r["label"], part(max(scores))))
    in_part = collections.Counter(k for _, k in found)
    weights = collections.Counter()
    for label, k in found: weights[label] += number[k] / in_part[k]
    print(f"{sum(number.values())} rewritten passages")
    for label in all_:
        hits = sum(l == label for l, _ in found)
        print(f"{label}  {hits} of {all_[label]}  share {weights[label] / max(1e-9, sum(weights.values())):.3f}")

if __name__ == "__main__":
    if len(sys.argv) != 3: sys.exit(__doc__)
    main(*sys.argv[1:])
