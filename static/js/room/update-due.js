// The customer update: says that it is overdue, and by how much, while the page stays open.
import { serverTime } from "../page/clock.js";
import { find, findAll } from "../page/dom.js";
import { inWords } from "../page/spans.js";

const MINUTE = 60_000;

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
