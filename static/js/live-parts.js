// Fetches parts of the page that changed, each by its id. A part in which somebody types, or has something open, waits.
const live = document.getElementById("live");
const AT_ONCE = 40; // milliseconds in which several changes become one request
const LONGEST = 6_000;
const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";
const wanted = new Set();
const waiting = new Map(); // by id: the part as it will be

let timer = 0;

function isBusy(part) {
  const active = document.activeElement;
  if (part.contains(active) && active.matches(FIELDS)) return true;
  if (part.querySelector("details.menu[open], form details[open], .htmx-request, li.entry-edit")) return true;
  return [...part.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}

function sameThing(part, before) {
  const address = before.getAttribute("href");
  const words = before.textContent.trim();
  return [...part.querySelectorAll("a, button, summary")].find((place) => (
    address ? place.getAttribute("href") === address : place.textContent.trim() === words));
}

function swap(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old) return;
  if (isBusy(old)) {
    waiting.set(fresh.id, fresh);
    return;
  }
  waiting.delete(fresh.id);
  // What loads by itself shows what it showed until it is there again.
  for (const place of fresh.querySelectorAll("[hx-trigger=load]")) {
    const before = old.querySelector(`[hx-get="${CSS.escape(place.getAttribute("hx-get"))}"]`);
    if (before) place.replaceChildren(...before.childNodes);
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  document.dispatchEvent(new CustomEvent("debrief:still", { detail: { change: () => old.replaceWith(fresh) } }));
  window.htmx?.process(fresh);
  if (focused) sameThing(fresh, focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("debrief:swapped", { detail: { id: fresh.id } }));
}

// As the page shows itself: in its zone, with its entries, and that stretch of a long timeline which its address names.
// A page that names ids is asked for whole.
function address(names) {
  const query = new URLSearchParams(location.search);
  if (!live.dataset.ids) query.set("names", names.join(","));
  if (live.dataset.choice) query.set("zone", live.dataset.choice);
  if (live.dataset.shown) query.set("show", live.dataset.shown);
  return `${live.dataset.fetch}?${query}`;
}

async function fetchParts() {
  timer = 0;
  const names = [...wanted];
  wanted.clear();
  try {
    const answer = await fetch(address(names), { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const ids = live.dataset.ids?.split(" ");
    const parts = ids?.map((id) => holder.content.getElementById(id)) ?? [...holder.content.firstElementChild.children];
    parts.filter((part) => part?.id).forEach(swap);
  } catch {
    names.forEach((name) => wanted.add(name)); // they come with the next change, or when the network is back
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
  if (wanted.size) plan(1_000);
});
for (const name of ["focusout", "toggle", "close"]) {
  document.addEventListener(name, () => {
    if (waiting.size) setTimeout(() => [...waiting.values()].forEach(swap), 200);
  }, true);
}
