// The scripts of every page, and those that run where a page has what they work on.
import "htmx.org";
import "./page/keys.js";
import "./page/menus.js";
import "./page/notice.js";
import "./page/print.js";
import "./forms/send-once.js";
import "./forms/fresh-token.js";
import "./forms/import-preview.js";
import "./forms/stale-errors.js";
import "./drafts/drafts.js";
import "./outbox/banner.js";
import "./offline/rooms.js";
import "./offline/logging-out.js";

/** @type {[string, () => Promise<unknown>][]} */
const WHERE = [
  ["[data-first-field]", () => import("./page/first-field.js")],
  ["#kept-rooms", () => import("./offline/page.js")],
  ["[data-passkey]", () => import("./forms/passkey.js")],
  ["[data-take]", () => import("./writing/take-over.js")],
  ["[data-quote]", () => import("./forms/quote.js")],
  ["[data-copies], #say-words", () => import("./page/copy.js")],
  ["#palette", () => import("./page/palette.js")],
  ["#dialog", () => import("./page/dialog.js")],
  ["form[data-editor]", () => import("./writing/editor.js")],
  ["form[data-merge]", () => import("./writing/merge.js")],
  ["#waiting", () => import("./outbox/rows.js")],
  ["#incident-head", () => import("./room/room.js")],
  ["#live", () => import("./live/changes.js")],
];

for (const [selector, load] of WHERE) {
  if (document.querySelector(selector)) await load();
}
