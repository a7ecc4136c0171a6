/* A list of any length in the flow of the page: only the rows near the window exist. */

const OVERSCAN = 8;
const LIMIT_PRINTED = 200;

/**
 * `count` rows of equal height, the height given in rem by the custom property --row of the list. `row(i, coming)` makes one, and adds
 * promises of what it lacks to `coming`. Arrow keys, Home and End go from row to row.
 */
function virtualList(label, count, row, signal) {
  const list = h("div", { class: "list", role: "list", "aria-label": label, onkeydown: keys });
  const rows = new Map();
  // Those that are printed are made before they are asked for: paper does not wait for their texts.
  const printed = new Map();
  const coming = [];
  let height = 0;
  let isPrinting = false;

  function made(i) {
    const known = printed.get(i);
    if (known) return known;
    const element = h("div", { role: "listitem", "aria-setsize": count, "aria-posinset": i + 1, class: "row", "data-row": i }, row(i, coming));
    if (i < LIMIT_PRINTED) printed.set(i, element);
    return element;
  }

  function make(i) {
    const element = made(i);
    element.style.top = isPrinting ? "" : i * height + "px";
    rows.set(i, element);
    return element;
  }

  /** Makes the rows that are printed, a few at a time, and waits for their texts. */
  async function prepare() {
    for (let i = 0; i < Math.min(count, LIMIT_PRINTED); i++) {
      made(i);
      if (i % 10 < 9) continue;
      await Promise.all(coming.splice(0));
      if (signal.aborted) return;
    }
    await Promise.all(coming.splice(0));
  }

  function draw() {
    if (isPrinting || signal.aborted || !list.isConnected) return;
    const top = -list.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(top / height) - OVERSCAN);
    const end = Math.min(count, Math.ceil((top + innerHeight) / height) + OVERSCAN);
    for (const [i, element] of rows) {
      // The row that has the focus stays, so that the keyboard does not lose its place.
      if ((i < first || i >= end) && !element.contains(document.activeElement)) {
        element.remove();
        rows.delete(i);
      }
    }
    let after = null;
    for (let i = end - 1; i >= first; i--) {
      const element = rows.get(i) || make(i);
      if (element.parentNode !== list) list.insertBefore(element, after);
      after = element;
    }
  }

  function measure() {
    height = parseFloat(getComputedStyle(list).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    list.style.height = count * height + "px";
    for (const [i, element] of rows) element.style.top = i * height + "px";
    draw();
  }

  function keys(event) {
    const at = event.target.closest("[data-row]");
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
    const now = Number(at.dataset.row);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: count - 1 }[event.key];
    if (next === undefined || next < 0 || next >= count) return;
    event.preventDefault();
    const box = list.getBoundingClientRect();
    const y = box.top + next * height;
    if (y < 60 || y + height > innerHeight) scrollTo({ top: scrollY + y - innerHeight / 3 });
    draw();
    rows.get(next)?.querySelector("a, button")?.focus({ preventScroll: true });
  }

  let isAsked = false;
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  addEventListener("scroll", ask, { signal, passive: true });
  addEventListener("resize", measure, { signal });
  addEventListener("beforeprint", () => {
    isPrinting = true;
    rows.clear();
    list.style.height = "auto";
    list.replaceChildren(...Array.from({ length: Math.min(count, LIMIT_PRINTED) }, (_, i) => make(i)));
    if (count > LIMIT_PRINTED) list.append(h("p", { class: "note" }, `Printed: the first ${LIMIT_PRINTED} of ${num(count)}.`));
  }, { signal });
  addEventListener("afterprint", () => {
    isPrinting = false;
    rows.clear();
    list.replaceChildren();
    measure();
  }, { signal });
  return { element: list, start: measure, prepare };
}
