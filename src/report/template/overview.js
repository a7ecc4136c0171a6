/* The first view: what was scanned and what came of it. */

const LIMIT_TRACKS = 8;
const LIMIT_BARS = 20;

async function overview(view) {
  const { summary, outlets } = data.meta;
  const { records } = summary.counts;
  const { held } = data.meta;
  const dates = byDate(data.articles.date.map((_, a) => a).filter((a) => data.articles.start[a] !== null))
    .map((a) => known(data.articles.date[a].split("T")[0]));
  view.title = "Overview";
  view.show(
    h("h1", null, "What the articles share"),
    h("p", { class: "lead" },
      plural(records.articles, "article"), outlets.name.length > 0 && ` of ${plural(summary.counts.outlets, "outlet")}`,
      dates.length > 0 && `, ${[...new Set([dates[0], dates[dates.length - 1]])].join(" to ")}`, ". ",
      "This report shows overlap and dates. It does not say who copied from whom."),
    scanned(summary),
    notices(),
    h("div", { class: "facts" },
      fact(data.meta.levels.reduce((a, b) => a + b), ["passage"], to("passages")),
      fact(held.pairs[1], ["near-duplicate pair"], to("pairs", [], { sort: "resemblance", near: "1" })),
      fact(held.clusters[1], ["near-duplicate cluster"], to("clusters")),
      fact(held.families[1], ["family", "families"], to("families")),
      fact(records.skipped, ["record skipped", "records skipped"], to("records"))),
    silence(),
    held.passages[1] > 0 && h("section", null, h("h2", null, "Passages by level"), levels(data.meta.levels),
      repeated(data.meta.repeats)),
    held.passages[1] > 0 && h("section", null, h("h2", null, "Outlet by outlet"), h("div", { id: "matrix" })),
    outlets.name.length > 0 && h("section", null, h("h2", null, "How much of each outlet is its own"), h("div", { id: "own" })),
    outlets.name.length > 1 && held.families[0] > 0 && h("section", null, h("h2", null, "Who had it first"), h("div", { id: "first" })),
    h("section", null, h("h2", null, "When"), h("div", { id: "when" })));
  const place = document.getElementById("matrix");
  const { params } = route();
  const draw = () => {
    const focus = document.activeElement?.name;
    place.replaceChildren(...(outlets.name.length ? matrix(params, draw).filter(Boolean) : [h("p", { class: "note" }, "No article names its outlet; --outlet FIELD names the field that does.")]));
    if (focus) place.querySelector(`input[name="${CSS.escape(focus)}"]:checked, button[name="${CSS.escape(focus)}"]`)?.focus();
  };
  // The passages say which cells lead to some.
  await passages();
  if (view.signal.aborted) return;
  if (place) draw();
  document.getElementById("own")?.append(own(false));
  if (held.families[0]) {
    const all = await families();
    if (view.signal.aborted) return;
    document.getElementById("first")?.append(firstTable(all, false));
  }
  const tracks = await largestTracks();
  const [name, count] = data.meta.held.families[0] ? ["families", data.meta.held.families[1]] : ["clusters", data.meta.clusters.length];
  const caption = count > tracks.length ? `The ${num(tracks.length)} of ${num(count)} ${name} with most articles, one a line.` : `The ${name}, one a line.`;
  if (!view.signal.aborted) document.getElementById("when").append(timeline(tracks, caption));
}

/** How many articles stand in no table of outlets, in words; nothing where each names one. */
function nameless() {
  const { unnamed } = data.meta.outlets;
  return unnamed > 0 ? `${plural(unnamed, "article")} ${unnamed === 1 ? "names" : "name"} no outlet and ${unnamed === 1 ? "is" : "are"} in none of these.` : "";
}

/** From what and by which thresholds; everything else stands in the view of the run. */
function scanned({ inputs, options, retold_version: version }) {
  const named = inputs.slice(0, 3).map((input, i) => [i ? ", " : "", bdi(input)]);
  const more = inputs.length > 3 && ` and ${num(inputs.length - 3)} more`;
  const { resemblance, containment } = options.verify;
  const window = typeof options.window_days === "number" ? `, articles at most ${plural(options.window_days, "day")} apart` : "";
  return h("p", { class: "note" }, "Read from ", named, more, ` by retold ${version}. Near-duplicates from ${percent(resemblance)} resemblance${containment <= 1 ? ` or ${percent(containment)} containment` : ""}${window}. `,
    h("a", { href: to("records") }, "All options and counts"));
}

function fact(value, words, href) {
  const [number, ...label] = plural(value, ...words).split(" ");
  return h("a", { class: "fact", href }, h("b", null, number), h("span", null, label.join(" ")));
}

/** How many passages no two articles share. */
function repeated(count) {
  return count > 0 && h("p", { class: "note" }, "Beside these, ",
    h("a", { href: to("passages", [], { repeats: "1" }) }, plural(count, "passage")), ` ${count === 1 ? "stands" : "stand"} twice inside one article; no share counts them.`);
}

/** Over which passages shares are counted. */
function counted() {
  return data.meta.filter ? "counted over what passes the filter" : "counted over the whole scan";
}

/** What this page does not hold. */
function notices() {
  const { held, filter, repeats } = data.meta;
  const twice = repeats > 0 ? ", those that stand twice in one article included" : "";
  const out = [];
  if (filter) out.push(h("p", { class: "notice" }, "Made with a filter: ", h("code", null, filter), ". ",
    held.passages[1] === 0 && [h("b", null, "No passage passes it"), ": leave one of its parts out, for a passage must pass them all. "],
    "Lists, overlaps and shares are of what passes; articles, skipped records and boilerplate are of the whole scan."));
  const parts = [["passages", "passages, of the pairs that share most" + twice], ["families", "families, the largest"], ["articles", "articles"], ["texts", "texts"], ["outlets", "outlets set against each other, those that share most"]]
    .filter(([name]) => held[name][0] < held[name][1])
    .map(([name, what]) => `${num(held[name][0])} of ${num(held[name][1])} ${what}`);
  if (parts.length) out.push(h("p", { class: "notice" }, `This page holds ${parts.join("; ")}. The tables beside it hold all. `, h("code", null, "retold report --filter"), " makes other selections."));
  return out;
}

function levels(found) {
  const most = Math.max(...found, 1);
  return h("table", { class: "levels" },
    h("caption", { class: "unseen" }, "Passages by level"),
    h("tbody", null, LEVELS.map((name, level) => {
      const bar = h("i", { class: "fill l" + level });
      bar.style.width = (100 * found[level]) / most + "%";
      return h("tr", null,
        h("th", { scope: "row" }, h("a", { href: to("passages", [], { level: name }) }, levelTag(level))),
        h("td", { class: "number" }, num(found[level])),
        h("td", { class: "wide" }, bar),
        h("td", { class: "quiet means" }, LEVEL_MEANS[level]));
    })));
}

const PARTS = [
  ["own", "its own", "no other article has it"],
  ["again", "own outlet", "only other articles of the same outlet have it"],
  ["boilerplate", "boilerplate", "sentences the outlet repeats in unrelated articles"],
  ["later", "others later", "every article elsewhere that has it was published later"],
  ["unknown", "order unknown", "an article elsewhere has it, with the same date or none"],
  ["earlier", "others earlier", "an article elsewhere, published earlier, has it"],
];

/** How the characters of one row of articles or outlets divide. */
function partsOf(columns, row) {
  const [boilerplate, again, later, unknown, earlier] = ["boilerplate", "again", "later", "unknown", "earlier"].map((part) => columns[part][row]);
  return { own: columns.chars[row] - boilerplate - again - later - unknown - earlier, again, boilerplate, later, unknown, earlier };
}

/** For each outlet how its text divides. */
function own(isAll) {
  const { outlets } = data.meta;
  const rows = outlets.name.map((name, outlet) => {
    const total = outlets.chars[outlet];
    return { name, total, articles: outlets.articles[outlet], parts: partsOf(outlets, outlet) };
  }).filter((row) => row.total > 0).sort((a, b) => b.total - a.total);
  if (rows.length === 0) return h("p", { class: "note" }, "No article names its outlet.");
  const shown = isAll ? rows : rows.slice(0, LIMIT_BARS);
  const table = h("table", { class: "own" },
    h("caption", { class: "unseen" }, "Share of each outlet’s characters"),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Outlet"), h("th", { scope: "col", class: "wide" }, h("span", { class: "unseen" }, "Bar")),
      PARTS.map(([part, label, means]) => h("th", { scope: "col", class: "number", title: means }, h("i", { class: "swatch " + part }), label)))),
    h("tbody", null, shown.map(({ name, total, articles, parts }) => h("tr", null,
      h("th", { scope: "row" }, h("a", { href: to("articles", [], { outlet: name }) }, bdi(name)), h("span", { class: "quiet" }, " " + num(articles))),
      h("td", { class: "wide" }, h("div", { class: "stack", "aria-hidden": "true" }, PARTS.map(([part]) => {
        const piece = h("i", { class: part });
        piece.style.flexGrow = parts[part] / total;
        return piece;
      }))),
      PARTS.map(([part]) => h("td", { class: "number" }, parts[part] ? percent(parts[part] / total) : "–"))))));
  return h("div", null,
    h("p", { class: "note" }, `Shares of all characters of each outlet, ${counted()}. Earlier and later by the dates given; beside each name its articles. ${rows.length > shown.length ? `The ${num(shown.length)} with most text of ${plural(rows.length, "outlet")}. ` : ""}${nameless()}`),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Share of each outlet" }, table),
    rows.length > shown.length && showAll(`Show all ${num(rows.length)} outlets`, shown.length, () => own(true)));
}

/** The largest families, or clusters where there are none, for the timeline. */
async function largestTracks() {
  const all = data.meta.held.families[0]
    ? (await families()).map((family) => ({ family, href: to("family", [family.number]), articles: distinct(family) }))
    : data.meta.clusters.map((cluster) => ({ label: titleOf(cluster.representative), href: to("cluster", [cluster.number]), articles: cluster.members }));
  const largest = all.sort((a, b) => b.articles.length - a.articles.length).slice(0, LIMIT_TRACKS);
  return Promise.all(largest.map(async (track) => ({ ...track, label: `${track.label ?? await nameOf(track.family)} (${track.articles.length})` })));
}
