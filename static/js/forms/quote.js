// Takes what is selected in a section into the form of a comment on it. What was selected last is remembered, because
// pressing a button, or opening the comments, ends a selection.
import { byId, find, on } from "../page/dom.js";

/** By section: its words that were selected last. @type {Map<string, string>} */
const selected = new Map();

const quotable = (/** @type {Node | null | undefined} */ node) =>
  (node instanceof Element ? node : node?.parentElement)?.closest("[data-quotable]");

function remember(/** @type {string | undefined} */ section, /** @type {string} */ text) {
  const words = text.replace(/\s+/g, " ").trim();
  const button = section && words && find(`[data-quote="${section}"]`);
  if (!button) return;
  selected.set(section, words);
  button.hidden = false;
}

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const place = quotable(selection?.anchorNode);
  if (!selection || !place || place !== quotable(selection.focusNode)) return;
  remember(/** @type {HTMLElement} */ (place).dataset.quotable, selection.toString());
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
