// What every page does, and what only some pages do: those parts run where the page has what they work on.
import "htmx.org";
import "./page/keys.js";
import "./page/menus.js";
import "./page/notice.js";
import "./page/pressed.js";
import "./page/print.js";
import "./forms/send-once.js";
import "./forms/fresh-token.js";
import "./forms/import-preview.js";
import "./outbox/banner.js";
import "./outbox/outbox.js";
import "./offline/rooms.js";
import "./drafts/store.js";
import "./drafts/drafts.js";

/** @type {[string, () => Promise<unknown>][]} */
const PARTS = [
  ["[data-first-field]", () => import("./page/first-field.js")],
  ["#kept-rooms", () => import("./offline/page.js")],
  ["#dialog", () => import("./page/dialog.js")],
  ["#waiting", () => import("./outbox/rows.js")],
  ["form[data-keep]", () => import("./drafts/section.js")],
  ["#incident-head", () => import("./room/room.js")],
  ["#live", () => import("./live/live.js")],
];

for (const [selector, load] of PARTS) {
  if (document.querySelector(selector)) await load();
}
