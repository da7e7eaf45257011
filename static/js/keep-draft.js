// Keeps what is typed into long fields in this browser until it is saved, by person and form: two people at one machine
// never see each other's words. It is put back where the server's text is still the same, and offered where it is not.
const PREFIX = "debrief:draft:";
const SENT = "debrief:sent"; // in this tab: forms whose answer is the next page
const LONGEST = 300_000; // characters
const OLDEST = 30 * 24 * 3600_000; // milliseconds
const PAUSE = 250;
const ANSWERED = 300; // milliseconds in which another tab says that it has the words
const person = document.body.dataset.person ?? "";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The browser keeps nothing (private window, storage full): the form still works.
  }
}

function button(label, press) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-sm";
  element.textContent = label;
  element.addEventListener("click", press);
  return element;
}

function offer(place, key, draft, text, base) {
  const clear = () => place.replaceChildren();
  place.append(
    "Text you did not save is kept in this browser.",
    button("Put it back", () => {
      text.value = draft.text;
      base.value = draft.base; // so that the server compares it with what was saved since
      clear();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }),
    button("Forget it", () => {
      localStorage.removeItem(key);
      clear();
    }),
  );
}

// ---------- Sections: they name the version they began from ----------
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  const text = form.elements.body;
  const base = form.elements.base_version;
  const place = form.querySelector("[data-kept]");
  const draft = read(key);
  if (draft && draft.text === text.defaultValue) localStorage.removeItem(key);
  else if (draft && place) offer(place, key, draft, text, base);
  text.addEventListener("input", () => write(key, { text: text.value, base: base.value }));
}

// ---------- Every other long field ----------
const pending = new Map(); // by key: the field whose words are to be written down
let timer = 0;

const addressOf = (form) => new URL(form.getAttribute("hx-post") || form.getAttribute("action") || "", location.href).pathname;

// Forms of one page that go to one address are told apart by their order.
function formKey(form) {
  const address = addressOf(form);
  const same = [...document.forms].filter((other) => other.method === "post" && addressOf(other) === address);
  return `${PREFIX}${person}:${address}:${Math.max(same.indexOf(form), 0)}:`;
}

const isLong = (field) => field?.matches?.("textarea[name]:not([hidden])") && field.form?.method === "post" && !field.form.dataset.keep;

function settle() {
  for (const [key, field] of pending) {
    if (field.value === field.defaultValue) localStorage.removeItem(key);
    else if (field.value.length <= LONGEST) write(key, { text: field.value, was: field.defaultValue, at: Date.now() });
  }
  pending.clear();
}

function forget(form) {
  const key = formKey(form);
  for (const known of [...pending.keys()]) if (known.startsWith(key)) pending.delete(known);
  removeAll(key);
}

function removeAll(key) {
  try {
    for (const known of Object.keys(localStorage)) if (known.startsWith(key)) localStorage.removeItem(known);
  } catch {
    // Nothing was kept.
  }
}

function say(field, words, ...tools) {
  const line = document.createElement("p");
  line.className = "draft-kept small muted";
  line.setAttribute("role", "status");
  const close = () => line.remove();
  line.append(words, ...tools.map(([label, act]) => button(label, () => {
    act();
    close();
    field.focus();
  })));
  field.after(line);
  field.form.addEventListener("debrief:emptied", close, { once: true });
}

function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---------- Other tabs: who still has the words in a field keeps them for itself ----------
const tabs = person && "BroadcastChannel" in window ? new BroadcastChannel(`debrief-drafts-${person}`) : null;
const questions = new Map(); // by id: what to do when another tab has it

tabs?.addEventListener("message", ({ data }) => {
  if (data.has) questions.get(data.has)?.();
  const isHere = data.key && [...document.querySelectorAll("form textarea")].some((field) => (
    isLong(field) && field.value === data.text && formKey(field.form) + field.name === data.key));
  if (isHere) tabs.postMessage({ has: data.ask });
});

function isElsewhere(key, text) {
  if (!tabs) return Promise.resolve(false);
  const ask = `${Date.now()}.${Math.random()}`;
  return new Promise((resolve) => {
    questions.set(ask, () => resolve(true));
    setTimeout(resolve, ANSWERED, false);
    tabs.postMessage({ ask, key, text });
  }).finally(() => questions.delete(ask));
}

async function bringBack(field) {
  if (field.dataset.draft) return;
  field.dataset.draft = "looked";
  const key = formKey(field.form) + field.name;
  const draft = read(key);
  if (!draft || draft.text === field.value) return;
  if (await isElsewhere(key, draft.text)) {
    field.dataset.draft = "elsewhere";
    return;
  }
  if (!field.isConnected || draft.text === field.value) return;
  if (Date.now() - draft.at > OLDEST) return localStorage.removeItem(key);
  const drop = () => {
    localStorage.removeItem(key);
    fill(field, field.defaultValue);
  };
  if (draft.was === field.value) {
    fill(field, draft.text);
    say(field, "What you typed here before and did not save was put back. ", ["Forget it", drop]);
  } else {
    say(field, "This changed since you typed something here that was not saved. ",
      ["Put yours in its place", () => fill(field, draft.text)], ["Forget yours", () => localStorage.removeItem(key)]);
  }
}

function bringAllBack(place) {
  place.querySelectorAll("form textarea").forEach((field) => isLong(field) && bringBack(field));
}

document.addEventListener("input", ({ target }) => {
  if (!isLong(target)) return;
  pending.set(formKey(target.form) + target.name, target);
  clearTimeout(timer);
  timer = setTimeout(settle, PAUSE);
});
window.addEventListener("pagehide", settle);

// A form that is answered by a page: that page tells whether it was taken.
document.addEventListener("submit", ({ target }) => {
  if (target.method !== "post") return;
  settle();
  try {
    sessionStorage.setItem(SENT, formKey(target));
  } catch {
    // Then it is offered once too often.
  }
});

function wasTaken() {
  const [visit] = performance.getEntriesByType("navigation");
  return person && (visit?.responseStatus ?? 200) < 300 && !document.querySelector("[aria-invalid=true], .is-invalid, .note-danger");
}

function clearSent() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (key && wasTaken()) removeAll(key);
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.requestConfig?.elt; // not detail.elt: that is what stands around a form that its answer replaced
  if (!form?.matches?.("form") || detail.requestConfig.verb !== "post") return;
  sessionStorage.removeItem(SENT);
  if (detail.successful && detail.xhr.status < 400) forget(form);
});
document.addEventListener("htmx:load", ({ detail }) => bringAllBack(detail.elt.parentNode ?? document));

// The words of a form that is gone wait in the form of another address; what waits there already stays above them.
document.addEventListener("debrief:draft-move", ({ detail: { form, to } }) => {
  const field = form.querySelector("textarea");
  const key = `${PREFIX}${person}:${to}:0:${field.name}`;
  write(key, { text: [read(key)?.text, field.value].filter(Boolean).join("\n"), was: "", at: Date.now() });
  forget(form);
});
document.addEventListener("debrief:emptied", ({ target }) => forget(target));

if (person) {
  try {
    clearSent();
    bringAllBack(document);
  } catch {
    // The browser keeps nothing: the forms still work.
  }
}
