// Puts entries where they belong: by when they happened, then by when they were first told. What changed is replaced
// where it stands, an older version never replaces a newer one, and what somebody reads stays where it is.
import htmx from "htmx.org";
import { byId, find, findAll, make, parse } from "../page/dom.js";
import { listen, tell } from "../page/events.js";
import { pressedIn } from "../page/pressed.js";
import { keepStill } from "../page/still.js";
import { correctionOf } from "./corrections.js";
import { writeTimes } from "./zones.js";

/** Views that show some entries: the attribute by which they do. @type {Record<string, string>} */
const SHOWS = { people: "data-told", starred: "data-starred" };
const shown = byId("live").dataset.shown;

/** HTML of entries on which, or on whose correction, something is pressed: it waits until that is over. */
let waiting = /** @type {string[]} */ ([]);

/** Places an entry that arrived as HTML. */
export function place(/** @type {string} */ html) {
  const pressed = pressedIn("#timeline li.entry, #timeline li.entry-edit");
  const id = pressed?.dataset.of ?? pressed?.id;
  if (id && html.includes(`id="${id}"`)) waiting.push(html);
  else placeNow(find("li.entry", parse(html)));
}

listen("released", () => {
  const entries = waiting;
  waiting = [];
  entries.forEach(place);
});
listen("stored", ({ html }) => place(html));

function placeNow(entry) {
  if (!entry?.dataset.at) return;
  const old = find(`#timeline #${entry.id}`);
  if (old && Number(old.dataset.seq) >= Number(entry.dataset.seq)) return;
  const isNew = isNews(entry) && !old;
  const isShown = !SHOWS[shown] || entry.hasAttribute(SHOWS[shown]);
  if (!old && !isShown) return;
  const day = writeTimes(entry);
  let stands = false;
  keepStill(() => {
    stands = exchange(old, entry, day, isShown);
  });
  if (isNew || (!old && stands && shown === "starred"))
    count(1); // what was starred just now counts there
  else if (old && !isShown) count(-1);
  tell("placed", { entry, isNew });
}

// New is what was written after the timeline was read, and once: a change of an old entry, which may stand on a part
// that is not shown, is no news.
const met = new WeakMap(); // by timeline: ids of the entries that came since it was read

function isNews(entry) {
  const timeline = byId("timeline");
  const ids = met.get(timeline) ?? new Set();
  const isNew = Number(entry.dataset.first) > Number(timeline.dataset.seq) && !ids.has(entry.id);
  met.set(timeline, ids.add(entry.id));
  return isNew;
}

// The entry in place of its older version; says whether it stands on this page.
function exchange(old, entry, day, isShown) {
  const timeline = list();
  const focused = old ? takeOver(old, entry) : null;
  old?.remove();
  const correction = old && correctionOf(old.id);
  const stands = isShown && insert(timeline, entry, day);
  if (stands) {
    follow(entry, correction);
    htmx.process(entry);
  }
  dropEmptyDays(timeline);
  focused?.focus({ preventScroll: true });
  return stands;
}

function list() {
  const section = byId("timeline");
  const found = find("ol.timeline", section);
  if (found) return found;
  const made = make("ol", { className: "timeline" });
  find(".empty", section)?.remove();
  section.append(made);
  return made;
}

// Folds that stood open stay open, and the focus stays where it was: on the entry, or on its tools.
function takeOver(old, entry) {
  if (old.hasAttribute("tabindex")) entry.tabIndex = old.tabIndex;
  const open = findAll("details", old).map((fold) => fold.open);
  findAll("details", entry).forEach((fold, index) => {
    fold.open = open[index] ?? false;
  });
  if (old === document.activeElement) return entry;
  return old.contains(document.activeElement) ? find(".entry-tools a", entry) : null;
}

function isBefore(one, other) {
  if (one.dataset.at !== other.dataset.at) return one.dataset.at < other.dataset.at;
  return Number(one.dataset.first) < Number(other.dataset.first);
}

function insert(timeline, entry, day) {
  const placed = findAll(":scope > li.entry[data-at]", timeline);
  const earlier = placed.findLast((other) => isBefore(other, entry));
  if (!earlier && find("[data-earlier]", timeline)) return false; // it stands on an earlier page
  if (earlier && earlier === placed.at(-1) && find("[data-later]", timeline)) return false; // on a later one
  const before = earlier && (correctionOf(earlier.id) ?? earlier);
  if (before && dayOf(before) === day) {
    before.after(entry);
    return true;
  }
  const next = before ? before.nextElementSibling : timeline.firstElementChild;
  const heading = make("li", { className: "timeline-day" }, day);
  if (next?.classList.contains("timeline-day") && next.textContent === day) next.after(entry);
  else if (before) before.after(heading, entry);
  else timeline.prepend(heading, entry);
  return true;
}

function dayOf(item) {
  let found = item;
  while (found && !found.classList.contains("timeline-day")) found = found.previousElementSibling;
  return found?.textContent;
}

// The form that corrects an entry stands right below it. It is moved only where it has to be: what is taken out and put
// in again loses the cursor, and the next letters are keys.
function follow(entry, correction) {
  if (!correction || entry.nextElementSibling === correction) return;
  /** @type {any} */
  const field = correction.contains(document.activeElement) ? document.activeElement : null;
  const { selectionStart: start = null, selectionEnd: end } = field ?? {};
  entry.after(correction);
  field?.focus({ preventScroll: true });
  if (start !== null) field.setSelectionRange(start, end);
}

function dropEmptyDays(timeline) {
  for (const day of findAll(".timeline-day", timeline)) {
    const next = day.nextElementSibling;
    if (!next || next.classList.contains("timeline-day")) day.remove();
  }
}

function count(/** @type {number} */ by) {
  const place = byId("entry-count");
  const number = Number(place.dataset.count) + by;
  place.dataset.count = String(number);
  place.textContent = `${number} entr${number === 1 ? "y" : "ies"}`;
}
