// What arrives for the room of this page: entries are placed, parts fetched, and a closed room is closed.
const live = document.getElementById("live");
const room = Number(live.dataset.room);
const names = () => live.dataset.names.split(",");
const SPREAD = 20; // milliseconds for each watcher: three hundred pages do not ask for their parts at once

let seq = Number(live.dataset.seq);
let parts = Number(live.dataset.parts);
let isLive = false;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

// A page that only reads (data-ids) asks for its parts whatever changed; a room places the entries.
function follow(data) {
  if (data.seq > seq || data.again) tell("debrief:parts", { names: names(), spread: (data.watchers ?? 1) * SPREAD });
  seq = data.seq;
  tell("debrief:seen", { seq });
}

function take(data) {
  if (live.dataset.ids) return follow(data);
  if (data.again) tell("debrief:parts", { names: ["timeline", ...names()], spread: (data.watchers ?? 1) * SPREAD });
  data.entries.forEach((html) => tell("debrief:entry", { html }));
  seq = data.again ? data.seq : Math.max(seq, data.seq);
  if (data.parts > parts && !data.again) tell("debrief:parts", { names: names(), spread: (data.watchers ?? 1) * SPREAD });
  parts = Math.max(parts, data.parts);
  tell("debrief:seen", { seq });
}

async function catchUp() {
  try {
    const answer = await fetch(`${live.dataset.changes}?since=${seq}`, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const data = await answer.json();
    take(data);
    if (data.more) catchUp();
  } catch {
    // The stream will say it when it is back.
  }
}

// Nothing of a room that was closed to this person stays in sight; what they were typing does.
function leave() {
  const typed = document.getElementById("say")?.value.trim();
  const closed = document.getElementById("closed").content.cloneNode(true);
  if (typed) {
    const kept = document.createElement("pre");
    kept.className = "typed";
    kept.textContent = typed;
    closed.firstElementChild.append("What you were typing:", kept);
  }
  document.getElementById("main").replaceChildren(closed);
  document.title = "Debrief";
}

document.addEventListener("debrief:news", ({ detail: { name, data } }) => {
  if (name === "ended") tell("debrief:link", { state: "ended" });
  if (data.room !== room) return;
  if (name === "changes") take(data);
  if (name === "reached" && data.seq > seq) catchUp();
  else if (name === "reached") take(data);
  if (name === "here") tell("debrief:here", data);
  if (name === "gone") leave();
});
document.addEventListener("debrief:reached", ({ detail }) => {
  if (detail.room === room && detail.seq > seq) catchUp();
});
document.addEventListener("debrief:link", ({ detail }) => {
  isLive = detail.state === "live";
  live.dataset.state = detail.state;
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.requestConfig?.verb === "post" && !isLive) tell("debrief:ask");
});
