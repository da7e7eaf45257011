// Completion in the composer: `/` offers commands and what may follow them, `@` offers people.
// The list comes from the server once, when it is first needed, and again after the incident has changed.
import { byId, make, on, onHtmx } from "../page/dom.js";
import { listen } from "../page/events.js";

/** @typedef {{ name: string, hint: string, explains: string, argument: string, options: [string, string][] }} Command */
/** @typedef {{ handle: string, name: string, sees: boolean }} Person */
/** @typedef {{ value: string, shown: string, words: string }} Option */

const MOST = 20;
const PAUSE = 5_000; // milliseconds after a failed request until typing asks again
const STATE = ["role", "aria-autocomplete", "aria-controls", "aria-expanded", "aria-activedescendant"];
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** What the server offers. @type {{ commands: Command[], people: Person[] } | null} */
let known = null;
let isAsking = false;
let failedAt = 0; // when the last request failed
/** The piece of the text that is completed. @type {{ start: number, end: number, typed: string, options: Option[] } | null} */
let token = null;
let closedAt = -1; // where the piece begins whose list was closed by Escape
let chosen = 0;

const say = () => byId("say");
const list = () => byId("complete");

async function load() {
  if (isAsking || Date.now() - failedAt < PAUSE) return;
  isAsking = true;
  const headers = { Accept: "application/json" };
  const answer = await fetch(byId("composer").dataset.completion, { headers }).catch(() => null);
  known = answer?.ok ? await answer.json().catch(() => null) : null;
  isAsking = false;
  failedAt = known ? 0 : Date.now(); // then the next letter asks again, after a pause
  if (known) update();
}

// A changed incident has other steps to offer.
const forget = (id) => {
  if (id === "incident-head") known = null;
};
listen("swapped", ({ id }) => forget(id));
onHtmx("oobAfterSwap", (_detail, event) => forget(event.target.id));

// ---------- What is being typed ----------
function pieceAt(/** @type {string} */ text) {
  const call = text.match(/^\/([a-z]*)$/i);
  if (call) return { start: 0, typed: text, options: () => commands(call[1].toLowerCase()) };
  const name = text.match(/(?:^|[\s(,])@([\w.-]*)$/)?.[1];
  if (name !== undefined) {
    return { start: text.length - name.length - 1, typed: `@${name}`, options: () => people(name) };
  }
  const taker = text.match(/^\/role\s+[\w-]+\s+([\w.-]*)$/i)?.[1];
  if (taker !== undefined) {
    return { start: text.length - taker.length, typed: taker, options: () => following("lead", taker) };
  }
  const more = text.match(/^\/([a-z]+)\s+([\w -]*)$/i);
  if (!more) return null;
  const [, command, begun] = more;
  return { start: text.length - begun.length, typed: begun, options: () => following(command.toLowerCase(), begun) };
}

const commands = (begun) =>
  (known?.commands ?? [])
    .filter(({ name }) => name.startsWith(begun))
    .map(({ name, hint, explains }) => ({ value: `/${name}`, shown: `/${name}`, words: `${explains} · ${hint}` }));

function following(name, begun) {
  const command = known?.commands.find((each) => each.name === name);
  if (!command) return [];
  const found = command.options.filter(([value]) => value.startsWith(begun.toLowerCase()));
  const options = found.map(([value, words]) => ({ value, shown: value, words }));
  const takesPerson = command.argument === "person" && !begun.includes(" ");
  return takesPerson ? [...options, ...people(begun)] : options;
}

function people(begun) {
  const wanted = begun.toLowerCase();
  const fits = ({ handle, name }) =>
    [handle, ...name.toLowerCase().split(/\s+/)].some((part) => part.startsWith(wanted));
  return (known?.people ?? []).filter(fits).map(({ handle, name, sees }) => {
    const value = `@${handle}`;
    return { value, shown: value, words: sees ? name : `${name}, not a member` };
  });
}

// ---------- The list ----------
function update() {
  const field = say();
  const isAtCursor = field && document.activeElement === field && field.selectionStart === field.selectionEnd;
  const piece = isAtCursor ? pieceAt(field.value.slice(0, field.selectionStart)) : null;
  if (isAtCursor && !piece) closedAt = -1;
  if (!piece || closedAt === piece.start) return closeList();
  if (!known) {
    load();
    return closeList();
  }
  const options = piece.options().slice(0, MOST);
  if (!options.length) return closeList();
  token = { ...piece, end: field.selectionStart, options };
  chosen = 0;
  open(field);
}

function open(field) {
  const { options } = /** @type {NonNullable<typeof token>} */ (token);
  list().replaceChildren(...options.map(row));
  list().hidden = false;
  const values = ["combobox", "list", "complete", "true"];
  values.forEach((value, index) => field.setAttribute(STATE[index], value));
  mark();
  byId("complete-said").textContent = options.length === 1 ? "1 suggestion" : `${options.length} suggestions`;
}

export function closeList() {
  token = null;
  if (!list() || list().hidden) return;
  list().hidden = true;
  list().replaceChildren();
  for (const name of STATE) say().removeAttribute(name);
  byId("complete-said").textContent = "";
}

const row = ({ shown, words }, index) =>
  make("li", { id: `complete-${index}`, role: "option" }, make("code", {}, shown), make("span", {}, words));

function mark() {
  for (const [index, item] of [...list().children].entries()) {
    item.ariaSelected = String(index === chosen);
    if (index === chosen) item.scrollIntoView({ block: "nearest" });
  }
  say().setAttribute("aria-activedescendant", `complete-${chosen}`);
}

function take(/** @type {number} */ index) {
  if (!token) return;
  const field = say();
  const rest = field.value.slice(token.end);
  const space = /^\s/.test(rest) ? "" : " ";
  field.setRangeText(token.options[index].value + space, token.start, token.end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---------- Keys and fingers ----------
// Says whether the list takes the key.
function press(/** @type {KeyboardEvent} */ { key, shiftKey }) {
  const { start, typed, options } = /** @type {NonNullable<typeof token>} */ (token);
  if (key in STEPS) {
    chosen = (chosen + STEPS[key] + options.length) % options.length;
    mark();
  } else if (key === "Escape") {
    closedAt = start;
    closeList();
  } else if ((key === "Enter" || key === "Tab") && !shiftKey) {
    if (options[chosen].value === typed) return closeList(); // it stands there already: Enter sends, Tab leaves
    take(chosen);
  } else return false;
  return true;
}

// In the capture phase: before Enter sends and Escape leaves.
on(
  "keydown",
  "#say",
  (_say, event) => {
    if (!token || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !press(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
on("input", "#say", update);
on("focusout", "#say", closeList);
document.addEventListener("selectionchange", () => {
  if (token && document.activeElement === say() && say().selectionStart !== token.end) update();
});

// A press on the list leaves the focus, and the keyboard of a phone, where they are.
on("pointerdown", "#complete", (_list, event) => event.preventDefault());
on("click", "#complete > li", (item) => take([...list().children].indexOf(item)));
