#!/usr/bin/env python3
"""Articles in four parts by date, to see how the cost of a scan grows where the number of articles a day does not.

usage: quarters.py FOLDER < ARTICLES.jsonl      writes FOLDER/1.jsonl to 4.jsonl
"""
import json, os, sys

def main(folder):
    lines = sorted(sys.stdin, key=lambda line: json.loads(line).get("date") or "")
    os.makedirs(folder, exist_ok=True)
    for part in range(4):
        with open(os.path.join(folder, f"{part + 1}.jsonl"), "w", encoding="utf-8") as out:
            out.writelines(lines[part * len(lines) // 4:(part + 1) * len(lines) // 4])

if __name__ == "__main__": main(*sys.argv[1:])
