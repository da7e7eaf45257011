// One dialog for the forms of a page. What htmx puts into #dialog opens it; what changes the timeline closes it.
import { byId, find, findAll, isTouched, on, onHtmx } from "./dom.js";

const dialog = byId("dialog");
let opener = ""; // address of the link that opened it; the link itself may be swapped away meanwhile

function focusFirst() {
  const first = "[autofocus], .body textarea, .body input:not([type=hidden]), .body select";
  const field = find("[aria-invalid=true]", dialog) ?? find(first, dialog);
  field?.focus();
  if (field?.type === "text") field.select(); // what stands there, such as *now*, is replaced by what is typed
}

// The link that opened it, as the page has it now; else the next thing to do.
function focusBack() {
  const now = document.activeElement;
  if (now !== document.body && !dialog.contains(now)) return;
  const same = findAll("main a").find((link) => link.getAttribute("href") === opener);
  const next = find("#incident-head .page-actions :is(a, summary)");
  [same, next, byId("main")].find((place) => place?.checkVisibility())?.focus({ preventScroll: true });
}

onHtmx("beforeRequest", ({ target, elt }) => {
  if (target === dialog && !dialog.open) opener = elt.getAttribute("href");
});

onHtmx("afterSwap", ({ target }) => {
  if (target === dialog) {
    if (!dialog.open) dialog.showModal();
    focusFirst();
  } else if (target.id === "timeline" && dialog.open) {
    dialog.close();
    focusBack();
  }
});

on("click", "#dialog [data-closes]", (_link, event) => {
  event.preventDefault();
  dialog.close();
});

// Escape does not throw away what was typed; Cancel does. A browser lets us stop *cancel* once, the key always.
dialog.addEventListener("cancel", (event) => isTouched(dialog) && event.preventDefault());
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTouched(dialog)) event.preventDefault();
});
dialog.addEventListener("close", () => dialog.replaceChildren());
