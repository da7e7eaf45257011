// A page that is one form: the cursor stands in what was refused, else in its first field.
const form = document.querySelector("[data-first-field]");
(form?.querySelector("[aria-invalid=true], .is-invalid") ?? form?.querySelector("[type=text]"))?.focus();
