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
/** The picture of the bars in its own units. */
const [WIDE, TALL] = [1000, 140];
/** What the axis is marked by: the finest of which not too many marks lie on it. */
const TICKS = [fixed(3600, "hour"), fixed(3 * 3600, "hour"), fixed(6 * 3600, "hour"), fixed(DAY, "day"), fixed(2 * DAY, "day"), fixed(7 * DAY, "week"),
  calendar(1, "month"), calendar(3, "month"), calendar(12, "year"), calendar(60, "year"), calendar(120, "year"), calendar(1200, "year")];
const LIMIT_TICKS = 7;
/** Empty bins in a row, as a share of all, that are left out; and how wide the break is, as a share of what is drawn. */
const EMPTY = 0.1;
const BREAK = 0.04;
/** Months are longer than thirty days, and years than twelve of these. */
const LONGER = 1.1;
/** Of so many dates some are less exact than a bin. */
const EXACT = 0.9;
/** About how much of the axis one letter of a mark takes up. */
const LETTER = 0.0072;

/** An axis on which these seconds lie: its parts, { from, count } in bins, and what it leaves out between them. */
function axisOf(bins, seconds) {
  const occupied = [...new Set(seconds.map((second) => Math.floor(bins.at(second))))].sort((a, b) => a - b);
  const least = Math.max(3, EMPTY * (occupied[occupied.length - 1] - occupied[0] + 1));
  const parts = [];
  for (const bin of occupied) {
    const last = parts[parts.length - 1];
    if (last && bin - last.from - last.count < least) last.count = bin - last.from + 1;
    else parts.push({ from: bin, count: 1 });
  }
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const gap = BREAK * count;
  const length = count + gap * (parts.length - 1);
  parts.forEach((part, i) => { part.offset = i === 0 ? 0 : parts[i - 1].offset + parts[i - 1].count + gap; });
  // What lies in a break is drawn at its nearer end.
  const share = (second) => {
    const at = bins.at(second);
    const part = parts.findLast(({ from }) => from <= at) || parts[0];
    return (part.offset + Math.min(part.count, Math.max(0, at - part.from))) / length;
  };
  return { bins, parts, count, length, share };
}

/** The marks of an axis where bins begin: { share, isTurned, label }, none of them over another. */
function ticksOf({ bins, parts, share }) {
  const placed = [];
  const place = (second, label) => {
    const at = share(second);
    const isTurned = at + LETTER * label.length > 1;
    const [from, to] = isTurned ? [at - LETTER * label.length, at] : [at, at + LETTER * label.length];
    if (placed.every((one) => to <= one.from || one.to <= from)) placed.push({ share: at, isTurned, label, from, to });
  };
  const marks = (unit) => parts.flatMap((part) => {
    const first = Math.ceil(unit.at(bins.from(part.from)));
    const end = Math.floor(unit.at(bins.from(part.from + part.count))) + 1;
    // More than are wanted are not counted to the last.
    return Array.from({ length: Math.min(Math.max(0, end - first), LIMIT_TICKS + 1) }, (_, i) => first + i);
  });
  if (parts.length > 1) for (const { from } of parts) place(bins.from(from), named(bins, from));
  const unit = TICKS.find((unit) => unit.seconds >= bins.seconds && marks(unit).length <= LIMIT_TICKS);
  for (const bin of unit ? marks(unit) : []) {
    const second = unit.from(bin);
    // Hours behind a mark that has the date stand alone.
    const isHour = unit.seconds < DAY && second % DAY !== 0 && placed.length > 0;
    place(second, isHour ? new Date(second * 1000).toISOString().slice(11, 16) : named(unit, bin));
  }
  if (placed.length === 0) place(bins.from(parts[0].from), named(bins, parts[0].from));
  return placed.sort((a, b) => a.share - b.share);
}

/** The marks as a line under the axis. */
function tickLine(ticks) {
  return h("div", { class: "ticks", "aria-hidden": "true" }, ticks.map(({ share, isTurned, label }, i) => {
    const tick = h("span", { class: [isTurned && "turned", i > 0 && i < ticks.length - 1 && "between"].filter(Boolean).join(" ") || null }, label);
    tick.style.left = 100 * share + "%";
    return tick;
  }));
}

/** Bars of articles per bin over `tracks`: { label, href, articles }, which are what `caption` says. */
function timeline(tracks, caption) {
  const { start, end, date } = data.articles;
  const dated = byDate(start.map((_, a) => a).filter((a) => start[a] !== null));
  if (dated.length < 2) return h("p", { class: "note" }, "Too few articles have a date for a timeline.");
  const lengths = dated.map((a) => end[a] - start[a]).sort((a, b) => a - b);
  // A bin is never finer than what most dates say, and of a day where one of them says no hour.
  const finest = Math.max(Math.min(lengths[lengths.length - 1], DAY), lengths[Math.ceil(EXACT * lengths.length) - 1] / LONGER);
  const axisBy = (bins, articles) => axisOf(bins, articles.map((a) => start[a]));
  const bins = BINS.find((bins) => bins.seconds >= finest && axisBy(bins, dated).count <= LIMIT_BINS) || BINS[BINS.length - 1];
  const isExact = (a) => end[a] - start[a] <= LONGER * bins.seconds;
  const exact = dated.filter(isExact);
  const axis = axisBy(bins, exact.length > 0 ? exact : dated);
  const { bars, most } = barsOf(axis, exact);
  const vague = dated.length - exact.length;
  const [wide, tall, line] = [WIDE, TALL, 26];
  const x = (second) => axis.share(second) * wide;
  const drawn = tracks.map(({ articles }, i) => {
    const members = articles.filter((a) => start[a] !== null);
    if (members.length === 0) return null;
    const times = members.filter(isExact).map((a) => x(start[a]));
    // Where only a month or a year is known there is no dot, but a line as long.
    const ends = members.filter((a) => !isExact(a)).map((a) => x(end[a]));
    const starts = members.map((a) => x(start[a]));
    const at = tall + 34 + i * line;
    return s("g", null,
      s("line", { class: "track", x1: smallest(starts), x2: largest([...starts, ...ends]), y1: at, y2: at }),
      [...new Set(times)].map((cx) => s("path", { class: "dot", d: `M${cx} ${at}h0` })));
  });
  const names = tracks.map(({ label, href }) => h("a", { href, class: "clip" }, label));
  const ground = axis.parts.map(({ offset, count }) => s("line", { class: "axis", x1: (offset / axis.length) * wide, x2: ((offset + count) / axis.length) * wide, y1: tall, y2: tall }));
  const picture = s("svg", { viewBox: `0 0 ${wide} ${tall}`, role: "img", preserveAspectRatio: "none",
    "aria-label": `Articles from ${known(date[dated[0]])} to ${known(date[dated[dated.length - 1]])}, at most ${num(most)} in one ${bins.unit}` }, ground, bars);
  const across = tracks.length > 0 && s("svg", { class: "across", viewBox: `0 ${tall + 22} ${wide} ${tracks.length * line}`, preserveAspectRatio: "none", "aria-hidden": "true" }, drawn);
  const notes = [
    axis.parts.length > 1 && "Where the axis is broken, a long time without articles is left out.",
    vague > 0 && `${plural(vague, "article")} with a less exact date ${vague === 1 ? "is" : "are"} in no bar.`,
  ].filter(Boolean).join(" ");
  return h("div", { class: "timeline" },
    h("div", { class: "legend" },
      h("span", null, h("i", { class: "swatch bar" }), `articles in ${bins.unit === "hour" ? "an" : "a"} ${bins.unit} (at most ${num(most)})`),
      h("span", null, h("i", { class: "swatch sharing" }), "of these with shared text")),
    h("div", { class: "bars" }, picture),
    tickLine(ticksOf(axis)),
    notes && h("p", { class: "note" }, notes),
    tracks.length > 0 && caption && h("p", { class: "note" }, caption),
    tracks.length > 0 && h("div", { class: "tracks" }, h("div", { class: "names" }, names), across));
}

/** The bars of articles with exact dates, those with shared text before all, and the most in one bin. */
function barsOf({ bins, parts, length }, exact) {
  const { start, shared } = data.articles;
  const found = new Map();
  for (const a of exact) {
    const bin = Math.floor(bins.at(start[a]));
    const counts = found.get(bin) ?? found.set(bin, [0, 0]).get(bin);
    counts[0]++;
    if (shared[a] > 0) counts[1]++;
  }
  const most = Math.max(largest([...found.values()].map(([all]) => all)), 0);
  const bars = parts.flatMap(({ from, count, offset }) => Array.from({ length: count }, (_, i) => {
    const counts = found.get(from + i);
    if (!counts) return null;
    const place = { x: ((offset + i) / length) * WIDE + 0.5, width: Math.max(1, WIDE / length - 1) };
    const [all, sharing] = counts.map((value) => ({ ...place, y: TALL - (value / most) * TALL, height: (value / most) * TALL }));
    return [
      s("rect", { class: "bar", ...all }, s("title", null, `${named(bins, from + i)}: ${plural(counts[0], "article")}, ${num(counts[1])} with shared text`)),
      s("rect", { class: "bar sharing", ...sharing, "pointer-events": "none" }),
    ];
  }));
  return { bars, most };
}

/** What a bin is called. */
function named(bins, bin) {
  const iso = new Date(bins.from(bin) * 1000).toISOString();
  return known(bins.unit === "year" ? iso.slice(0, 4) : bins.unit === "month" ? iso.slice(0, 7) : iso.slice(0, bins.seconds < DAY ? 16 : 10) + (bins.seconds < DAY ? "Z" : ""));
}
