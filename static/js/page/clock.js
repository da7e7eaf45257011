// The server's time, by this browser's clock and what is known of the difference between the two.
// A page from the browser's own store, or from its history, holds an old time and is ignored.
import { byId } from "./dom.js";
import { listen } from "./events.js";
import { local } from "./storage.js";

const AHEAD = "debrief:ahead"; // milliseconds by which the server is ahead
const root = document.documentElement;
const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));

/** Milliseconds, by the server's clock. */
export const serverTime = () => Date.now() + Number(root.dataset.ahead);

function learn(/** @type {string} */ now, /** @type {number} */ at) {
  const ahead = Math.round(Date.parse(now) - at);
  if (Number.isNaN(ahead)) return;
  root.dataset.ahead = String(ahead);
  local.write(AHEAD, ahead);
}

root.dataset.ahead = String(Number(local.read(AHEAD)) || 0);
if (visit && visit.type !== "back_forward" && !root.dataset.keptAt) {
  learn(byId("composer")?.dataset.serverNow, performance.timeOrigin + visit.responseStart);
}
listen("stored", ({ now }) => learn(now, Date.now()));
