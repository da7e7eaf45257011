// The line with the title and the status stands over what is left of the head, as soon as the title itself has gone.
import { find } from "../page/dom.js";
import { listen } from "../page/events.js";

const root = document.documentElement;

function show() {
  const [title, bar] = [find("#incident-head h1"), find("#room-bar")];
  if (!title || !bar) return;
  root.classList.toggle("title-is-away", title.getBoundingClientRect().bottom <= bar.getBoundingClientRect().bottom);
}

window.addEventListener("scroll", show, { passive: true });
window.addEventListener("resize", show);
listen("swapped", show);
show();
