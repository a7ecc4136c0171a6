/* Why passages in other words are shown: what both sides share, and what only one has. */

/** How many are drawn at once. */
const LIMIT_REASONS = 50;

/** Where a word of the page is several to the program: behind an apostrophe. */
const APART = /(?<=['’])/u;

/** A passage in other words with the words marked that speak for it, and inside `lonely` the numbers that speak against it. */
function speaking(text, reasons, isRight, lonely) {
  const own = (one) => (typeof one === "string" ? one : (isRight && one.right) || one.left || "");
  // 4,60 is 4.6 to the program.
  const plain = (word) => (/^\d/.test(word) ? word.replace(/,/g, ".").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : word);
  const words = (lists) => new Set(lists.flatMap((name) => reasons[name] || []).flatMap((one) => pieces(own(one))).filter((piece) => piece.word).map((piece) => plain(piece.word)));
  const both = words(["terms", "names", "numbers"]);
  const lone = words([isRight ? "right_only" : "left_only"]);
  const isKnown = (word) => both.has(plain(word)) || lone.has(plain(word));
  const shown = (text, word) => (!isKnown(word) ? text : h(both.has(plain(word)) ? "mark" : lonely, null, text));
  const parts = ({ text, word }) => (word === null ? [text] : isKnown(word) ? [shown(text, word)] : text.split(APART).map((part) => shown(part, fold(part).replace(/'$/, ""))));
  return pieces(text).flatMap(parts);
}

/** Names of what speaks for a passage in other words; whatever else a table holds is shown under its own name. */
const REASONS = {
  possible_translation: "possible translation",
  terms: "words both have, the rarest first",
  names: "names both have",
  numbers: "numbers both have",
  left_only: "numbers only on the left",
  right_only: "numbers only on the right",
  longest_run: "words in a row",
  has_neighbors: "sentences beside are alike too",
  sentences_elsewhere: "other sentences the two articles share, about",
  cosine: "cosine of their vectors",
};

/** The evidence of a passage as a list; left and right change places with the texts. */
function reasonList(reasons, isTurned) {
  const turned = { left_only: "right_only", right_only: "left_only" };
  const shown = (value) => {
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (Array.isArray(value)) return value.map((one, i) => [i ? ", " : "", shown(one)]);
    if (value !== null && typeof value === "object") {
      const sides = [value.left, value.right].filter((side) => side !== undefined);
      return sides.length ? bdi((isTurned ? sides.reverse() : sides).join(" ~ ")) : bdi(JSON.stringify(value));
    }
    return typeof value === "number" ? num(value) : bdi(String(value));
  };
  const isSaid = (value) => value !== null && value !== false && value !== 0 && !(Array.isArray(value) && value.length === 0);
  // In the order of the names above; what has none comes last.
  const order = [...new Set([...Object.keys(REASONS), ...Object.keys(reasons)])].filter((name) => isSaid(reasons[name] ?? null));
  return h("dl", { class: "reasons" }, order.map((name) => {
    const side = isTurned ? turned[name] || name : name;
    return h("div", null, h("dt", null, REASONS[side] || side.replaceAll("_", " ")), h("dd", null, shown(reasons[name])));
  }));
}

/** The evidence of a passage in a few words: what both sides have, then the numbers that only one has. */
function briefReasons(reasons, isTurned) {
  const said = (one) => {
    if (typeof one === "string") return one;
    const sides = [one.left, one.right].filter((side) => side !== undefined);
    return (isTurned ? sides.reverse() : sides).join(" ~ ");
  };
  const listed = (names) => [...new Set(names.flatMap((name) => reasons[name] || []).map(said))].join(", ");
  const [one, other] = isTurned ? ["right_only", "left_only"] : ["left_only", "right_only"];
  const parts = [["both have", listed(["terms", "names", "numbers"])], ["only on the left", listed([one])], ["only on the right", listed([other])]];
  const shown = parts.filter(([, words]) => words).map(([label, words], i) => [i ? "; " : "", h("span", { class: "quiet" }, label + " "), bdi(words)]);
  return h("span", { class: "brief" }, reasons.possible_translation && [h("span", { class: "quiet" }, "possible translation"), shown.length > 0 && "; "], shown);
}

/**
 * Every passage in other words of a pair with its own evidence, so that each can be judged where it stands: `order` are their numbers,
 * `passage(i)` is one with its texts, `go(i)` leads to it in the texts. With the button that brings it into view.
 */
function eachReason(order, passage, go, signal) {
  const place = h("ol", { class: "plainlist reasoned" });
  const label = order.length === 1 ? "Why the rewritten passage" : `Why each of ${num(order.length)} rewritten passages`;
  const heading = h("h2", { tabindex: -1 }, label);
  const more = h("button", { class: "plain", type: "button", onclick: () => {
    const from = place.children.length;
    draw(LIMIT_REASONS);
    place.children[from].querySelector("button").focus();
  } });
  const paper = h("p", { class: "on-paper" });

  function draw(count) {
    const from = place.children.length;
    for (const i of order.slice(from, from + count)) {
      const { level, score, reasons, isTurned, spans, texts } = passage(i);
      const sides = spans.map(([start, end], side) => texts[side] && speaking(texts[side].slice(start, end), reasons, (side === 1) !== isTurned, "del"));
      place.append(h("li", null,
        h("p", { class: "line" }, h("button", { class: "chip l" + level, type: "button", "aria-label": `Passage ${i + 1}: to the texts`, onclick: () => go(i) }, i + 1), levelTag(level), h("span", { class: "quiet" }, "score " + score.toFixed(2)), briefReasons(reasons, isTurned)),
        sides.every(Boolean) && twins(...sides)));
    }
    const left = order.length - place.children.length;
    more.textContent = `Show ${num(Math.min(left, LIMIT_REASONS))} more`;
    more.hidden = left === 0;
    paper.textContent = left > 0 ? `Printed: the first ${num(place.children.length)} of ${num(order.length)}.` : "";
  }

  draw(LIMIT_REASONS);
  addEventListener("beforeprint", () => draw(Math.max(0, LIMIT_PRINTED - place.children.length)), { signal });
  const show = () => {
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  };
  return { label: order.length === 1 ? "Why rewritten" : `Why rewritten, ${num(order.length)}`, show, element: h("section", { class: "each-reason" }, heading,
    h("p", { class: "note" }, "Marked: words that speak for it. In bold: numbers that only one side has."), place, more, paper) };
}
