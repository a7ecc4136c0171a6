/* Articles over time, and the largest families or clusters across it. */

/** Bins of `seconds` each, counted from 1970: where a second lies among them, and where one begins. */
function fixed(seconds, unit) {
  return { seconds, unit, at: (second) => second / seconds, from: (bin) => bin * seconds };
}

/** Bins of whole months of the calendar. */
function calendar(months, unit) {
  const from = (bin) => Date.UTC(1970, bin * months) / 1000;
  const at = (second) => {
    const date = new Date(second * 1000);
    const bin = Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / months);
    return bin + (second - from(bin)) / (from(bin + 1) - from(bin));
  };
  return { seconds: months * 30 * DAY, unit, at, from };
}

const BINS = [fixed(3600, "hour"), fixed(6 * 3600, "quarter of a day"), fixed(DAY, "day"), fixed(7 * DAY, "week"), calendar(1, "month"), calendar(12, "year")];
const LIMIT_BINS = 120;
/** Months are longer than thirty days, and years than twelve of these. */
const LONGER = 1.1;
/** Of so many dates some are less exact than a bin. */
const EXACT = 0.9;

/** Bars of articles per bin over `tracks`: { label, href, articles }. */
function timeline(tracks) {
  const { start, end, shared, date } = data.articles;
  const dated = byDate(start.map((_, a) => a).filter((a) => start[a] !== null));
  if (dated.length < 2) return h("p", { class: "note" }, "Too few articles have a date for a timeline.");
  const [first, last] = [dated[0], dated[dated.length - 1]];
  const lengths = dated.map((a) => end[a] - start[a]).sort((a, b) => a - b);
  // A bin is never finer than what most dates say, and of a day where one of them says no hour.
  const finest = Math.max(Math.min(lengths[lengths.length - 1], DAY), lengths[Math.ceil(EXACT * lengths.length) - 1] / LONGER);
  const fits = (bins) => bins.seconds >= finest && bins.at(start[last]) - bins.at(start[first]) <= LIMIT_BINS;
  const bins = BINS.find(fits) || BINS[BINS.length - 1];
  const isExact = (a) => end[a] - start[a] <= LONGER * bins.seconds;
  const vague = dated.filter((a) => !isExact(a)).length;
  const from = Math.floor(bins.at(start[first]));
  const count = Math.floor(bins.at(start[last])) - from + 1;
  const all = new Uint32Array(count);
  const sharing = new Uint32Array(count);
  for (const a of dated.filter(isExact)) {
    const bin = Math.floor(bins.at(start[a])) - from;
    all[bin]++;
    if (shared[a] > 0) sharing[bin]++;
  }
  const most = largest(all);
  const [wide, tall, line] = [1000, 140, 26];
  const x = (second) => ((bins.at(second) - from) / count) * wide;
  const y = (value) => (value / most) * tall;
  const bars = Array.from(all, (value, bin) => value > 0 && [
    s("rect", { class: "bar", x: (bin / count) * wide + 0.5, width: Math.max(1, wide / count - 1), y: tall - y(value), height: y(value) },
      s("title", null, `${named(bins, from + bin)}: ${plural(value, "article")}, ${num(sharing[bin])} with shared text`)),
    s("rect", { class: "bar sharing", x: (bin / count) * wide + 0.5, width: Math.max(1, wide / count - 1), y: tall - y(sharing[bin]), height: y(sharing[bin]), "pointer-events": "none" }),
  ]);
  const drawn = tracks.map(({ articles }, i) => {
    const members = articles.filter((a) => start[a] !== null);
    if (members.length === 0) return null;
    const times = members.filter(isExact).map((a) => x(start[a]));
    // Where only a month or a year is known there is no dot, but a line as long.
    const ends = members.filter((a) => !isExact(a)).map((a) => Math.min(x(end[a]), wide));
    const starts = members.map((a) => x(start[a]));
    const at = tall + 34 + i * line;
    return s("g", null,
      s("line", { class: "track", x1: smallest(starts), x2: largest([...starts, ...ends]), y1: at, y2: at }),
      [...new Set(times)].map((cx) => s("path", { class: "dot", d: `M${cx} ${at}h0` })));
  });
  const names = tracks.map(({ label, href }) => h("a", { href, class: "clip" }, label));
  const picture = s("svg", { viewBox: `0 0 ${wide} ${tall}`, role: "img", preserveAspectRatio: "none",
    "aria-label": `Articles from ${known(date[first])} to ${known(date[last])}, at most ${num(most)} in one ${bins.unit}` },
    s("line", { class: "axis", x1: 0, x2: wide, y1: tall, y2: tall }), bars);
  const across = tracks.length > 0 && s("svg", { class: "across", viewBox: `0 ${tall + 22} ${wide} ${tracks.length * line}`, preserveAspectRatio: "none", "aria-hidden": "true" }, drawn);
  return h("div", { class: "timeline" },
    h("div", { class: "legend" },
      h("span", null, h("i", { class: "swatch bar" }), `articles in ${bins.unit === "hour" ? "an" : "a"} ${bins.unit} (at most ${num(most)})`),
      h("span", null, h("i", { class: "swatch sharing" }), "of these with shared text")),
    h("div", { class: "bars" }, picture),
    h("div", { class: "ends" }, h("span", null, time(date[first])), h("span", null, time(date[last]))),
    vague > 0 && h("p", { class: "note" }, `${plural(vague, "article")} with a less exact date ${vague === 1 ? "is" : "are"} in no bar.`),
    tracks.length > 0 && h("div", { class: "tracks" }, h("div", { class: "names" }, names), across));
}

/** What a bin is called. */
function named(bins, bin) {
  const iso = new Date(bins.from(bin) * 1000).toISOString();
  return known(bins.unit === "year" ? iso.slice(0, 4) : bins.unit === "month" ? iso.slice(0, 7) : iso.slice(0, bins.seconds < DAY ? 16 : 10) + (bins.seconds < DAY ? "Z" : ""));
}
