// A page that is one form: the cursor is in the field with an error, else in the first field.
import { find } from "./dom.js";

const form = find("[data-first-field]");
(find("[aria-invalid=true], .is-invalid", form) ?? find("[type=text]", form))?.focus();
