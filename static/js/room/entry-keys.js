// Keys in the timeline. One entry is a stop of Tab; arrows or j and k go from entry to entry; on an entry a digit sets
// a milestone, s stars, c corrects, x strikes through, m and Enter open it.
import { find, findAll, on, onHtmx, request } from "../page/dom.js";
import { listen } from "../page/events.js";
import { takesKeys } from "../page/keys.js";

const TYPING = "input, textarea, select, [contenteditable], .entry-edit, dialog";
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
/** The entry that had the focus: it may be swapped away. @type {any} */
let last = null;
let opensAtMarks = false;

const entries = () => findAll("#timeline li.entry[id]");
const toolsOf = (entry) => find(".entry-tools a", entry);
const addressOf = (entry) => toolsOf(entry)?.getAttribute("href");

/** The entry to which Tab leads. */
export const stopOfTab = () => find('#timeline li.entry[tabindex="0"]');

function setStop(entry) {
  for (const other of findAll('#timeline li.entry[tabindex="0"]')) other.tabIndex = -1;
  if (entry) entry.tabIndex = 0;
}

function go(entry) {
  if (!entry) return;
  setStop(entry);
  entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
}

function move(from, /** @type {number} */ step) {
  const all = entries();
  const at = all.indexOf(from);
  go(at < 0 ? all.at(step > 0 ? 0 : -1) : all[at + step]);
}

function change(entry, action, values) {
  const shown = find("#composer [name=show]")?.value ?? "";
  const how = { target: "#timeline", swap: "outerHTML", values: { show: shown, ...values } };
  request("post", `${addressOf(entry)}${action}`, how);
}

function mark(entry, number) {
  const box = findAll("#composer [name=milestones]")[number - 1];
  if (!box) return false;
  const label = box.closest("label").textContent.trim();
  const isSet = findAll(".entry-head .milestone", entry).some((each) => each.textContent.trim() === label);
  change(entry, "milestone/", isSet ? { milestone: box.value } : { milestone: box.value, is_on: "1" });
  return true;
}

/** @type {Record<string, (entry: any) => void>} */
const KEYS = {
  s: (entry) => change(entry, "star/", { starred: find(".entry-star", entry) ? "0" : "1" }),
  c: (entry) => request("get", `${addressOf(entry)}correct/`, { target: `#${entry.id}`, swap: "afterend" }),
  x: (entry) => request("get", `${addressOf(entry)}strike/`, { target: "#dialog", swap: "innerHTML" }),
  m: (entry) => {
    opensAtMarks = true;
    toolsOf(entry).click();
  },
  Enter: (entry) => toolsOf(entry).click(),
  Home: () => go(entries()[0]),
  End: () => go(entries().at(-1)),
};

function press(entry, /** @type {string} */ key) {
  if (!(key in KEYS) && !/^[1-7]$/.test(key)) return false;
  if (!addressOf(entry) && !["Home", "End"].includes(key)) return false; // redacted: nothing is left to change
  if (!(key in KEYS)) return mark(entry, Number(key));
  KEYS[key](entry);
  return true;
}

// In the capture phase: a digit or a letter on an entry is not a key of the page.
document.addEventListener(
  "keydown",
  (/** @type {any} */ event) => {
    if (!takesKeys(event, TYPING)) return;
    const entry = event.target.matches("#timeline li.entry[id]") ? event.target : null;
    if (event.key in STEPS && (entry || event.key.length === 1)) move(entry, STEPS[event.key]);
    else if (!entry || !press(entry, event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// The same digits within an entry's dialog press its buttons.
document.addEventListener("keydown", (/** @type {any} */ event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  find(`dialog[open] [data-mark-key="${CSS.escape(event.key)}"]`)?.click();
});

// ---------- The focus is not lost when the timeline changes ----------
document.addEventListener("focusin", (/** @type {any} */ event) => {
  const entry = event.target.closest("#timeline li.entry[id]");
  if (entry) setStop(entry);
  last = event.target === entry ? entry : null;
});
// Who left it, for instance by a click beside everything, is not led back; swapped away it stands nowhere by then.
on("focusout", "*", () =>
  setTimeout(() => {
    if (last?.isConnected && last !== document.activeElement) last = null;
  }),
);

function settle() {
  for (const entry of findAll("#timeline li.entry[id]:not([tabindex])")) entry.tabIndex = -1;
  const found = last && !last.isConnected && document.getElementById(last.id);
  if (found && document.activeElement === document.body) found.focus({ preventScroll: true });
  else if (!stopOfTab()) setStop(entries().at(-1));
}

onHtmx("afterSwap", ({ target }) => {
  if (target.matches("#timeline, [data-earlier]")) settle();
  if (target.id !== "dialog" || !opensAtMarks) return;
  opensAtMarks = false;
  find("[data-mark-key]", target)?.focus();
});
listen("placed", settle);
listen("swapped", ({ id }) => id === "timeline" && settle());
settle();
