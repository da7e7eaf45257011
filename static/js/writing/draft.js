// What is typed into a section is kept on the server as the person's draft, a moment after the last letter.
import { token } from "../forms/fresh-token.js";
import { release } from "../forms/send-once.js";
import { find, findAll } from "../page/dom.js";
import { person } from "../page/person.js";

const PAUSE = 1_000; // milliseconds between the last letter and keeping it
const AGAIN = 5_000; // until it is tried again
const LONGEST = 256 * 1024; // bytes that a section takes
const LEAVING = 60_000; // bytes that a browser still sends for a page that is left

const form = find("form[data-editor]");
const field = form.elements.body;
const state = find("[data-draft-state]", form);
/** What the server has, saved or as a draft; null: nobody knows. @type {string | null} */
let kept = form.dataset.unkept === undefined ? field.defaultValue : null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<void> | null} */
let underWay = null;
let isRefused = false; // as it stands, it is kept nowhere
let isDone = false; // the form is on its way, or the draft is thrown away

const size = (/** @type {string} */ text) => new Blob([text]).size;
const isKept = () => field.value === kept;
const say = (/** @type {string} */ words) => {
  if (state.textContent !== words) state.textContent = words;
};

function later(/** @type {number} */ pause) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

function keep() {
  if (isDone || isKept() || underWay) return;
  underWay = send(field.value).finally(() => {
    underWay = null;
    if (!isKept() && !isRefused) later(PAUSE);
  });
}

function request(/** @type {string} */ text, keepalive = false) {
  const body = new FormData();
  body.append("body", text);
  for (const name of ["base_version", "draft_at"]) body.append(name, form.elements[name].value);
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Debrief-Person": person };
  return fetch(form.dataset.draft, { method: "POST", body, headers, redirect: "manual", keepalive });
}

async function send(/** @type {string} */ text) {
  if (size(text) > LONGEST) {
    const kilobytes = Math.ceil(size(text) / 1024).toLocaleString("en");
    return refuse(`Not kept: this is ${kilobytes} kB long, and a section takes 256 kB. Split it, or attach a file.`);
  }
  say("Keeping your draft …");
  const response = await request(text).catch(() => null);
  const isJson = response?.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response?.json() : null;
  if (response?.ok && answer) return take(text, answer.draft_at);
  if (answer?.stale || !answer)
    return retry("Your draft is not kept: the server cannot be reached. It is tried again.");
  if (answer.ended) return retry("Your draft is not kept: you were logged out. Log in in another tab.");
  refuse(`Your draft is not kept. ${answer.refused ?? ""}`);
}

function take(/** @type {string} */ text, /** @type {string} */ at) {
  kept = text;
  isRefused = false;
  for (const known of findAll("input[name=draft_at]")) known.value = at;
  say(at ? "Draft kept, not saved yet" : "");
}

function retry(/** @type {string} */ words) {
  say(words);
  later(AGAIN);
}

function refuse(/** @type {string} */ words) {
  isRefused = true;
  say(words);
}

field.addEventListener("input", () => {
  isRefused = false;
  later(PAUSE);
});
if (kept === null) later(PAUSE);

// A page that is left still sends what is short; of what is long, or cannot be kept, the browser warns.
window.addEventListener("pagehide", () => {
  if (isDone || isKept() || isRefused || size(field.value) > LEAVING) return;
  request(field.value, true).catch(() => null);
  kept = field.value;
});
document.addEventListener("visibilitychange", () => document.hidden && keep());
window.addEventListener("beforeunload", (event) => {
  if (isDone || isKept()) return;
  if (isRefused || !navigator.onLine || size(field.value) > LEAVING) event.preventDefault();
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) isDone = false;
});

// The form goes once a draft that is under way has arrived: it names the draft that it makes needless.
document.addEventListener(
  "submit",
  (event) => {
    const target = /** @type {HTMLFormElement} */ (event.target);
    const discards = target.action === find("form[data-discards-draft]")?.action;
    if (target !== form && !discards) return;
    isDone = true;
    clearTimeout(timer);
    if (!underWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    release(target);
    const { submitter } = event;
    underWay.then(() => target.requestSubmit(submitter ?? undefined));
  },
  true,
);
