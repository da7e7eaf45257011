// The composer: Enter sends, Shift+Enter breaks the line, and *now* is when Enter was pressed.
// Listeners sit on the document, because every answer of the server brings a new composer.
const composer = () => document.getElementById("composer");
const now = () => new Date(Date.now() + Number(document.documentElement.dataset.ahead ?? 0)).toISOString(); // the server's

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "say" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (event.target.value.trim() || composer().elements.file.files.length) composer().requestSubmit();
});

// Escape leaves the empty field, to the entry that was last stood on: then keys mean something again.
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "say" || event.key !== "Escape" || event.target.value || event.isComposing) return;
  const last = document.querySelector('#timeline li.entry[tabindex="0"]') ?? document.getElementById("main");
  event.target.blur();
  last.focus({ preventScroll: true });
  if (last.id !== "main") last.scrollIntoView({ block: "nearest" });
});

// What the server read in words that are gone is gone, too.
document.addEventListener("input", (event) => {
  if (event.target.form?.id !== "composer") return;
  const { text, when, until } = event.target.form.elements;
  if (![text, when, until].some((field) => field.value.trim())) document.getElementById("parsed").replaceChildren();
});

// In the capture phase: before htmx collects the fields.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target.id !== "composer") return;
    event.target.elements.pressed_at.value = now();
  },
  true,
);

// ---------- An answer brings a new composer: what was typed while it was on its way goes over into it ----------
let sent = ""; // the words on their way
let since = null; // {text, start, end} of what was typed meanwhile

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.id === "composer") sent = detail.elt.elements.text.value;
});

// A taken entry's words go; a refused one's stay before what was typed.
function remember(isTaken) {
  const say = document.getElementById("say");
  since = null;
  if (!say || say.value === sent) return;
  const cut =
    isTaken && say.value.startsWith(sent) ? say.value.length - say.value.slice(sent.length).trimStart().length : 0;
  const at = (place) => Math.max(0, place - cut);
  since = { text: say.value.slice(cut), start: at(say.selectionStart), end: at(say.selectionEnd) };
}

function bringOver(say) {
  sent = "";
  if (!since?.text) return false;
  const { text, start, end } = since;
  since = null;
  say.value = text;
  setTimeout(() => {
    // once htmx has set the selection of the field that is gone, and the draft of what was sent is gone
    say.setSelectionRange(start, end);
    say.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return true;
}

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.id === "composer") remember(true);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "composer") remember(false);
});

// After a sent entry the field is empty and has the focus again; the entry is in sight.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id !== "composer" && event.target.id !== "composer") return;
  const say = document.getElementById("say");
  say?.focus({ preventScroll: true });
  if (say) bringOver(say);
  document.getElementById(composer()?.dataset.logged)?.scrollIntoView({ block: "nearest" });
});

// After a refused one the cursor is where it was: at the end of what was typed.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "composer") return;
  const say = document.getElementById("say");
  say?.focus({ preventScroll: true });
  if (say && !bringOver(say)) say.setSelectionRange(say.value.length, say.value.length);
});

document.documentElement.classList.add("has-script");
