// The composer stands above the keyboard of a phone, with the last entry in sight above it.
import { byId, find, findAll } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person } from "../page/person.js";

const LOW = 480; // pixels: a window in which a keyboard leaves little room
const viewport = window.visualViewport;
const root = document.documentElement;
const dock = find(".dock");

// On a phone it stands over the page, which ends that much higher.
new ResizeObserver(() => root.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);

function lift() {
  const covered = Math.max(0, window.innerHeight - (viewport?.height ?? 0) - (viewport?.offsetTop ?? 0));
  root.style.setProperty("--covered", `${Math.round(covered)}px`);
}

function showLast(always = false) {
  const height = viewport?.height ?? window.innerHeight;
  if (document.activeElement?.id !== "say" || (height > LOW && !always)) return;
  const last = findAll("#timeline li.entry[id]").at(-1)?.getBoundingClientRect();
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

if (location.hash === "#say") {
  byId("say")?.focus({ preventScroll: true });
  window.addEventListener("load", () => requestAnimationFrame(() => showLast(true)));
}
