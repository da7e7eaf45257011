// For ten seconds after sending, *Undo* takes an entry back, by its button or its key; reading the offer stops the clock.
// The server offers it in a cookie that lives as long, so that a page without scripts can offer it, too.
const SECONDS = 10;
let left = 0; // seconds until the offer goes
let sent = ""; // the words, to put them back where they were typed
let clock = 0;

const place = () => document.getElementById("undo");
const form = () => place()?.querySelector("form");
const offered = () => document.cookie.match(/(?:^|; )debrief_undo=(\d+)/)?.[1] ?? "";

function offer(entry) {
  if (!place() || !entry || offered() !== entry) return;
  const button = document.createElement("button");
  button.className = "btn btn-sm";
  button.append("Undo ", Object.assign(document.createElement("kbd"), { textContent: "u" }));
  const words = Object.assign(document.createElement("span"), { textContent: "Logged." });
  const toast = Object.assign(document.createElement("form"), { className: "undo", method: "post" });
  toast.action = `${location.pathname}entries/${entry}/undo/`;
  toast.dataset.entry = entry;
  toast.append(words, button);
  place().replaceChildren(toast);
  start();
}

function start() {
  left = SECONDS;
  clearInterval(clock);
  clock = setInterval(() => {
    if (!place()?.matches(":hover, :focus-within")) left -= 1;
    if (left <= 0) withdraw();
  }, 1000);
}

function withdraw(words = "") {
  clearInterval(clock);
  const had = place()?.contains(document.activeElement);
  place()?.replaceChildren(...(words ? [Object.assign(document.createElement("p"), { className: "undo", textContent: words })] : []));
  if (words) setTimeout(() => { if (!form()) place()?.replaceChildren(); }, 5000);
  if (had) document.getElementById("say")?.focus();
}

function undo() {
  const toast = form();
  if (!toast) return;
  const { action } = toast;
  const shown = document.querySelector("#composer [name=show]")?.value ?? "";
  withdraw("Undone. It stays readable, struck through.");
  window.htmx.ajax("POST", action, { target: "#timeline", swap: "outerHTML", values: { show: shown } });
  const say = document.getElementById("say");
  if (say && !say.value && sent) {
    say.value = sent;
    say.dispatchEvent(new Event("input", { bubbles: true }));
  }
  say?.focus();
}

document.addEventListener("submit", (event) => {
  if (event.target.id === "composer") sent = event.target.elements.text.value;
  if (event.target !== form()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  undo();
}, true);

document.addEventListener("keydown", (event) => {
  if (!form() || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input, textarea, select");
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey;
  if (isUndo ? typing && (typing.id !== "say" || typing.value) : typing || event.key !== "u" || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  undo();
});

document.addEventListener("debrief:outbox-sent", ({ detail }) => offer(String(detail.entry ?? "")));
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.id === "composer") offer(event.target.dataset.logged?.replace("entry-", "") ?? "");
});

if (form()) start();
