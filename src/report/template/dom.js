"use strict";
/* Elements, numbers, dates. What an article says enters the page here, as text and never as markup. */

/** An element. `attrs`: class, on-handlers as functions, `text`, aria and data attributes; nothing else sets markup. */
function h(tag, attrs, ...children) {
  const element = document.createElement(tag);
  fill(element, attrs, children);
  return element;
}

/** The same in SVG. */
function s(tag, attrs, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attrs, children);
  return element;
}

function fill(element, attrs, children) {
  for (const [name, value] of Object.entries(attrs || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "href") element.setAttribute("href", safeHref(String(value)));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Only places in this page and http(s) are followed. */
function safeHref(address) {
  return address.startsWith("#/") || webAddress(address) ? address : "#/";
}

/** The address if it is one of the web, or null. */
function webAddress(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A short text of unknown direction, kept from turning what stands beside it. */
function bdi(text, className) {
  return h("bdi", { class: className || null }, text);
}

/** Text with places to break where it has none for very long; without them a browser takes minutes for a megabyte. */
function breakable(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const { index, 0: run } of text.matchAll(/\S{300}/gu)) {
    out.append(text.slice(from, index + run.length), document.createElement("wbr"));
    from = index + run.length;
  }
  out.append(text.slice(from));
  return out;
}

const THIN = "\u202f";

/** 12 345 */
function num(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** "1 passage", "2 passages" */
function plural(count, one, many) {
  return num(count) + " " + (count === 1 ? one : many || one + "s");
}

/** 38 %; never 0 % or 100 % unless it is exactly that. */
function percent(share) {
  const whole = Math.round(share * 100);
  if (share > 0 && whole === 0) return "<1" + THIN + "%";
  if (share < 1 && whole === 100) return ">99" + THIN + "%";
  return whole + THIN + "%";
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A date as the tables write it, in words: no more than is known, the zone where it is. */
function known(iso) {
  const [date, clock] = iso.split("T");
  const [year, month, day] = date.split("-");
  if (!day) return month ? MONTHS[month - 1] + " " + year : year;
  if (!clock) return date;
  const zone = clock.match(/(Z|[+-]\d\d:\d\d)?$/)[0];
  return date + " " + clock.slice(0, 5) + (zone && " " + (zone === "Z" ? "UTC" : zone));
}

/** The same as an element. */
function time(iso) {
  if (!iso) return h("span", { class: "quiet" }, "no date");
  return h("time", { datetime: iso, title: iso }, known(iso));
}

const DAY = 86400;

/** A length of time that is not exceeded, in the unit that says most. */
function span(seconds) {
  if (seconds <= 3600) return plural(Math.ceil(seconds / 60), "minute");
  if (seconds < 2 * DAY) return plural(Math.ceil(seconds / 3600), "hour");
  return plural(Math.ceil(seconds / DAY), "day");
}

const LEVELS = ["verbatim", "edited", "rewritten", "quote"];
const LEVEL_MEANS = [
  "the same words and numbers, at least eight words in a row",
  "phrases kept, words between them changed, left out or moved",
  "other words or another order, the same specific facts",
  "only somebody’s quoted words are shared; not counted as reuse",
];

/** The name of a level with its colour and line. */
function levelTag(level) {
  return h("span", { class: "level l" + level }, LEVELS[level]);
}

/** Tells screen readers. */
function say(text) {
  document.getElementById("live").textContent = text;
}

/** The smallest of any number of values, too many for arguments among them. */
function smallest(values) {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** The largest of any number of values. */
function largest(values) {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

/** A button that puts the whole of a table in place of its first rows; the focus goes to the first row that is new. */
function showAll(label, shown, whole) {
  return h("button", { type: "button", class: "plain", onclick: (event) => {
    const all = whole();
    event.target.parentNode.replaceWith(all);
    all.querySelectorAll("tbody tr")[shown].querySelector("a").focus();
  } }, label);
}

/** Calls `work` when no call came for a while. */
function later(work, milliseconds) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), milliseconds);
  };
}
