// Fetches parts of the page that changed, each by its id. A part in which somebody types, or has something open, waits.
import htmx from "htmx.org";
import { byId, find, findAll, isTouched, onHtmx, parse } from "../page/dom.js";
import { listen, tell } from "../page/events.js";
import { isPressed } from "../page/pressed.js";
import { keepStill } from "../page/still.js";

const live = byId("live");
const AT_ONCE = 40; // milliseconds in which several changes become one request
const LONGEST = 6_000;
const LONGEST_PAUSE = 60_000; // between two tries when it fails
const ENDED = [401, 403, 404]; // nothing more will come for this person
const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";
const OPEN = "details.menu[open], form details[open], .htmx-request, li.entry-edit";

/** @type {Set<string>} */
const wanted = new Set();
/** By the id of a part that was busy: the names to fetch when it is free. @type {Map<string, string[]>} */
const waiting = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let failures = 0;

/** Fetches the parts of these names soon, within `spread` milliseconds. */
export function fetchParts(/** @type {string[]} */ names, spread = 0) {
  for (const name of names) wanted.add(name);
  timer ??= setTimeout(fetchWanted, AT_ONCE + Math.random() * Math.min(LONGEST, spread));
}

async function fetchWanted() {
  timer = undefined;
  const names = [...wanted];
  wanted.clear();
  try {
    const answer = await fetch(address(names), { cache: "no-store" });
    if (answer.redirected || ENDED.includes(answer.status)) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const page = parse(await answer.text());
    if (isStale(page)) throw new Error("stale");
    const ids = live.dataset.ids?.split(" ");
    const parts = ids?.map((id) => page.getElementById(id)) ?? [...page.firstElementChild.children];
    for (const part of parts) if (part?.id) swap(part, names);
    failures = 0;
  } catch {
    for (const name of names) wanted.add(name);
    clearTimeout(timer);
    timer = setTimeout(fetchWanted, Math.min(LONGEST_PAUSE, 1_000 * 2 ** failures) * (0.5 + Math.random()));
    failures += 1;
  }
}

// As the page shows itself: in its zone, with its entries, and that span of a long timeline which its address names.
// A page that names ids is asked for whole.
function address(names) {
  const query = new URLSearchParams(location.search);
  if (!live.dataset.ids) query.set("names", names.join(","));
  if (live.dataset.choice) query.set("zone", live.dataset.choice);
  if (live.dataset.shown) query.set("show", live.dataset.shown);
  return `${live.dataset.fetch}?${query}`;
}

// Read before what the page itself did since, and answered after it: nothing newer is shown older.
function isStale(page) {
  const read = find("[data-seq]", page)?.dataset.seq;
  return Number(read) < Number(byId("timeline")?.dataset.seq);
}

function swap(fresh, names) {
  const old = byId(fresh.id);
  if (!old) return;
  if (isBusy(old)) {
    waiting.set(fresh.id, names); // never what was fetched: by then it is old
    return;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  keepStill(() => old.replaceWith(fresh));
  htmx.process(fresh);
  if (focused) focusIn(fresh, focused);
  tell("swapped", { id: fresh.id });
}

function isBusy(part) {
  if (part.matches(".htmx-request") || isPressed(part)) return true;
  const active = document.activeElement;
  return (part.contains(active) && active?.matches(FIELDS)) || find(OPEN, part) !== null || isTouched(part);
}

const nameOf = (place) => place.ariaLabel ?? place.textContent.trim(); // one that is a symbol alone has a label

// The same thing, else the next thing to do: a focus on nothing would make the next letters keys of the page.
function focusIn(part, before) {
  const address = before.getAttribute("href");
  const isSame = (place) => (address ? place.getAttribute("href") === address : nameOf(place) === nameOf(before));
  const places = findAll("a, button, summary", part);
  const next = places.find((place) => place.checkVisibility());
  (places.find(isSame) ?? next ?? byId("main")).focus({ preventScroll: true });
}

// ---------- Parts that were busy ----------
function fetchFree() {
  for (const [id, names] of [...waiting]) {
    const part = byId(id);
    if (part && isBusy(part)) continue;
    waiting.delete(id);
    for (const name of names) wanted.add(name);
  }
  if (wanted.size) fetchParts([]);
}

const lookSoon = () => waiting.size && setTimeout(fetchFree, 200);
for (const name of ["focusin", "focusout", "toggle", "close"]) document.addEventListener(name, lookSoon, true);
listen("released", lookSoon);
onHtmx("afterRequest", lookSoon);
window.addEventListener("online", () => {
  clearTimeout(timer);
  timer = undefined;
  if (wanted.size) fetchParts([], 1_000);
});
