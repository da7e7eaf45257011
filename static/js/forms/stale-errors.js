// The error beside a field is about what was sent: it goes when the field is changed.
import { findAll, on } from "../page/dom.js";

function forget(/** @type {HTMLElement} */ field) {
  field.classList.remove("is-invalid");
  field.removeAttribute("aria-invalid");
  for (const error of findAll(":scope > .invalid-feedback", field.parentElement ?? document)) error.remove();
}

on("input", ".is-invalid", forget);
