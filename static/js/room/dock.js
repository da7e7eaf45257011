// The composer stands above the keyboard of a phone, with the last entry in sight above it.
const LOW = 480; // pixels: a window in which a keyboard leaves little room
const viewport = window.visualViewport;

function lift() {
  const covered = Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
  document.documentElement.style.setProperty("--covered", `${Math.round(covered)}px`);
}

// On a phone it stands over the page, which ends that much higher.
const dock = document.querySelector(".dock");
if (dock)
  new ResizeObserver(() => document.documentElement.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(
    dock,
  );

function showLast(always) {
  if (document.activeElement?.id !== "say" || (viewport.height > LOW && !always)) return;
  const last = [...document.querySelectorAll("#timeline li.entry[id]")].at(-1)?.getBoundingClientRect();
  const box = dock?.getBoundingClientRect();
  if (!last || !box || (last.top >= 0 && last.bottom <= box.top)) return;
  window.scrollBy({ top: last.bottom - (viewport.height - box.height), behavior: "instant" });
}

viewport?.addEventListener("resize", () => {
  lift();
  showLast(false);
});
document.addEventListener("focusin", () => requestAnimationFrame(() => showLast(false)));

// What comes last is shown to who wrote it, or had the entry before it in sight: who scrolled up to read stays there.
document.addEventListener("debrief:placed", ({ detail: { entry } }) => {
  const [before, last = before] = [...document.querySelectorAll("#timeline li.entry[id]")].slice(-2);
  if (!dock || entry !== last) return;
  const { top, bottom } = before.getBoundingClientRect();
  const isMine = entry.dataset.by === document.body.dataset.person;
  if (isMine || (bottom > 0 && top < dock.getBoundingClientRect().top)) requestAnimationFrame(() => showLast(false));
});

if (location.hash === "#say") {
  document.getElementById("say")?.focus({ preventScroll: true });
  window.addEventListener("load", () => requestAnimationFrame(() => showLast(true)));
}
