/* The fragment is the state: `#/view/argument?filter`. Every view can be linked. */

const VIEWS = [
  ["overview", "Overview"],
  ["families", "Families"],
  ["pairs", "Pairs"],
  ["passages", "Passages"],
  ["articles", "Articles"],
  ["clusters", "Near-duplicates"],
  ["boilerplate", "Boilerplate"],
  ["records", "Run"],
];

/** What the fragment says. */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const decode = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const [view, ...args] = path.split("/").map(decode);
  return { view: view || "overview", args, params: new URLSearchParams(query || "") };
}

/** A fragment for a view. */
function to(view, args, params) {
  const path = [view, ...(args || [])].map((part) => encodeURIComponent(part)).join("/");
  const query = new URLSearchParams(Object.entries(params || {}).filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  return "#/" + path + (query ? "?" + query : "");
}

function toArticle(article) {
  return to("article", [data.articles.key[article]]);
}

function toPair(left, right, passage) {
  const { key } = data.articles;
  return to("pair", [key[left], key[right]], passage ? { p: passage } : null);
}

/** Changes the filter in the fragment without a new entry in the history. */
function remember(params) {
  const { view, args } = route();
  history.replaceState(history.state, "", to(view, args, Object.fromEntries(params)));
  shownHash = location.hash;
}
