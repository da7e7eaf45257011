// Logging out removes from this browser the rooms it keeps and the drafts of private incidents. What waits to be sent is
// asked about first: the page that logs out offers to send it, to keep it for its author, and to discard it.
import { draftsOfPrivate, forget } from "../drafts/store.js";
import { remove, tryNow } from "../outbox/outbox.js";
import { byId, find, make } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person } from "../page/person.js";
import { forgetRooms } from "./rooms.js";

/** @typedef {import("../outbox/outbox.js").Entry} Entry */

const PATIENCE = 2_000; // milliseconds that logging out waits for the browser's storage
const place = byId("leaving"); // on the page that logs out
/** @type {Entry[]} */
let waiting = [];

async function leave(form, isDiscarding) {
  for (const { key } of draftsOfPrivate(person)) forget(key);
  const discarded = isDiscarding ? waiting.map(remove) : [];
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([Promise.allSettled([forgetRooms(), ...discarded]), late]);
  form.submit();
}

document.addEventListener(
  "submit",
  (/** @type {any} */ event) => {
    const form = event.target;
    if (!form.matches("[data-logs-out]")) return;
    event.preventDefault();
    const isAsked = person && (waiting.length || draftsOfPrivate(person).length);
    if (isAsked && !place) location.assign(form.action);
    else leave(form, event.submitter?.value === "discard");
  },
  true,
);

const count = (/** @type {number} */ number, one, many) => `${number} ${number === 1 ? one : many}`;

function show() {
  if (!place) return;
  const drafts = draftsOfPrivate(person);
  place.hidden = !(waiting.length || drafts.length);
  find("[data-entries]", place).hidden = !waiting.length;
  find("[data-count]", place).textContent = `${count(waiting.length, "entry waits", "entries wait")} in this browser.`;
  find("[data-drafts]", place).hidden = !drafts.length;
  const forms = [...new Set(drafts.map(({ form }) => form))];
  find("ul", place)?.remove();
  find("[data-drafts]", place).append(
    make("ul", {}, ...forms.map((form) => make("li", {}, make("a", { href: form }, form)))),
  );
  byId("log-out").textContent = waiting.length ? "Keep them for me and log out" : "Log out";
  byId("log-out-discard").hidden = !waiting.length;
}

listen("outbox", ({ mine }) => {
  waiting = mine;
  show();
});
place?.addEventListener("click", ({ target }) => target.closest("[data-send]") && tryNow());
