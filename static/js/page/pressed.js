// What a finger or the mouse is down on stays there until it was let go: a node that is replaced meanwhile gets no click.
// Whoever replaces something asks `isPressed`, and waits for *released*.
import { tell } from "./events.js";

const CLICK = 60; // milliseconds: the click of a touch comes a little after it was let go
/** @type {any} */
let pressed = null;

export const isPressed = (part) => Boolean(pressed && part.contains(pressed));
export const pressedIn = (selector) => pressed?.closest(selector) ?? null;

function release() {
  const was = pressed;
  if (!was) return;
  setTimeout(() => {
    if (pressed !== was) return;
    pressed = null;
    tell("released", {});
  }, CLICK);
}

document.addEventListener(
  "pointerdown",
  (event) => {
    if (event.isPrimary && !event.button) pressed = event.target;
  },
  true,
);
for (const name of ["pointerup", "pointercancel", "contextmenu"]) document.addEventListener(name, release, true);
window.addEventListener("blur", release);
