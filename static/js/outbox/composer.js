// The composer's Enter goes through the outbox: the field is empty at once, and the words wait in the browser until the
// server has them. Where the browser keeps nothing, the form goes as a form.
const now = () => new Date(Date.now() + Number(document.documentElement.dataset.ahead ?? 0)).toISOString(); // the server's

// ---------- Taking over ----------
function entryOf(form, submitter) {
  const data = [...new FormData(form)];
  if (submitter?.name) data.push([submitter.name, submitter.value]);
  const own = ["csrfmiddlewaretoken", "client_uuid", "pressed_at"];
  const action = form.getAttribute("action");
  return {
    person: document.body.dataset.person,
    name: document.body.dataset.name,
    action,
    room: action.replace(/entries\/$/, ""),
    title: document.querySelector("#incident-head .num")?.textContent ?? document.title,
    zone: document.getElementById("waiting")?.dataset.zone ?? "",
    zoneLabel: document.getElementById("waiting")?.dataset.zoneLabel ?? "",
    state: "waiting",
    pressed: now(),
    fields: data.filter(([name, value]) => typeof value === "string" && !own.includes(name)),
    files: data
      .filter(([, value]) => value instanceof File && value.name)
      .map(([field, file]) => ({ field, name: file.name, blob: file })),
  };
}

function holdsSomething({ fields, files }) {
  return files.length > 0 || fields.some(([name, value]) => ["text", "milestones"].includes(name) && value.trim());
}

function empty(form) {
  form.reset();
  for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox])")) field.value = "";
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
  for (const fold of form.querySelectorAll("details[open]")) fold.open = false;
  for (const said of form.querySelectorAll(".composer-error, .composer-box > .asks")) said.remove();
  form.querySelector("#parsed")?.replaceChildren();
  form.elements.text.removeAttribute("aria-invalid");
  form.elements.text.focus({ preventScroll: true });
  form.dispatchEvent(new CustomEvent("debrief:emptied", { bubbles: true }));
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.id !== "composer" || document.documentElement.dataset.outbox !== "ready") return;
    const entry = entryOf(form, event.submitter);
    if (!holdsSomething(entry)) return; // the server says what is missing
    event.preventDefault();
    event.stopImmediatePropagation();
    delete form.dataset.sending;
    document.dispatchEvent(new CustomEvent("debrief:outbox-add", { detail: { entry } })); // before: drafts see its words
    empty(form);
  },
  true,
);

// What the server understood of words that are gone from the field is not shown any more.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "parsed") return;
  if (!document.getElementById("say")?.value && !document.getElementById("say-when")?.value)
    event.detail.shouldSwap = false;
});

// ---------- What the server has ----------
document.addEventListener("debrief:outbox-sent", ({ detail }) => {
  if (detail.html) document.dispatchEvent(new CustomEvent("debrief:entry", { detail: { html: detail.html } }));
});
