// Registers the service worker, which opens rooms without a network; tells it what may be kept and when to look again;
// and removes what it kept when somebody logs out or somebody else logs in.
import { byId } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person } from "../page/person.js";
import { local } from "../page/storage.js";

const PERSON = "debrief:person"; // whose rooms are kept
const CHECKED = "debrief:rooms-checked";
const CHECK_EVERY = 60_000; // milliseconds between two looks at whether kept rooms still stand as they are
const PATIENCE = 2_000;

async function forgetRooms() {
  if (!("caches" in window)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith("debrief-") && name.endsWith("-rooms"));
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function tellWorker(message) {
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(message);
}

function check() {
  if (Date.now() - Number(local.read(CHECKED)) < CHECK_EVERY) return;
  local.write(CHECKED, Date.now());
  tellWorker({ act: "check" });
}

async function begin() {
  const isOther = local.read(PERSON) !== person;
  if (isOther) await forgetRooms();
  local.write(PERSON, person);
  const isFirst = isOther || !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (isFirst) await tellWorker({ act: "keep", path: location.pathname }); // this visit passed it by
  if (navigator.onLine && !document.documentElement.dataset.keptAt) check();
}

// Logging out removes the rooms, and never what waits to be sent.
document.addEventListener(
  "submit",
  (/** @type {any} */ event) => {
    const form = event.target;
    if (!form.matches("[data-logs-out]")) return;
    event.preventDefault();
    local.remove(PERSON);
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    Promise.race([forgetRooms(), late]).finally(() => form.submit());
  },
  true,
);

// Before that it says what stays.
listen("outbox", ({ mine }) => {
  const place = byId("waiting-here");
  if (!place || !mine.length) return;
  const waits = mine.length === 1 ? "1 entry waits" : `${mine.length} entries wait`;
  place.hidden = false;
  place.textContent = `${waits} in this browser. Logging out does not delete anything: it is sent when you log in here again.`;
});

window.addEventListener("online", () => {
  if (!navigator.serviceWorker?.controller) return;
  local.remove(CHECKED);
  check();
});

if ("serviceWorker" in navigator && person) begin().catch(() => null); // without a worker all else works
