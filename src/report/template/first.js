/* Who had first what several outlets have. */

const LIMIT_FIRSTS = 20;

/** For each outlet in how many families of two outlets or more it was first by itself, first with others, or later, the most often first before. */
function firsts(all) {
  const rows = new Map();
  for (const family of all) {
    const of = (articles) => new Set(articles.map(outletOf));
    const [outlets, first] = [of(family.article), of(family.first_seen)];
    if (outlets.size < 2) continue;
    for (const name of outlets) {
      if (name === null) continue;
      const row = rows.get(name) ?? { name, alone: 0, tied: 0, later: 0, unknown: 0 };
      rows.set(name, row);
      row[first.size === 0 ? "unknown" : !first.has(name) ? "later" : first.size === 1 ? "alone" : "tied"] += 1;
    }
  }
  const order = [({ alone }) => alone, ({ tied }) => tied, ({ later }) => later];
  const by = (a, b) => order.map((of) => of(b) - of(a)).find((difference) => difference !== 0) ?? 0;
  return [...rows.values()].sort((a, b) => by(a, b) || (a.name < b.name ? -1 : 1));
}

/** The same as a table. */
function firstTable(all, isAll) {
  const rows = firsts(all);
  if (rows.length === 0) return h("p", { class: "note" }, "No passage is in articles of two outlets.");
  const shown = isAll ? rows : rows.slice(0, LIMIT_FIRSTS);
  const columns = [["alone", "first alone"], ["tied", "first with others"], ["later", "later"], ["unknown", "order unknown"]]
    .filter(([column]) => column !== "unknown" || rows.some((row) => row.unknown > 0));
  const [held, total] = data.meta.held.families;
  return h("div", null,
    h("p", { class: "note" }, "In how many families, passages that several articles have, each outlet was first seen in this collection, by the dates given; families of one outlet aside. ",
      held < total && `Of the ${num(held)} largest of ${num(total)} families. `,
      rows.length > shown.length && `The ${num(shown.length)} most often first of ${plural(rows.length, "outlet")}. `),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Who had it first" },
      h("table", { class: "firsts" },
        h("caption", { class: "unseen" }, "Families by who was first"),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "Outlet"), columns.map(([, label]) => h("th", { scope: "col", class: "number" }, label)))),
        h("tbody", null, shown.map((row) => h("tr", null,
          h("th", { scope: "row" }, h("a", { href: to("families", [], { first: row.name }), title: "Families that it had first" }, bdi(row.name))),
          columns.map(([column]) => h("td", { class: "number" }, row[column] ? num(row[column]) : "–"))))))),
    rows.length > shown.length && showAll(`Show all ${num(rows.length)} outlets`, shown.length, () => firstTable(all, true)));
}
