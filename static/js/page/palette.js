// The palette: Ctrl K or `/` opens it on every page. What is typed finds pages here, and the rest on the server.
import { byId, find, findAll, on, parse } from "./dom.js";
import { takesKeys } from "./keys.js";

const PAUSE = 120; // milliseconds without a key before the server is asked
const palette = byId("palette");
const field = byId("palette-q");
const list = byId("palette-list");
const offers = byId("palette-offers");
const searching = find("[data-searches]", palette);
let timer = 0;
let asking = new AbortController();

const options = () => findAll('[role="option"]', list).filter((/** @type {any} */ option) => !option.hidden);
const chosen = () => find('[aria-selected="true"]', list);

function choose(/** @type {any} */ option) {
  for (const other of findAll("[aria-selected]", list)) other.removeAttribute("aria-selected");
  field.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
}

/** With words the first offer is chosen; without, Enter does nothing. */
function show(words) {
  const parts = words.toLowerCase().split(/\s+/);
  for (const page of findAll("[data-finds]", list)) {
    const known = page.dataset.finds.toLowerCase();
    page.hidden = !parts.every((part) => known.includes(part));
  }
  searching.hidden = !words;
  searching.href = `${searching.pathname}?q=${encodeURIComponent(words)}`;
  find("[data-words]", searching).textContent = words;
  choose(words ? options()[0] : null);
  const count = options().length;
  byId("palette-count").textContent = `${count} offer${count === 1 ? "" : "s"}`;
}

async function ask() {
  const words = field.value.trim();
  asking.abort();
  asking = new AbortController();
  const address = `${field.dataset.offers}?q=${encodeURIComponent(words)}`;
  const answer = await fetch(address, { signal: asking.signal }).catch(() => null); // offline: pages are still there
  if (!answer || words !== field.value.trim()) return;
  const html = answer.ok && !answer.redirected ? await answer.text() : "";
  if (words !== field.value.trim()) return;
  offers.replaceChildren(parse(html));
  show(words);
}

function open(words = "") {
  if (palette.open || find("dialog[open]")) return;
  field.value = words;
  offers.replaceChildren();
  show(words);
  palette.showModal();
  field.focus();
  ask();
}

field.addEventListener("input", () => {
  show(field.value.trim());
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});

palette.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const all = options();
    const at = all.indexOf(chosen());
    choose(all.at(at < 0 && step < 0 ? -1 : (at + step) % all.length));
  } else if (event.key === "Enter" && event.target === field && chosen()) {
    event.preventDefault();
    palette.close();
    chosen().click();
  }
});

on("click", "#palette [role=option]", () => palette.close()); // a link to a place on this page leaves it open otherwise
on("click", "[data-closes-palette]", () => palette.close());
palette.addEventListener("click", (/** @type {MouseEvent} */ event) => {
  if (event.target === palette) palette.close(); // on the backdrop
});

on("click", "[data-opens-palette]", (link, event) => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  open();
});

on("pointerdown", "#q", (box, event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  open(box.value);
});

document.addEventListener("keydown", (event) => {
  const isWanted =
    event.key?.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!isWanted && !(event.key === "/" && takesKeys(event))) return;
  event.preventDefault();
  open();
});
