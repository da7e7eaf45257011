// The outbox: what was logged and is not acknowledged yet stays in this browser (IndexedDB), by person, and goes out in
// order, one at a time, by whichever tab holds the lock. Other modules speak with it by events on the document:
//   debrief:outbox-add {entry}               keep this, under a UUID made here, and send it
//   debrief:outbox-change {uuid, act, ...}   act: again, edit, move, discard
//   debrief:outbox-send                      try now
//   debrief:outbox {mine, others, away, added}   what waits, for the pages to show; `added` here just now
//   debrief:outbox-kept {room, text}         it is written down in this browser
//   debrief:outbox-sent {entry, html, text, ...}   in a page of its room: the server has it
const STATES = { waiting: "waiting", asked: "asked", refused: "refused" };
const PAUSES = [1, 2, 4, 8, 15, 30, 60]; // seconds after a failed try; a third of each is by chance
const FAILURES = 5; // so often the server may fail (500) on one entry before the others go on without it
const PATIENCE = { words: 20, files: 180 }; // seconds for one request
const AWAY = "debrief:away"; // shared by the tabs: why nothing goes out, since when, and when it is tried again
const person = document.body.dataset.person ?? "";
const channel = "BroadcastChannel" in window ? new BroadcastChannel("debrief") : null;
let database = null;
let mine = []; // this person's, in order
let others = 0; // how many wait for somebody else
let [writing, unkept] = [0, []]; // how many are not written down yet; what had no room: it lives as long as this tab
let timer = 0;

const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));
const arrived = (detail) => location.pathname.startsWith(detail.room) && tell("debrief:outbox-sent", detail);
const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`))?.[1] ?? "";

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID exists with HTTPS alone
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// ---------- What is kept ----------
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("debrief", 1);
    request.onupgradeneeded = () => {
      const entries = request.result.createObjectStore("entries", { keyPath: "n", autoIncrement: true });
      entries.createIndex("uuid", "uuid", { unique: true });
      request.result.createObjectStore("leases", { keyPath: "name" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Runs `act(store)` in one transaction; resolves with its request's result once that is on the disk.
function run(store, act, mode = "readwrite") {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request?.error);
  });
}

async function reload() {
  const all = await run("entries", (entries) => entries.getAll(), "readonly");
  mine = [...all.filter((entry) => entry.person === person), ...unkept];
  others = all.filter((entry) => entry.person !== person).length;
  publish();
}

function publish(added = "") {
  tell("debrief:outbox", { mine, others, away: away(), added });
}

async function changed() {
  await reload();
  channel?.postMessage({ outbox: true });
}

const words = (entry) => ({ room: entry.room, text: entry.fields.find(([name]) => name === "text")?.[1] ?? "" });

async function add(entry) {
  mine = [...mine, entry];
  publish(entry.uuid);
  writing += 1;
  try {
    await run("entries", (entries) => entries.add(entry));
    tell("debrief:outbox-kept", words(entry));
  } catch {
    unkept = [...unkept, { ...entry, unkept: true }]; // whatever the reason: the field is empty already
  } finally {
    writing -= 1;
  }
  await changed();
  flush();
}

// Only what is still there is changed: another tab may have sent it meanwhile.
async function keep(entry, changes) {
  const update = (entries) => {
    const found = entries.get(entry.n);
    found.onsuccess = () => found.result && entries.put({ ...found.result, ...changes });
    return found;
  };
  if (entry.unkept) unkept = unkept.map((other) => (other.uuid === entry.uuid ? { ...other, ...changes } : other));
  else await run("entries", update);
  await changed();
}

async function remove(entry) {
  if (entry.unkept) unkept = unkept.filter((other) => other.uuid !== entry.uuid);
  else await run("entries", (entries) => entries.delete(entry.n));
  await changed();
}

// ---------- Why nothing goes out ----------
function away() {
  try {
    return JSON.parse(localStorage.getItem(AWAY));
  } catch {
    return null;
  }
}

function setAway(state) {
  try {
    if (state) localStorage.setItem(AWAY, JSON.stringify(state));
    else localStorage.removeItem(AWAY);
  } catch {
    // Nothing is remembered then: it is tried again somewhat sooner.
  }
  publish();
}

function pause(why, seconds = 0) {
  const before = away();
  const times = before?.why === why ? before.times + 1 : 0;
  const usual = PAUSES[Math.min(times, PAUSES.length - 1)];
  const wait = Math.max(seconds, usual * (2 / 3 + Math.random() / 3));
  setAway({ why, times, since: before?.since ?? new Date().toISOString(), until: Date.now() + wait * 1000 });
}

// ---------- Sending ----------
function formOf(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  for (const file of entry.files) body.append(file.field, file.blob, file.name);
  body.set("client_uuid", entry.uuid);
  body.set("pressed_at", entry.pressed);
  return body;
}

async function post(entry) {
  const patience = entry.files.length ? PATIENCE.files : PATIENCE.words;
  const stop = new AbortController();
  const bell = setTimeout(() => stop.abort(), patience * 1000);
  const headers = {
    Accept: "application/json",
    "X-CSRFToken": cookie("debrief_csrf"),
    "X-Debrief-Person": entry.person,
  };
  try {
    const answer = await fetch(entry.action, {
      method: "POST",
      body: formOf(entry),
      headers,
      credentials: "same-origin",
      redirect: "manual",
      signal: stop.signal,
    });
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { answer, status: answer.status, said: isJson ? await answer.json() : null };
  } catch {
    return { status: 0, said: null };
  } finally {
    clearTimeout(bell);
  }
}

async function send(entry) {
  const first = await post(entry);
  if (!first.said?.stale) return first;
  await fetch(entry.room, { credentials: "same-origin" }).catch(() => null); // its answer brings a fresh token
  return post(entry);
}

// What an answer means: whether the next one may go out.
async function settle(entry, { status, said, answer }) {
  if (status === 200 && said?.now) return acknowledged(entry, said);
  if (status === 401 || answer?.type === "opaqueredirect") return stopped(said?.other ? "other" : "login");
  if (status === 0) return stopped(navigator.onLine ? "server" : "offline");
  if (status === 422 && said) return waits(entry, STATES.asked, { said: said.errors ?? [], asks: said.asks ?? [] });
  if (status === 500 && (entry.failed ?? 0) + 1 >= FAILURES) return waits(entry, STATES.refused, { why: "failed" });
  if (status === 500) await keep(entry, { failed: (entry.failed ?? 0) + 1 });
  if (status < 300 || status >= 500 || [408, 425, 429].includes(status)) {
    return stopped("server", Number(answer.headers.get("Retry-After")) || 0);
  }
  return waits(entry, STATES.refused, { why: String(status), said: said?.refused ? [said.refused] : [] });
}

async function acknowledged(entry, said) {
  setAway(null);
  const detail = {
    ...words(entry),
    uuid: entry.uuid,
    entry: said.entry,
    seq: said.seq,
    html: said.html,
    said: said.said,
  };
  arrived({ ...detail, now: said.now });
  await remove(entry);
  channel?.postMessage({ sent: detail });
  return true;
}

function stopped(why, seconds = 0) {
  pause(why, seconds);
  return false;
}

async function waits(entry, state, more) {
  setAway(null);
  await keep(entry, { state, asks: [], said: [], ...more });
  return true;
}

async function drain() {
  for (;;) {
    await reload();
    const next = mine.find((entry) => entry.state === STATES.waiting);
    if (!next) return;
    if ((away()?.until ?? 0) > Date.now()) return;
    if (!(await settle(next, await send(next)))) return;
  }
}

// One sender among all tabs. Without Web Locks (an address without HTTPS) a lease in the database does the same.
async function alone(act) {
  if (navigator.locks) return navigator.locks.request("debrief-outbox", act);
  const until = Date.now() + PATIENCE.files * 1000;
  let isMine = false;
  await run("leases", (leases) => {
    const found = leases.get("outbox");
    found.onsuccess = () => {
      isMine = (found.result?.until ?? 0) < Date.now();
      if (isMine) leases.put({ name: "outbox", until });
    };
    return found;
  });
  if (!isMine) return later(2000);
  try {
    return await act();
  } finally {
    await run("leases", (leases) => leases.delete("outbox"));
  }
}

async function flush() {
  if (!person || !database) return;
  await alone(drain).catch(() => null); // the browser's storage failed: the entries are as they were
  const wait = (away()?.until ?? 0) - Date.now();
  if (mine.some((entry) => entry.state === STATES.waiting)) later(Math.max(wait, 200));
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(flush, milliseconds);
}

function tryNow() {
  const before = away();
  if (before) setAway({ ...before, times: -1, until: 0 });
  return flush();
}

// ---------- Doors ----------
const ACTS = {
  again: (entry) => keep(entry, { state: STATES.waiting, failed: 0 }),
  edit: (entry, { fields }) => keep(entry, { state: STATES.waiting, fields, asks: [], said: [] }),
  // Under the UUID of what was refused something else may be stored.
  move: (entry, { changes }) => keep(entry, { ...changes, uuid: uuid(), state: STATES.waiting, said: [], failed: 0 }),
  discard: remove,
};

// Never the UUID of the page: one from the browser's own store brings the same again and again.
document.addEventListener("debrief:outbox-add", ({ detail }) =>
  add({ ...detail.entry, uuid: uuid(), kept: Date.now() }),
);
document.addEventListener("debrief:outbox-send", tryNow);
document.addEventListener("debrief:outbox-change", async (event) => {
  const entry = mine.find((other) => other.uuid === event.detail.uuid);
  if (!entry) return;
  await ACTS[event.detail.act](entry, event.detail);
  flush();
});

channel?.addEventListener("message", ({ data }) => {
  if (data.sent) arrived(data.sent);
  if (data.outbox && database) reload();
  if (data.here && data.here === person) tryNow(); // they logged in again, in another tab
});
window.addEventListener(
  "offline",
  () => !away() && setAway({ why: "offline", times: 0, since: new Date().toISOString(), until: 0 }),
);
window.addEventListener("online", () => {
  if (!mine.length) setAway(null);
  tryNow();
});
window.addEventListener("pageshow", () => database && tryNow());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && database && tryNow());
window.addEventListener("beforeunload", (event) => (writing || unkept.length) && event.preventDefault());

try {
  database = await opened();
  database.onversionchange = () => database.close();
  if (navigator.onLine && away()?.why === "offline") setAway(null);
  if (!navigator.onLine && !away()) setAway({ why: "offline", times: 0, since: new Date().toISOString(), until: 0 });
  await reload();
  document.documentElement.dataset.outbox = "ready";
  if (person) channel?.postMessage({ here: person });
  tryNow();
} catch {
  document.documentElement.dataset.outbox = "none"; // the browser keeps nothing: forms are sent as forms
  publish();
}
