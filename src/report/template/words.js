/* Words of a text and the differences between two. For showing only: the findings were made from the texts by the program. */

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter("und", { granularity: "word" }) : null;

/** Case, accents, compatibility forms and the shape of apostrophes aside. */
function fold(text) {
  const lower = text.toLowerCase();
  // Most text needs no more, and this is called on all of it when searching.
  return /^[\u0000-\u007f]*$/.test(lower) ? lower : lower.normalize("NFKD").replace(/[\p{M}\u00ad\u0640\u200b-\u200f\u2060]/gu, "").replace(/[\u2018\u2019\u02bc]/g, "'");
}

/* Scripts without spaces, as `unicode.rs` has them: there each letter is a word, as in the program, not what the browser's dictionary says. */
const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3041-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{1aff0}-\\u{1b16f}\\u{20000}-\\u{323af}]";
const HAS_UNSPACED = new RegExp(UNSPACED, "u");
const LETTERS = new RegExp(`(?=[\\p{Alphabetic}\\p{N}])${UNSPACED}(?:(?!\\p{Alphabetic})\\p{M})*|(?:(?!${UNSPACED}).)+|.`, "gsu");

/** Words and what lies between them, in order: { text, word } where word is null between words. */
function pieces(text) {
  const all = segmenter
    ? Array.from(segmenter.segment(text), ({ segment, isWordLike }) => [segment, isWordLike])
    : (text.match(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu) || []).map((one) => [one, /[\p{L}\p{N}]/u.test(one)]);
  return joinNumbers(all.flatMap(([segment, isWord]) => {
    if (!isWord) return { text: segment, word: null };
    // A vowel that stands alone is no accent.
    return (HAS_UNSPACED.test(segment) ? segment.match(LETTERS) : [segment]).map((one) => ({ text: one, word: /[\p{Alphabetic}\p{N}]/u.test(one) ? fold(one) || one : null }));
  }));
}

/** Thousands written with a space, a point or a comma are one number, as in the program; a narrow space stands inside the segment. */
function joinNumbers(all) {
  const out = [];
  for (let i = 0; i < all.length; i++) {
    const last = out[out.length - 1];
    const next = all[i + 1];
    if (last && last.word !== null && /^\d+$/.test(last.word) && /^[\u0020\u00a0\u2009\u202f]$/.test(all[i].text) && next && /^\d{3}$/.test(next.word) && last.group !== false) {
      last.text += all[i].text + next.text;
      last.word += next.word;
      i++;
    } else {
      const word = all[i].word === null ? null : all[i].word.replace(/(?<=\d)[.,'’\s](?=\d{3}(?!\d))/g, "");
      // "2027 512" are two numbers: only one to three digits begin a group.
      out.push({ text: all[i].text, word, group: /^\d{1,3}$/.test(all[i].text) });
    }
  }
  return out;
}

const LIMIT_EDITS = 2000;

/** Pairs of indices of equal words, increasing on both sides (Myers 1986); null when too much differs. */
function commonWords(left, right) {
  let from = 0;
  while (from < left.length && from < right.length && left[from] === right[from]) from++;
  let end = 0;
  while (end < left.length - from && end < right.length - from && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  const n = left.length - from - end;
  const m = right.length - from - end;
  const most = Math.min(n + m, LIMIT_EDITS);
  const reach = new Int32Array(2 * most + 3);
  const history = [];
  const middle = [];
  let isDone = n === 0 && m === 0;
  for (let d = 0; d <= most && !isDone; d++) {
    history.push(reach.slice(most + 1 - d - 1, most + 1 + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const at = most + 1 + k;
      let x = k === -d || (k !== d && reach[at - 1] < reach[at + 1]) ? reach[at + 1] : reach[at - 1] + 1;
      while (x < n && x - k < m && left[from + x] === right[from + x - k]) x++;
      reach[at] = x;
      if (x >= n && x - k >= m) {
        isDone = true;
        break;
      }
    }
  }
  if (!isDone) return null;
  let [x, y] = [n, m];
  for (let d = history.length - 1; d >= 0; d--) {
    const before = history[d];
    const at = (k) => before[k + d + 1];
    const k = x - y;
    const previous = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : at(previous);
    const startY = startX - previous;
    while (x > 0 && y > 0 && (d === 0 || (x > startX && y > startY)) && left[from + x - 1] === right[from + y - 1]) {
      x--;
      y--;
      middle.push([from + x, from + y]);
    }
    if (d > 0) [x, y] = [startX, startY];
  }
  middle.reverse();
  const pairs = Array.from({ length: from }, (_, i) => [i, i]).concat(middle);
  for (let i = end; i > 0; i--) pairs.push([left.length - i, right.length - i]);
  return pairs;
}

/** Both texts as fragments in which the words the other lacks are marked, and how many words are the same. */
function differences(leftText, rightText) {
  const left = pieces(leftText);
  const right = pieces(rightText);
  const words = (all) => all.filter((piece) => piece.word !== null).map((piece) => piece.word);
  const [leftWords, rightWords] = [words(left), words(right)];
  const common = commonWords(leftWords, rightWords);
  if (!common) return null;
  const kept = [new Set(common.map((pair) => pair[0])), new Set(common.map((pair) => pair[1]))];
  return {
    left: marked(left, kept[0], "del"),
    right: marked(right, kept[1], "ins"),
    same: common.length,
    run: longestRun(common),
    changes: changesIn(common, leftWords.length, rightWords.length),
    onlyLeft: leftWords.length - common.length,
    onlyRight: rightWords.length - common.length,
  };
}

/** Most words in a row that both have. */
function longestRun(common) {
  let [longest, run] = [0, 0];
  common.forEach(([i, j], at) => {
    const [before, beside] = at ? common[at - 1] : [-2, -2];
    run = i === before + 1 && j === beside + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return longest;
}

/** Places where the two differ. */
function changesIn(common, leftCount, rightCount) {
  let [x, y, changes] = [0, 0, 0];
  for (const [i, j] of [...common, [leftCount, rightCount]]) {
    if (i > x || j > y) changes++;
    [x, y] = [i + 1, j + 1];
  }
  return changes;
}

/** Pieces as text; runs of words that are not in `kept` inside `tag`. */
function marked(all, kept, tag) {
  const out = document.createDocumentFragment();
  let word = 0;
  let plain = "";
  let other = "";
  let between = "";
  const flushOther = () => {
    if (other) out.append(h(tag, null, breakable(other)));
    other = "";
    plain = between;
    between = "";
  };
  for (const piece of all) {
    if (piece.word === null) {
      if (other) between += piece.text;
      else plain += piece.text;
    } else if (kept.has(word++)) {
      if (other) flushOther();
      plain += piece.text;
    } else {
      if (plain) out.append(breakable(plain));
      plain = "";
      other += between + piece.text;
      between = "";
    }
  }
  if (other) flushOther();
  if (plain) out.append(breakable(plain));
  return out;
}

/** What is looked for: the beginning of a word; between quotation marks whole words, with single spaces. */
function queryWords(query) {
  const parts = fold(query).matchAll(/["“”„«]([^"“”»]*)["“”»]|\S+/gu);
  const all = Array.from(parts, ([word, phrase]) => ({ words: (phrase ?? word).split(/\s+/).filter(Boolean).join(" "), isWhole: phrase !== undefined }));
  return all.filter(({ words }) => words);
}

/* Letters and digits of which words are made that spaces part and nothing is written before, as `words.rs` has them. */
const JOINING = /\p{N}|(?=\p{Alphabetic})[\u0000-\u052f\u1c80-\u1c8f\u1d00-\u1fff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff]/u;

/** Whether no word goes on across a place of a text. */
function isBorder(text, at) {
  return at <= 0 || at >= text.length || !(JOINING.test(text[at - 1]) && JOINING.test(text[at]));
}

function holdsAll(text, sought) {
  let folded = fold(text);
  // Lines end anywhere.
  if (sought.some(({ words }) => words.includes(" "))) folded = folded.replace(/\s+/g, " ");
  return sought.every(({ words, isWhole }) => {
    for (let at = folded.indexOf(words); at >= 0; at = folded.indexOf(words, at + words.length)) {
      if (isBorder(folded, at) && (!isWhole || isBorder(folded, at + words.length))) return true;
    }
    return false;
  });
}
