// Keyboard: `/` searches, `?` lists the keys, and every element with data-key="x" (or "g x") is one key away.
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"; // a tick takes no letters
const OFF = "debrief:keys-off"; // in this browser: single characters are no keys; Ctrl / still shows the list
const root = document.documentElement;
let leader = "";

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function show() {
  const dialog = document.getElementById("keys");
  const box = dialog?.querySelector("[data-keys-on]");
  if (box) box.checked = root.dataset.keys !== "off";
  if (dialog && !dialog.open) dialog.showModal();
}

root.dataset.keys = isOff() ? "off" : "on";
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-keys-on]")) return;
  root.dataset.keys = target.checked ? "on" : "off";
  try {
    localStorage.setItem(OFF, target.checked ? "0" : "1");
  } catch {
    // Then it holds for this page alone.
  }
});

function press(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "/" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    return show();
  }
  if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING))
    return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    return show();
  }
  const wanted = event.key === "/" ? document.getElementById("q") : find(event.key);
  if (wanted) {
    event.preventDefault();
    press(wanted);
  }
  leader = event.key === "g" ? "g " : "";
});

function find(key) {
  const wanted = CSS.escape(leader + key);
  return document.querySelector(`[data-key="${wanted}"], [data-also-key="${wanted}"]`);
}
