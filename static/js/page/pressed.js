// What a finger or the mouse is down on stays there until it was let go: a node that is replaced meanwhile gets no click.
// Whoever replaces something looks for [data-pressed] in it, and waits for debrief:released.
const CLICK = 60; // milliseconds: the click of a touch comes a little after it was let go

let pressed = null;

function release() {
  const was = pressed;
  if (!was) return;
  setTimeout(() => {
    if (pressed !== was) return;
    pressed = null;
    was.removeAttribute("data-pressed");
    document.dispatchEvent(new CustomEvent("debrief:released"));
  }, CLICK);
}

document.addEventListener(
  "pointerdown",
  (event) => {
    if (!event.isPrimary || event.button) return;
    pressed?.removeAttribute("data-pressed");
    pressed = event.target;
    pressed.setAttribute("data-pressed", "");
  },
  true,
);
for (const name of ["pointerup", "pointercancel", "contextmenu"]) document.addEventListener(name, release, true);
window.addEventListener("blur", release);
