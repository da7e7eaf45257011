// Puts entries where they belong: by when they happened, then by when they were first told. What changed is replaced
// where it stands, an older version never replaces a newer one, and what somebody reads stays where it is.
import htmx from "htmx.org";

const live = document.getElementById("live");
const SHOWS = { people: "data-told", starred: "data-starred" };

// The first entry that begins in sight, else one that ends there, else whatever stands in the middle, keeps its place.
function anchor() {
  const top = Math.max(0, document.querySelector(".appbar")?.getBoundingClientRect().bottom ?? 0);
  const entries = [...document.querySelectorAll("#timeline li.entry")].map((entry) => ({
    entry,
    box: entry.getBoundingClientRect(),
  }));
  const begins = entries.find(({ box }) => box.top >= top && box.top < window.innerHeight);
  const ends = entries.find(({ box }) => box.bottom > top && box.top < window.innerHeight);
  return (begins ?? ends)?.entry ?? document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 3);
}

function still(change) {
  const kept = anchor();
  const before = kept?.getBoundingClientRect().top;
  change();
  const now = kept?.isConnected ? kept : kept?.id && document.getElementById(kept.id);
  if (!now) return;
  const moved = now.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: "instant" });
}

function list() {
  const section = document.getElementById("timeline");
  let found = section.querySelector("ol.timeline");
  if (!found) {
    found = document.createElement("ol");
    found.className = "timeline";
    section.querySelector(".empty")?.remove();
    section.append(found);
  }
  return found;
}

function isBefore(one, other) {
  if (one.dataset.at !== other.dataset.at) return one.dataset.at < other.dataset.at;
  return Number(one.dataset.first) < Number(other.dataset.first);
}

function heading(words) {
  const day = document.createElement("li");
  day.className = "timeline-day";
  day.textContent = words;
  return day;
}

function dayOf(item) {
  let found = item;
  while (found && !found.classList.contains("timeline-day")) found = found.previousElementSibling;
  return found?.textContent;
}

// The form that corrects an entry stands right below it.
function editOf(entry) {
  return document.querySelector(`#timeline li.entry-edit[data-of="${CSS.escape(entry?.id ?? "")}"]`);
}

// Moved only where it has to be: what is taken out and put in again loses the cursor, and the next letters are keys.
function follow(entry, edit) {
  if (!edit || entry.nextElementSibling === edit) return;
  const field = edit.contains(document.activeElement) ? document.activeElement : null;
  const { selectionStart: start = null, selectionEnd: end } = field ?? {};
  entry.after(edit);
  field?.focus({ preventScroll: true });
  if (start !== null) field.setSelectionRange(start, end);
}

function insert(timeline, entry, day) {
  const placed = [...timeline.querySelectorAll(":scope > li.entry[data-at]")];
  const earlier = placed.findLast((other) => isBefore(other, entry));
  const before = editOf(earlier) ?? earlier;
  if (!earlier && timeline.querySelector("[data-earlier]")) return false; // it stands on an earlier page
  if (earlier && earlier === placed.at(-1) && timeline.querySelector("[data-later]")) return false; // on a later one
  if (before && dayOf(before) === day) {
    before.after(entry);
    return true;
  }
  const next = before ? before.nextElementSibling : timeline.firstElementChild;
  if (next?.classList.contains("timeline-day") && next.textContent === day) next.after(entry);
  else if (before) before.after(heading(day), entry);
  else timeline.prepend(heading(day), entry);
  return true;
}

function dropEmptyDays(timeline) {
  for (const day of timeline.querySelectorAll(".timeline-day")) {
    const next = day.nextElementSibling;
    if (!next || next.classList.contains("timeline-day")) day.remove();
  }
}

// Folds that stood open stay open, and the focus stays where it was: on the entry, or on its tools.
function takeOver(old, entry) {
  if (old.hasAttribute("tabindex")) entry.tabIndex = old.tabIndex;
  const open = [...old.querySelectorAll("details")].map((fold) => fold.open);
  entry.querySelectorAll("details").forEach((fold, index) => {
    fold.open = open[index] ?? false;
  });
  if (old === document.activeElement) return () => entry;
  return old.contains(document.activeElement) ? () => entry.querySelector(".entry-tools a") : () => null;
}

function count(by) {
  const place = document.getElementById("entry-count");
  if (!place) return;
  const number = Number(place.dataset.count) + by;
  place.dataset.count = number;
  place.textContent = `${number} entr${number === 1 ? "y" : "ies"}`;
}

// New is what was written after the timeline was read, and once: a change of an old entry, which may stand on a part
// that is not shown, is no news.
const met = new WeakMap(); // by timeline: ids of the entries that came since it was read

function isNews(entry) {
  const timeline = document.getElementById("timeline");
  const ids = met.get(timeline) ?? new Set();
  const isNew = Number(entry.dataset.first) > Number(timeline.dataset.seq) && !ids.has(entry.id);
  met.set(timeline, ids.add(entry.id));
  return isNew;
}

function place(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const entry = holder.content.querySelector("li.entry");
  if (!entry?.dataset.at) return;
  const old = document.querySelector(`#timeline #${entry.id}`);
  if (old && Number(old.dataset.seq) >= Number(entry.dataset.seq)) return;
  const isNew = isNews(entry) && !old;
  const shows = SHOWS[live.dataset.shown];
  const isShown = !shows || entry.hasAttribute(shows);
  if (!old && !isShown) return;
  const detail = { entry, day: "" };
  document.dispatchEvent(new CustomEvent("debrief:times", { detail }));
  let stands = false;
  still(() => {
    const timeline = list();
    const focused = old ? takeOver(old, entry) : () => null;
    old?.remove();
    const edit = editOf(old);
    stands = isShown && insert(timeline, entry, detail.day);
    if (stands) follow(entry, edit);
    dropEmptyDays(timeline);
    if (stands) htmx.process(entry);
    focused()?.focus({ preventScroll: true });
  });
  if (isNew || (!old && stands && live.dataset.shown === "starred"))
    count(1); // what was starred just now counts there
  else if (old && !isShown) count(-1);
  document.dispatchEvent(new CustomEvent("debrief:placed", { detail: { entry, isNew } }));
}

// A change of an entry on which, or on whose correction, something is pressed waits until the press is over.
let waiting = [];

function placeFree(html) {
  const pressed = document.querySelector("#timeline [data-pressed]")?.closest("li.entry, li.entry-edit");
  const id = pressed?.dataset.of ?? pressed?.id;
  if (id && html.includes(`id="${id}"`)) waiting.push(html);
  else place(html);
}

document.addEventListener("debrief:released", () => {
  const entries = waiting;
  waiting = [];
  entries.forEach(placeFree);
});
document.addEventListener("debrief:entry", ({ detail }) => placeFree(detail.html));
document.addEventListener("debrief:still", ({ detail }) => still(detail.change));

// The server's answer to a form brings entries, too: they arrive in a list that nobody sees.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if ((event.detail.target?.id ?? event.target.id) !== "arrived") return;
  const arrived = document.getElementById("arrived");
  const entries = [...arrived.children].map((entry) => entry.outerHTML);
  arrived.replaceChildren();
  entries.forEach(place);
});
