/* Outlets against outlets: what the articles of each row share with those of each column. */

const MEASURES = {
  chars: ["Characters", "characters of the row’s articles that the column has too"],
  share: ["Share of text", "the same as a share of all the row’s text"],
  articles: ["Articles", "articles of the row that share a passage with the column"],
  passages: ["Passages", "passages between the two"],
};
const LIMIT_MATRIX = 30;

function matrix(params, redraw) {
  const joined = outletsJoined();
  const { shares, outlets } = data.meta;
  const measure = MEASURES[params.get("measure")] ? params.get("measure") : "chars";
  // Of too many outlets the page has those that share most.
  const held = new Set(shares.among);
  const asked = outlets.name.indexOf(params.get("by"));
  const by = held.has(asked) ? asked : -1;
  const sort = by >= 0 ? "column" : params.get("matrix") === "name" ? "name" : "most";
  const cells = new Map();
  const totals = new Array(outlets.name.length).fill(0);
  shares.outlet.forEach((row, i) => {
    const value = shares[measure][i];
    cells.set(row + " " + shares.other[i], value);
    if (row !== shares.other[i]) {
      totals[row] += value;
      totals[shares.other[i]] += value;
    }
  });
  const most = [...shares.among].sort((a, b) => totals[b] - totals[a] || a - b);
  const isAll = params.get("outlets") === "all";
  let order = isAll ? most : most.slice(0, LIMIT_MATRIX);
  if (sort === "name") order = [...order].sort((a, b) => a - b);
  // Rows by one column; the columns keep their order.
  const inColumn = (row) => (row === by ? Infinity : cells.get(row + " " + by) || 0);
  const rows = sort === "column" ? [...order].sort((a, b) => (inColumn(a) < inColumn(b) ? 1 : inColumn(a) > inColumn(b) ? -1 : 0)) : order;
  const isShown = new Set(order);
  let largest = 0;
  for (const [key, value] of cells) {
    const [row, column] = key.split(" ").map(Number);
    if (row !== column && isShown.has(row) && isShown.has(column)) largest = Math.max(largest, value);
  }
  const show = (value) => (measure === "share" ? percent(value) : num(value));

  const change = (name, value, usual) => {
    if (value === usual) params.delete(name);
    else params.set(name, value);
    // The order of a column and the other orders put each other out.
    if (name === "matrix") params.delete("by");
    remember(params);
    redraw();
  };

  const head = h("tr", null, h("th", { scope: "col", class: "corner" }, h("span", { class: "unseen" }, "Outlet")),
    order.map((column) => h("th", { scope: "col", class: "slant", "aria-sort": column === by ? "descending" : null },
      h("button", { type: "button", name: "by-" + column, "aria-pressed": String(column === by), title: `Order the rows by what they share with ${outlets.name[column]}`,
        onclick: () => change("by", column === by ? null : outlets.name[column], null) }, bdi(outlets.name[column])))));
  const body = rows.map((row) => h("tr", null, h("th", { scope: "row", title: outlets.name[row] }, bdi(outlets.name[row], "clip")),
    order.map((column) => {
      const value = cells.get(row + " " + column);
      if (!value) return h("td", { class: row === column ? "self" : null }, h("span", { class: "unseen" }, "none"));
      const text = measure === "share" ? percent(value) : short(value);
      const isLed = joined.has(row + " " + column);
      // What is shared by passages that are not in the page has no list.
      const cell = h("td", { class: row === column ? "self" : null, title: `${outlets.name[row]} × ${outlets.name[column]}: ${show(value)}${isLed ? "" : ", passages not in this page"}` }, !isLed
        ? h("span", { class: "alone" }, text)
        : h("a", {
          href: to("pairs", [], { outlet: outlets.name[row], with: outlets.name[column], level: "verbatim,edited,rewritten" }),
          // A name for the ear has what the eye sees in it.
          "aria-label": `${outlets.name[row]} with ${outlets.name[column]}: ${text === show(value) ? text : `${text} (${show(value)})`}`,
        }, text));
      // Five steps are told apart at a glance; the number stands in the cell.
      if (row !== column) cell.dataset.heat = Math.max(1, Math.ceil((5 * Math.sqrt(value)) / Math.sqrt(largest)));
      return cell;
    })));

  const hidden = most.length - LIMIT_MATRIX;
  const orders = { most: "most shared first", name: "by name", column: "rows by what they share with " + outlets.name[by] };
  const table = h("table", { class: "matrix", onkeydown: (event) => walk(table, event), onfocusin: (event) => tabStop(table, event.target) },
    h("caption", { class: "unseen" }, MEASURES[measure][1]), h("thead", null, head), h("tbody", null, body));
  tabStop(table, table.querySelector("td a, button"));
  return [
    h("div", { class: "choices" },
      choice("Count", "measure", Object.entries(MEASURES).map(([name, [label]]) => [name, label]), measure, (value) => change("measure", value, "chars")),
      choice("Order", "matrix", [["most", "most shared"], ["name", "name"], ...(sort === "column" ? [["column", "by " + outlets.name[by]]] : [])], sort, (value) => change("matrix", value, "most")),
      hidden > 0 && choice("Outlets", "outlets", [["top", `first ${LIMIT_MATRIX}`], ["all", `${most.length < outlets.name.length ? "first" : "all"} ${num(most.length)}`]], isAll ? "all" : "top", (value) => change("outlets", value, "top"))),
    h("p", { class: "note" }, `Each cell: ${MEASURES[measure][1]}. The stronger the color, the more; the diagonal is an outlet with itself. All is ${counted()}, without boilerplate and quotes. ${nameless()}`,
      h("span", { class: "on-screen" }, " A name above orders the rows by its column; arrow keys go from cell to cell.")),
    h("p", { class: "on-paper" }, `${MEASURES[measure][0]}, ${orders[sort]}; ${hidden > 0 && !isAll ? `the ${num(LIMIT_MATRIX)} of ${plural(most.length, "outlet")} that share most` : plural(most.length, "outlet")}.`),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Outlet by outlet" },
      table),
  ];
}

/** Makes one of the links and buttons of a table the only one that Tab stops at. */
function tabStop(table, one) {
  for (const other of table.querySelectorAll("a, button")) other.tabIndex = other === one ? 0 : -1;
}

/** From link to link of a table by arrow keys, past cells without one. */
function walk(table, event) {
  const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] || [0, 0];
  const at = event.target.closest("td, th");
  if (!at || (down === 0 && right === 0) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  let [y, x] = [at.parentNode.rowIndex + down, at.cellIndex + right];
  for (let cell; (cell = table.rows[y]?.cells[x]); y += down, x += right) {
    const next = cell.querySelector("a, button");
    if (next) return next.focus();
  }
}

/** 12 345 as 12k, so that a cell stays narrow. */
function short(value) {
  if (value < 10000) return num(value);
  return value < 1e6 ? Math.round(value / 1000) + "k" : (value / 1e6).toFixed(1) + "M";
}

/** A set of radio buttons that look like one line. */
function choice(legend, name, options, chosen, changed) {
  return h("fieldset", { class: "choice" }, h("legend", null, legend),
    options.map(([value, label]) => h("label", null,
      h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => changed(value) }), h("span", null, label))));
}
