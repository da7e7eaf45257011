// A task that was ticked keeps the focus, although the panel around it is swapped.
let ticked = "";

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches(".tick")) ticked = detail.elt.closest("li").id;
});

document.addEventListener("htmx:afterSettle", () => {
  const button = ticked && document.getElementById(ticked)?.querySelector(".tick button");
  if (!button) return;
  if (document.activeElement === document.body) button.focus({ preventScroll: true });
  ticked = "";
});
