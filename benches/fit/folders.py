#!/usr/bin/env python3
"""What is scored of labelled pairs of folders that stand by themselves: benches/fit/folders, five invented articles about one story in each file.

usage: folders.py LABELS.tsv RETELL_FEATURES FOLDER > FEATURES.jsonl

LABELS           columns a and b, whose ids begin with the name of their file, up to the last hyphen
RETELL_FEATURES  the program: `cargo build --release --example retell_features`
FOLDER           files of JSON Lines, each a collection of its own
"""
import csv, os, subprocess, sys, tempfile

def main(labels, program, folder):
    rows = list(csv.DictReader(open(labels, encoding="utf-8"), delimiter="\t"))
    for name in sorted(os.listdir(folder)):
        stem = name.removesuffix(".jsonl")
        own = sorted({(r["a"], r["b"]) for r in rows if r["a"].rsplit("-", 1)[0] == stem})
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as pairs:
            pairs.write("a\tb\n" + "".join(f"{a}\t{b}\n" for a, b in own)); pairs.flush()
            sys.stdout.write(subprocess.run([program, pairs.name, os.path.join(folder, name)], check=True, capture_output=True, text=True).stdout)

if __name__ == "__main__": main(*sys.argv[1:])
