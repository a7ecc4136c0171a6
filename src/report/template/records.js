/* The run: inputs, options, what each stage did, records that were left out; and boilerplate. */

const LIMIT_RECORDS = 500;

async function recordsView(view) {
  const { summary } = data.meta;
  const { skipped, repeated_ids: repeated } = summary;
  const place = (row) => [row.file, row.line && `line ${num(row.line)}`, row.field && `field ${row.field}`].filter(Boolean).join(", ");
  view.title = "Run";
  view.show(
    h("h1", null, "The run"),
    h("section", null, h("h2", null, "What was read"),
      h("ul", { class: "plainlist" }, summary.inputs.map((input) => h("li", null, bdi(input)))),
      h("p", { class: "note" }, `retold ${summary.retold_version}, layout of the findings ${summary.schema_version}. When it ran is the date of the file: the same input and options give the same bytes, so it is not in here.`)),
    h("section", null, h("h2", null, plural(summary.counts.records.skipped, "record") + " skipped"),
      skipped.length
        ? table(["Where", "What is wrong", "What can be done"], skipped.slice(0, LIMIT_RECORDS).map((row) => [bdi(place(row)), row.what, row.hint || "–"]))
        : h("p", { class: "note" }, "Every record was an article."),
      summary.counts.records.skipped > LIMIT_RECORDS && h("p", { class: "note" }, `The first ${LIMIT_RECORDS}; all are in skipped.jsonl.`)),
    repeated.length > 0 && h("section", null, h("h2", null, plural(summary.counts.records.repeated_ids, "repeated id")),
      table(["Id", "First", "Later", "Renamed"], repeated.map((row) => [bdi(row.id), bdi(row.first), bdi(row.later), bdi(row.renamed)])),
      summary.counts.records.repeated_ids > repeated.length && h("p", { class: "note" }, `The first ${num(repeated.length)}; the others have a number behind their id too.`)),
    h("section", null, h("h2", null, "What each stage did"), table(["Stage", "Count"], flat(summary.counts))),
    h("section", null, h("h2", null, "Options"), h("p", { class: "note" }, "With these and the same input, the same findings come out again."), table(["Option", "Value"], flat(summary.options))));
}

/** A table of rows of cells. */
function table(heads, rows) {
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": heads.join(", ") },
    h("table", null,
      h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", null, rows.map((cells) => h("tr", null, cells.map((cell) => h("td", { class: typeof cell === "number" ? "number" : null }, Number.isInteger(cell) ? num(cell) : cell)))))));
}

/** Leaves of nested objects as rows of a name and a value. */
function flat(value, name) {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) => flat(inner, (name ? name + " › " : "") + key.replaceAll("_", " ")));
  }
  if (typeof value === "number") return [[name, value]];
  return [[name, value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value)]];
}

async function boilerplateView(view) {
  const rows = data.meta.boilerplate;
  view.title = "Boilerplate";
  view.show(
    h("h1", null, "Boilerplate"),
    h("p", { class: "lead" }, "Text that an outlet repeats in articles that have nothing else in common. It is set aside and not counted as shared."),
    rows.length === 0
      ? h("p", { class: "note" }, "None was found.")
      : table(["Outlet", "Text", "Articles"], rows.slice(0, LIMIT_RECORDS).map((row) => [
            bdi(row.outlet === null ? "no outlet" : data.meta.outlets.name[row.outlet]), h("span", { class: "excerpt", dir: "auto" }, row.text), row.articles])),
    rows.length > LIMIT_RECORDS && h("p", { class: "note" }, `The first ${LIMIT_RECORDS} of ${num(rows.length)}; all are in the table of boilerplate.`));
}
