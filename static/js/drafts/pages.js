// Which pages of this browser are open: each that writes drafts holds a lock of its own name for as long as it is shown.
// A crash releases it, too. Without locks (plain http on another machine) no other page counts as open.
const PREFIX = "debrief-page-";

/** The name of this visit of a page. */
export const page = Math.random().toString(36).slice(2);
/** @type {(() => void) | null} */
let letGo = null;

/** From now on this page counts as open. */
export function holdOpen() {
  if (letGo || !navigator.locks) return;
  const shown = new Promise((resolve) => {
    letGo = () => resolve(undefined);
  });
  navigator.locks.request(PREFIX + page, () => shown);
}

/** The names of the other pages that are open. */
export async function otherPages() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name = "" }) => name.slice(PREFIX.length)).filter((name) => name !== page));
}

let wasOpen = false;
window.addEventListener("pagehide", () => {
  wasOpen = Boolean(letGo);
  letGo?.();
  letGo = null;
});
window.addEventListener("pageshow", () => wasOpen && holdOpen());
