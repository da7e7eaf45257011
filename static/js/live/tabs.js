// Tabs of one browser share one connection: the tab that holds the lock leads, the others hear from it over a channel.
// Without locks (plain http on another machine) every tab leads for itself.
const live = document.getElementById("live");
const { user, room, changes: url } = live.dataset;
const name = `debrief-live-${user}`;
const me = `${Date.now()}.${Math.random()}`;
const mine = { room: Number(room), url, seq: Number(live.dataset.seq) };
const SILENT = 60_000; // milliseconds after which a leader counts as asleep: a phone may have put its tab to rest
const tabs = new Map([[me, mine]]);

let channel = null;
let release = null; // gives the lead up
let heard = Date.now();

function tell(event, detail) {
  document.dispatchEvent(new CustomEvent(event, { detail }));
}

function post(message) {
  channel?.postMessage({ ...message, from: me });
}

function announce() {
  post({ watch: mine });
}

// Rooms of all tabs; of two tabs in one room the one that has seen less decides where to begin.
function lead() {
  const rooms = new Map();
  for (const tab of tabs.values()) {
    const seq = Math.min(tab.seq, rooms.get(tab.room)?.seq ?? tab.seq);
    rooms.set(tab.room, { seq, url: tab.url });
  }
  tell("debrief:lead", { rooms });
}

function takeLead() {
  return new Promise((resolve) => {
    release = resolve;
    lead();
    post({ leads: true });
  });
}

function queue(options = {}) {
  navigator.locks.request(name, options, takeLead).catch(() => {
    // Another tab took the lead over, because this one was silent.
    release = null;
    tell("debrief:rest");
    queue();
  });
}

function onMessage({ data }) {
  heard = Date.now();
  if (data.news && !release) tell("debrief:news", data.news);
  if (data.leads && !release) announce();
  if (data.reached && !release) tell("debrief:reached", data.reached);
  if (!release) return;
  if (data.ping) post({ pong: true });
  if (data.watch) {
    tabs.set(data.from, data.watch);
    lead();
    post({ reached: { room: data.watch.room, seq: reached.get(data.watch.room) ?? 0 } });
    if (here.has(data.watch.room)) post({ news: here.get(data.watch.room) });
  }
  if (data.bye) {
    tabs.delete(data.from);
    setTimeout(() => release && lead(), 2_000); // who only went to another page is back by then
  }
}

const reached = new Map();
const here = new Map(); // by room: who was there last, for a tab that comes later
document.addEventListener("debrief:stream", ({ detail }) => {
  if (detail.data.seq) reached.set(detail.data.room, detail.data.seq);
  if (detail.name === "here") here.set(detail.data.room, detail);
  if (detail.name === "gone") here.delete(detail.data.room);
  post({ news: detail });
  tell("debrief:news", detail);
});
document.addEventListener("debrief:seen", ({ detail }) => {
  mine.seq = detail.seq;
});

function start() {
  if (!navigator.locks || !window.BroadcastChannel) {
    release = () => {};
    lead();
    return;
  }
  channel = new BroadcastChannel(name);
  channel.addEventListener("message", onMessage);
  heard = Date.now();
  queue();
  announce();
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

setInterval(() => {
  if (Date.now() - heard > SILENT) rouse(5_000);
}, 15_000);
document.addEventListener("visibilitychange", () => rouse(3_000));
window.addEventListener("pagehide", () => {
  post({ bye: true });
  tell("debrief:rest");
  release?.();
  release = null;
  channel?.close();
  channel = null;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) start();
});
start();
