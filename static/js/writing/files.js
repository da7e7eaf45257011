// Pictures and files that are pasted, dropped or chosen are attached to the incident; their Markdown stands at the cursor.
import { token } from "../forms/fresh-token.js";
import { release } from "../forms/send-once.js";
import { find, on } from "../page/dom.js";
import { person } from "../page/person.js";
import { insert, replace } from "./insert.js";

const form = find("form[data-editor]");
const field = form.elements.body;
const chosen = form.elements.file;
const state = find("[data-file-state]", form);
const NOT_NOW = "The file was not stored: the server cannot be reached. Add it again.";
let count = 0;
let busy = 0; // how many pastes, drops and choices are being stored
/** What was pressed meanwhile. @type {{ submitter: HTMLElement | null } | null} */
let held = null;

find("[data-file-row]", form).hidden = true; // the button of the toolbar does the same
chosen.tabIndex = -1;

async function send(/** @type {File} */ file) {
  const body = new FormData();
  body.append("file", file, file.name || "pasted.png");
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Debrief-Person": person };
  const response = await fetch(form.dataset.file, { method: "POST", body, headers, redirect: "manual" });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : {};
  if (answer.ended) return { refused: "The file was not stored: you were logged out. Log in, then add it again." };
  return answer.markdown || answer.refused ? answer : { refused: NOT_NOW };
}

async function add(/** @type {File} */ file) {
  count += 1;
  const place = `![Storing ${file.name.replace(/[[\]]/g, "") || "the picture"} (${count}) …]()`;
  state.textContent = "";
  insert(field, place);
  const { markdown = "", refused = "" } = await send(file).catch(() => ({ refused: NOT_NOW }));
  if (!replace(field, place, markdown) && markdown) insert(field, markdown);
  if (!refused) return;
  state.textContent = held ? `${refused} The text is not saved yet.` : refused;
  held = null;
}

async function addAll(/** @type {Iterable<File>} */ files) {
  busy += 1;
  for (const file of [...files]) await add(file);
  busy -= 1;
  if (busy || !held) return;
  const { submitter } = held;
  held = null;
  form.requestSubmit(submitter ?? undefined);
}

// The form goes once all files are stored: until then the text holds no address of theirs.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || !busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    release(form);
    held = { submitter: event.submitter };
    state.textContent = "The text is sent once the file is stored.";
  },
  true,
);

field.addEventListener("paste", (/** @type {any} */ event) => {
  const { files } = event.clipboardData;
  if (!files.length || event.clipboardData.getData("text/plain")) return; // text that came with a picture of itself
  event.preventDefault();
  addAll(files);
});
field.addEventListener("dragover", (/** @type {DragEvent} */ event) => {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
});
field.addEventListener("drop", (/** @type {DragEvent} */ event) => {
  const files = event.dataTransfer?.files;
  if (!files?.length) return;
  event.preventDefault();
  addAll(files);
});
on("click", "[data-choose-file]", () => chosen.click());
chosen.addEventListener("change", () => {
  const files = [...chosen.files];
  chosen.value = ""; // the form would send it once more
  addAll(files);
});
