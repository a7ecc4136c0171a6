#!/usr/bin/env python3
"""Fits what a cosine adds to the log-odds of src/retell/score.rs, with a static model that is built from the collection itself.

usage: vectors.py model INPUT.jsonl FOLDER
       vectors.py within LABELS.tsv FEATURES.jsonl
       vectors.py across INPUT.jsonl LABELS.tsv FOLDER
       vectors.py fit-across LABELS.tsv FEATURES.jsonl

model       PPMI and SVD over the words of INPUT, written to FOLDER in the layout of model2vec (tokenizer.json, model.safetensors,
            config.json).
within      one weight for one language, on top of the log-odds as they are: FEATURES is what
            `cargo run --release --example retell_features -- --vectors FOLDER LABELS.tsv INPUT...` prints.
across      makes a second language, since no labelled pairs of two languages are at hand: every word of INPUT but numbers, days and
            four names of five is written in other letters (of Armenian: one script, one language), place by place, so that labels
            keep their offsets.  Writes FOLDER/input.jsonl (each article as it is, and again with /2 behind its id), FOLDER/labels.tsv
            (left as it is, right with /2, and the other way round), and FOLDER/model, where a word of the second language has
            the vector of its original and noise: about half of the words have their original as nearest word.
fit-across  the weights for two languages, by the machinery of fit.py.

Both fits are made on one half of the pairs of articles; the figures are of both halves.  Needs numpy and scipy.
"""
import collections, csv, json, os, random, re, struct, sys, zlib
import numpy as np
import fit

THRESHOLD, FALSE, SCALE = .44, .02, 6.
DIMS, WINDOW, FEWEST, SMOOTHING, SIF = 128, 5, 4, .75, 1e-3
NOISE, OTHER_NAMES = 2.4, .2
WORD = re.compile(r"[^\W\d_]+|\d+")
KEPT = set("monday tuesday wednesday thursday friday saturday sunday one two three four five six seven eight nine ten eleven "
           "twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
           "ninety hundred thousand million billion".split())

def articles(path): return [json.loads(line) for line in open(path, encoding="utf-8")]
def body(article): return next(k for k in ("text", "body", "content") if k in article)

def learn(texts):
    """words by number, and their vectors: positive pointwise mutual information, singular values, frequent words made short"""
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import svds
    rows = [[w.lower() for w in WORD.findall(t)] for t in texts]
    count = collections.Counter(w for row in rows for w in row)
    words = sorted((w for w, n in count.items() if n >= FEWEST), key=lambda w: (-count[w], w))
    number = {w: i for i, w in enumerate(words)}
    near = collections.Counter()
    for row in rows:
        ids = [number[w] for w in row if w in number]
        for i, a in enumerate(ids):
            for j in range(i + 1, min(len(ids), i + 1 + WINDOW)):
                near[a, ids[j]] += 1; near[ids[j], a] += 1
    keys = np.array(list(near)); n = np.array(list(near.values()), float)
    size = len(words)
    one = np.bincount(keys[:, 0], n, size)
    other = one ** SMOOTHING / (one ** SMOOTHING).sum()
    pmi = np.maximum(0, np.log(n / one[keys[:, 0]] / other[keys[:, 1]]))
    u, s, _ = svds(csr_matrix((pmi, (keys[:, 0], keys[:, 1])), shape=(size, size)), k=DIMS, random_state=1)
    v = u * np.sqrt(s); v -= v.mean(0)
    v /= np.linalg.norm(v, axis=1, keepdims=True) + 1e-9
    p = np.array([count[w] for w in words]) / sum(count.values())
    return words, v, (SIF / (SIF + p))[:, None]

def write(folder, words, vectors):
    os.makedirs(folder, exist_ok=True)
    vocab = {"[UNK]": 0, **{w: i + 1 for i, w in enumerate(words)}}
    tokenizer = dict(version="1.0", truncation=None, padding=None, added_tokens=[], normalizer=dict(type="Lowercase"),
        pre_tokenizer=dict(type="Whitespace"), post_processor=None, decoder=None, model=dict(type="WordLevel", vocab=vocab, unk_token="[UNK]"))
    rows = np.vstack([np.zeros((1, vectors.shape[1])), vectors]).astype("<f4")
    head = json.dumps(dict(embeddings=dict(dtype="F32", shape=list(rows.shape), data_offsets=[0, rows.nbytes]))).encode()
    head += b" " * (-len(head) % 8)
    with open(f"{folder}/model.safetensors", "wb") as out: out.write(struct.pack("<Q", len(head)) + head + rows.tobytes())
    json.dump(tokenizer, open(f"{folder}/tokenizer.json", "w", encoding="utf-8"), ensure_ascii=False)
    json.dump(dict(normalize=True, embedding_dtype="float32"), open(f"{folder}/config.json", "w"))

def other_letters(word): return "".join(chr(0x561 + ord(c) - 97) if "a" <= c <= "z" else chr(0x531 + ord(c) - 65) if "A" <= c <= "Z" else c for c in word)

def names(texts):
    """words that mostly have a capital inside sentences"""
    upper, every = collections.Counter(), collections.Counter()
    for t in texts:
        for m in WORD.finditer(t):
            if re.search(r"[\w,] $", t[max(0, m.start() - 2):m.start()]):
                every[m[0].lower()] += 1; upper[m[0].lower()] += m[0][0].isupper()
    return {w for w, n in every.items() if upper[w] > .6 * n and zlib.crc32(w.encode()) % 100 >= 100 * OTHER_NAMES}

def across(source, labels, folder):
    every = articles(source); texts = [a[body(a)] for a in every]
    kept = names(texts) | KEPT
    code = lambda t: WORD.sub(lambda m: m[0] if m[0].lower() in kept else other_letters(m[0]), t)
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/input.jsonl", "w", encoding="utf-8") as out:
        for a in every:
            b = dict(a, id=f"{a['id']}/2"); b[body(a)] = code(a[body(a)])
            if isinstance(a.get("title"), str): b["title"] = code(a["title"])
            for one in (a, b): out.write(json.dumps(one, ensure_ascii=False) + "\n")
    with open(labels, encoding="utf-8") as given, open(f"{folder}/labels.tsv", "w", encoding="utf-8") as out:
        rows = list(csv.DictReader(given, delimiter="\t"))
        w = csv.DictWriter(out, rows[0].keys(), delimiter="\t"); w.writeheader()
        for r in rows:
            w.writerow(dict(r, b=r["b"] + "/2")); w.writerow(dict(r, a=r["a"] + "/2"))
    words, v, times = learn(texts)
    rng = np.random.default_rng(1)
    noisy = v + NOISE * rng.standard_normal(v.shape) / np.sqrt(v.shape[1])
    noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
    some = 4000
    hits = ((noisy[:some] @ v[:some].T).argmax(1) == np.arange(some)).mean()
    print(f"{len(words)} words; of the {some} most frequent {hits:.2f} have their original as nearest word")
    second = [i for i, w in enumerate(words) if w not in kept and not w.isdigit() and other_letters(w) != w]
    write(f"{folder}/model", words + [other_letters(words[i]) for i in second], np.vstack([v * times, (noisy * times)[second]]))

def halves(rows):
    """the first half of the pairs of articles, whatever side is in which language"""
    of = lambda key: tuple(sorted(k.removesuffix("/2") for k in key))
    keys = sorted({of(r["key"]) for r in rows}); random.Random(1).shuffle(keys)
    first = set(keys[:len(keys) // 2])
    return lambda row: of(row["key"]) not in first

def built(pattern):
    """a constant as FEATURES were made with it"""
    here = os.path.dirname(os.path.abspath(__file__))
    return float(re.search(pattern, open(f"{here}/../../src/retell/score.rs").read())[1])

def within(labels, features):
    _, rows, pairs, _ = fit.load(f"all={labels}:{features}")
    held = halves(rows)
    mid, now = built(r"CENTER: f64 = ([\d.]+)"), built(r"IN_CONTEXT: Model = [^;]*?cosine: ([\d.]+)")
    for r in rows:
        f = fit.best_cell(r, pairs[r["key"]], lambda i, c: c["p"])
        p = min(max(f[0], 1e-9), 1 - 1e-9) if f else None
        r["z"], r["cos"] = (np.log(p / (1 - p)) - now * f[2]["features"]["cosine"], f[2]["features"]["cosine"] + mid) if f else (None, None)
    train = [r for r in rows if r["z"] is not None and not held(r)]
    z, x, y = (np.array([r[k] for r in train]) for k in ("z", "cos", "y"))
    middle = x.mean()
    a = w = 0.
    for _ in range(20000):  # logistic regression on top of z: a constant, which is not the vectors' and is dropped, a weight >= 0
        e = 1 / (1 + np.exp(-(z + a + w * (x - middle)))) - y
        a -= .2 * e.sum() / len(y); w = max(0., w - .2 * ((e * (x - middle)).sum() + .25 * w) / len(y))
    print(f"fitted on one half ({len(train)} rows): cosine {w:.2f}, CENTER {middle:.2f}")
    for name, some in (("fitted on", [r for r in rows if not held(r)]), ("held out", [r for r in rows if held(r)])):
        for told, score in (("without", lambda r: r["z"]), ("cosine alone", lambda r: r["cos"]), ("with", lambda r: r["z"] + w * (r["cos"] - middle))):
            for r in some: r["p"] = -99. if r["z"] is None else score(r)
            of = lambda labels: [r["p"] for r in some if r["label"] in labels]
            neg = sorted(of("SU"), reverse=True); cut = neg[int(.04 * len(neg))]
            rec = " ".join(f"{k} {np.mean([p > cut for p in of(k)]):.2f}" for k in "VER")
            print(f"  {name:9} {told:12} rows {len(some)}  AUC {fit.auc(of('VER'), neg):.4f}  R {fit.auc(of('R'), neg):.4f}  at 4 % false: {rec}")

def fit_across(labels, features):
    fit.NAMES += ["cosine"]
    fit.ALONE = ["plain", "telling", "cosine", "numbers", "conflicts"]
    one = fit.load(f"all={labels}:{features}")
    rows, pairs = one[1], one[2]
    held = halves(rows)
    for pair in pairs.values():
        for c in pair["cells"]: c["features"]["cosine"] *= SCALE  # so that the penalty of the fit weighs on it as on the others
    model, final, ctx = fit.train([one], [], held)
    fit.singles(rows, pairs)
    fit.judge(rows, pairs, "all", final, ctx)
    # The constant is moved so that FALSE of what is no re-use, in the half fitted on, reaches the threshold of the program.
    logit = lambda p: np.log(p / (1 - p))
    wrong = sorted((r["p"] for r in rows if r["label"] in "SU" and not held(r)), reverse=True)
    by = logit(THRESHOLD) - logit(wrong[int(FALSE * len(wrong))])
    final[0]["constant"] += by
    print(f"constant in context moved by {by:.2f}")
    told = lambda weights: dict(weights, cosine=SCALE * weights["cosine"])
    fit.rust("ACROSS", told(model), 0.); fit.rust("ACROSS_IN_CONTEXT", told(final[0]), final[1])
    fit.judge(rows, pairs, "all", final, ctx)
    for name, some in (("fitted on", [r for r in rows if not held(r)]), ("held out", [r for r in rows if held(r)])):
        print(f"{name}: {fit.figures(some)}")
        for t in (THRESHOLD, .65): print(f"    p >= {t}: " + " ".join(f"{k} {np.mean([r['p'] >= t for r in some if r['label'] in k]):.3f}" for k in ("V", "E", "R", "SU")))

def main(argv):
    doors = {"model": lambda source, folder: write(folder, *(lambda w, v, t: (w, v * t))(*learn([a[body(a)] for a in articles(source)]))),
             "within": within, "across": across, "fit-across": fit_across}
    if not argv or argv[0] not in doors: sys.exit(__doc__)
    doors[argv[0]](*argv[1:])

if __name__ == "__main__": main(sys.argv[1:])
