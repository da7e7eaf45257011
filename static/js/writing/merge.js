// A choice between two texts fills the field below it, as long as nobody wrote there.
import { find, findAll, on } from "../page/dom.js";
import "./save-key.js";

const plain = (/** @type {string} */ text) => text.replace(/\r\n?/g, "\n").trimEnd();

on("change", ".merge-hunk input[type=radio]", (choice) => {
  const place = choice.closest(".merge-hunk");
  const field = find("textarea", place);
  const texts = findAll("[data-text]", place).map((text) => plain(text.dataset.text));
  if (texts.includes(plain(field.value)))
    field.value = plain(find("[data-text]", choice.closest("label")).dataset.text);
});
