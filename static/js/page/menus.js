// Menus made of <details>: Escape, a click elsewhere and a choice close them.
import { find, findAll } from "./dom.js";

const openMenus = () => findAll("details.menu[open], details.nav-menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    const target = /** @type {any} */ (event.target);
    const isChoice = menu.contains(target) && target.closest("a");
    if (isChoice) find("summary", menu).focus({ preventScroll: true }); // a dialog gives the focus back to what is seen
    if (isChoice || !menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    find("summary", menu).focus();
  }
});
