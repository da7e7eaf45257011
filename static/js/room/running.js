// How long the incident has lasted goes on counting while the page stays open.
import { serverTime } from "../page/clock.js";
import { findAll } from "../page/dom.js";
import { inWords } from "../page/spans.js";

const MINUTE = 60_000;

function show() {
  for (const place of findAll("[data-running-since]")) {
    const minutes = Math.floor((serverTime() - Date.parse(place.dataset.runningSince)) / MINUTE);
    if (minutes >= 1) place.textContent = inWords(minutes);
  }
}

setInterval(show, MINUTE / 4);
