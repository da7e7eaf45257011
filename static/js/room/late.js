// A closed or cancelled incident has no composer in the way: *Add a late entry* shows it. It goes when the incident ends
// and nobody is writing, and comes back when it is reopened.
import { byId, find, isTouched, on, onHtmx } from "../page/dom.js";
import { listen } from "../page/events.js";

on("click", "[data-late-entry]", (link, event) => {
  const composer = byId("composer");
  if (!composer) return;
  event.preventDefault();
  const menu = link.closest("details");
  if (menu) menu.open = false;
  composer.hidden = false;
  composer.elements.text.focus();
});

function follow() {
  const composer = byId("composer");
  const isEnded = byId("incident-head").hasAttribute("data-ended");
  if (!composer || (isEnded && (isTouched(composer) || composer.contains(document.activeElement)))) return;
  composer.hidden = isEnded;
}

// What stands there when the page comes, the server decided: with `?late` the field is there.
const isHead = (id) => id === "incident-head" && find("#incident-head") !== null;
listen("swapped", ({ id }) => isHead(id) && follow());
onHtmx("oobAfterSwap", (_detail, event) => isHead(event.target.id) && follow());
