// The composer: Enter sends, Shift+Enter breaks the line, and *now* is when Enter was pressed.
// Listeners sit on the document, because every answer of the server brings a new composer.
const composer = () => document.getElementById("composer");
let ahead = 0; // milliseconds by which the server's clock is ahead of this one

function setClock() {
  const said = Date.parse(composer()?.dataset.serverNow ?? "");
  if (said) ahead = said - Date.now();
}

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "say" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (event.target.value.trim() || composer().elements.file.files.length) composer().requestSubmit();
});

// In the capture phase: before htmx collects the fields.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "composer") return;
  event.target.elements.pressed_at.value = new Date(Date.now() + ahead).toISOString();
}, true);

// After a sent entry the field is empty and has the focus again; the entry is in sight.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id !== "composer" && event.target.id !== "composer") return;
  setClock();
  document.getElementById("say")?.focus({ preventScroll: true });
  document.getElementById(composer()?.dataset.logged)?.scrollIntoView({ block: "nearest" });
});

// After a refused one the cursor is where it was: at the end of what was typed.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "composer") return;
  const say = document.getElementById("say");
  say?.focus({ preventScroll: true });
  say?.setSelectionRange(say.value.length, say.value.length);
});

document.documentElement.classList.add("has-script");
setClock();
