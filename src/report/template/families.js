/* Passage families: stretches of several articles that tell the same thing. */

const LIMIT_VARIANTS = 100;

/** Nobody's words make a family. */
const FAMILY_LEVELS = LEVELS.slice(0, 3);

async function familyList(view) {
  const all = await families();
  const { start } = data.articles;
  const spread = (family) => outletsOf(family.article);
  const first = (family) => smallest(family.article.map((a) => start[a] ?? Infinity));
  return listView(view, {
    title: "Families",
    lead: "Passages of several articles that tell the same thing.",
    kind: ["family", "families"],
    total: all.length,
    fields: ["words", "family", "outlet", "other", "first", "dates", "length"],
    sorts: { size: "most articles", spread: "most outlets", speed: "fastest", date: "first published" },
    async find(filter, sort, signal, progress) {
      // The one in the middle has no level of its own: it is as near to others as they are to it.
      const isLevel = (family, i) => !filter.levels || (family.level[i] === null ? family.level.some((level) => filter.levels.has(level)) : filter.levels.has(family.level[i]));
      const isOne = (family, i) => isLevel(family, i) && family.end[i] - family.start[i] >= filter.length;
      const passes = (family, i) => passesArticle(filter, family.article[i]) && isOne(family, i);
      let rows = all.filter((family) => passesGroup(filter, family.article, family.first_seen, (i) => isOne(family, i)));
      if (filter.words.length) {
        const members = rows.flatMap((family) => family.article.map((article, i) => passes(family, i) && { article, start: family.start[i], end: family.end[i], of: family }).filter(Boolean));
        const found = await holdersOf(filter.words, members, signal, progress);
        rows = found && rows.filter((family) => found.has(family));
      }
      return rows && sortBy(rows, { spread, speed: (family) => -(halfTime(family) ?? Infinity), date: (family) => -first(family) }[sort] || sizeOf);
    },
    row: familyRow,
  });
}

/** Seconds after the first publication in which half of the articles had it at the latest, of two both; null where dates are missing or do not tell. */
function halfTime(family) {
  const { start, clock, starts, ends } = data.articles;
  const all = distinct(family);
  const dated = all.filter((a) => start[a] !== null);
  const [first] = byDate(dated);
  // A date known to the day or to the month may mean its end; one with an hour means that minute.
  const latest = (a) => (ends[clock[first]][a] - starts[clock[first]][a] > 60 ? ends : starts)[clock[first]][a];
  const half = dated.sort((a, b) => latest(a) - latest(b))[all.length === 2 ? 1 : Math.ceil(all.length / 2) - 1];
  return half !== undefined && precedes(first, half) ? latest(half) - starts[clock[half]][first] : null;
}

/** How soon that was, in words. */
function halfWords(family) {
  const half = halfTime(family);
  if (half === null) return "";
  const who = sizeOf(family) === 2 ? "both" : "half of them";
  return half < 60 ? who + " in under a minute" : `${who} within ${span(half)}`;
}

/** The articles of a family; one may hold the text more than once. */
function distinct(family) {
  return [...new Set(family.article)];
}

/** How large a family is: the number of its articles. */
function sizeOf(family) {
  return new Set(family.article).size;
}

/** A family is called by how its middle text begins. */
async function nameOf(family) {
  const { medoid } = family;
  const whole = await textOf(family.article[medoid]);
  const text = whole?.slice(family.start[medoid], family.end[medoid]).replace(/\s+/g, " ").trim();
  if (!text) return titleOf(family.article[medoid]);
  const letters = [...text];
  return letters.length > 80 ? letters.slice(0, 80).join("") + "…" : text;
}

function familyRow(family, signal, coming) {
  const { medoid } = family;
  const text = excerpt(family.article[medoid], family.start[medoid], family.end[medoid], signal, coming);
  const half = halfWords(family);
  const first = byDate(family.first_seen.length ? family.first_seen : family.article)[0];
  return h("a", { class: "item", href: to("family", [family.number]) },
    h("span", { class: "line" }, h("b", null, plural(sizeOf(family), "article")), h("span", null, ofOutlets(distinct(family))), half && h("span", { class: "quiet" }, half)),
    text,
    h("span", { class: "line" }, family.first_seen.length === 1 ? h("b", { class: "first" }, "first seen") : h("span", { class: "quiet" }, family.first_seen.length ? plural(family.first_seen.length, "article") + " first (tie)" : "order unknown"), whose(first)));
}

async function familyView(view, [number]) {
  await passages();
  const reasons = await evidence();
  const family = (await families()).find((one) => String(one.number) === number);
  if (!family) return missing(view, "This family is not in this page.");
  const { start } = data.articles;
  const order = family.article.map((_, i) => i).sort((i, j) => {
    const [a, b] = [start[family.article[i]] ?? Infinity, start[family.article[j]] ?? Infinity];
    return a < b ? -1 : a > b ? 1 : i - j;
  });
  const first = new Set(family.first_seen);
  const text = async (i) => (await textOf(family.article[i]))?.slice(family.start[i], family.end[i]) ?? null;
  const middle = await text(family.medoid);
  const head = await nameOf(family);
  if (view.signal.aborted) return;
  view.title = "Family " + number;
  const place = h("ol", { class: "variants" });
  view.show(
    h("h1", null, bdi(head)),
    h("p", { class: "lead" }, `${plural(family.article.length, "passage")} in ${plural(sizeOf(family), "article")}${ofOutlets(distinct(family))}`),
    h("section", null, h("h2", null, "The text in the middle of the others"), h("blockquote", { class: "text", dir: "auto", tabindex: 0 }, breakable(middle ?? "The text is not in this page.")),
      h("p", { class: "note" }, byline(family.article[family.medoid]))),
    h("section", null, h("h2", null, "In order of date"),
      h("p", { class: "note" }, "Marked: words that the text above does not have. Struck through: words of the text above that are missing here.",
        family.level.includes(2) && " Rewritten ones stand whole, with the words marked that both have and that speak for it."), place));
  const draw = async (from) => {
    for (const i of order.slice(from, from + LIMIT_VARIANTS)) {
      const own = await text(i);
      if (view.signal.aborted) return;
      const a = family.article[i];
      place.append(h("li", { value: order.indexOf(i) + 1 },
        h("p", { class: "line" }, h("a", { href: toArticle(a) }, bdi(titleOf(a))), byline(a), family.level[i] !== null && levelTag(family.level[i]),
          first.has(a) && h("b", { class: "first" }, first.size > 1 ? "first seen (tie)" : "first seen"),
          i === family.medoid && h("span", { class: "quiet" }, "the text above"),
          a !== family.article[family.medoid] && h("a", { href: toPair(Math.min(a, family.article[family.medoid]), Math.max(a, family.article[family.medoid])) }, "side by side")),
        h("div", { class: "text", dir: "auto" }, own === null ? "The text is not in this page." : i === family.medoid || middle === null ? breakable(own) : family.level[i] === 2 ? retoldAs(family, i, own, reasons) : variant(middle, own))));
    }
    const left = order.length - from - LIMIT_VARIANTS;
    if (left > 0) {
      const more = async () => {
        button.remove();
        paper.remove();
        await draw(from + LIMIT_VARIANTS);
        place.children[from + LIMIT_VARIANTS]?.querySelector("a").focus();
      };
      const paper = h("p", { class: "on-paper" }, `Printed: the first ${num(from + LIMIT_VARIANTS)} of ${num(order.length)}.`);
      const button = h("button", { class: "plain", onclick: () => more() }, `Show ${num(Math.min(left, LIMIT_VARIANTS))} more`);
      place.after(button, paper);
    }
  };
  await draw(0);
}

/** The text of a member in other words, with the words marked that speak for its passage with the one in the middle. */
function retoldAs(family, i, own, reasons) {
  const [middle, article] = [family.article[family.medoid], family.article[i]];
  const { left, right, leftStart, leftEnd, rightStart, rightEnd, level } = data.passages;
  const overlaps = (start, end, at) => start < family.end[at] && family.start[at] < end;
  const p = [...passagesOf(article)].find((p) => {
    if (level[p] !== 2 || !reasons[p]) return false;
    if (left[p] === article && right[p] === middle) return overlaps(leftStart[p], leftEnd[p], i) && overlaps(rightStart[p], rightEnd[p], family.medoid);
    return left[p] === middle && right[p] === article && overlaps(rightStart[p], rightEnd[p], i) && overlaps(leftStart[p], leftEnd[p], family.medoid);
  });
  return p === undefined ? breakable(own) : speaking(own, reasons[p], right[p] === article, "ins");
}

/** `own` with its differences from `middle` in one line of text: struck through what is missing, marked what is new. */
function variant(middle, own) {
  const [left, right] = [pieces(middle), pieces(own)];
  const at = (all) => all.flatMap((piece, i) => (piece.word === null ? [] : [i]));
  const [leftAt, rightAt] = [at(left), at(right)];
  const common = commonWords(leftAt.map((i) => left[i].word), rightAt.map((i) => right[i].word));
  if (!common) return breakable(own);
  const out = document.createDocumentFragment();
  const text = (all, from, end) => all.slice(from, end).map((piece) => piece.text).join("");
  const hasWords = (all, from, end) => all.slice(from, end).some((piece) => piece.word !== null);
  let [x, y] = [0, 0];
  for (const [i, j] of [...common.map(([i, j]) => [leftAt[i], rightAt[j]]), [left.length, right.length]]) {
    const gone = text(left, x, i);
    const added = text(right, y, j);
    if (hasWords(left, x, i)) {
      // Marks that stand behind it in both are not struck through.
      const [end, tail] = [gone.trimEnd(), hasWords(right, y, j) ? "" : added.trim()];
      const struck = tail && end.endsWith(tail) ? end.slice(0, -tail.length) : end;
      out.append(gone.match(/^\s*/)[0], h("del", null, breakable(struck.trim())));
      // What is struck through has a blank behind it where it had one, unless one follows anyway.
      if (/\s$/.test(gone) && (hasWords(right, y, j) ? !/^\s/.test(added) : added === "")) out.append(" ");
    }
    if (hasWords(right, y, j)) out.append(added.match(/^\s*/)[0], h("ins", null, breakable(added.trim())), added.match(/\s*$/)[0]);
    else out.append(breakable(added));
    if (j < right.length) out.append(breakable(right[j].text));
    [x, y] = [i + 1, j + 1];
  }
  return out;
}
