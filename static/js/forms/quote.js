// Takes what is selected in a section into the form of a comment on it. What was selected last is remembered, because
// pressing a button, or opening the comments, ends a selection. Beside a selection stands a button that does both.
import { byId, find, make, on } from "../page/dom.js";

/** By section: its words that were selected last. @type {Map<string, string>} */
const selected = new Map();

const offer = make("button", { type: "button", className: "btn btn-sm quote-offer", hidden: true }, "Comment on this");
document.body.append(offer);

/** What the button is beside. @type {{ section: string, range: Range } | null} */
let beside = null;

const quotable = (/** @type {Node | null | undefined} */ node) =>
  (node instanceof Element ? node : node?.parentElement)?.closest("[data-quotable]");

const bare = (/** @type {string} */ text) => text.replace(/\s+/g, "");

function remember(/** @type {string | undefined} */ section, /** @type {string} */ text) {
  const words = text.replace(/\s+/g, " ").trim();
  const button = section && words && find(`[data-quote="${section}"]`);
  if (!button) return false;
  selected.set(section, words);
  button.hidden = false;
  return true;
}

/** Below the end of what is selected, within the page. */
function place(/** @type {string} */ section, /** @type {Range} */ range) {
  const end = [...range.getClientRects()].at(-1);
  if (!end) return;
  beside = { section, range };
  offer.hidden = false;
  const left = Math.min(end.right, document.documentElement.clientWidth - offer.offsetWidth - 8);
  offer.style.top = `${end.bottom + window.scrollY + 6}px`;
  offer.style.left = `${Math.max(8, left) + window.scrollX}px`;
}

function quote(/** @type {string} */ section) {
  const passage = byId(`passage-${section}`);
  passage.value = selected.get(section) ?? "";
  passage.dispatchEvent(new Event("input", { bubbles: true }));
  byId(`comment-${section}`).focus();
}

// Three clicks select a paragraph up to the beginning of what follows it: what counts is where the words are.
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  const text = /** @type {HTMLElement | undefined} */ (quotable(range?.startContainer));
  offer.hidden = true;
  if (!selection || !range || !text) return;
  if (!text.contains(range.endContainer)) range.setEnd(text, text.childNodes.length);
  const section = text.dataset.quotable ?? "";
  if (bare(range.toString()) !== bare(selection.toString())) return;
  if (remember(section, selection.toString())) place(section, range);
});

offer.addEventListener("pointerdown", (event) => event.preventDefault()); // which would end the selection

offer.addEventListener("click", () => {
  offer.hidden = true;
  if (!beside) return;
  byId(`comments-${beside.section}`).closest("details").open = true;
  if (globalThis.Highlight) CSS.highlights.set("quoted", new Highlight(beside.range)); // the selection ends now
  quote(beside.section);
});

on("select", "textarea[data-quotable]", (field) =>
  remember(field.dataset.quotable, field.value.slice(field.selectionStart, field.selectionEnd)),
);

on("click", "[data-quote]", (button) => quote(button.dataset.quote));
