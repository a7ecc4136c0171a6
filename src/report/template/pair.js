/* Two texts side by side, their passages marked; a passage leads to its partner. */

/** With more a page takes long to open, and nobody can tell one from another. */
const LIMIT_MARKED = 500;

/**
 * `text` with spans marked: each { start, end, level, label } becomes a numbered button and marked stretches that know
 * which spans lie on them. Spans may overlap.
 */
function markedText(text, spans, chip) {
  const out = document.createDocumentFragment();
  const borders = new Set([0, text.chars]);
  for (const { start, end } of spans) {
    borders.add(start);
    borders.add(end);
  }
  const order = [...borders].sort((a, b) => a - b);
  const starting = new Map();
  spans.forEach((span, i) => (starting.has(span.start) ? starting.get(span.start).push(i) : starting.set(span.start, [i])));
  let open = [];
  for (let b = 0; b < order.length; b++) {
    const at = order[b];
    open = open.filter((i) => spans[i].end > at);
    for (const i of starting.get(at) || []) {
      if (chip) out.append(chip(i));
      open.push(i);
    }
    if (b + 1 === order.length) break;
    const piece = breakable(text.slice(at, order[b + 1]));
    if (open.length === 0) {
      out.append(piece);
      continue;
    }
    const level = Math.min(...open.map((i) => spans[i].level));
    out.append(h("span", { class: "m l" + level, "data-p": " " + open.join(" ") + " " }, piece));
  }
  return out;
}

async function pairView(view, [leftKey, rightKey]) {
  const all = await passages();
  let [left, right] = [leftKey, rightKey].map((key) => data.keys.get(key) ?? -1);
  if (left < 0 || right < 0) return missing(view, "This pair is not in this page.");
  const numbers = [...passagesOf(left)].filter((p) => (all.left[p] === left && all.right[p] === right) || (all.left[p] === right && all.right[p] === left));
  // The one that was certainly first stands on the left, or at the top.
  if (precedes(right, left)) [left, right] = [right, left];
  const isSame = left === right;
  const asked = numbers[Number(route().params.get("p")) - 1];
  const marked = numbers.length > LIMIT_MARKED ? new Set([...sortBy([...numbers], (p) => all.score[p]).slice(0, LIMIT_MARKED), asked]) : null;
  const spans = numbers.filter((p) => !marked || marked.has(p)).map((p) => {
    const isTurned = !isSame && all.left[p] !== left;
    const one = [all.leftStart[p], all.leftEnd[p]];
    const two = [all.rightStart[p], all.rightEnd[p]];
    return { p, level: all.level[p], score: all.score[p] / 1e6, identity: all.identity[p] / 1e6, isTurned, spans: isTurned ? [two, one] : [one, two] };
  });
  spans.sort((a, b) => a.spans[0][0] - b.spans[0][0] || a.spans[1][0] - b.spans[1][0]);
  // The fragment names a passage by its place in the table.
  const inTable = new Map(numbers.map((p, i) => [p, i + 1]));
  const texts = await Promise.all([textOf(left), textOf(right)]);
  const [known, reasons] = await Promise.all([verified(), evidence()]);
  const exact = known.get(left < right ? left + " " + right : right + " " + left);
  const crowd = spans.length === 0 && !isSame && isCounted(left, right) && (await crowds()).find((family) => family.article.includes(left) && family.article.includes(right));
  if (view.signal.aborted) return;

  const articles = [left, right];
  const panes = articles.map((article, side) => pane(article, side, texts[side], spans));
  const why = h("section", { class: "why", "aria-label": "Why", tabindex: 0 });
  const counter = h("span", { class: "counter", role: "status" });
  let chosen = -1;

  /** Chooses a passage and brings both sides into line; the side it was chosen on stays where it is. */
  function choose(i, from, focus) {
    if (i < 0 || i >= spans.length) return;
    chosen = i;
    for (const pane of panes) {
      for (const element of pane.text.querySelectorAll("[data-p]")) element.classList.toggle("chosen", element.dataset.p.includes(` ${i} `));
      for (const element of pane.text.querySelectorAll(".chip")) element.setAttribute("aria-pressed", element.dataset.chip === String(i));
    }
    align(i, from);
    counter.textContent = `Passage ${num(i + 1)} of ${num(spans.length)}`;
    explain(why, spans[i], texts, reasons[spans[i].p]);
    if (focus !== undefined) panes[focus].text.querySelector(`[data-chip="${i}"]`)?.focus({ preventScroll: true });
    const { params } = route();
    params.set("p", inTable.get(spans[i].p));
    remember(params);
  }

  /** From passage to passage by a letter, while the focus is in the texts, beside them, or on the heading, where one arrives. */
  function stepped(event) {
    const step = { n: 1, j: 1, p: -1, k: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    choose(chosen + step);
    event.preventDefault();
  }

  function align(i, from) {
    const [one, two] = panes.map((pane) => ({ box: pane.text, mark: pane.text.querySelector(`[data-chip="${i}"]`) }));
    const at = ({ box, mark }) => mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const bring = (side, y) => { side.box.scrollTop += at(side) - y; };
    if (from === undefined) {
      const y = Math.min(one.box.clientHeight, two.box.clientHeight) / 5;
      bring(one, y);
      bring(two, y);
      // Near an end one side cannot go as far; the other follows it.
      bring(one, at(two));
      bring(two, at(one));
    } else {
      const [fixed, moved] = from === 0 ? [one, two] : [two, one];
      bring(moved, at(fixed));
      bring(fixed, at(moved));
    }
  }

  function pane(article, side, text, all) {
    const label = `${["Left", "Right"][side]}: ${titleOf(article)}`;
    const box = h("div", { class: "text", dir: "auto", lang: languageOf(article), tabindex: 0, role: "region", "aria-label": label, onclick: clicked, onkeydown: pressed });
    if (!text) box.append(h("p", { class: "note" }, "The text is not in this page."));
    else {
      box.append(markedText(text, all.map(({ spans, level }) => ({ start: spans[side][0], end: spans[side][1], level })), (i) => {
        const { spans, level } = all[i];
        return h("button", {
          class: "chip l" + level, "data-chip": i, type: "button", "aria-pressed": "false",
          "aria-label": `Passage ${i + 1}, ${LEVELS[level]}, ${plural(spans[side][1] - spans[side][0], "character")}. Go to its partner.`,
        }, i + 1);
      }));
    }
    function clicked(event) {
      const button = event.target.closest("[data-chip]");
      const mark = event.target.closest("[data-p]");
      if (button) choose(Number(button.dataset.chip), side, event.detail === 0 ? 1 - side : undefined);
      else if (mark && String(getSelection()) === "") {
        const under = mark.dataset.p.trim().split(" ").map(Number);
        // A second click on overlapping passages goes to the next of them.
        choose(under[(under.indexOf(chosen) + 1) % under.length], side);
      }
    }
    function pressed(event) {
      const button = event.target.closest("[data-chip]");
      if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
      const i = Number(button.dataset.chip);
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") choose(i, side, 1 - side);
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(i + (event.key === "ArrowDown" ? 1 : -1), undefined, side);
      else return;
      event.preventDefault();
    }
    return { text: box, article };
  }

  // Near-duplicates have much in common, whether or not their passages are here.
  const isUntold = spans.length === 0 && !isSame && (isPartial() || exact !== undefined);
  const shared = (side) => {
    if (numbers.length === 0) return 0;
    const isLeft = isSame ? side === 0 : articles[side] === all.left[numbers[0]];
    return (isLeft ? data.pairs.sharedLeft : data.pairs.sharedRight)[pairAt(numbers[0])];
  };
  const heads = articles.map((article, side) => h("div", { class: "head" },
    h("h2", null, h("a", { href: toArticle(article) }, bdi(titleOf(article)))),
    h("p", null, byline(article), original(article), (numbers.length > 0 || crowd || isUntold) && precedes(article, articles[1 - side]) && h("b", { class: "first" }, "first seen")),
    !crowd && !isUntold && h("p", null, h("b", null, percent(shareOf(article, shared(side)))), isSame ? " of this text stands in it twice" : " of this text is shared with the other", data.articles.boilerplate[article] > 0 && ", boilerplate aside")));
  // Of one passage alone all is said beside the texts.
  const told = spans.length > 1 ? spans.flatMap(({ p, level }, i) => (level === 2 && reasons[p] ? [i] : [])) : [];
  const each = told.length > 0 && eachReason(told, (i) => ({ ...spans[i], reasons: reasons[spans[i].p], texts }), (i) => {
    choose(i);
    panes[0].text.querySelector(`[data-chip="${i}"]`)?.focus();
  }, view.signal);
  view.title = `${titleOf(left)} / ${titleOf(right)}`;
  const counts = LEVELS.map((_, level) => numbers.filter((p) => all.level[p] === level).length);
  view.show(
    h("h1", { class: "unseen", onkeydown: stepped }, isSame ? "One article with itself" : "Pair of articles"),
    h("div", { class: "heads" }, heads),
    notices(),
    h("p", { class: "note remarks" },
      crowd && ["Both have a stretch of ", h("a", { href: to("family", [crowd.number]) }, "a family of " + plural(sizeOf(crowd), "article")), ". Of so many articles each is compared with a few only; of these two there is no passage here. "],
      isUntold && !crowd && (isPartial() ? "Passages of these two are not in this page. " : "Of so many copies each is compared word by word with a few only; of these two there is no passage here. "),
      marked && `The ${num(LIMIT_MARKED)} surest of ${num(numbers.length)} passages are marked. `,
      !isSame && !precedes(left, right) && "Which came first is not certain from the dates. ",
      exact && `Near-duplicates by word shingles: resemblance ${percent(exact.resemblance)}, ${percent(left <= right ? exact.ofLeft : exact.ofRight)} of the left in the right, ${percent(left <= right ? exact.ofRight : exact.ofLeft)} of the right in the left.`),
    h("div", { class: "bench", onkeydown: stepped },
      h("div", { class: "bar-line", role: "group", "aria-label": "Passages" },
        h("button", { class: "plain", type: "button", disabled: spans.length < 2, title: "p or k, in the texts", onclick: () => choose(chosen - 1) }, "‹ Previous"),
        counter,
        h("button", { class: "plain", type: "button", disabled: spans.length < 2, title: "n or j, in the texts", onclick: () => choose(chosen + 1) }, "Next ›"),
        each && h("button", { class: "plain", type: "button", onclick: each.show }, each.label),
        h("span", { class: "key" }, counts.map((count, level) => count > 0 && h("span", null, levelTag(level), " " + num(count))))),
      h("div", { class: "panes" }, panes.map((pane) => pane.text)),
      why),
    each && each.element);
  fit(view.signal);
  if (spans.length === 0) counter.textContent = isUntold || crowd ? "No passages here" : "No passages";
  else {
    choose(Math.max(0, spans.findIndex((span) => span.p === asked)));
  }
}

/** Makes the two texts as tall as the window leaves room, or as the whole window where that is too little. */
function fit(signal) {
  const bench = document.querySelector(".bench");
  const set = () => {
    const above = bench.getBoundingClientRect().top + scrollY;
    const bar = document.querySelector(".top").offsetHeight;
    bench.style.height = Math.max(innerHeight - above < 480 ? innerHeight - bar : innerHeight - above, 480) + "px";
  };
  set();
  addEventListener("resize", set, { signal });
}

/** Why two stretches are shown as a passage, with their differences word by word. */
function explain(place, { level, score, identity, isTurned, spans }, texts, reasons) {
  const sides = spans.map(([start, end], side) => (texts[side] ? texts[side].slice(start, end) : ""));
  const found = texts.every(Boolean) ? differences(...sides) : null;
  const words = found && [
    `${plural(found.same, "word")} the same, ${found.run === found.same ? "all" : num(found.run)} in a row`,
    found.changes ? `${plural(found.changes, "change")}: ${num(found.onlyLeft)} only on the left, ${num(found.onlyRight)} only on the right` : "nothing changed",
  ].join("; ");
  place.replaceChildren(
    h("p", null, h("b", null, "Why: "), levelTag(level), ` (${LEVEL_MEANS[level]}). ${percent(identity)} of the words are the same${level === 2 ? ", in any order" : ""}, score ${score.toFixed(2)}. `, words && h("span", { class: "quiet" }, words + ".")),
    reasons ? reasonList(reasons, isTurned) : "",
    reasons && found && level === 2
      ? twins(...sides.map((side, i) => speaking(side, reasons, (i === 1) !== isTurned, "del")))
      : found && found.onlyLeft + found.onlyRight > 0 ? twins(found.left, found.right) : "");
}

function twins(...sides) {
  return h("div", { class: "twins" }, sides.map((side) => h("div", { class: "quote", dir: "auto" }, side)));
}

function missing(view, what) {
  view.title = "Not here";
  view.show(h("h1", null, "Not here"), h("p", null, what), notices(), h("p", null, h("a", { href: to("overview") }, "To the overview")));
}
