// Keyboard: `?` lists the keys, and an element with data-key="x" (or "g x") has that shortcut.
import { byId, find, findAll, on } from "./dom.js";
import { local } from "./storage.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"; // a checkbox takes no letters
const OFF = "debrief:keys-off"; // in this browser: single characters are no keys; Ctrl / still shows the list
const WRITTEN = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button])";
let areOff = Boolean(local.read(OFF));
let leader = "";

/** Whether somebody is about to send what they typed: a letter pressed on a button there was meant for a field. */
const isWriting = (/** @type {Element} */ place) => {
  const form = /** @type {HTMLFormElement | null} */ (place.closest("form[method=post]"));
  return Boolean(form && findAll(WRITTEN, form).some((field) => field.value));
};

/** Whether a letter or digit pressed now may be a key of the page. */
export function takesKeys(event, typing = TYPING) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typing)) return false;
  if (event.key.length === 1 && (areOff || isWriting(event.target))) return false;
  return !find("dialog[open]");
}

function showList() {
  const dialog = byId("keys");
  if (!dialog || dialog.open) return;
  const box = find("[data-keys-on]", dialog);
  if (box) box.checked = !areOff;
  dialog.showModal();
}

on("change", "[data-keys-on]", (box) => {
  areOff = !box.checked;
  local.write(OFF, areOff);
});

function elementOf(key) {
  const wanted = CSS.escape(leader + key);
  return find(`[data-key="${wanted}"], [data-also-key="${wanted}"]`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "/" && !find("dialog[open]")) {
    event.preventDefault();
    showList();
  }
  if (!takesKeys(event)) return;
  if (event.key === "?") return showList();
  const wanted = elementOf(event.key);
  if (wanted) event.preventDefault();
  if (wanted?.matches("input, textarea, select")) wanted.focus();
  else wanted?.click();
  leader = event.key === "g" ? "g " : "";
});
