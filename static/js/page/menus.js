// Menus made of <details>: Escape and a click elsewhere close them.
import { find, findAll } from "./dom.js";

const openMenus = () => findAll("details.menu[open], details.nav-menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    find("summary", menu).focus();
  }
});
