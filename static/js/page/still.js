// When the page changes, what somebody is reading stays where it is on the screen.
import { byId, find, findAll } from "./dom.js";

// The first entry that begins in sight, else one that ends there, else whatever stands in the middle.
function anchor() {
  const top = Math.max(0, (find(".room-bar") ?? find(".appbar"))?.getBoundingClientRect().bottom ?? 0);
  const entries = findAll("#timeline li.entry").map((entry) => ({ entry, box: entry.getBoundingClientRect() }));
  const begins = entries.find(({ box }) => box.top >= top && box.top < window.innerHeight);
  const ends = entries.find(({ box }) => box.bottom > top && box.top < window.innerHeight);
  return (begins ?? ends)?.entry ?? document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 3);
}

export function keepStill(change) {
  const kept = anchor();
  const before = kept?.getBoundingClientRect().top;
  change();
  const now = kept?.isConnected ? kept : kept?.id && byId(kept.id);
  if (!now) return;
  const moved = now.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: "instant" });
}
