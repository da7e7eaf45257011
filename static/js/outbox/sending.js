// One entry goes to the server, and what its answer means for it.
import { token } from "../forms/fresh-token.js";

/**
 * *stored*; the person must *answer* something; *refused* for good; *failed* on the server; or nothing got through, which
 * is true of the entries after it, too: *away*, and why.
 * @typedef {{ is: "stored", answer: any } | { is: "asked", errors: string[], questions: import("./outbox.js").Question[] }
 *   | { is: "refused", why: string, errors: string[] } | { is: "failed", seconds: number }
 *   | { is: "away", why: import("./outbox.js").Reason, seconds: number }} Outcome
 */

const PATIENCE = { words: 20_000, files: 180_000 }; // milliseconds for one request

function formOf(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  for (const file of entry.files) body.append(file.field, file.blob, file.name);
  body.set("client_uuid", entry.uuid);
  body.set("pressed_at", entry.pressed);
  return body;
}

async function post(entry) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Debrief-Person": entry.person };
  const signal = AbortSignal.timeout(entry.files.length ? PATIENCE.files : PATIENCE.words);
  const how = /** @type {const} */ ({ method: "POST", redirect: "manual" });
  const response = await fetch(entry.action, { ...how, body: formOf(entry), headers, signal });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return { response, answer: isJson ? await response.json() : null };
}

/** @returns {Promise<Outcome>} */
export async function send(entry) {
  try {
    const first = await post(entry);
    if (!first.answer?.stale) return outcomeOf(first);
    await fetch(entry.room); // its answer brings a fresh token
    return outcomeOf(await post(entry));
  } catch {
    return { is: "away", why: navigator.onLine ? "server" : "offline", seconds: 0 };
  }
}

/** @returns {Outcome} */
function outcomeOf({ response, answer }) {
  const { status } = response;
  const seconds = Number(response.headers.get("Retry-After")) || 0;
  if (status === 200 && answer?.now) return { is: "stored", answer };
  if (status === 401 || response.type === "opaqueredirect") {
    return { is: "away", why: answer?.other ? "other" : "login", seconds };
  }
  if (status === 422 && answer) return { is: "asked", errors: answer.errors ?? [], questions: answer.asks ?? [] };
  if (status === 500) return { is: "failed", seconds };
  if (status < 300 || status > 500 || [408, 425, 429].includes(status)) return { is: "away", why: "server", seconds };
  return { is: "refused", why: String(status), errors: answer?.refused ? [answer.refused] : [] };
}
