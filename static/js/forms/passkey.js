// A form with [data-passkey] asks the browser for a passkey when it is sent, and then sends what the browser answered.
// The attribute names the element with the server's options: to create a passkey, or to use one.
import { byId, find, findAll, make } from "../page/dom.js";
import { release } from "./send-once.js";

const NOT_HERE =
  "This browser cannot use passkeys. Update it or use another one, or set up an authenticator app or enter a code instead.";
const NOT_SECURE =
  "Browsers only use passkeys over https, or on localhost. Ask whoever runs Debrief for https; until then, set up an " +
  "authenticator app or enter a code instead.";
const UNKNOWN = "The browser could not use a passkey. Nothing was sent. Try again, or use a code instead.";

/** What went wrong, by the name of the browser's error. @type {Record<string, (host: string) => string>} */
const WORDS = {
  NotAllowedError: () =>
    "No passkey was used: it was cancelled, it took too long, or there is none here. Nothing was sent. Try again.",
  AbortError: () => "The browser stopped asking for the passkey. Nothing was sent. Try again.",
  InvalidStateError: () => "This device or security key already has a passkey of yours. You can use that one.",
  NotSupportedError: () => "This device or security key cannot keep a passkey for Debrief. Try another one.",
  ConstraintError: () => "This device or security key cannot keep a passkey for Debrief. Try another one.",
  SecurityError: (host) => `Passkeys of Debrief only work at ${host}. Open Debrief there, and try again.`,
};

/** The browser's answer as JSON. Throws a DOMException, named as in WORDS. */
async function answerTo({ creation_options: creation, request_options: wanted }) {
  const credential = creation
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(creation.publicKey),
      })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wanted.publicKey),
      });
  return JSON.stringify(credential);
}

function say(form, /** @type {string} */ words) {
  find("[data-passkey-says]", form).replaceChildren(make("p", { className: "note note-danger" }, words));
}

function reasonNot() {
  if (!window.isSecureContext) return NOT_SECURE;
  const isKnown = window.PublicKeyCredential && "parseCreationOptionsFromJSON" in PublicKeyCredential;
  return isKnown ? "" : NOT_HERE;
}

async function ask(form) {
  for (const earlier of findAll(".note-danger", form)) earlier.remove();
  const reason = reasonNot();
  if (reason) return say(form, reason);
  const options = JSON.parse(byId(form.dataset.passkey).textContent);
  const host = options.creation_options?.publicKey.rp.id ?? options.request_options.publicKey.rpId;
  try {
    form.elements.credential.value = await answerTo(options);
  } catch (/** @type {any} */ error) {
    return say(form, WORDS[error.name]?.(host) ?? UNKNOWN);
  }
  release(form);
  form.requestSubmit();
}

for (const form of findAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return; // the answer is on its way
    event.preventDefault();
    await ask(form);
    if (!form.elements.credential.value) release(form);
  });
}

// Back in the browser: an answer is good for once.
window.addEventListener("pageshow", () => {
  for (const form of findAll("form[data-passkey]")) form.elements.credential.value = "";
});
