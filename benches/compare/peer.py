"""One run of one library on one corpus: peer.py NAME CORPUS THRESHOLD THREADS OUT writes the pairs it finds, id TAB id.

Each is driven as its own documentation does: 128 permutations, word 5-grams, bands that use all of them (16 x 8 at 0.7
and above, else 32 x 4), pairs kept where the estimate reaches the threshold.
"""
import json
import os
import re
import sys

NAME, CORPUS, THRESHOLD, THREADS, OUT = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], sys.argv[5]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = THREADS
WORD = re.compile(r"\w+")
BANDS, ROWS = (16, 8) if THRESHOLD >= 0.7 else (32, 4)


def read():
    with open(CORPUS, "rb") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], record["text"]


def shingles(text, n=5):
    t = WORD.findall(text.lower())
    return [" ".join(t[i:i + n]) for i in range(max(1, len(t) - n + 1))]


def rensa():
    from rensa import RMinHash, RMinHashLSH
    lsh, ids, hashes, sets = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=BANDS), [], [], []

    def flush():
        made = RMinHash.from_token_sets(sets, 128, 42)
        lsh.insert_many(made, len(hashes))
        hashes.extend(made)
        sets.clear()

    for key, text in read():
        ids.append(key)
        sets.append(shingles(text))
        if len(sets) == 2000:
            flush()
    flush()
    for start in range(0, len(ids), 20_000):
        for i, near in enumerate(lsh.query_all(hashes[start:start + 20_000]), start):
            for j in near:
                if j < i and hashes[i].jaccard(hashes[j]) >= THRESHOLD:
                    yield ids[j], ids[i]


def gaoya():
    from gaoya.minhash import MinHashStringIndex
    index = MinHashStringIndex(64, THRESHOLD, BANDS, ROWS, None, "word", True, (5, 5), "vec")
    ids, texts = map(list, zip(*read()))
    for start in range(0, len(ids), 10_000):
        some = texts[start:start + 10_000]
        index.par_bulk_insert_docs(list(range(start, start + len(some))), some)
    for start in range(0, len(ids), 10_000):
        for i, near in enumerate(index.par_bulk_query(texts[start:start + 10_000], return_similarity=True), start):
            for j, similarity in near:
                if j < i and similarity >= THRESHOLD:
                    yield ids[j], ids[i]


def datasketch():
    import xxhash
    from datasketch import MinHash, MinHashLSH
    lsh, ids, hashes = MinHashLSH(num_perm=128, params=(BANDS, ROWS)), [], []
    for key, text in read():
        made = MinHash(num_perm=128, hashfunc=lambda b: xxhash.xxh32_intdigest(b))
        made.update_batch([s.encode() for s in shingles(text)])
        at = len(ids)
        for j in lsh.query(made):
            if made.jaccard(hashes[j]) >= THRESHOLD:
                yield ids[j], key
        lsh.insert(at, made)
        ids.append(key)
        hashes.append(made)


with open(OUT, "w") as out:
    for left, right in {"rensa": rensa, "gaoya": gaoya, "datasketch": datasketch}[NAME]():
        out.write(f"{left}\t{right}\n")
