// Buttons that copy what stands in another element show up where scripts run and the clipboard may be written.
import { byId, findAll, on, onHtmx } from "./dom.js";

function show() {
  for (const button of navigator.clipboard ? findAll("[data-copies]") : []) {
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
  }
}

async function copy(button) {
  button.dataset.words ??= button.textContent;
  const text = byId(button.dataset.copies).textContent.trim();
  const isCopied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = isCopied ? "Copied" : "Not copied: select it instead";
  setTimeout(() => {
    button.textContent = button.dataset.words;
  }, 4000);
}

show();
onHtmx("load", show); // what the server sent since
on("click", "[data-copies]", copy);
