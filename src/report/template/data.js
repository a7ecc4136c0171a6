/* The blocks of the page, decoded when needed, and the rows in them. */

const LIMIT_CHUNKS = 256;

const data = {
  meta: null,
  articles: null,
  passages: null,
  boilerplate: null,
  chunks: new Map(),
  keys: null,
};

/** Bytes of a block. */
async function bytesOf(name) {
  const packed = atob(document.getElementById("data-" + name).textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function jsonOf(name) {
  return JSON.parse(new TextDecoder().decode(await bytesOf(name)));
}

/** What every view needs. */
async function load() {
  [data.meta, data.articles] = await Promise.all([jsonOf("meta"), jsonOf("articles")]);
  // By its own clock a date means what it says.
  [[data.articles.start], [data.articles.end]] = [data.articles.starts, data.articles.ends];
  data.keys = new Map(data.articles.key.map((key, a) => [key, a]));
}

let passagesComing = null;

/** Columns of all passages, those of each article, and the boilerplate that is not counted. */
function passages() {
  passagesComing ||= Promise.all([bytesOf("passages"), jsonOf("boilerplate")]).then(([buffer, boilerplate]) => {
    data.boilerplate = boilerplate;
    const count = buffer.byteLength / 33;
    const column = (i) => new Uint32Array(buffer, i * 4 * count, count);
    const [left, leftStart, leftEnd, right, rightStart, rightEnd, score, identity] = Array.from({ length: 8 }, (_, i) => column(i));
    const level = new Uint8Array(buffer, 32 * count, count);
    data.passages = { count, left, leftStart, leftEnd, right, rightStart, rightEnd, score, identity, level };
    data.byArticle = byArticle(data.passages);
    data.pairs = pairsOf(data.passages);
    return data.passages;
  });
  return passagesComing;
}

/** For each article where its passages begin in `list`, and the passages. */
function byArticle({ count, left, right }) {
  const from = new Uint32Array(data.articles.key.length + 1);
  for (let p = 0; p < count; p++) {
    from[left[p] + 1]++;
    if (left[p] !== right[p]) from[right[p] + 1]++;
  }
  for (let a = 1; a < from.length; a++) from[a] += from[a - 1];
  const next = from.slice();
  const list = new Uint32Array(from[from.length - 1]);
  for (let p = 0; p < count; p++) {
    list[next[left[p]]++] = p;
    if (left[p] !== right[p]) list[next[right[p]]++] = p;
  }
  return { from, list };
}

/** Whether the page leaves out passages, for a filter or for their number. */
function isPartial() {
  const { held, filter } = data.meta;
  return filter !== null || held.passages[0] < held.passages[1];
}

/** Pairs of outlets between whose articles a counted passage is in the page, by "outlet outlet". */
function outletsJoined() {
  const { outlet } = data.articles;
  const { count, left, right, level } = data.passages;
  const joined = new Set();
  for (let p = 0; p < count; p++) {
    if (left[p] === right[p] || level[p] === 3) continue;
    const [a, b] = [outlet[left[p]], outlet[right[p]]];
    joined.add(a + " " + b).add(b + " " + a);
  }
  return joined;
}

/** Numbers of the passages of one article. */
function passagesOf(article) {
  const { from, list } = data.byArticle;
  return list.subarray(from[article], from[article + 1]);
}

/** Runs of passages with the same two articles; passages are sorted by both. */
function pairsOf({ count, left, right, leftStart, leftEnd, rightStart, rightEnd, level }) {
  const pairs = { first: [], end: [], sharedLeft: [], sharedRight: [] };
  for (let p = 0; p < count; ) {
    let end = p + 1;
    while (end < count && left[end] === left[p] && right[end] === right[p]) end++;
    pairs.first.push(p);
    pairs.end.push(end);
    pairs.sharedLeft.push(union(left[p], leftStart, leftEnd, level, p, end));
    pairs.sharedRight.push(union(right[p], rightStart, rightEnd, level, p, end));
    p = end;
  }
  pairs.count = pairs.first.length;
  return pairs;
}

/** Characters of an article in at least one of the spans first..end, as the tables count: without quotes and boilerplate. */
function union(article, starts, ends, level, first, end) {
  const order = [];
  for (let p = first; p < end; p++) if (level[p] !== 3) order.push(p);
  order.sort((a, b) => starts[a] - starts[b]);
  let covered = 0;
  let total = 0;
  for (const p of order) {
    const from = Math.max(starts[p], covered);
    if (ends[p] > from) total += ends[p] - from - boilerplateIn(article, from, ends[p]);
    covered = Math.max(covered, ends[p]);
  }
  return total;
}

/** Where the boilerplate of an article begins and ends, in order, one after the other. */
function boilerplateOf(article) {
  return data.boilerplate[article] ?? [];
}

/** Characters of boilerplate between two places of an article. */
function boilerplateIn(article, start, end) {
  const ends = boilerplateOf(article);
  let total = 0;
  for (let i = 0; i < ends.length && ends[i] < end; i += 2) total += Math.max(0, Math.min(end, ends[i + 1]) - Math.max(start, ends[i]));
  return total;
}

let verifiedComing = null;

/** Pairs with exact counts, by "left right". */
function verified() {
  verifiedComing ||= jsonOf("pairs").then((columns) => {
    const rows = new Map();
    columns.left.forEach((left, i) => rows.set(left + " " + columns.right[i], {
      resemblance: columns.resemblance[i],
      ofLeft: columns.containment_of_left[i],
      ofRight: columns.containment_of_right[i],
    }));
    return rows;
  });
  return verifiedComing;
}

let evidenceComing = null;

/** What speaks for passages in other words, by the number of the passage. */
function evidence() {
  return (evidenceComing ||= jsonOf("evidence"));
}

let familiesComing = null;

/** All families in the page. */
function families() {
  return (familiesComing ||= jsonOf("families"));
}

/** The families of so many articles that not all of them were compared with each other. */
async function crowds() {
  const allPaired = data.meta.summary.options.postings.max_stories;
  return (await families()).filter((family) => new Set(family.article).size > allPaired);
}

let countedComing = null;

/** The crowds over which shares are counted: with a filter those of the passages that pass by themselves. */
function countedCrowds() {
  return (countedComing ||= data.meta.filter === null ? crowds() : jsonOf("crowds"));
}

/** Whether what two articles share is counted: `Role::meets`. */
function isCounted(a, b) {
  const { role } = data.articles;
  if (!role) return true;
  const [isOne, isOther, isAsked, isWithin, isOrdered, isFirst] = [1, 2, 4, 8, 16, 32].map((bit) => (article) => (role[article] & bit) > 0);
  return ((isOne(a) && isOther(b)) || (isOne(b) && isOther(a))) && (isAsked(a) || isAsked(b)) && isWithin(a) && isWithin(b) &&
    (!isOrdered(a) || (isFirst(a) && precedes(a, b)) || (isFirst(b) && precedes(b, a)));
}

/** Stretches of an article that a crowd has: { start, end, others }. */
async function crowdsOf(article) {
  return (await countedCrowds()).flatMap((family) => family.article.flatMap((one, i) => (one === article
    ? [{ start: family.start[i], end: family.end[i], others: [...new Set(family.article)].filter((other) => other !== article && isCounted(article, other)) }] : [])));
}

/** A chunk of texts. */
function chunk(number) {
  let coming = data.chunks.get(number);
  if (coming) data.chunks.delete(number);
  else coming = jsonOf("texts-" + number);
  data.chunks.set(number, coming);
  // The one longest unused goes first: a map keeps the order of insertion.
  if (data.chunks.size > LIMIT_CHUNKS) data.chunks.delete(data.chunks.keys().next().value);
  return coming;
}

/** The text of an article, or null when it is not in this page. */
async function textOf(article) {
  const number = data.articles.chunk[article];
  if (number === null) return null;
  return new Text((await chunk(number))[data.articles.slot[article]], data.articles.chars[article]);
}

/** A text cut by code points, as the tables count, while the language counts UTF-16 units. */
class Text {
  constructor(raw, chars) {
    this.raw = raw;
    this.chars = chars;
    this.isPlain = raw.length === chars;
    this.at = 0;
    this.unit = 0;
  }

  /** UTF-16 offset of a code point; cheap when asked in order. */
  offset(point) {
    if (this.isPlain) return point;
    if (point < this.at) this.at = this.unit = 0;
    while (this.at < point && this.unit < this.raw.length) {
      const code = this.raw.charCodeAt(this.unit);
      const isPair = code >= 0xd800 && code < 0xdc00;
      this.unit += isPair ? 2 : 1;
      this.at++;
    }
    return this.unit;
  }

  slice(start, end) {
    return this.raw.slice(this.offset(start), this.offset(end));
  }
}

/** The title of an article; without one how its text begins, said so, or its id. */
function titleOf(article) {
  const { title, opening, key } = data.articles;
  return title[article] || (opening[article] ? "begins: " + opening[article] : key[article]);
}

/** The language of an article, for readers of the page that speak or hyphenate; nothing where it is not certain. */
function languageOf(article) {
  return data.articles.language[article];
}

/** The same by its English name. */
function languageName(article) {
  const code = languageOf(article);
  return code && (new Intl.DisplayNames("en", { type: "language", fallback: "code" }).of(code) ?? code);
}

function outletOf(article) {
  const outlet = data.articles.outlet[article];
  return outlet === null ? null : data.meta.outlets.name[outlet];
}

/** Whether `a` certainly appeared before `b`: each is set against the clock of the other. */
function precedes(a, b) {
  const { start, clock, starts, ends } = data.articles;
  return start[a] !== null && start[b] !== null && ends[clock[b]][a] <= starts[clock[a]][b];
}

/** A test whether one of `articles` certainly appeared before another article. */
function precededBy(articles) {
  const { start, clock, starts, ends } = data.articles;
  const of = (number) => articles.filter((a) => start[a] !== null && clock[a] === number);
  const earliest = starts.map((_, number) => ends.map((end) => smallest(of(number).map((a) => end[a]))));
  return (b) => start[b] !== null && earliest.some((end, number) => end[clock[b]] <= starts[number][b]);
}

/** Articles by date, those without one last. */
function byDate(articles) {
  const { start, key } = data.articles;
  const at = (a) => (start[a] === null ? Infinity : start[a]);
  return [...articles].sort((a, b) => at(a) - at(b) || (key[a] < key[b] ? -1 : 1));
}

/** Of these articles those that no other certainly precedes; empty when nothing is known of the order. */
function firstOf(articles) {
  const isPreceded = precededBy(articles);
  return articles.filter((a) => data.articles.start[a] !== null && !isPreceded(a));
}

/** Outlet, date and where it is named: the line under a title. */
function byline(article, ...more) {
  const outlet = outletOf(article);
  // Where nobody names an outlet, that none is named says nothing.
  const named = outlet !== null ? bdi(outlet) : hasOutlets() && "no outlet";
  return h("span", { class: "byline" }, named, named && " · ", time(data.articles.date[article]), more);
}

/** The same where no title stands above it: where nobody names an outlet it begins with that. */
function whose(article) {
  return hasOutlets() ? byline(article) : h("span", { class: "byline" }, bdi(titleOf(article)), " · ", time(data.articles.date[article]));
}

/** The address of an article on the web as a link, or as text when it cannot be followed; nothing without one. */
function original(article) {
  const address = data.articles.url[article];
  if (!address) return null;
  const web = webAddress(address);
  if (!web) return h("span", null, " · ", bdi(address, "quiet"));
  return h("span", null, " · ", h("a", { href: web, target: "_blank", rel: "noopener noreferrer nofollow" }, "original at " + new URL(web).host));
}
