// A link to an entry of a duplicate leads to where the entry is now.

const note = document.querySelector("[data-merged-into]");
const entry = location.hash;

if (note && /^#entry-\d+$/.test(entry) && document.querySelector(`.merged-links ${entry}`)) {
  location.replace(note.dataset.mergedInto + entry);
}
