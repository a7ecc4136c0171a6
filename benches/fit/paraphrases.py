#!/usr/bin/env python3
"""F1 of paraphrases among pairs of sentences, scored by ALONE of src/retell/score.rs: each half at the threshold best on the other.

usage: paraphrases.py LABELS.tsv RETELL_FEATURES INPUT.jsonl

LABELS           columns a, b, and label, 1 for a paraphrase
RETELL_FEATURES  the program: `cargo build --release --example retell_features`
INPUT            records with `id` and `text`, a sentence each
"""
import csv, hashlib, json, os, re, subprocess, sys, tempfile
from fit import alone, best_cell, load

def weights():
    score = os.path.join(os.path.dirname(__file__), "../../src/retell/score.rs")
    body = re.search(r"pub const ALONE: Model = Model \{(.*?)\}", open(score, encoding="utf-8").read(), re.S)[1]
    return {name: float(value) for name, value in re.findall(r"(\w+): (-?[\d.]+)", body) if name not in ("context", "cosine")}

def f1(rows, least):
    found = [row["y"] for row in rows if row["z"] >= least]
    return 2 * sum(found) / (len(found) + sum(row["y"] for row in rows))

def main(labels, program, source):
    length = {r["id"]: len(r["text"]) for r in map(json.loads, open(source, encoding="utf-8"))}
    with tempfile.TemporaryDirectory() as folder:
        spans, features = os.path.join(folder, "spans.tsv"), os.path.join(folder, "features.jsonl")
        with open(spans, "w", encoding="utf-8") as out:
            out.write("a\ta_start\ta_end\tb\tb_start\tb_end\tlabel\n")
            for row in csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t"):
                a, b = row["a"], row["b"]
                out.write(f"{a}\t0\t{length[a]}\t{b}\t0\t{length[b]}\t{'P' if row['label'] == '1' else 'N'}\n")
        with open(features, "w", encoding="utf-8") as out: subprocess.run([program, spans, source], check=True, stdout=out)
        _, rows, pairs, _ = load(f"pairs={spans}:{features}")
    model = weights()
    for row in rows:
        best = best_cell(row, pairs[row["key"]], lambda _, cell: alone(cell, model))
        row["z"] = best[0] if best else -9.
    half = lambda row: hashlib.md5("\t".join(sorted(row["key"])).encode()).digest()[0] % 2
    for kept in (0, 1):
        own, other = [r for r in rows if half(r) == kept], [r for r in rows if half(r) != kept]
        least = max(sorted({round(row["z"], 2) for row in own}), key=lambda least: f1(own, least))
        print(f"half {kept}: F1 {f1(own, least):.4f}; at its threshold {least:.2f} the other half {f1(other, least):.4f}")

if __name__ == "__main__": main(*sys.argv[1:])
