// A correction stands right below its entry, in the timeline. What is typed there stays when the timeline is swapped.
const edits = () => [...document.querySelectorAll("#timeline li.entry-edit")];
const editOf = (id) => document.querySelector(`#timeline li.entry-edit[data-of="${CSS.escape(id)}"]`);
// What only leads to it, after a merge, is not the entry.
const entryOf = (edit) => document.querySelector(`#timeline #${CSS.escape(edit.dataset.of)}`);
let kept = []; // open corrections while the timeline is swapped

function isTouched(edit) {
  return [...edit.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}

function close(edit) {
  const entry = entryOf(edit);
  edit.remove();
  entry?.focus({ preventScroll: true });
  entry?.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("debrief:edit-closed"));
}

function begin(edit) {
  document.getElementById("dialog")?.close();
  const field = edit.querySelector("textarea, input:not([type=hidden])");
  field?.focus({ preventScroll: true });
  edit.scrollIntoView({ block: "nearest" });
}

// One correction of an entry at a time: asking again leads to the one that is open.
document.addEventListener("htmx:beforeRequest", (event) => {
  const target = event.detail.target;
  const open = target?.matches?.("li.entry") && event.detail.requestConfig.verb === "get" && editOf(target.id);
  if (!open) return;
  event.preventDefault();
  begin(open);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target.matches("li.entry") && editOf(target.id)) begin(editOf(target.id));
});

// The answer to a refused correction stands in the place of the form; its cursor is where the words are.
document.addEventListener("htmx:load", (event) => {
  if (!event.target.matches?.("li.entry-edit")) return;
  const field = event.target.querySelector("[aria-invalid=true], textarea");
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "timeline") return;
  const own = event.detail.requestConfig.elt.closest?.("li.entry-edit");
  if (own && event.detail.xhr.status < 400) entryOf(own)?.focus({ preventScroll: true });
  kept = edits().filter((edit) => edit !== own);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "timeline") return;
  for (const edit of kept) {
    const entry = entryOf(edit);
    if (entry) entry.after(edit);
    else (document.querySelector("#timeline ol.timeline") ?? document.getElementById("timeline")).prepend(edit); // words stay
  }
  kept = [];
});

document.addEventListener("click", (event) => {
  const edit = event.target.closest("[data-closes]")?.closest("li.entry-edit");
  if (!edit) return;
  event.preventDefault();
  close(edit);
});

// Escape does not throw away what was typed; Cancel does.
document.addEventListener("keydown", (event) => {
  const edit = event.key === "Escape" && event.target.closest("li.entry-edit");
  if (edit && !isTouched(edit)) close(edit);
});
