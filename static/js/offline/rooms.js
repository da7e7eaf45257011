// Registers the service worker, which opens rooms without a network; tells it what may be kept and when to look again;
// and removes what it kept when somebody logs out or somebody else logs in.
const person = document.body.dataset.person ?? "";
const PERSON = "debrief:person";
const CHECKED = "debrief:rooms-checked";
const CHECK_EVERY = 60_000; // milliseconds between two looks at whether kept rooms still stand as they are

function remembered(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing is remembered: it is looked after once more than needed.
  }
}

async function forgetRooms() {
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith("debrief-") && name.endsWith("-rooms")).map((name) => caches.delete(name)),
  );
}

async function tellWorker(message) {
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(message);
}

function check() {
  if (Date.now() - Number(remembered(CHECKED)) < CHECK_EVERY) return;
  remember(CHECKED, String(Date.now()));
  tellWorker({ act: "check" });
}

async function begin() {
  const isOther = remembered(PERSON) !== person;
  if (isOther) await forgetRooms();
  remember(PERSON, person);
  const first = isOther || !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (first) await tellWorker({ act: "keep", path: location.pathname }); // this visit passed it by
  if (navigator.onLine && !document.documentElement.dataset.keptAt) check();
}

// Logging out removes the rooms, and never what waits to be sent.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const address = form.getAttribute("action") ?? ""; // form.action is a field where a form has one of that name
    if (!address.endsWith("/logout/") || form.dataset.forgotten) return;
    event.preventDefault();
    form.dataset.forgotten = "1";
    remember(PERSON, "");
    Promise.race([forgetRooms(), new Promise((resolve) => setTimeout(resolve, 2000))]).finally(() => form.submit());
  },
  true,
);

// Before that it says what stays.
document.addEventListener("debrief:outbox", ({ detail: { mine } }) => {
  const place = document.getElementById("waiting-here");
  if (!place || !mine.length) return;
  place.hidden = false;
  place.textContent = `${mine.length} ${mine.length === 1 ? "entry waits" : "entries wait"} in this browser. Logging out deletes nothing of that: it goes out when you log in here again.`;
});

window.addEventListener("online", () => {
  if (!navigator.serviceWorker?.controller) return;
  remember(CHECKED, "0");
  check();
});

if ("serviceWorker" in navigator && person) begin().catch(() => null); // without a worker all else works
