// Merged while somebody stood in the room: the page is asked for again, without a composer. What was typed there goes
// along to the incident that goes on, where it is put back. What else is open would be lost: while it is, the page says so.
import { moveDraft } from "../drafts/drafts.js";
import { byId, find, findAll, make } from "../page/dom.js";
import { listen } from "../page/events.js";

const OPEN = "#dialog[open], #timeline li.entry-edit, .waiting-form:not([hidden])";

// A link to an entry of a duplicate leads to where the entry is now.
const wanted = location.hash.slice(1);
const link = /^entry-\d+$/.test(wanted) && find(`.merged-links #${wanted} a`);
if (link) location.replace(link.href);

const typedIn = (composer) => composer.elements.text.value.trim();

function isBusy(composer) {
  const isTyped = (field) => field.id !== "say" && field.value !== field.defaultValue;
  const fields = findAll("#main textarea, #main input[type=text]");
  return find(OPEN) !== null || composer.elements.file.files.length > 0 || fields.some(isTyped);
}

function carry(composer, goesOn) {
  if (typedIn(composer)) moveDraft(composer.elements.text, goesOn.dataset.log);
}

function showNote(composer, goesOn) {
  const name = goesOn?.dataset.goesOn ?? "another incident";
  const href = goesOn ? goesOn.getAttribute("href") : location.pathname;
  const way = make("a", { className: "btn btn-sm", href }, goesOn ? `Go to ${name}` : "Reload");
  way.addEventListener("click", () => goesOn && carry(composer, goesOn));
  const words = `Merged into ${name}: this page is read-only now. Copy what you are writing before you leave. `;
  const note = make("p", { id: "merged", className: "note note-warn", role: "status" }, words, way);
  const old = byId("merged");
  if (old?.textContent === note.textContent) return; // what stands there is read out once
  old?.remove();
  find(".dock").prepend(note);
}

/** Leaves a room that was merged, as soon as nothing is open in it. */
export function followMerge() {
  const note = find("#incident-head .merged-note");
  const composer = byId("composer");
  if (!note || !composer) {
    byId("merged")?.remove();
    return;
  }
  const goesOn = find("a[data-goes-on]", note);
  if (isBusy(composer)) return showNote(composer, goesOn);
  if (goesOn) {
    carry(composer, goesOn);
  } else if (typedIn(composer)) {
    byId("merged")?.remove();
    composer.replaceWith(make("pre", { className: "typed" }, typedIn(composer)));
    return;
  }
  location.reload();
}

byId("dialog")?.addEventListener("close", () => setTimeout(followMerge)); // once it is empty
listen("swapped", ({ id }) => id === "incident-head" && followMerge());
