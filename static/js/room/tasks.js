// A task that was ticked keeps the focus, although the panel around it is swapped.
import { byId, find, onHtmx } from "../page/dom.js";

let ticked = "";

onHtmx("beforeRequest", ({ elt }) => {
  if (elt.matches(".tick")) ticked = elt.closest("li").id;
});

onHtmx("afterSettle", () => {
  const button = ticked && find(".tick button", byId(ticked) ?? undefined);
  if (!button) return;
  if (document.activeElement === document.body) button.focus({ preventScroll: true });
  ticked = "";
});
