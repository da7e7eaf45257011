// Logging in in another tab changes the token that every form must carry. The cookie has the new one, so a page that was
// open meanwhile sends that, and nothing typed there is lost.
import { cookie, onHtmx } from "../page/dom.js";

export const token = () => cookie("debrief_csrf");

document.addEventListener(
  "submit",
  (/** @type {any} */ event) => {
    const field = event.target.elements.namedItem("csrfmiddlewaretoken");
    if (field && token()) field.value = token();
  },
  true,
);

onHtmx("configRequest", ({ verb, headers, parameters }) => {
  if (verb === "get" || !token()) return;
  headers["X-CSRFToken"] = token();
  if ("csrfmiddlewaretoken" in parameters) parameters.csrfmiddlewaretoken = token();
});
