// The connection: a stream of events, or asking again and again where streams do not get through.
import { byId } from "../page/dom.js";
import { tell } from "../page/events.js";

/**
 * One event: entries and parts of a room that changed (*changes*), or how far it is (*reached*), who is there (*here*),
 * that the room is closed to this person (*gone*), or that their login ended (*ended*).
 * @typedef {{ name: string, data: any }} News
 */

const SILENCE = 50_000; // milliseconds without any event: two and a half heartbeats
const PATIENCE = 8_000; // for the first byte: a proxy that keeps it back would keep everything back
const MOST = 20; // rooms that one stream may watch: the newest tabs above that are asked for
const ASK_EVERY = 4_000;
const LONGEST = 30_000;
const TRY_STREAM_EVERY = 60_000;

const address = byId("live").dataset.stream;
/** @type {Map<number, { seq: number, url: string }>} */
let rooms = new Map(); // by number
let run = 0; // rises whenever what is under way no longer counts
let failures = 0;
let isAsking = false; // because no stream process stands there
/** @type {AbortController | null} */
let abort = null;
/** @type {ReturnType<typeof setTimeout>[]} */
let timers = [];
let pass = (/** @type {News} */ _news) => {};

/** Who hears all that arrives. */
export function onStream(/** @type {typeof pass} */ listener) {
  pass = listener;
}

/** Watches these rooms, each from what was seen of it. */
export function watch(/** @type {typeof rooms} */ wanted) {
  const isSame = wanted.size === rooms.size && [...wanted.keys()].every((number) => rooms.has(number));
  const seen = (number) => rooms.get(number)?.seq ?? 0;
  rooms = new Map([...wanted].map(([number, { seq, url }]) => [number, { url, seq: Math.max(seq, seen(number)) }]));
  if (!isSame || !abort) open();
}

export function rest() {
  stop();
  rooms = new Map();
  abort = null;
}

/** Asks at once where no stream will say what this person just did. */
export function askNow() {
  if (failures <= 1 && abort && !isAsking) return;
  stop();
  poll(run);
  later(open, jitter(TRY_STREAM_EVERY));
}

const jitter = (milliseconds) => milliseconds * (0.5 + Math.random());
const later = (work, milliseconds) => timers.push(setTimeout(work, milliseconds));

function stop() {
  run += 1;
  abort?.abort();
  timers.forEach(clearTimeout);
  timers = [];
}

function hear(name, data) {
  const room = rooms.get(data.room);
  if (room && (name === "changes" || name === "reached")) {
    room.seq = data.again ? data.seq : Math.max(room.seq, data.seq);
  }
  if (name === "gone") rooms.delete(data.room);
  pass({ name, data });
}

function parse(block) {
  const lines = block.split("\n");
  const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
  const data = lines.find((line) => line.startsWith("data: "))?.slice(6);
  if (name && data) hear(name, JSON.parse(data));
}

async function read(body, mine) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const cut = () => abort?.abort();
  let kept = "";
  let hasJoined = false;
  let timer = setTimeout(cut, PATIENCE);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || mine !== run) return;
      clearTimeout(timer);
      timer = setTimeout(cut, SILENCE);
      const blocks = (kept + value).split("\n\n");
      kept = blocks.pop() ?? "";
      // The first bytes prove nothing: joining may fail again and again. Who was brought up to date has joined.
      hasJoined ||= blocks.some((block) => /^event: (reached|changes)$/m.test(block));
      if (hasJoined) {
        failures = 0;
        tell("connection", { state: "live" });
      }
      blocks.forEach(parse);
    }
  } finally {
    clearTimeout(timer);
  }
}

// 204: no stream process stands there. 401 and 404 are said once: a page behind the login asks for nothing more.
async function open() {
  stop();
  const mine = run;
  isAsking = false;
  if (!rooms.size) return;
  const stopper = new AbortController();
  abort = stopper;
  const where = [...rooms].slice(0, MOST).map(([number, { seq }]) => `${number}.${seq}`);
  const patience = setTimeout(() => stopper.abort(), PATIENCE);
  try {
    const headers = { Accept: "text/event-stream" };
    const answer = await fetch(`${address}?rooms=${where}`, { headers, cache: "no-store", signal: stopper.signal });
    clearTimeout(patience);
    if (mine !== run) return;
    if (answer.status === 204) {
      isAsking = true;
      return poll(mine);
    }
    if (rooms.size > MOST) ask(mine, MOST);
    if (answer.status === 401) return ended();
    if (answer.status === 404) return [...rooms.keys()].forEach((room) => hear("gone", { room }));
    if (answer.ok && answer.body) await read(answer.body, mine);
  } catch {
    // Cut off, blocked or offline: the pauses grow.
  } finally {
    clearTimeout(patience);
  }
  again(mine);
}

function again(mine) {
  if (mine !== run || !rooms.size) return;
  failures += 1;
  tell("connection", { state: failures > 1 ? "asking" : "lost" });
  if (failures > 1) ask(mine);
  later(open, jitter(failures > 1 ? Math.min(TRY_STREAM_EVERY, 5_000 * 2 ** (failures - 2)) : 1_000));
}

function ended() {
  hear("ended", {});
  later(open, jitter(LONGEST)); // perhaps somebody logged in again meanwhile
}

function poll(mine) {
  tell("connection", { state: "asking" });
  ask(mine);
}

// Rooms from the nth on.
async function ask(mine, from = 0) {
  if (mine !== run) return;
  let pause = ASK_EVERY;
  for (const [number, room] of [...rooms].slice(from)) {
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(`${room.url}?since=${room.seq}`, { headers, cache: "no-store" });
      if (mine !== run) return;
      if (answer.status === 404) hear("gone", { room: number });
      else if (answer.status === 401 || answer.redirected) return ended();
      else if (answer.ok) {
        const data = await answer.json();
        hear("changes", data);
        if (data.more) pause = 0;
      } else pause = LONGEST;
    } catch {
      pause = LONGEST / 2;
    }
  }
  if (rooms.size > from) later(() => ask(mine, from), pause ? jitter(pause) : 0);
}

window.addEventListener("online", () => {
  failures = 0;
  if (rooms.size) open();
});
