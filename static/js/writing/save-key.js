// Ctrl Enter saves, wherever the cursor stands in the form.
import { find, on } from "../page/dom.js";

on("keydown", "form[data-saves-by-key]", (form, event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(find("[data-save]", form));
});
