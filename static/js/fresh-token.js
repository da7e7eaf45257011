// Logging in in another tab changes the token that every form must carry. The cookie has the new one, so a page that was
// open meanwhile sends that, and nothing typed there is lost.
function token() {
  return document.cookie.match(/(?:^|; )debrief_csrf=([^;]+)/)?.[1] ?? "";
}

document.addEventListener("submit", (event) => {
  const field = event.target.elements?.namedItem?.("csrfmiddlewaretoken");
  if (field && token()) field.value = token();
}, true);

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get" || !token()) return;
  event.detail.headers["X-CSRFToken"] = token();
  if ("csrfmiddlewaretoken" in event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = token();
});

// What was said about a refusal is over as soon as something is accepted.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.xhr.status < 400) document.getElementById("notice")?.replaceChildren();
});

// A refusal never takes the place of the timeline.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const place = document.getElementById("notice");
  if (!place || detail.xhr.status < 400 || detail.target.id !== "timeline") return;
  detail.target = place;
  detail.swapOverride = "innerHTML";
});

// A refused 403 says why only when the server named a place for the words.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 403 && event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
});
