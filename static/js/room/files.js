// Files of the composer: pasted, dropped or picked, they stand as chips until they are sent. The file field holds them,
// so that the form sends them as a form does.
import { byId, find, findAll, make, on } from "../page/dom.js";

const KILO = 1024;
const MOST_FILES = 10; // of one entry, as the server takes them
const MOST_TOGETHER = 28 * KILO * KILO; // bytes of one entry's files: the proxy takes 30 MB with all that goes with them

const field = () => byId("say-file");
/** @type {File[]} */
let held = [];

function put(/** @type {File[]} */ files) {
  held = files;
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  field().files = transfer.files;
  byId("say-files").replaceChildren(...files.map(chip));
}

/** They were sent. */
export function clearFiles() {
  showRefusal("");
  put([]);
}

function add(/** @type {File[]} */ files) {
  const most = Number(field().dataset.mostBytes);
  const taken = [...held];
  const refusals = [];
  for (const file of files) {
    const refusal = refusalOf(file, most, taken);
    if (refusal) refusals.push(refusal);
    else taken.push(file);
  }
  showRefusal(refusals.join(" "));
  put(taken);
}

function refusalOf(file, most, taken) {
  const sum = taken.reduce((bytes, other) => bytes + other.size, file.size);
  if (file.size === 0) return `“${file.name}” is empty and was not attached.`;
  if (file.size > most) {
    return `“${file.name}” is ${size(file.size)}, and the limit is ${size(most)}. It was not attached; your text is kept.`;
  }
  if (taken.length >= MOST_FILES) {
    return `“${file.name}” was not attached: an entry can have ${MOST_FILES} files. Attach it to another entry.`;
  }
  if (sum <= MOST_TOGETHER) return "";
  const together = size(MOST_TOGETHER);
  return `“${file.name}” was not attached: the limit for all files of one entry is ${together}. Attach it to another entry.`;
}

function showRefusal(/** @type {string} */ words) {
  const place = byId("say-files-said");
  place.textContent = words;
  place.hidden = !words;
}

function size(/** @type {number} */ bytes) {
  const kilos = bytes / KILO;
  return kilos < KILO ? `${Math.max(1, Math.round(kilos))} kB` : `${(kilos / KILO).toFixed(1)} MB`;
}

function chip(/** @type {File} */ file, index) {
  const remove = make("button", { type: "button", className: "btn btn-quiet btn-icon btn-sm" }, "×");
  remove.ariaLabel = `Remove ${file.name}`;
  remove.addEventListener("click", () => {
    put(held.filter((_, other) => other !== index));
    (findAll("#say-files button")[index] ?? byId("say")).focus();
  });
  const words = make("span", {}, `${file.name}, ${size(file.size)}`);
  const picture = file.type.startsWith("image/") ? [pictureOf(file)] : [];
  return make("li", { className: "file-chip" }, ...picture, words, remove);
}

function pictureOf(file) {
  const picture = make("img", { alt: "", src: URL.createObjectURL(file) });
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  return picture;
}

// A pasted picture has no name of its own.
function named(/** @type {File} */ file) {
  if (file.name !== "image.png") return file;
  const clock = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
  return new File([file], `pasted-${clock}.png`, { type: file.type });
}

// ---------- The ways in ----------
on("paste", "#composer", (_form, event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  // A spreadsheet brings words and a picture of them.
  if (!files.length || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  add(files.map(named));
});

const brings = ({ dataTransfer }) => field() && dataTransfer?.types.includes("Files") && !find("dialog[open]");

// Dropped anywhere on the page: a file that misses the field must not take the page away.
document.addEventListener("dragover", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  byId("composer").classList.add("composer-drop");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) byId("composer")?.classList.remove("composer-drop");
});
document.addEventListener("drop", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  byId("composer").classList.remove("composer-drop");
  add([...(event.dataTransfer?.files ?? [])]);
  byId("say").focus();
});
on("change", "#say-file", (picked) => add([...picked.files]));
on("click", "[data-picks]", (button) => byId(button.dataset.picks).click());
