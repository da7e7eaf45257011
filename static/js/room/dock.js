// The composer stands above the keyboard of a phone, with the last entry in sight above it.
import { byId, find, findAll } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person } from "../page/person.js";

const LOW = 480; // pixels: a window in which a keyboard leaves little room
const SHORT = 1.75; // windows that a page is high which opens at its top
const viewport = window.visualViewport;
const root = document.documentElement;
const dock = find(".dock");

// On a phone it stands over the page, which ends that much higher.
new ResizeObserver(() => root.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);

function lift() {
  const covered = Math.max(0, window.innerHeight - (viewport?.height ?? 0) - (viewport?.offsetTop ?? 0));
  root.style.setProperty("--covered", `${Math.round(covered)}px`);
}

function showLast() {
  if (document.activeElement?.id === "say" && (viewport?.height ?? window.innerHeight) <= LOW) showNewest();
}

function showNewest() {
  const height = viewport?.height ?? window.innerHeight;
  const last = findAll("#timeline li.entry[id], #waiting li").at(-1)?.getBoundingClientRect();
  const box = dock.getBoundingClientRect();
  if (!last || (last.top >= 0 && last.bottom <= box.top)) return;
  window.scrollBy({ top: last.bottom - (height - box.height), behavior: "instant" });
}

viewport?.addEventListener("resize", () => {
  lift();
  showLast();
});
document.addEventListener("focusin", () => requestAnimationFrame(() => showLast()));

// What comes last is shown to who wrote it, or had the entry before it in sight: who scrolled up to read stays there.
listen("placed", ({ entry }) => {
  const [before, last = before] = findAll("#timeline li.entry[id]").slice(-2);
  if (entry !== last) return;
  const { top, bottom } = before.getBoundingClientRect();
  const wasRead = bottom > 0 && top < dock.getBoundingClientRect().top;
  if (wasRead || entry.dataset.by === person) requestAnimationFrame(() => showLast());
});

// A running incident opens at its newest entry, with the composer below it; an address that names another place, or a
// page that somebody comes back to, stays where it is, and so does a short one, most of which is in sight anyway. Who
// begins to scroll meanwhile is left there.
/** @type {any} */
const [visit] = performance.getEntriesByType("navigation");
const namesNothing = !location.search && !location.hash && visit?.type === "navigate";
const isShort = document.documentElement.scrollHeight <= SHORT * window.innerHeight;
if (location.hash === "#say" || (namesNothing && !isShort && byId("timeline").hasAttribute("data-running"))) {
  if (location.hash) byId("say")?.focus({ preventScroll: true });
  const stop = new AbortController();
  for (const name of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    document.addEventListener(name, () => stop.abort(), { signal: stop.signal });
  }
  showNewest();
  window.addEventListener("load", () => requestAnimationFrame(showNewest), { signal: stop.signal });
}

// Just declared: the server put the cursor into the field, and a reload is an ordinary one.
const address = new URL(location.href);
if (address.searchParams.has("declared")) {
  address.searchParams.delete("declared");
  history.replaceState(history.state, "", address);
}
