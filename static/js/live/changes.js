// What arrives for the room of this page: entries are placed, parts fetched, and a closed room is closed.
const live = document.getElementById("live");
const room = Number(live.dataset.room);
const names = () => live.dataset.names.split(",");
const SPREAD = 20; // milliseconds for each watcher: three hundred pages do not ask for their parts at once

const ENDED = [401, 403, 404]; // nothing more will come for this person

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
  if (data.parts > parts && !data.again)
    tell("debrief:parts", { names: names(), spread: (data.watchers ?? 1) * SPREAD });
  parts = Math.max(parts, data.parts);
  tell("debrief:seen", { seq });
}

// Asked again until it is answered, ever more seldom: what is missing now, the stream does not say once more.
async function catchUp(from = seq, tries = 0) {
  let data = null;
  try {
    const answer = await fetch(`${live.dataset.changes}?since=${from}`, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    if (answer.redirected || ENDED.includes(answer.status)) return;
    if (answer.ok) data = await answer.json();
  } catch {
    data = null;
  }
  if (!data) {
    setTimeout(catchUp, Math.min(30_000, 1_000 * 2 ** tries), from, tries + 1);
    return;
  }
  take(data);
  if (data.more) catchUp(data.seq);
}

// A timeline that came as a whole may be older than what was placed while it was on its way: that is asked for again.
function rewind() {
  const read = Number(document.getElementById("timeline")?.dataset.seq);
  if (!(read < seq)) return;
  parts = Math.min(parts, read);
  catchUp(read);
}

// Nothing of a room that was closed to this person stays in sight; what they were typing does.
const isTyped = (field) =>
  field.value.trim() && (field.value !== field.defaultValue || field.form?.querySelector("[role=alert]:not([hidden])")); // sent and refused

function leave() {
  const typed = [...document.querySelectorAll("#main textarea:not([hidden])")]
    .filter(isTyped)
    .map((field) =>
      Object.assign(document.createElement("pre"), { className: "typed", textContent: field.value.trim() }),
    );
  const closed = document.getElementById("closed").content.cloneNode(true);
  if (typed.length) closed.firstElementChild.append("What you were typing:", ...typed);
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
document.addEventListener("debrief:swapped", ({ detail }) => {
  if (detail.id === "timeline") rewind();
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "timeline") rewind();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const isPreview = detail.elt.matches("[hx-trigger]"); // asked for by itself while somebody types: nothing changed
  if (detail.successful && detail.requestConfig?.verb === "post" && !isPreview && !isLive) tell("debrief:ask");
});
