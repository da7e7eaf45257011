// Buttons that copy what stands in another element show up where scripts run and the clipboard may be written.
import { byId, findAll } from "./dom.js";

for (const button of navigator.clipboard ? findAll("[data-copies]") : []) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const text = byId(button.dataset.copies).textContent.trim();
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    button.textContent = isCopied ? "Copied" : "Not copied: select the link instead";
    setTimeout(() => {
      button.textContent = words;
    }, 4000);
  });
}
