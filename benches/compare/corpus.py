"""A corpus of news-like articles with a fixed seed, and the exact resemblance of every pair that could matter.

corpus.py DOCS FOLDER   writes corpus.jsonl and pairs.tsv (id, id, exact resemblance of word 5-grams)

Words are drawn by Zipf's law from 60,000 forms of French and English shape; a third of the articles are edited copies of
earlier ones (0 to 20 % of the words changed, cut or lengthened), and stories copied often have up to 200 copies. Every
pair inside a family of copies is counted exactly, by Python's own sets.
"""
import itertools
import json
import os
import random
import re
import sys

WORD = re.compile(r"\w+")
TOP = "de la le et les des en un du que est dans the of and to in a that is was for on with".split()
ONSET = "b c d f g h l m n p r s t v tr pr ch gr st qu".split()
NUCLEUS = "a e i o u ou ai en é è ê au oi ea on in".split()


def vocabulary(rng, size=60_000):
    words = list(TOP)
    while len(words) < size:
        word = "".join(rng.choice(ONSET) + rng.choice(NUCLEUS) for _ in range(rng.randint(1, 4)))
        words.append(rng.choice(["l’", "d'", ""]) + word if rng.random() < 0.06 else word.capitalize() if rng.random() < 0.08 else word)
    return words


def shingles(text, n=5):
    t = WORD.findall(text.lower())
    return {tuple(t[i:i + n]) for i in range(max(1, len(t) - n + 1))}


def article(rng, draw):
    sentences = []
    for _ in range(rng.randint(8, 34)):
        s = draw(rng.randint(6, 28))
        s[0] = s[0].capitalize()
        sentences.append(" ".join(s) + ". " + ("\n\n" if rng.random() < 0.3 else ""))
    return "".join(sentences)


def edited(rng, text, draw):
    rate = rng.choice((0, 0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2))
    out = []
    for word in text.split(" "):
        r = rng.random()
        out += [word] if r >= rate else draw(1) if r < rate / 2 else [] if r < rate * 0.75 else [word] + draw(1)
    if rng.random() < 0.2:
        out = out[: int(len(out) * rng.uniform(0.7, 1))]
    return " ".join(out)


def main():
    docs, folder = int(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(1)
    words = vocabulary(rng)
    cumulative = list(itertools.accumulate(1 / (k + 2.7) for k in range(len(words))))
    table = rng.choices(words, cum_weights=cumulative, k=1 << 20)

    def draw(count):
        return [table[int(rng.random() * len(table))] for _ in range(count)]

    families, texts = [], []
    for at in range(docs):
        if families and rng.random() < 0.2:
            # The square of a uniform draw: early stories are copied more often, up to 200 times.
            family = families[int(len(families) * rng.random() ** 2)]
            if len(family) < 200:
                texts.append(edited(rng, texts[family[0]], draw))
                family.append(at)
                continue
        texts.append(article(rng, draw))
        families.append([at])
    order = list(range(docs))
    rng.shuffle(order)
    with open(os.path.join(folder, "corpus.jsonl"), "w", encoding="utf-8") as out:
        for at in order:
            date = f"2025-{1 + at % 12:02}-{1 + at % 28:02}"
            record = {"id": f"a{at:07}", "outlet": f"Outlet {at % 240}", "date": date, "text": texts[at]}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    with open(os.path.join(folder, "pairs.tsv"), "w") as out:
        for family in families:
            sets = [shingles(texts[at]) for at in family] if len(family) > 1 else []
            for (a, x), (b, y) in itertools.combinations(zip(family, sets), 2):
                shared = len(x & y)
                out.write(f"a{a:07}\ta{b:07}\t{shared / (len(x) + len(y) - shared):.5f}\n")


main()
