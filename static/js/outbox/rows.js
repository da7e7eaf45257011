// Shows in its room (or, without one, for all rooms) what waits in the outbox: what is on its way, what the server asks
// about, and what it refused. The server's page holds the row, with all that can be done in it.
import { byId, copyOf, find, findAll, make, on } from "../page/dom.js";
import { listen } from "../page/events.js";
import { fieldOf, remove, sendAgain } from "./outbox.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const place = byId("waiting");
const list = find("ol", place);
const { room } = place.dataset;
const SOON = 3_000; // milliseconds in which an entry that just came counts as being sent
/** Rows by the UUID of their entry. @type {Map<string, any>} */
const rows = new Map();
/** Entries by UUID. @type {Map<string, Entry>} */
let entries = new Map();

/** Why the server refused it, where it did not say so itself. @type {Record<string, string>} */
const WHY = {
  403: "You are not allowed to log here.",
  404: "This incident no longer exists, or you can no longer see it.",
  409: "It was already sent with other text.",
  413: "It is too large for the server. Send it without the file, or attach a smaller one.",
  failed: "The server failed several times to store it. It is kept here.",
};

const withField = ({ fields }, name, value) => [...fields.filter(([known]) => known !== name), [name, value]];
const goesOn = () => find("#incident-head [data-goes-on]"); // this room was merged into that one

// ---------- One row ----------
function stateOf(/** @type {Entry} */ { state, kept }, isAway) {
  if (state !== "waiting") return state;
  return isAway || Date.now() - kept > SOON ? "waiting" : "sending"; // both by this browser's clock
}

function clockOf(/** @type {Entry} */ { pressed, zone }) {
  const timeZone = place.dataset.zone || zone || undefined;
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(pressed));
}

function notesOf(/** @type {Entry} */ entry) {
  const marks = entry.fields.filter(([name]) => name === "milestones").map(([, value]) => value.replace("_", " "));
  return [...marks.map((mark) => `milestone: ${mark}`), ...entry.files.map(({ name }) => `file: ${name}`)].join(" · ");
}

function questionsOf(/** @type {Entry} */ entry) {
  const refusal = [entry.errors?.[0] ?? WHY[entry.why ?? ""] ?? `Debrief answered ${entry.why}.`];
  const line = (words) => make("p", { className: "waiting-said" }, words);
  const parts = (entry.state === "refused" ? refusal : (entry.errors ?? [])).map(line);
  for (const { question, button, choices } of entry.questions ?? []) {
    const answers = choices.map(({ value, label }) => actButton("answer", label, { field: button, value }));
    parts.push(line(question), make("div", { className: "btn-row" }, ...answers));
  }
  return parts;
}

function actButton(act, label, data = {}) {
  const button = make("button", { type: "button", className: "btn btn-sm" }, label);
  Object.assign(button.dataset, { act, ...data });
  return button;
}

// What can be done, beside throwing it away.
function actsOf(/** @type {Entry} */ { state, why = "" }) {
  if (state === "asked") return ["change", "drop"];
  const again = ["failed", "413"].includes(why) ? ["again"] : [];
  return ["follow", "copy", "move", ...again, ...(why === "403" ? ["change"] : []), "drop"];
}

function fill(row, /** @type {Entry} */ entry, isAway) {
  const put = (name, words) => {
    const part = find(`[data-${name}]`, row);
    part.textContent = words;
    part.hidden = !words;
  };
  put("time", clockOf(entry));
  find("[data-time]", row).dateTime = entry.pressed;
  put("zone-label", place.dataset.zoneLabel || entry.zoneLabel);
  put("typed-time", fieldOf(entry, "when"));
  put("who", entry.name);
  put("text", fieldOf(entry, "text"));
  put("notes", notesOf(entry));
  put("elsewhere", entry.room === room ? "" : `in ${entry.title}`);
  for (const part of findAll("[data-state]", row)) part.hidden = part.dataset.state !== stateOf(entry, isAway);
  find("[data-unkept]", row).hidden = !entry.whenSafe;
  find("[data-questions]", row).append(...questionsOf(entry));
  fillActs(find("[data-acts]", row), entry);
}

function fillActs(place, /** @type {Entry} */ entry) {
  place.hidden = entry.state === "waiting";
  const acts = ["discard", ...actsOf(entry)];
  for (const button of findAll("[data-act]", place)) button.hidden = !acts.includes(button.dataset.act);
  const target = goesOn();
  const follow = find("[data-act=follow]", place);
  if (target) follow.textContent = `Log it in ${target.dataset.goesOn}`;
  else follow.remove();
  const drop = find("[data-act=drop]", place);
  const withoutFile = ({ name }) => (entry.files.length === 1 ? "Send without the file" : `Send without “${name}”`);
  drop.replaceWith(...entry.files.map((file) => actButton("drop", withoutFile(file), { file: file.name })));
}

// ---------- All rows ----------
listen("outbox", ({ mine, away, added }) => {
  const here = mine.filter((entry) => !room || entry.room === room);
  entries = new Map(here.map((entry) => [entry.uuid, entry]));
  for (const [uuid, row] of rows) {
    if (entries.has(uuid)) continue;
    row.remove();
    rows.delete(uuid);
  }
  for (const entry of here) draw(entry, Boolean(away));
  list.hidden = here.length === 0;
  byId("waiting-none")?.toggleAttribute("hidden", here.length > 0);
  rows.get(added)?.scrollIntoView({ block: "nearest" });
});

// A row keeps what stands in it while somebody types there; it is drawn anew when that is over.
function draw(/** @type {Entry} */ entry, isAway) {
  const old = rows.get(entry.uuid);
  if (old && find(".waiting-form:not([hidden])", old)) return;
  const row = copyOf(find("template", place));
  fill(row, entry, isAway);
  if (old?.textContent === row.textContent) return;
  row.dataset.uuid = entry.uuid;
  rows.set(entry.uuid, row);
  if (old) old.replaceWith(row);
  else list.append(row);
}

// ---------- What somebody presses ----------
/** Opens a form in the row, for something that is asked first. */
function openForm(row, name) {
  for (const form of findAll(".waiting-form", row)) form.hidden = form.dataset.form !== name;
  const form = find(`[data-form=${name}]`, row);
  find("textarea, input, button", form).focus();
  return form;
}

async function copy(button, row, entry) {
  try {
    await navigator.clipboard.writeText(fieldOf(entry, "text"));
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(find("[data-text]", row));
    button.textContent = "Selected: press Ctrl C to copy";
  }
}

/** @type {Record<string, (entry: Entry, row: any, button: any) => void>} */
const ACTS = {
  answer: (entry, _row, { dataset }) => sendAgain(entry, { fields: withField(entry, dataset.field, dataset.value) }),
  again: (entry) => sendAgain(entry, { failed: 0 }),
  copy: (entry, row, button) => copy(button, row, entry),
  follow: (entry) => {
    const target = goesOn();
    const { log: action, goesOn: title } = target.dataset;
    sendAgain(entry, { action, title, room: target.getAttribute("href") }, { another: true });
  },
  move: (_entry, row) => openForm(row, "move"),
  discard: (_entry, row) => openForm(row, "discard"),
  drop: (_entry, row, { dataset }) => {
    const form = openForm(row, "drop");
    form.dataset.file = dataset.file;
    find("[data-file-name]", form).textContent = dataset.file;
  },
  change: (entry, row) => {
    const { text, when, until } = openForm(row, "change").elements;
    for (const field of [text, when, until]) field.value = fieldOf(entry, field.name);
  },
  cancel: (entry, row) => {
    for (const form of findAll(".waiting-form", row)) form.hidden = true;
    draw(entry, false);
  },
};

/** @type {Record<string, (entry: Entry, form: any) => void>} */
const SENDS = {
  discard: (entry) => remove(entry),
  drop: (entry, { dataset }) =>
    sendAgain(entry, { files: entry.files.filter(({ name }) => name !== dataset.file) }, { another: true }),
  move: (entry, { elements, dataset }) => {
    const number = Number(elements.number.value.replace(/\D/g, ""));
    const [action, room] = [dataset.log, dataset.room].map((address) => address.replace("/0/", `/${number}/`));
    sendAgain(entry, { action, room, title: `INC-${number}` }, { another: true });
  },
  change: (entry, { elements }) => {
    const kept = entry.fields.filter(([name]) => !(name in elements) && !name.startsWith("meant_"));
    const changed = ["text", "when", "until"].map((name) => [name, elements[name].value]);
    sendAgain(entry, { fields: [...kept, ...changed] });
  },
};

const rowOf = (element) => element.closest("[data-uuid]");

on("click", "#waiting [data-act]", (button) => {
  const row = rowOf(button);
  const entry = entries.get(row.dataset.uuid);
  if (entry) ACTS[button.dataset.act](entry, row, button);
});

on(
  "submit",
  ".waiting-form",
  (form, event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    form.hidden = true;
    const entry = entries.get(rowOf(form).dataset.uuid);
    if (entry) SENDS[form.dataset.form](entry, form);
  },
  true,
);

// ---------- What this browser cannot do ----------
if (room && !window.isSecureContext) find("[data-insecure]", place).hidden = false;
