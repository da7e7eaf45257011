// A link to an entry of a duplicate leads to where the entry is now.
const wanted = location.hash.slice(1);
const link = /^entry-\d+$/.test(wanted) && document.querySelector(`.merged-links #${wanted} a`);

if (link) {
  location.replace(link.href);
}

// Merged while somebody stood in the room: the page is asked for again, without a composer. What was typed goes along to
// the incident that goes on, where it is put back.
function follow() {
  const note = document.querySelector("#incident-head .merged-note");
  const composer = document.getElementById("composer");
  if (!note || !composer) return;
  const target = note.querySelector("a[data-goes-on]")?.getAttribute("href");
  const typed = document.getElementById("say").value.trim();
  if (target && typed) {
    document.dispatchEvent(new CustomEvent("debrief:draft-move", { detail: { form: composer, to: `${target}entries/` } }));
  } else if (typed) {
    composer.replaceWith(Object.assign(document.createElement("pre"), { className: "typed", textContent: typed }));
    return;
  }
  location.reload();
}

document.addEventListener("debrief:swapped", ({ detail }) => {
  if (detail.id === "incident-head") follow();
});
