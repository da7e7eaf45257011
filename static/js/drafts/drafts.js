// Keeps what is typed into long fields in this browser until it is saved, by person and form: two people at one machine
// never see each other's words. It is put back where the server's text is still the same, and offered where it is not.
// A section's text is kept by keep-section.js; draft-store.js writes what is typed, and sweeps.
const PREFIX = "debrief:draft:";
const SENT = "debrief:sent"; // in this tab: {proof, address, texts} of a form whose answer is the next page
const TAKEN = "debrief_taken"; // cookie by which the server says the path of a form that it took, and the form's own word
const NONCE = "draft_nonce"; // the field with that word
const TAB = "debrief:tab"; // in this tab: its name
const LONGEST = 300_000; // characters
const PAUSE = 250;
const ANSWERED = 300; // milliseconds in which another tab says that it has the words
const person = document.body.dataset.person ?? "";

const name = () => Math.random().toString(36).slice(2);

// A browser may keep nothing (private window, storage full): the form still works.
function tried(act, otherwise) {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

const read = (key) => tried(() => JSON.parse(localStorage.getItem(key)), null);
const remove = (key) => tried(() => localStorage.removeItem(key));
const keys = () => tried(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)), []);

// Says whether it is written.
function write(key, draft) {
  return tried(() => {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  }, false);
}

const keep = (key, draft) => document.dispatchEvent(new CustomEvent("debrief:draft-keep", { detail: { key, draft } }));

function button(label, press) {
  const element = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-sm",
    textContent: label,
  });
  element.addEventListener("click", press);
  return element;
}

// Each visit of a page writes under names of its own, so that two tabs, or an earlier draft that is only offered, are
// never overwritten: <prefix><person>:<address of the form>:<its order>:<field>~<tab>.<visit>
const tab = tried(() => sessionStorage.getItem(TAB), null) ?? name();
tried(() => sessionStorage.setItem(TAB, tab));
const visit = `${tab}.${name()}`;
const pending = new Map(); // by key: the field whose words are to be written down
const unsent = new WeakSet(); // fields in which this visit typed
let timer = 0;

const addressOf = (form) =>
  new URL(form.getAttribute("hx-post") || form.getAttribute("action") || "", location.href).pathname;

// Forms of one page that go to one address are told apart by their order.
function placeOf(field) {
  const address = addressOf(field.form);
  const same = [...document.forms].filter((other) => other.method === "post" && addressOf(other) === address);
  return `${PREFIX}${person}:${address}:${Math.max(same.indexOf(field.form), 0)}:${field.name}`;
}

const keyOf = (field) => `${placeOf(field)}~${visit}`;
const beganFrom = (field) => field.dataset.was ?? field.defaultValue; // a refused form's own words stand nowhere else
const isLong = (field) =>
  field?.matches?.("textarea[name]:not([hidden])") && field.form?.method === "post" && !field.form.dataset.keep;

function settle() {
  for (const [key, field] of pending) {
    const was = beganFrom(field);
    if (field.value === was) remove(key);
    else if (field.value.length <= LONGEST) keep(key, { text: field.value, was });
  }
  pending.clear();
}

// What was kept for a place: of this tab first, then the latest.
function draftsAt(place) {
  const found = keys()
    .filter((key) => key === place || key.startsWith(`${place}~`))
    .map((key) => ({ key, ...read(key) }));
  const isOurs = ({ key }) => Number(key.startsWith(`${place}~${tab}.`));
  return found.sort((one, other) => isOurs(other) - isOurs(one) || other.at - one.at);
}

// Under a name to which nothing is written any more.
function aside(key) {
  const draft = read(key);
  const other = `${key}.${name()}`;
  if (!draft || !write(other, draft)) return key;
  remove(key);
  return other;
}

const plain = (text) => text.replace(/\r\n?/g, "\n");

// What was taken is what was sent: words typed since stay, and so does a draft that was offered and not looked at.
function forget(address, texts) {
  const gone = texts.map(plain);
  for (const key of keys()) {
    if (key.startsWith(`${PREFIX}${person}:${address}:`) && gone.includes(plain(read(key)?.text ?? ""))) remove(key);
  }
}

// Nothing moves under a pointer that is about to press, nor what somebody reads.
function calmly(field, line) {
  const put = () => field.after(line);
  const pointed = matchMedia("(hover: hover)").matches && field.form.querySelector("button:hover");
  if (pointed) pointed.addEventListener("pointerleave", put, { once: true });
  else document.dispatchEvent(new CustomEvent("debrief:still", { detail: { change: put } }));
  if (!pointed && !line.isConnected) put(); // nobody holds this page still
}

// An offer outlives what is sent from the form meanwhile.
function say(field, isOffer, words, ...tools) {
  const line = document.createElement("p");
  line.className = "draft-kept small muted";
  line.setAttribute("role", "status");
  const close = () => line.remove();
  line.append(
    words,
    ...tools.map(([label, act]) =>
      button(label, () => {
        act();
        close();
        field.focus();
      }),
    ),
  );
  calmly(field, line);
  if (!isOffer) field.form.addEventListener("debrief:emptied", close, { once: true });
}

function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  settle();
}

// ---------- Other tabs: who still has the words in a field keeps them for itself ----------
const tabs = person && "BroadcastChannel" in window ? new BroadcastChannel(`debrief-drafts-${person}`) : null;
const questions = new Map(); // by id: what to do when another tab has it

tabs?.addEventListener("message", ({ data }) => {
  if (data.has) questions.get(data.has)?.();
  const has = (field) => field.value === data.text || (keyOf(field) === data.key && field.value !== beganFrom(field));
  const isHere =
    data.place &&
    [...document.querySelectorAll("form textarea")].some(
      (field) => isLong(field) && placeOf(field) === data.place && has(field),
    );
  if (isHere) tabs.postMessage({ has: data.ask });
});

function isElsewhere(place, { key, text }) {
  if (!tabs) return Promise.resolve(false);
  const ask = `${Date.now()}.${Math.random()}`;
  return new Promise((resolve) => {
    questions.set(ask, () => resolve(true));
    setTimeout(resolve, ANSWERED, false);
    tabs.postMessage({ ask, place, key, text });
  }).finally(() => questions.delete(ask));
}

async function bringBack(field) {
  if (field.dataset.draft) return;
  field.dataset.draft = "looked";
  const place = placeOf(field);
  const own = keyOf(field);
  const stood = field.value; // by the time the other tabs have answered, more may be typed
  const found = draftsAt(place).map((draft) => (draft.key === own ? { ...draft, key: aside(own) } : draft));
  if (!found.length) return;
  const held = await Promise.all(found.map((draft) => isElsewhere(place, draft)));
  const free = found.filter(({ key }, index) => !held[index] && read(key)); // some may be taken meanwhile
  if (!field.isConnected) return;
  if (!free.length) {
    field.dataset.draft = "elsewhere";
    return;
  }
  const isTypedOn = field.value !== field.defaultValue; // of what this visit wrote down
  const stands = ({ key, text }) =>
    [stood, field.value].includes(text) || (isTypedOn && text && key.startsWith(own) && field.value.startsWith(text));
  const same = free.find(stands); // the browser, or the server with its answer, put it back
  if (same) takeOver(field, same);
  const other = free.find((draft) => !stands(draft));
  if (other) putBack(field, other);
}

function takeOver(field, { key, was, at }) {
  field.dataset.was = was ?? "";
  const own = keyOf(field);
  if (write(own, { text: field.value, was: field.dataset.was, at }) && key !== own) remove(key);
}

function putBack(field, draft) {
  const take = (text) => {
    fill(field, text);
    if (draft.key !== keyOf(field)) remove(draft.key);
  };
  const drop = () => remove(draft.key);
  if (field.value !== beganFrom(field)) {
    say(
      field,
      true,
      "What you typed here before and did not save is kept. ",
      ["Put it above", () => take([draft.text, field.value].filter(Boolean).join("\n"))],
      ["Forget it", drop],
    );
  } else if (draft.was === field.value) {
    take(draft.text);
    say(field, false, "What you typed here before and did not save was put back. ", [
      "Forget it",
      () => fill(field, field.defaultValue),
    ]);
  } else {
    say(
      field,
      true,
      "This changed since you typed something here that was not saved. ",
      ["Put yours in its place", () => take(draft.text)],
      ["Forget yours", drop],
    );
  }
}

function bringAllBack(place) {
  place.querySelectorAll("form textarea").forEach((field) => isLong(field) && bringBack(field));
}

document.addEventListener("input", ({ target }) => {
  if (!isLong(target)) return;
  unsent.add(target);
  pending.set(keyOf(target), target);
  clearTimeout(timer);
  timer = setTimeout(settle, PAUSE);
});
window.addEventListener("pagehide", settle);

// A tab that slept could not answer another one, which may have taken its words over: awake, it writes them down again.
function settleAgain() {
  for (const field of document.querySelectorAll("form textarea"))
    if (unsent.has(field)) pending.set(keyOf(field), field);
  settle();
}
window.addEventListener("pageshow", settleAgain);
document.addEventListener("visibilitychange", settleAgain);

// ---------- What was taken ----------
const wordsIn = (data) => [...data.values()].filter((value) => typeof value === "string" && value.length <= LONGEST);

function dropCookie() {
  document.cookie = `${TAKEN}=; Max-Age=0; Path=/; SameSite=Lax`;
}

// A form that is answered by a page: only the server's own word, which that page finds in a cookie, says that it was taken.
// It repeats a word that this sending alone has, for another tab may send to the same address.
document.addEventListener("submit", ({ defaultPrevented, target, submitter }) => {
  if (target.method !== "post") return;
  settle();
  if (defaultPrevented) return; // htmx sends it
  [...target.elements].forEach((field) => unsent.delete(field));
  dropCookie();
  const path = new URL(submitter?.getAttribute("formaction") || target.getAttribute("action") || "", location.href)
    .pathname;
  const nonce = name();
  const sent = { proof: `${path}|${nonce}`, address: addressOf(target), texts: wordsIn(new FormData(target)) };
  target.addEventListener("formdata", ({ formData }) => formData.set(NONCE, nonce), { once: true });
  tried(() => sessionStorage.setItem(SENT, JSON.stringify(sent)));
});

function clearSent() {
  const sent = tried(() => JSON.parse(sessionStorage.getItem(SENT)), null);
  tried(() => sessionStorage.removeItem(SENT));
  const taken = document.cookie.match(new RegExp(`(?:^|; )${TAKEN}=([^;]+)`))?.[1] ?? "";
  if (!sent || decodeURIComponent(taken) !== sent.proof) return;
  dropCookie();
  forget(sent.address, sent.texts);
}

// An answer came to this page: of what it wrote down for that address, only what still stands in a field unsent is left.
function settleTaken(address, texts) {
  const gone = texts.map(plain);
  forget(address, texts);
  keys()
    .filter((key) => key.startsWith(`${PREFIX}${person}:${address}:`) && key.includes(`~${visit}`))
    .forEach(remove);
  for (const field of document.querySelectorAll("form textarea")) {
    if (!isLong(field) || addressOf(field.form) !== address) continue;
    pending.delete(keyOf(field));
    if (gone.includes(plain(field.value))) unsent.delete(field);
    else if (field.value !== beganFrom(field)) pending.set(keyOf(field), field);
  }
  settle();
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.requestConfig?.elt; // not detail.elt: that is what stands around a form that its answer replaced
  if (!form?.matches?.("form") || detail.requestConfig.verb !== "post") return;
  tried(() => sessionStorage.removeItem(SENT));
  const { status } = detail.xhr; // not detail.successful: an answer that leads elsewhere comes before it is set
  if (status >= 200 && status < 400) settleTaken(addressOf(form), wordsIn(detail.requestConfig.formData));
});
document.addEventListener("htmx:load", ({ detail }) => bringAllBack(detail.elt.parentNode ?? document));

// The words of a form that is gone wait in the form of another address.
document.addEventListener("debrief:draft-move", ({ detail: { form, to } }) => {
  const field = form.querySelector("textarea");
  settle();
  remove(keyOf(field));
  keep(`${PREFIX}${person}:${to}:0:${field.name}~${visit}`, { text: field.value, was: "" });
});

// The outbox takes the words: until it has written them down, the draft stands, under a name of its own.
document.addEventListener("debrief:outbox-add", ({ detail: { entry } }) => {
  settle();
  const place = `${PREFIX}${person}:${entry.action}:`;
  keys()
    .filter((key) => key.startsWith(place) && key.endsWith(`~${visit}`))
    .forEach(aside);
});
for (const name of ["debrief:outbox-kept", "debrief:outbox-sent"]) {
  document.addEventListener(name, ({ detail }) => detail.text && forget(`${detail.room}entries/`, [detail.text]));
}

if (person) {
  clearSent();
  bringAllBack(document);
}
