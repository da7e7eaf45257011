// What is to be said about the whole page, by the server or for want of its answer, stands where it can be seen: in the
// open dialog, in the correction whose button was pressed, else at the head of the page. The words are an alert, read once.
const WHY = {
  0: "Debrief cannot be reached",
  403: "you may not do that",
  404: "it is no longer there, or no longer open to you",
};

// What asks by itself (a preview, a part that loads) is missed by nobody; *Undo* has words of its own.
const isQuiet = (elt) => elt.matches("[hx-trigger], #undo");

function clear() {
  document.querySelectorAll("#notice, [data-notice]").forEach((place) => place.replaceChildren());
}

function placeFor(elt) {
  const dialog = document.querySelector("#dialog[open]");
  const form = dialog ?? elt.closest("li.entry-edit form");
  if (!form) return document.getElementById("notice");
  form.querySelector("[data-notice]")?.remove();
  const place = document.createElement("div");
  place.dataset.notice = "";
  if (dialog) place.className = "body";
  if (dialog) dialog.prepend(place);
  else [...form.querySelectorAll(".btn-row")].at(-1).before(place); // beside the button just pressed
  return place;
}

function say({ elt, requestConfig, xhr }) {
  if (isQuiet(elt)) return;
  const isTyped = requestConfig.verb !== "get" && elt.querySelector("textarea, input[type=text]");
  const words = Object.assign(document.createElement("p"), { className: "note note-warn", role: "alert" });
  words.textContent =
    `Not ${requestConfig.verb === "get" ? "loaded" : "stored"}: ${WHY[xhr.status] ?? `Debrief answered ${xhr.status}`}.` +
    (isTyped ? " What you typed is still here." : "");
  const place = placeFor(elt);
  place.replaceChildren(words);
  place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const {
    xhr,
    requestConfig: { elt },
  } = detail;
  if (elt.matches("#undo") && xhr.status >= 400) {
    detail.shouldSwap = false; // said once, beside its button
    return;
  }
  // A refused 403 says why only when the server named a place for the words; no refusal takes the place of the timeline.
  if (xhr.status === 403 && xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = true;
  if (xhr.status >= 400 && detail.target.id === "timeline") {
    detail.target = document.getElementById("notice");
    detail.swapOverride = "innerHTML";
  }
  if (!detail.shouldSwap || isQuiet(elt)) return;
  clear(); // something was answered: what was said before is over
  if (detail.target.id === "notice") detail.target = placeFor(elt);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, ({ detail }) => say(detail));
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!detail.xhr.getResponseHeader("HX-Retarget")) say(detail); // else the server said it
});
