// Stores drafts in this browser, each under a key that ends with the page that wrote it.
import { local } from "../page/storage.js";

/**
 * What was typed into a field, its text before that, the version that the form started from, when, and, in a private
 * incident, the address of the page.
 * @typedef {{ text: string, was: string, base?: string, at: number, inPrivate?: string }} Draft
 */

export const PREFIX = "debrief:draft:";
const OLDEST = 30 * 24 * 3600_000; // milliseconds

const all = () => local.keys(PREFIX).map((key) => ({ key, .../** @type {Draft} */ (local.read(key)) }));
const newestFirst = (one, other) => other.at - one.at;

/** What a person typed into the forms of an address. */
export const draftsOf = (/** @type {string} */ form) => all().filter(({ key }) => key.startsWith(`${PREFIX}${form}:`));

/** What anybody typed in this browser into the forms of an address. */
export const draftsOfAnybody = (/** @type {string} */ address) =>
  all().filter(({ key }) =>
    key
      .slice(PREFIX.length)
      .replace(/^[^:]*:/, "")
      .startsWith(`${address}:`),
  );

/** What a person typed into forms of private incidents, and the address of the page where each stands. */
export const draftsOfPrivate = (/** @type {string} */ person) =>
  all()
    .filter(({ key, inPrivate }) => inPrivate && key.startsWith(`${PREFIX}${person}:`))
    .map(({ key, at: _at, inPrivate }) => ({ key, form: String(inPrivate) }));

/** Deletes a draft. */
export const forget = (/** @type {string} */ key) => local.remove(key);

/** The drafts of a field by any page, the newest first. */
export const draftsAt = (/** @type {string} */ place) =>
  all()
    .filter(({ key }) => key.startsWith(`${place}~`))
    .sort(newestFirst);

/** Stores a draft. When the storage is full, it replaces the oldest. */
export function keep(/** @type {string} */ key, /** @type {Omit<Draft, "at">} */ draft) {
  const dated = { ...draft, at: Date.now() };
  const others = all().filter((other) => other.key !== key);
  for (const { key: oldest } of others.sort(newestFirst).reverse()) {
    if (local.write(key, dated)) return;
    local.remove(oldest);
  }
  local.write(key, dated);
}

/** Moves a draft to a key that is not written to again; returns that key. */
export function setAside(/** @type {string} */ key) {
  const draft = local.read(key);
  const aside = `${key}.${Date.now()}`;
  if (!draft || !local.write(aside, draft)) return key;
  local.remove(key);
  return aside;
}

for (const { key, text, at } of all()) {
  if (typeof text !== "string" || !(Date.now() - at < OLDEST)) local.remove(key);
}
