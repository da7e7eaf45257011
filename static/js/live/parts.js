// Fetches parts of the page that changed, each by its id. A part in which somebody types, or has something open, waits.
import htmx from "htmx.org";

const live = document.getElementById("live");
const AT_ONCE = 40; // milliseconds in which several changes become one request
const LONGEST = 6_000;
const LONGEST_PAUSE = 60_000; // between two tries when it fails
const ENDED = [401, 403, 404]; // nothing more will come for this person
const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";
const wanted = new Set();
const waiting = new Map(); // by id of a part that was busy: the names to fetch when it is free

let timer = 0;
let failures = 0;

function isBusy(part) {
  if (part.matches(".htmx-request, [data-pressed]") || part.querySelector("[data-pressed]")) return true;
  const active = document.activeElement;
  if (part.contains(active) && active.matches(FIELDS)) return true;
  if (part.querySelector("details.menu[open], form details[open], .htmx-request, li.entry-edit")) return true;
  return [...part.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}

const nameOf = (place) => place.ariaLabel ?? place.textContent.trim(); // one that is a symbol alone has a label

function sameThing(part, before) {
  const address = before.getAttribute("href");
  return [...part.querySelectorAll("a, button, summary")].find((place) =>
    address ? place.getAttribute("href") === address : nameOf(place) === nameOf(before),
  );
}

// The same thing, else the next thing to do: a focus on nothing would make the next letters keys of the page.
function focusIn(part, before) {
  const next = [...part.querySelectorAll("a, button, summary")].find((place) => place.checkVisibility());
  (sameThing(part, before) ?? next ?? document.getElementById("main")).focus({ preventScroll: true });
}

function swap(fresh, names) {
  const old = document.getElementById(fresh.id);
  if (!old) return;
  if (isBusy(old)) {
    waiting.set(fresh.id, names); // never what was fetched: by then it is old
    return;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  // What loads by itself shows what it showed until it is there again.
  for (const place of fresh.querySelectorAll("[hx-trigger=load]")) {
    const before = old.querySelector(`[hx-get="${CSS.escape(place.getAttribute("hx-get"))}"]`);
    if (before) place.replaceChildren(...before.cloneNode(true).childNodes); // what is pressed there stays under the hand
  }
  document.dispatchEvent(new CustomEvent("debrief:still", { detail: { change: () => old.replaceWith(fresh) } }));
  htmx.process(fresh);
  if (focused) focusIn(fresh, focused);
  document.dispatchEvent(new CustomEvent("debrief:swapped", { detail: { id: fresh.id } }));
}

// When it is there again, the focus stays on what is called the same.
let held = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target } = detail;
  const loads = target.matches("[hx-trigger=load]");
  const active = document.activeElement;
  held = loads && target.contains(active) ? active : null;
  if (!loads || !detail.shouldSwap || !target.querySelector("[data-pressed]")) return;
  detail.shouldSwap = false; // nothing goes away under a finger
  document.addEventListener(
    "debrief:released",
    () => {
      if (target.isConnected)
        htmx.ajax("GET", target.getAttribute("hx-get"), { source: target, target, swap: "innerHTML" });
    },
    { once: true },
  );
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (held && document.activeElement === document.body) focusIn(detail.target, held);
  held = null;
});

// As the page shows itself: in its zone, with its entries, and that stretch of a long timeline which its address names.
// A page that names ids is asked for whole.
function address(names) {
  const query = new URLSearchParams(location.search);
  if (!live.dataset.ids) query.set("names", names.join(","));
  if (live.dataset.choice) query.set("zone", live.dataset.choice);
  if (live.dataset.shown) query.set("show", live.dataset.shown);
  return `${live.dataset.fetch}?${query}`;
}

// Read before what the page itself did since, and answered after it: nothing newer is shown older.
function isStale(answer) {
  const read = answer.querySelector("[data-seq]")?.dataset.seq;
  return Number(read) < Number(document.getElementById("timeline")?.dataset.seq);
}

async function fetchParts() {
  timer = 0;
  const names = [...wanted];
  wanted.clear();
  try {
    const answer = await fetch(address(names), { cache: "no-store" });
    if (answer.redirected || ENDED.includes(answer.status)) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    if (isStale(holder.content)) throw new Error("stale");
    const ids = live.dataset.ids?.split(" ");
    const parts = ids?.map((id) => holder.content.getElementById(id)) ?? [...holder.content.firstElementChild.children];
    parts.filter((part) => part?.id).forEach((part) => swap(part, names));
    failures = 0;
  } catch {
    names.forEach((name) => wanted.add(name));
    clearTimeout(timer);
    timer = setTimeout(fetchParts, Math.min(LONGEST_PAUSE, 1_000 * 2 ** failures) * (0.5 + Math.random()));
    failures += 1;
  }
}

function plan(spread) {
  timer ||= setTimeout(fetchParts, AT_ONCE + Math.random() * Math.min(LONGEST, spread));
}

document.addEventListener("debrief:parts", ({ detail }) => {
  detail.names.forEach((name) => wanted.add(name));
  plan(detail.spread ?? 0);
});
window.addEventListener("online", () => {
  clearTimeout(timer);
  timer = 0;
  if (wanted.size) plan(1_000);
});

function fetchFree() {
  for (const [id, names] of [...waiting]) {
    const part = document.getElementById(id);
    if (part && isBusy(part)) continue;
    waiting.delete(id);
    names.forEach((name) => wanted.add(name));
  }
  if (wanted.size) plan(0);
}

for (const name of ["focusin", "focusout", "toggle", "close", "debrief:released", "htmx:afterRequest"]) {
  document.addEventListener(
    name,
    () => {
      if (waiting.size) setTimeout(fetchFree, 200);
    },
    true,
  );
}
