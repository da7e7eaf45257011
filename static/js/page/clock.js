// By how much the server's clock is ahead of this one: milliseconds in data-ahead of the page, for whoever needs *now*.
// A page from the browser's own store, or from its history, says what the clock showed long ago: it teaches nothing.
const AHEAD = "debrief:ahead";
const root = document.documentElement;

function learn(said, at) {
  if (!said) return;
  root.dataset.ahead = Math.round(said - at);
  try {
    localStorage.setItem(AHEAD, root.dataset.ahead);
  } catch {
    // Without storage this page alone knows it.
  }
}

function remembered() {
  try {
    return Number(localStorage.getItem(AHEAD)) || 0;
  } catch {
    return 0;
  }
}

const said = () => Date.parse(document.getElementById("composer")?.dataset.serverNow ?? "");
const [visit] = performance.getEntriesByType("navigation");

root.dataset.ahead = remembered();
if (visit && visit.type !== "back_forward" && !root.dataset.keptAt)
  learn(said(), performance.timeOrigin + visit.responseStart);

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id === "composer" || event.target.id === "composer") learn(said(), Date.now());
});
document.addEventListener("debrief:outbox-sent", ({ detail }) => learn(Date.parse(detail.now ?? ""), Date.now()));
