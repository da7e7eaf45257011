// The composer stands above the keyboard of a phone, with the last entry in sight above it.
const LOW = 480; // pixels: a window in which a keyboard leaves little room
const viewport = window.visualViewport;

function lift() {
  const covered = Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
  document.documentElement.style.setProperty("--covered", `${Math.round(covered)}px`);
}

function showLast(always) {
  if (document.activeElement?.id !== "say" || (viewport.height > LOW && !always)) return;
  const last = [...document.querySelectorAll("#timeline li.entry[id]")].at(-1)?.getBoundingClientRect();
  const dock = document.querySelector(".dock")?.getBoundingClientRect();
  if (!last || !dock || (last.top >= 0 && last.bottom <= dock.top)) return;
  window.scrollBy({ top: last.bottom - (viewport.height - dock.height), behavior: "instant" });
}

viewport?.addEventListener("resize", () => {
  lift();
  showLast(false);
});
document.addEventListener("focusin", () => requestAnimationFrame(() => showLast(false)));
document.addEventListener("debrief:placed", () => requestAnimationFrame(() => showLast(false)));

if (location.hash === "#say") {
  document.getElementById("say")?.focus({ preventScroll: true });
  window.addEventListener("load", () => requestAnimationFrame(() => showLast(true)));
}
