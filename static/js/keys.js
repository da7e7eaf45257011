// Keyboard: `/` searches, `?` lists the keys, and every element with data-key="x" (or "g x") is one key away.
const TYPING = "input, textarea, select, [contenteditable]";
let leader = "";

function press(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    document.getElementById("keys")?.showModal();
    return;
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
