// The customer update: says that it is overdue, and by how much, while the page stays open.
import { serverTime } from "../page/clock.js";
import { find, findAll } from "../page/dom.js";

const MINUTE = 60_000;

function inWords(/** @type {number} */ minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours && `${hours} h`, (rest || !hours) && `${rest} min`].filter(Boolean).join(" ");
}

function show() {
  for (const line of findAll("[data-update-due]")) {
    const late = Math.floor((serverTime() - Date.parse(line.dataset.updateDue)) / MINUTE);
    if (late < 1) continue;
    find("[data-late]", line).textContent = inWords(late);
    find("[data-when-late]", line).hidden = false;
    find("[data-when-in-time]", line).hidden = true;
  }
}

show();
setInterval(show, MINUTE / 4);
