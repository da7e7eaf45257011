// What many parts of a page listen for, told on the document. What has one listener is a function to import instead.

/**
 * @typedef {object} Events
 * @property {import("../outbox/outbox.js").Outbox} outbox  what waits in this browser changed
 * @property {import("../outbox/outbox.js").Stored} stored  the server has an entry of this page's room
 * @property {{ entry: any, isNew: boolean }} placed  an entry came into the timeline, or changed there
 * @property {{ id: string }} swapped  a part of the page was replaced by a newer one
 * @property {{ state: "live" | "asking" | "lost" | "ended" }} connection  how changes reach this page now
 * @property {{}} released  what was pressed was let go
 */

/** @template {keyof Events} Name @param {Name} name @param {Events[Name]} detail */
export function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`debrief:${name}`, { detail }));
}

/** @template {keyof Events} Name @param {Name} name @param {(detail: Events[Name]) => void} act */
export function listen(name, act) {
  document.addEventListener(`debrief:${name}`, (/** @type {any} */ event) => act(event.detail));
}
