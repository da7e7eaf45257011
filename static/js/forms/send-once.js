// A form is sent once: a second click or Enter while the first is under way does nothing.
// The server stores a UUID once anyway; this keeps people from wondering. One that answers with a file (`data-downloads`)
// leaves the page as it is, and may be sent again.
import { findAll, onHtmx } from "../page/dom.js";

document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method !== "post" || event.defaultPrevented || "downloads" in form.dataset) return;
    if (form.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    form.dataset.sending = "1";
  },
  true,
);

/** It may be sent again. */
export function release(form) {
  if (form) delete form.dataset.sending;
}

// Back in the browser, and answers that htmx swapped in, make the form usable again.
window.addEventListener("pageshow", () => findAll("form[data-sending]").forEach(release));
onHtmx("afterRequest", (_detail, event) => release(event.target.closest("form")));
