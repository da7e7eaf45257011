// Registers the service worker, which opens rooms without a network; tells it what may be kept and when to look again;
// and removes what it kept when somebody else logs in.
import { person } from "../page/person.js";
import { local } from "../page/storage.js";

const PERSON = "debrief:person"; // whose rooms are kept
const CHECKED = "debrief:rooms-checked";
const CHECK_EVERY = 60_000; // milliseconds between two looks at whether kept rooms still stand as they are

/** Removes every room that this browser keeps. */
export async function forgetRooms() {
  local.remove(PERSON);
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

window.addEventListener("online", () => {
  if (!navigator.serviceWorker?.controller) return;
  local.remove(CHECKED);
  check();
});

if ("serviceWorker" in navigator && person) begin().catch(() => null); // without a worker all else works
