// Earlier entries come in above without moving what is being read; a link to an entry that is not on this page leads to it.
const timeline = () => document.querySelector("#timeline ol.timeline");
let anchor = null; // the first entry that stood below the link, and where it was on the screen

function isEarlier(element) {
  return element?.matches?.("li[data-earlier]");
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.shouldSwap || !isEarlier(detail.target)) return;
  const entry = timeline().querySelector("li.entry");
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

// The address names where the stretch begins now: what fetches the timeline anew, a reload too, asks for as much.
function remember() {
  const address = new URL(window.location.href);
  address.searchParams.set("since", timeline().querySelector("li.entry").dataset.at);
  window.history.replaceState(window.history.state, "", address);
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const entry = anchor && isEarlier(detail.target) && document.getElementById(anchor.id);
  if (!entry) return;
  joinDays(entry);
  window.scrollBy({ top: entry.getBoundingClientRect().top - anchor.top, behavior: "instant" });
  anchor = null;
  remember();
});
document.addEventListener("htmx:afterRequest", () => {
  anchor = null;
});

function follow() {
  const wanted = window.location.hash.match(/^#entry-(\d+)$/)?.[1];
  if (!wanted || document.getElementById(`entry-${wanted}`) || !document.querySelector("[data-earlier], [data-later]"))
    return;
  const address = new URL(window.location.href);
  if (address.searchParams.get("entry") === wanted) return; // it is not there at all
  address.search = `?entry=${wanted}`;
  window.location.replace(address);
}

window.addEventListener("hashchange", follow);
follow();
