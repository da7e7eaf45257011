// A correction stands right below its entry, in the timeline. What is typed there stays when the timeline is swapped.
import { byId, find, findAll, isTouched, on, onHtmx } from "../page/dom.js";
import { followMerge } from "./merged.js";

/** The open correction of an entry. */
export const correctionOf = (id) => find(`#timeline li.entry-edit[data-of="${CSS.escape(id)}"]`);

// What only leads to it, after a merge, is not the entry.
const entryOf = (correction) => find(`#timeline #${CSS.escape(correction.dataset.of)}`);
/** Open corrections while the timeline is swapped. @type {any[]} */
let kept = [];

function begin(correction) {
  byId("dialog")?.close();
  find("textarea, input:not([type=hidden])", correction)?.focus({ preventScroll: true });
  correction.scrollIntoView({ block: "nearest" });
}

function close(correction) {
  const entry = entryOf(correction);
  correction.remove();
  entry?.focus({ preventScroll: true });
  entry?.scrollIntoView({ block: "nearest" });
  followMerge();
}

// One correction of an entry at a time: asking again leads to the one that is open.
onHtmx("beforeRequest", ({ target, requestConfig }, event) => {
  const open = target?.matches?.("li.entry") && requestConfig.verb === "get" && correctionOf(target.id);
  if (!open) return;
  event.preventDefault();
  begin(open);
});

onHtmx("afterSwap", ({ target }) => {
  if (target.matches("li.entry") && correctionOf(target.id)) begin(correctionOf(target.id));
});

// The answer to a refused correction stands in the place of the form; its cursor is where the words are.
onHtmx("load", ({ elt }) => {
  if (!elt.matches?.("li.entry-edit")) return;
  const field = find("[aria-invalid=true]", elt) ?? find("textarea", elt);
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "nearest" });
});

onHtmx("beforeSwap", ({ target, requestConfig, xhr }) => {
  if (target.id !== "timeline") return;
  const own = requestConfig.elt.closest?.("li.entry-edit");
  if (own && xhr.status < 400) entryOf(own)?.focus({ preventScroll: true });
  kept = findAll("#timeline li.entry-edit").filter((correction) => correction !== own);
});

onHtmx("afterSwap", ({ target }) => {
  if (target.id !== "timeline") return;
  for (const correction of kept) {
    const entry = entryOf(correction);
    if (entry) entry.after(correction);
    else (find("#timeline ol.timeline") ?? byId("timeline")).prepend(correction); // words stay
  }
  kept = [];
});

on("click", "li.entry-edit [data-closes]", (link, event) => {
  event.preventDefault();
  close(link.closest("li.entry-edit"));
});

// Escape does not throw away what was typed; Cancel does.
on("keydown", "li.entry-edit", (correction, { key }) => {
  if (key === "Escape" && !isTouched(correction)) close(correction);
});
