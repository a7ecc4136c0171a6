/* Near-duplicate articles: who stands for whom, and what differs. */

async function clusterList(view) {
  const all = data.meta.clusters;
  const { start } = data.articles;
  return listView(view, {
    title: "Near-duplicates",
    lead: "Articles that are nearly the same as a whole. Each cluster is named by its earliest member.",
    kind: ["cluster"],
    total: all.length,
    fields: ["words", "outlet", "other", "first", "dates"],
    sorts: { size: "most articles", spread: "most outlets", date: "first published" },
    async find(filter, sort, signal, progress) {
      let rows = all.filter((cluster) => passesGroup(filter, cluster.members, firstOf(cluster.members), () => true));
      if (filter.words.length) {
        const found = await articlesWith(filter.words, new Set(rows.flatMap((cluster) => cluster.members)), signal, progress);
        rows = found && rows.filter((cluster) => cluster.members.some((a) => found.has(a)));
      }
      return rows && sortBy(rows, { spread: (cluster) => outletsOf(cluster.members), date: (cluster) => -smallest(cluster.members.map((a) => start[a] ?? Infinity)) }[sort] || ((cluster) => cluster.members.length));
    },
    row: (cluster) => h("a", { class: "item", href: to("cluster", [cluster.number]) },
      bdi(titleOf(cluster.representative), "name clip"),
      h("span", { class: "line" }, h("b", null, plural(cluster.members.length, "article")), h("span", null, ofOutlets(cluster.members)), byline(cluster.representative))),
  });
}

/** How many outlets some articles are of. */
function outletsOf(articles) {
  return new Set(articles.map((a) => data.articles.outlet[a]).filter((outlet) => outlet !== null)).size;
}

/** The same in words, with how many name none; nothing where none is known. */
function ofOutlets(articles) {
  const number = outletsOf(articles);
  const unnamed = articles.filter((a) => data.articles.outlet[a] === null).length;
  return number > 0 ? ` of ${plural(number, "outlet")}${unnamed > 0 ? `, ${num(unnamed)} without one` : ""}` : "";
}

async function clusterView(view, [number]) {
  const cluster = data.meta.clusters.find((one) => String(one.number) === number);
  if (!cluster) return missing(view, "This cluster is not in this page.");
  const exact = await verified();
  if (view.signal.aborted) return;
  const { representative } = cluster;
  const first = new Set(firstOf(cluster.members));
  const place = h("div", { class: "difference" });
  const ordered = byDate(cluster.members);
  const rows = ordered.map((a) => {
    const row = exact.get(Math.min(a, representative) + " " + Math.max(a, representative));
    const [ofOwn, ofStanding] = row ? (a < representative ? [row.ofLeft, row.ofRight] : [row.ofRight, row.ofLeft]) : [null, null];
    const share = (value) => (value === null || value === undefined ? "–" : percent(value));
    return h("tr", { "aria-current": a === representative ? "true" : null },
      h("th", { scope: "row" }, h("a", { href: toArticle(a), title: titleOf(a) }, bdi(titleOf(a))), byline(a), first.has(a) && h("b", { class: "first" }, first.size > 1 ? "first seen (tie)" : "first seen")),
      a === representative
        ? h("td", { colspan: 3, class: "quiet" }, "stands for the others")
        : [h("td", { class: "number" }, share(row?.resemblance)), h("td", { class: "number" }, share(ofOwn)), h("td", { class: "number" }, share(ofStanding))],
      h("td", null, a !== representative && [
        h("button", { class: "plain", onclick: () => difference(place, representative, a, view.signal) }, "Differences"), " ",
        h("a", { href: toPair(Math.min(a, representative), Math.max(a, representative)) }, "side by side")]));
  });
  view.title = titleOf(representative);
  view.show(
    h("h1", null, bdi(titleOf(representative))),
    h("p", { class: "lead" }, `${plural(cluster.members.length, "article")}${ofOutlets(cluster.members)}, nearly the same.`),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Members" },
      h("table", { class: "members" },
        h("caption", { class: "unseen" }, "Members in order of date"),
        h("thead", null, h("tr", null, ["Article", "Resemblance", "Of it in the first", "Of the first in it", "Compare"].map((label, i) => h("th", { scope: "col", class: i > 0 && i < 4 ? "number" : null }, label)))),
        h("tbody", null, rows))),
    h("p", { class: "note" }, "Resemblance: word shingles both have, of all. Shares of shingles in between: how much of one stands in the other. Members were compared with the one that stands for them."),
    place);
}

/** The text of one article with what differs from the one that stands for it. */
async function difference(place, standing, article, signal) {
  const [left, right] = await Promise.all([textOf(standing), textOf(article)]);
  if (signal.aborted) return;
  const body = left && right ? variant(left.raw, right.raw) : "The texts are not in this page.";
  place.replaceChildren(
    h("h2", { tabindex: -1 }, "Differences: ", bdi(titleOf(article)), " ", byline(article)),
    h("p", { class: "note" }, "Marked: only in this article. Struck through: only in the one that stands for it."),
    h("div", { class: "text", dir: "auto" }, body));
  place.querySelector("h2").focus();
}
