// One dialog for the forms of a page. What htmx puts into #dialog opens it; what changes the page closes it.
const dialog = document.getElementById("dialog");
let opener = ""; // address of the link that opened it; the link itself may be swapped away meanwhile

function isTouched() {
  return [...dialog.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}

function focusFirst() {
  const field = dialog.querySelector("[autofocus], .body textarea, .body input:not([type=hidden]), .body select");
  field?.focus();
  if (field?.type === "text") field.select(); // what stands there, such as *now*, gives way to what is typed
}

// The link that opened it, as the page has it now; else the next thing to do.
function focusBack() {
  const now = document.activeElement;
  if (now !== document.body && !dialog.contains(now)) return;
  const same = [...document.querySelectorAll("main a")].find((link) => link.getAttribute("href") === opener);
  const next = document.querySelector("#incident-head .page-actions :is(a, summary)");
  [same, next, document.getElementById("main")]
    .find((place) => place?.checkVisibility())
    ?.focus({ preventScroll: true });
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target === dialog && !dialog.open) opener = event.detail.elt.getAttribute("href");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === dialog) {
    if (!dialog.open) dialog.showModal();
    focusFirst();
  } else if (event.detail.target.id === "timeline" && dialog.open) {
    dialog.close();
    focusBack();
  }
});

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-closes]")) return;
  event.preventDefault();
  dialog.close();
});

// Escape does not throw away what was typed; Cancel does. A browser heeds *cancel* once, the key as often as it comes.
dialog.addEventListener("cancel", (event) => {
  if (isTouched()) event.preventDefault();
});

dialog.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTouched()) event.preventDefault();
});

dialog.addEventListener("close", () => dialog.replaceChildren());
