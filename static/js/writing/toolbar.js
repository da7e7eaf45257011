// The buttons above the text of a section, and two of their keys.
import { find, on } from "../page/dom.js";
import { insert } from "./insert.js";

const form = find("form[data-editor]");
const field = form.elements.body;
find("[data-toolbar]", form).hidden = false;

/** Around what is selected; pressed again, the marks go. */
function around(/** @type {string} */ mark, /** @type {string} */ words) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  if (value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark) {
    field.setSelectionRange(start - mark.length, end + mark.length);
    insert(field, chosen);
    return field.setSelectionRange(start - mark.length, end - mark.length);
  }
  const text = chosen || words;
  insert(field, mark + text + mark);
  field.setSelectionRange(start + mark.length, start + mark.length + text.length);
}

/** Before each line that is selected; where all begin so already, the marks go. */
function before(/** @type {string} */ mark) {
  const { value } = field;
  const start = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const after = value.indexOf("\n", field.selectionEnd);
  const end = after < 0 ? value.length : after;
  const lines = value.slice(start, end).split("\n");
  const all = lines.every((line) => line.startsWith(mark));
  field.setSelectionRange(start, end);
  insert(field, lines.map((line) => (all ? line.slice(mark.length) : mark + line)).join("\n"));
}

function code() {
  const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
  if (chosen.includes("\n")) insert(field, `\`\`\`\n${chosen}\n\`\`\``);
  else around("`", "code");
}

function link() {
  const start = field.selectionStart;
  const words = field.value.slice(start, field.selectionEnd) || "words";
  insert(field, `[${words}](https://)`);
  const address = start + words.length + 3;
  field.setSelectionRange(address, address + "https://".length);
}

const FORMATS = {
  bold: () => around("**", "bold"),
  italic: () => around("*", "italic"),
  list: () => before("- "),
  quote: () => before("> "),
  code,
  link,
};
const KEYS = { b: "bold", i: "italic" };

on("click", "[data-format]", (button) => {
  field.focus();
  FORMATS[button.dataset.format]();
});

field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  const format = KEYS[event.key.toLowerCase()];
  if (!format || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  FORMATS[format]();
});
