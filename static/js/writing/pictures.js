// A picture is shown once the server has checked it, which takes about a second: until then the preview asks again.
const AGAIN = 1_500; // milliseconds
const MOST = 6;
const tries = new WeakMap();

document.addEventListener(
  "error",
  ({ target }) => {
    if (!(target instanceof HTMLImageElement) || !target.closest(".editor-preview")) return;
    const count = (tries.get(target) ?? 0) + 1;
    tries.set(target, count);
    if (count > MOST) return;
    setTimeout(() => {
      target.src = new URL(target.src).pathname;
    }, AGAIN);
  },
  true,
);
