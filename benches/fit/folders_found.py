#!/usr/bin/env python3
"""What a scan finds of labelled pairs in folders that stand by themselves, over all of them: share of each label.

usage: folders_found.py LABELS.tsv RETOLD FOLDER [PRESET]

LABELS  columns a and b, whose ids begin with the name of their file, up to the last hyphen
RETOLD  the program
FOLDER  files of JSON Lines, each a collection of its own
PRESET  of `--rewritten` (default)
"""
import collections, csv, json, os, subprocess, sys, tempfile

def main(labels, program, folder, preset="default"):
    rows = list(csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t"))
    all_of, found = collections.Counter(), collections.Counter()
    for name in sorted(os.listdir(folder)):
        own = [r for r in rows if r["a"].rsplit("-", 1)[0] == name.removesuffix(".jsonl")]
        with tempfile.TemporaryDirectory() as place:
            truth, out = os.path.join(place, "truth.tsv"), os.path.join(place, "out")
            with open(truth, "w", encoding="utf-8", newline="") as file:
                table = csv.DictWriter(file, rows[0].keys(), delimiter="\t", lineterminator="\n")
                table.writeheader(); table.writerows(own)
            run = lambda *arguments: subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout
            run("scan", os.path.join(folder, name), "-o", out, "--rewritten", preset)
            told = json.loads(run("eval", truth, out, "--json"))
        for label, number in ((label, number) for label, number in told["pairs"].items() if number):
            share = {**told["recall"], **told["false_positive_rate"]}[label]
            all_of[label] += number; found[label] += round(share * number)
    for label in sorted(all_of): print(f"{label}  {found[label]} of {all_of[label]}  {found[label] / all_of[label]:.4f}")

if __name__ == "__main__": main(*sys.argv[1:])
