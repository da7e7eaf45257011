// Messages about the whole page, from the server or because it did not answer, stand where they can be seen: in the
// open dialog, in the correction whose button was pressed, else at the top of the page. The words are an alert, read once.
import { byId, find, findAll, make, onHtmx, parse } from "./dom.js";
import { listen } from "./events.js";

/** @type {Record<number, string>} */
const WHY = {
  0: "Debrief cannot be reached",
  403: "your role does not allow that",
  404: "it no longer exists, or you no longer have access to it",
  413: "it is larger than Debrief takes: 25 MB a file, 30 MB together",
  429: "very much was sent from your network in a short time; wait a minute, then try again",
  502: "Debrief is being restarted; try again in a minute",
  503: "Debrief cannot reach its database or took too long; try again in a minute, if you searched with fewer words",
  504: "Debrief took too long; try again in a minute",
  507: "the disk of Debrief is full; tell an admin",
};

/** Why a request failed, in words. */
export const whyOf = (/** @type {number} */ status, own = WHY) =>
  own[status] ?? WHY[status] ?? `Debrief answered ${status}`;

// Nobody misses what loads by itself (a preview, a part of the page); *Undo* has words of its own.
const isQuiet = (element) => element.matches("[hx-trigger], form.undo");

function placeFor(element) {
  const dialog = find("#dialog[open]");
  const form = dialog ?? find("form", element.closest("li.entry-edit") ?? make("p"));
  if (!form) return byId("notice");
  find("[data-notice]", form)?.remove();
  const place = make("div");
  place.dataset.notice = "";
  if (dialog) place.className = "body";
  if (dialog) dialog.prepend(place);
  else findAll(".btn-row", form).at(-1).before(place); // beside the button just pressed
  return place;
}

function showFailure({ elt, requestConfig, xhr }) {
  if (isQuiet(elt)) return;
  const isTyped = requestConfig.verb !== "get" && find("textarea, input[type=text]", elt);
  const failed = `Not ${requestConfig.verb === "get" ? "loaded" : "saved"}: ${whyOf(xhr.status)}.`;
  const words = make(
    "p",
    { className: "note note-warn" },
    isTyped ? `${failed} What you typed is still here.` : failed,
  );
  words.setAttribute("role", "alert");
  const place = placeFor(elt);
  place.replaceChildren(words);
  place.scrollIntoView({ block: "nearest" });
}

onHtmx("beforeSwap", (detail) => {
  const { xhr, requestConfig } = detail;
  if (requestConfig.elt.matches("form.undo") && xhr.status >= 400) {
    detail.shouldSwap = false; // it says so itself, beside its button
    return;
  }
  // These say why only when the server named a place for the words; no refusal takes the place of the timeline.
  if ([403, 429].includes(xhr.status) && xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = true;
  if (xhr.status >= 400 && detail.target.id === "timeline") {
    detail.target = byId("notice");
    detail.swapOverride = "innerHTML";
  }
  if (!detail.shouldSwap || isQuiet(requestConfig.elt)) return;
  for (const place of findAll("#notice, [data-notice]")) place.replaceChildren(); // what was said before is over
  if (detail.target.id === "notice") detail.target = placeFor(requestConfig.elt);
});

// What to know of an entry that this browser just sent; what was said of the one before is over.
listen("stored", ({ notice }) => byId("notice").replaceChildren(parse(notice)));

onHtmx("sendError", showFailure);
onHtmx("timeout", showFailure);
onHtmx("responseError", (detail) => {
  if (!detail.xhr.getResponseHeader("HX-Retarget")) showFailure(detail); // else the server said it
});
