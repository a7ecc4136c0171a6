#!/usr/bin/env python3
"""Share of labelled pairs of sentences that survive each stage of the lane for other words.

usage: survive.py LABELS.tsv FEATURES.jsonl

FEATURES  what `cargo run --release --example retell_features LABELS INPUT...` prints, with HOPELESS and FARFETCHED as they are.
`wide` takes the wide glance and reports from the least probability, the other presets take the glance. `judged`
is asked behind the wide glance, the last three behind the glance of their preset.  A passage found word by word opens one more door, and is not counted here.
"""
import collections, csv, json, sys
from fit import covers

WIDE_GLANCE, GLANCE, WIDE, DEFAULT, STRICT = -4., -1.2, .08, .44, .8
STAGES = ["event", "sentence", "compared", "wide glance", "judged", "glance", f"p >= {WIDE}", f"p >= {DEFAULT}", f"p >= {STRICT}"]

def survived(row, pair, ids):
    a, b = ((int(row[k + "_start"]), int(row[k + "_end"])) for k in ids)
    doors = pair["doors"] or {}
    small = bool(doors.get("all_pairs"))
    found = [c["p"] for c in pair["cells"] if covers(c, a, b)]
    compared = small or bool(doors.get("event") or doors.get("local"))
    wide, glance = (compared and (small or pair["glance"] is None or pair["glance"] >= least) for least in (WIDE_GLANCE, GLANCE))
    yield "event", small or bool(doors.get("event"))
    yield "sentence", small or bool(doors.get("local"))
    yield "compared", compared
    yield "wide glance", wide
    yield "judged", wide and bool(found)
    yield "glance", glance
    for least in (WIDE, DEFAULT, STRICT): yield f"p >= {least}", (wide if least == WIDE else glance) and max(found, default=0.) >= least

def main(labels, features):
    pairs = {(p["left"], p["right"]): p for p in map(json.loads, open(features, encoding="utf-8"))}
    counts, numbers = collections.Counter(), collections.Counter()
    for row in csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t"):
        for ids in ("ab", "ba"):
            pair = pairs.get((row[ids[0]], row[ids[1]]))
            if pair and row["a"] != row["b"]:
                numbers[row["label"]] += 1
                for stage, passed in survived(row, pair, ids): counts[row["label"], stage] += passed
                break
    print(f"{'':8}" + "".join(f"{stage:>12}" for stage in STAGES))
    for label in [k for k in "VERS" if numbers[k]]:
        print(f"{label} {numbers[label]:5} " + "".join(f"{counts[label, s] / numbers[label]:12.2f}" for s in STAGES))

if __name__ == "__main__": main(*sys.argv[1:])
