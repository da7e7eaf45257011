// Says on every page what waits in the outbox, and why: offline, no server, no login, or a question to answer.
import { byId, copyOf, find, findAll } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person, personName } from "../page/person.js";
import { keepStill } from "../page/still.js";
import { start, tryNow } from "./outbox.js";

/** @typedef {import("./outbox.js").Outbox} Outbox */

const place = byId("outbox");
const room = byId("waiting");
const { keptAt } = document.documentElement.dataset; // of a room that the service worker opened from this browser
let hasEnded = false; // the login of this page, as the connection of its room heard
/** @type {Outbox} */
let last = { mine: [], others: 0, away: null, added: "" };

function clock(/** @type {string} */ since) {
  const { zone, zoneLabel } = room?.dataset ?? {};
  const time = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", timeZone: zone || undefined });
  if (zoneLabel) return `${new Intl.DateTimeFormat("en-GB", time).format(new Date(since))} ${zoneLabel}`;
  return new Intl.DateTimeFormat("en-GB", { ...time, timeZoneName: "short" }).format(new Date(since));
}

const count = (/** @type {number} */ number) => `${number} ${number === 1 ? "entry" : "entries"}`;
const goOut = (/** @type {number} */ number) =>
  number === 1 ? "It is kept in this browser and is sent" : "They are kept in this browser and are sent in order";

// [what is so, what follows, the tool that helps]
function whyNot(/** @type {NonNullable<Outbox["away"]>} */ { why, since }, /** @type {number} */ number) {
  const waiting = number ? ` ${count(number)} waiting.` : "";
  const goes = number ? goOut(number) : "What you log is kept in this browser and is sent";
  const author = personName || "their author";
  // No page can tell a private window from another one.
  const forgets = number ? ` A private window forgets ${number === 1 ? "it" : "them"} when it is closed.` : "";
  return {
    offline: [`Offline since ${clock(since)}.${waiting}`, `${goes} when the connection is back.${forgets}`, "try"],
    server: [`Debrief has not answered since ${clock(since)}.${waiting}`, `${goes} when it is back.${forgets}`, "try"],
    login: [`You were logged out.${waiting}`, `Log in to send ${number === 1 ? "it" : "them"}.`, "login"],
    other: [
      `Somebody else is now logged in to this browser.${waiting}`,
      `${goes} when ${author} logs in again.`,
      "login",
    ],
  }[why];
}

function banner(/** @type {string} */ what, /** @type {string} */ then, tool = "") {
  const box = copyOf(byId("outbox-banner"));
  find("[data-what]", box).textContent = what;
  find("[data-then]", box).textContent = then;
  for (const each of findAll("[data-tool]", box)) if (each.dataset.tool !== tool) each.remove();
  const login = find("[data-tool=login]", box);
  if (login) login.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
  const reload = find("[data-tool=reload]", box);
  if (reload) reload.href = location.href.split("#")[0];
  return box;
}

function ofThisPage(/** @type {Outbox} */ { mine, others, away }) {
  const waiting = mine.filter(({ state }) => state === "waiting").length;
  const asOf = keptAt ? `This is the incident as of ${clock(keptAt)}.` : "";
  if (!person) {
    const then = `${goOut(others)} when whoever wrote ${others === 1 ? "it" : "them"} logs in.`;
    return others ? [banner(`${count(others)} waiting in this browser.`, then)] : [];
  }
  if (away && (waiting || away.why === "offline")) {
    const [what, then, tool] = whyNot(away, waiting);
    return [banner(what, `${asOf} ${then}`.trim(), tool)];
  }
  if (hasEnded) return [banner("You were logged out.", "Log in again; what you write is kept.", "login")];
  return asOf ? [banner(asOf, "It is a copy from this browser; the server did not answer.", "reload")] : [];
}

// What waits for an answer, on other pages than its room. Not a link to its room: that may be closed to them by now.
function ofOthers(/** @type {Outbox} */ { mine }) {
  const here = room?.dataset.room;
  const elsewhere = mine.filter(({ state, room: its }) => state !== "waiting" && here !== "" && its !== here).length;
  if (!elsewhere) return [];
  const words = `${count(elsewhere)} could not be logged as ${elsewhere === 1 ? "it is" : "they are"}.`;
  return [banner(words, "The text is kept.", "waiting")];
}

// At the composer, too: the banner stands at the top of the page, which is out of sight where somebody writes.
function showAtComposer(/** @type {Outbox} */ { mine, away }) {
  const line = find("[data-away]");
  if (!line) return;
  const waiting = mine.filter((entry) => entry.state === "waiting" && entry.room === room?.dataset.room).length;
  const isSaid = Boolean(person && away && (waiting || away.why === "offline"));
  line.hidden = !isSaid;
  find("[data-away-show]", line).hidden = !waiting;
  if (isSaid && away) find("[data-away-words]", line).textContent = whyNot(away, waiting)[0];
}

// Drawn only when it says something else: a status that is written anew is read out anew.
function show(/** @type {Outbox} */ outbox) {
  last = outbox;
  showAtComposer(outbox);
  const banners = [...ofThisPage(outbox), ...ofOthers(outbox)];
  const words = (boxes) => boxes.map((box) => box.textContent).join();
  if (words(banners) === words([...place.children])) return;
  const change = () => place.replaceChildren(...banners);
  const isPassed = place.getBoundingClientRect().bottom < find(".appbar").offsetHeight - 1; // scrolled by
  if (isPassed) keepStill(change);
  else change();
}

place.addEventListener("click", ({ target }) => target.closest("[data-tool=try]") && tryNow());
listen("outbox", show);
// Somebody may log in again, in another tab: then the connection lives.
listen("connection", ({ state }) => {
  if (hasEnded === (state === "ended")) return;
  hasEnded = !hasEnded;
  show(last);
});
start();
