// A page that is one form: the cursor stands in what was refused, else in its first field.
import { find } from "./dom.js";

const form = find("[data-first-field]");
(find("[aria-invalid=true], .is-invalid", form) ?? find("[type=text]", form))?.focus();
