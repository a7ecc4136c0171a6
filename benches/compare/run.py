#!/usr/bin/env python3
"""Near-duplicates: retold beside rensa, gaoya and datasketch, in one run, on the same files.

    benches/compare/run.py --scratch /tmp/compare [--docs 100000] [--rounds 3]
    benches/compare/run.py --scratch /tmp/compare --corpus my.jsonl --pairs my.tsv

Makes an environment in the scratch folder and installs the three libraries from PyPI, makes a corpus with a fixed seed (or
takes one, with exact pairs: id TAB id TAB ... TAB resemblance), runs every tool in turn, and prints the table.
CPU is user + system of the whole process and its children; the tools take turns in each round, since a shared machine
moves by tens of per cent, and the median of the ratios to rensa in the same round is given beside it.
Recall: pairs with exact resemblance >= threshold + 0.02 that were found. Precision: found pairs with exact resemblance
>= threshold - 0.02 (the script cuts words a little otherwise than each tool).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def timed(command, env=None):
    """CPU seconds, wall seconds, peak megabytes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def ordered(a, b):
    return (a, b) if a < b else (b, a)


def found_by_retold(folder):
    rows = map(json.loads, open(os.path.join(folder, "pairs.jsonl"), encoding="utf-8"))
    return {ordered(row["left"], row["right"]) for row in rows}


def found_by_peer(path):
    return {ordered(*line.rstrip("\n").split("\t")) for line in open(path, encoding="utf-8")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", required=True, help="folder for the environment, the corpus and the answers")
    parser.add_argument("--docs", type=int, default=100_000)
    parser.add_argument("--corpus")
    parser.add_argument("--pairs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--thresholds", default="0.8,0.5")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--tools", default="retold,rensa,gaoya,datasketch")
    parser.add_argument("--retold", help="the program; built if not given")
    parser.add_argument("--memory", default="300M", help="what retold is given")
    args = parser.parse_args()
    os.makedirs(args.scratch, exist_ok=True)
    python = os.path.join(args.scratch, "venv", "bin", "python")
    if not os.path.exists(python):
        subprocess.check_call([sys.executable, "-m", "venv", os.path.join(args.scratch, "venv")])
        subprocess.check_call([python, "-m", "pip", "install", "-q", "rensa", "gaoya", "datasketch", "xxhash"])
    if not args.retold:
        root = os.path.dirname(os.path.dirname(HERE))
        subprocess.check_call(["cargo", "build", "--release"], cwd=root)
        args.retold = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target")), "release", "retold")
    corpus, pairs = args.corpus, args.pairs
    if not corpus:
        folder = os.path.join(args.scratch, f"corpus-{args.docs}")
        corpus, pairs = os.path.join(folder, "corpus.jsonl"), os.path.join(folder, "pairs.tsv")
        if not os.path.exists(pairs):
            subprocess.check_call([sys.executable, os.path.join(HERE, "corpus.py"), str(args.docs), folder])
    exact = {}
    for line in open(pairs, encoding="utf-8"):
        row = line.rstrip("\n").split("\t")
        exact[ordered(row[0], row[1])] = float(row[-1])
    print(f"{corpus}: {os.path.getsize(corpus) / 1e6:.0f} MB\n")
    print("| threshold | threads | tool | CPU s | CPU / rensa | wall s | peak MB | pairs | recall | precision |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for threshold in map(float, args.thresholds.split(",")):
        want = [pair for pair, resemblance in exact.items() if resemblance >= threshold + 0.02]
        for threads in args.threads.split(","):
            costs = {tool: [] for tool in args.tools.split(",")}
            found = {}
            for _ in range(args.rounds):
                for tool in costs:
                    out = os.path.join(args.scratch, f"out-{tool}")
                    if tool == "retold":
                        command = [args.retold, "dedup", corpus, "-o", out, "--force", "--pairs", "-q", "-j", threads,
                                   "--threshold", str(threshold), "--memory", args.memory]
                    else:
                        command = [python, os.path.join(HERE, "peer.py"), tool, corpus, str(threshold), threads, out]
                    costs[tool].append(timed(command))
                    if tool not in found:
                        found[tool] = found_by_retold(out) if tool == "retold" else found_by_peer(out)
            for tool, runs in costs.items():
                cpu, wall, peak = (statistics.median(column) for column in zip(*runs))
                ratio = "" if "rensa" not in costs else f"{statistics.median(run[0] / base[0] for run, base in zip(runs, costs['rensa'])):.3f}"
                recall = sum(pair in found[tool] for pair in want) / max(1, len(want))
                precise = sum(exact.get(pair, 0) >= threshold - 0.02 for pair in found[tool]) / max(1, len(found[tool]))
                print(f"| {threshold} | {threads} | {tool} | {cpu:.2f} | {ratio} | {wall:.2f} | {peak:.0f} | {len(found[tool])} | {recall:.4f} | {precise:.4f} |", flush=True)


main()
