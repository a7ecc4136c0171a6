#!/usr/bin/env python3
"""How many passages in other words `retold compare` reports between articles that have nothing to do with each other.

usage: unrelated.py INPUT.jsonl[.zst] PROGRAM [PAIRS]

INPUT    records with `text` and `date`
PROGRAM  the retold to be tried
PAIRS    pairs drawn, always the same ones (200); the articles of a pair are published 60 days apart at least

Prints every such passage and their number.  Exit status 1 if there is one.
"""
import datetime, json, os, random, subprocess, sys, tempfile

def read(path):
    if path.endswith(".zst"): return subprocess.run(["zstdcat", path], capture_output=True, check=True).stdout.decode()
    return open(path, encoding="utf-8").read()

def main(path, program, number="200"):
    rows = [json.loads(line) for line in read(path).splitlines() if line.strip()]
    rows = [r for r in rows if len(r["text"]) >= 500 and r.get("date")]
    day = lambda r: datetime.date.fromisoformat(r["date"][:10])
    rng, pairs, found = random.Random(5), [], 0
    while len(pairs) < int(number):
        one, other = rng.sample(rows, 2)
        if abs((day(one) - day(other)).days) >= 60: pairs.append((one, other))
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("one.txt", "other.txt")]
        for pair in pairs:
            for name, r in zip(names, pair):
                with open(name, "w", encoding="utf-8") as file: file.write(r["text"])
            out = subprocess.run([program, "compare", "--json", *names], capture_output=True, check=True, text=True).stdout
            for line in out.splitlines():
                p = json.loads(line)
                if p["level"] != "rewritten": continue
                found += 1
                print(f"{p['score']:.2f}\n  {pair[0]['text'][p['left_start']:p['left_end']]}\n  {pair[1]['text'][p['right_start']:p['right_end']]}")
    print(f"{found} passages in other words between {number} pairs of unrelated articles")
    return 1 if found else 0

if __name__ == "__main__": sys.exit(main(*sys.argv[1:]))
