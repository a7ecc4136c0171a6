/* Articles over time, and the largest families or clusters across it. */

const BINS = [3600, 6 * 3600, DAY, 7 * DAY, 30 * DAY, 365 * DAY];
const LIMIT_BINS = 120;

/** Bars of articles per bin over `tracks`: { label, href, articles }. */
function timeline(tracks) {
  const { start, end, shared } = data.articles;
  const dated = start.map((_, a) => a).filter((a) => start[a] !== null);
  if (dated.length < 2) return h("p", { class: "note" }, "Too few articles have a date for a timeline.");
  let [low, high, coarsest] = [Infinity, -Infinity, 0];
  for (const a of dated) {
    low = Math.min(low, start[a]);
    high = Math.max(high, start[a]);
    coarsest = Math.max(coarsest, end[a] - start[a]);
  }
  // A bin is never finer than what the dates say.
  const width = BINS.find((bin) => bin >= Math.min(coarsest, DAY) && (high - low) / bin <= LIMIT_BINS) || BINS[BINS.length - 1];
  const from = Math.floor(low / width) * width;
  const count = Math.floor((high - from) / width) + 1;
  const all = new Uint32Array(count);
  const sharing = new Uint32Array(count);
  for (const a of dated) {
    const bin = Math.floor((start[a] - from) / width);
    all[bin]++;
    if (shared[a] > 0) sharing[bin]++;
  }
  const most = Math.max(...all);
  const [wide, tall, line] = [1000, 140, 26];
  const x = (at) => ((at - from) / (count * width)) * wide;
  const y = (value) => (value / most) * tall;
  const bars = Array.from(all, (value, bin) => value > 0 && [
    s("rect", { class: "bar", x: x(from + bin * width) + 0.5, width: Math.max(1, wide / count - 1), y: tall - y(value), height: y(value) },
      s("title", null, `${day(from + bin * width)}: ${plural(value, "article")}, ${num(sharing[bin])} with shared text`)),
    s("rect", { class: "bar sharing", x: x(from + bin * width) + 0.5, width: Math.max(1, wide / count - 1), y: tall - y(sharing[bin]), height: y(sharing[bin]), "pointer-events": "none" }),
  ]);
  const drawn = tracks.map(({ articles }, i) => {
    const times = articles.filter((a) => start[a] !== null).map((a) => x(start[a]));
    if (times.length === 0) return null;
    const at = tall + 34 + i * line;
    return s("g", null,
      s("line", { class: "track", x1: Math.min(...times), x2: Math.max(...times), y1: at, y2: at }),
      [...new Set(times)].map((cx) => s("path", { class: "dot", d: `M${cx} ${at}h0` })));
  });
  const names = tracks.map(({ label, href }) => h("a", { href, class: "clip" }, label));
  const picture = s("svg", { viewBox: `0 0 ${wide} ${tall}`, role: "img", preserveAspectRatio: "none",
    "aria-label": `Articles from ${day(low)} to ${day(high)}, at most ${num(most)} in one ${unit(width)}` },
    s("line", { class: "axis", x1: 0, x2: wide, y1: tall, y2: tall }), bars);
  const across = tracks.length > 0 && s("svg", { class: "across", viewBox: `0 ${tall + 22} ${wide} ${tracks.length * line}`, preserveAspectRatio: "none", "aria-hidden": "true" }, drawn);
  return h("div", { class: "timeline" },
    h("div", { class: "legend" },
      h("span", null, h("i", { class: "swatch bar" }), `articles in a ${unit(width)} (at most ${num(most)})`),
      h("span", null, h("i", { class: "swatch sharing" }), "of these with shared text")),
    h("div", { class: "bars" }, picture),
    h("div", { class: "ends" }, h("span", null, day(low)), h("span", null, day(high))),
    tracks.length > 0 && h("div", { class: "tracks" }, h("div", { class: "names" }, names), across));
}

function day(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function unit(width) {
  return { 3600: "hour", [6 * 3600]: "quarter of a day", [DAY]: "day", [7 * DAY]: "week", [30 * DAY]: "month", [365 * DAY]: "year" }[width];
}
