// The outbox: what was logged and is not acknowledged yet stays in this browser, by person, and goes out in order, one at a
// time, by whichever tab holds the lock. All that waits is told as *outbox*, what the server has as *stored*.
import { tell } from "../page/events.js";
import { person } from "../page/person.js";
import { local } from "../page/storage.js";
import { send } from "./sending.js";
import * as store from "./store.js";

/** @typedef {"offline" | "server" | "login" | "other"} Reason  why nothing goes out */
/** @typedef {{ button: string, question: string, choices: { value: string, label: string }[] }} Question */
/** @typedef {{ field: string, name: string, blob: File }} AttachedFile */
/**
 * An entry as the composer gives it: where it goes, when Enter was pressed (by the server's clock), and its fields.
 * @typedef {{ person: string, name: string, action: string, room: string, title: string, zone: string, zoneLabel: string,
 *   pressed: string, fields: string[][], files: AttachedFile[] }} Draft
 */
/**
 * @typedef {object} Waiting  what the outbox knows besides
 * @property {number} [n]  its place in the order
 * @property {string} uuid
 * @property {"waiting" | "asked" | "refused"} state
 * @property {number} kept  when it came, by this browser's clock
 * @property {number} [failed]  how often the server failed on it
 * @property {string} [why]  of a refusal: the status, or "failed"
 * @property {string[]} [errors]
 * @property {Question[]} [questions]
 * @property {() => void} [whenSafe]  of one that this browser has no room for: it lives as long as this tab
 */
/** @typedef {Draft & Waiting} Entry */
/** @typedef {{ why: Reason, times: number, since: string, until: number }} Away */
/** @typedef {{ mine: Entry[], others: number, away: Away | null, added: string }} Outbox */
/** What the server answered, beside the words. @typedef {{ room: string, text: string, entry: number, html: string,
 *   undo: string, notice: string, now: string }} Stored */

const PAUSES = [1, 2, 4, 8, 15, 30, 60]; // seconds after a failed try; a third of each is by chance
const FAILURES = 5; // so often the server may fail (500) on one entry before the others go on without it
const AWAY = "debrief:away"; // shared by the tabs: why nothing goes out, since when, and when it is tried again
const channel = "BroadcastChannel" in window ? new BroadcastChannel("debrief") : null;

/** This person's, in order. @type {Entry[]} */
let mine = [];
let others = 0; // how many wait for somebody else
/** What this browser had no room for. @type {Entry[]} */
let unkept = [];
let writing = 0; // how many are not written down yet
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const awayNow = () => /** @type {Away | null} */ (local.read(AWAY));
const publish = (added = "") => tell("outbox", { mine, others, away: awayNow(), added });
const isWaiting = ({ state }) => state === "waiting";

/** The value of one of its fields. */
export const fieldOf = (/** @type {Entry} */ entry, /** @type {string} */ name) =>
  entry.fields.find(([known]) => known === name)?.[1] ?? "";

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID exists with HTTPS alone
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function reload() {
  const all = /** @type {Entry[]} */ (await store.all());
  mine = [...all.filter((entry) => entry.person === person), ...unkept];
  others = all.filter((entry) => entry.person !== person).length;
  publish();
}

async function changed() {
  await reload();
  channel?.postMessage({ outbox: true });
}

// ---------- What somebody does ----------
/** Keeps an entry and sends it. Resolves once it is on the disk, or the server has it. */
export function add(/** @type {Draft} */ draft) {
  /** @type {Entry} */
  const entry = { ...draft, uuid: uuid(), state: "waiting", kept: Date.now() };
  mine = [...mine, entry];
  publish(entry.uuid);
  return new Promise((resolve) => write(entry, () => resolve(undefined)));
}

async function write(/** @type {Entry} */ entry, whenSafe) {
  writing += 1;
  try {
    await store.add(entry);
    whenSafe();
  } catch {
    unkept = [...unkept, { ...entry, whenSafe }];
  } finally {
    writing -= 1;
  }
  await changed();
  flush();
}

async function update(/** @type {Entry} */ entry, /** @type {Partial<Entry>} */ changes) {
  const isThis = (other) => other.uuid === entry.uuid;
  if (entry.whenSafe) unkept = unkept.map((other) => (isThis(other) ? { ...other, ...changes } : other));
  else await store.update(Number(entry.n), changes);
  await changed();
}

/** Throws an entry away. */
export async function remove(/** @type {Entry} */ entry) {
  if (entry.whenSafe) unkept = unkept.filter((other) => other.uuid !== entry.uuid);
  else await store.remove(Number(entry.n));
  entry.whenSafe?.();
  await changed();
}

/** Sends an entry again, with what was changed; as `another`, where something was stored or refused under its UUID. */
export async function sendAgain(
  /** @type {Entry} */ entry,
  /** @type {Partial<Entry>} */ changes,
  { another = false } = {},
) {
  const anew = another ? { uuid: uuid(), failed: 0 } : {};
  await update(entry, { ...changes, ...anew, state: "waiting", questions: [], errors: [] });
  flush();
}

/** Tries at once to send what waits. */
export function tryNow() {
  const before = awayNow();
  if (before) setAway({ ...before, times: -1, until: 0 });
  return flush();
}

// ---------- Why nothing goes out ----------
function setAway(/** @type {Away | null} */ state) {
  if (state) local.write(AWAY, state);
  else local.remove(AWAY);
  publish();
}

function pause(/** @type {Reason} */ why, seconds = 0) {
  const before = awayNow();
  const times = before?.why === why ? before.times + 1 : 0;
  const usual = PAUSES[Math.min(times, PAUSES.length - 1)] * (2 / 3 + Math.random() / 3);
  const until = Date.now() + Math.max(seconds, usual) * 1000;
  setAway({ why, times, since: before?.since ?? new Date().toISOString(), until });
}

function setOffline() {
  if (!awayNow()) setAway({ why: "offline", times: 0, since: new Date().toISOString(), until: 0 });
}

// ---------- Sending ----------
// Says whether the next one may go out.
async function sendOne(/** @type {Entry} */ entry) {
  const outcome = await send(entry);
  if (outcome.is === "away") {
    pause(outcome.why, outcome.seconds);
    return false;
  }
  const failed = (entry.failed ?? 0) + 1;
  if (outcome.is === "failed" && failed < FAILURES) {
    await update(entry, { failed });
    pause("server", outcome.seconds);
    return false;
  }
  setAway(null);
  if (outcome.is === "stored") await acknowledge(entry, outcome.answer);
  else if (outcome.is === "failed") await update(entry, { state: "refused", why: "failed", errors: [], questions: [] });
  else if (outcome.is === "asked")
    await update(entry, { state: "asked", errors: outcome.errors, questions: outcome.questions });
  else await update(entry, { state: "refused", why: outcome.why, errors: outcome.errors, questions: [] });
  return true;
}

async function acknowledge(/** @type {Entry} */ entry, answer) {
  const stored = { ...answer, room: entry.room, text: fieldOf(entry, "text") };
  tellStored(stored);
  await remove(entry);
  channel?.postMessage({ stored });
}

// In a page of its room.
function tellStored(/** @type {Stored} */ stored) {
  if (location.pathname.startsWith(stored.room)) tell("stored", stored);
}

async function drain() {
  for (;;) {
    await reload();
    const next = mine.find(isWaiting);
    if (!next || (awayNow()?.until ?? 0) > Date.now() || !(await sendOne(next))) return;
  }
}

// One sender among all tabs. Without locks (plain http on another machine) two tabs may send one entry: its UUID is stored
// once, whoever comes first.
let running = Promise.resolve();
function alone(/** @type {() => Promise<void>} */ act) {
  if (navigator.locks) return navigator.locks.request("debrief-outbox", act);
  running = running.then(act, act);
  return running;
}

async function flush() {
  if (!person) return;
  await alone(drain).catch(() => null); // the browser's storage failed: the entries are as they were
  clearTimeout(timer);
  const wait = (awayNow()?.until ?? 0) - Date.now();
  if (mine.some(isWaiting)) timer = setTimeout(flush, Math.max(wait, 200));
}

// ---------- What happens around it ----------
channel?.addEventListener("message", ({ data }) => {
  if (data.stored) tellStored(data.stored);
  if (data.outbox) reload();
  if (data.here && data.here === person) tryNow(); // they logged in again, in another tab
});
window.addEventListener("offline", setOffline);
window.addEventListener("online", () => {
  if (!mine.length) setAway(null);
  tryNow();
});
window.addEventListener("pageshow", (event) => event.persisted && tryNow());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tryNow());
window.addEventListener("beforeunload", (event) => (writing || unkept.length) && event.preventDefault());

/** Begins, once all that shows what waits is there. */
export async function start() {
  if (navigator.onLine && awayNow()?.why === "offline") setAway(null);
  if (!navigator.onLine) setOffline();
  await reload().catch(() => publish());
  document.documentElement.dataset.outbox = "ready";
  if (person) channel?.postMessage({ here: person });
  tryNow();
}
