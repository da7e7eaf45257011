// Buttons that print the page show up where scripts run.
import { findAll } from "./dom.js";

for (const button of findAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
