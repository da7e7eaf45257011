// Files of the composer: pasted, dropped or picked, they stand as chips until they are sent. The file field holds them,
// so that the form sends them as a form does.
const KILO = 1024;
const MOST_TOGETHER = 28 * KILO * KILO; // bytes of one entry's files: the proxy takes 30 MB with all that goes with them
let held = []; // the files, for a composer that comes back after a refusal
let sent = []; // those on their way

const field = () => document.getElementById("say-file");
const chips = () => document.getElementById("say-files");

function put(files) {
  held = files;
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  field().files = transfer.files;
  chips().replaceChildren(...files.map(chip));
}

function add(files) {
  const most = Number(field().dataset.mostBytes);
  const fits = files.filter((file) => file.size > 0 && file.size <= most);
  const said = files.filter((file) => !fits.includes(file)).map((file) => refusal(file, most));
  let sum = held.reduce((all, file) => all + file.size, 0);
  const taken = fits.filter((file) => {
    const isTaken = sum + file.size <= MOST_TOGETHER;
    if (isTaken) sum += file.size;
    else
      said.push(
        `“${file.name}” was not attached: the files of one entry may have ${size(MOST_TOGETHER)} together. Log it with another entry.`,
      );
    return isTaken;
  });
  tell(said.join(" "));
  put([...held, ...taken]);
}

function refusal(file, most) {
  if (file.size === 0) return `“${file.name}” is empty and was not attached.`;
  return `“${file.name}” is ${size(file.size)}, and a file may have ${size(most)}. It was not attached; your words are kept.`;
}

function tell(words) {
  const place = document.getElementById("say-files-said");
  place.textContent = words;
  place.hidden = !words;
}

function size(bytes) {
  const kilos = bytes / KILO;
  return kilos < KILO ? `${Math.max(1, Math.round(kilos))} kB` : `${(kilos / KILO).toFixed(1)} MB`;
}

function chip(file, index) {
  const item = document.createElement("li");
  item.className = "file-chip";
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    item.append(picture);
  }
  const words = document.createElement("span");
  words.textContent = `${file.name}, ${size(file.size)}`;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn btn-quiet btn-icon btn-sm";
  remove.setAttribute("aria-label", `Remove ${file.name}`);
  remove.textContent = "×";
  remove.addEventListener("click", () => {
    put(held.filter((_, other) => other !== index));
    (chips().querySelectorAll("button")[index] ?? document.getElementById("say")).focus();
  });
  item.append(words, remove);
  return item;
}

// A pasted picture has no name of its own.
function named(file) {
  if (file.name !== "image.png") return file;
  const clock = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
  return new File([file], `pasted-${clock}.png`, { type: file.type });
}

// ---------- The ways in ----------
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!field() || !files.length || !event.target.closest("#composer")) return;
  if (event.clipboardData.types.includes("text/plain")) return; // a spreadsheet brings words and a picture of them
  event.preventDefault();
  add(files.map(named));
});

const brings = (event) =>
  Boolean(field()) &&
  [...(event.dataTransfer?.types ?? [])].includes("Files") &&
  !document.querySelector("dialog[open]");

// Dropped anywhere on the page: a file that misses the field must not take the page away.
document.addEventListener("dragover", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  document.getElementById("composer").classList.add("composer-drop");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.getElementById("composer")?.classList.remove("composer-drop");
});
document.addEventListener("drop", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  document.getElementById("composer").classList.remove("composer-drop");
  add([...event.dataTransfer.files]);
  document.getElementById("say").focus();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "say-file") add([...event.target.files]);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-picks]");
  if (button) document.getElementById(button.dataset.picks).click();
});

// ---------- Under way, and afterwards ----------
document.addEventListener("htmx:xhr:progress", (event) => {
  if (event.target.id !== "composer" || !held.length || !event.detail.lengthComputable) return;
  let bar = document.querySelector("#composer .file-progress");
  if (!bar) {
    bar = document.createElement("progress");
    bar.className = "file-progress";
    bar.setAttribute("aria-label", "Sending the files");
    chips().after(bar);
  }
  [bar.max, bar.value] = [event.detail.total, event.detail.loaded];
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.id === "composer") document.querySelector("#composer .file-progress")?.remove();
});

function emptied() {
  tell("");
  put([]);
}

document.addEventListener("debrief:emptied", emptied);
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.id === "composer") sent = held;
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.id !== "composer") return;
  tell("");
  put(held.filter((file) => !sent.includes(file))); // picked meanwhile: they go with the next entry
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "composer" && held.length) put(held);
});
