// Completion in the composer: `/` offers commands and what may follow them, `@` offers people.
// The list comes from the server once, when it is first needed, and again after the incident has changed.
const MOST = 20;
const PAUSE = 5_000; // milliseconds after a failed request until typing asks again
let known = null; // what the server offers: {commands, people}
let asked = null; // the request under way
let failed = 0; // when the last request failed
let token = null; // the piece of the text that is completed: {start, end, typed, options}
let closed = ""; // the piece whose list was closed by Escape
let chosen = 0;

const say = () => document.getElementById("say");
const list = () => document.getElementById("complete");

function load() {
  const address = document.getElementById("composer")?.dataset.completion;
  if (asked || Date.now() - failed < PAUSE) return;
  asked = fetch(address, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null)
    .then((found) => {
      [known, asked, failed] = [found, null, found ? 0 : Date.now()];
      if (found) update(); // else the next letter asks again, after a pause
    });
}

function forget() {
  known = null;
}

// ---------- What is being typed ----------
function pieceAt(text) {
  const call = text.match(/^\/([a-z]*)$/i);
  if (call) return { start: 0, typed: text, options: () => commands(call[1].toLowerCase()) };
  const name = text.match(/(?:^|[\s(,])@([\w.-]*)$/);
  if (name)
    return { start: text.length - name[1].length - 1, typed: `@${name[1]}`, options: () => people(name[1], []) };
  const more = text.match(/^\/([a-z]+)\s+([\w ]*)$/i);
  if (!more) return null;
  return {
    start: text.length - more[2].length,
    typed: more[2],
    options: () => following(more[1].toLowerCase(), more[2]),
  };
}

function commands(begun) {
  return known.commands
    .filter(({ name }) => name.startsWith(begun))
    .map(({ name, hint, explains }) => ({ value: `/${name}`, shown: `/${name}`, words: `${explains} · ${hint}` }));
}

function following(name, begun) {
  const command = known.commands.find((each) => each.name === name);
  if (!command) return [];
  const wanted = begun.toLowerCase();
  const found = command.options
    .filter(([value]) => value.startsWith(wanted))
    .map(([value, words]) => ({ value, shown: value, words }));
  return command.argument === "person" && !begun.includes(" ") ? people(begun, found) : found;
}

function people(begun, before) {
  const wanted = begun.toLowerCase();
  const fits = ({ handle, name }) =>
    handle.startsWith(wanted) ||
    name
      .toLowerCase()
      .split(/\s+/)
      .some((part) => part.startsWith(wanted));
  const found = known.people.filter(fits).map(({ handle, name, sees }) => ({
    value: `@${handle}`,
    shown: `@${handle}`,
    words: sees ? name : `${name}, not a member`,
  }));
  return [...before, ...found];
}

// ---------- The list ----------
function update() {
  const field = say();
  if (!field || document.activeElement !== field || field.selectionStart !== field.selectionEnd) return hide();
  const piece = pieceAt(field.value.slice(0, field.selectionStart));
  if (!piece || closed === `${piece.start}`) {
    if (!piece) closed = "";
    return hide();
  }
  if (!known) {
    load();
    return hide();
  }
  const options = piece.options().slice(0, MOST);
  if (!options.length) return hide();
  token = { ...piece, end: field.selectionStart, options };
  chosen = 0;
  return show(field);
}

function show(field) {
  list().replaceChildren(...token.options.map(row));
  list().hidden = false;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "complete");
  field.setAttribute("aria-expanded", "true");
  mark();
  const count = token.options.length;
  document.getElementById("complete-said").textContent = count === 1 ? "1 suggestion" : `${count} suggestions`;
}

function hide() {
  token = null;
  const field = say();
  if (!field || !list() || list().hidden) return;
  list().hidden = true;
  list().replaceChildren();
  for (const name of ["role", "aria-autocomplete", "aria-controls", "aria-expanded", "aria-activedescendant"]) {
    field.removeAttribute(name);
  }
  document.getElementById("complete-said").textContent = "";
}

function row(option, index) {
  const item = document.createElement("li");
  item.id = `complete-${index}`;
  item.setAttribute("role", "option");
  const name = document.createElement("code");
  name.textContent = option.shown;
  const words = document.createElement("span");
  words.textContent = option.words;
  item.append(name, words);
  return item;
}

function mark() {
  for (const [index, item] of [...list().children].entries()) {
    item.setAttribute("aria-selected", String(index === chosen));
    if (index === chosen) item.scrollIntoView({ block: "nearest" });
  }
  say().setAttribute("aria-activedescendant", `complete-${chosen}`);
}

function take(index) {
  const field = say();
  const { value } = token.options[index];
  const rest = field.value.slice(token.end);
  field.setRangeText(value + (/^\s/.test(rest) ? "" : " "), token.start, token.end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---------- Keys and fingers ----------
const steps = { ArrowDown: 1, ArrowUp: -1 };

// In the capture phase: before Enter sends and Escape leaves.
document.addEventListener(
  "keydown",
  (event) => {
    if (!token || event.target.id !== "say" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key in steps) {
      const count = token.options.length;
      chosen = (chosen + steps[event.key] + count) % count;
      mark();
    } else if (event.key === "Escape") {
      closed = `${token.start}`;
      hide();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      if (token.options[chosen].value === token.typed) return hide(); // it stands there already: Enter sends, Tab leaves
      take(chosen);
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("input", (event) => {
  if (event.target.id === "say") update();
});
document.addEventListener("selectionchange", () => {
  if (token && document.activeElement === say() && say().selectionStart !== token.end) update();
});
document.addEventListener("focusout", (event) => {
  if (event.target.id === "say") hide();
});
document.addEventListener("debrief:emptied", hide);

// A press on the list leaves the focus, and the keyboard of a phone, where they are.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("#complete")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const item = event.target.closest("#complete > li");
  if (item && token) take([...list().children].indexOf(item));
});

// A changed incident has other steps to offer.
document.addEventListener("debrief:parts", forget);
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.id === "incident-head") forget();
});
