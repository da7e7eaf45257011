// Keys in the timeline. One entry is a stop of Tab; arrows or j and k go from entry to entry; on an entry a digit sets
// a milestone, s stars, c corrects, x strikes through, m and Enter open it.
import htmx from "htmx.org";

const TYPING = "input, textarea, select, [contenteditable], .entry-edit, dialog";
const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
let last = null; // the entry that had the focus: it may be swapped away
let opensAtMarks = false;

const entries = () => [...document.querySelectorAll("#timeline li.entry[id]")];
const tools = (entry) => entry.querySelector(".entry-tools a");
const address = (entry) => tools(entry)?.getAttribute("href");

function setStop(entry) {
  document.querySelectorAll('#timeline li.entry[tabindex="0"]').forEach((other) => {
    other.tabIndex = -1;
  });
  if (entry) entry.tabIndex = 0;
}

function go(entry) {
  if (!entry) return;
  setStop(entry);
  entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
}

function move(from, step) {
  const all = entries();
  const at = all.indexOf(from);
  go(at < 0 ? all.at(step > 0 ? 0 : -1) : all[at + step]);
}

// The stream may replace the entry before the answer is there, so each request begins at an element of its own.
function ask(verb, path, how) {
  const source = document.createElement("span");
  source.hidden = true;
  document.body.append(source);
  htmx
    .ajax(verb, path, { source, ...how })
    .catch(() => null)
    .finally(() => source.remove()); // htmx says what failed
}

function post(entry, action, values) {
  const shown = document.querySelector("#composer [name=show]")?.value ?? "";
  ask("POST", `${address(entry)}${action}`, {
    target: "#timeline",
    swap: "outerHTML",
    values: { show: shown, ...values },
  });
}

function mark(entry, number) {
  const box = document.querySelectorAll("#composer [name=milestones]")[number - 1];
  if (!box) return false;
  const label = box.closest("label").textContent.trim();
  const stands = [...entry.querySelectorAll(".entry-head .milestone")].some(
    (each) => each.textContent.trim() === label,
  );
  post(entry, "milestone/", stands ? { milestone: box.value } : { milestone: box.value, is_on: "1" });
  return true;
}

const keys = {
  s: (entry) => post(entry, "star/", { starred: entry.querySelector(".entry-star") ? "0" : "1" }),
  c: (entry) => ask("GET", `${address(entry)}correct/`, { target: `#${entry.id}`, swap: "afterend" }),
  x: (entry) => ask("GET", `${address(entry)}strike/`, { target: "#dialog", swap: "innerHTML" }),
  m: (entry) => {
    opensAtMarks = true;
    tools(entry).click();
  },
  Enter: (entry) => tools(entry).click(),
  Home: () => go(entries()[0]),
  End: () => go(entries().at(-1)),
};

function onEntry(event, entry) {
  if (!(event.key in keys) && !/^[1-7]$/.test(event.key)) return false;
  if (!address(entry) && !["Home", "End"].includes(event.key)) return false; // redacted: nothing is left to change
  return event.key in keys ? keys[event.key](entry) !== false : mark(entry, Number(event.key));
}

// In the capture phase: a digit or a letter on an entry is not a key of the page.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key.length === 1 && document.documentElement.dataset.keys === "off") return;
    const entry = event.target.matches("#timeline li.entry[id]") ? event.target : null;
    const taken = event.key in steps && (entry || event.key.length === 1);
    if (taken) move(entry, steps[event.key]);
    else if (!entry || !onEntry(event, entry)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// The same digits within an entry's dialog press its buttons.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  document.querySelector(`dialog[open] [data-mark-key="${CSS.escape(event.key)}"]`)?.click();
});

// ---------- The focus is not lost when the timeline changes ----------
document.addEventListener("focusin", (event) => {
  const entry = event.target.closest("#timeline li.entry[id]");
  if (entry) setStop(entry);
  last = event.target === entry ? entry : null;
});
// Who left it, for instance by a click beside everything, is not led back; swapped away it stands nowhere by then.
document.addEventListener("focusout", () =>
  setTimeout(() => {
    if (last?.isConnected && last !== document.activeElement) last = null;
  }),
);

function settle() {
  document.querySelectorAll("#timeline li.entry[id]:not([tabindex])").forEach((entry) => {
    entry.tabIndex = -1;
  });
  const found = last && !last.isConnected && document.getElementById(last.id);
  if (found && document.activeElement === document.body) found.focus({ preventScroll: true });
  else if (!document.querySelector('#timeline li.entry[tabindex="0"]')) setStop(entries().at(-1));
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.matches("#timeline, [data-earlier]")) settle();
  if (event.detail.target.id !== "dialog" || !opensAtMarks) return;
  opensAtMarks = false;
  event.detail.target.querySelector("[data-mark-key]")?.focus();
});
document.addEventListener("debrief:entry", () => setTimeout(settle));
document.addEventListener("debrief:swapped", ({ detail }) => {
  if (detail.id === "timeline") settle();
});

settle();
