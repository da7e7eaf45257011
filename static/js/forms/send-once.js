// A form is sent once: a second click or Enter while the first is under way does nothing.
// The server stores a UUID once anyway; this keeps people from wondering.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.defaultPrevented || form.method === "get") return;
    form.dataset.sending = "1";
  },
  true,
);

function released(form) {
  if (form?.dataset) delete form.dataset.sending;
}

// Back in the browser, and answers that htmx swapped in, make the form usable again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(released));
document.addEventListener("htmx:afterRequest", (event) => released(event.target.closest("form")));
