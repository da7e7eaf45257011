// Keyboard: `?` lists the keys, and an element with data-key="x" (or "g x") has that shortcut.
import { byId, find, on } from "./dom.js";
import { local } from "./storage.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"; // a checkbox takes no letters
const OFF = "debrief:keys-off"; // in this browser: single characters are no keys; Ctrl / still shows the list
let areOff = Boolean(local.read(OFF));
let leader = "";

/** Whether a letter or digit pressed now may be a key of the page. */
export function takesKeys(event, typing = TYPING) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typing)) return false;
  return !(areOff && event.key.length === 1) && !find("dialog[open]");
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
