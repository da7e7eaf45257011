// Takes what is selected in a section into the form of a comment on it. What was selected last is remembered, because
// pressing a button, or opening the comments, ends a selection.
import { byId, find, on } from "../page/dom.js";

/** By section: its words that were selected last. @type {Map<string, string>} */
const selected = new Map();

const quotable = (/** @type {Node | null | undefined} */ node) =>
  (node instanceof Element ? node : node?.parentElement)?.closest("[data-quotable]");

const bare = (/** @type {string} */ text) => text.replace(/\s+/g, "");

function remember(/** @type {string | undefined} */ section, /** @type {string} */ text) {
  const words = text.replace(/\s+/g, " ").trim();
  const button = section && words && find(`[data-quote="${section}"]`);
  if (!button) return;
  selected.set(section, words);
  button.hidden = false;
}

// Three clicks select a paragraph up to the beginning of what follows it: what counts is where the words are.
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  const place = /** @type {HTMLElement | undefined} */ (quotable(range?.startContainer));
  if (!selection || !range || !place) return;
  if (!place.contains(range.endContainer)) range.setEnd(place, place.childNodes.length);
  if (bare(range.toString()) === bare(selection.toString())) remember(place.dataset.quotable, selection.toString());
});

on("select", "textarea[data-quotable]", (field) =>
  remember(field.dataset.quotable, field.value.slice(field.selectionStart, field.selectionEnd)),
);

on("click", "[data-quote]", (button) => {
  const section = button.dataset.quote;
  const passage = byId(`passage-${section}`);
  passage.value = selected.get(section) ?? "";
  passage.dispatchEvent(new Event("input", { bubbles: true }));
  byId(`comment-${section}`).focus();
});
