// Counts the ticked lines as they are ticked: those of this page, and those that the server knows of the others.
import { byId, find, findAll, on } from "../page/dom.js";

on("change", ".import-take", () => {
  const form = byId("preview");
  find("[data-count]", form).textContent =
    findAll(".import-take:checked", form).length + Number(form.dataset.elsewhere);
});
