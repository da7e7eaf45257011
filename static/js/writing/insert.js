// Writes into a field as if it was typed: it can be undone, and whoever listens hears of it.

/** Puts a text in the place of what is selected. */
export function insert(field, /** @type {string} */ text) {
  field.focus();
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts a text in the place of another one, wherever that stands by now; the cursor stays where it is. */
export function replace(field, /** @type {string} */ old, /** @type {string} */ text) {
  const start = field.value.indexOf(old);
  if (start < 0) return false;
  field.setRangeText(text, start, start + old.length, "preserve");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
