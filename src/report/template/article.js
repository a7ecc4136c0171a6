/* One article: each stretch shaded by how many others carry it, and who had it first. */

const LIMIT_PARTNERS = 50;

async function articleView(view, [key]) {
  const article = data.keys.get(key) ?? -1;
  if (article < 0) return missing(view, "This article is not in this page.");
  await passages();
  const [text, crowded] = [await textOf(article), await crowdsOf(article)];
  if (view.signal.aborted) return;
  const stretches = stretchesOf(article, crowded);
  const { words, boilerplate } = data.articles;
  const aside = h("div", { class: "carriers", role: "region", "aria-live": "polite", "aria-label": "Who carries the stretch" });
  const box = h("div", { class: "text whole", dir: "auto", lang: languageOf(article), onclick: (event) => pick(event.target.closest("[data-stretch]")), onkeydown: pressed });
  const hint = h("p", { class: "note" }, "Choose a shaded stretch to see who carries it, and who had it first.");
  // The stretch that Tab stops at: the one chosen last.
  let current = null;

  function pick(element) {
    if (!element) return;
    current.setAttribute("aria-pressed", "false");
    current.tabIndex = -1;
    current = element;
    current.setAttribute("aria-pressed", "true");
    current.tabIndex = 0;
    carriers(aside, article, stretches[Number(element.dataset.stretch)], leave);
  }

  function leave() {
    if (!aside.hasChildNodes()) return;
    aside.replaceChildren();
    current.setAttribute("aria-pressed", "false");
    current.focus();
  }

  function pressed(event) {
    const at = event.target.closest("[data-stretch]");
    if (!at) return;
    if (event.key === "Enter" || event.key === " ") pick(at);
    else if (event.key === "ArrowRight" || event.key === "ArrowDown" || event.key === "ArrowLeft" || event.key === "ArrowUp") {
      const marks = [...box.querySelectorAll("[data-stretch]")];
      const next = marks[marks.indexOf(at) + (event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      pick(next);
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else return;
    event.preventDefault();
  }

  addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); }, { signal: view.signal });

  if (!text) box.append(h("p", { class: "note" }, "The text is not in this page."));
  else {
    let [at, step] = [0, 0];
    stretches.forEach(({ start, end, others, isFirst }, i) => {
      // Between two sentences that are not counted there may be a space that is.
      if (!text.slice(start, end).trim()) return;
      if (start > at) {
        box.append(breakable(text.slice(at, start)));
        step = 0;
      }
      const count = others.length;
      // The number stands where the shade changes; at every border there would be more numbers than text.
      const last = step;
      step = Math.min(5, Math.ceil(Math.log2(count + 1)));
      box.append(h("span", {
        class: "shade s" + step, role: "button", tabindex: -1, "data-stretch": i, "aria-pressed": "false",
        title: `In ${plural(count, "other article")}${isFirst ? ", first seen here" : ""}`,
      }, step !== last && h("sup", { class: "times" }, num(count)), breakable(text.slice(start, end))));
      at = end;
    });
    box.append(breakable(text.slice(at, text.chars)));
    current = box.querySelector("[data-stretch]");
    if (current) current.tabIndex = 0;
  }
  const [compared, quoted] = partnersOf(article);
  const partners = withCrowd(article, compared, crowded);
  view.title = titleOf(article);
  view.show(
    h("h1", null, bdi(titleOf(article))),
    h("p", { class: "lead" }, byline(article), " · ", plural(words[article], "word"), languageName(article) && ` · ${languageName(article)}`, titleOf(article) === key ? null : [" · ", bdi(key, "quiet")], original(article)),
    notices(),
    h("div", { class: "share" }, shareBar(article), h("p", { class: "note" }, shareWords(article)), levelShares(article)),
    h("div", { class: "reading" },
      h("div", null,
        stretches.length > 0 && hint,
        unshaded(article, stretches),
        h("p", { class: "legend" }, "Carried by others:", [[1, "1"], [2, "2–3"], [3, "4–7"], [4, "8–15"], [5, "16 or more"]].map(([step, label]) => h("span", null, h("i", { class: "swatch shade s" + step }), label))),
        box),
      h("aside", { "aria-label": "Others" }, aside,
        h("h2", null, plural(partners.length, "article") + (isPartial() ? " in this page" : "") + (partners.length === 1 ? " shares" : " share") + " text with this one"),
        quoted > 0 && h("p", { class: "note" }, h("a", { href: to("passages", [], { article: key, level: "quote" }) }, `${num(quoted)} more`), ` ${quoted === 1 ? "shares" : "share"} only quoted words, which are not counted.`),
        boilerplate[article] > 0 && partners.length > 0 && h("p", { class: "note" }, "Shares are of its text without boilerplate."),
        partnerList(article, partners),
        partners.length > LIMIT_PARTNERS && h("p", null, h("a", { href: to("pairs", [], { article: key, level: "verbatim,edited,rewritten" }) }, partners.length > compared.length ? `The ${num(compared.length)} that it was compared with` : `All ${num(partners.length)}`)))));
}

function shareWords(article) {
  const { chars, shared, again, earlier, unknown, later: after, boilerplate } = data.articles;
  const part = (value, words) => value > 0 && `${percent(value / chars[article])} ${words}`;
  const parts = [
    part(chars[article] - shared[article] - boilerplate[article], "its own"),
    part(earlier[article], "published earlier elsewhere"),
    part(after[article], "published later by others"),
    part(unknown[article], "also elsewhere, order unknown"),
    part(again[article], "only in others of its outlet"),
    part(boilerplate[article], "boilerplate of the outlet"),
  ].filter(Boolean).join(" · ");
  // Two shares of one article, of all of it and of what is its own: say so.
  return boilerplate[article] > 0 && shared[article] > 0 ? `${parts}. Without boilerplate, ${percent(shareOf(article, shared[article]))} is shared.` : parts;
}

/** How much of an article is shared at each level, each with the way to these passages. */
function levelShares(article) {
  const { key, chars } = data.articles;
  const { left, right, level } = data.passages;
  const counts = [0, 0, 0, 0];
  let repeats = 0;
  for (const p of passagesOf(article)) left[p] === right[p] ? repeats++ : counts[level[p]]++;
  const link = (count, params) => count > 0 && h("a", { href: to("passages", [], { article: key[article], ...params }) }, plural(count, "passage"));
  const parts = LEVELS.map((name, l) => {
    // Nothing of a quote is counted as shared.
    const share = data.articles[name]?.[article] ?? 0;
    return (share > 0 || counts[l] > 0) && h("span", null, levelTag(l), share > 0 && ` ${percent(share / chars[article])}`, share > 0 && counts[l] > 0 && ", ", share === 0 && " ", link(counts[l], { level: name }));
  }).filter(Boolean);
  if (repeats > 0) parts.push(h("span", null, "twice in this article ", link(repeats, { repeats: "1" })));
  return parts.length > 0 && h("p", { class: "note by-level" }, parts);
}

/** How much of what an article shares lies in passages that are not in the page; nothing where all are. */
function unshaded(article, stretches) {
  const missing = data.articles.shared[article] - stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  return missing > 0 && isPartial() && h("p", { class: "note" },
    `${plural(missing, "shared character")} of this text ${missing === 1 ? "lies" : "lie"} in passages that are not in this page: not shaded, and without the articles that have them.`);
}

/** Stretches of an article with the same others: { start, end, others, isFirst, ways }. */
function stretchesOf(article, crowded) {
  const { left, right, leftStart, leftEnd, rightStart, rightEnd, level } = data.passages;
  const sides = [];
  for (const p of passagesOf(article)) {
    if (left[p] === right[p] || level[p] === 3) continue;
    if (left[p] === article) sides.push([leftStart[p], leftEnd[p], right[p], p]);
    else sides.push([rightStart[p], rightEnd[p], left[p], p]);
  }
  // Of many articles with one stretch each was compared with a few: there is no passage to show with the others.
  for (const { start, end, others } of crowded) for (const other of others) sides.push([start, end, other, null]);
  const borders = [...new Set([...sides.flatMap(([start, end]) => [start, end]), ...boilerplateOf(article)])].sort((a, b) => a - b);
  sides.sort((a, b) => a[0] - b[0]);
  const stretches = [];
  let open = [];
  let next = 0;
  for (let b = 0; b + 1 < borders.length; b++) {
    const at = borders[b];
    open = open.filter((side) => side[1] > at);
    while (next < sides.length && sides[next][0] === at) open.push(sides[next++]);
    // Boilerplate is not counted as shared.
    if (open.length === 0 || boilerplateIn(article, at, borders[b + 1]) > 0) continue;
    const others = [...new Set(open.map((side) => side[2]))];
    const isFirst = others.every((other) => precedes(article, other));
    stretches.push({ start: at, end: borders[b + 1], others, isFirst, ways: new Map(open.filter((side) => side[3] !== null).map((side) => [side[2], side[3]])) });
  }
  // Neighbours carried by the same articles are one stretch.
  return stretches.reduce((kept, one) => {
    const last = kept[kept.length - 1];
    const same = last && last.end === one.start && last.others.length === one.others.length && new Set(last.others);
    if (same && one.others.every((other) => same.has(other))) last.end = one.end;
    else kept.push(one);
    return kept;
  }, []);
}

/** Who carries a stretch, in order of date, with the first marked; `leave` closes it. */
function carriers(place, article, { start, end, others, ways }, leave) {
  const all = byDate([article, ...others]);
  const first = new Set(firstOf(all));
  const close = h("button", { type: "button", class: "plain close", onclick: leave }, "Close");
  place.replaceChildren(
    close,
    h("h2", null, `${plural(end - start, "character")} in ${plural(others.length, "other article")}`),
    h("ol", { class: "plainlist" }, all.map((one) => h("li", { "aria-current": one === article ? "true" : null },
      one === article ? h("b", null, "this article") : h("a", { href: ways.has(one) ? wayTo(ways.get(one)) : toArticle(one) }, bdi(titleOf(one))), h("br"), byline(one),
      first.has(one) && h("b", { class: "first" }, first.size > 1 ? "first seen (tie)" : "first seen"),
      ways.has(one) && h("span", null, " ", levelTag(data.passages.level[ways.get(one)]))))));
}

/** Who shares text with an article, the most or the earliest first: when, how much of this one, and how much of theirs is of it. */
function partnerList(article, partners) {
  const list = h("ol", { class: "plainlist partners" });
  const draw = (order) => {
    const place = new Map(byDate(partners.map(({ other }) => other)).map((other, i) => [other, i]));
    const sorted = order === "date" ? [...partners].sort((a, b) => place.get(a.other) - place.get(b.other)) : partners;
    list.replaceChildren(...sorted.slice(0, LIMIT_PARTNERS).map(({ other, shared, theirs, levels }) => h("li", null,
      h("a", { href: toPair(Math.min(article, other), Math.max(article, other)) }, bdi(titleOf(other))), h("br"),
      byline(other, laterWords(article, other)), h("br"),
      `${percent(shareOf(article, shared))} of this one`, theirs !== undefined && ` · ${percent(shareOf(other, theirs))} of that one`,
      (levels || []).map((level) => [" ", levelTag(level)]))));
  };
  draw("most");
  return [
    partners.length > 1 && h("div", { class: "choices" }, choice("Order", "partners", [["most", "most shared"], ["date", "by date"]], "most", draw)),
    list,
  ];
}

/** How much later than one article another was published, or earlier, after a point; nothing where that is not known. */
function laterWords(article, other) {
  const { start, clock, starts, ends, first_day: first, last_day: last } = data.articles;
  if (start[article] === null || start[other] === null) return "";
  const own = clock[article];
  const isExact = [article, other].every((one) => ends[own][one] - starts[own][one] <= 60);
  const isOfDay = [article, other].every((one) => first[one] === last[one]);
  if (!isExact && !isOfDay) return "";
  const apart = isExact ? starts[own][other] - starts[own][article] : DAY * (first[other] - first[article]);
  if (apart === 0) return ` · ${isExact ? "at the same minute" : "the same day"}`;
  const seconds = Math.abs(apart);
  const [unit, name] = seconds < 2 * 3600 ? [60, "minute"] : seconds < 2 * DAY && isExact ? [3600, "hour"] : [DAY, "day"];
  return ` · ${plural(Math.round(seconds / unit), name)} ${apart > 0 ? "later" : "earlier"}`;
}

/** To the pair of a passage, at that passage. */
function wayTo(p) {
  return toPair(data.passages.left[p], data.passages.right[p], p - pairFirst(p) + 1);
}

/** Other articles with how many characters of this one they have, most first; and how many others have quoted words of it only. */
function partnersOf(article) {
  const { left, right, level } = data.passages;
  const [pairs, counted] = [new Set(), new Set()];
  for (const p of passagesOf(article)) {
    if (left[p] === right[p]) continue;
    pairs.add(pairAt(p));
    if (level[p] !== 3) counted.add(pairAt(p));
  }
  const partners = [...counted].map((i) => {
    const p = data.pairs.first[i];
    const isLeft = left[p] === article;
    const [own, theirs] = isLeft ? [data.pairs.sharedLeft, data.pairs.sharedRight] : [data.pairs.sharedRight, data.pairs.sharedLeft];
    const levels = [...new Set(level.subarray(p, data.pairs.end[i]))].filter((one) => one !== 3).sort();
    return { other: isLeft ? right[p] : left[p], shared: own[i], theirs: theirs[i], levels };
  }).sort((a, b) => b.shared - a.shared);
  return [partners, pairs.size - counted.size];
}

/** The same with those of a crowd, which have the whole stretch. */
function withCrowd(article, partners, crowded) {
  const met = new Set(partners.map(({ other }) => other));
  const spans = new Map();
  for (const { start, end, others } of crowded) {
    for (const other of others) if (!met.has(other)) (spans.get(other) ?? spans.set(other, []).get(other)).push([start, end]);
  }
  const more = [...spans].map(([other, all]) => ({ other, shared: union(article, all.map(([start]) => start), all.map(([, end]) => end), all.map(() => 0), 0, all.length) }));
  return [...partners, ...more].sort((a, b) => b.shared - a.shared);
}
