// What arrives for the incident of this page: entries are placed, parts fetched, and a closed room is closed.
import { byId, copyOf, find, findAll, make, onHtmx } from "../page/dom.js";
import { listen, tell } from "../page/events.js";
import { place } from "../room/placement.js";
import { fetchParts } from "./parts.js";
import { showPresent } from "./presence.js";
import { askNow } from "./stream.js";
import { joinTabs, saw } from "./tabs.js";

/** The packet of a stream's event. @typedef {import("./types.js").Packet} Packet */

const live = byId("live");
const room = Number(live.dataset.room);
const names = live.dataset.names.split(",");
const SPREAD = 20; // milliseconds for each watcher: three hundred pages do not ask for their parts at once
const ENDED = [401, 403, 404]; // nothing more will come for this person

let seq = Number(live.dataset.seq);
let parts = Number(live.dataset.parts);

const spreadOf = ({ watchers = 1 }) => watchers * SPREAD;

// A page that only reads (data-ids) asks for its parts whatever changed; a room places the entries.
function take(/** @type {Packet} */ data) {
  const isReading = Boolean(live.dataset.ids);
  if (data.again) fetchParts(isReading ? names : ["timeline", ...names], spreadOf(data));
  else if (isReading ? data.seq > seq : data.parts > parts) fetchParts(names, spreadOf(data));
  if (!isReading) data.entries.forEach(place);
  seq = data.again ? data.seq : Math.max(seq, data.seq);
  parts = Math.max(parts, data.parts);
  saw(seq);
}

// Asked again until it is answered, ever more seldom: what is missing now, the stream does not say once more.
async function catchUp(from = seq, tries = 0) {
  /** @type {Packet | null} */
  let data = null;
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(`${live.dataset.changes}?since=${from}`, { headers, cache: "no-store" });
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
  const read = Number(byId("timeline")?.dataset.seq);
  if (!(read < seq)) return;
  parts = Math.min(parts, read);
  catchUp(read);
}

// Nothing of a room that was closed to this person stays in sight; what they were typing does.
function leave() {
  const isRefused = (field) => field.form && find("[role=alert]:not([hidden])", field.form);
  const typed = findAll("#main textarea:not([hidden])")
    .filter((field) => field.value.trim() && (field.value !== field.defaultValue || isRefused(field)))
    .map((field) => make("pre", { className: "typed" }, field.value.trim()));
  const closed = copyOf(byId("closed"));
  if (typed.length) closed.append("What you were typing:", ...typed);
  byId("main").replaceChildren(closed);
  document.title = "Debrief";
}

joinTabs(({ name, data }) => {
  if (name === "ended") tell("connection", { state: "ended" });
  else if (live.dataset.state === "ended") tell("connection", { state: "live" });
  if (data.room !== room) return;
  if (name === "reached" && data.seq > seq) catchUp();
  else if (name === "changes" || name === "reached") take(data);
  else if (name === "here") showPresent(data);
  else if (name === "gone") leave();
});

listen("connection", ({ state }) => {
  live.dataset.state = state;
});
listen("swapped", ({ id }) => id === "timeline" && rewind());
onHtmx("afterSwap", ({ target }) => target.id === "timeline" && rewind());

// What this person just did shows at once, also where no stream says so.
const catchUpUnlessLive = () => live.dataset.state !== "live" && askNow();
listen("stored", catchUpUnlessLive);
onHtmx("afterRequest", ({ elt, successful, requestConfig }) => {
  const isPreview = elt.matches("[hx-trigger]"); // asked for by itself while somebody types: nothing changed
  if (successful && requestConfig?.verb === "post" && !isPreview) catchUpUnlessLive();
});
