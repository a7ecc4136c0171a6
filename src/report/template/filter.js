/* The filter: from the fragment to a form and to tests of articles and passages. */

/** The filter in `params`. Numbers of outlets, days since 1970, code points, millionths. */
function filterOf(params) {
  const outlet = (name) => {
    const typed = params.get(name);
    return typed === null ? null : data.meta.outlets.name.indexOf(typed);
  };
  // A day, a month or a year, as `--filter` takes them: its first day, or its last.
  const day = (name, isEnd) => {
    const parts = /^(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(\d\d))?$/.exec(params.get(name) || "");
    if (!parts) return null;
    const [year, month, date] = parts.slice(1).map((part) => part && Number(part));
    if (!isEnd) return Date.UTC(year, (month || 1) - 1, date || 1) / 1000 / DAY;
    return Date.UTC(month ? year : year + 1, !month ? 0 : date ? month - 1 : month, date ? date + 1 : 1) / 1000 / DAY - 1;
  };
  const levels = (params.get("level") || "").split(",").map((name) => LEVELS.indexOf(name)).filter((level) => level >= 0);
  return {
    outlet: outlet("outlet"),
    other: outlet("with"),
    first: outlet("first"),
    from: day("from", false),
    to: day("to", true),
    levels: levels.length ? new Set(levels) : null,
    length: Number(params.get("length")) || 0,
    score: (Number(params.get("score")) || 0) * 1e6,
    words: queryWords(params.get("words") || ""),
    article: params.get("article") === null ? null : data.keys.get(params.get("article")) ?? -1,
    isNear: params.has("near"),
    isRepeat: params.has("repeats"),
  };
}

/** Whether the date of an article, by the calendar of its own zone, may lie in the range. */
function isWithin(filter, article) {
  if (filter.from === null && filter.to === null) return true;
  const { first_day: first, last_day: last } = data.articles;
  if (first[article] === null) return false;
  return (filter.from === null || last[article] >= filter.from) && (filter.to === null || first[article] <= filter.to);
}

/** Whether two articles pass by outlet and date. */
function passesPair(filter, left, right) {
  const { outlet } = data.articles;
  const [a, b] = [outlet[left], outlet[right]];
  if (filter.article !== null && left !== filter.article && right !== filter.article) return false;
  if (filter.outlet !== null && filter.other !== null) {
    // What stands twice in one article is between no two.
    if (left === right || !((a === filter.outlet && b === filter.other) || (b === filter.outlet && a === filter.other))) return false;
  } else {
    const one = filter.outlet ?? filter.other;
    if (one !== null && a !== one && b !== one) return false;
  }
  if (filter.first !== null && !(a === filter.first && precedes(left, right)) && !(b === filter.first && precedes(right, left))) return false;
  return isWithin(filter, left) && isWithin(filter, right);
}

/** Whether passage `p` passes everything but the words. */
function passesPassage(filter, p) {
  const { left, right, level, score } = data.passages;
  return (
    // What stands twice in one article is asked for by name.
    (left[p] === right[p]) === filter.isRepeat &&
    (!filter.levels || filter.levels.has(level[p])) &&
    score[p] >= filter.score &&
    passageLength(p) >= filter.length &&
    passesPair(filter, left[p], right[p])
  );
}

/** Whether an article passes by itself. */
function passesArticle(filter, article) {
  const one = filter.outlet ?? filter.other;
  return (one === null || data.articles.outlet[article] === one) && isWithin(filter, article);
}

/**
 * Whether a group of articles passes: by itself one of them, of which `isOne` holds too, and another one of the outlet on the other side.
 * `first` are those of it that no other certainly precedes.
 */
function passesGroup(filter, articles, first, isOne) {
  const { outlet } = data.articles;
  const within = articles.map((article, i) => [article, i]).filter(([article]) => isWithin(filter, article));
  if (filter.article !== null && !within.some(([article]) => article === filter.article)) return false;
  if (filter.first !== null && !first.some((article) => outlet[article] === filter.first && isWithin(filter, article))) return false;
  // With one outlet alone it does not matter on which side.
  const [one, two] = filter.outlet === null ? [filter.other, null] : [filter.outlet, filter.other];
  const others = new Set(two === null ? [] : within.map(([article]) => article).filter((article) => outlet[article] === two));
  const hasOther = (article) => two === null || others.size > 1 || (others.size === 1 && !others.has(article));
  return within.some(([article, i]) => (one === null || outlet[article] === one) && hasOther(article) && isOne(i));
}

/**
 * Reads all texts once and calls `test(article, text)`; in between the page stays alive. Stops when `signal` says so.
 * Articles come chunk by chunk; those without text here are left out.
 */
async function searchTexts(wanted, test, signal, progress) {
  const { chunk: chunks, slot, chars } = data.articles;
  const byChunk = new Map();
  for (const article of wanted) {
    if (chunks[article] === null) continue;
    if (!byChunk.has(chunks[article])) byChunk.set(chunks[article], []);
    byChunk.get(chunks[article]).push(article);
  }
  let done = 0;
  for (const [number, articles] of byChunk) {
    const texts = await chunk(number);
    if (signal.aborted) return false;
    for (const article of articles) test(article, new Text(texts[slot[article]], chars[article]));
    if (++done % 8 === 0) {
      progress(done / byChunk.size);
      await new Promise((resume) => setTimeout(resume));
      if (signal.aborted) return false;
    }
  }
  return true;
}

/** What `stretches` ({ article, start, end, of }) that hold all words are of; null where the search was given up. */
async function holdersOf(words, stretches, signal, progress) {
  const byArticle = new Map();
  for (const one of stretches) byArticle.has(one.article) ? byArticle.get(one.article).push(one) : byArticle.set(one.article, [one]);
  const found = new Set();
  const isWhole = await searchTexts(byArticle.keys(), (a, text) => {
    for (const { start, end, of } of byArticle.get(a)) if (!found.has(of) && holdsAll(text.slice(start, end), words)) found.add(of);
  }, signal, progress);
  return isWhole ? found : null;
}

/** Of `wanted` the articles whose title or text hold all words. */
async function articlesWith(words, wanted, signal, progress) {
  const found = new Set();
  const isWhole = await searchTexts(wanted, (article, text) => {
    if (holdsAll((data.articles.title[article] || "") + " " + text.raw, words)) found.add(article);
  }, signal, progress);
  return isWhole ? found : null;
}

/** Of the passages `wanted` those that hold all words on one side at least. */
async function passagesWith(words, wanted, signal, progress) {
  const { left, right, leftStart, leftEnd, rightStart, rightEnd } = data.passages;
  const sides = wanted.flatMap((p) => [{ article: left[p], start: leftStart[p], end: leftEnd[p], of: p }, { article: right[p], start: rightStart[p], end: rightEnd[p], of: p }]);
  const found = await holdersOf(words, sides, signal, progress);
  return found && wanted.filter((p) => found.has(p));
}

/** What each parameter of the fragment is called in the form, and on paper. */
const ASKED = {
  words: "Words",
  level: "Level",
  outlet: "Outlet",
  with: "With outlet",
  first: "First seen in",
  from: "From",
  to: "To",
  length: "Characters, at least",
  score: "Score, at least",
  near: "Near-duplicates only",
  repeats: "Twice in one article",
  article: "Of the article",
};

/** The parameters of a field of the form; of most fields one of the same name. */
const PARAMETERS = { other: ["with"], dates: ["from", "to"], family: ["level"] };

/** Those of `fields` that there is something to choose for. */
function choosable(fields) {
  const lacking = [hasOutlets() ? [] : ["outlet", "other", "first"], hasDates() ? [] : ["first", "dates"]].flat();
  return fields.filter((field) => !lacking.includes(field));
}

function hasOutlets() {
  return data.meta.outlets.name.length > 0;
}

function hasDates() {
  return data.articles.start.some((start) => start !== null);
}

/** Takes out of the fragment what the form of these fields does not show, or what says nothing: nothing filters unseen. */
function keepShown(fields) {
  const { params } = route();
  const before = params.toString();
  const names = new Set(["sort", "article", ...fields.flatMap((field) => PARAMETERS[field] ?? field)]);
  const { from, to: until, length, score } = filterOf(params);
  const isSaid = { from: from !== null, to: until !== null, length: length > 0, score: score > 0 };
  for (const name of [...params.keys()]) if (!names.has(name) || isSaid[name] === false) params.delete(name);
  if (fields.includes("family") && params.has("level")) {
    const levels = params.get("level").split(",").filter((level) => FAMILY_LEVELS.includes(level));
    levels.length > 0 ? params.set("level", levels.join(",")) : params.delete("level");
  }
  if (params.toString() !== before) remember(params);
}

/** A filter in words, as the form has it. */
function filterWords(params) {
  const parts = Object.entries(ASKED).filter(([name]) => params.has(name)).map(([name, label]) => {
    if (name === "near" || name === "repeats") return label;
    const value = params.get(name);
    return `${label}: ${name === "article" && data.keys.has(value) ? titleOf(data.keys.get(value)) : value.replaceAll(",", name === "level" ? ", " : ",")}`;
  });
  return parts.join("; ");
}

/**
 * The form. `fields` names its parts, `orders` are names of orders and what they are called; `changed` is called with the
 * parameters after every change, until `signal` says that the view was left.
 */
function filterForm(fields, orders, changed, signal) {
  const { params } = route();
  const update = (name, value) => {
    if (value === "" || value === null) params.delete(name);
    else params.set(name, value);
    remember(params);
    changed(params);
  };
  // Drawn anew: what is half typed, or waits for its turn, goes too.
  const clear = () => {
    remember(new URLSearchParams());
    draw();
  };
  const field = (label, control) => h("label", { class: "field" }, h("span", null, label), control);
  // Each waits for itself, and nothing is said of a view that was left.
  const input = (name, attrs) => {
    const lazily = later((value) => { if (!signal.aborted) update(name, value); }, 250);
    return field(ASKED[name], h("input", { name, value: params.get(name) || "", autocomplete: "off", ...attrs, oninput: (event) => lazily(event.target.value.trim()) }));
  };
  const outlets = (name) => {
    const options = data.meta.outlets.name.map((outlet) => h("option", { value: outlet, selected: params.get(name) === outlet }, outlet));
    const asked = params.get(name);
    if (asked && !data.meta.outlets.name.includes(asked)) options.unshift(h("option", { value: asked, selected: true }, asked + " (none of these)"));
    // An empty name is "no choice"; outlets always have a name.
    return field(ASKED[name], h("select", { name, onchange: (event) => update(name, event.target.value) }, h("option", { value: "" }, "any"), options));
  };
  const level = (names) => {
    const chosen = new Set((params.get("level") || "").split(",").filter(Boolean));
    const boxes = names.map((name) =>
      h("label", { class: "check" },
        h("input", {
          type: "checkbox", name: "level", value: name, checked: chosen.has(name),
          onchange: (event) => {
            event.target.checked ? chosen.add(name) : chosen.delete(name);
            update("level", LEVELS.filter((one) => chosen.has(one)).join(","));
          },
        }),
        levelTag(LEVELS.indexOf(name))));
    return h("fieldset", { class: "field levels" }, h("legend", null, ASKED.level), h("div", null, boxes));
  };
  const box = (name) => h("label", { class: "check field" }, h("span", null,
    h("input", { type: "checkbox", name, checked: params.has(name), onchange: (event) => update(name, event.target.checked ? "1" : "") }), ASKED[name]));
  // A month or a year is shown as its first or its last day.
  const dated = filterOf(params);
  const day = (name) => input(name, { type: "date", value: dated[name] === null ? "" : new Date(dated[name] * DAY * 1000).toISOString().slice(0, 10) });
  const parts = {
    words: () => input("words", { type: "search", placeholder: "all of these, or \"a phrase\"" }),
    outlet: () => outlets("outlet"),
    other: () => outlets("with"),
    first: () => outlets("first"),
    dates: () => [day("from"), day("to")],
    level: () => level(LEVELS),
    family: () => level(FAMILY_LEVELS),
    near: () => box("near"),
    repeats: () => box("repeats"),
    length: () => input("length", { type: "number", min: 0, step: 10 }),
    score: () => input("score", { type: "number", min: 0, max: 1, step: 0.05 }),
  };
  const sort = orders.map(([value, label]) => h("option", { value, selected: params.get("sort") === value }, label));
  const [first] = orders[0];
  const [always, more] = [fields.slice(0, 1), fields.slice(1)];
  const isSet = Object.keys(ASKED).some((name) => name !== "words" && name !== "article" && params.has(name));
  const article = data.keys.get(params.get("article"));
  const ofArticle = params.has("article") && h("p", { class: "note of-article" }, ASKED.article + " ",
    article === undefined ? bdi(params.get("article")) : h("a", { href: toArticle(article) }, bdi(titleOf(article))), " ",
    h("button", { type: "button", class: "plain", onclick: (event) => { event.target.closest("p").remove(); document.querySelector("h1").focus(); update("article", null); } }, "All articles"));
  return h("form", { class: "filter", role: "search", "aria-label": "Filter", onsubmit: (event) => event.preventDefault() },
    ofArticle,
    h("div", { class: "filter-line" },
      always.map((part) => parts[part]()),
      sort.length > 1 && field("Order", h("select", { name: "sort", onchange: (event) => update("sort", event.target.value === first ? "" : event.target.value) }, sort))),
    more.length > 0 && h("details", { open: isSet || matchMedia("(min-width: 60rem)").matches },
      h("summary", null, "Filter"),
      h("div", { class: "filter-line" },
        more.map((part) => parts[part]()),
        h("button", { type: "button", class: "plain", onclick: clear }, "Clear"))));
}
