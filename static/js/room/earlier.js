// Earlier entries come in above without moving what is being read; a link to an entry that is not on this page leads to it.
import { byId, find, onHtmx } from "../page/dom.js";

const FIRST = "#timeline ol.timeline li.entry";
/** The first entry that stood below the link, and where it was on the screen. @type {{ id: string, top: number } | null} */
let anchor = null;

const isEarlier = (element) => element?.matches?.("li[data-earlier]");

onHtmx("beforeSwap", ({ shouldSwap, target }) => {
  if (!shouldSwap || !isEarlier(target)) return;
  const entry = find(FIRST);
  anchor = { id: entry.id, top: entry.getBoundingClientRect().top };
});

// The day that goes on below needs no second heading.
function joinDays(entry) {
  const heading = entry.previousElementSibling;
  if (!heading?.classList.contains("timeline-day")) return;
  let above = heading.previousElementSibling;
  while (above && !above.classList.contains("timeline-day")) above = above.previousElementSibling;
  if (above?.textContent === heading.textContent) heading.remove();
}

// The address names where the span begins now: what fetches the timeline anew, a reload too, asks for as much.
function remember() {
  const address = new URL(location.href);
  address.searchParams.set("since", find(FIRST).dataset.at);
  history.replaceState(history.state, "", address);
}

onHtmx("afterSwap", ({ target }) => {
  const entry = anchor && isEarlier(target) && byId(anchor.id);
  if (!anchor || !entry) return;
  joinDays(entry);
  window.scrollBy({ top: entry.getBoundingClientRect().top - anchor.top, behavior: "instant" });
  anchor = null;
  remember();
});
onHtmx("afterRequest", () => {
  anchor = null;
});

function follow() {
  const wanted = location.hash.match(/^#entry-(\d+)$/)?.[1];
  if (!wanted || byId(`entry-${wanted}`) || !find("[data-earlier], [data-later]")) return;
  const address = new URL(location.href);
  if (address.searchParams.get("entry") === wanted) return; // it is not there at all
  address.search = `?entry=${wanted}`;
  location.replace(address);
}

window.addEventListener("hashchange", follow);
follow();
