// A link to an entry of a duplicate leads to where the entry is now.
const wanted = location.hash.slice(1);
const link = /^entry-\d+$/.test(wanted) && document.querySelector(`.merged-links #${wanted} a`);

if (link) {
  location.replace(link.href);
}

// Merged while somebody stood in the room: the page is asked for again, without a composer. What was typed there goes
// along to the incident that goes on, where it is put back. What else is open would be lost: while it is, the page says so.
const isTyped = (field) => field.id !== "say" && field.value !== field.defaultValue;

function isBusy(composer) {
  if (document.querySelector("#dialog[open], #timeline li.entry-edit, .waiting-form")) return true;
  return (
    composer.elements.file.files.length > 0 ||
    [...document.querySelectorAll("#main textarea, #main input[type=text]")].some(isTyped)
  );
}

function carry(composer, target) {
  if (!document.getElementById("say").value.trim()) return;
  document.dispatchEvent(
    new CustomEvent("debrief:draft-move", { detail: { form: composer, to: `${target}entries/` } }),
  );
}

function tell(composer, goesOn) {
  const [target, name] = goesOn
    ? [goesOn.getAttribute("href"), goesOn.dataset.goesOn]
    : [location.pathname, "another incident"];
  const way = Object.assign(document.createElement("a"), {
    className: "btn btn-sm",
    href: target,
    textContent: goesOn ? `Go to ${name}` : "Load it anew",
  });
  way.addEventListener("click", () => goesOn && carry(composer, target));
  const said = Object.assign(document.createElement("p"), { id: "merged", className: "note note-warn" });
  said.setAttribute("role", "status");
  said.append(
    `Merged into ${name}: this page takes no changes any more. Copy what you are writing before you go. `,
    way,
  );
  const old = document.getElementById("merged");
  if (old?.textContent === said.textContent) return; // what stands there is read out once
  old?.remove();
  document.querySelector(".dock").prepend(said);
}

function follow() {
  const note = document.querySelector("#incident-head .merged-note");
  const composer = document.getElementById("composer");
  if (!note || !composer) {
    document.getElementById("merged")?.remove();
    return;
  }
  const goesOn = note.querySelector("a[data-goes-on]");
  const typed = document.getElementById("say").value.trim();
  if (isBusy(composer)) return tell(composer, goesOn);
  if (goesOn) {
    carry(composer, goesOn.getAttribute("href"));
  } else if (typed) {
    document.getElementById("merged")?.remove();
    composer.replaceWith(Object.assign(document.createElement("pre"), { className: "typed", textContent: typed }));
    return;
  }
  location.reload();
}

// What was open is closed: now it may go on.
document.addEventListener("debrief:edit-closed", follow);
document.getElementById("dialog")?.addEventListener("close", () => setTimeout(follow)); // once it is empty
document.addEventListener("debrief:swapped", ({ detail }) => {
  if (detail.id === "incident-head") follow();
});
