/* Lists of passages, pairs and articles, filtered and ordered. */

/** Orders that go by dates. */
const DATED = ["date", "speed", "earlier"];

/**
 * A view with a filter and a list of some of `total` rows. `find(filter, sort, signal, progress)` gives rows or null when stopped; `row` makes one.
 */
function listView(view, { title, lead, total, fields, sorts, find, row, kind }) {
  const count = h("p", { class: "count", role: "status" });
  // The filter in words, for a page on paper.
  const paper = h("p", { class: "on-paper" });
  const place = h("div");
  const lacks = notices();
  const here = lacks.length > 0 ? " in this page" : "";
  let running = new AbortController();
  view.signal.addEventListener("abort", () => running.abort());
  const shownFields = choosable(fields);
  const orders = Object.entries(sorts).filter(([name]) => (hasOutlets() || name !== "spread") && (hasDates() || !DATED.includes(name)));
  keepShown(shownFields);
  const draw = async (params) => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const [order, orderWords] = orders.find(([name]) => name === params.get("sort")) ?? orders[0];
    const shown = setTimeout(() => { count.textContent = "Searching …"; }, 150);
    const found = await find(filterOf(params), order, signal, (share) => { count.textContent = `Searching … ${percent(share)}`; });
    clearTimeout(shown);
    if (!found || signal.aborted) return;
    const isAsked = [...params.keys()].some((name) => name !== "sort");
    count.textContent = found.length ? plural(found.length, ...kind) + here : isAsked ? `Nothing${here} passes this filter.` : here ? `None is${here}.` : "None was found.";
    paper.textContent = [filterWords(params), `Order: ${orderWords}`].filter(Boolean).join("; ") + ".";
    const list = virtualList(title, found.length, (i, coming) => row(found[i], signal, coming), signal);
    list.element.dataset.of = kind[0];
    place.replaceChildren(list.element);
    list.start();
    view.placed();
    await list.prepare();
    if (!signal.aborted) view.ready();
  };
  view.title = title;
  view.show(h("h1", null, title), lead && h("p", { class: "lead" }, lead), lacks, total > 0 && filterForm(shownFields, orders, draw, view.signal), count, paper, place);
  return draw(route().params);
}

/** Sorts rows by a number each, largest first; ties keep their order. */
function sortBy(rows, value) {
  const keys = new Map();
  for (const row of rows) keys.set(row, value(row));
  // Not a difference: both may be infinite.
  return rows.sort((a, b) => (keys.get(a) < keys.get(b) ? 1 : keys.get(a) > keys.get(b) ? -1 : 0));
}

async function passageList(view) {
  const all = await passages();
  const { start } = data.articles;
  const earliest = (p) => -Math.min(start[all.left[p]] ?? Infinity, start[all.right[p]] ?? Infinity);
  return listView(view, {
    title: "Passages",
    kind: ["passage"],
    total: all.count,
    fields: ["words", "level", "outlet", "other", "first", "dates", "length", "score", "repeats"],
    sorts: { length: "longest first", score: "score", date: "first published" },
    async find(filter, sort, signal, progress) {
      let rows = [];
      for (let p = 0; p < all.count; p++) if (passesPassage(filter, p)) rows.push(p);
      if (filter.words.length) rows = await passagesWith(filter.words, rows, signal, progress);
      return rows && sortBy(rows, sort === "score" ? (p) => all.score[p] : sort === "date" ? earliest : passageLength);
    },
    row: passageRow,
  });
}

/** Characters of the shorter side of a passage. */
function passageLength(p) {
  const { leftStart, leftEnd, rightStart, rightEnd } = data.passages;
  return Math.min(leftEnd[p] - leftStart[p], rightEnd[p] - rightStart[p]);
}

/** How a stretch of an article begins, once its text is there; `marks` makes of a text one with words marked. */
function excerpt(article, start, end, signal, coming, marks) {
  const text = h("span", { class: "excerpt clamp", dir: "auto" });
  coming.push(textOf(article).then(async (whole) => {
    const begins = whole && whole.slice(start, Math.min(end, start + 400));
    const shown = !whole ? ["The text is not in this page."] : marks ? await marks(begins) : [begins];
    if (!signal.aborted) text.replaceChildren(...shown);
  }));
  return text;
}

function passageRow(p, signal, coming) {
  const { left, right, leftStart, leftEnd, rightStart, rightEnd, level, score } = data.passages;
  // The one that was certainly first, and its words, come first.
  const isTurned = precedes(right[p], left[p]);
  const [one, two] = isTurned ? [right[p], left[p]] : [left[p], right[p]];
  const sides = [[leftStart[p], leftEnd[p]], [rightStart[p], rightEnd[p]]];
  if (isTurned) sides.reverse();
  const begins = (article, [start, end], marks) => excerpt(article, start, end, signal, coming, marks);
  // In other words: both wordings, and what speaks for it.
  const isRewritten = level[p] === 2;
  const marks = (isRight) => async (text) => {
    const reasons = (await evidence())[p];
    return reasons ? speaking(text, reasons, isRight, "del") : [text];
  };
  const text = isRewritten
    ? h("span", { class: "sides" }, begins(one, sides[0], marks(isTurned)), begins(two, sides[1], marks(!isTurned)))
    : begins(one, sides[0]);
  const why = isRewritten && h("span", { class: "why-line" });
  if (why) {
    coming.push(evidence().then((reasons) => {
      if (reasons[p] && !signal.aborted) why.replaceChildren(briefReasons(reasons[p], isTurned));
    }));
  }
  const first = pairFirst(p);
  return h("a", { class: "item", href: toPair(left[p], right[p], p - first + 1) },
    h("span", { class: "line" }, levelTag(level[p]), h("span", { title: "on the shorter side" }, plural(passageLength(p), "character")), h("span", { class: "quiet" }, "score " + (score[p] / 1e6).toFixed(2)), why),
    text,
    h("span", { class: isRewritten ? "line two halves" : "line two" }, whose(one), left[p] === right[p] ? h("span", { class: "quiet" }, "twice in one article") : whose(two)));
}

/** The first passage of the pair that `p` belongs to. */
function pairFirst(p) {
  return data.pairs.first[pairAt(p)];
}

/** The pair whose passages hold `p`, by halving. */
function pairAt(p) {
  let [low, high] = [0, data.pairs.count - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (data.pairs.first[middle] <= p) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function pairList(view) {
  const [all, exact] = await Promise.all([passages(), verified()]);
  const { pairs } = data;
  // Of many copies each is compared word by word with a few.
  const without = exact.size - pairs.first.filter((p) => exact.has(all.left[p] + " " + all.right[p])).length;
  const alone = without === 0 ? "" : ` ${plural(without, "near-duplicate pair")} ` + (isPartial()
    ? `${without === 1 ? "has" : "have"} no passage in this page.`
    : `without one ${without === 1 ? "stands" : "stand"} in the table of pairs.`);
  const resemblance = (i) => exact.get(all.left[pairs.first[i]] + " " + all.right[pairs.first[i]])?.resemblance ?? -1;
  const { start } = data.articles;
  const share = (i) => Math.max(shareOf(all.left[pairs.first[i]], pairs.sharedLeft[i]), shareOf(all.right[pairs.first[i]], pairs.sharedRight[i]));
  const date = (i) => -Math.min(start[all.left[pairs.first[i]]] ?? Infinity, start[all.right[pairs.first[i]]] ?? Infinity);
  const shared = (i) => Math.max(pairs.sharedLeft[i], pairs.sharedRight[i]);
  return listView(view, {
    title: "Pairs",
    lead: "Two articles that share at least one passage." + alone,
    kind: ["pair"],
    total: pairs.count,
    fields: ["words", "level", "outlet", "other", "first", "dates", "length", "score", "near"],
    sorts: { shared: "most shared characters", share: "largest share", passages: "most passages", resemblance: "resemblance", date: "first published" },
    async find(filter, sort, signal, progress) {
      let passing = [];
      for (let p = 0; p < all.count; p++) if (passesPassage(filter, p)) passing.push(p);
      if (filter.words.length) passing = await passagesWith(filter.words, passing, signal, progress);
      if (!passing) return passing;
      // Both are in order of the articles.
      const rows = [];
      let next = 0;
      for (let i = 0; i < pairs.count; i++) {
        while (next < passing.length && passing[next] < pairs.first[i]) next++;
        if (next < passing.length && passing[next] < pairs.end[i] && (!filter.isNear || resemblance(i) >= 0)) rows.push(i);
      }
      return sortBy(rows, { share, date, resemblance, passages: (i) => pairs.end[i] - pairs.first[i] }[sort] || shared);
    },
    row: (i) => pairRow(i, exact),
  });
}

function pairRow(i, exact) {
  const { left, right, level } = data.passages;
  const { first, end, sharedLeft, sharedRight } = data.pairs;
  const [a, b] = [left[first[i]], right[first[i]]];
  const counts = [0, 0, 0, 0];
  for (let p = first[i]; p < end[i]; p++) counts[level[p]]++;
  const row = exact.get(a + " " + b);
  const side = (article, shared) => h("span", { class: "side" },
    bdi(titleOf(article), "name clip"), byline(article, " · ", percent(shareOf(article, shared)) + " shared"));
  const sides = [side(a, sharedLeft[i]), side(b, sharedRight[i])];
  if (precedes(b, a)) sides.reverse();
  return h("a", { class: "item", href: toPair(a, b) },
    h("span", { class: "sides" }, sides),
    h("span", { class: "line" }, counts.map((count, l) => count > 0 && h("span", null, num(count) + " ", levelTag(l))),
      row && h("span", { class: "quiet" }, "resemblance " + percent(row.resemblance))));
}

async function articleList(view) {
  const { key, chars, shared, start, earlier } = data.articles;
  return listView(view, {
    title: "Articles",
    kind: ["article"],
    total: key.length,
    fields: ["words", "outlet", "dates"],
    sorts: { date: "first published", share: "largest shared share", shared: "most shared characters", earlier: "most seen earlier", length: "longest" },
    async find(filter, sort, signal, progress) {
      let rows = key.map((_, a) => a).filter((a) => (filter.article === null || a === filter.article) && passesArticle(filter, a));
      if (filter.words.length) {
        const found = await articlesWith(filter.words, rows, signal, progress);
        rows = found && rows.filter((a) => found.has(a));
      }
      const by = { share: (a) => shareOf(a, shared[a]), shared: (a) => shared[a], earlier: (a) => earlier[a], length: (a) => chars[a] }[sort];
      return rows && sortBy(rows, by || ((a) => -(start[a] ?? Infinity)));
    },
    row: articleRow,
  });
}

function articleRow(a) {
  const { chars, shared, words } = data.articles;
  return h("a", { class: "item", href: toArticle(a) },
    bdi(titleOf(a), "name clip"),
    h("span", { class: "line" }, byline(a), h("span", { class: "quiet" }, plural(words[a], "word")), h("span", null, percent(shareOf(a, shared[a])) + " shared")),
    h("span", { class: "line" }, shareBar(a)));
}

/** How one article divides into its own text and what others have. */
function shareBar(a) {
  const { chars } = data.articles;
  const parts = partsOf(data.articles, a);
  const said = PARTS.filter(([part]) => parts[part] > 0).map(([part, label]) => `${percent(parts[part] / (chars[a] || 1))} ${label}`).join(", ");
  return h("span", { class: "stack", role: "img", "aria-label": said, title: said }, PARTS.map(([part]) => {
    const piece = h("i", { class: part });
    piece.style.flexGrow = parts[part] / (chars[a] || 1);
    return piece;
  }));
}

/** Characters as a share of an article without its boilerplate, as the tables count. */
function shareOf(article, chars) {
  return chars / Math.max(1, data.articles.chars[article] - data.articles.boilerplate[article]);
}
