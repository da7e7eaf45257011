// Logging in in another tab changes the token that every form must carry. The cookie has the new one, so a page that was
// open meanwhile sends that, and nothing typed there is lost.
function token() {
  return document.cookie.match(/(?:^|; )debrief_csrf=([^;]+)/)?.[1] ?? "";
}

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.elements?.namedItem?.("csrfmiddlewaretoken");
    if (field && token()) field.value = token();
  },
  true,
);

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get" || !token()) return;
  event.detail.headers["X-CSRFToken"] = token();
  if ("csrfmiddlewaretoken" in event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = token();
});
