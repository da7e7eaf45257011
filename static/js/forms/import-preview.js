// Counts the ticked lines as they are ticked: those of this page, and those that the server knows of the others.
const form = document.getElementById("preview");
const place = form?.querySelector("[data-count]");

form?.addEventListener("change", (event) => {
  if (!event.target.matches(".import-take")) return;
  const here = form.querySelectorAll(".import-take:checked").length;
  place.textContent = String(here + Number(form.dataset.elsewhere));
});
