#!/usr/bin/env python3
"""How well exact resemblance ranks judged pairs: auc.py RETOLD CORPUS.jsonl[.zst] LABELS.tsv

LABELS has a header and the columns a, b and grade; a grade of 1 or more is a near-duplicate. Pairs below a resemblance of
0.05 are not looked for and rank last, all alike.
"""
import csv
import json
import subprocess
import sys
import tempfile

retold, corpus, labels = sys.argv[1:4]
with tempfile.TemporaryDirectory() as folder:
    command = [retold, "dedup", corpus, "-o", folder + "/out", "--pairs", "--threshold", "0.05", "-q"]
    subprocess.run(command, check=False)
    rows = map(json.loads, open(folder + "/out/pairs.jsonl", encoding="utf-8"))
    found = {frozenset((row["left"], row["right"])): row["resemblance"] for row in rows}
with open(labels, encoding="utf-8") as lines:
    judged = [(found.get(frozenset((row["a"], row["b"])), 0), float(row["grade"]) >= 1) for row in csv.DictReader(lines, delimiter="\t")]
near = [score for score, is_near in judged if is_near]
other = [score for score, is_near in judged if not is_near]
wins = sum((a > b) + 0.5 * (a == b) for a in near for b in other)
print(f"{len(judged)} pairs, {len(near)} near-duplicates, AUC {wins / len(near) / len(other):.4f}")
