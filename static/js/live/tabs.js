// Tabs of one browser share one connection: the tab that holds the lock leads, the others hear from it over a channel.
// Without locks (plain http on another machine) every tab leads for itself.
import { byId } from "../page/dom.js";
import { person } from "../page/person.js";
import { onStream, rest, watch } from "./stream.js";

const { room, changes: url, seq } = byId("live").dataset;
const NAME = `debrief-live-${person}`;
const SILENT = 60_000; // milliseconds after which a leader counts as asleep: a phone may have put its tab to rest
const me = `${Date.now()}.${Math.random()}`;
const mine = { room: Number(room), url, seq: Number(seq) };
const tabs = new Map([[me, mine]]);
const reached = new Map(); // by room: how far the stream came
const present = new Map(); // by room: who was there last, for a tab that comes later

/** @type {BroadcastChannel | null} */
let channel = null;
/** Gives the lead up. @type {(() => void) | null} */
let release = null;
let heard = Date.now();
let hear = (/** @type {import("./stream.js").News} */ _news) => {};

/** What this page has seen; of two tabs in one room the one that has seen less decides where to begin. */
export function saw(/** @type {number} */ seq) {
  mine.seq = seq;
}

function post(message) {
  channel?.postMessage({ ...message, from: me });
}

function lead() {
  const rooms = new Map();
  for (const tab of tabs.values()) {
    const seq = Math.min(tab.seq, rooms.get(tab.room)?.seq ?? tab.seq);
    rooms.set(tab.room, { seq, url: tab.url });
  }
  watch(rooms);
}

function queue(options = {}) {
  const takeLead = () =>
    new Promise((resolve) => {
      release = () => resolve(undefined);
      lead();
      post({ leads: true });
    });
  navigator.locks.request(NAME, options, takeLead).catch(() => {
    // Another tab took the lead over, because this one was silent.
    release = null;
    rest();
    queue();
  });
}

function welcome(tab, from) {
  tabs.set(from, tab);
  lead();
  post({ news: { name: "reached", data: { room: tab.room, seq: reached.get(tab.room) ?? 0, entries: [], parts: 0 } } });
  if (present.has(tab.room)) post({ news: present.get(tab.room) });
}

function onMessage({ data }) {
  heard = Date.now();
  if (!release) {
    if (data.news) hear(data.news);
    if (data.leads) post({ watch: mine });
    return;
  }
  if (data.ping) post({ pong: true });
  if (data.watch) welcome(data.watch, data.from);
  if (data.bye) {
    tabs.delete(data.from);
    setTimeout(() => release && lead(), 2_000); // who only went to another page is back by then
  }
}

onStream((news) => {
  const { name, data } = news;
  if (data.seq) reached.set(data.room, data.seq);
  if (name === "here") present.set(data.room, news);
  if (name === "gone") present.delete(data.room);
  post({ news });
  hear(news);
});

function start() {
  if (!navigator.locks || !window.BroadcastChannel) {
    release = () => {};
    lead();
    return;
  }
  channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", onMessage);
  heard = Date.now();
  queue();
  post({ watch: mine });
}

// A leader who does not answer is asleep: the tab that somebody looks at takes over.
function rouse(patience) {
  if (release || document.hidden || !channel) return;
  const asked = Date.now();
  post({ ping: true });
  setTimeout(() => {
    if (!release && channel && heard < asked) queue({ steal: true });
  }, patience);
}

/** Hears the news of this page's room, over whichever tab leads. */
export function joinTabs(listener) {
  hear = listener;
  start();
  setInterval(() => Date.now() - heard > SILENT && rouse(5_000), 15_000);
  document.addEventListener("visibilitychange", () => rouse(3_000));
  window.addEventListener("pagehide", () => {
    post({ bye: true });
    rest();
    release?.();
    release = null;
    channel?.close();
    channel = null;
  });
  window.addEventListener("pageshow", (event) => event.persisted && start());
}
