// For ten seconds after sending, *Undo* takes an entry back, by its button or its key; reading the offer stops the clock.
// The server makes the offer, as a form: with the page, and with its answer to the outbox.
import htmx from "htmx.org";
import { byId, find, make, on, onHtmx, parse } from "../page/dom.js";
import { listen } from "../page/events.js";
import { takesKeys } from "../page/keys.js";
import { whyOf } from "../page/notice.js";

const SECONDS = 10;
const WHY = {
  401: "you were logged out",
  403: "you can no longer undo it",
  404: "the entry is no longer here",
  409: "its incident is read-only now",
  422: "it was too late",
};

const place = byId("undo");
const offered = () => find("form", place);
let left = 0; // seconds until the offer goes
let typed = ""; // the words of the entry offered, to put them back where they were typed
/** @type {ReturnType<typeof setInterval> | undefined} */
let clock;

function start() {
  left = SECONDS;
  clearInterval(clock);
  clock = setInterval(() => {
    const isWanted = place.matches(":hover, :focus-within") || find(".htmx-request", place);
    if (!isWanted) left -= 1;
    if (left <= 0) withdraw();
  }, 1000);
}

function withdraw(words = "") {
  clearInterval(clock);
  const hadFocus = place.contains(document.activeElement);
  place.replaceChildren(...(words ? [make("p", { className: "undo" }, words)] : []));
  if (words) setTimeout(() => offered() ?? place.replaceChildren(), 5000);
  if (hadFocus) byId("say")?.focus();
}

function putBack() {
  const say = byId("say");
  if (say && !say.value && typed) {
    say.value = typed;
    say.dispatchEvent(new Event("input", { bubbles: true }));
  }
  say?.focus();
}

listen("stored", ({ undo, text }) => {
  if (!undo) return;
  typed = text;
  place.replaceChildren(parse(undo));
  htmx.process(place);
  start();
});

// Beside an entry that was just refused or asked about, *Logged* would seem to speak of that one.
const stopped = new Set(); // UUIDs of those that were so before
listen("outbox", ({ mine }) => {
  const fresh = mine.filter(({ state, uuid }) => state !== "waiting" && !stopped.has(uuid));
  for (const { uuid } of fresh) stopped.add(uuid);
  if (fresh.length && offered()) withdraw();
});

onHtmx("afterRequest", ({ requestConfig, xhr }) => {
  const form = requestConfig.elt;
  if (!form.matches("form.undo")) return;
  if (xhr.status >= 200 && xhr.status < 400) {
    withdraw("Undone. It stays readable, struck through.");
    putBack();
    return;
  }
  find("[data-said]", form).textContent = `Not undone: ${whyOf(xhr.status, WHY)}. It is still in the timeline.`;
  if (offered() === form) start();
});

// The entry may stand far from where it was typed: by its time.
on("click", "#undo a", (link, event) => {
  const entry = byId(link.hash.slice(1));
  if (!entry) return;
  event.preventDefault();
  entry.scrollIntoView({ block: "center" });
  entry.focus({ preventScroll: true });
});

// `u`, and Ctrl Z where there is nothing else to undo: outside of fields, and in the empty composer.
function isUndo(event) {
  if (event.key === "u") return takesKeys(event, "input, textarea, select");
  const isZ = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && !event.altKey;
  const field = event.target.closest("input, textarea, select");
  return isZ && !find("dialog[open]") && (!field || (field.id === "say" && !field.value));
}

document.addEventListener("keydown", (event) => {
  if (!offered() || !isUndo(event)) return;
  event.preventDefault();
  offered().requestSubmit();
});

if (offered()) start();
