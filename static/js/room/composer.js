// The composer: Enter sends, Shift+Enter breaks the line, and *now* is when Enter was pressed. What is sent goes through
// the outbox: the field is empty at once, and the words wait in this browser until the server has them.
// Listeners sit on the document, because a merge takes the composer away.
import { keepUntil } from "../drafts/drafts.js";
import { release } from "../forms/send-once.js";
import { add } from "../outbox/outbox.js";
import { serverTime } from "../page/clock.js";
import { byId, findAll, on, onHtmx } from "../page/dom.js";
import { person, personName } from "../page/person.js";
import { closeList } from "./completion.js";
import { stopOfTab } from "./entry-keys.js";
import { clearFiles } from "./files.js";

const NOT_KEPT = ["csrfmiddlewaretoken", "client_uuid"]; // the outbox has its own

document.documentElement.classList.add("has-script");

on("keydown", "#say", (say, event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (say.value.trim() || say.form.elements.file.files.length) say.form.requestSubmit();
  } else if (event.key === "Escape" && !say.value) {
    leave(say);
  }
});

// To the entry that was last stood on: then keys mean something again.
function leave(say) {
  const last = stopOfTab() ?? byId("main");
  say.blur();
  last.focus({ preventScroll: true });
  if (last.id !== "main") last.scrollIntoView({ block: "nearest" });
}

// In the capture phase: before anything else takes it for a form that is sent as a form.
document.addEventListener(
  "submit",
  (/** @type {any} */ event) => {
    const form = event.target;
    if (form.id !== "composer") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    release(form);
    const entry = entryOf(form, event.submitter);
    if (holdsSomething(entry)) {
      keepUntil(form.elements.text, add(entry));
      empty(form);
    }
    form.elements.text.focus({ preventScroll: true });
  },
  true,
);

/** @returns {import("../outbox/outbox.js").Draft} */
function entryOf(form, submitter) {
  const data = [...new FormData(form, submitter)];
  const { room, title, zone = "", zoneLabel = "" } = byId("waiting").dataset;
  return {
    person,
    name: personName,
    action: form.getAttribute("action"),
    room,
    title,
    zone,
    zoneLabel,
    pressed: new Date(serverTime()).toISOString(),
    fields: data.flatMap(([name, value]) =>
      typeof value === "string" && !NOT_KEPT.includes(name) ? [[name, value]] : [],
    ),
    files: data.flatMap(([field, value]) =>
      value instanceof File && value.name ? [{ field, name: value.name, blob: value }] : [],
    ),
  };
}

function holdsSomething({ fields, files }) {
  return files.length > 0 || fields.some(([name, value]) => ["text", "milestones"].includes(name) && value.trim());
}

function empty(form) {
  form.reset();
  for (const field of findAll("textarea, input:not([type=hidden], [type=checkbox])", form)) field.value = "";
  for (const box of findAll("input[type=checkbox]", form)) box.checked = false;
  for (const fold of findAll("details[open]", form)) fold.open = false;
  for (const said of findAll(".composer-error, .composer-box > .asks", form)) said.remove();
  form.elements.text.removeAttribute("aria-invalid");
  byId("parsed").replaceChildren();
  closeList();
  clearFiles();
}

// What the server understood of words that are gone is not shown any more.
const isEmpty = ({ text, when, until }) => ![text, when, until].some((field) => field.value.trim());
on("input", "#composer", (form) => isEmpty(form.elements) && byId("parsed").replaceChildren());
onHtmx("beforeSwap", (detail) => {
  if (detail.target.id === "parsed" && isEmpty(byId("composer").elements)) detail.shouldSwap = false;
});
