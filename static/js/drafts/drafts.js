// Keeps what is typed into long fields in this browser until the server stored it, by person, form and field; of a form
// with data-drafts-whole, also what is typed into short ones. A page that is opened restores it where the server's text is
// still the same, and offers it where it is not; drafts of another open page stay with that page.
import { find, findAll, make, onHtmx } from "../page/dom.js";
import { person } from "../page/person.js";
import { keepStill } from "../page/still.js";
import { local, session } from "../page/storage.js";
import { holdOpen, otherPages, page } from "./pages.js";
import { draftsAt, draftsOf, draftsOfAnybody, keep, PREFIX, setAside } from "./store.js";

/** @typedef {import("./store.js").Draft & { key: string }} Kept */

const SENT = "debrief:sent"; // in this tab: a form whose answer is the next page, by its page and its drafts
const LONGEST = 300_000; // characters
const RESTORED = "Your unsaved text was restored. ";
const KEPT = "You have unsaved text for this field. ";
const CHANGED = "This changed since you typed text that you did not save. ";
const PAUSE = 250; // milliseconds between the last letter and writing it down
const names = new WeakMap(); // by field: the place of its draft, found while its form stood in the page
/** Fields whose words are to be written down. @type {Set<any>} */
const pending = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

// The text of a section has its draft on the server (`writing/draft.js`).
const LONG = "textarea[name]:not([hidden], [data-server-draft])";
const DRAFTED = `${LONG}, form[data-drafts-whole] input[type=text][name]`;
const isDrafted = (field) => field.matches?.(DRAFTED) && field.form?.method === "post";
const draftedFields = (form) => [...form.elements].filter(isDrafted);
const beganFrom = (field) => field.dataset.was ?? field.defaultValue; // the text of a refused form is stored nowhere else
const baseOf = (field) => field.form?.elements.base_version;
const plain = (/** @type {string} */ text) => text.replace(/\r\n?/g, "\n");

const addressOf = (form) =>
  new URL(form.getAttribute("hx-post") || form.getAttribute("action") || "", location.href).pathname;

// Forms of one page that go to one address are told apart by their order.
function placeOf(field) {
  if (names.has(field)) return names.get(field);
  const address = addressOf(field.form);
  const alike = [...document.forms].filter((form) => form.method === "post" && addressOf(form) === address);
  names.set(field, `${PREFIX}${person}:${address}:${alike.indexOf(field.form)}:${field.name}`);
  return names.get(field);
}

const keyOf = (field) => `${placeOf(field)}~${page}`;

// ---------- Writing down ----------
function settle() {
  for (const field of pending) {
    const isBlank = !field.value.trim() && !beganFrom(field).trim();
    if (isBlank || field.value === beganFrom(field)) local.remove(keyOf(field));
    else if (field.value.length <= LONGEST) writeDown(keyOf(field), field);
  }
  pending.clear();
}

function writeDown(key, field) {
  holdOpen();
  const isPrivate = document.body.hasAttribute("data-private") || field.form?.elements.is_private?.checked;
  const inPrivate = isPrivate ? location.pathname : undefined;
  keep(key, { text: field.value, was: beganFrom(field), base: baseOf(field)?.value, inPrivate });
}

document.addEventListener("input", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  // Making what is declared private makes the drafts of its form private, too.
  const fields = target.name === "is_private" && target.form ? draftedFields(target.form) : [target].filter(isDrafted);
  if (!person || !fields.length) return;
  for (const field of fields) pending.add(field);
  clearTimeout(timer);
  timer = setTimeout(settle, PAUSE);
});
window.addEventListener("pagehide", settle);

/** The text of a field is being sent: its draft is kept until `taken`, apart from what is typed there next. */
export function keepUntil(field, /** @type {Promise<unknown>} */ taken) {
  settle();
  const key = setAside(keyOf(field));
  taken.then(() => local.remove(key));
  for (const line of findAll(".draft-kept:not([data-offer])", field.form)) line.remove();
}

/** The draft of a field whose form is about to be removed moves to the form of another address. */
export function moveDraft(field, /** @type {string} */ address) {
  settle();
  local.remove(keyOf(field));
  writeDown(`${PREFIX}${person}:${address}:0:${field.name}~${page}`, field);
}

// ---------- What the server stored ----------
// A form that is answered by a page: it was stored when the answer redirected to another address, or says so by
// data-stored. A refused form is not redirected, nor is a page that somebody opens when no answer came: then the draft stays.
const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
const sent = session.read(SENT);
const isAnswer = sent?.page === document.referrer;
const mayBeRefused = isAnswer || visit?.type === "reload"; // then words of its fields may be stored nowhere
if (isAnswer && (visit?.redirectCount || find("[data-stored]"))) sent.keys.forEach(local.remove);
session.remove(SENT);
window.addEventListener("pageshow", ({ persisted }) => persisted && session.remove(SENT)); // nothing answered

document.addEventListener("submit", (/** @type {any} */ { defaultPrevented, target }) => {
  if (defaultPrevented || target.method !== "post") return; // htmx sends it
  settle();
  const words = [...new FormData(target).values()].map((value) => plain(String(value)));
  // The page of an ended session sends again what somebody typed, and does not know who.
  const ofForm = person ? draftsOf(`${person}:${addressOf(target)}`) : draftsOfAnybody(addressOf(target));
  const drafts = ofForm.filter(({ text }) => words.includes(plain(text)));
  session.write(SENT, { page: location.href.split("#")[0], keys: drafts.map(({ key }) => key) });
});

// A form that htmx sends: what was typed meanwhile stays a draft.
onHtmx("afterRequest", ({ requestConfig, xhr }) => {
  const form = requestConfig?.elt;
  if (!form?.matches?.("form") || requestConfig.verb !== "post" || xhr.status < 200 || xhr.status >= 400) return;
  settle();
  for (const field of draftedFields(form)) {
    const sent = plain(String(requestConfig.formData.get(field.name)));
    const isTaken = ({ key, text }) => key === keyOf(field) && plain(text) === sent;
    for (const { key } of draftsAt(placeOf(field)).filter(isTaken)) local.remove(key);
  }
});

// ---------- Bringing back ----------
async function bringBack(within) {
  const fields = findAll("form textarea, form input", within).filter(
    (field) => isDrafted(field) && !field.dataset.draft,
  );
  if (!person || !fields.length) return;
  for (const field of fields) field.dataset.draft = "looking";
  const others = await otherPages();
  for (const field of fields) {
    field.dataset.draft = "looked";
    const isFree = ({ key }) => !others.has(key.split("~")[1].split(".")[0]);
    const free = draftsAt(placeOf(field)).filter(isFree);
    const stands = ({ text }) => plain(text) === plain(field.value);
    const { insteadOf } = field.dataset;
    const replaced = insteadOf !== undefined && free.find(({ text }) => plain(text) === plain(insteadOf));
    if (replaced) {
      takeOver(field, replaced, replaced.was);
      continue;
    }
    const same = free.find(stands);
    if (same && isStored(field, same)) local.remove(same.key);
    else if (same) takeOver(field, same, same.was);
    const other = free.find((draft) => !stands(draft));
    if (other && !field.form.matches("[data-no-offer]")) restore(field, other);
  }
}

// The text in the field was restored by the browser or by the answer to a refused form, or the server has it.
function isStored(field, /** @type {Kept} */ { key, text }) {
  return !mayBeRefused && key !== keyOf(field) && plain(field.defaultValue) === plain(text);
}

function restore(field, /** @type {Kept} */ draft) {
  const stood = beganFrom(field);
  const isUntouched = field.value === stood;
  const take = (text, was) => {
    field.value = text;
    takeOver(field, draft, was);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (isUntouched && plain(draft.was) === plain(stood)) {
    take(draft.text, draft.was);
    const forget = () => take(stood, stood);
    const line = showLine(field, RESTORED, ["Discard", forget]);
    return removeOnceReplaced(line, field, draft.text);
  }
  if (draft.key === keyOf(field)) draft.key = setAside(draft.key); // not overwritten before somebody decides
  const forget = () => local.remove(draft.key);
  const above = () => take([draft.text, field.value].filter(Boolean).join("\n"), stood);
  const instead = () => take(draft.text, stood);
  const line = isUntouched
    ? showLine(field, CHANGED, ["Replace with yours", instead], ["Discard yours", forget])
    : showLine(field, KEPT, ["Insert above", above], ["Discard", forget]);
  line.dataset.offer = "";
}

// *Discard* would throw away other words than it speaks of, once those that were restored are gone.
function removeOnceReplaced(line, field, /** @type {string} */ text) {
  const start = plain(text).slice(0, 20);
  field.addEventListener("input", () => plain(field.value).includes(start) || line.remove());
  return line;
}

// It becomes a draft of this page.
function takeOver(field, /** @type {Kept} */ draft, /** @type {string} */ was) {
  field.dataset.was = was;
  const base = baseOf(field);
  if (base && draft.base) base.value = draft.base; // so that the server compares it with what was saved since
  if (draft.key !== keyOf(field)) local.remove(draft.key);
  pending.add(field);
  settle();
}

function showLine(field, words, ...tools) {
  const line = make("p", { className: "draft-kept small muted", role: "status" }, words);
  for (const [label, act] of tools) {
    const button = make("button", { type: "button", className: "btn btn-sm" }, label);
    button.addEventListener("click", () => {
      act();
      line.remove();
      field.focus();
    });
    line.append(button);
  }
  // Nothing moves under a pointer that is about to press, or while somebody reads.
  const put = () => field.after(line);
  const pointed = matchMedia("(hover: hover)").matches && find("button:hover", field.form);
  if (pointed) pointed.addEventListener("pointerleave", put, { once: true });
  else keepStill(put);
  return line;
}

onHtmx("load", ({ elt }) => bringBack(elt.parentNode ?? document));
bringBack(document);
