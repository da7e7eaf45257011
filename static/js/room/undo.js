// For ten seconds after sending, *Undo* takes an entry back, by its button or its key; reading the offer stops the clock.
// The server offers it in a cookie that lives as long, so that a page without scripts can offer it, too.
import htmx from "htmx.org";

const SECONDS = 10;
let left = 0; // seconds until the offer goes
let sent = ""; // the words of the form, until its answer offers
let words = ""; // those of the entry offered, to put them back where they were typed
let clock = 0;
let isAsking = false; // the request is under way
const WHY = {
  0: "Debrief cannot be reached",
  401: "your login has ended",
  403: "it is no longer yours to undo",
  404: "the entry is not there any more",
  409: "its incident takes no changes any more",
  422: "that was too late",
};

const place = () => document.getElementById("undo");
const form = () => place()?.querySelector("form");
const offered = () => document.cookie.match(/(?:^|; )debrief_undo=(\d+)/)?.[1] ?? "";

function offer(entry, text) {
  if (!place() || !entry || offered() !== entry) return;
  words = text;
  const button = document.createElement("button");
  button.className = "btn btn-sm";
  const key = (className, textContent) => Object.assign(document.createElement("kbd"), { className, textContent });
  const either = Object.assign(document.createElement("span"), { className: "undo-key" }); // one place: nothing moves under a press
  either.append(key("key-away", "u"), key("key-typing", "Ctrl Z"));
  button.append("Undo ", either);
  const link = Object.assign(document.createElement("a"), {
    textContent: "Logged",
    href: `?entry=${entry}#entry-${entry}`,
  });
  const toast = Object.assign(document.createElement("form"), { className: "undo", method: "post" });
  toast.action = `${location.pathname}entries/${entry}/undo/`;
  toast.dataset.entry = entry;
  const said = document.createElement("span"); // what became of a press that failed
  said.dataset.said = "";
  toast.append(link, said, button);
  place().replaceChildren(toast);
  start();
}

function start() {
  left = SECONDS;
  clearInterval(clock);
  clock = setInterval(() => {
    if (!isAsking && !place()?.matches(":hover, :focus-within")) left -= 1;
    if (left <= 0) withdraw();
  }, 1000);
}

function withdraw(said = "") {
  clearInterval(clock);
  const had = place()?.contains(document.activeElement);
  place()?.replaceChildren(
    ...(said ? [Object.assign(document.createElement("p"), { className: "undo", textContent: said })] : []),
  );
  if (said)
    setTimeout(() => {
      if (!form()) place()?.replaceChildren();
    }, 5000);
  if (had) document.getElementById("say")?.focus();
}

async function undo() {
  const toast = form();
  if (!toast || isAsking) return;
  const shown = document.querySelector("#composer [name=show]")?.value ?? "";
  const source = place();
  let answer = null;
  const hear = ({ detail }) => {
    answer = detail;
  };
  isAsking = true;
  source.addEventListener("htmx:afterRequest", hear);
  await htmx
    .ajax("POST", toast.action, { source, target: "#timeline", swap: "outerHTML", values: { show: shown } })
    .catch(() => null);
  source.removeEventListener("htmx:afterRequest", hear);
  isAsking = false;
  const status = answer?.xhr?.status ?? 0; // for htmx a 422 is a success, too
  if (status >= 200 && status < 400) taken();
  else refused(toast, status);
}

function refused(toast, status) {
  delete toast.dataset.sending;
  toast.querySelector("[data-said]").textContent =
    `Not undone: ${WHY[status] ?? `Debrief answered ${status}`}. It stands in the timeline.`;
  if (form() === toast) start();
}

// Only now: the words are put back where they were typed.
function taken() {
  withdraw("Undone. It stays readable, struck through.");
  const say = document.getElementById("say");
  if (say && !say.value && words) {
    say.value = words;
    say.dispatchEvent(new Event("input", { bubbles: true }));
  }
  say?.focus();
}

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.id === "composer") sent = event.target.elements.text.value;
    if (event.target !== form()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    undo();
  },
  true,
);

// The entry may stand far from where it was typed: by its time.
document.addEventListener("click", (event) => {
  const entry = event.target.closest("#undo a") && document.getElementById(`entry-${form()?.dataset.entry}`);
  if (!entry) return;
  event.preventDefault();
  entry.scrollIntoView({ block: "center" });
  entry.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (!form() || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "u" && document.documentElement.dataset.keys === "off") return;
  const typing = event.target.closest("input, textarea, select");
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey;
  if (
    isUndo
      ? typing && (typing.id !== "say" || typing.value)
      : typing || event.key !== "u" || event.ctrlKey || event.metaKey
  )
    return;
  event.preventDefault();
  undo();
});

document.addEventListener("debrief:outbox-sent", ({ detail }) => offer(String(detail.entry ?? ""), detail.text));
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.id === "composer") offer(event.target.dataset.logged?.replace("entry-", "") ?? "", sent);
});

if (form()) start();
