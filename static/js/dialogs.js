// One dialog for the forms of a page. What htmx puts into #dialog opens it; what changes the page closes it.
const dialog = document.getElementById("dialog");

function isTouched() {
  return [...dialog.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === dialog) {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[autofocus], .body textarea, .body input:not([type=hidden]), .body select")?.focus();
  } else if (event.detail.target.id === "timeline" && dialog.open) {
    dialog.close();
  }
});

// What is said about the whole page is said where it can be seen: an open dialog covers the rest.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!dialog.open || event.detail.target.id !== "notice") return;
  dialog.querySelector("[data-notice]")?.remove();
  const place = document.createElement("div");
  place.dataset.notice = "";
  place.className = "body";
  dialog.prepend(place);
  event.detail.target = place;
});

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-closes]")) return;
  event.preventDefault();
  dialog.close();
});

// Escape does not throw away what was typed; Cancel does.
dialog.addEventListener("cancel", (event) => {
  if (isTouched()) event.preventDefault();
});

dialog.addEventListener("close", () => dialog.replaceChildren());
