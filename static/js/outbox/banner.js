// Says on every page what waits in the outbox, and why: offline, no server, no login, or a question to answer.
const place = document.getElementById("outbox");
const room = () => document.getElementById("waiting");
let shown = "";
let last = { mine: [], others: 0, away: null };
let hasEnded = false; // the login of this page, as the connection of its room heard

function clock(since) {
  const zone = room()?.dataset.zone || undefined;
  const label = room()?.dataset.zoneLabel;
  const parts = { hour: "2-digit", minute: "2-digit", timeZone: zone, timeZoneName: label ? undefined : "short" };
  return [new Intl.DateTimeFormat("en-GB", parts).format(new Date(since)), label].filter(Boolean).join(" ");
}

const count = (number) => `${number} ${number === 1 ? "entry" : "entries"}`;
const they = (number) =>
  number === 1 ? "It is kept in this browser and goes out" : "They are kept in this browser and go out in order";

// [what is so, what follows]
function why({ why: reason, since }, number) {
  const waiting = number ? ` ${count(number)} waiting.` : "";
  const what = number ? they(number) : "What you log is kept in this browser and goes out";
  if (reason === "offline") return [`Offline since ${clock(since)}.${waiting}`, `${what} when the connection is back.`];
  if (reason === "server")
    return [`Debrief has not answered since ${clock(since)}.${waiting}`, `${what} when it is back.`];
  if (reason === "login")
    return [`You were logged out.${waiting}`, `Log in, then ${number === 1 ? "it goes" : "they go"}.`];
  const name = document.body.dataset.name ?? "their author";
  return [`Somebody else is logged in in this browser now.${waiting}`, `${they(number)} when ${name} logs in again.`];
}

function action(reason) {
  if (reason === "login" || reason === "other") {
    const link = document.createElement("a");
    link.href = `/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "Log in";
    return link;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Try now";
  button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("debrief:outbox-send")));
  return button;
}

function again() {
  const link = document.createElement("a");
  link.href = location.href.split("#")[0];
  link.textContent = "Load it anew";
  return link;
}

function icon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", place.dataset.icon);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

function banner(strong, text, ...tools) {
  const box = document.createElement("div");
  box.className = "banner banner-warn";
  const inner = document.createElement("div");
  inner.className = "banner-in";
  const said = document.createElement("span");
  const first = document.createElement("strong");
  first.textContent = strong;
  said.append(first, ` ${text} `);
  for (const tool of tools) tool.classList.add("btn", "btn-sm", "push");
  inner.append(icon(), said, ...tools);
  box.append(inner);
  return box;
}

// Not to its room: that may be closed to them by now.
function link() {
  const to = document.createElement("a");
  to.href = "/incidents/waiting/";
  to.textContent = "Look at it";
  return to;
}

// What waits for an answer, on other pages than its room.
function needed(entries) {
  const here = room()?.dataset.room;
  const elsewhere = entries.filter((entry) => entry.state !== "waiting" && here !== "" && entry.room !== here);
  if (!elsewhere.length) return [];
  return [
    banner(
      `${count(elsewhere.length)} could not be logged as ${elsewhere.length === 1 ? "it is" : "they are"}.`,
      "The words are kept.",
      link(),
    ),
  ];
}

// A room that the service worker opened from this browser.
function keptAt() {
  const at = document.documentElement.dataset.keptAt;
  return at ? `This is the room as of ${clock(at)}.` : "";
}

function draw({ mine, others, away }) {
  const waiting = mine.filter((entry) => entry.state === "waiting").length;
  const isOut = Boolean(document.body.dataset.person);
  const parts = [];
  if (isOut && away && (waiting || away.why === "offline")) {
    const [so, then] = why(away, waiting);
    parts.push(banner(so, `${keptAt()} ${then}`.trim(), action(away.why)));
  } else if (isOut && hasEnded) {
    parts.push(banner("Your login ended.", "Log in; what you write is kept.", action("login")));
  } else if (keptAt()) {
    parts.push(banner(keptAt(), "It comes from this browser; the server did not answer.", again()));
  }
  if (!isOut && others)
    parts.push(
      banner(
        `${count(others)} waiting in this browser.`,
        `${they(others)} when whoever wrote ${others === 1 ? "it" : "them"} logs in.`,
      ),
    );
  return [...parts, ...needed(mine)];
}

// Drawn only when it says something else: a status that is written anew is read out anew.
function show(detail) {
  last = detail;
  const parts = draw(detail);
  const says = parts.map((part) => part.textContent).join();
  if (says === shown) return;
  shown = says;
  const change = () => place.replaceChildren(...parts);
  const isPassed = place.getBoundingClientRect().bottom < document.querySelector(".appbar").offsetHeight - 1; // scrolled by
  if (isPassed && document.getElementById("live"))
    document.dispatchEvent(new CustomEvent("debrief:still", { detail: { change } }));
  else change();
}

document.addEventListener("debrief:outbox", ({ detail }) => show(detail));
// A room that is closed to somebody who reads it goes, and its rows with it.
document.addEventListener("debrief:news", ({ detail: { name } }) => {
  hasEnded = name === "ended";
  setTimeout(() => show(last), 0);
});
// Somebody logged in again, in another tab: the connection lives.
document.addEventListener("debrief:link", ({ detail: { state } }) => {
  if (state !== "live" || !hasEnded) return;
  hasEnded = false;
  show(last);
});
