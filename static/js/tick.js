// A task that was ticked keeps the focus, although the panel around it is swapped.
let ticked = "";

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  ticked = detail.elt.closest?.(".tick")?.closest("li")?.id ?? "";
});

document.addEventListener("htmx:afterSettle", () => {
  const button = ticked && document.getElementById(ticked)?.querySelector(".tick button");
  if (!button || (document.activeElement !== document.body && document.activeElement?.isConnected)) return;
  button.focus({ preventScroll: true });
});
