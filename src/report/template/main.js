/* From the fragment to a view. */

const DRAW = {
  overview,
  families: familyList,
  family: familyView,
  pairs: pairList,
  pair: pairView,
  passages: passageList,
  articles: articleList,
  article: articleView,
  clusters: clusterList,
  cluster: clusterView,
  boilerplate: boilerplateView,
  records: recordsView,
};

/** Under which entry of the navigation a view stands. */
const PARENTS = { family: "families", pair: "pairs", article: "articles", cluster: "clusters" };

const main = document.getElementById("main");
const scrolled = new Map();
let running = new AbortController();
let shownHash = null;
let isReturning = false;

async function draw() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const { view, args } = route();
  const isFirst = shownHash === null;
  shownHash = location.hash;
  let back = isReturning ? scrolled.get(shownHash) : 0;
  isReturning = false;
  if (history.state === null) history.replaceState({ seen: true }, "");
  delete document.body.dataset.drawn;
  document.body.dataset.view = view;
  for (const link of document.querySelectorAll("#nav a")) {
    if (link.dataset.view === (PARENTS[view] || view)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  reveal(document.querySelector("#nav [aria-current]"));
  const page = {
    signal,
    title: "",
    show(...nodes) {
      main.replaceChildren(...nodes.flat(Infinity).filter(Boolean));
      document.title = page.title + " – retold";
      const heading = main.querySelector("h1");
      heading.tabIndex = -1;
      if (!isFirst) heading.focus({ preventScroll: true });
      scrollTo(0, back || 0);
    },
    /** Goes back to where the view was left, once it is as long as it was. */
    placed() {
      if (back) scrollTo(0, back);
      back = 0;
    },
    ready() {
      // Tests and print scripts wait for this.
      document.body.dataset.drawn = location.hash || "#/";
    },
  };
  try {
    await (DRAW[view] ? DRAW[view](page, args) : missing(page, "There is no such view."));
    if (signal.aborted) return;
    page.placed();
    page.ready();
  } catch (error) {
    if (signal.aborted) return;
    console.error(error);
    page.title = "Error";
    page.show(h("h1", null, "This view failed"), h("p", null, String(error)), h("p", null, h("a", { href: to("overview") }, "To the overview")));
  }
}

/** Brings the current entry of the navigation into its line, where that is longer than the window is wide. */
function reveal(link) {
  const line = link?.closest("ul");
  if (line) line.scrollLeft += link.getBoundingClientRect().left - line.getBoundingClientRect().left - (line.clientWidth - link.offsetWidth) / 2;
}

async function open() {
  if (typeof DecompressionStream !== "function") {
    main.replaceChildren(h("p", null, "This report needs a newer browser: Chrome or Edge 103, Firefox 113, Safari 16.4, or later."));
    return;
  }
  history.scrollRestoration = "manual";
  await load();
  document.getElementById("nav").append(h("ul", null, VIEWS.map(([view, label]) => h("li", null, h("a", { href: to(view), "data-view": view }, label)))));
  document.getElementById("foot").append(
    h("p", null, `Made by retold ${data.meta.summary.retold_version}. Overlap and dates, not a judgement.`));
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  addEventListener("scroll", () => scrolled.set(shownHash, scrollY), { passive: true });
  // A fragment that is new to the history has no state yet.
  addEventListener("popstate", (event) => { isReturning = event.state !== null; });
  addEventListener("hashchange", draw);
  await draw();
  // What most views need is ready before it is asked for.
  passages();
}

open();
