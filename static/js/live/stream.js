// The connection: a stream of events, or asking again and again where streams do not get through.
// live-tabs says which rooms to watch (debrief:lead, debrief:rest); what arrives is told as debrief:stream.
const live = document.getElementById("live");
const SILENCE = 50_000; // milliseconds without any event: two and a half heartbeats
const PATIENCE = 8_000; // for the first byte: a proxy that keeps it back would keep everything back
const MOST = 20; // rooms that one stream may watch: the newest tabs above that are asked for
const ASK_EVERY = 4_000;
const LONGEST = 30_000;
const TRY_STREAM_EVERY = 60_000;

let rooms = new Map(); // by number: { seq, url }
let run = 0; // rises whenever what is under way no longer counts
let failures = 0;
let abort = null;
let timers = [];

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function later(work, milliseconds) {
  timers.push(setTimeout(work, milliseconds));
}

function stop() {
  run += 1;
  abort?.abort();
  timers.forEach(clearTimeout);
  timers = [];
}

function jitter(milliseconds) {
  return milliseconds * (0.5 + Math.random());
}

function hear(name, data) {
  if (name === "changes" || name === "reached") {
    const room = rooms.get(data.room);
    if (room) room.seq = data.again ? data.seq : Math.max(room.seq, data.seq);
  }
  if (name === "gone") rooms.delete(data.room);
  tell("debrief:stream", { name, data });
}

function parse(block) {
  const lines = block.split("\n");
  const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
  const data = lines.find((line) => line.startsWith("data: "))?.slice(6);
  if (name && data) hear(name, JSON.parse(data));
}

async function read(body, mine) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  let hasJoined = false;
  let watch = setTimeout(() => abort?.abort(), PATIENCE);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || mine !== run) return;
      clearTimeout(watch);
      watch = setTimeout(() => abort?.abort(), SILENCE);
      const blocks = (kept + value).split("\n\n");
      kept = blocks.pop();
      // The first bytes prove nothing: joining may fail again and again. Who was brought up to date has joined.
      hasJoined ||= blocks.some((block) => /^event: (reached|changes)$/m.test(block));
      if (hasJoined) {
        failures = 0;
        tell("debrief:link", { state: "live" });
      }
      blocks.forEach(parse);
    }
  } finally {
    clearTimeout(watch);
  }
}

function again(mine) {
  if (mine !== run || !rooms.size) return;
  failures += 1;
  tell("debrief:link", { state: failures > 1 ? "asking" : "lost" });
  if (failures > 1) {
    ask(mine);
    later(() => open(), jitter(Math.min(TRY_STREAM_EVERY, 5_000 * 2 ** (failures - 2))));
  } else {
    later(() => open(), jitter(1_000));
  }
}

// 204: no stream process stands there. 401 and 404 are said once: a page behind the login asks for nothing more.
async function open() {
  stop();
  const mine = run;
  if (!rooms.size) return;
  abort = new AbortController();
  const where = [...rooms]
    .slice(0, MOST)
    .map(([number, { seq }]) => `${number}.${seq}`)
    .join(",");
  const patience = setTimeout(() => abort?.abort(), PATIENCE);
  try {
    const answer = await fetch(`${live.dataset.stream}?rooms=${where}`, {
      headers: { Accept: "text/event-stream" },
      cache: "no-store",
      signal: abort.signal,
    });
    clearTimeout(patience);
    if (mine !== run) return;
    if (answer.status === 204) return poll(mine);
    if (rooms.size > MOST) ask(mine, MOST);
    if (answer.status === 401) return ended();
    if (answer.status === 404) return [...rooms.keys()].forEach((room) => hear("gone", { room }));
    if (answer.ok && answer.body) await read(answer.body, mine);
  } catch {
    // Cut off, blocked or offline: the pauses below grow.
  } finally {
    clearTimeout(patience);
  }
  again(mine);
}

function ended() {
  hear("ended", {});
  later(() => open(), jitter(LONGEST)); // perhaps somebody logged in again meanwhile
}

function poll(mine) {
  tell("debrief:link", { state: "asking" });
  ask(mine);
}

// Rooms from the nth on.
async function ask(mine, from = 0) {
  if (mine !== run) return;
  let pause = ASK_EVERY;
  for (const [number, room] of [...rooms].slice(from)) {
    try {
      const answer = await fetch(`${room.url}?since=${room.seq}`, {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
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

document.addEventListener("debrief:lead", ({ detail }) => {
  const isSame = detail.rooms.size === rooms.size && [...detail.rooms.keys()].every((number) => rooms.has(number));
  const seqs = new Map([...rooms].map(([number, { seq }]) => [number, seq]));
  rooms = new Map(
    [...detail.rooms].map(([number, { seq, url }]) => [number, { url, seq: Math.max(seq, seqs.get(number) ?? 0) }]),
  );
  if (!isSame || !abort) open();
});
document.addEventListener("debrief:rest", () => {
  stop();
  rooms = new Map();
  abort = null;
});
// What somebody just did shows at once, also where no stream says so.
document.addEventListener("debrief:ask", () => {
  if (failures > 1 || !abort) {
    stop();
    poll(run);
    later(() => open(), jitter(TRY_STREAM_EVERY));
  }
});
window.addEventListener("online", () => {
  failures = 0;
  if (rooms.size) open();
});
