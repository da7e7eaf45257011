// What is new: a pill that leads there, and a line above what came while nobody looked.
import { byId, find, findAll, make } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person } from "../page/person.js";
import { keepStill } from "../page/still.js";
import { local } from "../page/storage.js";

const KEY = `debrief:looked:${person}:${byId("live").dataset.room}`; // the newest entry that was here when they left
const FRESH = 8_000; // milliseconds that an entry which just came is tinted
/** Ids of entries that came and were not in sight yet. @type {Set<string>} */
const unseen = new Set();
/** Ids of entries that came while nobody looked. @type {Set<string>} */
const missed = new Set();

const pill = make("button", { type: "button", className: "new-pill", hidden: true });
const status = make("div", { className: "visually-hidden", role: "status" });
byId("live").after(status);
document.body.append(pill);

const all = () => findAll("#timeline li.entry[data-first]");
const entriesIn = (ids) => all().filter((entry) => ids.has(entry.id));
const isMine = (entry) => entry.dataset.by === person;

const sight = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      if (!isIntersecting || document.hidden) continue;
      unseen.delete(target.id);
      sight.unobserve(target);
    }
    showPill();
  },
  { rootMargin: "-92px 0px -96px 0px" },
);

function showPill() {
  const waiting = entriesIn(unseen);
  pill.hidden = waiting.length === 0;
  if (!waiting.length) return;
  const isAbove = waiting[0].getBoundingClientRect().top < 0;
  const composer = byId("composer")?.getBoundingClientRect().top ?? Infinity;
  pill.style.bottom = `${Math.max(16, window.innerHeight - composer + 8)}px`;
  pill.textContent = `${waiting.length} new ${isAbove ? "↑" : "↓"}`;
  pill.ariaLabel = `${waiting.length} new entr${waiting.length === 1 ? "y" : "ies"}: go to the first`;
}

function drawLine() {
  byId("new")?.remove();
  const first = entriesIn(missed)[0];
  if (!first) return;
  const line = make("li", { className: "timeline-new", id: "new" }, `${missed.size} new since you left`);
  keepStill(() => first.before(line));
}

function announce(entry) {
  entry.classList.add("entry-fresh");
  setTimeout(() => byId(entry.id)?.classList.remove("entry-fresh"), FRESH);
  const who = find(".who", entry)?.textContent;
  status.textContent = who ? `New entry by ${who}` : "New entry";
  unseen.add(entry.id);
  sight.observe(entry);
  if (document.hidden) {
    missed.add(entry.id);
    drawLine();
  }
}

listen("placed", ({ entry, isNew }) => {
  if (isNew && !isMine(entry) && entry.isConnected) announce(entry);
  showPill();
});

pill.addEventListener("click", () => {
  const first = entriesIn(unseen)[0];
  unseen.clear();
  showPill();
  first?.scrollIntoView({ block: "center" });
  find("a", first ?? pill)?.focus({ preventScroll: true });
});

const remember = () => local.write(KEY, Math.max(0, ...all().map((entry) => Number(entry.dataset.first))));

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    remember();
    missed.clear();
    byId("new")?.remove();
    return;
  }
  for (const entry of entriesIn(unseen)) {
    sight.unobserve(entry);
    sight.observe(entry);
  }
});
window.addEventListener("pagehide", remember);
window.addEventListener("scroll", showPill, { passive: true });

const looked = local.read(KEY);
if (looked) {
  const isMissed = (entry) => Number(entry.dataset.first) > looked && !isMine(entry);
  for (const entry of all().filter(isMissed)) missed.add(entry.id);
  drawLine();
}
