// Whoever leaves the editor says so: the others need not wait until its last sign of life is old.
import { token } from "../forms/fresh-token.js";
import { find } from "../page/dom.js";
import { person } from "../page/person.js";

const { left } = find("form[data-editor]").dataset;

window.addEventListener("pagehide", () => {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Debrief-Person": person };
  fetch(left, { method: "POST", headers, redirect: "manual", keepalive: true }).catch(() => null);
});
