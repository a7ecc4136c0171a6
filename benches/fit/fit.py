#!/usr/bin/env python3
"""Fits the weights of src/retell/score.rs on labelled pairs of sentences, every weight bounded to be >= 0.

usage: fit.py NAME=LABELS.tsv:FEATURES.jsonl[:weight[:labels]] ... [--pairs NAME] [--last NAME] [--first NAME]

LABELS    columns a a_start a_end b b_start b_end label; V E R are re-use, S U are not, the rest is left out
FEATURES  what `cargo run --release --example retell_features LABELS INPUT...` prints
weight    how much a row of this set counts (1); after another colon, labels of it that are judged but not learnt from
--pairs   this set has loose pairs of sentences only: it takes part in the first fit alone (label P is a paraphrase, N is none)
--last    this set takes part in the fit of `figures` alone, for which all other weights are held
--first   this set takes no part in that fit

Two fits: ALONE (two stretches by themselves), then IN_CONTEXT, where the context is computed from ALONE; after each, the weight of
`figures` with the others held.  Held-out figures are from five folds by pair of articles, and from halves.  Prints the constants as Rust, then the figures of every set.  Needs nothing but Python.
"""
import collections, csv, hashlib, json, math, random, sys

NAMES = ["plain", "telling", "run", "numbers", "conflicts", "strangers", "dated", "apart", "background"]
LAST = "figures"
ALONE = ["plain", "telling", "numbers", "conflicts"]
BESIDE, ELSEWHERE, MASS, BOUND, FLOOR, BETTER, NONE = 1.07, 2.67, 6., 1.5, -3.5, 1., -9.
STEPS = ((1, 1, 1.), (1, 2, .8), (2, 1, .8), (2, 2, .7))

def sig(z): return 1 / (1 + math.exp(-max(-30., min(30., z))))

def load(spec):
    name, rest = spec.split("=", 1)
    parts = rest.split(":")
    pairs = {}
    for line in open(parts[1], encoding="utf-8"):
        r = json.loads(line)
        pairs[r["left"], r["right"]] = r
    rows = []
    for r in csv.DictReader(open(parts[0], encoding="utf-8"), delimiter="\t"):
        if r["label"] not in set("VERSUPN") or r["a"] == r["b"]: continue
        a, b = (int(r["a_start"]), int(r["a_end"])), (int(r["b_start"]), int(r["b_end"]))
        key = (r["a"], r["b"])
        if key not in pairs: key, a, b = (r["b"], r["a"]), b, a
        if key not in pairs: continue
        rows.append(dict(label=r["label"], y=float(r["label"] in set("VERP")), key=key, a=a, b=b, case=r.get("case", "")))
    for r in rows: r["trains"] = len(parts) < 4 or r["label"] not in parts[3]
    return name, rows, pairs, float(parts[2]) if len(parts) > 2 else 1.

def covers(cell, a, b):
    over = lambda s, t: min(s[1], t[1]) - max(s[0], t[0]) >= .5 * (t[1] - t[0])
    return over(cell["left"], a) and over(cell["right"], b)

def alone(cell, model): return model["constant"] + sum(w * cell["features"][k] for k, w in model.items() if k != "constant")

def contexts(pair, model):
    """context of every cell of a pair of articles; the same as src/retell/context.rs"""
    n, m = pair["sentences"]
    one, z = {}, []
    for c in pair["cells"]:
        z.append(alone(c, model))
        i0, i1, j0, j1 = c["at"]
        if i0 == i1 and j0 == j1: one[i0, j0] = z[-1]
    best = ([0.] * n, [0.] * m)
    parts = (collections.defaultdict(list), collections.defaultdict(list))
    for (i, j), v in one.items():
        for d, x, y in ((0, i, j), (1, j, i)):
            best[d][x] = max(best[d][x], sig(v)); parts[d][x].append((v, y))
    for d in parts:
        for k in d: d[k] = sorted(d[k], key=lambda t: (-t[0], t[1]))[:4]
    alt = lambda d, x, lo, hi: next((v for v, y in parts[d].get(x, ()) if y < lo or y > hi), NONE)
    out = []
    for c, zz in zip(pair["cells"], z):
        i0, i1, j0, j1 = c["at"]
        P = lambda i, j: sig(one[i, j]) if (i, j) in one else 0.
        nb = max(f * P(i0 - d, j0 - e) for d, e, f in STEPS) + max(f * P(i1 + d, j1 + e) for d, e, f in STEPS)
        o = max(0., min(sum(best[0]) - sum(best[0][max(0, i0 - 1):i1 + 2]), sum(best[1]) - sum(best[1][max(0, j0 - 1):j1 + 2])))
        al = min(min(alt(0, i, j0, j1) for i in range(i0, i1 + 1)), min(alt(1, j, i0, i1) for j in range(j0, j1 + 1)))
        expl = sig(al) if al > zz + BETTER else 0.
        out.append(min((BESIDE * nb + ELSEWHERE * min(1., o / (min(n, m) + MASS))) * (1 - expl), BOUND * max(0., zz - FLOOR)))
    return out

def fit(data, width, lam=1., steps=400):
    """logistic regression, weights >= 0, by accelerated projected gradient; data: (x, y, weight); L2 `lam`"""
    total = sum(w for _, _, w in data)
    lip = .25 * max(sum(w * x[k] * x[k] for x, _, w in data) for k in range(width)) * width + .25 * total + lam
    b, b0 = [0.] * width, 0.
    vb, vb0, t = b[:], b0, 1.
    for _ in range(steps):
        g, g0 = [lam * .25 * v for v in vb], 0.
        for x, y, w in data:
            e = w * (sig(vb0 + sum(p * q for p, q in zip(vb, x))) - y); g0 += e
            for k, q in enumerate(x): g[k] += e * q
        nb, nb0 = [max(0., v - q / lip) for v, q in zip(vb, g)], vb0 - g0 / lip
        s = (1 + math.sqrt(1 + 4 * t * t)) / 2
        vb, vb0 = [n + (t - 1) / s * (n - o) for n, o in zip(nb, b)], nb0 + (t - 1) / s * (nb0 - b0)
        b, b0, t = nb, nb0, s
    return b, b0

def vector(cell, names): return [cell["features"][k] for k in names]

def best_cell(row, pair, value):
    found = [(value(i, c), -i, c) for i, c in enumerate(pair["cells"]) if covers(c, row["a"], row["b"])]
    return max(found, key=lambda t: t[:2]) if found else None

def auc(P, N): return sum((p > n) + .5 * (p == n) for p in P for n in N) / (len(P) * len(N)) if P and N else float("nan")

def figures(rows):
    pos, neg = [r["p"] for r in rows if r["y"]], [r["p"] for r in rows if not r["y"]]
    of = lambda k: [r["p"] for r in rows if r["label"] == k]
    out = f"rows {len(rows)}  AUC {auc(pos, neg):.4f}  R {auc(of('R'), neg):.4f}"
    for t in (.08, .2, .33, .5, .6):
        rec = " ".join(f"{k} {sum(p >= t for p in of(k)) / len(of(k)):.2f}" for k in "VERP" if of(k))
        out += f"\n    p >= {t:.2f}: {rec}  false {sum(p >= t for p in neg) / max(1, len(neg)):.3f}"
    return out

def singles(rows, pairs):
    """area under the curve of every feature by itself, its best among the cells that cover a row: all, then R"""
    for name in NAMES + [LAST]:
        for r in rows: r["p"] = max([c["features"][name] for c in pairs[r["key"]]["cells"] if covers(c, r["a"], r["b"])], default=-9.)
        of = lambda labels: [r["p"] for r in rows if r["label"] in labels]
        print(f"    {name:20} {auc(of('VER'), of('SU')):.3f}  R {auc(of('R'), of('SU')):.3f}")

def fit_last(rows, weight=3.):
    """the weight of one signal beside log-odds that are held; rows: function of the weight to (log-odds without it, signal, y, weight)"""
    for _ in range(3):
        data = rows(weight)
        loss = lambda v: sum(w * math.log1p(math.exp(-(2 * y - 1) * max(-30., min(30., z + v * x)))) for z, x, y, w in data) + .125 * v * v
        low, high = 0., 12.
        for _ in range(60):
            a, b = low + (high - low) / 3, high - (high - low) / 3
            low, high = (low, b) if loss(a) < loss(b) else (a, high)
        weight = (low + high) / 2
    return weight

def train(sets, loose, last=(), held=lambda row: not row["trains"], steps=400, first_only=()):
    model = dict(zip(ALONE, [5., 2.5, 2., .3]), constant=-1.5)
    first = lambda row, pair: best_cell(row, pair, lambda i, c: alone(c, model))
    for _ in range(2):
        data = [(vector(f[2], ALONE), r["y"], w) for name, rows, pairs, w in sets + loose for r in rows if not held(r) for f in [first(r, pairs[r["key"]])] if f]
        b, b0 = fit(data, len(ALONE), steps=steps)
        model = dict(zip(ALONE, b), constant=b0)
    every = [s for s in (*sets, *last) if s[0] not in first_only]
    def chosen(value):
        """log-odds without the last signal, where `value` chooses the cell"""
        out = []
        for name, own, pairs, w in every:
            for r in own:
                if held(r): continue
                f = best_cell(r, pairs[r["key"]], lambda i, c: value(name, r["key"], i, c))
                if f: out.append((f[0], f[2]["features"][LAST], r["y"], w))
        return out
    def fitted(value):
        return fit_last(lambda v: [(z - v * x, x, y, w) for z, x, y, w in chosen(lambda n, k, i, c: value(n, k, i, c) + v * c["features"][LAST])])
    model[LAST] = fitted(lambda n, k, i, c: alone(c, model))
    ctx = {(name, key): contexts(p, model) for name, _, pairs, _ in (*sets, *last) for key, p in pairs.items()}
    final = None
    for _ in range(3):
        data = []
        for name, rows, pairs, w in sets:
            for r in rows:
                if held(r): continue
                c = ctx[name, r["key"]]
                value = (lambda i, cell: alone(cell, model) + c[i]) if final is None else (lambda i, cell: alone(cell, final[0]) + final[1] * c[i])
                f = best_cell(r, pairs[r["key"]], value)
                # What no cell covers is never scored.
                if f: data.append((vector(f[2], NAMES) + [c[-f[1]]], r["y"], w))
        b, b0 = fit(data, len(NAMES) + 1, steps=steps)
        final = dict(zip(NAMES, b[:-1]), constant=b0), b[-1]
    weights, context = final
    weights[LAST] = fitted(lambda n, k, i, c: alone(c, weights) + context * ctx[n, k][i])
    return model, final, ctx

def judge(rows, pairs, name, final, ctx):
    for r in rows:
        c = ctx[name, r["key"]]
        f = best_cell(r, pairs[r["key"]], lambda i, cell: alone(cell, final[0]) + final[1] * c[i])
        r["p"] = sig(f[0]) if f else 0.; r["cell"] = f[2] if f else None

def rust(name, model, context):
    print(f"pub const {name}: Model = Model {{\n    constant: {model['constant']:.2f},")
    for k in NAMES + [LAST]: print(f"    {k}: {model.get(k, 0.):.2f},")
    print(f"    context: {context:.2f},\n}};")

def main(argv):
    loose_names = [argv[i + 1] for i, a in enumerate(argv) if a == "--pairs"]
    last_names = [argv[i + 1] for i, a in enumerate(argv) if a == "--last"]
    first_only = [argv[i + 1] for i, a in enumerate(argv) if a == "--first"]
    specs = [a for i, a in enumerate(argv) if "=" in a]
    every = [load(s) for s in specs]
    loose, last = ([s for s in every if s[0] in names] for names in (loose_names, last_names))
    sets = [s for s in every if s not in loose and s not in last]
    model, final, ctx = train(sets, loose, last, first_only=first_only)
    rust("ALONE", model, 0.); rust("IN_CONTEXT", *final)
    for name, rows, pairs, _ in sets + last:
        print(f"{name}, single signals:"); singles(rows, pairs)
        judge(rows, pairs, name, final, ctx); print(f"{name} (fitted on): {figures(rows)}")
    rng = random.Random(1)
    # By pair of articles, so that one pair in two collections is held out of both.
    keys = sorted({tuple(sorted(r["key"])) for _, rows, _, _ in sets + last for r in rows}); rng.shuffle(keys)
    folds = {k: i % 5 for i, k in enumerate(keys)}
    for _, rows, _, _ in sets + last:
        for r in rows: r["fold"] = folds[tuple(sorted(r["key"]))]
    for fold in range(5):
        m, f, c = train(sets, loose, last, lambda r: r.get("fold") == fold or not r["trains"], 300, first_only)
        for name, rows, pairs, _ in sets + last: judge([r for r in rows if r["fold"] == fold], pairs, name, f, c)
    for name, rows, _, _ in sets + last: print(f"{name} (held out, five folds): {figures(rows)}")

    halves(sets, loose, last, first_only)

def halves(sets, loose, last, first_only, most=.04):
    """fits and chooses a threshold (the least with `most` false) on one half of the pairs of articles, reports on the other"""
    half = lambda r: hashlib.md5("\t".join(sorted(r["key"])).encode()).digest()[0] % 2
    for kept in (0, 1):
        _, f, c = train(sets, loose, last, lambda r: half(r) != kept or not r["trains"], 300, first_only)
        for name, rows, pairs, _ in sets + last:
            judge(rows, pairs, name, f, c)
            own, other = [r for r in rows if half(r) == kept], [r for r in rows if half(r) != kept]
            false = lambda t, rows: sum(r["p"] >= t for r in rows if not r["y"]) / max(1, sum(not r["y"] for r in rows))
            t = min((r["p"] for r in own if false(r["p"], own) <= most), default=1.)
            for what, rows in (("fitted on", own), ("held back", other)):
                rec = " ".join(f"{k} {sum(r['p'] >= t for r in rows if r['label'] == k) / n:.2f}" for k in "VER" for n in [sum(r["label"] == k for r in rows)] if n)
                print(f"{name} (half {kept}, {what}): p >= {t:.2f}: {rec}  false {false(t, rows):.3f}  {figures(rows).splitlines()[0]}")

if __name__ == "__main__": main(sys.argv[1:])
